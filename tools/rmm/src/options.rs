// SPDX-License-Identifier: GPL-2.0

//! Ranges, budgets and filters of requests.

use crate::abi;
use std::{
    ops::Range,
    time::Duration, //
};

/// The whole user half of an address space.
pub(crate) const WHOLE_RANGE: Range<u64> = 0..abi::ABSENT;

/// A budget in µs, as calls take it: at least 1, because 0 sets no limit.
pub(crate) fn budget_us(budget: Option<Duration>) -> u64 {
    budget.map_or(0, |budget| {
        u64::try_from(budget.as_micros()).map_or(u64::MAX, |us| us.max(1))
    })
}

/// Which VMAs to return, and which of their fields.
#[derive(Clone, Debug)]
pub struct VmasOptions {
    /// Addresses; VMAs that overlap are returned uncut. An end of [`abi::ABSENT`] is the end of the
    /// user half.
    pub range: Range<u64>,
    /// Read the names: paths of files, `[heap]` and others.
    pub names: bool,
    /// Fill the fields that need a walk of the page tables.
    pub resident: bool,
    /// Also fill the fields that need the folio of each page: PSS, dirty and private memory.
    pub folios: bool,
}

impl Default for VmasOptions {
    fn default() -> Self {
        Self {
            range: WHOLE_RANGE,
            names: true,
            resident: true,
            folios: false,
        }
    }
}

/// Which entries a walk returns. An entry is returned if it passes every field; a field of 0 passes
/// all.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct EntryFilter {
    /// Bit n passes entries of [`abi::names::PageKind`] n.
    pub kinds: u64,
    /// Bits of [`abi::extent::PageCategory`] that must all be set, after `inverted` is applied.
    pub required: u64,
    /// Categories whose value is inverted before the comparison.
    pub inverted: u64,
    /// Categories of which at least one must be set, after `inverted` is applied.
    pub any_of: u64,
    /// Bit n passes pages on node n, bit 63 those on all nodes from 63 on.
    pub nodes: u64,
    /// Bit n passes entries at [`abi::names::TableLevel`] n.
    pub levels: u32,
    /// Bit n passes pages of folios of order n.
    pub orders: u32,
    /// Bit n passes pages of folios with n younger MGLRU generations.
    pub ages: u32,
}

/// What a walk of the page tables returns.
#[derive(Clone, Debug)]
pub struct WalkOptions {
    /// Page-aligned addresses. An end of [`abi::ABSENT`] is the end of the user half.
    pub range: Range<u64>,
    /// Time limit of one call. Iterators repeat the call, so it limits how long the module works
    /// without a chance for the caller to stop, not how long the walk takes.
    pub budget: Option<Duration>,
    /// Entries to return.
    pub filter: EntryFilter,
    /// Of pages, bits of [`abi::page::PageAttribute`]; of extents, bits of
    /// [`abi::extent::ExtentAttribute`]; 0 for the default. Unused by summaries.
    pub attributes: u64,
    /// Of extents, bits of [`abi::extent::PageCategory`] in which the entries of an extent agree.
    pub returned: u64,
}

impl Default for WalkOptions {
    fn default() -> Self {
        Self {
            range: WHOLE_RANGE,
            budget: None,
            filter: EntryFilter::default(),
            attributes: 0,
            returned: 0,
        }
    }
}

/// Which processes to return, and which of their fields.
#[derive(Clone, Debug, Default)]
pub struct ProcessesOptions {
    /// Resident memory by node and by size of mapping, which needs a walk of each process.
    pub resident: bool,
    /// USS and PSS, which cost several times as much.
    pub pss: bool,
    /// Lowest pid to return.
    pub first: i32,
    /// Time limit of one call.
    pub budget: Option<Duration>,
}

/// Which page frames to return. A frame is returned if it passes every filter; a filter of 0 passes
/// all.
#[derive(Clone, Debug)]
pub struct FramesOptions {
    /// Page frame numbers.
    pub range: Range<u64>,
    /// Bits of [`abi::frame::FrameAttribute`]: what is read in addition to kind, node, zone, folio
    /// and flags.
    pub attributes: u64,
    /// Bit n passes frames of [`abi::frame::FrameKind`] n.
    pub kinds: u64,
    /// `KPF_*` of linux/kernel-page-flags.h that must all be set.
    pub kpf_required: u64,
    /// `KPF_*` of which none may be set.
    pub kpf_excluded: u64,
    /// `KPF_*` of which at least one must be set.
    pub kpf_any: u64,
    /// Bit n passes frames of folios or free blocks of order n.
    pub orders: u64,
    /// Node of the frames.
    pub node: Option<u32>,
    /// Time limit of one call.
    pub budget: Option<Duration>,
}

impl Default for FramesOptions {
    fn default() -> Self {
        Self {
            range: 0..abi::ABSENT,
            attributes: 0,
            kinds: 0,
            kpf_required: 0,
            kpf_excluded: 0,
            kpf_any: 0,
            orders: 0,
            node: None,
            budget: None,
        }
    }
}
