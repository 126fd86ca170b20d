/* SPDX-License-Identifier: GPL-2.0 */
/*
 * As pattern.h, for PMD entries that map a folio each. Two cache lines of the folio are read: flags
 * and mapping are in the first, order and mapcount in the second.
 */
#ifndef RMM_SHIM_MM_HUGE_PATTERN_H
#define RMM_SHIM_MM_HUGE_PATTERN_H

#include <linux/mm.h>
#include <linux/pgtable.h>
#include "mm/leaf.h"

/* As struct rmm_shim_pattern, of a PMD entry that maps a folio which no other entry maps. */
struct rmm_shim_huge_pattern {
	u64 frame, entry_mask;
	u64 entry;		/* 0: no pattern */
	unsigned long flags, mapping;
	unsigned int order;
};

static void rmm_shim_take_huge_pattern(struct rmm_shim_huge_pattern *pattern, pmd_t pmd)
{
	const struct folio *folio;
	u64 entry = pmd_val(pmd);

	pattern->entry = 0;
	if ((entry & (_PAGE_PRESENT | _PAGE_PSE | _PAGE_SPECIAL)) != (_PAGE_PRESENT | _PAGE_PSE))
		return;
	folio = (const struct folio *)pfn_to_page((entry & pattern->frame) >> PAGE_SHIFT);
	if (PageTail(&folio->page) || !folio_test_large(folio) ||
	    atomic_read(&folio->_large_mapcount) > 0)
		return;
	pattern->entry = entry & ~pattern->frame;
	pattern->flags = READ_ONCE(folio->flags.f);
	pattern->mapping = (unsigned long)READ_ONCE(folio->mapping);
	pattern->order = folio_large_order(folio);
}

/*
 * Counts the entries from @pmdp on, of @count, that agree with @pattern in their attrs, and follow
 * on @pfn if @contiguous. flatten: see alike.c.
 */
static noinline __attribute__((flatten)) unsigned long
rmm_shim_count_alike_pmds(const struct rmm_shim_huge_pattern *pattern, pmd_t *pmdp,
			  unsigned long count, bool contiguous, unsigned long pfn)
{
	struct rmm_shim_huge_pattern like = *pattern;
	pmd_t *end = pmdp + count, *first = pmdp;

	for (; pmdp < end; pmdp++) {
		u64 frame = pmd_val(pmdp_get(pmdp)) ^ like.entry;
		const struct folio *folio;

		if (frame & like.entry_mask)
			break;
		frame &= like.frame;
		if (contiguous && frame >> PAGE_SHIFT != (pfn += PMD_SIZE >> PAGE_SHIFT))
			break;
		folio = (const struct folio *)pfn_to_page(frame >> PAGE_SHIFT);
		if (PageTail(&folio->page) ||
		    (READ_ONCE(folio->flags.f) ^ like.flags) & RMM_SHIM_FOLIO_FLAGS ||
		    ((unsigned long)READ_ONCE(folio->mapping) ^ like.mapping) &
			    FOLIO_MAPPING_FLAGS ||
		    folio_large_order(folio) != like.order ||
		    atomic_read(&folio->_large_mapcount) > 0)
			break;
	}
	return pmdp - first;
}

/*
 * After the entry of @pattern was captured: as above. A run of one folio has the words of the folio
 * that the pattern has.
 */
static unsigned long rmm_shim_count_huge(const struct rmm_shim_huge_pattern *pattern,
					 const struct folio *folio, pmd_t *pmdp,
					 unsigned long count, bool contiguous, unsigned long pfn)
{
	if (!pattern->entry || pattern->flags != READ_ONCE(folio->flags.f) ||
	    pattern->mapping != (unsigned long)READ_ONCE(folio->mapping) ||
	    atomic_read(&folio->_large_mapcount) > 0)
		return 0;
	return rmm_shim_count_alike_pmds(pattern, pmdp, count, contiguous, pfn);
}

#endif
