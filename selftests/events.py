#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0
"""/proc/rmm/{events,pressure} and RMM_EVENTS, RMM_PRESSURE against /proc/vmstat and /proc/zoneinfo."""

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

from lib import tap
from lib.files import PATIENCE_S, TRIES, events, pressure, read, tries, vmstat

IOWR = 0xC008BB00
EVENTS, PRESSURE = IOWR | 0x38, IOWR | 0x3B
ABSENT = 2**64 - 1


def failures():
    """Memory failures of all nodes, with rmm's names."""
    sums = {}
    for path in glob.glob("/sys/devices/system/node/node*/memory_failure/*"):
        name = "mf_" + os.path.basename(path)
        sums[name] = sums.get(name, 0) + int(read(path))
    return sums


def compare_events(file, times, strict):
    """Returns what differs in the last of several tries; `strict` repeats them while many counters change."""
    wrong = ["never compared"]
    for _ in range(times):
        before = vmstat() | failures()
        found = events(file)
        after = vmstat() | failures()
        wrong, changed = [], 0
        for event, (_, _, total, _) in found.items():
            low, high = before.get(event), after.get(event)
            changed += low != high
            if low is None or total is None:
                if low is not total:
                    wrong.append(f"{event}: {total}, the kernel has {low}")
            elif not low <= total <= high:
                wrong.append(f"{event}: {total}, the kernel has {low}..{high}")
        if not wrong and not (strict and changed > 25):
            break
    return wrong


def test_events_against_vmstat():
    with open("/proc/rmm/events") as file:
        found = events(file)
        wrong = compare_events(file, TRIES, True)
        tap.ok(not wrong, "events equal /proc/vmstat", wrong)
        themes = {row[0] for row in found.values()}
        want = "fault alloc reclaim compaction thp numa swap ksm oom memory-failure".split()
        missing = sorted(set(want) - themes)
        tap.ok(not missing, "every theme has events", [f"missing: {missing}"])
        # Counters of /proc/vmstat that only grow, by their names.
        counted = re.compile(
            r"^(pg|thp_|numa_|compact_|allocstall|swap_ra|swpin|swpout|oom|cow_|ksm_|zswp|cma_|htlb|unevictable_pgs)"
        )
        missing = [name for name in vmstat() if counted.match(name) and name not in found]
        tap.ok(not missing, "no event counter of /proc/vmstat is left out", missing)


def test_events_under_load():
    hogs = [
        subprocess.Popen([sys.executable, "-c", HOG], stdout=subprocess.DEVNULL) for _ in range(3)
    ]
    try:
        with open("/proc/rmm/events") as file:
            first = events(file)
            wrong = []
            for _ in range(10):
                # A CPU's counter may be read earlier or later, but the value is one that it had.
                wrong += compare_events(file, 1, False)
            second = events(file)
            tap.ok(not wrong, "under load, events lie between two readings of /proc/vmstat", wrong)
            grew = second["pgfault"][2] > first["pgfault"][2]
            back = [e for e in first if first[e][2] is not None and second[e][2] < first[e][2]]
            tap.ok(grew and not back, "under load, events only grow",
                   [f"pgfault grew: {grew}", *(f"{e}: {first[e][2]}, then {second[e][2]}" for e in back)])
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
            f"{e}: {total} since the load, {since} since the read, {first[e][2]} at the read"
            for e, (_, _, total, since) in second.items()
            if (total is None) != (since is None)
            or (total is not None and since != total - first[e][2])
        ]
        tap.ok(not wrong, "since_read counts from the last read of the same open file", wrong)
        absent = [e for e, row in second.items() if row[2] is None]
        wrong = [e for e in absent if e in vmstat()]
        tap.ok(not wrong, "only events that the kernel does not count are absent", wrong)


def call(rmm, request, pack, room, size):
    """Returns the argument after the call, and the records."""
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
    tap.ok(good, "RMM_EVENTS equals the text", [head, f"{len(rows)} records, {len(text)} rows"])
    _, short = call(rmm, EVENTS, "=IIQIIII", 3, 24)
    tap.ok(len(short) == 3, "a short buffer is filled", [f"3 records fit, {len(short)} returned"])
    nodes = len(glob.glob("/sys/devices/system/node/node[0-9]*"))
    head, records = call(rmm, PRESSURE, PRESSURE_HEAD, 64, 4 * 4 + 17 * 8)
    tap.ok(len(records) == head[6] == nodes, "RMM_PRESSURE has a record for each node",
           [head, f"{len(records)} records, total {head[6]}, {nodes} nodes"])
    bad = [
        refused(rmm, EVENTS, struct.pack("=IIQIIII", 32, 1, 0, 1, 24, 0, 0)),
        refused(rmm, EVENTS, struct.pack("=IIQIIII", 32, 0, 0, 0, 24, 0, 0)),
        refused(rmm, EVENTS, struct.pack("=IIQIIII", 32, 0, 0, 1, 23, 0, 0)),
        refused(rmm, PRESSURE, struct.pack("=IIQIIII", 32, 1, 0, 1, 24, 0, 0)),
        refused(rmm, PRESSURE, struct.pack("=IIQIIII", 32, 0, 0, 1, 0, 0, 0)),
    ]
    tap.ok(bad == [errno.EINVAL] * 5, "invalid arguments are EINVAL", [f"errno of each call: {bad}"])
    bad = refused(rmm, EVENTS, struct.pack("=IIQIIII", 32, 0, 8, 1, 24, 0, 0))
    tap.ok(bad == errno.EFAULT, "an unmapped buffer is EFAULT", [f"errno {bad}"])
    os.close(rmm)


