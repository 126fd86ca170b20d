/* SPDX-License-Identifier: GPL-2.0 */
/*
 * An entry of a page table as a sign, under the lock of its table. Neighbours are mostly alike, so
 * what follows from a word is worked out when that word changes.
 */
#ifndef RMM_SHIM_LEAF_H
#define RMM_SHIM_LEAF_H

#include <linux/leafops.h>
#include <linux/mm.h>
#include <linux/pgtable.h>
#include "walk.h"

#define RMM_SIGN_NONE ((u64)(u16)NUMA_NO_NODE << RMM_LEAF_NID_SHIFT)

/* What follows from the words seen last. All zero to begin with. */
struct rmm_memo {
	u64 entry, of_entry;			/* a present one without its frame */
	unsigned long small;			/* words of a folio of one page */
	u64 of_small;
	const struct folio *large;
	u64 of_large;
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

/* Of a folio that is mapped. */
static __always_inline u64 rmm_sign_folio(struct folio *folio, struct rmm_memo *memo)
{
	unsigned long words;

	/* The node and the zone are in the flags, and those leave the bits of a mapping alone. */
	BUILD_BUG_ON(IS_ENABLED(CONFIG_NUMA) && !NODES_WIDTH);
	BUILD_BUG_ON(RMM_FOLIO_FLAGS & FOLIO_MAPPING_FLAGS);
	words = (READ_ONCE(folio->flags.f) & RMM_FOLIO_FLAGS) |
		((unsigned long)READ_ONCE(folio->mapping) & FOLIO_MAPPING_FLAGS);
	if (unlikely(words & BIT(PG_head))) {
		if (folio != memo->large) {
			memo->large = folio;
			memo->of_large = rmm_sign_of_folio(folio);
			if (folio_maybe_mapped_shared(folio))
				memo->of_large |= RMM_LEAF_SHARED;
		}
		return memo->of_large;
	}
	if (unlikely(words != memo->small || !memo->of_small)) {
		memo->small = words;
		memo->of_small = rmm_sign_of_folio(folio);
	}
	/* folio_maybe_mapped_shared(); a page type in its place is negative. */
	return memo->of_small | (atomic_read(&folio->_mapcount) > 0 ? RMM_LEAF_SHARED : 0);
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

/* The leaf of a PTE, and its folio if that is mapped. */
static __always_inline struct folio *rmm_leaf_pte(struct rmm_leaf *leaf, pte_t pte,
						  struct rmm_memo *memo)
{
	u64 entry = pte_val(pte) & ~PTE_PFN_MASK, sign;
	struct folio *folio;

	leaf->entry = pte_val(pte);
	if (unlikely(!pte_present(pte))) {
		leaf->pfn = 0;
		leaf->sign = pte_none(pte) ? RMM_SIGN_NONE :
			rmm_sign_soft(softleaf_from_pte(pte), pte_val(pte), &leaf->pfn);
		return NULL;
	}
	/* Nothing but the frame is hidden in the rest, so all else follows from these bits. */
	if (unlikely(entry != memo->entry || !memo->of_entry)) {
		memo->entry = entry;
		memo->of_entry = rmm_sign_present(pte_val(pte), pte_young(pte), pte_dirty(pte),
						  pte_write(pte)) |
				 (pte_special(pte) ? RMM_LEAF_SPECIAL : 0);
	}
	sign = memo->of_entry;
	leaf->pfn = pte_pfn(pte);
	if (unlikely(is_zero_pfn(leaf->pfn))) {
		leaf->sign = (sign & ~RMM_LEAF_SPECIAL) | RMM_LEAF_ZERO | RMM_SIGN_NONE;
		return NULL;
	}
	if (unlikely(sign & RMM_LEAF_SPECIAL)) {
		leaf->sign = sign | RMM_SIGN_NONE;
		return NULL;
	}
	folio = page_folio(pfn_to_page(leaf->pfn));
	leaf->sign = sign | rmm_sign_folio(folio, memo);
	return folio;
}

/* As folio_mapcount(). */
static __always_inline u32 rmm_small_mapcount(const struct folio *folio)
{
	int count = atomic_read(&folio->_mapcount) + 1;

	return page_mapcount_is_type(count) ? 0 : count;
}

/* What is asked of a mapped page. A folio's order stays under the lock of an entry that maps it. */
static __always_inline void rmm_page_facts(struct rmm_page_facts *facts, u32 want,
					   struct page *page, struct folio *folio,
					   struct rmm_memo *memo)
{
	bool large = folio_test_large(folio);

	if ((want & RMM_WANT_MAPCOUNT) && !large) {
		facts->mapcount = rmm_small_mapcount(folio);
		facts->folio_mapcount = facts->mapcount;
	}
	if (want & RMM_WANT_REFERENCES)
		facts->references = folio_ref_count(folio);
	facts->index = 0;
	if (unlikely(large || (want & (RMM_WANT_KPAGEFLAGS | RMM_WANT_CGROUP | RMM_WANT_EXPECTED))))
		rmm_page_more(facts, want, page, folio, memo);
}

#endif
