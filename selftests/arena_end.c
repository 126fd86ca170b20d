// SPDX-License-Identifier: GPL-2.0
/*
 * Arenas that end while they are in use: unmapped and closed under faults that wait for a hole to
 * be punched, and with a process that is killed at any point. Nothing is left, and nothing that was
 * freed is touched; the debug kernel's checks find the latter.
 */
#include "lib/harness.h"
#include "lib/arena.h"
#include "lib/device.h"
#include "lib/memory.h"
#include "lib/nodes.h"
#include "lib/process.h"

#include <setjmp.h>
#include <pthread.h>
#include <stdatomic.h>

#define BYTES (4ul << 20)

/* The size of the arena of the killed process, mapped once shared and once private. */
#define KILLED (8ul << 20)

#define FAULTERS 8

static char *volatile mapped;
static atomic_int at_work;
static __thread sigjmp_buf gone;

static void on_gone(int sig)
{
	siglongjmp(gone, sig);
}

/* Touches the mapping until it is unmapped. */
static void *fault(void *arg)
{
	char *at = mapped;

	(void)arg;
	if (!sigsetjmp(gone, 1)) {
		at_work++;
		for (;;)
			touch_range(at, BYTES);
	}
	return NULL;
}

/*
 * A fault that waits for a hole in a shmem file may drop mmap_lock, so the last close may come
 * while the fault is still running.
 */
TEST(unmapping_under_waiting_faults_is_safe)
{
	struct sigaction act = { .sa_handler = on_gone };
	const __u64 nodes = memory_nodes();
	const char *rounds = getenv("RMM_ARENA_ROUNDS");

	sigaction(SIGSEGV, &act, NULL);
	sigaction(SIGBUS, &act, NULL);
	for (int round = 0; round < (rounds ? atoi(rounds) : 30); round++) {
		int fd = create_arena(round & 1 ? RMM_PLACE_INTERLEAVE : RMM_PLACE_STRIPE, BYTES, nodes, 0);
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
	EXPECT_EQ(0, count_listed_arenas());
}

/* The process that is killed repeats everything that an arena can do. */
static void be_busy(int fd, char *at, char *mine, __u64 nodes)
{
	unsigned long mask = 1ul << (63 - __builtin_clzll(nodes));
	struct rmm_arena_move move = { .size = sizeof(move), .len = KILLED, .nodes = mask };
	struct rmm_arena_stat stat;

	for (;;) {
		touch_range(at, KILLED);
		call_ioctl(fd, RMM_ARENA_MOVE, &move);
		mbind(at, KILLED / 2, MPOL_BIND, &mask, 64, MPOL_MF_MOVE);
		touch_range(mine, KILLED);
		mbind(at, KILLED / 2, MPOL_DEFAULT, NULL, 0, 0);
		arena_stat(fd, RMM_ARENA_STAT_NODES, &stat);
		madvise(at, KILLED, MADV_PAGEOUT);
		madvise(mine, KILLED, MADV_DONTNEED);
		madvise(at, KILLED, MADV_REMOVE);
		(void)!fallocate(fd, 0, 0, KILLED);
		if (!fork())
			pause();
	}
}

static void write_one(const char *path)
{
	int fd = open(path, O_WRONLY);

	(void)!write(fd, "1", 1);
	close(fd);
}

/* Returns the free pages of all nodes, without caches; compaction drains the per-CPU lists. */
static long free_pages(void)
{
	long sum = 0;

	write_one("/proc/sys/vm/drop_caches");
	write_one("/proc/sys/vm/compact_memory");
	for (__u64 left = memory_nodes(); left; left &= left - 1)
		sum += node_free_kb(__builtin_ctzll(left)) / 4;
	return sum;
}

/*
 * A process that is killed at any point leaves neither an arena nor memory. All its children die
 * with it, in a pid namespace of their own.
 */
TEST(killed_process_leaves_nothing)
{
	const char *rounds = getenv("RMM_ARENA_ROUNDS");
	const int count = rounds ? atoi(rounds) : 40;
	const __u64 nodes = memory_nodes();
	long before = 0, after;
	unsigned int seed = 1;
	time_t end = 0;

	for (int round = 0; round < count; round++) {
		int ready[2];
		char byte;
		pid_t pid;

		/* The first rounds fill caches. */
		if (round == count / 2)
			before = free_pages();
		ASSERT_EQ(0, pipe(ready));
		pid = syscall(SYS_clone, CLONE_NEWPID | SIGCHLD, 0, 0, 0, 0);
		if (!pid) {
			int fd = create_arena(round & 1 ? RMM_PLACE_STRIPE : RMM_PLACE_INTERLEAVE, KILLED,
					      nodes, 0);
			char *at = map_fd(fd, KILLED, MAP_SHARED);
			char *mine = map_fd(fd, KILLED, MAP_PRIVATE);

			if (write(ready[1], "x", 1) != 1)
				_exit(1);
			be_busy(fd, at, mine, nodes);
		}
		ASSERT_LT(0, pid);
		close(ready[1]);
		ASSERT_EQ(1, read(ready[0], &byte, 1));
		/* At any point of the first or second round of its work. */
		for (volatile unsigned int i = rand_r(&seed) % 20000000; i; i--)
			;
		end_child(pid);
		close(ready[0]);
		ASSERT_EQ(0, wait_for_no_arenas());
	}
	/*
	 * A round uses four thousand pages, more than the noise. Memory that RCU frees, or that the
	 * kernel uses in the background, comes back in time; a leak does not.
	 */
	do {
		after = free_pages();
	} while (after <= before - 2048 && retry_allowed(&end));
	TH_LOG("%ld pages were free before, %ld after", before, after);
	EXPECT_LT(before - 2048, after);
}

TEST_HARNESS_MAIN
