#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0
"""One node under reclaim: /proc/rmm/{pressure,events,nodes,zones} while kswapd works there.

Hogs bound to the node fill it with anonymous memory, then read a sparse file, whose pages are easy
to reclaim: kswapd and direct reclaim take them, and no process is killed. A counter that only grows
must lie between two readings of the kernel's file in every sample. One that also shrinks may do so
between the two readings: it must lie between them in at least one sample.
"""

import contextlib
import glob
import re
import subprocess
import sys
import tempfile
import time

from lib import tap
from lib.files import between, events, pressure, read, rmm, vmstat, zoneinfo

# Larger nodes take too long to fill.
MAX_KB = 4 << 20
SAMPLES = 5
# Seconds until the node is under reclaim, and as many until it has recovered.
PATIENCE_S = 120
# Seconds that the hogs run at a time.
HOGS_S = 15
# Counters of /proc/zoneinfo that only grow.
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
    # With one node, this program itself would be reclaimed.
    total, free, node = min(found) if len(found) > 1 else (0, 0, -1)
    return total, -free, node


def wake_kswapd(node):
    """Reclaims a little: a success resets the failures after which kswapd gives up."""
    try:
        with open(f"/sys/devices/system/node/node{node}/reclaim", "w") as file:
            file.write("4M")
    except OSError:
        pass  # Less was reclaimed than requested.


@contextlib.contextmanager
def hogs(node, free, path):
    """One hog allocates most of the free memory; the file that the others read does not fit into the rest."""
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


def kernel_counters():
    """The counters of nodes and zones in /proc/zoneinfo, with rmm's keys."""
    nodes, zones = zoneinfo()
    return {key: value for key, value in (nodes | zones).items() if key[-2] in ("stat", "numa")}


def rmm_counters():
    return rmm("nodes", 3) | rmm("zones", 4)


def sample(node, file, seen, open_keys):
    """Reads every file once. Returns what is wrong."""
    wrong = []
    before, counted = kernel_counters(), vmstat()
    found, totals, (rows, words) = rmm_counters(), events(file), pressure()
    counted_then, after = vmstat(), kernel_counters()
    for event, (_, _, total, _) in totals.items():
        if event in counted and event in counted_then:
            low, high = counted[event], counted_then[event]
            if not low <= total <= high:
                wrong.append(f"{event}: {total}, the kernel has {low}..{high}")
    for key in set(before) & set(after):
        if GROWS.match(key[-1]):
            # Per-CPU counts are folded from time to time; each of the three readings adds up others.
            if int(after[key]) >= int(before[key]) and not between(before, found, after, key):
                wrong.append(f"{key}: {found.get(key)}, the kernel has {before[key]}..{after[key]}")
        elif between(before, found, after, key):
            open_keys.discard(key)
        elif seen["samples"] == 0:
            open_keys.add(key)
    seen["samples"] += 1
    seen["judgements"].add(rows[str(node), "judgement"])
    seen["words"].add(words.split(":")[0])
    seen["kswapd"].add(found[str(node), "reclaim", "kswapd_state"])
    scans = lambda counts: {name: int(counts[str(node), "stat", f"pgscan_{name}"]) for name in ("kswapd", "direct")}
    low, high = scans(before), scans(after)
    for name in low:
        scanned = int(rows[str(node), f"{name}_scanned_pages"])
        base = seen["base"].setdefault(name, (low[name] - scanned, high[name] - scanned))
        # The count before the module was loaded is constant.
        if base[0] > high[name] - scanned or base[1] < low[name] - scanned:
            wrong.append(f"{name} scanned {scanned} of {low[name]}..{high[name]}, before {base}")
    return wrong


def main():
    tap.plan(6)
    total, free, node = smallest()
    if node < 0 or total > MAX_KB:
        for test in range(6):
            tap.skip(f"reclaim {test}", f"only one node, or the smallest has {total >> 10} MiB")
        return 0
    seen = {"samples": 0, "judgements": set(), "words": set(), "kswapd": set(), "base": {}}
    open_keys, wrong, worked, dead = set(), [], 0, []
    calm, _ = pressure()
    stalls = vmstat()
    scanned = lambda: sum(int(pressure()[0][str(node), f"{name}_scanned_pages"])
                          - int(calm[str(node), f"{name}_scanned_pages"]) for name in ("kswapd", "direct"))
    enough = lambda: (seen["samples"] > SAMPLES and scanned() and seen["judgements"] - {"fine"}
                      and "awake" in seen["kswapd"] and len(seen["words"]) > 1 and not open_keys)
    with tempfile.NamedTemporaryFile(dir="/var/tmp") as holes, open("/proc/rmm/events") as file:
        holes.truncate(total << 10)
        wrong += sample(node, file, seen, open_keys)
        deadline = time.monotonic() + PATIENCE_S
        # A kswapd that has given up stays asleep while the node is short: the hogs run again and again.
        while not enough() and time.monotonic() < deadline:
            wake_kswapd(node)
            with hogs(node, free, holes.name) as running:
                until = time.monotonic() + HOGS_S
                while not enough() and time.monotonic() < until:
                    wrong += sample(node, file, seen, open_keys)
                worked = scanned()
                dead = [hog.returncode for hog in running if hog.poll() is not None]
    tap.ok(worked > 0, "pages are scanned", [f"node {node}: {worked} pages; hogs exited: {dead}", seen])
    tap.ok(not wrong, "growing counters lie between two readings of the kernel's in every sample", wrong)
    tap.ok(not open_keys, "other counters lie between two readings of the kernel's in one sample at least",
           sorted(open_keys))
    tap.ok(seen["judgements"] - {"fine"} and "awake" in seen["kswapd"],
           "kswapd wakes up and the judgement changes", [seen])
    tap.ok(len(seen["words"]) > 1, "the sentence changes", [seen])
    direct = sum(v - stalls[k] for k, v in vmstat().items() if k.startswith("allocstall_"))
    found, words = pressure()
    deadline = time.monotonic() + PATIENCE_S
    while found[str(node), "judgement"] != "fine" and time.monotonic() < deadline:
        time.sleep(0.05)
        found, words = pressure()
    tap.ok(found[str(node), "judgement"] == "fine", "the node recovers", [f"after {direct} direct reclaims", words])
    print(f"# {sorted(seen['judgements'])}, kswapd {sorted(seen['kswapd'])}")
    return tap.status()


if __name__ == "__main__":
    sys.exit(main())
