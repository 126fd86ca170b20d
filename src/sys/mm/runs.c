// SPDX-License-Identifier: GPL-2.0
#include <linux/mm.h>
#include "mm/alike.h"
#include "mm/leaf.h"
#include "mm/pattern.h"
#include "mm/runs.h"

/*
 * Page-table entries as runs of a captured table. The lock of the table is held.
 *
 * Merging neighbouring entries into runs is the one decision that the C makes. It stays here for
 * speed: a call into Rust for each entry would cost more than the walk.
 */

/*
 * The requested facts about the page at @addr in the @size bytes of @leaf. For a page under
 * migration, or a poisoned one, only the flags are read, as smaps does; nothing else has a meaning.
 */
static __always_inline void rmm_shim_write_facts(struct rmm_shim_table *table, u32 want, u32 run,
						 struct rmm_shim_leaf *leaf, struct folio *folio,
						 unsigned long addr, unsigned long size,
						 struct rmm_shim_last_entry *last,
						 struct rmm_shim_folio_memo *memo)
{
	unsigned long pfn = leaf->pfn + ((addr & (size - 1)) >> PAGE_SHIFT);

	if (unlikely(!folio)) {
		if (leaf->attrs & RMM_SHIM_LEAF_ZERO && want & RMM_SHIM_WANT_KPAGEFLAGS)
			table->pages->page[run].kpageflags =
				rmm_shim_zero_flags(pfn_to_page(pfn), memo);
		if (want & RMM_SHIM_WANT_MARKS)
			leaf->attrs |= rmm_shim_softleaf_flag_attrs(leaf->attrs, pfn);
		if (!rmm_shim_attrs_are_of_device(leaf->attrs))
			return;
		folio = page_folio(pfn_to_page(pfn));
		last->mapcount = folio_mapcount(folio);
	}
	if (want & RMM_SHIM_WANT_AGE)
		leaf->attrs |= rmm_shim_age_attrs(folio, memo);
	if (want & RMM_SHIM_WANT_MARKS)
		leaf->attrs |= rmm_shim_flag_attrs(folio);
	if (table->pages)
		rmm_shim_page_facts(&table->pages->page[run], want, pfn_to_page(pfn), folio,
			       last, memo);
}

/* What differs between entries with equal attrs; 0 for entries that are not mapped. */
static __always_inline void rmm_shim_write_counts(struct rmm_shim_frame_counts *column,
						  const struct rmm_shim_leaf *leaf,
						  struct folio *folio, unsigned long pfn,
						  struct rmm_shim_last_entry *last,
						  struct rmm_shim_folio_memo *memo)
{
	u32 mapcount;

	column->pfn = pfn;
	if (unlikely(!folio)) {
		if (!rmm_shim_attrs_are_of_device(leaf->attrs)) {
			column->counts = 0;
			return;
		}
		folio = page_folio(pfn_to_page(pfn));
		last->mapcount = folio_mapcount(folio);
	}
	mapcount = last->mapcount;
	if (unlikely(rmm_shim_attrs_are_large(leaf->attrs))) {
		struct rmm_shim_page_facts facts;

		rmm_shim_capture_page_facts(&facts, RMM_SHIM_WANT_MAPCOUNT, pfn_to_page(pfn), folio,
					    memo);
		mapcount = facts.mapcount;
	}
	column->counts = mapcount | (u64)(u32)folio_ref_count(folio) << 32;
}

/* Whether facts are written for a page with these attrs. */
static __always_inline bool rmm_shim_attrs_have_facts(u64 attrs)
{
	return attrs & RMM_SHIM_LEAF_FOLIO &&
	       (attrs & RMM_SHIM_LEAF_PRESENT || rmm_shim_attrs_are_of_device(attrs));
}

/* Whether the facts of two entries agree as far as requested. */
static bool rmm_shim_facts_agree(const struct rmm_shim_page_facts *one,
				 const struct rmm_shim_page_facts *two, u32 want)
{
	return (!(want & RMM_SHIM_WANT_MAPCOUNT) ||
		(one->mapcount == two->mapcount &&
		 (one->folio_mapcount == 1) == (two->folio_mapcount == 1))) &&
	       (!(want & RMM_SHIM_WANT_CGROUP) || one->cgroup == two->cgroup);
}

/* If positions are requested, the pages of a run in a large folio are consecutive. */
static __always_inline bool rmm_shim_folio_page_follows(const struct rmm_shim_page_facts *one,
					const struct rmm_shim_page_facts *two, u32 pages, u32 want,
					u64 attrs, bool next_frame)
{
	return !(want & RMM_SHIM_WANT_FOLIO) || !rmm_shim_attrs_are_large(attrs) ||
	       (next_frame && two->index == one->index + pages);
}

