// SPDX-License-Identifier: GPL-2.0
/*
 * RMM_WALK with the extents product and the filters of all products: equal to what single entries
 * yield, to PAGEMAP_SCAN and to pagemap, and the same in portions of any size.
 */
#include "lib/harness.h"
#include "lib/device.h"
#include "lib/extents.h"
#include "lib/pagemap.h"
#include "lib/pages.h"
#include "lib/process.h"
#include "lib/zoo.h"

#include <linux/fs.h>

#define MIB (1ul << 20)

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
	self->pid = variant->zoo ? zoo.pid : fork_idle_child(make_some);
	ASSERT_LT(0, self->pid);
	self->mm = open_space(self->pid);
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

/* Queries without accessed bits and ages, which the kernel changes at any time. */
static const struct rmm_walk queries[] = {
	{ .attributes = RMM_EXTENT_A_DEFAULT },
	{ .attributes = RMM_EXTENT_A_KIND },
	{ .attributes = RMM_EXTENT_A_VMA_KIND | RMM_EXTENT_A_ORDER | RMM_EXTENT_A_ZONE },
	{ .attributes = RMM_EXTENT_A_MAPCOUNT | RMM_EXTENT_A_CGROUP },
	{ .attributes = EVERY_ATTRIBUTE & ~RMM_EXTENT_A_AGE,
	  .returned = EVERY_CATEGORY & ~RMM_CAT_YOUNG },
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

TEST_F(quiet, extents_equal_joined_entries)
{
	for (size_t i = 0; i < ARRAY_SIZE(queries); i++) {
		struct rmm_walk ask = queries[i];
		int at = 0;

		ask.end = RMM_ABSENT;
		/* The kernel may move pages between two walks, but not between all of them. */
		for (time_t end = 0; at >= 0 && retry_allowed(&end);) {
			ASSERT_EQ(0, list_pages(self->mm, 0, RMM_ABSENT, ALL_ATTRIBUTES, 0, MAX_PAGES, 0,
						self->pages));
			ASSERT_EQ(0, list_extents(self->mm, &ask, MAX_EXTENTS, self->list));
			ASSERT_EQ(0, join_extents(self->pages, &ask, self->want));
			at = first_different_extent(self->list, self->want);
		}
		EXPECT_EQ(-1, at) {
			const struct rmm_extent *a = &self->list->extent[at], *b = &self->want->extent[at];

			TH_LOG("query %zu: %d extents, expected %d; first that differs: returned %llx %llu entries %llu kind %u categories %llx, %llx %llu entries %llu kind %u categories %llx",
			       i, self->list->count, self->want->count, a->addr, a->bytes, a->entries,
			       a->kind, a->categories, b->addr, b->bytes, b->entries, b->kind,
			       b->categories);
		}
	}
}

TEST_F(quiet, any_portion_size_gives_the_same_extents)
{
	const struct { __u32 capacity; __u64 budget_us; } portions[] = {
		{ 1, 0 }, { 2, 0 }, { 129, 0 }, { MAX_EXTENTS, 1 }, { 127, 1 },
	};
	struct rmm_walk ask = { .end = RMM_ABSENT, .attributes = EVERY_ATTRIBUTE & ~RMM_EXTENT_A_AGE };

	for (size_t i = 0; i < ARRAY_SIZE(portions); i++) {
		int at = 0;

		for (time_t end = 0; at >= 0 && retry_allowed(&end);) {
			ask.budget_us = 0;
			ASSERT_EQ(0, list_extents(self->mm, &ask, MAX_EXTENTS, self->want));
			EXPECT_EQ(1, self->want->calls);
			ask.budget_us = portions[i].budget_us;
			ASSERT_EQ(0, list_extents(self->mm, &ask, portions[i].capacity, self->list));
			EXPECT_LT(1, self->list->calls);
			at = first_different_extent(self->list, self->want);
		}
		EXPECT_EQ(-1, at)
			TH_LOG("portions %zu: %d extents, expected %d", i, self->list->count,
			       self->want->count);
	}
}

/*
 * The same filters select the same entries for the other two products; queries by age are included.
 */
TEST_F(quiet, filters_select_the_same_pages_and_summary)
{
	struct page_list *chosen = malloc(sizeof(*chosen));
	struct rmm_summary cells[256];

	for (size_t i = 0; i < ARRAY_SIZE(queries) + 2; i++) {
		struct rmm_walk ask = i < ARRAY_SIZE(queries) ? queries[i] :
			(struct rmm_walk){ .ages = i & 1 ? 1 : 14 };
		__u64 want = 0, pages = 0, summary = 0;
		time_t end = 0;

		for (int tries = 0; retry_allowed(&end); tries++) {
			static struct rmm_page buf[MAX_PAGES];
			struct rmm_walk arg = ask;

			ASSERT_EQ(0, list_pages(self->mm, 0, RMM_ABSENT, ALL_ATTRIBUTES, 0, MAX_PAGES, 0,
						self->pages));
			want = pages = summary = 0;
			for (int j = 0; j < self->pages->count; j++)
				want += passes_filter(&ask, &self->pages->page[j]) ?
					page_bytes(&self->pages->page[j]) : 0;
			arg.size = sizeof(arg);
			arg.end = RMM_ABSENT;
			arg.returned = 0;
			arg.flags = RMM_WALK_PAGES;
			arg.attributes = 0;
			arg.buf = (uintptr_t)buf;
			arg.capacity = MAX_PAGES;
			/*
			 * Short records and whole records are made by different code: both are
			 * tested.
			 */
			arg.record_size = tries & 1 ? RMM_PAGE_DEFAULT_SIZE : sizeof(buf[0]);
			ASSERT_EQ(0, call_ioctl(self->mm, RMM_WALK, &arg));
			ASSERT_EQ(RMM_ABSENT, arg.next);
			for (__u32 j = 0; j < arg.count; j++)
				pages += page_bytes((void *)((char *)buf + j * arg.record_size));
			arg.flags = RMM_WALK_SUMMARY;
			arg.buf = (uintptr_t)cells;
			arg.capacity = ARRAY_SIZE(cells);
			arg.record_size = sizeof(cells[0]);
			ASSERT_EQ(0, call_ioctl(self->mm, RMM_WALK, &arg));
			ASSERT_EQ(RMM_ABSENT, arg.next);
			for (__u32 j = 0; j < arg.count; j++)
				summary += cells[j].bytes;
			if (tries && want == pages && want == summary)
				break;
		}
		EXPECT_EQ(want, pages)
			TH_LOG("query %zu", i);
		EXPECT_EQ(want, summary)
			TH_LOG("query %zu", i);
	}
}

/* A record that ends after the default attributes is the beginning of a whole record. */
TEST_F(quiet, short_records_are_prefixes_of_whole_records)
{
	static char buf[MAX_PAGES * RMM_PAGE_DEFAULT_SIZE];
	const __u64 young = ~(__u64)RMM_PAGE_F_YOUNG;
	time_t end = 0;
	int wrong = 1;

	for (int tries = 0; wrong && retry_allowed(&end); tries++) {
		struct rmm_walk arg = {
			.size = sizeof(arg), .flags = RMM_WALK_PAGES, .end = RMM_ABSENT,
			.buf = (uintptr_t)buf, .record_size = RMM_PAGE_DEFAULT_SIZE,
		};
		int count = 0;

		ASSERT_EQ(0, list_pages(self->mm, 0, RMM_ABSENT, 0, 0, MAX_PAGES, 0, self->pages));
		wrong = 0;
		do {
			/* A small capacity ends calls inside tables and runs. */
			arg.capacity = tries ? MAX_PAGES - count : 99;
			if (count + arg.capacity > MAX_PAGES)
				arg.capacity = MAX_PAGES - count;
			arg.buf = (uintptr_t)(buf + count * RMM_PAGE_DEFAULT_SIZE);
			ASSERT_EQ(0, call_ioctl(self->mm, RMM_WALK, &arg));
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
			/* Reference counts change at any time. */
			wrong = memcmp(part, whole, sizeof(part) - 4);
		}
	}
	EXPECT_EQ(0, wrong);
}

TEST_F(quiet, extents_equal_pagemap_scan)
{
	const struct { __u64 ours, theirs; } same[] = {
		{ RMM_CAT_PRESENT, PAGE_IS_PRESENT }, { RMM_CAT_FILE, PAGE_IS_FILE },
		{ RMM_CAT_ZERO, PAGE_IS_PFNZERO }, { RMM_CAT_HUGE, PAGE_IS_HUGE },
		{ RMM_CAT_SOFT_DIRTY, PAGE_IS_SOFT_DIRTY },
	};
	static struct page_region regions[MAX_EXTENTS];
	struct rmm_walk ask = { .end = user_space_end(), .required = RMM_CAT_PRESENT };
	struct pm_scan_arg scan = {
		.size = sizeof(scan), .end = user_space_end(), .vec = (uintptr_t)regions,
		.vec_len = MAX_EXTENTS, .category_mask = PAGE_IS_PRESENT,
	};
	int pagemap = open_pagemap(self->pid), wrong = -1, count = 0;

	if (variant->zoo)
		SKIP(return, "the zoo has exhibits that only one of the two interfaces reports");
	for (size_t i = 0; i < ARRAY_SIZE(same); i++) {
		ask.returned |= same[i].ours;
		scan.return_mask |= same[i].theirs;
	}
	for (time_t end = 0; wrong && retry_allowed(&end);) {
		ASSERT_EQ(0, list_extents(self->mm, &ask, MAX_EXTENTS, self->list));
		count = ioctl(pagemap, PAGEMAP_SCAN, &scan);
		ASSERT_LT(10, count);
		wrong = 0;
		for (int i = 0, at = 0; i < self->list->count; i++) {
			const struct rmm_extent *e = &self->list->extent[i];
			__u64 theirs = 0;

			for (size_t j = 0; j < ARRAY_SIZE(same); j++)
				theirs |= e->categories & same[j].ours ? same[j].theirs : 0;
			/* PAGEMAP_SCAN does not join regions across VMAs. */
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

TEST_F(quiet, contiguous_extents_match_pagemap)
{
	struct rmm_walk ask = { .end = RMM_ABSENT, .attributes = RMM_EXTENT_A_CONTIGUOUS,
				.required = RMM_CAT_PRESENT };
	int pagemap = open_pagemap(self->pid), wrong = 1;

	for (time_t end = 0; wrong && retry_allowed(&end);) {
		ASSERT_EQ(0, list_extents(self->mm, &ask, MAX_EXTENTS, self->list));
		wrong = 0;
		for (int i = 0; i < self->list->count; i++) {
			const struct rmm_extent *e = &self->list->extent[i];

			for (__u64 n = 0; n < e->bytes / PAGE; n++)
				wrong += (read_entry(pagemap, e->addr / PAGE + n) & PM_FRAME) != e->pfn + n;
			wrong += i && e[-1].addr + e[-1].bytes == e->addr &&
				e[-1].pfn + e[-1].bytes / PAGE == e->pfn;
		}
	}
	EXPECT_EQ(0, wrong);
}

int main(int argc, char **argv)
{
	start_zoo();
	return test_harness_run(argc, argv);
}
