// SPDX-License-Identifier: GPL-2.0
#include <linux/hugetlb.h>
#include <linux/kernel-page-flags.h>
#include <linux/memcontrol.h>
#include <linux/memory_hotplug.h>
#include <linux/memremap.h>
#include <linux/mm.h>
#include <linux/mm_inline.h>
#include <linux/mmzone.h>
#include <linux/sched.h>
#include "memory/frame.h"
#include "memory/lruvec.h"
#include "mm/folio_state_read.h"
#include "mm/mapcount.h"

/*
 * Page frames by number.
 *
 * Nothing is locked and no reference is taken, because a reference would make a concurrent
 * migration or split fail. Each struct page is copied, as snapshot_page() in mm/util.c does, and
 * facts are taken from the copy; a copy that contradicts itself is marked. The structures stay
 * readable, because the caller holds off memory hotplug.
 */

/*
 * A page and its folio. A folio of one page has only its first struct page copied; nothing reads
 * further without PG_head. The rest is not cleared, because a copy is made for each frame.
 */
struct rmm_shim_page_copy {
	struct page page;
	struct folio folio;
	unsigned long index;
	const struct page *head;
	bool faithful;
};

#ifdef CONFIG_MEMORY_FAILURE
#define RMM_SHIM_PG_HWPOISON BIT(PG_hwpoison)
#else
#define RMM_SHIM_PG_HWPOISON 0
#endif

/* Combinations of flags that are remembered, a power of two. */
#define RMM_SHIM_FRAME_KEYS 16

/* What neighbouring frames have in common. Zero-initialised. */
struct rmm_shim_frame_memo {
	struct rmm_shim_page_copy copy;
	u64 key[RMM_SHIM_FRAME_KEYS], kpageflags[RMM_SHIM_FRAME_KEYS];
	unsigned int free_order;	/* of the last free block */
};

static bool rmm_shim_try_copy_page(struct rmm_shim_page_copy *copy, const struct page *page)
{
	struct folio *folio = &copy->folio;
	size_t pages = 1;

	memcpy(&copy->page, page, sizeof(copy->page));
	copy->head = compound_head(page);
	/* The head lies within the largest folio before the page, or the copy is inconsistent. */
	if (copy->head > page || page - copy->head >= MAX_FOLIO_NR_PAGES)
		return false;
	copy->index = page - copy->head;
	memcpy(folio, copy->head, sizeof(struct page));
	/* A page that became a tail is no head any more; testing its flags would be a bug. */
	if (folio->page.compound_info & 1)
		return false;
	if (folio_test_large(folio)) {
		memcpy(folio, copy->head, 2 * sizeof(struct page));
		/* Another page may have taken its place between the two copies. */
		if (folio->page.compound_info & 1 || !folio_test_large(folio) ||
		    folio_order(folio) > MAX_FOLIO_ORDER)
			return false;
		pages = folio_nr_pages(folio);
		if (pages > 2)
			memcpy(&folio->__page_2, copy->head + 2, sizeof(struct page));
		else
			memset(&folio->__page_2, 0, sizeof(struct page));
	}
	return copy->index < pages && compound_head(page) == copy->head;
}

static void rmm_shim_copy_page(struct rmm_shim_page_copy *copy, const struct page *page)
{
	for (int tries = 0; tries < 5; tries++) {
		copy->faithful = rmm_shim_try_copy_page(copy, page);
		if (copy->faithful)
			return;
	}
	/* Between two states: treat it as an order-0 page. */
	memcpy(&copy->page, page, sizeof(copy->page));
	copy->page.compound_info = 0;
	copy->page.flags.f &= ~BIT(PG_head);
	memcpy(&copy->folio, &copy->page, sizeof(struct page));
	copy->head = page;
	copy->index = 0;
}

static void rmm_shim_frame_mapcount(struct rmm_shim_frame_facts *facts,
				    struct rmm_shim_page_copy *copy)
{
	struct folio *folio = &copy->folio;
	int count;

	facts->folio_mapcount = folio_mapcount(folio);
	if (folio_test_large(folio)) {
		count = rmm_shim_large_page_mapcount(folio, &copy->page);
	} else {
		count = atomic_read(&copy->page._mapcount) + 1;
		if (page_mapcount_is_type(count))
			count = 0;
	}
	if (!folio_test_large(folio) || IS_ENABLED(CONFIG_PAGE_MAPCOUNT))
		facts->bits |= RMM_SHIM_FRAME_EXACT;
	facts->mapcount = count;
}

