# SPDX-License-Identifier: GPL-2.0
"""RMM_RMAP against the page tables of every process, both ways: what is told of a page stands in a
pagemap, and what stands in the pagemap of any process is told.

Only frozen processes stay as they are, and the kernel may move even their pages: what differs is
looked at again, and counts as long as pagemap says that it is there.
"""
import os
import struct
from array import array
from collections import defaultdict
from ctypes import addressof, create_string_buffer
from fcntl import ioctl

import kernel_truth as truth
from kernel_truth import PAGE, PM_FRAME, PM_PRESENT

RMM_RMAP = truth.sample.iowr(0x20)
# struct rmm_rmap as far as its frame, the frame's kind, and struct rmm_mapping.
HEAD = struct.Struct("<IIQQQIIQ8QIIII")
SIZE, KIND_AT, COUNT, STATE = 256, HEAD.size + 40, 16, 17
MAPPING = struct.Struct("<iIQ40x")
ROOM = 512
MORE, COMPLETE, CONTENDED, UNMAPPED, UNTRACKED = range(5)
# RMM_FRAME_*: nobody counts who maps those.
HUGE_ZERO, ZERO, RESERVED, TYPED, KERNEL = 7, 8, 9, 10, 14


class Machine:
    """Every process: which page each address leads to, {frame: {(pid, address)}}."""

    def __init__(self):
        self.rmm = os.open("/dev/rmm", os.O_RDWR)
        self.buf = create_string_buffer(ROOM * MAPPING.size)
        self.pagemaps = {}
        self.mapped = defaultdict(set)
        for name in filter(str.isdecimal, os.listdir("/proc")):
            try:
                self.walk(int(name))
            except (FileNotFoundError, ProcessLookupError):
                pass

    def close(self):
        for file in (self.rmm, *self.pagemaps.values()):
            os.close(file)

    def walk(self, pid):
        for line in truth.read(f"/proc/{pid}/maps").splitlines():
            start, end = (int(text, 16) for text in line.split(maxsplit=1)[0].split("-"))
            if start >= 2**63:
                continue
            for nth, entry in enumerate(self.entries(pid, start, end)):
                if entry & PM_PRESENT:
                    self.mapped[entry & PM_FRAME].add((pid, start + nth * PAGE))

    def entries(self, pid, start, end):
        if pid not in self.pagemaps:
            self.pagemaps[pid] = os.open(f"/proc/{pid}/pagemap", os.O_RDONLY)
        return array("Q", os.pread(self.pagemaps[pid], (end - start) // PAGE * 8,
                                   start // PAGE * 8))

    def leads_to(self, place):
        """The frame that an address leads to now, or None."""
        pid, address = place
        for _ in range(2):
            try:
                entries = self.entries(pid, address, address + PAGE)
            except OSError:
                return None
            if entries:
                return entries[0] & PM_FRAME if entries[0] & PM_PRESENT else None
            # Of an address space that is no more: the process may have another now.
            os.close(self.pagemaps.pop(pid))
        return None

    def told(self, frame):
        """(state, kind, {(pid, address)}) of RMM_RMAP, all portions."""
        raw = bytearray(SIZE)
        HEAD.pack_into(raw, 0, SIZE, 0, frame, 0, addressof(self.buf), ROOM, MAPPING.size, 0,
                       *[0] * 12)
        places = set()
        for _ in range(1000):
            ioctl(self.rmm, RMM_RMAP, raw)
            head = HEAD.unpack_from(raw)
            for pid, _, address in MAPPING.iter_unpack(self.buf.raw[:head[COUNT] * MAPPING.size]):
                places.add((pid, address))
            if head[STATE] not in (MORE, CONTENDED):
                break
        return head[STATE], raw[KIND_AT], places

    def unlike(self, place, candidates):
        """What is wrong with what is told of the page there, by all who may map it."""
        frame = self.leads_to(place)
        if frame is None:
            return []
        state, kind, told = self.told(frame)
        if state == UNTRACKED and kind in (HUGE_ZERO, ZERO, RESERVED, TYPED, KERNEL):
            return []
        if state != COMPLETE:
            return [f"{frame:x} of {place[1]:x}: state {state}, kind {kind}"]
        # An address space of no process any more has nothing to compare with.
        wrong = [f"{frame:x}: told at {at:x} of {pid}, where it is not"
                 for pid, at in told - candidates if pid and self.leads_to((pid, at)) != frame]
        wrong += [f"{frame:x}: not told at {at:x} of {pid}"
                  for pid, at in candidates - told if self.leads_to((pid, at)) == frame]
        return wrong

    def pages(self, pids):
        """One place of each page that these processes map."""
        for places in self.mapped.values():
            place = next((place for place in places if place[0] in pids), None)
            if place:
                yield place, places


def both_ways(pids):
    """What is wrong with the mappings of the pages of frozen processes, and how many were asked."""
    machine = Machine()
    try:
        wrong, pages, mappings = [], 0, 0
        for place, places in machine.pages(set(pids)):
            pages += 1
            mappings += len(places)
            # A page that was moved is mapped at the same places.
            wrong += truth.until_equal(lambda: machine.unlike(place, places))
        return wrong, f"{pages} pages mapped {mappings} times, by {len(machine.pagemaps)} processes"
    finally:
        machine.close()
