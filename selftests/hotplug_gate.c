// SPDX-License-Identifier: GPL-2.0
/*
 * Readers of the machine's memory hold memory hotplug off, and do not wait for each other: root's read
 * completes while readers that anybody may start do not get their CPU.
 */
#include "lib/harness.h"
#include "lib/device.h"
#include "lib/process.h"

#include <sched.h>
#include <stdatomic.h>
#include <time.h>

#define READERS	4
#define ROUNDS	24
#define BURST	0.4	/* seconds */

static _Atomic unsigned int *bursts;	/* odd while the CPU of the readers is taken */

static double seconds(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return now.tv_sec + now.tv_nsec / 1e9;
}

static void run_on(int cpu, int policy)
{
	struct sched_param param = { .sched_priority = policy == SCHED_FIFO };
	cpu_set_t set;

	CPU_ZERO(&set);
	CPU_SET(cpu, &set);
	if (sched_setaffinity(0, sizeof(set), &set) || sched_setscheduler(0, policy, &param))
		_exit(1);
}

static bool read_whole(const char *path)
{
	char buf[4096];
	ssize_t len;
	int fd = open(path, O_RDONLY);

	if (fd < 0)
		return false;
	do
		len = read(fd, buf, sizeof(buf));
	while (len > 0);
	close(fd);
	return len == 0;
}

static pid_t start(void (*run)(int), int arg)
{
	pid_t pid = fork();

	if (pid)
		return pid;
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	run(arg);
	_exit(0);
}

static void read_forever(int index)
{
	int rmm = open_device();

	(void)index;
	run_on(1, SCHED_IDLE);
	for (;;) {
		/* Nearly all of the time is spent under the guard: no frame passes the filter. */
		struct rmm_frame frame;
		struct rmm_pfns arg = {
			.size = sizeof(arg), .end = RMM_ABSENT, .buf = (uintptr_t)&frame, .capacity = 1,
			.record_size = sizeof(frame), .node_plus_1 = 1000,
		};

		if (call_ioctl(rmm, RMM_PFNS, &arg))
			_exit(1);
	}
}

static void take_cpu_in_bursts(int unused)
{
	(void)unused;
	run_on(1, SCHED_FIFO);
	for (;;) {
		usleep(50000);	/* the readers run, and are interrupted anywhere */
		atomic_fetch_add(bursts, 1);
		for (double until = seconds() + BURST; seconds() < until;)
			;
		atomic_fetch_add(bursts, 1);
	}
}

/* Whether a read of @path that begins in a burst ends in it. */
static bool completes_in_burst(const char *path)
{
	unsigned int burst = atomic_load(bursts);

	while (burst & 1 || burst == atomic_load(bursts)) {
		burst = atomic_load(bursts);
		sched_yield();
	}
	burst = atomic_load(bursts);
	return read_whole(path) && atomic_load(bursts) == burst;
}

TEST(root_does_not_wait_for_readers_without_a_cpu)
{
	pid_t pids[READERS + 1];
	int compared = 0, completed = 0;

	if (sysconf(_SC_NPROCESSORS_ONLN) < 2)
		SKIP(return, "one CPU");
	bursts = mmap(NULL, sizeof(*bursts), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	ASSERT_NE(MAP_FAILED, (void *)bursts);
	run_on(0, SCHED_OTHER);
	for (int i = 0; i < READERS; i++)
		pids[i] = start(read_forever, i);
	pids[READERS] = start(take_cpu_in_bursts, 0);
	for (int i = 0; i < ROUNDS; i++) {
		/* A burst that is too short for the kernel's own file says nothing about ours. */
		if (!completes_in_burst("/proc/buddyinfo"))
			continue;
		compared++;
		completed += completes_in_burst("/proc/rmm/buddy");
	}
	for (int i = 0; i <= READERS; i++) {
		kill(pids[i], SIGKILL);
		waitpid(pids[i], NULL, 0);
	}
	TH_LOG("%d of %d reads ended while the other readers had no CPU", completed, compared);
	if (compared < ROUNDS / 4)
		SKIP(return, "the bursts are too short for this machine");
	/* Readers that exclude each other are caught in most of the bursts. */
	EXPECT_GE(completed * 4, compared * 3) {
		TH_LOG("%d of %d reads waited for a reader without a CPU, expected at most a quarter",
		       compared - completed, compared);
	}
}

TEST_HARNESS_MAIN
