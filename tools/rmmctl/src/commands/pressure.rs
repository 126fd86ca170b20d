// SPDX-License-Identifier: GPL-2.0

//! Pressure on each node's free memory, and the judgement as a sentence.

use super::{
    machine_fields::{
        to_json,
        SHARED_FIELDS, //
    },
    CommandResult, //
};
use crate::{
    fields::{
        decode,
        FieldMeaning,
        FieldMeanings, //
    },
    grid::{
        cell,
        TextGrid, //
    },
    output::CommandOutput, //
};
use rmm::Rmm;
use serde_json::Value;

/// Fields of the argument that are not about the machine.
const FIELDS: &FieldMeanings = &[
    ("size", FieldMeaning::Hidden),
    ("flags", FieldMeaning::Hidden),
    ("buf", FieldMeaning::Hidden),
    ("capacity", FieldMeaning::Hidden),
    ("record_size", FieldMeaning::Hidden),
    ("count", FieldMeaning::Hidden),
    ("nodes", FieldMeaning::Hidden),
];

/// Runs the command.
pub(super) fn run() -> CommandResult {
    let pressure = Rmm::open()?.pressure()?;
    let sentence = pressure.sentence();
    let mut machine = decode(&pressure.machine, &[SHARED_FIELDS, FIELDS].concat());
    let nodes: Vec<Value> = pressure
        .nodes
        .iter()
        .map(|node| to_json(node, &[]))
        .collect();
    let mut grid = TextGrid::transposed(&nodes, "node");
    for (name, value) in &machine {
        grid.note(format!("{name} {}", cell(value)));
    }
    grid.note(sentence.clone());
    machine.insert("words".to_owned(), sentence.into());
    machine.insert("nodes".to_owned(), nodes.into());
    Ok(CommandOutput {
        json: machine.into(),
        grid,
    })
}
