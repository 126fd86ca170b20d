// SPDX-License-Identifier: GPL-2.0
/*
 * starved [--quick]: the worst read of a file beside readers that do not get their CPU. They hold memory
 * hotplug off, as everybody may; root's reads must not wait for them.
 */
#include "bench.h"

#include <sched.h>

#define READERS	4

static int reads = 40;

static void run_idle(const char *path)
{
	struct sched_param param = { 0 };
	cpu_set_t set;

	CPU_ZERO(&set);
	CPU_SET(1, &set);
	if (sched_setaffinity(0, sizeof(set), &set) || (path && sched_setscheduler(0, SCHED_IDLE, &param)))
		fatal("sched_setscheduler");
	for (;;) {
		int fd;

		if (!path)
			continue;
		fd = open_or_die(path, O_RDONLY);
		read_whole(fd);
		close(fd);
	}
}

static void read_idly(void *path)
{
	run_idle(path);
}

static void take_cpu(void *unused)
{
	(void)unused;
	run_idle(NULL);
}

static double worst_read(const char *path)
{
	double worst = 0;

	for (int i = 0; i < reads; i++) {
		int fd = open(path, O_RDONLY | O_CLOEXEC);
		double ns;

		if (fd < 0)
			return MISSING;
		ns = read_whole(fd);
		close(fd);
		if (worst < ns)
			worst = ns;
	}
	return worst;
}

static double our_worst(void *context)
{
	(void)context;
	return worst_read("/proc/rmm/buddy");
}

static double their_worst(void *context)
{
	(void)context;
	return worst_read("/proc/buddyinfo");
}

int main(int argc, char **argv)
{
	const struct row row = {
		"files", "buddy, worst of 40 reads beside starved readers", "buddyinfo", "us", 2.0, NULL,
	};
	pid_t pids[READERS + 1];
	cpu_set_t first;

	bench_arguments(argc, argv);
	if (argc > 1)
		reads = 2;
	CPU_ZERO(&first);
	CPU_SET(0, &first);
	if (sched_setaffinity(0, sizeof(first), &first))
		fatal("sched_setaffinity");
	for (int i = 0; i < READERS; i++)
		pids[i] = start(read_idly, (void *)(i & 1 ? "/proc/rmm/nodes" : "/proc/rmm/buddy"));
	pids[READERS] = start(take_cpu, NULL);
	compare(&row, our_worst, 1e3, their_worst, 1e3, NULL);
	/* The readers need the CPU to end. */
	for (int i = READERS; i >= 0; i--)
		end(pids[i]);
	return 0;
}
