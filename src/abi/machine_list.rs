// SPDX-License-Identifier: GPL-2.0

//! Calls that give the records of the machine's nodes and zones.

record! {
    /// Argument of `RMM_NODES`, `RMM_ZONES`, `RMM_BUDDY`, `RMM_PAGETYPES` and `RMM_FRAGMENTATION`:
    /// records of the online nodes, ascending, and of their zones, ascending. A call gives as many
    /// as there is room for; those of one node or zone come together. When `next` is not
    /// `RMM_ABSENT`, call again with `start = next`.
    ///
    /// Errors: `ENOSPC` if what belongs to the first node or zone does not fit; `EINVAL` for an
    /// unknown flag, a `start` that is no place, a `capacity` of 0; `EBUSY` while memory is coming
    /// or going; `EPERM` where a call asks for a right; `EFAULT` for a buffer that cannot be
    /// written.
    MachineListArgs = "rmm_rows" {
        /// Size of this structure as the caller knows it.
        size: u32,
        /// `RMM_NODES_*` or `RMM_ZONES_*`; zero for other calls.
        flags: u32,
        /// 0 for the first node or zone, or what `next` was.
        start: u64,
        /// Out: where to go on; `RMM_ABSENT` behind the last.
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
        /// Out, of `RMM_PAGETYPES`: longest hold of a zone's lock, with interrupts off.
        longest_hold_ns: u64,
    }
}

bits! {
    /// Flags of `RMM_NODES`: what to give instead of `struct rmm_node`. At most one.
    NodesFlag: u32 = "RMM_NODES_" {
        /// `struct rmm_node_cpus`.
        CPUS = 0, "CPUS", "cpus";
        /// `struct rmm_distance`.
        DISTANCES = 1, "DISTANCES", "distances";
        /// `struct rmm_zone_ref`.
        ZONELISTS = 2, "ZONELISTS", "zonelists";
    }
}

bits! {
    /// Flags of `RMM_ZONES`. At most one.
    ZonesFlag: u32 = "RMM_ZONES_" {
        /// `struct rmm_pageset` instead: the page lists of every online CPU.
        PAGESETS = 0, "PAGESETS", "pagesets";
        /// Only zones with present pages; others are most of a large machine's, and tell little.
        POPULATED = 1, "POPULATED", "populated";
    }
}

record! {
    /// The page lists of one CPU for one zone with present pages (`struct per_cpu_pages`, `struct
    /// per_cpu_zonestat`); `struct rmm_zone` has their sums.
    PagesetRecord = "rmm_pageset" {
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
}

bits! {
    /// `rmm_pageset.flags` (`per_cpu_pages.flags`).
    PagesetFlag: u32 = "RMM_PAGESET_F_" {
        /// The page freed last was of a high order (PCPF_PREV_FREE_HIGH_ORDER).
        PREV_FREE_HIGH_ORDER = 0, "PREV_FREE_HIGH_ORDER", "prev_free_high_order";
        /// A batch is kept when lists of high order are emptied (PCPF_FREE_HIGH_BATCH).
        FREE_HIGH_BATCH = 1, "FREE_HIGH_BATCH", "free_high_batch";
    }
}
