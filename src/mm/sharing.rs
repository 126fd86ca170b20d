// SPDX-License-Identifier: GPL-2.0

//! Sharing of pages: USS, PSS and mapcounts, by the rules of smaps.
//!
//! Each page's own mapcount is read together with its entry. When one entry maps a whole THP, whose
//! pages other processes may map one by one, all its mapcounts are read under its page-table lock,
//! as smaps does. This takes the VMA read lock once more by a trylock, as it is already held; if a
//! writer waits, the bytes are counted as inexact. A kernel without mapcounts of pages
//! (CONFIG_NO_PAGE_MAPCOUNT) has those of folios only: the share is that of the average page, and
//! private is what no other address space may map, as in smaps; both are inexact. The number of users of a swap slot is not
//! exported, so SwapPss is absent.

use super::{
    histogram::{
        HistogramBuckets,
        HistogramCounter, //
    },
    mapped_pages::MappedPages, //
};
use crate::{
    abi::{
        histogram::SharingRecord,
        names::{
            PageKind,
            TableLevel, //
        },
        page::PageAttribute,
        ABSENT, //
    },
    sys::mm::{
        account::ThpMapcounts,
        handle::LiveMm,
        leaf::attrs,
        page_facts::PageFacts, //
    },
};
use kernel::{
    page::{
        PAGE_SHIFT,
        PAGE_SIZE, //
    },
    prelude::*, //
};

/// Facts that [`ShareCounter`] needs about a page.
pub(crate) const ATTRIBUTES: u64 = PageAttribute::MAPCOUNT;
/// Bits of attrs that [`ShareCounter`] and what users count of its shares depend on.
pub(crate) const ATTRS: u64 =
    attrs::KIND | attrs::SHARED | attrs::ORDER | attrs::DIRTY | attrs::FOLIO_DIRTY;

/// smaps adds up shares in units of 2^-12 bytes (`PSS_SHIFT`).
pub(crate) const FRACTION_BITS: u32 = 12;

/// Highest power of two by which mapcounts are distinguished.
const MOST_BITS: u32 = 24;

/// Pages of an entry with equal mapcounts.
pub(crate) struct PageShare {
    /// The mapcount; `None` where it has no meaning.
    pub(crate) mapcount: Option<u32>,
    pub(crate) bytes: u64,
    /// The pages are mapped exactly once.
    pub(crate) private: bool,
    /// Proportional share in units of 2^-12 bytes.
    pub(crate) pss: u64,
    /// `pss` is equal to the kernel's value.
    pub(crate) exact: bool,
}

/// Computes the shares of entries.
pub(crate) struct ShareCounter(ThpMapcounts);

impl ShareCounter {
    /// Allocates the buffer for the mapcounts of a huge page.
    pub(crate) fn new() -> Result<Self> {
        Ok(Self(ThpMapcounts::new()?))
    }

    /// Calls `each` with the shares of an entry that Rss of smaps counts, without hugetlb.
    #[inline]
    pub(crate) fn for_each(
        &mut self,
        live_mm: &LiveMm,
        page: &MappedPages<'_>,
        mut each: impl FnMut(PageShare),
    ) {
        if page.is_hugetlb() {
            return;
        }
        match page.kind {
            PageKind::Anon | PageKind::File | PageKind::Shmem | PageKind::Ksm => {}
            PageKind::DevicePrivate if page.level == TableLevel::Pte => {}
            // smaps counts these as shared, with their full size.
            PageKind::Migration
            | PageKind::DevicePrivate
            | PageKind::DeviceExclusive
            | PageKind::Hwpoison => {
                return each(PageShare {
                    mapcount: None,
                    bytes: page.entry.bytes,
                    private: false,
                    pss: page.entry.bytes << FRACTION_BITS,
                    exact: true,
                });
            }
            _ => return,
        }
        let Some(facts) = &page.facts else {
            return;
        };
        let (pages, huge) = (page.pages(), page.level != TableLevel::Pte);
        let Some(count) = facts.mapcount() else {
            return;
        };
        // Only one page of the folio is mapped, and this entry maps it.
        if count.folio == 1 {
            return each(page_share(1, pages, true, None));
        }
        // Without mapcounts of pages, all have the average of the folio.
        if huge && count.exact && live_mm.thp_mapcounts(page.entry.addr, &mut self.0) {
            let skip = (page.entry.skipped >> PAGE_SHIFT) as usize;
            let counts = self.0.counts().iter().skip(skip).take(pages as usize);
            let mut same: Option<(u32, u64)> = None;
            for &next in counts {
                same = match same {
                    Some((count, pages)) if count == next => Some((count, pages + 1)),
                    before => {
                        if let Some((count, pages)) = before {
                            each(page_share(count, pages, true, None));
                        }
                        Some((next, 1))
                    }
                };
            }
            if let Some((count, pages)) = same {
                each(page_share(count, pages, true, None));
            }
            return;
        }
        let shared = (!count.exact).then(|| page.entry.leaf.maybe_shared());
        each(page_share(count.page, pages, count.exact && !huge, shared));
    }
}

