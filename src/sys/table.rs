// SPDX-License-Identifier: GPL-2.0

//! A captured part of a page table: plain data, taken under the table's lock in one go.

use super::{bindings as own, page_facts::PageFacts};
use crate::abi::{
    names::{Level, PageKind},
    page::Attribute,
};
use kernel::prelude::*;

/// A buffer for one captured table (about 12 KiB), allocated before any lock is taken.
pub(crate) struct Table {
    table: KBox<own::rmm_table>,
    pages: Option<KBox<own::rmm_pages>>,
}

/// One captured entry.
#[derive(Clone, Copy)]
pub(crate) struct Leaf<'a>(&'a own::rmm_leaf);

// SAFETY: The pointer leads to what the value owns itself.
unsafe impl Send for Table {}

impl Table {
    /// Allocates the buffer.
    pub(crate) fn new() -> Result<Self> {
        Ok(Self {
            table: KBox::init(pin_init::init_zeroed::<own::rmm_table>(), GFP_KERNEL)?,
            pages: None,
        })
    }

    /// Allocates the buffer, with room (another 24 KiB) for `attributes` of each page.
    pub(crate) fn with_pages(attributes: u64) -> Result<Self> {
        let mut this = Self::new()?;
        let mut pages = KBox::init(pin_init::init_zeroed::<own::rmm_pages>(), GFP_KERNEL)?;
        pages.want = (attributes & Attribute::ALL & !Attribute::ENTRY) as u32;
        this.pages = Some(pages);
        Ok(this)
    }

    /// The buffer for the shim; its pointer to `pages` is good until the next call.
    pub(super) fn raw(&mut self) -> &mut own::rmm_table {
        self.table.pages = match &mut self.pages {
            Some(pages) if pages.want != 0 => &raw mut **pages,
            _ => core::ptr::null_mut(),
        };
        &mut self.table
    }

    /// What was captured of the page behind entry number `index`, beyond its leaf.
    pub(crate) fn page(&self, index: usize) -> Option<PageFacts<'_>> {
        self.pages.as_ref()?.page.get(index).map(PageFacts)
    }

    /// Address that the capture starts at.
    pub(crate) fn addr(&self) -> u64 {
        self.table.addr
    }

    /// Address behind what was captured.
    pub(crate) fn next(&self) -> u64 {
        self.table.next
    }

    /// How long the page-table lock was held.
    pub(crate) fn hold_ns(&self) -> u64 {
        self.table.hold_ns
    }

    /// Level of the deepest table that exists at [`Self::addr`].
    pub(crate) fn level(&self) -> Level {
        Level::from_raw(self.table.level).unwrap_or(Level::Pgd)
    }

    /// The entries in order, each with the next address at this level; none for a hole.
    pub(crate) fn leaves(&self) -> impl Iterator<Item = Leaf<'_>> {
        let count = (self.table.count as usize).min(self.table.leaf.len());
        self.table.leaf[..count].iter().map(Leaf)
    }

    /// The entry at `level` on the way to what was captured, and the frame that it points to.
    /// Nothing below the entry at which the descent ended.
    pub(crate) fn above(&self, level: Level) -> Option<(u64, u64)> {
        let hole = level == self.level() && self.table.count == 0;
        let above = self.table.above.get(level as usize)?;
        (level < self.level() || hole).then_some((above.entry, above.pfn))
    }

    /// How many entries were captured.
    pub(crate) fn count(&self) -> u64 {
        u64::from(self.table.count)
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

    /// The entry as the hardware sees it.
    pub(crate) fn entry(&self) -> u64 {
        self.0.entry
    }

    /// The one of two bits that an entry of this kind has, by whether it is present.
    fn either(&self, present: u64, soft: u64) -> bool {
        let bit = if self.present() { present } else { soft };
        self.0.entry & bit != 0
    }

    /// Soft-dirty.
    pub(crate) fn soft_dirty(&self) -> bool {
        self.either(own::RMM_PTE_SOFT_DIRTY, own::RMM_PTE_SWP_SOFT_DIRTY)
    }

    /// userfaultfd's bit.
    pub(crate) fn uffd(&self) -> bool {
        self.either(own::RMM_PTE_UFFD, own::RMM_PTE_SWP_UFFD)
    }

    /// PROT_NONE: what is present for the kernel is not for the hardware.
    pub(crate) fn protnone(&self) -> bool {
        self.present()
            && self.0.entry & (own::RMM_PTE_PRESENT | own::RMM_PTE_PROTNONE)
                == own::RMM_PTE_PROTNONE
    }

    /// There is no entry.
    pub(crate) fn empty(&self) -> bool {
        !self.present() && u32::from(self.0.softleaf) == own::softleaf_type_SOFTLEAF_NONE
    }

    /// First page frame that a present entry maps, or that one of another kind names.
    pub(crate) fn pfn(&self) -> Option<u64> {
        use own::{
            softleaf_type_SOFTLEAF_MARKER as MARKER, softleaf_type_SOFTLEAF_NONE as NONE,
            softleaf_type_SOFTLEAF_SWAP as SWAP,
        };
        let named = self.present() || !matches!(u32::from(self.0.softleaf), NONE | SWAP | MARKER);
        named.then_some(self.0.pfn)
    }

    /// Swap area and place there, if it is swapped out.
    pub(crate) fn swap(&self) -> Option<(u8, u64)> {
        (!self.present() && u32::from(self.0.softleaf) == own::softleaf_type_SOFTLEAF_SWAP)
            .then_some((self.0.swap_type, self.0.pfn))
    }

    /// The page structure means nothing for it.
    pub(crate) fn special(&self) -> bool {
        self.has(own::RMM_LEAF_SPECIAL)
    }

    /// There is a folio behind it.
    pub(crate) fn folio(&self) -> bool {
        self.has(own::RMM_LEAF_FOLIO)
    }

    /// That folio is anonymous.
    pub(crate) fn anon(&self) -> bool {
        self.has(own::RMM_LEAF_ANON)
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
