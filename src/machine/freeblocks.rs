// SPDX-License-Identifier: GPL-2.0

//! The free blocks of a zone, one by one.

use super::frames::FrameChunks;
use crate::{
    abi::{
        blocks::FreeBlockRecord,
        page::ABSENT_8,
        page_block::CHUNK_FRAMES, //
    },
    sys::memory::page_block::FrameChunk, //
};
use kernel::prelude::*;

/// Blocks found and not yet given out, 32 KiB.
pub(crate) struct FreeBlockBatch {
    chunk: FrameChunk,
    blocks: KVec<FreeBlockRecord>,
}

impl FreeBlockBatch {
    /// Allocates room for the blocks of two chunks.
    pub(crate) fn new() -> Result<Self> {
        Ok(Self {
            chunk: FrameChunk::new()?,
            blocks: KVec::with_capacity(2 * CHUNK_FRAMES as usize, GFP_KERNEL_ACCOUNT)?,
        })
    }

    /// The blocks found, ascending.
    pub(crate) fn blocks(&mut self) -> &mut [FreeBlockRecord] {
        &mut self.blocks
    }

    /// Replaces the batch with blocks that begin in `at..end`: as many chunks as there is room for,
    /// until `room` blocks are found or the time is up. Returns the next frame.
    pub(crate) fn find(
        &mut self,
        frames: &mut FrameChunks<'_>,
        start: u64,
        end: u64,
        room: usize,
    ) -> Result<u64> {
        self.blocks.clear();
        let mut at = start;
        while at < end
            && self.blocks.len() < room
            && self.blocks.len() <= CHUNK_FRAMES as usize
            && !(at > start && frames.must_stop())
        {
            at = match frames.capture(at, end, &mut self.chunk) {
                Ok(next) => next,
                // Blocks found before the error are reported first.
                Err(_) if at > start => break,
                Err(error) => return Err(error),
            };
            for (pfn, order, flags) in self.chunk.free() {
                if self.blocks.len() == room {
                    return Ok(pfn);
                }
                self.blocks.push(
                    FreeBlockRecord {
                        pfn,
                        order,
                        migrate_type: flags.list_type().map_or(ABSENT_8, |kind| kind as u8),
                        reserved: [0; 6],
                    },
                    GFP_KERNEL_ACCOUNT,
                )?;
            }
        }
        Ok(at)
    }
}
