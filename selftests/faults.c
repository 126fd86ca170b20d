// SPDX-License-Identifier: GPL-2.0
/*
 * RMM_FAULTS and /proc/rmm/faults: events that a test makes one by one are counted one by one.
 */
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

/* Counts what runs in this process. */
FIXTURE_SETUP(faults)
{
	self->rmm = open_device();
	ASSERT_LE(0, self->rmm);
	/* Neither code nor stack of the test faults any more. */
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
#define CAME(kind) (self->after[RMM_FAULT_##kind] - self->before[RMM_FAULT_##kind])

TEST_F(faults, writes_where_nothing_is)
{
	char *at = map_small_pages(N, RW, MAP_PRIVATE);

	ASSERT_NE(MAP_FAILED, at);
	BEFORE();
	write_pages(at, N);
	AFTER();
	EXPECT_EQ(N, CAME(NOT_PRESENT_WRITE));
	EXPECT_EQ(0, CAME(NOT_PRESENT_READ));
	EXPECT_EQ(0, CAME(PROTECTION_WRITE));
	EXPECT_EQ(N, CAME(USER));
	EXPECT_EQ(0, CAME(KERNEL));
	EXPECT_EQ(0, CAME(RESERVED_BIT));
}

/* Reads map the zero page; the writes after them find it present and forbidden. */
TEST_F(faults, reads_then_writes_of_the_zero_page)
{
	char *at = map_small_pages(N, RW, MAP_PRIVATE);

	ASSERT_NE(MAP_FAILED, at);
	BEFORE();
	read_pages(at, N);
	AFTER();
	EXPECT_EQ(N, CAME(NOT_PRESENT_READ));
	EXPECT_EQ(N, CAME(USER));
	BEFORE();
	write_pages(at, N);
	AFTER();
	EXPECT_EQ(N, CAME(PROTECTION_WRITE));
	EXPECT_EQ(0, CAME(NOT_PRESENT_WRITE));
	EXPECT_EQ(N, CAME(USER));
}

/*
 * Goes to every CPU and back. The kernel writes down for each thread, in the thread's own memory, where
 * it runs: from now on the page of that is there to be written to.
 */
static void go_round(void)
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

TEST_F(faults, copies_after_fork)
{
	char *at = map_small_pages(N, RW, MAP_PRIVATE);
	pid_t child;

	ASSERT_NE(MAP_FAILED, at);
	write_pages(at, N);
	child = fork_idle_child(NULL);
	ASSERT_LT(0, child);
	go_round();
	/* The stack is shared with the child, too: what the calls touch of it is copied first. */
	BEFORE();
	AFTER();
	BEFORE();
	write_pages(at, N);
	AFTER();
	EXPECT_EQ(N, CAME(PROTECTION_WRITE));
	EXPECT_EQ(N, CAME(USER));
	end_child(child);
}

/* The kernel's own accesses to user memory. */
TEST_F(faults, writes_of_the_kernel)
{
	char *at = map_small_pages(N, RW, MAP_PRIVATE);
	int zero = open("/dev/zero", O_RDONLY | O_CLOEXEC);

	ASSERT_NE(MAP_FAILED, at);
	ASSERT_LE(0, zero);
	BEFORE();
	EXPECT_EQ(N * PAGE, read(zero, at, N * PAGE));
	AFTER();
	EXPECT_EQ(N, CAME(KERNEL));
	EXPECT_EQ(N, CAME(NOT_PRESENT_WRITE));
	EXPECT_EQ(0, CAME(USER));
	close(zero);
}

static sigjmp_buf resume;

static void on_segv(int signal __maybe_unused)
{
	siglongjmp(resume, 1);
}

TEST_F(faults, instructions)
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
	EXPECT_EQ(n, CAME(NOT_PRESENT_INSTRUCTION));
	EXPECT_EQ(n, CAME(USER));
	ASSERT_EQ(0, mprotect(at, n * AROUND, PROT_READ));
	ASSERT_EQ(0, sigaction(SIGSEGV, &act, &old));
	read_pages(at, 1);
	BEFORE();
	if (!sigsetjmp(resume, 1))
		((void (*)(void))at)();
	AFTER();
	sigaction(SIGSEGV, &old, NULL);
	EXPECT_EQ(1, CAME(PROTECTION_INSTRUCTION));
}

