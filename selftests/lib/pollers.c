// SPDX-License-Identifier: GPL-2.0
#include "pollers.h"

#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/prctl.h>
#include <sys/select.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <fcntl.h>
#include <unistd.h>

#include "machine.h"
#include "nodes.h"
#include "process.h"
#include "text.h"

#define MIN_FREE "/proc/sys/vm/min_free_kbytes"
#define SCALE_FACTOR "/proc/sys/vm/watermark_scale_factor"

/* Sleep after which a poller looks whether its file was removed. */
#define REMOVED_MS 10000

static const long call_numbers[POLLER_CALLS] = { SYS_poll, SYS_select, SYS_epoll_wait };

char *read_from_top(int fd)
{
	static char text[1 << 18];
	size_t len = 0;
	ssize_t n;

	if (lseek(fd, 0, SEEK_SET))
		return NULL;
	while (len < sizeof(text) - 1 && (n = read(fd, text + len, sizeof(text) - 1 - len)))
		if (n < 0)
			return NULL;
		else
			len += n;
	text[len] = 0;
	return text;
}

short poll_now(int fd)
{
	struct pollfd file = { .fd = fd, .events = POLLIN | POLLRDNORM | POLLPRI };

	return syscall(SYS_poll, &file, 1, 0) < 0 ? POLLNVAL : file.revents;
}

/* Sleeps until the file reports a change or its end, and returns the events. 0: failure, or too long. */
static unsigned int sleep_in(enum poller_call call, int fd, int epoll, int ms)
{
	struct timeval limit = { .tv_sec = ms / 1000 };
	struct pollfd file = { .fd = fd, .events = POLLPRI };
	struct epoll_event event = { 0 };
	fd_set set;

	switch (call) {
	case CALL_POLL:
		return syscall(SYS_poll, &file, 1, ms) == 1 ? file.revents : 0;
	case CALL_SELECT:
		/* POLLPRI alone ends this, and an error that comes with it. */
		FD_ZERO(&set);
		FD_SET(fd, &set);
		return syscall(SYS_select, fd + 1, NULL, NULL, &set, ms < 0 ? NULL : &limit) == 1 ?
		       POLLPRI | POLLERR : 0;
	default:
		return syscall(SYS_epoll_wait, epoll, &event, 1, ms) == 1 ? event.events : 0;
	}
}

static int add_to_epoll(int fd, unsigned int events)
{
	int epoll = epoll_create1(EPOLL_CLOEXEC);
	struct epoll_event event = { .events = events };

	return epoll < 0 || epoll_ctl(epoll, EPOLL_CTL_ADD, fd, &event) ? -1 : epoll;
}

static void be_poller(const char *path, enum poller_call call, bool (*holds)(const char *text), int out)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	int epoll = add_to_epoll(fd, EPOLLPRI);
	struct poller_report report = { 0 };
	char *text = read_from_top(fd);

	while (text && !holds(text)) {
		if (!(sleep_in(call, fd, epoll, -1) & POLLPRI))
			_exit(1);
		report.seconds = monotonic_seconds();
		report.wakes++;
		text = read_from_top(fd);
	}
	_exit(!text || write(out, &report, sizeof(report)) != sizeof(report));
}

struct poller start_poller(const char *path, enum poller_call call, bool (*holds)(const char *text))
{
	struct poller poller = { .pid = -1, .report = -1 };
	int ends[2];

	if (pipe2(ends, O_CLOEXEC))
		return poller;
	poller.pid = fork();
	if (!poller.pid) {
		prctl(PR_SET_PDEATHSIG, SIGKILL);
		be_poller(path, call, holds, ends[1]);
	}
	close(ends[1]);
	poller.report = ends[0];
	wait_until_asleep_in(poller.pid, call_numbers[call]);
	return poller;
}

bool finish_poller(struct poller *poller, struct poller_report *report)
{
	bool reported = read(poller->report, report, sizeof(*report)) == sizeof(*report);

	close(poller->report);
	end_child(poller->pid);
	return reported;
}

pid_t fork_sleeping_poller(const char *path, enum poller_call call)
{
	pid_t pid = fork();

	if (!pid) {
		int fd = open(path, O_RDONLY | O_CLOEXEC);
		int epoll = add_to_epoll(fd, EPOLLIN | EPOLLPRI | EPOLLET);
		struct epoll_event event;
		prctl(PR_SET_PDEATHSIG, SIGKILL);
		/*
		 * Judgements may change, so it sleeps again. If the file is removed before it does, nothing
		 * wakes it.
		 */
		while (read_from_top(fd)) {
			while (call == CALL_EPOLL && epoll_wait(epoll, &event, 1, 0) == 1)
				;
			if (sleep_in(call, fd, epoll, REMOVED_MS) & POLLHUP)
				break;
		}
		_exit(0);
	}
	wait_until_asleep_in(pid, call_numbers[call]);
	return pid;
}

static void read_setting(const char *path, char setting[32])
{
	char *text = read_text("%s", path);

	snprintf(setting, 32, "%.31s", text ? text : "");
}

bool save_watermarks(struct watermark_settings *settings)
{
	read_setting(MIN_FREE, settings->min_free_kbytes);
	read_setting(SCALE_FACTOR, settings->scale_factor);
	return settings->min_free_kbytes[0] && settings->scale_factor[0];
}

void restore_watermarks(const struct watermark_settings *settings)
{
	write_file(SCALE_FACTOR, settings->scale_factor);
	write_file(MIN_FREE, settings->min_free_kbytes);
}

int raise_watermarks(int rmm, long milli)
{
	static struct rmm_zone zone[MAX_ZONES];
	int count = list_zones(rmm, zone, RMM_ZONES_POPULATED), ret;
	__u64 pages = 0;
	char text[32];

	for (int i = 0; i < count; i++)
		if (zone[i].zone <= RMM_ZONE_NORMAL)
			pages += zone[i].managed_pages;
	snprintf(text, sizeof(text), "%llu", pages * (PAGE / 1024) * milli / 1000);
	ret = write_file(SCALE_FACTOR, "3000");
	return ret ?: write_file(MIN_FREE, text);
}

long smallest_free_milli(int rmm)
{
	static struct rmm_zone zone[MAX_ZONES];
	int count = list_zones(rmm, zone, RMM_ZONES_POPULATED);
	long smallest = 1000;

	for (int i = 0; i < count; i++) {
		long milli = zone[i].managed_pages ?
			     zone[i].free_pages * 1000 / zone[i].managed_pages : 1000;

		if (milli < smallest)
			smallest = milli;
	}
	return smallest;
}
