// SPDX-License-Identifier: GPL-2.0
#include "text.h"

#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

char *read_text(const char *format, ...)
{
	static char text[1 << 20];
	char path[256];
	va_list args;
	size_t len = 0;
	ssize_t n = 0;
	int fd;

	va_start(args, format);
	vsnprintf(path, sizeof(path), format, args);
	va_end(args);
	fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return NULL;
	while (len < sizeof(text) - 1 && (n = read(fd, text + len, sizeof(text) - 1 - len)) > 0)
		len += n;
	text[len] = 0;
	if (n < 0)
		len = -errno;
	close(fd);
	errno = n < 0 ? -(int)len : 0;
	return n < 0 ? NULL : text;
}

int write_file(const char *path, const char *text)
{
	int fd = open(path, O_WRONLY | O_CLOEXEC);
	ssize_t n = fd < 0 ? -1 : write(fd, text, strlen(text));
	int error = n < 0 ? -errno : 0;

	close(fd);
	return error;
}

long status_kb(pid_t pid, const char *name)
{
	char *text = read_text("/proc/%d/status", pid), *at;
	char key[64];

	snprintf(key, sizeof(key), "\n%s:", name);
	at = text ? strstr(text, key) : NULL;
	return at ? atol(at + strlen(key)) : -1;
}

char *copy_process_file(pid_t pid, const char *file)
{
	char *text = read_text("/proc/%d/%s", pid, file);

	return text ? strdup(text) : NULL;
}

bool process_file_unchanged(char *was, pid_t pid, const char *file)
{
	char *is = read_text("/proc/%d/%s", pid, file);
	bool same = was && is && !strcmp(was, is);

	free(was);
	return same;
}
