/* SPDX-License-Identifier: GPL-2.0 */
/* Text files of the kernel and of /proc/rmm. */
#ifndef SELFTESTS_TEXT_H
#define SELFTESTS_TEXT_H

#include <stdbool.h>
#include <sys/types.h>

/*
 * Reads a whole file into a buffer that the next call overwrites. Returns NULL with errno on
 * failure.
 */
char *read_text(const char *format, ...);

int write_file(const char *path, const char *text);

/* Returns the value of a "Name: N kB" line of /proc/PID/status. */
long status_kb(pid_t pid, const char *name);

/*
 * Copies a file of a process. After a walk, process_file_unchanged() compares the file with the
 * copy and frees it.
 */
char *copy_process_file(pid_t pid, const char *file);

bool process_file_unchanged(char *was, pid_t pid, const char *file);

#endif
