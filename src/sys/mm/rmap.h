/* SPDX-License-Identifier: GPL-2.0 */
#ifndef RMM_SHIM_RMAP_H
#define RMM_SHIM_RMAP_H

#include <linux/mm_types.h>
#include "memory/frame.h"

/* VMAs whose tables are looked into in one hold. */
#define RMM_SHIM_RMAP_BATCH 256

/* How a look at a page's mappings ended. */
enum {
	RMM_SHIM_RMAP_CAPTURED,
	RMM_SHIM_RMAP_NO_PAGE,	/* not online */
	RMM_SHIM_RMAP_UNREFERENCED,	/* nobody holds a reference: free, or its owner's alone */
	RMM_SHIM_RMAP_UNMAPPED,
	RMM_SHIM_RMAP_UNTRACKED,	/* in use, and in no reverse map */
	RMM_SHIM_RMAP_KSM,
	RMM_SHIM_RMAP_BUSY,		/* the folio, or its lock */
	RMM_SHIM_RMAP_CONTENDED,	/* the lock of the reverse map */
};

/* A place where a page may be mapped, in an order that no change of VMAs disturbs. */
struct rmm_shim_rmap_position {
	u64 order;		/* of the mm: a keyed hash of where it is */
	u64 addr;
};

struct rmm_shim_rmap_candidate {
	struct rmm_shim_rmap_position place;
	struct vm_area_struct *vma;	/* good while the reverse map is locked */
};

/* An entry that maps the page, or names it. */
struct rmm_shim_rmap_mapping {
	struct rmm_shim_rmap_position place;
	struct mm_struct *mm;	/* mm_count is held */
	u64 entry;
	u64 vm_start;
	u64 vm_end;
	u64 vm_flags;
	u32 level;		/* as walk.h numbers them */
	u8 softleaf;		/* enum softleaf_type; SOFTLEAF_NONE if present */
	bool present;
	u8 reserved[2];
};

struct rmm_shim_rmap_batch {
	u64 pfn;		/* in */
	u64 key[2];		/* in: of the order */
	struct rmm_shim_rmap_position from;	/* in: places behind this one, */
	struct rmm_shim_rmap_position to;	/* in: up to and with this one; out: as far as was looked */
	bool begun;		/* in: from counts */
	bool all;		/* in: to does not count; out: nothing is left behind it */
	u8 reserved[2];
	u32 status;		/* out: RMM_SHIM_RMAP_* */
	u32 count;		/* out: mappings */
	u32 candidates;		/* out: VMAs that were looked into */
	u64 vmas;		/* out: VMAs that were met */
	u64 hold_ns;		/* out: longest hold of a page-table lock */
	u64 identity;		/* out: keyed hash of mapping and offset */
	struct rmm_shim_frame_facts frame;	/* out: no bits of a hole */
	struct rmm_shim_rmap_candidate candidate[RMM_SHIM_RMAP_BATCH];
	struct rmm_shim_rmap_mapping mapping[RMM_SHIM_RMAP_BATCH];
};

void rmm_shim_capture_rmap(struct rmm_shim_rmap_batch *rmap);
void rmm_shim_capture_vma_entries(struct rmm_shim_rmap_batch *rmap, const struct rmm_shim_rmap_candidate *candidate);
void rmm_shim_rmap_release(struct rmm_shim_rmap_batch *rmap);

#endif
