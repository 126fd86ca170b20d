#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0
"""rmmctl why PID: each rule finds the situation that this test makes, and is silent without it. Nothing is
found about programs at rest."""

import contextlib
import ctypes
import mmap
import os
import re
import signal
import subprocess
import sys
import time

from lib import tap
from lib.files import read
from lib.real_programs import Absent, ProgramHome, postgres, redis
from lib.rmmctl import document, mistakes, run, schema
from lib.situations import (
    ALWAYS, HUGE, KHUGEPAGED, MADVISE, MADV_DONTNEED, MADV_FREE, MADV_MERGEABLE, MADV_NOHUGEPAGE, MADV_PAGEOUT,
    MIB, MPOL_BIND, NEVER, PAGE, SLOW, SYS_MBIND, THP, WRONG, NotHere, advise, ask, calm, check, check_finding, child,
    expect_silence, libc, node_mask, nodes_with, on_node, pin, protect, reserve, settings, situation, touch, touched,
)

PR_SET_PDEATHSIG, PR_SET_THP_DISABLE = 1, 41
# Seconds until a situation that builds up is there.
PATIENCE_S = 120


# Huge pages.

def thp_off():
    check(libc.prctl(PR_SET_THP_DISABLE, 1, 0, 0, 0))
    touched(32 * MIB)


def small_vmas():
    start = reserve(128 * MIB, 0)
    for at in range(start, start + 128 * MIB, 4 * MIB):
        protect(at, MIB)
        touch(at, MIB)


def crooked_vmas():
    start = reserve(128 * MIB, 0)
    for at in range(start + MIB, start + 124 * MIB, 8 * MIB):
        protect(at, HUGE)
        touch(at, HUGE)


def later(stride):
    """Memory that was touched in small pages before huge pages were switched on."""
    def work():
        with settings(NEVER):
            touched(64 * MIB, stride=stride)
    return work


def test_huge_pages():
    rule = "huge-pages"
    situation("by prctl", rule, "prctl", thp_off, 30 * MIB, ALWAYS)
    situation("by madvise", rule, "madvise", lambda: touched(32 * MIB, MADV_NOHUGEPAGE), 32 * MIB, ALWAYS)
    situation("by sysfs", rule, "sysfs", lambda: touched(32 * MIB), 32 * MIB, NEVER)
    situation("without advice", rule, "not-advised", lambda: touched(32 * MIB), 32 * MIB, MADVISE)
    situation("in small VMAs", rule, "too-small", small_vmas, 32 * MIB, ALWAYS)
    situation("in VMAs that are not aligned", rule, "not-aligned", crooked_vmas, 28 * MIB, ALWAYS)
    # The setting wakes khugepaged for one round of 16 MiB or two.
    situation("before khugepaged comes", rule, "khugepaged", later(PAGE), 24 * MIB, ALWAYS | SLOW)
    situation("with holes", rule, "holes", later(2 * PAGE), 30 * MIB,
              ALWAYS | SLOW | {KHUGEPAGED + "max_ptes_none": 64})
    calm("about huge pages", rule, lambda: touched(32 * MIB), ALWAYS)
    calm("about little memory", rule, lambda: touched(8 * MIB), NEVER)


# NUMA.

def test_remote_memory():
    rule, both = "remote-memory", sorted(set(nodes_with("has_cpu")) & set(nodes_with("has_memory")))
    if len(both) < 2:
        for test in range(4):
            tap.skip(f"{rule} {test}", "one node with CPUs and memory")
        return
    near, far = both[0], both[-1]

    def moved():
        on_node(far)
        touched(32 * MIB)
        on_node(near)

    def bound():
        on_node(near)
        start = reserve(32 * MIB)
        check(libc.syscall(SYS_MBIND, ctypes.c_void_p(start), ctypes.c_ulong(32 * MIB), MPOL_BIND, node_mask(far),
                           ctypes.c_ulong(1024), 0))
        touch(start, 32 * MIB)

    def local():
        on_node(near)
        touched(32 * MIB)

    off = {"/proc/sys/kernel/numa_balancing": 0}
    situation("by first touch", rule, "first-touch", moved, 30 * MIB, off)
    situation("by policy", rule, "policy", bound, 30 * MIB, off)
    calm("about local memory", rule, local, off)
    calm("about a process that may run everywhere", rule, lambda: (on_node(far), touched(32 * MIB),
                                                                   os.sched_setaffinity(0, range(os.cpu_count()))), off)


# Other rules about processes.

