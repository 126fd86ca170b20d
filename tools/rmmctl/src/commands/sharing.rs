// SPDX-License-Identifier: GPL-2.0

//! Pages by mapcount, with USS and PSS.

use super::{
    process_fields::{
        to_json,
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
    grid::TextGrid,
    output::CommandOutput, //
};
use rmm::{
    abi::names::PageKind,
    Rmm, //
};
use serde_json::Value;

/// `pss_fraction` is in units of 1 / (1 << PSS_SHIFT) bytes.
const PSS_SHIFT: u32 = 12;
const FIELDS: &FieldMeanings = &[("kind", FieldMeaning::Word(&PageKind::NAMES))];
const COLUMNS: &[GridColumn] = &[
    GridColumn::plain("kind", 0),
    GridColumn::plain("mapcount", 0),
    GridColumn::kib("rss_kb", "bytes"),
    GridColumn::kib("uss_kb", "private_bytes"),
    GridColumn::kib("shared_kb", "shared_bytes"),
    GridColumn::kib("pss_kb", "pss_bytes"),
    GridColumn::kib("inexact_kb", "inexact_bytes"),
];

/// The kind of the record that has the sum of all kinds but hugetlb.
const TOTAL: &str = "total";

/// Runs the command.
pub(super) fn run(arguments: &RangeArguments) -> CommandResult {
    let rmm = Rmm::open()?;
    let memory = arguments.pid.open(&rmm)?;
    let records = memory.sharing(arguments.addresses())?;
    let records = records.iter().map(|record| {
        let mut json = to_json(record, FIELDS);
        if record.kind == PageKind::None as u32 {
            json.insert("kind".to_owned(), TOTAL.into());
        }
        let bytes = rmm::present(record.pss_fraction).map(|fraction| fraction >> PSS_SHIFT);
        json.insert("pss_bytes".to_owned(), bytes.into());
        Value::Object(json)
    });
    let records: Vec<Value> = records.collect();
    Ok(CommandOutput {
        grid: TextGrid::from_described(&records, COLUMNS),
        json: records.into(),
    })
}
