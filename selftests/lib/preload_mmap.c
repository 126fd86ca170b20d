// SPDX-License-Identifier: GPL-2.0
/* Addresses and limits of mmap(2) for private anonymous memory. */
#include "preload_checks.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>

#include "text.h"
#include "arena.h"
#include "kselftest.h"

static long unmapped_in_parts(void)
{
	char *at = map_filled(8 * MIB);

	for (size_t i = MIB; i < 8 * MIB; i += 2 * MIB)
		if (munmap(at + i, MIB))
			return -errno;
	for (size_t i = 0; i < 8 * MIB; i += 2 * MIB)
		if (pages_unlike(at + i, MIB, 7) || count_resident_pages(at + i + MIB, MIB) != -ENOMEM)
			return 1;
	return error_of(munmap(at, 8 * MIB));
}

static long fixed_over(void)
{
	char *at = map_filled(8 * MIB);

	/* One large mapping and one small one. */
	if (mmap(at + MIB, 2 * MIB, RW, ANON | MAP_FIXED, -1, 0) != at + MIB ||
	    mmap(at + 5 * MIB, PAGE, RW, ANON | MAP_FIXED, -1, 0) != at + 5 * MIB)
		return -errno;
	note_mapping(at + MIB);
	return pages_unlike(at, MIB, 7) + pages_unlike(at + MIB, 2 * MIB, 0) +
	       pages_unlike(at + 3 * MIB, 2 * MIB, 7) + pages_unlike(at + 5 * MIB, PAGE, 0) +
	       pages_unlike(at + 5 * MIB + PAGE, 3 * MIB - PAGE, 7);
}

static long noreplace(void)
{
	char *at = map_filled(8 * MIB);

	munmap(at, 2 * MIB);
	if (mmap(at, 2 * MIB, RW, ANON | MAP_FIXED_NOREPLACE, -1, 0) != at)
		return -errno;
	note_mapping(at);
	if (pages_unlike(at, 2 * MIB, 0))
		return 1;
	if (mmap(at + MIB, 2 * MIB, RW, ANON | MAP_FIXED_NOREPLACE, -1, 0) != MAP_FAILED)
		return 2;
	return -errno - pages_unlike(at, 2 * MIB, 0) - pages_unlike(at + 2 * MIB, 6 * MIB, 7);
}

static long hint_is_taken(void)
{
	char *at = map_filled(8 * MIB);

	munmap(at + 2 * MIB, 4 * MIB);
	return mmap(at + 2 * MIB, 4 * MIB, RW, ANON, -1, 0) != at + 2 * MIB;
}

static long below_4_gib(void)
{
	return (unsigned long)map_noted(2 * MIB, MAP_32BIT) >> 32;
}

static long bad_address(void)
{
	char *at = map_filled(2 * MIB);

	return error_of(mmap(at + 1, 2 * MIB, RW, ANON | MAP_FIXED, -1, 0) == MAP_FAILED) -
	       pages_unlike(at, 2 * MIB, 7);
}

static long too_long(void)
{
	return error_of(mmap(NULL, 1ul << 60, RW, ANON, -1, 0) == MAP_FAILED);
}

static long beyond_overcommit(void)
{
	return error_of(mmap(NULL, 1ul << 44, RW, ANON, -1, 0) == MAP_FAILED);
}

static long beyond_limit(int what)
{
	struct rlimit limit = { 512 * MIB, 512 * MIB };

	setrlimit(what, &limit);
	map_noted(128 * MIB, 0);
	return error_of(mmap(NULL, 512 * MIB, RW, ANON, -1, 0) == MAP_FAILED);
}

static long beyond_address_space(void)
{
	return beyond_limit(RLIMIT_AS);
}

static long beyond_data(void)
{
	return beyond_limit(RLIMIT_DATA);
}

static long populated(void)
{
	return count_resident_pages(map_noted(4 * MIB, MAP_POPULATE), 4 * MIB);
}

static long in_memory_when_touched(void)
{
	char *at = map_noted(4 * MIB, 0);

	fill_pages(at, 2 * MIB, 7);
	return count_resident_pages(at, 4 * MIB);
}

static long locked_kb(void)
{
	char *at = map_noted(4 * MIB, 0), *text;

	if (mlock(at, 4 * MIB))
		return -errno;
	text = strstr(read_text("/proc/self/status"), "VmLck:");
	return atol(text + 6) + count_resident_pages(at, 4 * MIB);
}

static long synced(void)
{
	return error_of(msync(map_filled(2 * MIB), 2 * MIB, MS_SYNC));
}

/* Mappings that the library leaves to the kernel. */
static long not_of_an_arena(void)
{
	static const int flags[] = {
		ANON | MAP_STACK, ANON | MAP_GROWSDOWN, ANON | MAP_LOCKED,
	};
	long arenas = 0;

	for (size_t i = 0; i < ARRAY_SIZE(flags); i++) {
		char *at = mmap(NULL, 2 * MIB, RW, flags[i], -1, 0);

		if (at == MAP_FAILED)
			return -errno;
		fill_pages(at, 2 * MIB, 7);
		arenas += is_arena_memory(at) + pages_unlike(at, 2 * MIB, 7);
	}
	return arenas + is_arena_memory(mmap(NULL, PAGE, RW, ANON, -1, 0)) +
	       is_arena_memory(malloc(1000));
}

static long with_a_policy_of_the_task(void)
{
	unsigned long node = 1ul << (63 - __builtin_clzll(memory_nodes()));
	long counts[NODES];
	char *at;

	if (set_mempolicy(MPOL_BIND, &node, 64))
		return -errno;
	at = mmap(NULL, 2 * MIB, RW, ANON, -1, 0);
	fill_pages(at, 2 * MIB, 7);
	count_pages_by_node(at, 2 * MIB / PAGE, counts);
	return 2 * MIB / PAGE - counts[__builtin_ctzl(node)];
}

static long file_size_limit(void)
{
	struct rlimit limit = { 1 << 20, 1 << 20 };

	setrlimit(RLIMIT_FSIZE, &limit);
	return pages_unlike(mmap(NULL, 4 * MIB, RW, ANON, -1, 0), 4 * MIB, 0);
}

const struct preload_check preload_mmap_checks[] = {
	PRELOAD_CHECK(unmapped_in_parts, 0),
	PRELOAD_CHECK(fixed_over, 0),
	PRELOAD_CHECK(noreplace, -EEXIST),
	PRELOAD_CHECK(hint_is_taken, 0),
	PRELOAD_CHECK(below_4_gib, 0),
	PRELOAD_CHECK(bad_address, -EINVAL),
	PRELOAD_CHECK(too_long, -ENOMEM),
	PRELOAD_CHECK(beyond_overcommit, -ENOMEM),
	PRELOAD_CHECK(beyond_address_space, -ENOMEM),
	PRELOAD_CHECK(beyond_data, -ENOMEM),
	PRELOAD_CHECK(populated, 4 * MIB / 4096),
	PRELOAD_CHECK(in_memory_when_touched, 2 * MIB / 4096),
	PRELOAD_CHECK(locked_kb, 4096 + 4 * MIB / 4096),
	PRELOAD_CHECK(synced, 0),
	PRELOAD_CHECK(not_of_an_arena, 0),
	PRELOAD_CHECK(with_a_policy_of_the_task, 0),
	PRELOAD_CHECK(file_size_limit, 0),
	{ 0 },
};
