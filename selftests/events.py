#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0
"""/proc/rmm/{events,pressure} and RMM_EVENTS, RMM_PRESSURE against /proc/vmstat and /proc/zoneinfo.

Counters move while they are read. So the kernel's file is read before and after rmm's: rmm's
number lies between, and where the kernel's two readings agree, rmm's is the same.
"""

import ctypes
import errno
import fcntl
import glob
import os
import re
import select
import struct
import subprocess
import sys
import time

from zoneinfo import PATIENCE_S, TRIES, tries

IOWR = 0xC008BB00
EVENTS, PRESSURE = IOWR | 0x38, IOWR | 0x3B
ABSENT = 2**64 - 1

results = []


def read(path):
    with open(path) as file:
        return file.read()


def ok(good, name, notes=()):
    results.append(good)
    print(f"{'ok' if good else 'not ok'} {len(results)} {name}", flush=True)
    for note in [] if good else list(notes)[:20]:
        print(f"# {note}")


def skip(name, reason):
    results.append(True)
    print(f"ok {len(results)} {name} # SKIP {reason}")


def vmstat():
    return {name: int(value) for name, value in (l.split() for l in read("/proc/vmstat").splitlines())}


def failures():
    """Memory failures of all nodes, under rmm's names."""
    sums = {}
    for path in glob.glob("/sys/devices/system/node/node*/memory_failure/*"):
        name = "mf_" + os.path.basename(path)
        sums[name] = sums.get(name, 0) + int(read(path))
    return sums


def number(text):
    return None if text == "-" else int(text)


def events(file):
    """{event: (theme, word, total, since)} of an open file."""
    file.seek(0)
    lines = file.read().splitlines()
    assert lines[:2] == ["# rmm events v1", "# theme word event total since_read"], lines[:2]
    rows = [line.split() for line in lines[2:]]
    assert all(len(row) == 5 for row in rows)
    assert len({row[2] for row in rows}) == len(rows)
    assert len({(row[0], row[1]) for row in rows}) == len(rows)
    return {row[2]: (row[0], row[1], number(row[3]), number(row[4])) for row in rows}


def compare(file, looks, strict):
    """What is wrong at the last of several tries; with `strict`, what moved is compared again."""
    wrong = ["never compared"]
    for _ in range(looks):
        before = vmstat() | failures()
        found = events(file)
        after = vmstat() | failures()
        wrong, moved = [], 0
        for event, (_, _, total, _) in found.items():
            low, high = before.get(event), after.get(event)
            moved += low != high
            if low is None or total is None:
                if low is not total:
                    wrong.append(f"{event}: {total}, the kernel has {low}")
            elif not low <= total <= high:
                wrong.append(f"{event}: {total}, the kernel has {low}..{high}")
        if not wrong and not (strict and moved > 25):
            break
    return wrong


def test_events_against_vmstat():
    with open("/proc/rmm/events") as file:
        found = events(file)
        wrong = compare(file, TRIES, True)
        ok(not wrong, "events are those of /proc/vmstat", wrong)
        themes = {row[0] for row in found.values()}
        want = "fault alloc reclaim compaction thp numa swap ksm oom memory-failure".split()
        ok(set(want) <= themes, "every theme is there", sorted(themes))
        # What /proc/vmstat counts and never takes back, by the look of its name.
        counted = re.compile(
            r"^(pg|thp_|numa_|compact_|allocstall|swap_ra|swpin|swpout|oom|cow_|ksm_|zswp|cma_|htlb|unevictable_pgs)"
        )
        missing = [name for name in vmstat() if counted.match(name) and name not in found]
        ok(not missing, "no counter of /proc/vmstat is left out", missing)


def test_events_under_load():
    hogs = [
        subprocess.Popen([sys.executable, "-c", HOG], stdout=subprocess.DEVNULL) for _ in range(3)
    ]
    try:
        with open("/proc/rmm/events") as file:
            first = events(file)
            wrong = []
            for _ in range(10):
                # One CPU's count may be read earlier or later, never another value.
                wrong += compare(file, 1, False)
            second = events(file)
            ok(not wrong, "under load, events lie between two readings of /proc/vmstat", wrong)
            grew = second["pgfault"][2] > first["pgfault"][2]
            back = [e for e in first if first[e][2] is not None and second[e][2] < first[e][2]]
            ok(grew and not back, "they never go back", back)
    finally:
        for hog in hogs:
            hog.kill()
            hog.wait()


HOG = """
import mmap
while True:
    m = mmap.mmap(-1, 1 << 22, flags=mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS)
    m.write(bytes(1 << 22))
    m.close()
"""


