// SPDX-License-Identifier: GPL-2.0

//! Segments of the address space.

use super::prelude::*;
use rmm::abi::segment::{
    SegmentKind,
    SegmentRecord, //
};

/// Shape of the records.
pub(super) static SHAPE: RecordShape = RecordShape {
    name: "segments",
    doc: "A segment of an address space.",
    record: Some(&SegmentRecord::DESCRIPTION),
    meanings: &[&[
        ("kind", FieldMeaning::Word(&SegmentKind::NAMES)),
        ("start", FieldMeaning::Address),
        ("end", FieldMeaning::Address),
    ]],
    keys: &["kind", "start"],
    columns: &["kind", "start", "end", "virtual_bytes", "resident_bytes"],
    totals: RecordTotals::Refused("a VMA can be in several segments"),
    ..RecordShape::EMPTY
};

/// Runs the command.
pub(super) fn run(arguments: &TargetArguments) -> CommandResult {
    arguments.run(&SHAPE, rmm::AddressSpace::segments)
}
