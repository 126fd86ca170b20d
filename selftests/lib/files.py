# SPDX-License-Identifier: GPL-2.0
"""Text files of the kernel and of /proc/rmm as dictionaries, and how to compare them.

Counters change while they are read, and reading allocates memory. So the kernel's file is read
before and after rmm's: where its two readings agree, rmm's value must equal both. Values that
changed or differed are compared again, in at least TRIES tries and for PATIENCE_S seconds, because a
counter may change and change back between two readings. From the STRICT-th try on, a value that
changes every time must lie between the kernel's two readings.
"""

import re
import time

from lib import tap

RMM = "/proc/rmm/"
TRIES = 50
STRICT = 40
PATIENCE_S = 60


def read(path):
    """The text of a file. Names in it may be any bytes."""
    with open(path, errors="surrogateescape") as file:
        return file.read()


def rmm(name, keys):
    """{(first columns): value} of a file of /proc/rmm, or the row where it has more columns. Notes
    are left out."""
    lines = read(RMM + name).splitlines()
    assert lines[0] == f"# rmm {name} v1", lines[0]
    assert lines[1].startswith("# "), lines[1]
    rows = {}
    for line in lines[2:]:
        if line.startswith("# "):
            continue
        cells = line.split()
        key = tuple(cells[:keys])
        assert key not in rows, f"{name} has two rows of {key}"
        rows[key] = cells[keys] if len(cells) == keys + 1 else cells[keys:]
    return rows


def ranges(text):
    """The numbers of a list such as 0-2,4."""
    numbers = []
    for part in text.strip().split(","):
        if part:
            first, _, last = part.partition("-")
            numbers += range(int(first), int(last or first) + 1)
    return numbers


def vmstat():
    return {name: int(value) for name, value in (l.split() for l in read("/proc/vmstat").splitlines())}


def zoneinfo():
    """/proc/zoneinfo with rmm's keys, as two tables: of nodes and of zones."""
    nodes, zones = {}, {}
    for block in re.split(r"(?m)^(?=Node )", read("/proc/zoneinfo"))[1:]:
        node, zone = re.match(r"Node (\d+), zone +(\S+)", block).groups()
        lines = block.splitlines()[1:]
        in_node, in_sets, sets = False, False, {}
        for line in lines:
            words = line.replace(":", " ").split()
            if line == "  per-node stats":
                in_node = True
            elif line.startswith("  pages free"):
                in_node = False
                zones[node, zone, "watermark", "free_pages"] = words[2]
            elif in_node:
                nodes[node, "stat", words[0]] = words[1]
            elif words[0] in ("boost", "min", "low", "high", "promo") and not in_sets:
                zones[node, zone, "watermark", words[0] + "_pages"] = words[1]
            elif words[0] in ("spanned", "present", "managed", "cma"):
                zones[node, zone, "general", words[0] + "_pages"] = words[1]
            elif words[0] == "protection":
                kinds = zone_kinds(node)
                for kind, pages in zip(kinds, re.findall(r"\d+", line)):
                    zones[node, zone, "reserve", "lowmem_reserve_pages." + kind] = pages
            elif words[0] == "pagesets":
                in_sets = True
            elif words[0] == "cpu":
                sets["cpus"] = sets.get("cpus", 0) + 1
            elif words[0] in ("count", "high", "batch", "high_min", "high_max"):
                field = words[0] + "_pages"
                sets[field] = sets.get(field, 0) + int(words[1])
            elif words[:3] == ["vm", "stats", "threshold"]:
                sets["stat_threshold"] = max(sets.get("stat_threshold", 0), int(words[3]))
            elif words[0] == "node_unreclaimable":
                in_sets = False
            elif words[0] == "start_pfn":
                zones[node, zone, "general", "start_pfn"] = words[1]
            elif words[0] in ("reserved_highatomic", "free_highatomic"):
                zones[node, zone, "reserve", words[0] + "_pages"] = words[1]
            elif words[0].startswith("numa_"):
                zones[node, zone, "numa", words[0]] = words[1]
            elif not in_sets:
                zones[node, zone, "stat", words[0]] = words[1]
        for field, value in sets.items():
            zones[node, zone, "pageset", field] = str(value)
    return nodes, zones


def zone_kinds(node):
    """The zones of a node in the kernel's order."""
    return re.findall(rf"(?m)^Node {node}, zone +(\S+)", read("/proc/zoneinfo"))


def tries():
    """Counts tries: at least TRIES, and for PATIENCE_S seconds."""
    end, attempt = time.monotonic() + PATIENCE_S, 0
    while attempt < TRIES or time.monotonic() < end:
        yield attempt
        attempt += 1


def between(before, found, after, key):
    """True if rmm's number lies between two of the kernel's."""
    try:
        low, high = sorted((int(before[key]), int(after[key])))
        return low <= int(found[key]) <= high
    except (KeyError, ValueError):
        return False


def compare(name, read_kernel, read_rmm):
    """Both functions return {key: value}. Every key of the kernel must be in rmm's, with an equal value."""
    moving, last = None, []
    for attempt in tries():
        before = read_kernel()
        found = read_rmm()
        after = read_kernel()
        # Keys that the kernel no longer has ended in the meantime.
        wanted = set(before) & set(after) if moving is None else moving & (set(before) | set(after))
        still = {key for key in wanted if before.get(key) == after.get(key)}
        wrong = {key for key in still if found.get(key) != before[key]}
        moving = (wanted - still) | wrong
        if attempt >= STRICT:
            moving -= {key for key in moving - still if between(before, found, after, key)}
        if not moving:
            return tap.ok(True, f"{name}: {len(before)} values")
        last = [f"{key}: kernel {before.get(key)} then {after.get(key)}, rmm {found.get(key, 'has none')}"
                for key in sorted(moving)]
    return tap.ok(False, name, last)


def number(text):
    return None if text == "-" else int(text)


def events(file):
    """{event: (theme, word, total, since)} of the open /proc/rmm/events."""
    file.seek(0)
    lines = file.read().splitlines()
    assert lines[:2] == ["# rmm events v1", "# theme word event total since_read"], lines[:2]
    rows = [line.split() for line in lines[2:]]
    assert all(len(row) == 5 for row in rows)
    assert len({row[2] for row in rows}) == len(rows)
    assert len({(row[0], row[1]) for row in rows}) == len(rows)
    return {row[2]: (row[0], row[1], number(row[3]), number(row[4])) for row in rows}


def pressure():
    """({(node, field): value}, the sentence in the last line) of /proc/rmm/pressure."""
    lines = read("/proc/rmm/pressure").splitlines()
    assert lines[:2] == ["# rmm pressure v1", "# node field value"], lines[:2]
    assert lines[-1].startswith("# ")
    rows = {}
    for line in lines[2:-1]:
        node, field, value = line.split()
        assert (node, field) not in rows
        rows[node, field] = value
    return rows, lines[-1][2:]
