/* SPDX-License-Identifier: GPL-2.0 */
/* Child processes, their rights, and waiting for what other processes do. */
#ifndef SELFTESTS_PROCESS_H
#define SELFTESTS_PROCESS_H

#include <stdbool.h>
#include <sys/types.h>
#include <time.h>

/*
 * Condition of a loop that repeats a comparison while other tasks change what it compares. Returns
 * true for the first minute, after a pause from the second call on. A wrong result stays wrong for
 * all that time. *@end must be 0 at first.
 */
bool retry_allowed(time_t *end);

/* Waits until a process sleeps in system call @number, before which it may still touch memory. */
void wait_until_asleep_in(pid_t pid, long number);

/*
 * Forks a child that runs @make and then only sleeps, so that its memory does not change. It dies
 * with the test.
 */
pid_t fork_idle_child(void (*make)(void));

/*
 * Forks a child without any privilege. Returns true in the child, which must end with _exit(), and
 * false in the test when the child has exited. Checks in the child count for the test, because
 * _metadata is shared.
 */
bool fork_as_nobody(void);

/* Sets or clears CAP_SYS_ADMIN in the effective set of this thread. */
int set_admin(bool on);

/* The same for CAP_SYSLOG, without which addresses of the kernel are hidden. */
int set_syslog(bool on);

/* The same for CAP_IPC_LOCK, with which io_uring does not account for pinned memory. */
int set_ipc_lock(bool on);

/* Kills a child and waits for it. */
void end_child(pid_t pid);

int exit_status_of(pid_t pid);

/* Returns the number of open file descriptors of this process. */
int count_fds(void);

#endif
