// SPDX-License-Identifier: GPL-2.0
#include "nodes.h"

#include <numaif.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <time.h>

#include "device.h"
#include "text.h"

long node_meminfo_kb(int node, const char *field)
{
	char *text = read_text("/sys/devices/system/node/node%d/meminfo", node), *at;

	at = text ? strstr(text, field) : NULL;
	return at ? atol(at + strlen(field)) : -1;
}

long node_free_kb(int node)
{
	return node_meminfo_kb(node, "MemFree:");
}

long node_shmem_kb(int node)
{
	char *text = read_text("/sys/devices/system/node/node%d/meminfo", node), *at;

	at = text ? strstr(text, "Shmem:") : NULL;
	return at ? atol(at + 6) : -1;
}

struct node_memory read_node_memory(int node)
{
	struct node_memory sum = { 0 };
	char *line = read_text("/proc/zoneinfo");
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
		else if (sscanf(line, " nr_zone_inactive_file %ld", &value) == 1)
			sum.reclaimable += value;
		else if (sscanf(line, " nr_zone_write_pending %ld", &value) == 1)
			sum.reclaimable -= value;
	}
	if (sum.reclaimable < 0)
		sum.reclaimable = 0;
	return sum;
}

long node_unused_kb(int node)
{
	struct node_memory memory = read_node_memory(node);

	return (memory.free + memory.listed) * (long)(PAGE / 1024);
}

#define HOG_ROOM (1ul << 32)
#define HOG_STEP (512ul << 10)

bool start_node_hog(struct node_hog *hog, int node)
{
	unsigned long mask = 1ul << node;

	hog->node = node;
	hog->used = 0;
	hog->at = mmap(NULL, HOG_ROOM, PROT_READ | PROT_WRITE,
		       MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
	return hog->at != MAP_FAILED && !mbind(hog->at, HOG_ROOM, MPOL_BIND, &mask, 8 * sizeof(mask), 0);
}

bool squeeze_node(struct node_hog *hog)
{
	for (;;) {
		struct node_memory memory = read_node_memory(hog->node);
		/* Demotion begins at 1/128. */
		long more = memory.free + memory.reclaimable - memory.high - memory.managed / 160;
		size_t step = more / 2 * PAGE & -HOG_STEP;

		if (more <= 0)
			return true;
		if (step < HOG_STEP)
			step = HOG_STEP;
		if (hog->used + step > HOG_ROOM ||
		    madvise(hog->at + hog->used, step, MADV_POPULATE_WRITE))
			return false;
		hog->used += step;
	}
}

void end_node_hog(struct node_hog *hog)
{
	munmap(hog->at, HOG_ROOM);
}

double monotonic_seconds(void)
{
	struct timespec time;

	clock_gettime(CLOCK_MONOTONIC, &time);
	return time.tv_sec + time.tv_nsec / 1e9;
}

void sleep_20_ms(void)
{
	nanosleep(&(struct timespec){ .tv_nsec = 20000000 }, NULL);
}
