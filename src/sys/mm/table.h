/* SPDX-License-Identifier: GPL-2.0 */
#ifndef RMM_SHIM_MM_TABLE_H
#define RMM_SHIM_MM_TABLE_H

#include <linux/mm_types.h>
#include "mm/folio_state.h"

/* Levels, numbered as TableLevel of the ABI. */
#define RMM_SHIM_PGD	0
#define RMM_SHIM_P4D	1
#define RMM_SHIM_PUD	2
#define RMM_SHIM_PMD	3
#define RMM_SHIM_PTE	4

#define RMM_SHIM_ENTRIES 512

/* The userfaultfd bit of an entry, by its older name. */
#ifndef _PAGE_UFFD
#define _PAGE_UFFD _PAGE_UFFD_WP
#define _PAGE_SWP_UFFD _PAGE_SWP_UFFD_WP
#endif

/*
 * attrs of an entry: everything reported about it except its frame and its counts. Entries with
 * equal attrs can form a run.
 */
/* Properties of the entry. */
#define RMM_SHIM_LEAF_PRESENT		(1u << 0)
#define RMM_SHIM_LEAF_SPECIAL		(1u << 1)	/* no usable struct page */
#define RMM_SHIM_LEAF_ZERO		(1u << 2)	/* the zero page */
#define RMM_SHIM_LEAF_YOUNG		(1u << 3)
#define RMM_SHIM_LEAF_DIRTY		(1u << 4)
#define RMM_SHIM_LEAF_WRITE		(1u << 5)
#define RMM_SHIM_LEAF_SOFT_DIRTY	(1u << 6)
#define RMM_SHIM_LEAF_UFFD		(1u << 7)
/* Properties of the mapped folio, if there is one. */
#define RMM_SHIM_LEAF_FOLIO		(1u << 8)
#define RMM_SHIM_LEAF_ANON		(1u << 9)
#define RMM_SHIM_LEAF_SWAPBACKED	(1u << 10)
#define RMM_SHIM_LEAF_KSM		(1u << 11)
#define RMM_SHIM_LEAF_SHARED		(1u << 12)	/* folio_maybe_mapped_shared(), hugetlb_pmd_shared() */
#define RMM_SHIM_LEAF_DEPOSIT		(1u << 13)	/* a PTE table is deposited for a split */
#define RMM_SHIM_LEAF_PROTNONE		(1u << 14)	/* property of the entry */
#define RMM_SHIM_LEAF_PG_DIRTY		(1u << 15)	/* PG_ flags: with RMM_SHIM_WANT_MARKS */
/* The kind of a SOFTLEAF_MARKER. */
#define RMM_SHIM_LEAF_MARK_UFFD		(1u << 16)
#define RMM_SHIM_LEAF_MARK_POISON	(1u << 17)
#define RMM_SHIM_LEAF_MARK_GUARD	(1u << 18)
/* Fields, for a folio that is mapped or lent to a device; otherwise 0. */
#define RMM_SHIM_LEAF_ZONE_SHIFT	19		/* 3 bits */
#define RMM_SHIM_LEAF_ORDER_SHIFT	22		/* 5 bits */
#define RMM_SHIM_LEAF_AGE_SHIFT		27		/* 3 bits: age plus 1; 0: in no generation */
#define RMM_SHIM_LEAF_PG_REFERENCED	(1u << 30)	/* PG_referenced or PG_young */
#define RMM_SHIM_LEAF_PG_RESERVED	(1u << 31)
#define RMM_SHIM_LEAF_NID_SHIFT		32		/* 16 bits: all set if there is no folio */
#define RMM_SHIM_LEAF_SOFT_SHIFT	48		/* 8 bits: enum softleaf_type */
#define RMM_SHIM_LEAF_SWAP_SHIFT	56		/* 8 bits: swap area */

