/* SPDX-License-Identifier: GPL-2.0 */
/* USS, PSS and hugetlb of a process, against smaps_rollup. */
#ifndef SELFTESTS_SHARING_H
#define SELFTESTS_SHARING_H

#include <sys/types.h>

/*
 * Compares RMM_SHARING of the address space @mm and the record of RMM_PROCESSES of its process with
 * smaps_rollup, while the pages that the process shares do not change. Returns "" or what differs,
 * with both values of each.
 */
const char *compare_sharing_with_smaps_rollup(pid_t pid, int mm);

#endif
