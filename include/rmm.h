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
#define RMM_ABI_VERSION	2

/*
 * Value of a u64 field whose number is not known, not asked for, or not allowed
 * to be seen.
 */
#define RMM_ABSENT	(~0ULL)

/* type byte of the ioctl numbers of /dev/rmm. */
#define RMM_IOC_MAGIC	0xbb

/* As RMM_ABSENT, in a field of 32 bits. */
#define RMM_ABSENT_32	4294967295

/* As RMM_ABSENT, in a field of 8 bits. */
#define RMM_ABSENT_8	0xff

/* Attributes that rmm_walk.attributes of 0 stands for. */
#define RMM_PAGE_A_DEFAULT	0xfULL

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
#define RMM_FEATURE_UFFD_WP      (1ULL << 4)  /* The entry tells userfaultfd write protection
                                               * (CONFIG_PTE_MARKER_UFFD_WP). */
#define RMM_FEATURE_NUMA         (1ULL << 5)  /* More than one node may exist (CONFIG_NUMA). */
#define RMM_FEATURE_HOTPLUG      (1ULL << 6)  /* Memory may come and go (CONFIG_MEMORY_HOTPLUG). */
#define RMM_FEATURE_PIDFD        (1ULL << 7)  /* A pidfd can name the process to open. */
#define RMM_FEATURE_WALK_PAGES   (1ULL << 8)  /* RMM_WALK with RMM_WALK_PAGES. */
#define RMM_FEATURE_RMAP         (1ULL << 9)  /* Page frame to every address that maps it. */
#define RMM_FEATURE_ARENA        (1ULL << 10) /* Placement policies on arenas. */
#define RMM_FEATURE_TRANSLATE    (1ULL << 11) /* RMM_TRANSLATE, /proc/rmm/translate. */

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

/* rmm_vma.state: how far the record can be trusted as one moment's picture. */
#define RMM_VMA_S_TORN          (1U << 0) /* Somebody wanted the VMA while its pages were
                                           * counted: the lock was given back in between, and the
                                           * sums mix more than one state. */
#define RMM_VMA_S_NAME_TOO_LONG (1U << 1) /* The name is longer than PATH_MAX and left out. */

/* rmm_walk.flags. */
#define RMM_WALK_SUMMARY (1U << 0) /* Product: counts, struct rmm_summary. */
#define RMM_WALK_PAGES   (1U << 1) /* Product: one record an entry, struct rmm_page. */

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
#define RMM_VMA_SPECIAL 6 /* Kernel-provided pages: vdso, vvar and the like. */
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
 * rmm_walk.attributes: which fields of struct rmm_page are read. What is not
 * asked for costs nothing, and is absent.
 */
#define RMM_PAGE_A_ENTRY      (1ULL << 0) /* The entry itself, its page frame, its place in swap. */
#define RMM_PAGE_A_FOLIO      (1ULL << 1) /* The folio: order, index, zone. */
#define RMM_PAGE_A_MAPCOUNT   (1ULL << 2) /* Mapcounts of page and folio. */
#define RMM_PAGE_A_REFERENCES (1ULL << 3) /* References and how many are expected. */
#define RMM_PAGE_A_KPAGEFLAGS (1ULL << 4) /* Flags of the page as /proc/kpageflags has them. */
#define RMM_PAGE_A_AGE        (1ULL << 5) /* Age by MGLRU. */
#define RMM_PAGE_A_CGROUP     (1ULL << 6) /* Memory cgroup. */

/* rmm_page.bits. */
#define RMM_PAGE_F_PRESENT        (1U << 0)  /* The hardware can use the entry, or could if it
                                              * were not PROT_NONE. */
#define RMM_PAGE_F_YOUNG          (1U << 1)  /* The entry has the accessed bit. */
#define RMM_PAGE_F_DIRTY          (1U << 2)  /* The entry has the dirty bit. */
#define RMM_PAGE_F_WRITE          (1U << 3)  /* The entry allows writing. */
#define RMM_PAGE_F_SOFT_DIRTY     (1U << 4)  /* Soft-dirty, by its entry or its whole VMA, as
                                              * pagemap tells it. Only the VMA's is kept for
                                              * hugetlb. */
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

/* Where the pages of an arena go. */
#define RMM_POLICY_LOCAL          0 /* To the node of the CPU that touches them first. nodes is
                                     * ignored. */
#define RMM_POLICY_BIND           1 /* To nodes alone, the nearest with free memory; never
                                     * elsewhere. */
#define RMM_POLICY_PREFERRED_MANY 2 /* To nodes, the nearest with free memory; elsewhere when
                                     * they are full. */
#define RMM_POLICY_INTERLEAVE     3 /* To one of nodes after the other, by the page's place in
                                     * the arena. */
