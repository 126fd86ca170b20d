/* SPDX-License-Identifier: GPL-2.0 */
/* An arena that is mapped as a whole, in variants placed by the kernel and by the module. */
#ifndef RMM_ARENA_FIXTURE_H
#define RMM_ARENA_FIXTURE_H

#include "harness.h"
#include "arena.h"
#include "device.h"
#include "memory.h"

#define BYTES (8ul << 20)
#define PAGES (BYTES / PAGE)

FIXTURE(arena)
{
	__u64 nodes;
	int first, last;	/* of the nodes with memory */
	int fd;
	char *at;
};

FIXTURE_VARIANT(arena)
{
	__u32 policy;
	__u32 flags;
};

/* Placement by the kernel's policy and by the module's. */
FIXTURE_VARIANT_ADD(arena, kernel) { .policy = RMM_PLACE_INTERLEAVE };
FIXTURE_VARIANT_ADD(arena, steered) { .policy = RMM_PLACE_STRIPE };

FIXTURE_SETUP(arena)
{
	self->nodes = memory_nodes();
	self->first = __builtin_ctzll(self->nodes);
	self->last = 63 - __builtin_clzll(self->nodes);
	self->fd = create_arena(variant->policy, BYTES, self->nodes, variant->flags);
	ASSERT_LE(0, self->fd);
	self->at = map_fd(self->fd, BYTES, MAP_SHARED);
	ASSERT_NE(MAP_FAILED, self->at);
}

FIXTURE_TEARDOWN(arena)
{
	munmap(self->at, BYTES);
	close(self->fd);
}

#endif
