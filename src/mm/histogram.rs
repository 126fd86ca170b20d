// SPDX-License-Identifier: GPL-2.0

//! Histograms of a walk, in memory of a fixed size. When the buckets are used up, the walk stops
//! early, the buckets are given out, and the walk resumes. A bucket may therefore be reported more
//! than once; the parts add up.

use super::{
    mapped_pages::{
        mapped_pages,
        MappedPages, //
    },
    paging,
    walk::{
        PageTableWalker,
        TableVisitor,
        WalkMode, //
    },
};
use crate::{
    abi::{
        walk_cost::WalkCost,
        AbiRecord, //
    },
    model::{
        histogram::{
            Histogram,
            HistogramBucket, //
        },
        paging::Paging, //
    },
    sys::mm::{
        handle::{
            LiveMm,
            MmHandle, //
        },
        table::TableSnapshot,
        vma::{
            VmaFacts,
            VmaRead, //
        },
    },
};
use kernel::prelude::*;

/// Largest number of buckets, at most 8 KiB.
pub(crate) const MAX_BUCKETS: usize = 128;

/// The buckets of a histogram.
pub(crate) type HistogramBuckets<R> = Histogram<KVec<R>>;

/// A histogram: what it counts and by which key.
pub(crate) trait HistogramCounter: Sized + Send + 'static {
    /// One bucket.
    type Bucket: HistogramBucket + AbiRecord + Send;

    /// Bits of attrs that the counter uses. Entries that agree in them and in `ATTRIBUTES` arrive
    /// as one run.
    const ATTRS: u64;
    /// Facts needed about each page, `PageAttribute` bits.
    const ATTRIBUTES: u64 = 0;
    /// Only entries with consecutive frames form a run.
    const CONTIGUOUS: bool = false;
    /// Supported `HistogramFlag` bits.
    const FLAGS: u32 = 0;
    /// Most buckets that one entry, or the end of a VMA, can add. At most half of
    /// `RMM_TALLY_LEAST`.
    const MAX_NEW_BUCKETS: usize;

    /// A counter that has counted nothing.
    fn new(flags: u32) -> Result<Self>;

    /// Counts an entry.
    fn add(
        &mut self,
        live_mm: &LiveMm,
        page: &MappedPages<'_>,
        buckets: &mut HistogramBuckets<Self::Bucket>,
    );

    /// Counts what is still open at the end of a VMA or of the walk.
    fn end(&mut self, _rows: &mut HistogramBuckets<Self::Bucket>) {}
}

/// A histogram and the walk that fills it.
pub(crate) struct HistogramWalk<C: HistogramCounter> {
    count: C,
    buckets: HistogramBuckets<C::Bucket>,
    table: TableSnapshot,
}

impl<C: HistogramCounter> HistogramWalk<C> {
    /// An empty histogram with room for `buckets` buckets.
    pub(crate) fn new(flags: u32, buckets: usize) -> Result<Self> {
        let storage = KVec::from_elem(
            C::Bucket::ZERO,
            buckets.min(MAX_BUCKETS),
            GFP_KERNEL_ACCOUNT,
        )?;
        Ok(Self {
            count: C::new(flags)?,
            buckets: Histogram::new(storage),
            table: TableSnapshot::with_runs(C::ATTRS, C::ATTRIBUTES, C::CONTIGUOUS)?,
        })
    }

    /// Clears the histogram and counts from `start` to `end`, or until the budget, a signal or lack
    /// of buckets stops the walk. Returns the address where it stopped, and the cost. Errors as of
    /// [`PageTableWalker::run`].
    pub(crate) fn walk(
        &mut self,
        mm: &MmHandle,
        start: u64,
        end: u64,
        mode: WalkMode,
    ) -> Result<(u64, WalkCost)> {
        let live_mm = mm.live()?;
        self.walk_users(&live_mm, start, end, mode)
    }

    /// As [`Self::walk`], with `mm_users` already held.
    pub(crate) fn walk_users(
        &mut self,
        live_mm: &LiveMm,
        start: u64,
        end: u64,
        mode: WalkMode,
    ) -> Result<(u64, WalkCost)> {
        let Self {
            count,
            buckets,
            table,
        } = self;
        buckets.clear();
        let mut visitor = HistogramVisitor {
            live_mm,
            count,
            buckets,
            paging: paging(),
            vma: None,
        };
        let mut walk = PageTableWalker::new(live_mm, mode, table);
        let ran = walk.run(start, end, &mut visitor);
        let cost = walk.cost();
        visitor.count.end(visitor.buckets);
        Ok((ran?, cost))
    }

    /// The counts.
    pub(crate) fn buckets(&self) -> &[C::Bucket] {
        self.buckets.buckets()
    }

    /// The counts, to be copied out.
    pub(crate) fn buckets_mut(&mut self) -> &mut [C::Bucket] {
        self.buckets.buckets_mut()
    }
}

struct HistogramVisitor<'a, C: HistogramCounter> {
    live_mm: &'a LiveMm,
    count: &'a mut C,
    buckets: &'a mut HistogramBuckets<C::Bucket>,
    paging: Paging,
    /// Start of the current VMA.
    vma: Option<u64>,
}

impl<C: HistogramCounter> TableVisitor for HistogramVisitor<'_, C> {
    fn vma(&mut self, _vma: &VmaRead<'_>, facts: &VmaFacts, _addr: u64) -> bool {
        // After a lock drop the walk enters the same VMA again.
        if self.vma.replace(facts.start) != Some(facts.start) {
            self.count.end(self.buckets);
        }
        true
    }

    fn table(&mut self, facts: &VmaFacts, table: &TableSnapshot) -> Option<u64> {
        for page in mapped_pages(facts, table, self.paging) {
            // Room for this entry and for what it leaves open.
            if self.buckets.free_buckets() < 2 * C::MAX_NEW_BUCKETS {
                return Some(page.entry.addr);
            }
            self.count.add(self.live_mm, &page, self.buckets);
        }
        None
    }
}
