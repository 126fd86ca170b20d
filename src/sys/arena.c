// SPDX-License-Identifier: GPL-2.0
#include <linux/anon_inodes.h>
#include <linux/file.h>
#include <linux/highmem.h>
#include <linux/huge_mm.h>
#include <linux/mman.h>
#include <linux/module.h>
#include <linux/pagemap.h>
#include <linux/sched/mm.h>
#include <linux/sched/signal.h>
#include <linux/shmem_fs.h>
#include <linux/swap.h>
#include <linux/xarray.h>
#include "arena.h"

/* Entries of the page cache read in one hold of RCU. */
#define RMM_SHIM_COUNT_CHUNK 1024

/* As memfd_create(2) creates one: unlinked, memory accounted page by page. */
struct file *rmm_shim_shmem_file(loff_t size)
{
	BUILD_BUG_ON(MAX_PAGECACHE_ORDER > RMM_SHIM_LARGEST_ORDER);
	return shmem_file_setup("rmm-arena", size, mk_vma_flags(VMA_NORESERVE_BIT));
}

/* The operations that shmem gives to mappings of such a file; static in the kernel. */
const struct vm_operations_struct *rmm_shim_shmem_vm_ops(struct file *shmem)
{
	struct vm_area_desc desc = { .file = shmem };

	if (vfs_mmap_prepare(shmem, &desc))
		return NULL;
	return desc.vm_ops;
}

/*
 * A file on the inode of @shmem with the arena's operations; it holds a reference to the module.
 * The inode can no longer be opened, so that /proc/PID/fd does not lead to shmem's own file.
 */
struct file *rmm_shim_arena_file(struct file *shmem, const char *name,
				 const struct file_operations *fops, void *private)
{
	static const struct file_operations none = { .owner = THIS_MODULE };
	struct inode *inode = file_inode(shmem);
	struct file *file;

	/* The operations of an anonymous inode open nothing (ENXIO). */
	file = anon_inode_getfile("[rmm]", &none, NULL, O_RDONLY);
	if (IS_ERR(file))
		return file;
	inode->i_fop = file_inode(file)->i_fop;
	fput(file);

	if (!try_module_get(fops->owner))
		return ERR_PTR(-ENOENT);
	ihold(inode);
	/* As for open(2) with large files: ftruncate(2) works beyond 2 GiB. */
	file = alloc_file_pseudo(inode, shmem->f_path.mnt, name, O_RDWR | O_LARGEFILE, fops);
	if (IS_ERR(file)) {
		iput(inode);
		module_put(fops->owner);
		return file;
	}
	file->f_mapping = inode->i_mapping;
	file->private_data = private;
	return file;
}

/*
 * A shared mapping starts where huge pages fit, as one of shmem does if it may have huge pages; madvise(2)
 * can request them at any time. Private copies are never huge.
 */
unsigned long rmm_shim_unmapped_area(struct file *file, unsigned long addr, unsigned long len,
				     unsigned long pgoff, unsigned long flags)
{
#ifdef CONFIG_TRANSPARENT_HUGEPAGE
	if (flags & MAP_SHARED)
		return thp_get_unmapped_area(file, addr, len, pgoff, flags);
#endif
	return mm_get_unmapped_area(file, addr, len, pgoff, flags);
}

u64 rmm_shim_inode_number(struct file *file)
{
	return file_inode(file)->i_ino;
}

u64 rmm_shim_inode_size(struct file *file)
{
	return i_size_read(file_inode(file));
}

/*
 * As ftruncate(2), if the size is still @from. Called under sb_start_write(), as for fallocate(2),
 * and without a lock of the module: i_rwsem of a shmem file is held during the page faults of
 * writers.
 */
int rmm_shim_shmem_resize(struct file *file, loff_t from, loff_t to)
{
	struct inode *inode = file_inode(file);
	struct iattr attr = { .ia_valid = ATTR_SIZE, .ia_size = to };
	int ret = 0;

	inode_lock(inode);
	if (i_size_read(inode) == from)
		ret = notify_change(file_mnt_idmap(file), file->f_path.dentry, &attr, NULL);
	inode_unlock(inode);
	return ret;
}

/* Frees all pages of a file that can no longer be opened or mapped. Takes the inode lock; may sleep. */
void rmm_shim_shmem_empty(struct file *file)
{
	struct inode *inode = file_inode(file);

	inode_lock(inode);
	i_size_write(inode, 0);
	shmem_truncate_range(inode, 0, (loff_t)-1);
	inode_unlock(inode);
}

/* The first index from @first on with a page or a swap entry; U64_MAX if there is none. */
u64 rmm_shim_next_entry(struct address_space *mapping, unsigned long first)
{
	unsigned long index = first;

	return xa_find(&mapping->i_pages, &index, ULONG_MAX, XA_PRESENT) ? index : U64_MAX;
}

u64 rmm_shim_shmem_swapped(struct file *file)
{
	return READ_ONCE(SHMEM_I(file_inode(file))->swapped);
}

u64 rmm_shim_shmem_resident(struct file *file)
{
	return READ_ONCE(file_inode(file)->i_mapping->nrpages);
}

