# SPDX-License-Identifier: GPL-2.0
"""The interface of the module: records, names of values, ioctl numbers.

Generated from src/abi by rmm-header. Do not edit.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import ClassVar

from .declare import FieldLayout, NamedBits, NamedValue, RawBytes, Record

#: Version of the interface. It is incremented when something is added.
ABI_VERSION = 0x8

#: Value of a u64 field whose number is not known, was not requested, or is hidden from the caller.
ABSENT = 0xffffffffffffffff

#: Type byte of the ioctl numbers of /dev/rmm.
IOC_MAGIC = 0xbb

#: RMM_ABSENT for a field of 32 bits.
ABSENT_32 = 0xffffffff

#: A rmm_walk.record_size that cuts records after the fields of the default attributes.
PAGE_DEFAULT_SIZE = 0x28

#: RMM_ABSENT for a field of 8 bits.
ABSENT_8 = 0xff

#: Attributes that are read if rmm_walk.attributes is 0.
PAGE_A_DEFAULT = 0xf

#: Largest rmm_faults.ring_records.
FAULT_RING_MAX = 0x40000

#: Smallest rmm_tally.capacity in records.
TALLY_LEAST = 0x40

#: Number of nodes that a record counts separately. Higher nodes share one sum.
NODE_SLOTS = 0x10

#: Page frames that are scanned in one hold of the zone's lock.
CHUNK_FRAMES = 0x400

#: Bits of a page block's byte that hold its migrate type (RMM_MIGRATE_*).
BLOCK_TYPE = 0x7

#: Bit of a page block's byte: compaction skips the block.
BLOCK_SKIP = 0x8

#: Bit of a page block's byte: the block is isolated. The migrate type is the one that it returns
#: to.
BLOCK_ISOLATED = 0x10

#: Bits of a page block's byte that hold its free share: 0 if no page is free, 7 if all are,
#: otherwise free pages * 6 / pages, rounded up, at most 6.
BLOCK_FREE = 0xe0

#: Shift of the free share in a page block's byte.
BLOCK_FREE_SHIFT = 0x5

#: Byte of a page block that is a hole, offline, or in another zone.
BLOCK_ABSENT = 0xff

#: Attributes that are read if rmm_walk.attributes is 0.
EXTENT_A_DEFAULT = 0xf

#: Width of a node mask. Nodes from this number on cannot be used.
ARENA_NODES = 0x40

#: Number of buckets of the heat histogram.
ARENA_HEATS = 0x10


class ModuleFeature(NamedBits):
    """Bits of rmm_info.features."""

    VMAS = 1 << 0, "vmas", "RMM_VMAS."
    WALK_SUMMARY = 1 << 1, "walk-summary", "RMM_WALK with RMM_WALK_SUMMARY."
    VMA_LOCK = 1 << 2, "vma-lock", "Walks take the lock of one VMA and not mmap_lock (CONFIG_PER_VMA_LOCK)."
    SOFT_DIRTY = 1 << 3, "soft-dirty", "The kernel tracks soft-dirty bits (CONFIG_MEM_SOFT_DIRTY)."
    UFFD_WP = 1 << 4, "uffd-wp", "Entries show userfaultfd write protection (CONFIG_PTE_MARKER_UFFD_WP)."
    NUMA = 1 << 5, "numa", "More than one node is possible (CONFIG_NUMA, N_POSSIBLE)."
    HOTPLUG = 1 << 6, "hotplug", "The kernel supports memory hotplug (CONFIG_MEMORY_HOTPLUG)."
    PIDFD = 1 << 7, "pidfd", "RMM_OPEN accepts a pidfd."
    WALK_PAGES = 1 << 8, "walk-pages", "RMM_WALK with RMM_WALK_PAGES."
    RMAP = 1 << 9, "rmap", "RMM_RMAP, /proc/rmm/rmap: from a page frame to every address that maps it."
    ARENA = 1 << 10, "arena", "Placement policies on arenas."
    TRANSLATE = 1 << 11, "translate", "RMM_TRANSLATE, /proc/rmm/translate."
    ZONES = 1 << 12, "zones", "RMM_NODES, RMM_ZONES, RMM_BUDDY, RMM_FRAGMENTATION."
    BLOCKS = 1 << 13, "blocks", "RMM_FREEBLOCKS, RMM_PAGEBLOCKS, RMM_PAGETYPES (CONFIG_SPARSEMEM)."
    PROCESSES = 1 << 14, "processes", "RMM_PROCESSES, /proc/rmm/processes."
    TALLIES = 1 << 15, "tallies", "RMM_FOLIOS, RMM_SHARING, RMM_AGE, RMM_NUMA, RMM_RUNS, RMM_FAULTS_OF and their files."
    LRU = 1 << 16, "lru", "RMM_LRU, /proc/rmm/lru."
    LRU_GEN = 1 << 17, "lru-gen", "RMM_LRU shows MGLRU generations (CONFIG_LRU_GEN), and the kernel keeps pages in them."
    LAYOUT = 1 << 18, "layout", "RMM_LAYOUT, /proc/rmm/layout."
    MEMCGS = 1 << 19, "memcgs", "RMM_MEMCGS, /proc/rmm/memcgs (CONFIG_MEMCG, without cgroup_disable=memory)."
    FAULTS = 1 << 20, "faults", "RMM_FAULTS counts page faults: the tracepoints page_fault_user and page_fault_kernel exist."
    MIGRATIONS = 1 << 21, "migrations", "RMM_FAULTS counts migrations: the tracepoint mm_migrate_pages exists."
    COLLAPSES = 1 << 22, "collapses", "RMM_FAULTS counts collapses: the tracepoints mm_collapse_huge_page and mm_khugepaged_collapse_file exist."
    RECLAIMS = 1 << 23, "reclaims", "RMM_FAULTS counts reclaim: the tracepoints mm_vmscan_direct_reclaim_begin and _end, mm_vmscan_kswapd_wake and _sleep exist."
    COMPACTIONS = 1 << 24, "compactions", "RMM_FAULTS counts compactions: the tracepoints mm_compaction_begin and _end exist."
    OOM_VICTIMS = 1 << 25, "oom-victims", "RMM_FAULTS counts victims of the OOM killer: the tracepoint mark_victim exists."
    PFNS = 1 << 26, "pfns", "RMM_PFNS (CONFIG_SPARSEMEM)."
    EXTENTS = 1 << 27, "extents", "RMM_WALK with RMM_WALK_EXTENTS."
    FILTERS = 1 << 28, "filters", "RMM_WALK filters by category, node, level, order and age."
    FILE = 1 << 29, "file", "RMM_FILE."
    PAGE_MAPCOUNT = 1 << 30, "page-mapcount", "Pages of large folios have mapcounts of their own (CONFIG_PAGE_MAPCOUNT). Without them, the mapcount of a page is its folio's average or absent, and shares are inexact."
    THP = 1 << 31, "thp", "The kernel makes transparent huge pages (CONFIG_TRANSPARENT_HUGEPAGE). One with PREEMPT_RT does not."


class FeatureOffReason(NamedValue):
    """The reason why a feature is off."""

    NOT = 0, "on", "The feature is on."
    CONFIG = 1, "kernel-config", "The kernel was configured without it."
    BUILD = 2, "not-in-this-version", "This version of the module lacks it."
    CHECK = 3, "failed-check-at-load", "A property of the kernel that it depends on did not hold at load."
    BOOT = 4, "off-at-boot", "A boot parameter switched it off, such as cgroup_disable=memory."
    SETTING = 5, "off-by-setting", "A setting of the running kernel switches it off, such as /sys/kernel/mm/lru_gen/enabled."
    ONE_NODE = 6, "one-node", "The kernel knows one node only, by the firmware's tables or by numa=off."
    KERNEL = 7, "not-in-this-kernel", "The kernel lacks a tracepoint that it depends on."


class OpenFlag(NamedBits):
    """rmm_open.flags: what target is.

    Exactly one bit is set.
    """

    SELF = 1 << 0, "self", "The caller."
    PID = 1 << 1, "pid", "A process id."
    PIDFD = 1 << 2, "pidfd", "A pidfd."


class VmasFlag(NamedBits):
    """rmm_vmas.flags: which fields are filled."""

    RESIDENT = 1 << 0, "resident", "Fill the fields that need a walk of the page tables. They are absent otherwise."
    FOLIOS = 1 << 1, "folios", "With RESIDENT: also fill the fields that need the folio of each page."


class VmaState(NamedBits):
    """rmm_vma.state: whether the record is a snapshot of one moment."""

    TORN = 1 << 0, "torn", "A writer waited for the VMA while its pages were counted. The lock was dropped in between, so the sums mix more than one state."
    NAME_TOO_LONG = 1 << 1, "name-too-long", "The name is longer than 64 KiB and is omitted."


class WalkFlag(NamedBits):
    """rmm_walk.flags: the product."""

    SUMMARY = 1 << 0, "summary", "Counts of entries, struct rmm_summary."
    PAGES = 1 << 1, "pages", "One record for each entry, struct rmm_page."
    EXTENTS = 1 << 2, "extents", "Ranges whose entries agree, struct rmm_extent."


class VmaFlag(NamedBits):
    """Properties of a VMA, named as smaps names VM_* flags (include/linux/mm.h).

    The bit numbers belong to this interface and do not follow the kernel's.
    """

    READ = 1 << 0, "rd", "VM_READ."
    WRITE = 1 << 1, "wr", "VM_WRITE."
    EXEC = 1 << 2, "ex", "VM_EXEC."
    SHARED = 1 << 3, "sh", "VM_SHARED."
    MAYREAD = 1 << 4, "mr", "VM_MAYREAD."
    MAYWRITE = 1 << 5, "mw", "VM_MAYWRITE."
    MAYEXEC = 1 << 6, "me", "VM_MAYEXEC."
    MAYSHARE = 1 << 7, "ms", "VM_MAYSHARE."
    GROWSDOWN = 1 << 8, "gd", "VM_GROWSDOWN."
    PFNMAP = 1 << 9, "pf", "VM_PFNMAP."
    LOCKED = 1 << 10, "lo", "VM_LOCKED."
    IO = 1 << 11, "io", "VM_IO."
    SEQ_READ = 1 << 12, "sr", "VM_SEQ_READ."
    RAND_READ = 1 << 13, "rr", "VM_RAND_READ."
    DONTCOPY = 1 << 14, "dc", "VM_DONTCOPY."
    DONTEXPAND = 1 << 15, "de", "VM_DONTEXPAND."
    LOCKONFAULT = 1 << 16, "lf", "VM_LOCKONFAULT."
    ACCOUNT = 1 << 17, "ac", "VM_ACCOUNT."
    NORESERVE = 1 << 18, "nr", "VM_NORESERVE."
    HUGETLB = 1 << 19, "ht", "VM_HUGETLB."
    SYNC = 1 << 20, "sf", "VM_SYNC."
    WIPEONFORK = 1 << 21, "wf", "VM_WIPEONFORK."
    DONTDUMP = 1 << 22, "dd", "VM_DONTDUMP."
    SOFTDIRTY = 1 << 23, "sd", "VM_SOFTDIRTY."
    MIXEDMAP = 1 << 24, "mm", "VM_MIXEDMAP."
    HUGEPAGE = 1 << 25, "hg", "VM_HUGEPAGE."
    NOHUGEPAGE = 1 << 26, "nh", "VM_NOHUGEPAGE."
    MERGEABLE = 1 << 27, "mg", "VM_MERGEABLE."
    UFFD_MISSING = 1 << 28, "um", "VM_UFFD_MISSING."
    UFFD_WP = 1 << 29, "uw", "VM_UFFD_WP."
    UFFD_MINOR = 1 << 30, "ui", "VM_UFFD_MINOR."
    SHADOW_STACK = 1 << 31, "ss", "VM_SHADOW_STACK."
    SEALED = 1 << 32, "sl", "VM_SEALED."
    MAYBE_GUARD = 1 << 33, "gu", "VM_MAYBE_GUARD."
    DROPPABLE = 1 << 34, "dp", "VM_DROPPABLE."
    UFFD_RWP = 1 << 35, "ur", "VM_UFFD_RWP."
    ARCH_1 = 1 << 36, "ar", "VM_ARCH_1, which is VM_PAT on x86."
    OTHER = 1 << 37, "??", "Any flag that this version does not know. smaps does not show most of them either."


class VmaKind(NamedValue):
    """Kind of memory that a VMA maps.

    The first that applies is chosen, in this order: special mapping, hugetlb, device, shmem, file,
    heap, stack, anonymous.
    """

    ANON = 0, "anon", "Private anonymous memory other than heap and stack."
    HEAP = 1, "heap", "Overlaps mm->start_brk..brk; [heap] in /proc/PID/maps."
    STACK = 2, "stack", "Contains mm->start_stack; [stack] in /proc/PID/maps."
    FILE = 3, "file", "Maps a file other than shmem and hugetlb."
    SHMEM = 4, "shmem", "Maps shmem: tmpfs, memfd, System V or shared anonymous memory."
    HUGETLB = 5, "hugetlb", "Maps hugetlb pages."
    SPECIAL = 6, "special", "Pages that the kernel provides, such as vdso and vvar."
    DEVICE = 7, "device", "VM_PFNMAP or VM_IO: page frames outside the page cache."


class PageKind(NamedValue):
    """Kind of page that an entry stands for."""

    NONE = 0, "none", "The entry is empty."
    ANON = 1, "anon", "Anonymous page (MM_ANONPAGES)."
    FILE = 2, "file", "Page of a file (MM_FILEPAGES)."
    SHMEM = 3, "shmem", "Page of shmem (MM_SHMEMPAGES)."
    KSM = 4, "ksm", "Page merged by KSM (counted in MM_ANONPAGES)."
    HUGETLB = 5, "hugetlb", "hugetlb page (counted in HugetlbPages, not in VmRSS)."
    ZERO = 6, "zero", "The 4 KiB zero page (not in VmRSS), also where KSM uses it."
    HUGE_ZERO = 7, "huge-zero", "The huge zero page (not in VmRSS)."
    PFN = 8, "pfn", "Page frame without a usable struct page: devices, vvar."
    SWAP = 9, "swap", "Swapped out (counted in VmSwap)."
    MIGRATION = 10, "migration", "Under migration; counted in VmRSS."
    DEVICE_PRIVATE = 11, "device-private", "Device-private memory, which the CPU cannot read; counted in VmRSS."
    DEVICE_EXCLUSIVE = 12, "device-exclusive", "Exclusive to a device for atomic access; counted in VmRSS."
    HWPOISON = 13, "hwpoison", "Hardware-poisoned; an access is SIGBUS."
    MARKER_UFFD_WP = 14, "marker-uffd-wp", "Marker: write-protected by userfaultfd without a page."
    MARKER_POISON = 15, "marker-poison", "Marker: poisoned, an access is SIGBUS."
    MARKER_GUARD = 16, "marker-guard", "Marker: guard region, an access is SIGSEGV."
    UNKNOWN = 17, "unknown", "Entry of a kind that this version does not know."


class TableLevel(NamedValue):
    """Page-table levels from the top (enum pgtable_level).

    A folded level has no tables of its own.
    """

    PGD = 0, "pgd", "Top level."
    P4D = 1, "p4d", "Fourth level; folded with four-level paging."
    PUD = 2, "pud", "Third level; a leaf is 1 GiB."
    PMD = 3, "pmd", "Second level; a leaf is 2 MiB."
    PTE = 4, "pte", "Last level; a leaf is 4 KiB."


class SegmentKind(NamedValue):
    """Segments of an address space as exec laid them out (struct mm_struct, fs/binfmt_elf.c)."""

    CODE = 0, "code", "start_code..end_code: executable text."
    DATA = 1, "data", "start_data..end_data: initialised data."
    BSS = 2, "bss", "Zero-filled data after the initialised data."
    HEAP = 3, "heap", "start_brk..brk."
    MMAP = 4, "mmap", "Memory that mmap(2) placed: libraries, anonymous memory, files, other mappings of the executable."
    STACK = 5, "stack", "Stack of the main thread."
    VDSO = 6, "vdso", "vdso, vvar and other pages that the kernel provides."
    IMAGE = 7, "image", "Other segments of the executable, from the first to the last that exec mapped: headers, read-only data, relocations."


class MmFlag(NamedBits):
    """rmm_mm.flags: flags of the address space (MMF_*, include/linux/mm_types.h)."""

    THP_DISABLED = 1 << 0, "thp-disabled", "MMF_DISABLE_THP_COMPLETELY: prctl(PR_SET_THP_DISABLE) without flags."
    THP_ADVISED_ONLY = 1 << 1, "thp-advised-only", "MMF_DISABLE_THP_EXCEPT_ADVISED: prctl(PR_SET_THP_DISABLE) with PR_THP_DISABLE_EXCEPT_ADVISED."
    KHUGEPAGED = 1 << 2, "khugepaged", "MMF_VM_HUGEPAGE: registered with khugepaged."
    HUGE_ZERO = 1 << 3, "huge-zero", "MMF_HUGE_ZERO_FOLIO: has mapped the huge zero page."
    KSM = 1 << 4, "ksm", "MMF_VM_MERGEABLE: registered with KSM."
    KSM_ANY = 1 << 5, "ksm-any", "MMF_VM_MERGE_ANY: prctl(PR_SET_MEMORY_MERGE); KSM may merge all anonymous memory."
    TOPDOWN = 1 << 6, "topdown", "MMF_TOPDOWN: mmap(2) searches from mmap_base downwards."
    MULTIPROCESS = 1 << 7, "multiprocess", "MMF_MULTIPROCESS: more than one process has used it (CLONE_VM without CLONE_VFORK)."
    HAS_PINNED = 1 << 8, "has-pinned", "MMF_HAS_PINNED: FOLL_PIN has pinned pages of it at some time."
    MDWE = 1 << 9, "mdwe", "MMF_HAS_MDWE: prctl(PR_SET_MDWE), memory that was writable cannot become executable."
    MDWE_NO_INHERIT = 1 << 10, "mdwe-no-inherit", "MMF_HAS_MDWE_NO_INHERIT: fork(2) does not pass MDWE on."
    UPROBES = 1 << 11, "uprobes", "MMF_HAS_UPROBES: uprobes have been set in it."
    OOM_SKIP = 1 << 12, "oom-skip", "MMF_OOM_SKIP: the OOM killer ignores it."
    UNSTABLE = 1 << 13, "unstable", "MMF_UNSTABLE: the OOM reaper has unmapped memory of it."
    OOM_REAP_QUEUED = 1 << 14, "oom-reap-queued", "MMF_OOM_REAP_QUEUED: queued for the OOM reaper."


class EntryState(NamedValue):
    """State of the entry at one level."""

    UNREACHED = 0, "unreached", "Not read: no higher entry leads here, or no VMA covers the address."
    FOLDED = 1, "folded", "The level is folded into the one above."
    NONE = 2, "none", "The entry is empty."
    TABLE = 3, "table", "The entry points to a table of the next level."
    LEAF = 4, "leaf", "The entry maps memory. It is present to the kernel, though PROT_NONE and NUMA hints hide it from the hardware."
    NOT_PRESENT = 5, "not-present", "The entry is nonpresent and not empty: swap, migration, marker."
    BAD = 6, "bad", "The entry is bad: not empty, and of no form that this version knows."


class EntryFlag(NamedBits):
    """Decoded bits of an entry (arch/x86/include/asm/pgtable_types.h).

    A present entry shows the bits of hardware and kernel, a nonpresent entry only those that the
    kernel keeps in it.
    """

    PRESENT = 1 << 0, "present", "The hardware can use the entry."
    WRITE = 1 << 1, "write", "Writable."
    USER = 1 << 2, "user", "Accessible in user mode."
    PWT = 1 << 3, "pwt", "Write-through."
    PCD = 1 << 4, "pcd", "Not cached."
    ACCESSED = 1 << 5, "accessed", "Accessed."
    DIRTY = 1 << 6, "dirty", "Dirty, by the hardware's bit."
    HUGE = 1 << 7, "huge", "The entry is a leaf above the PTE level."
    PAT = 1 << 8, "pat", "Memory type from the page attribute table."
    GLOBAL = 1 << 9, "global", "Global: kept in the TLB when the address space changes."
    NX = 1 << 10, "nx", "No execution."
    PROTNONE = 1 << 11, "protnone", "Present to the kernel only: PROT_NONE, or a NUMA hint."
    SPECIAL = 1 << 12, "special", "The mapping does not reference a struct page (pte_special())."
    UFFD = 1 << 13, "uffd", "Write-protected by userfaultfd."
    SOFT_DIRTY = 1 << 14, "soft-dirty", "Written since the soft-dirty bits were cleared."
    SAVED_DIRTY = 1 << 15, "saved-dirty", "Dirty by the kernel's saved bit, because a write-protected entry must not have the hardware's bit."
    EXCLUSIVE = 1 << 16, "exclusive", "Nonpresent entries only: the page is exclusive to this address space."


class ZoneKind(NamedValue):
    """Kinds of zone (enum zone_type, include/linux/mmzone.h)."""

    DMA = 0, "DMA", "Below 16 MiB on x86."
    DMA32 = 1, "DMA32", "Below 4 GiB."
    NORMAL = 2, "Normal", "Memory without restrictions."
    HIGHMEM = 3, "HighMem", "Memory without a permanent kernel mapping (32-bit only)."
    MOVABLE = 4, "Movable", "Movable pages only, so that the memory can be removed."
    DEVICE = 5, "Device", "Device memory."


class NodeState(NamedBits):
    """rmm_node.states: the masks of node_states[] that contain the node, with the names of
    /sys/devices/system/node.
    """

    POSSIBLE = 1 << 0, "possible", "The node can come online."
    ONLINE = 1 << 1, "online", "The node is online."
    NORMAL_MEMORY = 1 << 2, "has_normal_memory", "The node has memory outside ZONE_MOVABLE."
    MEMORY = 1 << 3, "has_memory", "The node has memory."
    CPU = 1 << 4, "has_cpu", "The node has CPUs."
    GENERIC_INITIATOR = 1 << 5, "has_generic_initiator", "The node has a generic initiator, a device that starts memory accesses."


class NodeFlag(NamedBits):
    """rmm_node.flags (enum pgdat_flags)."""

    WRITEBACK = 1 << 0, "writeback", "Reclaim found many pages under writeback."
    RECLAIM_LOCKED = 1 << 1, "reclaim_locked", "A task runs node reclaim."


class NodeWait(NamedBits):
    """rmm_node.waiting: wait queues of the node with a waiting task (pfmemalloc_wait,
    reclaim_wait[]).
    """

    PFMEMALLOC = 1 << 0, "pfmemalloc", "Direct reclaimers wait until kswapd has freed part of the reserve."
    WRITEBACK = 1 << 1, "writeback", "Reclaimers wait for pages under writeback."
    ISOLATED = 1 << 2, "isolated", "Reclaimers wait because too many pages are isolated from the LRU lists."
    NOPROGRESS = 1 << 3, "noprogress", "Reclaimers wait because reclaim made no progress."
    CONGESTED = 1 << 4, "congested", "Reclaimers wait because many pages are under writeback to a congested device."


class ZoneFlag(NamedBits):
    """rmm_zone.flags (enum zone_flags)."""

    BOOSTED_WATERMARK = 1 << 0, "boosted_watermark", "The watermarks are boosted and kswapd is not woken yet."
    RECLAIM_ACTIVE = 1 << 1, "reclaim_active", "kswapd reclaims from this zone."
    BELOW_HIGH = 1 << 2, "below_high", "Free pages are below the high watermark."


class ZonelistKind(NamedValue):
    """The zonelists of a node (include/linux/mmzone.h)."""

    FALLBACK = 0, "fallback", "ZONELIST_FALLBACK: falls back to other nodes."
    NOFALLBACK = 1, "nofallback", "ZONELIST_NOFALLBACK: stays on the node (__GFP_THISNODE)."


class NodeStat(NamedValue):
    """Counters of a node (enum node_stat_item, include/linux/mmzone.h), with the names of
    /proc/vmstat.

    The unit is pages unless noted; huge pages count once.
    """

    INACTIVE_ANON = 0, "nr_inactive_anon", "Anonymous pages on the inactive list."
    ACTIVE_ANON = 1, "nr_active_anon", "Anonymous pages on the active list."
    INACTIVE_FILE = 2, "nr_inactive_file", "File pages on the inactive list."
    ACTIVE_FILE = 3, "nr_active_file", "File pages on the active list."
    UNEVICTABLE = 4, "nr_unevictable", "Unevictable pages."
    SLAB_RECLAIMABLE = 5, "nr_slab_reclaimable", "Slab pages that shrinkers can free."
    SLAB_UNRECLAIMABLE = 6, "nr_slab_unreclaimable", "Slab pages that no shrinker can free."
    ISOLATED_ANON = 7, "nr_isolated_anon", "Isolated anonymous pages."
    ISOLATED_FILE = 8, "nr_isolated_file", "Isolated file pages."
    WORKINGSET_NODES = 9, "workingset_nodes", "xarray nodes of the page cache that hold shadow entries."
    WORKINGSET_REFAULT_ANON = 10, "workingset_refault_anon", "Refaults of anonymous pages after eviction."
    WORKINGSET_REFAULT_FILE = 11, "workingset_refault_file", "Refaults of file pages after eviction."
    WORKINGSET_ACTIVATE_ANON = 12, "workingset_activate_anon", "Refaulted anonymous pages that were activated immediately."
    WORKINGSET_ACTIVATE_FILE = 13, "workingset_activate_file", "Refaulted file pages that were activated immediately."
    WORKINGSET_RESTORE_ANON = 14, "workingset_restore_anon", "Refaulted anonymous pages that were active before their eviction."
    WORKINGSET_RESTORE_FILE = 15, "workingset_restore_file", "Refaulted file pages that were active before their eviction."
    WORKINGSET_NODERECLAIM = 16, "workingset_nodereclaim", "xarray nodes of shadow entries that were reclaimed."
    ANON_MAPPED = 17, "nr_anon_pages", "Mapped anonymous pages."
    FILE_MAPPED = 18, "nr_mapped", "Mapped page-cache pages."
    FILE_PAGES = 19, "nr_file_pages", "Page-cache pages, shmem included."
    FILE_DIRTY = 20, "nr_dirty", "Dirty page-cache pages."
    WRITEBACK = 21, "nr_writeback", "Pages under writeback."
    SHMEM = 22, "nr_shmem", "Pages of shmem and tmpfs."
    SHMEM_THPS = 23, "nr_shmem_hugepages", "Huge pages of shmem."
    SHMEM_PMDMAPPED = 24, "nr_shmem_pmdmapped", "Huge pages of shmem mapped by a PMD."
    FILE_THPS = 25, "nr_file_hugepages", "Huge pages of files."
    FILE_PMDMAPPED = 26, "nr_file_pmdmapped", "Huge pages of files mapped by a PMD."
    ANON_THPS = 27, "nr_anon_transparent_hugepages", "Anonymous huge pages."
    VMSCAN_WRITE = 28, "nr_vmscan_write", "Pages that reclaim wrote out."
    VMSCAN_IMMEDIATE = 29, "nr_vmscan_immediate_reclaim", "Pages marked for reclaim as soon as their writeback ends."
    DIRTIED = 30, "nr_dirtied", "Pages dirtied since boot."
    WRITTEN = 31, "nr_written", "Pages written back since boot."
    THROTTLED_WRITTEN = 32, "nr_throttled_written", "Pages written back while reclaim was throttled."
    KERNEL_MISC_RECLAIMABLE = 33, "nr_kernel_misc_reclaimable", "Reclaimable kernel pages outside slab."
    FOLL_PIN_ACQUIRED = 34, "nr_foll_pin_acquired", "Page pins acquired (FOLL_PIN)."
    FOLL_PIN_RELEASED = 35, "nr_foll_pin_released", "Page pins released."
    VMALLOC = 36, "nr_vmalloc", "Pages of vmalloc areas."
    KERNEL_STACK_KB = 37, "nr_kernel_stack", "Kernel stacks, in KiB."
    KERNEL_SCS_KB = 38, "nr_shadow_call_stack", "Shadow call stacks, in KiB."
    PAGETABLE = 39, "nr_page_table_pages", "Pages used as page tables."
    SECONDARY_PAGETABLE = 40, "nr_sec_page_table_pages", "Pages used as secondary page tables: KVM, IOMMU."
    IOMMU_PAGES = 41, "nr_iommu_pages", "Pages allocated by the IOMMU."
    SWAPCACHE = 42, "nr_swapcached", "Pages of the swap cache."
    PGPROMOTE_SUCCESS = 43, "pgpromote_success", "Pages promoted to a faster tier."
    PGPROMOTE_CANDIDATE = 44, "pgpromote_candidate", "Candidates for promotion."
    PGPROMOTE_CANDIDATE_NRL = 45, "pgpromote_candidate_nrl", "Candidates for promotion without regard to the rate limit."
    PGDEMOTE_KSWAPD = 46, "pgdemote_kswapd", "Pages that kswapd demoted."
    PGDEMOTE_DIRECT = 47, "pgdemote_direct", "Pages that direct reclaim demoted."
    PGDEMOTE_KHUGEPAGED = 48, "pgdemote_khugepaged", "Pages that reclaim by khugepaged demoted."
    PGDEMOTE_PROACTIVE = 49, "pgdemote_proactive", "Pages that proactive reclaim demoted."
    PGSTEAL_KSWAPD = 50, "pgsteal_kswapd", "Pages that kswapd reclaimed."
    PGSTEAL_DIRECT = 51, "pgsteal_direct", "Pages that direct reclaim reclaimed."
    PGSTEAL_KHUGEPAGED = 52, "pgsteal_khugepaged", "Pages that reclaim by khugepaged reclaimed."
    PGSTEAL_PROACTIVE = 53, "pgsteal_proactive", "Pages that proactive reclaim reclaimed."
    PGSTEAL_ANON = 54, "pgsteal_anon", "Anonymous pages reclaimed."
    PGSTEAL_FILE = 55, "pgsteal_file", "File pages reclaimed."
    PGSCAN_KSWAPD = 56, "pgscan_kswapd", "Pages that kswapd scanned."
    PGSCAN_DIRECT = 57, "pgscan_direct", "Pages that direct reclaim scanned."
    PGSCAN_KHUGEPAGED = 58, "pgscan_khugepaged", "Pages that reclaim by khugepaged scanned."
    PGSCAN_PROACTIVE = 59, "pgscan_proactive", "Pages that proactive reclaim scanned."
    PGSCAN_ANON = 60, "pgscan_anon", "Anonymous pages scanned."
    PGSCAN_FILE = 61, "pgscan_file", "File pages scanned."
    PGROTATE_ANON = 62, "pgrotate_anon", "Anonymous pages that reclaim returned to their list because they were in use."
    PGROTATE_FILE = 63, "pgrotate_file", "File pages that reclaim returned to their list because they were in use."
    PGREFILL = 64, "pgrefill", "Pages scanned on active lists."
    HUGETLB = 65, "nr_hugetlb", "hugetlb pages in use."
    BALLOON_PAGES = 66, "nr_balloon_pages", "Pages held by balloon drivers."
    KERNEL_FILE_PAGES = 67, "nr_kernel_file_pages", "Page-cache pages owned by the kernel."
    GPU_ACTIVE = 68, "nr_gpu_active", "Pages assigned to GPU objects."
    GPU_RECLAIM = 69, "nr_gpu_reclaim", "Pages in shrinkable GPU pools."


class ZoneStat(NamedValue):
    """Counters of a zone (enum zone_stat_item), in pages, with the names of /proc/vmstat."""

    FREE_PAGES = 0, "nr_free_pages", "Free pages."
    FREE_PAGES_BLOCKS = 1, "nr_free_pages_blocks", "Free pages in completely free page blocks."
    INACTIVE_ANON = 2, "nr_zone_inactive_anon", "Inactive anonymous pages."
    ACTIVE_ANON = 3, "nr_zone_active_anon", "Active anonymous pages."
    INACTIVE_FILE = 4, "nr_zone_inactive_file", "Inactive file pages."
    ACTIVE_FILE = 5, "nr_zone_active_file", "Active file pages."
    UNEVICTABLE = 6, "nr_zone_unevictable", "Unevictable pages."
    WRITE_PENDING = 7, "nr_zone_write_pending", "Dirty pages and pages under writeback."
    MLOCK = 8, "nr_mlock", "Mlocked pages."
    ZSPAGES = 9, "nr_zspages", "Pages of zsmalloc."
    FREE_CMA_PAGES = 10, "nr_free_cma", "Free pages in CMA areas."
    UNACCEPTED = 11, "nr_unaccepted", "Pages that the guest has not accepted yet (confidential computing)."


class NumaEvent(NamedValue):
    """NUMA events of a zone since boot (enum numa_stat_item), in allocations, with the names of
    /proc/vmstat.
    """

    HIT = 0, "numa_hit", "Allocated from this node, which was preferred."
    MISS = 1, "numa_miss", "Allocated from this node although another was preferred."
    FOREIGN = 2, "numa_foreign", "Allocated from another node although this one was preferred."
    INTERLEAVE_HIT = 3, "numa_interleave", "Allocated from this node, which interleaving chose."
    LOCAL = 4, "numa_local", "Allocated by a CPU of this node."
    OTHER = 5, "numa_other", "Allocated by a CPU of another node."


class PageAttribute(NamedBits):
    """rmm_walk.attributes: which fields of struct rmm_page are read.

    Other fields are absent and cost nothing.
    """

    FRAME = 1 << 0, "frame", "The page frame, or the swap slot."
    FOLIO = 1 << 1, "folio", "The folio: order, index and zone."
    MAPCOUNT = 1 << 2, "mapcount", "Mapcounts of page and folio."
    REFERENCES = 1 << 3, "references", "The reference count of the folio."
    KPAGEFLAGS = 1 << 4, "kpageflags", "The page flags of /proc/kpageflags."
    AGE = 1 << 5, "age", "The MGLRU generation."
    CGROUP = 1 << 6, "cgroup", "The memory cgroup."
    ENTRY = 1 << 7, "entry", "The raw entry."
    EXPECTED = 1 << 8, "expected", "The expected reference count of the folio."
    STATE = 1 << 9, "state", "The state of the folio: flags, pins, entire mapcount, last NUMA hinting fault."


class FolioFlag(NamedBits):
    """rmm_page.folio_bits: state of the folio, and of the page."""

    PARTIALLY_MAPPED = 1 << 0, "partially-mapped", "The kernel has found that some pages of the folio are not mapped, so that it may split the folio to free them (PG_partially_mapped)."
    ANON_EXCLUSIVE = 1 << 1, "anon-exclusive", "The page at addr is anonymous and belongs to one address space, which may write it without copying (PG_anon_exclusive)."
    WORKINGSET = 1 << 2, "workingset", "Part of the working set: active when it was last reclaimed, or used often (PG_workingset)."
    DROPBEHIND = 1 << 3, "dropbehind", "Dropped from the page cache when its I/O ends (PG_dropbehind): RWF_DONTCACHE."
    PINS_EXACT = 1 << 4, "pins-exact", "pins is the folio's count of pins. Otherwise the folio has one page, and pins is its reference count divided by 1024: a pin counts as that many references."


class PageFlag(NamedBits):
    """rmm_page.bits."""

    PRESENT = 1 << 0, "present", "The entry is present, or would be if it were not PROT_NONE."
    YOUNG = 1 << 1, "young", "The entry is accessed."
    DIRTY = 1 << 2, "dirty", "The entry is dirty."
    WRITE = 1 << 3, "write", "The entry is writable."
    SOFT_DIRTY = 1 << 4, "soft-dirty", "Soft-dirty, by the entry or by the VMA, as in pagemap. hugetlb is tracked by VMA only."
    UFFD = 1 << 5, "uffd", "The entry is write-protected by userfaultfd."
    PROTNONE = 1 << 6, "protnone", "The entry is PROT_NONE."
    NUMA_HINT = 1 << 7, "numa-hint", "The entry is PROT_NONE although the VMA is accessible: the next access is a NUMA hinting fault."
    SPECIAL = 1 << 8, "special", "The page has no usable struct page."
    FOLIO = 1 << 9, "folio", "The entry maps a folio."
    MAYBE_SHARED = 1 << 10, "maybe-shared", "Another address space may map the folio (folio_maybe_mapped_shared()), or shares the page table of the entry (hugetlb_pmd_shared())."
    SHARED_EXACT = 1 << 11, "shared-exact", "MAYBE_SHARED is exact, whether set or not."
    MAPCOUNT_EXACT = 1 << 12, "mapcount-exact", "mapcount is that of this page. Otherwise it is the rounded average over the pages of the folio, at least 1 (CONFIG_NO_PAGE_MAPCOUNT)."
    WRITTEN = 1 << 13, "written", "Written since userfaultfd write-protected it (UFFD_FEATURE_WP_ASYNC), as PAGE_IS_WRITTEN of PAGEMAP_SCAN: the VMA has VM_UFFD_WP, and the entry neither has the userfaultfd bit nor is its marker."


class DaemonState(NamedValue):
    """State of a kernel thread of a node, kswapd or kcompactd."""

    AWAKE = 0, "awake", "It runs, or is about to."
    ASLEEP = 1, "asleep", "It sleeps on its wait queue."
    HOPELESS = 2, "hopeless", "kswapd has failed 16 times in a row. It sleeps until another task's reclaim makes progress (kswapd_test_hopeless())."


class LruList(NamedValue):
    """LRU lists (enum lru_list), with the names of their counters in /proc/zoneinfo."""

    INACTIVE_ANON = 0, "inactive_anon", "Anonymous pages that reclaim takes first."
    ACTIVE_ANON = 1, "active_anon", "Anonymous pages in active use."
    INACTIVE_FILE = 2, "inactive_file", "File pages that reclaim takes first."
    ACTIVE_FILE = 3, "active_file", "File pages in active use."
    UNEVICTABLE = 4, "unevictable", "Pages that cannot be reclaimed: mlocked, ramfs, locked shared memory."


class LruType(NamedValue):
    """Types of page that have separate generations."""

    ANON = 0, "anon", "Anonymous memory and shmem."
    FILE = 1, "file", "Page cache of files."


class RegionKind(NamedValue):
    """Regions of the address space, in the order of Documentation/arch/x86/x86_64/mm.rst."""

    USER = 0, "user", "User addresses that mmap(2) chooses from."
    USER_HIGH = 1, "user-high", "User addresses above 47 bits, which mmap(2) returns only for a hint there; five levels only."
    USER_GUARD = 2, "user-guard", "The last page of the user half, which is never mapped."
    NON_CANONICAL = 3, "non-canonical", "Non-canonical addresses: the upper bits are not the sign extension of the highest translated bit."
    GUARD = 4, "guard", "Guard hole, reserved for hypervisors."
    LDT = 5, "ldt", "Remap of a process's LDT for page-table isolation."
    DIRECT_MAP = 6, "direct-map", "Direct map of all physical memory (page_offset_base). Its size is the maximum that the CPU can address."
    VMALLOC = 7, "vmalloc", "vmalloc and ioremap (vmalloc_base)."
    VMEMMAP = 8, "vmemmap", "The array of struct page (vmemmap_base). Its size covers the whole direct map."
    KASAN = 9, "kasan-shadow", "Shadow memory of KASAN."
    CPU_ENTRY = 10, "cpu-entry", "Per-CPU entry areas: entry stacks and descriptor tables."
    ESPFIX = 11, "espfix", "Stacks for returns to 16-bit segments (ESPFIX)."
    EFI = 12, "efi", "EFI run-time services, mapped in page tables of their own only."
    KERNEL_WINDOW = 13, "kernel-window", "Addresses at which the kernel image can be."
    KERNEL_IMAGE = 14, "kernel-image", "The mapped part of that window from first to last page: text, data, bss. It is the only region inside another."
    MODULES = 15, "modules", "Modules."
    FIXMAP = 16, "fixmap", "Fixmap: addresses fixed at compile time (permanent entries)."
    VSYSCALL = 17, "vsyscall", "The page of legacy system calls, which a process can read."
    HOLE = 18, "hole", "No region."


class MemcgsFlag(NamedBits):
    """rmm_memcgs.flags: which records are returned."""

    NODES = 1 << 0, "nodes", "struct rmm_memcg_node for each online node, instead of struct rmm_memcg."


class MemcgFlag(NamedBits):
    """rmm_memcg.flags."""

    ONLINE = 1 << 0, "online", "The cgroup is online. Otherwise it was removed but is still referenced."
    OOM_GROUP = 1 << 1, "oom_group", "The OOM killer kills all its tasks or none (memory.oom.group)."
    ZSWAP_WRITEBACK = 1 << 2, "zswap_writeback", "zswap may write back to swap (memory.zswap.writeback)."
    DYING = 1 << 3, "dying", "The cgroup was removed and waits for its last reference (CSS_DYING), for example of swap slots. From Linux 7.1 on, its pages are charged to its parent by then."


class MemcgEvent(NamedValue):
    """Events of a memory cgroup (enum memcg_memory_event), with the names of memory.events and
    memory.swap.events.
    """

    LOW = 0, "low", "Reclaimed although below memory.low."
    HIGH = 1, "high", "Throttled because usage was above memory.high."
    MAX = 2, "max", "Usage was about to exceed memory.max."
    OOM = 3, "oom", "An allocation was about to fail at the limit."
    OOM_KILL = 4, "oom_kill", "Tasks killed by the OOM killer."
    OOM_GROUP_KILL = 5, "oom_group_kill", "Times that all tasks of the cgroup were killed."
    SOCK_THROTTLED = 6, "sock_throttled", "Times that a socket was throttled."
    SWAP_HIGH = 7, "swap_high", "Swap usage exceeded memory.swap.high."
    SWAP_MAX = 8, "swap_max", "Swap usage was about to exceed memory.swap.max."
    SWAP_FAIL = 9, "swap_fail", "Swap allocations that failed, at the limit or for lack of swap."


class NodesFlag(NamedBits):
    """Flags of RMM_NODES: which record is returned instead of struct rmm_node.

    At most one.
    """

    CPUS = 1 << 0, "cpus", "struct rmm_node_cpus."
    DISTANCES = 1 << 1, "distances", "struct rmm_distance."
    ZONELISTS = 1 << 2, "zonelists", "struct rmm_zone_ref."


class ZonesFlag(NamedBits):
    """Flags of RMM_ZONES.

    At most one.
    """

    PAGESETS = 1 << 0, "pagesets", "Return struct rmm_pageset: the page lists of every online CPU."
    POPULATED = 1 << 1, "populated", "Return only zones with present pages. On a large machine most zones have none."


class PagesetFlag(NamedBits):
    """rmm_pageset.flags (per_cpu_pages.flags)."""

    PREV_FREE_HIGH_ORDER = 1 << 0, "prev_free_high_order", "The last freed page had a high order (PCPF_PREV_FREE_HIGH_ORDER)."
    FREE_HIGH_BATCH = 1 << 1, "free_high_batch", "A batch is kept when high-order lists are emptied (PCPF_FREE_HIGH_BATCH)."


class MigrateType(NamedValue):
    """Migrate types of free blocks and page blocks (enum migratetype), with the names of
    /proc/pagetypeinfo.

    The numbers belong to this interface and do not follow the kernel's.
    """

    UNMOVABLE = 0, "Unmovable", "Kernel memory that cannot be migrated."
    MOVABLE = 1, "Movable", "Pages that can be migrated."
    RECLAIMABLE = 2, "Reclaimable", "Kernel caches that shrinkers can free."
    HIGHATOMIC = 3, "HighAtomic", "Reserved for atomic high-order allocations."
    CMA = 4, "CMA", "Area of the contiguous memory allocator: holds movable pages until it is allocated."
    ISOLATE = 5, "Isolate", "Isolated: nothing is allocated from here."


class FaultRecordFlag(NamedBits):
    """Bits of rmm_fault_record.flags."""

    USER = 1 << 0, "user", "In user mode; otherwise in kernel mode."
    WRITE = 1 << 1, "write", "The access was a write."
    INSTRUCTION = 1 << 2, "instruction", "The access was an instruction fetch."
    PROTECTION = 1 << 3, "protection", "A present entry forbade the access; otherwise there was no present entry."
    ENDED = 1 << 4, "ended", "The kernel has served the fault, and ns is present."
    MAJOR = 1 << 5, "major", "The kernel counts the fault as a major one: it waited for the page."
    LATE = 1 << 6, "late", "The end of a fault whose record was read before without it. The other fields repeat that record."


class FaultsFlag(NamedBits):
    """Bits of rmm_faults.flags."""

    ATTACH = 1 << 0, "attach", "Start counting."
    DETACH = 1 << 1, "detach", "Stop counting."
    RECORDS = 1 << 2, "records", "With RMM_FAULTS_ATTACH and a process: keep a record of each page fault, for RMM_FAULT_RECORDS."
    FROM_EXEC = 1 << 3, "from_exec", "With RMM_FAULTS_ATTACH and a process: start when the process next calls execve(2)."


class FaultKind(NamedValue):
    """Counters of RMM_FAULTS.

    Events of a process are those that occur in its context: its own faults, the reclaim and
    compaction that it waits for, and the migrations that it performs.
    """

    USER = 0, "fault_user", "Faults in user mode (page_fault_user)."
    KERNEL = 1, "fault_kernel", "Faults in kernel mode, on user and kernel addresses (page_fault_kernel)."
    NOT_PRESENT_READ = 2, "fault_not_present_read", "Read faults without a present entry."
    NOT_PRESENT_WRITE = 3, "fault_not_present_write", "Write faults without a present entry."
    NOT_PRESENT_INSTRUCTION = 4, "fault_not_present_instruction", "Instruction fetches without a present entry."
    PROTECTION_READ = 5, "fault_protection_read", "Read faults on a present entry that forbids the access."
    PROTECTION_WRITE = 6, "fault_protection_write", "Write faults on a present entry that forbids the access, copy-on-write included."
    PROTECTION_INSTRUCTION = 7, "fault_protection_instruction", "Instruction fetches on a present entry that forbids the access."
    RESERVED_BIT = 8, "fault_reserved_bit", "Faults because of a reserved bit in an entry."
    PROTECTION_KEY = 9, "fault_protection_key", "Faults because of a protection key."
    SHADOW_STACK = 10, "fault_shadow_stack", "Faults of shadow-stack accesses."
    SGX = 11, "fault_sgx", "Faults that SGX raised."
    RMP = 12, "fault_rmp", "Faults because of the reverse map table of SEV-SNP."
    MIGRATE_COMPACTION_SUCCEEDED_PAGES = 13, "migrate_compaction_succeeded_pages", "Pages migrated for compaction."
    MIGRATE_COMPACTION_FAILED_PAGES = 14, "migrate_compaction_failed_pages", "Pages that failed to migrate for compaction."
    MIGRATE_MEMORY_FAILURE_SUCCEEDED_PAGES = 15, "migrate_memory_failure_succeeded_pages", "Pages migrated because of a memory failure."
    MIGRATE_MEMORY_FAILURE_FAILED_PAGES = 16, "migrate_memory_failure_failed_pages", "Pages that failed to migrate because of a memory failure."
    MIGRATE_MEMORY_HOTPLUG_SUCCEEDED_PAGES = 17, "migrate_memory_hotplug_succeeded_pages", "Pages migrated to offline memory."
    MIGRATE_MEMORY_HOTPLUG_FAILED_PAGES = 18, "migrate_memory_hotplug_failed_pages", "Pages that failed to migrate to offline memory."
    MIGRATE_SYSCALL_SUCCEEDED_PAGES = 19, "migrate_syscall_succeeded_pages", "Pages migrated for move_pages(2), migrate_pages(2) or a cpuset."
    MIGRATE_SYSCALL_FAILED_PAGES = 20, "migrate_syscall_failed_pages", "Pages that failed to migrate for move_pages(2), migrate_pages(2) or a cpuset."
    MIGRATE_MBIND_SUCCEEDED_PAGES = 21, "migrate_mbind_succeeded_pages", "Pages migrated for mbind(2)."
    MIGRATE_MBIND_FAILED_PAGES = 22, "migrate_mbind_failed_pages", "Pages that failed to migrate for mbind(2)."
    MIGRATE_NUMA_MISPLACED_SUCCEEDED_PAGES = 23, "migrate_numa_misplaced_succeeded_pages", "Pages migrated for NUMA balancing."
    MIGRATE_NUMA_MISPLACED_FAILED_PAGES = 24, "migrate_numa_misplaced_failed_pages", "Pages that failed to migrate for NUMA balancing."
    MIGRATE_CONTIG_RANGE_SUCCEEDED_PAGES = 25, "migrate_contig_range_succeeded_pages", "Pages migrated for the allocation of a contiguous range."
    MIGRATE_CONTIG_RANGE_FAILED_PAGES = 26, "migrate_contig_range_failed_pages", "Pages that failed to migrate for the allocation of a contiguous range."
    MIGRATE_LONGTERM_PIN_SUCCEEDED_PAGES = 27, "migrate_longterm_pin_succeeded_pages", "Pages migrated for a long-term pin."
    MIGRATE_LONGTERM_PIN_FAILED_PAGES = 28, "migrate_longterm_pin_failed_pages", "Pages that failed to migrate for a long-term pin."
    MIGRATE_DEMOTION_SUCCEEDED_PAGES = 29, "migrate_demotion_succeeded_pages", "Pages migrated for demotion."
    MIGRATE_DEMOTION_FAILED_PAGES = 30, "migrate_demotion_failed_pages", "Pages that failed to migrate for demotion."
    MIGRATE_DAMON_SUCCEEDED_PAGES = 31, "migrate_damon_succeeded_pages", "Pages migrated for DAMON."
    MIGRATE_DAMON_FAILED_PAGES = 32, "migrate_damon_failed_pages", "Pages that failed to migrate for DAMON."
    MIGRATE_OTHER_REASON_SUCCEEDED_PAGES = 33, "migrate_other_reason_succeeded_pages", "Pages migrated for a reason that this version does not know."
    MIGRATE_OTHER_REASON_FAILED_PAGES = 34, "migrate_other_reason_failed_pages", "Pages that failed to migrate for a reason that this version does not know."
    MIGRATE_ASYNC_SUCCEEDED_PAGES = 35, "migrate_async_succeeded_pages", "Pages migrated in mode MIGRATE_ASYNC."
    MIGRATE_ASYNC_FAILED_PAGES = 36, "migrate_async_failed_pages", "Pages that failed to migrate in mode MIGRATE_ASYNC."
    MIGRATE_SYNC_LIGHT_SUCCEEDED_PAGES = 37, "migrate_sync_light_succeeded_pages", "Pages migrated in mode MIGRATE_SYNC_LIGHT."
    MIGRATE_SYNC_LIGHT_FAILED_PAGES = 38, "migrate_sync_light_failed_pages", "Pages that failed to migrate in mode MIGRATE_SYNC_LIGHT."
    MIGRATE_SYNC_SUCCEEDED_PAGES = 39, "migrate_sync_succeeded_pages", "Pages migrated in mode MIGRATE_SYNC."
    MIGRATE_SYNC_FAILED_PAGES = 40, "migrate_sync_failed_pages", "Pages that failed to migrate in mode MIGRATE_SYNC."
    MIGRATE_OTHER_MODE_SUCCEEDED_PAGES = 41, "migrate_other_mode_succeeded_pages", "Pages migrated in a mode that this version does not know."
    MIGRATE_OTHER_MODE_FAILED_PAGES = 42, "migrate_other_mode_failed_pages", "Pages that failed to migrate in a mode that this version does not know."
    MIGRATE_THP_SUCCEEDED = 43, "migrate_thp_succeeded", "Huge pages migrated without a split."
    MIGRATE_THP_FAILED = 44, "migrate_thp_failed", "Huge pages that failed to migrate."
    MIGRATE_THP_SPLIT = 45, "migrate_thp_split", "Huge pages that were split because they could not be migrated whole."
    MIGRATE_LARGE_FOLIO_SPLIT = 46, "migrate_large_folio_split", "Large folios that were split because they could not be migrated whole."
    COLLAPSE_FAILED = 47, "collapse_failed", "Collapses of anonymous memory to a huge page that failed with no specific status."
    COLLAPSE_SUCCEEDED = 48, "collapse_succeeded", "Collapses of anonymous memory to a huge page that succeeded."
    COLLAPSE_NO_PTE_TABLE = 49, "collapse_no_pte_table", "Collapses that ended with status no_pte_table of mm_collapse_huge_page."
    COLLAPSE_PAGE_PMD_MAPPED = 50, "collapse_page_pmd_mapped", "Collapses that ended with status page_pmd_mapped of mm_collapse_huge_page."
    COLLAPSE_EXCEED_NONE_PTE = 51, "collapse_exceed_none_pte", "Collapses that ended with status exceed_none_pte of mm_collapse_huge_page."
    COLLAPSE_EXCEED_SWAP_PTE = 52, "collapse_exceed_swap_pte", "Collapses that ended with status exceed_swap_pte of mm_collapse_huge_page."
    COLLAPSE_EXCEED_SHARED_PTE = 53, "collapse_exceed_shared_pte", "Collapses that ended with status exceed_shared_pte of mm_collapse_huge_page."
    COLLAPSE_PTE_NON_PRESENT = 54, "collapse_pte_non_present", "Collapses that ended with status pte_non_present of mm_collapse_huge_page."
    COLLAPSE_PTE_UFFD_WP = 55, "collapse_pte_uffd_wp", "Collapses that ended with status pte_uffd_wp of mm_collapse_huge_page."
    COLLAPSE_PTE_MAPPED_HUGEPAGE = 56, "collapse_pte_mapped_hugepage", "Collapses that ended with status pte_mapped_hugepage of mm_collapse_huge_page."
    COLLAPSE_LACK_REFERENCED_PAGE = 57, "collapse_lack_referenced_page", "Collapses that ended with status lack_referenced_page of mm_collapse_huge_page."
    COLLAPSE_PAGE_NULL = 58, "collapse_page_null", "Collapses that ended with status page_null of mm_collapse_huge_page."
    COLLAPSE_SCAN_ABORTED = 59, "collapse_scan_aborted", "Collapses that ended with status scan_aborted of mm_collapse_huge_page."
    COLLAPSE_NOT_SUITABLE_PAGE_COUNT = 60, "collapse_not_suitable_page_count", "Collapses that ended with status not_suitable_page_count of mm_collapse_huge_page."
    COLLAPSE_PAGE_NOT_IN_LRU = 61, "collapse_page_not_in_lru", "Collapses that ended with status page_not_in_lru of mm_collapse_huge_page."
    COLLAPSE_PAGE_LOCKED = 62, "collapse_page_locked", "Collapses that ended with status page_locked of mm_collapse_huge_page."
    COLLAPSE_PAGE_NOT_ANON = 63, "collapse_page_not_anon", "Collapses that ended with status page_not_anon of mm_collapse_huge_page."
    COLLAPSE_PAGE_LAZYFREE = 64, "collapse_page_lazyfree", "Collapses that ended with status page_lazyfree of mm_collapse_huge_page."
    COLLAPSE_PAGE_COMPOUND = 65, "collapse_page_compound", "Collapses that ended with status page_compound of mm_collapse_huge_page."
    COLLAPSE_NO_PROCESS_FOR_PAGE = 66, "collapse_no_process_for_page", "Collapses that ended with status no_process_for_page of mm_collapse_huge_page."
    COLLAPSE_VMA_NULL = 67, "collapse_vma_null", "Collapses that ended with status vma_null of mm_collapse_huge_page."
    COLLAPSE_VMA_CHECK_FAILED = 68, "collapse_vma_check_failed", "Collapses that ended with status vma_check_failed of mm_collapse_huge_page."
    COLLAPSE_NOT_SUITABLE_ADDRESS_RANGE = 69, "collapse_not_suitable_address_range", "Collapses that ended with status not_suitable_address_range of mm_collapse_huge_page."
    COLLAPSE_COULD_NOT_DELETE_PAGE_FROM_LRU = 70, "collapse_could_not_delete_page_from_lru", "Collapses that ended with status could_not_delete_page_from_lru of mm_collapse_huge_page."
    COLLAPSE_ALLOC_HUGE_PAGE_FAILED = 71, "collapse_alloc_huge_page_failed", "Collapses that ended with status alloc_huge_page_failed of mm_collapse_huge_page."
    COLLAPSE_CCGROUP_CHARGE_FAILED = 72, "collapse_ccgroup_charge_failed", "Collapses that ended with status ccgroup_charge_failed of mm_collapse_huge_page."
    COLLAPSE_TRUNCATED = 73, "collapse_truncated", "Collapses that ended with status truncated of mm_collapse_huge_page."
    COLLAPSE_PAGE_HAS_PRIVATE = 74, "collapse_page_has_private", "Collapses that ended with status page_has_private of mm_collapse_huge_page."
    COLLAPSE_STORE_FAILED = 75, "collapse_store_failed", "Collapses that ended with status store_failed of mm_collapse_huge_page."
    COLLAPSE_COPY_POISONED_PAGE = 76, "collapse_copy_poisoned_page", "Collapses that ended with status copy_poisoned_page of mm_collapse_huge_page."
    COLLAPSE_PAGE_FILLED = 77, "collapse_page_filled", "Collapses that ended with status page_filled of mm_collapse_huge_page."
    COLLAPSE_PAGE_DIRTY_OR_WRITEBACK = 78, "collapse_page_dirty_or_writeback", "Collapses that ended with status page_dirty_or_writeback of mm_collapse_huge_page."
    COLLAPSE_OTHER = 79, "collapse_other", "Collapses that ended with a status that this version does not know."
    COLLAPSE_FILE_SUCCEEDED = 80, "collapse_file_succeeded", "Collapses of page cache or shmem to a huge page that succeeded."
    COLLAPSE_FILE_FAILED = 81, "collapse_file_failed", "Collapses of page cache or shmem to a huge page that failed."
    SPLIT_PAGE = 82, "split_page", "Huge pages that were split; counted for the whole machine only (thp_split_page of /proc/vmstat)."
    SPLIT_PAGE_FAILED = 83, "split_page_failed", "Huge pages that could not be split; counted for the whole machine only (thp_split_page_failed)."
    SPLIT_PMD = 84, "split_pmd", "Huge mappings that were split; counted for the whole machine only (thp_split_pmd)."
    RECLAIM_BEGIN = 85, "reclaim_begin", "Direct reclaims that began."
    RECLAIM_END = 86, "reclaim_end", "Direct reclaims that ended."
    RECLAIM_PAGES = 87, "reclaim_pages", "Pages freed by direct reclaims."
    RECLAIM_TIMED = 88, "reclaim_timed", "Direct reclaims whose duration is included in reclaim_ns. Some are not timed when very many run at once."
    RECLAIM_NS = 89, "reclaim_ns", "Total duration of direct reclaims, in ns."
    RECLAIM_LONGEST_NS = 90, "reclaim_longest_ns", "Duration of the longest direct reclaim since the probes were attached, in ns."
    KSWAPD_WAKE = 91, "kswapd_wake", "Wake-ups of kswapd threads."
    KSWAPD_SLEEP = 92, "kswapd_sleep", "Times that a kswapd thread went to sleep."
    COMPACTION_BEGIN_ASYNC = 93, "compaction_begin_async", "Compactions of a zone that began in asynchronous mode."
    COMPACTION_BEGIN_SYNC = 94, "compaction_begin_sync", "Compactions of a zone that began in synchronous mode."
    COMPACTION_NOT_SUITABLE_ZONE = 95, "compaction_not_suitable_zone", "Compactions of a zone that ended as COMPACT_NOT_SUITABLE_ZONE."
    COMPACTION_SKIPPED = 96, "compaction_skipped", "Compactions of a zone that ended as COMPACT_SKIPPED."
    COMPACTION_DEFERRED = 97, "compaction_deferred", "Compactions of a zone that ended as COMPACT_DEFERRED."
    COMPACTION_NO_SUITABLE_PAGE = 98, "compaction_no_suitable_page", "Compactions of a zone that ended as COMPACT_NO_SUITABLE_PAGE."
    COMPACTION_CONTINUE = 99, "compaction_continue", "Compactions of a zone that ended as COMPACT_CONTINUE."
    COMPACTION_COMPLETE = 100, "compaction_complete", "Compactions of a zone that ended as COMPACT_COMPLETE."
    COMPACTION_PARTIAL_SKIPPED = 101, "compaction_partial_skipped", "Compactions of a zone that ended as COMPACT_PARTIAL_SKIPPED."
    COMPACTION_CONTENDED = 102, "compaction_contended", "Compactions of a zone that ended as COMPACT_CONTENDED."
    COMPACTION_SUCCESS = 103, "compaction_success", "Compactions of a zone that ended as COMPACT_SUCCESS."
    COMPACTION_OTHER = 104, "compaction_other", "Collapses that ended with a status that this version does not know."
    OOM_VICTIM = 105, "oom_victim", "Processes that the OOM killer chose."


class EventTheme(NamedValue):
    """Themes of events."""

    FAULT = 0, "fault", "Page faults."
    ALLOC = 1, "alloc", "Page allocations, and allocations that stalled."
    RECLAIM = 2, "reclaim", "Reclaim of pages."
    COMPACTION = 3, "compaction", "Compaction."
    MIGRATION = 4, "migration", "Migration for any reason."
    THP = 5, "thp", "Transparent huge pages."
    NUMA = 6, "numa", "NUMA placement, NUMA balancing, memory tiers."
    SWAP = 7, "swap", "Swap and zswap."
    KSM = 8, "ksm", "KSM."
    OOM = 9, "oom", "The OOM killer."
    MEMORY_FAILURE = 10, "memory-failure", "Memory failures."
    IO = 11, "io", "Block I/O and writeback."
    KERNEL = 12, "kernel", "The kernel's own mappings."


class EventKind(NamedValue):
    """Events, with the names of /proc/vmstat (mm/vmstat.c).

    Memory failures have the names of the sums over memory_failure/ of all nodes.
    """

    PGFAULT = 0, "pgfault", "Page faults."
    PGMAJFAULT = 1, "pgmajfault", "Page faults that waited for I/O."
    PGREUSE = 2, "pgreuse", "Write faults that reused the page instead of copying it."
    VMA_LOCK_SUCCESS = 3, "vma_lock_success", "Faults handled under the VMA lock."
    VMA_LOCK_ABORT = 4, "vma_lock_abort", "Faults that dropped the VMA lock and failed."
    VMA_LOCK_RETRY = 5, "vma_lock_retry", "Faults that were retried under mmap_lock."
    VMA_LOCK_MISS = 6, "vma_lock_miss", "Faults that could not take the VMA lock."
    PGALLOC_DMA = 7, "pgalloc_dma", "Pages allocated from ZONE_DMA."
    PGALLOC_DMA32 = 8, "pgalloc_dma32", "Pages allocated from ZONE_DMA32."
    PGALLOC_NORMAL = 9, "pgalloc_normal", "Pages allocated from ZONE_NORMAL."
    PGALLOC_MOVABLE = 10, "pgalloc_movable", "Pages allocated from ZONE_MOVABLE."
    PGALLOC_DEVICE = 11, "pgalloc_device", "Pages allocated from ZONE_DEVICE."
    PGFREE = 12, "pgfree", "Pages freed."
    ALLOCSTALL_DMA = 13, "allocstall_dma", "Direct reclaims for ZONE_DMA."
    ALLOCSTALL_DMA32 = 14, "allocstall_dma32", "Direct reclaims for zones up to ZONE_DMA32."
    ALLOCSTALL_NORMAL = 15, "allocstall_normal", "Direct reclaims for zones up to ZONE_NORMAL."
    ALLOCSTALL_MOVABLE = 16, "allocstall_movable", "Direct reclaims for zones up to ZONE_MOVABLE."
    ALLOCSTALL_DEVICE = 17, "allocstall_device", "Direct reclaims for ZONE_DEVICE."
    HTLB_BUDDY_ALLOC_SUCCESS = 18, "htlb_buddy_alloc_success", "hugetlb pages allocated from the buddy allocator."
    HTLB_BUDDY_ALLOC_FAIL = 19, "htlb_buddy_alloc_fail", "hugetlb pages that the buddy allocator failed to allocate."
    CMA_ALLOC_SUCCESS = 20, "cma_alloc_success", "Pages allocated from CMA areas."
    CMA_ALLOC_FAIL = 21, "cma_alloc_fail", "Pages that failed to be allocated from CMA areas."
    PGSKIP_DMA = 22, "pgskip_dma", "Pages of ZONE_DMA that reclaim skipped."
    PGSKIP_DMA32 = 23, "pgskip_dma32", "Pages of ZONE_DMA32 that reclaim skipped."
    PGSKIP_NORMAL = 24, "pgskip_normal", "Pages of ZONE_NORMAL that reclaim skipped."
    PGSKIP_MOVABLE = 25, "pgskip_movable", "Pages of ZONE_MOVABLE that reclaim skipped."
    PGSKIP_DEVICE = 26, "pgskip_device", "Pages of ZONE_DEVICE that reclaim skipped."
    PGACTIVATE = 27, "pgactivate", "Pages moved to an active list."
    PGDEACTIVATE = 28, "pgdeactivate", "Pages moved to an inactive list."
    PGLAZYFREE = 29, "pglazyfree", "Pages marked lazily free by MADV_FREE."
    PGLAZYFREED = 30, "pglazyfreed", "Lazily free pages that reclaim freed."
    PGSCAN_DIRECT_THROTTLE = 31, "pgscan_direct_throttle", "Direct reclaims that were throttled to wait for kswapd."
    ZONE_RECLAIM_SUCCESS = 32, "zone_reclaim_success", "Node reclaims that freed enough pages."
    ZONE_RECLAIM_FAILED = 33, "zone_reclaim_failed", "Node reclaims that failed."
    PGINODESTEAL = 34, "pginodesteal", "Pages that tasks freed by reclaiming their inode."
    SLABS_SCANNED = 35, "slabs_scanned", "Slab objects that were scanned."
    KSWAPD_INODESTEAL = 36, "kswapd_inodesteal", "Pages that kswapd freed by reclaiming their inode."
    KSWAPD_LOW_WMARK_HIT_QUICKLY = 37, "kswapd_low_wmark_hit_quickly", "Times that free memory fell below the low watermark soon after kswapd slept."
    KSWAPD_HIGH_WMARK_HIT_QUICKLY = 38, "kswapd_high_wmark_hit_quickly", "Times that free memory fell below the high watermark soon after kswapd slept."
    PAGEOUTRUN = 39, "pageoutrun", "Runs of kswapd."
    PGROTATED = 40, "pgrotated", "Pages rotated to the tail of the inactive list after writeback."
    DROP_PAGECACHE = 41, "drop_pagecache", "Times that the page cache was dropped through vm.drop_caches."
    DROP_SLAB = 42, "drop_slab", "Times that slab objects were dropped through vm.drop_caches."
    UNEVICTABLE_PGS_CULLED = 43, "unevictable_pgs_culled", "Pages moved to the unevictable list."
    UNEVICTABLE_PGS_SCANNED = 44, "unevictable_pgs_scanned", "Unevictable pages that were scanned for rescue."
    UNEVICTABLE_PGS_RESCUED = 45, "unevictable_pgs_rescued", "Pages rescued from the unevictable list."
    UNEVICTABLE_PGS_MLOCKED = 46, "unevictable_pgs_mlocked", "Pages that were mlocked."
    UNEVICTABLE_PGS_MUNLOCKED = 47, "unevictable_pgs_munlocked", "Pages that were munlocked."
    UNEVICTABLE_PGS_CLEARED = 48, "unevictable_pgs_cleared", "Mlocked pages that were freed or copied."
    UNEVICTABLE_PGS_STRANDED = 49, "unevictable_pgs_stranded", "Munlocked pages that could not be isolated from the unevictable list."
    BALLOON_INFLATE = 50, "balloon_inflate", "Pages given to the hypervisor by the balloon driver."
    BALLOON_DEFLATE = 51, "balloon_deflate", "Pages returned by the hypervisor to the balloon driver."
    BALLOON_MIGRATE = 52, "balloon_migrate", "Balloon pages that were migrated."
    PGSCAN_KSWAPD = 53, "pgscan_kswapd", "Pages that kswapd scanned."
    PGSCAN_DIRECT = 54, "pgscan_direct", "Pages that direct reclaim scanned."
    PGSCAN_KHUGEPAGED = 55, "pgscan_khugepaged", "Pages that reclaim by khugepaged scanned."
    PGSCAN_PROACTIVE = 56, "pgscan_proactive", "Pages that proactive reclaim scanned."
    PGSCAN_ANON = 57, "pgscan_anon", "Anonymous pages that reclaim scanned."
    PGSCAN_FILE = 58, "pgscan_file", "File pages that reclaim scanned."
    PGSTEAL_KSWAPD = 59, "pgsteal_kswapd", "Pages that kswapd reclaimed."
    PGSTEAL_DIRECT = 60, "pgsteal_direct", "Pages that direct reclaim reclaimed."
    PGSTEAL_KHUGEPAGED = 61, "pgsteal_khugepaged", "Pages that reclaim by khugepaged reclaimed."
    PGSTEAL_PROACTIVE = 62, "pgsteal_proactive", "Pages that proactive reclaim reclaimed."
    PGSTEAL_ANON = 63, "pgsteal_anon", "Anonymous pages reclaimed."
    PGSTEAL_FILE = 64, "pgsteal_file", "File pages reclaimed."
    WORKINGSET_REFAULT_ANON = 65, "workingset_refault_anon", "Refaults of anonymous pages."
    WORKINGSET_REFAULT_FILE = 66, "workingset_refault_file", "Refaults of file pages."
    WORKINGSET_ACTIVATE_ANON = 67, "workingset_activate_anon", "Refaulted pages that were activated immediately."
    WORKINGSET_ACTIVATE_FILE = 68, "workingset_activate_file", "Refaulted pages that were activated immediately."
    WORKINGSET_RESTORE_ANON = 69, "workingset_restore_anon", "Refaulted pages that were in the working set before their eviction."
    WORKINGSET_RESTORE_FILE = 70, "workingset_restore_file", "Refaulted pages that were in the working set before their eviction."
    WORKINGSET_NODERECLAIM = 71, "workingset_nodereclaim", "xarray nodes of shadow entries that were reclaimed."
    PGREFILL = 72, "pgrefill", "Pages scanned on active lists."
    PGROTATE_ANON = 73, "pgrotate_anon", "Anonymous pages that reclaim returned to their list because they were in use."
    PGROTATE_FILE = 74, "pgrotate_file", "File pages that reclaim returned to their list because they were in use."
    NR_VMSCAN_WRITE = 75, "nr_vmscan_write", "Pages that reclaim wrote out."
    NR_VMSCAN_IMMEDIATE_RECLAIM = 76, "nr_vmscan_immediate_reclaim", "Dirty pages marked for reclaim as soon as their writeback ends."
    NR_THROTTLED_WRITTEN = 77, "nr_throttled_written", "Pages written back while reclaim was throttled."
    COMPACT_MIGRATE_SCANNED = 78, "compact_migrate_scanned", "Pages scanned as candidates for migration."
    COMPACT_FREE_SCANNED = 79, "compact_free_scanned", "Pages scanned as free migration targets."
    COMPACT_ISOLATED = 80, "compact_isolated", "Pages isolated for migration."
    COMPACT_STALL = 81, "compact_stall", "Allocations that stalled for direct compaction."
    COMPACT_FAIL = 82, "compact_fail", "Direct compactions after which the allocation failed."
    COMPACT_SUCCESS = 83, "compact_success", "Direct compactions after which the allocation succeeded."
    COMPACT_DAEMON_WAKE = 84, "compact_daemon_wake", "Wake-ups of kcompactd."
    COMPACT_DAEMON_MIGRATE_SCANNED = 85, "compact_daemon_migrate_scanned", "Pages that kcompactd scanned as candidates for migration."
    COMPACT_DAEMON_FREE_SCANNED = 86, "compact_daemon_free_scanned", "Pages that kcompactd scanned as free migration targets."
    PGMIGRATE_SUCCESS = 87, "pgmigrate_success", "Pages migrated for any reason."
    PGMIGRATE_FAIL = 88, "pgmigrate_fail", "Pages that failed to migrate."
    THP_MIGRATION_SUCCESS = 89, "thp_migration_success", "Huge pages that were migrated."
    THP_MIGRATION_FAIL = 90, "thp_migration_fail", "Huge pages that failed to migrate."
    THP_MIGRATION_SPLIT = 91, "thp_migration_split", "Huge pages that were split for migration."
    THP_FAULT_ALLOC = 92, "thp_fault_alloc", "Huge pages allocated in a fault."
    THP_FAULT_FALLBACK = 93, "thp_fault_fallback", "Faults that fell back to small pages."
    THP_FAULT_FALLBACK_CHARGE = 94, "thp_fault_fallback_charge", "Faults that fell back to small pages because of a memory cgroup's limit."
    THP_COLLAPSE_ALLOC = 95, "thp_collapse_alloc", "Huge pages allocated as targets of a collapse."
    THP_COLLAPSE_ALLOC_FAILED = 96, "thp_collapse_alloc_failed", "Collapses that failed to allocate a huge page."
    THP_FILE_ALLOC = 97, "thp_file_alloc", "Huge pages allocated for files."
    THP_FILE_FALLBACK = 98, "thp_file_fallback", "Allocations of a huge page for a file that fell back to small pages."
    THP_FILE_FALLBACK_CHARGE = 99, "thp_file_fallback_charge", "Faults that fell back to small pages because of a memory cgroup's limit."
    THP_FILE_MAPPED = 100, "thp_file_mapped", "Huge pages of files mapped by a PMD."
    THP_SPLIT_PAGE = 101, "thp_split_page", "Huge pages that were split."
    THP_SPLIT_PAGE_FAILED = 102, "thp_split_page_failed", "Huge pages that could not be split."
    THP_DEFERRED_SPLIT_PAGE = 103, "thp_deferred_split_page", "Huge pages queued for a deferred split, which happens under memory pressure."
    THP_UNDERUSED_SPLIT_PAGE = 104, "thp_underused_split_page", "Huge pages split because most of their subpages were zero-filled."
    THP_SPLIT_PMD = 105, "thp_split_pmd", "PMD mappings that were split."
    THP_SCAN_EXCEED_NONE_PTE = 106, "thp_scan_exceed_none_pte", "Collapses abandoned because of too many empty entries."
    THP_SCAN_EXCEED_SWAP_PTE = 107, "thp_scan_exceed_swap_pte", "Collapses abandoned because of too many swapped-out pages."
    THP_SCAN_EXCEED_SHARE_PTE = 108, "thp_scan_exceed_share_pte", "Collapses abandoned because of too many shared pages."
    THP_SPLIT_PUD = 109, "thp_split_pud", "PUD mappings (1 GiB) that were split."
    THP_ZERO_PAGE_ALLOC = 110, "thp_zero_page_alloc", "Allocations of the huge zero page."
    THP_ZERO_PAGE_ALLOC_FAILED = 111, "thp_zero_page_alloc_failed", "Failed allocations of the huge zero page."
    THP_SWPOUT = 112, "thp_swpout", "Huge pages swapped out without a split."
    THP_SWPOUT_FALLBACK = 113, "thp_swpout_fallback", "Huge pages that were split to be swapped out."
    NUMA_PTE_UPDATES = 114, "numa_pte_updates", "Entries that NUMA balancing changed to fault on the next access."
    NUMA_HUGE_PTE_UPDATES = 115, "numa_huge_pte_updates", "Huge entries that NUMA balancing changed to fault on the next access."
    NUMA_HINT_FAULTS = 116, "numa_hint_faults", "NUMA hinting faults."
    NUMA_HINT_FAULTS_LOCAL = 117, "numa_hint_faults_local", "NUMA hinting faults on memory of the faulting CPU's node."
    NUMA_PAGES_MIGRATED = 118, "numa_pages_migrated", "Pages migrated by NUMA balancing."
    PGDEMOTE_KSWAPD = 119, "pgdemote_kswapd", "Pages demoted by kswapd."
    PGDEMOTE_DIRECT = 120, "pgdemote_direct", "Pages demoted by direct reclaim."
    PGDEMOTE_KHUGEPAGED = 121, "pgdemote_khugepaged", "Pages demoted by khugepaged."
    PGDEMOTE_PROACTIVE = 122, "pgdemote_proactive", "Pages demoted by proactive reclaim."
    PGPROMOTE_SUCCESS = 123, "pgpromote_success", "Pages promoted to a faster tier."
    PGPROMOTE_CANDIDATE = 124, "pgpromote_candidate", "Candidates for promotion."
    PGPROMOTE_CANDIDATE_NRL = 125, "pgpromote_candidate_nrl", "Candidates for promotion without regard to the rate limit."
    NUMA_HIT = 126, "numa_hit", "Pages allocated from the preferred node."
    NUMA_MISS = 127, "numa_miss", "Pages allocated from this node although another was preferred."
    NUMA_FOREIGN = 128, "numa_foreign", "Pages allocated from another node although this one was preferred."
    NUMA_INTERLEAVE = 129, "numa_interleave", "Pages allocated from the node that interleaving chose."
    NUMA_LOCAL = 130, "numa_local", "Pages allocated from the node of the allocating CPU."
    NUMA_OTHER = 131, "numa_other", "Pages allocated for a CPU of another node."
    PSWPIN = 132, "pswpin", "Pages read from swap."
    PSWPOUT = 133, "pswpout", "Pages written to swap."
    SWAP_RA = 134, "swap_ra", "Pages read ahead from swap."
    SWAP_RA_HIT = 135, "swap_ra_hit", "Pages read ahead from swap that were used."
    SWPIN_ZERO = 136, "swpin_zero", "Zero-filled pages swapped in without I/O."
    SWPOUT_ZERO = 137, "swpout_zero", "Zero-filled pages swapped out without I/O."
    NRSWPIN = 138, "nrswpin", "Swap-ins, counted by folio."
    NRSWPOUT = 139, "nrswpout", "Swap-outs, counted by folio."
    ZSWPIN = 140, "zswpin", "Pages decompressed from zswap."
    ZSWPOUT = 141, "zswpout", "Pages compressed into zswap."
    ZSWPWB = 142, "zswpwb", "Pages written back from zswap to swap."
    KSM_SWPIN_COPY = 143, "ksm_swpin_copy", "Copies made when a KSM page was swapped in."
    COW_KSM = 144, "cow_ksm", "Copy-on-write faults on KSM pages."
    OOM_KILL = 145, "oom_kill", "Processes that the OOM killer killed."
    MF_TOTAL = 146, "mf_total", "Pages with a memory failure (sum of memory_failure/total over all nodes)."
    MF_IGNORED = 147, "mf_ignored", "Failed pages that were ignored."
    MF_FAILED = 148, "mf_failed", "Failed pages that could not be handled."
    MF_DELAYED = 149, "mf_delayed", "Failed pages whose handling was delayed until their next use."
    MF_RECOVERED = 150, "mf_recovered", "Failed pages that were recovered."
    PGPGIN = 151, "pgpgin", "Data read from block devices, in KiB."
    PGPGOUT = 152, "pgpgout", "Data written to block devices, in KiB."
    NR_DIRTIED = 153, "nr_dirtied", "Pages that were dirtied."
    NR_WRITTEN = 154, "nr_written", "Pages written back."
    DIRECT_MAP_LEVEL2_SPLITS = 155, "direct_map_level2_splits", "Mappings of 2 MiB in the direct map that were split."
    DIRECT_MAP_LEVEL3_SPLITS = 156, "direct_map_level3_splits", "Mappings of 1 GiB in the direct map that were split."
    DIRECT_MAP_LEVEL2_COLLAPSES = 157, "direct_map_level2_collapses", "Mappings of 2 MiB in the direct map that were restored."
    DIRECT_MAP_LEVEL3_COLLAPSES = 158, "direct_map_level3_collapses", "Mappings of 1 GiB in the direct map that were restored."
    NR_TLB_REMOTE_FLUSH = 159, "nr_tlb_remote_flush", "TLB flushes requested from other CPUs."
    NR_TLB_REMOTE_FLUSH_RECEIVED = 160, "nr_tlb_remote_flush_received", "TLB flushes performed for other CPUs."
    NR_TLB_LOCAL_FLUSH_ALL = 161, "nr_tlb_local_flush_all", "Full flushes of the local TLB."
    NR_TLB_LOCAL_FLUSH_ONE = 162, "nr_tlb_local_flush_one", "Flushes of one entry of the local TLB."


class KswapdState(NamedValue):
    """State of a node's kswapd."""

    NONE = 0, "none", "The node has no kswapd because it has no memory."
    ASLEEP = 1, "asleep", "It sleeps on its wait queue."
    AWAKE = 2, "awake", "It runs."
    HOPELESS = 3, "hopeless", "It has given up until another task's reclaim makes progress."


