# SPDX-License-Identifier: GPL-2.0
"""Comparison of RMM_RMAP with the page tables of every process, in both directions: each mapping
returned is in a pagemap, and each entry in the pagemap of any process is returned.

Only frozen processes do not change, and the kernel may move even their pages: a difference is read
again, and counts while pagemap has the mapping.
"""
import os
from array import array
from collections import defaultdict

from lib import compare_process
from lib.compare_process import PAGE, PM_FRAME, PM_PRESENT, Session, abi

# Kinds of page frames without a reverse map.
WITHOUT_RMAP = (abi.FrameKind.HUGE_ZERO, abi.FrameKind.ZERO, abi.FrameKind.RESERVED, abi.FrameKind.TYPED,
                abi.FrameKind.KERNEL)


class ForwardMap:
    """The pages that every process maps: {frame: {(pid, address)}}."""

    def __init__(self):
        self.rmm = Session()
        self.pagemaps = {}
        self.mapped = defaultdict(set)
        for name in filter(str.isdecimal, os.listdir("/proc")):
            try:
                self.walk(int(name))
            except (FileNotFoundError, ProcessLookupError):
                pass

    def close(self):
        self.rmm.close()
        for file in self.pagemaps.values():
            os.close(file)

    def walk(self, pid):
        for line in compare_process.read(f"/proc/{pid}/maps").splitlines():
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

    def mapped_frame(self, place):
        """The frame that an address maps now, or None."""
        pid, address = place
        for _ in range(2):
            try:
                entries = self.entries(pid, address, address + PAGE)
            except OSError:
                return None
            if entries:
                return entries[0] & PM_FRAME if entries[0] & PM_PRESENT else None
            # This pagemap's address space is gone: after exec the process has another one.
            os.close(self.pagemaps.pop(pid))
        return None

    def compare(self, place, candidates):
        """Compares the reverse map of the page at `place` with the places that may map it."""
        frame = self.mapped_frame(place)
        if frame is None:
            return []
        answer = self.rmm.mappings(frame)
        state, kind = abi.RmapState.word(answer.state), abi.FrameKind.word(answer.frame.kind)
        if answer.state == abi.RmapState.UNTRACKED and answer.frame.kind in WITHOUT_RMAP:
            return []
        if answer.state != abi.RmapState.COMPLETE:
            return [f"{frame:x} at {place[1]:x}: state {state} instead of complete, kind {kind}"]
        found = {(mapping.pid, mapping.addr) for mapping in answer.mappings}
        # An address space without a process (pid 0) has no pagemap.
        wrong = [f"{frame:x}: RMM_RMAP returns {at:x} of {pid}, pagemap has another page there"
                 for pid, at in found - candidates if pid and self.mapped_frame((pid, at)) != frame]
        wrong += [f"{frame:x}: pagemap has it at {at:x} of {pid}, RMM_RMAP does not return that"
                  for pid, at in candidates - found if self.mapped_frame((pid, at)) == frame]
        return wrong

    def pages(self, pids):
        """Yields one place of each page that these processes map, and all its places."""
        for places in self.mapped.values():
            place = next((place for place in places if place[0] in pids), None)
            if place:
                yield place, places


def both_ways(pids):
    """Compares the mappings of the pages of frozen processes. Returns differences and a text with counts."""
    forward = ForwardMap()
    try:
        wrong, pages, mappings = [], 0, 0
        for place, places in forward.pages(set(pids)):
            pages += 1
            mappings += len(places)
            # A migrated page is mapped at the same places.
            wrong += compare_process.until_equal(lambda: forward.compare(place, places))
        return wrong, f"{pages} pages mapped {mappings} times, by {len(forward.pagemaps)} processes"
    finally:
        forward.close()
