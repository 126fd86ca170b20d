#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0
"""rmmctl memcgs --total against memory.stat and memory.events, which include the cgroups below, in a nest
of cgroups of this test."""

import ctypes
import mmap
import os
import sys
import time

from lib import tap
from lib.files import PATIENCE_S, compare, read
from lib.rmmctl import RMMCTL, records, run

ROOT = "/sys/fs/cgroup"
TREE = ROOT + "/rmm-total"
NEST = ("", "/a", "/a/x", "/a/x/deep", "/a/y", "/b")
PAGE = 4096
MIB = 1 << 20
LISTS = ("inactive_anon", "active_anon", "inactive_file", "active_file", "unevictable")
FILE = "/var/tmp/rmm-total"
TESTS = 7


def write(path, text):
    with open(path, "w") as file:
        file.write(text)


def make_nest():
    write(ROOT + "/cgroup.subtree_control", "+memory")
    for path in NEST:
        os.mkdir(TREE + path)
        if any(other.startswith(path + "/") for other in NEST):
            write(f"{TREE}{path}/cgroup.subtree_control", "+memory")


def remove_nest():
    """Removes the cgroups, which are empty some time after their last process was reaped."""
    until = time.monotonic() + PATIENCE_S
    for path in reversed(NEST):
        while True:
            try:
                os.rmdir(TREE + path)
                break
            except OSError:
                if time.monotonic() > until:
                    raise
                time.sleep(0.1)


def child(path, work):
    """Forks a process that runs `work` in a cgroup and then sleeps. Returns its pid when `work` is done."""
    ready, done = os.pipe()
    pid = os.fork()
    if pid == 0:
        write(f"{TREE}{path}/cgroup.procs", str(os.getpid()))
        kept = work()
        os.write(done, b"x")
        while kept is not None:
            time.sleep(1000)
        os._exit(1)
    os.close(done)
    byte = os.read(ready, 1)
    os.close(ready)
    return pid if byte else None


def touched(size):
    area = mmap.mmap(-1, size, mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS)
    for at in range(0, size, PAGE):
        area[at] = 1
    return area


def locked(size):
    """Memory that is unevictable."""
    area = touched(size)
    start = ctypes.c_char.from_buffer(area)
    libc = ctypes.CDLL(None, use_errno=True)
    assert libc.mlock(ctypes.c_void_p(ctypes.addressof(start)), ctypes.c_size_t(size)) == 0, ctypes.get_errno()
    return area, start


def written(name, size):
    """A file that is written in parts, so that a cgroup at its limit can drop what it has written."""
    file = os.open(FILE + name, os.O_RDWR | os.O_CREAT | os.O_TRUNC, 0o600)
    os.unlink(FILE + name)
    for _ in range(0, size, MIB):
        os.write(file, bytes(MIB))
        os.fsync(file)
    return file


def cgroups():
    """Path by inode number."""
    return {os.stat(TREE + path).st_ino: path for path in NEST}


def totals():
    """The records of --total by path."""
    names = cgroups()
    return {names[one["cgroup"]]: one for one in records("memcgs", "--total") if one["cgroup"] in names}


