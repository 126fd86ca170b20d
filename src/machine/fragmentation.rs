// SPDX-License-Identifier: GPL-2.0

//! Fragmentation of a zone's free memory, by order.

use super::judgement_watch::{
    JudgedMemory,
    JudgementWatch, //
};
use crate::{
    abi::{
        blocks::FragmentationRecord,
        zone_kind::ZoneKind, //
    },
    model::fragmentation::{
        FreeBlockCounts,
        OrderJudgement, //
    },
    sys::{
        file::records::RecordBuffer,
        memory::{
            hotplug::HotplugGate,
            node::{
                NodeRef,
                ZoneCursor, //
            },
            zone::ZoneRef, //
        },
        system, //
    },
};
use kernel::{
    prelude::*,
    sync::Arc, //
};

/// Appends a record for each order, unless the zone has no present pages.
pub(crate) fn records(
    node: &NodeRef<'_>,
    zone: &ZoneRef<'_>,
    out: &mut RecordBuffer<FragmentationRecord>,
) -> Result {
    if !zone.is_populated() {
        return Ok(());
    }
    let by_order = zone.free_blocks();
    let free = FreeBlockCounts {
        by_order: &by_order,
    };
    let min = boosted_min(zone);
    for (order, &free_blocks) in (0u32..).zip(&by_order) {
        out.push(FragmentationRecord {
            node: node.id(),
            zone: zone.kind() as u32,
            order,
            largest_order: free.largest_order().map_or(-1, |order| order as i32),
            unusable_milli: free.unusable_milli(order),
            fragmentation_milli: free.fragmentation_milli(order),
            free_blocks,
            suitable_blocks: free.suitable_blocks(order),
            allowed_blocks: free.allowed_blocks(order, min, zone.free_highatomic()),
            free_pages: free.pages(),
        })?;
    }
    Ok(())
}

fn boosted_min(zone: &ZoneRef<'_>) -> u64 {
    zone.watermark_min().wrapping_add(zone.watermark_boost())
}

/// The judgements of orders that follow from `fragmentation`, watched for its pollers.
pub(crate) type FragmentationWatch = JudgementWatch<FragmentedZones>;

/// The slot of a zone on the board of a [`FragmentationWatch`].
fn judgement_slot(node: u32, zone: u32) -> usize {
    node as usize * ZoneKind::ALL.len() + zone as usize
}

/// The slot of a zone and the judgements of its orders, from its records; `None` without records.
pub(crate) fn judge_records(records: &[FragmentationRecord]) -> Option<(usize, u64)> {
    let first = records.first()?;
    let judge = |record: &FragmentationRecord| {
        OrderJudgement::of(
            record.allowed_blocks,
            record.suitable_blocks,
            record.fragmentation_milli,
        )
    };
    Some((
        judgement_slot(first.node, first.zone),
        OrderJudgement::pack(records.iter().map(judge)),
    ))
}

/// All zones.
pub(crate) struct FragmentedZones {
    pub(crate) hotplug: Arc<HotplugGate>,
}

impl JudgedMemory for FragmentedZones {
    fn slots(&self) -> usize {
        system::node_ids() as usize * ZoneKind::ALL.len()
    }

    fn judge(&self, mut each: impl FnMut(usize, u64)) -> Result {
        let mut cursor = ZoneCursor::default();
        loop {
            let guard = self.hotplug.enter()?;
            let Some((node, zone)) = cursor.next(&guard) else {
                return Ok(());
            };
            if !zone.is_populated() {
                continue;
            }
            let by_order = zone.free_blocks();
            let free = FreeBlockCounts {
                by_order: &by_order,
            };
            each(
                judgement_slot(node.id(), zone.kind() as u32),
                free.judge_orders(boosted_min(&zone), zone.free_highatomic()),
            );
        }
    }
}
