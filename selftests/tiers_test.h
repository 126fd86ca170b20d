/* SPDX-License-Identifier: GPL-2.0 */
/* What a test of two tiers asks of nodes: what is free there, and what files in memory have. */
#ifndef RMM_TIERS_TEST_H
#define RMM_TIERS_TEST_H

#include "arena_test.h"

static inline double now(void)
{
	struct timespec time;

	clock_gettime(CLOCK_MONOTONIC, &time);
	return time.tv_sec + time.tv_nsec / 1e9;
}

static inline void write_text(const char *path, const char *text)
{
	int file = open(path, O_WRONLY);

	(void)!write(file, text, strlen(text));
	close(file);
}

static inline void wait_a_moment(void)
{
	nanosleep(&(struct timespec){ .tv_nsec = 20000000 }, NULL);
}

/* Memory of files in memory on a node: to the page, where free pages wait on lists of CPUs. */
static inline long shmem_kb(int node)
{
	char *text = text_of("/sys/devices/system/node/node%d/meminfo", node), *at;

	at = text ? strstr(text, "Shmem:") : NULL;
	return at ? atol(at + 6) : -1;
}

/* Free pages of a node, its high watermarks and its size. */
struct node_memory {
	long free, high, managed;
	/* Free, too, but on the CPUs' lists. */
	long listed;
};

static inline struct node_memory memory_of(int node)
{
	struct node_memory sum = { 0 };
	char *line = text_of("/proc/zoneinfo");
	long value;
	int of = -1;

	for (; line && *line; line = strchr(line, '\n') + 1) {
		sscanf(line, "Node %d,", &of);
		if (of != node)
			continue;
		if (sscanf(line, " pages free %ld", &value) == 1)
			sum.free += value;
		else if (sscanf(line, " high %ld", &value) == 1)
			sum.high += value;
		else if (sscanf(line, " managed %ld", &value) == 1)
			sum.managed += value;
		else if (sscanf(line, " count: %ld", &value) == 1)
			sum.listed += value;
	}
	return sum;
}

/* What a process has freed stays on lists of its CPU for a while, megabytes of it. */
static inline long unused_kb(int node)
{
	struct node_memory memory = memory_of(node);

	return (memory.free + memory.listed) * (long)(PAGE / 1024);
}

static inline void touch_to_read(char *at, size_t pages)
{
	for (size_t i = 0; i < pages; i++)
		(void)*(volatile char *)(at + i * PAGE);
}

#endif
