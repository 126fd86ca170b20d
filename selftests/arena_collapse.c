// SPDX-License-Identifier: GPL-2.0
/*
 * Huge pages and the cap: the kernel fills the holes of a huge page without a fault of the arena, so
 * the cap, and the charge against the user's limit, include them.
 */
#include "lib/harness.h"
#include "lib/arena.h"
#include "lib/device.h"
#include "lib/memory.h"
#include "lib/process.h"

#ifndef MADV_COLLAPSE
#define MADV_COLLAPSE 25
#endif

#define HUGE_BYTES (2ul << 20)
/* The default of the module's parameter. */
#define USER_BYTES (1ul << 30)

/* Maps a file of a multiple of the size of a huge page at an address that huge pages fit. */
static char *map_huge(int fd, size_t bytes)
{
	char *at = mmap(NULL, bytes + HUGE_BYTES, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	at = (char *)(((unsigned long)at + HUGE_BYTES - 1) & -HUGE_BYTES);
	return mmap(at, bytes, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_FIXED, fd, 0);
}

/* An arena with this cap whose file ends with a huge page, mapped at @at. */
static int create_past_the_cap(__u64 cap, char **at)
{
	size_t bytes = (cap + HUGE_BYTES - 1) & -HUGE_BYTES;
	int fd = create_arena(RMM_PLACE_STRIPE, cap, memory_nodes(), 0);

	if (fd < 0 || ftruncate(fd, bytes))
		return -1;
	*at = map_huge(fd, bytes);
	return *at == MAP_FAILED ? -1 : fd;
}

/* Whether the arena has no more pages than its cap allows. */
static void cap_holds(struct __test_metadata *_metadata, int fd)
{
	struct rmm_arena_stat stat;

	ASSERT_EQ(0, arena_stat(fd, 0, &stat));
	TH_LOG("%llu pages of %llu", stat.resident_pages, stat.cap / PAGE);
	EXPECT_GE(stat.cap / PAGE, stat.resident_pages);
}

TEST(huge_pages_stay_within_the_cap)
{
	static const __u64 caps[] = { PAGE, HUGE_BYTES - PAGE, HUGE_BYTES, HUGE_BYTES + PAGE };

	NEED_FEATURE(THP);
	for (size_t i = 0; i < ARRAY_SIZE(caps); i++) {
		size_t bytes = (caps[i] + HUGE_BYTES - 1) & -HUGE_BYTES;
		char *at;
		int fd = create_past_the_cap(caps[i], &at);

		/* Pages are collapsed. */
		ASSERT_LE(0, fd);
		touch_range(at, caps[i]);
		ASSERT_EQ(0, madvise(at, bytes, MADV_HUGEPAGE));
		if (madvise(at, bytes, MADV_COLLAPSE))
			TH_LOG("not collapsed: %s", strerror(errno));
		cap_holds(_metadata, fd);
		/* A fault allocates a large folio. */
		ASSERT_EQ(0, punch_hole(fd, 0, bytes));
		touch_range(at, caps[i]);
		cap_holds(_metadata, fd);
		munmap(at, bytes);
		close(fd);
	}
	EXPECT_EQ(0, wait_for_no_arenas());
}

/* What the arenas of a user may use in all is within the limit. */
TEST(huge_pages_count_against_the_limit)
{
	int fds[USER_BYTES / HUGE_BYTES + 1];
	size_t count = 0;
	__u64 sum = 0;

	while (count < ARRAY_SIZE(fds)) {
		struct rmm_arena_stat stat;

		fds[count] = create_arena(RMM_PLACE_STRIPE, PAGE, memory_nodes(), 0);
		if (fds[count] < 0)
			break;
		ASSERT_EQ(0, arena_stat(fds[count++], 0, &stat));
		/* A huge page fits in. */
		EXPECT_LE(HUGE_BYTES, stat.cap);
		sum += stat.cap;
	}
	TH_LOG("%zu arenas of one page", count);
	EXPECT_GT(ARRAY_SIZE(fds), count);
	EXPECT_GE(USER_BYTES, sum);
	while (count)
		close(fds[--count]);
	EXPECT_EQ(0, wait_for_no_arenas());
}

TEST_HARNESS_MAIN
