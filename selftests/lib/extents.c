// SPDX-License-Identifier: GPL-2.0
#include "extents.h"

#include <errno.h>
#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#include "kselftest.h"

int list_extents(int mm, const struct rmm_walk *like, __u32 capacity, struct extent_list *list)
{
	static struct rmm_extent buf[MAX_EXTENTS];
	struct rmm_walk arg = *like;
	__u64 end = arg.end;

	arg.size = sizeof(arg);
	arg.flags = RMM_WALK_EXTENTS;
	arg.buf = (uintptr_t)buf;
	arg.capacity = capacity;
	arg.record_size = sizeof(buf[0]);
	list->count = list->calls = 0;
	do {
		__u64 done_to = arg.start;
		int ret = call_ioctl(mm, RMM_WALK, &arg);

		if (ret)
			return ret;
		if (arg.count > capacity || arg.next <= arg.start || arg.next > end)
			return -EPROTO;
		for (__u32 i = 0; i < arg.count; i++) {
			struct rmm_extent now = buf[i], *last = &list->extent[list->count - 1];

			if (now.addr < done_to || !now.bytes || now.addr + now.bytes > arg.next)
				return -EPROTO;
			done_to = now.addr + now.bytes;
			if (!i && list->count && last->addr + last->bytes == now.addr) {
				struct rmm_extent whole = *last;

				whole.bytes += now.bytes;
				whole.entries += now.entries;
				now.addr = last->addr;
				if (now.pfn != RMM_ABSENT)
					now.pfn -= last->bytes / PAGE;
				now.bytes = whole.bytes;
				now.entries = whole.entries;
				if (!memcmp(&now, &whole, sizeof(now))) {
					*last = whole;
					continue;
				}
				now = buf[i];
			}
			if (list->count == MAX_EXTENTS)
				return -E2BIG;
			list->extent[list->count++] = now;
		}
		list->calls++;
		arg.start = arg.next;
	} while (arg.next != end);
	return 0;
}

__u64 page_categories(const struct rmm_page *p)
{
	const bool page = p->bits & RMM_PAGE_F_FOLIO, uffd = p->bits & RMM_PAGE_F_UFFD;
	const bool anon = p->kind == RMM_PAGE_ANON || p->kind == RMM_PAGE_KSM ||
		p->kind == RMM_PAGE_DEVICE_PRIVATE || p->kind == RMM_PAGE_DEVICE_EXCLUSIVE ||
		/* Their records do not distinguish anonymous pages; the page's flags do. */
		((p->kind == RMM_PAGE_HUGETLB || p->kind == RMM_PAGE_MIGRATION) &&
		 p->kpageflags != RMM_ABSENT && p->kpageflags & 1ull << KPF_ANON);
	const struct { __u64 bit; bool on; } set[] = {
		{ RMM_CAT_PRESENT, p->bits & RMM_PAGE_F_PRESENT },
		{ RMM_CAT_FILE, page && !anon }, { RMM_CAT_ANON, page && anon },
		{ RMM_CAT_SHMEM, p->kind == RMM_PAGE_SHMEM }, { RMM_CAT_KSM, p->kind == RMM_PAGE_KSM },
		{ RMM_CAT_HUGETLB, p->kind == RMM_PAGE_HUGETLB },
		{ RMM_CAT_ZERO, p->kind == RMM_PAGE_ZERO || p->kind == RMM_PAGE_HUGE_ZERO },
		{ RMM_CAT_SWAPPED, p->kind == RMM_PAGE_SWAP },
		{ RMM_CAT_MIGRATION, p->kind == RMM_PAGE_MIGRATION },
		{ RMM_CAT_DEVICE, p->kind == RMM_PAGE_DEVICE_PRIVATE ||
				  p->kind == RMM_PAGE_DEVICE_EXCLUSIVE },
		{ RMM_CAT_HWPOISON, p->kind == RMM_PAGE_HWPOISON },
		{ RMM_CAT_GUARD, p->kind == RMM_PAGE_MARKER_GUARD },
		{ RMM_CAT_SPECIAL, p->kind == RMM_PAGE_PFN },
		{ RMM_CAT_HUGE, p->level != RMM_LEVEL_PTE },
		{ RMM_CAT_YOUNG, p->bits & RMM_PAGE_F_YOUNG },
		{ RMM_CAT_DIRTY, p->bits & RMM_PAGE_F_DIRTY },
		{ RMM_CAT_WRITE, p->bits & RMM_PAGE_F_WRITE },
		{ RMM_CAT_SHARED, p->bits & RMM_PAGE_F_MAYBE_SHARED },
		{ RMM_CAT_SOFT_DIRTY, p->bits & RMM_PAGE_F_SOFT_DIRTY },
		{ RMM_CAT_WRITTEN, p->bits & RMM_PAGE_F_WRITTEN },
		{ RMM_CAT_UFFD, uffd }, { RMM_CAT_PROTNONE, p->bits & RMM_PAGE_F_PROTNONE },
		{ RMM_CAT_NUMA_HINT, p->bits & RMM_PAGE_F_NUMA_HINT },
	};
	__u64 bits = 0;

	for (size_t i = 0; i < ARRAY_SIZE(set); i++)
		bits |= set[i].on ? set[i].bit : 0;
	return bits;
}

