#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0
"""The Python library (tools/python) on the zoo: walks against pagemap and smaps, the same records as
dataclasses, tuples and arrays, the machine against the kernel's files, its errors, its example."""

import errno
import os
import re
import subprocess
import sys
import tempfile

from lib import tap
from lib.compare_process import PM_PRESENT, Process, smaps
from lib.files import compare, read, vmstat, zoneinfo
from lib.zoo import RunningZoo

from rmm_client import MissingCapability, NoAddressSpace, NoProcess, NotLoaded, RmmError, Session, TargetGone, abi, text

HERE = os.path.dirname(os.path.abspath(__file__))
LIBRARY = os.path.join(HERE, "../tools/python")
SAMPLE = os.path.join(HERE, "../samples/rmm_pages.py")
#: Kinds of pages in Rss, as the sample prints them.
COUNTED_KINDS = ("anon", "file", "shmem", "ksm")
TESTS = 25
#: More records than one call returns.
MANY_PAGES = 3000


def numpy_is_there():
    try:
        import numpy  # noqa: F401
    except ImportError:
        return False
    return True


def kernel_pages(process):
    """{address: present page frame} of pagemap."""
    found = {}
    for start, (fields, *_) in process.smaps().items():
        for nth, entry in enumerate(process.entries(start, fields[0])):
            if entry & PM_PRESENT:
                found[start + 4096 * nth] = entry & (1 << 55) - 1
    return found


def library_pages(mm):
    """The same from RMM_WALK_PAGES."""
    found = {}
    for page in mm.pages(required=abi.PageCategory.PRESENT):
        for nth in range(page.pages):
            pfn = page.known("pfn")
            found[page.addr + 4096 * nth] = pfn + nth if pfn is not None else 0
    return found


