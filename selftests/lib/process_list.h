/* SPDX-License-Identifier: GPL-2.0 */
#ifndef PROCESS_LIST_H
#define PROCESS_LIST_H

#include "rmm.h"
#include <sys/types.h>

#define MOST_PROCESSES 512

/*
 * Lists all processes in portions of @capacity into @list, which has room for MOST_PROCESSES; returns
 * how many, or the negative error.
 */
int list_processes(__u32 flags, __u32 capacity, __u64 budget_us, struct rmm_process *list);

/* The record of @pid, or NULL. */
const struct rmm_process *listed_process(const struct rmm_process *list, int count, pid_t pid);

#endif
