// SPDX-License-Identifier: GPL-2.0
#include "device.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/ioctl.h>
#include <unistd.h>

int call_ioctl(int fd, unsigned long request, void *arg)
{
	int ret = ioctl(fd, request, arg);

	return ret < 0 ? -errno : ret;
}

int open_device(void)
{
	int fd = open("/dev/rmm", O_RDWR | O_CLOEXEC);

	return fd < 0 ? -errno : fd;
}

int open_target(int rmm, __u32 flags, int target)
{
	struct rmm_open arg = { .size = sizeof(arg), .flags = flags, .target = target };

	return call_ioctl(rmm, RMM_OPEN, &arg);
}

int open_space(pid_t pid)
{
	int rmm = open_device(), mm;

	if (rmm < 0)
		return rmm;
	mm = open_target(rmm, pid ? RMM_OPEN_PID : RMM_OPEN_SELF, pid);
	close(rmm);
	return mm;
}

__u64 user_space_end(void)
{
	struct rmm_info info = { .size = sizeof(info) };
	int rmm = open_device();

	if (call_ioctl(rmm, RMM_INFO, &info))
		return 0;
	close(rmm);
	return (1ull << (info.levels == 5 ? 56 : 47)) - PAGE;
}

bool has_feature(__u64 feature)
{
	struct rmm_info info = { .size = sizeof(info) };
	int rmm = open_device();
	bool has = rmm >= 0 && !call_ioctl(rmm, RMM_INFO, &info) && info.features & feature;

	close(rmm);
	return has;
}
