#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0
"""Inside a pid namespace, pids that are shown and written are those of the namespace.

A process with all capabilities and a pid namespace of its own has a child there and a process outside
of it. What it sees is compared with the pids that fork(2) and getpid(2) return there.
"""

import ctypes
import json
import mmap
import os
import signal
import sys

from lib import tap
from lib.files import RMM, rmm

NAMES = ("watch lists pids of the namespace, and - for a process outside",
         "a directory has the number of the initial namespace",
         "watch removes by a pid of the namespace",
         "pids outside of the namespace cannot be named",
         "translate takes pids of the namespace",
         "rmap shows pids of the namespace, and - for a process outside",
         "faults takes pids of the namespace",
         "daemons of nodes are not visible in the namespace")


def write(name, text):
    """Writes to a file of /proc/rmm; returns the error number, 0 for success."""
    try:
        with open(RMM + name, "wb", buffering=0) as file:
            file.write(text.encode())
    except OSError as error:
        return error.errno
    return 0


def ask(name, question):
    """The answer of a file that is written to and read."""
    with open(RMM + name, "r+b", buffering=0) as file:
        file.write(question.encode())
        return file.read(1 << 16).decode()


def idle_child(memory):
    """A child that has read the memory, and so maps its page."""
    ready, done = os.pipe()
    pid = os.fork()
    if pid == 0:
        os.write(done, memory[:1])
        while True:
            signal.pause()
    os.read(ready, 1)
    os.close(ready)
    os.close(done)
    return pid


def watched():
    """[(pid, directory)] of the rows of watch."""
    with open(RMM + "watch") as file:
        rows = [line.split() for line in file.read().splitlines()[2:]]
    return [(row[0], row[2]) for row in rows]


def inside(outer, shared):
    """The checks inside the namespace, as pid 1; `outer` is a watched process outside of it."""
    found = []

    def result(good, *notes):
        found.append((bool(good), [str(note) for note in notes]))

    assert shared[0] == 1
    address = ctypes.addressof(ctypes.c_char.from_buffer(shared))
    child = idle_child(shared)
    error = write("watch", str(child))
    rows = watched()
    by_pid = dict(rows)
    result(error == 0 and by_pid.get("-") == str(outer) and str(child) in by_pid and len(rows) == 2,
           f"error {error}, rows {rows}, pids {child} and {outer} outside")
    directory = by_pid.get(str(child), "-")
    result(directory != str(child) and os.path.exists(f"{RMM}{directory}/vmas"), f"rows {rows}")
    error = write("watch", f"-{child}")
    left = watched()
    result(error == 0 and left == [("-", str(outer))], f"error {error}, rows {left}")
    errors = [write(name, text) for name, text in
              (("watch", str(outer)), ("translate", f"{outer} {address:x}"), ("rmap", f"{outer} {address:x}"),
               ("faults", f"pid {outer}"))]
    # ESRCH, from each.
    result(errors == [3] * 4, f"errors {errors}")
    own, of_child = (ask("translate", f"{pid} {address:x}").splitlines() for pid in (os.getpid(), child))
    pages = [[line for line in lines if line.startswith("page ")] for lines in (own, of_child)]
    result(pages[0] == pages[1] and len(pages[0]) == 1, *pages)
    rows = [line.split() for line in ask("rmap", f"{address:x}").splitlines()]
    pids = sorted(row[1] for row in rows if row[0] == "maps")
    # The test and the process outside map the page as well.
    want = sorted([str(os.getpid()), str(child), "-", "-"])
    result(pids == want, f"pids {pids}, wanted {want}")
    errors = [write("faults", f"pid {pid}") for pid in (os.getpid(), child)]
    result(errors == [0, 0], f"errors {errors}")
    daemons = {key: value for key, value in rmm("nodes", 3).items() if key[2] in ("kswapd_pid", "kcompactd_pid")}
    result(daemons and set(daemons.values()) == {"-"}, daemons)
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    return found


def main():
    tap.plan(len(NAMES))
    shared = mmap.mmap(-1, mmap.PAGESIZE)
    shared[0] = 1
    outer = idle_child(shared)
    error = write("watch", str(outer))
    answer, answers = os.pipe()
    helper = os.fork()
    if helper == 0:
        # The child of unshare(2)'s caller is pid 1 of the new namespace. This process stays outside.
        os.unshare(os.CLONE_NEWPID)
        first = os.fork()
        if first == 0:
            found = inside(outer, shared)
            os.write(answers, json.dumps(found).encode())
            os._exit(0)
        os.waitpid(first, 0)
        os._exit(0)
    os.close(answers)
    with os.fdopen(answer) as file:
        text = file.read()
    os.waitpid(helper, 0)
    write("watch", f"-{outer}")
    os.kill(outer, signal.SIGKILL)
    os.waitpid(outer, 0)
    found = json.loads(text) if text else []
    for number, name in enumerate(NAMES):
        good, notes = found[number] if number < len(found) else (False, [f"no answer; watch returned {error}"])
        tap.ok(good, name, notes)
    return tap.status()


if __name__ == "__main__":
    sys.exit(main())
