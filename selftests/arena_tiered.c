// SPDX-License-Identifier: GPL-2.0
/*
 * Two tiers: used pages of the slow node are promoted, unused pages are demoted when the fast node
 * is short, pinned and locked pages stay and are counted, and the counters add up. With and without
 * NUMA balancing.
 */
#include "lib/harness.h"
#include "lib/arena.h"
#include "lib/device.h"
#include "lib/memory.h"
#include "lib/nodes.h"
#include "lib/text.h"

#include <pthread.h>
#include <stdatomic.h>
#include <sys/uio.h>

#define BYTES (24ul << 20)
#define PAGES (BYTES / PAGE)
#define HOT (PAGES / 4)

/* The largest number of promotions per second (docs/policy.md). */
#define RATE 16384

#define HOG_STEP (256ul << 10)
#define HUGE (2ul << 20)

/* Longer than everything takes in a debug kernel. */
#define PATIENCE_S 100
/* A test waits for several conditions. */
#define LIMIT_S (5 * PATIENCE_S)

FIXTURE(tiered) {
	int fast, slow, fd;
	char *at;
	/* memory allocated on the fast node */
	char *hog;
	size_t hogged;
	double begun;
	pthread_t user;
	bool uses;
};

FIXTURE_VARIANT(tiered) {
	const char *balancing;
};

FIXTURE_VARIANT_ADD(tiered, alone) {
	.balancing = "0",
};

FIXTURE_VARIANT_ADD(tiered, numa_balancing) {
	.balancing = "1",
};

static char *hot_pages;
static atomic_bool done;

static void *use(void *arg)
{
	(void)arg;
	while (!done)
		touch_range(hot_pages, HOT * PAGE);
	return NULL;
}

/*
 * Allocates memory of the fast node until fewer than @free pages are left. Clean page cache counts as
 * free, as it does for the module.
 */
static bool hog(FIXTURE_DATA(tiered) *self, long free)
{
	for (;;) {
		struct node_memory memory = read_node_memory(self->fast);
		long more = (memory.free + memory.reclaimable - free) * (long)PAGE;
		size_t step = more > (long)(4 * HUGE) ? (more / HUGE - 2) * HUGE : HOG_STEP;

		if (more <= 0)
			return true;
		if (madvise(self->hog + self->hogged, step, MADV_POPULATE_WRITE))
			return false;
		self->hogged += step;
	}
}

static struct rmm_arena_stat stat_of(FIXTURE_DATA(tiered) *self)
{
	struct rmm_arena_stat stat;

	if (arena_stat(self->fd, RMM_ARENA_STAT_NODES, &stat))
		memset(&stat, 0xff, sizeof(stat));
	return stat;
}

/* Keeps the fast node short until @pages pages were demoted; returns how many were. */
static __u64 squeeze(FIXTURE_DATA(tiered) *self, __u64 pages)
{
	double end = monotonic_seconds() + PATIENCE_S;
	__u64 demoted;

	while ((demoted = stat_of(self).reasons[RMM_REASON_DEMOTED]) < pages && monotonic_seconds() < end) {
		struct node_memory memory = read_node_memory(self->fast);

		if (!hog(self, memory.high + memory.managed / 160))
			break;
		sleep_20_ms();
	}
	return demoted;
}

/*
 * Returns the pages of a range that are on a node in the end: the worker may have moved some there
 * before.
 */
static long move_to(FIXTURE_DATA(tiered) *self, size_t first, size_t pages, int node)
{
	struct rmm_arena_move move = {
		.size = sizeof(move), .start = first * PAGE, .len = pages * PAGE,
		.nodes = 1ull << node,
	};

	/* The worker may be moving a page at that moment. */
	for (double end = monotonic_seconds() + PATIENCE_S; monotonic_seconds() < end; sleep_20_ms()) {
		if (call_ioctl(self->fd, RMM_ARENA_MOVE, &move))
			return -1;
		if (move.moved + move.stayed == pages)
			break;
		move.next = 0;
	}
	return move.moved + move.stayed;
}

