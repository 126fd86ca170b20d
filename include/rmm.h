/* SPDX-License-Identifier: GPL-2.0 WITH Linux-syscall-note */
/*
 * User interface of rmm: ioctls of /dev/rmm and of the file descriptors that
 * RMM_OPEN returns. Described in docs/abi.md.
 *
 * Generated from src/abi by rmm-header. Do not edit.
 */
#ifndef _RMM_H
#define _RMM_H

#include <linux/ioctl.h>
#include <linux/types.h>

/* Version of the interface: grows when something is added. */
#define RMM_ABI_VERSION	5

/*
 * Value of a u64 field whose number is not known, not asked for, or not allowed
 * to be seen.
 */
#define RMM_ABSENT	(~0ULL)

/* type byte of the ioctl numbers of /dev/rmm. */
#define RMM_IOC_MAGIC	0xbb

/* As RMM_ABSENT, in a field of 32 bits. */
#define RMM_ABSENT_32	4294967295

/*
 * A rmm_walk.record_size with which records end after the fields of the default
 * attributes.
 */
#define RMM_PAGE_DEFAULT_SIZE	40

/* As RMM_ABSENT, in a field of 8 bits. */
#define RMM_ABSENT_8	0xff

/* Attributes that rmm_walk.attributes of 0 stands for. */
#define RMM_PAGE_A_DEFAULT	0xfULL

/* Least room for records that a tally can work with. */
#define RMM_TALLY_LEAST	64

/*
 * Nodes that a record counts one by one; what lies on higher ones is in one
 * sum.
 */
#define RMM_NODE_SLOTS	16

/* Page frames that are looked at in one hold of the zone's lock. */
#define RMM_CHUNK_FRAMES	1024

/* Byte of a page block: the bits of its migrate type (RMM_MIGRATE_*). */
#define RMM_BLOCK_TYPE	0x07

/* Byte of a page block: compaction skips it. */
#define RMM_BLOCK_SKIP	0x08

/* Byte of a page block: isolated. The migrate type is what it will be again. */
#define RMM_BLOCK_ISOLATED	0x10

/*
 * Byte of a page block: the bits of its free share. 0 is nothing free, 7 all;
 * between them free pages * 6 / pages, rounded up, but at most 6.
 */
#define RMM_BLOCK_FREE	0xe0

/* Shift of the free share. */
#define RMM_BLOCK_FREE_SHIFT	5

/* Byte of a page block that is a hole, offline, or of another zone. */
#define RMM_BLOCK_ABSENT	0xff

/* Attributes that rmm_walk.attributes of 0 stands for. */
#define RMM_EXTENT_A_DEFAULT	0xfULL

/*
 * Nodes that a mask of the interface has bits for; a node beyond cannot be
 * named.
 */
#define RMM_ARENA_NODES	64

/* Buckets of the histogram of heat. */
#define RMM_ARENA_HEATS	16

/* Bits of rmm_info.features. */
#define RMM_FEATURE_VMAS         (1ULL << 0)  /* RMM_VMAS. */
#define RMM_FEATURE_WALK_SUMMARY (1ULL << 1)  /* RMM_WALK with RMM_WALK_SUMMARY. */
#define RMM_FEATURE_VMA_LOCK     (1ULL << 2)  /* Walks hold the lock of one VMA, never that of
                                               * the address space (CONFIG_PER_VMA_LOCK). */
#define RMM_FEATURE_SOFT_DIRTY   (1ULL << 3)  /* Soft-dirty bits are kept
                                               * (CONFIG_MEM_SOFT_DIRTY). */
#define RMM_FEATURE_UFFD_WP      (1ULL << 4)  /* An entry shows userfaultfd write protection
                                               * (CONFIG_PTE_MARKER_UFFD_WP). */
#define RMM_FEATURE_NUMA         (1ULL << 5)  /* More than one node may exist (CONFIG_NUMA). */
#define RMM_FEATURE_HOTPLUG      (1ULL << 6)  /* Memory may be added and removed
                                               * (CONFIG_MEMORY_HOTPLUG). */
#define RMM_FEATURE_PIDFD        (1ULL << 7)  /* A pidfd can name the process to open. */
#define RMM_FEATURE_WALK_PAGES   (1ULL << 8)  /* RMM_WALK with RMM_WALK_PAGES. */
#define RMM_FEATURE_RMAP         (1ULL << 9)  /* RMM_RMAP, /proc/rmm/rmap: page frame to every
                                               * address that maps it. */
#define RMM_FEATURE_ARENA        (1ULL << 10) /* Placement policies on arenas. */
#define RMM_FEATURE_TRANSLATE    (1ULL << 11) /* RMM_TRANSLATE, /proc/rmm/translate. */
#define RMM_FEATURE_ZONES        (1ULL << 12) /* RMM_NODES, RMM_ZONES, RMM_BUDDY,
                                               * RMM_FRAGMENTATION. */
#define RMM_FEATURE_BLOCKS       (1ULL << 13) /* RMM_FREEBLOCKS, RMM_PAGEBLOCKS, RMM_PAGETYPES
                                               * (CONFIG_SPARSEMEM). */
#define RMM_FEATURE_PROCESSES    (1ULL << 14) /* RMM_PROCESSES, /proc/rmm/processes. */
#define RMM_FEATURE_TALLIES      (1ULL << 15) /* RMM_FOLIOS, RMM_SHARING, RMM_AGE, RMM_NUMA,
                                               * RMM_RUNS, RMM_FAULTS_OF, and their files. */
#define RMM_FEATURE_LRU          (1ULL << 16) /* RMM_LRU, /proc/rmm/lru. */
#define RMM_FEATURE_LRU_GEN      (1ULL << 17) /* Generations in RMM_LRU (CONFIG_LRU_GEN). */
#define RMM_FEATURE_LAYOUT       (1ULL << 18) /* RMM_LAYOUT, /proc/rmm/layout. */
#define RMM_FEATURE_MEMCGS       (1ULL << 19) /* RMM_MEMCGS, /proc/rmm/memcgs (CONFIG_MEMCG). */
#define RMM_FEATURE_FAULTS       (1ULL << 20) /* RMM_FAULTS counts page faults: page_fault_user
                                               * and page_fault_kernel are there. */
#define RMM_FEATURE_MIGRATIONS   (1ULL << 21) /* RMM_FAULTS counts migrations: mm_migrate_pages
                                               * is there. */
#define RMM_FEATURE_COLLAPSES    (1ULL << 22) /* RMM_FAULTS counts collapses:
                                               * mm_collapse_huge_page and
                                               * mm_khugepaged_collapse_file are there. */
#define RMM_FEATURE_RECLAIMS     (1ULL << 23) /* RMM_FAULTS counts reclaim:
                                               * mm_vmscan_direct_reclaim_begin and _end,
                                               * mm_vmscan_kswapd_wake and _sleep are there. */
#define RMM_FEATURE_COMPACTIONS  (1ULL << 24) /* RMM_FAULTS counts compactions:
                                               * mm_compaction_begin and _end are there. */
#define RMM_FEATURE_OOM_VICTIMS  (1ULL << 25) /* RMM_FAULTS counts victims of the OOM killer:
                                               * mark_victim is there. */
#define RMM_FEATURE_PFNS         (1ULL << 26) /* RMM_PFNS (CONFIG_SPARSEMEM). */
#define RMM_FEATURE_EXTENTS      (1ULL << 27) /* RMM_WALK with RMM_WALK_EXTENTS. */
#define RMM_FEATURE_FILTERS      (1ULL << 28) /* RMM_WALK takes filters: by category, node,
                                               * level, order and age. */

/* Why a feature is off. */
#define RMM_OFF_NOT    0 /* It is on. */
#define RMM_OFF_CONFIG 1 /* The kernel was configured without it. */
#define RMM_OFF_BUILD  2 /* This version of the module does not have it. */
#define RMM_OFF_CHECK  3 /* What it leans on did not hold when it was checked at load. */

/* rmm_open.flags: what target is. Exactly one. */
#define RMM_OPEN_SELF  (1U << 0) /* The caller. */
#define RMM_OPEN_PID   (1U << 1) /* A process id. */
#define RMM_OPEN_PIDFD (1U << 2) /* A pidfd. */

/* rmm_vmas.flags. */
#define RMM_VMAS_RESIDENT (1U << 0) /* Fill the fields that need a walk of the page tables;
                                     * absent otherwise. */
#define RMM_VMAS_FOLIOS   (1U << 1) /* With RESIDENT: fill the fields that need a look at each
                                     * page, too. */

/* rmm_vma.state: how far the record can be trusted as one moment's picture. */
#define RMM_VMA_S_TORN          (1U << 0) /* Somebody wanted the VMA while its pages were
                                           * counted: the lock was given back in between, and the
                                           * sums mix more than one state. */
#define RMM_VMA_S_NAME_TOO_LONG (1U << 1) /* The name is longer than PATH_MAX and left out. */

/* rmm_walk.flags. */
#define RMM_WALK_SUMMARY (1U << 0) /* Product: counts, struct rmm_summary. */
#define RMM_WALK_PAGES   (1U << 1) /* Product: one record an entry, struct rmm_page. */
#define RMM_WALK_EXTENTS (1U << 2) /* Product: runs of addresses whose entries agree, struct
                                    * rmm_extent. */

/*
 * Properties of a VMA, named as smaps names VM_ flags. The bits are this
 * interface's own and do not move when the kernel's do.
 */
#define RMM_VMA_F_READ         (1ULL << 0)  /* VM_READ. */
#define RMM_VMA_F_WRITE        (1ULL << 1)  /* VM_WRITE. */
#define RMM_VMA_F_EXEC         (1ULL << 2)  /* VM_EXEC. */
#define RMM_VMA_F_SHARED       (1ULL << 3)  /* VM_SHARED. */
#define RMM_VMA_F_MAYREAD      (1ULL << 4)  /* VM_MAYREAD. */
#define RMM_VMA_F_MAYWRITE     (1ULL << 5)  /* VM_MAYWRITE. */
#define RMM_VMA_F_MAYEXEC      (1ULL << 6)  /* VM_MAYEXEC. */
#define RMM_VMA_F_MAYSHARE     (1ULL << 7)  /* VM_MAYSHARE. */
#define RMM_VMA_F_GROWSDOWN    (1ULL << 8)  /* VM_GROWSDOWN. */
#define RMM_VMA_F_PFNMAP       (1ULL << 9)  /* VM_PFNMAP. */
#define RMM_VMA_F_LOCKED       (1ULL << 10) /* VM_LOCKED. */
#define RMM_VMA_F_IO           (1ULL << 11) /* VM_IO. */
#define RMM_VMA_F_SEQ_READ     (1ULL << 12) /* VM_SEQ_READ. */
#define RMM_VMA_F_RAND_READ    (1ULL << 13) /* VM_RAND_READ. */
#define RMM_VMA_F_DONTCOPY     (1ULL << 14) /* VM_DONTCOPY. */
#define RMM_VMA_F_DONTEXPAND   (1ULL << 15) /* VM_DONTEXPAND. */
#define RMM_VMA_F_LOCKONFAULT  (1ULL << 16) /* VM_LOCKONFAULT. */
#define RMM_VMA_F_ACCOUNT      (1ULL << 17) /* VM_ACCOUNT. */
#define RMM_VMA_F_NORESERVE    (1ULL << 18) /* VM_NORESERVE. */
#define RMM_VMA_F_HUGETLB      (1ULL << 19) /* VM_HUGETLB. */
#define RMM_VMA_F_SYNC         (1ULL << 20) /* VM_SYNC. */
#define RMM_VMA_F_WIPEONFORK   (1ULL << 21) /* VM_WIPEONFORK. */
#define RMM_VMA_F_DONTDUMP     (1ULL << 22) /* VM_DONTDUMP. */
#define RMM_VMA_F_SOFTDIRTY    (1ULL << 23) /* VM_SOFTDIRTY. */
#define RMM_VMA_F_MIXEDMAP     (1ULL << 24) /* VM_MIXEDMAP. */
#define RMM_VMA_F_HUGEPAGE     (1ULL << 25) /* VM_HUGEPAGE. */
#define RMM_VMA_F_NOHUGEPAGE   (1ULL << 26) /* VM_NOHUGEPAGE. */
#define RMM_VMA_F_MERGEABLE    (1ULL << 27) /* VM_MERGEABLE. */
#define RMM_VMA_F_UFFD_MISSING (1ULL << 28) /* VM_UFFD_MISSING. */
#define RMM_VMA_F_UFFD_WP      (1ULL << 29) /* VM_UFFD_WP. */
#define RMM_VMA_F_UFFD_MINOR   (1ULL << 30) /* VM_UFFD_MINOR. */
#define RMM_VMA_F_SHADOW_STACK (1ULL << 31) /* VM_SHADOW_STACK. */
#define RMM_VMA_F_SEALED       (1ULL << 32) /* VM_SEALED. */
#define RMM_VMA_F_MAYBE_GUARD  (1ULL << 33) /* VM_MAYBE_GUARD. */
#define RMM_VMA_F_DROPPABLE    (1ULL << 34) /* VM_DROPPABLE. */
#define RMM_VMA_F_UFFD_RWP     (1ULL << 35) /* VM_UFFD_RWP. */
#define RMM_VMA_F_ARCH_1       (1ULL << 36) /* VM_ARCH_1: on x86 VM_PAT. */
#define RMM_VMA_F_OTHER        (1ULL << 37) /* Flags that this version does not know, and smaps
                                             * mostly neither. */

/*
 * What a VMA is for; the first that fits in this order of the kernel's own
 * files: special mapping, hugetlb, device, shmem, file, heap, stack, anonymous.
 */
#define RMM_VMA_ANON    0 /* Private anonymous memory that is neither heap nor stack. */
#define RMM_VMA_HEAP    1 /* Overlaps mm->start_brk..brk: [heap] in /proc/PID/maps. */
#define RMM_VMA_STACK   2 /* Contains mm->start_stack: [stack] in /proc/PID/maps. */
#define RMM_VMA_FILE    3 /* Maps a file that is not shmem or hugetlb. */
#define RMM_VMA_SHMEM   4 /* Maps shmem: tmpfs, memfd, System V, shared anonymous. */
#define RMM_VMA_HUGETLB 5 /* Maps hugetlb pages. */
#define RMM_VMA_SPECIAL 6 /* Pages that the kernel provides: vdso, vvar and others. */
#define RMM_VMA_DEVICE  7 /* VM_PFNMAP or VM_IO: page frames without a page cache. */

/* What an entry of a page table stands for. */
#define RMM_PAGE_NONE             0  /* Nothing is there. */
#define RMM_PAGE_ANON             1  /* Anonymous page (MM_ANONPAGES). */
#define RMM_PAGE_FILE             2  /* Page of a file (MM_FILEPAGES). */
#define RMM_PAGE_SHMEM            3  /* Page of shmem (MM_SHMEMPAGES). */
#define RMM_PAGE_KSM              4  /* Merged by KSM (counted in MM_ANONPAGES). */
#define RMM_PAGE_HUGETLB          5  /* hugetlb page (in HugetlbPages, not in VmRSS). */
#define RMM_PAGE_ZERO             6  /* The zero page, 4 KiB (not in VmRSS), KSM's use of it
                                      * included. */
#define RMM_PAGE_HUGE_ZERO        7  /* The huge zero page (not in VmRSS). */
#define RMM_PAGE_PFN              8  /* Page frame without a usable page structure: devices,
                                      * vvar. */
#define RMM_PAGE_SWAP             9  /* Swapped out (VmSwap). */
#define RMM_PAGE_MIGRATION        10 /* Under migration; still counted in VmRSS. */
#define RMM_PAGE_DEVICE_PRIVATE   11 /* In memory of a device, not readable by the CPU; counted
                                      * in VmRSS. */
#define RMM_PAGE_DEVICE_EXCLUSIVE 12 /* Lent to a device for atomic access; counted in VmRSS. */
#define RMM_PAGE_HWPOISON         13 /* Failed memory: an access is SIGBUS. */
#define RMM_PAGE_MARKER_UFFD_WP   14 /* Marker: write-protected by userfaultfd where no page is. */
#define RMM_PAGE_MARKER_POISON    15 /* Marker: an access is SIGBUS. */
#define RMM_PAGE_MARKER_GUARD     16 /* Marker: guard region, an access is SIGSEGV. */
#define RMM_PAGE_UNKNOWN          17 /* Entry of a kind that this version does not know. */

/*
 * Levels of the page tables, from the top. A folded level has no tables of its
 * own.
 */
#define RMM_LEVEL_PGD 0 /* Top level. */
#define RMM_LEVEL_P4D 1 /* Fourth level; folded with four-level paging. */
#define RMM_LEVEL_PUD 2 /* Third level; a leaf is 1 GiB. */
#define RMM_LEVEL_PMD 3 /* Second level; a leaf is 2 MiB. */
#define RMM_LEVEL_PTE 4 /* Last level; a leaf is 4 KiB. */

/* Parts of an address space as exec laid them out (struct mm_struct). */
#define RMM_SEGMENT_CODE  0 /* start_code..end_code: executable text. */
#define RMM_SEGMENT_DATA  1 /* start_data..end_data: initialised data. */
#define RMM_SEGMENT_BSS   2 /* Zero-filled data behind the initialised. */
#define RMM_SEGMENT_HEAP  3 /* start_brk..brk. */
#define RMM_SEGMENT_MMAP  4 /* Everything that mmap(2) placed: libraries, anonymous memory,
                             * files. */
#define RMM_SEGMENT_STACK 5 /* The main thread's stack. */
#define RMM_SEGMENT_VDSO  6 /* vdso, vvar and other kernel-provided pages. */
#define RMM_SEGMENT_IMAGE 7 /* The executable's other segments: headers, read-only data,
                             * relocations. */

/* What the entry at one level is. */
#define RMM_ENTRY_UNREACHED   0 /* Not read: no entry above leads here, or the address is in no
                                 * VMA. */
#define RMM_ENTRY_FOLDED      1 /* The level is folded into the one above. */
#define RMM_ENTRY_NONE        2 /* Empty. */
#define RMM_ENTRY_TABLE       3 /* Points to a table of the next level. */
#define RMM_ENTRY_LEAF        4 /* Maps memory; present for the kernel, though perhaps not for
                                 * the hardware (protnone). */
#define RMM_ENTRY_NOT_PRESENT 5 /* Neither empty nor present: swap, migration, marker. */
#define RMM_ENTRY_BAD         6 /* Not empty, and nothing that this version knows. */

/*
 * Bits of an entry, decoded by its state. Of a leaf and a table they are the
 * hardware's and the kernel's own, of one that is not present only those that
 * the kernel keeps there.
 */
#define RMM_ENTRY_F_PRESENT     (1ULL << 0)  /* The hardware can use it. */
#define RMM_ENTRY_F_WRITE       (1ULL << 1)  /* Writable. */
#define RMM_ENTRY_F_USER        (1ULL << 2)  /* Accessible in user mode. */
#define RMM_ENTRY_F_PWT         (1ULL << 3)  /* Write-through. */
#define RMM_ENTRY_F_PCD         (1ULL << 4)  /* Not cached. */
#define RMM_ENTRY_F_ACCESSED    (1ULL << 5)  /* Accessed. */
#define RMM_ENTRY_F_DIRTY       (1ULL << 6)  /* Dirty, by the hardware's bit. */
#define RMM_ENTRY_F_HUGE        (1ULL << 7)  /* A leaf above the last level. */
#define RMM_ENTRY_F_PAT         (1ULL << 8)  /* Memory type by the page attribute table. */
#define RMM_ENTRY_F_GLOBAL      (1ULL << 9)  /* Stays in the TLB when the address space changes. */
#define RMM_ENTRY_F_NX          (1ULL << 10) /* No execution. */
#define RMM_ENTRY_F_PROTNONE    (1ULL << 11) /* Present for the kernel alone: PROT_NONE, or a
                                              * NUMA hint. */
#define RMM_ENTRY_F_SPECIAL     (1ULL << 12) /* No reference to a page structure (pte_special). */
#define RMM_ENTRY_F_UFFD        (1ULL << 13) /* Protected by userfaultfd. */
#define RMM_ENTRY_F_SOFT_DIRTY  (1ULL << 14) /* Written since soft-dirty bits were cleared. */
#define RMM_ENTRY_F_SAVED_DIRTY (1ULL << 15) /* Dirty, in the kernel's own bit: a write-protected
                                              * entry must not have the hardware's. */
#define RMM_ENTRY_F_EXCLUSIVE   (1ULL << 16) /* Not present alone: the page belongs to this
                                              * address space alone. */

/* Kinds of zone, named as the kernel names them. */
#define RMM_ZONE_DMA     0 /* Below 16 MiB on x86. */
#define RMM_ZONE_DMA32   1 /* Below 4 GiB. */
#define RMM_ZONE_NORMAL  2 /* Memory without restriction. */
#define RMM_ZONE_HIGHMEM 3 /* Memory that the kernel does not map all the time (32-bit). */
#define RMM_ZONE_MOVABLE 4 /* Movable pages alone, so that memory can be taken away. */
#define RMM_ZONE_DEVICE  5 /* Memory of devices. */

/*
 * rmm_node.states: the masks of node_states that hold the node, named as
 * /sys/devices/system/node names them.
 */
#define RMM_NODE_STATE_POSSIBLE          (1ULL << 0) /* It could come online. */
#define RMM_NODE_STATE_ONLINE            (1ULL << 1) /* It is online. */
#define RMM_NODE_STATE_NORMAL_MEMORY     (1ULL << 2) /* It has memory that is not in
                                                      * ZONE_MOVABLE. */
#define RMM_NODE_STATE_MEMORY            (1ULL << 3) /* It has memory. */
#define RMM_NODE_STATE_CPU               (1ULL << 4) /* It has CPUs. */
#define RMM_NODE_STATE_GENERIC_INITIATOR (1ULL << 5) /* It has a generic initiator: a device that
                                                      * starts accesses. */

/* rmm_node.flags (enum pgdat_flags). */
#define RMM_NODE_F_WRITEBACK      (1ULL << 0) /* Reclaim found many pages under writeback. */
#define RMM_NODE_F_RECLAIM_LOCKED (1ULL << 1) /* Somebody runs node reclaim. */

/*
 * rmm_node.waiting: wait queues of a node in which somebody waits
 * (pfmemalloc_wait, reclaim_wait[]).
 */
#define RMM_NODE_WAIT_PFMEMALLOC (1ULL << 0) /* Direct reclaims, until kswapd has freed part of
                                              * the reserve. */
#define RMM_NODE_WAIT_WRITEBACK  (1ULL << 1) /* Reclaim, for pages under writeback. */
#define RMM_NODE_WAIT_ISOLATED   (1ULL << 2) /* Reclaim, because others have taken too many pages
                                              * off the lists. */
#define RMM_NODE_WAIT_NOPROGRESS (1ULL << 3) /* Reclaim that made no progress. */
#define RMM_NODE_WAIT_CONGESTED  (1ULL << 4) /* Reclaim that met many pages under writeback by a
                                              * slow device. */

/* rmm_zone.flags (enum zone_flags). */
#define RMM_ZONE_F_BOOSTED_WATERMARK (1ULL << 0) /* The watermarks have been boosted and kswapd
                                                  * not yet woken. */
#define RMM_ZONE_F_RECLAIM_ACTIVE    (1ULL << 1) /* kswapd is at work here. */
#define RMM_ZONE_F_BELOW_HIGH        (1ULL << 2) /* Free pages are below the high watermark. */

/* The zonelists of a node. */
#define RMM_ZONELIST_FALLBACK   0 /* Falls back to other nodes. */
#define RMM_ZONELIST_NOFALLBACK 1 /* Stays on the node (__GFP_THISNODE). */

/*
 * Counters of a node (enum node_stat_item), named as /proc/vmstat names them.
 * In pages unless it says otherwise; huge pages are counted as such.
 */
#define RMM_NODE_STAT_INACTIVE_ANON            0  /* Anonymous pages on the inactive list. */
#define RMM_NODE_STAT_ACTIVE_ANON              1  /* Anonymous pages on the active list. */
#define RMM_NODE_STAT_INACTIVE_FILE            2  /* File pages on the inactive list. */
#define RMM_NODE_STAT_ACTIVE_FILE              3  /* File pages on the active list. */
#define RMM_NODE_STAT_UNEVICTABLE              4  /* Pages that cannot be reclaimed. */
#define RMM_NODE_STAT_SLAB_RECLAIMABLE         5  /* Slab pages that a shrinker can free. */
#define RMM_NODE_STAT_SLAB_UNRECLAIMABLE       6  /* Slab pages that no shrinker frees. */
#define RMM_NODE_STAT_ISOLATED_ANON            7  /* Anonymous pages taken off their list. */
#define RMM_NODE_STAT_ISOLATED_FILE            8  /* File pages taken off their list. */
#define RMM_NODE_STAT_WORKINGSET_NODES         9  /* Nodes of page-cache trees that hold shadow
                                                   * entries. */
#define RMM_NODE_STAT_WORKINGSET_REFAULT_ANON  10 /* Anonymous pages that came back after
                                                   * eviction. */
#define RMM_NODE_STAT_WORKINGSET_REFAULT_FILE  11 /* File pages that came back after eviction. */
#define RMM_NODE_STAT_WORKINGSET_ACTIVATE_ANON 12 /* Of these, anonymous pages activated at once. */
#define RMM_NODE_STAT_WORKINGSET_ACTIVATE_FILE 13 /* Of these, file pages activated at once. */
#define RMM_NODE_STAT_WORKINGSET_RESTORE_ANON  14 /* Of these, anonymous pages that had been
                                                   * active. */
#define RMM_NODE_STAT_WORKINGSET_RESTORE_FILE  15 /* Of these, file pages that had been active. */
#define RMM_NODE_STAT_WORKINGSET_NODERECLAIM   16 /* Nodes with shadow entries that were
                                                   * reclaimed. */
#define RMM_NODE_STAT_ANON_MAPPED              17 /* Mapped anonymous pages. */
#define RMM_NODE_STAT_FILE_MAPPED              18 /* Mapped page-cache pages. */
#define RMM_NODE_STAT_FILE_PAGES               19 /* Page-cache pages, shmem included. */
#define RMM_NODE_STAT_FILE_DIRTY               20 /* Dirty page-cache pages. */
#define RMM_NODE_STAT_WRITEBACK                21 /* Pages under writeback. */
#define RMM_NODE_STAT_SHMEM                    22 /* Pages of shmem and tmpfs. */
#define RMM_NODE_STAT_SHMEM_THPS               23 /* Huge pages of shmem. */
#define RMM_NODE_STAT_SHMEM_PMDMAPPED          24 /* Huge pages of shmem that a PMD maps. */
#define RMM_NODE_STAT_FILE_THPS                25 /* Huge pages of files. */
#define RMM_NODE_STAT_FILE_PMDMAPPED           26 /* Huge pages of files that a PMD maps. */
#define RMM_NODE_STAT_ANON_THPS                27 /* Anonymous huge pages. */
#define RMM_NODE_STAT_VMSCAN_WRITE             28 /* Pages that reclaim wrote. */
#define RMM_NODE_STAT_VMSCAN_IMMEDIATE         29 /* Pages to reclaim as soon as their writeback
                                                   * ends. */
#define RMM_NODE_STAT_DIRTIED                  30 /* Page dirtyings since boot. */
#define RMM_NODE_STAT_WRITTEN                  31 /* Page writings since boot. */
#define RMM_NODE_STAT_THROTTLED_WRITTEN        32 /* Pages written while reclaim was throttled. */
#define RMM_NODE_STAT_KERNEL_MISC_RECLAIMABLE  33 /* Reclaimable kernel pages that are not slab. */
#define RMM_NODE_STAT_FOLL_PIN_ACQUIRED        34 /* Pins that were taken (FOLL_PIN). */
#define RMM_NODE_STAT_FOLL_PIN_RELEASED        35 /* Pins that were given back. */
#define RMM_NODE_STAT_VMALLOC                  36 /* Pages of vmalloc areas. */
#define RMM_NODE_STAT_KERNEL_STACK_KB          37 /* Kernel stacks, in KiB. */
#define RMM_NODE_STAT_KERNEL_SCS_KB            38 /* Shadow call stacks, in KiB. */
#define RMM_NODE_STAT_PAGETABLE                39 /* Pages of page tables. */
#define RMM_NODE_STAT_SECONDARY_PAGETABLE      40 /* Pages of secondary page tables: KVM, IOMMU. */
#define RMM_NODE_STAT_IOMMU_PAGES              41 /* Pages that the IOMMU allocated. */
#define RMM_NODE_STAT_SWAPCACHE                42 /* Pages of the swap cache. */
#define RMM_NODE_STAT_PGPROMOTE_SUCCESS        43 /* Pages promoted to a faster tier. */
#define RMM_NODE_STAT_PGPROMOTE_CANDIDATE      44 /* Candidates for promotion. */
#define RMM_NODE_STAT_PGPROMOTE_CANDIDATE_NRL  45 /* Candidates that no rate limit held. */
#define RMM_NODE_STAT_PGDEMOTE_KSWAPD          46 /* Pages that kswapd demoted. */
#define RMM_NODE_STAT_PGDEMOTE_DIRECT          47 /* Pages that direct reclaim demoted. */
#define RMM_NODE_STAT_PGDEMOTE_KHUGEPAGED      48 /* Pages that khugepaged demoted. */
#define RMM_NODE_STAT_PGDEMOTE_PROACTIVE       49 /* Pages that proactive reclaim demoted. */
#define RMM_NODE_STAT_PGSTEAL_KSWAPD           50 /* Pages that kswapd reclaimed. */
#define RMM_NODE_STAT_PGSTEAL_DIRECT           51 /* Pages that direct reclaim reclaimed. */
#define RMM_NODE_STAT_PGSTEAL_KHUGEPAGED       52 /* Pages that khugepaged reclaimed. */
#define RMM_NODE_STAT_PGSTEAL_PROACTIVE        53 /* Pages that proactive reclaim reclaimed. */
#define RMM_NODE_STAT_PGSTEAL_ANON             54 /* Anonymous pages reclaimed. */
#define RMM_NODE_STAT_PGSTEAL_FILE             55 /* File pages reclaimed. */
#define RMM_NODE_STAT_PGSCAN_KSWAPD            56 /* Pages that kswapd scanned. */
#define RMM_NODE_STAT_PGSCAN_DIRECT            57 /* Pages that direct reclaim scanned. */
#define RMM_NODE_STAT_PGSCAN_KHUGEPAGED        58 /* Pages that khugepaged scanned. */
#define RMM_NODE_STAT_PGSCAN_PROACTIVE         59 /* Pages that proactive reclaim scanned. */
#define RMM_NODE_STAT_PGSCAN_ANON              60 /* Anonymous pages scanned. */
#define RMM_NODE_STAT_PGSCAN_FILE              61 /* File pages scanned. */
#define RMM_NODE_STAT_PGROTATE_ANON            62 /* Anonymous pages rotated by reclaim. */
#define RMM_NODE_STAT_PGROTATE_FILE            63 /* File pages rotated by reclaim. */
#define RMM_NODE_STAT_PGREFILL                 64 /* Pages scanned on active lists. */
#define RMM_NODE_STAT_HUGETLB                  65 /* Pages of hugetlb in use. */
#define RMM_NODE_STAT_BALLOON_PAGES            66 /* Pages that a balloon holds. */
#define RMM_NODE_STAT_KERNEL_FILE_PAGES        67 /* Page-cache pages of the kernel itself. */
#define RMM_NODE_STAT_GPU_ACTIVE               68 /* Pages assigned to objects of a GPU. */
#define RMM_NODE_STAT_GPU_RECLAIM              69 /* Pages in shrinkable pools of a GPU. */

/*
 * Counters of a zone (enum zone_stat_item), named as /proc/vmstat names them.
 * In pages.
 */
#define RMM_ZONE_STAT_FREE_PAGES        0  /* Free pages. */
#define RMM_ZONE_STAT_FREE_PAGES_BLOCKS 1  /* Free pages in whole free page blocks. */
#define RMM_ZONE_STAT_INACTIVE_ANON     2  /* Inactive anonymous pages. */
#define RMM_ZONE_STAT_ACTIVE_ANON       3  /* Active anonymous pages. */
#define RMM_ZONE_STAT_INACTIVE_FILE     4  /* Inactive file pages. */
#define RMM_ZONE_STAT_ACTIVE_FILE       5  /* Active file pages. */
#define RMM_ZONE_STAT_UNEVICTABLE       6  /* Unevictable pages. */
#define RMM_ZONE_STAT_WRITE_PENDING     7  /* Dirty and writeback pages. */
#define RMM_ZONE_STAT_MLOCK             8  /* Pages that mlock(2) keeps. */
#define RMM_ZONE_STAT_ZSPAGES           9  /* Pages of zsmalloc. */
#define RMM_ZONE_STAT_FREE_CMA_PAGES    10 /* Free pages of CMA. */
#define RMM_ZONE_STAT_UNACCEPTED        11 /* Pages that the guest has not accepted yet. */

