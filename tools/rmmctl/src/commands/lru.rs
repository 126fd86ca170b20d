// SPDX-License-Identifier: GPL-2.0

//! LRU lists and MGLRU generations, by node.

use super::prelude::*;
use rmm::abi::{
    lru::{
        LruList,
        LruRecord,
        LruType, //
    },
    zone_kind::ZoneKind, //
};
use serde_json::Map;

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
    ("gen_pages", FieldMeaning::Hidden),
];

/// Shape of the records.
pub(super) static SHAPE: RecordShape = RecordShape {
    name: "lru",
    doc: "LRU lists and MGLRU generations of one node.",
    record: Some(&LruRecord::DESCRIPTION),
    meanings: &[FIELDS],
    added: &[added(
        "gen_pages",
        FieldMeaning::Nested,
        "Pages of MGLRU generations, by age (0 is the youngest), type and zone.",
    )],
    keys: &["node"],
    counters: &["refault", "activate", "restore"],
    layout: RecordLayout::FieldRows("node"),
    ..RecordShape::EMPTY
};

/// Runs the command.
pub(super) fn run() -> CommandResult {
    let nodes = Rmm::open()?.lru()?;
    let rows = nodes
        .iter()
        .map(|node| OutputRow::new(node, [by_age(&node.gen_pages)]));
    Ok(CommandOutput::rows(&SHAPE, rows.collect()))
}

/// The pages of generations, an array by age, type and zone, as nested objects.
fn by_age(pages: &[u64]) -> Value {
    let zones = pages.len() / (4 * LruType::ALL.len());
    let ages = pages.chunks(zones * LruType::ALL.len()).map(|types| {
        let types = types.chunks(zones).zip(LruType::ALL);
        let named = types.map(|(pages, kind)| {
            let zones = pages.iter().zip(ZoneKind::ALL);
            let zones: Map<String, Value> = zones
                .map(|(&pages, zone)| (zone.text().to_owned(), rmm::present(pages).into()))
                .collect();
            (kind.text().to_owned(), Value::Object(zones))
        });
        Value::Object(named.collect())
    });
    ages.collect()
}
