# SPDX-License-Identifier: GPL-2.0
"""Memory cgroups of a test: their files, their processes, their removal."""

import os
import time

from lib.files import PATIENCE_S, read

ROOT = "/sys/fs/cgroup"
TREE = ROOT + "/rmm-test"
PAGE = 4096


def write(path, text):
    with open(path, "w") as file:
        file.write(text)


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


def end(pid):
    os.kill(pid, 9)
    os.waitpid(pid, 0)


def stat_of(path):
    """memory.stat of a cgroup."""
    return {name: int(value) for name, value in (line.split() for line in read(path + "/memory.stat").splitlines())}


def remove(path):
    """Removes a cgroup, which is empty some time after its last process was reaped."""
    until = time.monotonic() + PATIENCE_S
    while True:
        try:
            os.rmdir(path)
            return
        except OSError:
            if time.monotonic() > until:
                raise
            time.sleep(0.1)
