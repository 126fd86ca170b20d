/* SPDX-License-Identifier: GPL-2.0 */
#ifndef RMM_SHIM_MEMORY_FRAME_H
#define RMM_SHIM_MEMORY_FRAME_H

#include <linux/mm_types.h>
#include "mm/folio_state.h"

/* Facts about a page frame that come with its struct page. */
#define RMM_SHIM_FRAME_PAGE		(1u << 0)	/* online: all other facts are valid */
#define RMM_SHIM_FRAME_DEVICE		(1u << 1)	/* ZONE_DEVICE: no other fact is valid */
#define RMM_SHIM_FRAME_TORN		(1u << 2)	/* the folio changed while it was read */
#define RMM_SHIM_FRAME_ANON		(1u << 3)
#define RMM_SHIM_FRAME_SWAPBACKED	(1u << 4)
#define RMM_SHIM_FRAME_MAPPING		(1u << 5)	/* belongs to a page cache */
#define RMM_SHIM_FRAME_TYPED		(1u << 6)	/* has a page type that is not hugetlb */
#define RMM_SHIM_FRAME_REFERENCED	(1u << 7)	/* the reference count is not 0 */
#define RMM_SHIM_FRAME_EXACT		(1u << 8)	/* the mapcount is exact, not an average */
#define RMM_SHIM_FRAME_MOVING		(1u << 9)	/* the free block changed while it was read */
#define RMM_SHIM_FRAME_STATE		(1u << 10)	/* state is valid */
#define RMM_SHIM_FRAME_REPORTED		(1u << 11)	/* the hypervisor knows that the block is free */
#define RMM_SHIM_FRAME_EARLY		(1u << 12)	/* the section was there at boot */

/* Facts on request, numbered as FrameAttribute of the ABI. */
#define RMM_SHIM_FRAME_WANT_MAPCOUNT	(1u << 0)
#define RMM_SHIM_FRAME_WANT_REFERENCES	(1u << 1)
#define RMM_SHIM_FRAME_WANT_AGE		(1u << 2)
#define RMM_SHIM_FRAME_WANT_CGROUP	(1u << 3)
#define RMM_SHIM_FRAME_WANT_STATE	(1u << 4)

struct rmm_shim_frame_facts {
	u64 pfn;
	u64 folio_pfn;		/* first frame of the folio or free block */
	u64 kpageflags;
	u64 cgroup;
	u32 bits;		/* RMM_SHIM_FRAME_* */
	s32 mapcount;
	s32 folio_mapcount;
	s32 references;
	s32 expected;		/* -1: not known */
	s16 nid;
	u8 order;
	u8 zone;
	s8 age;			/* -1: in no generation */
	u8 reserved[3];
	struct rmm_shim_folio_state state;
	u32 reserved_2;
};

/* Adjacent page frames, without holes. */
struct rmm_shim_frame_batch {
	u64 pfn;		/* in: first frame; out: frame to resume at */
	u64 end;		/* in */
	u32 want;		/* in: RMM_SHIM_FRAME_WANT_* */
	u32 room;		/* in: elements of frame */
	u32 count;		/* out */
	u32 reserved;
	struct rmm_shim_frame_facts *frame;	/* out: the first count elements are written */
};

void rmm_shim_frame_capture(const struct page *page, u32 want, struct rmm_shim_frame_facts *facts);
bool rmm_shim_frame_of_device(u64 pfn, struct rmm_shim_frame_facts *facts);
void rmm_shim_frames_capture(struct rmm_shim_frame_batch *frames);
u64 rmm_shim_pfn_end(void);

#endif
