// SPDX-License-Identifier: GPL-2.0

//! Regions of the kernel's address space.

use super::CommandResult;
use crate::{
    fields::{
        decode,
        FieldMeaning,
        FieldMeanings, //
    },
    grid::TextGrid,
    output::CommandOutput, //
};
use rmm::{
    abi::kernel_layout::RegionKind,
    Rmm, //
};
use serde_json::Value;

const FIELDS: &FieldMeanings = &[
    ("kind", FieldMeaning::Word(&RegionKind::NAMES)),
    ("start", FieldMeaning::Address),
];
const COLUMNS: &[&str] = &["kind", "start", "last", "bytes", "top_entries"];

/// Runs the command.
pub(super) fn run() -> CommandResult {
    let regions = Rmm::open()?.layout()?;
    let records = regions.iter().map(|region| {
        let mut json = Value::Object(decode(region, FIELDS));
        // The last address of the top region has the value of an absent one.
        json["last"] = match rmm::present(region.start) {
            Some(_) => format!("{:016x}", region.last).into(),
            None => Value::Null,
        };
        json
    });
    let records: Vec<Value> = records.collect();
    Ok(CommandOutput {
        grid: TextGrid::from_columns(&records, COLUMNS),
        json: records.into(),
    })
}
