/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Captures an entry of a page table, under the lock of the table. Neighbouring entries mostly
 * agree, so values derived from a word are cached until the word changes.
 */
#ifndef RMM_SHIM_MM_LEAF_H
#define RMM_SHIM_MM_LEAF_H

#include <linux/mm.h>
#include <linux/page_idle.h>
#include <linux/pgtable.h>
#include <linux/swap.h>
#include <linux/leafops.h>	/* in 7.2 it needs those before it */
#include "mm/table.h"

#define RMM_SHIM_ATTRS_NONE ((u64)(u16)NUMA_NO_NODE << RMM_SHIM_LEAF_NID_SHIFT)

/* Derived values needed for each entry; kept in registers. */
struct rmm_shim_last_entry {
	u64 frame;				/* frame bits: PTE_PFN_MASK */
	u64 entry, of_entry;			/* usable entry without its frame; its attrs */
	unsigned long small;			/* words of an order-0 folio */
	u64 of_small;
	u32 mapcount;				/* of the page, if its folio is order 0 */
};

#define RMM_SHIM_LAST_ENTRY() ((struct rmm_shim_last_entry){ .frame = PTE_PFN_MASK })

/* Other derived values. Zero-initialised. */
struct rmm_shim_folio_memo {
	const struct folio *large;
	u64 of_large;
	unsigned long large_words;		/* words and order of the last large folio */
	unsigned int large_order;
	u64 of_large_words;
	/* See page_facts.c. */
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

u64 rmm_shim_zero_flags(struct page *page, struct rmm_shim_folio_memo *memo);
u64 rmm_shim_age_attrs(struct folio *folio, struct rmm_shim_folio_memo *memo);
u64 rmm_shim_softleaf_flag_attrs(u64 attrs, unsigned long pfn);
void rmm_shim_capture_page_facts(struct rmm_shim_page_facts *facts, u32 want, struct page *page,
				 struct folio *folio, struct rmm_shim_folio_memo *memo);

/* Words of an order-0 folio that its part of attrs depends on. */
#define RMM_SHIM_FOLIO_FLAGS (NODES_MASK << NODES_PGSHIFT | ZONES_MASK << ZONES_PGSHIFT | \
			 BIT(PG_swapbacked) | BIT(PG_head))

static inline u64 rmm_shim_folio_attrs(const struct folio *folio)
{
	u64 attrs = RMM_SHIM_LEAF_FOLIO | (u64)folio_nid(folio) << RMM_SHIM_LEAF_NID_SHIFT |
		    (u64)folio_zonenum(folio) << RMM_SHIM_LEAF_ZONE_SHIFT |
		    (u64)folio_order(folio) << RMM_SHIM_LEAF_ORDER_SHIFT;

	if (folio_test_anon(folio))
		attrs |= RMM_SHIM_LEAF_ANON;
	if (folio_test_swapbacked(folio))
		attrs |= RMM_SHIM_LEAF_SWAPBACKED;
	if (folio_test_ksm(folio))
		attrs |= RMM_SHIM_LEAF_KSM;
	return attrs;
}

/* For a folio of more than one page; @words as in rmm_shim_any_folio_attrs(). */
static inline u64 rmm_shim_large_folio_attrs(struct folio *folio, unsigned long words,
					     struct rmm_shim_folio_memo *memo)
{
	if (folio != memo->large) {
		unsigned int order = folio_order(folio);

		/* There are some: PG_head is set. */
		if (words != memo->large_words || order != memo->large_order) {
			memo->large_words = words;
			memo->large_order = order;
			memo->of_large_words = rmm_shim_folio_attrs(folio);
		}
		memo->large = folio;
		memo->of_large = memo->of_large_words;
		if (folio_maybe_mapped_shared(folio))
			memo->of_large |= RMM_SHIM_LEAF_SHARED;
	}
	return memo->of_large;
}

/* For a mapped folio. */
static __always_inline u64 rmm_shim_any_folio_attrs(struct folio *folio,
						    struct rmm_shim_last_entry *last,
						    struct rmm_shim_folio_memo *memo)
{
	unsigned long words;
	int mapcount;

