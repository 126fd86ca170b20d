// SPDX-License-Identifier: GPL-2.0

//! Faults, migrations and reclaim, counted while somebody watches: `RMM_FAULTS`, `/proc/rmm/faults`.

declare! {
    /// Argument of `RMM_FAULTS`, on `/dev/rmm`.
    ///
    /// Nothing is attached to the kernel until a call asks for it. A descriptor counts from that
    /// call to one with `RMM_FAULTS_DETACH`, or to its end. CAP_SYS_ADMIN, of opener and caller; for one
    /// process CAP_SYS_PTRACE, too. `EBUSY` to attach what is attached, or when too many processes are
    /// watched; `ENXIO` for counts of a descriptor that counts nothing.
    record FaultsArgs = "rmm_faults" {
        /// Size of this structure as the caller knows it.
        size: u32,
        /// `RMM_FAULTS_*`.
        flags: u32,
        /// With `RMM_FAULTS_ATTACH`: the process (its number in the initial pid namespace) in which
        /// events are counted, or 0 for all. Else must be zero.
        pid: i32,
        /// Must be zero.
        reserved: u32,
        /// Array of `struct rmm_fault_count` for the counts, as they were before a detach.
        buf: u64,
        /// Records that `buf` has room for; 0 if none are asked for.
        capacity: u32,
        /// Size of a record as the caller knows it.
        record_size: u32,
        /// Out: records written.
        count: u32,
        /// Out: counters that exist.
        total: u32,
        /// Out: how long the descriptor has counted.
        watched_ns: u64,
    }

    /// A counter of `RMM_FAULTS`.
    record FaultCountRecord = "rmm_fault_count" {
        /// `RMM_FAULT_*`.
        kind: u32,
        /// Zero.
        reserved: u32,
        /// Since the descriptor counts; `RMM_ABSENT` if this kernel lacks the tracepoint.
        count: u64,
    }

    /// Bits of `rmm_faults.flags`.
    bits FaultsFlag: u32 = "RMM_FAULTS_" {
        /// Start counting.
        ATTACH = 0, "ATTACH", "attach";
        /// Stop counting.
        DETACH = 1, "DETACH", "detach";
    }

    /// Kinds of events that are counted by tracepoints. Events of a process are those in its own
    /// context: its faults, its direct reclaim and compaction, the migrations that it does.
    names FaultKind = "RMM_FAULT_" {
        /// In user mode (page_fault_user).
        FaultUser = 0, "USER", "fault_user";
        /// In the kernel, on addresses of either (page_fault_kernel).
        FaultKernel = 1, "KERNEL", "fault_kernel";
        /// A read where nothing was present.
        FaultNotPresentRead = 2, "NOT_PRESENT_READ", "fault_not_present_read";
        /// A write where nothing was present.
        FaultNotPresentWrite = 3, "NOT_PRESENT_WRITE", "fault_not_present_write";
        /// An instruction fetch where nothing was present.
        FaultNotPresentInstruction = 4, "NOT_PRESENT_INSTRUCTION", "fault_not_present_instruction";
        /// A read that a present entry forbids.
        FaultProtectionRead = 5, "PROTECTION_READ", "fault_protection_read";
        /// A write that a present entry forbids: copy on write, among others.
        FaultProtectionWrite = 6, "PROTECTION_WRITE", "fault_protection_write";
        /// An instruction fetch that a present entry forbids.
        FaultProtectionInstruction = 7, "PROTECTION_INSTRUCTION", "fault_protection_instruction";
        /// Those on a reserved bit of an entry.
        FaultReservedBit = 8, "RESERVED_BIT", "fault_reserved_bit";
        /// Those on a protection key.
        FaultProtectionKey = 9, "PROTECTION_KEY", "fault_protection_key";
        /// Those of shadow-stack accesses.
        FaultShadowStack = 10, "SHADOW_STACK", "fault_shadow_stack";
        /// Those that SGX refused.
        FaultSgx = 11, "SGX", "fault_sgx";
        /// Those on the reverse map table of SEV-SNP.
        FaultRmp = 12, "RMP", "fault_rmp";
        /// Pages moved for compaction.
        MigrateCompactionSucceededPages = 13, "MIGRATE_COMPACTION_SUCCEEDED_PAGES", "migrate_compaction_succeeded_pages";
        /// Pages not moved for compaction.
        MigrateCompactionFailedPages = 14, "MIGRATE_COMPACTION_FAILED_PAGES", "migrate_compaction_failed_pages";
        /// Pages moved for a memory failure.
        MigrateMemoryFailureSucceededPages = 15, "MIGRATE_MEMORY_FAILURE_SUCCEEDED_PAGES", "migrate_memory_failure_succeeded_pages";
        /// Pages not moved for a memory failure.
        MigrateMemoryFailureFailedPages = 16, "MIGRATE_MEMORY_FAILURE_FAILED_PAGES", "migrate_memory_failure_failed_pages";
        /// Pages moved for memory that is taken offline.
        MigrateMemoryHotplugSucceededPages = 17, "MIGRATE_MEMORY_HOTPLUG_SUCCEEDED_PAGES", "migrate_memory_hotplug_succeeded_pages";
        /// Pages not moved for memory that is taken offline.
        MigrateMemoryHotplugFailedPages = 18, "MIGRATE_MEMORY_HOTPLUG_FAILED_PAGES", "migrate_memory_hotplug_failed_pages";
        /// Pages moved for move_pages(2), migrate_pages(2) or a cpuset.
        MigrateSyscallSucceededPages = 19, "MIGRATE_SYSCALL_SUCCEEDED_PAGES", "migrate_syscall_succeeded_pages";
        /// Pages not moved for move_pages(2), migrate_pages(2) or a cpuset.
        MigrateSyscallFailedPages = 20, "MIGRATE_SYSCALL_FAILED_PAGES", "migrate_syscall_failed_pages";
        /// Pages moved for mbind(2).
        MigrateMbindSucceededPages = 21, "MIGRATE_MBIND_SUCCEEDED_PAGES", "migrate_mbind_succeeded_pages";
        /// Pages not moved for mbind(2).
        MigrateMbindFailedPages = 22, "MIGRATE_MBIND_FAILED_PAGES", "migrate_mbind_failed_pages";
        /// Pages moved for NUMA balancing.
        MigrateNumaMisplacedSucceededPages = 23, "MIGRATE_NUMA_MISPLACED_SUCCEEDED_PAGES", "migrate_numa_misplaced_succeeded_pages";
        /// Pages not moved for NUMA balancing.
        MigrateNumaMisplacedFailedPages = 24, "MIGRATE_NUMA_MISPLACED_FAILED_PAGES", "migrate_numa_misplaced_failed_pages";
        /// Pages moved for an allocation of a contiguous range.
        MigrateContigRangeSucceededPages = 25, "MIGRATE_CONTIG_RANGE_SUCCEEDED_PAGES", "migrate_contig_range_succeeded_pages";
        /// Pages not moved for an allocation of a contiguous range.
        MigrateContigRangeFailedPages = 26, "MIGRATE_CONTIG_RANGE_FAILED_PAGES", "migrate_contig_range_failed_pages";
        /// Pages moved for a long-term pin.
        MigrateLongtermPinSucceededPages = 27, "MIGRATE_LONGTERM_PIN_SUCCEEDED_PAGES", "migrate_longterm_pin_succeeded_pages";
        /// Pages not moved for a long-term pin.
        MigrateLongtermPinFailedPages = 28, "MIGRATE_LONGTERM_PIN_FAILED_PAGES", "migrate_longterm_pin_failed_pages";
        /// Pages moved for demotion.
        MigrateDemotionSucceededPages = 29, "MIGRATE_DEMOTION_SUCCEEDED_PAGES", "migrate_demotion_succeeded_pages";
        /// Pages not moved for demotion.
        MigrateDemotionFailedPages = 30, "MIGRATE_DEMOTION_FAILED_PAGES", "migrate_demotion_failed_pages";
        /// Pages moved for DAMON.
        MigrateDamonSucceededPages = 31, "MIGRATE_DAMON_SUCCEEDED_PAGES", "migrate_damon_succeeded_pages";
        /// Pages not moved for DAMON.
        MigrateDamonFailedPages = 32, "MIGRATE_DAMON_FAILED_PAGES", "migrate_damon_failed_pages";
        /// Pages moved for a reason that this version does not know.
        MigrateOtherReasonSucceededPages = 33, "MIGRATE_OTHER_REASON_SUCCEEDED_PAGES", "migrate_other_reason_succeeded_pages";
        /// Pages not moved for a reason that this version does not know.
        MigrateOtherReasonFailedPages = 34, "MIGRATE_OTHER_REASON_FAILED_PAGES", "migrate_other_reason_failed_pages";
        /// Pages moved in mode MIGRATE_ASYNC.
        MigrateAsyncSucceededPages = 35, "MIGRATE_ASYNC_SUCCEEDED_PAGES", "migrate_async_succeeded_pages";
        /// Pages not moved in mode MIGRATE_ASYNC.
        MigrateAsyncFailedPages = 36, "MIGRATE_ASYNC_FAILED_PAGES", "migrate_async_failed_pages";
        /// Pages moved in mode MIGRATE_SYNC_LIGHT.
        MigrateSyncLightSucceededPages = 37, "MIGRATE_SYNC_LIGHT_SUCCEEDED_PAGES", "migrate_sync_light_succeeded_pages";
        /// Pages not moved in mode MIGRATE_SYNC_LIGHT.
        MigrateSyncLightFailedPages = 38, "MIGRATE_SYNC_LIGHT_FAILED_PAGES", "migrate_sync_light_failed_pages";
        /// Pages moved in mode MIGRATE_SYNC.
        MigrateSyncSucceededPages = 39, "MIGRATE_SYNC_SUCCEEDED_PAGES", "migrate_sync_succeeded_pages";
        /// Pages not moved in mode MIGRATE_SYNC.
        MigrateSyncFailedPages = 40, "MIGRATE_SYNC_FAILED_PAGES", "migrate_sync_failed_pages";
        /// Pages moved in a mode that this version does not know.
        MigrateOtherModeSucceededPages = 41, "MIGRATE_OTHER_MODE_SUCCEEDED_PAGES", "migrate_other_mode_succeeded_pages";
        /// Pages not moved in a mode that this version does not know.
        MigrateOtherModeFailedPages = 42, "MIGRATE_OTHER_MODE_FAILED_PAGES", "migrate_other_mode_failed_pages";
        /// Huge pages moved, as such.
        MigrateThpSucceeded = 43, "MIGRATE_THP_SUCCEEDED", "migrate_thp_succeeded";
        /// Huge pages not moved.
        MigrateThpFailed = 44, "MIGRATE_THP_FAILED", "migrate_thp_failed";
        /// Huge pages split because they could not be moved as such.
        MigrateThpSplit = 45, "MIGRATE_THP_SPLIT", "migrate_thp_split";
        /// Large folios split because they could not be moved as such.
        MigrateLargeFolioSplit = 46, "MIGRATE_LARGE_FOLIO_SPLIT", "migrate_large_folio_split";
        /// Collapses of anonymous memory to a huge page that failed without a more exact word.
        CollapseFailed = 47, "COLLAPSE_FAILED", "collapse_failed";
        /// Collapses of anonymous memory to a huge page that succeeded.
        CollapseSucceeded = 48, "COLLAPSE_SUCCEEDED", "collapse_succeeded";
        /// Those that ended with `no_pte_table`, the word of mm_collapse_huge_page.
        CollapseNoPteTable = 49, "COLLAPSE_NO_PTE_TABLE", "collapse_no_pte_table";
        /// Those that ended with `page_pmd_mapped`, the word of mm_collapse_huge_page.
        CollapsePagePmdMapped = 50, "COLLAPSE_PAGE_PMD_MAPPED", "collapse_page_pmd_mapped";
        /// Those that ended with `exceed_none_pte`, the word of mm_collapse_huge_page.
        CollapseExceedNonePte = 51, "COLLAPSE_EXCEED_NONE_PTE", "collapse_exceed_none_pte";
        /// Those that ended with `exceed_swap_pte`, the word of mm_collapse_huge_page.
        CollapseExceedSwapPte = 52, "COLLAPSE_EXCEED_SWAP_PTE", "collapse_exceed_swap_pte";
        /// Those that ended with `exceed_shared_pte`, the word of mm_collapse_huge_page.
        CollapseExceedSharedPte = 53, "COLLAPSE_EXCEED_SHARED_PTE", "collapse_exceed_shared_pte";
        /// Those that ended with `pte_non_present`, the word of mm_collapse_huge_page.
        CollapsePteNonPresent = 54, "COLLAPSE_PTE_NON_PRESENT", "collapse_pte_non_present";
        /// Those that ended with `pte_uffd_wp`, the word of mm_collapse_huge_page.
        CollapsePteUffdWp = 55, "COLLAPSE_PTE_UFFD_WP", "collapse_pte_uffd_wp";
        /// Those that ended with `pte_mapped_hugepage`, the word of mm_collapse_huge_page.
        CollapsePteMappedHugepage = 56, "COLLAPSE_PTE_MAPPED_HUGEPAGE", "collapse_pte_mapped_hugepage";
        /// Those that ended with `lack_referenced_page`, the word of mm_collapse_huge_page.
        CollapseLackReferencedPage = 57, "COLLAPSE_LACK_REFERENCED_PAGE", "collapse_lack_referenced_page";
        /// Those that ended with `page_null`, the word of mm_collapse_huge_page.
        CollapsePageNull = 58, "COLLAPSE_PAGE_NULL", "collapse_page_null";
        /// Those that ended with `scan_aborted`, the word of mm_collapse_huge_page.
        CollapseScanAborted = 59, "COLLAPSE_SCAN_ABORTED", "collapse_scan_aborted";
        /// Those that ended with `not_suitable_page_count`, the word of mm_collapse_huge_page.
        CollapseNotSuitablePageCount = 60, "COLLAPSE_NOT_SUITABLE_PAGE_COUNT", "collapse_not_suitable_page_count";
        /// Those that ended with `page_not_in_lru`, the word of mm_collapse_huge_page.
        CollapsePageNotInLru = 61, "COLLAPSE_PAGE_NOT_IN_LRU", "collapse_page_not_in_lru";
        /// Those that ended with `page_locked`, the word of mm_collapse_huge_page.
        CollapsePageLocked = 62, "COLLAPSE_PAGE_LOCKED", "collapse_page_locked";
        /// Those that ended with `page_not_anon`, the word of mm_collapse_huge_page.
        CollapsePageNotAnon = 63, "COLLAPSE_PAGE_NOT_ANON", "collapse_page_not_anon";
        /// Those that ended with `page_lazyfree`, the word of mm_collapse_huge_page.
        CollapsePageLazyfree = 64, "COLLAPSE_PAGE_LAZYFREE", "collapse_page_lazyfree";
        /// Those that ended with `page_compound`, the word of mm_collapse_huge_page.
        CollapsePageCompound = 65, "COLLAPSE_PAGE_COMPOUND", "collapse_page_compound";
        /// Those that ended with `no_process_for_page`, the word of mm_collapse_huge_page.
        CollapseNoProcessForPage = 66, "COLLAPSE_NO_PROCESS_FOR_PAGE", "collapse_no_process_for_page";
        /// Those that ended with `vma_null`, the word of mm_collapse_huge_page.
        CollapseVmaNull = 67, "COLLAPSE_VMA_NULL", "collapse_vma_null";
        /// Those that ended with `vma_check_failed`, the word of mm_collapse_huge_page.
        CollapseVmaCheckFailed = 68, "COLLAPSE_VMA_CHECK_FAILED", "collapse_vma_check_failed";
        /// Those that ended with `not_suitable_address_range`, the word of mm_collapse_huge_page.
        CollapseNotSuitableAddressRange = 69, "COLLAPSE_NOT_SUITABLE_ADDRESS_RANGE", "collapse_not_suitable_address_range";
        /// Those that ended with `could_not_delete_page_from_lru`, the word of mm_collapse_huge_page.
        CollapseCouldNotDeletePageFromLru = 70, "COLLAPSE_COULD_NOT_DELETE_PAGE_FROM_LRU", "collapse_could_not_delete_page_from_lru";
        /// Those that ended with `alloc_huge_page_failed`, the word of mm_collapse_huge_page.
        CollapseAllocHugePageFailed = 71, "COLLAPSE_ALLOC_HUGE_PAGE_FAILED", "collapse_alloc_huge_page_failed";
        /// Those that ended with `ccgroup_charge_failed`, the word of mm_collapse_huge_page.
        CollapseCcgroupChargeFailed = 72, "COLLAPSE_CCGROUP_CHARGE_FAILED", "collapse_ccgroup_charge_failed";
        /// Those that ended with `truncated`, the word of mm_collapse_huge_page.
        CollapseTruncated = 73, "COLLAPSE_TRUNCATED", "collapse_truncated";
        /// Those that ended with `page_has_private`, the word of mm_collapse_huge_page.
        CollapsePageHasPrivate = 74, "COLLAPSE_PAGE_HAS_PRIVATE", "collapse_page_has_private";
        /// Those that ended with `store_failed`, the word of mm_collapse_huge_page.
        CollapseStoreFailed = 75, "COLLAPSE_STORE_FAILED", "collapse_store_failed";
        /// Those that ended with `copy_poisoned_page`, the word of mm_collapse_huge_page.
        CollapseCopyPoisonedPage = 76, "COLLAPSE_COPY_POISONED_PAGE", "collapse_copy_poisoned_page";
        /// Those that ended with `page_filled`, the word of mm_collapse_huge_page.
        CollapsePageFilled = 77, "COLLAPSE_PAGE_FILLED", "collapse_page_filled";
        /// Those that ended with `page_dirty_or_writeback`, the word of mm_collapse_huge_page.
        CollapsePageDirtyOrWriteback = 78, "COLLAPSE_PAGE_DIRTY_OR_WRITEBACK", "collapse_page_dirty_or_writeback";
        /// Those that ended in a way that this version does not know.
        CollapseOther = 79, "COLLAPSE_OTHER", "collapse_other";
        /// Collapses of page cache or shmem to a huge page that succeeded.
        CollapseFileSucceeded = 80, "COLLAPSE_FILE_SUCCEEDED", "collapse_file_succeeded";
        /// Those that failed.
        CollapseFileFailed = 81, "COLLAPSE_FILE_FAILED", "collapse_file_failed";
        /// Huge pages split; of the whole machine alone (thp_split_page of /proc/vmstat).
        SplitPage = 82, "SPLIT_PAGE", "split_page";
        /// Huge pages that could not be split; of the whole machine alone.
        SplitPageFailed = 83, "SPLIT_PAGE_FAILED", "split_page_failed";
        /// Huge mappings split; of the whole machine alone (thp_split_pmd).
        SplitPmd = 84, "SPLIT_PMD", "split_pmd";
        /// Direct reclaims begun: a task must free pages to get some.
        ReclaimBegin = 85, "RECLAIM_BEGIN", "reclaim_begin";
        /// Direct reclaims ended.
        ReclaimEnd = 86, "RECLAIM_END", "reclaim_end";
        /// Pages freed by direct reclaims.
        ReclaimPages = 87, "RECLAIM_PAGES", "reclaim_pages";
        /// Direct reclaims whose time is in reclaim_ns; with very many at once some are not timed.
        ReclaimTimed = 88, "RECLAIM_TIMED", "reclaim_timed";
        /// Time in direct reclaim, in ns.
        ReclaimNs = 89, "RECLAIM_NS", "reclaim_ns";
        /// The longest direct reclaim since probes were attached, in ns.
        ReclaimLongestNs = 90, "RECLAIM_LONGEST_NS", "reclaim_longest_ns";
        /// Times that a kswapd woke.
        KswapdWake = 91, "KSWAPD_WAKE", "kswapd_wake";
        /// Times that a kswapd went to sleep.
        KswapdSleep = 92, "KSWAPD_SLEEP", "kswapd_sleep";
        /// Compactions of a zone begun that do not wait for pages.
        CompactionBeginAsync = 93, "COMPACTION_BEGIN_ASYNC", "compaction_begin_async";
        /// Compactions of a zone begun that wait for pages.
        CompactionBeginSync = 94, "COMPACTION_BEGIN_SYNC", "compaction_begin_sync";
        /// Compactions of a zone that ended as `COMPACT_NOT_SUITABLE_ZONE`.
        CompactionNotSuitableZone = 95, "COMPACTION_NOT_SUITABLE_ZONE", "compaction_not_suitable_zone";
        /// Compactions of a zone that ended as `COMPACT_SKIPPED`.
        CompactionSkipped = 96, "COMPACTION_SKIPPED", "compaction_skipped";
        /// Compactions of a zone that ended as `COMPACT_DEFERRED`.
        CompactionDeferred = 97, "COMPACTION_DEFERRED", "compaction_deferred";
        /// Compactions of a zone that ended as `COMPACT_NO_SUITABLE_PAGE`.
        CompactionNoSuitablePage = 98, "COMPACTION_NO_SUITABLE_PAGE", "compaction_no_suitable_page";
        /// Compactions of a zone that ended as `COMPACT_CONTINUE`.
        CompactionContinue = 99, "COMPACTION_CONTINUE", "compaction_continue";
        /// Compactions of a zone that ended as `COMPACT_COMPLETE`.
        CompactionComplete = 100, "COMPACTION_COMPLETE", "compaction_complete";
        /// Compactions of a zone that ended as `COMPACT_PARTIAL_SKIPPED`.
        CompactionPartialSkipped = 101, "COMPACTION_PARTIAL_SKIPPED", "compaction_partial_skipped";
        /// Compactions of a zone that ended as `COMPACT_CONTENDED`.
        CompactionContended = 102, "COMPACTION_CONTENDED", "compaction_contended";
        /// Compactions of a zone that ended as `COMPACT_SUCCESS`.
        CompactionSuccess = 103, "COMPACTION_SUCCESS", "compaction_success";
        /// Those that ended in a way that this version does not know.
        CompactionOther = 104, "COMPACTION_OTHER", "compaction_other";
        /// Processes chosen by the OOM killer.
        OomVictim = 105, "OOM_VICTIM", "oom_victim";
    }
}
