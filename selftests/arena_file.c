// SPDX-License-Identifier: GPL-2.0
/*
 * An arena is memory in a file: the guarantees of mmap(2), fork(2), ftruncate(2), fallocate(2),
 * msync(2) and descriptors hold.
 */
#include "lib/harness.h"
#include "lib/arena.h"
#include "lib/arena_fixture.h"
#include "lib/device.h"
#include "lib/memory.h"
#include "lib/process.h"
#include "lib/text.h"

#include <sys/socket.h>
#include <sys/time.h>

TEST_F(arena, shared_by_fork_and_descriptor)
{
	int pair[2];
	char control[CMSG_SPACE(sizeof(int))], byte = 0;
	struct iovec iov = { &byte, 1 };
	struct msghdr msg = {
		.msg_iov = &iov, .msg_iovlen = 1, .msg_control = control,
		.msg_controllen = sizeof(control),
	};
	struct cmsghdr *cmsg;
	pid_t pid;

	EXPECT_EQ(FD_CLOEXEC, fcntl(self->fd, F_GETFD));
	stamp_pages(self->at, PAGES);
	pid = fork();
	if (!pid)
		_exit(count_wrong_stamps(self->at, PAGES) != 0 || (self->at[8] = 7) != 7);
	EXPECT_EQ(0, exit_status_of(pid));
	EXPECT_EQ(7, self->at[8]);

	ASSERT_EQ(0, socketpair(AF_UNIX, SOCK_STREAM, 0, pair));
	pid = fork();
	if (!pid) {
		char *at;
		int fd;

		if (recvmsg(pair[1], &msg, 0) != 1)
			_exit(1);
		memcpy(&fd, CMSG_DATA(CMSG_FIRSTHDR(&msg)), sizeof(fd));
		at = map_fd(fd, BYTES, MAP_SHARED);
		_exit(at == MAP_FAILED ? 2 : count_wrong_stamps(at, PAGES) ? 3 : 0);
	}
	cmsg = CMSG_FIRSTHDR(&msg);
	cmsg->cmsg_level = SOL_SOCKET;
	cmsg->cmsg_type = SCM_RIGHTS;
	cmsg->cmsg_len = CMSG_LEN(sizeof(int));
	memcpy(CMSG_DATA(cmsg), &self->fd, sizeof(int));
	EXPECT_EQ(1, sendmsg(pair[0], &msg, 0));
	EXPECT_EQ(0, exit_status_of(pid));
	close(pair[0]);
	close(pair[1]);
}

/*
 * Pages read, written and copied in a private mapping belong to the process; the file does not
 * change.
 */
TEST_F(arena, private_mappings_copy)
{
	char *mine = map_fd(self->fd, BYTES, MAP_PRIVATE);
	struct rmm_arena_stat stat;
	long counts[NODES], sum = 0;
	pid_t pid;

	ASSERT_NE(MAP_FAILED, mine);
	/* Reads of holes return zeros and add no page to the file. */
	for (size_t i = 0; i < PAGES; i += 2) {
		ASSERT_EQ(0, ((volatile char *)mine)[i * PAGE]);
	}
	stamp_pages(mine, PAGES);
	EXPECT_EQ(0, count_wrong_stamps(mine, PAGES));
	ASSERT_EQ(0, arena_stat(self->fd, RMM_ARENA_STAT_NODES, &stat));
	EXPECT_EQ(0, stat.resident_pages);
	ASSERT_EQ(0, count_pages_by_node(mine, PAGES, counts));
	for (int node = 0; node < (int)NODES; node++)
		sum += counts[node];
	EXPECT_EQ(PAGES, sum);
	for (__u64 left = self->nodes; left; left &= left - 1) {
		long share = PAGES / node_count(self->nodes);

		EXPECT_GE(share / 2, labs(counts[__builtin_ctzll(left)] - share));
	}
	pid = fork();
	if (!pid) {
		int bad = count_wrong_stamps(mine, PAGES) != 0;

		memset(mine, 9, BYTES);
		_exit(bad);
	}
	EXPECT_EQ(0, exit_status_of(pid));
	EXPECT_EQ(0, count_wrong_stamps(mine, PAGES));
	munmap(mine, BYTES);

	/* A private mapping shows the pages of the file and does not write to them. */
	stamp_pages(self->at, PAGES);
	mine = map_fd(self->fd, BYTES, MAP_PRIVATE);
	EXPECT_EQ(0, count_wrong_stamps(mine, PAGES));
	memset(mine, 9, BYTES);
	EXPECT_EQ(0, count_wrong_stamps(self->at, PAGES));
	munmap(mine, BYTES);
}

