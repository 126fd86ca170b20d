// SPDX-License-Identifier: GPL-2.0

//! `/proc/rmm/{self,PID}/sharing`: USS, PSS, and mapcounts.

use super::histogram::HistogramText;
use crate::{
    abi::{
        histogram::SharingRecord,
        names::PageKind,
        ABSENT, //
    },
    mm::sharing::{
        SharingCounter,
        FRACTION_BITS, //
    },
    proc::cell::text_name, //
};
use kernel::{
    prelude::*,
    seq_file::SeqFile,
    seq_print, //
};

/// Sharing of a process's pages.
pub(in crate::proc) struct SharingText;

impl HistogramText for SharingText {
    type Counter = SharingCounter;

    const NAME: &'static CStr = c"sharing";
    const COLUMNS: &'static str = "kind mapcount_from rss_kb uss_kb shared_kb pss_kb inexact_kb";

    fn show(row: &SharingRecord, out: &SeqFile) {
        match PageKind::from_raw(row.kind) {
            Some(PageKind::None) => seq_print!(out, "total"),
            _ => seq_print!(out, "{}", text_name(&PageKind::NAMES, row.kind.into())),
        }
        match row.mapcount {
            0 => seq_print!(out, " -"),
            count => seq_print!(out, " {count}"),
        }
        seq_print!(
            out,
            " {} {} {}",
            row.bytes >> 10,
            row.private_bytes >> 10,
            row.shared_bytes >> 10,
        );
        match row.pss_fraction {
            ABSENT => seq_print!(out, " -"),
            pss => seq_print!(out, " {}", pss >> (FRACTION_BITS + 10)),
        }
        seq_print!(out, " {}\n", row.inexact_bytes >> 10);
    }
}