bool passes_filter(const struct rmm_walk *f, const struct rmm_page *p)
{
	__u64 categories = page_categories(p) ^ f->inverted;

	return (!f->kinds || f->kinds >> p->kind & 1) && (!f->levels || f->levels >> p->level & 1) &&
	       (!f->nodes || (p->node >= 0 && f->nodes >> p->node & 1)) &&
	       (!f->orders || (p->order != RMM_ABSENT_8 && f->orders >> p->order & 1)) &&
	       (!f->ages || (p->age != RMM_ABSENT_8 && f->ages >> p->age & 1)) &&
	       (categories & f->required) == f->required &&
	       (!f->any_of || categories & f->any_of);
}

int join_extents(const struct page_list *pages, const struct rmm_walk *ask, struct extent_list *list)
{
	const __u64 a = ask->attributes;

	list->count = 0;
	for (int i = 0; i < pages->count; i++) {
		const struct rmm_page *p = &pages->page[i];
		struct rmm_extent *last = &list->extent[list->count - 1], run = {
			.addr = p->addr, .bytes = page_bytes(p), .entries = 1,
			.pfn = a & RMM_EXTENT_A_CONTIGUOUS && p->bits & RMM_PAGE_F_PRESENT ?
			       p->pfn : RMM_ABSENT,
			.categories = page_categories(p) & ask->returned,
			.cgroup = a & RMM_EXTENT_A_CGROUP ? p->cgroup : RMM_ABSENT,
			.mapcount = a & RMM_EXTENT_A_MAPCOUNT ? p->mapcount : RMM_ABSENT_32,
			.node = a & RMM_EXTENT_A_NODE ? p->node : -1,
			.kind = a & RMM_EXTENT_A_KIND ? p->kind : RMM_ABSENT_8,
			.level = a & RMM_EXTENT_A_LEVEL ? p->level : RMM_ABSENT_8,
			.vma_kind = a & RMM_EXTENT_A_VMA_KIND ? p->vma_kind : RMM_ABSENT_8,
			.order = a & RMM_EXTENT_A_ORDER ? p->order : RMM_ABSENT_8,
			.zone = a & RMM_EXTENT_A_ZONE ? p->zone : RMM_ABSENT_8,
			.age = a & RMM_EXTENT_A_AGE ? p->age : RMM_ABSENT_8,
		}, next = run;

		if (!passes_filter(ask, p))
			continue;
		if (list->count && last->addr + last->bytes == run.addr) {
			next.addr = last->addr;
			next.bytes = last->bytes;
			next.entries = last->entries;
			if (next.pfn != RMM_ABSENT)
				next.pfn -= last->bytes / PAGE;
			if (!memcmp(&next, last, sizeof(next))) {
				last->bytes += run.bytes;
				last->entries++;
				continue;
			}
		}
		if (list->count == MAX_EXTENTS)
			return -E2BIG;
		list->extent[list->count++] = run;
	}
	return 0;
}

int first_different_extent(const struct extent_list *one, const struct extent_list *two)
{
	for (int i = 0; i < one->count && i < two->count; i++)
		if (memcmp(&one->extent[i], &two->extent[i], sizeof(one->extent[i])))
			return i;
	return one->count == two->count ? -1 : one->count < two->count ? one->count : two->count;
}
