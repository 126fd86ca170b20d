// SPDX-License-Identifier: GPL-2.0
/*
 * Two processes make every call with random arguments on memory that changes. Whatever a call
 * returns, it returns, and SIGKILL ends it.
 */
#include <sys/ioctl.h>
#include "lib/harness.h"
#include "lib/calls.h"
#include "lib/device.h"

static const unsigned long requests[] = {
	RMM_INFO, RMM_VMAS, RMM_WALK, RMM_PAGETABLE, RMM_SEGMENTS, RMM_MM, RMM_TRANSLATE, RMM_FOLIOS,
	RMM_SHARING, RMM_AGE, RMM_NUMA, RMM_RUNS, RMM_FAULTS_OF, RMM_RMAP, RMM_PFNS, RMM_NODES,
	RMM_ZONES, RMM_BUDDY, RMM_PAGETYPES, RMM_FREEBLOCKS, RMM_PAGEBLOCKS, RMM_FRAGMENTATION,
	RMM_LRU, RMM_LAYOUT, RMM_MEMCGS, RMM_EVENTS, RMM_PRESSURE, RMM_PROCESSES, RMM_FAULT_RECORDS,
};

/* How often each call returned without an error. */
static unsigned int *answered;
static __u64 seed;

static __u64 random_word(void)
{
	seed ^= seed << 13;
	seed ^= seed >> 7;
	seed ^= seed << 17;
	return seed;
}

/* Returns a value at a boundary. */
static __u64 hostile_word(void *area)
{
	switch (random_word() % 12) {
	case 0: return RMM_ABSENT;
	case 1: return (uintptr_t)area + random_word() % 512 * PAGE;
	case 2: return 1ull << random_word() % 64;
	case 3: return (1ull << random_word() % 64) - 1;
	case 4: return 0xffffffffull << 32;
	case 5: return 0x7fffffff;
	case 6: return random_word();
	case 7: return random_word() % 4096;
	case 8: return 8ull << 32 | 0xffffffff;
	case 9: return 40ull << 32 | 64;
	default: return 0;
	}
}

/*
 * Makes calls until it is killed, mostly with a valid head, so that the kernel reads more than the
 * head.
 */
static void harass(__u64 first, char *area)
{
	int rmm = open_device(), mm = open_space(0);
	char *out = area + 1024 * PAGE;

	seed = first;
	record_own_faults(rmm);
	for (;;) {
		__u64 arg[PAGE / 8] = { 0 };
		unsigned int number = random_word() % ARRAY_SIZE(requests);
		unsigned int words = 2 + random_word() % 16;

		for (unsigned int i = 1; i < words; i++)
			if (random_word() % 2)
				arg[i] = hostile_word(area);
		/* In most calls the buffer's address is in one of these words. */
		if (random_word() % 4) {
			unsigned int at = 1 + random_word() % 6;

			arg[at] = (uintptr_t)out;
			arg[at + 1] = (8 + random_word() % 64 * 8) << 32 | (random_word() % 64 + 1);
		}
		/* Walks need a range as well. */
		if (random_word() % 2) {
			arg[1] = random_word() % 2 ? 0 : (uintptr_t)area & -PAGE;
			arg[2] = random_word() % 2 ? RMM_ABSENT : ((uintptr_t)area & -PAGE) + 600 * PAGE;
			arg[3] = (uintptr_t)out;
			arg[4] = (8 + random_word() % 16 * 8) << 32 | (random_word() % 128 + 1);
			if (random_word() % 2)
				memset(arg + 5, 0, sizeof(arg) - 40);
		}
		arg[0] = random_word() % 8 ? 8 * words : hostile_word(area);
		if (random_word() % 3 == 0)
			arg[0] |= (random_word() % 2 ? 1 + random_word() % 7 : hostile_word(area)) << 32;
		if (ioctl(random_word() % 2 ? rmm : mm, requests[number], arg) >= 0)
			answered[number]++;
		/* Memory of all kinds is mapped and unmapped between the calls. */
		switch (random_word() % 64) {
		case 0: madvise(area, 256 * PAGE, MADV_DONTNEED); break;
		case 1: memset(area, 1, 64 * PAGE); break;
		case 2: mprotect(area + 64 * PAGE, PAGE, random_word() % 2 ? PROT_READ : PROT_READ | PROT_WRITE);
			break;
		case 3: madvise(area, 512 * PAGE, random_word() % 2 ? MADV_HUGEPAGE : MADV_NOHUGEPAGE);
			break;
		case 4: madvise(area, 512 * PAGE, MADV_PAGEOUT); break;
		}
	}
}

TEST(random_arguments_do_no_harm)
{
	unsigned int succeeded = 0;
	time_t begun = time(NULL);

	answered = mmap(NULL, PAGE, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	ASSERT_NE(MAP_FAILED, answered);
	/* Calls that only return errors test little: on slow machines the test runs longer. */
	for (int round = 0; round < 4 || (succeeded < ARRAY_SIZE(requests) / 2 && time(NULL) - begun < 90); round++) {
		pid_t pid[2];

		for (int i = 0; i < 2; i++) {
			pid[i] = fork();
			ASSERT_LE(0, pid[i]);
			if (!pid[i]) {
				char *area = mmap(NULL, 4096 * PAGE, PROT_READ | PROT_WRITE,
						  MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

				/*
				 * Nothing is written beyond this page: it bounds the area of this
				 * test.
				 */
				mprotect(area + 2048 * PAGE, 2048 * PAGE, PROT_NONE);
				harass(0x9e3779b97f4a7c15ull * (2 * round + i + 1) + getpid(), area);
			}
		}
		usleep(1000000);
		for (int i = 0; i < 2; i++) {
			int status;

			ASSERT_EQ(0, kill(pid[i], SIGKILL));
			ASSERT_EQ(pid[i], waitpid(pid[i], &status, 0));
			/* The children died of SIGKILL, not of a signal from a call. */
			EXPECT_EQ(SIGKILL, status);
		}
		succeeded = 0;
		for (size_t i = 0; i < ARRAY_SIZE(requests); i++)
			succeeded += answered[i] != 0;
	}
	for (size_t i = 0; i < ARRAY_SIZE(requests); i++)
		TH_LOG("call %lx succeeded %u times", requests[i] & 0xff, answered[i]);
	EXPECT_LE(ARRAY_SIZE(requests) / 2, succeeded);
}

TEST_HARNESS_MAIN
