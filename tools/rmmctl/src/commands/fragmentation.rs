// SPDX-License-Identifier: GPL-2.0

//! Fragmentation of free memory, by order.

use super::{
    machine_fields::machine_rows,
    prelude::*, //
};
use rmm::abi::blocks::FragmentationRecord;

/// Shape of the records.
pub(super) static SHAPE: RecordShape = RecordShape {
    name: "fragmentation",
    doc: "Fragmentation of the free memory of one zone for one order.",
    record: Some(&FragmentationRecord::DESCRIPTION),
    meanings: &[SHARED_FIELDS],
    keys: &["node", "zone", "order"],
    columns: &[
        "node",
        "zone",
        "order",
        "free_blocks",
        "suitable_blocks",
        "allowed_blocks",
        "unusable_milli",
        "fragmentation_milli",
        "largest_order",
        "free_pages",
    ],
    spare: &["free_pages", "largest_order"],
    legend: LEGEND,
    totals: RecordTotals::Refused("a zone has a record for each order"),
    ..RecordShape::EMPTY
};

/// The meaning of the indices.
const LEGEND: &[&str] = &[
    "fragmentation_milli -1000: a request of this order succeeds, because a free block is large enough",
    "fragmentation_milli 0 to 1000: it fails; towards 0 for lack of memory, towards 1000 because of \
     fragmentation; 0 also without free memory",
    "unusable_milli: share of the free memory in blocks below this order, in thousandths",
    "largest_order -1: no block is free",
];

/// Runs the command.
pub(super) fn run() -> CommandResult {
    machine_rows(&SHAPE, Rmm::fragmentation)
}
