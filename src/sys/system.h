/* SPDX-License-Identifier: GPL-2.0 */
#ifndef RMM_SHIM_SYSTEM_H
#define RMM_SHIM_SYSTEM_H

#include <linux/memory-tiers.h>
#include <linux/memory.h>
#include <linux/mmzone.h>

/*
 * Actions of a memory notifier, flags of per_cpu_pages and others that the headers define as
 * macros.
 */
enum {
	RMM_SHIM_MEM_ONLINE = MEM_ONLINE,
	RMM_SHIM_MEM_GOING_OFFLINE = MEM_GOING_OFFLINE,
	RMM_SHIM_MEM_OFFLINE = MEM_OFFLINE,
	RMM_SHIM_MEM_GOING_ONLINE = MEM_GOING_ONLINE,
	RMM_SHIM_MEM_CANCEL_ONLINE = MEM_CANCEL_ONLINE,
	RMM_SHIM_MEM_CANCEL_OFFLINE = MEM_CANCEL_OFFLINE,
	RMM_SHIM_PCPF_PREV_FREE_HIGH_ORDER = PCPF_PREV_FREE_HIGH_ORDER,
	RMM_SHIM_PCPF_FREE_HIGH_BATCH = PCPF_FREE_HIGH_BATCH,
	RMM_SHIM_MEMTIER_CHUNK_BITS = MEMTIER_CHUNK_BITS,
};

struct pglist_data *rmm_shim_node_data(int nid);
int rmm_shim_node_distance(int from, int to);
int rmm_shim_node_adistance(int nid);
const struct cpumask *rmm_shim_node_cpus(int nid);
u32 rmm_shim_current_cpu(void);
void *rmm_shim_per_cpu_ptr(void __percpu *ptr, unsigned int cpu);

void rmm_shim_cond_resched(void);
u64 rmm_shim_jiffies(void);
bool rmm_shim_five_levels(void);
bool rmm_shim_tracks_soft_dirty(void);
bool rmm_shim_marks_uffd_wp(void);
u64 rmm_shim_pgd_bytes(void);
const char *rmm_shim_kernel_release(void);

#endif
