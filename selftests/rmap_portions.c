// SPDX-License-Identifier: GPL-2.0
/*
 * RMM_RMAP in portions: together they equal one call, whatever other processes do in between,
 * unless the page itself is freed or migrated.
 */
#include "lib/harness.h"
#include "lib/device.h"
#include "lib/pagemap.h"
#include "lib/process.h"
#include "lib/rmap.h"

#include <numaif.h>

static struct mapping_list list;

FIXTURE(portions)
{
	int rmm;
};

FIXTURE_SETUP(portions)
{
	self->rmm = open_device();
	ASSERT_LE(0, self->rmm);
}

FIXTURE_TEARDOWN(portions)
{
	close(self->rmm);
}

/*
 * There are more mappings than a portion holds; one record per call returns the same, none left
 * out.
 */
TEST_F(portions, portions_equal_one_call)
{
	const int maps = 600;
	int fd = memfd_create("rmap", MFD_CLOEXEC), missing;
	char *page[600];
	__u64 pfn;

	ASSERT_EQ(0, ftruncate(fd, PAGE));
	for (int i = 0; i < maps; i++) {
		page[i] = mmap(NULL, PAGE, PROT_READ, MAP_SHARED, fd, 0);
		ASSERT_NE(MAP_FAILED, page[i]);
		(void)*(volatile char *)page[i];
	}
	pfn = pagemap_pfn(getpid(), page[0]);
	for (__u32 capacity = 1; capacity <= 1000; capacity += 333) {
		ASSERT_EQ(0, list_mappings(self->rmm, pfn, 0, capacity, capacity % 2, &list));
		EXPECT_EQ(RMM_RMAP_COMPLETE, list.state);
		EXPECT_EQ(maps, list.count);
		missing = 0;
		for (int i = 0; i < maps; i++)
			missing += !find_mapping(&list, getpid(), (uintptr_t)page[i]);
		EXPECT_EQ(0, missing);
	}
	for (int i = 0; i < maps; i++)
		munmap(page[i], PAGE);
	close(fd);
}

static int compare_mappings(const void *a, const void *b)
{
	const struct rmm_mapping *one = a, *two = b;

	return one->pid != two->pid ? (one->pid > two->pid) - (one->pid < two->pid) :
				      (one->addr > two->addr) - (one->addr < two->addr);
}

#define MANY_MAPS 1500
static char *many[MANY_MAPS];

static void touch_many(void)
{
	for (int i = 0; i < MANY_MAPS; i++)
		(void)*(volatile char *)many[i];
}

/* More mappings than are read in one hold of the locks, in two processes: one call has each of them once. */
TEST_F(portions, one_call_returns_thousands_once)
{
	static struct rmm_mapping found[2 * MANY_MAPS + 1];
	struct rmm_rmap arg = {
		.size = sizeof(arg), .buf = (uintptr_t)found, .capacity = ARRAY_SIZE(found),
		.record_size = sizeof(found[0]),
	};
	int fd = memfd_create("rmap", MFD_CLOEXEC), of_child = 0, repeated = 0, unknown = 0;
	pid_t child;

	ASSERT_EQ(0, ftruncate(fd, PAGE));
	for (int i = 0; i < MANY_MAPS; i++) {
		many[i] = mmap(NULL, PAGE, PROT_READ, MAP_SHARED, fd, 0);
		ASSERT_NE(MAP_FAILED, many[i]);
	}
	touch_many();
	child = fork_idle_child(touch_many);
	ASSERT_LT(0, child);
	arg.pfn = pagemap_pfn(getpid(), many[0]);
	do {
		memset(arg.cursor, 0, sizeof(arg.cursor));
		ASSERT_EQ(0, call_ioctl(self->rmm, RMM_RMAP, &arg));
	} while (arg.state == RMM_RMAP_CONTENDED);
	EXPECT_EQ(RMM_RMAP_COMPLETE, arg.state);
	ASSERT_EQ(2 * MANY_MAPS, arg.count);
	qsort(found, arg.count, sizeof(found[0]), compare_mappings);
	for (__u32 i = 0; i < arg.count; i++) {
		of_child += found[i].pid == child;
		unknown += found[i].pid != child && found[i].pid != getpid();
		repeated += i && !compare_mappings(&found[i - 1], &found[i]);
	}
	EXPECT_EQ(MANY_MAPS, of_child);
	EXPECT_EQ(0, unknown);
	EXPECT_EQ(0, repeated);
	end_child(child);
	for (int i = 0; i < MANY_MAPS; i++)
		munmap(many[i], PAGE);
	close(fd);
}

/*
 * Mappings that exist from the first portion to the last are returned, whatever others do in
 * between. Larger portions are listed before they are read.
 */
