// SPDX-License-Identifier: GPL-2.0
#include <linux/hugetlb.h>
#include <linux/leafops.h>
#include <linux/mm.h>
#include <linux/sched/mm.h>
#include <linux/timekeeping.h>
#include "mm/descend.h"
#include "mm/rmap.h"
#include "mm/table.h"

/*
 * The entry at one address of one VMA: does it map the page? The lock of the reverse map keeps the
 * tables, as rmap.c says; the lock of the table that the entry stands in is held to read it.
 */

static bool rmm_shim_entry_maps_pfn(u64 first, unsigned long addr, unsigned long size, u64 pfn)
{
	return first + ((addr & (size - 1)) >> PAGE_SHIFT) == pfn;
}

static bool rmm_shim_softleaf_maps_pfn(struct rmm_shim_rmap_mapping *mapping, softleaf_t soft, unsigned long addr,
		     unsigned long size, u64 pfn)
{
	mapping->softleaf = softleaf_type(soft);
	return softleaf_has_pfn(soft) && rmm_shim_entry_maps_pfn(softleaf_to_pfn(soft), addr, size, pfn);
}

/* An entry in the format of PTEs that stands for @size bytes, hugetlb's at any level included. */
static bool rmm_shim_rmap_entry(struct rmm_shim_rmap_mapping *mapping, pte_t pte, unsigned long addr,
			   unsigned long size, u64 pfn)
{
	mapping->entry = pte_val(pte);
	mapping->present = pte_present(pte);
	if (pte_none(pte))
		return false;
	if (!pte_present(pte))
		return rmm_shim_softleaf_maps_pfn(mapping, softleaf_from_pte(pte), addr, size, pfn);
	return !pte_special(pte) && rmm_shim_entry_maps_pfn(pte_pfn(pte), addr, size, pfn);
}

static spinlock_t *rmm_shim_rmap_lock(spinlock_t *ptl, u64 *since)
{
	spin_lock(ptl);
	*since = ktime_get_ns();
	return ptl;
}

static void rmm_shim_rmap_unlock(struct rmm_shim_rmap_batch *rmap, spinlock_t *ptl, u64 since)
{
	rmap->hold_ns = max(rmap->hold_ns, ktime_get_ns() - since);
	spin_unlock(ptl);
}

/* 1: maps the page, 0: does not, -1: the table has gone, look again. */
static int rmm_shim_rmap_pte(struct rmm_shim_rmap_batch *rmap, struct rmm_shim_rmap_mapping *mapping, pmd_t *pmdp,
			unsigned long addr)
{
	spinlock_t *ptl;
	int maps = -1;
	u64 since;
	pmd_t pmd;

	rcu_read_lock();
	pmd = pmdp_get_lockless(pmdp);
	if (pmd_none(pmd) || (pmd_present(pmd) && !pmd_leaf(pmd) && pmd_bad(pmd))) {
		maps = 0;
	} else if (pmd_present(pmd) && !pmd_leaf(pmd)) {
		pte_t *ptep = pte_offset_kernel(&pmd, addr);

		ptl = rmm_shim_rmap_lock(pte_lockptr(mapping->mm, &pmd), &since);
		if (pmd_same(pmd, pmdp_get_lockless(pmdp))) {
			mapping->level = RMM_SHIM_PTE;
			maps = rmm_shim_rmap_entry(mapping, ptep_get(ptep), addr, PAGE_SIZE, rmap->pfn);
		}
		rmm_shim_rmap_unlock(rmap, ptl, since);
	}
	rcu_read_unlock();
	return maps;
}

