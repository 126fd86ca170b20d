/* SPDX-License-Identifier: GPL-2.0 */
/* /proc/rmm/watch and the files of a watched process. */
#ifndef SELFTESTS_WATCH_H
#define SELFTESTS_WATCH_H

#include <sys/types.h>

#define WATCHED_FILES 3

extern const char *const watched_files[WATCHED_FILES];

/* Writes to `watch` with one write(), as `echo` does. Returns 0 or the negative error. */
int write_watch(const char *text);

int watch_pid(int pid);

int open_watched_file(pid_t pid, const char *file);

#endif
