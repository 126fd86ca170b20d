// SPDX-License-Identifier: GPL-2.0

//! NUMA nodes.

declare! {
    /// `rmm_node.states`: the masks of `node_states` that hold the node, named as
    /// /sys/devices/system/node names them.
    bits NodeState: u64 = "RMM_NODE_STATE_" {
        /// It could come online.
        POSSIBLE = 0, "POSSIBLE", "possible";
        /// It is online.
        ONLINE = 1, "ONLINE", "online";
        /// It has memory that is not in ZONE_MOVABLE.
        NORMAL_MEMORY = 2, "NORMAL_MEMORY", "has_normal_memory";
        /// It has memory.
        MEMORY = 3, "MEMORY", "has_memory";
        /// It has CPUs.
        CPU = 4, "CPU", "has_cpu";
        /// It has a generic initiator: a device that starts accesses.
        GENERIC_INITIATOR = 5, "GENERIC_INITIATOR", "has_generic_initiator";
    }

    /// `rmm_node.flags` (`enum pgdat_flags`).
    bits NodeFlag: u64 = "RMM_NODE_F_" {
        /// Reclaim found many pages under writeback.
        WRITEBACK = 0, "WRITEBACK", "writeback";
        /// Somebody runs node reclaim.
        RECLAIM_LOCKED = 1, "RECLAIM_LOCKED", "reclaim_locked";
    }

    /// `rmm_node.waiting`: wait queues of a node in which somebody waits (`pfmemalloc_wait`,
    /// `reclaim_wait[]`).
    bits NodeWait: u64 = "RMM_NODE_WAIT_" {
        /// Direct reclaims, until kswapd has freed part of the reserve.
        PFMEMALLOC = 0, "PFMEMALLOC", "pfmemalloc";
        /// Reclaim, for pages under writeback.
        WRITEBACK = 1, "WRITEBACK", "writeback";
        /// Reclaim, because others have taken too many pages off the lists.
        ISOLATED = 2, "ISOLATED", "isolated";
        /// Reclaim that made no progress.
        NOPROGRESS = 3, "NOPROGRESS", "noprogress";
        /// Reclaim that met many pages under writeback by a slow device.
        CONGESTED = 4, "CONGESTED", "congested";
    }

    /// One online node (`struct pglist_data`): its fields but for locks, and for what kswapd keeps
    /// between two steps of a walk over page tables (`mm_walk`), which names addresses of processes.
    /// `memcg_lru` is in `struct rmm_lru`.
    record NodeRecord = "rmm_node" {
        /// Node number.
        node: u32,
        /// Always zero.
        reserved: u32,
        /// `RMM_NODE_STATE_*`.
        states: u64,
        /// First page frame; absent on a node without memory.
        start_pfn: u64,
        /// Page frames from the first to the last, holes included.
        spanned_pages: u64,
        /// Page frames that exist.
        present_pages: u64,
        /// Populated zones, up to the highest (`nr_zones`).
        nr_zones: u64,
        /// Pages that user space cannot have (`totalreserve_pages`).
        totalreserve_pages: u64,
        /// First page frame not initialised yet; absent when initialisation has finished.
        first_deferred_pfn: u64,
        /// kswapd's process id; absent if it does not run.
        kswapd_pid: u64,
        /// Order that kswapd was woken for.
        kswapd_order: u64,
        /// `RMM_ZONE_*` up to which kswapd was asked to work; absent when it was not asked.
        kswapd_highest_zone: u64,
        /// Runs of kswapd in a row that reclaimed nothing.
        kswapd_failures: u64,
        /// `RMM_NODE_F_*`.
        flags: u64,
        /// Tasks that wait for writeback.
        nr_writeback_throttled: u64,
        /// NR_THROTTLED_WRITTEN when the first of them began to wait.
        nr_reclaim_start: u64,
        /// Unmapped file pages above which node reclaim starts.
        min_unmapped_pages: u64,
        /// Reclaimable slab pages above which node reclaim shrinks slabs.
        min_slab_pages: u64,
        /// Whether kcompactd exists.
        kcompactd_running: u64,
        /// Order that kcompactd was woken for.
        kcompactd_max_order: u64,
        /// `RMM_ZONE_*` up to which kcompactd works.
        kcompactd_highest_zone: u64,
        /// Whether proactive compaction was asked for.
        proactive_compact_trigger: u64,
        /// Start of the period that limits the rate of promotion, in ms (`nbp_rl_start`).
        nbp_rl_start_ms: u64,
        /// Candidates for promotion at that time.
        nbp_rl_nr_cand: u64,
        /// Hint-fault latency below which a page is hot, in ms (`nbp_threshold`).
        nbp_threshold_ms: u64,
        /// Start of the period that adjusts it, in ms (`nbp_th_start`).
        nbp_th_start_ms: u64,
        /// Candidates for promotion at that time.
        nbp_th_nr_cand: u64,
        /// Memory failures: all (`mf_stats`).
        mf_total: u64,
        /// Of these, ignored.
        mf_ignored: u64,
        /// Of these, not handled.
        mf_failed: u64,
        /// Of these, to be handled later.
        mf_delayed: u64,
        /// Of these, recovered.
        mf_recovered: u64,
        /// Counters by `RMM_NODE_STAT_*`, as /proc/zoneinfo gives them: what CPUs hold back is not
        /// in them.
        stat: [u64; 96],
        /// What CPUs hold back of each, in the kernel's unit: pages for huge pages, too.
        pending: [i64; 96],
        /// `RMM_DAEMON_*` of kswapd; absent if it does not run.
        kswapd_state: u64,
        /// `RMM_DAEMON_*` of kcompactd; absent if it does not run.
        kcompactd_state: u64,
        /// kcompactd's process id; absent if it does not run.
        kcompactd_pid: u64,
        /// Abstract distance of the memory, as in memory tiers: 576 is DRAM, more is slower. Absent
        /// if the firmware reports no latency and bandwidth (HMAT, CDAT).
        adistance: u64,
        /// The tier that this distance belongs to, the N of
        /// /sys/devices/virtual/memory_tiering/memory_tierN; absent with it, and then that
        /// directory knows.
        memory_tier: u64,
        /// `RMM_NODE_WAIT_*`.
        waiting: u64,
        /// Largest `stat_threshold`: what a CPU may hold back of a counter of the node.
        stat_threshold: u64,
    }
}
