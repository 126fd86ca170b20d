// SPDX-License-Identifier: GPL-2.0
/*
 * Pinned pages of an arena: registered with io_uring, target of O_DIRECT, and accessed by another
 * process. Pinned pages do not move and are counted as such.
 */
#include "lib/harness.h"
#include "lib/arena.h"
#include "lib/arena_fixture.h"
#include "lib/device.h"
#include "lib/memory.h"
#include "lib/process.h"

#include <sys/uio.h>

#define FEW 64

/* Copied from linux/io_uring.h, which conflicts with the harness's headers. */
#define IORING_REGISTER_BUFFERS 0
#define IORING_UNREGISTER_BUFFERS 1
#define IORING_PARAMS_BYTES 120

static struct rmm_arena_move move_few(struct __test_metadata *_metadata, int fd, int node)
{
	struct rmm_arena_move move = {
		.size = sizeof(move), .len = FEW * PAGE, .nodes = 1ull << node,
	};

	ASSERT_EQ(0, call_ioctl(fd, RMM_ARENA_MOVE, &move));
	return move;
}

/* Every page of a buffer registered with io_uring stays; move_pages(2) leaves them, too. */
TEST_F(arena, io_uring_buffers_stay)
{
	char params[IORING_PARAMS_BYTES] = { 0 };
	struct iovec iov = { self->at, FEW * PAGE };
	int ring = syscall(SYS_io_uring_setup, 4, params), before[FEW], after[FEW];
	struct rmm_arena_move move;
	long stayed = 0;

	if (ring < 0)
		SKIP(return, "no io_uring");
	stamp_pages(self->at, FEW);
	ASSERT_EQ(0, syscall(SYS_io_uring_register, ring, IORING_REGISTER_BUFFERS, &iov, 1));
	ASSERT_EQ(0, read_page_nodes(self->at, FEW, before));
	move = move_few(_metadata, self->fd, self->last);
	for (int i = 0; i < FEW; i++)
		stayed += before[i] == self->last;
	EXPECT_EQ(0, move.moved);
	EXPECT_EQ(stayed, move.stayed);
	EXPECT_EQ(FEW - stayed, move.refusals[RMM_REFUSAL_PINNED]);
	ASSERT_EQ(0, read_page_nodes(self->at, FEW, after));
	EXPECT_EQ(0, memcmp(before, after, sizeof(after)));
	EXPECT_EQ(0, count_wrong_stamps(self->at, FEW));

	ASSERT_EQ(0, syscall(SYS_io_uring_register, ring, IORING_UNREGISTER_BUFFERS, NULL, 0));
	close(ring);
	/* A work item of the ring releases the pages. */
	for (time_t end = 0; retry_allowed(&end);) {
		move = move_few(_metadata, self->fd, self->last);
		if (move.moved + move.stayed == FEW)
			break;
	}
	EXPECT_EQ(FEW, move.moved + move.stayed);
	EXPECT_EQ(0, count_wrong_stamps(self->at, FEW));
}

/* Data read from a disk arrives while the pages are moved. */
TEST_F(arena, o_direct_reads_arrive_while_pages_move)
{
	char path[] = "/var/tmp/rmm-arena-XXXXXX", *buf = malloc(FEW * PAGE);
	int fd = mkstemp(path);
	pid_t pid;

	ASSERT_LE(0, fd);
	stamp_pages(buf, FEW);
	ASSERT_EQ(FEW * PAGE, write(fd, buf, FEW * PAGE));
	ASSERT_EQ(0, fsync(fd));
	close(fd);
	fd = open(path, O_RDWR | O_DIRECT);
	unlink(path);
	if (fd < 0)
		SKIP(return, "no O_DIRECT");
	pid = fork();
	if (!pid) {
		prctl(PR_SET_PDEATHSIG, SIGKILL);
		for (int node = 0;; node = (node + 1) % NODES)
			if (self->nodes >> node & 1)
				move_few(_metadata, self->fd, node);
	}
	for (int round = 0; round < 50; round++) {
		memset(self->at, round, FEW * PAGE);
		ASSERT_EQ(FEW * PAGE, pread(fd, self->at, FEW * PAGE, 0));
		ASSERT_EQ(0, count_wrong_stamps(self->at, FEW));
		ASSERT_EQ(FEW * PAGE, pwrite(fd, self->at, FEW * PAGE, 0));
	}
	end_child(pid);
	close(fd);
	free(buf);
}

/* Another process reads and writes the arena by process_vm_readv(2), absent pages included. */
TEST_F(arena, other_process_reads_and_writes)
{
	char *buf = malloc(BYTES);
	struct iovec mine = { buf, BYTES }, theirs = { self->at, BYTES };
	pid_t parent = getpid(), pid;

	if (process_vm_readv(parent, &mine, 1, &theirs, 0, 0) < 0 && errno == ENOSYS)
		SKIP(return, "no process_vm_readv");
	pid = fork();
	if (!pid) {
		stamp_pages(buf, PAGES);
		if (process_vm_writev(parent, &mine, 1, &theirs, 1, 0) != BYTES)
			_exit(1);
		memset(buf, 0, BYTES);
		if (process_vm_readv(parent, &mine, 1, &theirs, 1, 0) != BYTES)
			_exit(2);
		_exit(count_wrong_stamps(buf, PAGES) ? 3 : 0);
	}
	EXPECT_EQ(0, exit_status_of(pid));
	EXPECT_EQ(0, count_wrong_stamps(self->at, PAGES));
	free(buf);
}

TEST_HARNESS_MAIN
