// SPDX-License-Identifier: GPL-2.0
/*
 * Holes of an arena, read through a private mapping: they read as zeros, whatever marker the page
 * table has, and as the file's page as soon as the file has one.
 */
#include "lib/harness.h"
#include "lib/arena.h"
#include "lib/device.h"
#include "lib/memory.h"
#include "lib/process.h"

#include <linux/userfaultfd.h>

#define BYTES (64 * PAGE)
#define PAGES (BYTES / PAGE)

#ifndef MADV_HWPOISON
#define MADV_HWPOISON 100
#endif
#ifndef UFFD_FEATURE_WP_ASYNC
#define UFFD_FEATURE_WP_ASYNC (1 << 15)
#endif

FIXTURE(holes)
{
	int fd;
	char *private;
	volatile char *shared;
};

FIXTURE_VARIANT(holes)
{
	__u32 policy;
};

FIXTURE_VARIANT_ADD(holes, kernel) { .policy = RMM_PLACE_INTERLEAVE };
FIXTURE_VARIANT_ADD(holes, steered) { .policy = RMM_PLACE_STRIPE };

FIXTURE_SETUP(holes)
{
	self->fd = create_arena(variant->policy, BYTES, memory_nodes(), 0);
	ASSERT_LE(0, self->fd);
	self->private = map_fd(self->fd, BYTES, MAP_PRIVATE);
	self->shared = map_fd(self->fd, BYTES, MAP_SHARED);
	ASSERT_NE(MAP_FAILED, self->private);
	ASSERT_NE(MAP_FAILED, (void *)self->shared);
}

FIXTURE_TEARDOWN(holes)
{
	munmap(self->private, BYTES);
	munmap((void *)self->shared, BYTES);
	close(self->fd);
}

/* Registers @at for asynchronous write protection and protects its holes, which sets a marker in each. */
static int protect_holes(void *at)
{
	struct uffdio_api api = { .api = UFFD_API, .features = UFFD_FEATURE_WP_ASYNC };
	struct uffdio_register reg = {
		.range = { (uintptr_t)at, BYTES }, .mode = UFFDIO_REGISTER_MODE_WP,
	};
	struct uffdio_writeprotect protect = {
		.range = { (uintptr_t)at, BYTES }, .mode = UFFDIO_WRITEPROTECT_MODE_WP,
	};
	int uffd = syscall(SYS_userfaultfd, O_CLOEXEC);

	if (uffd < 0 || ioctl(uffd, UFFDIO_API, &api))
		return -1;
	if (ioctl(uffd, UFFDIO_REGISTER, &reg) || ioctl(uffd, UFFDIO_WRITEPROTECT, &protect)) {
		close(uffd);
		return -1;
	}
	return uffd;
}

/*
 * Waits up to @seconds for @pid, then kills it and waits as long again. Returns its exit status, or -1 if
 * it had to be killed; *@killable is false if it did not die.
 */
static int wait_or_kill(pid_t pid, int seconds, bool *killable)
{
	int status;

	*killable = true;
	for (int i = 0; i < seconds * 50; i++) {
		if (waitpid(pid, &status, WNOHANG) == pid)
			return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
		usleep(20000);
	}
	kill(pid, SIGKILL);
	for (int i = 0; i < seconds * 50; i++) {
		if (waitpid(pid, &status, WNOHANG) == pid)
			return -1;
		usleep(20000);
	}
	*killable = false;
	return -1;
}

/* write(2) from such a hole reads it in the kernel: under the target file's lock, in a loop until it can. */
TEST_F(holes, holes_with_uffd_markers_read_as_zeros)
{
	bool killable;
	pid_t pid = fork();

	ASSERT_LE(0, pid);
	if (!pid) {
		int uffd = protect_holes(self->private);
		int file = memfd_create("target", 0);
		char byte = 1;

		if (uffd < 0)
			_exit(77);
		if (write(file, self->private + 3 * PAGE, 1) != 1)
			_exit(1);
		if (pread(file, &byte, 1, 0) != 1 || byte)
			_exit(2);
		for (size_t i = 0; i < PAGES; i++)
			if (self->private[i * PAGE])
				_exit(3);
		self->private[5 * PAGE] = 5;
		if (self->private[5 * PAGE] != 5 || self->shared[5 * PAGE])
			_exit(4);
		_exit(0);
	}
	switch (wait_or_kill(pid, 20, &killable)) {
	case 77:
		SKIP(return, "no asynchronous write protection");
	case 0:
		break;
	default:
		EXPECT_TRUE(killable) TH_LOG("the task that reads the hole cannot be killed");
		EXPECT_TRUE(false) TH_LOG("the process that reads holes with markers failed or hung");
	}
}

