/* SPDX-License-Identifier: GPL-2.0 */
#ifndef RMM_SHIM_LAYOUT_H
#define RMM_SHIM_LAYOUT_H

#include <linux/types.h>

/* Start and bytes of a region of the kernel half; no bytes if this kernel has none such. */
struct rmm_extent {
	u64 start, bytes;
};

struct rmm_layout {
	struct rmm_extent guard, ldt, direct_map, vmalloc, memmap, kasan, cpu_entry, espfix, efi,
			  kernel_window, kernel_image, modules, fixmap, vsyscall;
};

void rmm_layout(struct rmm_layout *layout);

#endif
