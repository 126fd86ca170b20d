// SPDX-License-Identifier: GPL-2.0

//! Per-CPU page lists.

declare! {
    /// The page lists of one CPU for one zone with present pages (`struct per_cpu_pages`, `struct
    /// per_cpu_zonestat`); `struct rmm_zone` has their sums.
    record PagesetRecord = "rmm_pageset" {
        /// Node number.
        node: u32,
        /// `RMM_ZONE_*`.
        zone: u32,
        /// CPU.
        cpu: u32,
        /// `RMM_PAGESET_F_*`.
        flags: u32,
        /// Pages in the lists.
        count_pages: u64,
        /// Above it the lists are emptied.
        high_pages: u64,
        /// Least value of `high`.
        high_min_pages: u64,
        /// Greatest value of `high`.
        high_max_pages: u64,
        /// Pages moved to or from the buddy allocator at a time.
        batch_pages: u64,
        /// Pages freed in a row.
        free_count_pages: u64,
        /// How far `batch` is scaled up while allocations follow each other.
        alloc_factor: u64,
        /// What this CPU may hold back of a counter.
        stat_threshold: u64,
        /// Turns of the counters' upkeep after which lists of another node's zone are emptied, if
        /// the CPU does not use them meanwhile.
        expire: u64,
    }

    /// `rmm_pageset.flags` (`per_cpu_pages.flags`).
    bits PagesetFlag: u32 = "RMM_PAGESET_F_" {
        /// The page freed last was of a high order (PCPF_PREV_FREE_HIGH_ORDER).
        PREV_FREE_HIGH_ORDER = 0, "PREV_FREE_HIGH_ORDER", "prev_free_high_order";
        /// A batch is kept when lists of high order are emptied (PCPF_FREE_HIGH_BATCH).
        FREE_HIGH_BATCH = 1, "FREE_HIGH_BATCH", "free_high_batch";
    }
}
