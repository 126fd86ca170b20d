/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The fixture of tests of free blocks, page blocks and page types: the machine's zones, and reads
 * of them.
 */
#ifndef BLOCKS_TEST_H
#define BLOCKS_TEST_H

#include "harness.h"
#include "device.h"
#include "machine.h"

/* Reads of all memory are repeated until nothing changes during one. */
#undef TEST_TIMEOUT_DEFAULT
#define TEST_TIMEOUT_DEFAULT 450

#define MAX_FREE (1 << 18)
#define MAX_BLOCKS (1 << 16)

static struct rmm_free_block free_blocks[MAX_FREE];

FIXTURE(blocks)
{
	int rmm, count;
	struct rmm_zone zone[MAX_ZONES];
	struct rmm_frames_cost cost;
};

FIXTURE_SETUP(blocks)
{
	self->rmm = open_device();
	ASSERT_LE(0, self->rmm);
	self->count = list_zones(self->rmm, self->zone, RMM_ZONES_POPULATED);
	ASSERT_LT(0, self->count);
}

FIXTURE_TEARDOWN(blocks)
{
	close(self->rmm);
}

static long list_zone_free_blocks(FIXTURE_DATA(blocks) *self, int i, struct rmm_free_block *buf)
{
	return list_free_blocks(self->rmm, &self->zone[i], 0, RMM_ABSENT, buf, MAX_FREE, MAX_FREE, 0,
				&self->cost);
}

/* Reads the zone's free areas. */
static bool __maybe_unused read_free_areas(FIXTURE_DATA(blocks) *self, int i, struct rmm_buddy *buddy)
{
	struct rmm_buddy all[MAX_ZONES];

	if (list_records(self->rmm, RMM_BUDDY, 0, all, sizeof(all[0]), MAX_ZONES, MAX_ZONES) !=
	    self->count)
		return false;
	*buddy = all[i];
	return true;
}

#endif
