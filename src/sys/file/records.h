/* SPDX-License-Identifier: GPL-2.0 */
#ifndef RMM_SHIM_USER_H
#define RMM_SHIM_USER_H

#include <linux/types.h>
#include "mm/table.h"

/* Records of entries that follow each other: what they have in common, and where the rest is. */
struct rmm_shim_page_run {
	u64 addr;
	u64 word[2];
	u64 no_pfn;		/* all bits set where it is absent, otherwise 0 */
	u64 no_counts;		/* as above, of the references above and the mapcount below */
	u32 column;		/* of the first */
	u32 count;
};

int rmm_shim_copy_records_to_user(u64 __user *to, const u64 *from, size_t count, size_t words, size_t stride);
int rmm_shim_copy_page_runs_to_user(u64 __user *to, const struct rmm_shim_page_run *runs, size_t count,
		  const struct rmm_shim_frame_counts *columns);

#endif