static void expect_lasting_mappings(struct __test_metadata *_metadata, FIXTURE_DATA(portions) *self,
				    __u32 capacity)
{
	const int maps = 600;
	int fd = memfd_create("rmap", MFD_CLOEXEC), missing = 0;
	static struct rmm_mapping buf[400];
	struct rmm_rmap arg = {
		.size = sizeof(arg), .buf = (uintptr_t)buf, .capacity = capacity,
		.record_size = sizeof(buf[0]),
	};
	char *page[600];
	bool returned[600] = { 0 };

	ASSERT_EQ(0, ftruncate(fd, PAGE));
	for (int i = 0; i < maps; i++) {
		page[i] = mmap(NULL, PAGE, PROT_READ, MAP_SHARED, fd, 0);
		(void)*(volatile char *)page[i];
	}
	arg.pfn = pagemap_pfn(getpid(), page[0]);
	for (int call = 0; !call || arg.state == RMM_RMAP_MORE || arg.state == RMM_RMAP_CONTENDED;
	     call++) {
		int odd = (2 * call * 7 + 1) % maps;

		ASSERT_GT(10000, call);
		ASSERT_EQ(0, call_ioctl(self->rmm, RMM_RMAP, &arg));
		for (__u32 i = 0; i < arg.count; i++)
			for (int j = 0; j < maps; j++)
				returned[j] |= buf[i].addr == (uintptr_t)page[j];
		/* Each call unmaps one mapping with an odd index and maps the page elsewhere. */
		munmap(page[odd], PAGE);
		page[odd] = mmap(NULL, PAGE, PROT_READ, MAP_SHARED, fd, 0);
		(void)*(volatile char *)page[odd];
	}
	EXPECT_EQ(RMM_RMAP_COMPLETE, arg.state);
	for (int i = 0; i < maps; i += 2)
		missing += !returned[i];
	EXPECT_EQ(0, missing);
	for (int i = 0; i < maps; i++)
		munmap(page[i], PAGE);
	close(fd);
}

TEST_F(portions, lasting_mappings_are_returned)
{
	expect_lasting_mappings(_metadata, self, 16);
	expect_lasting_mappings(_metadata, self, 400);
}

TEST_F(portions, portions_end_when_the_page_is_reused)
{
	int fd = memfd_create("rmap", MFD_CLOEXEC);
	struct rmm_mapping buf[1];
	struct rmm_rmap arg = {
		.size = sizeof(arg), .buf = (uintptr_t)buf, .capacity = 1, .record_size = sizeof(buf[0]),
	};
	char *page[4];

	ASSERT_EQ(0, ftruncate(fd, PAGE));
	for (int i = 0; i < 4; i++) {
		page[i] = mmap(NULL, PAGE, PROT_READ, MAP_SHARED, fd, 0);
		(void)*(volatile char *)page[i];
	}
	arg.pfn = pagemap_pfn(getpid(), page[0]);
	do {
		ASSERT_EQ(0, call_ioctl(self->rmm, RMM_RMAP, &arg));
	} while (arg.state == RMM_RMAP_CONTENDED);
	ASSERT_EQ(RMM_RMAP_MORE, arg.state);
	ASSERT_EQ(0, ftruncate(fd, 0));
	do {
		ASSERT_EQ(0, call_ioctl(self->rmm, RMM_RMAP, &arg));
	} while (arg.state == RMM_RMAP_CONTENDED);
	EXPECT_EQ(RMM_RMAP_STALE, arg.state);
	EXPECT_EQ(0, arg.count);
	for (int i = 0; i < 4; i++)
		munmap(page[i], PAGE);
	close(fd);
}

/* By address, the state also reports that the address maps another page now. */
TEST_F(portions, portions_end_when_the_page_is_migrated)
{
	int fd = memfd_create("rmap", MFD_CLOEXEC), mm = open_space(0), node = -1, to, status = -1;
	struct rmm_mapping buf[1];
	struct rmm_rmap arg = {
		.size = sizeof(arg), .buf = (uintptr_t)buf, .capacity = 1, .record_size = sizeof(buf[0]),
	};
	__u64 was, now;
	char *page[4];
	void *which;

	ASSERT_LE(0, mm);
	ASSERT_EQ(0, ftruncate(fd, PAGE));
	for (int i = 0; i < 4; i++) {
		page[i] = mmap(NULL, PAGE, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
		*page[i] = 1;
	}
	which = page[2];
	arg.address = (uintptr_t)page[2];
	do {
		ASSERT_EQ(0, call_ioctl(mm, RMM_RMAP, &arg));
	} while (arg.state == RMM_RMAP_CONTENDED);
	ASSERT_EQ(RMM_RMAP_MORE, arg.state);
	EXPECT_EQ(0, arg.bits);
	was = arg.pfn;
	ASSERT_EQ(0, move_pages(0, 1, &which, NULL, &node, 0));
	to = node == 0;
	if (move_pages(0, 1, &which, &to, &status, MPOL_MF_MOVE_ALL) || status != to)
		SKIP(return, "a page could not be moved to another node");
	now = pagemap_pfn(getpid(), page[2]);
	EXPECT_NE(was, now);
	do {
		ASSERT_EQ(0, call_ioctl(mm, RMM_RMAP, &arg));
	} while (arg.state == RMM_RMAP_CONTENDED);
	EXPECT_EQ(RMM_RMAP_STALE, arg.state);
	EXPECT_TRUE(arg.bits & RMM_RMAP_F_MOVED);
	EXPECT_EQ(0, arg.count);
	EXPECT_EQ(was, arg.pfn);
	/* A new call finds the page's present frame and every mapping of it. */
	ASSERT_EQ(0, list_mappings(mm, 0, (uintptr_t)page[2], 1, 0, &list));
	EXPECT_EQ(RMM_RMAP_COMPLETE, list.state);
	EXPECT_EQ(now, list.pfn);
	EXPECT_EQ(4, list.count);
	for (int i = 0; i < 4; i++)
		munmap(page[i], PAGE);
	close(fd);
	close(mm);
}

TEST_HARNESS_MAIN
