// SPDX-License-Identifier: GPL-2.0
/*
 * Memory of a device that has page structures (ZONE_DEVICE), from the kernel's own test module
 * (CONFIG_TEST_HMM): pages that moved to the device, small and huge, and pages that the device uses
 * exclusively. By walks, summaries, translations, page frames and reverse maps.
 */
#include "lib/harness.h"
#include "lib/device.h"
#include "lib/device_memory.h"
#include "lib/pages.h"
#include "lib/rmap.h"
#include "lib/summary.h"
#include "lib/text.h"
#include "lib/translate.h"

#include <../../../lib/test_hmm_uapi.h>

#define N 64
#define HUGE (2ul << 20)
#define WHERE ((char *)0x20000000000)

static struct page_list pages;
static struct summary_list cells;
static struct mapping_list mappings;
static char mirror[HUGE];

FIXTURE(device)
{
	int hmm, mm, rmm;
	char *at;
};

FIXTURE_SETUP(device)
{
	self->hmm = open("/dev/hmm_dmirror0", O_RDWR | O_CLOEXEC);
	if (self->hmm < 0)
		SKIP(return, "the kernel has no test of device memory (the debug kernel has)");
	self->rmm = open_device();
	self->mm = open_space(0);
	self->at = mmap(WHERE, HUGE, PROT_READ | PROT_WRITE,
			MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED_NOREPLACE, -1, 0);
	ASSERT_EQ(WHERE, self->at);
}

FIXTURE_TEARDOWN(device)
{
	munmap(self->at, HUGE);
	close(self->hmm);
}

static int device_call(int hmm, unsigned long request, void *at, size_t count)
{
	struct hmm_dmirror_cmd arg = {
		.addr = (uintptr_t)at, .ptr = (uintptr_t)mirror, .npages = count,
	};

	if (ioctl(hmm, request, &arg))
		return -errno;
	return arg.cpages;
}

TEST_F(device, private_pages_are_reported)
{
	const __u64 start = (uintptr_t)self->at;
	long anon = 0;

	madvise(self->at, HUGE, MADV_NOHUGEPAGE);
	for (int i = 0; i < N; i++)
		self->at[i * PAGE] = i;
	anon = status_kb(getpid(), "RssAnon");
	ASSERT_EQ(N, device_call(self->hmm, HMM_DMIRROR_MIGRATE_TO_DEV, self->at, N));
	ASSERT_EQ(0, list_pages(self->mm, start, start + HUGE, ALL_ATTRIBUTES, 0, MAX_PAGES, 0, &pages));
	ASSERT_EQ(N, pages.count);
	for (int i = 0; i < N; i++) {
		const struct rmm_page *page = &pages.page[i];

		EXPECT_EQ(start + i * PAGE, page->addr);
		EXPECT_EQ(RMM_PAGE_DEVICE_PRIVATE, page->kind);
		EXPECT_EQ(RMM_PAGE_F_FOLIO | RMM_PAGE_F_MAPCOUNT_EXACT,
			  page->bits & (RMM_PAGE_F_PRESENT | RMM_PAGE_F_FOLIO | RMM_PAGE_F_SPECIAL |
					RMM_PAGE_F_MAPCOUNT_EXACT | RMM_PAGE_F_MAYBE_SHARED));
		EXPECT_EQ(RMM_ZONE_DEVICE, page->zone);
		EXPECT_LE(0, page->node);
		EXPECT_EQ(0, page->order);
		EXPECT_EQ(1, page->mapcount);
		EXPECT_EQ(1, page->references);
		EXPECT_EQ(1, page->expected_references);
		EXPECT_EQ(RMM_ABSENT_8, page->swap_type);
		EXPECT_EQ(RMM_ABSENT_8, page->age);
	}
	ASSERT_EQ(0, list_summary(self->mm, start, start + HUGE, &cells));
	EXPECT_EQ(N * PAGE, summary_bytes(&cells, RMM_PAGE_DEVICE_PRIVATE));
	EXPECT_EQ(1, cells.count);
	/* smaps and status count device-private pages as anonymous memory. */
	EXPECT_STREQ("", compare_vma_with_smaps(self->at));
	EXPECT_LE(anon - 64, status_kb(getpid(), "RssAnon"));
	EXPECT_STREQ("", check_device_frame(self->rmm, self->mm, pages.page[3].pfn, self->at + 3 * PAGE));
	/* An access by the CPU migrates the pages back. */
	for (int i = 0; i < N; i++)
		EXPECT_EQ(i, self->at[i * PAGE]);
	ASSERT_EQ(0, list_summary(self->mm, start, start + HUGE, &cells));
	EXPECT_EQ(N * PAGE, summary_bytes(&cells, RMM_PAGE_ANON));
}