/*
 * Whether the entry at @addr extends the last run. A run of several entries contains them
 * completely, because the walked range can cut only the first and the last entry of a table.
 */
static bool rmm_shim_entry_extends_run(const struct rmm_shim_table *table,
				       const struct rmm_shim_leaf *leaf, unsigned long addr,
				       unsigned long next, unsigned long size)
{
	const struct rmm_shim_runs *runs = table->runs;
	u32 before = table->count - 1;

	/* Facts captured beside the leaf belong to one folio. */
	if (!table->mask || table->columns || table->pages || !table->count ||
	    runs->leaf[before].attrs != leaf->attrs)
		return false;
	if (next - addr != size || (before == 0 && table->addr & (size - 1)))
		return false;
	return !table->contiguous || !(leaf->attrs & RMM_SHIM_LEAF_PRESENT) ||
	       runs->leaf[before].pfn + runs->repeat[before] * (size >> PAGE_SHIFT) == leaf->pfn;
}

/*
 * Appends a run for an entry above the last level, which covers [@addr, @next) of the @size bytes
 * that it maps, or extends the last run by it.
 */
void rmm_shim_append_run(struct rmm_shim_table *table, struct rmm_shim_leaf *leaf,
			 struct folio *folio, unsigned long addr, unsigned long next,
			 unsigned long size, struct rmm_shim_last_entry *last,
			 struct rmm_shim_folio_memo *memo)
{
	u32 run = table->count;

	if (table->want)
		rmm_shim_write_facts(table, table->want, run, leaf, folio, addr, size, last, memo);
	if (table->columns)
		rmm_shim_write_counts(&table->columns->of[run], leaf, folio,
				      leaf->pfn + ((addr & (size - 1)) >> PAGE_SHIFT), last, memo);
	if (table->mask)
		leaf->attrs &= table->mask;
	table->entries++;
	if (rmm_shim_entry_extends_run(table, leaf, addr, next, size)) {
		table->runs->repeat[run - 1]++;
		return;
	}
	table->runs->leaf[run] = *leaf;
	table->runs->repeat[run] = 1;
	table->count++;
}

/*
 * Captures part of a PTE table as runs of entries with equal attrs; with RMM_SHIM_LIKE_RECORD, of
 * entries that differ in the frame only.
 */
static __always_inline void rmm_shim_capture_merged(struct rmm_shim_table *table, const pte_t *ptep,
						    unsigned long addr, unsigned long end, u32 want,
						    u64 mask, bool contiguous,
						    struct rmm_shim_page_facts_table *pages,
						    struct rmm_shim_frame_counts *column,
						    enum rmm_shim_likeness likeness)
{
	struct rmm_shim_runs *runs = table->runs;
	struct rmm_shim_last_entry last = RMM_SHIM_LAST_ENTRY();
	struct rmm_shim_folio_memo memo = { 0 };
	struct rmm_shim_pattern pattern = rmm_shim_new_pattern(mask, want, likeness);
	const pte_t *last_ptep = ptep + ((end - addr) >> PAGE_SHIFT);
	u32 count = 0, repeat = 0;
	u64 attrs = 0, next = 0;

