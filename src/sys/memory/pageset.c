// SPDX-License-Identifier: GPL-2.0
#include <linux/mm.h>
#include <linux/list.h>
#include <linux/sched.h>
#include <linux/spinlock.h>
#include "memory/pageset.h"

/* As pindex_to_order() in mm/page_alloc.c. */
static unsigned int rmm_shim_pageset_list_order(unsigned int list)
{
#ifdef CONFIG_TRANSPARENT_HUGEPAGE
	if (list >= NR_LOWORDER_PCP_LISTS)
		return HPAGE_PMD_ORDER;
#endif
	return list / MIGRATE_PCPTYPES;
}

/*
 * Counts the lists of a CPU under their lock. Returns false if they have too many entries. Meanwhile
 * the allocator, which tries the lock only, takes the zone's free lists. As in drain_pages_zone(),
 * interrupts stay on. The caller holds off memory hotplug, which frees @pcp. May sleep.
 */
bool rmm_shim_count_pageset_lists(struct per_cpu_pages *pcp, struct rmm_shim_pageset_lists *lists)
{
	unsigned int entries = 0;
	bool whole = true;

	memset(lists, 0, sizeof(*lists));
	cond_resched();		/* a zone has one for each CPU */
	spin_lock(&pcp->lock);
	for (unsigned int list = 0; list < NR_PCP_LISTS && whole; list++) {
		struct list_head *at;

		list_for_each(at, &pcp->lists[list]) {
			whole = ++entries <= RMM_SHIM_PAGESET_ENTRIES;
			if (!whole)
				break;
			lists->pages[list] += 1ul << rmm_shim_pageset_list_order(list);
		}
	}
	lists->count = pcp->count;
	spin_unlock(&pcp->lock);
	return whole;
}
