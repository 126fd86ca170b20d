/* SPDX-License-Identifier: GPL-2.0 */
#ifndef RMM_SHIM_ROWS_H
#define RMM_SHIM_ROWS_H

#include "leaf.h"

/* What makes an entry one more of the row before, where its sign alone and its frame decide. */
struct rmm_run {
	bool open;
	u64 sign;	/* the parts that are looked at */
	u64 pfn;	/* that would follow */
};

/* Whether the row that is to come, of an entry at [@addr, @next) of @size bytes, is of @run. */
static __always_inline bool rmm_run_has(const struct rmm_run *run, const struct rmm_table *table,
					const struct rmm_leaf *leaf, unsigned long addr,
					unsigned long next, unsigned long size)
{
	return run->open && (leaf->sign & table->mask) == run->sign && next - addr == size &&
	       (!table->contiguous || leaf->pfn == run->pfn);
}

/* Of an entry that rmm_row() has taken. The range can cut the first: it stands alone. */
static __always_inline struct rmm_run rmm_run_of(const struct rmm_table *table,
						 const struct rmm_leaf *leaf, unsigned long addr,
						 unsigned long next, unsigned long size)
{
	return (struct rmm_run){
		.open = table->mask && !table->want && !table->columns && !table->pages &&
			next - addr == size,
		.sign = leaf->sign & table->mask,
		.pfn = leaf->pfn + (size >> PAGE_SHIFT),
	};
}

void rmm_row(struct rmm_table *table, struct rmm_leaf *leaf, struct folio *folio,
	     unsigned long addr, unsigned long next, unsigned long size, struct rmm_last *last,
	     struct rmm_memo *memo);
void rmm_rows(struct rmm_table *table, pte_t *ptep, unsigned long addr, unsigned long end);

#endif
