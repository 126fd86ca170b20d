// SPDX-License-Identifier: GPL-2.0

//! What user space sees, and nothing else: records, ioctl numbers, names.
//!
//! Every declaration here is made with a macro that keeps a description beside the type, so that
//! `include/rmm.h` is generated from this module and cannot drift from it. This module
//! depends on no other: it is compiled into the kernel module and, unchanged, into the host crate.
//!
//! Rules of the ABI:
//!
//! - Fixed-width integers only, no padding (asserted below for every record), no pointers: a user
//!   address travels as `u64`.
//! - A record may grow at its end and never changes otherwise. Arguments carry their `size`,
//!   arrays carry a `record_size`: what a caller does not know is cut, what the kernel side does
//!   not know must be zero.
//! - [`ABSENT`] stands for "not known", which is never the same as zero.

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
pub mod frame;
pub mod histogram;
pub mod info;
pub mod kernel_layout;
pub mod list;
pub mod lru;
pub mod machine_list;
pub mod memcg;
pub mod mempolicy;
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
    /// Value of a `u64` field whose number is not known, not asked for, or not allowed to be seen.
    constant ABSENT: u64 = "RMM_ABSENT" { u64::MAX }

    /// `type` byte of the ioctl numbers of `/dev/rmm`.
    constant MAGIC: u8 = "RMM_IOC_MAGIC" { 0xbb }
}

/// `_IOWR(MAGIC, nr, struct rmm_head)`.
pub const fn iowr(nr: u8) -> u32 {
    const READ_WRITE: u32 = 3;
    let size = core::mem::size_of::<ArgsHead>() as u32;
    (READ_WRITE << 30) | (size << 16) | ((MAGIC as u32) << 8) | nr as u32
}

