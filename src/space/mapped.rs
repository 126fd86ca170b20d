// SPDX-License-Identifier: GPL-2.0

//! An entry with what was captured of its page, and what the two say together.

use super::walk::{
    entries,
    Entry, //
};
use crate::{
    abi::{
        names::{
            Level,
            PageKind,
            VmaFlag, //
        },
        phys::ZoneKind,
    },
    model::level::Paging,
    sys::{
        page_facts::PageFacts,
        table::Table,
        vma::VmaFacts, //
    },
};
use kernel::page::PAGE_SHIFT;

/// Bits of /proc/kpageflags.
const KPF_REFERENCED: u64 = 1 << 2;
const KPF_DIRTY: u64 = 1 << 4;
const KPF_RESERVED: u64 = 1 << 32;

/// An entry that is not empty.
pub(crate) struct Mapped<'a> {
    pub(crate) vma: &'a VmaFacts,
    pub(crate) entry: Entry<'a>,
    /// What was asked for beyond the entry.
    pub(crate) facts: Option<PageFacts<'a>>,
    pub(crate) kind: PageKind,
    pub(crate) level: Level,
}

/// The entries of a captured table that are not empty, ascending. Inline, as all that follows: what
/// is passed on for each page would be copied otherwise.
#[inline(always)]
pub(crate) fn mapped<'a>(
    vma: &'a VmaFacts,
    table: &'a Table,
    paging: Paging,
) -> impl Iterator<Item = Mapped<'a>> {
    let level = table.level();
    let hugetlb = vma.flags & VmaFlag::HUGETLB != 0;
    entries(table, paging)
        .enumerate()
        .filter_map(move |(index, entry)| {
            let kind = entry.leaf.kind(level, hugetlb);
            (kind != PageKind::None).then(|| Mapped {
                vma,
                facts: table.page(index),
                entry,
                kind,
                level,
            })
        })
}

impl Mapped<'_> {
    /// A folio of RAM or of a device stands behind it and is mapped.
    #[inline(always)]
    pub(crate) fn resident(&self) -> bool {
        self.entry.leaf.present() && self.entry.leaf.folio()
    }

    /// Base pages.
    #[inline(always)]
    pub(crate) fn pages(&self) -> u64 {
        self.entry.bytes >> PAGE_SHIFT
    }

    /// Frame of its first page.
    #[inline(always)]
    pub(crate) fn pfn(&self) -> Option<u64> {
        let pfn = self.entry.leaf.pfn()?;
        Some(pfn + (self.entry.skipped >> PAGE_SHIFT))
    }

    #[inline(always)]
    fn flag(&self, flag: u64) -> bool {
        let flags = self.facts.as_ref().and_then(PageFacts::kpageflags);
        flags.is_some_and(|flags| flags & flag != 0)
    }

    /// Dirty by its entry or its folio, of which the flags were asked for.
    #[inline(always)]
    pub(crate) fn dirty(&self) -> bool {
        self.entry.leaf.dirty() || self.flag(KPF_DIRTY)
    }

    /// Accessed by its entry, or marked so.
    #[inline(always)]
    pub(crate) fn referenced(&self) -> bool {
        self.entry.leaf.young() || self.flag(KPF_REFERENCED)
    }

    /// numa_maps counts it: not reserved, not of a device.
    #[inline(always)]
    pub(crate) fn in_numa_maps(&self) -> bool {
        let zone = self.facts.as_ref().and_then(PageFacts::place);
        let device = zone.is_some_and(|place| place.zone == Some(ZoneKind::Device as u8));
        self.resident() && !device && !self.flag(KPF_RESERVED)
    }

    /// `bytes` if something holds, else 0.
    #[inline(always)]
    pub(crate) fn bytes_if(&self, on: bool) -> u64 {
        if on {
            self.entry.bytes
        } else {
            0
        }
    }
}
