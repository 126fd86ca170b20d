// SPDX-License-Identifier: GPL-2.0

//! `/proc/rmm/{self,PID}/numa`: pages by kind and node, in total and then for each VMA.

use super::histogram::HistogramText;
use crate::{
    abi::{
        histogram::{
            HistogramFlag,
            NumaRecord, //
        },
        names::PageKind,
        ABSENT, //
    },
    mm::numa::NumaCounter,
    proc::cell::text_name, //
};
use kernel::{
    prelude::*,
    seq_file::SeqFile,
    seq_print, //
};

/// Nodes of a process's pages.
pub(in crate::proc) struct NumaText;

impl HistogramText for NumaText {
    type Counter = NumaCounter;

    const NAME: &'static CStr = c"numa";
    const COLUMNS: &'static str = "vma kind node pages dirty_pages rss_kb";
    const WALKS: &'static [u32] = &[0, HistogramFlag::VMAS];

    fn show(row: &NumaRecord, out: &SeqFile) {
        match row.vma {
            ABSENT => seq_print!(out, "total"),
            start => seq_print!(out, "{start:08x}"),
        }
        seq_print!(
            out,
            " {} {} {} {} {}\n",
            text_name(&PageKind::NAMES, row.kind.into()),
            row.node,
            row.pages,
            row.dirty_pages,
            row.bytes >> 10,
        );
    }
}