def walks(zoo, process):
    with Session() as rmm, rmm.process(zoo.pid) as mm:
        compare("pages equal pagemap", lambda: kernel_pages(process), lambda: library_pages(mm))
        compare("VMAs equal smaps", lambda: {start: (fields[0], os.fsencode(fields[5]))
                                             for start, (fields, *_) in smaps(zoo.pid).items()},
                lambda: {vma.record.start: (vma.record.end, vma.name) for vma in mm.vmas()})
        compare("pages by node equal numa_maps", lambda: node_pages(process),
                lambda: library_node_pages(mm))
        rollup = dict(re.findall(r"(?m)^(\w+): +(\d+) kB$", read(f"/proc/{zoo.pid}/smaps_rollup")))
        counted = (abi.PageKind.ANON, abi.PageKind.FILE, abi.PageKind.SHMEM, abi.PageKind.KSM)
        compare("the summary equals smaps_rollup",
                lambda: {"Rss": int(dict(re.findall(r"(?m)^(\w+): +(\d+) kB$", read(
                    f"/proc/{zoo.pid}/smaps_rollup")))["Rss"])},
                lambda: {"Rss": sum(cell.bytes for cell in mm.summary() if cell.page_kind in counted) // 1024})
        sharing = mm.sharing()
        uss = sum(record.private_bytes for record in sharing if record.kind == abi.PageKind.NONE) // 1024
        private = int(rollup["Private_Clean"]) + int(rollup["Private_Dirty"])
        tap.ok(uss == private, "USS equals smaps_rollup", [f"library {uss} kB, kernel {private} kB"])
        place = int(zoo.exhibits["shared-anon"]["start"], 16)
        answer = mm.mappings(place)
        users = {(mapping.pid, mapping.addr) for mapping in answer.mappings}
        tap.ok(answer.state == abi.RmapState.COMPLETE and (zoo.pid, place) in users, "the page has its user",
               [abi.RmapState.word(answer.state), *map(str, users)])
        found = mm.translate(place).record
        with os.fdopen(os.open(f"/proc/{zoo.pid}/pagemap", os.O_RDONLY), "rb") as pagemap:
            pagemap.seek(place // 4096 * 8)
            entry = int.from_bytes(pagemap.read(8), "little")
        tap.ok(found.pfn == entry & (1 << 55) - 1, "the translation equals pagemap", [f"{found.pfn:x}, {entry:x}"])


def node_pages(process):
    sums = {}
    for fields in process.numa_maps().values():
        for name, value in fields.items():
            if name.startswith("N"):
                sums[int(name[1:])] = sums.get(int(name[1:]), 0) + int(value)
    return sums


def library_node_pages(mm):
    """As numa_maps, which leaves out reserved pages, and hugetlb counts by its own page size."""
    sums = {}
    attributes = abi.PAGE_A_DEFAULT | abi.PageAttribute.KPAGEFLAGS
    for page in mm.pages(attributes=attributes, required=abi.PageCategory.PRESENT):
        reserved = page.kpageflags >> 32 & 1 if page.known("kpageflags") is not None else 1
        kinds = (abi.PageKind.ANON, abi.PageKind.FILE, abi.PageKind.SHMEM, abi.PageKind.KSM, abi.PageKind.HUGETLB)
        if page.kind in kinds and not reserved:
            count = 1 if page.kind == abi.PageKind.HUGETLB else page.pages
            sums[page.node] = sums.get(page.node, 0) + count
    return sums


def forms():
    """Memory of this program, more pages than a call returns."""
    import mmap
    memory = mmap.mmap(-1, 4096 * MANY_PAGES, flags=mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS)
    memory.madvise(mmap.MADV_NOHUGEPAGE)
    for at in range(0, len(memory), 4096):
        memory[at] = 1
    with Session() as rmm, rmm.process() as mm:
        vma = max((vma.record for vma in mm.vmas() if vma.record.kind == abi.VmaKind.ANON),
                  key=lambda record: record.known("anon_bytes") or 0)
        request = mm.pages(vma.start, vma.end)
        records = list(request)
        tap.ok(len(records) >= MANY_PAGES and request.cost.entries >= MANY_PAGES, "a walk of several calls",
               [f"{len(records)} records, {request.cost.entries} entries"])
        tuples = list(request.tuples())
        fields = abi.PageRecord.field_names()
        same = [tuple(getattr(record, name) for name in fields)[:3] for record in records]
        tap.ok(same == [row[:3] for row in tuples], "tuples equal dataclasses")
        if not numpy_is_there():
            tap.skip("arrays equal dataclasses", "numpy is not installed")
            tap.skip("an array is what a call filled", "numpy is not installed")
            return
        table = request.array()
        tap.ok(table["addr"].tolist() == [record.addr for record in records]
               and table["node"].tolist() == [record.node for record in records], "arrays equal dataclasses")
        arrays = list(request.arrays())
        sizes = [len(array) for array in arrays]
        tap.ok(sum(sizes) == len(records) and len(sizes) > 1 and arrays[0].dtype.itemsize == abi.PageRecord.SIZE
               and arrays[0].base is not None, "an array is what a call filled", [f"{sizes}"])


def machine():
    with Session() as rmm:
        compare("events equal vmstat", lambda: {name: value for name, value in vmstat().items()
                                                if name in ("pgfault", "pgmajfault", "pgfree")},
                lambda: {name: record.total for name, record in rmm.events().items()})
        release = text(rmm.info.release)
        tap.ok(release == os.uname().release and rmm.features()["walk-pages"] == "on", "the module is described",
               [release, str(rmm.features())])
        zones = [(record.node, abi.ZoneKind.word(record.zone)) for record in rmm.zones(populated=True)]
        theirs = [(int(node), zone) for (node, zone, _, field), pages in zoneinfo()[1].items()
                  if field == "present_pages" and pages != "0"]
        tap.ok(sorted(zones) == sorted(theirs), "zones equal zoneinfo", [f"{zones}", f"{theirs}"])
        pids = {record.pid for record in rmm.processes()}
        tap.ok({1, os.getpid()} <= pids, "processes are listed", [str(sorted(pids))])


def errors(gone):
    def raised(kind, call, words):
        try:
            call()
        except RmmError as error:
            return isinstance(error, kind) and words in str(error), [f"{type(error).__name__}: {error}"]
        return False, ["no error"]

    found = []
    with Session() as rmm:
        found.append(raised(NoProcess, lambda: rmm.process(gone), f"process {gone} does not exist"))
        found.append(raised(NoAddressSpace, lambda: rmm.process(2), "process 2 is a kernel thread"))
        found.append(raised(NotLoaded, lambda: Session("/dev/no-rmm"), "no /dev/no-rmm"
                            if not os.path.exists("/proc/rmm") else "/dev/no-rmm is missing"))
        try:
            rmm.process(gone)
        except ProcessLookupError as error:
            found.append((error.errno == errno.ESRCH, [repr(error)]))
        for call in (lambda: rmm.process(1 << 40), lambda: rmm.frames(start=-1)):
            try:
                call()
                found.append((False, ["no error of a number that is out of range"]))
            except ValueError as error:
                found.append(("is 1099511627776" in str(error) or "start is -1" in str(error), [str(error)]))
    tap.ok(len(found) == 6 and all(good for good, _ in found), "errors name the cause",
           [note for _, notes in found for note in notes])
    absent = [abi.VmaRecord(policy_home_node=-1).known("policy_home_node"),
              abi.ProcessRecord(owner=-1).known("owner"), abi.PageRecord(node=-1, order=255).known("order")]
    deficit = abi.ZoneRecord(above_min_pages=-1).known("above_min_pages")
    tap.ok(absent == [None] * 3 and deficit == -1, "absent numbers are None", [f"{absent}, {deficit}"])
    program = ("import sys; sys.path.append(sys.argv[1]); import rmm_client\n"
               "try: rmm_client.Session().process(1)\n"
               "except rmm_client.MissingCapability as error: print(error)")
    done = subprocess.run(["setpriv", "--bounding-set", "-sys_ptrace", sys.executable, "-c", program, LIBRARY],
                          capture_output=True, text=True, check=False)
    tap.ok("RMM_OPEN needs CAP_SYS_PTRACE" in done.stdout, f"without the capability: {MissingCapability.__name__}",
           [done.stdout, done.stderr])


def target_gone():
    """Requests about a process that was killed after it was opened."""
    child = subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE)
    notes, good = [], True
    with Session() as rmm, rmm.process(child.pid) as mm:
        calls = {"fields": mm.fields, "pages": lambda: next(iter(mm.pages())), "vmas": lambda: next(iter(mm.vmas())),
                 "sharing": mm.sharing, "summary": mm.summary, "translate": lambda: mm.translate(0)}
        for call in calls.values():
            call()
        child.kill()
        child.communicate()
        for name, call in calls.items():
            try:
                notes.append(f"{name}: no error, {call()}")
                good = False
            except RmmError as error:
                notes.append(f"{name}: {type(error).__name__} {error.errno}: {error}")
                good &= (isinstance(error, TargetGone) and error.errno == errno.ESRCH
                         and f"process {child.pid} exited" in str(error))
    tap.ok(good, "a process that was killed is gone", notes)


def file_cache():
    """The page cache of a file that was written, and the fields of the address space."""
    size = 4096 * 300
    with os.fdopen(os.memfd_create("cached"), "wb") as file, Session() as rmm, rmm.process() as mm:
        file.write(b"x" * size)
        file.flush()
        # The file system may have allocated pages beyond the end.
        cells = [rmm.file_cache(file.fileno(), 0, end) for end in (size, size // 2)]
        pages = [sum(cell.pages for cell in found) for found in cells]
        tap.ok(pages == [300, 150], "the page cache of a file", [f"{pages}", *map(str, cells)])

        def status():
            values = dict(re.findall(r"(?m)^Vm(\w+):\s+(\d+) kB$", read("/proc/self/status")))
            return {name: int(values[name]) for name in ("Data", "Lck", "Peak")}

        def ours():
            fields = mm.fields()
            sizes = {"Data": fields.data_bytes, "Lck": fields.locked_bytes, "Peak": fields.peak_virtual_bytes}
            return {name: size // 1024 for name, size in sizes.items()}
        compare("fields of the address space equal status", status, ours)


def descriptors():
    """Address spaces that nobody closes, of which the last reference is a request."""
    def open_files():
        return sorted(os.listdir("/proc/self/fd"))

    before = open_files()
    with Session() as rmm:
        for _ in range(20):
            next(iter(rmm.process().pages()))
        rmm.process()
        inside = open_files()
        works = bool(rmm.events())
    after = open_files()
    tap.ok(works and len(inside) == len(before) + 1 and after == before, "descriptors are closed",
           [f"before {before}", f"in the session {inside}", f"after {after}"])


def sample_lines(zoo):
    """The entries that samples/rmm_pages.py prints, by the words of its head."""
    lines = subprocess.run([sys.executable, SAMPLE, str(zoo.pid)], capture_output=True, text=True,
                           check=True).stdout.splitlines()
    names = lines[0].removeprefix("# ").split()
    return [dict(zip(names, line.split(), strict=True)) for line in lines[1:]]


def sample(zoo, process):
    """samples/rmm_pages.py has the entries of pagemap, and its sizes are the sums of smaps."""
    def sample_pages():
        return {int(line["address"], 16) + 4096 * nth: int(line["pfn"], 16) + nth if line["pfn"] != "-" else 0
                for line in sample_lines(zoo) if "present" in line["bits"].split(",")
                for nth in range(int(line["bytes"]) // 4096)}

    def sample_sums():
        sums = {}
        for line in sample_lines(zoo):
            if line["page"] in (*COUNTED_KINDS, "hugetlb"):
                name = "hugetlb" if line["page"] == "hugetlb" else "Rss"
                sums[name] = sums.get(name, 0) + int(line["bytes"]) // 1024
        return sums

    def kernel_sums():
        values = dict(re.findall(r"(?m)^(\w+): +(\d+) kB$", read(f"/proc/{zoo.pid}/smaps_rollup")))
        values |= dict(re.findall(r"(?m)^(\w+):\s+(\d+) kB$", read(f"/proc/{zoo.pid}/status")))
        sums = {"Rss": int(values["Rss"]), "hugetlb": int(values["HugetlbPages"])}
        return {name: kb for name, kb in sums.items() if kb}

    compare("the entries of rmm_pages.py equal pagemap", lambda: kernel_pages(process), sample_pages)
    compare("the sizes of rmm_pages.py add up to smaps", kernel_sums, sample_sums)


def example(zoo):
    name = "the example draws the zoo"
    try:
        import matplotlib  # noqa: F401
        import numpy  # noqa: F401
    except ImportError:
        return tap.skip(name, "numpy or matplotlib is not installed")
    with tempfile.TemporaryDirectory() as folder:
        picture = os.path.join(folder, "zoo.png")
        done = subprocess.run([sys.executable, os.path.join(LIBRARY, "examples/address_space.py"), str(zoo.pid), picture],
                              capture_output=True, text=True, check=False, env=os.environ | {"MPLCONFIGDIR": folder})
        size = os.path.getsize(picture) if os.path.exists(picture) else 0
        tap.ok(done.returncode == 0 and size > 1000 and "KiB mapped by" in done.stdout, name,
               [f"status {done.returncode}, {size} bytes", *done.stdout.splitlines(), *done.stderr.splitlines()[-5:]])


def main():
    tap.plan(TESTS)
    with RunningZoo() as zoo:
        process = Process(zoo.pid)
        walks(zoo, process)
        sample(zoo, process)
        process.close()
        example(zoo)
    forms()
    descriptors()
    file_cache()
    machine()
    errors(zoo.pid)
    target_gone()
    return tap.status()


if __name__ == "__main__":
    sys.exit(main())
