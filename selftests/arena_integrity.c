// SPDX-License-Identifier: GPL-2.0
/*
 * No byte is lost: threads write and check pages of an arena while it is moved by RMM_ARENA_MOVE,
 * mbind(2) and move_pages(2), swapped out where there is swap, forked, truncated and grown. For
 * $RMM_ARENA_SECONDS seconds per arena, 3 by default.
 */
#include "lib/harness.h"
#include "lib/arena.h"
#include "lib/device.h"
#include "lib/memory.h"
#include "lib/process.h"

#include <pthread.h>
#include <stdatomic.h>

/* The run takes as long as RMM_ARENA_SECONDS says. */
#undef TEST_TIMEOUT_DEFAULT
#define TEST_TIMEOUT_DEFAULT 7200

#define BYTES (16ul << 20)
#define PAGES (BYTES / PAGE)
/* The rest of the file is truncated and grown, and nobody writes there. */
#define STEADY (PAGES / 4 * 3)
#define WRITERS 8
#define WORDS (PAGE / sizeof(__u64))

static char *at;
static int fd;
static atomic_bool done;
static atomic_ulong bad, checked, moved;
static __u64 nodes;

/*
 * The expected word @i of @page in round @turn: it depends on its position and on the time of
 * writing.
 */
static __u64 word(size_t page, size_t i, __u64 turn)
{
	return (turn * PAGES + page) * WORDS + i + 1;
}

/* Writer n owns every WRITERS-th page. */
static void *write_and_check(void *arg)
{
	size_t first = (size_t)arg;
	__u64 *turn = calloc(STEADY, sizeof(*turn));
	unsigned int seed = first + 1;

	while (!done) {
		size_t page = rand_r(&seed) % (STEADY / WRITERS) * WRITERS + first;
		volatile __u64 *words = (void *)(at + page * PAGE);

		for (size_t i = 0; i < WORDS; i++)
			if (words[i] != (turn[page] ? word(page, i, turn[page]) : 0))
				bad++;
		turn[page]++;
		for (size_t i = 0; i < WORDS; i++)
			words[i] = word(page, i, turn[page]);
		checked++;
	}
	for (size_t page = first; page < STEADY; page += WRITERS) {
		volatile __u64 *words = (void *)(at + page * PAGE);

		for (size_t i = 0; i < WORDS; i++)
			if (words[i] != (turn[page] ? word(page, i, turn[page]) : 0))
				bad++;
	}
	free(turn);
	return NULL;
}

static unsigned long one_node(unsigned int *seed)
{
	for (;;) {
		int node = rand_r(seed) % (numa_max_node() + 1);

		if (nodes >> node & 1)
			return 1ul << node;
	}
}

static void *move_by_call(void *arg)
{
	unsigned int seed = 11;

	(void)arg;
	while (!done) {
		struct rmm_arena_move move = {
			.size = sizeof(move), .start = rand_r(&seed) % PAGES / 2 * PAGE,
			.len = BYTES / 4, .nodes = one_node(&seed),
		};

		if (!call_ioctl(fd, RMM_ARENA_MOVE, &move))
			moved += move.moved;
	}
	return NULL;
}

static void *bother(void *arg)
{
	unsigned int seed = 12;

	(void)arg;
	while (!done) {
		char *part = at + rand_r(&seed) % (PAGES / 2) * PAGE;
		unsigned long mask = one_node(&seed);

		switch (rand_r(&seed) % 6) {
		case 0:
			mbind(part, BYTES / 8, MPOL_BIND, &mask, 64, MPOL_MF_MOVE);
			break;
		case 1:
			mbind(part, BYTES / 4, MPOL_DEFAULT, NULL, 0, 0);
			break;
		case 2:
			madvise(part, BYTES / 8, MADV_PAGEOUT);
			break;
		case 3:
			if (ftruncate(fd, STEADY * PAGE) || ftruncate(fd, BYTES))
				bad++;
			break;
		case 4:
			for (size_t page = STEADY; page < PAGES; page += 16)
				(void)!fallocate(fd, 0, page * PAGE, PAGE);
			fallocate(fd, FALLOC_FL_PUNCH_HOLE | FALLOC_FL_KEEP_SIZE, STEADY * PAGE,
				  BYTES - STEADY * PAGE);
			break;
		case 5: {
			pid_t pid = fork();

			if (!pid) {
				volatile char sum = 0;

				for (size_t page = 0; page < STEADY; page++)
					sum += at[page * PAGE];
				_exit(0);
			}
			waitpid(pid, NULL, 0);
			break;
		}
		}
	}
	return NULL;
}

