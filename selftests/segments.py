#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0
"""segments: what belongs to the executable, wherever its file is, and what mmap(2) mapped of it."""

import os
import shutil
import subprocess
import sys
import tempfile

from lib import tap

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


def main():
    tap.plan(4)
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
    return tap.status()


if __name__ == "__main__":
    sys.exit(main())
