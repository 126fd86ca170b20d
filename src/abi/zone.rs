// SPDX-License-Identifier: GPL-2.0

//! `RMM_ZONES`: zones. Numbers are read as those of a node are (see `node`).

declare! {
    /// `rmm_zone.flags` (`enum zone_flags`).
    bits ZoneFlag: u64 = "RMM_ZONE_F_" {
        /// The watermarks are boosted and kswapd is not woken yet.
        BOOSTED_WATERMARK = 0, "BOOSTED_WATERMARK", "boosted_watermark";
        /// kswapd reclaims from this zone.
        RECLAIM_ACTIVE = 1, "RECLAIM_ACTIVE", "reclaim_active";
        /// Free pages are below the high watermark.
        BELOW_HIGH = 2, "BELOW_HIGH", "below_high";
    }

    /// One zone of an online node (`struct zone`, include/linux/mmzone.h). A zone without present
    /// pages has only spans, sizes, watermarks, reserves and NUMA events; /proc/zoneinfo omits its
    /// NUMA events.
    record ZoneRecord = "rmm_zone" {
        /// Node number.
        node: u32,
        /// `RMM_ZONE_*`.
        zone: u32,
        /// First page frame; absent if the zone spans none.
        start_pfn: u64,
        /// Page frames from the first to the last, holes included (`node_spanned_pages`).
        spanned_pages: u64,
        /// Page frames that exist (`node_present_pages`).
        present_pages: u64,
        /// Present pages since boot, without hotplugged ones (`present_early_pages`).
        present_early_pages: u64,
        /// Pages that the buddy allocator manages.
        managed_pages: u64,
        /// Pages of CMA areas.
        cma_pages: u64,
        /// Isolated page blocks (`nr_isolate_pageblock`).
        isolate_pageblocks: u64,
        /// 1 if free lists and locks exist (`initialized`).
        initialized: u64,
        /// 1 if the zone has no holes.
        contiguous: u64,
        /// `RMM_ZONE_F_*`.
        flags: u64,
        /// 1 if freed pages wait for the zone's lock (`trylock_free_pages`).
        trylock_free_pending: u64,
        /// Shared tail pages that exist for hugetlb's vmemmap.
        vmemmap_tails: u64,
        /// Free pages (NR_FREE_PAGES).
        free_pages: u64,
        /// Watermark min, boost included, as in /proc/zoneinfo. The next three watermarks include
        /// it too.
        min_pages: u64,
        /// Watermark low.
        low_pages: u64,
        /// Watermark high.
        high_pages: u64,
        /// Watermark promo.
        promo_pages: u64,
        /// Boost that the watermarks include; subtract it to get `_watermark[]`.
        boost_pages: u64,
        /// Free pages below which the counters are read exactly (`percpu_drift_mark`).
        percpu_drift_mark_pages: u64,
        /// Pages reserved against allocations whose preferred zone is `RMM_ZONE_*`
        /// (`lowmem_reserve[]`).
        lowmem_reserve_pages: [u64; 8],
        /// Pages in page blocks reserved for atomic allocations (`nr_reserved_highatomic`).
        reserved_highatomic_pages: u64,
        /// Free pages in these page blocks (`nr_free_highatomic`).
        free_highatomic_pages: u64,
        /// Number of CPUs in the sums of per-CPU page lists below.
        pageset_cpus: u64,
        /// Sum of `per_cpu_pages.count`: pages in the lists.
        pageset_count_pages: u64,
        /// Sum of `per_cpu_pages.high`, above which a list is emptied.
        pageset_high_pages: u64,
        /// Sum of `per_cpu_pages.high_min`.
        pageset_high_min_pages: u64,
        /// Sum of `per_cpu_pages.high_max`.
        pageset_high_max_pages: u64,
        /// Sum of `per_cpu_pages.batch`.
        pageset_batch_pages: u64,
        /// Sum of `per_cpu_pages.free_count`: pages freed in succession.
        pageset_free_count_pages: u64,
        /// Largest `per_cpu_pages.alloc_factor`.
        pageset_alloc_factor: u64,
        /// CPUs with PCPF_PREV_FREE_HIGH_ORDER.
        pageset_prev_free_high_order_cpus: u64,
        /// CPUs with PCPF_FREE_HIGH_BATCH.
        pageset_free_high_batch_cpus: u64,
        /// Largest `stat_threshold`: the limit of one CPU's delta of a counter.
        pageset_stat_threshold: u64,
        /// `pageset_high_min` of the zone, which the CPUs copy.
        zone_high_min_pages: u64,
        /// `pageset_high_max` of the zone.
        zone_high_max_pages: u64,
        /// `pageset_batch` of the zone.
        zone_batch_pages: u64,
        /// Page frame at which compaction continues to scan for free pages. Absent without
        /// CAP_SYS_ADMIN of opener and caller, like the next four.
        compact_cached_free_pfn: u64,
        /// Page frame at which asynchronous compaction continues to scan for pages to migrate.
        compact_cached_migrate_async_pfn: u64,
        /// Page frame at which synchronous compaction continues to scan for pages to migrate.
        compact_cached_migrate_sync_pfn: u64,
        /// Page frame at which the scan for pages to migrate started.
        compact_init_migrate_pfn: u64,
        /// Page frame at which the scan for free pages started.
        compact_init_free_pfn: u64,
        /// Compactions that were skipped since the last failure.
        compact_considered: u64,
        /// `1 <<` this number of compactions are skipped after a failure.
        compact_defer_shift: u64,
        /// Smallest order for which compaction failed.
        compact_order_failed: u64,
        /// 1 if the skip bits of page blocks are due to be cleared.
        compact_blockskip_flush: u64,
        /// Counters by `RMM_ZONE_STAT_*`, as in /proc/zoneinfo: per-CPU deltas are not included.
        stat: [u64; 24],
        /// Per-CPU deltas of each counter that are not folded in yet.
        pending: [i64; 24],
        /// Events by `RMM_NUMA_*`, per-CPU deltas included. A zone that has become empty keeps
        /// them; /sys/devices/system/node/nodeN/numastat is the sum over all zones.
        numa: [u64; 8],
        /// Free pages above watermark min, boost included; negative if there are fewer.
        above_min_pages: i64,
        /// Free pages above watermark low.
        above_low_pages: i64,
        /// Free pages above watermark high.
        above_high_pages: i64,
        /// Free pages above watermark promo.
        above_promo_pages: i64,
    }
}
