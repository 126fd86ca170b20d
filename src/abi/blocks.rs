// SPDX-License-Identifier: GPL-2.0

//! `RMM_FREEBLOCKS`, `RMM_PAGEBLOCKS`, `RMM_PAGETYPES`, `RMM_FRAGMENTATION`.
//!
//! Page frames are read in aligned chunks of `RMM_CHUNK_FRAMES` under the zone's lock: data of one
//! chunk is a snapshot, chunks are of different moments. A free block never crosses the end of its
//! chunk.

declare! {
    /// Migrate types of free blocks and page blocks (`enum migratetype`), with the names of
    /// /proc/pagetypeinfo. The numbers belong to this interface and do not follow the kernel's.
    names MigrateType = "RMM_MIGRATE_" {
        /// Kernel memory that cannot be migrated.
        Unmovable = 0, "UNMOVABLE", "Unmovable";
        /// Pages that can be migrated.
        Movable = 1, "MOVABLE", "Movable";
        /// Kernel caches that shrinkers can free.
        Reclaimable = 2, "RECLAIMABLE", "Reclaimable";
        /// Reserved for atomic high-order allocations.
        HighAtomic = 3, "HIGHATOMIC", "HighAtomic";
        /// Area of the contiguous memory allocator: holds movable pages until it is allocated.
        Cma = 4, "CMA", "CMA";
        /// Isolated: nothing is allocated from here.
        Isolate = 5, "ISOLATE", "Isolate";
    }

    /// The cost of a call that scans page frames.
    record FramesCost = "rmm_frames_cost" {
        /// Page frames that were scanned.
        frames: u64,
        /// Chunks that were scanned, each in one hold of the zone's lock.
        chunks: u64,
        /// Longest time that the zone's lock was held, in ns. With PREEMPT_RT the holder may be
        /// preempted, which is included.
        longest_hold_ns: u64,
        /// Time that the call spent scanning, in ns. Copying to the caller is excluded.
        elapsed_ns: u64,
    }

    /// One free block of the buddy allocator (PageBuddy).
    record FreeBlockRecord = "rmm_free_block" {
        /// First page frame of the block.
        pfn: u64,
        /// The block has `1 << order` pages.
        order: u8,
        /// `RMM_MIGRATE_*` of the free list that holds the block; `RMM_ABSENT_8` for a type that
        /// this interface does not know.
        migrate_type: u8,
        /// Always zero.
        reserved: [u8; 6],
    }

    /// Argument of `RMM_FREEBLOCKS`: every free block of a zone that begins in `start..end`,
    /// ascending, as `struct rmm_free_block`. When `next` is not `end`, call again with `start =
    /// next`. Pages in per-CPU lists are not in free blocks.
    ///
    /// Errors: `EPERM` unless the opener and the caller have CAP_SYS_ADMIN in the initial user
    /// namespace; `ENXIO` if the zone does not exist; `EINVAL` for a flag, for `start` above `end`,
    /// and for a `capacity` of 0; `EBUSY` during memory hotplug; `EINTR` if a signal arrived before
    /// the first chunk; `EFAULT` if a buffer cannot be written.
    record FreeBlocksArgs = "rmm_freeblocks" {
        /// Size of this structure as the caller knows it.
        size: u32,
        /// Must be zero.
        flags: u32,
        /// Node number.
        node: u32,
        /// `RMM_ZONE_*`.
        zone: u32,
        /// First page frame.
        start: u64,
        /// End page frame, exclusive; `RMM_ABSENT` for the end of the zone.
        end: u64,
        /// Out: page frame at which to resume; `end` when the range is done.
        next: u64,
        /// User address of an array of records.
        buf: u64,
        /// Size of `buf` in records.
        capacity: u32,
        /// Size of a record, a multiple of 8. A shorter record is cut, a longer one is followed by
        /// zeros.
        record_size: u32,
        /// Out: number of records written.
        count: u32,
        /// Must be zero.
        reserved: u32,
        /// Time limit in µs; 0 sets no limit.
        budget_us: u64,
        /// Out: cost of the call.
        cost: FramesCost,
    }

    /// Argument of `RMM_PAGEBLOCKS`: one byte for each page block of a zone in `start..end`,
    /// ascending, composed of `RMM_BLOCK_*`. Both ends are rounded down to a page block and limited
    /// to the zone's span. Byte i describes the block at `first + (i << block_order)`. When `next`
    /// is not `end`, call again with `start = next`. A block that is partly in the zone is
    /// described by that part, with its free pages as a share of a whole block.
    ///
    /// Errors: those of `RMM_FREEBLOCKS`.
    record PageBlocksArgs = "rmm_pageblocks" {
        /// Size of this structure as the caller knows it.
        size: u32,
        /// Must be zero.
        flags: u32,
        /// Node number.
        node: u32,
        /// `RMM_ZONE_*`.
        zone: u32,
        /// First page frame.
        start: u64,
        /// End page frame, exclusive; `RMM_ABSENT` for the end of the zone.
        end: u64,
        /// Out: page frame at which to resume; `end` when the range is done.
        next: u64,
        /// Out: first page frame of the block of the first byte.
        first: u64,
        /// User address of an array of bytes.
        buf: u64,
        /// Size of `buf` in bytes.
        capacity: u32,
        /// Out: number of bytes written.
        count: u32,
        /// Out: a page block has `1 << block_order` pages.
        block_order: u32,
        /// Must be zero.
        reserved: u32,
        /// Time limit in µs; 0 sets no limit.
        budget_us: u64,
        /// Out: cost of the call.
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
        /// Bit mask of orders that were counted by a scan of all page frames, chunk by chunk,
        /// because their free lists were too long for one hold of the zone's lock. The counts of
        /// any other order are a snapshot over all types.
        scanned_orders: u32,
        /// Number of free blocks of `1 << n` pages, indexed by order n; absent for orders that this
        /// kernel does not have.
        free_blocks: [u64; 16],
        /// Pages in all free blocks.
        free_pages: u64,
        /// Number of page blocks of the type, as in /proc/pagetypeinfo.
        page_blocks: u64,
    }

    /// Fragmentation of the free memory of one zone with present pages for one order: the numbers
    /// of /sys/kernel/debug/extfrag (mm/vmstat.c), from `zone.free_area[]`, read without a lock.
    record FragmentationRecord = "rmm_fragmentation" {
        /// Node number.
        node: u32,
        /// `RMM_ZONE_*`.
        zone: u32,
        /// Order of the request.
        order: u32,
        /// Order of the zone's largest free block; -1 if there is none.
        largest_order: i32,
        /// Unusable free space index in thousandths: share of the free memory in blocks below this
        /// order; 1000 without free memory (`unusable_free_index()`).
        unusable_milli: i32,
        /// External fragmentation index in thousandths: -1000 if a request would succeed, towards 0
        /// if it fails for lack of memory, towards 1000 if it fails because of fragmentation; 0
        /// without free memory (`__fragmentation_index()`).
        fragmentation_milli: i32,
        /// Free blocks of exactly this order.
        free_blocks: u64,
        /// Number of blocks of this order that the free blocks can be split into.
        suitable_blocks: u64,
        /// Number of these that can be allocated one by one before free pages reach watermark min,
        /// boost included, without the reserve for atomic allocations (`__zone_watermark_ok()`).
        allowed_blocks: u64,
        /// Pages in all free blocks of the zone.
        free_pages: u64,
    }
}
