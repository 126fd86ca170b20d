// SPDX-License-Identifier: GPL-2.0
/*
 * The ends of an address space: its last page, which the last entry of every table maps, and with
 * five levels the addresses that four levels do not reach. By every product, against pagemap, smaps
 * and status.
 */
#include "lib/harness.h"
#include "lib/device.h"
#include "lib/pagemap.h"
#include "lib/pages.h"
#include "lib/rmap.h"
#include "lib/summary.h"
#include "lib/text.h"
#include "lib/translate.h"
#include "lib/vmas.h"

#define HUGE (2ul << 20)
#define RW (PROT_READ | PROT_WRITE)

static struct page_list pages;
static struct summary_list cells;
static struct mapping_list mappings;

FIXTURE(edge)
{
	int mm, pagemap;
	char *first, *last;
	__u64 end, start;
};

FIXTURE_SETUP(edge)
{
	self->mm = open_space(0);
	self->pagemap = open_pagemap(getpid());
	/* Maps the last page of the address space and pages in the table before it. */
	self->end = user_space_end();
	self->start = (self->end - 1) / HUGE * HUGE - 4 * PAGE;
	self->first = mmap((void *)self->start, self->end - self->start, RW,
			   MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED_NOREPLACE, -1, 0);
	ASSERT_EQ(self->start, (uintptr_t)self->first);
	ASSERT_EQ(0, madvise(self->first, self->end - self->start, MADV_NOHUGEPAGE));
	self->last = (char *)self->end - PAGE;
	self->first[0] = 1;
	self->last[0] = 2;
}

FIXTURE_TEARDOWN(edge)
{
	munmap(self->first, self->end - self->start);
	close(self->pagemap);
	close(self->mm);
}

TEST_F(edge, walks_reach_the_last_page)
{
	const __u64 ends[] = { self->end, RMM_ABSENT };

	for (int e = 0; e < 2; e++) {
		/* The whole address space, its last page, and that page alone. */
		ASSERT_EQ(0, list_pages(self->mm, self->start, ends[e], ALL_ATTRIBUTES, 0, MAX_PAGES, 0,
					&pages));
		ASSERT_EQ(2, pages.count);
		EXPECT_EQ(self->start, pages.page[0].addr);
		EXPECT_EQ((uintptr_t)self->last, pages.page[1].addr);
		for (int i = 0; i < 2; i++) {
			EXPECT_EQ(read_entry(self->pagemap, pages.page[i].addr / PAGE) & PM_FRAME,
				  pages.page[i].pfn);
		}
		ASSERT_EQ(0, list_pages(self->mm, (uintptr_t)self->last, ends[e], 0, 0, 1, 1, &pages));
		ASSERT_EQ(1, pages.count);
		ASSERT_EQ(0, list_summary_in_portions(self->mm, self->start, ends[e], 64, 1, &cells));
		EXPECT_EQ(2 * PAGE, summary_bytes(&cells, RMM_PAGE_ANON));
	}
}

TEST_F(edge, extents_reach_the_last_page)
{
	static struct rmm_extent extent[8];
	struct rmm_walk arg = {
		.size = sizeof(arg), .flags = RMM_WALK_EXTENTS, .start = self->start, .end = RMM_ABSENT,
		.buf = (uintptr_t)extent, .capacity = 8, .record_size = sizeof(extent[0]),
		.attributes = RMM_EXTENT_A_KIND | RMM_EXTENT_A_CONTIGUOUS,
	};

	ASSERT_EQ(0, call_ioctl(self->mm, RMM_WALK, &arg));
	EXPECT_EQ(RMM_ABSENT, arg.next);
	ASSERT_EQ(2, arg.count);
	EXPECT_EQ((uintptr_t)self->last, extent[1].addr);
	EXPECT_EQ(PAGE, extent[1].bytes);
}