static void run(struct __test_metadata *_metadata, int made)
{
	const char *seconds = getenv("RMM_ARENA_SECONDS");
	struct timespec rest = { .tv_sec = seconds ? atol(seconds) : 3 };
	pthread_t threads[WRITERS + 2];
	struct rmm_arena_stat stat;
	time_t end = 0;

	fd = made;
	ASSERT_LE(0, fd);
	at = map_fd(fd, BYTES, MAP_SHARED);
	ASSERT_NE(MAP_FAILED, at);
	bad = checked = moved = 0;
	done = false;
	for (size_t i = 0; i < WRITERS; i++)
		ASSERT_EQ(0, pthread_create(&threads[i], NULL, write_and_check, (void *)i));
	ASSERT_EQ(0, pthread_create(&threads[WRITERS], NULL, move_by_call, NULL));
	ASSERT_EQ(0, pthread_create(&threads[WRITERS + 1], NULL, bother, NULL));
	nanosleep(&rest, NULL);
	/* Slow machines get more time, until the test has checked and moved pages. */
	while (!(checked && (moved || node_count(nodes) == 1)) && retry_allowed(&end))
		;
	done = true;
	for (size_t i = 0; i < ARRAY_SIZE(threads); i++)
		pthread_join(threads[i], NULL);
	EXPECT_EQ(0, bad);
	EXPECT_LT(0, checked);
	if (node_count(nodes) > 1)
		EXPECT_LT(0, moved);
	ASSERT_EQ(0, arena_stat(fd, RMM_ARENA_STAT_NODES, &stat));
	if (stat.hint_faults != RMM_ABSENT)
		TH_LOG("%llu hint faults, %llu promotions asked for", stat.hint_faults,
		       stat.reasons[RMM_REASON_PROMOTED]);
	TH_LOG("%lu pages checked, %lu moved, %llu swapped in, %llu refused as pinned, %llu busy",
	       (unsigned long)checked, (unsigned long)moved, stat.swapped_in, stat.refusals[RMM_REFUSAL_PINNED],
	       stat.refusals[RMM_REFUSAL_BUSY]);
	munmap(at, BYTES);
	close(fd);
}

TEST(contents_survive_with_steered_placement)
{
	nodes = memory_nodes();
	enable_swap();
	run(_metadata, create_arena(RMM_PLACE_STRIPE, BYTES, nodes, 0));
}

TEST(contents_survive_with_kernel_placement)
{
	nodes = memory_nodes();
	run(_metadata, create_arena(RMM_PLACE_INTERLEAVE, BYTES, nodes, 0));
}

/* Enables NUMA balancing at the kernel's highest rate. */
static void balancing(const char *on)
{
	const char *const files[] = {
		"/proc/sys/kernel/numa_balancing",
		"/sys/kernel/debug/sched/numa_balancing/scan_delay_ms",
		"/sys/kernel/debug/sched/numa_balancing/scan_period_min_ms",
	};

	for (size_t i = 0; i < ARRAY_SIZE(files); i++) {
		int file = open(files[i], O_WRONLY);

		(void)!write(file, i ? "100" : on, strlen(i ? "100" : on));
		close(file);
	}
}

/* NUMA hint faults sample the pages and promote them. */
TEST(contents_survive_with_tiering)
{
	struct rmm_arena_create arg = {
		.size = sizeof(arg), .bytes = BYTES, .policy = RMM_PLACE_TIERED, .fast = 1,
	};

	NEED_NUMA_BALANCING();
	arg.nodes = nodes = memory_nodes();
	balancing("1");
	run(_metadata, create_arena_by(&arg));
	balancing("0");
}

TEST_HARNESS_MAIN