/*
 * NUMA events of a zone (enum numa_stat_item) since boot, in allocations, named
 * as /proc/vmstat names them.
 */
#define RMM_NUMA_HIT            0 /* Allocated here as intended. */
#define RMM_NUMA_MISS           1 /* Allocated here, though intended elsewhere. */
#define RMM_NUMA_FOREIGN        2 /* Intended here, allocated elsewhere. */
#define RMM_NUMA_INTERLEAVE_HIT 3 /* Interleaving wanted this node and got it. */
#define RMM_NUMA_LOCAL          4 /* Allocated by a CPU of this node. */
#define RMM_NUMA_OTHER          5 /* Allocated by a CPU of another node. */

/*
 * rmm_walk.attributes: which fields of struct rmm_page are read. Fields that
 * are not requested cost nothing and are absent.
 */
#define RMM_PAGE_A_FRAME      (1ULL << 0) /* The page frame, or the place in swap. */
#define RMM_PAGE_A_FOLIO      (1ULL << 1) /* The folio: order, index, zone. */
#define RMM_PAGE_A_MAPCOUNT   (1ULL << 2) /* Mapcounts of page and folio. */
#define RMM_PAGE_A_REFERENCES (1ULL << 3) /* References. */
#define RMM_PAGE_A_KPAGEFLAGS (1ULL << 4) /* Flags of the page as /proc/kpageflags has them. */
#define RMM_PAGE_A_AGE        (1ULL << 5) /* Age by MGLRU. */
#define RMM_PAGE_A_CGROUP     (1ULL << 6) /* Memory cgroup. */
#define RMM_PAGE_A_ENTRY      (1ULL << 7) /* The entry itself. */
#define RMM_PAGE_A_EXPECTED   (1ULL << 8) /* How many references are expected. */

/* rmm_page.bits. */
#define RMM_PAGE_F_PRESENT        (1U << 0)  /* The hardware can use the entry, or could if it
                                              * were not PROT_NONE. */
#define RMM_PAGE_F_YOUNG          (1U << 1)  /* The entry has the accessed bit. */
#define RMM_PAGE_F_DIRTY          (1U << 2)  /* The entry has the dirty bit. */
#define RMM_PAGE_F_WRITE          (1U << 3)  /* The entry allows writing. */
#define RMM_PAGE_F_SOFT_DIRTY     (1U << 4)  /* Soft-dirty, by its entry or its whole VMA, as in
                                              * pagemap. Only the VMA's is kept for hugetlb. */
#define RMM_PAGE_F_UFFD           (1U << 5)  /* The entry has userfaultfd's bit: write-protected
                                              * by it. */
#define RMM_PAGE_F_PROTNONE       (1U << 6)  /* The entry is PROT_NONE. */
#define RMM_PAGE_F_NUMA_HINT      (1U << 7)  /* It is so in a VMA that may be accessed: a NUMA
                                              * hinting fault is waited for. */
#define RMM_PAGE_F_SPECIAL        (1U << 8)  /* The page has no usable page structure. */
#define RMM_PAGE_F_FOLIO          (1U << 9)  /* There is a folio behind the entry. */
#define RMM_PAGE_F_MAYBE_SHARED   (1U << 10) /* The folio may be mapped by another address space
                                              * too (folio_maybe_mapped_shared). */
#define RMM_PAGE_F_SHARED_EXACT   (1U << 11) /* MAYBE_SHARED is certain, set or not. */
#define RMM_PAGE_F_MAPCOUNT_EXACT (1U << 12) /* mapcount is of this page; otherwise it is the
                                              * average of the folio's pages, rounded, at least 1
                                              * (CONFIG_NO_PAGE_MAPCOUNT). */

/* What a daemon of a node does. */
#define RMM_DAEMON_AWAKE    0 /* It is at work, or about to be. */
#define RMM_DAEMON_ASLEEP   1 /* It waits to be woken. */
#define RMM_DAEMON_HOPELESS 2 /* kswapd has failed 16 times in a row and is left asleep until
                               * somebody else frees memory. */

/*
 * Lists of a node (enum lru_list), named as /proc/zoneinfo names their
 * counters.
 */
#define RMM_LRU_INACTIVE_ANON 0 /* Anonymous pages that are next to go. */
#define RMM_LRU_ACTIVE_ANON   1 /* Anonymous pages in use. */
#define RMM_LRU_INACTIVE_FILE 2 /* File pages that are next to go. */
#define RMM_LRU_ACTIVE_FILE   3 /* File pages in use. */
#define RMM_LRU_UNEVICTABLE   4 /* Pages that must stay: mlocked, ramfs, shared memory that is
                                 * locked. */

/* Types of pages, for which generations are kept separately. */
#define RMM_LRU_TYPE_ANON 0 /* Anonymous, shmem included. */
#define RMM_LRU_TYPE_FILE 1 /* Of files. */

/* Regions, in the order of Documentation/arch/x86/x86_64/mm.rst. */
#define RMM_REGION_USER          0  /* Addresses of a process, in which mmap(2) looks for room by
                                     * itself. */
#define RMM_REGION_USER_HIGH     1  /* Addresses of a process that mmap(2) gives to who asks for
                                     * them: five levels alone. */
#define RMM_REGION_USER_GUARD    2  /* The last page of the user half, which nobody gets. */
#define RMM_REGION_NON_CANONICAL 3  /* Addresses whose upper bits are not the sign of the highest
                                     * bit that tables translate. */
#define RMM_REGION_GUARD         4  /* Guard hole, left to hypervisors. */
#define RMM_REGION_LDT           5  /* Remap of a process's LDT for page-table isolation. */
#define RMM_REGION_DIRECT_MAP    6  /* All physical memory (page_offset_base): room for as much
                                     * as the CPU can address. */
#define RMM_REGION_VMALLOC       7  /* vmalloc and ioremap (vmalloc_base). */
#define RMM_REGION_VMEMMAP       8  /* The array of struct page (vmemmap_base): room for the
                                     * whole direct map. */
#define RMM_REGION_KASAN         9  /* Shadow memory of KASAN. */
#define RMM_REGION_CPU_ENTRY     10 /* Entry stacks, descriptor tables, a part for each CPU. */
#define RMM_REGION_ESPFIX        11 /* Stacks that return to 16-bit segments. */
#define RMM_REGION_EFI           12 /* EFI's run-time services, mapped in their own tables alone. */
#define RMM_REGION_KERNEL_WINDOW 13 /* Where the kernel's image may lie. */
#define RMM_REGION_KERNEL_IMAGE  14 /* The mapped part of that window, from the first page to the
                                     * last: text, data, bss. It is the only region inside
                                     * another one. */
#define RMM_REGION_MODULES       15 /* Modules. */
#define RMM_REGION_FIXMAP        16 /* Addresses settled when the kernel was compiled, permanent
                                     * ones. */
#define RMM_REGION_VSYSCALL      17 /* The page of legacy system calls, which a process may see. */
#define RMM_REGION_HOLE          18 /* Nothing. */

/* rmm_memcgs.flags. */
#define RMM_MEMCGS_NODES (1U << 0) /* struct rmm_memcg_node for each online node, instead of
                                    * struct rmm_memcg. */

/* rmm_memcg.flags. */
#define RMM_MEMCG_F_ONLINE          (1U << 0) /* It is there; else it was removed, and something
                                               * still refers to it. */
#define RMM_MEMCG_F_OOM_GROUP       (1U << 1) /* The OOM killer kills all its tasks or none
                                               * (memory.oom.group). */
#define RMM_MEMCG_F_ZSWAP_WRITEBACK (1U << 2) /* What zswap holds may be written to swap
                                               * (memory.zswap.writeback). */

/*
 * Events of a memory cgroup, named as memory.events and memory.swap.events name
 * them.
 */
#define RMM_MEMCG_EVENT_LOW            0 /* Reclaimed from though below memory.low. */
#define RMM_MEMCG_EVENT_HIGH           1 /* Throttled because of memory.high. */
#define RMM_MEMCG_EVENT_MAX            2 /* About to go over memory.max. */
#define RMM_MEMCG_EVENT_OOM            3 /* An allocation was about to fail at the limit. */
#define RMM_MEMCG_EVENT_OOM_KILL       4 /* Tasks killed by the OOM killer. */
#define RMM_MEMCG_EVENT_OOM_GROUP_KILL 5 /* Times that all tasks were killed. */
#define RMM_MEMCG_EVENT_SOCK_THROTTLED 6 /* Sockets throttled. */
#define RMM_MEMCG_EVENT_SWAP_HIGH      7 /* Swap went over memory.swap.high. */
#define RMM_MEMCG_EVENT_SWAP_MAX       8 /* Swap was about to go over memory.swap.max. */
#define RMM_MEMCG_EVENT_SWAP_FAIL      9 /* Swap could not be had: at the limit, or none left. */

/* Flags of RMM_NODES: what to give instead of struct rmm_node. At most one. */
#define RMM_NODES_CPUS      (1U << 0) /* struct rmm_node_cpus. */
#define RMM_NODES_DISTANCES (1U << 1) /* struct rmm_distance. */
#define RMM_NODES_ZONELISTS (1U << 2) /* struct rmm_zone_ref. */

/* Flags of RMM_ZONES. At most one. */
#define RMM_ZONES_PAGESETS  (1U << 0) /* struct rmm_pageset instead: the page lists of every
                                       * online CPU. */
#define RMM_ZONES_POPULATED (1U << 1) /* Only zones with present pages; on large machines most
                                       * zones have none. */

/* rmm_pageset.flags (per_cpu_pages.flags). */
#define RMM_PAGESET_F_PREV_FREE_HIGH_ORDER (1U << 0) /* The page freed last was of a high order
                                                      * (PCPF_PREV_FREE_HIGH_ORDER). */
#define RMM_PAGESET_F_FREE_HIGH_BATCH      (1U << 1) /* A batch is kept when lists of high order
                                                      * are emptied (PCPF_FREE_HIGH_BATCH). */

/*
 * Migrate types of free blocks and page blocks, named as /proc/pagetypeinfo
 * names them. The numbers are this interface's own.
 */
#define RMM_MIGRATE_UNMOVABLE   0 /* Kernel memory that stays where it is. */
#define RMM_MIGRATE_MOVABLE     1 /* Pages that can be migrated. */
#define RMM_MIGRATE_RECLAIMABLE 2 /* Kernel caches that a shrinker can free. */
#define RMM_MIGRATE_HIGHATOMIC  3 /* Kept for atomic allocations of higher orders. */
#define RMM_MIGRATE_CMA         4 /* Area of the contiguous memory allocator: for movable pages
                                   * until it is needed. */
#define RMM_MIGRATE_ISOLATE     5 /* Isolated: nothing is allocated from it. */

/* Bits of rmm_faults.flags. */
#define RMM_FAULTS_ATTACH (1U << 0) /* Start counting. */
#define RMM_FAULTS_DETACH (1U << 1) /* Stop counting. */

/*
 * Kinds of events that are counted by tracepoints. Events of a process are
 * those in its own context: its faults, its direct reclaim and compaction, the
 * migrations that it does.
 */
#define RMM_FAULT_USER                                    0   /* In user mode (page_fault_user). */
#define RMM_FAULT_KERNEL                                  1   /* In the kernel, on addresses of
                                                               * either (page_fault_kernel). */
#define RMM_FAULT_NOT_PRESENT_READ                        2   /* A read where nothing was
                                                               * present. */
#define RMM_FAULT_NOT_PRESENT_WRITE                       3   /* A write where nothing was
                                                               * present. */
#define RMM_FAULT_NOT_PRESENT_INSTRUCTION                 4   /* An instruction fetch where
                                                               * nothing was present. */
#define RMM_FAULT_PROTECTION_READ                         5   /* A read that a present entry
                                                               * forbids. */
#define RMM_FAULT_PROTECTION_WRITE                        6   /* A write that a present entry
                                                               * forbids: copy on write, among
                                                               * others. */
#define RMM_FAULT_PROTECTION_INSTRUCTION                  7   /* An instruction fetch that a
                                                               * present entry forbids. */
#define RMM_FAULT_RESERVED_BIT                            8   /* Those on a reserved bit of an
                                                               * entry. */
#define RMM_FAULT_PROTECTION_KEY                          9   /* Those on a protection key. */
#define RMM_FAULT_SHADOW_STACK                            10  /* Those of shadow-stack accesses. */
#define RMM_FAULT_SGX                                     11  /* Those that SGX refused. */
#define RMM_FAULT_RMP                                     12  /* Those on the reverse map table
                                                               * of SEV-SNP. */
#define RMM_FAULT_MIGRATE_COMPACTION_SUCCEEDED_PAGES      13  /* Pages moved for compaction. */
#define RMM_FAULT_MIGRATE_COMPACTION_FAILED_PAGES         14  /* Pages not moved for compaction. */
#define RMM_FAULT_MIGRATE_MEMORY_FAILURE_SUCCEEDED_PAGES  15  /* Pages moved for a memory
                                                               * failure. */
#define RMM_FAULT_MIGRATE_MEMORY_FAILURE_FAILED_PAGES     16  /* Pages not moved for a memory
                                                               * failure. */
#define RMM_FAULT_MIGRATE_MEMORY_HOTPLUG_SUCCEEDED_PAGES  17  /* Pages moved for memory that is
                                                               * taken offline. */
#define RMM_FAULT_MIGRATE_MEMORY_HOTPLUG_FAILED_PAGES     18  /* Pages not moved for memory that
                                                               * is taken offline. */
#define RMM_FAULT_MIGRATE_SYSCALL_SUCCEEDED_PAGES         19  /* Pages moved for move_pages(2),
                                                               * migrate_pages(2) or a cpuset. */
#define RMM_FAULT_MIGRATE_SYSCALL_FAILED_PAGES            20  /* Pages not moved for
                                                               * move_pages(2), migrate_pages(2)
                                                               * or a cpuset. */
#define RMM_FAULT_MIGRATE_MBIND_SUCCEEDED_PAGES           21  /* Pages moved for mbind(2). */
#define RMM_FAULT_MIGRATE_MBIND_FAILED_PAGES              22  /* Pages not moved for mbind(2). */
#define RMM_FAULT_MIGRATE_NUMA_MISPLACED_SUCCEEDED_PAGES  23  /* Pages moved for NUMA balancing. */
#define RMM_FAULT_MIGRATE_NUMA_MISPLACED_FAILED_PAGES     24  /* Pages not moved for NUMA
                                                               * balancing. */
#define RMM_FAULT_MIGRATE_CONTIG_RANGE_SUCCEEDED_PAGES    25  /* Pages moved for an allocation of
                                                               * a contiguous range. */
#define RMM_FAULT_MIGRATE_CONTIG_RANGE_FAILED_PAGES       26  /* Pages not moved for an
                                                               * allocation of a contiguous
                                                               * range. */
#define RMM_FAULT_MIGRATE_LONGTERM_PIN_SUCCEEDED_PAGES    27  /* Pages moved for a long-term pin. */
#define RMM_FAULT_MIGRATE_LONGTERM_PIN_FAILED_PAGES       28  /* Pages not moved for a long-term
                                                               * pin. */
#define RMM_FAULT_MIGRATE_DEMOTION_SUCCEEDED_PAGES        29  /* Pages moved for demotion. */
#define RMM_FAULT_MIGRATE_DEMOTION_FAILED_PAGES           30  /* Pages not moved for demotion. */
#define RMM_FAULT_MIGRATE_DAMON_SUCCEEDED_PAGES           31  /* Pages moved for DAMON. */
#define RMM_FAULT_MIGRATE_DAMON_FAILED_PAGES              32  /* Pages not moved for DAMON. */
#define RMM_FAULT_MIGRATE_OTHER_REASON_SUCCEEDED_PAGES    33  /* Pages moved for a reason that
                                                               * this version does not know. */
#define RMM_FAULT_MIGRATE_OTHER_REASON_FAILED_PAGES       34  /* Pages not moved for a reason
                                                               * that this version does not know. */
#define RMM_FAULT_MIGRATE_ASYNC_SUCCEEDED_PAGES           35  /* Pages moved in mode
                                                               * MIGRATE_ASYNC. */
#define RMM_FAULT_MIGRATE_ASYNC_FAILED_PAGES              36  /* Pages not moved in mode
                                                               * MIGRATE_ASYNC. */
#define RMM_FAULT_MIGRATE_SYNC_LIGHT_SUCCEEDED_PAGES      37  /* Pages moved in mode
                                                               * MIGRATE_SYNC_LIGHT. */
#define RMM_FAULT_MIGRATE_SYNC_LIGHT_FAILED_PAGES         38  /* Pages not moved in mode
                                                               * MIGRATE_SYNC_LIGHT. */
#define RMM_FAULT_MIGRATE_SYNC_SUCCEEDED_PAGES            39  /* Pages moved in mode
                                                               * MIGRATE_SYNC. */
#define RMM_FAULT_MIGRATE_SYNC_FAILED_PAGES               40  /* Pages not moved in mode
                                                               * MIGRATE_SYNC. */
#define RMM_FAULT_MIGRATE_OTHER_MODE_SUCCEEDED_PAGES      41  /* Pages moved in a mode that this
                                                               * version does not know. */
#define RMM_FAULT_MIGRATE_OTHER_MODE_FAILED_PAGES         42  /* Pages not moved in a mode that
                                                               * this version does not know. */
#define RMM_FAULT_MIGRATE_THP_SUCCEEDED                   43  /* Huge pages moved, as such. */
#define RMM_FAULT_MIGRATE_THP_FAILED                      44  /* Huge pages not moved. */
#define RMM_FAULT_MIGRATE_THP_SPLIT                       45  /* Huge pages split because they
                                                               * could not be moved as such. */
#define RMM_FAULT_MIGRATE_LARGE_FOLIO_SPLIT               46  /* Large folios split because they
                                                               * could not be moved as such. */
#define RMM_FAULT_COLLAPSE_FAILED                         47  /* Collapses of anonymous memory to
                                                               * a huge page that failed without
                                                               * a more exact word. */
#define RMM_FAULT_COLLAPSE_SUCCEEDED                      48  /* Collapses of anonymous memory to
                                                               * a huge page that succeeded. */
#define RMM_FAULT_COLLAPSE_NO_PTE_TABLE                   49  /* Those that ended with
                                                               * no_pte_table, the word of
                                                               * mm_collapse_huge_page. */
#define RMM_FAULT_COLLAPSE_PAGE_PMD_MAPPED                50  /* Those that ended with
                                                               * page_pmd_mapped, the word of
                                                               * mm_collapse_huge_page. */
#define RMM_FAULT_COLLAPSE_EXCEED_NONE_PTE                51  /* Those that ended with
                                                               * exceed_none_pte, the word of
                                                               * mm_collapse_huge_page. */
#define RMM_FAULT_COLLAPSE_EXCEED_SWAP_PTE                52  /* Those that ended with
                                                               * exceed_swap_pte, the word of
                                                               * mm_collapse_huge_page. */
#define RMM_FAULT_COLLAPSE_EXCEED_SHARED_PTE              53  /* Those that ended with
                                                               * exceed_shared_pte, the word of
                                                               * mm_collapse_huge_page. */
#define RMM_FAULT_COLLAPSE_PTE_NON_PRESENT                54  /* Those that ended with
                                                               * pte_non_present, the word of
                                                               * mm_collapse_huge_page. */
#define RMM_FAULT_COLLAPSE_PTE_UFFD_WP                    55  /* Those that ended with
                                                               * pte_uffd_wp, the word of
                                                               * mm_collapse_huge_page. */
#define RMM_FAULT_COLLAPSE_PTE_MAPPED_HUGEPAGE            56  /* Those that ended with
                                                               * pte_mapped_hugepage, the word of
                                                               * mm_collapse_huge_page. */
#define RMM_FAULT_COLLAPSE_LACK_REFERENCED_PAGE           57  /* Those that ended with
                                                               * lack_referenced_page, the word
                                                               * of mm_collapse_huge_page. */
#define RMM_FAULT_COLLAPSE_PAGE_NULL                      58  /* Those that ended with page_null,
                                                               * the word of
                                                               * mm_collapse_huge_page. */
#define RMM_FAULT_COLLAPSE_SCAN_ABORTED                   59  /* Those that ended with
                                                               * scan_aborted, the word of
                                                               * mm_collapse_huge_page. */
#define RMM_FAULT_COLLAPSE_NOT_SUITABLE_PAGE_COUNT        60  /* Those that ended with
                                                               * not_suitable_page_count, the
                                                               * word of mm_collapse_huge_page. */
#define RMM_FAULT_COLLAPSE_PAGE_NOT_IN_LRU                61  /* Those that ended with
                                                               * page_not_in_lru, the word of
                                                               * mm_collapse_huge_page. */
#define RMM_FAULT_COLLAPSE_PAGE_LOCKED                    62  /* Those that ended with
                                                               * page_locked, the word of
                                                               * mm_collapse_huge_page. */
#define RMM_FAULT_COLLAPSE_PAGE_NOT_ANON                  63  /* Those that ended with
                                                               * page_not_anon, the word of
                                                               * mm_collapse_huge_page. */
#define RMM_FAULT_COLLAPSE_PAGE_LAZYFREE                  64  /* Those that ended with
                                                               * page_lazyfree, the word of
                                                               * mm_collapse_huge_page. */
#define RMM_FAULT_COLLAPSE_PAGE_COMPOUND                  65  /* Those that ended with
                                                               * page_compound, the word of
                                                               * mm_collapse_huge_page. */
#define RMM_FAULT_COLLAPSE_NO_PROCESS_FOR_PAGE            66  /* Those that ended with
                                                               * no_process_for_page, the word of
                                                               * mm_collapse_huge_page. */
#define RMM_FAULT_COLLAPSE_VMA_NULL                       67  /* Those that ended with vma_null,
                                                               * the word of
                                                               * mm_collapse_huge_page. */
#define RMM_FAULT_COLLAPSE_VMA_CHECK_FAILED               68  /* Those that ended with
                                                               * vma_check_failed, the word of
                                                               * mm_collapse_huge_page. */
#define RMM_FAULT_COLLAPSE_NOT_SUITABLE_ADDRESS_RANGE     69  /* Those that ended with
                                                               * not_suitable_address_range, the
                                                               * word of mm_collapse_huge_page. */
#define RMM_FAULT_COLLAPSE_COULD_NOT_DELETE_PAGE_FROM_LRU 70  /* Those that ended with
                                                               * could_not_delete_page_from_lru,
                                                               * the word of
                                                               * mm_collapse_huge_page. */
#define RMM_FAULT_COLLAPSE_ALLOC_HUGE_PAGE_FAILED         71  /* Those that ended with
                                                               * alloc_huge_page_failed, the word
                                                               * of mm_collapse_huge_page. */
#define RMM_FAULT_COLLAPSE_CCGROUP_CHARGE_FAILED          72  /* Those that ended with
                                                               * ccgroup_charge_failed, the word
                                                               * of mm_collapse_huge_page. */
#define RMM_FAULT_COLLAPSE_TRUNCATED                      73  /* Those that ended with truncated,
                                                               * the word of
                                                               * mm_collapse_huge_page. */
#define RMM_FAULT_COLLAPSE_PAGE_HAS_PRIVATE               74  /* Those that ended with
                                                               * page_has_private, the word of
                                                               * mm_collapse_huge_page. */
#define RMM_FAULT_COLLAPSE_STORE_FAILED                   75  /* Those that ended with
                                                               * store_failed, the word of
                                                               * mm_collapse_huge_page. */
#define RMM_FAULT_COLLAPSE_COPY_POISONED_PAGE             76  /* Those that ended with
                                                               * copy_poisoned_page, the word of
                                                               * mm_collapse_huge_page. */
#define RMM_FAULT_COLLAPSE_PAGE_FILLED                    77  /* Those that ended with
                                                               * page_filled, the word of
                                                               * mm_collapse_huge_page. */
#define RMM_FAULT_COLLAPSE_PAGE_DIRTY_OR_WRITEBACK        78  /* Those that ended with
                                                               * page_dirty_or_writeback, the
                                                               * word of mm_collapse_huge_page. */
#define RMM_FAULT_COLLAPSE_OTHER                          79  /* Those that ended in a way that
                                                               * this version does not know. */
#define RMM_FAULT_COLLAPSE_FILE_SUCCEEDED                 80  /* Collapses of page cache or shmem
                                                               * to a huge page that succeeded. */
#define RMM_FAULT_COLLAPSE_FILE_FAILED                    81  /* Those that failed. */
#define RMM_FAULT_SPLIT_PAGE                              82  /* Huge pages split; of the whole
                                                               * machine alone (thp_split_page of
                                                               * /proc/vmstat). */
#define RMM_FAULT_SPLIT_PAGE_FAILED                       83  /* Huge pages that could not be
                                                               * split; of the whole machine
                                                               * alone. */
#define RMM_FAULT_SPLIT_PMD                               84  /* Huge mappings split; of the
                                                               * whole machine alone
                                                               * (thp_split_pmd). */
#define RMM_FAULT_RECLAIM_BEGIN                           85  /* Direct reclaims begun: a task
                                                               * must free pages to get some. */
#define RMM_FAULT_RECLAIM_END                             86  /* Direct reclaims ended. */
#define RMM_FAULT_RECLAIM_PAGES                           87  /* Pages freed by direct reclaims. */
#define RMM_FAULT_RECLAIM_TIMED                           88  /* Direct reclaims whose time is in
                                                               * reclaim_ns; with very many at
                                                               * once some are not timed. */
#define RMM_FAULT_RECLAIM_NS                              89  /* Time in direct reclaim, in ns. */
#define RMM_FAULT_RECLAIM_LONGEST_NS                      90  /* The longest direct reclaim since
                                                               * probes were attached, in ns. */
#define RMM_FAULT_KSWAPD_WAKE                             91  /* Times that a kswapd woke. */
#define RMM_FAULT_KSWAPD_SLEEP                            92  /* Times that a kswapd went to
                                                               * sleep. */
#define RMM_FAULT_COMPACTION_BEGIN_ASYNC                  93  /* Compactions of a zone begun that
                                                               * do not wait for pages. */
#define RMM_FAULT_COMPACTION_BEGIN_SYNC                   94  /* Compactions of a zone begun that
                                                               * wait for pages. */
#define RMM_FAULT_COMPACTION_NOT_SUITABLE_ZONE            95  /* Compactions of a zone that ended
                                                               * as COMPACT_NOT_SUITABLE_ZONE. */
#define RMM_FAULT_COMPACTION_SKIPPED                      96  /* Compactions of a zone that ended
                                                               * as COMPACT_SKIPPED. */
#define RMM_FAULT_COMPACTION_DEFERRED                     97  /* Compactions of a zone that ended
                                                               * as COMPACT_DEFERRED. */
#define RMM_FAULT_COMPACTION_NO_SUITABLE_PAGE             98  /* Compactions of a zone that ended
                                                               * as COMPACT_NO_SUITABLE_PAGE. */
#define RMM_FAULT_COMPACTION_CONTINUE                     99  /* Compactions of a zone that ended
                                                               * as COMPACT_CONTINUE. */
#define RMM_FAULT_COMPACTION_COMPLETE                     100 /* Compactions of a zone that ended
                                                               * as COMPACT_COMPLETE. */
#define RMM_FAULT_COMPACTION_PARTIAL_SKIPPED              101 /* Compactions of a zone that ended
                                                               * as COMPACT_PARTIAL_SKIPPED. */
#define RMM_FAULT_COMPACTION_CONTENDED                    102 /* Compactions of a zone that ended
                                                               * as COMPACT_CONTENDED. */
#define RMM_FAULT_COMPACTION_SUCCESS                      103 /* Compactions of a zone that ended
                                                               * as COMPACT_SUCCESS. */
#define RMM_FAULT_COMPACTION_OTHER                        104 /* Those that ended in a way that
                                                               * this version does not know. */
#define RMM_FAULT_OOM_VICTIM                              105 /* Processes chosen by the OOM
                                                               * killer. */

/* What events are about. */
#define RMM_THEME_FAULT          0  /* Page faults. */
#define RMM_THEME_ALLOC          1  /* Allocations of pages, and those that had to wait. */
#define RMM_THEME_RECLAIM        2  /* Reclaim of pages. */
#define RMM_THEME_COMPACTION     3  /* Compaction. */
#define RMM_THEME_MIGRATION      4  /* Migration, for whatever reason. */
#define RMM_THEME_THP            5  /* Transparent huge pages. */
#define RMM_THEME_NUMA           6  /* Nodes: placement, balancing, tiers. */
#define RMM_THEME_SWAP           7  /* Swap and zswap. */
#define RMM_THEME_KSM            8  /* KSM. */
#define RMM_THEME_OOM            9  /* Out of memory. */
#define RMM_THEME_MEMORY_FAILURE 10 /* Memory failures. */
#define RMM_THEME_IO             11 /* Reading and writing of blocks and pages. */
#define RMM_THEME_KERNEL         12 /* The kernel's own mappings. */

/*
 * Events, named as in /proc/vmstat; mf_total and so on after
 * memory_failure/total of nodes.
 */
#define RMM_EVENT_PGFAULT                        0   /* Page faults. */
#define RMM_EVENT_PGMAJFAULT                     1   /* Page faults that waited for a device. */
#define RMM_EVENT_PGREUSE                        2   /* Write faults that used the page in place
                                                      * instead of copying it. */
#define RMM_EVENT_VMA_LOCK_SUCCESS               3   /* Faults served under the lock of their
                                                      * VMA. */
#define RMM_EVENT_VMA_LOCK_ABORT                 4   /* Faults that gave the lock of their VMA
                                                      * up. */
#define RMM_EVENT_VMA_LOCK_RETRY                 5   /* Faults tried again under mmap_lock. */
#define RMM_EVENT_VMA_LOCK_MISS                  6   /* Faults whose VMA could not be locked. */
#define RMM_EVENT_PGALLOC_DMA                    7   /* Pages allocated from ZONE_DMA. */
#define RMM_EVENT_PGALLOC_DMA32                  8   /* Pages allocated from ZONE_DMA32. */
#define RMM_EVENT_PGALLOC_NORMAL                 9   /* Pages allocated from ZONE_NORMAL. */
#define RMM_EVENT_PGALLOC_MOVABLE                10  /* Pages allocated from ZONE_MOVABLE. */
#define RMM_EVENT_PGALLOC_DEVICE                 11  /* Pages allocated from ZONE_DEVICE. */
#define RMM_EVENT_PGFREE                         12  /* Pages freed. */
#define RMM_EVENT_ALLOCSTALL_DMA                 13  /* Direct reclaims for ZONE_DMA. */
#define RMM_EVENT_ALLOCSTALL_DMA32               14  /* Direct reclaims for zones up to
                                                      * ZONE_DMA32. */
#define RMM_EVENT_ALLOCSTALL_NORMAL              15  /* Direct reclaims for zones up to
                                                      * ZONE_NORMAL. */
#define RMM_EVENT_ALLOCSTALL_MOVABLE             16  /* Direct reclaims for zones up to
                                                      * ZONE_MOVABLE. */
#define RMM_EVENT_ALLOCSTALL_DEVICE              17  /* Direct reclaims for ZONE_DEVICE. */
#define RMM_EVENT_HTLB_BUDDY_ALLOC_SUCCESS       18  /* hugetlb pages allocated from the buddy
                                                      * allocator. */
#define RMM_EVENT_HTLB_BUDDY_ALLOC_FAIL          19  /* hugetlb pages that could not be
                                                      * allocated. */
#define RMM_EVENT_CMA_ALLOC_SUCCESS              20  /* Pages allocated from CMA areas. */
#define RMM_EVENT_CMA_ALLOC_FAIL                 21  /* Pages that CMA areas could not give. */
#define RMM_EVENT_PGSKIP_DMA                     22  /* Pages of ZONE_DMA that reclaim passed
                                                      * over. */
#define RMM_EVENT_PGSKIP_DMA32                   23  /* Pages of ZONE_DMA32 that reclaim passed
                                                      * over. */
#define RMM_EVENT_PGSKIP_NORMAL                  24  /* Pages of ZONE_NORMAL that reclaim passed
                                                      * over. */