#define RMM_POLICY_WEIGHTED       4 /* As interleave, weights pages at a time; without weights,
                                     * the kernel's own
                                     * (/sys/kernel/mm/mempolicy/weighted_interleave). */
#define RMM_POLICY_CAPACITY       5 /* Each to the node of nodes with the largest share of its
                                     * memory free. */
#define RMM_POLICY_STRIPE         6 /* By a hash of the page's place: the same page always to the
                                     * same node, in equal parts for any stride. */
#define RMM_POLICY_TIERED         7 /* To the fast nodes while they have room, then to the others
                                     * of nodes. */
#define RMM_POLICY_ADAPTIVE       8 /* In parts that follow weights, a bandwidth for each node,
                                     * corrected by what could not be placed there. */

/* Why a page came to its node. */
#define RMM_REASON_FIRST     0  /* The first choice of the policy. */
#define RMM_REASON_FALLBACK  1  /* A later choice of the policy: the first had no free page. */
#define RMM_REASON_SPILL     2  /* The policy itself passed over a node below its watermark. */
#define RMM_REASON_ELSEWHERE 3  /* None of the policy's nodes had a free page, and the kernel
                                 * chose. */
#define RMM_REASON_KERNEL    4  /* The kernel's own policy of the same name chose. */
#define RMM_REASON_RANGE     5  /* Of a range that has a policy by mbind(2). */
#define RMM_REASON_PRIVATE   6  /* Copied for a private mapping. */
#define RMM_REASON_MOVED     7  /* Moved by RMM_ARENA_MOVE. */
#define RMM_REASON_PROMOTED  8  /* The kernel was asked, at a NUMA hint fault, to move it to
                                 * another node. */
#define RMM_REASON_DEMOTED   9  /* Moved to a slower node, not having been used. */
#define RMM_REASON_NO_MEMORY 10 /* Not placed: no node that was allowed had memory. */
#define RMM_REASON_CAP       11 /* Not placed: beyond the arena's cap. */

/* Why a page was not moved. */
#define RMM_REFUSAL_PINNED    0 /* Somebody holds a reference: pinned, being read or migrated, on
                                 * a list of new pages. */
#define RMM_REFUSAL_BUSY      1 /* Locked by somebody. */
#define RMM_REFUSAL_WRITEBACK 2 /* Being written to swap, or kept there too. */
#define RMM_REFUSAL_MLOCKED   3 /* mlock(2) holds it. */
#define RMM_REFUSAL_WATERMARK 4 /* The target has no memory above its high watermark. */
#define RMM_REFUSAL_RATE      5 /* More was moved in this while than may be. */
#define RMM_REFUSAL_LARGE     6 /* Part of a large folio. */
#define RMM_REFUSAL_NO_MEMORY 7 /* The target gave no page. */
#define RMM_REFUSAL_POISONED  8 /* Its memory is broken. */
#define RMM_REFUSAL_GONE      9 /* Truncated or written to swap meanwhile. */

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
 * @end: Address behind the last, page-aligned; RMM_ABSENT stands for the end
 *   of the user half.
 * @buf: User address of an array of struct rmm_vma.
 * @capacity: Room in buf, in records.
 * @record_size: sizeof(struct rmm_vma) as the caller knows it.
 * @names: User address of a buffer for names, or 0 for none.
 * @names_size: Its size in bytes. A name that does not fit ends the call
 *   before its VMA.
 * @count: Out: records written.
 * @next: Out: where to go on.
 * @cost: Out: what it cost.
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
 * @end: Address behind the last.
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
};

