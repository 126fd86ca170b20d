// SPDX-License-Identifier: GPL-2.0
#include <linux/cgroup.h>
#include <linux/memcontrol.h>
#include <linux/mmzone.h>
#include <linux/sched.h>
#include "memory/memcg.h"

bool rmm_shim_memcgs_enabled(void)
{
	return !mem_cgroup_disabled();
}

struct lruvec *rmm_shim_lruvec(struct mem_cgroup *memcg, int nid)
{
	return mem_cgroup_lruvec(memcg, NODE_DATA(nid));
}

#ifdef CONFIG_MEMCG
/*
 * The memory cgroup after @pos in pre-order, or the root for NULL, with a reference. The caller
 * holds a reference to @pos. @pos may have been removed; the walk continues from its position.
 * Cgroups without references are skipped.
 */
struct mem_cgroup *rmm_shim_memcg_next(struct mem_cgroup *pos)
{
	struct cgroup_subsys_state *css = pos ? &pos->css : NULL;

	cond_resched();
	rcu_read_lock();
	do {
		css = css_next_descendant_pre(css, &root_mem_cgroup->css);
	} while (css && !css_tryget(css));
	rcu_read_unlock();
	return mem_cgroup_from_css(css);
}

void rmm_shim_memcg_put(struct mem_cgroup *memcg)
{
	css_put(&memcg->css);
}

static void rmm_shim_read_page_counter(struct page_counter *counter,
				       struct rmm_shim_page_counter *to)
{
	to->usage = page_counter_read(counter);
	to->watermark = READ_ONCE(counter->watermark);
	to->min = READ_ONCE(counter->min);
	to->low = READ_ONCE(counter->low);
	to->emin = READ_ONCE(counter->emin);
	to->elow = READ_ONCE(counter->elow);
	to->high = READ_ONCE(counter->high);
	to->max = READ_ONCE(counter->max);
	to->failcnt = READ_ONCE(counter->failcnt);
}

static void rmm_shim_read_memcg_events(atomic_long_t *events, u64 *to)
{
	to[RMM_SHIM_MEMCG_EVENT_LOW] = atomic_long_read(&events[MEMCG_LOW]);
	to[RMM_SHIM_MEMCG_EVENT_HIGH] = atomic_long_read(&events[MEMCG_HIGH]);
	to[RMM_SHIM_MEMCG_EVENT_MAX] = atomic_long_read(&events[MEMCG_MAX]);
	to[RMM_SHIM_MEMCG_EVENT_OOM] = atomic_long_read(&events[MEMCG_OOM]);
	to[RMM_SHIM_MEMCG_EVENT_OOM_KILL] = atomic_long_read(&events[MEMCG_OOM_KILL]);
	to[RMM_SHIM_MEMCG_EVENT_OOM_GROUP_KILL] = atomic_long_read(&events[MEMCG_OOM_GROUP_KILL]);
	to[RMM_SHIM_MEMCG_EVENT_SOCK_THROTTLED] = atomic_long_read(&events[MEMCG_SOCK_THROTTLED]);
	to[RMM_SHIM_MEMCG_EVENT_SWAP_HIGH] = atomic_long_read(&events[MEMCG_SWAP_HIGH]);
	to[RMM_SHIM_MEMCG_EVENT_SWAP_MAX] = atomic_long_read(&events[MEMCG_SWAP_MAX]);
	to[RMM_SHIM_MEMCG_EVENT_SWAP_FAIL] = atomic_long_read(&events[MEMCG_SWAP_FAIL]);
}

/*
 * The caller's reference keeps the cgroup, its kernfs node and those of its ancestors. The
 * exception is the root's node, which moves when a hierarchy is unmounted; RCU keeps the old one.
 */
void rmm_shim_read_memcg(struct mem_cgroup *memcg, struct rmm_shim_memcg_facts *facts)
{
	struct cgroup_subsys_state *css = &memcg->css;
	struct cgroup *cgroup;

	rcu_read_lock();
	cgroup = READ_ONCE(css->cgroup);
	facts->id = cgroup_id(cgroup);
	facts->parent_id = css->parent ? cgroup_id(READ_ONCE(css->parent->cgroup)) : 0;
	facts->level = cgroup->level;
	facts->dying_descendants = READ_ONCE(cgroup->nr_dying_subsys[memory_cgrp_id]);
	rcu_read_unlock();
	facts->css_id = css->id;
	facts->online = READ_ONCE(css->flags) & CSS_ONLINE;
	facts->on_dfl = cgroup_subsys_on_dfl(memory_cgrp_subsys);
	facts->has_swap = IS_ENABLED(CONFIG_SWAP);
	facts->oom_group = READ_ONCE(memcg->oom_group);
	facts->descendants = READ_ONCE(css->nr_descendants);
	facts->dying = css_is_dying(css);
#ifdef CONFIG_ZSWAP
	facts->has_zswap = true;
	facts->zswap_max = READ_ONCE(memcg->zswap_max);
	facts->zswap_writeback = READ_ONCE(memcg->zswap_writeback);
#endif
#ifdef CONFIG_CGROUP_WRITEBACK
	/* Zero until the first writer is balanced, which never happens in the root. */
	facts->dirty_limit = READ_ONCE(memcg->cgwb_domain.dirty_limit);
	facts->has_dirty_limit = css->parent && facts->dirty_limit;
#endif
	rmm_shim_read_page_counter(&memcg->memory, &facts->memory);
	rmm_shim_read_page_counter(&memcg->swap, &facts->swap);
	rmm_shim_read_memcg_events(memcg->memory_events, facts->events);
	rmm_shim_read_memcg_events(memcg->memory_events_local, facts->local_events);
	facts->effective_high = PAGE_COUNTER_MAX;
	facts->effective_max = PAGE_COUNTER_MAX;
	facts->effective_swap_max = PAGE_COUNTER_MAX;
	/* A cgroup holds its parent, whose counters are the parents of its own. */
	for (; memcg; memcg = parent_mem_cgroup(memcg)) {
		facts->effective_high = min_t(u64, facts->effective_high, READ_ONCE(memcg->memory.high));
		facts->effective_max = min_t(u64, facts->effective_max, READ_ONCE(memcg->memory.max));
		facts->effective_swap_max = min_t(u64, facts->effective_swap_max,
						  READ_ONCE(memcg->swap.max));
	}
}

/* Length of the path from the root of the hierarchy, or a negative error. */
int rmm_shim_memcg_path(struct mem_cgroup *memcg, char *buf, size_t size)
{
	int len;

	rcu_read_lock();	/* as above */
	len = cgroup_path(READ_ONCE(memcg->css.cgroup), buf, size);
	rcu_read_unlock();
	return len;
}

/* The size that mem_cgroup_update_lru_size() maintains; it does not include MGLRU generations. */
u64 rmm_shim_lru_zone_size(struct mem_cgroup *memcg, int nid, int zone, int lru)
{
	return READ_ONCE(memcg->nodeinfo[nid]->lru_zone_size[zone][lru]);
}
#else
struct mem_cgroup *rmm_shim_memcg_next(struct mem_cgroup *pos)
{
	return NULL;
}

void rmm_shim_memcg_put(struct mem_cgroup *memcg)
{
}

void rmm_shim_read_memcg(struct mem_cgroup *memcg, struct rmm_shim_memcg_facts *facts)
{
}

int rmm_shim_memcg_path(struct mem_cgroup *memcg, char *buf, size_t size)
{
	return -ENOENT;
}

u64 rmm_shim_lru_zone_size(struct mem_cgroup *memcg, int nid, int zone, int lru)
{
	return 0;
}
#endif
