// SPDX-License-Identifier: GPL-2.0

//! `/proc/rmm/{self,PID}/age`: pages by kind and generation.

use super::histogram::HistogramText;
use crate::{
    abi::{
        histogram::AgeRecord,
        info::ModuleFeature,
        names::PageKind,
        page::ABSENT_32, //
    },
    mm::age::AgeCounter,
    proc::cell::text_name, //
};
use kernel::{
    prelude::*,
    seq_file::SeqFile,
    seq_print, //
};

/// Ages of a process's pages.
pub(in crate::proc) struct AgeText;

impl HistogramText for AgeText {
    type Counter = AgeCounter;

    const NAME: &'static CStr = c"age";
    const COLUMNS: &'static str = "kind younger_generations rss_kb young_kb referenced_kb dirty_kb";
    const FEATURES: u64 = ModuleFeature::LRU_GEN;

    fn show(row: &AgeRecord, out: &SeqFile) {
        seq_print!(out, "{}", text_name(&PageKind::NAMES, row.kind.into()));
        match row.age {
            ABSENT_32 => seq_print!(out, " -"),
            age => seq_print!(out, " {age}"),
        }
        seq_print!(
            out,
            " {} {} {} {}\n",
            row.bytes >> 10,
            row.young_bytes >> 10,
            row.referenced_bytes >> 10,
            row.dirty_bytes >> 10,
        );
    }
}
