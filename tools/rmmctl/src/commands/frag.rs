// SPDX-License-Identifier: GPL-2.0

//! Physically contiguous runs, by length.

use super::prelude::*;
use rmm::abi::{
    histogram::RunsRecord,
    names::VmaKind, //
};

/// Shape of the records.
pub(super) static SHAPE: RecordShape = RecordShape {
    name: "frag",
    doc: "Physically contiguous runs of one length in one kind of VMA.",
    record: Some(&RunsRecord::DESCRIPTION),
    meanings: &[
        &[("vma_kind", FieldMeaning::Word(&VmaKind::NAMES))],
        PROCESS_FIELDS,
    ],
    keys: &["vma_kind", "order"],
    columns: &["vma_kind", "order", "runs", "pages"],
    legend: &["order N: runs of 2^N to 2^(N+1) - 1 pages"],
    totals: RecordTotals::OnRequest(&["runs"]),
    ..RecordShape::EMPTY
};

/// Runs the command.
pub(super) fn run(arguments: &RangeArguments) -> CommandResult {
    arguments.run(&SHAPE, |memory, range| memory.runs(range))
}
