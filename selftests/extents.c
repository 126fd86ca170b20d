// SPDX-License-Identifier: GPL-2.0
/*
 * RMM_WALK with the extents product, and the filters of all products: equal to what follows from
 * every single entry, to PAGEMAP_SCAN and to pagemap, the same in any portions.
 */
#include "pages_test.h"
#include "zoo_test.h"

#include <linux/fs.h>
#include <linux/userfaultfd.h>

#define MIB (1ul << 20)
#define MAX_EXTENTS 32768
#define EVERY_ATTRIBUTE (2 * RMM_EXTENT_A_CONTIGUOUS - 1)
#define EVERY_CATEGORY (2 * RMM_CAT_NUMA_HINT - 1)

struct extent_list {
	int count, calls;
	struct rmm_extent extent[MAX_EXTENTS];
};

/* As all_pages(), of extents; those that a seam cut are joined again. */
static int all_extents(int mm, const struct rmm_walk *like, __u32 capacity, struct extent_list *list)
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
		__u64 behind = arg.start;
		int ret = rmm_call(mm, RMM_WALK, &arg);

		if (ret)
			return ret;
		if (arg.count > capacity || arg.next <= arg.start || arg.next > end)
			return -EPROTO;
		for (__u32 i = 0; i < arg.count; i++) {
			struct rmm_extent now = buf[i], *last = &list->extent[list->count - 1];

			if (now.addr < behind || !now.bytes || now.addr + now.bytes > arg.next)
				return -EPROTO;
			behind = now.addr + now.bytes;
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

/* All but RMM_CAT_WRITTEN, for which the VMA has to be known. */
static __u64 categories_of(const struct rmm_page *p)
{
	const bool page = p->bits & RMM_PAGE_F_FOLIO, uffd = p->bits & RMM_PAGE_F_UFFD;
	const bool anon = p->kind == RMM_PAGE_ANON || p->kind == RMM_PAGE_KSM ||
		p->kind == RMM_PAGE_DEVICE_PRIVATE || p->kind == RMM_PAGE_DEVICE_EXCLUSIVE ||
		/* Of these two the record does not say; flags of a page do. */
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
		{ RMM_CAT_UFFD, uffd }, { RMM_CAT_PROTNONE, p->bits & RMM_PAGE_F_PROTNONE },
		{ RMM_CAT_NUMA_HINT, p->bits & RMM_PAGE_F_NUMA_HINT },
	};
	__u64 bits = 0;

	for (size_t i = 0; i < ARRAY_SIZE(set); i++)
		bits |= set[i].on ? set[i].bit : 0;
	return bits;
}

static bool passes(const struct rmm_walk *f, const struct rmm_page *p)
{
	__u64 categories = categories_of(p) ^ f->inverted;

	return (!f->kinds || f->kinds >> p->kind & 1) && (!f->levels || f->levels >> p->level & 1) &&
	       (!f->nodes || (p->node >= 0 && f->nodes >> p->node & 1)) &&
	       (!f->orders || (p->order != RMM_ABSENT_8 && f->orders >> p->order & 1)) &&
	       (!f->ages || (p->age != RMM_ABSENT_8 && f->ages >> p->age & 1)) &&
	       (categories & f->required) == f->required &&
	       (!f->any_of || categories & f->any_of);
}

/* The extents that follow from single entries. */
static int extents_of(const struct page_list *pages, const struct rmm_walk *ask,
		      struct extent_list *list)
{
	const __u64 a = ask->attributes;

