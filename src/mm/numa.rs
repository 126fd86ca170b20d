// SPDX-License-Identifier: GPL-2.0

//! Pages by kind and node, as numa_maps counts them.

use super::{
    histogram::{
        HistogramBuckets,
        HistogramCounter, //
    },
    mapped_pages::MappedPages, //
};
use crate::{
    abi::{
        histogram::{
            HistogramFlag,
            NumaRecord, //
        },
        names::PageKind,
        ABSENT, //
    },
    sys::mm::{
        handle::LiveMm,
        leaf::attrs, //
    },
};
use kernel::prelude::*;

/// Counts by node.
pub(crate) struct NumaCounter {
    vmas: bool,
}

impl HistogramCounter for NumaCounter {
    type Bucket = NumaRecord;

    const ATTRS: u64 = attrs::KIND
        | attrs::NODE
        | attrs::ZONE
        | attrs::DIRTY
        | attrs::FOLIO_DIRTY
        | attrs::FOLIO_RESERVED;
    const FLAGS: u32 = HistogramFlag::VMAS;
    const MAX_NEW_BUCKETS: usize = 1;

    fn new(flags: u32) -> Result<Self> {
        Ok(Self {
            vmas: flags & HistogramFlag::VMAS != 0,
        })
    }

    #[inline]
    fn add(
        &mut self,
        _users: &LiveMm,
        page: &MappedPages<'_>,
        buckets: &mut HistogramBuckets<NumaRecord>,
    ) {
        if !page.in_numa_maps() {
            return;
        }
        let pages = match page.kind {
            // A hugetlb page counts once, at its first entry.
            PageKind::Hugetlb if page.entry.first => page.entry.entries,
            PageKind::Hugetlb => 0,
            _ => page.pages(),
        };
        // Cannot fail: the walk reserves `MAX_NEW_BUCKETS`.
        let _ = buckets.add(&NumaRecord {
            vma: if self.vmas { page.vma.start } else { ABSENT },
            kind: page.kind as u32,
            node: page.entry.leaf.node(),
            pages,
            dirty_pages: if page.dirty() { pages } else { 0 },
            bytes: page.entry.bytes,
        });
    }
}
