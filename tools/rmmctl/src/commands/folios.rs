// SPDX-License-Identifier: GPL-2.0

//! Mapped folios by kind, node and order.

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
use rmm::abi::names::PageKind;

const FIELDS: &FieldMeanings = &[("kind", FieldMeaning::Word(&PageKind::NAMES))];
const COLUMNS: &[GridColumn] = &[
    GridColumn::plain("kind", 0),
    GridColumn::plain("node", 0),
    GridColumn::plain("order", 0),
    GridColumn::plain("pages", 0),
    GridColumn::plain("huge_pages", 0),
    GridColumn::plain("aligned", 0),
    GridColumn::plain("unaligned", 0),
    GridColumn::plain("parts", 0),
    GridColumn::plain("part_pages", 0),
];

/// Runs the command.
pub(super) fn run(arguments: &RangeArguments) -> CommandResult {
    run_on(
        arguments.pid,
        |memory| memory.folios(arguments.addresses()),
        FIELDS,
        COLUMNS,
    )
}