/**
 * struct rmm_walk - Argument of RMM_WALK.
 * @size: Size of this structure as the caller knows it.
 * @flags: RMM_WALK_*.
 * @start: First address, page-aligned.
 * @end: Address behind the last, page-aligned; RMM_ABSENT stands for the end
 *   of the user half.
 * @buf: User address of an array of the product's records.
 * @capacity: Room in buf, in records.
 * @record_size: Size of the product's record as the caller knows it.
 * @budget_us: Longest time the call may take in µs; 0 sets no limit. It is
 *   looked at between tables, and one table is always walked.
 * @count: Out: records written.
 * @reserved: Must be zero.
 * @next: Out: where to go on.
 * @cost: Out: what it cost.
 * @attributes: With RMM_WALK_PAGES: RMM_PAGE_A_*, or 0 for
 *   RMM_PAGE_A_DEFAULT; else zero.
 * @kinds: With RMM_WALK_PAGES: bit n asks for entries of the kind RMM_PAGE_*
 *   n, 0 for all; else zero.
 *
 * Give exactly one product among the flags. A call ends at the end of the
 * range, when the buffer is full, when the budget is used up, or when a signal
 * is pending; it then says in next where to go on; next is end when the range
 * is done.
 *
 * Errors: as RMM_VMAS.
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
 * @end: Address behind the last; RMM_ABSENT if the segment is empty.
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
 * @cost: Out: what it cost.
 *
 * The last entry is read under its table's lock, and so are the numbers of page
 * and folio, which keeps both where they are; others who map the folio or take
 * references change those numbers nevertheless.
 *
 * An address in no VMA is no error: then no level is read, vma_start and
 * whatever comes from the VMA or the page are RMM_ABSENT. Page frame numbers,
 * what tells a part of one (entries, the place in a folio), and places in swap
 * are given to who has CAP_SYS_ADMIN in the initial user namespace (the opener
 * of /dev/rmm, the caller of RMM_OPEN, and the caller) and RMM_ABSENT to
 * others.
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
 * struct rmm_node - One online node (struct pglist_data).
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
 * @place: Place in the order, from 0.
 * @zone_node: Node of the zone that stands there.
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
 * @bytes: Bytes of the walked range that it stands for.
 * @entry: The entry as the hardware sees it; RMM_ABSENT if not asked for or
 *   not allowed.
 * @pfn: Page frame of addr, of the page that is or was mapped; RMM_ABSENT for
 *   none, if not asked for, or if not allowed.
 * @bits: RMM_PAGE_F_*. SOFT_DIRTY to NUMA_HINT come with RMM_PAGE_A_ENTRY,
 *   MAPCOUNT_EXACT with the mapcount.
 * @kind: RMM_PAGE_*: what it stands for.
 * @level: RMM_LEVEL_*: where the entry stands.
 * @vma_kind: RMM_VMA_*.
 * @order: The folio has 2^order base pages; RMM_ABSENT_8 for none.
 * @node: Node of the page; -1 where there is no page.
 * @folio_index: Index of the page at addr in its folio, or RMM_ABSENT_32.
 *   Folio and counts are absent of pages that are not mapped: under migration,
 *   failed, in swap.
 * @mapcount: How often the page at addr is mapped, or RMM_ABSENT_32.
 * @folio_mapcount: Entries that map anything of the folio, or RMM_ABSENT_32.
 *   Other address spaces may map and unmap it between the readings of the two
 *   counts.
 * @references: References to the folio, or RMM_ABSENT_32; others take and
 *   drop them all the time.
 * @expected_references: References that mappings, page cache, swap cache and
 *   buffers explain, or RMM_ABSENT_32. More of them are pins, or somebody at
 *   work.
 * @swap_offset: Place in the swap area, in pages; RMM_ABSENT if it is not
 *   swapped out.
 * @swap_type: Number of the swap area; RMM_ABSENT_8 as above.
 * @zone: RMM_ZONE_* of the page; RMM_ABSENT_8 for none.
 * @age: Generations of MGLRU that are younger than the folio's: 0 for the
 *   youngest, or RMM_ABSENT_8 if it is in none.
 * @reserved: Zero.
 * @kpageflags: KPF_* of linux/kernel-page-flags.h, as /proc/kpageflags, or
 *   RMM_ABSENT.
 * @cgroup: Inode of the memory cgroup that the page is charged to, or of its
 *   nearest ancestor that is online, as /proc/kpagecgroup: 0 for none; or
 *   RMM_ABSENT.
 *
 * Entries come in ascending order.
 *
 * Without CAP_SYS_ADMIN in the initial user namespace, of the opener of
 * /dev/rmm, the opener of the address space and the caller, what tells physical
 * addresses, and what the kernel tells by these alone, is absent: entry, pfn,
 * folio_index, swap_type, swap_offset, zone, kpageflags, cgroup.
 */
struct rmm_page {
	__u64 addr;
	__u64 bytes;
	__u64 entry;
	__u64 pfn;
	__u32 bits;
	__u8 kind;
	__u8 level;
	__u8 vma_kind;
	__u8 order;
	__s32 node;
	__u32 folio_index;
	__u32 mapcount;
	__u32 folio_mapcount;
	__u32 references;
	__u32 expected_references;
	__u64 swap_offset;
	__u8 swap_type;
	__u8 zone;
	__u8 age;
	__u8 reserved[5];
	__u64 kpageflags;
	__u64 cgroup;
};

