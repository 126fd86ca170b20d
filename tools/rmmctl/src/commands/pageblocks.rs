// SPDX-License-Identifier: GPL-2.0

//! Runs of page blocks of the same state.

use super::{
    machine_fields::populated_zones,
    prelude::*, //
};
use rmm::{
    abi::{
        blocks::MigrateType,
        zone_kind::ZoneKind, //
    },
    ZonePageBlock, //
};

/// Shape of the records.
pub(super) static SHAPE: RecordShape = RecordShape {
    name: "pageblocks",
    doc: "A run of page blocks of the same state.",
    added: &[
        added("node", FieldMeaning::Number, "Node number."),
        added("zone", FieldMeaning::Text, "Zone of the node."),
        added("pfn", FieldMeaning::Number, "First page frame."),
        added(
            "page_blocks",
            FieldMeaning::Number,
            "Number of page blocks.",
        ),
        added(
            "migrate_type",
            FieldMeaning::Text,
            "Migrate type (`enum migratetype`); unknown if nothing of the blocks is in the zone.",
        ),
        added(
            "skip",
            FieldMeaning::Flag,
            "Compaction skips the blocks (PB_compact_skip).",
        ),
        added(
            "isolated",
            FieldMeaning::Flag,
            "Nothing is allocated from the blocks.",
        ),
        added(
            "free_share",
            FieldMeaning::Number,
            "Free share: 0 if no page is free, 7 if all are.",
        ),
    ],
    keys: &["node", "zone", "pfn"],
    legend: &["free_share: 0 if no page is free, 7 if all are"],
    totals: RecordTotals::OnRequest(&["page_blocks"]),
    ..RecordShape::EMPTY
};

/// Runs the command.
pub(super) fn run() -> CommandResult {
    let rmm = Rmm::open()?;
    let zones = populated_zones(&rmm)?;
    let rows = zones.into_iter().flat_map(move |(node, kind)| {
        let mut blocks = rmm.page_blocks(node, kind).peekable();
        std::iter::from_fn(move || {
            let first = match blocks.next()? {
                Ok(first) => first,
                Err(error) => return Some(Err(error.into())),
            };
            let mut count: u64 = 1;
            let is_same = |block: &Result<ZonePageBlock, _>| {
                block.as_ref().is_ok_and(|block| block.byte == first.byte)
            };
            while blocks.next_if(is_same).is_some() {
                count += 1;
            }
            Some(Ok(run_row(node, kind, &first, count)))
        })
    });
    Ok(CommandOutput::stream(&SHAPE, rows))
}

/// A run of page blocks like the first.
fn run_row(node: u32, zone: ZoneKind, block: &ZonePageBlock, count: u64) -> OutputRow {
    OutputRow::computed([
        node.into(),
        zone.text().into(),
        block.pfn.into(),
        count.into(),
        block.migrate_type().map(MigrateType::text).into(),
        block.is_skipped().into(),
        block.is_isolated().into(),
        block.free_share().into(),
    ])
}
