# SPDX-License-Identifier: GPL-2.0
"""Situations for the rules of rmmctl why: a child process that does something to its memory, and settings of
the kernel, which are restored at the end. rmmctl is asked while the child waits."""

import contextlib
import ctypes
import mmap
import os
import re
import time

from lib import tap
from lib.files import ranges, read
from lib.rmmctl import document, run

PAGE = 4096
MIB = 1 << 20
HUGE = 2 * MIB
THP = "/sys/kernel/mm/transparent_hugepage/"
KHUGEPAGED = THP + "khugepaged/"
NODES = "/sys/devices/system/node/"
MADV_DONTNEED, MADV_FREE, MADV_MERGEABLE, MADV_NOHUGEPAGE, MADV_PAGEOUT = 4, 8, 12, 15, 21
MPOL_BIND = 2
SYS_MBIND, SYS_SET_MEMPOLICY = 237, 238
SYS_IO_URING_SETUP, SYS_IO_URING_REGISTER = 425, 427
# Buffers of one ring.
MOST_BUFFERS = 1 << 14
ALWAYS, NEVER, MADVISE = ({THP + "enabled": word} for word in ("always", "never", "madvise"))
# khugepaged must not repair what the test makes.
SLOW = {KHUGEPAGED + "scan_sleep_millisecs": 600000}

libc = ctypes.CDLL(None, use_errno=True)
libc.mmap.restype = ctypes.c_void_p
libc.mmap.argtypes = [ctypes.c_void_p, ctypes.c_size_t, ctypes.c_int, ctypes.c_int, ctypes.c_int, ctypes.c_long]
libc.syscall.restype = ctypes.c_long


class NotHere(Exception):
    """The situation cannot be made on this machine."""


def check(result):
    if result:
        error = ctypes.get_errno()
        raise OSError(error, os.strerror(error))


def write(path, text):
    with open(path, "w") as file:
        file.write(str(text))


@contextlib.contextmanager
def settings(values):
    """Files with other contents until the end of the block. A choice in brackets is restored as the word."""
    before = []
    try:
        for path, text in values.items():
            if not os.path.exists(path):
                raise NotHere(f"no {path}")
            old = read(path).strip()
            chosen = re.search(r"\[(.*?)\]", old)
            before.append((path, chosen[1] if chosen else old))
            write(path, text)
        yield
    finally:
        for path, text in reversed(before):
            write(path, text)


def reserve(size, protection=mmap.PROT_READ | mmap.PROT_WRITE):
    """Address of anonymous memory, a multiple of 2 MiB, with a gap on both sides."""
    flags = mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS | 0x4000  # MAP_NORESERVE
    start = libc.mmap(None, size + 2 * HUGE, 0, flags, -1, 0)
    assert start != ctypes.c_void_p(-1).value, "mmap"
    start = (start + HUGE) & -HUGE
    protect(start, size, protection)
    return start


def protect(start, size, protection=mmap.PROT_READ | mmap.PROT_WRITE):
    check(libc.mprotect(ctypes.c_void_p(start), ctypes.c_size_t(size), protection))


def advise(start, size, advice):
    check(libc.madvise(ctypes.c_void_p(start), ctypes.c_size_t(size), advice))


def touch(start, size, stride=PAGE):
    for at in range(start, start + size, stride):
        ctypes.memset(at, 1, 1)


def node_mask(node):
    mask = (ctypes.c_ulong * 16)()
    mask[node // 64] = 1 << node % 64
    return mask


def touched(size, advice=None, stride=PAGE):
    start = reserve(size)
    if advice is not None:
        advise(start, size, advice)
    touch(start, size, stride)
    return start


@contextlib.contextmanager
def child(work, again=None):
    """The pid of a process that has done `work`, and then waits or calls `again` in a loop."""
    ready, done = os.pipe()
    pid = os.fork()
    if pid == 0:
        try:
            write("/proc/self/oom_score_adj", "1000")
            work()
            os.write(done, b"x")
            while True:
                if again is None:
                    time.sleep(1000)
                else:
                    again()
        except NotHere as reason:
            os.write(done, str(reason).encode())
        except BaseException as error:  # The parent raises it.
            os.write(done, b"!" + repr(error).encode())
        os._exit(1)
    os.close(done)
    try:
        said = os.read(ready, 1000)
        if not said or said.startswith(b"!"):
            raise RuntimeError(said.decode() or "the process was killed")
        if said != b"x":
            raise NotHere(said.decode())
        yield pid
    finally:
        os.close(ready)
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, 9)
        os.waitpid(pid, 0)


