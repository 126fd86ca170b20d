// SPDX-License-Identifier: GPL-2.0
#include <linux/mm.h>
#include <linux/mmap_lock.h>
#include <linux/pid_namespace.h>
#include <linux/sched/mm.h>
#include <linux/sched/signal.h>
#include "task/pid.h"

bool rmm_shim_signal_pending(void)
{
	return signal_pending(current);
}

bool rmm_shim_fatal_signal_pending(void)
{
	return fatal_signal_pending(current);
}

int rmm_shim_mmap_read_lock_killable(struct mm_struct *mm)
{
	return mmap_read_lock_killable(mm);
}

/*
 * The mm of the process of @task, with a reference as from get_task_mm(), or NULL. A group leader
 * may exit before its threads; then one of them has the mm.
 */
struct mm_struct *rmm_shim_grab_mm(struct task_struct *task)
{
	struct mm_struct *mm = get_task_mm(task);
	struct task_struct *thread;

	if (mm)
		return mm;
	rcu_read_lock();
	for_each_thread(task, thread) {
		mm = get_task_mm(thread);
		if (mm)
			break;
	}
	rcu_read_unlock();
	return mm;
}

void rmm_shim_get_pid(struct pid *pid)
{
	get_pid(pid);
}

/* As pidfd_poll() decides: the process was reaped, or it is a zombie without live threads. */
bool rmm_shim_process_gone(struct pid *pid)
{
	struct task_struct *task;
	bool gone;

	rcu_read_lock();
	task = pid_task(pid, PIDTYPE_PID);
	gone = !task || (READ_ONCE(task->exit_state) && !delay_group_leader(task));
	rcu_read_unlock();
	return gone;
}

/* Finds a process by its number in the initial pid namespace and takes a reference. */
struct pid *rmm_shim_find_pid(int nr)
{
	struct pid *pid;

	rcu_read_lock();
	pid = get_pid(find_pid_ns(nr, &init_pid_ns));
	rcu_read_unlock();
	return pid;
}

u32 rmm_shim_current_uid(void)
{
	return from_kuid_munged(&init_user_ns, current_uid());
}
