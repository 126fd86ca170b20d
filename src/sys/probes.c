// SPDX-License-Identifier: GPL-2.0
/*
 * Probes on tracepoints. A probe runs in the context of the event: with interrupts off, under locks
 * of memory management, or preemptible under tracepoint_srcu. It therefore adds to a counter of its
 * CPU in one instruction, and neither waits nor takes a lock.
 */
#include <linux/hash.h>
#include <linux/percpu.h>
#include <linux/pid_namespace.h>
#include <linux/preempt.h>
#include <linux/ptrace.h>
#include <linux/sched/signal.h>
#include <linux/slab.h>
#include <linux/timekeeping.h>
#include <linux/tracepoint.h>
#include <linux/uaccess.h>
#include <linux/version.h>
#include <asm/trap_pf.h>

struct compact_control;	/* private to mm/, never dereferenced */

#include <trace/events/compaction.h>
#include <trace/events/exceptions.h>
#include <trace/events/huge_memory.h>
#include <trace/events/migrate.h>
#include <trace/events/oom.h>
#include <trace/events/vmscan.h>
#include "probes.h"

/* Tasks in direct reclaim that can be timed at once. */
#define RMM_SHIM_STALLS 64
#define RMM_SHIM_STALL_TRIES 4

struct rmm_shim_stall {
	struct task_struct *task;	/* compared, never dereferenced */
	u64 since_ns;
};

struct rmm_shim_fault_watch {
	struct rmm_shim_probe_counts __percpu *counts;
	struct rmm_shim_watch_setup setup;	/* with a reference on the thread group */
	struct pid_namespace *viewer;	/* of the task that started the watch; the group holds it */
	u64 longest_ns;			/* longest direct reclaim */
	struct rmm_shim_stall stalls[RMM_SHIM_STALLS];
};

static bool rmm_shim_watched(const struct rmm_shim_fault_watch *watch)
{
	const struct rmm_shim_watch_setup *setup = &watch->setup;

	if (!setup->only)
		return true;
	return task_tgid(current) == setup->only &&
	       (!setup->before_exec || current->mm != setup->before_exec);
}

#define rmm_shim_add_count(watch, field, n) this_cpu_add((watch)->counts->field, n)
#define rmm_shim_inc_count(watch, field) this_cpu_inc((watch)->counts->field)

static void rmm_shim_count_fault(struct rmm_shim_fault_watch *watch, bool user, unsigned long code)
{
	const unsigned int access = code & X86_PF_INSTR ? RMM_SHIM_ACCESS_INSTRUCTION :
				    code & X86_PF_WRITE ? RMM_SHIM_ACCESS_WRITE :
							  RMM_SHIM_ACCESS_READ;

	if (!rmm_shim_watched(watch))
		return;
	rmm_shim_inc_count(watch, fault[user][!!(code & X86_PF_PROT)][access]);
	if (likely(!(code & (X86_PF_RSVD | X86_PF_PK | X86_PF_SHSTK | X86_PF_SGX | X86_PF_RMP))))
		return;
	if (code & X86_PF_RSVD)
		rmm_shim_inc_count(watch, rare[RMM_SHIM_RARE_RSVD]);
	if (code & X86_PF_PK)
		rmm_shim_inc_count(watch, rare[RMM_SHIM_RARE_PK]);
	if (code & X86_PF_SHSTK)
		rmm_shim_inc_count(watch, rare[RMM_SHIM_RARE_SHSTK]);
	if (code & X86_PF_SGX)
		rmm_shim_inc_count(watch, rare[RMM_SHIM_RARE_SGX]);
	if (code & X86_PF_RMP)
		rmm_shim_inc_count(watch, rare[RMM_SHIM_RARE_RMP]);
}

static void rmm_shim_record_fault(struct rmm_shim_fault_watch *watch, bool user,
				  unsigned long address, struct pt_regs *regs, unsigned long code)
{
	const struct rmm_shim_watch_setup *setup = &watch->setup;
	const struct rmm_shim_fault_begin begin = {
		.task = (unsigned long)current,
		.address = address,
		.ip = instruction_pointer(regs),
		.code = code,
		.now_ns = ktime_get_mono_fast_ns(),
		.tid = pid_nr_ns(task_pid(current), watch->viewer),
		.user = user,
		/*
		 * Neither can be served, and both may come in the middle of a fault of the task that is:
		 * callchains of perf and programs of BPF read the user's stack there.
		 */
		.nested = !in_task() || pagefault_disabled(),
	};

	setup->began(setup->ring, &begin);
}

