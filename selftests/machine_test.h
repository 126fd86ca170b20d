/* SPDX-License-Identifier: GPL-2.0 */
/* What tests of the machine's memory share: rows of nodes and zones, scans of a zone. */
#ifndef MACHINE_TEST_H
#define MACHINE_TEST_H

#include "rmm_test.h"

/* All memory is looked at again and again, until nothing moved meanwhile. */
#undef TEST_TIMEOUT_DEFAULT
#define TEST_TIMEOUT_DEFAULT 450

#define MAX_ZONES 64
#define ORDERS 11
#define TYPES 6
#define CHUNK RMM_CHUNK_FRAMES

static const char *const zone_names[] __maybe_unused = {
	"DMA", "DMA32", "Normal", "HighMem", "Movable", "Device",
};
static const char *const type_names[TYPES] __maybe_unused = {
	"Unmovable", "Movable", "Reclaimable", "HighAtomic", "CMA", "Isolate",
};

/* All rows of a call, @portion at a time: how many, or the negative error. */
static inline int all_rows(int rmm, unsigned long request, __u32 flags, void *buf, __u32 size,
			   __u32 capacity, __u32 portion)
{
	struct rmm_rows arg = { .size = sizeof(arg), .flags = flags, .record_size = size };
	__u32 count = 0;

	do {
		int ret;

		arg.buf = (uintptr_t)buf + (__u64)count * size;
		arg.capacity = portion < capacity - count ? portion : capacity - count;
		if (!arg.capacity)
			return -E2BIG;
		ret = rmm_call(rmm, request, &arg);
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

static inline int all_zones(int rmm, struct rmm_zone *zone, __u32 flags)
{
	return all_rows(rmm, RMM_ZONES, flags, zone, sizeof(*zone), MAX_ZONES, MAX_ZONES);
}

/* Every free block of a zone in start..end, @portion at a time. */
static inline long all_free(int rmm, const struct rmm_zone *zone, __u64 start, __u64 end,
			    struct rmm_free_block *buf, __u32 capacity, __u32 portion,
			    __u64 budget_us, struct rmm_frames_cost *cost)
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
		ret = rmm_call(rmm, RMM_FREEBLOCKS, &arg);
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

/* Every page block of a zone, @portion at a time; @first is of the first byte. */
static inline long all_blocks(int rmm, const struct rmm_zone *zone, __u8 *buf, __u32 capacity,
			      __u32 portion, __u64 *first)
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
		ret = rmm_call(rmm, RMM_PAGEBLOCKS, &arg);
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

#endif
