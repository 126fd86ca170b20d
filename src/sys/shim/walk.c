// SPDX-License-Identifier: GPL-2.0
#include <linux/dax.h>
#include <linux/hugetlb.h>
#include <linux/leafops.h>
#include <linux/mm.h>
#include <linux/pgtable.h>
#include <linux/sched/signal.h>
#include <linux/timekeeping.h>
#include "walk.h"

/*
 * Page tables.
 *
 * The VMA is read-locked, so the tables of its range are not freed, with two exceptions: a PTE
 * table can go while only RCU holds it (PT_RECLAIM, khugepaged), hence the check of the PMD under
 * the page-table lock; and a PMD table that hugetlb shares can be unshared, hence the lock of the
 * hugetlb VMA around the descent.
 */

static void rmm_leaf_folio(struct rmm_leaf *leaf, struct folio *folio, bool mapped)
{
	leaf->bits |= RMM_LEAF_FOLIO;
	leaf->nid = folio_nid(folio);
	if (folio_test_anon(folio))
		leaf->bits |= RMM_LEAF_ANON;
	if (folio_test_swapbacked(folio))
		leaf->bits |= RMM_LEAF_SWAPBACKED;
	if (folio_test_ksm(folio))
		leaf->bits |= RMM_LEAF_KSM;
	/* Under migration the mapcount means nothing. */
	if (mapped && folio_maybe_mapped_shared(folio))
		leaf->bits |= RMM_LEAF_SHARED;
}

static void rmm_leaf_soft(struct rmm_leaf *leaf, softleaf_t soft)
{
	leaf->softleaf = softleaf_type(soft);
	if (softleaf_is_marker(soft)) {
		if (softleaf_is_uffd_wp_marker(soft))
			leaf->bits |= RMM_LEAF_MARK_UFFD;
		if (softleaf_is_poison_marker(soft))
			leaf->bits |= RMM_LEAF_MARK_POISON;
		if (softleaf_is_guard_marker(soft))
			leaf->bits |= RMM_LEAF_MARK_GUARD;
	} else if (softleaf_is_swap(soft)) {
		leaf->pfn = swp_offset(soft);
		leaf->swap_type = swp_type(soft);
	} else if (softleaf_has_pfn(soft)) {
		leaf->pfn = softleaf_to_pfn(soft);
		/* A poisoned page can be in any state, freed included. */
		if (!softleaf_is_hwpoison(soft))
			rmm_leaf_folio(leaf, page_folio(softleaf_to_page(soft)),
				       !softleaf_is_migration(soft));
	}
}

static void rmm_leaf_pte(struct rmm_leaf *leaf, pte_t pte)
{
	*leaf = (struct rmm_leaf){ .entry = pte_val(pte), .nid = NUMA_NO_NODE };
	if (pte_none(pte))
		return;
	if (!pte_present(pte)) {
		rmm_leaf_soft(leaf, softleaf_from_pte(pte));
		return;
	}
	leaf->bits = RMM_LEAF_PRESENT;
	leaf->pfn = pte_pfn(pte);
	if (pte_young(pte))
		leaf->bits |= RMM_LEAF_YOUNG;
	if (pte_dirty(pte))
		leaf->bits |= RMM_LEAF_DIRTY;
	if (pte_write(pte))
		leaf->bits |= RMM_LEAF_WRITE;
	if (is_zero_pfn(leaf->pfn))
		leaf->bits |= RMM_LEAF_ZERO;
	else if (pte_special(pte))
		leaf->bits |= RMM_LEAF_SPECIAL;
	else
		rmm_leaf_folio(leaf, page_folio(pfn_to_page(leaf->pfn)), true);
}

#ifdef CONFIG_TRANSPARENT_HUGEPAGE
/* As has_deposited_pgtable() in mm/huge_memory.c. */
static void rmm_leaf_deposit(struct rmm_leaf *leaf, struct vm_area_struct *vma)
{
	if ((leaf->bits & RMM_LEAF_ANON) || ((leaf->bits & RMM_LEAF_ZERO) && !vma_is_dax(vma)))
		leaf->bits |= RMM_LEAF_DEPOSIT;
}

static void rmm_leaf_pmd(struct rmm_leaf *leaf, struct vm_area_struct *vma, pmd_t pmd)
{
	*leaf = (struct rmm_leaf){ .entry = pmd_val(pmd), .nid = NUMA_NO_NODE };
	if (!pmd_present(pmd)) {
		rmm_leaf_soft(leaf, softleaf_from_pmd(pmd));
		rmm_leaf_deposit(leaf, vma);
		return;
	}
	leaf->bits = RMM_LEAF_PRESENT;
	leaf->pfn = pmd_pfn(pmd);
	if (pmd_young(pmd))
		leaf->bits |= RMM_LEAF_YOUNG;
	if (pmd_dirty(pmd))
		leaf->bits |= RMM_LEAF_DIRTY;
	if (pmd_write(pmd))
		leaf->bits |= RMM_LEAF_WRITE;
	if (!pmd_special(pmd))
		rmm_leaf_folio(leaf, page_folio(pfn_to_page(leaf->pfn)), true);
	else if (vma->vm_flags & (VM_PFNMAP | VM_MIXEDMAP))
		leaf->bits |= RMM_LEAF_SPECIAL;	/* or virtiofs's huge zero page */
	else	/* the only other special one: see __vm_normal_page() */
		leaf->bits |= RMM_LEAF_ZERO;
	rmm_leaf_deposit(leaf, vma);
}
#endif

