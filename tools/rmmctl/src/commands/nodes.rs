// SPDX-License-Identifier: GPL-2.0

//! Nodes, each with its CPUs, distances and zonelists.

use super::{
    machine_fields::{
        collect,
        zone_name, //
    },
    CommandResult, //
};
use crate::{
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
use rmm::{
    abi::{
        counters::NodeStat,
        node::NodeFlag,
        topology::ZonelistKind,
        NamedBits, //
    },
    Rmm,
};
use serde_json::Value;

const FIELDS: &FieldMeanings = &[
    ("flags", FieldMeaning::Bits(NodeFlag::NAMES)),
    ("stat", FieldMeaning::IndexedBy(&[&NodeStat::NAMES])),
    ("pending", FieldMeaning::IndexedBy(&[&NodeStat::NAMES])),
];

/// Runs the command.
pub(super) fn run() -> CommandResult {
    let rmm = Rmm::open()?;
    let mut nodes = collect(rmm.nodes(), FIELDS)?;
    let cpus = collect(rmm.node_cpus(), &[])?;
    let distances = collect(rmm.node_distances(), &[])?;
    let zonelists = collect(rmm.zonelists(), &[])?;
    for node in &mut nodes {
        let id = node["node"].clone();
        let runs = cpus.iter().filter(|run| run["node"] == id);
        let runs = runs.map(|run| match (&run["first"], &run["last"]) {
            (first, last) if first == last => first.to_string(),
            (first, last) => format!("{first}-{last}"),
        });
        let to = distances.iter().filter(|distance| distance["from"] == id);
        let to = to.map(|distance| (distance["to"].to_string(), distance["distance"].clone()));
        let lists = ZonelistKind::ALL.iter().map(|list| {
            let zonelist = zonelists
                .iter()
                .filter(|zone| zone["node"] == id && zone["list"] == list.text());
            let zones = zonelist.map(|zone| zone_name(&zone["zone_node"], &zone["zone"]));
            (list.text().to_owned(), zones.collect())
        });
        let own = [
            ("cpus", runs.map(Value::from).collect()),
            ("distance", Value::Object(to.collect())),
            ("zonelist", Value::Object(lists.collect())),
        ];
        // The counters are many, so they come last.
        let Value::Object(fields) = node else {
            continue;
        };
        for counters in ["stat", "pending"] {
            if let Some(value) = fields.shift_remove(counters) {
                fields.insert(counters.to_owned(), value);
            }
        }
        for (at, (name, value)) in own.into_iter().enumerate() {
            fields.shift_insert(2 + at, name.to_owned(), value);
        }
    }
    let numbered: Vec<Value> = nodes.iter().map(with_numbered_zonelists).collect();
    Ok(CommandOutput {
        grid: TextGrid::transposed(&numbered, "node"),
        json: nodes.into(),
    })
}

/// The node for the table. A zonelist is ordered: its zones become rows by position.
fn with_numbered_zonelists(node: &Value) -> Value {
    let mut node = node.clone();
    for (_, list) in node["zonelist"].as_object_mut().into_iter().flatten() {
        let zones = list.as_array().into_iter().flatten().enumerate();
        let zones = zones.map(|(at, zone)| (at.to_string(), zone.clone()));
        *list = Value::Object(zones.collect());
    }
    node["cpus"] = cell(&node["cpus"]).into();
    node
}
