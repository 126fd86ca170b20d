// SPDX-License-Identifier: GPL-2.0

//! Events since boot: `RMM_EVENTS`, `/proc/rmm/events`.

declare! {
    /// Argument of `RMM_EVENTS`, on `/dev/rmm`: every event. `EBUSY` during memory hotplug.
    record EventsArgs = "rmm_events" {
        /// Size of this structure as the caller knows it.
        size: u32,
        /// Must be zero.
        flags: u32,
        /// Array of `struct rmm_event`.
        buf: u64,
        /// Records that `buf` has room for.
        capacity: u32,
        /// Size of a record as the caller knows it.
        record_size: u32,
        /// Out: records written.
        count: u32,
        /// Out: events that there are.
        total: u32,
    }

    /// An event of `RMM_EVENTS`.
    record EventRecord = "rmm_event" {
        /// `RMM_EVENT_*`.
        event: u32,
        /// `RMM_THEME_*`.
        theme: u32,
        /// Since boot, as in /proc/vmstat; `RMM_ABSENT` if this kernel does not count it.
        total: u64,
        /// Since the last call on this descriptor; `RMM_ABSENT` in the first.
        since: u64,
    }

    /// What events are about.
    names EventTheme = "RMM_THEME_" {
        /// Page faults.
        Fault = 0, "FAULT", "fault";
        /// Allocations of pages, and those that had to wait.
        Alloc = 1, "ALLOC", "alloc";
        /// Reclaim of pages.
        Reclaim = 2, "RECLAIM", "reclaim";
        /// Compaction.
        Compaction = 3, "COMPACTION", "compaction";
        /// Migration, for whatever reason.
        Migration = 4, "MIGRATION", "migration";
        /// Transparent huge pages.
        Thp = 5, "THP", "thp";
        /// Nodes: placement, balancing, tiers.
        Numa = 6, "NUMA", "numa";
        /// Swap and zswap.
        Swap = 7, "SWAP", "swap";
        /// KSM.
        Ksm = 8, "KSM", "ksm";
        /// Out of memory.
        Oom = 9, "OOM", "oom";
        /// Memory failures.
        MemoryFailure = 10, "MEMORY_FAILURE", "memory-failure";
        /// Reading and writing of blocks and pages.
        Io = 11, "IO", "io";
        /// The kernel's own mappings.
        Kernel = 12, "KERNEL", "kernel";
    }

    /// Events, named as in /proc/vmstat; mf_total and so on after memory_failure/total of nodes.
    names EventKind = "RMM_EVENT_" {
        /// Page faults.
        Pgfault = 0, "PGFAULT", "pgfault";
        /// Page faults that waited for a device.
        Pgmajfault = 1, "PGMAJFAULT", "pgmajfault";
        /// Write faults that used the page in place instead of copying it.
        Pgreuse = 2, "PGREUSE", "pgreuse";
        /// Faults served under the lock of their VMA.
        VmaLockSuccess = 3, "VMA_LOCK_SUCCESS", "vma_lock_success";
        /// Faults that gave the lock of their VMA up.
        VmaLockAbort = 4, "VMA_LOCK_ABORT", "vma_lock_abort";
        /// Faults tried again under mmap_lock.
        VmaLockRetry = 5, "VMA_LOCK_RETRY", "vma_lock_retry";
        /// Faults whose VMA could not be locked.
        VmaLockMiss = 6, "VMA_LOCK_MISS", "vma_lock_miss";
        /// Pages allocated from ZONE_DMA.
        PgallocDma = 7, "PGALLOC_DMA", "pgalloc_dma";
        /// Pages allocated from ZONE_DMA32.
        PgallocDma32 = 8, "PGALLOC_DMA32", "pgalloc_dma32";
        /// Pages allocated from ZONE_NORMAL.
        PgallocNormal = 9, "PGALLOC_NORMAL", "pgalloc_normal";
        /// Pages allocated from ZONE_MOVABLE.
        PgallocMovable = 10, "PGALLOC_MOVABLE", "pgalloc_movable";
        /// Pages allocated from ZONE_DEVICE.
        PgallocDevice = 11, "PGALLOC_DEVICE", "pgalloc_device";
        /// Pages freed.
        Pgfree = 12, "PGFREE", "pgfree";
        /// Direct reclaims for ZONE_DMA.
        AllocstallDma = 13, "ALLOCSTALL_DMA", "allocstall_dma";
        /// Direct reclaims for zones up to ZONE_DMA32.
        AllocstallDma32 = 14, "ALLOCSTALL_DMA32", "allocstall_dma32";
        /// Direct reclaims for zones up to ZONE_NORMAL.
        AllocstallNormal = 15, "ALLOCSTALL_NORMAL", "allocstall_normal";
        /// Direct reclaims for zones up to ZONE_MOVABLE.
        AllocstallMovable = 16, "ALLOCSTALL_MOVABLE", "allocstall_movable";
        /// Direct reclaims for ZONE_DEVICE.
        AllocstallDevice = 17, "ALLOCSTALL_DEVICE", "allocstall_device";
        /// hugetlb pages allocated from the buddy allocator.
        HtlbBuddyAllocSuccess = 18, "HTLB_BUDDY_ALLOC_SUCCESS", "htlb_buddy_alloc_success";
        /// hugetlb pages that could not be allocated.
        HtlbBuddyAllocFail = 19, "HTLB_BUDDY_ALLOC_FAIL", "htlb_buddy_alloc_fail";
        /// Pages allocated from CMA areas.
        CmaAllocSuccess = 20, "CMA_ALLOC_SUCCESS", "cma_alloc_success";
        /// Pages that CMA areas could not give.
        CmaAllocFail = 21, "CMA_ALLOC_FAIL", "cma_alloc_fail";
        /// Pages of ZONE_DMA that reclaim passed over.
        PgskipDma = 22, "PGSKIP_DMA", "pgskip_dma";
        /// Pages of ZONE_DMA32 that reclaim passed over.
        PgskipDma32 = 23, "PGSKIP_DMA32", "pgskip_dma32";
        /// Pages of ZONE_NORMAL that reclaim passed over.
        PgskipNormal = 24, "PGSKIP_NORMAL", "pgskip_normal";
        /// Pages of ZONE_MOVABLE that reclaim passed over.
        PgskipMovable = 25, "PGSKIP_MOVABLE", "pgskip_movable";
        /// Pages of ZONE_DEVICE that reclaim passed over.
        PgskipDevice = 26, "PGSKIP_DEVICE", "pgskip_device";
        /// Pages moved to an active list.
        Pgactivate = 27, "PGACTIVATE", "pgactivate";
        /// Pages moved to an inactive list.
        Pgdeactivate = 28, "PGDEACTIVATE", "pgdeactivate";
        /// Pages given up by MADV_FREE.
        Pglazyfree = 29, "PGLAZYFREE", "pglazyfree";
        /// Pages given up by MADV_FREE that reclaim freed.
        Pglazyfreed = 30, "PGLAZYFREED", "pglazyfreed";
        /// Direct reclaims that waited for kswapd.
        PgscanDirectThrottle = 31, "PGSCAN_DIRECT_THROTTLE", "pgscan_direct_throttle";
        /// Reclaims of the local node that found enough.
        ZoneReclaimSuccess = 32, "ZONE_RECLAIM_SUCCESS", "zone_reclaim_success";
        /// Reclaims of the local node that did not.
        ZoneReclaimFailed = 33, "ZONE_RECLAIM_FAILED", "zone_reclaim_failed";
        /// Pages freed with their inode by a task.
        Pginodesteal = 34, "PGINODESTEAL", "pginodesteal";
        /// Slab objects looked at.
        SlabsScanned = 35, "SLABS_SCANNED", "slabs_scanned";
        /// Pages freed with their inode by kswapd.
        KswapdInodesteal = 36, "KSWAPD_INODESTEAL", "kswapd_inodesteal";
        /// Times that free memory was below low again soon after kswapd slept.
        KswapdLowWmarkHitQuickly = 37, "KSWAPD_LOW_WMARK_HIT_QUICKLY", "kswapd_low_wmark_hit_quickly";
        /// Times that free memory was below high again soon after kswapd slept.
        KswapdHighWmarkHitQuickly = 38, "KSWAPD_HIGH_WMARK_HIT_QUICKLY", "kswapd_high_wmark_hit_quickly";
        /// Runs of kswapd.
        Pageoutrun = 39, "PAGEOUTRUN", "pageoutrun";
        /// Pages moved to the end of a list after writeback.
        Pgrotated = 40, "PGROTATED", "pgrotated";
        /// Times that the page cache was dropped by sysctl.
        DropPagecache = 41, "DROP_PAGECACHE", "drop_pagecache";
        /// Times that slab was dropped by sysctl.
        DropSlab = 42, "DROP_SLAB", "drop_slab";
        /// Pages set aside as not reclaimable.
        UnevictablePgsCulled = 43, "UNEVICTABLE_PGS_CULLED", "unevictable_pgs_culled";
        /// Pages set aside that were looked at again.
        UnevictablePgsScanned = 44, "UNEVICTABLE_PGS_SCANNED", "unevictable_pgs_scanned";
        /// Pages set aside that came back.
        UnevictablePgsRescued = 45, "UNEVICTABLE_PGS_RESCUED", "unevictable_pgs_rescued";
        /// Pages locked by mlock.
        UnevictablePgsMlocked = 46, "UNEVICTABLE_PGS_MLOCKED", "unevictable_pgs_mlocked";
        /// Pages unlocked again.
        UnevictablePgsMunlocked = 47, "UNEVICTABLE_PGS_MUNLOCKED", "unevictable_pgs_munlocked";
        /// Locked pages that were freed or copied.
        UnevictablePgsCleared = 48, "UNEVICTABLE_PGS_CLEARED", "unevictable_pgs_cleared";
        /// Unlocked pages that could not be taken off their list.
        UnevictablePgsStranded = 49, "UNEVICTABLE_PGS_STRANDED", "unevictable_pgs_stranded";
        /// Pages given to the hypervisor.
        BalloonInflate = 50, "BALLOON_INFLATE", "balloon_inflate";
        /// Pages taken back from the hypervisor.
        BalloonDeflate = 51, "BALLOON_DEFLATE", "balloon_deflate";
        /// Pages of the balloon moved.
        BalloonMigrate = 52, "BALLOON_MIGRATE", "balloon_migrate";
        /// Pages that kswapd looked at.
        PgscanKswapd = 53, "PGSCAN_KSWAPD", "pgscan_kswapd";
        /// Pages that direct reclaim looked at.
        PgscanDirect = 54, "PGSCAN_DIRECT", "pgscan_direct";
        /// Pages that khugepaged looked at to reclaim.
        PgscanKhugepaged = 55, "PGSCAN_KHUGEPAGED", "pgscan_khugepaged";
        /// Pages that proactive reclaim looked at.
        PgscanProactive = 56, "PGSCAN_PROACTIVE", "pgscan_proactive";
        /// Anonymous pages looked at.
        PgscanAnon = 57, "PGSCAN_ANON", "pgscan_anon";
        /// File pages looked at.
        PgscanFile = 58, "PGSCAN_FILE", "pgscan_file";
        /// Pages that kswapd reclaimed.
        PgstealKswapd = 59, "PGSTEAL_KSWAPD", "pgsteal_kswapd";
        /// Pages that direct reclaim reclaimed.
        PgstealDirect = 60, "PGSTEAL_DIRECT", "pgsteal_direct";
        /// Pages that khugepaged reclaimed.
        PgstealKhugepaged = 61, "PGSTEAL_KHUGEPAGED", "pgsteal_khugepaged";
        /// Pages that proactive reclaim reclaimed.
        PgstealProactive = 62, "PGSTEAL_PROACTIVE", "pgsteal_proactive";
        /// Anonymous pages reclaimed.
        PgstealAnon = 63, "PGSTEAL_ANON", "pgsteal_anon";
        /// File pages reclaimed.
        PgstealFile = 64, "PGSTEAL_FILE", "pgsteal_file";
        /// Anonymous pages that came back after reclaim.
        WorkingsetRefaultAnon = 65, "WORKINGSET_REFAULT_ANON", "workingset_refault_anon";
        /// File pages that came back after reclaim.
        WorkingsetRefaultFile = 66, "WORKINGSET_REFAULT_FILE", "workingset_refault_file";
        /// Of those, put on an active list at once.
        WorkingsetActivateAnon = 67, "WORKINGSET_ACTIVATE_ANON", "workingset_activate_anon";
        /// Of those, put on an active list at once.
        WorkingsetActivateFile = 68, "WORKINGSET_ACTIVATE_FILE", "workingset_activate_file";
        /// Of those, that had been in the working set.
        WorkingsetRestoreAnon = 69, "WORKINGSET_RESTORE_ANON", "workingset_restore_anon";
        /// Of those, that had been in the working set.
        WorkingsetRestoreFile = 70, "WORKINGSET_RESTORE_FILE", "workingset_restore_file";
        /// Nodes of shadow entries reclaimed.
        WorkingsetNodereclaim = 71, "WORKINGSET_NODERECLAIM", "workingset_nodereclaim";
        /// Pages looked at on active lists.
        Pgrefill = 72, "PGREFILL", "pgrefill";
        /// Anonymous pages that reclaim put back as in use.
        PgrotateAnon = 73, "PGROTATE_ANON", "pgrotate_anon";
        /// File pages that reclaim put back as in use.
        PgrotateFile = 74, "PGROTATE_FILE", "pgrotate_file";
        /// Pages that reclaim wrote out.
        NrVmscanWrite = 75, "NR_VMSCAN_WRITE", "nr_vmscan_write";
        /// Dirty pages marked to be reclaimed after writeback.
        NrVmscanImmediateReclaim = 76, "NR_VMSCAN_IMMEDIATE_RECLAIM", "nr_vmscan_immediate_reclaim";
        /// Pages written while reclaim waited.
        NrThrottledWritten = 77, "NR_THROTTLED_WRITTEN", "nr_throttled_written";
        /// Pages looked at to be moved.
        CompactMigrateScanned = 78, "COMPACT_MIGRATE_SCANNED", "compact_migrate_scanned";
        /// Pages looked at to move others to.
        CompactFreeScanned = 79, "COMPACT_FREE_SCANNED", "compact_free_scanned";
        /// Pages taken off their lists.
        CompactIsolated = 80, "COMPACT_ISOLATED", "compact_isolated";
        /// Allocations that waited for compaction.
        CompactStall = 81, "COMPACT_STALL", "compact_stall";
        /// Of those, without a page.
        CompactFail = 82, "COMPACT_FAIL", "compact_fail";
        /// Of those, with a page.
        CompactSuccess = 83, "COMPACT_SUCCESS", "compact_success";
        /// Times that kcompactd woke.
        CompactDaemonWake = 84, "COMPACT_DAEMON_WAKE", "compact_daemon_wake";
        /// Pages that kcompactd looked at to be moved.
        CompactDaemonMigrateScanned = 85, "COMPACT_DAEMON_MIGRATE_SCANNED", "compact_daemon_migrate_scanned";
        /// Pages that kcompactd looked at to move others to.
        CompactDaemonFreeScanned = 86, "COMPACT_DAEMON_FREE_SCANNED", "compact_daemon_free_scanned";
        /// Pages moved, for whatever reason.
        PgmigrateSuccess = 87, "PGMIGRATE_SUCCESS", "pgmigrate_success";
        /// Pages that could not be moved.
        PgmigrateFail = 88, "PGMIGRATE_FAIL", "pgmigrate_fail";
        /// Huge pages moved.
        ThpMigrationSuccess = 89, "THP_MIGRATION_SUCCESS", "thp_migration_success";
        /// Huge pages that could not be moved.
        ThpMigrationFail = 90, "THP_MIGRATION_FAIL", "thp_migration_fail";
        /// Huge pages split to be moved.
        ThpMigrationSplit = 91, "THP_MIGRATION_SPLIT", "thp_migration_split";
        /// Huge pages allocated by a fault.
        ThpFaultAlloc = 92, "THP_FAULT_ALLOC", "thp_fault_alloc";
        /// Faults that took small pages for want of a huge one.
        ThpFaultFallback = 93, "THP_FAULT_FALLBACK", "thp_fault_fallback";
        /// Of those, for the limit of a memory cgroup.
        ThpFaultFallbackCharge = 94, "THP_FAULT_FALLBACK_CHARGE", "thp_fault_fallback_charge";
        /// Huge pages allocated to collapse small ones into.
        ThpCollapseAlloc = 95, "THP_COLLAPSE_ALLOC", "thp_collapse_alloc";
        /// Collapses that got no huge page.
        ThpCollapseAllocFailed = 96, "THP_COLLAPSE_ALLOC_FAILED", "thp_collapse_alloc_failed";
        /// Huge pages allocated for files.
        ThpFileAlloc = 97, "THP_FILE_ALLOC", "thp_file_alloc";
        /// Huge pages for files that could not be allocated.
        ThpFileFallback = 98, "THP_FILE_FALLBACK", "thp_file_fallback";
        /// Of those, for the limit of a memory cgroup.
        ThpFileFallbackCharge = 99, "THP_FILE_FALLBACK_CHARGE", "thp_file_fallback_charge";
        /// Huge pages of files mapped as such.
        ThpFileMapped = 100, "THP_FILE_MAPPED", "thp_file_mapped";
        /// Huge pages split.
        ThpSplitPage = 101, "THP_SPLIT_PAGE", "thp_split_page";
        /// Huge pages that could not be split.
        ThpSplitPageFailed = 102, "THP_SPLIT_PAGE_FAILED", "thp_split_page_failed";
        /// Huge pages put aside to be split when memory is short.
        ThpDeferredSplitPage = 103, "THP_DEFERRED_SPLIT_PAGE", "thp_deferred_split_page";
        /// Huge pages split because they held mostly zeros.
        ThpUnderusedSplitPage = 104, "THP_UNDERUSED_SPLIT_PAGE", "thp_underused_split_page";
        /// Huge mappings split.
        ThpSplitPmd = 105, "THP_SPLIT_PMD", "thp_split_pmd";
        /// Collapses given up for too many empty entries.
        ThpScanExceedNonePte = 106, "THP_SCAN_EXCEED_NONE_PTE", "thp_scan_exceed_none_pte";
        /// Collapses given up for too many pages in swap.
        ThpScanExceedSwapPte = 107, "THP_SCAN_EXCEED_SWAP_PTE", "thp_scan_exceed_swap_pte";
        /// Collapses given up for too many shared pages.
        ThpScanExceedSharePte = 108, "THP_SCAN_EXCEED_SHARE_PTE", "thp_scan_exceed_share_pte";
        /// Mappings of 1 GiB split.
        ThpSplitPud = 109, "THP_SPLIT_PUD", "thp_split_pud";
        /// Times that the huge zero page was made.
        ThpZeroPageAlloc = 110, "THP_ZERO_PAGE_ALLOC", "thp_zero_page_alloc";
        /// Times that it could not be made.
        ThpZeroPageAllocFailed = 111, "THP_ZERO_PAGE_ALLOC_FAILED", "thp_zero_page_alloc_failed";
        /// Huge pages swapped out whole.
        ThpSwpout = 112, "THP_SWPOUT", "thp_swpout";
        /// Huge pages split to be swapped out.
        ThpSwpoutFallback = 113, "THP_SWPOUT_FALLBACK", "thp_swpout_fallback";
        /// Entries marked to fault, for balancing.
        NumaPteUpdates = 114, "NUMA_PTE_UPDATES", "numa_pte_updates";
        /// Huge entries marked to fault.
        NumaHugePteUpdates = 115, "NUMA_HUGE_PTE_UPDATES", "numa_huge_pte_updates";
        /// Faults on marked entries.
        NumaHintFaults = 116, "NUMA_HINT_FAULTS", "numa_hint_faults";
        /// Of those, to memory of the own node.
        NumaHintFaultsLocal = 117, "NUMA_HINT_FAULTS_LOCAL", "numa_hint_faults_local";
        /// Pages moved by balancing.
        NumaPagesMigrated = 118, "NUMA_PAGES_MIGRATED", "numa_pages_migrated";
        /// Pages demoted by kswapd.
        PgdemoteKswapd = 119, "PGDEMOTE_KSWAPD", "pgdemote_kswapd";
        /// Pages demoted by direct reclaim.
        PgdemoteDirect = 120, "PGDEMOTE_DIRECT", "pgdemote_direct";
        /// Pages demoted by khugepaged.
        PgdemoteKhugepaged = 121, "PGDEMOTE_KHUGEPAGED", "pgdemote_khugepaged";
        /// Pages demoted by proactive reclaim.
        PgdemoteProactive = 122, "PGDEMOTE_PROACTIVE", "pgdemote_proactive";
        /// Pages promoted.
        PgpromoteSuccess = 123, "PGPROMOTE_SUCCESS", "pgpromote_success";
        /// Pages that were candidates for it.
        PgpromoteCandidate = 124, "PGPROMOTE_CANDIDATE", "pgpromote_candidate";
        /// Pages that were candidates, without regard to the rate limit.
        PgpromoteCandidateNrl = 125, "PGPROMOTE_CANDIDATE_NRL", "pgpromote_candidate_nrl";
        /// Pages allocated from the node that was wanted.
        NumaHit = 126, "NUMA_HIT", "numa_hit";
        /// Pages allocated from a node that was not wanted.
        NumaMiss = 127, "NUMA_MISS", "numa_miss";
        /// Pages that another node had to give.
        NumaForeign = 128, "NUMA_FOREIGN", "numa_foreign";
        /// Pages allocated where interleaving wanted them.
        NumaInterleave = 129, "NUMA_INTERLEAVE", "numa_interleave";
        /// Pages allocated from the own node.
        NumaLocal = 130, "NUMA_LOCAL", "numa_local";
        /// Pages allocated from another node.
        NumaOther = 131, "NUMA_OTHER", "numa_other";
        /// Pages read from swap.
        Pswpin = 132, "PSWPIN", "pswpin";
        /// Pages written to swap.
        Pswpout = 133, "PSWPOUT", "pswpout";
        /// Pages read ahead from swap.
        SwapRa = 134, "SWAP_RA", "swap_ra";
        /// Of those, used.
        SwapRaHit = 135, "SWAP_RA_HIT", "swap_ra_hit";
        /// Pages of zeros swapped in without reading.
        SwpinZero = 136, "SWPIN_ZERO", "swpin_zero";
        /// Pages of zeros swapped out without writing.
        SwpoutZero = 137, "SWPOUT_ZERO", "swpout_zero";
        /// Swap-ins counted by the folio.
        Nrswpin = 138, "NRSWPIN", "nrswpin";
        /// Swap-outs counted by the folio.
        Nrswpout = 139, "NRSWPOUT", "nrswpout";
        /// Pages unpacked from zswap.
        Zswpin = 140, "ZSWPIN", "zswpin";
        /// Pages packed into zswap.
        Zswpout = 141, "ZSWPOUT", "zswpout";
        /// Pages of zswap written to swap.
        Zswpwb = 142, "ZSWPWB", "zswpwb";
        /// Copies made of a KSM page that came from swap.
        KsmSwpinCopy = 143, "KSM_SWPIN_COPY", "ksm_swpin_copy";
        /// Writes to a KSM page, each a copy.
        CowKsm = 144, "COW_KSM", "cow_ksm";
        /// Processes killed for want of memory.
        OomKill = 145, "OOM_KILL", "oom_kill";
        /// Pages whose memory failed (sysfs memory_failure/total, of all nodes).
        MfTotal = 146, "MF_TOTAL", "mf_total";
        /// Of those, ignored.
        MfIgnored = 147, "MF_IGNORED", "mf_ignored";
        /// Of those, that could not be handled.
        MfFailed = 148, "MF_FAILED", "mf_failed";
        /// Of those, handled when they are used next.
        MfDelayed = 149, "MF_DELAYED", "mf_delayed";
        /// Of those, recovered.
        MfRecovered = 150, "MF_RECOVERED", "mf_recovered";
        /// Read from block devices, in KiB.
        Pgpgin = 151, "PGPGIN", "pgpgin";
        /// Written to block devices, in KiB.
        Pgpgout = 152, "PGPGOUT", "pgpgout";
        /// Pages made dirty.
        NrDirtied = 153, "NR_DIRTIED", "nr_dirtied";
        /// Pages written back.
        NrWritten = 154, "NR_WRITTEN", "nr_written";
        /// 2 MiB mappings of the direct map split.
        DirectMapLevel2Splits = 155, "DIRECT_MAP_LEVEL2_SPLITS", "direct_map_level2_splits";
        /// 1 GiB mappings of the direct map split.
        DirectMapLevel3Splits = 156, "DIRECT_MAP_LEVEL3_SPLITS", "direct_map_level3_splits";
        /// 2 MiB mappings of the direct map restored.
        DirectMapLevel2Collapses = 157, "DIRECT_MAP_LEVEL2_COLLAPSES", "direct_map_level2_collapses";
        /// 1 GiB mappings of the direct map restored.
        DirectMapLevel3Collapses = 158, "DIRECT_MAP_LEVEL3_COLLAPSES", "direct_map_level3_collapses";
        /// TLB flushes asked of other CPUs.
        NrTlbRemoteFlush = 159, "NR_TLB_REMOTE_FLUSH", "nr_tlb_remote_flush";
        /// TLB flushes done for other CPUs.
        NrTlbRemoteFlushReceived = 160, "NR_TLB_REMOTE_FLUSH_RECEIVED", "nr_tlb_remote_flush_received";
        /// Flushes of the whole own TLB.
        NrTlbLocalFlushAll = 161, "NR_TLB_LOCAL_FLUSH_ALL", "nr_tlb_local_flush_all";
        /// Flushes of one entry of the own TLB.
        NrTlbLocalFlushOne = 162, "NR_TLB_LOCAL_FLUSH_ONE", "nr_tlb_local_flush_one";
    }
}
