// SPDX-License-Identifier: GPL-2.0
#include "memory.h"

#include <errno.h>
#include <setjmp.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>

#include "device.h"

void *map_fd(int fd, size_t bytes, int flags)
{
	return mmap(NULL, bytes, PROT_READ | PROT_WRITE, flags, fd, 0);
}

void *map_small_pages(size_t pages, int prot, int flags)
{
	void *at = mmap(NULL, pages * PAGE, prot, flags | MAP_ANONYMOUS, -1, 0);

	if (at != MAP_FAILED)
		madvise(at, pages * PAGE, MADV_NOHUGEPAGE);
	return at;
}

void touch_range(void *at, size_t bytes)
{
	for (size_t i = 0; i < bytes; i += PAGE)
		((volatile char *)at)[i] = 1;
}

void write_pages(volatile char *at, size_t pages)
{
	for (size_t i = 0; i < pages; i++)
		at[i * PAGE] = 1;
}

void read_pages(const volatile char *at, size_t pages)
{
	for (size_t i = 0; i < pages; i++)
		(void)at[i * PAGE];
}

void stamp_pages(char *at, size_t pages)
{
	for (size_t i = 0; i < pages; i++)
		*(volatile size_t *)(at + i * PAGE) = i + 1;
}

int pin_range(void *at, size_t bytes)
{
	/* struct io_uring_params; the header does not compile with those of the kernel's tests. */
	__u32 params[30] = { 0 };
	struct iovec buffer = { at, bytes };
	int ring = syscall(SYS_io_uring_setup, 4, params), error;

	if (ring < 0)
		return -errno;
	/* IORING_REGISTER_BUFFERS */
	if (!syscall(SYS_io_uring_register, ring, 0, &buffer, 1))
		return ring;
	error = -errno;
	close(ring);
	return error;
}

size_t count_wrong_stamps(const char *at, size_t pages)
{
	size_t bad = 0;

	for (size_t i = 0; i < pages; i++)
		bad += *(volatile const size_t *)(at + i * PAGE) != i + 1;
	return bad;
}

static sigjmp_buf bus;

static void on_bus(int sig)
{
	siglongjmp(bus, sig);
}

bool raises_sigbus(volatile char *at)
{
	struct sigaction act = { .sa_handler = on_bus }, old;
	bool hit = true;

	sigaction(SIGBUS, &act, &old);
	if (!sigsetjmp(bus, 1)) {
		*at = 1;
		hit = false;
	}
	sigaction(SIGBUS, &old, NULL);
	return hit;
}
