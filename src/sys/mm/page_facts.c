// SPDX-License-Identifier: GPL-2.0
#include <linux/hugetlb.h>
#include <linux/memcontrol.h>
#include <linux/memory_hotplug.h>
#include <linux/mm_inline.h>
#include "mm/leaf.h"

#ifdef CONFIG_MEMCG
#define rmm_shim_memcg_word(folio) READ_ONCE((folio)->memcg_data)
#else
#define rmm_shim_memcg_word(folio) 0
#endif

/*
 * The age of a mapped folio as a part of its attrs: how many generations are younger. RCU keeps the
 * memory cgroup, and so the lruvec. Which generation is the youngest follows from the word that
 * names the cgroup, and from the node.
 */
u64 rmm_shim_age_attrs(struct folio *folio, struct rmm_shim_folio_memo *memo)
{
#ifdef CONFIG_LRU_GEN
	unsigned long memcg = rmm_shim_memcg_word(folio);
	int gen = folio_lru_gen(folio), nid = folio_nid(folio);

	if (gen < 0)
		return 0;
	if (!memo->lru_known || memo->lru_memcg != memcg || memo->lru_nid != nid) {
		struct lruvec *lruvec;

		rcu_read_lock();
		/* folio_lruvec() would warn of one that has just been uncharged. */
		lruvec = mem_cgroup_lruvec(folio_memcg(folio), folio_pgdat(folio));
		memo->lru_youngest = lru_gen_from_seq(READ_ONCE(lruvec->lrugen.max_seq));
		rcu_read_unlock();
		memo->lru_memcg = memcg;
		memo->lru_nid = nid;
		memo->lru_known = true;
	}
	return (u64)((memo->lru_youngest + MAX_NR_GENS - gen) % MAX_NR_GENS + 1) <<
		RMM_SHIM_LEAF_AGE_SHIFT;
#else
	return 0;
#endif
}

/* RMM_SHIM_WANT_MARKS of an entry that is not present and names a page, but a device's. */
u64 rmm_shim_softleaf_flag_attrs(u64 attrs, unsigned long pfn)
{
	struct page *page = NULL;

	switch ((u8)(attrs >> RMM_SHIM_LEAF_SOFT_SHIFT)) {
	case SOFTLEAF_MIGRATION_READ:
	case SOFTLEAF_MIGRATION_READ_EXCLUSIVE:
	case SOFTLEAF_MIGRATION_WRITE:
		page = pfn_to_page(pfn);	/* locked for as long as the entry is there */
		break;
	case SOFTLEAF_HWPOISON:
		page = pfn_to_online_page(pfn);	/* does not keep its memory from going */
		break;
	}
	return page ? rmm_shim_flag_attrs(page_folio(page)) : 0;
}

/* As folio_precise_page_mapcount() in fs/proc/internal.h, or the average without such counts. */
static void rmm_shim_large_mapcount(struct rmm_shim_page_facts *facts, struct folio *folio, struct page *page)
{
	int entire = folio_entire_mapcount(folio), all = folio_large_mapcount(folio), count;

	facts->folio_mapcount = all;
	if (IS_ENABLED(CONFIG_PAGE_MAPCOUNT)) {
		count = atomic_read(&page->_mapcount) + 1;
		if (page_mapcount_is_type(count))
			count = 0;
		count += entire;
	} else {
		unsigned long pages = folio_nr_pages(folio);

		count = all <= entire ? entire :
			max_t(int, (all - entire + pages / 2) / pages + entire, 1);
	}
	facts->mapcount = count;
}

/*
 * stable_page_flags(), which takes its time, from the words that it looks at (fs/proc/page.c): the
 * PG_ bits of the folio and, of a large one, of the page itself (hwpoison); the low bits of
 * folio->mapping (anon, KSM); whether the page is a head or a tail; the mapcount, of which it wants
 * to know only whether there is one; the page type, the order and large_rmappable, which stay while
 * the folio does; the numbers of the zero pages. The entry under whose lock this is called maps the
 * folio, so that it is no free one (buddy) and its mapcount is not 0, unless it has a type: then
 * nothing is kept of it. An idle bit outside of the flags (32 bits) is none of ours. Neither sleeps
 * nor takes a lock.
 */
static u64 rmm_shim_kpageflags(struct page *page, struct folio *folio, struct rmm_shim_folio_memo *memo)
{
	const unsigned long pg = BIT(NR_PAGEFLAGS) - 1;
	bool large = folio_test_large(folio);
	const struct folio *same = large ? folio : NULL;
	unsigned long flags = READ_ONCE(folio->flags.f) & pg;
	unsigned long own = large ? READ_ONCE(page->flags.f) & pg : 0;
	unsigned long low = ((unsigned long)READ_ONCE(folio->mapping) & FOLIO_MAPPING_FLAGS) |
		(&folio->page == page ? 4 : 8);

	if (!large && atomic_read(&folio->_mapcount) < 0)
		return stable_page_flags(page);
	if (memo->flags[2] != low || memo->flags_folio != same || memo->flags[0] != flags ||
	    memo->flags[1] != own) {
		memo->of_flags = stable_page_flags(page);
		memo->flags_folio = same;
		memo->flags[0] = flags;
		memo->flags[1] = own;
		memo->flags[2] = low;
	}
	return memo->of_flags;
}

/* Of the zero page, or the huge one: there is one of each. */
u64 rmm_shim_zero_flags(struct page *page, struct rmm_shim_folio_memo *memo)
{
	if (!memo->of_zero)
		memo->of_zero = stable_page_flags(page);
	return memo->of_zero;
}

/*
 * page_cgroup_ino(): it follows from folio->memcg_data and from which cgroups are online, which no
 * lock holds. RCU alone; as many steps as cgroups lie above it.
 */
static u64 rmm_shim_cgroup(struct page *page, struct folio *folio, struct rmm_shim_folio_memo *memo)
{
	unsigned long memcg = rmm_shim_memcg_word(folio);

	if (!memo->memcg_known || memo->memcg != memcg) {
		memo->of_memcg = page_cgroup_ino(page);
		memo->memcg = memcg;
		memo->memcg_known = true;
	}
	return memo->of_memcg;
}

/* What is asked of a mapped page and not read by rmm_shim_page_facts(). */
void rmm_shim_capture_page_facts(struct rmm_shim_page_facts *facts, u32 want, struct page *page, struct folio *folio,
		   struct rmm_shim_folio_memo *memo)
{
	if (folio_test_large(folio)) {
		facts->index = folio_page_idx(folio, page);
		if (want & RMM_SHIM_WANT_MAPCOUNT)
			rmm_shim_large_mapcount(facts, folio, page);
	}
	if (want & RMM_SHIM_WANT_EXPECTED)
		/* It warns of typed pages, which drivers may map. */
		facts->expected = page_has_type(&folio->page) && !folio_test_hugetlb(folio) ?
			-1 : folio_expected_ref_count(folio);
	if (want & RMM_SHIM_WANT_KPAGEFLAGS)
		facts->kpageflags = rmm_shim_kpageflags(page, folio, memo);
	if (want & RMM_SHIM_WANT_CGROUP)
		facts->cgroup = rmm_shim_cgroup(page, folio, memo);
}
