#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0
"""rmmctl arena: programs with arenas, against numa_maps and /proc/rmm/arenas, and its errors."""

import os
import re
import signal
import subprocess
import sys

from lib import tap
from lib.files import ranges, read, tries
from lib.rmmctl import RMMCTL, fitting, run

NOBODY = ["setpriv", "--reuid", "65534", "--regid", "65534", "--clear-groups"]
PAGE = 4096
LISTED_FIELDS = ("inode", "bytes", "resident_pages", "decisions", "policy", "maker_pid", "maker_comm", "shared_mappings")
PAGES = 600
SIZE = 4 << 20
TESTS = 25

# Touches PAGES pages of the arena that it inherited, reports, touches them again at each line of its
# standard input, and ends with it.
SHARED_CHILD = f"""
import mmap, os, sys
at = mmap.mmap(int(os.environ["RMM_ARENA_FD"]), int(os.environ["RMM_ARENA_BYTES"]))
while True:
    for page in range({PAGES}):
        at[page * {PAGE}] = 1
    print(os.getpid(), os.environ["RMM_ARENA_FD"], os.environ["RMM_ARENA_ID"], flush=True)
    if not sys.stdin.readline():
        break
"""
# A block of malloc(3), touched page by page.
PLAIN_CHILD = f"""
import os, sys
block = bytearray({SIZE})
print(os.getpid(), flush=True)
sys.stdin.read()
"""


def run_json(*words, before=()):
    """The records of `arena COMMAND`, whose JSON fits its schema."""
    done = run(*words, "-o", "json", before=before)
    assert done.returncode == 0, f"{words}: status {done.returncode}: {done.stderr}"
    return fitting(done.stdout, "-".join(words[:2]))["records"]


class RunningChild:
    """A program under rmmctl until the end of a `with` block; `words` is its first line."""

    def __init__(self, *words):
        self.command = [RMMCTL, *map(str, words)]

    def __enter__(self):
        self.process = subprocess.Popen(self.command, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                                        stderr=subprocess.PIPE, text=True)
        self.words = self.process.stdout.readline().split()
        return self

    def touch(self):
        """Maps pages that a migration has unmapped."""
        print(file=self.process.stdin, flush=True)
        self.process.stdout.readline()

    def __exit__(self, *_):
        self.process.stdin.close()
        self.errors = self.process.stderr.read()
        self.process.wait()


def arena_maps(pid):
    """{node: pages} of the mappings of arenas in numa_maps. They have pages of 4 KiB."""
    found = {}
    for line in read(f"/proc/{pid}/numa_maps").splitlines():
        if "rmm-arena" in line:
            for node, pages in re.findall(r" N(\d+)=(\d+)", line):
                found[node] = found.get(node, 0) + int(pages)
    return found


def arenas_text():
    """{(arena, group, field): value} of /proc/rmm/arenas."""
    rows = (line.split() for line in read("/proc/rmm/arenas").splitlines()[2:])
    return {tuple(row[:3]): row[3] for row in rows}


def used(pages):
    """Without the nodes that have no pages."""
    return {node: count for node, count in pages.items() if count}


def check(name, found, expected, *notes):
    tap.ok(found == expected, name, [f"expected {expected}", f"found {found}", *notes])


def check_error(name, done, status, *texts):
    good = done.returncode == status and all(text in done.stderr for text in texts) and not done.stdout
    tap.ok(good, name, [f"status {done.returncode}, expected {status}", f"expected {texts}", done.stderr, done.stdout])


def check_shared(nodes):
    """An arena that a program inherits."""
    policy = ("--policy", "interleave", "--size", "4M")
    with RunningChild("arena", "create", *policy, "--", sys.executable, "-c", SHARED_CHILD) as child:
        pid, fd, number = map(int, child.words)
        stat, = run_json("arena", "stat", number)
        check("arena stat has the nodes of numa_maps", used(stat["node_pages"]), used(arena_maps(pid)))
        check("arena stat counts the touched pages",
              [stat["resident_pages"], stat["bytes"], stat["policy"]], [PAGES, SIZE, "interleave"])
        by_fd, = run_json("arena", "stat", f"{pid}:{fd}")
        check("an arena has two names", [by_fd["id"], by_fd["inode"]], [number, stat["inode"]])
        listed = {arena["id"]: arena for arena in run_json("arena", "list")}
        text = arenas_text()
        check("arena list equals /proc/rmm/arenas",
              [str(listed.get(number, {}).get(field))
               for field in LISTED_FIELDS],
              [text[str(number), "general", field]
               for field in LISTED_FIELDS])
        # Python duplicates the descriptor that it maps.
        holders = listed[number]["holders"]
        tap.ok(f"{pid}:{fd}" in holders and {holder.split(":")[0] for holder in holders} == {str(pid)},
               "arena list has the holder", [f"expected {pid}:{fd}", f"found {holders}"])
        ring = run_json("arena", "ring", number)
        check("the ring has the last decisions", [one["number"] for one in ring],
              list(range(stat["decisions"]))[-len(ring):])
        last = run_json("arena", "ring", number, "--from", stat["decisions"] - 1)
        check("the ring starts where it is asked to", [one["number"] for one in last], [stat["decisions"] - 1])
        check_move(child, number, nodes[-1])
        hidden = run("arena", "stat", f"{pid}:{fd}", before=NOBODY)
        check_error("no right to a descriptor", hidden, 3, f"no right to duplicate descriptors of process {pid}")
        check_error("an arena of others is not found", run("arena", "move", number, "--nodes", "0", before=NOBODY), 1,
                    f"descriptor of arena {number}")
    gone = [arena["id"] for arena in run_json("arena", "list")]
    tap.ok(number not in gone, "an arena ends with its last user", [f"arena {number}", f"arenas {gone}"])


