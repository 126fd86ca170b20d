#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0
"""Daemons and memory tiers in /proc/rmm/nodes against /proc/PID and sysfs."""

import glob
import re
import sys

from lib import tap
from lib.files import compare, ranges, read, rmm

TIERS = "/sys/devices/virtual/memory_tiering/"


def daemons():
    """The pids of kswapd and kcompactd, with rmm's keys."""
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
    """Their states: asleep when the scheduler's state is."""
    return {(node, group, field.replace("_pid", "_state")):
            "asleep" if read(f"/proc/{pid}/stat").split(") ")[1][0] in "SI" else "awake"
            for (node, group, field), pid in daemons().items()}


def main():
    tap.plan(3)
    compare("pids of kswapd and kcompactd equal /proc", daemons, lambda: rmm("nodes", 3))
    # A kswapd that has given up sleeps, too.
    compare("states of kswapd and kcompactd equal /proc", states, lambda: {
        key: "asleep" if value == "hopeless" else value for key, value in rmm("nodes", 3).items()})
    nodes = rmm("nodes", 3)
    reported = {node: value for (node, group, field), value in nodes.items()
            if (group, field) == ("tier", "memory_tier") and value != "-"}
    if not reported:
        tap.skip("memory tiers equal sysfs", "the firmware has no latency and bandwidth")
    else:
        tiers = {str(node): re.search(r"memory_tier(\d+)/", path).group(1)
                 for path in glob.glob(TIERS + "memory_tier*/nodelist")
                 for node in ranges(read(path))}
        want = {node: tiers.get(node) for node in reported}
        tap.ok(reported == want, "memory tiers equal sysfs", [f"rmm {reported}", f"sysfs {want}"])
    return tap.status()


if __name__ == "__main__":
    sys.exit(main())
