/* SPDX-License-Identifier: GPL-2.0 */
/* RMM_RMAP in portions, as a set without repeats. */
#ifndef RMAP_TEST_H
#define RMAP_TEST_H

#include "pages_test.h"

#define MAX_MAPPINGS 4096

struct mapping_list {
	int count, calls;
	__u32 state, bits;
	__u64 pfn;
	struct rmm_frame frame;
	struct rmm_cost cost;
	struct rmm_mapping mapping[MAX_MAPPINGS];
};

static inline const struct rmm_mapping *mapping_of(const struct mapping_list *list, pid_t pid,
						   __u64 addr)
{
	for (int i = 0; i < list->count; i++)
		if (list->mapping[i].pid == pid && list->mapping[i].addr == addr)
			return &list->mapping[i];
	return NULL;
}

/*
 * Everything that maps a page, by @pfn on /dev/rmm or by @address on an address space, in portions
 * of @capacity. Returns 0 or the negative error of a call; -EAGAIN if a lock stays contended.
 */
static inline int all_mappings(int fd, __u64 pfn, __u64 address, __u32 capacity, __u64 budget_us,
			       struct mapping_list *list)
{
	static struct rmm_mapping buf[MAX_MAPPINGS];
	struct rmm_rmap arg = {
		.size = sizeof(arg), .pfn = pfn, .address = address, .buf = (uintptr_t)buf,
		.capacity = capacity, .record_size = sizeof(buf[0]), .budget_us = budget_us,
	};
	time_t end = 0;

	list->count = list->calls = 0;
	do {
		int ret = rmm_call(fd, RMM_RMAP, &arg);

		if (ret)
			return ret;
		if (arg.count > capacity)
			return -EPROTO;
		for (__u32 i = 0; i < arg.count; i++) {
			if (mapping_of(list, buf[i].pid, buf[i].addr))
				continue;
			if (list->count == MAX_MAPPINGS)
				return -E2BIG;
			list->mapping[list->count++] = buf[i];
		}
		/* Who holds the lock may be kept from running for seconds. */
		if (list->calls++ == 100000 || (arg.state == RMM_RMAP_CONTENDED && !look_again(&end)))
			return -EAGAIN;
	} while (arg.state == RMM_RMAP_MORE || arg.state == RMM_RMAP_CONTENDED);
	list->state = arg.state;
	list->bits = arg.bits;
	list->pfn = arg.pfn;
	list->frame = arg.frame;
	list->cost = arg.cost;
	return 0;
}

/* The page frame that pagemap tells; RMM_ABSENT if there is none, or no process. */
static inline __u64 frame_of(pid_t pid, const volatile void *address)
{
	int fd = open_pagemap(pid);
	__u64 pm = number_at(fd, (uintptr_t)address / PAGE);

	close(fd);
	return pm != RMM_ABSENT && pm & PM_PRESENT ? pm & PM_FRAME : RMM_ABSENT;
}

static inline __u64 kpage(const char *path, __u64 pfn)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	__u64 value = number_at(fd, pfn);

	close(fd);
	return value;
}

#endif
