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

struct rmm_shim_page_copy {
	struct page page;
	struct folio folio;
	unsigned long index;
	const struct page *head;
	bool faithful;
};

static bool rmm_shim_try_copy_page(struct rmm_shim_page_copy *copy, const struct page *page)
{
	size_t pages = 1;

	memset(&copy->folio, 0, sizeof(copy->folio));
	memcpy(&copy->page, page, sizeof(copy->page));
	copy->head = compound_head(page);
	/* The head lies within the largest folio before the page, or the copy is inconsistent. */
	if (copy->head > page || page - copy->head >= MAX_FOLIO_NR_PAGES)
		return false;
	copy->index = page - copy->head;
	memcpy(&copy->folio, copy->head, sizeof(struct page));
	/* A page that became a tail is no head any more; testing its flags would be a bug. */
	if (copy->folio.page.compound_info & 1)
		return false;
	if (folio_test_large(&copy->folio)) {
		memcpy(&copy->folio, copy->head, 2 * sizeof(struct page));
		if (copy->folio.page.compound_info & 1 ||
		    folio_order(&copy->folio) > MAX_FOLIO_ORDER)
			return false;
		pages = folio_nr_pages(&copy->folio);
		if (pages > 2)
			memcpy(&copy->folio.__page_2, copy->head + 2, sizeof(struct page));
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
	memset(&copy->folio, 0, sizeof(copy->folio));
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

/*
 * The free block that contains @page. Only its first page is marked. Without zone->lock it may be
 * split, merged or allocated concurrently; then the page is reported alone.
 */
static void rmm_shim_find_free_block(struct rmm_shim_frame_facts *facts, const struct page *page)
{
	facts->bits |= RMM_SHIM_FRAME_MOVING;
	for (unsigned int order = 0; order <= MAX_PAGE_ORDER; order++) {
		const struct page *head = page - (facts->pfn & ((1ul << order) - 1));
		unsigned long block;
		bool reported;

		if (!PageBuddy(head))
			continue;
		block = READ_ONCE(head->private);
		/*
		 * PG_reported is PG_uptodate of a page in use, so it counts only if PageBuddy was set
		 * before and after.
		 */
		smp_rmb();
		reported = IS_ENABLED(CONFIG_PAGE_REPORTING) && test_bit(PG_reported, &head->flags.f);
		smp_rmb();
		if (!PageBuddy(head) || block < order || block > MAX_PAGE_ORDER)
			return;
		if (reported)
			facts->bits |= RMM_SHIM_FRAME_REPORTED;
		facts->order = block;
		facts->folio_pfn = facts->pfn & ~((1ul << order) - 1);
		facts->bits &= ~RMM_SHIM_FRAME_MOVING;
		return;
	}
}

void rmm_shim_frame_capture(const struct page *page, u32 want, struct rmm_shim_frame_facts *facts)
{
	struct rmm_shim_page_copy copy;
	struct folio *folio = &copy.folio;
	bool typed;

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
	rmm_shim_copy_page(&copy, page);
	facts->folio_pfn = facts->pfn - copy.index;
	facts->kpageflags = stable_page_flags(page);	/* neither sleeps nor takes a lock */
	if (early_section(__pfn_to_section(facts->pfn)))
		facts->bits |= RMM_SHIM_FRAME_EARLY;
	if (!copy.faithful)
		facts->bits |= RMM_SHIM_FRAME_TORN;
	typed = page_has_type(&folio->page) && !folio_test_hugetlb(folio);
	if (folio_ref_count(folio) > 0)
		facts->bits |= RMM_SHIM_FRAME_REFERENCED;
	if (typed)
		facts->bits |= RMM_SHIM_FRAME_TYPED;
	if (facts->kpageflags & BIT_ULL(KPF_BUDDY)) {
		rmm_shim_find_free_block(facts, page);
		goto out;
	}
	facts->order = folio_order(folio);
	if (!typed && folio_ref_count(folio) > 0) {
		if (folio_test_anon(folio))
			facts->bits |= RMM_SHIM_FRAME_ANON;
		else if (folio->mapping)
			facts->bits |= RMM_SHIM_FRAME_MAPPING;
		if (folio_test_swapbacked(folio))
			facts->bits |= RMM_SHIM_FRAME_SWAPBACKED;
		if (want & RMM_SHIM_FRAME_WANT_AGE)
			facts->age = rmm_shim_frame_age(folio, facts->nid);
		if (want & RMM_SHIM_FRAME_WANT_STATE) {
			rmm_shim_read_folio_state(&facts->state, folio, &copy.page);
			facts->bits |= RMM_SHIM_FRAME_STATE;
		}
	}
	if (want & RMM_SHIM_FRAME_WANT_MAPCOUNT)
		rmm_shim_frame_mapcount(facts, &copy);
	if (want & RMM_SHIM_FRAME_WANT_REFERENCES) {
		facts->references = folio_ref_count(folio);
		if (!typed)	/* it warns of typed ones */
			facts->expected = folio_expected_ref_count(folio);
	}
out:
	if (want & RMM_SHIM_FRAME_WANT_CGROUP)	/* RCU alone */
		facts->cgroup = page_cgroup_ino((struct page *)page);
	rcu_read_unlock();
	preempt_enable();
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
 * Captures frames from frames->pfn on, as many as fit and within one section. The caller holds off
 * memory hotplug; a mem_section is never freed. May sleep.
 */
void rmm_shim_frames_capture(struct rmm_shim_frame_batch *frames)
{
	unsigned long nr = pfn_to_section_nr(frames->pfn);
	u64 end = min_t(u64, frames->end, section_nr_to_pfn(nr + 1)), pfn = frames->pfn;
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
	for (; pfn < end && frames->count < RMM_SHIM_FRAME_BATCH; pfn++) {
		struct rmm_shim_frame_facts *facts = &frames->frame[frames->count];
		struct page *page = pfn_to_online_page(pfn);

		if (page)
			rmm_shim_frame_capture(page, frames->want, facts);
		else if (!rmm_shim_frame_of_device(pfn, facts))
			continue;
		frames->count++;
	}
	frames->pfn = pfn;
}
