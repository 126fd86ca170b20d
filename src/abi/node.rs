// SPDX-License-Identifier: GPL-2.0

//! `RMM_NODES`: NUMA nodes.
//!
//! Each number of a record is read without a lock, as the kernel's own files do: each is exact, but
//! a record is not one snapshot. Sizes are in pages (`rmm_info.page_size`) where the name says
//! `pages`, and page frames count from address 0. A field is [`ABSENT`](super::ABSENT) if the
//! kernel was configured without it or if it has no value now.

declare! {
    /// `rmm_node.states`: the masks of `node_states[]` that contain the node, with the names of
    /// /sys/devices/system/node.
    bits NodeState: u64 = "RMM_NODE_STATE_" {
        /// The node can come online.
        POSSIBLE = 0, "POSSIBLE", "possible";
        /// The node is online.
        ONLINE = 1, "ONLINE", "online";
        /// The node has memory outside ZONE_MOVABLE.
        NORMAL_MEMORY = 2, "NORMAL_MEMORY", "has_normal_memory";
        /// The node has memory.
        MEMORY = 3, "MEMORY", "has_memory";
        /// The node has CPUs.
        CPU = 4, "CPU", "has_cpu";
        /// The node has a generic initiator, a device that starts memory accesses.
        GENERIC_INITIATOR = 5, "GENERIC_INITIATOR", "has_generic_initiator";
    }

    /// `rmm_node.flags` (`enum pgdat_flags`).
    bits NodeFlag: u64 = "RMM_NODE_F_" {
        /// Reclaim found many pages under writeback.
        WRITEBACK = 0, "WRITEBACK", "writeback";
        /// A task runs node reclaim.
        RECLAIM_LOCKED = 1, "RECLAIM_LOCKED", "reclaim_locked";
    }

    /// `rmm_node.waiting`: wait queues of the node with a waiting task (`pfmemalloc_wait`,
    /// `reclaim_wait[]`).
    bits NodeWait: u64 = "RMM_NODE_WAIT_" {
        /// Direct reclaimers wait until kswapd has freed part of the reserve.
        PFMEMALLOC = 0, "PFMEMALLOC", "pfmemalloc";
        /// Reclaimers wait for pages under writeback.
        WRITEBACK = 1, "WRITEBACK", "writeback";
        /// Reclaimers wait because too many pages are isolated from the LRU lists.
        ISOLATED = 2, "ISOLATED", "isolated";
        /// Reclaimers wait because reclaim made no progress.
        NOPROGRESS = 3, "NOPROGRESS", "noprogress";
        /// Reclaimers wait because many pages are under writeback to a congested device.
        CONGESTED = 4, "CONGESTED", "congested";
    }

    /// One online node (`struct pglist_data`, include/linux/mmzone.h). Locks are excluded, and so
    /// is `mm_walk`, which names addresses of processes. `memcg_lru` is in `struct rmm_lru`.
    record NodeRecord = "rmm_node" {
        /// Node number.
        node: u32,
        /// Always zero.
        reserved: u32,
        /// `RMM_NODE_STATE_*`.
        states: u64,
        /// First page frame; absent on a node without memory.
        start_pfn: u64,
        /// Page frames from the first to the last, holes included (`node_spanned_pages`).
        spanned_pages: u64,
        /// Page frames that exist (`node_present_pages`).
        present_pages: u64,
        /// Number of zones up to the highest populated one (`nr_zones`).
        nr_zones: u64,
        /// Pages that user space cannot allocate (`totalreserve_pages`).
        totalreserve_pages: u64,
        /// First page frame that is not initialised yet; absent when initialisation has finished.
        first_deferred_pfn: u64,
        /// Process id of kswapd; absent if it does not run.
        kswapd_pid: u64,
        /// Order for which kswapd was woken (`kswapd_order`).
        kswapd_order: u64,
        /// Highest `RMM_ZONE_*` that kswapd was woken for; absent if it was not woken.
        kswapd_highest_zone: u64,
        /// Consecutive runs of kswapd that reclaimed nothing (`kswapd_failures`).
        kswapd_failures: u64,
        /// `RMM_NODE_F_*`.
        flags: u64,
        /// Number of tasks that wait for writeback (`nr_writeback_throttled`).
        nr_writeback_throttled: u64,
        /// NR_THROTTLED_WRITTEN when the first of these tasks began to wait.
        nr_reclaim_start: u64,
        /// Unmapped file pages above which node reclaim starts.
        min_unmapped_pages: u64,
        /// Reclaimable slab pages above which node reclaim shrinks slabs.
        min_slab_pages: u64,
        /// 1 if kcompactd exists.
        kcompactd_running: u64,
        /// Order for which kcompactd was woken.
        kcompactd_max_order: u64,
        /// Highest `RMM_ZONE_*` that kcompactd compacts.
        kcompactd_highest_zone: u64,
        /// 1 if proactive compaction was triggered.
        proactive_compact_trigger: u64,
        /// Start of the period that limits the promotion rate, in ms (`nbp_rl_start`).
        nbp_rl_start_ms: u64,
        /// Promotion candidates at the start of that period (`nbp_rl_nr_cand`).
        nbp_rl_nr_cand: u64,
        /// Hint-fault latency below which a page is hot, in ms (`nbp_threshold`).
        nbp_threshold_ms: u64,
        /// Start of the period that adjusts the threshold, in ms (`nbp_th_start`).
        nbp_th_start_ms: u64,
        /// Promotion candidates at the start of that period (`nbp_rl_nr_cand`).
        nbp_th_nr_cand: u64,
        /// Memory failures (`mf_stats`).
        mf_total: u64,
        /// Memory failures that were ignored.
        mf_ignored: u64,
        /// Memory failures that could not be handled.
        mf_failed: u64,
        /// Memory failures whose handling was delayed.
        mf_delayed: u64,
        /// Memory failures that were recovered.
        mf_recovered: u64,
        /// Counters by `RMM_NODE_STAT_*`, as in /proc/zoneinfo: per-CPU deltas are not included.
        stat: [u64; 96],
        /// Per-CPU deltas of each counter that are not folded in yet, in the kernel's unit: pages,
        /// also for huge pages.
        pending: [i64; 96],
        /// `RMM_DAEMON_*` of kswapd; absent if it does not run.
        kswapd_state: u64,
        /// `RMM_DAEMON_*` of kcompactd; absent if it does not run.
        kcompactd_state: u64,
        /// Process id of kcompactd; absent if it does not run.
        kcompactd_pid: u64,
        /// Abstract distance of the memory, as memory tiers use it (`mt_calc_adistance()`): DRAM is
        /// 576, slower memory is higher. Absent if the firmware provides no latency and bandwidth
        /// (HMAT, CDAT).
        adistance: u64,
        /// Number N of the memory tier of this distance, as in
        /// /sys/devices/virtual/memory_tiering/memory_tierN. Absent with `adistance`; that
        /// directory then still has the tier.
        memory_tier: u64,
        /// `RMM_NODE_WAIT_*`.
        waiting: u64,
        /// Largest `stat_threshold`: the limit of one CPU's delta of a counter.
        stat_threshold: u64,
    }
}
