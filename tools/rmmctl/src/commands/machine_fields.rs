// SPDX-License-Identifier: GPL-2.0

//! Fields that have the same meaning in every record about nodes and zones.

use super::CommandResult;
use crate::{
    error::CommandError,
    fields::{
        FieldMeaning,
        FieldMeanings, //
    },
    output::CommandOutput,
    shape::{
        OutputRow,
        RecordShape, //
    },
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

/// A command whose rows are the records of a request about the machine.
pub(super) fn machine_rows<T: AbiRecord>(
    shape: &'static RecordShape,
    read: impl FnOnce(&Rmm) -> RecordIterator<T>,
) -> CommandResult {
    let records = read(&Rmm::open()?);
    let rows = records.map(|record| Ok(OutputRow::new(&record?, [])));
    Ok(CommandOutput::stream(
        shape,
        rows.collect::<Vec<_>>().into_iter(),
    ))
}

/// The name of a zone: `NODE:KIND`.
pub(super) fn zone_name(node: u32, zone: u32) -> Value {
    let kind = ZoneKind::from_raw(zone).map_or("-", ZoneKind::text);
    format!("{node}:{kind}").into()
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
