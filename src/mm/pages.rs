// SPDX-License-Identifier: GPL-2.0

//! The `pages` product: one record for each entry.
//!
//! One table is captured, then VMA and address space are released, and only then records are built
//! and copied out. A captured table needs no lock, and the copy may fault forever.

use super::{
    attrs_reading::AttrsReadings,
    buffers::WalkBuffers,
    page_records::{
        copy_narrow,
        copy_whole,
        PagesQuery, //
    },
    paging,
    walk::{
        add_cost,
        back_off,
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
    model::paging::Paging,
    sys::{
        file::{
            records::UserArray,
            resume::{
                resume_range,
                CallBudget,
                ResumeStep, //
            },
        },
        mm::{
            handle::MmHandle,
            page_runs::{
                PageRunBuffer,
                SharedPageBuffer, //
            },
            table::TableSnapshot,
            vma::{
                VmaFacts,
                VmaRead, //
            },
        },
    },
};
use kernel::prelude::*;

/// Stops at the first non-empty table and remembers its VMA.
struct FirstTableVisitor(Option<VmaFacts>);

impl TableVisitor for FirstTableVisitor {
    fn vma(&mut self, _vma: &VmaRead<'_>, _facts: &VmaFacts, _addr: u64) -> bool {
        true
    }

    fn table(&mut self, facts: &VmaFacts, table: &TableSnapshot) -> Option<u64> {
        if table.leaves().all(|leaf| leaf.is_none()) {
            return None;
        }
        self.0 = Some(*facts);
        Some(table.next())
    }
}

/// The walk of one call.
pub(crate) struct PagesWalk {
    query: PagesQuery,
    readings: AttrsReadings,
    /// Cost so far.
    pub(crate) cost: WalkCost,
    table: TableSnapshot,
    records: PageRecordBuffer,
    paging: Paging,
}

/// The buffer in which records are built.
enum PageRecordBuffer {
    /// For records of `PAGE_DEFAULT_SIZE` bytes: values shared by a run.
    Narrow(PageRunBuffer),
    /// For any other size: all values.
    Whole(SharedPageBuffer),
}

impl PagesWalk {
    /// A walk of `bytes` that has not begun.
    #[inline(never)] // with the frame of its caller it would be too large
    pub(crate) fn new(query: PagesQuery, buffers: &WalkBuffers, bytes: u64) -> Result<Self> {
        let table = buffers.table(bytes)?;
        Ok(Self {
            query,
            readings: AttrsReadings::new(query.filter, 0),
            cost: WalkCost::ZERO,
            table: if query.narrow {
                table.for_columns(query.captured())?
            } else {
                table.for_whole_pages(query.captured())?
            },
            records: if query.narrow {
                PageRecordBuffer::Narrow(PageRunBuffer::new()?)
            } else {
                PageRecordBuffer::Whole(SharedPageBuffer::new()?)
            },
            paging: paging(),
        })
    }

    /// Returns the table buffer.
    pub(crate) fn end(self, buffers: &WalkBuffers) {
        buffers.keep_table(self.table);
    }

    /// Walks `start..end` until `array` is full, `budget_us` is used up (0: no limit), or a signal
    /// is pending. Returns the address at which it stopped. Errors as of [`PageTableWalker::run`].
    pub(crate) fn walk(
        &mut self,
        mm: &MmHandle,
        start: u64,
        end: u64,
        budget_us: u64,
        array: &mut UserArray,
    ) -> Result<u64> {
        let budget = CallBudget::new(budget_us);
        resume_range((start, end), array, &budget, |at, array| {
            let mut find = FirstTableVisitor(None);
            let mode = WalkMode::Interruptible {
                budget_us: budget.left_us(),
            };
            let (ran, contended) = {
                let live_mm = mm.live()?;
                let mut walk = PageTableWalker::new(&live_mm, mode, &mut self.table);
                let ran = walk.run(at, end, &mut find);
                add_cost(&mut self.cost, &walk.cost());
                (ran, walk.is_contended())
            };
            let stopped = ran?;
            let Some(vma) = find.0 else {
                // The end of the range, or a reason to stop.
                return Ok(ResumeStep::Stop(stopped));
            };
            let next = self.copy(&vma, array)?;
            if contended {
                back_off();
            }
            Ok(ResumeStep::To(next))
        })
    }

    /// Copies out the captured table. Returns the address of the first entry that was not copied.
    fn copy(&mut self, vma: &VmaFacts, array: &mut UserArray) -> Result<u64> {
        let (query, readings) = (&self.query, &mut self.readings);
        match &mut self.records {
            PageRecordBuffer::Narrow(runs) => {
                copy_narrow(runs, query, readings, &self.table, vma, self.paging, array)
            }
            PageRecordBuffer::Whole(pages) => {
                copy_whole(pages, query, readings, &self.table, vma, self.paging, array)
            }
        }
    }
}
