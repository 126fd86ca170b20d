#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0
"""rmm's reports on real programs against the kernel's own files: python3, redis-server, postgres,
first with all their memory resident, then with a part of it swapped out to zram.

The programs are frozen (cgroup.freeze) during a comparison.
"""
import os
import select
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from ctypes import CDLL, c_size_t

from lib import compare_process, compare_rmap, tap
from lib.real_programs import READY_S, Absent, find_program

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


class ProgramHome:
    """A directory with a socket on which programs notify that they are ready, as systemd's."""

    def __init__(self):
        self.path = tempfile.mkdtemp(prefix="rmm-programs-", dir="/dev/shm")
        os.chmod(self.path, 0o777)
        self.socket = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        self.socket.settimeout(READY_S)
        self.socket.bind(self.path + "/notify")
        os.chmod(self.path + "/notify", 0o777)
        self.children = []

    def start(self, arguments, ready=True, stdout=subprocess.DEVNULL):
        """Starts a program in the cgroup; waits for its READY=1."""
        environment = dict(os.environ, NOTIFY_SOCKET=self.path + "/notify", TZ="GMT")
        into = f'echo $$ >{CGROUP}/cgroup.procs && exec "$@"'
        child = subprocess.Popen(["sh", "-c", into, "sh", *arguments], cwd=self.path,
                                 env=environment, stdin=subprocess.PIPE, stdout=stdout)
        self.children.append(child)
        while ready and b"READY=1" not in self.socket.recv(4096).split():
            pass
        return child

    def end(self):
        for child in self.children[::-1]:
            child.kill()
            child.wait()
        shutil.rmtree(self.path, ignore_errors=True)


def python3(home):
    return [home.start([sys.executable, "-c", WORKLOAD]).pid]


def redis(home):
    server = home.start([find_program("/usr/bin/redis-server"), "--port", "0", "--unixsocket",
                         home.path + "/redis", "--save", "", "--dir", home.path, "--supervised",
                         "systemd", "--enable-debug-command", "yes"])
    with socket.socket(socket.AF_UNIX) as client:
        client.settimeout(READY_S)
        client.connect(home.path + "/redis")
        client.sendall(b"DEBUG POPULATE 20000 key 200\r\n")
        assert client.recv(64).startswith(b"+OK")
    return [server.pid]


def postgres(home):
    """Uses a copy of the cluster that Debian's package creates: initdb takes minutes."""
    programs = os.path.dirname(find_program("/usr/lib/postgresql/*/bin/postgres"))
    data = home.path + "/data"
    subprocess.run(["cp", "-a", find_program("/var/lib/postgresql/*/main"), data], check=True)
    with open(data + "/hba", "w") as hba:
        hba.write("local all all trust\n")
    with open(data + "/postgresql.conf", "w") as settings:
        settings.write(f"hba_file = '{data}/hba'\nunix_socket_directories = '{home.path}'\n"
                       "listen_addresses = ''\nfsync = off\nautovacuum = off\n"
                       "shared_buffers = 8MB\nmax_connections = 8\nlog_min_messages = fatal\n")
    server = home.start(["setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups",
                         programs + "/postgres", "-D", data])
    client = home.start([programs + "/psql", "-qAtX", "-h", home.path, "-U", "postgres"],
                        ready=False, stdout=subprocess.PIPE)
    client.stdin.write(b"create table t as select n, repeat('x', 100) from generate_series(1, 20000) n;"
                       b"select count(*) from t;\n")
    client.stdin.flush()
    assert client.stdout.readline() == b"20000\n"
    # With the backend of this session.
    children = compare_process.read(f"/proc/{server.pid}/task/{server.pid}/children").split()
    return [server.pid, *map(int, children)]


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
        home = ProgramHome()
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
