// SPDX-License-Identifier: GPL-2.0
/*
 * Arenas that end while they are at work: unmapped and closed under faults that wait for a hole to be
 * punched, and with a process that is killed at any point. Nothing is left and nothing is touched
 * that has gone; the kernel's own checks tell of the latter.
 */
#include "arena_test.h"

#include <linux/falloc.h>
#include <pthread.h>
#include <setjmp.h>
#include <stdatomic.h>

#define BYTES (4ul << 20)

#define FAULTERS 8

static char *volatile mapped;
static atomic_int at_work;
static __thread sigjmp_buf gone;

static void on_gone(int sig)
{
	siglongjmp(gone, sig);
}

/* Touches the mapping until there is none. */
static void *fault(void *arg)
{
	char *at = mapped;

	(void)arg;
	if (!sigsetjmp(gone, 1)) {
		at_work++;
		for (;;)
			touch(at, BYTES);
	}
	return NULL;
}

/*
 * Who waits for a hole in a file of shmem may let go of mmap_lock meanwhile, and then the last close
 * comes while the fault is still under way.
 */
TEST(unmapped_under_faults_that_wait)
{
	struct sigaction act = { .sa_handler = on_gone };
	const __u64 nodes = memory_nodes();
	const char *rounds = getenv("RMM_ARENA_ROUNDS");

	sigaction(SIGSEGV, &act, NULL);
	sigaction(SIGBUS, &act, NULL);
	for (int round = 0; round < (rounds ? atoi(rounds) : 30); round++) {
		int fd = arena(round & 1 ? RMM_PLACE_INTERLEAVE : RMM_PLACE_STRIPE, BYTES, nodes, 0);
		pthread_t threads[FAULTERS];

		mapped = map_fd(fd, BYTES, MAP_SHARED);
		ASSERT_NE(MAP_FAILED, mapped);
		at_work = 0;
		for (int i = 0; i < FAULTERS; i++)
			ASSERT_EQ(0, pthread_create(&threads[i], NULL, fault, NULL));
		while (at_work < FAULTERS)
			sched_yield();
		for (int i = 0; i < 5; i++)
			EXPECT_EQ(0, fallocate(fd, FALLOC_FL_PUNCH_HOLE | FALLOC_FL_KEEP_SIZE, 0,
					       BYTES));
		close(fd);
		munmap(mapped, BYTES);
		for (int i = 0; i < FAULTERS; i++)
			pthread_join(threads[i], NULL);
	}
	EXPECT_EQ(0, arena_lines());
}

TEST_HARNESS_MAIN
