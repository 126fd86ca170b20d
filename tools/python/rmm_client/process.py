# SPDX-License-Identifier: GPL-2.0
"""The address space of one process."""

from __future__ import annotations

import errno
import time
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Self, Unpack

from . import abi
from .calls import BATCH, Buffer, Handle, R, Records, add_cost, add_up, once, one_call, to_end
from .options import WalkOptions

#: The longest name of a VMA that a translation returns.
NAME_SIZE = 1 << 16
#: Calls of a reverse map that find every lock held before the answer is returned as it is.
CONTENDED_TRIES = 100


@dataclass(slots=True)
class NamedVma:
    """A VMA and its name, which is chosen by others and may contain any byte."""

    record: abi.VmaRecord
    name: bytes


@dataclass(slots=True)
class TranslatedAddress:
    """The entries that translate an address, its page, folio and VMA."""

    record: abi.TranslateArgs
    name: bytes


@dataclass(slots=True)
class PageMappings:
    """The entries that map a page; `state` says whether they are complete."""

    state: int
    pfn: int
    frame: abi.FrameRecord
    mappings: list[abi.MappingRecord]
    cost: abi.WalkCost


class AddressSpace:
    """An open address space. It does not keep the memory alive: once the process exits or executes
    another program, requests raise TargetGone.
    """

    def __init__(self, handle: Handle) -> None:
        self._handle = handle

    def close(self) -> None:
        """Closes the descriptor."""
        self._handle.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def fileno(self) -> int:
        """The descriptor, for calls of one's own."""
        return self._handle.fileno()

    def vmas(
        self, start: int = 0, end: int = abi.ABSENT, *, resident: bool = True, folios: bool = False
    ) -> Iterator[NamedVma]:
        """The VMAs that overlap a range, in ascending order. `resident` fills the fields that need a
        walk of the page tables, `folios` those that need the folio of each page.
        """
        flags = abi.VmasFlag.RESIDENT if resident or folios else 0
        flags |= abi.VmasFlag.FOLIOS if folios else 0
        size = abi.VmaRecord.SIZE
        records, names = Buffer(BATCH * size), Buffer(1 << 16)
        # A VMA can be returned twice if it was the last of a call.
        seen = 0
        while True:
            argument = abi.VmasArgs(
                flags=flags,
                start=start,
                end=end,
                buf=records.address,
                capacity=BATCH,
                record_size=size,
                names=names.address,
                names_size=len(names.data),
            )
            try:
                _, answer = self._handle.try_call(abi.RMM_VMAS, argument)
            except OSError as error:
                if error.errno == errno.ENOSPC and len(names.data) < 1 << 24:
                    names = Buffer(4 * len(names.data))
                    continue
                raise self._handle.error(abi.RMM_VMAS, error) from error
            for at in range(answer.count):
                record = abi.VmaRecord.from_bytes(records.data, at * size)
                if record.end > seen:
                    seen = record.end
                    first = record.name_offset
                    yield NamedVma(record, bytes(names.data[first : first + record.name_len]))
            if answer.next == answer.end:
                return
            start = answer.next

    def _walk(
        self, product: int, record: type[R], start: int, end: int, options: WalkOptions
    ) -> Records[R]:
        argument = abi.WalkArgs(flags=product, start=start, end=end, **options)
        return Records(self._handle, abi.RMM_WALK, record, argument, to_end)

    def pages(
        self, start: int = 0, end: int = abi.ABSENT, **options: Unpack[WalkOptions]
    ) -> Records[abi.PageRecord]:
        """The entries of page tables in a range, ascending."""
        return self._walk(abi.WalkFlag.PAGES, abi.PageRecord, start, end, options)

    def extents(
        self, start: int = 0, end: int = abi.ABSENT, **options: Unpack[WalkOptions]
    ) -> Records[abi.ExtentRecord]:
        """Ranges whose entries agree in the attributes and in the returned categories. Neighbouring
        ranges may agree where a call ended between them.
        """
        return self._walk(abi.WalkFlag.EXTENTS, abi.ExtentRecord, start, end, options)

    def summary(
        self, start: int = 0, end: int = abi.ABSENT, **options: Unpack[WalkOptions]
    ) -> list[abi.SummaryRecord]:
        """Counts of entries by kind of VMA, kind of page, level and node."""
        found = self._walk(abi.WalkFlag.SUMMARY, abi.SummaryRecord, start, end, options)
        return add_up(iter(found), ("vma_kind", "page_kind", "level", "node"))

    def page_tables(self) -> list[abi.PageTableRecord]:
        """Number and size of page tables by level."""
        return list(self._list(abi.RMM_PAGETABLE, abi.PageTableRecord))

    def segments(self) -> list[abi.SegmentRecord]:
        """Segments, and how much of each is resident."""
        return list(self._list(abi.RMM_SEGMENTS, abi.SegmentRecord))

    def _list(self, request: int, record: type[R]) -> Records[R]:
        return Records(self._handle, request, record, abi.ListArgs(), once)

    def fields(self) -> abi.MmRecord:
        """The fields of the address space as a whole."""
        return next(iter(self._list(abi.RMM_MM, abi.MmRecord)))

    def translate(self, address: int) -> TranslatedAddress:
        """The entries that translate an address, which need not be aligned."""
        name = Buffer(NAME_SIZE)
        argument = abi.TranslateArgs(address=address, name=name.address, name_size=NAME_SIZE)
        answer = self._handle.call(abi.RMM_TRANSLATE, argument)
        # The buffer does not outlive this call.
        answer.name = 0
        return TranslatedAddress(answer, bytes(name.data[: answer.name_len]))

    def mappings(self, address: int) -> PageMappings:
        """Every entry that maps the page at an address, in any process."""
        return read_mappings(self._handle, abi.RmapArgs(address=address))

    def folios(self, start: int = 0, end: int = abi.ABSENT) -> list[abi.FoliosRecord]:
        """Mapped folios by kind, node and order."""
        return self._histogram(
            abi.RMM_FOLIOS, abi.FoliosRecord, ("kind", "node", "order"), start, end
        )

    def sharing(self, start: int = 0, end: int = abi.ABSENT) -> list[abi.SharingRecord]:
        """Pages by mapcount, with USS and PSS."""
        return self._histogram(abi.RMM_SHARING, abi.SharingRecord, ("kind", "mapcount"), start, end)

    def age(self, start: int = 0, end: int = abi.ABSENT) -> list[abi.AgeRecord]:
        """Pages by MGLRU generation."""
        return self._histogram(abi.RMM_AGE, abi.AgeRecord, ("kind", "age"), start, end)

    def numa(
        self, start: int = 0, end: int = abi.ABSENT, *, by_vma: bool = False
    ) -> list[abi.NumaRecord]:
        """Pages by kind and node, and by VMA if `by_vma`."""
        flags = abi.HistogramFlag.VMAS if by_vma else 0
        return self._histogram(
            abi.RMM_NUMA, abi.NumaRecord, ("vma", "kind", "node"), start, end, flags
        )

    def runs(self, start: int = 0, end: int = abi.ABSENT) -> list[abi.RunsRecord]:
        """Physically contiguous runs by length."""
        return self._histogram(abi.RMM_RUNS, abi.RunsRecord, ("vma_kind", "order"), start, end)

    def _histogram(
        self,
        request: int,
        record: type[R],
        keys: tuple[str, ...],
        start: int,
        end: int,
        flags: int = 0,
    ) -> list[R]:
        argument = abi.HistogramArgs(flags=flags, start=start, end=end)
        return add_up(iter(Records(self._handle, request, record, argument, to_end)), keys)

    def faults(self) -> tuple[abi.ProcessFaultsArgs, list[abi.FaultCountRecord]]:
        """Page faults of the process and of the children that it waited for, and counts by kind,
        which are absent unless someone counts the faults of the process.
        """
        return one_call(
            self._handle, abi.RMM_FAULTS_OF, abi.FaultCountRecord, abi.ProcessFaultsArgs()
        )


