// SPDX-License-Identifier: GPL-2.0

//! Physical memory: nodes, zones, free areas.
//!
//! Every number of one record was read by itself and without a lock, as the kernel's own files do:
//! each is exact, together they are not one moment. Sizes are in pages (`rmm_info.page_size`) where
//! a name says `pages`; page frames are numbers of pages from address 0. [`ABSENT`](super::ABSENT)
//! is a field that this kernel was configured without, or that means "none" now.

names! {
    /// Kinds of zone, named as the kernel names them.
    ZoneKind = "RMM_ZONE_" {
        /// Below 16 MiB on x86.
        Dma = 0, "DMA", "DMA";
        /// Below 4 GiB.
        Dma32 = 1, "DMA32", "DMA32";
        /// Memory without restriction.
        Normal = 2, "NORMAL", "Normal";
        /// Memory that the kernel does not map all the time (32-bit).
        HighMem = 3, "HIGHMEM", "HighMem";
        /// Movable pages alone, so that memory can be taken away.
        Movable = 4, "MOVABLE", "Movable";
        /// Memory of devices.
        Device = 5, "DEVICE", "Device";
    }
}

bits! {
    /// `rmm_node.states`: the masks of `node_states` that hold the node, named as
    /// /sys/devices/system/node names them.
    NodeState: u64 = "RMM_NODE_STATE_" {
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
}

bits! {
    /// `rmm_node.flags` (`enum pgdat_flags`).
    NodeFlag: u64 = "RMM_NODE_F_" {
        /// Reclaim found many pages under writeback.
        WRITEBACK = 0, "WRITEBACK", "writeback";
        /// Somebody runs node reclaim.
        RECLAIM_LOCKED = 1, "RECLAIM_LOCKED", "reclaim_locked";
    }
}

bits! {
    /// `rmm_node.waiting`: wait queues of a node in which somebody waits (`pfmemalloc_wait`,
    /// `reclaim_wait[]`).
    NodeWait: u64 = "RMM_NODE_WAIT_" {
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
}

bits! {
    /// `rmm_zone.flags` (`enum zone_flags`).
    ZoneFlag: u64 = "RMM_ZONE_F_" {
        /// The watermarks have been boosted and kswapd not yet woken.
        BOOSTED_WATERMARK = 0, "BOOSTED_WATERMARK", "boosted_watermark";
        /// kswapd is at work here.
        RECLAIM_ACTIVE = 1, "RECLAIM_ACTIVE", "reclaim_active";
        /// Free pages are below the high watermark.
        BELOW_HIGH = 2, "BELOW_HIGH", "below_high";
    }
}

names! {
    /// What a daemon of a node does.
    DaemonState = "RMM_DAEMON_" {
        /// It is at work, or about to be.
        Awake = 0, "AWAKE", "awake";
        /// It waits to be woken.
        Asleep = 1, "ASLEEP", "asleep";
        /// kswapd has failed 16 times in a row and is left asleep until somebody else frees memory.
        Hopeless = 2, "HOPELESS", "hopeless";
    }
}

record! {
    /// One online node (`struct pglist_data`): its fields but for locks, and for what kswapd keeps
    /// between two steps of a walk over page tables (`mm_walk`), which names addresses of processes.
    /// `memcg_lru` is in `struct rmm_lru`.
    NodeRecord = "rmm_node" {
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
        /// How far the memory is away as memory tiers count it: 576 is DRAM, more is slower. Absent
        /// if the firmware tells no latency and bandwidth to work it out from (HMAT, CDAT).
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

record! {
    /// One zone of an online node (`struct zone`). Of a zone without present pages only spans,
    /// sizes, watermarks, reserves and NUMA events are given; /proc/zoneinfo leaves out the last.
    ZoneRecord = "rmm_zone" {
        /// Node number.
        node: u32,
        /// `RMM_ZONE_*`.
        zone: u32,
        /// First page frame; absent if none is spanned.
        start_pfn: u64,
        /// Page frames from the first to the last, holes included.
        spanned_pages: u64,
        /// Page frames that exist.
        present_pages: u64,
        /// Of these, there since boot: not hot-plugged.
        present_early_pages: u64,
        /// Pages that the buddy allocator manages.
        managed_pages: u64,
        /// Pages of CMA areas.
        cma_pages: u64,
        /// Isolated page blocks (`nr_isolate_pageblock`).
        isolate_pageblocks: u64,
        /// Whether free lists and locks exist (`initialized`).
        initialized: u64,
        /// Whether it has no holes.
        contiguous: u64,
        /// `RMM_ZONE_F_*`.
        flags: u64,
        /// Whether freed pages wait for the zone's lock (`trylock_free_pages`).
        trylock_free_pending: u64,
        /// Shared tail pages for hugetlb's vmemmap that have been made.
        vmemmap_tails: u64,
        /// Free pages (NR_FREE_PAGES).
        free_pages: u64,
        /// Watermark min, boost included, as /proc/zoneinfo gives it; the next three likewise.
        min_pages: u64,
        /// Watermark low.
        low_pages: u64,
        /// Watermark high.
        high_pages: u64,
        /// Watermark promo.
        promo_pages: u64,
        /// Boost: take it away to get `_watermark[]`.
        boost_pages: u64,
        /// Free pages below which counters are read exactly (`percpu_drift_mark`).
        percpu_drift_mark_pages: u64,
        /// Pages kept from allocations that could go to a zone of this kind: by `RMM_ZONE_*`.
        lowmem_reserve_pages: [u64; 8],
        /// Pages in page blocks reserved for atomic allocations.
        reserved_highatomic_pages: u64,
        /// Of these, free.
        free_highatomic_pages: u64,
        /// CPUs whose page lists the sums below add up.
        pageset_cpus: u64,
        /// Sum of `per_cpu_pages.count`: pages in the lists.
        pageset_count_pages: u64,
        /// Sum of `high`: above it a list is emptied.
        pageset_high_pages: u64,
        /// Sum of `high_min`.
        pageset_high_min_pages: u64,
        /// Sum of `high_max`.
        pageset_high_max_pages: u64,
        /// Sum of `batch`.
        pageset_batch_pages: u64,
        /// Sum of `free_count`: pages freed in a row.
        pageset_free_count_pages: u64,
        /// Largest `alloc_factor`.
        pageset_alloc_factor: u64,
        /// CPUs with PCPF_PREV_FREE_HIGH_ORDER.
        pageset_prev_free_high_order_cpus: u64,
        /// CPUs with PCPF_FREE_HIGH_BATCH.
        pageset_free_high_batch_cpus: u64,
        /// Largest `stat_threshold`: what a CPU may hold back of a counter.
        pageset_stat_threshold: u64,
        /// The zone's own `pageset_high_min`, that CPUs copy.
        zone_high_min_pages: u64,
        /// The zone's own `pageset_high_max`.
        zone_high_max_pages: u64,
        /// The zone's own `pageset_batch`.
        zone_batch_pages: u64,
        /// Where compaction looks for free pages next.
        compact_cached_free_pfn: u64,
        /// Where asynchronous compaction looks for pages to move next.
        compact_cached_migrate_async_pfn: u64,
        /// Where synchronous compaction looks for pages to move next.
        compact_cached_migrate_sync_pfn: u64,
        /// Where the search for pages to move started.
        compact_init_migrate_pfn: u64,
        /// Where the search for free pages started.
        compact_init_free_pfn: u64,
        /// Compactions not tried since the last failure.
        compact_considered: u64,
        /// `1 <<` this many are not tried after a failure.
        compact_defer_shift: u64,
        /// Smallest order that failed.
        compact_order_failed: u64,
        /// Whether skip marks of page blocks are due to be cleared.
        compact_blockskip_flush: u64,
        /// Counters by `RMM_ZONE_STAT_*`, as /proc/zoneinfo gives them: what CPUs hold back is not
        /// in them.
        stat: [u64; 24],
        /// What CPUs hold back of each.
        pending: [i64; 24],
        /// Events by `RMM_NUMA_*`, what CPUs hold back included. A zone that has become empty keeps
        /// them; /sys/devices/system/node/nodeN/numastat is the sum of all zones.
        numa: [u64; 8],
        /// Free pages above watermark min, boost included; below zero if there are fewer.
        above_min_pages: i64,
        /// Free pages above watermark low.
        above_low_pages: i64,
        /// Free pages above watermark high.
        above_high_pages: i64,
        /// Free pages above watermark promo.
        above_promo_pages: i64,
    }
}

record! {
    /// Free blocks of one zone (`zone.free_area`), read without lock as /proc/buddyinfo does.
    BuddyRecord = "rmm_buddy" {
        /// Node number.
        node: u32,
        /// `RMM_ZONE_*`.
        zone: u32,
        /// Free blocks of `1 <<` order pages, by order; absent from `orders` on.
        free_blocks: [u64; 16],
        /// Orders that this kernel has.
        orders: u32,
        /// Order of the largest free blocks; -1 if there is none.
        largest_order: i32,
        /// Pages in all these blocks.
        free_pages: u64,
    }
}

record! {
    /// A run of online CPUs that belong to one node.
    NodeCpusRecord = "rmm_node_cpus" {
        /// Node number.
        node: u32,
        /// First CPU.
        first: u32,
        /// Last CPU.
        last: u32,
        /// Always zero.
        reserved: u32,
    }
}

record! {
    /// How far apart two nodes are (SLIT): 10 is the node itself.
    NodeDistanceRecord = "rmm_distance" {
        /// From this node.
        from: u32,
        /// To this one.
        to: u32,
        /// Distance.
        distance: u32,
        /// Always zero.
        reserved: u32,
    }
}

record! {
    /// One place in the order in which an allocation on a node tries zones (`node_zonelists`).
    ZoneRefRecord = "rmm_zone_ref" {
        /// The allocation's node.
        node: u32,
        /// `RMM_ZONELIST_*`.
        list: u32,
        /// Place in the order, from 0.
        place: u32,
        /// Node of the zone that stands there.
        zone_node: u32,
        /// `RMM_ZONE_*` of it.
        zone: u32,
        /// Always zero.
        reserved: u32,
    }
}

names! {
    /// The zonelists of a node.
    ZonelistKind = "RMM_ZONELIST_" {
        /// Falls back to other nodes.
        Fallback = 0, "FALLBACK", "fallback";
        /// Stays on the node (__GFP_THISNODE).
        NoFallback = 1, "NOFALLBACK", "nofallback";
    }
}