	list->count = 0;
	for (int i = 0; i < pages->count; i++) {
		const struct rmm_page *p = &pages->page[i];
		struct rmm_extent *last = &list->extent[list->count - 1], run = {
			.addr = p->addr, .bytes = page_bytes(p), .entries = 1,
			.pfn = a & RMM_EXTENT_A_CONTIGUOUS && p->bits & RMM_PAGE_F_PRESENT ?
			       p->pfn : RMM_ABSENT,
			.categories = categories_of(p) & ask->returned,
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

		if (!passes(ask, p))
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

static int first_difference(const struct extent_list *one, const struct extent_list *two)
{
	for (int i = 0; i < one->count && i < two->count; i++)
		if (memcmp(&one->extent[i], &two->extent[i], sizeof(one->extent[i])))
			return i;
	return one->count == two->count ? -1 : one->count < two->count ? one->count : two->count;
}

static void make_some(void)
{
	char *anon = mmap(NULL, 12 * MIB, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	char *shmem = mmap(NULL, MIB, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);

	madvise(anon, 2 * MIB, MADV_NOHUGEPAGE);
	for (size_t i = 0; i < 2 * MIB; i += 3 * PAGE)
		anon[i] = 1;
	madvise(anon + 4 * MIB, 8 * MIB, MADV_HUGEPAGE);
	memset(anon + 4 * MIB, 1, 8 * MIB);
	munmap(anon + 8 * MIB + 5 * PAGE, 2 * PAGE);
	memset(shmem, 1, MIB / 2);
	for (size_t i = 0; i < MIB; i += 7 * PAGE)
		*(volatile char *)(shmem + i);
	for (size_t i = MIB; i < 2 * MIB; i += PAGE)
		*(volatile char *)(anon + i);
}

FIXTURE(quiet)
{
	int mm;
	pid_t pid;
	struct page_list *pages;
	struct extent_list *list, *want;
};

FIXTURE_VARIANT(quiet)
{
	bool zoo;
};

FIXTURE_VARIANT_ADD(quiet, child) { .zoo = false };
FIXTURE_VARIANT_ADD(quiet, zoo) { .zoo = true };

FIXTURE_SETUP(quiet)
{
	self->pid = variant->zoo ? zoo.pid : quiet_child(make_some);
	ASSERT_LT(0, self->pid);
	self->mm = rmm_space(self->pid);
	ASSERT_LE(0, self->mm);
	self->pages = malloc(sizeof(*self->pages));
	self->list = malloc(sizeof(*self->list));
	self->want = malloc(sizeof(*self->want));
}

FIXTURE_TEARDOWN(quiet)
{
	if (!variant->zoo)
		end_child(self->pid);
}

/* What is compared: accessed bits come and go, and with them the age. */
static const struct rmm_walk asks[] = {
	{ .attributes = RMM_EXTENT_A_DEFAULT },
	{ .attributes = RMM_EXTENT_A_KIND },
	{ .attributes = RMM_EXTENT_A_VMA_KIND | RMM_EXTENT_A_ORDER | RMM_EXTENT_A_ZONE },
	{ .attributes = RMM_EXTENT_A_MAPCOUNT | RMM_EXTENT_A_CGROUP },
	{ .attributes = EVERY_ATTRIBUTE & ~RMM_EXTENT_A_AGE,
	  .returned = EVERY_CATEGORY & ~(RMM_CAT_YOUNG | RMM_CAT_WRITTEN) },
	{ .attributes = RMM_EXTENT_A_CONTIGUOUS },
	{ .attributes = RMM_EXTENT_A_LEVEL, .returned = RMM_CAT_DIRTY | RMM_CAT_WRITE },
	{ .returned = RMM_CAT_PRESENT },
	{ .returned = RMM_CAT_SOFT_DIRTY | RMM_CAT_UFFD | RMM_CAT_PROTNONE },
	{ .attributes = RMM_EXTENT_A_NODE, .required = RMM_CAT_PRESENT | RMM_CAT_DIRTY },
	{ .attributes = RMM_EXTENT_A_NODE, .required = RMM_CAT_DIRTY, .inverted = RMM_CAT_DIRTY },
	{ .attributes = RMM_EXTENT_A_KIND, .any_of = RMM_CAT_FILE | RMM_CAT_HUGE | RMM_CAT_ZERO },
	{ .attributes = RMM_EXTENT_A_KIND, .required = RMM_CAT_WRITE, .any_of = RMM_CAT_SHARED |
	  RMM_CAT_ANON, .inverted = RMM_CAT_ANON },
	{ .attributes = RMM_EXTENT_A_KIND, .any_of = RMM_CAT_SWAPPED | RMM_CAT_GUARD |
	  RMM_CAT_KSM | RMM_CAT_HUGETLB | RMM_CAT_UFFD | RMM_CAT_NUMA_HINT | RMM_CAT_SPECIAL },
	{ .attributes = RMM_EXTENT_A_KIND, .nodes = 1 }, { .attributes = RMM_EXTENT_A_NODE, .nodes = 6 },
	{ .attributes = RMM_EXTENT_A_LEVEL, .levels = 1 << RMM_LEVEL_PMD },
	{ .attributes = RMM_EXTENT_A_LEVEL, .levels = 1 << RMM_LEVEL_PTE | 1 << RMM_LEVEL_PUD },
	{ .attributes = RMM_EXTENT_A_KIND, .orders = 1 },
	{ .attributes = RMM_EXTENT_A_ORDER, .orders = ((1 << 19) - 1) & ~1 },
	{ .attributes = RMM_EXTENT_A_KIND, .kinds = 1 << RMM_PAGE_ANON | 1 << RMM_PAGE_SWAP,
	  .required = RMM_CAT_SOFT_DIRTY },
};

TEST_F(quiet, follow_from_single_entries)
{
	for (size_t i = 0; i < ARRAY_SIZE(asks); i++) {
		struct rmm_walk ask = asks[i];
		int at = 0;

		ask.end = RMM_ABSENT;
		/* The kernel may move pages between two looks, but not each time. */
		for (int tries = 0; tries < 5 && at >= 0; tries++) {
			ASSERT_EQ(0, all_pages(self->mm, 0, RMM_ABSENT, ALL_ATTRIBUTES, 0, MAX_PAGES, 0,
					       self->pages));
			ASSERT_EQ(0, all_extents(self->mm, &ask, MAX_EXTENTS, self->list));
			ASSERT_EQ(0, extents_of(self->pages, &ask, self->want));
			at = first_difference(self->list, self->want);
		}
		EXPECT_EQ(-1, at) {
			const struct rmm_extent *a = &self->list->extent[at], *b = &self->want->extent[at];

			TH_LOG("ask %zu: %d, %d wanted; %llx %llu entries %llu kind %u categories %llx, %llx %llu entries %llu kind %u categories %llx",
			       i, self->list->count, self->want->count, a->addr, a->bytes, a->entries,
			       a->kind, a->categories, b->addr, b->bytes, b->entries, b->kind,
			       b->categories);
		}
	}
}

TEST_F(quiet, any_portions_give_the_same)
{
	const struct { __u32 capacity; __u64 budget_us; } portions[] = {
		{ 1, 0 }, { 2, 0 }, { 129, 0 }, { MAX_EXTENTS, 1 }, { 127, 1 },
	};
	struct rmm_walk ask = { .end = RMM_ABSENT, .attributes = EVERY_ATTRIBUTE & ~RMM_EXTENT_A_AGE };

	for (size_t i = 0; i < ARRAY_SIZE(portions); i++) {
		int at = 0;

		for (int tries = 0; tries < 5 && at >= 0; tries++) {
			ask.budget_us = 0;
			ASSERT_EQ(0, all_extents(self->mm, &ask, MAX_EXTENTS, self->want));
			EXPECT_EQ(1, self->want->calls);
			ask.budget_us = portions[i].budget_us;
			ASSERT_EQ(0, all_extents(self->mm, &ask, portions[i].capacity, self->list));
			EXPECT_LT(1, self->list->calls);
			at = first_difference(self->list, self->want);
		}
		EXPECT_EQ(-1, at)
			TH_LOG("portions %zu: %d extents, %d wanted", i, self->list->count,
			       self->want->count);
	}
}

/* The same masks choose the same entries for the other two products, ages included. */
TEST_F(quiet, filters_of_pages_and_summary)
{
	struct page_list *chosen = malloc(sizeof(*chosen));
	struct rmm_summary cells[256];

	for (size_t i = 0; i < ARRAY_SIZE(asks) + 2; i++) {
		struct rmm_walk ask = i < ARRAY_SIZE(asks) ? asks[i] :
			(struct rmm_walk){ .ages = i & 1 ? 1 : 14 };
		__u64 want = 0, pages = 0, summary = 0;

		for (int tries = 0; tries < 5; tries++) {
			static struct rmm_page buf[MAX_PAGES];
			struct rmm_walk arg = ask;

			ASSERT_EQ(0, all_pages(self->mm, 0, RMM_ABSENT, ALL_ATTRIBUTES, 0, MAX_PAGES, 0,
					       self->pages));
			want = pages = summary = 0;
			for (int j = 0; j < self->pages->count; j++)
				want += passes(&ask, &self->pages->page[j]) ?
					page_bytes(&self->pages->page[j]) : 0;
			arg.size = sizeof(arg);
			arg.end = RMM_ABSENT;
			arg.returned = 0;
			arg.flags = RMM_WALK_PAGES;
			arg.attributes = 0;
			arg.buf = (uintptr_t)buf;
			arg.capacity = MAX_PAGES;
			/* Both ways that records are made. */
			arg.record_size = tries & 1 ? RMM_PAGE_DEFAULT_SIZE : sizeof(buf[0]);
			ASSERT_EQ(0, rmm_call(self->mm, RMM_WALK, &arg));
			ASSERT_EQ(RMM_ABSENT, arg.next);
			for (__u32 j = 0; j < arg.count; j++)
				pages += page_bytes((void *)((char *)buf + j * arg.record_size));
			arg.flags = RMM_WALK_SUMMARY;
			arg.buf = (uintptr_t)cells;
			arg.capacity = ARRAY_SIZE(cells);
			arg.record_size = sizeof(cells[0]);
			ASSERT_EQ(0, rmm_call(self->mm, RMM_WALK, &arg));
			ASSERT_EQ(RMM_ABSENT, arg.next);
			for (__u32 j = 0; j < arg.count; j++)
				summary += cells[j].bytes;
			if (tries && want == pages && want == summary)
				break;
		}
		EXPECT_EQ(want, pages)
			TH_LOG("ask %zu", i);
		EXPECT_EQ(want, summary)
			TH_LOG("ask %zu", i);
	}
}

/* Records that end behind the default attributes are the beginnings of whole ones. */
TEST_F(quiet, short_records_are_beginnings)
{
	static char buf[MAX_PAGES * RMM_PAGE_DEFAULT_SIZE];
	const __u64 young = ~(__u64)RMM_PAGE_F_YOUNG;
	int wrong = 1;

	for (int tries = 0; tries < 5 && wrong; tries++) {
		struct rmm_walk arg = {
			.size = sizeof(arg), .flags = RMM_WALK_PAGES, .end = RMM_ABSENT,
			.buf = (uintptr_t)buf, .record_size = RMM_PAGE_DEFAULT_SIZE,
		};
		int count = 0;

		ASSERT_EQ(0, all_pages(self->mm, 0, RMM_ABSENT, 0, 0, MAX_PAGES, 0, self->pages));
		wrong = 0;
		do {
			/* Cuts inside of tables and runs. */
			arg.capacity = tries ? MAX_PAGES - count : 99;
			if (count + arg.capacity > MAX_PAGES)
				arg.capacity = MAX_PAGES - count;
			arg.buf = (uintptr_t)(buf + count * RMM_PAGE_DEFAULT_SIZE);
			ASSERT_EQ(0, rmm_call(self->mm, RMM_WALK, &arg));
			count += arg.count;
			arg.start = arg.next;
		} while (arg.next != RMM_ABSENT);
		wrong = count != self->pages->count;
		for (int i = 0; i < count && !wrong; i++) {
			__u64 part[RMM_PAGE_DEFAULT_SIZE / 8], whole[RMM_PAGE_DEFAULT_SIZE / 8];

			memcpy(part, buf + i * sizeof(part), sizeof(part));
			memcpy(whole, &self->pages->page[i], sizeof(whole));
			part[2] &= young;
			whole[2] &= young;
			/* References come and go. */
			wrong = memcmp(part, whole, sizeof(part) - 4);
		}
	}
	EXPECT_EQ(0, wrong);
}

TEST_F(quiet, equal_pagemap_scan)
{
	const struct { __u64 ours, theirs; } same[] = {
		{ RMM_CAT_PRESENT, PAGE_IS_PRESENT }, { RMM_CAT_FILE, PAGE_IS_FILE },
		{ RMM_CAT_ZERO, PAGE_IS_PFNZERO }, { RMM_CAT_HUGE, PAGE_IS_HUGE },
		{ RMM_CAT_SOFT_DIRTY, PAGE_IS_SOFT_DIRTY },
	};
	static struct page_region regions[MAX_EXTENTS];
	struct rmm_walk ask = { .end = user_end(), .required = RMM_CAT_PRESENT };
	struct pm_scan_arg scan = {
		.size = sizeof(scan), .end = user_end(), .vec = (uintptr_t)regions,
		.vec_len = MAX_EXTENTS, .category_mask = PAGE_IS_PRESENT,
	};
	int pagemap = open_pagemap(self->pid), wrong = -1, count = 0;

	if (variant->zoo)
		SKIP(return, "has exhibits of which the two tell more and less");
	for (size_t i = 0; i < ARRAY_SIZE(same); i++) {
		ask.returned |= same[i].ours;
		scan.return_mask |= same[i].theirs;
	}
	for (int tries = 0; tries < 5 && wrong; tries++) {
		ASSERT_EQ(0, all_extents(self->mm, &ask, MAX_EXTENTS, self->list));
		count = ioctl(pagemap, PAGEMAP_SCAN, &scan);
		ASSERT_LT(10, count);
		wrong = 0;
		for (int i = 0, at = 0; i < self->list->count; i++) {
			const struct rmm_extent *e = &self->list->extent[i];
			__u64 theirs = 0;

			for (size_t j = 0; j < ARRAY_SIZE(same); j++)
				theirs |= e->categories & same[j].ours ? same[j].theirs : 0;
			/* They keep VMAs apart. */
			for (__u64 addr = e->addr; addr < e->addr + e->bytes; addr = regions[at++].end) {
				wrong += at == count || regions[at].start != addr ||
					regions[at].end > e->addr + e->bytes ||
					regions[at].categories != theirs;
				if (!wrong)
					continue;
				TH_LOG("%llx %llx, %llx-%llx %llx", addr, theirs, regions[at].start,
				       regions[at].end, regions[at].categories);
				break;
			}
			if (wrong)
				break;
		}
	}
	EXPECT_EQ(0, wrong);
}

TEST_F(quiet, contiguous_as_pagemap_says)
{
	struct rmm_walk ask = { .end = RMM_ABSENT, .attributes = RMM_EXTENT_A_CONTIGUOUS,
				.required = RMM_CAT_PRESENT };
	int pagemap = open_pagemap(self->pid), wrong = 1;

	for (int tries = 0; tries < 5 && wrong; tries++) {
		ASSERT_EQ(0, all_extents(self->mm, &ask, MAX_EXTENTS, self->list));
		wrong = 0;
		for (int i = 0; i < self->list->count; i++) {
			const struct rmm_extent *e = &self->list->extent[i];

			for (__u64 n = 0; n < e->bytes / PAGE; n++)
				wrong += (number_at(pagemap, e->addr / PAGE + n) & PM_FRAME) != e->pfn + n;
			wrong += i && e[-1].addr + e[-1].bytes == e->addr &&
				e[-1].pfn + e[-1].bytes / PAGE == e->pfn;
		}
	}
	EXPECT_EQ(0, wrong);
}

FIXTURE(call)
{
	int mm;
	struct rmm_extent buf[64];
	struct rmm_walk arg;
};

FIXTURE_SETUP(call)
{
	self->mm = rmm_space(zoo.pid);
	ASSERT_LE(0, self->mm);
	self->arg = (struct rmm_walk){
		.size = sizeof(self->arg), .flags = RMM_WALK_EXTENTS, .end = RMM_ABSENT,
		.buf = (uintptr_t)self->buf, .capacity = ARRAY_SIZE(self->buf),
		.record_size = sizeof(self->buf[0]),
	};
}

FIXTURE_TEARDOWN(call)
{
}

/* Write-protected by userfaultfd, then written to here and there: what PAGEMAP_SCAN was made for. */
TEST_F(call, written_as_pagemap_scan_says)
{
	const size_t size = 64 * PAGE;
	size_t size_written = 0, size_protected = 0;
	struct uffdio_api api = { .api = UFFD_API, .features = UFFD_FEATURE_WP_ASYNC |
				  UFFD_FEATURE_WP_UNPOPULATED };
	struct page_region regions[64];
	struct pm_scan_arg scan = {
		.size = sizeof(scan), .vec = (uintptr_t)regions, .vec_len = ARRAY_SIZE(regions),
		.category_mask = PAGE_IS_WRITTEN | PAGE_IS_PRESENT, .return_mask = PAGE_IS_WRITTEN,
	};
	char *at = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	struct uffdio_register range = { .range = { (uintptr_t)at, size },
					 .mode = UFFDIO_REGISTER_MODE_WP };
	struct uffdio_writeprotect protect = { .range = range.range,
					       .mode = UFFDIO_WRITEPROTECT_MODE_WP };
	int fd = syscall(SYS_userfaultfd, O_CLOEXEC), mm = rmm_space(0), count;

	if (fd < 0 || ioctl(fd, UFFDIO_API, &api))
		SKIP(return, "no asynchronous write protection by userfaultfd");
	madvise(at, size, MADV_NOHUGEPAGE);
	memset(at, 1, size / 2);
	ASSERT_EQ(0, ioctl(fd, UFFDIO_REGISTER, &range));
	ASSERT_EQ(0, ioctl(fd, UFFDIO_WRITEPROTECT, &protect));
	for (size_t i = 3; i < 60; i += i / 2)
		at[i * PAGE] = 2;
	self->arg.start = scan.start = (uintptr_t)at;
	self->arg.end = scan.end = (uintptr_t)at + size;
	self->arg.required = self->arg.returned = RMM_CAT_WRITTEN;
	ASSERT_EQ(0, rmm_call(mm, RMM_WALK, &self->arg));
	count = ioctl(open_pagemap(getpid()), PAGEMAP_SCAN, &scan);
	ASSERT_LT(3, count);
	ASSERT_EQ(count, self->arg.count);
	for (int i = 0; i < count; i++) {
		EXPECT_EQ(regions[i].start, self->buf[i].addr);
		EXPECT_EQ(regions[i].end, self->buf[i].addr + self->buf[i].bytes);
		size_written += self->buf[i].bytes;
	}
	/* What is protected, markers included, is the rest. */
	self->arg.required = self->arg.returned = RMM_CAT_UFFD;
	ASSERT_EQ(0, rmm_call(mm, RMM_WALK, &self->arg));
	for (__u32 i = 0; i < self->arg.count; i++)
		size_protected += self->buf[i].bytes;
	EXPECT_EQ(size, size_protected + size_written);
	close(fd);
}

TEST_F(call, bad_arguments)
{
	const __u64 end = user_end(), bit = RMM_CAT_NUMA_HINT << 1;
	const struct rmm_walk bad[] = {
		{ .start = 1 }, { .end = PAGE + 1 }, { .start = PAGE, .end = PAGE },
		{ .start = 2 * PAGE, .end = PAGE }, { .end = end + PAGE }, { .start = end },
		{ .start = -PAGE }, { .start = 0xffff888000000000, .end = 0xffff888000001000 },
		{ .end = RMM_ABSENT - 1 }, { .flags = RMM_WALK_EXTENTS | RMM_WALK_PAGES },
		{ .flags = RMM_WALK_EXTENTS << 1 }, { .flags = RMM_WALK_EXTENTS | 1u << 31 },
		{ .attributes = RMM_EXTENT_A_CONTIGUOUS << 1 }, { .attributes = ~0ull },
		{ .returned = bit }, { .returned = 1ull << 63 }, { .required = bit },
		{ .inverted = bit }, { .any_of = bit }, { .any_of = ~0ull }, { .kinds = 1 },
		{ .kinds = 2 << RMM_PAGE_UNKNOWN }, { .levels = 2 << RMM_LEVEL_PTE },
		{ .orders = 1 << 19 }, { .ages = 1 << 4 }, { .levels = ~0u }, { .reserved = 1 },
		{ .reserved_2 = 1 }, { .flags = RMM_WALK_PAGES, .required = bit },
		{ .flags = RMM_WALK_PAGES, .returned = RMM_CAT_PRESENT },
		{ .flags = RMM_WALK_PAGES, .orders = ~0u },
		{ .flags = RMM_WALK_SUMMARY, .returned = RMM_CAT_PRESENT },
		{ .flags = RMM_WALK_SUMMARY, .any_of = bit }, { .flags = RMM_WALK_SUMMARY, .ages = 16 },
	};
	struct rmm_walk arg;

	for (size_t i = 0; i < ARRAY_SIZE(bad); i++) {
		arg = bad[i];
		arg.size = sizeof(arg);
		arg.flags = arg.flags ?: RMM_WALK_EXTENTS;
		arg.end = arg.end ?: RMM_ABSENT;
		arg.buf = (uintptr_t)self->buf;
		arg.capacity = 1;
		arg.record_size = sizeof(self->buf[0]);
		EXPECT_EQ(-EINVAL, rmm_call(self->mm, RMM_WALK, &arg))
			TH_LOG("number %zu", i);
	}
	arg = self->arg;
	arg.capacity = 0;
	EXPECT_EQ(-EINVAL, rmm_call(self->mm, RMM_WALK, &arg));
	arg = self->arg;
	arg.record_size = 4;
	EXPECT_EQ(-EINVAL, rmm_call(self->mm, RMM_WALK, &arg));
	EXPECT_EQ(0, rmm_call(self->mm, RMM_WALK, &self->arg));
}

TEST_F(call, bad_buffers)
{
	char *page = mmap(NULL, 2 * PAGE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	const __u32 products[] = { RMM_WALK_EXTENTS, RMM_WALK_PAGES, RMM_WALK_PAGES };
	const __u32 sizes[] = { sizeof(struct rmm_extent), sizeof(struct rmm_page),
				RMM_PAGE_DEFAULT_SIZE };
	const __u64 bad[] = {
		0, (uintptr_t)page + PAGE, (uintptr_t)page + PAGE - 80, 0xffff888000000000,
		RMM_ABSENT - 80, 1ull << 63,
	};
	int fds = count_fds();

	ASSERT_EQ(0, munmap(page + PAGE, PAGE));
	for (size_t i = 0; i < ARRAY_SIZE(bad) * ARRAY_SIZE(products); i++) {
		struct rmm_walk arg = self->arg;

		arg.flags = products[i / ARRAY_SIZE(bad)];
		arg.record_size = sizes[i / ARRAY_SIZE(bad)];
		arg.buf = bad[i % ARRAY_SIZE(bad)];
		EXPECT_EQ(-EFAULT, rmm_call(self->mm, RMM_WALK, &arg))
			TH_LOG("buffer at %llx, records of %u", arg.buf, arg.record_size);
	}
	EXPECT_EQ(fds, count_fds());
}

TEST_F(call, needs_the_right)
{
	const __u64 needs = RMM_EXTENT_A_ZONE | RMM_EXTENT_A_CGROUP | RMM_EXTENT_A_CONTIGUOUS;

	ASSERT_EQ(0, set_admin(false));
	for (__u64 bit = 1; bit & EVERY_ATTRIBUTE; bit <<= 1) {
		self->arg.attributes = bit;
		EXPECT_EQ(bit & needs ? -EPERM : 0, rmm_call(self->mm, RMM_WALK, &self->arg));
		for (__u32 i = 0; !(bit & needs) && i < self->arg.count; i++) {
			EXPECT_EQ(RMM_ABSENT, self->buf[i].pfn);
			EXPECT_EQ(RMM_ABSENT, self->buf[i].cgroup);
			EXPECT_EQ(RMM_ABSENT_8, self->buf[i].zone);
		}
	}
	ASSERT_EQ(0, set_admin(true));
}

TEST_F(call, gone_process_is_esrch)
{
	pid_t pid = quiet_child(NULL);
	int mm = rmm_space(pid);

	ASSERT_LE(0, mm);
	ASSERT_EQ(0, rmm_call(mm, RMM_WALK, &self->arg));
	end_child(pid);
	EXPECT_EQ(-ESRCH, rmm_call(mm, RMM_WALK, &self->arg));
}

int main(int argc, char **argv)
{
	zoo_start();
	return test_harness_run(argc, argv);
}
