// SPDX-License-Identifier: GPL-2.0

//! The buddy allocator's free blocks, by zone and order.

use crate::{
    abi::{
        buddy::BuddyRecord,
        ABSENT, //
    },
    sys::memory::{
        node::NodeRef,
        zone::ZoneRef, //
    },
};

/// Fills the record of a zone's free blocks.
pub(crate) fn record(node: &NodeRef<'_>, zone: &ZoneRef<'_>, out: &mut BuddyRecord) {
    let blocks = zone.free_blocks();
    let mut free_blocks = [ABSENT; 16];
    free_blocks[..blocks.len()].copy_from_slice(&blocks);
    *out = BuddyRecord {
        node: node.id(),
        zone: zone.kind() as u32,
        free_blocks,
        orders: blocks.len() as u32,
        largest_order: blocks
            .iter()
            .rposition(|&count| count != 0)
            .map_or(-1, |order| order as i32),
        free_pages: blocks
            .iter()
            .enumerate()
            .fold(0, |sum: u64, (order, count)| {
                sum.wrapping_add(count << order)
            }),
    };
}
