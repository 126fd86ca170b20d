#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0
"""/proc/rmm/memcgs against the files of cgroup 2, on a tree of this test.

memory.current, limits and events are the numbers that rmm reads, and must be equal. The kernel
updates memory.numa_stat every two seconds, so the test waits for it.
"""

import mmap
import os
import subprocess
import sys
import time

from lib import tap
from lib.files import PATIENCE_S, compare, read, rmm

ROOT = "/sys/fs/cgroup"
TREE = ROOT + "/rmm-test"
PAGE = 4096
LEAVES = ("a", "a/x", "a/a name", "b")


def write(path, text):
    with open(path, "w") as file:
        file.write(text)


def make_tree():
    write(ROOT + "/cgroup.subtree_control", "+memory")
    os.mkdir(TREE)
    write(TREE + "/cgroup.subtree_control", "+memory")
    for leaf in LEAVES:
        os.mkdir(f"{TREE}/{leaf}")
        if leaf == "a":
            write(f"{TREE}/a/cgroup.subtree_control", "+memory")
    write(f"{TREE}/a/memory.max", str(256 << 20))
    write(f"{TREE}/a/memory.low", str(24 << 20))
    write(f"{TREE}/a/x/memory.high", str(128 << 20))
    write(f"{TREE}/a/x/memory.min", str(16 << 20))
    write(f"{TREE}/b/memory.swap.max", str(1 << 20))
    write(f"{TREE}/b/memory.swap.high", "0")
    write(f"{TREE}/b/memory.oom.group", "1")
    if os.path.exists(f"{TREE}/b/memory.zswap.max"):
        write(f"{TREE}/b/memory.zswap.max", str(3 << 20))
        write(f"{TREE}/a/x/memory.zswap.writeback", "0")


def remove_tree():
    for leaf in reversed(LEAVES):
        os.rmdir(f"{TREE}/{leaf}")
    os.rmdir(TREE)


def paths():
    """Every cgroup that has the memory controller, by inode."""
    found = {}
    for path, _, files in os.walk(ROOT):
        if path == ROOT or "memory.current" in files:
            found[str(os.stat(path).st_ino)] = path
    return found


