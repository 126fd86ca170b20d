// SPDX-License-Identifier: GPL-2.0

//! `RMM_FAULTS`, `/proc/rmm/faults`: faults, migrations and reclaim, counted by probes on
//! tracepoints.

declare! {
    /// Argument of `RMM_FAULTS` on `/dev/rmm`. Probes are attached to tracepoints only while a
    /// descriptor counts: from a call with `RMM_FAULTS_ATTACH` to one with `RMM_FAULTS_DETACH`, or
    /// to its release.
    ///
    /// Errors: `EACCES` unless the opener and the caller have CAP_SYS_ADMIN in the initial user
    /// namespace, and CAP_SYS_PTRACE to count in one process; `EBUSY` to attach a descriptor that
    /// counts, or if too many processes are counted; `ENXIO` for the counts of a descriptor that
    /// does not count; `EINVAL` for records or a start at exec without a process; `EOPNOTSUPP` for
    /// records if the feature `RMM_FEATURE_FAULTS` is off.
    record FaultsArgs = "rmm_faults" {
        /// Size of this structure as the caller knows it.
        size: u32,
        /// `RMM_FAULTS_*`.
        flags: u32,
        /// With `RMM_FAULTS_ATTACH`: process id in the caller's pid namespace whose events are
        /// counted, or 0 for all. Otherwise zero.
        pid: i32,
        /// Must be zero.
        reserved: u32,
        /// User address of an array of `struct rmm_fault_count`; the counts are read before a
        /// detach.
        buf: u64,
        /// Size of `buf` in records; 0 if no counts are requested.
        capacity: u32,
        /// Size of a record as the caller knows it.
        record_size: u32,
        /// Out: number of records written.
        count: u32,
        /// Out: number of counters that exist.
        total: u32,
        /// Out: time for which the descriptor has counted, in ns.
        watched_ns: u64,
        /// With `RMM_FAULTS_RECORDS`: records that the ring has room for, rounded up to a power of 2,
        /// at most `RMM_FAULT_RING_MAX`; 0 for 16384. Otherwise zero.
        ring_records: u32,
        /// Must be zero.
        reserved_2: u32,
    }

    /// Largest `rmm_faults.ring_records`.
    constant FAULT_RING_MAX: u32 = "RMM_FAULT_RING_MAX" { 1 << 18 }

    /// Argument of `RMM_FAULT_RECORDS` on a descriptor of `/dev/rmm` that was attached with
    /// `RMM_FAULTS_RECORDS`. Takes the oldest records out of the ring, as many as fit; 0 records if
    /// there is none. They stay after the exit of the process.
    ///
    /// Errors: `EACCES` unless the opener and the caller have CAP_SYS_ADMIN and CAP_SYS_PTRACE in the
    /// initial user namespace; `ENXIO` if the descriptor does not record.
    record FaultRecordsArgs = "rmm_fault_records" {
        /// Size of this structure as the caller knows it.
        size: u32,
        /// Must be zero.
        flags: u32,
        /// User address of an array of `struct rmm_fault_record`.
        buf: u64,
        /// Size of `buf` in records.
        capacity: u32,
        /// Size of a record as the caller knows it.
        record_size: u32,
        /// Out: number of records written.
        count: u32,
        /// Must be zero.
        reserved: u32,
        /// Out: faults since the start that have no record because the ring was full, or because the
        /// records could not be copied to `buf`.
        lost: u64,
        /// Out: faults since the start whose end could not be recorded, because too many threads
        /// were in a fault, or because the ring was full.
        untimed: u64,
    }

    /// A page fault.
    record FaultRecord = "rmm_fault_record" {
        /// Number of the fault in its ring. Numbers grow, with gaps.
        number: u64,
        /// The address that was accessed; `RMM_ABSENT` for an address of the kernel, unless the
        /// caller may see kernel addresses.
        address: u64,
        /// Address of the instruction; `RMM_ABSENT` as for `address`.
        ip: u64,
        /// When the fault began (CLOCK_MONOTONIC), in ns.
        began_ns: u64,
        /// Time from the exception to the end of the kernel's work on the fault, in ns. `RMM_ABSENT`
        /// without `RMM_FAULT_RECORD_ENDED`: the fault had not ended when the record was read, or it
        /// failed, was interrupted by a signal, or occurred in an interrupt or with page faults
        /// disabled.
        ns: u64,
        /// Thread id in the pid namespace of the caller that attached.
        tid: i32,
        /// `RMM_FAULT_RECORD_*`.
        flags: u32,
    }

    /// Bits of `rmm_fault_record.flags`.
    bits FaultRecordFlag: u32 = "RMM_FAULT_RECORD_" {
        /// In user mode; otherwise in kernel mode.
        USER = 0, "USER", "user";
        /// The access was a write.
        WRITE = 1, "WRITE", "write";
        /// The access was an instruction fetch.
        INSTRUCTION = 2, "INSTRUCTION", "instruction";
        /// A present entry forbade the access; otherwise there was no present entry.
        PROTECTION = 3, "PROTECTION", "protection";
        /// The kernel has served the fault, and `ns` is present.
        ENDED = 4, "ENDED", "ended";
        /// The kernel counts the fault as a major one: it waited for the page.
        MAJOR = 5, "MAJOR", "major";
        /// The end of a fault whose record was read before without it. The other fields repeat
        /// that record.
        LATE = 6, "LATE", "late";
    }

    /// One counter of `RMM_FAULTS`.
    record FaultCountRecord = "rmm_fault_count" {
        /// `RMM_FAULT_*`.
        kind: u32,
        /// Always zero.
        reserved: u32,
        /// Count since the descriptor was attached; `RMM_ABSENT` if this kernel lacks the
        /// tracepoint.
        count: u64,
    }

    /// Bits of `rmm_faults.flags`.
    bits FaultsFlag: u32 = "RMM_FAULTS_" {
        /// Start counting.
        ATTACH = 0, "ATTACH", "attach";
        /// Stop counting.
        DETACH = 1, "DETACH", "detach";
        /// With `RMM_FAULTS_ATTACH` and a process: keep a record of each page fault, for
        /// `RMM_FAULT_RECORDS`.
        RECORDS = 2, "RECORDS", "records";
        /// With `RMM_FAULTS_ATTACH` and a process: start when the process next calls execve(2).
        FROM_EXEC = 3, "FROM_EXEC", "from_exec";
    }

    /// Counters of `RMM_FAULTS`. Events of a process are those that occur in its context: its own
    /// faults, the reclaim and compaction that it waits for, and the migrations that it performs.
    names FaultKind = "RMM_FAULT_" {
        /// Faults in user mode (page_fault_user).
        FaultUser = 0, "USER", "fault_user";
        /// Faults in kernel mode, on user and kernel addresses (page_fault_kernel).
        FaultKernel = 1, "KERNEL", "fault_kernel";
        /// Read faults without a present entry.
        FaultNotPresentRead = 2, "NOT_PRESENT_READ", "fault_not_present_read";
        /// Write faults without a present entry.
        FaultNotPresentWrite = 3, "NOT_PRESENT_WRITE", "fault_not_present_write";
        /// Instruction fetches without a present entry.
        FaultNotPresentInstruction = 4, "NOT_PRESENT_INSTRUCTION", "fault_not_present_instruction";
        /// Read faults on a present entry that forbids the access.
        FaultProtectionRead = 5, "PROTECTION_READ", "fault_protection_read";
        /// Write faults on a present entry that forbids the access, copy-on-write included.
        FaultProtectionWrite = 6, "PROTECTION_WRITE", "fault_protection_write";
        /// Instruction fetches on a present entry that forbids the access.
        FaultProtectionInstruction = 7, "PROTECTION_INSTRUCTION", "fault_protection_instruction";
        /// Faults because of a reserved bit in an entry.
        FaultReservedBit = 8, "RESERVED_BIT", "fault_reserved_bit";
        /// Faults because of a protection key.
        FaultProtectionKey = 9, "PROTECTION_KEY", "fault_protection_key";
        /// Faults of shadow-stack accesses.
        FaultShadowStack = 10, "SHADOW_STACK", "fault_shadow_stack";
        /// Faults that SGX raised.
        FaultSgx = 11, "SGX", "fault_sgx";
        /// Faults because of the reverse map table of SEV-SNP.
        FaultRmp = 12, "RMP", "fault_rmp";
        /// Pages migrated for compaction.
        MigrateCompactionSucceededPages = 13, "MIGRATE_COMPACTION_SUCCEEDED_PAGES", "migrate_compaction_succeeded_pages";
        /// Pages that failed to migrate for compaction.
        MigrateCompactionFailedPages = 14, "MIGRATE_COMPACTION_FAILED_PAGES", "migrate_compaction_failed_pages";
        /// Pages migrated because of a memory failure.
        MigrateMemoryFailureSucceededPages = 15, "MIGRATE_MEMORY_FAILURE_SUCCEEDED_PAGES", "migrate_memory_failure_succeeded_pages";
        /// Pages that failed to migrate because of a memory failure.
        MigrateMemoryFailureFailedPages = 16, "MIGRATE_MEMORY_FAILURE_FAILED_PAGES", "migrate_memory_failure_failed_pages";
        /// Pages migrated to offline memory.
        MigrateMemoryHotplugSucceededPages = 17, "MIGRATE_MEMORY_HOTPLUG_SUCCEEDED_PAGES", "migrate_memory_hotplug_succeeded_pages";
        /// Pages that failed to migrate to offline memory.
        MigrateMemoryHotplugFailedPages = 18, "MIGRATE_MEMORY_HOTPLUG_FAILED_PAGES", "migrate_memory_hotplug_failed_pages";
        /// Pages migrated for move_pages(2), migrate_pages(2) or a cpuset.
        MigrateSyscallSucceededPages = 19, "MIGRATE_SYSCALL_SUCCEEDED_PAGES", "migrate_syscall_succeeded_pages";
        /// Pages that failed to migrate for move_pages(2), migrate_pages(2) or a cpuset.
        MigrateSyscallFailedPages = 20, "MIGRATE_SYSCALL_FAILED_PAGES", "migrate_syscall_failed_pages";
        /// Pages migrated for mbind(2).
        MigrateMbindSucceededPages = 21, "MIGRATE_MBIND_SUCCEEDED_PAGES", "migrate_mbind_succeeded_pages";
        /// Pages that failed to migrate for mbind(2).
        MigrateMbindFailedPages = 22, "MIGRATE_MBIND_FAILED_PAGES", "migrate_mbind_failed_pages";
        /// Pages migrated for NUMA balancing.
        MigrateNumaMisplacedSucceededPages = 23, "MIGRATE_NUMA_MISPLACED_SUCCEEDED_PAGES", "migrate_numa_misplaced_succeeded_pages";
        /// Pages that failed to migrate for NUMA balancing.
        MigrateNumaMisplacedFailedPages = 24, "MIGRATE_NUMA_MISPLACED_FAILED_PAGES", "migrate_numa_misplaced_failed_pages";
        /// Pages migrated for the allocation of a contiguous range.
        MigrateContigRangeSucceededPages = 25, "MIGRATE_CONTIG_RANGE_SUCCEEDED_PAGES", "migrate_contig_range_succeeded_pages";
        /// Pages that failed to migrate for the allocation of a contiguous range.
        MigrateContigRangeFailedPages = 26, "MIGRATE_CONTIG_RANGE_FAILED_PAGES", "migrate_contig_range_failed_pages";
        /// Pages migrated for a long-term pin.
        MigrateLongtermPinSucceededPages = 27, "MIGRATE_LONGTERM_PIN_SUCCEEDED_PAGES", "migrate_longterm_pin_succeeded_pages";
        /// Pages that failed to migrate for a long-term pin.
        MigrateLongtermPinFailedPages = 28, "MIGRATE_LONGTERM_PIN_FAILED_PAGES", "migrate_longterm_pin_failed_pages";
        /// Pages migrated for demotion.
        MigrateDemotionSucceededPages = 29, "MIGRATE_DEMOTION_SUCCEEDED_PAGES", "migrate_demotion_succeeded_pages";
        /// Pages that failed to migrate for demotion.
        MigrateDemotionFailedPages = 30, "MIGRATE_DEMOTION_FAILED_PAGES", "migrate_demotion_failed_pages";
        /// Pages migrated for DAMON.
        MigrateDamonSucceededPages = 31, "MIGRATE_DAMON_SUCCEEDED_PAGES", "migrate_damon_succeeded_pages";
        /// Pages that failed to migrate for DAMON.
        MigrateDamonFailedPages = 32, "MIGRATE_DAMON_FAILED_PAGES", "migrate_damon_failed_pages";
        /// Pages migrated for a reason that this version does not know.
        MigrateOtherReasonSucceededPages = 33, "MIGRATE_OTHER_REASON_SUCCEEDED_PAGES", "migrate_other_reason_succeeded_pages";
        /// Pages that failed to migrate for a reason that this version does not know.
        MigrateOtherReasonFailedPages = 34, "MIGRATE_OTHER_REASON_FAILED_PAGES", "migrate_other_reason_failed_pages";
        /// Pages migrated in mode MIGRATE_ASYNC.
        MigrateAsyncSucceededPages = 35, "MIGRATE_ASYNC_SUCCEEDED_PAGES", "migrate_async_succeeded_pages";
        /// Pages that failed to migrate in mode MIGRATE_ASYNC.
        MigrateAsyncFailedPages = 36, "MIGRATE_ASYNC_FAILED_PAGES", "migrate_async_failed_pages";
        /// Pages migrated in mode MIGRATE_SYNC_LIGHT.
        MigrateSyncLightSucceededPages = 37, "MIGRATE_SYNC_LIGHT_SUCCEEDED_PAGES", "migrate_sync_light_succeeded_pages";
        /// Pages that failed to migrate in mode MIGRATE_SYNC_LIGHT.
        MigrateSyncLightFailedPages = 38, "MIGRATE_SYNC_LIGHT_FAILED_PAGES", "migrate_sync_light_failed_pages";
        /// Pages migrated in mode MIGRATE_SYNC.
        MigrateSyncSucceededPages = 39, "MIGRATE_SYNC_SUCCEEDED_PAGES", "migrate_sync_succeeded_pages";
        /// Pages that failed to migrate in mode MIGRATE_SYNC.
        MigrateSyncFailedPages = 40, "MIGRATE_SYNC_FAILED_PAGES", "migrate_sync_failed_pages";
        /// Pages migrated in a mode that this version does not know.
        MigrateOtherModeSucceededPages = 41, "MIGRATE_OTHER_MODE_SUCCEEDED_PAGES", "migrate_other_mode_succeeded_pages";
        /// Pages that failed to migrate in a mode that this version does not know.
        MigrateOtherModeFailedPages = 42, "MIGRATE_OTHER_MODE_FAILED_PAGES", "migrate_other_mode_failed_pages";
        /// Huge pages migrated without a split.
        MigrateThpSucceeded = 43, "MIGRATE_THP_SUCCEEDED", "migrate_thp_succeeded";
        /// Huge pages that failed to migrate.
        MigrateThpFailed = 44, "MIGRATE_THP_FAILED", "migrate_thp_failed";
        /// Huge pages that were split because they could not be migrated whole.
        MigrateThpSplit = 45, "MIGRATE_THP_SPLIT", "migrate_thp_split";
        /// Large folios that were split because they could not be migrated whole.
        MigrateLargeFolioSplit = 46, "MIGRATE_LARGE_FOLIO_SPLIT", "migrate_large_folio_split";
        /// Collapses of anonymous memory to a huge page that failed with no specific status.
        CollapseFailed = 47, "COLLAPSE_FAILED", "collapse_failed";
        /// Collapses of anonymous memory to a huge page that succeeded.
        CollapseSucceeded = 48, "COLLAPSE_SUCCEEDED", "collapse_succeeded";
        /// Collapses that ended with status `no_pte_table` of mm_collapse_huge_page.
        CollapseNoPteTable = 49, "COLLAPSE_NO_PTE_TABLE", "collapse_no_pte_table";
        /// Collapses that ended with status `page_pmd_mapped` of mm_collapse_huge_page.
        CollapsePagePmdMapped = 50, "COLLAPSE_PAGE_PMD_MAPPED", "collapse_page_pmd_mapped";
        /// Collapses that ended with status `exceed_none_pte` of mm_collapse_huge_page.
        CollapseExceedNonePte = 51, "COLLAPSE_EXCEED_NONE_PTE", "collapse_exceed_none_pte";
        /// Collapses that ended with status `exceed_swap_pte` of mm_collapse_huge_page.
        CollapseExceedSwapPte = 52, "COLLAPSE_EXCEED_SWAP_PTE", "collapse_exceed_swap_pte";
        /// Collapses that ended with status `exceed_shared_pte` of mm_collapse_huge_page.
        CollapseExceedSharedPte = 53, "COLLAPSE_EXCEED_SHARED_PTE", "collapse_exceed_shared_pte";
        /// Collapses that ended with status `pte_non_present` of mm_collapse_huge_page.
        CollapsePteNonPresent = 54, "COLLAPSE_PTE_NON_PRESENT", "collapse_pte_non_present";
        /// Collapses that ended with status `pte_uffd_wp` of mm_collapse_huge_page.
        CollapsePteUffdWp = 55, "COLLAPSE_PTE_UFFD_WP", "collapse_pte_uffd_wp";
        /// Collapses that ended with status `pte_mapped_hugepage` of mm_collapse_huge_page.
        CollapsePteMappedHugepage = 56, "COLLAPSE_PTE_MAPPED_HUGEPAGE", "collapse_pte_mapped_hugepage";
        /// Collapses that ended with status `lack_referenced_page` of mm_collapse_huge_page.
        CollapseLackReferencedPage = 57, "COLLAPSE_LACK_REFERENCED_PAGE", "collapse_lack_referenced_page";
        /// Collapses that ended with status `page_null` of mm_collapse_huge_page.
        CollapsePageNull = 58, "COLLAPSE_PAGE_NULL", "collapse_page_null";
        /// Collapses that ended with status `scan_aborted` of mm_collapse_huge_page.
        CollapseScanAborted = 59, "COLLAPSE_SCAN_ABORTED", "collapse_scan_aborted";
        /// Collapses that ended with status `not_suitable_page_count` of mm_collapse_huge_page.
        CollapseNotSuitablePageCount = 60, "COLLAPSE_NOT_SUITABLE_PAGE_COUNT", "collapse_not_suitable_page_count";
        /// Collapses that ended with status `page_not_in_lru` of mm_collapse_huge_page.
        CollapsePageNotInLru = 61, "COLLAPSE_PAGE_NOT_IN_LRU", "collapse_page_not_in_lru";
        /// Collapses that ended with status `page_locked` of mm_collapse_huge_page.
        CollapsePageLocked = 62, "COLLAPSE_PAGE_LOCKED", "collapse_page_locked";
        /// Collapses that ended with status `page_not_anon` of mm_collapse_huge_page.
        CollapsePageNotAnon = 63, "COLLAPSE_PAGE_NOT_ANON", "collapse_page_not_anon";
        /// Collapses that ended with status `page_lazyfree` of mm_collapse_huge_page.
        CollapsePageLazyfree = 64, "COLLAPSE_PAGE_LAZYFREE", "collapse_page_lazyfree";
        /// Collapses that ended with status `page_compound` of mm_collapse_huge_page.
        CollapsePageCompound = 65, "COLLAPSE_PAGE_COMPOUND", "collapse_page_compound";
        /// Collapses that ended with status `no_process_for_page` of mm_collapse_huge_page.
        CollapseNoProcessForPage = 66, "COLLAPSE_NO_PROCESS_FOR_PAGE", "collapse_no_process_for_page";
        /// Collapses that ended with status `vma_null` of mm_collapse_huge_page.
        CollapseVmaNull = 67, "COLLAPSE_VMA_NULL", "collapse_vma_null";
        /// Collapses that ended with status `vma_check_failed` of mm_collapse_huge_page.
        CollapseVmaCheckFailed = 68, "COLLAPSE_VMA_CHECK_FAILED", "collapse_vma_check_failed";
        /// Collapses that ended with status `not_suitable_address_range` of mm_collapse_huge_page.
        CollapseNotSuitableAddressRange = 69, "COLLAPSE_NOT_SUITABLE_ADDRESS_RANGE", "collapse_not_suitable_address_range";
        /// Collapses that ended with status `could_not_delete_page_from_lru` of mm_collapse_huge_page.
        CollapseCouldNotDeletePageFromLru = 70, "COLLAPSE_COULD_NOT_DELETE_PAGE_FROM_LRU", "collapse_could_not_delete_page_from_lru";
        /// Collapses that ended with status `alloc_huge_page_failed` of mm_collapse_huge_page.
        CollapseAllocHugePageFailed = 71, "COLLAPSE_ALLOC_HUGE_PAGE_FAILED", "collapse_alloc_huge_page_failed";
        /// Collapses that ended with status `ccgroup_charge_failed` of mm_collapse_huge_page.
        CollapseCcgroupChargeFailed = 72, "COLLAPSE_CCGROUP_CHARGE_FAILED", "collapse_ccgroup_charge_failed";
        /// Collapses that ended with status `truncated` of mm_collapse_huge_page.
        CollapseTruncated = 73, "COLLAPSE_TRUNCATED", "collapse_truncated";
        /// Collapses that ended with status `page_has_private` of mm_collapse_huge_page.
        CollapsePageHasPrivate = 74, "COLLAPSE_PAGE_HAS_PRIVATE", "collapse_page_has_private";
        /// Collapses that ended with status `store_failed` of mm_collapse_huge_page.
        CollapseStoreFailed = 75, "COLLAPSE_STORE_FAILED", "collapse_store_failed";
        /// Collapses that ended with status `copy_poisoned_page` of mm_collapse_huge_page.
        CollapseCopyPoisonedPage = 76, "COLLAPSE_COPY_POISONED_PAGE", "collapse_copy_poisoned_page";
        /// Collapses that ended with status `page_filled` of mm_collapse_huge_page.
        CollapsePageFilled = 77, "COLLAPSE_PAGE_FILLED", "collapse_page_filled";
        /// Collapses that ended with status `page_dirty_or_writeback` of mm_collapse_huge_page.
        CollapsePageDirtyOrWriteback = 78, "COLLAPSE_PAGE_DIRTY_OR_WRITEBACK", "collapse_page_dirty_or_writeback";
        /// Collapses that ended with a status that this version does not know.
        CollapseOther = 79, "COLLAPSE_OTHER", "collapse_other";
        /// Collapses of page cache or shmem to a huge page that succeeded.
        CollapseFileSucceeded = 80, "COLLAPSE_FILE_SUCCEEDED", "collapse_file_succeeded";
        /// Collapses of page cache or shmem to a huge page that failed.
        CollapseFileFailed = 81, "COLLAPSE_FILE_FAILED", "collapse_file_failed";
        /// Huge pages that were split; counted for the whole machine only (thp_split_page of
        /// /proc/vmstat).
        SplitPage = 82, "SPLIT_PAGE", "split_page";
        /// Huge pages that could not be split; counted for the whole machine only
        /// (thp_split_page_failed).
        SplitPageFailed = 83, "SPLIT_PAGE_FAILED", "split_page_failed";
        /// Huge mappings that were split; counted for the whole machine only (thp_split_pmd).
        SplitPmd = 84, "SPLIT_PMD", "split_pmd";
        /// Direct reclaims that began.
        ReclaimBegin = 85, "RECLAIM_BEGIN", "reclaim_begin";
        /// Direct reclaims that ended.
        ReclaimEnd = 86, "RECLAIM_END", "reclaim_end";
        /// Pages freed by direct reclaims.
        ReclaimPages = 87, "RECLAIM_PAGES", "reclaim_pages";
        /// Direct reclaims whose duration is included in reclaim_ns. Some are not timed when very
        /// many run at once.
        ReclaimTimed = 88, "RECLAIM_TIMED", "reclaim_timed";
        /// Total duration of direct reclaims, in ns.
        ReclaimNs = 89, "RECLAIM_NS", "reclaim_ns";
        /// Duration of the longest direct reclaim since the probes were attached, in ns.
        ReclaimLongestNs = 90, "RECLAIM_LONGEST_NS", "reclaim_longest_ns";
        /// Wake-ups of kswapd threads.
        KswapdWake = 91, "KSWAPD_WAKE", "kswapd_wake";
        /// Times that a kswapd thread went to sleep.
        KswapdSleep = 92, "KSWAPD_SLEEP", "kswapd_sleep";
        /// Compactions of a zone that began in asynchronous mode.
        CompactionBeginAsync = 93, "COMPACTION_BEGIN_ASYNC", "compaction_begin_async";
        /// Compactions of a zone that began in synchronous mode.
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
        /// Collapses that ended with a status that this version does not know.
        CompactionOther = 104, "COMPACTION_OTHER", "compaction_other";
        /// Processes that the OOM killer chose.
        OomVictim = 105, "OOM_VICTIM", "oom_victim";
    }
}
