#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0
"""--sort, --total and --vma of rmmctl: the rows of the zoo in another order, added up, and of VMAs by name."""

import os
import re
import sys
from collections import Counter

from lib import tap
from lib.compare_process import smaps
from lib.files import compare, tries
from lib.rmmctl import RMMCTL, document, document_mistakes, records, run
from lib.zoo import RunningZoo

TESTS = 8
KEYS = {"folios": ("kind", "node", "order"), "sharing": ("kind", "mapcount"), "age": ("kind", "age"),
        "numa": ("kind", "node"), "frag": ("vma_kind", "order")}


def place(value):
    """Numbers from the largest, text from A, unknown values last."""
    if value is None:
        return 2, 0
    return (1, value) if isinstance(value, str) else (0, -value)


def check_sort(pid):
    """A column of numbers and one of text for each command."""
    bad = []
    for words, names in ((["map", pid], ("rss_bytes", "kind", "name")), (["walk", pid], ("pages", "kind")),
                         (["folios", pid], ("pages", "kind")), (["sharing", pid], ("bytes",)), (["age", pid], ("bytes",)),
                         (["numa", pid], ("pages",)), (["frag", pid], ("runs", "vma_kind")), (["pagetable", pid], ("bytes",)),
                         (["segments", pid], ("resident_bytes",)), (["pfn", "0..2048"], ("pfn", "kind")),
                         (["zones"], ("free_pages",)), (["buddy"], ("largest_order",)), (["events"], ("total", "event")),
                         (["pagesets"], ("count_pages",)), (["memcgs"], ("usage_pages", "path"))):
        for name in names:
            values = [one[name] for one in records(*words, "--sort", name)]
            if values != sorted(values, key=place) or not values:
                bad.append(f"{words} --sort {name}: {values[:10]}")
    # The column that decides need not be shown.
    alone = run("map", pid, "--columns", "start", "--sort", "rss", "-o", "csv").stdout.split()[1:]
    beside = [one["start"] for one in records("map", pid, "--sort", "rss_bytes")]
    if alone != beside:
        bad.append(f"map: {alone[:5]} alone, {beside[:5]} beside others")
    tap.report("--sort orders the rows", bad)


def added(values):
    """The sum of values, None with an absent one."""
    values = list(values)
    return None if None in values else sum(values)


def check_total(pid):
    """The sums of JSON and of the last row of tables are those of the records."""
    bad = []
    for words, names in ((["walk", pid], ("pages",)), (["walk", pid, "--extents", "kind"], ("bytes", "entries")),
                         (["folios", pid], ("pages", "parts")), (["age", pid], ("bytes", "young_bytes")),
                         (["numa", pid], ("pages", "bytes")), (["frag", pid], ("runs", "pages")),
                         (["pagetable", pid], ("tables", "bytes")), (["map", pid], ("rss_bytes",)),
                         (["buddy"], ("free_pages",)), (["pagesets"], ("count_pages",)), (["zones"], ("managed_pages",)),
                         (["pfn", "0..4096", "--summary"], ("frames", "bytes"))):
        # The machine changes between two outputs, so each has its own sums.
        found = document(*words, "--total")
        sums = [added(one[name] for one in found["records"]) for name in names]
        if [found["total"][name] for name in names] != sums:
            bad.append(f"{words}: records {sums}, total {found['total']}")
        bad += document_mistakes(found, found["kind"])[:3]
        table = run(*words, "--total", "--bytes", "--columns", ",".join(names)).stdout.split("\n\n")[0].splitlines()
        rows = [[None if cell == "-" else int(cell) for cell in line.split()] for line in table[1:-1]]
        sums = [added(column) for column in zip(*rows)]
        if not rows or table[-1].split() != ["total", *("-" if one is None else str(one) for one in sums)]:
            bad.append(f"{words}: rows {sums}, last row {table[-1:]}")
    for words in (["walk", pid], ["folios", pid], ["buddy"]):
        bad += [f"{words} has a total that nobody asked for"] if "total" in document(*words) else []
    tap.report("--total adds up the rows", bad)


def check_sharing(pid):
    """The record of the total is left out of the sums."""
    found = document("sharing", pid, "--total")
    parts = [one["bytes"] for one in found["records"] if one["kind"] != "total"]
    table = run("sharing", pid, "--total").stdout
    tap.ok(found["total"]["bytes"] == sum(parts) and "the total leaves it out" in table, "sharing counts each page once",
           [str(found["total"]), str(parts), table])