/* The node of the page at @index, or RMM_SHIM_SLOT_*. The result may be outdated. */
int rmm_shim_slot(struct address_space *mapping, unsigned long index)
{
	struct folio *folio;
	int slot;

	rcu_read_lock();
	folio = xa_load(&mapping->i_pages, index);
	if (!folio)
		slot = RMM_SHIM_SLOT_ABSENT;
	else if (xa_is_value(folio))
		slot = RMM_SHIM_SLOT_SWAPPED;
	else
		slot = folio_nid(folio);
	rcu_read_unlock();
	return slot;
}

/*
 * Counts from index @first on, one chunk in one hold of RCU. Without a reference a folio may be
 * freed and reused concurrently; its struct page stays, so at worst an outdated node is counted.
 */
void rmm_shim_count_by_node(struct address_space *mapping, u64 first,
			    struct rmm_shim_node_counts *out)
{
	XA_STATE(xas, &mapping->i_pages, first);
	unsigned int seen = 0;
	struct folio *folio;

	out->next = U64_MAX;
	rcu_read_lock();
	xas_for_each(&xas, folio, ULONG_MAX) {
		if (xas_retry(&xas, folio))
			continue;
		if (++seen > RMM_SHIM_COUNT_CHUNK) {
			out->next = xas.xa_index;
			break;
		}
		if (xa_is_value(folio))
			continue;
		if (folio_nid(folio) < 64)
			out->node[folio_nid(folio)] += 1UL << xa_get_order(xas.xa, xas.xa_index);
		else
			out->other += 1;
	}
	rcu_read_unlock();
}

/*
 * Reads @count pages in one hold of RCU, each at its own moment. The result may be outdated, as for
 * rmm_shim_count_by_node().
 */
void rmm_shim_snapshot_pages(struct address_space *mapping, unsigned long first, unsigned int count,
			     struct rmm_shim_page_cache *snapshots)
{
	XA_STATE(xas, &mapping->i_pages, first);
	struct folio *folio;

	for (unsigned int i = 0; i < count; i++)
		snapshots[i] = (struct rmm_shim_page_cache){ .nid = RMM_SHIM_SLOT_ABSENT };
	rcu_read_lock();
	xas_for_each(&xas, folio, first + count - 1) {
		struct rmm_shim_page_cache *snapshot = &snapshots[xas.xa_index - first];

		if (xas_retry(&xas, folio))
			continue;
		if (xa_is_value(folio)) {
			snapshot->nid = RMM_SHIM_SLOT_SWAPPED;
			continue;
		}
		/* Folio flags may be read only with a reference, as in mm/filemap.c. */
		if (!folio_try_get(folio))
			continue;
		if (folio == xas_reload(&xas)) {
			snapshot->nid = folio_nid(folio);
			snapshot->mapped = folio_mapped(folio);
			snapshot->fixed = folio_test_large(folio) || folio_test_mlocked(folio);
		}
		folio_put(folio);
	}
	rcu_read_unlock();
}

/*
 * Removes pages from all page tables, so that the next access faults. Accessed bits are passed on
 * to the folio, so reclaim loses nothing.
 */
void rmm_shim_unmap_pages(struct address_space *mapping, unsigned long first, unsigned long count)
{
	unmap_mapping_pages(mapping, first, count, false);
}

/*
 * Whether shmem has just allocated the folio of @page, which it returned locked to a fault: others have
 * mapped theirs before they unlock it, and khugepaged and a swap-in make theirs dirty.
 */
bool rmm_shim_folio_is_new(struct page *page)
{
	struct folio *folio = page_folio(page);

	return !folio_mapped(folio) && !folio_test_dirty(folio);
}

/*
 * Has shmem allocate the page at @index under the policy of that index, in a folio of one page whatever
 * shmem_enabled contains. Returns the node, or a negative error, and in @is_new whether it allocated the
 * page now. shmem takes the size of folios from a VMA, of which it reads only these fields. May sleep.
 */
int rmm_shim_populate_page(const struct vm_operations_struct *ops, struct file *file,
			   unsigned long index, bool *is_new)
{
	struct vm_area_struct vma = {
		.vm_mm = current->mm,
		.vm_flags = VM_NOHUGEPAGE,
		.vm_pgoff = index,
		.vm_end = PAGE_SIZE,
		.vm_file = file,
	};
	struct vm_fault vmf = { .vma = &vma, .pgoff = index };
	vm_fault_t served;
	int nid;

	/* shmem returns no page after it has waited for the end of a hole punch. */
	do {
		served = ops->fault(&vmf);
	} while (served & VM_FAULT_NOPAGE && !fatal_signal_pending(current));
	if (served & VM_FAULT_NOPAGE)
		return -EINTR;
	if (served & VM_FAULT_OOM)
		return -ENOMEM;
	if (served & VM_FAULT_HWPOISON)
		return -EHWPOISON;
	if (!vmf.page) {
		if (index >= DIV_ROUND_UP(i_size_read(file_inode(file)), PAGE_SIZE))
			return -EINVAL;
		return xa_load(&file->f_mapping->i_pages, index) ? -EIO : -ENOSPC;
	}
	nid = page_to_nid(vmf.page);
	*is_new = rmm_shim_folio_is_new(vmf.page);
	/* Reclaim frees clean pages without swapping them out, so the space would not stay allocated. */
	folio_mark_dirty(page_folio(vmf.page));
	folio_unlock(page_folio(vmf.page));
	put_page(vmf.page);
	return nid;
}

