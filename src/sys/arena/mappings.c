// SPDX-License-Identifier: GPL-2.0
#include <linux/fs.h>
#include <linux/interval_tree_generic.h>
#include <linux/mm.h>
#include <linux/pagemap.h>
#include <linux/pgtable.h>
#include <linux/sched.h>
#include <linux/swap.h>
#include <linux/leafops.h>	/* in 7.2 it needs those before it */
#include "arena/mappings.h"
#include "mm/descend.h"

/*
 * The VMAs that map a file. i_mmap_rwsem, held for read, keeps a VMA in the tree, its mm and its upper
 * page tables: a VMA leaves the tree before they are freed (free_pgtables(), exit_mmap()). PTE tables can
 * be freed while only RCU protects them.
 */

/* Page tables read in one hold of i_mmap_rwsem. */
#define RMM_SHIM_PRIVATE_TABLES 16

static inline unsigned long rmm_shim_mapping_first(struct vm_area_struct *vma)
{
	return vma->vm_pgoff;
}

static inline unsigned long rmm_shim_mapping_last(struct vm_area_struct *vma)
{
	return vma->vm_pgoff + vma_pages(vma) - 1;
}

/* Reads the kernel's own tree (mm/interval_tree.c). */
INTERVAL_TREE_DEFINE(struct vm_area_struct, shared.rb, unsigned long, shared.rb_subtree_last,
		     rmm_shim_mapping_first, rmm_shim_mapping_last, static inline __maybe_unused,
		     rmm_shim_mapping_tree)

/* Nodes below 64 that the cpuset of the owner of an address space allows now. */
static u64 rmm_shim_nodes_of_owner(struct mm_struct *mm)
{
	u64 nodes = U64_MAX;
#if defined(CONFIG_CPUSETS) && defined(CONFIG_MEMCG)
	struct task_struct *owner;

	/* The task is freed after RCU. A single word needs no mems_allowed_seq. */
	rcu_read_lock();
	owner = rcu_dereference(mm->owner);
	if (owner)
		nodes = READ_ONCE(owner->mems_allowed.bits[0]);
	rcu_read_unlock();
#endif
	return nodes;
}

/*
 * What speaks against unmapping pages of a range, RMM_SHIM_UNMAP_*, and in *@nodes the nodes that all
 * processes which map one of them may use. clear_refs_write() in fs/proc/task_mmu.c clears VM_SOFTDIRTY,
 * which every new VMA has, in the VMAs of a process that tracks written pages by soft-dirty bits. An
 * unmapped entry loses its bit. Visits at most @most VMAs. Takes i_mmap_rwsem; may sleep.
 */
int rmm_shim_survey_mappings(struct address_space *mapping, unsigned long first,
			     unsigned long count, unsigned long most, u64 *nodes)
{
	struct mm_struct *before = NULL;
	struct vm_area_struct *vma;
	int obstacle = RMM_SHIM_UNMAP_FREE;

	*nodes = U64_MAX;
	i_mmap_lock_read(mapping);
	for (vma = rmm_shim_mapping_tree_iter_first(&mapping->i_mmap, first, first + count - 1);
	     vma && obstacle == RMM_SHIM_UNMAP_FREE;
	     vma = rmm_shim_mapping_tree_iter_next(vma, first, first + count - 1)) {
		if (!most--) {
			obstacle = RMM_SHIM_UNMAP_SHARED;
			break;
		}
		if (IS_ENABLED(CONFIG_MEM_SOFT_DIRTY) && !(READ_ONCE(vma->vm_flags) & VM_SOFTDIRTY))
			obstacle = RMM_SHIM_UNMAP_TRACKED;
		if (vma->vm_mm != before)
			*nodes &= rmm_shim_nodes_of_owner(vma->vm_mm);
		before = vma->vm_mm;
	}
	i_mmap_unlock_read(mapping);
	return obstacle;
}

/*
 * Whether a private mapping shows a page of its file at @addr, and not a copy, which is anonymous and never
 * huge. The caller holds a lock of the VMA, and for a NUMA hint fault the page-table lock too, so that the
 * result stays right. Must not sleep.
 */
bool rmm_shim_maps_file_page(struct vm_area_struct *vma, unsigned long addr)
{
	u32 level;
	pud_t pud, *pudp = rmm_shim_descend_to_pud(vma->vm_mm, addr, NULL, &level);
	bool of_file = false;
	pmd_t pmd;
	pte_t pte;

	if (!pudp)
		return false;
	pud = pudp_get(pudp);
	if (!pud_present(pud) || pud_leaf(pud) || pud_bad(pud))
		return false;
	rcu_read_lock();
	pmd = pmdp_get_lockless(pmd_offset(&pud, addr));
	if (pmd_present(pmd) && pmd_leaf(pmd)) {
		of_file = true;
	} else if (pmd_present(pmd) && !pmd_bad(pmd)) {
		pte = ptep_get(pte_offset_kernel(&pmd, addr));
		if (pte_present(pte) && !pte_special(pte))
			of_file = !folio_test_anon(page_folio(pfn_to_page(pte_pfn(pte))));
	}
	rcu_read_unlock();
	return of_file;
}

