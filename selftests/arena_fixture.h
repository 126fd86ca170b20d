/* SPDX-License-Identifier: GPL-2.0 */
/* An arena mapped whole, once placed by the kernel and once by us; marks in its pages. */
#ifndef RMM_ARENA_FIXTURE_H
#define RMM_ARENA_FIXTURE_H

#include "arena_test.h"

#include <linux/falloc.h>
#include <setjmp.h>

#define BYTES (8ul << 20)
#define PAGES (BYTES / PAGE)

static sigjmp_buf bus;

static inline void on_bus(int sig)
{
	siglongjmp(bus, sig);
}

/* Touching @at gives SIGBUS. */
static inline bool sigbus(volatile char *at)
{
	struct sigaction act = { .sa_handler = on_bus }, old;
	bool hit = true;

	sigaction(SIGBUS, &act, &old);
	if (!sigsetjmp(bus, 1)) {
		*at = 1;
		hit = false;
	}
	sigaction(SIGBUS, &old, NULL);
	return hit;
}

static inline int status_of(pid_t pid)
{
	int status;

	if (waitpid(pid, &status, 0) != pid || !WIFEXITED(status))
		return -1;
	return WEXITSTATUS(status);
}

/* A number in each page, and how many do not have theirs. */
static inline void stamp(char *at, size_t pages)
{
	for (size_t i = 0; i < pages; i++)
		*(volatile size_t *)(at + i * PAGE) = i + 1;
}

static inline size_t wrong(const char *at, size_t pages)
{
	size_t bad = 0;

	for (size_t i = 0; i < pages; i++)
		bad += *(volatile const size_t *)(at + i * PAGE) != i + 1;
	return bad;
}

static inline int punch(int fd, size_t from, size_t bytes)
{
	return fallocate(fd, FALLOC_FL_PUNCH_HOLE | FALLOC_FL_KEEP_SIZE, from, bytes);
}

static inline __u64 placed(const struct rmm_arena_stat *stat)
{
	__u64 sum = 0;

	for (int node = 0; node < (int)NODES; node++)
		sum += stat->placed[node];
	return sum;
}

/* Swap in compressed memory; false if this kernel has none. */
static inline bool swap_on(void)
{
	char *text;

	if (system("../samples/zoo --configure >/dev/null 2>&1"))
		return false;
	text = text_of("/proc/swaps");
	return text && strchr(text, '\n')[1];
}

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

/* The kernel's policy, and ours. */
FIXTURE_VARIANT_ADD(arena, kernel) { .policy = RMM_PLACE_INTERLEAVE };
FIXTURE_VARIANT_ADD(arena, steered) { .policy = RMM_PLACE_STRIPE };

FIXTURE_SETUP(arena)
{
	self->nodes = memory_nodes();
	self->first = __builtin_ctzll(self->nodes);
	self->last = 63 - __builtin_clzll(self->nodes);
	self->fd = arena(variant->policy, BYTES, self->nodes, variant->flags);
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
