// SPDX-License-Identifier: GPL-2.0
#include "watch.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

const char *const watched_files[WATCHED_FILES] = { "vmas", "pagetable", "segments" };

int write_watch(const char *text)
{
	int fd = open("/proc/rmm/watch", O_WRONLY | O_CLOEXEC);
	ssize_t n = fd < 0 ? -1 : write(fd, text, strlen(text));
	int ret = n == (ssize_t)strlen(text) ? 0 : n < 0 ? -errno : -EPROTO;

	close(fd);
	return ret;
}

int watch_pid(int pid)
{
	char text[16];

	snprintf(text, sizeof(text), "%d\n", pid);
	return write_watch(text);
}

int open_watched_file(pid_t pid, const char *file)
{
	char path[64];
	int fd;

	snprintf(path, sizeof(path), "/proc/rmm/%d/%s", pid, file);
	fd = open(path, O_RDONLY | O_CLOEXEC);
	return fd < 0 ? -errno : fd;
}
