// SPDX-License-Identifier: GPL-2.0
/*
 * A reader of files fills the fast node again and again, beside a tiered arena whose pages are written
 * all the time: the arena stays.
 */
#include "lib/harness.h"
#include "lib/arena.h"
#include "lib/device.h"
#include "lib/memory.h"
#include "lib/nodes.h"
#include "lib/process.h"
#include "lib/text.h"

#include <pthread.h>
#include <stdatomic.h>

#define BYTES (4ul << 20)
#define PAGES (BYTES / PAGE)
#define FILE_NAME "/var/tmp/rmm-page-cache"

static char *hot_pages;
static atomic_bool done;

static void *use(void *arg)
{
	(void)arg;
	while (!done)
		write_pages(hot_pages, PAGES);
	return NULL;
}

/*
 * Reads a sparse file on the fast node: all of it, and each part twice, so that half of its pages count
 * as active.
 */
static bool read_on(int fast, size_t bytes)
{
	unsigned long mask = 1ul << fast;
	static char buffer[1 << 20];
	int fd = open(FILE_NAME, O_RDWR | O_CREAT | O_TRUNC, 0600);
	bool good = fd >= 0 && !ftruncate(fd, bytes) &&
		    !set_mempolicy(MPOL_PREFERRED, &mask, 8 * sizeof(mask));

	for (size_t at = 0; good && at < bytes; at += sizeof(buffer))
		for (int i = 0; good && i < 2; i++)
			good = pread(fd, buffer, sizeof(buffer), at) == sizeof(buffer);
	set_mempolicy(MPOL_DEFAULT, NULL, 0);
	close(fd);
	unlink(FILE_NAME);
	return good;
}

TEST(hot_arena_stays_beside_a_reader_of_files)
{
	const __u64 nodes = memory_nodes();
	const int fast = __builtin_ctzll(nodes);
	struct rmm_arena_create arg = {
		.size = sizeof(arg), .bytes = BYTES, .nodes = nodes, .fast = 1ull << fast,
		.policy = RMM_PLACE_TIERED,
	};
	struct rmm_arena_stat before, after;
	struct node_memory memory;
	pthread_t user;
	int fd;

	if (node_count(nodes) < 2)
		SKIP(return, "one node");
	write_file("/proc/sys/vm/drop_caches", "3");
	fd = create_arena_by(&arg);
	ASSERT_LE(0, fd);
	hot_pages = map_fd(fd, BYTES, MAP_SHARED);
	ASSERT_NE(MAP_FAILED, hot_pages);
	touch_range(hot_pages, BYTES);
	ASSERT_EQ(0, arena_stat(fd, RMM_ARENA_STAT_NODES, &before));
	ASSERT_EQ(PAGES, before.node_pages[fast]);
	ASSERT_EQ(0, pthread_create(&user, NULL, use, NULL));
	memory = read_node_memory(fast);
	/* More than the node has, twice: pages that are read push out those read before. */
	for (int round = 0; round < 2; round++)
		ASSERT_TRUE(read_on(fast, memory.managed * PAGE / 8 * 9 & -(1ul << 20)));
	ASSERT_EQ(0, arena_stat(fd, RMM_ARENA_STAT_NODES, &after));
	done = true;
	pthread_join(user, NULL);
	TH_LOG("%llu of %lu pages on the fast node, %llu demoted, %llu promoted", after.node_pages[fast],
	       PAGES, after.reasons[RMM_REASON_DEMOTED], after.reasons[RMM_REASON_PROMOTED]);
	EXPECT_LE(PAGES - PAGES / 32, after.node_pages[fast]);
	EXPECT_GE(PAGES / 32, after.reasons[RMM_REASON_DEMOTED]);
	munmap(hot_pages, BYTES);
	close(fd);
}

TEST_HARNESS_MAIN
