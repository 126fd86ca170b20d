// SPDX-License-Identifier: GPL-2.0

//! Free blocks by migrate type and order.

use super::{
    machine_fields::machine_rows,
    prelude::*, //
};
use rmm::abi::blocks::PageTypesRecord;

/// Shape of the records.
pub(super) static SHAPE: RecordShape = RecordShape {
    name: "pagetypes",
    doc: "Free blocks and page blocks of one migrate type in one zone.",
    record: Some(&PageTypesRecord::DESCRIPTION),
    meanings: &[&[("free_blocks", FieldMeaning::ByOrder)], SHARED_FIELDS],
    keys: &["node", "zone", "migrate_type"],
    columns: &[
        "node",
        "zone",
        "migrate_type",
        "free_blocks",
        "free_pages",
        "page_blocks",
    ],
    totals: RecordTotals::OnRequest(&["free_blocks", "page_blocks"]),
    ..RecordShape::EMPTY
};

/// Runs the command.
pub(super) fn run() -> CommandResult {
    machine_rows(&SHAPE, Rmm::page_types)
}
