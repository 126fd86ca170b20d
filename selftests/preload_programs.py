#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0
"""python3, redis-server and stress-ng with their large memory in arenas (samples/librmm_preload.so):
each passes its own checks, and its pages are in an arena.
"""
import glob
import os
import re
import shutil
import socket
import subprocess
import sys
import tempfile
import time

from lib import tap
from lib.real_programs import READY_S, Absent, find_program

HERE = os.path.dirname(os.path.abspath(__file__))
LIBRARY = HERE + "/../samples/librmm_preload.so"
SUITE = HERE + "/../suites/python"
# Placement by the kernel, by the module, and by free memory.
POLICIES = ["interleave", "stripe", "capacity"]

# The workload checks itself, prints its pid, and exits after a line of input.
WORKLOAD = r"""
import array, hashlib, mmap, multiprocessing, os, random, sys, threading, zlib

def halves(data):
    return sum(data[:len(data) // 2]) + sum(data[len(data) // 2:])

numbers = list(range(400000))
random.Random(1).shuffle(numbers)
assert sum(numbers) == 400000 * 399999 // 2
numbers.sort()
assert numbers[::100000] == list(range(0, 400000, 100000))
words = {str(number): number for number in range(100000)}
assert all(words[str(number)] == number for number in range(0, 100000, 7))

block = bytearray(random.Random(2).randbytes(8 << 20))
digest = hashlib.sha256(block).hexdigest()
assert zlib.decompress(zlib.compress(block, 1)) == block
block += bytes(8 << 20)
assert hashlib.sha256(memoryview(block)[:8 << 20]).hexdigest() == digest
assert block.count(0, 8 << 20) == 8 << 20
del block[8 << 20:]

doubles = array.array("d", range(1 << 20))
doubles.extend(doubles)
assert doubles[1 << 20:] == doubles[:1 << 20]

memory = mmap.mmap(-1, 8 << 20, flags=mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS)
memory[:] = bytes(range(256)) * (8 << 12)
memory.madvise(mmap.MADV_DONTNEED, 4 << 20, 4 << 20)
assert memory[4 << 20:] == bytes(4 << 20) and memory[255] == 255 and memory[(4 << 20) - 1] == 255

# A child has the parent's contents, and its changes are private.
pid = os.fork()
if not pid:
    ok = hashlib.sha256(block).hexdigest() == digest and memory[255] == 255
    block[:] = bytes(len(block))
    memory[:] = bytes(len(memory))
    os._exit(0 if ok and not any(memory[:4096]) else 1)
assert os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) == 0
assert hashlib.sha256(block).hexdigest() == digest and memory[255] == 255

with multiprocessing.get_context("fork").Pool(2) as pool:
    parts = [bytes(block[start:start + (4 << 20)]) for start in range(0, len(block), 4 << 20)]
    assert sum(pool.map(halves, parts)) == sum(block)

results = []
threads = [threading.Thread(target=lambda: results.append(hashlib.sha256(bytes(block)).hexdigest()))
           for _ in range(4)]
[thread.start() for thread in threads]
[thread.join() for thread in threads]
assert results == [digest] * 4
print(os.getpid(), flush=True)
input()
"""
# Python's own tests that depend on large blocks, mappings and fork.
TESTS = ["test_mmap", "test_array", "test_fork1", "test_memoryview", "test_list"]
RUN_TESTS = """
import sys, test, unittest
test.__path__.append(sys.argv[1])
unittest.main(module=None, argv=["", "-b", *("test." + name for name in sys.argv[2:])])
"""


def environment(policy):
    return dict(os.environ, LD_PRELOAD=LIBRARY, RMM_PRELOAD_POLICY=policy)


def memory_nodes():
    with open("/sys/devices/system/node/has_memory") as nodes:
        parts = [part.split("-") for part in nodes.read().strip().split(",")]
    return [node for part in parts for node in range(int(part[0]), int(part[-1]) + 1)]


def free_pages():
    """The pages of each node with memory that are free above its high watermarks."""
    found, node = dict.fromkeys(memory_nodes(), 0), -1
    with open("/proc/zoneinfo") as lines:
        for line in lines:
            words = line.split()
            if words[0] == "Node":
                node = int(words[1].rstrip(","))
            elif words[:2] == ["pages", "free"]:
                found[node] = found.get(node, 0) + int(words[2])
            elif words[0] == "high":
                found[node] = found.get(node, 0) - int(words[1])
    return found


def pages(pid):
    """Counts the anonymous pages of a process: in arenas, in total, and in arenas by node."""
    arena = everything = 0
    nodes = {}
    with open(f"/proc/{pid}/numa_maps") as lines:
        for line in lines:
            found = re.search(r" anon=(\d+)", line)
            if not found:
                continue
            everything += int(found[1])
            if "[rmm-arena]" in line:
                arena += int(found[1])
                for node, count in re.findall(r" N(\d+)=(\d+)", line):
                    nodes[int(node)] = nodes.get(int(node), 0) + int(count)
    return arena, everything, nodes