TEST_F(edge, translate_reaches_the_last_page)
{
	struct rmm_translate t;
	char name[256];

	ASSERT_EQ(0, translate_address(self->mm, self->end - 1, &t, name));
	EXPECT_EQ(self->end, t.vma_end);
	EXPECT_EQ(RMM_PAGE_ANON, t.page_kind);
	EXPECT_EQ(RMM_LEVEL_PTE, t.level);
	EXPECT_EQ(read_entry(self->pagemap, (self->end - 1) / PAGE) & PM_FRAME, t.pfn);
	ASSERT_EQ(0, translate_address(self->mm, self->end - 2 * PAGE, &t, name));
	EXPECT_EQ(RMM_PAGE_NONE, t.page_kind);
}

TEST_F(edge, rmap_finds_the_last_page)
{
	ASSERT_EQ(0, list_mappings(self->mm, 0, self->end - 1, 4, 0, &mappings));
	EXPECT_EQ(RMM_RMAP_COMPLETE, mappings.state);
	ASSERT_EQ(1, mappings.count);
	EXPECT_EQ((uintptr_t)self->last, mappings.mapping[0].addr);
	EXPECT_EQ(self->end, mappings.mapping[0].vma_end);
}

TEST_F(edge, vmas_and_histograms_reach_the_last_page)
{
	static const unsigned long calls[] = {
		RMM_FOLIOS, RMM_SHARING, RMM_AGE, RMM_NUMA, RMM_RUNS,
	};
	static struct vma_list list;
	static __u64 rows[64 * 16];

	ASSERT_EQ(0, list_vmas(self->mm, self->start, RMM_ABSENT, RMM_VMAS_RESIDENT | RMM_VMAS_FOLIOS, 4, 0,
			       &list));
	ASSERT_EQ(1, list.count);
	EXPECT_EQ(self->end, list.vma[0].end);
	EXPECT_EQ(2 * PAGE, list.vma[0].anon_bytes);
	EXPECT_EQ(2 * PAGE, list.vma[0].pss_bytes);
	for (size_t i = 0; i < ARRAY_SIZE(calls); i++) {
		struct rmm_tally arg = {
			.size = sizeof(arg), .start = self->start, .end = RMM_ABSENT,
			.buf = (uintptr_t)rows, .capacity = 64, .record_size = 64,
		};

		ASSERT_EQ(0, call_ioctl(self->mm, calls[i], &arg));
		EXPECT_EQ(RMM_ABSENT, arg.next);
		EXPECT_LT(0, arg.count)
			TH_LOG("%lx", calls[i]);
	}
}

/* There are two PTE tables, and all the tables above them. */
TEST_F(edge, page_tables_equal_vmpte)
{
	static struct rmm_page_table_level level[8];
	struct rmm_list list = {
		.size = sizeof(list), .buf = (__u64)level, .capacity = 8, .record_size = sizeof(level[0]),
	};
	__u64 bytes = 0;
	/* The memory that the check itself needs is mapped before it reads the counter. */
	long before = status_kb(getpid(), "VmPTE");

	memset(level, 1, sizeof(level));
	ASSERT_EQ(0, call_ioctl(self->mm, RMM_PAGETABLE, &list));
	/* VmPTE counts neither PGDs nor P4Ds. */
	for (int i = RMM_LEVEL_PUD; i <= RMM_LEVEL_PTE; i++)
		bytes += level[i].bytes;
	bytes += level[RMM_LEVEL_PTE].deposited * PAGE;
	EXPECT_LT(0, before);
	EXPECT_EQ(status_kb(getpid(), "VmPTE"), bytes >> 10);
}

/* The text file reaches the last page, too. */
TEST_F(edge, text_reaches_the_last_page)
{
	char want[64], *text = read_text("/proc/rmm/self/vmas");

	ASSERT_NE(NULL, text);
	snprintf(want, sizeof(want), "\n%llx %llx rw-p anon ", self->start, self->end);
	EXPECT_NE(NULL, strstr(text, want));
	text = read_text("/proc/rmm/self/segments");
	ASSERT_NE(NULL, text);
	snprintf(want, sizeof(want), " %llx ", self->end);
	EXPECT_NE(NULL, strstr(text, want));
}

TEST_HARNESS_MAIN
