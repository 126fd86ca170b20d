// SPDX-License-Identifier: GPL-2.0
/*
 * Files on persistent memory, mapped without a page cache (DAX): present entries, small and huge,
 * whose pages belong to a device (ZONE_DEVICE). Against pagemap, smaps and numa_maps.
 */
#include "lib/harness.h"
#include "lib/device.h"
#include "lib/device_memory.h"
#include "lib/pagemap.h"
#include "lib/pages.h"
#include "lib/process.h"
#include "lib/smaps.h"
#include "lib/text.h"
#include "lib/vmas.h"

#include <sys/mount.h>

#define HUGE (2ul << 20)
#define WHERE ((char *)0x30000000000)
#define RW (PROT_READ | PROT_WRITE)

static struct page_list pages;

FIXTURE(pmem)
{
	int mm, rmm, file, pagemap;
	char dir[64];
	unsigned long long start, end;	/* frames */
};

/* Reads the first and the last frame of the device; false if there is none. */
static bool frames_of_device(unsigned long long *start, unsigned long long *end)
{
	char *text = read_text("/proc/iomem"), *at = text ? strstr(text, "Persistent Memory") : NULL;

	while (at && at > text && at[-1] != '\n')
		at--;
	if (!at || sscanf(at, "%llx-%llx", start, end) != 2)
		return false;
	*start /= PAGE;
	*end = (*end + 1) / PAGE;
	return true;
}

FIXTURE_SETUP(pmem)
{
	char command[256], path[128];
	time_t end = 0;

	if (!frames_of_device(&self->start, &self->end))
		SKIP(return, "the machine has no persistent memory (qemu/run --machine vfio has)");
	if (access("/dev/pmem0", F_OK) && system("modprobe -a nd_e820 nd_pmem"))
		SKIP(return, "the kernel has no persistent memory");
	while (access("/dev/pmem0", F_OK) && retry_allowed(&end))
		;
	strcpy(self->dir, "/tmp/pmem.XXXXXX");
	ASSERT_NE(NULL, mkdtemp(self->dir));
	/* File data is aligned to huge pages. */
	snprintf(command, sizeof(command), "mkfs.ext4 -q -F -b 4096 -O ^has_journal "
		 "-E stride=512,stripe_width=512 /dev/pmem0 >/dev/null 2>&1");
	ASSERT_EQ(0, system(command));
	if (mount("/dev/pmem0", self->dir, "ext4", 0, "dax=always"))
		SKIP(return, "no DAX: %s", strerror(errno));
	snprintf(path, sizeof(path), "%s/file", self->dir);
	self->file = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
	ASSERT_LE(0, self->file);
	ASSERT_EQ(0, ftruncate(self->file, 8 * HUGE));
	ASSERT_EQ(0, fallocate(self->file, 0, 0, 4 * HUGE));
	self->rmm = open_device();
	self->mm = open_space(0);
	self->pagemap = open_pagemap(getpid());
}

FIXTURE_TEARDOWN(pmem)
{
	munmap(WHERE, 8 * HUGE);
	close(self->file);
	umount(self->dir);
	rmdir(self->dir);
}

static char *map_at(char *at, size_t size, int flags, int file, off_t offset)
{
	return mmap(at, size, RW, flags | MAP_FIXED_NOREPLACE, file, offset);
}

