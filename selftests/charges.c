// SPDX-License-Identifier: GPL-2.0
/*
 * Memory that open files and descriptors of the module keep is charged to the memory cgroup of their
 * opener: a fall of MemFree appears in memory.current, and memory.max ends the opener instead of the
 * machine.
 */
#include "lib/harness.h"
#include "lib/device.h"
#include "lib/process.h"
#include "lib/text.h"

#include <sys/resource.h>

#define GROUP "/sys/fs/cgroup/rmm-charges"

/* Opens of each file, or as many as fit into so many seconds: a debug kernel is slow. */
#define OPENS 2000
#define SECONDS 5

/*
 * Most of a fall of MemFree that may be missing in memory.current: per-CPU page lists, free objects of
 * new slabs, what other tasks allocate meanwhile.
 */
#define SLACK_KB (8 << 10)

/* Most that an open file without a reader may cost on average; a debug kernel doubles it. */
#define UNREAD_KB 8

struct result {
	int opened;
	long fallen_kb, charged_kb;
};

enum depth { UNREAD, READ };

static bool make_group(const char *max)
{
	(void)!write_file("/sys/fs/cgroup/cgroup.subtree_control", "+memory");
	if (mkdir(GROUP, 0755) && errno != EEXIST)
		return false;
	return !write_file(GROUP "/memory.max", max);
}

static void enter_group(void)
{
	char pid[16];

	snprintf(pid, sizeof(pid), "%d", getpid());
	if (write_file(GROUP "/cgroup.procs", pid))
		_exit(77);
}

static long free_kb(void)
{
	char *text = read_text("/proc/meminfo"), *at = text ? strstr(text, "MemFree:") : NULL;

	return at ? atol(at + strlen("MemFree:")) : -1;
}

static long charged_kb(void)
{
	char *text = read_text(GROUP "/memory.current");

	return text ? atol(text) / 1024 : -1;
}

static void allow_files(rlim_t count)
{
	setrlimit(RLIMIT_NOFILE, &(struct rlimit){ count, count });
}

/* Opens a text file, or for a NULL path a descriptor of this process. */
static int open_one(const char *path, enum depth depth)
{
	struct rmm_summary cell;
	struct rmm_walk walk = {
		.size = sizeof(walk), .flags = RMM_WALK_SUMMARY, .end = RMM_ABSENT,
		.buf = (unsigned long)&cell, .capacity = 1, .record_size = sizeof(cell),
	};
	char byte;
	int fd = path ? open(path, O_RDONLY) : open_space(0);

	if (fd < 0 || depth == UNREAD)
		return fd;
	if (path)
		(void)!pread(fd, &byte, 1, 0);
	else
		(void)!ioctl(fd, RMM_WALK, &walk);
	return fd;
}

/* Opens a file many times in the cgroup, without and with a reader. */
static struct result charge(struct __test_metadata *_metadata, const char *path, enum depth depth)
{
	struct result result = { 0 };
	int done[2], go[2];
	char byte;
	pid_t pid;

	if (pipe(done) | pipe(go))
		return result;
	pid = fork();
	if (!pid) {
		time_t end;

		allow_files(OPENS + 100);
		enter_group();
		open_one(path, depth);
		(void)!write(done[1], "x", 1);
		(void)!read(go[0], &byte, 1);
		end = time(NULL) + SECONDS;
		while (result.opened < OPENS && time(NULL) < end && open_one(path, depth) >= 0)
			result.opened++;
		(void)!write(done[1], &result.opened, sizeof(result.opened));
		pause();
		_exit(0);
	}
	(void)!read(done[0], &byte, 1);
	result.fallen_kb = free_kb();
	result.charged_kb = charged_kb();
	(void)!write(go[1], "x", 1);
	(void)!read(done[0], &result.opened, sizeof(result.opened));
	result.fallen_kb -= free_kb();
	result.charged_kb = charged_kb() - result.charged_kb;
	end_child(pid);
	close(done[0]);
	close(done[1]);
	close(go[0]);
	close(go[1]);
	TH_LOG("%s, %s: %d opened, MemFree -%ld kB, memory.current +%ld kB", path ? path : "RMM_OPEN",
	       depth == READ ? "read" : "unread", result.opened, result.fallen_kb, result.charged_kb);
	return result;
}