class PressureJudgement(NamedValue):
    """Judgement of the pressure on a node, in ascending order."""

    FINE = 0, "fine", "Every zone is above its low watermark, and kswapd sleeps."
    BALANCING = 1, "balancing", "Every zone is above its low watermark, and kswapd runs."
    LOW = 2, "low", "A zone is at or below its low watermark: allocations outrun kswapd."
    SHORT = 3, "short", "A zone is at or below its min watermark: allocations enter direct reclaim."
    HOPELESS = 4, "hopeless", "kswapd has given up while a zone is at or below its low watermark: nothing can be reclaimed."


class MempolicyMode(NamedValue):
    """Modes of a memory policy (MPOL_*, include/uapi/linux/mempolicy.h), as numa_maps spells them,
    with _ for blanks.
    """

    DEFAULT = 0, "default", "The local node first, then the others by distance."
    PREFER = 1, "prefer", "One preferred node first."
    BIND = 2, "bind", "Only the nodes of the policy."
    INTERLEAVE = 3, "interleave", "The nodes of the policy in turn."
    LOCAL = 4, "local", "The local node first, set explicitly."
    PREFER_MANY = 5, "prefer_(many)", "The nodes of the policy first."
    WEIGHTED_INTERLEAVE = 6, "weighted_interleave", "The nodes of the policy in turn, in proportion to their weights."