def check_placement(counts, free, policy, at_least, share=0.5):
    """Checks the result of pages(); `free` is the result of free_pages() before. Returns what is wrong."""
    arena, everything, nodes = counts
    print(f"# {policy}: {arena} of {everything} anonymous pages are in an arena, by node {nodes}")
    wrong = []
    if arena < at_least or arena < share * everything:
        wrong.append(f"{arena} of {everything} pages are in an arena, expected are at least {at_least} "
                     f"and a share of {share}")
    if policy in ("interleave", "stripe"):
        mean = arena / len(memory_nodes())
        # Pages that do not fit on these nodes are on others. A program that forks or reloads its data
        # has several times as many pages meanwhile.
        short = [node for node in memory_nodes() if free[node] < 6 * mean]
        for node in memory_nodes():
            count = nodes.get(node, 0)
            if node not in short and count < mean * 3 / 4 or not short and count > mean * 5 / 4:
                wrong.append(f"node {node} has {count} of {arena} pages, expected are about {mean:.0f}; "
                             f"{free[node]} were free")
    return wrong


def tail(text):
    return text.decode(errors="replace").splitlines()[-8:]


def python(policy):
    free = free_pages()
    child = subprocess.Popen([sys.executable, "-c", WORKLOAD], env=environment(policy),
                             stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    line = child.stdout.readline()
    where = ["the workload failed before its pages were counted"]
    if line:
        where = check_placement(pages(child.pid), free, policy, 8000)
    _, errors = child.communicate(b"\n")
    tap.report(f"python3, {policy}: passes its checks", [] if line and not child.returncode else tail(errors))
    tap.report(f"python3, {policy}: pages are placed by the policy", where)


def python_tests():
    if not os.path.isdir(SUITE):
        for name in TESTS:
            tap.skip(f"python3: {name}", "the lab has no Python tests")
        return
    for name in TESTS:
        begun, results = time.monotonic(), {}
        for which, env in ("plain", dict(os.environ)), ("arena", environment("interleave")):
            run = subprocess.run([sys.executable, "-c", RUN_TESTS, SUITE, name], env=env, check=False,
                                 capture_output=True, cwd=tempfile.gettempdir())
            results[which] = run.returncode, run.stderr
        ran = re.search(rb"Ran (\d+) tests", results["arena"][1])
        if results["plain"][0]:
            tap.report(f"python3: {name} fails as on plain memory",
                       [] if results["arena"][0] == results["plain"][0] else tail(results["arena"][1]))
        else:
            tap.report(f"python3: {name}", tail(results["arena"][1]) if results["arena"][0] else [])
        print(f"# {int(ran[1]) if ran else 0} tests, {time.monotonic() - begun:.1f} s for both")


class RedisServer:
    """A redis server and a connection to it."""

    def __init__(self, home, policy):
        self.path = home + "/redis"
        # Reading the pipe ends when the server exits.
        self.server = subprocess.Popen(
            [find_program("/usr/bin/redis-server"), "--port", "0", "--unixsocket", self.path, "--dir", home,
             "--save", "", "--enable-debug-command", "yes"],
            env=environment(policy), stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
        self.log = []
        for line in self.server.stdout:
            self.log.append(line)
            if b"eady to accept connections" in line:
                break
        self.client = socket.socket(socket.AF_UNIX)
        self.client.settimeout(READY_S)
        self.client.connect(self.path)
        self.replies = self.client.makefile("rb")

    def send(self, *words):
        words = [word if isinstance(word, bytes) else str(word).encode() for word in words]
        self.client.sendall(b"*%d\r\n" % len(words) +
                            b"".join(b"$%d\r\n%s\r\n" % (len(word), word) for word in words))

    def reply(self):
        line = self.replies.readline().rstrip(b"\r\n")
        if line[:1] == b"$":
            length = int(line[1:])
            return self.replies.read(length + 2)[:-2] if length >= 0 else None
        if line[:1] == b"-":
            raise RuntimeError(line.decode())
        return line[1:]

    def call(self, *words):
        self.send(*words)
        return self.reply()

    def info(self, key):
        return re.search(rb"\r\n%s:([^\r]*)" % key.encode(), self.call("INFO"))[1]

    def wait_for_save(self):
        """Waits for the child that saves. Returns its status."""
        deadline = time.monotonic() + READY_S
        while self.info("rdb_bgsave_in_progress") != b"0":
            assert time.monotonic() < deadline, "BGSAVE takes too long"
        return self.info("rdb_last_bgsave_status")

    def end(self):
        self.server.kill()
        self.server.wait()


def value(number):
    return b"%d " % number * (number % 300 + 1)


def redis_checks(redis):
    wrong = []
    redis.call("DEBUG", "POPULATE", 20000, "key", 300)
    for number in range(0, 3000, 100):
        for each in range(number, number + 100):
            redis.send("SET", f"n{each}", value(each))
        if any(redis.reply() != b"OK" for _ in range(100)):
            wrong.append("SET")
    before = redis.call("DEBUG", "DIGEST")
    # A child saves the present contents while the server changes them.
    redis.call("BGSAVE")
    for each in range(1000):
        redis.send("SET", f"n{each}", b"x" * 500)
    if any(redis.reply() != b"OK" for _ in range(1000)) or redis.wait_for_save() != b"ok":
        wrong.append("BGSAVE")
    for each in range(3000):
        redis.send("GET", f"n{each}")
    if [redis.reply() for each in range(3000)] != [b"x" * 500] * 1000 + [*map(value, range(1000, 3000))]:
        wrong.append("GET")
    # The saved contents are those at the time of the fork.
    redis.call("DEBUG", "RELOAD", "NOSAVE")
    if redis.call("DEBUG", "DIGEST") != before:
        wrong.append("DEBUG DIGEST of the contents that BGSAVE saved")
    redis.call("DEBUG", "POPULATE", 1000, "more", 1000)
    before = redis.call("DEBUG", "DIGEST")
    redis.call("DEBUG", "RELOAD")
    if redis.call("DEBUG", "DIGEST") != before:
        wrong.append("DEBUG DIGEST after DEBUG RELOAD")
    return wrong


def redis_server(policy):
    free = free_pages()
    home = tempfile.mkdtemp(dir="/dev/shm")
    try:
        redis = RedisServer(home, policy)
    except Absent as reason:
        for what in range(3):
            tap.skip(f"redis-server, {policy}", reason)
        return
    try:
        tap.report(f"redis-server, {policy}: passes its checks", redis_checks(redis))
        bench = subprocess.run(["redis-benchmark", "-s", redis.path, "-q", "-n", "2000", "-d", "200",
                                "-t", "set,get,lpush,hset"], check=False, capture_output=True)
        tap.report(f"redis-server, {policy}: redis-benchmark",
                   tail(bench.stdout + bench.stderr) if bench.returncode else [])
        tap.report(f"redis-server, {policy}: pages are placed by the policy",
                   check_placement(pages(redis.server.pid), free, policy, 2000))
    finally:
        redis.end()
        shutil.rmtree(home, ignore_errors=True)


def descendants(pid):
    found = [pid]
    for task in glob.glob(f"/proc/{pid}/task/*/children"):
        try:
            with open(task) as children:
                for child in children.read().split():
                    found += descendants(int(child))
        except OSError:
            pass
    return found


def stress(policy):
    if not shutil.which("stress-ng"):
        tap.skip(f"stress-ng --vm, {policy}", "stress-ng is not installed")
        tap.skip(f"stress-ng --vm, {policy}: pages are placed by the policy", "stress-ng is not installed")
        return
    # A run takes a second, in which the pages may not be counted in time.
    end = time.monotonic() + READY_S
    while True:
        failed, output, wrong = stress_once(policy)
        if failed or not wrong or time.monotonic() > end:
            break
    tap.report(f"stress-ng --vm --verify, {policy}: passes its checks", tail(output) if failed else [])
    tap.report(f"stress-ng --vm --verify, {policy}: pages are placed by the policy", wrong)


def stress_once(policy):
    """Returns whether it failed, its output, and what is wrong with the placement."""
    free = free_pages()
    ops = os.environ.get("RMM_STRESS_OPS", "200")
    child = subprocess.Popen(["stress-ng", "--vm", "2", "--vm-bytes", "8m", "--vm-method", "all",
                              "--verify", "--vm-ops", ops, "--oomable", "--timeout", "300"],
                             env=dict(environment(policy), RMM_PRELOAD_VERBOSE="1"),
                             stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    # Workers start, exit, map and unmap: the largest counts are checked.
    most = 0, 0, {}
    while child.poll() is None:
        for pid in descendants(child.pid):
            try:
                most = max(most, pages(pid), key=lambda counts: counts[0])
            except OSError:
                pass
    output = child.communicate()[0]
    failed = child.returncode or b"fail" in output.replace(b"failed: 0", b"")
    wrong = check_placement(most, free, policy, 200)
    # Each round of all processes maps 8 MiB.
    served = re.search(rb"(\d+) KiB served; not: .* 0 for want of an arena, 0 by the kernel", output)
    if not served or int(served[1]) < 8192:
        wrong += tail(output)
    return failed, output, wrong


def main():
    if os.environ.get("RMM_PROGRAMS") == "0":
        return tap.skip_all("another lane runs real programs")
    policies = os.environ.get("RMM_PRELOAD_POLICIES", " ".join(POLICIES)).split()
    tap.plan(len(policies) * 7 + len(TESTS))
    for policy in policies:
        for program in python, redis_server, stress:
            begun = time.monotonic()
            program(policy)
            print(f"# {time.monotonic() - begun:.1f} s")
    python_tests()
    return tap.status()


if __name__ == "__main__":
    sys.exit(main())
