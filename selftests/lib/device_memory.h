/* SPDX-License-Identifier: GPL-2.0 */
/* Memory of a device that has page structures (ZONE_DEVICE). */
#ifndef SELFTESTS_DEVICE_MEMORY_H
#define SELFTESTS_DEVICE_MEMORY_H

#include "device.h"

/*
 * Compares the VMA that @at of this process is in with its lines in smaps. Returns "" if all values
 * are equal, or what differs, with both values of each.
 */
const char *compare_vma_with_smaps(char *at);

/* Lists frames of some kinds, as many as there is room for. Returns how many, or the negative error. */
int list_frames(int rmm, __u64 start, __u64 end, __u64 kinds, struct rmm_frame *frame, int room);

/*
 * Checks what RMM_PFNS and RMM_RMAP return for frame @pfn of a device and for the page at @at that
 * maps it. Returns "" or what differs, with the expected and the returned value of each.
 */
const char *check_device_frame(int rmm, int mm, __u64 pfn, char *at);

#endif
