/* SPDX-License-Identifier: GPL-2.0 */
#ifndef RMM_SHIM_MEMORY_NUMA_H
#define RMM_SHIM_MEMORY_NUMA_H

#include <linux/types.h>

/* In pages, summed over zones. */
struct rmm_shim_node_memory {
	u64 free;
	u64 low;
	u64 high;
	u64 managed;
	u64 reclaimable;	/* inactive pages of files, without those to be written back */
};

u64 rmm_shim_allowed_nodes(void);
u32 rmm_shim_local_node(void);
int rmm_shim_nearest_node(int from, u64 nodes);
void rmm_shim_read_node_memory(int nid, struct rmm_shim_node_memory *out);

#endif
