// SPDX-License-Identifier: GPL-2.0

//! Interprets captured entries in the context of their VMA, once for each new attrs word.

use crate::{
    abi::{
        extent::PageCategory,
        names::{
            PageKind,
            TableLevel,
            VmaFlag, //
        },
        page::PageFlag, //
    },
    model::page_filter::{
        PageFilter,
        PageTraits, //
    },
    sys::mm::{
        leaf::attrs,
        table::{
            Leaf,
            TableSnapshot, //
        },
        vma::VmaFacts, //
    },
};

/// Bits of attrs that these categories depend on, and those by which an entry is not empty.
/// Without bits of folios, a capture reads no folio but that of the first entry of a run.
pub(crate) fn attrs_of_categories(categories: u64) -> u64 {
    const PARTS: [(u64, u64); 8] = [
        (
            PageCategory::FILE | PageCategory::ANON | PageCategory::SHMEM | PageCategory::KSM,
            attrs::FOLIO_KIND,
        ),
        (PageCategory::YOUNG, attrs::YOUNG),
        (PageCategory::DIRTY, attrs::DIRTY),
        (PageCategory::WRITE, attrs::WRITE),
        (PageCategory::SHARED, attrs::SHARED),
        (PageCategory::SOFT_DIRTY, attrs::SOFT_DIRTY),
        (
            PageCategory::UFFD | PageCategory::WRITTEN | PageCategory::NUMA_HINT,
            attrs::UFFD,
        ),
        (
            PageCategory::PROTNONE | PageCategory::NUMA_HINT,
            attrs::PROTNONE,
        ),
    ];
    PARTS
        .iter()
        .filter(|(some, _)| categories & some != 0)
        .fold(attrs::ENTRY_KIND, |mask, (_, part)| mask | part)
}

/// Bits of attrs that a filter depends on.
pub(crate) fn attrs_for_filter(filter: &PageFilter) -> u64 {
    let part = |wanted, part| if wanted { part } else { 0 };
    attrs_of_categories(filter.categories())
        | part(filter.by_kind(), attrs::KIND)
        | part(filter.by_node(), attrs::NODE)
        | part(filter.by_order(), attrs::ORDER)
        | part(filter.by_age(), attrs::AGE)
}

/// The meaning of one attrs word.
#[derive(Clone, Copy)]
pub(crate) struct AttrsReading {
    attrs: u64,
    pub(crate) kind: PageKind,
    /// `PageFlag` bits, without `MAPCOUNT_EXACT`.
    pub(crate) bits: u32,
    /// Whether the filter accepts the entry.
    pub(crate) passes: bool,
    /// `PageCategory` bits, limited to the requested ones.
    pub(crate) categories: u64,
}

/// Number of cached meanings. The pages of one VMA, on several nodes, seldom have more attrs words.
const KEPT: usize = 8;

/// A cache of meanings of attrs words. It stays valid from table to table until the context
/// changes.
pub(crate) struct AttrsReadings {
    filter: PageFilter,
    returned: u64,
    /// Context of the cached meanings, beside attrs.
    vma: u64,
    level: TableLevel,
    kept: [Option<AttrsReading>; KEPT],
}

/// VMA flags that a meaning depends on.
const FLAGS: u64 = VmaFlag::HUGETLB | VmaFlag::SOFTDIRTY | VmaFlag::UFFD_WP | VmaFlag::UFFD_RWP;
/// Any of these makes the VMA accessible.
const ACCESS: u64 = VmaFlag::READ | VmaFlag::WRITE | VmaFlag::EXEC;

impl AttrsReadings {
    /// An empty cache that evaluates `filter` and the categories in `returned`.
    pub(crate) fn new(filter: PageFilter, returned: u64) -> Self {
        Self {
            filter,
            returned,
            vma: 0,
            level: TableLevel::Pgd,
            kept: [None; KEPT],
        }
    }

