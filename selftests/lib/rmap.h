/* SPDX-License-Identifier: GPL-2.0 */
/* RMM_RMAP of a page, as one list without repeats. */
#ifndef SELFTESTS_RMAP_H
#define SELFTESTS_RMAP_H

#include "device.h"

#define MAX_MAPPINGS 4096

struct mapping_list {
	int count, calls;
	__u32 state, bits;
	__u64 pfn;
	struct rmm_frame frame;
	struct rmm_cost cost;
	struct rmm_mapping mapping[MAX_MAPPINGS];
};

const struct rmm_mapping *find_mapping(const struct mapping_list *list, pid_t pid, __u64 addr);

/*
 * Lists the mappings of a page, by @pfn on /dev/rmm or by @address on an address space, in portions
 * of @capacity. Returns 0 or the negative error of a call; -EAGAIN if a lock stays contended.
 */
int list_mappings(int fd, __u64 pfn, __u64 address, __u32 capacity, __u64 budget_us,
		  struct mapping_list *list);

#endif