def test_since():
    with open("/proc/rmm/events") as file, open("/proc/rmm/events") as other:
        first = events(file)
        events(other)
        second = events(file)
        wrong = [
            e
            for e, (_, _, total, since) in second.items()
            if (total is None) != (since is None)
            or (total is not None and since != total - first[e][2])
        ]
        ok(not wrong, "the last column is since this open file was last read", wrong)
        absent = [e for e, row in second.items() if row[2] is None]
        ok(all(e not in vmstat() for e in absent), "absent is what the kernel does not count", absent)


def call(rmm, request, pack, room, size):
    """The argument after the call, and the records."""
    buf = ctypes.create_string_buffer(room * size)
    arg = bytearray(struct.pack(pack, *([0] * len(struct.unpack(pack, bytes(struct.calcsize(pack)))))))
    struct.pack_into("=IIQII", arg, 0, len(arg), 0, ctypes.addressof(buf), room, size)
    fcntl.ioctl(rmm, request, arg, True)
    count = struct.unpack_from("=I", arg, 24)[0]
    return struct.unpack(pack, arg), [buf.raw[i * size : (i + 1) * size] for i in range(count)]


def refused(rmm, request, arg):
    try:
        fcntl.ioctl(rmm, request, bytearray(arg), True)
    except OSError as error:
        return error.errno
    return 0


def test_calls():
    rmm = os.open("/dev/rmm", os.O_RDWR)
    head, first = call(rmm, EVENTS, "=IIQIIII", 256, 24)
    head, second = call(rmm, EVENTS, "=IIQIIII", 256, 24)
    with open("/proc/rmm/events") as file:
        text = list(events(file).items())
    rows = [struct.unpack("=IIQQ", record) for record in second]
    before = [struct.unpack("=IIQQ", record) for record in first]
    good = len(rows) == len(text) == head[6]
    good = good and all(row[0] == i for i, row in enumerate(rows))
    good = good and all(row[3] == ABSENT for row in before)
    good = good and all(
        row[3] == (ABSENT if row[2] == ABSENT else row[2] - old[2]) for row, old in zip(rows, before)
    )
    good = good and all((row[2] == ABSENT) == (t[2] is None) for row, (_, t) in zip(rows, text))
    ok(good, "RMM_EVENTS tells what the text tells", [head])
    _, short = call(rmm, EVENTS, "=IIQIIII", 3, 24)
    ok(len(short) == 3, "a short array is filled")
    nodes = len(glob.glob("/sys/devices/system/node/node[0-9]*"))
    head, records = call(rmm, PRESSURE, PRESSURE_HEAD, 64, 4 * 4 + 17 * 8)
    ok(len(records) == head[6] == nodes, "RMM_PRESSURE has a record for each node", [head])
    bad = [
        refused(rmm, EVENTS, struct.pack("=IIQIIII", 32, 1, 0, 1, 24, 0, 0)),
        refused(rmm, EVENTS, struct.pack("=IIQIIII", 32, 0, 0, 0, 24, 0, 0)),
        refused(rmm, EVENTS, struct.pack("=IIQIIII", 32, 0, 0, 1, 23, 0, 0)),
        refused(rmm, PRESSURE, struct.pack("=IIQIIII", 32, 1, 0, 1, 24, 0, 0)),
        refused(rmm, PRESSURE, struct.pack("=IIQIIII", 32, 0, 0, 1, 0, 0, 0)),
    ]
    ok(bad == [errno.EINVAL] * 5, "calls that make no sense are refused", bad)
    bad = refused(rmm, EVENTS, struct.pack("=IIQIIII", 32, 0, 8, 1, 24, 0, 0))
    ok(bad == errno.EFAULT, "a hole as buffer is EFAULT", [bad])
    os.close(rmm)


PRESSURE_HEAD = "=IIQIIIIIiQQQQQ"


def pressure():
    """({(node, field): value}, the words of the last line)."""
    lines = read("/proc/rmm/pressure").splitlines()
    assert lines[:2] == ["# rmm pressure v1", "# node field value"], lines[:2]
    assert lines[-1].startswith("# ")
    rows = {}
    for line in lines[2:-1]:
        node, field, value = line.split()
        assert (node, field) not in rows
        rows[node, field] = value
    return rows, lines[-1][2:]


