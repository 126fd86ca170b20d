// SPDX-License-Identifier: GPL-2.0
/*
 * Accounting of an arena's pages: the memory cgroup of the task that touches them, RSS and
 * overcommit. A cgroup's limit also holds in the arena's fault.
 */
#include "lib/harness.h"
#include "lib/arena.h"
#include "lib/arena_fixture.h"
#include "lib/device.h"
#include "lib/memory.h"
#include "lib/process.h"
#include "lib/text.h"

#define GROUP "/sys/fs/cgroup/rmm-arena"

static int write_text(const char *path, const char *text)
{
	int fd = open(path, O_WRONLY);
	int ret = fd < 0 || write(fd, text, strlen(text)) < 0 ? -errno : 0;

	close(fd);
	return ret;
}

static long number_of(const char *path, const char *field)
{
	char *text = read_text("%s", path), *at = text;

	if (text && *field)
		at = strstr(text, field);
	return at ? atol(at + strlen(field)) : -1;
}

/* Creates the cgroup with a limit. */
static bool group(const char *max)
{
	write_text("/sys/fs/cgroup/cgroup.subtree_control", "+memory");
	if (mkdir(GROUP, 0755) && errno != EEXIST)
		return false;
	return !write_text(GROUP "/memory.max", max) && !write_text(GROUP "/memory.swap.max", "0");
}

static void enter(void)
{
	char pid[16];

	snprintf(pid, sizeof(pid), "%d", getpid());
	if (write_text(GROUP "/cgroup.procs", pid))
		_exit(77);
}

/*
 * Returns the cgroup's shmem. memory.stat lacks the counts of CPUs that have not been flushed,
 * which happens every two seconds.
 */
static long shmem_of_group(long expected)
{
	time_t end = 0;
	long shmem;

	do
		shmem = number_of(GROUP "/memory.stat", "\nshmem ");
	while (shmem != expected && retry_allowed(&end));
	return shmem;
}

/* The kernel memory of an arena is small beside what it counts against the user's limit, 2 MiB. */
TEST(arenas_cost_little_kernel_memory)
{
	enum { COUNT = 64 };
	struct rmm_arena_create arg = {
		.size = sizeof(arg), .flags = RMM_ARENA_STRICT, .bytes = PAGE, .nodes = memory_nodes(),
		.policy = RMM_PLACE_TIERED,
	};
	int status;
	pid_t pid;

	if (!group("max"))
		SKIP(return, "no memory cgroups");
	pid = fork();
	if (!pid) {
		long before, after;

		enter();
		/* The first one also brings the libraries' pages. */
		create_arena_by(&arg);
		before = number_of(GROUP "/memory.current", "");
		for (int i = 0; i < COUNT; i++)
			if (create_arena_by(&arg) < 0)
				_exit(254);
		after = number_of(GROUP "/memory.current", "");
		_exit((after - before) / COUNT >> 10 < 253 ? (after - before) / COUNT >> 10 : 253);
	}
	status = exit_status_of(pid);
	TH_LOG("%d KiB for each arena", status);
	EXPECT_LT(0, status);
	/* Locks are several times as large where lockdep and the lock debugging are built in. */
	EXPECT_GT(access("/proc/lockdep_stats", F_OK) ? 100 : 300, status);
	rmdir(GROUP);
}

/*
 * One process creates the arena and another touches it: the latter is charged until the pages are
 * freed.
 */
TEST_F(arena, pages_are_charged_to_the_toucher)
{
	int done[2], go[2];
	long current;
	char byte;
	pid_t pid;

	if (!group("max"))
		SKIP(return, "no memory cgroups");
	ASSERT_EQ(0, pipe(done) | pipe(go));
	pid = fork();
	if (!pid) {
		enter();
		touch_range(self->at, BYTES / 2);
		(void)!fallocate(self->fd, 0, BYTES / 2, BYTES / 2);
		(void)!write(done[1], "x", 1);
		(void)!read(go[0], &byte, 1);
		_exit(0);
	}
	ASSERT_EQ(1, read(done[0], &byte, 1));
	current = number_of(GROUP "/memory.current", "");
	EXPECT_LE(BYTES, current);
	EXPECT_GT(BYTES + (4 << 20), current);
	EXPECT_EQ(BYTES, shmem_of_group(BYTES));
	/* Migration keeps the charge. */
	ASSERT_EQ(1, write(go[1], "x", 1));
	ASSERT_EQ(0, exit_status_of(pid));
	for (int node = 0; node < (int)NODES; node++)
		if (self->nodes >> node & 1) {
			struct rmm_arena_move move = {
				.size = sizeof(move), .len = BYTES, .nodes = 1ull << node,
			};

			ASSERT_EQ(0, call_ioctl(self->fd, RMM_ARENA_MOVE, &move));
		}
	EXPECT_EQ(BYTES, shmem_of_group(BYTES));
	ASSERT_EQ(0, punch_hole(self->fd, 0, BYTES));
	EXPECT_EQ(0, shmem_of_group(0));
	EXPECT_EQ(0, rmdir(GROUP));
}

/*
 * A process at the limit with nothing to reclaim is killed in the fault; other processes continue.
 */