TEST_F(device, private_page_is_translated)
{
	struct rmm_translate translation;

	madvise(self->at, HUGE, MADV_NOHUGEPAGE);
	self->at[0] = 1;
	ASSERT_EQ(1, device_call(self->hmm, HMM_DMIRROR_MIGRATE_TO_DEV, self->at, 1));
	ASSERT_EQ(0, list_pages(self->mm, (uintptr_t)self->at, (uintptr_t)self->at + PAGE, 0, 0, 4, 0, &pages));
	ASSERT_EQ(1, pages.count);
	ASSERT_EQ(0, translate_address(self->mm, (uintptr_t)self->at + 7, &translation, NULL));
	EXPECT_EQ(RMM_PAGE_DEVICE_PRIVATE, translation.page_kind);
	EXPECT_EQ(pages.page[0].pfn, translation.pfn);
	EXPECT_EQ(RMM_ENTRY_NOT_PRESENT, translation.levels[RMM_LEVEL_PTE].state);
	EXPECT_EQ(1, translation.mapcount);
	EXPECT_EQ(RMM_ABSENT, translation.swap_type & translation.swap_offset);
}

TEST_F(device, private_huge_page_is_reported)
{
	const __u64 start = (uintptr_t)self->at;

	if (madvise(self->at, HUGE, MADV_HUGEPAGE))
		SKIP(return, "no huge pages");
	for (size_t i = 0; i < HUGE / PAGE; i++)
		self->at[i * PAGE] = i;
	ASSERT_EQ(0, list_summary(self->mm, start, start + HUGE, &cells));
	if (cells.count != 1 || cells.cell[0].level != RMM_LEVEL_PMD)
		SKIP(return, "no huge page was available");
	ASSERT_EQ(HUGE / PAGE, device_call(self->hmm, HMM_DMIRROR_MIGRATE_TO_DEV, self->at, HUGE / PAGE));
	ASSERT_EQ(0, list_pages(self->mm, start, start + HUGE, ALL_ATTRIBUTES, 0, MAX_PAGES, 0, &pages));
	ASSERT_LT(0, pages.count);
	EXPECT_EQ(RMM_PAGE_DEVICE_PRIVATE, pages.page[0].kind);
	EXPECT_STREQ("", compare_vma_with_smaps(self->at));
	EXPECT_STREQ("", check_device_frame(self->rmm, self->mm, pages.page[0].pfn, self->at));
	/* Since 7.0 a huge page migrates in one piece. */
	if (pages.count != 1) {
		TH_LOG("the huge page was split");
		return;
	}
	EXPECT_EQ(RMM_LEVEL_PMD, pages.page[0].level);
	EXPECT_EQ(HUGE / PAGE, pages.page[0].pages);
	EXPECT_EQ(9, pages.page[0].order);
	EXPECT_EQ(RMM_ZONE_DEVICE, pages.page[0].zone);
	EXPECT_EQ(1, pages.page[0].folio_mapcount);
	/* The same inside the huge page. */
	ASSERT_EQ(0, list_pages(self->mm, start + 5 * PAGE, start + 7 * PAGE, 0, 0, 4, 0, &pages));
	ASSERT_EQ(1, pages.count);
	EXPECT_EQ(2, pages.page[0].pages);
	EXPECT_STREQ("", check_device_frame(self->rmm, self->mm, pages.page[0].pfn, self->at + 5 * PAGE));
	for (size_t i = 0; i < HUGE / PAGE; i++)
		EXPECT_EQ((char)i, self->at[i * PAGE]);
}

/* An exclusive page stays in place, but its entry bars the CPU from it. */
TEST_F(device, exclusive_pages_are_reported)
{
	const __u64 start = (uintptr_t)self->at;
	__u64 pfn[N];

	madvise(self->at, HUGE, MADV_NOHUGEPAGE);
	for (int i = 0; i < N; i++)
		self->at[i * PAGE] = i;
	ASSERT_EQ(0, list_pages(self->mm, start, start + HUGE, 0, 0, MAX_PAGES, 0, &pages));
	for (int i = 0; i < N; i++)
		pfn[i] = pages.page[i].pfn;
	ASSERT_EQ(N, device_call(self->hmm, HMM_DMIRROR_EXCLUSIVE, self->at, N));
	ASSERT_EQ(0, list_pages(self->mm, start, start + HUGE, ALL_ATTRIBUTES, 0, MAX_PAGES, 0, &pages));
	ASSERT_EQ(N, pages.count);
	for (int i = 0; i < N; i++) {
		const struct rmm_page *page = &pages.page[i];

		EXPECT_EQ(RMM_PAGE_DEVICE_EXCLUSIVE, page->kind);
		EXPECT_FALSE(page->bits & RMM_PAGE_F_PRESENT);
		EXPECT_EQ(pfn[i], page->pfn);
		EXPECT_EQ(1, page->mapcount);
		EXPECT_NE(RMM_ZONE_DEVICE, page->zone);
	}
	EXPECT_STREQ("", compare_vma_with_smaps(self->at));
	/*
	 * Such a page is ordinary memory: the reverse map returns the entry that names it, present
	 * or not.
	 */
	ASSERT_EQ(0, list_mappings(self->rmm, pfn[5], 0, 4, 0, &mappings));
	EXPECT_EQ(RMM_RMAP_COMPLETE, mappings.state);
	EXPECT_EQ(1, mappings.count);
	EXPECT_NE(NULL, find_mapping(&mappings, getpid(), start + 5 * PAGE));
	for (int i = 0; i < N; i++)
		EXPECT_EQ(i, self->at[i * PAGE]);
	ASSERT_EQ(0, list_summary(self->mm, start, start + HUGE, &cells));
	EXPECT_EQ(N * PAGE, summary_bytes(&cells, RMM_PAGE_ANON));
}

TEST_HARNESS_MAIN
