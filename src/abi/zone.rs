// SPDX-License-Identifier: GPL-2.0

//! Zones.

declare! {
    /// `rmm_zone.flags` (`enum zone_flags`).
    bits ZoneFlag: u64 = "RMM_ZONE_F_" {
        /// The watermarks have been boosted and kswapd not yet woken.
        BOOSTED_WATERMARK = 0, "BOOSTED_WATERMARK", "boosted_watermark";
        /// kswapd is at work here.
        RECLAIM_ACTIVE = 1, "RECLAIM_ACTIVE", "reclaim_active";
        /// Free pages are below the high watermark.
        BELOW_HIGH = 2, "BELOW_HIGH", "below_high";
    }

    /// One zone of an online node (`struct zone`). Of a zone without present pages only spans,
    /// sizes, watermarks, reserves and NUMA events are given; /proc/zoneinfo leaves out the last.
    record ZoneRecord = "rmm_zone" {
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
