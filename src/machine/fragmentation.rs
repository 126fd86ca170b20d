// SPDX-License-Identifier: GPL-2.0

//! Fragmentation of a zone's free memory, by order.

use crate::{
    abi::blocks::FragmentationRecord,
    model::fragmentation::FreeBlockCounts,
    sys::{
        file::records::RecordBuffer,
        memory::{
            node::NodeRef,
            zone::ZoneRef, //
        },
    },
};
use kernel::prelude::*;

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
    let min = zone.watermark_min().wrapping_add(zone.watermark_boost());
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
