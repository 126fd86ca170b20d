/* SPDX-License-Identifier: GPL-2.0 */
/* RMM_VMAS of a range, as one list. */
#ifndef SELFTESTS_VMAS_H
#define SELFTESTS_VMAS_H

#include "device.h"

#define MAX_VMAS 512

/* VMAs with their names. */
struct vma_list {
	int count;
	struct rmm_vma vma[MAX_VMAS];
	char name[MAX_VMAS][256];
};

/*
 * Lists all VMAs of a range, in portions of @capacity records and @names_size bytes of names. VMAs
 * that two calls return are listed once. Returns 0 or the negative error of a call; -EPROTO if a
 * call made no progress.
 */
int list_vmas(int mm, __u64 start, __u64 end, __u32 flags, __u32 capacity, __u32 names_size,
	      struct vma_list *list);

#endif
