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

/* Version of the interface. It is incremented when something is added. */
#define RMM_ABI_VERSION	8

/*
 * Value of a u64 field whose number is not known, was not requested, or is
 * hidden from the caller.
 */
#define RMM_ABSENT	(~0ULL)

/* Type byte of the ioctl numbers of /dev/rmm. */
#define RMM_IOC_MAGIC	0xbb

/* RMM_ABSENT for a field of 32 bits. */
#define RMM_ABSENT_32	4294967295

/*
 * A rmm_walk.record_size that cuts records after the fields of the default
 * attributes.
 */
#define RMM_PAGE_DEFAULT_SIZE	40

/* RMM_ABSENT for a field of 8 bits. */
#define RMM_ABSENT_8	0xff

/* Attributes that are read if rmm_walk.attributes is 0. */
#define RMM_PAGE_A_DEFAULT	0xfULL

/* Largest rmm_faults.ring_records. */
#define RMM_FAULT_RING_MAX	262144

/* Smallest rmm_tally.capacity in records. */
#define RMM_TALLY_LEAST	64

/*
 * Number of nodes that a record counts separately. Higher nodes share one sum.
 */
#define RMM_NODE_SLOTS	16

/* Page frames that are scanned in one hold of the zone's lock. */
#define RMM_CHUNK_FRAMES	1024

/* Bits of a page block's byte that hold its migrate type (RMM_MIGRATE_*). */
#define RMM_BLOCK_TYPE	0x07

/* Bit of a page block's byte: compaction skips the block. */
#define RMM_BLOCK_SKIP	0x08

/*
 * Bit of a page block's byte: the block is isolated. The migrate type is the
 * one that it returns to.
 */
#define RMM_BLOCK_ISOLATED	0x10

/*
 * Bits of a page block's byte that hold its free share: 0 if no page is free, 7
 * if all are, otherwise free pages * 6 / pages, rounded up, at most 6.
 */
#define RMM_BLOCK_FREE	0xe0

/* Shift of the free share in a page block's byte. */
#define RMM_BLOCK_FREE_SHIFT	5

/* Byte of a page block that is a hole, offline, or in another zone. */
#define RMM_BLOCK_ABSENT	0xff

/* Attributes that are read if rmm_walk.attributes is 0. */
#define RMM_EXTENT_A_DEFAULT	0xfULL

/* Width of a node mask. Nodes from this number on cannot be used. */
#define RMM_ARENA_NODES	64

/* Number of buckets of the heat histogram. */
#define RMM_ARENA_HEATS	16

/* Bits of rmm_info.features. */
#define RMM_FEATURE_VMAS          (1ULL << 0)  /* RMM_VMAS. */
#define RMM_FEATURE_WALK_SUMMARY  (1ULL << 1)  /* RMM_WALK with RMM_WALK_SUMMARY. */
#define RMM_FEATURE_VMA_LOCK      (1ULL << 2)  /* Walks take the lock of one VMA and not
                                                * mmap_lock (CONFIG_PER_VMA_LOCK). */
#define RMM_FEATURE_SOFT_DIRTY    (1ULL << 3)  /* The kernel tracks soft-dirty bits
                                                * (CONFIG_MEM_SOFT_DIRTY). */
#define RMM_FEATURE_UFFD_WP       (1ULL << 4)  /* Entries show userfaultfd write protection
                                                * (CONFIG_PTE_MARKER_UFFD_WP). */
#define RMM_FEATURE_NUMA          (1ULL << 5)  /* More than one node is possible (CONFIG_NUMA,
                                                * N_POSSIBLE). */
#define RMM_FEATURE_HOTPLUG       (1ULL << 6)  /* The kernel supports memory hotplug
                                                * (CONFIG_MEMORY_HOTPLUG). */
#define RMM_FEATURE_PIDFD         (1ULL << 7)  /* RMM_OPEN accepts a pidfd. */
#define RMM_FEATURE_WALK_PAGES    (1ULL << 8)  /* RMM_WALK with RMM_WALK_PAGES. */
#define RMM_FEATURE_RMAP          (1ULL << 9)  /* RMM_RMAP, /proc/rmm/rmap: from a page frame to
                                                * every address that maps it. */
#define RMM_FEATURE_ARENA         (1ULL << 10) /* Placement policies on arenas. */
#define RMM_FEATURE_TRANSLATE     (1ULL << 11) /* RMM_TRANSLATE, /proc/rmm/translate. */
#define RMM_FEATURE_ZONES         (1ULL << 12) /* RMM_NODES, RMM_ZONES, RMM_BUDDY,
                                                * RMM_FRAGMENTATION. */
#define RMM_FEATURE_BLOCKS        (1ULL << 13) /* RMM_FREEBLOCKS, RMM_PAGEBLOCKS, RMM_PAGETYPES
                                                * (CONFIG_SPARSEMEM). */
#define RMM_FEATURE_PROCESSES     (1ULL << 14) /* RMM_PROCESSES, /proc/rmm/processes. */
#define RMM_FEATURE_TALLIES       (1ULL << 15) /* RMM_FOLIOS, RMM_SHARING, RMM_AGE, RMM_NUMA,
                                                * RMM_RUNS, RMM_FAULTS_OF and their files. */
#define RMM_FEATURE_LRU           (1ULL << 16) /* RMM_LRU, /proc/rmm/lru. */
#define RMM_FEATURE_LRU_GEN       (1ULL << 17) /* RMM_LRU shows MGLRU generations
                                                * (CONFIG_LRU_GEN), and the kernel keeps pages in
                                                * them. */
#define RMM_FEATURE_LAYOUT        (1ULL << 18) /* RMM_LAYOUT, /proc/rmm/layout. */
#define RMM_FEATURE_MEMCGS        (1ULL << 19) /* RMM_MEMCGS, /proc/rmm/memcgs (CONFIG_MEMCG,
                                                * without cgroup_disable=memory). */
#define RMM_FEATURE_FAULTS        (1ULL << 20) /* RMM_FAULTS counts page faults: the tracepoints
                                                * page_fault_user and page_fault_kernel exist. */
#define RMM_FEATURE_MIGRATIONS    (1ULL << 21) /* RMM_FAULTS counts migrations: the tracepoint
                                                * mm_migrate_pages exists. */
#define RMM_FEATURE_COLLAPSES     (1ULL << 22) /* RMM_FAULTS counts collapses: the tracepoints
                                                * mm_collapse_huge_page and
                                                * mm_khugepaged_collapse_file exist. */
#define RMM_FEATURE_RECLAIMS      (1ULL << 23) /* RMM_FAULTS counts reclaim: the tracepoints
                                                * mm_vmscan_direct_reclaim_begin and _end,
                                                * mm_vmscan_kswapd_wake and _sleep exist. */
#define RMM_FEATURE_COMPACTIONS   (1ULL << 24) /* RMM_FAULTS counts compactions: the tracepoints
                                                * mm_compaction_begin and _end exist. */
#define RMM_FEATURE_OOM_VICTIMS   (1ULL << 25) /* RMM_FAULTS counts victims of the OOM killer:
                                                * the tracepoint mark_victim exists. */
#define RMM_FEATURE_PFNS          (1ULL << 26) /* RMM_PFNS (CONFIG_SPARSEMEM). */
#define RMM_FEATURE_EXTENTS       (1ULL << 27) /* RMM_WALK with RMM_WALK_EXTENTS. */
#define RMM_FEATURE_FILTERS       (1ULL << 28) /* RMM_WALK filters by category, node, level,
                                                * order and age. */
#define RMM_FEATURE_FILE          (1ULL << 29) /* RMM_FILE. */
#define RMM_FEATURE_PAGE_MAPCOUNT (1ULL << 30) /* Pages of large folios have mapcounts of their
                                                * own (CONFIG_PAGE_MAPCOUNT). Without them, the
                                                * mapcount of a page is its folio's average or
                                                * absent, and shares are inexact. */
#define RMM_FEATURE_THP           (1ULL << 31) /* The kernel makes transparent huge pages
                                                * (CONFIG_TRANSPARENT_HUGEPAGE). One with
                                                * PREEMPT_RT does not. */

/* The reason why a feature is off. */
#define RMM_OFF_NOT      0 /* The feature is on. */
#define RMM_OFF_CONFIG   1 /* The kernel was configured without it. */
#define RMM_OFF_BUILD    2 /* This version of the module lacks it. */
#define RMM_OFF_CHECK    3 /* A property of the kernel that it depends on did not hold at load. */
#define RMM_OFF_BOOT     4 /* A boot parameter switched it off, such as cgroup_disable=memory. */
#define RMM_OFF_SETTING  5 /* A setting of the running kernel switches it off, such as
                            * /sys/kernel/mm/lru_gen/enabled. */
#define RMM_OFF_ONE_NODE 6 /* The kernel knows one node only, by the firmware's tables or by
                            * numa=off. */
#define RMM_OFF_KERNEL   7 /* The kernel lacks a tracepoint that it depends on. */

/* rmm_open.flags: what target is. Exactly one bit is set. */
#define RMM_OPEN_SELF  (1U << 0) /* The caller. */
#define RMM_OPEN_PID   (1U << 1) /* A process id. */
#define RMM_OPEN_PIDFD (1U << 2) /* A pidfd. */

/* rmm_vmas.flags: which fields are filled. */
#define RMM_VMAS_RESIDENT (1U << 0) /* Fill the fields that need a walk of the page tables. They
                                     * are absent otherwise. */
#define RMM_VMAS_FOLIOS   (1U << 1) /* With RESIDENT: also fill the fields that need the folio of
                                     * each page. */

/* rmm_vma.state: whether the record is a snapshot of one moment. */
#define RMM_VMA_S_TORN          (1U << 0) /* A writer waited for the VMA while its pages were
                                           * counted. The lock was dropped in between, so the
                                           * sums mix more than one state. */
#define RMM_VMA_S_NAME_TOO_LONG (1U << 1) /* The name is longer than 64 KiB and is omitted. */

/* rmm_walk.flags: the product. */
#define RMM_WALK_SUMMARY (1U << 0) /* Counts of entries, struct rmm_summary. */
#define RMM_WALK_PAGES   (1U << 1) /* One record for each entry, struct rmm_page. */
#define RMM_WALK_EXTENTS (1U << 2) /* Ranges whose entries agree, struct rmm_extent. */

/*
 * Properties of a VMA, named as smaps names VM_* flags (include/linux/mm.h).
 * The bit numbers belong to this interface and do not follow the kernel's.
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
#define RMM_VMA_F_ARCH_1       (1ULL << 36) /* VM_ARCH_1, which is VM_PAT on x86. */
#define RMM_VMA_F_OTHER        (1ULL << 37) /* Any flag that this version does not know. smaps
                                             * does not show most of them either. */

/*
 * Kind of memory that a VMA maps. The first that applies is chosen, in this
 * order: special mapping, hugetlb, device, shmem, file, heap, stack, anonymous.
 */
#define RMM_VMA_ANON    0 /* Private anonymous memory other than heap and stack. */
#define RMM_VMA_HEAP    1 /* Overlaps mm->start_brk..brk; [heap] in /proc/PID/maps. */
#define RMM_VMA_STACK   2 /* Contains mm->start_stack; [stack] in /proc/PID/maps. */
#define RMM_VMA_FILE    3 /* Maps a file other than shmem and hugetlb. */
#define RMM_VMA_SHMEM   4 /* Maps shmem: tmpfs, memfd, System V or shared anonymous memory. */
#define RMM_VMA_HUGETLB 5 /* Maps hugetlb pages. */
#define RMM_VMA_SPECIAL 6 /* Pages that the kernel provides, such as vdso and vvar. */
#define RMM_VMA_DEVICE  7 /* VM_PFNMAP or VM_IO: page frames outside the page cache. */

/* Kind of page that an entry stands for. */
#define RMM_PAGE_NONE             0  /* The entry is empty. */
#define RMM_PAGE_ANON             1  /* Anonymous page (MM_ANONPAGES). */
#define RMM_PAGE_FILE             2  /* Page of a file (MM_FILEPAGES). */
#define RMM_PAGE_SHMEM            3  /* Page of shmem (MM_SHMEMPAGES). */
#define RMM_PAGE_KSM              4  /* Page merged by KSM (counted in MM_ANONPAGES). */
#define RMM_PAGE_HUGETLB          5  /* hugetlb page (counted in HugetlbPages, not in VmRSS). */
#define RMM_PAGE_ZERO             6  /* The 4 KiB zero page (not in VmRSS), also where KSM uses
                                      * it. */
#define RMM_PAGE_HUGE_ZERO        7  /* The huge zero page (not in VmRSS). */
#define RMM_PAGE_PFN              8  /* Page frame without a usable struct page: devices, vvar. */
#define RMM_PAGE_SWAP             9  /* Swapped out (counted in VmSwap). */
#define RMM_PAGE_MIGRATION        10 /* Under migration; counted in VmRSS. */
#define RMM_PAGE_DEVICE_PRIVATE   11 /* Device-private memory, which the CPU cannot read; counted
                                      * in VmRSS. */
#define RMM_PAGE_DEVICE_EXCLUSIVE 12 /* Exclusive to a device for atomic access; counted in
                                      * VmRSS. */
#define RMM_PAGE_HWPOISON         13 /* Hardware-poisoned; an access is SIGBUS. */
#define RMM_PAGE_MARKER_UFFD_WP   14 /* Marker: write-protected by userfaultfd without a page. */
#define RMM_PAGE_MARKER_POISON    15 /* Marker: poisoned, an access is SIGBUS. */
#define RMM_PAGE_MARKER_GUARD     16 /* Marker: guard region, an access is SIGSEGV. */
#define RMM_PAGE_UNKNOWN          17 /* Entry of a kind that this version does not know. */

/*
 * Page-table levels from the top (enum pgtable_level). A folded level has no
 * tables of its own.
 */
#define RMM_LEVEL_PGD 0 /* Top level. */
#define RMM_LEVEL_P4D 1 /* Fourth level; folded with four-level paging. */
#define RMM_LEVEL_PUD 2 /* Third level; a leaf is 1 GiB. */
#define RMM_LEVEL_PMD 3 /* Second level; a leaf is 2 MiB. */
#define RMM_LEVEL_PTE 4 /* Last level; a leaf is 4 KiB. */

/*
 * Segments of an address space as exec laid them out (struct mm_struct,
 * fs/binfmt_elf.c).
 */
#define RMM_SEGMENT_CODE  0 /* start_code..end_code: executable text. */
#define RMM_SEGMENT_DATA  1 /* start_data..end_data: initialised data. */
#define RMM_SEGMENT_BSS   2 /* Zero-filled data after the initialised data. */
#define RMM_SEGMENT_HEAP  3 /* start_brk..brk. */
#define RMM_SEGMENT_MMAP  4 /* Memory that mmap(2) placed: libraries, anonymous memory, files,
                             * other mappings of the executable. */
#define RMM_SEGMENT_STACK 5 /* Stack of the main thread. */
#define RMM_SEGMENT_VDSO  6 /* vdso, vvar and other pages that the kernel provides. */
#define RMM_SEGMENT_IMAGE 7 /* Other segments of the executable, from the first to the last that
                             * exec mapped: headers, read-only data, relocations. */

/*
 * rmm_mm.flags: flags of the address space (MMF_*, include/linux/mm_types.h).
 */
#define RMM_MM_F_THP_DISABLED     (1ULL << 0)  /* MMF_DISABLE_THP_COMPLETELY:
                                                * prctl(PR_SET_THP_DISABLE) without flags. */
#define RMM_MM_F_THP_ADVISED_ONLY (1ULL << 1)  /* MMF_DISABLE_THP_EXCEPT_ADVISED:
                                                * prctl(PR_SET_THP_DISABLE) with
                                                * PR_THP_DISABLE_EXCEPT_ADVISED. */
#define RMM_MM_F_KHUGEPAGED       (1ULL << 2)  /* MMF_VM_HUGEPAGE: registered with khugepaged. */
#define RMM_MM_F_HUGE_ZERO        (1ULL << 3)  /* MMF_HUGE_ZERO_FOLIO: has mapped the huge zero
                                                * page. */
#define RMM_MM_F_KSM              (1ULL << 4)  /* MMF_VM_MERGEABLE: registered with KSM. */
#define RMM_MM_F_KSM_ANY          (1ULL << 5)  /* MMF_VM_MERGE_ANY: prctl(PR_SET_MEMORY_MERGE);
                                                * KSM may merge all anonymous memory. */
#define RMM_MM_F_TOPDOWN          (1ULL << 6)  /* MMF_TOPDOWN: mmap(2) searches from mmap_base
                                                * downwards. */
#define RMM_MM_F_MULTIPROCESS     (1ULL << 7)  /* MMF_MULTIPROCESS: more than one process has
                                                * used it (CLONE_VM without CLONE_VFORK). */
#define RMM_MM_F_HAS_PINNED       (1ULL << 8)  /* MMF_HAS_PINNED: FOLL_PIN has pinned pages of it
                                                * at some time. */
#define RMM_MM_F_MDWE             (1ULL << 9)  /* MMF_HAS_MDWE: prctl(PR_SET_MDWE), memory that
                                                * was writable cannot become executable. */
#define RMM_MM_F_MDWE_NO_INHERIT  (1ULL << 10) /* MMF_HAS_MDWE_NO_INHERIT: fork(2) does not pass
                                                * MDWE on. */
#define RMM_MM_F_UPROBES          (1ULL << 11) /* MMF_HAS_UPROBES: uprobes have been set in it. */
#define RMM_MM_F_OOM_SKIP         (1ULL << 12) /* MMF_OOM_SKIP: the OOM killer ignores it. */
#define RMM_MM_F_UNSTABLE         (1ULL << 13) /* MMF_UNSTABLE: the OOM reaper has unmapped
                                                * memory of it. */
#define RMM_MM_F_OOM_REAP_QUEUED  (1ULL << 14) /* MMF_OOM_REAP_QUEUED: queued for the OOM reaper. */

/* State of the entry at one level. */
#define RMM_ENTRY_UNREACHED   0 /* Not read: no higher entry leads here, or no VMA covers the
                                 * address. */
#define RMM_ENTRY_FOLDED      1 /* The level is folded into the one above. */
#define RMM_ENTRY_NONE        2 /* The entry is empty. */
#define RMM_ENTRY_TABLE       3 /* The entry points to a table of the next level. */
#define RMM_ENTRY_LEAF        4 /* The entry maps memory. It is present to the kernel, though
                                 * PROT_NONE and NUMA hints hide it from the hardware. */
#define RMM_ENTRY_NOT_PRESENT 5 /* The entry is nonpresent and not empty: swap, migration,
                                 * marker. */
#define RMM_ENTRY_BAD         6 /* The entry is bad: not empty, and of no form that this version
                                 * knows. */

/*
 * Decoded bits of an entry (arch/x86/include/asm/pgtable_types.h). A present
 * entry shows the bits of hardware and kernel, a nonpresent entry only those
 * that the kernel keeps in it.
 */
#define RMM_ENTRY_F_PRESENT     (1ULL << 0)  /* The hardware can use the entry. */
#define RMM_ENTRY_F_WRITE       (1ULL << 1)  /* Writable. */
#define RMM_ENTRY_F_USER        (1ULL << 2)  /* Accessible in user mode. */
#define RMM_ENTRY_F_PWT         (1ULL << 3)  /* Write-through. */
#define RMM_ENTRY_F_PCD         (1ULL << 4)  /* Not cached. */
#define RMM_ENTRY_F_ACCESSED    (1ULL << 5)  /* Accessed. */
#define RMM_ENTRY_F_DIRTY       (1ULL << 6)  /* Dirty, by the hardware's bit. */
#define RMM_ENTRY_F_HUGE        (1ULL << 7)  /* The entry is a leaf above the PTE level. */
#define RMM_ENTRY_F_PAT         (1ULL << 8)  /* Memory type from the page attribute table. */
#define RMM_ENTRY_F_GLOBAL      (1ULL << 9)  /* Global: kept in the TLB when the address space
                                              * changes. */
#define RMM_ENTRY_F_NX          (1ULL << 10) /* No execution. */
#define RMM_ENTRY_F_PROTNONE    (1ULL << 11) /* Present to the kernel only: PROT_NONE, or a NUMA
                                              * hint. */
#define RMM_ENTRY_F_SPECIAL     (1ULL << 12) /* The mapping does not reference a struct page
                                              * (pte_special()). */
#define RMM_ENTRY_F_UFFD        (1ULL << 13) /* Write-protected by userfaultfd. */
#define RMM_ENTRY_F_SOFT_DIRTY  (1ULL << 14) /* Written since the soft-dirty bits were cleared. */
#define RMM_ENTRY_F_SAVED_DIRTY (1ULL << 15) /* Dirty by the kernel's saved bit, because a
                                              * write-protected entry must not have the
                                              * hardware's bit. */
#define RMM_ENTRY_F_EXCLUSIVE   (1ULL << 16) /* Nonpresent entries only: the page is exclusive to
                                              * this address space. */

/* Kinds of zone (enum zone_type, include/linux/mmzone.h). */
#define RMM_ZONE_DMA     0 /* Below 16 MiB on x86. */
#define RMM_ZONE_DMA32   1 /* Below 4 GiB. */
#define RMM_ZONE_NORMAL  2 /* Memory without restrictions. */
#define RMM_ZONE_HIGHMEM 3 /* Memory without a permanent kernel mapping (32-bit only). */
#define RMM_ZONE_MOVABLE 4 /* Movable pages only, so that the memory can be removed. */
#define RMM_ZONE_DEVICE  5 /* Device memory. */

/*
 * rmm_node.states: the masks of node_states[] that contain the node, with the
 * names of /sys/devices/system/node.
 */
#define RMM_NODE_STATE_POSSIBLE          (1ULL << 0) /* The node can come online. */
#define RMM_NODE_STATE_ONLINE            (1ULL << 1) /* The node is online. */
#define RMM_NODE_STATE_NORMAL_MEMORY     (1ULL << 2) /* The node has memory outside ZONE_MOVABLE. */
#define RMM_NODE_STATE_MEMORY            (1ULL << 3) /* The node has memory. */
#define RMM_NODE_STATE_CPU               (1ULL << 4) /* The node has CPUs. */
#define RMM_NODE_STATE_GENERIC_INITIATOR (1ULL << 5) /* The node has a generic initiator, a
                                                      * device that starts memory accesses. */

/* rmm_node.flags (enum pgdat_flags). */
#define RMM_NODE_F_WRITEBACK      (1ULL << 0) /* Reclaim found many pages under writeback. */
#define RMM_NODE_F_RECLAIM_LOCKED (1ULL << 1) /* A task runs node reclaim. */

/*
 * rmm_node.waiting: wait queues of the node with a waiting task
 * (pfmemalloc_wait, reclaim_wait[]).
 */
#define RMM_NODE_WAIT_PFMEMALLOC (1ULL << 0) /* Direct reclaimers wait until kswapd has freed
                                              * part of the reserve. */
#define RMM_NODE_WAIT_WRITEBACK  (1ULL << 1) /* Reclaimers wait for pages under writeback. */
#define RMM_NODE_WAIT_ISOLATED   (1ULL << 2) /* Reclaimers wait because too many pages are
                                              * isolated from the LRU lists. */
#define RMM_NODE_WAIT_NOPROGRESS (1ULL << 3) /* Reclaimers wait because reclaim made no progress. */
#define RMM_NODE_WAIT_CONGESTED  (1ULL << 4) /* Reclaimers wait because many pages are under
                                              * writeback to a congested device. */

/* rmm_zone.flags (enum zone_flags). */
#define RMM_ZONE_F_BOOSTED_WATERMARK (1ULL << 0) /* The watermarks are boosted and kswapd is not
                                                  * woken yet. */
#define RMM_ZONE_F_RECLAIM_ACTIVE    (1ULL << 1) /* kswapd reclaims from this zone. */
#define RMM_ZONE_F_BELOW_HIGH        (1ULL << 2) /* Free pages are below the high watermark. */

/* The zonelists of a node (include/linux/mmzone.h). */
#define RMM_ZONELIST_FALLBACK   0 /* ZONELIST_FALLBACK: falls back to other nodes. */
#define RMM_ZONELIST_NOFALLBACK 1 /* ZONELIST_NOFALLBACK: stays on the node (__GFP_THISNODE). */

/*
 * Counters of a node (enum node_stat_item, include/linux/mmzone.h), with the
 * names of /proc/vmstat. The unit is pages unless noted; huge pages count once.
 */
#define RMM_NODE_STAT_INACTIVE_ANON            0  /* Anonymous pages on the inactive list. */
#define RMM_NODE_STAT_ACTIVE_ANON              1  /* Anonymous pages on the active list. */
#define RMM_NODE_STAT_INACTIVE_FILE            2  /* File pages on the inactive list. */
#define RMM_NODE_STAT_ACTIVE_FILE              3  /* File pages on the active list. */
#define RMM_NODE_STAT_UNEVICTABLE              4  /* Unevictable pages. */
#define RMM_NODE_STAT_SLAB_RECLAIMABLE         5  /* Slab pages that shrinkers can free. */
#define RMM_NODE_STAT_SLAB_UNRECLAIMABLE       6  /* Slab pages that no shrinker can free. */
#define RMM_NODE_STAT_ISOLATED_ANON            7  /* Isolated anonymous pages. */
#define RMM_NODE_STAT_ISOLATED_FILE            8  /* Isolated file pages. */
#define RMM_NODE_STAT_WORKINGSET_NODES         9  /* xarray nodes of the page cache that hold
                                                   * shadow entries. */
#define RMM_NODE_STAT_WORKINGSET_REFAULT_ANON  10 /* Refaults of anonymous pages after eviction. */
#define RMM_NODE_STAT_WORKINGSET_REFAULT_FILE  11 /* Refaults of file pages after eviction. */
#define RMM_NODE_STAT_WORKINGSET_ACTIVATE_ANON 12 /* Refaulted anonymous pages that were
                                                   * activated immediately. */
#define RMM_NODE_STAT_WORKINGSET_ACTIVATE_FILE 13 /* Refaulted file pages that were activated
                                                   * immediately. */
#define RMM_NODE_STAT_WORKINGSET_RESTORE_ANON  14 /* Refaulted anonymous pages that were active
                                                   * before their eviction. */
#define RMM_NODE_STAT_WORKINGSET_RESTORE_FILE  15 /* Refaulted file pages that were active before
                                                   * their eviction. */
#define RMM_NODE_STAT_WORKINGSET_NODERECLAIM   16 /* xarray nodes of shadow entries that were
                                                   * reclaimed. */
#define RMM_NODE_STAT_ANON_MAPPED              17 /* Mapped anonymous pages. */
#define RMM_NODE_STAT_FILE_MAPPED              18 /* Mapped page-cache pages. */
#define RMM_NODE_STAT_FILE_PAGES               19 /* Page-cache pages, shmem included. */
#define RMM_NODE_STAT_FILE_DIRTY               20 /* Dirty page-cache pages. */
#define RMM_NODE_STAT_WRITEBACK                21 /* Pages under writeback. */
#define RMM_NODE_STAT_SHMEM                    22 /* Pages of shmem and tmpfs. */
#define RMM_NODE_STAT_SHMEM_THPS               23 /* Huge pages of shmem. */
#define RMM_NODE_STAT_SHMEM_PMDMAPPED          24 /* Huge pages of shmem mapped by a PMD. */
#define RMM_NODE_STAT_FILE_THPS                25 /* Huge pages of files. */
#define RMM_NODE_STAT_FILE_PMDMAPPED           26 /* Huge pages of files mapped by a PMD. */
#define RMM_NODE_STAT_ANON_THPS                27 /* Anonymous huge pages. */
#define RMM_NODE_STAT_VMSCAN_WRITE             28 /* Pages that reclaim wrote out. */
#define RMM_NODE_STAT_VMSCAN_IMMEDIATE         29 /* Pages marked for reclaim as soon as their
                                                   * writeback ends. */
