/* SPDX-License-Identifier: GPL-2.0 */
#ifndef RMM_SHIM_MM_RUNS_H
#define RMM_SHIM_MM_RUNS_H

#include "mm/leaf.h"

/* Decides whether an entry extends the last run, where attrs and frame suffice for that. */
struct rmm_shim_open_run {
	bool open;
	u64 attrs;	/* the compared bits */
	u64 pfn;	/* the next consecutive frame */
};

/* Whether an entry at [@addr, @next) of @size bytes extends @run. */
static __always_inline bool rmm_shim_run_continues(const struct rmm_shim_open_run *run,
						   const struct rmm_shim_table *table,
						   const struct rmm_shim_leaf *leaf,
						   unsigned long addr, unsigned long next,
						   unsigned long size)
{
	return run->open && (leaf->attrs & table->mask) == run->attrs && next - addr == size &&
	       (!table->contiguous || leaf->pfn == run->pfn);
}

/*
 * For an entry appended by rmm_shim_append_run(). The range may cut the first entry, which then
 * stays alone.
 */
static __always_inline struct rmm_shim_open_run
rmm_shim_run_start(const struct rmm_shim_table *table, const struct rmm_shim_leaf *leaf,
		   unsigned long addr, unsigned long next, unsigned long size)
{
	return (struct rmm_shim_open_run){
		.open = table->mask && !table->want && !table->columns && !table->pages &&
			next - addr == size,
		.attrs = leaf->attrs & table->mask,
		.pfn = leaf->pfn + (size >> PAGE_SHIFT),
	};
}

void rmm_shim_append_run(struct rmm_shim_table *table, struct rmm_shim_leaf *leaf,
			 struct folio *folio, unsigned long addr, unsigned long next,
			 unsigned long size, struct rmm_shim_last_entry *last,
			 struct rmm_shim_folio_memo *memo);
void rmm_shim_capture_runs(struct rmm_shim_table *table, pte_t *ptep, unsigned long addr,
			   unsigned long end);

#endif
