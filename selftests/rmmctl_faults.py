#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0
"""Where a process faults: rmmctl faults PID and faults -- COMMAND, against what the program touches; rmmctl check."""

import json
import os
import re
import signal
import subprocess
import sys
import tempfile
import time

from lib import tap
from lib.files import read
from lib.rmmctl import RMMCTL, document_mistakes, run

PAGE = 4096
PAGES = 3000
#: Faults a second, in bursts of a hundred.
RATE = 1000
TESTS = 23

# Writes to as many pages of a file mapping, and prints where it is. The mapping lives while rmmctl looks.
FAULTING = f"""
import ctypes, mmap, os, sys, time
fd = os.open(sys.argv[1], os.O_RDWR)
at = mmap.mmap(fd, {PAGES} * {PAGE}, flags=mmap.MAP_SHARED)
at.madvise(mmap.MADV_RANDOM)
begun = time.monotonic()
for page in range({PAGES}):
    at[page * {PAGE}] = 1
    if page % 100 == 99:
        time.sleep(max(0, begun + page / {RATE} - time.monotonic()))
start = ctypes.addressof(ctypes.c_char.from_buffer(at))
print(f"{{start:016x}}", flush=True)
time.sleep(2)
sys.exit(int(sys.argv[2]))
"""


def check(name, found, wanted, notes=""):
    tap.ok(found == wanted, name, [f"found {found!r}", f"wanted {wanted!r}", *str(notes).splitlines()])


def command_records(by, path, status=0):
    """The records of faults -- COMMAND, what the command printed, and the exit status."""
    done = run("faults", "--by", by, "--top", 100000, "-o", "json", "--", sys.executable, "-c", FAULTING, path, status)
    first, _, text = done.stdout.partition("\n")
    try:
        return json.loads(text), first, done
    except ValueError:
        return {"records": []}, first, done


def check_command(path):
    found, start, done = command_records("vma", path, 7)
    vmas = found["records"]
    check("faults -- COMMAND: the exit status is that of the command", done.returncode, 7, done.stderr)
    wrong = document_mistakes(found, "faults-vmas") if vmas else ["no records"]
    tap.report("faults -- COMMAND: the records fit the schema", wrong)
    most = max(vmas, key=lambda vma: vma["faults"], default={})
    check("the VMA with most faults is that of the file", most.get("name"), path, vmas[:3])
    check("it has the address of the mapping", most.get("start"), start)
    tap.ok(PAGES <= most.get("faults", 0) <= PAGES + 200, "it has a fault for each page", [str(most)])
    about = found.get("about", {})
    check(f"no fault is lost at {RATE} a second", about.get("lost"), 0, about)
    tap.ok(0 < (most.get("longest_ns") or 0) <= (most.get("time_ns") or 0), "their time is known", [str(most)])
    nowhere = sum(vma["faults"] for vma in vmas if vma["start"] is None)
    everywhere = sum(vma["faults"] for vma in vmas)
    tap.ok(nowhere * 4 < everywhere, "most faults belong to a VMA", [f"{nowhere} of {everywhere} do not"])

    found, start, done = command_records("address", path)
    first = int(start or "0", 16)
    pages = {int(row["address"], 16): row for row in found["records"] if row["address"]}
    missing = [f"{first + page * PAGE:x}" for page in range(PAGES) if first + page * PAGE not in pages]
    missing += document_mistakes(found, "faults-addresses") if pages else []
    tap.report("each page of the file has its address", missing or ([] if pages else ["no records"]))
    check("faults -- COMMAND: success", done.returncode, 0, done.stderr)

    done = run("faults", "--", sys.executable, "-c", FAULTING, path, 0)
    said = re.search(r"(\d+) page faults, (\d+) of them major, took ([\d.]+) ms; the time of (\d+) is not known", done.stdout)
    tap.ok(said and int(said[1]) >= PAGES and float(said[3]) > 0 and "no record" not in done.stdout,
           "the tables end with the sums, and no fault was lost", done.stdout.splitlines()[-8:])
    done = run("faults", "--sort", "count", "--", sys.executable, "-c", "raise SystemExit(5)")
    check("faults -- COMMAND: an order of the first table", done.returncode, 5, done.stderr)
    done = run("faults", "--", "/nonexistent/program")
    check("faults -- COMMAND: a program that does not exist", done.returncode, 127, done.stdout + done.stderr)