def check_move(child, number, node):
    # The kernel may be using a page at that moment, which then stays.
    for _ in tries():
        moved, = run_json("arena", "move", number, "--nodes", node)
        child.touch()
        maps = used(arena_maps(child.words[0]))
        good = maps == {str(node): PAGES} and moved["moved"] + moved["stayed"] == PAGES
        if good:
            break
    tap.ok(good, "arena move migrates all pages", [f"expected {PAGES} pages on node {node}", f"numa_maps {maps}", str(moved)])
    part, = run_json("arena", "move", number, "--nodes", node, "--range", f"0-{10 * PAGE:x}")
    check("arena move takes a range", [part["stayed"], part["absent"], part["moved"]], [10, 0, 0])


def check_user():
    """Without a capability, a user has the arenas of processes of the same user."""
    child = [*NOBODY, sys.executable, "-c", SHARED_CHILD]
    with RunningChild("arena", "create", "--policy", "local", "--size", "4M", "--", *child) as child:
        pid, fd, number = map(int, child.words)
        found = run_json("arena", "list", before=NOBODY)
        check("a user sees the arenas of own processes",
              [(arena["id"], arena["resident_pages"], f"{pid}:{fd}" in arena["holders"]) for arena in found],
              [(number, PAGES, True)])


def check_program(nodes):
    """A program that does not know arenas."""
    command = ["arena", "run", "--policy", "interleave", "--", sys.executable, "-c", PLAIN_CHILD]
    with RunningChild(*command) as child:
        maps = used(arena_maps(int(child.words[0]))) if child.words else {}
    pages = SIZE // PAGE
    fair = pages // len(nodes)
    good = sorted(maps) == sorted(map(str, nodes)) and sum(maps.values()) >= pages and min(maps.values()) >= fair * 9 // 10
    tap.ok(good, "a plain program is placed on all nodes", [f"expected {fair} pages on each of {nodes}", f"numa_maps {maps}", child.errors])
    last = nodes[-1]
    command = ["arena", "run", "--policy", "bind", "--nodes", str(last), "--report", "--", sys.executable, "-c", PLAIN_CHILD]
    with RunningChild(*command) as child:
        maps = used(arena_maps(int(child.words[0]))) if child.words else {}
    tap.ok(list(maps) == [str(last)] and maps[str(last)] >= pages and "rmm" in child.errors,
           "a plain program is bound and reports", [f"expected {pages} pages on node {last}", f"numa_maps {maps}", child.errors])
    status = run("arena", "run", "--policy", "local", "--", "sh", "-c", "exit 7").returncode
    check("the status is that of the program", status, 7)
    codes = [run("arena", "create", "--policy", "local", "--size", "1M", "--", name).returncode for name in ("/nonexistent", "/etc")]
    check("a program that cannot run has the status of a shell", codes, [127, 126])


def check_held():
    """Without a program, rmmctl holds the arena until a signal."""
    process = subprocess.Popen([RMMCTL, "arena", "create", "--policy", "stripe", "--size", "1M"],
                               stdout=subprocess.PIPE, text=True)
    line = process.stdout.readline()
    names = dict(re.findall(r"(\w+)=(\d+)", line))
    held, = run_json("arena", "stat", "{pid}:{fd}".format(**names))
    process.send_signal(signal.SIGTERM)
    process.wait()
    done = run("arena", "stat", names["arena"])
    tap.ok(str(held["id"]) == names["arena"] and held["bytes"] == 1 << 20 and done.returncode == 1,
           "an arena is held until a signal", [line, str(held), done.stderr])


def check_errors():
    check_error("no such arena", run("arena", "stat", 10**9), 1, "no process that the caller may trace")
    check_error("another file", run("arena", "ring", f"{os.getpid()}:0"), 1, f"descriptor 0 of process {os.getpid()} is not an arena")
    check_error("an unknown policy", run("arena", "create", "--policy", "best", "--size", "1M"), 2, "interleave", "tiered")
    check_error("an arena beyond the limit", run("arena", "create", "--policy", "local", "--size", "8T"), 1,
                "would exceed the limit", "arena_user_bytes")
    check_error("no right to the device", run("arena", "run", "--policy", "local", "--", "true", before=NOBODY), 3,
                "no right to open /dev/rmm")
    hide = ["unshare", "-m", "sh", "-c", 'mount -t tmpfs none /dev && mount -t tmpfs none /proc && exec "$@"', "sh"]
    check_error("no module", run("arena", "create", "--policy", "local", "--size", "1M", before=hide), 4, "not loaded", "insmod")
    environment = {**os.environ, "RMM_PRELOAD_LIB": "/nonexistent/lib.so"}
    check_error("no preload library", run("arena", "run", "--policy", "local", "--", "true", env=environment), 1,
                "/nonexistent/lib.so", "RMM_PRELOAD_LIB")


def main():
    if not os.access(RMMCTL, os.X_OK):
        return tap.skip_all("rmmctl was not built")
    tap.plan(TESTS)
    nodes = list(ranges(read("/sys/devices/system/node/has_memory")))
    check_shared(nodes)
    check_user()
    check_program(nodes)
    check_held()
    check_errors()
    return tap.status()


if __name__ == "__main__":
    sys.exit(main())
