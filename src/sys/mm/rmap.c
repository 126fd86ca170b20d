// SPDX-License-Identifier: GPL-2.0
#include <linux/fs.h>
#include <linux/hugetlb.h>
#include <linux/interval_tree_generic.h>
#include <linux/memory_hotplug.h>
#include <linux/mm.h>
#include <linux/pagemap.h>
#include <linux/rmap.h>
#include <linux/sched/mm.h>
#include <linux/siphash.h>
#include <linux/sort.h>
#include <linux/version.h>
#include "mm/rmap.h"

/*
 * The reverse map of one page.
 *
 * Locks, each tried and none waited for: folio → anon_vma->root->rwsem or mapping->i_mmap_rwsem,
 * shared. Under them one page-table lock after the other is taken as usual, for one entry each.
 * Because nothing but those is waited for, hugetlb's other order (i_mmap_rwsem before the folio)
 * cannot meet ours in a deadlock.
 *
 * - A reference to the folio, checked again once it is held, keeps the page in it: a split needs
 *   every reference.
 * - The folio's lock keeps folio->mapping: truncation, migration and whatever moves it to another
 *   anon_vma need it.
 * - The reverse map's lock keeps the VMAs that are in it where they are, and their mm: a VMA leaves
 *   it before its page tables and its mm go (free_pgtables(), exit_mmap()). Tables above the last
 *   level stay with it, PMD tables that hugetlb shares included (unsharing writes i_mmap_rwsem).
 *   PTE tables can go while RCU alone holds them: see rmm_shim_rmap_pte() in rmap_entry.c.
 */

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

/* The kernel's own trees (mm/interval_tree.c): only ever read here. */
INTERVAL_TREE_DEFINE(struct vm_area_struct, shared.rb, unsigned long, shared.rb_subtree_last,
		     rmm_shim_vma_first, rmm_shim_vma_last, static inline, rmm_shim_file_tree)
INTERVAL_TREE_DEFINE(struct anon_vma_chain, rb, unsigned long, rb_subtree_last,
		     rmm_shim_chain_first, rmm_shim_chain_last, static inline, rmm_shim_anon_tree)

static int rmm_shim_place_cmp(const struct rmm_shim_rmap_position *a, const struct rmm_shim_rmap_position *b)
{
	if (a->order != b->order)
		return a->order < b->order ? -1 : 1;
	return a->addr < b->addr ? -1 : a->addr > b->addr;
}

static int rmm_shim_candidate_cmp(const void *a, const void *b)
{
	const struct rmm_shim_rmap_candidate *x = a, *y = b;

	return rmm_shim_place_cmp(&x->place, &y->place);
}

static u64 rmm_shim_keyed_hash(const struct rmm_shim_rmap_batch *rmap, u64 first, u64 second)
{
	siphash_key_t key = { { rmap->key[0], rmap->key[1] } };

	return siphash_2u64(first, second, &key);
}

/*
 * Keeps the VMA if its place is among the first that are asked for. They are a heap with the last
 * on top, so that many VMAs cost no more room than few.
 */
static void rmm_shim_add_candidate(struct rmm_shim_rmap_batch *rmap, struct vm_area_struct *vma, unsigned long addr)
{
	struct rmm_shim_rmap_candidate *heap = rmap->candidate, new = {
		.place = { rmm_shim_keyed_hash(rmap, (uintptr_t)vma->vm_mm, 0), addr }, .vma = vma,
	};
	u32 at, child;

	rmap->vmas++;
	if (rmap->begun && rmm_shim_place_cmp(&new.place, &rmap->from) <= 0)
		return;
	if (!rmap->all && rmm_shim_place_cmp(&new.place, &rmap->to) > 0)
		return;
	if (rmap->candidates < RMM_SHIM_RMAP_BATCH) {
		for (at = rmap->candidates++; at; at = (at - 1) / 2) {
			if (rmm_shim_candidate_cmp(&heap[(at - 1) / 2], &new) >= 0)
				break;
			heap[at] = heap[(at - 1) / 2];
		}
		heap[at] = new;
		return;
	}
	/* Whichever is the last from now on stays behind. */
	rmap->all = false;
	rmap->to = heap[0].place;
	if (rmm_shim_candidate_cmp(&new, &heap[0]) >= 0)
		return;
	for (at = 0; (child = 2 * at + 1) < RMM_SHIM_RMAP_BATCH; at = child) {
		if (child + 1 < RMM_SHIM_RMAP_BATCH &&
		    rmm_shim_candidate_cmp(&heap[child + 1], &heap[child]) > 0)
			child++;
		if (rmm_shim_candidate_cmp(&heap[child], &new) <= 0)
			break;
		heap[at] = heap[child];
	}
	heap[at] = new;
	rmap->to = heap[0].place;
}

/* Enough for one hold, if somebody waits. */
#define RMM_SHIM_RMAP_ENOUGH 32

static void rmm_shim_capture_candidates(struct rmm_shim_rmap_batch *rmap, struct rw_semaphore *lock)
{
	sort(rmap->candidate, rmap->candidates, sizeof(rmap->candidate[0]), rmm_shim_candidate_cmp, NULL);
	for (u32 i = 0; i < rmap->candidates; i++) {
		if (i >= RMM_SHIM_RMAP_ENOUGH && (rwsem_is_contended(lock) || signal_pending(current))) {
			rmap->to = rmap->candidate[i - 1].place;
			rmap->all = false;
			rmap->candidates = i;
			return;
		}
		rmm_shim_capture_vma_entries(rmap, &rmap->candidate[i]);
	}
}

