/* SPDX-License-Identifier: GPL-2.0 */
#ifndef RMM_SHIM_FAULT_ENDS_H
#define RMM_SHIM_FAULT_ENDS_H

#include <linux/pid.h>
#include <linux/types.h>

/* The end of a fault of the current task. */
struct rmm_shim_fault_end {
	u64 task;		/* compared, never dereferenced */
	u64 address;
	u64 now_ns;
	bool major;
};

typedef void (*rmm_shim_fault_ended_t)(void *ring, const struct rmm_shim_fault_end *end);

struct rmm_shim_fault_ends;

struct rmm_shim_fault_ends *rmm_shim_fault_ends_start(struct pid *only, rmm_shim_fault_ended_t ended,
						      void *ring);
void rmm_shim_fault_ends_stop(struct rmm_shim_fault_ends *ends);

#endif
