/* SPDX-License-Identifier: GPL-2.0 */
#ifndef RMM_SHIM_ARENA_MEMPOLICY_H
#define RMM_SHIM_ARENA_MEMPOLICY_H

#include <linux/fs.h>
#include <linux/mempolicy.h>

int rmm_shim_set_policy_range(const struct vm_operations_struct *ops, struct file *file, u64 first,
			      u64 pages, struct mempolicy *policy);
struct mempolicy *rmm_shim_effective_policy(const struct vm_operations_struct *ops,
					    struct file *file, u64 index);
struct mempolicy *rmm_shim_mempolicy_new(unsigned short mode, unsigned short flags, u64 nodes,
					 int home);
void rmm_shim_mempolicy_point(struct mempolicy *policy, unsigned short mode, u64 nodes, int home);
bool rmm_shim_has_task_policy(void);
void rmm_shim_lend_task_policy(struct mempolicy *policy);
void rmm_shim_take_back_task_policy(struct mempolicy *policy);
void rmm_shim_mempolicy_put(struct mempolicy *policy);

#endif
