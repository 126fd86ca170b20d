#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0
"""rmmctl watch, faults and xlate --explain, against /proc/rmm, /proc/PID/stat and pagemap."""

import os
import re
import signal
import struct
import subprocess
import sys
import threading

from lib import tap
from lib.files import read, tries
from lib.rmmctl import RMMCTL, fitting, run
from lib.zoo import RunningZoo

NOBODY = ["setpriv", "--reuid", "65534", "--regid", "65534", "--clear-groups"]
HIDE = ["unshare", "-m", "sh", "-c", 'mount -t tmpfs none /dev && mount -t tmpfs none /proc && exec "$@"', "sh"]
PAGE = 4096
PAGES = 500
TESTS = 22

# Touches as many new pages as each line of its standard input says, and answers.
TOUCHING_CHILD = f"""
import mmap, sys
for line in sys.stdin:
    at = mmap.mmap(-1, {PAGES} * {PAGE}, flags=mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS)
    at.madvise(mmap.MADV_NOHUGEPAGE)
    for page in range(int(line)):
        at[page * {PAGE}] = 1
    print("done", flush=True)
"""


def records(done, kind="watch"):
    """The records of a command, whose JSON fits the schema of its kind."""
    assert done.returncode == 0, f"status {done.returncode}: {done.stderr}"
    return fitting(done.stdout, kind)["records"]


def check(name, found, expected, *notes):
    tap.ok(found == expected, name, [f"expected {expected}", f"found {found}", *notes])


def check_error(name, done, status, *texts):
    good = done.returncode == status and all(text in done.stderr for text in texts) and not done.stdout
    tap.ok(good, name, [f"status {done.returncode}, expected {status}", f"expected {texts}", done.stderr, done.stdout])


def watched():
    return [int(line.split()[0]) for line in read("/proc/rmm/watch").splitlines()[2:]]


def check_watch(pid, other):
    rows = records(run("watch", pid, other, "-o", "json"))
    check("watch creates the directories", [(row["pid"], row["state"], os.path.exists(row["directory"] + "/vmas")) for row in rows],
          sorted((one, "running", True) for one in (pid, other)))
    listed = records(run("watch", "-o", "json"))
    check("watch lists what /proc/rmm/watch lists", [row["pid"] for row in listed], watched())
    left = records(run("unwatch", pid, "-o", "json"))
    check("unwatch removes one", [pid in watched(), os.path.exists(f"/proc/rmm/{pid}"), [row["pid"] for row in left]],
          [False, False, [one for one in watched()]])
    check_error("a process that is not watched", run("unwatch", pid), 1, f"process {pid} is not watched")


def check_watch_errors():
    check_error("watch: a kernel thread", run("watch", 2), 1, "kernel thread")
    check_error("watch: no such process", run("watch", 2**22 + 1), 1, "does not exist")
    check_error("watch: no right", run("watch", 1, before=NOBODY), 3, "/proc/rmm/watch")
    check_error("watch: no capability", run("watch", 1, before=["setpriv", "--bounding-set", "-sys_ptrace"]), 3, "CAP_SYS_PTRACE")
    check_error("watch: no module", run("watch", 1, before=HIDE), 4, "not loaded")
    check_error("watch: a pid is a number", run("watch", "zoo"), 2, "zoo")


def faults_of(pid):
    """Minor and major faults of a process."""
    words = read(f"/proc/{pid}/stat").rsplit(")", 1)[1].split()
    return int(words[7]) + int(words[9])


