// SPDX-License-Identifier: GPL-2.0
#include "summary.h"

#include <errno.h>
#include <stdint.h>
#include <string.h>

int add_summary(struct summary_list *list, const struct rmm_summary *more)
{
	for (int i = 0; i < list->count; i++) {
		struct rmm_summary *cell = &list->cell[i];

		if (cell->vma_kind != more->vma_kind || cell->page_kind != more->page_kind ||
		    cell->level != more->level || cell->node != more->node)
			continue;
		cell->entries += more->entries;
		cell->bytes += more->bytes;
		cell->young_bytes += more->young_bytes;
		cell->dirty_bytes += more->dirty_bytes;
		cell->writable_bytes += more->writable_bytes;
		cell->shared_bytes += more->shared_bytes;
		return 0;
	}
	if (list->count == MAX_SUMMARIES)
		return -EPROTO;
	list->cell[list->count++] = *more;
	return 0;
}

int list_summary_in_portions(int mm, __u64 start, __u64 end, __u32 capacity, __u64 budget_us,
			     struct summary_list *list)
{
	static struct rmm_summary buf[MAX_SUMMARIES];
	struct rmm_walk arg = {
		.size = sizeof(arg), .flags = RMM_WALK_SUMMARY, .start = start, .end = end,
		.buf = (uintptr_t)buf, .capacity = capacity, .record_size = sizeof(buf[0]),
		.budget_us = budget_us,
	};

	memset(list, 0, sizeof(*list));
	do {
		int ret = call_ioctl(mm, RMM_WALK, &arg);

		if (ret)
			return ret;
		if (arg.count > capacity || arg.next <= arg.start || arg.next > end)
			return -EPROTO;
		for (__u32 i = 0; i < arg.count; i++)
			if (add_summary(list, &buf[i]))
				return -EPROTO;
		list->calls++;
		arg.start = arg.next;
	} while (arg.next != end);
	return 0;
}

int list_summary(int mm, __u64 start, __u64 end, struct summary_list *list)
{
	return list_summary_in_portions(mm, start, end, MAX_SUMMARIES, 0, list);
}

__u64 summary_bytes(const struct summary_list *list, __u32 page_kind)
{
	__u64 bytes = 0;

	for (int i = 0; i < list->count; i++)
		if (list->cell[i].page_kind == page_kind)
			bytes += list->cell[i].bytes;
	return bytes;
}
