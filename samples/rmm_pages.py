#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0
"""rmm_pages.py PID [START [END]]: prints every entry of the page tables of a process, one per line.

START and END are hexadecimal addresses. A value is - if the page does not have it or the caller lacks
the right to see it.
"""
import os
import sys

# The library of this source tree, if none is installed.
sys.path.append(os.path.join(os.path.dirname(os.path.abspath(__file__)), "../tools/python"))
from rmm_client import RmmError, Session, abi  # noqa: E402

DECIMAL = ("order folio_index mapcount folio_mapcount references expected_references swap_type "
           "swap_offset age cgroup").split()


def cell(page, name, style="d"):
    """A number as text, or - if it is absent."""
    value = page.known(name)
    return "-" if value is None else format(value, style)


def main():
    pid = int(sys.argv[1]) if len(sys.argv) > 1 else None
    start, end = (int(text, 16) for text in (sys.argv[2:4] + ["0", f"{abi.ABSENT:x}"][len(sys.argv[2:4]):]))
    print("# address bytes vma page level entry pfn node zone", " ".join(DECIMAL), "kpageflags bits")
    with Session() as rmm, rmm.process(pid) as mm:
        size = rmm.info.page_size
        for page in mm.pages(start, end, attributes=sum(abi.PageAttribute)):
            zone = page.known("zone")
            print(f"{page.addr:x} {size * page.pages} {abi.VmaKind.word(page.vma_kind)} "
                  f"{abi.PageKind.word(page.kind)} {abi.TableLevel.word(page.level)} "
                  f"{cell(page, 'entry', 'x')} {cell(page, 'pfn', 'x')} {cell(page, 'node')} "
                  f"{'-' if zone is None else abi.ZoneKind.word(zone)}",
                  *(cell(page, name) for name in DECIMAL), cell(page, "kpageflags", "x"),
                  ",".join(abi.PageFlag.words(page.bits)) or "-")


if __name__ == "__main__":
    try:
        main()
    except RmmError as error:
        sys.exit(f"rmm_pages.py: {error}")
