// SPDX-License-Identifier: GPL-2.0
/*
 * poll(2) of /proc/rmm/pressure and /proc/rmm/fragmentation: readable at once, a change of judgement
 * wakes every poller within a second, and a judgement that flaps wakes it once in a period.
 */
#include "lib/harness.h"
#include "lib/device.h"
#include "lib/machine.h"
#include "lib/nodes.h"
#include "lib/pollers.h"
#include "lib/process.h"
#include "lib/text.h"

#include <poll.h>
#include <pthread.h>

#define PRESSURE "/proc/rmm/pressure"
#define FRAGMENTATION "/proc/rmm/fragmentation"
#define CHANGED (POLLPRI | POLLERR)
#define READABLE (POLLIN | POLLRDNORM)

/* Attempts of which one must be fast enough: the host may take a CPU away. */
#define ATTEMPTS 5

/* Longest sleep until a change that has been made. */
#define CHANGE_MS 60000

/* Changes that are read at once, and shortest time between two that are reported. */
#define FLAPS 100
#define LEAST_PERIOD 0.125

static const char *const polled[] = { PRESSURE, FRAGMENTATION };

/* Settings when the program began, which also a test that crashes leaves. */
static struct watermark_settings settings;

/* Some zone is below its low watermark. */
static bool is_low(const char *text)
{
	return strstr(text, "\n- judgement low\n") || strstr(text, "\n- judgement short\n") ||
	       strstr(text, "\n- judgement hopeless\n");
}

static bool is_not_low(const char *text)
{
	return !is_low(text);
}

/* Free blocks of order 10 in the first zone of the machine, and how many can be allocated. */
static bool first_zone_blocks(const char *text, __u64 *suitable, __u64 *allowed)
{
	const char *at = strstr(text, "\n# node");

	for (int order = 0; at && order < ORDERS; order++)
		at = strchr(at + 1, '\n');
	return at && sscanf(at, "\n%*d %*s 10 %*u %llu %llu", suitable, allowed) == 2;
}

static bool is_withheld(const char *text)
{
	__u64 suitable, allowed;

	return first_zone_blocks(text, &suitable, &allowed) && suitable && !allowed;
}

FIXTURE(poll_files)
{
	int rmm;
};

FIXTURE_SETUP(poll_files)
{
	self->rmm = open_device();
	ASSERT_LE(0, self->rmm);
}

FIXTURE_TEARDOWN(poll_files)
{
	restore_watermarks(&settings);
	close(self->rmm);
}

/* Reads the file until no change follows: others may use memory meanwhile. */
static short events_after_read(int fd)
{
	short events = POLLNVAL;
	time_t end = 0;

	while (events != READABLE && retry_allowed(&end))
		events = read_from_top(fd) ? poll_now(fd) : POLLNVAL;
	return events;
}

static bool wait_until(const char *path, bool (*holds)(const char *text))
{
	time_t end = 0;

	while (retry_allowed(&end)) {
		char *text = read_text("%s", path);

		if (text && holds(text))
			return true;
	}
	return false;
}

TEST_F(poll_files, file_is_readable_and_changed_until_it_is_read)
{
	for (size_t i = 0; i < ARRAY_SIZE(polled); i++) {
		int fd = open(polled[i], O_RDONLY | O_CLOEXEC);
		char byte;

		ASSERT_LE(0, fd);
		EXPECT_EQ(READABLE | CHANGED, poll_now(fd));
		EXPECT_EQ(READABLE | CHANGED, poll_now(fd));
		EXPECT_EQ(READABLE, events_after_read(fd))
			TH_LOG("%s", polled[i]);
		/* Reading goes on after a poll. */
		EXPECT_NE(NULL, read_from_top(fd));
		EXPECT_EQ(0, read(fd, &byte, 1));
		close(fd);
	}
}

/* The other files are as before: procfs answers for them. */
TEST_F(poll_files, other_files_are_always_ready)
{
	int fd = open("/proc/rmm/buddy", O_RDONLY | O_CLOEXEC);

	ASSERT_LE(0, fd);
	EXPECT_EQ(READABLE, poll_now(fd) & (READABLE | CHANGED));
	close(fd);
}

