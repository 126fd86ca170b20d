// SPDX-License-Identifier: GPL-2.0
/*
 * Private mappings of a tiered arena, as the preload library makes them: while all of their pages are
 * hot and the fast node is short, NUMA balancing moves none of them to a slow node.
 */
#include "lib/harness.h"
#include "lib/arena.h"
#include "lib/device.h"
#include "lib/memory.h"
#include "lib/nodes.h"
#include "lib/text.h"

#define BYTES (16ul << 20)
#define PAGES (BYTES / PAGE)
#define HUGE (2ul << 20)
#define ROOM (1ul << 30)

/* Takes memory of a node away until it has fewer than @free pages. */
static bool take(char *hog, int node, long free)
{
	for (size_t hogged = 0; hogged + HUGE < ROOM;) {
		long more = (read_node_memory(node).free - free) * (long)PAGE;
		size_t step = more > (long)(4 * HUGE) ? (more / HUGE - 2) * HUGE : 256 << 10;

		if (more <= 0)
			return true;
		if (madvise(hog + hogged, step, MADV_POPULATE_WRITE))
			return false;
		hogged += step;
	}
	return false;
}

TEST(hot_copies_stay_on_the_fast_node)
{
	__u64 nodes = memory_nodes();
	int fast = __builtin_ctzll(nodes), fd;
	unsigned long mask = 1ul << fast;
	struct rmm_arena_create arg = {
		.size = sizeof(arg), .bytes = BYTES, .nodes = nodes, .policy = RMM_PLACE_TIERED,
		.fast = mask,
	};
	struct node_memory memory;
	long before[NODES], after[NODES];
	char *at, *hog;

	if (node_count(nodes) < 2)
		SKIP(return, "one node");
	fd = create_arena_by(&arg);
	ASSERT_LE(0, fd);
	at = map_fd(fd, BYTES, MAP_PRIVATE);
	hog = mmap(NULL, ROOM, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
	ASSERT_NE(MAP_FAILED, at);
	ASSERT_EQ(0, mbind(hog, ROOM, MPOL_BIND, &mask, 8 * sizeof(mask), 0));
	madvise(hog, ROOM, MADV_HUGEPAGE);
	touch_range(at, BYTES);
	ASSERT_EQ(0, count_pages_by_node(at, PAGES, before));
	memory = read_node_memory(fast);
	ASSERT_TRUE(take(hog, fast, memory.high - (memory.high / 16)));
	write_file("/proc/sys/kernel/numa_balancing", "1");
	for (double end = monotonic_seconds() + 20; monotonic_seconds() < end;)
		touch_range(at, BYTES);
	write_file("/proc/sys/kernel/numa_balancing", "0");
	ASSERT_EQ(0, count_pages_by_node(at, PAGES, after));
	TH_LOG("on the fast node: %ld before, %ld after", before[fast], after[fast]);
	EXPECT_LE(before[fast] - (long)PAGES / 50, after[fast]);
	munmap(hog, ROOM);
	munmap(at, BYTES);
	close(fd);
}

TEST_HARNESS_MAIN