#define RMM_NODE_STAT_DIRTIED                  30 /* Pages dirtied since boot. */
#define RMM_NODE_STAT_WRITTEN                  31 /* Pages written back since boot. */
#define RMM_NODE_STAT_THROTTLED_WRITTEN        32 /* Pages written back while reclaim was
                                                   * throttled. */
#define RMM_NODE_STAT_KERNEL_MISC_RECLAIMABLE  33 /* Reclaimable kernel pages outside slab. */
#define RMM_NODE_STAT_FOLL_PIN_ACQUIRED        34 /* Page pins acquired (FOLL_PIN). */
#define RMM_NODE_STAT_FOLL_PIN_RELEASED        35 /* Page pins released. */
#define RMM_NODE_STAT_VMALLOC                  36 /* Pages of vmalloc areas. */
#define RMM_NODE_STAT_KERNEL_STACK_KB          37 /* Kernel stacks, in KiB. */
#define RMM_NODE_STAT_KERNEL_SCS_KB            38 /* Shadow call stacks, in KiB. */
#define RMM_NODE_STAT_PAGETABLE                39 /* Pages used as page tables. */
#define RMM_NODE_STAT_SECONDARY_PAGETABLE      40 /* Pages used as secondary page tables: KVM,
                                                   * IOMMU. */
#define RMM_NODE_STAT_IOMMU_PAGES              41 /* Pages allocated by the IOMMU. */
#define RMM_NODE_STAT_SWAPCACHE                42 /* Pages of the swap cache. */
#define RMM_NODE_STAT_PGPROMOTE_SUCCESS        43 /* Pages promoted to a faster tier. */
#define RMM_NODE_STAT_PGPROMOTE_CANDIDATE      44 /* Candidates for promotion. */
#define RMM_NODE_STAT_PGPROMOTE_CANDIDATE_NRL  45 /* Candidates for promotion without regard to
                                                   * the rate limit. */
#define RMM_NODE_STAT_PGDEMOTE_KSWAPD          46 /* Pages that kswapd demoted. */
#define RMM_NODE_STAT_PGDEMOTE_DIRECT          47 /* Pages that direct reclaim demoted. */
#define RMM_NODE_STAT_PGDEMOTE_KHUGEPAGED      48 /* Pages that reclaim by khugepaged demoted. */
#define RMM_NODE_STAT_PGDEMOTE_PROACTIVE       49 /* Pages that proactive reclaim demoted. */
#define RMM_NODE_STAT_PGSTEAL_KSWAPD           50 /* Pages that kswapd reclaimed. */
#define RMM_NODE_STAT_PGSTEAL_DIRECT           51 /* Pages that direct reclaim reclaimed. */
#define RMM_NODE_STAT_PGSTEAL_KHUGEPAGED       52 /* Pages that reclaim by khugepaged reclaimed. */
#define RMM_NODE_STAT_PGSTEAL_PROACTIVE        53 /* Pages that proactive reclaim reclaimed. */
#define RMM_NODE_STAT_PGSTEAL_ANON             54 /* Anonymous pages reclaimed. */
#define RMM_NODE_STAT_PGSTEAL_FILE             55 /* File pages reclaimed. */
#define RMM_NODE_STAT_PGSCAN_KSWAPD            56 /* Pages that kswapd scanned. */
#define RMM_NODE_STAT_PGSCAN_DIRECT            57 /* Pages that direct reclaim scanned. */
#define RMM_NODE_STAT_PGSCAN_KHUGEPAGED        58 /* Pages that reclaim by khugepaged scanned. */
#define RMM_NODE_STAT_PGSCAN_PROACTIVE         59 /* Pages that proactive reclaim scanned. */
#define RMM_NODE_STAT_PGSCAN_ANON              60 /* Anonymous pages scanned. */
#define RMM_NODE_STAT_PGSCAN_FILE              61 /* File pages scanned. */
#define RMM_NODE_STAT_PGROTATE_ANON            62 /* Anonymous pages that reclaim returned to
                                                   * their list because they were in use. */
#define RMM_NODE_STAT_PGROTATE_FILE            63 /* File pages that reclaim returned to their
                                                   * list because they were in use. */
#define RMM_NODE_STAT_PGREFILL                 64 /* Pages scanned on active lists. */
#define RMM_NODE_STAT_HUGETLB                  65 /* hugetlb pages in use. */
#define RMM_NODE_STAT_BALLOON_PAGES            66 /* Pages held by balloon drivers. */
#define RMM_NODE_STAT_KERNEL_FILE_PAGES        67 /* Page-cache pages owned by the kernel. */
#define RMM_NODE_STAT_GPU_ACTIVE               68 /* Pages assigned to GPU objects. */
#define RMM_NODE_STAT_GPU_RECLAIM              69 /* Pages in shrinkable GPU pools. */

/*
 * Counters of a zone (enum zone_stat_item), in pages, with the names of
 * /proc/vmstat.
 */
#define RMM_ZONE_STAT_FREE_PAGES        0  /* Free pages. */
#define RMM_ZONE_STAT_FREE_PAGES_BLOCKS 1  /* Free pages in completely free page blocks. */
#define RMM_ZONE_STAT_INACTIVE_ANON     2  /* Inactive anonymous pages. */
#define RMM_ZONE_STAT_ACTIVE_ANON       3  /* Active anonymous pages. */
#define RMM_ZONE_STAT_INACTIVE_FILE     4  /* Inactive file pages. */
#define RMM_ZONE_STAT_ACTIVE_FILE       5  /* Active file pages. */
#define RMM_ZONE_STAT_UNEVICTABLE       6  /* Unevictable pages. */
#define RMM_ZONE_STAT_WRITE_PENDING     7  /* Dirty pages and pages under writeback. */
#define RMM_ZONE_STAT_MLOCK             8  /* Mlocked pages. */
#define RMM_ZONE_STAT_ZSPAGES           9  /* Pages of zsmalloc. */
#define RMM_ZONE_STAT_FREE_CMA_PAGES    10 /* Free pages in CMA areas. */
#define RMM_ZONE_STAT_UNACCEPTED        11 /* Pages that the guest has not accepted yet
                                            * (confidential computing). */

/*
 * NUMA events of a zone since boot (enum numa_stat_item), in allocations, with
 * the names of /proc/vmstat.
 */
#define RMM_NUMA_HIT            0 /* Allocated from this node, which was preferred. */
#define RMM_NUMA_MISS           1 /* Allocated from this node although another was preferred. */
#define RMM_NUMA_FOREIGN        2 /* Allocated from another node although this one was preferred. */
#define RMM_NUMA_INTERLEAVE_HIT 3 /* Allocated from this node, which interleaving chose. */
#define RMM_NUMA_LOCAL          4 /* Allocated by a CPU of this node. */
#define RMM_NUMA_OTHER          5 /* Allocated by a CPU of another node. */

/*
 * rmm_walk.attributes: which fields of struct rmm_page are read. Other fields
 * are absent and cost nothing.
 */
#define RMM_PAGE_A_FRAME      (1ULL << 0) /* The page frame, or the swap slot. */
#define RMM_PAGE_A_FOLIO      (1ULL << 1) /* The folio: order, index and zone. */
#define RMM_PAGE_A_MAPCOUNT   (1ULL << 2) /* Mapcounts of page and folio. */
#define RMM_PAGE_A_REFERENCES (1ULL << 3) /* The reference count of the folio. */
#define RMM_PAGE_A_KPAGEFLAGS (1ULL << 4) /* The page flags of /proc/kpageflags. */
#define RMM_PAGE_A_AGE        (1ULL << 5) /* The MGLRU generation. */
#define RMM_PAGE_A_CGROUP     (1ULL << 6) /* The memory cgroup. */
#define RMM_PAGE_A_ENTRY      (1ULL << 7) /* The raw entry. */
#define RMM_PAGE_A_EXPECTED   (1ULL << 8) /* The expected reference count of the folio. */
#define RMM_PAGE_A_STATE      (1ULL << 9) /* The state of the folio: flags, pins, entire
                                           * mapcount, last NUMA hinting fault. */

/* rmm_page.folio_bits: state of the folio, and of the page. */
#define RMM_FOLIO_F_PARTIALLY_MAPPED (1U << 0) /* The kernel has found that some pages of the
                                                * folio are not mapped, so that it may split the
                                                * folio to free them (PG_partially_mapped). */
#define RMM_FOLIO_F_ANON_EXCLUSIVE   (1U << 1) /* The page at addr is anonymous and belongs to
                                                * one address space, which may write it without
                                                * copying (PG_anon_exclusive). */
#define RMM_FOLIO_F_WORKINGSET       (1U << 2) /* Part of the working set: active when it was
                                                * last reclaimed, or used often (PG_workingset). */
#define RMM_FOLIO_F_DROPBEHIND       (1U << 3) /* Dropped from the page cache when its I/O ends
                                                * (PG_dropbehind): RWF_DONTCACHE. */
#define RMM_FOLIO_F_PINS_EXACT       (1U << 4) /* pins is the folio's count of pins. Otherwise
                                                * the folio has one page, and pins is its
                                                * reference count divided by 1024: a pin counts
                                                * as that many references. */

/* rmm_page.bits. */
#define RMM_PAGE_F_PRESENT        (1U << 0)  /* The entry is present, or would be if it were not
                                              * PROT_NONE. */
#define RMM_PAGE_F_YOUNG          (1U << 1)  /* The entry is accessed. */
#define RMM_PAGE_F_DIRTY          (1U << 2)  /* The entry is dirty. */
#define RMM_PAGE_F_WRITE          (1U << 3)  /* The entry is writable. */
#define RMM_PAGE_F_SOFT_DIRTY     (1U << 4)  /* Soft-dirty, by the entry or by the VMA, as in
                                              * pagemap. hugetlb is tracked by VMA only. */
#define RMM_PAGE_F_UFFD           (1U << 5)  /* The entry is write-protected by userfaultfd. */
#define RMM_PAGE_F_PROTNONE       (1U << 6)  /* The entry is PROT_NONE. */
#define RMM_PAGE_F_NUMA_HINT      (1U << 7)  /* The entry is PROT_NONE although the VMA is
                                              * accessible: the next access is a NUMA hinting
                                              * fault. */
#define RMM_PAGE_F_SPECIAL        (1U << 8)  /* The page has no usable struct page. */
#define RMM_PAGE_F_FOLIO          (1U << 9)  /* The entry maps a folio. */
#define RMM_PAGE_F_MAYBE_SHARED   (1U << 10) /* Another address space may map the folio
                                              * (folio_maybe_mapped_shared()), or shares the page
                                              * table of the entry (hugetlb_pmd_shared()). */
#define RMM_PAGE_F_SHARED_EXACT   (1U << 11) /* MAYBE_SHARED is exact, whether set or not. */
#define RMM_PAGE_F_MAPCOUNT_EXACT (1U << 12) /* mapcount is that of this page. Otherwise it is
                                              * the rounded average over the pages of the folio,
                                              * at least 1 (CONFIG_NO_PAGE_MAPCOUNT). */
#define RMM_PAGE_F_WRITTEN        (1U << 13) /* Written since userfaultfd write-protected it
                                              * (UFFD_FEATURE_WP_ASYNC), as PAGE_IS_WRITTEN of
                                              * PAGEMAP_SCAN: the VMA has VM_UFFD_WP, and the
                                              * entry neither has the userfaultfd bit nor is its
                                              * marker. */

/* State of a kernel thread of a node, kswapd or kcompactd. */
#define RMM_DAEMON_AWAKE    0 /* It runs, or is about to. */
#define RMM_DAEMON_ASLEEP   1 /* It sleeps on its wait queue. */
#define RMM_DAEMON_HOPELESS 2 /* kswapd has failed 16 times in a row. It sleeps until another
                               * task's reclaim makes progress (kswapd_test_hopeless()). */

/*
 * LRU lists (enum lru_list), with the names of their counters in
 * /proc/zoneinfo.
 */
#define RMM_LRU_INACTIVE_ANON 0 /* Anonymous pages that reclaim takes first. */
#define RMM_LRU_ACTIVE_ANON   1 /* Anonymous pages in active use. */
#define RMM_LRU_INACTIVE_FILE 2 /* File pages that reclaim takes first. */
#define RMM_LRU_ACTIVE_FILE   3 /* File pages in active use. */
#define RMM_LRU_UNEVICTABLE   4 /* Pages that cannot be reclaimed: mlocked, ramfs, locked shared
                                 * memory. */

/* Types of page that have separate generations. */
#define RMM_LRU_TYPE_ANON 0 /* Anonymous memory and shmem. */
#define RMM_LRU_TYPE_FILE 1 /* Page cache of files. */

/*
 * Regions of the address space, in the order of
 * Documentation/arch/x86/x86_64/mm.rst.
 */
#define RMM_REGION_USER          0  /* User addresses that mmap(2) chooses from. */
#define RMM_REGION_USER_HIGH     1  /* User addresses above 47 bits, which mmap(2) returns only
                                     * for a hint there; five levels only. */
#define RMM_REGION_USER_GUARD    2  /* The last page of the user half, which is never mapped. */
#define RMM_REGION_NON_CANONICAL 3  /* Non-canonical addresses: the upper bits are not the sign
                                     * extension of the highest translated bit. */
#define RMM_REGION_GUARD         4  /* Guard hole, reserved for hypervisors. */
#define RMM_REGION_LDT           5  /* Remap of a process's LDT for page-table isolation. */
#define RMM_REGION_DIRECT_MAP    6  /* Direct map of all physical memory (page_offset_base). Its
                                     * size is the maximum that the CPU can address. */
#define RMM_REGION_VMALLOC       7  /* vmalloc and ioremap (vmalloc_base). */
#define RMM_REGION_VMEMMAP       8  /* The array of struct page (vmemmap_base). Its size covers
                                     * the whole direct map. */
#define RMM_REGION_KASAN         9  /* Shadow memory of KASAN. */
#define RMM_REGION_CPU_ENTRY     10 /* Per-CPU entry areas: entry stacks and descriptor tables. */
#define RMM_REGION_ESPFIX        11 /* Stacks for returns to 16-bit segments (ESPFIX). */
#define RMM_REGION_EFI           12 /* EFI run-time services, mapped in page tables of their own
                                     * only. */
#define RMM_REGION_KERNEL_WINDOW 13 /* Addresses at which the kernel image can be. */
#define RMM_REGION_KERNEL_IMAGE  14 /* The mapped part of that window from first to last page:
                                     * text, data, bss. It is the only region inside another. */
#define RMM_REGION_MODULES       15 /* Modules. */
#define RMM_REGION_FIXMAP        16 /* Fixmap: addresses fixed at compile time (permanent
                                     * entries). */
#define RMM_REGION_VSYSCALL      17 /* The page of legacy system calls, which a process can read. */
#define RMM_REGION_HOLE          18 /* No region. */

/* rmm_memcgs.flags: which records are returned. */
#define RMM_MEMCGS_NODES (1U << 0) /* struct rmm_memcg_node for each online node, instead of
                                    * struct rmm_memcg. */

/* rmm_memcg.flags. */
#define RMM_MEMCG_F_ONLINE          (1U << 0) /* The cgroup is online. Otherwise it was removed
                                               * but is still referenced. */
#define RMM_MEMCG_F_OOM_GROUP       (1U << 1) /* The OOM killer kills all its tasks or none
                                               * (memory.oom.group). */
#define RMM_MEMCG_F_ZSWAP_WRITEBACK (1U << 2) /* zswap may write back to swap
                                               * (memory.zswap.writeback). */
#define RMM_MEMCG_F_DYING           (1U << 3) /* The cgroup was removed and waits for its last
                                               * reference (CSS_DYING), for example of swap
                                               * slots. From Linux 7.1 on, its pages are charged
                                               * to its parent by then. */

/*
 * Events of a memory cgroup (enum memcg_memory_event), with the names of
 * memory.events and memory.swap.events.
 */
#define RMM_MEMCG_EVENT_LOW            0 /* Reclaimed although below memory.low. */
#define RMM_MEMCG_EVENT_HIGH           1 /* Throttled because usage was above memory.high. */
#define RMM_MEMCG_EVENT_MAX            2 /* Usage was about to exceed memory.max. */
#define RMM_MEMCG_EVENT_OOM            3 /* An allocation was about to fail at the limit. */
#define RMM_MEMCG_EVENT_OOM_KILL       4 /* Tasks killed by the OOM killer. */
#define RMM_MEMCG_EVENT_OOM_GROUP_KILL 5 /* Times that all tasks of the cgroup were killed. */
#define RMM_MEMCG_EVENT_SOCK_THROTTLED 6 /* Times that a socket was throttled. */
#define RMM_MEMCG_EVENT_SWAP_HIGH      7 /* Swap usage exceeded memory.swap.high. */
#define RMM_MEMCG_EVENT_SWAP_MAX       8 /* Swap usage was about to exceed memory.swap.max. */
#define RMM_MEMCG_EVENT_SWAP_FAIL      9 /* Swap allocations that failed, at the limit or for
                                          * lack of swap. */

/*
 * Flags of RMM_NODES: which record is returned instead of struct rmm_node. At
 * most one.
 */
#define RMM_NODES_CPUS      (1U << 0) /* struct rmm_node_cpus. */
#define RMM_NODES_DISTANCES (1U << 1) /* struct rmm_distance. */
#define RMM_NODES_ZONELISTS (1U << 2) /* struct rmm_zone_ref. */

/* Flags of RMM_ZONES. At most one. */
#define RMM_ZONES_PAGESETS  (1U << 0) /* Return struct rmm_pageset: the page lists of every
                                       * online CPU. */
#define RMM_ZONES_POPULATED (1U << 1) /* Return only zones with present pages. On a large machine
                                       * most zones have none. */

/* rmm_pageset.flags (per_cpu_pages.flags). */
#define RMM_PAGESET_F_PREV_FREE_HIGH_ORDER (1U << 0) /* The last freed page had a high order
                                                      * (PCPF_PREV_FREE_HIGH_ORDER). */
#define RMM_PAGESET_F_FREE_HIGH_BATCH      (1U << 1) /* A batch is kept when high-order lists are
                                                      * emptied (PCPF_FREE_HIGH_BATCH). */

/*
 * Migrate types of free blocks and page blocks (enum migratetype), with the
 * names of /proc/pagetypeinfo. The numbers belong to this interface and do not
 * follow the kernel's.
 */
#define RMM_MIGRATE_UNMOVABLE   0 /* Kernel memory that cannot be migrated. */
#define RMM_MIGRATE_MOVABLE     1 /* Pages that can be migrated. */
#define RMM_MIGRATE_RECLAIMABLE 2 /* Kernel caches that shrinkers can free. */
#define RMM_MIGRATE_HIGHATOMIC  3 /* Reserved for atomic high-order allocations. */
#define RMM_MIGRATE_CMA         4 /* Area of the contiguous memory allocator: holds movable pages
                                   * until it is allocated. */
#define RMM_MIGRATE_ISOLATE     5 /* Isolated: nothing is allocated from here. */

/* Bits of rmm_fault_record.flags. */
#define RMM_FAULT_RECORD_USER        (1U << 0) /* In user mode; otherwise in kernel mode. */
#define RMM_FAULT_RECORD_WRITE       (1U << 1) /* The access was a write. */
#define RMM_FAULT_RECORD_INSTRUCTION (1U << 2) /* The access was an instruction fetch. */
#define RMM_FAULT_RECORD_PROTECTION  (1U << 3) /* A present entry forbade the access; otherwise
                                                * there was no present entry. */
#define RMM_FAULT_RECORD_ENDED       (1U << 4) /* The kernel has served the fault, and ns is
                                                * present. */
#define RMM_FAULT_RECORD_MAJOR       (1U << 5) /* The kernel counts the fault as a major one: it
                                                * waited for the page. */
#define RMM_FAULT_RECORD_LATE        (1U << 6) /* The end of a fault whose record was read before
                                                * without it. The other fields repeat that
                                                * record. */

/* Bits of rmm_faults.flags. */
#define RMM_FAULTS_ATTACH    (1U << 0) /* Start counting. */
#define RMM_FAULTS_DETACH    (1U << 1) /* Stop counting. */
#define RMM_FAULTS_RECORDS   (1U << 2) /* With RMM_FAULTS_ATTACH and a process: keep a record of
                                        * each page fault, for RMM_FAULT_RECORDS. */
#define RMM_FAULTS_FROM_EXEC (1U << 3) /* With RMM_FAULTS_ATTACH and a process: start when the
                                        * process next calls execve(2). */

/*
 * Counters of RMM_FAULTS. Events of a process are those that occur in its
 * context: its own faults, the reclaim and compaction that it waits for, and
 * the migrations that it performs.
 */
#define RMM_FAULT_USER                                    0   /* Faults in user mode
                                                               * (page_fault_user). */
#define RMM_FAULT_KERNEL                                  1   /* Faults in kernel mode, on user
                                                               * and kernel addresses
                                                               * (page_fault_kernel). */
#define RMM_FAULT_NOT_PRESENT_READ                        2   /* Read faults without a present
                                                               * entry. */
#define RMM_FAULT_NOT_PRESENT_WRITE                       3   /* Write faults without a present
                                                               * entry. */
#define RMM_FAULT_NOT_PRESENT_INSTRUCTION                 4   /* Instruction fetches without a
                                                               * present entry. */
#define RMM_FAULT_PROTECTION_READ                         5   /* Read faults on a present entry
                                                               * that forbids the access. */
#define RMM_FAULT_PROTECTION_WRITE                        6   /* Write faults on a present entry
                                                               * that forbids the access,
                                                               * copy-on-write included. */
#define RMM_FAULT_PROTECTION_INSTRUCTION                  7   /* Instruction fetches on a present
                                                               * entry that forbids the access. */
#define RMM_FAULT_RESERVED_BIT                            8   /* Faults because of a reserved bit
                                                               * in an entry. */
#define RMM_FAULT_PROTECTION_KEY                          9   /* Faults because of a protection
                                                               * key. */
#define RMM_FAULT_SHADOW_STACK                            10  /* Faults of shadow-stack accesses. */
#define RMM_FAULT_SGX                                     11  /* Faults that SGX raised. */
#define RMM_FAULT_RMP                                     12  /* Faults because of the reverse
                                                               * map table of SEV-SNP. */
#define RMM_FAULT_MIGRATE_COMPACTION_SUCCEEDED_PAGES      13  /* Pages migrated for compaction. */
#define RMM_FAULT_MIGRATE_COMPACTION_FAILED_PAGES         14  /* Pages that failed to migrate for
                                                               * compaction. */
#define RMM_FAULT_MIGRATE_MEMORY_FAILURE_SUCCEEDED_PAGES  15  /* Pages migrated because of a
                                                               * memory failure. */
#define RMM_FAULT_MIGRATE_MEMORY_FAILURE_FAILED_PAGES     16  /* Pages that failed to migrate
                                                               * because of a memory failure. */
#define RMM_FAULT_MIGRATE_MEMORY_HOTPLUG_SUCCEEDED_PAGES  17  /* Pages migrated to offline
                                                               * memory. */
#define RMM_FAULT_MIGRATE_MEMORY_HOTPLUG_FAILED_PAGES     18  /* Pages that failed to migrate to
                                                               * offline memory. */
#define RMM_FAULT_MIGRATE_SYSCALL_SUCCEEDED_PAGES         19  /* Pages migrated for
                                                               * move_pages(2), migrate_pages(2)
                                                               * or a cpuset. */
#define RMM_FAULT_MIGRATE_SYSCALL_FAILED_PAGES            20  /* Pages that failed to migrate for
                                                               * move_pages(2), migrate_pages(2)
                                                               * or a cpuset. */
#define RMM_FAULT_MIGRATE_MBIND_SUCCEEDED_PAGES           21  /* Pages migrated for mbind(2). */
#define RMM_FAULT_MIGRATE_MBIND_FAILED_PAGES              22  /* Pages that failed to migrate for
                                                               * mbind(2). */
#define RMM_FAULT_MIGRATE_NUMA_MISPLACED_SUCCEEDED_PAGES  23  /* Pages migrated for NUMA
                                                               * balancing. */
#define RMM_FAULT_MIGRATE_NUMA_MISPLACED_FAILED_PAGES     24  /* Pages that failed to migrate for
                                                               * NUMA balancing. */
#define RMM_FAULT_MIGRATE_CONTIG_RANGE_SUCCEEDED_PAGES    25  /* Pages migrated for the
                                                               * allocation of a contiguous
                                                               * range. */
#define RMM_FAULT_MIGRATE_CONTIG_RANGE_FAILED_PAGES       26  /* Pages that failed to migrate for
                                                               * the allocation of a contiguous
                                                               * range. */
#define RMM_FAULT_MIGRATE_LONGTERM_PIN_SUCCEEDED_PAGES    27  /* Pages migrated for a long-term
                                                               * pin. */
#define RMM_FAULT_MIGRATE_LONGTERM_PIN_FAILED_PAGES       28  /* Pages that failed to migrate for
                                                               * a long-term pin. */
#define RMM_FAULT_MIGRATE_DEMOTION_SUCCEEDED_PAGES        29  /* Pages migrated for demotion. */
#define RMM_FAULT_MIGRATE_DEMOTION_FAILED_PAGES           30  /* Pages that failed to migrate for
                                                               * demotion. */
#define RMM_FAULT_MIGRATE_DAMON_SUCCEEDED_PAGES           31  /* Pages migrated for DAMON. */
#define RMM_FAULT_MIGRATE_DAMON_FAILED_PAGES              32  /* Pages that failed to migrate for
                                                               * DAMON. */
#define RMM_FAULT_MIGRATE_OTHER_REASON_SUCCEEDED_PAGES    33  /* Pages migrated for a reason that
                                                               * this version does not know. */
#define RMM_FAULT_MIGRATE_OTHER_REASON_FAILED_PAGES       34  /* Pages that failed to migrate for
                                                               * a reason that this version does
                                                               * not know. */
#define RMM_FAULT_MIGRATE_ASYNC_SUCCEEDED_PAGES           35  /* Pages migrated in mode
                                                               * MIGRATE_ASYNC. */
#define RMM_FAULT_MIGRATE_ASYNC_FAILED_PAGES              36  /* Pages that failed to migrate in
                                                               * mode MIGRATE_ASYNC. */
#define RMM_FAULT_MIGRATE_SYNC_LIGHT_SUCCEEDED_PAGES      37  /* Pages migrated in mode
                                                               * MIGRATE_SYNC_LIGHT. */
#define RMM_FAULT_MIGRATE_SYNC_LIGHT_FAILED_PAGES         38  /* Pages that failed to migrate in
                                                               * mode MIGRATE_SYNC_LIGHT. */