    /// Sets the context to a table captured in `vma`. Returns `false` if cached meanings stay
    /// valid.
    pub(crate) fn start_table(&mut self, vma: &VmaFacts, table: &TableSnapshot) -> bool {
        let access = if vma.flags & ACCESS != 0 { ACCESS } else { 0 };
        let (flags, level) = (vma.flags & FLAGS | access, table.level());
        let other = (flags, level) != (self.vma, self.level);
        if other {
            (self.vma, self.level) = (flags, level);
            self.kept = [None; KEPT];
        }
        other
    }

    /// The meaning of an entry.
    #[inline]
    pub(crate) fn read(&mut self, leaf: &Leaf<'_>) -> &AttrsReading {
        let attrs = leaf.attrs();
        let place = slot_of(attrs);
        if !matches!(&self.kept[place], Some(reading) if reading.attrs == attrs) {
            self.kept[place] = None;
        }
        let (vma, level, returned) = (self.vma, self.level, self.returned);
        let filter = &self.filter;
        self.kept[place].get_or_insert_with(|| interpret(leaf, vma, level, filter, returned))
    }
}

/// The cache slot of an attrs word.
pub(crate) fn slot_of(attrs: u64) -> usize {
    // Neighbouring entries mostly differ in node, accessed and shared bits.
    ((attrs >> 32) ^ (attrs >> 12) ^ (attrs >> 3)) as usize % KEPT
}

#[inline(never)]
fn interpret(
    leaf: &Leaf<'_>,
    vma: u64,
    level: TableLevel,
    filter: &PageFilter,
    returned: u64,
) -> AttrsReading {
    let kind = leaf.kind(level, vma & VmaFlag::HUGETLB != 0);
    let bits = bits(vma, kind, leaf);
    let traits = PageTraits {
        kind,
        flags: bits,
        anon: leaf.anon(),
        level,
        node: leaf.node(),
        order: leaf.order(),
        age: leaf.age(),
    };
    AttrsReading {
        attrs: leaf.attrs(),
        kind,
        bits,
        passes: filter.passes(&traits),
        categories: if returned == 0 {
            0
        } else {
            traits.categories() & returned
        },
    }
}

fn bits(vma: u64, kind: PageKind, leaf: &Leaf<'_>) -> u32 {
    let hugetlb = vma & VmaFlag::HUGETLB != 0;
    // Only for these does one count say how many address spaces map the page: no THP is partly
    // mapped, and no process maps the page twice.
    let exact = leaf.present() && leaf.anon() && kind != PageKind::Ksm;
    let small = hugetlb || leaf.order() == Some(0);
    let whole = vma & VmaFlag::SOFTDIRTY != 0;
    // The read protection of userfaultfd looks like a NUMA hint.
    let theirs = leaf.uffd() && vma & VmaFlag::UFFD_RWP != 0;
    let hint = leaf.protnone() && vma & ACCESS != 0 && !theirs;
    let protected = leaf.uffd() || leaf.marks_uffd();
    // As in PAGEMAP_SCAN: what was never written has a marker in a registered VMA, except in hugetlb.
    let written = vma & VmaFlag::UFFD_WP != 0 && !protected && !(hugetlb && kind == PageKind::None);
    let set = [
        (PageFlag::PRESENT, leaf.present()),
        (PageFlag::YOUNG, leaf.young()),
        (PageFlag::DIRTY, leaf.dirty()),
        (PageFlag::WRITE, leaf.writable()),
        (PageFlag::SPECIAL, leaf.special()),
        (PageFlag::FOLIO, leaf.has_folio()),
        (PageFlag::MAYBE_SHARED, leaf.maybe_shared()),
        (PageFlag::SHARED_EXACT, exact && small),
        (
            PageFlag::SOFT_DIRTY,
            whole || (leaf.soft_dirty() && !hugetlb),
        ),
        (PageFlag::UFFD, protected),
        (PageFlag::WRITTEN, written),
        (PageFlag::PROTNONE, leaf.protnone()),
        (PageFlag::NUMA_HINT, hint),
    ];
    set.iter()
        .filter(|(_, set)| *set)
        .fold(0, |bits, (bit, _)| bits | bit)
}
