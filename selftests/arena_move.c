// SPDX-License-Identifier: GPL-2.0
/* RMM_ARENA_MOVE: which pages move, which stay and why; and the ring of decisions. */
#include "lib/harness.h"
#include "lib/arena.h"
#include "lib/arena_fixture.h"
#include "lib/device.h"
#include "lib/memory.h"
#include "lib/nodes.h"
#include "lib/process.h"

/* Every resident page moves, contents do not change, and the counters cover the range. */
TEST_F(arena, moves_by_call)
{
	struct rmm_arena_move move = {
		.size = sizeof(move), .len = BYTES, .nodes = 1ull << self->last,
	};
	struct rmm_arena_stat stat;
	time_t end = 0;
	long counts[NODES];

	/* One call moves all pages, unless the kernel is using one of them at that moment. */
	do {
		size_t touched = 0;

		ASSERT_EQ(0, punch_hole(self->fd, 0, BYTES));
		/*
		 * New pages wait in the per-CPU batch of the CPU that touched them: a CPU of every
		 * node touches some.
		 */
		for (__u64 left = self->nodes; left; left &= left - 1)
			if (!numa_run_on_node(__builtin_ctzll(left)))
				stamp_pages(self->at, touched += 100);
		numa_run_on_node(-1);
		stamp_pages(self->at, PAGES / 2);
		ASSERT_EQ(0, call_ioctl(self->fd, RMM_ARENA_MOVE, &move));
	} while (move.moved + move.stayed != PAGES / 2 && retry_allowed(&end));
	EXPECT_EQ(BYTES, move.next);
	EXPECT_EQ(PAGES / 2, move.moved + move.stayed) {
		TH_LOG("%llu pinned, %llu busy", move.refusals[RMM_REFUSAL_PINNED],
		       move.refusals[RMM_REFUSAL_BUSY]);
	}
	EXPECT_EQ(PAGES / 2, move.absent);
	EXPECT_EQ(0, count_wrong_stamps(self->at, PAGES / 2));
	ASSERT_EQ(0, count_pages_by_node(self->at, PAGES / 2, counts));
	EXPECT_EQ(PAGES / 2, counts[self->last]);
	ASSERT_EQ(0, arena_stat(self->fd, RMM_ARENA_STAT_NODES, &stat));
	EXPECT_EQ(counts[self->last], stat.node_pages[self->last]);

	move.start = 1;
	EXPECT_EQ(-EINVAL, call_ioctl(self->fd, RMM_ARENA_MOVE, &move));
	move.start = 0;
	move.len = -PAGE;
	move.start = 2 * PAGE;
	EXPECT_EQ(-EINVAL, call_ioctl(self->fd, RMM_ARENA_MOVE, &move));
	move.len = PAGE;
	move.nodes = 1ull << 40;
	EXPECT_EQ(-EINVAL, call_ioctl(self->fd, RMM_ARENA_MOVE, &move));
}

/* Locked pages stay and are counted as such. */
TEST_F(arena, mlocked_pages_stay)
{
	struct rmm_arena_move move = {
		.size = sizeof(move), .len = 64 * PAGE, .nodes = 1ull << self->last,
	};

	stamp_pages(self->at, 64);
	ASSERT_EQ(0, mlock(self->at, 64 * PAGE));
	ASSERT_EQ(0, call_ioctl(self->fd, RMM_ARENA_MOVE, &move));
	EXPECT_EQ(0, move.moved);
	EXPECT_EQ(64, move.stayed + move.refusals[RMM_REFUSAL_MLOCKED]);
	EXPECT_EQ(0, count_wrong_stamps(self->at, 64));
}

/* The ring holds the last decisions in order, and counts lost ones. */
TEST_F(arena, decisions_can_be_read)
{
	static struct rmm_decision records[300];
	struct rmm_arena_ring ring = {
		.size = sizeof(ring), .buf = (uintptr_t)records, .capacity = 300,
		.record_size = sizeof(records[0]),
	};
	struct rmm_arena_stat stat;

	touch_range(self->at, BYTES);
	ASSERT_EQ(0, call_ioctl(self->fd, RMM_ARENA_RING, &ring));
	EXPECT_LT(0, ring.count);
	EXPECT_EQ(PAGES, ring.next);
	EXPECT_EQ(PAGES, ring.lost + ring.count);
	for (__u32 i = 0; i < ring.count; i++) {
		EXPECT_EQ(ring.lost + i, records[i].number);
		EXPECT_EQ(records[i].number, records[i].page);
		EXPECT_TRUE(self->nodes >> records[i].node & 1);
		if (i)
			EXPECT_LE(records[i - 1].time_ns, records[i].time_ns);
	}
	ASSERT_EQ(0, arena_stat(self->fd, 0, &stat));
	EXPECT_EQ(PAGES, stat.decisions);
	EXPECT_EQ(PAGES, stat.reasons[variant->policy == RMM_PLACE_STRIPE ? RMM_REASON_FIRST :
				      RMM_REASON_KERNEL]);
	ASSERT_EQ(0, call_ioctl(self->fd, RMM_ARENA_RING, &ring));
	EXPECT_EQ(0, ring.count);
	ring.buf = 8;
	ring.next = 0;
	EXPECT_EQ(-EFAULT, call_ioctl(self->fd, RMM_ARENA_RING, &ring));
}

/* Moves the first page to a node, and then the outcome of that is in *@move. */
static int move_first_page(int fd, int node, struct rmm_arena_move *move)
{
	*move = (struct rmm_arena_move){ .size = sizeof(*move), .len = PAGE, .nodes = 1ull << node };
	return call_ioctl(fd, RMM_ARENA_MOVE, move);
}

/* A page with very many mappings stays, because i_mmap_rwsem is held while it is unmapped everywhere. */
TEST_F(arena, pages_with_very_many_mappings_stay)
{
	enum { MANY = 8192 };
	static char *mapped[MANY];
	const int nodes[] = { self->first, self->last };
	struct rmm_arena_move move;
	time_t end = 0;

	/* One mapping is the fixture's. Neighbours with the same page of the file do not merge. */
	for (int i = 0; i < MANY; i++) {
		mapped[i] = mmap(NULL, PAGE, PROT_READ | PROT_WRITE, MAP_SHARED, self->fd, 0);
		ASSERT_NE(MAP_FAILED, mapped[i]);
		*mapped[i] = 1;
	}
	for (size_t i = 0; i < ARRAY_SIZE(nodes); i++) {
		double begun = monotonic_seconds();

		ASSERT_EQ(0, move_first_page(self->fd, nodes[i], &move));
		EXPECT_EQ(1, move.stayed + move.refusals[RMM_REFUSAL_SHARED]);
		TH_LOG("%llu moved in %.2f ms", move.moved, (monotonic_seconds() - begun) * 1e3);
	}
	munmap(mapped[0], PAGE);
	for (size_t i = 0; i < ARRAY_SIZE(nodes); i++) {
		double begun = 0;

		do {
			begun = monotonic_seconds();
			ASSERT_EQ(0, move_first_page(self->fd, nodes[i], &move));
			EXPECT_EQ(0, move.refusals[RMM_REFUSAL_SHARED]);
		} while (move.moved + move.stayed == 0 && retry_allowed(&end));
		EXPECT_EQ(1, move.moved + move.stayed);
		TH_LOG("%llu moved in %.2f ms", move.moved, (monotonic_seconds() - begun) * 1e3);
	}
	for (int i = 1; i < MANY; i++)
		munmap(mapped[i], PAGE);
}

TEST_HARNESS_MAIN
