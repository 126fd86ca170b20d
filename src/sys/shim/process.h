/* SPDX-License-Identifier: GPL-2.0 */
#ifndef RMM_SHIM_PROCESS_H
#define RMM_SHIM_PROCESS_H

#include <linux/mm_types.h>
#include <linux/sched.h>

bool rmm_signal_pending(void);
bool rmm_fatal_signal_pending(void);
int rmm_mmap_read_lock_killable(struct mm_struct *mm);
struct mm_struct *rmm_process_mm(struct task_struct *task);
void rmm_get_pid(struct pid *pid);
bool rmm_process_gone(struct pid *pid);
struct pid *rmm_find_pid(int nr);
u32 rmm_uid(void);

#endif
