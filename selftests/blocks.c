// SPDX-License-Identifier: GPL-2.0
/*
 * RMM_FREEBLOCKS against the free areas and /proc/kpageflags; permissions and arguments of the
 * calls that take page frames. Memory is allocated and freed all the time, so a comparison is
 * repeated until nothing changed during it.
 */
#include "lib/harness.h"
#include "lib/blocks_fixture.h"
#include "lib/device.h"
#include "lib/difference.h"
#include "lib/machine.h"
#include "lib/process.h"
#include "lib/text.h"

#include <linux/kernel-page-flags.h>

static struct rmm_free_block again[MAX_FREE];
static __u8 bytes[MAX_BLOCKS];

/* A frame that is in use in each of this many samples is not free. */
#define TRIES 50
/*
 * Frames compared at a time: the fewer they are, the sooner none of them changes during a
 * comparison.
 */
#define PIECE (32ul * CHUNK_FRAMES)

TEST_F(blocks, free_blocks_match_free_areas)
{
	for (int i = 0; i < self->count; i++) {
		struct rmm_buddy before, after;
		bool equal = false;
		__u64 sum[16];
		time_t end = 0;

		while (!equal && retry_allowed(&end)) {
			long count;

			memset(sum, 0, sizeof(sum));
			ASSERT_TRUE(read_free_areas(self, i, &before));
			count = list_zone_free_blocks(self, i, free_blocks);
			ASSERT_LE(0, count);
			ASSERT_TRUE(read_free_areas(self, i, &after));
			for (long j = 0; j < count; j++)
				sum[free_blocks[j].order]++;
			equal = !memcmp(&before, &after, sizeof(before)) &&
				!memcmp(sum, before.free_blocks, ORDERS * sizeof(sum[0]));
		}
		EXPECT_EQ(0, memcmp(&before, &after, sizeof(before))) {
			TH_LOG("node %u %s: the free areas changed in every comparison", self->zone[i].node,
			       zone_names[self->zone[i].zone]);
		}
		for (int order = 0; order < ORDERS; order++) {
			EXPECT_EQ(before.free_blocks[order], sum[order]) {
				TH_LOG("node %u %s: free blocks of order %d", self->zone[i].node,
				       zone_names[self->zone[i].zone], order);
			}
		}
	}
}

TEST_F(blocks, free_blocks_are_sorted_and_aligned)
{
	for (int i = 0; i < self->count; i++) {
		const struct rmm_zone *zone = &self->zone[i];
		long count = list_zone_free_blocks(self, i, free_blocks);
		__u64 at = zone->start_pfn;

		ASSERT_LE(0, count);
		for (long j = 0; j < count; j++) {
			const struct rmm_free_block *block = &free_blocks[j];

			ASSERT_LE(at, block->pfn);
			ASSERT_GT(ORDERS, block->order);
			ASSERT_EQ(0, block->pfn & ((1ul << block->order) - 1));
			ASSERT_GT(MIGRATE_TYPES, block->migrate_type);
			at = block->pfn + (1ul << block->order);
		}
		ASSERT_LE(at, zone->start_pfn + zone->spanned_pages);
		EXPECT_EQ(zone->spanned_pages, self->cost.frames);
		EXPECT_LE(zone->spanned_pages / CHUNK_FRAMES, self->cost.chunks);
		EXPECT_GE(zone->spanned_pages / CHUNK_FRAMES + 2, self->cost.chunks);
		EXPECT_LT(0, self->cost.longest_hold_ns);
	}
}

/* Returns how many pages of a block /proc/kpageflags does not report as free. */
static int count_pages_not_buddy(int kpageflags, const struct rmm_free_block *block)
{
	static __u64 flags[1 << (ORDERS - 1)];
	const size_t size = sizeof(flags[0]) << block->order;
	int wrong = 0;

	if (pread(kpageflags, flags, size, block->pfn * sizeof(flags[0])) != (ssize_t)size)
		return -1;
	for (int i = 0; i < 1 << block->order; i++)
		wrong += !(flags[i] >> KPF_BUDDY & 1);
	return wrong;
}

