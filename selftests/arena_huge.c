// SPDX-License-Identifier: GPL-2.0
/*
 * Folios of an arena: small unless somebody asks for large ones, whatever the machine's default for
 * files in memory; and large ones are counted as what they are.
 */
#include "lib/harness.h"
#include "lib/arena.h"
#include "lib/arena_fixture.h"
#include "lib/device.h"
#include "lib/memory.h"
#include "lib/process.h"
#include "lib/text.h"

#ifndef MADV_COLLAPSE
#define MADV_COLLAPSE 25
#endif

#define ENABLED "/sys/kernel/mm/transparent_hugepage/shmem_enabled"
#define HUGE_BYTES (2ul << 20)

/* Sets the machine's default, and gives the one before; NULL if there is none. */
static const char *shmem_enabled(const char *word)
{
	static char before[16];
	char now[16], *text = read_text(ENABLED);
	int fd = open(ENABLED, O_WRONLY);

	if (fd < 0 || !text || sscanf(strchrnul(text, '['), "[%15[a-z_]", now) != 1)
		return NULL;
	if (write(fd, word, strlen(word)) < 0)
		return NULL;
	close(fd);
	/* Last, for @word may be what was given before. */
	strcpy(before, now);
	return before;
}

/* Makes room for large folios. */
static void compact(void)
{
	int fd = open("/proc/sys/vm/compact_memory", O_WRONLY);

	(void)!write(fd, "1", 1);
	close(fd);
}

/* Mapped where a large folio fits. */
static char *map_aligned(int fd)
{
	char *at = mmap(NULL, BYTES + HUGE_BYTES, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	at = (char *)(((unsigned long)at + HUGE_BYTES - 1) & -HUGE_BYTES);
	return mmap(at, BYTES, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_FIXED, fd, 0);
}

/* Accounts, and the kernel's own of where pages are. */
static void sums_hold(struct __test_metadata *_metadata, int fd, char *at)
{
	struct rmm_arena_stat stat;
	long counts[NODES];

	ASSERT_EQ(0, arena_stat(fd, RMM_ARENA_STAT_NODES, &stat));
	ASSERT_EQ(0, count_pages_by_node(at, PAGES, counts));
	EXPECT_EQ(PAGES, stat.resident_pages);
	EXPECT_EQ(PAGES, sum_placed_pages(&stat));
	for (int node = 0; node < (int)NODES; node++)
		EXPECT_EQ(counts[node], stat.node_pages[node]);
}

/* Moves all to a node; how many were refused as parts of large folios. */
static __u64 refused_as_large(int fd, int node)
{
	struct rmm_arena_move move = {
		.size = sizeof(move), .len = BYTES, .nodes = 1ull << node,
	};

	return call_ioctl(fd, RMM_ARENA_MOVE, &move) ? -1ull : move.refusals[RMM_REFUSAL_LARGE];
}

TEST_F(arena, stays_small_until_asked)
{
	static const char *const words[] = { "always", "force" };

	for (size_t i = 0; i < ARRAY_SIZE(words); i++) {
		const char *before = shmem_enabled(words[i]);
		time_t end = 0;
		struct rmm_arena_stat stat;
		__u64 decisions = 0;
		int rounds = 0, fd;
		char *at;

		if (!before)
			SKIP(return, "no huge pages of shmem");
		fd = create_arena(variant->policy, BYTES, self->nodes, 0);
		at = map_aligned(fd);
		ASSERT_NE(MAP_FAILED, at);
		stamp_pages(at, PAGES);
		ASSERT_EQ(0, arena_stat(fd, 0, &stat));
		EXPECT_EQ(PAGES, stat.decisions);
		sums_hold(_metadata, fd, at);

		/*
		 * Asked for: fewer decisions, as many pages; they are not moved in parts. The kernel may
		 * have none that are large, until it has made room.
		 */
		ASSERT_EQ(0, madvise(at, BYTES, MADV_HUGEPAGE));
		do {
			if (rounds++)
				compact();
			decisions = stat.decisions;
			ASSERT_EQ(0, punch_hole(fd, 0, BYTES));
			stamp_pages(at, PAGES);
			ASSERT_EQ(0, arena_stat(fd, RMM_ARENA_STAT_NODES, &stat));
			decisions = stat.decisions - decisions;
		} while (decisions >= PAGES / 2 && retry_allowed(&end));
		EXPECT_GT(PAGES / 2, decisions);
		EXPECT_EQ((1 + rounds) * PAGES, sum_placed_pages(&stat));
		EXPECT_EQ(PAGES, stat.resident_pages);
		if (node_count(self->nodes) > 1)
			EXPECT_LT(0, refused_as_large(fd, self->first) +
				     refused_as_large(fd, self->last));
		EXPECT_EQ(0, count_wrong_stamps(at, PAGES));
		/* Cut in the middle of one. */
		ASSERT_EQ(0, ftruncate(fd, BYTES / 2 + PAGE));
		EXPECT_EQ(0, count_wrong_stamps(at, PAGES / 2));
		munmap(at, BYTES);
		close(fd);
		shmem_enabled(before);
	}
}

/* By MADV_COLLAPSE small ones become large: bytes and sums stay. */
TEST_F(arena, collapse)
{
	char *at = map_aligned(self->fd);

	ASSERT_NE(MAP_FAILED, at);
	stamp_pages(at, PAGES);
	/* An arena's mapping is as if MADV_NOHUGEPAGE had been said of it. */
	EXPECT_EQ(-1, madvise(at, BYTES, MADV_COLLAPSE));
	EXPECT_EQ(EINVAL, errno);
	ASSERT_EQ(0, madvise(at, BYTES, MADV_HUGEPAGE));
	if (madvise(at, BYTES, MADV_COLLAPSE))
		TH_LOG("not collapsed: %s", strerror(errno));
	EXPECT_EQ(0, count_wrong_stamps(at, PAGES));
	sums_hold(_metadata, self->fd, at);
	TH_LOG("%llu pages refused as large", refused_as_large(self->fd, self->first));
	EXPECT_EQ(0, count_wrong_stamps(at, PAGES));
	munmap(at, BYTES);
}

TEST_HARNESS_MAIN
