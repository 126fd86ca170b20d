#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0
"""/proc/rmm/{nodes,zones,buddy} against /proc/zoneinfo, /proc/buddyinfo and sysfs's nodes.

Counters move while they are read. So the kernel's file is read before and after rmm's: where its
two readings agree, rmm's must agree with both. What moved or differed is compared again, TRIES times
and for PATIENCE_S seconds, for a counter may move there and back between two readings. What moves at
every try (to read is to allocate) must at last lie between the kernel's two readings.
"""

import glob
import os
import re
import subprocess
import sys
import time

RMM = "/proc/rmm/"
SYS = "/sys/devices/system/node/"
TRIES = 50
STRICT = 40  # of these
PATIENCE_S = 60

results = []


def read(path):
    with open(path) as file:
        return file.read()


def ok(good, name, notes=()):
    results.append(good)
    print(f"{'ok' if good else 'not ok'} {len(results)} {name}", flush=True)
    for note in list(notes)[:20]:
        print(f"# {note}")


def skip(name, reason):
    results.append(True)
    print(f"ok {len(results)} {name} # SKIP {reason}")


def rmm(name, keys):
    """{(first columns): value}, or whole rows for keys that are not fields."""
    lines = read(RMM + name).splitlines()
    assert lines[0] == f"# rmm {name} v1", lines[0]
    assert lines[1].startswith("# "), lines[1]
    rows = {}
    for line in lines[2:]:
        cells = line.split()
        key = tuple(cells[:keys])
        assert key not in rows, f"{name}: {key} stands there twice"
        rows[key] = cells[keys] if len(cells) == keys + 1 else cells[keys:]
    return rows


def zoneinfo():
    """/proc/zoneinfo under rmm's keys, as two tables: of nodes, and of zones."""
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
    """Zones of a node in the kernel's order."""
    return re.findall(rf"(?m)^Node {node}, zone +(\S+)", read("/proc/zoneinfo"))


def tries():
    """Numbers of tries: TRIES of them at least, and for PATIENCE_S seconds."""
    end, attempt = time.monotonic() + PATIENCE_S, 0
    while attempt < TRIES or time.monotonic() < end:
        yield attempt
        attempt += 1


def between(before, mine, after, key):
    """Whether a number of rmm's lies between two of the kernel's."""
    try:
        low, high = sorted((int(before[key]), int(after[key])))
        return low <= int(mine[key]) <= high
    except (KeyError, ValueError):
        return False


def compare(name, theirs, ours):
    """theirs() and ours() give {key: value}; every key of theirs must be in ours and equal."""
    moving, last = None, []
    for attempt in tries():
        before = theirs()
        mine = ours()
        after = theirs()
        # What the kernel tells no more has come to its end meanwhile.
        wanted = set(before) & set(after) if moving is None else moving & (set(before) | set(after))
        still = {key for key in wanted if before.get(key) == after.get(key)}
        wrong = {key for key in still if mine.get(key) != before[key]}
        moving = (wanted - still) | wrong
        if attempt >= STRICT:
            moving -= {key for key in moving - still if between(before, mine, after, key)}
        if not moving:
            return ok(True, f"{name}: {len(before)} values")
        last = [f"{key}: kernel {before.get(key)} then {after.get(key)}, rmm {mine.get(key, 'has none')}"
                for key in sorted(moving)]
    return ok(False, name, last)


def sysfs_nodes():
    """What sysfs tells of nodes, under rmm's keys."""
    facts = {}
    online = ranges(read(SYS + "online"))
    for state in ("possible", "online", "has_normal_memory", "has_memory", "has_cpu",
                  "has_generic_initiator"):
        mask = ranges(read(SYS + state))
        for node in online:
            facts[str(node), "state", state] = str(int(node in mask))
    for node in online:
        cpus = read(f"{SYS}node{node}/cpulist").strip()
        facts[str(node), "cpu", "list"] = cpus or "-"
        for to, distance in zip(online, read(f"{SYS}node{node}/distance").split()):
            facts[str(node), "distance", str(to)] = distance
    return facts


def numastat():
    """Node events of sysfs."""
    names = {"interleave_hit": "numa_interleave", "local_node": "numa_local",
             "other_node": "numa_other"}
    facts = {}
    for path in glob.glob(SYS + "node[0-9]*/numastat"):
        node = re.search(r"node(\d+)/", path).group(1)
        for line in read(path).splitlines():
            name, value = line.split()
            facts[node, names.get(name, name)] = value
    return facts


def our_numastat():
    """The same from the zones of rmm."""
    sums = {}
    for (node, _, group, field), value in rmm("zones", 4).items():
        if group == "numa":
            sums[node, field] = sums.get((node, field), 0) + int(value)
    return {key: str(value) for key, value in sums.items()}


def node_sums():
    """Pages of sysfs meminfo in KiB that are plain sums of counters."""
    wanted = {"MemFree": None, "Dirty": None, "Writeback": None, "Shmem": None, "PageTables": None}
    facts = {}
    for path in glob.glob(SYS + "node[0-9]*/meminfo"):
        for line in read(path).splitlines():
            _, node, name, value, *_ = line.replace(":", "").split()
            if name in wanted:
                facts[node, name] = int(value)
    return facts


