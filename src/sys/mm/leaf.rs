// SPDX-License-Identifier: GPL-2.0

//! A captured entry of a page table: what its attrs says. The kind is decided here.

use crate::{
    abi::names::{
        PageKind,
        TableLevel, //
    },
    sys::{
        memory::zone,
        shim, //
    },
};
use shim::{
    softleaf_type_SOFTLEAF_DEVICE_EXCLUSIVE as EXCLUSIVE,
    softleaf_type_SOFTLEAF_DEVICE_PRIVATE_READ as PRIVATE_READ,
    softleaf_type_SOFTLEAF_DEVICE_PRIVATE_WRITE as PRIVATE_WRITE,
    softleaf_type_SOFTLEAF_HWPOISON as HWPOISON,
    softleaf_type_SOFTLEAF_MARKER as MARKER,
    softleaf_type_SOFTLEAF_MIGRATION_READ as MIGRATION_READ,
    softleaf_type_SOFTLEAF_MIGRATION_READ_EXCLUSIVE as MIGRATION_READ_EXCLUSIVE,
    softleaf_type_SOFTLEAF_MIGRATION_WRITE as MIGRATION_WRITE,
    softleaf_type_SOFTLEAF_NONE as NONE,
    softleaf_type_SOFTLEAF_SWAP as SWAP, //
};

/// One captured entry, or several of equal attrs: the first of them.
#[derive(Clone, Copy)]
pub(crate) struct Leaf<'a>(pub(in crate::sys) &'a shim::rmm_shim_leaf);

/// The parts of a attrs, for `Table::with_rows`.
pub(crate) mod attrs {
    use crate::sys::shim;

    /// What [`PageKind`](crate::abi::names::PageKind) follows from.
    pub(crate) const KIND: u64 = ((shim::RMM_SHIM_LEAF_PRESENT
        | shim::RMM_SHIM_LEAF_SPECIAL
        | shim::RMM_SHIM_LEAF_ZERO
        | shim::RMM_SHIM_LEAF_FOLIO
        | shim::RMM_SHIM_LEAF_ANON
        | shim::RMM_SHIM_LEAF_SWAPBACKED
        | shim::RMM_SHIM_LEAF_KSM
        | shim::RMM_SHIM_LEAF_MARK_UFFD
        | shim::RMM_SHIM_LEAF_MARK_POISON
        | shim::RMM_SHIM_LEAF_MARK_GUARD) as u64)
        | 0xff << shim::RMM_SHIM_LEAF_SOFT_SHIFT;
    pub(crate) const YOUNG: u64 = shim::RMM_SHIM_LEAF_YOUNG as u64;
    pub(crate) const DIRTY: u64 = shim::RMM_SHIM_LEAF_DIRTY as u64;
    pub(crate) const WRITE: u64 = shim::RMM_SHIM_LEAF_WRITE as u64;
    pub(crate) const SHARED: u64 = shim::RMM_SHIM_LEAF_SHARED as u64;
    pub(crate) const SOFT_DIRTY: u64 = shim::RMM_SHIM_LEAF_SOFT_DIRTY as u64;
    pub(crate) const UFFD: u64 = shim::RMM_SHIM_LEAF_UFFD as u64;
    pub(crate) const PROTNONE: u64 = shim::RMM_SHIM_LEAF_PROTNONE as u64;
    pub(crate) const NODE: u64 = 0xffff << shim::RMM_SHIM_LEAF_NID_SHIFT;
    pub(crate) const ZONE: u64 = 7 << shim::RMM_SHIM_LEAF_ZONE_SHIFT;
    pub(crate) const ORDER: u64 = 31 << shim::RMM_SHIM_LEAF_ORDER_SHIFT;
    pub(crate) const AGE: u64 = 7 << shim::RMM_SHIM_LEAF_AGE_SHIFT;
    pub(crate) const DEPOSIT: u64 = shim::RMM_SHIM_LEAF_DEPOSIT as u64;
    pub(crate) const FOLIO_DIRTY: u64 = shim::RMM_SHIM_LEAF_PG_DIRTY as u64;
    pub(crate) const FOLIO_REFERENCED: u64 = shim::RMM_SHIM_LEAF_PG_REFERENCED as u64;
    pub(crate) const FOLIO_RESERVED: u64 = shim::RMM_SHIM_LEAF_PG_RESERVED as u64;
    /// Flags of the folio: captured if any is asked for.
    pub(crate) const MARKS: u64 = FOLIO_DIRTY | FOLIO_REFERENCED | FOLIO_RESERVED;
}

