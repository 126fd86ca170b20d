/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Compares an entry of a page table with the one before it, under the lock of the table.
 *
 * Neighbours mostly differ in the frame only, and to see that costs less than to interpret an entry.
 * A pattern is an entry that the hardware can use and that maps a folio of one page. Everything that
 * a capture reports about such an entry follows from the entry, from words of the folio and from its
 * counts, which share a cache line. A value that changes and changes back while the first entry is
 * interpreted is reported for those that agree with it, too. An entry that differs in more than a capture may ignore
 * is interpreted (leaf.h), and becomes the next pattern.
 */
#ifndef RMM_SHIM_MM_PATTERN_H
#define RMM_SHIM_MM_PATTERN_H

#include <linux/mm.h>
#include <linux/mm_inline.h>
#include <linux/pgtable.h>
#include "mm/table.h"

/* Properties in which entries have to agree. */
enum rmm_shim_likeness {
	RMM_SHIM_LIKE_ENTRY,	/* the attrs in the mask of the capture, none of which is of a folio */
	RMM_SHIM_LIKE_ATTRS,	/* the attrs in the mask of the capture */
	RMM_SHIM_LIKE_FACTS,	/* and the mapcount, and the memory cgroup */
	RMM_SHIM_LIKE_RECORD,	/* all but the frame */
};

struct rmm_shim_pattern {
	u64 frame;		/* frame bits of an entry */
	u64 entry_mask;		/* other bits of an entry that have to agree */
	unsigned long flags_mask;
	u64 entry;		/* without frame; 0: no pattern */
	unsigned long flags;
	unsigned long mapping;
	unsigned long memcg;
	u64 counts;		/* _mapcount, and _refcount in the upper half */
	int cpupid;		/* where it does not fit into the flags */
};

#if defined(CONFIG_PAGE_IDLE_FLAG) && defined(CONFIG_64BIT)
#define RMM_SHIM_PG_YOUNG BIT(PG_young)
#else
#define RMM_SHIM_PG_YOUNG 0
#endif

#ifdef CONFIG_MEMCG
#define rmm_shim_memcg_word(folio) READ_ONCE((folio)->memcg_data)
#else
#define rmm_shim_memcg_word(folio) 0
#endif

#if defined(CONFIG_NUMA_BALANCING) && defined(LAST_CPUPID_NOT_IN_PAGE_FLAGS)
#define rmm_shim_cpupid_word(folio) READ_ONCE((folio)->_last_cpupid)
#else
#define rmm_shim_cpupid_word(folio) 0
#endif

/* Both counts of a folio, read at once. */
static __always_inline u64 rmm_shim_folio_counts(const struct folio *folio)
{
	BUILD_BUG_ON(offsetof(struct folio, _refcount) != offsetof(struct folio, _mapcount) + 4);
	BUILD_BUG_ON(offsetof(struct folio, _mapcount) % 8);
	return READ_ONCE(*(const u64 *)&folio->_mapcount);
}

/* Bits of an entry that the attrs in @mask do not depend on. */
static inline u64 rmm_shim_ignored_bits(u64 mask)
{
	return (mask & RMM_SHIM_LEAF_YOUNG ? 0 : _PAGE_ACCESSED) |
	       (mask & RMM_SHIM_LEAF_SOFT_DIRTY ? 0 : _PAGE_SOFT_DIRTY) |
	       (mask & RMM_SHIM_LEAF_UFFD ? 0 : _PAGE_UFFD) |
	       /* Dirty and not writable is writable, of a shadow stack. */
	       (mask & (RMM_SHIM_LEAF_DIRTY | RMM_SHIM_LEAF_WRITE) ? 0 :
								     _PAGE_DIRTY_BITS | _PAGE_RW);
}

/* Flags of a folio that the attrs in @mask, and the facts @want, depend on. */
static inline unsigned long rmm_shim_compared_flags(u64 mask, u32 want)
{
	const unsigned long node = NODES_MASK << NODES_PGSHIFT;
	unsigned long flags = BIT(PG_head) | BIT(PG_swapbacked);

	if (mask & 0xffffull << RMM_SHIM_LEAF_NID_SHIFT)
		flags |= node;
	if (mask & 7ull << RMM_SHIM_LEAF_ZONE_SHIFT)
		flags |= ZONES_MASK << ZONES_PGSHIFT;
	if (want & RMM_SHIM_WANT_MARKS)
		flags |= BIT(PG_dirty) | BIT(PG_referenced) | BIT(PG_reserved) | RMM_SHIM_PG_YOUNG;
#ifdef CONFIG_LRU_GEN
	if (want & RMM_SHIM_WANT_AGE)
		flags |= node | LRU_GEN_MASK;
#endif
	return flags;
}

