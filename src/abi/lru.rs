// SPDX-License-Identifier: GPL-2.0

//! The lists of pages that reclaim chooses from, by node.

declare! {
    /// Lists of a node (`enum lru_list`), named as /proc/zoneinfo names their counters.
    names LruList = "RMM_LRU_" {
        /// Anonymous pages that are next to go.
        InactiveAnon = 0, "INACTIVE_ANON", "inactive_anon";
        /// Anonymous pages in use.
        ActiveAnon = 1, "ACTIVE_ANON", "active_anon";
        /// File pages that are next to go.
        InactiveFile = 2, "INACTIVE_FILE", "inactive_file";
        /// File pages in use.
        ActiveFile = 3, "ACTIVE_FILE", "active_file";
        /// Pages that must stay: mlocked, ramfs, shared memory that is locked.
        Unevictable = 4, "UNEVICTABLE", "unevictable";
    }

    /// Types of pages, for which generations are kept separately.
    names LruType = "RMM_LRU_TYPE_" {
        /// Anonymous, shmem included.
        Anon = 0, "ANON", "anon";
        /// Of files.
        File = 1, "FILE", "file";
    }

    /// The lists of one online node. Sums over memory cgroups add numbers that are
    /// read one after the other: each is exact, the sum is not of one moment.
    ///
    /// Arrays over generations, types, tiers and zones are flat, the last index running fastest.
    record LruRecord = "rmm_lru" {
        /// Node number.
        node: u32,
        /// Memory cgroups that were summed, those included that are being removed; 1 for a node
        /// without accounting to cgroups.
        memcgs: u32,
        /// Of these, with pages in generations (`lrugen.enabled`).
        memcgs_mglru: u32,
        /// Always zero.
        reserved: u32,
        /// Pages by `RMM_LRU_*`, as /proc/zoneinfo gives them: what CPUs hold back is not in them.
        /// With MGLRU the two youngest generations are active.
        list_pages: [u64; 5],
        /// Pages taken off the lists for a while, by `RMM_LRU_TYPE_*` (NR_ISOLATED_*).
        isolated_pages: [u64; 2],
        /// Pages on the lists of struct lruvec, summed over memory cgroups: by `RMM_LRU_*` and
        /// `RMM_ZONE_*`, `[5][8]`. With MGLRU all but the unevictable are empty.
        on_list_pages: [u64; 40],
        /// Refaults of pages that had been evicted, by `RMM_LRU_TYPE_*` (WORKINGSET_REFAULT_*).
        refault: [u64; 2],
        /// Of these, made active at once (WORKINGSET_ACTIVATE_*).
        activate: [u64; 2],
        /// Of these, active before they were evicted (WORKINGSET_RESTORE_*).
        restore: [u64; 2],
        /// Nodes of page-cache trees that hold shadow entries (WORKINGSET_NODES).
        shadow_nodes: u64,
        /// Of these, reclaimed (WORKINGSET_NODERECLAIM).
        nodereclaim: u64,
        /// Lowest number of a youngest generation (`max_seq`); absent without MGLRU.
        max_seq_lowest: u64,
        /// Highest number of a youngest generation.
        max_seq_highest: u64,
        /// Lowest number of an oldest generation (`min_seq`) by `RMM_LRU_TYPE_*`.
        min_seq_lowest: [u64; 2],
        /// Highest number of an oldest generation by `RMM_LRU_TYPE_*`.
        min_seq_highest: [u64; 2],
        /// Memory cgroups that have a generation of this age: 0 is the youngest.
        gen_memcgs: [u64; 4],
        /// Milliseconds since the newest of these generations began.
        gen_age_lowest_ms: [u64; 4],
        /// Milliseconds since the oldest of these generations began.
        gen_age_highest_ms: [u64; 4],
        /// Pages by age, `RMM_LRU_TYPE_*` and `RMM_ZONE_*`, `[4][2][8]`; absent without MGLRU.
        gen_pages: [u64; 64],
        /// Moving average of refaults, by `RMM_LRU_TYPE_*` and tier, `[2][4]`. A page that was read
        /// n times through descriptors is in tier log2(n).
        tier_avg_refaulted: [u64; 8],
        /// Moving average of pages evicted or protected.
        tier_avg_total: [u64; 8],
        /// Refaults of the oldest generation.
        tier_refaulted: [u64; 8],
        /// Pages evicted from the oldest generation.
        tier_evicted: [u64; 8],
        /// Pages that the oldest generation kept because of their tier.
        tier_protected: [u64; 8],
        /// Number of the generation of memory cgroups themselves (`memcg_lru.seq`).
        memcg_seq: u64,
        /// Memory cgroups in each of these generations (`memcg_lru.nr_memcgs`).
        memcg_gen_memcgs: [u64; 3],
    }
}
