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

/* Records of adjacent entries that differ in address, frame and raw entry only. */
struct rmm_shim_page_repeat {
	u64 no_pfn;		/* all bits set if the frame is absent, else 0 */
	u64 no_entry;		/* as above, for the raw entry */
	u32 column;		/* index of the first entry */
	u32 count;
};

/* Words of a struct rmm_page, and where those are that differ. */
#define RMM_SHIM_PAGE_WORDS 14
#define RMM_SHIM_PAGE_WORD_ADDR 0
#define RMM_SHIM_PAGE_WORD_PFN 1
#define RMM_SHIM_PAGE_WORD_ENTRY 8

int rmm_shim_copy_records_to_user(u64 __user *to, const u64 *from, size_t count, size_t words,
				  size_t stride);
int rmm_shim_copy_page_runs_to_user(u64 __user *to, const struct rmm_shim_page_run *runs,
				    size_t count, const struct rmm_shim_frame_counts *columns);
int rmm_shim_copy_repeated_pages_to_user(u64 __user *to, u64 *pages,
					 const struct rmm_shim_page_repeat *repeats, size_t count,
					 size_t words, const struct rmm_shim_frame_counts *columns);

#endif
