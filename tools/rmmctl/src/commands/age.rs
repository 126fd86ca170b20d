// SPDX-License-Identifier: GPL-2.0

//! Pages by MGLRU generation.

use super::prelude::*;
use rmm::abi::{
    histogram::AgeRecord,
    names::PageKind, //
};

/// Shape of the records.
pub(super) static SHAPE: RecordShape = RecordShape {
    name: "age",
    doc: "Pages of one kind in one MGLRU generation.",
    record: Some(&AgeRecord::DESCRIPTION),
    meanings: &[
        &[("kind", FieldMeaning::Word(&PageKind::NAMES))],
        PROCESS_FIELDS,
    ],
    keys: &["kind", "age"],
    columns: &[
        "kind",
        "age",
        "bytes",
        "young_bytes",
        "referenced_bytes",
        "dirty_bytes",
    ],
    ..RecordShape::EMPTY
};

/// Runs the command.
pub(super) fn run(arguments: &RangeArguments) -> CommandResult {
    arguments.run(&SHAPE, |memory, range| memory.age(range))
}
