// SPDX-License-Identifier: GPL-2.0
/*
 * A table of hugetlb entries that two processes share. The kernel shares it if both map the same
 * file at addresses that are equal within 1 GiB; the entries in it count once in the mapcount.
 */
#include "lib/harness.h"
#include "lib/device.h"
#include "lib/extents.h"
#include "lib/pagemap.h"
#include "lib/process.h"
#include "lib/sharing.h"
#include "lib/smaps.h"
#include "lib/summary.h"
#include "lib/text.h"

#define POOL "/proc/sys/vm/nr_hugepages"

#define GIB (1ul << 30)
#define HUGE (2ul << 20)
#define WHERE ((char *)0x30000000000)
#define USED 2

static int file;
static char reserved[32];

static void map_whole_file(void)
{
	volatile char *at = mmap(WHERE, 2 * GIB, PROT_READ | PROT_WRITE,
				 MAP_SHARED | MAP_NORESERVE | MAP_FIXED_NOREPLACE, file, 0);

	if (at != WHERE)
		_exit(1);
	for (int i = 0; i < USED; i++)
		at[i * HUGE] = 1;
}

FIXTURE(shared)
{
	pid_t pid[2];
	int mm;
};

FIXTURE_SETUP(shared)
{
	file = memfd_create("shared", MFD_CLOEXEC | MFD_HUGETLB);
	if (file < 0 || ftruncate(file, 2 * GIB))
		SKIP(return, "no hugetlb: %s", strerror(errno));
	self->pid[0] = fork_idle_child(map_whole_file);
	if (self->pid[0] < 0)
		SKIP(return, "no huge pages are free");
	self->pid[1] = fork_idle_child(map_whole_file);
	ASSERT_LT(0, self->pid[1]);
	self->mm = open_space(self->pid[0]);
	ASSERT_LE(0, self->mm);
}

FIXTURE_TEARDOWN(shared)
{
	for (int i = 0; i < 2; i++)
		if (self->pid[i] > 0)
			end_child(self->pid[i]);
	close(file);
}

/* The VMA of a process at WHERE in smaps; NULL without one. */
static const struct smaps_vma *smaps_of(pid_t pid)
{
	static struct smaps smaps;

	if (read_smaps(pid, &smaps))
		return NULL;
	for (int i = 0; i < smaps.count; i++)
		if (smaps.vma[i].start == (uintptr_t)WHERE)
			return &smaps.vma[i];
	return NULL;
}

TEST_F(shared, histograms_and_sums_equal_smaps)
{
	const struct smaps_vma *theirs = smaps_of(self->pid[0]);
	static struct summary_list cells;
	static struct vma_list vmas;
	__u64 shared = 0;

	ASSERT_NE(NULL, theirs);
	if (!theirs->hugetlb_shared)
		SKIP(return, "the kernel does not share the table");
	EXPECT_STREQ("", compare_sharing_with_smaps_rollup(self->pid[0], self->mm));
	ASSERT_EQ(0, list_vmas(self->mm, (uintptr_t)WHERE, (uintptr_t)WHERE + 2 * GIB, RMM_VMAS_RESIDENT,
			       4, 0, &vmas));
	EXPECT_EQ(theirs->hugetlb_shared, vmas.vma[0].shared_bytes >> 10);
	EXPECT_EQ(USED * HUGE, vmas.vma[0].hugetlb_bytes);
	ASSERT_EQ(0, list_summary(self->mm, (uintptr_t)WHERE, (uintptr_t)WHERE + 2 * GIB, &cells));
	for (int i = 0; i < cells.count; i++)
		shared += cells.cell[i].shared_bytes;
	EXPECT_EQ(theirs->hugetlb_shared, shared >> 10);
}

TEST_F(shared, pages_and_extents_equal_pagemap)
{
	const __u64 start = (uintptr_t)WHERE, end = start + 2 * GIB;
	const struct rmm_walk ask = {
		.start = start, .end = end, .attributes = RMM_EXTENT_A_KIND, .returned = RMM_CAT_SHARED,
	};
	static struct page_list pages;
	static struct extent_list extents;

	ASSERT_EQ(0, list_pages(self->mm, start, end, ALL_ATTRIBUTES, 0, 64, 0, &pages));
	ASSERT_EQ(USED, pages.count);
	for (int i = 0; i < pages.count; i++) {
		bool exclusive = read_pagemap(self->pid[0], pages.page[i].addr) & PM_EXCLUSIVE;

		EXPECT_EQ(exclusive, !(pages.page[i].bits & RMM_PAGE_F_MAYBE_SHARED));
	}
	ASSERT_EQ(0, list_extents(self->mm, &ask, 64, &extents));
	ASSERT_LT(0, extents.count);
	for (int i = 0; i < extents.count; i++) {
		bool exclusive = read_pagemap(self->pid[0], extents.extent[i].addr) & PM_EXCLUSIVE;

		EXPECT_EQ(exclusive, !(extents.extent[i].categories & RMM_CAT_SHARED));
	}
}

/* The last other user of the table leaves: its entries are private. */
TEST_F(shared, table_of_one_process_is_private)
{
	const struct smaps_vma *theirs;

	end_child(self->pid[1]);
	self->pid[1] = 0;
	theirs = smaps_of(self->pid[0]);
	ASSERT_NE(NULL, theirs);
	EXPECT_EQ(0, theirs->hugetlb_shared);
	EXPECT_STREQ("", compare_sharing_with_smaps_rollup(self->pid[0], self->mm));
}

static void restore_pool(void)
{
	write_file(POOL, reserved);
}

int main(int argc, char **argv)
{
	const char *text = read_text("%s", POOL);
	char wanted[32];

	if (text) {
		snprintf(reserved, sizeof(reserved), "%s", text);
		snprintf(wanted, sizeof(wanted), "%d", atoi(text) + USED);
		write_file(POOL, wanted);
		/* The harness does not return. */
		atexit(restore_pool);
	}
	return test_harness_run(argc, argv);
}
