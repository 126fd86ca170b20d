// SPDX-License-Identifier: GPL-2.0
#include "module.h"

#include <errno.h>
#include <fcntl.h>
#include <libgen.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/syscall.h>
#include <unistd.h>

char module_path[512];

bool find_module(void)
{
	char here[sizeof(module_path) - 16] = "";

	if (getenv("RMM_KO"))
		snprintf(module_path, sizeof(module_path), "%s", getenv("RMM_KO"));
	else if (readlink("/proc/self/exe", here, sizeof(here) - 1) > 0)
		snprintf(module_path, sizeof(module_path), "%s/../rmm.ko", dirname(here));
	return !access(module_path, R_OK);
}

int load_module(void)
{
	int fd = open(module_path, O_RDONLY | O_CLOEXEC);
	int ret = syscall(SYS_finit_module, fd, "", 0) ? -errno : 0;

	close(fd);
	return ret == -EEXIST ? 0 : ret;
}

int unload_module(void)
{
	return syscall(SYS_delete_module, "rmm", O_NONBLOCK) ? -errno : 0;
}
