// SPDX-License-Identifier: GPL-2.0

//! `/proc/rmm/pressure`: memory pressure of each node, stalls and OOM kills of the machine, and a
//! last line that states the verdict in words.

use super::{
    cell::{
        text_name,
        FieldTable,
        ValueOrDash, //
    },
    lines::LineWriter, //
};
use crate::{
    abi::{
        pressure::{
            KswapdState,
            NodePressureRecord,
            PressureArgs,
            PressureJudgement, //
        },
        zone_kind::ZoneKind,
        AbiRecord, //
    },
    machine::pressure::{
        judgement_slot,
        PressureWatch, //
    },
    model::{
        self,
        judgement::JudgementReading,
        pressure::SentencePart, //
    },
    sys::{
        file::procfs::{
            PollQueue,
            PollableRowFile,
            RowFile, //
        },
        task::rights::{
            AccessRule,
            Capability,
            GrantedRights,
            RecordSubject, //
        },
    },
};
use kernel::{
    fs::File,
    prelude::*,
    seq_file::SeqFile,
    seq_print,
    sync::{
        Arc,
        ArcBorrow, //
    },
};

const NODE: FieldTable<NodePressureRecord> = fields!(NodePressureRecord:
    free_pages min_pages low_pages high_pages boost_pages
    zones_below_min zones_below_low zones_below_high
    tightest_free_pages tightest_min_pages tightest_low_pages tightest_high_pages
    kswapd_failures kswapd_scanned_pages kswapd_reclaimed_pages
    direct_scanned_pages direct_reclaimed_pages);

const MACHINE: FieldTable<PressureArgs> = fields!(PressureArgs:
    allocation_stalls throttled compaction_stalls compaction_failures oom_kills);

/// State of one open file. Each node is a row, and the machine is the last one.
pub(super) struct PressureFile {
    watch: Arc<PressureWatch>,
    reading: JudgementReading,
    nodes: KVec<NodePressureRecord>,
    machine: PressureArgs,
    /// Rows passed.
    row: usize,
}

impl RowFile for PressureFile {
    type Context = Arc<PressureWatch>;

    const NAME: &'static CStr = c"pressure";
    const COLUMNS: &'static str = "node field value";
    const RULE: AccessRule = AccessRule::Anyone;
    const DETAILS: &'static [Capability] = &[];

    fn open(watch: ArcBorrow<'_, PressureWatch>, _file: &File) -> Result<Self> {
        Ok(Self {
            watch: watch.into(),
            reading: JudgementReading::default(),
            nodes: KVec::new(),
            machine: PressureArgs::ZERO,
            row: 0,
        })
    }

    fn subject(&self) -> RecordSubject<'_> {
        RecordSubject::Machine
    }

    fn rewind(&mut self, _granted: GrantedRights) -> Result {
        self.row = 0;
        let board = self.watch.board();
        let mut reading = board.begin();
        self.machine = self.watch.memory().read(&mut self.nodes)?;
        for node in &self.nodes {
            let (slot, judgement) = judgement_slot(node.node, node.judgement);
            board.note(&mut reading, slot, judgement);
        }
        board.finish(&mut reading);
        self.reading = reading;
        Ok(())
    }

    fn next(&mut self) -> Result<bool> {
        self.row += 1;
        Ok(self.row <= self.nodes.len() + 1)
    }

    fn end(&mut self) {
        self.nodes = KVec::new();
    }

    fn change(&self) -> u64 {
        self.reading.change()
    }

    fn show(&self, out: &SeqFile) {
        match self.nodes.get(self.row.wrapping_sub(1)) {
            Some(node) => show_node(node, out),
            None => self.show_machine(out),
        }
    }
}

impl PollableRowFile for PressureFile {
    fn queue(watch: ArcBorrow<'_, PressureWatch>) -> Arc<PollQueue> {
        watch.pollers().clone()
    }

    fn is_changed(watch: ArcBorrow<'_, PressureWatch>, seen: u64, sleeps: bool) -> bool {
        PressureWatch::is_changed(watch, seen, sleeps)
    }
}

fn show_node(node: &NodePressureRecord, out: &SeqFile) {
    let id = node.node;
    let judgement = text_name(&PressureJudgement::NAMES, node.judgement.into());
    seq_print!(out, "{id} judgement {judgement}\n");
    let kswapd = text_name(&KswapdState::NAMES, node.kswapd.into());
    seq_print!(out, "{id} kswapd {kswapd}\n");
    let zone = text_name(&ZoneKind::NAMES, node.tightest_zone.into());
    seq_print!(out, "{id} tightest_zone {zone}\n");
    for (name, field) in NODE {
        seq_print!(out, "{id} {name} {}\n", ValueOrDash(field(node)));
    }
}

impl PressureFile {
    fn show_machine(&self, out: &SeqFile) {
        let machine = &self.machine;
        for (name, field) in MACHINE {
            seq_print!(out, "- {name} {}\n", ValueOrDash(field(machine)));
        }
        let Some(judgement) = PressureJudgement::from_raw(machine.judgement) else {
            return;
        };
        seq_print!(out, "- judgement {}\n", judgement.text());
        let mut lines = LineWriter::new(out);
        lines.text("# ");
        model::pressure::write_pressure_sentence(machine, &self.nodes, |part| {
            match part {
                SentencePart::Text(text) => lines.text(text),
                SentencePart::Number(number) => lines.cell(number),
            };
        });
        lines.text("\n");
    }
}
