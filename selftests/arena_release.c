// SPDX-License-Identifier: GPL-2.0
/*
 * What ends with an arena's last descriptor and mapping, and holes that are punched in pieces.
 */
#include "lib/harness.h"
#include "lib/arena.h"
#include "lib/device.h"
#include "lib/memory.h"
#include "lib/nodes.h"
#include "lib/process.h"
#include "lib/text.h"

#define BYTES (32ul << 20)
#define PAGES (BYTES / PAGE)

static long shmem_pages(void)
{
	char *text = read_text("/proc/meminfo"), *at = text ? strstr(text, "Shmem:") : NULL;

	return at ? atol(at + 6) / 4 : -1;
}

/* A descriptor by O_PATH keeps the inode, but no page of it. */
TEST(pages_go_though_the_inode_stays)
{
	long before = shmem_pages(), after = 0;
	int fd = create_arena(RMM_PLACE_STRIPE, BYTES, memory_nodes(), 0), path;
	char link[64], *at = map_fd(fd, BYTES, MAP_SHARED);
	time_t end = 0;

	ASSERT_NE(MAP_FAILED, at);
	touch_range(at, BYTES);
	/* The counter lags behind by what CPUs have not folded in yet. */
	EXPECT_LE(before + (long)PAGES * 3 / 4, shmem_pages());
	snprintf(link, sizeof(link), "/proc/self/fd/%d", fd);
	path = open(link, O_PATH);
	ASSERT_LE(0, path);
	munmap(at, BYTES);
	close(fd);
	do
		after = shmem_pages();
	while (after > before + (long)PAGES / 2 && retry_allowed(&end));
	EXPECT_GT(before + (long)PAGES / 2, after);
	close(path);
}

/* A hole over many pieces, from the middle of a page to the middle of another. */
TEST(holes_are_punched_in_pieces)
{
	int fd = create_arena(RMM_PLACE_STRIPE, BYTES, memory_nodes(), 0);
	char *at = map_fd(fd, BYTES, MAP_SHARED);
	struct rmm_arena_stat stat;

	ASSERT_NE(MAP_FAILED, at);
	memset(at, 1, BYTES);
	ASSERT_EQ(0, punch_hole(fd, PAGE / 2, BYTES - PAGE));
	ASSERT_EQ(0, arena_stat(fd, 0, &stat));
	EXPECT_EQ(2, stat.resident_pages);
	EXPECT_EQ(1, at[PAGE / 2 - 1]);
	EXPECT_EQ(0, at[PAGE / 2]);
	EXPECT_EQ(0, at[BYTES / 2]);
	EXPECT_EQ(0, at[BYTES - PAGE / 2 - 1]);
	EXPECT_EQ(1, at[BYTES - PAGE / 2]);
	munmap(at, BYTES);
	close(fd);
}

TEST_HARNESS_MAIN
