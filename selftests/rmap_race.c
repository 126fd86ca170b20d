// SPDX-License-Identifier: GPL-2.0
/*
 * RMM_RMAP and RMM_PFNS while their pages are forked, unmapped, moved, split, collapsed, migrated
 * and truncated, and processes exit. Lasting mappings are always returned; the others do no harm.
 */
#include "lib/harness.h"
#include "lib/device.h"
#include "lib/pagemap.h"
#include "lib/process.h"
#include "lib/rmap.h"

#include <linux/mempolicy.h>
#include <time.h>

#define MIB (1ul << 20)
#define SIZE (4 * MIB)

static struct mapping_list list;
static char *anon, *shared, *staying;
static int memfd;

static void fork_and_exit(void)
{
	pid_t pid = fork();

	if (!pid) {
		for (size_t i = 0; i < SIZE; i += 17 * PAGE)
			anon[i]++;
		_exit(*(volatile char *)shared & 0);
	}
	if (pid > 0)
		waitpid(pid, NULL, 0);
}

static void move_and_unmap(void)
{
	char *area = mmap(NULL, SIZE, PROT_READ | PROT_WRITE, MAP_SHARED, memfd, 0), *to;

	if (area == MAP_FAILED)
		return;
	/* Populating truncated memory returns an error where a touch would raise a signal. */
	madvise(area, SIZE, MADV_POPULATE_READ);
	to = mremap(area, SIZE, SIZE, MREMAP_MAYMOVE | MREMAP_DONTUNMAP);
	munmap(area, SIZE);
	if (to != MAP_FAILED)
		munmap(to, SIZE);
	area = mmap(NULL, 2 * PAGE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	*area = 1;
	to = mremap(area, PAGE, PAGE, MREMAP_MAYMOVE | MREMAP_FIXED, area + PAGE);
	munmap(area, PAGE);
	munmap(to, PAGE);
}

static void migrate(void)
{
	static unsigned int turn;
	unsigned long nodes = 1ul << (turn++ % 2);

	syscall(SYS_mbind, anon, SIZE, MPOL_BIND, &nodes, 8, MPOL_MF_MOVE);
	syscall(SYS_mbind, shared, SIZE, MPOL_BIND, &nodes, 8, MPOL_MF_MOVE);
}

static void split_and_collapse(void)
{
	static unsigned int turn;
	const size_t at = (turn++ * 13 % (SIZE / PAGE)) * PAGE;

	madvise(anon + at, PAGE, MADV_DONTNEED);
	mprotect(anon + at, PAGE, PROT_READ);
	mprotect(anon, SIZE, PROT_READ | PROT_WRITE);
	memset(anon, 3, SIZE);
	madvise(anon, SIZE, MADV_COLLAPSE);
	madvise(anon, SIZE, MADV_PAGEOUT);
}

static void truncate_and_fill(void)
{
	if (ftruncate(memfd, SIZE / 2) || ftruncate(memfd, SIZE))
		_exit(1);
	for (size_t i = 0; i < SIZE; i += PAGE)
		if (pwrite(memfd, "x", 1, i) != 1)
			_exit(1);
}

static pid_t start_churn(void (*run)(void))
{
	pid_t pid = fork();

	if (!pid) {
		prctl(PR_SET_PDEATHSIG, SIGKILL);
		/*
		 * There are five of these, often more than CPUs: the calling test needs a share of
		 * the CPU.
		 */
		nice(10);
		for (;;)
			run();
	}
	return pid;
}

TEST(lasting_mappings_are_returned)
{
	void (*const all[])(void) = {
		fork_and_exit, move_and_unmap, migrate, split_and_collapse, truncate_and_fill,
	};
	static struct rmm_frame frames[512];
	int rmm = open_device(), calls = 0, contended = 0, states[8] = { 0 }, left_out = 0;
	int fd = memfd_create("staying", MFD_CLOEXEC);
	pid_t pids[ARRAY_SIZE(all)];
	struct timespec begun, now;

	memfd = memfd_create("restless", MFD_CLOEXEC);
	ASSERT_EQ(0, ftruncate(memfd, SIZE));
	ASSERT_EQ(0, ftruncate(fd, PAGE));
	anon = mmap(NULL, SIZE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	shared = mmap(NULL, SIZE, PROT_READ | PROT_WRITE, MAP_SHARED, memfd, 0);
	staying = mmap(NULL, PAGE, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
	madvise(anon, SIZE, MADV_HUGEPAGE);
	memset(anon, 1, SIZE);
	*staying = 1;
	for (size_t i = 0; i < ARRAY_SIZE(all); i++)
		pids[i] = start_churn(all[i]);
	clock_gettime(CLOCK_MONOTONIC, &begun);
	do {
		const size_t at = (calls * 7 % (SIZE / PAGE)) * PAGE;
		char *const where[] = { anon + at, shared + at, staying };
		struct rmm_pfns arg = {
			.size = sizeof(arg), .buf = (uintptr_t)frames, .capacity = ARRAY_SIZE(frames),
			.record_size = sizeof(frames[0]), .attributes = 15,
		};

		for (size_t i = 0; i < ARRAY_SIZE(where); i++) {
			/*
			 * Also frames of a process that changes its memory: they may be freed at
			 * any time.
			 */
			__u64 pfn = pagemap_pfn(i ? getpid() : pids[calls % ARRAY_SIZE(all)], where[i]);
			int ret;

			if (pfn == RMM_ABSENT)
				continue;
			ret = list_mappings(rmm, pfn, 0, 1 + calls % 64, calls % 3 * 50, &list);
			if (ret == -EAGAIN) {
				contended++;
				continue;
			}
			ASSERT_EQ(0, ret);
			ASSERT_GT(8, list.state);
			states[list.state]++;
			if (where[i] == staying && list.state == RMM_RMAP_COMPLETE &&
			    pagemap_pfn(getpid(), staying) == pfn)
				left_out += !find_mapping(&list, getpid(), (uintptr_t)staying);
			arg.start = pfn & ~511ull;
			arg.end = arg.start + 512;
			ASSERT_EQ(0, call_ioctl(rmm, RMM_PFNS, &arg));
		}
		calls++;
		clock_gettime(CLOCK_MONOTONIC, &now);
		/* Slow machines need longer for enough calls. */
	} while (now.tv_sec - begun.tv_sec < (calls < 50 ? 60 : 5));
	for (size_t i = 0; i < ARRAY_SIZE(all); i++) {
		EXPECT_EQ(0, waitpid(pids[i], NULL, WNOHANG));
		end_child(pids[i]);
	}
	EXPECT_EQ(0, left_out);
	EXPECT_LT(0, states[RMM_RMAP_COMPLETE]);
	EXPECT_LT(5, calls);
	TH_LOG("%d calls, %d contended until they gave up; complete %d unmapped %d untracked %d stale %d", calls,
	       contended, states[RMM_RMAP_COMPLETE], states[RMM_RMAP_UNMAPPED],
	       states[RMM_RMAP_UNTRACKED], states[RMM_RMAP_STALE]);
	close(rmm);
}

TEST_HARNESS_MAIN
