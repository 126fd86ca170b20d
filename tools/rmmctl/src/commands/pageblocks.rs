// SPDX-License-Identifier: GPL-2.0

//! Runs of page blocks of the same state.

use super::{
    machine_fields::populated_zones,
    CommandResult, //
};
use crate::{
    grid::TextGrid,
    output::CommandOutput, //
};
use rmm::{
    abi::{
        blocks::MigrateType,
        zone_kind::ZoneKind, //
    },
    Rmm,
    ZonePageBlock, //
};
use serde_json::{
    json,
    Value, //
};

/// Runs the command.
pub(super) fn run() -> CommandResult {
    let rmm = Rmm::open()?;
    let mut runs: Vec<Value> = Vec::new();
    for (node, kind) in populated_zones(&rmm)? {
        let mut last = None;
        for block in rmm.page_blocks(node, kind) {
            let block = block?;
            match runs.last_mut() {
                Some(run) if last == Some(block.byte) => {
                    run["page_blocks"] = (run["page_blocks"].as_u64().unwrap_or(0) + 1).into();
                }
                _ => runs.push(new_run(node, kind, &block)),
            }
            last = Some(block.byte);
        }
    }
    Ok(CommandOutput {
        grid: TextGrid::from_records(&runs),
        json: runs.into(),
    })
}

/// A run of one page block.
fn new_run(node: u32, zone: ZoneKind, block: &ZonePageBlock) -> Value {
    json!({
        "node": node, "zone": zone.text(), "pfn": block.pfn, "page_blocks": 1,
        "migrate_type": block.migrate_type().map(MigrateType::text),
        "skip": block.is_skipped(),
        "isolated": block.is_isolated(),
        "free_share": block.free_share(),
    })
}
