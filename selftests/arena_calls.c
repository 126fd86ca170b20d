// SPDX-License-Identifier: GPL-2.0
/* The kernel's other NUMA calls, numa_maps, numactl and libnuma on an arena. */
#include "lib/harness.h"
#include "lib/arena.h"
#include "lib/arena_fixture.h"
#include "lib/device.h"
#include "lib/memory.h"
#include "lib/process.h"
#include "lib/text.h"

TEST_F(arena, move_pages_and_numa_maps)
{
	long counts[NODES];
	void *addr[64];
	int to[64], status[64];
	char *line, key[32];
	size_t total = 0;
	time_t end = 0;
	long left;

	stamp_pages(self->at, PAGES);
	for (int i = 0; i < 64; i++) {
		addr[i] = self->at + i * PAGE;
		to[i] = self->last;
	}
	/*
	 * move_pages(2) leaves and counts pages that the kernel is using at that moment: they move
	 * in the next call.
	 */
	do
		left = move_pages(0, 64, addr, to, status, MPOL_MF_MOVE);
	while (left > 0 && retry_allowed(&end));
	ASSERT_EQ(0, left);
	for (int i = 0; i < 64; i++)
		EXPECT_EQ(self->last, status[i]);
	EXPECT_EQ(0, count_wrong_stamps(self->at, PAGES));
	ASSERT_EQ(0, count_pages_by_node(self->at, PAGES, counts));
	snprintf(key, sizeof(key), "%lx ", (unsigned long)self->at);
	line = read_text("/proc/self/numa_maps");
	ASSERT_NE(NULL, line);
	line = strstr(line, key);
	ASSERT_NE(NULL, line);
	*strchrnul(line, '\n') = 0;
	EXPECT_NE(NULL, strstr(line, "[rmm-arena]")) {
		TH_LOG("%s", line);
	}
	for (int node = 0; node < (int)NODES; node++) {
		char *at;

		snprintf(key, sizeof(key), " N%d=", node);
		at = strstr(line, key);
		EXPECT_EQ(counts[node], at ? atol(at + strlen(key)) : 0);
		total += counts[node];
	}
	EXPECT_EQ(PAGES, total);
}

/* get_mempolicy(2) returns the node of every page and the policy at it, touched or not. */
TEST_F(arena, get_mempolicy_returns_nodes)
{
	int where[64], node, mode;
	unsigned long mask = 0;

	for (int i = 0; i < 64; i++)
		ASSERT_EQ(0, get_mempolicy(&node, NULL, 0, self->at + i * PAGE,
					   MPOL_F_NODE | MPOL_F_ADDR));
	ASSERT_EQ(0, read_page_nodes(self->at, 64, where));
	for (int i = 0; i < 64; i++) {
		ASSERT_EQ(0, get_mempolicy(&node, NULL, 0, self->at + i * PAGE,
					   MPOL_F_NODE | MPOL_F_ADDR));
		EXPECT_EQ(where[i], node);
		ASSERT_EQ(0, get_mempolicy(&mode, &mask, 64, self->at + i * PAGE, MPOL_F_ADDR));
		/* The policy of a steered page prefers the node that the arena chose for it. */
		if (variant->policy == RMM_PLACE_INTERLEAVE) {
			EXPECT_EQ(MPOL_INTERLEAVE, mode);
			EXPECT_EQ(self->nodes, mask);
		} else {
			EXPECT_EQ(MPOL_PREFERRED, mode);
			EXPECT_EQ(1ul << where[i], mask);
		}
	}
	/* MPOL_F_NODE without MPOL_F_ADDR is about the task. */
	EXPECT_EQ(-1, get_mempolicy(&node, NULL, 0, self->at, MPOL_F_NODE));
	EXPECT_EQ(EINVAL, errno);
	EXPECT_EQ(-1, get_mempolicy(&node, NULL, 0, self->at + 2 * BYTES, MPOL_F_ADDR));
}

/* migrate_pages(2) moves all pages from one node to another, and no others. */
TEST_F(arena, migrate_pages_moves_all_of_a_node)
{
	unsigned long from = 1ul << self->first, to = 1ul << self->last;
	int before[PAGES], after[PAGES];
	time_t end = 0;
	size_t left;

	stamp_pages(self->at, PAGES);
	ASSERT_EQ(0, read_page_nodes(self->at, PAGES, before));
	/* Pages that the kernel is using at that moment move in the next call. */
	do {
		ASSERT_LE(0, migrate_pages(getpid(), 64, &from, &to));
		ASSERT_EQ(0, read_page_nodes(self->at, PAGES, after));
		left = 0;
		for (size_t i = 0; i < PAGES && self->first != self->last; i++)
			left += after[i] == self->first;
	} while (left && retry_allowed(&end));
	for (size_t i = 0; i < PAGES; i++)
		EXPECT_EQ(before[i] == self->first ? self->last : before[i], after[i]);
	EXPECT_EQ(0, count_wrong_stamps(self->at, PAGES));
}

