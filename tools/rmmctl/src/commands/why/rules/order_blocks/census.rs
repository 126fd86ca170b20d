// SPDX-License-Identifier: GPL-2.0

//! The blocks of one order by what keeps them from being free.

use rmm::abi::frame::{
    FrameKind,
    FrameRecord, //
};
use std::collections::BTreeMap;

/// A block with memory in use.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct UsedBlock {
    pub(super) pfn: u64,
    /// Pages in use that can be moved.
    pub(super) used: u64,
    /// Pages that cannot be moved.
    pub(super) fixed: u64,
    /// Page frames; fewer than the block's size if it has holes.
    present: u64,
}

/// Blocks of one order, from page frames in ascending order.
pub(super) struct BlockCensus {
    order: u32,
    current: Option<UsedBlock>,
    /// Complete blocks that compaction could empty.
    movable: Vec<UsedBlock>,
    /// Complete blocks that it cannot.
    fixed: Vec<UsedBlock>,
    kinds: BTreeMap<FrameKind, u64>,
}

/// Whether compaction can move pages of this kind, or needs not.
fn is_movable(kind: FrameKind) -> Option<bool> {
    match kind {
        // Pages of per-CPU lists go back to the buddy allocator when it is asked for a block.
        FrameKind::Free | FrameKind::Unreferenced => None,
        FrameKind::Anon | FrameKind::Ksm | FrameKind::Shmem | FrameKind::File => Some(true),
        _ => Some(false),
    }
}

impl BlockCensus {
    pub(super) fn new(order: u32) -> Self {
        Self {
            order,
            current: None,
            movable: Vec::new(),
            fixed: Vec::new(),
            kinds: BTreeMap::new(),
        }
    }

    /// Adds the next page frame.
    pub(super) fn add(&mut self, frame: &FrameRecord) {
        let start = frame.pfn >> self.order << self.order;
        if self.current.is_some_and(|block| block.pfn != start) {
            self.finish();
        }
        let block = self.current.get_or_insert(UsedBlock {
            pfn: start,
            ..UsedBlock::default()
        });
        block.present += 1;
        let kind = frame.frame_kind();
        match kind.map_or(Some(false), is_movable) {
            None => {}
            Some(true) => block.used += 1,
            Some(false) => {
                block.fixed += 1;
                if let Some(kind) = kind {
                    *self.kinds.entry(kind).or_default() += 1;
                }
            }
        }
    }

    fn finish(&mut self) {
        let Some(block) = self.current.take() else {
            return;
        };
        if block.present != 1 << self.order {
            return;
        }
        match block.fixed {
            0 => self.movable.push(block),
            _ => self.fixed.push(block),
        }
    }

    /// Number of complete blocks.
    pub(super) fn blocks(&self) -> usize {
        self.movable.len() + self.fixed.len()
    }

    /// Blocks without memory that cannot be moved, those with the least to move first.
    pub(super) fn movable(&mut self) -> &[UsedBlock] {
        self.finish();
        self.movable.sort_by_key(|block| (block.used, block.pfn));
        &self.movable
    }

    /// The other blocks, those with the least memory that cannot be moved first.
    pub(super) fn fixed(&mut self) -> &[UsedBlock] {
        self.finish();
        self.fixed
            .sort_by_key(|block| (block.fixed, block.used, block.pfn));
        &self.fixed
    }

    /// Kinds of memory that cannot be moved with their pages, the largest first.
    pub(super) fn fixed_kinds(&self) -> Vec<(FrameKind, u64)> {
        let mut kinds: Vec<_> = self
            .kinds
            .iter()
            .map(|(&kind, &pages)| (kind, pages))
            .collect();
        kinds.sort_by_key(|&(_, pages)| std::cmp::Reverse(pages));
        kinds
    }
}
