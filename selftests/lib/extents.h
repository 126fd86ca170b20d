/* SPDX-License-Identifier: GPL-2.0 */
/* RMM_WALK_EXTENTS of a range as one list, and the same list computed from single entries. */
#ifndef SELFTESTS_EXTENTS_H
#define SELFTESTS_EXTENTS_H

#include "pages.h"

#define MAX_EXTENTS 32768
#define EVERY_ATTRIBUTE (2 * RMM_EXTENT_A_CONTIGUOUS - 1)
#define EVERY_CATEGORY (2 * RMM_CAT_NUMA_HINT - 1)

struct extent_list {
	int count, calls;
	struct rmm_extent extent[MAX_EXTENTS];
};

/*
 * Lists extents as list_pages() lists entries. Extents that the end of a call split are joined
 * again.
 */
int list_extents(int mm, const struct rmm_walk *like, __u32 capacity, struct extent_list *list);

/* Returns the categories of an entry. */
__u64 page_categories(const struct rmm_page *p);

bool passes_filter(const struct rmm_walk *f, const struct rmm_page *p);

/* Computes the extents of a list of single entries. */
int join_extents(const struct page_list *pages, const struct rmm_walk *ask, struct extent_list *list);

int first_different_extent(const struct extent_list *one, const struct extent_list *two);

#endif