TEST_F(blocks, free_blocks_are_buddy_in_kpageflags)
{
	int kpageflags = open("/proc/kpageflags", O_RDONLY | O_CLOEXEC);

	if (kpageflags < 0)
		SKIP(return, "no /proc/kpageflags");
	for (int i = 0; i < self->count; i++) {
		long count = list_zone_free_blocks(self, i, free_blocks);

		for (long j = 0; j < count; j++) {
			const struct rmm_free_block *block = &free_blocks[j];
			int wrong = count_pages_not_buddy(kpageflags, block);

			/*
			 * The block was allocated in the meantime: it is no longer returned, or it
			 * was freed again.
			 */
			for (int try = 0; try < TRIES && wrong; try++) {
				long now = list_free_blocks(self->rmm, &self->zone[i], block->pfn,
							    block->pfn + 1, again, 1, 1, 0, &self->cost);

				if (!now || again[0].order != block->order)
					break;
				wrong = count_pages_not_buddy(kpageflags, block);
				if (try == TRIES - 1)
					ASSERT_EQ(0, wrong);
			}
		}
	}
	close(kpageflags);
}

/*
 * Reads a piece of a zone by one call and in portions until both are equal: a smaller piece each time,
 * because that is sooner unchanged. Returns NULL, or what differed the last time.
 */
static const char *compare_portions(FIXTURE_DATA(blocks) *self, const struct rmm_zone *zone, __u64 from,
				    __u32 portion, __u64 budget_us)
{
	__u64 frames = PIECE;
	const char *why = NULL;
	time_t end = 0;

	while (retry_allowed(&end)) {
		const __u64 to = from + frames;
		long whole = list_free_blocks(self->rmm, zone, from, to, free_blocks, MAX_FREE, MAX_FREE, 0,
					      &self->cost);
		long parts = list_free_blocks(self->rmm, zone, from, to, again, MAX_FREE, portion,
					      budget_us, &self->cost);

		long at = 0;

		if (whole < 0 || parts < 0)
			return difference("error of RMM_FREEBLOCKS", 0, whole < 0 ? whole : parts);
		while (at < whole && at < parts && !memcmp(&free_blocks[at], &again[at], sizeof(again[0])))
			at++;
		if (parts != whole)
			why = difference("number of free blocks", whole, parts);
		else if (at < whole)
			why = difference("pfn of the first block that differs", free_blocks[at].pfn,
					 again[at].pfn);
		else
			return NULL;
		if (frames > CHUNK_FRAMES)
			frames /= 2;
	}
	return why;
}

TEST_F(blocks, portions_equal_one_call)
{
	for (int i = 0; i < self->count; i++) {
		const struct rmm_zone *zone = &self->zone[i];
		const __u64 last = zone->start_pfn + zone->spanned_pages;
		const struct { __u32 portion; __u64 budget_us; } ways[] = {
			{ 1, 0 }, { 7, 0 }, { MAX_FREE, 1 },
		};

		for (size_t way = 0; way < ARRAY_SIZE(ways); way++) {
			for (__u64 at = zone->start_pfn & -PIECE; at < last; at += PIECE) {
				const char *why = compare_portions(self, zone, at, ways[way].portion,
								   ways[way].budget_us);

				ASSERT_EQ(NULL, why) {
					TH_LOG("node %u %s at %llx, %u at a time: %s", zone->node,
					       zone_names[zone->zone], at, ways[way].portion, why);
				}
			}
		}
	}
}

