// SPDX-License-Identifier: GPL-2.0

//! `/proc/rmm/{self,PID}/pagetable`: one row for each level.

use super::records::RecordsText;
use crate::{
    abi::{
        names::TableLevel,
        page_table::PageTableRecord,
        ABSENT, //
    },
    mm::pagetable::{
        page_tables,
        PageTables, //
    },
    sys::mm::handle::MmHandle, //
};
use kernel::{
    prelude::*,
    seq_file::SeqFile,
    seq_print, //
};

/// The page tables of a process.
pub(in crate::proc) struct PageTableText;

impl RecordsText for PageTableText {
    type Record = PageTableRecord;
    type Records = PageTables;

    const NAME: &'static CStr = c"pagetable";
    const COLUMNS: &'static str = "level state tables bytes present huge other deposited";

    fn walk(mm: &MmHandle) -> Result<PageTables> {
        page_tables(mm)
    }

    fn show(level: &PageTableRecord, out: &SeqFile) {
        let name = TableLevel::from_raw(level.level).map_or("-", |level| level.text());
        let state = match level.folded {
            0 => "used",
            _ => "folded",
        };
        seq_print!(out, "{name} {state}");
        for number in [
            level.tables,
            level.bytes,
            level.present,
            level.huge,
            level.other,
            level.deposited,
        ] {
            match number {
                ABSENT => seq_print!(out, " -"),
                _ => seq_print!(out, " {number}"),
            }
        }
        seq_print!(out, "\n");
    }
}
