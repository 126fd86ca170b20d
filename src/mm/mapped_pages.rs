// SPDX-License-Identifier: GPL-2.0

//! A captured entry combined with the facts about its page.

use super::walk::{
    entries,
    WalkEntry, //
};
use crate::{
    abi::{
        names::{
            PageKind,
            TableLevel,
            VmaFlag, //
        },
        zone_kind::ZoneKind, //
    },
    model::paging::Paging,
    sys::mm::{
        page_facts::PageFacts,
        table::TableSnapshot,
        vma::VmaFacts, //
    },
};
use kernel::page::PAGE_SHIFT;

/// A non-empty entry, or a run of them.
pub(crate) struct MappedPages<'a> {
    pub(crate) vma: &'a VmaFacts,
    pub(crate) entry: WalkEntry<'a>,
    /// Facts requested beyond the entry.
    pub(crate) facts: Option<PageFacts<'a>>,
    pub(crate) kind: PageKind,
    pub(crate) level: TableLevel,
}

/// The non-empty entries of a captured table, ascending. Inlined together with its users; otherwise
/// the item would be copied for each page.
#[inline(always)]
pub(crate) fn mapped_pages<'a>(
    vma: &'a VmaFacts,
    table: &'a TableSnapshot,
    paging: Paging,
) -> impl Iterator<Item = MappedPages<'a>> {
    let hugetlb = vma.flags & VmaFlag::HUGETLB != 0;
    let level = table.level();
    let mut entries = entries(table, paging);
    let mut index = 0;
    // A chain of iterator adapters would have a symbol too long for objtool.
    core::iter::from_fn(move || loop {
        let entry = entries.next()?;
        let facts = table.page(index);
        index += 1;
        let kind = entry.leaf.kind(level, hugetlb);
        if kind != PageKind::None {
            return Some(MappedPages {
                vma,
                entry,
                facts,
                kind,
                level,
            });
        }
    })
}

impl MappedPages<'_> {
    /// The entry maps a folio of RAM or of a device.
    #[inline(always)]
    pub(crate) fn resident(&self) -> bool {
        self.entry.leaf.present() && self.entry.leaf.has_folio()
    }

    /// The entry is in a hugetlb VMA, present or not: no part of Rss.
    #[inline(always)]
    pub(crate) fn is_hugetlb(&self) -> bool {
        self.vma.flags & VmaFlag::HUGETLB != 0
    }

    /// Number of base pages.
    #[inline(always)]
    pub(crate) fn pages(&self) -> u64 {
        self.entry.bytes >> PAGE_SHIFT
    }

    /// Frame of the first page.
    #[inline(always)]
    pub(crate) fn pfn(&self) -> Option<u64> {
        let pfn = self.entry.leaf.pfn()?;
        Some(pfn + (self.entry.skipped >> PAGE_SHIFT))
    }

    /// The entry or the folio is dirty.
    #[inline(always)]
    pub(crate) fn dirty(&self) -> bool {
        self.entry.leaf.dirty() || self.entry.leaf.folio_dirty()
    }

    /// The memory is anonymous, and reclaim frees it without writing it to swap: LazyFree in smaps.
    #[inline(always)]
    pub(crate) fn is_lazily_freed(&self) -> bool {
        let leaf = &self.entry.leaf;
        leaf.anon() && !leaf.swapbacked() && !self.dirty()
    }

    /// The entry is accessed or the folio is marked as referenced.
    #[inline(always)]
    pub(crate) fn referenced(&self) -> bool {
        self.entry.leaf.young() || self.entry.leaf.folio_referenced()
    }

    /// numa_maps counts the page: it is neither reserved nor device memory.
    #[inline(always)]
    pub(crate) fn in_numa_maps(&self) -> bool {
        let leaf = &self.entry.leaf;
        let device = leaf.zone() == Some(ZoneKind::Device as u8);
        self.resident() && !device && !leaf.folio_reserved()
    }

    /// `bytes` if the condition holds, else 0.
    #[inline(always)]
    pub(crate) fn bytes_if(&self, on: bool) -> u64 {
        if on {
            self.entry.bytes
        } else {
            0
        }
    }
}
