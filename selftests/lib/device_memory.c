// SPDX-License-Identifier: GPL-2.0
#include "device_memory.h"

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "rmap.h"
#include "smaps.h"

static char differences[1024];

/* Adds a line to the differences unless both values are equal; true if they are. */
static bool equal(const char *what, long long want, long long got)
{
	size_t length = strlen(differences);

	if (want != got)
		snprintf(differences + length, sizeof(differences) - length,
			 "%s: expected %lld (%#llx), returned %lld (%#llx)\n", what, want, want, got, got);
	return want == got;
}

const char *compare_vma_with_smaps(char *at)
{
	static struct smaps_detail smaps[MAX_VMAS];
	static struct vma_list list;
	int count = read_smaps_details(getpid(), "smaps", smaps, MAX_VMAS), mm = open_space(0), i = 0;
	const struct rmm_vma *v = &list.vma[0];

	*differences = 0;
	if (!equal("error of RMM_VMAS", 0,
		   list_vmas(mm, (uintptr_t)at, (uintptr_t)at + PAGE,
			     RMM_VMAS_RESIDENT | RMM_VMAS_FOLIOS, 1, 0, &list)))
		goto out;
	while (i < count && smaps[i].start != v->start)
		i++;
	if (!equal("VMA found in smaps", 1, i < count))
		goto out;
	equal("kB of Pss", smaps[i].pss, v->pss_bytes >> 10);
	equal("kB of private pages", smaps[i].private_clean + smaps[i].private_dirty, v->private_bytes >> 10);
	equal("kB of dirty pages", smaps[i].shared_dirty + smaps[i].private_dirty, v->dirty_bytes >> 10);
	equal("kB of referenced pages", smaps[i].referenced, v->referenced_bytes >> 10);
out:
	close(mm);
	return differences;
}

int list_frames(int rmm, __u64 start, __u64 end, __u64 kinds, struct rmm_frame *frame, int room)
{
	struct rmm_pfns arg = {
		.size = sizeof(arg), .start = start, .end = end, .buf = (uintptr_t)frame,
		.capacity = room, .record_size = sizeof(*frame), .attributes = 0xf, .kinds = kinds,
	};
	int ret = call_ioctl(rmm, RMM_PFNS, &arg);

	return ret ?: (int)arg.count;
}

const char *check_device_frame(int rmm, int mm, __u64 pfn, char *at)
{
	static struct mapping_list mappings;
	struct rmm_frame frame;

	*differences = 0;
	if (!equal("frames at the PFN", 1, list_frames(rmm, pfn, pfn + 1, 0, &frame, 1)))
		return differences;
	equal("kind", RMM_FRAME_DEVICE, frame.kind);
	equal("zone", RMM_ZONE_DEVICE, frame.zone);
	equal("pfn", pfn, frame.pfn);
	equal("kpageflags", RMM_ABSENT, frame.kpageflags);
	equal("cgroup", RMM_ABSENT, frame.cgroup);
	equal("folio_pfn", RMM_ABSENT, frame.folio_pfn);
	equal("mapcount", RMM_ABSENT_32, (__u32)frame.mapcount);
	equal("folio_mapcount", RMM_ABSENT_32, (__u32)frame.folio_mapcount);
	equal("references", RMM_ABSENT_32, (__u32)frame.references);
	equal("expected_references", RMM_ABSENT_32, (__u32)frame.expected_references);
	equal("order", RMM_ABSENT_8, frame.order);
	equal("age", RMM_ABSENT_8, frame.age);
	equal("node", -1, frame.node);
	equal("frames of all other kinds", 0,
	      list_frames(rmm, pfn, pfn + 1, ~(1ull << RMM_FRAME_DEVICE) & 0x1ffff, &frame, 1));
	equal("frames of kind device", 1, list_frames(rmm, pfn, pfn + 1, 1ull << RMM_FRAME_DEVICE, &frame, 1));
	/* The reverse map of such a frame is not available, but its kind is. */
	if (!equal("error of RMM_RMAP by PFN", 0, list_mappings(rmm, pfn, 0, 4, 0, &mappings)))
		return differences;
	equal("state of RMM_RMAP by PFN", RMM_RMAP_NO_PAGE, mappings.state);
	equal("kind by RMM_RMAP", RMM_FRAME_DEVICE, mappings.frame.kind);
	equal("mappings by PFN", 0, mappings.count);
	if (!equal("error of RMM_RMAP by address", 0, list_mappings(mm, 0, (uintptr_t)at, 4, 0, &mappings)))
		return differences;
	equal("state of RMM_RMAP by address", RMM_RMAP_NO_PAGE, mappings.state);
	equal("pfn by RMM_RMAP of the address", pfn, mappings.pfn);
	return differences;
}
