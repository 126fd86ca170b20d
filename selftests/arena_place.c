// SPDX-License-Identifier: GPL-2.0
/*
 * Placement of an arena's pages: the promise of each policy against the kernel's own report of
 * where pages are. $RMM_ARENA_MB (default 64) is the size that is placed.
 */
#include "lib/harness.h"
#include "lib/arena.h"
#include "lib/device.h"
#include "lib/memory.h"
#include "lib/nodes.h"
#include "lib/text.h"

static size_t bytes, pages;

/* Returns the inode, from which the kernel's interleaving starts. */
static __u64 inode_of(int fd)
{
	struct stat st;

	return fstat(fd, &st) ? 0 : st.st_ino;
}

static int nth_node(__u64 nodes, int n)
{
	while (n--)
		nodes &= nodes - 1;
	return __builtin_ctzll(nodes);
}

FIXTURE(place)
{
	__u64 nodes;
	int n;
	void *at;
	int *where;
	long counts[NODES];
};

FIXTURE_SETUP(place)
{
	bytes = (getenv("RMM_ARENA_MB") ? atol(getenv("RMM_ARENA_MB")) : 64) << 20;
	pages = bytes / PAGE;
	self->nodes = memory_nodes();
	self->n = node_count(self->nodes);
	self->where = malloc(pages * sizeof(int));
	self->at = MAP_FAILED;
}

FIXTURE_TEARDOWN(place)
{
	if (self->at != MAP_FAILED)
		munmap(self->at, bytes);
	free(self->where);
}

/* Maps @fd, touches all of it, and counts its pages by node. */
static void fill(struct __test_metadata *_metadata, struct _test_data_place *self, int fd)
{
	struct rmm_arena_stat stat;
	__u64 sum = 0, placed = 0;

	ASSERT_LE(0, fd);
	self->at = map_fd(fd, bytes, MAP_SHARED);
	ASSERT_NE(MAP_FAILED, self->at);
	touch_range(self->at, bytes);
	ASSERT_EQ(0, read_page_nodes(self->at, pages, self->where));
	ASSERT_EQ(0, count_pages_by_node(self->at, pages, self->counts));
	ASSERT_EQ(0, arena_stat(fd, RMM_ARENA_STAT_NODES, &stat));
	for (int node = 0; node < (int)NODES; node++) {
		EXPECT_EQ(self->counts[node], stat.node_pages[node]);
		sum += stat.node_pages[node];
		placed += stat.placed[node];
	}
	EXPECT_EQ(pages, sum);
	EXPECT_EQ(pages, placed);
	EXPECT_EQ(pages, stat.resident_pages);
	close(fd);
}

TEST_F(place, interleave_page_by_page)
{
	for (int steer = 0; steer < 2; steer++) {
		int fd = create_arena(RMM_PLACE_INTERLEAVE, bytes, self->nodes, steer ? RMM_ARENA_STEER : 0);
		__u64 inode = inode_of(fd);

		fill(_metadata, self, fd);
		for (size_t i = 0; i < pages; i++)
			ASSERT_EQ(nth_node(self->nodes, (inode + i) % self->n), self->where[i]);
		munmap(self->at, bytes);
	}
	self->at = MAP_FAILED;
}

/* By the kernel's formula with the arena's own weights, in every round and page by page. */
TEST_F(place, weighted_page_by_page)
{
	__u32 weights[NODES] = { 0 }, total = 0;
	__u64 inode;
	int fd;

	for (int i = 0; i < self->n; i++)
		total += weights[nth_node(self->nodes, i)] = i + 1;
	fd = create_weighted_arena(RMM_PLACE_WEIGHTED, bytes, self->nodes, weights, NODES);
	ASSERT_LE(0, fd);
	inode = inode_of(fd);
	fill(_metadata, self, fd);
	for (size_t i = 0; i < pages; i++) {
		__u32 left = (inode + i) % total, node = 0;

		while (left >= weights[node])
			left -= weights[node++];
		ASSERT_EQ(node, self->where[i]);
	}
}

/* By the kernel's weights, as the kernel does for a file in memory. */
TEST_F(place, weighted_follows_the_kernels_weights)
{
	int fd = create_arena(RMM_PLACE_WEIGHTED, bytes, self->nodes, 0);

	fill(_metadata, self, fd);
	for (int i = 0; i < self->n; i++)
		EXPECT_LT(0, self->counts[nth_node(self->nodes, i)]);
}

TEST_F(place, stripe_makes_equal_parts_for_any_stride)
{
	static const int strides[] = { 1, 2, 3, 4, 7, 8, 16, 31 };
	int fd = create_arena(RMM_PLACE_STRIPE, bytes, self->nodes, 0);

	fill(_metadata, self, fd);
	for (int i = 0; i < self->n; i++) {
		long share = pages / self->n, got = self->counts[nth_node(self->nodes, i)];

		EXPECT_GE(share / 50, labs(got - share));
	}
	for (size_t s = 0; s < ARRAY_SIZE(strides); s++) {
		long counts[NODES] = { 0 }, n = 0;

		for (size_t i = 0; i < pages; i += strides[s], n++)
			counts[self->where[i]]++;
		/* A hash does not distribute a few hundred pages equally. */
		for (int i = 0; i < self->n; i++)
			EXPECT_GE(n / self->n / 5, labs(counts[nth_node(self->nodes, i)] - n / self->n));
	}
}

/* The same page is on the same node in every arena. */
TEST_F(place, stripe_is_the_same_in_every_arena)
{
	int *before = malloc(pages * sizeof(int));

	fill(_metadata, self, create_arena(RMM_PLACE_STRIPE, bytes, self->nodes, 0));
	memcpy(before, self->where, pages * sizeof(int));
	munmap(self->at, bytes);
	fill(_metadata, self, create_arena(RMM_PLACE_STRIPE, bytes, self->nodes, 0));
	EXPECT_EQ(0, memcmp(before, self->where, pages * sizeof(int)));
	free(before);
}

