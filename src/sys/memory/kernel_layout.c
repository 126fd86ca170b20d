// SPDX-License-Identifier: GPL-2.0
#include <linux/kasan.h>
#include <linux/mm.h>
#include <linux/pgtable.h>
#include <asm/cpu_entry_area.h>
#include <asm/fixmap.h>
#include <asm/pgtable_areas.h>
#include <asm/vsyscall.h>
#include "memory/kernel_layout.h"

/*
 * The mapped part of the kernel-image window, from the first page to the last. Its page tables are
 * never freed and do not change after boot.
 */
static struct rmm_shim_address_range rmm_shim_kernel_image(void)
{
	unsigned long addr = __START_KERNEL_map, end = addr + KERNEL_IMAGE_SIZE, first = 0,
		      last = 0;

	while (addr < end) {
		unsigned long size = PMD_SIZE;
		unsigned int level;
		pte_t *pte = lookup_address(addr, &level);

		if (pte) {
			size = level == PG_LEVEL_4K ? PAGE_SIZE : PMD_SIZE;
			if (pte_flags(ptep_get(pte)) & _PAGE_PRESENT) {
				first = first ?: addr;
				last = addr + size;
			}
		}
		addr += size;
	}
	return (struct rmm_shim_address_range){ first, last - first };
}

void rmm_shim_read_kernel_layout(struct rmm_shim_kernel_layout *to)
{
	*to = (struct rmm_shim_kernel_layout){
		.guard = { GUARD_HOLE_BASE_ADDR, GUARD_HOLE_SIZE },
		.direct_map = { PAGE_OFFSET, MAXMEM },
		.vmalloc = { VMALLOC_START, VMALLOC_END + 1 - VMALLOC_START },
		.memmap = { VMEMMAP_START, (MAXMEM >> PAGE_SHIFT) * sizeof(struct page) },
		.cpu_entry = { CPU_ENTRY_AREA_BASE, P4D_SIZE },
		.kernel_window = { __START_KERNEL_map, KERNEL_IMAGE_SIZE },
		.kernel_image = rmm_shim_kernel_image(),
		.modules = { MODULES_VADDR, MODULES_LEN },
		.fixmap = { FIXADDR_START, (VSYSCALL_ADDR & PMD_MASK) - FIXADDR_START },
	};
#ifdef CONFIG_MITIGATION_PAGE_TABLE_ISOLATION
	to->ldt = (struct rmm_shim_address_range){ LDT_BASE_ADDR, LDT_END_ADDR - LDT_BASE_ADDR };
#endif
#ifdef CONFIG_KASAN
	to->kasan = (struct rmm_shim_address_range){ KASAN_SHADOW_START,
						     KASAN_SHADOW_END - KASAN_SHADOW_START };
#endif
#ifdef CONFIG_X86_ESPFIX64
	to->espfix = (struct rmm_shim_address_range){ ESPFIX_BASE_ADDR, P4D_SIZE };
#endif
#ifdef CONFIG_EFI
	to->efi = (struct rmm_shim_address_range){ EFI_VA_END, EFI_VA_START - EFI_VA_END };
#endif
#ifdef CONFIG_X86_VSYSCALL_EMULATION
	to->vsyscall = (struct rmm_shim_address_range){ VSYSCALL_ADDR, PAGE_SIZE };
#endif
}

/*
 * Whether %pK prints zeros, so kptr_restrict hides addresses from the caller. With 1 it asks for
 * CAP_SYSLOG and for equal real and effective ids. The variable is not exported to modules.
 */
bool rmm_shim_kptr_restricted(void)
{
	char printed[24];

	snprintf(printed, sizeof(printed), "%pK", printed);
	return !strcmp(printed, "0000000000000000");
}