#define RMM_FAULT_MIGRATE_SYNC_SUCCEEDED_PAGES            39  /* Pages migrated in mode
                                                               * MIGRATE_SYNC. */
#define RMM_FAULT_MIGRATE_SYNC_FAILED_PAGES               40  /* Pages that failed to migrate in
                                                               * mode MIGRATE_SYNC. */
#define RMM_FAULT_MIGRATE_OTHER_MODE_SUCCEEDED_PAGES      41  /* Pages migrated in a mode that
                                                               * this version does not know. */
#define RMM_FAULT_MIGRATE_OTHER_MODE_FAILED_PAGES         42  /* Pages that failed to migrate in
                                                               * a mode that this version does
                                                               * not know. */
#define RMM_FAULT_MIGRATE_THP_SUCCEEDED                   43  /* Huge pages migrated without a
                                                               * split. */
#define RMM_FAULT_MIGRATE_THP_FAILED                      44  /* Huge pages that failed to
                                                               * migrate. */
#define RMM_FAULT_MIGRATE_THP_SPLIT                       45  /* Huge pages that were split
                                                               * because they could not be
                                                               * migrated whole. */
#define RMM_FAULT_MIGRATE_LARGE_FOLIO_SPLIT               46  /* Large folios that were split
                                                               * because they could not be
                                                               * migrated whole. */
#define RMM_FAULT_COLLAPSE_FAILED                         47  /* Collapses of anonymous memory to
                                                               * a huge page that failed with no
                                                               * specific status. */
#define RMM_FAULT_COLLAPSE_SUCCEEDED                      48  /* Collapses of anonymous memory to
                                                               * a huge page that succeeded. */
#define RMM_FAULT_COLLAPSE_NO_PTE_TABLE                   49  /* Collapses that ended with status
                                                               * no_pte_table of
                                                               * mm_collapse_huge_page. */
#define RMM_FAULT_COLLAPSE_PAGE_PMD_MAPPED                50  /* Collapses that ended with status
                                                               * page_pmd_mapped of
                                                               * mm_collapse_huge_page. */
#define RMM_FAULT_COLLAPSE_EXCEED_NONE_PTE                51  /* Collapses that ended with status
                                                               * exceed_none_pte of
                                                               * mm_collapse_huge_page. */
#define RMM_FAULT_COLLAPSE_EXCEED_SWAP_PTE                52  /* Collapses that ended with status
                                                               * exceed_swap_pte of
                                                               * mm_collapse_huge_page. */
#define RMM_FAULT_COLLAPSE_EXCEED_SHARED_PTE              53  /* Collapses that ended with status
                                                               * exceed_shared_pte of
                                                               * mm_collapse_huge_page. */
#define RMM_FAULT_COLLAPSE_PTE_NON_PRESENT                54  /* Collapses that ended with status
                                                               * pte_non_present of
                                                               * mm_collapse_huge_page. */
#define RMM_FAULT_COLLAPSE_PTE_UFFD_WP                    55  /* Collapses that ended with status
                                                               * pte_uffd_wp of
                                                               * mm_collapse_huge_page. */
#define RMM_FAULT_COLLAPSE_PTE_MAPPED_HUGEPAGE            56  /* Collapses that ended with status
                                                               * pte_mapped_hugepage of
                                                               * mm_collapse_huge_page. */
#define RMM_FAULT_COLLAPSE_LACK_REFERENCED_PAGE           57  /* Collapses that ended with status
                                                               * lack_referenced_page of
                                                               * mm_collapse_huge_page. */
#define RMM_FAULT_COLLAPSE_PAGE_NULL                      58  /* Collapses that ended with status
                                                               * page_null of
                                                               * mm_collapse_huge_page. */
#define RMM_FAULT_COLLAPSE_SCAN_ABORTED                   59  /* Collapses that ended with status
                                                               * scan_aborted of
                                                               * mm_collapse_huge_page. */
#define RMM_FAULT_COLLAPSE_NOT_SUITABLE_PAGE_COUNT        60  /* Collapses that ended with status
                                                               * not_suitable_page_count of
                                                               * mm_collapse_huge_page. */
#define RMM_FAULT_COLLAPSE_PAGE_NOT_IN_LRU                61  /* Collapses that ended with status
                                                               * page_not_in_lru of
                                                               * mm_collapse_huge_page. */
#define RMM_FAULT_COLLAPSE_PAGE_LOCKED                    62  /* Collapses that ended with status
                                                               * page_locked of
                                                               * mm_collapse_huge_page. */
#define RMM_FAULT_COLLAPSE_PAGE_NOT_ANON                  63  /* Collapses that ended with status
                                                               * page_not_anon of
                                                               * mm_collapse_huge_page. */
#define RMM_FAULT_COLLAPSE_PAGE_LAZYFREE                  64  /* Collapses that ended with status
                                                               * page_lazyfree of
                                                               * mm_collapse_huge_page. */
#define RMM_FAULT_COLLAPSE_PAGE_COMPOUND                  65  /* Collapses that ended with status
                                                               * page_compound of
                                                               * mm_collapse_huge_page. */
#define RMM_FAULT_COLLAPSE_NO_PROCESS_FOR_PAGE            66  /* Collapses that ended with status
                                                               * no_process_for_page of
                                                               * mm_collapse_huge_page. */
#define RMM_FAULT_COLLAPSE_VMA_NULL                       67  /* Collapses that ended with status
                                                               * vma_null of
                                                               * mm_collapse_huge_page. */
#define RMM_FAULT_COLLAPSE_VMA_CHECK_FAILED               68  /* Collapses that ended with status
                                                               * vma_check_failed of
                                                               * mm_collapse_huge_page. */
#define RMM_FAULT_COLLAPSE_NOT_SUITABLE_ADDRESS_RANGE     69  /* Collapses that ended with status
                                                               * not_suitable_address_range of
                                                               * mm_collapse_huge_page. */
#define RMM_FAULT_COLLAPSE_COULD_NOT_DELETE_PAGE_FROM_LRU 70  /* Collapses that ended with status
                                                               * could_not_delete_page_from_lru
                                                               * of mm_collapse_huge_page. */
#define RMM_FAULT_COLLAPSE_ALLOC_HUGE_PAGE_FAILED         71  /* Collapses that ended with status
                                                               * alloc_huge_page_failed of
                                                               * mm_collapse_huge_page. */
#define RMM_FAULT_COLLAPSE_CCGROUP_CHARGE_FAILED          72  /* Collapses that ended with status
                                                               * ccgroup_charge_failed of
                                                               * mm_collapse_huge_page. */
#define RMM_FAULT_COLLAPSE_TRUNCATED                      73  /* Collapses that ended with status
                                                               * truncated of
                                                               * mm_collapse_huge_page. */
#define RMM_FAULT_COLLAPSE_PAGE_HAS_PRIVATE               74  /* Collapses that ended with status
                                                               * page_has_private of
                                                               * mm_collapse_huge_page. */
#define RMM_FAULT_COLLAPSE_STORE_FAILED                   75  /* Collapses that ended with status
                                                               * store_failed of
                                                               * mm_collapse_huge_page. */
#define RMM_FAULT_COLLAPSE_COPY_POISONED_PAGE             76  /* Collapses that ended with status
                                                               * copy_poisoned_page of
                                                               * mm_collapse_huge_page. */
#define RMM_FAULT_COLLAPSE_PAGE_FILLED                    77  /* Collapses that ended with status
                                                               * page_filled of
                                                               * mm_collapse_huge_page. */
#define RMM_FAULT_COLLAPSE_PAGE_DIRTY_OR_WRITEBACK        78  /* Collapses that ended with status
                                                               * page_dirty_or_writeback of
                                                               * mm_collapse_huge_page. */
#define RMM_FAULT_COLLAPSE_OTHER                          79  /* Collapses that ended with a
                                                               * status that this version does
                                                               * not know. */
#define RMM_FAULT_COLLAPSE_FILE_SUCCEEDED                 80  /* Collapses of page cache or shmem
                                                               * to a huge page that succeeded. */
#define RMM_FAULT_COLLAPSE_FILE_FAILED                    81  /* Collapses of page cache or shmem
                                                               * to a huge page that failed. */
#define RMM_FAULT_SPLIT_PAGE                              82  /* Huge pages that were split;
                                                               * counted for the whole machine
                                                               * only (thp_split_page of
                                                               * /proc/vmstat). */
#define RMM_FAULT_SPLIT_PAGE_FAILED                       83  /* Huge pages that could not be
                                                               * split; counted for the whole
                                                               * machine only
                                                               * (thp_split_page_failed). */
#define RMM_FAULT_SPLIT_PMD                               84  /* Huge mappings that were split;
                                                               * counted for the whole machine
                                                               * only (thp_split_pmd). */
#define RMM_FAULT_RECLAIM_BEGIN                           85  /* Direct reclaims that began. */
#define RMM_FAULT_RECLAIM_END                             86  /* Direct reclaims that ended. */
#define RMM_FAULT_RECLAIM_PAGES                           87  /* Pages freed by direct reclaims. */
#define RMM_FAULT_RECLAIM_TIMED                           88  /* Direct reclaims whose duration
                                                               * is included in reclaim_ns. Some
                                                               * are not timed when very many run
                                                               * at once. */
#define RMM_FAULT_RECLAIM_NS                              89  /* Total duration of direct
                                                               * reclaims, in ns. */
#define RMM_FAULT_RECLAIM_LONGEST_NS                      90  /* Duration of the longest direct
                                                               * reclaim since the probes were
                                                               * attached, in ns. */
#define RMM_FAULT_KSWAPD_WAKE                             91  /* Wake-ups of kswapd threads. */
#define RMM_FAULT_KSWAPD_SLEEP                            92  /* Times that a kswapd thread went
                                                               * to sleep. */
#define RMM_FAULT_COMPACTION_BEGIN_ASYNC                  93  /* Compactions of a zone that began
                                                               * in asynchronous mode. */
#define RMM_FAULT_COMPACTION_BEGIN_SYNC                   94  /* Compactions of a zone that began
                                                               * in synchronous mode. */
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
#define RMM_FAULT_COMPACTION_OTHER                        104 /* Collapses that ended with a
                                                               * status that this version does
                                                               * not know. */
#define RMM_FAULT_OOM_VICTIM                              105 /* Processes that the OOM killer
                                                               * chose. */

/* Themes of events. */
#define RMM_THEME_FAULT          0  /* Page faults. */
#define RMM_THEME_ALLOC          1  /* Page allocations, and allocations that stalled. */
#define RMM_THEME_RECLAIM        2  /* Reclaim of pages. */
#define RMM_THEME_COMPACTION     3  /* Compaction. */
#define RMM_THEME_MIGRATION      4  /* Migration for any reason. */
#define RMM_THEME_THP            5  /* Transparent huge pages. */
#define RMM_THEME_NUMA           6  /* NUMA placement, NUMA balancing, memory tiers. */
#define RMM_THEME_SWAP           7  /* Swap and zswap. */
#define RMM_THEME_KSM            8  /* KSM. */
#define RMM_THEME_OOM            9  /* The OOM killer. */
#define RMM_THEME_MEMORY_FAILURE 10 /* Memory failures. */
#define RMM_THEME_IO             11 /* Block I/O and writeback. */
#define RMM_THEME_KERNEL         12 /* The kernel's own mappings. */

/*
 * Events, with the names of /proc/vmstat (mm/vmstat.c). Memory failures have
 * the names of the sums over memory_failure/ of all nodes.
 */
#define RMM_EVENT_PGFAULT                        0   /* Page faults. */
#define RMM_EVENT_PGMAJFAULT                     1   /* Page faults that waited for I/O. */
#define RMM_EVENT_PGREUSE                        2   /* Write faults that reused the page instead
                                                      * of copying it. */
#define RMM_EVENT_VMA_LOCK_SUCCESS               3   /* Faults handled under the VMA lock. */
#define RMM_EVENT_VMA_LOCK_ABORT                 4   /* Faults that dropped the VMA lock and
                                                      * failed. */
#define RMM_EVENT_VMA_LOCK_RETRY                 5   /* Faults that were retried under mmap_lock. */
#define RMM_EVENT_VMA_LOCK_MISS                  6   /* Faults that could not take the VMA lock. */
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
#define RMM_EVENT_HTLB_BUDDY_ALLOC_FAIL          19  /* hugetlb pages that the buddy allocator
                                                      * failed to allocate. */
#define RMM_EVENT_CMA_ALLOC_SUCCESS              20  /* Pages allocated from CMA areas. */
#define RMM_EVENT_CMA_ALLOC_FAIL                 21  /* Pages that failed to be allocated from
                                                      * CMA areas. */
#define RMM_EVENT_PGSKIP_DMA                     22  /* Pages of ZONE_DMA that reclaim skipped. */
#define RMM_EVENT_PGSKIP_DMA32                   23  /* Pages of ZONE_DMA32 that reclaim skipped. */
#define RMM_EVENT_PGSKIP_NORMAL                  24  /* Pages of ZONE_NORMAL that reclaim
                                                      * skipped. */
#define RMM_EVENT_PGSKIP_MOVABLE                 25  /* Pages of ZONE_MOVABLE that reclaim
                                                      * skipped. */
#define RMM_EVENT_PGSKIP_DEVICE                  26  /* Pages of ZONE_DEVICE that reclaim
                                                      * skipped. */
#define RMM_EVENT_PGACTIVATE                     27  /* Pages moved to an active list. */
#define RMM_EVENT_PGDEACTIVATE                   28  /* Pages moved to an inactive list. */
#define RMM_EVENT_PGLAZYFREE                     29  /* Pages marked lazily free by MADV_FREE. */
#define RMM_EVENT_PGLAZYFREED                    30  /* Lazily free pages that reclaim freed. */
#define RMM_EVENT_PGSCAN_DIRECT_THROTTLE         31  /* Direct reclaims that were throttled to
                                                      * wait for kswapd. */
#define RMM_EVENT_ZONE_RECLAIM_SUCCESS           32  /* Node reclaims that freed enough pages. */
#define RMM_EVENT_ZONE_RECLAIM_FAILED            33  /* Node reclaims that failed. */
#define RMM_EVENT_PGINODESTEAL                   34  /* Pages that tasks freed by reclaiming
                                                      * their inode. */
#define RMM_EVENT_SLABS_SCANNED                  35  /* Slab objects that were scanned. */
#define RMM_EVENT_KSWAPD_INODESTEAL              36  /* Pages that kswapd freed by reclaiming
                                                      * their inode. */
#define RMM_EVENT_KSWAPD_LOW_WMARK_HIT_QUICKLY   37  /* Times that free memory fell below the low
                                                      * watermark soon after kswapd slept. */
#define RMM_EVENT_KSWAPD_HIGH_WMARK_HIT_QUICKLY  38  /* Times that free memory fell below the
                                                      * high watermark soon after kswapd slept. */
#define RMM_EVENT_PAGEOUTRUN                     39  /* Runs of kswapd. */
#define RMM_EVENT_PGROTATED                      40  /* Pages rotated to the tail of the inactive
                                                      * list after writeback. */
#define RMM_EVENT_DROP_PAGECACHE                 41  /* Times that the page cache was dropped
                                                      * through vm.drop_caches. */
#define RMM_EVENT_DROP_SLAB                      42  /* Times that slab objects were dropped
                                                      * through vm.drop_caches. */
#define RMM_EVENT_UNEVICTABLE_PGS_CULLED         43  /* Pages moved to the unevictable list. */
#define RMM_EVENT_UNEVICTABLE_PGS_SCANNED        44  /* Unevictable pages that were scanned for
                                                      * rescue. */
#define RMM_EVENT_UNEVICTABLE_PGS_RESCUED        45  /* Pages rescued from the unevictable list. */
#define RMM_EVENT_UNEVICTABLE_PGS_MLOCKED        46  /* Pages that were mlocked. */
#define RMM_EVENT_UNEVICTABLE_PGS_MUNLOCKED      47  /* Pages that were munlocked. */
#define RMM_EVENT_UNEVICTABLE_PGS_CLEARED        48  /* Mlocked pages that were freed or copied. */
#define RMM_EVENT_UNEVICTABLE_PGS_STRANDED       49  /* Munlocked pages that could not be
                                                      * isolated from the unevictable list. */
#define RMM_EVENT_BALLOON_INFLATE                50  /* Pages given to the hypervisor by the
                                                      * balloon driver. */
#define RMM_EVENT_BALLOON_DEFLATE                51  /* Pages returned by the hypervisor to the
                                                      * balloon driver. */
#define RMM_EVENT_BALLOON_MIGRATE                52  /* Balloon pages that were migrated. */
#define RMM_EVENT_PGSCAN_KSWAPD                  53  /* Pages that kswapd scanned. */
#define RMM_EVENT_PGSCAN_DIRECT                  54  /* Pages that direct reclaim scanned. */
#define RMM_EVENT_PGSCAN_KHUGEPAGED              55  /* Pages that reclaim by khugepaged scanned. */
#define RMM_EVENT_PGSCAN_PROACTIVE               56  /* Pages that proactive reclaim scanned. */
#define RMM_EVENT_PGSCAN_ANON                    57  /* Anonymous pages that reclaim scanned. */
#define RMM_EVENT_PGSCAN_FILE                    58  /* File pages that reclaim scanned. */
#define RMM_EVENT_PGSTEAL_KSWAPD                 59  /* Pages that kswapd reclaimed. */
#define RMM_EVENT_PGSTEAL_DIRECT                 60  /* Pages that direct reclaim reclaimed. */
#define RMM_EVENT_PGSTEAL_KHUGEPAGED             61  /* Pages that reclaim by khugepaged
                                                      * reclaimed. */
#define RMM_EVENT_PGSTEAL_PROACTIVE              62  /* Pages that proactive reclaim reclaimed. */
#define RMM_EVENT_PGSTEAL_ANON                   63  /* Anonymous pages reclaimed. */
#define RMM_EVENT_PGSTEAL_FILE                   64  /* File pages reclaimed. */
#define RMM_EVENT_WORKINGSET_REFAULT_ANON        65  /* Refaults of anonymous pages. */
#define RMM_EVENT_WORKINGSET_REFAULT_FILE        66  /* Refaults of file pages. */
#define RMM_EVENT_WORKINGSET_ACTIVATE_ANON       67  /* Refaulted pages that were activated
                                                      * immediately. */
#define RMM_EVENT_WORKINGSET_ACTIVATE_FILE       68  /* Refaulted pages that were activated
                                                      * immediately. */
#define RMM_EVENT_WORKINGSET_RESTORE_ANON        69  /* Refaulted pages that were in the working
                                                      * set before their eviction. */
#define RMM_EVENT_WORKINGSET_RESTORE_FILE        70  /* Refaulted pages that were in the working
                                                      * set before their eviction. */
#define RMM_EVENT_WORKINGSET_NODERECLAIM         71  /* xarray nodes of shadow entries that were
                                                      * reclaimed. */
#define RMM_EVENT_PGREFILL                       72  /* Pages scanned on active lists. */
#define RMM_EVENT_PGROTATE_ANON                  73  /* Anonymous pages that reclaim returned to
                                                      * their list because they were in use. */
#define RMM_EVENT_PGROTATE_FILE                  74  /* File pages that reclaim returned to their
                                                      * list because they were in use. */
#define RMM_EVENT_NR_VMSCAN_WRITE                75  /* Pages that reclaim wrote out. */
#define RMM_EVENT_NR_VMSCAN_IMMEDIATE_RECLAIM    76  /* Dirty pages marked for reclaim as soon as
                                                      * their writeback ends. */
#define RMM_EVENT_NR_THROTTLED_WRITTEN           77  /* Pages written back while reclaim was
                                                      * throttled. */
#define RMM_EVENT_COMPACT_MIGRATE_SCANNED        78  /* Pages scanned as candidates for
                                                      * migration. */
#define RMM_EVENT_COMPACT_FREE_SCANNED           79  /* Pages scanned as free migration targets. */
#define RMM_EVENT_COMPACT_ISOLATED               80  /* Pages isolated for migration. */
#define RMM_EVENT_COMPACT_STALL                  81  /* Allocations that stalled for direct
                                                      * compaction. */
#define RMM_EVENT_COMPACT_FAIL                   82  /* Direct compactions after which the
                                                      * allocation failed. */
#define RMM_EVENT_COMPACT_SUCCESS                83  /* Direct compactions after which the
                                                      * allocation succeeded. */
#define RMM_EVENT_COMPACT_DAEMON_WAKE            84  /* Wake-ups of kcompactd. */
#define RMM_EVENT_COMPACT_DAEMON_MIGRATE_SCANNED 85  /* Pages that kcompactd scanned as
                                                      * candidates for migration. */
#define RMM_EVENT_COMPACT_DAEMON_FREE_SCANNED    86  /* Pages that kcompactd scanned as free
                                                      * migration targets. */
#define RMM_EVENT_PGMIGRATE_SUCCESS              87  /* Pages migrated for any reason. */
#define RMM_EVENT_PGMIGRATE_FAIL                 88  /* Pages that failed to migrate. */
#define RMM_EVENT_THP_MIGRATION_SUCCESS          89  /* Huge pages that were migrated. */
#define RMM_EVENT_THP_MIGRATION_FAIL             90  /* Huge pages that failed to migrate. */
#define RMM_EVENT_THP_MIGRATION_SPLIT            91  /* Huge pages that were split for migration. */
#define RMM_EVENT_THP_FAULT_ALLOC                92  /* Huge pages allocated in a fault. */
#define RMM_EVENT_THP_FAULT_FALLBACK             93  /* Faults that fell back to small pages. */
#define RMM_EVENT_THP_FAULT_FALLBACK_CHARGE      94  /* Faults that fell back to small pages
                                                      * because of a memory cgroup's limit. */
#define RMM_EVENT_THP_COLLAPSE_ALLOC             95  /* Huge pages allocated as targets of a
                                                      * collapse. */
#define RMM_EVENT_THP_COLLAPSE_ALLOC_FAILED      96  /* Collapses that failed to allocate a huge
                                                      * page. */
#define RMM_EVENT_THP_FILE_ALLOC                 97  /* Huge pages allocated for files. */
#define RMM_EVENT_THP_FILE_FALLBACK              98  /* Allocations of a huge page for a file
                                                      * that fell back to small pages. */
#define RMM_EVENT_THP_FILE_FALLBACK_CHARGE       99  /* Faults that fell back to small pages
                                                      * because of a memory cgroup's limit. */
#define RMM_EVENT_THP_FILE_MAPPED                100 /* Huge pages of files mapped by a PMD. */
#define RMM_EVENT_THP_SPLIT_PAGE                 101 /* Huge pages that were split. */
#define RMM_EVENT_THP_SPLIT_PAGE_FAILED          102 /* Huge pages that could not be split. */
#define RMM_EVENT_THP_DEFERRED_SPLIT_PAGE        103 /* Huge pages queued for a deferred split,
                                                      * which happens under memory pressure. */
#define RMM_EVENT_THP_UNDERUSED_SPLIT_PAGE       104 /* Huge pages split because most of their
                                                      * subpages were zero-filled. */
#define RMM_EVENT_THP_SPLIT_PMD                  105 /* PMD mappings that were split. */
#define RMM_EVENT_THP_SCAN_EXCEED_NONE_PTE       106 /* Collapses abandoned because of too many
                                                      * empty entries. */
#define RMM_EVENT_THP_SCAN_EXCEED_SWAP_PTE       107 /* Collapses abandoned because of too many
                                                      * swapped-out pages. */
#define RMM_EVENT_THP_SCAN_EXCEED_SHARE_PTE      108 /* Collapses abandoned because of too many
                                                      * shared pages. */
#define RMM_EVENT_THP_SPLIT_PUD                  109 /* PUD mappings (1 GiB) that were split. */
#define RMM_EVENT_THP_ZERO_PAGE_ALLOC            110 /* Allocations of the huge zero page. */
#define RMM_EVENT_THP_ZERO_PAGE_ALLOC_FAILED     111 /* Failed allocations of the huge zero page. */
#define RMM_EVENT_THP_SWPOUT                     112 /* Huge pages swapped out without a split. */
#define RMM_EVENT_THP_SWPOUT_FALLBACK            113 /* Huge pages that were split to be swapped
                                                      * out. */
#define RMM_EVENT_NUMA_PTE_UPDATES               114 /* Entries that NUMA balancing changed to
                                                      * fault on the next access. */
#define RMM_EVENT_NUMA_HUGE_PTE_UPDATES          115 /* Huge entries that NUMA balancing changed
                                                      * to fault on the next access. */
#define RMM_EVENT_NUMA_HINT_FAULTS               116 /* NUMA hinting faults. */
#define RMM_EVENT_NUMA_HINT_FAULTS_LOCAL         117 /* NUMA hinting faults on memory of the
                                                      * faulting CPU's node. */
#define RMM_EVENT_NUMA_PAGES_MIGRATED            118 /* Pages migrated by NUMA balancing. */
#define RMM_EVENT_PGDEMOTE_KSWAPD                119 /* Pages demoted by kswapd. */
#define RMM_EVENT_PGDEMOTE_DIRECT                120 /* Pages demoted by direct reclaim. */
#define RMM_EVENT_PGDEMOTE_KHUGEPAGED            121 /* Pages demoted by khugepaged. */
#define RMM_EVENT_PGDEMOTE_PROACTIVE             122 /* Pages demoted by proactive reclaim. */
#define RMM_EVENT_PGPROMOTE_SUCCESS              123 /* Pages promoted to a faster tier. */
#define RMM_EVENT_PGPROMOTE_CANDIDATE            124 /* Candidates for promotion. */
#define RMM_EVENT_PGPROMOTE_CANDIDATE_NRL        125 /* Candidates for promotion without regard
                                                      * to the rate limit. */
#define RMM_EVENT_NUMA_HIT                       126 /* Pages allocated from the preferred node. */
#define RMM_EVENT_NUMA_MISS                      127 /* Pages allocated from this node although
                                                      * another was preferred. */
#define RMM_EVENT_NUMA_FOREIGN                   128 /* Pages allocated from another node
                                                      * although this one was preferred. */
#define RMM_EVENT_NUMA_INTERLEAVE                129 /* Pages allocated from the node that
                                                      * interleaving chose. */
#define RMM_EVENT_NUMA_LOCAL                     130 /* Pages allocated from the node of the
                                                      * allocating CPU. */
#define RMM_EVENT_NUMA_OTHER                     131 /* Pages allocated for a CPU of another
                                                      * node. */
#define RMM_EVENT_PSWPIN                         132 /* Pages read from swap. */
#define RMM_EVENT_PSWPOUT                        133 /* Pages written to swap. */
#define RMM_EVENT_SWAP_RA                        134 /* Pages read ahead from swap. */
#define RMM_EVENT_SWAP_RA_HIT                    135 /* Pages read ahead from swap that were
                                                      * used. */
#define RMM_EVENT_SWPIN_ZERO                     136 /* Zero-filled pages swapped in without I/O. */
#define RMM_EVENT_SWPOUT_ZERO                    137 /* Zero-filled pages swapped out without
                                                      * I/O. */
#define RMM_EVENT_NRSWPIN                        138 /* Swap-ins, counted by folio. */
#define RMM_EVENT_NRSWPOUT                       139 /* Swap-outs, counted by folio. */
#define RMM_EVENT_ZSWPIN                         140 /* Pages decompressed from zswap. */
#define RMM_EVENT_ZSWPOUT                        141 /* Pages compressed into zswap. */
#define RMM_EVENT_ZSWPWB                         142 /* Pages written back from zswap to swap. */
#define RMM_EVENT_KSM_SWPIN_COPY                 143 /* Copies made when a KSM page was swapped
                                                      * in. */
