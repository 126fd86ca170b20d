// SPDX-License-Identifier: GPL-2.0

//! Zones with memory.

use super::{
    machine_fields::machine_rows,
    prelude::*, //
};
use rmm::abi::{
    counters::ZoneStat,
    zone::{
        ZoneFlag,
        ZoneRecord, //
    },
};

/// Shape of the records.
pub(super) static SHAPE: RecordShape = RecordShape {
    name: "zones",
    doc: "A zone with memory.",
    record: Some(&ZoneRecord::DESCRIPTION),
    meanings: &[
        &[
            ("flags", FieldMeaning::Bits(ZoneFlag::NAMES)),
            ("stat", FieldMeaning::IndexedBy(&[&ZoneStat::NAMES])),
            ("pending", FieldMeaning::IndexedBy(&[&ZoneStat::NAMES])),
        ],
        SHARED_FIELDS,
    ],
    last: &["stat", "pending"],
    keys: &["node", "zone"],
    layout: RecordLayout::FieldRows("zone"),
    ..RecordShape::EMPTY
};

/// Runs the command.
pub(super) fn run() -> CommandResult {
    machine_rows(&SHAPE, |rmm| rmm.zones(true))
}
