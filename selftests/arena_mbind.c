// SPDX-License-Identifier: GPL-2.0
/*
 * mbind(2) and its kin on an arena: each call as on a file in memory, each policy for its range for
 * as long as it is there.
 */
#include "lib/harness.h"
#include "lib/arena.h"
#include "lib/arena_fixture.h"
#include "lib/device.h"
#include "lib/memory.h"
#include "lib/process.h"
#include "lib/text.h"

/* mbind(2) on a part: holds for that part, moves what is there, and goes again. */
TEST_F(arena, mbind_rules_its_range)
{
	unsigned long mask = 1ul << self->last, got = 0;
	char *part = self->at + BYTES / 4;
	size_t pages = PAGES / 4;
	long counts[NODES];
	struct rmm_arena_stat stat;
	int mode, failed;
	time_t end = 0;

	ASSERT_EQ(0, mbind(part, BYTES / 4, MPOL_BIND, &mask, 64, 0));
	ASSERT_EQ(0, get_mempolicy(&mode, &got, 64, part, MPOL_F_ADDR));
	EXPECT_EQ(MPOL_BIND, mode);
	EXPECT_EQ(mask, got);
	touch_range(self->at, BYTES);
	ASSERT_EQ(0, count_pages_by_node(part, pages, counts));
	EXPECT_EQ(pages, counts[self->last]);
	if (node_count(self->nodes) > 1) {
		ASSERT_EQ(0, count_pages_by_node(self->at, pages, counts));
		EXPECT_GT(pages, counts[self->last]);
	}
	ASSERT_EQ(0, arena_stat(self->fd, 0, &stat));
	if (variant->policy == RMM_PLACE_STRIPE)
		EXPECT_EQ(pages, stat.reasons[RMM_REASON_RANGE]);

	/* Of what is there already; what the kernel has in hand just now goes next time. */
	do
		failed = mbind(self->at, BYTES / 4, MPOL_PREFERRED, &mask, 64,
			       MPOL_MF_MOVE | MPOL_MF_STRICT);
	while (failed && errno == EIO && retry_allowed(&end));
	ASSERT_EQ(0, failed);
	ASSERT_EQ(0, count_pages_by_node(self->at, pages, counts));
	EXPECT_EQ(pages, counts[self->last]);

	/* By default: the arena's own again. */
	ASSERT_EQ(0, mbind(part, BYTES / 4, MPOL_DEFAULT, NULL, 0, 0));
	ASSERT_EQ(0, fallocate(self->fd, FALLOC_FL_PUNCH_HOLE | FALLOC_FL_KEEP_SIZE, BYTES / 4,
			       BYTES / 4));
	touch_range(part, BYTES / 4);
	ASSERT_EQ(0, count_pages_by_node(part, pages, counts));
	for (__u64 left = self->nodes; left; left &= left - 1) {
		long share = pages / node_count(self->nodes);

		EXPECT_GE(share / 10, labs(counts[__builtin_ctzll(left)] - share));
	}
}

#define FEW 16

/* What a call of mbind(2) came to: its error, the policy, and where the pages are after it. */
struct came {
	int error, mode, where[FEW];
	unsigned long mask;
};

struct call {
	int mode;
	unsigned int flags;
	unsigned long mask, bits;
	const void *bad;
};

static struct came came_of(char *at, const struct call *call)
{
	struct came came = { 0 };
	unsigned long first = 1ul << __builtin_ctzll(memory_nodes());
	const unsigned long *mask = call->bad ?: call->bits ? &call->mask : NULL;

	/* All on the first node, and a policy that fits. */
	if (mbind(at, FEW * PAGE, MPOL_BIND, &first, 64, MPOL_MF_MOVE))
		came.error = -1;
	touch_range(at, FEW * PAGE);
	if (mbind(at, FEW * PAGE, call->mode, mask, call->bits, call->flags))
		came.error = errno;
	if ((call->mode & 0xff) != MPOL_DEFAULT &&
	    get_mempolicy(&came.mode, &came.mask, 64, at, MPOL_F_ADDR))
		came.error = -2;
	if (read_page_nodes(at, FEW, came.where))
		came.error = -3;
	return came;
}

