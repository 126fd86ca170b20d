// SPDX-License-Identifier: GPL-2.0

//! Events since boot.

use super::prelude::*;
use rmm::{
    abi::events::{
        EventKind,
        EventRecord, //
    },
    event_word, //
};

/// Shape of the records.
pub(super) static SHAPE: RecordShape = RecordShape {
    name: "events",
    doc: "An event that the kernel counts since boot.",
    record: Some(&EventRecord::DESCRIPTION),
    meanings: &[SHARED_FIELDS],
    added: &[added(
        "word",
        FieldMeaning::Text,
        "Name of the event within its theme.",
    )],
    keys: &["theme", "event"],
    columns: &["theme", "word", "event", "total"],
    counters: &["total"],
    ..RecordShape::EMPTY
};

/// Runs the command.
pub(super) fn run() -> CommandResult {
    let events = Rmm::open()?.events()?;
    let rows = events.iter().map(|event| {
        let word = EventKind::from_raw(event.event).map(event_word);
        OutputRow::new(event, [word.into()])
    });
    Ok(CommandOutput::rows(&SHAPE, rows.collect()))
}
