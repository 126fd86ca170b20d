// SPDX-License-Identifier: GPL-2.0
/*
 * ps [--quick] [--counted]: cost of the memory of every process among thousands, by RMM_PROCESSES and by
 * the kernel's files of each process; and that of `rmmctl ps` from its start to its end, compared with
 * the requests to the module that it is made of.
 */
#include "bench.h"

#define RMMCTL "../tools/rmmctl"

#ifdef RMM_PROCESSES
/* Records of one call, as many as rmmctl requests. */
#define BATCH 1024
#define MANY 3000
/* Processes whose files are read. */
#define SOME 300

static int processes = MANY, some = SOME;
static pid_t pids[MANY];

/* Waits until a process sleeps. */
static void wait_for_sleep(pid_t pid)
{
	char text[128], *end;
	ssize_t n;

	do {
		int fd = open_proc(pid, "stat");

		n = read(fd, text, sizeof(text) - 1);
		close(fd);
		text[n > 0 ? n : 0] = 0;
		end = strrchr(text, ')');
	} while (!end || end[2] != 'S');
}

/* Processes that sleep until the benchmark ends. */
static void start_processes(void)
{
	int executed[2];
	char byte;

	/* execve(2) closes the children's end. */
	if (pipe2(executed, O_CLOEXEC))
		fatal("pipe");
	for (int i = 0; i < processes; i++) {
		pids[i] = fork();
		if (pids[i] < 0)
			fatal("fork");
		if (!pids[i]) {
			prctl(PR_SET_PDEATHSIG, SIGKILL);
			execlp("sleep", "sleep", "infinity", NULL);
			_exit(127);
		}
	}
	close(executed[1]);
	if (read(executed[0], &byte, 1))
		fatal("sleep");
	close(executed[0]);
	for (int i = 0; i < processes; i++)
		wait_for_sleep(pids[i]);
}

static double requests(uint32_t flags)
{
	static struct rmm_process found[BATCH];
	static int rmm = -1;
	struct rmm_processes arg = {
		.size = sizeof(arg), .flags = flags, .buf = (uintptr_t)found, .capacity = BATCH,
		.record_size = sizeof(found[0]),
	};
	int count = 0;
	double begin;

	if (rmm < 0)
		rmm = open_or_die("/dev/rmm", O_RDWR);
	begin = now();
	do {
		if (ioctl(rmm, RMM_PROCESSES, &arg))
			return MISSING;
		count += arg.count;
		arg.first = arg.next;
	} while (arg.next);
	return count < processes ? MISSING : now() - begin;
}

static double by_counters(void *context)
{
	(void)context;
	return requests(0);
}

static double by_resident(void *context)
{
	(void)context;
	return requests(RMM_PROCESSES_RESIDENT);
}

static double by_pss(void *context)
{
	(void)context;
	return requests(RMM_PROCESSES_PSS);
}

static double by_file(void *context)
{
	double begin = now();

	for (int i = 0; i < some; i++) {
		int fd = open_proc(pids[i], context);

		if (read_whole(fd) < 0)
			return MISSING;
		close(fd);
	}
	return now() - begin;
}

static double command(void *context)
{
	double begin = now();
	pid_t pid = fork();
	int status;

	if (pid < 0)
		fatal("fork");
	if (!pid) {
		dup2(open_or_die("/dev/null", O_WRONLY), 1);
		execl(RMMCTL, "rmmctl", "ps", "-o", (const char *)context, NULL);
		_exit(127);
	}
	if (waitpid(pid, &status, 0) != pid || status)
		return MISSING;
	return now() - begin;
}

static void compare_call(const char *what, measure_fn call, const char *file)
{
	compare(&(struct row){ "processes", what, file, "ns/process", 0, NULL }, call, processes,
		by_file, some, (void *)file);
}

static void compare_form(const char *what, const char *form)
{
	struct row row = { "rmmctl", what, "RMM_PROCESSES", "ns/process", 1.3, NULL };

	compare(&row, command, processes, by_resident, processes, (void *)form);
}
#endif

int main(int argc, char **argv)
{
	judged_by_count = true;
#ifdef RMM_PROCESSES
	if (bench_arguments(argc, argv))
		processes = some = 100;
	/* Each executes two million instructions before it sleeps. */
	else if (counting)
		processes = 1000;
	start_processes();
	compare_form("rmmctl ps", "table");
	compare_form("rmmctl ps -o csv", "csv");
	compare_call("RMM_PROCESSES, counters", by_counters, "status");
	compare_call("RMM_PROCESSES, resident", by_resident, "numa_maps");
	compare_call("RMM_PROCESSES, PSS", by_pss, "smaps_rollup");
#else
	bench_arguments(argc, argv);
#endif
	return 0;
}
