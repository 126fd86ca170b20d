#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0
"""rmmctl's commands on processes and page frames: their JSON for the zoo against the kernel's own files."""

import csv
import ctypes
import json
import mmap
import os
import re
import signal
import struct
import subprocess
import sys
import tempfile
from collections import Counter

from lib import tap
from lib.compare_process import smaps
from lib.files import compare, read, tries
from lib.rmmctl import RMMCTL, document, records, run
from lib.zoo import RunningZoo

PAGE = 4096
PRESENT, SWAPPED, PFN_MASK = 1 << 63, 1 << 62, 2**55 - 1
KPF_ZERO_PAGE = 24
BUDDY = 1 << 10
# KPF_LOCKED, REFERENCED, LRU, ACTIVE, MMAP: rmmctl changes them by running, because its own file is mapped.
BY_USE = sum(1 << bit for bit in (0, 2, 5, 6, 11))
COUNTED = ("anon", "file", "shmem", "ksm")
NOBODY = ["setpriv", "--reuid", "65534", "--regid", "65534", "--clear-groups"]
PR_SET_NAME = 15
TESTS = 41


def pagemap(pid, start, end):
    """The entries of /proc/PID/pagemap for a range."""
    with open(f"/proc/{pid}/pagemap", "rb") as file:
        file.seek(start // PAGE * 8)
        data = file.read((end - start) // PAGE * 8)
    return [entry for entry, in struct.iter_unpack("<Q", data)]


def status(pid):
    return {name: int(value) for name, value in re.findall(r"(?m)^(\w+):\s+(\d+) kB$", read(f"/proc/{pid}/status"))}


def rollup(pid):
    return {name: int(value) for name, value in re.findall(r"(?m)^(\w+):\s+(\d+) kB$", read(f"/proc/{pid}/smaps_rollup"))}


def stat(pid):
    return read(f"/proc/{pid}/stat").rsplit(")", 1)[1].split()


# Each pair reads the same values from the kernel and from rmmctl.

def kernel_ps(pid):
    now = status(pid)
    names = {"VmSize": "virtual_bytes", "RssAnon": "anon_bytes", "RssFile": "file_bytes", "RssShmem": "shmem_bytes",
             "VmSwap": "swap_bytes", "VmPTE": "table_bytes", "HugetlbPages": "hugetlb_bytes", "VmRSS": "rss_bytes"}
    found = {field: now[name] << 10 for name, field in names.items()}
    found["cgroup"] = read(f"/proc/{pid}/cgroup").splitlines()[-1].split(":", 2)[2]
    found["comm"] = read(f"/proc/{pid}/comm").strip()
    found["uid"] = int(re.search(r"^Uid:\s+\d+\s+(\d+)", read(f"/proc/{pid}/status"), re.M)[1])
    # numa_maps counts hugetlb in pages of its size, and leaves out reserved pages: the vdso.
    for line in read(f"/proc/{pid}/numa_maps").splitlines():
        kb = int(re.search(r"kernelpagesize_kB=(\d+)", line)[1]) if "kernelpagesize_kB" in line else 4
        for node, pages in re.findall(r" N(\d+)=(\d+)", line):
            key = "node", node
            found[key] = found.get(key, 0) + int(pages) * (kb << 10)
    return found


def ps(pid):
    process = next(found for found in records("ps") if found["pid"] == pid)
    vdso = sum(sum(vma["node_bytes"].values()) for vma in records("map", pid) if vma["kind"] == "special")
    nodes = Counter({("node", node): size for node, size in process["node_bytes"].items()})
    # The vdso is on one node, which numa_maps leaves out.
    special = Counter()
    for vma in records("map", pid):
        if vma["kind"] == "special":
            special.update({("node", node): size for node, size in vma["node_bytes"].items()})
    assert vdso == sum(special.values())
    nodes.subtract(special)
    return process | {key: size for key, size in nodes.items() if size}


def kernel_map(pid):
    found = {}
    for start, (first, sums, _) in smaps(pid).items():
        key = f"{start:016x}"
        found[key] = [f"{first[0]:016x}", first[1], int(first[2], 16), first[5], sums["Size"], sums["Rss"],
                      sums["AnonHugePages"] if first[5] == "" else None]
    return found


def map_json(pid):
    return {vma["start"]: [vma["end"], vma["perms"], vma["offset"], vma["name"], vma["size_bytes"] >> 10,
                           vma["rss_bytes"] >> 10, vma["huge_bytes"] >> 10 if vma["name"] == "" and vma["kind"]
                           == "anon" else None] for vma in records("map", pid)}


def kernel_map_anon(pid):
    """Like kernel_map(); huge mappings are compared for anonymous memory only."""
    ours = map_json(pid)
    return {start: values if ours.get(start, [None] * 7)[6] is not None else [*values[:6], None]
            for start, values in kernel_map(pid).items()}


def kernel_pss(pid):
    """PSS by VMA, but of libraries, which rmmctl maps, too."""
    return {f"{start:016x}": sums["Pss"] for start, (first, sums, _) in smaps(pid).items()
            if not first[5].startswith("/usr")}


def pss(pid):
    return {vma["start"]: vma["pss_bytes"] >> 10 for vma in records("map", pid, "--pss")}


def kernel_segments(pid):
    """Code and data of /proc/PID/stat, in whole pages, and the end of the heap."""
    fields = stat(pid)
    heap = re.search(r"(?m)^(\w+)-(\w+) .*\[heap\]$", read(f"/proc/{pid}/maps"))

    def pages(start, end):
        return [f"{start & -PAGE:016x}", f"{-(-end & -PAGE):016x}"]

    return {"code": pages(int(fields[23]), int(fields[24])), "data": pages(int(fields[42]), int(fields[43])),
            "heap": f"{int(heap[2], 16):016x}" if heap else None}


def segments(pid):
    found = {segment["kind"]: segment for segment in records("segments", pid)}
    return {"code": [found["code"]["start"], found["code"]["end"]],
            "data": [found["data"]["start"], found["data"]["end"]], "heap": found["heap"]["end"]}


def pagetable(pid):
    levels = records("pagetable", pid)
    size = sum(level["bytes"] or 0 for level in levels if level["level"] in ("pud", "pmd", "pte"))
    return {"VmPTE": (size + next(level["deposited"] for level in levels if level["level"] == "pte") * PAGE) >> 10}


def kernel_rss(pid):
    return {"Rss": rollup(pid)["Rss"]}


def folios(pid):
    return {"Rss": sum(row["pages"] for row in records("folios", pid) if row["kind"] in COUNTED) * PAGE >> 10}


def age(pid):
    return {"Rss": sum(row["bytes"] for row in records("age", pid) if row["kind"] in COUNTED) >> 10}


# While rmmctl runs, it maps pages of libraries that only the zoo maps otherwise: what is private there changes.
OUTSIDE_USR = "^([^/]|/[^u]|$)"


def totals(pid, *words):
    return next(row for row in records("sharing", pid, *words) if row["kind"] == "total")


def sharing(pid):
    return {"Rss": totals(pid)["bytes"] >> 10,
            "Private outside /usr": totals(pid, "--vma", OUTSIDE_USR)["private_bytes"] >> 10}


def kernel_sharing(pid):
    private = [sums["Private_Clean"] + sums["Private_Dirty"] for first, sums, _ in smaps(pid).values()
               if re.search(OUTSIDE_USR, first[5])]
    return {"Rss": rollup(pid)["Rss"], "Private outside /usr": sum(private)}


def kernel_numa(pid):
    found = Counter()
    for line in read(f"/proc/{pid}/numa_maps").splitlines():
        for node, pages in re.findall(r" N(\d+)=(\d+)", line):
            found[int(node)] += int(pages)
    return dict(found)


def numa(pid):
    found = Counter()
    for row in records("numa", pid):
        found[row["node"]] += row["pages"]
    return dict(found)


def kernel_frames(pid):
    """Present pages of all VMAs without zero pages."""
    count = 0
    for start, (first, *_) in smaps(pid).items():
        for entry in pagemap(pid, start, first[0]):
            if entry & PRESENT:
                flags, = of_frames("/proc/kpageflags", entry & PFN_MASK, 1)
                count += not flags >> KPF_ZERO_PAGE & 1
    return {"pages": count}


def frag(pid):
    return {"pages": sum(row["pages"] for row in records("frag", pid))}


def bounds(exhibit):
    return int(exhibit["start"], 16), int(exhibit["end"], 16)


def kernel_entries(zoo):
    """{exhibit: (present pages, swapped pages)} of pagemap."""
    found = {}
    for name, exhibit in zoo.exhibits.items():
        entries = pagemap(zoo.pid, *bounds(exhibit))
        found[name] = (sum(entry & PRESENT != 0 for entry in entries), sum(entry & SWAPPED != 0 for entry in entries))
    # The kernel reports markers of userfaultfd and guard regions as swapped.
    return {name: value for name, value in found.items() if name not in ("guard", "uffd-wp")}


def entries(zoo, *where):
    found = {}
    for name, exhibit in zoo.exhibits.items():
        pages = records("walk", zoo.pid, f"{exhibit['start']}-{exhibit['end']}", *where)
        found[name] = tuple(sum(page["pages"] for page in pages if ok(page)) for ok in (
            lambda page: "present" in page["bits"], lambda page: page["kind"] == "swap"))
    return found


def zoo_account(zoo):
    """{exhibit: {(kind, level): KiB}} as the zoo describes itself."""
    return {name: dict(sorted(Counter({(part["page"], part["level"]): part["kb"] for part in exhibit["pages"]}).items()))
            for name, exhibit in zoo.exhibits.items()}


def account(zoo):
    found = {}
    for name, exhibit in zoo.exhibits.items():
        sums = Counter()
        for extent in records("walk", zoo.pid, f"{exhibit['start']}-{exhibit['end']}", "--extents", "kind,level"):
            sums[extent["kind"], extent["level"]] += extent["bytes"] >> 10
        found[name] = dict(sorted(sums.items()))
    return found


def kernel_translations(zoo):
    """Page frames of the first page of each exhibit."""
    found = {}
    for name, exhibit in zoo.exhibits.items():
        start = bounds(exhibit)[0]
        entry, = pagemap(zoo.pid, start, start + PAGE)
        if entry & PRESENT:
            found[name] = entry & PFN_MASK
    return found


def translations(zoo):
    return {name: document("xlate", zoo.pid, zoo.exhibits[name]["start"])["about"]["pfn"] for name in kernel_translations(zoo)}


def of_frames(file, first, count):
    with open(file, "rb") as stream:
        stream.seek(first * 8)
        return [value for value, in struct.iter_unpack("<Q", stream.read(count * 8))]


def frames(zoo):
    """Flags of the page frames of a 2 MiB range around a page of the zoo, which can change."""
    pfn = pagemap(zoo.pid, *bounds(zoo.exhibits["mlocked"]))[0] & PFN_MASK
    first = pfn & ~511
    found = records("pfn", f"{first}..{first + 512}")
    return ({frame["pfn"]: int(frame["kpageflags"], 16) & ~BY_USE for frame in found},
            {first + at: flags & ~BY_USE for at, flags in enumerate(of_frames("/proc/kpageflags", first, 512))})


def compare_frames(zoo):
    """Each frame's flags are the kernel's in one of several readings. A free frame may have been rmmctl's own."""
    wrong = None
    for _ in tries():
        ours, theirs = frames(zoo)
        now = {pfn for pfn, flags in theirs.items() if ours.get(pfn) != flags and not (flags & BUDDY and pfn in ours)}
        wrong = now if wrong is None else wrong & now
        if not wrong:
            break
    tap.report("pfn: flags equal kpageflags", [f"{pfn}: kernel {theirs[pfn]:x}, rmm {ours.get(pfn)}" for pfn in wrong])


def check_summary():
    """The summary has as many frames as the list, and those of a filter."""
    listed = Counter(frame["kind"] for frame in records("pfn", "0..2048"))
    summed = Counter()
    for row in records("pfn", "0..2048", "--summary"):
        summed[row["kind"]] += row["frames"]
    free = records("pfn", "0..1048576", "--where", "kind=free & order>=9", "--summary")
    tap.ok(sum(listed.values()) == sum(summed.values()) and {row["kind"] for row in free} <= {"free"},
           "pfn: summary has every frame", [f"listed {dict(listed)}", f"summed {dict(summed)}", free])


def check_rmap(zoo):
    start = zoo.exhibits["mlocked"]["start"]
    for _ in tries():
        pfn = pagemap(zoo.pid, *bounds(zoo.exhibits["mlocked"]))[0] & PFN_MASK
        count, = of_frames("/proc/kpagecount", pfn, 1)
        found = [document("rmap", zoo.pid, start), document("rmap", "pfn", pfn)]
        users = [sorted((user["pid"], user["addr"]) for user in one["records"]) for one in found]
        good = (found[0]["about"]["pfn"] == pfn and found[0]["about"]["state"] == "complete" and users[0] == users[1]
                and len(users[0]) == count and (zoo.pid, f"{int(start, 16):016x}") in users[0])
        if good:
            break
    tap.ok(good, "rmap: the mappings are those of kpagecount", [f"pfn {pfn}, kernel counts {count}", *map(str, found)])


def check_error(name, done, code, *texts):
    good = done.returncode == code and all(text in done.stderr for text in texts) and not done.stdout
    tap.ok(good, name, [f"status {done.returncode}, expected {code}", f"expected {texts}", repr(done.stderr),
                        repr(done.stdout[:200])])


def csv_rows(*words):
    return list(csv.DictReader(run(*words, "-o", "csv").stdout.splitlines()))


def check_cgroup_names(pid):
    """A cgroup is selected by the name that it has, and by the one that is shown."""
    name, place = r"dev-disk\x2did.swap", "/sys/fs/cgroup/" + r"dev-disk\x2did.swap"
    if not os.path.exists("/sys/fs/cgroup/cgroup.controllers"):
        return tap.skip("cgroups are selected by name", "no cgroup 2")
    os.makedirs(place, exist_ok=True)
    home = read(f"/proc/{pid}/cgroup").splitlines()[-1].split(":", 2)[2]
    try:
        with open(place + "/cgroup.procs", "w", encoding="ascii") as file:
            file.write(str(pid))
        found = [[one["pid"] for one in records("ps", "--cgroup", wanted)]
                 for wanted in ("/" + name, name, "/" + name.replace("\\", r"\134"))]
    finally:
        with open("/sys/fs/cgroup" + home + "/cgroup.procs", "w", encoding="ascii") as file:
            file.write(str(pid))
        os.rmdir(place)
    return tap.ok(all(pid in pids for pids in found), "cgroups are selected by name", found)


CACHESTAT = 451
CACHED_PAGES, FILE_PAGES = 300, 1024


def kernel_file(file):
    """cachestat(2) and mincore(2) of an open file of FILE_PAGES."""
    libc = ctypes.CDLL(None, use_errno=True)
    whole, found = (ctypes.c_uint64 * 2)(0, 0), (ctypes.c_uint64 * 5)()
    assert libc.syscall(CACHESTAT, file.fileno(), whole, found, 0) == 0, os.strerror(ctypes.get_errno())
    with mmap.mmap(file.fileno(), FILE_PAGES * PAGE) as memory:
        start = ctypes.c_char.from_buffer(memory)
        cached = (ctypes.c_ubyte * FILE_PAGES)()
        assert libc.mincore(ctypes.byref(start), ctypes.c_size_t(len(memory)), cached) == 0
        del start
    names = ("cached", "dirty", "writeback", "evicted")
    return dict(zip(names, found)) | {"resident": sum(one & 1 for one in cached)}


def file_json(file):
    rows = records("file", file.name)
    folios = [row for row in rows if row["kind"] == "folio"]
    pages = sum(row["pages"] for row in folios)
    # Shadow entries stand for evicted pages; of shmem, swap slots do.
    evicted = sum(row["pages"] for row in rows if row["kind"] in ("shadow", "swap"))
    return {"cached": pages, "resident": pages, "dirty": sum(row["dirty_pages"] for row in folios),
            "writeback": sum(row["writeback_pages"] for row in folios), "evicted": evicted}


def compare_file():
    """The page cache of a file with holes, a part of it dirty."""
    with tempfile.NamedTemporaryFile(dir="/var/tmp") as file:
        file.write(b"x" * CACHED_PAGES * PAGE)
        file.flush()
        os.fsync(file.fileno())
        file.truncate(FILE_PAGES * PAGE)
        file.seek(0)
        file.write(b"y" * 7 * PAGE)
        file.flush()
        compare("file equals cachestat and mincore", lambda: kernel_file(file), lambda: file_json(file))


def kernel_mm(pid):
    """Sizes of status, and addresses of stat."""
    now, fields = status(pid), stat(pid)
    sizes = {"VmPeak": "peak_virtual_bytes", "VmSize": "virtual_bytes", "VmLck": "locked_bytes", "VmPin": "pinned_bytes",
             "VmHWM": "peak_resident_bytes", "VmRSS": "resident_bytes", "VmData": "data_bytes", "VmStk": "stack_bytes"}
    places = {"start_code": 23, "end_code": 24, "start_stack": 25, "start_data": 42, "end_data": 43, "start_brk": 44,
              "arg_start": 45, "arg_end": 46, "env_start": 47, "env_end": 48}
    found = {field: now[name] << 10 for name, field in sizes.items()}
    found |= {field: f"{int(fields[at]):016x}" for field, at in places.items()}
    found["ksm_merging_pages"] = int(read(f"/proc/{pid}/ksm_merging_pages"))
    # The vsyscall page is no VMA.
    found["map_count"] = sum("[vsyscall]" not in line for line in read(f"/proc/{pid}/maps").splitlines())
    return found


def mm_json(pid):
    found, = records("mm", pid)
    return found


def check_files():
    """The cache of a file is read without an effect on devices and FIFOs."""
    with tempfile.TemporaryDirectory() as place:
        os.mkfifo(place + "/fifo")
        bad = [path for path in (place + "/fifo", "/dev/null") if run("file", path).returncode != 1]
    bad += [path for path in ("/proc/self/exe", "/") if run("file", path).returncode != 0]
    tap.report("file opens what has a page cache", bad)


def check_filters(zoo):
    """ps selects by name, user, cgroup and node, and adds up."""
    process = next(one for one in records("ps") if one["pid"] == zoo.pid)
    node = max(process["node_bytes"], key=process["node_bytes"].get)
    wrong = []
    for words, wanted in ((["--name", "^zoo$"], True), (["--name", "^zo$"], False), (["--name", r"(?i)^ZO\w\b"], True),
                          (["--user", "root"], True), (["--user", 65534], False), (["--cgroup", process["cgroup"]], True),
                          (["--cgroup", process["cgroup"].strip("/")], True), (["--node", node], True),
                          (["--sort", "rss_bytes"], True)):
        found = document("ps", *words)
        pids = [one["pid"] for one in found["records"]]
        if (zoo.pid in pids) != wanted:
            wrong.append(f"{words}: {pids}")
        sums = sum(one["anon_bytes"] for one in found["records"] if one["owner"] in (None, one["pid"]))
        if found["records"] and not wanted <= (found["total"]["anon_bytes"] >= sums):
            wrong.append(f"{words}: total {found['total']['anon_bytes']}, processes {sums}")
    # A column that is shown alone has the values that it has beside all others.
    for column in ("anon_bytes", "comm", "cgroup"):
        alone = [one.get(column) for one in csv_rows("ps", "--name", "^zoo$", "--columns", column)]
        beside = [one.get(column) for one in csv_rows("ps", "--name", "^zoo$", "--columns", "all")]
        if alone != beside:
            wrong.append(f"{column}: {alone} alone, {beside} beside others")
    for words in (["--user", "no-such-user"], ["--cgroup", "/no/such/cgroup"], ["--node", "9999"]):
        done = run("ps", *words)
        if done.returncode != 1 or done.stdout or not done.stderr.startswith("rmmctl: "):
            wrong.append(f"{words}: status {done.returncode}, {done.stdout[:100]!r}, {done.stderr!r}")
    sizes = [one["rss_bytes"] for one in records("ps", "--sort", "rss")]
    if sizes != sorted(sizes, reverse=True):
        wrong.append(f"not sorted: {sizes}")
    tap.report("ps selects, sorts and adds up", wrong)


def check_formats(zoo):
    """The forms of the output have the same values."""
    wrong = []
    rows = [line.split() for line in run("segments", zoo.pid, "--bytes").stdout.splitlines()]
    for name, separator in (("csv", ","), ("tsv", "\t")):
        found = list(csv.reader(run("segments", zoo.pid, "-o", name).stdout.splitlines(), delimiter=separator))
        if found != rows:
            wrong.append(f"{name}: {found}, table {rows}")
    # The rows that are read soon decide the widths.
    words = [[line.split() for line in run(name, zoo.pid).stdout.splitlines()] for name in ("map", "vmas")]
    if words[0] != words[1]:
        wrong.append("vmas differs from map")
    if records("segments", zoo.pid) != json.loads(run("--json", "segments", zoo.pid).stdout)["records"]:
        wrong.append("--json differs from -o json")
    tap.report("table, CSV, TSV and JSON agree", wrong)


def check_pipe(zoo):
    """A reader that closes the pipe is no error."""
    wrong = []
    for words in (["walk", zoo.pid], ["pfn", "0..100000"], ["map", zoo.pid]):
        command = " ".join(map(str, [RMMCTL, *words]))
        done = subprocess.run(["bash", "-c", f"{command} | head -n 1; exit ${{PIPESTATUS[0]}}"],
                              capture_output=True, text=True, check=False)
        if done.returncode or done.stderr or len(done.stdout.splitlines()) != 1:
            wrong.append(f"{words}: status {done.returncode}, {done.stderr!r}, {done.stdout!r}")
    tap.report("quiet on a closed pipe", wrong)


def check_names():
    """A process that calls itself a terminal control sequence."""
    ready, done = os.pipe()
    pid = os.fork()
    if pid == 0:
        ctypes.CDLL(None).prctl(PR_SET_NAME, b"\x1b[2Jevil\0", 0, 0, 0)
        os.write(done, b"x")
        signal.pause()
    os.read(ready, 1)
    try:
        found = [run("ps", "-o", form).stdout for form in ("table", "json", "csv", "tsv")]
        name = next(one["comm"] for one in records("ps") if one["pid"] == pid)
        tap.ok(name == "\\033[2Jevil" and not any("\x1b" in text for text in found), "names do not control the terminal",
               [repr(name), *(repr(text[:100]) for text in found if "\x1b" in text)])
    finally:
        os.kill(pid, signal.SIGKILL)
        os.waitpid(pid, 0)


def check_fallback():
    """Without the device, rmmctl reads the text files."""
    nodes = run("nodes", "-o", "json", before=NOBODY)
    text = len(read("/proc/rmm/nodes").splitlines()) - 2
    own = run("ps", "-o", "json", before=NOBODY)
    segments_of = run("segments", "self", "-o", "json", before=NOBODY)
    vmas_of = run("map", "self", "-o", "json", before=NOBODY)
    metrics = run("nodes", "-o", "openmetrics", before=NOBODY)
    # At an address that is the same in each run of this program.
    fixed = [*NOBODY, "setarch", "-R"]
    start = json.loads(run("map", "self", "-o", "json", before=fixed).stdout)["records"][0]["start"]
    word = run("xlate", "self", start, "-o", "json", before=fixed)
    told = run("xlate", "self", start, "--explain", before=fixed)
    found = json.loads(word.stdout)
    about, levels = found["about"], found["records"]
    tap.ok(int(about["vma_start"], 16) == int(start, 16) and about["name"].endswith("rmmctl") and about["page_kind"] == "file" and about["pfn"] is None
           and levels[-1]["state"] == "leaf" and "user" in levels[-1]["bits"] and levels[-1]["entry"] is None
           and told.returncode == 0 and "/proc/rmm/translate" in told.stderr,
           "without the device rmmctl translates its own addresses", [word.stdout, word.stderr, told.stdout, told.stderr])
    good = (nodes.returncode == 0 and abs(len(json.loads(nodes.stdout)["records"]) - text) < 8 and "/proc/rmm/nodes" in nodes.stderr
            and [one["comm"] for one in json.loads(own.stdout)["records"]] == ["rmmctl"]
            and json.loads(segments_of.stdout)["records"][0]["segment"] == "code"
            # As in /proc/PID/maps, with leading zeros.
            and re.fullmatch("[0-9a-f]{8,}", json.loads(segments_of.stdout)["records"][0]["start"])
            and all(re.fullmatch("[0-9a-f]{8,}", one["offset"]) for one in json.loads(vmas_of.stdout)["records"])
            and (metrics.returncode, metrics.stdout) == (2, ""))
    tap.ok(good, "without the device the text files are read", [
        f"{text} rows", nodes.stdout[:200], nodes.stderr, own.stdout[:300], own.stderr, segments_of.stdout[:200],
        vmas_of.stdout[:300], metrics.stderr])


def check_errors(pid):
    check_error("no right", run("map", pid, before=NOBODY), 3, "no right to open /dev/rmm")
    check_error("no capability", run("map", pid, before=["setpriv", "--bounding-set", "-sys_ptrace"]), 3, "CAP_SYS_PTRACE")
    check_error("no capability for frames", run("pfn", "5", before=["setpriv", "--bounding-set", "-sys_admin"]), 3,
                "RMM_PFNS needs CAP_SYS_ADMIN")
    hide = ["unshare", "-m", "sh", "-c", 'mount -t tmpfs none /dev && mount -t tmpfs none /proc && exec "$@"', "sh"]
    check_error("no module", run("map", pid, before=hide), 4, "not loaded", "insmod")
    check_error("no such process", run("map", 2**22 + 1), 1, "does not exist")
    check_error("a kernel thread", run("sharing", 2), 1, "kernel thread")
    check_error("a mistake in an expression", run("walk", pid, "--where", "dirty & yuong"), 2,
                'did you mean "young"?\n', "\n  dirty & yuong\n", "\n          ^^^^^\n")
    check_error("an unknown column", run("ps", "--sort", "rrss"), 2, 'did you mean "rss"?')
    check_error("an unknown column, without the module", run("ps", "--sort", "rrss", before=hide), 2, 'did you mean "rss"?')
    check_error("an unaligned range", run("walk", pid, "1001-2000"), 2, "multiples of the page size")
    check_error("an unknown command", run("mapp", pid), 2, "map")


def main():
    if not os.access(RMMCTL, os.X_OK):
        return tap.skip_all("rmmctl was not built")
    tap.plan(TESTS)
    with RunningZoo() as zoo:
        pid = zoo.pid
        compare("ps equals status and numa_maps", lambda: kernel_ps(pid), lambda: ps(pid))
        compare("map equals smaps", lambda: kernel_map_anon(pid), lambda: map_json(pid))
        compare("map --pss equals smaps", lambda: kernel_pss(pid), lambda: pss(pid))
        compare("segments equal stat and maps", lambda: kernel_segments(pid), lambda: segments(pid))
        compare("mm equals status and stat", lambda: kernel_mm(pid), lambda: mm_json(pid))
        compare("pagetable adds up to VmPTE", lambda: {"VmPTE": status(pid)["VmPTE"]}, lambda: pagetable(pid))
        compare("folios add up to Rss", lambda: kernel_rss(pid), lambda: folios(pid))
        compare("sharing equals smaps_rollup", lambda: kernel_sharing(pid), lambda: sharing(pid))
        compare("age adds up to Rss", lambda: kernel_rss(pid), lambda: age(pid))
        compare("numa equals numa_maps", lambda: kernel_numa(pid), lambda: numa(pid))
        compare("frag has the pages of pagemap", lambda: kernel_frames(pid), lambda: frag(pid))
        compare("walk equals pagemap", lambda: kernel_entries(zoo), lambda: entries(zoo))
        compare("extents equal the zoo's account", lambda: zoo_account(zoo), lambda: account(zoo))
        found = records("walk", pid, "--where", "node=60")
        tap.ok(found == [], "walk finds nothing on a node without pages", map(str, found))
        compare("walk --where present equals pagemap",
                lambda: {name: present for name, (present, _) in kernel_entries(zoo).items()},
                lambda: {name: present for name, (present, _) in entries(zoo, "--where", "present").items()})
        compare("xlate equals pagemap", lambda: kernel_translations(zoo), lambda: translations(zoo))
        check_rmap(zoo)
        compare_frames(zoo)
        check_summary()
        check_filters(zoo)
        check_cgroup_names(pid)
        check_files()
        compare_file()
        check_formats(zoo)
        check_pipe(zoo)
        check_errors(pid)
    check_error("a process that ended", run("map", pid), 1, f"process {pid} does not exist")
    check_names()
    check_fallback()
    outside = document("xlate", os.getpid(), "1000")
    about = outside["about"]
    tap.ok(about["vma_start"] is None and about["vma_kind"] is None and about["pfn"] is None
           and outside["records"][0]["state"] == "unreached",
           "an address outside every VMA", [str(outside)])
    return tap.status()


if __name__ == "__main__":
    sys.exit(main())
