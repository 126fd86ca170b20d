// SPDX-License-Identifier: GPL-2.0

//! Every free block of the buddy allocator.

use super::{
    machine_fields::populated_zones,
    prelude::*, //
};
use rmm::abi::blocks::FreeBlockRecord;

/// Shape of the records.
pub(super) static SHAPE: RecordShape = RecordShape {
    name: "freeblocks",
    doc: "A free block.",
    record: Some(&FreeBlockRecord::DESCRIPTION),
    meanings: &[SHARED_FIELDS, &[("order", FieldMeaning::Narrow)]],
    added: &[
        added("node", FieldMeaning::Number, "Node number."),
        added("zone", FieldMeaning::Text, "Zone of the node."),
    ],
    keys: &["pfn"],
    columns: &["pfn", "order", "migrate_type", "node", "zone"],
    ..RecordShape::EMPTY
};

/// Runs the command.
pub(super) fn run() -> CommandResult {
    let rmm = Rmm::open()?;
    let zones = populated_zones(&rmm)?;
    let rows = zones.into_iter().flat_map(move |(node, kind)| {
        rmm.free_blocks(node, kind)
            .map(move |block| Ok(OutputRow::new(&block?, [node.into(), kind.text().into()])))
    });
    Ok(CommandOutput::stream(&SHAPE, rows))
}