/* Whether node @nid has a page without reclaim, down to its min watermark. May sleep. */
bool rmm_shim_has_free_page(struct address_space *mapping, int nid)
{
	gfp_t gfp = mapping_gfp_mask(mapping) & ~__GFP_DIRECT_RECLAIM;
	struct folio *folio = __folio_alloc(gfp | __GFP_THISNODE | __GFP_NOWARN, 0, nid, NULL);

	if (folio)
		folio_put(folio);
	return folio;
}

/*
 * Pages are placed one by one, so folios stay at order 0 regardless of shmem_enabled, until
 * madvise(2) asks for more.
 */
void rmm_shim_only_small_folios(struct vm_area_desc *desc)
{
	vma_desc_set_flags(desc, VMA_NOHUGEPAGE_BIT);
}

int rmm_shim_page_node(struct page *page)
{
	return page_to_nid(page);
}

/* Number of pages of the folio of @page. */
u64 rmm_shim_folio_pages(struct page *page)
{
	return folio_nr_pages(page_folio(page));
}

/*
 * First index and size of the folio of @page, which is locked and in the page cache. Returns
 * whether it is mapped.
 */
bool rmm_shim_folio_range(struct page *page, u64 *first, u64 *pages)
{
	struct folio *folio = page_folio(page);

	*first = folio->index;
	*pages = folio_nr_pages(folio);
	return folio_mapped(folio);
}

void rmm_shim_get_page(struct page *page)
{
	get_page(page);
}

void rmm_shim_put_page(struct page *page)
{
	put_page(page);
}

/* Returns false if a fatal signal is pending. */
bool rmm_shim_lock_page_killable(struct page *page)
{
	return folio_lock_killable(page_folio(page)) == 0;
}

void rmm_shim_lock_page(struct page *page)
{
	folio_lock(page_folio(page));
}

void rmm_shim_unlock_page(struct page *page)
{
	folio_unlock(page_folio(page));
}

/*
 * The faulting entry holds a marker (userfaultfd write protection) and is not none, so
 * vmf_insert_page_mkwrite() would leave it unchanged. finish_fault() replaces it.
 */
bool rmm_shim_fault_has_marker(struct vm_fault *vmf)
{
	return vmf->flags & FAULT_FLAG_ORIG_PTE_VALID && !pte_none(vmf->orig_pte);
}

/* Whether shmem may fill a hole with a folio of several pages, if shmem_enabled allows it. */
bool rmm_shim_fault_may_be_large(struct vm_fault *vmf)
{
	return !(vmf->vma->vm_flags & VM_NOHUGEPAGE);
}

struct page *rmm_shim_alloc_zeroed_page(void)
{
	return alloc_page(GFP_KERNEL_ACCOUNT | __GFP_ZERO);
}

bool rmm_shim_is_poisoned(struct page *page)
{
	return PageHWPoison(page);
}

/* For a read fault of a private mapping on a hole of the file. */
unsigned int rmm_shim_insert_zero_page(struct vm_fault *vmf)
{
	return vmf_insert_page_mkwrite(vmf, ZERO_PAGE(vmf->address), false);
}

/*
 * Returns the page of a fault as shmem does if it is in memory, locked and with a reference, and allocates
 * nothing: 0 if there is no page. Dying tasks do not wait for the lock.
 */
vm_fault_t rmm_shim_serve_cached(struct vm_fault *vmf)
{
	struct address_space *mapping = vmf->vma->vm_file->f_mapping;
	struct folio *folio = __filemap_get_folio(mapping, vmf->pgoff, 0, 0);
	vm_fault_t served = 0;

	if (IS_ERR(folio))
		return 0;
	if (folio_lock_killable(folio)) {
		folio_put(folio);
		return VM_FAULT_SIGBUS;
	}
	if (folio->mapping == mapping) {
		/* Truncation changes the size before it locks folios, and unmaps those that it removes. */
		if (vmf->pgoff < DIV_ROUND_UP(i_size_read(mapping->host), PAGE_SIZE) &&
		    folio_test_uptodate(folio)) {
			vmf->page = folio_file_page(folio, vmf->pgoff);
			return VM_FAULT_LOCKED;
		}
		served = VM_FAULT_SIGBUS;
	}
	folio_unlock(folio);
	folio_put(folio);
	return served;
}

void rmm_shim_mutex_init(struct mutex *lock)
{
	mutex_init(lock);
}

/* Initialises the lock of a file's ranges, which has a lock class of its own. */
void rmm_shim_range_lock_init(struct mutex *lock)
{
	mutex_init(lock);
}

void rmm_shim_mutex_lock(struct mutex *lock)
{
	mutex_lock(lock);
}

bool rmm_shim_in_atomic(void)
{
	return preempt_count() != 0;
}
