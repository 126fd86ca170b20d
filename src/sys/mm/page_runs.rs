// SPDX-License-Identifier: GPL-2.0

//! Records of pages, run by run: what the default attributes tell of entries of equal attrs differs
//! in the address, the frame and two counts.

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

// What `rmm_shim_put_pages` writes.
const _: () = {
    assert!(offset_of!(PageRecord, addr) == 0 && offset_of!(PageRecord, pfn) == 8);
    assert!(offset_of!(PageRecord, bits) == 16 && offset_of!(PageRecord, pages) == 24);
    assert!(offset_of!(PageRecord, mapcount) == 32 && offset_of!(PageRecord, references) == 36);
    assert!(PAGE_DEFAULT_SIZE == 40);
};

/// Runs that are written at once, 3 KiB.
const ROOM: usize = 64;

/// Runs that wait to be written.
pub(crate) struct PageRunBuffer {
    runs: KVec<shim::rmm_shim_page_run>,
    records: usize,
}

impl PageRunBuffer {
    /// No runs.
    pub(crate) fn new() -> Result<Self> {
        Ok(Self {
            runs: KVec::with_capacity(ROOM, GFP_KERNEL)?,
            records: 0,
        })
    }

    /// Records that wait.
    pub(crate) fn records(&self) -> usize {
        self.records
    }

    /// No other run has room before these are written.
    pub(crate) fn full(&self) -> bool {
        self.runs.len() == ROOM
    }

    /// Adds `count` records of entries that follow each other from number `column` of a capture on.
    /// `page` is the first of them; where its frame, mapcount or references are absent, theirs are,
    /// too, and otherwise each entry's own is told.
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

    /// Writes the runs that wait, of entries that `table` has captured.
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
            // SAFETY: `runs` has so many, each within `columns` (checked above).
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
