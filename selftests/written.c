// SPDX-License-Identifier: GPL-2.0
/*
 * Memory that userfaultfd write-protects asynchronously: what has been written since equals
 * PAGEMAP_SCAN's PAGE_IS_WRITTEN, for small and huge pages, shmem, files and hugetlb, markers and empty
 * entries.
 */
#include "lib/harness.h"
#include "lib/device.h"
#include "lib/extents.h"
#include "lib/memory.h"
#include "lib/pagemap.h"
#include "lib/pages.h"
#include "lib/process.h"
#include "lib/text.h"

#include <linux/fs.h>
#include <linux/userfaultfd.h>

#ifndef UFFD_FEATURE_WP_ASYNC
#define UFFD_FEATURE_WP_ASYNC (1 << 15)
#endif
#ifndef MADV_GUARD_INSTALL
#define MADV_GUARD_INSTALL 102
#endif

#define MIB (1ul << 20)
#define AREA (4 * MIB)
#define PAGES (AREA / PAGE)
#define EVERY_KIND ((2ull << RMM_PAGE_UNKNOWN) - 1)

static struct page_list pages;
static struct extent_list extents;

/* Makes the memory of a variant, half of it populated; NULL if the machine has none. */
static char *make_small(void)
{
	char *at = map_small_pages(PAGES, RW, MAP_PRIVATE | MAP_ANONYMOUS);

	write_pages(at, PAGES / 2);
	return at;
}

