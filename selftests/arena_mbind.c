// SPDX-License-Identifier: GPL-2.0
/*
 * mbind(2) and related calls on an arena: each behaves as on a file in memory, and each policy
 * holds for its range while it exists.
 */
#include "lib/harness.h"
#include "lib/arena.h"
#include "lib/arena_fixture.h"
#include "lib/device.h"
#include "lib/memory.h"
#include "lib/process.h"
#include "lib/text.h"
#include "lib/vmas.h"

/* mbind(2) on a part holds for that part, moves present pages, and can be undone. */
TEST_F(arena, mbind_applies_to_its_range)
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

	/*
	 * Applies to present pages; a page that the kernel is using at that moment moves in the
	 * next call.
	 */
	do
		failed = mbind(self->at, BYTES / 4, MPOL_PREFERRED, &mask, 64,
			       MPOL_MF_MOVE | MPOL_MF_STRICT);
	while (failed && errno == EIO && retry_allowed(&end));
	ASSERT_EQ(0, failed);
	ASSERT_EQ(0, count_pages_by_node(self->at, pages, counts));
	EXPECT_EQ(pages, counts[self->last]);

	/* MPOL_DEFAULT restores the arena's own policy. */
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

/* The outcome of a call of mbind(2): its error, the policy, and where the pages are afterwards. */
struct mbind_outcome {
	int error, mode, where[FEW];
	unsigned long mask;
};

struct call {
	int mode;
	unsigned int flags;
	unsigned long mask, bits;
	const void *bad;
};

static struct mbind_outcome read_mbind_outcome(char *at, const struct call *call)
{
	struct mbind_outcome mbind_outcome = { 0 };
	unsigned long first = 1ul << __builtin_ctzll(memory_nodes());
	const unsigned long *mask = call->bad ?: call->bits ? &call->mask : NULL;

	/* All pages are on the first node, under a policy that allows it. */
	if (mbind(at, FEW * PAGE, MPOL_BIND, &first, 64, MPOL_MF_MOVE))
		mbind_outcome.error = -1;
	touch_range(at, FEW * PAGE);
	if (mbind(at, FEW * PAGE, call->mode, mask, call->bits, call->flags))
		mbind_outcome.error = errno;
	if ((call->mode & 0xff) != MPOL_DEFAULT &&
	    get_mempolicy(&mbind_outcome.mode, &mbind_outcome.mask, 64, at, MPOL_F_ADDR))
		mbind_outcome.error = -2;
	if (read_page_nodes(at, FEW, mbind_outcome.where))
		mbind_outcome.error = -3;
	return mbind_outcome;
}

/* Every mode with every flag and several masks has the outcome that a memfd has. */
TEST_F(arena, mbind_behaves_as_on_a_memfd)
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
	/* MPOL_LOCAL depends on the caller's node. */
	ASSERT_EQ(0, numa_run_on_node(self->first));
	for (int mode = MPOL_DEFAULT; mode <= 7; mode++)
		for (size_t i = 0; i < ARRAY_SIZE(flags_of_modes) * ARRAY_SIZE(flags); i++)
			for (size_t m = 0; m < ARRAY_SIZE(masks); m++) {
				const struct call call = {
					.mode = mode | flags_of_modes[i % ARRAY_SIZE(flags_of_modes)],
					.flags = flags[i / ARRAY_SIZE(flags_of_modes)],
					.mask = masks[m], .bits = m ? 64 : 0,
				};
				struct mbind_outcome theirs = read_mbind_outcome(other, &call);
				struct mbind_outcome ours = read_mbind_outcome(self->at, &call);

				/* A page that the kernel is using at that moment does not move. */
				while (memcmp(&theirs, &ours, sizeof(ours)) && retry_allowed(&end)) {
					theirs = read_mbind_outcome(other, &call);
					ours = read_mbind_outcome(self->at, &call);
				}
				calls++;
				refused += theirs.error != 0;
				EXPECT_EQ(0, memcmp(&theirs, &ours, sizeof(ours))) {
					TH_LOG("mode %#x flags %#x mask %#lx: arena error %d mode %#x mask %#lx node %d, "
					       "memfd error %d mode %#x mask %#lx node %d",
					       call.mode, call.flags, call.mask, ours.error, ours.mode,
					       ours.mask, ours.where[0], theirs.error, theirs.mode,
					       theirs.mask, theirs.where[0]);
				}
			}
	TH_LOG("%d calls, %d of them refused", calls, refused);
	munmap(other, BYTES);
	close(fd);
}