PRESSURE_HEAD = "=IIQIIIIIiQQQQQ"


def zone_pressure():
    """{(node, field): value} with the keys of `pressure`, from /proc/zoneinfo."""
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
        before = zone_pressure()
        found, words = pressure()
        if before != zone_pressure():
            continue
        wrong = [f"{k}: rmm {found.get(k)}, kernel {v}" for k, v in before.items() if found.get(k) != v]
        if not wrong:
            break
    tap.ok(not wrong, "free pages and watermarks equal /proc/zoneinfo", wrong)
    tap.ok(len(words.split()) > 10 and "free" in words, "the last line is a sentence", [words])


def exhaust_memory(judgements, sentences):
    """Reads `pressure` while a hog allocates all free memory; collects judgements and sentences."""
    kills = vmstat()["oom_kill"]
    hog = subprocess.Popen([sys.executable, "-c", GREEDY], stdin=subprocess.PIPE,
                           stdout=subprocess.PIPE)
    # Until the hog has all that it wants: a kernel that checks every page allocates slowly.
    full = False
    while hog.poll() is None and not full:
        full = bool(select.select([hog.stdout], [], [], 0)[0])
        found, words = pressure()
        judgements.add(found["-", "judgement"])
        sentences.add(words.split(":")[0])
        # An OOM kill would follow, which a machine with swap delays.
        if "short" in judgements or vmstat()["oom_kill"] != kills:
            break
    hog.kill()
    hog.communicate()


def test_words_change():
    """A hog allocates until kswapd has to work. The OOM killer would choose it first."""
    earlier = vmstat()
    calm, _ = pressure()
    before = vmstat()
    judgements, sentences = set(), set()
    end = time.monotonic() + PATIENCE_S
    # This process may stall while the hog allocates: then the test is repeated.
    while True:
        exhaust_memory(judgements, sentences)
        if len(sentences) > 1 and judgements - {"fine"} or time.monotonic() > end:
            break
    tap.ok(judgements - {"fine"}, "the judgement changes as free memory shrinks", [judgements, sentences])
    tap.ok(len(sentences) > 1, "the sentence changes as free memory shrinks", sentences)
    low, found, high = None, None, None
    for _ in range(TRIES):
        low = vmstat()
        found, _ = pressure()
        high = vmstat()
        if low["compact_fail"] == high["compact_fail"]:
            break
    # The module may have been loaded long before this test: only the growth is compared.
    for field, name in (("oom_kills", "oom_kill"), ("compaction_failures", "compact_fail")):
        grown = int(found["-", field]) - int(calm["-", field])
        want = low[name] - before[name], high[name] - earlier[name]
        tap.ok(want[0] <= grown <= want[1], f"{field} grows as {name}",
               [f"grew by {grown}, the kernel's by {want[0]}..{want[1]}"])
    stalls = lambda stat: sum(v for k, v in stat.items() if k.startswith("allocstall_"))
    grown = int(found["-", "allocation_stalls"]) - int(calm["-", "allocation_stalls"])
    want = stalls(low) - stalls(before), stalls(high) - stalls(earlier)
    tap.ok(want[0] <= grown <= want[1], "allocation_stalls grows as allocstall_*",
           [f"grew by {grown}, the kernel's by {want[0]}..{want[1]}"])


GREEDY = """
import mmap, sys
open("/proc/self/oom_score_adj", "w").write("1000")
free = [l.split()[1] for l in open("/proc/meminfo") if l.startswith("MemFree")][0]
keep = []
# MAP_POPULATE allocates in pieces, and a reader has time between them.
for at in range(int(free) // 8192 + 64):
    keep.append(mmap.mmap(-1, 1 << 23, flags=mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS | 0x8000))
print("full", flush=True)
# Until the test closes the pipe.
sys.stdin.read()
"""

TESTS = [value for name, value in list(globals().items()) if name.startswith("test_")]

if __name__ == "__main__":
    print("TAP version 13", flush=True)
    for test in TESTS:
        test()
    print(f"1..{len(tap.results)}")
    sys.exit(tap.status())
