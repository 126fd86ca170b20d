/* SPDX-License-Identifier: GPL-2.0 */
#ifndef RMM_SHIM_ROWS_H
#define RMM_SHIM_ROWS_H

#include "leaf.h"

void rmm_row(struct rmm_table *table, struct rmm_leaf *leaf, struct folio *folio,
	     unsigned long addr, unsigned long next, unsigned long size, struct rmm_last *last,
	     struct rmm_memo *memo);
void rmm_rows(struct rmm_table *table, pte_t *ptep, unsigned long addr, unsigned long end);

#endif