/* A hole that was read before shows the file's page when there is one. */
TEST_F(holes, holes_show_new_pages_of_the_file)
{
	size_t stale = 0;

	for (size_t i = 0; i < PAGES; i++)
		ASSERT_EQ(0, ((volatile char *)self->private)[i * PAGE]);
	for (size_t i = 0; i < PAGES; i++)
		self->shared[i * PAGE] = 42;
	for (size_t i = 0; i < PAGES; i++)
		stale += ((volatile char *)self->private)[i * PAGE] != 42;
	EXPECT_EQ(0, stale);
}

/* The same with markers, where the hole is a page of its own and not the kernel's zero page. */
TEST_F(holes, holes_with_markers_show_new_pages_of_the_file)
{
	bool killable;
	pid_t pid = fork();
	int got;

	ASSERT_LE(0, pid);
	if (!pid) {
		int stale = 0;

		if (protect_holes(self->private) < 0)
			_exit(77);
		for (size_t i = 0; i < PAGES; i++)
			if (((volatile char *)self->private)[i * PAGE])
				_exit(78);
		for (size_t i = 0; i < PAGES; i++)
			self->shared[i * PAGE] = 42;
		for (size_t i = 0; i < PAGES; i++)
			stale += ((volatile char *)self->private)[i * PAGE] != 42;
		_exit(stale);
	}
	got = wait_or_kill(pid, 20, &killable);
	if (got == 77)
		SKIP(return, "no asynchronous write protection");
	EXPECT_EQ(0, got) TH_LOG("%d of %lu pages are stale; -1: the process had to be killed", got, PAGES);
}

/* A page that was shown for a hole and has a memory error is not shown for another one. */
TEST_F(holes, holes_survive_a_memory_error)
{
	bool killable;
	pid_t pid = fork();
	int got;

	ASSERT_LE(0, pid);
	if (!pid) {
		int dirty = 0;

		if (protect_holes(self->private) < 0)
			_exit(77);
		(void)((volatile char *)self->private)[0];
		/* EBUSY: the page is marked, and its user remains. */
		if (madvise(self->private, PAGE, MADV_HWPOISON) && errno != EBUSY)
			_exit(77);
		for (size_t i = 1; i < PAGES; i++)
			dirty += ((volatile char *)self->private)[i * PAGE] != 0;
		for (size_t i = 1; i < PAGES; i++)
			self->private[i * PAGE] = 1;
		_exit(dirty);
	}
	got = wait_or_kill(pid, 20, &killable);
	if (got == 77)
		SKIP(return, "no asynchronous write protection, or no injected memory errors");
	EXPECT_EQ(0, got) TH_LOG("%d of %lu pages are dirty; -1: the process was killed", got, PAGES);
}

/* fallocate(2) adds pages, too; a private copy that was written does not change. */
TEST_F(holes, holes_show_pages_of_fallocate)
{
	for (size_t i = 0; i < PAGES; i++)
		ASSERT_EQ(0, ((volatile char *)self->private)[i * PAGE]);
	self->private[PAGE] = 7;
	ASSERT_EQ(0, fallocate(self->fd, 0, 0, BYTES));
	self->shared[0] = 42;
	self->shared[PAGE] = 42;
	EXPECT_EQ(42, ((volatile char *)self->private)[0]);
	EXPECT_EQ(7, ((volatile char *)self->private)[PAGE]);
}

/* A child writes pages of the file while this process reads the holes: no stale hole is left. */
TEST_F(holes, no_hole_is_stale_after_a_race)
{
	size_t stale = 0;

	for (int round = 0; round < 50; round++) {
		pid_t pid;

		ASSERT_EQ(0, punch_hole(self->fd, 0, BYTES));
		madvise(self->private, BYTES, MADV_DONTNEED);
		pid = fork();
		if (!pid) {
			for (size_t i = 0; i < PAGES; i++)
				self->shared[i * PAGE] = 42;
			_exit(0);
		}
		for (size_t i = PAGES; i-- > 0;)
			(void)((volatile char *)self->private)[i * PAGE];
		ASSERT_EQ(0, exit_status_of(pid));
		for (size_t i = 0; i < PAGES; i++)
			stale += ((volatile char *)self->private)[i * PAGE] != 42;
	}
	EXPECT_EQ(0, stale);
}

TEST_HARNESS_MAIN