def read_mappings(handle: Handle, start: abi.RmapArgs) -> PageMappings:
    """Enumerates the mappings of a page."""
    size = abi.MappingRecord.SIZE
    buffer = Buffer(BATCH * size)
    start.buf, start.capacity, start.record_size = buffer.address, BATCH, size
    argument = abi.RmapArgs.from_bytes(start.to_bytes())
    found: list[abi.MappingRecord] = []
    seen: set[tuple[int, int]] = set()
    cost = abi.WalkCost()
    tries = 0
    while True:
        argument = handle.call(abi.RMM_RMAP, argument)
        add_cost(cost, argument.cost)
        for at in range(argument.count):
            record = abi.MappingRecord.from_bytes(buffer.data, at * size)
            # A mapping may be returned twice. Processes outside this pid namespace all have pid 0.
            if record.pid == 0 or (record.pid, record.addr) not in seen:
                seen.add((record.pid, record.addr))
                found.append(record)
        if argument.state == abi.RmapState.MORE:
            continue
        tries += 1
        if argument.state == abi.RmapState.CONTENDED and tries < CONTENDED_TRIES:
            time.sleep(0.001)
        elif argument.state == abi.RmapState.STALE and tries < CONTENDED_TRIES:
            # The page changed between two calls: what was found is outdated.
            found.clear()
            seen.clear()
            argument = abi.RmapArgs.from_bytes(start.to_bytes())
        else:
            return PageMappings(
                argument.state, argument.pfn, argument.frame, found, cost
            )