/* The pattern of a table of which nothing is captured yet. */
static __always_inline struct rmm_shim_pattern
rmm_shim_new_pattern(u64 mask, u32 want, enum rmm_shim_likeness likeness)
{
	bool whole = likeness == RMM_SHIM_LIKE_RECORD;

	return (struct rmm_shim_pattern){
		.frame = PTE_PFN_MASK,
		.entry_mask = ~PTE_PFN_MASK & ~(whole ? 0 : rmm_shim_ignored_bits(mask)),
		.flags_mask = whole ? ~0ul : rmm_shim_compared_flags(mask, want),
	};
}

/*
 * Makes a pattern of an entry that will be interpreted next. Words of the folio change meanwhile,
 * so rmm_shim_pattern_holds() compares them again after that.
 */
static __always_inline void rmm_shim_take_pattern(struct rmm_shim_pattern *pattern, u64 entry,
						  enum rmm_shim_likeness likeness)
{
	const struct page *page = pfn_to_page((entry & pattern->frame) >> PAGE_SHIFT);
	const struct folio *folio = (const struct folio *)page;

	pattern->entry = 0;
	/* The frame of an entry that the hardware can use is not inverted (L1TF). */
	if ((entry & (_PAGE_PRESENT | _PAGE_SPECIAL)) != _PAGE_PRESENT)
		return;
	if (likeness == RMM_SHIM_LIKE_ENTRY) {
		pattern->entry = entry & ~pattern->frame;
		return;
	}
	if (PageTail(page))
		return;
	pattern->flags = READ_ONCE(folio->flags.f);
	pattern->mapping = (unsigned long)READ_ONCE(folio->mapping);
	pattern->memcg = rmm_shim_memcg_word(folio);
	pattern->counts = rmm_shim_folio_counts(folio);
	pattern->cpupid = rmm_shim_cpupid_word(folio);
	/* A page type makes the mapcount negative. */
	if (!(pattern->flags & BIT(PG_head)) && (s32)pattern->counts >= 0)
		pattern->entry = entry & ~pattern->frame;
}

/* Whether what was concluded from an entry is true of its pattern. */
static __always_inline bool rmm_shim_pattern_holds(const struct rmm_shim_pattern *pattern,
						   unsigned long pfn,
						   enum rmm_shim_likeness likeness)
{
	const struct folio *folio = (const struct folio *)pfn_to_page(pfn);

	if (likeness == RMM_SHIM_LIKE_ENTRY)
		return pattern->entry;
	return pattern->entry && pattern->flags == READ_ONCE(folio->flags.f) &&
	       pattern->mapping == (unsigned long)READ_ONCE(folio->mapping) &&
	       pattern->memcg == rmm_shim_memcg_word(folio) &&
	       pattern->counts == rmm_shim_folio_counts(folio) &&
	       pattern->cpupid == rmm_shim_cpupid_word(folio);
}

/* Whether an order-0 folio agrees with the pattern, which takes over what may differ. */
static __always_inline bool rmm_shim_folio_is_alike(struct rmm_shim_pattern *pattern,
						    const struct folio *folio,
						    enum rmm_shim_likeness likeness, u64 *counts)
{
	unsigned long flags = READ_ONCE(folio->flags.f);
	unsigned long mapping = (unsigned long)READ_ONCE(folio->mapping);

	if (unlikely(flags != pattern->flags)) {
		if ((flags ^ pattern->flags) & pattern->flags_mask)
			return false;
		pattern->flags = flags;
	}
	if (unlikely(mapping != pattern->mapping)) {
		if ((mapping ^ pattern->mapping) & FOLIO_MAPPING_FLAGS || !mapping ||
		    !pattern->mapping)
			return false;
		pattern->mapping = mapping;
	}
	if (likeness != RMM_SHIM_LIKE_ATTRS && rmm_shim_memcg_word(folio) != pattern->memcg)
		return false;
	*counts = rmm_shim_folio_counts(folio);
	if (likeness == RMM_SHIM_LIKE_RECORD)
		return *counts == pattern->counts &&
		       rmm_shim_cpupid_word(folio) == pattern->cpupid;
	if (unlikely((u32)*counts != (u32)pattern->counts)) {
		/* Of a mapcount, attrs have only whether it is more than one. */
		if (likeness != RMM_SHIM_LIKE_ATTRS || (s32)*counts < 0 ||
		    ((s32)*counts > 0) != ((s32)pattern->counts > 0))
			return false;
		pattern->counts = *counts;
	}
	return true;
}

#endif
