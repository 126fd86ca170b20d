// SPDX-License-Identifier: GPL-2.0
/*
 * The kernel's policies, placed by this module: every page is on the node where a memfd under the
 * same policy of mbind(2) has it, from the CPUs of every node.
 */
#include "lib/harness.h"
#include "lib/arena.h"
#include "lib/device.h"
#include "lib/memory.h"

#define BYTES (4ul << 20)
#define PAGES (BYTES / PAGE)

#define WEIGHT "/sys/kernel/mm/mempolicy/weighted_interleave/node%d"

FIXTURE(same)
{
	__u64 nodes;
	int where[2][PAGES];
};

FIXTURE_VARIANT(same)
{
	__u32 policy;
	int mode;
};

FIXTURE_VARIANT_ADD(same, local) { RMM_PLACE_LOCAL, MPOL_LOCAL };
FIXTURE_VARIANT_ADD(same, bind) { RMM_PLACE_BIND, MPOL_BIND };
FIXTURE_VARIANT_ADD(same, preferred_many) { RMM_PLACE_PREFERRED_MANY, MPOL_PREFERRED_MANY };
FIXTURE_VARIANT_ADD(same, interleave) { RMM_PLACE_INTERLEAVE, MPOL_INTERLEAVE };
FIXTURE_VARIANT_ADD(same, weighted) { RMM_PLACE_WEIGHTED, MPOL_WEIGHTED_INTERLEAVE };

FIXTURE_SETUP(same)
{
	self->nodes = memory_nodes();
}

FIXTURE_TEARDOWN(same)
{
}

static __u64 inode_of(int fd)
{
	struct stat st;

	return fstat(fd, &st) ? 0 : st.st_ino;
}

static void set_weight(int node, __u32 weight)
{
	char path[96], text[16];
	int fd;

	snprintf(path, sizeof(path), WEIGHT, node);
	snprintf(text, sizeof(text), "%u", weight);
	fd = open(path, O_WRONLY);
	if (fd >= 0)
		(void)!write(fd, text, strlen(text));
	close(fd);
}

/* Touches all of a file and stores the node of each page. */
static void fill(struct __test_metadata *_metadata, int fd, int mode, unsigned long mask, int *where)
{
	char *at = map_fd(fd, BYTES, MAP_SHARED);

	ASSERT_NE(MAP_FAILED, at);
	if (mode > 0) {
		ASSERT_EQ(0, mbind(at, BYTES, mode, mode == MPOL_LOCAL ? NULL : &mask,
				   mode == MPOL_LOCAL ? 0 : 64, 0));
	}
	touch_range(at, BYTES);
	ASSERT_EQ(0, read_page_nodes(at, PAGES, where));
	munmap(at, BYTES);
}

TEST_F(same, every_page_is_where_a_memfd_has_it)
{
	__u32 weights[NODES] = { 0 };
	const bool weighted = variant->policy == RMM_PLACE_WEIGHTED;

	for (__u64 left = self->nodes; left; left &= left - 1) {
		int node = __builtin_ctzll(left);

		weights[node] = node + 1;
		set_weight(node, node + 1);
	}
	/* Every set of nodes, from the CPUs of every node that has some. */
	for (__u64 nodes = self->nodes; nodes; nodes = (nodes - 1) & self->nodes)
		for (__u64 left = self->nodes; left; left &= left - 1) {
			struct rmm_arena_create arg = {
				.size = sizeof(arg), .bytes = BYTES, .nodes = nodes,
				.policy = variant->policy, .flags = RMM_ARENA_STEER,
			};
			int ours, theirs = memfd_create("rmm", MFD_CLOEXEC);
			size_t round = 0, shift, differ = 0;

			if (numa_run_on_node(__builtin_ctzll(left))) {
				close(theirs);
				continue;
			}
			if (weighted) {
				arg.weights = (uintptr_t)weights;
				arg.weights_count = NODES;
			}
			for (__u64 rest = nodes; rest; rest &= rest - 1)
				round += weighted ? weights[__builtin_ctzll(rest)] : 1;
			ours = create_arena_by(&arg);
			ASSERT_LE(0, ours);
			ASSERT_EQ(0, ftruncate(theirs, BYTES));
			fill(_metadata, ours, 0, 0, self->where[0]);
			fill(_metadata, theirs, variant->mode, nodes, self->where[1]);
			/*
			 * The kernel adds the inode's number to the page's index: the shift aligns
			 * both sequences.
			 */
			shift = (inode_of(ours) % round + round - inode_of(theirs) % round) % round;
			for (size_t i = 0; i + shift < PAGES; i++)
				differ += self->where[1][i + shift] != self->where[0][i];
			EXPECT_EQ(0, differ) {
				TH_LOG("nodes %#llx, from node %d: %zu pages differ, the first is on node %d, a memfd's on %d",
				       nodes, __builtin_ctzll(left), differ, self->where[0][0],
				       self->where[1][shift]);
			}
			close(ours);
			close(theirs);
		}
	numa_run_on_node(-1);
}

TEST_HARNESS_MAIN