#define RMM_EVENT_PGSKIP_MOVABLE                 25  /* Pages of ZONE_MOVABLE that reclaim passed
                                                      * over. */
#define RMM_EVENT_PGSKIP_DEVICE                  26  /* Pages of ZONE_DEVICE that reclaim passed
                                                      * over. */
#define RMM_EVENT_PGACTIVATE                     27  /* Pages moved to an active list. */
#define RMM_EVENT_PGDEACTIVATE                   28  /* Pages moved to an inactive list. */
#define RMM_EVENT_PGLAZYFREE                     29  /* Pages given up by MADV_FREE. */
#define RMM_EVENT_PGLAZYFREED                    30  /* Pages given up by MADV_FREE that reclaim
                                                      * freed. */
#define RMM_EVENT_PGSCAN_DIRECT_THROTTLE         31  /* Direct reclaims that waited for kswapd. */
#define RMM_EVENT_ZONE_RECLAIM_SUCCESS           32  /* Reclaims of the local node that found
                                                      * enough. */
#define RMM_EVENT_ZONE_RECLAIM_FAILED            33  /* Reclaims of the local node that did not. */
#define RMM_EVENT_PGINODESTEAL                   34  /* Pages freed with their inode by a task. */
#define RMM_EVENT_SLABS_SCANNED                  35  /* Slab objects looked at. */
#define RMM_EVENT_KSWAPD_INODESTEAL              36  /* Pages freed with their inode by kswapd. */
#define RMM_EVENT_KSWAPD_LOW_WMARK_HIT_QUICKLY   37  /* Times that free memory was below low
                                                      * again soon after kswapd slept. */
#define RMM_EVENT_KSWAPD_HIGH_WMARK_HIT_QUICKLY  38  /* Times that free memory was below high
                                                      * again soon after kswapd slept. */
#define RMM_EVENT_PAGEOUTRUN                     39  /* Runs of kswapd. */
#define RMM_EVENT_PGROTATED                      40  /* Pages moved to the end of a list after
                                                      * writeback. */
#define RMM_EVENT_DROP_PAGECACHE                 41  /* Times that the page cache was dropped by
                                                      * sysctl. */
#define RMM_EVENT_DROP_SLAB                      42  /* Times that slab was dropped by sysctl. */
#define RMM_EVENT_UNEVICTABLE_PGS_CULLED         43  /* Pages set aside as not reclaimable. */
#define RMM_EVENT_UNEVICTABLE_PGS_SCANNED        44  /* Pages set aside that were looked at
                                                      * again. */
#define RMM_EVENT_UNEVICTABLE_PGS_RESCUED        45  /* Pages set aside that came back. */
#define RMM_EVENT_UNEVICTABLE_PGS_MLOCKED        46  /* Pages locked by mlock. */
#define RMM_EVENT_UNEVICTABLE_PGS_MUNLOCKED      47  /* Pages unlocked again. */
#define RMM_EVENT_UNEVICTABLE_PGS_CLEARED        48  /* Locked pages that were freed or copied. */
#define RMM_EVENT_UNEVICTABLE_PGS_STRANDED       49  /* Unlocked pages that could not be taken
                                                      * off their list. */
#define RMM_EVENT_BALLOON_INFLATE                50  /* Pages given to the hypervisor. */
#define RMM_EVENT_BALLOON_DEFLATE                51  /* Pages taken back from the hypervisor. */
#define RMM_EVENT_BALLOON_MIGRATE                52  /* Pages of the balloon moved. */
#define RMM_EVENT_PGSCAN_KSWAPD                  53  /* Pages that kswapd looked at. */
#define RMM_EVENT_PGSCAN_DIRECT                  54  /* Pages that direct reclaim looked at. */
#define RMM_EVENT_PGSCAN_KHUGEPAGED              55  /* Pages that khugepaged looked at to
                                                      * reclaim. */
#define RMM_EVENT_PGSCAN_PROACTIVE               56  /* Pages that proactive reclaim looked at. */
#define RMM_EVENT_PGSCAN_ANON                    57  /* Anonymous pages looked at. */
#define RMM_EVENT_PGSCAN_FILE                    58  /* File pages looked at. */
#define RMM_EVENT_PGSTEAL_KSWAPD                 59  /* Pages that kswapd reclaimed. */
#define RMM_EVENT_PGSTEAL_DIRECT                 60  /* Pages that direct reclaim reclaimed. */
#define RMM_EVENT_PGSTEAL_KHUGEPAGED             61  /* Pages that khugepaged reclaimed. */
#define RMM_EVENT_PGSTEAL_PROACTIVE              62  /* Pages that proactive reclaim reclaimed. */
#define RMM_EVENT_PGSTEAL_ANON                   63  /* Anonymous pages reclaimed. */
#define RMM_EVENT_PGSTEAL_FILE                   64  /* File pages reclaimed. */
#define RMM_EVENT_WORKINGSET_REFAULT_ANON        65  /* Anonymous pages that came back after
                                                      * reclaim. */
#define RMM_EVENT_WORKINGSET_REFAULT_FILE        66  /* File pages that came back after reclaim. */
#define RMM_EVENT_WORKINGSET_ACTIVATE_ANON       67  /* Of those, put on an active list at once. */
#define RMM_EVENT_WORKINGSET_ACTIVATE_FILE       68  /* Of those, put on an active list at once. */
#define RMM_EVENT_WORKINGSET_RESTORE_ANON        69  /* Of those, that had been in the working
                                                      * set. */
#define RMM_EVENT_WORKINGSET_RESTORE_FILE        70  /* Of those, that had been in the working
                                                      * set. */
#define RMM_EVENT_WORKINGSET_NODERECLAIM         71  /* Nodes of shadow entries reclaimed. */
#define RMM_EVENT_PGREFILL                       72  /* Pages looked at on active lists. */
#define RMM_EVENT_PGROTATE_ANON                  73  /* Anonymous pages that reclaim put back as
                                                      * in use. */
#define RMM_EVENT_PGROTATE_FILE                  74  /* File pages that reclaim put back as in
                                                      * use. */
#define RMM_EVENT_NR_VMSCAN_WRITE                75  /* Pages that reclaim wrote out. */
#define RMM_EVENT_NR_VMSCAN_IMMEDIATE_RECLAIM    76  /* Dirty pages marked to be reclaimed after
                                                      * writeback. */
#define RMM_EVENT_NR_THROTTLED_WRITTEN           77  /* Pages written while reclaim waited. */
#define RMM_EVENT_COMPACT_MIGRATE_SCANNED        78  /* Pages looked at to be moved. */
#define RMM_EVENT_COMPACT_FREE_SCANNED           79  /* Pages looked at to move others to. */
#define RMM_EVENT_COMPACT_ISOLATED               80  /* Pages taken off their lists. */
#define RMM_EVENT_COMPACT_STALL                  81  /* Allocations that waited for compaction. */
#define RMM_EVENT_COMPACT_FAIL                   82  /* Of those, without a page. */
#define RMM_EVENT_COMPACT_SUCCESS                83  /* Of those, with a page. */
#define RMM_EVENT_COMPACT_DAEMON_WAKE            84  /* Times that kcompactd woke. */
#define RMM_EVENT_COMPACT_DAEMON_MIGRATE_SCANNED 85  /* Pages that kcompactd looked at to be
                                                      * moved. */
#define RMM_EVENT_COMPACT_DAEMON_FREE_SCANNED    86  /* Pages that kcompactd looked at to move
                                                      * others to. */
#define RMM_EVENT_PGMIGRATE_SUCCESS              87  /* Pages moved, for whatever reason. */
#define RMM_EVENT_PGMIGRATE_FAIL                 88  /* Pages that could not be moved. */
#define RMM_EVENT_THP_MIGRATION_SUCCESS          89  /* Huge pages moved. */
#define RMM_EVENT_THP_MIGRATION_FAIL             90  /* Huge pages that could not be moved. */
#define RMM_EVENT_THP_MIGRATION_SPLIT            91  /* Huge pages split to be moved. */
#define RMM_EVENT_THP_FAULT_ALLOC                92  /* Huge pages allocated by a fault. */
#define RMM_EVENT_THP_FAULT_FALLBACK             93  /* Faults that took small pages for want of
                                                      * a huge one. */
#define RMM_EVENT_THP_FAULT_FALLBACK_CHARGE      94  /* Of those, for the limit of a memory
                                                      * cgroup. */
#define RMM_EVENT_THP_COLLAPSE_ALLOC             95  /* Huge pages allocated to collapse small
                                                      * ones into. */
#define RMM_EVENT_THP_COLLAPSE_ALLOC_FAILED      96  /* Collapses that got no huge page. */
#define RMM_EVENT_THP_FILE_ALLOC                 97  /* Huge pages allocated for files. */
#define RMM_EVENT_THP_FILE_FALLBACK              98  /* Huge pages for files that could not be
                                                      * allocated. */
#define RMM_EVENT_THP_FILE_FALLBACK_CHARGE       99  /* Of those, for the limit of a memory
                                                      * cgroup. */
#define RMM_EVENT_THP_FILE_MAPPED                100 /* Huge pages of files mapped as such. */
#define RMM_EVENT_THP_SPLIT_PAGE                 101 /* Huge pages split. */
#define RMM_EVENT_THP_SPLIT_PAGE_FAILED          102 /* Huge pages that could not be split. */
#define RMM_EVENT_THP_DEFERRED_SPLIT_PAGE        103 /* Huge pages put aside to be split when
                                                      * memory is short. */
#define RMM_EVENT_THP_UNDERUSED_SPLIT_PAGE       104 /* Huge pages split because they held mostly
                                                      * zeros. */
#define RMM_EVENT_THP_SPLIT_PMD                  105 /* Huge mappings split. */
#define RMM_EVENT_THP_SCAN_EXCEED_NONE_PTE       106 /* Collapses given up for too many empty
                                                      * entries. */
#define RMM_EVENT_THP_SCAN_EXCEED_SWAP_PTE       107 /* Collapses given up for too many pages in
                                                      * swap. */
#define RMM_EVENT_THP_SCAN_EXCEED_SHARE_PTE      108 /* Collapses given up for too many shared
                                                      * pages. */
#define RMM_EVENT_THP_SPLIT_PUD                  109 /* Mappings of 1 GiB split. */
#define RMM_EVENT_THP_ZERO_PAGE_ALLOC            110 /* Times that the huge zero page was made. */
#define RMM_EVENT_THP_ZERO_PAGE_ALLOC_FAILED     111 /* Times that it could not be made. */
#define RMM_EVENT_THP_SWPOUT                     112 /* Huge pages swapped out whole. */
#define RMM_EVENT_THP_SWPOUT_FALLBACK            113 /* Huge pages split to be swapped out. */
#define RMM_EVENT_NUMA_PTE_UPDATES               114 /* Entries marked to fault, for balancing. */
#define RMM_EVENT_NUMA_HUGE_PTE_UPDATES          115 /* Huge entries marked to fault. */
#define RMM_EVENT_NUMA_HINT_FAULTS               116 /* Faults on marked entries. */
#define RMM_EVENT_NUMA_HINT_FAULTS_LOCAL         117 /* Of those, to memory of the own node. */
#define RMM_EVENT_NUMA_PAGES_MIGRATED            118 /* Pages moved by balancing. */
#define RMM_EVENT_PGDEMOTE_KSWAPD                119 /* Pages demoted by kswapd. */
#define RMM_EVENT_PGDEMOTE_DIRECT                120 /* Pages demoted by direct reclaim. */
#define RMM_EVENT_PGDEMOTE_KHUGEPAGED            121 /* Pages demoted by khugepaged. */
#define RMM_EVENT_PGDEMOTE_PROACTIVE             122 /* Pages demoted by proactive reclaim. */
#define RMM_EVENT_PGPROMOTE_SUCCESS              123 /* Pages promoted. */
#define RMM_EVENT_PGPROMOTE_CANDIDATE            124 /* Pages that were candidates for it. */
#define RMM_EVENT_PGPROMOTE_CANDIDATE_NRL        125 /* Pages that were candidates, without
                                                      * regard to the rate limit. */
#define RMM_EVENT_NUMA_HIT                       126 /* Pages allocated from the node that was
                                                      * wanted. */
#define RMM_EVENT_NUMA_MISS                      127 /* Pages allocated from a node that was not
                                                      * wanted. */
#define RMM_EVENT_NUMA_FOREIGN                   128 /* Pages that another node had to give. */
#define RMM_EVENT_NUMA_INTERLEAVE                129 /* Pages allocated where interleaving wanted
                                                      * them. */
#define RMM_EVENT_NUMA_LOCAL                     130 /* Pages allocated from the own node. */
#define RMM_EVENT_NUMA_OTHER                     131 /* Pages allocated from another node. */
#define RMM_EVENT_PSWPIN                         132 /* Pages read from swap. */
#define RMM_EVENT_PSWPOUT                        133 /* Pages written to swap. */
#define RMM_EVENT_SWAP_RA                        134 /* Pages read ahead from swap. */
#define RMM_EVENT_SWAP_RA_HIT                    135 /* Of those, used. */
#define RMM_EVENT_SWPIN_ZERO                     136 /* Pages of zeros swapped in without
                                                      * reading. */
#define RMM_EVENT_SWPOUT_ZERO                    137 /* Pages of zeros swapped out without
                                                      * writing. */
#define RMM_EVENT_NRSWPIN                        138 /* Swap-ins counted by the folio. */
#define RMM_EVENT_NRSWPOUT                       139 /* Swap-outs counted by the folio. */
#define RMM_EVENT_ZSWPIN                         140 /* Pages unpacked from zswap. */
#define RMM_EVENT_ZSWPOUT                        141 /* Pages packed into zswap. */
#define RMM_EVENT_ZSWPWB                         142 /* Pages of zswap written to swap. */
#define RMM_EVENT_KSM_SWPIN_COPY                 143 /* Copies made of a KSM page that came from
                                                      * swap. */
#define RMM_EVENT_COW_KSM                        144 /* Writes to a KSM page, each a copy. */
#define RMM_EVENT_OOM_KILL                       145 /* Processes killed for want of memory. */
#define RMM_EVENT_MF_TOTAL                       146 /* Pages whose memory failed (sysfs
                                                      * memory_failure/total, of all nodes). */
#define RMM_EVENT_MF_IGNORED                     147 /* Of those, ignored. */
#define RMM_EVENT_MF_FAILED                      148 /* Of those, that could not be handled. */
#define RMM_EVENT_MF_DELAYED                     149 /* Of those, handled when they are used
                                                      * next. */
#define RMM_EVENT_MF_RECOVERED                   150 /* Of those, recovered. */
#define RMM_EVENT_PGPGIN                         151 /* Read from block devices, in KiB. */
#define RMM_EVENT_PGPGOUT                        152 /* Written to block devices, in KiB. */
#define RMM_EVENT_NR_DIRTIED                     153 /* Pages made dirty. */
#define RMM_EVENT_NR_WRITTEN                     154 /* Pages written back. */
#define RMM_EVENT_DIRECT_MAP_LEVEL2_SPLITS       155 /* 2 MiB mappings of the direct map split. */
#define RMM_EVENT_DIRECT_MAP_LEVEL3_SPLITS       156 /* 1 GiB mappings of the direct map split. */
#define RMM_EVENT_DIRECT_MAP_LEVEL2_COLLAPSES    157 /* 2 MiB mappings of the direct map
                                                      * restored. */
#define RMM_EVENT_DIRECT_MAP_LEVEL3_COLLAPSES    158 /* 1 GiB mappings of the direct map
                                                      * restored. */
#define RMM_EVENT_NR_TLB_REMOTE_FLUSH            159 /* TLB flushes asked of other CPUs. */
#define RMM_EVENT_NR_TLB_REMOTE_FLUSH_RECEIVED   160 /* TLB flushes done for other CPUs. */
#define RMM_EVENT_NR_TLB_LOCAL_FLUSH_ALL         161 /* Flushes of the whole own TLB. */
#define RMM_EVENT_NR_TLB_LOCAL_FLUSH_ONE         162 /* Flushes of one entry of the own TLB. */

/* State of a node's kswapd. */
#define RMM_KSWAPD_NONE     0 /* There is none: the node has no memory. */
#define RMM_KSWAPD_ASLEEP   1 /* It waits to be woken. */
#define RMM_KSWAPD_AWAKE    2 /* It works. */
#define RMM_KSWAPD_HOPELESS 3 /* It has given up until somebody else frees memory. */

/* Judgements, from no pressure to the worst. */
#define RMM_JUDGEMENT_FINE      0 /* Nothing: every zone is above its low watermark, and kswapd
                                   * is asleep. */
#define RMM_JUDGEMENT_BALANCING 1 /* kswapd works, and every zone is above its low watermark. */
#define RMM_JUDGEMENT_LOW       2 /* A zone is at its low watermark or below: it fills faster
                                   * than kswapd frees. */
#define RMM_JUDGEMENT_SHORT     3 /* A zone is at its min watermark or below: who allocates from
                                   * it has to reclaim first. */
#define RMM_JUDGEMENT_HOPELESS  4 /* kswapd has given up where memory is below its low watermark:
                                   * nothing can be reclaimed. */

/*
 * Modes of a memory policy (MPOL_*), as numa_maps spells them, with _ for
 * blanks.
 */
#define RMM_POLICY_DEFAULT             0 /* The node of the CPU that faults; next the others by
                                          * distance. */
#define RMM_POLICY_PREFER              1 /* One node first. */
#define RMM_POLICY_BIND                2 /* These nodes alone. */
#define RMM_POLICY_INTERLEAVE          3 /* One node after the other. */
#define RMM_POLICY_LOCAL               4 /* As DEFAULT, though the process may say something
                                          * else. */
#define RMM_POLICY_PREFER_MANY         5 /* These nodes first. */
#define RMM_POLICY_WEIGHTED_INTERLEAVE 6 /* One node after the other, as often as their weights
                                          * say. */

/* Flags of a memory policy. */
#define RMM_POLICY_F_STATIC    (1U << 0) /* Nodes are not renumbered by cpusets
                                          * (MPOL_F_STATIC_NODES). */
#define RMM_POLICY_F_RELATIVE  (1U << 1) /* Nodes are relative to what the cpuset allows
                                          * (MPOL_F_RELATIVE_NODES). */
#define RMM_POLICY_F_BALANCING (1U << 2) /* NUMA balancing may move pages
                                          * (MPOL_F_NUMA_BALANCING). */

/* Origin of the memory policy that is effective for a VMA. */
#define RMM_POLICY_OF_VMA     0 /* Its own, by mbind(2). */
#define RMM_POLICY_OF_OBJECT  1 /* The shared memory object's, at the VMA's first page. */
#define RMM_POLICY_OF_TASK    2 /* The thread's that the address space was opened by, by
                                 * set_mempolicy(2). */
#define RMM_POLICY_OF_DEFAULT 3 /* Nobody's: the default. */
#define RMM_POLICY_OF_UNKNOWN 4 /* A driver's, which keeps it to itself. */

/* rmm_tally.flags. */
#define RMM_TALLY_VMAS (1U << 0) /* RMM_NUMA alone: rows for each VMA instead of the whole range. */

/*
 * rmm_processes.flags: what needs a walk of each process. Absent if not asked
 * for.
 */
#define RMM_PROCESSES_RESIDENT (1U << 0) /* By node and by size of mapping. */
#define RMM_PROCESSES_PSS      (1U << 1) /* USS and PSS, which cost several times as much. */

/* What a page frame is used for; the first that fits in this order. */
#define RMM_FRAME_HOLE         0  /* No page of online memory. */
#define RMM_FRAME_DEVICE       1  /* Memory of a device (ZONE_DEVICE), of which no other property
                                   * is read. */
#define RMM_FRAME_FREE         2  /* In a free block of the buddy allocator. */
#define RMM_FRAME_OFFLINE      3  /* Logically offline: a balloon driver's, a hypervisor's. */
#define RMM_FRAME_SLAB         4  /* Slab. */
#define RMM_FRAME_PAGE_TABLE   5  /* Page table. */
#define RMM_FRAME_HUGETLB      6  /* hugetlb, in use or in the pool. */
#define RMM_FRAME_HUGE_ZERO    7  /* The huge zero page. */
#define RMM_FRAME_ZERO         8  /* The zero page. */
#define RMM_FRAME_RESERVED     9  /* PG_reserved: kernel image, page structures, firmware. */
#define RMM_FRAME_TYPED        10 /* Has another type of the kernel's: zsmalloc, large kmalloc,
                                   * guard, unaccepted. */
#define RMM_FRAME_UNREFERENCED 11 /* Nobody holds a reference: in a CPU's list of free pages, or
                                   * on its way. */
#define RMM_FRAME_KSM          12 /* Merged by KSM. */
#define RMM_FRAME_ANON         13 /* Anonymous. */
#define RMM_FRAME_KERNEL       14 /* In use without a page cache: stacks, vmalloc, drivers. */
#define RMM_FRAME_SHMEM        15 /* In the page cache of shmem. */
#define RMM_FRAME_FILE         16 /* In the page cache of a file. */

/*
 * rmm_pfns.attributes: what is read beyond kind, node, zone, folio and flags.
 * Properties that are not requested cost nothing and are absent.
 */
#define RMM_FRAME_A_MAPCOUNT   (1ULL << 0) /* Mapcounts of page and folio. */
#define RMM_FRAME_A_REFERENCES (1ULL << 1) /* References and how many are expected. */
#define RMM_FRAME_A_AGE        (1ULL << 2) /* Age by MGLRU. */
#define RMM_FRAME_A_CGROUP     (1ULL << 3) /* Memory cgroup. */

/* rmm_frame.bits. */
#define RMM_FRAME_F_TORN           (1U << 0) /* The folio or free block changed while it was
                                              * read: the fields may not fit together. */
#define RMM_FRAME_F_MAPCOUNT_EXACT (1U << 1) /* mapcount is of this page; otherwise it is the
                                              * average of the folio's pages. */
#define RMM_FRAME_F_HWPOISON       (1U << 2) /* The memory has failed. */

/* What an answer is worth. */
#define RMM_RMAP_MORE      0 /* There is more: call again with the argument as it is. */
#define RMM_RMAP_COMPLETE  1 /* Every mapping has been returned. */
#define RMM_RMAP_CONTENDED 2 /* A lock was held by somebody else whenever it was tried. Call
                              * again with the argument as it is. */
#define RMM_RMAP_UNMAPPED  3 /* The page is mapped by nobody. */
#define RMM_RMAP_UNTRACKED 4 /* The kernel keeps no reverse map of such a page, nor counts all
                              * that map it; its kind says why. */
#define RMM_RMAP_NO_PAGE   5 /* No page of ordinary memory: a hole, or a device's. */
#define RMM_RMAP_NO_FRAME  6 /* The address leads to no page: nothing there, swapped out, a frame
                              * without page structure. */
#define RMM_RMAP_STALE     7 /* Between two calls the page was freed, reused or migrated: the
                              * earlier records are out of date, and there are no more. Start
                              * again. */

/* rmm_rmap.bits. */
#define RMM_RMAP_F_FORWARD (1U << 0) /* Found by walking the page tables of every process, as KSM
                                      * keeps its reverse map to itself: a process that began
                                      * meanwhile may be left out. */
#define RMM_RMAP_F_MOVED   (1U << 1) /* The address led to another page when this call ended than
                                      * when it began. */

/*
 * Categories of an entry, as in PAGEMAP_SCAN: rmm_walk.required, inverted,
 * any_of, returned, and rmm_extent.categories. Empty entries are not reported.
 */
#define RMM_CAT_PRESENT    (1ULL << 0)  /* The hardware can use the entry, or could if it were
                                         * not PROT_NONE. */
#define RMM_CAT_FILE       (1ULL << 1)  /* A page that is not anonymous, hugetlb's and shmem's
                                         * included. */
#define RMM_CAT_ANON       (1ULL << 2)  /* An anonymous page, merged ones included. */
#define RMM_CAT_SHMEM      (1ULL << 3)  /* A page of shmem. */
#define RMM_CAT_KSM        (1ULL << 4)  /* Merged by KSM. */
#define RMM_CAT_HUGETLB    (1ULL << 5)  /* A page of hugetlb. */
#define RMM_CAT_ZERO       (1ULL << 6)  /* The zero page, or the huge one. */
#define RMM_CAT_SWAPPED    (1ULL << 7)  /* Swapped out. */
#define RMM_CAT_MIGRATION  (1ULL << 8)  /* Under migration. */
#define RMM_CAT_DEVICE     (1ULL << 9)  /* In memory of a device, or lent to one. */
#define RMM_CAT_HWPOISON   (1ULL << 10) /* Failed memory. */
#define RMM_CAT_GUARD      (1ULL << 11) /* Marker: guard region. */
#define RMM_CAT_SPECIAL    (1ULL << 12) /* A page frame without a usable page structure. */
#define RMM_CAT_HUGE       (1ULL << 13) /* The entry is above the last level. */
#define RMM_CAT_YOUNG      (1ULL << 14) /* The entry has the accessed bit. */
#define RMM_CAT_DIRTY      (1ULL << 15) /* The entry has the dirty bit. */
#define RMM_CAT_WRITE      (1ULL << 16) /* The entry allows writing. */
#define RMM_CAT_SHARED     (1ULL << 17) /* The folio may be mapped by another address space too. */
#define RMM_CAT_SOFT_DIRTY (1ULL << 18) /* Soft-dirty, by its entry or its whole VMA. */
#define RMM_CAT_WRITTEN    (1ULL << 19) /* In a VMA that userfaultfd watches for writes, a page
                                         * without its bit: written to since it was protected. */
#define RMM_CAT_UFFD       (1ULL << 20) /* The entry has userfaultfd's bit, or is its marker. */
#define RMM_CAT_PROTNONE   (1ULL << 21) /* The entry is PROT_NONE. */
#define RMM_CAT_NUMA_HINT  (1ULL << 22) /* A NUMA hinting fault is waited for. */

/*
 * rmm_walk.attributes of the extents product: what the entries of an extent
 * have in common, beside the categories of rmm_walk.returned. Properties that
 * are not requested are absent.
 */
#define RMM_EXTENT_A_VMA_KIND   (1ULL << 0) /* Kind of the VMA. */
#define RMM_EXTENT_A_KIND       (1ULL << 1) /* Kind of the page. */
#define RMM_EXTENT_A_LEVEL      (1ULL << 2) /* Level of the entry. */
#define RMM_EXTENT_A_NODE       (1ULL << 3) /* Node of the page. */
#define RMM_EXTENT_A_ORDER      (1ULL << 4) /* Order of the folio. */
#define RMM_EXTENT_A_ZONE       (1ULL << 5) /* Zone of the page. For who may see page frames,
                                             * otherwise EPERM. */
#define RMM_EXTENT_A_AGE        (1ULL << 6) /* Age by MGLRU. */
#define RMM_EXTENT_A_MAPCOUNT   (1ULL << 7) /* Mapcount of the page. */
#define RMM_EXTENT_A_CGROUP     (1ULL << 8) /* Memory cgroup. For who may see page frames,
                                             * otherwise EPERM. */
#define RMM_EXTENT_A_CONTIGUOUS (1ULL << 9) /* Page frames follow each other, and entries that
                                             * are not present lead to none. For who may see page
                                             * frames, otherwise EPERM. */

/* Where the pages of an arena go. */
#define RMM_PLACE_LOCAL          0 /* To the node of the CPU that touches them first. nodes is
                                    * ignored. */
#define RMM_PLACE_BIND           1 /* To nodes alone, the nearest with free memory; never
                                    * elsewhere. */
#define RMM_PLACE_PREFERRED_MANY 2 /* To nodes, the nearest with free memory; elsewhere when they
                                    * are full. */
#define RMM_PLACE_INTERLEAVE     3 /* To one of nodes after the other, by the page's place in the
                                    * arena. */
#define RMM_PLACE_WEIGHTED       4 /* As interleave, weights pages at a time; without weights,
                                    * the kernel's own
                                    * (/sys/kernel/mm/mempolicy/weighted_interleave). */
#define RMM_PLACE_CAPACITY       5 /* Each to the node of nodes with the largest share of its
                                    * memory free. */
#define RMM_PLACE_STRIPE         6 /* By a hash of the page's place: the same page always to the
                                    * same node, in equal parts for any stride. */
#define RMM_PLACE_TIERED         7 /* To the fast nodes while they have room, then to the others
                                    * of nodes. */
#define RMM_PLACE_ADAPTIVE       8 /* In parts that follow weights, a bandwidth for each node,
                                    * corrected by what could not be placed there. */

/* Why a page came to its node. */
#define RMM_REASON_FIRST     0  /* The first choice of the policy. */
#define RMM_REASON_FALLBACK  1  /* Another of the arena's nodes: the first choice had no free
                                 * page. */
#define RMM_REASON_SPILL     2  /* The policy itself passed over a node below its watermark. */
#define RMM_REASON_ELSEWHERE 3  /* None of the arena's nodes had a free page, and the kernel
                                 * chose. */
#define RMM_REASON_KERNEL    4  /* The kernel's own policy of the same name chose. */
#define RMM_REASON_RANGE     5  /* Of a range that has a policy by mbind(2). */
#define RMM_REASON_PRIVATE   6  /* Copied for a private mapping. */
#define RMM_REASON_MOVED     7  /* Moved by RMM_ARENA_MOVE. */
#define RMM_REASON_PROMOTED  8  /* Moved to a faster node, having been used: at a fault, or by
                                 * the kernel that was asked. */
#define RMM_REASON_DEMOTED   9  /* Moved to a slower node, not having been used for longer than
                                 * others. */
#define RMM_REASON_NO_MEMORY 10 /* Not placed: no node that was allowed had memory. */
#define RMM_REASON_CAP       11 /* Not placed: beyond the arena's cap. */
#define RMM_REASON_ASKED     12 /* The kernel was asked, at a NUMA hint fault, to move it to a
                                 * faster node. A moment later it is counted as promoted, or
                                 * refused by the kernel. */

/* Why a page was not moved. */
#define RMM_REFUSAL_PINNED    0  /* Somebody holds a reference: pinned, being read or migrated,
                                  * on a list of new pages. */
#define RMM_REFUSAL_BUSY      1  /* Locked by somebody. */
#define RMM_REFUSAL_WRITEBACK 2  /* Being written to swap, or kept there too. */
#define RMM_REFUSAL_MLOCKED   3  /* mlock(2) holds it. */
#define RMM_REFUSAL_WATERMARK 4  /* The target has no memory above its high watermark. */
#define RMM_REFUSAL_RATE      5  /* More was moved in this while than may be. */
#define RMM_REFUSAL_LARGE     6  /* Part of a large folio. */
#define RMM_REFUSAL_NO_MEMORY 7  /* The target gave no page. */
#define RMM_REFUSAL_POISONED  8  /* Its memory is broken. */
#define RMM_REFUSAL_GONE      9  /* Truncated or written to swap meanwhile. */
#define RMM_REFUSAL_KERNEL    10 /* The kernel was asked to move it, and has not. */

/* flags of RMM_ARENA_CREATE. */
#define RMM_ARENA_STEER  (1U << 0) /* Have this module place even where the kernel has a policy
                                    * of the name. */
#define RMM_ARENA_STRICT (1U << 1) /* Never give memory of another node than nodes, whatever the
                                    * policy: SIGBUS or the kernel's out-of-memory handling, as
                                    * for bind. */

/* flags of RMM_ARENA_STAT. */
#define RMM_ARENA_STAT_NODES (1U << 0) /* Count the resident pages of each node, one by one. */

/**
 * struct rmm_head - Start of every ioctl argument.
 * @size: Size of the whole argument in bytes, as the caller knows it.
 * @flags: Flags of the call; a bit that is not known is EINVAL.
 *
 * The ioctl numbers are built with the size of this head, not of the whole
 * argument: an argument may grow, its number stays.
 */
struct rmm_head {
	__u32 size;
	__u32 flags;
};

/**
 * struct rmm_info - Argument of RMM_INFO.
 * @size: Size of this structure as the caller knows it.
 * @flags: Must be zero.
 * @abi_version: Out: version of this interface; it grows when something is
 *   added.
 * @levels: Out: levels of the page tables in use, 4 or 5.
 * @page_size: Out: bytes in a base page.
 * @nr_node_ids: Out: highest possible node number plus one.
 * @features: Out: RMM_FEATURE_* that this kernel and build have.
 * @off: Out: RMM_OFF_* for each bit of features: why it is off, or
 *   RMM_OFF_NOT.
 * @version: Out: the module's version, zero-terminated.
 * @release: Out: the release of the running kernel (uname -r),
 *   zero-terminated.
 *
 * No flags are defined.
 */
