// SPDX-License-Identifier: GPL-2.0

//! Events since boot.

use super::{
    machine_fields::to_json,
    CommandResult, //
};
use crate::{
    grid::TextGrid,
    output::CommandOutput, //
};
use rmm::{
    abi::events::EventKind,
    event_word,
    Rmm, //
};
use serde_json::Value;

const COLUMNS: &[&str] = &["theme", "word", "event", "total"];

/// Runs the command.
pub(super) fn run() -> CommandResult {
    let events = Rmm::open()?.events()?;
    let records = events.iter().map(|event| {
        let mut json = to_json(event, &[]);
        json["word"] = EventKind::from_raw(event.event).map(event_word).into();
        json
    });
    let records: Vec<Value> = records.collect();
    Ok(CommandOutput {
        grid: TextGrid::from_columns(&records, COLUMNS),
        json: records.into(),
    })
}