/* As rmm_shim_rmap_pte(); of a table above the last level, where a leaf may be a table the next moment. */
static int rmm_shim_rmap_pmd(struct rmm_shim_rmap_batch *rmap, struct rmm_shim_rmap_mapping *mapping,
			struct vm_area_struct *vma, pmd_t *pmdp, unsigned long addr)
{
	bool hugetlb = is_vm_hugetlb_page(vma);
	spinlock_t *ptl;
	int maps = -1;
	u64 since;

#ifdef CONFIG_TRANSPARENT_HUGEPAGE
	if (!hugetlb && !pmd_is_huge(pmdp_get_lockless(pmdp)))
		return rmm_shim_rmap_pte(rmap, mapping, pmdp, addr);
#else
	if (!hugetlb)
		return rmm_shim_rmap_pte(rmap, mapping, pmdp, addr);
#endif
	ptl = rmm_shim_rmap_lock(pmd_lockptr(mapping->mm, pmdp), &since);
	mapping->level = RMM_SHIM_PMD;
	if (hugetlb) {
		maps = rmm_shim_rmap_entry(mapping, ptep_get((pte_t *)pmdp), addr, PMD_SIZE, rmap->pfn);
#ifdef CONFIG_TRANSPARENT_HUGEPAGE
	} else {
		pmd_t pmd = pmdp_get(pmdp);

		mapping->entry = pmd_val(pmd);
		mapping->present = pmd_present(pmd);
		if (pmd_none(pmd))
			maps = 0;
		else if (pmd_is_huge(pmd) && pmd_present(pmd))
			maps = !pmd_special(pmd) && rmm_shim_entry_maps_pfn(pmd_pfn(pmd), addr, PMD_SIZE, rmap->pfn);
		else if (pmd_is_huge(pmd))
			maps = rmm_shim_softleaf_maps_pfn(mapping, softleaf_from_pmd(pmd), addr, PMD_SIZE, rmap->pfn);
#endif
	}
	rmm_shim_rmap_unlock(rmap, ptl, since);
	return maps;
}

static int rmm_shim_rmap_pud(struct rmm_shim_rmap_batch *rmap, struct rmm_shim_rmap_mapping *mapping, pud_t *pudp,
			unsigned long addr)
{
	u64 since;
	spinlock_t *ptl = rmm_shim_rmap_lock(pud_lockptr(mapping->mm, pudp), &since);
	int maps;

	mapping->level = RMM_SHIM_PUD;
	maps = rmm_shim_rmap_entry(mapping, ptep_get((pte_t *)pudp), addr, PUD_SIZE, rmap->pfn);
	rmm_shim_rmap_unlock(rmap, ptl, since);
	return maps;
}

/* The lock of the reverse map is held, and @addr lies in @vma. */
static int rmm_shim_rmap_descend(struct rmm_shim_rmap_batch *rmap, struct rmm_shim_rmap_mapping *mapping,
			    struct vm_area_struct *vma, unsigned long addr)
{
	pud_t *pudp, pud;
	u32 level;

	pudp = rmm_shim_descend_to_pud(vma->vm_mm, addr, NULL, &level);
	if (!pudp)
		return 0;
	pud = pudp_get(pudp);
	if (pud_none(pud))
		return 0;
	if (is_vm_hugetlb_page(vma) && huge_page_size(hstate_vma(vma)) == PUD_SIZE)
		return rmm_shim_rmap_pud(rmap, mapping, pudp, addr);
	if (!pud_present(pud) || pud_leaf(pud) || pud_bad(pud))
		return 0;	/* a leaf here is a device's: no folio of the reverse map */
	return rmm_shim_rmap_pmd(rmap, mapping, vma, pmd_offset(&pud, addr), addr);
}

/*
 * Takes the entry at a place down if it maps the page. The lock of the reverse map is held, the
 * place lies in the candidate's VMA, and there is room for a mapping.
 */
void rmm_shim_capture_vma_entries(struct rmm_shim_rmap_batch *rmap, const struct rmm_shim_rmap_candidate *candidate)
{
	struct rmm_shim_rmap_mapping *mapping = &rmap->mapping[rmap->count];
	struct vm_area_struct *vma = candidate->vma;
	int maps;

	*mapping = (struct rmm_shim_rmap_mapping){
		.place = candidate->place, .mm = vma->vm_mm,
		.vm_start = vma->vm_start, .vm_end = vma->vm_end,
		.vm_flags = READ_ONCE(vma->vm_flags),
	};
	/* What changed its kind between two looks is looked at again. */
	do {
		mapping->softleaf = SOFTLEAF_NONE;
		maps = rmm_shim_rmap_descend(rmap, mapping, vma, candidate->place.addr);
		cond_resched();
	} while (maps < 0);
	if (maps) {
		mmgrab(mapping->mm);
		rmap->count++;
	}
}
