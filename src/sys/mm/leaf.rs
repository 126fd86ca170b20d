// SPDX-License-Identifier: GPL-2.0

//! A captured page-table entry.

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

/// A captured entry, or the first one of a run of entries with equal attrs.
///
/// The capture packs everything about an entry, except its frame and its counts, into one word, its
/// *attrs*. Neighbours mostly have equal attrs, so conclusions from the word are drawn when it
/// changes, not for each entry. The shim fills in the bits (leaf.h); the kind of page is concluded
/// here.
#[derive(Clone, Copy)]
pub(crate) struct Leaf<'a>(pub(in crate::sys) &'a shim::rmm_shim_leaf);

/// Parts of the attrs, for the mask of
/// [`TableSnapshot::for_runs`](super::table::TableSnapshot::for_runs).
pub(crate) mod attrs {
    use crate::sys::shim;

    /// The part that determines the [`PageKind`](crate::abi::names::PageKind).
    pub(crate) const KIND: u64 = ENTRY_KIND | FOLIO_KIND;
    /// The part of it that the entry alone determines.
    pub(crate) const ENTRY_KIND: u64 = ((shim::RMM_SHIM_LEAF_PRESENT
        | shim::RMM_SHIM_LEAF_SPECIAL
        | shim::RMM_SHIM_LEAF_ZERO
        | shim::RMM_SHIM_LEAF_FOLIO
        | shim::RMM_SHIM_LEAF_MARK_UFFD
        | shim::RMM_SHIM_LEAF_MARK_POISON
        | shim::RMM_SHIM_LEAF_MARK_GUARD) as u64)
        | 0xff << shim::RMM_SHIM_LEAF_SOFT_SHIFT;
    /// The part that depends on the folio of a present entry.
    pub(crate) const FOLIO_KIND: u64 = (shim::RMM_SHIM_LEAF_ANON
        | shim::RMM_SHIM_LEAF_SWAPBACKED
        | shim::RMM_SHIM_LEAF_KSM) as u64;
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
    /// Flags of the folio, which are captured if the mask has any of them.
    pub(crate) const MARKS: u64 = FOLIO_DIRTY | FOLIO_REFERENCED | FOLIO_RESERVED;
}

