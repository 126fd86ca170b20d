// SPDX-License-Identifier: GPL-2.0
#include <linux/memory-tiers.h>
#include <linux/mm.h>
#include <linux/module.h>
#include <linux/notifier.h>
#include <linux/pgtable.h>
#include <linux/sched.h>
#include <linux/topology.h>
#include <linux/userfaultfd_k.h>
#include <linux/utsname.h>
#include <asm/pgalloc.h>
#include "system.h"

/* module! has no key for it. RMM_SHIM_VERSION comes from the file VERSION, through Kbuild. */
MODULE_VERSION(RMM_SHIM_VERSION);

void rmm_shim_cond_resched(void)
{
	cond_resched();
}

u64 rmm_shim_jiffies(void)
{
	return jiffies;
}

bool rmm_shim_five_levels(void)
{
	return pgtable_l5_enabled();
}

bool rmm_shim_tracks_soft_dirty(void)
{
#ifdef pgtable_supports_soft_dirty
	return pgtable_supports_soft_dirty();
#else
	return IS_ENABLED(CONFIG_MEM_SOFT_DIRTY);
#endif
}

bool rmm_shim_marks_uffd_wp(void)
{
	return uffd_supports_wp_marker();
}

const char *rmm_shim_kernel_release(void)
{
	return init_utsname()->release;
}

struct pglist_data *rmm_shim_node_data(int nid)
{
	return NODE_DATA(nid);
}

int rmm_shim_node_distance(int from, int to)
{
	return node_distance(from, to);
}

/*
 * The abstract distance of a node, or a negative number if no algorithm provides it. May sleep. The
 * algorithms compute it from data that firmware provided at boot.
 */
int rmm_shim_node_adistance(int nid)
{
	int adistance = MEMTIER_ADISTANCE_DRAM;

	return mt_calc_adistance(nid, &adistance) == NOTIFY_STOP ? adistance : -1;
}

const struct cpumask *rmm_shim_node_cpus(int nid)
{
	return cpumask_of_node(nid);
}

u32 rmm_shim_current_cpu(void)
{
	return raw_smp_processor_id();
}

void *rmm_shim_per_cpu_ptr(void __percpu *ptr, unsigned int cpu)
{
	return per_cpu_ptr(ptr, cpu);
}

u64 rmm_shim_pgd_bytes(void)
{
	return PAGE_SIZE << pgd_allocation_order();
}
