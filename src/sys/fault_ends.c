// SPDX-License-Identifier: GPL-2.0
/*
 * The ends of page faults. No tracepoint marks them. mm_account_fault() counts each fault that was
 * served in one of two software events of perf, after all work on it and with its address, and a
 * sampling period of 1 calls a handler for each. The handler runs in the context of the fault, with
 * interrupts off and under RCU, so it only passes on what it sees.
 */
#include <linux/perf_event.h>
#include <linux/pid.h>
#include <linux/rcupdate.h>
#include <linux/sched.h>
#include <linux/slab.h>
#include <linux/timekeeping.h>
#include "fault_ends.h"

struct rmm_shim_fault_ends {
	struct pid *only;		/* thread group, with a reference */
	rmm_shim_fault_ended_t ended;
	void *ring;
	unsigned int count;
	struct perf_event *events[] __counted_by(count);	/* NULL on a CPU that was offline */
};

static void rmm_shim_on_fault_end(struct perf_event *event, struct perf_sample_data *data,
				  bool major)
{
	struct rmm_shim_fault_ends *ends = event->overflow_handler_context;
	struct rmm_shim_fault_end end;

	/* First: most faults are those of other processes, and a task of theirs may reuse an address. */
	if (task_tgid(current) != ends->only)
		return;
	end = (struct rmm_shim_fault_end){
		.task = (unsigned long)current,
		/* An address of 0 is not stored. */
		.address = data->sample_flags & PERF_SAMPLE_ADDR ? data->addr : 0,
		.now_ns = ktime_get_mono_fast_ns(),
		.major = major,
	};
	ends->ended(ends->ring, &end);
}

static void rmm_shim_on_minor_end(struct perf_event *event, struct perf_sample_data *data,
				  struct pt_regs *regs)
{
	rmm_shim_on_fault_end(event, data, false);
}

static void rmm_shim_on_major_end(struct perf_event *event, struct perf_sample_data *data,
				  struct pt_regs *regs)
{
	rmm_shim_on_fault_end(event, data, true);
}

/* Returns an error pointer if the kernel refuses the events on an online CPU. May sleep. */
struct rmm_shim_fault_ends *rmm_shim_fault_ends_start(struct pid *only, rmm_shim_fault_ended_t ended,
						      void *ring)
{
	struct perf_event_attr attr = {
		.type = PERF_TYPE_SOFTWARE,
		.size = sizeof(attr),
		.sample_period = 1,
	};
	struct rmm_shim_fault_ends *ends;
	unsigned int cpu;

	ends = kvzalloc(struct_size(ends, events, 2 * nr_cpu_ids), GFP_KERNEL_ACCOUNT);
	if (!ends)
		return ERR_PTR(-ENOMEM);
	ends->only = get_pid(only);
	ends->ended = ended;
	ends->ring = ring;
	ends->count = 2 * nr_cpu_ids;
	for_each_possible_cpu(cpu) {
		for (unsigned int major = 0; major < 2; major++) {
			struct perf_event *event;

			attr.config = major ? PERF_COUNT_SW_PAGE_FAULTS_MAJ :
					      PERF_COUNT_SW_PAGE_FAULTS_MIN;
			event = perf_event_create_kernel_counter(&attr, cpu, NULL,
								 major ? rmm_shim_on_major_end :
									 rmm_shim_on_minor_end,
								 ends);
			/* Faults on a CPU that comes online later have no time. */
			if (IS_ERR(event) && PTR_ERR(event) == -ENODEV)
				continue;
			if (IS_ERR(event)) {
				rmm_shim_fault_ends_stop(ends);
				return ERR_CAST(event);
			}
			ends->events[2 * cpu + major] = event;
		}
	}
	return ends;
}

/* No handler runs any more when this returns. May sleep. */
void rmm_shim_fault_ends_stop(struct rmm_shim_fault_ends *ends)
{
	for (unsigned int i = 0; i < ends->count; i++)
		if (ends->events[i])
			perf_event_release_kernel(ends->events[i]);
	/* do_perf_sw_event() holds rcu_read_lock() while it calls handlers. */
	synchronize_rcu();
	put_pid(ends->only);
	kvfree(ends);
}