TEST_F(poll_files, everyone_may_poll)
{
	if (!fork_as_nobody())
		return;
	for (size_t i = 0; i < ARRAY_SIZE(polled); i++) {
		int fd = open(polled[i], O_RDONLY | O_CLOEXEC);

		EXPECT_EQ(READABLE, events_after_read(fd));
	}
	_exit(0);
}

/* Starts a poller for each call and two for poll(2), makes a change, and returns the longest wait in s. */
static double longest_wait(struct __test_metadata *_metadata, int rmm, const char *path, long milli,
			   bool (*holds)(const char *text))
{
	struct poller poller[POLLER_CALLS + 1];
	double longest = 0, begin;

	for (size_t i = 0; i < ARRAY_SIZE(poller); i++)
		poller[i] = start_poller(path, i % POLLER_CALLS, holds);
	begin = monotonic_seconds();
	EXPECT_EQ(0, raise_watermarks(rmm, milli));
	for (size_t i = 0; i < ARRAY_SIZE(poller); i++) {
		struct poller_report report = { 0 };

		EXPECT_TRUE(finish_poller(&poller[i], &report));
		EXPECT_LT(0, report.wakes);
		if (longest < report.seconds - begin)
			longest = report.seconds - begin;
	}
	restore_watermarks(&settings);
	return longest;
}

TEST_F(poll_files, pressure_wakes_within_a_second_of_a_low_watermark)
{
	double shortest = 1e9;

	for (int i = 0; i < ATTEMPTS && shortest >= 1; i++) {
		const long free = smallest_free_milli(self->rmm);
		double wait;

		if (free < 250)
			SKIP(return, "a zone has only %ld/1000 free", free);
		ASSERT_TRUE(wait_until(PRESSURE, is_not_low));
		/* Above min, so that no allocation reclaims, and below low. */
		wait = longest_wait(_metadata, self->rmm, PRESSURE, free - 150, is_low);
		shortest = wait < shortest ? wait : shortest;
	}
	EXPECT_LT(shortest, 1)
		TH_LOG("woken %.3f s after the change", shortest);
	TH_LOG("woken %.3f s after the change", shortest);
}

/* Largest blocks of the first zone, which is small and rarely used, are kept by the min watermark. */
TEST_F(poll_files, fragmentation_wakes_within_a_second_of_blocks_withheld)
{
	static struct rmm_zone zone[MAX_ZONES];
	double shortest = 1e9;

	for (int i = 0; i < ATTEMPTS && shortest >= 1; i++) {
		__u64 suitable = 0, allowed = 0;
		long milli;
		double wait;
		char *text = read_text(FRAGMENTATION);

		ASSERT_LT(0, list_zones(self->rmm, zone, RMM_ZONES_POPULATED));
		ASSERT_TRUE(text && first_zone_blocks(text, &suitable, &allowed));
		milli = ((long)zone[0].free_pages - 900) * 1000 / (long)zone[0].managed_pages;
		if (!allowed || milli > smallest_free_milli(self->rmm) - 30)
			SKIP(return, "%llu blocks in the first zone, %ld/1000 to withhold them",
			     allowed, milli);
		wait = longest_wait(_metadata, self->rmm, FRAGMENTATION, milli, is_withheld);
		shortest = wait < shortest ? wait : shortest;
	}
	EXPECT_LT(shortest, 1)
		TH_LOG("woken %.3f s after the change", shortest);
}

/* Sleeps until the file reports a change, and returns its events. */
static short events_of_change(int fd)
{
	struct pollfd file = { .fd = fd, .events = POLLPRI };

	return syscall(SYS_poll, &file, 1, CHANGE_MS) == 1 ? poll_now(fd) : POLLNVAL;
}

/* A change is reported to each open file until that one is read. */
TEST_F(poll_files, change_is_reported_until_read)
{
	const long free = smallest_free_milli(self->rmm);
	int fd[2];

	if (free < 250)
		SKIP(return, "a zone has only %ld/1000 free", free);
	ASSERT_TRUE(wait_until(PRESSURE, is_not_low));
	for (int i = 0; i < 2; i++) {
		fd[i] = open(PRESSURE, O_RDONLY | O_CLOEXEC);
		ASSERT_EQ(READABLE, events_after_read(fd[i]));
	}
	ASSERT_EQ(0, raise_watermarks(self->rmm, free - 150));
	EXPECT_EQ(READABLE | CHANGED, events_of_change(fd[0]));
	EXPECT_EQ(READABLE, events_after_read(fd[0]));
	EXPECT_EQ(READABLE | CHANGED, poll_now(fd[1]));
	restore_watermarks(&settings);
	/* The change stays reported to a file that was not read since, though the old judgement may be back. */
	EXPECT_EQ(READABLE | CHANGED, poll_now(fd[1]));
	EXPECT_EQ(READABLE, events_after_read(fd[1]));
	close(fd[0]);
	close(fd[1]);
}

