// SPDX-License-Identifier: GPL-2.0
/*
 * Folios of an arena: small unless large ones are requested, whatever the machine's default for
 * shmem is; large folios are counted as such.
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

/* Sets the machine's default; returns the one before, NULL if there is none. */
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
	/* Copied last, because @word may point to the previous result. */
	strcpy(before, now);
	return before;
}

/* Compacts memory to make room for large folios. */
static void compact(void)
{
	int fd = open("/proc/sys/vm/compact_memory", O_WRONLY);

	(void)!write(fd, "1", 1);
	close(fd);
}

/* Maps at an address that large folios fit. */
static char *map_aligned(int fd)
{
	char *at = mmap(NULL, BYTES + HUGE_BYTES, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	at = (char *)(((unsigned long)at + HUGE_BYTES - 1) & -HUGE_BYTES);
	return mmap(at, BYTES, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_FIXED, fd, 0);
}

/*
 * Checks the arena's counters against each other, and against the kernel's report of where pages
 * are.
 */
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

/* Moves all pages to a node; returns how many were refused as parts of large folios. */
static __u64 refused_as_large(int fd, int node)
{
	struct rmm_arena_move move = {
		.size = sizeof(move), .len = BYTES, .nodes = 1ull << node,
	};

	return call_ioctl(fd, RMM_ARENA_MOVE, &move) ? -1ull : move.refusals[RMM_REFUSAL_LARGE];
}

TEST_F(arena, folios_are_small_until_requested)
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
		 * With MADV_HUGEPAGE there are fewer decisions for the same number of pages, and
		 * parts of a folio do not move. The kernel may have no large folio until it has
		 * compacted memory.
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
		/* Truncates in the middle of a large folio. */
		ASSERT_EQ(0, ftruncate(fd, BYTES / 2 + PAGE));
		EXPECT_EQ(0, count_wrong_stamps(at, PAGES / 2));
		munmap(at, BYTES);
		close(fd);
		shmem_enabled(before);
	}
}

/* fallocate(2) places pages where touches do, one by one, whatever the default is. */
TEST_F(arena, fallocate_places_small_folios)
{
	static const char *const words[] = { "always", "force" };

	for (size_t i = 0; i < ARRAY_SIZE(words); i++) {
		const char *before = shmem_enabled(words[i]);
		struct rmm_arena_stat touched, placed;

		if (!before)
			SKIP(return, "no huge pages of shmem");
		ASSERT_EQ(0, punch_hole(self->fd, 0, BYTES));
		touch_range(self->at, BYTES);
		ASSERT_EQ(0, arena_stat(self->fd, RMM_ARENA_STAT_NODES, &touched));
		ASSERT_EQ(0, punch_hole(self->fd, 0, BYTES));
		ASSERT_EQ(0, fallocate(self->fd, 0, 0, BYTES));
		ASSERT_EQ(0, arena_stat(self->fd, RMM_ARENA_STAT_NODES, &placed));
		shmem_enabled(before);
		EXPECT_EQ(PAGES, placed.decisions - touched.decisions);
		EXPECT_EQ(PAGES, placed.resident_pages);
		for (int node = 0; node < (int)NODES; node++)
			EXPECT_EQ(touched.node_pages[node], placed.node_pages[node]);
	}
}

/* MADV_COLLAPSE makes large folios of small ones: contents and counters do not change. */
TEST_F(arena, collapse_keeps_contents_and_counters)
{
	char *at = map_aligned(self->fd);

	ASSERT_NE(MAP_FAILED, at);
	stamp_pages(at, PAGES);
	/* A mapping of an arena starts as if after MADV_NOHUGEPAGE. */
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
