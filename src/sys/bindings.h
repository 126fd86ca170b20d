/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Read by bindgen only; Kbuild lists what is taken from it. A constant whose macro bindgen cannot
 * evaluate is spelled as a variable.
 */
#include <linux/anon_inodes.h>
#include <linux/magic.h>
#include <linux/mm.h>
#include <linux/poll.h>
#include <linux/proc_fs.h>
#include <linux/siphash.h>
#include <linux/swap.h>
#include <linux/leafops.h>	/* in 7.2 it needs the two before it */
#include "arena.h"
#include "arena/mappings.h"
#include "arena/mempolicy.h"
#include "arena/migration.h"
#include "fault_ends.h"
#include "file/lock.h"
#include "file/poll.h"
#include "file/records.h"
#include "memory/frame.h"
#include "memory/kernel_layout.h"
#include "memory/lruvec.h"
#include "memory/memcg.h"
#include "memory/numa.h"
#include "memory/page_block.h"
#include "memory/page_cache.h"
#include "memory/pageset.h"
#include "mm/account.h"
#include "mm/mempolicy.h"
#include "mm/mm_fields.h"
#include "mm/rmap.h"
#include "mm/table.h"
#include "mm/vma.h"
#include "probes.h"
#include "system.h"
#include "task/pid.h"

/* Answers of poll: readable; changed; and, while the file is being removed, all that a poller may wait for. */
const u32 RMM_SHIM_POLL_READABLE = (__force u32)(EPOLLIN | EPOLLRDNORM);
const u32 RMM_SHIM_POLL_CHANGED = (__force u32)(EPOLLPRI | EPOLLERR);
const u32 RMM_SHIM_POLL_ENDED = (__force u32)(EPOLLPRI | EPOLLERR | EPOLLHUP);

const u64 RMM_SHIM_PID_FS_MAGIC = PID_FS_MAGIC;

#ifdef CONFIG_ARCH_HAS_PKEYS
const u64 RMM_SHIM_VM_PKEYS = VM_PKEY_BIT0 | VM_PKEY_BIT1 | VM_PKEY_BIT2 | VM_PKEY_BIT3;
#else
const u64 RMM_SHIM_VM_PKEYS = VM_NONE;
#endif

#ifndef VM_UFFD_RWP
#define VM_UFFD_RWP VM_NONE
#endif

/*
 * Without it, the pages of a large folio have no mapcounts of their own; see
 * folio_precise_page_mapcount().
 */
const bool RMM_SHIM_PAGE_MAPCOUNT = IS_ENABLED(CONFIG_PAGE_MAPCOUNT);

const u64 RMM_SHIM_VM_READ = VM_READ;
const u64 RMM_SHIM_VM_WRITE = VM_WRITE;
const u64 RMM_SHIM_VM_EXEC = VM_EXEC;
const u64 RMM_SHIM_VM_SHARED = VM_SHARED;
const u64 RMM_SHIM_VM_MAYREAD = VM_MAYREAD;
const u64 RMM_SHIM_VM_MAYWRITE = VM_MAYWRITE;
const u64 RMM_SHIM_VM_MAYEXEC = VM_MAYEXEC;
const u64 RMM_SHIM_VM_MAYSHARE = VM_MAYSHARE;
const u64 RMM_SHIM_VM_GROWSDOWN = VM_GROWSDOWN;
const u64 RMM_SHIM_VM_PFNMAP = VM_PFNMAP;
const u64 RMM_SHIM_VM_LOCKED = VM_LOCKED;
const u64 RMM_SHIM_VM_IO = VM_IO;
const u64 RMM_SHIM_VM_SEQ_READ = VM_SEQ_READ;
const u64 RMM_SHIM_VM_RAND_READ = VM_RAND_READ;
const u64 RMM_SHIM_VM_DONTCOPY = VM_DONTCOPY;
const u64 RMM_SHIM_VM_DONTEXPAND = VM_DONTEXPAND;
const u64 RMM_SHIM_VM_LOCKONFAULT = VM_LOCKONFAULT;
const u64 RMM_SHIM_VM_ACCOUNT = VM_ACCOUNT;
const u64 RMM_SHIM_VM_NORESERVE = VM_NORESERVE;
const u64 RMM_SHIM_VM_HUGETLB = VM_HUGETLB;
const u64 RMM_SHIM_VM_SYNC = VM_SYNC;
const u64 RMM_SHIM_VM_ARCH_1 = VM_ARCH_1;
const u64 RMM_SHIM_VM_WIPEONFORK = VM_WIPEONFORK;
const u64 RMM_SHIM_VM_DONTDUMP = VM_DONTDUMP;
const u64 RMM_SHIM_VM_SOFTDIRTY = VM_SOFTDIRTY;
const u64 RMM_SHIM_VM_MIXEDMAP = VM_MIXEDMAP;
const u64 RMM_SHIM_VM_HUGEPAGE = VM_HUGEPAGE;
const u64 RMM_SHIM_VM_NOHUGEPAGE = VM_NOHUGEPAGE;
const u64 RMM_SHIM_VM_MERGEABLE = VM_MERGEABLE;
const u64 RMM_SHIM_VM_UFFD_MISSING = VM_UFFD_MISSING;
const u64 RMM_SHIM_VM_UFFD_WP = VM_UFFD_WP;
const u64 RMM_SHIM_VM_UFFD_MINOR = VM_UFFD_MINOR;
const u64 RMM_SHIM_VM_UFFD_RWP = VM_UFFD_RWP;
const u64 RMM_SHIM_VM_SHADOW_STACK = VM_SHADOW_STACK;
const u64 RMM_SHIM_VM_SEALED = VM_SEALED;
const u64 RMM_SHIM_VM_MAYBE_GUARD = VM_MAYBE_GUARD;
const u64 RMM_SHIM_VM_DROPPABLE = VM_DROPPABLE;

const u32 RMM_SHIM_MMF_DISABLE_THP_COMPLETELY = MMF_DISABLE_THP_COMPLETELY;
const u32 RMM_SHIM_MMF_DISABLE_THP_EXCEPT_ADVISED = MMF_DISABLE_THP_EXCEPT_ADVISED;
const u32 RMM_SHIM_MMF_VM_HUGEPAGE = MMF_VM_HUGEPAGE;
const u32 RMM_SHIM_MMF_HUGE_ZERO_FOLIO = MMF_HUGE_ZERO_FOLIO;
const u32 RMM_SHIM_MMF_VM_MERGEABLE = MMF_VM_MERGEABLE;
const u32 RMM_SHIM_MMF_VM_MERGE_ANY = MMF_VM_MERGE_ANY;
const u32 RMM_SHIM_MMF_TOPDOWN = MMF_TOPDOWN;
const u32 RMM_SHIM_MMF_MULTIPROCESS = MMF_MULTIPROCESS;
const u32 RMM_SHIM_MMF_HAS_PINNED = MMF_HAS_PINNED;
const u32 RMM_SHIM_MMF_HAS_MDWE = MMF_HAS_MDWE;
const u32 RMM_SHIM_MMF_HAS_MDWE_NO_INHERIT = MMF_HAS_MDWE_NO_INHERIT;
const u32 RMM_SHIM_MMF_HAS_UPROBES = MMF_HAS_UPROBES;
const u32 RMM_SHIM_MMF_OOM_SKIP = MMF_OOM_SKIP;
const u32 RMM_SHIM_MMF_UNSTABLE = MMF_UNSTABLE;
const u32 RMM_SHIM_MMF_OOM_REAP_QUEUED = MMF_OOM_REAP_QUEUED;