/* A PUD leaf that is not hugetlb's is of a device (DAX, VFIO). */
static void rmm_leaf_pud(struct rmm_leaf *leaf, pud_t pud)
{
	*leaf = (struct rmm_leaf){ .entry = pud_val(pud), .nid = NUMA_NO_NODE };
	leaf->bits = RMM_LEAF_PRESENT;
	leaf->pfn = pud_pfn(pud);
	if (pud_young(pud))
		leaf->bits |= RMM_LEAF_YOUNG;
	if (pud_dirty(pud))
		leaf->bits |= RMM_LEAF_DIRTY;
	if (pud_write(pud))
		leaf->bits |= RMM_LEAF_WRITE;
	if (pud_special(pud))
		leaf->bits |= RMM_LEAF_SPECIAL;
	else
		rmm_leaf_folio(leaf, page_folio(pfn_to_page(leaf->pfn)), true);
}

static spinlock_t *rmm_lock(struct rmm_table *table, spinlock_t *ptl)
{
	spin_lock(ptl);
	table->hold_ns = ktime_get_ns();
	return ptl;
}

static void rmm_unlock(struct rmm_table *table, spinlock_t *ptl)
{
	table->hold_ns = ktime_get_ns() - table->hold_ns;
	spin_unlock(ptl);
}

static void rmm_hole(struct rmm_table *table, u32 level, unsigned long next)
{
	table->level = level;
	table->next = next;
}

static void rmm_above(struct rmm_table *table, u32 level, u64 entry)
{
	table->above[level] = (struct rmm_above){ entry, (entry & PTE_PFN_MASK) >> PAGE_SHIFT };
}

/* Entries of one PTE table. False if there is none any more: look again. */
static bool rmm_capture_ptes(struct mm_struct *mm, pmd_t *pmdp, unsigned long addr,
			     unsigned long end, struct rmm_table *table)
{
	spinlock_t *ptl;
	pmd_t pmd;
	pte_t *ptep;

	rcu_read_lock();
	pmd = pmdp_get_lockless(pmdp);
	if (pmd_none(pmd) || !pmd_present(pmd) || pmd_leaf(pmd) || pmd_bad(pmd)) {
		rcu_read_unlock();
		return false;
	}
	ptep = pte_offset_kernel(&pmd, addr);
	ptl = rmm_lock(table, pte_lockptr(mm, &pmd));
	if (!pmd_same(pmd, pmdp_get_lockless(pmdp))) {
		rmm_unlock(table, ptl);
		rcu_read_unlock();
		return false;
	}
	rmm_above(table, RMM_SHIM_PMD, pmd_val(pmd));
	table->level = RMM_SHIM_PTE;
	for (; addr < end; addr += PAGE_SIZE) {
		rmm_leaf_pte(&table->leaf[table->count++], ptep_get(ptep++));
		if (table->pages)
			rmm_page_facts(table, addr, PAGE_SIZE);
	}
	rmm_unlock(table, ptl);
	rcu_read_unlock();
	table->next = end;
	return true;
}

/* Leaves of a PMD table, up to the first entry that is none or points to a PTE table. */
static bool rmm_capture_pmds(struct vm_area_struct *vma, pmd_t *pmdp, unsigned long addr,
			     unsigned long end, struct rmm_table *table)
{
	bool hugetlb = is_vm_hugetlb_page(vma);
	spinlock_t *ptl = rmm_lock(table, pmd_lockptr(vma->vm_mm, pmdp));

	table->level = RMM_SHIM_PMD;
	for (; addr < end; addr = pmd_addr_end(addr, end), pmdp++) {
		pmd_t pmd = pmdp_get(pmdp);

		if (hugetlb) {
			pte_t pte = ptep_get((pte_t *)pmdp);

			if (pte_none(pte))
				break;
			rmm_leaf_pte(&table->leaf[table->count++], pte);
			if (table->pages)
				rmm_page_facts(table, addr, PMD_SIZE);
#ifdef CONFIG_TRANSPARENT_HUGEPAGE
		} else if (pmd_is_huge(pmd)) {
			rmm_leaf_pmd(&table->leaf[table->count++], vma, pmd);
			if (table->pages)
				rmm_page_facts(table, addr, PMD_SIZE);
#endif
		} else {
			break;
		}
	}
	rmm_unlock(table, ptl);
	table->next = addr;
	return table->count;
}