def ask(*words):
    """{(rule, cause): the findings} of a target."""
    found = {}
    for finding in document("why", *words)["records"]:
        found.setdefault((finding["rule"], finding["cause"]), []).append(finding)
    return found


WRONG = []


def check_finding(finding):
    """A finding has numbers with sources, and a next step that rmmctl accepts, if it is one of rmmctl."""
    if not finding["numbers"] or not all(number["source"] for number in finding["numbers"]):
        WRONG.append(f"no numbers: {finding}")
    words = finding["next"].split()
    if not words:
        WRONG.append(f"no next step: {finding}")
    if words[:1] == ["rmmctl"] and run(*words[1:]).returncode == 2:
        WRONG.append(f"rmmctl refuses {finding['next']}")


def expect(name, rule, cause, words, least=0):
    """One result: the finding is there, with at least so many bytes."""
    found = ask(*words).get((rule, cause), [])
    size = sum(finding["bytes"] or 0 for finding in found)
    for finding in found:
        check_finding(finding)
    good = found and size >= least
    tap.ok(good, f"{rule}: {name}", [] if good else [f"{size} of {least} bytes", run("why", *words).stdout])


def expect_silence(name, rule, words):
    found = [key for key in ask(*words) if key[0] == rule]
    tap.ok(not found, f"{rule}: silent {name}", [found, run("why", *words).stdout] if found else [])


def situation(name, rule, cause, work, least=0, values=None, again=None):
    """Expects the finding about a process."""
    try:
        with settings(values or {}), child(work, again) as pid:
            expect(name, rule, cause, [pid], least)
    except NotHere as reason:
        tap.skip(f"{rule}: {name}", reason)


def calm(name, rule, work, values=None):
    """Expects silence about a process."""
    try:
        with settings(values or {}), child(work) as pid:
            expect_silence(name, rule, [pid])
    except NotHere as reason:
        tap.skip(f"{rule}: silent {name}", reason)


def nodes_with(state):
    return ranges(read(NODES + state)) if os.path.exists(NODES + state) else []


def cpus_of(node):
    return ranges(read(f"{NODES}node{node}/cpulist"))


def on_node(node):
    os.sched_setaffinity(0, cpus_of(node))


def meminfo(node, name):
    return int(re.search(rf"{name}: +(\d+)", read(f"{NODES}node{node}/meminfo"))[1]) << 10


def bind_to(node):
    check(libc.syscall(SYS_SET_MEMPOLICY, MPOL_BIND, node_mask(node), ctypes.c_ulong(1024)))


def large_blocks(node):
    """Free blocks of order 9 and above in the zones of a node that ordinary allocations use."""
    lines = re.findall(rf"(?m)^Node +{node}, zone +(\S+) +(.*)$", read("/proc/buddyinfo"))
    return sum(sum(map(int, blocks.split()[9:])) for zone, blocks in lines if zone != "DMA")


def pin(pages):
    """Makes pages buffers of io_urings, which pins them as long as the process lives."""
    for at in range(0, len(pages), MOST_BUFFERS):
        some = pages[at:at + MOST_BUFFERS]
        ring = libc.syscall(SYS_IO_URING_SETUP, 8, (ctypes.c_char * 120)())
        if ring < 0:
            raise NotHere(f"io_uring_setup: {os.strerror(ctypes.get_errno())}")
        buffers = (ctypes.c_ulong * (2 * len(some)))()
        for place, page in enumerate(some):
            buffers[2 * place], buffers[2 * place + 1] = page, PAGE
        check(libc.syscall(SYS_IO_URING_REGISTER, ring, 0, buffers, len(some)))


def fragment(node, keep=None):
    """What a child does, and then repeats, so that a node has much free memory and no block of order 9. It
    calls `keep` with pages in every block that it uses."""
    def fill():
        """Fills most of the node, frees a third of the pages, and takes the large blocks that are left."""
        bind_to(node)
        size = max(meminfo(node, "MemFree") - 64 * MIB, 0) // HUGE * HUGE
        start = touched(size, MADV_NOHUGEPAGE)
        if keep:
            keep(list(range(start + PAGE, start + size, 24 * PAGE)))
        for at in range(start, start + size, 3 * PAGE):
            advise(at, PAGE, MADV_DONTNEED)
        for _ in range(meminfo(node, "MemTotal") // HUGE):
            if not large_blocks(node):
                return
            take()
        raise NotHere(f"node {node} keeps {large_blocks(node)} large blocks")

    def take():
        block = reserve(HUGE)
        touch(block, PAGE)
        if keep:
            keep([block])

    def take_again():
        """Pages that programs and the lists of CPUs give back later may complete a block."""
        if large_blocks(node):
            take()
        time.sleep(0.05)

    return fill, take_again
