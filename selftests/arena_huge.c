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
#define MAX_HOLES "/sys/kernel/mm/transparent_hugepage/khugepaged/max_ptes_none"
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

	NEED_FEATURE(THP);
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

/* A plain mmap(2) of an arena returns an address that huge pages fit, at an offset too. */
TEST_F(arena, mmap_aligns_for_huge_pages)
{
	static const struct {
		size_t bytes, offset;
	} cases[] = {
		{ HUGE_BYTES, 0 }, { HUGE_BYTES + PAGE, 0 }, { 2 * HUGE_BYTES, 7 * PAGE },
		{ 3 * HUGE_BYTES + PAGE, HUGE_BYTES - PAGE },
	};

	if (access(ENABLED, F_OK))
		SKIP(return, "no huge pages of shmem");
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		const size_t bytes = cases[i].bytes, offset = cases[i].offset;
		int fd = create_arena(variant->policy, offset + bytes, self->nodes, 0);
		char *at, *odd;

		ASSERT_LE(0, fd);
		/* A neighbour of one page, so that the address is not aligned by chance. */
		odd = mmap(NULL, PAGE, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
		at = mmap(NULL, bytes, PROT_READ | PROT_WRITE, MAP_SHARED, fd, offset);
		ASSERT_NE(MAP_FAILED, at);
		EXPECT_EQ(0, ((unsigned long)at - offset) % HUGE_BYTES)
			TH_LOG("%zu bytes at offset %zu are at %p", bytes, offset, at);
		munmap(odd, PAGE);
		munmap(at, bytes);
		close(fd);
	}
}

/* Touches page @page of an empty arena until shmem fills its block with a large folio; 0 if it did. */
static int touch_huge(int fd, char *at, size_t page)
{
	struct rmm_arena_stat stat;
	time_t end = 0;

	do {
		compact();
		if (punch_hole(fd, 0, BYTES))
			return -errno;
		at[page * PAGE] = 1;
		if (arena_stat(fd, RMM_ARENA_STAT_NODES, &stat))
			return -errno;
	} while (stat.resident_pages < HUGE_BYTES / PAGE && retry_allowed(&end));
	return stat.resident_pages < HUGE_BYTES / PAGE ? -ENOMEM : 0;
}

/*
 * A task with a policy of its own places a huge page where the arena's policy does, whichever of its
 * pages it touches first.
 */
TEST_F(arena, huge_pages_ignore_the_policy_of_the_task)
{
	static const __u32 flags[] = { 0, RMM_ARENA_STRICT };
	static const size_t pages[] = { 0, 5, 256, 511, 3 * 512 + 100 };
	const char *before = shmem_enabled("advise");
	unsigned long own = 1ul << self->first;

	if (!before)
		SKIP(return, "no huge pages of shmem");
	if (self->first == self->last)
		SKIP(return, "one node");
	ASSERT_EQ(0, set_mempolicy(MPOL_BIND, &own, 64));
	for (size_t i = 0; i < ARRAY_SIZE(flags) * ARRAY_SIZE(pages); i++) {
		const size_t page = pages[i / ARRAY_SIZE(flags)];
		int fd = create_arena(RMM_PLACE_STRIPE, BYTES, 1ull << self->last,
				      flags[i % ARRAY_SIZE(flags)]);
		char *at = map_aligned(fd);
		struct rmm_arena_stat stat;

		ASSERT_NE(MAP_FAILED, at);
		ASSERT_EQ(0, madvise(at, BYTES, MADV_HUGEPAGE));
		ASSERT_EQ(0, touch_huge(fd, at, page));
		ASSERT_EQ(0, arena_stat(fd, RMM_ARENA_STAT_NODES, &stat));
		EXPECT_EQ(HUGE_BYTES / PAGE, stat.node_pages[self->last]) {
			TH_LOG("page %zu, flags %#x: %llu pages on node %d", page,
			       flags[i % ARRAY_SIZE(flags)], stat.node_pages[self->first], self->first);
		}
		munmap(at, BYTES);
		close(fd);
	}
	set_mempolicy(MPOL_DEFAULT, NULL, 0);
	shmem_enabled(before);
}

