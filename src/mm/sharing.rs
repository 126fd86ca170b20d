// SPDX-License-Identifier: GPL-2.0

//! What of its pages a process shares: USS, PSS, mapcounts, by the rules of smaps.

use super::{
    histogram::{
        Buckets,
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

/// What [`ShareCounter`] wants to know of a page.
pub(crate) const ATTRIBUTES: u64 = PageAttribute::MAPCOUNT;
/// Parts of the attrs that [`ShareCounter`] looks at.
pub(crate) const ATTRS: u64 = attrs::KIND | attrs::SHARED | attrs::ORDER;

/// smaps adds up shares in units of 2^-12 bytes (`PSS_SHIFT`).
pub(crate) const FRACTION_BITS: u32 = 12;

/// Highest power of two that mapcounts are told apart by.
const MOST_BITS: u32 = 24;

/// Pages of an entry that are mapped equally often.
pub(crate) struct PageShare {
    /// How often; nothing where that means nothing.
    pub(crate) mapcount: Option<u32>,
    pub(crate) bytes: u64,
    /// MappedPages once.
    pub(crate) private: bool,
    /// In units of 2^-12 bytes.
    pub(crate) pss: u64,
    /// `pss` is what the kernel would say.
    pub(crate) exact: bool,
}

/// Finds the shares of entries.
pub(crate) struct ShareCounter(ThpMapcounts);

impl ShareCounter {
    /// Allocates what it needs for huge pages.
    pub(crate) fn new() -> Result<Self> {
        Ok(Self(ThpMapcounts::new()?))
    }

    /// The shares of an entry that Rss of smaps counts, hugetlb apart; none for others.
    #[inline]
    pub(crate) fn for_each(
        &mut self,
        live_mm: &LiveMm,
        page: &MappedPages<'_>,
        mut each: impl FnMut(PageShare),
    ) {
        match page.kind {
            PageKind::Anon | PageKind::File | PageKind::Shmem | PageKind::Ksm => {}
            PageKind::DevicePrivate if page.level == TableLevel::Pte => {}
            // smaps takes them whole, and for shared.
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
        // Of all its pages this entry maps the only ones that are mapped.
        if count.folio == 1 {
            return each(page_share(1, pages, true, None));
        }
        if huge && live_mm.thp_mapcounts(page.entry.addr, &mut self.0) {
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
    // Pages of a huge page by powers of two, and the total.
    const MAX_NEW_BUCKETS: usize = MOST_BITS as usize + 2;

    fn new(_flags: u32) -> Result<Self> {
        Ok(Self(ShareCounter::new()?))
    }

    #[inline]
    fn add(
        &mut self,
        live_mm: &LiveMm,
        page: &MappedPages<'_>,
        buckets: &mut Buckets<SharingRecord>,
    ) {
        let kind = page.kind as u32;
        let shared = page.entry.leaf.maybe_shared();
        let if_shared = |bytes| if shared { bytes } else { 0 };
        if page.kind == PageKind::Hugetlb {
            let count = page.facts.as_ref().and_then(PageFacts::mapcount);
            // There is room: `MAX_NEW_BUCKETS`.
            let _ = buckets.add(&SharingRecord {
                kind,
                mapcount: count.map_or(0, |count| log2_bucket(count.folio)),
                bytes: page.entry.bytes,
                private_bytes: page.bytes_if(!shared),
                shared_bytes: if_shared(page.entry.bytes),
                pss_fraction: ABSENT,
                inexact_bytes: 0,
            });
            return;
        }
        self.0.for_each(live_mm, page, |share| {
            let row = SharingRecord {
                kind,
                mapcount: share.mapcount.map_or(0, log2_bucket),
                bytes: share.bytes,
                private_bytes: if share.private { share.bytes } else { 0 },
                shared_bytes: if_shared(share.bytes),
                pss_fraction: share.pss,
                inexact_bytes: if share.exact { 0 } else { share.bytes },
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
