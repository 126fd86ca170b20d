/* SPDX-License-Identifier: GPL-2.0 */
/* /proc/PID/pagemap, /proc/kpageflags and other files of 64-bit entries. */
#ifndef SELFTESTS_PAGEMAP_H
#define SELFTESTS_PAGEMAP_H

#include "device.h"

#define PM_FRAME	((1ull << 55) - 1)
#define PM_SOFT_DIRTY	(1ull << 55)
#define PM_EXCLUSIVE	(1ull << 56)
#define PM_UFFD_WP	(1ull << 57)
#define PM_GUARD	(1ull << 58)
#define PM_FILE		(1ull << 61)
#define PM_SWAP		(1ull << 62)
#define PM_PRESENT	(1ull << 63)

/* Reads entry @index of a file of 64-bit entries; RMM_ABSENT if it cannot be read. */
__u64 read_entry(int fd, __u64 index);

__u64 read_file_entry(const char *path, __u64 index);

int open_pagemap(pid_t pid);

__u64 read_pagemap(pid_t pid, __u64 address);

/* Returns the page frame in pagemap; RMM_ABSENT without a page or a process. */
__u64 pagemap_pfn(pid_t pid, const volatile void *address);

#endif
