/* SPDX-License-Identifier: GPL-2.0 */
#ifndef RMM_SHIM_TASK_PID_H
#define RMM_SHIM_TASK_PID_H

#include <linux/mm_types.h>
#include <linux/sched.h>

bool rmm_shim_signal_pending(void);
bool rmm_shim_fatal_signal_pending(void);
bool rmm_shim_dumps_core(void);
int rmm_shim_mmap_read_lock_killable(struct mm_struct *mm);
struct mm_struct *rmm_shim_grab_mm(struct task_struct *task);
void rmm_shim_get_pid(struct pid *pid);
bool rmm_shim_process_gone(struct pid *pid);
struct pid *rmm_shim_find_pid(int nr, struct pid *viewer);
u32 rmm_shim_current_uid(void);
struct pid *rmm_shim_next_process(struct pid *viewer, int *nr);
int rmm_shim_pid_seen_by(struct pid *pid, struct pid *viewer);
int rmm_shim_pid_number_seen_by(int nr, struct pid *viewer);
u32 rmm_shim_current_owner(void);

/* User ids of a process in the user namespace of the caller, or -1. */
struct rmm_shim_user_ids {
	u32 effective;
	u32 real;
};

void rmm_shim_read_user_ids(struct task_struct *task, struct rmm_shim_user_ids *ids);
bool rmm_shim_task_has_mm(struct task_struct *task, struct mm_struct *mm);

/* A process and its mm pointer, which is compared and never followed. */
struct rmm_shim_process {
	s32 pid;		/* thread group id, in the initial namespace */
	u32 reserved;
	u64 mm;			/* 0 for none */
};

s32 rmm_shim_only_process(struct mm_struct *mm);
u32 rmm_shim_list_processes(s32 *next, struct rmm_shim_process *processes, u32 room);

#endif
