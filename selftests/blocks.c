// SPDX-License-Identifier: GPL-2.0
/*
 * RMM_FREEBLOCKS, RMM_PAGEBLOCKS, RMM_PAGETYPES: against the free areas, /proc/pagetypeinfo and
 * /proc/kpageflags, and against each other. Memory is allocated and freed all the time, so what
 * must be equal is looked at again until nothing moved meanwhile.
 */
#include "machine_test.h"

#include <linux/kernel-page-flags.h>
#include <sys/resource.h>

#define MAX_FREE (1 << 18)
#define MAX_BLOCKS (1 << 16)

static struct rmm_free_block found[MAX_FREE], again[MAX_FREE];
static __u8 bytes[MAX_BLOCKS];

FIXTURE(blocks)
{
	int rmm, count;
	struct rmm_zone zone[MAX_ZONES];
	struct rmm_frames_cost cost;
};

FIXTURE_SETUP(blocks)
{
	self->rmm = rmm_device();
	ASSERT_LE(0, self->rmm);
	self->count = all_zones(self->rmm, self->zone, RMM_ZONES_POPULATED);
	ASSERT_LT(0, self->count);
}

FIXTURE_TEARDOWN(blocks)
{
	close(self->rmm);
}

static long free_of(FIXTURE_DATA(blocks) *self, int i, struct rmm_free_block *buf)
{
	return all_free(self->rmm, &self->zone[i], 0, RMM_ABSENT, buf, MAX_FREE, MAX_FREE, 0,
			&self->cost);
}

/* The zone's free areas, now. */
static bool free_areas(FIXTURE_DATA(blocks) *self, int i, struct rmm_buddy *buddy)
{
	struct rmm_buddy all[MAX_ZONES];

	if (all_rows(self->rmm, RMM_BUDDY, 0, all, sizeof(all[0]), MAX_ZONES, MAX_ZONES) !=
	    self->count)
		return false;
	*buddy = all[i];
	return true;
}

TEST_F(blocks, free_blocks_are_the_free_areas)
{
	for (int i = 0; i < self->count; i++) {
		bool equal = false;

		for (int try = 0; try < TRIES && !equal; try++) {
			struct rmm_buddy before, after;
			__u64 sum[16] = { 0 };
			long count;

			ASSERT_TRUE(free_areas(self, i, &before));
			count = free_of(self, i, found);
			ASSERT_LE(0, count);
			ASSERT_TRUE(free_areas(self, i, &after));
			for (long j = 0; j < count; j++)
				sum[found[j].order]++;
			equal = !memcmp(&before, &after, sizeof(before)) &&
				!memcmp(sum, before.free_blocks, ORDERS * sizeof(sum[0]));
		}
		EXPECT_TRUE(equal) {
			TH_LOG("node %u %s", self->zone[i].node, zone_names[self->zone[i].zone]);
		}
	}
}

TEST_F(blocks, free_blocks_are_in_order_and_in_place)
{
	for (int i = 0; i < self->count; i++) {
		const struct rmm_zone *zone = &self->zone[i];
		long count = free_of(self, i, found);
		__u64 at = zone->start_pfn;

		ASSERT_LE(0, count);
		for (long j = 0; j < count; j++) {
			const struct rmm_free_block *block = &found[j];

			ASSERT_LE(at, block->pfn);
			ASSERT_GT(ORDERS, block->order);
			ASSERT_EQ(0, block->pfn & ((1ul << block->order) - 1));
			ASSERT_GT(TYPES, block->migrate_type);
			at = block->pfn + (1ul << block->order);
		}
		ASSERT_LE(at, zone->start_pfn + zone->spanned_pages);
		EXPECT_EQ(zone->spanned_pages, self->cost.frames);
		EXPECT_LE(zone->spanned_pages / CHUNK, self->cost.chunks);
		EXPECT_GE(zone->spanned_pages / CHUNK + 2, self->cost.chunks);
		EXPECT_LT(0, self->cost.longest_hold_ns);
	}
}

/* Pages of a block that /proc/kpageflags does not call free. */
static int not_buddy(int kpageflags, const struct rmm_free_block *block)
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

