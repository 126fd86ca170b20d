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
pub mod faults;
pub mod filter;
pub mod info;
pub mod layout;
pub mod lru;
pub mod memcg;
pub mod names;
pub mod page;
pub mod pfns;
pub mod phys;
pub mod pressure;
pub mod process;
pub mod rmap;
pub mod rows;
pub mod space;
pub mod tally;
pub mod translate;

pub use declare::{Bits, Constant, Described, Field, Names, Record};

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
    Head = "rmm_head" {
        /// Size of the whole argument in bytes, as the caller knows it.
        size: u32,
        /// Flags of the call; a bit that is not known is `EINVAL`.
        flags: u32,
    }
}

/// `_IOWR(MAGIC, nr, struct rmm_head)`.
pub const fn iowr(nr: u8) -> u32 {
    const READ_WRITE: u32 = 3;
    let size = core::mem::size_of::<Head>() as u32;
    (READ_WRITE << 30) | (size << 16) | ((MAGIC as u32) << 8) | nr as u32
}

/// One ioctl: its name in the header, its number, its argument, what it does.
pub struct Ioctl {
    /// Macro name in the header.
    pub name: &'static str,
    /// `nr` part of the number.
    pub nr: u8,
    /// C name of the argument's structure.
    pub arg: &'static str,
    /// Documentation, as in [`Constant::doc`].
    pub doc: &'static str,
}

