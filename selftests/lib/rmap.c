// SPDX-License-Identifier: GPL-2.0
#include "rmap.h"

#include <errno.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "process.h"

const struct rmm_mapping *find_mapping(const struct mapping_list *list, pid_t pid, __u64 addr)
{
	for (int i = 0; i < list->count; i++)
		if (list->mapping[i].pid == pid && list->mapping[i].addr == addr)
			return &list->mapping[i];
	return NULL;
}

int list_mappings(int fd, __u64 pfn, __u64 address, __u32 capacity, __u64 budget_us,
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
		int ret = call_ioctl(fd, RMM_RMAP, &arg);

		if (ret)
			return ret;
		if (arg.count > capacity)
			return -EPROTO;
		for (__u32 i = 0; i < arg.count; i++) {
			if (find_mapping(list, buf[i].pid, buf[i].addr))
				continue;
			if (list->count == MAX_MAPPINGS)
				return -E2BIG;
			list->mapping[list->count++] = buf[i];
		}
		/* The holder of the lock may not run for seconds. */
		if (list->calls++ == 100000 || (arg.state == RMM_RMAP_CONTENDED && !retry_allowed(&end)))
			return -EAGAIN;
	} while (arg.state == RMM_RMAP_MORE || arg.state == RMM_RMAP_CONTENDED);
	list->state = arg.state;
	list->bits = arg.bits;
	list->pfn = arg.pfn;
	list->frame = arg.frame;
	list->cost = arg.cost;
	return 0;
}