TEST_F(pmem, small_and_huge_pages_are_reported)
{
	const __u64 start = (uintptr_t)WHERE;
	static struct numa_vma numa[MAX_VMAS];
	char *shared = map_at(WHERE, 2 * HUGE, MAP_SHARED, self->file, 0);
	/* No huge page fits the alignment of this address: the file is mapped by small pages. */
	char *small = map_at(WHERE + 3 * HUGE + PAGE, 16 * PAGE, MAP_SHARED, self->file, 2 * HUGE);
	char *own = map_at(WHERE + 4 * HUGE + PAGE, 16 * PAGE, MAP_PRIVATE, self->file, 2 * HUGE);
	__u64 huge = 0, bytes = 0, first = 0;
	int count;

	ASSERT_NE(MAP_FAILED, shared);
	ASSERT_NE(MAP_FAILED, small);
	ASSERT_NE(MAP_FAILED, own);
	for (size_t at = 0; at < 2 * HUGE; at += PAGE)
		shared[at] = 1;
	for (int i = 0; i < 16; i++)
		small[i * PAGE] = 1;
	(void)*(volatile char *)own;
	own[PAGE] = 2;
	ASSERT_EQ(0, list_pages(self->mm, start, start + 8 * HUGE, ALL_ATTRIBUTES, 0, MAX_PAGES, 0,
				&pages));
	for (int i = 0; i < pages.count; i++) {
		const struct rmm_page *page = &pages.page[i];
		const bool twice = page->addr == (uintptr_t)own ||
				   page->addr == (uintptr_t)small;

		EXPECT_EQ(read_entry(self->pagemap, page->addr / PAGE) & PM_FRAME, page->pfn);
		EXPECT_TRUE(page->bits & RMM_PAGE_F_PRESENT);
		EXPECT_TRUE(page->bits & RMM_PAGE_F_FOLIO);
		EXPECT_FALSE(page->bits & RMM_PAGE_F_SPECIAL);
		if (page->addr == (uintptr_t)own + PAGE) {
			EXPECT_EQ(RMM_PAGE_ANON, page->kind);
			EXPECT_NE(RMM_ZONE_DEVICE, page->zone);
			continue;
		}
		EXPECT_EQ(RMM_PAGE_FILE, page->kind);
		EXPECT_EQ(RMM_ZONE_DEVICE, page->zone);
		EXPECT_LE(self->start, page->pfn);
		EXPECT_LE(page->pfn + page->pages, self->end);
		EXPECT_EQ(RMM_ABSENT_8, page->age);
		EXPECT_EQ(twice ? 2 : 1, page->mapcount)
			TH_LOG("at %llx, %u pages", page->addr, page->pages);
		bytes += page_bytes(page);
		if (page->level == RMM_LEVEL_PMD) {
			huge += page_bytes(page);
			EXPECT_EQ(9, page->order);
			EXPECT_EQ(HUGE / PAGE, page->pages);
		}
		first = first ?: page->pfn;
	}
	EXPECT_EQ(2 * HUGE + 17 * PAGE, bytes);
	EXPECT_LE(HUGE, huge);
	EXPECT_STREQ("", compare_vma_with_smaps(shared));
	EXPECT_STREQ("", compare_vma_with_smaps(small));
	EXPECT_STREQ("", compare_vma_with_smaps(own));
	EXPECT_STREQ("", check_device_frame(self->rmm, self->mm, first, shared));
	/* numa_maps leaves out pages of devices, and so do the histograms by node. */
	count = read_numa_maps(getpid(), numa, MAX_VMAS);
	for (int i = 0; i < count; i++)
		if (numa[i].start == start)
			EXPECT_EQ(0, numa[i].node[0]);
	{
		static struct rmm_numa rows[64];
		struct rmm_tally arg = {
			.size = sizeof(arg), .start = start, .end = start + 8 * HUGE,
			.buf = (uintptr_t)rows, .capacity = 64, .record_size = sizeof(rows[0]),
		};

		ASSERT_EQ(0, call_ioctl(self->mm, RMM_NUMA, &arg));
		ASSERT_EQ(1, arg.count);
		EXPECT_EQ(RMM_PAGE_ANON, rows[0].kind);
		EXPECT_EQ(1, rows[0].pages);
	}
}

/* Parts that were never written have no block: the zero pages are mapped there. */
TEST_F(pmem, holes_map_the_zero_pages)
{
	char *hole = map_at(WHERE, HUGE, MAP_SHARED, self->file, 6 * HUGE);
	char *small = map_at(WHERE + HUGE + PAGE, PAGE, MAP_SHARED, self->file, 5 * HUGE);

	ASSERT_NE(MAP_FAILED, hole);
	ASSERT_NE(MAP_FAILED, small);
	(void)*(volatile char *)hole;
	(void)*(volatile char *)small;
	ASSERT_EQ(0, list_pages(self->mm, (uintptr_t)WHERE, (uintptr_t)WHERE + 2 * HUGE, ALL_ATTRIBUTES, 0,
				MAX_PAGES, 0, &pages));
	ASSERT_EQ(2, pages.count);
	for (int i = 0; i < 2; i++) {
		EXPECT_EQ(read_entry(self->pagemap, pages.page[i].addr / PAGE) & PM_FRAME,
			  pages.page[i].pfn);
		EXPECT_EQ(pages.page[i].level == RMM_LEVEL_PMD ? RMM_PAGE_HUGE_ZERO : RMM_PAGE_ZERO,
			  pages.page[i].kind);
		EXPECT_FALSE(pages.page[i].bits & RMM_PAGE_F_FOLIO);
	}
	EXPECT_STREQ("", compare_vma_with_smaps(hole));
	EXPECT_STREQ("", compare_vma_with_smaps(small));
}

/* Each frame of the device has kind device, and no other frame has. */
TEST_F(pmem, frames_of_the_device_are_reported)
{
	static struct rmm_frame frame[65536];
	const int all = self->end - self->start;
	int count;

	ASSERT_GE(ARRAY_SIZE(frame), all);
	count = list_frames(self->rmm, self->start, self->end, 0, frame, ARRAY_SIZE(frame));
	EXPECT_EQ(all, count);
	for (int i = 0; i < count; i++) {
		ASSERT_EQ(self->start + i, frame[i].pfn);
		ASSERT_EQ(RMM_FRAME_DEVICE, frame[i].kind);
	}
	EXPECT_EQ(all, list_frames(self->rmm, 0, RMM_ABSENT, 1ull << RMM_FRAME_DEVICE, frame,
				   ARRAY_SIZE(frame)));
	EXPECT_EQ(self->start, frame[0].pfn);
}

TEST_HARNESS_MAIN
