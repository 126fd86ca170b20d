/* SPDX-License-Identifier: GPL-2.0 */
/* The pages product as a list, and the files that the kernel shows of pages. */
#ifndef PAGES_TEST_H
#define PAGES_TEST_H

#include "rmm_test.h"

#include <linux/capability.h>
#include <linux/kernel-page-flags.h>

/* Not all of them are in the header for users. */
#ifndef KPF_MLOCKED
#define KPF_MLOCKED 33
#endif

#define MAX_PAGES 65536

#define PM_FRAME	((1ull << 55) - 1)
#define PM_SOFT_DIRTY	(1ull << 55)
#define PM_EXCLUSIVE	(1ull << 56)
#define PM_UFFD_WP	(1ull << 57)
#define PM_GUARD	(1ull << 58)
#define PM_FILE		(1ull << 61)
#define PM_SWAP		(1ull << 62)
#define PM_PRESENT	(1ull << 63)

#define ALL_ATTRIBUTES	(RMM_PAGE_A_DEFAULT | RMM_PAGE_A_KPAGEFLAGS | RMM_PAGE_A_AGE | \
			 RMM_PAGE_A_CGROUP | RMM_PAGE_A_ENTRY | RMM_PAGE_A_EXPECTED)

struct page_list {
	int count, calls;
	struct rmm_cost cost;
	struct rmm_page page[MAX_PAGES];
};

static inline __u64 page_bytes(const struct rmm_page *page)
{
	return page->pages * PAGE;
}

static inline __u64 page_end(const struct rmm_page *page)
{
	return page->addr + page_bytes(page);
}

/*
 * The entries of a range, in portions of @capacity records and @budget_us each. Repeats at the seams
 * are dropped. Returns 0 or the negative error of a call; -EPROTO for an answer out of order.
 */
static inline int all_pages(int mm, __u64 start, __u64 end, __u64 attributes, __u64 kinds,
			    __u32 capacity, __u64 budget_us, struct page_list *list)
{
	static struct rmm_page buf[MAX_PAGES];
	struct rmm_walk arg = {
		.size = sizeof(arg), .flags = RMM_WALK_PAGES, .start = start, .end = end,
		.buf = (uintptr_t)buf, .capacity = capacity, .record_size = sizeof(buf[0]),
		.budget_us = budget_us, .attributes = attributes, .kinds = kinds,
	};

	list->count = list->calls = 0;
	do {
		__u64 behind = arg.start;
		int ret = rmm_call(mm, RMM_WALK, &arg);

		if (ret)
			return ret;
		if (arg.count > capacity || arg.next <= arg.start || arg.next > end)
			return -EPROTO;
		for (__u32 i = 0; i < arg.count; i++) {
			const struct rmm_page *page = &buf[i];

			if (page->addr < behind || !page->pages || page_end(page) > arg.next)
				return -EPROTO;
			behind = page_end(page);
			if (list->count == MAX_PAGES)
				return -E2BIG;
			list->page[list->count++] = *page;
		}
		list->calls++;
		list->cost = arg.cost;
		arg.start = arg.next;
	} while (arg.next != end);
	return 0;
}

/* Entry @index of a file of 64-bit entries. */
static inline __u64 number_at(int fd, __u64 index)
{
	__u64 value = RMM_ABSENT;

	return pread(fd, &value, sizeof(value), index * sizeof(value)) == sizeof(value) ? value :
	       RMM_ABSENT;
}

static inline int open_pagemap(pid_t pid)
{
	char path[64];

	snprintf(path, sizeof(path), "/proc/%d/pagemap", pid);
	return open(path, O_RDONLY | O_CLOEXEC);
}

/* Takes CAP_SYS_ADMIN out of the effective set of this thread, or puts it back. */
static inline int set_admin(bool on)
{
	struct __user_cap_header_struct head = { .version = _LINUX_CAPABILITY_VERSION_3 };
	struct __user_cap_data_struct data[2];
	const __u32 bit = 1u << CAP_SYS_ADMIN;

	if (syscall(SYS_capget, &head, data))
		return -errno;
	data[0].effective = on ? data[0].effective | bit : data[0].effective & ~bit;
	return syscall(SYS_capset, &head, data) ? -errno : 0;
}

#endif