impl Leaf<'_> {
    fn has(&self, bit: u32) -> bool {
        self.0.attrs & u64::from(bit) != 0
    }

    /// The hardware can use the entry.
    pub(crate) fn present(&self) -> bool {
        self.has(shim::RMM_SHIM_LEAF_PRESENT)
    }

    /// The accessed bit.
    pub(crate) fn young(&self) -> bool {
        self.has(shim::RMM_SHIM_LEAF_YOUNG)
    }

    /// The dirty bit.
    pub(crate) fn dirty(&self) -> bool {
        self.has(shim::RMM_SHIM_LEAF_DIRTY)
    }

    /// Mapped writable.
    pub(crate) fn writable(&self) -> bool {
        self.has(shim::RMM_SHIM_LEAF_WRITE)
    }

    /// The folio is dirty (PG_dirty), if [`attrs::FOLIO_DIRTY`] was asked for.
    pub(crate) fn folio_dirty(&self) -> bool {
        self.has(shim::RMM_SHIM_LEAF_PG_DIRTY)
    }

    /// The folio is marked as used (PG_referenced, PG_young), if [`attrs::FOLIO_REFERENCED`] was asked for.
    pub(crate) fn folio_referenced(&self) -> bool {
        self.has(shim::RMM_SHIM_LEAF_PG_REFERENCED)
    }

    /// The page is none of the allocator's (PG_reserved), if [`attrs::FOLIO_RESERVED`] was asked for.
    pub(crate) fn folio_reserved(&self) -> bool {
        self.has(shim::RMM_SHIM_LEAF_PG_RESERVED)
    }

    /// The folio may be mapped by another address space too.
    pub(crate) fn maybe_shared(&self) -> bool {
        self.has(shim::RMM_SHIM_LEAF_SHARED)
    }

    /// All that is told of it but its frame and what counts people: equal attrs, equal answers of
    /// every method but [`Self::entry`], [`Self::pfn`] and the place in [`Self::swap`].
    pub(crate) fn attrs(&self) -> u64 {
        self.0.attrs
    }

    fn softleaf(&self) -> u32 {
        (self.0.attrs >> shim::RMM_SHIM_LEAF_SOFT_SHIFT) as u32 & 0xff
    }

    fn field(&self, shift: u32, bits: u32) -> u8 {
        (self.0.attrs >> shift) as u8 & ((1 << bits) - 1)
    }

    /// Node of the folio; -1 without one.
    pub(crate) fn node(&self) -> i32 {
        i32::from((self.0.attrs >> shim::RMM_SHIM_LEAF_NID_SHIFT) as i16)
    }

    /// What is counted of the folio means something: it is mapped here, or lent to a device.
    pub(crate) fn counted(&self) -> bool {
        let device = [EXCLUSIVE, PRIVATE_READ, PRIVATE_WRITE].contains(&self.softleaf());
        self.folio() && (self.present() || device)
    }

    /// The folio has 2^order pages; none where it is not counted.
    pub(crate) fn order(&self) -> Option<u8> {
        self.counted()
            .then(|| self.field(shim::RMM_SHIM_LEAF_ORDER_SHIFT, 5))
    }

    /// The mapcount of the page is its own, and no average of the folio's.
    pub(crate) fn mapcount_exact(&self) -> bool {
        shim::RMM_SHIM_PAGE_MAPCOUNT || self.order() == Some(0)
    }

    /// Zone of the folio (`ZoneKind`).
    pub(crate) fn zone(&self) -> Option<u8> {
        let zone = || u32::from(self.field(shim::RMM_SHIM_LEAF_ZONE_SHIFT, 3));
        self.counted()
            .then(|| zone::kind_of(zone().into()).try_into().ok())?
    }

    /// Generations of MGLRU that are younger, if that was asked for; none if it is in no generation.
    pub(crate) fn age(&self) -> Option<u8> {
        self.field(shim::RMM_SHIM_LEAF_AGE_SHIFT, 3).checked_sub(1)
    }

    /// The entry as the hardware sees it.
    pub(crate) fn entry(&self) -> u64 {
        self.0.entry
    }

    /// Soft-dirty.
    pub(crate) fn soft_dirty(&self) -> bool {
        self.has(shim::RMM_SHIM_LEAF_SOFT_DIRTY)
    }

    /// userfaultfd's bit.
    pub(crate) fn uffd(&self) -> bool {
        self.has(shim::RMM_SHIM_LEAF_UFFD)
    }

    /// PROT_NONE: what is present for the kernel is not for the hardware.
    pub(crate) fn protnone(&self) -> bool {
        self.has(shim::RMM_SHIM_LEAF_PROTNONE)
    }

    /// There is no entry.
    pub(crate) fn empty(&self) -> bool {
        !self.present() && self.softleaf() == NONE
    }

    /// First page frame that a present entry maps, or that one of another kind names.
    pub(crate) fn pfn(&self) -> Option<u64> {
        let named = self.present() || !matches!(self.softleaf(), NONE | SWAP | MARKER);
        named.then_some(self.0.pfn)
    }

    /// Swap area and place there, if it is swapped out.
    pub(crate) fn swap(&self) -> Option<(u8, u64)> {
        (!self.present() && self.softleaf() == SWAP).then_some((
            (self.0.attrs >> shim::RMM_SHIM_LEAF_SWAP_SHIFT) as u8,
            self.0.pfn,
        ))
    }

    /// The page structure means nothing for it.
    pub(crate) fn special(&self) -> bool {
        self.has(shim::RMM_SHIM_LEAF_SPECIAL)
    }

    /// The zero page, or the huge one.
    pub(crate) fn zero(&self) -> bool {
        self.has(shim::RMM_SHIM_LEAF_ZERO)
    }

    /// There is a folio behind it.
    pub(crate) fn folio(&self) -> bool {
        self.has(shim::RMM_SHIM_LEAF_FOLIO)
    }

    /// That folio is anonymous.
    pub(crate) fn anon(&self) -> bool {
        self.has(shim::RMM_SHIM_LEAF_ANON)
    }

    /// A PTE table was set aside for this entry, should it have to be split.
    pub(crate) fn deposits(&self) -> bool {
        self.has(shim::RMM_SHIM_LEAF_DEPOSIT)
    }

    /// What the entry stands for. `level` is where it stands, `hugetlb` whether its VMA is.
    pub(crate) fn kind(&self, level: TableLevel, hugetlb: bool) -> PageKind {
        if self.present() {
            return match () {
                () if self.has(shim::RMM_SHIM_LEAF_ZERO) && level == TableLevel::Pte => {
                    PageKind::Zero
                }
                () if self.has(shim::RMM_SHIM_LEAF_ZERO) => PageKind::HugeZero,
                () if self.has(shim::RMM_SHIM_LEAF_SPECIAL) => PageKind::Pfn,
                () if hugetlb => PageKind::Hugetlb,
                () if self.has(shim::RMM_SHIM_LEAF_KSM) => PageKind::Ksm,
                () if self.has(shim::RMM_SHIM_LEAF_ANON) => PageKind::Anon,
                // As mm_counter_file() tells them apart.
                () if self.has(shim::RMM_SHIM_LEAF_SWAPBACKED) => PageKind::Shmem,
                () => PageKind::File,
            };
        }
        match self.softleaf() {
            NONE => PageKind::None,
            SWAP => PageKind::Swap,
            MIGRATION_READ | MIGRATION_READ_EXCLUSIVE | MIGRATION_WRITE => PageKind::Migration,
            PRIVATE_READ | PRIVATE_WRITE => PageKind::DevicePrivate,
            EXCLUSIVE => PageKind::DeviceExclusive,
            HWPOISON => PageKind::Hwpoison,
            MARKER if self.has(shim::RMM_SHIM_LEAF_MARK_GUARD) => PageKind::MarkerGuard,
            MARKER if self.has(shim::RMM_SHIM_LEAF_MARK_POISON) => PageKind::MarkerPoison,
            MARKER if self.has(shim::RMM_SHIM_LEAF_MARK_UFFD) => PageKind::MarkerUffdWp,
            _ => PageKind::Unknown,
        }
    }
}