#define RMM_EVENT_COW_KSM                        144 /* Copy-on-write faults on KSM pages. */
#define RMM_EVENT_OOM_KILL                       145 /* Processes that the OOM killer killed. */
#define RMM_EVENT_MF_TOTAL                       146 /* Pages with a memory failure (sum of
                                                      * memory_failure/total over all nodes). */
#define RMM_EVENT_MF_IGNORED                     147 /* Failed pages that were ignored. */
#define RMM_EVENT_MF_FAILED                      148 /* Failed pages that could not be handled. */
#define RMM_EVENT_MF_DELAYED                     149 /* Failed pages whose handling was delayed
                                                      * until their next use. */
#define RMM_EVENT_MF_RECOVERED                   150 /* Failed pages that were recovered. */
#define RMM_EVENT_PGPGIN                         151 /* Data read from block devices, in KiB. */
#define RMM_EVENT_PGPGOUT                        152 /* Data written to block devices, in KiB. */
#define RMM_EVENT_NR_DIRTIED                     153 /* Pages that were dirtied. */
#define RMM_EVENT_NR_WRITTEN                     154 /* Pages written back. */
#define RMM_EVENT_DIRECT_MAP_LEVEL2_SPLITS       155 /* Mappings of 2 MiB in the direct map that
                                                      * were split. */
#define RMM_EVENT_DIRECT_MAP_LEVEL3_SPLITS       156 /* Mappings of 1 GiB in the direct map that
                                                      * were split. */
#define RMM_EVENT_DIRECT_MAP_LEVEL2_COLLAPSES    157 /* Mappings of 2 MiB in the direct map that
                                                      * were restored. */
#define RMM_EVENT_DIRECT_MAP_LEVEL3_COLLAPSES    158 /* Mappings of 1 GiB in the direct map that
                                                      * were restored. */
#define RMM_EVENT_NR_TLB_REMOTE_FLUSH            159 /* TLB flushes requested from other CPUs. */
#define RMM_EVENT_NR_TLB_REMOTE_FLUSH_RECEIVED   160 /* TLB flushes performed for other CPUs. */
#define RMM_EVENT_NR_TLB_LOCAL_FLUSH_ALL         161 /* Full flushes of the local TLB. */
#define RMM_EVENT_NR_TLB_LOCAL_FLUSH_ONE         162 /* Flushes of one entry of the local TLB. */

/* State of a node's kswapd. */
#define RMM_KSWAPD_NONE     0 /* The node has no kswapd because it has no memory. */
#define RMM_KSWAPD_ASLEEP   1 /* It sleeps on its wait queue. */
#define RMM_KSWAPD_AWAKE    2 /* It runs. */
#define RMM_KSWAPD_HOPELESS 3 /* It has given up until another task's reclaim makes progress. */

/* Judgement of the pressure on a node, in ascending order. */
#define RMM_JUDGEMENT_FINE      0 /* Every zone is above its low watermark, and kswapd sleeps. */
#define RMM_JUDGEMENT_BALANCING 1 /* Every zone is above its low watermark, and kswapd runs. */
#define RMM_JUDGEMENT_LOW       2 /* A zone is at or below its low watermark: allocations outrun
                                   * kswapd. */
#define RMM_JUDGEMENT_SHORT     3 /* A zone is at or below its min watermark: allocations enter
                                   * direct reclaim. */
#define RMM_JUDGEMENT_HOPELESS  4 /* kswapd has given up while a zone is at or below its low
                                   * watermark: nothing can be reclaimed. */

/*
 * Modes of a memory policy (MPOL_*, include/uapi/linux/mempolicy.h), as
 * numa_maps spells them, with _ for blanks.
 */
#define RMM_POLICY_DEFAULT             0 /* The local node first, then the others by distance. */
#define RMM_POLICY_PREFER              1 /* One preferred node first. */
#define RMM_POLICY_BIND                2 /* Only the nodes of the policy. */
#define RMM_POLICY_INTERLEAVE          3 /* The nodes of the policy in turn. */
#define RMM_POLICY_LOCAL               4 /* The local node first, set explicitly. */
#define RMM_POLICY_PREFER_MANY         5 /* The nodes of the policy first. */
#define RMM_POLICY_WEIGHTED_INTERLEAVE 6 /* The nodes of the policy in turn, in proportion to
                                          * their weights. */

/* Flags of a memory policy (MPOL_F_*). */
#define RMM_POLICY_F_STATIC    (1U << 0) /* cpusets do not remap the nodes (MPOL_F_STATIC_NODES). */
#define RMM_POLICY_F_RELATIVE  (1U << 1) /* Nodes are relative to the set that the cpuset allows
                                          * (MPOL_F_RELATIVE_NODES). */
#define RMM_POLICY_F_BALANCING (1U << 2) /* NUMA balancing may migrate pages
                                          * (MPOL_F_NUMA_BALANCING). */

/* Where the effective memory policy of a VMA comes from. */
#define RMM_POLICY_OF_VMA     0 /* The VMA, by mbind(2). */
#define RMM_POLICY_OF_OBJECT  1 /* The shared memory object, at the first page of the VMA. */
#define RMM_POLICY_OF_TASK    2 /* The thread by which the address space was opened, by
                                 * set_mempolicy(2). */
#define RMM_POLICY_OF_DEFAULT 3 /* The system default. */
#define RMM_POLICY_OF_UNKNOWN 4 /* A driver (vm_ops->get_policy), whose policy is not visible. */
#define RMM_POLICY_OF_ARENA   5 /* The arena that the VMA maps: its placement policy chooses a
                                 * node for each page. The mode is absent; rmm_vma.arena_policy
                                 * is the policy. */

/* rmm_tally.flags. */
#define RMM_TALLY_VMAS (1U << 0) /* RMM_NUMA only: separate records for each VMA. */

/*
 * rmm_processes.flags: fields that need a walk of each process. They are absent
 * otherwise.
 */
#define RMM_PROCESSES_RESIDENT (1U << 0) /* Resident memory by node and by size of mapping. */
#define RMM_PROCESSES_PSS      (1U << 1) /* USS and PSS, which cost several times as much. */

/* Use of a page frame. The first that applies is chosen, in this order. */
#define RMM_FRAME_HOLE         0  /* Outside online memory. */
#define RMM_FRAME_DEVICE       1  /* Device memory (ZONE_DEVICE); no other field is filled. */
#define RMM_FRAME_FREE         2  /* In a free block of the buddy allocator (PageBuddy). */
#define RMM_FRAME_OFFLINE      3  /* Logically offline, for a balloon driver or hypervisor
                                   * (PageOffline). */
#define RMM_FRAME_SLAB         4  /* Slab (PageSlab). */
#define RMM_FRAME_PAGE_TABLE   5  /* Page table (PageTable). */
#define RMM_FRAME_HUGETLB      6  /* hugetlb page, in use or in the pool. */
#define RMM_FRAME_HUGE_ZERO    7  /* The huge zero page. */
#define RMM_FRAME_ZERO         8  /* The zero page. */
#define RMM_FRAME_RESERVED     9  /* PG_reserved: kernel image, struct page array, firmware. */
#define RMM_FRAME_TYPED        10 /* Another page type of the kernel (enum pagetype): zsmalloc,
                                   * large kmalloc, guard, unaccepted. */
#define RMM_FRAME_UNREFERENCED 11 /* The reference count is zero: in a per-CPU page list, or in
                                   * transition. */
#define RMM_FRAME_KSM          12 /* Page merged by KSM. */
#define RMM_FRAME_ANON         13 /* Anonymous page. */
#define RMM_FRAME_KERNEL       14 /* In use outside the page cache: stacks, vmalloc, drivers. */
#define RMM_FRAME_SHMEM        15 /* In the page cache of shmem. */
#define RMM_FRAME_FILE         16 /* In the page cache of a file. */

/*
 * rmm_pfns.attributes: what is read in addition to kind, node, zone, folio and
 * flags. Other fields are absent and cost nothing.
 */
#define RMM_FRAME_A_MAPCOUNT   (1ULL << 0) /* Mapcounts of page and folio. */
#define RMM_FRAME_A_REFERENCES (1ULL << 1) /* The reference count and the expected reference
                                            * count. */
#define RMM_FRAME_A_AGE        (1ULL << 2) /* The MGLRU generation. */
#define RMM_FRAME_A_CGROUP     (1ULL << 3) /* The memory cgroup. */
#define RMM_FRAME_A_STATE      (1ULL << 4) /* The state of the folio: flags, pins, entire
                                            * mapcount, last NUMA hinting fault. */

/* rmm_frame.bits. */
#define RMM_FRAME_F_TORN           (1U << 0) /* Torn: the folio or free block changed during the
                                              * reading, so the fields may be inconsistent. */
#define RMM_FRAME_F_MAPCOUNT_EXACT (1U << 1) /* mapcount is that of this page. Otherwise it is
                                              * the average over the pages of the folio. */
#define RMM_FRAME_F_HWPOISON       (1U << 2) /* The page is hardware-poisoned (PG_hwpoison). */
#define RMM_FRAME_F_REPORTED       (1U << 3) /* In a free block that free page reporting has
                                              * reported to the hypervisor, which may have taken
                                              * the memory back (PG_reported of the block's first
                                              * page). */
#define RMM_FRAME_F_EARLY          (1U << 4) /* The memory was there at boot. Memory that was
                                              * hotplugged later is without it, and so are device
                                              * pages (SECTION_IS_EARLY of struct mem_section). */

/*
 * Kind of an entry in the page cache of a file (i_pages of struct
 * address_space).
 */
#define RMM_CACHE_FOLIO      0 /* A folio. */
#define RMM_CACHE_SHADOW     1 /* The trace of an evicted folio: its age at the eviction, by
                                * which a refault is judged (workingset_eviction()). */
#define RMM_CACHE_SWAP       2 /* A swap slot of shmem. */
#define RMM_CACHE_SWAP_ERROR 3 /* A page of shmem that could not be read from swap. */
#define RMM_CACHE_DAX        4 /* Memory of a device that the file is on, or a hole of such a
                                * file (DAX). */

/* State of an answer. */
#define RMM_RMAP_MORE      0 /* Incomplete: call again with the argument unchanged. */
#define RMM_RMAP_COMPLETE  1 /* Every mapping has been returned. */
#define RMM_RMAP_CONTENDED 2 /* Every attempt to take a lock found it held. Call again with the
                              * argument unchanged. */
#define RMM_RMAP_UNMAPPED  3 /* No entry maps the page. */
#define RMM_RMAP_UNTRACKED 4 /* The kernel keeps no reverse map for such a page and does not
                              * count its mappings; frame.kind shows why. */
#define RMM_RMAP_NO_PAGE   5 /* Not a page of ordinary memory: a hole, or device memory. */
#define RMM_RMAP_NO_FRAME  6 /* The address has no page: the entry is empty, swapped out, or a
                              * page frame without struct page. */
#define RMM_RMAP_STALE     7 /* The page was freed, reused or migrated between two calls. The
                              * mappings returned before are outdated; start again. */

/* rmm_rmap.bits. */
#define RMM_RMAP_F_FORWARD (1U << 0) /* The mappings were found by walking the page tables of
                                      * every process, because the reverse map of KSM is not
                                      * exported. A process that was created meanwhile may be
                                      * missing. */
#define RMM_RMAP_F_MOVED   (1U << 1) /* The address led to a different page at the end of this
                                      * call than at its start. */

/*
 * Categories of an entry, as of PAGEMAP_SCAN (fs/proc/task_mmu.c):
 * rmm_walk.required, inverted, any_of, returned, and rmm_extent.categories.
 * Empty entries are returned only as extents, and only if bit 0 of
 * rmm_walk.kinds selects them.
 */
#define RMM_CAT_PRESENT    (1ULL << 0)  /* The entry is present, or would be if it were not
                                         * PROT_NONE. */
#define RMM_CAT_FILE       (1ULL << 1)  /* A page that is not anonymous, hugetlb and shmem
                                         * included. */
#define RMM_CAT_ANON       (1ULL << 2)  /* An anonymous page, KSM included. */
#define RMM_CAT_SHMEM      (1ULL << 3)  /* A page of shmem. */
#define RMM_CAT_KSM        (1ULL << 4)  /* Page merged by KSM. */
#define RMM_CAT_HUGETLB    (1ULL << 5)  /* A hugetlb page. */
#define RMM_CAT_ZERO       (1ULL << 6)  /* The zero page or the huge zero page. */
#define RMM_CAT_SWAPPED    (1ULL << 7)  /* Swapped out. */
#define RMM_CAT_MIGRATION  (1ULL << 8)  /* Under migration. */
#define RMM_CAT_DEVICE     (1ULL << 9)  /* Device-private or device-exclusive memory. */
#define RMM_CAT_HWPOISON   (1ULL << 10) /* Hardware-poisoned. */
#define RMM_CAT_GUARD      (1ULL << 11) /* Marker of a guard region. */
#define RMM_CAT_SPECIAL    (1ULL << 12) /* A page frame without a usable struct page. */
#define RMM_CAT_HUGE       (1ULL << 13) /* The entry is above the PTE level. */
#define RMM_CAT_YOUNG      (1ULL << 14) /* The entry is accessed. */
#define RMM_CAT_DIRTY      (1ULL << 15) /* The entry is dirty. */
#define RMM_CAT_WRITE      (1ULL << 16) /* The entry is writable. */
#define RMM_CAT_SHARED     (1ULL << 17) /* Another address space may map the folio, as
                                         * RMM_PAGE_F_MAYBE_SHARED. */
#define RMM_CAT_SOFT_DIRTY (1ULL << 18) /* Soft-dirty, by the entry or by the VMA. */
#define RMM_CAT_WRITTEN    (1ULL << 19) /* Written since userfaultfd write-protected it, as
                                         * PAGE_IS_WRITTEN: an entry of a VMA with VM_UFFD_WP
                                         * that neither has the userfaultfd bit nor is its
                                         * marker. An empty entry is written, except in hugetlb:
                                         * registration with UFFD_FEATURE_WP_UNPOPULATED leaves
                                         * none, so it has been zapped since. */
#define RMM_CAT_UFFD       (1ULL << 20) /* The entry has the userfaultfd bit or is its marker. */
#define RMM_CAT_PROTNONE   (1ULL << 21) /* The entry is PROT_NONE. */
#define RMM_CAT_NUMA_HINT  (1ULL << 22) /* The next access is a NUMA hinting fault. */

/*
 * rmm_walk.attributes for extents: properties in which the entries of an extent
 * agree, in addition to the categories of rmm_walk.returned. Other fields are
 * absent.
 */
#define RMM_EXTENT_A_VMA_KIND   (1ULL << 0) /* Kind of the VMA. */
#define RMM_EXTENT_A_KIND       (1ULL << 1) /* Kind of the page. */
#define RMM_EXTENT_A_LEVEL      (1ULL << 2) /* Level of the entry. */
#define RMM_EXTENT_A_NODE       (1ULL << 3) /* Node of the page. */
#define RMM_EXTENT_A_ORDER      (1ULL << 4) /* Order of the folio. */
#define RMM_EXTENT_A_ZONE       (1ULL << 5) /* Zone of the page. EPERM if page frame numbers are
                                             * hidden from the caller. */
#define RMM_EXTENT_A_AGE        (1ULL << 6) /* The MGLRU generation. */
#define RMM_EXTENT_A_MAPCOUNT   (1ULL << 7) /* Mapcount of the page. */
#define RMM_EXTENT_A_CGROUP     (1ULL << 8) /* Memory cgroup. EPERM if page frame numbers are
                                             * hidden from the caller. */
#define RMM_EXTENT_A_CONTIGUOUS (1ULL << 9) /* The page frames are consecutive, or the entries
                                             * are nonpresent. EPERM if page frame numbers are
                                             * hidden from the caller. */

/* Placement policies: where a new page of an arena is allocated. */
#define RMM_PLACE_LOCAL          0 /* On the node of the CPU that touches the page first. nodes
                                    * is ignored. */
#define RMM_PLACE_BIND           1 /* On nodes only, the nearest with free memory first. */
#define RMM_PLACE_PREFERRED_MANY 2 /* On nodes, the nearest with free memory first; on other
                                    * nodes when these are full. */
#define RMM_PLACE_INTERLEAVE     3 /* On nodes in turn, by the page's index in the arena. */
#define RMM_PLACE_WEIGHTED       4 /* As interleave, with weights pages at a time. Without
                                    * weights the kernel's weights apply
                                    * (/sys/kernel/mm/mempolicy/weighted_interleave). */
#define RMM_PLACE_CAPACITY       5 /* On the node of nodes with the largest share of free memory. */
#define RMM_PLACE_STRIPE         6 /* By a hash of the page's index: a page always has the same
                                    * node, and any stride is distributed evenly. */
#define RMM_PLACE_TIERED         7 /* On the fast nodes while they have room, then on the others
                                    * of nodes. */
#define RMM_PLACE_ADAPTIVE       8 /* In proportion to weights, a bandwidth for each node,
                                    * corrected by the pages that could not be placed there. */

/* Why a page is on its node. */
#define RMM_REASON_FIRST     0  /* The policy's first choice. */
#define RMM_REASON_FALLBACK  1  /* Another node of the arena, because the first choice had no
                                 * free page. */
#define RMM_REASON_SPILL     2  /* The policy skipped a node that was below its watermark. */
#define RMM_REASON_ELSEWHERE 3  /* A node that the kernel chose, because no node of the arena had
                                 * a free page. */
#define RMM_REASON_KERNEL    4  /* A node that the kernel's policy of the same name chose. */
#define RMM_REASON_RANGE     5  /* The page is in a range with a policy of its own, by mbind(2). */
#define RMM_REASON_PRIVATE   6  /* The page is a copy in a private mapping. */
#define RMM_REASON_MOVED     7  /* RMM_ARENA_MOVE migrated the page. */
#define RMM_REASON_PROMOTED  8  /* The page was used and migrated to a faster node, in a fault or
                                 * by NUMA balancing on request. */
#define RMM_REASON_DEMOTED   9  /* The page was used less recently than others and migrated to a
                                 * slower node. */
#define RMM_REASON_NO_MEMORY 10 /* The page was not placed, because no allowed node had memory. */
#define RMM_REASON_CAP       11 /* The page was not placed, because the arena had reached its
                                 * cap. */
#define RMM_REASON_ASKED     12 /* At a NUMA hinting fault the kernel was asked to migrate the
                                 * page to a faster node. The outcome is counted once, as
                                 * promoted or as refused by the kernel. */

/* Why a page was not migrated. */
#define RMM_REFUSAL_PINNED    0  /* Another user holds a reference: the page is pinned, being
                                  * read or migrated, or in a per-CPU folio batch. */
#define RMM_REFUSAL_BUSY      1  /* The folio is locked. */
#define RMM_REFUSAL_WRITEBACK 2  /* The page is under writeback to swap, or in the swap cache. */
#define RMM_REFUSAL_MLOCKED   3  /* The page is mlocked. */
#define RMM_REFUSAL_WATERMARK 4  /* The target node is not above its high watermark. */
#define RMM_REFUSAL_RATE      5  /* The rate limit of migration was reached. */
#define RMM_REFUSAL_LARGE     6  /* The page is part of a large folio. */
#define RMM_REFUSAL_NO_MEMORY 7  /* The target node had no free page. */
#define RMM_REFUSAL_POISONED  8  /* The page is hardware-poisoned. */
#define RMM_REFUSAL_GONE      9  /* The page was truncated or swapped out meanwhile. */
#define RMM_REFUSAL_KERNEL    10 /* The kernel was asked to migrate the page and did not. */
#define RMM_REFUSAL_TRACKED   11 /* Soft-dirty bits of a process that maps it are in use: moving
                                  * the page would clear them. */
#define RMM_REFUSAL_SHARED    12 /* Too many mappings show the page (docs/policy.md), so moving
                                  * it would take too long. */
#define RMM_REFUSAL_CPUSET    13 /* The cpuset of a process that maps the page does not allow the
                                  * target node. */

/* flags of RMM_ARENA_CREATE. */
#define RMM_ARENA_STEER  (1U << 0) /* The module places pages even if the kernel has a policy of
                                    * the same name. */
#define RMM_ARENA_STRICT (1U << 1) /* Never allocate from a node outside nodes, whatever the
                                    * policy. When they are full, a fault ends as with MPOL_BIND:
                                    * in SIGBUS or the OOM killer. */

/* flags of RMM_ARENA_STAT. */
#define RMM_ARENA_STAT_NODES (1U << 0) /* Count the resident pages of each node, page by page. */

/**
 * struct rmm_head - Start of every ioctl argument.
 * @size: Size of the whole argument in bytes, as the caller knows it.
 * @flags: Flags of the call. An unknown bit is EINVAL.
 *
 * The ioctl numbers encode the size of this head instead of the size of the
 * whole argument, so that an argument can grow while its number stays.
 */
struct rmm_head {
	__u32 size;
	__u32 flags;
};

/**
 * struct rmm_info - Argument of RMM_INFO.
 * @size: Size of this structure as the caller knows it.
 * @flags: Must be zero.
 * @abi_version: Out: version of this interface.
 * @levels: Out: number of page-table levels in use, 4 or 5.
 * @page_size: Out: size of a base page in bytes.
 * @nr_node_ids: Out: highest possible node number plus one (nr_node_ids).
 * @features: Out: RMM_FEATURE_* that are available on this kernel and in this
 *   build.
 * @off: Out: for each bit of features, the reason why it is off (RMM_OFF_*),
 *   or RMM_OFF_NOT.
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
 * @target: Process id in the caller's pid namespace, or a pidfd. Zero with
 *   RMM_OPEN_SELF.
 * @reserved: Must be zero.
 *
 * The call returns a close-on-exec file descriptor for the current address
 * space (struct mm_struct) of the process. The descriptor does not keep the
 * memory alive: after the process exits or executes another program, every call
 * on the descriptor is ESRCH.
 *
 * Errors: ESRCH if the process does not exist, or if the id or pidfd is that of
 * a thread other than the first one of its process; ENXIO for a kernel thread;
 * EACCES if the opener of /dev/rmm or the caller lacks CAP_SYS_PTRACE in the
 * initial user namespace and the target is another process; EBADF if target is
 * not a pidfd.
 */
struct rmm_open {
	__u32 size;
	__u32 flags;
	__s32 target;
	__u32 reserved;
};