/* The highest node that has memory, -1 if there is but one. */
static int other_node(void)
{
	char *text = read_text("/sys/devices/system/node/has_memory");
	int node = -1;

	for (char *at = text; at && *at; at++)
		if (*at >= '0' && *at <= '9' && (at == text || at[-1] < '0'))
			node = atoi(at);
	return node ?: -1;
}

TEST_F(faults, moved_pages)
{
	static void *pages[N];
	static int nodes[N], status[N];
	int node = other_node(), moved = 0;
	char *at = map_small_pages(N, RW, MAP_PRIVATE);
	time_t end = 0;
	__u64 modes;

	if (node < 0)
		SKIP(return, "one node alone has memory");
	ASSERT_NE(MAP_FAILED, at);
	write_pages(at, N);
	/* A page that somebody holds just then stays where it is. */
	while ((moved < 2 * N || CAME(MIGRATE_SYSCALL_FAILED_PAGES)) && retry_allowed(&end)) {
		moved = 0;
		/* From wherever they are to node 0, and then to the other. */
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
	EXPECT_EQ(N, CAME(MIGRATE_SYSCALL_SUCCEEDED_PAGES));
	EXPECT_EQ(0, CAME(MIGRATE_SYSCALL_FAILED_PAGES));
	EXPECT_EQ(0, CAME(MIGRATE_MBIND_SUCCEEDED_PAGES));
	modes = CAME(MIGRATE_ASYNC_SUCCEEDED_PAGES) + CAME(MIGRATE_SYNC_LIGHT_SUCCEEDED_PAGES) +
		CAME(MIGRATE_SYNC_SUCCEEDED_PAGES);
	EXPECT_EQ(N, modes);
}

TEST_F(faults, collapses)
{
	const int n = 4;
	char *at;
	int done = 0;

	/* khugepaged, which would collapse some first, never hears of this memory. */
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
	EXPECT_EQ(done, CAME(COLLAPSE_SUCCEEDED));
	EXPECT_EQ(0, CAME(COLLAPSE_OTHER));
}

/* All memory of a guest that stands still now and then. */
TEST_F_TIMEOUT(faults, compactions, 450)
{
	__u64 ends = 0;

	BEFORE();
	ASSERT_EQ(0, write_file("/proc/sys/vm/compact_memory", "1"));
	AFTER();
	for (int kind = RMM_FAULT_COMPACTION_NOT_SUITABLE_ZONE;
	     kind <= RMM_FAULT_COMPACTION_OTHER; kind++)
		ends += self->after[kind] - self->before[kind];
	EXPECT_LT(0, CAME(COMPACTION_BEGIN_SYNC));
	EXPECT_EQ(CAME(COMPACTION_BEGIN_SYNC) + CAME(COMPACTION_BEGIN_ASYNC), ends);
	EXPECT_EQ(0, CAME(COMPACTION_OTHER));
}

/* A child in a memory cgroup that is too small for it. */
TEST_F(faults, oom_victims)
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

/* Others are not counted, and all are where all are asked for. */
TEST_F(faults, of_one_process)
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
	EXPECT_GT(N, CAME(NOT_PRESENT_WRITE));
	EXPECT_LE(4 * N, after[RMM_FAULT_NOT_PRESENT_WRITE] - before[RMM_FAULT_NOT_PRESENT_WRITE]);
	/* Splits have no tracepoint: they are the machine's. */
	EXPECT_EQ(RMM_ABSENT, self->after[RMM_FAULT_SPLIT_PAGE]);
	EXPECT_NE(RMM_ABSENT, after[RMM_FAULT_SPLIT_PAGE]);
	close(all);
}

TEST_HARNESS_MAIN
