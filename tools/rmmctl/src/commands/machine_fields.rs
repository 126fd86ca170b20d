// SPDX-License-Identifier: GPL-2.0

//! Fields that have the same meaning in every record about nodes and zones.

use crate::{
    error::CommandError,
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
        blocks::MigrateType,
        counters::NumaEvent,
        events::{
            EventKind,
            EventTheme, //
        },
        node::{
            NodeState,
            NodeWait, //
        },
        node_daemon::DaemonState,
        pressure::{
            KswapdState,
            PressureJudgement, //
        },
        topology::ZonelistKind,
        zone_kind::ZoneKind,
        AbiRecord,
        NamedBits, //
    },
    RecordIterator,
    Rmm, //
};
use serde_json::Value;

/// The shared meanings.
pub(super) const SHARED_FIELDS: &FieldMeanings = &[
    ("zone", FieldMeaning::Word(&ZoneKind::NAMES)),
    ("tightest_zone", FieldMeaning::Word(&ZoneKind::NAMES)),
    ("kswapd_highest_zone", FieldMeaning::Word(&ZoneKind::NAMES)),
    (
        "kcompactd_highest_zone",
        FieldMeaning::Word(&ZoneKind::NAMES),
    ),
    ("kswapd_state", FieldMeaning::Word(&DaemonState::NAMES)),
    ("kcompactd_state", FieldMeaning::Word(&DaemonState::NAMES)),
    ("migrate_type", FieldMeaning::Word(&MigrateType::NAMES)),
    ("kswapd", FieldMeaning::Word(&KswapdState::NAMES)),
    ("judgement", FieldMeaning::Word(&PressureJudgement::NAMES)),
    ("event", FieldMeaning::Word(&EventKind::NAMES)),
    ("theme", FieldMeaning::Word(&EventTheme::NAMES)),
    ("list", FieldMeaning::Word(&ZonelistKind::NAMES)),
    ("states", FieldMeaning::Bits(NodeState::NAMES)),
    ("waiting", FieldMeaning::Bits(NodeWait::NAMES)),
    (
        "lowmem_reserve_pages",
        FieldMeaning::IndexedBy(&[&ZoneKind::NAMES]),
    ),
    ("numa", FieldMeaning::IndexedBy(&[&NumaEvent::NAMES])),
];

/// A record as JSON, with the shared meanings and its own.
pub(super) fn to_json<T: AbiRecord>(record: &T, own: &FieldMeanings) -> Value {
    Value::Object(decode(record, &[SHARED_FIELDS, own].concat()))
}

/// All records of an iterator as JSON.
pub(super) fn collect<T: AbiRecord>(
    records: RecordIterator<T>,
    own: &FieldMeanings,
) -> Result<Vec<Value>, CommandError> {
    records.map(|record| Ok(to_json(&record?, own))).collect()
}

/// A table with all fields of the records as columns.
pub(super) fn all_columns<T: AbiRecord>(
    read: impl FnOnce(&Rmm) -> RecordIterator<T>,
    own: &FieldMeanings,
) -> Result<CommandOutput, CommandError> {
    let records = collect(read(&Rmm::open()?), own)?;
    Ok(CommandOutput {
        grid: TextGrid::from_records(&records),
        json: records.into(),
    })
}

/// The name of a zone: `NODE:KIND`.
pub(super) fn zone_name(node: &Value, zone: &Value) -> Value {
    format!("{node}:{}", zone.as_str().unwrap_or("-")).into()
}

/// Node and kind of every zone with memory.
pub(super) fn populated_zones(rmm: &Rmm) -> Result<Vec<(u32, ZoneKind)>, CommandError> {
    let mut found = Vec::new();
    for zone in rmm.zones(true) {
        let zone = zone?;
        found.extend(ZoneKind::from_raw(zone.zone).map(|kind| (zone.node, kind)));
    }
    Ok(found)
}
