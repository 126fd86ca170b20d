/* SPDX-License-Identifier: GPL-2.0 */
/* Free and used memory of a node, by its meminfo and /proc/zoneinfo. */
#ifndef SELFTESTS_NODES_H
#define SELFTESTS_NODES_H

#include <stdbool.h>
#include <stddef.h>

/* Returns a value of a node's meminfo in kB. */
long node_meminfo_kb(int node, const char *field);

long node_free_kb(int node);

/*
 * Returns a node's shmem pages in kB: an exact count, unlike that of free pages, which wait in
 * per-CPU lists.
 */
long node_shmem_kb(int node);

/* Free pages, high watermarks and size of a node, summed over its zones, in pages. */
struct node_memory {
	long free, high, managed;
	/* free pages in per-CPU lists */
	long listed;
	/* clean inactive pages of files */
	long reclaimable;
};

struct node_memory read_node_memory(int node);

/*
 * Returns free memory in kB, with the megabytes that wait in per-CPU lists after a process exits.
 */
long node_unused_kb(int node);

/* Memory of this process that keeps a node short. */
struct node_hog {
	int node;
	char *at;
	size_t used;
};

/* Returns false if the mapping fails. */
bool start_node_hog(struct node_hog *hog, int node);

/*
 * Allocates until so little is free above the high watermark that a tiered arena demotes pages. Clean
 * page cache counts as free, as it does for the module.
 */
bool squeeze_node(struct node_hog *hog);

void end_node_hog(struct node_hog *hog);

double monotonic_seconds(void);

void sleep_20_ms(void);

#endif
