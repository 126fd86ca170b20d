/* SPDX-License-Identifier: GPL-2.0 */
#ifndef RMM_SHIM_MM_MM_FIELDS_H
#define RMM_SHIM_MM_MM_FIELDS_H

#include <linux/mm_types.h>

/* Fields of an mm_struct, in the kernel's units. */
struct rmm_shim_mm_fields {
	u64 flags;		/* MMF_* */
	u64 def_flags;		/* VM_* */
	u64 total_vm;
	u64 hiwater_vm;
	u64 rss;
	u64 hiwater_rss;
	u64 locked_vm;
	u64 pinned_vm;
	u64 data_vm;
	u64 exec_vm;
	u64 stack_vm;
	u32 map_count;
	u32 mm_users;
	u32 numa_scan_seq;
	u32 dump_filter;
	u64 numa_scan_offset;
	u64 numa_next_scan_ms;	/* from now on; 0 if it is in the past */
	u64 ksm_merging_pages;
	u64 ksm_rmap_items;
	u64 ksm_zero_pages;
	u64 mmap_base;
	u64 task_size;
	u64 start_code;
	u64 end_code;
	u64 start_data;
	u64 end_data;
	u64 start_brk;
	u64 brk;
	u64 start_stack;
	u64 arg_start;
	u64 arg_end;
	u64 env_start;
	u64 env_end;
};

void rmm_shim_read_mm_fields(struct mm_struct *mm, struct rmm_shim_mm_fields *fields);

#endif