/* Every mode with every flag and several masks: what comes of it is what comes of a memfd. */
TEST_F(arena, mbind_is_that_of_a_file_in_memory)
{
	static const int flags_of_modes[] = {
		0, MPOL_F_STATIC_NODES, MPOL_F_RELATIVE_NODES,
		MPOL_F_STATIC_NODES | MPOL_F_RELATIVE_NODES, 1 << 13 /* NUMA_BALANCING */,
	};
	static const unsigned int flags[] = {
		0, MPOL_MF_STRICT, MPOL_MF_MOVE, MPOL_MF_MOVE | MPOL_MF_STRICT, MPOL_MF_MOVE_ALL,
		1 << 3, 1 << 20,
	};
	const unsigned long masks[] = {
		0, 1ul << self->first, 1ul << self->last, self->nodes, 1ul << 40,
	};
	int fd = memfd_create("rmm", MFD_CLOEXEC), calls = 0, refused = 0;
	time_t end = 0;
	char *other;

	ASSERT_EQ(0, ftruncate(fd, BYTES));
	other = map_fd(fd, BYTES, MAP_SHARED);
	ASSERT_NE(MAP_FAILED, other);
	/* MPOL_LOCAL is about where the caller is. */
	ASSERT_EQ(0, numa_run_on_node(self->first));
	for (int mode = MPOL_DEFAULT; mode <= 7; mode++)
		for (size_t i = 0; i < ARRAY_SIZE(flags_of_modes) * ARRAY_SIZE(flags); i++)
			for (size_t m = 0; m < ARRAY_SIZE(masks); m++) {
				const struct call call = {
					.mode = mode | flags_of_modes[i % ARRAY_SIZE(flags_of_modes)],
					.flags = flags[i / ARRAY_SIZE(flags_of_modes)],
					.mask = masks[m], .bits = m ? 64 : 0,
				};
				struct came theirs = came_of(other, &call);
				struct came ours = came_of(self->at, &call);

				/* A page that the kernel has in hand just then stays where it is. */
				while (memcmp(&theirs, &ours, sizeof(ours)) && retry_allowed(&end)) {
					theirs = came_of(other, &call);
					ours = came_of(self->at, &call);
				}
				calls++;
				refused += theirs.error != 0;
				EXPECT_EQ(0, memcmp(&theirs, &ours, sizeof(ours))) {
					TH_LOG("mode %#x flags %#x mask %#lx: error %d, mode %#x mask %#lx node %d; a memfd: %d, %#x %#lx %d",
					       call.mode, call.flags, call.mask, ours.error, ours.mode,
					       ours.mask, ours.where[0], theirs.error, theirs.mode,
					       theirs.mask, theirs.where[0]);
				}
			}
	TH_LOG("%d calls, %d of them refused", calls, refused);
	munmap(other, BYTES);
	close(fd);
}

TEST_F(arena, mbind_refuses_bad_pointers_alike)
{
	const struct call calls[] = {
		{ .mode = MPOL_BIND, .bits = 64, .bad = (void *)8 },
		{ .mode = MPOL_BIND, .bits = 1ul << 40, .mask = 1 },
	};
	char *other = mmap(NULL, BYTES, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);

	for (size_t i = 0; i < ARRAY_SIZE(calls); i++) {
		struct came theirs = came_of(other, &calls[i]), ours = came_of(self->at, &calls[i]);

		EXPECT_NE(0, ours.error);
		EXPECT_EQ(theirs.error, ours.error);
	}
	munmap(other, BYTES);
}

