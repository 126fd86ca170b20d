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

/* Facts about an entry. */
#define RMM_LEAF_PRESENT	(1u << 0)
#define RMM_LEAF_SPECIAL	(1u << 1)	/* no usable struct page */
#define RMM_LEAF_ZERO		(1u << 2)	/* the zero page */
#define RMM_LEAF_YOUNG		(1u << 3)
#define RMM_LEAF_DIRTY		(1u << 4)
#define RMM_LEAF_WRITE		(1u << 5)
/* Facts about the folio behind it, if there is one. */
#define RMM_LEAF_FOLIO		(1u << 8)
#define RMM_LEAF_ANON		(1u << 9)
#define RMM_LEAF_SWAPBACKED	(1u << 10)
#define RMM_LEAF_KSM		(1u << 11)
#define RMM_LEAF_SHARED		(1u << 12)	/* folio_maybe_mapped_shared() */
#define RMM_LEAF_DEPOSIT	(1u << 13)	/* a PTE table is set aside, should it be split */
/* Which marker a SOFTLEAF_MARKER is. */
#define RMM_LEAF_MARK_UFFD	(1u << 16)
#define RMM_LEAF_MARK_POISON	(1u << 17)
#define RMM_LEAF_MARK_GUARD	(1u << 18)

/* One entry of a page table that stands for memory itself, not for a lower table. */
struct rmm_leaf {
	u64 entry;		/* as the hardware sees it */
	u64 pfn;		/* with RMM_LEAF_PRESENT or a softleaf that has one; offset in swap */
	u32 bits;		/* RMM_LEAF_* */
	s16 nid;		/* -1 without a folio */
	u8 softleaf;		/* enum softleaf_type; SOFTLEAF_NONE for present and none */
	u8 swap_type;		/* of SOFTLEAF_SWAP */
};

/* What more can be asked about the page of an entry, as Attribute of the ABI numbers it. */
#define RMM_WANT_FOLIO		(1u << 1)
#define RMM_WANT_MAPCOUNT	(1u << 2)
#define RMM_WANT_REFERENCES	(1u << 3)
#define RMM_WANT_KPAGEFLAGS	(1u << 4)
#define RMM_WANT_AGE		(1u << 5)
#define RMM_WANT_CGROUP		(1u << 6)

struct rmm_page_facts {
	u32 known;		/* RMM_WANT_*: what was read; the rest is left as it was */
	u32 mapcount;
	u32 folio_mapcount;
	u32 references;
	s32 expected;		/* -1: not to be told */
	u32 index;
	u8 order;
	u8 zone;
	s8 age;			/* -1: in no generation */
	bool exact;		/* mapcount is no average */
	u32 reserved;
	u64 kpageflags;
	u64 cgroup;
};

/* Of each entry of a table, beside its rmm_leaf. */
struct rmm_pages {
	u32 want;		/* in: RMM_WANT_* */
	u32 reserved;
	struct rmm_page_facts page[RMM_SHIM_ENTRIES];
};

/* An entry that points to a table, or ends the descent as a hole. */
struct rmm_above {
	u64 entry;
	u64 pfn;		/* of the table, if there is one */
};

/* Part of one page table. */
struct rmm_table {
	u64 addr;		/* in: where to look; the first entry stands for it */
	u64 next;		/* out: address behind what was seen */
	u64 hold_ns;		/* out: how long the page-table lock was held */
	u32 level;		/* out: of the deepest table that exists at addr */
	u32 count;		/* out: entries in leaf[]; 0 for a hole up to next */
	struct rmm_pages *pages;	/* in: what more is wanted; NULL for nothing */
	struct rmm_above above[RMM_SHIM_PTE];	/* out: down to level; a hole's own is the last */
	struct rmm_leaf leaf[RMM_SHIM_ENTRIES];
};

void rmm_capture(struct vm_area_struct *vma, unsigned long end, struct rmm_table *table);
void rmm_page_facts(struct rmm_table *table, unsigned long addr, unsigned long size);

#endif
