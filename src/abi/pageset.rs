// SPDX-License-Identifier: GPL-2.0

//! Per-CPU page lists (`RMM_ZONES` with `RMM_ZONES_PAGESETS`).

declare! {
    /// The page lists of one CPU for one zone with present pages (`struct per_cpu_pages`, `struct
    /// per_cpu_zonestat`). `struct rmm_zone` has their sums.
    record PagesetRecord = "rmm_pageset" {
        /// Node number.
        node: u32,
        /// `RMM_ZONE_*`.
        zone: u32,
        /// Number of the CPU.
        cpu: u32,
        /// `RMM_PAGESET_F_*`.
        flags: u32,
        /// Pages in the lists (`count`).
        count_pages: u64,
        /// Number of pages above which the lists are emptied (`high`).
        high_pages: u64,
        /// Lower bound of `high` (`high_min`).
        high_min_pages: u64,
        /// Upper bound of `high` (`high_max`).
        high_max_pages: u64,
        /// Pages moved to or from the buddy allocator at a time (`batch`).
        batch_pages: u64,
        /// Pages freed in succession (`free_count`).
        free_count_pages: u64,
        /// Shift by which `batch` is scaled up during successive allocations (`alloc_factor`).
        alloc_factor: u64,
        /// Limit of this CPU's delta of a counter (`stat_threshold`).
        stat_threshold: u64,
        /// Turns of the vmstat worker until lists of a remote node's zone are emptied if unused
        /// (`expire`).
        expire: u64,
        /// Pages in each list of the orders 0 to 3, by order and `RMM_MT_*` (unmovable, movable,
        /// reclaimable): `[4][3]`. Absent without CAP_SYS_ADMIN of opener and caller, because the
        /// lists are counted under their lock, and if they have more than 4096 entries. With these
        /// fields, `count_pages` is the sum of all lists.
        list_pages: [u64; 12],
        /// Pages in the lists of THPs: of other types, movable. Absent as `list_pages`, and without
        /// THP.
        thp_pages: [u64; 2],
    }

    /// `rmm_pageset.flags` (`per_cpu_pages.flags`).
    bits PagesetFlag: u32 = "RMM_PAGESET_F_" {
        /// The last freed page had a high order (PCPF_PREV_FREE_HIGH_ORDER).
        PREV_FREE_HIGH_ORDER = 0, "PREV_FREE_HIGH_ORDER", "prev_free_high_order";
        /// A batch is kept when high-order lists are emptied (PCPF_FREE_HIGH_BATCH).
        FREE_HIGH_BATCH = 1, "FREE_HIGH_BATCH", "free_high_batch";
    }
}
