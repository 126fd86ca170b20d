// SPDX-License-Identifier: GPL-2.0

//! Maps the kernel's counters to those of the ABI; the kernel's numbers depend on version and
//! configuration.

use crate::abi::counters::{
    NodeStat,
    NumaEvent,
    ZoneStat, //
};
use kernel::bindings;

/// A table of (kernel's number, counter), written as `kernel's name => counter`.
macro_rules! counters {
    ($kernel:ident: $($(#[$attr:meta])* $item:ident => $counter:path,)+) => {
        &[$($(#[$attr])* (kernel::macros::paste!(bindings::[<$kernel _ $item>]) as usize, $counter),)+]
    };
}

/// `pglist_data.vm_stat`.
pub(crate) const NODE: &[(usize, NodeStat)] = counters! {
    node_stat_item:
    NR_INACTIVE_ANON => NodeStat::InactiveAnon,
    NR_ACTIVE_ANON => NodeStat::ActiveAnon,
    NR_INACTIVE_FILE => NodeStat::InactiveFile,
    NR_ACTIVE_FILE => NodeStat::ActiveFile,
    NR_UNEVICTABLE => NodeStat::Unevictable,
    NR_SLAB_RECLAIMABLE_B => NodeStat::SlabReclaimable,
    NR_SLAB_UNRECLAIMABLE_B => NodeStat::SlabUnreclaimable,
    NR_ISOLATED_ANON => NodeStat::IsolatedAnon,
    NR_ISOLATED_FILE => NodeStat::IsolatedFile,
    WORKINGSET_NODES => NodeStat::WorkingsetNodes,
    WORKINGSET_REFAULT_ANON => NodeStat::WorkingsetRefaultAnon,
    WORKINGSET_REFAULT_FILE => NodeStat::WorkingsetRefaultFile,
    WORKINGSET_ACTIVATE_ANON => NodeStat::WorkingsetActivateAnon,
    WORKINGSET_ACTIVATE_FILE => NodeStat::WorkingsetActivateFile,
    WORKINGSET_RESTORE_ANON => NodeStat::WorkingsetRestoreAnon,
    WORKINGSET_RESTORE_FILE => NodeStat::WorkingsetRestoreFile,
    WORKINGSET_NODERECLAIM => NodeStat::WorkingsetNodereclaim,
    NR_ANON_MAPPED => NodeStat::AnonMapped,
    NR_FILE_MAPPED => NodeStat::FileMapped,
    NR_FILE_PAGES => NodeStat::FilePages,
    NR_FILE_DIRTY => NodeStat::FileDirty,
    NR_WRITEBACK => NodeStat::Writeback,
    NR_SHMEM => NodeStat::Shmem,
    NR_SHMEM_THPS => NodeStat::ShmemThps,
    NR_SHMEM_PMDMAPPED => NodeStat::ShmemPmdmapped,
    NR_FILE_THPS => NodeStat::FileThps,
    NR_FILE_PMDMAPPED => NodeStat::FilePmdmapped,
    NR_ANON_THPS => NodeStat::AnonThps,
    NR_VMSCAN_WRITE => NodeStat::VmscanWrite,
    NR_VMSCAN_IMMEDIATE => NodeStat::VmscanImmediate,
    NR_DIRTIED => NodeStat::Dirtied,
    NR_WRITTEN => NodeStat::Written,
    NR_THROTTLED_WRITTEN => NodeStat::ThrottledWritten,
    NR_KERNEL_MISC_RECLAIMABLE => NodeStat::KernelMiscReclaimable,
    NR_FOLL_PIN_ACQUIRED => NodeStat::FollPinAcquired,
    NR_FOLL_PIN_RELEASED => NodeStat::FollPinReleased,
    NR_VMALLOC => NodeStat::Vmalloc,
    NR_KERNEL_STACK_KB => NodeStat::KernelStackKb,
    #[cfg(CONFIG_SHADOW_CALL_STACK)]
    NR_KERNEL_SCS_KB => NodeStat::KernelScsKb,
    NR_PAGETABLE => NodeStat::Pagetable,
    NR_SECONDARY_PAGETABLE => NodeStat::SecondaryPagetable,
    #[cfg(CONFIG_IOMMU_SUPPORT)]
    NR_IOMMU_PAGES => NodeStat::IommuPages,
    #[cfg(CONFIG_SWAP)]
    NR_SWAPCACHE => NodeStat::Swapcache,
    #[cfg(CONFIG_NUMA_BALANCING)]
    PGPROMOTE_SUCCESS => NodeStat::PgpromoteSuccess,
    #[cfg(CONFIG_NUMA_BALANCING)]
    PGPROMOTE_CANDIDATE => NodeStat::PgpromoteCandidate,
    #[cfg(CONFIG_NUMA_BALANCING)]
    PGPROMOTE_CANDIDATE_NRL => NodeStat::PgpromoteCandidateNrl,
    PGDEMOTE_KSWAPD => NodeStat::PgdemoteKswapd,
    PGDEMOTE_DIRECT => NodeStat::PgdemoteDirect,
    PGDEMOTE_KHUGEPAGED => NodeStat::PgdemoteKhugepaged,
    PGDEMOTE_PROACTIVE => NodeStat::PgdemoteProactive,
    PGSTEAL_KSWAPD => NodeStat::PgstealKswapd,
    PGSTEAL_DIRECT => NodeStat::PgstealDirect,
    PGSTEAL_KHUGEPAGED => NodeStat::PgstealKhugepaged,
    PGSTEAL_PROACTIVE => NodeStat::PgstealProactive,
    PGSTEAL_ANON => NodeStat::PgstealAnon,
    PGSTEAL_FILE => NodeStat::PgstealFile,
    PGSCAN_KSWAPD => NodeStat::PgscanKswapd,
    PGSCAN_DIRECT => NodeStat::PgscanDirect,
    PGSCAN_KHUGEPAGED => NodeStat::PgscanKhugepaged,
    PGSCAN_PROACTIVE => NodeStat::PgscanProactive,
    PGSCAN_ANON => NodeStat::PgscanAnon,
    PGSCAN_FILE => NodeStat::PgscanFile,
    #[cfg(not(rmm_before_7_3))]
    PGROTATE_ANON => NodeStat::PgrotateAnon,
    #[cfg(not(rmm_before_7_3))]
    PGROTATE_FILE => NodeStat::PgrotateFile,
    PGREFILL => NodeStat::Pgrefill,
    #[cfg(CONFIG_HUGETLB_PAGE)]
    NR_HUGETLB => NodeStat::Hugetlb,
    NR_BALLOON_PAGES => NodeStat::BalloonPages,
    NR_KERNEL_FILE_PAGES => NodeStat::KernelFilePages,
    NR_GPU_ACTIVE => NodeStat::GpuActive,
    NR_GPU_RECLAIM => NodeStat::GpuReclaim,
};

/// `zone.vm_stat`.
pub(crate) const ZONE: &[(usize, ZoneStat)] = counters! {
    zone_stat_item:
    NR_FREE_PAGES => ZoneStat::FreePages,
    NR_FREE_PAGES_BLOCKS => ZoneStat::FreePagesBlocks,
    NR_ZONE_INACTIVE_ANON => ZoneStat::InactiveAnon,
    NR_ZONE_ACTIVE_ANON => ZoneStat::ActiveAnon,
    NR_ZONE_INACTIVE_FILE => ZoneStat::InactiveFile,
    NR_ZONE_ACTIVE_FILE => ZoneStat::ActiveFile,
    NR_ZONE_UNEVICTABLE => ZoneStat::Unevictable,
    NR_ZONE_WRITE_PENDING => ZoneStat::WritePending,
    NR_MLOCK => ZoneStat::Mlock,
    #[cfg(CONFIG_ZSMALLOC)]
    NR_ZSPAGES => ZoneStat::Zspages,
    NR_FREE_CMA_PAGES => ZoneStat::FreeCmaPages,
    #[cfg(CONFIG_UNACCEPTED_MEMORY)]
    NR_UNACCEPTED => ZoneStat::Unaccepted,
};

/// `zone.vm_numa_event`.
pub(crate) const NUMA: &[(usize, NumaEvent)] = counters! {
    numa_stat_item:
    NUMA_HIT => NumaEvent::Hit,
    NUMA_MISS => NumaEvent::Miss,
    NUMA_FOREIGN => NumaEvent::Foreign,
    NUMA_INTERLEAVE_HIT => NumaEvent::InterleaveHit,
    NUMA_LOCAL => NumaEvent::Local,
    NUMA_OTHER => NumaEvent::Other,
};
