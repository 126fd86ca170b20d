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
from lib.cgroups import PAGE, ROOT, TREE, child, end, remove, stat_of, write
from lib.files import PATIENCE_S, compare, read, rmm
from lib.memcg_protection import check_protection

BATCHES = 256
RESULTS = 15
LEAVES = ("a", "a/x", "a/a name", "b")


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


def lowest(path, name):
    """The lowest limit of a cgroup and its ancestors in pages; None without such a file."""
    limits = []
    while path != ROOT:
        if os.path.exists(f"{path}/{name}"):
            limits.append(read(f"{path}/{name}").strip())
        path = os.path.dirname(path)
    numbers = [int(limit) // PAGE for limit in limits if limit != "max"]
    return str(min(numbers)) if numbers else "-" if limits else None


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
        found[inode, "tree", "dying"] = "0"
        dying = [line.split()[1] for line in read(path + "/cgroup.stat").splitlines()
                 if line.startswith("nr_dying_subsys_memory ")]
        found |= {(inode, "tree", "dying_descendants"): count for count in dying}
        for name, field in (("memory.high", "effective_high_pages"), ("memory.max", "effective_max_pages"),
                            ("memory.swap.max", "effective_swap_max_pages")):
            found |= {(inode, "memory", field): value for value in [lowest(path, name)] if value}
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


def fill():
    """Allocates 12 MiB of anonymous memory and 3 MiB of a file."""
    area = mmap.mmap(-1, 12 << 20, mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS)
    for at in range(0, len(area), PAGE):
        area[at] = 1
    file = os.open("/tmp/rmm-memcgs", os.O_RDWR | os.O_CREAT, 0o600)
    os.write(file, bytes(3 << 20))
    return area, file


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


def node_sum(inode, field):
    """A field of a cgroup, summed over its nodes."""
    rows = rmm("memcgs", 3)
    return sum(int(value) for (cgroup, group, name), value in rows.items()
               if cgroup == inode and group.startswith("node") and name == field)


def read_twice():
    """Reads 2000 pages of a file twice, each page at once, which activates them without MGLRU."""
    file = os.open("/var/tmp/rmm-memcgs", os.O_RDWR | os.O_CREAT | os.O_TRUNC, 0o600)
    for _ in range(2000):
        os.write(file, bytes(PAGE))
    os.fsync(file)
    for _ in range(2):
        for at in range(2000):
            os.pread(file, PAGE, at * PAGE)
    return file


def read_again():
    """Reads the file of read_twice() once more, which brings back pages that were evicted."""
    with open("/var/tmp/rmm-memcgs", "rb") as file:
        for at in range(2000):
            os.pread(file.fileno(), PAGE, at * PAGE)


def check_cost(path, inode):
    """The cost of reclaim: nothing but files of this cgroup is evicted, read again and rotated."""
    until, bad = time.monotonic() + PATIENCE_S, ["no reclaim"]
    while time.monotonic() < until and bad:
        os.waitpid(child(path, read_again), 0)
        pages = int(read(path + "/memory.current")) // PAGE
        try:
            write(path + "/memory.reclaim", "1M")
        except OSError:
            pass
        stat = stat_of(path)
        restored, anon, file = (stat["workingset_restore_file"], node_sum(inode, "reclaim_cost_anon"),
                                node_sum(inode, "reclaim_cost_file"))
        # Reclaim halves the costs until their sum is a quarter of the pages on the lists.
        bad = [f"{what}: {numbers}" for what, good, numbers in (
            ("active pages were read again", restored > 0, restored),
            ("cost of files", 0 < file <= pages // 4, (file, pages)),
            ("cost of anonymous memory", anon == 0, anon)) if not good]
    tap.ok(not bad, "reclaim_cost is that of files which are read again, and at most a quarter of the pages", bad)


def check_balance():
    """The numbers that balance reclaim without MGLRU, against memory.stat."""
    switch = "/sys/kernel/mm/lru_gen/enabled"
    was = read(switch).strip() if os.path.exists(switch) else None
    if was:
        write(switch, "n")
    path, name = f"{TREE}/balance", "nonresident_age counts activations, as pgactivate of memory.stat"
    os.mkdir(path)
    pid = child(path, read_twice)
    inode, age, kernel = str(os.stat(path).st_ino), 0, -1
    until = time.monotonic() + PATIENCE_S
    # The kernel does not count pages that were activated on their way to a list, in per-CPU batches.
    while time.monotonic() < until and not 1000 <= kernel <= age <= kernel + BATCHES:
        kernel, age = stat_of(path)["pgactivate"], node_sum(inode, "nonresident_age")
        time.sleep(0.1)
    tap.ok(1000 <= kernel <= age <= kernel + BATCHES, name, [f"kernel {kernel}, rmm {age}"])

    # Reclaim notes the activations that it found, and what it cost.
    until, bad = time.monotonic() + PATIENCE_S, ["no reclaim"]
    while time.monotonic() < until and bad:
        try:
            write(path + "/memory.reclaim", "4M")
        except OSError:
            pass
        kernel = stat_of(path)["workingset_activate_file"]
        seen = node_sum(inode, "refaults_at_reclaim_file")
        evicted, age = stat_of(path)["pgsteal"], node_sum(inode, "nonresident_age")
        bad = [f"{what}: {numbers}" for what, good, numbers in (
            ("refaults at reclaim, workingset_activate_file", seen <= kernel, (seen, kernel)),
            ("pages were evicted", evicted > 0, evicted),
            ("the age includes evictions", age > stat_of(path)["pgactivate"] + BATCHES, age)) if not good]
    tap.ok(not bad, "nonresident_age counts evictions, refaults at reclaim are activations", bad)
    check_cost(path, inode)
    end(pid)
    os.unlink("/var/tmp/rmm-memcgs")
    remove(path)
    if was:
        write(switch, was)


def swap_out(file):
    """Leaves 4 MiB of shmem in swap."""
    area = mmap.mmap(file, 4 << 20)
    for at in range(0, len(area), PAGE):
        area[at] = 1
    until = time.monotonic() + PATIENCE_S
    while time.monotonic() < until and int(read(f"{TREE}/gone/memory.swap.current")) < 1 << 20:
        area.madvise(21)  # MADV_PAGEOUT


def dying(inode):
    """Rows of a cgroup that was removed: its flag, its swap, and how many are dying below the tree."""
    rows = rmm("memcgs", 3)
    return (rows.get((inode, "tree", "dying")), rows.get((inode, "memory", "swap_usage_pages")),
            rows.get((str(os.stat(TREE).st_ino), "tree", "dying_descendants")))


def check_dying():
    """A cgroup that was removed stays while swap slots are charged to it."""
    name = "swap keeps a removed cgroup, which is counted as dying"
    zram = len(read("/proc/swaps").splitlines()) < 2
    if zram and subprocess.run("modprobe -q zram; echo 1 >/sys/block/zram0/reset; "
                               "echo 64M >/sys/block/zram0/disksize && mkswap /dev/zram0 && swapon /dev/zram0",
                               shell=True, capture_output=True, check=False).returncode:
        tap.skip(name, "no zram")
        return
    path = TREE + "/gone"
    os.mkdir(path)
    inode = str(os.stat(path).st_ino)
    file = os.memfd_create("rmm-memcgs")
    os.ftruncate(file, 4 << 20)
    pid = os.fork()
    if pid == 0:
        write(path + "/cgroup.procs", str(os.getpid()))
        swap_out(file)
        os._exit(0)
    os.waitpid(pid, 0)
    remove(path)
    until, kernel, found = time.monotonic() + PATIENCE_S, "", ()
    while time.monotonic() < until:
        lines = dict(line.split() for line in read(TREE + "/cgroup.stat").splitlines())
        kernel, found = lines.get("nr_dying_subsys_memory", "1"), dying(inode)
        if found[0] == "1" and found[2] == kernel:
            break
        time.sleep(0.1)
    bad = [] if found[0] == "1" and int(found[1]) >= 256 and found[2] == kernel != "0" else [
        f"dying, swapped pages, dying below the tree: {found}; nr_dying_subsys_memory {kernel}"]
    os.close(file)
    until = time.monotonic() + PATIENCE_S
    while time.monotonic() < until and dying(inode)[0]:
        time.sleep(0.1)
    if dying(inode)[0]:
        bad.append(f"without swap it is still listed: {dying(inode)}")
    tap.ok(not bad, name, bad)
    if zram:
        subprocess.run("swapoff /dev/zram0; echo 1 >/sys/block/zram0/reset", shell=True, check=False)


def check_dirty_limit():
    """The dirty limit of a cgroup lies between zero and its memory."""
    path = TREE + "/dirty"
    os.mkdir(path)
    write(path + "/memory.max", str(32 << 20))
    inode = str(os.stat(path).st_ino)

    def dirty():
        file = os.open("/var/tmp/rmm-memcgs", os.O_RDWR | os.O_CREAT | os.O_TRUNC, 0o600)
        for _ in range(24):
            os.write(file, bytes(1 << 20))
        return file

    def limit():
        return rmm("memcgs", 3)[inode, "memory", "dirty_limit_pages"]

    before = limit()
    pid = child(path, dirty)
    after = limit()
    end(pid)
    os.unlink("/var/tmp/rmm-memcgs")
    remove(path)
    name = "a cgroup has a dirty limit after it has written"
    if after == "-":
        tap.skip(name, "no writer was balanced by the cgroup")
        return
    tap.ok(before == "-" and 0 < int(after) <= (32 << 20) // PAGE, name, [f"before {before}, after {after}"])


def nobody(*command, **options):
    return subprocess.run(["setpriv", "--reuid", "65534", "--regid", "65534", "--clear-groups",
                           *command], capture_output=True, text=True, check=False, **options)


def main():
    tap.plan(RESULTS)
    if not os.path.exists(ROOT + "/cgroup.controllers") or "memory" not in read(ROOT + "/cgroup.controllers").split():
        for name in range(RESULTS):
            tap.skip(f"test {name}", "no memory controller of cgroup 2")
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
    check_balance()
    check_protection()
    check_dying()
    check_dirty_limit()

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
