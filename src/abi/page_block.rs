// SPDX-License-Identifier: GPL-2.0

//! The byte of a page block in `RMM_PAGEBLOCKS`, and the frames of a chunk.

declare! {
    /// Page frames that are scanned in one hold of the zone's lock.
    constant CHUNK_FRAMES: u32 = "RMM_CHUNK_FRAMES" { 1024 }

    /// Bits of a page block's byte that hold its migrate type (`RMM_MIGRATE_*`).
    constant BLOCK_TYPE: u8 = "RMM_BLOCK_TYPE" { 0x07 }

    /// Bit of a page block's byte: compaction skips the block.
    constant BLOCK_SKIP: u8 = "RMM_BLOCK_SKIP" { 0x08 }

    /// Bit of a page block's byte: the block is isolated. The migrate type is the one that it
    /// returns to.
    constant BLOCK_ISOLATED: u8 = "RMM_BLOCK_ISOLATED" { 0x10 }

    /// Bits of a page block's byte that hold its free share: 0 if no page is free, 7 if all are,
    /// otherwise free pages * 6 / pages, rounded up, at most 6.
    constant BLOCK_FREE: u8 = "RMM_BLOCK_FREE" { 0xe0 }

    /// Shift of the free share in a page block's byte.
    constant BLOCK_FREE_SHIFT: u32 = "RMM_BLOCK_FREE_SHIFT" { 5 }

    /// Byte of a page block that is a hole, offline, or in another zone.
    constant BLOCK_ABSENT: u8 = "RMM_BLOCK_ABSENT" { 0xff }
}
