// SPDX-License-Identifier: GPL-2.0

//! Version of the module, and its features on this kernel.

use super::CommandResult;
use crate::{
    grid::{
        cell,
        TextGrid, //
    },
    output::CommandOutput, //
};
use rmm::{
    abi::info::FeatureOffReason,
    Rmm, //
};
use serde_json::{
    json,
    Map,
    Value, //
};

/// Runs the command.
pub(super) fn run() -> CommandResult {
    let rmm = Rmm::open()?;
    let info = rmm.info();
    let features = rmm.features();
    let features: Map<String, Value> = features
        .map(|(name, off)| (name.to_owned(), off.map(FeatureOffReason::text).into()))
        .collect();
    let json = json!({
        "version": rmm.version(),
        "release": rmm.release(),
        "abi_version": info.abi_version,
        "levels": info.levels,
        "page_size": info.page_size,
        "nr_node_ids": info.nr_node_ids,
        "features": features,
    });
    let mut grid = TextGrid::new(["field", "value"]);
    for (name, value) in json.as_object().into_iter().flatten() {
        match value {
            Value::Object(features) => {
                for (feature, state) in features {
                    grid.push([format!("feature.{feature}"), cell(state)]);
                }
            }
            value => grid.push([name.clone(), cell(value)]),
        }
    }
    Ok(CommandOutput { json, grid })
}