/* Number of younger generations. RCU has been held since before the copy. */
static s8 rmm_shim_frame_age(struct folio *folio, int nid)
{
#ifdef CONFIG_LRU_GEN
	int gen = folio_lru_gen(folio);

	if (gen >= 0 && gen < MAX_NR_GENS) {
		/* The copy may mix two lives of the page, and folio_memcg() would trust it. */
		struct mem_cgroup *memcg = folio_memcg_check(folio);
		struct lruvec *lruvec = mem_cgroup_lruvec(memcg, NODE_DATA(nid));

		return rmm_shim_generation_age(rmm_shim_youngest_generation(lruvec), gen);
	}
#endif
	return -1;
}

/* A free block of the buddy allocator. */
struct rmm_shim_free_block {
	u64 pfn;
	u8 order;
	bool reported;
};

/* How a page that may be the first of a free block of @order or more answers. */
enum rmm_shim_block_match {
	RMM_SHIM_BLOCK_NONE,	/* not the first page of a free block */
	RMM_SHIM_BLOCK_FREE,
	RMM_SHIM_BLOCK_MOVING,	/* it changes */
};

static enum rmm_shim_block_match rmm_shim_read_free_block(struct rmm_shim_free_block *block,
							  const struct page *page, u64 pfn,
							  unsigned int order)
{
	u64 below = pfn & ((1ul << order) - 1);
	const struct page *head = page - below;
	unsigned long found;

	if (!PageBuddy(head))
		return RMM_SHIM_BLOCK_NONE;
	found = READ_ONCE(head->private);
	/* PG_reported is PG_uptodate of a page in use, so it counts only if PageBuddy was set before and after. */
	smp_rmb();
	block->reported = IS_ENABLED(CONFIG_PAGE_REPORTING) && test_bit(PG_reported, &head->flags.f);
	smp_rmb();
	if (!PageBuddy(head) || found < order || found > MAX_PAGE_ORDER)
		return RMM_SHIM_BLOCK_MOVING;
	block->order = found;
	block->pfn = pfn - below;
	return RMM_SHIM_BLOCK_FREE;
}

/*
 * The free block that contains @page. Only its first page is marked. Without zone->lock it may be
 * split, merged or allocated concurrently; then false is returned.
 */
static bool rmm_shim_find_free_block(struct rmm_shim_free_block *block, const struct page *page,
				     u64 pfn, struct rmm_shim_frame_memo *memo)
{
	enum rmm_shim_block_match match = RMM_SHIM_BLOCK_NONE;

	/* Its neighbour's block is mostly its own, too. */
	if (rmm_shim_read_free_block(block, page, pfn, memo->free_order) == RMM_SHIM_BLOCK_FREE &&
	    block->order == memo->free_order)
		return true;
	for (unsigned int order = 0; order <= MAX_PAGE_ORDER && match == RMM_SHIM_BLOCK_NONE; order++)
		match = rmm_shim_read_free_block(block, page, pfn, order);
	if (match != RMM_SHIM_BLOCK_FREE)
		return false;
	memo->free_order = block->order;
	return true;
}

/*
 * Everything that stable_page_flags() (fs/proc/page.c) reads of a page, in one word, which is not 0;
 * or 0 if it depends on more: on the frames of the zero pages, or on a free block that changes. @free says
 * that the page is in a free block.
 */
static u64 rmm_shim_frame_key(const struct rmm_shim_page_copy *copy, u64 pfn, bool free)
{
	const struct folio *folio = &copy->folio;
	bool large = folio_test_large(folio), rmappable = large && folio_test_large_rmappable(folio);
	unsigned int type = folio->page.page_type;

	BUILD_BUG_ON(NR_PAGEFLAGS > 32 || FOLIO_MAPPING_FLAGS > 3);
	if (!copy->faithful || is_zero_pfn(pfn) || (!free && folio_ref_count(folio) == 0))
		return 0;
	if (large && !rmappable && !folio_test_hugetlb(folio) &&
	    folio_order(folio) == PMD_SHIFT - PAGE_SHIFT)
		return 0;
	return (folio->flags.f & (BIT(NR_PAGEFLAGS) - 1)) |
	       ((u64)folio->mapping & FOLIO_MAPPING_FLAGS) << 32 |
	       (u64)folio_mapped(folio) << 34 | (u64)(copy->index != 0) << 35 |
	       (u64)rmappable << 36 | (u64)free << 37 |
	       (copy->page.flags.f & RMM_SHIM_PG_HWPOISON ? BIT_ULL(38) : 0) |
	       (page_has_type(&folio->page) ? (u64)(type >> 24) << 40 : 0) | BIT_ULL(63);
}

