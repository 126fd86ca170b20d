// SPDX-License-Identifier: GPL-2.0

//! Pages by MGLRU generation.

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
    GridColumn::plain("age", 0),
    GridColumn::kib("rss_kb", "bytes"),
    GridColumn::kib("young_kb", "young_bytes"),
    GridColumn::kib("referenced_kb", "referenced_bytes"),
    GridColumn::kib("dirty_kb", "dirty_bytes"),
];

/// Runs the command.
pub(super) fn run(arguments: &RangeArguments) -> CommandResult {
    run_on(
        arguments.pid,
        |memory| memory.age(arguments.addresses()),
        FIELDS,
        COLUMNS,
    )
}
