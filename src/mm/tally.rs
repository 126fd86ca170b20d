// SPDX-License-Identifier: GPL-2.0

//! Tallies: histograms of a walk, in memory of a fixed size. When the rows do not do, the walk ends
//! early, and what counts them goes on from there.

use super::{
    mapped::{
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
        walk::WalkCost,
        AbiRecord, //
    },
    model::{
        histogram::{
            Histogram,
            HistogramBucket, //
        },
        paging::Paging, //
    },
    sys::{
        mm::{
            LiveMm,
            MmHandle, //
        },
        records::Plain,
        table::TableSnapshot,
        vma::{
            VmaFacts,
            VmaRead, //
        },
    },
};
use kernel::prelude::*;

/// Most rows that a tally has, at most 8 KiB.
pub(crate) const MAX_BUCKETS: usize = 128;

/// The rows of a tally.
pub(crate) type Buckets<R> = Histogram<KVec<R>>;

/// What is counted, and by what.
pub(crate) trait HistogramCounter: Sized + Send + 'static {
    /// A row.
    type Row: HistogramBucket + Plain + Send;

    /// The parts of the sign that it looks at: entries that agree in them, and in `ATTRIBUTES`, come
    /// in one.
    const SIGN: u64;
    /// What more it wants to know of each page, `Attribute` bits.
    const ATTRIBUTES: u64 = 0;
    /// Only entries whose frames follow each other come in one.
    const CONTIGUOUS: bool = false;
    /// `TallyFlag` bits that it knows.
    const FLAGS: u32 = 0;
    /// Buckets that one entry can add at most, and so can the end of a VMA. At most half of
    /// `RMM_TALLY_LEAST`.
    const ADDS: usize;

    /// Nothing counted yet.
    fn new(flags: u32) -> Result<Self>;

    /// Counts an entry.
    fn add(&mut self, users: &LiveMm, page: &MappedPages<'_>, rows: &mut Buckets<Self::Row>);

    /// The VMA ends, or the walk does: counts what was still open.
    fn end(&mut self, _rows: &mut Buckets<Self::Row>) {}
}

/// A tally in the making.
pub(crate) struct HistogramWalk<C: HistogramCounter> {
    count: C,
    rows: Buckets<C::Row>,
    table: TableSnapshot,
}

impl<C: HistogramCounter> HistogramWalk<C> {
    /// A tally with room for `rows` rows.
    pub(crate) fn new(flags: u32, rows: usize) -> Result<Self> {
        let storage = KVec::from_elem(C::Row::ZERO, rows.min(MAX_BUCKETS), GFP_KERNEL)?;
        Ok(Self {
            count: C::new(flags)?,
            rows: Histogram::new(storage),
            table: TableSnapshot::with_rows(C::SIGN, C::ATTRIBUTES, C::CONTIGUOUS)?,
        })
    }

    /// Counts anew from `start` to `end`, or to where patience, a signal or the rows end. Returns
    /// where that is, and what it cost. Errors as of [`Walker::run`].
    pub(crate) fn walk(
        &mut self,
        space: &MmHandle,
        start: u64,
        end: u64,
        patience: WalkMode,
    ) -> Result<(u64, WalkCost)> {
        let users = space.users()?;
        self.walk_users(&users, start, end, patience)
    }

    /// As [`Self::walk`].
    pub(crate) fn walk_users(
        &mut self,
        users: &LiveMm,
        start: u64,
        end: u64,
        patience: WalkMode,
    ) -> Result<(u64, WalkCost)> {
        let Self { count, rows, table } = self;
        rows.clear();
        let mut look = HistogramVisitor {
            users,
            count,
            rows,
            paging: paging(),
            vma: None,
        };
        let mut walk = Walker::new(users, patience, table);
        let ran = walk.run(start, end, &mut look);
        let cost = walk.cost();
        look.count.end(look.rows);
        Ok((ran?, cost))
    }

    /// What was counted.
    pub(crate) fn rows(&self) -> &[C::Row] {
        self.rows.buckets()
    }

    /// What was counted, to be given away.
    pub(crate) fn rows_mut(&mut self) -> &mut [C::Row] {
        self.rows.buckets_mut()
    }
}

struct HistogramVisitor<'a, C: HistogramCounter> {
    users: &'a LiveMm,
    count: &'a mut C,
    rows: &'a mut Buckets<C::Row>,
    paging: Paging,
    /// Start of the VMA that the walk is in.
    vma: Option<u64>,
}

impl<C: HistogramCounter> TableVisitor for HistogramVisitor<'_, C> {
    fn vma(&mut self, _vma: &VmaRead<'_>, facts: &VmaFacts, _addr: u64) -> bool {
        // It comes again when its lock was given back.
        if self.vma.replace(facts.start) != Some(facts.start) {
            self.count.end(self.rows);
        }
        true
    }

    fn table(&mut self, facts: &VmaFacts, table: &TableSnapshot) -> Option<u64> {
        for page in mapped_pages(facts, table, self.paging) {
            // For this entry, and for what it leaves open.
            if self.rows.free_buckets() < 2 * C::ADDS {
                return Some(page.entry.addr);
            }
            self.count.add(self.users, &page, self.rows);
        }
        None
    }
}