class MempolicyFlag(NamedBits):
    """Flags of a memory policy (MPOL_F_*)."""

    STATIC = 1 << 0, "static", "cpusets do not remap the nodes (MPOL_F_STATIC_NODES)."
    RELATIVE = 1 << 1, "relative", "Nodes are relative to the set that the cpuset allows (MPOL_F_RELATIVE_NODES)."
    BALANCING = 1 << 2, "balancing", "NUMA balancing may migrate pages (MPOL_F_NUMA_BALANCING)."


class MempolicySource(NamedValue):
    """Where the effective memory policy of a VMA comes from."""

    VMA = 0, "vma", "The VMA, by mbind(2)."
    OBJECT = 1, "object", "The shared memory object, at the first page of the VMA."
    TASK = 2, "task", "The thread by which the address space was opened, by set_mempolicy(2)."
    DEFAULT = 3, "default", "The system default."
    UNKNOWN = 4, "unknown", "A driver (vm_ops->get_policy), whose policy is not visible."
    ARENA = 5, "arena", "The arena that the VMA maps: its placement policy chooses a node for each page. The mode is absent; rmm_vma.arena_policy is the policy."


class HistogramFlag(NamedBits):
    """rmm_tally.flags."""

    VMAS = 1 << 0, "vmas", "RMM_NUMA only: separate records for each VMA."


class ProcessesFlag(NamedBits):
    """rmm_processes.flags: fields that need a walk of each process.

    They are absent otherwise.
    """

    RESIDENT = 1 << 0, "resident", "Resident memory by node and by size of mapping."
    PSS = 1 << 1, "pss", "USS and PSS, which cost several times as much."


class FrameKind(NamedValue):
    """Use of a page frame.

    The first that applies is chosen, in this order.
    """

    HOLE = 0, "hole", "Outside online memory."
    DEVICE = 1, "device", "Device memory (ZONE_DEVICE); no other field is filled."
    FREE = 2, "free", "In a free block of the buddy allocator (PageBuddy)."
    OFFLINE = 3, "offline", "Logically offline, for a balloon driver or hypervisor (PageOffline)."
    SLAB = 4, "slab", "Slab (PageSlab)."
    PAGE_TABLE = 5, "page-table", "Page table (PageTable)."
    HUGETLB = 6, "hugetlb", "hugetlb page, in use or in the pool."
    HUGE_ZERO = 7, "huge-zero", "The huge zero page."
    ZERO = 8, "zero", "The zero page."
    RESERVED = 9, "reserved", "PG_reserved: kernel image, struct page array, firmware."
    TYPED = 10, "typed", "Another page type of the kernel (enum pagetype): zsmalloc, large kmalloc, guard, unaccepted."
    UNREFERENCED = 11, "unreferenced", "The reference count is zero: in a per-CPU page list, or in transition."
    KSM = 12, "ksm", "Page merged by KSM."
    ANON = 13, "anon", "Anonymous page."
    KERNEL = 14, "kernel", "In use outside the page cache: stacks, vmalloc, drivers."
    SHMEM = 15, "shmem", "In the page cache of shmem."
    FILE = 16, "file", "In the page cache of a file."


class FrameAttribute(NamedBits):
    """rmm_pfns.attributes: what is read in addition to kind, node, zone, folio and flags.

    Other fields are absent and cost nothing.
    """

    MAPCOUNT = 1 << 0, "mapcount", "Mapcounts of page and folio."
    REFERENCES = 1 << 1, "references", "The reference count and the expected reference count."
    AGE = 1 << 2, "age", "The MGLRU generation."
    CGROUP = 1 << 3, "cgroup", "The memory cgroup."
    STATE = 1 << 4, "state", "The state of the folio: flags, pins, entire mapcount, last NUMA hinting fault."


class FrameFlag(NamedBits):
    """rmm_frame.bits."""

    TORN = 1 << 0, "torn", "Torn: the folio or free block changed during the reading, so the fields may be inconsistent."
    MAPCOUNT_EXACT = 1 << 1, "mapcount-exact", "mapcount is that of this page. Otherwise it is the average over the pages of the folio."
    HWPOISON = 1 << 2, "hwpoison", "The page is hardware-poisoned (PG_hwpoison)."
    REPORTED = 1 << 3, "reported", "In a free block that free page reporting has reported to the hypervisor, which may have taken the memory back (PG_reported of the block's first page)."
    EARLY = 1 << 4, "early", "The memory was there at boot. Memory that was hotplugged later is without it, and so are device pages (SECTION_IS_EARLY of struct mem_section)."


class FileCacheKind(NamedValue):
    """Kind of an entry in the page cache of a file (i_pages of struct address_space)."""

    FOLIO = 0, "folio", "A folio."
    SHADOW = 1, "shadow", "The trace of an evicted folio: its age at the eviction, by which a refault is judged (workingset_eviction())."
    SWAP = 2, "swap", "A swap slot of shmem."
    SWAP_ERROR = 3, "swap-error", "A page of shmem that could not be read from swap."
    DAX = 4, "dax", "Memory of a device that the file is on, or a hole of such a file (DAX)."


class RmapState(NamedValue):
    """State of an answer."""

    MORE = 0, "more", "Incomplete: call again with the argument unchanged."
    COMPLETE = 1, "complete", "Every mapping has been returned."
    CONTENDED = 2, "contended", "Every attempt to take a lock found it held. Call again with the argument unchanged."
    UNMAPPED = 3, "unmapped", "No entry maps the page."
    UNTRACKED = 4, "untracked", "The kernel keeps no reverse map for such a page and does not count its mappings; frame.kind shows why."
    NO_PAGE = 5, "no-page", "Not a page of ordinary memory: a hole, or device memory."
    NO_FRAME = 6, "no-frame", "The address has no page: the entry is empty, swapped out, or a page frame without struct page."
    STALE = 7, "stale", "The page was freed, reused or migrated between two calls. The mappings returned before are outdated; start again."


class MappingFlag(NamedBits):
    """rmm_rmap.bits."""

    FORWARD = 1 << 0, "forward", "The mappings were found by walking the page tables of every process, because the reverse map of KSM is not exported. A process that was created meanwhile may be missing."
    MOVED = 1 << 1, "moved", "The address led to a different page at the end of this call than at its start."


class PageCategory(NamedBits):
    """Categories of an entry, as of PAGEMAP_SCAN (fs/proc/task_mmu.c): rmm_walk.required, inverted,
    any_of, returned, and rmm_extent.categories.

    Empty entries are returned only as extents, and only if bit 0 of rmm_walk.kinds selects them.
    """

    PRESENT = 1 << 0, "present", "The entry is present, or would be if it were not PROT_NONE."
    FILE = 1 << 1, "file", "A page that is not anonymous, hugetlb and shmem included."
    ANON = 1 << 2, "anon", "An anonymous page, KSM included."
    SHMEM = 1 << 3, "shmem", "A page of shmem."
    KSM = 1 << 4, "ksm", "Page merged by KSM."
    HUGETLB = 1 << 5, "hugetlb", "A hugetlb page."
    ZERO = 1 << 6, "zero", "The zero page or the huge zero page."
    SWAPPED = 1 << 7, "swapped", "Swapped out."
    MIGRATION = 1 << 8, "migration", "Under migration."
    DEVICE = 1 << 9, "device", "Device-private or device-exclusive memory."
    HWPOISON = 1 << 10, "hwpoison", "Hardware-poisoned."
    GUARD = 1 << 11, "guard", "Marker of a guard region."
    SPECIAL = 1 << 12, "special", "A page frame without a usable struct page."
    HUGE = 1 << 13, "huge", "The entry is above the PTE level."
    YOUNG = 1 << 14, "young", "The entry is accessed."
    DIRTY = 1 << 15, "dirty", "The entry is dirty."
    WRITE = 1 << 16, "write", "The entry is writable."
    SHARED = 1 << 17, "shared", "Another address space may map the folio, as RMM_PAGE_F_MAYBE_SHARED."
    SOFT_DIRTY = 1 << 18, "soft-dirty", "Soft-dirty, by the entry or by the VMA."
    WRITTEN = 1 << 19, "written", "Written since userfaultfd write-protected it, as PAGE_IS_WRITTEN: an entry of a VMA with VM_UFFD_WP that neither has the userfaultfd bit nor is its marker. An empty entry is written, except in hugetlb: registration with UFFD_FEATURE_WP_UNPOPULATED leaves none, so it has been zapped since."
    UFFD = 1 << 20, "uffd", "The entry has the userfaultfd bit or is its marker."
    PROTNONE = 1 << 21, "protnone", "The entry is PROT_NONE."
    NUMA_HINT = 1 << 22, "numa-hint", "The next access is a NUMA hinting fault."


class ExtentAttribute(NamedBits):
    """rmm_walk.attributes for extents: properties in which the entries of an extent agree, in
    addition to the categories of rmm_walk.returned.

    Other fields are absent.
    """

    VMA_KIND = 1 << 0, "vma-kind", "Kind of the VMA."
    KIND = 1 << 1, "kind", "Kind of the page."
    LEVEL = 1 << 2, "level", "Level of the entry."
    NODE = 1 << 3, "node", "Node of the page."
    ORDER = 1 << 4, "order", "Order of the folio."
    ZONE = 1 << 5, "zone", "Zone of the page. EPERM if page frame numbers are hidden from the caller."
    AGE = 1 << 6, "age", "The MGLRU generation."
    MAPCOUNT = 1 << 7, "mapcount", "Mapcount of the page."
    CGROUP = 1 << 8, "cgroup", "Memory cgroup. EPERM if page frame numbers are hidden from the caller."
    CONTIGUOUS = 1 << 9, "contiguous", "The page frames are consecutive, or the entries are nonpresent. EPERM if page frame numbers are hidden from the caller."


class PlacementKind(NamedValue):
    """Placement policies: where a new page of an arena is allocated."""

    LOCAL = 0, "local", "On the node of the CPU that touches the page first. nodes is ignored."
    BIND = 1, "bind", "On nodes only, the nearest with free memory first."
    PREFERRED_MANY = 2, "preferred-many", "On nodes, the nearest with free memory first; on other nodes when these are full."
    INTERLEAVE = 3, "interleave", "On nodes in turn, by the page's index in the arena."
    WEIGHTED = 4, "weighted", "As interleave, with weights pages at a time. Without weights the kernel's weights apply (/sys/kernel/mm/mempolicy/weighted_interleave)."
    CAPACITY = 5, "capacity", "On the node of nodes with the largest share of free memory."
    STRIPE = 6, "stripe", "By a hash of the page's index: a page always has the same node, and any stride is distributed evenly."
    TIERED = 7, "tiered", "On the fast nodes while they have room, then on the others of nodes."
    ADAPTIVE = 8, "adaptive", "In proportion to weights, a bandwidth for each node, corrected by the pages that could not be placed there."


class PlacementReason(NamedValue):
    """Why a page is on its node."""

    FIRST = 0, "first", "The policy's first choice."
    FALLBACK = 1, "fall-back", "Another node of the arena, because the first choice had no free page."
    SPILL = 2, "spill", "The policy skipped a node that was below its watermark."
    ELSEWHERE = 3, "elsewhere", "A node that the kernel chose, because no node of the arena had a free page."
    KERNEL = 4, "kernel", "A node that the kernel's policy of the same name chose."
    RANGE = 5, "range", "The page is in a range with a policy of its own, by mbind(2)."
    PRIVATE = 6, "private", "The page is a copy in a private mapping."
    MOVED = 7, "moved", "RMM_ARENA_MOVE migrated the page."
    PROMOTED = 8, "promoted", "The page was used and migrated to a faster node, in a fault or by NUMA balancing on request."
    DEMOTED = 9, "demoted", "The page was used less recently than others and migrated to a slower node."
    NO_MEMORY = 10, "no-memory", "The page was not placed, because no allowed node had memory."
    CAP = 11, "cap", "The page was not placed, because the arena had reached its cap."
    ASKED = 12, "asked", "At a NUMA hinting fault the kernel was asked to migrate the page to a faster node. The outcome is counted once, as promoted or as refused by the kernel."


class MigrationRefusal(NamedValue):
    """Why a page was not migrated."""

    PINNED = 0, "pinned", "Another user holds a reference: the page is pinned, being read or migrated, or in a per-CPU folio batch."
    BUSY = 1, "busy", "The folio is locked."
    WRITEBACK = 2, "writeback", "The page is under writeback to swap, or in the swap cache."
    MLOCKED = 3, "mlocked", "The page is mlocked."
    WATERMARK = 4, "watermark", "The target node is not above its high watermark."
    RATE = 5, "rate", "The rate limit of migration was reached."
    LARGE = 6, "large", "The page is part of a large folio."
    NO_MEMORY = 7, "no-memory", "The target node had no free page."
    POISONED = 8, "poisoned", "The page is hardware-poisoned."
    GONE = 9, "gone", "The page was truncated or swapped out meanwhile."
    KERNEL = 10, "kernel", "The kernel was asked to migrate the page and did not."
    TRACKED = 11, "tracked", "Soft-dirty bits of a process that maps it are in use: moving the page would clear them."
    SHARED = 12, "shared", "Too many mappings show the page (docs/policy.md), so moving it would take too long."
    CPUSET = 13, "cpuset", "The cpuset of a process that maps the page does not allow the target node."


class ArenaFlag(NamedBits):
    """flags of RMM_ARENA_CREATE."""

    STEER = 1 << 0, "steer", "The module places pages even if the kernel has a policy of the same name."
    STRICT = 1 << 1, "strict", "Never allocate from a node outside nodes, whatever the policy. When they are full, a fault ends as with MPOL_BIND: in SIGBUS or the OOM killer."


class ArenaStatFlag(NamedBits):
    """flags of RMM_ARENA_STAT."""

    NODES = 1 << 0, "nodes", "Count the resident pages of each node, page by page."


@dataclass(slots=True)
class ArgsHead(Record):
    """Start of every ioctl argument.

    The ioctl numbers encode the size of this head instead of the size of the whole argument, so
    that an argument can grow while its number stays.

    size: Size of the whole argument in bytes, as the caller knows it.
    flags: Flags of the call. An unknown bit is EINVAL.
    """

    size: int = 0
    flags: int = 0
    C_NAME: ClassVar[str] = "rmm_head"
    SIZE: ClassVar[int] = 8
    LAYOUT: ClassVar[tuple[FieldLayout, ...]] = (
        FieldLayout("size", "I", 0, 0),
        FieldLayout("flags", "I", 0, 4),
    )


@dataclass(slots=True)
class InfoArgs(Record):
    """Argument of RMM_INFO.

    No flags are defined.

    size: Size of this structure as the caller knows it.
    flags: Must be zero.
    abi_version: Out: version of this interface.
    levels: Out: number of page-table levels in use, 4 or 5.
    page_size: Out: size of a base page in bytes.
    nr_node_ids: Out: highest possible node number plus one (nr_node_ids).
    features: Out: RMM_FEATURE_* that are available on this kernel and in this build.
    off: Out: for each bit of features, the reason why it is off (RMM_OFF_*), or RMM_OFF_NOT.
    version: Out: the module's version, zero-terminated.
    release: Out: the release of the running kernel (uname -r), zero-terminated.
    """

    size: int = 0
    flags: int = 0
    abi_version: int = 0
    levels: int = 0
    page_size: int = 0
    nr_node_ids: int = 0
    features: int = 0
    off: RawBytes = b"\0" * 64
    version: RawBytes = b"\0" * 32
    release: RawBytes = b"\0" * 64
    C_NAME: ClassVar[str] = "rmm_info"
    SIZE: ClassVar[int] = 192
    LAYOUT: ClassVar[tuple[FieldLayout, ...]] = (
        FieldLayout("size", "I", 0, 0),
        FieldLayout("flags", "I", 0, 4),
        FieldLayout("abi_version", "I", 0, 8),
        FieldLayout("levels", "I", 0, 12),
        FieldLayout("page_size", "I", 0, 16),
        FieldLayout("nr_node_ids", "I", 0, 20),
        FieldLayout("features", "Q", 0, 24),
        FieldLayout("off", "B", 64, 32),
        FieldLayout("version", "B", 32, 96),
        FieldLayout("release", "B", 64, 128),
    )


@dataclass(slots=True)
class OpenArgs(Record):
    """Argument of RMM_OPEN.

    The call returns a close-on-exec file descriptor for the current address space (struct
    mm_struct) of the process. The descriptor does not keep the memory alive: after the process
    exits or executes another program, every call on the descriptor is ESRCH. Errors: ESRCH if the
    process does not exist, or if the id or pidfd is that of a thread other than the first one of
    its process; ENXIO for a kernel thread; EACCES if the opener of /dev/rmm or the caller lacks
    CAP_SYS_PTRACE in the initial user namespace and the target is another process; EBADF if target
    is not a pidfd.

    size: Size of this structure as the caller knows it.
    flags: One of RMM_OPEN_*.
    target: Process id in the caller's pid namespace, or a pidfd. Zero with RMM_OPEN_SELF.
    reserved: Must be zero.
    """

    size: int = 0
    flags: int = 0
    target: int = 0
    reserved: int = 0
    C_NAME: ClassVar[str] = "rmm_open"
    SIZE: ClassVar[int] = 16
    LAYOUT: ClassVar[tuple[FieldLayout, ...]] = (
        FieldLayout("size", "I", 0, 0),
        FieldLayout("flags", "I", 0, 4),
        FieldLayout("target", "i", 0, 8),
        FieldLayout("reserved", "I", 0, 12),
    )


@dataclass(slots=True)
class WalkCost(Record):
    """The cost of a call that walks page tables.

    entries: Page-table entries that were read.
    tables: Page tables, or chunks of one, that were read.
    vmas: VMAs that were read-locked.
    drops: Number of times that a lock was dropped because a writer waited for it.
    longest_hold_ns: Longest time that a page-table lock of the target was held, in ns. With
        PREEMPT_RT the holder may be preempted, which is included.
    elapsed_ns: Time that the call spent walking, in ns. Copying to the caller is excluded.
    """

    entries: int = 0
    tables: int = 0
    vmas: int = 0
    drops: int = 0
    longest_hold_ns: int = 0
    elapsed_ns: int = 0
    C_NAME: ClassVar[str] = "rmm_cost"
    SIZE: ClassVar[int] = 48
    LAYOUT: ClassVar[tuple[FieldLayout, ...]] = (
        FieldLayout("entries", "Q", 0, 0),
        FieldLayout("tables", "Q", 0, 8),
        FieldLayout("vmas", "Q", 0, 16),
        FieldLayout("drops", "Q", 0, 24),
        FieldLayout("longest_hold_ns", "Q", 0, 32),
        FieldLayout("elapsed_ns", "Q", 0, 40),
    )


@dataclass(slots=True)
class VmasArgs(Record):
    """Argument of RMM_VMAS.

    The call returns the VMAs that overlap start..end, in ascending order and uncut. When next is
    not end, call again with start = next: a VMA may appear twice, but none is skipped. Errors:
    ENOSPC if the first name does not fit; EINVAL for an unknown flag, for a range that is empty,
    unaligned or beyond the user half, and for a capacity of 0; EFAULT if a buffer cannot be
    written; ESRCH after exit or exec.

    size: Size of this structure as the caller knows it.
    flags: RMM_VMAS_*.
    start: First address, page-aligned.
    end: End address, exclusive and page-aligned. RMM_ABSENT stands for the end of the user
        half.
    buf: User address of an array of struct rmm_vma.
    capacity: Size of buf in records.
    record_size: sizeof(struct rmm_vma) as the caller knows it.
    names: User address of a buffer for names; 0 if no names are requested.
    names_size: Size of that buffer in bytes. A name that does not fit ends the call before its
        VMA.
    count: Out: number of records written.
    next: Out: address at which to resume.
    cost: Out: cost of the call.
    """

    size: int = 0
    flags: int = 0
    start: int = 0
    end: int = 0
    buf: int = 0
    capacity: int = 0
    record_size: int = 0
    names: int = 0
    names_size: int = 0
    count: int = 0
    next: int = 0
    cost: WalkCost = field(default_factory=WalkCost)
    C_NAME: ClassVar[str] = "rmm_vmas"
    SIZE: ClassVar[int] = 112
    LAYOUT: ClassVar[tuple[FieldLayout, ...]] = (
        FieldLayout("size", "I", 0, 0),
        FieldLayout("flags", "I", 0, 4),
        FieldLayout("start", "Q", 0, 8),
        FieldLayout("end", "Q", 0, 16),
        FieldLayout("buf", "Q", 0, 24),
        FieldLayout("capacity", "I", 0, 32),
        FieldLayout("record_size", "I", 0, 36),
        FieldLayout("names", "Q", 0, 40),
        FieldLayout("names_size", "I", 0, 48),
        FieldLayout("count", "I", 0, 52),
        FieldLayout("next", "Q", 0, 56),
        FieldLayout("cost", WalkCost, 0, 64),
    )


