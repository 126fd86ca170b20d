/* SPDX-License-Identifier: GPL-2.0 */
/* Reads the state of a folio, or of a copy of one. */
#ifndef RMM_SHIM_MM_FOLIO_STATE_READ_H
#define RMM_SHIM_MM_FOLIO_STATE_READ_H

#include <linux/hugetlb.h>
#include <linux/mm.h>
#include "mm/folio_state.h"

/*
 * @page is a page of the folio, and neither is freed or split meanwhile, or both are copies. A pin of
 * an order-0 folio is a number of references, so the count is an estimate: GUP_PIN_COUNTING_BIAS
 * references of other kinds look like a pin.
 */
static inline void rmm_shim_read_folio_state(struct rmm_shim_folio_state *state,
					     struct folio *folio, const struct page *page)
{
	bool large = folio_test_large(folio);

	*state = (struct rmm_shim_folio_state){ .last_cpu = -1, .last_pid = -1 };
	if (folio_has_pincount(folio)) {
		state->pins = atomic_read(&folio->_pincount);
		state->bits |= RMM_SHIM_FOLIO_PINS_EXACT;
	} else {
		state->pins = max(folio_ref_count(folio), 0) / GUP_PIN_COUNTING_BIAS;
	}
	if (large) {
		state->entire_mapcount = max(folio_entire_mapcount(folio), 0);
		if (folio_order(folio) > 1 && !folio_test_hugetlb(folio) &&
		    folio_test_partially_mapped(folio))
			state->bits |= RMM_SHIM_FOLIO_PARTIALLY_MAPPED;
	}
	/*
	 * An entry that maps the whole folio has the bit in the first page, for hugetlb and for a PMD
	 * alike. In folios that are not anonymous the bit has another meaning.
	 */
	if (folio_test_anon(folio) && !folio_test_ksm(folio)) {
		const struct page *holder = state->entire_mapcount || folio_test_hugetlb(folio) ?
						    &folio->page : page;

		if (test_bit(PG_anon_exclusive, &holder->flags.f))
			state->bits |= RMM_SHIM_FOLIO_ANON_EXCLUSIVE;
	}
	if (folio_test_workingset(folio))
		state->bits |= RMM_SHIM_FOLIO_WORKINGSET;
	if (folio_test_dropbehind(folio))
		state->bits |= RMM_SHIM_FOLIO_DROPBEHIND;
#ifdef CONFIG_NUMA_BALANCING
	{
		int cpupid = folio_last_cpupid(folio);

		if (!cpupid_cpu_unset(cpupid))
			state->last_cpu = cpupid_to_cpu(cpupid);
		if (!cpupid_pid_unset(cpupid))
			state->last_pid = cpupid_to_pid(cpupid);
	}
#endif
}

#endif
