// SPDX-License-Identifier: GPL-2.0
/* RMM_FRAGMENTATION equals debugfs and follows from the free blocks. */
#include "lib/harness.h"
#include "lib/device.h"
#include "lib/machine.h"
#include "lib/process.h"
#include "lib/text.h"

/* Reads of all memory are repeated until nothing changes during one. */
#undef TEST_TIMEOUT_DEFAULT
#define TEST_TIMEOUT_DEFAULT 450

FIXTURE(fragmentation)
{
	int rmm, count;
};

FIXTURE_SETUP(fragmentation)
{
	static struct rmm_zone zone[MAX_ZONES];

	self->rmm = open_device();
	ASSERT_LE(0, self->rmm);
	self->count = list_zones(self->rmm, zone, RMM_ZONES_POPULATED);
	ASSERT_LT(0, self->count);
}

FIXTURE_TEARDOWN(fragmentation)
{
	close(self->rmm);
}

/* Reads the kernel's own indices; false without debugfs or compaction. */
static bool extfrag(const char *file, int index[MAX_ZONES][ORDERS])
{
	char *text = read_text("/sys/kernel/debug/extfrag/%s", file);
	int row = 0;

	if (!text)
		return false;
	for (char *line = strtok(text, "\n"); line; line = strtok(NULL, "\n"), row++) {
		char *at = strstr(line, "zone");

		at += strspn(at + 4, " ") + 4;
		at += strcspn(at, " ");
		for (int order = 0; order < ORDERS; order++) {
			/* Quotient and remainder by 1000, each with its own sign. */
			long whole = strtol(at, &at, 10), milli = strtol(at + 1, &at, 10);

			index[row][order] = whole * 1000 + milli;
		}
	}
	return true;
}

TEST_F(fragmentation, indices_equal_debugfs)
{
	static struct rmm_fragmentation row[MAX_ZONES * ORDERS];
	static int unusable[2][MAX_ZONES][ORDERS], external[2][MAX_ZONES][ORDERS];
	int wrong = -1;
	time_t end = 0;

	if (!extfrag("extfrag_index", external[0]))
		SKIP(return, "no /sys/kernel/debug/extfrag");
	while (wrong && retry_allowed(&end)) {
		int count;

		extfrag("unusable_index", unusable[0]);
		extfrag("extfrag_index", external[0]);
		count = list_records(self->rmm, RMM_FRAGMENTATION, 0, row, sizeof(row[0]),
				     ARRAY_SIZE(row), ORDERS);
		extfrag("unusable_index", unusable[1]);
		extfrag("extfrag_index", external[1]);
		ASSERT_EQ(self->count * ORDERS, count);
		if (memcmp(unusable[0], unusable[1], sizeof(unusable[0])) ||
		    memcmp(external[0], external[1], sizeof(external[0])))
			continue;
		wrong = 0;
		for (int i = 0; i < count; i++) {
			wrong += unusable[0][i / ORDERS][i % ORDERS] != row[i].unusable_milli;
			wrong += external[0][i / ORDERS][i % ORDERS] != row[i].fragmentation_milli;
		}
	}
	EXPECT_EQ(0, wrong);
}

TEST_F(fragmentation, indices_follow_from_free_blocks)
{
	static struct rmm_fragmentation row[MAX_ZONES * ORDERS];
	int count = list_records(self->rmm, RMM_FRAGMENTATION, 0, row, sizeof(row[0]),
				 ARRAY_SIZE(row), 3 * ORDERS + 1);

	ASSERT_EQ(self->count * ORDERS, count);
	for (int i = 0; i < count; i += ORDERS) {
		__u64 pages = 0, suitable = 0;
		int largest = -1;

		for (int order = 0; order < ORDERS; order++) {
			pages += row[i + order].free_blocks << order;
			if (row[i + order].free_blocks)
				largest = order;
		}
		for (int order = ORDERS - 1; order >= 0; order--) {
			suitable = 2 * suitable + row[i + order].free_blocks;
			EXPECT_EQ(order, row[i + order].order);
			EXPECT_EQ(suitable, row[i + order].suitable_blocks);
			EXPECT_GE(suitable, row[i + order].allowed_blocks);
			EXPECT_EQ(pages, row[i + order].free_pages);
			EXPECT_EQ(largest, row[i + order].largest_order);
		}
	}
	/* A call returns all records of a zone or none. */
	EXPECT_EQ(-ENOSPC, list_records(self->rmm, RMM_FRAGMENTATION, 0, row, sizeof(row[0]),
					ORDERS - 1, ORDERS - 1));
}

TEST_HARNESS_MAIN
