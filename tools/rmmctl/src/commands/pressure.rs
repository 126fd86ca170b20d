// SPDX-License-Identifier: GPL-2.0

//! Pressure on each node's free memory, and the judgement as a sentence.

use super::prelude::*;
use rmm::abi::pressure::{
    NodePressureRecord,
    PressureArgs, //
};

/// Fields of the argument that are not about the machine.
const HIDDEN: &FieldMeanings = &[
    ("size", FieldMeaning::Hidden),
    ("flags", FieldMeaning::Hidden),
    ("buf", FieldMeaning::Hidden),
    ("capacity", FieldMeaning::Hidden),
    ("record_size", FieldMeaning::Hidden),
    ("count", FieldMeaning::Hidden),
    ("nodes", FieldMeaning::Hidden),
    ("node", FieldMeaning::Node),
];

/// Shape of the facts about the machine.
static ABOUT: RecordShape = RecordShape {
    name: "pressure.about",
    doc: "Pressure of the machine.",
    record: Some(&PressureArgs::DESCRIPTION),
    meanings: &[HIDDEN, SHARED_FIELDS],
    added: &[added(
        "words",
        FieldMeaning::Text,
        "The judgement as a sentence.",
    )],
    ..RecordShape::EMPTY
};

/// Shape of the records.
pub(super) static SHAPE: RecordShape = RecordShape {
    name: "pressure",
    doc: "Pressure on the free memory of one node.",
    record: Some(&NodePressureRecord::DESCRIPTION),
    meanings: &[SHARED_FIELDS],
    keys: &["node"],
    counters: &[
        "kswapd_scanned_pages",
        "kswapd_reclaimed_pages",
        "direct_scanned_pages",
        "direct_reclaimed_pages",
    ],
    layout: RecordLayout::FieldRows("node"),
    about: Some(&ABOUT),
    ..RecordShape::EMPTY
};

/// Runs the command.
pub(super) fn run() -> CommandResult {
    let pressure = Rmm::open()?.pressure()?;
    let nodes = pressure.nodes.iter();
    let rows = nodes.map(|node| OutputRow::new(node, [])).collect();
    let about = OutputRow::new(&pressure.machine, [pressure.sentence().into()]);
    Ok(CommandOutput::rows(&SHAPE, rows).about(about))
}
