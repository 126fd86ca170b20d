// SPDX-License-Identifier: GPL-2.0

//! Free blocks and page blocks of a zone, by chunk of page frames or by free list.
//!
//! The chunk is the only buffer, 4 KiB, allocated before any lock is taken. A capture holds
//! `zone->lock` for [`CHUNK_FRAMES`] frames, or as many list entries, with interrupts off; nothing
//! else happens under the lock. The flags of page blocks are read from `mem_section`, because
//! `get_pfnblock_migratetype()` is not exported.

use super::zone::ZoneRef;
use crate::{
    abi::{
        blocks::MigrateType,
        page_block::CHUNK_FRAMES, //
    },
    sys::shim, //
};
use kernel::{
    bindings,
    prelude::*, //
};

/// log2 of the frames in a page block.
pub(crate) const BLOCK_ORDER: u32 = shim::RMM_SHIM_PAGEBLOCK_ORDER;

const _: () = assert!(CHUNK_FRAMES == shim::RMM_SHIM_CHUNK_FRAMES);

/// The kernel's migrate types, in the kernel's order.
const TYPES: [MigrateType; shim::RMM_SHIM_MIGRATE_TYPES as usize] = [
    MigrateType::Unmovable,
    MigrateType::Movable,
    MigrateType::Reclaimable,
    MigrateType::HighAtomic,
    #[cfg(CONFIG_CMA)]
    MigrateType::Cma,
    #[cfg(CONFIG_MEMORY_ISOLATION)]
    MigrateType::Isolate,
];

const _: () = {
    assert!(bindings::migratetype_MIGRATE_UNMOVABLE == 0);
    assert!(bindings::migratetype_MIGRATE_MOVABLE == 1);
    assert!(bindings::migratetype_MIGRATE_RECLAIMABLE == 2);
    assert!(bindings::migratetype_MIGRATE_HIGHATOMIC == 3);
};

/// Bits of a page block (`enum pageblock_bits`).
#[derive(Clone, Copy)]
pub(crate) struct PageBlockFlags(u8);

impl PageBlockFlags {
    /// The migrate type of the block when it is not isolated.
    pub(crate) fn own_type(self) -> Option<MigrateType> {
        let index = usize::from(self.0 & 7);
        // Isolation is a separate bit.
        TYPES
            .get(index)
            .copied()
            .filter(|&kind| kind != MigrateType::Isolate)
    }

    /// The migrate type of the lists that hold the block's free pages.
    pub(crate) fn list_type(self) -> Option<MigrateType> {
        if self.isolated() {
            Some(MigrateType::Isolate)
        } else {
            self.own_type()
        }
    }

    /// Compaction skips the block.
    pub(crate) fn skip(self) -> bool {
        self.0 & 1 << bindings::pageblock_bits_PB_compact_skip != 0
    }

    /// The block is isolated.
    pub(crate) fn isolated(self) -> bool {
        cfg!(CONFIG_MEMORY_ISOLATION) && self.0 & 1 << 4 != 0
    }
}

/// A buffer for one captured chunk.
pub(crate) struct FrameChunk(KBox<shim::rmm_shim_frame_chunk>);

impl FrameChunk {
    /// Allocates the buffer.
    pub(crate) fn new() -> Result<Self> {
        Ok(Self(KBox::init(
            pin_init::init_zeroed::<shim::rmm_shim_frame_chunk>(),
            GFP_KERNEL_ACCOUNT,
        )?))
    }

    fn base(&self) -> u64 {
        self.0.start & !u64::from(CHUNK_FRAMES - 1)
    }

    /// How long zone->lock was held.
    pub(crate) fn hold_ns(&self) -> u64 {
        self.0.hold_ns
    }

