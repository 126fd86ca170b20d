// SPDX-License-Identifier: GPL-2.0

//! Page tables by level.

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
use rmm::abi::names::TableLevel;

const FIELDS: &FieldMeanings = &[("level", FieldMeaning::Word(&TableLevel::NAMES))];
const COLUMNS: &[GridColumn] = &[
    GridColumn::plain("level", 0),
    GridColumn::plain("tables", 0),
    GridColumn::plain("bytes", 0),
    GridColumn::plain("present", 0),
    GridColumn::plain("huge", 0),
    GridColumn::plain("other", 0),
    GridColumn::plain("deposited", 0),
];

/// Runs the command.
pub(super) fn run(arguments: &TargetArguments) -> CommandResult {
    run_on(
        arguments.pid,
        rmm::AddressSpace::page_tables,
        FIELDS,
        COLUMNS,
    )
}
