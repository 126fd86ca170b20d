/* SPDX-License-Identifier: GPL-2.0 */
#ifndef RMM_SHIM_ARENA_MAPPINGS_H
#define RMM_SHIM_ARENA_MAPPINGS_H

#include <linux/fs.h>

/* What speaks against unmapping pages. */
#define RMM_SHIM_UNMAP_FREE	0
#define RMM_SHIM_UNMAP_TRACKED	1	/* soft-dirty bits would be lost */
#define RMM_SHIM_UNMAP_SHARED	2	/* there are more mappings than the caller allows */

/* Mappings of a file, and the pages that private ones own. */
struct rmm_shim_private_pages {
	u64 mm;			/* where to resume: an mm, as a number only, and an address */
	u64 addr;
	u64 shared_mappings;	/* VMAs, of the last call */
	u64 private_mappings;
	u64 swapped;		/* pages in swap */
	u64 node[64];		/* pages in memory */
	bool done;
	u8 reserved[7];
};

int rmm_shim_survey_mappings(struct address_space *mapping, unsigned long first,
			     unsigned long count, unsigned long most, u64 *nodes);
bool rmm_shim_maps_file_page(struct vm_area_struct *vma, unsigned long addr);
bool rmm_shim_count_private_pages(struct address_space *mapping, unsigned long most,
				  struct rmm_shim_private_pages *out);

#endif
