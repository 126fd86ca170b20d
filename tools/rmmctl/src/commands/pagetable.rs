// SPDX-License-Identifier: GPL-2.0

//! Page tables by level.

use super::prelude::*;
use rmm::abi::{
    names::TableLevel,
    page_table::PageTableRecord, //
};

/// Shape of the records.
pub(super) static SHAPE: RecordShape = RecordShape {
    name: "pagetable",
    doc: "Page tables of one level.",
    record: Some(&PageTableRecord::DESCRIPTION),
    meanings: &[&[("level", FieldMeaning::Word(&TableLevel::NAMES))]],
    keys: &["level"],
    columns: &[
        "level",
        "tables",
        "bytes",
        "present",
        "huge",
        "other",
        "deposited",
    ],
    totals: RecordTotals::OnRequest(&["tables", "present", "huge", "other", "deposited"]),
    ..RecordShape::EMPTY
};

/// Runs the command.
pub(super) fn run(arguments: &TargetArguments) -> CommandResult {
    arguments.run(&SHAPE, rmm::AddressSpace::page_tables)
}
