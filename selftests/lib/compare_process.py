# SPDX-License-Identifier: GPL-2.0
"""Comparison of rmm's reports on one process with the kernel's own files.

Each function returns a list of differences. The process must not run. The kernel may still move its
pages, and other processes may map or unmap shared ones, so both sides of a difference are read again,
at least TRIES times and for PATIENCE_S seconds; all differences together get TOTAL_S seconds.
"""
import os
import re
import struct
import sys
import time
from array import array
from collections import Counter

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "../../tools/python"))
from rmm_client import Session, abi  # noqa: E402

TRIES = 20
PATIENCE_S, TOTAL_S = 30, 120
PAGE = 4096
ABSENT = abi.ABSENT
ANON, FILE, SHMEM, KSM, ZERO, SWAP, GUARD = (
    abi.PageKind.ANON, abi.PageKind.FILE, abi.PageKind.SHMEM, abi.PageKind.KSM, abi.PageKind.ZERO,
    abi.PageKind.SWAP, abi.PageKind.MARKER_GUARD)
COUNTED = {ANON, FILE, SHMEM, KSM}
PMD = abi.TableLevel.PMD
KPF_RESERVED = 32
PRESENT, SOFT_DIRTY, UFFD, EXACT = (
    abi.PageFlag.PRESENT, abi.PageFlag.SOFT_DIRTY, abi.PageFlag.UFFD, abi.PageFlag.MAPCOUNT_EXACT)
EVERYTHING = sum(abi.PageAttribute)

# Indices of the fields of a PageRecord as a tuple: for tens of thousands of records dataclasses are slow.
AT = {name: number for number, name in enumerate(abi.PageRecord.field_names())}
ADDR, FRAME, BITS, KIND, LEVEL, ORDER, NODE, MAPCOUNT, SWAP_TYPE, SWAP_OFFSET, ENTRY, FLAGS, CGROUP = (
    AT[name] for name in ("addr pfn bits kind level order node mapcount swap_type swap_offset entry "
                          "kpageflags cgroup").split())

# Bits of an entry of /proc/PID/pagemap.
PM_FRAME, PM_SOFT_DIRTY, PM_EXCLUSIVE, PM_UFFD, PM_GUARD, PM_FILE, PM_SWAP, PM_PRESENT = (
    2**55 - 1, *(1 << bit for bit in (55, 56, 57, 58, 61, 62, 63)))
ALL_BITS = (PM_FRAME | PM_SOFT_DIRTY | PM_EXCLUSIVE | PM_UFFD | PM_GUARD | PM_FILE | PM_SWAP
            | PM_PRESENT)


def page_count(page):
    """The number of base pages of a record."""
    return page[AT["pages"]]


def read(path):
    with open(path) as file:
        return file.read()


def smaps(pid):
    """{start: (fields of the first line, {name: KiB}, {flags})}; [vsyscall] is left out."""
    found, sums = {}, None
    for line in read(f"/proc/{pid}/smaps").splitlines():
        words = line.split(maxsplit=5)
        if not words[0].endswith(":"):
            start, end = (int(text, 16) for text in words[0].split("-"))
            sums, flags = {}, set()
            if start < 2**63:
                found[start] = ((end, *words[1:5], words[5] if len(words) > 5 else ""),
                                sums, flags)
        elif words[0] == "VmFlags:":
            flags.update(line.split()[1:])
        else:
            sums[words[0][:-1]] = int(words[1])
    return found


class KpageFiles:
    """The files that are indexed by page frame."""

    def __init__(self):
        self.files = [os.open("/proc/" + name, os.O_RDONLY)
                      for name in ("kpageflags", "kpagecount", "kpagecgroup")]
        self.known = {}

    def read(self, frame):
        """(flags, count, cgroup) of a frame, which are cached until `forget`."""
        facts = self.known.get(frame)
        if not facts:
            facts = self.known[frame] = struct.unpack(
                "3Q", b"".join([os.pread(file, 8, frame * 8) for file in self.files]))
        return facts

    def forget(self):
        self.known.clear()


