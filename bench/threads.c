// SPDX-License-Identifier: GPL-2.0
/*
 * threads [--quick] [--counted]: several threads walk one address space through one descriptor, each a part of it,
 * against one thread. A timed run shows how much sooner they are done, if the host has as many cores; a
 * counted one whether they execute more instructions in all, for example to wait for each other.
 */
#include "bench.h"

#include <pthread.h>
#include <sched.h>

#define GROUP "threads"
#define AREA ((char *)0x100000000000)
#define MAX_THREADS 4

static size_t size = 512ul << 20;

struct walker {
	pthread_t thread;
	pthread_barrier_t *begin;
	uint64_t start, end;
	bool pages;
	void *buf;
	double ns;
};

static int space;

static void touch(void *context)
{
	const int *ready = context;

	if (mmap(AREA, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED_NOREPLACE, -1, 0) != AREA ||
	    madvise(AREA, size, MADV_NOHUGEPAGE) || madvise(AREA, size, MADV_POPULATE_WRITE) ||
	    write(ready[1], "", 1) != 1)
		fatal("target");
	for (;;)
		pause();
}

static void *walk_part(void *context)
{
	struct walker *w = context;
	struct rmm_walk arg = {
		.flags = RMM_WALK_SUMMARY, .buf = (uintptr_t)w->buf, .capacity = 512,
		.record_size = sizeof(struct rmm_summary),
	};

	if (w->pages) {
		arg.flags = RMM_WALK_PAGES;
		arg.capacity = RECORDS;
		arg.record_size = RMM_PAGE_DEFAULT_SIZE;
	}
	pthread_barrier_wait(w->begin);
	w->ns = walk(space, arg, w->start, w->end).ns;
	return NULL;
}

/* The time from the moment at which all threads exist to the end of the last. */
static double by_threads(int threads, bool pages)
{
	static char buffers[MAX_THREADS][sizeof(records)];
	struct walker walkers[MAX_THREADS];
	pthread_barrier_t barrier;
	double begin, ns;

	pthread_barrier_init(&barrier, NULL, threads + 1);
	for (int i = 0; i < threads; i++) {
		struct walker *w = &walkers[i];
		pthread_attr_t attr;
		cpu_set_t cpus;

		*w = (struct walker){
			.begin = &barrier, .pages = pages, .buf = buffers[i],
			.start = (uintptr_t)AREA + size / threads * i,
			.end = (uintptr_t)AREA + size / threads * (i + 1),
		};
		CPU_ZERO(&cpus);
		CPU_SET(i, &cpus);
		pthread_attr_init(&attr);
		pthread_attr_setaffinity_np(&attr, sizeof(cpus), &cpus);
		if (pthread_create(&w->thread, &attr, walk_part, w))
			fatal("pthread_create");
		pthread_attr_destroy(&attr);
	}
	pthread_barrier_wait(&barrier);
	begin = now();
	for (int i = 0; i < threads; i++)
		pthread_join(walkers[i].thread, NULL);
	ns = now() - begin;
	for (int i = 0; i < threads; i++)
		if (walkers[i].ns < 0)
			ns = MISSING;
	pthread_barrier_destroy(&barrier);
	return ns;
}

static double by_one(void *context) { return by_threads(1, *(bool *)context); }
static double by_two(void *context) { return by_threads(2, *(bool *)context); }
static double by_four(void *context) { return by_threads(4, *(bool *)context); }

int main(int argc, char **argv)
{
	static const char *const names[] = { "summary", "pages, default attributes" };
	int ready[2];
	pid_t pid;
	char byte;

	if (bench_arguments(argc, argv))
		size = 32ul << 20;
	if (pipe(ready))
		fatal("pipe");
	pid = start(touch, ready);
	if (read(ready[0], &byte, 1) != 1)
		fatal("target");
	space = open_space(pid);
	for (bool pages = false;; pages = true) {
		const double units = size / PAGE;
		/* Instructions of all threads together are counted. */
		const double ideal = counting ? 1.05 : 0;
		char two[64], four[64];

		snprintf(two, sizeof(two), "%s, two threads", names[pages]);
		snprintf(four, sizeof(four), "%s, four threads", names[pages]);
		compare(&(struct row){ GROUP, two, "one thread", "ns/4K", ideal ?: 0.55, NULL },
			by_two, units, by_one, units, &pages);
		compare(&(struct row){ GROUP, four, "one thread", "ns/4K", ideal ?: 0.33, NULL },
			by_four, units, by_one, units, &pages);
		if (pages)
			break;
	}
	end(pid);
	return 0;
}
