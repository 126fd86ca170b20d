// SPDX-License-Identifier: GPL-2.0

//! How short of memory the machine is: `RMM_PRESSURE`, `/proc/rmm/pressure`.

declare! {
    /// Argument of `RMM_PRESSURE`, on `/dev/rmm`. `EBUSY` during memory hotplug.
    record PressureArgs = "rmm_pressure" {
        /// Size of this structure as the caller knows it.
        size: u32,
        /// Must be zero.
        flags: u32,
        /// Array of `struct rmm_node_pressure`, one for each online node.
        buf: u64,
        /// Records that `buf` has room for.
        capacity: u32,
        /// Size of a record as the caller knows it.
        record_size: u32,
        /// Out: records written.
        count: u32,
        /// Out: online nodes.
        nodes: u32,
        /// Out: `RMM_JUDGEMENT_*`, the worst of all nodes.
        judgement: u32,
        /// Out: the node that it rests on; -1 without one.
        node: i32,
        /// Out: direct reclaims since the module was loaded (allocstall_* of /proc/vmstat).
        allocation_stalls: u64,
        /// Out: direct reclaims that had to wait for kswapd, since then.
        throttled: u64,
        /// Out: allocations that waited for compaction, since then.
        compaction_stalls: u64,
        /// Out: of those, without a page.
        compaction_failures: u64,
        /// Out: processes killed for want of memory, since then.
        oom_kills: u64,
    }

    /// A node of `RMM_PRESSURE`. Pages are of zones that have any; watermarks are those of
    /// /proc/zoneinfo, the boost included.
    record NodePressureRecord = "rmm_node_pressure" {
        /// Node number.
        node: u32,
        /// `RMM_KSWAPD_*`.
        kswapd: u32,
        /// `RMM_JUDGEMENT_*` of this node.
        judgement: u32,
        /// `RMM_ZONE_*`: the zone with the least above its watermarks; ~0 without one.
        tightest_zone: u32,
        /// Free pages of all its zones.
        free_pages: u64,
        /// Sum of the min watermarks.
        min_pages: u64,
        /// Sum of the low watermarks.
        low_pages: u64,
        /// Sum of the high watermarks.
        high_pages: u64,
        /// How much of each of these is boost.
        boost_pages: u64,
        /// Zones with no more free than min.
        zones_below_min: u64,
        /// Zones with no more free than low, those below min included.
        zones_below_low: u64,
        /// Zones with no more free than high, those below low included.
        zones_below_high: u64,
        /// Free pages of the tightest zone.
        tightest_free_pages: u64,
        /// Its min watermark.
        tightest_min_pages: u64,
        /// Its low watermark.
        tightest_low_pages: u64,
        /// Its high watermark.
        tightest_high_pages: u64,
        /// Runs of kswapd in a row that reclaimed nothing; hopeless from 16.
        kswapd_failures: u64,
        /// Pages that kswapd looked at since the module was loaded.
        kswapd_scanned_pages: u64,
        /// Pages that kswapd reclaimed since then.
        kswapd_reclaimed_pages: u64,
        /// Pages that direct reclaim looked at since then.
        direct_scanned_pages: u64,
        /// Pages that direct reclaim reclaimed since then.
        direct_reclaimed_pages: u64,
    }

    /// State of a node's kswapd.
    names KswapdState = "RMM_KSWAPD_" {
        /// There is none: the node has no memory.
        None = 0, "NONE", "none";
        /// It waits to be woken.
        Asleep = 1, "ASLEEP", "asleep";
        /// It works.
        Awake = 2, "AWAKE", "awake";
        /// It has given up until somebody else frees memory.
        Hopeless = 3, "HOPELESS", "hopeless";
    }

    /// Judgements, from no pressure to the worst.
    names PressureJudgement = "RMM_JUDGEMENT_" {
        /// Nothing: every zone is above its low watermark, and kswapd is asleep.
        Fine = 0, "FINE", "fine";
        /// kswapd works, and every zone is above its low watermark.
        Balancing = 1, "BALANCING", "balancing";
        /// A zone is at its low watermark or below: it fills faster than kswapd frees.
        Low = 2, "LOW", "low";
        /// A zone is at its min watermark or below: who allocates from it has to reclaim first.
        Short = 3, "SHORT", "short";
        /// kswapd has given up where memory is below its low watermark: nothing can be reclaimed.
        Hopeless = 4, "HOPELESS", "hopeless";
    }
}
