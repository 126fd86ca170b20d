// SPDX-License-Identifier: GPL-2.0
#include <linux/hugetlb.h>
#include <linux/memcontrol.h>
#include <linux/memory_hotplug.h>
#include <linux/mm_inline.h>
#include "memory/lruvec.h"
#include "mm/folio_state_read.h"
#include "mm/leaf.h"
#include "mm/mapcount.h"
#include "mm/pattern.h"

/*
 * The age of a mapped folio, as part of attrs: the number of younger generations. RCU keeps the
 * memory cgroup and so the lruvec. The youngest generation depends on the memory cgroup and the
 * node.
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
		/* folio_lruvec() would warn about a folio that has just been uncharged. */
		lruvec = mem_cgroup_lruvec(folio_memcg(folio), folio_pgdat(folio));
		memo->lru_youngest = rmm_shim_youngest_generation(lruvec);
		rcu_read_unlock();
		memo->lru_memcg = memcg;
		memo->lru_nid = nid;
		memo->lru_known = true;
	}
	return (u64)(rmm_shim_generation_age(memo->lru_youngest, gen) + 1)
	       << RMM_SHIM_LEAF_AGE_SHIFT;
#else
	return 0;
#endif
}

/*
 * For RMM_SHIM_WANT_MARKS, of an entry that is not present but names a page, except a device's. smaps
 * divides its sums by the kind of a poisoned folio, too, whose other attrs have no meaning.
 */
u64 rmm_shim_softleaf_flag_attrs(u64 attrs, unsigned long pfn)
{
	struct page *page = NULL;
	struct folio *folio;

	switch ((u8)(attrs >> RMM_SHIM_LEAF_SOFT_SHIFT)) {
	case SOFTLEAF_MIGRATION_READ:
	case SOFTLEAF_MIGRATION_READ_EXCLUSIVE:
	case SOFTLEAF_MIGRATION_WRITE:
		page = pfn_to_page(pfn);	/* locked while the entry exists */
		break;
	case SOFTLEAF_HWPOISON:
		page = pfn_to_online_page(pfn);	/* does not hold off memory hotplug */
		break;
	}
	if (!page)
		return 0;
	folio = page_folio(page);
	if (attrs & RMM_SHIM_LEAF_FOLIO)
		return rmm_shim_flag_attrs(folio);
	return rmm_shim_flag_attrs(folio) |
	       (folio_test_anon(folio) ? RMM_SHIM_LEAF_ANON : 0) |
	       (folio_test_swapbacked(folio) ? RMM_SHIM_LEAF_SWAPBACKED : 0);
}

/*
 * stable_page_flags(), which is slow, is called again only when one of the words changes that it
 * reads (fs/proc/page.c): the PG_ bits of the folio and, for a large folio, of the page itself
 * (hwpoison); the low bits of folio->mapping (anon, KSM); whether the page is a head or a tail;
 * whether the mapcount is 0; page type, order and large_rmappable, which do not change during the
 * life of the folio; the frames of the zero pages. The entry whose lock is held maps the folio, so
 * it is not free (buddy) and its mapcount is not 0, unless it has a type, and then nothing is
 * cached. The idle bit outside of the flags (32 bit) does not exist here. Does not sleep and takes
 * no lock.
 */
static u64 rmm_shim_read_kpageflags(struct page *page, struct folio *folio,
				    struct rmm_shim_folio_memo *memo)
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

/* Flags of the zero page or of the huge zero page, read once and remembered. */
u64 rmm_shim_zero_flags(struct page *page, struct rmm_shim_folio_memo *memo)
{
	if (!memo->of_zero)
		memo->of_zero = stable_page_flags(page);
	return memo->of_zero;
}

/*
 * page_cgroup_ino() depends on folio->memcg_data and on which cgroups are online, which no lock
 * protects. It needs RCU only and takes one step for each ancestor.
 */
static u64 rmm_shim_read_cgroup(struct page *page, struct folio *folio,
				struct rmm_shim_folio_memo *memo)
{
	unsigned long memcg = rmm_shim_memcg_word(folio);

	if (!memo->memcg_known || memo->memcg != memcg) {
		memo->of_memcg = page_cgroup_ino(page);
		memo->memcg = memcg;
		memo->memcg_known = true;
	}
	return memo->of_memcg;
}

/* Requested facts about a mapped page that rmm_shim_page_facts() does not read. */
void rmm_shim_capture_page_facts(struct rmm_shim_page_facts *facts, u32 want, struct page *page,
				 struct folio *folio, struct rmm_shim_folio_memo *memo)
{
	if (folio_test_large(folio)) {
		facts->index = folio_page_idx(folio, page);
		if (want & RMM_SHIM_WANT_MAPCOUNT) {
			facts->folio_mapcount = folio_large_mapcount(folio);
			facts->mapcount = rmm_shim_large_page_mapcount(folio, page);
		}
	}
	if (want & RMM_SHIM_WANT_EXPECTED)
		/* folio_expected_ref_count() warns about typed pages, which drivers may map. */
		facts->expected = page_has_type(&folio->page) && !folio_test_hugetlb(folio) ?
			-1 : folio_expected_ref_count(folio);
	if (want & RMM_SHIM_WANT_STATE)
		rmm_shim_read_folio_state(&facts->state, folio, page);
	if (want & RMM_SHIM_WANT_KPAGEFLAGS)
		facts->kpageflags = rmm_shim_read_kpageflags(page, folio, memo);
	if (want & RMM_SHIM_WANT_CGROUP)
		facts->cgroup = rmm_shim_read_cgroup(page, folio, memo);
}
