// SPDX-License-Identifier: GPL-2.0
/*
 * Pages of an arena are placed while other processes set policies for their ranges, and while it is
 * truncated. The debug kernel's checks find errors; the test shows that both kinds of placement
 * happened.
 */
#include "lib/harness.h"
#include "lib/arena.h"
#include "lib/device.h"
#include "lib/memory.h"
#include "lib/process.h"

#define BYTES (4ul << 20)
/* Pages placed by ranges' policies, and by the arena's. */
#define ENOUGH 4096

/*
 * Sets and removes policies until the parent has enough. A process of its own has its own
 * mmap_lock.
 */
static void change_policies(int fd, __u64 nodes)
{
	static const int modes[] = {
		MPOL_BIND, MPOL_INTERLEAVE, MPOL_PREFERRED_MANY, MPOL_PREFERRED,
	};
	char *at = map_fd(fd, BYTES, MAP_SHARED);
	unsigned int seed = 1;

	prctl(PR_SET_PDEATHSIG, SIGKILL);
	for (;;) {
		char *part = at + rand_r(&seed) % (BYTES / PAGE / 2) * PAGE;
		unsigned long mask = 1ul << (63 - __builtin_clzll(nodes));

		if (mbind(part, BYTES / 4, modes[rand_r(&seed) % 4], &mask, 64, 0) ||
		    mbind(part, BYTES / 4, MPOL_DEFAULT, NULL, 0, 0))
			_exit(1);
	}
}

static void place_under_changes(struct __test_metadata *_metadata, __u32 policy, __u32 flags)
{
	const __u64 nodes = memory_nodes();
	struct rmm_arena_stat stat;
	int fd = create_arena(policy, BYTES, nodes, flags);
	char *at = map_fd(fd, BYTES, MAP_SHARED);
	pid_t pid;

	ASSERT_NE(MAP_FAILED, at);
	pid = fork();
	if (!pid)
		change_policies(fd, nodes);
	/* Until enough pages were placed in both ways. */
	do {
		touch_range(at, BYTES);
		ASSERT_EQ(0, fallocate(fd, FALLOC_FL_PUNCH_HOLE | FALLOC_FL_KEEP_SIZE, 0, BYTES));
		ASSERT_EQ(0, arena_stat(fd, 0, &stat));
		ASSERT_EQ(0, waitpid(pid, NULL, WNOHANG));
	} while (stat.reasons[RMM_REASON_RANGE] < ENOUGH || stat.reasons[RMM_REASON_FIRST] < ENOUGH);
	end_child(pid);
	TH_LOG("%llu pages placed by ranges, %llu by the arena", stat.reasons[RMM_REASON_RANGE],
	       stat.reasons[RMM_REASON_FIRST]);
	munmap(at, BYTES);
	close(fd);
}

TEST(ranges_change_under_strict_bind)
{
	place_under_changes(_metadata, RMM_PLACE_BIND, RMM_ARENA_STEER);
}

TEST(ranges_change_under_stripe)
{
	place_under_changes(_metadata, RMM_PLACE_STRIPE, 0);
}

TEST_HARNESS_MAIN
