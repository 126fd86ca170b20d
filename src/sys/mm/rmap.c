// SPDX-License-Identifier: GPL-2.0
#include <linux/fs.h>
#include <linux/hugetlb.h>
#include <linux/interval_tree_generic.h>
#include <linux/memory_hotplug.h>
#include <linux/mm.h>
#include <linux/pagemap.h>
#include <linux/rmap.h>
#include <linux/sched/mm.h>
#include "mm/rmap.h"
#include "mm/vma_pgoff.h"

/*
 * The reverse map of one page. rmm_shim_rmap_lock() locks it, rmm_shim_rmap_next_vma() walks the
 * VMAs of its interval tree that cover the page. rmap.rs decides which of them are read.
 *
 * Lock order: folio → anon_vma->root->rwsem or mapping->i_mmap_rwsem, for read → page-table lock,
 * for one entry. The first two are only tried, so hugetlb's reverse order (i_mmap_rwsem before the
 * folio lock) cannot deadlock with this one. mmap_lock is never taken.
 *
 * - The folio reference, checked again once it is held, keeps the page in the folio: a split needs
 *   every reference.
 * - The folio lock keeps folio->mapping: truncation, migration and a change of the anon_vma need
 *   it.
 * - The lock of the reverse map keeps the VMAs in the tree, and their mm: a VMA leaves the tree
 *   before its page tables and its mm are freed (free_pgtables(), exit_mmap()). Tables above the
 *   last level stay as well, including PMD tables that hugetlb shares, because unsharing takes
 *   i_mmap_rwsem for write. PTE tables can be freed while only RCU protects them; see
 *   rmm_shim_rmap_pte() in rmap_entry.c.
 */

static inline pgoff_t rmm_shim_vma_last(struct vm_area_struct *vma)
{
	return rmm_shim_vma_first(vma) + vma_pages(vma) - 1;
}

static inline pgoff_t rmm_shim_chain_first(struct anon_vma_chain *chain)
{
	return rmm_shim_vma_first_anon(chain->vma);
}

static inline pgoff_t rmm_shim_chain_last(struct anon_vma_chain *chain)
{
	return rmm_shim_vma_first_anon(chain->vma) + vma_pages(chain->vma) - 1;
}

/* Readers of the kernel's own trees (mm/interval_tree.c). */
INTERVAL_TREE_DEFINE(struct vm_area_struct, shared.rb, unsigned long, shared.rb_subtree_last,
		     rmm_shim_vma_first, rmm_shim_vma_last, static inline, rmm_shim_file_tree)
INTERVAL_TREE_DEFINE(struct anon_vma_chain, rb, unsigned long, rb_subtree_last,
		     rmm_shim_chain_first, rmm_shim_chain_last, static inline, rmm_shim_anon_tree)

/* As folio_lock_anon_vma_read() in mm/rmap.c, which explains why RCU suffices. */
static struct anon_vma *rmm_shim_anon_trylock(struct folio *folio, u32 *status)
{
	struct anon_vma *anon_vma = NULL;
	struct rw_semaphore *lock;
	unsigned long mapping;

	*status = RMM_SHIM_RMAP_UNMAPPED;
	rcu_read_lock();
	mapping = (unsigned long)READ_ONCE(folio->mapping);
	if ((mapping & FOLIO_MAPPING_FLAGS) != FOLIO_MAPPING_ANON || !folio_mapped(folio))
		goto out;
	anon_vma = (struct anon_vma *)(mapping - FOLIO_MAPPING_ANON);
	lock = &READ_ONCE(anon_vma->root)->rwsem;
	if (!down_read_trylock(lock)) {
		*status = RMM_SHIM_RMAP_CONTENDED;
		anon_vma = NULL;
	} else if (!folio_mapped(folio)) {
		up_read(lock);
		anon_vma = NULL;
	}
out:
	rcu_read_unlock();
	return anon_vma;
}

/* The folio is locked and referenced. */
static u32 rmm_shim_rmap_lock_tree(struct rmm_shim_rmap *rmap, struct folio *folio,
				   const struct page *page)
{
	struct address_space *mapping = folio->mapping;
	u32 status;

	if (!folio_mapped(folio))
		return RMM_SHIM_RMAP_UNMAPPED;
	if (!mapping)
		return RMM_SHIM_RMAP_UNTRACKED;
	rmap->object = (uintptr_t)mapping;
	rmap->pgoff = folio->index + folio_page_idx(folio, page);
	if (folio_test_ksm(folio))
		return RMM_SHIM_RMAP_KSM;
	if (folio_test_anon(folio)) {
		rmap->anon_vma = rmm_shim_anon_trylock(folio, &status);
		return rmap->anon_vma ? RMM_SHIM_RMAP_LOCKED : status;
	}
	if (!i_mmap_trylock_read(mapping))
		return RMM_SHIM_RMAP_CONTENDED;
	rmap->mapping = mapping;
	return RMM_SHIM_RMAP_LOCKED;
}

