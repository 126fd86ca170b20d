#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0
"""/proc/rmm/layout against Documentation/arch/x86/x86_64/mm.rst and addresses in the kernel's files."""

import ctypes
import fcntl
import os
import struct
import subprocess
import sys

from lib import tap
from lib.files import read

LAYOUT = 0xC008BB39
TOP = 1 << 64
TB = 1 << 40
GB = 1 << 30
MB = 1 << 20

# region: (address, bytes); None where KASLR or the configuration changes it.
SAME = {
    "cpu-entry": (TOP - 2 * TB, TB // 2),
    "espfix": (TOP - TB, TB // 2),
    "efi": (TOP - 68 * GB, 64 * GB),
    "kernel-window": (TOP - 2 * GB, None),
    "vsyscall": (TOP - 10 * MB, 4096),
}
FOUR = {
    "user": (0, (1 << 47) - 4096),
    "user-guard": ((1 << 47) - 4096, 4096),
    "non-canonical": (1 << 47, TOP - (1 << 48)),
    "guard": (TOP - 128 * TB, 8 * TB),
    "ldt": (TOP - 120 * TB, TB // 2),
    "direct-map": (None, 64 * TB),
    "vmalloc": (None, 32 * TB),
    "vmemmap": (None, TB),
    "kasan-shadow": (TOP - 20 * TB, 16 * TB),
}
FIVE = {
    "user": (0, (1 << 47) - 4096),
    "user-high": ((1 << 47) - 4096, (1 << 56) - (1 << 47)),
    "user-guard": ((1 << 56) - 4096, 4096),
    "non-canonical": (1 << 56, TOP - (1 << 57)),
    "guard": (TOP - (64 << 50), 4 << 50),
    "ldt": (TOP - (60 << 50), 256 * TB),
    # mm.rst reserves 32 PB; 52 bits of physical address need 4 of them.
    "direct-map": (None, 4 << 50),
    "vmalloc": (None, 12800 * TB),
    "vmemmap": (None, 64 * TB),
    # mm.rst rounds the start address down.
    "kasan-shadow": (TOP - (8 << 50) - 4 * TB, 8 << 50),
}
ORDER = ("user", "user-high", "user-guard", "non-canonical", "guard", "ldt", "direct-map",
         "vmalloc", "vmemmap", "kasan-shadow", "cpu-entry", "espfix", "efi", "kernel-window",
         "kernel-image", "modules", "fixmap", "vsyscall")
# Only some configurations have these.
OPTIONAL = ("user-high", "ldt", "kasan-shadow", "espfix", "efi", "vsyscall")


def rows(text):
    """[(region, first, last, KiB, entries, levels)], with None for absent."""
    lines = text.splitlines()
    assert lines[:2] == ["# rmm layout v1",
                         "# region first last size_kb top_entries levels"], lines[:2]

    def number(cell, base):
        return None if cell == "-" else int(cell, base)

    return [(name, number(first, 16), number(last, 16), number(size, 10), number(entries, 10),
             int(levels)) for name, first, last, size, entries, levels in map(str.split, lines[2:])]


def kcore():
    """The loadable segments of /proc/kcore: [(address, bytes)]"""
    with open("/proc/kcore", "rb") as file:
        head = file.read(64)
        offset, = struct.unpack_from("<Q", head, 32)
        size, count = struct.unpack_from("<HH", head, 54)
        file.seek(offset)
        table = file.read(size * count)
    parts = []
    for at in range(0, len(table), size):
        kind, _, _, address, _, length = struct.unpack_from("<IIQQQQ", table, at)
        if kind == 1:
            parts.append((address, length))
    return parts


def symbols():
    wanted = {"_text", "_etext", "_end", "__brk_limit"}
    return {words[2]: int(words[0], 16) for words in map(str.split, read("/proc/kallsyms").splitlines())
            if words[2] in wanted}


def main():
    tap.plan(14)
    found = rows(read("/proc/rmm/layout"))
    levels = found[0][5]
    by_name = {row[0]: row for row in found if row[0] != "hole"}

    above, bad = TOP, []
    for name, first, last, size, entries, _ in found:
        if (last - first + 1) // 1024 != size:
            bad.append(f"{name}: {size} KiB, the addresses give {(last - first + 1) // 1024}")
        shift = 48 if levels == 5 else 39
        want = None if name == "non-canonical" else (last >> shift) - (first >> shift) + 1
        if entries != want:
            bad.append(f"{name}: {entries} entries, the addresses give {want}")
        if name == "kernel-image":
            window = by_name["kernel-window"]
            if not (window[1] <= first and last <= window[2]):
                bad.append(f"the image {first:x}-{last:x} is outside of its window {window[1]:x}-{window[2]:x}")
            continue
        if last + 1 != above:
            bad.append(f"{name} ends at {last:x}, the next region starts at {above:x}")
        above = first
    tap.ok(not bad and above == 0, "regions and holes fill the address space", [*bad, f"lowest address {above:x}"])

    names = [row[0] for row in reversed(found) if row[0] not in ("hole", "kernel-image")]
    want = [name for name in ORDER if name in by_name and name != "kernel-image"]
    lost = [name for name in ORDER if name not in by_name and name not in OPTIONAL]
    tap.ok(names == want and not lost, "regions are in the order of mm.rst",
           [f"returned {names}", f"expected {want}", f"missing {lost}"])

    bad = []
    for name, (address, size) in (SAME | (FIVE if levels == 5 else FOUR)).items():
        row = by_name.get(name)
        if row is None:
            if name not in OPTIONAL:
                bad.append(f"{name} is missing")
            continue
        if address is not None and row[1] != address:
            bad.append(f"{name} at {row[1]:x}, expected {address:x}")
        if size is not None and row[2] - row[1] + 1 != size:
            bad.append(f"{name} has {row[2] - row[1] + 1:x} bytes, expected {size:x}")
    tap.ok(not bad, "addresses and sizes equal mm.rst", bad)
    flags = next(line for line in read("/proc/cpuinfo").splitlines() if line.startswith("flags"))
    want = 5 if " la57" in flags else 4
    tap.ok(levels == want, "levels match the CPU's flags", [f"rmm {levels}, cpuinfo {want}"])

    text = symbols()
    image = by_name["kernel-image"]
    tap.ok(image[1] <= text["_text"] and text["_end"] - 1 <= image[2] and image[2] - text["_end"] < 64 * MB,
           "the kernel's symbols are in kernel-image", [f"{text} in {image[1]:x}-{image[2]:x}"])

    modules = by_name["modules"]
    bad = [line for line in read("/proc/modules").splitlines()
           if not modules[1] <= int(line.split()[5], 16) <= modules[2]]
    tap.ok(not bad, "loaded modules are in modules", bad)

    if os.path.exists("/proc/kcore"):
        parts, bad = kcore(), []
        where = {name: 0 for name in ("direct-map", "vmalloc", "vmemmap", "kernel-window", "modules")}
        for address, length in parts:
            inside = [name for name in where
                      if by_name[name][1] <= address and address + length - 1 <= by_name[name][2]]
            if not inside:
                bad.append(f"{address:x} of {length:x} bytes is in no region")
            for name in inside:
                where[name] += 1
        vmalloc = by_name["vmalloc"]
        # The segment in kcore is one byte shorter than the area.
        if not any(address == vmalloc[1] and vmalloc[2] - vmalloc[1] <= length <= vmalloc[2] + 1 - vmalloc[1]
                   for address, length in parts):
            bad.append(f"kcore has no segment for vmalloc {vmalloc[1]:x}-{vmalloc[2]:x}")
        # RAM starts at page frame 0 or 1.
        low = min((address for address, _ in parts
                   if by_name["direct-map"][1] <= address <= by_name["direct-map"][2]), default=0)
        if not 0 <= low - by_name["direct-map"][1] <= MB:
            bad.append(f"RAM starts at {low:x}, the direct map at {by_name['direct-map'][1]:x}")
        tap.ok(not bad and all(where[name] for name in ("direct-map", "vmalloc")),
               "segments of kcore are in their regions", [f"segments by region: {where}", *bad])
    else:
        tap.skip("segments of kcore are in their regions", "no /proc/kcore")

    hidden = subprocess.run(["setpriv", "--reuid", "65534", "--regid", "65534", "--clear-groups",
                             "cat", "/proc/rmm/layout"], capture_output=True, text=True, check=True)
    bad = []
    for full, row in zip(found, rows(hidden.stdout)):
        if row[:3] != (full[0], None, None) or row[4] is not None:
            bad.append(f"{row} shows an address")
        want = None if full[0] == "hole" else full[3]
        if row[3] != want:
            bad.append(f"{row}: expected size {want}")
    tap.ok(not bad, "an unprivileged reader sees sizes only", bad)

    with open("/proc/rmm/layout", "rb") as file:
        lent = subprocess.run(["setpriv", "--reuid", "65534", "--regid", "65534", "--clear-groups",
                               "cat"], stdin=file, capture_output=True, text=True, check=True)
    tap.ok(lent.stdout == hidden.stdout, "root's descriptor shows an unprivileged reader no more",
           [f"by root's descriptor: {lent.stdout}", f"by its own: {hidden.stdout}"])

    # kallsyms shows zeros to everyone with 2.
    with open("/proc/sys/kernel/kptr_restrict", "r+") as knob:
        was = knob.read()
        try:
            for restrict, want in (("2", rows(hidden.stdout)), ("1", found), ("0", found)):
                knob.seek(0)
                knob.write(restrict)
                knob.flush()
                seen = rows(read("/proc/rmm/layout"))
                shown = symbols()["_text"]
                tap.ok(seen == want and (shown == 0) == (restrict == "2"),
                       f"addresses with kptr_restrict={restrict}",
                       [f"kallsyms shows _text at {shown:x}", f"expected {want}", f"got {seen}"])
        finally:
            knob.seek(0)
            knob.write(was)

    # Addresses need CAP_SYSLOG, and not CAP_SYS_ADMIN, which is for page frames.
    for right, want in (("sys_admin", found), ("syslog", rows(hidden.stdout))):
        without = ["setpriv", "--bounding-set", "-" + right]
        text = subprocess.run([*without, "cat", "/proc/rmm/layout"], capture_output=True, text=True, check=True)
        call = subprocess.run([*without, sys.executable, __file__, "--call"], capture_output=True,
                              text=True, check=True)
        firsts = [str(row[1]) for row in want]
        tap.ok(rows(text.stdout) == want and call.stdout.split() == firsts,
               f"addresses without CAP_{right.upper()}", [f"expected {firsts}", text.stdout, call.stdout])
    return tap.status()


def firsts():
    """Prints the first address of each region by ioctl, or None."""
    room, size = 64, 40
    buf = ctypes.create_string_buffer(room * size)
    arg = bytearray(struct.pack("=IIQIIII", 32, 0, ctypes.addressof(buf), room, size, 0, 0))
    with open("/dev/rmm", "rb+", buffering=0) as rmm:
        fcntl.ioctl(rmm, LAYOUT, arg, True)
    for at in range(struct.unpack_from("=I", arg, 24)[0]):
        first, = struct.unpack_from("=Q", buf, at * size + 8)
        # No region starts at the value that stands for absent.
        print(None if first == TOP - 1 else first)


if __name__ == "__main__":
    sys.exit(firsts() if sys.argv[1:] else main())
