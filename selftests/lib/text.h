/* SPDX-License-Identifier: GPL-2.0 */
/* Files as text: the kernel's, and those of /proc/rmm. */
#ifndef SELFTESTS_TEXT_H
#define SELFTESTS_TEXT_H

#include <stdbool.h>
#include <sys/types.h>

/* The whole text of a file, in a buffer that the next call uses again; NULL with errno. */
char *read_text(const char *format, ...);

int write_file(const char *path, const char *text);

/* A "Name: N kB" line of /proc/PID/status. */
long status_kb(pid_t pid, const char *name);

/* What a file of a process says now, to be given to process_file_unchanged() after the look that is to equal it. */
char *copy_process_file(pid_t pid, const char *file);

bool process_file_unchanged(char *was, pid_t pid, const char *file);

#endif
