/* SPDX-License-Identifier: GPL-2.0 */
/* RMM_WALK_PAGES of a range, as one list. */
#ifndef SELFTESTS_PAGES_H
#define SELFTESTS_PAGES_H

#include <linux/kernel-page-flags.h>

#include "device.h"

#define MAX_PAGES 65536

#define ALL_ATTRIBUTES	(RMM_PAGE_A_DEFAULT | RMM_PAGE_A_KPAGEFLAGS | RMM_PAGE_A_AGE | \
			 RMM_PAGE_A_CGROUP | RMM_PAGE_A_ENTRY | RMM_PAGE_A_EXPECTED | \
			 RMM_PAGE_A_STATE)

/* The UAPI header lacks some of these bits. */
#ifndef KPF_MLOCKED
#define KPF_MLOCKED 33
#endif

struct page_list {
	int count, calls;
	struct rmm_cost cost;
	struct rmm_page page[MAX_PAGES];
};

__u64 page_bytes(const struct rmm_page *page);

__u64 page_end(const struct rmm_page *page);

/*
 * Lists the entries of a range, in portions of @capacity records and @budget_us each. Returns 0 or
 * the negative error of a call; -EPROTO if entries are out of order.
 */
int list_pages(int mm, __u64 start, __u64 end, __u64 attributes, __u64 kinds, __u32 capacity,
	       __u64 budget_us, struct page_list *list);

#endif
