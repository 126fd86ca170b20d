// SPDX-License-Identifier: GPL-2.0
#include <linux/jiffies.h>
#include <linux/ksm.h>
#include <linux/mm.h>
#include <linux/percpu_counter.h>
#include <linux/sched/coredump.h>
#include "mm/mm_fields.h"

static u64 rmm_shim_rss_pages(struct mm_struct *mm, int member)
{
	return percpu_counter_sum_positive(&mm->rss_stat[member]);
}

/*
 * The caller holds mm_users. Most fields are words that change without a lock which a reader could
 * take; arg_lock protects start_code to env_end, except brk, which brk(2) sets under mmap_lock.
 */
void rmm_shim_read_mm_fields(struct mm_struct *mm, struct rmm_shim_mm_fields *fields)
{
	unsigned long flags = READ_ONCE(*ACCESS_PRIVATE(&mm->flags, __mm_flags));

	*fields = (struct rmm_shim_mm_fields){
		.flags = flags,
		.def_flags = READ_ONCE(mm->def_flags),
		.total_vm = READ_ONCE(mm->total_vm),
		.hiwater_vm = READ_ONCE(mm->hiwater_vm),
		/* As task_mem(): the counts that CPUs have not folded in are included. */
		.rss = rmm_shim_rss_pages(mm, MM_ANONPAGES) + rmm_shim_rss_pages(mm, MM_FILEPAGES) +
		       rmm_shim_rss_pages(mm, MM_SHMEMPAGES),
		.hiwater_rss = READ_ONCE(mm->hiwater_rss),
		.locked_vm = READ_ONCE(mm->locked_vm),
		.pinned_vm = atomic64_read(&mm->pinned_vm),
		.data_vm = READ_ONCE(mm->data_vm),
		.exec_vm = READ_ONCE(mm->exec_vm),
		.stack_vm = READ_ONCE(mm->stack_vm),
		.map_count = READ_ONCE(mm->map_count),
		.mm_users = atomic_read(&mm->mm_users),
		.dump_filter = (flags & MMF_DUMP_FILTER_MASK) >> MMF_DUMP_FILTER_SHIFT,
		.mmap_base = READ_ONCE(mm->mmap_base),
		.task_size = READ_ONCE(mm->task_size),
	};
#ifdef CONFIG_NUMA_BALANCING
	{
		unsigned long next = READ_ONCE(mm->numa_next_scan), now = jiffies;

		fields->numa_scan_seq = READ_ONCE(mm->numa_scan_seq);
		fields->numa_scan_offset = READ_ONCE(mm->numa_scan_offset);
		fields->numa_next_scan_ms = time_after(next, now) ? jiffies_to_msecs(next - now) : 0;
	}
#endif
#ifdef CONFIG_KSM
	fields->ksm_merging_pages = READ_ONCE(mm->ksm_merging_pages);
	fields->ksm_rmap_items = READ_ONCE(mm->ksm_rmap_items);
	fields->ksm_zero_pages = mm_ksm_zero_pages(mm);
#endif
	spin_lock(&mm->arg_lock);
	fields->start_code = mm->start_code;
	fields->end_code = mm->end_code;
	fields->start_data = mm->start_data;
	fields->end_data = mm->end_data;
	fields->start_brk = mm->start_brk;
	fields->brk = READ_ONCE(mm->brk);
	fields->start_stack = mm->start_stack;
	fields->arg_start = mm->arg_start;
	fields->arg_end = mm->arg_end;
	fields->env_start = mm->env_start;
	fields->env_end = mm->env_end;
	spin_unlock(&mm->arg_lock);
}
