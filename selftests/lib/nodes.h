/* SPDX-License-Identifier: GPL-2.0 */
/* Free and used memory of a node, by its meminfo and /proc/zoneinfo. */
#ifndef SELFTESTS_NODES_H
#define SELFTESTS_NODES_H

/* A number of a node's meminfo, which is in kB. */
long node_meminfo_kb(int node, const char *field);

long node_free_kb(int node);

/* Memory of files in memory on a node: to the page, where free pages wait on lists of CPUs. */
long node_shmem_kb(int node);

/* Free pages of a node, its high watermarks and its size. */
struct node_memory {
	long free, high, managed;
	/* Free, too, but on the CPUs' lists. */
	long listed;
};

struct node_memory read_node_memory(int node);

/* What a process has freed stays on lists of its CPU for a while, megabytes of it. */
long node_unused_kb(int node);

double monotonic_seconds(void);

void sleep_20_ms(void);

#endif
