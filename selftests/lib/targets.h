/* SPDX-License-Identifier: GPL-2.0 */
/* Processes to inspect, whose memory does not change. */
#ifndef SELFTESTS_TARGETS_H
#define SELFTESTS_TARGETS_H

#include <sys/types.h>

/* Starts python3, which imports a few modules and then sleeps. It ends with the test. */
pid_t start_idle_python(void);

/* Maps huge pages of which a sleeping child of the caller shares a part. */
void map_partly_shared(void);

#endif
