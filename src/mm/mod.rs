// SPDX-License-Identifier: GPL-2.0

//! One address space: walks its page tables and produces ABI records.

pub(crate) mod age;
pub(crate) mod attrs_reading;
pub(crate) mod buffers;
pub(crate) mod extents;
pub(crate) mod fields;
pub(crate) mod folios;
pub(crate) mod histogram;
mod mapped_pages;
pub(crate) mod numa;
pub(crate) mod page_records;
pub(crate) mod pages;
pub(crate) mod pagetable;
pub(crate) mod processes;
pub(crate) mod rmap;
pub(crate) mod runs;
pub(crate) mod segments;
pub(crate) mod sharing;
pub(crate) mod summary;
pub(crate) mod translate;
mod vma_sums;
pub(crate) mod vmas;
pub(crate) mod walk;

use crate::{
    abi::ABSENT,
    model::paging::Paging,
    sys::system, //
};
use kernel::prelude::*;

/// The paging geometry of this machine.
pub(crate) fn paging() -> Paging {
    Paging::with_five(system::five_levels())
}

/// Checks a range that a caller passed. `EINVAL` if it is not a valid user range.
pub(crate) fn check_range(start: u64, end: u64) -> Result<(u64, u64)> {
    paging().check_range(start, end).map_err(|_| EINVAL)
}

/// The whole user half of the address space.
pub(crate) fn user_range() -> (u64, u64) {
    (0, paging().check_range(0, ABSENT).map_or(0, |(_, end)| end))
}
