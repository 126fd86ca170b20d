// SPDX-License-Identifier: GPL-2.0

//! Free blocks one by one and by migrate type, page blocks, fragmentation.
//!
//! Frames are read under the zone's lock in aligned chunks of `RMM_CHUNK_FRAMES`: the data of a
//! chunk is consistent, different chunks are read at different times. A free block never crosses
//! the end of its chunk.

declare! {
    /// Migrate types of free blocks and page blocks, named as /proc/pagetypeinfo names them. The
    /// numbers are this interface's own.
    names MigrateType = "RMM_MIGRATE_" {
        /// Kernel memory that stays where it is.
        Unmovable = 0, "UNMOVABLE", "Unmovable";
        /// Pages that can be migrated.
        Movable = 1, "MOVABLE", "Movable";
        /// Kernel caches that a shrinker can free.
        Reclaimable = 2, "RECLAIMABLE", "Reclaimable";
        /// Kept for atomic allocations of higher orders.
        HighAtomic = 3, "HIGHATOMIC", "HighAtomic";
        /// Area of the contiguous memory allocator: for movable pages until it is needed.
        Cma = 4, "CMA", "CMA";
        /// Isolated: nothing is allocated from it.
        Isolate = 5, "ISOLATE", "Isolate";
    }

    /// What looking at page frames cost.
    record FramesCost = "rmm_frames_cost" {
        /// Page frames that were passed.
        frames: u64,
        /// Chunks, and with it holds of the zone's lock.
        chunks: u64,
        /// Longest time that the zone's lock was held, in ns.
        longest_hold_ns: u64,
        /// Time that the call spent looking, in ns; copying to the caller is not in it.
        elapsed_ns: u64,
    }

    /// One free block of the buddy allocator.
    record FreeBlockRecord = "rmm_free_block" {
        /// Its first page frame.
        pfn: u64,
        /// It has `1 << order` pages.
        order: u8,
        /// `RMM_MIGRATE_*`: the list that it is in; `RMM_ABSENT_8` for a type that this interface
        /// does not know.
        migrate_type: u8,
        /// Zero.
        reserved: [u8; 6],
    }

    /// Argument of `RMM_FREEBLOCKS`: every free block of a zone that begins in `start..end`,
    /// ascending, as `struct rmm_free_block`. When `next` is not `end`, call again with
    /// `start = next`. Pages in per-CPU lists are in no block.
    ///
    /// Errors: `EPERM` without CAP_SYS_ADMIN in the initial user namespace, of the opener and of
    /// the caller; `ENXIO` if there is no such zone; `EINVAL` for a flag, `start` above `end`, a
    /// `capacity` of 0; `EBUSY` while memory is coming or going; `EINTR` if a signal came before
    /// anything was done; `EFAULT` for a buffer that cannot be written.
    record FreeBlocksArgs = "rmm_freeblocks" {
        /// Size of this structure as the caller knows it.
        size: u32,
        /// Must be zero.
        flags: u32,
        /// Node number.
        node: u32,
        /// `RMM_ZONE_*`.
        zone: u32,
        /// First page frame of the range.
        start: u64,
        /// End of the range; `RMM_ABSENT` for all frames.
        end: u64,
        /// Out: where to resume; `end` when the range is done.
        next: u64,
        /// User address of an array of records.
        buf: u64,
        /// Records that it has room for.
        capacity: u32,
        /// Size of each, a multiple of 8: a shorter record is cut, a longer one followed by zeros.
        record_size: u32,
        /// Out: records written.
        count: u32,
        /// Must be zero.
        reserved: u32,
        /// Stop after this time, in µs; 0 for no limit.
        budget_us: u64,
        /// Out: the cost of the call.
        cost: FramesCost,
    }

    /// Argument of `RMM_PAGEBLOCKS`: a byte for each page block of a zone in `start..end`,
    /// ascending, made of `RMM_BLOCK_*`. Both ends are rounded down to a page block and cut to the
    /// zone's span; byte number i is of the block at `first + (i << block_order)`. When `next` is
    /// not `end`, call again with `start = next`. A block that is only partly in the zone
    /// is reported with the free share of that part, relative to a whole block.
    ///
    /// Errors as of `RMM_FREEBLOCKS`.
    record PageBlocksArgs = "rmm_pageblocks" {
        /// Size of this structure as the caller knows it.
        size: u32,
        /// Must be zero.
        flags: u32,
        /// Node number.
        node: u32,
        /// `RMM_ZONE_*`.
        zone: u32,
        /// First page frame of the range.
        start: u64,
        /// End of the range; `RMM_ABSENT` for all frames.
        end: u64,
        /// Out: where to resume; `end` when the range is done.
        next: u64,
        /// Out: first page frame of the block that the first byte is of.
        first: u64,
        /// User address of an array of bytes.
        buf: u64,
        /// Bytes that it has room for.
        capacity: u32,
        /// Out: bytes written.
        count: u32,
        /// Out: a page block has `1 << block_order` pages.
        block_order: u32,
        /// Must be zero.
        reserved: u32,
        /// Stop after this time, in µs; 0 for no limit.
        budget_us: u64,
        /// Out: the cost of the call.
        cost: FramesCost,
    }

    /// Free blocks and page blocks of one migrate type in one zone with present pages.
    record PageTypesRecord = "rmm_pagetypes" {
        /// Node number.
        node: u32,
        /// `RMM_ZONE_*`.
        zone: u32,
        /// `RMM_MIGRATE_*`.
        migrate_type: u32,
        /// Orders, a bit each, that were counted by looking at every page frame, chunk by chunk,
        /// as their lists were too long to be walked in one hold of the zone's lock. The numbers of
        /// any other order are of one moment for all types.
        scanned_orders: u32,
        /// Free blocks of `1 <<` order pages, by order; absent from the orders on that this kernel
        /// does not have.
        free_blocks: [u64; 16],
        /// Pages in all these blocks.
        free_pages: u64,
        /// Page blocks of the type, as /proc/pagetypeinfo counts them.
        page_blocks: u64,
    }

    /// How fragmented the free memory of a zone with present pages is for one order: the numbers of
    /// /sys/kernel/debug/extfrag, from `zone.free_area`, read without lock.
    record FragmentationRecord = "rmm_fragmentation" {
        /// Node number.
        node: u32,
        /// `RMM_ZONE_*`.
        zone: u32,
        /// Order of the request.
        order: u32,
        /// Order of the zone's largest free blocks; -1 if there is none.
        largest_order: i32,
        /// Unusable free space index, in thousandths: share of the free memory that is in smaller
        /// blocks; 1000 without free memory.
        unusable_milli: i32,
        /// External fragmentation index, in thousandths: -1000 if a request would succeed; towards
        /// 0 it fails for lack of memory, towards 1000 for fragmentation; 0 without free memory.
        fragmentation_milli: i32,
        /// Free blocks of exactly this order.
        free_blocks: u64,
        /// Blocks of this order that the free memory can be cut into.
        suitable_blocks: u64,
        /// Of these, how many one request after the other could have before free pages reach the
        /// watermark min (boost included), reserves for atomic allocations aside.
        allowed_blocks: u64,
        /// Pages in all free blocks of the zone.
        free_pages: u64,
    }
}
