/* SPDX-License-Identifier: GPL-2.0 */
#ifndef RMM_SHIM_MEMORY_PAGE_CACHE_H
#define RMM_SHIM_MEMORY_PAGE_CACHE_H

#include <linux/fs.h>
#include "memory/frame.h"

/* Kinds of entries, numbered as FileCacheKind of the ABI. */
enum {
	RMM_SHIM_CACHE_FOLIO,
	RMM_SHIM_CACHE_SHADOW,
	RMM_SHIM_CACHE_SWAP,
	RMM_SHIM_CACHE_SWAP_ERROR,
	RMM_SHIM_CACHE_DAX,
};

struct rmm_shim_cache_entry {
	u64 first;		/* first page in the range */
	u64 pages;		/* pages in the range */
	u8 kind;		/* RMM_SHIM_CACHE_* */
	u8 order;
	bool dirty, writeback;	/* tags */
	u32 reserved;
	struct rmm_shim_frame_facts folio;	/* of a folio only */
};

#define RMM_SHIM_CACHE_BATCH 64

/* Entries of a page cache, ascending. */
struct rmm_shim_cache_batch {
	u64 index;		/* in: first page; out: page to resume at */
	u64 last;		/* in: last page */
	u32 count;		/* out */
	u32 reserved;
	struct rmm_shim_cache_entry entry[RMM_SHIM_CACHE_BATCH];
};

bool rmm_shim_has_page_cache(struct file *file);
bool rmm_shim_may_see_page_cache(struct file *file);
u64 rmm_shim_cached_pages(struct file *file);
bool rmm_shim_has_writeback(struct file *file);
void rmm_shim_cache_capture(struct file *file, struct rmm_shim_cache_batch *batch);

#endif
