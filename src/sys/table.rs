// SPDX-License-Identifier: GPL-2.0

//! A captured part of a page table: plain data, taken under the table's lock in one go.

use super::bindings as own;
use crate::abi::names::{Level, PageKind};
use kernel::prelude::*;

/// A buffer for one captured table (about 12 KiB), allocated before any lock is taken.
pub(crate) struct Table(KBox<own::rmm_table>);

/// One captured entry.
#[derive(Clone, Copy)]
pub(crate) struct Leaf<'a>(&'a own::rmm_leaf);

impl Table {
    /// Allocates the buffer.
    pub(crate) fn new() -> Result<Self> {
        Ok(Self(KBox::init(
            pin_init::init_zeroed::<own::rmm_table>(),
            GFP_KERNEL,
        )?))
    }

    pub(super) fn raw(&mut self) -> &mut own::rmm_table {
        &mut self.0
    }

    /// Address that the capture starts at.
    pub(crate) fn addr(&self) -> u64 {
        self.0.addr
    }

    /// Address behind what was captured.
    pub(crate) fn next(&self) -> u64 {
        self.0.next
    }

    /// How long the page-table lock was held.
    pub(crate) fn hold_ns(&self) -> u64 {
        self.0.hold_ns
    }

    /// Level of the deepest table that exists at [`Self::addr`].
    pub(crate) fn level(&self) -> Level {
        Level::from_raw(self.0.level).unwrap_or(Level::Pgd)
    }

    /// The entries in order, each with the next address at this level; none for a hole.
    pub(crate) fn leaves(&self) -> impl Iterator<Item = Leaf<'_>> {
        let count = (self.0.count as usize).min(self.0.leaf.len());
        self.0.leaf[..count].iter().map(Leaf)
    }

    /// How many entries were captured.
    pub(crate) fn count(&self) -> u64 {
        u64::from(self.0.count)
    }
}

impl Leaf<'_> {
    fn has(&self, bit: u32) -> bool {
        self.0.bits & bit != 0
    }

    /// The hardware can use the entry.
    pub(crate) fn present(&self) -> bool {
        self.has(own::RMM_LEAF_PRESENT)
    }

    /// The accessed bit.
    pub(crate) fn young(&self) -> bool {
        self.has(own::RMM_LEAF_YOUNG)
    }

    /// The dirty bit.
    pub(crate) fn dirty(&self) -> bool {
        self.has(own::RMM_LEAF_DIRTY)
    }

    /// Mapped writable.
    pub(crate) fn writable(&self) -> bool {
        self.has(own::RMM_LEAF_WRITE)
    }

    /// The folio may be mapped by another address space too.
    pub(crate) fn maybe_shared(&self) -> bool {
        self.has(own::RMM_LEAF_SHARED)
    }

    /// Node of the folio; -1 without one.
    pub(crate) fn node(&self) -> i32 {
        i32::from(self.0.nid)
    }

    /// A PTE table was set aside for this entry, should it have to be split.
    pub(crate) fn deposits(&self) -> bool {
        self.has(own::RMM_LEAF_DEPOSIT)
    }

    /// What the entry stands for. `level` is where it stands, `hugetlb` whether its VMA is.
    pub(crate) fn kind(&self, level: Level, hugetlb: bool) -> PageKind {
        use own::{
            softleaf_type_SOFTLEAF_DEVICE_EXCLUSIVE as EXCLUSIVE,
            softleaf_type_SOFTLEAF_DEVICE_PRIVATE_READ as PRIVATE_READ,
            softleaf_type_SOFTLEAF_DEVICE_PRIVATE_WRITE as PRIVATE_WRITE,
            softleaf_type_SOFTLEAF_HWPOISON as HWPOISON, softleaf_type_SOFTLEAF_MARKER as MARKER,
            softleaf_type_SOFTLEAF_MIGRATION_READ as MIGRATION_READ,
            softleaf_type_SOFTLEAF_MIGRATION_READ_EXCLUSIVE as MIGRATION_READ_EXCLUSIVE,
            softleaf_type_SOFTLEAF_MIGRATION_WRITE as MIGRATION_WRITE,
            softleaf_type_SOFTLEAF_NONE as NONE, softleaf_type_SOFTLEAF_SWAP as SWAP,
        };
        if self.present() {
            return match () {
                () if self.has(own::RMM_LEAF_ZERO) && level == Level::Pte => PageKind::Zero,
                () if self.has(own::RMM_LEAF_ZERO) => PageKind::HugeZero,
                () if self.has(own::RMM_LEAF_SPECIAL) => PageKind::Pfn,
                () if hugetlb => PageKind::Hugetlb,
                () if self.has(own::RMM_LEAF_KSM) => PageKind::Ksm,
                () if self.has(own::RMM_LEAF_ANON) => PageKind::Anon,
                // As mm_counter_file() tells them apart.
                () if self.has(own::RMM_LEAF_SWAPBACKED) => PageKind::Shmem,
                () => PageKind::File,
            };
        }
        match u32::from(self.0.softleaf) {
            NONE => PageKind::None,
            SWAP => PageKind::Swap,
            MIGRATION_READ | MIGRATION_READ_EXCLUSIVE | MIGRATION_WRITE => PageKind::Migration,
            PRIVATE_READ | PRIVATE_WRITE => PageKind::DevicePrivate,
            EXCLUSIVE => PageKind::DeviceExclusive,
            HWPOISON => PageKind::Hwpoison,
            MARKER if self.has(own::RMM_LEAF_MARK_GUARD) => PageKind::MarkerGuard,
            MARKER if self.has(own::RMM_LEAF_MARK_POISON) => PageKind::MarkerPoison,
            MARKER if self.has(own::RMM_LEAF_MARK_UFFD) => PageKind::MarkerUffdWp,
            _ => PageKind::Unknown,
        }
    }
}
