#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0
"""Tables of rmmctl on terminals of 80 and 200 columns: of the zoo's exhibits as they are kept here, and of the
whole zoo as they are drawn from its JSON."""

import os
import re
import sys

from lib import tap
from lib.files import tries
from lib.rmmctl import RMMCTL, document
from lib.terminal import on_terminal, plain
from lib.zoo import RunningZoo

WIDTHS = (80, 200)
MASK = "x" * 16
MAP_COLUMNS = "start,end,perms,kind,size,rss,name"
HEAD = "start            end              perms kind "
TOTAL = "total                                        "
# Exhibits whose tables are the same on every machine.
GOLDEN = {
    "anon-untouched": [
        f"{HEAD}size rss name",
        f"{MASK} {MASK} rw-p  anon  64K   0 -",
        f"{TOTAL} 64K   0",
    ],
    "anon-touched": [
        f"{HEAD}size rss name",
        f"{MASK} {MASK} rw-p  anon  64K 64K -",
        f"{TOTAL} 64K 64K",
    ],
    "thp": [
        f"{HEAD}size rss name",
        f"{MASK} {MASK} rw-p  anon   2M  2M -",
        f"{TOTAL}  2M  2M",
    ],
    "prot-none": [
        f"{HEAD}size rss name",
        f"{MASK} {MASK} ---p  anon  64K 64K -",
        f"{TOTAL} 64K 64K",
    ],
}
TESTS = 4


def masked(text):
    return re.sub(r"\b[0-9a-f]{16}\b", MASK, plain(text)).splitlines()


def check_golden(zoo):
    """The tables of single exhibits."""
    bad = []
    for name, wanted in GOLDEN.items():
        exhibit = zoo.exhibits.get(name)
        if not exhibit:
            continue
        for columns in WIDTHS:
            place = f"{exhibit['start']}-{exhibit['end']}"
            found = masked(on_terminal(columns, "map", zoo.pid, "--range", place, "--columns", MAP_COLUMNS))
            if found != wanted:
                bad += [f"{name} in {columns} columns:", *map(repr, found), "wanted:", *map(repr, wanted)]
    tap.report("the tables of exhibits are those that are kept", bad)


def for_people(name, value):
    """A cell: bytes with one digit after the point, cut and not rounded."""
    if value is None or value == "":
        return "-"
    if not name.endswith("_bytes"):
        return str(value)
    unit = 0
    while value >> 10 * (unit + 1):
        unit += 1
    whole, rest = value >> 10 * unit, value & (1 << 10 * unit) - 1
    tenth = f".{rest * 10 >> 10 * unit}" if rest else ""
    return f"{whole}{tenth}{['', 'K', 'M', 'G', 'T', 'P', 'E'][unit]}"


def drawn(found, names, columns):
    """A table as its JSON has it: numbers to the right, text to the left, the last column cut to the terminal."""
    heads = [name.removesuffix("_bytes") for name in names]
    rows = [[for_people(name, row[name]) for name in names] for row in found["records"]]
    total = found.get("total")
    if total:
        rows.append([for_people(name, total[name]) if name in total else "" for name in names])
        rows[-1][0] = "total"
    is_number = [name.endswith("_bytes") for name in names]
    widths = [max(len(row[at]) for row in [heads, *rows]) for at in range(len(names))]
    if not is_number[-1]:
        widths[-1] = min(widths[-1], columns - sum(widths[:-1]) - len(widths) + 1)

    def line(cells):
        cut = [cell if len(cell) <= width else cell[:width - 1] + "…" for cell, width in zip(cells, widths)]
        parts = [cell.rjust(width) if right else cell.ljust(width) for cell, width, right in zip(cut, widths, is_number)]
        return " ".join(parts).rstrip()

    return [line(row) for row in [heads, *rows]]


def check_drawn(zoo, words, names):
    """The whole table of a command. The kernel may reclaim pages between two commands."""
    for columns in WIDTHS:
        for _ in tries():
            wanted = drawn(document(*words), names, columns)
            chosen = ["--columns", ",".join(names)] if words[0] == "map" else []
            found = plain(on_terminal(columns, *words, *chosen)).splitlines()
            if found == wanted:
                break
        wrong = [(a, b) for a, b in zip(found, wanted) if a != b][:3]
        if found != wanted:
            return [f"{words} in {columns} columns: {len(found)} lines, {len(wanted)} wanted", *map(repr, wrong)]
    return []


def main():
    if not os.access(RMMCTL, os.X_OK):
        return tap.skip_all("rmmctl was not built")
    tap.plan(TESTS)
    with RunningZoo() as zoo:
        check_golden(zoo)
        tap.report("segments: the table has what JSON has",
                   check_drawn(zoo, ["segments", zoo.pid], ["kind", "start", "end", "virtual_bytes", "resident_bytes"]))
        tap.report("map: the table has what JSON has",
                   check_drawn(zoo, ["map", zoo.pid],
                               ["start", "end", "perms", "kind", "size_bytes", "rss_bytes", "name"]))
        narrow = plain(on_terminal(80, "map", zoo.pid, "--columns", MAP_COLUMNS)).splitlines()
        wide = plain(on_terminal(200, "map", zoo.pid, "--columns", MAP_COLUMNS)).splitlines()
        tap.ok(any("…" in line for line in narrow) and not any("…" in line for line in wide) and len(narrow) == len(wide),
               "80 columns cut names, 200 do not", [*narrow[:3], *wide[:3]])
    return tap.status()


if __name__ == "__main__":
    sys.exit(main())
