// SPDX-License-Identifier: GPL-2.0
/*
 * RMM_PAGEBLOCKS and /proc/rmm/pageblocks against the free blocks, the page types,
 * /proc/kpageflags, and each other.
 */
#include "lib/harness.h"
#include "lib/blocks_fixture.h"
#include "lib/difference.h"
#include "lib/machine.h"
#include "lib/process.h"
#include "lib/text.h"

#include <linux/kernel-page-flags.h>

static struct rmm_free_block again[MAX_FREE];
static __u8 bytes[MAX_BLOCKS];

/* Counts the free pages of each page block by the free blocks. */
static void count_free_pages(long count, __u64 first, long blocks, __u64 *pages)
{
	memset(pages, 0, blocks * sizeof(*pages));
	for (long j = 0; j < count; j++) {
		for (__u64 pfn = free_blocks[j].pfn; pfn < free_blocks[j].pfn + (1ull << free_blocks[j].order);
		     pfn++)
			pages[(pfn - first) >> 9]++;
	}
}

static int share(__u64 pages)
{
	return pages == 512 ? 7 : (pages * 6 + 511) / 512;
}

TEST_F(blocks, page_blocks_have_types_and_free_shares)
{
	static struct rmm_pagetypes types[MAX_ZONES * MIGRATE_TYPES];
	static __u64 pages[MAX_BLOCKS];

	for (int i = 0; i < self->count; i++) {
		const struct rmm_zone *zone = &self->zone[i];
		const char *why = "";
		time_t end = 0;

		while (why && retry_allowed(&end)) {
			__u64 sum[MIGRATE_TYPES] = { 0 }, first = 0;
			long free = list_zone_free_blocks(self, i, free_blocks);
			long count = list_page_blocks(self->rmm, zone, bytes, MAX_BLOCKS, MAX_BLOCKS,
						      &first);

			if (list_zone_free_blocks(self, i, again) != free ||
			    memcmp(free_blocks, again, free * sizeof(free_blocks[0])))
				continue;
			ASSERT_LT(0, count);
			ASSERT_EQ(zone->start_pfn & -512, first);
			ASSERT_EQ((zone->start_pfn + zone->spanned_pages - first + 511) / 512,
				  count);
			why = NULL;
			ASSERT_EQ(self->count * MIGRATE_TYPES,
				  list_records(self->rmm, RMM_PAGETYPES, 0, types, sizeof(types[0]),
					       ARRAY_SIZE(types), ARRAY_SIZE(types)));
			count_free_pages(free, first, count, pages);
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
			for (int type = 0; type < MIGRATE_TYPES; type++) {
				if (sum[type] != types[i * MIGRATE_TYPES + type].page_blocks)
					why = "types";
			}
		}
		EXPECT_EQ(NULL, why) {
			TH_LOG("node %u %s: %s", zone->node, zone_names[zone->zone], why);
		}
	}
}

/*
 * A page block read alone equals the same block among others, even if a free block that covers it
 * begins in an earlier one.
 */
TEST_F(blocks, page_block_alone_equals_itself_among_others)
{
	static __u8 after[MAX_BLOCKS], alone[MAX_BLOCKS];

	for (int i = 0; i < self->count; i++) {
		bool equal = false;
		long count = 0;
		time_t end = 0;

		while (!equal && retry_allowed(&end)) {
			__u64 first;

			count = list_page_blocks(self->rmm, &self->zone[i], bytes, MAX_BLOCKS, MAX_BLOCKS,
						 &first);
			ASSERT_LT(0, count);
			ASSERT_EQ(count, list_page_blocks(self->rmm, &self->zone[i], alone, MAX_BLOCKS, 1,
							  &first));
			ASSERT_EQ(count, list_page_blocks(self->rmm, &self->zone[i], after, MAX_BLOCKS,
							  MAX_BLOCKS, &first));
			if (!memcmp(bytes, after, count))
				equal = !memcmp(bytes, alone, count);
		}
		EXPECT_EQ(0, memcmp(bytes, after, count)) {
			TH_LOG("node %u %s: page blocks changed in every comparison", self->zone[i].node,
			       zone_names[self->zone[i].zone]);
		}
		for (long block = 0; block < count; block++) {
			EXPECT_EQ(bytes[block], alone[block]) {
				TH_LOG("node %u %s: page block %ld", self->zone[i].node,
				       zone_names[self->zone[i].zone], block);
			}
		}
	}
}

/* A page block is absent exactly where the kernel has no page of the zone at its start. */
TEST_F(blocks, holes_are_absent)
{
	int kpageflags = open("/proc/kpageflags", O_RDONLY | O_CLOEXEC);

	if (kpageflags < 0)
		SKIP(return, "no /proc/kpageflags");
	for (int i = 0; i < self->count; i++) {
		const struct rmm_zone *zone = &self->zone[i];
		__u64 first = 0;
		long count = list_page_blocks(self->rmm, zone, bytes, MAX_BLOCKS, 3, &first);

		for (long j = 0; j < count; j++) {
			__u64 pfn = first + 512 * j, flags = 1ull << KPF_NOPAGE;

			if (pfn < zone->start_pfn)
				pfn = zone->start_pfn;
			/* Reading fails after the last page frame. */
			if (pread(kpageflags, &flags, sizeof(flags), pfn * sizeof(flags)) < 0)
				flags = 1ull << KPF_NOPAGE;
			if (flags >> KPF_NOPAGE & 1)
				EXPECT_EQ(RMM_BLOCK_ABSENT, bytes[j]);
		}
	}
	close(kpageflags);
}

/* The runs of the text add up to the bytes of the ioctl. */
TEST_F(blocks, text_equals_the_ioctl)
{
	static struct rmm_zone all[MAX_ZONES];
	/* ZONE_DEVICE has a span, too, but no page block that is online. */
	const int zones = list_zones(self->rmm, all, 0);
	const char *why = "";
	time_t end = 0;

	ASSERT_LT(0, zones);
	while (why && retry_allowed(&end)) {
		char *line = read_text("/proc/rmm/pageblocks");

		ASSERT_NE(NULL, line);
		line = strchr(line, '\n') + 1;
		why = NULL;
		for (int i = 0; i < zones; i++) {
			const struct rmm_zone *zone = &all[i];
			__u64 first = 0, at = zone->start_pfn;
			long count = list_page_blocks(self->rmm, zone, bytes, MAX_BLOCKS, 1000, &first);
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
					if (!strcmp(type, migrate_type_names[t]))
						byte = t | (skip ? RMM_BLOCK_SKIP : 0) |
						       (isolated ? RMM_BLOCK_ISOLATED : 0) |
						       free << RMM_BLOCK_FREE_SHIFT;
				}
				for (; blocks; blocks--, block++) {
					ASSERT_LT(block, count);
					if (bytes[block] != byte)
						why = difference(zone_names[zone->zone], bytes[block], byte);
				}
			}
			ASSERT_EQ(zone->start_pfn + zone->spanned_pages, at);
		}
	}
	EXPECT_EQ(NULL, why) {
		TH_LOG("a page block of the text differs from the ioctl's byte: %s", why);
	}
}

TEST_HARNESS_MAIN