/* Whether the words of rmm_shim_frame_key() are still those of the copy. */
static bool rmm_shim_copy_is_current(const struct rmm_shim_page_copy *copy, const struct page *page)
{
	const struct folio *now = (const struct folio *)copy->head, *folio = &copy->folio;

	return compound_head(page) == copy->head &&
	       READ_ONCE(page->flags.f) == copy->page.flags.f &&
	       READ_ONCE(now->flags.f) == folio->flags.f && READ_ONCE(now->mapping) == folio->mapping &&
	       atomic_read(&now->_mapcount) == atomic_read(&folio->_mapcount) &&
	       atomic_read(&now->_refcount) == atomic_read(&folio->_refcount) &&
	       (!folio_test_large(folio) ||
		(READ_ONCE(now->_flags_1) == folio->_flags_1 &&
		 atomic_read(&now->_large_mapcount) == atomic_read(&folio->_large_mapcount)));
}

/*
 * stable_page_flags(), which copies the page once more and is most of the cost of a frame. It is called
 * for a combination of flags that is not remembered. It neither sleeps nor takes a lock.
 */
static u64 rmm_shim_frame_flags(struct rmm_shim_frame_memo *memo, const struct page *page, u64 pfn,
				bool free)
{
	u64 key = rmm_shim_frame_key(&memo->copy, pfn, free), flags;
	u32 at = (key * 0x9e3779b97f4a7c15ull) >> (64 - ilog2(RMM_SHIM_FRAME_KEYS));

	if (key && memo->key[at] == key)
		return memo->kpageflags[at];
	flags = stable_page_flags(page);
	if (key && !!(flags & BIT_ULL(KPF_BUDDY)) == free &&
	    rmm_shim_copy_is_current(&memo->copy, page)) {
		memo->key[at] = key;
		memo->kpageflags[at] = flags;
	}
	return flags;
}

/* The inode of the memory cgroup. RCU is held. */
static u64 rmm_shim_frame_cgroup(const struct page *page, const struct rmm_shim_page_copy *copy)
{
#ifdef CONFIG_MEMCG
	if (copy->faithful && !copy->folio.memcg_data)
		return 0;
#endif
	return page_cgroup_ino((struct page *)page);
}

static void rmm_shim_frame_capture_next(const struct page *page, u32 want,
					struct rmm_shim_frame_facts *facts,
					struct rmm_shim_frame_memo *memo)
{
	struct rmm_shim_page_copy *copy = &memo->copy;
	struct folio *folio = &copy->folio;
	struct rmm_shim_free_block block;
	bool typed, free = false;
	int references;

	*facts = (struct rmm_shim_frame_facts){
		.pfn = page_to_pfn(page), .bits = RMM_SHIM_FRAME_PAGE,
		.nid = page_to_nid(page), .zone = page_zonenum(page), .age = -1, .expected = -1,
	};
	/*
	 * A reader of all frames spends most of its time here. Preempted, and without a CPU for long, it
	 * would hold up the grace periods of the whole machine, and memory hotplug, which waits for one.
	 */
	preempt_disable();
	rcu_read_lock();
	rmm_shim_copy_page(copy, page);
	references = folio_ref_count(folio);
	if (references == 0 && !folio_test_large(folio))
		free = rmm_shim_find_free_block(&block, page, facts->pfn, memo);
	facts->folio_pfn = facts->pfn - copy->index;
	facts->kpageflags = rmm_shim_frame_flags(memo, page, facts->pfn, free);
	if (early_section(__pfn_to_section(facts->pfn)))
		facts->bits |= RMM_SHIM_FRAME_EARLY;
	if (!copy->faithful)
		facts->bits |= RMM_SHIM_FRAME_TORN;
	typed = page_has_type(&folio->page) && !folio_test_hugetlb(folio);
	if (references > 0)
		facts->bits |= RMM_SHIM_FRAME_REFERENCED;
	if (typed)
		facts->bits |= RMM_SHIM_FRAME_TYPED;
	if (facts->kpageflags & BIT_ULL(KPF_BUDDY)) {
		if (free || rmm_shim_find_free_block(&block, page, facts->pfn, memo)) {
			facts->folio_pfn = block.pfn;
			facts->order = block.order;
			facts->bits |= block.reported ? RMM_SHIM_FRAME_REPORTED : 0;
		} else {
			facts->bits |= RMM_SHIM_FRAME_MOVING;
		}
		goto out;
	}
	facts->order = folio_order(folio);
	if (!typed && references > 0) {
		if (folio_test_anon(folio))
			facts->bits |= RMM_SHIM_FRAME_ANON;
		else if (folio->mapping)
			facts->bits |= RMM_SHIM_FRAME_MAPPING;
		if (folio_test_swapbacked(folio))
			facts->bits |= RMM_SHIM_FRAME_SWAPBACKED;
		if (want & RMM_SHIM_FRAME_WANT_AGE)
			facts->age = rmm_shim_frame_age(folio, facts->nid);
		if (want & RMM_SHIM_FRAME_WANT_STATE) {
			rmm_shim_read_folio_state(&facts->state, folio, &copy->page);
			facts->bits |= RMM_SHIM_FRAME_STATE;
		}
	}
	if (want & RMM_SHIM_FRAME_WANT_MAPCOUNT)
		rmm_shim_frame_mapcount(facts, copy);
	if (want & RMM_SHIM_FRAME_WANT_REFERENCES) {
		facts->references = references;
		if (!typed)	/* it warns of typed ones */
			facts->expected = folio_expected_ref_count(folio);
	}
out:
	if (want & RMM_SHIM_FRAME_WANT_CGROUP)
		facts->cgroup = rmm_shim_frame_cgroup(page, copy);
	rcu_read_unlock();
	preempt_enable();
}

