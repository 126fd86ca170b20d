// SPDX-License-Identifier: GPL-2.0

//! Requests about the machine: processes, memory cgroups, nodes, zones, the page cache, events,
//! pressure.

use crate::{
    abi::{
        self,
        blocks::{
            FragmentationRecord,
            FreeBlockRecord,
            FreeBlocksArgs,
            MigrateType,
            PageBlocksArgs,
            PageTypesRecord, //
        },
        buddy::BuddyRecord,
        events::{
            EventRecord,
            EventsArgs, //
        },
        file_cache::{
            FileCacheArgs,
            FileCacheRecord, //
        },
        kernel_layout::RegionRecord,
        lru::LruRecord,
        machine_list::{
            MachineListArgs,
            NodesFlag,
            ZonesFlag, //
        },
        memcg::{
            MemcgNodeRecord,
            MemcgRecord,
            MemcgsArgs,
            MemcgsFlag, //
        },
        node::NodeRecord,
        page_block::{
            BLOCK_ABSENT,
            BLOCK_FREE_SHIFT,
            BLOCK_ISOLATED,
            BLOCK_SKIP,
            BLOCK_TYPE, //
        },
        pageset::PagesetRecord,
        pressure::{
            NodePressureRecord,
            PressureArgs, //
        },
        process::{
            ProcessRecord,
            ProcessesArgs,
            ProcessesFlag, //
        },
        rmap::RmapArgs,
        topology::{
            NodeCpusRecord,
            NodeDistanceRecord,
            ZoneRefRecord, //
        },
        walk_cost::WalkCost,
        zone::ZoneRecord,
        zone_kind::ZoneKind,
        AbiRecord, //
    },
    calls::{
        grow,
        is_full,
        name_at,
        CallHandle,
        BATCH_RECORDS,
        NAMES_SIZE, //
    },
    error::RmmError,
    iterator::{
        CallProgress,
        RecordIterator, //
    },
    model::pressure::{
        write_pressure_sentence,
        SentencePart, //
    },
    options::{
        budget_us,
        ProcessesOptions, //
    },
    process::{
        read_mappings,
        PageMappings, //
    },
    session::Rmm,
    sums::sum_records, //
};
use std::{
    collections::HashSet,
    io,
    ops::{
        Deref,
        Range, //
    },
    os::fd::{
        AsFd,
        AsRawFd, //
    }, //
};

/// Times that the enumeration of memory cgroups starts again because the one at which to resume
/// was removed.
const STALE_TRIES: u32 = 1000;

/// A memory cgroup and its path.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct NamedMemcg {
    /// The record.
    pub record: MemcgRecord,
    /// Path relative to the root of the hierarchy. It is chosen by others and may contain any byte
    /// but zero.
    pub path: Vec<u8>,
}

impl Deref for NamedMemcg {
    type Target = MemcgRecord;

    fn deref(&self) -> &MemcgRecord {
        &self.record
    }
}

/// Memory pressure of the machine and of its nodes.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct MachinePressure {
    /// Counts of the machine and the node under the highest pressure.
    pub machine: PressureArgs,
    /// A record for each online node.
    pub nodes: Vec<NodePressureRecord>,
}

impl MachinePressure {
    /// The judgement as a sentence, as in `/proc/rmm/pressure`.
    pub fn sentence(&self) -> String {
        let mut sentence = String::new();
        write_pressure_sentence(&self.machine, &self.nodes, |part| {
            sentence += &match part {
                SentencePart::Text(text) => text.to_owned(),
                SentencePart::Number(abi::ABSENT) => "-".to_owned(),
                SentencePart::Number(number) => number.to_string(),
            };
        });
        sentence
    }
}

/// One page block of a zone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ZonePageBlock {
    /// First page frame.
    pub pfn: u64,
    /// The block has `1 << order` pages.
    pub order: u32,
    /// The byte that the module returned, made of `RMM_BLOCK_*`.
    pub byte: u8,
}

impl ZonePageBlock {
    /// Whether the block is a hole, offline, or in another zone. Then nothing else is known.
    pub fn is_absent(&self) -> bool {
        self.byte == BLOCK_ABSENT
    }

    /// Migrate type; of an isolated block, the type that it returns to.
    pub fn migrate_type(&self) -> Option<MigrateType> {
        MigrateType::from_raw((self.byte & BLOCK_TYPE).into()).filter(|_| !self.is_absent())
    }

    /// Whether compaction skips the block.
    pub fn is_skipped(&self) -> Option<bool> {
        (!self.is_absent()).then_some(self.byte & BLOCK_SKIP != 0)
    }

    /// Whether the block is isolated.
    pub fn is_isolated(&self) -> Option<bool> {
        (!self.is_absent()).then_some(self.byte & BLOCK_ISOLATED != 0)
    }

    /// Free share: 0 if no page is free, 7 if all are.
    pub fn free_share(&self) -> Option<u8> {
        (!self.is_absent()).then_some(self.byte >> BLOCK_FREE_SHIFT)
    }
}

