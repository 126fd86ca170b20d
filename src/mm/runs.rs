// SPDX-License-Identifier: GPL-2.0

//! Physically contiguous runs by length and kind of VMA.

use super::{
    histogram::{
        HistogramBuckets,
        HistogramCounter, //
    },
    mapped_pages::MappedPages, //
};
use crate::{
    abi::{
        histogram::RunsRecord,
        names::PageKind, //
    },
    model::folio_range::FrameRun,
    sys::mm::{
        handle::LiveMm,
        leaf::attrs, //
    },
};
use kernel::prelude::*;

/// Counts runs.
pub(crate) struct RunCounter {
    run: FrameRun,
    vma_kind: u32,
}

impl RunCounter {
    fn count(&self, pages: Option<u64>, buckets: &mut HistogramBuckets<RunsRecord>) {
        let Some(order) = pages.and_then(u64::checked_ilog2) else {
            return;
        };
        // Cannot fail: the walk reserves `MAX_NEW_BUCKETS`.
        let _ = buckets.add(&RunsRecord {
            vma_kind: self.vma_kind,
            order,
            runs: 1,
            pages: pages.unwrap_or(0),
        });
    }
}

impl HistogramCounter for RunCounter {
    type Bucket = RunsRecord;

    const ATTRS: u64 = attrs::KIND;
    const CONTIGUOUS: bool = true;
    const MAX_NEW_BUCKETS: usize = 1;

    fn new(_flags: u32) -> Result<Self> {
        Ok(Self {
            run: FrameRun::default(),
            vma_kind: 0,
        })
    }

    #[inline]
    fn add(
        &mut self,
        _users: &LiveMm,
        page: &MappedPages<'_>,
        buckets: &mut HistogramBuckets<RunsRecord>,
    ) {
        self.vma_kind = page.vma.kind as u32;
        let zero = matches!(page.kind, PageKind::Zero | PageKind::HugeZero);
        let before = match page.pfn() {
            Some(pfn) if page.entry.leaf.present() && !zero => {
                self.run.push(page.entry.addr, pfn, page.pages())
            }
            _ => self.run.finish(),
        };
        self.count(before, buckets);
    }

    fn end(&mut self, buckets: &mut HistogramBuckets<RunsRecord>) {
        let last = self.run.finish();
        self.count(last, buckets);
    }
}
