/* SPDX-License-Identifier: GPL-2.0 */
#ifndef RMM_SHIM_MEMORY_KERNEL_LAYOUT_H
#define RMM_SHIM_MEMORY_KERNEL_LAYOUT_H

#include <linux/types.h>

/* Start and size of a region of the kernel half; size 0 if this kernel does not have it. */
struct rmm_shim_address_range {
	u64 start, bytes;
};

struct rmm_shim_kernel_layout {
	struct rmm_shim_address_range guard, ldt, direct_map, vmalloc, memmap, kasan, cpu_entry,
		espfix, efi, kernel_window, kernel_image, modules, fixmap, vsyscall;
};

bool rmm_shim_kptr_restricted(void);
void rmm_shim_read_kernel_layout(struct rmm_shim_kernel_layout *layout);

#endif
