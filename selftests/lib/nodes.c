// SPDX-License-Identifier: GPL-2.0
#include "nodes.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
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
