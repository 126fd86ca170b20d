#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0
"""Daemons and memory tiers in /proc/rmm/nodes against /proc/PID and sysfs."""

import glob
import re
import sys

from zoneinfo import compare, ok, ranges, read, results, rmm, skip

TIERS = "/sys/devices/virtual/memory_tiering/"


def daemons():
    """The pids of kswapd and kcompactd, under rmm's keys."""
    groups = {"kswapd": "reclaim", "kcompactd": "compaction"}
    found = {}
    for path in glob.glob("/proc/[0-9]*/comm"):
        try:
            match = re.fullmatch(r"(kswapd|kcompactd)(\d+)\n", read(path))
        except OSError:
            continue
        if match:
            name, node = match.groups()
            found[node, groups[name], name + "_pid"] = path.split("/")[2]
    return found


def states():
    """What they do: asleep where the scheduler says so."""
    return {(node, group, field.replace("_pid", "_state")):
            "asleep" if read(f"/proc/{pid}/stat").split(") ")[1][0] in "SI" else "awake"
            for (node, group, field), pid in daemons().items()}


def main():
    print("TAP version 13\n1..3")
    compare("pids of kswapd and kcompactd", daemons, lambda: rmm("nodes", 3))
    # It sleeps, whatever it thinks of its chances.
    compare("what kswapd and kcompactd do", states, lambda: {
        key: "asleep" if value == "hopeless" else value for key, value in rmm("nodes", 3).items()})
    nodes = rmm("nodes", 3)
    told = {node: value for (node, group, field), value in nodes.items()
            if (group, field) == ("tier", "memory_tier") and value != "-"}
    if not told:
        skip("memory tiers", "the firmware tells no latency and bandwidth")
    else:
        tiers = {str(node): re.search(r"memory_tier(\d+)/", path).group(1)
                 for path in glob.glob(TIERS + "memory_tier*/nodelist")
                 for node in ranges(read(path))}
        ok(told == {node: tiers.get(node) for node in told}, f"memory tiers: {told}", [str(tiers)])
    return 0 if all(results) else 1


if __name__ == "__main__":
    sys.exit(main())
