#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0
"""The examples of the client library (tools/rmm) on the zoo, against the kernel's files, and its errors."""

import os
import re
import subprocess
import sys

from lib import tap
from lib.compare_process import smaps
from lib.files import compare, ranges, read, tries
from lib.zoo import RunningZoo

EXAMPLES = os.path.join(os.path.dirname(os.path.abspath(__file__)), "../tools/examples")
TESTS = 14
PAGES = 3000
ARENA_PAGES = 300

# 160 MiB that are walked in ten parts, of which every third page is touched.
SCATTERED = """
import mmap, time
area = mmap.mmap(-1, 160 << 20, flags=mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS)
area.madvise(mmap.MADV_NOHUGEPAGE)
for at in range(0, len(area), 3 * mmap.PAGESIZE):
    area[at] = 1
print(flush=True)
time.sleep(1000)
"""


def run(name, *words, before=()):
    return subprocess.run([*before, os.path.join(EXAMPLES, name), *map(str, words)], capture_output=True, text=True,
                          errors="surrogateescape", check=False)


def example_vmas(pid):
    """{(start, field): value} of the example `vmas`."""
    lines = run("vmas", pid).stdout.splitlines()
    rows = [line.split(maxsplit=5) for line in lines[1:]]
    return {(row[0], field): value for row in rows
            for field, value in zip(("end", "rss", "swap", "pss"), row[1:5])}


def kernel_vmas(pid):
    found = {}
    for start, (first, sums, _) in smaps(pid).items():
        key = f"{start:x}"
        found |= {(key, "end"): f"{first[0]:x}", (key, "rss"): str(sums["Rss"])}
        # The example maps libraries, too, which lowers everyone's share of them.
        if not first[5].startswith("/usr"):
            found[key, "pss"] = str(sums["Pss"])
        # smaps adds the swapped pages of the object to a mapping of shmem.
        if not first[5].startswith(("/memfd", "/SYSV", "/dev/zero", "/dev/shm")):
            found[key, "swap"] = str(sums["Swap"])
    return found


def example_sums(pid):
    """Resident and swapped KiB of the example `nodes`, which walks page by page."""
    sums = {"Rss": 0, "Swap": 0}
    for line in run("nodes", pid).stdout.splitlines()[1:]:
        if not line.startswith("#"):
            _, kind, kb = line.split()
            if kind in ("anon", "file", "shmem", "ksm"):
                sums["Rss"] += int(kb)
    sums["Swap"] = sum(int(value) for (_, field), value in example_vmas(pid).items() if field == "swap")
    return sums


def kernel_sums(pid):
    rollup = dict(re.findall(r"(?m)^(\w+): +(\d+) kB$", read(f"/proc/{pid}/smaps_rollup")))
    return {"Rss": int(rollup["Rss"])}


def check_error(name, done, text):
    tap.ok(done.returncode == 1 and text in done.stderr and not done.stdout.startswith("7f"), name,
           [f"status {done.returncode}, expected 1", f"expected {text!r}", f"found {done.stderr!r}"])


def arena_nodes(text):
    """{node: pages} in the output of the example `arena`."""
    return {int(node): int(count) for node, count in re.findall(r"(?m)^node (\d+) (\d+)$", text)}


def check_arenas():
    """The example `arena` places pages in turn and migrates them all to one node."""
    nodes = [int(node) for node in ranges(read("/sys/devices/system/node/has_memory"))]
    done = run("arena", "interleave", ARENA_PAGES)
    before, _, after = done.stdout.partition("to node ")
    pages = [arena_nodes(before), arena_nodes(after)]
    resident = re.search(r"resident (\d+)$", before, re.M)
    notes = [f"nodes {nodes}", *done.stdout.splitlines(), done.stderr]
    tap.ok(resident and int(resident[1]) == ARENA_PAGES and sum(pages[0].values()) == ARENA_PAGES
           and sorted(pages[0]) == nodes and max(pages[0].values()) - min(pages[0].values()) <= 1,
           "an arena is interleaved", notes)
    # The kernel may be using a page at that moment, which then stays.
    for _ in tries():
        moved = re.match(r"(\d+): moved (\d+) stayed (\d+)", after)
        good = (moved and pages[1] == {int(moved[1]): ARENA_PAGES}
                and int(moved[2]) + int(moved[3]) == ARENA_PAGES)
        if good:
            break
        after = run("arena", "interleave", ARENA_PAGES).stdout.partition("to node ")[2]
        pages[1] = arena_nodes(after)
    tap.ok(good, "an arena is migrated", [f"expected {ARENA_PAGES} pages on one node", *after.splitlines()])
    check_error("an arena beyond the limit", run("arena", "local", 2**30), "would exceed the limit")


