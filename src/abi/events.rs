// SPDX-License-Identifier: GPL-2.0

//! `RMM_EVENTS`, `/proc/rmm/events`: event counts since boot.

declare! {
    /// Argument of `RMM_EVENTS` on `/dev/rmm`. The call returns every event.
    ///
    /// Errors: `EBUSY` during memory hotplug.
    record EventsArgs = "rmm_events" {
        /// Size of this structure as the caller knows it.
        size: u32,
        /// Must be zero.
        flags: u32,
        /// User address of an array of `struct rmm_event`.
        buf: u64,
        /// Size of `buf` in records.
        capacity: u32,
        /// Size of a record as the caller knows it.
        record_size: u32,
        /// Out: number of records written.
        count: u32,
        /// Out: number of events that exist.
        total: u32,
    }

    /// One event of `RMM_EVENTS`.
    record EventRecord = "rmm_event" {
        /// `RMM_EVENT_*`.
        event: u32,
        /// `RMM_THEME_*`.
        theme: u32,
        /// Count since boot, as in /proc/vmstat; `RMM_ABSENT` if this kernel does not count it.
        total: u64,
        /// Count since the last call on this descriptor; `RMM_ABSENT` in the first call.
        since: u64,
    }

    /// Themes of events.
    names EventTheme = "RMM_THEME_" {
        /// Page faults.
        Fault = 0, "FAULT", "fault";
        /// Page allocations, and allocations that stalled.
        Alloc = 1, "ALLOC", "alloc";
        /// Reclaim of pages.
        Reclaim = 2, "RECLAIM", "reclaim";
        /// Compaction.
        Compaction = 3, "COMPACTION", "compaction";
        /// Migration for any reason.
        Migration = 4, "MIGRATION", "migration";
        /// Transparent huge pages.
        Thp = 5, "THP", "thp";
        /// NUMA placement, NUMA balancing, memory tiers.
        Numa = 6, "NUMA", "numa";
        /// Swap and zswap.
        Swap = 7, "SWAP", "swap";
        /// KSM.
        Ksm = 8, "KSM", "ksm";
        /// The OOM killer.
        Oom = 9, "OOM", "oom";
        /// Memory failures.
        MemoryFailure = 10, "MEMORY_FAILURE", "memory-failure";
        /// Block I/O and writeback.
        Io = 11, "IO", "io";
        /// The kernel's own mappings.
        Kernel = 12, "KERNEL", "kernel";
    }

    /// Events, with the names of /proc/vmstat (mm/vmstat.c). Memory failures have the names of the
    /// sums over memory_failure/ of all nodes.
    names EventKind = "RMM_EVENT_" {
        /// Page faults.
        Pgfault = 0, "PGFAULT", "pgfault";
        /// Page faults that waited for I/O.
        Pgmajfault = 1, "PGMAJFAULT", "pgmajfault";
        /// Write faults that reused the page instead of copying it.
        Pgreuse = 2, "PGREUSE", "pgreuse";
        /// Faults handled under the VMA lock.
        VmaLockSuccess = 3, "VMA_LOCK_SUCCESS", "vma_lock_success";
        /// Faults that dropped the VMA lock and failed.
        VmaLockAbort = 4, "VMA_LOCK_ABORT", "vma_lock_abort";
        /// Faults that were retried under mmap_lock.
        VmaLockRetry = 5, "VMA_LOCK_RETRY", "vma_lock_retry";
        /// Faults that could not take the VMA lock.
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
        /// hugetlb pages that the buddy allocator failed to allocate.
        HtlbBuddyAllocFail = 19, "HTLB_BUDDY_ALLOC_FAIL", "htlb_buddy_alloc_fail";
        /// Pages allocated from CMA areas.
        CmaAllocSuccess = 20, "CMA_ALLOC_SUCCESS", "cma_alloc_success";
        /// Pages that failed to be allocated from CMA areas.
        CmaAllocFail = 21, "CMA_ALLOC_FAIL", "cma_alloc_fail";
        /// Pages of ZONE_DMA that reclaim skipped.
        PgskipDma = 22, "PGSKIP_DMA", "pgskip_dma";
        /// Pages of ZONE_DMA32 that reclaim skipped.
        PgskipDma32 = 23, "PGSKIP_DMA32", "pgskip_dma32";
        /// Pages of ZONE_NORMAL that reclaim skipped.
        PgskipNormal = 24, "PGSKIP_NORMAL", "pgskip_normal";
        /// Pages of ZONE_MOVABLE that reclaim skipped.
        PgskipMovable = 25, "PGSKIP_MOVABLE", "pgskip_movable";
        /// Pages of ZONE_DEVICE that reclaim skipped.
        PgskipDevice = 26, "PGSKIP_DEVICE", "pgskip_device";
        /// Pages moved to an active list.
        Pgactivate = 27, "PGACTIVATE", "pgactivate";
        /// Pages moved to an inactive list.
        Pgdeactivate = 28, "PGDEACTIVATE", "pgdeactivate";
        /// Pages marked lazily free by MADV_FREE.
        Pglazyfree = 29, "PGLAZYFREE", "pglazyfree";
        /// Lazily free pages that reclaim freed.
        Pglazyfreed = 30, "PGLAZYFREED", "pglazyfreed";
        /// Direct reclaims that were throttled to wait for kswapd.
        PgscanDirectThrottle = 31, "PGSCAN_DIRECT_THROTTLE", "pgscan_direct_throttle";
        /// Node reclaims that freed enough pages.
        ZoneReclaimSuccess = 32, "ZONE_RECLAIM_SUCCESS", "zone_reclaim_success";
        /// Node reclaims that failed.
        ZoneReclaimFailed = 33, "ZONE_RECLAIM_FAILED", "zone_reclaim_failed";
        /// Pages that tasks freed by reclaiming their inode.
        Pginodesteal = 34, "PGINODESTEAL", "pginodesteal";
        /// Slab objects that were scanned.
        SlabsScanned = 35, "SLABS_SCANNED", "slabs_scanned";
        /// Pages that kswapd freed by reclaiming their inode.
        KswapdInodesteal = 36, "KSWAPD_INODESTEAL", "kswapd_inodesteal";
        /// Times that free memory fell below the low watermark soon after kswapd slept.
        KswapdLowWmarkHitQuickly = 37, "KSWAPD_LOW_WMARK_HIT_QUICKLY", "kswapd_low_wmark_hit_quickly";
        /// Times that free memory fell below the high watermark soon after kswapd slept.
        KswapdHighWmarkHitQuickly = 38, "KSWAPD_HIGH_WMARK_HIT_QUICKLY", "kswapd_high_wmark_hit_quickly";
        /// Runs of kswapd.
        Pageoutrun = 39, "PAGEOUTRUN", "pageoutrun";
        /// Pages rotated to the tail of the inactive list after writeback.
        Pgrotated = 40, "PGROTATED", "pgrotated";
        /// Times that the page cache was dropped through vm.drop_caches.
        DropPagecache = 41, "DROP_PAGECACHE", "drop_pagecache";
        /// Times that slab objects were dropped through vm.drop_caches.
        DropSlab = 42, "DROP_SLAB", "drop_slab";
        /// Pages moved to the unevictable list.
        UnevictablePgsCulled = 43, "UNEVICTABLE_PGS_CULLED", "unevictable_pgs_culled";
        /// Unevictable pages that were scanned for rescue.
        UnevictablePgsScanned = 44, "UNEVICTABLE_PGS_SCANNED", "unevictable_pgs_scanned";
        /// Pages rescued from the unevictable list.
        UnevictablePgsRescued = 45, "UNEVICTABLE_PGS_RESCUED", "unevictable_pgs_rescued";
        /// Pages that were mlocked.
        UnevictablePgsMlocked = 46, "UNEVICTABLE_PGS_MLOCKED", "unevictable_pgs_mlocked";
        /// Pages that were munlocked.
        UnevictablePgsMunlocked = 47, "UNEVICTABLE_PGS_MUNLOCKED", "unevictable_pgs_munlocked";
        /// Mlocked pages that were freed or copied.
        UnevictablePgsCleared = 48, "UNEVICTABLE_PGS_CLEARED", "unevictable_pgs_cleared";
        /// Munlocked pages that could not be isolated from the unevictable list.
        UnevictablePgsStranded = 49, "UNEVICTABLE_PGS_STRANDED", "unevictable_pgs_stranded";
        /// Pages given to the hypervisor by the balloon driver.
        BalloonInflate = 50, "BALLOON_INFLATE", "balloon_inflate";
        /// Pages returned by the hypervisor to the balloon driver.
        BalloonDeflate = 51, "BALLOON_DEFLATE", "balloon_deflate";
        /// Balloon pages that were migrated.
        BalloonMigrate = 52, "BALLOON_MIGRATE", "balloon_migrate";
        /// Pages that kswapd scanned.
        PgscanKswapd = 53, "PGSCAN_KSWAPD", "pgscan_kswapd";
        /// Pages that direct reclaim scanned.
        PgscanDirect = 54, "PGSCAN_DIRECT", "pgscan_direct";
        /// Pages that reclaim by khugepaged scanned.
        PgscanKhugepaged = 55, "PGSCAN_KHUGEPAGED", "pgscan_khugepaged";
        /// Pages that proactive reclaim scanned.
        PgscanProactive = 56, "PGSCAN_PROACTIVE", "pgscan_proactive";
        /// Anonymous pages that reclaim scanned.
        PgscanAnon = 57, "PGSCAN_ANON", "pgscan_anon";
        /// File pages that reclaim scanned.
        PgscanFile = 58, "PGSCAN_FILE", "pgscan_file";
        /// Pages that kswapd reclaimed.
        PgstealKswapd = 59, "PGSTEAL_KSWAPD", "pgsteal_kswapd";
        /// Pages that direct reclaim reclaimed.
        PgstealDirect = 60, "PGSTEAL_DIRECT", "pgsteal_direct";
        /// Pages that reclaim by khugepaged reclaimed.
        PgstealKhugepaged = 61, "PGSTEAL_KHUGEPAGED", "pgsteal_khugepaged";
        /// Pages that proactive reclaim reclaimed.
        PgstealProactive = 62, "PGSTEAL_PROACTIVE", "pgsteal_proactive";
        /// Anonymous pages reclaimed.
        PgstealAnon = 63, "PGSTEAL_ANON", "pgsteal_anon";
        /// File pages reclaimed.
        PgstealFile = 64, "PGSTEAL_FILE", "pgsteal_file";
        /// Refaults of anonymous pages.
        WorkingsetRefaultAnon = 65, "WORKINGSET_REFAULT_ANON", "workingset_refault_anon";
        /// Refaults of file pages.
        WorkingsetRefaultFile = 66, "WORKINGSET_REFAULT_FILE", "workingset_refault_file";
        /// Refaulted pages that were activated immediately.
        WorkingsetActivateAnon = 67, "WORKINGSET_ACTIVATE_ANON", "workingset_activate_anon";
        /// Refaulted pages that were activated immediately.
        WorkingsetActivateFile = 68, "WORKINGSET_ACTIVATE_FILE", "workingset_activate_file";
        /// Refaulted pages that were in the working set before their eviction.
        WorkingsetRestoreAnon = 69, "WORKINGSET_RESTORE_ANON", "workingset_restore_anon";
        /// Refaulted pages that were in the working set before their eviction.
        WorkingsetRestoreFile = 70, "WORKINGSET_RESTORE_FILE", "workingset_restore_file";
        /// xarray nodes of shadow entries that were reclaimed.
        WorkingsetNodereclaim = 71, "WORKINGSET_NODERECLAIM", "workingset_nodereclaim";
        /// Pages scanned on active lists.
        Pgrefill = 72, "PGREFILL", "pgrefill";
        /// Anonymous pages that reclaim returned to their list because they were in use.
        PgrotateAnon = 73, "PGROTATE_ANON", "pgrotate_anon";
        /// File pages that reclaim returned to their list because they were in use.
        PgrotateFile = 74, "PGROTATE_FILE", "pgrotate_file";
        /// Pages that reclaim wrote out.
        NrVmscanWrite = 75, "NR_VMSCAN_WRITE", "nr_vmscan_write";
        /// Dirty pages marked for reclaim as soon as their writeback ends.
        NrVmscanImmediateReclaim = 76, "NR_VMSCAN_IMMEDIATE_RECLAIM", "nr_vmscan_immediate_reclaim";
        /// Pages written back while reclaim was throttled.
        NrThrottledWritten = 77, "NR_THROTTLED_WRITTEN", "nr_throttled_written";
        /// Pages scanned as candidates for migration.
        CompactMigrateScanned = 78, "COMPACT_MIGRATE_SCANNED", "compact_migrate_scanned";
        /// Pages scanned as free migration targets.
        CompactFreeScanned = 79, "COMPACT_FREE_SCANNED", "compact_free_scanned";
        /// Pages isolated for migration.
        CompactIsolated = 80, "COMPACT_ISOLATED", "compact_isolated";
        /// Allocations that stalled for direct compaction.
        CompactStall = 81, "COMPACT_STALL", "compact_stall";
        /// Direct compactions after which the allocation failed.
        CompactFail = 82, "COMPACT_FAIL", "compact_fail";
        /// Direct compactions after which the allocation succeeded.
        CompactSuccess = 83, "COMPACT_SUCCESS", "compact_success";
        /// Wake-ups of kcompactd.
        CompactDaemonWake = 84, "COMPACT_DAEMON_WAKE", "compact_daemon_wake";
        /// Pages that kcompactd scanned as candidates for migration.
        CompactDaemonMigrateScanned = 85, "COMPACT_DAEMON_MIGRATE_SCANNED", "compact_daemon_migrate_scanned";
        /// Pages that kcompactd scanned as free migration targets.
        CompactDaemonFreeScanned = 86, "COMPACT_DAEMON_FREE_SCANNED", "compact_daemon_free_scanned";
        /// Pages migrated for any reason.
        PgmigrateSuccess = 87, "PGMIGRATE_SUCCESS", "pgmigrate_success";
        /// Pages that failed to migrate.
        PgmigrateFail = 88, "PGMIGRATE_FAIL", "pgmigrate_fail";
        /// Huge pages that were migrated.
        ThpMigrationSuccess = 89, "THP_MIGRATION_SUCCESS", "thp_migration_success";
        /// Huge pages that failed to migrate.
        ThpMigrationFail = 90, "THP_MIGRATION_FAIL", "thp_migration_fail";
        /// Huge pages that were split for migration.
        ThpMigrationSplit = 91, "THP_MIGRATION_SPLIT", "thp_migration_split";
        /// Huge pages allocated in a fault.
        ThpFaultAlloc = 92, "THP_FAULT_ALLOC", "thp_fault_alloc";
        /// Faults that fell back to small pages.
        ThpFaultFallback = 93, "THP_FAULT_FALLBACK", "thp_fault_fallback";
        /// Faults that fell back to small pages because of a memory cgroup's limit.
        ThpFaultFallbackCharge = 94, "THP_FAULT_FALLBACK_CHARGE", "thp_fault_fallback_charge";
        /// Huge pages allocated as targets of a collapse.
        ThpCollapseAlloc = 95, "THP_COLLAPSE_ALLOC", "thp_collapse_alloc";
        /// Collapses that failed to allocate a huge page.
        ThpCollapseAllocFailed = 96, "THP_COLLAPSE_ALLOC_FAILED", "thp_collapse_alloc_failed";
        /// Huge pages allocated for files.
        ThpFileAlloc = 97, "THP_FILE_ALLOC", "thp_file_alloc";
        /// Allocations of a huge page for a file that fell back to small pages.
        ThpFileFallback = 98, "THP_FILE_FALLBACK", "thp_file_fallback";
        /// Faults that fell back to small pages because of a memory cgroup's limit.
        ThpFileFallbackCharge = 99, "THP_FILE_FALLBACK_CHARGE", "thp_file_fallback_charge";
        /// Huge pages of files mapped by a PMD.
        ThpFileMapped = 100, "THP_FILE_MAPPED", "thp_file_mapped";
        /// Huge pages that were split.
        ThpSplitPage = 101, "THP_SPLIT_PAGE", "thp_split_page";
        /// Huge pages that could not be split.
        ThpSplitPageFailed = 102, "THP_SPLIT_PAGE_FAILED", "thp_split_page_failed";
        /// Huge pages queued for a deferred split, which happens under memory pressure.
        ThpDeferredSplitPage = 103, "THP_DEFERRED_SPLIT_PAGE", "thp_deferred_split_page";
        /// Huge pages split because most of their subpages were zero-filled.
        ThpUnderusedSplitPage = 104, "THP_UNDERUSED_SPLIT_PAGE", "thp_underused_split_page";
        /// PMD mappings that were split.
        ThpSplitPmd = 105, "THP_SPLIT_PMD", "thp_split_pmd";
        /// Collapses abandoned because of too many empty entries.
        ThpScanExceedNonePte = 106, "THP_SCAN_EXCEED_NONE_PTE", "thp_scan_exceed_none_pte";
        /// Collapses abandoned because of too many swapped-out pages.
        ThpScanExceedSwapPte = 107, "THP_SCAN_EXCEED_SWAP_PTE", "thp_scan_exceed_swap_pte";
        /// Collapses abandoned because of too many shared pages.
        ThpScanExceedSharePte = 108, "THP_SCAN_EXCEED_SHARE_PTE", "thp_scan_exceed_share_pte";
        /// PUD mappings (1 GiB) that were split.
        ThpSplitPud = 109, "THP_SPLIT_PUD", "thp_split_pud";
        /// Allocations of the huge zero page.
        ThpZeroPageAlloc = 110, "THP_ZERO_PAGE_ALLOC", "thp_zero_page_alloc";
        /// Failed allocations of the huge zero page.
        ThpZeroPageAllocFailed = 111, "THP_ZERO_PAGE_ALLOC_FAILED", "thp_zero_page_alloc_failed";
        /// Huge pages swapped out without a split.
        ThpSwpout = 112, "THP_SWPOUT", "thp_swpout";
        /// Huge pages that were split to be swapped out.
        ThpSwpoutFallback = 113, "THP_SWPOUT_FALLBACK", "thp_swpout_fallback";
        /// Entries that NUMA balancing changed to fault on the next access.
        NumaPteUpdates = 114, "NUMA_PTE_UPDATES", "numa_pte_updates";
        /// Huge entries that NUMA balancing changed to fault on the next access.
        NumaHugePteUpdates = 115, "NUMA_HUGE_PTE_UPDATES", "numa_huge_pte_updates";
        /// NUMA hinting faults.
        NumaHintFaults = 116, "NUMA_HINT_FAULTS", "numa_hint_faults";
        /// NUMA hinting faults on memory of the faulting CPU's node.
        NumaHintFaultsLocal = 117, "NUMA_HINT_FAULTS_LOCAL", "numa_hint_faults_local";
        /// Pages migrated by NUMA balancing.
        NumaPagesMigrated = 118, "NUMA_PAGES_MIGRATED", "numa_pages_migrated";
        /// Pages demoted by kswapd.
        PgdemoteKswapd = 119, "PGDEMOTE_KSWAPD", "pgdemote_kswapd";
        /// Pages demoted by direct reclaim.
        PgdemoteDirect = 120, "PGDEMOTE_DIRECT", "pgdemote_direct";
        /// Pages demoted by khugepaged.
        PgdemoteKhugepaged = 121, "PGDEMOTE_KHUGEPAGED", "pgdemote_khugepaged";
        /// Pages demoted by proactive reclaim.
        PgdemoteProactive = 122, "PGDEMOTE_PROACTIVE", "pgdemote_proactive";
        /// Pages promoted to a faster tier.
        PgpromoteSuccess = 123, "PGPROMOTE_SUCCESS", "pgpromote_success";
        /// Candidates for promotion.
        PgpromoteCandidate = 124, "PGPROMOTE_CANDIDATE", "pgpromote_candidate";
        /// Candidates for promotion without regard to the rate limit.
        PgpromoteCandidateNrl = 125, "PGPROMOTE_CANDIDATE_NRL", "pgpromote_candidate_nrl";
        /// Pages allocated from the preferred node.
        NumaHit = 126, "NUMA_HIT", "numa_hit";
        /// Pages allocated from this node although another was preferred.
        NumaMiss = 127, "NUMA_MISS", "numa_miss";
        /// Pages allocated from another node although this one was preferred.
        NumaForeign = 128, "NUMA_FOREIGN", "numa_foreign";
        /// Pages allocated from the node that interleaving chose.
        NumaInterleave = 129, "NUMA_INTERLEAVE", "numa_interleave";
        /// Pages allocated from the node of the allocating CPU.
        NumaLocal = 130, "NUMA_LOCAL", "numa_local";
        /// Pages allocated for a CPU of another node.
        NumaOther = 131, "NUMA_OTHER", "numa_other";
        /// Pages read from swap.
        Pswpin = 132, "PSWPIN", "pswpin";
        /// Pages written to swap.
        Pswpout = 133, "PSWPOUT", "pswpout";
        /// Pages read ahead from swap.
        SwapRa = 134, "SWAP_RA", "swap_ra";
        /// Pages read ahead from swap that were used.
        SwapRaHit = 135, "SWAP_RA_HIT", "swap_ra_hit";
        /// Zero-filled pages swapped in without I/O.
        SwpinZero = 136, "SWPIN_ZERO", "swpin_zero";
        /// Zero-filled pages swapped out without I/O.
        SwpoutZero = 137, "SWPOUT_ZERO", "swpout_zero";
        /// Swap-ins, counted by folio.
        Nrswpin = 138, "NRSWPIN", "nrswpin";
        /// Swap-outs, counted by folio.
        Nrswpout = 139, "NRSWPOUT", "nrswpout";
        /// Pages decompressed from zswap.
        Zswpin = 140, "ZSWPIN", "zswpin";
        /// Pages compressed into zswap.
        Zswpout = 141, "ZSWPOUT", "zswpout";
        /// Pages written back from zswap to swap.
        Zswpwb = 142, "ZSWPWB", "zswpwb";
        /// Copies made when a KSM page was swapped in.
        KsmSwpinCopy = 143, "KSM_SWPIN_COPY", "ksm_swpin_copy";
        /// Copy-on-write faults on KSM pages.
        CowKsm = 144, "COW_KSM", "cow_ksm";
        /// Processes that the OOM killer killed.
        OomKill = 145, "OOM_KILL", "oom_kill";
        /// Pages with a memory failure (sum of memory_failure/total over all nodes).
        MfTotal = 146, "MF_TOTAL", "mf_total";
        /// Failed pages that were ignored.
        MfIgnored = 147, "MF_IGNORED", "mf_ignored";
        /// Failed pages that could not be handled.
        MfFailed = 148, "MF_FAILED", "mf_failed";
        /// Failed pages whose handling was delayed until their next use.
        MfDelayed = 149, "MF_DELAYED", "mf_delayed";
        /// Failed pages that were recovered.
        MfRecovered = 150, "MF_RECOVERED", "mf_recovered";
        /// Data read from block devices, in KiB.
        Pgpgin = 151, "PGPGIN", "pgpgin";
        /// Data written to block devices, in KiB.
        Pgpgout = 152, "PGPGOUT", "pgpgout";
        /// Pages that were dirtied.
        NrDirtied = 153, "NR_DIRTIED", "nr_dirtied";
        /// Pages written back.
        NrWritten = 154, "NR_WRITTEN", "nr_written";
        /// Mappings of 2 MiB in the direct map that were split.
        DirectMapLevel2Splits = 155, "DIRECT_MAP_LEVEL2_SPLITS", "direct_map_level2_splits";
        /// Mappings of 1 GiB in the direct map that were split.
        DirectMapLevel3Splits = 156, "DIRECT_MAP_LEVEL3_SPLITS", "direct_map_level3_splits";
        /// Mappings of 2 MiB in the direct map that were restored.
        DirectMapLevel2Collapses = 157, "DIRECT_MAP_LEVEL2_COLLAPSES", "direct_map_level2_collapses";
        /// Mappings of 1 GiB in the direct map that were restored.
        DirectMapLevel3Collapses = 158, "DIRECT_MAP_LEVEL3_COLLAPSES", "direct_map_level3_collapses";
        /// TLB flushes requested from other CPUs.
        NrTlbRemoteFlush = 159, "NR_TLB_REMOTE_FLUSH", "nr_tlb_remote_flush";
        /// TLB flushes performed for other CPUs.
        NrTlbRemoteFlushReceived = 160, "NR_TLB_REMOTE_FLUSH_RECEIVED", "nr_tlb_remote_flush_received";
        /// Full flushes of the local TLB.
        NrTlbLocalFlushAll = 161, "NR_TLB_LOCAL_FLUSH_ALL", "nr_tlb_local_flush_all";
        /// Flushes of one entry of the local TLB.
        NrTlbLocalFlushOne = 162, "NR_TLB_LOCAL_FLUSH_ONE", "nr_tlb_local_flush_one";
    }
}
