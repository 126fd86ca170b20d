# SPDX-License-Identifier: GPL-2.0
"""Recipes about pages, free blocks, files and arenas."""

import ctypes
import os
import re
import shutil
import signal
import subprocess
import tempfile
import time

from lib.compare_process import smaps
from lib.files import PATIENCE_S, read
from lib.real_programs import READY_S
from lib.recipes import equal, frame_of, frame_word, needs_nodes, node_pages, recipe
from lib.rmmctl import records
from lib.situations import (
    ALWAYS, HUGE, MADV_MERGEABLE, MADV_NOHUGEPAGE, MADV_PAGEOUT, MIB, PAGE, SLOW, THP, NotHere, advise, check,
    child, fragment, large_blocks, libc, meminfo, reserve, settings, touch, touched,
)
from lib.steps import table
from lib.zoo import RunningZoo

MADV_HWPOISON = 100
SYS_CACHESTAT = 451
KPF_HWPOISON = 19
UNPOISON = "/sys/kernel/debug/hwpoison/unpoison-pfn"
# Longest time until a new block is taken.
SETTLE_S = 10


@recipe("Who maps this page?")
def mappings_of_a_page():
    address = touched(PAGE)
    with child(lambda: None) as pid, child(lambda: None) as other:
        def truth(outputs):
            rows = table(outputs[0].split("\n\n")[0])
            equal("pids", sorted(int(row["pid"]) for row in rows), sorted([os.getpid(), pid, other]))
            frame = int(re.search(r"(?m)^pfn (\d+)$", outputs[0])[1])
            equal("frame", frame, frame_of(pid, address)[0])
            equal("mappings", len(rows), frame_word("kpagecount", frame))
        yield {"pid": str(pid), "address": f"{address:x}"}, truth


@recipe("Why does node 3 have no block of order 9, and who is in the way?")
def no_block():
    node = 3
    needs_nodes(0, 1, 2, node)
    if meminfo(node, "MemTotal") > 1100 * MIB:
        raise NotHere(f"node {node} is large")

    def no_large_blocks():
        end = time.monotonic() + SETTLE_S
        while large_blocks(node) and time.monotonic() < end:
            time.sleep(0.05)
        return not large_blocks(node)

    # Nothing may compact the node meanwhile.
    still = ALWAYS | SLOW | {THP + "defrag": "never", "/proc/sys/vm/compaction_proactiveness": 0,
                             "/proc/sys/vm/percpu_pagelist_high_fraction": 100000}
    with settings(still), child(*fragment(node)) as pid:
        pages = node_pages(pid, node)

        def truth(outputs):
            equal("no large blocks", no_large_blocks(), True)
            frames = {row["kind"]: int(row["frames"]) for row in table(outputs[1])}
            # numa_maps counts pages of files, too.
            assert frames["anon"] >= pages - 1024, f"{frames['anon']} frames, {pages} pages of one process by numa_maps"
            equal("first process", table(outputs[2])[0]["pid"], str(pid))
        yield {}, truth


@recipe("Where is the page cache of this file?", is_table=True)
def cache_of_a_file():
    with tempfile.NamedTemporaryFile(dir="/var/tmp") as file:
        file.write(os.urandom(8 * MIB))
        file.flush()
        os.fsync(file.fileno())

        def truth(outputs):
            counts = (ctypes.c_ulong * 5)()
            check(libc.syscall(SYS_CACHESTAT, file.fileno(), (ctypes.c_ulong * 2)(0, 0), counts, 0))
            # The last row has the sums, below a column less.
            rows = table(outputs[0])[:-1]
            equal("pages", sum(int(row["pages"]) for row in rows), counts[0])
            equal("dirty pages", sum(int(row["dirty_pages"]) for row in rows), counts[1])
        yield {"file": file.name}, truth