class Process:
    def __init__(self, pid):
        self.pid = pid
        with Session() as rmm:
            self.space = rmm.process(pid)
        self.pagemap = os.open(f"/proc/{pid}/pagemap", os.O_RDONLY)

    def close(self):
        self.space.close()
        os.close(self.pagemap)

    def pages(self, start=0, end=ABSENT):
        """The records of a range as tuples, with every attribute."""
        return list(self.space.pages(start, end, attributes=EVERYTHING).tuples())

    def entries(self, start, end):
        """The entries of pagemap for a range."""
        return array("Q", os.pread(self.pagemap, (end - start) // PAGE * 8, start // PAGE * 8))

    def translate(self, address):
        """(level, kind, frame, entry, node, order, (swap type, swap offset)) of RMM_TRANSLATE."""
        found = self.space.translate(address).record
        entry = found.levels[found.level].entry
        return (found.level, found.page_kind, found.pfn, entry, found.node, found.folio_order,
                (found.swap_type, found.swap_offset))

    def smaps(self):
        return smaps(self.pid)

    def numa_maps(self):
        """{start: {name: value}}"""
        found = {}
        for line in read(f"/proc/{self.pid}/numa_maps").splitlines():
            words = line.split()
            found[int(words[0], 16)] = dict(word.split("=", 1) for word in words[2:]
                                            if re.fullmatch(r"(N\d+|anon|mapmax)=\d+", word))
        return found

    def vmas(self):
        """{start: {column: text}} of /proc/rmm/PID/vmas."""
        with open("/proc/rmm/watch", "w") as watch:
            watch.write(str(self.pid))
        try:
            lines = read(f"/proc/rmm/{self.pid}/vmas").splitlines()
        finally:
            with open("/proc/rmm/watch", "w") as watch:
                watch.write(str(-self.pid))
        assert lines[0] == "# rmm vmas v1", lines[0]
        columns = lines[1].split()[1:]
        rows = (dict(zip(columns, line.split(" ", len(columns) - 1))) for line in lines[2:])
        return {int(row["start"], 16): row for row in rows}


waited_s = 0.0


def until_equal(compare):
    """Returns what differs in the last of several tries."""
    global waited_s
    begun, tries = time.monotonic(), 0
    patience = min(PATIENCE_S, TOTAL_S - waited_s)
    while True:
        wrong = compare()
        tries += 1
        passed = time.monotonic() - begun
        if not wrong or tries >= TRIES and passed > patience:
            break
    # A comparison that succeeds at once does not count as waiting.
    if tries > 1:
        waited_s += passed
    return wrong


def expected_entry(page):
    """The entry of pagemap that a record's first page must have, and a mask of the bits to compare."""
    kind, bits = page[KIND], page[BITS]
    mask = ALL_BITS
    entry = PM_PRESENT | page[FRAME] if bits & PRESENT else PM_SWAP
    if bits & SOFT_DIRTY:
        entry |= PM_SOFT_DIRTY
    if bits & UFFD:
        entry |= PM_UFFD
    if kind in (FILE, SHMEM):
        entry |= PM_FILE
    elif kind not in (ANON, KSM, SWAP, ZERO):
        mask &= ~PM_FILE
    if bits & EXACT and kind in COUNTED:
        entry |= PM_EXCLUSIVE if page[MAPCOUNT] == 1 else 0
    else:
        mask &= ~PM_EXCLUSIVE
    if kind == SWAP:
        entry |= page[SWAP_TYPE] | page[SWAP_OFFSET] << 5
    elif not bits & PRESENT:
        mask &= ~PM_FRAME
        entry |= PM_GUARD if kind == GUARD else 0
    return entry, mask


def compare_frame(page, kpage):
    """How the record of a page differs from the kernel's files about its frame, or None."""
    if page[FLAGS] == ABSENT:
        return None
    flags, count, cgroup = kpage.read(page[FRAME])
    if page[FLAGS] != flags:
        return f"kpageflags {page[FLAGS] ^ flags:#x}"
    if page[KIND] not in COUNTED:
        return None
    if page[BITS] & EXACT and page[MAPCOUNT] != count:
        return f"kpagecount {count}"
    return f"kpagecgroup {cgroup}" if page[CGROUP] != cgroup else None


def compare_range(process, kpage, start, end):
    """Returns {address: difference}, and the number of pages."""
    wrong, seen = {}, 0
    entries = process.entries(start, end)
    for page in process.pages(start, end):
        first, count = (page[ADDR] - start) // PAGE, page_count(page)
        entry, mask = expected_entry(page)
        # Frames of a huge page follow each other; other records have one entry for all their pages.
        step = 1 if entry & PM_PRESENT else 0
        for nth in range(count):
            if (entry + nth * step ^ entries[first + nth]) & mask:
                wrong[page[ADDR] + nth * PAGE] = f"pagemap {entries[first + nth]:x}, {page}"
            entries[first + nth] = 0
            # The record has the mapcount of the first page only.
            mask &= ~PM_EXCLUSIVE
        why = compare_frame(page, kpage)
        if why:
            wrong[page[ADDR]] = f"{why}, {page}"
        seen += count
    wrong.update((start + nth * PAGE, f"no record, pagemap {entry:x}")
                 for nth, entry in enumerate(entries) if entry & (PM_PRESENT | PM_SWAP))
    return wrong, seen


def pages(process, kpage):
    """Compares every page with pagemap, kpageflags, kpagecount and kpagecgroup.

    Returns the differences and the number of pages.
    """
    wrong, total = {}, 0
    for start, (fields, *_) in process.smaps().items():
        differs, seen = compare_range(process, kpage, start, fields[0])
        wrong.update(differs)
        total += seen

    def again(address):
        kpage.forget()
        return compare_range(process, kpage, address, address + PAGE)[0]

    last = []
    for address in sorted(wrong):
        differs = until_equal(lambda: again(address))
        last += [f"{at:x}: {why}" for at, why in differs.items()]
    return last, total


def vmas(process):
    """Compares each VMA with smaps."""
    def compare():
        theirs, ours = process.smaps(), process.vmas()
        wrong = [f"{start:x}: only in {'smaps' if start in theirs else 'rmm'}"
                 for start in theirs.keys() ^ ours.keys()]
        for start in theirs.keys() & ours.keys():
            (end, perms, offset, dev, inode, name), kb, flags = theirs[start]
            row = ours[start]
            number = {name: 0 if row[name + "_kb"] == "-" else int(row[name + "_kb"])
                      for name in ("size", "anon", "file", "shmem", "huge", "swap")}
            facts = {
                "end": (int(row["end"], 16), end), "perms": (row["perms"], perms),
                "offset": (int(row["offset"], 16), int(offset, 16)), "dev": (row["dev"], dev),
                "inode": (row["inode"], inode), "name": (row["name"].strip("-"), name),
                "flags": (set(row["flags"].split(",")), flags),
                "size": (number["size"], kb["Size"]),
                "resident": (number["anon"] + number["file"] + number["shmem"], kb["Rss"]),
                "anonymous": (number["anon"], kb["Anonymous"]),
                "huge": (number["huge"], kb["AnonHugePages"] + kb["ShmemPmdMapped"]
                         + kb["FilePmdMapped"]),
            }
            # For shmem, smaps also counts swap entries in the page cache.
            if row["kind"] != "shmem":
                facts["swap"] = (number["swap"], kb["Swap"])
            wrong += [f"{start:x} {what}: rmm {value}, smaps {its}"
                      for what, (value, its) in facts.items() if value != its]
        return wrong
    return until_equal(compare)


def numa(process):
    """Compares each VMA with numa_maps: pages by node, anonymous pages, largest mapcount."""
    def compare():
        theirs, wrong = process.numa_maps(), []
        every = iter(process.pages())
        page = next(every, None)
        for start, (fields, *_) in process.smaps().items():
            ours, most = Counter(), 0
            while page and page[ADDR] < fields[0]:
                # numa_maps leaves out reserved pages: the vdso.
                if page[KIND] in COUNTED and not page[FLAGS] >> KPF_RESERVED & 1:
                    ours[f"N{page[NODE]}"] += page_count(page)
                    if page[KIND] in (ANON, KSM):
                        ours["anon"] += page_count(page)
                    most = max(most, page[MAPCOUNT])
                page = next(every, None)
            if most > 1:
                ours["mapmax"] = most
            its = {name: int(value) for name, value in theirs.get(start, {}).items()}
            if ours != its:
                wrong.append(f"{start:x}: rmm {dict(ours)}, numa_maps {its}")
        return wrong
    return until_equal(compare)


def summary(process):
    """Compares the sums of a walk with smaps_rollup."""
    def compare():
        ours = Counter()
        for cell in process.space.summary():
            kb = cell.bytes // 1024
            ours["Rss"] += kb if cell.page_kind in COUNTED else 0
            ours["Anonymous"] += kb if cell.page_kind in (ANON, KSM) else 0
            ours["AnonHugePages"] += kb if (cell.page_kind, cell.level) == (ANON, PMD) else 0
            # As in vmas(): page tables do not hold the swap entries of shmem.
            ours["Swap"] += kb if cell.page_kind == SWAP else 0
        rollup = dict(re.findall(r"(?m)^(\w+): +(\d+) kB", read(f"/proc/{process.pid}/smaps_rollup")))
        shmem = sum(kb["Swap"] for fields, kb, _ in process.smaps().values()
                    if process_vmas[fields[0]] == "shmem")
        its = {name: int(rollup[name]) for name in ours}
        its["Swap"] -= shmem
        return [f"{name}: rmm {ours[name]}, smaps_rollup {its[name]}"
                for name in ours if ours[name] != its[name]]
    process_vmas = {int(row["end"], 16): row["kind"] for row in process.vmas().values()}
    return until_equal(compare)


def translation(process, samples=48):
    """Compares translations of some addresses with the walk."""
    every = process.pages()
    wrong = []
    for page in every[::max(1, len(every) // samples)]:
        def compare(address=page[ADDR]):
            found = process.pages(address, address + PAGE)
            level, kind, frame, entry, node, order, swap = process.translate(address)
            if not found:
                # The kernel reclaimed a file page: the entry is empty.
                return [] if kind == abi.PageKind.NONE else [
                    f"{address:x}: no record in the walk, translate has kind {kind}"]
            page, = found
            ours = (page[LEVEL], page[KIND], page[FRAME], page[ENTRY], page[NODE])
            also = page[ORDER] if page[ORDER] != 0xFF else ABSENT
            place = ((page[SWAP_TYPE], page[SWAP_OFFSET]) if page[KIND] == SWAP
                     else (ABSENT, ABSENT))
            its = (level, kind, frame, entry, node)
            same = ours == its and also == order and place == swap
            return [] if same else [f"{address:x}: walk {ours} {also} {place}, "
                                    f"translate {its} {order} {swap}"]
        wrong += until_equal(compare)
    return wrong
