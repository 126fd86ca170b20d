// SPDX-License-Identifier: GPL-2.0

//! The user interface: records, ioctl numbers, and names of values.
//!
//! `declare!` (see `declare`) keeps a description beside each item, and rmm-header generates
//! `include/rmm.h` and the tables of docs/abi.md from the descriptions. This module uses no other
//! module. It is compiled into the kernel module and, unchanged, into the host crate.
//!
//! Rules of the interface:
//!
//! - Records consist of fixed-width integers without padding (asserted for every record). A user
//!   address is passed as `u64`.
//! - A record may grow at its end and never changes otherwise. Arguments carry their `size`, arrays
//!   carry a `record_size`. Fields that the caller does not know are cut off; fields that the
//!   module does not know must be zero.
//! - [`ABSENT`] means "not known". It is never the same as zero.

#[macro_use]
mod declare;
pub mod arena;
pub mod args_head;
pub mod blocks;
pub mod buddy;
pub mod counters;
pub mod elsewhere;
pub mod events;
pub mod extent;
pub mod faults;
pub mod file_cache;
pub mod frame;
pub mod histogram;
pub mod info;
pub mod kernel_layout;
pub mod list;
pub mod lru;
pub mod machine_list;
pub mod memcg;
pub mod mempolicy;
pub mod mm;
pub mod names;
pub mod node;
pub mod node_daemon;
pub mod open;
pub mod page;
pub mod page_block;
pub mod page_table;
pub mod pageset;
pub mod pressure;
pub mod process;
pub mod rmap;
pub mod segment;
pub mod topology;
pub mod translate;
pub mod vma;
pub mod walk;
pub mod walk_cost;
pub mod zone;
pub mod zone_kind;

pub use args_head::ArgsHead;
pub use declare::{
    AbiRecord,
    ConstantDescription,
    Declaration,
    FieldDescription,
    NamedBits,
    NamedValue,
    RecordDescription,
    ValueNames, //
};

declare! {
    /// Value of a `u64` field whose number is not known, was not requested, or is hidden from the
    /// caller.
    constant ABSENT: u64 = "RMM_ABSENT" { u64::MAX }

    /// Type byte of the ioctl numbers of `/dev/rmm`.
    constant MAGIC: u8 = "RMM_IOC_MAGIC" { 0xbb }
}

/// `_IOWR(MAGIC, nr, struct rmm_head)`.
pub const fn iowr(nr: u8) -> u32 {
    const READ_WRITE: u32 = 3;
    let size = core::mem::size_of::<ArgsHead>() as u32;
    (READ_WRITE << 30) | (size << 16) | ((MAGIC as u32) << 8) | nr as u32
}

/// One ioctl of the interface.
pub struct IoctlDescription {
    /// Macro name in the header.
    pub name: &'static str,
    /// `nr` part of the number.
    pub nr: u8,
    /// C name of the argument's structure.
    pub arg: &'static str,
    /// Documentation, as in [`ConstantDescription::doc`].
    pub doc: &'static str,
}

