#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0
"""One node under reclaim: /proc/rmm/{pressure,events,nodes,zones} while kswapd works there.

Hogs that are bound to the node fill it with memory of their own, then read through a file of holes,
whose pages are easily had back: kswapd and those who allocate take them, and nobody is killed. What
only grows lies between two readings of the kernel's own file, at every look. What goes both ways can
do so between these, too: it has to lie between them at one look at least.
"""

import contextlib
import glob
import re
import subprocess
import sys
import tempfile
import time

from events import events, pressure, vmstat
from zoneinfo import between, ok, read, results, rmm, skip, zoneinfo

# Nodes that are filled in no time.
MOST_KB = 4 << 20
LOOKS = 5
# Seconds that the node has to come under reclaim, and as many to recover.
PATIENCE_S = 120
# And that it is short at a time.
SHORT_S = 15
# What /proc/zoneinfo counts of a node or zone and never takes back.
GROWS = re.compile(r"^(pg|workingset_(refault|activate|restore|noderecl)|nr_(dirtied|written|vmscan|"
                   r"throttled_written|foll_pin)|numa_(hit|miss|foreign|interleave|local|other)$)")

HOG = """
import ctypes, mmap, sys
node, keep, path = int(sys.argv[1]), int(sys.argv[2]), sys.argv[3]
open("/proc/self/oom_score_adj", "w").write("1000")
mask = (ctypes.c_ulong * 16)()
mask[node // 64] = 1 << node % 64
libc = ctypes.CDLL(None, use_errno=True)
# set_mempolicy(MPOL_BIND)
if libc.syscall(238, 2, mask, 1024):
    sys.exit(2)
own = mmap.mmap(-1, max(keep, 1) << 10, flags=mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS | 0x8000)
print("full", flush=True)
with open(path, "rb", buffering=0) as file:
    while True:
        file.seek(0)
        while file.read(1 << 20):
            pass
"""


def smallest():
    """(MemTotal, MemFree, number) of the smallest node with memory, in KiB; no number if it is the only one."""
    found = []
    for path in glob.glob("/sys/devices/system/node/node[0-9]*/meminfo"):
        total, free = (int(re.search(rf"{name}: +(\d+)", read(path)).group(1)) for name in ("MemTotal", "MemFree"))
        if total:
            found.append((total, -free, int(re.search(r"node(\d+)/", path).group(1))))
    # On a machine of one node, this program itself would be what is reclaimed.
    total, free, node = min(found) if len(found) > 1 else (0, 0, -1)
    return total, -free, node


def revive(node):
    """Reclaim that succeeds while there is room has a kswapd try again that had given up."""
    try:
        with open(f"/sys/devices/system/node/node{node}/reclaim", "w") as file:
            file.write("4M")
    except OSError:
        pass  # Less could be had than was asked for, or none.


@contextlib.contextmanager
def hogs(node, free, path):
    """One keeps most of what is free; what the others read does not fit into the rest."""
    running = []
    try:
        for keep in (max(free - (48 << 10), 0), 0, 0):
            running.append(subprocess.Popen([sys.executable, "-c", HOG, str(node), str(keep), path],
                                            stdout=subprocess.PIPE))
        for hog in running:
            hog.stdout.readline()
        yield running
    finally:
        for hog in running:
            hog.kill()
            hog.wait()


def sums():
    """What the kernel's file and rmm's count of nodes and zones, under the same keys."""
    nodes, zones = zoneinfo()
    return {key: value for key, value in (nodes | zones).items() if key[-2] in ("stat", "numa")}


def ours():
    return rmm("nodes", 3) | rmm("zones", 4)


