// SPDX-License-Identifier: GPL-2.0

//! What user space sees, and nothing else: records, ioctl numbers, names.
//!
//! Every declaration here is made with a macro that keeps a description beside the type, so that
//! `include/rmm.h` is generated from this module and cannot drift from it. This module knows no
//! other: it is compiled into the kernel module and, unchanged, into the host crate.
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
pub mod blocks;
pub mod counters;
pub mod elsewhere;
pub mod events;
pub mod extent;
pub mod faults;
pub mod frame;
pub mod histogram;
pub mod info;
pub mod kernel_layout;
pub mod lru;
pub mod machine_list;
pub mod memcg;
pub mod names;
pub mod page;
pub mod pressure;
pub mod process;
pub mod rmap;
pub mod translate;
pub mod walk;
pub mod zone;

pub use declare::{
    AbiRecord, ConstantDescription, FieldDescription, NamedBits, RecordDescription, ValueNames,
};

constants! {
    /// Constants that every part of the interface uses.
    COMMON;
    /// Value of a `u64` field whose number is not known, not asked for, or not allowed to be seen.
    ABSENT: u64 = u64::MAX, "RMM_ABSENT";
    /// `type` byte of the ioctl numbers of `/dev/rmm`.
    MAGIC: u8 = 0xbb, "RMM_IOC_MAGIC";
}

record! {
    /// Start of every ioctl argument. The ioctl numbers are built with the size of this head, not
    /// of the whole argument: an argument may grow, its number stays.
    ArgsHead = "rmm_head" {
        /// Size of the whole argument in bytes, as the caller knows it.
        size: u32,
        /// Flags of the call; a bit that is not known is `EINVAL`.
        flags: u32,
    }
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
            arg: <$arg as AbiRecord>::NAME,
            doc: concat!($($doc, "\n"),+),
        }),+];
    };
}

