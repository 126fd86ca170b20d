/* SPDX-License-Identifier: GPL-2.0 */
/* Children that sleep until a text file has changed, and watermarks that make it change. */
#ifndef SELFTESTS_POLLERS_H
#define SELFTESTS_POLLERS_H

#include <stdbool.h>
#include <sys/types.h>

/* Calls with which a poller sleeps. */
enum poller_call { CALL_POLL, CALL_SELECT, CALL_EPOLL, POLLER_CALLS };

/* Reads an open text file from the top, into a buffer that the next call overwrites; NULL on failure. */
char *read_from_top(int fd);

/* Events of one poll(2) that does not sleep. */
short poll_now(int fd);

/* What a child that was woken writes to the pipe of its parent. */
struct poller_report {
	double seconds;		/* on the monotonic clock, when it was woken for the last time */
	int wakes;
};

struct poller {
	pid_t pid;
	int report;
};

/*
 * Forks a child that reads a file and sleeps until it has changed, again and again, until @holds is true
 * of the text. Then it reports. Returns when the child sleeps.
 */
struct poller start_poller(const char *path, enum poller_call call, bool (*holds)(const char *text));

/* Waits for the report and the end of a poller; false if it ended without one. */
bool finish_poller(struct poller *poller, struct poller_report *report);

/*
 * Forks a child that reads a file and sleeps in a call, again and again, until the file is removed. Then it
 * exits with status 0. epoll is also asked for readability, by edges, because a file that was removed is
 * nothing else. Returns when the child sleeps.
 */
pid_t fork_sleeping_poller(const char *path, enum poller_call call);

/* The settings of watermarks. */
struct watermark_settings {
	char min_free_kbytes[32], scale_factor[32];
};

bool save_watermarks(struct watermark_settings *settings);

void restore_watermarks(const struct watermark_settings *settings);

/* Moves min watermarks to so many thousandths of each zone, and low ones as far above as possible, 300. */
int raise_watermarks(int rmm, long milli);

/* The smallest share of a zone that is free, in thousandths. */
long smallest_free_milli(int rmm);

#endif
