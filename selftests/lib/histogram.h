/* SPDX-License-Identifier: GPL-2.0 */
/* The histograms of an address space, as one list. */
#ifndef SELFTESTS_HISTOGRAM_H
#define SELFTESTS_HISTOGRAM_H

#include "device.h"

#define MAX_HISTOGRAM_ROWS 4096

#define HISTOGRAMS 5

extern const unsigned long histogram_requests[HISTOGRAMS];
extern const __u32 histogram_sizes[HISTOGRAMS];

/*
 * Lists all records of a histogram, of @size bytes each, in portions. Returns how many, or the
 * negative error of a call; -EPROTO if a call made no progress.
 */
int list_histogram(int mm, unsigned long request, __u32 flags, __u32 capacity, __u64 budget_us,
		   void *rows, __u32 size);

#endif
