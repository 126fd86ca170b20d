// SPDX-License-Identifier: GPL-2.0
/* RMM_FAULTS and /proc/rmm/faults: the test causes events one by one and expects exact counts. */
#include "lib/harness.h"
#include "lib/device.h"
#include "lib/faults.h"
#include "lib/memory.h"
#include "lib/process.h"
#include "lib/text.h"

#include <setjmp.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/stat.h>

#define N 500
#define AROUND (64 << 10)	/* what one fault on a file may map around it */
#define HUGE (2ul << 20)

FIXTURE(faults)
{
	int rmm;
	__u64 before[MAX_FAULT_KINDS], after[MAX_FAULT_KINDS];
};

/* Counts the faults of this process. */
FIXTURE_SETUP(faults)
{
	self->rmm = open_device();
	ASSERT_LE(0, self->rmm);
	/* From here on the test's code and stack do not fault. */
	ASSERT_EQ(0, mlockall(MCL_CURRENT));
	ASSERT_EQ(0, read_fault_counts(self->rmm, RMM_FAULTS_ATTACH, getpid(), self->before));
	ASSERT_EQ(0, read_fault_counts(self->rmm, 0, 0, self->before));
	ASSERT_EQ(0, read_fault_counts(self->rmm, 0, 0, self->after));
}

FIXTURE_TEARDOWN(faults)
{
	close(self->rmm);
	munlockall();
}

#define BEFORE() ASSERT_EQ(0, read_fault_counts(self->rmm, 0, 0, self->before))
#define AFTER() ASSERT_EQ(0, read_fault_counts(self->rmm, 0, 0, self->after))
#define COUNTED(kind) (self->after[RMM_FAULT_##kind] - self->before[RMM_FAULT_##kind])

TEST_F(faults, writes_to_unmapped_pages)
{
	char *at = map_small_pages(N, RW, MAP_PRIVATE);

	ASSERT_NE(MAP_FAILED, at);
	BEFORE();
	write_pages(at, N);
	AFTER();
	EXPECT_EQ(N, COUNTED(NOT_PRESENT_WRITE));
	EXPECT_EQ(0, COUNTED(NOT_PRESENT_READ));
	EXPECT_EQ(0, COUNTED(PROTECTION_WRITE));
	EXPECT_EQ(N, COUNTED(USER));
	EXPECT_EQ(0, COUNTED(KERNEL));
	EXPECT_EQ(0, COUNTED(RESERVED_BIT));
}

/* A read maps the zero page; the write after it faults on a present, read-only entry. */
TEST_F(faults, reads_map_the_zero_page_and_writes_replace_it)
{
	char *at = map_small_pages(N, RW, MAP_PRIVATE);

	ASSERT_NE(MAP_FAILED, at);
	BEFORE();
	read_pages(at, N);
	AFTER();
	EXPECT_EQ(N, COUNTED(NOT_PRESENT_READ));
	EXPECT_EQ(N, COUNTED(USER));
	BEFORE();
	write_pages(at, N);
	AFTER();
	EXPECT_EQ(N, COUNTED(PROTECTION_WRITE));
	EXPECT_EQ(0, COUNTED(NOT_PRESENT_WRITE));
	EXPECT_EQ(N, COUNTED(USER));
}

/*
 * Runs on every CPU once. The kernel stores the CPU number in the thread's own memory (rseq), so
 * the page that holds it is writable from here on.
 */
static void run_on_every_cpu(void)
{
	cpu_set_t all, one;

	sched_getaffinity(0, sizeof(all), &all);
	for (int cpu = 0; cpu < CPU_SETSIZE; cpu++) {
		if (!CPU_ISSET(cpu, &all))
			continue;
		CPU_ZERO(&one);
		CPU_SET(cpu, &one);
		sched_setaffinity(0, sizeof(one), &one);
	}
	sched_setaffinity(0, sizeof(all), &all);
}

TEST_F(faults, writes_after_fork_copy)
{
	char *at = map_small_pages(N, RW, MAP_PRIVATE);
	pid_t child;

	ASSERT_NE(MAP_FAILED, at);
	write_pages(at, N);
	child = fork_idle_child(NULL);
	ASSERT_LT(0, child);
	run_on_every_cpu();
	/*
	 * The child shares the stack: the pages that the calls write are copied before the count
	 * begins.
	 */
	BEFORE();
	AFTER();
	BEFORE();
	write_pages(at, N);
	AFTER();
	EXPECT_EQ(N, COUNTED(PROTECTION_WRITE));
	EXPECT_EQ(N, COUNTED(USER));
	end_child(child);
}

