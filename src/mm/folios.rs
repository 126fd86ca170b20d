// SPDX-License-Identifier: GPL-2.0

//! Folios by kind, node and order, and how they are mapped.

use super::{
    histogram::{
        HistogramBuckets,
        HistogramCounter, //
    },
    mapped_pages::MappedPages, //
};
use crate::{
    abi::{
        histogram::FoliosRecord,
        names::TableLevel,
        page::PageAttribute,
        AbiRecord, //
    },
    model::folio_range::{
        FolioRange,
        FolioRangeJoiner, //
    },
    sys::mm::{
        handle::LiveMm,
        leaf::attrs,
        page_facts::PageFacts, //
    },
};
use kernel::prelude::*;

/// Kind and node of a folio.
pub(crate) type FolioKey = (u32, i32);

/// The range of the folio that an entry maps.
#[inline(always)]
pub(crate) fn folio_range(page: &MappedPages<'_>) -> Option<FolioRange<FolioKey>> {
    if !page.resident() {
        return None;
    }
    let place = page.facts.as_ref().and_then(PageFacts::folio_position)?;
    Some(FolioRange::new(
        (page.kind as u32, page.entry.leaf.node()),
        place.order,
        page.entry.addr,
        page.pfn()?,
        place.index.into(),
        page.pages(),
        page.level != TableLevel::Pte,
    ))
}

/// Counts folios.
pub(crate) struct FolioCounter(FolioRangeJoiner<FolioKey>);

impl HistogramCounter for FolioCounter {
    type Bucket = FoliosRecord;

    const ATTRS: u64 = attrs::KIND | attrs::NODE | attrs::ORDER;
    const ATTRIBUTES: u64 = PageAttribute::FOLIO;
    const MAX_NEW_BUCKETS: usize = 1;

    fn new(_flags: u32) -> Result<Self> {
        Ok(Self(FolioRangeJoiner::new()))
    }

    #[inline]
    fn add(
        &mut self,
        _users: &LiveMm,
        page: &MappedPages<'_>,
        buckets: &mut HistogramBuckets<FoliosRecord>,
    ) {
        let before = match folio_range(page) {
            Some(next) => self.0.push(next),
            None => self.0.finish(),
        };
        if let Some(before) = before {
            count_range(&before, buckets);
        }
    }

    fn end(&mut self, buckets: &mut HistogramBuckets<FoliosRecord>) {
        if let Some(last) = self.0.finish() {
            count_range(&last, buckets);
        }
    }
}

fn count_range(range: &FolioRange<FolioKey>, buckets: &mut HistogramBuckets<FoliosRecord>) {
    let (kind, node) = range.attrs;
    // A run of order-0 folios arrives as one entry; each is whole and aligned.
    let small = range.order == 0;
    let whole = small || range.is_whole();
    let aligned = small || range.is_aligned();
    let folios = if small { range.pages } else { 1 };
    let folios_if = |on| if on { folios } else { 0 };
    // Cannot fail: the walk reserves `MAX_NEW_BUCKETS`.
    let _ = buckets.add(&FoliosRecord {
        kind,
        node,
        order: range.order.into(),
        pages: range.pages,
        huge_pages: range.huge_pages,
        aligned: folios_if(whole && aligned),
        unaligned: folios_if(whole && !aligned),
        parts: (!whole).into(),
        part_pages: if whole { 0 } else { range.pages },
        ..FoliosRecord::ZERO
    });
}