struct rmm_info {
	__u32 size;
	__u32 flags;
	__u32 abi_version;
	__u32 levels;
	__u32 page_size;
	__u32 nr_node_ids;
	__u64 features;
	__u8 off[64];
	__u8 version[32];
	__u8 release[64];
};

/**
 * struct rmm_open - Argument of RMM_OPEN.
 * @size: Size of this structure as the caller knows it.
 * @flags: One of RMM_OPEN_*.
 * @target: Process id in the caller's pid namespace, or a pidfd; zero with
 *   RMM_OPEN_SELF.
 * @reserved: Must be zero.
 *
 * The call returns a file descriptor, close-on-exec, that stands for the
 * address space which the process has now. It does not keep the memory alive:
 * after exit or exec every call on it is ESRCH.
 *
 * Errors: ESRCH no such process; ENXIO a kernel thread; EACCES no right
 * (another's address space needs CAP_SYS_PTRACE in the initial user namespace,
 * of the opener of /dev/rmm and of the caller); EBADF not a pidfd.
 */
struct rmm_open {
	__u32 size;
	__u32 flags;
	__s32 target;
	__u32 reserved;
};

/**
 * struct rmm_cost - What a call cost.
 * @entries: Entries of page tables that were read.
 * @tables: Page tables that were read, or chunks of one.
 * @vmas: VMAs that were locked.
 * @drops: Times that a lock was given back because somebody else wanted it.
 * @longest_hold_ns: Longest time that a spinlock of the target was held, in
 *   ns.
 * @elapsed_ns: Time that the call spent walking, in ns; copying to the caller
 *   is not in it.
 *
 * Every walk-like call gives it back.
 */
struct rmm_cost {
	__u64 entries;
	__u64 tables;
	__u64 vmas;
	__u64 drops;
	__u64 longest_hold_ns;
	__u64 elapsed_ns;
};

/**
 * struct rmm_vmas - Argument of RMM_VMAS: VMAs that overlap start..end,
 *   ascending, each whole.
 * @size: Size of this structure as the caller knows it.
 * @flags: RMM_VMAS_*.
 * @start: First address, page-aligned.
 * @end: End of the range, page-aligned; RMM_ABSENT stands for the end of the
 *   user half.
 * @buf: User address of an array of struct rmm_vma.
 * @capacity: Room in buf, in records.
 * @record_size: sizeof(struct rmm_vma) as the caller knows it.
 * @names: User address of a buffer for names, or 0 for none.
 * @names_size: Its size in bytes. A name that does not fit ends the call
 *   before its VMA.
 * @count: Out: records written.
 * @next: Out: where to resume.
 * @cost: Out: the cost of the call.
 *
 * When next is not end, call again with start = next: a VMA may be seen twice,
 * none is left out.
 *
 * Errors: ENOSPC if the first name does not fit; EINVAL for an unknown flag, a
 * range that is empty, unaligned or beyond the user half, a capacity of 0;
 * EFAULT for a buffer that cannot be written.
 */
struct rmm_vmas {
	__u32 size;
	__u32 flags;
	__u64 start;
	__u64 end;
	__u64 buf;
	__u32 capacity;
	__u32 record_size;
	__u64 names;
	__u32 names_size;
	__u32 count;
	__u64 next;
	struct rmm_cost cost;
};

/**
 * struct rmm_vma - One VMA (struct vm_area_struct).
 * @start: First address.
 * @end: End address.
 * @flags: RMM_VMA_F_*.
 * @offset: Offset in the file in bytes; 0 without a file.
 * @inode: Inode number of the file; 0 without.
 * @dev_major: Device of the file's superblock, major part.
 * @dev_minor: Device of the file's superblock, minor part.
 * @kind: RMM_VMA_*: what it is for.
 * @name_offset: Place of the name in the names buffer.
 * @name_len: Length of the name in bytes, without a terminating zero; 0 if it
 *   has none or none was asked for.
 * @state: RMM_VMA_S_*.
 * @page_size: Bytes that a base mapping has here: the page size, or that of
 *   hugetlb.
 * @anon_bytes: Resident anonymous bytes, KSM included; RMM_ABSENT if not
 *   asked for, as the next ones.
 * @file_bytes: Resident bytes of files.
 * @shmem_bytes: Resident bytes of shmem.
 * @hugetlb_bytes: Resident bytes of hugetlb.
 * @swap_bytes: Bytes that are swapped out.
 * @huge_bytes: Resident bytes that a leaf above the last level maps.
 * @policy_mode: RMM_POLICY_*: mode of the memory policy; RMM_ABSENT_32 if it
 *   is not known.
 * @policy_flags: RMM_POLICY_F_*.
 * @policy_source: RMM_POLICY_OF_*: whose policy it is.
 * @policy_home_node: Home node (set_mempolicy_home_node(2)); -1 for none.
 * @policy_nodes: Nodes of the policy: bit n of word n / 64.
 * @thp_eligible: 0 if no THP can be made here, which smaps says too;
 *   RMM_ABSENT_32 if that depends on settings that the kernel keeps from
 *   modules: THPeligible in smaps knows.
 * @reserved: Zero.
 * @pte_bytes: With RMM_VMAS_RESIDENT: present bytes of folios that entries of
 *   the last level map, hugetlb included.
 * @pmd_bytes: The same of leaves of 2 MiB.
 * @pud_bytes: The same of leaves of 1 GiB.
 * @node_bytes: The same on each node. numa_maps leaves out reserved pages:
 *   those of the vdso.
 * @more_nodes_bytes: The same on all nodes from RMM_NODE_SLOTS on.
 * @shared_bytes: Present bytes in folios that another address space may map
 *   (folio_maybe_mapped_shared), hugetlb included.
 * @ksm_bytes: Bytes merged by KSM.
 * @table_bytes: Page tables of the last two levels that reach into it, and
 *   those set aside for huge leaves. A table that it shares with a neighbour
 *   counts in both.
 * @dirty_bytes: With RMM_VMAS_FOLIOS: bytes that are dirty by their entry or
 *   their folio, hugetlb left out, as Shared_Dirty and Private_Dirty of smaps
 *   together.
 * @referenced_bytes: Bytes accessed by their entry or marked as referenced,
 *   hugetlb left out.
 * @private_bytes: What nobody else maps, hugetlb left out: Private_Clean and
 *   Private_Dirty of smaps.
 * @pss_bytes: Each page divided by its mapcount, hugetlb left out: Pss of
 *   smaps.
 * @locked_bytes: pss_bytes of a locked VMA, else 0: Locked of smaps.
 * @inexact_bytes: Bytes whose share of pss_bytes is not exact, as in
 *   rmm_sharing.
 * @thp_aligned_bytes: Of pte_bytes: large folios mapped whole and in order,
 *   from an address that their size divides. These three are as thpmaps counts;
 *   hugetlb is left out.
 * @thp_unaligned_bytes: The same from any other address.
 * @thp_partial_bytes: Of pte_bytes: large folios mapped in part, or not in
 *   order.
 */
struct rmm_vma {
	__u64 start;
	__u64 end;
	__u64 flags;
	__u64 offset;
	__u64 inode;
	__u32 dev_major;
	__u32 dev_minor;
	__u32 kind;
	__u32 name_offset;
	__u32 name_len;
	__u32 state;
	__u64 page_size;
	__u64 anon_bytes;
	__u64 file_bytes;
	__u64 shmem_bytes;
	__u64 hugetlb_bytes;
	__u64 swap_bytes;
	__u64 huge_bytes;
	__u32 policy_mode;
	__u32 policy_flags;
	__u32 policy_source;
	__s32 policy_home_node;
	__u64 policy_nodes[16];
	__u32 thp_eligible;
	__u32 reserved;
	__u64 pte_bytes;
	__u64 pmd_bytes;
	__u64 pud_bytes;
	__u64 node_bytes[16];
	__u64 more_nodes_bytes;
	__u64 shared_bytes;
	__u64 ksm_bytes;
	__u64 table_bytes;
	__u64 dirty_bytes;
	__u64 referenced_bytes;
	__u64 private_bytes;
	__u64 pss_bytes;
	__u64 locked_bytes;
	__u64 inexact_bytes;
	__u64 thp_aligned_bytes;
	__u64 thp_unaligned_bytes;
	__u64 thp_partial_bytes;
};

/**
 * struct rmm_walk - Argument of RMM_WALK.
 * @size: Size of this structure as the caller knows it.
 * @flags: RMM_WALK_*.
 * @start: First address, page-aligned.
 * @end: End of the range, page-aligned; RMM_ABSENT stands for the end of the
 *   user half.
 * @buf: User address of an array of the product's records.
 * @capacity: Room in buf, in records.
 * @record_size: Size of the product's record as the caller knows it.
 * @budget_us: Longest time the call may take in µs; 0 sets no limit. It is
 *   looked at between tables, and one table is always walked.
 * @count: Out: records written.
 * @reserved: Must be zero.
 * @next: Out: where to resume.
 * @cost: Out: the cost of the call.
 * @attributes: With RMM_WALK_PAGES: RMM_PAGE_A_*, or 0 for
 *   RMM_PAGE_A_DEFAULT; with RMM_WALK_EXTENTS: RMM_EXTENT_A_*, or 0 for
 *   RMM_EXTENT_A_DEFAULT; else zero.
 * @kinds: Filter by kind: bit n selects entries of the kind RMM_PAGE_* n, 0
 *   selects all. An entry is reported if it passes this and all the following
 *   filters.
 * @required: RMM_CAT_* that all have to be there, after inverted.
 * @inverted: RMM_CAT_* that count as there where they are not, and the other
 *   way round.
 * @any_of: RMM_CAT_* of which one has to be there, after inverted; 0 for
 *   none.
 * @returned: With RMM_WALK_EXTENTS: RMM_CAT_* that are returned, without
 *   regard to inverted, and in which the entries of an extent agree; else zero.
 * @nodes: Bit n asks for pages on node n, bit 63 for those on all from 63 on;
 *   0 for all.
 * @levels: Bit n asks for entries at RMM_LEVEL_* n; 0 for all.
 * @orders: Bit n asks for pages in folios of order n; 0 for all.
 * @ages: Bit n asks for pages in folios with n younger generations of MGLRU;
 *   0 for all.
 * @reserved_2: Must be zero.
 *
 * Give exactly one product among the flags. A call ends at the end of the
 * range, when the buffer is full, when the budget is used up, or when a signal
 * is pending. Resume at next, which is end when the range is done.
 *
 * Errors: as RMM_VMAS; EPERM for attributes of extents that need a right.
 */
struct rmm_walk {
	__u32 size;
	__u32 flags;
	__u64 start;
	__u64 end;
	__u64 buf;
	__u32 capacity;
	__u32 record_size;
	__u64 budget_us;
	__u32 count;
	__u32 reserved;
	__u64 next;
	struct rmm_cost cost;
	__u64 attributes;
	__u64 kinds;
	__u64 required;
	__u64 inverted;
	__u64 any_of;
	__u64 returned;
	__u64 nodes;
	__u32 levels;
	__u32 orders;
	__u32 ages;
	__u32 reserved_2;
};

/**
 * struct rmm_summary - Counts of all entries that agree in VMA kind, page
 *   kind, level and node.
 * @vma_kind: RMM_VMA_*.
 * @page_kind: RMM_PAGE_*.
 * @level: RMM_LEVEL_*: where the entry stands. hugetlb shows its own page
 *   size so.
 * @node: Node of the page; -1 where there is no page.
 * @entries: Entries that begin in the walked range.
 * @bytes: Bytes of the walked range that they map.
 * @young_bytes: Bytes whose entry has the accessed bit.
 * @dirty_bytes: Bytes whose entry has the dirty bit.
 * @writable_bytes: Bytes that are mapped writable.
 * @shared_bytes: Bytes whose folio may be mapped by another address space too
 *   (folio_maybe_mapped_shared).
 *
 * Records of one call differ in at least one of these; add up the records of
 * the calls that make a walk.
 */
struct rmm_summary {
	__u32 vma_kind;
	__u32 page_kind;
	__u32 level;
	__s32 node;
	__u64 entries;
	__u64 bytes;
	__u64 young_bytes;
	__u64 dirty_bytes;
	__u64 writable_bytes;
	__u64 shared_bytes;
};

/**
 * struct rmm_list - Argument of the calls that fill an array in one go:
 *   RMM_PAGETABLE with struct rmm_page_table_level, RMM_SEGMENTS with struct
 *   rmm_segment.
 * @size: Size of this structure as the caller knows it.
 * @flags: Must be zero.
 * @buf: User address of an array of the call's records.
 * @capacity: Room in buf, in records.
 * @record_size: Size of the call's record as the caller knows it.
 * @count: Out: records written.
 * @reserved: Must be zero.
 *
 * No flags are defined.
 *
 * Errors: EINVAL for an unknown flag; ENOSPC if there is no room for all
 * records; EFAULT for a buffer that cannot be written.
 */
struct rmm_list {
	__u32 size;
	__u32 flags;
	__u64 buf;
	__u32 capacity;
	__u32 record_size;
	__u32 count;
	__u32 reserved;
};

/**
 * struct rmm_page_table_level - One level of an address space's page tables.
 * @level: RMM_LEVEL_*.
 * @folded: 1 if the level is folded into the one above.
 * @tables: Tables.
 * @bytes: Bytes of these tables.
 * @present: Present entries: pointers to a table below, and leaves.
 * @huge: Leaves above the last level.
 * @other: Entries that are neither empty nor present: swap, migration,
 *   markers.
 * @deposited: Last level alone: tables set aside for huge leaves that may
 *   have to be split. The kernel counts them in VmPTE.
 *
 * RMM_ABSENT in every number of a folded level.
 */
struct rmm_page_table_level {
	__u32 level;
	__u32 folded;
	__u64 tables;
	__u64 bytes;
	__u64 present;
	__u64 huge;
	__u64 other;
	__u64 deposited;
};

/**
 * struct rmm_segment - One segment of an address space.
 * @kind: RMM_SEGMENT_*.
 * @reserved: Must be zero.
 * @start: First address; RMM_ABSENT if the segment is empty.
 * @end: End address; RMM_ABSENT if the segment is empty.
 * @virtual_bytes: Bytes of VMAs in it.
 * @resident_bytes: Bytes of these that are resident, as VmRSS counts.
 */
struct rmm_segment {
	__u32 kind;
	__u32 reserved;
	__u64 start;
	__u64 end;
	__u64 virtual_bytes;
	__u64 resident_bytes;
};

/**
 * struct rmm_translate_level - The entry at one level.
 * @level: RMM_LEVEL_*.
 * @state: RMM_ENTRY_*.
 * @entry: The entry itself; RMM_ABSENT if it was not read, or without the
 *   right to see page frame numbers.
 * @pfn: The frame that it points to: a table, or the first frame of what it
 *   maps; RMM_ABSENT if there is none, or without the right.
 * @bits: RMM_ENTRY_F_*.
 */
struct rmm_translate_level {
	__u32 level;
	__u32 state;
	__u64 entry;
	__u64 pfn;
	__u64 bits;
};

/**
 * struct rmm_translate - Argument of RMM_TRANSLATE: what one address leads
 *   to.
 * @size: Size of this structure as the caller knows it.
 * @flags: Must be zero.
 * @address: The address, not necessarily aligned.
 * @name: User address of a buffer for the VMA's name, or 0 for none.
 * @name_size: Its size in bytes.
 * @name_len: Out: length of the name in bytes, without a terminating zero; 0
 *   if it has none or none was asked for.
 * @levels: Out: the entries from the top, by RMM_LEVEL_*.
 * @level: Out: RMM_LEVEL_* of the last entry that was read.
 * @page_kind: Out: RMM_PAGE_*: what that entry stands for.
 * @pfn: Out: frame of the page at the address.
 * @mapcount: Out: mappings of this page; RMM_ABSENT without a folio, under
 *   migration, and where the kernel does not count by page.
 * @folio_pfn: Out: first frame of its folio.
 * @folio_order: Out: logarithm of the folio's pages; RMM_ABSENT without a
 *   folio and under migration, as the next ones.
 * @folio_index: Out: place of the page in its folio, in pages.
 * @folio_mapcount: Out: entries that map any part of the folio.
 * @folio_refcount: Out: references to the folio.
 * @swap_type: Out: number of the swap area; RMM_ABSENT if the page is not
 *   swapped out.
 * @swap_offset: Out: page in the swap area; RMM_ABSENT if the page is not
 *   swapped out.
 * @node: Out: node of the page; -1 where there is none.
 * @vma_kind: Out: RMM_VMA_*: what the VMA is for.
 * @vma_start: Out: first address of the VMA; RMM_ABSENT if there is none.
 * @vma_end: Out: address behind its last.
 * @vma_flags: Out: RMM_VMA_F_*; 0 without a VMA.
 * @file_offset: Out: offset of the address in the file, in bytes; RMM_ABSENT
 *   without a file.
 * @inode: Out: inode number of the file; RMM_ABSENT without one.
 * @dev_major: Out: device of the file's superblock, major part; 0 without a
 *   file.
 * @dev_minor: Out: device of the file's superblock, minor part; 0 without a
 *   file.
 * @vma_state: Out: RMM_VMA_S_*.
 * @reserved: Must be zero.
 * @cost: Out: the cost of the call.
 *
 * The last entry is read under its table's lock, and so are the numbers of page
 * and folio, which keeps both where they are; others who map the folio or take
 * references change those numbers nevertheless.
 *
 * An address in no VMA is no error: then no level is read, vma_start and
 * whatever comes from the VMA or the page are RMM_ABSENT. Page frame numbers,
 * values that contain a part of one (entries, the index in a folio), and swap
 * offsets are RMM_ABSENT unless the opener of /dev/rmm, the caller of RMM_OPEN
 * and the caller have CAP_SYS_ADMIN in the initial user namespace.
 *
 * Errors: EINVAL for a flag, or an address beyond the user half; ENOSPC if the
 * name does not fit; EFAULT for a buffer that cannot be written; ESRCH after
 * exit or exec.
 */
struct rmm_translate {
	__u32 size;
	__u32 flags;
	__u64 address;
	__u64 name;
	__u32 name_size;
	__u32 name_len;
	struct rmm_translate_level levels[5];
	__u32 level;
	__u32 page_kind;
	__u64 pfn;
	__u64 mapcount;
	__u64 folio_pfn;
	__u64 folio_order;
	__u64 folio_index;
	__u64 folio_mapcount;
	__u64 folio_refcount;
	__u64 swap_type;
	__u64 swap_offset;
	__s32 node;
	__u32 vma_kind;
	__u64 vma_start;
	__u64 vma_end;
	__u64 vma_flags;
	__u64 file_offset;
	__u64 inode;
	__u32 dev_major;
	__u32 dev_minor;
	__u32 vma_state;
	__u32 reserved;
	struct rmm_cost cost;
};

/**
 * struct rmm_node - One online node (struct pglist_data): its fields but for
 *   locks, and for what kswapd keeps between two steps of a walk over page
 *   tables (mm_walk), which names addresses of processes.
 * @node: Node number.
 * @reserved: Always zero.
 * @states: RMM_NODE_STATE_*.
 * @start_pfn: First page frame; absent on a node without memory.
 * @spanned_pages: Page frames from the first to the last, holes included.
 * @present_pages: Page frames that exist.
 * @nr_zones: Populated zones, up to the highest (nr_zones).
 * @totalreserve_pages: Pages that user space cannot have
 *   (totalreserve_pages).
 * @first_deferred_pfn: First page frame not initialised yet; absent when
 *   initialisation has finished.
 * @kswapd_pid: kswapd's process id; absent if it does not run.
 * @kswapd_order: Order that kswapd was woken for.
 * @kswapd_highest_zone: RMM_ZONE_* up to which kswapd was asked to work;
 *   absent when it was not asked.
 * @kswapd_failures: Runs of kswapd in a row that reclaimed nothing.
 * @flags: RMM_NODE_F_*.
 * @nr_writeback_throttled: Tasks that wait for writeback.
 * @nr_reclaim_start: NR_THROTTLED_WRITTEN when the first of them began to
 *   wait.
 * @min_unmapped_pages: Unmapped file pages above which node reclaim starts.
 * @min_slab_pages: Reclaimable slab pages above which node reclaim shrinks
 *   slabs.
 * @kcompactd_running: Whether kcompactd exists.
 * @kcompactd_max_order: Order that kcompactd was woken for.
 * @kcompactd_highest_zone: RMM_ZONE_* up to which kcompactd works.
 * @proactive_compact_trigger: Whether proactive compaction was asked for.
 * @nbp_rl_start_ms: Start of the period that limits the rate of promotion, in
 *   ms (nbp_rl_start).
 * @nbp_rl_nr_cand: Candidates for promotion at that time.
 * @nbp_threshold_ms: Hint-fault latency below which a page is hot, in ms
 *   (nbp_threshold).
 * @nbp_th_start_ms: Start of the period that adjusts it, in ms
 *   (nbp_th_start).
 * @nbp_th_nr_cand: Candidates for promotion at that time.
 * @mf_total: Memory failures: all (mf_stats).
 * @mf_ignored: Of these, ignored.
 * @mf_failed: Of these, not handled.
 * @mf_delayed: Of these, to be handled later.
 * @mf_recovered: Of these, recovered.
 * @stat: Counters by RMM_NODE_STAT_*, as /proc/zoneinfo gives them: what CPUs
 *   hold back is not in them.
 * @pending: What CPUs hold back of each, in the kernel's unit: pages for huge
 *   pages, too.
 * @kswapd_state: RMM_DAEMON_* of kswapd; absent if it does not run.
 * @kcompactd_state: RMM_DAEMON_* of kcompactd; absent if it does not run.
 * @kcompactd_pid: kcompactd's process id; absent if it does not run.
 * @adistance: Abstract distance of the memory, as in memory tiers: 576 is
 *   DRAM, more is slower. Absent if the firmware reports no latency and
 *   bandwidth (HMAT, CDAT).
 * @memory_tier: The tier that this distance belongs to, the N of
 *   /sys/devices/virtual/memory_tiering/memory_tierN; absent with it, and then
 *   that directory knows.
 * @waiting: RMM_NODE_WAIT_*.
 * @stat_threshold: Largest stat_threshold: what a CPU may hold back of a
 *   counter of the node.
 *
 * memcg_lru is in struct rmm_lru.
 */
struct rmm_node {
	__u32 node;
	__u32 reserved;
	__u64 states;
	__u64 start_pfn;
	__u64 spanned_pages;
	__u64 present_pages;
	__u64 nr_zones;
	__u64 totalreserve_pages;
	__u64 first_deferred_pfn;
	__u64 kswapd_pid;
	__u64 kswapd_order;
	__u64 kswapd_highest_zone;
	__u64 kswapd_failures;
	__u64 flags;
	__u64 nr_writeback_throttled;
	__u64 nr_reclaim_start;
	__u64 min_unmapped_pages;
	__u64 min_slab_pages;
	__u64 kcompactd_running;
	__u64 kcompactd_max_order;
	__u64 kcompactd_highest_zone;
	__u64 proactive_compact_trigger;
	__u64 nbp_rl_start_ms;
	__u64 nbp_rl_nr_cand;
	__u64 nbp_threshold_ms;
	__u64 nbp_th_start_ms;
	__u64 nbp_th_nr_cand;
	__u64 mf_total;
	__u64 mf_ignored;
	__u64 mf_failed;
	__u64 mf_delayed;
	__u64 mf_recovered;
	__u64 stat[96];
	__s64 pending[96];
	__u64 kswapd_state;
	__u64 kcompactd_state;
	__u64 kcompactd_pid;
	__u64 adistance;
	__u64 memory_tier;
	__u64 waiting;
	__u64 stat_threshold;
};

/**
 * struct rmm_zone - One zone of an online node (struct zone).
 * @node: Node number.
 * @zone: RMM_ZONE_*.
 * @start_pfn: First page frame; absent if none is spanned.
 * @spanned_pages: Page frames from the first to the last, holes included.
 * @present_pages: Page frames that exist.
 * @present_early_pages: Of these, there since boot: not hot-plugged.
 * @managed_pages: Pages that the buddy allocator manages.
 * @cma_pages: Pages of CMA areas.
 * @isolate_pageblocks: Isolated page blocks (nr_isolate_pageblock).
 * @initialized: Whether free lists and locks exist (initialized).
 * @contiguous: Whether it has no holes.
 * @flags: RMM_ZONE_F_*.
 * @trylock_free_pending: Whether freed pages wait for the zone's lock
 *   (trylock_free_pages).
 * @vmemmap_tails: Shared tail pages for hugetlb's vmemmap that have been
 *   made.
 * @free_pages: Free pages (NR_FREE_PAGES).
 * @min_pages: Watermark min, boost included, as /proc/zoneinfo gives it; the
 *   next three likewise.
 * @low_pages: Watermark low.
 * @high_pages: Watermark high.
 * @promo_pages: Watermark promo.
 * @boost_pages: Boost: take it away to get _watermark[].
 * @percpu_drift_mark_pages: Free pages below which counters are read exactly
 *   (percpu_drift_mark).
 * @lowmem_reserve_pages: Pages kept from allocations that could go to a zone
 *   of this kind: by RMM_ZONE_*.
 * @reserved_highatomic_pages: Pages in page blocks reserved for atomic
 *   allocations.
 * @free_highatomic_pages: Of these, free.
 * @pageset_cpus: CPUs whose page lists the sums below add up.
 * @pageset_count_pages: Sum of per_cpu_pages.count: pages in the lists.
 * @pageset_high_pages: Sum of high: above it a list is emptied.
 * @pageset_high_min_pages: Sum of high_min.
 * @pageset_high_max_pages: Sum of high_max.
 * @pageset_batch_pages: Sum of batch.
 * @pageset_free_count_pages: Sum of free_count: pages freed in a row.
 * @pageset_alloc_factor: Largest alloc_factor.
 * @pageset_prev_free_high_order_cpus: CPUs with PCPF_PREV_FREE_HIGH_ORDER.
 * @pageset_free_high_batch_cpus: CPUs with PCPF_FREE_HIGH_BATCH.
 * @pageset_stat_threshold: Largest stat_threshold: what a CPU may hold back
 *   of a counter.
 * @zone_high_min_pages: The zone's own pageset_high_min, that CPUs copy.
 * @zone_high_max_pages: The zone's own pageset_high_max.
 * @zone_batch_pages: The zone's own pageset_batch.
 * @compact_cached_free_pfn: Where compaction looks for free pages next.
 * @compact_cached_migrate_async_pfn: Where asynchronous compaction looks for
 *   pages to move next.
 * @compact_cached_migrate_sync_pfn: Where synchronous compaction looks for
 *   pages to move next.
 * @compact_init_migrate_pfn: Where the search for pages to move started.
 * @compact_init_free_pfn: Where the search for free pages started.
 * @compact_considered: Compactions not tried since the last failure.
 * @compact_defer_shift: 1 << this many are not tried after a failure.
 * @compact_order_failed: Smallest order that failed.
 * @compact_blockskip_flush: Whether skip marks of page blocks are due to be
 *   cleared.
 * @stat: Counters by RMM_ZONE_STAT_*, as /proc/zoneinfo gives them: what CPUs
 *   hold back is not in them.
 * @pending: What CPUs hold back of each.
 * @numa: Events by RMM_NUMA_*, what CPUs hold back included. A zone that has
 *   become empty keeps them; /sys/devices/system/node/nodeN/numastat is the sum
 *   of all zones.
 * @above_min_pages: Free pages above watermark min, boost included; below
 *   zero if there are fewer.
 * @above_low_pages: Free pages above watermark low.
 * @above_high_pages: Free pages above watermark high.
 * @above_promo_pages: Free pages above watermark promo.
 *
 * Of a zone without present pages only spans, sizes, watermarks, reserves and
 * NUMA events are given; /proc/zoneinfo leaves out the last.
 */
struct rmm_zone {
	__u32 node;
	__u32 zone;
	__u64 start_pfn;
	__u64 spanned_pages;
	__u64 present_pages;
	__u64 present_early_pages;
	__u64 managed_pages;
	__u64 cma_pages;
	__u64 isolate_pageblocks;
	__u64 initialized;
	__u64 contiguous;
	__u64 flags;
	__u64 trylock_free_pending;
	__u64 vmemmap_tails;
	__u64 free_pages;
	__u64 min_pages;
	__u64 low_pages;
	__u64 high_pages;
	__u64 promo_pages;
	__u64 boost_pages;
	__u64 percpu_drift_mark_pages;
	__u64 lowmem_reserve_pages[8];
	__u64 reserved_highatomic_pages;
	__u64 free_highatomic_pages;
	__u64 pageset_cpus;
	__u64 pageset_count_pages;
	__u64 pageset_high_pages;
	__u64 pageset_high_min_pages;
	__u64 pageset_high_max_pages;
	__u64 pageset_batch_pages;
	__u64 pageset_free_count_pages;
	__u64 pageset_alloc_factor;
	__u64 pageset_prev_free_high_order_cpus;
	__u64 pageset_free_high_batch_cpus;
	__u64 pageset_stat_threshold;
	__u64 zone_high_min_pages;
	__u64 zone_high_max_pages;
	__u64 zone_batch_pages;
	__u64 compact_cached_free_pfn;
	__u64 compact_cached_migrate_async_pfn;
	__u64 compact_cached_migrate_sync_pfn;
	__u64 compact_init_migrate_pfn;
	__u64 compact_init_free_pfn;
	__u64 compact_considered;
	__u64 compact_defer_shift;
	__u64 compact_order_failed;
	__u64 compact_blockskip_flush;
	__u64 stat[24];
	__s64 pending[24];
	__u64 numa[8];
	__s64 above_min_pages;
	__s64 above_low_pages;
	__s64 above_high_pages;
	__s64 above_promo_pages;
};

/**
 * struct rmm_buddy - Free blocks of one zone (zone.free_area), read without
 *   lock as /proc/buddyinfo does.
 * @node: Node number.
 * @zone: RMM_ZONE_*.
 * @free_blocks: Free blocks of 1 << order pages, by order; absent from orders
 *   on.
 * @orders: Orders that this kernel has.
 * @largest_order: Order of the largest free blocks; -1 if there is none.
 * @free_pages: Pages in all these blocks.
 */
struct rmm_buddy {
	__u32 node;
	__u32 zone;
	__u64 free_blocks[16];
	__u32 orders;
	__s32 largest_order;
	__u64 free_pages;
};

/**
 * struct rmm_node_cpus - A run of online CPUs that belong to one node.
 * @node: Node number.
 * @first: First CPU.
 * @last: Last CPU.
 * @reserved: Always zero.
 */
struct rmm_node_cpus {
	__u32 node;
	__u32 first;
	__u32 last;
	__u32 reserved;
};

/**
 * struct rmm_distance - How far apart two nodes are (SLIT): 10 is the node
 *   itself.
 * @from: From this node.
 * @to: To this one.
 * @distance: Distance.
 * @reserved: Always zero.
 */
struct rmm_distance {
	__u32 from;
	__u32 to;
	__u32 distance;
	__u32 reserved;
};

/**
 * struct rmm_zone_ref - One place in the order in which an allocation on a
 *   node tries zones (node_zonelists).
 * @node: The allocation's node.
 * @list: RMM_ZONELIST_*.
 * @place: Position in the order, from 0.
 * @zone_node: Node of the zone at that position.
 * @zone: RMM_ZONE_* of it.
 * @reserved: Always zero.
 */
struct rmm_zone_ref {
	__u32 node;
	__u32 list;
	__u32 place;
	__u32 zone_node;
	__u32 zone;
	__u32 reserved;
};

