// SPDX-License-Identifier: GPL-2.0

//! Physically contiguous runs, by length.

use super::{
    process_fields::{
        run_on,
        RangeArguments, //
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
use rmm::abi::names::VmaKind;

const FIELDS: &FieldMeanings = &[("vma_kind", FieldMeaning::Word(&VmaKind::NAMES))];
const COLUMNS: &[GridColumn] = &[
    GridColumn::plain("vma_kind", 0),
    GridColumn::plain("order", 0),
    GridColumn::plain("runs", 0),
    GridColumn::plain("pages", 0),
];

/// Runs the command.
pub(super) fn run(arguments: &RangeArguments) -> CommandResult {
    run_on(
        arguments.pid,
        |memory| memory.runs(arguments.addresses()),
        FIELDS,
        COLUMNS,
    )
}
