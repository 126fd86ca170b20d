/* SPDX-License-Identifier: GPL-2.0 */
#ifndef RMM_SHIM_FRAME_H
#define RMM_SHIM_FRAME_H

#include <linux/mm_types.h>

/* Facts about a page frame that cost no more than its page structure. */
#define RMM_SHIM_FRAME_PAGE		(1u << 0)	/* online: everything else is there */
#define RMM_SHIM_FRAME_DEVICE	(1u << 1)	/* ZONE_DEVICE: nothing else is there */
#define RMM_SHIM_FRAME_TORN		(1u << 2)	/* its folio changed while it was read */
#define RMM_SHIM_FRAME_ANON		(1u << 3)
#define RMM_SHIM_FRAME_SWAPBACKED	(1u << 4)
#define RMM_SHIM_FRAME_MAPPING	(1u << 5)	/* belongs to a page cache */
#define RMM_SHIM_FRAME_TYPED		(1u << 6)	/* has a page type that is not hugetlb */
#define RMM_SHIM_FRAME_REFERENCED	(1u << 7)	/* somebody holds a reference */
#define RMM_SHIM_FRAME_EXACT		(1u << 8)	/* mapcount is no average */
#define RMM_SHIM_FRAME_MOVING	(1u << 9)	/* under the free blocks' head while it moved */

/* What more can be asked, as FrameAttribute of the ABI numbers it. */
#define RMM_SHIM_FRAME_WANT_MAPCOUNT		(1u << 0)
#define RMM_SHIM_FRAME_WANT_REFERENCES	(1u << 1)
#define RMM_SHIM_FRAME_WANT_AGE		(1u << 2)
#define RMM_SHIM_FRAME_WANT_CGROUP		(1u << 3)

struct rmm_shim_frame_facts {
	u64 pfn;
	u64 folio_pfn;		/* first of the folio or free block */
	u64 kpageflags;
	u64 cgroup;
	u32 bits;		/* RMM_SHIM_FRAME_* */
	s32 mapcount;
	s32 folio_mapcount;
	s32 references;
	s32 expected;		/* -1: the kernel does not say */
	s16 nid;
	u8 order;
	u8 zone;
	s8 age;			/* -1: in no generation */
	u8 reserved[3];
};

#define RMM_SHIM_FRAME_BATCH 256

/* Page frames in a row, holes left out. */
struct rmm_shim_frame_batch {
	u64 pfn;		/* in: where to look; out: where to go on */
	u64 end;		/* in */
	u32 want;		/* in: RMM_SHIM_FRAME_WANT_* */
	u32 count;		/* out */
	struct rmm_shim_frame_facts frame[RMM_SHIM_FRAME_BATCH];
};

void rmm_shim_frame_capture(const struct page *page, u32 want, struct rmm_shim_frame_facts *facts);
bool rmm_shim_frame_of_device(u64 pfn, struct rmm_shim_frame_facts *facts);
void rmm_shim_frames_capture(struct rmm_shim_frame_batch *frames);
u64 rmm_shim_pfn_end(void);

#endif
