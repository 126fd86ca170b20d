// SPDX-License-Identifier: GPL-2.0
#include <linux/mm.h>
#include "mm/alike.h"

/* Loops over the entries of a PTE table that agree with a pattern. The lock of the table is held. */

/*
 * Counts the entries from @ptep on that agree with @pattern, up to @end. Their frames follow on
 * each other and on @pfn if @contiguous. Notes frames and counts in @column, if there is one.
 */
static __always_inline unsigned long
rmm_shim_count_alike(struct rmm_shim_pattern *pattern, const pte_t *ptep, const pte_t *end,
		     enum rmm_shim_likeness likeness, bool contiguous, unsigned long pfn,
		     struct rmm_shim_frame_counts *column)
{
	struct rmm_shim_pattern like = *pattern;	/* in registers */
	const pte_t *first = ptep;

	for (; ptep < end; ptep++) {
		u64 frame = pte_val(ptep_get((pte_t *)ptep)) ^ like.entry, counts;
		const struct page *page;

		if (unlikely(frame & ~like.frame)) {
			u64 other = frame & ~like.frame;

			if (other & like.entry_mask)
				break;
			like.entry ^= other;
			frame ^= other;
		}
		if (contiguous && frame >> PAGE_SHIFT != ++pfn)
			break;
		if (likeness == RMM_SHIM_LIKE_ENTRY)
			continue;
		page = pfn_to_page(frame >> PAGE_SHIFT);
		if (PageTail(page) || !rmm_shim_folio_is_alike(&like, (const struct folio *)page,
							       likeness, &counts))
			break;
		if (column) {
			column->pfn = frame >> PAGE_SHIFT;
			column->counts = counts + 1;
			column++;
		}
	}
	*pattern = like;
	return ptep - first;
}

/* As above, for pages of one large folio, whose attrs agree; @entry is that of one of its pages. */
static __always_inline unsigned long
rmm_shim_count_in_folio(const struct rmm_shim_pattern *pattern, const pte_t *ptep,
			const pte_t *end, u64 entry, const struct folio *folio, bool contiguous)
{
	u64 bits = entry & ~pattern->frame, mask = pattern->entry_mask, frames = pattern->frame;
	u64 start = (u64)page_to_pfn(&folio->page) << PAGE_SHIFT, size = folio_size(folio);
	u64 last = entry & frames;
	const pte_t *first = ptep;

	for (; ptep < end; ptep++) {
		u64 raw = pte_val(ptep_get((pte_t *)ptep)), frame = raw & frames;

		if ((raw ^ bits) & mask || frame - start >= size)
			break;
		if (contiguous && frame != (last += PAGE_SIZE))
			break;
	}
	return ptep - first;
}

/*
 * The loops over entries that agree, each in a function of its own, with the registers for itself.
 * flatten: the compiler takes pte_val() for long, because of its alternatives.
 */
#define RMM_SHIM_COUNT_LOOP __attribute__((flatten)) unsigned long

RMM_SHIM_COUNT_LOOP rmm_shim_count_entries(struct rmm_shim_pattern *pattern,
					   const pte_t *ptep, const pte_t *end,
					   bool contiguous, unsigned long pfn)
{
	return rmm_shim_count_alike(pattern, ptep, end, RMM_SHIM_LIKE_ENTRY, contiguous, pfn, NULL);
}

RMM_SHIM_COUNT_LOOP rmm_shim_count_attrs(struct rmm_shim_pattern *pattern,
					 const pte_t *ptep, const pte_t *end)
{
	return rmm_shim_count_alike(pattern, ptep, end, RMM_SHIM_LIKE_ATTRS, false, 0, NULL);
}

RMM_SHIM_COUNT_LOOP rmm_shim_count_columns(struct rmm_shim_pattern *pattern,
					   const pte_t *ptep, const pte_t *end,
					   struct rmm_shim_frame_counts *column)
{
	return rmm_shim_count_alike(pattern, ptep, end, RMM_SHIM_LIKE_ATTRS, false, 0, column);
}

RMM_SHIM_COUNT_LOOP rmm_shim_count_records(struct rmm_shim_pattern *pattern,
					   const pte_t *ptep, const pte_t *end,
					   struct rmm_shim_frame_counts *column)
{
	return rmm_shim_count_alike(pattern, ptep, end, RMM_SHIM_LIKE_RECORD, false, 0, column);
}

RMM_SHIM_COUNT_LOOP rmm_shim_count_others(struct rmm_shim_pattern *pattern,
					  const pte_t *ptep, const pte_t *end,
					  enum rmm_shim_likeness likeness, bool contiguous,
					  unsigned long pfn,
					  struct rmm_shim_frame_counts *column)
{
	return rmm_shim_count_alike(pattern, ptep, end, likeness, contiguous, pfn, column);
}

RMM_SHIM_COUNT_LOOP rmm_shim_count_folio(const struct rmm_shim_pattern *pattern,
					 const pte_t *ptep, const pte_t *end, u64 entry,
					 const struct folio *folio, bool contiguous)
{
	return rmm_shim_count_in_folio(pattern, ptep, end, entry, folio, contiguous);
}

/* Counts the empty entries from @ptep on, up to @end. */
unsigned long rmm_shim_count_empty(const pte_t *ptep, const pte_t *end,
				   struct rmm_shim_frame_counts *column)
{
	const pte_t *first = ptep;

	for (; ptep < end && pte_none(ptep_get((pte_t *)ptep)); ptep++) {
		if (column)
			*column++ = (struct rmm_shim_frame_counts){ 0 };
	}
	return ptep - first;
}
