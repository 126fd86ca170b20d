/* SPDX-License-Identifier: GPL-2.0 */
#ifndef RMM_SHIM_MEMORY_PAGE_BLOCK_H
#define RMM_SHIM_MEMORY_PAGE_BLOCK_H

#include <linux/mmzone.h>

/* Frames, or list entries, processed in one hold of zone->lock. */
#define RMM_SHIM_CHUNK_FRAMES 1024

enum {
	RMM_SHIM_PAGEBLOCK_ORDER = pageblock_order,
	RMM_SHIM_CHUNK_BLOCKS = DIV_ROUND_UP(RMM_SHIM_CHUNK_FRAMES, 1 << RMM_SHIM_PAGEBLOCK_ORDER),
	RMM_SHIM_MIGRATE_TYPES = MIGRATE_TYPES,
};

/* A free block. */
struct rmm_shim_free_block {
	u16 frame;		/* offset of its first frame in the chunk */
	u8 order;
	u8 reserved;
};

/* Part of an aligned run of RMM_SHIM_CHUNK_FRAMES frames. */
struct rmm_shim_frame_chunk {
	u64 start;		/* in */
	u64 end;		/* in: in the same aligned run, or its end */
	u64 hold_ns;		/* out: how long zone->lock was held */
	u32 count;		/* out: free blocks that begin in start..end */
	u32 lead;		/* out: leading frames of a free block that began before start */
	u8 online[RMM_SHIM_CHUNK_BLOCKS];	/* out: the page block is online */
	u8 present[RMM_SHIM_CHUNK_BLOCKS];	/* out: and its first frame belongs to the zone */
	u8 flags[RMM_SHIM_CHUNK_BLOCKS];	/* out: enum pageblock_bits, if online */
	struct rmm_shim_free_block free[RMM_SHIM_CHUNK_FRAMES];	/* out: ascending */
};

/* The free lists of one order, walked side by side until at most one is left. */
struct rmm_shim_free_lists {
	u64 total;		/* free blocks of the order in all lists */
	u64 hold_ns;		/* how long zone->lock was held */
	u32 entries;		/* list entries passed */
	u32 open;		/* bit mask of the lists not walked to their end */
	u64 count[RMM_SHIM_MIGRATE_TYPES];
};

void rmm_shim_capture_chunk(struct zone *zone, struct rmm_shim_frame_chunk *chunk);
int rmm_shim_capture_page_block(struct zone *zone, unsigned long pfn);
void rmm_shim_count_free_lists(struct zone *zone, unsigned int order,
			       struct rmm_shim_free_lists *lists);

#endif
