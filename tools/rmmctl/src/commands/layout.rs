// SPDX-License-Identifier: GPL-2.0

//! Regions of the kernel's address space.

use super::prelude::*;
use rmm::abi::kernel_layout::{
    RegionKind,
    RegionRecord, //
};

/// Shape of the records.
pub(super) static SHAPE: RecordShape = RecordShape {
    name: "layout",
    doc: "A region of the kernel's address space.",
    record: Some(&RegionRecord::DESCRIPTION),
    meanings: &[&[
        ("kind", FieldMeaning::Word(&RegionKind::NAMES)),
        ("start", FieldMeaning::Address),
        ("last", FieldMeaning::Hidden),
    ]],
    added: &[added("last", FieldMeaning::Address, "Last address.")],
    keys: &["kind", "start"],
    columns: &["kind", "start", "last", "bytes", "top_entries"],
    ..RecordShape::EMPTY
};

/// Runs the command.
pub(super) fn run() -> CommandResult {
    let regions = Rmm::open()?.layout()?;
    let rows = regions.iter().map(|region| {
        // The last address of the top region has the value of an absent one.
        let last = rmm::present(region.start).map(|_| format!("{:016x}", region.last));
        OutputRow::new(region, [last.into()])
    });
    Ok(CommandOutput::rows(&SHAPE, rows.collect()))
}