TEST_F(arena, memory_limit_holds_in_a_fault)
{
	int status = -1;
	pid_t pid;

	if (!group("4M"))
		SKIP(return, "no memory cgroups");
	pid = fork();
	if (!pid) {
		enter();
		touch_range(self->at, BYTES);
		_exit(0);
	}
	ASSERT_EQ(pid, waitpid(pid, &status, 0));
	EXPECT_TRUE(WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL) {
		TH_LOG("status %#x", status);
	}
	EXPECT_LT(0, number_of(GROUP "/memory.events", "\noom_kill "));
	EXPECT_GE(4 << 20, number_of(GROUP "/memory.stat", "\nshmem "));
	/* The killed process leaves page locks that another one can take. */
	touch_range(self->at, BYTES);
	ASSERT_EQ(0, punch_hole(self->fd, 0, BYTES));
	EXPECT_EQ(0, rmdir(GROUP));
}

/*
 * Resident pages count in RssShmem and Rss; pages that are only in the file count for no process.
 */
TEST_F(arena, resident_pages_count_in_rss)
{
	long before = number_of("/proc/self/status", "\nRssShmem:");
	char *line, key[32];

	ASSERT_EQ(0, fallocate(self->fd, 0, 0, BYTES));
	EXPECT_EQ(before, number_of("/proc/self/status", "\nRssShmem:"));
	touch_range(self->at, BYTES / 2);
	EXPECT_LE(before + (long)(BYTES / 2048), number_of("/proc/self/status", "\nRssShmem:"));
	ASSERT_EQ(0, madvise(self->at, BYTES, MADV_POPULATE_WRITE));
	EXPECT_EQ(before + (long)(BYTES / 1024), number_of("/proc/self/status", "\nRssShmem:"));
	snprintf(key, sizeof(key), "%lx-", (unsigned long)self->at);
	line = read_text("/proc/self/smaps");
	line = line ? strstr(line, key) : NULL;
	ASSERT_NE(NULL, line);
	EXPECT_EQ(BYTES / 1024, atol(strstr(line, "\nRss:") + 5));
	EXPECT_EQ(BYTES / 1024, atol(strstr(line, "\nShared_Dirty:") + 14) +
				atol(strstr(line, "\nPrivate_Dirty:") + 15));
}

/* Pages are committed one by one, as a memfd's: the size of an arena commits nothing. */
TEST_F(arena, pages_count_in_overcommit)
{
	const long kb = BYTES / 1024, noise = kb / 4;
	time_t end = 0;
	long before, touched, after;

	/* Until no other process has started or exited in the meantime. */
	do {
		before = number_of("/proc/meminfo", "Committed_AS:");
		touch_range(self->at, BYTES);
		touched = number_of("/proc/meminfo", "Committed_AS:");
		ASSERT_EQ(0, punch_hole(self->fd, 0, BYTES));
		after = number_of("/proc/meminfo", "Committed_AS:");
	} while ((labs(touched - before - kb) > noise || labs(after - before) > noise) &&
		 retry_allowed(&end));
	EXPECT_LE(before + kb - noise, touched);
	EXPECT_GE(before + kb + noise, touched);
	EXPECT_GE(before + noise, after);
	EXPECT_LE(before - noise, after);
}

/* Pages beyond the commit limit end in SIGBUS, as a memfd's do. */
TEST_F(arena, strict_overcommit_holds)
{
	char *mode = strdup(read_text("/proc/sys/vm/overcommit_memory"));
	char *ratio = strdup(read_text("/proc/sys/vm/overcommit_ratio"));
	int fd = memfd_create("rmm", MFD_CLOEXEC);
	struct rmm_arena_stat stat;
	size_t tries = 0, hits = 0;
	bool ours, theirs;
	char *other;

	ASSERT_EQ(0, ftruncate(fd, BYTES));
	other = map_fd(fd, BYTES, MAP_SHARED);
	ASSERT_NE(MAP_FAILED, other);
	/* No pages are left for tasks without CAP_SYS_ADMIN, which must leave the admin reserve. */
	ASSERT_EQ(0, write_text("/proc/sys/vm/overcommit_ratio", "1"));
	ASSERT_EQ(0, write_text("/proc/sys/vm/overcommit_memory", "2"));
	/* The committed pages may be close to the limit, so that either allocation may just fit. */
	do {
		theirs = raises_sigbus(other + tries * PAGE);
		ours = raises_sigbus(self->at + tries * PAGE);
		hits += ours;
	} while (++tries < 64 && theirs != ours);
	write_text("/proc/sys/vm/overcommit_memory", mode);
	write_text("/proc/sys/vm/overcommit_ratio", ratio);
	EXPECT_EQ(theirs, ours);
	ASSERT_EQ(0, arena_stat(self->fd, 0, &stat));
	EXPECT_EQ(hits, stat.reasons[RMM_REASON_NO_MEMORY]);
	EXPECT_EQ(tries - hits, stat.resident_pages);
	EXPECT_FALSE(raises_sigbus(self->at));
	munmap(other, BYTES);
	close(fd);
}

TEST_HARNESS_MAIN