TEST_F(arena, mbind_refuses_invalid_pointers_as_on_a_memfd)
{
	const struct call calls[] = {
		{ .mode = MPOL_BIND, .bits = 64, .bad = (void *)8 },
		{ .mode = MPOL_BIND, .bits = 1ul << 40, .mask = 1 },
	};
	char *other = mmap(NULL, BYTES, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);

	for (size_t i = 0; i < ARRAY_SIZE(calls); i++) {
		struct mbind_outcome theirs = read_mbind_outcome(other, &calls[i]);
		struct mbind_outcome ours = read_mbind_outcome(self->at, &calls[i]);

		EXPECT_NE(0, ours.error);
		EXPECT_EQ(theirs.error, ours.error);
	}
	munmap(other, BYTES);
}

/* A home node belongs to the range's policy, and is refused where shmem refuses it. */
TEST_F(arena, home_node_applies_to_its_range)
{
	unsigned long mask = self->nodes;
	int where[FEW];

	/* Without a policy of mbind(2) there is nothing that a home node could apply to. */
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

/* Counts the VMAs of maps in a range. */
static int count_vmas(const char *at, size_t bytes)
{
	char *line = read_text("/proc/self/maps");
	int count = 0;

	for (; line && *line; line = strchrnul(line, '\n'), line += !!*line) {
		unsigned long start = strtoul(line, NULL, 16);

		count += start >= (unsigned long)at && start < (unsigned long)at + bytes;
	}
	return count;
}

/* The policy column of the row of vmas that begins at an address. */
static bool policy_column(const void *at, char column[64])
{
	char *text = read_text("/proc/rmm/self/vmas"), start[32], *row, *head, *save = NULL;
	int index = 0;

	snprintf(start, sizeof(start), "\n%08lx ", (unsigned long)at);
	row = text ? strstr(text, start) : NULL;
	head = text ? strstr(text, "\n# start ") : NULL;
	if (!row || !head)
		return false;
	row++;
	row[strcspn(row, "\n")] = 0;
	head += strlen("\n# ");
	head[strcspn(head, "\n")] = 0;
	for (char *word = strtok_r(head, " ", &save); word && strcmp(word, "policy");
	     word = strtok_r(NULL, " ", &save))
		index++;
	while (index-- && row)
		row = strchr(row, ' ') ? strchr(row, ' ') + 1 : NULL;
	return row && sscanf(row, "%63s", column) == 1;
}

/* The policy of the VMA is the arena's where it steers pages, and else one that the tree has. */
TEST_F(arena, vma_has_the_policy_of_its_arena)
{
	unsigned long mask = 1ul << self->last;
	static struct vma_list list;
	int mm = open_space(0);
	bool steered = variant->policy >= RMM_PLACE_CAPACITY;
	char column[64];

	ASSERT_EQ(0, list_vmas(mm, (uintptr_t)self->at, (uintptr_t)self->at + BYTES, 0, 8, 0, &list));
	EXPECT_EQ(steered ? RMM_POLICY_OF_ARENA : RMM_POLICY_OF_OBJECT, list.vma[0].policy_source);
	EXPECT_EQ(steered, list.vma[0].policy_mode == RMM_ABSENT_32);
	EXPECT_EQ(steered ? variant->policy : RMM_ABSENT_32, list.vma[0].arena_policy);
	ASSERT_TRUE(policy_column(self->at, column));
	EXPECT_EQ(0, strncmp(column, steered ? "arena:stripe" : "interleave:", 11))
		TH_LOG("policy column %s", column);
	ASSERT_EQ(0, mbind(self->at, BYTES, MPOL_BIND, &mask, 64, 0));
	ASSERT_EQ(0, list_vmas(mm, (uintptr_t)self->at, (uintptr_t)self->at + BYTES, 0, 8, 0, &list));
	EXPECT_EQ(RMM_POLICY_OF_OBJECT, list.vma[0].policy_source);
	EXPECT_EQ(RMM_POLICY_BIND, list.vma[0].policy_mode);
	EXPECT_EQ(mask, list.vma[0].policy_nodes[0]);
	EXPECT_EQ(RMM_ABSENT_32, list.vma[0].arena_policy);
	ASSERT_TRUE(policy_column(self->at, column));
	EXPECT_EQ(0, strncmp(column, "bind:", 5))
		TH_LOG("policy column %s", column);
	close(mm);
}

/* The policy of the middle stays the policy of exactly that range. */
TEST_F(arena, range_keeps_its_policy)
{
	const size_t part = BYTES / 4, pages = PAGES / 4;
	char *middle = self->at + part;
	unsigned long bind = 1ul << self->last, mask;
	long counts[NODES];
	void *again;
	pid_t pid;

	ASSERT_EQ(0, mbind(middle, 2 * part, MPOL_BIND, &bind, 64, 0));
	EXPECT_EQ(3, count_vmas(self->at, BYTES));
	/* mprotect(2) splits the VMA once more, without a change of policy. */
	ASSERT_EQ(0, mprotect(middle + part / 2, part, PROT_READ));
	EXPECT_EQ(5, count_vmas(self->at, BYTES));
	EXPECT_EQ(MPOL_BIND, policy_at(middle + part, &mask));
	EXPECT_EQ(bind, mask);
	ASSERT_EQ(0, mprotect(middle + part / 2, part, PROT_READ | PROT_WRITE));
	EXPECT_EQ(3, count_vmas(self->at, BYTES));

	/* The policy survives fork, and applies to other mappings of the file. */
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

	/* The VMAs are merged when the policy covers all of them. */
	ASSERT_EQ(0, mbind(self->at, BYTES, MPOL_BIND, &bind, 64, 0));
	EXPECT_EQ(1, count_vmas(self->at, BYTES));
	ASSERT_EQ(0, mbind(self->at, BYTES, MPOL_DEFAULT, NULL, 0, 0));
	ASSERT_EQ(0, mbind(middle, 2 * part, MPOL_BIND, &bind, 64, 0));

	/* Moves the VMA to another address. */
	again = mremap(middle, part, part, MREMAP_MAYMOVE | MREMAP_FIXED, self->at + 3 * part);
	ASSERT_EQ(self->at + 3 * part, again);
	EXPECT_EQ(MPOL_BIND, policy_at(again, &mask));
	ASSERT_EQ(0, punch_hole(self->fd, 0, BYTES));
	touch_range(again, part);
	ASSERT_EQ(0, count_pages_by_node(again, pages, counts));
	EXPECT_EQ(pages, counts[self->last]);
	/* Fills the hole that the move left, because the fixture unmaps the whole range. */
	ASSERT_EQ(middle, mmap(middle, part, PROT_NONE, MAP_FIXED | MAP_PRIVATE | MAP_ANONYMOUS, -1, 0));
}

/* Pages return from swap to the node of their range's policy, by mbind(2) or by the arena. */
TEST_F(arena, range_keeps_its_policy_through_swap)
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
	/* Not all pages can be swapped out at once: some are in per-CPU batches. */
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
	/* A page that is resident and still in the swap cache counts as both. */
	EXPECT_EQ(PAGES, stat.resident_pages);
	EXPECT_LT(0, stat.swapped_in);
	EXPECT_EQ(PAGES, sum_placed_pages(&stat));
}

/* A policy of a private mapping applies to that mapping, not to the file's pages. */
TEST_F(arena, private_mapping_has_its_own_policy)
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
