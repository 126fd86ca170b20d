/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The page offsets of a VMA: in its file, and in anonymous memory. Before 7.3 vm_pgoff is both. The
 * VMA is read-locked, or in a tree of reverse mappings whose lock is held.
 */
#ifndef RMM_SHIM_MM_VMA_PGOFF_H
#define RMM_SHIM_MM_VMA_PGOFF_H

#include <linux/mm.h>
#include <linux/version.h>

#if LINUX_VERSION_CODE >= KERNEL_VERSION(7, 3, 0)
static inline pgoff_t rmm_shim_vma_first(struct vm_area_struct *vma)
{
	return vma_start_pgoff(vma);
}

static inline pgoff_t rmm_shim_vma_first_anon(struct vm_area_struct *vma)
{
	return vma_start_anon_pgoff(vma);
}
#else
static inline pgoff_t rmm_shim_vma_first(struct vm_area_struct *vma)
{
	return vma->vm_pgoff;
}

static inline pgoff_t rmm_shim_vma_first_anon(struct vm_area_struct *vma)
{
	return vma->vm_pgoff;
}
#endif

#endif
