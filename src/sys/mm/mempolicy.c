// SPDX-License-Identifier: GPL-2.0
#include <linux/fs.h>
#include <linux/hugetlb_inline.h>
#include <linux/mempolicy.h>
#include <linux/mm.h>
#include <linux/module.h>
#include <linux/sched/task.h>
#include <linux/shmem_fs.h>
#include "mm/mempolicy.h"

#ifdef CONFIG_NUMA
static_assert(MAX_NUMNODES <= 64 * RMM_SHIM_POLICY_WORDS);

/* The caller's lock keeps the policy. */
static void rmm_shim_copy_policy(struct rmm_shim_policy *policy, const struct mempolicy *pol,
				 u32 from)
{
	policy->from = from;
	policy->mode = pol->mode;
	policy->flags = pol->flags;
	policy->home_node = pol->home_node;
	memcpy(policy->nodes, &pol->nodes, sizeof(pol->nodes));
}

/* The policy of the page at @index of an object, if it has one. Its lock ranks below that of VMAs. */
static void rmm_shim_shared_policy(struct shared_policy *shared, pgoff_t index,
				   struct rmm_shim_policy *policy)
{
	struct rb_node *node;

	read_lock(&shared->lock);
	for (node = shared->root.rb_node; node; ) {
		struct sp_node *range = rb_entry(node, struct sp_node, nd);

		if (index >= range->end) {
			node = node->rb_right;
		} else if (index < range->start) {
			node = node->rb_left;
		} else {
			/* One that steers an arena belongs to a fault. */
			if (!(range->policy->flags & RMM_SHIM_MPOL_STEERED))
				rmm_shim_copy_policy(policy, range->policy, RMM_SHIM_POLICY_SHARED);
			break;
		}
	}
	read_unlock(&shared->lock);
}
#endif

/*
 * The VMA is read-locked: mbind(2) and cpusets change vm_policy with it write-locked. The result of
 * vm_ops->get_policy() would need __mpol_put(), which is exported to KVM only, so a shared object
 * is read directly.
 */
void rmm_shim_read_vma_policy(struct vm_area_struct *vma, struct rmm_shim_policy *policy)
{
	*policy = (struct rmm_shim_policy){ .home_node = NUMA_NO_NODE };
#ifdef CONFIG_NUMA
	/* hugetlb has no get_policy(), and that of System V shared memory then takes the VMA's own. */
	if (!vma->vm_ops || !vma->vm_ops->get_policy || is_vm_hugetlb_page(vma)) {
		if (vma->vm_policy)
			rmm_shim_copy_policy(policy, vma->vm_policy, RMM_SHIM_POLICY_VMA);
		return;
	}
#ifdef CONFIG_SHMEM
	/* For a private mapping of an arena, vm_policy is what mbind(2) set. */
	if (vma->vm_policy && !(vma->vm_flags & VM_MAYSHARE) && vma->vm_file &&
	    vma->vm_file->f_op->owner == THIS_MODULE) {
		rmm_shim_copy_policy(policy, vma->vm_policy, RMM_SHIM_POLICY_VMA);
		return;
	}
	/* System V shared memory has its own file on top of shmem's, with the same inode. */
	if (vma->vm_file && shmem_mapping(vma->vm_file->f_mapping)) {
		rmm_shim_shared_policy(&SHMEM_I(file_inode(vma->vm_file))->policy, vma->vm_pgoff,
				       policy);
		/* Where mbind(2) has set none, a steered arena has none in the tree. */
		if (!policy->from && vma->vm_file->f_op->owner == THIS_MODULE)
			policy->from = RMM_SHIM_POLICY_ARENA;
		return;
	}
#endif
	policy->from = RMM_SHIM_POLICY_HIDDEN;
#endif
}

/* Returns false if the task has no policy. */
bool rmm_shim_read_task_policy(struct task_struct *task, struct rmm_shim_policy *policy)
{
	*policy = (struct rmm_shim_policy){ .home_node = NUMA_NO_NODE };
#ifdef CONFIG_NUMA
	task_lock(task);
	/* One that steers an arena is lent for a fault. */
	if (task->mempolicy && !(task->mempolicy->flags & RMM_SHIM_MPOL_STEERED))
		rmm_shim_copy_policy(policy, task->mempolicy, RMM_SHIM_POLICY_VMA);
	task_unlock(task);
#endif
	return policy->from;
}
