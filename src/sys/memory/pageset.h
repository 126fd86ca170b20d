/* SPDX-License-Identifier: GPL-2.0 */
#ifndef RMM_SHIM_MEMORY_PAGESET_H
#define RMM_SHIM_MEMORY_PAGESET_H

#include <linux/mmzone.h>

enum {
	RMM_SHIM_PAGESET_TYPES = MIGRATE_PCPTYPES,
	RMM_SHIM_PAGESET_LOW_LISTS = NR_LOWORDER_PCP_LISTS,
	RMM_SHIM_PAGESET_LISTS = NR_PCP_LISTS,
	RMM_SHIM_PAGESET_ENTRIES = 4096,	/* most entries that are counted in one hold of the lock */
};

/* Pages in each list of a CPU. */
struct rmm_shim_pageset_lists {
	u64 count;
	u64 pages[RMM_SHIM_PAGESET_LISTS];
};

bool rmm_shim_count_pageset_lists(struct per_cpu_pages *pcp, struct rmm_shim_pageset_lists *lists);

#endif
