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
#define RMM_ABI_VERSION	1

/*
 * Value of a u64 field whose number is not known, not asked for, or not allowed
 * to be seen.
 */
#define RMM_ABSENT	(~0ULL)

/* type byte of the ioctl numbers of /dev/rmm. */
#define RMM_IOC_MAGIC	0xbb

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
#define RMM_FEATURE_WALK_PAGES   (1ULL << 8)  /* RMM_WALK with one record a page. */
#define RMM_FEATURE_RMAP         (1ULL << 9)  /* Page frame to every address that maps it. */
#define RMM_FEATURE_ARENA        (1ULL << 10) /* Placement policies on arenas. */

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
 * @elapsed_ns: Duration of the call, in ns.
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
 *   ascending.
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
 * Errors: EINVAL for an unknown flag, a range that is empty, unaligned or
 * beyond the user half, a capacity of 0; EFAULT for a buffer that cannot be
 * written.
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
 *
 * Give exactly one product among the flags. A call ends at the end of the
 * range, when the buffer is full, when the budget is used up, or when a signal
 * is pending; it then says in next where to go on.
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
};

/**
 * struct rmm_summary - Counts of all entries that agree in VMA kind, page
 *   kind, level and node.
 * @vma_kind: RMM_VMA_*.
 * @page_kind: RMM_PAGE_*.
 * @level: RMM_LEVEL_*: where the entry stands. hugetlb shows its own page
 *   size so.
 * @node: Node of the page; -1 where there is no page.
 * @entries: Entries.
 * @bytes: Bytes of address space that they map.
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
RMM_ASSERT(sizeof(struct rmm_walk) == 112);
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
RMM_ASSERT(RMM_INFO == 0xc008bb00);
RMM_ASSERT(RMM_OPEN == 0xc008bb01);
RMM_ASSERT(RMM_VMAS == 0xc008bb10);
RMM_ASSERT(RMM_WALK == 0xc008bb11);
#undef RMM_ASSERT
#endif /* RMM_ABI_CHECKS */

#endif /* _RMM_H */
