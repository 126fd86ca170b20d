// SPDX-License-Identifier: GPL-2.0
#include "machine.h"

#include <errno.h>
#include <stdint.h>
#include <string.h>

const char *const zone_names[6] = {
	"DMA", "DMA32", "Normal", "HighMem", "Movable", "Device",
};

const char *const migrate_type_names[MIGRATE_TYPES] = {
	"Unmovable", "Movable", "Reclaimable", "HighAtomic", "CMA", "Isolate",
};

int list_records(int rmm, unsigned long request, __u32 flags, void *buf, __u32 size, __u32 capacity,
		 __u32 portion)
{
	struct rmm_rows arg = { .size = sizeof(arg), .flags = flags, .record_size = size };
	__u32 count = 0;

	do {
		int ret;

		arg.buf = (uintptr_t)buf + (__u64)count * size;
		arg.capacity = portion < capacity - count ? portion : capacity - count;
		if (!arg.capacity)
			return -E2BIG;
		ret = call_ioctl(rmm, request, &arg);
		if (ret)
			return ret;
		if (arg.count > arg.capacity || (!arg.count && arg.next != RMM_ABSENT &&
						 arg.next <= arg.start))
			return -EPROTO;
		count += arg.count;
		arg.start = arg.next;
	} while (arg.next != RMM_ABSENT);
	return count;
}

int list_zones(int rmm, struct rmm_zone *zone, __u32 flags)
{
	return list_records(rmm, RMM_ZONES, flags, zone, sizeof(*zone), MAX_ZONES, MAX_ZONES);
}

long list_free_blocks(int rmm, const struct rmm_zone *zone, __u64 start, __u64 end,
		      struct rmm_free_block *buf, __u32 capacity, __u32 portion, __u64 budget_us,
		      struct rmm_frames_cost *cost)
{
	struct rmm_freeblocks arg = {
		.size = sizeof(arg), .node = zone->node, .zone = zone->zone, .start = start,
		.end = end, .record_size = sizeof(*buf), .budget_us = budget_us,
	};
	__u32 count = 0;

	memset(cost, 0, sizeof(*cost));
	do {
		int ret;

		arg.buf = (uintptr_t)(buf + count);
		arg.capacity = portion < capacity - count ? portion : capacity - count;
		if (!arg.capacity)
			return -E2BIG;
		ret = call_ioctl(rmm, RMM_FREEBLOCKS, &arg);
		if (ret)
			return ret;
		if (arg.count > arg.capacity || (arg.next != end && arg.next <= arg.start))
			return -EPROTO;
		count += arg.count;
		cost->frames += arg.cost.frames;
		cost->chunks += arg.cost.chunks;
		cost->elapsed_ns += arg.cost.elapsed_ns;
		if (cost->longest_hold_ns < arg.cost.longest_hold_ns)
			cost->longest_hold_ns = arg.cost.longest_hold_ns;
		arg.start = arg.next;
	} while (arg.next != end);
	return count;
}

long list_page_blocks(int rmm, const struct rmm_zone *zone, __u8 *buf, __u32 capacity, __u32 portion,
		      __u64 *first)
{
	struct rmm_pageblocks arg = {
		.size = sizeof(arg), .node = zone->node, .zone = zone->zone, .end = RMM_ABSENT,
	};
	__u32 count = 0;

	do {
		int ret;

		arg.buf = (uintptr_t)(buf + count);
		arg.capacity = portion < capacity - count ? portion : capacity - count;
		if (!arg.capacity)
			return -E2BIG;
		ret = call_ioctl(rmm, RMM_PAGEBLOCKS, &arg);
		if (ret)
			return ret;
		if (arg.count > arg.capacity || arg.block_order != 9)
			return -EPROTO;
		if (!count)
			*first = arg.first;
		else if (arg.first != *first + ((__u64)count << arg.block_order))
			return -EPROTO;
		count += arg.count;
		arg.start = arg.next;
	} while (arg.next != RMM_ABSENT);
	return count;
}
