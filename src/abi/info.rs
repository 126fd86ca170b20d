// SPDX-License-Identifier: GPL-2.0

//! `RMM_INFO` and `/proc/rmm/version`: version and features of the module.

/// Version of rmm: of the module and of everything that is built with it.
pub const VERSION: &str = include_str!("../../VERSION").trim_ascii_end();

declare! {
    /// Version of the interface. It is incremented when something is added.
    constant ABI_VERSION: u32 = "RMM_ABI_VERSION" { 8 }

    /// Argument of `RMM_INFO`. No flags are defined.
    record InfoArgs = "rmm_info" {
        /// Size of this structure as the caller knows it.
        size: u32,
        /// Must be zero.
        flags: u32,
        /// Out: version of this interface.
        abi_version: u32,
        /// Out: number of page-table levels in use, 4 or 5.
        levels: u32,
        /// Out: size of a base page in bytes.
        page_size: u32,
        /// Out: highest possible node number plus one (`nr_node_ids`).
        nr_node_ids: u32,
        /// Out: `RMM_FEATURE_*` that are available on this kernel and in this build.
        features: u64,
        /// Out: for each bit of `features`, the reason why it is off (`RMM_OFF_*`), or
        /// `RMM_OFF_NOT`.
        off: [u8; 64],
        /// Out: the module's version, zero-terminated.
        version: [u8; 32],
        /// Out: the release of the running kernel (`uname -r`), zero-terminated.
        release: [u8; 64],
    }

    /// Bits of `rmm_info.features`.
    bits ModuleFeature: u64 = "RMM_FEATURE_" {
        /// `RMM_VMAS`.
        VMAS = 0, "VMAS", "vmas";
        /// `RMM_WALK` with `RMM_WALK_SUMMARY`.
        WALK_SUMMARY = 1, "WALK_SUMMARY", "walk-summary";
        /// Walks take the lock of one VMA and not mmap_lock (CONFIG_PER_VMA_LOCK).
        VMA_LOCK = 2, "VMA_LOCK", "vma-lock";
        /// The kernel tracks soft-dirty bits (CONFIG_MEM_SOFT_DIRTY).
        SOFT_DIRTY = 3, "SOFT_DIRTY", "soft-dirty";
        /// Entries show userfaultfd write protection (CONFIG_PTE_MARKER_UFFD_WP).
        UFFD_WP = 4, "UFFD_WP", "uffd-wp";
        /// More than one node is possible (CONFIG_NUMA, N_POSSIBLE).
        NUMA = 5, "NUMA", "numa";
        /// The kernel supports memory hotplug (CONFIG_MEMORY_HOTPLUG).
        HOTPLUG = 6, "HOTPLUG", "hotplug";
        /// `RMM_OPEN` accepts a pidfd.
        PIDFD = 7, "PIDFD", "pidfd";
        /// `RMM_WALK` with `RMM_WALK_PAGES`.
        WALK_PAGES = 8, "WALK_PAGES", "walk-pages";
        /// `RMM_RMAP`, `/proc/rmm/rmap`: from a page frame to every address that maps it.
        RMAP = 9, "RMAP", "rmap";
        /// Placement policies on arenas.
        ARENA = 10, "ARENA", "arena";
        /// `RMM_TRANSLATE`, `/proc/rmm/translate`.
        TRANSLATE = 11, "TRANSLATE", "translate";
        /// `RMM_NODES`, `RMM_ZONES`, `RMM_BUDDY`, `RMM_FRAGMENTATION`.
        ZONES = 12, "ZONES", "zones";
        /// `RMM_FREEBLOCKS`, `RMM_PAGEBLOCKS`, `RMM_PAGETYPES` (CONFIG_SPARSEMEM).
        BLOCKS = 13, "BLOCKS", "blocks";
        /// `RMM_PROCESSES`, `/proc/rmm/processes`.
        PROCESSES = 14, "PROCESSES", "processes";
        /// `RMM_FOLIOS`, `RMM_SHARING`, `RMM_AGE`, `RMM_NUMA`, `RMM_RUNS`, `RMM_FAULTS_OF` and
        /// their files.
        TALLIES = 15, "TALLIES", "tallies";
        /// `RMM_LRU`, `/proc/rmm/lru`.
        LRU = 16, "LRU", "lru";
        /// `RMM_LRU` shows MGLRU generations (CONFIG_LRU_GEN), and the kernel keeps pages in them.
        LRU_GEN = 17, "LRU_GEN", "lru-gen";
        /// `RMM_LAYOUT`, `/proc/rmm/layout`.
        LAYOUT = 18, "LAYOUT", "layout";
        /// `RMM_MEMCGS`, `/proc/rmm/memcgs` (CONFIG_MEMCG, without `cgroup_disable=memory`).
        MEMCGS = 19, "MEMCGS", "memcgs";
        /// `RMM_FAULTS` counts page faults: the tracepoints page_fault_user and page_fault_kernel
        /// exist.
        FAULTS = 20, "FAULTS", "faults";
        /// `RMM_FAULTS` counts migrations: the tracepoint mm_migrate_pages exists.
        MIGRATIONS = 21, "MIGRATIONS", "migrations";
        /// `RMM_FAULTS` counts collapses: the tracepoints mm_collapse_huge_page and
        /// mm_khugepaged_collapse_file exist.
        COLLAPSES = 22, "COLLAPSES", "collapses";
        /// `RMM_FAULTS` counts reclaim: the tracepoints mm_vmscan_direct_reclaim_begin and _end,
        /// mm_vmscan_kswapd_wake and _sleep exist.
        RECLAIMS = 23, "RECLAIMS", "reclaims";
        /// `RMM_FAULTS` counts compactions: the tracepoints mm_compaction_begin and _end exist.
        COMPACTIONS = 24, "COMPACTIONS", "compactions";
        /// `RMM_FAULTS` counts victims of the OOM killer: the tracepoint mark_victim exists.
        OOM_VICTIMS = 25, "OOM_VICTIMS", "oom-victims";
        /// `RMM_PFNS` (CONFIG_SPARSEMEM).
        PFNS = 26, "PFNS", "pfns";
        /// `RMM_WALK` with `RMM_WALK_EXTENTS`.
        EXTENTS = 27, "EXTENTS", "extents";
        /// `RMM_WALK` filters by category, node, level, order and age.
        FILTERS = 28, "FILTERS", "filters";
        /// `RMM_FILE`.
        FILE = 29, "FILE", "file";
        /// Pages of large folios have mapcounts of their own (CONFIG_PAGE_MAPCOUNT). Without them,
        /// the mapcount of a page is its folio's average or absent, and shares are inexact.
        PAGE_MAPCOUNT = 30, "PAGE_MAPCOUNT", "page-mapcount";
        /// The kernel makes transparent huge pages (CONFIG_TRANSPARENT_HUGEPAGE). One with PREEMPT_RT
        /// does not.
        THP = 31, "THP", "thp";
    }

    /// The reason why a feature is off.
    names FeatureOffReason = "RMM_OFF_" {
        /// The feature is on.
        NotOff = 0, "NOT", "on";
        /// The kernel was configured without it.
        Config = 1, "CONFIG", "kernel-config";
        /// This version of the module lacks it.
        Build = 2, "BUILD", "not-in-this-version";
        /// A property of the kernel that it depends on did not hold at load.
        Check = 3, "CHECK", "failed-check-at-load";
        /// A boot parameter switched it off, such as `cgroup_disable=memory`.
        Boot = 4, "BOOT", "off-at-boot";
        /// A setting of the running kernel switches it off, such as
        /// /sys/kernel/mm/lru_gen/enabled.
        Setting = 5, "SETTING", "off-by-setting";
        /// The kernel knows one node only, by the firmware's tables or by `numa=off`.
        OneNode = 6, "ONE_NODE", "one-node";
        /// The kernel lacks a tracepoint that it depends on.
        Kernel = 7, "KERNEL", "not-in-this-kernel";
    }
}
