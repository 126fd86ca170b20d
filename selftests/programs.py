#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0
"""What rmm says of real programs at rest, against the kernel's own files: python3, redis-server,
postgres, at first with all in memory, then with a part of it swapped out to zram.

They are frozen while they are looked at (cgroup.freeze).
"""
import glob
import os
import select
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from ctypes import CDLL, c_size_t

import kernel_truth as truth
import reverse_truth

LIBC = CDLL(None)
MADV_PAGEOUT = 21
READY_S = 300
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


class Absent(Exception):
    """The program is not here."""


class Home:
    """A directory, and a socket there by which programs tell that they are ready, as systemd's."""

    def __init__(self):
        self.path = tempfile.mkdtemp(prefix="rmm-programs-", dir="/dev/shm")
        os.chmod(self.path, 0o777)
        self.socket = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        self.socket.settimeout(READY_S)
        self.socket.bind(self.path + "/notify")
        os.chmod(self.path + "/notify", 0o777)
        self.children = []

    def start(self, arguments, ready=True, stdout=subprocess.DEVNULL):
        """Starts a program in the cgroup; waits until it says that it is ready."""
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


def first(pattern):
    found = sorted(glob.glob(pattern))
    if not found:
        raise Absent(f"{pattern} is not here")
    return found[-1]


def python3(home):
    return [home.start([sys.executable, "-c", WORKLOAD]).pid]


def redis(home):
    server = home.start([first("/usr/bin/redis-server"), "--port", "0", "--unixsocket",
                         home.path + "/redis", "--save", "", "--dir", home.path, "--supervised",
                         "systemd", "--enable-debug-command", "yes"])
    with socket.socket(socket.AF_UNIX) as client:
        client.settimeout(READY_S)
        client.connect(home.path + "/redis")
        client.sendall(b"DEBUG POPULATE 20000 key 200\r\n")
        assert client.recv(64).startswith(b"+OK")
    return [server.pid]


def postgres(home):
    """With the cluster that Debian's package makes: initdb would take longer than all the rest."""
    programs = os.path.dirname(first("/usr/lib/postgresql/*/bin/postgres"))
    data = home.path + "/data"
    subprocess.run(["cp", "-a", first("/var/lib/postgresql/*/main"), data], check=True)
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
    # The backend of this session, too.
    children = truth.read(f"/proc/{server.pid}/task/{server.pid}/children").split()
    return [server.pid, *map(int, children)]


def tell_cgroup(knob, value, event):
    """Turns a knob of the cgroup, and returns when its events say that it is done."""
    with open(CGROUP + "/cgroup.events") as events:
        with open(f"{CGROUP}/cgroup.{knob}", "w") as file:
            file.write(str(value))
        waiter = select.poll()
        waiter.register(events, select.POLLPRI)
        while event not in events.read():
            waiter.poll(READY_S * 1000)
            events.seek(0)


def freeze(on):
    """Every process of the cgroup stands still, or goes on."""
    tell_cgroup("freeze", int(on), f"frozen {int(on)}")


def have_swap():
    """Swap on zram, unless there is some already."""
    if len(truth.read("/proc/swaps").splitlines()) > 1:
        return True
    subprocess.run(["modprobe", "-q", "zram"], check=False)
    if not os.path.exists("/dev/zram0"):
        return False
    for name, value in ("reset", "1"), ("disksize", "128M"):
        with open(f"/sys/block/zram0/{name}", "w") as file:
            file.write(value)
    return not (subprocess.run(["mkswap", "/dev/zram0"], check=False, capture_output=True).returncode
                or subprocess.run(["swapon", "/dev/zram0"], check=False).returncode)


def push_out(pid):
    """Pushes the first half of each private anonymous mapping of a process out to swap."""
    pidfd = os.pidfd_open(pid)
    for start, (fields, kb, _) in truth.smaps(pid).items():
        if kb["Anonymous"] > 64 and fields[1].startswith("rw-p"):
            half = (fields[0] - start) // 2 & -truth.PAGE
            # It does what it can: pages that others map, too, stay.
            LIBC.process_madvise(pidfd, (c_size_t * 2)(start, half), c_size_t(1), MADV_PAGEOUT, 0)
    os.close(pidfd)


class Tap:
    def __init__(self, planned):
        print(f"TAP version 13\n1..{planned}", flush=True)
        self.results = []

    def result(self, name, wrong):
        self.results.append(not wrong)
        print(f"{'not ok' if wrong else 'ok'} {len(self.results)} {name}", flush=True)
        for line in wrong[:10]:
            print(f"# {line}")

    def skip(self, name, reason):
        self.results.append(True)
        print(f"ok {len(self.results)} {name} # SKIP {reason}")


CHECKS = {
    "VMAs as smaps has them": truth.vmas,
    "nodes as numa_maps has them": truth.numa,
    "sums as smaps_rollup has them": truth.summary,
    "translations as the walk has them": truth.translation,
}


def compare(tap, name, pids, kpage, state):
    processes = [truth.Process(pid) for pid in pids]
    kpage.forget()
    wrong, total = [], 0
    for process in processes:
        differs, seen = truth.pages(process, kpage)
        wrong += [f"{process.pid} {line}" for line in differs]
        total += seen
    tap.result(f"{name}{state}: pages as pagemap and kpage files have them", wrong)
    print(f"# {total} pages of {len(pids)} processes")
    for what, check in CHECKS.items():
        tap.result(f"{name}{state}: {what}", [f"{process.pid} {line}" for process in processes
                                             for line in check(process)])
    begun = time.monotonic()
    wrong, seen = reverse_truth.both_ways(pids)
    tap.result(f"{name}{state}: mappings both ways, of every process", wrong)
    print(f"# {seen}, in {time.monotonic() - begun:.1f} s")
    swapped = sum(page[truth.KIND] == truth.SWAP for process in processes for page in process.pages())
    for process in processes:
        process.close()
    return swapped


def main():
    if os.environ.get("RMM_PROGRAMS") == "0":
        print("TAP version 13\n1..0 # SKIP looked at elsewhere")
        return 0
    programs = {"python3": python3, "redis": redis, "postgres": postgres}
    each = 2 + len(CHECKS)
    tap = Tap(len(programs) * (2 * each + 1))
    os.makedirs(CGROUP, exist_ok=True)
    kpage = truth.Kpage()
    swap = have_swap()
    for name, start in programs.items():
        home = Home()
        try:
            pids = start(home)
            freeze(True)
            compare(tap, name, pids, kpage, "")
            if swap:
                for pid in pids:
                    push_out(pid)
                swapped = compare(tap, name, pids, kpage, ", partly swapped out")
                tap.result(f"{name}: some of it is swapped out", [] if swapped else ["nothing is"])
            else:
                for _ in range(each + 1):
                    tap.skip(f"{name}, swapped out", "no zram")
        except Absent as reason:
            for _ in range(2 * each + 1):
                tap.skip(name, reason)
        finally:
            freeze(False)
            # Children of children, too, of which nobody here hears.
            tell_cgroup("kill", 1, "populated 0")
            home.end()
    os.rmdir(CGROUP)
    return 0 if all(tap.results) else 1


if __name__ == "__main__":
    sys.exit(main())
