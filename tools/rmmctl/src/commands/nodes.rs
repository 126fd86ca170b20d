// SPDX-License-Identifier: GPL-2.0

//! Nodes, each with its CPUs, distances and zonelists.

use super::{
    machine_fields::zone_name,
    prelude::*, //
};
use rmm::{
    abi::{
        counters::NodeStat,
        node::{
            NodeFlag,
            NodeRecord, //
        },
        topology::ZonelistKind, //
    },
    RmmError, //
};
use serde_json::Map;

const FIELDS: &FieldMeanings = &[
    ("flags", FieldMeaning::Bits(NodeFlag::NAMES)),
    ("stat", FieldMeaning::IndexedBy(&[&NodeStat::NAMES])),
    ("pending", FieldMeaning::IndexedBy(&[&NodeStat::NAMES])),
];

/// Shape of the records.
pub(super) static SHAPE: RecordShape = RecordShape {
    name: "nodes",
    doc: "A NUMA node.",
    record: Some(&NodeRecord::DESCRIPTION),
    meanings: &[FIELDS, SHARED_FIELDS],
    added: &[
        added("cpus", FieldMeaning::Texts, "Ranges of its online CPUs."),
        added(
            "distance",
            FieldMeaning::Nested,
            "Distances by node (`node_distance()`).",
        ),
        added(
            "zonelist",
            FieldMeaning::Nested,
            "Zones as NODE:ZONE in the order in which an allocation tries them, by kind of zonelist.",
        ),
    ],
    last: &["stat", "pending"],
    keys: &["node"],
    layout: RecordLayout::FieldRows("node"),
    ..RecordShape::EMPTY
};

/// Runs the command.
pub(super) fn run() -> CommandResult {
    let rmm = Rmm::open()?;
    let cpus = rmm.node_cpus().collect::<Result<Vec<_>, RmmError>>()?;
    let distances = rmm.node_distances().collect::<Result<Vec<_>, RmmError>>()?;
    let zonelists = rmm.zonelists().collect::<Result<Vec<_>, RmmError>>()?;
    let mut rows = Vec::new();
    for node in rmm.nodes() {
        let node = node?;
        let runs = cpus.iter().filter(|run| run.node == node.node);
        let runs = runs.map(|run| match (run.first, run.last) {
            (first, last) if first == last => first.to_string(),
            (first, last) => format!("{first}-{last}"),
        });
        let to = distances.iter().filter(|to| to.from == node.node);
        let to = to.map(|to| (to.to.to_string(), to.distance.into()));
        let lists = ZonelistKind::ALL.iter().map(|&list| {
            let zones = zonelists
                .iter()
                .filter(|zone| zone.node == node.node && zone.list == list as u32);
            let zones = zones.map(|zone| zone_name(zone.zone_node, zone.zone));
            (list.text().to_owned(), zones.collect())
        });
        let own: [Value; 3] = [
            runs.map(Value::from).collect(),
            Value::Object(to.collect()),
            Value::Object(lists.collect::<Map<_, _>>()),
        ];
        rows.push(OutputRow::new(&node, own));
    }
    Ok(CommandOutput::rows(&SHAPE, rows))
}
