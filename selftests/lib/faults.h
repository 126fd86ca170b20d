/* SPDX-License-Identifier: GPL-2.0 */
/* RMM_FAULTS as an array by kind. */
#ifndef SELFTESTS_FAULTS_H
#define SELFTESTS_FAULTS_H

#include "device.h"

#define MAX_FAULT_KINDS 256

/* Reads the counts by kind; -EPROTO if the records are not in order. */
int read_fault_counts(int rmm, __u32 flags, int pid, __u64 *counts);

#endif
