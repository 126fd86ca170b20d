/* SPDX-License-Identifier: GPL-2.0 */
#ifndef RMM_SHIM_RMAP_H
#define RMM_SHIM_RMAP_H

#include <linux/mm_types.h>
#include "frame.h"

/* VMAs whose tables are looked into in one hold. */
#define RMM_RMAP_CHUNK 256

/* How a look at a page's mappings ended. */
enum {
	RMM_RMAP_SEEN,
	RMM_RMAP_NO_PAGE,	/* not online */
	RMM_RMAP_UNREFERENCED,	/* nobody holds a reference: free, or its owner's alone */
	RMM_RMAP_UNMAPPED,
	RMM_RMAP_UNTRACKED,	/* in use, and in no reverse map */
	RMM_RMAP_KSM,
	RMM_RMAP_BUSY,		/* the folio, or its lock */
	RMM_RMAP_CONTENDED,	/* the lock of the reverse map */
};

/* A place where a page may be mapped, in an order that no change of VMAs disturbs. */
struct rmm_rmap_place {
	u64 order;		/* of the mm: a keyed hash of where it is */
	u64 addr;
};

struct rmm_rmap_candidate {
	struct rmm_rmap_place place;
	struct vm_area_struct *vma;	/* good while the reverse map is locked */
};

/* An entry that maps the page, or names it. */
struct rmm_rmap_mapping {
	struct rmm_rmap_place place;
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

struct rmm_rmap {
	u64 pfn;		/* in */
	u64 key[2];		/* in: of the order */
	struct rmm_rmap_place from;	/* in: places behind this one, */
	struct rmm_rmap_place to;	/* in: up to and with this one; out: as far as was looked */
	bool begun;		/* in: from counts */
	bool all;		/* in: to does not count; out: nothing is left behind it */
	u8 reserved[2];
	u32 status;		/* out: RMM_RMAP_* */
	u32 count;		/* out: mappings */
	u32 candidates;		/* out: VMAs that were looked into */
	u64 vmas;		/* out: VMAs that were met */
	u64 hold_ns;		/* out: longest hold of a page-table lock */
	u64 identity;		/* out: keyed hash of mapping and offset */
	struct rmm_frame_facts frame;	/* out: no bits of a hole */
	struct rmm_rmap_candidate candidate[RMM_RMAP_CHUNK];
	struct rmm_rmap_mapping mapping[RMM_RMAP_CHUNK];
};

void rmm_rmap_look(struct rmm_rmap *rmap);
void rmm_rmap_look_into(struct rmm_rmap *rmap, const struct rmm_rmap_candidate *candidate);
void rmm_rmap_release(struct rmm_rmap *rmap);

#endif
