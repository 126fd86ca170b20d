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

/// A page of a folio, as its entry's lock kept it.
#[derive(Clone, Copy)]
pub(crate) struct Page {
    pub(crate) folio_pfn: u64,
    /// Logarithm of the folio's pages.
    pub(crate) order: u32,
    /// Nothing where the kernel keeps no count of each page.
    pub(crate) mapcount: Option<u64>,
    pub(crate) folio_mapcount: Option<u64>,
    pub(crate) folio_refcount: Option<u64>,
}

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

    /// Asks for [`Self::page`] from now on.
    pub(crate) fn want_page(&mut self) {
        self.0.want_page = 1;
    }

    /// The entry at `level` on the way to what was captured, and the frame that it points to.
    /// Nothing below the entry at which the descent ended.
    pub(crate) fn above(&self, level: Level) -> Option<(u64, u64)> {
        let hole = level == self.level() && self.0.count == 0;
        let above = self.0.above.get(level as usize)?;
        (level < self.level() || hole).then_some((above.entry, above.pfn))
    }

    /// The page at [`Self::addr`], if the first entry leads to one that is in a folio.
    pub(crate) fn page(&self) -> Option<Page> {
        let first = self.leaves().next()?;
        (self.0.want_page != 0 && first.has(own::RMM_LEAF_FOLIO)).then(|| Page {
            folio_pfn: self.0.page.folio_pfn,
            order: self.0.page.order,
            mapcount: u64::try_from(self.0.page.mapcount).ok(),
            folio_mapcount: u64::try_from(self.0.page.folio_mapcount).ok(),
            folio_refcount: u64::try_from(self.0.page.folio_refcount).ok(),
        })
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

    /// The entry as the hardware sees it.
    pub(crate) fn entry(&self) -> u64 {
        self.0.entry
    }

    /// The frame that an entry of this kind leads to; of a huge one, its first.
    pub(crate) fn pfn(&self, kind: PageKind) -> Option<u64> {
        let has = match kind {
            PageKind::Migration
            | PageKind::DevicePrivate
            | PageKind::DeviceExclusive
            | PageKind::Hwpoison => true,
            _ => self.present(),
        };
        has.then_some(self.0.pfn)
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