/*
 * shmem takes the policy of a huge page from its first page. Where mbind(2) has set one for another
 * part only, this is the arena's, and not that of the task.
 */
TEST_F(arena, huge_pages_beside_a_range_of_mbind_stay_in_the_arena)
{
	const char *before = shmem_enabled("advise");
	unsigned long mask = 1ul << self->last;
	struct rmm_arena_stat stat;
	char *at;
	int fd;

	if (!before)
		SKIP(return, "no huge pages of shmem");
	if (self->first == self->last)
		SKIP(return, "one node");
	ASSERT_EQ(0, numa_run_on_node(self->first));
	fd = create_arena(RMM_PLACE_STRIPE, BYTES, mask, RMM_ARENA_STRICT);
	at = map_aligned(fd);
	ASSERT_NE(MAP_FAILED, at);
	ASSERT_EQ(0, madvise(at, BYTES, MADV_HUGEPAGE));
	/* An identical mapping has the range, so that no VMA ends in the middle of the huge page. */
	if (!fork()) {
		char *other = map_aligned(fd);

		_exit(!!mbind(other + HUGE_BYTES / 2, HUGE_BYTES / 2, MPOL_BIND, &mask, 64, 0));
	}
	wait(NULL);
	ASSERT_EQ(0, touch_huge(fd, at, 300));
	ASSERT_EQ(0, arena_stat(fd, RMM_ARENA_STAT_NODES, &stat));
	EXPECT_EQ(HUGE_BYTES / PAGE, stat.node_pages[self->last]);
	EXPECT_LT(0, stat.reasons[RMM_REASON_FIRST]);
	/* A range that has the first page rules all, and the arena's policy has missed nothing. */
	if (!fork()) {
		char *other = map_aligned(fd);

		mask = 1ul << self->first;
		_exit(!!mbind(other, HUGE_BYTES / 2, MPOL_BIND, &mask, 64, 0));
	}
	wait(NULL);
	ASSERT_EQ(0, touch_huge(fd, at, 100));
	ASSERT_EQ(0, arena_stat(fd, RMM_ARENA_STAT_NODES, &stat));
	EXPECT_EQ(HUGE_BYTES / PAGE, stat.node_pages[self->first]);
	EXPECT_LT(0, stat.reasons[RMM_REASON_RANGE]);
	EXPECT_EQ(0, stat.reasons[RMM_REASON_FALLBACK] + stat.reasons[RMM_REASON_ELSEWHERE]);
	munmap(at, BYTES);
	close(fd);
	numa_run_on_node(-1);
	shmem_enabled(before);
}

/*
 * Pages are counted once where one mapping fills the blocks with small folios, and another one with large
 * ones, at the same time.
 */
TEST_F(arena, pages_of_both_sizes_are_counted_once)
{
	const char *before = shmem_enabled("advise"), *holes = read_text(MAX_HOLES);
	char *small = self->at, *large = map_aligned(self->fd);
	struct rmm_arena_stat stat;
	__u64 expected = 0;

	if (!before)
		SKIP(return, "no huge pages of shmem");
	/* khugepaged must not fill holes with pages that no fault has placed. */
	holes = holes ? strdup(holes) : "511";
	write_file(MAX_HOLES, "0");
	ASSERT_NE(MAP_FAILED, large);
	ASSERT_EQ(0, madvise(large, BYTES, MADV_HUGEPAGE));
	for (int round = 0; round < 200; round++) {
		pid_t pid;

		ASSERT_EQ(0, punch_hole(self->fd, 0, BYTES));
		pid = fork();
		if (!pid) {
			for (size_t at = 0; at < BYTES; at += PAGE)
				((volatile char *)large)[at] = 1;
			_exit(0);
		}
		for (size_t at = 0; at < BYTES; at += PAGE)
			((volatile char *)small)[at] = 1;
		ASSERT_EQ(0, exit_status_of(pid));
		expected += PAGES;
	}
	ASSERT_EQ(0, arena_stat(self->fd, 0, &stat));
	EXPECT_EQ(expected, sum_placed_pages(&stat));
	munmap(large, BYTES);
	write_file(MAX_HOLES, holes);
	shmem_enabled(before);
}

TEST_HARNESS_MAIN
