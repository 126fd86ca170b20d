/* SPDX-License-Identifier: GPL-2.0 */
/* Arenas, and where their pages are. */
#ifndef SELFTESTS_ARENA_H
#define SELFTESTS_ARENA_H

#include <linux/falloc.h>
#include <numa.h>
#include <numaif.h>
#include <stdbool.h>

#include "device.h"

#define NODES RMM_ARENA_NODES

#ifndef MPOL_PREFERRED_MANY
#define MPOL_PREFERRED_MANY 5
#endif
#ifndef MPOL_WEIGHTED_INTERLEAVE
#define MPOL_WEIGHTED_INTERLEAVE 6
#endif

/* Returns a mask of the nodes with memory. */
__u64 memory_nodes(void);

int node_count(__u64 nodes);

int create_arena_by(struct rmm_arena_create *arg);

int create_arena(__u32 policy, __u64 bytes, __u64 nodes, __u32 flags);

int create_weighted_arena(__u32 policy, __u64 bytes, __u64 nodes, const __u32 *weights, __u32 count);

int arena_stat(int fd, __u32 flags, struct rmm_arena_stat *stat);

/* Stores the node of each page, or its negative error, by move_pages(2). */
int read_page_nodes(void *at, size_t pages, int *nodes);

/* Counts the pages of a range on each node; absent pages are not counted. */
int count_pages_by_node(void *at, size_t pages, long counts[NODES]);

/* Returns the number of arenas in /proc/rmm/arenas. */
int count_listed_arenas(void);

/* Waits up to a minute until no arena is left; returns how many are. */
int wait_for_no_arenas(void);

int punch_hole(int fd, size_t from, size_t bytes);

__u64 sum_placed_pages(const struct rmm_arena_stat *stat);

/* Enables swap on zram; false if this kernel has none. */
bool enable_swap(void);

#endif
