// SPDX-License-Identifier: GPL-2.0
#include <linux/mm.h>
#include <linux/mmzone.h>
#include <linux/sched.h>
#include "memory/numa.h"

/* Nodes below 64 with memory that the caller's cpuset allows. */
u64 rmm_shim_allowed_nodes(void)
{
	u64 nodes = node_states[N_MEMORY].bits[0];
#ifdef CONFIG_CPUSETS
	/* A single word needs no mems_allowed_seq. */
	nodes &= READ_ONCE(current->mems_allowed.bits[0]);
#endif
	return nodes;
}

u32 rmm_shim_local_node(void)
{
	return numa_mem_id();
}

/*
 * The first of @nodes in the order in which the page allocator tries nodes for a CPU of node @from,
 * or -1 if none is in it. Among nodes at equal distance the allocator prefers different ones for
 * each node. The zonelist is read as the allocator reads it.
 */
int rmm_shim_nearest_node(int from, u64 nodes)
{
	struct zoneref *z;

	if (from < 0 || from >= nr_node_ids || !NODE_DATA(from))
		return -1;
	/* Each node comes first in its own order. */
	if (from < 64 && nodes >> from & 1 && node_state(from, N_MEMORY))
		return from;
	for (z = node_zonelist(from, GFP_HIGHUSER)->_zonerefs; zonelist_zone(z); z++) {
		int nid = zonelist_node_idx(z);

		if (nid < 64 && nodes >> nid & 1)
			return nid;
	}
	return -1;
}

/* Zones are never freed; an offline node has no populated ones. */
void rmm_shim_read_node_memory(int nid, struct rmm_shim_node_memory *out)
{
	pg_data_t *node = NODE_DATA(nid);
	u64 inactive = 0, pending = 0;

	memset(out, 0, sizeof(*out));
	if (!node)
		return;
	for (int i = 0; i < MAX_NR_ZONES; i++) {
		struct zone *zone = &node->node_zones[i];

		if (!populated_zone(zone))
			continue;
		out->free += zone_page_state(zone, NR_FREE_PAGES);
		out->low += low_wmark_pages(zone);
		out->high += high_wmark_pages(zone);
		out->managed += zone_managed_pages(zone);
		inactive += zone_page_state(zone, NR_ZONE_INACTIVE_FILE);
		pending += zone_page_state(zone, NR_ZONE_WRITE_PENDING);
	}
	out->reclaimable = inactive > pending ? inactive - pending : 0;
}