static long zone_sum(int node, const char *field)
{
	char *text = read_text("/proc/zoneinfo"), *line, *save;
	long sum = 0;
	int at = -1;

	for (line = strtok_r(text, "\n", &save); line; line = strtok_r(NULL, "\n", &save)) {
		char name[32];
		long value;

		if (sscanf(line, "Node %d", &at) == 1)
			continue;
		if (at == node && sscanf(line, " %31s %ld", name, &value) == 2 && !strcmp(name, field))
			sum += value;
	}
	return sum;
}

/* True if the node can hold all pages and stay above its watermarks. */
static bool has_room(int node)
{
	return node_free_kb(node) / 4 > (long)(pages + pages / 8) + zone_sum(node, "high");
}

TEST_F(place, local_follows_the_cpu)
{
	int nodes_tested = 0;

	for (int steer = 0; steer < 2; steer++)
		for (int i = 0; i < self->n; i++) {
			int node = nth_node(self->nodes, i);

			/* The kernel uses another node when there is no room. */
			if (numa_run_on_node(node) || !has_room(node))
				continue;
			nodes_tested++;
			fill(_metadata, self, create_arena(RMM_PLACE_LOCAL, bytes, 0,
							   steer ? RMM_ARENA_STEER : 0));
			munmap(self->at, bytes);
			EXPECT_EQ(pages, self->counts[node]);
		}
	EXPECT_LT(0, nodes_tested);
	numa_run_on_node(-1);
	self->at = MAP_FAILED;
}

TEST_F(place, bind_stays_on_its_nodes)
{
	for (int steer = 0; steer < 2; steer++)
		for (int i = 0; i < self->n; i++) {
			int node = nth_node(self->nodes, i);

			fill(_metadata, self, create_arena(RMM_PLACE_BIND, bytes, 1ull << node,
							   steer ? RMM_ARENA_STEER : 0));
			munmap(self->at, bytes);
			EXPECT_EQ(pages, self->counts[node]);
		}
	self->at = MAP_FAILED;
}

TEST_F(place, preferred_many_stays_while_there_is_room)
{
	__u64 nodes = 1ull << nth_node(self->nodes, self->n - 1);

	for (int steer = 0; steer < 2; steer++) {
		fill(_metadata, self, create_arena(RMM_PLACE_PREFERRED_MANY, bytes, nodes,
						   steer ? RMM_ARENA_STEER : 0));
		munmap(self->at, bytes);
		EXPECT_EQ(pages, self->counts[__builtin_ctzll(nodes)]);
	}
	self->at = MAP_FAILED;
}

/* Returns free memory above the low watermark, in thousandths of the node. */
static long share(int node)
{
	long managed = zone_sum(node, "managed");

	return (node_free_kb(node) / 4 - zone_sum(node, "low")) * 1000 / managed;
}

/*
 * Nodes that got pages end with the same share of free memory, and no node without pages has more.
 */
TEST_F(place, capacity_levels_free_shares)
{
	long lowest = 1000, highest = 0;

	fill(_metadata, self, create_arena(RMM_PLACE_CAPACITY, bytes, self->nodes, 0));
	for (int i = 0; i < self->n; i++) {
		int node = nth_node(self->nodes, i);
		long left = share(node);

		TH_LOG("node %d: %ld pages, %ld/1000 free", node, self->counts[node], left);
		highest = left > highest ? left : highest;
		if (self->counts[node] > (long)pages / 100)
			lowest = left < lowest ? left : lowest;
	}
	EXPECT_GE(50, highest - lowest);
}

/* Counted by the module: sampled pages are unmapped for a while. */
TEST_F(place, tiered_fills_the_fast_node_first)
{
	struct rmm_arena_create arg = {
		.size = sizeof(arg), .bytes = bytes, .nodes = self->nodes, .policy = RMM_PLACE_TIERED,
	};
	int fast = nth_node(self->nodes, 0), fd;
	struct rmm_arena_stat stat;

	/*
	 * The node with the most room is fast, because pages are demoted from a node that is short.
	 */
	for (int i = 1; i < self->n; i++)
		if (node_free_kb(nth_node(self->nodes, i)) > node_free_kb(fast))
			fast = nth_node(self->nodes, i);
	arg.fast = 1ull << fast;
	fd = create_arena_by(&arg);
	ASSERT_LE(0, fd);
	self->at = map_fd(fd, bytes, MAP_SHARED);
	ASSERT_NE(MAP_FAILED, self->at);
	touch_range(self->at, bytes);
	ASSERT_EQ(0, arena_stat(fd, RMM_ARENA_STAT_NODES, &stat));
	EXPECT_EQ(pages, stat.resident_pages);
	EXPECT_EQ(pages, stat.node_pages[fast]);
	EXPECT_EQ(pages, stat.placed[fast]);
	close(fd);
}

TEST_F(place, adaptive_follows_the_table)
{
	__u32 bandwidth[NODES] = { 0 };
	__u64 total = 0;

	for (int i = 0; i < self->n; i++)
		total += bandwidth[nth_node(self->nodes, i)] = 20000 / (i + 1);
	fill(_metadata, self, create_weighted_arena(RMM_PLACE_ADAPTIVE, bytes, self->nodes, bandwidth, NODES));
	for (int i = 0; i < self->n; i++) {
		int node = nth_node(self->nodes, i);
		long share = pages * bandwidth[node] / total;

		EXPECT_GE((long)pages / 32, labs(self->counts[node] - share));
	}
}

TEST_HARNESS_MAIN
