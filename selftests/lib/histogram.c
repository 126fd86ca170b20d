// SPDX-License-Identifier: GPL-2.0
#include "histogram.h"

#include <errno.h>
#include <stdint.h>

const unsigned long histogram_requests[HISTOGRAMS] = { RMM_FOLIOS, RMM_SHARING, RMM_AGE, RMM_NUMA, RMM_RUNS };

const __u32 histogram_sizes[HISTOGRAMS] = {
	sizeof(struct rmm_folios), sizeof(struct rmm_sharing), sizeof(struct rmm_age),
	sizeof(struct rmm_numa), sizeof(struct rmm_runs),
};

int list_histogram(int mm, unsigned long request, __u32 flags, __u32 capacity, __u64 budget_us,
		   void *rows, __u32 size)
{
	struct rmm_tally arg = {
		.size = sizeof(arg), .flags = flags, .end = RMM_ABSENT, .capacity = capacity,
		.record_size = size, .budget_us = budget_us,
	};
	int count = 0;

	do {
		int ret;

		if (count + capacity > MAX_HISTOGRAM_ROWS)
			return -E2BIG;
		arg.buf = (uintptr_t)rows + (size_t)count * size;
		ret = call_ioctl(mm, request, &arg);
		if (ret)
			return ret;
		if (arg.count > capacity || arg.next <= arg.start)
			return -EPROTO;
		count += arg.count;
		arg.start = arg.next;
	} while (arg.next != RMM_ABSENT);
	return count;
}
