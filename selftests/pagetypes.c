// SPDX-License-Identifier: GPL-2.0
/*
 * RMM_PAGETYPES against /proc/pagetypeinfo and against the free blocks, with lists that are longer
 * than the kernel counts under one hold of its lock.
 */
#include "lib/harness.h"
#include "lib/blocks_fixture.h"
#include "lib/device.h"
#include "lib/difference.h"
#include "lib/machine.h"
#include "lib/process.h"
#include "lib/text.h"

#include <numaif.h>
#include <sys/resource.h>

/* Reads /proc/pagetypeinfo in the order of RMM_PAGETYPES; false if the kernel cut a count short. */
static bool pagetypeinfo(struct rmm_pagetypes *row, int *rows)
{
	char *text = read_text("/proc/pagetypeinfo");
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

			for (int t = 0; t < MIGRATE_TYPES; t++)
				row[block_zones * MIGRATE_TYPES + t].page_blocks = strtoull(rest, &rest, 10);
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

TEST_F(blocks, page_types_equal_pagetypeinfo)
{
	static struct rmm_pagetypes ours[MAX_ZONES * MIGRATE_TYPES], theirs[2][MAX_ZONES * MIGRATE_TYPES];
	/* Each zone must be unchanged during one comparison; all zones at once seldom are. */
	bool done[MAX_ZONES] = { false };
	int left = self->count;
	time_t end = 0;

	while (left && retry_allowed(&end)) {
		int rows[2], count;

		if (!pagetypeinfo(theirs[0], &rows[0]))
			SKIP(return, "/proc/pagetypeinfo is cut");
		count = list_records(self->rmm, RMM_PAGETYPES, 0, ours, sizeof(ours[0]),
				     ARRAY_SIZE(ours), MIGRATE_TYPES);
		if (!pagetypeinfo(theirs[1], &rows[1]))
			SKIP(return, "/proc/pagetypeinfo is cut");
		ASSERT_EQ(rows[0], count);
		ASSERT_EQ(self->count * MIGRATE_TYPES, count);
		for (int i = 0; i < self->count; i++) {
			const int at = i * MIGRATE_TYPES;

			if (done[i] || !same_counts(theirs[0] + at, theirs[1] + at, MIGRATE_TYPES) ||
			    !same_counts(ours + at, theirs[0] + at, MIGRATE_TYPES))
				continue;
			done[i] = true;
			left--;
		}
	}
	EXPECT_EQ(0, left);
}

/*
 * An argument without longest_hold_ns, as of an earlier version, is accepted; a longer one gets the
 * value.
 */
TEST_F(blocks, longest_hold_is_returned)
{
	static struct rmm_pagetypes types[MAX_ZONES * MIGRATE_TYPES];
	struct rmm_rows arg = {
		.size = offsetof(struct rmm_rows, longest_hold_ns), .buf = (uintptr_t)types,
		.capacity = ARRAY_SIZE(types), .record_size = sizeof(types[0]), .longest_hold_ns = 7,
	};

	ASSERT_EQ(0, call_ioctl(self->rmm, RMM_PAGETYPES, &arg));
	EXPECT_EQ(7, arg.longest_hold_ns);
	EXPECT_EQ(self->count * MIGRATE_TYPES, arg.count);
	arg.size = sizeof(arg);
	arg.longest_hold_ns = 0;
	ASSERT_EQ(0, call_ioctl(self->rmm, RMM_PAGETYPES, &arg));
	EXPECT_LT(0, arg.longest_hold_ns);
}

/*
 * Compares the page types with the free blocks, added up by type, and their sum with the free areas.
 * Returns NULL or what differs.
 */
static const char *compare_types(FIXTURE_DATA(blocks) *self, int i, struct rmm_pagetypes *types)
{
	__u64 sum[MIGRATE_TYPES][ORDERS] = { 0 };
	struct rmm_buddy before, after;
	long count;
	int rows;

	if (!read_free_areas(self, i, &before))
		return "RMM_BUDDY failed";
	rows = list_records(self->rmm, RMM_PAGETYPES, 0, types, sizeof(*types), MAX_ZONES * MIGRATE_TYPES,
			    MAX_ZONES * MIGRATE_TYPES);
	count = list_zone_free_blocks(self, i, free_blocks);
	if (rows != self->count * MIGRATE_TYPES)
		return difference("records of RMM_PAGETYPES", self->count * MIGRATE_TYPES, rows);
	if (!read_free_areas(self, i, &after))
		return "RMM_BUDDY failed";
	if (memcmp(&before, &after, sizeof(before)))
		return "the free areas changed in every comparison";
	for (long j = 0; j < count; j++)
		sum[free_blocks[j].migrate_type][free_blocks[j].order]++;
	for (int order = 0; order < ORDERS; order++) {
		__u64 all = 0;

		for (int type = 0; type < MIGRATE_TYPES; type++) {
			all += types[i * MIGRATE_TYPES + type].free_blocks[order];
			if (types[i * MIGRATE_TYPES + type].free_blocks[order] != sum[type][order])
				return difference(migrate_type_names[type], sum[type][order],
						  types[i * MIGRATE_TYPES + type].free_blocks[order]);
		}
		if (all != before.free_blocks[order])
			return difference("sum of all types", before.free_blocks[order], all);
	}
	return NULL;
}

TEST_F(blocks, page_types_equal_the_free_blocks)
{
	static struct rmm_pagetypes types[MAX_ZONES * MIGRATE_TYPES];

	for (int i = 0; i < self->count; i++) {
		const char *why = "";
		time_t end = 0;

		while (why && retry_allowed(&end))
			why = compare_types(self, i, types);
		EXPECT_EQ(NULL, why) {
			TH_LOG("node %u %s: free blocks: %s", self->zone[i].node,
			       zone_names[self->zone[i].zone], why);
		}
	}
}

/* The freed pages that CPUs keep, as a fraction of a zone; "0" is the kernel's own choice. */
static const char *const pcp_fraction = "/proc/sys/vm/percpu_pagelist_high_fraction";

/* Both lists must be in one zone: on a node that is nearly full the kernel takes pages of several. */
static int prefer_zone_with_most_free(FIXTURE_DATA(blocks) *self)
{
	const struct rmm_zone *most = &self->zone[0];
	unsigned long mask;

	for (int i = 1; i < self->count; i++) {
		if (self->zone[i].free_pages > most->free_pages)
			most = &self->zone[i];
	}
	mask = 1ul << most->node;
	return set_mempolicy(MPOL_PREFERRED, &mask, 8 * sizeof(mask));
}

/*
 * Makes two long lists of one order, of pages of memory and of pipes, by freeing every second one.
 */
TEST_F(blocks, long_lists_are_counted_completely)
{
	static struct rmm_pagetypes types[MAX_ZONES * MIGRATE_TYPES];
	const size_t size = 64ul << 20;
	const int pipes = 6000;
	struct rlimit limit = { 2 * pipes + 64, 2 * pipes + 64 };
	static int ends[6000][2];
	static char page[PAGE];
	cpu_set_t first = { 0 };
	__u32 scanned = 0;
	__u64 longest = 0;
	bool done[MAX_ZONES] = { false };
	int left = self->count;
	time_t end = 0;
	char *memory, *fraction = strdup(read_text("%s", pcp_fraction) ?: "");

	for (int i = 0; i < self->count; i++) {
		if (self->zone[i].zone == RMM_ZONE_MOVABLE && self->zone[i].managed_pages)
			SKIP(return, "pages of memory and of pipes are in different zones");
	}
	CPU_SET(0, &first);
	ASSERT_EQ(0, sched_setaffinity(0, sizeof(first), &first));
	ASSERT_EQ(0, prefer_zone_with_most_free(self));
	ASSERT_EQ(0, setrlimit(RLIMIT_NOFILE, &limit));
	memory = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	ASSERT_NE(MAP_FAILED, memory);
	madvise(memory, size, MADV_NOHUGEPAGE);
	memset(memory, 1, size);
	for (int i = 0; i < pipes; i++) {
		ASSERT_EQ(0, pipe2(ends[i], O_NONBLOCK | O_CLOEXEC));
		ASSERT_EQ(sizeof(page), write(ends[i][1], page, sizeof(page)));
	}
	ASSERT_EQ(0, write_file(pcp_fraction, "100000"));
	for (size_t at = 0; at < size; at += 2 * PAGE)
		madvise(memory + at, PAGE, MADV_DONTNEED);
	/* A pipe that was only read keeps its page. */
	for (int i = 0; i < pipes; i += 2) {
		close(ends[i][0]);
		close(ends[i][1]);
	}
	/*
	 * The lists are long at first; the kernel merges and allocates free pages as time passes.
	 */
	while (left && retry_allowed(&end)) {
		for (int i = 0; i < self->count; i++) {
			if (done[i])
				continue;
			done[i] = !compare_types(self, i, types);
			left -= done[i];
			for (int t = 0; t < self->count * MIGRATE_TYPES; t++) {
				scanned |= types[t].scanned_orders;
				if (longest < types[t].free_blocks[0])
					longest = types[t].free_blocks[0];
			}
		}
	}
	EXPECT_EQ(0, write_file(pcp_fraction, fraction));
	free(fraction);
	EXPECT_EQ(0, left);
	EXPECT_LT(CHUNK_FRAMES, longest);
	EXPECT_NE(0, scanned);
	for (int i = 1; i < pipes; i += 2) {
		close(ends[i][0]);
		close(ends[i][1]);
	}
	munmap(memory, size);
	TH_LOG("longest list %llu, orders scanned %#x", longest, scanned);
}

TEST_HARNESS_MAIN