/* Faults by the kernel's own accesses to user memory. */
TEST_F(faults, kernel_accesses_are_counted)
{
	char *at = map_small_pages(N, RW, MAP_PRIVATE);
	int zero = open("/dev/zero", O_RDONLY | O_CLOEXEC);

	ASSERT_NE(MAP_FAILED, at);
	ASSERT_LE(0, zero);
	BEFORE();
	EXPECT_EQ(N * PAGE, read(zero, at, N * PAGE));
	AFTER();
	EXPECT_EQ(N, COUNTED(KERNEL));
	EXPECT_EQ(N, COUNTED(NOT_PRESENT_WRITE));
	EXPECT_EQ(0, COUNTED(USER));
	close(zero);
}

static sigjmp_buf resume;

static void on_segv(int signal __maybe_unused)
{
	siglongjmp(resume, 1);
}

TEST_F(faults, instruction_fetches_are_counted)
{
	const int n = 16;
	int memfd = memfd_create("code", MFD_CLOEXEC);
	struct sigaction act = { .sa_handler = on_segv }, old;
	char *at;

	ASSERT_LE(0, memfd);
	ASSERT_EQ(0, ftruncate(memfd, n * AROUND));
	for (int i = 0; i < n; i++) {
		ASSERT_EQ(1, pwrite(memfd, "\xc3", 1, i * AROUND));
	}
	at = mmap(NULL, n * AROUND, PROT_READ | PROT_EXEC, MAP_SHARED, memfd, 0);
	ASSERT_NE(MAP_FAILED, at);
	madvise(at, n * AROUND, MADV_NOHUGEPAGE);
	BEFORE();
	for (int i = 0; i < n; i++)
		((void (*)(void))(at + i * AROUND))();
	AFTER();
	EXPECT_EQ(n, COUNTED(NOT_PRESENT_INSTRUCTION));
	EXPECT_EQ(n, COUNTED(USER));
	ASSERT_EQ(0, mprotect(at, n * AROUND, PROT_READ));
	ASSERT_EQ(0, sigaction(SIGSEGV, &act, &old));
	read_pages(at, 1);
	BEFORE();
	if (!sigsetjmp(resume, 1))
		((void (*)(void))at)();
	AFTER();
	sigaction(SIGSEGV, &old, NULL);
	EXPECT_EQ(1, COUNTED(PROTECTION_INSTRUCTION));
}

/* Returns the highest node with memory, -1 if there is only one. */
static int other_node(void)
{
	char *text = read_text("/sys/devices/system/node/has_memory");
	int node = -1;

	for (char *at = text; at && *at; at++)
		if (*at >= '0' && *at <= '9' && (at == text || at[-1] < '0'))
			node = atoi(at);
	return node ?: -1;
}

TEST_F(faults, migrated_pages_are_counted)
{
	static void *pages[N];
	static int nodes[N], status[N];
	int node = other_node(), moved = 0;
	char *at = map_small_pages(N, RW, MAP_PRIVATE);
	time_t end = 0;
	__u64 modes;

	if (node < 0)
		SKIP(return, "only one node has memory");
	ASSERT_NE(MAP_FAILED, at);
	write_pages(at, N);
	/* A page that another task holds at that moment stays in place. */
	while ((moved < 2 * N || COUNTED(MIGRATE_SYSCALL_FAILED_PAGES)) && retry_allowed(&end)) {
		moved = 0;
		/* Pages move to node 0 from wherever they are, and then to the other node. */
		for (int to = 0; to <= node; to += node) {
			for (int i = 0; i < N; i++) {
				pages[i] = at + i * PAGE;
				nodes[i] = to;
				status[i] = -1;
			}
			BEFORE();
			ASSERT_LE(0, syscall(SYS_move_pages, 0, N, pages, nodes, status, 2));
			AFTER();
			for (int i = 0; i < N; i++)
				moved += status[i] == to;
		}
	}
	EXPECT_EQ(2 * N, moved);
	EXPECT_EQ(N, COUNTED(MIGRATE_SYSCALL_SUCCEEDED_PAGES));
	EXPECT_EQ(0, COUNTED(MIGRATE_SYSCALL_FAILED_PAGES));
	EXPECT_EQ(0, COUNTED(MIGRATE_MBIND_SUCCEEDED_PAGES));
	modes = COUNTED(MIGRATE_ASYNC_SUCCEEDED_PAGES) + COUNTED(MIGRATE_SYNC_LIGHT_SUCCEEDED_PAGES) +
		COUNTED(MIGRATE_SYNC_SUCCEEDED_PAGES);
	EXPECT_EQ(N, modes);
}

