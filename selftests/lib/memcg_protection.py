# SPDX-License-Identifier: GPL-2.0
"""Effective protection of memory cgroups: the shares of memory.min and memory.low that reclaim computes.

No file of the kernel shows them, so they are computed here as page_counter_calculate_protection()
does (mm/page_counter.c). They are as of the last reclaim of an ancestor, and what the children use
stays: anonymous memory without swap.
"""

import mmap
import os
import time

from lib import tap
from lib.cgroups import PAGE, TREE, child, end, remove, write
from lib.files import PATIENCE_S, read, rmm

TOP = TREE + "/top"
PARENT = TOP + "/parent"
# Children with their memory.min and memory.low in MiB; each uses 6 MiB and some more.
CHILDREN = {"greedy": (8, 16), "modest": (4, 2)}
USED = 6 << 20
# memory.min and memory.low of the parent in MiB: none, less than the children claim, more.
SETTINGS = ((0, 0), (5, 6), (64, 96))


def fill():
    area = mmap.mmap(-1, USED, mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS)
    for at in range(0, len(area), PAGE):
        area[at] = 1
    return area


def make():
    os.mkdir(TOP)
    write(TOP + "/cgroup.subtree_control", "+memory")
    os.mkdir(PARENT)
    write(PARENT + "/cgroup.subtree_control", "+memory")
    pids = []
    for name, (least, low) in CHILDREN.items():
        path = f"{PARENT}/{name}"
        os.mkdir(path)
        write(path + "/memory.swap.max", "0")
        pids.append(child(path, fill))
        write(path + "/memory.min", str(least << 20))
        write(path + "/memory.low", str(low << 20))
    return pids


def reclaim():
    """Has the kernel compute the protection of all cgroups below TOP."""
    try:
        write(TOP + "/memory.reclaim", str(PAGE))
    except OSError:
        pass


def share(usage, parent_usage, claim, granted, claims, recursive):
    """The protection of a child whose parent has `granted`, where the children use `claims` of theirs."""
    used = min(usage, claim)
    if claims > granted:
        return used * granted // claims
    if not recursive or granted <= claims or parent_usage <= claims or usage <= used:
        return used
    rest = min(usage - used, parent_usage - claims)
    return used + (granted - claims) * rest // (parent_usage - claims)


def differences(recursive):
    """What differs from the rules, in one reading of memcgs."""
    rows = rmm("memcgs", 3)

    def value(path, field):
        return int(rows[str(os.stat(path).st_ino), "memory", field])

    bad = []
    for kind in ("min", "low"):
        paths = [f"{PARENT}/{name}" for name in CHILDREN]
        granted = value(PARENT, f"effective_{kind}_pages")
        if granted != value(PARENT, f"{kind}_pages"):
            bad.append(f"parent: effective {kind} {granted}, {value(PARENT, kind + '_pages')} set")
        claims = sum(min(value(path, "usage_pages"), value(path, f"{kind}_pages")) for path in paths)
        for path in paths:
            usage, claim = value(path, "usage_pages"), value(path, f"{kind}_pages")
            want = share(usage, value(PARENT, "usage_pages"), claim, granted, claims, recursive)
            found = value(path, f"effective_{kind}_pages")
            if found != want or granted == 0 != found or not recursive and found > min(claim, usage):
                bad.append(f"{path}: effective {kind} {found}, expected {want}: {claim} set, {usage} "
                           f"used, the parent grants {granted} for {claims}")
    return bad


def check_protection():
    """Effective protection of two children, for settings of their parent."""
    recursive = "memory_recursiveprot" in read("/proc/mounts")
    pids, bad = make(), []
    for least, low in SETTINGS:
        write(PARENT + "/memory.min", str(least << 20))
        write(PARENT + "/memory.low", str(low << 20))
        until, found = time.monotonic() + PATIENCE_S, ["no reclaim"]
        # One reclaim may end before it reaches all cgroups, and CPUs charge in batches.
        while found and time.monotonic() < until:
            reclaim()
            found = differences(recursive)
        bad += [f"parent with min {least} and low {low} MiB: {text}" for text in found]
    tap.ok(not bad, "effective memory.min and memory.low are shares of the parent's", bad)
    for pid in pids:
        end(pid)
    for path in (*(f"{PARENT}/{name}" for name in CHILDREN), PARENT, TOP):
        remove(path)
