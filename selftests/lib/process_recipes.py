# SPDX-License-Identifier: GPL-2.0
"""Recipes about the memory of processes and cgroups."""

import contextlib
import ctypes
import mmap
import os
import re
import subprocess
import time

from lib import cgroups
from lib.compare_process import smaps
from lib.files import ranges, read
from lib.recipes import equal, needs_nodes, node_pages, recipe, rollup, size_is, status_bytes
from lib.situations import (
    ALWAYS, MADV_DONTNEED, MADV_NOHUGEPAGE, MIB, NEVER, PAGE, advise, check, child, cpus_of, libc, on_node, settings, touch,
    touched, write,
)
from lib.steps import is_size, parse_size, table


@recipe("Which processes use node 2?", is_table=True)
def users_of_a_node():
    needs_nodes(2)

    def work():
        on_node(2)
        touched(64 * MIB)

    with child(work) as pid:
        def truth(outputs):
            first = table(outputs[0])[0]
            equal("first pid", first["pid"], str(pid))
            # numa_maps leaves out the vdso, which has a few pages.
            pages = node_pages(pid, 2)
            found = [more for more in range(9) if is_size(first["N2"], (pages + more) * PAGE)]
            assert found, f"{first['N2']} on node 2, {pages * PAGE} bytes by numa_maps"
        yield {}, truth


@recipe("Why does this process have no huge pages?")
def no_huge_pages():
    with settings(ALWAYS), child(lambda: touched(32 * MIB, MADV_NOHUGEPAGE)) as pid:
        def truth(outputs):
            without = [sums for _, sums, flags in smaps(pid).values() if "nh" in flags]
            equal("AnonHugePages", 0, sum(sums["AnonHugePages"] for sums in without))
            small = outputs[0].splitlines()[1].split()[-1]
            size_is("in small pages", small, sum(sums["Rss"] for sums in without) << 10)
        yield {"pid": str(pid)}, truth


@recipe("Is the memory of this process on the wrong node?")
def remote_memory():
    needs_nodes(0, 2)

    # A program of its own: a child of this one has its memory, too.
    script = "area = bytearray(40 << 20); print(flush=True); input()"
    words = ["numactl", "--cpunodebind=2", "python3", "-c", script]
    with settings(ALWAYS), contextlib.ExitStack() as stack:
        program = stack.enter_context(subprocess.Popen(words, stdin=subprocess.PIPE, stdout=subprocess.PIPE))
        stack.callback(program.kill)
        program.stdout.readline()
        pid = program.pid
        os.sched_setaffinity(pid, cpus_of(0))

        def truth(outputs):
            cpus = ranges(re.search(r"Cpus_allowed_list:\s+(\S+)", read(f"/proc/{pid}/status"))[1])
            equal("CPUs of node 0", cpus_of(0), cpus)
            equal("rule", table(outputs[0])[0]["rule"], "remote-memory")
            pages = node_pages(pid, 2)
            assert pages * PAGE >= 40 * MIB, f"{pages} pages on node 2 by numa_maps"
            largest = table(outputs[1])[0]
            equal("N2", largest["N2"], largest["anon"])
        yield {"pid": str(pid)}, truth


@recipe("What does this program fault on?", is_table=True)
def fault_kinds():
    area = []

    def again():
        touch(area[0], MIB)
        advise(area[0], MIB, MADV_DONTNEED)
        time.sleep(0.05)

    with child(lambda: area.append(touched(MIB, MADV_NOHUGEPAGE)), again) as pid:
        def minor_faults():
            return int(read(f"/proc/{pid}/stat").rsplit(")", 1)[1].split()[7])

        before = minor_faults()

        def truth(outputs):
            counts = {row["kind"]: int(row["count"]) for row in table(outputs[0].split("\n\n")[0])}
            most = minor_faults() - before
            # Faults that the kernel repeats count once in stat.
            assert 256 <= counts["fault_not_present_write"] <= counts["fault_user"], counts
            assert counts["fault_user"] <= most + most // 8, f"{counts}, at most {most} in stat"
            # The string is in a VMA of its own, which has most faults of the program.
            rows = table(outputs[1])
            equal("name of the VMA with most faults", rows[0]["name"], "-")
            # The VMA changes while Python starts: some of its faults have other ends, or no place if rmmctl looks
            # for it late.
            first, lost = int(rows[0]["faults"]), sum(int(row["faults"]) for row in rows if row["start"] == "-")
            assert 4096 <= first <= 8192 + 200 and first + lost >= 7000, f"{rows}, 8192 pages are written"
        with settings(NEVER):
            yield {"pid": str(pid)}, truth