def check_faults():
    """Counts by interval add up to the totals, and cover the faults in /proc/PID/stat."""
    child = subprocess.Popen([sys.executable, "-c", TOUCHING_CHILD], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)

    def touch(pages):
        print(pages, file=child.stdin, flush=True)
        child.stdout.readline()

    touch(1)
    counter = subprocess.Popen([RMMCTL, "faults", str(child.pid), "--interval", "0.1", "-o", "ndjson"],
                               stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    lines = []
    reader = threading.Thread(target=lambda: lines.extend(iter(counter.stdout.readline, "")))
    reader.start()
    started = False
    for _ in tries():
        touch(1)
        started = any("fault_user" in line for line in lines)
        if started or counter.poll() is not None:
            break
    before = faults_of(child.pid)
    touch(PAGES)
    after = faults_of(child.pid)
    counter.send_signal(signal.SIGINT)
    reader.join()
    errors = counter.stderr.read()
    counter.wait()
    parts = [fitting(line, "faults")["records"][0] for line in lines if '"record"' in line]
    total = {part["kind"]: part["count"] for part in parts if part["part"] == "total"}
    sums = {}
    for part in parts:
        if part["part"] == "interval":
            sums[part["kind"]] = sums.get(part["kind"], 0) + part["count"]
    counted = (total.get("fault_user") or 0) + (total.get("fault_kernel") or 0)
    check("faults: SIGINT ends with success", counter.returncode, 0, errors)
    check("faults: intervals add up to the totals", {kind: count for kind, count in sums.items() if kind != "reclaim_longest_ns"},
          {kind: count for kind, count in total.items() if count and kind != "reclaim_longest_ns"})
    tap.ok(started and after - before >= PAGES and counted >= after - before, "faults: all faults of /proc/PID/stat are counted",
           [f"counted {counted}", f"stat {after - before}", f"touched {PAGES}", errors])
    counter = subprocess.Popen([RMMCTL, "faults", str(child.pid), "--interval", "0.05"], stdout=subprocess.PIPE, text=True)
    # The first line follows the start.
    counter.stdout.readline()
    child.stdin.close()
    child.wait()
    counter.communicate()
    check("faults: the exit of the process ends the command", counter.returncode, 0)
    check_error("faults: no such process", run("faults", 2**22 + 1), 1, "does not exist")
    check_error("faults: no right", run("faults", before=NOBODY), 3, "/dev/rmm")
    check_error("faults: no capability", run("faults", before=["setpriv", "--bounding-set", "-sys_admin"]), 3, "CAP_SYS_ADMIN")
    machine = run("faults", "--interval", "0.1", "--count", "2", "-o", "json")
    kinds = [row["kind"] for row in records(machine, "faults")]
    text = [line.split()[0] for line in read("/proc/rmm/faults").splitlines()[3:]]
    check("faults: all kinds of /proc/rmm/faults", kinds, text, machine.stderr)


def page_frame(pid, address):
    """The page frame of an address in /proc/PID/pagemap; None if there is none."""
    with open(f"/proc/{pid}/pagemap", "rb") as file:
        file.seek(address // PAGE * 8)
        entry, = struct.unpack("<Q", file.read(8))
    return entry & (2**55 - 1) if entry >> 63 else None


def explained(pid, address, locale):
    done = run("xlate", pid, f"{address:x}", "--explain", env={**os.environ, "LC_ALL": locale})
    return done.stdout if done.returncode == 0 else done.stderr


def check_explain(zoo):
    address = int(zoo.exhibits["shared-anon"]["start"], 16) + 0x123
    frame = page_frame(zoo.pid, address)
    english = explained(zoo.pid, address, "C.UTF-8")
    wanted = [f"physical address {frame * PAGE + 0x123:x}", f"PTE[{address >> 12 & 511}]", f"PMD[{address >> 21 & 511}]",
              f"PUD[{address >> 30 & 511}]", "vm_area_struct", "folio"]
    missing = [text for text in wanted if text not in english]
    tap.ok(not missing, "xlate --explain follows the tables", [f"missing {missing}", *english.splitlines()])
    chinese = explained(zoo.pid, address, "zh_CN.UTF-8")
    numbers = [sorted(re.findall(r"\[\d+\]", text)) for text in (english, chinese)]
    tap.ok("页帧" in chinese and numbers[0] == numbers[1] and f"{frame * PAGE + 0x123:x}" in chinese,
           "xlate --explain speaks the language of the locale", [str(numbers), *chinese.splitlines()])
    outside = explained(zoo.pid, 0x1000, "C")
    tap.ok("No VMA covers the address" in outside, "xlate --explain says that there is no VMA", outside.splitlines())


def main():
    if not os.access(RMMCTL, os.X_OK):
        return tap.skip_all("rmmctl was not built")
    tap.plan(TESTS)
    with RunningZoo() as zoo, RunningZoo() as other:
        check_watch(zoo.pid, other.pid)
        check_explain(zoo)
    for _ in tries():
        if other.pid not in watched():
            break
    tap.ok(other.pid not in watched(), "the exit of a process ends its directory", [f"watched {watched()}"])
    check_watch_errors()
    check_faults()
    return tap.status()


if __name__ == "__main__":
    sys.exit(main())
