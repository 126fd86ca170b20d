// SPDX-License-Identifier: GPL-2.0

//! Page blocks of a zone.

use super::frames::FrameChunks;
use crate::{
    abi::{
        page_block::{
            BLOCK_ABSENT,
            CHUNK_FRAMES, //
        },
        zone_kind::ZoneKind, //
    },
    model::page_block::{
        spread_free_pages,
        PageBlockState, //
    },
    sys::{
        file::resume::CallBudget,
        memory::{
            hotplug::HotplugGate,
            node::ZoneCursor,
            page_block::{
                FrameChunk,
                BLOCK_ORDER, //
            },
        },
        system, //
    },
};
use kernel::prelude::*;

/// Number of page blocks in a chunk.
const BLOCKS: usize = CHUNK_FRAMES as usize >> BLOCK_ORDER;

/// One page block.
#[derive(Clone, Copy)]
pub(crate) struct PageBlockFacts {
    /// First page frame.
    pub(crate) pfn: u64,
    /// The state of the block; `None` if it is absent.
    pub(crate) block: Option<PageBlockState>,
}

impl PageBlockFacts {
    /// Encodes the block as `RMM_BLOCK_*`.
    pub(crate) fn to_byte(self) -> u8 {
        self.block.map_or(BLOCK_ABSENT, |block| block.to_byte())
    }
}

/// The page blocks of one chunk.
pub(crate) struct PageBlockBatch {
    chunk: FrameChunk,
    blocks: [PageBlockFacts; BLOCKS],
    count: usize,
}

impl PageBlockBatch {
    /// Allocates the buffer.
    pub(crate) fn new() -> Result<Self> {
        Ok(Self {
            chunk: FrameChunk::new()?,
            blocks: [PageBlockFacts {
                pfn: 0,
                block: None,
            }; BLOCKS],
            count: 0,
        })
    }

    /// The blocks captured last.
    pub(crate) fn blocks(&self) -> &[PageBlockFacts] {
        &self.blocks[..self.count]
    }

    /// Captures the chunk at `at`, up to `end` at most, and returns its end.
    pub(crate) fn capture(
        &mut self,
        frames: &mut FrameChunks<'_>,
        at: u64,
        end: u64,
    ) -> Result<u64> {
        self.count = 0;
        let next = frames.capture(at, end, &mut self.chunk)?;
        let base = at & !u64::from(CHUNK_FRAMES - 1);
        let free = self.chunk.free();
        let free: [u64; BLOCKS] = spread_free_pages(
            base,
            BLOCK_ORDER,
            Iterator::chain(
                free.map(|(pfn, order, _)| (pfn, 1u64.checked_shl(order.into()).unwrap_or(0))),
                [self.chunk.lead()],
            ),
        );
        for (pfn, flags) in self.chunk.blocks() {
            let free_pages = free[((pfn - base) >> BLOCK_ORDER) as usize];
            self.blocks[self.count] = PageBlockFacts {
                pfn,
                block: flags.map(|flags| PageBlockState {
                    migrate_type: flags.own_type(),
                    skip: flags.skip(),
                    isolated: flags.isolated(),
                    free_pages,
                    order: BLOCK_ORDER,
                }),
            };
            self.count += 1;
        }
        Ok(next)
    }
}

/// Adjacent page blocks of a zone with the same encoding.
#[derive(Clone, Copy, Default)]
pub(crate) struct PageBlockRun {
    /// Node number.
    pub(crate) node: u32,
    /// `RMM_ZONE_*`.
    pub(crate) zone: u32,
    /// First frame of the first block, clipped to the zone.
    pub(crate) first_pfn: u64,
    /// Last frame of the last block, clipped to the zone.
    pub(crate) last_pfn: u64,
    /// Number of blocks.
    pub(crate) blocks: u64,
    /// Encoding as `RMM_BLOCK_*`.
    pub(crate) byte: u8,
    /// Free pages in all blocks.
    pub(crate) free_pages: u64,
}

/// The current zone of [`PageBlockRuns`].
#[derive(Clone, Copy)]
struct RunBounds {
    node: u32,
    zone: ZoneKind,
    at: u64,
    end: u64,
}

/// Runs of equal page blocks of all zones, ascending.
pub(crate) struct PageBlockRuns {
    cursor: ZoneCursor,
    within: Option<RunBounds>,
    blocks: PageBlockBatch,
    /// Number of blocks of the last chunk that were consumed.
    taken: usize,
    /// First frame of the last chunk.
    first: u64,
}

impl PageBlockRuns {
    /// A position before the first zone.
    pub(crate) fn new() -> Result<Self> {
        Ok(Self {
            cursor: ZoneCursor::default(),
            within: None,
            blocks: PageBlockBatch::new()?,
            taken: 0,
            first: 0,
        })
    }

    /// The next run; `None` after the last one. `EINTR` if a fatal signal is pending.
    pub(crate) fn next(&mut self, hotplug: &HotplugGate) -> Result<Option<PageBlockRun>> {
        loop {
            let Some(within) = self.within else {
                let guard = hotplug.enter()?;
                let Some((node, zone)) = self.cursor.next(&guard) else {
                    return Ok(None);
                };
                let (start, spanned) = zone.span()?;
                self.within = Some(RunBounds {
                    node: node.id(),
                    zone: zone.kind(),
                    at: start,
                    end: start.saturating_add(spanned),
                });
                continue;
            };
            if let Some(run) = self.run(hotplug, within)? {
                return Ok(Some(run));
            }
            self.within = None;
        }
    }

    /// The next run of this zone.
    fn run(&mut self, hotplug: &HotplugGate, within: RunBounds) -> Result<Option<PageBlockRun>> {
        let RunBounds {
            node, zone, end, ..
        } = within;
        let mut at = within.at;
        let unlimited = CallBudget::new(0);
        let mut frames = FrameChunks::new(hotplug, node, zone, &unlimited);
        let mut run: Option<PageBlockRun> = None;
        loop {
            while let Some(&PageBlockFacts { pfn, block }) = self.blocks.blocks().get(self.taken) {
                let byte = block.map_or(BLOCK_ABSENT, |block| block.to_byte());
                let free_pages = block.map_or(0, |block| block.free_pages);
                let last_pfn = (pfn + (1 << BLOCK_ORDER)).min(end) - 1;
                match &mut run {
                    None => {
                        run = Some(PageBlockRun {
                            node,
                            zone: zone as u32,
                            // The first block of the zone may be cut.
                            first_pfn: self.first.max(pfn),
                            last_pfn,
                            blocks: 1,
                            byte,
                            free_pages,
                        });
                    }
                    Some(run) if run.byte == byte => {
                        run.last_pfn = last_pfn;
                        run.blocks += 1;
                        run.free_pages = run.free_pages.saturating_add(free_pages);
                    }
                    Some(_) => return Ok(run),
                }
                self.taken += 1;
            }
            if at >= end {
                return Ok(run);
            }
            if system::fatal_signal_pending() {
                return Err(EINTR);
            }
            self.first = at;
            self.taken = 0;
            at = self.blocks.capture(&mut frames, at, end)?;
            self.within = Some(RunBounds { at, ..within });
        }
    }
}

/// First frame of the page block of a frame.
pub(crate) fn block_start(pfn: u64) -> u64 {
    pfn & !((1 << BLOCK_ORDER) - 1)
}