TEST_F(blocks, free_blocks_are_buddy_pages)
{
	int kpageflags = open("/proc/kpageflags", O_RDONLY | O_CLOEXEC);

	if (kpageflags < 0)
		SKIP(return, "no /proc/kpageflags");
	for (int i = 0; i < self->count; i++) {
		long count = free_of(self, i, found);

		for (long j = 0; j < count; j++) {
			const struct rmm_free_block *block = &found[j];
			int wrong = not_buddy(kpageflags, block);

			/* Allocated meanwhile: it is no longer told, or it was freed again. */
			for (int try = 0; try < TRIES && wrong; try++) {
				long now = all_free(self->rmm, &self->zone[i], block->pfn,
						    block->pfn + 1, again, 1, 1, 0, &self->cost);

				if (!now || again[0].order != block->order)
					break;
				wrong = not_buddy(kpageflags, block);
				if (try == TRIES - 1)
					ASSERT_EQ(0, wrong);
			}
		}
	}
	close(kpageflags);
}

TEST_F(blocks, free_blocks_come_in_portions)
{
	for (int i = 0; i < self->count; i++) {
		const struct rmm_zone *zone = &self->zone[i];
		const struct { __u32 portion; __u64 budget_us; } ways[] = {
			{ 1, 0 }, { 7, 0 }, { MAX_FREE, 1 },
		};

		for (size_t way = 0; way < ARRAY_SIZE(ways); way++) {
			bool equal = false;

			for (int try = 0; try < TRIES && !equal; try++) {
				long whole = free_of(self, i, found), parts;

				parts = all_free(self->rmm, zone, 0, RMM_ABSENT, again, MAX_FREE,
						 ways[way].portion, ways[way].budget_us,
						 &self->cost);
				ASSERT_LE(0, parts);
				equal = parts == whole &&
					!memcmp(found, again, whole * sizeof(found[0]));
			}
			EXPECT_TRUE(equal) {
				TH_LOG("node %u %s, %u at a time", zone->node,
				       zone_names[zone->zone], ways[way].portion);
			}
		}
	}
}

/* /proc/pagetypeinfo in the order of RMM_PAGETYPES; false if it was cut. */
static bool pagetypeinfo(struct rmm_pagetypes *row, int *rows)
{
	char *text = text_of("/proc/pagetypeinfo");
	int free_rows = 0, block_zones = 0;

	if (!text || strchr(text, '>'))
		return false;
	for (char *line = strtok(text, "\n"); line; line = strtok(NULL, "\n")) {
		unsigned int node;
		char zone[16], type[16];
		int at = 0;

		if (sscanf(line, "Node %u, zone %15s type %15s %n", &node, zone, type, &at) == 3 &&
		    at) {
			char *rest = line + at;

			row[free_rows].node = node;
			for (int order = 0; order < ORDERS; order++)
				row[free_rows].free_blocks[order] = strtoull(rest, &rest, 10);
			free_rows++;
		} else if (sscanf(line, "Node %u, zone %15s %n", &node, zone, &at) == 2 && at) {
			char *rest = line + at;

			for (int t = 0; t < TYPES; t++)
				row[block_zones * TYPES + t].page_blocks = strtoull(rest, &rest, 10);
			block_zones++;
		}
	}
	*rows = free_rows;
	return true;
}

static bool same_counts(const struct rmm_pagetypes *a, const struct rmm_pagetypes *b, int rows)
{
	for (int i = 0; i < rows; i++) {
		if (a[i].node != b[i].node || a[i].page_blocks != b[i].page_blocks ||
		    memcmp(a[i].free_blocks, b[i].free_blocks, ORDERS * sizeof(a->free_blocks[0])))
			return false;
	}
	return true;
}

TEST_F(blocks, page_types_are_those_of_the_kernel)
{
	static struct rmm_pagetypes ours[MAX_ZONES * TYPES], theirs[2][MAX_ZONES * TYPES];
	bool equal = false;

	for (int try = 0; try < TRIES && !equal; try++) {
		int rows[2], count;

		if (!pagetypeinfo(theirs[0], &rows[0]))
			SKIP(return, "/proc/pagetypeinfo is cut");
		count = all_rows(self->rmm, RMM_PAGETYPES, 0, ours, sizeof(ours[0]),
				 ARRAY_SIZE(ours), TYPES);
		if (!pagetypeinfo(theirs[1], &rows[1]))
			SKIP(return, "/proc/pagetypeinfo is cut");
		ASSERT_EQ(rows[0], count);
		equal = same_counts(theirs[0], theirs[1], count) &&
			same_counts(ours, theirs[0], count);
	}
	EXPECT_TRUE(equal);
}