def check_refused(pid):
    bad = []
    for words, text in ((["arena", "ring", 1, "--sort", "node"], "order in which"), (["walk", pid, "--sort", "bogus"], "columns:"),
                        (["folios", pid, "--sort", "pagse"], 'did you mean "pages"?'), (["events", "--total"], "nothing"),
                        (["fragmentation", "--total"], "each order"), (["segments", pid, "--total"], "several segments"),
                        (["zones", "--total"], "--columns"), (["folios", pid, "--total", "-o", "csv"], "only tables and JSON"),
                        (["folios", pid, "--vma", "("], "regex"), (["generate", "bash", "--sort", "x"], "no records")):
        done = run(*words)
        if done.returncode != 2 or text not in done.stderr or done.stdout:
            bad.append(f"{words}: status {done.returncode}, {done.stderr!r}, {done.stdout[:100]!r}")
    trees = document("memcgs", "--total")
    bad += [] if trees["kind"] == "memcgs-total" and "total" not in trees else [f"memcgs: {trees['kind']}"]
    tap.report("what cannot be sorted or added up is refused", bad)


def kernel_matching(pid, pattern):
    """Rss of the VMAs whose name matches."""
    sums = [sums["Rss"] for first, sums, _ in smaps(pid).values() if re.search(pattern, first[5])]
    return {"Rss": sum(sums), "vmas": len(sums)}


def matching(pid, pattern):
    counted = ("anon", "file", "shmem", "ksm")
    rows = records("age", pid, "--vma", pattern)
    return {"Rss": sum(row["bytes"] for row in rows if row["kind"] in counted) >> 10,
            "vmas": len(records("map", pid, "--vma", pattern))}


def by_key(rows, keys, names):
    """The sums of these columns, or of all that are numbers."""
    found = Counter()
    for row in rows:
        for name, value in row.items():
            if name in names if names else isinstance(value, int) and name not in keys:
                found[(*(row[key] for key in keys), name)] += value
    return +found


def check_parts(pid):
    """A pattern that every name matches has the records of the process, and no name matches the other."""
    bad = []
    for name, keys in KEYS.items():
        # rmmctl maps pages of the same libraries, and not the same ones each time: mapcounts change.
        keys, names = (("kind",), ("bytes",)) if name == "sharing" else (keys, ())
        for _ in tries():
            whole = by_key(records(name, pid), keys, names)
            all_vmas = by_key(records(name, pid, "--vma", ".*"), keys, names)
            if whole == all_vmas:
                break
        if whole != all_vmas:
            bad.append(f"{name}: {dict((whole - all_vmas) + (all_vmas - whole))}")
        none = records(name, pid, "--vma", "no such name")
        bad += [f"{name} of no VMA: {none[:2]}"] if by_key(none, keys, names) else []
    # rmmctl itself maps pages of libraries, which changes the shared bytes.
    by_option = [[(row["start"], row["end"], row["name"], row["rss_bytes"]) for row in records("map", pid, option, "lib")]
                 for option in ("--name", "--vma")]
    if by_option[0] != by_option[1] or not by_option[0]:
        bad.append(f"map: --name {by_option[0]}, --vma {by_option[1]}")
    tap.report("--vma adds up the VMAs", bad)


def check_range(zoo):
    """A pattern and a range: the part of the VMAs that is in the range."""
    exhibit = zoo.exhibits["anon-touched"]
    start = int(exhibit["start"], 16)
    rows = records("age", zoo.pid, "--vma", "^$", "--range", f"{start:x}-{start + 4 * 4096:x}")
    found = sum(row["bytes"] for row in rows)
    tap.ok(found == 4 * 4096, "--vma and --range are both obeyed", [f"{found} bytes", *map(str, rows)])


def main():
    if not os.access(RMMCTL, os.X_OK):
        return tap.skip_all("rmmctl was not built")
    tap.plan(TESTS)
    with RunningZoo() as zoo:
        pid = str(zoo.pid)
        check_sort(pid)
        check_total(pid)
        check_sharing(pid)
        check_refused(pid)
        check_parts(pid)
        check_range(zoo)
        for pattern in ("^/usr/lib", r"\[stack\]"):
            compare(f"--vma '{pattern}' has the Rss of smaps", lambda: kernel_matching(pid, pattern),
                    lambda: matching(pid, pattern))
    return tap.status()


if __name__ == "__main__":
    sys.exit(main())