void rmm_shim_frame_capture(const struct page *page, u32 want, struct rmm_shim_frame_facts *facts)
{
	struct rmm_shim_frame_memo memo = { 0 };

	rmm_shim_frame_capture_next(page, want, facts, &memo);
}

/* End of the frame numbers that struct pages of this machine could stand for. */
u64 rmm_shim_pfn_end(void)
{
	return section_nr_to_pfn(NR_MEM_SECTIONS);
}

/* Returns false and writes nothing if no device has the frame. */
bool rmm_shim_frame_of_device(u64 pfn, struct rmm_shim_frame_facts *facts)
{
#ifdef CONFIG_ZONE_DEVICE
	struct dev_pagemap *map = get_dev_pagemap(pfn);

	if (!map)
		return false;
	/* The node is not read: the range may hold its own struct pages, which have none. */
	*facts = (struct rmm_shim_frame_facts){
		.pfn = pfn, .folio_pfn = pfn, .bits = RMM_SHIM_FRAME_DEVICE,
		.nid = NUMA_NO_NODE, .zone = ZONE_DEVICE,
		.age = -1, .expected = -1,
	};
	put_dev_pagemap(map);
	return true;
#else
	return false;
#endif
}

/* Absent sections that one call skips. */
#define RMM_SHIM_ABSENT_SECTIONS 1024

/*
 * The struct page of frame @pfn, or NULL unless it is online. @before is that of the frame before it: the
 * frames of a subsection are online together, unless devices have a part of the section.
 */
static struct page *rmm_shim_next_online_page(u64 pfn, struct page *before,
					      const struct mem_section *section)
{
	if (before && pfn % PAGES_PER_SUBSECTION && !online_device_section(section))
		return before + 1;
	return pfn_to_online_page(pfn);
}

/*
 * Captures frames from frames->pfn on, as many as fit and within one section. The caller holds off
 * memory hotplug; a mem_section is never freed. May sleep.
 */
void rmm_shim_frames_capture(struct rmm_shim_frame_batch *frames)
{
	unsigned long nr = pfn_to_section_nr(frames->pfn);
	u64 end = min_t(u64, frames->end, section_nr_to_pfn(nr + 1)), pfn = frames->pfn;
	struct rmm_shim_frame_memo memo = { 0 };
	const struct mem_section *section;
	struct page *page = NULL;
	u32 skipped = 0;

	frames->count = 0;
	cond_resched();
	while (!valid_section_nr(nr)) {
		/* An absent root has no sections. */
		nr = __nr_to_section(nr) ? nr + 1 :
					   (SECTION_NR_TO_ROOT(nr) + 1) * SECTIONS_PER_ROOT;
		frames->pfn = min_t(u64, frames->end, section_nr_to_pfn(nr));
		if (frames->pfn == frames->end || ++skipped == RMM_SHIM_ABSENT_SECTIONS)
			return;
	}
	if (skipped)
		return;
	section = __nr_to_section(nr);
	for (; pfn < end && frames->count < frames->room; pfn++) {
		struct rmm_shim_frame_facts *facts = &frames->frame[frames->count];

		page = rmm_shim_next_online_page(pfn, page, section);
		if (page)
			rmm_shim_frame_capture_next(page, frames->want, facts, &memo);
		else if (!rmm_shim_frame_of_device(pfn, facts))
			continue;
		frames->count++;
	}
	frames->pfn = pfn;
}
