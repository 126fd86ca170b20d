// SPDX-License-Identifier: GPL-2.0

//! Memory cgroups: the tree, what each was charged, its limits and events, its lists by node.

declare! {
    /// Argument of `RMM_MEMCGS`: memory cgroups in pre-order, parents before their children, those
    /// included that are being removed. When `next` is not `RMM_ABSENT`, call again with
    /// `after = next`. A cgroup that exists during all calls is returned; one that is
    /// created or removed meanwhile may be missing.
    ///
    /// Errors: `EPERM` without CAP_SYS_ADMIN in the initial user namespace, of the opener of
    /// /dev/rmm and of the caller: a cgroup namespace would hide some of them from others; `ESTALE`
    /// if `after` was removed meanwhile (start again); `ENOSPC` if the records or the path of the
    /// first cgroup do not fit; `EINVAL` for an unknown flag or a `capacity` of 0; `EFAULT` for a buffer that cannot be
    /// written; `ENODEV` if memory is not accounted to cgroups.
    record MemcgsArgs = "rmm_memcgs" {
        /// Size of this structure as the caller knows it.
        size: u32,
        /// `RMM_MEMCGS_*`.
        flags: u32,
        /// 0 for the root, or what `next` was.
        after: u64,
        /// User address of an array of records.
        buf: u64,
        /// Records that it has room for.
        capacity: u32,
        /// Size of each as the caller knows it.
        record_size: u32,
        /// User address of a buffer for paths, or 0 for none.
        names: u64,
        /// Its size in bytes. A path that does not fit ends the call before its cgroup.
        names_size: u32,
        /// Out: records written.
        count: u32,
        /// Out: where to resume; `RMM_ABSENT` after the last.
        next: u64,
    }

    /// `rmm_memcgs.flags`.
    bits MemcgsFlag: u32 = "RMM_MEMCGS_" {
        /// `struct rmm_memcg_node` for each online node, instead of `struct rmm_memcg`.
        NODES = 0, "NODES", "nodes";
    }

    /// `rmm_memcg.flags`.
    bits MemcgFlag: u32 = "RMM_MEMCG_F_" {
        /// It is there; else it was removed, and something still refers to it.
        ONLINE = 0, "ONLINE", "online";
        /// The OOM killer kills all its tasks or none (memory.oom.group).
        OOM_GROUP = 1, "OOM_GROUP", "oom_group";
        /// What zswap holds may be written to swap (memory.zswap.writeback).
        ZSWAP_WRITEBACK = 2, "ZSWAP_WRITEBACK", "zswap_writeback";
    }

    /// Events of a memory cgroup, named as memory.events and memory.swap.events name them.
    names MemcgEvent = "RMM_MEMCG_EVENT_" {
        /// Reclaimed from though below memory.low.
        Low = 0, "LOW", "low";
        /// Throttled because of memory.high.
        High = 1, "HIGH", "high";
        /// About to go over memory.max.
        Max = 2, "MAX", "max";
        /// An allocation was about to fail at the limit.
        Oom = 3, "OOM", "oom";
        /// Tasks killed by the OOM killer.
        OomKill = 4, "OOM_KILL", "oom_kill";
        /// Times that all tasks were killed.
        OomGroupKill = 5, "OOM_GROUP_KILL", "oom_group_kill";
        /// Sockets throttled.
        SockThrottled = 6, "SOCK_THROTTLED", "sock_throttled";
        /// Swap went over memory.swap.high.
        SwapHigh = 7, "SWAP_HIGH", "swap_high";
        /// Swap was about to go over memory.swap.max.
        SwapMax = 8, "SWAP_MAX", "swap_max";
        /// Swap could not be had: at the limit, or none left.
        SwapFail = 9, "SWAP_FAIL", "swap_fail";
    }

    /// One memory cgroup (`struct mem_cgroup`). Pages are those of `struct page_counter`, which are
    /// charged in batches of 64 a CPU: memory.current says the same. A limit that is not set is
    /// absent, so is swap where it is not counted by itself (cgroup 1, kernels without swap).
    record MemcgRecord = "rmm_memcg" {
        /// Inode number of the cgroup, its id.
        cgroup: u64,
        /// That of its parent; absent for the root.
        parent: u64,
        /// Number of the controller's state (`css.id`).
        css_id: u32,
        /// Levels below the root.
        level: u32,
        /// `RMM_MEMCG_F_*`.
        flags: u32,
        /// Always zero.
        reserved: u32,
        /// Where the path from the root of the hierarchy begins in the buffer for paths.
        name_offset: u32,
        /// Its bytes; 0 if there is no buffer or no path.
        name_len: u32,
        /// Charged now, descendants included (memory.current). The root, which has no such file, is
        /// charged for its descendants alone.
        usage_pages: u64,
        /// Most ever charged (memory.peak).
        peak_pages: u64,
        /// memory.min.
        min_pages: u64,
        /// memory.low.
        low_pages: u64,
        /// Effective memory.min, after the ancestors' shares, as of the last reclaim.
        effective_min_pages: u64,
        /// Effective memory.low, in the same way.
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
        /// Events of it and its descendants, by `RMM_MEMCG_EVENT_*`; absent from there on.
        events: [u64; 16],
        /// Events of it alone (memory.events.local).
        local_events: [u64; 16],
        /// memory.zswap.max; absent, too, in a kernel without zswap.
        zswap_max_pages: u64,
        /// Charges that met memory.max (memory.failcnt); absent in cgroup 2, which counts them as
        /// events.
        failcnt: u64,
        /// Memory cgroups below it (cgroup.stat counts it, too, as nr_subsys_memory).
        descendants: u64,
    }

    /// What one memory cgroup itself, without its descendants, has on the lists of one node. These
    /// are the sizes that reclaim works with; memory.numa_stat gathers the same from CPUs and lags.
    record MemcgNodeRecord = "rmm_memcg_node" {
        /// Inode number of the cgroup.
        cgroup: u64,
        /// Node number.
        node: u32,
        /// Whether its pages are in generations (MGLRU).
        mglru: u32,
        /// Pages by `RMM_LRU_*`; with MGLRU the two youngest generations are active.
        list_pages: [u64; 5],
        /// Number of the youngest generation; absent in a kernel without MGLRU.
        max_seq: u64,
        /// Number of the oldest by `RMM_LRU_TYPE_*`.
        min_seq: [u64; 2],
        /// Milliseconds since a generation began, by age: 0 is the youngest; absent where there is
        /// none.
        gen_age_ms: [u64; 4],
        /// Pages by age and `RMM_LRU_TYPE_*`, `[4][2]`.
        gen_pages: [u64; 8],
    }
}
