// SPDX-License-Identifier: GPL-2.0

//! Counters of nodes and zones. The numbers are this interface's own and do not move when the
//! kernel's do.

declare! {
    /// Counters of a node (`enum node_stat_item`), named as /proc/vmstat names them. In pages
    /// unless it says otherwise; huge pages are counted as such.
    names NodeStat = "RMM_NODE_STAT_" {
        /// Anonymous pages on the inactive list.
        InactiveAnon = 0, "INACTIVE_ANON", "nr_inactive_anon";
        /// Anonymous pages on the active list.
        ActiveAnon = 1, "ACTIVE_ANON", "nr_active_anon";
        /// File pages on the inactive list.
        InactiveFile = 2, "INACTIVE_FILE", "nr_inactive_file";
        /// File pages on the active list.
        ActiveFile = 3, "ACTIVE_FILE", "nr_active_file";
        /// Pages that cannot be reclaimed.
        Unevictable = 4, "UNEVICTABLE", "nr_unevictable";
        /// Slab pages that a shrinker can free.
        SlabReclaimable = 5, "SLAB_RECLAIMABLE", "nr_slab_reclaimable";
        /// Slab pages that no shrinker frees.
        SlabUnreclaimable = 6, "SLAB_UNRECLAIMABLE", "nr_slab_unreclaimable";
        /// Anonymous pages taken off their list.
        IsolatedAnon = 7, "ISOLATED_ANON", "nr_isolated_anon";
        /// File pages taken off their list.
        IsolatedFile = 8, "ISOLATED_FILE", "nr_isolated_file";
        /// Nodes of page-cache trees that hold shadow entries.
        WorkingsetNodes = 9, "WORKINGSET_NODES", "workingset_nodes";
        /// Anonymous pages that came back after eviction.
        WorkingsetRefaultAnon = 10, "WORKINGSET_REFAULT_ANON", "workingset_refault_anon";
        /// File pages that came back after eviction.
        WorkingsetRefaultFile = 11, "WORKINGSET_REFAULT_FILE", "workingset_refault_file";
        /// Of these, anonymous pages activated at once.
        WorkingsetActivateAnon = 12, "WORKINGSET_ACTIVATE_ANON", "workingset_activate_anon";
        /// Of these, file pages activated at once.
        WorkingsetActivateFile = 13, "WORKINGSET_ACTIVATE_FILE", "workingset_activate_file";
        /// Of these, anonymous pages that had been active.
        WorkingsetRestoreAnon = 14, "WORKINGSET_RESTORE_ANON", "workingset_restore_anon";
        /// Of these, file pages that had been active.
        WorkingsetRestoreFile = 15, "WORKINGSET_RESTORE_FILE", "workingset_restore_file";
        /// Nodes with shadow entries that were reclaimed.
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
        /// Huge pages of shmem that a PMD maps.
        ShmemPmdmapped = 24, "SHMEM_PMDMAPPED", "nr_shmem_pmdmapped";
        /// Huge pages of files.
        FileThps = 25, "FILE_THPS", "nr_file_hugepages";
        /// Huge pages of files that a PMD maps.
        FilePmdmapped = 26, "FILE_PMDMAPPED", "nr_file_pmdmapped";
        /// Anonymous huge pages.
        AnonThps = 27, "ANON_THPS", "nr_anon_transparent_hugepages";
        /// Pages that reclaim wrote.
        VmscanWrite = 28, "VMSCAN_WRITE", "nr_vmscan_write";
        /// Pages to reclaim as soon as their writeback ends.
        VmscanImmediate = 29, "VMSCAN_IMMEDIATE", "nr_vmscan_immediate_reclaim";
        /// Page dirtyings since boot.
        Dirtied = 30, "DIRTIED", "nr_dirtied";
        /// Page writings since boot.
        Written = 31, "WRITTEN", "nr_written";
        /// Pages written while reclaim was throttled.
        ThrottledWritten = 32, "THROTTLED_WRITTEN", "nr_throttled_written";
        /// Reclaimable kernel pages that are not slab.
        KernelMiscReclaimable = 33, "KERNEL_MISC_RECLAIMABLE", "nr_kernel_misc_reclaimable";
        /// Pins that were taken (FOLL_PIN).
        FollPinAcquired = 34, "FOLL_PIN_ACQUIRED", "nr_foll_pin_acquired";
        /// Pins that were given back.
        FollPinReleased = 35, "FOLL_PIN_RELEASED", "nr_foll_pin_released";
        /// Pages of vmalloc areas.
        Vmalloc = 36, "VMALLOC", "nr_vmalloc";
        /// Kernel stacks, in KiB.
        KernelStackKb = 37, "KERNEL_STACK_KB", "nr_kernel_stack";
        /// Shadow call stacks, in KiB.
        KernelScsKb = 38, "KERNEL_SCS_KB", "nr_shadow_call_stack";
        /// Pages of page tables.
        Pagetable = 39, "PAGETABLE", "nr_page_table_pages";
        /// Pages of secondary page tables: KVM, IOMMU.
        SecondaryPagetable = 40, "SECONDARY_PAGETABLE", "nr_sec_page_table_pages";
        /// Pages that the IOMMU allocated.
        IommuPages = 41, "IOMMU_PAGES", "nr_iommu_pages";
        /// Pages of the swap cache.
        Swapcache = 42, "SWAPCACHE", "nr_swapcached";
        /// Pages promoted to a faster tier.
        PgpromoteSuccess = 43, "PGPROMOTE_SUCCESS", "pgpromote_success";
        /// Candidates for promotion.
        PgpromoteCandidate = 44, "PGPROMOTE_CANDIDATE", "pgpromote_candidate";
        /// Candidates that no rate limit held.
        PgpromoteCandidateNrl = 45, "PGPROMOTE_CANDIDATE_NRL", "pgpromote_candidate_nrl";
        /// Pages that kswapd demoted.
        PgdemoteKswapd = 46, "PGDEMOTE_KSWAPD", "pgdemote_kswapd";
        /// Pages that direct reclaim demoted.
        PgdemoteDirect = 47, "PGDEMOTE_DIRECT", "pgdemote_direct";
        /// Pages that khugepaged demoted.
        PgdemoteKhugepaged = 48, "PGDEMOTE_KHUGEPAGED", "pgdemote_khugepaged";
        /// Pages that proactive reclaim demoted.
        PgdemoteProactive = 49, "PGDEMOTE_PROACTIVE", "pgdemote_proactive";
        /// Pages that kswapd reclaimed.
        PgstealKswapd = 50, "PGSTEAL_KSWAPD", "pgsteal_kswapd";
        /// Pages that direct reclaim reclaimed.
        PgstealDirect = 51, "PGSTEAL_DIRECT", "pgsteal_direct";
        /// Pages that khugepaged reclaimed.
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
        /// Pages that khugepaged scanned.
        PgscanKhugepaged = 58, "PGSCAN_KHUGEPAGED", "pgscan_khugepaged";
        /// Pages that proactive reclaim scanned.
        PgscanProactive = 59, "PGSCAN_PROACTIVE", "pgscan_proactive";
        /// Anonymous pages scanned.
        PgscanAnon = 60, "PGSCAN_ANON", "pgscan_anon";
        /// File pages scanned.
        PgscanFile = 61, "PGSCAN_FILE", "pgscan_file";
        /// Anonymous pages rotated by reclaim.
        PgrotateAnon = 62, "PGROTATE_ANON", "pgrotate_anon";
        /// File pages rotated by reclaim.
        PgrotateFile = 63, "PGROTATE_FILE", "pgrotate_file";
        /// Pages scanned on active lists.
        Pgrefill = 64, "PGREFILL", "pgrefill";
        /// Pages of hugetlb in use.
        Hugetlb = 65, "HUGETLB", "nr_hugetlb";
        /// Pages that a balloon holds.
        BalloonPages = 66, "BALLOON_PAGES", "nr_balloon_pages";
        /// Page-cache pages of the kernel itself.
        KernelFilePages = 67, "KERNEL_FILE_PAGES", "nr_kernel_file_pages";
        /// Pages assigned to objects of a GPU.
        GpuActive = 68, "GPU_ACTIVE", "nr_gpu_active";
        /// Pages in shrinkable pools of a GPU.
        GpuReclaim = 69, "GPU_RECLAIM", "nr_gpu_reclaim";
    }

    /// Counters of a zone (`enum zone_stat_item`), named as /proc/vmstat names them. In pages.
    names ZoneStat = "RMM_ZONE_STAT_" {
        /// Free pages.
        FreePages = 0, "FREE_PAGES", "nr_free_pages";
        /// Free pages in whole free page blocks.
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
        /// Dirty and writeback pages.
        WritePending = 7, "WRITE_PENDING", "nr_zone_write_pending";
        /// Pages that mlock(2) keeps.
        Mlock = 8, "MLOCK", "nr_mlock";
        /// Pages of zsmalloc.
        Zspages = 9, "ZSPAGES", "nr_zspages";
        /// Free pages of CMA.
        FreeCmaPages = 10, "FREE_CMA_PAGES", "nr_free_cma";
        /// Pages that the guest has not accepted yet.
        Unaccepted = 11, "UNACCEPTED", "nr_unaccepted";
    }

    /// NUMA events of a zone (`enum numa_stat_item`) since boot, in allocations, named as
    /// /proc/vmstat names them.
    names NumaEvent = "RMM_NUMA_" {
        /// Allocated here as intended.
        Hit = 0, "HIT", "numa_hit";
        /// Allocated here, though intended elsewhere.
        Miss = 1, "MISS", "numa_miss";
        /// Intended here, allocated elsewhere.
        Foreign = 2, "FOREIGN", "numa_foreign";
        /// Interleaving wanted this node and got it.
        InterleaveHit = 3, "INTERLEAVE_HIT", "numa_interleave";
        /// Allocated by a CPU of this node.
        Local = 4, "LOCAL", "numa_local";
        /// Allocated by a CPU of another node.
        Other = 5, "OTHER", "numa_other";
    }
}
