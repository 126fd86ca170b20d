// SPDX-License-Identifier: GPL-2.0
/* mremap(2) and mprotect(2) on private anonymous memory. */
#include "preload_checks.h"

#include <errno.h>
#include <signal.h>
#include <string.h>
#include <sys/mman.h>

static long mremap_grows(void)
{
	char *at = map_filled(2 * MIB);

	at = mremap(at, 2 * MIB, 64 * MIB, MREMAP_MAYMOVE);
	if (at == MAP_FAILED)
		return -errno;
	fill_pages(at + 32 * MIB, 32 * MIB, 9);
	return pages_unlike(at, 2 * MIB, 7) + pages_unlike(at + 2 * MIB, 30 * MIB, 0) +
	       pages_unlike(at + 32 * MIB, 32 * MIB, 9);
}

static long mremap_grows_in_place(void)
{
	char *at = map_filled(8 * MIB);

	munmap(at + 2 * MIB, 6 * MIB);
	if (mremap(at, 2 * MIB, 8 * MIB, 0) != at)
		return -errno;
	return pages_unlike(at, 2 * MIB, 7) + pages_unlike(at + 2 * MIB, 6 * MIB, 0);
}

/* The end of the grown mapping must not exceed the maximum size of a file. */
static long mremap_grows_huge(void)
{
	char *at = map_noted(2 * MIB, MAP_NORESERVE);

	at[0] = 7;
	at = mremap(at, 2 * MIB, 1ul << 40, MREMAP_MAYMOVE);
	if (at == MAP_FAILED)
		return -errno;
	at[(1ul << 40) - 1] = 8;
	return at[0] + at[(1ul << 40) - 1] + at[1ul << 39];
}

static long mremap_shrinks(void)
{
	char *at = map_filled(8 * MIB);

	if (mremap(at, 8 * MIB, 2 * MIB, 0) != at || pages_unlike(at, 2 * MIB, 7))
		return 1;
	return count_resident_pages(at + 2 * MIB, PAGE);
}

static long mremap_moves_to(void)
{
	char *at = map_filled(4 * MIB), *to = map_filled(4 * MIB);

	fill_pages(to, 4 * MIB, 9);
	if (mremap(at + MIB, MIB, 2 * MIB, MREMAP_MAYMOVE | MREMAP_FIXED, to + MIB) != to + MIB)
		return -errno;
	return pages_unlike(to, MIB, 9) + pages_unlike(to + MIB, MIB, 7) +
	       pages_unlike(to + 2 * MIB, MIB, 0) + pages_unlike(to + 3 * MIB, MIB, 9) +
	       pages_unlike(at, MIB, 7) + pages_unlike(at + 2 * MIB, 2 * MIB, 7) +
	       count_resident_pages(at + MIB, MIB);
}

static long mremap_leaves_behind(void)
{
	char *at = map_filled(2 * MIB), *to;

	to = mremap(at, 2 * MIB, 2 * MIB, MREMAP_MAYMOVE | MREMAP_DONTUNMAP, NULL);
	if (to == MAP_FAILED)
		return -errno;
	if (pages_unlike(at, 2 * MIB, 0) || pages_unlike(to, 2 * MIB, 7))
		return 1;
	fill_pages(at, 2 * MIB, 8);
	return pages_unlike(at, 2 * MIB, 8) + pages_unlike(to, 2 * MIB, 7);
}

static long mremap_of_nothing(void)
{
	return error_of(mremap(map_filled(2 * MIB), 0, 2 * MIB, MREMAP_MAYMOVE) == MAP_FAILED);
}

/* Two adjacent mappings are one VMA, which grows as a whole. */
static long mremap_of_two(void)
{
	char *room = mmap(NULL, 8 * MIB, PROT_NONE, ANON, -1, 0), *at;

	if (mmap(room, 2 * MIB, RW, ANON | MAP_FIXED, -1, 0) != room ||
	    mmap(room + 2 * MIB, 2 * MIB, RW, ANON | MAP_FIXED, -1, 0) != room + 2 * MIB)
		return 1;
	note_mapping(room);
	note_mapping(room + 2 * MIB);
	at = mremap(room, 4 * MIB, 16 * MIB, MREMAP_MAYMOVE);
	if (at == MAP_FAILED)
		return -errno;
	fill_pages(at, 16 * MIB, 7);
	return pages_unlike(at, 16 * MIB, 7);
}

static long mprotect_none(void)
{
	char *at = map_filled(4 * MIB);

	mprotect(at + MIB, MIB, PROT_NONE);
	return at[MIB];
}

static long mprotect_read(void)
{
	char *at = map_filled(4 * MIB);

	mprotect(at + MIB, MIB, PROT_READ);
	return at[MIB] = 8;
}

static long mprotect_and_back(void)
{
	char *at = map_filled(4 * MIB);

	if (mprotect(at + MIB, MIB, PROT_NONE) || mprotect(at, 4 * MIB, PROT_READ) ||
	    mprotect(at, 4 * MIB, RW))
		return -errno;
	fill_pages(at, 2 * MIB, 8);
	return pages_unlike(at, 2 * MIB, 8) + pages_unlike(at + 2 * MIB, 2 * MIB, 7);
}

static long code_runs(void)
{
	static const unsigned char code[] = { 0xb8, 42, 0, 0, 0, 0xc3 };	/* mov $42, %eax; ret */
	char *at = map_noted(2 * MIB, 0);

	memcpy(at, code, sizeof(code));
	if (mprotect(at, 2 * MIB, PROT_READ | PROT_EXEC))
		return -errno;
	return ((int (*)(void))at)();
}

static long reserved_then_used(void)
{
	size_t bytes = 1ul << 40;
	char *at = mmap(NULL, bytes, PROT_NONE, ANON | MAP_NORESERVE, -1, 0);

	if (at == MAP_FAILED)
		return -errno;
	note_mapping(at);
	if (mprotect(at + bytes / 2, 4 * MIB, RW))
		return -errno;
	fill_pages(at + bytes / 2, 4 * MIB, 7);
	return pages_unlike(at + bytes / 2, 4 * MIB, 7) +
	       count_resident_pages(at + bytes / 2, 8 * MIB);
}

const struct preload_check preload_mremap_checks[] = {
	PRELOAD_CHECK(mremap_grows, 0),
	PRELOAD_CHECK(mremap_grows_in_place, 0),
	PRELOAD_CHECK(mremap_grows_huge, 15),
	PRELOAD_CHECK(mremap_shrinks, -ENOMEM),
	PRELOAD_CHECK(mremap_moves_to, -ENOMEM),
	PRELOAD_CHECK(mremap_leaves_behind, 0),
	PRELOAD_CHECK(mremap_of_nothing, -EINVAL),
	PRELOAD_CHECK(mremap_of_two, 0),
	PRELOAD_CHECK(mprotect_none, -SIGSEGV),
	PRELOAD_CHECK(mprotect_read, -SIGSEGV),
	PRELOAD_CHECK(mprotect_and_back, 0),
	PRELOAD_CHECK(code_runs, 42),
	PRELOAD_CHECK(reserved_then_used, 4 * MIB / 4096),
	{ 0 },
};