TEST_F(arena, truncation_cuts_and_grows)
{
	struct rmm_arena_stat stat;
	struct stat st;

	stamp_pages(self->at, PAGES);
	ASSERT_EQ(0, ftruncate(self->fd, BYTES / 2 + 1));
	EXPECT_EQ(0, fstat(self->fd, &st));
	EXPECT_EQ(BYTES / 2 + 1, st.st_size);
	EXPECT_EQ(0, count_wrong_stamps(self->at, PAGES / 2));
	EXPECT_FALSE(raises_sigbus(self->at + BYTES / 2));
	EXPECT_TRUE(raises_sigbus(self->at + BYTES / 2 + PAGE));
	ASSERT_EQ(0, ftruncate(self->fd, BYTES));
	EXPECT_FALSE(raises_sigbus(self->at + BYTES - PAGE));
	ASSERT_EQ(0, arena_stat(self->fd, RMM_ARENA_STAT_NODES, &stat));
	EXPECT_EQ(PAGES / 2 + 2, stat.resident_pages);
	EXPECT_EQ(PAGES + 1, stat.placed[0] + stat.placed[1] + stat.placed[2] + stat.placed[3]);
	ASSERT_EQ(0, ftruncate(self->fd, 0));
	EXPECT_TRUE(raises_sigbus(self->at));
}

/* At its cap an arena is like a full file system: the file may grow, its memory may not. */
TEST_F(arena, cap_holds)
{
	char *more;

	ASSERT_EQ(0, ftruncate(self->fd, 2 * BYTES));
	more = map_fd(self->fd, 2 * BYTES, MAP_SHARED);
	ASSERT_NE(MAP_FAILED, more);
	EXPECT_FALSE(raises_sigbus(more + BYTES - PAGE));
	EXPECT_TRUE(raises_sigbus(more + BYTES));
	EXPECT_EQ(-1, fallocate(self->fd, 0, BYTES, PAGE));
	EXPECT_EQ(ENOSPC, errno);
	munmap(more, 2 * BYTES);
}

TEST_F(arena, holes_are_punched_and_filled)
{
	struct rmm_arena_stat stat;

	ASSERT_EQ(0, fallocate(self->fd, 0, 0, BYTES));
	ASSERT_EQ(0, arena_stat(self->fd, RMM_ARENA_STAT_NODES, &stat));
	EXPECT_EQ(PAGES, stat.resident_pages);
	stamp_pages(self->at, PAGES);
	ASSERT_EQ(0, fallocate(self->fd, FALLOC_FL_PUNCH_HOLE | FALLOC_FL_KEEP_SIZE, PAGE, PAGE));
	EXPECT_EQ(1, count_wrong_stamps(self->at, PAGES));
	EXPECT_EQ(0, self->at[PAGE]);
	EXPECT_EQ(-1, fallocate(self->fd, FALLOC_FL_COLLAPSE_RANGE, 0, PAGE));
	EXPECT_EQ(EOPNOTSUPP, errno);
}

/* fallocate(2) places and counts pages as a touch does. */
TEST_F(arena, fallocate_places)
{
	long touched[NODES], brought[NODES];
	struct rmm_arena_stat stat;
	struct stat st;

	touch_range(self->at, BYTES);
	ASSERT_EQ(0, count_pages_by_node(self->at, PAGES, touched));
	/* fallocate(2) grows the file, and the cap holds. */
	ASSERT_EQ(0, ftruncate(self->fd, 0));
	ASSERT_EQ(0, fallocate(self->fd, 0, PAGE, BYTES - PAGE - 100));
	ASSERT_EQ(0, fstat(self->fd, &st));
	EXPECT_EQ(BYTES - 100, st.st_size);
	ASSERT_EQ(0, fallocate(self->fd, 0, 0, BYTES));
	ASSERT_EQ(0, arena_stat(self->fd, RMM_ARENA_STAT_NODES, &stat));
	EXPECT_EQ(PAGES, stat.resident_pages);
	EXPECT_EQ(2 * PAGES, sum_placed_pages(&stat));
	ASSERT_EQ(0, madvise(self->at, BYTES, MADV_POPULATE_READ));
	ASSERT_EQ(0, count_pages_by_node(self->at, PAGES, brought));
	EXPECT_EQ(0, memcmp(touched, brought, sizeof(brought)));
	/* Pages beyond the end of the file are not placed. */
	ASSERT_EQ(0, ftruncate(self->fd, BYTES / 2));
	EXPECT_EQ(-1, fallocate(self->fd, FALLOC_FL_KEEP_SIZE, 0, BYTES));
	EXPECT_EQ(EOPNOTSUPP, errno);
	ASSERT_EQ(0, fallocate(self->fd, FALLOC_FL_KEEP_SIZE, 0, BYTES / 2));
}

