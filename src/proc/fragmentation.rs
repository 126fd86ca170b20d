// SPDX-License-Identifier: GPL-2.0

//! `/proc/rmm/fragmentation`: fragmentation of the free memory of every populated zone, by order.

use super::{
    cell::text_name,
    lines::LineWriter, //
};
use crate::{
    abi::{
        blocks::FragmentationRecord,
        zone_kind::ZoneKind, //
    },
    machine::fragmentation::{
        self,
        FragmentationWatch, //
    },
    model::judgement::JudgementReading,
    sys::{
        file::{
            procfs::{
                PollQueue,
                PollableRowFile,
                RowFile, //
            },
            records::RecordBuffer, //
        },
        memory::{
            node::ZoneCursor,
            zone::ORDERS, //
        },
        task::rights::{
            AccessRule,
            Capability,
            GrantedRights,
            RecordSubject, //
        }, //
    },
};
use kernel::{
    fs::File,
    prelude::*,
    seq_file::SeqFile,
    sync::{
        Arc,
        ArcBorrow, //
    },
};

/// State of one open file.
pub(super) struct FragmentationFile {
    watch: Arc<FragmentationWatch>,
    reading: JudgementReading,
    /// `None` while nobody reads.
    rows: Option<FragmentationRows>,
}

/// One row is a zone, with a line for each order.
struct FragmentationRows {
    cursor: ZoneCursor,
    records: RecordBuffer<FragmentationRecord>,
}

impl RowFile for FragmentationFile {
    type Context = Arc<FragmentationWatch>;

    const NAME: &'static CStr = c"fragmentation";
    const COLUMNS: &'static str = "node zone order free_blocks suitable_blocks allowed_blocks \
                                   unusable_milli fragmentation_milli largest_order free_pages";
    const RULE: AccessRule = AccessRule::Anyone;
    const DETAILS: &'static [Capability] = &[];

    fn open(watch: ArcBorrow<'_, FragmentationWatch>, _file: &File) -> Result<Self> {
        Ok(Self {
            watch: watch.into(),
            reading: JudgementReading::default(),
            rows: None,
        })
    }

    fn subject(&self) -> RecordSubject<'_> {
        RecordSubject::Machine
    }

    fn rewind(&mut self, _granted: GrantedRights) -> Result {
        self.rows = Some(FragmentationRows {
            cursor: ZoneCursor::default(),
            records: RecordBuffer::new(ORDERS)?,
        });
        // Fails before the header while memory is being plugged or unplugged.
        self.watch.memory().hotplug.enter().map(drop)?;
        self.reading = self.watch.board().begin();
        Ok(())
    }

    fn next(&mut self) -> Result<bool> {
        let Some(rows) = &mut self.rows else {
            return Ok(false);
        };
        let board = self.watch.board();
        rows.records.truncate(0);
        let guard = self.watch.memory().hotplug.enter()?;
        let Some((node, zone)) = rows.cursor.next(&guard) else {
            board.finish(&mut self.reading);
            return Ok(false);
        };
        fragmentation::records(&node, &zone, &mut rows.records)?;
        if let Some((slot, judgements)) = fragmentation::judge_records(rows.records.records()) {
            board.note(&mut self.reading, slot, judgements);
        }
        Ok(true)
    }

    fn end(&mut self) {
        self.rows = None;
    }

    fn change(&self) -> u64 {
        self.reading.change()
    }

    fn show(&self, out: &SeqFile) {
        let mut lines = LineWriter::new(out);
        let records = self.rows.iter().flat_map(|rows| rows.records.records());
        for record in records {
            lines.number(record.node.into()).text(" ");
            lines.text(text_name(&ZoneKind::NAMES, record.zone.into()));
            lines.text(" ").number(record.order.into());
            for blocks in [
                record.free_blocks,
                record.suitable_blocks,
                record.allowed_blocks,
            ] {
                lines.text(" ").cell(blocks);
            }
            for index in [record.unusable_milli, record.fragmentation_milli] {
                lines.text(" ").signed(index.into());
            }
            match u64::try_from(record.largest_order) {
                Ok(order) => lines.text(" ").number(order),
                Err(_) => lines.text(" -"),
            };
            lines.text(" ").cell(record.free_pages).text("\n");
        }
    }
}

impl PollableRowFile for FragmentationFile {
    fn queue(watch: ArcBorrow<'_, FragmentationWatch>) -> Arc<PollQueue> {
        watch.pollers().clone()
    }

    fn is_changed(watch: ArcBorrow<'_, FragmentationWatch>, seen: u64, sleeps: bool) -> bool {
        FragmentationWatch::is_changed(watch, seen, sleeps)
    }
}
