// SPDX-License-Identifier: GPL-2.0
#include "targets.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "device.h"
#include "process.h"

pid_t start_idle_python(void)
{
	int out[2];
	pid_t pid;
	char byte;

	if (pipe2(out, O_CLOEXEC))
		return -1;
	pid = fork();
	if (!pid) {
		prctl(PR_SET_PDEATHSIG, SIGKILL);
		dup2(out[1], 1);
		execlp("python3", "python3", "-c",
		       "import json, re, signal\n"
		       "kept = [str(i) for i in range(100000)]\n"
		       "print(1, flush=True)\n"
		       "signal.pause()", NULL);
		_exit(1);
	}
	close(out[1]);
	if (pid > 0 && read(out[0], &byte, 1) != 1) {
		end_child(pid);
		pid = -1;
	}
	if (pid > 0)
		wait_until_asleep_in(pid, SYS_pause);
	close(out[0]);
	return pid;
}

void map_partly_shared(void)
{
	char *at = mmap((void *)0x300000000000, 16 << 20, PROT_READ | PROT_WRITE,
			MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED, -1, 0);
	char *shmem = mmap(NULL, 1 << 20, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	char *freed = mmap(NULL, 1 << 20, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	int ready[2];
	time_t end = 0;
	pid_t sharer;
	char byte;

	madvise(at, 16 << 20, MADV_HUGEPAGE);
	memset(at, 1, 16 << 20);
	/* With fragmented memory the fault may have mapped small pages. */
	while (madvise(at, 16 << 20, MADV_COLLAPSE) && errno != EINVAL && retry_allowed(&end))
		;
	memset(shmem, 1, 1 << 20);
	/* Lazily freed memory, some of which is written again and so kept. */
	madvise(freed, 1 << 20, MADV_NOHUGEPAGE);
	memset(freed, 1, 1 << 20);
	madvise(freed, 1 << 20, MADV_FREE);
	memset(freed, 2, 8 * PAGE);
	mlock(shmem, 64 * PAGE);
	if (pipe(ready))
		_exit(1);
	sharer = fork();
	if (!sharer) {
		prctl(PR_SET_PDEATHSIG, SIGKILL);
		/*
		 * The child copies some pages of one huge page, maps less than half of another, and
		 * none of a third.
		 */
		memset(at, 2, 3 * PAGE);
		munmap(at + (4 << 20) + 100 * PAGE, 412 * PAGE);
		munmap(at + (8 << 20), 2 << 20);
		if (write(ready[1], "x", 1) != 1)
			_exit(1);
		for (;;)
			syscall(SYS_pause);
	}
	if (sharer < 0 || read(ready[0], &byte, 1) != 1)
		_exit(1);
	wait_until_asleep_in(sharer, SYS_pause);
	/* Punches a hole into the middle of a huge page of the parent. */
	munmap(at + (12 << 20) + 5 * PAGE, 10 * PAGE);
}
