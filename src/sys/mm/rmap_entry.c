// SPDX-License-Identifier: GPL-2.0
#include <linux/hugetlb.h>
#include <linux/leafops.h>
#include <linux/mm.h>
#include <linux/mmap_lock.h>
#include <linux/sched/mm.h>
#include <linux/timekeeping.h>
#include "mm/descend.h"
#include "mm/rmap.h"
#include "mm/table.h"

/*
 * Reads the entry at one address of one VMA, and compares it with a page frame. The lock of the
 * reverse map keeps the tables (see rmap.c), or the read lock of the VMA. The entry is read under the
 * page-table lock of its own table.
 */

/* How an entry compares with the page frame. */
enum rmm_shim_rmap_match {
	RMM_SHIM_MATCH_NO,
	RMM_SHIM_MATCH_YES,
	RMM_SHIM_MATCH_RETRY,	/* the table was freed or replaced meanwhile */
};

/* The entry at @addr maps @size bytes from page frame @first on. */
static bool rmm_shim_range_has_pfn(u64 first, unsigned long addr, unsigned long size, u64 pfn)
{
	return first + ((addr & (size - 1)) >> PAGE_SHIFT) == pfn;
}

static bool rmm_shim_softleaf_has_pfn(softleaf_t soft, unsigned long addr, unsigned long size,
				      u64 pfn)
{
	return softleaf_has_pfn(soft) &&
	       rmm_shim_range_has_pfn(softleaf_to_pfn(soft), addr, size, pfn);
}

/* Records an entry in PTE format that stands for @size bytes; hugetlb has those at every level. */
static enum rmm_shim_rmap_match rmm_shim_match_pte(struct rmm_shim_rmap_entry *found, pte_t pte,
						   unsigned long size, u64 pfn)
{
	found->entry = pte_val(pte);
	found->present = pte_present(pte);
	if (pte_none(pte))
		return RMM_SHIM_MATCH_NO;
	if (!pte_present(pte))
		return rmm_shim_softleaf_has_pfn(softleaf_from_pte(pte), found->addr, size, pfn);
	return !pte_special(pte) && rmm_shim_range_has_pfn(pte_pfn(pte), found->addr, size, pfn);
}

#ifdef CONFIG_TRANSPARENT_HUGEPAGE
static enum rmm_shim_rmap_match rmm_shim_match_pmd(struct rmm_shim_rmap_entry *found, pmd_t pmd,
						   u64 pfn)
{
	found->entry = pmd_val(pmd);
	found->present = pmd_present(pmd);
	if (pmd_none(pmd))
		return RMM_SHIM_MATCH_NO;
	if (!pmd_is_huge(pmd))
		return RMM_SHIM_MATCH_RETRY;
	if (!pmd_present(pmd))
		return rmm_shim_softleaf_has_pfn(softleaf_from_pmd(pmd), found->addr, PMD_SIZE,
						 pfn);
	return !pmd_special(pmd) &&
	       rmm_shim_range_has_pfn(pmd_pfn(pmd), found->addr, PMD_SIZE, pfn);
}
#endif

static spinlock_t *rmm_shim_rmap_begin_hold(spinlock_t *ptl, u64 *since)
{
	spin_lock(ptl);
	*since = ktime_get_ns();
	return ptl;
}

static void rmm_shim_rmap_end_hold(struct rmm_shim_rmap_entry *found, spinlock_t *ptl, u64 since)
{
	found->hold_ns = max(found->hold_ns, ktime_get_ns() - since);
	spin_unlock(ptl);
}

static enum rmm_shim_rmap_match rmm_shim_rmap_pte(struct rmm_shim_rmap_entry *found, pmd_t *pmdp,
						  u64 pfn)
{
	enum rmm_shim_rmap_match match = RMM_SHIM_MATCH_RETRY;
	spinlock_t *ptl;
	u64 since;
	pmd_t pmd;

	rcu_read_lock();
	pmd = pmdp_get_lockless(pmdp);
	if (pmd_none(pmd) || (pmd_present(pmd) && !pmd_leaf(pmd) && pmd_bad(pmd))) {
		match = RMM_SHIM_MATCH_NO;
	} else if (pmd_present(pmd) && !pmd_leaf(pmd)) {
		pte_t *ptep = pte_offset_kernel(&pmd, found->addr);

		ptl = rmm_shim_rmap_begin_hold(pte_lockptr(found->mm, &pmd), &since);
		/* RCU keeps the table's page; an unchanged PMD proves that it is in use. */
		if (pmd_same(pmd, pmdp_get_lockless(pmdp))) {
			found->level = RMM_SHIM_PTE;
			match = rmm_shim_match_pte(found, ptep_get(ptep), PAGE_SIZE, pfn);
		}
		rmm_shim_rmap_end_hold(found, ptl, since);
	}
	rcu_read_unlock();
	return match;
}

static enum rmm_shim_rmap_match rmm_shim_rmap_pmd(struct rmm_shim_rmap_entry *found,
						  struct vm_area_struct *vma, pmd_t *pmdp, u64 pfn)
{
	enum rmm_shim_rmap_match match;
	spinlock_t *ptl;
	u64 since;

