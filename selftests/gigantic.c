// SPDX-License-Identifier: GPL-2.0
/*
 * A hugetlb page of 1 GiB: a leaf of the third level with a folio. Walked as a whole and in parts,
 * by every product, translated, and as a VMA; against pagemap and smaps.
 */
#include "lib/harness.h"
#include "lib/device.h"
#include "lib/pagemap.h"
#include "lib/smaps.h"
#include "lib/summary.h"
#include "lib/text.h"
#include "lib/translate.h"
#include "lib/vmas.h"

#include <linux/mman.h>

#define GIB (1ul << 30)
#define WHERE ((char *)0x10000000000)
#define POOL "/sys/kernel/mm/hugepages/hugepages-1048576kB/nr_hugepages"

FIXTURE(gigantic)
{
	int mm;
	__u64 start;
};

FIXTURE_SETUP(gigantic)
{
	char *pool = read_text(POOL);

	if (!pool || !atoi(pool))
		SKIP(return, "no page of 1 GiB is reserved (qemu/run --machine vfio has one)");
	ASSERT_EQ(WHERE, mmap(WHERE, GIB, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS |
			      MAP_HUGETLB | MAP_HUGE_1GB | MAP_FIXED_NOREPLACE, -1, 0));
	*(volatile char *)WHERE = 1;
	self->start = (uintptr_t)WHERE;
	self->mm = open_space(0);
	ASSERT_LE(0, self->mm);
}

FIXTURE_TEARDOWN(gigantic)
{
	munmap(WHERE, GIB);
	close(self->mm);
}

TEST_F(gigantic, summary_counts_the_leaf)
{
	/*
	 * hugetlb is reported by whole entries; of an entry that the range cuts, the part inside it
	 * is counted.
	 */
	const __u64 cuts[][2] = { { 0, GIB }, { 0, 5 * PAGE }, { 7 * PAGE, GIB } };

	for (size_t i = 0; i < ARRAY_SIZE(cuts); i++) {
		const __u64 from = cuts[i][0], to = cuts[i][1];
		struct summary_list cells;

		ASSERT_EQ(0, list_summary(self->mm, self->start + from, self->start + to, &cells));
		ASSERT_EQ(1, cells.count);
		EXPECT_EQ(RMM_VMA_HUGETLB, cells.cell[0].vma_kind);
		EXPECT_EQ(RMM_PAGE_HUGETLB, cells.cell[0].page_kind);
		EXPECT_EQ(RMM_LEVEL_PUD, cells.cell[0].level);
		EXPECT_EQ(0, cells.cell[0].node);
		EXPECT_EQ(from ? 0 : 1, cells.cell[0].entries);
		EXPECT_EQ(to - from, cells.cell[0].bytes);
		EXPECT_EQ(to - from, cells.cell[0].dirty_bytes);
		EXPECT_EQ(to - from, cells.cell[0].writable_bytes);
		EXPECT_EQ(0, cells.cell[0].shared_bytes);
	}
}

