// SPDX-License-Identifier: GPL-2.0

//! Events since boot: `all_vm_events()`, the events among the node counters, the zones' NUMA
//! events, the nodes' memory failures.
//!
//! `all_vm_events()` takes `cpu_hotplug_lock`, which ranks above the
//! [`HotplugGuard`](super::hotplug::HotplugGuard), so the caller must not hold a guard. The
//! counters of zones and nodes are read under a guard.

use super::{
    hotplug::HotplugGate,
    node::{
        NodeRef,
        ZoneCursor, //
    },
};
use crate::{
    abi::{
        counters::NumaEvent,
        events::EventKind,
        ABSENT, //
    },
    model::events::{
        EventTotals,
        NR_EVENTS, //
    },
    sys::scalar::read_once, //
};
use kernel::{
    bindings,
    prelude::*, //
};

/// All events; events that this kernel does not count are absent. May sleep. `EBUSY` while memory
/// is being plugged or unplugged.
pub(crate) fn read_event_totals(hotplug: &HotplugGate) -> Result<KBox<EventTotals>> {
    let mut totals = KBox::new([ABSENT; NR_EVENTS], GFP_KERNEL_ACCOUNT)?;
    vm_events(&mut totals)?;
    for &(item, event) in NODE {
        // SAFETY: A static array of counters; the index is checked.
        let value = unsafe { read_once(&raw const bindings::vm_node_stat[item]) };
        // global_node_page_state(): can be negative while the other half of an update is pending.
        totals[event as usize] = (value as i64).max(0) as u64;
    }
    let guard = hotplug.enter()?;
    let mut cursor = ZoneCursor::default();
    while let Some((_, zone)) = cursor.next(&guard) {
        zone.numa_events(|event, count| add(&mut totals, numa(event), count));
    }
    let mut nid = 0;
    while let Some(node) = NodeRef::from(nid, &guard) {
        for (event, count) in [
            (EventKind::MfTotal, node.mf_total()),
            (EventKind::MfIgnored, node.mf_ignored()),
            (EventKind::MfFailed, node.mf_failed()),
            (EventKind::MfDelayed, node.mf_delayed()),
            (EventKind::MfRecovered, node.mf_recovered()),
        ] {
            add(&mut totals, event, count);
        }
        nid = node.id() + 1;
    }
    Ok(totals)
}

/// Fills in `enum vm_event_item`. Must not be called under a `HotplugGuard`.
pub(crate) fn vm_events(totals: &mut EventTotals) -> Result {
    const ITEMS: usize = bindings::vm_event_item_NR_VM_EVENT_ITEMS as usize;
    let mut events: KBox<[kernel::ffi::c_ulong; ITEMS]> =
        KBox::new([0; ITEMS], GFP_KERNEL_ACCOUNT)?;
    // SAFETY: The array has room for every item. The function takes `cpu_hotplug_lock` for reading.
    unsafe { bindings::all_vm_events(events.as_mut_ptr()) };
    for &(item, event) in VM {
        let unit = match event {
            // In sectors; /proc/vmstat shows KiB.
            EventKind::Pgpgin | EventKind::Pgpgout => 2,
            _ => 1,
        };
        totals[event as usize] = events[item] as u64 / unit;
    }
    Ok(())
}

fn add(totals: &mut EventTotals, event: EventKind, count: u64) {
    let total = &mut totals[event as usize];
    *total = match (*total, count) {
        (total, ABSENT) => total,
        (ABSENT, count) => count,
        (total, count) => total.wrapping_add(count),
    };
}

fn numa(event: NumaEvent) -> EventKind {
    match event {
        NumaEvent::Hit => EventKind::NumaHit,
        NumaEvent::Miss => EventKind::NumaMiss,
        NumaEvent::Foreign => EventKind::NumaForeign,
        NumaEvent::InterleaveHit => EventKind::NumaInterleave,
        NumaEvent::Local => EventKind::NumaLocal,
        NumaEvent::Other => EventKind::NumaOther,
    }
}

