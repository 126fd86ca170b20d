// SPDX-License-Identifier: GPL-2.0

//! Segments of the address space.

use super::{
    process_fields::{
        run_on,
        TargetArguments, //
    },
    CommandResult, //
};
use crate::{
    columns::GridColumn,
    fields::{
        FieldMeaning,
        FieldMeanings, //
    },
};
use rmm::abi::segment::SegmentKind;

const FIELDS: &FieldMeanings = &[
    ("kind", FieldMeaning::Word(&SegmentKind::NAMES)),
    ("start", FieldMeaning::Address),
    ("end", FieldMeaning::Address),
];
const COLUMNS: &[GridColumn] = &[
    GridColumn::plain("kind", 0),
    GridColumn::plain("start", 0),
    GridColumn::plain("end", 0),
    GridColumn::kib("virtual_kb", "virtual_bytes"),
    GridColumn::kib("resident_kb", "resident_bytes"),
];

/// Runs the command.
pub(super) fn run(arguments: &TargetArguments) -> CommandResult {
    run_on(arguments.pid, rmm::AddressSpace::segments, FIELDS, COLUMNS)
}
