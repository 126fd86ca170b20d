// SPDX-License-Identifier: GPL-2.0

//! Pages by kind and node.

use super::prelude::*;
use clap::Args;
use rmm::abi::{
    histogram::NumaRecord,
    names::PageKind, //
};

/// Shape of the records.
pub(super) static SHAPE: RecordShape = RecordShape {
    name: "numa",
    doc: "Pages of one kind on one node, of the process or of one VMA.",
    record: Some(&NumaRecord::DESCRIPTION),
    meanings: &[
        &[
            ("vma", FieldMeaning::Address),
            ("kind", FieldMeaning::Word(&PageKind::NAMES)),
        ],
        PROCESS_FIELDS,
    ],
    keys: &["vma", "kind", "node"],
    columns: &["vma", "kind", "node", "pages", "dirty_pages", "bytes"],
    ..RecordShape::EMPTY
};

/// Arguments.
#[derive(Args)]
pub(crate) struct NumaArguments {
    #[command(flatten)]
    pub(super) process: RangeArguments,
    /// Count each VMA separately; `vma` is its first address.
    #[arg(long)]
    pub(super) vmas: bool,
}

/// Runs the command.
pub(super) fn run(arguments: &NumaArguments) -> CommandResult {
    let by_vma = arguments.vmas;
    arguments
        .process
        .run(&SHAPE, move |memory, range| memory.numa(range, by_vma))
}
