// SPDX-License-Identifier: GPL-2.0

//! Records of pages, written run by run.
//!
//! With the default attributes, records of entries with equal attrs differ in the address, the
//! frame and two counts. So a run is described once, and the shim writes its records from the
//! [columns](TableSnapshot::for_columns) of the capture. With all attributes, mapped entries that
//! differ in [the frame only](TableSnapshot::for_whole_pages) share a record.

use super::table::TableSnapshot;
use crate::{
    abi::{
        page::{
            PageRecord,
            PAGE_DEFAULT_SIZE, //
        },
        AbiRecord,
        ABSENT, //
    },
    sys::{
        file::records::UserArray,
        shim, //
    },
};
use core::mem::{
    offset_of,
    size_of, //
};
use kernel::{
    error::to_result,
    page::{
        PAGE_SHIFT,
        PAGE_SIZE, //
    },
    prelude::*, //
};

// The layout that `rmm_shim_copy_page_runs_to_user` writes.
const _: () = {
    assert!(offset_of!(PageRecord, addr) == 0 && offset_of!(PageRecord, pfn) == 8);
    assert!(offset_of!(PageRecord, bits) == 16 && offset_of!(PageRecord, pages) == 24);
    assert!(offset_of!(PageRecord, mapcount) == 32 && offset_of!(PageRecord, references) == 36);
    assert!(PAGE_DEFAULT_SIZE == 40);
};

// The words that `rmm_shim_copy_repeated_pages_to_user` changes.
const _: () = {
    assert!(size_of::<PageRecord>() == shim::RMM_SHIM_PAGE_WORDS as usize * WORD);
    assert!(offset_of!(PageRecord, addr) == shim::RMM_SHIM_PAGE_WORD_ADDR as usize * WORD);
    assert!(offset_of!(PageRecord, pfn) == shim::RMM_SHIM_PAGE_WORD_PFN as usize * WORD);
    assert!(offset_of!(PageRecord, entry) == shim::RMM_SHIM_PAGE_WORD_ENTRY as usize * WORD);
};

const WORD: usize = size_of::<u64>();

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

/// Records that are shared by one copy of them, 7 KiB.
const SHARED: usize = 64;

/// Records of all attributes that are not written yet, each for one entry or for several that differ in
/// the frame only.
pub(crate) struct SharedPageBuffer {
    pages: KVec<PageRecord>,
    repeats: KVec<shim::rmm_shim_page_repeat>,
    records: usize,
}

impl SharedPageBuffer {
    /// Allocates an empty buffer.
    pub(crate) fn new() -> Result<Self> {
        Ok(Self {
            pages: KVec::from_elem(PageRecord::ZERO, SHARED, GFP_KERNEL_ACCOUNT)?,
            repeats: KVec::with_capacity(SHARED, GFP_KERNEL_ACCOUNT)?,
            records: 0,
        })
    }

    /// Number of records that are not written yet, one for each entry.
    pub(crate) fn records(&self) -> usize {
        self.records
    }

    /// No further record fits before these are written.
    pub(crate) fn full(&self) -> bool {
        self.repeats.len() == SHARED
    }

    /// The record that [`Self::add`] adds next, with arbitrary content; `None` if the buffer is full.
    pub(crate) fn next(&mut self) -> Option<&mut PageRecord> {
        self.pages.get_mut(self.repeats.len())
    }

    /// Adds the next record for `count` consecutive entries, from entry `column` of a capture on. A
    /// frame or an entry that is absent is absent in all.
    pub(crate) fn add(&mut self, column: usize, count: usize) {
        let Some(page) = self.pages.get(self.repeats.len()) else {
            return;
        };
        let unless = |value| if value == ABSENT { u64::MAX } else { 0 };
        let repeat = shim::rmm_shim_page_repeat {
            no_pfn: unless(page.pfn),
            no_entry: unless(page.entry),
            column: column as u32,
            count: count as u32,
        };
        if self.repeats.push_within_capacity(repeat).is_ok() {
            self.records += count;
        }
    }

    /// Writes the buffered records, whose entries `table` has captured, and empties the buffer.
    pub(crate) fn write(&mut self, table: &TableSnapshot, array: &mut UserArray) -> Result {
        let columns = table.columns();
        let inside = |repeat: &shim::rmm_shim_page_repeat| {
            let end = (repeat.column as usize).checked_add(repeat.count as usize);
            repeat.count != 0 && end.is_some_and(|end| end <= columns.len())
        };
        if !self.repeats.iter().all(inside) {
            return Err(EINVAL);
        }
        let stride = array.stride();
        if stride > size_of::<PageRecord>() {
            self.push_each(columns, array)?;
        } else {
            let (pages, repeats) = (&mut self.pages, &self.repeats);
            array.fill(self.records, stride, |to| {
                // SAFETY: `pages` has at least `repeats.len()` records, each of which lies within
                // `columns` (checked above); `stride` is not larger than a record.
                to_result(unsafe {
                    shim::rmm_shim_copy_repeated_pages_to_user(
                        to.cast(),
                        pages.as_mut_ptr().cast(),
                        repeats.as_ptr(),
                        repeats.len(),
                        stride / WORD,
                        columns.as_ptr(),
                    )
                })
            })?;
        }
        self.repeats.clear();
        self.records = 0;
        Ok(())
    }

    /// For callers whose records are longer.
    fn push_each(
        &mut self,
        columns: &[shim::rmm_shim_frame_counts],
        array: &mut UserArray,
    ) -> Result {
        for (page, repeat) in self.pages.iter_mut().zip(&self.repeats) {
            let first = repeat.column as usize;
            for at in first..first + repeat.count as usize {
                if at != first {
                    let (before, pfn) = (columns[at - 1].pfn, columns[at].pfn);
                    page.addr += PAGE_SIZE as u64;
                    page.pfn = pfn | repeat.no_pfn;
                    let moved = pfn.wrapping_sub(before) << PAGE_SHIFT;
                    page.entry = page.entry.wrapping_add(moved) | repeat.no_entry;
                }
                array.push(&*page)?;
            }
        }
        Ok(())
    }
}
