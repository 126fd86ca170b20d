/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Shared by the benchmarks. A row of the table is one line of JSON on stdout: the measured operation,
 * the kernel's operation that it is compared with, the target, and the raw samples of both. Samples of
 * the same index were taken one after the other. `table` computes the figures from them.
 *
 * A benchmark of costs runs in a counting guest, too, with --counted: there a nanosecond is an instruction,
 * and a sample is the smallest of a few calls.
 */
#ifndef BENCH_H
#define BENCH_H

#include <errno.h>
#include <fcntl.h>
#include <math.h>
#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "rmm.h"

#define PAGE 4096ul
#define HUGE (512 * PAGE)
#define MAX_SAMPLES 64

/* Result of an operation that this machine or module does not have. */
#define MISSING (-1.0)

struct row {
	const char *group, *what, *against;
	/* Unit of the samples; the ratio has none. */
	const char *unit;
	/*
	 * Upper bound of the ratio, or of the figure when nothing is compared; AT_LEAST() makes it a
	 * lower bound. 0 for no target.
	 */
	double target;
	/* Rows that differ only in their column share a line of the table. NULL: a line of its own. */
	const char *column;
};

#define AT_LEAST(target) (-(target))

static int repetitions = 9;
/* Least duration of a sample, which repeats its operation until then. */
static double sample_ns = 4e6;

/* The guest counts: its clocks advance by 1 ns for each instruction. */
static bool counting;
/* The targets of this program's rows apply to what is counted. */
static bool judged_by_count;

/* Returns whether a short run was requested. */
static inline bool bench_arguments(int argc, char **argv)
{
	bool quick = false;

	for (int i = 1; i < argc; i++) {
		quick |= !strcmp(argv[i], "--quick");
		counting |= !strcmp(argv[i], "--counted");
	}
	if (quick) {
		repetitions = 2;
		sample_ns = 0;
	}
	return quick;
}

static inline void fatal(const char *what)
{
	fprintf(stderr, "bench: %s: %s\n", what, strerror(errno));
	exit(1);
}

static inline double now(void)
{
	struct timespec t;

	/* The kernel's clock is scaled by a frequency that it has measured. */
	if (counting)
		return __builtin_ia32_rdtsc();
	clock_gettime(CLOCK_MONOTONIC, &t);
	return t.tv_sec * 1e9 + t.tv_nsec;
}

/* Marks for qemu/profile.c: an instruction that does nothing. */
enum { MARK_BEGIN = 1, MARK_END, MARK_NEXT };
#define MARK(which) asm volatile(".byte 0x0f, 0x1f, 0x84, 0, 'R', 'M', 'M', %c0" :: "i"(which) : "memory")

static inline void print_samples(const char *name, const double *samples, int count)
{
	printf(", \"%s\": [", name);
	for (int i = 0; i < count; i++)
		printf("%s%.3f", i ? ", " : "", samples[i]);
	putchar(']');
}

/*
 * The samples of a side are NULL when it could not be measured. `instructions` is the upper bound of the
 * counted figure, or 0 for none.
 */
static inline void print_cost_row(const struct row *row, double instructions, const double *ours,
				  const double *theirs, int count)
{
	printf("{\"group\": \"%s\", \"what\": \"%s\", \"against\": \"%s\", \"unit\": \"%s\", \"target\": %g",
	       row->group, row->what, row->against ?: "", row->unit, fabs(row->target));
	if (row->target < 0)
		printf(", \"at_least\": true");
	if (judged_by_count)
		printf(", \"judged_by_count\": true, \"instructions\": %g", instructions);
	if (row->column)
		printf(", \"column\": \"%s\"", row->column);
	if (ours)
		print_samples("rmm", ours, count);
	if (theirs)
		print_samples("kernel", theirs, count);
	puts("}");
	fflush(stdout);
}

static inline void print_row(const struct row *row, const double *ours, const double *theirs,
			     int count)
{
	print_cost_row(row, 0, ours, theirs, count);
}

/* Runs the operation once; returns nanoseconds or MISSING. */
typedef double (*measure_fn)(void *context);

static inline double measure(measure_fn fn, void *context, int times)
{
	double sum = 0;

	for (int i = 0; i < times; i++) {
		double ns = fn(context);

		if (ns < 0)
			return MISSING;
		sum += ns;
	}
	return sum / times;
}

static inline int times_for(measure_fn fn, void *context)
{
	/* Twice: the first run fills caches and makes what is allocated on first use. */
	double ns = fn(context) < 0 ? MISSING : fn(context);

	return ns <= 0 || ns >= sample_ns ? 1 : (int)(sample_ns / ns) + 1;
}

/*
 * Counts the instructions of one call. The first call fills caches. Calls of up to 25 ticks are repeated,
 * because the number of ticks in them differs by one, and other CPUs add instructions, too.
 */
static inline double count(measure_fn fn, void *context)
{
	enum { CALLS = 5, LONG = 100000000 };
	double least = MISSING;

	for (int i = 0; i < CALLS; i++) {
		double instructions;

		MARK(MARK_BEGIN);
		instructions = fn(context);
		MARK(MARK_END);
		if (i == 0 || instructions < least)
			least = instructions;
		if (least < 0 || least >= LONG)
			break;
	}
	MARK(MARK_NEXT);
	return least;
}

/*
 * Measures both sides in turn, each of them first in every other repetition, and divides each by its
 * units of work. `theirs` is NULL when nothing is compared.
 */
