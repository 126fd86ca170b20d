// SPDX-License-Identifier: GPL-2.0

//! Sums over the pages of one VMA.

use super::{
    folios::{
        folio_range,
        FolioKey, //
    },
    mapped_pages::{
        mapped_pages,
        MappedPages, //
    },
    paging,
    sharing::{
        self,
        ShareCounter,
        FRACTION_BITS, //
    },
    summary::count, //
};
use crate::{
    abi::{
        names::{
            PageKind,
            TableLevel,
            VmaFlag, //
        },
        page::PageAttribute,
        process::NODES,
        vma::VmaRecord,
        ABSENT, //
    },
    model::{
        folio_range::{
            FolioRange,
            FolioRangeJoiner, //
        },
        page_tables::PageTableCount,
        paging::{
            Paging,
            PAGE_SIZE, //
        },
        resident_bytes::ResidentBytes, //
    },
    sys::mm::{
        handle::LiveMm,
        leaf::attrs,
        page_facts::PageFacts,
        table::TableSnapshot,
        vma::VmaFacts, //
    },
};

/// Bytes on each node.
#[derive(Clone, Copy, Default)]
pub(crate) struct NodeBytes {
    /// Nodes that are counted individually.
    pub(crate) first: [u64; NODES as usize],
    /// All other nodes.
    pub(crate) more: u64,
}

impl NodeBytes {
    /// Adds bytes on a node.
    pub(crate) fn add(&mut self, node: i32, bytes: u64) {
        let at = usize::try_from(node)
            .ok()
            .and_then(|node| self.first.get_mut(node));
        *at.unwrap_or(&mut self.more) += bytes;
    }
}

/// Bits of attrs used by sums without shares.
pub(crate) const ATTRS: u64 = attrs::KIND | attrs::NODE | attrs::SHARED | attrs::DEPOSIT;
/// Bits of attrs used by sums with shares.
pub(crate) const SHARE_ATTRS: u64 = ATTRS | sharing::ATTRS | attrs::YOUNG | attrs::FOLIO_REFERENCED;
/// Facts about each page needed for shares.
pub(crate) const SHARES_ATTRIBUTES: u64 = sharing::ATTRIBUTES | PageAttribute::FOLIO;

/// The sums of one VMA.
pub(crate) struct VmaSums {
    paging: Paging,
    resident: ResidentBytes,
    /// Bytes by level of the entry.
    levels: [u64; TableLevel::ALL.len()],
    nodes: NodeBytes,
    shared: u64,
    ksm: u64,
    tables: PageTableCount,
    dirty: u64,
    referenced: u64,
    private: u64,
    /// Proportional share in units of 2^-12 bytes.
    pss: u64,
    /// Part of `pss` that is dirty.
    pss_dirty: u64,
    lazyfree: u64,
    inexact: u64,
    aligned: u64,
    unaligned: u64,
    partial: u64,
    stretches: FolioRangeJoiner<FolioKey>,
}

impl VmaSums {
    /// Empty sums.
    pub(crate) fn new() -> Self {
        Self {
            paging: paging(),
            resident: ResidentBytes::default(),
            levels: [0; TableLevel::ALL.len()],
            nodes: NodeBytes::default(),
            shared: 0,
            ksm: 0,
            // The top-level table belongs to no VMA.
            tables: PageTableCount::new(paging(), 0),
            dirty: 0,
            referenced: 0,
            private: 0,
            pss: 0,
            pss_dirty: 0,
            lazyfree: 0,
            inexact: 0,
            aligned: 0,
            unaligned: 0,
            partial: 0,
            stretches: FolioRangeJoiner::new(),
        }
    }

    /// Adds a captured table; with `shares`, each page's mapcount is evaluated.
    pub(crate) fn add(
        &mut self,
        live_mm: &LiveMm,
        facts: &VmaFacts,
        table: &TableSnapshot,
        shares: Option<&mut ShareCounter>,
    ) {
        let level = table.level();
        self.tables.descend(table.addr(), level);
        let mut deposits = 0;
        let mut shares = shares;
        for page in mapped_pages(facts, table, self.paging) {
            if let Some((key, amount)) = count(facts, level, &page.entry) {
                self.resident.add(&key, &amount);
            }
            if page.entry.first && page.entry.leaf.has_deposit() {
                deposits += page.entry.entries;
            }
            if page.kind == PageKind::Ksm {
                self.ksm += page.entry.bytes;
            }
            if page.resident() {
                self.levels[level as usize] += page.entry.bytes;
                self.nodes.add(page.entry.leaf.node(), page.entry.bytes);
                self.shared += page.bytes_if(page.entry.leaf.maybe_shared());
            }
            if let Some(shares) = &mut shares {
                self.add_page(live_mm, &page, shares);
            }
        }
        self.tables.add_deposited(deposits);
    }

