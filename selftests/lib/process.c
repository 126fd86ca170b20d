// SPDX-License-Identifier: GPL-2.0
#include "process.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/capability.h>
#include <linux/types.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

bool retry_allowed(time_t *end)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	if (*end) {
		usleep(2000);
		return now.tv_sec < *end;
	}
	*end = now.tv_sec + 60;
	return true;
}

void wait_until_asleep_in(pid_t pid, long number)
{
	char path[64], text[32] = "", want[16];
	time_t end = 0;

	/* In another pid namespace than that of /proc the number is another process's. */
	if (readlink("/proc/self", text, sizeof(text) - 1) <= 0 || atoi(text) != getpid())
		return;
	snprintf(path, sizeof(path), "/proc/%d/syscall", pid);
	snprintf(want, sizeof(want), "%ld ", number);
	while (retry_allowed(&end)) {
		int fd = open(path, O_RDONLY | O_CLOEXEC);
		ssize_t n = read(fd, text, sizeof(text) - 1);

		close(fd);
		/* The process is gone, or the kernel does not have this file. */
		if (n <= 0)
			return;
		text[n] = 0;
		if (!strncmp(text, want, strlen(want)))
			return;
	}
}

pid_t fork_idle_child(void (*make)(void))
{
	int ready[2];
	pid_t pid;
	char byte;

	if (pipe2(ready, O_CLOEXEC))
		return -1;
	pid = fork();
	if (!pid) {
		prctl(PR_SET_PDEATHSIG, SIGKILL);
		if (make)
			make();
		if (write(ready[1], "x", 1) != 1)
			_exit(1);
		for (;;)
			syscall(SYS_pause);
	}
	close(ready[1]);
	if (pid > 0 && read(ready[0], &byte, 1) != 1)
		pid = -1;
	close(ready[0]);
	if (pid > 0)
		wait_until_asleep_in(pid, SYS_pause);
	return pid;
}

bool fork_as_nobody(void)
{
	pid_t pid = fork();

	if (pid) {
		waitpid(pid, NULL, 0);
		return false;
	}
	if (setresgid(65534, 65534, 65534) || setresuid(65534, 65534, 65534))
		abort();
	return true;
}

static int set_effective(int capability, bool on)
{
	struct __user_cap_header_struct head = { .version = _LINUX_CAPABILITY_VERSION_3 };
	struct __user_cap_data_struct data[2];
	const __u32 bit = 1u << capability % 32;
	__u32 *effective = &data[capability / 32].effective;

	if (syscall(SYS_capget, &head, data))
		return -errno;
	*effective = on ? *effective | bit : *effective & ~bit;
	return syscall(SYS_capset, &head, data) ? -errno : 0;
}

int set_admin(bool on)
{
	return set_effective(CAP_SYS_ADMIN, on);
}

int set_syslog(bool on)
{
	return set_effective(CAP_SYSLOG, on);
}

int set_ipc_lock(bool on)
{
	return set_effective(CAP_IPC_LOCK, on);
}

void end_child(pid_t pid)
{
	if (pid > 0) {
		kill(pid, SIGKILL);
		waitpid(pid, NULL, 0);
	}
}

int exit_status_of(pid_t pid)
{
	int status;

	if (waitpid(pid, &status, 0) != pid || !WIFEXITED(status))
		return -1;
	return WEXITSTATUS(status);
}

int count_fds(void)
{
	DIR *dir = opendir("/proc/self/fd");
	int n = 0;

	while (readdir(dir))
		n++;
	closedir(dir);
	return n;
}