@dataclass(slots=True)
class VmaRecord(Record):
    """One VMA (struct vm_area_struct, include/linux/mm_types.h).

    Sizes are in bytes.

    start: First address.
    end: End address, exclusive.
    flags: RMM_VMA_F_*.
    offset: Offset in the file in bytes; 0 without a file (vm_pgoff).
    inode: Inode number of the file; 0 without a file.
    dev_major: Device of the file's superblock, major part.
    dev_minor: Device of the file's superblock, minor part.
    kind: RMM_VMA_*: kind of memory that the VMA maps.
    name_offset: Offset of the name in the names buffer.
    name_len: Length of the name in bytes, without a terminating zero; 0 if the VMA has no name
        or names were not requested.
    state: RMM_VMA_S_*.
    page_size: Size in bytes of a base mapping: the page size, or the page size of hugetlb.
    anon_bytes: Resident anonymous memory, KSM included. RMM_ABSENT without RMM_VMAS_RESIDENT,
        as the fields below.
    file_bytes: Resident memory of files.
    shmem_bytes: Resident shmem.
    hugetlb_bytes: Resident hugetlb memory, as HugetlbPages in /proc/PID/status. smaps counts
        poisoned pages, too.
    swap_bytes: Memory that is swapped out.
    huge_bytes: Resident memory that a leaf above the PTE level maps.
    policy_mode: RMM_POLICY_*: mode of the effective memory policy; RMM_ABSENT_32 if it is not
        known.
    policy_flags: RMM_POLICY_F_*.
    policy_source: RMM_POLICY_OF_*: where the effective policy comes from.
    policy_home_node: Home node (set_mempolicy_home_node(2)); -1 if there is none.
    policy_nodes: Nodes of the policy: node n is bit n % 64 of word n / 64.
    thp_eligible: 0 if THP is impossible here, as in smaps. RMM_ABSENT_32 if that depends on
        settings that are not exported to modules; THPeligible of smaps has the answer.
    reserved: Always zero.
    pte_bytes: With RMM_VMAS_RESIDENT: present bytes of folios that PTEs map, hugetlb included.
    pmd_bytes: Present bytes of folios that leaves of 2 MiB map, hugetlb included.
    pud_bytes: Present bytes of folios that leaves of 1 GiB map, hugetlb included.
    node_bytes: Present bytes of folios by node. numa_maps excludes reserved pages, such as the
        vdso.
    more_nodes_bytes: Present bytes of folios on nodes from RMM_NODE_SLOTS on.
    shared_bytes: Present bytes in folios that another address space may map
        (folio_maybe_mapped_shared(), hugetlb_pmd_shared()), hugetlb included.
    ksm_bytes: Bytes of pages that KSM merged.
    table_bytes: Bytes of page tables of the last two levels that reach into the VMA, and of
        those deposited for huge leaves. A table that two neighbours share counts in both.
    dirty_bytes: With RMM_VMAS_FOLIOS: bytes whose entry or folio is dirty, hugetlb excluded:
        the sum of Shared_Dirty and Private_Dirty in smaps.
    referenced_bytes: Bytes whose entry is accessed or whose folio is referenced, hugetlb
        excluded.
    private_bytes: Bytes that no other entry maps, hugetlb excluded: the sum of Private_Clean
        and Private_Dirty in smaps.
    pss_bytes: Sum of the bytes of each page divided by its mapcount, hugetlb excluded: Pss in
        smaps.
    locked_bytes: pss_bytes if the VMA is locked, else 0: Locked in smaps.
    inexact_bytes: Bytes whose share of pss_bytes is inexact, as in rmm_sharing.
    thp_aligned_bytes: Part of pte_bytes: large folios that are mapped completely, in order,
        from an address that is a multiple of their size. This and the next two fields count as
        thpmaps (tools/mm/thpmaps) does, hugetlb excluded.
    thp_unaligned_bytes: Folios that are mapped completely and in order, from any other address.
    thp_partial_bytes: Part of pte_bytes: large folios that are mapped partially or out of
        order.
    pkey: Protection key (pkey_mprotect(2)): ProtectionKey in smaps. RMM_ABSENT_32 if the
        machine has none.
    reserved_2: Always zero.
    lazyfree_bytes: With RMM_VMAS_FOLIOS: bytes of anonymous memory that reclaim frees without
        writing it to swap (MADV_FREE): LazyFree in smaps.
    pss_dirty_bytes: Part of pss_bytes whose entry or folio is dirty: Pss_Dirty in smaps.
    pgoff: Page offset of the first page (vm_pgoff), in pages: in the file, or in anonymous
        memory, where it is anon_pgoff. Neighbouring VMAs merge only if their offsets continue each
        other.
    anon_pgoff: Page offset by which the reverse map finds anonymous folios of the VMA
        (vma_start_anon_pgoff(); vm_pgoff before Linux 7.3), in pages: the page number of start, or
        where it was when the first page was faulted in, if mremap(2) moved the VMA since.
        RMM_ABSENT for a VMA without private memory (RMM_VMA_F_MAYSHARE).
    arena_policy: RMM_PLACE_*: placement policy of the arena that the VMA maps, if policy_source
        is RMM_POLICY_OF_ARENA; otherwise RMM_ABSENT_32.
    reserved_3: Always zero.
    """

    start: int = 0
    end: int = 0
    flags: int = 0
    offset: int = 0
    inode: int = 0
    dev_major: int = 0
    dev_minor: int = 0
    kind: int = 0
    name_offset: int = 0
    name_len: int = 0
    state: int = 0
    page_size: int = 0
    anon_bytes: int = 0
    file_bytes: int = 0
    shmem_bytes: int = 0
    hugetlb_bytes: int = 0
    swap_bytes: int = 0
    huge_bytes: int = 0
    policy_mode: int = 0
    policy_flags: int = 0
    policy_source: int = 0
    policy_home_node: int = 0
    policy_nodes: tuple[int, ...] = (0,) * 16
    thp_eligible: int = 0
    reserved: int = 0
    pte_bytes: int = 0
    pmd_bytes: int = 0
    pud_bytes: int = 0
    node_bytes: tuple[int, ...] = (0,) * 16
    more_nodes_bytes: int = 0
    shared_bytes: int = 0
    ksm_bytes: int = 0
    table_bytes: int = 0
    dirty_bytes: int = 0
    referenced_bytes: int = 0
    private_bytes: int = 0
    pss_bytes: int = 0
    locked_bytes: int = 0
    inexact_bytes: int = 0
    thp_aligned_bytes: int = 0
    thp_unaligned_bytes: int = 0
    thp_partial_bytes: int = 0
    pkey: int = 0
    reserved_2: int = 0
    lazyfree_bytes: int = 0
    pss_dirty_bytes: int = 0
    pgoff: int = 0
    anon_pgoff: int = 0
    arena_policy: int = 0
    reserved_3: int = 0
    C_NAME: ClassVar[str] = "rmm_vma"
    SIZE: ClassVar[int] = 576
    LAYOUT: ClassVar[tuple[FieldLayout, ...]] = (
        FieldLayout("start", "Q", 0, 0),
        FieldLayout("end", "Q", 0, 8),
        FieldLayout("flags", "Q", 0, 16),
        FieldLayout("offset", "Q", 0, 24),
        FieldLayout("inode", "Q", 0, 32),
        FieldLayout("dev_major", "I", 0, 40),
        FieldLayout("dev_minor", "I", 0, 44),
        FieldLayout("kind", "I", 0, 48),
        FieldLayout("name_offset", "I", 0, 52),
        FieldLayout("name_len", "I", 0, 56),
        FieldLayout("state", "I", 0, 60),
        FieldLayout("page_size", "Q", 0, 64),
        FieldLayout("anon_bytes", "Q", 0, 72),
        FieldLayout("file_bytes", "Q", 0, 80),
        FieldLayout("shmem_bytes", "Q", 0, 88),
        FieldLayout("hugetlb_bytes", "Q", 0, 96),
        FieldLayout("swap_bytes", "Q", 0, 104),
        FieldLayout("huge_bytes", "Q", 0, 112),
        FieldLayout("policy_mode", "I", 0, 120),
        FieldLayout("policy_flags", "I", 0, 124),
        FieldLayout("policy_source", "I", 0, 128),
        FieldLayout("policy_home_node", "i", 0, 132),
        FieldLayout("policy_nodes", "Q", 16, 136),
        FieldLayout("thp_eligible", "I", 0, 264),
        FieldLayout("reserved", "I", 0, 268),
        FieldLayout("pte_bytes", "Q", 0, 272),
        FieldLayout("pmd_bytes", "Q", 0, 280),
        FieldLayout("pud_bytes", "Q", 0, 288),
        FieldLayout("node_bytes", "Q", 16, 296),
        FieldLayout("more_nodes_bytes", "Q", 0, 424),
        FieldLayout("shared_bytes", "Q", 0, 432),
        FieldLayout("ksm_bytes", "Q", 0, 440),
        FieldLayout("table_bytes", "Q", 0, 448),
        FieldLayout("dirty_bytes", "Q", 0, 456),
        FieldLayout("referenced_bytes", "Q", 0, 464),
        FieldLayout("private_bytes", "Q", 0, 472),
        FieldLayout("pss_bytes", "Q", 0, 480),
        FieldLayout("locked_bytes", "Q", 0, 488),
        FieldLayout("inexact_bytes", "Q", 0, 496),
        FieldLayout("thp_aligned_bytes", "Q", 0, 504),
        FieldLayout("thp_unaligned_bytes", "Q", 0, 512),
        FieldLayout("thp_partial_bytes", "Q", 0, 520),
        FieldLayout("pkey", "I", 0, 528),
        FieldLayout("reserved_2", "I", 0, 532),
        FieldLayout("lazyfree_bytes", "Q", 0, 536),
        FieldLayout("pss_dirty_bytes", "Q", 0, 544),
        FieldLayout("pgoff", "Q", 0, 552),
        FieldLayout("anon_pgoff", "Q", 0, 560),
        FieldLayout("arena_policy", "I", 0, 568),
        FieldLayout("reserved_3", "I", 0, 572),
    )


@dataclass(slots=True)
class WalkArgs(Record):
    """Argument of RMM_WALK.

    The flags select exactly one product. A call ends at the end of the range, when the buffer is
    full, when the budget is used up, or when a signal is pending. next is the address at which to
    resume; it equals end when the range is done. Errors: those of RMM_VMAS; EPERM for extent
    attributes that need CAP_SYS_ADMIN.

    size: Size of this structure as the caller knows it.
    flags: RMM_WALK_*.
    start: First address, page-aligned.
    end: End address, exclusive and page-aligned. RMM_ABSENT stands for the end of the user
        half.
    buf: User address of an array of the product's records.
    capacity: Size of buf in records.
    record_size: Size of the product's record as the caller knows it.
    budget_us: Time limit of the call in µs; 0 sets no limit. It is checked between page
        tables, so that each call walks one table at least.
    count: Out: number of records written.
    reserved: Must be zero.
    next: Out: address at which to resume.
    cost: Out: cost of the call.
    attributes: With RMM_WALK_PAGES: RMM_PAGE_A_*, or 0 for RMM_PAGE_A_DEFAULT. With
        RMM_WALK_EXTENTS: RMM_EXTENT_A_*, or 0 for RMM_EXTENT_A_DEFAULT. Otherwise zero.
    kinds: Page kinds: bit n selects entries of the kind RMM_PAGE_* n; 0 selects all but empty
        ones, which bit 0 selects, with RMM_WALK_EXTENTS only. An entry is reported if it passes
        this mask and all of the following.
    required: RMM_CAT_* that must all be set, after inverted is applied.
    inverted: RMM_CAT_* whose value is inverted before the comparison with required and any_of.
    any_of: RMM_CAT_* of which at least one must be set, after inverted is applied; 0 sets no
        condition.
    returned: With RMM_WALK_EXTENTS: RMM_CAT_* that are returned, without inverted. Entries of
        an extent agree in them. Otherwise zero.
    nodes: Bit n selects pages on node n, bit 63 those on all nodes from 63 on; 0 selects all.
    levels: Bit n selects entries at RMM_LEVEL_* n; 0 selects all.
    orders: Bit n selects pages of folios of order n; 0 selects all.
    ages: Bit n selects pages of folios with n younger MGLRU generations; 0 selects all.
    reserved_2: Must be zero.
    """

    size: int = 0
    flags: int = 0
    start: int = 0
    end: int = 0
    buf: int = 0
    capacity: int = 0
    record_size: int = 0
    budget_us: int = 0
    count: int = 0
    reserved: int = 0
    next: int = 0
    cost: WalkCost = field(default_factory=WalkCost)
    attributes: int = 0
    kinds: int = 0
    required: int = 0
    inverted: int = 0
    any_of: int = 0
    returned: int = 0
    nodes: int = 0
    levels: int = 0
    orders: int = 0
    ages: int = 0
    reserved_2: int = 0
    C_NAME: ClassVar[str] = "rmm_walk"
    SIZE: ClassVar[int] = 184
    LAYOUT: ClassVar[tuple[FieldLayout, ...]] = (
        FieldLayout("size", "I", 0, 0),
        FieldLayout("flags", "I", 0, 4),
        FieldLayout("start", "Q", 0, 8),
        FieldLayout("end", "Q", 0, 16),
        FieldLayout("buf", "Q", 0, 24),
        FieldLayout("capacity", "I", 0, 32),
        FieldLayout("record_size", "I", 0, 36),
        FieldLayout("budget_us", "Q", 0, 40),
        FieldLayout("count", "I", 0, 48),
        FieldLayout("reserved", "I", 0, 52),
        FieldLayout("next", "Q", 0, 56),
        FieldLayout("cost", WalkCost, 0, 64),
        FieldLayout("attributes", "Q", 0, 112),
        FieldLayout("kinds", "Q", 0, 120),
        FieldLayout("required", "Q", 0, 128),
        FieldLayout("inverted", "Q", 0, 136),
        FieldLayout("any_of", "Q", 0, 144),
        FieldLayout("returned", "Q", 0, 152),
        FieldLayout("nodes", "Q", 0, 160),
        FieldLayout("levels", "I", 0, 168),
        FieldLayout("orders", "I", 0, 172),
        FieldLayout("ages", "I", 0, 176),
        FieldLayout("reserved_2", "I", 0, 180),
    )


@dataclass(slots=True)
class SummaryRecord(Record):
    """Counts of the entries that agree in VMA kind, page kind, level and node.

    Records of one call differ in at least one of them. Add up the records of the calls that make a
    walk.

    vma_kind: RMM_VMA_*.
    page_kind: RMM_PAGE_*.
    level: RMM_LEVEL_*: level of the entry. It shows the page size of hugetlb.
    node: Node of the page; -1 without a page.
    entries: Entries that begin in the walked range.
    bytes: Bytes of the walked range that the entries map.
    young_bytes: Bytes whose entry is accessed.
    dirty_bytes: Bytes whose entry is dirty.
    writable_bytes: Bytes that are mapped writable.
    shared_bytes: Bytes whose folio may be mapped by another address space
        (folio_maybe_mapped_shared(), hugetlb_pmd_shared()).
    """

    vma_kind: int = 0
    page_kind: int = 0
    level: int = 0
    node: int = 0
    entries: int = 0
    bytes: int = 0
    young_bytes: int = 0
    dirty_bytes: int = 0
    writable_bytes: int = 0
    shared_bytes: int = 0
    C_NAME: ClassVar[str] = "rmm_summary"
    SIZE: ClassVar[int] = 64
    LAYOUT: ClassVar[tuple[FieldLayout, ...]] = (
        FieldLayout("vma_kind", "I", 0, 0),
        FieldLayout("page_kind", "I", 0, 4),
        FieldLayout("level", "I", 0, 8),
        FieldLayout("node", "i", 0, 12),
        FieldLayout("entries", "Q", 0, 16),
        FieldLayout("bytes", "Q", 0, 24),
        FieldLayout("young_bytes", "Q", 0, 32),
        FieldLayout("dirty_bytes", "Q", 0, 40),
        FieldLayout("writable_bytes", "Q", 0, 48),
        FieldLayout("shared_bytes", "Q", 0, 56),
    )


@dataclass(slots=True)
class ListArgs(Record):
    """Argument of the calls that fill an array without resuming: RMM_PAGETABLE with struct
    rmm_page_table_level, RMM_SEGMENTS with struct rmm_segment, RMM_MM with struct rmm_mm, RMM_LRU
    with struct rmm_lru, RMM_LAYOUT with struct rmm_region.

    No flags are defined. Errors: EINVAL for an unknown flag; ENOSPC if the records do not all fit;
    EFAULT if a buffer cannot be written; ESRCH on an address space after exit or exec; EBUSY for
    RMM_LRU during memory hotplug.

    size: Size of this structure as the caller knows it.
    flags: Must be zero.
    buf: User address of an array of the call's records.
    capacity: Size of buf in records.
    record_size: Size of the call's record as the caller knows it.
    count: Out: number of records written.
    reserved: Must be zero.
    """

    size: int = 0
    flags: int = 0
    buf: int = 0
    capacity: int = 0
    record_size: int = 0
    count: int = 0
    reserved: int = 0
    C_NAME: ClassVar[str] = "rmm_list"
    SIZE: ClassVar[int] = 32
    LAYOUT: ClassVar[tuple[FieldLayout, ...]] = (
        FieldLayout("size", "I", 0, 0),
        FieldLayout("flags", "I", 0, 4),
        FieldLayout("buf", "Q", 0, 8),
        FieldLayout("capacity", "I", 0, 16),
        FieldLayout("record_size", "I", 0, 20),
        FieldLayout("count", "I", 0, 24),
        FieldLayout("reserved", "I", 0, 28),
    )


@dataclass(slots=True)
class PageTableRecord(Record):
    """One level of an address space's page tables.

    Every number of a folded level is RMM_ABSENT.

    level: RMM_LEVEL_*.
    folded: 1 if the level is folded into the one above.
    tables: Number of tables.
    bytes: Size of these tables in bytes.
    present: Present entries: pointers to a lower table, and leaves.
    huge: Leaves above the PTE level.
    other: Nonpresent entries that are not empty: swap, migration, markers.
    deposited: PTE level only: tables deposited for huge leaves that may be split
        (pgtable_trans_huge_deposit()). The kernel counts them in VmPTE.
    """

    level: int = 0
    folded: int = 0
    tables: int = 0
    bytes: int = 0
    present: int = 0
    huge: int = 0
    other: int = 0
    deposited: int = 0
    C_NAME: ClassVar[str] = "rmm_page_table_level"
    SIZE: ClassVar[int] = 56
    LAYOUT: ClassVar[tuple[FieldLayout, ...]] = (
        FieldLayout("level", "I", 0, 0),
        FieldLayout("folded", "I", 0, 4),
        FieldLayout("tables", "Q", 0, 8),
        FieldLayout("bytes", "Q", 0, 16),
        FieldLayout("present", "Q", 0, 24),
        FieldLayout("huge", "Q", 0, 32),
        FieldLayout("other", "Q", 0, 40),
        FieldLayout("deposited", "Q", 0, 48),
    )


@dataclass(slots=True)
class SegmentRecord(Record):
    """One segment of an address space.

    kind: RMM_SEGMENT_*.
    reserved: Must be zero.
    start: First address; RMM_ABSENT if the segment is empty.
    end: End address, exclusive; RMM_ABSENT if the segment is empty.
    virtual_bytes: Size of the VMAs in the segment, in bytes.
    resident_bytes: Resident bytes of these VMAs, as VmRSS counts them.
    """

    kind: int = 0
    reserved: int = 0
    start: int = 0
    end: int = 0
    virtual_bytes: int = 0
    resident_bytes: int = 0
    C_NAME: ClassVar[str] = "rmm_segment"
    SIZE: ClassVar[int] = 40
    LAYOUT: ClassVar[tuple[FieldLayout, ...]] = (
        FieldLayout("kind", "I", 0, 0),
        FieldLayout("reserved", "I", 0, 4),
        FieldLayout("start", "Q", 0, 8),
        FieldLayout("end", "Q", 0, 16),
        FieldLayout("virtual_bytes", "Q", 0, 24),
        FieldLayout("resident_bytes", "Q", 0, 32),
    )


@dataclass(slots=True)
class MmRecord(Record):
    """An address space (struct mm_struct, include/linux/mm_types.h), as RMM_MM and /proc/rmm/PID/mm
    show it.

    Fields are read one by one, so together they are no snapshot, except for the addresses that
    arg_lock protects.

    flags: RMM_MM_F_*.
    default_vma_flags: RMM_VMA_F_* of new VMAs (def_flags): mlockall(MCL_FUTURE).
    virtual_bytes: Size of the VMAs in bytes (total_vm): VmSize in /proc/PID/status.
    peak_virtual_bytes: Largest virtual_bytes so far (hiwater_vm): VmPeak.
    resident_bytes: Resident memory of anonymous pages, files and shmem (rss_stat): VmRSS.
    peak_resident_bytes: Largest resident_bytes that the kernel has noted, or the current value
        if that is larger (hiwater_rss): VmHWM.
    locked_bytes: Size of locked VMAs (locked_vm): VmLck.
    pinned_bytes: Memory that is pinned for long (pinned_vm), by users that account it: VmPin.
    data_bytes: Size of private writable VMAs (data_vm): VmData.
    exec_bytes: Size of executable VMAs that are not writable (exec_vm): the sum of VmExe and
        VmLib.
    stack_bytes: Size of stacks (stack_vm): VmStk.
    map_count: Number of VMAs, limited by vm.max_map_count.
    users: Tasks that use the address space, and holders of a reference (mm_users), without this
        call.
    dump_filter: Kinds of memory in core dumps, as in /proc/PID/coredump_filter.
    numa_scan_seq: Number of complete scans by NUMA balancing (numa_scan_seq), as in
        /proc/PID/sched; RMM_ABSENT_32 without CONFIG_NUMA_BALANCING.
    numa_scan_offset: Address at which NUMA balancing continues its scan (numa_scan_offset);
        RMM_ABSENT without CONFIG_NUMA_BALANCING.
    numa_next_scan_ms: Milliseconds until NUMA balancing may scan again (numa_next_scan), 0 if
        it may now; RMM_ABSENT without CONFIG_NUMA_BALANCING.
    ksm_merging_pages: Pages of the process that KSM has merged, except with the zero page:
        ksm_merging_pages in /proc/PID/ksm_stat. RMM_ABSENT without CONFIG_KSM, as the next two
        fields.
    ksm_rmap_items: Pages that KSM keeps track of: ksm_rmap_items.
    ksm_zero_pages: Pages that KSM has replaced with the zero page: ksm_zero_pages.
    mmap_base: Address from which mmap(2) searches for free ranges.
    task_size: End of the range for user addresses.
    start_code: Code of the executable, first address: field 26 of /proc/PID/stat.
        prctl(PR_SET_MM) can change this and the fields below, which otherwise are as exec has set
        them.
    end_code: End of the code.
    start_data: Data of the executable, first address: field 45 of /proc/PID/stat.
    end_data: End of the data.
    start_brk: First address of the heap: field 47 of /proc/PID/stat.
    brk: End of the heap (brk(2)).
    start_stack: Address that the stack pointer had at exec: field 28 of /proc/PID/stat.
    arg_start: Arguments, first address: field 48 of /proc/PID/stat.
    arg_end: End of the arguments.
    env_start: Environment, first address: field 50 of /proc/PID/stat.
    env_end: End of the environment.
    """

    flags: int = 0
    default_vma_flags: int = 0
    virtual_bytes: int = 0
    peak_virtual_bytes: int = 0
    resident_bytes: int = 0
    peak_resident_bytes: int = 0
    locked_bytes: int = 0
    pinned_bytes: int = 0
    data_bytes: int = 0
    exec_bytes: int = 0
    stack_bytes: int = 0
    map_count: int = 0
    users: int = 0
    dump_filter: int = 0
    numa_scan_seq: int = 0
    numa_scan_offset: int = 0
    numa_next_scan_ms: int = 0
    ksm_merging_pages: int = 0
    ksm_rmap_items: int = 0
    ksm_zero_pages: int = 0
    mmap_base: int = 0
    task_size: int = 0
    start_code: int = 0
    end_code: int = 0
    start_data: int = 0
    end_data: int = 0
    start_brk: int = 0
    brk: int = 0
    start_stack: int = 0
    arg_start: int = 0
    arg_end: int = 0
    env_start: int = 0
    env_end: int = 0
    C_NAME: ClassVar[str] = "rmm_mm"
    SIZE: ClassVar[int] = 248
    LAYOUT: ClassVar[tuple[FieldLayout, ...]] = (
        FieldLayout("flags", "Q", 0, 0),
        FieldLayout("default_vma_flags", "Q", 0, 8),
        FieldLayout("virtual_bytes", "Q", 0, 16),
        FieldLayout("peak_virtual_bytes", "Q", 0, 24),
        FieldLayout("resident_bytes", "Q", 0, 32),
        FieldLayout("peak_resident_bytes", "Q", 0, 40),
        FieldLayout("locked_bytes", "Q", 0, 48),
        FieldLayout("pinned_bytes", "Q", 0, 56),
        FieldLayout("data_bytes", "Q", 0, 64),
        FieldLayout("exec_bytes", "Q", 0, 72),
        FieldLayout("stack_bytes", "Q", 0, 80),
        FieldLayout("map_count", "I", 0, 88),
        FieldLayout("users", "I", 0, 92),
        FieldLayout("dump_filter", "I", 0, 96),
        FieldLayout("numa_scan_seq", "I", 0, 100),
        FieldLayout("numa_scan_offset", "Q", 0, 104),
        FieldLayout("numa_next_scan_ms", "Q", 0, 112),
        FieldLayout("ksm_merging_pages", "Q", 0, 120),
        FieldLayout("ksm_rmap_items", "Q", 0, 128),
        FieldLayout("ksm_zero_pages", "Q", 0, 136),
        FieldLayout("mmap_base", "Q", 0, 144),
        FieldLayout("task_size", "Q", 0, 152),
        FieldLayout("start_code", "Q", 0, 160),
        FieldLayout("end_code", "Q", 0, 168),
        FieldLayout("start_data", "Q", 0, 176),
        FieldLayout("end_data", "Q", 0, 184),
        FieldLayout("start_brk", "Q", 0, 192),
        FieldLayout("brk", "Q", 0, 200),
        FieldLayout("start_stack", "Q", 0, 208),
        FieldLayout("arg_start", "Q", 0, 216),
        FieldLayout("arg_end", "Q", 0, 224),
        FieldLayout("env_start", "Q", 0, 232),
        FieldLayout("env_end", "Q", 0, 240),
    )


@dataclass(slots=True)
class TranslateLevelRecord(Record):
    """The entry at one level.

    level: RMM_LEVEL_*.
    state: RMM_ENTRY_*.
    entry: The raw entry; RMM_ABSENT if it was not read, or if page frame numbers are hidden
        from the caller.
    pfn: Page frame that the entry points to: a table, or the first frame that it maps;
        RMM_ABSENT if there is none or if page frame numbers are hidden.
    bits: RMM_ENTRY_F_*.
    """

    level: int = 0
    state: int = 0
    entry: int = 0
    pfn: int = 0
    bits: int = 0
    C_NAME: ClassVar[str] = "rmm_translate_level"
    SIZE: ClassVar[int] = 32
    LAYOUT: ClassVar[tuple[FieldLayout, ...]] = (
        FieldLayout("level", "I", 0, 0),
        FieldLayout("state", "I", 0, 4),
        FieldLayout("entry", "Q", 0, 8),
        FieldLayout("pfn", "Q", 0, 16),
        FieldLayout("bits", "Q", 0, 24),
    )


@dataclass(slots=True)
class TranslateArgs(Record):
    """Argument of RMM_TRANSLATE.

    The last entry, its page and its folio are read in one hold of the page-table lock, so they
    belong together. Counters of the folio can still change, because other mappers and users of the
    folio do not take that lock. An address outside every VMA is not an error: no level is read, and
    vma_start and all fields of VMA and page are RMM_ABSENT. Page frame numbers and data derived
    from them (raw entries, the index in a folio, swap slots), the reference count and the state of
    the folio are RMM_ABSENT unless the opener of /dev/rmm, the caller of RMM_OPEN and the caller
    have CAP_SYS_ADMIN in the initial user namespace. Errors: EINVAL for a flag or an address beyond
    the user half; ENOSPC if the name does not fit; EFAULT if a buffer cannot be written; ESRCH
    after exit or exec.

    size: Size of this structure as the caller knows it.
    flags: Must be zero.
    address: The address; it need not be aligned.
    name: User address of a buffer for the name of the VMA, or 0.
    name_size: Size of that buffer in bytes.
    name_len: Out: length of the name in bytes, without a terminating zero; 0 if the VMA has no
        name or it was not requested.
    levels: Out: the entries from the top level down, indexed by RMM_LEVEL_*.
    level: Out: RMM_LEVEL_* of the last entry that was read.
    page_kind: Out: RMM_PAGE_*: kind of page that this entry stands for.
    pfn: Out: frame of the page at the address.
    mapcount: Out: mapcount of this page; RMM_ABSENT without a folio, under migration, and where
        the kernel keeps no mapcount per page.
    folio_pfn: Out: first page frame of its folio.
    folio_order: Out: order of its folio; RMM_ABSENT without a folio and under migration, as the
        next three fields.
    folio_index: Out: index of the page in its folio.
    folio_mapcount: Out: number of entries that map any part of the folio (folio_mapcount()).
    folio_refcount: Out: reference count of the folio (folio_ref_count()).
    swap_type: Out: number of the swap device; RMM_ABSENT if the page is not swapped out.
    swap_offset: Out: offset in the swap device in pages; RMM_ABSENT if the page is not swapped
        out.
    node: Out: node of the page; -1 without a page.
    vma_kind: Out: RMM_VMA_*: kind of the VMA.
    vma_start: Out: first address of the VMA; RMM_ABSENT if there is none.
    vma_end: Out: end address of the VMA, exclusive.
    vma_flags: Out: RMM_VMA_F_*; 0 without a VMA.
    file_offset: Out: offset of the address in the file, in bytes; RMM_ABSENT without a file.
    inode: Out: inode number of the file; RMM_ABSENT without one.
    dev_major: Out: device of the file's superblock, major part; 0 without a file.
    dev_minor: Out: device of the file's superblock, minor part; 0 without a file.
    vma_state: Out: RMM_VMA_S_*.
    reserved: Must be zero.
    cost: Out: cost of the call.
    folio_bits: Out: RMM_FOLIO_F_*: state of the folio and of this page, as in rmm_page.
        RMM_ABSENT_32 if hidden and for pages without a folio, as the fields below.
    pins: Out: pins of the folio (FOLL_PIN); see RMM_FOLIO_F_PINS_EXACT.
    entire_mapcount: Out: number of entries that map the whole folio (folio_entire_mapcount()).
    last_cpu: Out: CPU of the last NUMA hinting fault on the folio, or RMM_ABSENT_32; see
        rmm_page.last_cpu.
    last_pid: Out: low eight bits of the thread's pid in that fault, or RMM_ABSENT_32.
    reserved_2: Out: always zero.
    """

    size: int = 0
    flags: int = 0
    address: int = 0
    name: int = 0
    name_size: int = 0
    name_len: int = 0
    levels: tuple[TranslateLevelRecord, ...] = field(default_factory=lambda: tuple(TranslateLevelRecord() for _ in range(5)))
    level: int = 0
    page_kind: int = 0
    pfn: int = 0
    mapcount: int = 0
    folio_pfn: int = 0
    folio_order: int = 0
    folio_index: int = 0
    folio_mapcount: int = 0
    folio_refcount: int = 0
    swap_type: int = 0
    swap_offset: int = 0
    node: int = 0
    vma_kind: int = 0
    vma_start: int = 0
    vma_end: int = 0
    vma_flags: int = 0
    file_offset: int = 0
    inode: int = 0
    dev_major: int = 0
    dev_minor: int = 0
    vma_state: int = 0
    reserved: int = 0
    cost: WalkCost = field(default_factory=WalkCost)
    folio_bits: int = 0
    pins: int = 0
    entire_mapcount: int = 0
    last_cpu: int = 0
    last_pid: int = 0
    reserved_2: int = 0
    C_NAME: ClassVar[str] = "rmm_translate"
    SIZE: ClassVar[int] = 408
    LAYOUT: ClassVar[tuple[FieldLayout, ...]] = (
        FieldLayout("size", "I", 0, 0),
        FieldLayout("flags", "I", 0, 4),
        FieldLayout("address", "Q", 0, 8),
        FieldLayout("name", "Q", 0, 16),
        FieldLayout("name_size", "I", 0, 24),
        FieldLayout("name_len", "I", 0, 28),
        FieldLayout("levels", TranslateLevelRecord, 5, 32),
        FieldLayout("level", "I", 0, 192),
        FieldLayout("page_kind", "I", 0, 196),
        FieldLayout("pfn", "Q", 0, 200),
        FieldLayout("mapcount", "Q", 0, 208),
        FieldLayout("folio_pfn", "Q", 0, 216),
        FieldLayout("folio_order", "Q", 0, 224),
        FieldLayout("folio_index", "Q", 0, 232),
        FieldLayout("folio_mapcount", "Q", 0, 240),
        FieldLayout("folio_refcount", "Q", 0, 248),
        FieldLayout("swap_type", "Q", 0, 256),
        FieldLayout("swap_offset", "Q", 0, 264),
        FieldLayout("node", "i", 0, 272),
        FieldLayout("vma_kind", "I", 0, 276),
        FieldLayout("vma_start", "Q", 0, 280),
        FieldLayout("vma_end", "Q", 0, 288),
        FieldLayout("vma_flags", "Q", 0, 296),
        FieldLayout("file_offset", "Q", 0, 304),
        FieldLayout("inode", "Q", 0, 312),
        FieldLayout("dev_major", "I", 0, 320),
        FieldLayout("dev_minor", "I", 0, 324),
        FieldLayout("vma_state", "I", 0, 328),
        FieldLayout("reserved", "I", 0, 332),
        FieldLayout("cost", WalkCost, 0, 336),
        FieldLayout("folio_bits", "I", 0, 384),
        FieldLayout("pins", "I", 0, 388),
        FieldLayout("entire_mapcount", "I", 0, 392),
        FieldLayout("last_cpu", "I", 0, 396),
        FieldLayout("last_pid", "I", 0, 400),
        FieldLayout("reserved_2", "I", 0, 404),
    )


