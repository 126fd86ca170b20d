/* SPDX-License-Identifier: GPL-2.0 */
#ifndef RMM_SHIM_MM_MEMPOLICY_H
#define RMM_SHIM_MM_MEMPOLICY_H

#include <linux/mempolicy.h>
#include <linux/mm_types.h>

/* Where a policy was found. */
#define RMM_SHIM_POLICY_NONE	0
#define RMM_SHIM_POLICY_VMA	1
#define RMM_SHIM_POLICY_SHARED	2
#define RMM_SHIM_POLICY_HIDDEN	3	/* only get_policy() of a driver knows it */
#define RMM_SHIM_POLICY_ARENA	4	/* the placement policy of an arena */

#define RMM_SHIM_POLICY_WORDS	16

/*
 * Flag of a policy that steers a page of an arena for the time of a fault. It lies between the kernel's internal flags and those that
 * users can set; nothing else uses it, and copies preserve it.
 */
#define RMM_SHIM_MPOL_STEERED	(1 << 7)

/* Policy flags that the header defines as macros. */
enum {
	RMM_SHIM_MPOL_STATIC = MPOL_F_STATIC_NODES,
	RMM_SHIM_MPOL_RELATIVE = MPOL_F_RELATIVE_NODES,
	RMM_SHIM_MPOL_BALANCING = MPOL_F_NUMA_BALANCING,
};

struct rmm_shim_policy {
	u32 from;		/* RMM_SHIM_POLICY_*; the rest is valid for VMA and SHARED */
	u16 mode;		/* MPOL_* */
	u16 flags;
	s32 home_node;
	u32 reserved;
	u64 nodes[RMM_SHIM_POLICY_WORDS];
};

void rmm_shim_read_vma_policy(struct vm_area_struct *vma, struct rmm_shim_policy *policy);
bool rmm_shim_read_task_policy(struct task_struct *task, struct rmm_shim_policy *policy);

#endif
