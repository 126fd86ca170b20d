/* SPDX-License-Identifier: GPL-2.0 */
#ifndef RMM_SHIM_OWNERS_H
#define RMM_SHIM_OWNERS_H

#include <linux/types.h>

/* A process and its mm pointer, which is compared and never followed. */
struct rmm_shim_process {
	s32 pid;		/* thread group id, in the initial namespace */
	u32 reserved;
	u64 mm;			/* 0 for none */
};

u32 rmm_shim_list_processes(s32 *next, struct rmm_shim_process *processes, u32 room);

#endif