/* Of a present entry: bits that depend on its folio. */
#define RMM_SHIM_LEAF_OF_FOLIO \
	(RMM_SHIM_LEAF_ANON | RMM_SHIM_LEAF_SWAPBACKED | RMM_SHIM_LEAF_KSM | RMM_SHIM_LEAF_SHARED | \
	 RMM_SHIM_LEAF_DEPOSIT | RMM_SHIM_LEAF_PG_DIRTY | RMM_SHIM_LEAF_PG_REFERENCED | \
	 RMM_SHIM_LEAF_PG_RESERVED | 7ull << RMM_SHIM_LEAF_ZONE_SHIFT | \
	 31ull << RMM_SHIM_LEAF_ORDER_SHIFT | 7ull << RMM_SHIM_LEAF_AGE_SHIFT | \
	 0xffffull << RMM_SHIM_LEAF_NID_SHIFT)

/* A page-table entry that maps memory instead of pointing to a table. */
struct rmm_shim_leaf {
	u64 entry;		/* raw entry */
	u64 pfn;		/* of a present entry or a softleaf with a frame; swap offset */
	u64 attrs;		/* RMM_SHIM_LEAF_* */
};

/*
 * Entries, or runs of them; the leaf is that of the first entry. There is room for as many as the
 * captured range has pages, or for RMM_SHIM_ENTRIES.
 */
struct rmm_shim_runs {
	struct rmm_shim_leaf *leaf;
	u16 *repeat;
};

/* Facts on request about the page of an entry, numbered as PageAttribute of the ABI. */
#define RMM_SHIM_WANT_FOLIO		(1u << 1)
#define RMM_SHIM_WANT_MAPCOUNT		(1u << 2)
#define RMM_SHIM_WANT_REFERENCES	(1u << 3)
#define RMM_SHIM_WANT_KPAGEFLAGS	(1u << 4)
#define RMM_SHIM_WANT_AGE		(1u << 5)	/* as part of attrs */
#define RMM_SHIM_WANT_CGROUP		(1u << 6)
#define RMM_SHIM_WANT_EXPECTED		(1u << 8)
#define RMM_SHIM_WANT_STATE		(1u << 9)
/* Not an attribute: RMM_SHIM_LEAF_PG_* in attrs. */
#define RMM_SHIM_WANT_MARKS		(1u << 31)

/* Facts that were not requested are left unchanged. */
struct rmm_shim_page_facts {
	u32 mapcount;
	u32 references;
	u32 folio_mapcount;
	s32 expected;		/* -1: not known */
	u32 index;
	struct rmm_shim_folio_state state;
	u64 kpageflags;
	u64 cgroup;
};

/* Facts about each entry of a table, parallel to its leaves; room for as many. */
struct rmm_shim_page_facts_table {
	struct rmm_shim_page_facts page[RMM_SHIM_ENTRIES];
};

/* Values that differ between the entries of a run. */
struct rmm_shim_frame_counts {
	u64 pfn;		/* of the page at the entry's address */
	u64 counts;		/* mapcount, and references in the upper half */
};

struct rmm_shim_frame_columns {
	struct rmm_shim_frame_counts of[RMM_SHIM_ENTRIES];
};

/* An entry that points to a table, or at which the descent ends. */
struct rmm_shim_upper_entry {
	u64 entry;
	u64 pfn;		/* of the table it points to, if any */
};

/* A capture of part of one page table. */
struct rmm_shim_table {
	u64 addr;		/* in: first address; mapped by the first entry */
	u64 next;		/* out: end of the captured range */
	u64 hold_ns;		/* out: how long the page-table lock was held */
	u32 level;		/* out: level of the deepest table at addr */
	u32 count;		/* out: runs; 0 for a hole up to next */
	u32 entries;		/* out: entries in all runs */
	u32 contiguous;		/* in: runs have consecutive frames */
	u32 want;		/* in: RMM_SHIM_WANT_* of each page, or of the first in a run */
	u32 whole;		/* in: entries of a run differ in the frame only */
	u64 mask;		/* in: attrs bits that agree in a run; 0: no runs */
	struct rmm_shim_runs runs[1];		/* in: destination */
	struct rmm_shim_page_facts_table *pages;	/* in: destination of facts, or NULL */
	struct rmm_shim_frame_columns *columns;	/* in: destination of counts, or NULL */
	/* out: entries down to level; the last one is that of the hole, if there is one */
	struct rmm_shim_upper_entry above[RMM_SHIM_PTE];
};

void rmm_shim_capture_table(struct vm_area_struct *vma, unsigned long end,
			    struct rmm_shim_table *table);

#endif