TEST_F(faults, collapses_are_counted)
{
	const int n = 4;
	char *at;
	int done = 0;

	NEED_FEATURE(COLLAPSES);
	/* khugepaged, which would collapse some ranges first, ignores this memory. */
	ASSERT_EQ(0, prctl(PR_SET_THP_DISABLE, 1, 0, 0, 0));
	at = mmap(NULL, (n + 1) * HUGE, RW, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	ASSERT_NE(MAP_FAILED, at);
	at = (char *)(((uintptr_t)at + HUGE - 1) & -HUGE);
	write_pages(at, n * HUGE / PAGE);
	ASSERT_EQ(0, prctl(PR_SET_THP_DISABLE, 0, 0, 0, 0));
	BEFORE();
	for (int i = 0; i < n; i++)
		done += !madvise(at + i * HUGE, HUGE, 25 /* MADV_COLLAPSE */);
	AFTER();
	if (!done)
		SKIP(return, "nothing collapses here");
	EXPECT_EQ(done, COUNTED(COLLAPSE_SUCCEEDED));
	EXPECT_EQ(0, COUNTED(COLLAPSE_OTHER));
}

/* Compacts all memory of a guest that may stall now and then. */
TEST_F_TIMEOUT(faults, compactions_are_counted, 450)
{
	__u64 ends = 0;

	BEFORE();
	ASSERT_EQ(0, write_file("/proc/sys/vm/compact_memory", "1"));
	AFTER();
	for (int kind = RMM_FAULT_COMPACTION_NOT_SUITABLE_ZONE;
	     kind <= RMM_FAULT_COMPACTION_OTHER; kind++)
		ends += self->after[kind] - self->before[kind];
	EXPECT_LT(0, COUNTED(COMPACTION_BEGIN_SYNC));
	EXPECT_EQ(COUNTED(COMPACTION_BEGIN_SYNC) + COUNTED(COMPACTION_BEGIN_ASYNC), ends);
	EXPECT_EQ(0, COUNTED(COMPACTION_OTHER));
}

/* A child in a memory cgroup that is too small for it. */
TEST_F(faults, oom_victims_are_counted)
{
	static __u64 before[MAX_FAULT_KINDS], after[MAX_FAULT_KINDS];
	char dir[] = "/tmp/rmm-faults-XXXXXX", path[128];
	int all = open_device();
	pid_t child;

	ASSERT_NE(NULL, mkdtemp(dir));
	if (mount("none", dir, "cgroup2", 0, NULL)) {
		rmdir(dir);
		SKIP(return, "no cgroup2");
	}
	snprintf(path, sizeof(path), "%s/cgroup.subtree_control", dir);
	write_file(path, "+memory");
	snprintf(path, sizeof(path), "%s/rmm-faults", dir);
	mkdir(path, 0700);
	snprintf(path, sizeof(path), "%s/rmm-faults/memory.max", dir);
	if (!write_file(path, "8M")) {
		snprintf(path, sizeof(path), "%s/rmm-faults/memory.swap.max", dir);
		write_file(path, "0");
		snprintf(path, sizeof(path), "%s/rmm-faults/cgroup.procs", dir);
		EXPECT_EQ(0, read_fault_counts(all, RMM_FAULTS_ATTACH, 0, before));
		child = fork();
		if (!child) {
			write_file(path, "0");
			write_pages(map_small_pages(16384, RW, MAP_PRIVATE), 16384);
			_exit(0);
		}
		waitpid(child, NULL, 0);
		EXPECT_EQ(0, read_fault_counts(all, RMM_FAULTS_DETACH, 0, after));
		EXPECT_LE(1, after[RMM_FAULT_OOM_VICTIM] - before[RMM_FAULT_OOM_VICTIM]);
	}
	snprintf(path, sizeof(path), "%s/rmm-faults", dir);
	rmdir(path);
	umount(dir);
	rmdir(dir);
	close(all);
}

/*
 * Faults of other processes are not counted, and all of them are when all processes are requested.
 */
TEST_F(faults, only_the_given_process_is_counted)
{
	static __u64 before[MAX_FAULT_KINDS], after[MAX_FAULT_KINDS];
	int all = open_device(), status;
	pid_t child;

	ASSERT_EQ(0, read_fault_counts(all, RMM_FAULTS_ATTACH, 0, before));
	BEFORE();
	child = fork();
	if (!child) {
		write_pages(map_small_pages(4 * N, RW, MAP_PRIVATE), 4 * N);
		_exit(0);
	}
	waitpid(child, &status, 0);
	AFTER();
	ASSERT_EQ(0, read_fault_counts(all, 0, 0, after));
	EXPECT_EQ(0, status);
	EXPECT_GT(N, COUNTED(NOT_PRESENT_WRITE));
	EXPECT_LE(4 * N, after[RMM_FAULT_NOT_PRESENT_WRITE] - before[RMM_FAULT_NOT_PRESENT_WRITE]);
	/* There is no tracepoint for splits, so their count exists for the whole machine only. */
	EXPECT_EQ(RMM_ABSENT, self->after[RMM_FAULT_SPLIT_PAGE]);
	EXPECT_EQ(has_feature(RMM_FEATURE_THP), after[RMM_FAULT_SPLIT_PAGE] != RMM_ABSENT);
	close(all);
}

TEST_HARNESS_MAIN
