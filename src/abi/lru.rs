// SPDX-License-Identifier: GPL-2.0

//! `RMM_LRU`: LRU lists and MGLRU generations by node.

declare! {
    /// LRU lists (`enum lru_list`), with the names of their counters in /proc/zoneinfo.
    names LruList = "RMM_LRU_" {
        /// Anonymous pages that reclaim takes first.
        InactiveAnon = 0, "INACTIVE_ANON", "inactive_anon";
        /// Anonymous pages in active use.
        ActiveAnon = 1, "ACTIVE_ANON", "active_anon";
        /// File pages that reclaim takes first.
        InactiveFile = 2, "INACTIVE_FILE", "inactive_file";
        /// File pages in active use.
        ActiveFile = 3, "ACTIVE_FILE", "active_file";
        /// Pages that cannot be reclaimed: mlocked, ramfs, locked shared memory.
        Unevictable = 4, "UNEVICTABLE", "unevictable";
    }

    /// Types of page that have separate generations.
    names LruType = "RMM_LRU_TYPE_" {
        /// Anonymous memory and shmem.
        Anon = 0, "ANON", "anon";
        /// Page cache of files.
        File = 1, "FILE", "file";
    }

    /// LRU lists and generations of one online node (`struct lruvec`, `struct lru_gen_folio`,
    /// include/linux/mmzone.h). Sums over memory cgroups are read one cgroup after the other: each
    /// number is exact, but a sum is not a snapshot.
    ///
    /// Arrays over generations, types, tiers and zones are flat; the last index varies fastest.
    record LruRecord = "rmm_lru" {
        /// Node number.
        node: u32,
        /// Number of memory cgroups in the sums, including those that are being removed; 1 without
        /// memory cgroups.
        memcgs: u32,
        /// Number of these that use MGLRU (`lrugen.enabled`).
        memcgs_mglru: u32,
        /// Always zero.
        reserved: u32,
        /// Pages by `RMM_LRU_*`, as in /proc/zoneinfo: per-CPU deltas are not included. With MGLRU
        /// the two youngest generations count as active.
        list_pages: [u64; 5],
        /// Isolated pages, which are off the lists for a while, by `RMM_LRU_TYPE_*`
        /// (NR_ISOLATED_*).
        isolated_pages: [u64; 2],
        /// Pages on the lists of struct lruvec, summed over memory cgroups, by `RMM_LRU_*` and
        /// `RMM_ZONE_*`: `[5][8]`. With MGLRU only the unevictable list is used.
        on_list_pages: [u64; 40],
        /// Refaults of evicted pages by `RMM_LRU_TYPE_*` (WORKINGSET_REFAULT_*).
        refault: [u64; 2],
        /// Refaulted pages that were activated immediately (WORKINGSET_ACTIVATE_*).
        activate: [u64; 2],
        /// Refaulted pages that were active before their eviction (WORKINGSET_RESTORE_*).
        restore: [u64; 2],
        /// Nodes of page-cache xarrays that hold shadow entries (WORKINGSET_NODES).
        shadow_nodes: u64,
        /// Such nodes that were reclaimed (WORKINGSET_NODERECLAIM).
        nodereclaim: u64,
        /// Lowest number of the youngest generation over all memory cgroups (`max_seq`); absent
        /// without MGLRU.
        max_seq_lowest: u64,
        /// Highest number of the youngest generation over all memory cgroups.
        max_seq_highest: u64,
        /// Lowest number of the oldest generation (`min_seq`) by `RMM_LRU_TYPE_*`.
        min_seq_lowest: [u64; 2],
        /// Highest number of the oldest generation by `RMM_LRU_TYPE_*`.
        min_seq_highest: [u64; 2],
        /// Number of memory cgroups that have a generation of this age; age 0 is the youngest.
        gen_memcgs: [u64; 4],
        /// Time since the newest of the generations of this age began, in ms.
        gen_age_lowest_ms: [u64; 4],
        /// Time since the oldest of the generations of this age began, in ms.
        gen_age_highest_ms: [u64; 4],
        /// Pages by age, `RMM_LRU_TYPE_*` and `RMM_ZONE_*`: `[4][2][8]`. Absent without MGLRU.
        gen_pages: [u64; 64],
        /// Moving average of refaults by `RMM_LRU_TYPE_*` and tier: `[2][4]`. A page that was
        /// accessed n times through file descriptors is in tier log2(n).
        tier_avg_refaulted: [u64; 8],
        /// Moving average of pages that were evicted or protected.
        tier_avg_total: [u64; 8],
        /// Refaults from the oldest generation.
        tier_refaulted: [u64; 8],
        /// Pages evicted from the oldest generation.
        tier_evicted: [u64; 8],
        /// Pages of the oldest generation that were protected because of their tier.
        tier_protected: [u64; 8],
        /// Generation number of the memory cgroup LRU (`memcg_lru.seq`).
        memcg_seq: u64,
        /// Number of memory cgroups in each generation of that LRU (`memcg_lru.nr_memcgs`).
        memcg_gen_memcgs: [u64; 3],
    }
}