/* One leaf of a PUD table. */
static bool rmm_capture_pud(struct vm_area_struct *vma, pud_t *pudp, unsigned long addr,
			    unsigned long end, struct rmm_table *table)
{
	spinlock_t *ptl = rmm_lock(table, pud_lockptr(vma->vm_mm, pudp));
	pud_t pud = pudp_get(pudp);

	table->level = RMM_SHIM_PUD;
	if (is_vm_hugetlb_page(vma) && !pud_none(pud))
		rmm_leaf_pte(&table->leaf[table->count++], ptep_get((pte_t *)pudp));
	else if (pud_leaf(pud))	/* pud_present() is false of one that is PROT_NONE */
		rmm_leaf_pud(&table->leaf[table->count++], pud);
	if (table->pages && table->count)
		rmm_page_facts(table, addr, PUD_SIZE);
	rmm_unlock(table, ptl);
	table->next = pud_addr_end(addr, end);
	return table->count;
}

static bool rmm_descend(struct vm_area_struct *vma, unsigned long end, struct rmm_table *table)
{
	u32 p4d_level = pgtable_l5_enabled() ? RMM_SHIM_P4D : RMM_SHIM_PGD;
	unsigned long addr = table->addr;
	bool pud_hugetlb = is_vm_hugetlb_page(vma) && huge_page_size(hstate_vma(vma)) == PUD_SIZE;
	pgd_t pgd = pgdp_get(pgd_offset(vma->vm_mm, addr));
	pmd_t *pmdp, pmd;
	pud_t *pudp, pud;
	p4d_t p4d;

	rmm_above(table, RMM_SHIM_PGD, pgd_val(pgd));
	if (pgd_none(pgd) || pgd_bad(pgd)) {
		rmm_hole(table, RMM_SHIM_PGD, pgd_addr_end(addr, end));
		return true;
	}
	p4d = p4dp_get(p4d_offset(&pgd, addr));
	rmm_above(table, p4d_level, p4d_val(p4d));
	if (p4d_none(p4d) || p4d_bad(p4d)) {
		rmm_hole(table, p4d_level, p4d_addr_end(addr, end));
		return true;
	}
	pudp = pud_offset(&p4d, addr);
	pud = pudp_get(pudp);
	rmm_above(table, RMM_SHIM_PUD, pud_val(pud));
	if (pud_none(pud)) {
		rmm_hole(table, RMM_SHIM_PUD, pud_addr_end(addr, end));
		return true;
	}
	if (pud_leaf(pud) || pud_hugetlb)
		return rmm_capture_pud(vma, pudp, addr, end, table);
	if (!pud_present(pud) || pud_bad(pud)) {
		rmm_hole(table, RMM_SHIM_PUD, pud_addr_end(addr, end));
		return true;
	}
	end = pud_addr_end(addr, end);
	pmdp = pmd_offset(&pud, addr);
	pmd = pmdp_get_lockless(pmdp);
	rmm_above(table, RMM_SHIM_PMD, pmd_val(pmd));
	if (pmd_none(pmd)) {
		do
			addr = pmd_addr_end(addr, end);
		while (addr < end && pmd_none(pmdp_get_lockless(++pmdp)));
		rmm_hole(table, RMM_SHIM_PMD, addr);
		return true;
	}
	if (is_vm_hugetlb_page(vma) || pmd_is_huge(pmd))
		return rmm_capture_pmds(vma, pmdp, addr, end, table);
	if (!pmd_present(pmd) || pmd_bad(pmd)) {
		rmm_hole(table, RMM_SHIM_PMD, pmd_addr_end(addr, end));
		return true;
	}
	return rmm_capture_ptes(vma->vm_mm, pmdp, addr, pmd_addr_end(addr, end), table);
}

/*
 * What stands in the page tables from table->addr on, up to @end at most: a hole, or part of one
 * table, taken under its lock. Makes progress, unless a signal kills the caller. The VMA's read
 * lock is held, and [table->addr, @end) lies in the VMA.
 */
void rmm_capture(struct vm_area_struct *vma, unsigned long end, struct rmm_table *table)
{
	struct rw_semaphore *shared = NULL;

#ifdef CONFIG_HUGETLB_PAGE
	if (is_vm_hugetlb_page(vma) && __vma_shareable_lock(vma))
		shared = &((struct hugetlb_vma_lock *)vma->vm_private_data)->rw_sema;
#endif
	if (shared)
		down_read(shared);
	/* A table that changed its kind between two looks is looked at again. */
	do {
		table->level = RMM_SHIM_PGD;
		table->next = table->addr;
		table->count = 0;
		table->hold_ns = 0;
		cond_resched();
	} while (!rmm_descend(vma, end, table) && !fatal_signal_pending(current));
	if (shared)
		up_read(shared);
}
