// SPDX-License-Identifier: GPL-2.0
/*
 * An arena on a full node: bind ends as the kernel's bind does and uses no other node; other
 * policies fall back to other nodes and count that.
 */
#include "lib/harness.h"
#include "lib/arena.h"
#include "lib/device.h"
#include "lib/memory.h"
#include "lib/nodes.h"

/* Sizes exceed the node's memory, or what is free of it, by this much. */
#define MORE (64ul << 20)

FIXTURE(full)
{
	int node;
	/* The tests fill this much: a full node takes long to fill page by page. */
	long free_kb;
	struct node_hog hog;
};

/* Returns the last node that is smaller than the largest arena: a user may have 1 GiB of them. */
static int node_to_fill(void)
{
	int node = 63;

	while (node && (!(memory_nodes() >> node & 1) ||
			(node_meminfo_kb(node, "MemTotal:") << 10) + MORE > 1ul << 30))
		node--;
	return node;
}

/* Swap is disabled, so that the node becomes full. */
FIXTURE_SETUP(full)
{
	self->node = node_to_fill();
	if (node_count(memory_nodes()) < 2)
		SKIP(return, "one node");
	ASSERT_EQ(0, system("swapoff -a"));
	ASSERT_TRUE(start_node_hog(&self->hog, self->node));
	ASSERT_TRUE(squeeze_node(&self->hog));
	self->free_kb = node_free_kb(self->node);
}

FIXTURE_TEARDOWN(full)
{
	end_node_hog(&self->hog);
}

/*
 * Fills a mapping of @fd in a child that the OOM killer chooses first, under MPOL_BIND to @mask if
 * that is not 0. Returns its wait status.
 */
static int fill_mapping(int fd, size_t bytes, int flags, unsigned long mask)
{
	int status = -1;
	pid_t pid = fork();

	if (!pid) {
		int score = open("/proc/self/oom_score_adj", O_WRONLY);
		char *at = map_fd(fd, bytes, flags);

		if (at == MAP_FAILED || write(score, "1000", 4) != 4)
			_exit(1);
		if (mask && mbind(at, bytes, MPOL_BIND, &mask, 64, 0))
			_exit(2);
		touch_range(at, bytes);
		_exit(0);
	}
	waitpid(pid, &status, 0);
	return status;
}

static int fill_in_child(int fd, size_t bytes, unsigned long mask)
{
	return fill_mapping(fd, bytes, MAP_SHARED, mask);
}

static void bind_past_the_end(struct __test_metadata *_metadata, FIXTURE_DATA(full) *self,
			      __u32 policy, __u32 flags)
{
	const int node = self->node;
	size_t bytes = node_meminfo_kb(node, "MemTotal:") * 1024 + MORE;
	struct rmm_arena_stat stat;
	int other = memfd_create("rmm", MFD_CLOEXEC), theirs, status;
	int fd = create_arena(policy, bytes, 1ull << node, flags);

	ASSERT_EQ(0, ftruncate(other, bytes));
	theirs = fill_in_child(other, bytes, 1ul << node);
	close(other);
	ASSERT_LE(0, fd);
	status = fill_in_child(fd, bytes, 0);
	EXPECT_TRUE(WIFSIGNALED(status)) {
		TH_LOG("status %#x", status);
	}
	/* A memfd under the same policy ends the same way. */
	EXPECT_EQ(theirs, status);
	ASSERT_EQ(0, arena_stat(fd, RMM_ARENA_STAT_NODES, &stat));
	/*
	 * A task that the OOM killer has chosen may use reserves on any node, regardless of its
	 * policy.
	 */
	for (int i = 0; i < (int)NODES; i++)
		if (i != node)
			EXPECT_GE(4, stat.node_pages[i]);
	EXPECT_LT(self->free_kb * 1024 / PAGE / 4, stat.node_pages[node]);
	TH_LOG("%llu of %zu pages, ended by %s", stat.node_pages[node], bytes / PAGE,
	       strsignal(WTERMSIG(status)));
	close(fd);
}

TEST_F(full, bind_by_the_kernel_stays_on_its_node)
{
	bind_past_the_end(_metadata, self, RMM_PLACE_BIND, 0);
}

TEST_F(full, bind_by_the_module_stays_on_its_node)
{
	bind_past_the_end(_metadata, self, RMM_PLACE_BIND, RMM_ARENA_STEER);
}

/* The kernel places copies of a private mapping, by a policy that is equally strict. */
TEST_F(full, bind_of_a_private_mapping_stays_on_its_node)
{
	size_t bytes = node_meminfo_kb(self->node, "MemTotal:") * 1024 + MORE;
	int fd = create_arena(RMM_PLACE_BIND, bytes, 1ull << self->node, RMM_ARENA_STEER), status;

	ASSERT_LE(0, fd);
	status = fill_mapping(fd, bytes, MAP_PRIVATE, 0);
	EXPECT_TRUE(WIFSIGNALED(status)) {
		TH_LOG("status %#x", status);
	}
	close(fd);
}

TEST_F(full, tiered_spills_to_the_slow_node)
{
	struct rmm_arena_create arg = {
		.size = sizeof(arg), .bytes = self->free_kb * 1024 + MORE, .nodes = memory_nodes(),
		.policy = RMM_PLACE_TIERED, .fast = 1ull << self->node,
	};
	struct rmm_arena_stat stat;
	__u64 placed = 0;
	int fd;

	fd = create_arena_by(&arg);
	ASSERT_LE(0, fd);
	EXPECT_EQ(0, fill_in_child(fd, arg.bytes, 0));
	ASSERT_EQ(0, arena_stat(fd, RMM_ARENA_STAT_NODES, &stat));
	for (int i = 0; i < (int)NODES; i++)
		placed += stat.placed[i];
	EXPECT_EQ((arg.bytes + PAGE - 1) / PAGE, placed);
	EXPECT_LT(0, stat.reasons[RMM_REASON_SPILL]);
	EXPECT_EQ(placed, stat.reasons[RMM_REASON_FIRST] + stat.reasons[RMM_REASON_SPILL] +
			  stat.reasons[RMM_REASON_FALLBACK] + stat.reasons[RMM_REASON_ELSEWHERE]);
	TH_LOG("%llu first, %llu spilled, %llu fell back, %llu elsewhere; %ld KiB left",
	       stat.reasons[RMM_REASON_FIRST], stat.reasons[RMM_REASON_SPILL],
	       stat.reasons[RMM_REASON_FALLBACK], stat.reasons[RMM_REASON_ELSEWHERE],
	       node_free_kb(self->node));
	close(fd);
}

/* stripe prefers the full node for a part of the pages, and uses the nearest other node. */
TEST_F(full, stripe_falls_back_to_another_node)
{
	struct rmm_arena_stat stat;
	size_t bytes = self->free_kb * 1024 + MORE;
	int fd = create_arena(RMM_PLACE_STRIPE, bytes, 1ull << self->node, 0);

	ASSERT_LE(0, fd);
	EXPECT_EQ(0, fill_in_child(fd, bytes, 0));
	ASSERT_EQ(0, arena_stat(fd, RMM_ARENA_STAT_NODES, &stat));
	EXPECT_EQ((bytes + PAGE - 1) / PAGE, stat.resident_pages + stat.swapped_pages);
	EXPECT_LT(0, stat.reasons[RMM_REASON_ELSEWHERE] + stat.reasons[RMM_REASON_FALLBACK]);
	close(fd);
}

TEST_HARNESS_MAIN