/**
 * struct rmm_arena_create - Argument of RMM_ARENA_CREATE.
 * @size: Size of this structure as the caller knows it.
 * @flags: RMM_ARENA_*.
 * @bytes: Size of the file; ftruncate(2) changes it.
 * @cap: Bytes of memory that the arena may take, counted against the user's
 *   limit until it is gone; 0 stands for bytes. Beyond it faults are SIGBUS and
 *   fallocate(2) is ENOSPC.
 * @nodes: Nodes to place on, a bit each. What has no memory or is not allowed
 *   is left out.
 * @fast: Tiered: the fast ones of nodes; 0 stands for those that have CPUs.
 * @weights: Address of weights_count numbers of 32 bits, one a node from node
 *   0 on; a node beyond has weight 0. Weighted: pages at a time, 1 to 255.
 *   Adaptive: any unit of bandwidth.
 * @weights_count: As above; 0 without weights, 64 at most.
 * @policy: RMM_POLICY_*.
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
 * @policy: Out: RMM_POLICY_*.
 * @inode: Out: inode number, as in /proc/PID/maps.
 * @bytes: Out: size of the file.
 * @cap: Out: bytes of memory that it may take.
 * @nodes: Out: nodes that it places on.
 * @arena_flags: Out: RMM_ARENA_*.
 * @reserved: Out: nothing yet.
 * @resident_pages: Out: pages in memory now.
 * @swapped_pages: Out: pages in swap now.
 * @hint_faults: Out: NUMA hint faults, or RMM_ABSENT where they cannot be
 *   told from other questions.
 * @swapped_in: Out: pages that came back from swap by a fault.
 * @decisions: Out: decisions ever written to the ring; those of
 *   RMM_ARENA_RING are the last.
 * @node_pages: Out: pages in memory now, by node; with RMM_ARENA_STAT_NODES,
 *   else RMM_ABSENT.
 * @placed: Out: pages placed ever, by node: faults on pages that were not
 *   there.
 * @reasons: Out: decisions by RMM_REASON_*.
 * @refusals: Out: pages that were not moved, by RMM_REFUSAL_*.
 * @heat: Out: parts of the arena (a 1024th, 2 MiB at least) by their heat,
 *   coldest first: bucket n counts those with less than 2^n hint faults of
 *   late, halved with each 8.6 s. All zero for a policy that does not ask for
 *   hint faults.
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
 * @next: Out: byte to go on from when a signal came; start + len when all was
 *   done.
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
 * @next: First decision wanted, by number. Out: the number to go on with.
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
RMM_ASSERT(sizeof(struct rmm_vma) == 120);
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
RMM_ASSERT(sizeof(struct rmm_walk) == 128);
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
RMM_ASSERT(sizeof(struct rmm_node) == 1784);
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
RMM_ASSERT(sizeof(struct rmm_zone) == 872);
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
RMM_ASSERT(sizeof(struct rmm_page) == 96);
RMM_ASSERT(offsetof(struct rmm_page, addr) == 0);
RMM_ASSERT(offsetof(struct rmm_page, bytes) == 8);
RMM_ASSERT(offsetof(struct rmm_page, entry) == 16);
RMM_ASSERT(offsetof(struct rmm_page, pfn) == 24);
RMM_ASSERT(offsetof(struct rmm_page, bits) == 32);
RMM_ASSERT(offsetof(struct rmm_page, kind) == 36);
RMM_ASSERT(offsetof(struct rmm_page, level) == 37);
RMM_ASSERT(offsetof(struct rmm_page, vma_kind) == 38);
RMM_ASSERT(offsetof(struct rmm_page, order) == 39);
RMM_ASSERT(offsetof(struct rmm_page, node) == 40);
RMM_ASSERT(offsetof(struct rmm_page, folio_index) == 44);
RMM_ASSERT(offsetof(struct rmm_page, mapcount) == 48);
RMM_ASSERT(offsetof(struct rmm_page, folio_mapcount) == 52);
RMM_ASSERT(offsetof(struct rmm_page, references) == 56);
RMM_ASSERT(offsetof(struct rmm_page, expected_references) == 60);
RMM_ASSERT(offsetof(struct rmm_page, swap_offset) == 64);
RMM_ASSERT(offsetof(struct rmm_page, swap_type) == 72);
RMM_ASSERT(offsetof(struct rmm_page, zone) == 73);
RMM_ASSERT(offsetof(struct rmm_page, age) == 74);
RMM_ASSERT(offsetof(struct rmm_page, reserved) == 75);
RMM_ASSERT(offsetof(struct rmm_page, kpageflags) == 80);
RMM_ASSERT(offsetof(struct rmm_page, cgroup) == 88);
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
RMM_ASSERT(sizeof(struct rmm_arena_stat) == 1512);
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
RMM_ASSERT(RMM_ARENA_CREATE == 0xc008bb40);
RMM_ASSERT(RMM_ARENA_STAT == 0xc008bb41);
RMM_ASSERT(RMM_ARENA_MOVE == 0xc008bb42);
RMM_ASSERT(RMM_ARENA_RING == 0xc008bb43);
#undef RMM_ASSERT
#endif /* RMM_ABI_CHECKS */

#endif /* _RMM_H */