static inline void compare_cost(const struct row *row, double instructions, measure_fn ours,
				double our_units, measure_fn theirs, double their_units, void *context)
{
	double a[MAX_SAMPLES], b[MAX_SAMPLES];
	int times_a, times_b;
	bool our = true, their = theirs;

	if (counting) {
		a[0] = count(ours, context) / our_units;
		b[0] = theirs ? count(theirs, context) / their_units : MISSING;
		if (!theirs)
			MARK(MARK_NEXT);
		print_cost_row(row, instructions, a[0] < 0 ? NULL : a, b[0] < 0 ? NULL : b, 1);
		return;
	}
	times_a = times_for(ours, context);
	times_b = theirs ? times_for(theirs, context) : 0;
	for (int i = 0; i < repetitions; i++) {
		for (int side = 0; side < 2; side++) {
			if (side == i % 2)
				a[i] = measure(ours, context, times_a) / our_units;
			else if (theirs)
				b[i] = measure(theirs, context, times_b) / their_units;
		}
		our &= a[i] >= 0;
		their = their && b[i] >= 0;
	}
	print_cost_row(row, instructions, our ? a : NULL, their ? b : NULL, repetitions);
}

static inline void compare(const struct row *row, measure_fn ours, double our_units,
			   measure_fn theirs, double their_units, void *context)
{
	compare_cost(row, 0, ours, our_units, theirs, their_units, context);
}

/* Ends the benchmark when its target dies; otherwise it would wait forever. */
static inline void died(int signal)
{
	static const char text[] = "bench: the target died\n";

	(void)signal;
	if (write(2, text, sizeof(text) - 1))
		_exit(1);
	_exit(1);
}

/* Forks a process that runs work(); it is killed when the benchmark ends. */
static inline pid_t start(void (*work)(void *), void *context)
{
	pid_t pid;

	signal(SIGCHLD, died);
	pid = fork();
	if (pid < 0)
		fatal("fork");
	if (!pid) {
		prctl(PR_SET_PDEATHSIG, SIGKILL);
		work(context);
		_exit(0);
	}
	return pid;
}

static inline void end(pid_t pid)
{
	signal(SIGCHLD, SIG_DFL);
	kill(pid, SIGKILL);
	waitpid(pid, NULL, 0);
}

static inline int open_or_die(const char *path, int flags)
{
	int fd = open(path, flags | O_CLOEXEC);

	if (fd < 0)
		fatal(path);
	return fd;
}

static inline int open_proc(pid_t pid, const char *file)
{
	char path[64];

	snprintf(path, sizeof(path), "/proc/%d/%s", pid, file);
	return open_or_die(path, O_RDONLY);
}

/* Reads a file from start to end; returns nanoseconds. */
static inline double read_whole(int fd)
{
	static char buf[65536];
	double begin = now();
	ssize_t n;

	if (lseek(fd, 0, SEEK_SET))
		return MISSING;
	while ((n = read(fd, buf, sizeof(buf))) > 0)
		;
	return n < 0 ? MISSING : now() - begin;
}

/* A descriptor for the address space of a process. */
static inline int open_space(pid_t pid)
{
	static int rmm = -1;
	struct rmm_open arg = { .size = sizeof(arg), .flags = RMM_OPEN_PID, .target = pid };
	int fd;

	if (rmm < 0)
		rmm = open_or_die("/dev/rmm", O_RDWR);
	fd = ioctl(rmm, RMM_OPEN, &arg);
	if (fd < 0)
		fatal("RMM_OPEN");
	return fd;
}

struct walked {
	double ns;
	uint64_t entries, tables, vmas, records, longest_hold_ns;
};

/* Walks a range to its end with the given arguments; returns the time and the sums of the cost. */
static inline struct walked walk(int space, struct rmm_walk arg, uint64_t start, uint64_t end)
{
	struct walked sum = { 0 };
	double begin = now();

	arg.size = sizeof(arg);
	arg.start = start;
	arg.end = end;
	do {
		if (ioctl(space, RMM_WALK, &arg)) {
			if (errno == EINTR || errno == EAGAIN)
				continue;
			sum.ns = MISSING;
			return sum;
		}
		sum.entries += arg.cost.entries;
		sum.tables += arg.cost.tables;
		sum.vmas += arg.cost.vmas;
		sum.records += arg.count;
		if (arg.cost.longest_hold_ns > sum.longest_hold_ns)
			sum.longest_hold_ns = arg.cost.longest_hold_ns;
		arg.start = arg.next;
	} while (arg.start < end);
	sum.ns = now() - begin;
	return sum;
}

#define RECORDS 4096
static char records[RECORDS * sizeof(struct rmm_page)];

static inline struct walked walk_summary(int space, uint64_t start, uint64_t end)
{
	return walk(space, (struct rmm_walk){
		.flags = RMM_WALK_SUMMARY, .buf = (uintptr_t)records, .capacity = 512,
		.record_size = sizeof(struct rmm_summary) }, start, end);
}

static inline struct walked walk_pages(int space, uint64_t start, uint64_t end, uint64_t attributes)
{
	return walk(space, (struct rmm_walk){
		.flags = RMM_WALK_PAGES, .buf = (uintptr_t)records, .capacity = RECORDS,
		.record_size = attributes ? sizeof(struct rmm_page) : RMM_PAGE_DEFAULT_SIZE,
		.attributes = attributes }, start, end);
}

#endif