ioctls! {
    /// On `/dev/rmm`: version, features, and why a feature is off.
    INFO = 0x00, info::InfoArgs, "RMM_INFO";
    /// On `/dev/rmm`: returns a file descriptor for the address space of one process.
    OPEN = 0x01, walk::OpenArgs, "RMM_OPEN";
    /// On an address space: its VMAs in a range, in ascending order.
    VMAS = 0x10, walk::VmasArgs, "RMM_VMAS";
    /// On an address space: walks the page tables of a range.
    WALK = 0x11, walk::WalkArgs, "RMM_WALK";
    /// On an address space: its page tables, level by level.
    PAGETABLE = 0x12, walk::ListArgs, "RMM_PAGETABLE";
    /// On an address space: its segments, with what is resident in each.
    SEGMENTS = 0x13, walk::ListArgs, "RMM_SEGMENTS";
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
    LRU = 0x37, walk::ListArgs, "RMM_LRU";
    /// On `/dev/rmm`: events since boot, by theme.
    EVENTS = 0x38, events::EventsArgs, "RMM_EVENTS";
    /// On `/dev/rmm`: the regions of the kernel's address space from top to bottom.
    LAYOUT = 0x39, walk::ListArgs, "RMM_LAYOUT";
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

/// Every constant that stands alone, in the order of the header.
pub const CONSTANTS: &[&[ConstantDescription]] = &[
    info::CONSTANTS,
    COMMON,
    page::CONSTANTS,
    histogram::CONSTANTS,
    process::CONSTANTS,
    blocks::CONSTANTS,
    extent::CONSTANTS,
    arena::CONSTANTS,
];

/// Every record of the interface, in the order of the header.
pub const RECORDS: &[&dyn RecordDescription] = &[
    &declare::DescriptionOf::<ArgsHead>::NEW,
    &declare::DescriptionOf::<info::InfoArgs>::NEW,
    &declare::DescriptionOf::<walk::OpenArgs>::NEW,
    &declare::DescriptionOf::<walk::WalkCost>::NEW,
    &declare::DescriptionOf::<walk::VmasArgs>::NEW,
    &declare::DescriptionOf::<walk::VmaRecord>::NEW,
    &declare::DescriptionOf::<walk::WalkArgs>::NEW,
    &declare::DescriptionOf::<walk::SummaryRecord>::NEW,
    &declare::DescriptionOf::<walk::ListArgs>::NEW,
    &declare::DescriptionOf::<walk::PageTableRecord>::NEW,
    &declare::DescriptionOf::<walk::SegmentRecord>::NEW,
    &declare::DescriptionOf::<translate::TranslateLevelRecord>::NEW,
    &declare::DescriptionOf::<translate::TranslateArgs>::NEW,
    &declare::DescriptionOf::<zone::NodeRecord>::NEW,
    &declare::DescriptionOf::<zone::ZoneRecord>::NEW,
    &declare::DescriptionOf::<zone::BuddyRecord>::NEW,
    &declare::DescriptionOf::<zone::NodeCpusRecord>::NEW,
    &declare::DescriptionOf::<zone::NodeDistanceRecord>::NEW,
    &declare::DescriptionOf::<zone::ZoneRefRecord>::NEW,
    &declare::DescriptionOf::<page::PageRecord>::NEW,
    &declare::DescriptionOf::<lru::LruRecord>::NEW,
    &declare::DescriptionOf::<kernel_layout::RegionRecord>::NEW,
    &declare::DescriptionOf::<memcg::MemcgsArgs>::NEW,
    &declare::DescriptionOf::<memcg::MemcgRecord>::NEW,
    &declare::DescriptionOf::<memcg::MemcgNodeRecord>::NEW,
    &declare::DescriptionOf::<machine_list::MachineListArgs>::NEW,
    &declare::DescriptionOf::<machine_list::PagesetRecord>::NEW,
    &declare::DescriptionOf::<blocks::FramesCost>::NEW,
    &declare::DescriptionOf::<blocks::FreeBlockRecord>::NEW,
    &declare::DescriptionOf::<blocks::FreeBlocksArgs>::NEW,
    &declare::DescriptionOf::<blocks::PageBlocksArgs>::NEW,
    &declare::DescriptionOf::<blocks::PageTypesRecord>::NEW,
    &declare::DescriptionOf::<blocks::FragmentationRecord>::NEW,
    &declare::DescriptionOf::<faults::FaultsArgs>::NEW,
    &declare::DescriptionOf::<faults::FaultCountRecord>::NEW,
    &declare::DescriptionOf::<events::EventsArgs>::NEW,
    &declare::DescriptionOf::<events::EventRecord>::NEW,
    &declare::DescriptionOf::<pressure::PressureArgs>::NEW,
    &declare::DescriptionOf::<pressure::NodePressureRecord>::NEW,
    &declare::DescriptionOf::<histogram::HistogramArgs>::NEW,
    &declare::DescriptionOf::<histogram::FoliosRecord>::NEW,
    &declare::DescriptionOf::<histogram::SharingRecord>::NEW,
    &declare::DescriptionOf::<histogram::AgeRecord>::NEW,
    &declare::DescriptionOf::<histogram::NumaRecord>::NEW,
    &declare::DescriptionOf::<histogram::RunsRecord>::NEW,
    &declare::DescriptionOf::<process::ProcessesArgs>::NEW,
    &declare::DescriptionOf::<process::ProcessRecord>::NEW,
    &declare::DescriptionOf::<process::ProcessFaultsArgs>::NEW,
    &declare::DescriptionOf::<frame::FrameRecord>::NEW,
    &declare::DescriptionOf::<frame::PfnsArgs>::NEW,
    &declare::DescriptionOf::<rmap::MappingRecord>::NEW,
    &declare::DescriptionOf::<rmap::RmapArgs>::NEW,
    &declare::DescriptionOf::<extent::ExtentRecord>::NEW,
    &declare::DescriptionOf::<arena::ArenaCreateArgs>::NEW,
    &declare::DescriptionOf::<arena::ArenaStatArgs>::NEW,
    &declare::DescriptionOf::<arena::ArenaMoveArgs>::NEW,
    &declare::DescriptionOf::<arena::ArenaRingArgs>::NEW,
    &declare::DescriptionOf::<arena::DecisionRecord>::NEW,
];

/// Every group of names and bits, in the order of the header.
pub const NAMES: &[&ValueNames] = &[
    info::ModuleFeature::NAMES,
    &info::FeatureOffReason::NAMES,
    walk::OpenFlag::NAMES,
    walk::VmasFlag::NAMES,
    walk::VmaState::NAMES,
    walk::WalkFlag::NAMES,
    names::VmaFlag::NAMES,
    &names::VmaKind::NAMES,
    &names::PageKind::NAMES,
    &names::TableLevel::NAMES,
    &names::SegmentKind::NAMES,
    &translate::EntryState::NAMES,
    translate::EntryFlag::NAMES,
    &zone::ZoneKind::NAMES,
    zone::NodeState::NAMES,
    zone::NodeFlag::NAMES,
    zone::NodeWait::NAMES,
    zone::ZoneFlag::NAMES,
    &zone::ZonelistKind::NAMES,
    &counters::NodeStat::NAMES,
    &counters::ZoneStat::NAMES,
    &counters::NumaEvent::NAMES,
    page::PageAttribute::NAMES,
    page::PageFlag::NAMES,
    &zone::DaemonState::NAMES,
    &lru::LruList::NAMES,
    &lru::LruType::NAMES,
    &kernel_layout::RegionKind::NAMES,
    memcg::MemcgsFlag::NAMES,
    memcg::MemcgFlag::NAMES,
    &memcg::MemcgEvent::NAMES,
    machine_list::NodesFlag::NAMES,
    machine_list::ZonesFlag::NAMES,
    machine_list::PagesetFlag::NAMES,
    &blocks::MigrateType::NAMES,
    faults::FaultsFlag::NAMES,
    &faults::FaultKind::NAMES,
    &events::EventTheme::NAMES,
    &events::EventKind::NAMES,
    &pressure::KswapdState::NAMES,
    &pressure::PressureJudgement::NAMES,
    &names::MempolicyMode::NAMES,
    names::MempolicyFlag::NAMES,
    &names::MempolicySource::NAMES,
    histogram::HistogramFlag::NAMES,
    process::ProcessesFlag::NAMES,
    &frame::FrameKind::NAMES,
    frame::FrameAttribute::NAMES,
    frame::FrameFlag::NAMES,
    &rmap::RmapState::NAMES,
    rmap::MappingFlag::NAMES,
    extent::PageCategory::NAMES,
    extent::ExtentAttribute::NAMES,
    &arena::PlacementKind::NAMES,
    &arena::PlacementReason::NAMES,
    &arena::MigrationRefusal::NAMES,
    arena::ArenaFlag::NAMES,
    arena::ArenaStatFlag::NAMES,
];

#[cfg(test)]
mod tests;
