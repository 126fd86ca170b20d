// SPDX-License-Identifier: GPL-2.0
/*
 * Private mappings of a tiered arena, as the preload library makes them: while all of their pages are
 * hot and the fast node is short, NUMA balancing moves none of them to a slow node, and it promotes hot
 * ones to a fast node whose CPU uses them.
 */
#include "lib/harness.h"
#include "lib/arena.h"
#include "lib/device.h"
#include "lib/memory.h"
#include "lib/nodes.h"
#include "lib/process.h"
#include "lib/text.h"

#define BYTES (16ul << 20)
#define PAGES (BYTES / PAGE)
#define HUGE (2ul << 20)
#define ROOM (1ul << 30)

FIXTURE(promotion)
{
};

FIXTURE_SETUP(promotion)
{
}

FIXTURE_TEARDOWN(promotion)
{
	write_file("/proc/sys/kernel/numa_balancing", "0");
}

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

	NEED_NUMA_BALANCING();
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

/* Moves all pages of a range to a node. */
static void move_to(struct __test_metadata *_metadata, char *at, int node)
{
	static void *pages[PAGES];
	static int nodes[PAGES], where[PAGES];
	time_t end = 0;
	long left;

	for (size_t i = 0; i < PAGES; i++) {
		pages[i] = at + i * PAGE;
		nodes[i] = node;
	}
	do
		left = move_pages(0, PAGES, pages, nodes, where, MPOL_MF_MOVE);
	while (left > 0 && retry_allowed(&end));
	ASSERT_EQ(0, left);
}

TEST_F_TIMEOUT(promotion, hot_copies_are_promoted, 150)
{
	__u64 nodes = memory_nodes();
	int fast = __builtin_ctzll(nodes), slow = 63 - __builtin_clzll(nodes), fd;
	struct rmm_arena_create arg = {
		.size = sizeof(arg), .bytes = BYTES, .nodes = nodes, .policy = RMM_PLACE_TIERED,
		.fast = 1u << fast,
	};
	long before[NODES], after[NODES];
	char *at;

	NEED_NUMA_BALANCING();
	if (node_count(nodes) < 2)
		SKIP(return, "one node");
	ASSERT_EQ(0, numa_run_on_node(fast));
	fd = create_arena_by(&arg);
	ASSERT_LE(0, fd);
	at = map_fd(fd, BYTES, MAP_PRIVATE);
	ASSERT_NE(MAP_FAILED, at);
	touch_range(at, BYTES);
	move_to(_metadata, at, slow);
	ASSERT_EQ(0, count_pages_by_node(at, PAGES, before));
	/* Two nodes of one kind are balanced by mode 1, a node of memory only by mode 2. */
	write_file("/proc/sys/kernel/numa_balancing", "3");
	for (double end = monotonic_seconds() + 120; monotonic_seconds() < end;) {
		touch_range(at, BYTES);
		ASSERT_EQ(0, count_pages_by_node(at, PAGES, after));
		if (after[fast] > (long)PAGES * 3 / 4)
			break;
	}
	TH_LOG("on the fast node: %ld before, %ld after", before[fast], after[fast]);
	EXPECT_LT((long)PAGES * 3 / 4, after[fast]);
	munmap(at, BYTES);
	close(fd);
}

/*
 * Pages of the file that a private mapping shows are the arena's: their hint faults are counted, and only
 * the arena asks for their promotion. So its counters cover every page that moves.
 */
TEST_F_TIMEOUT(promotion, shown_pages_are_the_arenas, 150)
{
	__u64 nodes = memory_nodes();
	int fast = __builtin_ctzll(nodes), slow = 63 - __builtin_clzll(nodes), fd;
	struct rmm_arena_create arg = {
		.size = sizeof(arg), .bytes = BYTES, .nodes = nodes, .policy = RMM_PLACE_TIERED,
		.fast = 1u << fast,
	};
	struct rmm_arena_move move = {
		.size = sizeof(move), .len = BYTES, .nodes = 1ull << slow,
	};
	struct rmm_arena_stat stat;
	char *at;

	NEED_NUMA_BALANCING();
	if (node_count(nodes) < 3)
		SKIP(return, "fewer than three nodes");
	/*
	 * Pages of the only task's node take no hint faults, and the arena's own samples may promote all
	 * pages before the first scan: so the task runs on neither node.
	 */
	if (numa_run_on_node(__builtin_ctzll(nodes & (nodes - 1))))
		SKIP(return, "no CPU on a node between");
	fd = create_arena_by(&arg);
	ASSERT_LE(0, fd);
	ASSERT_EQ(0, arena_stat(fd, 0, &stat));
	if (stat.hint_faults == RMM_ABSENT)
		SKIP(return, "hint faults cannot be detected");
	at = map_fd(fd, BYTES, MAP_SHARED);
	ASSERT_NE(MAP_FAILED, at);
	touch_range(at, BYTES);
	munmap(at, BYTES);
	ASSERT_EQ(0, call_ioctl(fd, RMM_ARENA_MOVE, &move));
	at = map_fd(fd, BYTES, MAP_PRIVATE);
	ASSERT_NE(MAP_FAILED, at);
	write_file("/sys/kernel/debug/sched/numa_balancing/scan_delay_ms", "100");
	write_file("/sys/kernel/debug/sched/numa_balancing/scan_period_min_ms", "100");
	write_file("/proc/sys/kernel/numa_balancing", "1");
	for (double end = monotonic_seconds() + 120; monotonic_seconds() < end && !stat.hint_faults;) {
		read_pages(at, PAGES);
		ASSERT_EQ(0, arena_stat(fd, 0, &stat));
	}
	write_file("/proc/sys/kernel/numa_balancing", "0");
	TH_LOG("%llu hint faults", stat.hint_faults);
	EXPECT_LT(0, stat.hint_faults);
	munmap(at, BYTES);
	close(fd);
}

TEST_HARNESS_MAIN
