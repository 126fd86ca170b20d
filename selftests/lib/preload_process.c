// SPDX-License-Identifier: GPL-2.0
/* Processes that confine themselves: seccomp filters, chroot, no free descriptor, locked and sealed memory. */
#include "preload_checks.h"

#include <errno.h>
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <malloc.h>
#include <pthread.h>
#include <stddef.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "kselftest.h"

#define KILL_AT(call) \
	BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_##call, 0, 1), \
	BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_KILL_PROCESS)

/* System calls that a program without this library need not make. */
static struct sock_filter filter[] = {
	BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr)),
	KILL_AT(get_mempolicy), KILL_AT(ioctl), KILL_AT(geteuid), KILL_AT(getegid), KILL_AT(ftruncate),
	BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
};
static const struct sock_fprog program = { ARRAY_SIZE(filter), filter };

static long malloc_and_map(void)
{
	char *block = malloc(4 * MIB), *at = mmap(NULL, 4 * MIB, RW, ANON, -1, 0);
	long wrong;

	if (!block || at == MAP_FAILED)
		return 1;
	fill_pages(block, 4 * MIB, 7);
	fill_pages(at, 4 * MIB, 8);
	wrong = pages_unlike(block, 4 * MIB, 7) + pages_unlike(at, 4 * MIB, 8);
	free(block);
	return wrong;
}

static long filter_by_prctl(void)
{
	map_filled(2 * MIB);
	if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) || prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program))
		return -errno;
	return malloc_and_map();
}

static long filter_by_syscall(void)
{
	char *at = map_filled(2 * MIB);

	if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) ||
	    syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, SECCOMP_FILTER_FLAG_TSYNC, &program))
		return -errno;
	/* The mapping from before is an arena's. */
	return malloc_and_map() + error_of(madvise(at, MIB, MADV_FREE));
}

static long filter_inherited(void)
{
	if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) || prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program))
		return -errno;
	execl("/proc/self/exe", "preload", "fill", NULL);
	return -errno;
}

long fill_by_malloc(void)
{
	return malloc_and_map();
}

/* Libraries try a filter that the kernel refuses, to learn what it supports. */
static long filter_refused(void)
{
	if (!syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, 0, NULL) || errno != EFAULT ||
	    !prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, NULL) || errno != EFAULT)
		return -errno;
	return pages_unlike(map_filled(2 * MIB), 2 * MIB, 7);
}

/* In a directory without /proc, if the process has the right. */
static void leave_proc(void)
{
	if (chroot("/sys") && errno != EPERM)
		_exit(98);
}

static void use_all_descriptors(void)
{
	while (dup(1) >= 0 || dup(2) >= 0)
		;
}

static long free_and_wipe(char *at)
{
	pid_t pid;

	if (madvise(at, MIB, MADV_FREE) || madvise(at + MIB, MIB, MADV_WIPEONFORK))
		return -errno;
	pid = fork();
	if (!pid)
		_exit(!!(pages_unlike(at + MIB, MIB, 0) + pages_unlike(at + 2 * MIB, 2 * MIB, 7)));
	return wait_for_end(pid) + pages_unlike(at + MIB, 3 * MIB, 7);
}

static long advice_without_proc(void)
{
	char *at = map_filled(4 * MIB);

	leave_proc();
	return free_and_wipe(at);
}

static long advice_without_descriptors(void)
{
	char *at = map_filled(4 * MIB);

	use_all_descriptors();
	return free_and_wipe(at);
}

static long advice_of_a_child(void)
{
	char *at = map_filled(4 * MIB);
	pid_t pid;

	use_all_descriptors();
	pid = fork();
	if (!pid) {
		leave_proc();
		_exit(-free_and_wipe(at));
	}
	return wait_for_end(pid) + pages_unlike(at, 4 * MIB, 7);
}

