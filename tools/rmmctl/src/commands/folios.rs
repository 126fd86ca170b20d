// SPDX-License-Identifier: GPL-2.0

//! Mapped folios by kind, node and order.

use super::prelude::*;
use rmm::abi::{
    histogram::FoliosRecord,
    names::PageKind, //
};

/// Shape of the records.
pub(super) static SHAPE: RecordShape = RecordShape {
    name: "folios",
    doc: "Mapped folios of one kind, node and order.",
    record: Some(&FoliosRecord::DESCRIPTION),
    meanings: &[
        &[("kind", FieldMeaning::Word(&PageKind::NAMES))],
        PROCESS_FIELDS,
    ],
    keys: &["kind", "node", "order"],
    columns: &[
        "kind",
        "node",
        "order",
        "pages",
        "huge_pages",
        "aligned",
        "unaligned",
        "parts",
        "part_pages",
    ],
    totals: RecordTotals::OnRequest(&["aligned", "unaligned", "parts"]),
    ..RecordShape::EMPTY
};

/// Runs the command.
pub(super) fn run(arguments: &RangeArguments) -> CommandResult {
    arguments.run(&SHAPE, |memory, range| memory.folios(range))
}