macro_rules! ioctls {
    ($($(#[doc = $doc:literal])+ $konst:ident = $nr:literal, $arg:ty, $cname:literal;)+) => {
        $($(#[doc = $doc])+ pub const $konst: u32 = iowr($nr);)+

        /// Every ioctl of the interface, for the header.
        pub const IOCTLS: &[IoctlDescription] = &[$(IoctlDescription {
            name: $cname,
            nr: $nr,
            arg: <$arg as AbiRecord>::DESCRIPTION.name,
            doc: concat!($($doc, "\n"),+),
        }),+];
    };
}

ioctls! {
    /// On `/dev/rmm`: returns the version, the features, and the reason why a feature is off.
    INFO = 0x00, info::InfoArgs, "RMM_INFO";
    /// On `/dev/rmm`: returns a file descriptor for the address space of one process.
    OPEN = 0x01, open::OpenArgs, "RMM_OPEN";
    /// On an address space: returns the VMAs in a range, in ascending order.
    VMAS = 0x10, vma::VmasArgs, "RMM_VMAS";
    /// On an address space: walks the page tables of a range.
    WALK = 0x11, walk::WalkArgs, "RMM_WALK";
    /// On an address space: returns the number and size of its page tables by level.
    PAGETABLE = 0x12, list::ListArgs, "RMM_PAGETABLE";
    /// On an address space: returns its segments and how much of each is resident.
    SEGMENTS = 0x13, list::ListArgs, "RMM_SEGMENTS";
    /// On an address space: translates one address and returns the entry at each level.
    TRANSLATE = 0x14, translate::TranslateArgs, "RMM_TRANSLATE";
    /// On an address space: counts folios by kind, node and order, and how they are mapped.
    FOLIOS = 0x15, histogram::HistogramArgs, "RMM_FOLIOS";
    /// On an address space: returns USS and PSS, and counts pages by mapcount.
    SHARING = 0x16, histogram::HistogramArgs, "RMM_SHARING";
    /// On an address space: counts pages by MGLRU generation.
    AGE = 0x17, histogram::HistogramArgs, "RMM_AGE";
    /// On an address space: counts pages by VMA, kind and node.
    NUMA = 0x18, histogram::HistogramArgs, "RMM_NUMA";
    /// On an address space: counts physically contiguous runs by length.
    RUNS = 0x19, histogram::HistogramArgs, "RMM_RUNS";
    /// On an address space: returns the page faults of its process.
    FAULTS_OF = 0x1a, process::ProcessFaultsArgs, "RMM_FAULTS_OF";
    /// On an address space: returns its fields (`struct rmm_mm`), one record.
    MM = 0x1b, list::ListArgs, "RMM_MM";
    /// On `/dev/rmm`, by page frame, and on an address space, by address: returns the mappings of a
    /// page.
    RMAP = 0x20, rmap::RmapArgs, "RMM_RMAP";
    /// On `/dev/rmm`: returns a record for each page frame of a range.
    PFNS = 0x21, frame::PfnsArgs, "RMM_PFNS";
    /// On `/dev/rmm`: returns one record for each process.
    PROCESSES = 0x22, process::ProcessesArgs, "RMM_PROCESSES";
    /// On `/dev/rmm`: counts faults, migrations and reclaim while the descriptor requests it.
    FAULTS = 0x23, faults::FaultsArgs, "RMM_FAULTS";
    /// On `/dev/rmm`: counts the page cache of a file by node, kind and order.
    FILE = 0x24, file_cache::FileCacheArgs, "RMM_FILE";
    /// On `/dev/rmm`: returns the page faults of one process, one record each, while the descriptor
    /// records them.
    FAULT_RECORDS = 0x25, faults::FaultRecordsArgs, "RMM_FAULT_RECORDS";
    /// On `/dev/rmm`: returns the online nodes (`struct rmm_node`), or their CPUs, distances or
    /// zonelists as a flag selects.
    NODES = 0x30, machine_list::MachineListArgs, "RMM_NODES";
    /// On `/dev/rmm`: returns the zones of the online nodes (`struct rmm_zone`), or with a flag
    /// their per-CPU page lists.
    ZONES = 0x31, machine_list::MachineListArgs, "RMM_ZONES";
    /// On `/dev/rmm`: returns free blocks by order (`struct rmm_buddy`) of every zone with present
    /// pages.
    BUDDY = 0x32, machine_list::MachineListArgs, "RMM_BUDDY";
    /// On `/dev/rmm`: returns free blocks by migrate type and order (`struct rmm_pagetypes`) of
    /// every zone with present pages. The opener and the caller need CAP_SYS_ADMIN in the initial
    /// user namespace.
    PAGETYPES = 0x33, machine_list::MachineListArgs, "RMM_PAGETYPES";
    /// On `/dev/rmm`: returns every free block of a zone.
    FREEBLOCKS = 0x34, blocks::FreeBlocksArgs, "RMM_FREEBLOCKS";
    /// On `/dev/rmm`: returns one byte for every page block of a zone.
    PAGEBLOCKS = 0x35, blocks::PageBlocksArgs, "RMM_PAGEBLOCKS";
    /// On `/dev/rmm`: returns fragmentation by order (`struct rmm_fragmentation`) of every zone
    /// with present pages.
    FRAGMENTATION = 0x36, machine_list::MachineListArgs, "RMM_FRAGMENTATION";
    /// On `/dev/rmm`: returns the LRU lists and MGLRU generations of every online node.
    LRU = 0x37, list::ListArgs, "RMM_LRU";
    /// On `/dev/rmm`: returns event counts since boot, by theme.
    EVENTS = 0x38, events::EventsArgs, "RMM_EVENTS";
    /// On `/dev/rmm`: returns the regions of the kernel's address space from top to bottom.
    LAYOUT = 0x39, list::ListArgs, "RMM_LAYOUT";
    /// On `/dev/rmm`: returns every memory cgroup, or with a flag its lists by node.
    MEMCGS = 0x3a, memcg::MemcgsArgs, "RMM_MEMCGS";
    /// On `/dev/rmm`: returns the memory pressure of the machine and of each node.
    PRESSURE = 0x3b, pressure::PressureArgs, "RMM_PRESSURE";
    /// On `/dev/rmm`: creates an arena and returns a file descriptor for mmap(2).
    ARENA_CREATE = 0x40, arena::ArenaCreateArgs, "RMM_ARENA_CREATE";
    /// On an arena: returns where its pages are and counts placement decisions by reason.
    ARENA_STAT = 0x41, arena::ArenaStatArgs, "RMM_ARENA_STAT";
    /// On an arena: migrates the pages of a range to other nodes.
    ARENA_MOVE = 0x42, arena::ArenaMoveArgs, "RMM_ARENA_MOVE";
    /// On an arena: returns the last placement decisions.
    ARENA_RING = 0x43, arena::ArenaRingArgs, "RMM_ARENA_RING";
}

/// Every module with declarations, in the order in which the header lists their items.
const HEADER_ORDER: &[&[Declaration]] = &[
    args_head::DECLARATIONS,
    info::DECLARATIONS,
    DECLARATIONS,
    open::DECLARATIONS,
    walk_cost::DECLARATIONS,
    vma::DECLARATIONS,
    walk::DECLARATIONS,
    list::DECLARATIONS,
    names::DECLARATIONS,
    page_table::DECLARATIONS,
    segment::DECLARATIONS,
    mm::DECLARATIONS,
    translate::DECLARATIONS,
    zone_kind::DECLARATIONS,
    node::DECLARATIONS,
    zone::DECLARATIONS,
    buddy::DECLARATIONS,
    topology::DECLARATIONS,
    counters::DECLARATIONS,
    page::DECLARATIONS,
    node_daemon::DECLARATIONS,
    lru::DECLARATIONS,
    kernel_layout::DECLARATIONS,
    memcg::DECLARATIONS,
    machine_list::DECLARATIONS,
    pageset::DECLARATIONS,
    blocks::DECLARATIONS,
    faults::DECLARATIONS,
    events::DECLARATIONS,
    pressure::DECLARATIONS,
    mempolicy::DECLARATIONS,
    histogram::DECLARATIONS,
    process::DECLARATIONS,
    page_block::DECLARATIONS,
    frame::DECLARATIONS,
    file_cache::DECLARATIONS,
    rmap::DECLARATIONS,
    extent::DECLARATIONS,
    arena::DECLARATIONS,
];

fn declarations() -> impl Iterator<Item = &'static Declaration> {
    HEADER_ORDER.iter().copied().flatten()
}

/// Every constant, in the order of the header.
pub fn constants() -> impl Iterator<Item = &'static ConstantDescription> {
    declarations().filter_map(|declaration| match declaration {
        Declaration::Constant(constant) => Some(constant),
        _ => None,
    })
}

/// Every group of names and bits, in the order of the header.
pub fn value_names() -> impl Iterator<Item = &'static ValueNames> {
    declarations().filter_map(|declaration| match declaration {
        Declaration::Values(names) => Some(*names),
        _ => None,
    })
}

/// Every record, in the order of the header.
pub fn records() -> impl Iterator<Item = &'static RecordDescription> {
    declarations().filter_map(|declaration| match declaration {
        Declaration::Record(record) => Some(record),
        _ => None,
    })
}

#[cfg(test)]
mod tests;
