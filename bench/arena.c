// SPDX-License-Identifier: GPL-2.0
/*
 * arena [--quick]: cost of the first touch of a page of an arena, compared with a memfd under the
 * kernel's policy of the same name, or the nearest one.
 */
#include "bench.h"

#include <numa.h>
#include <numaif.h>
#include <pthread.h>

#ifndef MPOL_WEIGHTED_INTERLEAVE
#define MPOL_WEIGHTED_INTERLEAVE 6
#endif
#ifndef MPOL_PREFERRED_MANY
#define MPOL_PREFERRED_MANY 5
#endif

#define MAX_THREADS 8

struct kind {
	struct row row;
	int threads;
	/* Policy of the arena; mode of mbind(2). */
	uint32_t policy, flags;
	int mode;
	bool weighted;
};

struct share {
	char *at;
	size_t step;
};

static unsigned long nodes;
static size_t bytes = 16 << 20;

static void *touch(void *arg)
{
	struct share *share = arg;

	for (size_t i = 0; i < bytes; i += share->step)
		*(volatile char *)(share->at + i) = 1;
	return NULL;
}

/* Nanoseconds to touch all pages. Threads touch them in turn, so that their faults contend. */
static double fill(int fd, const struct kind *kind, bool ours)
{
	char *at = mmap(NULL, bytes, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
	struct share shares[MAX_THREADS];
	pthread_t threads[MAX_THREADS];
	double begin, ns;

	if (at == MAP_FAILED)
		return MISSING;
	if (!ours) {
		madvise(at, bytes, MADV_NOHUGEPAGE);
		if (mbind(at, bytes, kind->mode, kind->mode == MPOL_LOCAL ? NULL : &nodes,
			  kind->mode == MPOL_LOCAL ? 0 : 64, 0))
			return MISSING;
	}
	begin = now();
	for (int i = 0; i < kind->threads; i++) {
		shares[i] = (struct share){ at + i * PAGE, kind->threads * PAGE };
		if (kind->threads > 1 && pthread_create(&threads[i], NULL, touch, &shares[i]))
			fatal("pthread_create");
	}
	if (kind->threads == 1)
		touch(&shares[0]);
	else
		for (int i = 0; i < kind->threads; i++)
			pthread_join(threads[i], NULL);
	ns = now() - begin;
	munmap(at, bytes);
	close(fd);
	return ns;
}

static double theirs(void *context)
{
	int fd = memfd_create("bench", MFD_CLOEXEC);

	if (ftruncate(fd, bytes))
		fatal("memfd");
	return fill(fd, context, false);
}

static double ours(void *context)
{
#ifdef RMM_ARENA_CREATE
	const struct kind *kind = context;
	static int rmm = -1;
	uint32_t weights[64] = { 0 };
	struct rmm_arena_create arg = {
		.size = sizeof(arg), .flags = kind->flags, .bytes = bytes, .nodes = nodes, .fast = 1,
		.policy = kind->policy,
	};
	int fd;

	if (kind->weighted) {
		for (int i = 0; i < 64; i++)
			weights[i] = 1;
		arg.weights = (uintptr_t)weights;
		arg.weights_count = 64;
	}
	if (rmm < 0)
		rmm = open_or_die("/dev/rmm", O_RDWR);
	fd = ioctl(rmm, RMM_ARENA_CREATE, &arg);
	return fd < 0 ? MISSING : fill(fd, kind, true);
#else
	(void)context;
	return MISSING;
#endif
}

/* At least 0.9 of the kernel's throughput. */
#define TARGET (1 / 0.9)
#define KIND(what, against, ...) \
	{ { "arena", what, "memfd, " against, "ns", TARGET, NULL }, __VA_ARGS__ }

/* More threads than the guest has CPUs also contend with those that were preempted in a fault. */
#define THREADS(count, what, against, ...) KIND(what ", " #count " threads", against, count, __VA_ARGS__)

static struct kind kinds[] = {
	KIND("local", "local", 1, RMM_PLACE_LOCAL, 0, MPOL_LOCAL, false),
	KIND("bind", "bind", 1, RMM_PLACE_BIND, 0, MPOL_BIND, false),
	KIND("preferred-many", "the same", 1, RMM_PLACE_PREFERRED_MANY, 0, MPOL_PREFERRED_MANY, false),
	KIND("interleave", "interleave", 1, RMM_PLACE_INTERLEAVE, 0, MPOL_INTERLEAVE, false),
	KIND("weighted, the kernel's weights", "weighted interleave", 1, RMM_PLACE_WEIGHTED, 0,
	     MPOL_WEIGHTED_INTERLEAVE, false),
	KIND("local, steered", "local", 1, RMM_PLACE_LOCAL, RMM_ARENA_STEER, MPOL_LOCAL, false),
	KIND("bind, steered", "bind", 1, RMM_PLACE_BIND, RMM_ARENA_STEER, MPOL_BIND, false),
	KIND("preferred-many, steered", "the same", 1, RMM_PLACE_PREFERRED_MANY, RMM_ARENA_STEER,
	     MPOL_PREFERRED_MANY, false),
	KIND("interleave, steered", "interleave", 1, RMM_PLACE_INTERLEAVE, RMM_ARENA_STEER,
	     MPOL_INTERLEAVE, false),
	KIND("weighted, own weights", "weighted interleave", 1, RMM_PLACE_WEIGHTED, 0,
	     MPOL_WEIGHTED_INTERLEAVE, true),
	KIND("capacity", "local", 1, RMM_PLACE_CAPACITY, 0, MPOL_LOCAL, false),
	KIND("stripe", "interleave", 1, RMM_PLACE_STRIPE, 0, MPOL_INTERLEAVE, false),
	KIND("tiered", "local", 1, RMM_PLACE_TIERED, 0, MPOL_LOCAL, false),
	KIND("adaptive", "weighted interleave", 1, RMM_PLACE_ADAPTIVE, 0, MPOL_WEIGHTED_INTERLEAVE,
	     true),
	THREADS(4, "interleave", "interleave", RMM_PLACE_INTERLEAVE, 0, MPOL_INTERLEAVE, false),
	THREADS(4, "interleave, steered", "interleave", RMM_PLACE_INTERLEAVE, RMM_ARENA_STEER,
		MPOL_INTERLEAVE, false),
	THREADS(4, "bind, steered", "bind", RMM_PLACE_BIND, RMM_ARENA_STEER, MPOL_BIND, false),
	THREADS(4, "capacity", "local", RMM_PLACE_CAPACITY, 0, MPOL_LOCAL, false),
	THREADS(4, "stripe", "interleave", RMM_PLACE_STRIPE, 0, MPOL_INTERLEAVE, false),
	THREADS(4, "tiered", "local", RMM_PLACE_TIERED, 0, MPOL_LOCAL, false),
	THREADS(4, "adaptive", "weighted interleave", RMM_PLACE_ADAPTIVE, 0,
		MPOL_WEIGHTED_INTERLEAVE, true),
	THREADS(8, "interleave", "interleave", RMM_PLACE_INTERLEAVE, 0, MPOL_INTERLEAVE, false),
	THREADS(8, "interleave, steered", "interleave", RMM_PLACE_INTERLEAVE, RMM_ARENA_STEER,
		MPOL_INTERLEAVE, false),
	THREADS(8, "bind, steered", "bind", RMM_PLACE_BIND, RMM_ARENA_STEER, MPOL_BIND, false),
	THREADS(8, "capacity", "local", RMM_PLACE_CAPACITY, 0, MPOL_LOCAL, false),
	THREADS(8, "stripe", "interleave", RMM_PLACE_STRIPE, 0, MPOL_INTERLEAVE, false),
	THREADS(8, "tiered", "local", RMM_PLACE_TIERED, 0, MPOL_LOCAL, false),
	THREADS(8, "adaptive", "weighted interleave", RMM_PLACE_ADAPTIVE, 0,
		MPOL_WEIGHTED_INTERLEAVE, true),
};

int main(int argc, char **argv)
{
	bench_arguments(argc, argv);
	if (argc > 1)
		bytes = 1 << 20;
	for (int node = 0; node <= numa_max_node() && node < 64; node++)
		if (numa_bitmask_isbitset(numa_all_nodes_ptr, node))
			nodes |= 1ul << node;
	for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++)
		compare(&kinds[i].row, ours, bytes / PAGE, theirs, bytes / PAGE, &kinds[i]);
	return 0;
}
