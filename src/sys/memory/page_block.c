// SPDX-License-Identifier: GPL-2.0
#include <linux/memory_hotplug.h>
#include <linux/mm.h>
#include <linux/mmzone.h>
#include <linux/pageblock-flags.h>
#include <linux/sched.h>
#include <linux/spinlock.h>
#include "memory/page_block.h"

static_assert(RMM_SHIM_PAGEBLOCK_ORDER <= ilog2(RMM_SHIM_CHUNK_FRAMES));
static_assert(NR_PAGEBLOCK_BITS == 8 || NR_PAGEBLOCK_BITS == 4);

/* Flags of a page block in an online section, found as get_pfnblock_bitmap_bitidx() does. */
static u8 rmm_shim_block_flags(unsigned long pfn)
{
#ifdef CONFIG_SPARSEMEM
	const unsigned long *map = section_to_usemap(__pfn_to_section(pfn));
	unsigned long bit =
		((pfn & (PAGES_PER_SECTION - 1)) >> pageblock_order) * NR_PAGEBLOCK_BITS;

	return READ_ONCE(map[bit / BITS_PER_LONG]) >> (bit % BITS_PER_LONG) &
	       (BIT(NR_PAGEBLOCK_BITS) - 1);
#else
	return 0;
#endif
}

/* Frames from @pfn on, which is online, that belong to a free block of @zone begun before it. */
static u32 rmm_shim_leading_free_frames(struct zone *zone, unsigned long pfn)
{
	lockdep_assert_held(&zone->lock);
	for (unsigned int order = 1; order <= MAX_PAGE_ORDER; order++) {
		/* Never before the section, all of which has struct pages. */
		const unsigned long head = ALIGN_DOWN(pfn, 1ul << order);
		const struct page *page = pfn_to_page(head);

		if (head == pfn || !PageBuddy(page) || page_zone(page) != zone)
			continue;
		return max_t(long, head + (1l << page_private(page)) - pfn, 0);
	}
	return 0;
}

/*
 * Captures page blocks and free blocks of chunk->start..end in @zone, in one hold of zone->lock,
 * under which free blocks do not change. The caller holds off memory hotplug.
 */
void rmm_shim_capture_chunk(struct zone *zone, struct rmm_shim_frame_chunk *chunk)
{
	const unsigned long base = ALIGN_DOWN(chunk->start, RMM_SHIM_CHUNK_FRAMES);
	unsigned long pfn, end, flags, next = chunk->start;
	bool any = false;

	cond_resched();
	chunk->count = 0;
	chunk->hold_ns = 0;
	chunk->lead = 0;
	for (int i = 0; i < RMM_SHIM_CHUNK_BLOCKS; i++) {
		struct page *page = NULL;

		pfn = max_t(unsigned long, base + i * pageblock_nr_pages, chunk->start);
		if (pfn < chunk->end && pageblock_start_pfn(pfn) == base + i * pageblock_nr_pages)
			page = pfn_to_online_page(pfn);
		chunk->online[i] = page != NULL;
		chunk->present[i] = page && page_zone(page) == zone;
		any |= chunk->online[i];
	}
	if (!any)
		return;

	spin_lock_irqsave(&zone->lock, flags);
	chunk->hold_ns = ktime_get_ns();
	if (next != base && chunk->present[(next - base) >> pageblock_order]) {
		chunk->lead = rmm_shim_leading_free_frames(zone, next);
		next += chunk->lead;
	}
	for (int i = 0; i < RMM_SHIM_CHUNK_BLOCKS; i++) {
		if (!chunk->online[i])
			continue;
		pfn = base + i * pageblock_nr_pages;
		chunk->flags[i] = rmm_shim_block_flags(pfn);
		end = min_t(unsigned long, pfn + pageblock_nr_pages, chunk->end);
		/* A free block before this frame may extend into it. */
		next = max(next, pfn);
		while (next < end) {
			const struct page *page = pfn_to_page(next);

			/* zone->lock protects the order if the page is of this zone. */
			if (PageBuddy(page) && page_zone(page) == zone) {
				struct rmm_shim_free_block *free = &chunk->free[chunk->count++];

				free->frame = next - base;
				free->order = page_private(page);
				next += 1ul << free->order;
			} else {
				next++;
			}
		}
	}
	chunk->hold_ns = ktime_get_ns() - chunk->hold_ns;
	spin_unlock_irqrestore(&zone->lock, flags);
}

/* Flags of the page block of @pfn; -1 if that frame is offline or not in @zone. */
int rmm_shim_capture_page_block(struct zone *zone, unsigned long pfn)
{
	struct page *page = pfn_to_online_page(pfn);

	return page && page_zone(page) == zone ? rmm_shim_block_flags(pfn) : -1;
}

/* A list is walked in one hold, because a position in it is lost when the lock is dropped. */
void rmm_shim_count_free_lists(struct zone *zone, unsigned int order,
			       struct rmm_shim_free_lists *lists)
{
	struct free_area *area = &zone->free_area[order];
	struct list_head *at[MIGRATE_TYPES];
	unsigned long flags;

	cond_resched();
	memset(lists, 0, sizeof(*lists));
	spin_lock_irqsave(&zone->lock, flags);
	lists->hold_ns = ktime_get_ns();
	lists->total = area->nr_free;
	for (int i = 0; i < MIGRATE_TYPES; i++) {
		at[i] = area->free_list[i].next;
		if (at[i] != &area->free_list[i])
			lists->open |= BIT(i);
	}
	while (hweight32(lists->open) > 1 &&
	       lists->entries + MIGRATE_TYPES <= RMM_SHIM_CHUNK_FRAMES) {
		for (int i = 0; i < MIGRATE_TYPES; i++) {
			if (!(lists->open & BIT(i)))
				continue;
			lists->count[i]++;
			lists->entries++;
			at[i] = at[i]->next;
			if (at[i] == &area->free_list[i])
				lists->open &= ~BIT(i);
		}
	}
	lists->hold_ns = ktime_get_ns() - lists->hold_ns;
	spin_unlock_irqrestore(&zone->lock, flags);
}
