// SPDX-License-Identifier: GPL-2.0

//! How a page block is encoded in one byte.

declare! {
    /// Page frames that are looked at in one hold of the zone's lock.
    constant CHUNK_FRAMES: u32 = "RMM_CHUNK_FRAMES" { 1024 }

    /// Byte of a page block: the bits of its migrate type (`RMM_MIGRATE_*`).
    constant BLOCK_TYPE: u8 = "RMM_BLOCK_TYPE" { 0x07 }

    /// Byte of a page block: compaction skips it.
    constant BLOCK_SKIP: u8 = "RMM_BLOCK_SKIP" { 0x08 }

    /// Byte of a page block: isolated. The migrate type is what it will be again.
    constant BLOCK_ISOLATED: u8 = "RMM_BLOCK_ISOLATED" { 0x10 }

    /// Byte of a page block: the bits of its free share. 0 is nothing free, 7 all; between them
    /// free pages * 6 / pages, rounded up, but at most 6.
    constant BLOCK_FREE: u8 = "RMM_BLOCK_FREE" { 0xe0 }

    /// Shift of the free share.
    constant BLOCK_FREE_SHIFT: u32 = "RMM_BLOCK_FREE_SHIFT" { 5 }

    /// Byte of a page block that is a hole, offline, or of another zone.
    constant BLOCK_ABSENT: u8 = "RMM_BLOCK_ABSENT" { 0xff }
}
