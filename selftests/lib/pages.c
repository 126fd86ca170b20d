// SPDX-License-Identifier: GPL-2.0
#include "pages.h"

#include <errno.h>
#include <stdint.h>

__u64 page_bytes(const struct rmm_page *page)
{
	return page->pages * PAGE;
}

__u64 page_end(const struct rmm_page *page)
{
	return page->addr + page_bytes(page);
}

int list_pages(int mm, __u64 start, __u64 end, __u64 attributes, __u64 kinds, __u32 capacity,
	       __u64 budget_us, struct page_list *list)
{
	static struct rmm_page buf[MAX_PAGES];
	struct rmm_walk arg = {
		.size = sizeof(arg), .flags = RMM_WALK_PAGES, .start = start, .end = end,
		.buf = (uintptr_t)buf, .capacity = capacity, .record_size = sizeof(buf[0]),
		.budget_us = budget_us, .attributes = attributes, .kinds = kinds,
	};

	list->count = list->calls = 0;
	do {
		__u64 done_to = arg.start;
		int ret = call_ioctl(mm, RMM_WALK, &arg);

		if (ret)
			return ret;
		if (arg.count > capacity || arg.next <= arg.start || arg.next > end)
			return -EPROTO;
		for (__u32 i = 0; i < arg.count; i++) {
			const struct rmm_page *page = &buf[i];

			if (page->addr < done_to || !page->pages || page_end(page) > arg.next)
				return -EPROTO;
			done_to = page_end(page);
			if (list->count == MAX_PAGES)
				return -E2BIG;
			list->page[list->count++] = *page;
		}
		list->calls++;
		list->cost = arg.cost;
		arg.start = arg.next;
	} while (arg.next != end);
	return 0;
}