/**
 * struct rmm_page - One entry of a page table that is not empty.
 * @addr: First address that it stands for in the walked range.
 * @pfn: Page frame of addr, of the page that is or was mapped; RMM_ABSENT for
 *   none, if not asked for, or if not allowed.
 * @bits: RMM_PAGE_F_*. MAPCOUNT_EXACT comes with the mapcount, SHARED_EXACT
 *   of a page that is not hugetlb's with RMM_PAGE_A_FOLIO.
 * @kind: RMM_PAGE_*: what it stands for.
 * @level: RMM_LEVEL_*: where the entry stands.
 * @vma_kind: RMM_VMA_*.
 * @order: The folio has 2^order base pages; RMM_ABSENT_8 for none.
 * @pages: Base pages of the walked range that it stands for.
 * @node: Node of the page; -1 where there is no page.
 * @mapcount: How often the page at addr is mapped, or RMM_ABSENT_32. Folio
 *   and counts are absent of pages that are not mapped: under migration,
 *   failed, in swap.
 * @references: References to the folio, or RMM_ABSENT_32; others take and
 *   drop them all the time.
 * @folio_mapcount: Entries that map anything of the folio, or RMM_ABSENT_32.
 *   Other address spaces may map and unmap it between the readings of the two
 *   counts.
 * @expected_references: References that mappings, page cache, swap cache and
 *   buffers explain, or RMM_ABSENT_32. More of them are pins, or somebody at
 *   work.
 * @folio_index: Index of the page at addr in its folio, or RMM_ABSENT_32.
 * @swap_type: Number of the swap area; RMM_ABSENT_8 if it is not swapped out.
 * @zone: RMM_ZONE_* of the page; RMM_ABSENT_8 for none.
 * @age: Generations of MGLRU that are younger than the folio's: 0 for the
 *   youngest, or RMM_ABSENT_8 if it is in none.
 * @reserved: Zero.
 * @swap_offset: Place in the swap area, in pages; RMM_ABSENT if it is not
 *   swapped out.
 * @entry: The entry as the hardware sees it; RMM_ABSENT if not asked for or
 *   not allowed.
 * @kpageflags: KPF_* of linux/kernel-page-flags.h, as /proc/kpageflags, or
 *   RMM_ABSENT.
 * @cgroup: Inode of the memory cgroup that the page is charged to, or of its
 *   nearest ancestor that is online, as /proc/kpagecgroup: 0 for none; or
 *   RMM_ABSENT.
 *
 * Entries are in ascending order. The fields of the default attributes come
 * first: with a record_size of RMM_PAGE_DEFAULT_SIZE only these are read and
 * copied.
 *
 * Without CAP_SYS_ADMIN in the initial user namespace, of the opener of
 * /dev/rmm, the opener of the address space and the caller, physical addresses
 * are absent, and so are values that the kernel shows by physical address only:
 * entry, pfn, folio_index, swap_type, swap_offset, zone, kpageflags, cgroup.
 */
struct rmm_page {
	__u64 addr;
	__u64 pfn;
	__u32 bits;
	__u8 kind;
	__u8 level;
	__u8 vma_kind;
	__u8 order;
	__u32 pages;
	__s32 node;
	__u32 mapcount;
	__u32 references;
	__u32 folio_mapcount;
	__u32 expected_references;
	__u32 folio_index;
	__u8 swap_type;
	__u8 zone;
	__u8 age;
	__u8 reserved;
	__u64 swap_offset;
	__u64 entry;
	__u64 kpageflags;
	__u64 cgroup;
};

/**
 * struct rmm_lru - The lists of one online node.
 * @node: Node number.
 * @memcgs: Memory cgroups that were summed, those included that are being
 *   removed; 1 for a node without accounting to cgroups.
 * @memcgs_mglru: Of these, with pages in generations (lrugen.enabled).
 * @reserved: Always zero.
 * @list_pages: Pages by RMM_LRU_*, as /proc/zoneinfo gives them: what CPUs
 *   hold back is not in them. With MGLRU the two youngest generations are
 *   active.
 * @isolated_pages: Pages taken off the lists for a while, by RMM_LRU_TYPE_*
 *   (NR_ISOLATED_*).
 * @on_list_pages: Pages on the lists of struct lruvec, summed over memory
 *   cgroups: by RMM_LRU_* and RMM_ZONE_*, [5][8]. With MGLRU all but the
 *   unevictable are empty.
 * @refault: Refaults of pages that had been evicted, by RMM_LRU_TYPE_*
 *   (WORKINGSET_REFAULT_*).
 * @activate: Of these, made active at once (WORKINGSET_ACTIVATE_*).
 * @restore: Of these, active before they were evicted (WORKINGSET_RESTORE_*).
 * @shadow_nodes: Nodes of page-cache trees that hold shadow entries
 *   (WORKINGSET_NODES).
 * @nodereclaim: Of these, reclaimed (WORKINGSET_NODERECLAIM).
 * @max_seq_lowest: Lowest number of a youngest generation (max_seq); absent
 *   without MGLRU.
 * @max_seq_highest: Highest number of a youngest generation.
 * @min_seq_lowest: Lowest number of an oldest generation (min_seq) by
 *   RMM_LRU_TYPE_*.
 * @min_seq_highest: Highest number of an oldest generation by RMM_LRU_TYPE_*.
 * @gen_memcgs: Memory cgroups that have a generation of this age: 0 is the
 *   youngest.
 * @gen_age_lowest_ms: Milliseconds since the newest of these generations
 *   began.
 * @gen_age_highest_ms: Milliseconds since the oldest of these generations
 *   began.
 * @gen_pages: Pages by age, RMM_LRU_TYPE_* and RMM_ZONE_*, [4][2][8]; absent
 *   without MGLRU.
 * @tier_avg_refaulted: Moving average of refaults, by RMM_LRU_TYPE_* and
 *   tier, [2][4]. A page that was read n times through descriptors is in tier
 *   log2(n).
 * @tier_avg_total: Moving average of pages evicted or protected.
 * @tier_refaulted: Refaults of the oldest generation.
 * @tier_evicted: Pages evicted from the oldest generation.
 * @tier_protected: Pages that the oldest generation kept because of their
 *   tier.
 * @memcg_seq: Number of the generation of memory cgroups themselves
 *   (memcg_lru.seq).
 * @memcg_gen_memcgs: Memory cgroups in each of these generations
 *   (memcg_lru.nr_memcgs).
 *
 * Sums over memory cgroups add numbers that are read one after the other: each
 * is exact, the sum is not of one moment.
 *
 * Arrays over generations, types, tiers and zones are flat, the last index
 * running fastest.
 */
struct rmm_lru {
	__u32 node;
	__u32 memcgs;
	__u32 memcgs_mglru;
	__u32 reserved;
	__u64 list_pages[5];
	__u64 isolated_pages[2];
	__u64 on_list_pages[40];
	__u64 refault[2];
	__u64 activate[2];
	__u64 restore[2];
	__u64 shadow_nodes;
	__u64 nodereclaim;
	__u64 max_seq_lowest;
	__u64 max_seq_highest;
	__u64 min_seq_lowest[2];
	__u64 min_seq_highest[2];
	__u64 gen_memcgs[4];
	__u64 gen_age_lowest_ms[4];
	__u64 gen_age_highest_ms[4];
	__u64 gen_pages[64];
	__u64 tier_avg_refaulted[8];
	__u64 tier_avg_total[8];
	__u64 tier_refaulted[8];
	__u64 tier_evicted[8];
	__u64 tier_protected[8];
	__u64 memcg_seq;
	__u64 memcg_gen_memcgs[3];
};

/**
 * struct rmm_region - One region of the address space.
 * @kind: RMM_REGION_*.
 * @levels: Levels of page tables in use.
 * @start: First address.
 * @last: Last address.
 * @bytes: Size in bytes.
 * @top_entries: Entries of the top table that it lies in; absent for what no
 *   table translates.
 *
 * Regions are in descending order and, together with the holes between them,
 * fill the address space. If the opener or the caller lacks CAP_SYSLOG in the
 * initial user namespace, or the kernel is locked down to confidentiality,
 * addresses and the sizes of holes, from which addresses follow, are absent.
 */
struct rmm_region {
	__u32 kind;
	__u32 levels;
	__u64 start;
	__u64 last;
	__u64 bytes;
	__u64 top_entries;
};

/**
 * struct rmm_memcgs - Argument of RMM_MEMCGS: memory cgroups in pre-order,
 *   parents before their children, those included that are being removed.
 * @size: Size of this structure as the caller knows it.
 * @flags: RMM_MEMCGS_*.
 * @after: 0 for the root, or what next was.
 * @buf: User address of an array of records.
 * @capacity: Records that it has room for.
 * @record_size: Size of each as the caller knows it.
 * @names: User address of a buffer for paths, or 0 for none.
 * @names_size: Its size in bytes. A path that does not fit ends the call
 *   before its cgroup.
 * @count: Out: records written.
 * @next: Out: where to resume; RMM_ABSENT after the last.
 *
 * When next is not RMM_ABSENT, call again with after = next. A cgroup that
 * exists during all calls is returned; one that is created or removed meanwhile
 * may be missing.
 *
 * Errors: EPERM without CAP_SYS_ADMIN in the initial user namespace, of the
 * opener of /dev/rmm and of the caller: a cgroup namespace would hide some of
 * them from others; ESTALE if after was removed meanwhile (start again); ENOSPC
 * if the records or the path of the first cgroup do not fit; EINVAL for an
 * unknown flag or a capacity of 0; EFAULT for a buffer that cannot be written;
 * ENODEV if memory is not accounted to cgroups.
 */
struct rmm_memcgs {
	__u32 size;
	__u32 flags;
	__u64 after;
	__u64 buf;
	__u32 capacity;
	__u32 record_size;
	__u64 names;
	__u32 names_size;
	__u32 count;
	__u64 next;
};

/**
 * struct rmm_memcg - One memory cgroup (struct mem_cgroup).
 * @cgroup: Inode number of the cgroup, its id.
 * @parent: That of its parent; absent for the root.
 * @css_id: Number of the controller's state (css.id).
 * @level: Levels below the root.
 * @flags: RMM_MEMCG_F_*.
 * @reserved: Always zero.
 * @name_offset: Where the path from the root of the hierarchy begins in the
 *   buffer for paths.
 * @name_len: Its bytes; 0 if there is no buffer or no path.
 * @usage_pages: Charged now, descendants included (memory.current). The root,
 *   which has no such file, is charged for its descendants alone.
 * @peak_pages: Most ever charged (memory.peak).
 * @min_pages: memory.min.
 * @low_pages: memory.low.
 * @effective_min_pages: Effective memory.min, after the ancestors' shares, as
 *   of the last reclaim.
 * @effective_low_pages: Effective memory.low, in the same way.
 * @high_pages: memory.high.
 * @max_pages: memory.max.
 * @swap_usage_pages: memory.swap.current.
 * @swap_peak_pages: memory.swap.peak.
 * @swap_high_pages: memory.swap.high.
 * @swap_max_pages: memory.swap.max.
 * @events: Events of it and its descendants, by RMM_MEMCG_EVENT_*; absent
 *   from there on.
 * @local_events: Events of it alone (memory.events.local).
 * @zswap_max_pages: memory.zswap.max; absent, too, in a kernel without zswap.
 * @failcnt: Charges that met memory.max (memory.failcnt); absent in cgroup 2,
 *   which counts them as events.
 * @descendants: Memory cgroups below it (cgroup.stat counts it, too, as
 *   nr_subsys_memory).
 *
 * Pages are those of struct page_counter, which are charged in batches of 64 a
 * CPU: memory.current says the same. A limit that is not set is absent, so is
 * swap where it is not counted by itself (cgroup 1, kernels without swap).
 */
struct rmm_memcg {
	__u64 cgroup;
	__u64 parent;
	__u32 css_id;
	__u32 level;
	__u32 flags;
	__u32 reserved;
	__u32 name_offset;
	__u32 name_len;
	__u64 usage_pages;
	__u64 peak_pages;
	__u64 min_pages;
	__u64 low_pages;
	__u64 effective_min_pages;
	__u64 effective_low_pages;
	__u64 high_pages;
	__u64 max_pages;
	__u64 swap_usage_pages;
	__u64 swap_peak_pages;
	__u64 swap_high_pages;
	__u64 swap_max_pages;
	__u64 events[16];
	__u64 local_events[16];
	__u64 zswap_max_pages;
	__u64 failcnt;
	__u64 descendants;
};

/**
 * struct rmm_memcg_node - What one memory cgroup itself, without its
 *   descendants, has on the lists of one node.
 * @cgroup: Inode number of the cgroup.
 * @node: Node number.
 * @mglru: Whether its pages are in generations (MGLRU).
 * @list_pages: Pages by RMM_LRU_*; with MGLRU the two youngest generations
 *   are active.
 * @max_seq: Number of the youngest generation; absent in a kernel without
 *   MGLRU.
 * @min_seq: Number of the oldest by RMM_LRU_TYPE_*.
 * @gen_age_ms: Milliseconds since a generation began, by age: 0 is the
 *   youngest; absent where there is none.
 * @gen_pages: Pages by age and RMM_LRU_TYPE_*, [4][2].
 *
 * These are the sizes that reclaim works with; memory.numa_stat gathers the
 * same from CPUs and lags.
 */
struct rmm_memcg_node {
	__u64 cgroup;
	__u32 node;
	__u32 mglru;
	__u64 list_pages[5];
	__u64 max_seq;
	__u64 min_seq[2];
	__u64 gen_age_ms[4];
	__u64 gen_pages[8];
};

/**
 * struct rmm_rows - Argument of RMM_NODES, RMM_ZONES, RMM_BUDDY,
 *   RMM_PAGETYPES and RMM_FRAGMENTATION: records of the online nodes,
 *   ascending, and of their zones, ascending.
 * @size: Size of this structure as the caller knows it.
 * @flags: RMM_NODES_* or RMM_ZONES_*; zero for other calls.
 * @start: 0 for the first node or zone, or what next was.
 * @next: Out: where to resume; RMM_ABSENT after the last.
 * @buf: User address of an array of records.
 * @capacity: Records that it has room for.
 * @record_size: Size of each, a multiple of 8: a shorter record is cut, a
 *   longer one followed by zeros.
 * @count: Out: records written.
 * @reserved: Must be zero.
 * @longest_hold_ns: Out, of RMM_PAGETYPES: longest hold of a zone's lock,
 *   with interrupts off.
 *
 * A call gives as many as there is room for; those of one node or zone come
 * together. When next is not RMM_ABSENT, call again with start = next.
 *
 * Errors: ENOSPC if what belongs to the first node or zone does not fit; EINVAL
 * for an unknown flag, a start that is no place, a capacity of 0; EBUSY while
 * memory is coming or going; EPERM where a call asks for a right; EFAULT for a
 * buffer that cannot be written.
 */
struct rmm_rows {
	__u32 size;
	__u32 flags;
	__u64 start;
	__u64 next;
	__u64 buf;
	__u32 capacity;
	__u32 record_size;
	__u32 count;
	__u32 reserved;
	__u64 longest_hold_ns;
};

/**
 * struct rmm_pageset - The page lists of one CPU for one zone with present
 *   pages (struct per_cpu_pages, struct per_cpu_zonestat); struct rmm_zone has
 *   their sums.
 * @node: Node number.
 * @zone: RMM_ZONE_*.
 * @cpu: CPU.
 * @flags: RMM_PAGESET_F_*.
 * @count_pages: Pages in the lists.
 * @high_pages: Above it the lists are emptied.
 * @high_min_pages: Least value of high.
 * @high_max_pages: Greatest value of high.
 * @batch_pages: Pages moved to or from the buddy allocator at a time.
 * @free_count_pages: Pages freed in a row.
 * @alloc_factor: How far batch is scaled up while allocations follow each
 *   other.
 * @stat_threshold: What this CPU may hold back of a counter.
 * @expire: Turns of the counters' upkeep after which lists of another node's
 *   zone are emptied, if the CPU does not use them meanwhile.
 */
struct rmm_pageset {
	__u32 node;
	__u32 zone;
	__u32 cpu;
	__u32 flags;
	__u64 count_pages;
	__u64 high_pages;
	__u64 high_min_pages;
	__u64 high_max_pages;
	__u64 batch_pages;
	__u64 free_count_pages;
	__u64 alloc_factor;
	__u64 stat_threshold;
	__u64 expire;
};

/**
 * struct rmm_frames_cost - What looking at page frames cost.
 * @frames: Page frames that were passed.
 * @chunks: Chunks, and with it holds of the zone's lock.
 * @longest_hold_ns: Longest time that the zone's lock was held, in ns.
 * @elapsed_ns: Time that the call spent looking, in ns; copying to the caller
 *   is not in it.
 */
struct rmm_frames_cost {
	__u64 frames;
	__u64 chunks;
	__u64 longest_hold_ns;
	__u64 elapsed_ns;
};

/**
 * struct rmm_free_block - One free block of the buddy allocator.
 * @pfn: Its first page frame.
 * @order: It has 1 << order pages.
 * @migrate_type: RMM_MIGRATE_*: the list that it is in; RMM_ABSENT_8 for a
 *   type that this interface does not know.
 * @reserved: Zero.
 */
struct rmm_free_block {
	__u64 pfn;
	__u8 order;
	__u8 migrate_type;
	__u8 reserved[6];
};

/**
 * struct rmm_freeblocks - Argument of RMM_FREEBLOCKS: every free block of a
 *   zone that begins in start..end, ascending, as struct rmm_free_block.
 * @size: Size of this structure as the caller knows it.
 * @flags: Must be zero.
 * @node: Node number.
 * @zone: RMM_ZONE_*.
 * @start: First page frame of the range.
 * @end: End of the range; RMM_ABSENT for all frames.
 * @next: Out: where to resume; end when the range is done.
 * @buf: User address of an array of records.
 * @capacity: Records that it has room for.
 * @record_size: Size of each, a multiple of 8: a shorter record is cut, a
 *   longer one followed by zeros.
 * @count: Out: records written.
 * @reserved: Must be zero.
 * @budget_us: Stop after this time, in µs; 0 for no limit.
 * @cost: Out: the cost of the call.
 *
 * When next is not end, call again with start = next. Pages in per-CPU lists
 * are in no block.
 *
 * Errors: EPERM without CAP_SYS_ADMIN in the initial user namespace, of the
 * opener and of the caller; ENXIO if there is no such zone; EINVAL for a flag,
 * start above end, a capacity of 0; EBUSY while memory is coming or going;
 * EINTR if a signal came before anything was done; EFAULT for a buffer that
 * cannot be written.
 */
struct rmm_freeblocks {
	__u32 size;
	__u32 flags;
	__u32 node;
	__u32 zone;
	__u64 start;
	__u64 end;
	__u64 next;
	__u64 buf;
	__u32 capacity;
	__u32 record_size;
	__u32 count;
	__u32 reserved;
	__u64 budget_us;
	struct rmm_frames_cost cost;
};

/**
 * struct rmm_pageblocks - Argument of RMM_PAGEBLOCKS: a byte for each page
 *   block of a zone in start..end, ascending, made of RMM_BLOCK_*.
 * @size: Size of this structure as the caller knows it.
 * @flags: Must be zero.
 * @node: Node number.
 * @zone: RMM_ZONE_*.
 * @start: First page frame of the range.
 * @end: End of the range; RMM_ABSENT for all frames.
 * @next: Out: where to resume; end when the range is done.
 * @first: Out: first page frame of the block that the first byte is of.
 * @buf: User address of an array of bytes.
 * @capacity: Bytes that it has room for.
 * @count: Out: bytes written.
 * @block_order: Out: a page block has 1 << block_order pages.
 * @reserved: Must be zero.
 * @budget_us: Stop after this time, in µs; 0 for no limit.
 * @cost: Out: the cost of the call.
 *
 * Both ends are rounded down to a page block and cut to the zone's span; byte
 * number i is of the block at first + (i << block_order). When next is not end,
 * call again with start = next. A block that is only partly in the zone is
 * reported with the free share of that part, relative to a whole block.
 *
 * Errors as of RMM_FREEBLOCKS.
 */
struct rmm_pageblocks {
	__u32 size;
	__u32 flags;
	__u32 node;
	__u32 zone;
	__u64 start;
	__u64 end;
	__u64 next;
	__u64 first;
	__u64 buf;
	__u32 capacity;
	__u32 count;
	__u32 block_order;
	__u32 reserved;
	__u64 budget_us;
	struct rmm_frames_cost cost;
};

/**
 * struct rmm_pagetypes - Free blocks and page blocks of one migrate type in
 *   one zone with present pages.
 * @node: Node number.
 * @zone: RMM_ZONE_*.
 * @migrate_type: RMM_MIGRATE_*.
 * @scanned_orders: Orders, a bit each, that were counted by looking at every
 *   page frame, chunk by chunk, as their lists were too long to be walked in
 *   one hold of the zone's lock. The numbers of any other order are of one
 *   moment for all types.
 * @free_blocks: Free blocks of 1 << order pages, by order; absent from the
 *   orders on that this kernel does not have.
 * @free_pages: Pages in all these blocks.
 * @page_blocks: Page blocks of the type, as /proc/pagetypeinfo counts them.
 */
struct rmm_pagetypes {
	__u32 node;
	__u32 zone;
	__u32 migrate_type;
	__u32 scanned_orders;
	__u64 free_blocks[16];
	__u64 free_pages;
	__u64 page_blocks;
};

/**
 * struct rmm_fragmentation - How fragmented the free memory of a zone with
 *   present pages is for one order: the numbers of /sys/kernel/debug/extfrag,
 *   from zone.free_area, read without lock.
 * @node: Node number.
 * @zone: RMM_ZONE_*.
 * @order: Order of the request.
 * @largest_order: Order of the zone's largest free blocks; -1 if there is
 *   none.
 * @unusable_milli: Unusable free space index, in thousandths: share of the
 *   free memory that is in smaller blocks; 1000 without free memory.
 * @fragmentation_milli: External fragmentation index, in thousandths: -1000
 *   if a request would succeed; towards 0 it fails for lack of memory, towards
 *   1000 for fragmentation; 0 without free memory.
 * @free_blocks: Free blocks of exactly this order.
 * @suitable_blocks: Blocks of this order that the free memory can be cut
 *   into.
 * @allowed_blocks: Of these, how many one request after the other could have
 *   before free pages reach the watermark min (boost included), reserves for
 *   atomic allocations aside.
 * @free_pages: Pages in all free blocks of the zone.
 */
struct rmm_fragmentation {
	__u32 node;
	__u32 zone;
	__u32 order;
	__s32 largest_order;
	__s32 unusable_milli;
	__s32 fragmentation_milli;
	__u64 free_blocks;
	__u64 suitable_blocks;
	__u64 allowed_blocks;
	__u64 free_pages;
};

/**
 * struct rmm_faults - Argument of RMM_FAULTS, on /dev/rmm.
 * @size: Size of this structure as the caller knows it.
 * @flags: RMM_FAULTS_*.
 * @pid: With RMM_FAULTS_ATTACH: the process (its number in the initial pid
 *   namespace) in which events are counted, or 0 for all. Else must be zero.
 * @reserved: Must be zero.
 * @buf: Array of struct rmm_fault_count for the counts, as they were before a
 *   detach.
 * @capacity: Records that buf has room for; 0 if none are asked for.
 * @record_size: Size of a record as the caller knows it.
 * @count: Out: records written.
 * @total: Out: counters that exist.
 * @watched_ns: Out: how long the descriptor has counted.
 *
 * Nothing is attached to the kernel until a call asks for it. A descriptor
 * counts from that call to one with RMM_FAULTS_DETACH, or to its end.
 * CAP_SYS_ADMIN, of opener and caller; for one process CAP_SYS_PTRACE, too.
 * EBUSY to attach what is attached, or when too many processes are watched;
 * ENXIO for counts of a descriptor that counts nothing.
 */
struct rmm_faults {
	__u32 size;
	__u32 flags;
	__s32 pid;
	__u32 reserved;
	__u64 buf;
	__u32 capacity;
	__u32 record_size;
	__u32 count;
	__u32 total;
	__u64 watched_ns;
};

/**
 * struct rmm_fault_count - A counter of RMM_FAULTS.
 * @kind: RMM_FAULT_*.
 * @reserved: Zero.
 * @count: Since the descriptor counts; RMM_ABSENT if this kernel lacks the
 *   tracepoint.
 */
struct rmm_fault_count {
	__u32 kind;
	__u32 reserved;
	__u64 count;
};

/**
 * struct rmm_events - Argument of RMM_EVENTS, on /dev/rmm: every event.
 * @size: Size of this structure as the caller knows it.
 * @flags: Must be zero.
 * @buf: Array of struct rmm_event.
 * @capacity: Records that buf has room for.
 * @record_size: Size of a record as the caller knows it.
 * @count: Out: records written.
 * @total: Out: events that there are.
 *
 * EBUSY during memory hotplug.
 */
struct rmm_events {
	__u32 size;
	__u32 flags;
	__u64 buf;
	__u32 capacity;
	__u32 record_size;
	__u32 count;
	__u32 total;
};

/**
 * struct rmm_event - An event of RMM_EVENTS.
 * @event: RMM_EVENT_*.
 * @theme: RMM_THEME_*.
 * @total: Since boot, as in /proc/vmstat; RMM_ABSENT if this kernel does not
 *   count it.
 * @since: Since the last call on this descriptor; RMM_ABSENT in the first.
 */
struct rmm_event {
	__u32 event;
	__u32 theme;
	__u64 total;
	__u64 since;
};

/**
 * struct rmm_pressure - Argument of RMM_PRESSURE, on /dev/rmm.
 * @size: Size of this structure as the caller knows it.
 * @flags: Must be zero.
 * @buf: Array of struct rmm_node_pressure, one for each online node.
 * @capacity: Records that buf has room for.
 * @record_size: Size of a record as the caller knows it.
 * @count: Out: records written.
 * @nodes: Out: online nodes.
 * @judgement: Out: RMM_JUDGEMENT_*, the worst of all nodes.
 * @node: Out: the node that it rests on; -1 without one.
 * @allocation_stalls: Out: direct reclaims since the module was loaded
 *   (allocstall_* of /proc/vmstat).
 * @throttled: Out: direct reclaims that had to wait for kswapd, since then.
 * @compaction_stalls: Out: allocations that waited for compaction, since
 *   then.
 * @compaction_failures: Out: of those, without a page.
 * @oom_kills: Out: processes killed for want of memory, since then.
 *
 * EBUSY during memory hotplug.
 */
struct rmm_pressure {
	__u32 size;
	__u32 flags;
	__u64 buf;
	__u32 capacity;
	__u32 record_size;
	__u32 count;
	__u32 nodes;
	__u32 judgement;
	__s32 node;
	__u64 allocation_stalls;
	__u64 throttled;
	__u64 compaction_stalls;
	__u64 compaction_failures;
	__u64 oom_kills;
};

/**
 * struct rmm_node_pressure - A node of RMM_PRESSURE.
 * @node: Node number.
 * @kswapd: RMM_KSWAPD_*.
 * @judgement: RMM_JUDGEMENT_* of this node.
 * @tightest_zone: RMM_ZONE_*: the zone with the least above its watermarks;
 *   ~0 without one.
 * @free_pages: Free pages of all its zones.
 * @min_pages: Sum of the min watermarks.
 * @low_pages: Sum of the low watermarks.
 * @high_pages: Sum of the high watermarks.
 * @boost_pages: How much of each of these is boost.
 * @zones_below_min: Zones with no more free than min.
 * @zones_below_low: Zones with no more free than low, those below min
 *   included.
 * @zones_below_high: Zones with no more free than high, those below low
 *   included.
 * @tightest_free_pages: Free pages of the tightest zone.
 * @tightest_min_pages: Its min watermark.
 * @tightest_low_pages: Its low watermark.
 * @tightest_high_pages: Its high watermark.
 * @kswapd_failures: Runs of kswapd in a row that reclaimed nothing; hopeless
 *   from 16.
 * @kswapd_scanned_pages: Pages that kswapd looked at since the module was
 *   loaded.
 * @kswapd_reclaimed_pages: Pages that kswapd reclaimed since then.
 * @direct_scanned_pages: Pages that direct reclaim looked at since then.
 * @direct_reclaimed_pages: Pages that direct reclaim reclaimed since then.
 *
 * Pages are of zones that have any; watermarks are those of /proc/zoneinfo, the
 * boost included.
 */
struct rmm_node_pressure {
	__u32 node;
	__u32 kswapd;
	__u32 judgement;
	__u32 tightest_zone;
	__u64 free_pages;
	__u64 min_pages;
	__u64 low_pages;
	__u64 high_pages;
	__u64 boost_pages;
	__u64 zones_below_min;
	__u64 zones_below_low;
	__u64 zones_below_high;
	__u64 tightest_free_pages;
	__u64 tightest_min_pages;
	__u64 tightest_low_pages;
	__u64 tightest_high_pages;
	__u64 kswapd_failures;
	__u64 kswapd_scanned_pages;
	__u64 kswapd_reclaimed_pages;
	__u64 direct_scanned_pages;
	__u64 direct_reclaimed_pages;
};

/**
 * struct rmm_tally - Argument of the histograms: RMM_FOLIOS with struct
 *   rmm_folios, RMM_SHARING with struct rmm_sharing, RMM_AGE with struct
 *   rmm_age, RMM_NUMA with struct rmm_numa, RMM_RUNS with struct rmm_runs.
 * @size: Size of this structure as the caller knows it.
 * @flags: RMM_TALLY_*.
 * @start: First address, page-aligned.
 * @end: End of the range, page-aligned; RMM_ABSENT stands for the end of the
 *   user half.
 * @buf: User address of an array of the call's records.
 * @capacity: Room in buf, in records.
 * @record_size: Size of the call's record as the caller knows it.
 * @budget_us: Longest time the call may take in µs; 0 sets no limit. It is
 *   looked at between tables, and one table is always walked.
 * @count: Out: records written.
 * @reserved: Must be zero.
 * @next: Out: where to resume.
 * @cost: Out: the cost of the call.
 *
 * A call ends for the same reasons as RMM_WALK; resume at next. Records of one
 * call differ in their keys; add up the records of the calls of a walk. A folio
 * or run that is cut by the end of a call counts as two parts.
 *
 * Errors: as RMM_VMAS; ENOSPC for a capacity below RMM_TALLY_LEAST.
 */
struct rmm_tally {
	__u32 size;
	__u32 flags;
	__u64 start;
	__u64 end;
	__u64 buf;
	__u32 capacity;
	__u32 record_size;
	__u64 budget_us;
	__u32 count;
	__u32 reserved;
	__u64 next;
	struct rmm_cost cost;
};

/**
 * struct rmm_folios - Folios that are mapped, by kind, node and order.
 * @kind: RMM_PAGE_*: anon, file, shmem, ksm, hugetlb, or a device's.
 * @node: Node.
 * @order: A folio has 2^order base pages.
 * @reserved: Zero.
 * @pages: Base pages of them that are mapped here.
 * @huge_pages: Of these, mapped by a leaf above the last level.
 * @aligned: Folios that are mapped whole and one page after the other, from
 *   an address that their size divides.
 * @unaligned: The same from any other address.
 * @parts: Stretches of pages in order that are not a whole folio.
 * @part_pages: Base pages in parts.
 *
 * Pages under migration, failed, swapped out or without a folio are not here.
 */
struct rmm_folios {
	__u32 kind;
	__s32 node;
	__u32 order;
	__u32 reserved;
	__u64 pages;
	__u64 huge_pages;
	__u64 aligned;
	__u64 unaligned;
	__u64 parts;
	__u64 part_pages;
};

/**
 * struct rmm_sharing - Pages by how often they are mapped, and what of them
 *   the process is charged with.
 * @kind: RMM_PAGE_*; RMM_PAGE_NONE is the total of all kinds but hugetlb.
 * @mapcount: 2^n for pages that are mapped 2^n to 2^(n+1)-1 times; 0 in the
 *   total, and where nobody knows: under migration, failed.
 * @bytes: Bytes, as Rss of smaps.
 * @private_bytes: Of these, mapped once: what ends with the process (USS),
 *   Private_* of smaps.
 * @shared_bytes: Of these, in a folio that another address space may map
 *   (folio_maybe_mapped_shared).
 * @pss_fraction: Each page divided by its mapcount (PSS), in 1/4096 bytes, as
 *   the kernel adds it up before it rounds. RMM_ABSENT for hugetlb.
 * @inexact_bytes: Bytes whose share is not exact: their mapcount is the
 *   average of a folio, or one page's stands for all of a huge page, because
 *   somebody waited for the VMA.
 *
 * hugetlb has no share, and is in no total, as in smaps.
 */
struct rmm_sharing {
	__u32 kind;
	__u32 mapcount;
	__u64 bytes;
	__u64 private_bytes;
	__u64 shared_bytes;
	__u64 pss_fraction;
	__u64 inexact_bytes;
};

/**
 * struct rmm_age - Pages by kind and generation of MGLRU.
 * @kind: RMM_PAGE_*.
 * @age: Generations that are younger: 0 is the youngest; RMM_ABSENT_32 for
 *   pages that are in none.
 * @bytes: Bytes.
 * @young_bytes: Of these, with the accessed bit in their entry.
 * @referenced_bytes: Of these, accessed by their entry or marked as
 *   referenced.
 * @dirty_bytes: Of these, dirty by their entry or their folio.
 */
struct rmm_age {
	__u32 kind;
	__u32 age;
	__u64 bytes;
	__u64 young_bytes;
	__u64 referenced_bytes;
	__u64 dirty_bytes;
};

