// SPDX-License-Identifier: GPL-2.0

//! `/proc/rmm/{self,PID}/folios`: folios by kind, node and order.

use super::histogram::HistogramText;
use crate::{
    abi::{
        histogram::FoliosRecord,
        names::PageKind, //
    },
    mm::folios::FolioCounter,
    proc::cell::text_name, //
};
use kernel::{
    prelude::*,
    seq_file::SeqFile,
    seq_print, //
};

/// The folios of a process.
pub(in crate::proc) struct FoliosText;

impl HistogramText for FoliosText {
    type Counter = FolioCounter;

    const NAME: &'static CStr = c"folios";
    const COLUMNS: &'static str =
        "kind node order pages huge_pages aligned unaligned parts part_pages";

    fn show(row: &FoliosRecord, out: &SeqFile) {
        seq_print!(
            out,
            "{} {} {} {} {} {} {} {} {}\n",
            text_name(&PageKind::NAMES, row.kind.into()),
            row.node,
            row.order,
            row.pages,
            row.huge_pages,
            row.aligned,
            row.unaligned,
            row.parts,
            row.part_pages,
        );
    }
}
