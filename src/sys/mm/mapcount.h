/* SPDX-License-Identifier: GPL-2.0 */
#ifndef RMM_SHIM_MM_MAPCOUNT_H
#define RMM_SHIM_MM_MAPCOUNT_H

#include <linux/mm.h>

/*
 * Mapcount of one page of a large folio, as folio_precise_page_mapcount() in fs/proc/internal.h;
 * the average over the folio if pages have no mapcounts. Both may be copies.
 */
static inline int rmm_shim_large_page_mapcount(const struct folio *folio, const struct page *page)
{
	int entire = folio_entire_mapcount(folio), all, count;
	unsigned long pages;

	if (IS_ENABLED(CONFIG_PAGE_MAPCOUNT)) {
		count = atomic_read(&page->_mapcount) + 1;
		if (page_mapcount_is_type(count))
			count = 0;
		return count + entire;
	}
	all = folio_large_mapcount(folio);
	pages = folio_nr_pages(folio);
	if (all <= entire)
		return max(entire, 0);
	return max_t(int, (all - entire + pages / 2) / pages + entire, 1);
}

#endif
