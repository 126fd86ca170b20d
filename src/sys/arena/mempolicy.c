// SPDX-License-Identifier: GPL-2.0
#include <linux/mempolicy.h>
#include <linux/mm.h>
#include <linux/sched/task.h>
#include <linux/slab.h>
#include "arena/mempolicy.h"

/* Sets the shared policy of a range, through a VMA of which shmem reads only these fields. */
int rmm_shim_set_policy_range(const struct vm_operations_struct *ops, struct file *file, u64 first,
			      u64 pages, struct mempolicy *policy)
{
	struct vm_area_struct vma = {
		.vm_start = 0,
		.vm_end = pages << PAGE_SHIFT,
		.vm_pgoff = first,
		.vm_file = file,
	};

	return ops->set_policy(&vma, policy);
}

/* The policy at @index with a reference, or NULL. */
struct mempolicy *rmm_shim_effective_policy(const struct vm_operations_struct *ops,
					    struct file *file, u64 index)
{
	struct vm_area_struct vma = {
		.vm_start = 0,
		.vm_end = PAGE_SIZE,
		.vm_pgoff = index,
		.vm_file = file,
	};
	pgoff_t bias;

	return ops->get_policy(&vma, 0, &bias);
}

/* Creates a policy as mpol_set_nodemask() leaves it; mpol_new() is not exported. */
struct mempolicy *rmm_shim_mempolicy_new(unsigned short mode, unsigned short flags, u64 nodes,
					 int home)
{
	struct mempolicy *policy = kzalloc_obj(*policy, GFP_KERNEL_ACCOUNT);

	if (!policy)
		return NULL;
	atomic_set(&policy->refcnt, 1);
	policy->mode = mode;
	policy->flags = flags;
	policy->home_node = home;
	policy->nodes.bits[0] = nodes;
	policy->w.cpuset_mems_allowed = node_states[N_MEMORY];
	return policy;
}

/* Fills in a policy again. A change of the cpuset may have set nodes beyond the first word. */
void rmm_shim_mempolicy_point(struct mempolicy *policy, unsigned short mode, u64 nodes, int home)
{
	nodes_clear(policy->nodes);
	policy->nodes.bits[0] = nodes;
	/* A change of the task's cpuset during an earlier loan has replaced it. */
	policy->w.cpuset_mems_allowed = node_states[N_MEMORY];
	policy->home_node = home;
	policy->mode = mode;
}

/* Whether the current task has called set_mempolicy(2). */
bool rmm_shim_has_task_policy(void)
{
	return current->mempolicy;
}

/*
 * Lends the current task, which has none, a policy. The task owns a reference, as to one of its own, so that
 * it may also die inside of the fault. Readers in other tasks hold task_lock() or a reference.
 */
void rmm_shim_lend_task_policy(struct mempolicy *policy)
{
	mpol_get(policy);
	task_lock(current);
	current->mempolicy = policy;
	task_unlock(current);
}

/* Takes the policy back. */
void rmm_shim_take_back_task_policy(struct mempolicy *policy)
{
	task_lock(current);
	current->mempolicy = NULL;
	task_unlock(current);
	rmm_shim_mempolicy_put(policy);
}

/* As __mpol_put(), which is not exported. */
void rmm_shim_mempolicy_put(struct mempolicy *policy)
{
	if (policy && atomic_dec_and_test(&policy->refcnt))
		kfree_rcu(policy, rcu);
}
