// SPDX-License-Identifier: GPL-2.0
#include <linux/dax.h>
#include <linux/hugetlb.h>
#include <linux/leafops.h>
#include <linux/mm.h>
#include <linux/pgtable.h>
#include <linux/sched/signal.h>
#include <linux/timekeeping.h>
#include "mm/descend.h"
#include "mm/leaf.h"
#include "mm/pattern.h"
#include "mm/runs.h"

/*
 * Page tables.
 *
 * The VMA is read-locked, so the page tables of its range are not freed, with two exceptions. A PTE
 * table can be freed while only RCU protects it (PT_RECLAIM, khugepaged); the PMD is therefore
 * compared again under the page-table lock. A PMD table that hugetlb shares can be unshared; the
 * lock of the hugetlb VMA is therefore held during the descent.
 */

#ifdef CONFIG_TRANSPARENT_HUGEPAGE
#include "mm/huge_pattern.h"

/* As has_deposited_pgtable() in mm/huge_memory.c. */
static u64 rmm_shim_deposit_attrs(u64 attrs, struct vm_area_struct *vma)
{
	return (attrs & RMM_SHIM_LEAF_ANON) || ((attrs & RMM_SHIM_LEAF_ZERO) && !vma_is_dax(vma)) ?
		RMM_SHIM_LEAF_DEPOSIT : 0;
}

/* As rmm_shim_capture_other_pte(), for a PMD. */
static struct folio *rmm_shim_capture_other_pmd(struct rmm_shim_leaf *leaf,
						struct vm_area_struct *vma, pmd_t pmd)
{
	leaf->pfn = 0;
	if (!pmd_present(pmd)) {
		leaf->attrs =
			rmm_shim_softleaf_attrs(softleaf_from_pmd(pmd), pmd_val(pmd), &leaf->pfn);
		return NULL;
	}
	leaf->pfn = pmd_pfn(pmd);
	leaf->attrs = rmm_shim_present_attrs(pmd_val(pmd), pmd_young(pmd), pmd_dirty(pmd),
					     pmd_write(pmd));
	if (!pmd_special(pmd))
		return page_folio(pfn_to_page(leaf->pfn));
	/* or virtiofs's huge zero page; the only other special one: see __vm_normal_page() */
	leaf->attrs |= RMM_SHIM_ATTRS_NONE |
		       (vma->vm_flags & (VM_PFNMAP | VM_MIXEDMAP) ? RMM_SHIM_LEAF_SPECIAL :
								    RMM_SHIM_LEAF_ZERO);
	return NULL;
}

/* As rmm_shim_capture_leaf_pte(), for a PMD; the frame bits of @last are PHYSICAL_PMD_PAGE_MASK. */
static struct folio *rmm_shim_capture_leaf_pmd(struct rmm_shim_leaf *leaf,
					       struct vm_area_struct *vma, pmd_t pmd,
					       struct rmm_shim_last_entry *last,
					       struct rmm_shim_folio_memo *memo)
{
	u64 frame = pmd_val(pmd) & last->frame, entry = pmd_val(pmd) ^ frame;
	struct folio *folio;

	leaf->entry = pmd_val(pmd);
	if (likely(entry == last->entry && last->of_entry)) {
		leaf->attrs = last->of_entry;
		leaf->pfn = frame >> PAGE_SHIFT;
		folio = page_folio(pfn_to_page(leaf->pfn));
	} else {
		folio = rmm_shim_capture_other_pmd(leaf, vma, pmd);
		if (folio && entry & _PAGE_PRESENT) {
			last->entry = entry;
			last->of_entry = leaf->attrs;
		}
	}
	if (folio)
		leaf->attrs |= rmm_shim_any_folio_attrs(folio, last, memo);
	leaf->attrs |= rmm_shim_deposit_attrs(leaf->attrs, vma);
	return folio;
}
#endif

/* A PUD leaf outside of hugetlb belongs to a device (DAX, VFIO). */
static struct folio *rmm_shim_capture_leaf_pud(struct rmm_shim_leaf *leaf, pud_t pud,
					       struct rmm_shim_last_entry *last,
					       struct rmm_shim_folio_memo *memo)
{
	struct folio *folio;

	*leaf = (struct rmm_shim_leaf){ .entry = pud_val(pud), .pfn = pud_pfn(pud) };
	leaf->attrs =
		rmm_shim_present_attrs(leaf->entry, pud_young(pud), pud_dirty(pud), pud_write(pud));
	if (pud_special(pud)) {
		leaf->attrs |= RMM_SHIM_LEAF_SPECIAL | RMM_SHIM_ATTRS_NONE;
		return NULL;
	}
	folio = page_folio(pfn_to_page(leaf->pfn));
	leaf->attrs |= rmm_shim_any_folio_attrs(folio, last, memo);
	return folio;
}

static spinlock_t *rmm_shim_lock_table(struct rmm_shim_table *table, spinlock_t *ptl)
{
	spin_lock(ptl);
	table->hold_ns = ktime_get_ns();
	return ptl;
}

