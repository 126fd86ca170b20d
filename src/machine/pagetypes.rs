// SPDX-License-Identifier: GPL-2.0

//! Free blocks and page blocks of a zone by migrate type.
//!
//! The free lists of an order are walked side by side in one hold of zone->lock, 1024 entries at
//! most. If one list remains, its length is the order's total minus the other lists, which is
//! exact. If more remain, the order is counted by reading every page frame, in chunks, because a
//! position in a list cannot be kept after the lock is dropped.

use super::{
    frames::FrameChunks,
    zones, //
};
use crate::{
    abi::{
        blocks::{
            MigrateType,
            PageTypesRecord, //
        },
        page_block::CHUNK_FRAMES,
        zone_kind::ZoneKind,
        AbiRecord,
        ABSENT, //
    },
    model::page_block::complete_counts,
    sys::{
        file::resume::CallBudget,
        memory::{
            hotplug::HotplugGate,
            node::ZoneCursor,
            page_block::{
                types,
                FrameChunk,
                BLOCK_ORDER, //
            },
            zone::ORDERS, //
        },
        system, //
    },
};
use kernel::prelude::*;

/// Page blocks counted under one guard.
const BLOCKS_AT_A_TIME: u64 = 1024;

/// The records of one zone, one for each migrate type.
pub(crate) struct PageTypeCounts {
    chunk: FrameChunk,
    records: [PageTypesRecord; MigrateType::ALL.len()],
    longest_hold_ns: u64,
}

impl PageTypeCounts {
    /// Allocates the buffer.
    pub(crate) fn new() -> Result<Self> {
        Ok(Self {
            chunk: FrameChunk::new()?,
            records: [PageTypesRecord::ZERO; MigrateType::ALL.len()],
            longest_hold_ns: 0,
        })
    }

    /// The longest hold of zone->lock so far.
    pub(crate) fn longest_hold_ns(&self) -> u64 {
        self.longest_hold_ns
    }

    /// The counts of the migrate types that this kernel has.
    pub(crate) fn records(&self) -> impl Iterator<Item = &PageTypesRecord> {
        types().iter().map(|&kind| &self.records[kind as usize])
    }

    /// Counts the populated zone at the cursor, or the next one. Returns `false` after the last
    /// one. `EINTR` if a fatal signal is pending.
    pub(crate) fn next(&mut self, hotplug: &HotplugGate, cursor: &mut ZoneCursor) -> Result<bool> {
        let (node, kind, span) = {
            let guard = hotplug.enter()?;
            loop {
                let Some((node, zone)) = cursor.next(&guard) else {
                    return Ok(false);
                };
                if zone.is_populated() {
                    break (node.id(), zone.kind(), zone.span()?);
                }
            }
        };
        for (record, &migrate_type) in self.records.iter_mut().zip(MigrateType::ALL) {
            *record = PageTypesRecord {
                node,
                zone: kind as u32,
                migrate_type: migrate_type as u32,
                free_blocks: core::array::from_fn(|order| if order < ORDERS { 0 } else { ABSENT }),
                ..PageTypesRecord::ZERO
            };
        }
        self.free_blocks(hotplug, node, kind)?;
        self.page_blocks(hotplug, node, kind, span)?;
        for record in &mut self.records {
            record.free_pages = (0u32..)
                .zip(&record.free_blocks[..ORDERS])
                .fold(0, |sum: u64, (order, count)| {
                    sum.wrapping_add(count << order)
                });
        }
        Ok(true)
    }

    fn free_blocks(&mut self, hotplug: &HotplugGate, node: u32, kind: ZoneKind) -> Result {
        let mut scan = 0u32;
        for order in 0..ORDERS {
            let lists = {
                let guard = hotplug.enter()?;
                let zone = zones::find_zone(node, kind, &guard)?;
                // Memory that was removed meanwhile has no free blocks.
                zone.lists(order as u32)
            };
            let Some(lists) = lists else {
                continue;
            };
            self.longest_hold_ns = self.longest_hold_ns.max(lists.hold_ns);
            match complete_counts(lists.counts, lists.open, lists.total) {
                Some(counts) => {
                    for (record, count) in self.records.iter_mut().zip(counts) {
                        record.free_blocks[order] = count;
                    }
                }
                None => scan |= 1 << order,
            }
        }
        for record in &mut self.records {
            record.scanned_orders = scan;
        }
        if scan == 0 {
            return Ok(());
        }
        let unlimited = CallBudget::new(0);
        let mut frames = FrameChunks::new(hotplug, node, kind, &unlimited);
        let (mut at, end) = frames.clip(0, u64::MAX)?;
        while at < end {
            if system::fatal_signal_pending() {
                return Err(EINTR);
            }
            at = frames.capture(at, end, &mut self.chunk)?;
            self.longest_hold_ns = self.longest_hold_ns.max(self.chunk.hold_ns());
            for (_, order, flags) in self.chunk.free() {
                let order = usize::from(order);
                if let Some(kind) = flags.list_type() {
                    if order < ORDERS && scan >> order & 1 != 0 {
                        self.records[kind as usize].free_blocks[order] += 1;
                    }
                }
            }
        }
        Ok(())
    }

    /// As pagetypeinfo_showblockcount_print(), from the zone's first frame on, which need not be
    /// the first of a page block.
    fn page_blocks(
        &mut self,
        hotplug: &HotplugGate,
        node: u32,
        kind: ZoneKind,
        (start, spanned): (u64, u64),
    ) -> Result {
        let (mut at, end) = (start, start.saturating_add(spanned));
        while at < end {
            if system::fatal_signal_pending() {
                return Err(EINTR);
            }
            let guard = hotplug.enter()?;
            let zone = zones::find_zone(node, kind, &guard)?;
            for _ in 0..BLOCKS_AT_A_TIME {
                if at >= end {
                    break;
                }
                if let Some(kind) = zone.page_block(at).and_then(|flags| flags.list_type()) {
                    self.records[kind as usize].page_blocks += 1;
                }
                at = at.saturating_add(1 << BLOCK_ORDER);
            }
            drop(guard);
            system::cond_resched();
        }
        Ok(())
    }
}

const _: () = assert!(CHUNK_FRAMES as usize >= 1 << BLOCK_ORDER);
