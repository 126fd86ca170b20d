// SPDX-License-Identifier: GPL-2.0
#include <linux/cred.h>
#include <linux/mm.h>
#include <linux/mmap_lock.h>
#include <linux/pid_namespace.h>
#include <linux/sched/mm.h>
#include <linux/sched/signal.h>
#include <linux/timekeeping.h>
#include <linux/user_namespace.h>
#include "task/pid.h"

bool rmm_shim_signal_pending(void)
{
	return signal_pending(current);
}

bool rmm_shim_fatal_signal_pending(void)
{
	return fatal_signal_pending(current);
}

bool rmm_shim_dumps_core(void)
{
	return current->flags & PF_DUMPCORE;
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

/*
 * Finds a process by its number in the pid namespace of @viewer, or in the initial one for NULL, and
 * takes a reference. The caller's reference to @viewer keeps its namespace.
 */
struct pid *rmm_shim_find_pid(int nr, struct pid *viewer)
{
	struct pid *pid;

	rcu_read_lock();
	pid = get_pid(find_pid_ns(nr, viewer ? ns_of_pid(viewer) : &init_pid_ns));
	rcu_read_unlock();
	return pid;
}

u32 rmm_shim_current_uid(void)
{
	return from_kuid_munged(&init_user_ns, current_uid());
}

/*
 * The user who answers for what the caller uses: the owner of the outermost user namespace below the
 * initial one, unless that is root, so that subordinate user ids count as their owner.
 */
u32 rmm_shim_current_owner(void)
{
	struct user_namespace *ns;
	kuid_t owner = current_uid();

	for (ns = current_user_ns(); ns->parent; ns = ns->parent)
		if (!uid_eq(ns->owner, GLOBAL_ROOT_UID))
			owner = ns->owner;
	return from_kuid_munged(&init_user_ns, owner);
}

/* The objective credentials, which RCU keeps while they are replaced. */
void rmm_shim_read_user_ids(struct task_struct *task, struct rmm_shim_user_ids *ids)
{
	const struct cred *cred;

	rcu_read_lock();
	cred = __task_cred(task);
	ids->effective = from_kuid(current_user_ns(), cred->euid);
	ids->real = from_kuid(current_user_ns(), cred->uid);
	rcu_read_unlock();
}

/*
 * The first struct pid with a number of at least *@nr in the pid namespace, or NULL. Sets *@nr to its
 * number, and *@leader to its task if that leads a thread group. RCU is held.
 */
static struct pid *rmm_shim_next_pid(struct pid_namespace *ns, int *nr, struct task_struct **leader)
{
	struct pid *pid = find_ge_pid(*nr, ns);

	if (pid) {
		*nr = pid_nr_ns(pid, ns);
		*leader = pid_task(pid, PIDTYPE_TGID);
	}
	return pid;
}

/* The number of @pid in the pid namespace of @viewer, 0 if it has none there. */
int rmm_shim_pid_seen_by(struct pid *pid, struct pid *viewer)
{
	return pid_nr_ns(pid, ns_of_pid(viewer));
}

/*
 * The number that the process @nr of the initial pid namespace has in the one of @viewer, 0 if it has
 * none there.
 */
int rmm_shim_pid_number_seen_by(int nr, struct pid *viewer)
{
	struct pid_namespace *ns = ns_of_pid(viewer);
	int seen;

	if (ns == &init_pid_ns)
		return nr;
	rcu_read_lock();
	seen = pid_nr_ns(find_pid_ns(nr, &init_pid_ns), ns);
	rcu_read_unlock();
	return seen;
}

/*
 * The first process with a number of at least *@nr in the pid namespace of @viewer, with a reference;
 * *@nr is set to its number. NULL after the last one. As next_tgid() in fs/proc/base.c, without
 * kernel threads.
 */
struct pid *rmm_shim_next_process(struct pid *viewer, int *nr)
{
	struct task_struct *leader;
	struct pid *pid;

	rcu_read_lock();
	while ((pid = rmm_shim_next_pid(ns_of_pid(viewer), nr, &leader))) {
		if (leader && !(READ_ONCE(leader->flags) & PF_KTHREAD)) {
			get_pid(pid);
			break;
		}
		++*nr;
	}
	rcu_read_unlock();
	return pid;
}

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

/* Whether the process of @task has this mm now. RCU protects the threads; the mm is only compared. */
bool rmm_shim_task_has_mm(struct task_struct *task, struct mm_struct *mm)
{
	bool has;

	rcu_read_lock();
	has = rmm_shim_task_mm(task) == (uintptr_t)mm;
	rcu_read_unlock();
	return has;
}

/* Threads of a process, and users of an address space, that rmm_shim_only_process() counts at most. */
#define RMM_SHIM_FEW_THREADS 128

/*
 * The number in the initial pid namespace of the only process that has @mm, or 0 if only a look
 * at all processes can show that. The caller holds mm_count.
 *
 * Each thread that has the mm holds mm_users. If the threads of the owner hold all of them, no other process
 * has it. A thread that was created after mm_users was read is not among them; it started later.
 */
s32 rmm_shim_only_process(struct mm_struct *mm)
{
	s32 number = 0;
#ifdef CONFIG_MEMCG
	u64 begun = ktime_get_ns();
	struct task_struct *owner, *thread;
	int users, steps = 0;
	struct pid *pid;

	smp_rmb();
	users = atomic_read(&mm->mm_users);
	smp_rmb();
	if (users > RMM_SHIM_FEW_THREADS)
		return 0;
	rcu_read_lock();
	owner = rcu_dereference(mm->owner);
	pid = owner ? READ_ONCE(owner->thread_pid) : NULL;
	/* RCU does not keep the signals of a child whose fork may still fail; it is attached after that. */
	if (pid && pid_task(pid, PIDTYPE_PID) == owner)
		pid = task_tgid(owner);
	else
		pid = NULL;
	if (pid && pid_task(pid, PIDTYPE_TGID))
		for_each_thread(owner, thread) {
			if (++steps > RMM_SHIM_FEW_THREADS)
				break;
			if (READ_ONCE(thread->mm) != mm)
				continue;
			if (thread->start_time >= begun || thread->flags & PF_KTHREAD)
				break;
			if (--users == 0)
				number = pid_nr(pid);
		}
	rcu_read_unlock();
#endif
	return number;
}

/*
 * Lists processes from number *next on, looking at @room numbers at most in one hold of RCU. *next
 * is the number to resume at, -1 at the end.
 */
u32 rmm_shim_list_processes(s32 *next, struct rmm_shim_process *processes, u32 room)
{
	u32 count = 0;

	rcu_read_lock();
	for (u32 examined = 0; examined < room; examined++) {
		struct task_struct *leader;

		if (!rmm_shim_next_pid(&init_pid_ns, next, &leader)) {
			*next = -1;
			break;
		}
		if (leader)
			processes[count++] = (struct rmm_shim_process){
				.pid = *next, .mm = rmm_shim_task_mm(leader),
			};
		++*next;
	}
	rcu_read_unlock();
	return count;
}
