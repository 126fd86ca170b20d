/* SPDX-License-Identifier: GPL-2.0 */
/* /proc/PID/smaps, smaps_rollup and numa_maps. */
#ifndef SELFTESTS_SMAPS_H
#define SELFTESTS_SMAPS_H

#include "vmas.h"

/* A VMA of /proc/PID/smaps. */
struct smaps_vma {
	unsigned long start, end, offset, inode;
	unsigned int major, minor;
	char perms[5], name[256], flags[256];
	long rss, anon, swap, anon_huge, shmem_huge, file_huge, hugetlb_shared, hugetlb_private, page;
};

struct smaps {
	int count;
	struct smaps_vma vma[MAX_VMAS];
};

int read_smaps(pid_t pid, struct smaps *smaps);

/* The fields of smaps that `struct smaps_vma` does not have, in kB. */
struct smaps_detail {
	unsigned long start;
	long pss, shared_clean, shared_dirty, private_clean, private_dirty, referenced, ksm, locked;
	long pss_dirty, lazyfree;
	long pss_anon, pss_file, pss_shmem;	/* in smaps_rollup only */
	long eligible;
	long pkey;		/* -1 without protection keys */
	char flags[256];
};

int read_smaps_details(pid_t pid, const char *file, struct smaps_detail *list, int max);

/* A VMA of numa_maps; counts by node are in pages of @page_kb. */
struct numa_vma {
	unsigned long start;
	char policy[64];
	long dirty, node[16], page_kb;
};

int read_numa_maps(pid_t pid, struct numa_vma *list, int max);

#endif