/* The content is undefined, but the call succeeds as long as the memory exists. */
static long free_without_anything(void)
{
	char *at = map_filled(4 * MIB);

	leave_proc();
	closefrom(3);
	use_all_descriptors();
	if (madvise(at, MIB, MADV_FREE))
		return -errno;
	fill_pages(at, MIB, 7);
	munmap(at + MIB, MIB);
	return pages_unlike(at, MIB, 7) + error_of(madvise(at, 3 * MIB, MADV_FREE));
}

static long sealed_is_kept(void)
{
	char *at = map_filled(4 * MIB);

	if (mprotect(at + MIB, MIB, PROT_READ) || syscall(SYS_mseal, at + MIB, MIB, 0))
		return -errno;
	if (!madvise(at, 4 * MIB, MADV_DONTNEED))
		return 1;
	return -errno + pages_unlike(at + MIB, MIB, 7);
}

static long sealed_writable(void)
{
	char *at = map_filled(4 * MIB);

	if (syscall(SYS_mseal, at + MIB, MIB, 0) || madvise(at + MIB, MIB, MADV_DONTNEED))
		return -errno;
	return pages_unlike(at + MIB, MIB, 0) + pages_unlike(at + 2 * MIB, 2 * MIB, 7);
}

static void *allocate_when_canceled(void *block)
{
	pthread_cancel(pthread_self());
	*(void **)block = malloc(4 * MIB);
	return NULL;
}

static long no_cancellation_point(void)
{
	void *block = NULL;
	pthread_t thread;

	if (pthread_create(&thread, NULL, allocate_when_canceled, &block) || pthread_join(thread, NULL))
		return 2;
	if (!block)
		return 1;
	note_mapping(block);
	return 0;
}

/* Populates pages for one mapping, in multiples of its size. */
static long locked_is_populated_once(void)
{
	struct rusage before, after;
	char *at;

	if (mlockall(MCL_FUTURE))
		return -errno;
	getrusage(RUSAGE_SELF, &before);
	at = mmap(NULL, 2 * MIB, RW, ANON, -1, 0);
	getrusage(RUSAGE_SELF, &after);
	munlockall();
	if (at == MAP_FAILED)
		return -errno;
	note_mapping(at);
	if (count_resident_pages(at, 2 * MIB) != 2 * MIB / 4096)
		return -1;
	return (after.ru_minflt - before.ru_minflt + MIB / 4096) / (2 * MIB / 4096);
}

/* Of mallinfo2(): a large block is counted as long as it exists. */
static long blocks_are_counted(void)
{
	struct mallinfo2 before = mallinfo2(), during, after;
	char *volatile block = malloc(8 * MIB);

	note_mapping(block);
	block = realloc(block, 16 * MIB);
	note_mapping(block);
	during = mallinfo2();
	free(block);
	after = mallinfo2();
	return (during.hblks - before.hblks != 1) + 2 * (during.hblkhd - before.hblkhd < 16 * MIB) +
	       4 * (during.hblkhd - before.hblkhd > 17 * MIB) + 8 * (after.hblks != before.hblks) +
	       16 * (after.hblkhd != before.hblkhd);
}

const struct preload_check preload_process_checks[] = {
	PRELOAD_CHECK(filter_by_prctl, 0),
	PRELOAD_CHECK(filter_by_syscall, 0),
	PRELOAD_CHECK(filter_inherited, 0),
	PRELOAD_CHECK(filter_refused, 0),
	PRELOAD_CHECK(advice_without_proc, 0),
	PRELOAD_CHECK(advice_without_descriptors, 0),
	PRELOAD_CHECK(advice_of_a_child, 0),
	PRELOAD_CHECK(free_without_anything, -ENOMEM),
	PRELOAD_CHECK(sealed_is_kept, -EPERM),
	PRELOAD_CHECK(sealed_writable, 0),
	PRELOAD_CHECK(no_cancellation_point, 0),
	PRELOAD_CHECK(locked_is_populated_once, 1),
	PRELOAD_CHECK(blocks_are_counted, 0),
	{ 0 },
};