/// One ioctl: its name in the header, its number, its argument, what it does.
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
    /// On `/dev/rmm`: version, features, and why a feature is off.
    INFO = 0x00, info::InfoArgs, "RMM_INFO";
    /// On `/dev/rmm`: returns a file descriptor for the address space of one process.
    OPEN = 0x01, open::OpenArgs, "RMM_OPEN";
    /// On an address space: its VMAs in a range, in ascending order.
    VMAS = 0x10, vma::VmasArgs, "RMM_VMAS";
    /// On an address space: walks the page tables of a range.
    WALK = 0x11, walk::WalkArgs, "RMM_WALK";
    /// On an address space: its page tables, level by level.
    PAGETABLE = 0x12, list::ListArgs, "RMM_PAGETABLE";
    /// On an address space: its segments, with what is resident in each.
    SEGMENTS = 0x13, list::ListArgs, "RMM_SEGMENTS";
    /// On an address space: what one address leads to, level by level.
    TRANSLATE = 0x14, translate::TranslateArgs, "RMM_TRANSLATE";
    /// On an address space: folios by kind, node and order, and how they are mapped.
    FOLIOS = 0x15, histogram::HistogramArgs, "RMM_FOLIOS";
    /// On an address space: USS, PSS, and how often pages are mapped.
    SHARING = 0x16, histogram::HistogramArgs, "RMM_SHARING";
    /// On an address space: pages by generation of MGLRU.
    AGE = 0x17, histogram::HistogramArgs, "RMM_AGE";
    /// On an address space: pages by kind and node.
    NUMA = 0x18, histogram::HistogramArgs, "RMM_NUMA";
    /// On an address space: how long its physically contiguous runs are.
    RUNS = 0x19, histogram::HistogramArgs, "RMM_RUNS";
    /// On an address space: page faults of its process.
    FAULTS_OF = 0x1a, process::ProcessFaultsArgs, "RMM_FAULTS_OF";
    /// On `/dev/rmm` by page frame, on an address space by address: who maps a page.
    RMAP = 0x20, rmap::RmapArgs, "RMM_RMAP";
    /// On `/dev/rmm`: what the page frames of a range are.
    PFNS = 0x21, frame::PfnsArgs, "RMM_PFNS";
    /// On `/dev/rmm`: one record for each process.
    PROCESSES = 0x22, process::ProcessesArgs, "RMM_PROCESSES";
    /// On `/dev/rmm`: faults, migrations and reclaim, counted while the descriptor asks for it.
    FAULTS = 0x23, faults::FaultsArgs, "RMM_FAULTS";
    /// On `/dev/rmm`: the online nodes (`struct rmm_node`), or with a flag what belongs to them.
    NODES = 0x30, machine_list::MachineListArgs, "RMM_NODES";
    /// On `/dev/rmm`: the zones of the online nodes (`struct rmm_zone`), or with a flag what
    /// belongs to them.
    ZONES = 0x31, machine_list::MachineListArgs, "RMM_ZONES";
    /// On `/dev/rmm`: free blocks by order (`struct rmm_buddy`) of every zone with present pages.
    BUDDY = 0x32, machine_list::MachineListArgs, "RMM_BUDDY";
    /// On `/dev/rmm`: free blocks by migrate type and order (`struct rmm_pagetypes`) of every zone
    /// with present pages. Needs CAP_SYS_ADMIN in the initial user namespace, of the opener and of
    /// the caller.
    PAGETYPES = 0x33, machine_list::MachineListArgs, "RMM_PAGETYPES";
    /// On `/dev/rmm`: every free block of a zone.
    FREEBLOCKS = 0x34, blocks::FreeBlocksArgs, "RMM_FREEBLOCKS";
    /// On `/dev/rmm`: every page block of a zone.
    PAGEBLOCKS = 0x35, blocks::PageBlocksArgs, "RMM_PAGEBLOCKS";
    /// On `/dev/rmm`: fragmentation by order (`struct rmm_fragmentation`) of every zone with
    /// present pages.
    FRAGMENTATION = 0x36, machine_list::MachineListArgs, "RMM_FRAGMENTATION";
    /// On `/dev/rmm`: the lists of every online node that reclaim chooses from.
    LRU = 0x37, list::ListArgs, "RMM_LRU";
    /// On `/dev/rmm`: events since boot, by theme.
    EVENTS = 0x38, events::EventsArgs, "RMM_EVENTS";
    /// On `/dev/rmm`: the regions of the kernel's address space from top to bottom.
    LAYOUT = 0x39, list::ListArgs, "RMM_LAYOUT";
    /// On `/dev/rmm`: every memory cgroup, or with a flag its lists by node.
    MEMCGS = 0x3a, memcg::MemcgsArgs, "RMM_MEMCGS";
    /// On `/dev/rmm`: how short of memory the machine is, node by node, and what is wrong.
    PRESSURE = 0x3b, pressure::PressureArgs, "RMM_PRESSURE";
    /// On `/dev/rmm`: makes an arena and returns a file descriptor to mmap(2).
    ARENA_CREATE = 0x40, arena::ArenaCreateArgs, "RMM_ARENA_CREATE";
    /// On an arena: where its pages are, and what was decided why.
    ARENA_STAT = 0x41, arena::ArenaStatArgs, "RMM_ARENA_STAT";
    /// On an arena: moves the pages of a range to other nodes.
    ARENA_MOVE = 0x42, arena::ArenaMoveArgs, "RMM_ARENA_MOVE";
    /// On an arena: the last decisions.
    ARENA_RING = 0x43, arena::ArenaRingArgs, "RMM_ARENA_RING";
}

/// Every module with declarations. Constants, values and records appear in the header in this order.
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
    rmap::DECLARATIONS,
    extent::DECLARATIONS,
    arena::DECLARATIONS,
];

fn declarations() -> impl Iterator<Item = &'static Declaration> {
    HEADER_ORDER.iter().copied().flatten()
}

/// Every constant that stands alone, in the order of the header.
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
