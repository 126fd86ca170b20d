/* SPDX-License-Identifier: GPL-2.0 */
/* Child processes, their rights, and waiting for what other processes do. */
#ifndef SELFTESTS_PROCESS_H
#define SELFTESTS_PROCESS_H

#include <stdbool.h>
#include <sys/types.h>
#include <time.h>

/*
 * For a loop that looks until nothing changed under the look: others map what all share, and the kernel
 * moves pages. True at first and then for a minute; a wrong answer is wrong all that time. @end is 0 before.
 */
bool retry_allowed(time_t *end);

/* Waits until a process sleeps in system call @number, on the way to which it may touch memory. */
void wait_until_asleep_in(pid_t pid, long number);

/*
 * A child that runs @make and then only waits: nothing changes in its memory any more. It dies with
 * the test.
 */
pid_t fork_idle_child(void (*make)(void));

/*
 * Goes on as a process without any right, in a child: true there, and it
 * must end with _exit(). False in the test itself, when that child is done. What the child expects is the
 * test's: _metadata is shared.
 */
bool fork_as_nobody(void);

/* Takes CAP_SYS_ADMIN out of the effective set of this thread, or puts it back. */
int set_admin(bool on);

/* Ends a child and waits until it is gone. */
void end_child(pid_t pid);

int exit_status_of(pid_t pid);

/* Open file descriptors of this process. */
int count_fds(void);

#endif