static void rmm_shim_on_fault_user(void *data, unsigned long address, struct pt_regs *regs,
				   unsigned long code)
{
	struct rmm_shim_fault_watch *watch = data;

	rmm_shim_count_fault(watch, true, code);
	if (watch->setup.began && rmm_shim_watched(watch))
		rmm_shim_record_fault(watch, true, address, regs, code);
}

static void rmm_shim_on_fault_kernel(void *data, unsigned long address, struct pt_regs *regs,
				     unsigned long code)
{
	struct rmm_shim_fault_watch *watch = data;

	rmm_shim_count_fault(watch, false, code);
	if (watch->setup.began && rmm_shim_watched(watch))
		rmm_shim_record_fault(watch, false, address, regs, code);
}

#if LINUX_VERSION_CODE < KERNEL_VERSION(7, 3, 0)
#define RMM_SHIM_REASON_TYPE int
#else
#define RMM_SHIM_REASON_TYPE enum migrate_reason
#endif

static void rmm_shim_on_migrate(void *data, unsigned long succeeded, unsigned long failed,
				unsigned long thp_succeeded, unsigned long thp_failed,
				unsigned long thp_split, unsigned long large_folio_split,
				enum migrate_mode mode, RMM_SHIM_REASON_TYPE reason)
{
	struct rmm_shim_fault_watch *watch = data;
	const unsigned int r = min_t(unsigned int, reason, RMM_SHIM_REASONS);
	const unsigned int m = min_t(unsigned int, mode, RMM_SHIM_MODES);

	if (!rmm_shim_watched(watch))
		return;
	rmm_shim_add_count(watch, migrate_reason[r][0], succeeded);
	rmm_shim_add_count(watch, migrate_reason[r][1], failed);
	rmm_shim_add_count(watch, migrate_mode[m][0], succeeded);
	rmm_shim_add_count(watch, migrate_mode[m][1], failed);
	rmm_shim_add_count(watch, migrate_thp[0], thp_succeeded);
	rmm_shim_add_count(watch, migrate_thp[1], thp_failed);
	rmm_shim_add_count(watch, migrate_thp[2], thp_split);
	rmm_shim_add_count(watch, migrate_large_split, large_folio_split);
}

static void rmm_shim_on_collapse(void *data, struct mm_struct *mm, int isolated, int status,
				 unsigned int order)
{
	struct rmm_shim_fault_watch *watch = data;

	if (rmm_shim_watched(watch))
		rmm_shim_inc_count(watch, collapse[min_t(unsigned int, status, RMM_SHIM_SCANS)]);
}

#if LINUX_VERSION_CODE < KERNEL_VERSION(7, 3, 0)
#define RMM_SHIM_COLLAPSED_TYPE struct folio *
#else
#define RMM_SHIM_COLLAPSED_TYPE unsigned long
#endif

static void rmm_shim_on_collapse_file(void *data, struct mm_struct *mm, RMM_SHIM_COLLAPSED_TYPE new,
				      pgoff_t index, unsigned long addr, bool is_shmem,
				      struct file *file, int nr, int result)
{
	struct rmm_shim_fault_watch *watch = data;

	if (rmm_shim_watched(watch))
		rmm_shim_inc_count(watch,
				   collapse_file[min_t(unsigned int, result, RMM_SHIM_SCANS)]);
}

static struct rmm_shim_stall *rmm_shim_stall_slot(struct rmm_shim_fault_watch *watch,
						  unsigned int try)
{
	return &watch->stalls[(hash_ptr(current, ilog2(RMM_SHIM_STALLS)) + try) % RMM_SHIM_STALLS];
}

static void rmm_shim_on_reclaim_begin(void *data, gfp_t gfp_flags, int order,
				      struct mem_cgroup *memcg)
{
	struct rmm_shim_fault_watch *watch = data;
	unsigned int try;

	if (!rmm_shim_watched(watch))
		return;
	rmm_shim_inc_count(watch, reclaim_begin);
	/*
	 * A slot that was taken by cmpxchg belongs to this task until it is returned. The task may
	 * still own a slot from a reclaim that ended before that event was probed; that time is not
	 * counted.
	 */
	for (try = 0; try < RMM_SHIM_STALL_TRIES; try++) {
		struct rmm_shim_stall *stall = rmm_shim_stall_slot(watch, try);

		if (READ_ONCE(stall->task) != current && cmpxchg(&stall->task, NULL, current))
			continue;
		stall->since_ns = ktime_get_mono_fast_ns();
		return;
	}
}