@recipe("How do I place the memory of redis by a policy?")
def redis_in_an_arena():
    needs_nodes(0, 1, 2, 3)
    if not shutil.which("redis-server") or not shutil.which("redis-cli"):
        raise NotHere("redis is not installed")
    with tempfile.TemporaryDirectory() as place:
        socket = place + "/socket"

        def truth(outputs):
            row = table(outputs[2])[-1]
            pid = row["holders"].split(":")[0]
            equal("process", read(f"/proc/{pid}/comm").strip(), "redis-server")
            shown = [int(row[f"N{node}"]) for node in range(4)]
            kernel = [node_pages(pid, node, "rmm") for node in range(4)]
            # The server goes on working.
            near = all(abs(one - two) <= 64 for one, two in zip(shown, kernel))
            assert near and max(shown) < 2 * min(shown), f"by node: rmmctl {shown}, numa_maps {kernel}"

        try:
            yield {"socket": socket}, truth
        finally:
            subprocess.run(["redis-cli", "-s", socket, "shutdown", "nosave"], check=False, capture_output=True)
            until = time.monotonic() + READY_S
            while os.path.exists(socket) and time.monotonic() < until:
                time.sleep(0.1)


def merge(start, size):
    """Offers equal pages to KSM, and waits until they are merged."""
    for at in range(start, start + size, PAGE):
        ctypes.memset(at, 0x5a, PAGE)
    advise(start, size, MADV_MERGEABLE)
    until = time.monotonic() + PATIENCE_S
    while int(re.search(r"(?m)^ksm_merging_pages (\d+)", read("/proc/self/ksm_stat"))[1]) < size // PAGE:
        if time.monotonic() > until:
            raise NotHere("KSM does not merge")
        time.sleep(0.1)


def swap_out(start, size):
    touch(start, size)
    until = time.monotonic() + PATIENCE_S
    # The kernel skips pages that are in the batch of a CPU.
    while any(frame_of("self", at)[1] & 2 == 0 for at in range(start, start + size, PAGE)):
        if time.monotonic() > until:
            raise NotHere("nothing is swapped out")
        advise(start, size, MADV_PAGEOUT)
        time.sleep(0.01)


def poison(start):
    touch(start, PAGE)
    signal.signal(signal.SIGBUS, lambda *_: None)
    if libc.madvise(ctypes.c_void_p(start), ctypes.c_size_t(PAGE), MADV_HWPOISON):
        raise NotHere(f"MADV_HWPOISON: {os.strerror(ctypes.get_errno())}")


@recipe("Is this page shared, merged, swapped or poisoned?", is_translated=True)
def state_of_a_page():
    part = 16 * PAGE
    start = reserve(HUGE)
    advise(start, HUGE, MADV_NOHUGEPAGE)
    private, shared, merged, swapped, poisoned = rows = [start + number * part for number in range(5)]
    # fork(2) shares it with the child.
    touch(shared, part)

    def work():
        touch(private, part)
        merge(merged, part)
        swap_out(swapped, part)
        poison(poisoned)

    with RunningZoo():
        # It switches KSM and swap on, and they stay.
        pass
    frame = None
    try:
        with child(work) as pid:
            addresses = f"{start:x}-{poisoned + PAGE:x}"
            frame = records("walk", pid, addresses, "--where", "hwpoison")[0]["pfn"]

            def truth(outputs):
                equal("ranges", [int(row["addr"], 16) for row in table(outputs[0])], rows)
                equal("swapped", [frame_of(pid, at)[1] >> 1 & 1 for at in rows[:4]], [0, 0, 0, 1])
                merging = sum(sums["KSM"] for at, (_, sums, _) in smaps(pid).items() if at == merged)
                equal("KSM", merging << 10, part)
                equal("mappings", frame_word("kpagecount", frame_of(pid, shared)[0]), 2)
                equal("KPF_HWPOISON", frame_word("kpageflags", frame) >> KPF_HWPOISON & 1, 1)
            yield {"pid": str(pid), "range": addresses, "address": f"{swapped:x}", "frame": str(frame)}, truth
    finally:
        if frame is not None:
            os.system(f"modprobe -q hwpoison_inject; echo {frame} 2>/dev/null >{UNPOISON}")
        libc.munmap(ctypes.c_void_p(start), ctypes.c_size_t(HUGE))
