/* SPDX-License-Identifier: GPL-2.0 */
/*
 * An entry of a page table as a sign, under the lock of its table. Neighbours are mostly alike, so
 * what follows from a word is worked out when that word changes.
 */
#ifndef RMM_SHIM_LEAF_H
#define RMM_SHIM_LEAF_H

#include <linux/mm.h>
#include <linux/page_idle.h>
#include <linux/pgtable.h>
#include <linux/swap.h>
#include <linux/leafops.h>	/* in 7.2 it needs those before it */
#include "walk.h"

#define RMM_SIGN_NONE ((u64)(u16)NUMA_NO_NODE << RMM_LEAF_NID_SHIFT)

/* What follows from the words seen last, where it is asked for each entry; kept in registers. */
struct rmm_last {
	u64 frame;				/* bits of a frame: PTE_PFN_MASK */
	u64 entry, of_entry;			/* one that hardware can use, without its frame */
	unsigned long small;			/* words of a folio of one page */
	u64 of_small;
	u32 mapcount;				/* of the page, if its folio has but one */
};

#define RMM_LAST() ((struct rmm_last){ .frame = PTE_PFN_MASK })

/* What follows from others. All zero to begin with. */
struct rmm_memo {
	const struct folio *large;
	u64 of_large;
	unsigned long large_words;		/* of any large folio, and its order */
	unsigned int large_order;
	u64 of_large_words;
	/* See page.c. */
	const struct folio *flags_folio;
	unsigned long flags[3];
	u64 of_flags, of_zero;
	unsigned long memcg;
	u64 of_memcg;
	bool memcg_known;
	unsigned long lru_memcg;
	u8 lru_youngest;
	s16 lru_nid;
	bool lru_known;
};

u64 rmm_zero_flags(struct page *page, struct rmm_memo *memo);
u64 rmm_sign_age(struct folio *folio, struct rmm_memo *memo);
u64 rmm_sign_marks_of_soft(u64 sign, unsigned long pfn);
void rmm_page_more(struct rmm_page_facts *facts, u32 want, struct page *page, struct folio *folio,
		   struct rmm_memo *memo);

/* The words of a folio of one page that its part of the sign follows from. */
#define RMM_FOLIO_FLAGS (NODES_MASK << NODES_PGSHIFT | ZONES_MASK << ZONES_PGSHIFT | \
			 BIT(PG_swapbacked) | BIT(PG_head))

static inline u64 rmm_sign_of_folio(const struct folio *folio)
{
	u64 sign = RMM_LEAF_FOLIO | (u64)folio_nid(folio) << RMM_LEAF_NID_SHIFT |
		   (u64)folio_zonenum(folio) << RMM_LEAF_ZONE_SHIFT |
		   (u64)folio_order(folio) << RMM_LEAF_ORDER_SHIFT;

	if (folio_test_anon(folio))
		sign |= RMM_LEAF_ANON;
	if (folio_test_swapbacked(folio))
		sign |= RMM_LEAF_SWAPBACKED;
	if (folio_test_ksm(folio))
		sign |= RMM_LEAF_KSM;
	return sign;
}

/* Of a folio of more than one page; @words as in rmm_sign_folio(). */
static inline u64 rmm_sign_large(struct folio *folio, unsigned long words, struct rmm_memo *memo)
{
	if (folio != memo->large) {
		unsigned int order = folio_order(folio);

		/* There are some: PG_head. */
		if (words != memo->large_words || order != memo->large_order) {
			memo->large_words = words;
			memo->large_order = order;
			memo->of_large_words = rmm_sign_of_folio(folio);
		}
		memo->large = folio;
		memo->of_large = memo->of_large_words;
		if (folio_maybe_mapped_shared(folio))
			memo->of_large |= RMM_LEAF_SHARED;
	}
	return memo->of_large;
}

/* Of a folio that is mapped. */
static __always_inline u64 rmm_sign_folio(struct folio *folio, struct rmm_last *last,
					  struct rmm_memo *memo)
{
	unsigned long words;
	int mapcount;

