#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0
"""/proc/rmm/{nodes,zones,buddy} against /proc/zoneinfo, /proc/buddyinfo and sysfs's nodes."""

import glob
import os
import re
import subprocess
import sys

from lib import tap
from lib.files import RMM, compare, ranges, read, rmm, zoneinfo

SYS = "/sys/devices/system/node/"


def sysfs_nodes():
    """The nodes in sysfs, with rmm's keys."""
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
    """NUMA events of nodes in sysfs."""
    names = {"interleave_hit": "numa_interleave", "local_node": "numa_local",
             "other_node": "numa_other"}
    facts = {}
    for path in glob.glob(SYS + "node[0-9]*/numastat"):
        node = re.search(r"node(\d+)/", path).group(1)
        for line in read(path).splitlines():
            name, value = line.split()
            facts[node, names.get(name, name)] = value
    return facts


def rmm_numastat():
    """The same events, summed over rmm's zones."""
    sums = {}
    for (node, _, group, field), value in rmm("zones", 4).items():
        if group == "numa":
            sums[node, field] = sums.get((node, field), 0) + int(value)
    return {key: str(value) for key, value in sums.items()}


def node_sums():
    """Values of sysfs meminfo, in KiB, that are plain sums of counters."""
    wanted = {"MemFree": None, "Dirty": None, "Writeback": None, "Shmem": None, "PageTables": None}
    facts = {}
    for path in glob.glob(SYS + "node[0-9]*/meminfo"):
        for line in read(path).splitlines():
            _, node, name, value, *_ = line.replace(":", "").split()
            if name in wanted:
                facts[node, name] = int(value)
    return facts


def rmm_node_sums():
    """The same values from rmm's counters."""
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
    """The per-CPU page lists in /proc/zoneinfo."""
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


def rmm_sets():
    """The same lists from rmm's pagesets."""
    names = ("count", "high", "high_min", "high_max", "batch", None, None, "vm stats threshold")
    return {(*key, name): value for key, cells in rmm("pagesets", 3).items()
            for name, value in zip(names, cells) if name}


def under_load():
    """Event counters only grow: rmm's values lie between two readings of the kernel's."""
    def events():
        return {key: int(value) for key, value in zoneinfo()[1].items() if key[2] == "numa"}
    load = subprocess.Popen([sys.executable, "-c", "import mmap\nprint(flush=True)\nwhile True:\n"
                             " m = mmap.mmap(-1, 1 << 22)\n m.write(bytes(1 << 22))\n m.close()"],
                            stdout=subprocess.PIPE)
    bad, changed = [], False
    try:
        # The load has started.
        load.stdout.readline()
        for _ in range(20):
            before = events()
            found = rmm("zones", 4)
            after = events()
            changed |= before != after
            bad += [f"{key}: {low}, rmm {found[key]}, {after[key]}" for key, low in before.items()
                    if not low <= int(found[key]) <= after[key]]
    finally:
        load.kill()
        load.wait()
    tap.ok(changed and not bad, "NUMA events under load lie between two readings of the kernel's", bad)


def main():
    tap.plan(13)
    if not os.path.isdir(RMM):
        print("Bail out! the module is not loaded")
        return 1
    compare("node counters equal /proc/zoneinfo", lambda: zoneinfo()[0], lambda: rmm("nodes", 3))
    compare("zones equal /proc/zoneinfo", lambda: zoneinfo()[1], lambda: rmm("zones", 4))
    compare("per-CPU page lists equal /proc/zoneinfo", zoneinfo_sets, rmm_sets)
    under_load()
    compare("free blocks equal /proc/buddyinfo", buddyinfo, lambda: rmm("buddy", 2))
    compare("masks, CPUs and distances of nodes equal sysfs", sysfs_nodes, lambda: rmm("nodes", 3))
    compare("NUMA events of nodes equal sysfs", numastat, rmm_numastat)
    compare("sums of counters equal sysfs's meminfo", node_sums, rmm_node_sums)

    zones = rmm("zones", 4)
    found, want = ({key[:2] for key in table} for table in (zones, zoneinfo()[1]))
    tap.ok(found == want, "zones are those of /proc/zoneinfo", [f"rmm {sorted(found)}", f"kernel {sorted(want)}"])

    # These hold by the kernel's rules, however the counters change.
    nodes = rmm("nodes", 3)
    bad = []
    for node in {key[0] for key in nodes}:
        for field in ("present_pages",):
            total = sum(int(value) for key, value in zones.items()
                        if key[0] == node and key[2:] == ("general", field))
            if total != int(nodes[node, "general", field]):
                bad.append(f"node {node} {field} {nodes[node, 'general', field]}: its zones add up to {total}")
    tap.ok(not bad, "present pages of nodes are the sums of their zones", bad)

    bad = [f"{key}: {value}" for key, value in zones.items()
           if key[2] == "pending" and abs(int(value)) > 128 * os.cpu_count()]
    tap.ok(not bad, "pending counts of CPUs fit into a byte each", bad)

    kswapd = {}
    for path in glob.glob("/proc/[0-9]*/comm"):
        try:
            name = read(path).strip()
        except OSError:
            continue
        match = re.fullmatch(r"kswapd(\d+)", name)
        if match:
            kswapd[match.group(1)] = path.split("/")[2]
    bad = [f"node {key[0]}: pid {value}, kswapd is {kswapd.get(key[0], '-')}" for key, value in nodes.items()
           if key[1:] == ("reclaim", "kswapd_pid") and value != kswapd.get(key[0], "-")]
    tap.ok(not bad, "kswapd_pid is the pid of kswapd", bad)

    whole = read(RMM + "version")
    with open(RMM + "version", "rb") as file:
        parts = b"".join(os.pread(file.fileno(), 7, at) for at in range(0, len(whole), 7))
    tap.ok(parts.decode() == whole, "a file read in pieces equals the whole", [parts.decode(), whole])
    return tap.status()


if __name__ == "__main__":
    sys.exit(main())
