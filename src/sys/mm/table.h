/* SPDX-License-Identifier: GPL-2.0 */
#ifndef RMM_SHIM_WALK_H
#define RMM_SHIM_WALK_H

#include <linux/mm_types.h>

/* Levels, as enum Level of the ABI numbers them. */
#define RMM_SHIM_PGD 0
#define RMM_SHIM_P4D 1
#define RMM_SHIM_PUD 2
#define RMM_SHIM_PMD 3
#define RMM_SHIM_PTE 4

#define RMM_SHIM_ENTRIES 512

/* userfaultfd's bit of an entry, by its older name. */
#ifndef _PAGE_UFFD
#define _PAGE_UFFD _PAGE_UFFD_WP
#define _PAGE_SWP_UFFD _PAGE_SWP_UFFD_WP
#endif

/*
 * The attrs of an entry: all that is told of it but its frame and what counts people. Entries of
 * equal attrs can be told in one.
 */
/* Facts about the entry. */
#define RMM_SHIM_LEAF_PRESENT	(1u << 0)
#define RMM_SHIM_LEAF_SPECIAL	(1u << 1)	/* no usable struct page */
#define RMM_SHIM_LEAF_ZERO		(1u << 2)	/* the zero page */
#define RMM_SHIM_LEAF_YOUNG		(1u << 3)
#define RMM_SHIM_LEAF_DIRTY		(1u << 4)
#define RMM_SHIM_LEAF_WRITE		(1u << 5)
#define RMM_SHIM_LEAF_SOFT_DIRTY	(1u << 6)
#define RMM_SHIM_LEAF_UFFD		(1u << 7)
/* Facts about the folio behind it, if there is one. */
#define RMM_SHIM_LEAF_FOLIO		(1u << 8)
#define RMM_SHIM_LEAF_ANON		(1u << 9)
#define RMM_SHIM_LEAF_SWAPBACKED	(1u << 10)
#define RMM_SHIM_LEAF_KSM		(1u << 11)
#define RMM_SHIM_LEAF_SHARED		(1u << 12)	/* folio_maybe_mapped_shared() */
#define RMM_SHIM_LEAF_DEPOSIT	(1u << 13)	/* a PTE table is set aside, should it be split */
#define RMM_SHIM_LEAF_PROTNONE	(1u << 14)	/* of the entry again */
#define RMM_SHIM_LEAF_PG_DIRTY	(1u << 15)	/* PG_ flags: with RMM_SHIM_WANT_MARKS */
/* Which marker a SOFTLEAF_MARKER is. */
#define RMM_SHIM_LEAF_MARK_UFFD	(1u << 16)
#define RMM_SHIM_LEAF_MARK_POISON	(1u << 17)
#define RMM_SHIM_LEAF_MARK_GUARD	(1u << 18)
/* Fields: of a folio that is mapped, or lent to a device; 0 otherwise. */
#define RMM_SHIM_LEAF_ZONE_SHIFT	19		/* 3 bits */
#define RMM_SHIM_LEAF_ORDER_SHIFT	22		/* 5 bits */
#define RMM_SHIM_LEAF_AGE_SHIFT	27		/* 3 bits: 1 more than the age; 0 in no generation */
#define RMM_SHIM_LEAF_PG_REFERENCED	(1u << 30)	/* more PG_ flags; PG_young, too */
#define RMM_SHIM_LEAF_PG_RESERVED	(1u << 31)
#define RMM_SHIM_LEAF_NID_SHIFT	32		/* 16 bits: all set without a folio */
#define RMM_SHIM_LEAF_SOFT_SHIFT	48		/* 8 bits: enum softleaf_type */
#define RMM_SHIM_LEAF_SWAP_SHIFT	56		/* 8 bits: swap area */

/* One entry of a page table that stands for memory itself, not for a lower table. */
struct rmm_shim_leaf {
	u64 entry;		/* as the hardware sees it */
	u64 pfn;		/* with RMM_SHIM_LEAF_PRESENT or a softleaf that has one; offset in swap */
	u64 attrs;		/* RMM_SHIM_LEAF_* */
};

/* Entries, or runs of them: the leaf is the first one's. */
struct rmm_shim_runs {
	struct rmm_shim_leaf leaf[RMM_SHIM_ENTRIES];
	u16 repeat[RMM_SHIM_ENTRIES];
};

/* What more can be asked about the page of an entry, as Attribute of the ABI numbers it. */
#define RMM_SHIM_WANT_FOLIO		(1u << 1)
#define RMM_SHIM_WANT_MAPCOUNT	(1u << 2)
#define RMM_SHIM_WANT_REFERENCES	(1u << 3)
#define RMM_SHIM_WANT_KPAGEFLAGS	(1u << 4)
#define RMM_SHIM_WANT_AGE		(1u << 5)	/* in the attrs */
#define RMM_SHIM_WANT_CGROUP		(1u << 6)
#define RMM_SHIM_WANT_EXPECTED	(1u << 8)
/* No attribute: RMM_SHIM_LEAF_PG_* in the attrs. */
#define RMM_SHIM_WANT_MARKS		(1u << 31)

/* What was not asked for is left as it was. */
struct rmm_shim_page_facts {
	u32 mapcount;
	u32 references;
	u32 folio_mapcount;
	s32 expected;		/* -1: not to be told */
	u32 index;
	u32 reserved;
	u64 kpageflags;
	u64 cgroup;
};

/* Of each row of a table, beside its rmm_shim_leaf. */
struct rmm_shim_page_facts_table {
	struct rmm_shim_page_facts page[RMM_SHIM_ENTRIES];
};

/* What differs from entry to entry of a row, where rows are told entry by entry. */
struct rmm_shim_frame_counts {
	u64 pfn;		/* of the page at the entry's address */
	u32 mapcount;
	u32 references;
};

struct rmm_shim_frame_columns {
	struct rmm_shim_frame_counts of[RMM_SHIM_ENTRIES];
};

/* An entry that points to a table, or ends the descent as a hole. */
struct rmm_shim_upper_entry {
	u64 entry;
	u64 pfn;		/* of the table, if there is one */
};

/* Part of one page table. */
struct rmm_shim_table {
	u64 addr;		/* in: where to look; the first entry stands for it */
	u64 next;		/* out: address behind what was seen */
	u64 hold_ns;		/* out: how long the page-table lock was held */
	u32 level;		/* out: of the deepest table that exists at addr */
	u32 count;		/* out: runs; 0 for a hole up to next */
	u32 entries;		/* out: entries that they stand for */
	u32 contiguous;		/* in: the frames of a row follow each other */
	u32 want;		/* in: RMM_SHIM_WANT_* of each page, or of each row's first */
	u32 reserved;
	u64 mask;		/* in: 0 for a row an entry; else those of equal attrs here are a row */
	struct rmm_shim_runs *runs;		/* in: where to */
	struct rmm_shim_page_facts_table *pages;	/* in: where to; NULL if nothing beyond the attrs is wanted */
	struct rmm_shim_frame_columns *columns;	/* in: where to, entry by entry; NULL for nowhere */
	struct rmm_shim_upper_entry above[RMM_SHIM_PTE];	/* out: down to level; a hole's own is the last */
};

void rmm_shim_capture_table(struct vm_area_struct *vma, unsigned long end, struct rmm_shim_table *table);

#endif