/*
 * Counts the pages of a range on a node. It reads them first, which is a use, so callers count only
 * pages for which that does not matter. A page that is unmapped for its sample at that moment is
 * counted again.
 */
static long count_on(char *at, size_t pages, int node)
{
	const size_t part = 64;
	double end = monotonic_seconds() + PATIENCE_S;
	long counts[NODES], on = 0, seen;

	for (char *to = at + pages * PAGE; at < to; at += part * PAGE) {
		do {
			read_pages(at, part);
			if (count_pages_by_node(at, part, counts))
				return -1;
			seen = 0;
			for (int i = 0; i < (int)NODES; i++)
				seen += counts[i];
		} while (seen < (long)part && monotonic_seconds() < end);
		on += counts[node];
	}
	return on;
}

static void accounts_add_up(struct __test_metadata *_metadata, FIXTURE_DATA(tiered) *self)
{
	struct rmm_arena_stat stat = stat_of(self);
	__u64 by_heat = 0, asked;

	/*
	 * The requests to the kernel complete in a moment. The counters of heat show what the
	 * worker last saw of each page.
	 */
	for (double end = monotonic_seconds() + PATIENCE_S; monotonic_seconds() < end; sleep_20_ms()) {
		stat = stat_of(self);
		by_heat = 0;
		for (int i = 0; i < RMM_ARENA_HEATS; i++)
			by_heat += stat.heat[i];
		if (by_heat == stat.resident_pages &&
		    stat.placed[self->fast] + stat.moved_in[self->fast] - stat.moved_out[self->fast] ==
		    stat.node_pages[self->fast])
			break;
	}
	for (int node = 0; node < (int)NODES; node++) {
		EXPECT_EQ(stat.node_pages[node],
			  stat.placed[node] + stat.moved_in[node] - stat.moved_out[node]) {
			TH_LOG("node %d: %llu placed, %llu in, %llu out", node, stat.placed[node],
			       stat.moved_in[node], stat.moved_out[node]);
		}
	}
	EXPECT_EQ(stat.resident_pages, PAGES);
	for (int i = 0; i < RMM_ARENA_HEATS; i++) {
		EXPECT_LE(stat.heat_fast[i], stat.heat[i]);
	}
	EXPECT_EQ(by_heat, stat.resident_pages);
	asked = stat.reasons[RMM_REASON_ASKED];
	EXPECT_GE(asked, stat.refusals[RMM_REFUSAL_KERNEL]);
	EXPECT_LE(stat.reasons[RMM_REASON_PROMOTED] + stat.reasons[RMM_REASON_DEMOTED],
		  2 * RATE * (monotonic_seconds() - self->begun + 1));
	EXPECT_LE(stat.used, stat.sampled);
	TH_LOG("%llu promoted, %llu demoted, %llu of %llu samples found a use, %llu hint faults, %llu requested",
	       stat.reasons[RMM_REASON_PROMOTED], stat.reasons[RMM_REASON_DEMOTED], stat.used,
	       stat.sampled, stat.hint_faults, asked);
}

static void use_hot_pages(FIXTURE_DATA(tiered) *self)
{
	hot_pages = self->at;
	done = false;
	self->uses = !pthread_create(&self->user, NULL, use, NULL);
}

static void stop(FIXTURE_DATA(tiered) *self)
{
	done = true;
	if (self->uses)
		pthread_join(self->user, NULL);
	self->uses = false;
}

