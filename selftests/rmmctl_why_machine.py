#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0
"""rmmctl why node N and why order K: each rule finds the situation that this test makes, and is silent
without it. Nothing is found about nodes at rest."""

import contextlib
import fcntl
import glob
import os
import re
import subprocess
import sys
import tempfile
import time

from lib import cgroups, tap
from lib.files import read
from lib.rmmctl import document
from lib.situations import (
    ALWAYS, HUGE, MIB, NODES, SLOW, THP, WRONG, NotHere, ask, bind_to, check_finding, child, expect,
    expect_silence, fragment, meminfo, nodes_with, on_node, pin, settings, touched, write,
)

MEMORY = "/sys/devices/system/memory/"

# Seconds until a situation that builds up is there.
PATIENCE_S = 120


def test_rest():
    nodes = [int(re.search(r"\d+$", path)[0]) for path in glob.glob(NODES + "node[0-9]*")]
    noisy = {node: ask("node", node) for node in nodes if node in nodes_with("has_memory")}
    noisy = {node: found for node, found in noisy.items() if found}
    tap.ok(not noisy, "nothing is found about nodes at rest", [noisy])


# Nodes.

def test_hugetlb_pool():
    rule, node = "hugetlb-pool", nodes_with("has_memory")[-1]
    file = f"{NODES}node{node}/hugepages/hugepages-2048kB/nr_hugepages"
    count = max(34, meminfo(node, "MemTotal") // 15 // HUGE)
    if not os.path.exists(file) or meminfo(node, "MemFree") < 2 * count * HUGE:
        for test in range(2):
            tap.skip(f"{rule} {test}", "no hugetlb, or little free memory")
        return
    expect_silence("without a pool", rule, ["node", node])
    with settings({file: count}):
        if int(read(file)) < count:
            tap.skip(f"{rule}: free pages", "the pool could not be filled")
        else:
            expect("free pages", rule, "idle-pool", ["node", node], 64 * MIB)


def test_slab_share():
    rule = "slab-share"
    nodes = [(meminfo(node, "MemTotal"), node) for node in set(nodes_with("has_cpu")) & set(nodes_with("has_memory"))]
    size, node = min(nodes)
    if size > 1100 * MIB or meminfo(node, "MemFree") < size // 2:
        tap.skip(f"{rule}: many inodes", f"node {node} has {size >> 20} MiB")
        return
    wanted = max(96 * MIB, size // 8) + 8 * MIB
    cpus = os.sched_getaffinity(0)
    with tempfile.TemporaryDirectory() as place:
        if os.system(f"mount -t tmpfs -o nr_inodes=0 none {place}"):
            tap.skip(f"{rule}: many inodes", "no tmpfs")
            return
        try:
            on_node(node)
            made = 0
            while meminfo(node, "SUnreclaim") < wanted and made < 600000:
                for at in range(made, made + 5000):
                    os.mknod(f"{place}/{at}")
                made += 5000
            expect("many inodes", rule, "unreclaimable", ["node", node], 96 * MIB)
        finally:
            os.sched_setaffinity(0, cpus)
            os.system(f"umount {place}")


def test_tier_balance():
    """A process that is bound to the fast node fills it, and then reads a file that does not fit."""
    rule, fast = "tier-balance", sorted(set(nodes_with("has_cpu")) & set(nodes_with("has_memory")))
    slow = sorted(set(nodes_with("has_memory")) - set(nodes_with("has_cpu")))
    if not slow or not fast:
        for test in range(2):
            tap.skip(f"{rule} {test}", "every node has CPUs")
        return
    node = fast[0]
    with tempfile.NamedTemporaryFile(dir="/var/tmp") as holes:
        holes.truncate(meminfo(node, "MemTotal"))

        def fill():
            bind_to(node)
            touched(max(meminfo(node, "MemFree") - 64 * MIB, MIB))

        def use():
            with open(holes.name, "rb", buffering=0) as file:
                while file.read(MIB):
                    pass

        expect_silence("on a node with free memory", rule, ["node", node])
        try:
            with settings({"/sys/kernel/mm/numa/demotion_enabled": "false"}), child(fill, use):
                until, found = time.monotonic() + PATIENCE_S, []
                while not found and time.monotonic() < until:
                    # kswapd lets the node rise above high for moments.
                    found = ask("node", node).get((rule, "demotion-off"), [])
                for finding in found:
                    check_finding(finding)
                tap.ok(found, f"{rule}: reclaim on the fast node", [ask("node", node)])
        except NotHere as reason:
            tap.skip(f"{rule}: reclaim on the fast node", reason)


@contextlib.contextmanager
def own_cgroup():
    """The path of a memory cgroup, or None where the kernel has none."""
    if "memory" not in read(cgroups.ROOT + "/cgroup.controllers").split():
        yield None
        return
    path, control = cgroups.ROOT + "/rmm-why", cgroups.ROOT + "/cgroup.subtree_control"
    was_on = "memory" in read(control).split()
    write(control, "+memory")
    os.mkdir(path)
    try:
        yield path
    finally:
        cgroups.remove(path)
        if not was_on:
            write(control, "-memory")


def test_page_cache():
    """A process that is bound to a node reads a file that does not fit there."""
    rule, nodes = "page-cache", set(nodes_with("has_cpu")) & set(nodes_with("has_memory"))
    free, node = max((meminfo(node, "MemFree"), node) for node in nodes)
    size = meminfo(node, "MemTotal")
    if size > 1100 * MIB or free < size * 5 // 8:
        for test in range(3):
            tap.skip(f"{rule} {test}", f"node {node} has {free >> 20} of {size >> 20} MiB free")
        return
    expect_silence("on a node with free memory", rule, ["node", node])
    with tempfile.NamedTemporaryFile(dir="/var/tmp") as holes, own_cgroup() as cgroup:
        holes.truncate(2 * size)

        def join():
            bind_to(node)
            if cgroup:
                write(cgroup + "/cgroup.procs", os.getpid())

        def use():
            with open(holes.name, "rb", buffering=0) as file:
                while file.read(MIB):
                    pass

        with child(join, use):
            until, found = time.monotonic() + PATIENCE_S, []
            while not found and time.monotonic() < until:
                # kswapd lets the node rise above high for moments.
                found = ask("node", node).get((rule, "reclaim"), [])
        for finding in found:
            check_finding(finding)
        named = [number["source"] for finding in found for number in finding["numbers"]
                 if number["name"] == "cgroup_file_pages"]
        tap.ok(found and (not cgroup or any(source.endswith(" of /rmm-why") for source in named)),
               f"{rule}: a file that does not fit", [found, ask("node", node)])
        expect_silence("about page cache at rest", rule, ["node", node])


def free_beside_cma(node):
    """Free bytes of a node outside CMA areas, those in them, and watermark low, in ordinary zones."""
    sums = [0, 0, 0]
    for text in read("/proc/zoneinfo").split("\nNode "):
        place = re.match(r"(?:Node )?(\d+), zone +(\S+)", text)
        if not place or int(place[1]) != node or place[2] in ("DMA", "Device"):
            continue
        for at, name in enumerate(("nr_free_pages", "nr_free_cma", "low")):
            value = re.search(rf"(?m)^ +{name} +(\d+)$", text)
            sums[at] += int(value[1]) << 12 if value else 0
    return sums[0] - sums[1], sums[1], sums[2]


def test_cma_free():
    """Pipes take the memory that movable allocations alone may not use."""
    rule, nodes = "cma-free", [node for node in nodes_with("has_memory") if free_beside_cma(node)[1] > 48 * MIB]
    if not nodes:
        for test in range(2):
            tap.skip(f"{rule} {test}", "no node has free CMA areas (cma= at boot)")
        return
    node, pipes = nodes[0], []
    expect_silence("with other free memory", rule, ["node", node])

    def fill():
        bind_to(node)
        take()

    def take():
        """Keeps the rest of the node a little below the low watermark."""
        while True:
            rest, _, low = free_beside_cma(node)
            if rest <= low - MIB:
                return
            pipes.append(os.pipe())
            fcntl.fcntl(pipes[-1][1], fcntl.F_SETPIPE_SZ, 4 * MIB)
            os.write(pipes[-1][1], bytes(max(MIB // 4, min(4 * MIB, (rest - low) // 2))))

    def take_again():
        take()
        time.sleep(0.05)

    try:
        # The low watermark is far above min.
        with settings({"/proc/sys/vm/watermark_scale_factor": 300}), child(fill, take_again):
            until, found = time.monotonic() + PATIENCE_S, []
            while not found and time.monotonic() < until:
                # kswapd frees what it can until nothing is left.
                found = ask("node", node).get((rule, "movable-only"), [])
            for finding in found:
                check_finding(finding)
            tap.ok(found, f"{rule}: pipes beside CMA areas", [free_beside_cma(node), ask("node", node)])
    except NotHere as reason:
        tap.skip(f"{rule}: pipes beside CMA areas", reason)


def lab(*words):
    """What the host of this guest answers, or None if it refuses."""
    with contextlib.suppress(FileNotFoundError):
        done = subprocess.run(["lab", *map(str, words)], stdout=subprocess.PIPE, text=True, check=False)
        return None if done.returncode else done.stdout.strip()
    return None


def blocks_of(node, state):
    files = glob.glob(f"{NODES}node{node}/memory[0-9]*/state")
    return [os.path.dirname(file) for file in files if read(file).strip() == state]


def test_offline_memory():
    """A DIMM of which a memory block is set offline."""
    rule, node = "offline-memory", 1
    dimm = lab("dimm", "add", node, 256)
    if not dimm:
        for test in range(2):
            tap.skip(f"{rule} {test}", "no DIMMs")
        return
    try:
        until = time.monotonic() + PATIENCE_S
        while len(blocks_of(node, "online")) < 2 and time.monotonic() < until:
            # The kernel sets the memory online after QEMU has plugged the DIMM.
            time.sleep(0.1)
        size = int(read(MEMORY + "block_size_bytes"), 16)
        blocks = blocks_of(node, "online")
        if len(blocks) < 2:
            for test in range(2):
                tap.ok(False, f"{rule} {test}", [f"the DIMM has {len(blocks)} blocks online after {PATIENCE_S} s"])
            return
        expect_silence("about memory that is online", rule, ["node", node])
        write(blocks[0] + "/state", "offline")
        expect("a block of a DIMM", rule, "offline", ["node", node], size)
    finally:
        lab("dimm", "del", dimm)


# Orders.

def test_held_blocks():
    """Blocks of a fragmented node have pages that io_uring has pinned."""
    rule, nodes = "order-blocks", nodes_with("has_memory")
    if len(nodes) < 2 or meminfo(nodes[-1], "MemTotal") > 1100 * MIB:
        tap.skip(f"{rule}: pinned pages", "one node, or a large one")
        return
    node = nodes[-1]
    still = ALWAYS | SLOW | {THP + "defrag": "never", "/proc/sys/vm/compaction_proactiveness": 0}
    try:
        with settings(still), child(*fragment(node, pin)) as pid:
            until, found, seen = time.monotonic() + PATIENCE_S, [], []
            while not found and time.monotonic() < until:
                # Pages that are given back complete a block for moments.
                seen = [finding for finding in document("why", "order", 9)["records"]
                        if finding["subject"] == f"node {node}"]
                held = [finding for finding in seen
                        if any(number["name"] == "held_blocks" and number["value"] for number in finding["numbers"])]
                found = [finding for finding in held if f"process {pid} (" in finding["text"]]
            for finding in found:
                check_finding(finding)
            tap.ok(found, f"{rule}: pinned pages, with the process", [pid, seen])
    except NotHere as reason:
        tap.skip(f"{rule}: pinned pages", reason)


def test_order_blocks():
    rule, nodes = "order-blocks", nodes_with("has_memory")
    if len(nodes) < 2 or meminfo(nodes[-1], "MemTotal") > 1100 * MIB:
        for test in range(2):
            tap.skip(f"{rule} {test}", "one node, or a large one")
        return
    node = nodes[-1]

    def about_node():
        return [finding for finding in document("why", "order", 9)["records"]
                if finding["subject"] == f"node {node}"]

    write("/proc/sys/vm/compact_memory", 1)
    tap.ok(not about_node(), f"{rule}: silent about a node with large blocks", [about_node()])
    # Nothing may compact the node meanwhile.
    still = ALWAYS | SLOW | {THP + "defrag": "never", "/proc/sys/vm/compaction_proactiveness": 0}
    try:
        with settings(still), child(*fragment(node)):
            until, found = time.monotonic() + PATIENCE_S, []
            while not found and time.monotonic() < until:
                # Pages that are given back complete a block for moments.
                found = about_node()
            for finding in found:
                check_finding(finding)
            tap.ok([finding["cause"] for finding in found] == ["fragmented"], f"{rule}: pieces of pages", [found])
    except NotHere as reason:
        tap.skip(f"{rule}: pieces of pages", reason)


def main():
    tests = {test_rest: 1, test_hugetlb_pool: 2, test_slab_share: 1, test_tier_balance: 2, test_order_blocks: 2,
             test_page_cache: 3, test_cma_free: 2, test_offline_memory: 2, test_held_blocks: 1}
    tap.plan(sum(tests.values()) + 1)
    for test in tests:
        test()
    tap.report("numbers have sources, and rmmctl accepts the next steps", WRONG)
    return tap.status()


if __name__ == "__main__":
    sys.exit(main())