/* A home node goes with the policy of the range, and is refused where it is for shmem. */
TEST_F(arena, home_node)
{
	unsigned long mask = self->nodes;
	int where[FEW];

	/* Without a policy by mbind there is nothing that it could go with. */
	EXPECT_EQ(-1, syscall(SYS_set_mempolicy_home_node, self->at, BYTES, self->last, 0));
	EXPECT_EQ(ENOENT, errno);
	ASSERT_EQ(0, mbind(self->at, BYTES, MPOL_BIND, &mask, 64, 0));
	ASSERT_EQ(0, syscall(SYS_set_mempolicy_home_node, self->at, BYTES, self->last, 0));
	touch_range(self->at, FEW * PAGE);
	ASSERT_EQ(0, read_page_nodes(self->at, FEW, where));
	for (int i = 0; i < FEW; i++)
		EXPECT_EQ(self->last, where[i]);
	EXPECT_EQ(-1, syscall(SYS_set_mempolicy_home_node, self->at, BYTES, 40, 0));
	EXPECT_EQ(EINVAL, errno);
	ASSERT_EQ(0, mbind(self->at, BYTES, MPOL_INTERLEAVE, &mask, 64, 0));
	EXPECT_EQ(-1, syscall(SYS_set_mempolicy_home_node, self->at, BYTES, self->last, 0));
	EXPECT_EQ(EOPNOTSUPP, errno);
}

static int policy_at(const void *at, unsigned long *mask)
{
	int mode = -1;

	*mask = 0;
	return get_mempolicy(&mode, mask, 64, (void *)at, MPOL_F_ADDR) ? -errno : mode;
}

/* VMAs that maps shows in a range. */
static int vmas_in(const char *at, size_t bytes)
{
	char *line = read_text("/proc/self/maps");
	int count = 0;

	for (; line && *line; line = strchrnul(line, '\n'), line += !!*line) {
		unsigned long start = strtoul(line, NULL, 16);

		count += start >= (unsigned long)at && start < (unsigned long)at + bytes;
	}
	return count;
}

/* The policy of the middle stays that of the middle, and of nothing else. */
TEST_F(arena, a_range_keeps_its_policy)
{
	const size_t part = BYTES / 4, pages = PAGES / 4;
	char *middle = self->at + part;
	unsigned long bind = 1ul << self->last, mask;
	long counts[NODES];
	void *again;
	pid_t pid;

	ASSERT_EQ(0, mbind(middle, 2 * part, MPOL_BIND, &bind, 64, 0));
	EXPECT_EQ(3, vmas_in(self->at, BYTES));
	/* Split once more, by what has nothing to do with policies. */
	ASSERT_EQ(0, mprotect(middle + part / 2, part, PROT_READ));
	EXPECT_EQ(5, vmas_in(self->at, BYTES));
	EXPECT_EQ(MPOL_BIND, policy_at(middle + part, &mask));
	EXPECT_EQ(bind, mask);
	ASSERT_EQ(0, mprotect(middle + part / 2, part, PROT_READ | PROT_WRITE));
	EXPECT_EQ(3, vmas_in(self->at, BYTES));

	/* By fork, and for who maps the file anew. */
	pid = fork();
	if (!pid) {
		char *anew = map_fd(self->fd, BYTES, MAP_SHARED);

		touch_range(middle, part);
		touch_range(anew + 2 * part, part);
		_exit(policy_at(middle, &mask) != MPOL_BIND || mask != bind ||
		      policy_at(anew + part, &mask) != MPOL_BIND || mask != bind);
	}
	EXPECT_EQ(0, exit_status_of(pid));
	touch_range(self->at, BYTES);
	ASSERT_EQ(0, count_pages_by_node(middle, 2 * pages, counts));
	EXPECT_EQ(2 * pages, counts[self->last]);
	ASSERT_EQ(0, count_pages_by_node(self->at, pages, counts));
	if (node_count(self->nodes) > 1)
		EXPECT_GT(pages, counts[self->last]);

	/* Merged, when all of it has the policy. */
	ASSERT_EQ(0, mbind(self->at, BYTES, MPOL_BIND, &bind, 64, 0));
	EXPECT_EQ(1, vmas_in(self->at, BYTES));
	ASSERT_EQ(0, mbind(self->at, BYTES, MPOL_DEFAULT, NULL, 0, 0));
	ASSERT_EQ(0, mbind(middle, 2 * part, MPOL_BIND, &bind, 64, 0));

	/* Moved to another address. */
	again = mremap(middle, part, part, MREMAP_MAYMOVE | MREMAP_FIXED, self->at + 3 * part);
	ASSERT_EQ(self->at + 3 * part, again);
	EXPECT_EQ(MPOL_BIND, policy_at(again, &mask));
	ASSERT_EQ(0, punch_hole(self->fd, 0, BYTES));
	touch_range(again, part);
	ASSERT_EQ(0, count_pages_by_node(again, pages, counts));
	EXPECT_EQ(pages, counts[self->last]);
	/* The hole that it left; the fixture unmaps all. */
	ASSERT_EQ(middle, mmap(middle, part, PROT_NONE, MAP_FIXED | MAP_PRIVATE | MAP_ANONYMOUS, -1, 0));
}

