/* SPDX-License-Identifier: GPL-2.0 */
/* RMM_WALK_SUMMARY of a range, added up over calls. */
#ifndef SELFTESTS_SUMMARY_H
#define SELFTESTS_SUMMARY_H

#include "device.h"

#define MAX_SUMMARIES 512

/* Records of a summary, added up over calls. */
struct summary_list {
	int count;
	int calls;
	struct rmm_summary cell[MAX_SUMMARIES];
};

/* Adds @more to the record with the same keys; -EPROTO if the list is full. */
int add_summary(struct summary_list *list, const struct rmm_summary *more);

/* Walks the summary of a range, in portions of @capacity records and @budget_us each. */
int list_summary_in_portions(int mm, __u64 start, __u64 end, __u32 capacity, __u64 budget_us,
			     struct summary_list *list);

int list_summary(int mm, __u64 start, __u64 end, struct summary_list *list);

/* Returns the bytes of one kind of page, at all levels and on all nodes. */
__u64 summary_bytes(const struct summary_list *list, __u32 page_kind);

#endif