@dataclass(slots=True)
class NodeRecord(Record):
    """One online node (struct pglist_data, include/linux/mmzone.h).

    Locks are excluded, and so is mm_walk, which names addresses of processes. memcg_lru is in
    struct rmm_lru.

    node: Node number.
    reserved: Always zero.
    states: RMM_NODE_STATE_*.
    start_pfn: First page frame; absent on a node without memory.
    spanned_pages: Page frames from the first to the last, holes included (node_spanned_pages).
    present_pages: Page frames that exist (node_present_pages).
    nr_zones: Number of zones up to the highest populated one (nr_zones).
    totalreserve_pages: Pages that user space cannot allocate (totalreserve_pages).
    first_deferred_pfn: First page frame that is not initialised yet; absent when initialisation
        has finished.
    kswapd_pid: Process id of kswapd; absent if it does not run.
    kswapd_order: Order for which kswapd was woken (kswapd_order).
    kswapd_highest_zone: Highest RMM_ZONE_* that kswapd was woken for; absent if it was not
        woken.
    kswapd_failures: Consecutive runs of kswapd that reclaimed nothing (kswapd_failures).
    flags: RMM_NODE_F_*.
    nr_writeback_throttled: Number of tasks that wait for writeback (nr_writeback_throttled).
    nr_reclaim_start: NR_THROTTLED_WRITTEN when the first of these tasks began to wait.
    min_unmapped_pages: Unmapped file pages above which node reclaim starts.
    min_slab_pages: Reclaimable slab pages above which node reclaim shrinks slabs.
    kcompactd_running: 1 if kcompactd exists.
    kcompactd_max_order: Order for which kcompactd was woken.
    kcompactd_highest_zone: Highest RMM_ZONE_* that kcompactd compacts.
    proactive_compact_trigger: 1 if proactive compaction was triggered.
    nbp_rl_start_ms: Start of the period that limits the promotion rate, in ms (nbp_rl_start).
    nbp_rl_nr_cand: Promotion candidates at the start of that period (nbp_rl_nr_cand).
    nbp_threshold_ms: Hint-fault latency below which a page is hot, in ms (nbp_threshold).
    nbp_th_start_ms: Start of the period that adjusts the threshold, in ms (nbp_th_start).
    nbp_th_nr_cand: Promotion candidates at the start of that period (nbp_rl_nr_cand).
    mf_total: Memory failures (mf_stats).
    mf_ignored: Memory failures that were ignored.
    mf_failed: Memory failures that could not be handled.
    mf_delayed: Memory failures whose handling was delayed.
    mf_recovered: Memory failures that were recovered.
    stat: Counters by RMM_NODE_STAT_*, as in /proc/zoneinfo: per-CPU deltas are not included.
    pending: Per-CPU deltas of each counter that are not folded in yet, in the kernel's unit:
        pages, also for huge pages.
    kswapd_state: RMM_DAEMON_* of kswapd; absent if it does not run.
    kcompactd_state: RMM_DAEMON_* of kcompactd; absent if it does not run.
    kcompactd_pid: Process id of kcompactd; absent if it does not run.
    adistance: Abstract distance of the memory, as memory tiers use it (mt_calc_adistance()):
        DRAM is 576, slower memory is higher. Absent if the firmware provides no latency and
        bandwidth (HMAT, CDAT).
    memory_tier: Number N of the memory tier of this distance, as in
        /sys/devices/virtual/memory_tiering/memory_tierN. Absent with adistance; that directory then
        still has the tier.
    waiting: RMM_NODE_WAIT_*.
    stat_threshold: Largest stat_threshold: the limit of one CPU's delta of a counter.
    """

    node: int = 0
    reserved: int = 0
    states: int = 0
    start_pfn: int = 0
    spanned_pages: int = 0
    present_pages: int = 0
    nr_zones: int = 0
    totalreserve_pages: int = 0
    first_deferred_pfn: int = 0
    kswapd_pid: int = 0
    kswapd_order: int = 0
    kswapd_highest_zone: int = 0
    kswapd_failures: int = 0
    flags: int = 0
    nr_writeback_throttled: int = 0
    nr_reclaim_start: int = 0
    min_unmapped_pages: int = 0
    min_slab_pages: int = 0
    kcompactd_running: int = 0
    kcompactd_max_order: int = 0
    kcompactd_highest_zone: int = 0
    proactive_compact_trigger: int = 0
    nbp_rl_start_ms: int = 0
    nbp_rl_nr_cand: int = 0
    nbp_threshold_ms: int = 0
    nbp_th_start_ms: int = 0
    nbp_th_nr_cand: int = 0
    mf_total: int = 0
    mf_ignored: int = 0
    mf_failed: int = 0
    mf_delayed: int = 0
    mf_recovered: int = 0
    stat: tuple[int, ...] = (0,) * 96
    pending: tuple[int, ...] = (0,) * 96
    kswapd_state: int = 0
    kcompactd_state: int = 0
    kcompactd_pid: int = 0
    adistance: int = 0
    memory_tier: int = 0
    waiting: int = 0
    stat_threshold: int = 0
    C_NAME: ClassVar[str] = "rmm_node"
    SIZE: ClassVar[int] = 1840
    LAYOUT: ClassVar[tuple[FieldLayout, ...]] = (
        FieldLayout("node", "I", 0, 0),
        FieldLayout("reserved", "I", 0, 4),
        FieldLayout("states", "Q", 0, 8),
        FieldLayout("start_pfn", "Q", 0, 16),
        FieldLayout("spanned_pages", "Q", 0, 24),
        FieldLayout("present_pages", "Q", 0, 32),
        FieldLayout("nr_zones", "Q", 0, 40),
        FieldLayout("totalreserve_pages", "Q", 0, 48),
        FieldLayout("first_deferred_pfn", "Q", 0, 56),
        FieldLayout("kswapd_pid", "Q", 0, 64),
        FieldLayout("kswapd_order", "Q", 0, 72),
        FieldLayout("kswapd_highest_zone", "Q", 0, 80),
        FieldLayout("kswapd_failures", "Q", 0, 88),
        FieldLayout("flags", "Q", 0, 96),
        FieldLayout("nr_writeback_throttled", "Q", 0, 104),
        FieldLayout("nr_reclaim_start", "Q", 0, 112),
        FieldLayout("min_unmapped_pages", "Q", 0, 120),
        FieldLayout("min_slab_pages", "Q", 0, 128),
        FieldLayout("kcompactd_running", "Q", 0, 136),
        FieldLayout("kcompactd_max_order", "Q", 0, 144),
        FieldLayout("kcompactd_highest_zone", "Q", 0, 152),
        FieldLayout("proactive_compact_trigger", "Q", 0, 160),
        FieldLayout("nbp_rl_start_ms", "Q", 0, 168),
        FieldLayout("nbp_rl_nr_cand", "Q", 0, 176),
        FieldLayout("nbp_threshold_ms", "Q", 0, 184),
        FieldLayout("nbp_th_start_ms", "Q", 0, 192),
        FieldLayout("nbp_th_nr_cand", "Q", 0, 200),
        FieldLayout("mf_total", "Q", 0, 208),
        FieldLayout("mf_ignored", "Q", 0, 216),
        FieldLayout("mf_failed", "Q", 0, 224),
        FieldLayout("mf_delayed", "Q", 0, 232),
        FieldLayout("mf_recovered", "Q", 0, 240),
        FieldLayout("stat", "Q", 96, 248),
        FieldLayout("pending", "q", 96, 1016),
        FieldLayout("kswapd_state", "Q", 0, 1784),
        FieldLayout("kcompactd_state", "Q", 0, 1792),
        FieldLayout("kcompactd_pid", "Q", 0, 1800),
        FieldLayout("adistance", "Q", 0, 1808),
        FieldLayout("memory_tier", "Q", 0, 1816),
        FieldLayout("waiting", "Q", 0, 1824),
        FieldLayout("stat_threshold", "Q", 0, 1832),
    )


@dataclass(slots=True)
class ZoneRecord(Record):
    """One zone of an online node (struct zone, include/linux/mmzone.h).

    A zone without present pages has only spans, sizes, watermarks, reserves and NUMA events;
    /proc/zoneinfo omits its NUMA events.

    node: Node number.
    zone: RMM_ZONE_*.
    start_pfn: First page frame; absent if the zone spans none.
    spanned_pages: Page frames from the first to the last, holes included (node_spanned_pages).
    present_pages: Page frames that exist (node_present_pages).
    present_early_pages: Present pages since boot, without hotplugged ones
        (present_early_pages).
    managed_pages: Pages that the buddy allocator manages.
    cma_pages: Pages of CMA areas.
    isolate_pageblocks: Isolated page blocks (nr_isolate_pageblock).
    initialized: 1 if free lists and locks exist (initialized).
    contiguous: 1 if the zone has no holes.
    flags: RMM_ZONE_F_*.
    trylock_free_pending: 1 if freed pages wait for the zone's lock (trylock_free_pages).
    vmemmap_tails: Shared tail pages that exist for hugetlb's vmemmap.
    free_pages: Free pages (NR_FREE_PAGES).
    min_pages: Watermark min, boost included, as in /proc/zoneinfo. The next three watermarks
        include it too.
    low_pages: Watermark low.
    high_pages: Watermark high.
    promo_pages: Watermark promo.
    boost_pages: Boost that the watermarks include; subtract it to get _watermark[].
    percpu_drift_mark_pages: Free pages below which the counters are read exactly
        (percpu_drift_mark).
    lowmem_reserve_pages: Pages reserved against allocations whose preferred zone is RMM_ZONE_*
        (lowmem_reserve[]).
    reserved_highatomic_pages: Pages in page blocks reserved for atomic allocations
        (nr_reserved_highatomic).
    free_highatomic_pages: Free pages in these page blocks (nr_free_highatomic).
    pageset_cpus: Number of CPUs in the sums of per-CPU page lists below.
    pageset_count_pages: Sum of per_cpu_pages.count: pages in the lists.
    pageset_high_pages: Sum of per_cpu_pages.high, above which a list is emptied.
    pageset_high_min_pages: Sum of per_cpu_pages.high_min.
    pageset_high_max_pages: Sum of per_cpu_pages.high_max.
    pageset_batch_pages: Sum of per_cpu_pages.batch.
    pageset_free_count_pages: Sum of per_cpu_pages.free_count: pages freed in succession.
    pageset_alloc_factor: Largest per_cpu_pages.alloc_factor.
    pageset_prev_free_high_order_cpus: CPUs with PCPF_PREV_FREE_HIGH_ORDER.
    pageset_free_high_batch_cpus: CPUs with PCPF_FREE_HIGH_BATCH.
    pageset_stat_threshold: Largest stat_threshold: the limit of one CPU's delta of a counter.
    zone_high_min_pages: pageset_high_min of the zone, which the CPUs copy.
    zone_high_max_pages: pageset_high_max of the zone.
    zone_batch_pages: pageset_batch of the zone.
    compact_cached_free_pfn: Page frame at which compaction continues to scan for free pages.
        Absent without CAP_SYS_ADMIN of opener and caller, like the next four.
    compact_cached_migrate_async_pfn: Page frame at which asynchronous compaction continues to
        scan for pages to migrate.
    compact_cached_migrate_sync_pfn: Page frame at which synchronous compaction continues to
        scan for pages to migrate.
    compact_init_migrate_pfn: Page frame at which the scan for pages to migrate started.
    compact_init_free_pfn: Page frame at which the scan for free pages started.
    compact_considered: Compactions that were skipped since the last failure.
    compact_defer_shift: 1 << this number of compactions are skipped after a failure.
    compact_order_failed: Smallest order for which compaction failed.
    compact_blockskip_flush: 1 if the skip bits of page blocks are due to be cleared.
    stat: Counters by RMM_ZONE_STAT_*, as in /proc/zoneinfo: per-CPU deltas are not included.
    pending: Per-CPU deltas of each counter that are not folded in yet.
    numa: Events by RMM_NUMA_*, per-CPU deltas included. A zone that has become empty keeps
        them; /sys/devices/system/node/nodeN/numastat is the sum over all zones.
    above_min_pages: Free pages above watermark min, boost included; negative if there are
        fewer.
    above_low_pages: Free pages above watermark low.
    above_high_pages: Free pages above watermark high.
    above_promo_pages: Free pages above watermark promo.
    """

    node: int = 0
    zone: int = 0
    start_pfn: int = 0
    spanned_pages: int = 0
    present_pages: int = 0
    present_early_pages: int = 0
    managed_pages: int = 0
    cma_pages: int = 0
    isolate_pageblocks: int = 0
    initialized: int = 0
    contiguous: int = 0
    flags: int = 0
    trylock_free_pending: int = 0
    vmemmap_tails: int = 0
    free_pages: int = 0
    min_pages: int = 0
    low_pages: int = 0
    high_pages: int = 0
    promo_pages: int = 0
    boost_pages: int = 0
    percpu_drift_mark_pages: int = 0
    lowmem_reserve_pages: tuple[int, ...] = (0,) * 8
    reserved_highatomic_pages: int = 0
    free_highatomic_pages: int = 0
    pageset_cpus: int = 0
    pageset_count_pages: int = 0
    pageset_high_pages: int = 0
    pageset_high_min_pages: int = 0
    pageset_high_max_pages: int = 0
    pageset_batch_pages: int = 0
    pageset_free_count_pages: int = 0
    pageset_alloc_factor: int = 0
    pageset_prev_free_high_order_cpus: int = 0
    pageset_free_high_batch_cpus: int = 0
    pageset_stat_threshold: int = 0
    zone_high_min_pages: int = 0
    zone_high_max_pages: int = 0
    zone_batch_pages: int = 0
    compact_cached_free_pfn: int = 0
    compact_cached_migrate_async_pfn: int = 0
    compact_cached_migrate_sync_pfn: int = 0
    compact_init_migrate_pfn: int = 0
    compact_init_free_pfn: int = 0
    compact_considered: int = 0
    compact_defer_shift: int = 0
    compact_order_failed: int = 0
    compact_blockskip_flush: int = 0
    stat: tuple[int, ...] = (0,) * 24
    pending: tuple[int, ...] = (0,) * 24
    numa: tuple[int, ...] = (0,) * 8
    above_min_pages: int = 0
    above_low_pages: int = 0
    above_high_pages: int = 0
    above_promo_pages: int = 0
    C_NAME: ClassVar[str] = "rmm_zone"
    SIZE: ClassVar[int] = 904
    LAYOUT: ClassVar[tuple[FieldLayout, ...]] = (
        FieldLayout("node", "I", 0, 0),
        FieldLayout("zone", "I", 0, 4),
        FieldLayout("start_pfn", "Q", 0, 8),
        FieldLayout("spanned_pages", "Q", 0, 16),
        FieldLayout("present_pages", "Q", 0, 24),
        FieldLayout("present_early_pages", "Q", 0, 32),
        FieldLayout("managed_pages", "Q", 0, 40),
        FieldLayout("cma_pages", "Q", 0, 48),
        FieldLayout("isolate_pageblocks", "Q", 0, 56),
        FieldLayout("initialized", "Q", 0, 64),
        FieldLayout("contiguous", "Q", 0, 72),
        FieldLayout("flags", "Q", 0, 80),
        FieldLayout("trylock_free_pending", "Q", 0, 88),
        FieldLayout("vmemmap_tails", "Q", 0, 96),
        FieldLayout("free_pages", "Q", 0, 104),
        FieldLayout("min_pages", "Q", 0, 112),
        FieldLayout("low_pages", "Q", 0, 120),
        FieldLayout("high_pages", "Q", 0, 128),
        FieldLayout("promo_pages", "Q", 0, 136),
        FieldLayout("boost_pages", "Q", 0, 144),
        FieldLayout("percpu_drift_mark_pages", "Q", 0, 152),
        FieldLayout("lowmem_reserve_pages", "Q", 8, 160),
        FieldLayout("reserved_highatomic_pages", "Q", 0, 224),
        FieldLayout("free_highatomic_pages", "Q", 0, 232),
        FieldLayout("pageset_cpus", "Q", 0, 240),
        FieldLayout("pageset_count_pages", "Q", 0, 248),
        FieldLayout("pageset_high_pages", "Q", 0, 256),
        FieldLayout("pageset_high_min_pages", "Q", 0, 264),
        FieldLayout("pageset_high_max_pages", "Q", 0, 272),
        FieldLayout("pageset_batch_pages", "Q", 0, 280),
        FieldLayout("pageset_free_count_pages", "Q", 0, 288),
        FieldLayout("pageset_alloc_factor", "Q", 0, 296),
        FieldLayout("pageset_prev_free_high_order_cpus", "Q", 0, 304),
        FieldLayout("pageset_free_high_batch_cpus", "Q", 0, 312),
        FieldLayout("pageset_stat_threshold", "Q", 0, 320),
        FieldLayout("zone_high_min_pages", "Q", 0, 328),
        FieldLayout("zone_high_max_pages", "Q", 0, 336),
        FieldLayout("zone_batch_pages", "Q", 0, 344),
        FieldLayout("compact_cached_free_pfn", "Q", 0, 352),
        FieldLayout("compact_cached_migrate_async_pfn", "Q", 0, 360),
        FieldLayout("compact_cached_migrate_sync_pfn", "Q", 0, 368),
        FieldLayout("compact_init_migrate_pfn", "Q", 0, 376),
        FieldLayout("compact_init_free_pfn", "Q", 0, 384),
        FieldLayout("compact_considered", "Q", 0, 392),
        FieldLayout("compact_defer_shift", "Q", 0, 400),
        FieldLayout("compact_order_failed", "Q", 0, 408),
        FieldLayout("compact_blockskip_flush", "Q", 0, 416),
        FieldLayout("stat", "Q", 24, 424),
        FieldLayout("pending", "q", 24, 616),
        FieldLayout("numa", "Q", 8, 808),
        FieldLayout("above_min_pages", "q", 0, 872),
        FieldLayout("above_low_pages", "q", 0, 880),
        FieldLayout("above_high_pages", "q", 0, 888),
        FieldLayout("above_promo_pages", "q", 0, 896),
    )


@dataclass(slots=True)
class BuddyRecord(Record):
    """Free blocks of one zone (zone.free_area[]), read without a lock as /proc/buddyinfo does.

    node: Node number.
    zone: RMM_ZONE_*.
    free_blocks: Number of free blocks of 1 << n pages, indexed by order n; absent from index
        orders on.
    orders: Number of orders of this kernel (NR_PAGE_ORDERS).
    largest_order: Order of the largest free block; -1 if there is none.
    free_pages: Pages in all free blocks.
    """

    node: int = 0
    zone: int = 0
    free_blocks: tuple[int, ...] = (0,) * 16
    orders: int = 0
    largest_order: int = 0
    free_pages: int = 0
    C_NAME: ClassVar[str] = "rmm_buddy"
    SIZE: ClassVar[int] = 152
    LAYOUT: ClassVar[tuple[FieldLayout, ...]] = (
        FieldLayout("node", "I", 0, 0),
        FieldLayout("zone", "I", 0, 4),
        FieldLayout("free_blocks", "Q", 16, 8),
        FieldLayout("orders", "I", 0, 136),
        FieldLayout("largest_order", "i", 0, 140),
        FieldLayout("free_pages", "Q", 0, 144),
    )


@dataclass(slots=True)
class NodeCpusRecord(Record):
    """A range of online CPUs that belong to one node.

    node: Node number.
    first: First CPU of the range.
    last: Last CPU of the range, inclusive.
    reserved: Always zero.
    """

    node: int = 0
    first: int = 0
    last: int = 0
    reserved: int = 0
    C_NAME: ClassVar[str] = "rmm_node_cpus"
    SIZE: ClassVar[int] = 16
    LAYOUT: ClassVar[tuple[FieldLayout, ...]] = (
        FieldLayout("node", "I", 0, 0),
        FieldLayout("first", "I", 0, 4),
        FieldLayout("last", "I", 0, 8),
        FieldLayout("reserved", "I", 0, 12),
    )


@dataclass(slots=True)
class NodeDistanceRecord(Record):
    """Distance between two nodes (node_distance()); a node has distance 10 to itself.

    from_: First node.
    to: Second node.
    distance: Distance.
    reserved: Always zero.
    """

    from_: int = 0
    to: int = 0
    distance: int = 0
    reserved: int = 0
    C_NAME: ClassVar[str] = "rmm_distance"
    SIZE: ClassVar[int] = 16
    LAYOUT: ClassVar[tuple[FieldLayout, ...]] = (
        FieldLayout("from_", "I", 0, 0),
        FieldLayout("to", "I", 0, 4),
        FieldLayout("distance", "I", 0, 8),
        FieldLayout("reserved", "I", 0, 12),
    )


@dataclass(slots=True)
class ZoneRefRecord(Record):
    """One position in a zonelist: the order in which an allocation on a node tries zones
    (node_zonelists).

    node: Node of the allocation.
    list: RMM_ZONELIST_*.
    place: Position in the zonelist, from 0.
    zone_node: Node of the zone at this position.
    zone: RMM_ZONE_* of the zone at this position.
    reserved: Always zero.
    """

    node: int = 0
    list: int = 0
    place: int = 0
    zone_node: int = 0
    zone: int = 0
    reserved: int = 0
    C_NAME: ClassVar[str] = "rmm_zone_ref"
    SIZE: ClassVar[int] = 24
    LAYOUT: ClassVar[tuple[FieldLayout, ...]] = (
        FieldLayout("node", "I", 0, 0),
        FieldLayout("list", "I", 0, 4),
        FieldLayout("place", "I", 0, 8),
        FieldLayout("zone_node", "I", 0, 12),
        FieldLayout("zone", "I", 0, 16),
        FieldLayout("reserved", "I", 0, 20),
    )


@dataclass(slots=True)
class PageRecord(Record):
    """One page-table entry that is not empty.

    Entries are in ascending order. The fields of the default attributes come first: with a
    record_size of RMM_PAGE_DEFAULT_SIZE no other field is read or copied. Physical addresses and
    data derived from them are absent unless the opener of /dev/rmm, the opener of the address space
    and the caller have CAP_SYS_ADMIN in the initial user namespace: entry, pfn, folio_index,
    swap_type, swap_offset, zone, kpageflags, cgroup, and the fields of RMM_PAGE_A_STATE. So are
    references and expected_references, which change with what other processes do.

    addr: First address of the walked range that the entry maps.
    pfn: Page frame of addr, of the page that is or was mapped. RMM_ABSENT without one, if not
        requested, or if hidden.
    bits: RMM_PAGE_F_*. MAPCOUNT_EXACT is valid with the mapcount, SHARED_EXACT with
        RMM_PAGE_A_FOLIO or on a hugetlb page.
    kind: RMM_PAGE_*: kind of page.
    level: RMM_LEVEL_*: level of the entry.
    vma_kind: RMM_VMA_*.
    order: Order of the folio; RMM_ABSENT_8 without one.
    pages: Base pages of the walked range that the entry maps.
    node: Node of the page; -1 without a page.
    mapcount: Mapcount of the page at addr, or RMM_ABSENT_32. Pages that are not mapped (under
        migration, poisoned, swapped out) have no folio and no counts.
    references: Reference count of the folio (folio_ref_count()), or RMM_ABSENT_32. It changes
        all the time.
    folio_mapcount: Number of entries that map any part of the folio (folio_mapcount()), or
        RMM_ABSENT_32. Other address spaces can change it between the reading of this count and
        mapcount.
    expected_references: References that mappings, page cache, swap cache and private data
        account for (folio_expected_ref_count()), or RMM_ABSENT_32. References beyond these are pins
        or transient users.
    folio_index: Index of the page at addr in its folio, or RMM_ABSENT_32.
    swap_type: Number of the swap device; RMM_ABSENT_8 if the page is not swapped out.
    zone: RMM_ZONE_* of the page; RMM_ABSENT_8 without one.
    age: Number of MGLRU generations younger than the folio's, 0 for the youngest; RMM_ABSENT_8
        if it is in none.
    reserved: Always zero.
    swap_offset: Offset in the swap device in pages; RMM_ABSENT if the page is not swapped out.
    entry: The raw entry; RMM_ABSENT if not requested or hidden.
    kpageflags: KPF_* of linux/kernel-page-flags.h, as in /proc/kpageflags, or RMM_ABSENT.
    cgroup: Inode of the memory cgroup that the page is charged to, or of its nearest online
        ancestor, as in /proc/kpagecgroup; 0 if uncharged; or RMM_ABSENT.
    folio_bits: RMM_FOLIO_F_*. RMM_ABSENT_32 without RMM_PAGE_A_STATE, if hidden, and for pages
        without a folio, as the fields below.
    pins: Pins of the folio (FOLL_PIN, _pincount of struct folio); see RMM_FOLIO_F_PINS_EXACT.
    entire_mapcount: Number of entries that map the whole folio (folio_entire_mapcount()); 0 for
        a folio of one page.
    last_cpu: CPU of the last NUMA hinting fault on the folio (folio_last_cpupid()), or
        RMM_ABSENT_32 without one. Without a memory policy the kernel notes only faults from other
        nodes than the page's. A write fault that makes an existing entry writable clears both
        fields, for example the first write to a page that was migrated in a read fault. While NUMA
        balancing migrates between memory tiers, folios on slow nodes have the time of the fault
        here and in last_pid.
    last_pid: Low eight bits of the thread's pid in that fault, or RMM_ABSENT_32. The kernel
        cannot distinguish 255 from no fault.
    reserved_2: Always zero.
    """

    addr: int = 0
    pfn: int = 0
    bits: int = 0
    kind: int = 0
    level: int = 0
    vma_kind: int = 0
    order: int = 0
    pages: int = 0
    node: int = 0
    mapcount: int = 0
    references: int = 0
    folio_mapcount: int = 0
    expected_references: int = 0
    folio_index: int = 0
    swap_type: int = 0
    zone: int = 0
    age: int = 0
    reserved: int = 0
    swap_offset: int = 0
    entry: int = 0
    kpageflags: int = 0
    cgroup: int = 0
    folio_bits: int = 0
    pins: int = 0
    entire_mapcount: int = 0
    last_cpu: int = 0
    last_pid: int = 0
    reserved_2: int = 0
    C_NAME: ClassVar[str] = "rmm_page"
    SIZE: ClassVar[int] = 112
    LAYOUT: ClassVar[tuple[FieldLayout, ...]] = (
        FieldLayout("addr", "Q", 0, 0),
        FieldLayout("pfn", "Q", 0, 8),
        FieldLayout("bits", "I", 0, 16),
        FieldLayout("kind", "B", 0, 20),
        FieldLayout("level", "B", 0, 21),
        FieldLayout("vma_kind", "B", 0, 22),
        FieldLayout("order", "B", 0, 23),
        FieldLayout("pages", "I", 0, 24),
        FieldLayout("node", "i", 0, 28),
        FieldLayout("mapcount", "I", 0, 32),
        FieldLayout("references", "I", 0, 36),
        FieldLayout("folio_mapcount", "I", 0, 40),
        FieldLayout("expected_references", "I", 0, 44),
        FieldLayout("folio_index", "I", 0, 48),
        FieldLayout("swap_type", "B", 0, 52),
        FieldLayout("zone", "B", 0, 53),
        FieldLayout("age", "B", 0, 54),
        FieldLayout("reserved", "B", 0, 55),
        FieldLayout("swap_offset", "Q", 0, 56),
        FieldLayout("entry", "Q", 0, 64),
        FieldLayout("kpageflags", "Q", 0, 72),
        FieldLayout("cgroup", "Q", 0, 80),
        FieldLayout("folio_bits", "I", 0, 88),
        FieldLayout("pins", "I", 0, 92),
        FieldLayout("entire_mapcount", "I", 0, 96),
        FieldLayout("last_cpu", "I", 0, 100),
        FieldLayout("last_pid", "I", 0, 104),
        FieldLayout("reserved_2", "I", 0, 108),
    )


@dataclass(slots=True)
class LruRecord(Record):
    """LRU lists and generations of one online node (struct lruvec, struct lru_gen_folio,
    include/linux/mmzone.h).

    Sums over memory cgroups are read one cgroup after the other: each number is exact, but a sum is
    not a snapshot. Arrays over generations, types, tiers and zones are flat; the last index varies
    fastest.

    node: Node number.
    memcgs: Number of memory cgroups in the sums, including those that are being removed; 1
        without memory cgroups.
    memcgs_mglru: Number of these that use MGLRU (lrugen.enabled).
    reserved: Always zero.
    list_pages: Pages by RMM_LRU_*, as in /proc/zoneinfo: per-CPU deltas are not included. With
        MGLRU the two youngest generations count as active.
    isolated_pages: Isolated pages, which are off the lists for a while, by RMM_LRU_TYPE_*
        (NR_ISOLATED_*).
    on_list_pages: Pages on the lists of struct lruvec, summed over memory cgroups, by RMM_LRU_*
        and RMM_ZONE_*: [5][8]. With MGLRU only the unevictable list is used.
    refault: Refaults of evicted pages by RMM_LRU_TYPE_* (WORKINGSET_REFAULT_*).
    activate: Refaulted pages that were activated immediately (WORKINGSET_ACTIVATE_*).
    restore: Refaulted pages that were active before their eviction (WORKINGSET_RESTORE_*).
    shadow_nodes: Nodes of page-cache xarrays that hold shadow entries (WORKINGSET_NODES).
    nodereclaim: Such nodes that were reclaimed (WORKINGSET_NODERECLAIM).
    max_seq_lowest: Lowest number of the youngest generation over all memory cgroups (max_seq);
        absent without MGLRU.
    max_seq_highest: Highest number of the youngest generation over all memory cgroups.
    min_seq_lowest: Lowest number of the oldest generation (min_seq) by RMM_LRU_TYPE_*.
    min_seq_highest: Highest number of the oldest generation by RMM_LRU_TYPE_*.
    gen_memcgs: Number of memory cgroups that have a generation of this age; age 0 is the
        youngest.
    gen_age_lowest_ms: Time since the newest of the generations of this age began, in ms.
    gen_age_highest_ms: Time since the oldest of the generations of this age began, in ms.
    gen_pages: Pages by age, RMM_LRU_TYPE_* and RMM_ZONE_*: [4][2][8]. Absent without MGLRU.
    tier_avg_refaulted: Moving average of refaults by RMM_LRU_TYPE_* and tier: [2][4]. A page
        that was accessed n times through file descriptors is in tier log2(n).
    tier_avg_total: Moving average of pages that were evicted or protected.
    tier_refaulted: Refaults from the oldest generation.
    tier_evicted: Pages evicted from the oldest generation.
    tier_protected: Pages of the oldest generation that were protected because of their tier.
    memcg_seq: Generation number of the memory cgroup LRU (memcg_lru.seq).
    memcg_gen_memcgs: Number of memory cgroups in each generation of that LRU
        (memcg_lru.nr_memcgs).
    """

    node: int = 0
    memcgs: int = 0
    memcgs_mglru: int = 0
    reserved: int = 0
    list_pages: tuple[int, ...] = (0,) * 5
    isolated_pages: tuple[int, ...] = (0,) * 2
    on_list_pages: tuple[int, ...] = (0,) * 40
    refault: tuple[int, ...] = (0,) * 2
    activate: tuple[int, ...] = (0,) * 2
    restore: tuple[int, ...] = (0,) * 2
    shadow_nodes: int = 0
    nodereclaim: int = 0
    max_seq_lowest: int = 0
    max_seq_highest: int = 0
    min_seq_lowest: tuple[int, ...] = (0,) * 2
    min_seq_highest: tuple[int, ...] = (0,) * 2
    gen_memcgs: tuple[int, ...] = (0,) * 4
    gen_age_lowest_ms: tuple[int, ...] = (0,) * 4
    gen_age_highest_ms: tuple[int, ...] = (0,) * 4
    gen_pages: tuple[int, ...] = (0,) * 64
    tier_avg_refaulted: tuple[int, ...] = (0,) * 8
    tier_avg_total: tuple[int, ...] = (0,) * 8
    tier_refaulted: tuple[int, ...] = (0,) * 8
    tier_evicted: tuple[int, ...] = (0,) * 8
    tier_protected: tuple[int, ...] = (0,) * 8
    memcg_seq: int = 0
    memcg_gen_memcgs: tuple[int, ...] = (0,) * 3
    C_NAME: ClassVar[str] = "rmm_lru"
    SIZE: ClassVar[int] = 1464
    LAYOUT: ClassVar[tuple[FieldLayout, ...]] = (
        FieldLayout("node", "I", 0, 0),
        FieldLayout("memcgs", "I", 0, 4),
        FieldLayout("memcgs_mglru", "I", 0, 8),
        FieldLayout("reserved", "I", 0, 12),
        FieldLayout("list_pages", "Q", 5, 16),
        FieldLayout("isolated_pages", "Q", 2, 56),
        FieldLayout("on_list_pages", "Q", 40, 72),
        FieldLayout("refault", "Q", 2, 392),
        FieldLayout("activate", "Q", 2, 408),
        FieldLayout("restore", "Q", 2, 424),
        FieldLayout("shadow_nodes", "Q", 0, 440),
        FieldLayout("nodereclaim", "Q", 0, 448),
        FieldLayout("max_seq_lowest", "Q", 0, 456),
        FieldLayout("max_seq_highest", "Q", 0, 464),
        FieldLayout("min_seq_lowest", "Q", 2, 472),
        FieldLayout("min_seq_highest", "Q", 2, 488),
        FieldLayout("gen_memcgs", "Q", 4, 504),
        FieldLayout("gen_age_lowest_ms", "Q", 4, 536),
        FieldLayout("gen_age_highest_ms", "Q", 4, 568),
        FieldLayout("gen_pages", "Q", 64, 600),
        FieldLayout("tier_avg_refaulted", "Q", 8, 1112),
        FieldLayout("tier_avg_total", "Q", 8, 1176),
        FieldLayout("tier_refaulted", "Q", 8, 1240),
        FieldLayout("tier_evicted", "Q", 8, 1304),
        FieldLayout("tier_protected", "Q", 8, 1368),
        FieldLayout("memcg_seq", "Q", 0, 1432),
        FieldLayout("memcg_gen_memcgs", "Q", 3, 1440),
    )