impl Rmm {
    /// The processes with an address space, by ascending pid. Without CAP_SYS_PTRACE only the caller
    /// is returned.
    pub fn processes(&self, options: &ProcessesOptions) -> RecordIterator<ProcessRecord> {
        let mut flags = 0;
        if options.resident {
            flags |= ProcessesFlag::RESIDENT;
        }
        if options.pss {
            flags |= ProcessesFlag::PSS;
        }
        let argument = ProcessesArgs {
            flags,
            first: options.first,
            budget_us: budget_us(options.budget),
            ..ProcessesArgs::ZERO
        };
        self.device.resume(abi::PROCESSES, argument)
    }

    /// The memory cgroups, parents before their children.
    pub fn memcgs(&self) -> RecordIterator<NamedMemcg> {
        read_memcgs(
            self.device.clone(),
            0,
            |record: &MemcgRecord| (record.cgroup, 0),
            |record: &MemcgRecord, names| NamedMemcg {
                record: *record,
                path: name_at(names, record.name_offset, record.name_len),
            },
        )
    }

    /// LRU lists of the memory cgroups by node.
    pub fn memcg_nodes(&self) -> RecordIterator<MemcgNodeRecord> {
        read_memcgs(
            self.device.clone(),
            MemcgsFlag::NODES,
            |record: &MemcgNodeRecord| (record.cgroup, record.node),
            |record: &MemcgNodeRecord, _| *record,
        )
    }

    /// The online nodes.
    pub fn nodes(&self) -> RecordIterator<NodeRecord> {
        self.machine_list(abi::NODES, 0)
    }

    /// Ranges of online CPUs by node.
    pub fn node_cpus(&self) -> RecordIterator<NodeCpusRecord> {
        self.machine_list(abi::NODES, NodesFlag::CPUS)
    }

    /// Distances between nodes.
    pub fn node_distances(&self) -> RecordIterator<NodeDistanceRecord> {
        self.machine_list(abi::NODES, NodesFlag::DISTANCES)
    }

    /// The zonelists of nodes: the order in which an allocation tries zones.
    pub fn zonelists(&self) -> RecordIterator<ZoneRefRecord> {
        self.machine_list(abi::NODES, NodesFlag::ZONELISTS)
    }

    /// The zones of the online nodes; if `populated`, only those with present pages.
    pub fn zones(&self, populated: bool) -> RecordIterator<ZoneRecord> {
        let flags = if populated { ZonesFlag::POPULATED } else { 0 };
        self.machine_list(abi::ZONES, flags)
    }

    /// The page lists of each CPU for each zone with present pages.
    pub fn pagesets(&self) -> RecordIterator<PagesetRecord> {
        self.machine_list(abi::ZONES, ZonesFlag::PAGESETS)
    }

    /// Free blocks by order of each zone with present pages.
    pub fn buddy(&self) -> RecordIterator<BuddyRecord> {
        self.machine_list(abi::BUDDY, 0)
    }

    /// Free blocks by migrate type and order. Needs CAP_SYS_ADMIN.
    pub fn page_types(&self) -> RecordIterator<PageTypesRecord> {
        self.machine_list(abi::PAGETYPES, 0)
    }

    /// Fragmentation by order of each zone with present pages.
    pub fn fragmentation(&self) -> RecordIterator<FragmentationRecord> {
        self.machine_list(abi::FRAGMENTATION, 0)
    }

    fn machine_list<T: AbiRecord + Send>(&self, request: u32, flags: u32) -> RecordIterator<T> {
        let argument = MachineListArgs {
            flags,
            ..MachineListArgs::ZERO
        };
        self.device.resume(request, argument)
    }

    /// Every free block of a zone, ascending. Needs CAP_SYS_ADMIN.
    pub fn free_blocks(&self, node: u32, zone: ZoneKind) -> RecordIterator<FreeBlockRecord> {
        let argument = FreeBlocksArgs {
            node,
            zone: zone as u32,
            end: abi::ABSENT,
            ..FreeBlocksArgs::ZERO
        };
        let device = &self.device;
        device.resume_or(abi::FREEBLOCKS, argument, move |handle, error| {
            zone_error(handle, abi::FREEBLOCKS, node, error)
        })
    }

    /// Every page block of a zone, ascending. Needs CAP_SYS_ADMIN.
    pub fn page_blocks(&self, node: u32, zone: ZoneKind) -> RecordIterator<ZonePageBlock> {
        let handle = self.device.clone();
        let mut argument = PageBlocksArgs {
            node,
            zone: zone as u32,
            end: abi::ABSENT,
            ..PageBlocksArgs::ZERO
        };
        let mut bytes = vec![0; 8 * BATCH_RECORDS];
        RecordIterator::new(move |found| {
            handle
                .try_call_bytes(abi::PAGEBLOCKS, &mut argument, &mut bytes)
                .map_err(|error| zone_error(&handle, abi::PAGEBLOCKS, node, error))?;
            let order = argument.block_order;
            let blocks = bytes.iter().take(argument.count as usize).zip(0u64..);
            found.extend(blocks.map(|(&byte, at)| ZonePageBlock {
                pfn: argument.first + (at << order),
                order,
                byte,
            }));
            argument.start = argument.next;
            Ok(CallProgress {
                is_done: argument.next == argument.end,
                cost: WalkCost::ZERO,
            })
        })
    }