/**
 * struct rmm_numa - Pages by kind and node, as /proc/PID/numa_maps counts:
 *   reserved pages, memory of devices, and what is not present are left out.
 * @vma: First address of the VMA with RMM_TALLY_VMAS, else RMM_ABSENT.
 * @kind: RMM_PAGE_*.
 * @node: Node.
 * @pages: Pages of the VMA's own page size: a hugetlb page is one.
 * @dirty_pages: Of these, dirty by their entry or their folio.
 * @bytes: Bytes of pages.
 */
struct rmm_numa {
	__u64 vma;
	__u32 kind;
	__s32 node;
	__u64 pages;
	__u64 dirty_pages;
	__u64 bytes;
};

/**
 * struct rmm_runs - Physically contiguous runs: pages whose frames follow
 *   each other as their addresses do, in one VMA, folios no matter.
 * @vma_kind: RMM_VMA_*.
 * @order: Runs of 2^order to 2^(order+1)-1 base pages.
 * @runs: Runs.
 * @pages: Base pages in them.
 *
 * For who may see page frames, otherwise EPERM.
 */
struct rmm_runs {
	__u32 vma_kind;
	__u32 order;
	__u64 runs;
	__u64 pages;
};

/**
 * struct rmm_processes - Argument of RMM_PROCESSES: one record for each
 *   process that has an address space, by ascending pid.
 * @size: Size of this structure as the caller knows it.
 * @flags: RMM_PROCESSES_*.
 * @buf: User address of an array of struct rmm_process.
 * @capacity: Room in buf, in records.
 * @record_size: sizeof(struct rmm_process) as the caller knows it.
 * @budget_us: Longest time the call may take in µs; 0 sets no limit. It is
 *   checked between processes; a process is never returned in part.
 * @first: First pid of the range.
 * @next: Out: where to resume; 0 after the last.
 * @count: Out: records written.
 * @reserved: Must be zero.
 * @cost: Out: what walks cost.
 *
 * Kernel threads and zombies have none; threads are no processes. When next is
 * not 0, call again with first = next.
 *
 * Pids are those of the initial pid namespace. Without CAP_SYS_PTRACE in the
 * initial user namespace, of the opener of /dev/rmm and of the caller, there is
 * the caller alone.
 *
 * Errors: EINVAL for an unknown flag, a first below 0, or a capacity of 0;
 * EINTR for a signal before the first record; EFAULT for a buffer that cannot
 * be written.
 */
struct rmm_processes {
	__u32 size;
	__u32 flags;
	__u64 buf;
	__u32 capacity;
	__u32 record_size;
	__u64 budget_us;
	__s32 first;
	__s32 next;
	__u32 count;
	__u32 reserved;
	struct rmm_cost cost;
};

/**
 * struct rmm_process - One process.
 * @pid: Process id.
 * @owner: Process that owns the address space (mm->owner), or -1: processes
 *   with the same owner share one, and each of them shows all of it.
 * @comm: Name (comm), zero-terminated.
 * @virtual_bytes: VmSize.
 * @anon_bytes: RssAnon.
 * @file_bytes: RssFile.
 * @shmem_bytes: RssShmem.
 * @hugetlb_bytes: HugetlbPages.
 * @swap_bytes: VmSwap.
 * @table_bytes: VmPTE.
 * @huge_bytes: Resident bytes that a leaf above the last level maps, hugetlb
 *   left out; absent without RMM_PROCESSES_RESIDENT, as what lies on nodes.
 * @node_bytes: Present bytes of folios on each node, hugetlb included.
 * @more_nodes_bytes: The same on all nodes from RMM_NODE_SLOTS on.
 * @uss_bytes: What nobody else maps, hugetlb left out; absent without
 *   RMM_PROCESSES_PSS.
 * @pss_bytes: Each page divided by its mapcount; as Pss of smaps_rollup, with
 *   its rounding.
 * @inexact_bytes: Bytes whose share is not exact, as in rmm_sharing.
 *
 * The counters are the kernel's own, those of /proc/PID/status.
 */
struct rmm_process {
	__s32 pid;
	__s32 owner;
	__u8 comm[16];
	__u64 virtual_bytes;
	__u64 anon_bytes;
	__u64 file_bytes;
	__u64 shmem_bytes;
	__u64 hugetlb_bytes;
	__u64 swap_bytes;
	__u64 table_bytes;
	__u64 huge_bytes;
	__u64 node_bytes[16];
	__u64 more_nodes_bytes;
	__u64 uss_bytes;
	__u64 pss_bytes;
	__u64 inexact_bytes;
};

/**
 * struct rmm_faults_of - Argument of RMM_FAULTS_OF: page faults of a process
 *   and of the children it has waited for, as /proc/PID/stat has them; and what
 *   has happened in it by kind, while somebody counts that (RMM_FAULTS with its
 *   pid, or pid PID written to /proc/rmm/faults).
 * @size: Size of this structure as the caller knows it.
 * @flags: Must be zero.
 * @minor: Out: faults that needed no I/O, of all threads, those that have
 *   exited included.
 * @major: Out: faults that waited for I/O.
 * @children_minor: Out: minor of waited-for children.
 * @children_major: Out: major of waited-for children.
 * @buf: Array of struct rmm_fault_count for the counts by kind.
 * @capacity: Records that buf has room for; 0 if none are asked for.
 * @record_size: Size of a record as the caller knows it.
 * @count: Out: records written.
 * @total: Out: counters that exist.
 * @watched_ns: Out: how long they have counted, by who has done so for
 *   longest; RMM_ABSENT if nobody does, as each count is then.
 *
 * Errors: EINVAL for an unknown flag; ESRCH if the process has exited or
 * replaced its image; EFAULT for a buffer that cannot be written.
 */
struct rmm_faults_of {
	__u32 size;
	__u32 flags;
	__u64 minor;
	__u64 major;
	__u64 children_minor;
	__u64 children_major;
	__u64 buf;
	__u32 capacity;
	__u32 record_size;
	__u32 count;
	__u32 total;
	__u64 watched_ns;
};

/**
 * struct rmm_frame - One page frame.
 * @pfn: Its number.
 * @folio_pfn: First frame of its folio or free block; RMM_ABSENT without a
 *   page structure, or if the block was not found.
 * @kpageflags: KPF_* of linux/kernel-page-flags.h, as /proc/kpageflags;
 *   RMM_ABSENT without a page structure.
 * @cgroup: Inode of the memory cgroup that the page is charged to, or of its
 *   nearest ancestor that is online, as /proc/kpagecgroup: 0 for none; or
 *   RMM_ABSENT.
 * @bits: RMM_FRAME_F_*.
 * @node: Its node; -1 for none.
 * @kind: RMM_FRAME_*.
 * @zone: RMM_ZONE_*; RMM_ABSENT_8 for none.
 * @order: The folio or free block has 2^order pages; RMM_ABSENT_8 as
 *   folio_pfn.
 * @age: Generations of MGLRU that are younger than the folio's, or
 *   RMM_ABSENT_8 if it is in none.
 * @mapcount: How often the page is mapped, as /proc/kpagecount, or
 *   RMM_ABSENT_32.
 * @folio_mapcount: Entries that map anything of the folio, or RMM_ABSENT_32.
 * @references: References to the folio, or RMM_ABSENT_32.
 * @expected_references: References that mappings, page cache, swap cache and
 *   buffers explain, or RMM_ABSENT_32.
 * @reserved: Zero.
 *
 * Read without lock or reference: one that is in use may change between two
 * fields.
 */
struct rmm_frame {
	__u64 pfn;
	__u64 folio_pfn;
	__u64 kpageflags;
	__u64 cgroup;
	__u32 bits;
	__s32 node;
	__u8 kind;
	__u8 zone;
	__u8 order;
	__u8 age;
	__u32 mapcount;
	__u32 folio_mapcount;
	__u32 references;
	__u32 expected_references;
	__u32 reserved;
};

/**
 * struct rmm_pfns - Argument of RMM_PFNS: the page frames of start..end in
 *   ascending order, holes left out.
 * @size: Size of this structure as the caller knows it.
 * @flags: Must be zero.
 * @start: First frame.
 * @end: End of the range, at most 2^52, for which RMM_ABSENT stands.
 * @buf: User address of an array of struct rmm_frame.
 * @capacity: Room in buf, in records.
 * @record_size: sizeof(struct rmm_frame) as the caller knows it.
 * @budget_us: Longest time the call may take in us; 0 sets no limit. It is
 *   looked at between chunks of 256 frames, and one is always read.
 * @attributes: RMM_FRAME_A_*.
 * @kinds: Filter: bit n lets frames of RMM_FRAME_* n pass.
 * @kpf_required: Filter: every one of these KPF_* is set.
 * @kpf_excluded: Filter: none of these is set.
 * @kpf_any: Filter: at least one of these is set.
 * @orders: Filter: bit n lets frames of order n pass.
 * @node_plus_1: Filter: only of this node, plus one.
 * @count: Out: records written.
 * @next: Out: where to resume; end when the range is done.
 * @frames: Out: frames that were read.
 * @holes: Out: frames of holes that were skipped.
 * @cost: Out: the cost of the call. tables are chunks, entries frames.
 *
 * A call ends at the end of the range, when the buffer is full, when the budget
 * is used up, or when a signal is pending; resume at next. Needs CAP_SYS_ADMIN
 * in the initial user namespace, of the opener of /dev/rmm and the caller.
 *
 * A frame is reported if it passes every filter; a filter of 0 passes all
 * frames.
 *
 * Errors: EPERM without the right; EINVAL for a range that is empty or ends
 * beyond 2^52, an unknown bit, a capacity of 0; EBUSY during memory hotplug;
 * EFAULT for a buffer that cannot be written.
 */
struct rmm_pfns {
	__u32 size;
	__u32 flags;
	__u64 start;
	__u64 end;
	__u64 buf;
	__u32 capacity;
	__u32 record_size;
	__u64 budget_us;
	__u64 attributes;
	__u64 kinds;
	__u64 kpf_required;
	__u64 kpf_excluded;
	__u64 kpf_any;
	__u64 orders;
	__u32 node_plus_1;
	__u32 count;
	__u64 next;
	__u64 frames;
	__u64 holes;
	struct rmm_cost cost;
};

/**
 * struct rmm_mapping - One entry of a page table that maps the page, as one
 *   process sees it.
 * @pid: Process id in the initial pid namespace; 0 if no process has the
 *   address space any more, or yet: it is exiting, or being forked.
 * @level: RMM_LEVEL_*: where the entry stands.
 * @addr: Address of the page.
 * @entry: The entry as the hardware sees it.
 * @entry_bits: RMM_ENTRY_F_*.
 * @vma_start: First address of the VMA.
 * @vma_end: Address behind its last.
 * @vma_flags: RMM_VMA_F_*.
 *
 * Each process that shares the address space has a record; threads have none.
 */
struct rmm_mapping {
	__s32 pid;
	__u32 level;
	__u64 addr;
	__u64 entry;
	__u64 entry_bits;
	__u64 vma_start;
	__u64 vma_end;
	__u64 vma_flags;
};

/**
 * struct rmm_rmap - Argument of RMM_RMAP: every entry that maps one page, of
 *   all processes.
 * @size: Size of this structure as the caller knows it.
 * @flags: Must be zero.
 * @pfn: The page frame; on an address space out: where the address leads, or
 *   RMM_ABSENT.
 * @address: The address; must be zero on /dev/rmm.
 * @buf: User address of an array of struct rmm_mapping.
 * @capacity: Room in buf, in records.
 * @record_size: sizeof(struct rmm_mapping) as the caller knows it.
 * @budget_us: Longest time the call may take in us; 0 sets no limit. It is
 *   looked at between portions of 256 places.
 * @cursor: Zero to begin; then as the call before left it.
 * @count: Out: records written.
 * @state: Out: RMM_RMAP_*.
 * @bits: Out: RMM_RMAP_F_*.
 * @reserved: Must be zero.
 * @frame: Out: the page.
 * @cost: Out: the cost of the call. entries are entries that map the page,
 *   tables looks at the reverse map, vmas VMAs that were looked into, drops
 *   tries that met a lock.
 *
 * On /dev/rmm by page frame, on an address space by address. Needs
 * CAP_SYS_ADMIN in the initial user namespace, of all openers and the caller.
 *
 * Begin with cursor zero. While state is RMM_RMAP_MORE or RMM_RMAP_CONTENDED,
 * call again with the argument as it is. A mapping may be returned twice; none
 * that stayed in place is left out.
 *
 * Errors: EPERM without the right; EINVAL for a flag, a frame from 2^52 on, an
 * address beyond the user half, an invalid cursor, a capacity of 0; EBUSY
 * during memory hotplug; EFAULT for a buffer that cannot be written; EINTR;
 * ESRCH after exit or exec.
 */
struct rmm_rmap {
	__u32 size;
	__u32 flags;
	__u64 pfn;
	__u64 address;
	__u64 buf;
	__u32 capacity;
	__u32 record_size;
	__u64 budget_us;
	__u64 cursor[8];
	__u32 count;
	__u32 state;
	__u32 bits;
	__u32 reserved;
	struct rmm_frame frame;
	struct rmm_cost cost;
};

/**
 * struct rmm_extent - A range of addresses whose entries are not empty and
 *   agree in the requested properties.
 * @addr: First address.
 * @bytes: Length.
 * @pfn: First page frame, with RMM_EXTENT_A_CONTIGUOUS; RMM_ABSENT for none,
 *   or if not asked for.
 * @entries: Entries that begin in it.
 * @categories: RMM_CAT_*, of those that returned has.
 * @cgroup: Inode of the memory cgroup, 0 for none; or RMM_ABSENT.
 * @mapcount: Mapcount of each page, or RMM_ABSENT_32.
 * @node: Node; -1 where there is no page, or if not asked for.
 * @kind: RMM_PAGE_*, or RMM_ABSENT_8.
 * @level: RMM_LEVEL_*, or RMM_ABSENT_8.
 * @vma_kind: RMM_VMA_*, or RMM_ABSENT_8.
 * @order: The folios have 2^order pages; RMM_ABSENT_8 for none.
 * @zone: RMM_ZONE_*, or RMM_ABSENT_8.
 * @age: Generations of MGLRU that are younger, or RMM_ABSENT_8.
 * @reserved: Zero.
 *
 * Extents are in ascending order; adjacent ones differ, unless a call ended
 * between them. The entries of one page table are read at one time; an extent
 * over several page tables joins entries that were read at different times.
 */
struct rmm_extent {
	__u64 addr;
	__u64 bytes;
	__u64 pfn;
	__u64 entries;
	__u64 categories;
	__u64 cgroup;
	__u32 mapcount;
	__s32 node;
	__u8 kind;
	__u8 level;
	__u8 vma_kind;
	__u8 order;
	__u8 zone;
	__u8 age;
	__u8 reserved[2];
};

/**
 * struct rmm_arena_create - Argument of RMM_ARENA_CREATE.
 * @size: Size of this structure as the caller knows it.
 * @flags: RMM_ARENA_*.
 * @bytes: Size of the file; ftruncate(2) changes it.
 * @cap: Bytes of memory that the arena may take, counted against the user's
 *   limit until it is gone; 0 stands for bytes. Beyond it faults are SIGBUS and
 *   fallocate(2) is ENOSPC.
 * @nodes: Nodes to place on, a bit each. Nodes that have no memory or are not
 *   allowed are left out.
 * @fast: Tiered: the fast ones of nodes; 0 stands for those that have CPUs.
 * @weights: Address of weights_count numbers of 32 bits, one a node from node
 *   0 on; a node beyond has weight 0. Weighted: pages at a time, 1 to 255.
 *   Adaptive: any unit of bandwidth.
 * @weights_count: As above; 0 without weights, 64 at most.
 * @policy: RMM_PLACE_*.
 *
 * Returns a file descriptor to mmap(2), close-on-exec. EINVAL: bytes 0 or
 * beyond cap or what a file can have, an unknown policy or flag, no node of
 * nodes that has memory and is allowed (for policies that need one), weights
 * that are all 0 or beyond 255 (weighted) or not wanted. ENOSPC: beyond the
 * user's limit.
 */
struct rmm_arena_create {
	__u32 size;
	__u32 flags;
	__u64 bytes;
	__u64 cap;
	__u64 nodes;
	__u64 fast;
	__u64 weights;
	__u32 weights_count;
	__u32 policy;
};

/**
 * struct rmm_arena_stat - Argument of RMM_ARENA_STAT; of /proc/rmm/arenas a
 *   group of lines.
 * @size: Size of this structure as the caller knows it.
 * @flags: RMM_ARENA_STAT_*.
 * @id: Out: number of the arena, as in /proc/rmm/arenas.
 * @uid: Out: user id of the maker, in the initial user namespace.
 * @policy: Out: RMM_PLACE_*.
 * @inode: Out: inode number, as in /proc/PID/maps.
 * @bytes: Out: size of the file.
 * @cap: Out: bytes of memory that it may take.
 * @nodes: Out: nodes that it places on.
 * @arena_flags: Out: RMM_ARENA_*.
 * @reserved: Out: nothing yet.
 * @resident_pages: Out: pages in memory now.
 * @swapped_pages: Out: pages in swap now.
 * @hint_faults: Out: NUMA hint faults, or RMM_ABSENT where they cannot be
 *   distinguished from other policy lookups.
 * @swapped_in: Out: pages that came back from swap by a fault.
 * @decisions: Out: decisions ever written to the ring; those of
 *   RMM_ARENA_RING are the last.
 * @node_pages: Out: pages in memory now, by node; with RMM_ARENA_STAT_NODES,
 *   else RMM_ABSENT.
 * @placed: Out: pages placed ever, by node: those of folios that faults and
 *   fallocate(2) brought. A folio is a page, unless madvise(2) or shmem_enabled
 *   have asked for more.
 * @reasons: Out: decisions by RMM_REASON_*.
 * @refusals: Out: pages that were not moved, by RMM_REFUSAL_*.
 * @heat: Out: pages in memory, as last looked at, by how often they are used:
 *   bucket 15 once in 1 ms or more often, each below half as often, 1 once in
 *   16 s, 0 less often or not known. All zero for a policy that does not care.
 * @heat_fast: Out: of these, pages on fast nodes.
 * @moved_in: Out: pages ever moved to each node by this module, or by the
 *   kernel as asked. What came to a node, and was neither truncated nor
 *   swapped, nor moved by others, is placed + moved_in - moved_out.
 * @moved_out: Out: pages ever moved away from each node, as above.
 * @sampled: Out: pages ever unmapped to find out whether they are used.
 * @used: Out: of these, pages that were used then.
 *
 * Counts are since the arena was made, each exact; together they are not one
 * moment.
 */
struct rmm_arena_stat {
	__u32 size;
	__u32 flags;
	__u64 id;
	__u32 uid;
	__u32 policy;
	__u64 inode;
	__u64 bytes;
	__u64 cap;
	__u64 nodes;
	__u32 arena_flags;
	__u32 reserved;
	__u64 resident_pages;
	__u64 swapped_pages;
	__u64 hint_faults;
	__u64 swapped_in;
	__u64 decisions;
	__u64 node_pages[64];
	__u64 placed[64];
	__u64 reasons[16];
	__u64 refusals[16];
	__u64 heat[16];
	__u64 heat_fast[16];
	__u64 moved_in[64];
	__u64 moved_out[64];
	__u64 sampled;
	__u64 used;
};

/**
 * struct rmm_arena_move - Argument of RMM_ARENA_MOVE: moves what is resident
 *   of a range to nodes, page by page.
 * @size: Size of this structure as the caller knows it.
 * @flags: Must be zero.
 * @start: First byte, a multiple of the page size.
 * @len: Bytes; a multiple of the page size.
 * @nodes: Where to, a bit each; EINVAL if none of them has memory and is
 *   allowed.
 * @next: Out: byte at which to resume after a signal; start + len when the
 *   range is done.
 * @moved: Out: pages moved.
 * @stayed: Out: pages that were there already.
 * @absent: Out: pages not in memory.
 * @refusals: Out: pages that were not moved, by RMM_REFUSAL_*.
 *
 * A page that is on one of them stays; the others are dealt out to them in
 * turn.
 */
struct rmm_arena_move {
	__u32 size;
	__u32 flags;
	__u64 start;
	__u64 len;
	__u64 nodes;
	__u64 next;
	__u64 moved;
	__u64 stayed;
	__u64 absent;
	__u64 refusals[16];
};

/**
 * struct rmm_arena_ring - Argument of RMM_ARENA_RING: the last decisions,
 *   oldest first, as rmm_decision.
 * @size: Size of this structure as the caller knows it.
 * @flags: Must be zero.
 * @next: Number of the first requested decision. Out: the number at which to
 *   resume.
 * @buf: Address of an array of rmm_decision.
 * @capacity: Records that the array has room for.
 * @record_size: Size of a record as the caller knows it.
 * @lost: Out: decisions that were wanted and have been overwritten.
 * @count: Out: records written.
 * @reserved: Must be zero.
 */
struct rmm_arena_ring {
	__u32 size;
	__u32 flags;
	__u64 next;
	__u64 buf;
	__u32 capacity;
	__u32 record_size;
	__u64 lost;
	__u32 count;
	__u32 reserved;
};

/**
 * struct rmm_decision - One decision.
 * @number: Its number, from 0.
 * @time_ns: When, by CLOCK_MONOTONIC.
 * @page: Page of the arena.
 * @node: The node that it came to; RMM_ARENA_NODES if to none.
 * @wanted: The node that was wanted first; RMM_ARENA_NODES if the kernel was
 *   to choose.
 * @reason: RMM_REASON_*.
 * @local: Node of the CPU that asked.
 */
struct rmm_decision {
	__u64 number;
	__u64 time_ns;
	__u64 page;
	__u32 node;
	__u32 wanted;
	__u32 reason;
	__u32 local;
};

/*
 * On /dev/rmm: version, features, and why a feature is off. Argument: struct
 * rmm_info.
 */
#define RMM_INFO	_IOWR(RMM_IOC_MAGIC, 0x00, struct rmm_head)

/*
 * On /dev/rmm: returns a file descriptor for the address space of one process.
 * Argument: struct rmm_open.
 */
#define RMM_OPEN	_IOWR(RMM_IOC_MAGIC, 0x01, struct rmm_head)

/*
 * On an address space: its VMAs in a range, in ascending order. Argument:
 * struct rmm_vmas.
 */
#define RMM_VMAS	_IOWR(RMM_IOC_MAGIC, 0x10, struct rmm_head)

/*
 * On an address space: walks the page tables of a range. Argument: struct
 * rmm_walk.
 */
#define RMM_WALK	_IOWR(RMM_IOC_MAGIC, 0x11, struct rmm_head)

/*
 * On an address space: its page tables, level by level. Argument: struct
 * rmm_list.
 */
#define RMM_PAGETABLE	_IOWR(RMM_IOC_MAGIC, 0x12, struct rmm_head)

/*
 * On an address space: its segments, with what is resident in each. Argument:
 * struct rmm_list.
 */
#define RMM_SEGMENTS	_IOWR(RMM_IOC_MAGIC, 0x13, struct rmm_head)

/*
 * On an address space: what one address leads to, level by level. Argument:
 * struct rmm_translate.
 */
#define RMM_TRANSLATE	_IOWR(RMM_IOC_MAGIC, 0x14, struct rmm_head)

/*
 * On an address space: folios by kind, node and order, and how they are mapped.
 * Argument: struct rmm_tally.
 */
#define RMM_FOLIOS	_IOWR(RMM_IOC_MAGIC, 0x15, struct rmm_head)

/*
 * On an address space: USS, PSS, and how often pages are mapped. Argument:
 * struct rmm_tally.
 */
#define RMM_SHARING	_IOWR(RMM_IOC_MAGIC, 0x16, struct rmm_head)

/*
 * On an address space: pages by generation of MGLRU. Argument: struct
 * rmm_tally.
 */
#define RMM_AGE	_IOWR(RMM_IOC_MAGIC, 0x17, struct rmm_head)

/* On an address space: pages by kind and node. Argument: struct rmm_tally. */
#define RMM_NUMA	_IOWR(RMM_IOC_MAGIC, 0x18, struct rmm_head)

/*
 * On an address space: how long its physically contiguous runs are. Argument:
 * struct rmm_tally.
 */
#define RMM_RUNS	_IOWR(RMM_IOC_MAGIC, 0x19, struct rmm_head)

/*
 * On an address space: page faults of its process. Argument: struct
 * rmm_faults_of.
 */
#define RMM_FAULTS_OF	_IOWR(RMM_IOC_MAGIC, 0x1a, struct rmm_head)

/*
 * On /dev/rmm by page frame, on an address space by address: who maps a page.
 * Argument: struct rmm_rmap.
 */
#define RMM_RMAP	_IOWR(RMM_IOC_MAGIC, 0x20, struct rmm_head)

/*
 * On /dev/rmm: what the page frames of a range are. Argument: struct rmm_pfns.
 */
#define RMM_PFNS	_IOWR(RMM_IOC_MAGIC, 0x21, struct rmm_head)

/* On /dev/rmm: one record for each process. Argument: struct rmm_processes. */
#define RMM_PROCESSES	_IOWR(RMM_IOC_MAGIC, 0x22, struct rmm_head)

/*
 * On /dev/rmm: faults, migrations and reclaim, counted while the descriptor
 * asks for it. Argument: struct rmm_faults.
 */
#define RMM_FAULTS	_IOWR(RMM_IOC_MAGIC, 0x23, struct rmm_head)

/*
 * On /dev/rmm: the online nodes (struct rmm_node), or with a flag what belongs
 * to them. Argument: struct rmm_rows.
 */
#define RMM_NODES	_IOWR(RMM_IOC_MAGIC, 0x30, struct rmm_head)

/*
 * On /dev/rmm: the zones of the online nodes (struct rmm_zone), or with a flag
 * what belongs to them. Argument: struct rmm_rows.
 */
#define RMM_ZONES	_IOWR(RMM_IOC_MAGIC, 0x31, struct rmm_head)

/*
 * On /dev/rmm: free blocks by order (struct rmm_buddy) of every zone with
 * present pages. Argument: struct rmm_rows.
 */
#define RMM_BUDDY	_IOWR(RMM_IOC_MAGIC, 0x32, struct rmm_head)

/*
 * On /dev/rmm: free blocks by migrate type and order (struct rmm_pagetypes) of
 * every zone with present pages. Needs CAP_SYS_ADMIN in the initial user
 * namespace, of the opener and of the caller. Argument: struct rmm_rows.
 */
#define RMM_PAGETYPES	_IOWR(RMM_IOC_MAGIC, 0x33, struct rmm_head)

/* On /dev/rmm: every free block of a zone. Argument: struct rmm_freeblocks. */
#define RMM_FREEBLOCKS	_IOWR(RMM_IOC_MAGIC, 0x34, struct rmm_head)

/* On /dev/rmm: every page block of a zone. Argument: struct rmm_pageblocks. */
#define RMM_PAGEBLOCKS	_IOWR(RMM_IOC_MAGIC, 0x35, struct rmm_head)

/*
 * On /dev/rmm: fragmentation by order (struct rmm_fragmentation) of every zone
 * with present pages. Argument: struct rmm_rows.
 */
#define RMM_FRAGMENTATION	_IOWR(RMM_IOC_MAGIC, 0x36, struct rmm_head)

/*
 * On /dev/rmm: the lists of every online node that reclaim chooses from.
 * Argument: struct rmm_list.
 */
#define RMM_LRU	_IOWR(RMM_IOC_MAGIC, 0x37, struct rmm_head)

/* On /dev/rmm: events since boot, by theme. Argument: struct rmm_events. */
#define RMM_EVENTS	_IOWR(RMM_IOC_MAGIC, 0x38, struct rmm_head)

/*
 * On /dev/rmm: the regions of the kernel's address space from top to bottom.
 * Argument: struct rmm_list.
 */
#define RMM_LAYOUT	_IOWR(RMM_IOC_MAGIC, 0x39, struct rmm_head)

/*
 * On /dev/rmm: every memory cgroup, or with a flag its lists by node. Argument:
 * struct rmm_memcgs.
 */
#define RMM_MEMCGS	_IOWR(RMM_IOC_MAGIC, 0x3a, struct rmm_head)

/*
 * On /dev/rmm: how short of memory the machine is, node by node, and what is
 * wrong. Argument: struct rmm_pressure.
 */
#define RMM_PRESSURE	_IOWR(RMM_IOC_MAGIC, 0x3b, struct rmm_head)

/*
 * On /dev/rmm: makes an arena and returns a file descriptor to mmap(2).
 * Argument: struct rmm_arena_create.
 */
#define RMM_ARENA_CREATE	_IOWR(RMM_IOC_MAGIC, 0x40, struct rmm_head)

/*
 * On an arena: where its pages are, and what was decided why. Argument: struct
 * rmm_arena_stat.
 */
#define RMM_ARENA_STAT	_IOWR(RMM_IOC_MAGIC, 0x41, struct rmm_head)

/*
 * On an arena: moves the pages of a range to other nodes. Argument: struct
 * rmm_arena_move.
 */
#define RMM_ARENA_MOVE	_IOWR(RMM_IOC_MAGIC, 0x42, struct rmm_head)

/* On an arena: the last decisions. Argument: struct rmm_arena_ring. */
#define RMM_ARENA_RING	_IOWR(RMM_IOC_MAGIC, 0x43, struct rmm_head)