/* What went to swap comes back to where its range says, by policy of mbind and of the arena. */
TEST_F(arena, a_range_keeps_its_policy_through_swap)
{
	unsigned long bind = 1ul << self->last;
	int before[PAGES], after[PAGES];
	struct rmm_arena_stat stat;

	if (!enable_swap())
		SKIP(return, "no swap");
	ASSERT_EQ(0, mbind(self->at, BYTES / 2, MPOL_BIND, &bind, 64, 0));
	stamp_pages(self->at, PAGES);
	ASSERT_EQ(0, read_page_nodes(self->at, PAGES, before));
	for (size_t i = 0; i < PAGES / 2; i++)
		ASSERT_EQ(self->last, before[i]);
	/* Not all can be had at once: some are on the way to a list. */
	for (time_t end = 0; retry_allowed(&end);) {
		ASSERT_EQ(0, madvise(self->at, BYTES, MADV_PAGEOUT));
		ASSERT_EQ(0, arena_stat(self->fd, 0, &stat));
		if (stat.swapped_pages >= PAGES * 9 / 10)
			break;
	}
	EXPECT_LE(PAGES * 9 / 10, stat.swapped_pages);
	EXPECT_EQ(PAGES, stat.swapped_pages + stat.resident_pages);
	EXPECT_EQ(PAGES, sum_placed_pages(&stat));
	EXPECT_EQ(0, count_wrong_stamps(self->at, PAGES));
	ASSERT_EQ(0, read_page_nodes(self->at, PAGES, after));
	for (size_t i = 0; i < PAGES; i++)
		ASSERT_EQ(before[i], after[i]);
	ASSERT_EQ(0, arena_stat(self->fd, 0, &stat));
	/* A page that is back in memory but kept in swap, too, is told as both. */
	EXPECT_EQ(PAGES, stat.resident_pages);
	EXPECT_LT(0, stat.swapped_in);
	EXPECT_EQ(PAGES, sum_placed_pages(&stat));
}

/* Of a private mapping a policy is for that mapping, and the file's pages are none of its. */
TEST_F(arena, a_private_mapping_has_its_own)
{
	char *mine = map_fd(self->fd, BYTES, MAP_PRIVATE);
	unsigned long bind = 1ul << self->last, mask;
	long counts[NODES];

	ASSERT_NE(MAP_FAILED, mine);
	ASSERT_EQ(0, mbind(mine, BYTES, MPOL_BIND, &bind, 64, 0));
	EXPECT_EQ(MPOL_BIND, policy_at(mine, &mask));
	EXPECT_EQ(bind, mask);
	if (node_count(self->nodes) > 1)
		EXPECT_TRUE(policy_at(self->at, &mask) != MPOL_BIND || mask != bind);
	touch_range(mine, BYTES);
	ASSERT_EQ(0, count_pages_by_node(mine, PAGES, counts));
	EXPECT_EQ(PAGES, counts[self->last]);
	touch_range(self->at, BYTES);
	ASSERT_EQ(0, count_pages_by_node(self->at, PAGES, counts));
	if (node_count(self->nodes) > 1)
		EXPECT_GT(PAGES, counts[self->last]);
	munmap(mine, BYTES);
}

TEST_HARNESS_MAIN
