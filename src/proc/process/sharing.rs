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
    proc::cell::{
        text_name,
        ValueOrDash, //
    },
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
    const COLUMNS: &'static str = "kind mapcount_from rss_kb uss_kb shared_kb pss_kb inexact_kb \
         pss_dirty_kb lazyfree_kb";

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
        let kb = |value, bits: u32| {
            ValueOrDash(match value {
                ABSENT => ABSENT,
                value => value >> bits,
            })
        };
        seq_print!(
            out,
            " {} {} {} {}\n",
            kb(row.pss_fraction, FRACTION_BITS + 10),
            row.inexact_bytes >> 10,
            kb(row.pss_dirty_fraction, FRACTION_BITS + 10),
            kb(row.lazyfree_bytes, 10),
        );
    }
}
