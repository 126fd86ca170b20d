// SPDX-License-Identifier: GPL-2.0

//! Every free block of the buddy allocator.

use super::{
    machine_fields::{
        populated_zones,
        to_json, //
    },
    CommandResult, //
};
use crate::{
    grid::TextGrid,
    output::CommandOutput, //
};
use rmm::Rmm;

/// Runs the command.
pub(super) fn run() -> CommandResult {
    let rmm = Rmm::open()?;
    let mut records = Vec::new();
    for (node, kind) in populated_zones(&rmm)? {
        for block in rmm.free_blocks(node, kind) {
            let mut block = to_json(&block?, &[]);
            block["node"] = node.into();
            block["zone"] = kind.text().into();
            records.push(block);
        }
    }
    Ok(CommandOutput {
        grid: TextGrid::from_records(&records),
        json: records.into(),
    })
}
