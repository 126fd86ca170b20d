// SPDX-License-Identifier: GPL-2.0

//! Counters of nodes and zones. The numbers belong to this interface and do not follow the
//! kernel's.

declare! {
    /// Counters of a node (`enum node_stat_item`, include/linux/mmzone.h), with the names of
    /// /proc/vmstat. The unit is pages unless noted; huge pages count once.
    names NodeStat = "RMM_NODE_STAT_" {
        /// Anonymous pages on the inactive list.
        InactiveAnon = 0, "INACTIVE_ANON", "nr_inactive_anon";
        /// Anonymous pages on the active list.
        ActiveAnon = 1, "ACTIVE_ANON", "nr_active_anon";
        /// File pages on the inactive list.
        InactiveFile = 2, "INACTIVE_FILE", "nr_inactive_file";
        /// File pages on the active list.
        ActiveFile = 3, "ACTIVE_FILE", "nr_active_file";
        /// Unevictable pages.
        Unevictable = 4, "UNEVICTABLE", "nr_unevictable";
        /// Slab pages that shrinkers can free.
        SlabReclaimable = 5, "SLAB_RECLAIMABLE", "nr_slab_reclaimable";
        /// Slab pages that no shrinker can free.
        SlabUnreclaimable = 6, "SLAB_UNRECLAIMABLE", "nr_slab_unreclaimable";
        /// Isolated anonymous pages.
        IsolatedAnon = 7, "ISOLATED_ANON", "nr_isolated_anon";
        /// Isolated file pages.
        IsolatedFile = 8, "ISOLATED_FILE", "nr_isolated_file";
        /// xarray nodes of the page cache that hold shadow entries.
        WorkingsetNodes = 9, "WORKINGSET_NODES", "workingset_nodes";
        /// Refaults of anonymous pages after eviction.
        WorkingsetRefaultAnon = 10, "WORKINGSET_REFAULT_ANON", "workingset_refault_anon";
        /// Refaults of file pages after eviction.
        WorkingsetRefaultFile = 11, "WORKINGSET_REFAULT_FILE", "workingset_refault_file";
        /// Refaulted anonymous pages that were activated immediately.
        WorkingsetActivateAnon = 12, "WORKINGSET_ACTIVATE_ANON", "workingset_activate_anon";
        /// Refaulted file pages that were activated immediately.
        WorkingsetActivateFile = 13, "WORKINGSET_ACTIVATE_FILE", "workingset_activate_file";
        /// Refaulted anonymous pages that were active before their eviction.
        WorkingsetRestoreAnon = 14, "WORKINGSET_RESTORE_ANON", "workingset_restore_anon";
        /// Refaulted file pages that were active before their eviction.
        WorkingsetRestoreFile = 15, "WORKINGSET_RESTORE_FILE", "workingset_restore_file";
        /// xarray nodes of shadow entries that were reclaimed.
        WorkingsetNodereclaim = 16, "WORKINGSET_NODERECLAIM", "workingset_nodereclaim";
        /// Mapped anonymous pages.
        AnonMapped = 17, "ANON_MAPPED", "nr_anon_pages";
        /// Mapped page-cache pages.
        FileMapped = 18, "FILE_MAPPED", "nr_mapped";
        /// Page-cache pages, shmem included.
        FilePages = 19, "FILE_PAGES", "nr_file_pages";
        /// Dirty page-cache pages.
        FileDirty = 20, "FILE_DIRTY", "nr_dirty";
        /// Pages under writeback.
        Writeback = 21, "WRITEBACK", "nr_writeback";
        /// Pages of shmem and tmpfs.
        Shmem = 22, "SHMEM", "nr_shmem";
        /// Huge pages of shmem.
        ShmemThps = 23, "SHMEM_THPS", "nr_shmem_hugepages";
        /// Huge pages of shmem mapped by a PMD.
        ShmemPmdmapped = 24, "SHMEM_PMDMAPPED", "nr_shmem_pmdmapped";
        /// Huge pages of files.
        FileThps = 25, "FILE_THPS", "nr_file_hugepages";
        /// Huge pages of files mapped by a PMD.
        FilePmdmapped = 26, "FILE_PMDMAPPED", "nr_file_pmdmapped";
        /// Anonymous huge pages.
        AnonThps = 27, "ANON_THPS", "nr_anon_transparent_hugepages";
        /// Pages that reclaim wrote out.
        VmscanWrite = 28, "VMSCAN_WRITE", "nr_vmscan_write";
        /// Pages marked for reclaim as soon as their writeback ends.
        VmscanImmediate = 29, "VMSCAN_IMMEDIATE", "nr_vmscan_immediate_reclaim";
        /// Pages dirtied since boot.
        Dirtied = 30, "DIRTIED", "nr_dirtied";
        /// Pages written back since boot.
        Written = 31, "WRITTEN", "nr_written";
        /// Pages written back while reclaim was throttled.
        ThrottledWritten = 32, "THROTTLED_WRITTEN", "nr_throttled_written";
        /// Reclaimable kernel pages outside slab.
        KernelMiscReclaimable = 33, "KERNEL_MISC_RECLAIMABLE", "nr_kernel_misc_reclaimable";
        /// Page pins acquired (FOLL_PIN).
        FollPinAcquired = 34, "FOLL_PIN_ACQUIRED", "nr_foll_pin_acquired";
        /// Page pins released.
        FollPinReleased = 35, "FOLL_PIN_RELEASED", "nr_foll_pin_released";
        /// Pages of vmalloc areas.
        Vmalloc = 36, "VMALLOC", "nr_vmalloc";
        /// Kernel stacks, in KiB.
        KernelStackKb = 37, "KERNEL_STACK_KB", "nr_kernel_stack";
        /// Shadow call stacks, in KiB.
        KernelScsKb = 38, "KERNEL_SCS_KB", "nr_shadow_call_stack";
        /// Pages used as page tables.
        Pagetable = 39, "PAGETABLE", "nr_page_table_pages";
        /// Pages used as secondary page tables: KVM, IOMMU.
        SecondaryPagetable = 40, "SECONDARY_PAGETABLE", "nr_sec_page_table_pages";
        /// Pages allocated by the IOMMU.
        IommuPages = 41, "IOMMU_PAGES", "nr_iommu_pages";
        /// Pages of the swap cache.
        Swapcache = 42, "SWAPCACHE", "nr_swapcached";
        /// Pages promoted to a faster tier.
        PgpromoteSuccess = 43, "PGPROMOTE_SUCCESS", "pgpromote_success";
        /// Candidates for promotion.
        PgpromoteCandidate = 44, "PGPROMOTE_CANDIDATE", "pgpromote_candidate";
        /// Candidates for promotion without regard to the rate limit.
        PgpromoteCandidateNrl = 45, "PGPROMOTE_CANDIDATE_NRL", "pgpromote_candidate_nrl";
        /// Pages that kswapd demoted.
        PgdemoteKswapd = 46, "PGDEMOTE_KSWAPD", "pgdemote_kswapd";
        /// Pages that direct reclaim demoted.
        PgdemoteDirect = 47, "PGDEMOTE_DIRECT", "pgdemote_direct";
        /// Pages that reclaim by khugepaged demoted.
        PgdemoteKhugepaged = 48, "PGDEMOTE_KHUGEPAGED", "pgdemote_khugepaged";
        /// Pages that proactive reclaim demoted.
        PgdemoteProactive = 49, "PGDEMOTE_PROACTIVE", "pgdemote_proactive";
        /// Pages that kswapd reclaimed.
        PgstealKswapd = 50, "PGSTEAL_KSWAPD", "pgsteal_kswapd";
        /// Pages that direct reclaim reclaimed.
        PgstealDirect = 51, "PGSTEAL_DIRECT", "pgsteal_direct";
        /// Pages that reclaim by khugepaged reclaimed.
        PgstealKhugepaged = 52, "PGSTEAL_KHUGEPAGED", "pgsteal_khugepaged";
        /// Pages that proactive reclaim reclaimed.
        PgstealProactive = 53, "PGSTEAL_PROACTIVE", "pgsteal_proactive";
        /// Anonymous pages reclaimed.
        PgstealAnon = 54, "PGSTEAL_ANON", "pgsteal_anon";
        /// File pages reclaimed.
        PgstealFile = 55, "PGSTEAL_FILE", "pgsteal_file";
        /// Pages that kswapd scanned.
        PgscanKswapd = 56, "PGSCAN_KSWAPD", "pgscan_kswapd";
        /// Pages that direct reclaim scanned.
        PgscanDirect = 57, "PGSCAN_DIRECT", "pgscan_direct";
        /// Pages that reclaim by khugepaged scanned.
        PgscanKhugepaged = 58, "PGSCAN_KHUGEPAGED", "pgscan_khugepaged";
        /// Pages that proactive reclaim scanned.
        PgscanProactive = 59, "PGSCAN_PROACTIVE", "pgscan_proactive";
        /// Anonymous pages scanned.
        PgscanAnon = 60, "PGSCAN_ANON", "pgscan_anon";
        /// File pages scanned.
        PgscanFile = 61, "PGSCAN_FILE", "pgscan_file";
        /// Anonymous pages that reclaim returned to their list because they were in use.
        PgrotateAnon = 62, "PGROTATE_ANON", "pgrotate_anon";
        /// File pages that reclaim returned to their list because they were in use.
        PgrotateFile = 63, "PGROTATE_FILE", "pgrotate_file";
        /// Pages scanned on active lists.
        Pgrefill = 64, "PGREFILL", "pgrefill";
        /// hugetlb pages in use.
        Hugetlb = 65, "HUGETLB", "nr_hugetlb";
        /// Pages held by balloon drivers.
        BalloonPages = 66, "BALLOON_PAGES", "nr_balloon_pages";
        /// Page-cache pages owned by the kernel.
        KernelFilePages = 67, "KERNEL_FILE_PAGES", "nr_kernel_file_pages";
        /// Pages assigned to GPU objects.
        GpuActive = 68, "GPU_ACTIVE", "nr_gpu_active";
        /// Pages in shrinkable GPU pools.
        GpuReclaim = 69, "GPU_RECLAIM", "nr_gpu_reclaim";
    }

    /// Counters of a zone (`enum zone_stat_item`), in pages, with the names of /proc/vmstat.
    names ZoneStat = "RMM_ZONE_STAT_" {
        /// Free pages.
        FreePages = 0, "FREE_PAGES", "nr_free_pages";
        /// Free pages in completely free page blocks.
        FreePagesBlocks = 1, "FREE_PAGES_BLOCKS", "nr_free_pages_blocks";
        /// Inactive anonymous pages.
        InactiveAnon = 2, "INACTIVE_ANON", "nr_zone_inactive_anon";
        /// Active anonymous pages.
        ActiveAnon = 3, "ACTIVE_ANON", "nr_zone_active_anon";
        /// Inactive file pages.
        InactiveFile = 4, "INACTIVE_FILE", "nr_zone_inactive_file";
        /// Active file pages.
        ActiveFile = 5, "ACTIVE_FILE", "nr_zone_active_file";
        /// Unevictable pages.
        Unevictable = 6, "UNEVICTABLE", "nr_zone_unevictable";
        /// Dirty pages and pages under writeback.
        WritePending = 7, "WRITE_PENDING", "nr_zone_write_pending";
        /// Mlocked pages.
        Mlock = 8, "MLOCK", "nr_mlock";
        /// Pages of zsmalloc.
        Zspages = 9, "ZSPAGES", "nr_zspages";
        /// Free pages in CMA areas.
        FreeCmaPages = 10, "FREE_CMA_PAGES", "nr_free_cma";
        /// Pages that the guest has not accepted yet (confidential computing).
        Unaccepted = 11, "UNACCEPTED", "nr_unaccepted";
    }

    /// NUMA events of a zone since boot (`enum numa_stat_item`), in allocations, with the names of
    /// /proc/vmstat.
    names NumaEvent = "RMM_NUMA_" {
        /// Allocated from this node, which was preferred.
        Hit = 0, "HIT", "numa_hit";
        /// Allocated from this node although another was preferred.
        Miss = 1, "MISS", "numa_miss";
        /// Allocated from another node although this one was preferred.
        Foreign = 2, "FOREIGN", "numa_foreign";
        /// Allocated from this node, which interleaving chose.
        InterleaveHit = 3, "INTERLEAVE_HIT", "numa_interleave";
        /// Allocated by a CPU of this node.
        Local = 4, "LOCAL", "numa_local";
        /// Allocated by a CPU of another node.
        Other = 5, "OTHER", "numa_other";
    }
}
