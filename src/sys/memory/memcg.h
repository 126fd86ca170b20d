/* SPDX-License-Identifier: GPL-2.0 */
#ifndef RMM_SHIM_MEMORY_MEMCG_H
#define RMM_SHIM_MEMORY_MEMCG_H

#include <linux/memcontrol.h>
#include <linux/mmzone.h>

enum {
	RMM_SHIM_MEMCG_EVENT_LOW,
	RMM_SHIM_MEMCG_EVENT_HIGH,
	RMM_SHIM_MEMCG_EVENT_MAX,
	RMM_SHIM_MEMCG_EVENT_OOM,
	RMM_SHIM_MEMCG_EVENT_OOM_KILL,
	RMM_SHIM_MEMCG_EVENT_OOM_GROUP_KILL,
	RMM_SHIM_MEMCG_EVENT_SOCK_THROTTLED,
	RMM_SHIM_MEMCG_EVENT_SWAP_HIGH,
	RMM_SHIM_MEMCG_EVENT_SWAP_MAX,
	RMM_SHIM_MEMCG_EVENT_SWAP_FAIL,
	RMM_SHIM_MEMCG_EVENTS,
};

/* A page counter. A limit that is not set is RMM_SHIM_PAGE_COUNTER_MAX. */
struct rmm_shim_page_counter {
	u64 usage, watermark, min, low, emin, elow, high, max, failcnt;
};

struct rmm_shim_memcg_facts {
	u64 id, parent_id;	/* inode numbers of the cgroups */
	u32 css_id, level;
	bool online, on_dfl, has_swap, oom_group;
	bool has_zswap, zswap_writeback, dying, has_dirty_limit;
	u64 descendants, zswap_max;
	u64 dying_descendants, dirty_limit;
	u64 effective_high, effective_max, effective_swap_max;
	struct rmm_shim_page_counter memory, swap;
	u64 events[RMM_SHIM_MEMCG_EVENTS], local_events[RMM_SHIM_MEMCG_EVENTS];
};

static const u64 RMM_SHIM_PAGE_COUNTER_MAX = PAGE_COUNTER_MAX;

bool rmm_shim_memcgs_enabled(void);
struct mem_cgroup *rmm_shim_memcg_next(struct mem_cgroup *pos);
void rmm_shim_memcg_put(struct mem_cgroup *memcg);
void rmm_shim_read_memcg(struct mem_cgroup *memcg, struct rmm_shim_memcg_facts *facts);
int rmm_shim_memcg_path(struct mem_cgroup *memcg, char *buf, size_t size);
u64 rmm_shim_lru_zone_size(struct mem_cgroup *memcg, int nid, int zone, int lru);
struct lruvec *rmm_shim_lruvec(struct mem_cgroup *memcg, int nid);

#endif
