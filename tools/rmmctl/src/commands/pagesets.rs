// SPDX-License-Identifier: GPL-2.0

//! Per-CPU page lists of each zone with memory.

use super::{
    machine_fields::machine_rows,
    prelude::*, //
};
use rmm::abi::pageset::{
    PagesetFlag,
    PagesetRecord, //
};

/// Shape of the records.
pub(super) static SHAPE: RecordShape = RecordShape {
    name: "pagesets",
    doc: "Free pages of one zone that one CPU keeps.",
    record: Some(&PagesetRecord::DESCRIPTION),
    meanings: &[
        &[("flags", FieldMeaning::Bits(PagesetFlag::NAMES))],
        SHARED_FIELDS,
    ],
    keys: &["node", "zone", "cpu"],
    columns: &[
        "node",
        "zone",
        "cpu",
        "flags",
        "count_pages",
        "high_pages",
        "high_min_pages",
        "high_max_pages",
        "batch_pages",
        "free_count_pages",
        "alloc_factor",
        "stat_threshold",
        "expire",
    ],
    ..RecordShape::EMPTY
};

/// Runs the command.
pub(super) fn run() -> CommandResult {
    machine_rows(&SHAPE, Rmm::pagesets)
}
