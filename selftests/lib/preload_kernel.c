// SPDX-License-Identifier: GPL-2.0
/* Memory that the kernel reads, writes and moves; threads, signals and closed descriptors. */
#include "preload_checks.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/futex.h>
#include <pthread.h>
#include <signal.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>

#include "process.h"
#include "arena.h"

/* The kernel writes to untouched pages. Some kernels lack process_vm_writev(2). */
static long kernel_writes(void)
{
	char *at = map_noted(4 * MIB, 0), byte = 7;
	int mem = open("/proc/self/mem", O_RDWR), pair[2];
	struct iovec from = { &byte, 1 }, to = { at + MIB, 1 };
	ssize_t n;

	if (pipe(pair) || write(pair[1], &byte, 1) != 1 || read(pair[0], at, 1) != 1)
		return 1;
	n = process_vm_writev(getpid(), &from, 1, &to, 1, 0);
	if (n < 0 && errno == ENOSYS)
		n = pwrite(mem, &byte, 1, (off_t)(uintptr_t)(at + MIB));
	if (n != 1 || pwrite(mem, &byte, 1, (off_t)(uintptr_t)(at + 2 * MIB)) != 1)
		return 2;
	return 7 * 3 - at[0] - at[MIB] - at[2 * MIB];
}

static long kernel_reads(void)
{
	char *at = map_noted(4 * MIB, 0), byte = 7;
	struct iovec to = { &byte, 1 }, from = { at, 1 };
	int mem = open("/proc/self/mem", O_RDONLY), pair[2];
	ssize_t n = process_vm_readv(getpid(), &to, 1, &from, 1, 0);

	if (n < 0 && errno == ENOSYS)
		n = pread(mem, &byte, 1, (off_t)(uintptr_t)at);
	if (n != 1 || byte)
		return 1;
	return pipe(pair) || write(pair[1], at + MIB, PAGE) != (long)PAGE;
}

static long futex_in_it(void)
{
	int *word = (int *)map_noted(2 * MIB, 0);

	/* Without FUTEX_PRIVATE_FLAG the key of the futex is the page's. */
	return error_of(syscall(SYS_futex, word, FUTEX_WAIT, 1, NULL, NULL, 0) < 0);
}

static long bound_by_mbind(void)
{
	char *at = map_noted(4 * MIB, 0);
	int last = 63 - __builtin_clzll(memory_nodes()), mode = -1, where[MIB / PAGE];
	unsigned long node = 1ul << last, mask = 0;
	long elsewhere = 0;

	if (mbind(at + MIB, MIB, MPOL_BIND, &node, 64, 0) ||
	    get_mempolicy(&mode, &mask, 64, at + MIB, MPOL_F_ADDR))
		return -errno;
	fill_pages(at, 4 * MIB, 7);
	read_page_nodes(at + MIB, MIB / PAGE, where);
	for (size_t i = 0; i < MIB / PAGE; i++)
		elsewhere += where[i] != last;
	return elsewhere + (mask != node) + 1000 * mode;
}

static long moved_by_call(void)
{
	char *at = map_filled(MIB);
	int last = 63 - __builtin_clzll(memory_nodes()), nodes[MIB / PAGE], where[MIB / PAGE];
	void *pages[MIB / PAGE];
	time_t end = 0;
	long elsewhere = 0, left;

	for (size_t i = 0; i < MIB / PAGE; i++) {
		pages[i] = at + i * PAGE;
		nodes[i] = last;
	}
	/*
	 * move_pages(2) leaves and counts pages that the kernel is using at that moment: they move
	 * in the next call.
	 */
	do
		left = move_pages(0, MIB / PAGE, pages, nodes, where, MPOL_MF_MOVE);
	while (left > 0 && retry_allowed(&end));
	if (left)
		return left < 0 ? -errno : left;
	read_page_nodes(at, MIB / PAGE, where);
	for (size_t i = 0; i < MIB / PAGE; i++)
		elsewhere += where[i] != last;
	return elsewhere + pages_unlike(at, MIB, 7);
}

/*
 * Only a few zero pages are read before they are written: each write to one interrupts the other
 * CPUs.
 */
static void *map_and_unmap(void *wrong)
{
	for (int i = 0; i < 16; i++) {
		size_t bytes = (1 + i % 2) * MIB;
		char *at = mmap(NULL, bytes, RW, ANON, -1, 0);

		*(long *)wrong += pages_unlike(at, 4 * PAGE, 0);
		fill_pages(at, bytes, i);
		at = mremap(at, bytes, bytes + MIB, MREMAP_MAYMOVE);
		*(long *)wrong += pages_unlike(at, bytes, i) + pages_unlike(at + bytes, MIB, 0);
		munmap(at, bytes + MIB);
	}
	return NULL;
}

static long several_threads(void)
{
	long wrong[4] = { 0 };
	pthread_t threads[4];

	for (int i = 0; i < 4; i++)
		pthread_create(&threads[i], NULL, map_and_unmap, &wrong[i]);
	for (int i = 0; i < 4; i++)
		pthread_join(threads[i], NULL);
	note_mapping(map_filled(2 * MIB));
	return wrong[0] + wrong[1] + wrong[2] + wrong[3];
}

static void on_signal(int sig)
{
	(void)sig;
	preload_result->value = pages_unlike(map_filled(4 * MIB), 4 * MIB, 7);
}

static long in_a_signal_handler(void)
{
	signal(SIGUSR1, on_signal);
	raise(SIGUSR1);
	return preload_result->value;
}

/* Daemons close all descriptors. */
static long all_files_closed(void)
{
	char *at = map_filled(2 * MIB), *more;

	closefrom(0);
	/* Other files get the numbers of the closed descriptors. */
	for (int i = 0; i < 600; i++)
		open("/dev/zero", O_RDWR);
	more = map_filled(2 * MIB);
	return pages_unlike(at, 2 * MIB, 7) + pages_unlike(more, 2 * MIB, 7);
}

static long errno_is_kept(void)
{
	void *volatile block;

	errno = 42;
	mmap(NULL, 2 * MIB, RW, ANON | MAP_POPULATE, -1, 0);
	block = malloc(4 * MIB);
	free(block);
	return errno;
}

const struct preload_check preload_kernel_checks[] = {
	PRELOAD_CHECK(kernel_writes, 0),
	PRELOAD_CHECK(kernel_reads, 0),
	PRELOAD_CHECK(futex_in_it, -EAGAIN),
	PRELOAD_CHECK(bound_by_mbind, 1000 * MPOL_BIND),
	PRELOAD_CHECK(moved_by_call, 0),
	PRELOAD_CHECK(several_threads, 0),
	PRELOAD_CHECK(in_a_signal_handler, 0),
	PRELOAD_CHECK(all_files_closed, 0),
	PRELOAD_CHECK(errno_is_kept, 42),
	{ 0 },
};
