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
/* Pages that tasks mark while they are punched out, those tasks, and the new pages that they see. */
#define FEW 8
#define MARKERS 2
#define NEW_PAGES 500

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

/* Marks pages of the first part of an arena; the caller counts those that were zero, and so were new. */
static void mark_pages(unsigned int *at, unsigned long *fresh, unsigned int seed)
{
	for (;;) {
		unsigned int *word = at + rand_r(&seed) % FEW * (PAGE / sizeof(*at));

		if (!__atomic_exchange_n(word, 1, __ATOMIC_RELAXED))
			__atomic_add_fetch(fresh, 1, __ATOMIC_RELAXED);
	}
}

/*
 * A fault that finds a page which is punched out before it is mapped brings a new one, which is counted.
 * Only the arena knows of a page that is punched out before it is marked.
 */
static void count_new_pages(struct __test_metadata *_metadata, __u32 policy)
{
	unsigned long *fresh = mmap(NULL, PAGE, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS,
				    -1, 0);
	int fd = create_arena(policy, BYTES, memory_nodes(), 0);
	struct rmm_arena_stat stat;
	pid_t pid[MARKERS];
	__u64 placed;

	for (int i = 0; i < MARKERS; i++) {
		pid[i] = fork();
		if (!pid[i]) {
			prctl(PR_SET_PDEATHSIG, SIGKILL);
			mark_pages((void *)map_fd(fd, BYTES, MAP_SHARED), fresh, i);
		}
	}
	/* While a range is punched, faults in it wait; so the next time is after one of them was served. */
	for (unsigned long seen = 0; seen < NEW_PAGES;) {
		unsigned long now = __atomic_load_n(fresh, __ATOMIC_RELAXED);

		if (now == seen) {
			sched_yield();
			continue;
		}
		seen = now;
		ASSERT_EQ(0, punch_hole(fd, 0, FEW * PAGE));
	}
	for (int i = 0; i < MARKERS; i++)
		end_child(pid[i]);
	ASSERT_EQ(0, arena_stat(fd, 0, &stat));
	placed = sum_placed_pages(&stat);
	TH_LOG("%lu new pages, %llu counted", *fresh, placed);
	EXPECT_LE(*fresh, placed);
	munmap(fresh, PAGE);
	close(fd);
}

TEST(new_pages_are_counted_by_the_kernels_policies)
{
	count_new_pages(_metadata, RMM_PLACE_INTERLEAVE);
}

TEST(new_pages_are_counted_by_the_modules_policies)
{
	count_new_pages(_metadata, RMM_PLACE_STRIPE);
}

TEST_HARNESS_MAIN
