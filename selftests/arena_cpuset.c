// SPDX-License-Identifier: GPL-2.0
/*
 * A cpuset that is narrowed after an arena's pages were placed: the process in it maps the arena, and
 * neither the worker nor another process moves its pages to a node that the cpuset forbids.
 */
#include "lib/harness.h"
#include "lib/arena.h"
#include "lib/device.h"
#include "lib/memory.h"
#include "lib/nodes.h"
#include "lib/process.h"
#include "lib/text.h"

#define BYTES (8ul << 20)
#define PAGES (BYTES / PAGE)
#define GROUP "/sys/fs/cgroup/rmm-cpuset"
#define PATIENCE_S 100

FIXTURE(cpuset) {
	__u64 nodes;
	int fast, allowed, forbidden, fd;
	pid_t pid;
};

static int allow(__u64 nodes)
{
	char text[256] = "";

	for (int node = 0; node < (int)NODES; node++)
		if (nodes >> node & 1)
			snprintf(text + strlen(text), sizeof(text) - strlen(text), "%s%d", *text ? "," : "",
				 node);
	return write_file(GROUP "/cpuset.mems", text);
}

static int arena_fd;

/* Runs in the child, which then only sleeps. */
static void enter_and_touch(void)
{
	char text[16], *at;

	snprintf(text, sizeof(text), "%d", getpid());
	if (write_file(GROUP "/cgroup.procs", text))
		_exit(1);
	at = map_fd(arena_fd, BYTES, MAP_SHARED);
	touch_range(at, BYTES);
}

FIXTURE_SETUP(cpuset)
{
	struct rmm_arena_create arg = {
		.size = sizeof(arg), .bytes = BYTES, .policy = RMM_PLACE_TIERED,
	};
	struct rmm_arena_stat stat;

	self->nodes = memory_nodes();
	self->pid = 0;
	if (node_count(self->nodes) < 3)
		SKIP(return, "fewer than three nodes");
	write_file("/sys/fs/cgroup/cgroup.subtree_control", "+cpuset");
	if ((mkdir(GROUP, 0755) && errno != EEXIST) || access(GROUP "/cpuset.mems", F_OK))
		SKIP(return, "no cpusets");
	write_file("/proc/sys/vm/drop_caches", "3");
	/* The nearest slow node is the one that will be forbidden, so that it would be chosen. */
	self->fast = __builtin_ctzll(self->nodes);
	self->forbidden = self->allowed = -1;
	for (int node = 0; node < (int)NODES; node++) {
		if (!(self->nodes >> node & 1) || node == self->fast)
			continue;
		if (self->forbidden < 0 ||
		    numa_distance(self->fast, node) < numa_distance(self->fast, self->forbidden)) {
			self->allowed = self->forbidden;
			self->forbidden = node;
		}
		if (node != self->forbidden)
			self->allowed = node;
	}
	ASSERT_EQ(0, allow(self->nodes));
	arg.fast = 1ull << self->fast;
	arg.nodes = arg.fast | 1ull << self->allowed | 1ull << self->forbidden;
	self->fd = arena_fd = create_arena_by(&arg);
	ASSERT_LE(0, self->fd);
	self->pid = fork_idle_child(enter_and_touch);
	ASSERT_EQ(0, arena_stat(self->fd, RMM_ARENA_STAT_NODES, &stat));
	ASSERT_EQ(PAGES, stat.node_pages[self->fast]);
	ASSERT_EQ(0, allow(1ull << self->fast | 1ull << self->allowed));
}

FIXTURE_TEARDOWN(cpuset)
{
	if (self->pid > 0)
		end_child(self->pid);
	rmdir(GROUP);
}

/* Another process moves pages, but not to the forbidden node, and not if there is no other. */
TEST_F(cpuset, move_keeps_to_it)
{
	struct rmm_arena_move move = {
		.size = sizeof(move), .len = BYTES, .nodes = 1ull << self->forbidden,
	};
	struct rmm_arena_stat stat;

	ASSERT_EQ(0, call_ioctl(self->fd, RMM_ARENA_MOVE, &move));
	EXPECT_EQ(0, move.moved);
	EXPECT_EQ(PAGES, move.refusals[RMM_REFUSAL_CPUSET]);
	move.nodes |= 1ull << self->allowed;
	ASSERT_EQ(0, call_ioctl(self->fd, RMM_ARENA_MOVE, &move));
	EXPECT_LE(PAGES / 2, move.moved);
	EXPECT_EQ(0, move.refusals[RMM_REFUSAL_CPUSET]);
	ASSERT_EQ(0, arena_stat(self->fd, RMM_ARENA_STAT_NODES, &stat));
	EXPECT_EQ(0, stat.node_pages[self->forbidden]);
	/* A wider one is in effect at once. */
	ASSERT_EQ(0, allow(self->nodes));
	move.nodes = 1ull << self->forbidden;
	ASSERT_EQ(0, call_ioctl(self->fd, RMM_ARENA_MOVE, &move));
	EXPECT_LE(PAGES / 2, move.moved);
	EXPECT_EQ(0, move.refusals[RMM_REFUSAL_CPUSET]);
}

/* The fast node is short: the worker demotes pages to the slow node that is allowed. */
TEST_F_TIMEOUT(cpuset, demotion_keeps_to_it, 3 * PATIENCE_S)
{
	struct rmm_arena_stat stat = { 0 };
	struct node_hog hog;
	double end;

	ASSERT_TRUE(start_node_hog(&hog, self->fast));
	ASSERT_TRUE(squeeze_node(&hog));
	end = monotonic_seconds() + PATIENCE_S;
	while (stat.reasons[RMM_REASON_DEMOTED] < 64 && monotonic_seconds() < end) {
		ASSERT_TRUE(squeeze_node(&hog));
		sleep_20_ms();
		ASSERT_EQ(0, arena_stat(self->fd, RMM_ARENA_STAT_NODES, &stat));
	}
	end_node_hog(&hog);
	EXPECT_LE(64, stat.reasons[RMM_REASON_DEMOTED]);
	EXPECT_EQ(0, stat.moved_in[self->forbidden]);
	EXPECT_EQ(0, stat.node_pages[self->forbidden]);
	TH_LOG("%llu demoted, %llu of them to the allowed node", stat.reasons[RMM_REASON_DEMOTED],
	       stat.moved_in[self->allowed]);
}

TEST_HARNESS_MAIN
