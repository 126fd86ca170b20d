/* SPDX-License-Identifier: GPL-2.0 */
/* What is told of memory of a device that has page structures (ZONE_DEVICE). */
#ifndef DEVICE_TEST_H
#define DEVICE_TEST_H

#include "rmap_test.h"
#include "tally_test.h"

/* The numbers of the VMA at @at of this process, as smaps has them. */
static inline void equal_smaps(struct __test_metadata *_metadata, char *at)
{
	static struct smaps_more smaps[MAX_VMAS];
	static struct vma_list list;
	int count = read_more(getpid(), "smaps", smaps, MAX_VMAS), mm = rmm_space(0), i = 0;
	const struct rmm_vma *v = &list.vma[0];

	ASSERT_EQ(0, all_vmas(mm, (uintptr_t)at, (uintptr_t)at + PAGE,
			      RMM_VMAS_RESIDENT | RMM_VMAS_FOLIOS, 1, 0, &list));
	while (i < count && smaps[i].start != v->start)
		i++;
	ASSERT_LT(i, count);
	EXPECT_EQ(smaps[i].pss, v->pss_bytes >> 10);
	EXPECT_EQ(smaps[i].private_clean + smaps[i].private_dirty, v->private_bytes >> 10);
	EXPECT_EQ(smaps[i].shared_dirty + smaps[i].private_dirty, v->dirty_bytes >> 10);
	EXPECT_EQ(smaps[i].referenced, v->referenced_bytes >> 10);
	close(mm);
}

/* Frames of some kinds, as many as there is room for; how many, or the negative error. */
static inline int frames(int rmm, __u64 start, __u64 end, __u64 kinds, struct rmm_frame *frame, int room)
{
	struct rmm_pfns arg = {
		.size = sizeof(arg), .start = start, .end = end, .buf = (uintptr_t)frame,
		.capacity = room, .record_size = sizeof(*frame), .attributes = 0xf, .kinds = kinds,
	};
	int ret = rmm_call(rmm, RMM_PFNS, &arg);

	return ret ?: (int)arg.count;
}

/* What is said of a frame of the device, and of the page in it at @at. */
static inline void device_frame(struct __test_metadata *_metadata, int rmm, int mm, __u64 pfn, char *at)
{
	static struct mapping_list mappings;
	struct rmm_frame frame;

	ASSERT_EQ(1, frames(rmm, pfn, pfn + 1, 0, &frame, 1));
	EXPECT_EQ(RMM_FRAME_DEVICE, frame.kind);
	EXPECT_EQ(RMM_ZONE_DEVICE, frame.zone);
	EXPECT_EQ(pfn, frame.pfn);
	EXPECT_EQ(RMM_ABSENT, frame.kpageflags & frame.cgroup & frame.folio_pfn);
	EXPECT_EQ(RMM_ABSENT_32, frame.mapcount & frame.folio_mapcount & frame.references &
				 frame.expected_references);
	EXPECT_EQ(RMM_ABSENT_8, frame.order & frame.age);
	EXPECT_EQ(-1, frame.node);
	EXPECT_EQ(0, frames(rmm, pfn, pfn + 1, ~(1ull << RMM_FRAME_DEVICE) & 0x1ffff, &frame, 1));
	EXPECT_EQ(1, frames(rmm, pfn, pfn + 1, 1ull << RMM_FRAME_DEVICE, &frame, 1));
	/* Who maps it nobody can tell, but what it is. */
	ASSERT_EQ(0, all_mappings(rmm, pfn, 0, 4, 0, &mappings));
	EXPECT_EQ(RMM_RMAP_NO_PAGE, mappings.state);
	EXPECT_EQ(RMM_FRAME_DEVICE, mappings.frame.kind);
	EXPECT_EQ(0, mappings.count);
	ASSERT_EQ(0, all_mappings(mm, 0, (uintptr_t)at, 4, 0, &mappings));
	EXPECT_EQ(RMM_RMAP_NO_PAGE, mappings.state);
	EXPECT_EQ(pfn, mappings.pfn);
}

#endif
