// SPDX-License-Identifier: GPL-2.0
#include "process_list.h"

#include "device.h"

#include <errno.h>
#include <stdint.h>
#include <unistd.h>

int list_processes(__u32 flags, __u32 capacity, __u64 budget_us, struct rmm_process *list)
{
	struct rmm_processes arg = {
		.size = sizeof(arg), .flags = flags, .capacity = capacity,
		.record_size = sizeof(*list), .budget_us = budget_us,
	};
	int rmm = open_device(), count = 0, ret;

	do {
		if (count + capacity > MOST_PROCESSES)
			return -E2BIG;
		arg.buf = (uintptr_t)(list + count);
		ret = call_ioctl(rmm, RMM_PROCESSES, &arg);
		if (ret)
			break;
		if (arg.count > capacity || (arg.next && arg.next <= arg.first)) {
			ret = -EPROTO;
			break;
		}
		count += arg.count;
		arg.first = arg.next;
	} while (arg.next);
	close(rmm);
	return ret ? ret : count;
}

const struct rmm_process *listed_process(const struct rmm_process *list, int count, pid_t pid)
{
	for (int i = 0; i < count; i++)
		if (list[i].pid == pid)
			return &list[i];
	return NULL;
}
