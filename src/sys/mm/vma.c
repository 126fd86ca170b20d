// SPDX-License-Identifier: GPL-2.0
#include <linux/dcache.h>
#include <linux/fs.h>
#include <linux/hugetlb.h>
#include <linux/mm.h>
#include <linux/mm_inline.h>
#include <linux/mmap_lock.h>
#include <linux/pkeys.h>
#include <linux/shmem_fs.h>
#include "mm/vma.h"
#include "mm/vma_pgoff.h"

/*
 * Start of the first VMA that ends after @addr, or -1. By the time of the return the VMA may have
 * changed or gone.
 */
unsigned long rmm_shim_vma_start_after(struct mm_struct *mm, unsigned long addr)
{
	MA_STATE(mas, &mm->mm_mt, addr, addr);
	bool found;

	rcu_read_lock();
	found = mas_find(&mas, ULONG_MAX);
	rcu_read_unlock();
	return found ? mas.index : ULONG_MAX;
}

/* mmap_lock is held for read; see vma_start_read_locked(). */
bool rmm_shim_vma_start_read(struct vm_area_struct *vma)
{
	return vma_start_read_locked(vma);
}

void rmm_shim_vma_end_read(struct vm_area_struct *vma)
{
	vma_end_read(vma);
}

/* A writer waits for the VMA, which is read-locked by the caller. */
bool rmm_shim_vma_is_contended(struct vm_area_struct *vma)
{
	return refcount_read(&vma->vm_refcnt) & VM_REFCNT_EXCLUDE_READERS_FLAG;
}

/* The VMA is read-locked, so vm_file, vm_ops and the page offsets do not change. */
void rmm_shim_read_vma(struct vm_area_struct *vma, struct rmm_shim_vma_facts *facts)
{
	struct file *file = vma->vm_file;

	*facts = (struct rmm_shim_vma_facts){
		.page_size = PAGE_SIZE,
		.pgoff = rmm_shim_vma_first(vma),
		.anon_pgoff = rmm_shim_vma_first_anon(vma),
		.pkey = arch_pkeys_enabled() ? vma_pkey(vma) : -1,
	};
	if (file) {
		const struct inode *inode = file_user_inode(file);
		const struct file *exe;

		facts->inode = inode->i_ino;
		facts->dev_major = MAJOR(inode->i_sb->s_dev);
		facts->dev_minor = MINOR(inode->i_sb->s_dev);
		facts->bits |= RMM_SHIM_VMA_FILE;
		if (shmem_mapping(file->f_mapping))
			facts->bits |= RMM_SHIM_VMA_SHMEM;
		rcu_read_lock();
		exe = rcu_dereference(vma->vm_mm->exe_file);
		/*
		 * A struct file may be reused under RCU, so its inode is compared and never
		 * followed.
		 */
		if (exe && READ_ONCE(exe->f_inode) == inode)
			facts->bits |= RMM_SHIM_VMA_EXE;
		rcu_read_unlock();
	} else if (vma->vm_ops && vma->vm_ops->name) {
		facts->bits |= RMM_SHIM_VMA_NAMED;
	}
	if (is_vm_hugetlb_page(vma))
		facts->page_size = huge_page_size(hstate_vma(vma));
	if (vma_is_initial_heap(vma))
		facts->bits |= RMM_SHIM_VMA_HEAP;
	if (vma_is_initial_stack(vma))
		facts->bits |= RMM_SHIM_VMA_STACK;
	if (vma_is_anonymous(vma))
		facts->bits |= RMM_SHIM_VMA_ANON;
#ifdef CONFIG_TRANSPARENT_HUGEPAGE
	if (vma_thp_disabled(vma, vma->vm_flags, false))
		facts->bits |= RMM_SHIM_VMA_NO_THP;
#else
	facts->bits |= RMM_SHIM_VMA_NO_THP;
#endif
}

/*
 * Copies the name that /proc/PID/maps shows for the VMA, without terminator. Returns its length, 0
 * for none, or -ENAMETOOLONG. The VMA is read-locked; d_path() does not sleep.
 */
long rmm_shim_vma_name(struct vm_area_struct *vma, char *buf, size_t size)
{
	struct anon_vma_name *anon_name = NULL;
	const char *name = NULL;

#ifdef CONFIG_ANON_VMA_NAME
	anon_name = vma->anon_name;
#endif
	if (vma->vm_file && !anon_name) {
		char *path = d_path(file_user_path(vma->vm_file), buf, size);
		size_t len;

		if (IS_ERR(path))
			return PTR_ERR(path);
		len = strlen(path);
		memmove(buf, path, len);
		return len;
	}
	if (vma->vm_file)
		return scnprintf(buf, size, "[anon_shmem:%s]", anon_name->name);
	if (vma->vm_ops && vma->vm_ops->name)
		name = vma->vm_ops->name(vma);
	if (!name && vma_is_initial_heap(vma))
		name = "[heap]";
	if (!name && vma_is_initial_stack(vma))
		name = "[stack]";
	if (name)
		return scnprintf(buf, size, "%s", name);
	if (anon_name)
		return scnprintf(buf, size, "[anon:%s]", anon_name->name);
	return 0;
}