/* Free blocks one by one, added up by type, are the page types; and so is their sum the areas'. */
static bool types_agree(FIXTURE_DATA(blocks) *self, int i, struct rmm_pagetypes *types)
{
	__u64 sum[TYPES][ORDERS] = { 0 };
	struct rmm_buddy before, after;
	long count;
	int rows;

	if (!free_areas(self, i, &before))
		return false;
	rows = all_rows(self->rmm, RMM_PAGETYPES, 0, types, sizeof(*types), MAX_ZONES * TYPES,
			MAX_ZONES * TYPES);
	count = free_of(self, i, found);
	if (!free_areas(self, i, &after) || rows != self->count * TYPES ||
	    memcmp(&before, &after, sizeof(before)))
		return false;
	for (long j = 0; j < count; j++)
		sum[found[j].migrate_type][found[j].order]++;
	for (int order = 0; order < ORDERS; order++) {
		__u64 all = 0;

		for (int type = 0; type < TYPES; type++) {
			all += types[i * TYPES + type].free_blocks[order];
			if (types[i * TYPES + type].free_blocks[order] != sum[type][order])
				return false;
		}
		if (all != before.free_blocks[order])
			return false;
	}
	return true;
}

TEST_F(blocks, page_types_add_up)
{
	static struct rmm_pagetypes types[MAX_ZONES * TYPES];

	for (int i = 0; i < self->count; i++) {
		bool equal = false;

		for (int try = 0; try < TRIES && !equal; try++)
			equal = types_agree(self, i, types);
		EXPECT_TRUE(equal) {
			TH_LOG("node %u %s", self->zone[i].node, zone_names[self->zone[i].zone]);
		}
	}
}

/* Limits what CPUs keep of freed pages to a share of a zone; "0" is the kernel's own choice. */
static bool pcp_fraction(const char *fraction)
{
	int fd = open("/proc/sys/vm/percpu_pagelist_high_fraction", O_WRONLY | O_CLOEXEC);
	bool done = fd >= 0 && write(fd, fraction, strlen(fraction)) > 0;

	close(fd);
	return done;
}

/* Two long lists of one order: pages of memory and of pipes, every second of which is freed. */
TEST_F(blocks, long_lists_are_counted_whole)
{
	static struct rmm_pagetypes types[MAX_ZONES * TYPES];
	const size_t size = 64ul << 20;
	const int pipes = 6000;
	struct rlimit limit = { 2 * pipes + 64, 2 * pipes + 64 };
	static int ends[6000][2];
	static char page[PAGE];
	cpu_set_t first = { 0 };
	__u32 scanned = 0;
	__u64 longest = 0;
	bool equal = false;
	char *memory;

	CPU_SET(0, &first);
	ASSERT_EQ(0, sched_setaffinity(0, sizeof(first), &first));
	ASSERT_EQ(0, setrlimit(RLIMIT_NOFILE, &limit));
	memory = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	ASSERT_NE(MAP_FAILED, memory);
	madvise(memory, size, MADV_NOHUGEPAGE);
	memset(memory, 1, size);
	for (int i = 0; i < pipes; i++) {
		ASSERT_EQ(0, pipe2(ends[i], O_NONBLOCK | O_CLOEXEC));
		ASSERT_EQ(sizeof(page), write(ends[i][1], page, sizeof(page)));
	}
	ASSERT_TRUE(pcp_fraction("100000"));
	for (size_t at = 0; at < size; at += 2 * PAGE)
		madvise(memory + at, PAGE, MADV_DONTNEED);
	/* A pipe that is only read keeps its page. */
	for (int i = 0; i < pipes; i += 2) {
		close(ends[i][0]);
		close(ends[i][1]);
	}
	for (int try = 0; try < TRIES && !equal; try++) {
		equal = true;
		for (int i = 0; i < self->count; i++)
			equal &= types_agree(self, i, types);
	}
	EXPECT_TRUE(pcp_fraction("0"));
	EXPECT_TRUE(equal);
	for (int i = 0; i < self->count * TYPES; i++) {
		scanned |= types[i].scanned_orders;
		if (longest < types[i].free_blocks[0])
			longest = types[i].free_blocks[0];
	}
	EXPECT_LT(CHUNK, longest);
	EXPECT_NE(0, scanned);
	for (int i = 1; i < pipes; i += 2) {
		close(ends[i][0]);
		close(ends[i][1]);
	}
	munmap(memory, size);
	TH_LOG("longest list %llu, orders scanned %#x", longest, scanned);
}