@recipe("Where is the memory of this cgroup?")
def memory_of_a_cgroup():
    needs_nodes(0, 1, 2, 3)
    path = cgroups.ROOT + "/web"
    os.makedirs(path, exist_ok=True)

    def work(node):
        def use():
            write(path + "/cgroup.procs", 0)
            on_node(node)
            touched(24 * MIB * node, MADV_NOHUGEPAGE)
        return use

    try:
        with child(work(2)) as large, child(work(1)) as small:
            def truth(outputs):
                equal("pids", [row["pid"] for row in table(outputs[0])[:2]], [str(large), str(small)])
                charged = cgroups.stat_of(path)["anon"]
                lists = table(outputs[1])
                pages = sum(int(row["inactive_anon"]) + int(row["active_anon"]) for row in lists)
                # Pages are in the batch of a CPU before they are on a list.
                assert abs(pages * PAGE - charged) < MIB, f"{pages} pages on lists, anon {charged} in memory.stat"
            yield {}, truth
    finally:
        cgroups.remove(path)


@recipe("How much would a fork of this process copy?")
def cost_of_a_fork():
    with settings(ALWAYS), child(lambda: (touched(64 * MIB), touched(16 * MIB, MADV_NOHUGEPAGE))) as pid:
        def truth(outputs):
            levels = table(outputs[0])
            # VmPTE has the deposited tables, and not those of the two top levels.
            tables = sum(int(row["tables"]) for row in levels[2:-1]) + int(levels[-2]["deposited"])
            equal("VmPTE", tables * PAGE, status_bytes(pid, "VmPTE"))
            process = table(outputs[1])[0]
            equal("pid", process["pid"], str(pid))
            size_is("RssAnon", process["anon"], status_bytes(pid, "RssAnon"))
            huge = sum(sums["AnonHugePages"] for _, sums, _ in smaps(pid).values()) << 10
            assert huge >= 62 * MIB, f"{huge} bytes in huge pages by smaps"
        yield {"pid": str(pid)}, truth


@recipe("How much memory would be free if this process ended?", is_table=True)
def freed_by_exit():
    shared = mmap.mmap(-1, 16 * MIB)
    start = ctypes.addressof(ctypes.c_char.from_buffer(shared))
    touch(start, 16 * MIB)

    def work():
        touched(32 * MIB)
        touch(start, 16 * MIB)

    with child(work) as pid:
        def truth(outputs):
            kernel = rollup(pid)
            whole = next(row for row in table(outputs[0]) if row["kind"] == "total")
            size_is("Rss", whole["bytes"], kernel["Rss"])
            # Pages that rmmctl mapped besides are private now.
            private, least = kernel["Private_Clean"] + kernel["Private_Dirty"], parse_size(whole["private"])
            assert private - MIB <= least <= private, f"private: rmmctl {whole['private']}, the kernel {private}"
        yield {"pid": str(pid)}, truth


@recipe("How much memory does mlock hold in this process?")
def locked_memory():
    def work():
        start = touched(16 * MIB, MADV_NOHUGEPAGE)
        check(libc.mlock(ctypes.c_void_p(start), ctypes.c_size_t(8 * MIB)))

    with child(work) as pid:
        def truth(outputs):
            first = table(outputs[0])[0]
            locked = {start: sums for start, (_, sums, flags) in smaps(pid).items() if "lo" in flags}
            equal("start", [int(first["start"], 16)], list(locked))
            size_is("Locked", first["locked"], sum(sums["Locked"] for sums in locked.values()) << 10)
            size_is("VmLck", first["size"], status_bytes(pid, "VmLck"))
        yield {"pid": str(pid)}, truth