/**
 * struct rmm_cost - The cost of a call that walks page tables.
 * @entries: Page-table entries that were read.
 * @tables: Page tables, or chunks of one, that were read.
 * @vmas: VMAs that were read-locked.
 * @drops: Number of times that a lock was dropped because a writer waited for
 *   it.
 * @longest_hold_ns: Longest time that a page-table lock of the target was
 *   held, in ns. With PREEMPT_RT the holder may be preempted, which is
 *   included.
 * @elapsed_ns: Time that the call spent walking, in ns. Copying to the caller
 *   is excluded.
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
 * struct rmm_vmas - Argument of RMM_VMAS.
 * @size: Size of this structure as the caller knows it.
 * @flags: RMM_VMAS_*.
 * @start: First address, page-aligned.
 * @end: End address, exclusive and page-aligned. RMM_ABSENT stands for the
 *   end of the user half.
 * @buf: User address of an array of struct rmm_vma.
 * @capacity: Size of buf in records.
 * @record_size: sizeof(struct rmm_vma) as the caller knows it.
 * @names: User address of a buffer for names; 0 if no names are requested.
 * @names_size: Size of that buffer in bytes. A name that does not fit ends
 *   the call before its VMA.
 * @count: Out: number of records written.
 * @next: Out: address at which to resume.
 * @cost: Out: cost of the call.
 *
 * The call returns the VMAs that overlap start..end, in ascending order and
 * uncut. When next is not end, call again with start = next: a VMA may appear
 * twice, but none is skipped.
 *
 * Errors: ENOSPC if the first name does not fit; EINVAL for an unknown flag,
 * for a range that is empty, unaligned or beyond the user half, and for a
 * capacity of 0; EFAULT if a buffer cannot be written; ESRCH after exit or
 * exec.
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
 * struct rmm_vma - One VMA (struct vm_area_struct, include/linux/mm_types.h).
 * @start: First address.
 * @end: End address, exclusive.
 * @flags: RMM_VMA_F_*.
 * @offset: Offset in the file in bytes; 0 without a file (vm_pgoff).
 * @inode: Inode number of the file; 0 without a file.
 * @dev_major: Device of the file's superblock, major part.
 * @dev_minor: Device of the file's superblock, minor part.
 * @kind: RMM_VMA_*: kind of memory that the VMA maps.
 * @name_offset: Offset of the name in the names buffer.
 * @name_len: Length of the name in bytes, without a terminating zero; 0 if
 *   the VMA has no name or names were not requested.
 * @state: RMM_VMA_S_*.
 * @page_size: Size in bytes of a base mapping: the page size, or the page
 *   size of hugetlb.
 * @anon_bytes: Resident anonymous memory, KSM included. RMM_ABSENT without
 *   RMM_VMAS_RESIDENT, as the fields below.
 * @file_bytes: Resident memory of files.
 * @shmem_bytes: Resident shmem.
 * @hugetlb_bytes: Resident hugetlb memory, as HugetlbPages in
 *   /proc/PID/status. smaps counts poisoned pages, too.
 * @swap_bytes: Memory that is swapped out.
 * @huge_bytes: Resident memory that a leaf above the PTE level maps.
 * @policy_mode: RMM_POLICY_*: mode of the effective memory policy;
 *   RMM_ABSENT_32 if it is not known.
 * @policy_flags: RMM_POLICY_F_*.
 * @policy_source: RMM_POLICY_OF_*: where the effective policy comes from.
 * @policy_home_node: Home node (set_mempolicy_home_node(2)); -1 if there is
 *   none.
 * @policy_nodes: Nodes of the policy: node n is bit n % 64 of word n / 64.
 * @thp_eligible: 0 if THP is impossible here, as in smaps. RMM_ABSENT_32 if
 *   that depends on settings that are not exported to modules; THPeligible of
 *   smaps has the answer.
 * @reserved: Always zero.
 * @pte_bytes: With RMM_VMAS_RESIDENT: present bytes of folios that PTEs map,
 *   hugetlb included.
 * @pmd_bytes: Present bytes of folios that leaves of 2 MiB map, hugetlb
 *   included.
 * @pud_bytes: Present bytes of folios that leaves of 1 GiB map, hugetlb
 *   included.
 * @node_bytes: Present bytes of folios by node. numa_maps excludes reserved
 *   pages, such as the vdso.
 * @more_nodes_bytes: Present bytes of folios on nodes from RMM_NODE_SLOTS on.
 * @shared_bytes: Present bytes in folios that another address space may map
 *   (folio_maybe_mapped_shared(), hugetlb_pmd_shared()), hugetlb included.
 * @ksm_bytes: Bytes of pages that KSM merged.
 * @table_bytes: Bytes of page tables of the last two levels that reach into
 *   the VMA, and of those deposited for huge leaves. A table that two
 *   neighbours share counts in both.
 * @dirty_bytes: With RMM_VMAS_FOLIOS: bytes whose entry or folio is dirty,
 *   hugetlb excluded: the sum of Shared_Dirty and Private_Dirty in smaps.
 * @referenced_bytes: Bytes whose entry is accessed or whose folio is
 *   referenced, hugetlb excluded.
 * @private_bytes: Bytes that no other entry maps, hugetlb excluded: the sum
 *   of Private_Clean and Private_Dirty in smaps.
 * @pss_bytes: Sum of the bytes of each page divided by its mapcount, hugetlb
 *   excluded: Pss in smaps.
 * @locked_bytes: pss_bytes if the VMA is locked, else 0: Locked in smaps.
 * @inexact_bytes: Bytes whose share of pss_bytes is inexact, as in
 *   rmm_sharing.
 * @thp_aligned_bytes: Part of pte_bytes: large folios that are mapped
 *   completely, in order, from an address that is a multiple of their size.
 *   This and the next two fields count as thpmaps (tools/mm/thpmaps) does,
 *   hugetlb excluded.
 * @thp_unaligned_bytes: Folios that are mapped completely and in order, from
 *   any other address.
 * @thp_partial_bytes: Part of pte_bytes: large folios that are mapped
 *   partially or out of order.
 * @pkey: Protection key (pkey_mprotect(2)): ProtectionKey in smaps.
 *   RMM_ABSENT_32 if the machine has none.
 * @reserved_2: Always zero.
 * @lazyfree_bytes: With RMM_VMAS_FOLIOS: bytes of anonymous memory that
 *   reclaim frees without writing it to swap (MADV_FREE): LazyFree in smaps.
 * @pss_dirty_bytes: Part of pss_bytes whose entry or folio is dirty:
 *   Pss_Dirty in smaps.
 * @pgoff: Page offset of the first page (vm_pgoff), in pages: in the file, or
 *   in anonymous memory, where it is anon_pgoff. Neighbouring VMAs merge only
 *   if their offsets continue each other.
 * @anon_pgoff: Page offset by which the reverse map finds anonymous folios of
 *   the VMA (vma_start_anon_pgoff(); vm_pgoff before Linux 7.3), in pages: the
 *   page number of start, or where it was when the first page was faulted in,
 *   if mremap(2) moved the VMA since. RMM_ABSENT for a VMA without private
 *   memory (RMM_VMA_F_MAYSHARE).
 * @arena_policy: RMM_PLACE_*: placement policy of the arena that the VMA
 *   maps, if policy_source is RMM_POLICY_OF_ARENA; otherwise RMM_ABSENT_32.
 * @reserved_3: Always zero.
 *
 * Sizes are in bytes.
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
	__u32 pkey;
	__u32 reserved_2;
	__u64 lazyfree_bytes;
	__u64 pss_dirty_bytes;
	__u64 pgoff;
	__u64 anon_pgoff;
	__u32 arena_policy;
	__u32 reserved_3;
};

/**
 * struct rmm_walk - Argument of RMM_WALK.
 * @size: Size of this structure as the caller knows it.
 * @flags: RMM_WALK_*.
 * @start: First address, page-aligned.
 * @end: End address, exclusive and page-aligned. RMM_ABSENT stands for the
 *   end of the user half.
 * @buf: User address of an array of the product's records.
 * @capacity: Size of buf in records.
 * @record_size: Size of the product's record as the caller knows it.
 * @budget_us: Time limit of the call in µs; 0 sets no limit. It is checked
 *   between page tables, so that each call walks one table at least.
 * @count: Out: number of records written.
 * @reserved: Must be zero.
 * @next: Out: address at which to resume.
 * @cost: Out: cost of the call.
 * @attributes: With RMM_WALK_PAGES: RMM_PAGE_A_*, or 0 for
 *   RMM_PAGE_A_DEFAULT. With RMM_WALK_EXTENTS: RMM_EXTENT_A_*, or 0 for
 *   RMM_EXTENT_A_DEFAULT. Otherwise zero.
 * @kinds: Page kinds: bit n selects entries of the kind RMM_PAGE_* n; 0
 *   selects all but empty ones, which bit 0 selects, with RMM_WALK_EXTENTS
 *   only. An entry is reported if it passes this mask and all of the following.
 * @required: RMM_CAT_* that must all be set, after inverted is applied.
 * @inverted: RMM_CAT_* whose value is inverted before the comparison with
 *   required and any_of.
 * @any_of: RMM_CAT_* of which at least one must be set, after inverted is
 *   applied; 0 sets no condition.
 * @returned: With RMM_WALK_EXTENTS: RMM_CAT_* that are returned, without
 *   inverted. Entries of an extent agree in them. Otherwise zero.
 * @nodes: Bit n selects pages on node n, bit 63 those on all nodes from 63
 *   on; 0 selects all.
 * @levels: Bit n selects entries at RMM_LEVEL_* n; 0 selects all.
 * @orders: Bit n selects pages of folios of order n; 0 selects all.
 * @ages: Bit n selects pages of folios with n younger MGLRU generations; 0
 *   selects all.
 * @reserved_2: Must be zero.
 *
 * The flags select exactly one product. A call ends at the end of the range,
 * when the buffer is full, when the budget is used up, or when a signal is
 * pending. next is the address at which to resume; it equals end when the range
 * is done.
 *
 * Errors: those of RMM_VMAS; EPERM for extent attributes that need
 * CAP_SYS_ADMIN.
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
 * struct rmm_summary - Counts of the entries that agree in VMA kind, page
 *   kind, level and node.
 * @vma_kind: RMM_VMA_*.
 * @page_kind: RMM_PAGE_*.
 * @level: RMM_LEVEL_*: level of the entry. It shows the page size of hugetlb.
 * @node: Node of the page; -1 without a page.
 * @entries: Entries that begin in the walked range.
 * @bytes: Bytes of the walked range that the entries map.
 * @young_bytes: Bytes whose entry is accessed.
 * @dirty_bytes: Bytes whose entry is dirty.
 * @writable_bytes: Bytes that are mapped writable.
 * @shared_bytes: Bytes whose folio may be mapped by another address space
 *   (folio_maybe_mapped_shared(), hugetlb_pmd_shared()).
 *
 * Records of one call differ in at least one of them. Add up the records of the
 * calls that make a walk.
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
 * struct rmm_list - Argument of the calls that fill an array without
 *   resuming: RMM_PAGETABLE with struct rmm_page_table_level, RMM_SEGMENTS with
 *   struct rmm_segment, RMM_MM with struct rmm_mm, RMM_LRU with struct rmm_lru,
 *   RMM_LAYOUT with struct rmm_region.
 * @size: Size of this structure as the caller knows it.
 * @flags: Must be zero.
 * @buf: User address of an array of the call's records.
 * @capacity: Size of buf in records.
 * @record_size: Size of the call's record as the caller knows it.
 * @count: Out: number of records written.
 * @reserved: Must be zero.
 *
 * No flags are defined.
 *
 * Errors: EINVAL for an unknown flag; ENOSPC if the records do not all fit;
 * EFAULT if a buffer cannot be written; ESRCH on an address space after exit or
 * exec; EBUSY for RMM_LRU during memory hotplug.
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
 * @tables: Number of tables.
 * @bytes: Size of these tables in bytes.
 * @present: Present entries: pointers to a lower table, and leaves.
 * @huge: Leaves above the PTE level.
 * @other: Nonpresent entries that are not empty: swap, migration, markers.
 * @deposited: PTE level only: tables deposited for huge leaves that may be
 *   split (pgtable_trans_huge_deposit()). The kernel counts them in VmPTE.
 *
 * Every number of a folded level is RMM_ABSENT.
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
 * @end: End address, exclusive; RMM_ABSENT if the segment is empty.
 * @virtual_bytes: Size of the VMAs in the segment, in bytes.
 * @resident_bytes: Resident bytes of these VMAs, as VmRSS counts them.
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
 * struct rmm_mm - An address space (struct mm_struct,
 *   include/linux/mm_types.h), as RMM_MM and /proc/rmm/PID/mm show it.
 * @flags: RMM_MM_F_*.
 * @default_vma_flags: RMM_VMA_F_* of new VMAs (def_flags):
 *   mlockall(MCL_FUTURE).
 * @virtual_bytes: Size of the VMAs in bytes (total_vm): VmSize in
 *   /proc/PID/status.
 * @peak_virtual_bytes: Largest virtual_bytes so far (hiwater_vm): VmPeak.
 * @resident_bytes: Resident memory of anonymous pages, files and shmem
 *   (rss_stat): VmRSS.
 * @peak_resident_bytes: Largest resident_bytes that the kernel has noted, or
 *   the current value if that is larger (hiwater_rss): VmHWM.
 * @locked_bytes: Size of locked VMAs (locked_vm): VmLck.
 * @pinned_bytes: Memory that is pinned for long (pinned_vm), by users that
 *   account it: VmPin.
 * @data_bytes: Size of private writable VMAs (data_vm): VmData.
 * @exec_bytes: Size of executable VMAs that are not writable (exec_vm): the
 *   sum of VmExe and VmLib.
 * @stack_bytes: Size of stacks (stack_vm): VmStk.
 * @map_count: Number of VMAs, limited by vm.max_map_count.
 * @users: Tasks that use the address space, and holders of a reference
 *   (mm_users), without this call.
 * @dump_filter: Kinds of memory in core dumps, as in
 *   /proc/PID/coredump_filter.
 * @numa_scan_seq: Number of complete scans by NUMA balancing (numa_scan_seq),
 *   as in /proc/PID/sched; RMM_ABSENT_32 without CONFIG_NUMA_BALANCING.
 * @numa_scan_offset: Address at which NUMA balancing continues its scan
 *   (numa_scan_offset); RMM_ABSENT without CONFIG_NUMA_BALANCING.
 * @numa_next_scan_ms: Milliseconds until NUMA balancing may scan again
 *   (numa_next_scan), 0 if it may now; RMM_ABSENT without
 *   CONFIG_NUMA_BALANCING.
 * @ksm_merging_pages: Pages of the process that KSM has merged, except with
 *   the zero page: ksm_merging_pages in /proc/PID/ksm_stat. RMM_ABSENT without
 *   CONFIG_KSM, as the next two fields.
 * @ksm_rmap_items: Pages that KSM keeps track of: ksm_rmap_items.
 * @ksm_zero_pages: Pages that KSM has replaced with the zero page:
 *   ksm_zero_pages.
 * @mmap_base: Address from which mmap(2) searches for free ranges.
 * @task_size: End of the range for user addresses.
 * @start_code: Code of the executable, first address: field 26 of
 *   /proc/PID/stat. prctl(PR_SET_MM) can change this and the fields below,
 *   which otherwise are as exec has set them.
 * @end_code: End of the code.
 * @start_data: Data of the executable, first address: field 45 of
 *   /proc/PID/stat.
 * @end_data: End of the data.
 * @start_brk: First address of the heap: field 47 of /proc/PID/stat.
 * @brk: End of the heap (brk(2)).
 * @start_stack: Address that the stack pointer had at exec: field 28 of
 *   /proc/PID/stat.
 * @arg_start: Arguments, first address: field 48 of /proc/PID/stat.
 * @arg_end: End of the arguments.
 * @env_start: Environment, first address: field 50 of /proc/PID/stat.
 * @env_end: End of the environment.
 *
 * Fields are read one by one, so together they are no snapshot, except for the
 * addresses that arg_lock protects.
 */
struct rmm_mm {
	__u64 flags;
	__u64 default_vma_flags;
	__u64 virtual_bytes;
	__u64 peak_virtual_bytes;
	__u64 resident_bytes;
	__u64 peak_resident_bytes;
	__u64 locked_bytes;
	__u64 pinned_bytes;
	__u64 data_bytes;
	__u64 exec_bytes;
	__u64 stack_bytes;
	__u32 map_count;
	__u32 users;
	__u32 dump_filter;
	__u32 numa_scan_seq;
	__u64 numa_scan_offset;
	__u64 numa_next_scan_ms;
	__u64 ksm_merging_pages;
	__u64 ksm_rmap_items;
	__u64 ksm_zero_pages;
	__u64 mmap_base;
	__u64 task_size;
	__u64 start_code;
	__u64 end_code;
	__u64 start_data;
	__u64 end_data;
	__u64 start_brk;
	__u64 brk;
	__u64 start_stack;
	__u64 arg_start;
	__u64 arg_end;
	__u64 env_start;
	__u64 env_end;
};

/**
 * struct rmm_translate_level - The entry at one level.
 * @level: RMM_LEVEL_*.
 * @state: RMM_ENTRY_*.
 * @entry: The raw entry; RMM_ABSENT if it was not read, or if page frame
 *   numbers are hidden from the caller.
 * @pfn: Page frame that the entry points to: a table, or the first frame that
 *   it maps; RMM_ABSENT if there is none or if page frame numbers are hidden.
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
 * struct rmm_translate - Argument of RMM_TRANSLATE.
 * @size: Size of this structure as the caller knows it.
 * @flags: Must be zero.
 * @address: The address; it need not be aligned.
 * @name: User address of a buffer for the name of the VMA, or 0.
 * @name_size: Size of that buffer in bytes.
 * @name_len: Out: length of the name in bytes, without a terminating zero; 0
 *   if the VMA has no name or it was not requested.
 * @levels: Out: the entries from the top level down, indexed by RMM_LEVEL_*.
 * @level: Out: RMM_LEVEL_* of the last entry that was read.
 * @page_kind: Out: RMM_PAGE_*: kind of page that this entry stands for.
 * @pfn: Out: frame of the page at the address.
 * @mapcount: Out: mapcount of this page; RMM_ABSENT without a folio, under
 *   migration, and where the kernel keeps no mapcount per page.
 * @folio_pfn: Out: first page frame of its folio.
 * @folio_order: Out: order of its folio; RMM_ABSENT without a folio and under
 *   migration, as the next three fields.
 * @folio_index: Out: index of the page in its folio.
 * @folio_mapcount: Out: number of entries that map any part of the folio
 *   (folio_mapcount()).
 * @folio_refcount: Out: reference count of the folio (folio_ref_count()).
 * @swap_type: Out: number of the swap device; RMM_ABSENT if the page is not
 *   swapped out.
 * @swap_offset: Out: offset in the swap device in pages; RMM_ABSENT if the
 *   page is not swapped out.
 * @node: Out: node of the page; -1 without a page.
 * @vma_kind: Out: RMM_VMA_*: kind of the VMA.
 * @vma_start: Out: first address of the VMA; RMM_ABSENT if there is none.
 * @vma_end: Out: end address of the VMA, exclusive.
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
 * @cost: Out: cost of the call.
 * @folio_bits: Out: RMM_FOLIO_F_*: state of the folio and of this page, as in
 *   rmm_page. RMM_ABSENT_32 if hidden and for pages without a folio, as the
 *   fields below.
 * @pins: Out: pins of the folio (FOLL_PIN); see RMM_FOLIO_F_PINS_EXACT.
 * @entire_mapcount: Out: number of entries that map the whole folio
 *   (folio_entire_mapcount()).
 * @last_cpu: Out: CPU of the last NUMA hinting fault on the folio, or
 *   RMM_ABSENT_32; see rmm_page.last_cpu.
 * @last_pid: Out: low eight bits of the thread's pid in that fault, or
 *   RMM_ABSENT_32.
 * @reserved_2: Out: always zero.
 *
 * The last entry, its page and its folio are read in one hold of the page-table
 * lock, so they belong together. Counters of the folio can still change,
 * because other mappers and users of the folio do not take that lock.
 *
 * An address outside every VMA is not an error: no level is read, and vma_start
 * and all fields of VMA and page are RMM_ABSENT. Page frame numbers and data
 * derived from them (raw entries, the index in a folio, swap slots), the
 * reference count and the state of the folio are RMM_ABSENT unless the opener
 * of /dev/rmm, the caller of RMM_OPEN and the caller have CAP_SYS_ADMIN in the
 * initial user namespace.
 *
 * Errors: EINVAL for a flag or an address beyond the user half; ENOSPC if the
 * name does not fit; EFAULT if a buffer cannot be written; ESRCH after exit or
 * exec.
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
	__u32 folio_bits;
	__u32 pins;
	__u32 entire_mapcount;
	__u32 last_cpu;
	__u32 last_pid;
	__u32 reserved_2;
};

/**
 * struct rmm_node - One online node (struct pglist_data,
 *   include/linux/mmzone.h).
 * @node: Node number.
 * @reserved: Always zero.
 * @states: RMM_NODE_STATE_*.
 * @start_pfn: First page frame; absent on a node without memory.
 * @spanned_pages: Page frames from the first to the last, holes included
 *   (node_spanned_pages).
 * @present_pages: Page frames that exist (node_present_pages).
 * @nr_zones: Number of zones up to the highest populated one (nr_zones).
 * @totalreserve_pages: Pages that user space cannot allocate
 *   (totalreserve_pages).
 * @first_deferred_pfn: First page frame that is not initialised yet; absent
 *   when initialisation has finished.
 * @kswapd_pid: Process id of kswapd; absent if it does not run.
 * @kswapd_order: Order for which kswapd was woken (kswapd_order).
 * @kswapd_highest_zone: Highest RMM_ZONE_* that kswapd was woken for; absent
 *   if it was not woken.
 * @kswapd_failures: Consecutive runs of kswapd that reclaimed nothing
 *   (kswapd_failures).
 * @flags: RMM_NODE_F_*.
 * @nr_writeback_throttled: Number of tasks that wait for writeback
 *   (nr_writeback_throttled).
 * @nr_reclaim_start: NR_THROTTLED_WRITTEN when the first of these tasks began
 *   to wait.
 * @min_unmapped_pages: Unmapped file pages above which node reclaim starts.
 * @min_slab_pages: Reclaimable slab pages above which node reclaim shrinks
 *   slabs.
 * @kcompactd_running: 1 if kcompactd exists.
 * @kcompactd_max_order: Order for which kcompactd was woken.
 * @kcompactd_highest_zone: Highest RMM_ZONE_* that kcompactd compacts.
 * @proactive_compact_trigger: 1 if proactive compaction was triggered.
 * @nbp_rl_start_ms: Start of the period that limits the promotion rate, in ms
 *   (nbp_rl_start).
 * @nbp_rl_nr_cand: Promotion candidates at the start of that period
 *   (nbp_rl_nr_cand).
 * @nbp_threshold_ms: Hint-fault latency below which a page is hot, in ms
 *   (nbp_threshold).
 * @nbp_th_start_ms: Start of the period that adjusts the threshold, in ms
 *   (nbp_th_start).
 * @nbp_th_nr_cand: Promotion candidates at the start of that period
 *   (nbp_rl_nr_cand).
 * @mf_total: Memory failures (mf_stats).
 * @mf_ignored: Memory failures that were ignored.
 * @mf_failed: Memory failures that could not be handled.
 * @mf_delayed: Memory failures whose handling was delayed.
 * @mf_recovered: Memory failures that were recovered.
 * @stat: Counters by RMM_NODE_STAT_*, as in /proc/zoneinfo: per-CPU deltas
 *   are not included.
 * @pending: Per-CPU deltas of each counter that are not folded in yet, in the
 *   kernel's unit: pages, also for huge pages.
 * @kswapd_state: RMM_DAEMON_* of kswapd; absent if it does not run.
 * @kcompactd_state: RMM_DAEMON_* of kcompactd; absent if it does not run.
 * @kcompactd_pid: Process id of kcompactd; absent if it does not run.
 * @adistance: Abstract distance of the memory, as memory tiers use it
 *   (mt_calc_adistance()): DRAM is 576, slower memory is higher. Absent if the
 *   firmware provides no latency and bandwidth (HMAT, CDAT).
 * @memory_tier: Number N of the memory tier of this distance, as in
 *   /sys/devices/virtual/memory_tiering/memory_tierN. Absent with adistance;
 *   that directory then still has the tier.
 * @waiting: RMM_NODE_WAIT_*.
 * @stat_threshold: Largest stat_threshold: the limit of one CPU's delta of a
 *   counter.
 *
 * Locks are excluded, and so is mm_walk, which names addresses of processes.
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
 * struct rmm_zone - One zone of an online node (struct zone,
 *   include/linux/mmzone.h).
 * @node: Node number.
 * @zone: RMM_ZONE_*.
 * @start_pfn: First page frame; absent if the zone spans none.
 * @spanned_pages: Page frames from the first to the last, holes included
 *   (node_spanned_pages).
 * @present_pages: Page frames that exist (node_present_pages).
 * @present_early_pages: Present pages since boot, without hotplugged ones
 *   (present_early_pages).
 * @managed_pages: Pages that the buddy allocator manages.
 * @cma_pages: Pages of CMA areas.
 * @isolate_pageblocks: Isolated page blocks (nr_isolate_pageblock).
 * @initialized: 1 if free lists and locks exist (initialized).
 * @contiguous: 1 if the zone has no holes.
 * @flags: RMM_ZONE_F_*.
 * @trylock_free_pending: 1 if freed pages wait for the zone's lock
 *   (trylock_free_pages).
 * @vmemmap_tails: Shared tail pages that exist for hugetlb's vmemmap.
 * @free_pages: Free pages (NR_FREE_PAGES).
 * @min_pages: Watermark min, boost included, as in /proc/zoneinfo. The next
 *   three watermarks include it too.
 * @low_pages: Watermark low.
 * @high_pages: Watermark high.
 * @promo_pages: Watermark promo.
 * @boost_pages: Boost that the watermarks include; subtract it to get
 *   _watermark[].
 * @percpu_drift_mark_pages: Free pages below which the counters are read
 *   exactly (percpu_drift_mark).
 * @lowmem_reserve_pages: Pages reserved against allocations whose preferred
 *   zone is RMM_ZONE_* (lowmem_reserve[]).
 * @reserved_highatomic_pages: Pages in page blocks reserved for atomic
 *   allocations (nr_reserved_highatomic).
 * @free_highatomic_pages: Free pages in these page blocks
 *   (nr_free_highatomic).
 * @pageset_cpus: Number of CPUs in the sums of per-CPU page lists below.
 * @pageset_count_pages: Sum of per_cpu_pages.count: pages in the lists.
 * @pageset_high_pages: Sum of per_cpu_pages.high, above which a list is
 *   emptied.
 * @pageset_high_min_pages: Sum of per_cpu_pages.high_min.
 * @pageset_high_max_pages: Sum of per_cpu_pages.high_max.
 * @pageset_batch_pages: Sum of per_cpu_pages.batch.
 * @pageset_free_count_pages: Sum of per_cpu_pages.free_count: pages freed in
 *   succession.
 * @pageset_alloc_factor: Largest per_cpu_pages.alloc_factor.
 * @pageset_prev_free_high_order_cpus: CPUs with PCPF_PREV_FREE_HIGH_ORDER.
 * @pageset_free_high_batch_cpus: CPUs with PCPF_FREE_HIGH_BATCH.
 * @pageset_stat_threshold: Largest stat_threshold: the limit of one CPU's
 *   delta of a counter.
 * @zone_high_min_pages: pageset_high_min of the zone, which the CPUs copy.
 * @zone_high_max_pages: pageset_high_max of the zone.
 * @zone_batch_pages: pageset_batch of the zone.
 * @compact_cached_free_pfn: Page frame at which compaction continues to scan
 *   for free pages. Absent without CAP_SYS_ADMIN of opener and caller, like the
 *   next four.
 * @compact_cached_migrate_async_pfn: Page frame at which asynchronous
 *   compaction continues to scan for pages to migrate.
 * @compact_cached_migrate_sync_pfn: Page frame at which synchronous
 *   compaction continues to scan for pages to migrate.
 * @compact_init_migrate_pfn: Page frame at which the scan for pages to
 *   migrate started.
 * @compact_init_free_pfn: Page frame at which the scan for free pages
 *   started.
 * @compact_considered: Compactions that were skipped since the last failure.
 * @compact_defer_shift: 1 << this number of compactions are skipped after a
 *   failure.
 * @compact_order_failed: Smallest order for which compaction failed.
 * @compact_blockskip_flush: 1 if the skip bits of page blocks are due to be
 *   cleared.
 * @stat: Counters by RMM_ZONE_STAT_*, as in /proc/zoneinfo: per-CPU deltas
 *   are not included.
 * @pending: Per-CPU deltas of each counter that are not folded in yet.
 * @numa: Events by RMM_NUMA_*, per-CPU deltas included. A zone that has
 *   become empty keeps them; /sys/devices/system/node/nodeN/numastat is the sum
 *   over all zones.
 * @above_min_pages: Free pages above watermark min, boost included; negative
 *   if there are fewer.
 * @above_low_pages: Free pages above watermark low.
 * @above_high_pages: Free pages above watermark high.
 * @above_promo_pages: Free pages above watermark promo.
 *
 * A zone without present pages has only spans, sizes, watermarks, reserves and
 * NUMA events; /proc/zoneinfo omits its NUMA events.
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
 * struct rmm_buddy - Free blocks of one zone (zone.free_area[]), read without
 *   a lock as /proc/buddyinfo does.
 * @node: Node number.
 * @zone: RMM_ZONE_*.
 * @free_blocks: Number of free blocks of 1 << n pages, indexed by order n;
 *   absent from index orders on.
 * @orders: Number of orders of this kernel (NR_PAGE_ORDERS).
 * @largest_order: Order of the largest free block; -1 if there is none.
 * @free_pages: Pages in all free blocks.
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
 * struct rmm_node_cpus - A range of online CPUs that belong to one node.
 * @node: Node number.
 * @first: First CPU of the range.
 * @last: Last CPU of the range, inclusive.
 * @reserved: Always zero.
 */
struct rmm_node_cpus {
	__u32 node;
	__u32 first;
	__u32 last;
	__u32 reserved;
};