    #[inline(always)]
    fn add_page(&mut self, live_mm: &LiveMm, page: &MappedPages<'_>, shares: &mut ShareCounter) {
        if page.is_hugetlb() {
            return;
        }
        let place = page.facts.as_ref().and_then(PageFacts::folio_position);
        let large = place.is_some_and(|place| place.order != 0);
        if large || self.stretches.is_open() {
            let before = match folio_range(page) {
                Some(next) if large => self.stretches.push(next),
                _ => self.stretches.finish(),
            };
            self.add_range(before);
        }
        let dirty = page.dirty();
        let mut counted = 0;
        shares.for_each(live_mm, page, |share| {
            counted += share.bytes;
            self.pss += share.pss;
            self.pss_dirty += if dirty { share.pss } else { 0 };
            self.private += if share.private { share.bytes } else { 0 };
            self.inexact += if share.exact { 0 } else { share.bytes };
        });
        if counted != 0 {
            self.dirty += page.bytes_if(dirty);
            self.lazyfree += page.bytes_if(page.is_lazily_freed());
            self.referenced += page.bytes_if(page.referenced());
        }
    }

    fn add_range(&mut self, range: Option<FolioRange<FolioKey>>) {
        let Some(range) = range else {
            return;
        };
        let sum = match (range.is_whole(), range.is_aligned()) {
            (true, true) => &mut self.aligned,
            (true, false) => &mut self.unaligned,
            (false, _) => &mut self.partial,
        };
        *sum += (range.pages - range.huge_pages) * PAGE_SIZE;
    }

    /// Completes the sums at the end of the VMA.
    pub(crate) fn end(&mut self) {
        let last = self.stretches.finish();
        self.add_range(last);
    }

    /// Fills the fields that the walk provides; `folios` says whether each page was evaluated.
    pub(crate) fn fill(&self, vma: &mut VmaRecord, folios: bool) {
        let sum = &self.resident;
        vma.anon_bytes = sum.anon;
        vma.file_bytes = sum.file;
        vma.shmem_bytes = sum.shmem;
        vma.hugetlb_bytes = sum.hugetlb;
        vma.swap_bytes = sum.swap;
        vma.huge_bytes = sum.huge;
        vma.pte_bytes = self.levels[TableLevel::Pte as usize];
        vma.pmd_bytes = self.levels[TableLevel::Pmd as usize];
        vma.pud_bytes = self.levels[TableLevel::Pud as usize];
        vma.node_bytes = self.nodes.first;
        vma.more_nodes_bytes = self.nodes.more;
        vma.shared_bytes = self.shared;
        vma.ksm_bytes = self.ksm;
        let tables = |level| self.tables.level(level).map_or(0, |count| count.bytes);
        vma.table_bytes =
            tables(TableLevel::Pmd) + tables(TableLevel::Pte) + self.tables.deposited() * PAGE_SIZE;
        if !folios {
            return;
        }
        vma.dirty_bytes = self.dirty;
        vma.referenced_bytes = self.referenced;
        vma.private_bytes = self.private;
        vma.pss_bytes = self.pss >> FRACTION_BITS;
        vma.pss_dirty_bytes = self.pss_dirty >> FRACTION_BITS;
        vma.lazyfree_bytes = self.lazyfree;
        vma.locked_bytes = if vma.flags & VmaFlag::LOCKED != 0 {
            vma.pss_bytes
        } else {
            0
        };
        vma.inexact_bytes = self.inexact;
        vma.thp_aligned_bytes = self.aligned;
        vma.thp_unaligned_bytes = self.unaligned;
        vma.thp_partial_bytes = self.partial;
    }
}

/// Marks every field that [`VmaSums::fill`] fills as unknown.
pub(crate) fn set_absent(vma: &mut VmaRecord) {
    for field in [
        &mut vma.anon_bytes,
        &mut vma.file_bytes,
        &mut vma.shmem_bytes,
        &mut vma.hugetlb_bytes,
        &mut vma.swap_bytes,
        &mut vma.huge_bytes,
        &mut vma.pte_bytes,
        &mut vma.pmd_bytes,
        &mut vma.pud_bytes,
        &mut vma.more_nodes_bytes,
        &mut vma.shared_bytes,
        &mut vma.ksm_bytes,
        &mut vma.table_bytes,
        &mut vma.dirty_bytes,
        &mut vma.referenced_bytes,
        &mut vma.private_bytes,
        &mut vma.pss_bytes,
        &mut vma.pss_dirty_bytes,
        &mut vma.lazyfree_bytes,
        &mut vma.locked_bytes,
        &mut vma.inexact_bytes,
        &mut vma.thp_aligned_bytes,
        &mut vma.thp_unaligned_bytes,
        &mut vma.thp_partial_bytes,
    ] {
        *field = ABSENT;
    }
    vma.node_bytes = [ABSENT; NODES as usize];
}
