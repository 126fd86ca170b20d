// SPDX-License-Identifier: GPL-2.0
/*
 * Very many small arenas of several users: what they take from the machine is charged to the memory
 * cgroup of their creators, and the worker is not busy with them.
 */
#include "lib/harness.h"
#include "lib/arena.h"
#include "lib/device.h"
#include "lib/memory.h"
#include "lib/nodes.h"
#include "lib/process.h"
#include "lib/text.h"

#include <ctype.h>

#define GROUP "/sys/fs/cgroup/rmm-many"
#define USERS 3
#define ARENAS_PER_USER 500
#define ARENAS (USERS * ARENAS_PER_USER)

/* Memory of the children themselves, and pages on per-CPU lists. */
#define NOISE_KB (16 << 10)

static long meminfo_kb(const char *field)
{
	char *text = read_text("/proc/meminfo"), *at = text ? strstr(text, field) : NULL;

	return at ? atol(at + strlen(field)) : -1;
}

/* Clock ticks that unbound kworkers have used; one of them runs the module's work. */
static long kworker_ticks(void)
{
	DIR *proc = opendir("/proc");
	struct dirent *entry;
	long sum = 0;

	while (proc && (entry = readdir(proc))) {
		char *text = isdigit(entry->d_name[0]) ? read_text("/proc/%s/stat", entry->d_name) : NULL;
		unsigned long user, system;

		text = text ? strstr(text, "(kworker/u") : NULL;
		text = text ? strrchr(text, ')') : NULL;
		if (text && sscanf(text, ") %*c %*d %*d %*d %*d %*d %*u %*u %*u %*u %*u %lu %lu", &user,
				   &system) == 2)
			sum += user + system;
	}
	closedir(proc);
	return sum;
}

/* The part of one CPU that unbound kworkers use in a few seconds. */
static double measure_kworkers(void)
{
	double begun = monotonic_seconds();
	long ticks = kworker_ticks();

	while (monotonic_seconds() < begun + 4)
		sleep_20_ms();
	ticks = kworker_ticks() - ticks;
	return (double)ticks / sysconf(_SC_CLK_TCK) / (monotonic_seconds() - begun);
}

/* Runs in a child of the group: creates arenas of one page as a user, and uses them once. */
static void create_many(int rmm, uid_t user, int ready)
{
	struct rmm_arena_create arg = {
		.size = sizeof(arg), .bytes = PAGE, .nodes = memory_nodes(), .policy = RMM_PLACE_TIERED,
	};
	int status = write_file(GROUP "/cgroup.procs", "0") || setresuid(user, user, user);

	for (int i = 0; i < ARENAS_PER_USER && !status; i++) {
		int fd = call_ioctl(rmm, RMM_ARENA_CREATE, &arg);
		char *at = fd < 0 ? MAP_FAILED : map_fd(fd, PAGE, MAP_SHARED);

		status = at == MAP_FAILED ? -fd : 0;
		if (!status)
			*at = 1;
	}
	(void)!write(ready, &status, sizeof(status));
	for (;;)
		pause();
}

TEST(many_arenas_are_charged_and_leave_the_worker_idle)
{
	int rmm = open_device(), ready[2], status;
	long before, used, charged;
	double without, with;
	const char *text;
	pid_t pid[USERS];

	ASSERT_LE(0, rmm);
	write_file("/sys/fs/cgroup/cgroup.subtree_control", "+memory");
	if ((mkdir(GROUP, 0755) && errno != EEXIST) || access(GROUP "/memory.current", F_OK))
		SKIP(return, "no memory cgroups");
	ASSERT_EQ(0, pipe(ready));
	write_file("/proc/sys/vm/drop_caches", "3");
	without = measure_kworkers();
	before = meminfo_kb("MemFree:");
	for (int i = 0; i < USERS; i++) {
		pid[i] = fork();
		if (!pid[i]) {
			prctl(PR_SET_PDEATHSIG, SIGKILL);
			create_many(rmm, 1001 + i, ready[1]);
		}
	}
	for (int i = 0; i < USERS; i++) {
		ASSERT_EQ(sizeof(status), read(ready[0], &status, sizeof(status)));
		EXPECT_EQ(0, status);
	}
	used = before - meminfo_kb("MemFree:");
	text = read_text(GROUP "/memory.current");
	charged = text ? atol(text) >> 10 : -1;
	TH_LOG("%d arenas: %ld KiB of memory, %ld KiB charged", ARENAS, used, charged);
	EXPECT_LE(used - NOISE_KB, charged * 5 / 4);
	/* docs/policy.md says 52 to 56 KiB. */
	EXPECT_GE(64l * ARENAS, charged);
	with = measure_kworkers();
	TH_LOG("kworkers use %.2f of a CPU with them, %.2f without", with, without);
	/* The worker's limit is a half (docs/policy.md), for arenas that have something to do. */
	EXPECT_GE(0.25, with - without);
	for (int i = 0; i < USERS; i++)
		end_child(pid[i]);
	EXPECT_EQ(0, wait_for_no_arenas());
	rmdir(GROUP);
	close(rmm);
}

TEST_HARNESS_MAIN