def zoneinfo():
    """{(node, field): value} as `pressure` has it, from /proc/zoneinfo."""
    sums, tightest = {}, {}
    for block in re.split(r"(?m)^(?=Node )", read("/proc/zoneinfo"))[1:]:
        node, zone = re.match(r"Node (\d+), zone +(\S+)", block).groups()
        get = lambda name: int(re.search(rf"(?m)^ +(?:pages )?{name} +(\d+)$", block).group(1))
        if not get("managed") or not get("present"):
            continue
        free, marks = get("free"), [get("high"), get("low"), get("min")]
        for field, value in (
            ("free_pages", free),
            ("high_pages", marks[0]),
            ("low_pages", marks[1]),
            ("min_pages", marks[2]),
            ("boost_pages", get("boost")),
            ("zones_below_high", free <= marks[0]),
            ("zones_below_low", free <= marks[1]),
            ("zones_below_min", free <= marks[2]),
        ):
            sums[node, field] = sums.get((node, field), 0) + int(value)
        key = (-sum(free <= mark for mark in marks), free / max(marks[0], 1))
        if node not in tightest or key < tightest[node][0]:
            tightest[node] = key, zone
    for node, (_, zone) in tightest.items():
        sums[node, "tightest_zone"] = zone
    return {key: str(value) for key, value in sums.items()}


def test_pressure_against_zoneinfo():
    wrong = ["never compared"]
    for _ in tries():
        before = zoneinfo()
        found, words = pressure()
        if before != zoneinfo():
            continue
        wrong = [f"{k}: {found.get(k)} for {v}" for k, v in before.items() if found.get(k) != v]
        if not wrong:
            break
    ok(not wrong, "free pages and watermarks are those of /proc/zoneinfo", wrong)
    ok(len(words.split()) > 10 and "free" in words, "the last line is words", [words])


def take_all(seen, said):
    """Looks while a hog takes what is free: adds the judgements and the words that were seen."""
    kills = vmstat()["oom_kill"]
    hog = subprocess.Popen([sys.executable, "-c", GREEDY], stdin=subprocess.PIPE,
                           stdout=subprocess.PIPE)
    # Until it has all that it wants; a kernel that checks every page takes long to give it.
    full = False
    while hog.poll() is None and not full:
        full = bool(select.select([hog.stdout], [], [], 0)[0])
        found, words = pressure()
        seen.add(found["-", "judgement"])
        said.add(words.split(":")[0])
        # Enough has been seen; what would come is a kill, which a machine with swap puts off.
        if "short" in seen or vmstat()["oom_kill"] != kills:
            break
    hog.kill()
    hog.communicate()


def test_words_change():
    """A hog takes memory until kswapd has to work; it is the first to be killed."""
    earlier = vmstat()
    calm, _ = pressure()
    before = vmstat()
    seen, said = set(), set()
    end = time.monotonic() + PATIENCE_S
    # Who was not looking when memory went, since he stood still himself, looks again.
    while True:
        take_all(seen, said)
        if len(said) > 1 and seen - {"fine"} or time.monotonic() > end:
            break
    ok(bool(seen - {"fine"}), "the judgement changes as memory goes", [seen, said])
    ok(len(said) > 1, "and so do the words", said)
    low, found, high = None, None, None
    for _ in range(TRIES):
        low = vmstat()
        found, _ = pressure()
        high = vmstat()
        if low["compact_fail"] == high["compact_fail"]:
            break
    # The module may have been loaded long before this test; what came since then did, too.
    for field, name in (("oom_kills", "oom_kill"), ("compaction_failures", "compact_fail")):
        came = int(found["-", field]) - int(calm["-", field])
        want = low[name] - before[name], high[name] - earlier[name]
        ok(want[0] <= came <= want[1], f"{field} since the load grows as {name}", [came, want])
    stalls = lambda stat: sum(v for k, v in stat.items() if k.startswith("allocstall_"))
    came = int(found["-", "allocation_stalls"]) - int(calm["-", "allocation_stalls"])
    want = stalls(low) - stalls(before), stalls(high) - stalls(earlier)
    ok(want[0] <= came <= want[1], "allocation_stalls grow as allocstall_*", [came, want])


GREEDY = """
import mmap, sys
open("/proc/self/oom_score_adj", "w").write("1000")
free = [l.split()[1] for l in open("/proc/meminfo") if l.startswith("MemFree")][0]
keep = []
# By the kernel's own hand, in bites that a reader has time to look between.
for at in range(int(free) // 8192 + 64):
    keep.append(mmap.mmap(-1, 1 << 23, flags=mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS | 0x8000))
print("full", flush=True)
# As long as somebody is there.
sys.stdin.read()
"""

TESTS = [value for name, value in list(globals().items()) if name.startswith("test_")]

if __name__ == "__main__":
    print("TAP version 13", flush=True)
    for test in TESTS:
        test()
    print(f"1..{len(results)}")
    sys.exit(0 if all(results) else 1)
