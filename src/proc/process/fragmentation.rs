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

/// How long a process's runs are.
pub(in crate::proc) struct RunsText;

impl HistogramText for RunsText {
    type Counter = RunCounter;

    const NAME: &'static CStr = c"fragmentation";
    const COLUMNS: &'static str = "vma_kind from_pages runs pages";
    // Of a mapping of two pages it says whether their frames follow each other.
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