static void rmm_shim_on_reclaim_end(void *data, unsigned long reclaimed, struct mem_cgroup *memcg)
{
	struct rmm_shim_fault_watch *watch = data;
	unsigned int try;

	if (!rmm_shim_watched(watch))
		return;
	rmm_shim_inc_count(watch, reclaim_end);
	rmm_shim_add_count(watch, reclaim_pages, reclaimed);
	for (try = 0; try < RMM_SHIM_STALL_TRIES; try++) {
		struct rmm_shim_stall *stall = rmm_shim_stall_slot(watch, try);
		u64 ns, longest;

		if (READ_ONCE(stall->task) != current)
			continue;
		ns = ktime_get_mono_fast_ns() - stall->since_ns;
		/* Pairs with cmpxchg() of the next owner, which then writes since_ns. */
		smp_store_release(&stall->task, NULL);
		rmm_shim_inc_count(watch, reclaim_timed);
		rmm_shim_add_count(watch, reclaim_ns, ns);
		longest = READ_ONCE(watch->longest_ns);
		while (ns > longest && !try_cmpxchg(&watch->longest_ns, &longest, ns))
			;
		return;
	}
}

static void rmm_shim_on_kswapd_wake(void *data, int nid, int zid, int order)
{
	struct rmm_shim_fault_watch *watch = data;

	if (rmm_shim_watched(watch))
		rmm_shim_inc_count(watch, kswapd_wake);
}

static void rmm_shim_on_kswapd_sleep(void *data, int nid)
{
	struct rmm_shim_fault_watch *watch = data;

	if (rmm_shim_watched(watch))
		rmm_shim_inc_count(watch, kswapd_sleep);
}

static void rmm_shim_on_compaction_begin(void *data, struct compact_control *cc,
					 unsigned long zone_start, unsigned long zone_end,
					 bool sync)
{
	struct rmm_shim_fault_watch *watch = data;

	if (rmm_shim_watched(watch))
		rmm_shim_inc_count(watch, compaction_begin[sync]);
}

static void rmm_shim_on_compaction_end(void *data, struct compact_control *cc,
				       unsigned long zone_start, unsigned long zone_end, bool sync,
				       int status)
{
	struct rmm_shim_fault_watch *watch = data;

	if (rmm_shim_watched(watch))
		rmm_shim_inc_count(watch,
				   compaction_end[min_t(unsigned int, status, RMM_SHIM_RESULTS)]);
}

static void rmm_shim_on_victim(void *data, struct task_struct *task, uid_t uid)
{
	struct rmm_shim_fault_watch *watch = data;

	/* Count for the victim, not for the task that ran out of memory. */
	if (!watch->setup.only || task_tgid(task) == watch->setup.only)
		rmm_shim_inc_count(watch, victims);
}

static const struct {
	const char *name;
	void *probe;
} rmm_shim_probes[RMM_SHIM_TPS] = {
	[RMM_SHIM_TP_FAULT_USER] = { "page_fault_user", rmm_shim_on_fault_user },
	[RMM_SHIM_TP_FAULT_KERNEL] = { "page_fault_kernel", rmm_shim_on_fault_kernel },
	[RMM_SHIM_TP_MIGRATE] = { "mm_migrate_pages", rmm_shim_on_migrate },
	[RMM_SHIM_TP_COLLAPSE] = { "mm_collapse_huge_page", rmm_shim_on_collapse },
	[RMM_SHIM_TP_COLLAPSE_FILE] = { "mm_khugepaged_collapse_file", rmm_shim_on_collapse_file },
	[RMM_SHIM_TP_RECLAIM_BEGIN] = { "mm_vmscan_direct_reclaim_begin",
					rmm_shim_on_reclaim_begin },
	[RMM_SHIM_TP_RECLAIM_END] = { "mm_vmscan_direct_reclaim_end", rmm_shim_on_reclaim_end },
	[RMM_SHIM_TP_KSWAPD_WAKE] = { "mm_vmscan_kswapd_wake", rmm_shim_on_kswapd_wake },
	[RMM_SHIM_TP_KSWAPD_SLEEP] = { "mm_vmscan_kswapd_sleep", rmm_shim_on_kswapd_sleep },
	[RMM_SHIM_TP_COMPACTION_BEGIN] = { "mm_compaction_begin", rmm_shim_on_compaction_begin },
	[RMM_SHIM_TP_COMPACTION_END] = { "mm_compaction_end", rmm_shim_on_compaction_end },
	[RMM_SHIM_TP_VICTIM] = { "mark_victim", rmm_shim_on_victim },
};

