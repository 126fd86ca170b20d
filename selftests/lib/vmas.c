// SPDX-License-Identifier: GPL-2.0
#include "vmas.h"

#include <errno.h>
#include <stdint.h>
#include <string.h>

int list_vmas(int mm, __u64 start, __u64 end, __u32 flags, __u32 capacity, __u32 names_size,
	      struct vma_list *list)
{
	static struct rmm_vma buf[MAX_VMAS];
	static char names[65536];
	struct rmm_vmas arg = {
		.size = sizeof(arg), .flags = flags, .start = start, .end = end,
		.buf = (uintptr_t)buf, .capacity = capacity, .record_size = sizeof(buf[0]),
		.names = names_size ? (uintptr_t)names : 0, .names_size = names_size,
	};

	list->count = 0;
	do {
		int ret = call_ioctl(mm, RMM_VMAS, &arg);

		if (ret)
			return ret;
		if (arg.count > capacity || arg.next <= arg.start || arg.next > end)
			return -EPROTO;
		for (__u32 i = 0; i < arg.count; i++) {
			const struct rmm_vma *v = &buf[i];
			int at = list->count;

			if (at && v->end <= list->vma[at - 1].end)
				continue;
			if (at == MAX_VMAS || v->name_offset + v->name_len > names_size ||
			    v->name_len >= sizeof(list->name[0]))
				return -EPROTO;
			list->vma[at] = *v;
			memcpy(list->name[at], names + v->name_offset, v->name_len);
			list->name[at][v->name_len] = 0;
			list->count++;
		}
		arg.start = arg.next;
	} while (arg.next != end);
	return 0;
}