	/* The node and the zone are in the flags, and those leave the bits of a mapping alone. */
	BUILD_BUG_ON(IS_ENABLED(CONFIG_NUMA) && !NODES_WIDTH);
	BUILD_BUG_ON(RMM_FOLIO_FLAGS & FOLIO_MAPPING_FLAGS);
	words = (READ_ONCE(folio->flags.f) & RMM_FOLIO_FLAGS) |
		((unsigned long)READ_ONCE(folio->mapping) & FOLIO_MAPPING_FLAGS);
	if (unlikely(words & BIT(PG_head)))
		return rmm_sign_large(folio, words, memo);
	if (unlikely(words != last->small || !last->of_small)) {
		last->small = words;
		last->of_small = rmm_sign_of_folio(folio);
	}
	/* As folio_mapcount() and folio_maybe_mapped_shared(): a page type is negative. */
	mapcount = atomic_read(&folio->_mapcount) + 1;
	last->mapcount = max(mapcount, 0);
	return last->of_small | (mapcount > 1 ? RMM_LEAF_SHARED : 0);
}

/* What RMM_WANT_MARKS asks for. */
static inline u64 rmm_sign_marks(const struct folio *folio)
{
	unsigned long flags = READ_ONCE(folio->flags.f);

	/* Who clears accessed bits to see whether they come back (DAMON, page_idle) sets PG_young. */
	return (flags & BIT(PG_dirty) ? RMM_LEAF_PG_DIRTY : 0) |
	       (flags & BIT(PG_referenced) || folio_test_young(folio) ? RMM_LEAF_PG_REFERENCED : 0) |
	       (flags & BIT(PG_reserved) ? RMM_LEAF_PG_RESERVED : 0);
}

/* Of a present entry at any level. */
static inline u64 rmm_sign_present(u64 raw, bool young, bool dirty, bool write)
{
	u64 sign = RMM_LEAF_PRESENT;

	if (young)
		sign |= RMM_LEAF_YOUNG;
	if (dirty)
		sign |= RMM_LEAF_DIRTY;
	if (write)
		sign |= RMM_LEAF_WRITE;
	if (raw & _PAGE_SOFT_DIRTY)
		sign |= RMM_LEAF_SOFT_DIRTY;
	if (raw & _PAGE_UFFD)
		sign |= RMM_LEAF_UFFD;
	if ((raw & (_PAGE_PRESENT | _PAGE_PROTNONE)) == _PAGE_PROTNONE)
		sign |= RMM_LEAF_PROTNONE;
	return sign;
}

/* Whoever has it, its folio is as good as mapped. */
static inline bool rmm_sign_of_device(u64 sign)
{
	u8 soft = sign >> RMM_LEAF_SOFT_SHIFT;

	return soft == SOFTLEAF_DEVICE_PRIVATE_READ || soft == SOFTLEAF_DEVICE_PRIVATE_WRITE ||
	       soft == SOFTLEAF_DEVICE_EXCLUSIVE;
}