/**
 * struct rmm_distance - Distance between two nodes (node_distance()); a node
 *   has distance 10 to itself.
 * @from: First node.
 * @to: Second node.
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
 * struct rmm_zone_ref - One position in a zonelist: the order in which an
 *   allocation on a node tries zones (node_zonelists).
 * @node: Node of the allocation.
 * @list: RMM_ZONELIST_*.
 * @place: Position in the zonelist, from 0.
 * @zone_node: Node of the zone at this position.
 * @zone: RMM_ZONE_* of the zone at this position.
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
 * struct rmm_page - One page-table entry that is not empty.
 * @addr: First address of the walked range that the entry maps.
 * @pfn: Page frame of addr, of the page that is or was mapped. RMM_ABSENT
 *   without one, if not requested, or if hidden.
 * @bits: RMM_PAGE_F_*. MAPCOUNT_EXACT is valid with the mapcount,
 *   SHARED_EXACT with RMM_PAGE_A_FOLIO or on a hugetlb page.
 * @kind: RMM_PAGE_*: kind of page.
 * @level: RMM_LEVEL_*: level of the entry.
 * @vma_kind: RMM_VMA_*.
 * @order: Order of the folio; RMM_ABSENT_8 without one.
 * @pages: Base pages of the walked range that the entry maps.
 * @node: Node of the page; -1 without a page.
 * @mapcount: Mapcount of the page at addr, or RMM_ABSENT_32. Pages that are
 *   not mapped (under migration, poisoned, swapped out) have no folio and no
 *   counts.
 * @references: Reference count of the folio (folio_ref_count()), or
 *   RMM_ABSENT_32. It changes all the time.
 * @folio_mapcount: Number of entries that map any part of the folio
 *   (folio_mapcount()), or RMM_ABSENT_32. Other address spaces can change it
 *   between the reading of this count and mapcount.
 * @expected_references: References that mappings, page cache, swap cache and
 *   private data account for (folio_expected_ref_count()), or RMM_ABSENT_32.
 *   References beyond these are pins or transient users.
 * @folio_index: Index of the page at addr in its folio, or RMM_ABSENT_32.
 * @swap_type: Number of the swap device; RMM_ABSENT_8 if the page is not
 *   swapped out.
 * @zone: RMM_ZONE_* of the page; RMM_ABSENT_8 without one.
 * @age: Number of MGLRU generations younger than the folio's, 0 for the
 *   youngest; RMM_ABSENT_8 if it is in none.
 * @reserved: Always zero.
 * @swap_offset: Offset in the swap device in pages; RMM_ABSENT if the page is
 *   not swapped out.
 * @entry: The raw entry; RMM_ABSENT if not requested or hidden.
 * @kpageflags: KPF_* of linux/kernel-page-flags.h, as in /proc/kpageflags, or
 *   RMM_ABSENT.
 * @cgroup: Inode of the memory cgroup that the page is charged to, or of its
 *   nearest online ancestor, as in /proc/kpagecgroup; 0 if uncharged; or
 *   RMM_ABSENT.
 * @folio_bits: RMM_FOLIO_F_*. RMM_ABSENT_32 without RMM_PAGE_A_STATE, if
 *   hidden, and for pages without a folio, as the fields below.
 * @pins: Pins of the folio (FOLL_PIN, _pincount of struct folio); see
 *   RMM_FOLIO_F_PINS_EXACT.
 * @entire_mapcount: Number of entries that map the whole folio
 *   (folio_entire_mapcount()); 0 for a folio of one page.
 * @last_cpu: CPU of the last NUMA hinting fault on the folio
 *   (folio_last_cpupid()), or RMM_ABSENT_32 without one. Without a memory
 *   policy the kernel notes only faults from other nodes than the page's. A
 *   write fault that makes an existing entry writable clears both fields, for
 *   example the first write to a page that was migrated in a read fault. While
 *   NUMA balancing migrates between memory tiers, folios on slow nodes have the
 *   time of the fault here and in last_pid.
 * @last_pid: Low eight bits of the thread's pid in that fault, or
 *   RMM_ABSENT_32. The kernel cannot distinguish 255 from no fault.
 * @reserved_2: Always zero.
 *
 * Entries are in ascending order. The fields of the default attributes come
 * first: with a record_size of RMM_PAGE_DEFAULT_SIZE no other field is read or
 * copied.
 *
 * Physical addresses and data derived from them are absent unless the opener of
 * /dev/rmm, the opener of the address space and the caller have CAP_SYS_ADMIN
 * in the initial user namespace: entry, pfn, folio_index, swap_type,
 * swap_offset, zone, kpageflags, cgroup, and the fields of RMM_PAGE_A_STATE. So
 * are references and expected_references, which change with what other
 * processes do.
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
	__u32 folio_bits;
	__u32 pins;
	__u32 entire_mapcount;
	__u32 last_cpu;
	__u32 last_pid;
	__u32 reserved_2;
};

/**
 * struct rmm_lru - LRU lists and generations of one online node (struct
 *   lruvec, struct lru_gen_folio, include/linux/mmzone.h).
 * @node: Node number.
 * @memcgs: Number of memory cgroups in the sums, including those that are
 *   being removed; 1 without memory cgroups.
 * @memcgs_mglru: Number of these that use MGLRU (lrugen.enabled).
 * @reserved: Always zero.
 * @list_pages: Pages by RMM_LRU_*, as in /proc/zoneinfo: per-CPU deltas are
 *   not included. With MGLRU the two youngest generations count as active.
 * @isolated_pages: Isolated pages, which are off the lists for a while, by
 *   RMM_LRU_TYPE_* (NR_ISOLATED_*).
 * @on_list_pages: Pages on the lists of struct lruvec, summed over memory
 *   cgroups, by RMM_LRU_* and RMM_ZONE_*: [5][8]. With MGLRU only the
 *   unevictable list is used.
 * @refault: Refaults of evicted pages by RMM_LRU_TYPE_*
 *   (WORKINGSET_REFAULT_*).
 * @activate: Refaulted pages that were activated immediately
 *   (WORKINGSET_ACTIVATE_*).
 * @restore: Refaulted pages that were active before their eviction
 *   (WORKINGSET_RESTORE_*).
 * @shadow_nodes: Nodes of page-cache xarrays that hold shadow entries
 *   (WORKINGSET_NODES).
 * @nodereclaim: Such nodes that were reclaimed (WORKINGSET_NODERECLAIM).
 * @max_seq_lowest: Lowest number of the youngest generation over all memory
 *   cgroups (max_seq); absent without MGLRU.
 * @max_seq_highest: Highest number of the youngest generation over all memory
 *   cgroups.
 * @min_seq_lowest: Lowest number of the oldest generation (min_seq) by
 *   RMM_LRU_TYPE_*.
 * @min_seq_highest: Highest number of the oldest generation by
 *   RMM_LRU_TYPE_*.
 * @gen_memcgs: Number of memory cgroups that have a generation of this age;
 *   age 0 is the youngest.
 * @gen_age_lowest_ms: Time since the newest of the generations of this age
 *   began, in ms.
 * @gen_age_highest_ms: Time since the oldest of the generations of this age
 *   began, in ms.
 * @gen_pages: Pages by age, RMM_LRU_TYPE_* and RMM_ZONE_*: [4][2][8]. Absent
 *   without MGLRU.
 * @tier_avg_refaulted: Moving average of refaults by RMM_LRU_TYPE_* and tier:
 *   [2][4]. A page that was accessed n times through file descriptors is in
 *   tier log2(n).
 * @tier_avg_total: Moving average of pages that were evicted or protected.
 * @tier_refaulted: Refaults from the oldest generation.
 * @tier_evicted: Pages evicted from the oldest generation.
 * @tier_protected: Pages of the oldest generation that were protected because
 *   of their tier.
 * @memcg_seq: Generation number of the memory cgroup LRU (memcg_lru.seq).
 * @memcg_gen_memcgs: Number of memory cgroups in each generation of that LRU
 *   (memcg_lru.nr_memcgs).
 *
 * Sums over memory cgroups are read one cgroup after the other: each number is
 * exact, but a sum is not a snapshot.
 *
 * Arrays over generations, types, tiers and zones are flat; the last index
 * varies fastest.
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
 * struct rmm_region - One region of the address space, from the top down.
 * @kind: RMM_REGION_*.
 * @levels: Number of page-table levels in use.
 * @start: First address.
 * @last: Last address, inclusive.
 * @bytes: Size in bytes.
 * @top_entries: Number of entries of the top-level table that the region
 *   covers; absent for non-canonical addresses.
 *
 * Regions and holes together fill the address space. Unless the opener of
 * /dev/rmm and the caller have CAP_SYSLOG in the initial user namespace and the
 * kernel is not locked down to confidentiality, addresses are absent, and so
 * are the sizes of holes, which would show addresses.
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
 *   including those that are being removed.
 * @size: Size of this structure as the caller knows it.
 * @flags: RMM_MEMCGS_*.
 * @after: 0 for the root, or next of the previous call.
 * @buf: User address of an array of records.
 * @capacity: Size of buf in records.
 * @record_size: Size of a record as the caller knows it.
 * @names: User address of a buffer for paths, or 0.
 * @names_size: Size of that buffer in bytes. A path that does not fit ends
 *   the call before its cgroup.
 * @count: Out: number of records written.
 * @next: Out: value at which to resume; RMM_ABSENT at the end.
 *
 * When next is not RMM_ABSENT, call again with after = next. A cgroup that
 * exists all the time is returned; one that is created or removed meanwhile may
 * be.
 *
 * Errors: EPERM unless the opener of /dev/rmm and the caller have CAP_SYS_ADMIN
 * in the initial user namespace, because a cgroup namespace hides cgroups from
 * others; ESTALE if the cgroup after is gone (start again); ENOSPC if the
 * records or the path of the first cgroup do not fit; EINVAL for an unknown
 * flag or a capacity of 0; EFAULT if a buffer cannot be written; ENODEV without
 * memory cgroups.
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
 * struct rmm_memcg - One memory cgroup (struct mem_cgroup,
 *   include/linux/memcontrol.h).
 * @cgroup: Inode number of the cgroup, which is its id.
 * @parent: Inode number of the parent; absent for the root.
 * @css_id: Id of the controller's state (css.id).
 * @level: Depth below the root.
 * @flags: RMM_MEMCG_F_*.
 * @reserved: Always zero.
 * @name_offset: Offset of the path, relative to the root of the hierarchy, in
 *   the buffer for paths.
 * @name_len: Length of the path in bytes; 0 without a buffer or a path.
 * @usage_pages: Current usage including descendants (memory.current). The
 *   root, which has no such file, counts its descendants only.
 * @peak_pages: Highest usage (memory.peak).
 * @min_pages: memory.min.
 * @low_pages: memory.low.
 * @effective_min_pages: Effective part of memory.min after the distribution
 *   among siblings, as of the last reclaim (page_counter.emin).
 * @effective_low_pages: Effective part of memory.low, likewise
 *   (page_counter.elow).
 * @high_pages: memory.high.
 * @max_pages: memory.max.
 * @swap_usage_pages: memory.swap.current.
 * @swap_peak_pages: memory.swap.peak.
 * @swap_high_pages: memory.swap.high.
 * @swap_max_pages: memory.swap.max.
 * @events: Events including descendants, indexed by RMM_MEMCG_EVENT_*; other
 *   elements are absent.
 * @local_events: Events of the cgroup without descendants
 *   (memory.events.local).
 * @zswap_max_pages: memory.zswap.max; also absent in a kernel without zswap.
 * @failcnt: Charges that failed at the limit (memory.failcnt); absent in
 *   cgroup v2, where they are events.
 * @descendants: Number of memory cgroups below this one (nr_subsys_memory of
 *   cgroup.stat).
 * @dying_descendants: Number of dying memory cgroups below this one,
 *   including its own (nr_dying_subsys_memory of cgroup.stat).
 * @effective_high_pages: Lowest memory.high of the cgroup and its ancestors.
 * @effective_max_pages: Lowest memory.max of the cgroup and its ancestors.
 * @effective_swap_max_pages: Lowest memory.swap.max of the cgroup and its
 *   ancestors.
 * @dirty_limit_pages: Dirty pages above which writers of the cgroup are
 *   throttled, as of the last time that one was balanced
 *   (cgwb_domain.dirty_limit); absent for the root, before that time, and in a
 *   kernel without cgroup writeback.
 *
 * Page counts are those of struct page_counter, which CPUs charge in batches of
 * 64 pages, so they equal memory.current. A limit that is not set is absent. So
 * is swap where it is not counted separately (cgroup v1, kernels without swap).
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
	__u64 dying_descendants;
	__u64 effective_high_pages;
	__u64 effective_max_pages;
	__u64 effective_swap_max_pages;
	__u64 dirty_limit_pages;
};

/**
 * struct rmm_memcg_node - Pages of one memory cgroup, without its
 *   descendants, on the LRU lists of one node.
 * @cgroup: Inode number of the cgroup.
 * @node: Node number.
 * @mglru: 1 if the cgroup uses MGLRU.
 * @list_pages: Pages by RMM_LRU_*. With MGLRU the two youngest generations
 *   count as active.
 * @max_seq: Number of the youngest generation; absent without MGLRU.
 * @min_seq: Number of the oldest generation by RMM_LRU_TYPE_*.
 * @gen_age_ms: Time since the generation began in ms, by age: 0 is the
 *   youngest; absent without a generation of this age.
 * @gen_pages: Pages by age and RMM_LRU_TYPE_*: [4][2].
 * @reclaim_cost: Cost of reclaim by RMM_LRU_TYPE_*, which balances the scan
 *   of the two lists without MGLRU (cost[].count of struct lruvec; in older
 *   kernels anon_cost and file_cost). Descendants are included, as in the next
 *   two fields.
 * @nonresident_age: Pages that were activated or evicted without MGLRU, by
 *   which the distance of a refault is measured (nonresident_age).
 * @refaults_at_reclaim: RMM_LRU activate, by RMM_LRU_TYPE_*, when the cgroup
 *   was last the target of a reclaim without MGLRU (refaults[]).
 *
 * These are the sizes that reclaim uses (struct mem_cgroup_per_node);
 * memory.numa_stat sums per-CPU deltas and lags behind.
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
	__u64 reclaim_cost[2];
	__u64 nonresident_age;
	__u64 refaults_at_reclaim[2];
};

/**
 * struct rmm_rows - Argument of RMM_NODES, RMM_ZONES, RMM_BUDDY,
 *   RMM_PAGETYPES and RMM_FRAGMENTATION: records of the online nodes and their
 *   zones in ascending order.
 * @size: Size of this structure as the caller knows it.
 * @flags: RMM_NODES_* or RMM_ZONES_*; zero for other calls.
 * @start: 0 for the first node or zone, or next of the previous call.
 * @next: Out: value at which to resume; RMM_ABSENT at the end.
 * @buf: User address of an array of records.
 * @capacity: Size of buf in records.
 * @record_size: Size of a record, a multiple of 8. A shorter record is cut, a
 *   longer one is followed by zeros.
 * @count: Out: number of records written.
 * @reserved: Must be zero.
 * @longest_hold_ns: Out, RMM_PAGETYPES only: longest time that a zone's lock
 *   was held with interrupts off, in ns.
 *
 * A call returns as many as fit; the records of one node or zone are never
 * split. When next is not RMM_ABSENT, call again with start = next.
 *
 * Errors: ENOSPC if the records of the first node or zone do not fit; EINVAL
 * for an unknown flag, an invalid start, or a capacity of 0; EBUSY during
 * memory hotplug; EPERM without the capability that the call needs; EFAULT if a
 * buffer cannot be written.
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
 *   pages (struct per_cpu_pages, struct per_cpu_zonestat).
 * @node: Node number.
 * @zone: RMM_ZONE_*.
 * @cpu: Number of the CPU.
 * @flags: RMM_PAGESET_F_*.
 * @count_pages: Pages in the lists (count).
 * @high_pages: Number of pages above which the lists are emptied (high).
 * @high_min_pages: Lower bound of high (high_min).
 * @high_max_pages: Upper bound of high (high_max).
 * @batch_pages: Pages moved to or from the buddy allocator at a time (batch).
 * @free_count_pages: Pages freed in succession (free_count).
 * @alloc_factor: Shift by which batch is scaled up during successive
 *   allocations (alloc_factor).
 * @stat_threshold: Limit of this CPU's delta of a counter (stat_threshold).
 * @expire: Turns of the vmstat worker until lists of a remote node's zone are
 *   emptied if unused (expire).
 * @list_pages: Pages in each list of the orders 0 to 3, by order and RMM_MT_*
 *   (unmovable, movable, reclaimable): [4][3]. Absent without CAP_SYS_ADMIN of
 *   opener and caller, because the lists are counted under their lock, and if
 *   they have more than 4096 entries. With these fields, count_pages is the sum
 *   of all lists.
 * @thp_pages: Pages in the lists of THPs: of other types, movable. Absent as
 *   list_pages, and without THP.
 *
 * struct rmm_zone has their sums.
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
	__u64 list_pages[12];
	__u64 thp_pages[2];
};

/**
 * struct rmm_frames_cost - The cost of a call that scans page frames.
 * @frames: Page frames that were scanned.
 * @chunks: Chunks that were scanned, each in one hold of the zone's lock.
 * @longest_hold_ns: Longest time that the zone's lock was held, in ns. With
 *   PREEMPT_RT the holder may be preempted, which is included.
 * @elapsed_ns: Time that the call spent scanning, in ns. Copying to the
 *   caller is excluded.
 */
struct rmm_frames_cost {
	__u64 frames;
	__u64 chunks;
	__u64 longest_hold_ns;
	__u64 elapsed_ns;
};

/**
 * struct rmm_free_block - One free block of the buddy allocator (PageBuddy).
 * @pfn: First page frame of the block.
 * @order: The block has 1 << order pages.
 * @migrate_type: RMM_MIGRATE_* of the free list that holds the block;
 *   RMM_ABSENT_8 for a type that this interface does not know.
 * @reserved: Always zero.
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
 * @start: First page frame.
 * @end: End page frame, exclusive; RMM_ABSENT for the end of the zone.
 * @next: Out: page frame at which to resume; end when the range is done.
 * @buf: User address of an array of records.
 * @capacity: Size of buf in records.
 * @record_size: Size of a record, a multiple of 8. A shorter record is cut, a
 *   longer one is followed by zeros.
 * @count: Out: number of records written.
 * @reserved: Must be zero.
 * @budget_us: Time limit in µs; 0 sets no limit.
 * @cost: Out: cost of the call.
 *
 * When next is not end, call again with start = next. Pages in per-CPU lists
 * are not in free blocks.
 *
 * Errors: EPERM unless the opener and the caller have CAP_SYS_ADMIN in the
 * initial user namespace; ENXIO if the zone does not exist; EINVAL for a flag,
 * for start above end, and for a capacity of 0; EBUSY during memory hotplug;
 * EINTR if a signal arrived before the first chunk; EFAULT if a buffer cannot
 * be written.
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
 * struct rmm_pageblocks - Argument of RMM_PAGEBLOCKS: one byte for each page
 *   block of a zone in start..end, ascending, composed of RMM_BLOCK_*.
 * @size: Size of this structure as the caller knows it.
 * @flags: Must be zero.
 * @node: Node number.
 * @zone: RMM_ZONE_*.
 * @start: First page frame.
 * @end: End page frame, exclusive; RMM_ABSENT for the end of the zone.
 * @next: Out: page frame at which to resume; end when the range is done.
 * @first: Out: first page frame of the block of the first byte.
 * @buf: User address of an array of bytes.
 * @capacity: Size of buf in bytes.
 * @count: Out: number of bytes written.
 * @block_order: Out: a page block has 1 << block_order pages.
 * @reserved: Must be zero.
 * @budget_us: Time limit in µs; 0 sets no limit.
 * @cost: Out: cost of the call.
 *
 * Both ends are rounded down to a page block and limited to the zone's span.
 * Byte i describes the block at first + (i << block_order). When next is not
 * end, call again with start = next. A block that is partly in the zone is
 * described by that part, with its free pages as a share of a whole block.
 *
 * Errors: those of RMM_FREEBLOCKS.
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
 * @scanned_orders: Bit mask of orders that were counted by a scan of all page
 *   frames, chunk by chunk, because their free lists were too long for one hold
 *   of the zone's lock. The counts of any other order are a snapshot over all
 *   types.
 * @free_blocks: Number of free blocks of 1 << n pages, indexed by order n;
 *   absent for orders that this kernel does not have.
 * @free_pages: Pages in all free blocks.
 * @page_blocks: Number of page blocks of the type, as in /proc/pagetypeinfo.
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
 * struct rmm_fragmentation - Fragmentation of the free memory of one zone
 *   with present pages for one order: the numbers of /sys/kernel/debug/extfrag
 *   (mm/vmstat.c), from zone.free_area[], read without a lock.
 * @node: Node number.
 * @zone: RMM_ZONE_*.
 * @order: Order of the request.
 * @largest_order: Order of the zone's largest free block; -1 if there is
 *   none.
 * @unusable_milli: Unusable free space index in thousandths: share of the
 *   free memory in blocks below this order; 1000 without free memory
 *   (unusable_free_index()).
 * @fragmentation_milli: External fragmentation index in thousandths: -1000 if
 *   a request would succeed, towards 0 if it fails for lack of memory, towards
 *   1000 if it fails because of fragmentation; 0 without free memory
 *   (__fragmentation_index()).
 * @free_blocks: Free blocks of exactly this order.
 * @suitable_blocks: Number of blocks of this order that the free blocks can
 *   be split into.
 * @allowed_blocks: Number of these that can be allocated one by one before
 *   free pages reach watermark min, boost included, without the reserve for
 *   atomic allocations (__zone_watermark_ok()).
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
 * struct rmm_faults - Argument of RMM_FAULTS on /dev/rmm.
 * @size: Size of this structure as the caller knows it.
 * @flags: RMM_FAULTS_*.
 * @pid: With RMM_FAULTS_ATTACH: process id in the caller's pid namespace
 *   whose events are counted, or 0 for all. Otherwise zero.
 * @reserved: Must be zero.
 * @buf: User address of an array of struct rmm_fault_count; the counts are
 *   read before a detach.
 * @capacity: Size of buf in records; 0 if no counts are requested.
 * @record_size: Size of a record as the caller knows it.
 * @count: Out: number of records written.
 * @total: Out: number of counters that exist.
 * @watched_ns: Out: time for which the descriptor has counted, in ns.
 * @ring_records: With RMM_FAULTS_RECORDS: records that the ring has room for,
 *   rounded up to a power of 2, at most RMM_FAULT_RING_MAX; 0 for 16384.
 *   Otherwise zero.
 * @reserved_2: Must be zero.
 *
 * Probes are attached to tracepoints only while a descriptor counts: from a
 * call with RMM_FAULTS_ATTACH to one with RMM_FAULTS_DETACH, or to its release.
 *
 * Errors: EACCES unless the opener and the caller have CAP_SYS_ADMIN in the
 * initial user namespace, and CAP_SYS_PTRACE to count in one process; EBUSY to
 * attach a descriptor that counts, or if too many processes are counted; ENXIO
 * for the counts of a descriptor that does not count; EINVAL for records or a
 * start at exec without a process; EOPNOTSUPP for records if the feature
 * RMM_FEATURE_FAULTS is off.
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
	__u32 ring_records;
	__u32 reserved_2;
};

/**
 * struct rmm_fault_records - Argument of RMM_FAULT_RECORDS on a descriptor of
 *   /dev/rmm that was attached with RMM_FAULTS_RECORDS.
 * @size: Size of this structure as the caller knows it.
 * @flags: Must be zero.
 * @buf: User address of an array of struct rmm_fault_record.
 * @capacity: Size of buf in records.
 * @record_size: Size of a record as the caller knows it.
 * @count: Out: number of records written.
 * @reserved: Must be zero.
 * @lost: Out: faults since the start that have no record because the ring was
 *   full, or because the records could not be copied to buf.
 * @untimed: Out: faults since the start whose end could not be recorded,
 *   because too many threads were in a fault, or because the ring was full.
 *
 * Takes the oldest records out of the ring, as many as fit; 0 records if there
 * is none. They stay after the exit of the process.
 *
 * Errors: EACCES unless the opener and the caller have CAP_SYS_ADMIN and
 * CAP_SYS_PTRACE in the initial user namespace; ENXIO if the descriptor does
 * not record.
 */
struct rmm_fault_records {
	__u32 size;
	__u32 flags;
	__u64 buf;
	__u32 capacity;
	__u32 record_size;
	__u32 count;
	__u32 reserved;
	__u64 lost;
	__u64 untimed;
};

/**
 * struct rmm_fault_record - A page fault.
 * @number: Number of the fault in its ring. Numbers grow, with gaps.
 * @address: The address that was accessed; RMM_ABSENT for an address of the
 *   kernel, unless the caller may see kernel addresses.
 * @ip: Address of the instruction; RMM_ABSENT as for address.
 * @began_ns: When the fault began (CLOCK_MONOTONIC), in ns.
 * @ns: Time from the exception to the end of the kernel's work on the fault,
 *   in ns. RMM_ABSENT without RMM_FAULT_RECORD_ENDED: the fault had not ended
 *   when the record was read, or it failed, was interrupted by a signal, or
 *   occurred in an interrupt or with page faults disabled.
 * @tid: Thread id in the pid namespace of the caller that attached.
 * @flags: RMM_FAULT_RECORD_*.
 */
struct rmm_fault_record {
	__u64 number;
	__u64 address;
	__u64 ip;
	__u64 began_ns;
	__u64 ns;
	__s32 tid;
	__u32 flags;
};

/**
 * struct rmm_fault_count - One counter of RMM_FAULTS.
 * @kind: RMM_FAULT_*.
 * @reserved: Always zero.
 * @count: Count since the descriptor was attached; RMM_ABSENT if this kernel
 *   lacks the tracepoint.
 */
struct rmm_fault_count {
	__u32 kind;
	__u32 reserved;
	__u64 count;
};

/**
 * struct rmm_events - Argument of RMM_EVENTS on /dev/rmm.
 * @size: Size of this structure as the caller knows it.
 * @flags: Must be zero.
 * @buf: User address of an array of struct rmm_event.
 * @capacity: Size of buf in records.
 * @record_size: Size of a record as the caller knows it.
 * @count: Out: number of records written.
 * @total: Out: number of events that exist.
 *
 * The call returns every event.
 *
 * Errors: EBUSY during memory hotplug.
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
 * struct rmm_event - One event of RMM_EVENTS.
 * @event: RMM_EVENT_*.
 * @theme: RMM_THEME_*.
 * @total: Count since boot, as in /proc/vmstat; RMM_ABSENT if this kernel
 *   does not count it.
 * @since: Count since the last call on this descriptor; RMM_ABSENT in the
 *   first call.
 */
struct rmm_event {
	__u32 event;
	__u32 theme;
	__u64 total;
	__u64 since;
};

