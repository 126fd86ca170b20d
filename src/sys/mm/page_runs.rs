// SPDX-License-Identifier: GPL-2.0

//! Records of pages, written run by run.
//!
//! With the default attributes, records of entries with equal attrs differ in the address, the
//! frame and two counts. So a run is described once, and the shim writes its records from the
//! [columns](TableSnapshot::for_columns) of the capture.

use super::table::TableSnapshot;
use crate::{
    abi::page::{
        PageRecord,
        PAGE_DEFAULT_SIZE, //
    },
    sys::{
        file::records::UserArray,
        shim, //
    },
};
use core::mem::offset_of;
use kernel::{
    error::to_result,
    prelude::*, //
};

// The layout that `rmm_shim_copy_page_runs_to_user` writes.
const _: () = {
    assert!(offset_of!(PageRecord, addr) == 0 && offset_of!(PageRecord, pfn) == 8);
    assert!(offset_of!(PageRecord, bits) == 16 && offset_of!(PageRecord, pages) == 24);
    assert!(offset_of!(PageRecord, mapcount) == 32 && offset_of!(PageRecord, references) == 36);
    assert!(PAGE_DEFAULT_SIZE == 40);
};

/// Runs that one call writes, 3 KiB.
const ROOM: usize = 64;

/// Runs of records that are not written yet.
pub(crate) struct PageRunBuffer {
    runs: KVec<shim::rmm_shim_page_run>,
    records: usize,
}

impl PageRunBuffer {
    /// Allocates an empty buffer.
    pub(crate) fn new() -> Result<Self> {
        Ok(Self {
            runs: KVec::with_capacity(ROOM, GFP_KERNEL_ACCOUNT)?,
            records: 0,
        })
    }

    /// Number of records that are not written yet.
    pub(crate) fn records(&self) -> usize {
        self.records
    }

    /// No further run fits before these are written.
    pub(crate) fn full(&self) -> bool {
        self.runs.len() == ROOM
    }

    /// Adds `count` records of consecutive entries, from entry `column` of a capture on. `page` is
    /// the first record. A frame, mapcount or reference count that is absent there is absent in
    /// all; otherwise each record has the entry's own.
    pub(crate) fn add(&mut self, page: &PageRecord, column: usize, count: usize) {
        let half = |absent, set| if absent { set } else { 0 };
        let run = shim::rmm_shim_page_run {
            addr: page.addr,
            word: [
                u64::from(page.bits)
                    | u64::from(page.kind) << 32
                    | u64::from(page.level) << 40
                    | u64::from(page.vma_kind) << 48
                    | u64::from(page.order) << 56,
                u64::from(page.pages) | u64::from(page.node as u32) << 32,
            ],
            no_pfn: half(page.pfn == u64::MAX, u64::MAX),
            no_counts: half(page.mapcount == u32::MAX, u32::MAX.into())
                | half(page.references == u32::MAX, u64::from(u32::MAX) << 32),
            column: column as u32,
            count: count as u32,
        };
        if self.runs.push_within_capacity(run).is_ok() {
            self.records += count;
        }
    }

    /// Writes the buffered runs, whose entries `table` has captured, and empties the buffer.
    pub(crate) fn write(&mut self, table: &TableSnapshot, array: &mut UserArray) -> Result {
        let columns = table.columns();
        let inside = |run: &shim::rmm_shim_page_run| {
            let end = (run.column as usize).checked_add(run.count as usize);
            end.is_some_and(|end| end <= columns.len())
        };
        if !self.runs.iter().all(inside) {
            return Err(EINVAL);
        }
        let runs = &self.runs;
        array.fill(self.records, PAGE_DEFAULT_SIZE as usize, |to| {
            // SAFETY: `runs` has `runs.len()` elements, and each lies within `columns` (checked
            // above).
            to_result(unsafe {
                shim::rmm_shim_copy_page_runs_to_user(
                    to.cast(),
                    runs.as_ptr(),
                    runs.len(),
                    columns.as_ptr(),
                )
            })
        })?;
        self.runs.clear();
        self.records = 0;
        Ok(())
    }
}
