// SPDX-License-Identifier: GPL-2.0

//! Free blocks by order.

use super::{
    machine_fields::machine_rows,
    prelude::*, //
};
use rmm::abi::buddy::BuddyRecord;

/// Shape of the records.
pub(super) static SHAPE: RecordShape = RecordShape {
    name: "buddy",
    doc: "Free blocks of one zone.",
    record: Some(&BuddyRecord::DESCRIPTION),
    meanings: &[&[("free_blocks", FieldMeaning::ByOrder)], SHARED_FIELDS],
    keys: &["node", "zone"],
    columns: &["node", "zone", "free_blocks", "largest_order", "free_pages"],
    legend: &["largest_order -1: no block is free"],
    totals: RecordTotals::OnRequest(&["free_blocks"]),
    ..RecordShape::EMPTY
};

/// Runs the command.
pub(super) fn run() -> CommandResult {
    machine_rows(&SHAPE, Rmm::buddy)
}
