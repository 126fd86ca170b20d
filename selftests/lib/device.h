/* SPDX-License-Identifier: GPL-2.0 */
/* Calls of /dev/rmm. */
#ifndef SELFTESTS_DEVICE_H
#define SELFTESTS_DEVICE_H

#include <stdbool.h>
#include <sys/types.h>
#include <linux/types.h>

#include "rmm.h"

#define PAGE 4096ul

/* ioctl(2) whose result is 0 (or a file descriptor), or the negative error. */
int call_ioctl(int fd, unsigned long request, void *arg);

int open_device(void);

int open_target(int rmm, __u32 flags, int target);

/* An address space by pid, 0 for one's own. */
int open_space(pid_t pid);

/* Last address of the user half, plus one. */
__u64 user_space_end(void);

#endif
