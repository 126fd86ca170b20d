// SPDX-License-Identifier: GPL-2.0

//! The mappings of a batch by address space.

use crate::sys::mm::rmap::MmId;

/// The mappings of one address space within a batch. They are adjacent.
#[derive(Clone, Copy, Default)]
pub(super) struct MmMappings {
    pub(super) mm: MmId,
    pub(super) first: usize,
    pub(super) end: usize,
    /// The only process, if each run of the batch has one.
    pub(super) owner: i32,
    /// A process was found.
    pub(super) owned: bool,
}
