/* SPDX-License-Identifier: GPL-2.0 */
/* Free and used memory of a node, by its meminfo and /proc/zoneinfo. */
#ifndef SELFTESTS_NODES_H
#define SELFTESTS_NODES_H

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

double monotonic_seconds(void);

void sleep_20_ms(void);

#endif
