// SPDX-License-Identifier: GPL-2.0
#include "pagemap.h"

#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

__u64 read_entry(int fd, __u64 index)
{
	__u64 value = RMM_ABSENT;

	return pread(fd, &value, sizeof(value), index * sizeof(value)) == sizeof(value) ? value :
	       RMM_ABSENT;
}

__u64 read_file_entry(const char *path, __u64 index)
{
	__u64 value = ~0ull;
	int fd = open(path, O_RDONLY | O_CLOEXEC);

	if (pread(fd, &value, sizeof(value), index * sizeof(value)) != sizeof(value))
		value = ~0ull;
	close(fd);
	return value;
}

int open_pagemap(pid_t pid)
{
	char path[64];

	snprintf(path, sizeof(path), "/proc/%d/pagemap", pid);
	return open(path, O_RDONLY | O_CLOEXEC);
}

__u64 read_pagemap(pid_t pid, __u64 address)
{
	char path[64];

	snprintf(path, sizeof(path), "/proc/%d/pagemap", pid);
	return read_file_entry(path, address / PAGE);
}

__u64 pagemap_pfn(pid_t pid, const volatile void *address)
{
	int fd = open_pagemap(pid);
	__u64 pm = read_entry(fd, (uintptr_t)address / PAGE);

	close(fd);
	return pm != RMM_ABSENT && pm & PM_PRESENT ? pm & PM_FRAME : RMM_ABSENT;
}
