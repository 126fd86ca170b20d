// SPDX-License-Identifier: GPL-2.0

//! `/proc/rmm/{self,PID}/segments`: one row for each segment.

use super::records::RecordsText;
use crate::{
    abi::{
        segment::{
            SegmentKind,
            SegmentRecord, //
        },
        ABSENT, //
    },
    mm::segments::{
        segments,
        SegmentRecords as Records, //
    },
    sys::mm::handle::MmHandle, //
};
use kernel::{
    prelude::*,
    seq_file::SeqFile,
    seq_print, //
};

/// The segments of a process.
pub(in crate::proc) struct SegmentsText;

impl RecordsText for SegmentsText {
    type Record = SegmentRecord;
    type Records = Records;

    const NAME: &'static CStr = c"segments";
    const COLUMNS: &'static str = "segment start end virtual_kb resident_kb";

    fn walk(mm: &MmHandle) -> Result<Records> {
        segments(mm)
    }

    fn show(segment: &SegmentRecord, out: &SeqFile) {
        let name = SegmentKind::from_raw(segment.kind).map_or("-", |kind| kind.text());
        match segment.start {
            ABSENT => seq_print!(out, "{name} - -"),
            _ => seq_print!(out, "{name} {:08x} {:08x}", segment.start, segment.end),
        }
        seq_print!(
            out,
            " {} {}\n",
            segment.virtual_bytes >> 10,
            segment.resident_bytes >> 10,
        );
    }
}