/* A change is not reported to a file that was read after it. */
TEST_F(poll_files, change_before_a_read_is_not_reported_after_it)
{
	const long free = smallest_free_milli(self->rmm);
	int fd = open(PRESSURE, O_RDONLY | O_CLOEXEC);

	if (free < 250)
		SKIP(return, "a zone has only %ld/1000 free", free);
	ASSERT_LE(0, fd);
	ASSERT_EQ(0, raise_watermarks(self->rmm, free - 150));
	EXPECT_EQ(READABLE | CHANGED, poll_now(fd));
	EXPECT_EQ(READABLE, events_after_read(fd));
	restore_watermarks(&settings);
	EXPECT_TRUE(wait_until(PRESSURE, is_not_low));
	EXPECT_EQ(READABLE, events_after_read(fd));
	close(fd);
}

/* However often a judgement changes under readers, a poller returns for it once in a period. */
TEST_F(poll_files, flapping_judgement_is_reported_once_in_a_period)
{
	const long free = smallest_free_milli(self->rmm);
	int fd = open(PRESSURE, O_RDONLY | O_CLOEXEC), flaps = 0, reports = 0;
	double begin, seconds;
	bool low = false;

	if (free < 250)
		SKIP(return, "a zone has only %ld/1000 free", free);
	ASSERT_EQ(READABLE, events_after_read(fd));
	begin = monotonic_seconds();
	for (int i = 0; i < FLAPS; i++) {
		char *text;

		if (i % 2)
			restore_watermarks(&settings);
		else
			ASSERT_EQ(0, raise_watermarks(self->rmm, free - 150));
		text = read_text(PRESSURE);
		ASSERT_NE(NULL, text);
		flaps += is_low(text) != low;
		low = is_low(text);
		if (poll_now(fd) & POLLPRI) {
			reports++;
			ASSERT_NE(NULL, read_from_top(fd));
		}
	}
	seconds = monotonic_seconds() - begin;
	EXPECT_LT(FLAPS / 2, flaps);
	EXPECT_LE(reports, seconds / LEAST_PERIOD + 2)
		TH_LOG("%d reports of %d changes in %.3f s", reports, flaps, seconds);
	TH_LOG("%d reports of %d changes in %.3f s", reports, flaps, seconds);
	close(fd);
}

static void *poll_forever(void *arg)
{
	struct pollfd file = { .fd = *(int *)arg, .events = 0 };

	syscall(SYS_poll, &file, 1, -1);
	return NULL;
}

static int closed_fd;

static void close_under_a_sleeper(void)
{
	pthread_t thread;

	closed_fd = open(PRESSURE, O_RDONLY | O_CLOEXEC);
	if (pthread_create(&thread, NULL, poll_forever, &closed_fd))
		abort();
	/* The thread takes the descriptor before it sleeps; either order must do. */
	sched_yield();
	close(closed_fd);
}

TEST_F(poll_files, sleeping_pollers_may_be_killed)
{
	for (int round = 0; round < 3; round++) {
		pid_t child[POLLER_CALLS + 1];

		for (int i = 0; i < POLLER_CALLS; i++)
			child[i] = fork_sleeping_poller(polled[round % 2], i);
		child[POLLER_CALLS] = fork_idle_child(close_under_a_sleeper);
		for (int i = 0; i <= POLLER_CALLS; i++) {
			ASSERT_LT(0, child[i]);
			end_child(child[i]);
		}
	}
	/* The files still answer. */
	for (size_t i = 0; i < ARRAY_SIZE(polled); i++) {
		int fd = open(polled[i], O_RDONLY | O_CLOEXEC);

		EXPECT_EQ(READABLE, events_after_read(fd));
		close(fd);
	}
}

int main(int argc, char **argv)
{
	int ret;

	if (!save_watermarks(&settings))
		return 1;
	ret = test_harness_run(argc, argv);
	restore_watermarks(&settings);
	return ret;
}
