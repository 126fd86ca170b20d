#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0
"""rmm_summary.py [PID]: summarises the page tables of a process (without PID, of itself).

A small client of /dev/rmm in Python: it opens an address space and prints the sums of RMM_WALK.
"""
import os
import sys

# The library of this source tree, if none is installed.
sys.path.append(os.path.join(os.path.dirname(os.path.abspath(__file__)), "../tools/python"))
from rmm_client import RmmError, Session, abi  # noqa: E402


def main():
    pid = int(sys.argv[1]) if len(sys.argv) > 1 else None
    with Session() as rmm, rmm.process(pid) as mm:
        cells = mm.summary()
    print("vma      page            level node   entries        kb  young_kb  dirty_kb  write_kb shared_kb")
    for cell in sorted(cells, key=lambda cell: (cell.vma_kind, cell.page_kind, cell.level, cell.node)):
        node = cell.known("node")
        sizes = (cell.bytes, cell.young_bytes, cell.dirty_bytes, cell.writable_bytes, cell.shared_bytes)
        print(f"{abi.VmaKind.word(cell.vma_kind):8} {abi.PageKind.word(cell.page_kind):15} "
              f"{abi.TableLevel.word(cell.level):5} {'-' if node is None else node:>4} {cell.entries:9} "
              + " ".join(f"{size // 1024:9}" for size in sizes))


if __name__ == "__main__":
    try:
        main()
    except RmmError as error:
        sys.exit(f"rmm_summary.py: {error}")