TEST_F(gigantic, pages_and_extents_report_the_leaf)
{
	const __u64 skipped = 7 * PAGE, frame = read_pagemap(getpid(), self->start) & PM_FRAME;
	struct rmm_page page[2];
	struct rmm_extent extent[2];
	struct rmm_walk arg = {
		.size = sizeof(arg), .flags = RMM_WALK_PAGES, .start = self->start + skipped,
		.end = self->start + GIB, .buf = (uintptr_t)page, .capacity = 2,
		.record_size = sizeof(page[0]), .attributes = RMM_PAGE_A_DEFAULT | RMM_PAGE_A_KPAGEFLAGS,
	};

	for (int narrow = 0; narrow < 2; narrow++) {
		arg.record_size = narrow ? RMM_PAGE_DEFAULT_SIZE : sizeof(page[0]);
		arg.attributes = narrow ? 0 : RMM_PAGE_A_DEFAULT | RMM_PAGE_A_KPAGEFLAGS;
		ASSERT_EQ(0, call_ioctl(self->mm, RMM_WALK, &arg));
		ASSERT_EQ(1, arg.count);
		EXPECT_EQ(arg.end, arg.next);
		EXPECT_EQ(arg.start, page[0].addr);
		EXPECT_EQ(frame + skipped / PAGE, page[0].pfn);
		EXPECT_EQ((GIB - skipped) / PAGE, page[0].pages);
		EXPECT_EQ(RMM_PAGE_HUGETLB, page[0].kind);
		EXPECT_EQ(RMM_LEVEL_PUD, page[0].level);
		EXPECT_EQ(18, page[0].order);
		EXPECT_EQ(1, page[0].mapcount);
		if (!narrow) {
			EXPECT_EQ(skipped / PAGE, page[0].folio_index);
			EXPECT_EQ(read_file_entry("/proc/kpageflags", page[0].pfn), page[0].kpageflags);
		}
	}
	arg.flags = RMM_WALK_EXTENTS;
	arg.buf = (uintptr_t)extent;
	arg.record_size = sizeof(extent[0]);
	arg.attributes = RMM_EXTENT_A_CONTIGUOUS | RMM_EXTENT_A_ORDER | RMM_EXTENT_A_LEVEL;
	arg.start = self->start;
	ASSERT_EQ(0, call_ioctl(self->mm, RMM_WALK, &arg));
	ASSERT_EQ(1, arg.count);
	EXPECT_EQ(self->start, extent[0].addr);
	EXPECT_EQ(GIB, extent[0].bytes);
	EXPECT_EQ(1, extent[0].entries);
	EXPECT_EQ(frame, extent[0].pfn);
	EXPECT_EQ(18, extent[0].order);
	EXPECT_EQ(RMM_LEVEL_PUD, extent[0].level);
}

TEST_F(gigantic, leaf_is_translated)
{
	const __u64 frame = read_pagemap(getpid(), self->start) & PM_FRAME, page = 300 * 512 + 5;
	struct rmm_translate t;

	ASSERT_EQ(0, translate_address(self->mm, self->start + page * PAGE + 123, &t, NULL));
	EXPECT_EQ(RMM_LEVEL_PUD, t.level);
	EXPECT_EQ(RMM_PAGE_HUGETLB, t.page_kind);
	EXPECT_EQ(RMM_VMA_HUGETLB, t.vma_kind);
	EXPECT_EQ(frame + page, t.pfn);
	EXPECT_EQ(frame, t.folio_pfn);
	EXPECT_EQ(18, t.folio_order);
	EXPECT_EQ(page, t.folio_index);
	EXPECT_EQ(1, t.folio_mapcount);
	EXPECT_EQ(read_file_entry("/proc/kpagecount", t.pfn), t.mapcount);
	EXPECT_EQ(0, t.node);
}

TEST_F(gigantic, vma_reports_the_leaf)
{
	static struct vma_list list;
	static struct smaps smaps;
	const struct smaps_vma *theirs = NULL;

	ASSERT_EQ(0, list_vmas(self->mm, self->start, self->start + GIB, RMM_VMAS_RESIDENT, 8, 4096,
			       &list));
	ASSERT_EQ(1, list.count);
	EXPECT_EQ(RMM_VMA_HUGETLB, list.vma[0].kind);
	EXPECT_EQ(GIB, list.vma[0].page_size);
	EXPECT_EQ(GIB, list.vma[0].hugetlb_bytes);
	ASSERT_LE(0, read_smaps(getpid(), &smaps));
	for (int i = 0; i < smaps.count; i++)
		if (smaps.vma[i].start == self->start)
			theirs = &smaps.vma[i];
	ASSERT_NE(NULL, theirs);
	EXPECT_EQ(theirs->hugetlb_private + theirs->hugetlb_shared, list.vma[0].hugetlb_bytes / 1024);
}

TEST_HARNESS_MAIN