/// A table of (kernel's number, event), written as `kernel's name => event`.
macro_rules! events {
    ($kernel:ident: $($(#[$attr:meta])* $item:ident => $event:ident,)+) => {
        &[$($(#[$attr])* (
            kernel::macros::paste!(bindings::[<$kernel _ $item>]) as usize,
            EventKind::$event,
        ),)+]
    };
}

/// Events in `vm_node_stat`.
const NODE: &[(usize, EventKind)] = events! {
    node_stat_item:
    PGSCAN_KSWAPD => PgscanKswapd,
    PGSCAN_DIRECT => PgscanDirect,
    PGSCAN_KHUGEPAGED => PgscanKhugepaged,
    PGSCAN_PROACTIVE => PgscanProactive,
    PGSCAN_ANON => PgscanAnon,
    PGSCAN_FILE => PgscanFile,
    PGSTEAL_KSWAPD => PgstealKswapd,
    PGSTEAL_DIRECT => PgstealDirect,
    PGSTEAL_KHUGEPAGED => PgstealKhugepaged,
    PGSTEAL_PROACTIVE => PgstealProactive,
    PGSTEAL_ANON => PgstealAnon,
    PGSTEAL_FILE => PgstealFile,
    WORKINGSET_REFAULT_ANON => WorkingsetRefaultAnon,
    WORKINGSET_REFAULT_FILE => WorkingsetRefaultFile,
    WORKINGSET_ACTIVATE_ANON => WorkingsetActivateAnon,
    WORKINGSET_ACTIVATE_FILE => WorkingsetActivateFile,
    WORKINGSET_RESTORE_ANON => WorkingsetRestoreAnon,
    WORKINGSET_RESTORE_FILE => WorkingsetRestoreFile,
    WORKINGSET_NODERECLAIM => WorkingsetNodereclaim,
    PGREFILL => Pgrefill,
    #[cfg(not(rmm_before_7_3))]
    PGROTATE_ANON => PgrotateAnon,
    #[cfg(not(rmm_before_7_3))]
    PGROTATE_FILE => PgrotateFile,
    NR_VMSCAN_WRITE => NrVmscanWrite,
    NR_VMSCAN_IMMEDIATE => NrVmscanImmediateReclaim,
    NR_THROTTLED_WRITTEN => NrThrottledWritten,
    PGDEMOTE_KSWAPD => PgdemoteKswapd,
    PGDEMOTE_DIRECT => PgdemoteDirect,
    PGDEMOTE_KHUGEPAGED => PgdemoteKhugepaged,
    PGDEMOTE_PROACTIVE => PgdemoteProactive,
    #[cfg(CONFIG_NUMA_BALANCING)]
    PGPROMOTE_SUCCESS => PgpromoteSuccess,
    #[cfg(CONFIG_NUMA_BALANCING)]
    PGPROMOTE_CANDIDATE => PgpromoteCandidate,
    #[cfg(CONFIG_NUMA_BALANCING)]
    PGPROMOTE_CANDIDATE_NRL => PgpromoteCandidateNrl,
    NR_DIRTIED => NrDirtied,
    NR_WRITTEN => NrWritten,
};

/// `enum vm_event_item`.
const VM: &[(usize, EventKind)] = events! {
    vm_event_item:
    PGFAULT => Pgfault,
    PGMAJFAULT => Pgmajfault,
    PGREUSE => Pgreuse,
    #[cfg(CONFIG_PER_VMA_LOCK_STATS)]
    VMA_LOCK_SUCCESS => VmaLockSuccess,
    #[cfg(CONFIG_PER_VMA_LOCK_STATS)]
    VMA_LOCK_ABORT => VmaLockAbort,
    #[cfg(CONFIG_PER_VMA_LOCK_STATS)]
    VMA_LOCK_RETRY => VmaLockRetry,
    #[cfg(CONFIG_PER_VMA_LOCK_STATS)]
    VMA_LOCK_MISS => VmaLockMiss,
    #[cfg(CONFIG_ZONE_DMA)]
    PGALLOC_DMA => PgallocDma,
    #[cfg(CONFIG_ZONE_DMA32)]
    PGALLOC_DMA32 => PgallocDma32,
    PGALLOC_NORMAL => PgallocNormal,
    PGALLOC_MOVABLE => PgallocMovable,
    #[cfg(CONFIG_ZONE_DEVICE)]
    PGALLOC_DEVICE => PgallocDevice,
    PGFREE => Pgfree,
    #[cfg(CONFIG_ZONE_DMA)]
    ALLOCSTALL_DMA => AllocstallDma,
    #[cfg(CONFIG_ZONE_DMA32)]
    ALLOCSTALL_DMA32 => AllocstallDma32,
    ALLOCSTALL_NORMAL => AllocstallNormal,
    ALLOCSTALL_MOVABLE => AllocstallMovable,
    #[cfg(CONFIG_ZONE_DEVICE)]
    ALLOCSTALL_DEVICE => AllocstallDevice,
    #[cfg(CONFIG_HUGETLB_PAGE)]
    HTLB_BUDDY_PGALLOC => HtlbBuddyAllocSuccess,
    #[cfg(CONFIG_HUGETLB_PAGE)]
    HTLB_BUDDY_PGALLOC_FAIL => HtlbBuddyAllocFail,
    #[cfg(CONFIG_CMA)]
    CMA_ALLOC_SUCCESS => CmaAllocSuccess,
    #[cfg(CONFIG_CMA)]
    CMA_ALLOC_FAIL => CmaAllocFail,
    #[cfg(CONFIG_ZONE_DMA)]
    PGSCAN_SKIP_DMA => PgskipDma,
    #[cfg(CONFIG_ZONE_DMA32)]
    PGSCAN_SKIP_DMA32 => PgskipDma32,
    PGSCAN_SKIP_NORMAL => PgskipNormal,
    PGSCAN_SKIP_MOVABLE => PgskipMovable,
    #[cfg(CONFIG_ZONE_DEVICE)]
    PGSCAN_SKIP_DEVICE => PgskipDevice,
    PGACTIVATE => Pgactivate,
    PGDEACTIVATE => Pgdeactivate,
    PGLAZYFREE => Pglazyfree,
    PGLAZYFREED => Pglazyfreed,
    PGSCAN_DIRECT_THROTTLE => PgscanDirectThrottle,
    #[cfg(CONFIG_NUMA)]
    PGSCAN_ZONE_RECLAIM_SUCCESS => ZoneReclaimSuccess,
    #[cfg(CONFIG_NUMA)]
    PGSCAN_ZONE_RECLAIM_FAILED => ZoneReclaimFailed,
    PGINODESTEAL => Pginodesteal,
    SLABS_SCANNED => SlabsScanned,
    KSWAPD_INODESTEAL => KswapdInodesteal,
    KSWAPD_LOW_WMARK_HIT_QUICKLY => KswapdLowWmarkHitQuickly,
    KSWAPD_HIGH_WMARK_HIT_QUICKLY => KswapdHighWmarkHitQuickly,
    PAGEOUTRUN => Pageoutrun,
    PGROTATED => Pgrotated,
    DROP_PAGECACHE => DropPagecache,
    DROP_SLAB => DropSlab,
    UNEVICTABLE_PGCULLED => UnevictablePgsCulled,
    UNEVICTABLE_PGSCANNED => UnevictablePgsScanned,
    UNEVICTABLE_PGRESCUED => UnevictablePgsRescued,
    UNEVICTABLE_PGMLOCKED => UnevictablePgsMlocked,
    UNEVICTABLE_PGMUNLOCKED => UnevictablePgsMunlocked,
    UNEVICTABLE_PGCLEARED => UnevictablePgsCleared,
    UNEVICTABLE_PGSTRANDED => UnevictablePgsStranded,
    #[cfg(CONFIG_BALLOON)]
    BALLOON_INFLATE => BalloonInflate,
    #[cfg(CONFIG_BALLOON)]
    BALLOON_DEFLATE => BalloonDeflate,
    #[cfg(CONFIG_BALLOON_MIGRATION)]
    BALLOON_MIGRATE => BalloonMigrate,
    #[cfg(CONFIG_COMPACTION)]
    COMPACTMIGRATE_SCANNED => CompactMigrateScanned,
    #[cfg(CONFIG_COMPACTION)]
    COMPACTFREE_SCANNED => CompactFreeScanned,
    #[cfg(CONFIG_COMPACTION)]
    COMPACTISOLATED => CompactIsolated,
    #[cfg(CONFIG_COMPACTION)]
    COMPACTSTALL => CompactStall,
    #[cfg(CONFIG_COMPACTION)]
    COMPACTFAIL => CompactFail,
    #[cfg(CONFIG_COMPACTION)]
    COMPACTSUCCESS => CompactSuccess,
    #[cfg(CONFIG_COMPACTION)]
    KCOMPACTD_WAKE => CompactDaemonWake,
    #[cfg(CONFIG_COMPACTION)]
    KCOMPACTD_MIGRATE_SCANNED => CompactDaemonMigrateScanned,
    #[cfg(CONFIG_COMPACTION)]
    KCOMPACTD_FREE_SCANNED => CompactDaemonFreeScanned,
    #[cfg(CONFIG_MIGRATION)]
    PGMIGRATE_SUCCESS => PgmigrateSuccess,
    #[cfg(CONFIG_MIGRATION)]
    PGMIGRATE_FAIL => PgmigrateFail,
    #[cfg(CONFIG_MIGRATION)]
    THP_MIGRATION_SUCCESS => ThpMigrationSuccess,
    #[cfg(CONFIG_MIGRATION)]
    THP_MIGRATION_FAIL => ThpMigrationFail,
    #[cfg(CONFIG_MIGRATION)]
    THP_MIGRATION_SPLIT => ThpMigrationSplit,
    #[cfg(CONFIG_TRANSPARENT_HUGEPAGE)]
    THP_FAULT_ALLOC => ThpFaultAlloc,
    #[cfg(CONFIG_TRANSPARENT_HUGEPAGE)]
    THP_FAULT_FALLBACK => ThpFaultFallback,
    #[cfg(CONFIG_TRANSPARENT_HUGEPAGE)]
    THP_FAULT_FALLBACK_CHARGE => ThpFaultFallbackCharge,
    #[cfg(CONFIG_TRANSPARENT_HUGEPAGE)]
    THP_COLLAPSE_ALLOC => ThpCollapseAlloc,
    #[cfg(CONFIG_TRANSPARENT_HUGEPAGE)]
    THP_COLLAPSE_ALLOC_FAILED => ThpCollapseAllocFailed,
    #[cfg(CONFIG_TRANSPARENT_HUGEPAGE)]
    THP_FILE_ALLOC => ThpFileAlloc,
    #[cfg(CONFIG_TRANSPARENT_HUGEPAGE)]
    THP_FILE_FALLBACK => ThpFileFallback,
    #[cfg(CONFIG_TRANSPARENT_HUGEPAGE)]
    THP_FILE_FALLBACK_CHARGE => ThpFileFallbackCharge,
    #[cfg(CONFIG_TRANSPARENT_HUGEPAGE)]
    THP_FILE_MAPPED => ThpFileMapped,
    #[cfg(CONFIG_TRANSPARENT_HUGEPAGE)]
    THP_SPLIT_PAGE => ThpSplitPage,
    #[cfg(CONFIG_TRANSPARENT_HUGEPAGE)]
    THP_SPLIT_PAGE_FAILED => ThpSplitPageFailed,
    #[cfg(CONFIG_TRANSPARENT_HUGEPAGE)]
    THP_DEFERRED_SPLIT_PAGE => ThpDeferredSplitPage,
    #[cfg(CONFIG_TRANSPARENT_HUGEPAGE)]
    THP_UNDERUSED_SPLIT_PAGE => ThpUnderusedSplitPage,
    #[cfg(CONFIG_TRANSPARENT_HUGEPAGE)]
    THP_SPLIT_PMD => ThpSplitPmd,
    #[cfg(CONFIG_TRANSPARENT_HUGEPAGE)]
    THP_SCAN_EXCEED_NONE_PTE => ThpScanExceedNonePte,
    #[cfg(CONFIG_TRANSPARENT_HUGEPAGE)]
    THP_SCAN_EXCEED_SWAP_PTE => ThpScanExceedSwapPte,
    #[cfg(CONFIG_TRANSPARENT_HUGEPAGE)]
    THP_SCAN_EXCEED_SHARED_PTE => ThpScanExceedSharePte,
    #[cfg(all(CONFIG_TRANSPARENT_HUGEPAGE, CONFIG_HAVE_ARCH_TRANSPARENT_HUGEPAGE_PUD))]
    THP_SPLIT_PUD => ThpSplitPud,
    #[cfg(CONFIG_TRANSPARENT_HUGEPAGE)]
    THP_ZERO_PAGE_ALLOC => ThpZeroPageAlloc,
    #[cfg(CONFIG_TRANSPARENT_HUGEPAGE)]
    THP_ZERO_PAGE_ALLOC_FAILED => ThpZeroPageAllocFailed,
    #[cfg(CONFIG_TRANSPARENT_HUGEPAGE)]
    THP_SWPOUT => ThpSwpout,
    #[cfg(CONFIG_TRANSPARENT_HUGEPAGE)]
    THP_SWPOUT_FALLBACK => ThpSwpoutFallback,
    #[cfg(CONFIG_NUMA_BALANCING)]
    NUMA_PTE_UPDATES => NumaPteUpdates,
    #[cfg(CONFIG_NUMA_BALANCING)]
    NUMA_HUGE_PTE_UPDATES => NumaHugePteUpdates,
    #[cfg(CONFIG_NUMA_BALANCING)]
    NUMA_HINT_FAULTS => NumaHintFaults,
    #[cfg(CONFIG_NUMA_BALANCING)]
    NUMA_HINT_FAULTS_LOCAL => NumaHintFaultsLocal,
    #[cfg(CONFIG_NUMA_BALANCING)]
    NUMA_PAGE_MIGRATE => NumaPagesMigrated,
    PSWPIN => Pswpin,
    PSWPOUT => Pswpout,
    #[cfg(CONFIG_SWAP)]
    SWAP_RA => SwapRa,
    #[cfg(CONFIG_SWAP)]
    SWAP_RA_HIT => SwapRaHit,
    #[cfg(CONFIG_SWAP)]
    SWPIN_ZERO => SwpinZero,
    #[cfg(CONFIG_SWAP)]
    SWPOUT_ZERO => SwpoutZero,
    #[cfg(all(CONFIG_SWAP, not(rmm_before_7_3)))]
    NRSWPIN => Nrswpin,
    #[cfg(all(CONFIG_SWAP, not(rmm_before_7_3)))]
    NRSWPOUT => Nrswpout,
    #[cfg(CONFIG_ZSWAP)]
    ZSWPIN => Zswpin,
    #[cfg(CONFIG_ZSWAP)]
    ZSWPOUT => Zswpout,
    #[cfg(CONFIG_ZSWAP)]
    ZSWPWB => Zswpwb,
    #[cfg(all(CONFIG_SWAP, CONFIG_KSM))]
    KSM_SWPIN_COPY => KsmSwpinCopy,
    #[cfg(CONFIG_KSM)]
    COW_KSM => CowKsm,
    OOM_KILL => OomKill,
    PGPGIN => Pgpgin,
    PGPGOUT => Pgpgout,
    #[cfg(CONFIG_X86)]
    DIRECT_MAP_LEVEL2_SPLIT => DirectMapLevel2Splits,
    #[cfg(CONFIG_X86)]
    DIRECT_MAP_LEVEL3_SPLIT => DirectMapLevel3Splits,
    #[cfg(CONFIG_X86)]
    DIRECT_MAP_LEVEL2_COLLAPSE => DirectMapLevel2Collapses,
    #[cfg(CONFIG_X86)]
    DIRECT_MAP_LEVEL3_COLLAPSE => DirectMapLevel3Collapses,
    #[cfg(CONFIG_DEBUG_TLBFLUSH)]
    NR_TLB_REMOTE_FLUSH => NrTlbRemoteFlush,
    #[cfg(CONFIG_DEBUG_TLBFLUSH)]
    NR_TLB_REMOTE_FLUSH_RECEIVED => NrTlbRemoteFlushReceived,
    #[cfg(CONFIG_DEBUG_TLBFLUSH)]
    NR_TLB_LOCAL_FLUSH_ALL => NrTlbLocalFlushAll,
    #[cfg(CONFIG_DEBUG_TLBFLUSH)]
    NR_TLB_LOCAL_FLUSH_ONE => NrTlbLocalFlushOne,
};