static void check(struct __test_metadata *_metadata, const char *path)
{
	for (enum depth depth = UNREAD; depth <= READ; depth++) {
		struct result result = charge(_metadata, path, depth);

		EXPECT_LT(0, result.opened);
		EXPECT_LE(result.fallen_kb, result.charged_kb + SLACK_KB)
			TH_LOG("%s: MemFree fell by %ld kB, %ld kB charged", path ? path : "RMM_OPEN",
			       result.fallen_kb, result.charged_kb);
		if (depth == UNREAD && result.opened > 100)
			EXPECT_GE(UNREAD_KB, result.charged_kb / result.opened);
	}
}

static void check_directory(struct __test_metadata *_metadata, const char *directory)
{
	DIR *dir = opendir(directory);
	struct dirent *entry;
	char path[512];

	ASSERT_NE(NULL, dir);
	while ((entry = readdir(dir))) {
		if (entry->d_type != DT_REG)
			continue;
		snprintf(path, sizeof(path), "%s/%s", directory, entry->d_name);
		check(_metadata, path);
	}
	closedir(dir);
}

TEST(files_of_the_machine)
{
	if (!make_group("max"))
		SKIP(return, "no memory cgroups");
	check_directory(_metadata, "/proc/rmm");
	EXPECT_EQ(0, rmdir(GROUP));
}

TEST(files_of_a_process)
{
	if (!make_group("max"))
		SKIP(return, "no memory cgroups");
	check_directory(_metadata, "/proc/rmm/self");
	EXPECT_EQ(0, rmdir(GROUP));
}

TEST(descriptors)
{
	if (!make_group("max"))
		SKIP(return, "no memory cgroups");
	check(_metadata, "/dev/rmm");
	check(_metadata, NULL);
	EXPECT_EQ(0, rmdir(GROUP));
}

/* An opener without privileges reaches its limit: open fails, or the OOM killer of the cgroup ends it. */
static void reach_limit(struct __test_metadata *_metadata, const char *path)
{
	long before = free_kb();
	int opened = 0, status, done[2];
	pid_t pid;

	if (!make_group("8M"))
		SKIP(return, "no memory cgroups");
	ASSERT_EQ(0, pipe(done));
	pid = fork();
	if (!pid) {
		close(done[0]);
		allow_files(1 << 19);
		enter_group();
		(void)!setgid(1000);
		(void)!setuid(1000);
		while (open_one(path, READ) >= 0)
			(void)!write(done[1], "x", 1);
		_exit(errno == ENOMEM ? 0 : 1);
	}
	close(done[1]);
	for (char bytes[4096];;) {
		ssize_t got = read(done[0], bytes, sizeof(bytes));

		if (got <= 0)
			break;
		opened += got;
	}
	close(done[0]);
	ASSERT_EQ(pid, waitpid(pid, &status, 0));
	EXPECT_TRUE((WIFEXITED(status) && !WEXITSTATUS(status)) ||
		    (WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL))
		TH_LOG("status %#x after %d opens of %s", status, opened, path);
	TH_LOG("%s: %d opens until the limit, status %#x, MemFree -%ld kB", path, opened, status,
	       before - free_kb());
	EXPECT_GT(20000, opened);
	EXPECT_EQ(0, rmdir(GROUP));
}

TEST(limit_of_vmas) { reach_limit(_metadata, "/proc/rmm/self/vmas"); }
TEST(limit_of_sharing) { reach_limit(_metadata, "/proc/rmm/self/sharing"); }
TEST(limit_of_zones) { reach_limit(_metadata, "/proc/rmm/zones"); }

TEST_HARNESS_MAIN
