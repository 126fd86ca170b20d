// SPDX-License-Identifier: GPL-2.0
#include <linux/mm.h>
#include <linux/mmzone.h>
#include <linux/sched.h>
#include "memory/numa.h"

/* Nodes below 64 that have memory and that the cpuset of the caller allows. */
u64 rmm_shim_allowed_nodes(void)
{
	u64 nodes = node_states[N_MEMORY].bits[0];
#ifdef CONFIG_CPUSETS
	/* One word: no need for mems_allowed_seq. */
	nodes &= READ_ONCE(current->mems_allowed.bits[0]);
#endif
	return nodes;
}

u32 rmm_shim_local_node(void)
{
	return numa_mem_id();
}

/*
 * The first of @nodes in the order in which the allocator asks nodes on a CPU of @from, -1 if none is
 * in it. Of nodes at the same distance it prefers another from each node. Read as the allocator
 * does, which looks again only if it found nothing.
 */
int rmm_shim_nearest_node(int from, u64 nodes)
{
	struct zoneref *z;

	if (from < 0 || from >= nr_node_ids || !NODE_DATA(from))
		return -1;
	/* A node comes first in its own order. */
	if (from < 64 && nodes >> from & 1 && node_state(from, N_MEMORY))
		return from;
	for (z = node_zonelist(from, GFP_HIGHUSER)->_zonerefs; zonelist_zone(z); z++) {
		int nid = zonelist_node_idx(z);

		if (nid < 64 && nodes >> nid & 1)
			return nid;
	}
	return -1;
}

/* Zones are never freed; a node that is not online has none that are populated. */
void rmm_shim_read_node_memory(int nid, struct rmm_shim_node_memory *out)
{
	pg_data_t *node = NODE_DATA(nid);

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
	}
}
