/* SPDX-License-Identifier: GPL-2.0 */
#ifndef RMM_SHIM_MM_VMA_H
#define RMM_SHIM_MM_VMA_H

#include <linux/mm_types.h>

/* Properties of a VMA beyond its plain fields. */
#define RMM_SHIM_VMA_FILE	(1u << 0)
#define RMM_SHIM_VMA_SHMEM	(1u << 1)
#define RMM_SHIM_VMA_NAMED	(1u << 2)	/* no file, but vm_ops->name: a special mapping */
#define RMM_SHIM_VMA_HEAP	(1u << 3)
#define RMM_SHIM_VMA_STACK	(1u << 4)
#define RMM_SHIM_VMA_EXE	(1u << 5)	/* maps the inode of mm->exe_file */
#define RMM_SHIM_VMA_ANON	(1u << 6)	/* vma_is_anonymous() */
#define RMM_SHIM_VMA_NO_THP	(1u << 7)	/* vma_thp_disabled() */

struct rmm_shim_vma_facts {
	u64 inode;
	u64 page_size;
	u64 pgoff;
	u64 anon_pgoff;
	u32 dev_major;
	u32 dev_minor;
	u32 bits;		/* RMM_SHIM_VMA_* */
	u32 pkey;		/* -1: there are no protection keys */
};

unsigned long rmm_shim_vma_start_after(struct mm_struct *mm, unsigned long addr);
bool rmm_shim_vma_start_read(struct vm_area_struct *vma);
void rmm_shim_vma_end_read(struct vm_area_struct *vma);
bool rmm_shim_vma_is_contended(struct vm_area_struct *vma);
void rmm_shim_read_vma(struct vm_area_struct *vma, struct rmm_shim_vma_facts *facts);
long rmm_shim_vma_name(struct vm_area_struct *vma, char *buf, size_t size);

#endif