    /// LRU lists and MGLRU generations of the online nodes.
    pub fn lru(&self) -> Result<Vec<LruRecord>, RmmError> {
        self.device.list(abi::LRU)
    }

    /// The regions of the kernel's address space from top to bottom.
    pub fn layout(&self) -> Result<Vec<RegionRecord>, RmmError> {
        self.device.list(abi::LAYOUT)
    }

    /// Events since boot. Their names are in [`abi::events::EventKind`].
    pub fn events(&self) -> Result<Vec<EventRecord>, RmmError> {
        let mut records = vec![EventRecord::ZERO; BATCH_RECORDS];
        loop {
            let mut argument = EventsArgs::ZERO;
            self.device
                .call(abi::EVENTS, &mut argument, &mut records, &mut [])?;
            if argument.total as usize > records.len() && grow(&mut records) {
                continue;
            }
            records.truncate(argument.count as usize);
            return Ok(records);
        }
    }

    /// Memory pressure of the machine and of its nodes.
    pub fn pressure(&self) -> Result<MachinePressure, RmmError> {
        let mut nodes = vec![NodePressureRecord::ZERO; BATCH_RECORDS];
        loop {
            let mut machine = PressureArgs::ZERO;
            self.device
                .call(abi::PRESSURE, &mut machine, &mut nodes, &mut [])?;
            if machine.nodes as usize > nodes.len() && grow(&mut nodes) {
                continue;
            }
            nodes.truncate(machine.count as usize);
            machine.buf = 0;
            return Ok(MachinePressure { machine, nodes });
        }
    }

    /// The page cache of a file by node, kind and order; offsets in bytes, of which an end of
    /// [`abi::ABSENT`] is that of the page cache. Needs the rights of cachestat(2), or
    /// CAP_SYS_ADMIN.
    pub fn file_cache(
        &self,
        file: impl AsFd,
        range: Range<u64>,
    ) -> Result<Vec<FileCacheRecord>, RmmError> {
        let argument = FileCacheArgs {
            start: range.start,
            end: range.end,
            fd: file.as_fd().as_raw_fd(),
            ..FileCacheArgs::ZERO
        };
        sum_records(self.device.resume(abi::FILE, argument))
    }

    /// Every entry that maps a page frame, in any process. Needs CAP_SYS_ADMIN.
    pub fn mappings(&self, pfn: u64) -> Result<PageMappings, RmmError> {
        let argument = RmapArgs {
            pfn,
            ..RmapArgs::ZERO
        };
        read_mappings(&self.device, argument)
    }
}

/// The error of a call about a zone.
fn zone_error(handle: &CallHandle, request: u32, node: u32, error: io::Error) -> RmmError {
    match error.raw_os_error() {
        Some(libc::ENXIO) => RmmError::NoZone { node },
        _ => handle.error(request, error),
    }
}

/// Enumerates memory cgroups, or what they have on each node. If the memory cgroup at which to
/// resume was removed, the enumeration starts again, and records that were returned before are
/// left out.
fn read_memcgs<R: AbiRecord + Send, T: 'static>(
    handle: CallHandle,
    flags: u32,
    key: fn(&R) -> (u64, u32),
    convert: fn(&R, &[u8]) -> T,
) -> RecordIterator<T> {
    let mut records = vec![R::ZERO; BATCH_RECORDS];
    let mut names = vec![0; NAMES_SIZE];
    let mut seen = HashSet::new();
    let (mut after, mut stale) = (0, 0);
    RecordIterator::new(move |found| loop {
        let mut argument = MemcgsArgs {
            flags,
            after,
            ..MemcgsArgs::ZERO
        };
        match handle.try_call(abi::MEMCGS, &mut argument, &mut records, &mut names) {
            Err(error) if is_full(&error) && grow(&mut records) => {
                names.resize(4 * names.len(), 0);
                continue;
            }
            Err(error) if error.raw_os_error() == Some(libc::ESTALE) && stale < STALE_TRIES => {
                (after, stale) = (0, stale + 1);
                continue;
            }
            Err(error) => return Err(handle.error(abi::MEMCGS, error)),
            Ok(()) => {}
        }
        let new = records.iter().take(argument.count as usize);
        let new = new.filter(|record| seen.insert(key(record)));
        found.extend(new.map(|record| convert(record, &names)));
        after = argument.next;
        return Ok(CallProgress {
            is_done: argument.next == abi::ABSENT,
            cost: WalkCost::ZERO,
        });
    })
}
