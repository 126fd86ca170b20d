/* SPDX-License-Identifier: GPL-2.0 */
/* RMM_FAULTS as an array by kind. */
#ifndef FAULTS_TEST_H
#define FAULTS_TEST_H

#include "rmm_test.h"

#define MAX_KINDS 256

static inline int write_text(const char *path, const char *text)
{
	int fd = open(path, O_WRONLY | O_CLOEXEC);
	ssize_t n = fd < 0 ? -1 : write(fd, text, strlen(text));
	int error = n < 0 ? -errno : 0;

	close(fd);
	return error;
}

/* The counts by kind; -EPROTO for an answer that makes no sense. */
static inline int faults_call(int rmm, __u32 flags, int pid, __u64 *counts)
{
	static struct rmm_fault_count buf[MAX_KINDS];
	struct rmm_faults arg = {
		.size = sizeof(arg), .flags = flags, .pid = pid, .buf = (uintptr_t)buf,
		.capacity = MAX_KINDS, .record_size = sizeof(buf[0]),
	};
	int ret = rmm_call(rmm, RMM_FAULTS, &arg);

	if (ret)
		return ret;
	if (arg.count != arg.total || arg.count <= RMM_FAULT_OOM_VICTIM)
		return -EPROTO;
	for (__u32 i = 0; i < arg.count; i++) {
		if (buf[i].kind != i || buf[i].reserved)
			return -EPROTO;
		counts[i] = buf[i].count;
	}
	return 0;
}

#define RW (PROT_READ | PROT_WRITE)

static inline void *small_pages(size_t pages, int prot, int flags)
{
	void *at = mmap(NULL, pages * PAGE, prot, flags | MAP_ANONYMOUS, -1, 0);

	if (at != MAP_FAILED)
		madvise(at, pages * PAGE, MADV_NOHUGEPAGE);
	return at;
}

static inline void write_each(volatile char *at, size_t pages)
{
	for (size_t i = 0; i < pages; i++)
		at[i * PAGE] = 1;
}

static inline void read_each(const volatile char *at, size_t pages)
{
	for (size_t i = 0; i < pages; i++)
		(void)at[i * PAGE];
}

#endif
