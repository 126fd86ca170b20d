// SPDX-License-Identifier: GPL-2.0
/* Histograms of a process that changes during the walk, and the room that they need. */
#include "lib/harness.h"
#include "lib/device.h"
#include "lib/histogram.h"
#include "lib/process.h"
#include "lib/text.h"
#include "lib/vmas.h"

/* Creates, splits, shares and frees huge pages during the walks. */
static void churn(void)
{
	char *at = mmap((void *)0x320000000000, 8 << 20, PROT_READ | PROT_WRITE,
			MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED, -1, 0);

	if (fork())
		return;
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	for (;;) {
		pid_t pid;

		at = mmap(at, 8 << 20, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED, -1, 0);
		madvise(at, 8 << 20, MADV_HUGEPAGE);
		memset(at, 1, 8 << 20);
		pid = fork();
		if (!pid) {
			munmap(at + 5 * PAGE, 9 * PAGE);
			_exit(0);
		}
		madvise(at + (2 << 20) + PAGE, PAGE, MADV_DONTNEED);
		mprotect(at + (4 << 20) + PAGE, PAGE, PROT_READ);
		munmap(at + (6 << 20), PAGE);
		waitpid(pid, NULL, 0);
	}
}

TEST(walks_of_a_changing_process_succeed)
{
	static char rows[MAX_HISTOGRAM_ROWS * 128];
	static struct vma_list vmas;
	pid_t pid = fork_idle_child(churn), mover = 0;
	time_t begun = time(NULL);
	char *children;
	int mm;

	ASSERT_LT(0, pid);
	children = read_text("/proc/%d/task/%d/children", pid, pid);
	ASSERT_NE(NULL, children);
	mover = atoi(children);
	mm = open_space(mover);
	ASSERT_LE(0, mm);
	/* With and without a budget, and more often if that does not take minutes. */
	for (int i = 0; i < 20 && (i < 2 || time(NULL) - begun < 60); i++) {
		for (size_t t = 0; t < ARRAY_SIZE(histogram_requests); t++) {
			EXPECT_LT(0, list_histogram(mm, histogram_requests[t], 0, 128, i & 1 ? 200 : 0, rows, histogram_sizes[t]));
		}
		EXPECT_EQ(0, list_vmas(mm, 0, RMM_ABSENT, RMM_VMAS_RESIDENT | RMM_VMAS_FOLIOS, 64, 65536,
				       &vmas));
	}
	kill(mover, SIGKILL);
	end_child(pid);
}

/* arguments.c tests invalid arguments of every call. */
TEST(small_capacity_is_refused)
{
	static char buf[64 * 128];
	int mm = open_space(0);

	for (size_t t = 0; t < ARRAY_SIZE(histogram_requests); t++) {
		struct rmm_tally arg = {
			.size = sizeof(arg), .end = RMM_ABSENT, .buf = (uintptr_t)buf,
			.capacity = RMM_TALLY_LEAST, .record_size = histogram_sizes[t],
		};

		ASSERT_EQ(0, call_ioctl(mm, histogram_requests[t], &arg));
		EXPECT_LT(0, arg.count);
		EXPECT_LT(0, arg.cost.tables);
		arg.capacity = RMM_TALLY_LEAST - 1;
		EXPECT_EQ(-ENOSPC, call_ioctl(mm, histogram_requests[t], &arg));
		/* The capacity is unlimited: no memory is allocated by it. */
		arg.capacity = ~0u;
		EXPECT_EQ(0, call_ioctl(mm, histogram_requests[t], &arg));
	}
}

TEST_HARNESS_MAIN
