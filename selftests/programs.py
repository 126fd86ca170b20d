#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0
"""rmm's reports on real programs against the kernel's own files: python3, redis-server, postgres,
first with all their memory resident, then with a part of it swapped out to zram.

The programs are frozen (cgroup.freeze) during a comparison.
"""
import os
import select
import subprocess
import sys
import time
from ctypes import CDLL, c_size_t

from lib import compare_process, compare_rmap, tap
from lib.real_programs import READY_S, Absent, ProgramHome, postgres, redis

LIBC = CDLL(None)
MADV_PAGEOUT = 21
CGROUP = "/sys/fs/cgroup/rmm-programs"
WORKLOAD = """
import os, socket, mmap
keep = {number: str(number) * 3 for number in range(20000)}
text = bytearray(os.urandom(4 << 20))
file = open("/usr/bin/python3", "rb")
mapped = mmap.mmap(file.fileno(), 0, prot=mmap.PROT_READ)
total = sum(mapped[::4096])
gone = mmap.mmap(-1, 1 << 20); gone[::8192] = b"x" * 128
socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM).sendto(b"READY=1", os.environ["NOTIFY_SOCKET"])
input()
"""


def python3(home):
    return [home.start([sys.executable, "-c", WORKLOAD]).pid]


def set_cgroup(knob, value, event):
    """Writes a file of the cgroup, and waits for the event that confirms it."""
    with open(CGROUP + "/cgroup.events") as events:
        with open(f"{CGROUP}/cgroup.{knob}", "w") as file:
            file.write(str(value))
        waiter = select.poll()
        waiter.register(events, select.POLLPRI)
        while event not in events.read():
            waiter.poll(READY_S * 1000)
            events.seek(0)


def freeze(on):
    """Freezes or thaws every process of the cgroup."""
    set_cgroup("freeze", int(on), f"frozen {int(on)}")


def enable_swap():
    """Enables swap on zram, unless there is some. False without zram."""
    if len(compare_process.read("/proc/swaps").splitlines()) > 1:
        return True
    subprocess.run(["modprobe", "-q", "zram"], check=False)
    if not os.path.exists("/dev/zram0"):
        return False
    for name, value in ("reset", "1"), ("disksize", "128M"):
        with open(f"/sys/block/zram0/{name}", "w") as file:
            file.write(value)
    return not (subprocess.run(["mkswap", "/dev/zram0"], check=False, capture_output=True).returncode
                or subprocess.run(["swapon", "/dev/zram0"], check=False).returncode)


def swap_out(pid):
    """Swaps out the first half of each private anonymous mapping of a process."""
    pidfd = os.pidfd_open(pid)
    for start, (fields, kb, _) in compare_process.smaps(pid).items():
        if kb["Anonymous"] > 64 and fields[1].startswith("rw-p"):
            half = (fields[0] - start) // 2 & -compare_process.PAGE
            # Pages that other processes map, too, stay resident.
            LIBC.process_madvise(pidfd, (c_size_t * 2)(start, half), c_size_t(1), MADV_PAGEOUT, 0)
    os.close(pidfd)


CHECKS = {
    "VMAs equal smaps": compare_process.vmas,
    "nodes equal numa_maps": compare_process.numa,
    "sums equal smaps_rollup": compare_process.summary,
    "translations equal the walk": compare_process.translation,
}


def compare(name, pids, kpage, state):
    processes = [compare_process.Process(pid) for pid in pids]
    kpage.forget()
    wrong, total = [], 0
    for process in processes:
        differs, seen = compare_process.pages(process, kpage)
        wrong += [f"{process.pid} {line}" for line in differs]
        total += seen
    tap.ok(not wrong, f"{name}{state}: pages equal pagemap and the kpage files", wrong)
    print(f"# {total} pages of {len(pids)} processes")
    for what, check in CHECKS.items():
        wrong = [f"{process.pid} {line}" for process in processes for line in check(process)]
        tap.ok(not wrong, f"{name}{state}: {what}", wrong)
    begun = time.monotonic()
    wrong, seen = compare_rmap.both_ways(pids)
    tap.ok(not wrong, f"{name}{state}: reverse map equals the page tables of every process", wrong)
    print(f"# {seen}, in {time.monotonic() - begun:.1f} s")
    swapped = sum(page[compare_process.KIND] == compare_process.SWAP
                  for process in processes for page in process.pages())
    for process in processes:
        process.close()
    return swapped


def main():
    if os.environ.get("RMM_PROGRAMS") == "0":
        return tap.skip_all("another lane runs real programs")
    programs = {"python3": python3, "redis": redis, "postgres": postgres}
    each = 2 + len(CHECKS)
    tap.plan(len(programs) * (2 * each + 1))
    os.makedirs(CGROUP, exist_ok=True)
    kpage = compare_process.KpageFiles()
    swap = enable_swap()
    for name, start in programs.items():
        home = ProgramHome(CGROUP)
        try:
            pids = start(home)
            freeze(True)
            compare(name, pids, kpage, "")
            if swap:
                for pid in pids:
                    swap_out(pid)
                swapped = compare(name, pids, kpage, ", partly swapped out")
                tap.ok(swapped, f"{name}: some pages are swapped out", [f"{swapped} entries are swap entries"])
            else:
                for _ in range(each + 1):
                    tap.skip(f"{name}, swapped out", "no zram")
        except Absent as reason:
            for _ in range(2 * each + 1):
                tap.skip(name, reason)
        finally:
            freeze(False)
            # Kills children of children, too, which nothing else would wait for.
            set_cgroup("kill", 1, "populated 0")
            home.end()
    os.rmdir(CGROUP)
    return tap.status()


if __name__ == "__main__":
    sys.exit(main())