def kernel_lists():
    found = {}
    for path in NEST:
        stat = dict(line.split() for line in read(f"{TREE}{path}/memory.stat").splitlines())
        found |= {(path, name): int(stat[name]) // PAGE for name in LISTS}
    return found


def lists():
    return {(path, name): one["tree_list_pages"][name] for path, one in totals().items() for name in LISTS}


def kernel_events():
    """Events that include the cgroups below."""
    found = {}
    for path in NEST:
        for name, prefix in (("memory.events", ""), ("memory.swap.events", "swap_")):
            if os.path.exists(f"{TREE}{path}/{name}"):
                lines = read(f"{TREE}{path}/{name}").splitlines()
                found |= {(path, prefix + line.split()[0]): int(line.split()[1]) for line in lines}
    return found


def events():
    return {(path, event): count for path, one in totals().items() for event, count in one["tree_local_events"].items()}


def check_generations():
    """Pages of all generations are those of the active and the inactive list."""
    name = "pages of generations are those of the lists"
    found = totals()
    if found[""]["tree_gen_pages"][0]["anon"] is None:
        tap.skip(name, "no MGLRU")
        return
    bad = []
    for path, one in found.items():
        for kind in ("anon", "file"):
            by_age = sum(age[kind] for age in one["tree_gen_pages"])
            by_list = one["tree_list_pages"]["inactive_" + kind] + one["tree_list_pages"]["active_" + kind]
            # Both come from one read of each cgroup and node.
            if by_age != by_list:
                bad.append(f"{path or '/'}: {kind} generations {by_age}, lists {by_list}")
    tap.report(name, bad)


def check_nest():
    """Each cgroup is summed with those below it, and has more than each of them."""
    found, bad = totals(), []
    for path in NEST:
        below = [other for other in NEST if other.startswith(path + "/") or other == path]
        if found[path]["summed_cgroups"] != len(below):
            bad.append(f"{path or '/'}: {found[path]['summed_cgroups']} cgroups, expected {len(below)}")
        if found[path]["path"] != "/rmm-total" + path:
            bad.append(f"{path or '/'}: path {found[path]['path']}")
    pages = {path: sum(one["tree_list_pages"].values()) for path, one in found.items()}
    # The memory that the processes touched or locked; how much of the files is left is open.
    for path, least in (("/a/x/deep", 8), ("/a/x", 8), ("/a/y", 2), ("/a", 10), ("", 13)):
        if pages[path] < least * MIB // PAGE:
            bad.append(f"{path or '/'}: {pages[path]} pages, at least {least} MiB were used")
    if not pages[""] > pages["/a"] > pages["/a/x"]:
        bad.append(f"sums do not grow: {pages}")
    tap.report("every cgroup is summed with those below it", bad)


def main():
    if not os.access(RMMCTL, os.X_OK):
        return tap.skip_all("rmmctl was not built")
    if not os.path.exists(ROOT + "/cgroup.controllers") or "memory" not in read(ROOT + "/cgroup.controllers").split():
        return tap.skip_all("no memory controller of cgroup 2")
    tap.plan(TESTS)
    make_nest()
    # The files exceed the limits, which counts events; the memory fits.
    write(f"{TREE}/a/y/memory.max", str(16 * MIB))
    write(f"{TREE}/b/memory.max", str(16 * MIB))
    pids = [child("/a/x/deep", lambda: touched(8 * MIB)),
            child("/a/y", lambda: (locked(2 * MIB), written("-y", 24 * MIB))),
            child("/b", lambda: written("-b", 24 * MIB) and touched(3 * MIB))]
    tap.ok(all(pids), "processes fill their cgroups", pids)
    # CPUs add pages to the lists in batches: this adds all.
    write("/proc/sys/vm/drop_caches", "1")
    check_nest()
    check_generations()
    compare("lists of the trees equal memory.stat", kernel_lists, lists)
    compare("events of the trees equal memory.events", kernel_events, events)
    now = events()
    hits = {path: now[path, "max"] for path in NEST}
    tap.ok(hits["/a/y"] > 0 and hits["/b"] > 0 and hits["/a/x/deep"] == 0 and hits["/a"] == hits["/a/y"]
           and hits[""] == hits["/a/y"] + hits["/b"], "events of two cgroups are added up", [hits])
    refused = run("memcgs", "--total", "--nodes")
    tap.ok(refused.returncode == 2 and not refused.stdout, "--total and --nodes exclude each other",
           [f"status {refused.returncode}", refused.stdout[:200]])
    for pid in filter(None, pids):
        os.kill(pid, 9)
        os.waitpid(pid, 0)
    remove_nest()
    return tap.status()


if __name__ == "__main__":
    sys.exit(main())
