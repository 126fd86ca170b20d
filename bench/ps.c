// SPDX-License-Identifier: GPL-2.0
/*
 * ps [--quick]: time of `rmmctl ps` from its start to its end, compared with that of the requests to
 * the module that it is made of, among thousands of processes.
 */
#include "bench.h"

#define RMMCTL "../tools/rmmctl"

#ifdef RMM_PROCESSES
static int processes = 3000;

/* Processes that sleep until the benchmark ends. */
static void start_processes(void)
{
	for (int i = 0; i < processes; i++) {
		pid_t pid = fork();

		if (pid < 0)
			fatal("fork");
		if (!pid) {
			prctl(PR_SET_PDEATHSIG, SIGKILL);
			execlp("sleep", "sleep", "infinity", NULL);
			_exit(127);
		}
	}
	/* The last ones may not have called execve(2) yet. */
	sleep(1);
}

static double requests(void *context)
{
	static struct rmm_process found[256];
	static int rmm = -1;
	struct rmm_processes arg = {
		.size = sizeof(arg), .flags = RMM_PROCESSES_RESIDENT, .buf = (uintptr_t)found,
		.capacity = 256, .record_size = sizeof(found[0]),
	};
	int count = 0;
	double begin = now();

	(void)context;
	if (rmm < 0)
		rmm = open_or_die("/dev/rmm", O_RDWR);
	do {
		if (ioctl(rmm, RMM_PROCESSES, &arg))
			return MISSING;
		count += arg.count;
		arg.first = arg.next;
	} while (arg.next);
	return count < processes ? MISSING : now() - begin;
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

static void compare_form(const char *what, const char *form)
{
	struct row row = { "rmmctl", what, "RMM_PROCESSES", "ms", 1.3, NULL };

	compare(&row, command, 1e6, requests, 1e6, (void *)form);
}
#endif

int main(int argc, char **argv)
{
	bench_arguments(argc, argv);
#ifdef RMM_PROCESSES
	if (argc > 1 && !strcmp(argv[1], "--quick"))
		processes = 100;
	start_processes();
	compare_form("rmmctl ps, 3,000 processes", "table");
	compare_form("rmmctl ps -o csv, 3,000 processes", "csv");
#endif
	return 0;
}