@dataclass(slots=True)
class RegionRecord(Record):
    """One region of the address space, from the top down.

    Regions and holes together fill the address space. Unless the opener of /dev/rmm and the caller
    have CAP_SYSLOG in the initial user namespace and the kernel is not locked down to
    confidentiality, addresses are absent, and so are the sizes of holes, which would show
    addresses.

    kind: RMM_REGION_*.
    levels: Number of page-table levels in use.
    start: First address.
    last: Last address, inclusive.
    bytes: Size in bytes.
    top_entries: Number of entries of the top-level table that the region covers; absent for
        non-canonical addresses.
    """

    kind: int = 0
    levels: int = 0
    start: int = 0
    last: int = 0
    bytes: int = 0
    top_entries: int = 0
    C_NAME: ClassVar[str] = "rmm_region"
    SIZE: ClassVar[int] = 40
    LAYOUT: ClassVar[tuple[FieldLayout, ...]] = (
        FieldLayout("kind", "I", 0, 0),
        FieldLayout("levels", "I", 0, 4),
        FieldLayout("start", "Q", 0, 8),
        FieldLayout("last", "Q", 0, 16),
        FieldLayout("bytes", "Q", 0, 24),
        FieldLayout("top_entries", "Q", 0, 32),
    )


@dataclass(slots=True)
class MemcgsArgs(Record):
    """Argument of RMM_MEMCGS: memory cgroups in pre-order, including those that are being removed.

    When next is not RMM_ABSENT, call again with after = next. A cgroup that exists all the time is
    returned; one that is created or removed meanwhile may be. Errors: EPERM unless the opener of
    /dev/rmm and the caller have CAP_SYS_ADMIN in the initial user namespace, because a cgroup
    namespace hides cgroups from others; ESTALE if the cgroup after is gone (start again); ENOSPC if
    the records or the path of the first cgroup do not fit; EINVAL for an unknown flag or a capacity
    of 0; EFAULT if a buffer cannot be written; ENODEV without memory cgroups.

    size: Size of this structure as the caller knows it.
    flags: RMM_MEMCGS_*.
    after: 0 for the root, or next of the previous call.
    buf: User address of an array of records.
    capacity: Size of buf in records.
    record_size: Size of a record as the caller knows it.
    names: User address of a buffer for paths, or 0.
    names_size: Size of that buffer in bytes. A path that does not fit ends the call before its
        cgroup.
    count: Out: number of records written.
    next: Out: value at which to resume; RMM_ABSENT at the end.
    """

    size: int = 0
    flags: int = 0
    after: int = 0
    buf: int = 0
    capacity: int = 0
    record_size: int = 0
    names: int = 0
    names_size: int = 0
    count: int = 0
    next: int = 0
    C_NAME: ClassVar[str] = "rmm_memcgs"
    SIZE: ClassVar[int] = 56
    LAYOUT: ClassVar[tuple[FieldLayout, ...]] = (
        FieldLayout("size", "I", 0, 0),
        FieldLayout("flags", "I", 0, 4),
        FieldLayout("after", "Q", 0, 8),
        FieldLayout("buf", "Q", 0, 16),
        FieldLayout("capacity", "I", 0, 24),
        FieldLayout("record_size", "I", 0, 28),
        FieldLayout("names", "Q", 0, 32),
        FieldLayout("names_size", "I", 0, 40),
        FieldLayout("count", "I", 0, 44),
        FieldLayout("next", "Q", 0, 48),
    )


@dataclass(slots=True)
class MemcgRecord(Record):
    """One memory cgroup (struct mem_cgroup, include/linux/memcontrol.h).

    Page counts are those of struct page_counter, which CPUs charge in batches of 64 pages, so they
    equal memory.current. A limit that is not set is absent. So is swap where it is not counted
    separately (cgroup v1, kernels without swap).

    cgroup: Inode number of the cgroup, which is its id.
    parent: Inode number of the parent; absent for the root.
    css_id: Id of the controller's state (css.id).
    level: Depth below the root.
    flags: RMM_MEMCG_F_*.
    reserved: Always zero.
    name_offset: Offset of the path, relative to the root of the hierarchy, in the buffer for
        paths.
    name_len: Length of the path in bytes; 0 without a buffer or a path.
    usage_pages: Current usage including descendants (memory.current). The root, which has no
        such file, counts its descendants only.
    peak_pages: Highest usage (memory.peak).
    min_pages: memory.min.
    low_pages: memory.low.
    effective_min_pages: Effective part of memory.min after the distribution among siblings, as
        of the last reclaim (page_counter.emin).
    effective_low_pages: Effective part of memory.low, likewise (page_counter.elow).
    high_pages: memory.high.
    max_pages: memory.max.
    swap_usage_pages: memory.swap.current.
    swap_peak_pages: memory.swap.peak.
    swap_high_pages: memory.swap.high.
    swap_max_pages: memory.swap.max.
    events: Events including descendants, indexed by RMM_MEMCG_EVENT_*; other elements are
        absent.
    local_events: Events of the cgroup without descendants (memory.events.local).
    zswap_max_pages: memory.zswap.max; also absent in a kernel without zswap.
    failcnt: Charges that failed at the limit (memory.failcnt); absent in cgroup v2, where they
        are events.
    descendants: Number of memory cgroups below this one (nr_subsys_memory of cgroup.stat).
    dying_descendants: Number of dying memory cgroups below this one, including its own
        (nr_dying_subsys_memory of cgroup.stat).
    effective_high_pages: Lowest memory.high of the cgroup and its ancestors.
    effective_max_pages: Lowest memory.max of the cgroup and its ancestors.
    effective_swap_max_pages: Lowest memory.swap.max of the cgroup and its ancestors.
    dirty_limit_pages: Dirty pages above which writers of the cgroup are throttled, as of the
        last time that one was balanced (cgwb_domain.dirty_limit); absent for the root, before that
        time, and in a kernel without cgroup writeback.
    """

    cgroup: int = 0
    parent: int = 0
    css_id: int = 0
    level: int = 0
    flags: int = 0
    reserved: int = 0
    name_offset: int = 0
    name_len: int = 0
    usage_pages: int = 0
    peak_pages: int = 0
    min_pages: int = 0
    low_pages: int = 0
    effective_min_pages: int = 0
    effective_low_pages: int = 0
    high_pages: int = 0
    max_pages: int = 0
    swap_usage_pages: int = 0
    swap_peak_pages: int = 0
    swap_high_pages: int = 0
    swap_max_pages: int = 0
    events: tuple[int, ...] = (0,) * 16
    local_events: tuple[int, ...] = (0,) * 16
    zswap_max_pages: int = 0
    failcnt: int = 0
    descendants: int = 0
    dying_descendants: int = 0
    effective_high_pages: int = 0
    effective_max_pages: int = 0
    effective_swap_max_pages: int = 0
    dirty_limit_pages: int = 0
    C_NAME: ClassVar[str] = "rmm_memcg"
    SIZE: ClassVar[int] = 456
    LAYOUT: ClassVar[tuple[FieldLayout, ...]] = (
        FieldLayout("cgroup", "Q", 0, 0),
        FieldLayout("parent", "Q", 0, 8),
        FieldLayout("css_id", "I", 0, 16),
        FieldLayout("level", "I", 0, 20),
        FieldLayout("flags", "I", 0, 24),
        FieldLayout("reserved", "I", 0, 28),
        FieldLayout("name_offset", "I", 0, 32),
        FieldLayout("name_len", "I", 0, 36),
        FieldLayout("usage_pages", "Q", 0, 40),
        FieldLayout("peak_pages", "Q", 0, 48),
        FieldLayout("min_pages", "Q", 0, 56),
        FieldLayout("low_pages", "Q", 0, 64),
        FieldLayout("effective_min_pages", "Q", 0, 72),
        FieldLayout("effective_low_pages", "Q", 0, 80),
        FieldLayout("high_pages", "Q", 0, 88),
        FieldLayout("max_pages", "Q", 0, 96),
        FieldLayout("swap_usage_pages", "Q", 0, 104),
        FieldLayout("swap_peak_pages", "Q", 0, 112),
        FieldLayout("swap_high_pages", "Q", 0, 120),
        FieldLayout("swap_max_pages", "Q", 0, 128),
        FieldLayout("events", "Q", 16, 136),
        FieldLayout("local_events", "Q", 16, 264),
        FieldLayout("zswap_max_pages", "Q", 0, 392),
        FieldLayout("failcnt", "Q", 0, 400),
        FieldLayout("descendants", "Q", 0, 408),
        FieldLayout("dying_descendants", "Q", 0, 416),
        FieldLayout("effective_high_pages", "Q", 0, 424),
        FieldLayout("effective_max_pages", "Q", 0, 432),
        FieldLayout("effective_swap_max_pages", "Q", 0, 440),
        FieldLayout("dirty_limit_pages", "Q", 0, 448),
    )


@dataclass(slots=True)
class MemcgNodeRecord(Record):
    """Pages of one memory cgroup, without its descendants, on the LRU lists of one node.

    These are the sizes that reclaim uses (struct mem_cgroup_per_node); memory.numa_stat sums
    per-CPU deltas and lags behind.

    cgroup: Inode number of the cgroup.
    node: Node number.
    mglru: 1 if the cgroup uses MGLRU.
    list_pages: Pages by RMM_LRU_*. With MGLRU the two youngest generations count as active.
    max_seq: Number of the youngest generation; absent without MGLRU.
    min_seq: Number of the oldest generation by RMM_LRU_TYPE_*.
    gen_age_ms: Time since the generation began in ms, by age: 0 is the youngest; absent without
        a generation of this age.
    gen_pages: Pages by age and RMM_LRU_TYPE_*: [4][2].
    reclaim_cost: Cost of reclaim by RMM_LRU_TYPE_*, which balances the scan of the two lists
        without MGLRU (cost[].count of struct lruvec; in older kernels anon_cost and file_cost).
        Descendants are included, as in the next two fields.
    nonresident_age: Pages that were activated or evicted without MGLRU, by which the distance
        of a refault is measured (nonresident_age).
    refaults_at_reclaim: RMM_LRU activate, by RMM_LRU_TYPE_*, when the cgroup was last the
        target of a reclaim without MGLRU (refaults[]).
    """

    cgroup: int = 0
    node: int = 0
    mglru: int = 0
    list_pages: tuple[int, ...] = (0,) * 5
    max_seq: int = 0
    min_seq: tuple[int, ...] = (0,) * 2
    gen_age_ms: tuple[int, ...] = (0,) * 4
    gen_pages: tuple[int, ...] = (0,) * 8
    reclaim_cost: tuple[int, ...] = (0,) * 2
    nonresident_age: int = 0
    refaults_at_reclaim: tuple[int, ...] = (0,) * 2
    C_NAME: ClassVar[str] = "rmm_memcg_node"
    SIZE: ClassVar[int] = 216
    LAYOUT: ClassVar[tuple[FieldLayout, ...]] = (
        FieldLayout("cgroup", "Q", 0, 0),
        FieldLayout("node", "I", 0, 8),
        FieldLayout("mglru", "I", 0, 12),
        FieldLayout("list_pages", "Q", 5, 16),
        FieldLayout("max_seq", "Q", 0, 56),
        FieldLayout("min_seq", "Q", 2, 64),
        FieldLayout("gen_age_ms", "Q", 4, 80),
        FieldLayout("gen_pages", "Q", 8, 112),
        FieldLayout("reclaim_cost", "Q", 2, 176),
        FieldLayout("nonresident_age", "Q", 0, 192),
        FieldLayout("refaults_at_reclaim", "Q", 2, 200),
    )


@dataclass(slots=True)
class MachineListArgs(Record):
    """Argument of RMM_NODES, RMM_ZONES, RMM_BUDDY, RMM_PAGETYPES and RMM_FRAGMENTATION: records of
    the online nodes and their zones in ascending order.

    A call returns as many as fit; the records of one node or zone are never split. When next is not
    RMM_ABSENT, call again with start = next. Errors: ENOSPC if the records of the first node or
    zone do not fit; EINVAL for an unknown flag, an invalid start, or a capacity of 0; EBUSY during
    memory hotplug; EPERM without the capability that the call needs; EFAULT if a buffer cannot be
    written.

    size: Size of this structure as the caller knows it.
    flags: RMM_NODES_* or RMM_ZONES_*; zero for other calls.
    start: 0 for the first node or zone, or next of the previous call.
    next: Out: value at which to resume; RMM_ABSENT at the end.
    buf: User address of an array of records.
    capacity: Size of buf in records.
    record_size: Size of a record, a multiple of 8. A shorter record is cut, a longer one is
        followed by zeros.
    count: Out: number of records written.
    reserved: Must be zero.
    longest_hold_ns: Out, RMM_PAGETYPES only: longest time that a zone's lock was held with
        interrupts off, in ns.
    """

    size: int = 0
    flags: int = 0
    start: int = 0
    next: int = 0
    buf: int = 0
    capacity: int = 0
    record_size: int = 0
    count: int = 0
    reserved: int = 0
    longest_hold_ns: int = 0
    C_NAME: ClassVar[str] = "rmm_rows"
    SIZE: ClassVar[int] = 56
    LAYOUT: ClassVar[tuple[FieldLayout, ...]] = (
        FieldLayout("size", "I", 0, 0),
        FieldLayout("flags", "I", 0, 4),
        FieldLayout("start", "Q", 0, 8),
        FieldLayout("next", "Q", 0, 16),
        FieldLayout("buf", "Q", 0, 24),
        FieldLayout("capacity", "I", 0, 32),
        FieldLayout("record_size", "I", 0, 36),
        FieldLayout("count", "I", 0, 40),
        FieldLayout("reserved", "I", 0, 44),
        FieldLayout("longest_hold_ns", "Q", 0, 48),
    )


@dataclass(slots=True)
class PagesetRecord(Record):
    """The page lists of one CPU for one zone with present pages (struct per_cpu_pages, struct
    per_cpu_zonestat).

    struct rmm_zone has their sums.

    node: Node number.
    zone: RMM_ZONE_*.
    cpu: Number of the CPU.
    flags: RMM_PAGESET_F_*.
    count_pages: Pages in the lists (count).
    high_pages: Number of pages above which the lists are emptied (high).
    high_min_pages: Lower bound of high (high_min).
    high_max_pages: Upper bound of high (high_max).
    batch_pages: Pages moved to or from the buddy allocator at a time (batch).
    free_count_pages: Pages freed in succession (free_count).
    alloc_factor: Shift by which batch is scaled up during successive allocations
        (alloc_factor).
    stat_threshold: Limit of this CPU's delta of a counter (stat_threshold).
    expire: Turns of the vmstat worker until lists of a remote node's zone are emptied if unused
        (expire).
    list_pages: Pages in each list of the orders 0 to 3, by order and RMM_MT_* (unmovable,
        movable, reclaimable): [4][3]. Absent without CAP_SYS_ADMIN of opener and caller, because
        the lists are counted under their lock, and if they have more than 4096 entries. With these
        fields, count_pages is the sum of all lists.
    thp_pages: Pages in the lists of THPs: of other types, movable. Absent as list_pages, and
        without THP.
    """

    node: int = 0
    zone: int = 0
    cpu: int = 0
    flags: int = 0
    count_pages: int = 0
    high_pages: int = 0
    high_min_pages: int = 0
    high_max_pages: int = 0
    batch_pages: int = 0
    free_count_pages: int = 0
    alloc_factor: int = 0
    stat_threshold: int = 0
    expire: int = 0
    list_pages: tuple[int, ...] = (0,) * 12
    thp_pages: tuple[int, ...] = (0,) * 2
    C_NAME: ClassVar[str] = "rmm_pageset"
    SIZE: ClassVar[int] = 200
    LAYOUT: ClassVar[tuple[FieldLayout, ...]] = (
        FieldLayout("node", "I", 0, 0),
        FieldLayout("zone", "I", 0, 4),
        FieldLayout("cpu", "I", 0, 8),
        FieldLayout("flags", "I", 0, 12),
        FieldLayout("count_pages", "Q", 0, 16),
        FieldLayout("high_pages", "Q", 0, 24),
        FieldLayout("high_min_pages", "Q", 0, 32),
        FieldLayout("high_max_pages", "Q", 0, 40),
        FieldLayout("batch_pages", "Q", 0, 48),
        FieldLayout("free_count_pages", "Q", 0, 56),
        FieldLayout("alloc_factor", "Q", 0, 64),
        FieldLayout("stat_threshold", "Q", 0, 72),
        FieldLayout("expire", "Q", 0, 80),
        FieldLayout("list_pages", "Q", 12, 88),
        FieldLayout("thp_pages", "Q", 2, 184),
    )


@dataclass(slots=True)
class FramesCost(Record):
    """The cost of a call that scans page frames.

    frames: Page frames that were scanned.
    chunks: Chunks that were scanned, each in one hold of the zone's lock.
    longest_hold_ns: Longest time that the zone's lock was held, in ns. With PREEMPT_RT the
        holder may be preempted, which is included.
    elapsed_ns: Time that the call spent scanning, in ns. Copying to the caller is excluded.
    """

    frames: int = 0
    chunks: int = 0
    longest_hold_ns: int = 0
    elapsed_ns: int = 0
    C_NAME: ClassVar[str] = "rmm_frames_cost"
    SIZE: ClassVar[int] = 32
    LAYOUT: ClassVar[tuple[FieldLayout, ...]] = (
        FieldLayout("frames", "Q", 0, 0),
        FieldLayout("chunks", "Q", 0, 8),
        FieldLayout("longest_hold_ns", "Q", 0, 16),
        FieldLayout("elapsed_ns", "Q", 0, 24),
    )


@dataclass(slots=True)
class FreeBlockRecord(Record):
    """One free block of the buddy allocator (PageBuddy).

    pfn: First page frame of the block.
    order: The block has 1 << order pages.
    migrate_type: RMM_MIGRATE_* of the free list that holds the block; RMM_ABSENT_8 for a type
        that this interface does not know.
    reserved: Always zero.
    """

    pfn: int = 0
    order: int = 0
    migrate_type: int = 0
    reserved: RawBytes = b"\0" * 6
    C_NAME: ClassVar[str] = "rmm_free_block"
    SIZE: ClassVar[int] = 16
    LAYOUT: ClassVar[tuple[FieldLayout, ...]] = (
        FieldLayout("pfn", "Q", 0, 0),
        FieldLayout("order", "B", 0, 8),
        FieldLayout("migrate_type", "B", 0, 9),
        FieldLayout("reserved", "B", 6, 10),
    )


@dataclass(slots=True)
class FreeBlocksArgs(Record):
    """Argument of RMM_FREEBLOCKS: every free block of a zone that begins in start..end, ascending,
    as struct rmm_free_block.

    When next is not end, call again with start = next. Pages in per-CPU lists are not in free
    blocks. Errors: EPERM unless the opener and the caller have CAP_SYS_ADMIN in the initial user
    namespace; ENXIO if the zone does not exist; EINVAL for a flag, for start above end, and for a
    capacity of 0; EBUSY during memory hotplug; EINTR if a signal arrived before the first chunk;
    EFAULT if a buffer cannot be written.

    size: Size of this structure as the caller knows it.
    flags: Must be zero.
    node: Node number.
    zone: RMM_ZONE_*.
    start: First page frame.
    end: End page frame, exclusive; RMM_ABSENT for the end of the zone.
    next: Out: page frame at which to resume; end when the range is done.
    buf: User address of an array of records.
    capacity: Size of buf in records.
    record_size: Size of a record, a multiple of 8. A shorter record is cut, a longer one is
        followed by zeros.
    count: Out: number of records written.
    reserved: Must be zero.
    budget_us: Time limit in µs; 0 sets no limit.
    cost: Out: cost of the call.
    """

    size: int = 0
    flags: int = 0
    node: int = 0
    zone: int = 0
    start: int = 0
    end: int = 0
    next: int = 0
    buf: int = 0
    capacity: int = 0
    record_size: int = 0
    count: int = 0
    reserved: int = 0
    budget_us: int = 0
    cost: FramesCost = field(default_factory=FramesCost)
    C_NAME: ClassVar[str] = "rmm_freeblocks"
    SIZE: ClassVar[int] = 104
    LAYOUT: ClassVar[tuple[FieldLayout, ...]] = (
        FieldLayout("size", "I", 0, 0),
        FieldLayout("flags", "I", 0, 4),
        FieldLayout("node", "I", 0, 8),
        FieldLayout("zone", "I", 0, 12),
        FieldLayout("start", "Q", 0, 16),
        FieldLayout("end", "Q", 0, 24),
        FieldLayout("next", "Q", 0, 32),
        FieldLayout("buf", "Q", 0, 40),
        FieldLayout("capacity", "I", 0, 48),
        FieldLayout("record_size", "I", 0, 52),
        FieldLayout("count", "I", 0, 56),
        FieldLayout("reserved", "I", 0, 60),
        FieldLayout("budget_us", "Q", 0, 64),
        FieldLayout("cost", FramesCost, 0, 72),
    )


@dataclass(slots=True)
class PageBlocksArgs(Record):
    """Argument of RMM_PAGEBLOCKS: one byte for each page block of a zone in start..end, ascending,
    composed of RMM_BLOCK_*.

    Both ends are rounded down to a page block and limited to the zone's span. Byte i describes the
    block at first + (i << block_order). When next is not end, call again with start = next. A block
    that is partly in the zone is described by that part, with its free pages as a share of a whole
    block. Errors: those of RMM_FREEBLOCKS.

    size: Size of this structure as the caller knows it.
    flags: Must be zero.
    node: Node number.
    zone: RMM_ZONE_*.
    start: First page frame.
    end: End page frame, exclusive; RMM_ABSENT for the end of the zone.
    next: Out: page frame at which to resume; end when the range is done.
    first: Out: first page frame of the block of the first byte.
    buf: User address of an array of bytes.
    capacity: Size of buf in bytes.
    count: Out: number of bytes written.
    block_order: Out: a page block has 1 << block_order pages.
    reserved: Must be zero.
    budget_us: Time limit in µs; 0 sets no limit.
    cost: Out: cost of the call.
    """

    size: int = 0
    flags: int = 0
    node: int = 0
    zone: int = 0
    start: int = 0
    end: int = 0
    next: int = 0
    first: int = 0
    buf: int = 0
    capacity: int = 0
    count: int = 0
    block_order: int = 0
    reserved: int = 0
    budget_us: int = 0
    cost: FramesCost = field(default_factory=FramesCost)
    C_NAME: ClassVar[str] = "rmm_pageblocks"
    SIZE: ClassVar[int] = 112
    LAYOUT: ClassVar[tuple[FieldLayout, ...]] = (
        FieldLayout("size", "I", 0, 0),
        FieldLayout("flags", "I", 0, 4),
        FieldLayout("node", "I", 0, 8),
        FieldLayout("zone", "I", 0, 12),
        FieldLayout("start", "Q", 0, 16),
        FieldLayout("end", "Q", 0, 24),
        FieldLayout("next", "Q", 0, 32),
        FieldLayout("first", "Q", 0, 40),
        FieldLayout("buf", "Q", 0, 48),
        FieldLayout("capacity", "I", 0, 56),
        FieldLayout("count", "I", 0, 60),
        FieldLayout("block_order", "I", 0, 64),
        FieldLayout("reserved", "I", 0, 68),
        FieldLayout("budget_us", "Q", 0, 72),
        FieldLayout("cost", FramesCost, 0, 80),
    )


@dataclass(slots=True)
class PageTypesRecord(Record):
    """Free blocks and page blocks of one migrate type in one zone with present pages.

    node: Node number.
    zone: RMM_ZONE_*.
    migrate_type: RMM_MIGRATE_*.
    scanned_orders: Bit mask of orders that were counted by a scan of all page frames, chunk by
        chunk, because their free lists were too long for one hold of the zone's lock. The counts of
        any other order are a snapshot over all types.
    free_blocks: Number of free blocks of 1 << n pages, indexed by order n; absent for orders
        that this kernel does not have.
    free_pages: Pages in all free blocks.
    page_blocks: Number of page blocks of the type, as in /proc/pagetypeinfo.
    """

    node: int = 0
    zone: int = 0
    migrate_type: int = 0
    scanned_orders: int = 0
    free_blocks: tuple[int, ...] = (0,) * 16
    free_pages: int = 0
    page_blocks: int = 0
    C_NAME: ClassVar[str] = "rmm_pagetypes"
    SIZE: ClassVar[int] = 160
    LAYOUT: ClassVar[tuple[FieldLayout, ...]] = (
        FieldLayout("node", "I", 0, 0),
        FieldLayout("zone", "I", 0, 4),
        FieldLayout("migrate_type", "I", 0, 8),
        FieldLayout("scanned_orders", "I", 0, 12),
        FieldLayout("free_blocks", "Q", 16, 16),
        FieldLayout("free_pages", "Q", 0, 144),
        FieldLayout("page_blocks", "Q", 0, 152),
    )


@dataclass(slots=True)
class FragmentationRecord(Record):
    """Fragmentation of the free memory of one zone with present pages for one order: the numbers of
    /sys/kernel/debug/extfrag (mm/vmstat.c), from zone.free_area[], read without a lock.

    node: Node number.
    zone: RMM_ZONE_*.
    order: Order of the request.
    largest_order: Order of the zone's largest free block; -1 if there is none.
    unusable_milli: Unusable free space index in thousandths: share of the free memory in blocks
        below this order; 1000 without free memory (unusable_free_index()).
    fragmentation_milli: External fragmentation index in thousandths: -1000 if a request would
        succeed, towards 0 if it fails for lack of memory, towards 1000 if it fails because of
        fragmentation; 0 without free memory (__fragmentation_index()).
    free_blocks: Free blocks of exactly this order.
    suitable_blocks: Number of blocks of this order that the free blocks can be split into.
    allowed_blocks: Number of these that can be allocated one by one before free pages reach
        watermark min, boost included, without the reserve for atomic allocations
        (__zone_watermark_ok()).
    free_pages: Pages in all free blocks of the zone.
    """

    node: int = 0
    zone: int = 0
    order: int = 0
    largest_order: int = 0
    unusable_milli: int = 0
    fragmentation_milli: int = 0
    free_blocks: int = 0
    suitable_blocks: int = 0
    allowed_blocks: int = 0
    free_pages: int = 0
    C_NAME: ClassVar[str] = "rmm_fragmentation"
    SIZE: ClassVar[int] = 56
    LAYOUT: ClassVar[tuple[FieldLayout, ...]] = (
        FieldLayout("node", "I", 0, 0),
        FieldLayout("zone", "I", 0, 4),
        FieldLayout("order", "I", 0, 8),
        FieldLayout("largest_order", "i", 0, 12),
        FieldLayout("unusable_milli", "i", 0, 16),
        FieldLayout("fragmentation_milli", "i", 0, 20),
        FieldLayout("free_blocks", "Q", 0, 24),
        FieldLayout("suitable_blocks", "Q", 0, 32),
        FieldLayout("allowed_blocks", "Q", 0, 40),
        FieldLayout("free_pages", "Q", 0, 48),
    )


@dataclass(slots=True)
class FaultsArgs(Record):
    """Argument of RMM_FAULTS on /dev/rmm.

    Probes are attached to tracepoints only while a descriptor counts: from a call with
    RMM_FAULTS_ATTACH to one with RMM_FAULTS_DETACH, or to its release. Errors: EACCES unless the
    opener and the caller have CAP_SYS_ADMIN in the initial user namespace, and CAP_SYS_PTRACE to
    count in one process; EBUSY to attach a descriptor that counts, or if too many processes are
    counted; ENXIO for the counts of a descriptor that does not count; EINVAL for records or a start
    at exec without a process; EOPNOTSUPP for records if the feature RMM_FEATURE_FAULTS is off.

    size: Size of this structure as the caller knows it.
    flags: RMM_FAULTS_*.
    pid: With RMM_FAULTS_ATTACH: process id in the caller's pid namespace whose events are
        counted, or 0 for all. Otherwise zero.
    reserved: Must be zero.
    buf: User address of an array of struct rmm_fault_count; the counts are read before a
        detach.
    capacity: Size of buf in records; 0 if no counts are requested.
    record_size: Size of a record as the caller knows it.
    count: Out: number of records written.
    total: Out: number of counters that exist.
    watched_ns: Out: time for which the descriptor has counted, in ns.
    ring_records: With RMM_FAULTS_RECORDS: records that the ring has room for, rounded up to a
        power of 2, at most RMM_FAULT_RING_MAX; 0 for 16384. Otherwise zero.
    reserved_2: Must be zero.
    """

    size: int = 0
    flags: int = 0
    pid: int = 0
    reserved: int = 0
    buf: int = 0
    capacity: int = 0
    record_size: int = 0
    count: int = 0
    total: int = 0
    watched_ns: int = 0
    ring_records: int = 0
    reserved_2: int = 0
    C_NAME: ClassVar[str] = "rmm_faults"
    SIZE: ClassVar[int] = 56
    LAYOUT: ClassVar[tuple[FieldLayout, ...]] = (
        FieldLayout("size", "I", 0, 0),
        FieldLayout("flags", "I", 0, 4),
        FieldLayout("pid", "i", 0, 8),
        FieldLayout("reserved", "I", 0, 12),
        FieldLayout("buf", "Q", 0, 16),
        FieldLayout("capacity", "I", 0, 24),
        FieldLayout("record_size", "I", 0, 28),
        FieldLayout("count", "I", 0, 32),
        FieldLayout("total", "I", 0, 36),
        FieldLayout("watched_ns", "Q", 0, 40),
        FieldLayout("ring_records", "I", 0, 48),
        FieldLayout("reserved_2", "I", 0, 52),
    )


@dataclass(slots=True)
class FaultRecordsArgs(Record):
    """Argument of RMM_FAULT_RECORDS on a descriptor of /dev/rmm that was attached with
    RMM_FAULTS_RECORDS.

    Takes the oldest records out of the ring, as many as fit; 0 records if there is none. They stay
    after the exit of the process. Errors: EACCES unless the opener and the caller have
    CAP_SYS_ADMIN and CAP_SYS_PTRACE in the initial user namespace; ENXIO if the descriptor does not
    record.

    size: Size of this structure as the caller knows it.
    flags: Must be zero.
    buf: User address of an array of struct rmm_fault_record.
    capacity: Size of buf in records.
    record_size: Size of a record as the caller knows it.
    count: Out: number of records written.
    reserved: Must be zero.
    lost: Out: faults since the start that have no record because the ring was full, or because
        the records could not be copied to buf.
    untimed: Out: faults since the start whose end could not be recorded, because too many
        threads were in a fault, or because the ring was full.
    """

    size: int = 0
    flags: int = 0
    buf: int = 0
    capacity: int = 0
    record_size: int = 0
    count: int = 0
    reserved: int = 0
    lost: int = 0
    untimed: int = 0
    C_NAME: ClassVar[str] = "rmm_fault_records"
    SIZE: ClassVar[int] = 48
    LAYOUT: ClassVar[tuple[FieldLayout, ...]] = (
        FieldLayout("size", "I", 0, 0),
        FieldLayout("flags", "I", 0, 4),
        FieldLayout("buf", "Q", 0, 8),
        FieldLayout("capacity", "I", 0, 16),
        FieldLayout("record_size", "I", 0, 20),
        FieldLayout("count", "I", 0, 24),
        FieldLayout("reserved", "I", 0, 28),
        FieldLayout("lost", "Q", 0, 32),
        FieldLayout("untimed", "Q", 0, 40),
    )


@dataclass(slots=True)
class FaultRecord(Record):
    """A page fault.

    number: Number of the fault in its ring. Numbers grow, with gaps.
    address: The address that was accessed; RMM_ABSENT for an address of the kernel, unless the
        caller may see kernel addresses.
    ip: Address of the instruction; RMM_ABSENT as for address.
    began_ns: When the fault began (CLOCK_MONOTONIC), in ns.
    ns: Time from the exception to the end of the kernel's work on the fault, in ns. RMM_ABSENT
        without RMM_FAULT_RECORD_ENDED: the fault had not ended when the record was read, or it
        failed, was interrupted by a signal, or occurred in an interrupt or with page faults
        disabled.
    tid: Thread id in the pid namespace of the caller that attached.
    flags: RMM_FAULT_RECORD_*.
    """

    number: int = 0
    address: int = 0
    ip: int = 0
    began_ns: int = 0
    ns: int = 0
    tid: int = 0
    flags: int = 0
    C_NAME: ClassVar[str] = "rmm_fault_record"
    SIZE: ClassVar[int] = 48
    LAYOUT: ClassVar[tuple[FieldLayout, ...]] = (
        FieldLayout("number", "Q", 0, 0),
        FieldLayout("address", "Q", 0, 8),
        FieldLayout("ip", "Q", 0, 16),
        FieldLayout("began_ns", "Q", 0, 24),
        FieldLayout("ns", "Q", 0, 32),
        FieldLayout("tid", "i", 0, 40),
        FieldLayout("flags", "I", 0, 44),
    )


@dataclass(slots=True)
class FaultCountRecord(Record):
    """One counter of RMM_FAULTS.

    kind: RMM_FAULT_*.
    reserved: Always zero.
    count: Count since the descriptor was attached; RMM_ABSENT if this kernel lacks the
        tracepoint.
    """

    kind: int = 0
    reserved: int = 0
    count: int = 0
    C_NAME: ClassVar[str] = "rmm_fault_count"
    SIZE: ClassVar[int] = 16
    LAYOUT: ClassVar[tuple[FieldLayout, ...]] = (
        FieldLayout("kind", "I", 0, 0),
        FieldLayout("reserved", "I", 0, 4),
        FieldLayout("count", "Q", 0, 8),
    )