	/* Node and zone are in the flags and do not overlap the mapping bits. */
	BUILD_BUG_ON(IS_ENABLED(CONFIG_NUMA) && !NODES_WIDTH);
	BUILD_BUG_ON(RMM_SHIM_FOLIO_FLAGS & FOLIO_MAPPING_FLAGS);
	words = (READ_ONCE(folio->flags.f) & RMM_SHIM_FOLIO_FLAGS) |
		((unsigned long)READ_ONCE(folio->mapping) & FOLIO_MAPPING_FLAGS);
	if (unlikely(words & BIT(PG_head)))
		return rmm_shim_large_folio_attrs(folio, words, memo);
	if (unlikely(words != last->small || !last->of_small)) {
		last->small = words;
		last->of_small = rmm_shim_folio_attrs(folio);
	}
	/*
	 * As folio_mapcount() and folio_maybe_mapped_shared(); a page type makes the field
	 * negative.
	 */
	mapcount = atomic_read(&folio->_mapcount) + 1;
	last->mapcount = max(mapcount, 0);
	return last->of_small | (mapcount > 1 ? RMM_SHIM_LEAF_SHARED : 0);
}

/* For RMM_SHIM_WANT_MARKS. */
static inline u64 rmm_shim_flag_attrs(const struct folio *folio)
{
	unsigned long flags = READ_ONCE(folio->flags.f);

	/*
	 * Tools that clear accessed bits and check whether they come back (DAMON, page_idle) set
	 * PG_young.
	 */
	return (flags & BIT(PG_dirty) ? RMM_SHIM_LEAF_PG_DIRTY : 0) |
	       (flags & BIT(PG_referenced) || folio_test_young(folio) ?
			RMM_SHIM_LEAF_PG_REFERENCED : 0) |
	       (flags & BIT(PG_reserved) ? RMM_SHIM_LEAF_PG_RESERVED : 0);
}

/* For a present entry at any level. */
static inline u64 rmm_shim_present_attrs(u64 raw, bool young, bool dirty, bool write)
{
	u64 attrs = RMM_SHIM_LEAF_PRESENT;

	if (young)
		attrs |= RMM_SHIM_LEAF_YOUNG;
	if (dirty)
		attrs |= RMM_SHIM_LEAF_DIRTY;
	if (write)
		attrs |= RMM_SHIM_LEAF_WRITE;
	if (raw & _PAGE_SOFT_DIRTY)
		attrs |= RMM_SHIM_LEAF_SOFT_DIRTY;
	if (raw & _PAGE_UFFD)
		attrs |= RMM_SHIM_LEAF_UFFD;
	if ((raw & (_PAGE_PRESENT | _PAGE_PROTNONE)) == _PAGE_PROTNONE)
		attrs |= RMM_SHIM_LEAF_PROTNONE;
	return attrs;
}

/* The folio of a device entry counts as mapped. */
static inline bool rmm_shim_attrs_are_of_device(u64 attrs)
{
	u8 soft = attrs >> RMM_SHIM_LEAF_SOFT_SHIFT;

	return soft == SOFTLEAF_DEVICE_PRIVATE_READ || soft == SOFTLEAF_DEVICE_PRIVATE_WRITE ||
	       soft == SOFTLEAF_DEVICE_EXCLUSIVE;
}

/* @raw is neither present nor none. */
static inline u64 rmm_shim_softleaf_attrs(softleaf_t soft, u64 raw, u64 *pfn)
{
	u64 attrs = (u64)softleaf_type(soft) << RMM_SHIM_LEAF_SOFT_SHIFT;

	if (raw & _PAGE_SWP_SOFT_DIRTY)
		attrs |= RMM_SHIM_LEAF_SOFT_DIRTY;
	if (raw & _PAGE_SWP_UFFD)
		attrs |= RMM_SHIM_LEAF_UFFD;
	if (softleaf_is_marker(soft)) {
		if (softleaf_is_uffd_wp_marker(soft))
			attrs |= RMM_SHIM_LEAF_MARK_UFFD;
		if (softleaf_is_poison_marker(soft))
			attrs |= RMM_SHIM_LEAF_MARK_POISON;
		if (softleaf_is_guard_marker(soft))
			attrs |= RMM_SHIM_LEAF_MARK_GUARD;
	} else if (softleaf_is_swap(soft)) {
		*pfn = swp_offset(soft);
		attrs |= (u64)swp_type(soft) << RMM_SHIM_LEAF_SWAP_SHIFT;
	} else if (softleaf_has_pfn(soft)) {
		*pfn = softleaf_to_pfn(soft);
		/* A poisoned page can be in any state, including freed. */
		if (!softleaf_is_hwpoison(soft)) {
			struct folio *folio = page_folio(softleaf_to_page(soft));
			u64 of_folio = rmm_shim_folio_attrs(folio);

			/* Under migration, order and mapcount have no meaning. */
			if (softleaf_is_migration(soft))
				of_folio &= ~(31ull << RMM_SHIM_LEAF_ORDER_SHIFT |
					      7ull << RMM_SHIM_LEAF_ZONE_SHIFT);
			else if (folio_maybe_mapped_shared(folio))
				of_folio |= RMM_SHIM_LEAF_SHARED;
			return attrs | of_folio;
		}
	}
	return attrs | RMM_SHIM_ATTRS_NONE;
}

