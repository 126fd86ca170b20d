// SPDX-License-Identifier: GPL-2.0
#include "faults.h"

#include <errno.h>
#include <stdint.h>

int read_fault_counts(int rmm, __u32 flags, int pid, __u64 *counts)
{
	static struct rmm_fault_count buf[MAX_FAULT_KINDS];
	struct rmm_faults arg = {
		.size = sizeof(arg), .flags = flags, .pid = pid, .buf = (uintptr_t)buf,
		.capacity = MAX_FAULT_KINDS, .record_size = sizeof(buf[0]),
	};
	int ret = call_ioctl(rmm, RMM_FAULTS, &arg);

	if (ret)
		return ret;
	if (arg.count != arg.total || arg.count <= RMM_FAULT_OOM_VICTIM)
		return -EPROTO;
	for (__u32 i = 0; i < arg.count; i++) {
		if (buf[i].kind != i || buf[i].reserved)
			return -EPROTO;
		counts[i] = buf[i].count;
	}
	return 0;
}