/* The folio is referenced. */
static u32 rmm_shim_rmap_lock_folio(struct rmm_shim_rmap *rmap, struct folio *folio,
				    const struct page *page)
{
	u32 status;

	/* In a page with a type, the field of folio->mapping has another meaning. */
	if ((page_has_type(&folio->page) && !folio_test_hugetlb(folio)) ||
	    folio_test_reserved(folio))
		return RMM_SHIM_RMAP_UNTRACKED;
	if (!folio_mapped(folio))
		return RMM_SHIM_RMAP_UNMAPPED;
	if (!folio_trylock(folio))
		return RMM_SHIM_RMAP_BUSY;
	status = rmm_shim_rmap_lock_tree(rmap, folio, page);
	if (status == RMM_SHIM_RMAP_LOCKED)
		rmap->folio = folio;
	else
		folio_unlock(folio);
	return status;
}

/*
 * Locks the reverse map of page frame rmap->pfn without waiting for a lock. After
 * RMM_SHIM_RMAP_LOCKED the caller can use the functions below and must unlock. The caller holds off
 * memory hotplug until this returns, or until the unlock.
 */
u32 rmm_shim_rmap_lock(struct rmm_shim_rmap *rmap)
{
	struct page *page = pfn_to_online_page(rmap->pfn);
	struct folio *folio;
	u32 status = RMM_SHIM_RMAP_BUSY;

	*rmap = (struct rmm_shim_rmap){ .pfn = rmap->pfn };
	if (!page) {
		rmm_shim_frame_of_device(rmap->pfn, &rmap->frame);
		return RMM_SHIM_RMAP_NO_PAGE;
	}
	rmm_shim_frame_capture(page, RMM_SHIM_FRAME_WANT_MAPCOUNT | RMM_SHIM_FRAME_WANT_REFERENCES |
			       RMM_SHIM_FRAME_WANT_AGE | RMM_SHIM_FRAME_WANT_CGROUP, &rmap->frame);
	folio = page_folio(page);
	if (!folio_try_get(folio))
		return RMM_SHIM_RMAP_UNREFERENCED;
	if (page_folio(page) == folio)
		status = rmm_shim_rmap_lock_folio(rmap, folio, page);
	if (status != RMM_SHIM_RMAP_LOCKED)
		folio_put(folio);
	return status;
}

/* The next VMA of the tree that covers the page; false after the last. May sleep. */
bool rmm_shim_rmap_next_vma(struct rmm_shim_rmap *rmap, struct rmm_shim_rmap_vma *next)
{
	pgoff_t pgoff = rmap->pgoff, first;

	cond_resched();
	if (rmap->anon_vma) {
		struct anon_vma_chain *chain = rmap->at;

		chain = chain ? rmm_shim_anon_tree_iter_next(chain, pgoff, pgoff) :
			rmm_shim_anon_tree_iter_first(&rmap->anon_vma->rb_root, pgoff, pgoff);
		if (!chain)
			return false;
		rmap->at = chain;
		next->vma = chain->vma;
		first = rmm_shim_chain_first(chain);
	} else {
		struct vm_area_struct *vma = rmap->at;

		vma = vma ? rmm_shim_file_tree_iter_next(vma, pgoff, pgoff) :
			    rmm_shim_file_tree_iter_first(&rmap->mapping->i_mmap, pgoff, pgoff);
		if (!vma)
			return false;
		rmap->at = vma;
		next->vma = vma;
		first = rmm_shim_vma_first(vma);
	}
	next->mm = next->vma->vm_mm;
	next->addr = next->vma->vm_start + ((pgoff - first) << PAGE_SHIFT);
	return true;
}

/* A writer waits for the lock of the reverse map. */
bool rmm_shim_rmap_is_contended(const struct rmm_shim_rmap *rmap)
{
	return rwsem_is_contended(rmap->anon_vma ? &rmap->anon_vma->root->rwsem :
						   &rmap->mapping->i_mmap_rwsem);
}

/*
 * Takes another reference to the folio, which outlives the lock: the frame does not hold another page
 * meanwhile.
 */
struct folio *rmm_shim_rmap_hold_folio(struct rmm_shim_rmap *rmap)
{
	folio_get(rmap->folio);
	return rmap->folio;
}

void rmm_shim_folio_put(struct folio *folio)
{
	folio_put(folio);
}

/* Keeps the mm of a VMA that is in the tree, but not its memory. */
void rmm_shim_mm_hold(struct mm_struct *mm)
{
	mmgrab(mm);
}

void rmm_shim_rmap_unlock(struct rmm_shim_rmap *rmap)
{
	if (rmap->anon_vma)
		up_read(&rmap->anon_vma->root->rwsem);
	else
		i_mmap_unlock_read(rmap->mapping);
	folio_unlock(rmap->folio);
	folio_put(rmap->folio);
}