def walked_by(pid, threads):
    """What the example `threads` prints, apart from times and the order of sums."""
    return sorted(line for line in run("threads", pid, threads).stdout.splitlines() if not line.startswith("#"))


def check_threads():
    """Four threads find what one finds, in the same order."""
    with subprocess.Popen([sys.executable, "-c", SCATTERED], stdout=subprocess.PIPE) as target:
        target.stdout.readline()
        # The kernel may move a page or clear a bit meanwhile.
        for _ in tries():
            one, four = walked_by(target.pid, 1), walked_by(target.pid, 4)
            if one == four:
                break
        target.kill()
    pages = re.search(r"(?m)^pages (\d+) ", "\n".join(one))
    tap.ok(pages and int(pages[1]) > 160 * 256 / 3 and one == four, "four threads find what one finds",
           ["by one:", *one, "by four:", *four])


def main():
    if not os.path.isdir(EXAMPLES):
        return tap.skip_all("the examples were not built")
    tap.plan(TESTS)
    with RunningZoo() as zoo:
        compare("each VMA equals smaps", lambda: kernel_vmas(zoo.pid), lambda: example_vmas(zoo.pid))
        compare("pages add up to smaps_rollup", lambda: kernel_sums(zoo.pid), lambda: example_sums(zoo.pid))
        start = zoo.exhibits["shared-anon"]["start"]
        users = run("users", zoo.pid, start)
        wanted = f"process {zoo.pid} maps it at {start}"
        tap.ok(wanted in users.stdout.splitlines() and "Complete" in users.stdout, "the page has its user",
               [f"expected {wanted!r}", *users.stdout.splitlines(), users.stderr])

        nobody = ["setpriv", "--reuid", "65534", "--regid", "65534", "--clear-groups"]
        check_error("without the right to open the device", run("vmas", zoo.pid, before=nobody),
                    "no right to open /dev/rmm")
        without = ["setpriv", "--bounding-set", "-sys_ptrace"]
        check_error("without CAP_SYS_PTRACE", run("vmas", zoo.pid, before=without), "RMM_OPEN needs CAP_SYS_PTRACE")
    check_error("a process that ended", run("vmas", zoo.pid), f"process {zoo.pid} does not exist")
    check_error("a kernel thread", run("vmas", 2), "process 2 is a kernel thread")
    # The zoo has limited huge pages to madvise(2), so each touched page is a fault.
    faults = run("faults", PAGES)
    counts = {name: int(count) for name, count in re.findall(r"(?m)^(\w+) (\d+)$", faults.stdout)}
    tap.ok(PAGES <= counts.get("fault_user", 0) <= counts.get("of_process", 0) and counts.get("minor", 0) >= PAGES,
           "faults are counted", [f"{PAGES} pages", *faults.stdout.splitlines(), faults.stderr])
    check_arenas()
    check_threads()
    hidden = ["unshare", "-m", "sh", "-c", 'mount -t tmpfs none /dev && exec "$@"', "sh"]
    check_error("without the device", run("vmas", zoo.pid, before=hidden), "/dev/rmm is missing")
    hidden[4] = 'mount -t tmpfs none /dev && mknod /dev/rmm c 1 3 && exec "$@"'
    check_error("another device", run("vmas", zoo.pid, before=hidden), "/dev/rmm is not the device of rmm")
    return tap.status()


if __name__ == "__main__":
    sys.exit(main())