#[inline(always)]
fn page_share(mapcount: u32, pages: u64, exact: bool, shared: Option<bool>) -> PageShare {
    let page = (PAGE_SIZE as u64) << FRACTION_BITS;
    PageShare {
        mapcount: Some(mapcount),
        bytes: pages << PAGE_SHIFT,
        private: !shared.unwrap_or(mapcount >= 2),
        pss: pages * (page / u64::from(mapcount.max(1))),
        exact,
    }
}

/// Counts by mapcount.
pub(crate) struct SharingCounter(ShareCounter);

impl HistogramCounter for SharingCounter {
    type Bucket = SharingRecord;

    const ATTRS: u64 = ATTRS;
    const ATTRIBUTES: u64 = ATTRIBUTES;
    // One bucket for each power of two of a huge page's mapcounts, and the total.
    const MAX_NEW_BUCKETS: usize = MOST_BITS as usize + 2;

    fn new(_flags: u32) -> Result<Self> {
        Ok(Self(ShareCounter::new()?))
    }

    #[inline]
    fn add(
        &mut self,
        live_mm: &LiveMm,
        page: &MappedPages<'_>,
        buckets: &mut HistogramBuckets<SharingRecord>,
    ) {
        let kind = page.kind as u32;
        let mut shared = page.entry.leaf.maybe_shared();
        let bytes_if = |counted, bytes| if counted { bytes } else { 0 };
        if page.is_hugetlb() {
            let mut count = None;
            match page.kind {
                PageKind::Hugetlb => count = page.facts.as_ref().and_then(PageFacts::mapcount),
                // smaps counts these as shared, in Shared_Hugetlb.
                PageKind::Migration | PageKind::Hwpoison => shared = true,
                _ => return,
            }
            // Cannot fail: the walk reserves `MAX_NEW_BUCKETS`.
            let _ = buckets.add(&SharingRecord {
                kind: PageKind::Hugetlb as u32,
                mapcount: count.map_or(0, |count| log2_bucket(count.folio)),
                bytes: page.entry.bytes,
                private_bytes: page.bytes_if(!shared),
                shared_bytes: bytes_if(shared, page.entry.bytes),
                pss_fraction: ABSENT,
                inexact_bytes: 0,
                pss_dirty_fraction: ABSENT,
                lazyfree_bytes: ABSENT,
            });
            return;
        }
        let (dirty, lazily_freed) = (page.dirty(), page.is_lazily_freed());
        self.0.for_each(live_mm, page, |share| {
            let row = SharingRecord {
                kind,
                mapcount: share.mapcount.map_or(0, log2_bucket),
                bytes: share.bytes,
                private_bytes: bytes_if(share.private, share.bytes),
                shared_bytes: bytes_if(shared, share.bytes),
                pss_fraction: share.pss,
                inexact_bytes: bytes_if(!share.exact, share.bytes),
                pss_dirty_fraction: bytes_if(dirty, share.pss),
                lazyfree_bytes: bytes_if(lazily_freed, share.bytes),
            };
            let _ = buckets.add(&row);
            let _ = buckets.add(&SharingRecord {
                kind: PageKind::None as u32,
                mapcount: 0,
                ..row
            });
        });
    }
}

fn log2_bucket(mapcount: u32) -> u32 {
    1 << mapcount.max(1).ilog2().min(MOST_BITS)
}
