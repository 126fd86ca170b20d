/* SPDX-License-Identifier: GPL-2.0 */
#ifndef RMM_SHIM_FILE_RECORDS_H
#define RMM_SHIM_FILE_RECORDS_H

#include <linux/types.h>
#include "mm/table.h"

/* Records of adjacent entries: their common words, and where the others are. */
struct rmm_shim_page_run {
	u64 addr;
	u64 word[2];
	u64 no_pfn;		/* all bits set if the frame is absent, else 0 */
	u64 no_counts;		/* as above, for references (upper half) and mapcount */
	u32 column;		/* index of the first entry */
	u32 count;
};

int rmm_shim_copy_records_to_user(u64 __user *to, const u64 *from, size_t count, size_t words,
				  size_t stride);
int rmm_shim_copy_page_runs_to_user(u64 __user *to, const struct rmm_shim_page_run *runs,
				    size_t count, const struct rmm_shim_frame_counts *columns);

#endif
