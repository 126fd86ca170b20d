// SPDX-License-Identifier: GPL-2.0
/* Shared anonymous memory. */
#include "preload_checks.h"

#include <errno.h>
#include <signal.h>
#include <sys/mman.h>
#include <unistd.h>

static char *map_shared_noted(size_t bytes)
{
	char *at = mmap(NULL, bytes, RW, MAP_SHARED | MAP_ANONYMOUS, -1, 0);

	if (at == MAP_FAILED)
		_exit(99);
	note_mapping(at);
	return at;
}

static long shared_is_shared(void)
{
	char *at = map_shared_noted(2 * MIB);
	pid_t pid = fork();

	if (!pid) {
		fill_pages(at, 2 * MIB, 7);
		_exit(0);
	}
	return wait_for_end(pid) + pages_unlike(at, 2 * MIB, 7);
}

static long shared_keeps_at_dontneed(void)
{
	char *at = map_shared_noted(2 * MIB);

	fill_pages(at, 2 * MIB, 7);
	return error_of(madvise(at, MIB, MADV_DONTNEED)) + pages_unlike(at, 2 * MIB, 7);
}

static long shared_is_punched(void)
{
	char *at = map_shared_noted(2 * MIB);

	fill_pages(at, 2 * MIB, 7);
	return error_of(madvise(at, MIB, MADV_REMOVE)) + pages_unlike(at, MIB, 0) +
	       pages_unlike(at + MIB, MIB, 7);
}

/* The length is rounded up to whole pages; after them there is no memory. */
static long shared_ends(void)
{
	char *at = map_shared_noted(2 * MIB + 1);

	at = mremap(at, 2 * MIB + PAGE, 4 * MIB, MREMAP_MAYMOVE);
	if (at == MAP_FAILED)
		return -errno;
	fill_pages(at, 2 * MIB + PAGE, 7);
	return at[2 * MIB + PAGE];
}

static long shared_is_its_own(void)
{
	char *at = map_shared_noted(2 * MIB), *other = map_shared_noted(2 * MIB);

	fill_pages(at, 2 * MIB, 7);
	return pages_unlike(other, 2 * MIB, 0);
}

static long shared_twice(void)
{
	char *at = map_shared_noted(2 * MIB), *twin = mremap(at, 0, 2 * MIB, MREMAP_MAYMOVE);

	if (twin == MAP_FAILED)
		return -errno;
	fill_pages(at, 2 * MIB, 7);
	return pages_unlike(twin, 2 * MIB, 7);
}

const struct preload_check preload_shared_checks[] = {
	PRELOAD_CHECK(shared_is_shared, 0),
	PRELOAD_CHECK(shared_keeps_at_dontneed, 0),
	PRELOAD_CHECK(shared_is_punched, 0),
	PRELOAD_CHECK(shared_ends, -SIGBUS),
	PRELOAD_CHECK(shared_is_its_own, 0),
	PRELOAD_CHECK(shared_twice, 0),
	{ 0 },
};
