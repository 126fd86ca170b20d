// SPDX-License-Identifier: GPL-2.0

//! `/proc/rmm/{self,PID}/segments`: one row a segment.

use super::process::{
    Opened,
    Whose, //
};
use crate::{
    abi::{
        names::SegmentKind,
        ABSENT, //
    },
    space::segments::{
        segments,
        Segments, //
    },
    sys::procfs::Rows,
};
use kernel::{
    fs::File,
    prelude::*,
    seq_file::SeqFile,
    seq_print,
    types::ForeignOwnable, //
};

/// State of one open file: all rows come from one walk.
pub(super) struct SegmentsFile<W: Whose> {
    opened: Opened<W>,
    segments: Option<Segments>,
    /// Rows that were gone to.
    row: usize,
}

impl<W: Whose> Rows for SegmentsFile<W> {
    type Context = W::Context;

    const NAME: &'static CStr = c"segments";
    const COLUMNS: &'static str = "segment start end virtual_kb resident_kb";
    const MODE: u16 = W::MODE;

    fn open(context: <W::Context as ForeignOwnable>::Borrowed<'_>, file: &File) -> Result<Self> {
        Ok(Self {
            opened: W::open(context, file)?,
            segments: None,
            row: 0,
        })
    }

    fn rewind(&mut self) -> Result {
        self.segments = Some(segments(self.opened.space())?);
        self.row = 0;
        Ok(())
    }

    fn next(&mut self) -> Result<bool> {
        self.row += 1;
        Ok(self.row <= SegmentKind::ALL.len())
    }

    fn show(&self, out: &SeqFile) {
        let Some(segment) = self.segments.as_ref().and_then(|all| all.get(self.row - 1)) else {
            return;
        };
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