def many_vmas():
    start = reserve(4000 * PAGE)
    for at in range(start, start + 4000 * PAGE, 2 * PAGE):
        protect(at, PAGE, mmap.PROT_READ)


def sparse():
    start = reserve(6 << 30)
    advise(start, 6 << 30, MADV_NOHUGEPAGE)
    touch(start, 6 << 30, HUGE)


def freed():
    start = touched(32 * MIB)
    advise(start, 32 * MIB, MADV_FREE)


def partial():
    start = touched(64 * MIB)
    for at in range(start, start + 64 * MIB, HUGE):
        advise(at + PAGE, HUGE - PAGE, MADV_DONTNEED)


def pinned():
    """Every other page is a buffer of an io_uring."""
    start = touched(64 * MIB, MADV_NOHUGEPAGE)
    pin(range(start, start + 64 * MIB, 2 * PAGE))


def locked():
    start = touched(64 * MIB, MADV_NOHUGEPAGE)
    for at in range(start, start + 64 * MIB, 2 * PAGE):
        check(libc.mlock(ctypes.c_void_p(at), ctypes.c_size_t(PAGE)))


def mergeable():
    touched(32 * MIB, MADV_MERGEABLE)


def test_processes():
    limit = {"/proc/sys/vm/max_map_count": 4700}
    situation("near the limit", "map-count", "limit", many_vmas, values=limit)
    calm("about few VMAs", "map-count", lambda: None)
    situation("one page in each", "page-tables", "sparse", sparse, 8 * MIB)
    calm("about dense memory", "page-tables", lambda: touched(32 * MIB, MADV_NOHUGEPAGE))
    situation("after MADV_FREE", "lazy-free", "madvise", freed, 30 * MIB)
    calm("about memory in use", "lazy-free", lambda: touched(32 * MIB))
    situation("after MADV_DONTNEED", "partial-folios", "unmapped-part", partial, 32 * MIB, ALWAYS | SLOW)
    calm("about whole folios", "partial-folios", lambda: touched(64 * MIB), ALWAYS)
    situation("by io_uring", "pinned-pages", "pinned", pinned, 16 * MIB)
    situation("by mlock", "pinned-pages", "mlocked", locked, 16 * MIB,
              {"/proc/sys/vm/compact_unevictable_allowed": 0})
    calm("about movable locked memory", "pinned-pages", locked, {"/proc/sys/vm/compact_unevictable_allowed": 1})
    run_file = "/sys/kernel/mm/ksm/run"
    situation("while KSM is off", "ksm-candidates", "ksm-off", mergeable, 30 * MIB, {run_file: 0})
    calm("while KSM runs", "ksm-candidates", mergeable, {run_file: 1})


@contextlib.contextmanager
def swap():
    """A swap device of 256 MiB in memory."""
    commands = ("modprobe -q zram; echo 1 >/sys/block/zram0/reset; echo 256M >/sys/block/zram0/disksize && "
                "mkswap /dev/zram0 >/dev/null 2>&1 && swapon /dev/zram0")
    if len(read("/proc/swaps").splitlines()) > 1:
        yield
        return
    if os.system(commands):
        raise NotHere("no zram")
    try:
        yield
    finally:
        os.system("swapoff /dev/zram0 && echo 1 >/sys/block/zram0/reset")


def test_swap():
    rule, area = "swapped-in-use", []

    def paged_out():
        area.append(touched(64 * MIB, MADV_NOHUGEPAGE))
        advise(area[0], 64 * MIB, MADV_PAGEOUT)

    def use():
        touch(area[0], 16 * MIB)
        advise(area[0], 16 * MIB, MADV_PAGEOUT)

    try:
        with swap():
            situation("that a process reads", rule, "swap-in", paged_out, 16 * MIB, again=use)
            calm("about unused swap", rule, paged_out)
    except NotHere as reason:
        for test in range(2):
            tap.skip(f"{rule} {test}", reason)


def forked(again=None):
    """A process with 96 MiB that forks, and then writes to all of it if `again`."""
    def work():
        start = touched(96 * MIB, MADV_NOHUGEPAGE)
        if os.fork() == 0:
            check(libc.prctl(PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0))
            while True:
                time.sleep(1000)
        if again:
            touch(start, 96 * MIB)
    return work


def test_fork():
    rule = "fork-copies"
    situation("after fork(2)", rule, "copy-on-write", forked(), 90 * MIB)
    calm("about memory that was written since", rule, forked(again=True))
    calm("without a fork", rule, lambda: touched(96 * MIB, MADV_NOHUGEPAGE))


