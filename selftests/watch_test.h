/* SPDX-License-Identifier: GPL-2.0 */
/* /proc/rmm/watch and the files of a watched process. */
#ifndef WATCH_TEST_H
#define WATCH_TEST_H

#include "rmm_test.h"

#include <sys/stat.h>

static const char *const files[] __maybe_unused = { "vmas", "pagetable", "segments" };

/* Writes to `watch` as `echo` does: one write. Returns 0 or the negative error. */
static inline int watch(const char *text)
{
	int fd = open("/proc/rmm/watch", O_WRONLY | O_CLOEXEC);
	ssize_t n = fd < 0 ? -1 : write(fd, text, strlen(text));
	int ret = n == (ssize_t)strlen(text) ? 0 : n < 0 ? -errno : -EPROTO;

	close(fd);
	return ret;
}

static inline int watch_pid(int pid)
{
	char text[16];

	snprintf(text, sizeof(text), "%d\n", pid);
	return watch(text);
}

static inline int open_file(pid_t pid, const char *file)
{
	char path[64];
	int fd;

	snprintf(path, sizeof(path), "/proc/rmm/%d/%s", pid, file);
	fd = open(path, O_RDONLY | O_CLOEXEC);
	return fd < 0 ? -errno : fd;
}

#endif
