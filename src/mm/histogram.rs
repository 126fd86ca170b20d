// SPDX-License-Identifier: GPL-2.0

//! Tallies: histograms of a walk, in memory of a fixed size. When the buckets do not do, the walk ends
//! early, and what counts them goes on from there.

use super::{
    mapped_pages::{
        mapped_pages,
        MappedPages, //
    },
    paging,
    walk::{
        TableVisitor,
        WalkMode,
        Walker, //
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

/// Most buckets that a tally has, at most 8 KiB.
pub(crate) const MAX_BUCKETS: usize = 128;

/// The buckets of a tally.
pub(crate) type Buckets<R> = Histogram<KVec<R>>;

/// What is counted, and by what.
pub(crate) trait HistogramCounter: Sized + Send + 'static {
    /// A row.
    type Bucket: HistogramBucket + AbiRecord + Send;

    /// The parts of the attrs that it looks at: entries that agree in them, and in `ATTRIBUTES`, come
    /// in one.
    const ATTRS: u64;
    /// What more it wants to know of each page, `Attribute` bits.
    const ATTRIBUTES: u64 = 0;
    /// Only entries whose frames follow each other come in one.
    const CONTIGUOUS: bool = false;
    /// `TallyFlag` bits that it knows.
    const FLAGS: u32 = 0;
    /// Buckets that one entry can add at most, and so can the end of a VMA. At most half of
    /// `RMM_TALLY_LEAST`.
    const MAX_NEW_BUCKETS: usize;

    /// Nothing counted yet.
    fn new(flags: u32) -> Result<Self>;

    /// Counts an entry.
    fn add(
        &mut self,
        live_mm: &LiveMm,
        page: &MappedPages<'_>,
        buckets: &mut Buckets<Self::Bucket>,
    );

    /// The VMA ends, or the walk does: counts what was still open.
    fn end(&mut self, _rows: &mut Buckets<Self::Bucket>) {}
}

/// A tally in the making.
pub(crate) struct HistogramWalk<C: HistogramCounter> {
    count: C,
    buckets: Buckets<C::Bucket>,
    table: TableSnapshot,
}

impl<C: HistogramCounter> HistogramWalk<C> {
    /// A tally with room for `buckets` buckets.
    pub(crate) fn new(flags: u32, buckets: usize) -> Result<Self> {
        let storage = KVec::from_elem(C::Bucket::ZERO, buckets.min(MAX_BUCKETS), GFP_KERNEL)?;
        Ok(Self {
            count: C::new(flags)?,
            buckets: Histogram::new(storage),
            table: TableSnapshot::with_runs(C::ATTRS, C::ATTRIBUTES, C::CONTIGUOUS)?,
        })
    }

    /// Counts anew from `start` to `end`, or to where mode, a signal or the buckets end. Returns
    /// where that is, and what it cost. Errors as of [`Walker::run`].
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

    /// As [`Self::walk`].
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
        let mut look = HistogramVisitor {
            live_mm,
            count,
            buckets,
            paging: paging(),
            vma: None,
        };
        let mut walk = Walker::new(live_mm, mode, table);
        let ran = walk.run(start, end, &mut look);
        let cost = walk.cost();
        look.count.end(look.buckets);
        Ok((ran?, cost))
    }

    /// What was counted.
    pub(crate) fn buckets(&self) -> &[C::Bucket] {
        self.buckets.buckets()
    }

    /// What was counted, to be given away.
    pub(crate) fn buckets_mut(&mut self) -> &mut [C::Bucket] {
        self.buckets.buckets_mut()
    }
}

struct HistogramVisitor<'a, C: HistogramCounter> {
    live_mm: &'a LiveMm,
    count: &'a mut C,
    buckets: &'a mut Buckets<C::Bucket>,
    paging: Paging,
    /// Start of the VMA that the walk is in.
    vma: Option<u64>,
}

impl<C: HistogramCounter> TableVisitor for HistogramVisitor<'_, C> {
    fn vma(&mut self, _vma: &VmaRead<'_>, facts: &VmaFacts, _addr: u64) -> bool {
        // It comes again when its lock was given back.
        if self.vma.replace(facts.start) != Some(facts.start) {
            self.count.end(self.buckets);
        }
        true
    }

    fn table(&mut self, facts: &VmaFacts, table: &TableSnapshot) -> Option<u64> {
        for page in mapped_pages(facts, table, self.paging) {
            // For this entry, and for what it leaves open.
            if self.buckets.free_buckets() < 2 * C::MAX_NEW_BUCKETS {
                return Some(page.entry.addr);
            }
            self.count.add(self.live_mm, &page, self.buckets);
        }
        None
    }
}
