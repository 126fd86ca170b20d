/* SPDX-License-Identifier: GPL-2.0 */
/* Processes to observe: their memory does not change while they wait. */
#ifndef SELFTESTS_TARGETS_H
#define SELFTESTS_TARGETS_H

#include <sys/types.h>

/* python3 that has imported a few modules and rests. It ends with the test. */
pid_t start_idle_python(void);

/* A process with huge pages that it shares in part: with a child of its own that rests, too. */
void map_partly_shared(void);

#endif