static void rmm_shim_unlock_table(struct rmm_shim_table *table, spinlock_t *ptl)
{
	table->hold_ns = ktime_get_ns() - table->hold_ns;
	spin_unlock(ptl);
}

static void rmm_shim_record_hole(struct rmm_shim_table *table, u32 level, unsigned long next)
{
	table->level = level;
	table->next = next;
}

/* Captures entries of one PTE table. Returns false if the table is gone; then descend again. */
static bool rmm_shim_capture_ptes(struct mm_struct *mm, pmd_t *pmdp, unsigned long addr,
				  unsigned long end, struct rmm_shim_table *table)
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
	ptl = rmm_shim_lock_table(table, pte_lockptr(mm, &pmd));
	if (!pmd_same(pmd, pmdp_get_lockless(pmdp))) {
		rmm_shim_unlock_table(table, ptl);
		rcu_read_unlock();
		return false;
	}
	rmm_shim_record_upper_entry(table->above, RMM_SHIM_PMD, pmd_val(pmd));
	table->level = RMM_SHIM_PTE;
	rmm_shim_capture_runs(table, ptep, addr, end);
	rmm_shim_unlock_table(table, ptl);
	rcu_read_unlock();
	table->next = end;
	return true;
}

/*
 * Captures leaves of a PMD table, up to the first entry that is empty or points to a PTE table. Of hugetlb
 * a hole is captured, too, because only the lock shows one: a migration clears the entry for a moment.
 */
static bool rmm_shim_capture_pmds(struct vm_area_struct *vma, pmd_t *pmdp, unsigned long addr,
				  unsigned long end, struct rmm_shim_table *table)
{
	bool hugetlb = is_vm_hugetlb_page(vma);
	spinlock_t *ptl = rmm_shim_lock_table(table, pmd_lockptr(vma->vm_mm, pmdp));

	struct rmm_shim_last_entry last = RMM_SHIM_LAST_ENTRY();
	struct rmm_shim_folio_memo memo = { 0 };
	struct rmm_shim_open_run run = { 0 };
	struct rmm_shim_leaf leaf;
	struct folio *folio;
	unsigned long next;
	u64 table_attrs = 0;
#ifdef CONFIG_TRANSPARENT_HUGEPAGE
	struct rmm_shim_huge_pattern pattern = {
		.frame = PHYSICAL_PMD_PAGE_MASK,
		.entry_mask = ~PHYSICAL_PMD_PAGE_MASK & ~rmm_shim_ignored_bits(table->mask),
	};
#endif

	table->level = RMM_SHIM_PMD;
	if (!hugetlb)
		last.frame = PHYSICAL_PMD_PAGE_MASK;
	/* The lock of the hugetlb VMA keeps the table from being unshared, but not from being shared. */
	else if (hugetlb_pmd_shared((pte_t *)pmdp))
		table_attrs = RMM_SHIM_LEAF_SHARED;
	for (; addr < end; addr = next, pmdp++) {
		pmd_t pmd __maybe_unused = pmdp_get(pmdp);

		next = pmd_addr_end(addr, end);

		if (hugetlb) {
			pte_t pte = ptep_get((pte_t *)pmdp);

			if (pte_none(pte) && table->count)
				break;
			if (pte_none(pte)) {
				for (addr = next; addr < end && pte_none(ptep_get((pte_t *)++pmdp));)
					addr = pmd_addr_end(addr, end);
				break;
			}
			folio = rmm_shim_capture_leaf_pte(&leaf, pte, &last, &memo);
			if (folio)
				leaf.attrs |= table_attrs;
#ifdef CONFIG_TRANSPARENT_HUGEPAGE
		} else if (pmd_is_huge(pmd)) {
			rmm_shim_take_huge_pattern(&pattern, pmd);
			folio = rmm_shim_capture_leaf_pmd(&leaf, vma, pmd, &last, &memo);
#endif
		} else {
			break;
		}
		if (rmm_shim_run_continues(&run, table, &leaf, addr, next, PMD_SIZE)) {
			table->runs->repeat[table->count - 1]++;
			table->entries++;
			run.pfn += PMD_SIZE >> PAGE_SHIFT;
		} else {
			rmm_shim_append_run(table, &leaf, folio, addr, next, PMD_SIZE, &last,
					    &memo);
			run = rmm_shim_run_start(table, &leaf, addr, next, PMD_SIZE);
		}
#ifdef CONFIG_TRANSPARENT_HUGEPAGE
		if (run.open && !hugetlb && folio) {
			unsigned long alike =
				rmm_shim_count_huge(&pattern, folio, pmdp + 1,
						    (end - next) >> PMD_SHIFT,
						    table->contiguous, leaf.pfn);

			table->runs->repeat[table->count - 1] += alike;
			table->entries += alike;
			run.pfn += alike * (PMD_SIZE >> PAGE_SHIFT);
			pmdp += alike;
			next += alike << PMD_SHIFT;
		}
#endif
	}
	rmm_shim_unlock_table(table, ptl);
	table->next = addr;
	return table->count || hugetlb;
}

