// SPDX-License-Identifier: GPL-2.0

//! `RMM_MEMCGS`: memory cgroups with usage, limits, events, and LRU lists by node.

declare! {
    /// Argument of `RMM_MEMCGS`: memory cgroups in pre-order, including those that are being
    /// removed. When `next` is not `RMM_ABSENT`, call again with `after = next`. A cgroup that
    /// exists all the time is returned; one that is created or removed meanwhile may be.
    ///
    /// Errors: `EPERM` unless the opener of /dev/rmm and the caller have CAP_SYS_ADMIN in the
    /// initial user namespace, because a cgroup namespace hides cgroups from others; `ESTALE` if
    /// the cgroup `after` is gone (start again); `ENOSPC` if the records or the path of the first
    /// cgroup do not fit; `EINVAL` for an unknown flag or a `capacity` of 0; `EFAULT` if a buffer
    /// cannot be written; `ENODEV` without memory cgroups.
    record MemcgsArgs = "rmm_memcgs" {
        /// Size of this structure as the caller knows it.
        size: u32,
        /// `RMM_MEMCGS_*`.
        flags: u32,
        /// 0 for the root, or `next` of the previous call.
        after: u64,
        /// User address of an array of records.
        buf: u64,
        /// Size of `buf` in records.
        capacity: u32,
        /// Size of a record as the caller knows it.
        record_size: u32,
        /// User address of a buffer for paths, or 0.
        names: u64,
        /// Size of that buffer in bytes. A path that does not fit ends the call before its cgroup.
        names_size: u32,
        /// Out: number of records written.
        count: u32,
        /// Out: value at which to resume; `RMM_ABSENT` at the end.
        next: u64,
    }

    /// `rmm_memcgs.flags`: which records are returned.
    bits MemcgsFlag: u32 = "RMM_MEMCGS_" {
        /// `struct rmm_memcg_node` for each online node, instead of `struct rmm_memcg`.
        NODES = 0, "NODES", "nodes";
    }

    /// `rmm_memcg.flags`.
    bits MemcgFlag: u32 = "RMM_MEMCG_F_" {
        /// The cgroup is online. Otherwise it was removed but is still referenced.
        ONLINE = 0, "ONLINE", "online";
        /// The OOM killer kills all its tasks or none (memory.oom.group).
        OOM_GROUP = 1, "OOM_GROUP", "oom_group";
        /// zswap may write back to swap (memory.zswap.writeback).
        ZSWAP_WRITEBACK = 2, "ZSWAP_WRITEBACK", "zswap_writeback";
        /// The cgroup was removed and waits for its last reference (CSS_DYING), for example of swap
        /// slots. From Linux 7.1 on, its pages are charged to its parent by then.
        DYING = 3, "DYING", "dying";
    }

    /// Events of a memory cgroup (`enum memcg_memory_event`), with the names of memory.events and
    /// memory.swap.events.
    names MemcgEvent = "RMM_MEMCG_EVENT_" {
        /// Reclaimed although below memory.low.
        Low = 0, "LOW", "low";
        /// Throttled because usage was above memory.high.
        High = 1, "HIGH", "high";
        /// Usage was about to exceed memory.max.
        Max = 2, "MAX", "max";
        /// An allocation was about to fail at the limit.
        Oom = 3, "OOM", "oom";
        /// Tasks killed by the OOM killer.
        OomKill = 4, "OOM_KILL", "oom_kill";
        /// Times that all tasks of the cgroup were killed.
        OomGroupKill = 5, "OOM_GROUP_KILL", "oom_group_kill";
        /// Times that a socket was throttled.
        SockThrottled = 6, "SOCK_THROTTLED", "sock_throttled";
        /// Swap usage exceeded memory.swap.high.
        SwapHigh = 7, "SWAP_HIGH", "swap_high";
        /// Swap usage was about to exceed memory.swap.max.
        SwapMax = 8, "SWAP_MAX", "swap_max";
        /// Swap allocations that failed, at the limit or for lack of swap.
        SwapFail = 9, "SWAP_FAIL", "swap_fail";
    }

    /// One memory cgroup (`struct mem_cgroup`, include/linux/memcontrol.h). Page counts are those
    /// of `struct page_counter`, which CPUs charge in batches of 64 pages, so they equal
    /// memory.current. A limit that is not set is absent. So is swap where it is not counted
    /// separately (cgroup v1, kernels without swap).
    record MemcgRecord = "rmm_memcg" {
        /// Inode number of the cgroup, which is its id.
        cgroup: u64,
        /// Inode number of the parent; absent for the root.
        parent: u64,
        /// Id of the controller's state (`css.id`).
        css_id: u32,
        /// Depth below the root.
        level: u32,
        /// `RMM_MEMCG_F_*`.
        flags: u32,
        /// Always zero.
        reserved: u32,
        /// Offset of the path, relative to the root of the hierarchy, in the buffer for paths.
        name_offset: u32,
        /// Length of the path in bytes; 0 without a buffer or a path.
        name_len: u32,
        /// Current usage including descendants (memory.current). The root, which has no such file,
        /// counts its descendants only.
        usage_pages: u64,
        /// Highest usage (memory.peak).
        peak_pages: u64,
        /// memory.min.
        min_pages: u64,
        /// memory.low.
        low_pages: u64,
        /// Effective part of memory.min after the distribution among siblings, as of the last
        /// reclaim (`page_counter.emin`).
        effective_min_pages: u64,
        /// Effective part of memory.low, likewise (`page_counter.elow`).
        effective_low_pages: u64,
        /// memory.high.
        high_pages: u64,
        /// memory.max.
        max_pages: u64,
        /// memory.swap.current.
        swap_usage_pages: u64,
        /// memory.swap.peak.
        swap_peak_pages: u64,
        /// memory.swap.high.
        swap_high_pages: u64,
        /// memory.swap.max.
        swap_max_pages: u64,
        /// Events including descendants, indexed by `RMM_MEMCG_EVENT_*`; other elements are absent.
        events: [u64; 16],
        /// Events of the cgroup without descendants (memory.events.local).
        local_events: [u64; 16],
        /// memory.zswap.max; also absent in a kernel without zswap.
        zswap_max_pages: u64,
        /// Charges that failed at the limit (memory.failcnt); absent in cgroup v2, where they are
        /// events.
        failcnt: u64,
        /// Number of memory cgroups below this one (nr_subsys_memory of cgroup.stat).
        descendants: u64,
        /// Number of dying memory cgroups below this one, including its own (nr_dying_subsys_memory
        /// of cgroup.stat).
        dying_descendants: u64,
        /// Lowest memory.high of the cgroup and its ancestors.
        effective_high_pages: u64,
        /// Lowest memory.max of the cgroup and its ancestors.
        effective_max_pages: u64,
        /// Lowest memory.swap.max of the cgroup and its ancestors.
        effective_swap_max_pages: u64,
        /// Dirty pages above which writers of the cgroup are throttled, as of the last time that one
        /// was balanced (`cgwb_domain.dirty_limit`); absent for the root, before that time, and in a
        /// kernel without cgroup writeback.
        dirty_limit_pages: u64,
    }

    /// Pages of one memory cgroup, without its descendants, on the LRU lists of one node. These are
    /// the sizes that reclaim uses (`struct mem_cgroup_per_node`); memory.numa_stat sums per-CPU
    /// deltas and lags behind.
    record MemcgNodeRecord = "rmm_memcg_node" {
        /// Inode number of the cgroup.
        cgroup: u64,
        /// Node number.
        node: u32,
        /// 1 if the cgroup uses MGLRU.
        mglru: u32,
        /// Pages by `RMM_LRU_*`. With MGLRU the two youngest generations count as active.
        list_pages: [u64; 5],
        /// Number of the youngest generation; absent without MGLRU.
        max_seq: u64,
        /// Number of the oldest generation by `RMM_LRU_TYPE_*`.
        min_seq: [u64; 2],
        /// Time since the generation began in ms, by age: 0 is the youngest; absent without a
        /// generation of this age.
        gen_age_ms: [u64; 4],
        /// Pages by age and `RMM_LRU_TYPE_*`: `[4][2]`.
        gen_pages: [u64; 8],
        /// Cost of reclaim by `RMM_LRU_TYPE_*`, which balances the scan of the two lists without
        /// MGLRU (`cost[].count` of `struct lruvec`; in older kernels `anon_cost` and `file_cost`).
        /// Descendants are included, as in the next two fields.
        reclaim_cost: [u64; 2],
        /// Pages that were activated or evicted without MGLRU, by which the distance of a refault is
        /// measured (`nonresident_age`).
        nonresident_age: u64,
        /// `RMM_LRU` activate, by `RMM_LRU_TYPE_*`, when the cgroup was last the target of a reclaim
        /// without MGLRU (`refaults[]`).
        refaults_at_reclaim: [u64; 2],
    }
}
