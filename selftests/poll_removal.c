// SPDX-License-Identifier: GPL-2.0
/*
 * The module is removed while tasks are in poll(2), select(2) and epoll_wait(2) on its files: it wakes them,
 * and does not wait for one that cannot run.
 */
#include "lib/harness.h"
#include "lib/machine.h"
#include "lib/module.h"
#include "lib/nodes.h"
#include "lib/pollers.h"
#include "lib/process.h"

#include <poll.h>

#define PRESSURE "/proc/rmm/pressure"
#define FRAGMENTATION "/proc/rmm/fragmentation"
#define READABLE (POLLIN | POLLRDNORM)

/* Time in s for which the module waits at least for pollers that stay. */
#define LEAST_WAIT 2

/* Longest time for which a CPU is occupied. */
#define OCCUPIED_SECONDS 100

static const char *const polled[] = { PRESSURE, FRAGMENTATION };

FIXTURE(removal)
{
};

FIXTURE_SETUP(removal)
{
	if (!find_module())
		SKIP(return, "no module at %s", module_path);
	ASSERT_EQ(0, load_module());
}

FIXTURE_TEARDOWN(removal)
{
	load_module();
}

/* Sleepers do not hold the module. They are woken, and what they had is not used after it. */
TEST_F(removal, wakes_sleeping_pollers)
{
	pid_t child[ARRAY_SIZE(polled)][POLLER_CALLS];

	for (size_t i = 0; i < ARRAY_SIZE(polled); i++)
		for (int call = 0; call < POLLER_CALLS; call++) {
			child[i][call] = fork_sleeping_poller(polled[i], call);
			ASSERT_LT(0, child[i][call]);
		}
	EXPECT_EQ(0, unload_module());
	for (size_t i = 0; i < ARRAY_SIZE(polled); i++)
		for (int call = 0; call < POLLER_CALLS; call++) {
			EXPECT_EQ(0, exit_status_of(child[i][call]));
		}
}

/* A file of the removed module never changes again; procfs answers for it. */
TEST_F(removal, leaves_files_that_can_be_polled)
{
	struct pollfd file = { .events = POLLPRI };

	file.fd = open(PRESSURE, O_RDONLY | O_CLOEXEC);
	ASSERT_LE(0, file.fd);
	ASSERT_NE(NULL, read_from_top(file.fd));
	ASSERT_EQ(0, unload_module());
	EXPECT_EQ(READABLE, poll_now(file.fd));
	EXPECT_EQ(0, syscall(SYS_poll, &file, 1, 0));
	EXPECT_EQ(0, load_module());
	EXPECT_EQ(READABLE, poll_now(file.fd));
	close(file.fd);
}

/* Polls with one call after the other, with files that it opens again when they have ended. */
static void poll_all_the_time(int from)
{
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	for (int i = from;; i++) {
		struct pollfd file = { .events = POLLPRI };

		file.fd = open(polled[i % 2], O_RDONLY | O_CLOEXEC);
		for (int turn = 0; file.fd >= 0 && turn < 4 && read_from_top(file.fd); turn++)
			syscall(SYS_poll, &file, 1, i % 7);
		close(file.fd);
	}
}

TEST_F_TIMEOUT(removal, waits_for_pollers_that_come_and_go, 450)
{
	pid_t busy[4];

	for (int i = 0; i < ARRAY_SIZE(busy); i++) {
		busy[i] = fork();
		if (!busy[i])
			poll_all_the_time(i);
	}
	for (int round = 0; round < 20; round++) {
		pid_t child = fork_sleeping_poller(polled[round % 2], round % POLLER_CALLS);

		EXPECT_EQ(0, unload_module());
		EXPECT_EQ(0, exit_status_of(child));
		ASSERT_EQ(0, load_module());
	}
	for (int i = 0; i < ARRAY_SIZE(busy); i++)
		end_child(busy[i]);
}

/* Keeps a task on one CPU, where only higher priorities run before it. */
static int stay_on(pid_t pid, int cpu, int priority)
{
	struct sched_param param = { .sched_priority = priority };
	cpu_set_t set;

	CPU_ZERO(&set);
	CPU_SET(cpu, &set);
	return sched_setaffinity(pid, sizeof(set), &set) ?: sched_setscheduler(pid, SCHED_FIFO, &param);
}

/* Keeps lower priorities off the CPU until it is killed. Returns when it runs. */
static pid_t fork_occupier(int cpu, int priority)
{
	int ends[2];
	char byte;
	pid_t pid;

	if (pipe(ends))
		return -1;
	pid = fork();
	if (!pid) {
		prctl(PR_SET_PDEATHSIG, SIGKILL);
		/* In case it came while a poller was reading, for which the removal waits. */
		alarm(OCCUPIED_SECONDS);
		if (stay_on(0, cpu, priority) || write(ends[1], "", 1) != 1)
			_exit(1);
		for (;;)
			;
	}
	close(ends[1]);
	if (read(ends[0], &byte, 1) != 1)
		pid = -1;
	close(ends[0]);
	return pid;
}

/*
 * A poller that is woken and does not run stays in the queue of its file. The module goes without it, and the
 * queue is used once more when the poller ends.
 */
TEST_F_TIMEOUT(removal, does_not_wait_for_a_poller_that_cannot_run, 450)
{
	const int cpu = sysconf(_SC_NPROCESSORS_ONLN) - 1;
	pid_t poller[ARRAY_SIZE(polled)], occupier;
	double begin, seconds;
	cpu_set_t others;

	ASSERT_EQ(0, sched_getaffinity(0, sizeof(others), &others));
	if (cpu < 1 || !CPU_ISSET(cpu, &others))
		SKIP(return, "no second CPU");
	CPU_CLR(cpu, &others);
	ASSERT_EQ(0, sched_setaffinity(0, sizeof(others), &others));
	for (size_t i = 0; i < ARRAY_SIZE(polled); i++) {
		poller[i] = fork_sleeping_poller(polled[i], CALL_POLL);
		ASSERT_LT(0, poller[i]);
		ASSERT_EQ(0, stay_on(poller[i], cpu, 1));
	}
	occupier = fork_occupier(cpu, 2);
	ASSERT_LT(0, occupier);
	begin = monotonic_seconds();
	EXPECT_EQ(0, unload_module());
	seconds = monotonic_seconds() - begin;
	EXPECT_LE(LEAST_WAIT, seconds)
		TH_LOG("the module waited %.3f s", seconds);
	end_child(occupier);
	for (size_t i = 0; i < ARRAY_SIZE(polled); i++)
		end_child(poller[i]);
}

TEST_HARNESS_MAIN