FIXTURE_SETUP(tiered)
{
	const __u64 nodes = memory_nodes();
	struct rmm_arena_create arg = {
		.size = sizeof(arg), .bytes = BYTES, .policy = RMM_PLACE_TIERED,
	};

	if (*variant->balancing != '0')
		NEED_NUMA_BALANCING();
	if (node_count(nodes) < 2)
		SKIP(return, "one node");
	/* The fast node is the one with the least free memory. */
	self->fast = self->slow = -1;
	for (int node = 0; node < (int)NODES; node++)
		if (nodes >> node & 1 && (self->fast < 0 || node_free_kb(node) < node_free_kb(self->fast)))
			self->fast = node;
	for (int node = 0; node < (int)NODES; node++)
		if (nodes >> node & 1 && node != self->fast &&
		    (self->slow < 0 || node_free_kb(node) > node_free_kb(self->slow)))
			self->slow = node;
	write_file("/proc/sys/vm/drop_caches", "3");
	write_file("/proc/sys/kernel/numa_balancing", variant->balancing);
	write_file("/sys/kernel/debug/sched/numa_balancing/scan_delay_ms", "100");
	write_file("/sys/kernel/debug/sched/numa_balancing/scan_period_min_ms", "100");
	arg.fast = 1ull << self->fast;
	arg.nodes = arg.fast | 1ull << self->slow;
	self->begun = monotonic_seconds();
	self->fd = create_arena_by(&arg);
	ASSERT_LE(0, self->fd);
	self->at = map_fd(self->fd, BYTES, MAP_SHARED);
	ASSERT_NE(MAP_FAILED, self->at);
	self->hog = mmap(NULL, 1ul << 40, PROT_READ | PROT_WRITE,
			 MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
	ASSERT_NE(MAP_FAILED, self->hog);
	self->hog += -(uintptr_t)self->hog & (HUGE - 1);
	ASSERT_EQ(0, mbind(self->hog, 1ul << 39, MPOL_BIND, (unsigned long *)&arg.fast, 64, 0));
	madvise(self->hog, 1ul << 39, MADV_HUGEPAGE);
	touch_range(self->at, BYTES);
	ASSERT_EQ(PAGES, stat_of(self).node_pages[self->fast]);
}

FIXTURE_TEARDOWN(tiered)
{
	stop(self);
	write_file("/proc/sys/kernel/numa_balancing", "0");
}

/* There is room on the fast node: used pages are promoted, unused pages stay. */
TEST_F_TIMEOUT(tiered, used_pages_are_promoted, LIMIT_S)
{
	double end = monotonic_seconds() + PATIENCE_S;
	__u64 up;

	ASSERT_EQ(PAGES, move_to(self, 0, PAGES, self->slow));
	use_hot_pages(self);
	while ((up = stat_of(self).node_pages[self->fast]) < HOT * 7 / 8 && monotonic_seconds() < end)
		sleep_20_ms();
	stop(self);
	EXPECT_LE(HOT * 7 / 8, up);
	EXPECT_GE(HOT, stat_of(self).node_pages[self->fast]);
	accounts_add_up(_metadata, self);
}

/* The fast node is short: unused pages are demoted, used pages stay. */
TEST_F_TIMEOUT(tiered, unused_pages_are_demoted, LIMIT_S)
{
	const __u64 some = 512;
	struct node_memory memory = { 0 };
	double end = monotonic_seconds() + PATIENCE_S;
	__u64 down = 0;
	long up;

	use_hot_pages(self);
	for (; down < some && monotonic_seconds() < end; down = stat_of(self).node_pages[self->slow]) {
		memory = read_node_memory(self->fast);
		ASSERT_TRUE(hog(self, memory.high + memory.managed / 160));
		sleep_20_ms();
	}
	/*
	 * A page that was demoted by mistake is promoted again, and others are demoted for it: the
	 * number in the end counts. It is read from the arena's counters, because touching the
	 * pages would be a use, and there is room for used pages.
	 */
	for (end = monotonic_seconds() + PATIENCE_S;; sleep_20_ms()) {
		up = count_on(self->at, HOT, self->fast);
		down = stat_of(self).node_pages[self->slow];
		if ((up >= (long)HOT * 7 / 8 && down >= some) || monotonic_seconds() >= end)
			break;
		memory = read_node_memory(self->fast);
		if (down < some) {
			ASSERT_TRUE(hog(self, memory.high + memory.managed / 160));
		}
	}
	stop(self);
	EXPECT_LE(some, down);
	EXPECT_LE(HOT * 7 / 8, up);
	accounts_add_up(_metadata, self);
	/* The fast node has room again. */
	for (double end = monotonic_seconds() + PATIENCE_S; monotonic_seconds() < end; sleep_20_ms()) {
		memory = read_node_memory(self->fast);
		if (memory.free + memory.reclaimable + memory.listed > memory.high + memory.managed / 128)
			break;
	}
	EXPECT_LT(memory.high + memory.managed / 128, memory.free + memory.reclaimable + memory.listed);
}

/* Takes references to pages with pipes; returns how many pages are held. */
static size_t hold(char *at, size_t pages)
{
	size_t held = 0;

	while (held < pages) {
		struct iovec part = { at + held * PAGE, (pages - held) * PAGE };
		int pipe_fd[2];
		ssize_t n;

		if (pipe(pipe_fd))
			break;
		fcntl(pipe_fd[0], F_SETPIPE_SZ, 1 << 20);
		n = vmsplice(pipe_fd[1], &part, 1, SPLICE_F_NONBLOCK);
		if (n <= 0)
			break;
		held += n / PAGE;
	}
	return held;
}

/* Nearly everything that could be demoted is held: held pages stay and are counted. */
TEST_F_TIMEOUT(tiered, held_pages_stay, LIMIT_S)
{
	const size_t locked = PAGES / 2, held = 512, rest = PAGES - locked - held, away = rest - 256;
	struct rmm_arena_stat stat = { 0 };
	double end = monotonic_seconds() + PATIENCE_S;
	__u64 idle = 0;

	/* Samples are taken while there are pages on the slow node: waits until all are sampled. */
	ASSERT_EQ(away, move_to(self, PAGES - away, away, self->slow));
	while (idle < PAGES - away && monotonic_seconds() < end) {
		sleep_20_ms();
		stat = stat_of(self);
		idle = 0;
		/* Without a use for half a second. */
		for (int i = 0; i <= 6; i++)
			idle += stat.heat[i];
		if (stat.sampled < PAGES)
			idle = 0;
	}
	EXPECT_LE(PAGES - away, idle) {
		TH_LOG("%llu idle, %llu sampled", idle, stat.sampled);
	}
	end = monotonic_seconds() + PATIENCE_S;
	ASSERT_EQ(0, mlock(self->at, locked * PAGE));
	ASSERT_EQ(held, hold(self->at + locked * PAGE, held));
	for (stat = stat_of(self); monotonic_seconds() < end; stat = stat_of(self)) {
		struct node_memory memory = read_node_memory(self->fast);

		if (stat.refusals[RMM_REFUSAL_MLOCKED] && stat.refusals[RMM_REFUSAL_PINNED])
			break;
		/*
		 * A page that the worker was moving while it was locked becomes locked again when
		 * it is used.
		 */
		read_pages(self->at, locked);
		ASSERT_TRUE(hog(self, memory.high + memory.managed / 160));
		sleep_20_ms();
	}
	if (!stat.refusals[RMM_REFUSAL_MLOCKED] || !stat.refusals[RMM_REFUSAL_PINNED]) {
		struct node_memory memory = read_node_memory(self->fast);

		TH_LOG("%ld pages free of %ld, high %ld, on lists %ld, %zu KiB hogged, on the slow node %llu",
		       memory.free, memory.managed, memory.high, memory.listed, self->hogged >> 10,
		       stat.node_pages[self->slow]);
		TH_LOG("%llu demoted, refused: %llu for watermarks, %llu for the rate, %llu busy",
		       stat.reasons[RMM_REASON_DEMOTED], stat.refusals[RMM_REFUSAL_WATERMARK],
		       stat.refusals[RMM_REFUSAL_RATE], stat.refusals[RMM_REFUSAL_BUSY]);
	}
	EXPECT_LT(0, stat.refusals[RMM_REFUSAL_MLOCKED]);
	EXPECT_LT(0, stat.refusals[RMM_REFUSAL_PINNED]);
	EXPECT_EQ(locked + held, count_on(self->at, locked + held, self->fast));
	TH_LOG("%llu refused as mlocked, %llu as pinned", stat.refusals[RMM_REFUSAL_MLOCKED],
	       stat.refusals[RMM_REFUSAL_PINNED]);
	accounts_add_up(_metadata, self);
}

/* The policy does not move a range that mbind(2) bound to the fast node. */
TEST_F_TIMEOUT(tiered, bound_pages_stay, LIMIT_S)
{
	unsigned long fast = 1ul << self->fast;

	ASSERT_EQ(0, mbind(self->at, BYTES / 2, MPOL_BIND, &fast, 64, 0));
	EXPECT_LE(256, squeeze(self, 256));
	EXPECT_EQ(PAGES / 2, count_on(self->at, PAGES / 2, self->fast));
	accounts_add_up(_metadata, self);
}

/* A process that is killed while its pages are promoted and demoted leaves nothing behind. */
TEST_F_TIMEOUT(tiered, killed_process_leaves_nothing, LIMIT_S)
{
	const int nodes[2] = { self->fast, self->slow };
	long free[2], shmem[2], gone[2], more[2];
	double end = monotonic_seconds() + PATIENCE_S;
	pid_t pid;

	for (int i = 0; i < 2; i++) {
		free[i] = node_unused_kb(nodes[i]);
		shmem[i] = node_shmem_kb(nodes[i]);
	}
	pid = fork();
	if (!pid) {
		struct rmm_arena_create arg = {
			.size = sizeof(arg), .bytes = BYTES, .policy = RMM_PLACE_TIERED,
			.fast = 1ull << self->fast, .nodes = 1ull << self->fast | 1ull << self->slow,
		};
		struct rmm_arena_move move = {
			.size = sizeof(move), .len = BYTES / 2, .nodes = 1ull << self->slow,
		};

		close(self->fd);
		munmap(self->at, BYTES);
		self->fd = create_arena_by(&arg);
		self->at = map_fd(self->fd, BYTES, MAP_SHARED);
		touch_range(self->at, BYTES);
		/* Moves as many pages as possible: the worker moves some, too. */
		call_ioctl(self->fd, RMM_ARENA_MOVE, &move);
		hot_pages = self->at;
		use(NULL);
		_exit(0);
	}
	/* The worker is running when pages of its arena are promoted. */
	for (bool up = false; !up && monotonic_seconds() < end; sleep_20_ms()) {
		char *text = read_text("/proc/rmm/arenas");
		unsigned long count = 0;

		for (; text && (text = strstr(text, " reason promoted ")); text++)
			if (sscanf(text, " reason promoted %lu", &count) == 1 && count)
				up = true;
	}
	EXPECT_GT(end, monotonic_seconds());
	kill(pid, SIGKILL);
	waitpid(pid, NULL, 0);
	end = monotonic_seconds() + PATIENCE_S;
	do {
		sleep_20_ms();
		for (int i = 0; i < 2; i++) {
			gone[i] = free[i] - node_unused_kb(nodes[i]);
			more[i] = node_shmem_kb(nodes[i]) - shmem[i];
		}
	} while ((more[0] + more[1] > 1024 || gone[0] + gone[1] > (long)BYTES / 2048) &&
		 monotonic_seconds() < end);
	EXPECT_GE(1024, more[0] + more[1]);
	EXPECT_GE((long)BYTES / 2048, gone[0] + gone[1]);
	munmap(self->at, BYTES);
	close(self->fd);
	for (end = monotonic_seconds() + PATIENCE_S; count_listed_arenas() && monotonic_seconds() < end;)
		sleep_20_ms();
	EXPECT_EQ(0, count_listed_arenas());
}

TEST_HARNESS_MAIN
