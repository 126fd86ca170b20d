# SPDX-License-Identifier: GPL-2.0
"""A session: an open /dev/rmm, and requests about the machine."""

from __future__ import annotations

import errno
import os
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Self, Unpack

from . import abi
from .calls import BATCH, Buffer, Handle, R, Records, add_up, once, one_call, to_end
from .errors import VersionMismatch, call_error, open_error
from .options import FramesOptions
from .process import AddressSpace, PageMappings, read_mappings

DEVICE = "/dev/rmm"
#: Times that the enumeration of memory cgroups starts again because the one at which to resume was
#: removed.
STALE_TRIES = 1000


@dataclass(slots=True)
class NamedMemcg:
    """A memory cgroup and its path, which is chosen by others and may contain any byte but zero."""

    record: abi.MemcgRecord
    path: bytes


@dataclass(slots=True)
class ZonePageBlock:
    """One page block of a zone; `byte` is made of BLOCK_*."""

    pfn: int
    order: int
    byte: int

    @property
    def is_absent(self) -> bool:
        """The block is a hole, offline, or in another zone. Then nothing else is known."""
        return self.byte == abi.BLOCK_ABSENT

    @property
    def migrate_type(self) -> int | None:
        """Migrate type; of an isolated block, the type that it returns to."""
        return None if self.is_absent else self.byte & abi.BLOCK_TYPE


def text(field: bytes) -> str:
    """A zero-terminated name of a record, as text. Bytes that are not UTF-8 are kept as surrogates."""
    return os.fsdecode(field.split(b"\0", 1)[0])


