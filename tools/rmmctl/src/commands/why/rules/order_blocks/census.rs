// SPDX-License-Identifier: GPL-2.0

//! The blocks of one order by what keeps them from being free.

use rmm::{
    abi::{
        frame::{
            FrameKind,
            FrameStateRecord, //
        },
        page::FolioFlag, //
    },
    present_32, //
};
use std::collections::BTreeMap;

/// KPF_UNEVICTABLE of linux/kernel-page-flags.h.
const KPF_UNEVICTABLE: u64 = 1 << 18;
/// References that a pin of a folio of one page takes (GUP_PIN_COUNTING_BIAS).
const PIN_REFERENCES: u32 = 1024;
/// Blocks of each kind that a finding may name.
pub(super) const NAMED: usize = 3;

/// What compaction has to do with a page frame before its block is free.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum FrameObstacle {
    /// Pages of per-CPU lists go back to the buddy allocator when it is asked for a block.
    Nothing,
    /// The page can be moved.
    Movable,
    /// The page of a program or file could be moved if it were not pinned or locked.
    Held,
    /// Memory of the kernel, or of a kind that this version does not know.
    Fixed,
}

impl FrameObstacle {
    /// Whether locked pages may be moved is a setting.
    pub(super) fn of(frame: &FrameStateRecord, can_move_locked: bool) -> Self {
        let is_locked = frame.kpageflags & KPF_UNEVICTABLE != 0;
        let is_pinned =
            present_32(frame.pins).is_some_and(|pins| pins != 0) && !is_only_mapped(frame);
        match frame.frame_kind() {
            Some(FrameKind::Free | FrameKind::Unreferenced) => Self::Nothing,
            Some(FrameKind::Anon | FrameKind::Ksm | FrameKind::Shmem | FrameKind::File) => {
                match is_pinned || (is_locked && !can_move_locked) {
                    true => Self::Held,
                    false => Self::Movable,
                }
            }
            _ => Self::Fixed,
        }
    }
}

/// Whether mappings and the page cache have the references that look like pins. The pins of a folio of
/// one page are an estimate, and a page of libc may have thousands of mappings.
fn is_only_mapped(frame: &FrameStateRecord) -> bool {
    let is_estimate = frame.folio_bits & FolioFlag::PINS_EXACT == 0;
    let references = present_32(frame.references).zip(present_32(frame.expected_references));
    is_estimate
        && references.is_some_and(|(all, expected)| all.saturating_sub(expected) < PIN_REFERENCES)
}

/// A block with memory in use.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct UsedBlock {
    pub(super) pfn: u64,
    /// Pages in use that can be moved.
    pub(super) used: u64,
    /// Pages that cannot be moved because they are pinned or locked.
    pub(super) held: u64,
    /// Other pages that cannot be moved.
    pub(super) fixed: u64,
    /// Page frames; fewer than the block's size if it has holes.
    present: u64,
}

/// Blocks of one kind: their number, and the few that come first. A node has millions of small blocks.
pub(super) struct RankedBlocks {
    pub(super) count: u64,
    first: Vec<UsedBlock>,
    rank: fn(&UsedBlock) -> (u64, u64, u64),
}

impl RankedBlocks {
    fn by(rank: fn(&UsedBlock) -> (u64, u64, u64)) -> Self {
        Self {
            count: 0,
            first: Vec::with_capacity(NAMED + 1),
            rank,
        }
    }

    fn add(&mut self, block: UsedBlock) {
        self.count += 1;
        let place = self
            .first
            .partition_point(|other| (self.rank)(other) < (self.rank)(&block));
        if place < NAMED {
            self.first.insert(place, block);
            self.first.truncate(NAMED);
        }
    }

    /// At most [`NAMED`] blocks, in ascending order of their rank.
    pub(super) fn first(&self) -> &[UsedBlock] {
        &self.first
    }
}

/// Blocks of one order, from page frames in ascending order.
pub(super) struct BlockCensus {
    order: u32,
    can_move_locked: bool,
    current: Option<UsedBlock>,
    /// Complete blocks without memory that cannot be moved, those with the least to move first.
    pub(super) movable: RankedBlocks,
    /// Complete blocks in which only pinned or locked pages cannot be moved, those with the fewest of
    /// them first.
    pub(super) held: RankedBlocks,
    /// The other complete blocks, those with the least memory that cannot be moved first.
    pub(super) fixed: RankedBlocks,
    kinds: BTreeMap<FrameKind, u64>,
}

impl BlockCensus {
    pub(super) fn new(order: u32, can_move_locked: bool) -> Self {
        Self {
            order,
            can_move_locked,
            current: None,
            movable: RankedBlocks::by(|block| (block.used, block.pfn, 0)),
            held: RankedBlocks::by(|block| (block.held, block.used, block.pfn)),
            fixed: RankedBlocks::by(|block| (block.fixed + block.held, block.used, block.pfn)),
            kinds: BTreeMap::new(),
        }
    }

    /// Adds the next page frame.
    pub(super) fn add(&mut self, frame: &FrameStateRecord) {
        let start = frame.pfn >> self.order << self.order;
        if self.current.is_some_and(|block| block.pfn != start) {
            self.finish();
        }
        let block = self.current.get_or_insert(UsedBlock {
            pfn: start,
            ..UsedBlock::default()
        });
        block.present += 1;
        match FrameObstacle::of(frame, self.can_move_locked) {
            FrameObstacle::Nothing => {}
            FrameObstacle::Movable => block.used += 1,
            FrameObstacle::Held => block.held += 1,
            FrameObstacle::Fixed => {
                block.fixed += 1;
                if let Some(kind) = frame.frame_kind() {
                    *self.kinds.entry(kind).or_default() += 1;
                }
            }
        }
    }

    /// Adds the last block. No page frame may be added after this.
    pub(super) fn finish(&mut self) {
        let Some(block) = self.current.take() else {
            return;
        };
        if block.present != 1 << self.order {
            return;
        }
        match (block.fixed, block.held) {
            (0, 0) => self.movable.add(block),
            (0, _) => self.held.add(block),
            _ => self.fixed.add(block),
        }
    }

    /// Number of complete blocks.
    pub(super) fn blocks(&self) -> u64 {
        self.movable.count + self.held.count + self.fixed.count
    }

    /// Kinds of memory that cannot be moved with their pages, the largest first.
    pub(super) fn fixed_kinds(&self) -> Vec<(FrameKind, u64)> {
        kinds_by_size(&self.kinds)
    }
}

/// Kinds of memory with their pages, the largest first.
pub(super) fn kinds_by_size(kinds: &BTreeMap<FrameKind, u64>) -> Vec<(FrameKind, u64)> {
    let mut kinds: Vec<_> = kinds.iter().map(|(&kind, &pages)| (kind, pages)).collect();
    kinds.sort_by_key(|&(_, pages)| std::cmp::Reverse(pages));
    kinds
}
