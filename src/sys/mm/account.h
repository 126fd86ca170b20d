/* SPDX-License-Identifier: GPL-2.0 */
#ifndef RMM_SHIM_MM_ACCOUNT_H
#define RMM_SHIM_MM_ACCOUNT_H

#include <linux/mm_types.h>
#include <linux/sched.h>

/* Counters of an address space, in bytes. */
struct rmm_shim_mm_account {
	u64 virt;
	u64 anon;
	u64 file;
	u64 shmem;
	u64 swap;
	u64 hugetlb;
	u64 tables;
	u64 memcg;		/* inode number; 0 for none */
	s32 owner;		/* pid in the namespace of the viewer; -1 for none */
	u32 reserved;
};

struct rmm_shim_fault_account {
	u64 minor;
	u64 major;
	u64 children_minor;
	u64 children_major;
};

#define RMM_SHIM_THP_PAGES 512

/* Mapcounts of the pages of a PMD-mapped folio. */
struct rmm_shim_thp_mapcounts {
	u32 count[RMM_SHIM_THP_PAGES];
};

void rmm_shim_read_mm_account(struct mm_struct *mm, struct pid *viewer, struct rmm_shim_mm_account *account);
void rmm_shim_read_fault_account(struct task_struct *task, struct rmm_shim_fault_account *account);
bool rmm_shim_read_thp_mapcounts(struct mm_struct *mm, unsigned long addr,
				 struct rmm_shim_thp_mapcounts *counts);

#endif