static char *make_huge(void)
{
	char *at = mmap(NULL, AREA + 2 * MIB, RW, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	at = (char *)(((uintptr_t)at + 2 * MIB - 1) & -(2 * MIB));
	madvise(at, AREA, MADV_HUGEPAGE);
	write_pages(at, PAGES / 2);
	return at;
}

static char *make_shmem(void)
{
	int fd = memfd_create("written", 0);
	char *at;

	if (ftruncate(fd, AREA))
		return NULL;
	at = mmap(NULL, AREA, RW, MAP_SHARED, fd, 0);
	write_pages(at, PAGES / 2);
	return at;
}

static char *make_file(void)
{
	int fd = memfd_create("private", 0);
	char *at;

	if (ftruncate(fd, AREA))
		return NULL;
	at = mmap(NULL, AREA, RW, MAP_PRIVATE, fd, 0);
	read_pages(at, PAGES / 4);
	write_pages(at + AREA / 4, PAGES / 4);
	return at;
}

static char *make_hugetlb(void)
{
	char *at;

	write_file("/proc/sys/vm/nr_hugepages", "8");
	at = mmap(NULL, AREA, RW, MAP_PRIVATE | MAP_ANONYMOUS | MAP_HUGETLB, -1, 0);
	if (at == MAP_FAILED)
		return NULL;
	at[0] = 1;
	return at;
}

FIXTURE(written)
{
	int mm, pagemap, uffd;
	char *at;
	bool scan[PAGES], ours[PAGES];
};

FIXTURE_VARIANT(written)
{
	char *(*make)(void);
	bool hugetlb, protect;
};

FIXTURE_VARIANT_ADD(written, small) { .make = make_small, .protect = true };
FIXTURE_VARIANT_ADD(written, small_never_protected) { .make = make_small };
FIXTURE_VARIANT_ADD(written, huge) { .make = make_huge, .protect = true };
FIXTURE_VARIANT_ADD(written, shmem) { .make = make_shmem, .protect = true };
FIXTURE_VARIANT_ADD(written, file) { .make = make_file, .protect = true };
FIXTURE_VARIANT_ADD(written, hugetlb) { .make = make_hugetlb, .hugetlb = true, .protect = true };
FIXTURE_VARIANT_ADD(written, hugetlb_never_protected) { .make = make_hugetlb, .hugetlb = true };

FIXTURE_SETUP(written)
{
	struct uffdio_api api = {
		.api = UFFD_API,
		.features = UFFD_FEATURE_WP_ASYNC | UFFD_FEATURE_WP_UNPOPULATED |
			    UFFD_FEATURE_WP_HUGETLBFS_SHMEM,
	};
	struct uffdio_register range = { .mode = UFFDIO_REGISTER_MODE_WP };
	struct uffdio_writeprotect protect = { .mode = UFFDIO_WRITEPROTECT_MODE_WP };

	if (variant->make == make_huge)
		NEED_FEATURE(THP);
	self->uffd = syscall(SYS_userfaultfd, O_CLOEXEC);
	if (self->uffd < 0 || ioctl(self->uffd, UFFDIO_API, &api))
		SKIP(return, "no asynchronous write protection by userfaultfd");
	self->at = variant->make();
	if (!self->at)
		SKIP(return, "no memory of this kind");
	self->mm = open_space(0);
	self->pagemap = open_pagemap(getpid());
	range.range.start = protect.range.start = (uintptr_t)self->at;
	range.range.len = protect.range.len = AREA;
	ASSERT_EQ(0, ioctl(self->uffd, UFFDIO_REGISTER, &range));
	if (variant->protect)
		ASSERT_EQ(0, ioctl(self->uffd, UFFDIO_WRITEPROTECT, &protect));
}

FIXTURE_TEARDOWN(written)
{
	if (variant->hugetlb)
		write_file("/proc/sys/vm/nr_hugepages", "0");
	close(self->uffd);
	close(self->mm);
	close(self->pagemap);
}

/* Marks the pages of a range. */
static void mark(bool *pages_of, const char *area, __u64 start, __u64 end)
{
	for (__u64 at = start; at < end; at += PAGE)
		pages_of[(at - (uintptr_t)area) / PAGE] = true;
}

/* The pages that are written, and with @present also present, by PAGEMAP_SCAN. */
static int scan_written(int pagemap, char *area, bool present, bool *found)
{
	static struct page_region regions[PAGES];
	struct pm_scan_arg scan = {
		.size = sizeof(scan), .start = (uintptr_t)area, .end = (uintptr_t)area + AREA,
		.vec = (uintptr_t)regions, .vec_len = PAGES,
		.category_mask = PAGE_IS_WRITTEN | (present ? PAGE_IS_PRESENT : 0),
		.return_mask = PAGE_IS_WRITTEN,
	};
	int count = ioctl(pagemap, PAGEMAP_SCAN, &scan);

	memset(found, 0, PAGES);
	for (int i = 0; i < count; i++)
		mark(found, area, regions[i].start, regions[i].end);
	return count;
}

static int list_written(int mm, char *area, bool present, __u32 capacity, bool *found)
{
	const struct rmm_walk query = {
		.start = (uintptr_t)area, .end = (uintptr_t)area + AREA, .kinds = EVERY_KIND,
		.required = RMM_CAT_WRITTEN | (present ? RMM_CAT_PRESENT : 0), .returned = RMM_CAT_WRITTEN,
	};
	int ret = list_extents(mm, &query, capacity, &extents);

	memset(found, 0, PAGES);
	for (int i = 0; i < extents.count; i++)
		mark(found, area, extents.extent[i].addr, extents.extent[i].addr + extents.extent[i].bytes);
	return ret;
}

static void expect_same(struct __test_metadata *_metadata, const bool *scan, const bool *ours,
			const char *step)
{
	int differ = 0, first = -1;

	for (int i = PAGES - 1; i >= 0; i--)
		if (scan[i] != ours[i]) {
			differ++;
			first = i;
		}
	EXPECT_EQ(0, differ)
		TH_LOG("%s: page %d is %swritten by PAGEMAP_SCAN, and so for %d pages", step, first,
		       first >= 0 && scan[first] ? "" : "not ", differ);
}

TEST_F(written, extents_and_pages_equal_pagemap_scan)
{
	static const char *const steps[] = { "protected", "written", "zapped", "guarded", "paged out" };
	int written = 0;

	for (size_t step = 0; step < ARRAY_SIZE(steps); step++) {
		char *at = self->at;

		switch (step) {
		case 1:
			for (size_t page = 3; page < PAGES; page += page / 2)
				at[page * PAGE] = 2;
			break;
		case 2:
			if (variant->hugetlb)
				madvise(at, 2 * MIB, MADV_DONTNEED);
			else
				for (size_t page = 5; page < PAGES; page += 61)
					madvise(at + page * PAGE, 2 * PAGE, MADV_DONTNEED);
			break;
		case 3:
			if (variant->hugetlb)
				break;
			/*
			 * Zapped pages of files leave a marker if they are write-protected. A guard
			 * replaces empty entries only, and the kernel would repeat madvise(2) for ever.
			 */
			write_pages(at + 40 * PAGE, 3);
			madvise(at + 40 * PAGE, 3 * PAGE, MADV_GUARD_INSTALL);
			break;
		case 4:
			madvise(at, AREA / 4, MADV_PAGEOUT);
			break;
		}
		for (int present = 0; present < 2; present++) {
			/* Pages are written back and reclaimed for some time. */
			for (time_t end = 0; retry_allowed(&end);) {
				ASSERT_LE(0, scan_written(self->pagemap, at, present, self->scan));
				ASSERT_EQ(0, list_written(self->mm, at, present, 64, self->ours));
				if (!memcmp(self->scan, self->ours, sizeof(self->scan)))
					break;
			}
			expect_same(_metadata, self->scan, self->ours, steps[step]);
			ASSERT_EQ(0, list_written(self->mm, at, present, 1, self->ours));
			expect_same(_metadata, self->scan, self->ours, steps[step]);
		}
		/* Every record of a page agrees, too. */
		ASSERT_LE(0, scan_written(self->pagemap, at, false, self->scan));
		ASSERT_EQ(0, list_pages(self->mm, (uintptr_t)at, (uintptr_t)at + AREA, 0, 0, MAX_PAGES, 0,
					&pages));
		for (int i = 0; i < pages.count; i++) {
			const struct rmm_page *page = &pages.page[i];

			EXPECT_EQ(self->scan[(page->addr - (uintptr_t)at) / PAGE],
				  !!(page->bits & RMM_PAGE_F_WRITTEN))
				TH_LOG("%s: page at %llx, kind %d", steps[step], page->addr, page->kind);
			written += !!(page->bits & RMM_PAGE_F_WRITTEN);
		}
	}
	EXPECT_LT(0, written);
}

/* Ranges without pages are extents only if they are asked for, and have no entries. */
TEST(empty_ranges_on_request)
{
	char *at = map_small_pages(PAGES, RW, MAP_PRIVATE | MAP_ANONYMOUS);
	struct rmm_walk query = {
		.start = (uintptr_t)at, .end = (uintptr_t)at + AREA, .attributes = RMM_EXTENT_A_KIND,
	};
	int mm = open_space(0);

	at[100 * PAGE] = 1;
	ASSERT_EQ(0, list_extents(mm, &query, 64, &extents));
	ASSERT_EQ(1, extents.count);
	EXPECT_EQ(RMM_PAGE_ANON, extents.extent[0].kind);
	query.kinds = EVERY_KIND;
	for (__u32 capacity = 1; capacity <= 64; capacity += 63) {
		const struct rmm_extent *e = extents.extent;

		ASSERT_EQ(0, list_extents(mm, &query, capacity, &extents));
		ASSERT_EQ(3, extents.count);
		EXPECT_EQ(RMM_PAGE_NONE, e[0].kind);
		EXPECT_EQ(100 * PAGE, e[0].bytes);
		EXPECT_EQ(0, e[0].entries);
		EXPECT_EQ(RMM_PAGE_ANON, e[1].kind);
		EXPECT_EQ(1, e[1].entries);
		EXPECT_EQ((uintptr_t)at + 101 * PAGE, e[2].addr);
		EXPECT_EQ((uintptr_t)at + AREA, e[2].addr + e[2].bytes);
		EXPECT_EQ(RMM_ABSENT, e[2].pfn);
		EXPECT_EQ(-1, e[2].node);
	}
	query.kinds = 1;
	ASSERT_EQ(0, list_extents(mm, &query, 64, &extents));
	EXPECT_EQ(2, extents.count);
	munmap(at, AREA);
	close(mm);
}

int main(int argc, char **argv)
{
	return test_harness_run(argc, argv);
}
