// SPDX-License-Identifier: GPL-2.0

//! `RMM_PRESSURE`, `/proc/rmm/pressure`: free memory against watermarks, kswapd and reclaim.

declare! {
    /// Argument of `RMM_PRESSURE` on `/dev/rmm`.
    ///
    /// Errors: `EBUSY` during memory hotplug.
    record PressureArgs = "rmm_pressure" {
        /// Size of this structure as the caller knows it.
        size: u32,
        /// Must be zero.
        flags: u32,
        /// User address of an array of `struct rmm_node_pressure`, one for each online node.
        buf: u64,
        /// Size of `buf` in records.
        capacity: u32,
        /// Size of a record as the caller knows it.
        record_size: u32,
        /// Out: number of records written.
        count: u32,
        /// Out: number of online nodes.
        nodes: u32,
        /// Out: `RMM_JUDGEMENT_*` of the node under the highest pressure.
        judgement: u32,
        /// Out: number of that node; -1 if there is none.
        node: i32,
        /// Out: direct reclaims since the module was loaded (allocstall_* of /proc/vmstat).
        allocation_stalls: u64,
        /// Out: direct reclaims that were throttled since the module was loaded
        /// (pgscan_direct_throttle).
        throttled: u64,
        /// Out: allocations that stalled for direct compaction since the module was loaded
        /// (compact_stall).
        compaction_stalls: u64,
        /// Out: direct compactions after which the allocation failed, since the module was loaded
        /// (compact_fail).
        compaction_failures: u64,
        /// Out: processes that the OOM killer killed since the module was loaded (oom_kill).
        oom_kills: u64,
    }

    /// Pressure of one node. Sums are over zones with present pages. Watermarks are those of
    /// /proc/zoneinfo, boost included.
    record NodePressureRecord = "rmm_node_pressure" {
        /// Node number.
        node: u32,
        /// `RMM_KSWAPD_*`.
        kswapd: u32,
        /// `RMM_JUDGEMENT_*` of this node.
        judgement: u32,
        /// `RMM_ZONE_*` of the zone with the least free memory relative to its watermarks; ~0 if
        /// there is none.
        tightest_zone: u32,
        /// Free pages of all zones.
        free_pages: u64,
        /// Sum of the min watermarks in pages.
        min_pages: u64,
        /// Sum of the low watermarks in pages.
        low_pages: u64,
        /// Sum of the high watermarks in pages.
        high_pages: u64,
        /// Sum of the boosts that each watermark includes, in pages.
        boost_pages: u64,
        /// Number of zones with free pages at or below watermark min.
        zones_below_min: u64,
        /// Number of zones with free pages at or below watermark low.
        zones_below_low: u64,
        /// Number of zones with free pages at or below watermark high.
        zones_below_high: u64,
        /// Free pages of the tightest zone.
        tightest_free_pages: u64,
        /// Watermark min of the tightest zone.
        tightest_min_pages: u64,
        /// Watermark low of the tightest zone.
        tightest_low_pages: u64,
        /// Watermark high of the tightest zone.
        tightest_high_pages: u64,
        /// Consecutive runs of kswapd that reclaimed nothing; kswapd is hopeless from 16 on
        /// (MAX_RECLAIM_RETRIES).
        kswapd_failures: u64,
        /// Pages that kswapd scanned since the module was loaded.
        kswapd_scanned_pages: u64,
        /// Pages that kswapd reclaimed since the module was loaded.
        kswapd_reclaimed_pages: u64,
        /// Pages that direct reclaim scanned since the module was loaded.
        direct_scanned_pages: u64,
        /// Pages that direct reclaim reclaimed since the module was loaded.
        direct_reclaimed_pages: u64,
    }

    /// State of a node's kswapd.
    names KswapdState = "RMM_KSWAPD_" {
        /// The node has no kswapd because it has no memory.
        None = 0, "NONE", "none";
        /// It sleeps on its wait queue.
        Asleep = 1, "ASLEEP", "asleep";
        /// It runs.
        Awake = 2, "AWAKE", "awake";
        /// It has given up until another task's reclaim makes progress.
        Hopeless = 3, "HOPELESS", "hopeless";
    }

    /// Judgement of the pressure on a node, in ascending order.
    names PressureJudgement = "RMM_JUDGEMENT_" {
        /// Every zone is above its low watermark, and kswapd sleeps.
        Fine = 0, "FINE", "fine";
        /// Every zone is above its low watermark, and kswapd runs.
        Balancing = 1, "BALANCING", "balancing";
        /// A zone is at or below its low watermark: allocations outrun kswapd.
        Low = 2, "LOW", "low";
        /// A zone is at or below its min watermark: allocations enter direct reclaim.
        Short = 3, "SHORT", "short";
        /// kswapd has given up while a zone is at or below its low watermark: nothing can be
        /// reclaimed.
        Hopeless = 4, "HOPELESS", "hopeless";
    }
}
