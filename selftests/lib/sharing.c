// SPDX-License-Identifier: GPL-2.0
#include "sharing.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "device.h"
#include "histogram.h"
#include "process.h"
#include "text.h"

static char differences[1024];

static void equal(const char *what, __u64 expected, __u64 found)
{
	size_t used = strlen(differences);

	if (expected != found)
		snprintf(differences + used, sizeof(differences) - used, "%s: expected %lld, found %lld; ",
			 what, (long long)expected, (long long)found);
}

/* The value of a line of smaps_rollup in kB. */
static long rollup_kb(const char *rollup, const char *name)
{
	const char *line = strstr(rollup, name);

	return line ? atol(line + strlen(name)) : -1;
}

static void add(struct rmm_sharing *to, const struct rmm_sharing *row)
{
	to->bytes += row->bytes;
	to->private_bytes += row->private_bytes;
	to->shared_bytes += row->shared_bytes;
	to->pss_fraction += row->pss_fraction;
	to->inexact_bytes += row->inexact_bytes;
	to->pss_dirty_fraction += row->pss_dirty_fraction;
	to->lazyfree_bytes += row->lazyfree_bytes;
}

static int read_process(pid_t pid, struct rmm_process *process)
{
	struct rmm_processes arg = {
		.size = sizeof(arg), .flags = RMM_PROCESSES_RESIDENT | RMM_PROCESSES_PSS, .capacity = 1,
		.record_size = sizeof(*process), .first = pid, .buf = (uintptr_t)process,
	};
	int rmm = open_device(), ret = call_ioctl(rmm, RMM_PROCESSES, &arg);

	close(rmm);
	return ret ?: (int)arg.count;
}

const char *compare_sharing_with_smaps_rollup(pid_t pid, int mm)
{
	static struct rmm_sharing rows[MAX_HISTOGRAM_ROWS];
	struct rmm_sharing total = { 0 }, sum = { 0 }, hugetlb = { 0 };
	struct rmm_process process = { 0 };
	int count = 0, found = 0;
	long uss;
	char *text = NULL;

	for (time_t end = 0; retry_allowed(&end);) {
		char *was = copy_process_file(pid, "smaps_rollup");

		free(text);
		text = was ? strdup(was) : NULL;
		count = list_histogram(mm, RMM_SHARING, 0, 256, 0, rows, sizeof(*rows));
		found = read_process(pid, &process);
		if (process_file_unchanged(was, pid, "smaps_rollup"))
			break;
	}
	*differences = 0;
	equal("rows of RMM_SHARING found", 1, count > 0);
	equal("records of RMM_PROCESSES", 1, found);
	equal("pid", pid, process.pid);
	for (int i = 0; i < count; i++) {
		equal("mapcount is a power of two", 0, rows[i].mapcount & (rows[i].mapcount - 1));
		add(rows[i].kind == RMM_PAGE_NONE ? &total : rows[i].kind == RMM_PAGE_HUGETLB ? &hugetlb :
		    &sum, &rows[i]);
	}
	equal("total is the sum of the kinds", 0, !!memcmp(&total, &sum, sizeof(sum)));
	if (!text)
		return "smaps_rollup cannot be read";
	uss = rollup_kb(text, "\nPrivate_Clean:") + rollup_kb(text, "\nPrivate_Dirty:");
	equal("Rss", rollup_kb(text, "\nRss:"), total.bytes >> 10);
	equal("Pss", rollup_kb(text, "\nPss:"), total.pss_fraction >> 22);
	equal("private", uss, total.private_bytes >> 10);
	equal("Shared_Hugetlb", rollup_kb(text, "\nShared_Hugetlb:"), hugetlb.shared_bytes >> 10);
	equal("Private_Hugetlb", rollup_kb(text, "\nPrivate_Hugetlb:"), hugetlb.private_bytes >> 10);
	equal("bytes of hugetlb", hugetlb.shared_bytes + hugetlb.private_bytes, hugetlb.bytes);
	equal("Pss_Dirty", rollup_kb(text, "\nPss_Dirty:"), total.pss_dirty_fraction >> 22);
	equal("LazyFree", rollup_kb(text, "\nLazyFree:"), total.lazyfree_bytes >> 10);
	if (has_feature(RMM_FEATURE_PAGE_MAPCOUNT))
		equal("inexact bytes", 0, total.inexact_bytes);
	equal("Pss in RMM_PROCESSES", rollup_kb(text, "\nPss:"), process.pss_bytes >> 10);
	equal("private in RMM_PROCESSES", uss, process.uss_bytes >> 10);
	equal("Pss_Dirty in RMM_PROCESSES", rollup_kb(text, "\nPss_Dirty:"), process.pss_dirty_bytes >> 10);
	equal("Pss_Anon in RMM_PROCESSES", rollup_kb(text, "\nPss_Anon:"), process.pss_anon_bytes >> 10);
	equal("Pss_File in RMM_PROCESSES", rollup_kb(text, "\nPss_File:"), process.pss_file_bytes >> 10);
	equal("Pss_Shmem in RMM_PROCESSES", rollup_kb(text, "\nPss_Shmem:"), process.pss_shmem_bytes >> 10);
	equal("LazyFree in RMM_PROCESSES", rollup_kb(text, "\nLazyFree:"), process.lazyfree_bytes >> 10);
	free(text);
	return differences;
}