def test_balancing():
    """A process that its affinity sends from one node to the other, with its memory after it."""
    rule, both = "balancing-churn", sorted(set(nodes_with("has_cpu")) & set(nodes_with("has_memory")))
    debug = "/sys/kernel/debug/sched/numa_balancing/"
    fast = {"/proc/sys/kernel/numa_balancing": 1, debug + "scan_delay_ms": 0, debug + "scan_period_max_ms": 100,
            debug + "scan_period_min_ms": 50}
    if len(both) < 2:
        for test in range(2):
            tap.skip(f"{rule} {test}", "one node with CPUs and memory")
        return
    area = []

    def start():
        on_node(both[0])
        area.append(touched(20 * MIB, MADV_NOHUGEPAGE))

    def use(seconds=0.4):
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            touch(area[0], 20 * MIB)

    def move():
        on_node(both[1])
        use()

    def wander():
        for node in both[:2]:
            on_node(node)
            use()

    done = 0
    try:
        with settings(fast), child(start, wander) as pid:
            until, found = time.monotonic() + PATIENCE_S, {}
            while (rule, "back-and-forth") not in found and time.monotonic() < until:
                # The seconds may end when most pages are on the other node.
                found = ask(pid)
            for finding in found.get((rule, "back-and-forth"), []):
                check_finding(finding)
            tap.ok((rule, "back-and-forth") in found, f"{rule}: a thread between two nodes",
                   [found, re.findall("numa.*", read(f"/proc/{pid}/sched"))])
            done += 1
        with settings(fast), child(start, move) as pid:
            # Its memory follows it.
            expect_silence("about a thread that moves once", rule, [pid])
            done += 1
    except NotHere as reason:
        for test in range(done, 2):
            tap.skip(f"{rule} {test}", reason)


# Programs at rest.

def quiet(name, pid):
    """Nothing is found, and every rule has judged."""
    done, about = run("why", pid), document("why", pid)
    good = done.stdout.startswith("nothing found\n") and not about["records"] and not about["about"]["skipped"]
    tap.ok(good, f"nothing is found about {name} at rest", [done.stdout, about])


def test_rest():
    script = "print('ready', flush=True); import sys; sys.stdin.read()"
    with subprocess.Popen([sys.executable, "-c", script], stdin=subprocess.PIPE, stdout=subprocess.PIPE) as python:
        python.stdout.readline()
        quiet("python3", python.pid)
        python.stdin.close()
    for name, start in (("redis", redis), ("postgres", postgres)):
        home = ProgramHome()
        try:
            quiet(name, start(home)[0])
        except Absent as reason:
            tap.skip(f"nothing is found about {name} at rest", reason)
        finally:
            home.end()


def forms(pid):
    """Mistakes in the forms of a finding about a process in small pages."""
    whole, found, text = schema(), document("why", pid), run("why", pid)
    bad = list(mistakes(found, whole["$defs"]["why"], whole))
    wanted = ("huge-pages", "32M are in small pages", f"({THP}enabled)", f"next: echo always > {THP}enabled")
    bad += [f"no {word} in {text.stdout}" for word in wanted if word not in text.stdout]
    bad += [] if text.returncode == 0 else [f"exit status {text.returncode} with findings"]
    lines = run("why", pid, "-o", "ndjson").stdout.splitlines()
    return bad + ([] if len(lines) == len(found["records"]) else [f"{len(lines)} lines of ndjson"])


def test_forms():
    try:
        with settings(NEVER), child(lambda: touched(32 * MIB)) as pid:
            tap.report("findings have the forms of other records", forms(pid))
    except NotHere as reason:
        tap.skip("findings have the forms of other records", reason)
    statuses = {words: run("why", *words).returncode for words in
                (("x",), ("node",), ("order", "16"), ("1", "2"), ("node", "1000"), (str(2**22 + 7),))}
    tap.ok(list(statuses.values()) == [2, 2, 2, 2, 1, 1], "mistakes are usage errors", [statuses])


def main():
    tests = {test_rest: 3, test_forms: 2, test_huge_pages: 10, test_remote_memory: 4, test_processes: 13, test_swap: 2,
             test_fork: 3, test_balancing: 2}
    tap.plan(sum(tests.values()) + 1)
    for test in tests:
        test()
    tap.report("numbers have sources, and rmmctl accepts the next steps", WRONG)
    return tap.status()


if __name__ == "__main__":
    sys.exit(main())
