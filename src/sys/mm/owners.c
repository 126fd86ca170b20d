// SPDX-License-Identifier: GPL-2.0
#include <linux/pid_namespace.h>
#include <linux/sched.h>
#include <linux/sched/signal.h>
#include "mm/owners.h"

/* A group leader may exit before its threads; then one of them has the mm. RCU is held. */
static u64 rmm_shim_task_mm(struct task_struct *leader)
{
	struct task_struct *thread;

	for_each_thread(leader, thread) {
		struct mm_struct *mm = READ_ONCE(thread->mm);

		if (thread->flags & PF_KTHREAD)
			return 0;
		if (mm)
			return (uintptr_t)mm;
	}
	return 0;
}

/*
 * Lists processes from number *next on, looking at @room numbers at most in one hold of RCU. *next
 * is the number to resume at, -1 at the end.
 */
u32 rmm_shim_list_processes(s32 *next, struct rmm_shim_process *processes, u32 room)
{
	u32 count = 0;

	rcu_read_lock();
	for (u32 looks = 0; looks < room; looks++) {
		struct pid *pid = find_ge_pid(*next, &init_pid_ns);
		struct task_struct *task;
		s32 nr;

		if (!pid) {
			*next = -1;
			break;
		}
		nr = pid_nr_ns(pid, &init_pid_ns);
		*next = nr + 1;
		task = pid_task(pid, PIDTYPE_TGID);
		if (task)
			processes[count++] = (struct rmm_shim_process){
				.pid = nr, .mm = rmm_shim_task_mm(task),
			};
	}
	rcu_read_unlock();
	return count;
}