/* @raw is an entry that is neither present nor none. */
static inline u64 rmm_sign_soft(softleaf_t soft, u64 raw, u64 *pfn)
{
	u64 sign = (u64)softleaf_type(soft) << RMM_LEAF_SOFT_SHIFT;

	if (raw & _PAGE_SWP_SOFT_DIRTY)
		sign |= RMM_LEAF_SOFT_DIRTY;
	if (raw & _PAGE_SWP_UFFD)
		sign |= RMM_LEAF_UFFD;
	if (softleaf_is_marker(soft)) {
		if (softleaf_is_uffd_wp_marker(soft))
			sign |= RMM_LEAF_MARK_UFFD;
		if (softleaf_is_poison_marker(soft))
			sign |= RMM_LEAF_MARK_POISON;
		if (softleaf_is_guard_marker(soft))
			sign |= RMM_LEAF_MARK_GUARD;
	} else if (softleaf_is_swap(soft)) {
		*pfn = swp_offset(soft);
		sign |= (u64)swp_type(soft) << RMM_LEAF_SWAP_SHIFT;
	} else if (softleaf_has_pfn(soft)) {
		*pfn = softleaf_to_pfn(soft);
		/* A poisoned page can be in any state, freed included. */
		if (!softleaf_is_hwpoison(soft)) {
			struct folio *folio = page_folio(softleaf_to_page(soft));
			u64 of_folio = rmm_sign_of_folio(folio);

			/* Under migration neither the order nor the mapcount mean anything. */
			if (softleaf_is_migration(soft))
				of_folio &= ~(31ull << RMM_LEAF_ORDER_SHIFT |
					      7ull << RMM_LEAF_ZONE_SHIFT);
			else if (folio_maybe_mapped_shared(folio))
				of_folio |= RMM_LEAF_SHARED;
			return sign | of_folio;
		}
	}
	return sign | RMM_SIGN_NONE;
}

/* Of an entry that is none, not present, PROT_NONE, or special; its folio if that is mapped. */
static inline struct folio *rmm_leaf_other(struct rmm_leaf *leaf, pte_t pte)
{
	leaf->pfn = 0;
	if (!pte_present(pte)) {
		leaf->sign = pte_none(pte) ? RMM_SIGN_NONE :
			rmm_sign_soft(softleaf_from_pte(pte), pte_val(pte), &leaf->pfn);
		return NULL;
	}
	leaf->pfn = pte_pfn(pte);
	leaf->sign = rmm_sign_present(pte_val(pte), pte_young(pte), pte_dirty(pte), pte_write(pte));
	if (!pte_special(pte))
		return page_folio(pfn_to_page(leaf->pfn));
	leaf->sign |= RMM_SIGN_NONE | (is_zero_pfn(leaf->pfn) ? RMM_LEAF_ZERO : RMM_LEAF_SPECIAL);
	return NULL;
}

/* The leaf of a PTE, and its folio if that is mapped. */
static __always_inline struct folio *rmm_leaf_pte(struct rmm_leaf *leaf, pte_t pte,
						  struct rmm_last *last, struct rmm_memo *memo)
{
	u64 frame = pte_val(pte) & last->frame, entry = pte_val(pte) ^ frame;
	struct folio *folio;

	leaf->entry = pte_val(pte);
	if (likely(entry == last->entry && last->of_entry)) {
		leaf->sign = last->of_entry;
		leaf->pfn = frame >> PAGE_SHIFT;
		folio = page_folio(pfn_to_page(leaf->pfn));
	} else {
		folio = rmm_leaf_other(leaf, pte);
		if (!folio)
			return NULL;
		/* Of one that the hardware can use, the frame is not inverted (L1TF). */
		if (entry & _PAGE_PRESENT) {
			last->entry = entry;
			last->of_entry = leaf->sign;
		}
	}
	leaf->sign |= rmm_sign_folio(folio, last, memo);
	return folio;
}

static __always_inline bool rmm_sign_is_large(u64 sign)
{
	return sign & 31ull << RMM_LEAF_ORDER_SHIFT;
}

/* What is asked of a mapped page. A folio's order stays under the lock of an entry that maps it. */
static __always_inline void rmm_page_facts(struct rmm_page_facts *facts, u32 want,
					   struct page *page, struct folio *folio,
					   const struct rmm_last *last, struct rmm_memo *memo)
{
	bool large = folio_test_large(folio);

	if ((want & RMM_WANT_MAPCOUNT) && !large) {
		facts->mapcount = last->mapcount;
		facts->folio_mapcount = last->mapcount;
	}
	if (want & RMM_WANT_REFERENCES)
		facts->references = folio_ref_count(folio);
	facts->index = 0;
	if (unlikely(large || (want & (RMM_WANT_KPAGEFLAGS | RMM_WANT_CGROUP | RMM_WANT_EXPECTED))))
		rmm_page_more(facts, want, page, folio, memo);
}

#endif