def facts():
    """The files of cgroup 2 for the tree, with rmm's keys."""
    sizes = {"memory.current": "usage_pages", "memory.peak": "peak_pages",
             "memory.min": "min_pages", "memory.low": "low_pages", "memory.high": "high_pages",
             "memory.max": "max_pages", "memory.swap.current": "swap_usage_pages",
             "memory.swap.peak": "swap_peak_pages", "memory.swap.high": "swap_high_pages",
             "memory.swap.max": "swap_max_pages", "memory.zswap.max": "zswap_max_pages"}
    found = {}
    for inode, path in paths().items():
        if path == ROOT:
            continue
        parent = os.path.dirname(path)
        found[inode, "tree", "parent"] = str(os.stat(parent).st_ino)
        found[inode, "tree", "level"] = str(path.count("/") - ROOT.count("/"))
        found[inode, "tree", "online"] = "1"
        found[inode, "tree", "oom_group"] = read(path + "/memory.oom.group").strip()
        if os.path.exists(path + "/memory.zswap.writeback"):
            found[inode, "tree", "zswap_writeback"] = read(path + "/memory.zswap.writeback").strip()
        below = [line.split()[1] for line in read(path + "/cgroup.stat").splitlines() if line.startswith("nr_subsys_memory ")]
        found |= {(inode, "tree", "descendants"): str(int(count) - 1) for count in below}
        for name, field in sizes.items():
            if os.path.exists(f"{path}/{name}"):
                value = read(f"{path}/{name}").strip()
                found[inode, "memory", field] = "-" if value == "max" else str(int(value) // PAGE)
        for name, group, prefix in (("memory.events", "event", ""),
                                    ("memory.events.local", "local", ""),
                                    ("memory.swap.events", "event", "swap_")):
            if os.path.exists(f"{path}/{name}"):
                for line in read(f"{path}/{name}").splitlines():
                    event, count = line.split()
                    found[inode, group, prefix + event] = count
    return found


def numa(path):
    """The lists of one cgroup without its children, by node."""
    inode, found = str(os.stat(path).st_ino), {}
    for line in read(path + "/memory.numa_stat").splitlines():
        name, *nodes = line.split()
        if name in ("inactive_anon", "active_anon", "inactive_file", "active_file", "unevictable"):
            for cell in nodes:
                node, value = cell[1:].split("=")
                found[inode, "node" + node, name + "_pages"] = str(int(value) // PAGE)
    return found


def child(path, work):
    """Forks a process in a cgroup that runs `work` and then sleeps. Returns its pid when `work` is done."""
    ready, done = os.pipe()
    pid = os.fork()
    if pid == 0:
        write(path + "/cgroup.procs", str(os.getpid()))
        kept = work()
        os.write(done, b"x")
        while kept is not None:
            time.sleep(1000)
        os._exit(0)
    os.close(done)
    byte = os.read(ready, 1)
    os.close(ready)
    return pid if byte else None


def fill():
    """Allocates 12 MiB of anonymous memory and 3 MiB of a file."""
    area = mmap.mmap(-1, 12 << 20, mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS)
    for at in range(0, len(area), PAGE):
        area[at] = 1
    file = os.open("/tmp/rmm-memcgs", os.O_RDWR | os.O_CREAT, 0o600)
    os.write(file, bytes(3 << 20))
    return area, file


def end(pid):
    os.kill(pid, 9)
    os.waitpid(pid, 0)


def check_lists(path):
    """Compares the lists by node with memory.numa_stat, which lags behind."""
    until, bad = time.monotonic() + PATIENCE_S, []
    while time.monotonic() < until:
        before, found, after = numa(path), rmm("memcgs", 3), numa(path)
        bad = [f"{key}: kernel {before[key]}, rmm {found.get(key)}" for key in before
               if before[key] != found.get(key) or before[key] != after[key]]
        if not bad:
            break
        time.sleep(0.1)
    total = sum(int(value) for value in before.values())
    want = (14 << 20) // PAGE
    tap.ok(not bad and total >= want, "lists by node equal memory.numa_stat",
           [f"{total} pages, at least {want} are expected", *bad])


def race():
    """Creates and removes cgroups while the tree is read: every lasting cgroup is listed once."""
    pid = os.fork()
    if pid == 0:
        turn = 0
        while True:
            name = f"{TREE}/b/{turn % 7}"
            write(f"{TREE}/b/cgroup.subtree_control", "+memory")
            os.mkdir(name)
            os.mkdir(name + "/deep") if turn % 2 else None
            if turn % 2:
                os.rmdir(name + "/deep")
            os.rmdir(name)
            turn += 1
    lasting = {str(os.stat(TREE if not leaf else f"{TREE}/{leaf}").st_ino) for leaf in ("", *LEAVES)}
    until, reads, bad, seen = time.monotonic() + 2.5, 0, [], set()
    while time.monotonic() < until or reads < 3:
        text = read("/proc/rmm/memcgs").splitlines()[2:]
        inodes = [line.split()[0] for line in text if " tree path " in line]
        reads += 1
        seen |= set(inodes) - lasting
        bad += [f"{inode} is listed {inodes.count(inode)} times" for inode in lasting
                if inodes.count(inode) != 1]
    gone = os.waitpid(pid, os.WNOHANG)[0]
    if gone:
        bad.append("the process that creates and removes cgroups exited")
    else:
        end(pid)
    for turn in range(7):
        for path in (f"{TREE}/b/{turn}/deep", f"{TREE}/b/{turn}"):
            if os.path.isdir(path):
                os.rmdir(path)
    tap.ok(not bad, "lasting cgroups are listed once while others appear and disappear",
           [f"{reads} reads, {len(seen)} other cgroups listed", *bad])


def nobody(*command, **options):
    return subprocess.run(["setpriv", "--reuid", "65534", "--regid", "65534", "--clear-groups",
                           *command], capture_output=True, text=True, check=False, **options)


def main():
    tap.plan(9)
    if not os.path.exists(ROOT + "/cgroup.controllers"):
        for name in range(9):
            tap.skip(f"test {name}", "no cgroup 2")
        return 0
    make_tree()
    pid = child(f"{TREE}/a/x", fill)
    tap.ok(pid is not None, "a process fills its cgroup")

    compare("numbers equal the files of cgroups", facts, lambda: rmm("memcgs", 3))
    text = read("/proc/rmm/memcgs").splitlines()
    named = dict(line.split(" tree path ") for line in text if " tree path " in line)
    want = {inode: path[len(ROOT):] or "/" for inode, path in paths().items()}
    bad = [f"{inode}: {named.get(inode)}, expected {path}" for inode, path in want.items()
           if named.get(inode) != path]
    tap.ok(not bad, "paths equal the tree", bad)
    order = [path for path in named.values() if path.startswith("/rmm-test")]
    tap.ok(all(os.path.dirname(path) in order[:at] for at, path in enumerate(order) if at),
           "parents are listed before their children", order)
    check_lists(f"{TREE}/a/x")

    # The limit is reached: events are counted in the cgroup and in its parents.
    write(f"{TREE}/a/x/memory.high", str(4 << 20))
    write(f"{TREE}/a/x/memory.max", str(14 << 20))
    compare("numbers equal the files of cgroups at the limit", facts, lambda: rmm("memcgs", 3))
    end(pid)
    race()

    kept = str(os.stat(f"{TREE}/a/x").st_ino)
    with open("/proc/rmm/memcgs", "rb", buffering=0) as file:
        head = file.read(4096)
        remove_tree()
        rest = b"".join(iter(lambda: file.read(65536), b""))
        whole = (head + rest).decode()
    # Work queues free the cgroup asynchronously.
    until, online = time.monotonic() + PATIENCE_S, True
    while online and time.monotonic() < until:
        online = rmm("memcgs", 3).get((kept, "tree", "online"), "0") == "1"
    tap.ok(not online and whole.endswith("\n"), "a removed cgroup goes offline",
           [f"online: {online}, last line read: {whole.splitlines()[-1:]}"])

    refused = nobody("cat", "/proc/rmm/memcgs")
    with open("/proc/rmm/memcgs", "rb") as file:
        lent = nobody("cat", stdin=file)
    tap.ok(refused.returncode and not refused.stdout and lent.returncode and not lent.stdout,
           "reading needs the capability, also through root's descriptor",
           [f"own open: status {refused.returncode}, {len(refused.stdout)} bytes",
            f"root's: status {lent.returncode}, {len(lent.stdout)} bytes, {lent.stderr}"])
    os.unlink("/tmp/rmm-memcgs")
    return tap.status()


if __name__ == "__main__":
    sys.exit(main())