@dataclass(slots=True)
class EventsArgs(Record):
    """Argument of RMM_EVENTS on /dev/rmm.

    The call returns every event. Errors: EBUSY during memory hotplug.

    size: Size of this structure as the caller knows it.
    flags: Must be zero.
    buf: User address of an array of struct rmm_event.
    capacity: Size of buf in records.
    record_size: Size of a record as the caller knows it.
    count: Out: number of records written.
    total: Out: number of events that exist.
    """

    size: int = 0
    flags: int = 0
    buf: int = 0
    capacity: int = 0
    record_size: int = 0
    count: int = 0
    total: int = 0
    C_NAME: ClassVar[str] = "rmm_events"
    SIZE: ClassVar[int] = 32
    LAYOUT: ClassVar[tuple[FieldLayout, ...]] = (
        FieldLayout("size", "I", 0, 0),
        FieldLayout("flags", "I", 0, 4),
        FieldLayout("buf", "Q", 0, 8),
        FieldLayout("capacity", "I", 0, 16),
        FieldLayout("record_size", "I", 0, 20),
        FieldLayout("count", "I", 0, 24),
        FieldLayout("total", "I", 0, 28),
    )


@dataclass(slots=True)
class EventRecord(Record):
    """One event of RMM_EVENTS.

    event: RMM_EVENT_*.
    theme: RMM_THEME_*.
    total: Count since boot, as in /proc/vmstat; RMM_ABSENT if this kernel does not count it.
    since: Count since the last call on this descriptor; RMM_ABSENT in the first call.
    """

    event: int = 0
    theme: int = 0
    total: int = 0
    since: int = 0
    C_NAME: ClassVar[str] = "rmm_event"
    SIZE: ClassVar[int] = 24
    LAYOUT: ClassVar[tuple[FieldLayout, ...]] = (
        FieldLayout("event", "I", 0, 0),
        FieldLayout("theme", "I", 0, 4),
        FieldLayout("total", "Q", 0, 8),
        FieldLayout("since", "Q", 0, 16),
    )


@dataclass(slots=True)
class PressureArgs(Record):
    """Argument of RMM_PRESSURE on /dev/rmm.

    Errors: EBUSY during memory hotplug.

    size: Size of this structure as the caller knows it.
    flags: Must be zero.
    buf: User address of an array of struct rmm_node_pressure, one for each online node.
    capacity: Size of buf in records.
    record_size: Size of a record as the caller knows it.
    count: Out: number of records written.
    nodes: Out: number of online nodes.
    judgement: Out: RMM_JUDGEMENT_* of the node under the highest pressure.
    node: Out: number of that node; -1 if there is none.
    allocation_stalls: Out: direct reclaims since the module was loaded (allocstall_* of
        /proc/vmstat).
    throttled: Out: direct reclaims that were throttled since the module was loaded
        (pgscan_direct_throttle).
    compaction_stalls: Out: allocations that stalled for direct compaction since the module was
        loaded (compact_stall).
    compaction_failures: Out: direct compactions after which the allocation failed, since the
        module was loaded (compact_fail).
    oom_kills: Out: processes that the OOM killer killed since the module was loaded (oom_kill).
    """

    size: int = 0
    flags: int = 0
    buf: int = 0
    capacity: int = 0
    record_size: int = 0
    count: int = 0
    nodes: int = 0
    judgement: int = 0
    node: int = 0
    allocation_stalls: int = 0
    throttled: int = 0
    compaction_stalls: int = 0
    compaction_failures: int = 0
    oom_kills: int = 0
    C_NAME: ClassVar[str] = "rmm_pressure"
    SIZE: ClassVar[int] = 80
    LAYOUT: ClassVar[tuple[FieldLayout, ...]] = (
        FieldLayout("size", "I", 0, 0),
        FieldLayout("flags", "I", 0, 4),
        FieldLayout("buf", "Q", 0, 8),
        FieldLayout("capacity", "I", 0, 16),
        FieldLayout("record_size", "I", 0, 20),
        FieldLayout("count", "I", 0, 24),
        FieldLayout("nodes", "I", 0, 28),
        FieldLayout("judgement", "I", 0, 32),
        FieldLayout("node", "i", 0, 36),
        FieldLayout("allocation_stalls", "Q", 0, 40),
        FieldLayout("throttled", "Q", 0, 48),
        FieldLayout("compaction_stalls", "Q", 0, 56),
        FieldLayout("compaction_failures", "Q", 0, 64),
        FieldLayout("oom_kills", "Q", 0, 72),
    )


@dataclass(slots=True)
class NodePressureRecord(Record):
    """Pressure of one node.

    Sums are over zones with present pages. Watermarks are those of /proc/zoneinfo, boost included.

    node: Node number.
    kswapd: RMM_KSWAPD_*.
    judgement: RMM_JUDGEMENT_* of this node.
    tightest_zone: RMM_ZONE_* of the zone with the least free memory relative to its watermarks;
        ~0 if there is none.
    free_pages: Free pages of all zones.
    min_pages: Sum of the min watermarks in pages.
    low_pages: Sum of the low watermarks in pages.
    high_pages: Sum of the high watermarks in pages.
    boost_pages: Sum of the boosts that each watermark includes, in pages.
    zones_below_min: Number of zones with free pages at or below watermark min.
    zones_below_low: Number of zones with free pages at or below watermark low.
    zones_below_high: Number of zones with free pages at or below watermark high.
    tightest_free_pages: Free pages of the tightest zone.
    tightest_min_pages: Watermark min of the tightest zone.
    tightest_low_pages: Watermark low of the tightest zone.
    tightest_high_pages: Watermark high of the tightest zone.
    kswapd_failures: Consecutive runs of kswapd that reclaimed nothing; kswapd is hopeless from
        16 on (MAX_RECLAIM_RETRIES).
    kswapd_scanned_pages: Pages that kswapd scanned since the module was loaded.
    kswapd_reclaimed_pages: Pages that kswapd reclaimed since the module was loaded.
    direct_scanned_pages: Pages that direct reclaim scanned since the module was loaded.
    direct_reclaimed_pages: Pages that direct reclaim reclaimed since the module was loaded.
    """

    node: int = 0
    kswapd: int = 0
    judgement: int = 0
    tightest_zone: int = 0
    free_pages: int = 0
    min_pages: int = 0
    low_pages: int = 0
    high_pages: int = 0
    boost_pages: int = 0
    zones_below_min: int = 0
    zones_below_low: int = 0
    zones_below_high: int = 0
    tightest_free_pages: int = 0
    tightest_min_pages: int = 0
    tightest_low_pages: int = 0
    tightest_high_pages: int = 0
    kswapd_failures: int = 0
    kswapd_scanned_pages: int = 0
    kswapd_reclaimed_pages: int = 0
    direct_scanned_pages: int = 0
    direct_reclaimed_pages: int = 0
    C_NAME: ClassVar[str] = "rmm_node_pressure"
    SIZE: ClassVar[int] = 152
    LAYOUT: ClassVar[tuple[FieldLayout, ...]] = (
        FieldLayout("node", "I", 0, 0),
        FieldLayout("kswapd", "I", 0, 4),
        FieldLayout("judgement", "I", 0, 8),
        FieldLayout("tightest_zone", "I", 0, 12),
        FieldLayout("free_pages", "Q", 0, 16),
        FieldLayout("min_pages", "Q", 0, 24),
        FieldLayout("low_pages", "Q", 0, 32),
        FieldLayout("high_pages", "Q", 0, 40),
        FieldLayout("boost_pages", "Q", 0, 48),
        FieldLayout("zones_below_min", "Q", 0, 56),
        FieldLayout("zones_below_low", "Q", 0, 64),
        FieldLayout("zones_below_high", "Q", 0, 72),
        FieldLayout("tightest_free_pages", "Q", 0, 80),
        FieldLayout("tightest_min_pages", "Q", 0, 88),
        FieldLayout("tightest_low_pages", "Q", 0, 96),
        FieldLayout("tightest_high_pages", "Q", 0, 104),
        FieldLayout("kswapd_failures", "Q", 0, 112),
        FieldLayout("kswapd_scanned_pages", "Q", 0, 120),
        FieldLayout("kswapd_reclaimed_pages", "Q", 0, 128),
        FieldLayout("direct_scanned_pages", "Q", 0, 136),
        FieldLayout("direct_reclaimed_pages", "Q", 0, 144),
    )


@dataclass(slots=True)
class HistogramArgs(Record):
    """Argument of the calls that return a histogram: RMM_FOLIOS with struct rmm_folios, RMM_SHARING
    with struct rmm_sharing, RMM_AGE with struct rmm_age, RMM_NUMA with struct rmm_numa, RMM_RUNS
    with struct rmm_runs.

    A call can end early as RMM_WALK can. Records of one call have distinct keys. Add up the records
    of the calls that make a walk; a folio or run that the end of a call splits counts as two parts.
    Errors: those of RMM_VMAS; ENOSPC for a capacity below RMM_TALLY_LEAST; EPERM for RMM_RUNS if
    page frame numbers are hidden from the caller.

    size: Size of this structure as the caller knows it.
    flags: RMM_TALLY_*.
    start: First address, page-aligned.
    end: End address, exclusive and page-aligned. RMM_ABSENT stands for the end of the user
        half.
    buf: User address of an array of the call's records.
    capacity: Size of buf in records.
    record_size: Size of the call's record as the caller knows it.
    budget_us: Time limit of the call in µs; 0 sets no limit. It is checked between page
        tables, so that each call walks one table at least.
    count: Out: number of records written.
    reserved: Must be zero.
    next: Out: address at which to resume.
    cost: Out: cost of the call.
    """

    size: int = 0
    flags: int = 0
    start: int = 0
    end: int = 0
    buf: int = 0
    capacity: int = 0
    record_size: int = 0
    budget_us: int = 0
    count: int = 0
    reserved: int = 0
    next: int = 0
    cost: WalkCost = field(default_factory=WalkCost)
    C_NAME: ClassVar[str] = "rmm_tally"
    SIZE: ClassVar[int] = 112
    LAYOUT: ClassVar[tuple[FieldLayout, ...]] = (
        FieldLayout("size", "I", 0, 0),
        FieldLayout("flags", "I", 0, 4),
        FieldLayout("start", "Q", 0, 8),
        FieldLayout("end", "Q", 0, 16),
        FieldLayout("buf", "Q", 0, 24),
        FieldLayout("capacity", "I", 0, 32),
        FieldLayout("record_size", "I", 0, 36),
        FieldLayout("budget_us", "Q", 0, 40),
        FieldLayout("count", "I", 0, 48),
        FieldLayout("reserved", "I", 0, 52),
        FieldLayout("next", "Q", 0, 56),
        FieldLayout("cost", WalkCost, 0, 64),
    )


@dataclass(slots=True)
class FoliosRecord(Record):
    """Mapped folios by kind, node and order.

    Pages without a folio, under migration, poisoned or swapped out are not counted.

    kind: RMM_PAGE_*: anon, file, shmem, ksm, hugetlb, device-private or device-exclusive.
    node: Node.
    order: Order of the folios: each has 1 << order base pages.
    reserved: Always zero.
    pages: Base pages of these folios that are mapped here.
    huge_pages: Base pages of these that a leaf above the PTE level maps.
    aligned: Folios that are mapped completely and in order, from an address that is a multiple
        of their size.
    unaligned: Folios that are mapped completely and in order, from any other address.
    parts: Contiguous mapped ranges that are not a complete folio.
    part_pages: Base pages in parts.
    """

    kind: int = 0
    node: int = 0
    order: int = 0
    reserved: int = 0
    pages: int = 0
    huge_pages: int = 0
    aligned: int = 0
    unaligned: int = 0
    parts: int = 0
    part_pages: int = 0
    C_NAME: ClassVar[str] = "rmm_folios"
    SIZE: ClassVar[int] = 64
    LAYOUT: ClassVar[tuple[FieldLayout, ...]] = (
        FieldLayout("kind", "I", 0, 0),
        FieldLayout("node", "i", 0, 4),
        FieldLayout("order", "I", 0, 8),
        FieldLayout("reserved", "I", 0, 12),
        FieldLayout("pages", "Q", 0, 16),
        FieldLayout("huge_pages", "Q", 0, 24),
        FieldLayout("aligned", "Q", 0, 32),
        FieldLayout("unaligned", "Q", 0, 40),
        FieldLayout("parts", "Q", 0, 48),
        FieldLayout("part_pages", "Q", 0, 56),
    )


@dataclass(slots=True)
class SharingRecord(Record):
    """Pages by mapcount, and the process's proportional share of them.

    As in smaps, hugetlb has no share and is in no total.

    kind: RMM_PAGE_*. RMM_PAGE_NONE is the total of all kinds except hugetlb.
    mapcount: 2^n for pages with a mapcount from 2^n to 2^(n+1)-1. 0 in the total, and where the
        mapcount is unknown: under migration, poisoned.
    bytes: Bytes of pages, as Rss in smaps; of hugetlb, Private_Hugetlb and Shared_Hugetlb, with
        the entries of pages that are poisoned or under migration.
    private_bytes: Bytes with mapcount 1 (USS), which the exit of the process frees: Private_*
        in smaps. On a kernel without mapcounts of pages, bytes of folios that no other address
        space may map.
    shared_bytes: Bytes in folios that another address space may map
        (folio_maybe_mapped_shared(), or hugetlb_pmd_shared()): Shared_Hugetlb of hugetlb.
    pss_fraction: Sum of the bytes of each page divided by its mapcount (PSS), in 1/4096 bytes:
        the kernel's sum before rounding. RMM_ABSENT for hugetlb.
    inexact_bytes: Bytes whose share is inexact: the mapcount is the average of a folio, or that
        of one page stands for a whole huge page because the VMA was contended.
    pss_dirty_fraction: Part of pss_fraction whose entry or folio is dirty: Pss_Dirty in
        smaps_rollup. RMM_ABSENT for hugetlb.
    lazyfree_bytes: Bytes of anonymous memory that reclaim frees without writing it to swap
        (MADV_FREE): LazyFree in smaps_rollup. RMM_ABSENT for hugetlb.
    """

    kind: int = 0
    mapcount: int = 0
    bytes: int = 0
    private_bytes: int = 0
    shared_bytes: int = 0
    pss_fraction: int = 0
    inexact_bytes: int = 0
    pss_dirty_fraction: int = 0
    lazyfree_bytes: int = 0
    C_NAME: ClassVar[str] = "rmm_sharing"
    SIZE: ClassVar[int] = 64
    LAYOUT: ClassVar[tuple[FieldLayout, ...]] = (
        FieldLayout("kind", "I", 0, 0),
        FieldLayout("mapcount", "I", 0, 4),
        FieldLayout("bytes", "Q", 0, 8),
        FieldLayout("private_bytes", "Q", 0, 16),
        FieldLayout("shared_bytes", "Q", 0, 24),
        FieldLayout("pss_fraction", "Q", 0, 32),
        FieldLayout("inexact_bytes", "Q", 0, 40),
        FieldLayout("pss_dirty_fraction", "Q", 0, 48),
        FieldLayout("lazyfree_bytes", "Q", 0, 56),
    )


@dataclass(slots=True)
class AgeRecord(Record):
    """Pages by kind and MGLRU generation.

    kind: RMM_PAGE_*.
    age: Number of younger generations, 0 for the youngest; RMM_ABSENT_32 for pages in no
        generation.
    bytes: Size in bytes.
    young_bytes: Bytes whose entry is accessed.
    referenced_bytes: Bytes whose entry is accessed or whose folio is referenced.
    dirty_bytes: Bytes whose entry or folio is dirty.
    """

    kind: int = 0
    age: int = 0
    bytes: int = 0
    young_bytes: int = 0
    referenced_bytes: int = 0
    dirty_bytes: int = 0
    C_NAME: ClassVar[str] = "rmm_age"
    SIZE: ClassVar[int] = 40
    LAYOUT: ClassVar[tuple[FieldLayout, ...]] = (
        FieldLayout("kind", "I", 0, 0),
        FieldLayout("age", "I", 0, 4),
        FieldLayout("bytes", "Q", 0, 8),
        FieldLayout("young_bytes", "Q", 0, 16),
        FieldLayout("referenced_bytes", "Q", 0, 24),
        FieldLayout("dirty_bytes", "Q", 0, 32),
    )


@dataclass(slots=True)
class NumaRecord(Record):
    """Pages by kind and node, as /proc/PID/numa_maps counts them: reserved pages, device memory and
    nonpresent entries are excluded.

    vma: First address of the VMA with RMM_TALLY_VMAS, otherwise RMM_ABSENT.
    kind: RMM_PAGE_*.
    node: Node.
    pages: Pages of the VMA's page size: a hugetlb page counts once.
    dirty_pages: Bytes whose entry or folio is dirty.
    bytes: Size of pages in bytes.
    """

    vma: int = 0
    kind: int = 0
    node: int = 0
    pages: int = 0
    dirty_pages: int = 0
    bytes: int = 0
    C_NAME: ClassVar[str] = "rmm_numa"
    SIZE: ClassVar[int] = 40
    LAYOUT: ClassVar[tuple[FieldLayout, ...]] = (
        FieldLayout("vma", "Q", 0, 0),
        FieldLayout("kind", "I", 0, 8),
        FieldLayout("node", "i", 0, 12),
        FieldLayout("pages", "Q", 0, 16),
        FieldLayout("dirty_pages", "Q", 0, 24),
        FieldLayout("bytes", "Q", 0, 32),
    )


@dataclass(slots=True)
class RunsRecord(Record):
    """Physically contiguous runs: consecutive addresses of one VMA that map consecutive page
    frames, across folios.

    The call is EPERM if page frame numbers are hidden from the caller.

    vma_kind: RMM_VMA_*.
    order: Runs of 2^order to 2^(order+1)-1 base pages.
    runs: Number of runs.
    pages: Base pages in these runs.
    """

    vma_kind: int = 0
    order: int = 0
    runs: int = 0
    pages: int = 0
    C_NAME: ClassVar[str] = "rmm_runs"
    SIZE: ClassVar[int] = 24
    LAYOUT: ClassVar[tuple[FieldLayout, ...]] = (
        FieldLayout("vma_kind", "I", 0, 0),
        FieldLayout("order", "I", 0, 4),
        FieldLayout("runs", "Q", 0, 8),
        FieldLayout("pages", "Q", 0, 16),
    )


@dataclass(slots=True)
class ProcessesArgs(Record):
    """Argument of RMM_PROCESSES: one record for each process with an address space, by ascending
    pid.

    Kernel threads and zombies have none, and threads have no record of their own. When next is not
    0, call again with first = next. Processes and pids are those of the caller's pid namespace.
    Unless the opener of /dev/rmm and the caller have CAP_SYS_PTRACE in the initial user namespace,
    only the caller is returned. Errors: EINVAL for an unknown flag, a negative first, or a capacity
    of 0; EINTR for a signal before the first record; EFAULT if a buffer cannot be written.

    size: Size of this structure as the caller knows it.
    flags: RMM_PROCESSES_*.
    buf: User address of an array of struct rmm_process.
    capacity: Size of buf in records.
    record_size: sizeof(struct rmm_process) as the caller knows it.
    budget_us: Time limit of the call in µs; 0 sets no limit. It is checked between processes,
        so that each call returns one process at least.
    first: Lowest pid to return.
    next: Out: pid at which to resume; 0 at the end.
    count: Out: number of records written.
    reserved: Must be zero.
    cost: Out: cost of the walks.
    """

    size: int = 0
    flags: int = 0
    buf: int = 0
    capacity: int = 0
    record_size: int = 0
    budget_us: int = 0
    first: int = 0
    next: int = 0
    count: int = 0
    reserved: int = 0
    cost: WalkCost = field(default_factory=WalkCost)
    C_NAME: ClassVar[str] = "rmm_processes"
    SIZE: ClassVar[int] = 96
    LAYOUT: ClassVar[tuple[FieldLayout, ...]] = (
        FieldLayout("size", "I", 0, 0),
        FieldLayout("flags", "I", 0, 4),
        FieldLayout("buf", "Q", 0, 8),
        FieldLayout("capacity", "I", 0, 16),
        FieldLayout("record_size", "I", 0, 20),
        FieldLayout("budget_us", "Q", 0, 24),
        FieldLayout("first", "i", 0, 32),
        FieldLayout("next", "i", 0, 36),
        FieldLayout("count", "I", 0, 40),
        FieldLayout("reserved", "I", 0, 44),
        FieldLayout("cost", WalkCost, 0, 48),
    )


@dataclass(slots=True)
class ProcessRecord(Record):
    """One process.

    The counters are those of /proc/PID/status.

    pid: Process id.
    owner: Process that owns the address space (mm->owner), or -1. Processes with the same owner
        share an address space, and each shows all of it.
    comm: Name (comm), zero-terminated.
    virtual_bytes: VmSize.
    anon_bytes: RssAnon.
    file_bytes: RssFile.
    shmem_bytes: RssShmem.
    hugetlb_bytes: HugetlbPages.
    swap_bytes: VmSwap.
    table_bytes: VmPTE.
    huge_bytes: Resident bytes that a leaf above the PTE level maps, hugetlb excluded. Absent
        without RMM_PROCESSES_RESIDENT, as are the next two fields.
    node_bytes: Present bytes of folios by node, hugetlb included.
    more_nodes_bytes: Present bytes of folios on nodes from RMM_NODE_SLOTS on.
    uss_bytes: Bytes that no other entry maps, hugetlb excluded. Absent without
        RMM_PROCESSES_PSS.
    pss_bytes: Sum of the bytes of each page divided by its mapcount: Pss in smaps_rollup, with
        its rounding.
    inexact_bytes: Bytes whose share is inexact, as in rmm_sharing.
    pss_dirty_bytes: Part of pss_bytes whose entry or folio is dirty: Pss_Dirty in smaps_rollup.
        Absent without RMM_PROCESSES_PSS, as are the fields below.
    pss_anon_bytes: Part of pss_bytes in anonymous folios: Pss_Anon in smaps_rollup.
    pss_file_bytes: Part of pss_bytes in folios of files: Pss_File in smaps_rollup.
    pss_shmem_bytes: Part of pss_bytes in folios of shmem: Pss_Shmem in smaps_rollup.
    lazyfree_bytes: Bytes of anonymous memory that reclaim frees without writing it to swap
        (MADV_FREE): LazyFree in smaps_rollup.
    memory_cgroup: Memory cgroup that new pages of the process are charged to, by its inode
        number (rmm_memcg.cgroup): that of owner. It may be an ancestor of the cgroup in
        /proc/PID/cgroup, if that one has no memory controller. Absent without an owner.
    uid: Effective user id in the caller's user namespace; RMM_ABSENT_32 if it has no number
        there. The owner of /proc/PID is root instead while the process is not dumpable.
    real_uid: Real user id, likewise.
    """

    pid: int = 0
    owner: int = 0
    comm: RawBytes = b"\0" * 16
    virtual_bytes: int = 0
    anon_bytes: int = 0
    file_bytes: int = 0
    shmem_bytes: int = 0
    hugetlb_bytes: int = 0
    swap_bytes: int = 0
    table_bytes: int = 0
    huge_bytes: int = 0
    node_bytes: tuple[int, ...] = (0,) * 16
    more_nodes_bytes: int = 0
    uss_bytes: int = 0
    pss_bytes: int = 0
    inexact_bytes: int = 0
    pss_dirty_bytes: int = 0
    pss_anon_bytes: int = 0
    pss_file_bytes: int = 0
    pss_shmem_bytes: int = 0
    lazyfree_bytes: int = 0
    memory_cgroup: int = 0
    uid: int = 0
    real_uid: int = 0
    C_NAME: ClassVar[str] = "rmm_process"
    SIZE: ClassVar[int] = 304
    LAYOUT: ClassVar[tuple[FieldLayout, ...]] = (
        FieldLayout("pid", "i", 0, 0),
        FieldLayout("owner", "i", 0, 4),
        FieldLayout("comm", "B", 16, 8),
        FieldLayout("virtual_bytes", "Q", 0, 24),
        FieldLayout("anon_bytes", "Q", 0, 32),
        FieldLayout("file_bytes", "Q", 0, 40),
        FieldLayout("shmem_bytes", "Q", 0, 48),
        FieldLayout("hugetlb_bytes", "Q", 0, 56),
        FieldLayout("swap_bytes", "Q", 0, 64),
        FieldLayout("table_bytes", "Q", 0, 72),
        FieldLayout("huge_bytes", "Q", 0, 80),
        FieldLayout("node_bytes", "Q", 16, 88),
        FieldLayout("more_nodes_bytes", "Q", 0, 216),
        FieldLayout("uss_bytes", "Q", 0, 224),
        FieldLayout("pss_bytes", "Q", 0, 232),
        FieldLayout("inexact_bytes", "Q", 0, 240),
        FieldLayout("pss_dirty_bytes", "Q", 0, 248),
        FieldLayout("pss_anon_bytes", "Q", 0, 256),
        FieldLayout("pss_file_bytes", "Q", 0, 264),
        FieldLayout("pss_shmem_bytes", "Q", 0, 272),
        FieldLayout("lazyfree_bytes", "Q", 0, 280),
        FieldLayout("memory_cgroup", "Q", 0, 288),
        FieldLayout("uid", "I", 0, 296),
        FieldLayout("real_uid", "I", 0, 300),
    )


@dataclass(slots=True)
class ProcessFaultsArgs(Record):
    """Argument of RMM_FAULTS_OF: page faults of a process and of the children that it waited for,
    as in /proc/PID/stat.

    The counts by kind are present while RMM_FAULTS or /proc/rmm/faults (pid PID) counts in the
    process. Errors: EINVAL for an unknown flag; ESRCH after exit or exec; EFAULT if a buffer cannot
    be written.

    size: Size of this structure as the caller knows it.
    flags: Must be zero.
    minor: Out: faults without I/O of all threads, exited ones included.
    major: Out: faults that waited for I/O, of all threads.
    children_minor: Out: minor of children that were waited for.
    children_major: Out: major of children that were waited for.
    buf: User address of an array of struct rmm_fault_count for the counts by kind.
    capacity: Size of buf in records; 0 if no counts are requested.
    record_size: Size of a record as the caller knows it.
    count: Out: number of records written.
    total: Out: number of counters that exist.
    watched_ns: Out: time since the earliest counting descriptor was attached, in ns. RMM_ABSENT
        if none counts; then each count is absent, too.
    """

    size: int = 0
    flags: int = 0
    minor: int = 0
    major: int = 0
    children_minor: int = 0
    children_major: int = 0
    buf: int = 0
    capacity: int = 0
    record_size: int = 0
    count: int = 0
    total: int = 0
    watched_ns: int = 0
    C_NAME: ClassVar[str] = "rmm_faults_of"
    SIZE: ClassVar[int] = 72
    LAYOUT: ClassVar[tuple[FieldLayout, ...]] = (
        FieldLayout("size", "I", 0, 0),
        FieldLayout("flags", "I", 0, 4),
        FieldLayout("minor", "Q", 0, 8),
        FieldLayout("major", "Q", 0, 16),
        FieldLayout("children_minor", "Q", 0, 24),
        FieldLayout("children_major", "Q", 0, 32),
        FieldLayout("buf", "Q", 0, 40),
        FieldLayout("capacity", "I", 0, 48),
        FieldLayout("record_size", "I", 0, 52),
        FieldLayout("count", "I", 0, 56),
        FieldLayout("total", "I", 0, 60),
        FieldLayout("watched_ns", "Q", 0, 64),
    )


@dataclass(slots=True)
class FrameRecord(Record):
    """One page frame (struct page, struct folio).

    It is read without a lock or reference, so a page in use may change between two fields.

    pfn: Page frame number.
    folio_pfn: First page frame of its folio or free block; RMM_ABSENT without a struct page, or
        if the block was not found.
    kpageflags: KPF_* of linux/kernel-page-flags.h, as in /proc/kpageflags; RMM_ABSENT without a
        struct page.
    cgroup: Inode of the memory cgroup that the page is charged to, or of its nearest online
        ancestor, as in /proc/kpagecgroup; 0 if uncharged; or RMM_ABSENT.
    bits: RMM_FRAME_F_*.
    node: Node; -1 if there is none.
    kind: RMM_FRAME_*.
    zone: RMM_ZONE_*; RMM_ABSENT_8 for none.
    order: Order of the folio or free block; RMM_ABSENT_8 where folio_pfn is absent.
    age: Number of MGLRU generations younger than the folio's, or RMM_ABSENT_8 if it is in none.
    mapcount: Mapcount of the page, as in /proc/kpagecount, or RMM_ABSENT_32.
    folio_mapcount: Number of entries that map any part of the folio, or RMM_ABSENT_32.
    references: Reference count of the folio, or RMM_ABSENT_32.
    expected_references: References that mappings, page cache, swap cache and private data
        account for (folio_expected_ref_count()), or RMM_ABSENT_32.
    reserved: Always zero.
    """

    pfn: int = 0
    folio_pfn: int = 0
    kpageflags: int = 0
    cgroup: int = 0
    bits: int = 0
    node: int = 0
    kind: int = 0
    zone: int = 0
    order: int = 0
    age: int = 0
    mapcount: int = 0
    folio_mapcount: int = 0
    references: int = 0
    expected_references: int = 0
    reserved: int = 0
    C_NAME: ClassVar[str] = "rmm_frame"
    SIZE: ClassVar[int] = 64
    LAYOUT: ClassVar[tuple[FieldLayout, ...]] = (
        FieldLayout("pfn", "Q", 0, 0),
        FieldLayout("folio_pfn", "Q", 0, 8),
        FieldLayout("kpageflags", "Q", 0, 16),
        FieldLayout("cgroup", "Q", 0, 24),
        FieldLayout("bits", "I", 0, 32),
        FieldLayout("node", "i", 0, 36),
        FieldLayout("kind", "B", 0, 40),
        FieldLayout("zone", "B", 0, 41),
        FieldLayout("order", "B", 0, 42),
        FieldLayout("age", "B", 0, 43),
        FieldLayout("mapcount", "I", 0, 44),
        FieldLayout("folio_mapcount", "I", 0, 48),
        FieldLayout("references", "I", 0, 52),
        FieldLayout("expected_references", "I", 0, 56),
        FieldLayout("reserved", "I", 0, 60),
    )


@dataclass(slots=True)
class FrameStateRecord(Record):
    """A page frame as RMM_PFNS returns it, with the state of its folio.

    The fields are absent without RMM_FRAME_A_STATE, and for frames that are free or of a page type
    other than hugetlb.

    frame: The page frame.
    folio_bits: RMM_FOLIO_F_*, or RMM_ABSENT_32.
    pins: Pins of the folio, as in rmm_page.
    entire_mapcount: Number of entries that map the whole folio, as in rmm_page.
    last_cpu: CPU of the last NUMA hinting fault, as in rmm_page.
    last_pid: Low eight bits of the thread's pid in that fault, as in rmm_page.
    reserved: Always zero.
    """

    frame: FrameRecord = field(default_factory=FrameRecord)
    folio_bits: int = 0
    pins: int = 0
    entire_mapcount: int = 0
    last_cpu: int = 0
    last_pid: int = 0
    reserved: int = 0
    C_NAME: ClassVar[str] = "rmm_frame_state"
    SIZE: ClassVar[int] = 88
    LAYOUT: ClassVar[tuple[FieldLayout, ...]] = (
        FieldLayout("frame", FrameRecord, 0, 0),
        FieldLayout("folio_bits", "I", 0, 64),
        FieldLayout("pins", "I", 0, 68),
        FieldLayout("entire_mapcount", "I", 0, 72),
        FieldLayout("last_cpu", "I", 0, 76),
        FieldLayout("last_pid", "I", 0, 80),
        FieldLayout("reserved", "I", 0, 84),
    )


@dataclass(slots=True)
class PfnsArgs(Record):
    """Argument of RMM_PFNS: the page frames of start..end in ascending order, without holes.

    A call ends at the end of the range, when the buffer is full, when the budget is used up, or
    when a signal is pending. next is the frame at which to resume. A frame is returned if it passes
    every filter; a filter of 0 passes all frames. Errors: EPERM unless the opener of /dev/rmm and
    the caller have CAP_SYS_ADMIN in the initial user namespace; EINVAL for a range that is empty or
    ends beyond 2^52, for an unknown bit, and for a capacity of 0; EBUSY during memory hotplug;
    EFAULT if a buffer cannot be written.

    size: Size of this structure as the caller knows it.
    flags: Must be zero.
    start: First page frame.
    end: End page frame, exclusive, at most 2^52; RMM_ABSENT stands for 2^52.
    buf: User address of an array of struct rmm_frame_state, which begins with struct rmm_frame.
    capacity: Size of buf in records.
    record_size: sizeof(struct rmm_frame_state) as the caller knows it, or sizeof(struct
        rmm_frame).
    budget_us: Time limit of the call in µs; 0 sets no limit. It is checked between chunks of
        256 frames, so that each call reads one chunk at least.
    attributes: RMM_FRAME_A_*.
    kinds: Filter: bit n passes frames of RMM_FRAME_* n.
    kpf_required: Filter: all of these KPF_* are set.
    kpf_excluded: Filter: none of these KPF_* is set.
    kpf_any: Filter: at least one of these KPF_* is set.
    orders: Filter: bit n passes frames of order n.
    node_plus_1: Filter: node number plus one.
    count: Out: number of records written.
    next: Out: page frame at which to resume; end when the range is done.
    frames: Out: number of frames that were read.
    holes: Out: number of frames in holes that were skipped.
    cost: Out: cost of the call; tables counts chunks, entries frames.
    """

    size: int = 0
    flags: int = 0
    start: int = 0
    end: int = 0
    buf: int = 0
    capacity: int = 0
    record_size: int = 0
    budget_us: int = 0
    attributes: int = 0
    kinds: int = 0
    kpf_required: int = 0
    kpf_excluded: int = 0
    kpf_any: int = 0
    orders: int = 0
    node_plus_1: int = 0
    count: int = 0
    next: int = 0
    frames: int = 0
    holes: int = 0
    cost: WalkCost = field(default_factory=WalkCost)
    C_NAME: ClassVar[str] = "rmm_pfns"
    SIZE: ClassVar[int] = 176
    LAYOUT: ClassVar[tuple[FieldLayout, ...]] = (
        FieldLayout("size", "I", 0, 0),
        FieldLayout("flags", "I", 0, 4),
        FieldLayout("start", "Q", 0, 8),
        FieldLayout("end", "Q", 0, 16),
        FieldLayout("buf", "Q", 0, 24),
        FieldLayout("capacity", "I", 0, 32),
        FieldLayout("record_size", "I", 0, 36),
        FieldLayout("budget_us", "Q", 0, 40),
        FieldLayout("attributes", "Q", 0, 48),
        FieldLayout("kinds", "Q", 0, 56),
        FieldLayout("kpf_required", "Q", 0, 64),
        FieldLayout("kpf_excluded", "Q", 0, 72),
        FieldLayout("kpf_any", "Q", 0, 80),
        FieldLayout("orders", "Q", 0, 88),
        FieldLayout("node_plus_1", "I", 0, 96),
        FieldLayout("count", "I", 0, 100),
        FieldLayout("next", "Q", 0, 104),
        FieldLayout("frames", "Q", 0, 112),
        FieldLayout("holes", "Q", 0, 120),
        FieldLayout("cost", WalkCost, 0, 128),
    )


