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
pub mod counters;
pub mod info;
pub mod names;
pub mod page;
pub mod phys;
pub mod space;
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
pub const CONSTANTS: &[&[Constant]] = &[info::CONSTANTS, COMMON, page::CONSTANTS, arena::CONSTANTS];

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
    phys::ZoneFlag::NAMES,
    &phys::Zonelist::NAMES,
    &counters::NodeStat::NAMES,
    &counters::ZoneStat::NAMES,
    &counters::NumaEvent::NAMES,
    page::Attribute::NAMES,
    page::PageBit::NAMES,
    &arena::PolicyKind::NAMES,
    &arena::Reason::NAMES,
    &arena::Refusal::NAMES,
    arena::ArenaFlag::NAMES,
    arena::ArenaStatFlag::NAMES,
];

#[cfg(test)]
mod tests;
