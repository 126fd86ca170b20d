// SPDX-License-Identifier: GPL-2.0
#include <linux/hugetlb.h>
#include <linux/leafops.h>
#include <linux/memcontrol.h>
#include <linux/mm.h>
#include <linux/mm_inline.h>
#include "walk.h"

/* As folio_precise_page_mapcount() in fs/proc/internal.h, or the average without such counts. */
static void rmm_page_mapcount(struct rmm_page_facts *facts, struct folio *folio, struct page *page)
{
	int count;

	facts->folio_mapcount = folio_mapcount(folio);
	if (!folio_test_large(folio) || IS_ENABLED(CONFIG_PAGE_MAPCOUNT)) {
		count = atomic_read(&page->_mapcount) + 1;
		if (page_mapcount_is_type(count))
			count = 0;
		if (folio_test_large(folio))
			count += folio_entire_mapcount(folio);
		facts->exact = true;
	} else {
		int entire = folio_entire_mapcount(folio), all = folio_large_mapcount(folio);
		unsigned long pages = folio_nr_pages(folio);

		facts->exact = false;
		count = all <= entire ? entire :
			max_t(int, (all - entire + pages / 2) / pages + entire, 1);
	}
	facts->mapcount = count;
}

/* How many generations are younger. RCU keeps the memory cgroup, and so the lruvec. */
static s8 rmm_page_age(struct folio *folio)
{
	s8 age = -1;
#ifdef CONFIG_LRU_GEN
	int gen = folio_lru_gen(folio);

	if (gen >= 0) {
		struct lruvec *lruvec;

		rcu_read_lock();
		/* folio_lruvec() would warn of one that has just been uncharged. */
		lruvec = mem_cgroup_lruvec(folio_memcg(folio), folio_pgdat(folio));
		age = (lru_gen_from_seq(READ_ONCE(lruvec->lrugen.max_seq)) + MAX_NR_GENS - gen) %
			MAX_NR_GENS;
		rcu_read_unlock();
	}
#endif
	return age;
}

static bool rmm_leaf_of_device(const struct rmm_leaf *leaf)
{
	return leaf->softleaf == SOFTLEAF_DEVICE_PRIVATE_READ ||
	       leaf->softleaf == SOFTLEAF_DEVICE_PRIVATE_WRITE ||
	       leaf->softleaf == SOFTLEAF_DEVICE_EXCLUSIVE;
}

/*
 * What was asked for beyond the last leaf that was captured, of the page at @addr in its @size
 * bytes. The page-table lock is still held: a mapped folio stays, and so does its order.
 */
void rmm_page_facts(struct rmm_table *table, unsigned long addr, unsigned long size)
{
	const struct rmm_leaf *leaf = &table->leaf[table->count - 1];
	struct rmm_page_facts *facts = &table->pages->page[table->count - 1];
	u32 want = table->pages->want;
	struct folio *folio;
	struct page *page;

	facts->known = 0;
	/* Under migration none of this means anything; a poisoned page is left alone. */
	if (!(leaf->bits & (RMM_LEAF_FOLIO | RMM_LEAF_ZERO)) ||
	    (!(leaf->bits & RMM_LEAF_PRESENT) && !rmm_leaf_of_device(leaf)))
		return;
	page = pfn_to_page(leaf->pfn + ((addr & (size - 1)) >> PAGE_SHIFT));
	if (want & RMM_WANT_KPAGEFLAGS)	/* neither sleeps nor takes a lock */
		facts->kpageflags = stable_page_flags(page);
	if (!(leaf->bits & RMM_LEAF_FOLIO)) {
		facts->known = want & RMM_WANT_KPAGEFLAGS;
		return;
	}
	facts->known = want;
	folio = page_folio(page);
	if (want & RMM_WANT_FOLIO) {
		facts->order = folio_order(folio);
		facts->index = folio_page_idx(folio, page);
		facts->zone = folio_zonenum(folio);
	}
	if (want & RMM_WANT_MAPCOUNT)
		rmm_page_mapcount(facts, folio, page);
	if (want & RMM_WANT_REFERENCES) {
		facts->references = folio_ref_count(folio);
		/* It warns of typed pages, which drivers may map. */
		facts->expected = page_has_type(&folio->page) && !folio_test_hugetlb(folio) ?
			-1 : folio_expected_ref_count(folio);
	}
	if (want & RMM_WANT_AGE)
		facts->age = rmm_page_age(folio);
	if (want & RMM_WANT_CGROUP)	/* RCU alone; as many steps as cgroups lie above it */
		facts->cgroup = page_cgroup_ino(page);
}