/* What is told of a page block, from its free blocks. */
static void free_pages(long count, __u64 first, long blocks, __u64 *pages)
{
	memset(pages, 0, blocks * sizeof(*pages));
	for (long j = 0; j < count; j++) {
		for (__u64 pfn = found[j].pfn; pfn < found[j].pfn + (1ull << found[j].order);
		     pfn++)
			pages[(pfn - first) >> 9]++;
	}
}

static int share(__u64 pages)
{
	return pages == 512 ? 7 : (pages * 6 + 511) / 512;
}

TEST_F(blocks, page_blocks_have_their_types_and_free_shares)
{
	static struct rmm_pagetypes types[MAX_ZONES * TYPES];
	static __u64 pages[MAX_BLOCKS];

	for (int i = 0; i < self->count; i++) {
		const struct rmm_zone *zone = &self->zone[i];
		const char *why = "";

		for (int try = 0; try < TRIES && why; try++) {
			__u64 sum[TYPES] = { 0 }, first = 0;
			long free = free_of(self, i, found);
			long count = all_blocks(self->rmm, zone, bytes, MAX_BLOCKS, MAX_BLOCKS,
						&first);

			if (free_of(self, i, again) != free ||
			    memcmp(found, again, free * sizeof(found[0])))
				continue;
			ASSERT_LT(0, count);
			ASSERT_EQ(zone->start_pfn & -512, first);
			ASSERT_EQ((zone->start_pfn + zone->spanned_pages - first + 511) / 512,
				  count);
			why = NULL;
			ASSERT_EQ(self->count * TYPES,
				  all_rows(self->rmm, RMM_PAGETYPES, 0, types, sizeof(types[0]),
					   ARRAY_SIZE(types), ARRAY_SIZE(types)));
			free_pages(free, first, count, pages);
			for (long j = 0; j < count; j++) {
				__u8 byte = bytes[j];

				if (byte == RMM_BLOCK_ABSENT) {
					EXPECT_EQ(0, pages[j]);
					continue;
				}
				ASSERT_GT(RMM_MIGRATE_ISOLATE, byte & RMM_BLOCK_TYPE);
				sum[byte & RMM_BLOCK_ISOLATED ? RMM_MIGRATE_ISOLATE :
				    byte & RMM_BLOCK_TYPE]++;
				if (byte >> RMM_BLOCK_FREE_SHIFT != share(pages[j]))
					why = "free share";
			}
			for (int type = 0; type < TYPES; type++) {
				if (sum[type] != types[i * TYPES + type].page_blocks)
					why = "types";
			}
		}
		EXPECT_EQ(NULL, why) {
			TH_LOG("node %u %s: %s", zone->node, zone_names[zone->zone], why);
		}
	}
}

/* A page block is absent just where the kernel has no page of the zone at its start. */
TEST_F(blocks, holes_are_absent)
{
	int kpageflags = open("/proc/kpageflags", O_RDONLY | O_CLOEXEC);

	if (kpageflags < 0)
		SKIP(return, "no /proc/kpageflags");
	for (int i = 0; i < self->count; i++) {
		const struct rmm_zone *zone = &self->zone[i];
		__u64 first = 0;
		long count = all_blocks(self->rmm, zone, bytes, MAX_BLOCKS, 3, &first);

		for (long j = 0; j < count; j++) {
			__u64 pfn = first + 512 * j, flags = 1ull << KPF_NOPAGE;

			if (pfn < zone->start_pfn)
				pfn = zone->start_pfn;
			/* Behind the last page frame there is nothing to read. */
			if (pread(kpageflags, &flags, sizeof(flags), pfn * sizeof(flags)) < 0)
				flags = 1ull << KPF_NOPAGE;
			if (flags >> KPF_NOPAGE & 1)
				EXPECT_EQ(RMM_BLOCK_ABSENT, bytes[j]);
		}
	}
	close(kpageflags);
}