    /// Captured free blocks, ascending: frame, order, page block.
    pub(crate) fn free(&self) -> impl Iterator<Item = (u64, u8, PageBlockFlags)> + '_ {
        let count = (self.0.count as usize).min(self.0.free.len());
        self.0.free[..count].iter().map(move |free| {
            let block = usize::from(free.frame) >> BLOCK_ORDER;
            let flags = self.0.flags.get(block).map_or(0, |&flags| flags);
            (
                self.base() + u64::from(free.frame),
                free.order,
                PageBlockFlags(flags),
            )
        })
    }

    /// The leading part of the chunk that belongs to a free block which begins before it: first
    /// frame and number of frames.
    pub(crate) fn lead(&self) -> (u64, u64) {
        (self.0.start, self.0.lead.into())
    }

    /// Captured page blocks, complete or partial, ascending: first frame, and flags if the block is
    /// present.
    pub(crate) fn blocks(&self) -> impl Iterator<Item = (u64, Option<PageBlockFlags>)> + '_ {
        (0..shim::RMM_SHIM_CHUNK_BLOCKS as usize)
            .map(move |index| (index, self.base() + ((index as u64) << BLOCK_ORDER)))
            .filter(move |&(_, pfn)| pfn + (1 << BLOCK_ORDER) > self.0.start && pfn < self.0.end)
            .map(move |(index, pfn)| {
                let flags = PageBlockFlags(self.0.flags[index]);
                (pfn, (self.0.present[index] != 0).then_some(flags))
            })
    }
}

/// Free blocks of one order by migrate type, as far as the lists were walked.
pub(crate) struct FreeListCounts {
    /// Blocks in completely walked lists; in the others, the blocks passed so far.
    pub(crate) counts: [u64; MigrateType::ALL.len()],
    /// Lists that were not walked to their end, as bits by [`MigrateType`].
    pub(crate) open: u32,
    /// Blocks in all lists.
    pub(crate) total: u64,
    /// How long zone->lock was held.
    pub(crate) hold_ns: u64,
}

impl ZoneRef<'_> {
    /// Captures the part of `start..end` within the chunk of `start`, and returns its end.
    pub(crate) fn capture(&self, start: u64, end: u64, chunk: &mut FrameChunk) -> u64 {
        let chunk = &mut *chunk.0;
        chunk.start = start;
        let frames = u64::from(CHUNK_FRAMES);
        chunk.end = end.min((start & !(frames - 1)).saturating_add(frames));
        // SAFETY: The zone is valid by its invariant, and its guard keeps memory online.
        unsafe { shim::rmm_shim_capture_chunk(self.as_ptr(), chunk) };
        chunk.end
    }

    /// The page block of a frame; `None` if the frame is offline or in another zone.
    pub(crate) fn page_block(&self, pfn: u64) -> Option<PageBlockFlags> {
        // SAFETY: As for `capture`.
        let flags = unsafe { shim::rmm_shim_capture_page_block(self.as_ptr(), pfn as usize) };
        u8::try_from(flags).ok().map(PageBlockFlags)
    }

    /// Counts the free blocks of an order by walking their lists. `None` if the zone has no present
    /// pages, because its lists may be uninitialised.
    pub(crate) fn lists(&self, order: u32) -> Option<FreeListCounts> {
        if !self.is_populated() || order as usize >= super::zone::ORDERS {
            return None;
        }
        let mut raw: shim::rmm_shim_free_lists = pin_init::zeroed();
        // SAFETY: The zone is valid by its invariant. It is populated and the guard keeps it so,
        // hence its lists are initialised. The order was checked.
        unsafe { shim::rmm_shim_count_free_lists(self.as_ptr(), order, &mut raw) };
        let mut lists = FreeListCounts {
            counts: [0; MigrateType::ALL.len()],
            open: 0,
            total: raw.total,
            hold_ns: raw.hold_ns,
        };
        for (index, kind) in TYPES.iter().enumerate() {
            lists.counts[*kind as usize] = raw.count[index];
            lists.open |= (raw.open >> index & 1) << *kind as u32;
        }
        Some(lists)
    }
}

/// The migrate types that this kernel has.
pub(crate) fn types() -> &'static [MigrateType] {
    &TYPES
}
