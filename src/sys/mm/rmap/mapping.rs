// SPDX-License-Identifier: GPL-2.0

//! An entry that maps a page.

use crate::{
    abi::names::TableLevel,
    model::rmap_batch::RmapPosition,
    sys::{
        mm::vma::flags_of,
        shim, //
    },
};

/// Identity of an address space: the address of its mm, which is compared and never followed.
#[derive(Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct MmId(u64);

impl MmId {
    pub(in crate::sys) fn new(mm: u64) -> Self {
        Self(mm)
    }
}

/// An entry that maps the page, and its position.
pub(super) struct RmapMapping {
    pub(super) position: RmapPosition,
    pub(super) entry: shim::rmm_shim_rmap_entry,
}

/// An entry of a batch.
#[derive(Clone, Copy)]
pub(crate) struct CapturedMapping<'a>(pub(super) &'a RmapMapping);

impl CapturedMapping<'_> {
    /// Its position in the order of mappings; it holds the address of the page.
    pub(crate) fn position(&self) -> RmapPosition {
        self.0.position
    }

    /// Its address space.
    pub(crate) fn mm(&self) -> MmId {
        MmId(self.0.entry.mm as usize as u64)
    }

    /// The only process that has the address space, by its PID in the initial PID namespace. `None` if
    /// that takes a look at all processes ([`ProcessBatch`](super::super::processes::ProcessBatch)).
    pub(crate) fn only_process(&self) -> Option<i32> {
        // SAFETY: The batch holds a reference to the mm, by its invariant.
        let pid = unsafe { shim::rmm_shim_only_process(self.0.entry.mm) };
        (pid > 0).then_some(pid)
    }

    /// The entry, as the hardware reads it.
    pub(crate) fn entry(&self) -> u64 {
        self.0.entry.entry
    }

    /// Level of the entry's table.
    pub(crate) fn level(&self) -> TableLevel {
        TableLevel::from_raw(self.0.entry.level).unwrap_or(TableLevel::Pte)
    }

    /// The entry is present, by `pte_present()`: PROT_NONE included.
    pub(crate) fn present(&self) -> bool {
        self.0.entry.present
    }

    /// Start and end of the VMA.
    pub(crate) fn vma(&self) -> (u64, u64) {
        (self.0.entry.vm_start, self.0.entry.vm_end)
    }

    /// `VmaFlag` bits of the VMA.
    pub(crate) fn vma_flags(&self) -> u64 {
        flags_of(self.0.entry.vm_flags)
    }
}
