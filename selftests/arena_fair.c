// SPDX-License-Identifier: GPL-2.0
/*
 * Samples of an arena go on whatever the users of other arenas do: map one page very often, or create
 * many arenas.
 */
#include "lib/harness.h"
#include "lib/arena.h"
#include "lib/device.h"
#include "lib/memory.h"
#include "lib/nodes.h"
#include "lib/process.h"

#define BYTES (16ul << 20)
#define PAGES (BYTES / PAGE)

/* Nearly as many mappings as a process may have. */
#define MAPPINGS 60000

/* A tiered arena whose pages stay on the slow node, so that samples pay. */
static int create_slow(size_t bytes, char **at)
{
	const __u64 nodes = memory_nodes();
	unsigned long slow = 1ul << (63 - __builtin_clzll(nodes));
	struct rmm_arena_create arg = {
		.size = sizeof(arg), .bytes = bytes, .nodes = nodes, .fast = nodes & ~slow,
		.policy = RMM_PLACE_TIERED,
	};
	int fd = create_arena_by(&arg);

	if (fd < 0)
		return fd;
	*at = map_fd(fd, bytes, MAP_SHARED);
	if (*at == MAP_FAILED || mbind(*at, bytes, MPOL_BIND, &slow, 64, 0))
		return -1;
	touch_range(*at, bytes);
	return fd;
}

static __u64 samples(int fd)
{
	struct rmm_arena_stat stat;

	return arena_stat(fd, 0, &stat) ? 0 : stat.sampled;
}

/* Uses the arena until it has a number of further samples; returns the seconds that this takes. */
static double time_samples(int fd, char *at)
{
	__u64 want = samples(fd) + 2 * PAGES;
	double begun = monotonic_seconds();
	time_t end = 0;

	do
		touch_range(at, BYTES);
	while (samples(fd) < want && retry_allowed(&end));
	return monotonic_seconds() - begun;
}

/* Maps one page of an arena of its own many times and uses all mappings for ever. */
static void map_often(int ready)
{
	char *at, *page, *area;
	int fd = create_slow(PAGE, &at);

	if (fd < 0)
		_exit(1);
	area = mmap(NULL, MAPPINGS * PAGE, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	for (size_t i = 0; i < MAPPINGS; i++) {
		page = mmap(area + i * PAGE, PAGE, RW, MAP_SHARED | MAP_FIXED, fd, 0);
		if (page == MAP_FAILED)
			_exit(2);
	}
	touch_range(area, MAPPINGS * PAGE);
	(void)!write(ready, "", 1);
	for (;;)
		touch_range(area, MAPPINGS * PAGE);
}

TEST(samples_go_on_beside_a_page_mapped_often)
{
	char *at;
	int fd, ready[2];
	double alone, beside = 0;
	char byte;
	pid_t pid;

	if (node_count(memory_nodes()) < 2)
		SKIP(return, "one node");
	fd = create_slow(BYTES, &at);
	ASSERT_LE(0, fd);
	alone = time_samples(fd, at);
	ASSERT_EQ(0, pipe(ready));
	pid = fork();
	if (!pid)
		map_often(ready[1]);
	close(ready[1]);
	ASSERT_EQ(1, read(ready[0], &byte, 1));
	/* Other work of the machine may hold up one attempt. */
	for (int i = 0; i < 3; i++) {
		beside = time_samples(fd, at);
		if (beside < 4 * alone)
			break;
	}
	TH_LOG("%.1f s alone, %.1f s beside the page", alone, beside);
	EXPECT_LT(beside, 4 * alone);
	end_child(pid);
	munmap(at, BYTES);
	close(fd);
}

TEST_HARNESS_MAIN
