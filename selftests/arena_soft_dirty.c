// SPDX-License-Identifier: GPL-2.0
/*
 * Soft-dirty bits, by which a checkpoint finds the pages written since the one before, survive the
 * sampling of a tiered arena, and do not stop it for other pages.
 */
#include "lib/harness.h"
#include "lib/arena.h"
#include "lib/device.h"
#include "lib/memory.h"
#include "lib/nodes.h"
#include "lib/process.h"
#include "lib/text.h"

#define BYTES (4ul << 20)
#define PAGES (BYTES / PAGE)
#define SOFT_DIRTY (1ull << 55)

static long soft_dirty_pages(const char *at)
{
	static __u64 entries[PAGES];
	int pagemap = open("/proc/self/pagemap", O_RDONLY);
	long count = 0;

	if (pread(pagemap, entries, sizeof(entries), (uintptr_t)at / PAGE * 8) != sizeof(entries))
		return -1;
	close(pagemap);
	for (size_t i = 0; i < PAGES; i++)
		count += (entries[i] & SOFT_DIRTY) != 0;
	return count;
}

TEST(sampling_keeps_soft_dirty)
{
	__u64 nodes = memory_nodes();
	int last = 63 - __builtin_clzll(nodes), fd;
	struct rmm_arena_create arg = {
		.size = sizeof(arg), .bytes = BYTES, .nodes = nodes, .policy = RMM_PLACE_TIERED,
		.fast = 1ull << __builtin_ctzll(nodes),
	};
	struct rmm_arena_move move = { .size = sizeof(move), .len = BYTES, .nodes = 1ull << last };
	struct rmm_arena_stat before, after;
	char *at;

	if (node_count(nodes) < 2)
		SKIP(return, "one node");
	fd = create_arena_by(&arg);
	ASSERT_LE(0, fd);
	at = map_fd(fd, BYTES, MAP_SHARED);
	ASSERT_NE(MAP_FAILED, at);
	touch_range(at, BYTES);
	/* On the slow node every page is worth a sample. */
	ASSERT_EQ(0, call_ioctl(fd, RMM_ARENA_MOVE, &move));
	touch_range(at, BYTES);
	write_file("/proc/self/clear_refs", "4");
	if (soft_dirty_pages(at) == PAGES)
		SKIP(return, "no soft-dirty bits");
	touch_range(at, BYTES);
	ASSERT_EQ(PAGES, soft_dirty_pages(at));
	ASSERT_EQ(0, arena_stat(fd, 0, &before));
	for (double end = monotonic_seconds() + 5; monotonic_seconds() < end;)
		sleep_20_ms();
	EXPECT_EQ(PAGES, soft_dirty_pages(at));
	ASSERT_EQ(0, arena_stat(fd, 0, &after));
	TH_LOG("%llu pages sampled meanwhile", after.sampled - before.sampled);
	/* Moving them would lose the bits, too. */
	move.nodes = 1ull << __builtin_ctzll(nodes);
	ASSERT_EQ(0, call_ioctl(fd, RMM_ARENA_MOVE, &move));
	EXPECT_EQ(PAGES, soft_dirty_pages(at));
	munmap(at, BYTES);
	close(fd);
}

static int tracked_fd;
static char *untracked;

/*
 * Runs in a child, which then only sleeps: it maps and tracks the second half, and does not keep the
 * mapping of the first one that fork(2) gave it.
 */
static void track_half(void)
{
	char *at = mmap(NULL, BYTES / 2, RW, MAP_SHARED, tracked_fd, BYTES / 2);

	munmap(untracked, BYTES / 2);
	touch_range(at, BYTES / 2);
	write_file("/proc/self/clear_refs", "4");
}

/* A process that tracks its half of an arena does not stop demotion of the other half. */
TEST(tracking_does_not_stop_demotion)
{
	__u64 nodes = memory_nodes();
	const int fast = __builtin_ctzll(nodes);
	struct rmm_arena_create arg = {
		.size = sizeof(arg), .bytes = BYTES, .nodes = nodes, .policy = RMM_PLACE_TIERED,
		.fast = 1ull << fast,
	};
	struct rmm_arena_stat stat = { 0 };
	struct node_hog hog;
	double end;
	pid_t pid;

	if (node_count(nodes) < 2)
		SKIP(return, "one node");
	write_file("/proc/sys/vm/drop_caches", "3");
	tracked_fd = create_arena_by(&arg);
	ASSERT_LE(0, tracked_fd);
	untracked = map_fd(tracked_fd, BYTES / 2, MAP_SHARED);
	ASSERT_NE(MAP_FAILED, untracked);
	touch_range(untracked, BYTES / 2);
	pid = fork_idle_child(track_half);
	ASSERT_EQ(0, arena_stat(tracked_fd, RMM_ARENA_STAT_NODES, &stat));
	EXPECT_EQ(PAGES, stat.node_pages[fast]);
	ASSERT_TRUE(start_node_hog(&hog, fast));
	ASSERT_TRUE(squeeze_node(&hog));
	end = monotonic_seconds() + 100;
	while (stat.reasons[RMM_REASON_DEMOTED] < 64 && monotonic_seconds() < end) {
		ASSERT_TRUE(squeeze_node(&hog));
		sleep_20_ms();
		ASSERT_EQ(0, arena_stat(tracked_fd, RMM_ARENA_STAT_NODES, &stat));
	}
	end_node_hog(&hog);
	EXPECT_LE(64, stat.reasons[RMM_REASON_DEMOTED]);
	EXPECT_GE(PAGES / 2, stat.reasons[RMM_REASON_DEMOTED]);
	TH_LOG("%llu demoted, %llu refused as tracked", stat.reasons[RMM_REASON_DEMOTED],
	       stat.refusals[RMM_REFUSAL_TRACKED]);
	end_child(pid);
	munmap(untracked, BYTES / 2);
	close(tracked_fd);
}

TEST_HARNESS_MAIN