def look(node, file, seen, open_keys):
    """One look at everything: what is wrong with it."""
    wrong = []
    before, counted = sums(), vmstat()
    mine, found, (rows, words) = ours(), events(file), pressure()
    counted_then, after = vmstat(), sums()
    for event, (_, _, total, _) in found.items():
        if event in counted and event in counted_then:
            low, high = counted[event], counted_then[event]
            if not low <= total <= high:
                wrong.append(f"{event}: {total}, the kernel has {low}..{high}")
    for key in set(before) & set(after):
        if GROWS.match(key[-1]):
            # A CPU's count is folded by and by, and each of the three adds up at its own time.
            if int(after[key]) >= int(before[key]) and not between(before, mine, after, key):
                wrong.append(f"{key}: {mine.get(key)}, the kernel has {before[key]}..{after[key]}")
        elif between(before, mine, after, key):
            open_keys.discard(key)
        elif seen["looks"] == 0:
            open_keys.add(key)
    seen["looks"] += 1
    seen["judgements"].add(rows[str(node), "judgement"])
    seen["words"].add(words.split(":")[0])
    seen["kswapd"].add(mine[str(node), "reclaim", "kswapd_state"])
    scans = lambda counts: {name: int(counts[str(node), "stat", f"pgscan_{name}"]) for name in ("kswapd", "direct")}
    low, high = scans(before), scans(after)
    for name in low:
        told = int(rows[str(node), f"{name}_scanned_pages"])
        base = seen["base"].setdefault(name, (low[name] - told, high[name] - told))
        # What was there when the module was loaded stays what it was.
        if base[0] > high[name] - told or base[1] < low[name] - told:
            wrong.append(f"{name} scanned {told} of {low[name]}..{high[name]}, before {base}")
    return wrong


def main():
    print("TAP version 13\n1..6")
    total, free, node = smallest()
    if node < 0 or total > MOST_KB:
        for test in range(6):
            skip(f"reclaim {test}", f"one node alone, or the smallest has {total >> 10} MiB")
        return 0
    seen = {"looks": 0, "judgements": set(), "words": set(), "kswapd": set(), "base": {}}
    open_keys, wrong, worked, dead = set(), [], 0, []
    calm, _ = pressure()
    stalls = vmstat()
    scanned = lambda: sum(int(pressure()[0][str(node), f"{name}_scanned_pages"])
                          - int(calm[str(node), f"{name}_scanned_pages"]) for name in ("kswapd", "direct"))
    enough = lambda: (seen["looks"] > LOOKS and scanned() and seen["judgements"] - {"fine"}
                      and "awake" in seen["kswapd"] and len(seen["words"]) > 1 and not open_keys)
    with tempfile.NamedTemporaryFile(dir="/var/tmp") as holes, open("/proc/rmm/events") as file:
        holes.truncate(total << 10)
        wrong += look(node, file, seen, open_keys)
        deadline = time.monotonic() + PATIENCE_S
        # A kswapd that has given up stays so while the node is short: after a while it is short anew.
        while not enough() and time.monotonic() < deadline:
            revive(node)
            with hogs(node, free, holes.name) as running:
                until = time.monotonic() + SHORT_S
                while not enough() and time.monotonic() < until:
                    wrong += look(node, file, seen, open_keys)
                worked = scanned()
                dead = [hog.returncode for hog in running if hog.poll() is not None]
    ok(worked > 0, f"node {node}: {worked} pages were scanned", [seen, dead])
    ok(not wrong, f"what grows lies between two readings of the kernel, {seen['looks']} looks", wrong)
    ok(not open_keys, "what goes both ways did so at one look at least", sorted(open_keys))
    ok(seen["judgements"] - {"fine"} and "awake" in seen["kswapd"], "kswapd is awake, and the node not fine", [seen])
    ok(len(seen["words"]) > 1, "the words changed", [seen])
    direct = sum(v - stalls[k] for k, v in vmstat().items() if k.startswith("allocstall_"))
    found, words = pressure()
    deadline = time.monotonic() + PATIENCE_S
    while found[str(node), "judgement"] != "fine" and time.monotonic() < deadline:
        time.sleep(0.05)
        found, words = pressure()
    ok(found[str(node), "judgement"] == "fine", f"all is fine again, after {direct} direct reclaims", [words])
    print(f"# {sorted(seen['judgements'])}, kswapd {sorted(seen['kswapd'])}")
    return 0 if all(results) else 1


if __name__ == "__main__":
    sys.exit(main())