/* A probe with a prototype other than its tracepoint's does not compile. */
static void __maybe_unused rmm_shim_check_prototypes(void)
{
	check_trace_callback_type_page_fault_user(rmm_shim_on_fault_user);
	check_trace_callback_type_page_fault_kernel(rmm_shim_on_fault_kernel);
	check_trace_callback_type_mm_migrate_pages(rmm_shim_on_migrate);
	check_trace_callback_type_mm_collapse_huge_page(rmm_shim_on_collapse);
	check_trace_callback_type_mm_khugepaged_collapse_file(rmm_shim_on_collapse_file);
	check_trace_callback_type_mm_vmscan_direct_reclaim_begin(rmm_shim_on_reclaim_begin);
	check_trace_callback_type_mm_vmscan_direct_reclaim_end(rmm_shim_on_reclaim_end);
	check_trace_callback_type_mm_vmscan_kswapd_wake(rmm_shim_on_kswapd_wake);
	check_trace_callback_type_mm_vmscan_kswapd_sleep(rmm_shim_on_kswapd_sleep);
	check_trace_callback_type_mm_compaction_begin(rmm_shim_on_compaction_begin);
	check_trace_callback_type_mm_compaction_end(rmm_shim_on_compaction_end);
	check_trace_callback_type_mark_victim(rmm_shim_on_victim);
}

/* Tracepoints of the kernel image never go away. NULL if this kernel has none of that name. */
static struct tracepoint *rmm_shim_tracepoints[RMM_SHIM_TPS];

static void rmm_shim_match_tracepoint(struct tracepoint *tp, void *unused)
{
	for (unsigned int i = 0; i < RMM_SHIM_TPS; i++)
		if (!strcmp(tp->name, rmm_shim_probes[i].name))
			rmm_shim_tracepoints[i] = tp;
}

/* Called once, before anything else in this file. */
void rmm_shim_probes_find(void)
{
	for_each_kernel_tracepoint(rmm_shim_match_tracepoint, NULL);
}

u32 rmm_shim_probes_found(void)
{
	u32 found = 0;

	for (unsigned int i = 0; i < RMM_SHIM_TPS; i++)
		if (rmm_shim_tracepoints[i])
			found |= BIT(i);
	return found;
}

/* Detaches the probes before number @end, and frees the watch when none of them runs any more. */
static void rmm_shim_detach_probes(struct rmm_shim_fault_watch *watch, unsigned int end)
{
	while (end--)
		if (rmm_shim_tracepoints[end])
			tracepoint_probe_unregister(rmm_shim_tracepoints[end],
						    rmm_shim_probes[end].probe, watch);
	tracepoint_synchronize_unregister();
	put_pid(watch->setup.only);
	free_percpu(watch->counts);
	kfree(watch);
}

/* Attaches all probes or none, and returns an error pointer in that case. */
struct rmm_shim_fault_watch *rmm_shim_watch_start(const struct rmm_shim_watch_setup *setup)
{
	struct rmm_shim_fault_watch *watch = kzalloc(sizeof(*watch), GFP_KERNEL_ACCOUNT);
	int error;

	if (!watch)
		return ERR_PTR(-ENOMEM);
	watch->counts = alloc_percpu_gfp(struct rmm_shim_probe_counts, GFP_KERNEL_ACCOUNT);
	if (!watch->counts) {
		kfree(watch);
		return ERR_PTR(-ENOMEM);
	}
	watch->setup = *setup;
	get_pid(setup->only);
	watch->viewer = task_active_pid_ns(current);
	for (unsigned int i = 0; i < RMM_SHIM_TPS; i++) {
		if (!rmm_shim_tracepoints[i])
			continue;
		error = tracepoint_probe_register(rmm_shim_tracepoints[i], rmm_shim_probes[i].probe,
						  watch);
		if (error) {
			rmm_shim_detach_probes(watch, i);
			return ERR_PTR(error);
		}
	}
	return watch;
}

void rmm_shim_watch_stop(struct rmm_shim_fault_watch *watch)
{
	rmm_shim_detach_probes(watch, RMM_SHIM_TPS);
}

/* Sums over all CPUs, also those offline. Returns the longest direct reclaim in ns. */
u64 rmm_shim_watch_read(struct rmm_shim_fault_watch *watch, struct rmm_shim_probe_counts *sum)
{
	u64 *to = (u64 *)sum;
	unsigned int cpu;

	memset(sum, 0, sizeof(*sum));
	for_each_possible_cpu(cpu) {
		const u64 *from = (const u64 *)per_cpu_ptr(watch->counts, cpu);

		for (size_t i = 0; i < sizeof(*sum) / sizeof(*to); i++)
			to[i] += READ_ONCE(from[i]);
	}
	return READ_ONCE(watch->longest_ns);
}