/**
 * struct rmm_pressure - Argument of RMM_PRESSURE on /dev/rmm.
 * @size: Size of this structure as the caller knows it.
 * @flags: Must be zero.
 * @buf: User address of an array of struct rmm_node_pressure, one for each
 *   online node.
 * @capacity: Size of buf in records.
 * @record_size: Size of a record as the caller knows it.
 * @count: Out: number of records written.
 * @nodes: Out: number of online nodes.
 * @judgement: Out: RMM_JUDGEMENT_* of the node under the highest pressure.
 * @node: Out: number of that node; -1 if there is none.
 * @allocation_stalls: Out: direct reclaims since the module was loaded
 *   (allocstall_* of /proc/vmstat).
 * @throttled: Out: direct reclaims that were throttled since the module was
 *   loaded (pgscan_direct_throttle).
 * @compaction_stalls: Out: allocations that stalled for direct compaction
 *   since the module was loaded (compact_stall).
 * @compaction_failures: Out: direct compactions after which the allocation
 *   failed, since the module was loaded (compact_fail).
 * @oom_kills: Out: processes that the OOM killer killed since the module was
 *   loaded (oom_kill).
 *
 * Errors: EBUSY during memory hotplug.
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
 * struct rmm_node_pressure - Pressure of one node.
 * @node: Node number.
 * @kswapd: RMM_KSWAPD_*.
 * @judgement: RMM_JUDGEMENT_* of this node.
 * @tightest_zone: RMM_ZONE_* of the zone with the least free memory relative
 *   to its watermarks; ~0 if there is none.
 * @free_pages: Free pages of all zones.
 * @min_pages: Sum of the min watermarks in pages.
 * @low_pages: Sum of the low watermarks in pages.
 * @high_pages: Sum of the high watermarks in pages.
 * @boost_pages: Sum of the boosts that each watermark includes, in pages.
 * @zones_below_min: Number of zones with free pages at or below watermark
 *   min.
 * @zones_below_low: Number of zones with free pages at or below watermark
 *   low.
 * @zones_below_high: Number of zones with free pages at or below watermark
 *   high.
 * @tightest_free_pages: Free pages of the tightest zone.
 * @tightest_min_pages: Watermark min of the tightest zone.
 * @tightest_low_pages: Watermark low of the tightest zone.
 * @tightest_high_pages: Watermark high of the tightest zone.
 * @kswapd_failures: Consecutive runs of kswapd that reclaimed nothing; kswapd
 *   is hopeless from 16 on (MAX_RECLAIM_RETRIES).
 * @kswapd_scanned_pages: Pages that kswapd scanned since the module was
 *   loaded.
 * @kswapd_reclaimed_pages: Pages that kswapd reclaimed since the module was
 *   loaded.
 * @direct_scanned_pages: Pages that direct reclaim scanned since the module
 *   was loaded.
 * @direct_reclaimed_pages: Pages that direct reclaim reclaimed since the
 *   module was loaded.
 *
 * Sums are over zones with present pages. Watermarks are those of
 * /proc/zoneinfo, boost included.
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
 * struct rmm_tally - Argument of the calls that return a histogram:
 *   RMM_FOLIOS with struct rmm_folios, RMM_SHARING with struct rmm_sharing,
 *   RMM_AGE with struct rmm_age, RMM_NUMA with struct rmm_numa, RMM_RUNS with
 *   struct rmm_runs.
 * @size: Size of this structure as the caller knows it.
 * @flags: RMM_TALLY_*.
 * @start: First address, page-aligned.
 * @end: End address, exclusive and page-aligned. RMM_ABSENT stands for the
 *   end of the user half.
 * @buf: User address of an array of the call's records.
 * @capacity: Size of buf in records.
 * @record_size: Size of the call's record as the caller knows it.
 * @budget_us: Time limit of the call in µs; 0 sets no limit. It is checked
 *   between page tables, so that each call walks one table at least.
 * @count: Out: number of records written.
 * @reserved: Must be zero.
 * @next: Out: address at which to resume.
 * @cost: Out: cost of the call.
 *
 * A call can end early as RMM_WALK can. Records of one call have distinct keys.
 * Add up the records of the calls that make a walk; a folio or run that the end
 * of a call splits counts as two parts.
 *
 * Errors: those of RMM_VMAS; ENOSPC for a capacity below RMM_TALLY_LEAST; EPERM
 * for RMM_RUNS if page frame numbers are hidden from the caller.
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
 * struct rmm_folios - Mapped folios by kind, node and order.
 * @kind: RMM_PAGE_*: anon, file, shmem, ksm, hugetlb, device-private or
 *   device-exclusive.
 * @node: Node.
 * @order: Order of the folios: each has 1 << order base pages.
 * @reserved: Always zero.
 * @pages: Base pages of these folios that are mapped here.
 * @huge_pages: Base pages of these that a leaf above the PTE level maps.
 * @aligned: Folios that are mapped completely and in order, from an address
 *   that is a multiple of their size.
 * @unaligned: Folios that are mapped completely and in order, from any other
 *   address.
 * @parts: Contiguous mapped ranges that are not a complete folio.
 * @part_pages: Base pages in parts.
 *
 * Pages without a folio, under migration, poisoned or swapped out are not
 * counted.
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
 * struct rmm_sharing - Pages by mapcount, and the process's proportional
 *   share of them.
 * @kind: RMM_PAGE_*. RMM_PAGE_NONE is the total of all kinds except hugetlb.
 * @mapcount: 2^n for pages with a mapcount from 2^n to 2^(n+1)-1. 0 in the
 *   total, and where the mapcount is unknown: under migration, poisoned.
 * @bytes: Bytes of pages, as Rss in smaps; of hugetlb, Private_Hugetlb and
 *   Shared_Hugetlb, with the entries of pages that are poisoned or under
 *   migration.
 * @private_bytes: Bytes with mapcount 1 (USS), which the exit of the process
 *   frees: Private_* in smaps. On a kernel without mapcounts of pages, bytes of
 *   folios that no other address space may map.
 * @shared_bytes: Bytes in folios that another address space may map
 *   (folio_maybe_mapped_shared(), or hugetlb_pmd_shared()): Shared_Hugetlb of
 *   hugetlb.
 * @pss_fraction: Sum of the bytes of each page divided by its mapcount (PSS),
 *   in 1/4096 bytes: the kernel's sum before rounding. RMM_ABSENT for hugetlb.
 * @inexact_bytes: Bytes whose share is inexact: the mapcount is the average
 *   of a folio, or that of one page stands for a whole huge page because the
 *   VMA was contended.
 * @pss_dirty_fraction: Part of pss_fraction whose entry or folio is dirty:
 *   Pss_Dirty in smaps_rollup. RMM_ABSENT for hugetlb.
 * @lazyfree_bytes: Bytes of anonymous memory that reclaim frees without
 *   writing it to swap (MADV_FREE): LazyFree in smaps_rollup. RMM_ABSENT for
 *   hugetlb.
 *
 * As in smaps, hugetlb has no share and is in no total.
 */
struct rmm_sharing {
	__u32 kind;
	__u32 mapcount;
	__u64 bytes;
	__u64 private_bytes;
	__u64 shared_bytes;
	__u64 pss_fraction;
	__u64 inexact_bytes;
	__u64 pss_dirty_fraction;
	__u64 lazyfree_bytes;
};

/**
 * struct rmm_age - Pages by kind and MGLRU generation.
 * @kind: RMM_PAGE_*.
 * @age: Number of younger generations, 0 for the youngest; RMM_ABSENT_32 for
 *   pages in no generation.
 * @bytes: Size in bytes.
 * @young_bytes: Bytes whose entry is accessed.
 * @referenced_bytes: Bytes whose entry is accessed or whose folio is
 *   referenced.
 * @dirty_bytes: Bytes whose entry or folio is dirty.
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
 * struct rmm_numa - Pages by kind and node, as /proc/PID/numa_maps counts
 *   them: reserved pages, device memory and nonpresent entries are excluded.
 * @vma: First address of the VMA with RMM_TALLY_VMAS, otherwise RMM_ABSENT.
 * @kind: RMM_PAGE_*.
 * @node: Node.
 * @pages: Pages of the VMA's page size: a hugetlb page counts once.
 * @dirty_pages: Bytes whose entry or folio is dirty.
 * @bytes: Size of pages in bytes.
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
 * struct rmm_runs - Physically contiguous runs: consecutive addresses of one
 *   VMA that map consecutive page frames, across folios.
 * @vma_kind: RMM_VMA_*.
 * @order: Runs of 2^order to 2^(order+1)-1 base pages.
 * @runs: Number of runs.
 * @pages: Base pages in these runs.
 *
 * The call is EPERM if page frame numbers are hidden from the caller.
 */
struct rmm_runs {
	__u32 vma_kind;
	__u32 order;
	__u64 runs;
	__u64 pages;
};

/**
 * struct rmm_processes - Argument of RMM_PROCESSES: one record for each
 *   process with an address space, by ascending pid.
 * @size: Size of this structure as the caller knows it.
 * @flags: RMM_PROCESSES_*.
 * @buf: User address of an array of struct rmm_process.
 * @capacity: Size of buf in records.
 * @record_size: sizeof(struct rmm_process) as the caller knows it.
 * @budget_us: Time limit of the call in µs; 0 sets no limit. It is checked
 *   between processes, so that each call returns one process at least.
 * @first: Lowest pid to return.
 * @next: Out: pid at which to resume; 0 at the end.
 * @count: Out: number of records written.
 * @reserved: Must be zero.
 * @cost: Out: cost of the walks.
 *
 * Kernel threads and zombies have none, and threads have no record of their
 * own. When next is not 0, call again with first = next.
 *
 * Processes and pids are those of the caller's pid namespace. Unless the opener
 * of /dev/rmm and the caller have CAP_SYS_PTRACE in the initial user namespace,
 * only the caller is returned.
 *
 * Errors: EINVAL for an unknown flag, a negative first, or a capacity of 0;
 * EINTR for a signal before the first record; EFAULT if a buffer cannot be
 * written.
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
 * @owner: Process that owns the address space (mm->owner), or -1. Processes
 *   with the same owner share an address space, and each shows all of it.
 * @comm: Name (comm), zero-terminated.
 * @virtual_bytes: VmSize.
 * @anon_bytes: RssAnon.
 * @file_bytes: RssFile.
 * @shmem_bytes: RssShmem.
 * @hugetlb_bytes: HugetlbPages.
 * @swap_bytes: VmSwap.
 * @table_bytes: VmPTE.
 * @huge_bytes: Resident bytes that a leaf above the PTE level maps, hugetlb
 *   excluded. Absent without RMM_PROCESSES_RESIDENT, as are the next two
 *   fields.
 * @node_bytes: Present bytes of folios by node, hugetlb included.
 * @more_nodes_bytes: Present bytes of folios on nodes from RMM_NODE_SLOTS on.
 * @uss_bytes: Bytes that no other entry maps, hugetlb excluded. Absent
 *   without RMM_PROCESSES_PSS.
 * @pss_bytes: Sum of the bytes of each page divided by its mapcount: Pss in
 *   smaps_rollup, with its rounding.
 * @inexact_bytes: Bytes whose share is inexact, as in rmm_sharing.
 * @pss_dirty_bytes: Part of pss_bytes whose entry or folio is dirty:
 *   Pss_Dirty in smaps_rollup. Absent without RMM_PROCESSES_PSS, as are the
 *   fields below.
 * @pss_anon_bytes: Part of pss_bytes in anonymous folios: Pss_Anon in
 *   smaps_rollup.
 * @pss_file_bytes: Part of pss_bytes in folios of files: Pss_File in
 *   smaps_rollup.
 * @pss_shmem_bytes: Part of pss_bytes in folios of shmem: Pss_Shmem in
 *   smaps_rollup.
 * @lazyfree_bytes: Bytes of anonymous memory that reclaim frees without
 *   writing it to swap (MADV_FREE): LazyFree in smaps_rollup.
 * @memory_cgroup: Memory cgroup that new pages of the process are charged to,
 *   by its inode number (rmm_memcg.cgroup): that of owner. It may be an
 *   ancestor of the cgroup in /proc/PID/cgroup, if that one has no memory
 *   controller. Absent without an owner.
 * @uid: Effective user id in the caller's user namespace; RMM_ABSENT_32 if it
 *   has no number there. The owner of /proc/PID is root instead while the
 *   process is not dumpable.
 * @real_uid: Real user id, likewise.
 *
 * The counters are those of /proc/PID/status.
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
	__u64 pss_dirty_bytes;
	__u64 pss_anon_bytes;
	__u64 pss_file_bytes;
	__u64 pss_shmem_bytes;
	__u64 lazyfree_bytes;
	__u64 memory_cgroup;
	__u32 uid;
	__u32 real_uid;
};

/**
 * struct rmm_faults_of - Argument of RMM_FAULTS_OF: page faults of a process
 *   and of the children that it waited for, as in /proc/PID/stat.
 * @size: Size of this structure as the caller knows it.
 * @flags: Must be zero.
 * @minor: Out: faults without I/O of all threads, exited ones included.
 * @major: Out: faults that waited for I/O, of all threads.
 * @children_minor: Out: minor of children that were waited for.
 * @children_major: Out: major of children that were waited for.
 * @buf: User address of an array of struct rmm_fault_count for the counts by
 *   kind.
 * @capacity: Size of buf in records; 0 if no counts are requested.
 * @record_size: Size of a record as the caller knows it.
 * @count: Out: number of records written.
 * @total: Out: number of counters that exist.
 * @watched_ns: Out: time since the earliest counting descriptor was attached,
 *   in ns. RMM_ABSENT if none counts; then each count is absent, too.
 *
 * The counts by kind are present while RMM_FAULTS or /proc/rmm/faults (pid PID)
 * counts in the process.
 *
 * Errors: EINVAL for an unknown flag; ESRCH after exit or exec; EFAULT if a
 * buffer cannot be written.
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
 * struct rmm_frame - One page frame (struct page, struct folio).
 * @pfn: Page frame number.
 * @folio_pfn: First page frame of its folio or free block; RMM_ABSENT without
 *   a struct page, or if the block was not found.
 * @kpageflags: KPF_* of linux/kernel-page-flags.h, as in /proc/kpageflags;
 *   RMM_ABSENT without a struct page.
 * @cgroup: Inode of the memory cgroup that the page is charged to, or of its
 *   nearest online ancestor, as in /proc/kpagecgroup; 0 if uncharged; or
 *   RMM_ABSENT.
 * @bits: RMM_FRAME_F_*.
 * @node: Node; -1 if there is none.
 * @kind: RMM_FRAME_*.
 * @zone: RMM_ZONE_*; RMM_ABSENT_8 for none.
 * @order: Order of the folio or free block; RMM_ABSENT_8 where folio_pfn is
 *   absent.
 * @age: Number of MGLRU generations younger than the folio's, or RMM_ABSENT_8
 *   if it is in none.
 * @mapcount: Mapcount of the page, as in /proc/kpagecount, or RMM_ABSENT_32.
 * @folio_mapcount: Number of entries that map any part of the folio, or
 *   RMM_ABSENT_32.
 * @references: Reference count of the folio, or RMM_ABSENT_32.
 * @expected_references: References that mappings, page cache, swap cache and
 *   private data account for (folio_expected_ref_count()), or RMM_ABSENT_32.
 * @reserved: Always zero.
 *
 * It is read without a lock or reference, so a page in use may change between
 * two fields.
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
 * struct rmm_frame_state - A page frame as RMM_PFNS returns it, with the
 *   state of its folio.
 * @frame: The page frame.
 * @folio_bits: RMM_FOLIO_F_*, or RMM_ABSENT_32.
 * @pins: Pins of the folio, as in rmm_page.
 * @entire_mapcount: Number of entries that map the whole folio, as in
 *   rmm_page.
 * @last_cpu: CPU of the last NUMA hinting fault, as in rmm_page.
 * @last_pid: Low eight bits of the thread's pid in that fault, as in
 *   rmm_page.
 * @reserved: Always zero.
 *
 * The fields are absent without RMM_FRAME_A_STATE, and for frames that are free
 * or of a page type other than hugetlb.
 */
struct rmm_frame_state {
	struct rmm_frame frame;
	__u32 folio_bits;
	__u32 pins;
	__u32 entire_mapcount;
	__u32 last_cpu;
	__u32 last_pid;
	__u32 reserved;
};

/**
 * struct rmm_pfns - Argument of RMM_PFNS: the page frames of start..end in
 *   ascending order, without holes.
 * @size: Size of this structure as the caller knows it.
 * @flags: Must be zero.
 * @start: First page frame.
 * @end: End page frame, exclusive, at most 2^52; RMM_ABSENT stands for 2^52.
 * @buf: User address of an array of struct rmm_frame_state, which begins with
 *   struct rmm_frame.
 * @capacity: Size of buf in records.
 * @record_size: sizeof(struct rmm_frame_state) as the caller knows it, or
 *   sizeof(struct rmm_frame).
 * @budget_us: Time limit of the call in µs; 0 sets no limit. It is checked
 *   between chunks of 256 frames, so that each call reads one chunk at least.
 * @attributes: RMM_FRAME_A_*.
 * @kinds: Filter: bit n passes frames of RMM_FRAME_* n.
 * @kpf_required: Filter: all of these KPF_* are set.
 * @kpf_excluded: Filter: none of these KPF_* is set.
 * @kpf_any: Filter: at least one of these KPF_* is set.
 * @orders: Filter: bit n passes frames of order n.
 * @node_plus_1: Filter: node number plus one.
 * @count: Out: number of records written.
 * @next: Out: page frame at which to resume; end when the range is done.
 * @frames: Out: number of frames that were read.
 * @holes: Out: number of frames in holes that were skipped.
 * @cost: Out: cost of the call; tables counts chunks, entries frames.
 *
 * A call ends at the end of the range, when the buffer is full, when the budget
 * is used up, or when a signal is pending. next is the frame at which to
 * resume. A frame is returned if it passes every filter; a filter of 0 passes
 * all frames.
 *
 * Errors: EPERM unless the opener of /dev/rmm and the caller have CAP_SYS_ADMIN
 * in the initial user namespace; EINVAL for a range that is empty or ends
 * beyond 2^52, for an unknown bit, and for a capacity of 0; EBUSY during memory
 * hotplug; EFAULT if a buffer cannot be written.
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
 * struct rmm_file_cache - Page cache of one file on one node, by kind and
 *   order of the entries.
 * @node: Node; -1 for an entry that is not a folio.
 * @kind: RMM_CACHE_*.
 * @order: Order of the entries.
 * @reserved: Always zero.
 * @entries: Number of entries; the number of folios if they are folios.
 * @pages: Pages that the entries stand for.
 * @mapped_pages: Pages of folios of which a page is mapped (folio_mapped()).
 * @dirty_pages: Dirty pages (PAGECACHE_TAG_DIRTY).
 * @writeback_pages: Pages under writeback (PAGECACHE_TAG_WRITEBACK).
 * @clean_pages: Pages of folios that are neither dirty nor under writeback;
 *   absent for files without writeback.
 * @active_pages: Pages of folios on an active LRU list. With MGLRU the two
 *   youngest generations count as active.
 * @inactive_pages: Pages of folios on an inactive LRU list, likewise.
 * @unevictable_pages: Pages of unevictable folios. Other folios are on no
 *   list: of hugetlb, isolated, or on their way to a list.
 * @gen_pages: Pages by age: 0 is the youngest MGLRU generation.
 *
 * Pages outside the range of the call are not counted, so a folio that crosses
 * its start or end counts in part. Dirty pages and pages under writeback are
 * those that the page cache has tagged, as cachestat(2) counts them: none in a
 * file system without writeback, such as shmem.
 */
struct rmm_file_cache {
	__s32 node;
	__u8 kind;
	__u8 order;
	__u16 reserved;
	__u64 entries;
	__u64 pages;
	__u64 mapped_pages;
	__u64 dirty_pages;
	__u64 writeback_pages;
	__u64 clean_pages;
	__u64 active_pages;
	__u64 inactive_pages;
	__u64 unevictable_pages;
	__u64 gen_pages[4];
};

/**
 * struct rmm_file - Argument of RMM_FILE: counts the page cache of a file by
 *   node, kind and order.
 * @size: Size of this structure as the caller knows it.
 * @flags: Must be zero.
 * @start: Offset of the first byte.
 * @end: End offset, exclusive; RMM_ABSENT for all of the page cache, which
 *   may have pages beyond the end of the file.
 * @buf: User address of an array of struct rmm_file_cache.
 * @capacity: Size of buf in records.
 * @record_size: sizeof(struct rmm_file_cache) as the caller knows it.
 * @budget_us: Time limit of the call in µs; 0 sets no limit. It is checked
 *   between batches of 64 entries, so that each call reads one batch at least.
 * @fd: Descriptor of the file.
 * @count: Out: number of records written.
 * @next: Out: offset at which to resume; end when the range is done.
 * @cached_pages: Out: pages of the whole page cache when the call began
 *   (nrpages of struct address_space): folios and DAX entries.
 * @cost: Out: cost of the call; tables counts batches, entries entries of the
 *   page cache.
 *
 * A call ends at the end of the range, when the buffer is full, when the budget
 * is used up, or when a signal is pending; next is the offset at which to
 * resume. The caller adds up the records of two calls. Holes cost nothing.
 *
 * Regular files (those of shmem and hugetlbfs too), block devices and
 * directories have a page cache. The page cache is not locked, so folios that
 * are added or removed meanwhile may be counted or not.
 *
 * Errors: EPERM unless the caller may call cachestat(2) on the file (the
 * descriptor is writable, or the caller owns the file or may write to it), or
 * the opener of /dev/rmm and the caller have CAP_SYS_ADMIN in the initial user
 * namespace; EBADF if fd is not open, or was opened with O_PATH; EOPNOTSUPP for
 * a pipe, socket or character device; EINVAL for a range that is empty, for an
 * unknown flag, and for a capacity of 0; EBUSY during memory hotplug; EFAULT if
 * a buffer cannot be written.
 */
struct rmm_file {
	__u32 size;
	__u32 flags;
	__u64 start;
	__u64 end;
	__u64 buf;
	__u32 capacity;
	__u32 record_size;
	__u64 budget_us;
	__s32 fd;
	__u32 count;
	__u64 next;
	__u64 cached_pages;
	struct rmm_cost cost;
};

/**
 * struct rmm_mapping - One page-table entry that maps the page, in one
 *   process.
 * @pid: Process id in the caller's pid namespace; 0 if it has none there, and
 *   if no process has the address space yet (fork) or any more (exit).
 * @level: RMM_LEVEL_*: level of the entry.
 * @addr: Address that maps the page.
 * @entry: The raw entry.
 * @entry_bits: RMM_ENTRY_F_*.
 * @vma_start: First address of the VMA.
 * @vma_end: End address of the VMA, exclusive.
 * @vma_flags: RMM_VMA_F_*.
 *
 * Processes that share an address space have a record each; threads have none.
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
 * struct rmm_rmap - Argument of RMM_RMAP: every entry that maps one page,
 *   over all processes.
 * @size: Size of this structure as the caller knows it.
 * @flags: Must be zero.
 * @pfn: The page frame. On an address space, out: page frame of the address,
 *   or RMM_ABSENT.
 * @address: The address; zero on /dev/rmm.
 * @buf: User address of an array of struct rmm_mapping.
 * @capacity: Size of buf in records.
 * @record_size: sizeof(struct rmm_mapping) as the caller knows it.
 * @budget_us: Time limit of the call in µs; 0 sets no limit. It is checked
 *   between batches of 256 mappings.
 * @cursor: Cursor: zero at the start, then unchanged from the previous call.
 * @count: Out: number of records written.
 * @state: Out: RMM_RMAP_*.
 * @bits: Out: RMM_RMAP_F_*.
 * @reserved: Must be zero.
 * @frame: Out: the page.
 * @cost: Out: cost of the call. entries counts entries that map the page,
 *   tables batches of the reverse map, vmas VMAs whose tables were read, drops
 *   attempts that found a lock held.
 *
 * The page is named by its frame on /dev/rmm and by an address on an address
 * space.
 *
 * Start with a zero cursor. While state is RMM_RMAP_MORE or RMM_RMAP_CONTENDED,
 * call again with the argument unchanged. A mapping may be returned twice, but
 * none that stays is skipped.
 *
 * Errors: EPERM unless all openers and the caller have CAP_SYS_ADMIN in the
 * initial user namespace; EINVAL for a flag, a page frame from 2^52 on, an
 * address beyond the user half, an invalid cursor, or a capacity of 0; EBUSY
 * during memory hotplug; EFAULT if a buffer cannot be written; EINTR for a
 * signal; ESRCH after exit or exec.
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
 * struct rmm_extent - A range of addresses whose entries agree in the
 *   requested properties.
 * @addr: First address.
 * @bytes: Length in bytes.
 * @pfn: First page frame with RMM_EXTENT_A_CONTIGUOUS; RMM_ABSENT without one
 *   or if not requested.
 * @entries: Number of entries that begin in the extent; 0 if they are empty.
 * @categories: RMM_CAT_*, masked by rmm_walk.returned.
 * @cgroup: Inode of the memory cgroup, 0 if uncharged; or RMM_ABSENT.
 * @mapcount: Mapcount of each page, or RMM_ABSENT_32.
 * @node: Node; -1 without a page or if not requested.
 * @kind: RMM_PAGE_*, or RMM_ABSENT_8.
 * @level: RMM_LEVEL_*, or RMM_ABSENT_8. Where a table is missing, the level
 *   of the empty entry.
 * @vma_kind: RMM_VMA_*, or RMM_ABSENT_8.
 * @order: Order of the folios; RMM_ABSENT_8 without a folio.
 * @zone: RMM_ZONE_*, or RMM_ABSENT_8.
 * @age: Number of younger MGLRU generations, or RMM_ABSENT_8.
 * @reserved: Always zero.
 *
 * Ranges of empty entries are extents of the kind RMM_PAGE_NONE if bit 0 of
 * rmm_walk.kinds is set, otherwise omitted. Extents are in ascending order.
 * Adjacent extents differ in a property unless a call ended between them. Each
 * page table is read at one moment; an extent across several tables joins
 * several moments.
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
 * @bytes: Size of the file in bytes; ftruncate(2) changes it.
 * @cap: Bytes of memory that the arena may use, rounded up to a multiple of 2
 *   MiB; 0 stands for bytes. They count against the user's limit while the
 *   arena exists. Beyond the cap a fault is SIGBUS and fallocate(2) is ENOSPC.
 * @nodes: Mask of nodes to place pages on. Nodes without memory and nodes
 *   that are not allowed are dropped.
 * @fast: Tiered: mask of the fast nodes among nodes; 0 stands for the nodes
 *   with CPUs.
 * @weights: User address of weights_count 32-bit numbers, one for each node
 *   from 0 on; further nodes have weight 0. Weighted: pages at a time, 1 to
 *   255. Adaptive: bandwidth in any unit.
 * @weights_count: Number of weights, at most 64; 0 without weights.
 * @policy: RMM_PLACE_*.
 *
 * The call returns a close-on-exec file descriptor for mmap(2).
 *
 * Errors: EINVAL if bytes is 0, exceeds cap or exceeds the maximum file size,
 * for an unknown policy or flag, if the policy needs nodes and none of nodes
 * has memory and is allowed, and for weights that are all 0, exceed 255
 * (weighted) or do not belong to the policy; ENOSPC if the user's limit is
 * exceeded.
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
 * struct rmm_arena_stat - Argument of RMM_ARENA_STAT, a group of lines in
 *   /proc/rmm/arenas.
 * @size: Size of this structure as the caller knows it.
 * @flags: RMM_ARENA_STAT_*.
 * @id: Out: number of the arena, as in /proc/rmm/arenas.
 * @uid: Out: user id of the creator in the initial user namespace.
 * @policy: Out: RMM_PLACE_*.
 * @inode: Out: inode number, as in /proc/PID/maps.
 * @bytes: Out: size of the file in bytes.
 * @cap: Out: bytes of memory that the arena may use.
 * @nodes: Out: mask of the nodes that it places pages on.
 * @arena_flags: Out: RMM_ARENA_*.
 * @reserved: Out: always zero.
 * @resident_pages: Out: pages in memory.
 * @swapped_pages: Out: pages in swap.
 * @hint_faults: Out: NUMA hinting faults; RMM_ABSENT where they cannot be
 *   distinguished from other calls of get_policy.
 * @swapped_in: Out: pages that a fault swapped in.
 * @decisions: Out: number of decisions written to the ring since creation.
 *   RMM_ARENA_RING returns the last of them.
 * @node_pages: Out: pages in memory by node, with RMM_ARENA_STAT_NODES;
 *   otherwise RMM_ABSENT.
 * @placed: Out: pages placed since creation, by node: those that faults and
 *   fallocate(2) allocated. A folio is one page unless madvise(2) requests
 *   larger ones. Pages that the kernel fills when it collapses pages into a
 *   huge one are not placed.
 * @reasons: Out: decisions by RMM_REASON_*.
 * @refusals: Out: pages that were not migrated, by RMM_REFUSAL_*.
 * @heat: Out: pages in memory by frequency of use when last sampled. Bucket
 *   15: at least once in 1 ms; each lower bucket: half as often; bucket 1: once
 *   in 16 s; bucket 0: less often or unknown. All zero for a policy that does
 *   not sample.
 * @heat_fast: Out: pages of heat that are on fast nodes.
 * @moved_in: Out: pages migrated to each node since creation by this module,
 *   or by the kernel at its request. placed + moved_in - moved_out is the
 *   number of pages of a node that were not truncated, swapped out or migrated
 *   otherwise.
 * @moved_out: Out: pages migrated away from each node, likewise.
 * @sampled: Out: pages unmapped since creation to detect use.
 * @used: Out: sampled pages that were used.
 * @maker_pid: Out: pid of the process that created the arena, in the caller's
 *   pid namespace; in /proc/rmm/arenas, in the opener's. RMM_ABSENT if the
 *   process has been reaped or is not visible there.
 * @maker_comm: Out: name (comm) of that process when it created the arena,
 *   zero-terminated.
 * @shared_mappings: Out: mappings (VMAs) with MAP_SHARED, with
 *   RMM_ARENA_STAT_NODES; otherwise RMM_ABSENT, as are the next three fields.
 *   They are absent, too, if there are more than 1024 mappings, or if their
 *   page tables are too many.
 * @private_mappings: Out: mappings with MAP_PRIVATE.
 * @private_pages: Out: private copies in memory, by node: anonymous pages in
 *   private mappings, read from their page tables. A page that fork(2) shares
 *   counts in each process. No page of them is in resident_pages.
 * @private_swapped: Out: private copies in swap, likewise.
 * @private_placed: Out: private copies made since creation, by the node that
 *   they were placed on; the same decisions as reasons[RMM_REASON_PRIVATE].
 *
 * Counts begin with the creation of the arena. Each is exact, but together they
 * are not a snapshot.
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
	__u64 maker_pid;
	__u8 maker_comm[16];
	__u64 shared_mappings;
	__u64 private_mappings;
	__u64 private_pages[64];
	__u64 private_swapped;
	__u64 private_placed[64];
};

/**
 * struct rmm_arena_move - Argument of RMM_ARENA_MOVE: migrates the resident
 *   pages of a range to nodes, page by page.
 * @size: Size of this structure as the caller knows it.
 * @flags: Must be zero.
 * @start: Offset of the first byte, a multiple of the page size.
 * @len: Length in bytes, a multiple of the page size.
 * @nodes: Mask of target nodes.
 * @next: Out: offset at which to resume after a signal; start + len when the
 *   range is done.
 * @moved: Out: pages that were migrated.
 * @stayed: Out: pages that were on one of the nodes already.
 * @absent: Out: pages that are not in memory.
 * @refusals: Out: pages that were not migrated, by RMM_REFUSAL_*.
 *
 * A page that is on one of these nodes stays. The others are distributed over
 * the nodes in turn.
 *
 * Errors: EINVAL if the range is unaligned, or if none of nodes has memory and
 * is allowed.
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
 *   oldest first, as struct rmm_decision.
 * @size: Size of this structure as the caller knows it.
 * @flags: Must be zero.
 * @next: Number of the first decision to return. Out: number at which to
 *   resume.
 * @buf: User address of an array of struct rmm_decision.
 * @capacity: Records that the array has room for.
 * @record_size: Size of a record as the caller knows it.
 * @lost: Out: requested decisions that were overwritten.
 * @count: Out: number of records written.
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
 * struct rmm_decision - One placement decision.
 * @number: Number of the decision, from 0.
 * @time_ns: Time by CLOCK_MONOTONIC, in ns.
 * @page: Index of the page in the arena.
 * @node: Node that the page was placed on or migrated to; RMM_ARENA_NODES if
 *   none.
 * @wanted: First choice of the policy; RMM_ARENA_NODES if the kernel chooses.
 * @reason: RMM_REASON_*.
 * @local: Node of the CPU that the decision was made on.
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
 * On /dev/rmm: returns the version, the features, and the reason why a feature
 * is off. Argument: struct rmm_info.
 */
