// SPDX-License-Identifier: GPL-2.0

//! Pages by kind and generation of MGLRU.

use super::{
    histogram::{
        HistogramBuckets,
        HistogramCounter, //
    },
    mapped_pages::MappedPages, //
};
use crate::{
    abi::{
        histogram::AgeRecord,
        page::{
            PageAttribute,
            ABSENT_32, //
        },
    },
    sys::mm::{
        handle::LiveMm,
        leaf::attrs,
        page_facts::PageFacts, //
    },
};
use kernel::prelude::*;

/// Counts pages by generation.
pub(crate) struct AgeCounter;

impl HistogramCounter for AgeCounter {
    type Bucket = AgeRecord;

    const ATTRS: u64 = attrs::KIND
        | attrs::AGE
        | attrs::YOUNG
        | attrs::DIRTY
        | attrs::FOLIO_DIRTY
        | attrs::FOLIO_REFERENCED;
    const ATTRIBUTES: u64 = PageAttribute::AGE;
    const MAX_NEW_BUCKETS: usize = 1;

    fn new(_flags: u32) -> Result<Self> {
        Ok(Self)
    }

    #[inline]
    fn add(
        &mut self,
        _users: &LiveMm,
        page: &MappedPages<'_>,
        buckets: &mut HistogramBuckets<AgeRecord>,
    ) {
        if !page.resident() {
            return;
        }
        let age = page.facts.as_ref().and_then(PageFacts::age);
        // Cannot fail: the walk reserves `MAX_NEW_BUCKETS`.
        let _ = buckets.add(&AgeRecord {
            kind: page.kind as u32,
            age: age.map_or(ABSENT_32, u32::from),
            bytes: page.entry.bytes,
            young_bytes: page.bytes_if(page.entry.leaf.young()),
            referenced_bytes: page.bytes_if(page.referenced()),
            dirty_bytes: page.bytes_if(page.dirty()),
        });
    }
}