class Session:
    """A session with the module.

    with Session() as rmm:
        for page in rmm.process(1234).pages():
            ...
    """

    def __init__(self, path: str = DEVICE) -> None:
        try:
            descriptor = os.open(path, os.O_RDWR | os.O_CLOEXEC)
        except OSError as error:
            raise open_error(path, error) from error
        self._handle = Handle(descriptor)
        try:
            #: Version and features of the module, and properties of the kernel.
            self.info = self._handle.call(abi.RMM_INFO, abi.InfoArgs())
            if self.info.abi_version < abi.ABI_VERSION:
                raise VersionMismatch(
                    errno.EPROTO,
                    f"the loaded module {text(self.info.version)} has interface version "
                    f"{self.info.abi_version}, this library needs {abi.ABI_VERSION} or later",
                )
        except BaseException:
            self.close()
            raise

    def close(self) -> None:
        """Closes the device."""
        self._handle.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def fileno(self) -> int:
        """The descriptor, for calls of one's own."""
        return self._handle.fileno()

    def features(self) -> dict[str, str]:
        """Each feature with the reason why it is off; `not` if it is on."""
        return {
            bit.text: abi.FeatureOffReason.word(self.info.off[int(bit).bit_length() - 1])
            for bit in abi.ModuleFeature
        }

    def process(self, pid: int | None = None, *, pidfd: int | None = None) -> AddressSpace:
        """The address space of a process: of a pid, of a pidfd, or without either of the caller.
        Another process than the caller needs CAP_SYS_PTRACE.
        """
        if pidfd is not None:
            argument = abi.OpenArgs(flags=abi.OpenFlag.PIDFD, target=pidfd)
            target = "the process of the pidfd"
        elif pid is not None:
            argument = abi.OpenArgs(flags=abi.OpenFlag.PID, target=pid)
            target = f"process {pid}"
        else:
            argument = abi.OpenArgs(flags=abi.OpenFlag.SELF)
            target = "the caller"
        try:
            descriptor, _ = self._handle.try_call(abi.RMM_OPEN, argument)
        except OSError as error:
            raise call_error(abi.RMM_OPEN, target, error) from error
        return AddressSpace(Handle(descriptor, target))

    def processes(
        self, *, resident: bool = False, pss: bool = False, first: int = 0, budget_us: int = 0
    ) -> Records[abi.ProcessRecord]:
        """The processes with an address space, by ascending pid. `resident` adds memory by node and
        by size of mapping, `pss` USS and PSS, which cost more. Without CAP_SYS_PTRACE only the caller
        is returned.
        """
        flags = abi.ProcessesFlag.RESIDENT if resident else 0
        flags |= abi.ProcessesFlag.PSS if pss else 0
        argument = abi.ProcessesArgs(flags=flags, first=first, budget_us=budget_us)

        def resume(argument: Any, answer: Any) -> bool:
            argument.first = answer.next
            return bool(answer.next != 0)

        return Records(self._handle, abi.RMM_PROCESSES, abi.ProcessRecord, argument, resume)

    def memcgs(self) -> Iterator[NamedMemcg]:
        """The memory cgroups, parents before their children. Needs CAP_SYS_ADMIN."""
        for record, names in self._memcgs(0, abi.MemcgRecord):
            first = record.name_offset
            yield NamedMemcg(record, bytes(names[first : first + record.name_len]))

    def memcg_nodes(self) -> Iterator[abi.MemcgNodeRecord]:
        """LRU lists of the memory cgroups by node. Needs CAP_SYS_ADMIN."""
        for record, _ in self._memcgs(abi.MemcgsFlag.NODES, abi.MemcgNodeRecord):
            yield record

    def _memcgs(self, flags: int, kind: Any) -> Iterator[tuple[Any, bytearray]]:
        """If the cgroup at which to resume was removed, the enumeration starts again, and what was
        returned before is left out.
        """
        capacity, after, stale = BATCH, 0, 0
        records, names = Buffer(capacity * kind.SIZE), Buffer(1 << 16)
        seen: set[tuple[int, int]] = set()
        while True:
            argument = abi.MemcgsArgs(
                flags=flags,
                after=after,
                buf=records.address,
                capacity=capacity,
                record_size=kind.SIZE,
                names=names.address,
                names_size=len(names.data),
            )
            try:
                _, answer = self._handle.try_call(abi.RMM_MEMCGS, argument)
            except OSError as error:
                if error.errno == errno.ENOSPC and capacity < 1 << 20:
                    capacity *= 4
                    records, names = Buffer(capacity * kind.SIZE), Buffer(4 * len(names.data))
                    continue
                if error.errno == errno.ESTALE and stale < STALE_TRIES:
                    after, stale = 0, stale + 1
                    continue
                raise self._handle.error(abi.RMM_MEMCGS, error) from error
            for at in range(answer.count):
                record = kind.from_bytes(records.data, at * kind.SIZE)
                key = (record.cgroup, getattr(record, "node", 0))
                if key not in seen:
                    seen.add(key)
                    yield record, names.data
            if answer.next == abi.ABSENT:
                return
            after = answer.next

    def nodes(self) -> Records[abi.NodeRecord]:
        """The online nodes."""
        return self._machine_list(abi.RMM_NODES, abi.NodeRecord)

    def node_cpus(self) -> Records[abi.NodeCpusRecord]:
        """Ranges of online CPUs by node."""
        return self._machine_list(abi.RMM_NODES, abi.NodeCpusRecord, abi.NodesFlag.CPUS)

    def node_distances(self) -> Records[abi.NodeDistanceRecord]:
        """Distances between nodes."""
        return self._machine_list(abi.RMM_NODES, abi.NodeDistanceRecord, abi.NodesFlag.DISTANCES)

    def zonelists(self) -> Records[abi.ZoneRefRecord]:
        """The order in which an allocation tries zones, by node."""
        return self._machine_list(abi.RMM_NODES, abi.ZoneRefRecord, abi.NodesFlag.ZONELISTS)

    def zones(self, *, populated: bool = False) -> Records[abi.ZoneRecord]:
        """The zones of the online nodes; if `populated`, only those with present pages."""
        flags = abi.ZonesFlag.POPULATED if populated else 0
        return self._machine_list(abi.RMM_ZONES, abi.ZoneRecord, flags)

    def pagesets(self) -> Records[abi.PagesetRecord]:
        """The page lists of each CPU for each zone with present pages."""
        return self._machine_list(abi.RMM_ZONES, abi.PagesetRecord, abi.ZonesFlag.PAGESETS)

    def buddy(self) -> Records[abi.BuddyRecord]:
        """Free blocks by order of each zone with present pages."""
        return self._machine_list(abi.RMM_BUDDY, abi.BuddyRecord)

    def page_types(self) -> Records[abi.PageTypesRecord]:
        """Free blocks by migrate type and order. Needs CAP_SYS_ADMIN."""
        return self._machine_list(abi.RMM_PAGETYPES, abi.PageTypesRecord)

    def fragmentation(self) -> Records[abi.FragmentationRecord]:
        """Fragmentation by order of each zone with present pages."""
        return self._machine_list(abi.RMM_FRAGMENTATION, abi.FragmentationRecord)

    def _machine_list(self, request: int, record: type[R], flags: int = 0) -> Records[R]:
        def resume(argument: Any, answer: Any) -> bool:
            argument.start = answer.next
            return bool(answer.next != abi.ABSENT)

        return Records(self._handle, request, record, abi.MachineListArgs(flags=flags), resume)

    def free_blocks(self, node: int, zone: abi.ZoneKind) -> Records[abi.FreeBlockRecord]:
        """Every free block of a zone, ascending. Needs CAP_SYS_ADMIN."""
        argument = abi.FreeBlocksArgs(node=node, zone=zone, end=abi.ABSENT)
        return Records(self._handle, abi.RMM_FREEBLOCKS, abi.FreeBlockRecord, argument, to_end)

    def page_blocks(self, node: int, zone: abi.ZoneKind) -> Iterator[ZonePageBlock]:
        """Every page block of a zone, ascending. Needs CAP_SYS_ADMIN."""
        buffer = Buffer(8 * BATCH)
        argument = abi.PageBlocksArgs(node=node, zone=zone, end=abi.ABSENT)
        argument.buf, argument.capacity = buffer.address, len(buffer.data)
        while True:
            answer = self._handle.call(abi.RMM_PAGEBLOCKS, argument)
            for at in range(answer.count):
                pfn = answer.first + (at << answer.block_order)
                yield ZonePageBlock(pfn, answer.block_order, buffer.data[at])
            if not to_end(argument, answer):
                return

    def lru(self) -> list[abi.LruRecord]:
        """LRU lists and MGLRU generations of the online nodes."""
        return list(Records(self._handle, abi.RMM_LRU, abi.LruRecord, abi.ListArgs(), once))

    def layout(self) -> list[abi.RegionRecord]:
        """The regions of the kernel's address space from top to bottom."""
        return list(Records(self._handle, abi.RMM_LAYOUT, abi.RegionRecord, abi.ListArgs(), once))

    def events(self) -> dict[str, abi.EventRecord]:
        """Events since boot, by the names of EventKind."""
        records = Records(self._handle, abi.RMM_EVENTS, abi.EventRecord, abi.EventsArgs(), once)
        return {abi.EventKind.word(record.event): record for record in records}

    def pressure(self) -> tuple[abi.PressureArgs, list[abi.NodePressureRecord]]:
        """Memory pressure of the machine, and of each node."""
        return one_call(
            self._handle, abi.RMM_PRESSURE, abi.NodePressureRecord, abi.PressureArgs()
        )

    def frames(
        self,
        start: int = 0,
        end: int = abi.ABSENT,
        *,
        node: int | None = None,
        **options: Unpack[FramesOptions],
    ) -> Records[abi.FrameRecord]:
        """Page frames of a range, of all nodes or of one, ascending, without holes. Needs
        CAP_SYS_ADMIN.
        """
        argument = abi.PfnsArgs(start=start, end=end, **options)
        argument.node_plus_1 = 0 if node is None else node + 1
        return Records(self._handle, abi.RMM_PFNS, abi.FrameRecord, argument, to_end)

    def file_cache(
        self, file: int, start: int = 0, end: int = abi.ABSENT
    ) -> list[abi.FileCacheRecord]:
        """The page cache of an open file by node, kind and order; offsets in bytes. `file` is a
        descriptor. Needs the rights of cachestat(2), or CAP_SYS_ADMIN.
        """
        argument = abi.FileCacheArgs(start=start, end=end, fd=file)
        records = Records(self._handle, abi.RMM_FILE, abi.FileCacheRecord, argument, to_end)
        return add_up(iter(records), ("node", "kind", "order"))

    def mappings(self, pfn: int) -> PageMappings:
        """Every entry that maps a page frame, in any process. Needs CAP_SYS_ADMIN."""
        return read_mappings(self._handle, abi.RmapArgs(pfn=pfn))
