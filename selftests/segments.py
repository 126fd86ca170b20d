#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0
"""segments: what belongs to the executable, wherever its file is, and what mmap(2) mapped of it."""

import os
import shutil
import struct
import subprocess
import sys
import tempfile
import time

from lib import tap
from lib.files import read

CAT = shutil.which("cat")
SEGMENTS = "/proc/rmm/self/segments"
OF_EXE = ("code", "data", "bss", "image")

# Prints its segments and its maps, before and after it has mapped its executable.
PROGRAM = """
import mmap, os
def show():
    for name in ("/proc/rmm/self/segments", "/proc/self/maps"):
        print(open(name).read(), flush=True)
show()
file = os.open("/proc/self/exe", os.O_RDONLY)
size = os.fstat(file).st_size
kept = [mmap.mmap(file, size, flags, mmap.PROT_READ) for flags in (mmap.MAP_PRIVATE, mmap.MAP_SHARED)]
print("====", flush=True)
show()
"""


def parse(text):
    """({segment: (start, end, kB)}, [(start, end, path)] of maps)."""
    segments, maps = {}, []
    for line in text.splitlines():
        cells = line.split()
        if line.startswith("#") or not cells:
            continue
        if "-" in cells[0] and len(cells) > 4:
            start, end = (int(part, 16) for part in cells[0].split("-"))
            maps.append((start, end, cells[5] if len(cells) > 5 else ""))
        else:
            start, end = (None if cell == "-" else int(cell, 16) for cell in cells[1:3])
            segments[cells[0]] = start, end, int(cells[3])
    return segments, maps


def run(path, **options):
    done = subprocess.run([path, SEGMENTS, "/proc/self/maps"], capture_output=True, text=True, check=True, **options)
    return parse(done.stdout)


def check(what, segments, maps, path, expected):
    """The executable's segments have the sizes they have from a disk, and mmap starts behind them."""
    bad = [f"{name}: {segments[name][2]} kB, expected {expected[name][2]} kB"
           for name in OF_EXE if segments[name][2] != expected[name][2]]
    first = min(start for start, _, name in maps if name.startswith(path))
    last = max(end for _, end, name in maps if name.startswith(path))
    start, end, _ = segments["image"]
    if (start, end is not None and end <= last) != (first, True):
        bad.append(f"image is {start and hex(start)}-{end and hex(end)}, the file is mapped at {first:#x}-{last:#x}")
    if segments["mmap"][0] is None or segments["mmap"][0] < last:
        bad.append(f"mmap starts at {segments['mmap'][0]}, before the end of the executable {last:#x}")
    tap.report(what, bad)


# i386: the system call pause(2), again and again.
PAUSE = bytes.fromhex("b81d000000cd80ebf7")
SEGMENTS_OF_32_BITS = (0x08048000, 4), (0x08058000, 4), (0x08068000, 5)


def program_of_32_bits():
    """An ELF file with three segments of a page, far from each other: headers, data to read, code."""
    code = SEGMENTS_OF_32_BITS[-1][0]
    head = b"\x7fELF\1\1\1".ljust(16, b"\0") + struct.pack(
        "=HHIIIIIHHHHHH", 2, 3, 1, code, 52, 0, 0, 52, 32, len(SEGMENTS_OF_32_BITS), 0, 0, 0)
    for number, (address, flags) in enumerate(SEGMENTS_OF_32_BITS):
        head += struct.pack("=IIIIIIII", 1, number * 4096, address, address, 4096, 4096, flags, 4096)
    return b"".join(part.ljust(4096, b"\0") for part in (head, b"", PAUSE))


def check_32_bits():
    """The program headers of a program of 32 bits are found, so what surrounds its code is its image."""
    what = "executable of 32 bits"
    with tempfile.TemporaryDirectory(dir="/tmp") as folder:
        path = folder + "/program"
        with open(path, "wb") as file:
            file.write(program_of_32_bits())
        os.chmod(path, 0o755)
        try:
            child = subprocess.Popen([path])
        except OSError as error:
            tap.skip(what, f"this kernel does not execute it: {error}")
            return
        try:
            # Popen returns in the middle of execve(2), before the program headers are known.
            end = time.monotonic() + 60
            while read(f"/proc/{child.pid}/stat").rpartition(")")[2].split()[0] != "S" and time.monotonic() < end:
                time.sleep(0.01)
            with open("/proc/rmm/watch", "w") as watch:
                watch.write(str(child.pid))
            with open(f"/proc/rmm/{child.pid}/segments") as file, open(f"/proc/{child.pid}/maps") as maps:
                segments, mapped = parse(file.read() + maps.read())
            with open("/proc/rmm/watch", "w") as watch:
                watch.write(f"-{child.pid}")
        finally:
            child.kill()
            child.wait()
    first, second, code = (address for address, _ in SEGMENTS_OF_32_BITS)
    want = {"image": (first, second + 4096, 8), "code": (code, code + 4096, 4)}
    tap.report(what, [f"{name}: {segments[name]}, expected {value}, mapped {mapped}"
                      for name, value in want.items() if segments[name] != value])


def main():
    tap.plan(5)
    expected, maps = run(CAT)
    check("executable on a disk", expected, maps, os.path.realpath(CAT), expected)

    with tempfile.TemporaryDirectory(dir="/dev/shm") as folder:
        path = shutil.copy(CAT, folder)
        try:
            segments, maps = run(path)
            check("executable on tmpfs", segments, maps, path, expected)
        except PermissionError as error:
            tap.skip("executable on tmpfs", f"tmpfs does not execute: {error}")

    memory = os.memfd_create("executable", 0)
    with open(CAT, "rb") as file:
        os.write(memory, file.read())
    segments, maps = run(f"/proc/self/fd/{memory}", pass_fds=[memory])
    check("executable in a memfd", segments, maps, "/memfd:executable", expected)

    text = subprocess.run([sys.executable, "-c", PROGRAM], capture_output=True, text=True, check=True).stdout
    (before, _), (after, maps) = (parse(part) for part in text.split("====\n"))
    exe = os.path.realpath(sys.executable)
    bad = [f"{name}: {after[name]}, expected {before[name]}" for name in ("code", "data", "image")
           if after[name] != before[name]]
    if sum(name == exe for _, _, name in maps) < 3:
        bad.append(f"{exe} is mapped at {maps}")
    tap.report("what mmap(2) maps of the executable is no image", bad)
    check_32_bits()
    return tap.status()


if __name__ == "__main__":
    sys.exit(main())