/* Runs of the text, laid end to end, are the bytes. */
TEST_F(blocks, text_tells_the_same_page_blocks)
{
	static struct rmm_zone all[MAX_ZONES];
	/* Zones of devices have a span, too, and no page block that is online. */
	const int zones = all_zones(self->rmm, all, 0);
	bool equal = false;

	ASSERT_LT(0, zones);
	for (int try = 0; try < TRIES && !equal; try++) {
		char *line = text_of("/proc/rmm/pageblocks");

		ASSERT_NE(NULL, line);
		line = strchr(line, '\n') + 1;
		equal = true;
		for (int i = 0; i < zones; i++) {
			const struct rmm_zone *zone = &all[i];
			__u64 first = 0, at = zone->start_pfn;
			long count = all_blocks(self->rmm, zone, bytes, MAX_BLOCKS, 1000, &first);
			long block = 0;

			ASSERT_EQ(!zone->spanned_pages, !count);
			if (!count)
				continue;
			while (block < count) {
				char name[16], type[16] = "-";
				unsigned int node, skip, isolated, free;
				__u64 start, last, blocks;
				__u8 byte = RMM_BLOCK_ABSENT;

				line = strchr(line, '\n');
				ASSERT_NE(NULL, line);
				line++;
				ASSERT_LE(5, sscanf(line, "%u %15s %llu %llu %llu %15s %u %u %u",
						    &node, name, &start, &last, &blocks, type,
						    &skip, &isolated, &free));
				ASSERT_EQ(zone->node, node);
				ASSERT_EQ(0, strcmp(zone_names[zone->zone], name));
				ASSERT_EQ(at, start);
				at = last + 1;
				for (int t = 0; t < RMM_MIGRATE_ISOLATE; t++) {
					if (!strcmp(type, type_names[t]))
						byte = t | (skip ? RMM_BLOCK_SKIP : 0) |
						       (isolated ? RMM_BLOCK_ISOLATED : 0) |
						       free << RMM_BLOCK_FREE_SHIFT;
				}
				for (; blocks; blocks--, block++) {
					ASSERT_LT(block, count);
					equal &= bytes[block] == byte;
				}
			}
			ASSERT_EQ(zone->start_pfn + zone->spanned_pages, at);
		}
	}
	EXPECT_TRUE(equal);
}

TEST_F(blocks, bad_arguments)
{
	const struct rmm_zone *zone = &self->zone[0];
	const struct rmm_freeblocks good = {
		.size = sizeof(good), .node = zone->node, .zone = zone->zone, .end = RMM_ABSENT,
		.buf = (uintptr_t)found, .capacity = 100, .record_size = sizeof(found[0]),
	};
	const struct rmm_pageblocks fine = {
		.size = sizeof(fine), .node = zone->node, .zone = zone->zone, .end = RMM_ABSENT,
		.buf = (uintptr_t)bytes, .capacity = 100,
	};
	struct rmm_freeblocks arg = good;
	struct rmm_pageblocks map = fine;

	EXPECT_EQ(0, rmm_call(self->rmm, RMM_FREEBLOCKS, &arg));
	EXPECT_EQ(0, rmm_call(self->rmm, RMM_PAGEBLOCKS, &map));
#define BAD(error, ...) do { \
	arg = good, map = fine; \
	arg.__VA_ARGS__, map.__VA_ARGS__; \
	EXPECT_EQ(-(error), rmm_call(self->rmm, RMM_FREEBLOCKS, &arg)); \
	EXPECT_EQ(-(error), rmm_call(self->rmm, RMM_PAGEBLOCKS, &map)); \
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
	EXPECT_EQ(-EINVAL, rmm_call(self->rmm, RMM_FREEBLOCKS, &arg));
	arg = good, arg.record_size = 4;
	EXPECT_EQ(-EINVAL, rmm_call(self->rmm, RMM_FREEBLOCKS, &arg));
	/* Outside of the zone there is nothing. */
	for (int side = 0; side < 2; side++) {
		arg = good, map = fine;
		arg.start = map.start = side ? zone->start_pfn + zone->spanned_pages : 0;
		arg.end = map.end = side ? RMM_ABSENT - 1 : zone->start_pfn & -512;
		EXPECT_EQ(0, rmm_call(self->rmm, RMM_FREEBLOCKS, &arg));
		EXPECT_EQ(0, rmm_call(self->rmm, RMM_PAGEBLOCKS, &map));
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

		if (rmm_call(rmm, requests[i], &arg) != -EPERM)
			return i + 1;
	}
	return 0;
}

/* A descriptor that root opened lends nobody the right; nor does nobody's lend root. */
TEST_F(blocks, frames_are_for_who_may_see_them)
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
		/* What anyone may see needs room, not a right. */
		if (rmm_call(self->rmm, RMM_ZONES, &arg) != -EINVAL)
			_exit(2);
		for (size_t i = 0; i < ARRAY_SIZE(secret); i++) {
			if (read(files[i], &byte, 1) >= 0 || errno != EPERM)
				_exit(3);
			if (text_of("/proc/rmm/%s", secret[i]) || errno != EACCES)
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
