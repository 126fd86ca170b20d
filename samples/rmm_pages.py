#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0
"""rmm_pages.py PID [START [END]]: prints every entry of the page tables of a process, one per line.

START and END are hexadecimal addresses. A value is - if the page does not have it or the caller lacks
the right to see it.
"""
import ctypes
import fcntl
import os
import sys
from ctypes import addressof, c_int32, c_uint8, c_uint32, c_uint64, sizeof

from rmm_summary import (ABSENT, LEVEL, OPEN_PID, OPEN_SELF, PAGE, RMM_OPEN, RMM_WALK, VMA, Open,
                         Walk, fields)

WALK_PAGES = 2
EVERYTHING = 0x1FF  # RMM_PAGE_A_*
BITS = ("present young dirty write soft-dirty uffd protnone numa-hint special folio maybe-shared "
        "shared-exact mapcount-exact").split()
ZONE = "DMA DMA32 Normal HighMem Movable Device".split()


class PagesWalk(ctypes.Structure):
    _fields_ = Walk._fields_ + fields("attributes kinds", c_uint64)


class Page(ctypes.Structure):
    _fields_ = (fields("addr pfn", c_uint64) + [("bits", c_uint32)]
                + fields("kind level vma_kind order", c_uint8)
                + [("pages", c_uint32), ("node", c_int32)]
                + fields("mapcount references folio_mapcount expected folio_index", c_uint32)
                + fields("swap_type zone age reserved", c_uint8)
                + fields("swap_offset entry kpageflags cgroup", c_uint64))


def pages(mm, start, end):
    """Yields a record for each entry; it is valid until the next one is requested."""
    records = (Page * 512)()
    arg = PagesWalk(size=sizeof(PagesWalk), flags=WALK_PAGES, start=start, end=end,
                    buf=addressof(records), capacity=len(records), record_size=sizeof(Page),
                    attributes=EVERYTHING)
    while arg.next != arg.end:
        fcntl.ioctl(mm, RMM_WALK, arg)
        yield from records[:arg.count]
        arg.start = arg.next


def cell(page, name, style="d"):
    """A number as text, or - if every bit of its field is set."""
    value = getattr(page, name)
    absent = value == (1 << 8 * getattr(Page, name).size) - 1 or value < 0
    return "-" if absent else format(value, style)


def main():
    pid = int(sys.argv[1]) if len(sys.argv) > 1 else 0
    start, end = (int(text, 16) for text in (sys.argv[2:4] + ["0", f"{ABSENT:x}"][len(sys.argv[2:4]):]))
    rmm = os.open("/dev/rmm", os.O_RDWR)
    mm = fcntl.ioctl(rmm, RMM_OPEN, Open(size=sizeof(Open), target=pid,
                                         flags=OPEN_PID if pid else OPEN_SELF))
    print("# address bytes vma page level entry pfn node zone order index mapcount folio_mapcount "
          "references expected swap_type swap_offset age cgroup kpageflags bits")
    for page in pages(mm, start, end):
        zone = "-" if page.zone == 0xFF else ZONE[page.zone]
        bits = ",".join(bit for n, bit in enumerate(BITS) if page.bits >> n & 1) or "-"
        print(f"{page.addr:x} {4096 * page.pages} {VMA[page.vma_kind]} {PAGE[page.kind]} "
              f"{LEVEL[page.level]} {cell(page, 'entry', 'x')} {cell(page, 'pfn', 'x')} "
              f"{cell(page, 'node')} {zone}",
              *(cell(page, name) for name in ("order folio_index mapcount folio_mapcount references "
                                              "expected swap_type swap_offset age cgroup").split()),
              cell(page, "kpageflags", "x"), bits)


if __name__ == "__main__":
    main()