macro_rules! ioctls {
    ($($(#[doc = $doc:literal])+ $konst:ident = $nr:literal, $arg:ty, $cname:literal;)+) => {
        $($(#[doc = $doc])+ pub const $konst: u32 = iowr($nr);)+

        /// Every ioctl of the interface, for the header.
        pub const IOCTLS: &[Ioctl] = &[$(Ioctl {
            name: $cname,
            nr: $nr,
            arg: <$arg as Record>::NAME,
            doc: concat!($($doc, "\n"),+),
        }),+];
    };
}

ioctls! {
    /// On `/dev/rmm`: version, features, and why a feature is off.
    INFO = 0x00, info::Info, "RMM_INFO";
    /// On `/dev/rmm`: returns a file descriptor for the address space of one process.
    OPEN = 0x01, space::Open, "RMM_OPEN";
    /// On an address space: its VMAs in a range, in ascending order.
    VMAS = 0x10, space::Vmas, "RMM_VMAS";
    /// On an address space: walks the page tables of a range.
    WALK = 0x11, space::Walk, "RMM_WALK";
    /// On an address space: its page tables, level by level.
    PAGETABLE = 0x12, space::List, "RMM_PAGETABLE";
    /// On an address space: its segments, with what is resident in each.
    SEGMENTS = 0x13, space::List, "RMM_SEGMENTS";
    /// On an address space: what one address leads to, level by level.
    TRANSLATE = 0x14, translate::Translate, "RMM_TRANSLATE";
    /// On an address space: folios by kind, node and order, and how they are mapped.
    FOLIOS = 0x15, tally::Tally, "RMM_FOLIOS";
    /// On an address space: USS, PSS, and how often pages are mapped.
    SHARING = 0x16, tally::Tally, "RMM_SHARING";
    /// On an address space: pages by generation of MGLRU.
    AGE = 0x17, tally::Tally, "RMM_AGE";
    /// On an address space: pages by kind and node.
    NUMA = 0x18, tally::Tally, "RMM_NUMA";
    /// On an address space: how long its physically contiguous runs are.
    RUNS = 0x19, tally::Tally, "RMM_RUNS";
    /// On an address space: page faults of its process.
    FAULTS_OF = 0x1a, process::FaultsOf, "RMM_FAULTS_OF";
    /// On `/dev/rmm` by page frame, on an address space by address: who maps a page.
    RMAP = 0x20, rmap::Rmap, "RMM_RMAP";
    /// On `/dev/rmm`: what the page frames of a range are.
    PFNS = 0x21, pfns::Pfns, "RMM_PFNS";
    /// On `/dev/rmm`: one record for each process.
    PROCESSES = 0x22, process::Processes, "RMM_PROCESSES";
    /// On `/dev/rmm`: faults, migrations and reclaim, counted while the descriptor asks for it.
    FAULTS = 0x23, faults::Faults, "RMM_FAULTS";
    /// On `/dev/rmm`: the online nodes (`struct rmm_node`), or with a flag what belongs to them.
    NODES = 0x30, rows::Rows, "RMM_NODES";
    /// On `/dev/rmm`: the zones of the online nodes (`struct rmm_zone`), or with a flag what
    /// belongs to them.
    ZONES = 0x31, rows::Rows, "RMM_ZONES";
    /// On `/dev/rmm`: free blocks by order (`struct rmm_buddy`) of every zone with present pages.
    BUDDY = 0x32, rows::Rows, "RMM_BUDDY";
    /// On `/dev/rmm`: free blocks by migrate type and order (`struct rmm_pagetypes`) of every zone
    /// with present pages. Needs CAP_SYS_ADMIN in the initial user namespace, of the opener and of
    /// the caller.
    PAGETYPES = 0x33, rows::Rows, "RMM_PAGETYPES";
    /// On `/dev/rmm`: every free block of a zone.
    FREEBLOCKS = 0x34, blocks::FreeBlocks, "RMM_FREEBLOCKS";
    /// On `/dev/rmm`: every page block of a zone.
    PAGEBLOCKS = 0x35, blocks::PageBlocks, "RMM_PAGEBLOCKS";
    /// On `/dev/rmm`: fragmentation by order (`struct rmm_fragmentation`) of every zone with
    /// present pages.
    FRAGMENTATION = 0x36, rows::Rows, "RMM_FRAGMENTATION";
    /// On `/dev/rmm`: the lists of every online node that reclaim chooses from.
    LRU = 0x37, space::List, "RMM_LRU";
    /// On `/dev/rmm`: events since boot, by theme.
    EVENTS = 0x38, events::Events, "RMM_EVENTS";
    /// On `/dev/rmm`: the regions of the kernel's address space from top to bottom.
    LAYOUT = 0x39, space::List, "RMM_LAYOUT";
    /// On `/dev/rmm`: every memory cgroup, or with a flag its lists by node.
    MEMCGS = 0x3a, memcg::Memcgs, "RMM_MEMCGS";
    /// On `/dev/rmm`: how short of memory the machine is, node by node, and what is wrong.
    PRESSURE = 0x3b, pressure::Pressure, "RMM_PRESSURE";
    /// On `/dev/rmm`: makes an arena and returns a file descriptor to mmap(2).
    ARENA_CREATE = 0x40, arena::ArenaCreate, "RMM_ARENA_CREATE";
    /// On an arena: where its pages are, and what was decided why.
    ARENA_STAT = 0x41, arena::ArenaStat, "RMM_ARENA_STAT";
    /// On an arena: moves the pages of a range to other nodes.
    ARENA_MOVE = 0x42, arena::ArenaMove, "RMM_ARENA_MOVE";
    /// On an arena: the last decisions.
    ARENA_RING = 0x43, arena::ArenaRing, "RMM_ARENA_RING";
}

/// Every constant that stands alone, in the order of the header.
pub const CONSTANTS: &[&[Constant]] = &[
    info::CONSTANTS,
    COMMON,
    page::CONSTANTS,
    tally::CONSTANTS,
    process::CONSTANTS,
    blocks::CONSTANTS,
    filter::CONSTANTS,
    arena::CONSTANTS,
];

/// Every record of the interface, in the order of the header.
pub const RECORDS: &[&dyn Described] = &[
    &declare::Of::<Head>::NEW,
    &declare::Of::<info::Info>::NEW,
    &declare::Of::<space::Open>::NEW,
    &declare::Of::<space::Cost>::NEW,
    &declare::Of::<space::Vmas>::NEW,
    &declare::Of::<space::Vma>::NEW,
    &declare::Of::<space::Walk>::NEW,
    &declare::Of::<space::Summary>::NEW,
    &declare::Of::<space::List>::NEW,
    &declare::Of::<space::PageTableLevel>::NEW,
    &declare::Of::<space::Segment>::NEW,
    &declare::Of::<translate::Level>::NEW,
    &declare::Of::<translate::Translate>::NEW,
    &declare::Of::<phys::Node>::NEW,
    &declare::Of::<phys::Zone>::NEW,
    &declare::Of::<phys::Buddy>::NEW,
    &declare::Of::<phys::NodeCpus>::NEW,
    &declare::Of::<phys::Distance>::NEW,
    &declare::Of::<phys::ZoneRef>::NEW,
    &declare::Of::<page::Page>::NEW,
    &declare::Of::<lru::Lru>::NEW,
    &declare::Of::<layout::Region>::NEW,
    &declare::Of::<memcg::Memcgs>::NEW,
    &declare::Of::<memcg::Memcg>::NEW,
    &declare::Of::<memcg::MemcgNode>::NEW,
    &declare::Of::<rows::Rows>::NEW,
    &declare::Of::<rows::Pageset>::NEW,
    &declare::Of::<blocks::FramesCost>::NEW,
    &declare::Of::<blocks::FreeBlock>::NEW,
    &declare::Of::<blocks::FreeBlocks>::NEW,
    &declare::Of::<blocks::PageBlocks>::NEW,
    &declare::Of::<blocks::PageTypes>::NEW,
    &declare::Of::<blocks::Fragmentation>::NEW,
    &declare::Of::<faults::Faults>::NEW,
    &declare::Of::<faults::FaultCount>::NEW,
    &declare::Of::<events::Events>::NEW,
    &declare::Of::<events::Event>::NEW,
    &declare::Of::<pressure::Pressure>::NEW,
    &declare::Of::<pressure::NodePressure>::NEW,
    &declare::Of::<tally::Tally>::NEW,
    &declare::Of::<tally::Folios>::NEW,
    &declare::Of::<tally::Sharing>::NEW,
    &declare::Of::<tally::Age>::NEW,
    &declare::Of::<tally::Numa>::NEW,
    &declare::Of::<tally::Runs>::NEW,
    &declare::Of::<process::Processes>::NEW,
    &declare::Of::<process::Process>::NEW,
    &declare::Of::<process::FaultsOf>::NEW,
    &declare::Of::<pfns::Frame>::NEW,
    &declare::Of::<pfns::Pfns>::NEW,
    &declare::Of::<rmap::Mapping>::NEW,
    &declare::Of::<rmap::Rmap>::NEW,
    &declare::Of::<filter::Extent>::NEW,
    &declare::Of::<arena::ArenaCreate>::NEW,
    &declare::Of::<arena::ArenaStat>::NEW,
    &declare::Of::<arena::ArenaMove>::NEW,
    &declare::Of::<arena::ArenaRing>::NEW,
    &declare::Of::<arena::Decision>::NEW,
];

/// Every group of names and bits, in the order of the header.
pub const NAMES: &[&Names] = &[
    info::Feature::NAMES,
    &info::Off::NAMES,
    space::OpenFlag::NAMES,
    space::VmasFlag::NAMES,
    space::VmaState::NAMES,
    space::WalkFlag::NAMES,
    names::VmaFlag::NAMES,
    &names::VmaKind::NAMES,
    &names::PageKind::NAMES,
    &names::Level::NAMES,
    &names::SegmentKind::NAMES,
    &translate::EntryState::NAMES,
    translate::EntryFlag::NAMES,
    &phys::ZoneKind::NAMES,
    phys::NodeState::NAMES,
    phys::NodeFlag::NAMES,
    phys::NodeWait::NAMES,
    phys::ZoneFlag::NAMES,
    &phys::Zonelist::NAMES,
    &counters::NodeStat::NAMES,
    &counters::ZoneStat::NAMES,
    &counters::NumaEvent::NAMES,
    page::Attribute::NAMES,
    page::PageBit::NAMES,
    &phys::DaemonState::NAMES,
    &lru::LruList::NAMES,
    &lru::LruType::NAMES,
    &layout::RegionKind::NAMES,
    memcg::MemcgsFlag::NAMES,
    memcg::MemcgFlag::NAMES,
    &memcg::MemcgEvent::NAMES,
    rows::NodesFlag::NAMES,
    rows::ZonesFlag::NAMES,
    rows::PagesetFlag::NAMES,
    &blocks::MigrateType::NAMES,
    faults::FaultsFlag::NAMES,
    &faults::FaultKind::NAMES,
    &events::Theme::NAMES,
    &events::EventKind::NAMES,
    &pressure::Kswapd::NAMES,
    &pressure::Judgement::NAMES,
    &names::PolicyMode::NAMES,
    names::PolicyFlag::NAMES,
    &names::PolicySource::NAMES,
    tally::TallyFlag::NAMES,
    process::ProcessesFlag::NAMES,
    &pfns::FrameKind::NAMES,
    pfns::FrameAttribute::NAMES,
    pfns::FrameBit::NAMES,
    &rmap::RmapState::NAMES,
    rmap::RmapBit::NAMES,
    filter::Category::NAMES,
    filter::ExtentAttribute::NAMES,
    &arena::PolicyKind::NAMES,
    &arena::Reason::NAMES,
    &arena::Refusal::NAMES,
    arena::ArenaFlag::NAMES,
    arena::ArenaStatFlag::NAMES,
];

#[cfg(test)]
mod tests;