	while (ptep < last_ptep) {
		pte_t pte = ptep_get((pte_t *)ptep);
		unsigned long alike = 0;
		struct rmm_shim_leaf leaf;
		struct folio *folio;
		bool large;

		rmm_shim_take_pattern(&pattern, pte_val(pte), likeness);
		folio = rmm_shim_capture_leaf_pte(&leaf, pte, &last, &memo);
		if (want)
			rmm_shim_write_facts(table, want, count, &leaf, folio, addr, PAGE_SIZE,
					     &last, &memo);
		if (column)
			rmm_shim_write_counts(column++, &leaf, folio, leaf.pfn, &last, &memo);
		large = rmm_shim_attrs_are_large(leaf.attrs);
		leaf.attrs &= mask;
		if (likeness != RMM_SHIM_LIKE_RECORD && leaf.attrs == attrs && repeat &&
		    (!contiguous || leaf.pfn == next || !(attrs & RMM_SHIM_LEAF_PRESENT)) &&
		    (!pages || !rmm_shim_attrs_have_facts(attrs) ||
		     (rmm_shim_facts_agree(&pages->page[count - 1], &pages->page[count], want) &&
		      rmm_shim_folio_page_follows(&pages->page[count - 1], &pages->page[count],
						  repeat, want, attrs, leaf.pfn == next)))) {
			repeat++;
		} else {
			if (repeat)
				runs->repeat[count - 1] = repeat;
			runs->leaf[count++] = leaf;
			attrs = leaf.attrs;
			next = leaf.pfn;
			repeat = 1;
		}
		next++;
		ptep++;
		if (!rmm_shim_pattern_holds(&pattern, leaf.pfn, likeness))
			pattern.entry = 0;
		if (!pattern.entry)
			;
		else if (likeness == RMM_SHIM_LIKE_ENTRY)
			alike = rmm_shim_count_entries(&pattern, ptep, last_ptep, contiguous,
						       leaf.pfn);
		else if (likeness == RMM_SHIM_LIKE_RECORD)
			alike = rmm_shim_count_records(&pattern, ptep, last_ptep, column);
		else if (likeness == RMM_SHIM_LIKE_ATTRS && column)
			alike = rmm_shim_count_columns(&pattern, ptep, last_ptep, column);
		else if (likeness == RMM_SHIM_LIKE_ATTRS && !contiguous)
			alike = rmm_shim_count_attrs(&pattern, ptep, last_ptep);
		else
			alike = rmm_shim_count_others(&pattern, ptep, last_ptep, likeness,
						      contiguous, leaf.pfn, column);
		if (likeness == RMM_SHIM_LIKE_ATTRS && !column && large && folio &&
		    leaf.entry & _PAGE_PRESENT)
			alike = rmm_shim_count_folio(&pattern, ptep, last_ptep, leaf.entry,
						     folio, contiguous);
		else if (pte_none(pte))
			alike = rmm_shim_count_empty(ptep, last_ptep, column);
		ptep += alike;
		next += alike;
		repeat += alike;
		addr += (1 + alike) << PAGE_SHIFT;
		if (column)
			column += alike;
	}
	if (repeat)
		runs->repeat[count - 1] = repeat;
	table->count = count;
}

/* Captures part of a PTE table, one run for each entry. */
static __always_inline void rmm_shim_capture_unmerged(struct rmm_shim_table *table, pte_t *ptep,
						      unsigned long addr, unsigned long end,
						      u32 want)
{
	struct rmm_shim_runs *runs = table->runs;
	struct rmm_shim_last_entry last = RMM_SHIM_LAST_ENTRY();
	struct rmm_shim_folio_memo memo = { 0 };
	u32 count = 0;

	for (; addr < end; addr += PAGE_SIZE) {
		struct rmm_shim_leaf *leaf = &runs->leaf[count];
		struct folio *folio =
			rmm_shim_capture_leaf_pte(leaf, ptep_get(ptep++), &last, &memo);

		if (want)
			rmm_shim_write_facts(table, want, count, leaf, folio, addr, PAGE_SIZE,
					     &last, &memo);
		runs->repeat[count++] = 1;
	}
	table->count = count;
}

/* Captures the entries of a PTE table from @ptep on, which map [@addr, @end). */
void rmm_shim_capture_runs(struct rmm_shim_table *table, pte_t *ptep, unsigned long addr,
			   unsigned long end)
{
	struct rmm_shim_frame_counts *columns = table->columns ? table->columns->of : NULL;

	table->entries = (end - addr) >> PAGE_SHIFT;
	if (columns && table->whole)
		rmm_shim_capture_merged(table, ptep, addr, end, table->want, ~0ull, false,
					table->pages, columns, RMM_SHIM_LIKE_RECORD);
	else if (columns && table->want)
		rmm_shim_capture_merged(table, ptep, addr, end, table->want, ~0ull, false, NULL,
					columns, RMM_SHIM_LIKE_FACTS);
	else if (columns)
		rmm_shim_capture_merged(table, ptep, addr, end, 0, ~0ull, false, NULL, columns,
					RMM_SHIM_LIKE_ATTRS);
	else if (table->mask && table->want)
		rmm_shim_capture_merged(table, ptep, addr, end, table->want, table->mask,
					table->contiguous, table->pages, NULL, RMM_SHIM_LIKE_FACTS);
	else if (table->mask && !(table->mask & RMM_SHIM_LEAF_OF_FOLIO))
		rmm_shim_capture_merged(table, ptep, addr, end, 0, table->mask, table->contiguous,
					NULL, NULL, RMM_SHIM_LIKE_ENTRY);
	else if (table->mask)
		rmm_shim_capture_merged(table, ptep, addr, end, 0, table->mask, table->contiguous,
					NULL, NULL, RMM_SHIM_LIKE_ATTRS);
	else
		rmm_shim_capture_unmerged(table, ptep, addr, end, table->want);
}
