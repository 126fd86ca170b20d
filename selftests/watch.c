// SPDX-License-Identifier: GPL-2.0
/*
 * /proc/rmm/watch: which writes create and remove the directory of a process, and which are
 * refused.
 */
#include "lib/harness.h"
#include "lib/device.h"
#include "lib/process.h"
#include "lib/watch.h"

static bool watched(pid_t pid)
{
	char path[64];
	struct stat st;

	snprintf(path, sizeof(path), "/proc/rmm/%d/vmas", pid);
	return !stat(path, &st);
}

/* Waits until the directory of an exited process is removed: a work item does that. */
static bool wait_for_removal(pid_t pid)
{
	time_t end = 0;

	while (retry_allowed(&end))
		if (!watched(pid))
			return true;
	return false;
}

static void make_some(void)
{
	char *at = mmap(NULL, 32 << 20, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	memset(at, 1, 4 << 20);
	*(char *)sbrk(PAGE * 8) = 1;
}

TEST(watch_ends_on_request)
{
	pid_t pid = fork_idle_child(make_some);

	ASSERT_LT(0, pid);
	ASSERT_EQ(0, watch_pid(pid));
	EXPECT_TRUE(watched(pid));
	ASSERT_EQ(0, watch_pid(-pid));
	EXPECT_FALSE(watched(pid));
	EXPECT_GT(0, watch_pid(-pid));
	/* The process can be watched again. */
	ASSERT_EQ(0, watch_pid(pid));
	EXPECT_TRUE(watched(pid));
	end_child(pid);
	EXPECT_TRUE(wait_for_removal(pid));
}

TEST(watch_ends_with_the_process)
{
	pid_t pid = fork_idle_child(make_some);
	int fd[ARRAY_SIZE(watched_files)];
	char byte;

	ASSERT_LT(0, pid);
	ASSERT_EQ(0, watch_pid(pid));
	for (size_t f = 0; f < ARRAY_SIZE(watched_files); f++) {
		fd[f] = open_watched_file(pid, watched_files[f]);
		ASSERT_LE(0, fd[f]);
	}
	end_child(pid);
	for (size_t f = 0; f < ARRAY_SIZE(watched_files); f++) {
		EXPECT_EQ(-1, read(fd[f], &byte, 1));
		EXPECT_EQ(ESRCH, errno)
			TH_LOG("%s: %s", watched_files[f], strerror(errno));
	}
	/* While one of its files is open the directory may stay: other openers get ESRCH, too. */
	EXPECT_GT(0, open_watched_file(pid, "vmas"));
	for (size_t f = 0; f < ARRAY_SIZE(watched_files); f++) {
		close(fd[f]);
	}
	EXPECT_TRUE(wait_for_removal(pid));
	EXPECT_EQ(-ENOENT, open_watched_file(pid, "vmas"));
}

TEST(open_files_end_with_exec)
{
	int go[2], done[2], fd;
	char byte;
	pid_t pid;

	ASSERT_EQ(0, pipe(go));
	ASSERT_EQ(0, pipe(done));
	pid = fork();
	if (!pid) {
		dup2(go[0], 0);
		dup2(done[1], 1);
		close(go[1]);
		close(done[0]);
		if (read(0, &byte, 1) == 1)
			execlp("cat", "cat", NULL);
		_exit(1);
	}
	ASSERT_EQ(0, watch_pid(pid));
	fd = open_watched_file(pid, "segments");
	ASSERT_LE(0, fd);
	ASSERT_EQ(2, write(go[1], "ab", 2));
	ASSERT_EQ(1, read(done[0], &byte, 1));
	EXPECT_EQ(-1, read(fd, &byte, 1));
	EXPECT_EQ(ESRCH, errno);
	close(fd);
	/* The process is still watched, with its present memory. */
	fd = open_watched_file(pid, "segments");
	EXPECT_LE(0, fd);
	EXPECT_EQ(1, read(fd, &byte, 1));
	close(fd);
	end_child(pid);
	EXPECT_TRUE(wait_for_removal(pid));
}

TEST(invalid_writes_are_refused)
{
	const char *const nonsense[] = {
		"", "\n", " ", "abc", "12x", "x12", "0", "-0", "+", "-", "--1", "1 2", "1\n2\n", "1.5",
		"99999999999", "-99999999999", "2147483648", "0x10", "self",
	};

	for (size_t i = 0; i < ARRAY_SIZE(nonsense); i++) {
		int fd = open("/proc/rmm/watch", O_WRONLY);
		ssize_t n = write(fd, nonsense[i], strlen(nonsense[i]));

		/* Some kernels do not pass an empty write to the file. */
		if (nonsense[i][0]) {
			EXPECT_EQ(-1, n)
				TH_LOG("'%s' was accepted", nonsense[i]);
			EXPECT_EQ(EINVAL, errno)
				TH_LOG("'%s': %s", nonsense[i], strerror(errno));
		}
		close(fd);
	}
}

TEST(long_write_is_refused)
{
	static char text[1 << 16];
	int fd = open("/proc/rmm/watch", O_WRONLY);

	memset(text, '1', sizeof(text));
	EXPECT_EQ(-1, write(fd, text, sizeof(text)));
	EXPECT_EQ(-1, syscall(SYS_write, fd, 8, 8));
	EXPECT_EQ(EFAULT, errno);
	close(fd);
}

TEST(missing_process_is_esrch)
{
	pid_t pid = fork_idle_child(NULL);

	end_child(pid);
	EXPECT_EQ(-ESRCH, watch_pid(pid));
	EXPECT_EQ(-ESRCH, watch_pid(0x7fffffff));
	EXPECT_EQ(-ENXIO, watch_pid(2));
	EXPECT_FALSE(watched(pid));
	EXPECT_FALSE(watched(2));
	EXPECT_GT(0, watch_pid(-1));
}

TEST(many_processes_are_watched)
{
	enum { MANY = 40 };
	pid_t pid[MANY];

	for (int i = 0; i < MANY; i++) {
		pid[i] = fork_idle_child(NULL);
		ASSERT_LT(0, pid[i]);
		ASSERT_EQ(0, watch_pid(pid[i]));
	}
	for (int i = 0; i < MANY; i++) {
		EXPECT_TRUE(watched(pid[i]));
		end_child(pid[i]);
	}
	for (int i = 0; i < MANY; i++) {
		EXPECT_TRUE(wait_for_removal(pid[i]));
	}
}

TEST_HARNESS_MAIN
