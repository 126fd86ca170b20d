// SPDX-License-Identifier: GPL-2.0
/*
 * Private copies of an arena's pages, as the preload library makes them, in the arena's statistics: by
 * node as move_pages(2) finds them, in every process that maps them; and who made the arena.
 */
#include "lib/harness.h"
#include "lib/arena.h"
#include "lib/arena_fixture.h"
#include "lib/device.h"
#include "lib/memory.h"
#include "lib/process.h"
#include "lib/text.h"

#include <sys/prctl.h>
#include <sys/syscall.h>

static __u64 sum(const __u64 *counts)
{
	__u64 sum = 0;

	for (int node = 0; node < (int)NODES; node++)
		sum += counts[node];
	return sum;
}

/* The arena with this inode in /proc/rmm/arenas has a line of this group and field: its value, or -1. */
static long listed(__u64 inode, const char *group, const char *field)
{
	char *text = read_text("/proc/rmm/arenas"), wanted[64], pattern[64], *at;
	unsigned long id = 0;

	snprintf(wanted, sizeof(wanted), " general inode %llu\n", inode);
	at = text ? strstr(text, wanted) : NULL;
	while (at && at > text && at[-1] != '\n')
		at--;
	if (!at || sscanf(at, "%lu ", &id) != 1)
		return -1;
	snprintf(pattern, sizeof(pattern), "\n%lu %s %s ", id, group, field);
	at = strstr(text, pattern);
	return at && at[strlen(pattern)] != '-' ? atol(at + strlen(pattern)) : -1;
}

/* Copies are counted when they are made, and while they are mapped. */
TEST_F(arena, private_copies_are_counted_by_node)
{
	const size_t read_first = PAGES / 4;
	char *at = map_fd(self->fd, BYTES, MAP_PRIVATE);
	struct rmm_arena_stat stat;
	long counts[NODES];
	int node;

	ASSERT_NE(MAP_FAILED, at);
	/* A copy of a page that was read before is no decision of the arena, but it is a copy. */
	read_pages(at, read_first);
	ASSERT_EQ(0, arena_stat(self->fd, RMM_ARENA_STAT_NODES, &stat));
	EXPECT_EQ(0, sum(stat.private_pages));
	touch_range(at, BYTES);
	ASSERT_EQ(0, arena_stat(self->fd, RMM_ARENA_STAT_NODES, &stat));
	ASSERT_EQ(0, count_pages_by_node(at, PAGES, counts));
	EXPECT_EQ(0, stat.resident_pages);
	EXPECT_EQ(PAGES, sum(stat.private_pages));
	EXPECT_EQ(0, stat.private_swapped);
	EXPECT_EQ(PAGES - read_first, sum(stat.private_placed));
	EXPECT_EQ(stat.reasons[RMM_REASON_PRIVATE], sum(stat.private_placed));
	EXPECT_EQ(1, stat.private_mappings);
	EXPECT_EQ(1, stat.shared_mappings);
	for (node = 0; node < (int)NODES; node++) {
		EXPECT_EQ(counts[node], stat.private_pages[node]);
		EXPECT_GE(counts[node], stat.private_placed[node]);
	}
	for (node = 0; node < (int)NODES; node++)
		if (self->nodes >> node & 1) {
			char field[16];

			snprintf(field, sizeof(field), "%d", node);
			EXPECT_EQ(counts[node], listed(stat.inode, "private_pages", field));
			EXPECT_EQ(stat.private_placed[node],
				  listed(stat.inode, "private_placed_pages", field));
		}
	/* Without the flag nothing is read page by page. */
	ASSERT_EQ(0, arena_stat(self->fd, 0, &stat));
	EXPECT_EQ(RMM_ABSENT, stat.private_pages[self->first]);
	EXPECT_EQ(RMM_ABSENT, stat.private_mappings);
	EXPECT_EQ(PAGES - read_first, sum(stat.private_placed));
	munmap(at, BYTES);
	ASSERT_EQ(0, arena_stat(self->fd, RMM_ARENA_STAT_NODES, &stat));
	EXPECT_EQ(0, sum(stat.private_pages));
	EXPECT_EQ(0, stat.private_mappings);
}