/* Captures one leaf of a PUD table, or a hole of hugetlb. */
static bool rmm_shim_capture_pud(struct vm_area_struct *vma, pud_t *pudp, unsigned long addr,
				 unsigned long end, struct rmm_shim_table *table)
{
	spinlock_t *ptl = rmm_shim_lock_table(table, pud_lockptr(vma->vm_mm, pudp));
	pud_t pud = pudp_get(pudp);
	struct rmm_shim_last_entry last = RMM_SHIM_LAST_ENTRY();
	struct rmm_shim_folio_memo memo = { 0 };
	struct folio *folio = NULL;
	struct rmm_shim_leaf leaf;
	bool found = true;

	table->level = RMM_SHIM_PUD;
	if (is_vm_hugetlb_page(vma) && !pud_none(pud))
		folio = rmm_shim_capture_leaf_pte(&leaf, ptep_get((pte_t *)pudp), &last, &memo);
	else if (pud_leaf(pud))	/* pud_present() is false of one that is PROT_NONE */
		folio = rmm_shim_capture_leaf_pud(&leaf, pud, &last, &memo);
	else
		found = false;
	if (found)
		rmm_shim_append_run(table, &leaf, folio, addr, pud_addr_end(addr, end), PUD_SIZE,
				    &last, &memo);
	rmm_shim_unlock_table(table, ptl);
	table->next = pud_addr_end(addr, end);
	return found || is_vm_hugetlb_page(vma);
}

static bool rmm_shim_descend(struct vm_area_struct *vma, unsigned long end,
			     struct rmm_shim_table *table)
{
	unsigned long addr = table->addr;
	bool pud_hugetlb = is_vm_hugetlb_page(vma) && huge_page_size(hstate_vma(vma)) == PUD_SIZE;
	pmd_t *pmdp, pmd;
	pud_t *pudp, pud;
	u32 level;

	pudp = rmm_shim_descend_to_pud(vma->vm_mm, addr, table->above, &level);
	if (!pudp) {
		rmm_shim_record_hole(table, level, level == RMM_SHIM_P4D ? p4d_addr_end(addr, end) :
			      pgd_addr_end(addr, end));
		return true;
	}
	pud = pudp_get(pudp);
	rmm_shim_record_upper_entry(table->above, RMM_SHIM_PUD, pud_val(pud));
	if (pud_leaf(pud) || pud_hugetlb)
		return rmm_shim_capture_pud(vma, pudp, addr, end, table);
	if (pud_none(pud)) {
		rmm_shim_record_hole(table, RMM_SHIM_PUD, pud_addr_end(addr, end));
		return true;
	}
	if (!pud_present(pud) || pud_bad(pud)) {
		rmm_shim_record_hole(table, RMM_SHIM_PUD, pud_addr_end(addr, end));
		return true;
	}
	end = pud_addr_end(addr, end);
	pmdp = pmd_offset(&pud, addr);
	pmd = pmdp_get_lockless(pmdp);
	rmm_shim_record_upper_entry(table->above, RMM_SHIM_PMD, pmd_val(pmd));
	if (is_vm_hugetlb_page(vma))
		return rmm_shim_capture_pmds(vma, pmdp, addr, end, table);
	if (pmd_none(pmd)) {
		do
			addr = pmd_addr_end(addr, end);
		while (addr < end && pmd_none(pmdp_get_lockless(++pmdp)));
		rmm_shim_record_hole(table, RMM_SHIM_PMD, addr);
		return true;
	}
	if (pmd_is_huge(pmd))
		return rmm_shim_capture_pmds(vma, pmdp, addr, end, table);
	if (!pmd_present(pmd) || pmd_bad(pmd)) {
		rmm_shim_record_hole(table, RMM_SHIM_PMD, pmd_addr_end(addr, end));
		return true;
	}
	return rmm_shim_capture_ptes(vma->vm_mm, pmdp, addr, pmd_addr_end(addr, end), table);
}

/*
 * Captures what the page tables hold from table->addr on, up to @end: a hole, or part of one table,
 * under its lock. Makes progress unless a fatal signal is pending. The VMA is read-locked, and
 * [table->addr, @end) lies in it.
 */
void rmm_shim_capture_table(struct vm_area_struct *vma, unsigned long end,
			    struct rmm_shim_table *table)
{
	struct rw_semaphore *shared = NULL;

#ifdef CONFIG_HUGETLB_PAGE
	if (is_vm_hugetlb_page(vma) && __vma_shareable_lock(vma))
		shared = &((struct hugetlb_vma_lock *)vma->vm_private_data)->rw_sema;
#endif
	if (shared)
		down_read(shared);
	/* If an entry changes its kind between descent and lock, descend again. */
	do {
		table->level = RMM_SHIM_PGD;
		table->next = table->addr;
		table->count = 0;
		table->entries = 0;
		table->hold_ns = 0;
		cond_resched();
	} while (!rmm_shim_descend(vma, end, table) && !fatal_signal_pending(current));
	if (shared)
		up_read(shared);
}