def our_node_sums():
    """The same from rmm's counters."""
    page_kb = os.sysconf("SC_PAGE_SIZE") // 1024
    names = {"nr_dirty": "Dirty", "nr_writeback": "Writeback", "nr_shmem": "Shmem",
             "nr_page_table_pages": "PageTables"}
    facts = {}
    for (node, group, field), value in rmm("nodes", 3).items():
        if group == "stat" and field in names:
            facts[node, names[field]] = int(value) * page_kb
    for (node, _, group, field), value in rmm("zones", 4).items():
        if (group, field) == ("watermark", "free_pages"):
            facts[node, "MemFree"] = facts.get((node, "MemFree"), 0) + int(value) * page_kb
    return facts


def ranges(text):
    """Numbers of a list such as 0-2,4."""
    numbers = []
    for part in text.strip().split(","):
        if part:
            first, _, last = part.partition("-")
            numbers += range(int(first), int(last or first) + 1)
    return numbers


def buddyinfo():
    """/proc/buddyinfo as rows."""
    rows = {}
    for line in read("/proc/buddyinfo").splitlines():
        words = line.replace(",", "").split()
        blocks = [int(count) for count in words[4:]]
        rows[words[1], words[3]] = [str(count) for count in blocks] + [
            str(sum(count << order for order, count in enumerate(blocks)))]
    return rows


def zoneinfo_sets():
    """Page lists of each CPU of /proc/zoneinfo."""
    facts = {}
    for block in re.split(r"(?m)^(?=Node )", read("/proc/zoneinfo"))[1:]:
        node, zone = re.match(r"Node (\d+), zone +(\S+)", block).groups()
        cpu = None
        for name, value in re.findall(r"(?m)^ +(cpu|count|high|batch|high_min|high_max|vm stats"
                                      r" threshold): +(\d+)$", block):
            if name == "cpu":
                cpu = value
            elif cpu is not None:
                facts[node, zone, cpu, name] = value
    return facts


def our_sets():
    """The same from rmm's pagesets."""
    names = ("count", "high", "high_min", "high_max", "batch", None, None, "vm stats threshold")
    return {(*key, name): value for key, cells in rmm("pagesets", 3).items()
            for name, value in zip(names, cells) if name}


def under_load():
    """Events only grow: rmm's are between two readings of the kernel's, whatever happens meanwhile."""
    def events():
        return {key: int(value) for key, value in zoneinfo()[1].items() if key[2] == "numa"}
    load = subprocess.Popen([sys.executable, "-c", "import mmap\nprint(flush=True)\nwhile True:\n"
                             " m = mmap.mmap(-1, 1 << 22)\n m.write(bytes(1 << 22))\n m.close()"],
                            stdout=subprocess.PIPE)
    bad, moved = [], False
    try:
        # It is at work.
        load.stdout.readline()
        for _ in range(20):
            before = events()
            mine = rmm("zones", 4)
            after = events()
            moved |= before != after
            bad += [f"{key}: {low}, rmm {mine[key]}, {after[key]}" for key, low in before.items()
                    if not low <= int(mine[key]) <= after[key]]
    finally:
        load.kill()
        load.wait()
    ok(moved and not bad, "under load, events lie between two readings of the kernel's", bad)


def main():
    print("TAP version 13\n1..13")
    if not os.path.isdir(RMM):
        print("Bail out! /proc/rmm is not there")
        return 1
    compare("node counters", lambda: zoneinfo()[0], lambda: rmm("nodes", 3))
    compare("zones", lambda: zoneinfo()[1], lambda: rmm("zones", 4))
    compare("page lists of each CPU", zoneinfo_sets, our_sets)
    under_load()
    compare("free blocks", buddyinfo, lambda: rmm("buddy", 2))
    compare("masks, CPUs and distances of nodes", sysfs_nodes, lambda: rmm("nodes", 3))
    compare("NUMA events of nodes", numastat, our_numastat)
    compare("sums of /sys/devices/system/node", node_sums, our_node_sums)

    zones = rmm("zones", 4)
    theirs = zoneinfo()[1]
    ok({key[:2] for key in zones} == {key[:2] for key in theirs}, "the same zones")

    # What follows from the kernel's rules, whatever the counters do meanwhile.
    nodes = rmm("nodes", 3)
    bad = []
    for node in {key[0] for key in nodes}:
        for field in ("present_pages",):
            total = sum(int(value) for key, value in zones.items()
                        if key[0] == node and key[2:] == ("general", field))
            if total != int(nodes[node, "general", field]):
                bad.append(f"node {node} {field}: zones have {total}")
    ok(not bad, "nodes have what their zones have", bad)

    bad = [key for key, value in zones.items()
           if key[2] == "pending" and abs(int(value)) > 128 * os.cpu_count()]
    ok(not bad, "CPUs hold back no more than a byte can say", bad)

    kswapd = {}
    for path in glob.glob("/proc/[0-9]*/comm"):
        try:
            name = read(path).strip()
        except OSError:
            continue
        match = re.fullmatch(r"kswapd(\d+)", name)
        if match:
            kswapd[match.group(1)] = path.split("/")[2]
    bad = [f"node {key[0]}: {value}" for key, value in nodes.items()
           if key[1:] == ("reclaim", "kswapd_pid") and value != kswapd.get(key[0], "-")]
    ok(not bad, "kswapd is who it says", bad)

    whole = read(RMM + "version")
    with open(RMM + "version", "rb") as file:
        parts = b"".join(os.pread(file.fileno(), 7, at) for at in range(0, len(whole), 7))
    ok(parts.decode() == whole, "a file read in pieces is the file")
    return 0 if all(results) else 1


if __name__ == "__main__":
    sys.exit(main())
