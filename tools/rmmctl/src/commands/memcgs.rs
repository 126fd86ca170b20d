// SPDX-License-Identifier: GPL-2.0

//! Memory cgroups, parents before their children.

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
    abi::{
        lru::{
            LruList,
            LruType, //
        },
        memcg::{
            MemcgEvent,
            MemcgFlag, //
        },
        NamedBits, //
    },
    escape_name,
    Rmm,
    RmmError, //
};
use serde_json::Value;

const FIELDS: &FieldMeanings = &[
    ("flags", FieldMeaning::Bits(MemcgFlag::NAMES)),
    ("events", FieldMeaning::IndexedBy(&[&MemcgEvent::NAMES])),
    (
        "local_events",
        FieldMeaning::IndexedBy(&[&MemcgEvent::NAMES]),
    ),
    ("name_offset", FieldMeaning::Hidden),
    ("name_len", FieldMeaning::Hidden),
];
const COLUMNS: &[&str] = &[
    "cgroup",
    "usage_pages",
    "peak_pages",
    "low_pages",
    "high_pages",
    "max_pages",
    "swap_usage_pages",
    "path",
];
const NODE_FIELDS: &FieldMeanings = &[
    ("list_pages", FieldMeaning::IndexedBy(&[&LruList::NAMES])),
    ("min_seq", FieldMeaning::IndexedBy(&[&LruType::NAMES])),
];
const NODE_COLUMNS: &[&str] = &[
    "cgroup",
    "node",
    "inactive_anon",
    "active_anon",
    "inactive_file",
    "active_file",
    "unevictable",
];

/// Charges and limits.
pub(super) fn run() -> CommandResult {
    let rmm = Rmm::open()?;
    let records = rmm.memcgs().map(|memcg| {
        let memcg = memcg?;
        let mut json = decode(&memcg.record, FIELDS);
        json.insert("path".to_owned(), escape_name(&memcg.path).into());
        Ok(Value::Object(json))
    });
    let records: Vec<Value> = records.collect::<Result<_, RmmError>>()?;
    Ok(CommandOutput {
        grid: TextGrid::from_columns(&records, COLUMNS),
        json: records.into(),
    })
}

/// LRU lists by node.
pub(super) fn run_by_node() -> CommandResult {
    let rmm = Rmm::open()?;
    let records = rmm
        .memcg_nodes()
        .map(|node| Ok(Value::Object(decode(&node?, NODE_FIELDS))));
    let records: Vec<Value> = records.collect::<Result<_, RmmError>>()?;
    let flat = records.iter().map(|record| {
        let mut flat = record.clone();
        if let (Value::Object(fields), Value::Object(lists)) = (&mut flat, &record["list_pages"]) {
            fields.extend(lists.clone());
        }
        flat
    });
    Ok(CommandOutput {
        grid: TextGrid::from_columns(&flat.collect::<Vec<_>>(), NODE_COLUMNS),
        json: records.into(),
    })
}