	if (is_vm_hugetlb_page(vma)) {
		ptl = rmm_shim_rmap_begin_hold(pmd_lockptr(found->mm, pmdp), &since);
		found->level = RMM_SHIM_PMD;
		match = rmm_shim_match_pte(found, ptep_get((pte_t *)pmdp), PMD_SIZE, pfn);
		rmm_shim_rmap_end_hold(found, ptl, since);
		return match;
	}
#ifdef CONFIG_TRANSPARENT_HUGEPAGE
	if (pmd_is_huge(pmdp_get_lockless(pmdp))) {
		ptl = rmm_shim_rmap_begin_hold(pmd_lockptr(found->mm, pmdp), &since);
		found->level = RMM_SHIM_PMD;
		match = rmm_shim_match_pmd(found, pmdp_get(pmdp), pfn);
		rmm_shim_rmap_end_hold(found, ptl, since);
		return match;
	}
#endif
	return rmm_shim_rmap_pte(found, pmdp, pfn);
}

static enum rmm_shim_rmap_match rmm_shim_rmap_pud(struct rmm_shim_rmap_entry *found, pud_t *pudp,
						  u64 pfn)
{
	enum rmm_shim_rmap_match match;
	u64 since;
	spinlock_t *ptl = rmm_shim_rmap_begin_hold(pud_lockptr(found->mm, pudp), &since);

	found->level = RMM_SHIM_PUD;
	match = rmm_shim_match_pte(found, ptep_get((pte_t *)pudp), PUD_SIZE, pfn);
	rmm_shim_rmap_end_hold(found, ptl, since);
	return match;
}

static enum rmm_shim_rmap_match rmm_shim_rmap_descend(struct rmm_shim_rmap_entry *found,
						      struct vm_area_struct *vma, u64 pfn)
{
	pud_t *pudp, pud;
	u32 level;

	pudp = rmm_shim_descend_to_pud(found->mm, found->addr, NULL, &level);
	if (!pudp)
		return RMM_SHIM_MATCH_NO;
	pud = pudp_get(pudp);
	/* A migration clears an entry of hugetlb for a moment, so its lock comes before any decision. */
	if (is_vm_hugetlb_page(vma) && huge_page_size(hstate_vma(vma)) == PUD_SIZE)
		return rmm_shim_rmap_pud(found, pudp, pfn);
	if (pud_none(pud))
		return RMM_SHIM_MATCH_NO;
	/* Other leaves at this level belong to devices, whose pages no reverse map has. */
	if (!pud_present(pud) || pud_leaf(pud) || pud_bad(pud))
		return RMM_SHIM_MATCH_NO;
	return rmm_shim_rmap_pmd(found, vma, pmd_offset(&pud, found->addr), pfn);
}

/*
 * Reads the entry of a VMA at the page's address there. Returns true if it maps or names page frame
 * @pfn; @found then holds a reference to the mm. The lock of the reverse map is held. May sleep.
 */
bool rmm_shim_capture_rmap_entry(const struct rmm_shim_rmap_vma *at, u64 pfn,
				 struct rmm_shim_rmap_entry *found)
{
	enum rmm_shim_rmap_match match;

	*found = (struct rmm_shim_rmap_entry){
		.mm = at->mm, .addr = at->addr,
		.vm_start = at->vma->vm_start, .vm_end = at->vma->vm_end,
		.vm_flags = READ_ONCE(at->vma->vm_flags),
	};
	do {
		match = rmm_shim_rmap_descend(found, at->vma, pfn);
		cond_resched();
	} while (match == RMM_SHIM_MATCH_RETRY);
	if (match == RMM_SHIM_MATCH_NO)
		return false;
	mmgrab(found->mm);
	return true;
}

/*
 * As rmm_shim_capture_rmap_entry(), without the lock of the reverse map: the read lock of the VMA keeps
 * the tables, as it does for walks (see table.c). The caller holds a reference to the folio, and mm_count.
 * Waits for no lock but that of the page table.
 */
u32 rmm_shim_capture_mapping(struct mm_struct *mm, u64 addr, u64 pfn,
			     struct rmm_shim_rmap_entry *found)
{
	struct rw_semaphore *shared = NULL;
	struct rmm_shim_rmap_vma at = { .mm = mm, .addr = addr };
	u32 result = RMM_SHIM_MAPPING_UNKNOWN;

	if (!mmget_not_zero(mm))
		return result;
	/*
	 * fork(2) links the VMAs of a child into the reverse map before readers may walk its tree, whose
	 * nodes are freed at once if it fails.
	 */
	if (!mt_in_rcu(&mm->mm_mt))
		goto put;
	smp_rmb();
	at.vma = lock_vma_under_rcu(mm, addr);
	if (!at.vma)
		goto put;
#ifdef CONFIG_HUGETLB_PAGE
	if (is_vm_hugetlb_page(at.vma) && __vma_shareable_lock(at.vma))
		shared = &((struct hugetlb_vma_lock *)at.vma->vm_private_data)->rw_sema;
#endif
	if (shared && !down_read_trylock(shared))
		goto unlock;
	result = rmm_shim_capture_rmap_entry(&at, pfn, found) ? RMM_SHIM_MAPPING_YES :
								RMM_SHIM_MAPPING_NO;
	if (shared)
		up_read(shared);
unlock:
	vma_end_read(at.vma);
put:
	/* The last reference would free all memory of the process here. */
	mmput_async(mm);
	return result;
}