static unsigned long rmm_shim_addr(struct vm_area_struct *vma, pgoff_t first, pgoff_t pgoff)
{
	return vma->vm_start + ((pgoff - first) << PAGE_SHIFT);
}

/* As folio_lock_anon_vma_read() in mm/rmap.c, which says why this is enough. */
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

static u32 rmm_shim_rmap_anon(struct rmm_shim_rmap_batch *rmap, struct folio *folio, pgoff_t pgoff)
{
	struct anon_vma_chain *chain;
	struct rw_semaphore *lock;
	u32 status;
	struct anon_vma *anon_vma = rmm_shim_anon_trylock(folio, &status);

	if (!anon_vma)
		return status;
	lock = &anon_vma->root->rwsem;
	for (chain = rmm_shim_anon_tree_iter_first(&anon_vma->rb_root, pgoff, pgoff); chain;
	     chain = rmm_shim_anon_tree_iter_next(chain, pgoff, pgoff)) {
		rmm_shim_add_candidate(rmap, chain->vma,
				  rmm_shim_addr(chain->vma, rmm_shim_chain_first(chain), pgoff));
		cond_resched();
	}
	rmm_shim_capture_candidates(rmap, lock);
	up_read(lock);
	return RMM_SHIM_RMAP_CAPTURED;
}

static u32 rmm_shim_rmap_file(struct rmm_shim_rmap_batch *rmap, struct address_space *mapping, pgoff_t pgoff)
{
	struct vm_area_struct *vma;

	if (!i_mmap_trylock_read(mapping))
		return RMM_SHIM_RMAP_CONTENDED;
	for (vma = rmm_shim_file_tree_iter_first(&mapping->i_mmap, pgoff, pgoff); vma;
	     vma = rmm_shim_file_tree_iter_next(vma, pgoff, pgoff)) {
		rmm_shim_add_candidate(rmap, vma, rmm_shim_addr(vma, rmm_shim_vma_first(vma), pgoff));
		cond_resched();
	}
	rmm_shim_capture_candidates(rmap, &mapping->i_mmap_rwsem);
	i_mmap_unlock_read(mapping);
	return RMM_SHIM_RMAP_CAPTURED;
}

/* The folio is locked and referenced. */
static u32 rmm_shim_rmap_locked(struct rmm_shim_rmap_batch *rmap, struct folio *folio, const struct page *page)
{
	pgoff_t pgoff = folio->index + folio_page_idx(folio, page);
	struct address_space *mapping = folio->mapping;

	if (!folio_mapped(folio))
		return RMM_SHIM_RMAP_UNMAPPED;
	if (!mapping)
		return RMM_SHIM_RMAP_UNTRACKED;
	rmap->identity = rmm_shim_keyed_hash(rmap, (uintptr_t)mapping, pgoff);
	if (folio_test_ksm(folio))
		return RMM_SHIM_RMAP_KSM;
	if (folio_test_anon(folio))
		return rmm_shim_rmap_anon(rmap, folio, pgoff);
	return rmm_shim_rmap_file(rmap, mapping, pgoff);
}

static u32 rmm_shim_rmap_held(struct rmm_shim_rmap_batch *rmap, struct folio *folio, const struct page *page)
{
	u32 status;

	/* The mapping of a typed page is no mapping. */
	if ((page_has_type(&folio->page) && !folio_test_hugetlb(folio)) || folio_test_reserved(folio))
		return RMM_SHIM_RMAP_UNTRACKED;
	if (!folio_mapped(folio))
		return RMM_SHIM_RMAP_UNMAPPED;
	if (!folio_trylock(folio))
		return RMM_SHIM_RMAP_BUSY;
	status = rmm_shim_rmap_locked(rmap, folio, page);
	folio_unlock(folio);
	return status;
}

/*
 * What maps page frame rmap->pfn, in the asked part of the order. Memory does not go offline
 * meanwhile. May sleep, though never for a lock. Each mapping holds a reference to its mm, until
 * rmm_shim_rmap_release().
 */
void rmm_shim_capture_rmap(struct rmm_shim_rmap_batch *rmap)
{
	struct page *page = pfn_to_online_page(rmap->pfn);
	struct folio *folio;

	rmap->count = 0;
	rmap->candidates = 0;
	rmap->vmas = 0;
	rmap->hold_ns = 0;
	rmap->identity = 0;
	rmap->frame.bits = 0;
	if (!page) {
		rmm_shim_frame_of_device(rmap->pfn, &rmap->frame);
		rmap->status = RMM_SHIM_RMAP_NO_PAGE;
		return;
	}
	rmm_shim_frame_capture(page, RMM_SHIM_FRAME_WANT_MAPCOUNT | RMM_SHIM_FRAME_WANT_REFERENCES |
			  RMM_SHIM_FRAME_WANT_AGE | RMM_SHIM_FRAME_WANT_CGROUP, &rmap->frame);
	folio = page_folio(page);
	if (!folio_try_get(folio)) {
		rmap->status = RMM_SHIM_RMAP_UNREFERENCED;
		return;
	}
	rmap->status = page_folio(page) == folio ? rmm_shim_rmap_held(rmap, folio, page) : RMM_SHIM_RMAP_BUSY;
	folio_put(folio);
}

void rmm_shim_rmap_release(struct rmm_shim_rmap_batch *rmap)
{
	while (rmap->count)
		mmdrop(rmap->mapping[--rmap->count].mm);
}