#define RMM_INFO	_IOWR(RMM_IOC_MAGIC, 0x00, struct rmm_head)

/*
 * On /dev/rmm: returns a file descriptor for the address space of one process.
 * Argument: struct rmm_open.
 */
#define RMM_OPEN	_IOWR(RMM_IOC_MAGIC, 0x01, struct rmm_head)

/*
 * On an address space: returns the VMAs in a range, in ascending order.
 * Argument: struct rmm_vmas.
 */
#define RMM_VMAS	_IOWR(RMM_IOC_MAGIC, 0x10, struct rmm_head)

/*
 * On an address space: walks the page tables of a range. Argument: struct
 * rmm_walk.
 */
#define RMM_WALK	_IOWR(RMM_IOC_MAGIC, 0x11, struct rmm_head)

/*
 * On an address space: returns the number and size of its page tables by level.
 * Argument: struct rmm_list.
 */
#define RMM_PAGETABLE	_IOWR(RMM_IOC_MAGIC, 0x12, struct rmm_head)

/*
 * On an address space: returns its segments and how much of each is resident.
 * Argument: struct rmm_list.
 */
#define RMM_SEGMENTS	_IOWR(RMM_IOC_MAGIC, 0x13, struct rmm_head)

/*
 * On an address space: translates one address and returns the entry at each
 * level. Argument: struct rmm_translate.
 */
#define RMM_TRANSLATE	_IOWR(RMM_IOC_MAGIC, 0x14, struct rmm_head)

/*
 * On an address space: counts folios by kind, node and order, and how they are
 * mapped. Argument: struct rmm_tally.
 */
#define RMM_FOLIOS	_IOWR(RMM_IOC_MAGIC, 0x15, struct rmm_head)

/*
 * On an address space: returns USS and PSS, and counts pages by mapcount.
 * Argument: struct rmm_tally.
 */
#define RMM_SHARING	_IOWR(RMM_IOC_MAGIC, 0x16, struct rmm_head)

/*
 * On an address space: counts pages by MGLRU generation. Argument: struct
 * rmm_tally.
 */
#define RMM_AGE	_IOWR(RMM_IOC_MAGIC, 0x17, struct rmm_head)

/*
 * On an address space: counts pages by VMA, kind and node. Argument: struct
 * rmm_tally.
 */
#define RMM_NUMA	_IOWR(RMM_IOC_MAGIC, 0x18, struct rmm_head)

/*
 * On an address space: counts physically contiguous runs by length. Argument:
 * struct rmm_tally.
 */
#define RMM_RUNS	_IOWR(RMM_IOC_MAGIC, 0x19, struct rmm_head)

/*
 * On an address space: returns the page faults of its process. Argument: struct
 * rmm_faults_of.
 */
#define RMM_FAULTS_OF	_IOWR(RMM_IOC_MAGIC, 0x1a, struct rmm_head)

/*
 * On an address space: returns its fields (struct rmm_mm), one record.
 * Argument: struct rmm_list.
 */
#define RMM_MM	_IOWR(RMM_IOC_MAGIC, 0x1b, struct rmm_head)

/*
 * On /dev/rmm, by page frame, and on an address space, by address: returns the
 * mappings of a page. Argument: struct rmm_rmap.
 */
#define RMM_RMAP	_IOWR(RMM_IOC_MAGIC, 0x20, struct rmm_head)

/*
 * On /dev/rmm: returns a record for each page frame of a range. Argument:
 * struct rmm_pfns.
 */
#define RMM_PFNS	_IOWR(RMM_IOC_MAGIC, 0x21, struct rmm_head)

/*
 * On /dev/rmm: returns one record for each process. Argument: struct
 * rmm_processes.
 */
#define RMM_PROCESSES	_IOWR(RMM_IOC_MAGIC, 0x22, struct rmm_head)

/*
 * On /dev/rmm: counts faults, migrations and reclaim while the descriptor
 * requests it. Argument: struct rmm_faults.
 */
#define RMM_FAULTS	_IOWR(RMM_IOC_MAGIC, 0x23, struct rmm_head)

/*
 * On /dev/rmm: counts the page cache of a file by node, kind and order.
 * Argument: struct rmm_file.
 */
#define RMM_FILE	_IOWR(RMM_IOC_MAGIC, 0x24, struct rmm_head)

/*
 * On /dev/rmm: returns the page faults of one process, one record each, while
 * the descriptor records them. Argument: struct rmm_fault_records.
 */
#define RMM_FAULT_RECORDS	_IOWR(RMM_IOC_MAGIC, 0x25, struct rmm_head)

/*
 * On /dev/rmm: returns the online nodes (struct rmm_node), or their CPUs,
 * distances or zonelists as a flag selects. Argument: struct rmm_rows.
 */
#define RMM_NODES	_IOWR(RMM_IOC_MAGIC, 0x30, struct rmm_head)

/*
 * On /dev/rmm: returns the zones of the online nodes (struct rmm_zone), or with
 * a flag their per-CPU page lists. Argument: struct rmm_rows.
 */
#define RMM_ZONES	_IOWR(RMM_IOC_MAGIC, 0x31, struct rmm_head)

/*
 * On /dev/rmm: returns free blocks by order (struct rmm_buddy) of every zone
 * with present pages. Argument: struct rmm_rows.
 */
#define RMM_BUDDY	_IOWR(RMM_IOC_MAGIC, 0x32, struct rmm_head)

/*
 * On /dev/rmm: returns free blocks by migrate type and order (struct
 * rmm_pagetypes) of every zone with present pages. The opener and the caller
 * need CAP_SYS_ADMIN in the initial user namespace. Argument: struct rmm_rows.
 */
#define RMM_PAGETYPES	_IOWR(RMM_IOC_MAGIC, 0x33, struct rmm_head)

/*
 * On /dev/rmm: returns every free block of a zone. Argument: struct
 * rmm_freeblocks.
 */
#define RMM_FREEBLOCKS	_IOWR(RMM_IOC_MAGIC, 0x34, struct rmm_head)

/*
 * On /dev/rmm: returns one byte for every page block of a zone. Argument:
 * struct rmm_pageblocks.
 */
#define RMM_PAGEBLOCKS	_IOWR(RMM_IOC_MAGIC, 0x35, struct rmm_head)

/*
 * On /dev/rmm: returns fragmentation by order (struct rmm_fragmentation) of
 * every zone with present pages. Argument: struct rmm_rows.
 */
#define RMM_FRAGMENTATION	_IOWR(RMM_IOC_MAGIC, 0x36, struct rmm_head)

/*
 * On /dev/rmm: returns the LRU lists and MGLRU generations of every online
 * node. Argument: struct rmm_list.
 */
#define RMM_LRU	_IOWR(RMM_IOC_MAGIC, 0x37, struct rmm_head)

/*
 * On /dev/rmm: returns event counts since boot, by theme. Argument: struct
 * rmm_events.
 */
#define RMM_EVENTS	_IOWR(RMM_IOC_MAGIC, 0x38, struct rmm_head)

/*
 * On /dev/rmm: returns the regions of the kernel's address space from top to
 * bottom. Argument: struct rmm_list.
 */
#define RMM_LAYOUT	_IOWR(RMM_IOC_MAGIC, 0x39, struct rmm_head)

/*
 * On /dev/rmm: returns every memory cgroup, or with a flag its lists by node.
 * Argument: struct rmm_memcgs.
 */
#define RMM_MEMCGS	_IOWR(RMM_IOC_MAGIC, 0x3a, struct rmm_head)

/*
 * On /dev/rmm: returns the memory pressure of the machine and of each node.
 * Argument: struct rmm_pressure.
 */
#define RMM_PRESSURE	_IOWR(RMM_IOC_MAGIC, 0x3b, struct rmm_head)

/*
 * On /dev/rmm: creates an arena and returns a file descriptor for mmap(2).
 * Argument: struct rmm_arena_create.
 */
#define RMM_ARENA_CREATE	_IOWR(RMM_IOC_MAGIC, 0x40, struct rmm_head)

/*
 * On an arena: returns where its pages are and counts placement decisions by
 * reason. Argument: struct rmm_arena_stat.
 */
#define RMM_ARENA_STAT	_IOWR(RMM_IOC_MAGIC, 0x41, struct rmm_head)

/*
 * On an arena: migrates the pages of a range to other nodes. Argument: struct
 * rmm_arena_move.
 */
#define RMM_ARENA_MOVE	_IOWR(RMM_IOC_MAGIC, 0x42, struct rmm_head)

/*
 * On an arena: returns the last placement decisions. Argument: struct
 * rmm_arena_ring.
 */
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
RMM_ASSERT(sizeof(struct rmm_vma) == 576);
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
RMM_ASSERT(offsetof(struct rmm_vma, pkey) == 528);
RMM_ASSERT(offsetof(struct rmm_vma, reserved_2) == 532);
RMM_ASSERT(offsetof(struct rmm_vma, lazyfree_bytes) == 536);
RMM_ASSERT(offsetof(struct rmm_vma, pss_dirty_bytes) == 544);
RMM_ASSERT(offsetof(struct rmm_vma, pgoff) == 552);
RMM_ASSERT(offsetof(struct rmm_vma, anon_pgoff) == 560);
RMM_ASSERT(offsetof(struct rmm_vma, arena_policy) == 568);
RMM_ASSERT(offsetof(struct rmm_vma, reserved_3) == 572);
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
RMM_ASSERT(sizeof(struct rmm_mm) == 248);
RMM_ASSERT(offsetof(struct rmm_mm, flags) == 0);
RMM_ASSERT(offsetof(struct rmm_mm, default_vma_flags) == 8);
RMM_ASSERT(offsetof(struct rmm_mm, virtual_bytes) == 16);
RMM_ASSERT(offsetof(struct rmm_mm, peak_virtual_bytes) == 24);
RMM_ASSERT(offsetof(struct rmm_mm, resident_bytes) == 32);
RMM_ASSERT(offsetof(struct rmm_mm, peak_resident_bytes) == 40);
RMM_ASSERT(offsetof(struct rmm_mm, locked_bytes) == 48);
RMM_ASSERT(offsetof(struct rmm_mm, pinned_bytes) == 56);
RMM_ASSERT(offsetof(struct rmm_mm, data_bytes) == 64);
RMM_ASSERT(offsetof(struct rmm_mm, exec_bytes) == 72);
RMM_ASSERT(offsetof(struct rmm_mm, stack_bytes) == 80);
RMM_ASSERT(offsetof(struct rmm_mm, map_count) == 88);
RMM_ASSERT(offsetof(struct rmm_mm, users) == 92);
RMM_ASSERT(offsetof(struct rmm_mm, dump_filter) == 96);
RMM_ASSERT(offsetof(struct rmm_mm, numa_scan_seq) == 100);
RMM_ASSERT(offsetof(struct rmm_mm, numa_scan_offset) == 104);
RMM_ASSERT(offsetof(struct rmm_mm, numa_next_scan_ms) == 112);
RMM_ASSERT(offsetof(struct rmm_mm, ksm_merging_pages) == 120);
RMM_ASSERT(offsetof(struct rmm_mm, ksm_rmap_items) == 128);
RMM_ASSERT(offsetof(struct rmm_mm, ksm_zero_pages) == 136);
RMM_ASSERT(offsetof(struct rmm_mm, mmap_base) == 144);
RMM_ASSERT(offsetof(struct rmm_mm, task_size) == 152);
RMM_ASSERT(offsetof(struct rmm_mm, start_code) == 160);
RMM_ASSERT(offsetof(struct rmm_mm, end_code) == 168);
RMM_ASSERT(offsetof(struct rmm_mm, start_data) == 176);
RMM_ASSERT(offsetof(struct rmm_mm, end_data) == 184);
RMM_ASSERT(offsetof(struct rmm_mm, start_brk) == 192);
RMM_ASSERT(offsetof(struct rmm_mm, brk) == 200);
RMM_ASSERT(offsetof(struct rmm_mm, start_stack) == 208);
RMM_ASSERT(offsetof(struct rmm_mm, arg_start) == 216);
RMM_ASSERT(offsetof(struct rmm_mm, arg_end) == 224);
RMM_ASSERT(offsetof(struct rmm_mm, env_start) == 232);
RMM_ASSERT(offsetof(struct rmm_mm, env_end) == 240);
RMM_ASSERT(sizeof(struct rmm_translate_level) == 32);
RMM_ASSERT(offsetof(struct rmm_translate_level, level) == 0);
RMM_ASSERT(offsetof(struct rmm_translate_level, state) == 4);
RMM_ASSERT(offsetof(struct rmm_translate_level, entry) == 8);
RMM_ASSERT(offsetof(struct rmm_translate_level, pfn) == 16);
RMM_ASSERT(offsetof(struct rmm_translate_level, bits) == 24);
RMM_ASSERT(sizeof(struct rmm_translate) == 408);
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
RMM_ASSERT(offsetof(struct rmm_translate, folio_bits) == 384);
RMM_ASSERT(offsetof(struct rmm_translate, pins) == 388);
RMM_ASSERT(offsetof(struct rmm_translate, entire_mapcount) == 392);
RMM_ASSERT(offsetof(struct rmm_translate, last_cpu) == 396);
RMM_ASSERT(offsetof(struct rmm_translate, last_pid) == 400);
RMM_ASSERT(offsetof(struct rmm_translate, reserved_2) == 404);
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
RMM_ASSERT(sizeof(struct rmm_page) == 112);
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
RMM_ASSERT(offsetof(struct rmm_page, folio_bits) == 88);
RMM_ASSERT(offsetof(struct rmm_page, pins) == 92);
RMM_ASSERT(offsetof(struct rmm_page, entire_mapcount) == 96);
RMM_ASSERT(offsetof(struct rmm_page, last_cpu) == 100);
RMM_ASSERT(offsetof(struct rmm_page, last_pid) == 104);
RMM_ASSERT(offsetof(struct rmm_page, reserved_2) == 108);
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
RMM_ASSERT(sizeof(struct rmm_memcg) == 456);
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
RMM_ASSERT(offsetof(struct rmm_memcg, dying_descendants) == 416);
RMM_ASSERT(offsetof(struct rmm_memcg, effective_high_pages) == 424);
RMM_ASSERT(offsetof(struct rmm_memcg, effective_max_pages) == 432);
RMM_ASSERT(offsetof(struct rmm_memcg, effective_swap_max_pages) == 440);
RMM_ASSERT(offsetof(struct rmm_memcg, dirty_limit_pages) == 448);
RMM_ASSERT(sizeof(struct rmm_memcg_node) == 216);
RMM_ASSERT(offsetof(struct rmm_memcg_node, cgroup) == 0);
RMM_ASSERT(offsetof(struct rmm_memcg_node, node) == 8);
RMM_ASSERT(offsetof(struct rmm_memcg_node, mglru) == 12);
RMM_ASSERT(offsetof(struct rmm_memcg_node, list_pages) == 16);
RMM_ASSERT(offsetof(struct rmm_memcg_node, max_seq) == 56);
RMM_ASSERT(offsetof(struct rmm_memcg_node, min_seq) == 64);
RMM_ASSERT(offsetof(struct rmm_memcg_node, gen_age_ms) == 80);
RMM_ASSERT(offsetof(struct rmm_memcg_node, gen_pages) == 112);
RMM_ASSERT(offsetof(struct rmm_memcg_node, reclaim_cost) == 176);
RMM_ASSERT(offsetof(struct rmm_memcg_node, nonresident_age) == 192);
RMM_ASSERT(offsetof(struct rmm_memcg_node, refaults_at_reclaim) == 200);
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
RMM_ASSERT(sizeof(struct rmm_pageset) == 200);
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
RMM_ASSERT(offsetof(struct rmm_pageset, list_pages) == 88);
RMM_ASSERT(offsetof(struct rmm_pageset, thp_pages) == 184);
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
RMM_ASSERT(sizeof(struct rmm_faults) == 56);
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
RMM_ASSERT(offsetof(struct rmm_faults, ring_records) == 48);
RMM_ASSERT(offsetof(struct rmm_faults, reserved_2) == 52);
RMM_ASSERT(sizeof(struct rmm_fault_records) == 48);
RMM_ASSERT(offsetof(struct rmm_fault_records, size) == 0);
RMM_ASSERT(offsetof(struct rmm_fault_records, flags) == 4);
RMM_ASSERT(offsetof(struct rmm_fault_records, buf) == 8);
RMM_ASSERT(offsetof(struct rmm_fault_records, capacity) == 16);
RMM_ASSERT(offsetof(struct rmm_fault_records, record_size) == 20);
RMM_ASSERT(offsetof(struct rmm_fault_records, count) == 24);
RMM_ASSERT(offsetof(struct rmm_fault_records, reserved) == 28);
RMM_ASSERT(offsetof(struct rmm_fault_records, lost) == 32);
RMM_ASSERT(offsetof(struct rmm_fault_records, untimed) == 40);
RMM_ASSERT(sizeof(struct rmm_fault_record) == 48);
RMM_ASSERT(offsetof(struct rmm_fault_record, number) == 0);
RMM_ASSERT(offsetof(struct rmm_fault_record, address) == 8);
RMM_ASSERT(offsetof(struct rmm_fault_record, ip) == 16);
RMM_ASSERT(offsetof(struct rmm_fault_record, began_ns) == 24);
RMM_ASSERT(offsetof(struct rmm_fault_record, ns) == 32);
RMM_ASSERT(offsetof(struct rmm_fault_record, tid) == 40);
RMM_ASSERT(offsetof(struct rmm_fault_record, flags) == 44);
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
RMM_ASSERT(sizeof(struct rmm_sharing) == 64);
RMM_ASSERT(offsetof(struct rmm_sharing, kind) == 0);
RMM_ASSERT(offsetof(struct rmm_sharing, mapcount) == 4);
RMM_ASSERT(offsetof(struct rmm_sharing, bytes) == 8);
RMM_ASSERT(offsetof(struct rmm_sharing, private_bytes) == 16);
RMM_ASSERT(offsetof(struct rmm_sharing, shared_bytes) == 24);
RMM_ASSERT(offsetof(struct rmm_sharing, pss_fraction) == 32);
RMM_ASSERT(offsetof(struct rmm_sharing, inexact_bytes) == 40);
RMM_ASSERT(offsetof(struct rmm_sharing, pss_dirty_fraction) == 48);
RMM_ASSERT(offsetof(struct rmm_sharing, lazyfree_bytes) == 56);
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
RMM_ASSERT(sizeof(struct rmm_process) == 304);
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
RMM_ASSERT(offsetof(struct rmm_process, pss_dirty_bytes) == 248);
RMM_ASSERT(offsetof(struct rmm_process, pss_anon_bytes) == 256);
RMM_ASSERT(offsetof(struct rmm_process, pss_file_bytes) == 264);
RMM_ASSERT(offsetof(struct rmm_process, pss_shmem_bytes) == 272);
RMM_ASSERT(offsetof(struct rmm_process, lazyfree_bytes) == 280);
RMM_ASSERT(offsetof(struct rmm_process, memory_cgroup) == 288);
RMM_ASSERT(offsetof(struct rmm_process, uid) == 296);
RMM_ASSERT(offsetof(struct rmm_process, real_uid) == 300);
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
RMM_ASSERT(sizeof(struct rmm_frame_state) == 88);
RMM_ASSERT(offsetof(struct rmm_frame_state, frame) == 0);
RMM_ASSERT(offsetof(struct rmm_frame_state, folio_bits) == 64);
RMM_ASSERT(offsetof(struct rmm_frame_state, pins) == 68);
RMM_ASSERT(offsetof(struct rmm_frame_state, entire_mapcount) == 72);
RMM_ASSERT(offsetof(struct rmm_frame_state, last_cpu) == 76);
RMM_ASSERT(offsetof(struct rmm_frame_state, last_pid) == 80);
RMM_ASSERT(offsetof(struct rmm_frame_state, reserved) == 84);
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
RMM_ASSERT(sizeof(struct rmm_file_cache) == 112);
RMM_ASSERT(offsetof(struct rmm_file_cache, node) == 0);
RMM_ASSERT(offsetof(struct rmm_file_cache, kind) == 4);
RMM_ASSERT(offsetof(struct rmm_file_cache, order) == 5);
RMM_ASSERT(offsetof(struct rmm_file_cache, reserved) == 6);
RMM_ASSERT(offsetof(struct rmm_file_cache, entries) == 8);
RMM_ASSERT(offsetof(struct rmm_file_cache, pages) == 16);
RMM_ASSERT(offsetof(struct rmm_file_cache, mapped_pages) == 24);
RMM_ASSERT(offsetof(struct rmm_file_cache, dirty_pages) == 32);
RMM_ASSERT(offsetof(struct rmm_file_cache, writeback_pages) == 40);
RMM_ASSERT(offsetof(struct rmm_file_cache, clean_pages) == 48);
RMM_ASSERT(offsetof(struct rmm_file_cache, active_pages) == 56);
RMM_ASSERT(offsetof(struct rmm_file_cache, inactive_pages) == 64);
RMM_ASSERT(offsetof(struct rmm_file_cache, unevictable_pages) == 72);
RMM_ASSERT(offsetof(struct rmm_file_cache, gen_pages) == 80);
RMM_ASSERT(sizeof(struct rmm_file) == 120);
RMM_ASSERT(offsetof(struct rmm_file, size) == 0);
RMM_ASSERT(offsetof(struct rmm_file, flags) == 4);
RMM_ASSERT(offsetof(struct rmm_file, start) == 8);
RMM_ASSERT(offsetof(struct rmm_file, end) == 16);
RMM_ASSERT(offsetof(struct rmm_file, buf) == 24);
RMM_ASSERT(offsetof(struct rmm_file, capacity) == 32);
RMM_ASSERT(offsetof(struct rmm_file, record_size) == 36);
RMM_ASSERT(offsetof(struct rmm_file, budget_us) == 40);
RMM_ASSERT(offsetof(struct rmm_file, fd) == 48);
RMM_ASSERT(offsetof(struct rmm_file, count) == 52);
RMM_ASSERT(offsetof(struct rmm_file, next) == 56);
RMM_ASSERT(offsetof(struct rmm_file, cached_pages) == 64);
RMM_ASSERT(offsetof(struct rmm_file, cost) == 72);
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
RMM_ASSERT(sizeof(struct rmm_arena_stat) == 3752);
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
RMM_ASSERT(offsetof(struct rmm_arena_stat, maker_pid) == 2680);
RMM_ASSERT(offsetof(struct rmm_arena_stat, maker_comm) == 2688);
RMM_ASSERT(offsetof(struct rmm_arena_stat, shared_mappings) == 2704);
RMM_ASSERT(offsetof(struct rmm_arena_stat, private_mappings) == 2712);
RMM_ASSERT(offsetof(struct rmm_arena_stat, private_pages) == 2720);
RMM_ASSERT(offsetof(struct rmm_arena_stat, private_swapped) == 3232);
RMM_ASSERT(offsetof(struct rmm_arena_stat, private_placed) == 3240);
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
RMM_ASSERT(RMM_MM == 0xc008bb1b);
RMM_ASSERT(RMM_RMAP == 0xc008bb20);
RMM_ASSERT(RMM_PFNS == 0xc008bb21);
RMM_ASSERT(RMM_PROCESSES == 0xc008bb22);
RMM_ASSERT(RMM_FAULTS == 0xc008bb23);
RMM_ASSERT(RMM_FILE == 0xc008bb24);
RMM_ASSERT(RMM_FAULT_RECORDS == 0xc008bb25);
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