/* Copies in swap are no pages in memory. */
TEST_F(arena, swapped_copies_are_counted_apart)
{
	char *at = map_fd(self->fd, BYTES, MAP_PRIVATE);
	struct rmm_arena_stat stat = { 0 };
	time_t end = 0;

	if (!enable_swap())
		SKIP(return, "no swap");
	touch_range(at, BYTES);
	do {
		madvise(at, BYTES, MADV_PAGEOUT);
		ASSERT_EQ(0, arena_stat(self->fd, RMM_ARENA_STAT_NODES, &stat));
	} while (stat.private_swapped < PAGES / 2 && retry_allowed(&end));
	EXPECT_LE(PAGES / 2, stat.private_swapped);
	/* One whose I/O is under way is neither. */
	EXPECT_GE(PAGES, stat.private_swapped + sum(stat.private_pages));
	munmap(at, BYTES);
}

/* A child after fork(2) has every copy, too. */
TEST_F(arena, forked_copies_count_in_each_process)
{
	char *at = map_fd(self->fd, BYTES, MAP_PRIVATE);
	struct rmm_arena_stat stat;
	pid_t pid;

	ASSERT_NE(MAP_FAILED, at);
	touch_range(at, BYTES);
	pid = fork_idle_child(NULL);
	ASSERT_EQ(0, arena_stat(self->fd, RMM_ARENA_STAT_NODES, &stat));
	EXPECT_EQ(2 * PAGES, sum(stat.private_pages));
	EXPECT_EQ(2, stat.private_mappings);
	EXPECT_EQ(PAGES, sum(stat.private_placed));
	end_child(pid);
	ASSERT_EQ(0, arena_stat(self->fd, RMM_ARENA_STAT_NODES, &stat));
	EXPECT_EQ(PAGES, sum(stat.private_pages));
	munmap(at, BYTES);
}

/* More mappings than are visited: absent, not a part of the truth. */
TEST_F(arena, very_many_mappings_are_absent)
{
	struct rmm_arena_stat stat;
	char *at[1100];

	for (size_t i = 0; i < ARRAY_SIZE(at); i++) {
		at[i] = map_fd(self->fd, PAGE, MAP_PRIVATE);
		ASSERT_NE(MAP_FAILED, at[i]);
		/* Neighbours with other rights do not merge. */
		if (i % 2)
			mprotect(at[i], PAGE, PROT_READ);
	}
	ASSERT_EQ(0, arena_stat(self->fd, RMM_ARENA_STAT_NODES, &stat));
	EXPECT_EQ(RMM_ABSENT, stat.private_mappings);
	EXPECT_EQ(RMM_ABSENT, stat.private_pages[self->first]);
	EXPECT_EQ(0, stat.node_pages[self->first]);
	for (size_t i = 0; i < ARRAY_SIZE(at); i++)
		munmap(at[i], PAGE);
}

/* The maker is named while it exists, and its name is kept. */
TEST(the_maker_is_named)
{
	struct rmm_arena_stat stat;
	int ready[2], number = -1, pidfd, fd;
	pid_t pid;

	ASSERT_EQ(0, pipe(ready));
	pid = fork();
	if (!pid) {
		prctl(PR_SET_NAME, "m\nk r");
		number = create_arena(RMM_PLACE_STRIPE, PAGE, memory_nodes(), 0);
		prctl(PR_SET_NAME, "other");
		(void)!write(ready[1], &number, sizeof(number));
		pause();
		_exit(0);
	}
	ASSERT_EQ(sizeof(number), read(ready[0], &number, sizeof(number)));
	pidfd = syscall(SYS_pidfd_open, pid, 0);
	fd = syscall(SYS_pidfd_getfd, pidfd, number, 0);
	ASSERT_LE(0, fd);
	ASSERT_EQ(0, arena_stat(fd, 0, &stat));
	EXPECT_EQ(pid, stat.maker_pid);
	EXPECT_STREQ("m\nk r", (char *)stat.maker_comm);
	EXPECT_EQ(pid, listed(stat.inode, "general", "maker_pid"));
	EXPECT_NE(NULL, strstr(read_text("/proc/rmm/arenas"), " general maker_comm m\\012k r\n"));
	end_child(pid);
	ASSERT_EQ(0, arena_stat(fd, 0, &stat));
	EXPECT_EQ(RMM_ABSENT, stat.maker_pid);
	EXPECT_STREQ("m\nk r", (char *)stat.maker_comm);
	EXPECT_EQ(-1, listed(stat.inode, "general", "maker_pid"));
	close(fd);
}

TEST_HARNESS_MAIN