impl Leaf<'_> {
    /// An empty entry, also where a table is missing.
    pub(crate) const EMPTY: Leaf<'static> = Leaf(&shim::rmm_shim_leaf {
        entry: 0,
        pfn: 0,
        attrs: attrs::NODE,
    });

    fn has(&self, bit: u32) -> bool {
        self.0.attrs & u64::from(bit) != 0
    }

    /// The entry is present for the kernel (`pte_present()`), PROT_NONE included.
    pub(crate) fn present(&self) -> bool {
        self.has(shim::RMM_SHIM_LEAF_PRESENT)
    }

    /// The accessed bit is set.
    pub(crate) fn young(&self) -> bool {
        self.has(shim::RMM_SHIM_LEAF_YOUNG)
    }

    /// The dirty bit is set.
    pub(crate) fn dirty(&self) -> bool {
        self.has(shim::RMM_SHIM_LEAF_DIRTY)
    }

    /// The entry is writable.
    pub(crate) fn writable(&self) -> bool {
        self.has(shim::RMM_SHIM_LEAF_WRITE)
    }

    /// The folio is dirty (PG_dirty). Needs [`attrs::FOLIO_DIRTY`].
    pub(crate) fn folio_dirty(&self) -> bool {
        self.has(shim::RMM_SHIM_LEAF_PG_DIRTY)
    }

    /// The folio is marked as accessed (PG_referenced or PG_young). Needs
    /// [`attrs::FOLIO_REFERENCED`].
    pub(crate) fn folio_referenced(&self) -> bool {
        self.has(shim::RMM_SHIM_LEAF_PG_REFERENCED)
    }

    /// The page is reserved (PG_reserved). Needs [`attrs::FOLIO_RESERVED`].
    pub(crate) fn folio_reserved(&self) -> bool {
        self.has(shim::RMM_SHIM_LEAF_PG_RESERVED)
    }

    /// The folio may be mapped by another address space too (`folio_maybe_mapped_shared()`,
    /// `hugetlb_pmd_shared()`).
    pub(crate) fn maybe_shared(&self) -> bool {
        self.has(shim::RMM_SHIM_LEAF_SHARED)
    }

    /// The attrs. Entries with equal attrs return the same from every method but [`Self::entry`],
    /// [`Self::pfn`] and the offset of [`Self::swap`].
    pub(crate) fn attrs(&self) -> u64 {
        self.0.attrs
    }

    fn softleaf(&self) -> u32 {
        (self.0.attrs >> shim::RMM_SHIM_LEAF_SOFT_SHIFT) as u32 & 0xff
    }

    fn field(&self, shift: u32, bits: u32) -> u8 {
        (self.0.attrs >> shift) as u8 & ((1 << bits) - 1)
    }

    /// Node of the folio; -1 without a folio.
    pub(crate) fn node(&self) -> i32 {
        i32::from((self.0.attrs >> shim::RMM_SHIM_LEAF_NID_SHIFT) as i16)
    }

    /// The counts of the folio are valid: the entry maps it, or a device uses it. The counts of a
    /// folio under migration are not.
    pub(crate) fn has_counts(&self) -> bool {
        let device = [EXCLUSIVE, PRIVATE_READ, PRIVATE_WRITE].contains(&self.softleaf());
        self.has_folio() && (self.present() || device)
    }

    /// Order of the folio; `None` if [`Self::has_counts`] is false.
    pub(crate) fn order(&self) -> Option<u8> {
        self.has_counts()
            .then(|| self.field(shim::RMM_SHIM_LEAF_ORDER_SHIFT, 5))
    }

    /// The mapcount is that of the page, not the folio's average.
    pub(crate) fn mapcount_exact(&self) -> bool {
        shim::RMM_SHIM_PAGE_MAPCOUNT || self.order() == Some(0)
    }

    /// Zone of the folio (`ZoneKind`).
    pub(crate) fn zone(&self) -> Option<u8> {
        let zone = || u32::from(self.field(shim::RMM_SHIM_LEAF_ZONE_SHIFT, 3));
        self.has_counts()
            .then(|| zone::kind_of(zone().into()).try_into().ok())?
    }

    /// Age of the folio in MGLRU generations, 0 for the youngest; `None` if it is in no generation
    /// or the age was not captured.
    pub(crate) fn age(&self) -> Option<u8> {
        self.field(shim::RMM_SHIM_LEAF_AGE_SHIFT, 3).checked_sub(1)
    }

    /// The entry as the hardware sees it.
    pub(crate) fn entry(&self) -> u64 {
        self.0.entry
    }

    /// The entry is soft-dirty.
    pub(crate) fn soft_dirty(&self) -> bool {
        self.has(shim::RMM_SHIM_LEAF_SOFT_DIRTY)
    }

    /// userfaultfd's bit is set.
    pub(crate) fn uffd(&self) -> bool {
        self.has(shim::RMM_SHIM_LEAF_UFFD)
    }

    /// The entry is a marker of userfaultfd's write protection.
    pub(crate) fn marks_uffd(&self) -> bool {
        !self.present() && self.softleaf() == MARKER && self.has(shim::RMM_SHIM_LEAF_MARK_UFFD)
    }

    /// The entry is PROT_NONE: present for the kernel, not for the hardware.
    pub(crate) fn protnone(&self) -> bool {
        self.has(shim::RMM_SHIM_LEAF_PROTNONE)
    }

    /// The entry is empty (`pte_none()`).
    pub(crate) fn is_none(&self) -> bool {
        !self.present() && self.softleaf() == NONE
    }

    /// First page frame of a present entry, or of a softleaf that names one.
    pub(crate) fn pfn(&self) -> Option<u64> {
        let named = self.present() || !matches!(self.softleaf(), NONE | SWAP | MARKER);
        named.then_some(self.0.pfn)
    }

    /// Swap type and offset, if the entry is a swap entry.
    pub(crate) fn swap(&self) -> Option<(u8, u64)> {
        (!self.present() && self.softleaf() == SWAP).then_some((
            (self.0.attrs >> shim::RMM_SHIM_LEAF_SWAP_SHIFT) as u8,
            self.0.pfn,
        ))
    }

    /// The entry has no usable struct page (`pte_special()`).
    pub(crate) fn special(&self) -> bool {
        self.has(shim::RMM_SHIM_LEAF_SPECIAL)
    }

    /// The entry maps the zero page or the huge zero page.
    pub(crate) fn is_zero_page(&self) -> bool {
        self.has(shim::RMM_SHIM_LEAF_ZERO)
    }

    /// A folio is mapped or named by the entry.
    pub(crate) fn has_folio(&self) -> bool {
        self.has(shim::RMM_SHIM_LEAF_FOLIO)
    }

    /// The folio is anonymous.
    pub(crate) fn anon(&self) -> bool {
        self.has(shim::RMM_SHIM_LEAF_ANON)
    }

    /// The folio is backed by swap (PG_swapbacked): shmem, or anonymous and not lazily freed.
    pub(crate) fn swapbacked(&self) -> bool {
        self.has(shim::RMM_SHIM_LEAF_SWAPBACKED)
    }

    /// A PTE table is deposited for the entry, for the case that it is split.
    pub(crate) fn has_deposit(&self) -> bool {
        self.has(shim::RMM_SHIM_LEAF_DEPOSIT)
    }

    /// The kind of page. `level` is that of the entry's table; `hugetlb` is true in a hugetlb VMA.
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
                // The same distinction as in mm_counter_file().
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
