#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0
"""rmm_summary.py [PID]: summarises the page tables of a process (without PID, of itself).

The smallest useful client of /dev/rmm in Python: it opens an address space, repeats RMM_WALK from
`next` until the end of the range is reached, and adds up the records.
"""
import ctypes
import fcntl
import os
import sys
from collections import Counter
from ctypes import addressof, c_int32, c_uint32, c_uint64, sizeof

VMA = "anon heap stack file shmem hugetlb special device".split()
PAGE = ("none anon file shmem ksm hugetlb zero huge-zero pfn swap migration device-private "
        "device-exclusive hwpoison marker-uffd-wp marker-poison marker-guard unknown").split()
LEVEL = "pgd p4d pud pmd pte".split()
OPEN_SELF, OPEN_PID = 1, 2
WALK_SUMMARY = 1
ABSENT = 2**64 - 1


def iowr(nr):
    """_IOWR(0xBB, nr, struct rmm_head): every argument starts with its size and flags."""
    return 3 << 30 | 8 << 16 | 0xBB << 8 | nr


RMM_OPEN, RMM_WALK = iowr(0x01), iowr(0x11)


def fields(names, kind):
    return [(name, kind) for name in names.split()]


class Open(ctypes.Structure):
    _fields_ = [("size", c_uint32), ("flags", c_uint32), ("target", c_int32), ("reserved", c_uint32)]


class Cost(ctypes.Structure):
    _fields_ = fields("entries tables vmas drops longest_hold_ns elapsed_ns", c_uint64)


class Walk(ctypes.Structure):
    _fields_ = (fields("size flags", c_uint32) + fields("start end buf", c_uint64)
                + fields("capacity record_size", c_uint32) + [("budget_us", c_uint64)]
                + fields("count reserved", c_uint32) + [("next", c_uint64), ("cost", Cost)])


class Summary(ctypes.Structure):
    _fields_ = (fields("vma_kind page_kind level", c_uint32) + [("node", c_int32)]
                + fields("entries bytes young dirty writable shared", c_uint64))


def summary(mm):
    """Yields every record of a walk over the whole address space; prints the cost at the end."""
    records = (Summary * 128)()
    arg = Walk(size=sizeof(Walk), flags=WALK_SUMMARY, end=ABSENT, buf=addressof(records),
               capacity=len(records), record_size=sizeof(Summary))
    total = Counter()
    while True:
        fcntl.ioctl(mm, RMM_WALK, arg)
        yield from (bytes(record) for record in records[:arg.count])
        total.update({name: getattr(arg.cost, name) for name, _ in Cost._fields_})
        if arg.next == arg.end:
            break
        arg.start = arg.next
    print(f"# {total['entries']} entries of {total['tables']} tables in {total['vmas']} VMAs, "
          f"{total['elapsed_ns'] // 1000} us")


def main():
    pid = int(sys.argv[1]) if len(sys.argv) > 1 else 0
    rmm = os.open("/dev/rmm", os.O_RDWR)
    mm = fcntl.ioctl(rmm, RMM_OPEN, Open(size=sizeof(Open), target=pid,
                                         flags=OPEN_PID if pid else OPEN_SELF))
    cells = {}
    for raw in summary(mm):
        record = Summary.from_buffer_copy(raw)
        key = (record.vma_kind, record.page_kind, record.level, record.node)
        cell = cells.setdefault(key, Counter())
        cell.update({name: getattr(record, name) for name, _ in Summary._fields_[4:]})
    columns = "entries bytes young dirty writable shared".split()
    heads = "entries kb young_kb dirty_kb write_kb shared_kb".split()
    print("vma      page            level node " + " ".join(f"{head:>9}" for head in heads))
    for (vma, page, level, node), cell in sorted(cells.items()):
        numbers = [cell["entries"]] + [cell[name] // 1024 for name in columns[1:]]
        print(f"{VMA[vma]:8} {PAGE[page]:15} {LEVEL[level]:5} {node if node >= 0 else '-':>4} "
              + " ".join(f"{number:9}" for number in numbers))


if __name__ == "__main__":
    main()
