// SPDX-License-Identifier: GPL-2.0

//! `RMM_FILE`: the page cache of one file.

use super::walk_cost::WalkCost;

declare! {
    /// Kind of an entry in the page cache of a file (`i_pages` of `struct address_space`).
    names FileCacheKind = "RMM_CACHE_" {
        /// A folio.
        Folio = 0, "FOLIO", "folio";
        /// The trace of an evicted folio: its age at the eviction, by which a refault is judged
        /// (`workingset_eviction()`).
        Shadow = 1, "SHADOW", "shadow";
        /// A swap slot of shmem.
        Swap = 2, "SWAP", "swap";
        /// A page of shmem that could not be read from swap.
        SwapError = 3, "SWAP_ERROR", "swap-error";
        /// Memory of a device that the file is on, or a hole of such a file (DAX).
        Dax = 4, "DAX", "dax";
    }

    /// Page cache of one file on one node, by kind and order of the entries. Pages outside the range
    /// of the call are not counted, so a folio that crosses its start or end counts in part. Dirty
    /// pages and pages under writeback are those that the page cache has tagged, as cachestat(2)
    /// counts them: none in a file system without writeback, such as shmem.
    record FileCacheRecord = "rmm_file_cache" {
        /// Node; -1 for an entry that is not a folio.
        node: i32,
        /// `RMM_CACHE_*`.
        kind: u8,
        /// Order of the entries.
        order: u8,
        /// Always zero.
        reserved: u16,
        /// Number of entries; the number of folios if they are folios.
        entries: u64,
        /// Pages that the entries stand for.
        pages: u64,
        /// Pages of folios of which a page is mapped (`folio_mapped()`).
        mapped_pages: u64,
        /// Dirty pages (PAGECACHE_TAG_DIRTY).
        dirty_pages: u64,
        /// Pages under writeback (PAGECACHE_TAG_WRITEBACK).
        writeback_pages: u64,
        /// Pages of folios that are neither dirty nor under writeback; absent for files without
        /// writeback.
        clean_pages: u64,
        /// Pages of folios on an active LRU list. With MGLRU the two youngest generations count as
        /// active.
        active_pages: u64,
        /// Pages of folios on an inactive LRU list, likewise.
        inactive_pages: u64,
        /// Pages of unevictable folios. Other folios are on no list: of hugetlb, isolated, or on
        /// their way to a list.
        unevictable_pages: u64,
        /// Pages by age: 0 is the youngest MGLRU generation.
        gen_pages: [u64; 4],
    }

    /// Argument of `RMM_FILE`: counts the page cache of a file by node, kind and order. A call ends
    /// at the end of the range, when the buffer is full, when the budget is used up, or when a
    /// signal is pending; `next` is the offset at which to resume. The caller adds up
    /// the records of two calls. Holes cost nothing.
    ///
    /// Regular files (those of shmem and hugetlbfs too), block devices and directories have a page
    /// cache. The page cache is not locked, so folios that are added or removed meanwhile may be
    /// counted or not.
    ///
    /// Errors: `EPERM` unless the caller may call cachestat(2) on the file (the descriptor is
    /// writable, or the caller owns the file or may write to it), or the opener of /dev/rmm and the
    /// caller have CAP_SYS_ADMIN in the initial user namespace; `EBADF` if `fd` is not open, or was
    /// opened with O_PATH; `EOPNOTSUPP` for a pipe, socket or character device; `EINVAL` for a range
    /// that is empty, for an unknown flag, and for a `capacity` of 0; `EBUSY` during memory hotplug;
    /// `EFAULT` if a buffer cannot be written.
    record FileCacheArgs = "rmm_file" {
        /// Size of this structure as the caller knows it.
        size: u32,
        /// Must be zero.
        flags: u32,
        /// Offset of the first byte.
        start: u64,
        /// End offset, exclusive; `RMM_ABSENT` for all of the page cache, which may have pages
        /// beyond the end of the file.
        end: u64,
        /// User address of an array of `struct rmm_file_cache`.
        buf: u64,
        /// Size of `buf` in records.
        capacity: u32,
        /// `sizeof(struct rmm_file_cache)` as the caller knows it.
        record_size: u32,
        /// Time limit of the call in µs; 0 sets no limit. It is checked between batches of 64
        /// entries, so that each call reads one batch at least.
        budget_us: u64,
        /// Descriptor of the file.
        fd: i32,
        /// Out: number of records written.
        count: u32,
        /// Out: offset at which to resume; `end` when the range is done.
        next: u64,
        /// Out: pages of the whole page cache when the call began (`nrpages` of `struct
        /// address_space`): folios and DAX entries.
        cached_pages: u64,
        /// Out: cost of the call; `tables` counts batches, `entries` entries of the page cache.
        cost: WalkCost,
    }
}
