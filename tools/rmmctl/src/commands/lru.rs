// SPDX-License-Identifier: GPL-2.0

//! LRU lists and MGLRU generations, by node.

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
        zone_kind::ZoneKind, //
    },
    Rmm,
};
use serde_json::Value;

const BY_TYPE: FieldMeaning = FieldMeaning::IndexedBy(&[&LruType::NAMES]);
const FIELDS: &FieldMeanings = &[
    ("list_pages", FieldMeaning::IndexedBy(&[&LruList::NAMES])),
    ("isolated_pages", BY_TYPE),
    (
        "on_list_pages",
        FieldMeaning::IndexedBy(&[&LruList::NAMES, &ZoneKind::NAMES]),
    ),
    ("refault", BY_TYPE),
    ("activate", BY_TYPE),
    ("restore", BY_TYPE),
    ("min_seq_lowest", BY_TYPE),
    ("min_seq_highest", BY_TYPE),
];

/// Runs the command.
pub(super) fn run() -> CommandResult {
    let nodes = Rmm::open()?.lru()?;
    let records = nodes.iter().map(|node| {
        let mut lru = decode(node, FIELDS);
        if let Some(Value::Array(pages)) = lru.get("gen_pages") {
            lru.insert("gen_pages".to_owned(), by_age(pages));
        }
        Value::Object(lru)
    });
    let records: Vec<Value> = records.collect();
    Ok(CommandOutput {
        grid: TextGrid::transposed(&records, "node"),
        json: records.into(),
    })
}

/// The pages of generations, an array by age, type and zone, as nested objects.
fn by_age(pages: &[Value]) -> Value {
    let zones = pages.len() / (4 * LruType::ALL.len());
    let ages = pages.chunks(zones * LruType::ALL.len()).map(|types| {
        let types = types.chunks(zones).zip(LruType::ALL);
        let named = types.map(|(pages, kind)| {
            let zones = pages.iter().zip(ZoneKind::ALL);
            let zones = zones.map(|(pages, zone)| (zone.text().to_owned(), pages.clone()));
            (kind.text().to_owned(), Value::Object(zones.collect()))
        });
        Value::Object(named.collect())
    });
    ages.collect()
}
