// SPDX-License-Identifier: GPL-2.0

//! Pages by kind and node.

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
use clap::Args;
use rmm::abi::names::PageKind;

const FIELDS: &FieldMeanings = &[
    ("vma", FieldMeaning::Address),
    ("kind", FieldMeaning::Word(&PageKind::NAMES)),
];
const COLUMNS: &[GridColumn] = &[
    GridColumn::plain("vma", 0),
    GridColumn::plain("kind", 0),
    GridColumn::plain("node", 0),
    GridColumn::plain("pages", 0),
    GridColumn::plain("dirty_pages", 0),
    GridColumn::kib("kb", "bytes"),
];

/// Arguments.
#[derive(Args)]
pub(crate) struct NumaArguments {
    #[command(flatten)]
    process: RangeArguments,
    /// Count each VMA separately; `vma` is its first address.
    #[arg(long)]
    vmas: bool,
}

/// Runs the command.
pub(super) fn run(arguments: &NumaArguments) -> CommandResult {
    run_on(
        arguments.process.pid,
        |memory| memory.numa(arguments.process.addresses(), arguments.vmas),
        FIELDS,
        COLUMNS,
    )
}
