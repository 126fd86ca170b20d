// SPDX-License-Identifier: GPL-2.0

//! `/proc/rmm/{self,PID}/fragmentation`: physically contiguous runs by length.

use super::histogram::HistogramText;
use crate::{
    abi::{
        histogram::RunsRecord,
        names::VmaKind, //
    },
    mm::runs::RunCounter,
    proc::cell::text_name, //
};
use kernel::{
    prelude::*,
    seq_file::SeqFile,
    seq_print, //
};

/// Lengths of a process's physically contiguous runs.
pub(in crate::proc) struct RunsText;

impl HistogramText for RunsText {
    type Counter = RunCounter;

    const NAME: &'static CStr = c"fragmentation";
    const COLUMNS: &'static str = "vma_kind from_pages runs pages";
    // The result for a mapping of two pages would reveal whether their frames are adjacent.
    const FRAMES: bool = true;

    fn show(row: &RunsRecord, out: &SeqFile) {
        seq_print!(
            out,
            "{} {} {} {}\n",
            text_name(&VmaKind::NAMES, row.vma_kind.into()),
            1u64 << row.order,
            row.runs,
            row.pages,
        );
    }
}