/* Private copies are anonymous. One under migration is counted nowhere. */
static void rmm_shim_count_private_entry(pte_t pte, struct rmm_shim_private_pages *out)
{
	struct folio *folio;

	if (pte_none(pte))
		return;
	if (!pte_present(pte)) {
		out->swapped += softleaf_is_swap(softleaf_from_pte(pte));
		return;
	}
	if (pte_special(pte))
		return;
	folio = page_folio(pfn_to_page(pte_pfn(pte)));
	if (folio_test_anon(folio) && folio_nid(folio) < ARRAY_SIZE(out->node))
		out->node[folio_nid(folio)]++;
}

/* Returns false if the table was freed or replaced meanwhile. */
static bool rmm_shim_count_private_table(struct mm_struct *mm, pmd_t *pmdp, unsigned long addr,
					 unsigned long end, struct rmm_shim_private_pages *out)
{
	bool valid = true;
	pmd_t pmd;

	rcu_read_lock();
	pmd = pmdp_get_lockless(pmdp);
	if (pmd_present(pmd) && !pmd_leaf(pmd) && !pmd_bad(pmd)) {
		pte_t *ptep = pte_offset_kernel(&pmd, addr);
		spinlock_t *ptl = pte_lockptr(mm, &pmd);

		spin_lock(ptl);
		/* RCU keeps the table's page; an unchanged PMD proves that it is in use. */
		valid = pmd_same(pmd, pmdp_get_lockless(pmdp));
		for (; valid && addr < end; addr += PAGE_SIZE, ptep++)
			rmm_shim_count_private_entry(ptep_get(ptep), out);
		spin_unlock(ptl);
	}
	rcu_read_unlock();
	return valid;
}

/* Counts up to the end of one table; returns where the next one begins. */
static unsigned long rmm_shim_count_private_range(struct vm_area_struct *vma, unsigned long addr,
						  struct rmm_shim_private_pages *out)
{
	u32 level;
	pud_t pud, *pudp = rmm_shim_descend_to_pud(vma->vm_mm, addr, NULL, &level);
	unsigned long end = pmd_addr_end(addr, vma->vm_end);
	int tries = 3;

	if (!pudp)
		return level == RMM_SHIM_PGD ? pgd_addr_end(addr, vma->vm_end) :
					       p4d_addr_end(addr, vma->vm_end);
	pud = pudp_get(pudp);
	if (!pud_present(pud) || pud_leaf(pud) || pud_bad(pud))
		return pud_addr_end(addr, vma->vm_end);
	while (!rmm_shim_count_private_table(vma->vm_mm, pmd_offset(&pud, addr), addr, end, out) &&
	       --tries)
		;
	return end;
}

/*
 * Counts the VMAs of a file, and pages of private ones from the position in @out on. VMAs are visited
 * by mm and address, an order that does not depend on which ones come and go. Returns false, without a
 * result, if there are more than @most VMAs. Takes i_mmap_rwsem; may sleep.
 */
bool rmm_shim_count_private_pages(struct address_space *mapping, unsigned long most,
				  struct rmm_shim_private_pages *out)
{
	struct vm_area_struct *vma, *next = NULL;
	unsigned long visited = 0;

	out->shared_mappings = 0;
	out->private_mappings = 0;
	i_mmap_lock_read(mapping);
	for (vma = rmm_shim_mapping_tree_iter_first(&mapping->i_mmap, 0, ULONG_MAX);
	     vma && visited <= most;
	     vma = rmm_shim_mapping_tree_iter_next(vma, 0, ULONG_MAX), visited++) {
		u64 mm = (uintptr_t)vma->vm_mm;

		if (vma->vm_flags & VM_MAYSHARE) {
			out->shared_mappings++;
			continue;
		}
		out->private_mappings++;
		if (mm < out->mm || (mm == out->mm && vma->vm_end <= out->addr))
			continue;
		if (!next || vma->vm_mm < next->vm_mm ||
		    (vma->vm_mm == next->vm_mm && vma->vm_start < next->vm_start))
			next = vma;
	}
	out->done = !next;
	if (next && visited <= most) {
		unsigned long addr = next->vm_start;

		if (out->mm == (uintptr_t)next->vm_mm)
			addr = max(addr, (unsigned long)out->addr);
		for (int i = 0; i < RMM_SHIM_PRIVATE_TABLES && addr < next->vm_end; i++)
			addr = rmm_shim_count_private_range(next, addr, out);
		out->mm = (uintptr_t)next->vm_mm;
		out->addr = addr;
	}
	i_mmap_unlock_read(mapping);
	return visited <= most;
}
