/* SPDX-License-Identifier: GPL-2.0 */
/* Calls of /dev/rmm and of address spaces. */
#ifndef SELFTESTS_DEVICE_H
#define SELFTESTS_DEVICE_H

#include <stdbool.h>
#include <sys/types.h>
#include <linux/types.h>

#include "rmm.h"

#define PAGE 4096ul

/* Calls ioctl(2). Returns 0, a file descriptor, or the negative error. */
int call_ioctl(int fd, unsigned long request, void *arg);

int open_device(void);

int open_target(int rmm, __u32 flags, int target);

/* Opens an address space by pid, the caller's own for 0. */
int open_space(pid_t pid);

/* Whether RMM_INFO has @feature, one of RMM_FEATURE_*. */
bool has_feature(__u64 feature);

/* Returns the end of the user half of an address space. */
__u64 user_space_end(void);

#endif