@dataclass(slots=True)
class FileCacheRecord(Record):
    """Page cache of one file on one node, by kind and order of the entries.

    Pages outside the range of the call are not counted, so a folio that crosses its start or end
    counts in part. Dirty pages and pages under writeback are those that the page cache has tagged,
    as cachestat(2) counts them: none in a file system without writeback, such as shmem.

    node: Node; -1 for an entry that is not a folio.
    kind: RMM_CACHE_*.
    order: Order of the entries.
    reserved: Always zero.
    entries: Number of entries; the number of folios if they are folios.
    pages: Pages that the entries stand for.
    mapped_pages: Pages of folios of which a page is mapped (folio_mapped()).
    dirty_pages: Dirty pages (PAGECACHE_TAG_DIRTY).
    writeback_pages: Pages under writeback (PAGECACHE_TAG_WRITEBACK).
    clean_pages: Pages of folios that are neither dirty nor under writeback; absent for files
        without writeback.
    active_pages: Pages of folios on an active LRU list. With MGLRU the two youngest generations
        count as active.
    inactive_pages: Pages of folios on an inactive LRU list, likewise.
    unevictable_pages: Pages of unevictable folios. Other folios are on no list: of hugetlb,
        isolated, or on their way to a list.
    gen_pages: Pages by age: 0 is the youngest MGLRU generation.
    """

    node: int = 0
    kind: int = 0
    order: int = 0
    reserved: int = 0
    entries: int = 0
    pages: int = 0
    mapped_pages: int = 0
    dirty_pages: int = 0
    writeback_pages: int = 0
    clean_pages: int = 0
    active_pages: int = 0
    inactive_pages: int = 0
    unevictable_pages: int = 0
    gen_pages: tuple[int, ...] = (0,) * 4
    C_NAME: ClassVar[str] = "rmm_file_cache"
    SIZE: ClassVar[int] = 112
    LAYOUT: ClassVar[tuple[FieldLayout, ...]] = (
        FieldLayout("node", "i", 0, 0),
        FieldLayout("kind", "B", 0, 4),
        FieldLayout("order", "B", 0, 5),
        FieldLayout("reserved", "H", 0, 6),
        FieldLayout("entries", "Q", 0, 8),
        FieldLayout("pages", "Q", 0, 16),
        FieldLayout("mapped_pages", "Q", 0, 24),
        FieldLayout("dirty_pages", "Q", 0, 32),
        FieldLayout("writeback_pages", "Q", 0, 40),
        FieldLayout("clean_pages", "Q", 0, 48),
        FieldLayout("active_pages", "Q", 0, 56),
        FieldLayout("inactive_pages", "Q", 0, 64),
        FieldLayout("unevictable_pages", "Q", 0, 72),
        FieldLayout("gen_pages", "Q", 4, 80),
    )


@dataclass(slots=True)
class FileCacheArgs(Record):
    """Argument of RMM_FILE: counts the page cache of a file by node, kind and order.

    A call ends at the end of the range, when the buffer is full, when the budget is used up, or
    when a signal is pending; next is the offset at which to resume. The caller adds up the records
    of two calls. Holes cost nothing. Regular files (those of shmem and hugetlbfs too), block
    devices and directories have a page cache. The page cache is not locked, so folios that are
    added or removed meanwhile may be counted or not. Errors: EPERM unless the caller may call
    cachestat(2) on the file (the descriptor is writable, or the caller owns the file or may write
    to it), or the opener of /dev/rmm and the caller have CAP_SYS_ADMIN in the initial user
    namespace; EBADF if fd is not open, or was opened with O_PATH; EOPNOTSUPP for a pipe, socket or
    character device; EINVAL for a range that is empty, for an unknown flag, and for a capacity of
    0; EBUSY during memory hotplug; EFAULT if a buffer cannot be written.

    size: Size of this structure as the caller knows it.
    flags: Must be zero.
    start: Offset of the first byte.
    end: End offset, exclusive; RMM_ABSENT for all of the page cache, which may have pages
        beyond the end of the file.
    buf: User address of an array of struct rmm_file_cache.
    capacity: Size of buf in records.
    record_size: sizeof(struct rmm_file_cache) as the caller knows it.
    budget_us: Time limit of the call in µs; 0 sets no limit. It is checked between batches of
        64 entries, so that each call reads one batch at least.
    fd: Descriptor of the file.
    count: Out: number of records written.
    next: Out: offset at which to resume; end when the range is done.
    cached_pages: Out: pages of the whole page cache when the call began (nrpages of struct
        address_space): folios and DAX entries.
    cost: Out: cost of the call; tables counts batches, entries entries of the page cache.
    """

    size: int = 0
    flags: int = 0
    start: int = 0
    end: int = 0
    buf: int = 0
    capacity: int = 0
    record_size: int = 0
    budget_us: int = 0
    fd: int = 0
    count: int = 0
    next: int = 0
    cached_pages: int = 0
    cost: WalkCost = field(default_factory=WalkCost)
    C_NAME: ClassVar[str] = "rmm_file"
    SIZE: ClassVar[int] = 120
    LAYOUT: ClassVar[tuple[FieldLayout, ...]] = (
        FieldLayout("size", "I", 0, 0),
        FieldLayout("flags", "I", 0, 4),
        FieldLayout("start", "Q", 0, 8),
        FieldLayout("end", "Q", 0, 16),
        FieldLayout("buf", "Q", 0, 24),
        FieldLayout("capacity", "I", 0, 32),
        FieldLayout("record_size", "I", 0, 36),
        FieldLayout("budget_us", "Q", 0, 40),
        FieldLayout("fd", "i", 0, 48),
        FieldLayout("count", "I", 0, 52),
        FieldLayout("next", "Q", 0, 56),
        FieldLayout("cached_pages", "Q", 0, 64),
        FieldLayout("cost", WalkCost, 0, 72),
    )


@dataclass(slots=True)
class MappingRecord(Record):
    """One page-table entry that maps the page, in one process.

    Processes that share an address space have a record each; threads have none.

    pid: Process id in the caller's pid namespace; 0 if it has none there, and if no process has
        the address space yet (fork) or any more (exit).
    level: RMM_LEVEL_*: level of the entry.
    addr: Address that maps the page.
    entry: The raw entry.
    entry_bits: RMM_ENTRY_F_*.
    vma_start: First address of the VMA.
    vma_end: End address of the VMA, exclusive.
    vma_flags: RMM_VMA_F_*.
    """

    pid: int = 0
    level: int = 0
    addr: int = 0
    entry: int = 0
    entry_bits: int = 0
    vma_start: int = 0
    vma_end: int = 0
    vma_flags: int = 0
    C_NAME: ClassVar[str] = "rmm_mapping"
    SIZE: ClassVar[int] = 56
    LAYOUT: ClassVar[tuple[FieldLayout, ...]] = (
        FieldLayout("pid", "i", 0, 0),
        FieldLayout("level", "I", 0, 4),
        FieldLayout("addr", "Q", 0, 8),
        FieldLayout("entry", "Q", 0, 16),
        FieldLayout("entry_bits", "Q", 0, 24),
        FieldLayout("vma_start", "Q", 0, 32),
        FieldLayout("vma_end", "Q", 0, 40),
        FieldLayout("vma_flags", "Q", 0, 48),
    )


@dataclass(slots=True)
class RmapArgs(Record):
    """Argument of RMM_RMAP: every entry that maps one page, over all processes.

    The page is named by its frame on /dev/rmm and by an address on an address space. Start with a
    zero cursor. While state is RMM_RMAP_MORE or RMM_RMAP_CONTENDED, call again with the argument
    unchanged. A mapping may be returned twice, but none that stays is skipped. Errors: EPERM unless
    all openers and the caller have CAP_SYS_ADMIN in the initial user namespace; EINVAL for a flag,
    a page frame from 2^52 on, an address beyond the user half, an invalid cursor, or a capacity of
    0; EBUSY during memory hotplug; EFAULT if a buffer cannot be written; EINTR for a signal; ESRCH
    after exit or exec.

    size: Size of this structure as the caller knows it.
    flags: Must be zero.
    pfn: The page frame. On an address space, out: page frame of the address, or RMM_ABSENT.
    address: The address; zero on /dev/rmm.
    buf: User address of an array of struct rmm_mapping.
    capacity: Size of buf in records.
    record_size: sizeof(struct rmm_mapping) as the caller knows it.
    budget_us: Time limit of the call in µs; 0 sets no limit. It is checked between batches of
        256 mappings.
    cursor: Cursor: zero at the start, then unchanged from the previous call.
    count: Out: number of records written.
    state: Out: RMM_RMAP_*.
    bits: Out: RMM_RMAP_F_*.
    reserved: Must be zero.
    frame: Out: the page.
    cost: Out: cost of the call. entries counts entries that map the page, tables batches of the
        reverse map, vmas VMAs whose tables were read, drops attempts that found a lock held.
    """

    size: int = 0
    flags: int = 0
    pfn: int = 0
    address: int = 0
    buf: int = 0
    capacity: int = 0
    record_size: int = 0
    budget_us: int = 0
    cursor: tuple[int, ...] = (0,) * 8
    count: int = 0
    state: int = 0
    bits: int = 0
    reserved: int = 0
    frame: FrameRecord = field(default_factory=FrameRecord)
    cost: WalkCost = field(default_factory=WalkCost)
    C_NAME: ClassVar[str] = "rmm_rmap"
    SIZE: ClassVar[int] = 240
    LAYOUT: ClassVar[tuple[FieldLayout, ...]] = (
        FieldLayout("size", "I", 0, 0),
        FieldLayout("flags", "I", 0, 4),
        FieldLayout("pfn", "Q", 0, 8),
        FieldLayout("address", "Q", 0, 16),
        FieldLayout("buf", "Q", 0, 24),
        FieldLayout("capacity", "I", 0, 32),
        FieldLayout("record_size", "I", 0, 36),
        FieldLayout("budget_us", "Q", 0, 40),
        FieldLayout("cursor", "Q", 8, 48),
        FieldLayout("count", "I", 0, 112),
        FieldLayout("state", "I", 0, 116),
        FieldLayout("bits", "I", 0, 120),
        FieldLayout("reserved", "I", 0, 124),
        FieldLayout("frame", FrameRecord, 0, 128),
        FieldLayout("cost", WalkCost, 0, 192),
    )


@dataclass(slots=True)
class ExtentRecord(Record):
    """A range of addresses whose entries agree in the requested properties.

    Ranges of empty entries are extents of the kind RMM_PAGE_NONE if bit 0 of rmm_walk.kinds is set,
    otherwise omitted. Extents are in ascending order. Adjacent extents differ in a property unless
    a call ended between them. Each page table is read at one moment; an extent across several
    tables joins several moments.

    addr: First address.
    bytes: Length in bytes.
    pfn: First page frame with RMM_EXTENT_A_CONTIGUOUS; RMM_ABSENT without one or if not
        requested.
    entries: Number of entries that begin in the extent; 0 if they are empty.
    categories: RMM_CAT_*, masked by rmm_walk.returned.
    cgroup: Inode of the memory cgroup, 0 if uncharged; or RMM_ABSENT.
    mapcount: Mapcount of each page, or RMM_ABSENT_32.
    node: Node; -1 without a page or if not requested.
    kind: RMM_PAGE_*, or RMM_ABSENT_8.
    level: RMM_LEVEL_*, or RMM_ABSENT_8. Where a table is missing, the level of the empty entry.
    vma_kind: RMM_VMA_*, or RMM_ABSENT_8.
    order: Order of the folios; RMM_ABSENT_8 without a folio.
    zone: RMM_ZONE_*, or RMM_ABSENT_8.
    age: Number of younger MGLRU generations, or RMM_ABSENT_8.
    reserved: Always zero.
    """

    addr: int = 0
    bytes: int = 0
    pfn: int = 0
    entries: int = 0
    categories: int = 0
    cgroup: int = 0
    mapcount: int = 0
    node: int = 0
    kind: int = 0
    level: int = 0
    vma_kind: int = 0
    order: int = 0
    zone: int = 0
    age: int = 0
    reserved: RawBytes = b"\0" * 2
    C_NAME: ClassVar[str] = "rmm_extent"
    SIZE: ClassVar[int] = 64
    LAYOUT: ClassVar[tuple[FieldLayout, ...]] = (
        FieldLayout("addr", "Q", 0, 0),
        FieldLayout("bytes", "Q", 0, 8),
        FieldLayout("pfn", "Q", 0, 16),
        FieldLayout("entries", "Q", 0, 24),
        FieldLayout("categories", "Q", 0, 32),
        FieldLayout("cgroup", "Q", 0, 40),
        FieldLayout("mapcount", "I", 0, 48),
        FieldLayout("node", "i", 0, 52),
        FieldLayout("kind", "B", 0, 56),
        FieldLayout("level", "B", 0, 57),
        FieldLayout("vma_kind", "B", 0, 58),
        FieldLayout("order", "B", 0, 59),
        FieldLayout("zone", "B", 0, 60),
        FieldLayout("age", "B", 0, 61),
        FieldLayout("reserved", "B", 2, 62),
    )


@dataclass(slots=True)
class ArenaCreateArgs(Record):
    """Argument of RMM_ARENA_CREATE.

    The call returns a close-on-exec file descriptor for mmap(2). Errors: EINVAL if bytes is 0,
    exceeds cap or exceeds the maximum file size, for an unknown policy or flag, if the policy needs
    nodes and none of nodes has memory and is allowed, and for weights that are all 0, exceed 255
    (weighted) or do not belong to the policy; ENOSPC if the user's limit is exceeded.

    size: Size of this structure as the caller knows it.
    flags: RMM_ARENA_*.
    bytes: Size of the file in bytes; ftruncate(2) changes it.
    cap: Bytes of memory that the arena may use, rounded up to a multiple of 2 MiB; 0 stands for
        bytes. They count against the user's limit while the arena exists. Beyond the cap a fault is
        SIGBUS and fallocate(2) is ENOSPC.
    nodes: Mask of nodes to place pages on. Nodes without memory and nodes that are not allowed
        are dropped.
    fast: Tiered: mask of the fast nodes among nodes; 0 stands for the nodes with CPUs.
    weights: User address of weights_count 32-bit numbers, one for each node from 0 on; further
        nodes have weight 0. Weighted: pages at a time, 1 to 255. Adaptive: bandwidth in any unit.
    weights_count: Number of weights, at most 64; 0 without weights.
    policy: RMM_PLACE_*.
    """

    size: int = 0
    flags: int = 0
    bytes: int = 0
    cap: int = 0
    nodes: int = 0
    fast: int = 0
    weights: int = 0
    weights_count: int = 0
    policy: int = 0
    C_NAME: ClassVar[str] = "rmm_arena_create"
    SIZE: ClassVar[int] = 56
    LAYOUT: ClassVar[tuple[FieldLayout, ...]] = (
        FieldLayout("size", "I", 0, 0),
        FieldLayout("flags", "I", 0, 4),
        FieldLayout("bytes", "Q", 0, 8),
        FieldLayout("cap", "Q", 0, 16),
        FieldLayout("nodes", "Q", 0, 24),
        FieldLayout("fast", "Q", 0, 32),
        FieldLayout("weights", "Q", 0, 40),
        FieldLayout("weights_count", "I", 0, 48),
        FieldLayout("policy", "I", 0, 52),
    )


@dataclass(slots=True)
class ArenaStatArgs(Record):
    """Argument of RMM_ARENA_STAT, a group of lines in /proc/rmm/arenas.

    Counts begin with the creation of the arena. Each is exact, but together they are not a
    snapshot.

    size: Size of this structure as the caller knows it.
    flags: RMM_ARENA_STAT_*.
    id: Out: number of the arena, as in /proc/rmm/arenas.
    uid: Out: user id of the creator in the initial user namespace.
    policy: Out: RMM_PLACE_*.
    inode: Out: inode number, as in /proc/PID/maps.
    bytes: Out: size of the file in bytes.
    cap: Out: bytes of memory that the arena may use.
    nodes: Out: mask of the nodes that it places pages on.
    arena_flags: Out: RMM_ARENA_*.
    reserved: Out: always zero.
    resident_pages: Out: pages in memory.
    swapped_pages: Out: pages in swap.
    hint_faults: Out: NUMA hinting faults; RMM_ABSENT where they cannot be distinguished from
        other calls of get_policy.
    swapped_in: Out: pages that a fault swapped in.
    decisions: Out: number of decisions written to the ring since creation. RMM_ARENA_RING
        returns the last of them.
    node_pages: Out: pages in memory by node, with RMM_ARENA_STAT_NODES; otherwise RMM_ABSENT.
    placed: Out: pages placed since creation, by node: those that faults and fallocate(2)
        allocated. A folio is one page unless madvise(2) requests larger ones. Pages that the kernel
        fills when it collapses pages into a huge one are not placed.
    reasons: Out: decisions by RMM_REASON_*.
    refusals: Out: pages that were not migrated, by RMM_REFUSAL_*.
    heat: Out: pages in memory by frequency of use when last sampled. Bucket 15: at least once
        in 1 ms; each lower bucket: half as often; bucket 1: once in 16 s; bucket 0: less often or
        unknown. All zero for a policy that does not sample.
    heat_fast: Out: pages of heat that are on fast nodes.
    moved_in: Out: pages migrated to each node since creation by this module, or by the kernel
        at its request. placed + moved_in - moved_out is the number of pages of a node that were not
        truncated, swapped out or migrated otherwise.
    moved_out: Out: pages migrated away from each node, likewise.
    sampled: Out: pages unmapped since creation to detect use.
    used: Out: sampled pages that were used.
    maker_pid: Out: pid of the process that created the arena, in the caller's pid namespace; in
        /proc/rmm/arenas, in the opener's. RMM_ABSENT if the process has been reaped or is not
        visible there.
    maker_comm: Out: name (comm) of that process when it created the arena, zero-terminated.
    shared_mappings: Out: mappings (VMAs) with MAP_SHARED, with RMM_ARENA_STAT_NODES; otherwise
        RMM_ABSENT, as are the next three fields. They are absent, too, if there are more than 1024
        mappings, or if their page tables are too many.
    private_mappings: Out: mappings with MAP_PRIVATE.
    private_pages: Out: private copies in memory, by node: anonymous pages in private mappings,
        read from their page tables. A page that fork(2) shares counts in each process. No page of
        them is in resident_pages.
    private_swapped: Out: private copies in swap, likewise.
    private_placed: Out: private copies made since creation, by the node that they were placed
        on; the same decisions as reasons[RMM_REASON_PRIVATE].
    """

    size: int = 0
    flags: int = 0
    id: int = 0
    uid: int = 0
    policy: int = 0
    inode: int = 0
    bytes: int = 0
    cap: int = 0
    nodes: int = 0
    arena_flags: int = 0
    reserved: int = 0
    resident_pages: int = 0
    swapped_pages: int = 0
    hint_faults: int = 0
    swapped_in: int = 0
    decisions: int = 0
    node_pages: tuple[int, ...] = (0,) * 64
    placed: tuple[int, ...] = (0,) * 64
    reasons: tuple[int, ...] = (0,) * 16
    refusals: tuple[int, ...] = (0,) * 16
    heat: tuple[int, ...] = (0,) * 16
    heat_fast: tuple[int, ...] = (0,) * 16
    moved_in: tuple[int, ...] = (0,) * 64
    moved_out: tuple[int, ...] = (0,) * 64
    sampled: int = 0
    used: int = 0
    maker_pid: int = 0
    maker_comm: RawBytes = b"\0" * 16
    shared_mappings: int = 0
    private_mappings: int = 0
    private_pages: tuple[int, ...] = (0,) * 64
    private_swapped: int = 0
    private_placed: tuple[int, ...] = (0,) * 64
    C_NAME: ClassVar[str] = "rmm_arena_stat"
    SIZE: ClassVar[int] = 3752
    LAYOUT: ClassVar[tuple[FieldLayout, ...]] = (
        FieldLayout("size", "I", 0, 0),
        FieldLayout("flags", "I", 0, 4),
        FieldLayout("id", "Q", 0, 8),
        FieldLayout("uid", "I", 0, 16),
        FieldLayout("policy", "I", 0, 20),
        FieldLayout("inode", "Q", 0, 24),
        FieldLayout("bytes", "Q", 0, 32),
        FieldLayout("cap", "Q", 0, 40),
        FieldLayout("nodes", "Q", 0, 48),
        FieldLayout("arena_flags", "I", 0, 56),
        FieldLayout("reserved", "I", 0, 60),
        FieldLayout("resident_pages", "Q", 0, 64),
        FieldLayout("swapped_pages", "Q", 0, 72),
        FieldLayout("hint_faults", "Q", 0, 80),
        FieldLayout("swapped_in", "Q", 0, 88),
        FieldLayout("decisions", "Q", 0, 96),
        FieldLayout("node_pages", "Q", 64, 104),
        FieldLayout("placed", "Q", 64, 616),
        FieldLayout("reasons", "Q", 16, 1128),
        FieldLayout("refusals", "Q", 16, 1256),
        FieldLayout("heat", "Q", 16, 1384),
        FieldLayout("heat_fast", "Q", 16, 1512),
        FieldLayout("moved_in", "Q", 64, 1640),
        FieldLayout("moved_out", "Q", 64, 2152),
        FieldLayout("sampled", "Q", 0, 2664),
        FieldLayout("used", "Q", 0, 2672),
        FieldLayout("maker_pid", "Q", 0, 2680),
        FieldLayout("maker_comm", "B", 16, 2688),
        FieldLayout("shared_mappings", "Q", 0, 2704),
        FieldLayout("private_mappings", "Q", 0, 2712),
        FieldLayout("private_pages", "Q", 64, 2720),
        FieldLayout("private_swapped", "Q", 0, 3232),
        FieldLayout("private_placed", "Q", 64, 3240),
    )


@dataclass(slots=True)
class ArenaMoveArgs(Record):
    """Argument of RMM_ARENA_MOVE: migrates the resident pages of a range to nodes, page by page.

    A page that is on one of these nodes stays. The others are distributed over the nodes in turn.
    Errors: EINVAL if the range is unaligned, or if none of nodes has memory and is allowed.

    size: Size of this structure as the caller knows it.
    flags: Must be zero.
    start: Offset of the first byte, a multiple of the page size.
    len: Length in bytes, a multiple of the page size.
    nodes: Mask of target nodes.
    next: Out: offset at which to resume after a signal; start + len when the range is done.
    moved: Out: pages that were migrated.
    stayed: Out: pages that were on one of the nodes already.
    absent: Out: pages that are not in memory.
    refusals: Out: pages that were not migrated, by RMM_REFUSAL_*.
    """

    size: int = 0
    flags: int = 0
    start: int = 0
    len: int = 0
    nodes: int = 0
    next: int = 0
    moved: int = 0
    stayed: int = 0
    absent: int = 0
    refusals: tuple[int, ...] = (0,) * 16
    C_NAME: ClassVar[str] = "rmm_arena_move"
    SIZE: ClassVar[int] = 192
    LAYOUT: ClassVar[tuple[FieldLayout, ...]] = (
        FieldLayout("size", "I", 0, 0),
        FieldLayout("flags", "I", 0, 4),
        FieldLayout("start", "Q", 0, 8),
        FieldLayout("len", "Q", 0, 16),
        FieldLayout("nodes", "Q", 0, 24),
        FieldLayout("next", "Q", 0, 32),
        FieldLayout("moved", "Q", 0, 40),
        FieldLayout("stayed", "Q", 0, 48),
        FieldLayout("absent", "Q", 0, 56),
        FieldLayout("refusals", "Q", 16, 64),
    )


@dataclass(slots=True)
class ArenaRingArgs(Record):
    """Argument of RMM_ARENA_RING: the last decisions, oldest first, as struct rmm_decision.

    size: Size of this structure as the caller knows it.
    flags: Must be zero.
    next: Number of the first decision to return. Out: number at which to resume.
    buf: User address of an array of struct rmm_decision.
    capacity: Records that the array has room for.
    record_size: Size of a record as the caller knows it.
    lost: Out: requested decisions that were overwritten.
    count: Out: number of records written.
    reserved: Must be zero.
    """

    size: int = 0
    flags: int = 0
    next: int = 0
    buf: int = 0
    capacity: int = 0
    record_size: int = 0
    lost: int = 0
    count: int = 0
    reserved: int = 0
    C_NAME: ClassVar[str] = "rmm_arena_ring"
    SIZE: ClassVar[int] = 48
    LAYOUT: ClassVar[tuple[FieldLayout, ...]] = (
        FieldLayout("size", "I", 0, 0),
        FieldLayout("flags", "I", 0, 4),
        FieldLayout("next", "Q", 0, 8),
        FieldLayout("buf", "Q", 0, 16),
        FieldLayout("capacity", "I", 0, 24),
        FieldLayout("record_size", "I", 0, 28),
        FieldLayout("lost", "Q", 0, 32),
        FieldLayout("count", "I", 0, 40),
        FieldLayout("reserved", "I", 0, 44),
    )


@dataclass(slots=True)
class DecisionRecord(Record):
    """One placement decision.

    number: Number of the decision, from 0.
    time_ns: Time by CLOCK_MONOTONIC, in ns.
    page: Index of the page in the arena.
    node: Node that the page was placed on or migrated to; RMM_ARENA_NODES if none.
    wanted: First choice of the policy; RMM_ARENA_NODES if the kernel chooses.
    reason: RMM_REASON_*.
    local: Node of the CPU that the decision was made on.
    """

    number: int = 0
    time_ns: int = 0
    page: int = 0
    node: int = 0
    wanted: int = 0
    reason: int = 0
    local: int = 0
    C_NAME: ClassVar[str] = "rmm_decision"
    SIZE: ClassVar[int] = 40
    LAYOUT: ClassVar[tuple[FieldLayout, ...]] = (
        FieldLayout("number", "Q", 0, 0),
        FieldLayout("time_ns", "Q", 0, 8),
        FieldLayout("page", "Q", 0, 16),
        FieldLayout("node", "I", 0, 24),
        FieldLayout("wanted", "I", 0, 28),
        FieldLayout("reason", "I", 0, 32),
        FieldLayout("local", "I", 0, 36),
    )


#: On /dev/rmm: returns the version, the features, and the reason why a feature is off.
RMM_INFO = 0xc008bb00
#: On /dev/rmm: returns a file descriptor for the address space of one process.
RMM_OPEN = 0xc008bb01
#: On an address space: returns the VMAs in a range, in ascending order.
RMM_VMAS = 0xc008bb10
#: On an address space: walks the page tables of a range.
RMM_WALK = 0xc008bb11
#: On an address space: returns the number and size of its page tables by level.
RMM_PAGETABLE = 0xc008bb12
#: On an address space: returns its segments and how much of each is resident.
RMM_SEGMENTS = 0xc008bb13
#: On an address space: translates one address and returns the entry at each level.
RMM_TRANSLATE = 0xc008bb14
#: On an address space: counts folios by kind, node and order, and how they are mapped.
RMM_FOLIOS = 0xc008bb15
#: On an address space: returns USS and PSS, and counts pages by mapcount.
RMM_SHARING = 0xc008bb16
#: On an address space: counts pages by MGLRU generation.
RMM_AGE = 0xc008bb17
#: On an address space: counts pages by VMA, kind and node.
RMM_NUMA = 0xc008bb18
#: On an address space: counts physically contiguous runs by length.
RMM_RUNS = 0xc008bb19
#: On an address space: returns the page faults of its process.
RMM_FAULTS_OF = 0xc008bb1a
#: On an address space: returns its fields (struct rmm_mm), one record.
RMM_MM = 0xc008bb1b
#: On /dev/rmm, by page frame, and on an address space, by address: returns the mappings of a page.
RMM_RMAP = 0xc008bb20
#: On /dev/rmm: returns a record for each page frame of a range.
RMM_PFNS = 0xc008bb21
#: On /dev/rmm: returns one record for each process.
RMM_PROCESSES = 0xc008bb22
#: On /dev/rmm: counts faults, migrations and reclaim while the descriptor requests it.
RMM_FAULTS = 0xc008bb23
#: On /dev/rmm: counts the page cache of a file by node, kind and order.
RMM_FILE = 0xc008bb24
#: On /dev/rmm: returns the page faults of one process, one record each, while the descriptor
#: records them.
RMM_FAULT_RECORDS = 0xc008bb25
#: On /dev/rmm: returns the online nodes (struct rmm_node), or their CPUs, distances or zonelists as
#: a flag selects.
RMM_NODES = 0xc008bb30
#: On /dev/rmm: returns the zones of the online nodes (struct rmm_zone), or with a flag their
#: per-CPU page lists.
RMM_ZONES = 0xc008bb31
#: On /dev/rmm: returns free blocks by order (struct rmm_buddy) of every zone with present pages.
RMM_BUDDY = 0xc008bb32
#: On /dev/rmm: returns free blocks by migrate type and order (struct rmm_pagetypes) of every zone
#: with present pages. The opener and the caller need CAP_SYS_ADMIN in the initial user namespace.
RMM_PAGETYPES = 0xc008bb33
#: On /dev/rmm: returns every free block of a zone.
RMM_FREEBLOCKS = 0xc008bb34
#: On /dev/rmm: returns one byte for every page block of a zone.
RMM_PAGEBLOCKS = 0xc008bb35
#: On /dev/rmm: returns fragmentation by order (struct rmm_fragmentation) of every zone with present
#: pages.
RMM_FRAGMENTATION = 0xc008bb36
#: On /dev/rmm: returns the LRU lists and MGLRU generations of every online node.
RMM_LRU = 0xc008bb37
#: On /dev/rmm: returns event counts since boot, by theme.
RMM_EVENTS = 0xc008bb38
#: On /dev/rmm: returns the regions of the kernel's address space from top to bottom.
RMM_LAYOUT = 0xc008bb39
#: On /dev/rmm: returns every memory cgroup, or with a flag its lists by node.
RMM_MEMCGS = 0xc008bb3a
#: On /dev/rmm: returns the memory pressure of the machine and of each node.
RMM_PRESSURE = 0xc008bb3b
#: On /dev/rmm: creates an arena and returns a file descriptor for mmap(2).
RMM_ARENA_CREATE = 0xc008bb40
#: On an arena: returns where its pages are and counts placement decisions by reason.
RMM_ARENA_STAT = 0xc008bb41
#: On an arena: migrates the pages of a range to other nodes.
RMM_ARENA_MOVE = 0xc008bb42
#: On an arena: returns the last placement decisions.
RMM_ARENA_RING = 0xc008bb43

#: Each ioctl number with its name.
IOCTL_NAMES = {
    RMM_INFO: "RMM_INFO",
    RMM_OPEN: "RMM_OPEN",
    RMM_VMAS: "RMM_VMAS",
    RMM_WALK: "RMM_WALK",
    RMM_PAGETABLE: "RMM_PAGETABLE",
    RMM_SEGMENTS: "RMM_SEGMENTS",
    RMM_TRANSLATE: "RMM_TRANSLATE",
    RMM_FOLIOS: "RMM_FOLIOS",
    RMM_SHARING: "RMM_SHARING",
    RMM_AGE: "RMM_AGE",
    RMM_NUMA: "RMM_NUMA",
    RMM_RUNS: "RMM_RUNS",
    RMM_FAULTS_OF: "RMM_FAULTS_OF",
    RMM_MM: "RMM_MM",
    RMM_RMAP: "RMM_RMAP",
    RMM_PFNS: "RMM_PFNS",
    RMM_PROCESSES: "RMM_PROCESSES",
    RMM_FAULTS: "RMM_FAULTS",
    RMM_FILE: "RMM_FILE",
    RMM_FAULT_RECORDS: "RMM_FAULT_RECORDS",
    RMM_NODES: "RMM_NODES",
    RMM_ZONES: "RMM_ZONES",
    RMM_BUDDY: "RMM_BUDDY",
    RMM_PAGETYPES: "RMM_PAGETYPES",
    RMM_FREEBLOCKS: "RMM_FREEBLOCKS",
    RMM_PAGEBLOCKS: "RMM_PAGEBLOCKS",
    RMM_FRAGMENTATION: "RMM_FRAGMENTATION",
    RMM_LRU: "RMM_LRU",
    RMM_EVENTS: "RMM_EVENTS",
    RMM_LAYOUT: "RMM_LAYOUT",
    RMM_MEMCGS: "RMM_MEMCGS",
    RMM_PRESSURE: "RMM_PRESSURE",
    RMM_ARENA_CREATE: "RMM_ARENA_CREATE",
    RMM_ARENA_STAT: "RMM_ARENA_STAT",
    RMM_ARENA_MOVE: "RMM_ARENA_MOVE",
    RMM_ARENA_RING: "RMM_ARENA_RING",
}