static void on_alarm(int sig)
{
	(void)sig;
}

/* What fallocate(2) has allocated stays allocated: clean pages would be dropped, and so would their space. */
TEST_F(arena, allocated_pages_outlive_reclaim)
{
	struct rmm_arena_stat stat;

	ASSERT_EQ(0, fallocate(self->fd, 0, 0, BYTES));
	ASSERT_EQ(0, arena_stat(self->fd, 0, &stat));
	ASSERT_EQ(PAGES, stat.resident_pages);
	for (int i = 0; i < 3; i++)
		write_file("/proc/sys/vm/drop_caches", "3");
	ASSERT_EQ(0, arena_stat(self->fd, 0, &stat));
	EXPECT_EQ(PAGES, stat.resident_pages + stat.swapped_pages);
}

/* A signal interrupts fallocate(2), as on shmem, and the size does not change. */
TEST_F(arena, signal_interrupts_fallocate)
{
	struct sigaction act = { .sa_handler = on_alarm };
	const size_t bytes = 512ul << 20;
	/* The timer fires repeatedly, because the first signal may come before the call starts. */
	const struct itimerval soon = { { .tv_usec = 50000 }, { .tv_usec = 50000 } }, never = { 0 };
	struct stat st;
	int fd = create_arena(variant->policy, bytes, self->nodes, 0);

	ASSERT_LE(0, fd);
	ASSERT_EQ(0, ftruncate(fd, PAGE));
	sigaction(SIGALRM, &act, NULL);
	setitimer(ITIMER_REAL, &soon, NULL);
	EXPECT_EQ(-1, fallocate(fd, 0, 0, bytes));
	EXPECT_EQ(EINTR, errno);
	setitimer(ITIMER_REAL, &never, NULL);
	EXPECT_EQ(0, fstat(fd, &st));
	EXPECT_EQ(PAGE, st.st_size);
	close(fd);
}

/* There is nothing to write back. */
TEST_F(arena, msync_and_fsync_succeed)
{
	touch_range(self->at, PAGE);
	EXPECT_EQ(0, msync(self->at, BYTES, MS_SYNC));
	EXPECT_EQ(0, fsync(self->fd));
}

/* Opening the path in /proc would open shmem's own file instead of an arena. */
TEST_F(arena, path_of_the_descriptor_does_not_open)
{
	char path[64];
	int fd;

	snprintf(path, sizeof(path), "/proc/self/fd/%d", self->fd);
	EXPECT_EQ(-1, open(path, O_RDWR));
	EXPECT_EQ(ENXIO, errno);
	/* A path descriptor outlives the arena and opens nothing. */
	fd = open(path, O_PATH);
	ASSERT_LE(0, fd);
	snprintf(path, sizeof(path), "/proc/self/fd/%d", fd);
	EXPECT_EQ(-1, open(path, O_RDWR));
	EXPECT_EQ(ENXIO, errno);
	close(fd);
	EXPECT_EQ(-1, read(self->fd, path, 1));
	EXPECT_EQ(EINVAL, errno);
	EXPECT_EQ(-ENOTTY, call_ioctl(self->fd, RMM_VMAS, path));
}

/* Nothing is left when the last descriptor and the last mapping are gone. */
TEST_F(arena, arena_ends_with_its_last_user)
{
	int before = count_listed_arenas();
	int fd = create_arena(variant->policy, BYTES, self->nodes, 0);
	char *at = map_fd(fd, BYTES, MAP_SHARED);

	ASSERT_NE(MAP_FAILED, at);
	touch_range(at, BYTES);
	close(fd);
	EXPECT_LT(before, count_listed_arenas());
	at[0] = 2;
	munmap(at, BYTES);
	/* The kernel releases a file when the task returns to user space. */
	EXPECT_EQ(before, count_listed_arenas());
}

TEST_HARNESS_MAIN
