/* SPDX-License-Identifier: GPL-2.0 */
#ifndef RMM_SHIM_MM_DESCEND_H
#define RMM_SHIM_MM_DESCEND_H

#include <linux/mm.h>
#include <linux/pgtable.h>
#include "mm/table.h"

static inline void rmm_shim_record_upper_entry(struct rmm_shim_upper_entry *above, u32 level,
					       u64 entry)
{
	if (above)
		above[level] = (struct rmm_shim_upper_entry){
			entry, (entry & PTE_PFN_MASK) >> PAGE_SHIFT,
		};
}

/*
 * The PUD entry of @addr, or NULL if the descent ends above it, at the level in *@level. Records
 * the entries above the PUD in @above, unless it is NULL. The caller keeps the tables from being
 * freed.
 */
static inline pud_t *rmm_shim_descend_to_pud(struct mm_struct *mm, unsigned long addr,
					     struct rmm_shim_upper_entry *above, u32 *level)
{
	pgd_t pgd = pgdp_get(pgd_offset(mm, addr));
	p4d_t p4d;

	*level = RMM_SHIM_PGD;
	rmm_shim_record_upper_entry(above, RMM_SHIM_PGD, pgd_val(pgd));
	if (pgd_none(pgd) || pgd_bad(pgd))
		return NULL;
	p4d = p4dp_get(p4d_offset(&pgd, addr));
	/* A folded level is reported with the PGD. */
	if (pgtable_l5_enabled())
		*level = RMM_SHIM_P4D;
	rmm_shim_record_upper_entry(above, *level, p4d_val(p4d));
	if (p4d_none(p4d) || p4d_bad(p4d))
		return NULL;
	*level = RMM_SHIM_PUD;
	return pud_offset(&p4d, addr);
}

#endif