/* For an empty, not present, PROT_NONE or special entry. Returns its folio if it is mapped. */
static inline struct folio *rmm_shim_capture_other_pte(struct rmm_shim_leaf *leaf, pte_t pte)
{
	leaf->pfn = 0;
	if (!pte_present(pte)) {
		leaf->attrs = pte_none(pte) ? RMM_SHIM_ATTRS_NONE :
			rmm_shim_softleaf_attrs(softleaf_from_pte(pte), pte_val(pte), &leaf->pfn);
		return NULL;
	}
	leaf->pfn = pte_pfn(pte);
	leaf->attrs = rmm_shim_present_attrs(pte_val(pte), pte_young(pte), pte_dirty(pte),
					     pte_write(pte));
	if (!pte_special(pte))
		return page_folio(pfn_to_page(leaf->pfn));
	leaf->attrs |= RMM_SHIM_ATTRS_NONE |
		       (is_zero_pfn(leaf->pfn) ? RMM_SHIM_LEAF_ZERO : RMM_SHIM_LEAF_SPECIAL);
	return NULL;
}

/* Captures a PTE. Returns its folio if it is mapped. */
static __always_inline struct folio *rmm_shim_capture_leaf_pte(struct rmm_shim_leaf *leaf,
							       pte_t pte,
							       struct rmm_shim_last_entry *last,
							       struct rmm_shim_folio_memo *memo)
{
	u64 frame = pte_val(pte) & last->frame, entry = pte_val(pte) ^ frame;
	struct folio *folio;

	leaf->entry = pte_val(pte);
	if (likely(entry == last->entry && last->of_entry)) {
		leaf->attrs = last->of_entry;
		leaf->pfn = frame >> PAGE_SHIFT;
		folio = page_folio(pfn_to_page(leaf->pfn));
	} else {
		folio = rmm_shim_capture_other_pte(leaf, pte);
		if (!folio)
			return NULL;
		/* The frame of an entry that the hardware can use is not inverted (L1TF). */
		if (entry & _PAGE_PRESENT) {
			last->entry = entry;
			last->of_entry = leaf->attrs;
		}
	}
	leaf->attrs |= rmm_shim_any_folio_attrs(folio, last, memo);
	return folio;
}

static __always_inline bool rmm_shim_attrs_are_large(u64 attrs)
{
	return attrs & 31ull << RMM_SHIM_LEAF_ORDER_SHIFT;
}

/*
 * The requested facts about a mapped page. The order of a folio is stable under the lock of an
 * entry that maps it.
 */
static __always_inline void rmm_shim_page_facts(struct rmm_shim_page_facts *facts, u32 want,
						struct page *page, struct folio *folio,
						const struct rmm_shim_last_entry *last,
						struct rmm_shim_folio_memo *memo)
{
	bool large = folio_test_large(folio);

	if ((want & RMM_SHIM_WANT_MAPCOUNT) && !large) {
		facts->mapcount = last->mapcount;
		facts->folio_mapcount = last->mapcount;
	}
	if (want & RMM_SHIM_WANT_REFERENCES)
		facts->references = folio_ref_count(folio);
	facts->index = 0;
	if (unlikely(large || (want & (RMM_SHIM_WANT_KPAGEFLAGS | RMM_SHIM_WANT_CGROUP |
				       RMM_SHIM_WANT_EXPECTED | RMM_SHIM_WANT_STATE))))
		rmm_shim_capture_page_facts(facts, want, page, folio, memo);
}

#endif