TEST_F(blocks, invalid_arguments_are_refused)
{
	const struct rmm_zone *zone = &self->zone[0];
	const struct rmm_freeblocks good = {
		.size = sizeof(good), .node = zone->node, .zone = zone->zone, .end = RMM_ABSENT,
		.buf = (uintptr_t)free_blocks, .capacity = 100, .record_size = sizeof(free_blocks[0]),
	};
	const struct rmm_pageblocks fine = {
		.size = sizeof(fine), .node = zone->node, .zone = zone->zone, .end = RMM_ABSENT,
		.buf = (uintptr_t)bytes, .capacity = 100,
	};
	struct rmm_freeblocks arg = good;
	struct rmm_pageblocks map = fine;

	EXPECT_EQ(0, call_ioctl(self->rmm, RMM_FREEBLOCKS, &arg));
	EXPECT_EQ(0, call_ioctl(self->rmm, RMM_PAGEBLOCKS, &map));
#define BAD(error, ...) do { \
	arg = good, map = fine; \
	arg.__VA_ARGS__, map.__VA_ARGS__; \
	EXPECT_EQ(-(error), call_ioctl(self->rmm, RMM_FREEBLOCKS, &arg)); \
	EXPECT_EQ(-(error), call_ioctl(self->rmm, RMM_PAGEBLOCKS, &map)); \
} while (0)
	BAD(EINVAL, flags = 1);
	BAD(EINVAL, reserved = 1);
	BAD(EINVAL, capacity = 0);
	BAD(EINVAL, size = 7);
	BAD(E2BIG, size = 5000);
	BAD(ENXIO, node = 1000);
	BAD(ENXIO, node = -1);
	BAD(ENXIO, zone = 3);
	BAD(ENXIO, zone = 99);
	BAD(EFAULT, buf = 8);
	BAD(EFAULT, buf = -4096ull);
#undef BAD
	arg = good, arg.start = 5, arg.end = 4;
	EXPECT_EQ(-EINVAL, call_ioctl(self->rmm, RMM_FREEBLOCKS, &arg));
	arg = good, arg.record_size = 4;
	EXPECT_EQ(-EINVAL, call_ioctl(self->rmm, RMM_FREEBLOCKS, &arg));
	/* There are no blocks outside of the zone. */
	for (int side = 0; side < 2; side++) {
		arg = good, map = fine;
		arg.start = map.start = side ? zone->start_pfn + zone->spanned_pages : 0;
		arg.end = map.end = side ? RMM_ABSENT - 1 : zone->start_pfn & -512;
		EXPECT_EQ(0, call_ioctl(self->rmm, RMM_FREEBLOCKS, &arg));
		EXPECT_EQ(0, call_ioctl(self->rmm, RMM_PAGEBLOCKS, &map));
		EXPECT_EQ(0, arg.count + map.count);
		EXPECT_EQ(arg.end, arg.next);
		EXPECT_EQ(map.end, map.next);
	}
}

static const char *const secret[] = { "pagetypes", "pageblocks" };

static int refused(int rmm)
{
	const unsigned long requests[] = { RMM_PAGETYPES, RMM_FREEBLOCKS, RMM_PAGEBLOCKS };

	for (size_t i = 0; i < ARRAY_SIZE(requests); i++) {
		struct rmm_rows arg = { .size = sizeof(arg) };

		if (call_ioctl(rmm, requests[i], &arg) != -EPERM)
			return i + 1;
	}
	return 0;
}

/*
 * A descriptor that root opened grants a caller without CAP_SYS_ADMIN nothing, nor the other way
 * round.
 */
TEST_F(blocks, frame_calls_need_cap_sys_admin)
{
	int files[ARRAY_SIZE(secret)], status;
	pid_t pid;

	for (size_t i = 0; i < ARRAY_SIZE(secret); i++) {
		char path[64];

		snprintf(path, sizeof(path), "/proc/rmm/%s", secret[i]);
		files[i] = open(path, O_RDONLY | O_CLOEXEC);
		ASSERT_LE(0, files[i]);
	}
	pid = fork();
	if (!pid) {
		struct rmm_rows arg = { .size = sizeof(arg) };
		char byte;

		if (setresgid(65534, 65534, 65534) || setresuid(65534, 65534, 65534))
			_exit(99);
		if (refused(self->rmm))
			_exit(1);
		/* Calls that need no capability fail for want of a buffer only. */
		if (call_ioctl(self->rmm, RMM_ZONES, &arg) != -EINVAL)
			_exit(2);
		for (size_t i = 0; i < ARRAY_SIZE(secret); i++) {
			if (read(files[i], &byte, 1) >= 0 || errno != EPERM)
				_exit(3);
			if (read_text("/proc/rmm/%s", secret[i]) || errno != EACCES)
				_exit(4);
		}
		_exit(0);
	}
	ASSERT_EQ(pid, waitpid(pid, &status, 0));
	EXPECT_EQ(0, status) {
		TH_LOG("status %#x", status);
	}
}

TEST_HARNESS_MAIN
