// SPDX-License-Identifier: GPL-2.0

//! The translation of an address: the entry of each level, the page, its folio and its VMA.

use super::{
    process_fields::{
        to_json,
        TargetArguments, //
    },
    CommandResult, //
};
use crate::{
    arguments::parse_address,
    columns::GridColumn,
    error::CommandError,
    fields::{
        FieldMeaning,
        FieldMeanings, //
    },
    grid::{
        cell,
        TextGrid, //
    },
    output::CommandOutput, //
};
use clap::Args;
use rmm::{
    abi::{
        names::VmaFlag,
        translate::{
            EntryFlag,
            EntryState, //
        },
        vma::VmaState,
        NamedBits, //
    },
    escape_name,
    Rmm, //
};
use serde_json::Value;

const FIELDS: &FieldMeanings = &[
    ("address", FieldMeaning::Address),
    ("vma_start", FieldMeaning::Address),
    ("vma_end", FieldMeaning::Address),
    ("vma_flags", FieldMeaning::Bits(VmaFlag::NAMES)),
    ("vma_state", FieldMeaning::Bits(VmaState::NAMES)),
    ("size", FieldMeaning::Hidden),
    ("flags", FieldMeaning::Hidden),
    ("name", FieldMeaning::Hidden),
    ("name_size", FieldMeaning::Hidden),
    ("name_len", FieldMeaning::Hidden),
    ("levels", FieldMeaning::Hidden),
    ("cost", FieldMeaning::Hidden),
];
const LEVEL_FIELDS: &FieldMeanings = &[
    ("state", FieldMeaning::Word(&EntryState::NAMES)),
    ("entry", FieldMeaning::Address),
    ("bits", FieldMeaning::Bits(EntryFlag::NAMES)),
];
const COLUMNS: &[GridColumn] = &[
    GridColumn::plain("level", 0),
    GridColumn::plain("state", 0),
    GridColumn::plain("entry", 0),
    GridColumn::plain("pfn", 0),
    GridColumn::plain("bits", 0),
];

/// Arguments.
#[derive(Args)]
pub(crate) struct XlateArguments {
    #[command(flatten)]
    process: TargetArguments,
    /// The address, in hexadecimal.
    #[arg(value_parser = parse_address)]
    address: u64,
}

/// Runs the command.
pub(super) fn run(arguments: &XlateArguments) -> CommandResult {
    let rmm = Rmm::open()?;
    let memory = arguments.process.pid.open(&rmm)?;
    let found = memory
        .translate(arguments.address)
        .map_err(CommandError::from)?;
    let levels = found.levels.iter();
    let levels = levels.map(|level| Value::Object(to_json(level, LEVEL_FIELDS)));
    let levels: Vec<Value> = levels.collect();
    let mut json = to_json(&found.record, FIELDS);
    let mut grid = TextGrid::from_described(&levels, COLUMNS);
    if rmm::present(found.vma_start).is_none() {
        // Without a VMA nothing was read.
        json.insert("vma_kind".to_owned(), Value::Null);
        json.insert("page_kind".to_owned(), Value::Null);
    }
    json.insert("name".to_owned(), escape_name(&found.name).into());
    for (name, value) in &json {
        grid.note(format!("{name} {}", cell(value)));
    }
    json.insert("levels".to_owned(), levels.into());
    Ok(CommandOutput {
        json: json.into(),
        grid,
    })
}