def check_signal():
    """A signal to rmmctl ends the program, too, whose status is that of the command."""
    for number in (signal.SIGINT, signal.SIGTERM):
        counter = subprocess.Popen([RMMCTL, "faults", "--", sys.executable, "-c", """
import os, time
print(os.getpid(), flush=True)
time.sleep(600)
"""], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        pid = int(counter.stdout.readline())
        counter.send_signal(number)
        text, errors = counter.communicate()
        tap.ok(counter.returncode == 128 + signal.SIGTERM and not os.path.exists(f"/proc/{pid}") and "page faults" in text,
               f"faults -- COMMAND: {number.name} to rmmctl ends the program",
               [f"status {counter.returncode}", text[-300:], errors])


def name_and_state(pid):
    try:
        return re.search(r"\((.*)\) (\w)", read(f"/proc/{pid}/stat")).groups()
    except (FileNotFoundError, ProcessLookupError):
        return "", "X"


def check_death():
    """rmmctl dies while the program is held before its execution: it ends, too."""
    state = None
    for _ in range(20):
        counter = subprocess.Popen([RMMCTL, "faults", "--", "sleep", "600"], stdout=subprocess.DEVNULL)
        child = ""
        while not child:
            child = read(f"/proc/{counter.pid}/task/{counter.pid}/children").strip()
        name, state = name_and_state(child)
        while state != "T" and name != "sleep":
            name, state = name_and_state(child)
        counter.kill()
        counter.wait()
        if state == "T":
            break
        os.kill(int(child), signal.SIGKILL)
    end = time.monotonic() + 10
    while state == "T" and name_and_state(child)[1] not in "XZ" and time.monotonic() < end:
        time.sleep(0.01)
    tap.ok(state == "T" and name_and_state(child)[1] in "XZ",
           "faults -- COMMAND: a program that has not started ends with rmmctl", [state, str(name_and_state(child))])


def check_pid():
    """A process that runs: its faults have the addresses that it touches."""
    child = subprocess.Popen([sys.executable, "-c", f"""
import ctypes, mmap, sys
at = mmap.mmap(-1, {PAGES} * {PAGE}, flags=mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS)
at.madvise(mmap.MADV_NOHUGEPAGE)
print(f"{{ctypes.addressof(ctypes.c_char.from_buffer(at)):016x}}", flush=True)
while sys.stdin.readline():
    at.madvise(mmap.MADV_DONTNEED)
    for page in range({PAGES}):
        at[page * {PAGE}] = 1
    print("done", flush=True)
"""], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    start = int(child.stdout.readline(), 16)
    counter = subprocess.Popen([RMMCTL, "faults", str(child.pid), "--top", "100000", "--interval", "0.05"],
                               stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    # The first table follows the start.
    counter.stdout.readline()
    print(file=child.stdin, flush=True)
    child.stdout.readline()
    child.stdin.close()
    child.wait()
    text, errors = counter.communicate()
    pages = set(re.findall(r"\b[0-9a-f]{16}\b", text))
    missing = [f"{start + page * PAGE:016x}" for page in range(PAGES) if f"{start + page * PAGE:016x}" not in pages]
    tap.report("faults PID: each page that was touched has its address", missing[:5] + ([errors] if missing else []))
    check("faults PID: the exit of the process ends the command", counter.returncode, 0, errors)


def check_judgements():
    done = run("check", "--order", 9, "--unusable", "1000,1000")
    tap.ok(done.returncode == 0 and done.stdout.startswith("RMM OK - ") and done.stdout.count("\n") == 1,
           "check: within the limits", [done.stdout, done.stderr])
    done = run("check", "--order", 9, "--unusable", "-1")
    wrong = run("check", "--unusable", "5")
    sorted_check = run("check", "--sort", "node")
    check("check: an option of records", (sorted_check.returncode, sorted_check.stdout[:12]), (3, "RMM UNKNOWN "))
    absent = run("check", "--node", 4095)
    found = [done.returncode, wrong.returncode, absent.returncode]
    check("check: critical, a wrong command line, a node that does not exist", found, [2, 3, 3],
          done.stdout + done.stderr + wrong.stderr + absent.stdout)
    with open("/dev/full", "w") as full:
        full_status = subprocess.run([RMMCTL, "check"], stdout=full, stderr=subprocess.DEVNULL, check=False).returncode
    check("check: an output that cannot be written", full_status, 3)
    words = [done.stdout.split()[1:2], absent.stdout.split()[1:2]]
    check("check: the words of the states", words, [["CRITICAL"], ["UNKNOWN"]])


def main():
    tap.plan(TESTS)
    with tempfile.NamedTemporaryFile(dir=os.environ.get("TMPDIR", "/tmp"), delete=False) as file:
        file.truncate(PAGES * PAGE)
    try:
        check_command(file.name)
        check_signal()
        check_death()
    finally:
        os.unlink(file.name)
    check_pid()
    check_judgements()
    return tap.status()


sys.exit(main())
