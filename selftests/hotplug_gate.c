// SPDX-License-Identifier: GPL-2.0
/*
 * Readers of the machine's memory hold memory hotplug off, and do not wait for each other: root's read
 * completes while readers that anybody may start do not get their CPU. Hotplug waits for such readers,
 * for a bounded time.
 */
#include "lib/harness.h"
#include "lib/device.h"
#include "lib/process.h"
#include "lib/text.h"

#include <sched.h>
#include <stdatomic.h>
#include <time.h>

#define READERS	4
#define ROUNDS	24
#define BURST	0.4	/* seconds */

#define MEMORY	"/sys/devices/system/memory/"
#define HOGS	3
#define OFFLINES 4
#define MAX_WAIT 2.0	/* seconds: MAX_WAIT_MS of src/sys/memory/hotplug.rs */

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

		int error = call_ioctl(rmm, RMM_PFNS, &arg);

		/* Refused while memory is plugged. */
		if (error && error != -EBUSY)
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

static void take_cpu(int unused)
{
	(void)unused;
	run_on(1, SCHED_OTHER);
	for (;;)
		;
}

static void start_all(pid_t *pids, int count, void (*run)(int))
{
	for (int i = 0; i < count; i++)
		pids[i] = start(run, i);
}

static void end_all(const pid_t *pids, int count)
{
	for (int i = 0; i < count; i++)
		kill(pids[i], SIGKILL);
	for (int i = 0; i < count; i++)
		waitpid(pids[i], NULL, 0);
}

static bool block_has(int block, const char *file, const char *value)
{
	const char *text = read_text(MEMORY "memory%d/%s", block, file);

	return text && !strncmp(text, value, strlen(value));
}

/* An online block in ZONE_MOVABLE, whose pages can be migrated; -1 without one. */
static int find_movable_block(void)
{
	DIR *dir = opendir(MEMORY);
	struct dirent *entry;
	int found = -1, block;

	while (dir && (entry = readdir(dir)))
		if (sscanf(entry->d_name, "memory%d", &block) == 1 && block_has(block, "state", "online") &&
		    block_has(block, "valid_zones", "Movable"))
			found = block;
	if (dir)
		closedir(dir);
	return found;
}

static bool lab(const char *request, char *answer, size_t size)
{
	FILE *out = popen(request, "r");
	bool had = out && fgets(answer, size, out);

	answer[had ? strcspn(answer, "\n") : 0] = 0;
	return out && !pclose(out);
}

/* Writes the state of a block. Returns 0 or the negative error, and how long it took in *@took. */
static int set_state(int block, const char *state, double *took)
{
	double before = seconds();
	char path[64];
	int error;

	snprintf(path, sizeof(path), MEMORY "memory%d/state", block);
	error = write_file(path, state);
	*took = seconds() - before;
	return error;
}

FIXTURE(memory)
{
	char dimm[64];
	int block;
};

FIXTURE_SETUP(memory)
{
	bool plugged = lab("lab dimm add 1 256 2>/dev/null", self->dimm, sizeof(self->dimm));
	time_t end = 0;

	if (!plugged)
		*self->dimm = 0;
	/* The kernel onlines the memory after the DIMM was reported as plugged. */
	do
		self->block = find_movable_block();
	while (plugged && self->block < 0 && retry_allowed(&end));
}

FIXTURE_TEARDOWN(memory)
{
	char request[128], answer[64];
	time_t end = 0;

	snprintf(request, sizeof(request), "lab dimm del %s", self->dimm);
	while (*self->dimm && !lab(request, answer, sizeof(answer)) && retry_allowed(&end))
		;
}

/* Takes a block offline, and online again, until both succeed; *@took is the longer time of the last try. */
static bool replug(int block, double *took)
{
	double back = 0;
	time_t end = 0;

	*took = 0;
	while (block_has(block, "state", "online") && set_state(block, "offline", took))
		if (!retry_allowed(&end))
			return false;
	while (set_state(block, "online_movable", &back))
		if (!retry_allowed(&end))
			return false;
	*took = back > *took ? back : *took;
	return true;
}

/*
 * Busy loops take the CPU from readers that are in the middle of a call, and do not give it back: without
 * a bound, hotplug would wait until they end.
 */
TEST_F(memory, hotplug_waits_for_readers_without_a_cpu_for_a_bounded_time)
{
	pid_t readers[READERS], hogs[HOGS];
	int refused = 0, done = 0, error;
	double own, took, bound;
	bool usable;

	if (sysconf(_SC_NPROCESSORS_ONLN) < 2)
		SKIP(return, "one CPU");
	if (self->block < 0)
		SKIP(return, "no memory block in ZONE_MOVABLE");
	run_on(0, SCHED_OTHER);
	/* The kernel's own work takes this long beside the busy loops. */
	start_all(hogs, HOGS, take_cpu);
	usable = replug(self->block, &own);
	end_all(hogs, HOGS);
	if (!usable)
		SKIP(return, "memory block %d is in use", self->block);
	bound = 2 * MAX_WAIT + 4 * own;
	for (int i = 0; i < OFFLINES; i++) {
		const bool online = block_has(self->block, "state", "online");

		start_all(readers, READERS, read_forever);
		usleep(200000);
		start_all(hogs, HOGS, take_cpu);
		usleep(200000);
		error = set_state(self->block, online ? "offline" : "online_movable", &took);
		end_all(hogs, HOGS);
		end_all(readers, READERS);
		refused += error == -EBUSY;
		done += error == 0;
		EXPECT_TRUE(!error || error == -EBUSY)
			TH_LOG("error %d", error);
		EXPECT_LE(took, bound) {
			TH_LOG("memory block %d took %.1f s, expected at most %.1f s; %.1f s without readers",
			       self->block, took, bound, own);
		}
	}
	TH_LOG("%d operations succeeded, %d were refused after the longest wait; %.1f s without readers", done,
	       refused, own);
	/* Without readers nothing is refused. */
	EXPECT_TRUE(replug(self->block, &own))
		TH_LOG("memory block %d stays as it is", self->block);
}

TEST_HARNESS_MAIN
