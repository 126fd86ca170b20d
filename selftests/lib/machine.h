/* SPDX-License-Identifier: GPL-2.0 */
/* The calls about nodes, zones and their frames. */
#ifndef SELFTESTS_MACHINE_H
#define SELFTESTS_MACHINE_H

#include "device.h"

#define MAX_ZONES 64
#define ORDERS 11
#define MIGRATE_TYPES 6
#define CHUNK_FRAMES RMM_CHUNK_FRAMES

extern const char *const zone_names[6];
extern const char *const migrate_type_names[MIGRATE_TYPES];

/* Lists all records of a call, @portion at a time. Returns how many, or the negative error. */
int list_records(int rmm, unsigned long request, __u32 flags, void *buf, __u32 size, __u32 capacity,
		 __u32 portion);

int list_zones(int rmm, struct rmm_zone *zone, __u32 flags);

/* Lists every free block of a zone in start..end, @portion at a time. */
long list_free_blocks(int rmm, const struct rmm_zone *zone, __u64 start, __u64 end,
		      struct rmm_free_block *buf, __u32 capacity, __u32 portion, __u64 budget_us,
		      struct rmm_frames_cost *cost);

/* Reads every page block of a zone, @portion at a time. @first is the frame of the first byte. */
long list_page_blocks(int rmm, const struct rmm_zone *zone, __u8 *buf, __u32 capacity, __u32 portion,
		      __u64 *first);

#endif