/* move_pages(2) of absent pages, to a missing node, and without permission. */
TEST_F(arena, move_pages_errors_are_those_of_shmem)
{
	char *other = mmap(NULL, BYTES, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	char *maps[] = { other, self->at };
	int ret[2], err[2], status[2][2];
	time_t end = 0;

	touch_range(other, PAGE);
	touch_range(self->at, PAGE);
	/* The kernel may be using one of the two pages at that moment. */
	do {
		for (int i = 0; i < 2; i++) {
			void *addr[] = { maps[i], maps[i] + PAGE };
			int there[] = { self->last, self->last }, foreign[] = { 40, 40 };

			status[i][0] = status[i][1] = 77;
			ret[i] = move_pages(0, 2, addr, there, status[i], MPOL_MF_MOVE);
			err[i] = move_pages(0, 2, addr, foreign, NULL, MPOL_MF_MOVE) ? errno : 0;
		}
	} while ((ret[0] != ret[1] || status[0][0] != status[1][0]) && retry_allowed(&end));
	EXPECT_EQ(ret[0], ret[1]);
	EXPECT_EQ(err[0], err[1]);
	EXPECT_EQ(status[0][0], status[1][0]);
	EXPECT_EQ(status[0][1], status[1][1]);
	EXPECT_EQ(-ENOENT, status[1][1]);
	munmap(other, BYTES);
}

/* libnuma's memory calls, which are calls of mbind(2). */
TEST_F(arena, libnuma_calls_work)
{
	const size_t part = BYTES / 4, pages = PAGES / 4;
	struct bitmask *all = numa_get_mems_allowed();
	long counts[NODES];

	numa_tonode_memory(self->at, part, self->last);
	numa_interleave_memory(self->at + part, part, all);
	numa_setlocal_memory(self->at + 2 * part, part);
	numa_police_memory(self->at, BYTES);
	ASSERT_EQ(0, count_pages_by_node(self->at, pages, counts));
	EXPECT_EQ(pages, counts[self->last]);
	ASSERT_EQ(0, count_pages_by_node(self->at + part, pages, counts));
	for (__u64 left = self->nodes; left; left &= left - 1)
		EXPECT_EQ(pages / node_count(self->nodes), counts[__builtin_ctzll(left)]);
	numa_bitmask_free(all);
}

static int numactl(const char *how)
{
	char command[256];

	snprintf(command, sizeof(command), "numactl %s 2>/dev/null", how);
	return system(command);
}

/*
 * An arena ignores the task's policy, as a file in memory with a policy of its own does. A path to
 * the descriptor opens nothing, so numactl cannot use an arena by path.
 */
TEST_F(arena, numactl_policy_is_ignored)
{
	char how[128];
	long before[NODES], after[NODES];

	touch_range(self->at, BYTES);
	ASSERT_EQ(0, count_pages_by_node(self->at, PAGES, before));
	ASSERT_EQ(0, punch_hole(self->fd, 0, BYTES));
	ASSERT_EQ(0, fcntl(self->fd, F_SETFD, 0));
	/* python3 maps the descriptor that it inherits and touches all of the mapping. */
	snprintf(how, sizeof(how),
		 "--membind=%d python3 -c 'import mmap; m = mmap.mmap(%d, %lu)\n"
		 "for i in range(0, %lu, 4096): m[i] = 1'",
		 self->last, self->fd, BYTES, BYTES);
	ASSERT_EQ(0, numactl(how));
	ASSERT_EQ(0, madvise(self->at, BYTES, MADV_POPULATE_READ));
	ASSERT_EQ(0, count_pages_by_node(self->at, PAGES, after));
	EXPECT_EQ(0, memcmp(before, after, sizeof(after)));
	snprintf(how, sizeof(how), "--length=4096 --file=/proc/%d/fd/%d --membind=%d", getpid(),
		 self->fd, self->last);
	EXPECT_NE(0, numactl(how));
}

TEST_HARNESS_MAIN