/* Checks of the layout; they need C11 or C++11. */
#ifdef RMM_ABI_CHECKS
#include <stddef.h>
#ifdef __cplusplus
#define RMM_ASSERT(what) static_assert(what, #what)
#else
#define RMM_ASSERT(what) _Static_assert(what, #what)
#endif
RMM_ASSERT(sizeof(struct rmm_head) == 8);
RMM_ASSERT(offsetof(struct rmm_head, size) == 0);
RMM_ASSERT(offsetof(struct rmm_head, flags) == 4);
RMM_ASSERT(sizeof(struct rmm_info) == 192);
RMM_ASSERT(offsetof(struct rmm_info, size) == 0);
RMM_ASSERT(offsetof(struct rmm_info, flags) == 4);
RMM_ASSERT(offsetof(struct rmm_info, abi_version) == 8);
RMM_ASSERT(offsetof(struct rmm_info, levels) == 12);
RMM_ASSERT(offsetof(struct rmm_info, page_size) == 16);
RMM_ASSERT(offsetof(struct rmm_info, nr_node_ids) == 20);
RMM_ASSERT(offsetof(struct rmm_info, features) == 24);
RMM_ASSERT(offsetof(struct rmm_info, off) == 32);
RMM_ASSERT(offsetof(struct rmm_info, version) == 96);
RMM_ASSERT(offsetof(struct rmm_info, release) == 128);
RMM_ASSERT(sizeof(struct rmm_open) == 16);
RMM_ASSERT(offsetof(struct rmm_open, size) == 0);
RMM_ASSERT(offsetof(struct rmm_open, flags) == 4);
RMM_ASSERT(offsetof(struct rmm_open, target) == 8);
RMM_ASSERT(offsetof(struct rmm_open, reserved) == 12);
RMM_ASSERT(sizeof(struct rmm_cost) == 48);
RMM_ASSERT(offsetof(struct rmm_cost, entries) == 0);
RMM_ASSERT(offsetof(struct rmm_cost, tables) == 8);
RMM_ASSERT(offsetof(struct rmm_cost, vmas) == 16);
RMM_ASSERT(offsetof(struct rmm_cost, drops) == 24);
RMM_ASSERT(offsetof(struct rmm_cost, longest_hold_ns) == 32);
RMM_ASSERT(offsetof(struct rmm_cost, elapsed_ns) == 40);
RMM_ASSERT(sizeof(struct rmm_vmas) == 112);
RMM_ASSERT(offsetof(struct rmm_vmas, size) == 0);
RMM_ASSERT(offsetof(struct rmm_vmas, flags) == 4);
RMM_ASSERT(offsetof(struct rmm_vmas, start) == 8);
RMM_ASSERT(offsetof(struct rmm_vmas, end) == 16);
RMM_ASSERT(offsetof(struct rmm_vmas, buf) == 24);
RMM_ASSERT(offsetof(struct rmm_vmas, capacity) == 32);
RMM_ASSERT(offsetof(struct rmm_vmas, record_size) == 36);
RMM_ASSERT(offsetof(struct rmm_vmas, names) == 40);
RMM_ASSERT(offsetof(struct rmm_vmas, names_size) == 48);
RMM_ASSERT(offsetof(struct rmm_vmas, count) == 52);
RMM_ASSERT(offsetof(struct rmm_vmas, next) == 56);
RMM_ASSERT(offsetof(struct rmm_vmas, cost) == 64);
RMM_ASSERT(sizeof(struct rmm_vma) == 528);
RMM_ASSERT(offsetof(struct rmm_vma, start) == 0);
RMM_ASSERT(offsetof(struct rmm_vma, end) == 8);
RMM_ASSERT(offsetof(struct rmm_vma, flags) == 16);
RMM_ASSERT(offsetof(struct rmm_vma, offset) == 24);
RMM_ASSERT(offsetof(struct rmm_vma, inode) == 32);
RMM_ASSERT(offsetof(struct rmm_vma, dev_major) == 40);
RMM_ASSERT(offsetof(struct rmm_vma, dev_minor) == 44);
RMM_ASSERT(offsetof(struct rmm_vma, kind) == 48);
RMM_ASSERT(offsetof(struct rmm_vma, name_offset) == 52);
RMM_ASSERT(offsetof(struct rmm_vma, name_len) == 56);
RMM_ASSERT(offsetof(struct rmm_vma, state) == 60);
RMM_ASSERT(offsetof(struct rmm_vma, page_size) == 64);
RMM_ASSERT(offsetof(struct rmm_vma, anon_bytes) == 72);
RMM_ASSERT(offsetof(struct rmm_vma, file_bytes) == 80);
RMM_ASSERT(offsetof(struct rmm_vma, shmem_bytes) == 88);
RMM_ASSERT(offsetof(struct rmm_vma, hugetlb_bytes) == 96);
RMM_ASSERT(offsetof(struct rmm_vma, swap_bytes) == 104);
RMM_ASSERT(offsetof(struct rmm_vma, huge_bytes) == 112);
RMM_ASSERT(offsetof(struct rmm_vma, policy_mode) == 120);
RMM_ASSERT(offsetof(struct rmm_vma, policy_flags) == 124);
RMM_ASSERT(offsetof(struct rmm_vma, policy_source) == 128);
RMM_ASSERT(offsetof(struct rmm_vma, policy_home_node) == 132);
RMM_ASSERT(offsetof(struct rmm_vma, policy_nodes) == 136);
RMM_ASSERT(offsetof(struct rmm_vma, thp_eligible) == 264);
RMM_ASSERT(offsetof(struct rmm_vma, reserved) == 268);
RMM_ASSERT(offsetof(struct rmm_vma, pte_bytes) == 272);
RMM_ASSERT(offsetof(struct rmm_vma, pmd_bytes) == 280);
RMM_ASSERT(offsetof(struct rmm_vma, pud_bytes) == 288);
RMM_ASSERT(offsetof(struct rmm_vma, node_bytes) == 296);
RMM_ASSERT(offsetof(struct rmm_vma, more_nodes_bytes) == 424);
RMM_ASSERT(offsetof(struct rmm_vma, shared_bytes) == 432);
RMM_ASSERT(offsetof(struct rmm_vma, ksm_bytes) == 440);
RMM_ASSERT(offsetof(struct rmm_vma, table_bytes) == 448);
RMM_ASSERT(offsetof(struct rmm_vma, dirty_bytes) == 456);
RMM_ASSERT(offsetof(struct rmm_vma, referenced_bytes) == 464);
RMM_ASSERT(offsetof(struct rmm_vma, private_bytes) == 472);
RMM_ASSERT(offsetof(struct rmm_vma, pss_bytes) == 480);
RMM_ASSERT(offsetof(struct rmm_vma, locked_bytes) == 488);
RMM_ASSERT(offsetof(struct rmm_vma, inexact_bytes) == 496);
RMM_ASSERT(offsetof(struct rmm_vma, thp_aligned_bytes) == 504);
RMM_ASSERT(offsetof(struct rmm_vma, thp_unaligned_bytes) == 512);
RMM_ASSERT(offsetof(struct rmm_vma, thp_partial_bytes) == 520);
RMM_ASSERT(sizeof(struct rmm_walk) == 184);
RMM_ASSERT(offsetof(struct rmm_walk, size) == 0);
RMM_ASSERT(offsetof(struct rmm_walk, flags) == 4);
RMM_ASSERT(offsetof(struct rmm_walk, start) == 8);
RMM_ASSERT(offsetof(struct rmm_walk, end) == 16);
RMM_ASSERT(offsetof(struct rmm_walk, buf) == 24);
RMM_ASSERT(offsetof(struct rmm_walk, capacity) == 32);
RMM_ASSERT(offsetof(struct rmm_walk, record_size) == 36);
RMM_ASSERT(offsetof(struct rmm_walk, budget_us) == 40);
RMM_ASSERT(offsetof(struct rmm_walk, count) == 48);
RMM_ASSERT(offsetof(struct rmm_walk, reserved) == 52);
RMM_ASSERT(offsetof(struct rmm_walk, next) == 56);
RMM_ASSERT(offsetof(struct rmm_walk, cost) == 64);
RMM_ASSERT(offsetof(struct rmm_walk, attributes) == 112);
RMM_ASSERT(offsetof(struct rmm_walk, kinds) == 120);
RMM_ASSERT(offsetof(struct rmm_walk, required) == 128);
RMM_ASSERT(offsetof(struct rmm_walk, inverted) == 136);
RMM_ASSERT(offsetof(struct rmm_walk, any_of) == 144);
RMM_ASSERT(offsetof(struct rmm_walk, returned) == 152);
RMM_ASSERT(offsetof(struct rmm_walk, nodes) == 160);
RMM_ASSERT(offsetof(struct rmm_walk, levels) == 168);
RMM_ASSERT(offsetof(struct rmm_walk, orders) == 172);
RMM_ASSERT(offsetof(struct rmm_walk, ages) == 176);
RMM_ASSERT(offsetof(struct rmm_walk, reserved_2) == 180);
RMM_ASSERT(sizeof(struct rmm_summary) == 64);
RMM_ASSERT(offsetof(struct rmm_summary, vma_kind) == 0);
RMM_ASSERT(offsetof(struct rmm_summary, page_kind) == 4);
RMM_ASSERT(offsetof(struct rmm_summary, level) == 8);
RMM_ASSERT(offsetof(struct rmm_summary, node) == 12);
RMM_ASSERT(offsetof(struct rmm_summary, entries) == 16);
RMM_ASSERT(offsetof(struct rmm_summary, bytes) == 24);
RMM_ASSERT(offsetof(struct rmm_summary, young_bytes) == 32);
RMM_ASSERT(offsetof(struct rmm_summary, dirty_bytes) == 40);
RMM_ASSERT(offsetof(struct rmm_summary, writable_bytes) == 48);
RMM_ASSERT(offsetof(struct rmm_summary, shared_bytes) == 56);
RMM_ASSERT(sizeof(struct rmm_list) == 32);
RMM_ASSERT(offsetof(struct rmm_list, size) == 0);
RMM_ASSERT(offsetof(struct rmm_list, flags) == 4);
RMM_ASSERT(offsetof(struct rmm_list, buf) == 8);
RMM_ASSERT(offsetof(struct rmm_list, capacity) == 16);
RMM_ASSERT(offsetof(struct rmm_list, record_size) == 20);
RMM_ASSERT(offsetof(struct rmm_list, count) == 24);
RMM_ASSERT(offsetof(struct rmm_list, reserved) == 28);
RMM_ASSERT(sizeof(struct rmm_page_table_level) == 56);
RMM_ASSERT(offsetof(struct rmm_page_table_level, level) == 0);
RMM_ASSERT(offsetof(struct rmm_page_table_level, folded) == 4);
RMM_ASSERT(offsetof(struct rmm_page_table_level, tables) == 8);
RMM_ASSERT(offsetof(struct rmm_page_table_level, bytes) == 16);
RMM_ASSERT(offsetof(struct rmm_page_table_level, present) == 24);
RMM_ASSERT(offsetof(struct rmm_page_table_level, huge) == 32);
RMM_ASSERT(offsetof(struct rmm_page_table_level, other) == 40);
RMM_ASSERT(offsetof(struct rmm_page_table_level, deposited) == 48);
RMM_ASSERT(sizeof(struct rmm_segment) == 40);
RMM_ASSERT(offsetof(struct rmm_segment, kind) == 0);
RMM_ASSERT(offsetof(struct rmm_segment, reserved) == 4);
RMM_ASSERT(offsetof(struct rmm_segment, start) == 8);
RMM_ASSERT(offsetof(struct rmm_segment, end) == 16);
RMM_ASSERT(offsetof(struct rmm_segment, virtual_bytes) == 24);
RMM_ASSERT(offsetof(struct rmm_segment, resident_bytes) == 32);
RMM_ASSERT(sizeof(struct rmm_translate_level) == 32);
RMM_ASSERT(offsetof(struct rmm_translate_level, level) == 0);
RMM_ASSERT(offsetof(struct rmm_translate_level, state) == 4);
RMM_ASSERT(offsetof(struct rmm_translate_level, entry) == 8);
RMM_ASSERT(offsetof(struct rmm_translate_level, pfn) == 16);
RMM_ASSERT(offsetof(struct rmm_translate_level, bits) == 24);
RMM_ASSERT(sizeof(struct rmm_translate) == 384);
RMM_ASSERT(offsetof(struct rmm_translate, size) == 0);
RMM_ASSERT(offsetof(struct rmm_translate, flags) == 4);
RMM_ASSERT(offsetof(struct rmm_translate, address) == 8);
RMM_ASSERT(offsetof(struct rmm_translate, name) == 16);
RMM_ASSERT(offsetof(struct rmm_translate, name_size) == 24);
RMM_ASSERT(offsetof(struct rmm_translate, name_len) == 28);
RMM_ASSERT(offsetof(struct rmm_translate, levels) == 32);
RMM_ASSERT(offsetof(struct rmm_translate, level) == 192);
RMM_ASSERT(offsetof(struct rmm_translate, page_kind) == 196);
RMM_ASSERT(offsetof(struct rmm_translate, pfn) == 200);
RMM_ASSERT(offsetof(struct rmm_translate, mapcount) == 208);
RMM_ASSERT(offsetof(struct rmm_translate, folio_pfn) == 216);
RMM_ASSERT(offsetof(struct rmm_translate, folio_order) == 224);
RMM_ASSERT(offsetof(struct rmm_translate, folio_index) == 232);
RMM_ASSERT(offsetof(struct rmm_translate, folio_mapcount) == 240);
RMM_ASSERT(offsetof(struct rmm_translate, folio_refcount) == 248);
RMM_ASSERT(offsetof(struct rmm_translate, swap_type) == 256);
RMM_ASSERT(offsetof(struct rmm_translate, swap_offset) == 264);
RMM_ASSERT(offsetof(struct rmm_translate, node) == 272);
RMM_ASSERT(offsetof(struct rmm_translate, vma_kind) == 276);
RMM_ASSERT(offsetof(struct rmm_translate, vma_start) == 280);
RMM_ASSERT(offsetof(struct rmm_translate, vma_end) == 288);
RMM_ASSERT(offsetof(struct rmm_translate, vma_flags) == 296);
RMM_ASSERT(offsetof(struct rmm_translate, file_offset) == 304);
RMM_ASSERT(offsetof(struct rmm_translate, inode) == 312);
RMM_ASSERT(offsetof(struct rmm_translate, dev_major) == 320);
RMM_ASSERT(offsetof(struct rmm_translate, dev_minor) == 324);
RMM_ASSERT(offsetof(struct rmm_translate, vma_state) == 328);
RMM_ASSERT(offsetof(struct rmm_translate, reserved) == 332);
RMM_ASSERT(offsetof(struct rmm_translate, cost) == 336);
RMM_ASSERT(sizeof(struct rmm_node) == 1840);
RMM_ASSERT(offsetof(struct rmm_node, node) == 0);
RMM_ASSERT(offsetof(struct rmm_node, reserved) == 4);
RMM_ASSERT(offsetof(struct rmm_node, states) == 8);
RMM_ASSERT(offsetof(struct rmm_node, start_pfn) == 16);
RMM_ASSERT(offsetof(struct rmm_node, spanned_pages) == 24);
RMM_ASSERT(offsetof(struct rmm_node, present_pages) == 32);
RMM_ASSERT(offsetof(struct rmm_node, nr_zones) == 40);
RMM_ASSERT(offsetof(struct rmm_node, totalreserve_pages) == 48);
RMM_ASSERT(offsetof(struct rmm_node, first_deferred_pfn) == 56);
RMM_ASSERT(offsetof(struct rmm_node, kswapd_pid) == 64);
RMM_ASSERT(offsetof(struct rmm_node, kswapd_order) == 72);
RMM_ASSERT(offsetof(struct rmm_node, kswapd_highest_zone) == 80);
RMM_ASSERT(offsetof(struct rmm_node, kswapd_failures) == 88);
RMM_ASSERT(offsetof(struct rmm_node, flags) == 96);
RMM_ASSERT(offsetof(struct rmm_node, nr_writeback_throttled) == 104);
RMM_ASSERT(offsetof(struct rmm_node, nr_reclaim_start) == 112);
RMM_ASSERT(offsetof(struct rmm_node, min_unmapped_pages) == 120);
RMM_ASSERT(offsetof(struct rmm_node, min_slab_pages) == 128);
RMM_ASSERT(offsetof(struct rmm_node, kcompactd_running) == 136);
RMM_ASSERT(offsetof(struct rmm_node, kcompactd_max_order) == 144);
RMM_ASSERT(offsetof(struct rmm_node, kcompactd_highest_zone) == 152);
RMM_ASSERT(offsetof(struct rmm_node, proactive_compact_trigger) == 160);
RMM_ASSERT(offsetof(struct rmm_node, nbp_rl_start_ms) == 168);
RMM_ASSERT(offsetof(struct rmm_node, nbp_rl_nr_cand) == 176);
RMM_ASSERT(offsetof(struct rmm_node, nbp_threshold_ms) == 184);
RMM_ASSERT(offsetof(struct rmm_node, nbp_th_start_ms) == 192);
RMM_ASSERT(offsetof(struct rmm_node, nbp_th_nr_cand) == 200);
RMM_ASSERT(offsetof(struct rmm_node, mf_total) == 208);
RMM_ASSERT(offsetof(struct rmm_node, mf_ignored) == 216);
RMM_ASSERT(offsetof(struct rmm_node, mf_failed) == 224);
RMM_ASSERT(offsetof(struct rmm_node, mf_delayed) == 232);
RMM_ASSERT(offsetof(struct rmm_node, mf_recovered) == 240);
RMM_ASSERT(offsetof(struct rmm_node, stat) == 248);
RMM_ASSERT(offsetof(struct rmm_node, pending) == 1016);
RMM_ASSERT(offsetof(struct rmm_node, kswapd_state) == 1784);
RMM_ASSERT(offsetof(struct rmm_node, kcompactd_state) == 1792);
RMM_ASSERT(offsetof(struct rmm_node, kcompactd_pid) == 1800);
RMM_ASSERT(offsetof(struct rmm_node, adistance) == 1808);
RMM_ASSERT(offsetof(struct rmm_node, memory_tier) == 1816);
RMM_ASSERT(offsetof(struct rmm_node, waiting) == 1824);
RMM_ASSERT(offsetof(struct rmm_node, stat_threshold) == 1832);
RMM_ASSERT(sizeof(struct rmm_zone) == 904);
RMM_ASSERT(offsetof(struct rmm_zone, node) == 0);
RMM_ASSERT(offsetof(struct rmm_zone, zone) == 4);
RMM_ASSERT(offsetof(struct rmm_zone, start_pfn) == 8);
RMM_ASSERT(offsetof(struct rmm_zone, spanned_pages) == 16);
RMM_ASSERT(offsetof(struct rmm_zone, present_pages) == 24);
RMM_ASSERT(offsetof(struct rmm_zone, present_early_pages) == 32);
RMM_ASSERT(offsetof(struct rmm_zone, managed_pages) == 40);
RMM_ASSERT(offsetof(struct rmm_zone, cma_pages) == 48);
RMM_ASSERT(offsetof(struct rmm_zone, isolate_pageblocks) == 56);
RMM_ASSERT(offsetof(struct rmm_zone, initialized) == 64);
RMM_ASSERT(offsetof(struct rmm_zone, contiguous) == 72);
RMM_ASSERT(offsetof(struct rmm_zone, flags) == 80);
RMM_ASSERT(offsetof(struct rmm_zone, trylock_free_pending) == 88);
RMM_ASSERT(offsetof(struct rmm_zone, vmemmap_tails) == 96);
RMM_ASSERT(offsetof(struct rmm_zone, free_pages) == 104);
RMM_ASSERT(offsetof(struct rmm_zone, min_pages) == 112);
RMM_ASSERT(offsetof(struct rmm_zone, low_pages) == 120);
RMM_ASSERT(offsetof(struct rmm_zone, high_pages) == 128);
RMM_ASSERT(offsetof(struct rmm_zone, promo_pages) == 136);
RMM_ASSERT(offsetof(struct rmm_zone, boost_pages) == 144);
RMM_ASSERT(offsetof(struct rmm_zone, percpu_drift_mark_pages) == 152);
RMM_ASSERT(offsetof(struct rmm_zone, lowmem_reserve_pages) == 160);
RMM_ASSERT(offsetof(struct rmm_zone, reserved_highatomic_pages) == 224);
RMM_ASSERT(offsetof(struct rmm_zone, free_highatomic_pages) == 232);
RMM_ASSERT(offsetof(struct rmm_zone, pageset_cpus) == 240);
RMM_ASSERT(offsetof(struct rmm_zone, pageset_count_pages) == 248);
RMM_ASSERT(offsetof(struct rmm_zone, pageset_high_pages) == 256);
RMM_ASSERT(offsetof(struct rmm_zone, pageset_high_min_pages) == 264);
RMM_ASSERT(offsetof(struct rmm_zone, pageset_high_max_pages) == 272);
RMM_ASSERT(offsetof(struct rmm_zone, pageset_batch_pages) == 280);
RMM_ASSERT(offsetof(struct rmm_zone, pageset_free_count_pages) == 288);
RMM_ASSERT(offsetof(struct rmm_zone, pageset_alloc_factor) == 296);
RMM_ASSERT(offsetof(struct rmm_zone, pageset_prev_free_high_order_cpus) == 304);
RMM_ASSERT(offsetof(struct rmm_zone, pageset_free_high_batch_cpus) == 312);
RMM_ASSERT(offsetof(struct rmm_zone, pageset_stat_threshold) == 320);
RMM_ASSERT(offsetof(struct rmm_zone, zone_high_min_pages) == 328);
RMM_ASSERT(offsetof(struct rmm_zone, zone_high_max_pages) == 336);
RMM_ASSERT(offsetof(struct rmm_zone, zone_batch_pages) == 344);
RMM_ASSERT(offsetof(struct rmm_zone, compact_cached_free_pfn) == 352);
RMM_ASSERT(offsetof(struct rmm_zone, compact_cached_migrate_async_pfn) == 360);
RMM_ASSERT(offsetof(struct rmm_zone, compact_cached_migrate_sync_pfn) == 368);
RMM_ASSERT(offsetof(struct rmm_zone, compact_init_migrate_pfn) == 376);
RMM_ASSERT(offsetof(struct rmm_zone, compact_init_free_pfn) == 384);
RMM_ASSERT(offsetof(struct rmm_zone, compact_considered) == 392);
RMM_ASSERT(offsetof(struct rmm_zone, compact_defer_shift) == 400);
RMM_ASSERT(offsetof(struct rmm_zone, compact_order_failed) == 408);
RMM_ASSERT(offsetof(struct rmm_zone, compact_blockskip_flush) == 416);
RMM_ASSERT(offsetof(struct rmm_zone, stat) == 424);
RMM_ASSERT(offsetof(struct rmm_zone, pending) == 616);
RMM_ASSERT(offsetof(struct rmm_zone, numa) == 808);
RMM_ASSERT(offsetof(struct rmm_zone, above_min_pages) == 872);
RMM_ASSERT(offsetof(struct rmm_zone, above_low_pages) == 880);
RMM_ASSERT(offsetof(struct rmm_zone, above_high_pages) == 888);
RMM_ASSERT(offsetof(struct rmm_zone, above_promo_pages) == 896);
RMM_ASSERT(sizeof(struct rmm_buddy) == 152);
RMM_ASSERT(offsetof(struct rmm_buddy, node) == 0);
RMM_ASSERT(offsetof(struct rmm_buddy, zone) == 4);
RMM_ASSERT(offsetof(struct rmm_buddy, free_blocks) == 8);
RMM_ASSERT(offsetof(struct rmm_buddy, orders) == 136);
RMM_ASSERT(offsetof(struct rmm_buddy, largest_order) == 140);
RMM_ASSERT(offsetof(struct rmm_buddy, free_pages) == 144);
RMM_ASSERT(sizeof(struct rmm_node_cpus) == 16);
RMM_ASSERT(offsetof(struct rmm_node_cpus, node) == 0);
RMM_ASSERT(offsetof(struct rmm_node_cpus, first) == 4);
RMM_ASSERT(offsetof(struct rmm_node_cpus, last) == 8);
RMM_ASSERT(offsetof(struct rmm_node_cpus, reserved) == 12);
RMM_ASSERT(sizeof(struct rmm_distance) == 16);
RMM_ASSERT(offsetof(struct rmm_distance, from) == 0);
RMM_ASSERT(offsetof(struct rmm_distance, to) == 4);
RMM_ASSERT(offsetof(struct rmm_distance, distance) == 8);
RMM_ASSERT(offsetof(struct rmm_distance, reserved) == 12);
RMM_ASSERT(sizeof(struct rmm_zone_ref) == 24);
RMM_ASSERT(offsetof(struct rmm_zone_ref, node) == 0);
RMM_ASSERT(offsetof(struct rmm_zone_ref, list) == 4);
RMM_ASSERT(offsetof(struct rmm_zone_ref, place) == 8);
RMM_ASSERT(offsetof(struct rmm_zone_ref, zone_node) == 12);
RMM_ASSERT(offsetof(struct rmm_zone_ref, zone) == 16);
RMM_ASSERT(offsetof(struct rmm_zone_ref, reserved) == 20);
RMM_ASSERT(sizeof(struct rmm_page) == 88);
RMM_ASSERT(offsetof(struct rmm_page, addr) == 0);
RMM_ASSERT(offsetof(struct rmm_page, pfn) == 8);
RMM_ASSERT(offsetof(struct rmm_page, bits) == 16);
RMM_ASSERT(offsetof(struct rmm_page, kind) == 20);
RMM_ASSERT(offsetof(struct rmm_page, level) == 21);
RMM_ASSERT(offsetof(struct rmm_page, vma_kind) == 22);
RMM_ASSERT(offsetof(struct rmm_page, order) == 23);
RMM_ASSERT(offsetof(struct rmm_page, pages) == 24);
RMM_ASSERT(offsetof(struct rmm_page, node) == 28);
RMM_ASSERT(offsetof(struct rmm_page, mapcount) == 32);
RMM_ASSERT(offsetof(struct rmm_page, references) == 36);
RMM_ASSERT(offsetof(struct rmm_page, folio_mapcount) == 40);
RMM_ASSERT(offsetof(struct rmm_page, expected_references) == 44);
RMM_ASSERT(offsetof(struct rmm_page, folio_index) == 48);
RMM_ASSERT(offsetof(struct rmm_page, swap_type) == 52);
RMM_ASSERT(offsetof(struct rmm_page, zone) == 53);
RMM_ASSERT(offsetof(struct rmm_page, age) == 54);
RMM_ASSERT(offsetof(struct rmm_page, reserved) == 55);
RMM_ASSERT(offsetof(struct rmm_page, swap_offset) == 56);
RMM_ASSERT(offsetof(struct rmm_page, entry) == 64);
RMM_ASSERT(offsetof(struct rmm_page, kpageflags) == 72);
RMM_ASSERT(offsetof(struct rmm_page, cgroup) == 80);
RMM_ASSERT(sizeof(struct rmm_lru) == 1464);
RMM_ASSERT(offsetof(struct rmm_lru, node) == 0);
RMM_ASSERT(offsetof(struct rmm_lru, memcgs) == 4);
RMM_ASSERT(offsetof(struct rmm_lru, memcgs_mglru) == 8);
RMM_ASSERT(offsetof(struct rmm_lru, reserved) == 12);
RMM_ASSERT(offsetof(struct rmm_lru, list_pages) == 16);
RMM_ASSERT(offsetof(struct rmm_lru, isolated_pages) == 56);
RMM_ASSERT(offsetof(struct rmm_lru, on_list_pages) == 72);
RMM_ASSERT(offsetof(struct rmm_lru, refault) == 392);
RMM_ASSERT(offsetof(struct rmm_lru, activate) == 408);
RMM_ASSERT(offsetof(struct rmm_lru, restore) == 424);
RMM_ASSERT(offsetof(struct rmm_lru, shadow_nodes) == 440);
RMM_ASSERT(offsetof(struct rmm_lru, nodereclaim) == 448);
RMM_ASSERT(offsetof(struct rmm_lru, max_seq_lowest) == 456);
RMM_ASSERT(offsetof(struct rmm_lru, max_seq_highest) == 464);
RMM_ASSERT(offsetof(struct rmm_lru, min_seq_lowest) == 472);
RMM_ASSERT(offsetof(struct rmm_lru, min_seq_highest) == 488);
RMM_ASSERT(offsetof(struct rmm_lru, gen_memcgs) == 504);
RMM_ASSERT(offsetof(struct rmm_lru, gen_age_lowest_ms) == 536);
RMM_ASSERT(offsetof(struct rmm_lru, gen_age_highest_ms) == 568);
RMM_ASSERT(offsetof(struct rmm_lru, gen_pages) == 600);
RMM_ASSERT(offsetof(struct rmm_lru, tier_avg_refaulted) == 1112);
RMM_ASSERT(offsetof(struct rmm_lru, tier_avg_total) == 1176);
RMM_ASSERT(offsetof(struct rmm_lru, tier_refaulted) == 1240);
RMM_ASSERT(offsetof(struct rmm_lru, tier_evicted) == 1304);
RMM_ASSERT(offsetof(struct rmm_lru, tier_protected) == 1368);
RMM_ASSERT(offsetof(struct rmm_lru, memcg_seq) == 1432);
RMM_ASSERT(offsetof(struct rmm_lru, memcg_gen_memcgs) == 1440);
RMM_ASSERT(sizeof(struct rmm_region) == 40);
RMM_ASSERT(offsetof(struct rmm_region, kind) == 0);
RMM_ASSERT(offsetof(struct rmm_region, levels) == 4);
RMM_ASSERT(offsetof(struct rmm_region, start) == 8);
RMM_ASSERT(offsetof(struct rmm_region, last) == 16);
RMM_ASSERT(offsetof(struct rmm_region, bytes) == 24);
RMM_ASSERT(offsetof(struct rmm_region, top_entries) == 32);
RMM_ASSERT(sizeof(struct rmm_memcgs) == 56);
RMM_ASSERT(offsetof(struct rmm_memcgs, size) == 0);
RMM_ASSERT(offsetof(struct rmm_memcgs, flags) == 4);
RMM_ASSERT(offsetof(struct rmm_memcgs, after) == 8);
RMM_ASSERT(offsetof(struct rmm_memcgs, buf) == 16);
RMM_ASSERT(offsetof(struct rmm_memcgs, capacity) == 24);
RMM_ASSERT(offsetof(struct rmm_memcgs, record_size) == 28);
RMM_ASSERT(offsetof(struct rmm_memcgs, names) == 32);
RMM_ASSERT(offsetof(struct rmm_memcgs, names_size) == 40);
RMM_ASSERT(offsetof(struct rmm_memcgs, count) == 44);
RMM_ASSERT(offsetof(struct rmm_memcgs, next) == 48);
RMM_ASSERT(sizeof(struct rmm_memcg) == 416);
RMM_ASSERT(offsetof(struct rmm_memcg, cgroup) == 0);
RMM_ASSERT(offsetof(struct rmm_memcg, parent) == 8);
RMM_ASSERT(offsetof(struct rmm_memcg, css_id) == 16);
RMM_ASSERT(offsetof(struct rmm_memcg, level) == 20);
RMM_ASSERT(offsetof(struct rmm_memcg, flags) == 24);
RMM_ASSERT(offsetof(struct rmm_memcg, reserved) == 28);
RMM_ASSERT(offsetof(struct rmm_memcg, name_offset) == 32);
RMM_ASSERT(offsetof(struct rmm_memcg, name_len) == 36);
RMM_ASSERT(offsetof(struct rmm_memcg, usage_pages) == 40);
RMM_ASSERT(offsetof(struct rmm_memcg, peak_pages) == 48);
RMM_ASSERT(offsetof(struct rmm_memcg, min_pages) == 56);
RMM_ASSERT(offsetof(struct rmm_memcg, low_pages) == 64);
RMM_ASSERT(offsetof(struct rmm_memcg, effective_min_pages) == 72);
RMM_ASSERT(offsetof(struct rmm_memcg, effective_low_pages) == 80);
RMM_ASSERT(offsetof(struct rmm_memcg, high_pages) == 88);
RMM_ASSERT(offsetof(struct rmm_memcg, max_pages) == 96);
RMM_ASSERT(offsetof(struct rmm_memcg, swap_usage_pages) == 104);
RMM_ASSERT(offsetof(struct rmm_memcg, swap_peak_pages) == 112);
RMM_ASSERT(offsetof(struct rmm_memcg, swap_high_pages) == 120);
RMM_ASSERT(offsetof(struct rmm_memcg, swap_max_pages) == 128);
RMM_ASSERT(offsetof(struct rmm_memcg, events) == 136);
RMM_ASSERT(offsetof(struct rmm_memcg, local_events) == 264);
RMM_ASSERT(offsetof(struct rmm_memcg, zswap_max_pages) == 392);
RMM_ASSERT(offsetof(struct rmm_memcg, failcnt) == 400);
RMM_ASSERT(offsetof(struct rmm_memcg, descendants) == 408);
RMM_ASSERT(sizeof(struct rmm_memcg_node) == 176);
RMM_ASSERT(offsetof(struct rmm_memcg_node, cgroup) == 0);
RMM_ASSERT(offsetof(struct rmm_memcg_node, node) == 8);
RMM_ASSERT(offsetof(struct rmm_memcg_node, mglru) == 12);
RMM_ASSERT(offsetof(struct rmm_memcg_node, list_pages) == 16);
RMM_ASSERT(offsetof(struct rmm_memcg_node, max_seq) == 56);
RMM_ASSERT(offsetof(struct rmm_memcg_node, min_seq) == 64);
RMM_ASSERT(offsetof(struct rmm_memcg_node, gen_age_ms) == 80);
RMM_ASSERT(offsetof(struct rmm_memcg_node, gen_pages) == 112);
RMM_ASSERT(sizeof(struct rmm_rows) == 56);
RMM_ASSERT(offsetof(struct rmm_rows, size) == 0);
RMM_ASSERT(offsetof(struct rmm_rows, flags) == 4);
RMM_ASSERT(offsetof(struct rmm_rows, start) == 8);
RMM_ASSERT(offsetof(struct rmm_rows, next) == 16);
RMM_ASSERT(offsetof(struct rmm_rows, buf) == 24);
RMM_ASSERT(offsetof(struct rmm_rows, capacity) == 32);
RMM_ASSERT(offsetof(struct rmm_rows, record_size) == 36);
RMM_ASSERT(offsetof(struct rmm_rows, count) == 40);
RMM_ASSERT(offsetof(struct rmm_rows, reserved) == 44);
RMM_ASSERT(offsetof(struct rmm_rows, longest_hold_ns) == 48);
RMM_ASSERT(sizeof(struct rmm_pageset) == 88);
RMM_ASSERT(offsetof(struct rmm_pageset, node) == 0);
RMM_ASSERT(offsetof(struct rmm_pageset, zone) == 4);
RMM_ASSERT(offsetof(struct rmm_pageset, cpu) == 8);
RMM_ASSERT(offsetof(struct rmm_pageset, flags) == 12);
RMM_ASSERT(offsetof(struct rmm_pageset, count_pages) == 16);
RMM_ASSERT(offsetof(struct rmm_pageset, high_pages) == 24);
RMM_ASSERT(offsetof(struct rmm_pageset, high_min_pages) == 32);
RMM_ASSERT(offsetof(struct rmm_pageset, high_max_pages) == 40);
RMM_ASSERT(offsetof(struct rmm_pageset, batch_pages) == 48);
RMM_ASSERT(offsetof(struct rmm_pageset, free_count_pages) == 56);
RMM_ASSERT(offsetof(struct rmm_pageset, alloc_factor) == 64);
RMM_ASSERT(offsetof(struct rmm_pageset, stat_threshold) == 72);
RMM_ASSERT(offsetof(struct rmm_pageset, expire) == 80);
RMM_ASSERT(sizeof(struct rmm_frames_cost) == 32);
RMM_ASSERT(offsetof(struct rmm_frames_cost, frames) == 0);
RMM_ASSERT(offsetof(struct rmm_frames_cost, chunks) == 8);
RMM_ASSERT(offsetof(struct rmm_frames_cost, longest_hold_ns) == 16);
RMM_ASSERT(offsetof(struct rmm_frames_cost, elapsed_ns) == 24);
RMM_ASSERT(sizeof(struct rmm_free_block) == 16);
RMM_ASSERT(offsetof(struct rmm_free_block, pfn) == 0);
RMM_ASSERT(offsetof(struct rmm_free_block, order) == 8);
RMM_ASSERT(offsetof(struct rmm_free_block, migrate_type) == 9);
RMM_ASSERT(offsetof(struct rmm_free_block, reserved) == 10);
RMM_ASSERT(sizeof(struct rmm_freeblocks) == 104);
RMM_ASSERT(offsetof(struct rmm_freeblocks, size) == 0);
RMM_ASSERT(offsetof(struct rmm_freeblocks, flags) == 4);
RMM_ASSERT(offsetof(struct rmm_freeblocks, node) == 8);
RMM_ASSERT(offsetof(struct rmm_freeblocks, zone) == 12);
RMM_ASSERT(offsetof(struct rmm_freeblocks, start) == 16);
RMM_ASSERT(offsetof(struct rmm_freeblocks, end) == 24);
RMM_ASSERT(offsetof(struct rmm_freeblocks, next) == 32);
RMM_ASSERT(offsetof(struct rmm_freeblocks, buf) == 40);
RMM_ASSERT(offsetof(struct rmm_freeblocks, capacity) == 48);
RMM_ASSERT(offsetof(struct rmm_freeblocks, record_size) == 52);
RMM_ASSERT(offsetof(struct rmm_freeblocks, count) == 56);
RMM_ASSERT(offsetof(struct rmm_freeblocks, reserved) == 60);
RMM_ASSERT(offsetof(struct rmm_freeblocks, budget_us) == 64);
RMM_ASSERT(offsetof(struct rmm_freeblocks, cost) == 72);
RMM_ASSERT(sizeof(struct rmm_pageblocks) == 112);
RMM_ASSERT(offsetof(struct rmm_pageblocks, size) == 0);
RMM_ASSERT(offsetof(struct rmm_pageblocks, flags) == 4);
RMM_ASSERT(offsetof(struct rmm_pageblocks, node) == 8);
RMM_ASSERT(offsetof(struct rmm_pageblocks, zone) == 12);
RMM_ASSERT(offsetof(struct rmm_pageblocks, start) == 16);
RMM_ASSERT(offsetof(struct rmm_pageblocks, end) == 24);
RMM_ASSERT(offsetof(struct rmm_pageblocks, next) == 32);
RMM_ASSERT(offsetof(struct rmm_pageblocks, first) == 40);
RMM_ASSERT(offsetof(struct rmm_pageblocks, buf) == 48);
RMM_ASSERT(offsetof(struct rmm_pageblocks, capacity) == 56);
RMM_ASSERT(offsetof(struct rmm_pageblocks, count) == 60);
RMM_ASSERT(offsetof(struct rmm_pageblocks, block_order) == 64);
RMM_ASSERT(offsetof(struct rmm_pageblocks, reserved) == 68);
RMM_ASSERT(offsetof(struct rmm_pageblocks, budget_us) == 72);
RMM_ASSERT(offsetof(struct rmm_pageblocks, cost) == 80);
RMM_ASSERT(sizeof(struct rmm_pagetypes) == 160);
RMM_ASSERT(offsetof(struct rmm_pagetypes, node) == 0);
RMM_ASSERT(offsetof(struct rmm_pagetypes, zone) == 4);
RMM_ASSERT(offsetof(struct rmm_pagetypes, migrate_type) == 8);
RMM_ASSERT(offsetof(struct rmm_pagetypes, scanned_orders) == 12);
RMM_ASSERT(offsetof(struct rmm_pagetypes, free_blocks) == 16);
RMM_ASSERT(offsetof(struct rmm_pagetypes, free_pages) == 144);
RMM_ASSERT(offsetof(struct rmm_pagetypes, page_blocks) == 152);
RMM_ASSERT(sizeof(struct rmm_fragmentation) == 56);
RMM_ASSERT(offsetof(struct rmm_fragmentation, node) == 0);
RMM_ASSERT(offsetof(struct rmm_fragmentation, zone) == 4);
RMM_ASSERT(offsetof(struct rmm_fragmentation, order) == 8);
RMM_ASSERT(offsetof(struct rmm_fragmentation, largest_order) == 12);
RMM_ASSERT(offsetof(struct rmm_fragmentation, unusable_milli) == 16);
RMM_ASSERT(offsetof(struct rmm_fragmentation, fragmentation_milli) == 20);
RMM_ASSERT(offsetof(struct rmm_fragmentation, free_blocks) == 24);
RMM_ASSERT(offsetof(struct rmm_fragmentation, suitable_blocks) == 32);
RMM_ASSERT(offsetof(struct rmm_fragmentation, allowed_blocks) == 40);
RMM_ASSERT(offsetof(struct rmm_fragmentation, free_pages) == 48);
RMM_ASSERT(sizeof(struct rmm_faults) == 48);
RMM_ASSERT(offsetof(struct rmm_faults, size) == 0);
RMM_ASSERT(offsetof(struct rmm_faults, flags) == 4);
RMM_ASSERT(offsetof(struct rmm_faults, pid) == 8);
RMM_ASSERT(offsetof(struct rmm_faults, reserved) == 12);
RMM_ASSERT(offsetof(struct rmm_faults, buf) == 16);
RMM_ASSERT(offsetof(struct rmm_faults, capacity) == 24);
RMM_ASSERT(offsetof(struct rmm_faults, record_size) == 28);
RMM_ASSERT(offsetof(struct rmm_faults, count) == 32);
RMM_ASSERT(offsetof(struct rmm_faults, total) == 36);
RMM_ASSERT(offsetof(struct rmm_faults, watched_ns) == 40);
RMM_ASSERT(sizeof(struct rmm_fault_count) == 16);
RMM_ASSERT(offsetof(struct rmm_fault_count, kind) == 0);
RMM_ASSERT(offsetof(struct rmm_fault_count, reserved) == 4);
RMM_ASSERT(offsetof(struct rmm_fault_count, count) == 8);
RMM_ASSERT(sizeof(struct rmm_events) == 32);
RMM_ASSERT(offsetof(struct rmm_events, size) == 0);
RMM_ASSERT(offsetof(struct rmm_events, flags) == 4);
RMM_ASSERT(offsetof(struct rmm_events, buf) == 8);
RMM_ASSERT(offsetof(struct rmm_events, capacity) == 16);
RMM_ASSERT(offsetof(struct rmm_events, record_size) == 20);
RMM_ASSERT(offsetof(struct rmm_events, count) == 24);
RMM_ASSERT(offsetof(struct rmm_events, total) == 28);
RMM_ASSERT(sizeof(struct rmm_event) == 24);
RMM_ASSERT(offsetof(struct rmm_event, event) == 0);
RMM_ASSERT(offsetof(struct rmm_event, theme) == 4);
RMM_ASSERT(offsetof(struct rmm_event, total) == 8);
RMM_ASSERT(offsetof(struct rmm_event, since) == 16);
RMM_ASSERT(sizeof(struct rmm_pressure) == 80);
RMM_ASSERT(offsetof(struct rmm_pressure, size) == 0);
RMM_ASSERT(offsetof(struct rmm_pressure, flags) == 4);
RMM_ASSERT(offsetof(struct rmm_pressure, buf) == 8);
RMM_ASSERT(offsetof(struct rmm_pressure, capacity) == 16);
RMM_ASSERT(offsetof(struct rmm_pressure, record_size) == 20);
RMM_ASSERT(offsetof(struct rmm_pressure, count) == 24);
RMM_ASSERT(offsetof(struct rmm_pressure, nodes) == 28);
RMM_ASSERT(offsetof(struct rmm_pressure, judgement) == 32);
RMM_ASSERT(offsetof(struct rmm_pressure, node) == 36);
RMM_ASSERT(offsetof(struct rmm_pressure, allocation_stalls) == 40);
RMM_ASSERT(offsetof(struct rmm_pressure, throttled) == 48);
RMM_ASSERT(offsetof(struct rmm_pressure, compaction_stalls) == 56);
RMM_ASSERT(offsetof(struct rmm_pressure, compaction_failures) == 64);
RMM_ASSERT(offsetof(struct rmm_pressure, oom_kills) == 72);
RMM_ASSERT(sizeof(struct rmm_node_pressure) == 152);
RMM_ASSERT(offsetof(struct rmm_node_pressure, node) == 0);
RMM_ASSERT(offsetof(struct rmm_node_pressure, kswapd) == 4);
RMM_ASSERT(offsetof(struct rmm_node_pressure, judgement) == 8);
RMM_ASSERT(offsetof(struct rmm_node_pressure, tightest_zone) == 12);
RMM_ASSERT(offsetof(struct rmm_node_pressure, free_pages) == 16);
RMM_ASSERT(offsetof(struct rmm_node_pressure, min_pages) == 24);
RMM_ASSERT(offsetof(struct rmm_node_pressure, low_pages) == 32);
RMM_ASSERT(offsetof(struct rmm_node_pressure, high_pages) == 40);
RMM_ASSERT(offsetof(struct rmm_node_pressure, boost_pages) == 48);
RMM_ASSERT(offsetof(struct rmm_node_pressure, zones_below_min) == 56);
RMM_ASSERT(offsetof(struct rmm_node_pressure, zones_below_low) == 64);
RMM_ASSERT(offsetof(struct rmm_node_pressure, zones_below_high) == 72);
RMM_ASSERT(offsetof(struct rmm_node_pressure, tightest_free_pages) == 80);
RMM_ASSERT(offsetof(struct rmm_node_pressure, tightest_min_pages) == 88);
RMM_ASSERT(offsetof(struct rmm_node_pressure, tightest_low_pages) == 96);
RMM_ASSERT(offsetof(struct rmm_node_pressure, tightest_high_pages) == 104);
RMM_ASSERT(offsetof(struct rmm_node_pressure, kswapd_failures) == 112);
RMM_ASSERT(offsetof(struct rmm_node_pressure, kswapd_scanned_pages) == 120);
RMM_ASSERT(offsetof(struct rmm_node_pressure, kswapd_reclaimed_pages) == 128);
RMM_ASSERT(offsetof(struct rmm_node_pressure, direct_scanned_pages) == 136);
RMM_ASSERT(offsetof(struct rmm_node_pressure, direct_reclaimed_pages) == 144);
RMM_ASSERT(sizeof(struct rmm_tally) == 112);
RMM_ASSERT(offsetof(struct rmm_tally, size) == 0);
RMM_ASSERT(offsetof(struct rmm_tally, flags) == 4);
RMM_ASSERT(offsetof(struct rmm_tally, start) == 8);
RMM_ASSERT(offsetof(struct rmm_tally, end) == 16);
RMM_ASSERT(offsetof(struct rmm_tally, buf) == 24);
RMM_ASSERT(offsetof(struct rmm_tally, capacity) == 32);
RMM_ASSERT(offsetof(struct rmm_tally, record_size) == 36);
RMM_ASSERT(offsetof(struct rmm_tally, budget_us) == 40);
RMM_ASSERT(offsetof(struct rmm_tally, count) == 48);
RMM_ASSERT(offsetof(struct rmm_tally, reserved) == 52);
RMM_ASSERT(offsetof(struct rmm_tally, next) == 56);
RMM_ASSERT(offsetof(struct rmm_tally, cost) == 64);
RMM_ASSERT(sizeof(struct rmm_folios) == 64);
RMM_ASSERT(offsetof(struct rmm_folios, kind) == 0);
RMM_ASSERT(offsetof(struct rmm_folios, node) == 4);
RMM_ASSERT(offsetof(struct rmm_folios, order) == 8);
RMM_ASSERT(offsetof(struct rmm_folios, reserved) == 12);
RMM_ASSERT(offsetof(struct rmm_folios, pages) == 16);
RMM_ASSERT(offsetof(struct rmm_folios, huge_pages) == 24);
RMM_ASSERT(offsetof(struct rmm_folios, aligned) == 32);
RMM_ASSERT(offsetof(struct rmm_folios, unaligned) == 40);
RMM_ASSERT(offsetof(struct rmm_folios, parts) == 48);
RMM_ASSERT(offsetof(struct rmm_folios, part_pages) == 56);
RMM_ASSERT(sizeof(struct rmm_sharing) == 48);
RMM_ASSERT(offsetof(struct rmm_sharing, kind) == 0);
RMM_ASSERT(offsetof(struct rmm_sharing, mapcount) == 4);
RMM_ASSERT(offsetof(struct rmm_sharing, bytes) == 8);
RMM_ASSERT(offsetof(struct rmm_sharing, private_bytes) == 16);
RMM_ASSERT(offsetof(struct rmm_sharing, shared_bytes) == 24);
RMM_ASSERT(offsetof(struct rmm_sharing, pss_fraction) == 32);
RMM_ASSERT(offsetof(struct rmm_sharing, inexact_bytes) == 40);
RMM_ASSERT(sizeof(struct rmm_age) == 40);
RMM_ASSERT(offsetof(struct rmm_age, kind) == 0);
RMM_ASSERT(offsetof(struct rmm_age, age) == 4);
RMM_ASSERT(offsetof(struct rmm_age, bytes) == 8);
RMM_ASSERT(offsetof(struct rmm_age, young_bytes) == 16);
RMM_ASSERT(offsetof(struct rmm_age, referenced_bytes) == 24);
RMM_ASSERT(offsetof(struct rmm_age, dirty_bytes) == 32);
RMM_ASSERT(sizeof(struct rmm_numa) == 40);
RMM_ASSERT(offsetof(struct rmm_numa, vma) == 0);
RMM_ASSERT(offsetof(struct rmm_numa, kind) == 8);
RMM_ASSERT(offsetof(struct rmm_numa, node) == 12);
RMM_ASSERT(offsetof(struct rmm_numa, pages) == 16);
RMM_ASSERT(offsetof(struct rmm_numa, dirty_pages) == 24);
RMM_ASSERT(offsetof(struct rmm_numa, bytes) == 32);
RMM_ASSERT(sizeof(struct rmm_runs) == 24);
RMM_ASSERT(offsetof(struct rmm_runs, vma_kind) == 0);
RMM_ASSERT(offsetof(struct rmm_runs, order) == 4);
RMM_ASSERT(offsetof(struct rmm_runs, runs) == 8);
RMM_ASSERT(offsetof(struct rmm_runs, pages) == 16);
RMM_ASSERT(sizeof(struct rmm_processes) == 96);
RMM_ASSERT(offsetof(struct rmm_processes, size) == 0);
RMM_ASSERT(offsetof(struct rmm_processes, flags) == 4);
RMM_ASSERT(offsetof(struct rmm_processes, buf) == 8);
RMM_ASSERT(offsetof(struct rmm_processes, capacity) == 16);
RMM_ASSERT(offsetof(struct rmm_processes, record_size) == 20);
RMM_ASSERT(offsetof(struct rmm_processes, budget_us) == 24);
RMM_ASSERT(offsetof(struct rmm_processes, first) == 32);
RMM_ASSERT(offsetof(struct rmm_processes, next) == 36);
RMM_ASSERT(offsetof(struct rmm_processes, count) == 40);
RMM_ASSERT(offsetof(struct rmm_processes, reserved) == 44);
RMM_ASSERT(offsetof(struct rmm_processes, cost) == 48);
RMM_ASSERT(sizeof(struct rmm_process) == 248);
RMM_ASSERT(offsetof(struct rmm_process, pid) == 0);
RMM_ASSERT(offsetof(struct rmm_process, owner) == 4);
RMM_ASSERT(offsetof(struct rmm_process, comm) == 8);
RMM_ASSERT(offsetof(struct rmm_process, virtual_bytes) == 24);
RMM_ASSERT(offsetof(struct rmm_process, anon_bytes) == 32);
RMM_ASSERT(offsetof(struct rmm_process, file_bytes) == 40);
RMM_ASSERT(offsetof(struct rmm_process, shmem_bytes) == 48);
RMM_ASSERT(offsetof(struct rmm_process, hugetlb_bytes) == 56);
RMM_ASSERT(offsetof(struct rmm_process, swap_bytes) == 64);
RMM_ASSERT(offsetof(struct rmm_process, table_bytes) == 72);
RMM_ASSERT(offsetof(struct rmm_process, huge_bytes) == 80);
RMM_ASSERT(offsetof(struct rmm_process, node_bytes) == 88);
RMM_ASSERT(offsetof(struct rmm_process, more_nodes_bytes) == 216);
RMM_ASSERT(offsetof(struct rmm_process, uss_bytes) == 224);
RMM_ASSERT(offsetof(struct rmm_process, pss_bytes) == 232);
RMM_ASSERT(offsetof(struct rmm_process, inexact_bytes) == 240);
RMM_ASSERT(sizeof(struct rmm_faults_of) == 72);
RMM_ASSERT(offsetof(struct rmm_faults_of, size) == 0);
RMM_ASSERT(offsetof(struct rmm_faults_of, flags) == 4);
RMM_ASSERT(offsetof(struct rmm_faults_of, minor) == 8);
RMM_ASSERT(offsetof(struct rmm_faults_of, major) == 16);
RMM_ASSERT(offsetof(struct rmm_faults_of, children_minor) == 24);
RMM_ASSERT(offsetof(struct rmm_faults_of, children_major) == 32);
RMM_ASSERT(offsetof(struct rmm_faults_of, buf) == 40);
RMM_ASSERT(offsetof(struct rmm_faults_of, capacity) == 48);
RMM_ASSERT(offsetof(struct rmm_faults_of, record_size) == 52);
RMM_ASSERT(offsetof(struct rmm_faults_of, count) == 56);
RMM_ASSERT(offsetof(struct rmm_faults_of, total) == 60);
RMM_ASSERT(offsetof(struct rmm_faults_of, watched_ns) == 64);
RMM_ASSERT(sizeof(struct rmm_frame) == 64);
RMM_ASSERT(offsetof(struct rmm_frame, pfn) == 0);
RMM_ASSERT(offsetof(struct rmm_frame, folio_pfn) == 8);
RMM_ASSERT(offsetof(struct rmm_frame, kpageflags) == 16);
RMM_ASSERT(offsetof(struct rmm_frame, cgroup) == 24);
RMM_ASSERT(offsetof(struct rmm_frame, bits) == 32);
RMM_ASSERT(offsetof(struct rmm_frame, node) == 36);
RMM_ASSERT(offsetof(struct rmm_frame, kind) == 40);
RMM_ASSERT(offsetof(struct rmm_frame, zone) == 41);
RMM_ASSERT(offsetof(struct rmm_frame, order) == 42);
RMM_ASSERT(offsetof(struct rmm_frame, age) == 43);
RMM_ASSERT(offsetof(struct rmm_frame, mapcount) == 44);
RMM_ASSERT(offsetof(struct rmm_frame, folio_mapcount) == 48);
RMM_ASSERT(offsetof(struct rmm_frame, references) == 52);
RMM_ASSERT(offsetof(struct rmm_frame, expected_references) == 56);
RMM_ASSERT(offsetof(struct rmm_frame, reserved) == 60);
RMM_ASSERT(sizeof(struct rmm_pfns) == 176);
RMM_ASSERT(offsetof(struct rmm_pfns, size) == 0);
RMM_ASSERT(offsetof(struct rmm_pfns, flags) == 4);
RMM_ASSERT(offsetof(struct rmm_pfns, start) == 8);
RMM_ASSERT(offsetof(struct rmm_pfns, end) == 16);
RMM_ASSERT(offsetof(struct rmm_pfns, buf) == 24);
RMM_ASSERT(offsetof(struct rmm_pfns, capacity) == 32);
RMM_ASSERT(offsetof(struct rmm_pfns, record_size) == 36);
RMM_ASSERT(offsetof(struct rmm_pfns, budget_us) == 40);
RMM_ASSERT(offsetof(struct rmm_pfns, attributes) == 48);
RMM_ASSERT(offsetof(struct rmm_pfns, kinds) == 56);
RMM_ASSERT(offsetof(struct rmm_pfns, kpf_required) == 64);
RMM_ASSERT(offsetof(struct rmm_pfns, kpf_excluded) == 72);
RMM_ASSERT(offsetof(struct rmm_pfns, kpf_any) == 80);
RMM_ASSERT(offsetof(struct rmm_pfns, orders) == 88);
RMM_ASSERT(offsetof(struct rmm_pfns, node_plus_1) == 96);
RMM_ASSERT(offsetof(struct rmm_pfns, count) == 100);
RMM_ASSERT(offsetof(struct rmm_pfns, next) == 104);
RMM_ASSERT(offsetof(struct rmm_pfns, frames) == 112);
RMM_ASSERT(offsetof(struct rmm_pfns, holes) == 120);
RMM_ASSERT(offsetof(struct rmm_pfns, cost) == 128);
RMM_ASSERT(sizeof(struct rmm_mapping) == 56);
RMM_ASSERT(offsetof(struct rmm_mapping, pid) == 0);
RMM_ASSERT(offsetof(struct rmm_mapping, level) == 4);
RMM_ASSERT(offsetof(struct rmm_mapping, addr) == 8);
RMM_ASSERT(offsetof(struct rmm_mapping, entry) == 16);
RMM_ASSERT(offsetof(struct rmm_mapping, entry_bits) == 24);
RMM_ASSERT(offsetof(struct rmm_mapping, vma_start) == 32);
RMM_ASSERT(offsetof(struct rmm_mapping, vma_end) == 40);
RMM_ASSERT(offsetof(struct rmm_mapping, vma_flags) == 48);
RMM_ASSERT(sizeof(struct rmm_rmap) == 240);
RMM_ASSERT(offsetof(struct rmm_rmap, size) == 0);
RMM_ASSERT(offsetof(struct rmm_rmap, flags) == 4);
RMM_ASSERT(offsetof(struct rmm_rmap, pfn) == 8);
RMM_ASSERT(offsetof(struct rmm_rmap, address) == 16);
RMM_ASSERT(offsetof(struct rmm_rmap, buf) == 24);
RMM_ASSERT(offsetof(struct rmm_rmap, capacity) == 32);
RMM_ASSERT(offsetof(struct rmm_rmap, record_size) == 36);
RMM_ASSERT(offsetof(struct rmm_rmap, budget_us) == 40);
RMM_ASSERT(offsetof(struct rmm_rmap, cursor) == 48);
RMM_ASSERT(offsetof(struct rmm_rmap, count) == 112);
RMM_ASSERT(offsetof(struct rmm_rmap, state) == 116);
RMM_ASSERT(offsetof(struct rmm_rmap, bits) == 120);
RMM_ASSERT(offsetof(struct rmm_rmap, reserved) == 124);
RMM_ASSERT(offsetof(struct rmm_rmap, frame) == 128);
RMM_ASSERT(offsetof(struct rmm_rmap, cost) == 192);
RMM_ASSERT(sizeof(struct rmm_extent) == 64);
RMM_ASSERT(offsetof(struct rmm_extent, addr) == 0);
RMM_ASSERT(offsetof(struct rmm_extent, bytes) == 8);
RMM_ASSERT(offsetof(struct rmm_extent, pfn) == 16);
RMM_ASSERT(offsetof(struct rmm_extent, entries) == 24);
RMM_ASSERT(offsetof(struct rmm_extent, categories) == 32);
RMM_ASSERT(offsetof(struct rmm_extent, cgroup) == 40);
RMM_ASSERT(offsetof(struct rmm_extent, mapcount) == 48);
RMM_ASSERT(offsetof(struct rmm_extent, node) == 52);
RMM_ASSERT(offsetof(struct rmm_extent, kind) == 56);
RMM_ASSERT(offsetof(struct rmm_extent, level) == 57);
RMM_ASSERT(offsetof(struct rmm_extent, vma_kind) == 58);
RMM_ASSERT(offsetof(struct rmm_extent, order) == 59);
RMM_ASSERT(offsetof(struct rmm_extent, zone) == 60);
RMM_ASSERT(offsetof(struct rmm_extent, age) == 61);
RMM_ASSERT(offsetof(struct rmm_extent, reserved) == 62);
RMM_ASSERT(sizeof(struct rmm_arena_create) == 56);
RMM_ASSERT(offsetof(struct rmm_arena_create, size) == 0);
RMM_ASSERT(offsetof(struct rmm_arena_create, flags) == 4);
RMM_ASSERT(offsetof(struct rmm_arena_create, bytes) == 8);
RMM_ASSERT(offsetof(struct rmm_arena_create, cap) == 16);
RMM_ASSERT(offsetof(struct rmm_arena_create, nodes) == 24);
RMM_ASSERT(offsetof(struct rmm_arena_create, fast) == 32);
RMM_ASSERT(offsetof(struct rmm_arena_create, weights) == 40);
RMM_ASSERT(offsetof(struct rmm_arena_create, weights_count) == 48);
RMM_ASSERT(offsetof(struct rmm_arena_create, policy) == 52);
RMM_ASSERT(sizeof(struct rmm_arena_stat) == 2680);
RMM_ASSERT(offsetof(struct rmm_arena_stat, size) == 0);
RMM_ASSERT(offsetof(struct rmm_arena_stat, flags) == 4);
RMM_ASSERT(offsetof(struct rmm_arena_stat, id) == 8);
RMM_ASSERT(offsetof(struct rmm_arena_stat, uid) == 16);
RMM_ASSERT(offsetof(struct rmm_arena_stat, policy) == 20);
RMM_ASSERT(offsetof(struct rmm_arena_stat, inode) == 24);
RMM_ASSERT(offsetof(struct rmm_arena_stat, bytes) == 32);
RMM_ASSERT(offsetof(struct rmm_arena_stat, cap) == 40);
RMM_ASSERT(offsetof(struct rmm_arena_stat, nodes) == 48);
RMM_ASSERT(offsetof(struct rmm_arena_stat, arena_flags) == 56);
RMM_ASSERT(offsetof(struct rmm_arena_stat, reserved) == 60);
RMM_ASSERT(offsetof(struct rmm_arena_stat, resident_pages) == 64);
RMM_ASSERT(offsetof(struct rmm_arena_stat, swapped_pages) == 72);
RMM_ASSERT(offsetof(struct rmm_arena_stat, hint_faults) == 80);
RMM_ASSERT(offsetof(struct rmm_arena_stat, swapped_in) == 88);
RMM_ASSERT(offsetof(struct rmm_arena_stat, decisions) == 96);
RMM_ASSERT(offsetof(struct rmm_arena_stat, node_pages) == 104);
RMM_ASSERT(offsetof(struct rmm_arena_stat, placed) == 616);
RMM_ASSERT(offsetof(struct rmm_arena_stat, reasons) == 1128);
RMM_ASSERT(offsetof(struct rmm_arena_stat, refusals) == 1256);
RMM_ASSERT(offsetof(struct rmm_arena_stat, heat) == 1384);
RMM_ASSERT(offsetof(struct rmm_arena_stat, heat_fast) == 1512);
RMM_ASSERT(offsetof(struct rmm_arena_stat, moved_in) == 1640);
RMM_ASSERT(offsetof(struct rmm_arena_stat, moved_out) == 2152);
RMM_ASSERT(offsetof(struct rmm_arena_stat, sampled) == 2664);
RMM_ASSERT(offsetof(struct rmm_arena_stat, used) == 2672);
RMM_ASSERT(sizeof(struct rmm_arena_move) == 192);
RMM_ASSERT(offsetof(struct rmm_arena_move, size) == 0);
RMM_ASSERT(offsetof(struct rmm_arena_move, flags) == 4);
RMM_ASSERT(offsetof(struct rmm_arena_move, start) == 8);
RMM_ASSERT(offsetof(struct rmm_arena_move, len) == 16);
RMM_ASSERT(offsetof(struct rmm_arena_move, nodes) == 24);
RMM_ASSERT(offsetof(struct rmm_arena_move, next) == 32);
RMM_ASSERT(offsetof(struct rmm_arena_move, moved) == 40);
RMM_ASSERT(offsetof(struct rmm_arena_move, stayed) == 48);
RMM_ASSERT(offsetof(struct rmm_arena_move, absent) == 56);
RMM_ASSERT(offsetof(struct rmm_arena_move, refusals) == 64);
RMM_ASSERT(sizeof(struct rmm_arena_ring) == 48);
RMM_ASSERT(offsetof(struct rmm_arena_ring, size) == 0);
RMM_ASSERT(offsetof(struct rmm_arena_ring, flags) == 4);
RMM_ASSERT(offsetof(struct rmm_arena_ring, next) == 8);
RMM_ASSERT(offsetof(struct rmm_arena_ring, buf) == 16);
RMM_ASSERT(offsetof(struct rmm_arena_ring, capacity) == 24);
RMM_ASSERT(offsetof(struct rmm_arena_ring, record_size) == 28);
RMM_ASSERT(offsetof(struct rmm_arena_ring, lost) == 32);
RMM_ASSERT(offsetof(struct rmm_arena_ring, count) == 40);
RMM_ASSERT(offsetof(struct rmm_arena_ring, reserved) == 44);
RMM_ASSERT(sizeof(struct rmm_decision) == 40);
RMM_ASSERT(offsetof(struct rmm_decision, number) == 0);
RMM_ASSERT(offsetof(struct rmm_decision, time_ns) == 8);
RMM_ASSERT(offsetof(struct rmm_decision, page) == 16);
RMM_ASSERT(offsetof(struct rmm_decision, node) == 24);
RMM_ASSERT(offsetof(struct rmm_decision, wanted) == 28);
RMM_ASSERT(offsetof(struct rmm_decision, reason) == 32);
RMM_ASSERT(offsetof(struct rmm_decision, local) == 36);
RMM_ASSERT(RMM_INFO == 0xc008bb00);
RMM_ASSERT(RMM_OPEN == 0xc008bb01);
RMM_ASSERT(RMM_VMAS == 0xc008bb10);
RMM_ASSERT(RMM_WALK == 0xc008bb11);
RMM_ASSERT(RMM_PAGETABLE == 0xc008bb12);
RMM_ASSERT(RMM_SEGMENTS == 0xc008bb13);
RMM_ASSERT(RMM_TRANSLATE == 0xc008bb14);
RMM_ASSERT(RMM_FOLIOS == 0xc008bb15);
RMM_ASSERT(RMM_SHARING == 0xc008bb16);
RMM_ASSERT(RMM_AGE == 0xc008bb17);
RMM_ASSERT(RMM_NUMA == 0xc008bb18);
RMM_ASSERT(RMM_RUNS == 0xc008bb19);
RMM_ASSERT(RMM_FAULTS_OF == 0xc008bb1a);
RMM_ASSERT(RMM_RMAP == 0xc008bb20);
RMM_ASSERT(RMM_PFNS == 0xc008bb21);
RMM_ASSERT(RMM_PROCESSES == 0xc008bb22);
RMM_ASSERT(RMM_FAULTS == 0xc008bb23);
RMM_ASSERT(RMM_NODES == 0xc008bb30);
RMM_ASSERT(RMM_ZONES == 0xc008bb31);
RMM_ASSERT(RMM_BUDDY == 0xc008bb32);
RMM_ASSERT(RMM_PAGETYPES == 0xc008bb33);
RMM_ASSERT(RMM_FREEBLOCKS == 0xc008bb34);
RMM_ASSERT(RMM_PAGEBLOCKS == 0xc008bb35);
RMM_ASSERT(RMM_FRAGMENTATION == 0xc008bb36);
RMM_ASSERT(RMM_LRU == 0xc008bb37);
RMM_ASSERT(RMM_EVENTS == 0xc008bb38);
RMM_ASSERT(RMM_LAYOUT == 0xc008bb39);
RMM_ASSERT(RMM_MEMCGS == 0xc008bb3a);
RMM_ASSERT(RMM_PRESSURE == 0xc008bb3b);
RMM_ASSERT(RMM_ARENA_CREATE == 0xc008bb40);
RMM_ASSERT(RMM_ARENA_STAT == 0xc008bb41);
RMM_ASSERT(RMM_ARENA_MOVE == 0xc008bb42);
RMM_ASSERT(RMM_ARENA_RING == 0xc008bb43);
#undef RMM_ASSERT
#endif /* RMM_ABI_CHECKS */

#endif /* _RMM_H */
