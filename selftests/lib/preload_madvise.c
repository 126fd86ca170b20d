// SPDX-License-Identifier: GPL-2.0
/* madvise(2) and fork(2) on private anonymous memory. */
#include "preload_checks.h"

#include <errno.h>
#include <signal.h>
#include <sys/mman.h>
#include <unistd.h>

#include "kselftest.h"

static long new_is_zero(void)
{
	return pages_unlike(map_noted(4 * MIB, 0), 4 * MIB, 0);
}

static long written_stays(void)
{
	return pages_unlike(map_filled(4 * MIB), 4 * MIB, 7);
}

static long fork_copies(void)
{
	char *at = map_filled(4 * MIB);
	pid_t pid;

	/* Some pages were only read before, some were not touched. */
	madvise(at, MIB, MADV_DONTNEED);
	if (pages_unlike(at, MIB / 2, 0))
		return 1;
	pid = fork();
	if (!pid) {
		long wrong = pages_unlike(at, MIB, 0) + pages_unlike(at + MIB, 3 * MIB, 7);

		fill_pages(at, 4 * MIB, 8);
		_exit(wrong + pages_unlike(at, 4 * MIB, 8));
	}
	return wait_for_end(pid) + pages_unlike(at, MIB, 0) + pages_unlike(at + MIB, 3 * MIB, 7);
}

static long parent_writes_behind_fork(void)
{
	char *at = map_filled(2 * MIB);
	int pair[2];
	pid_t pid;
	char byte;

	if (pipe(pair))
		return 1;
	pid = fork();
	if (!pid) {
		close(pair[1]);
		_exit(read(pair[0], &byte, 1) || pages_unlike(at, 2 * MIB, 7));
	}
	fill_pages(at, 2 * MIB, 8);
	close(pair[1]);
	return wait_for_end(pid) + pages_unlike(at, 2 * MIB, 8);
}

static long dontneed_gives_zeros(void)
{
	char *at = map_filled(4 * MIB);

	if (madvise(at + MIB, MIB, MADV_DONTNEED))
		return -errno;
	return pages_unlike(at, MIB, 7) + pages_unlike(at + MIB, MIB, 0) +
	       pages_unlike(at + 2 * MIB, 2 * MIB, 7);
}

static long free_gives_old_or_zeros(void)
{
	char *at = map_filled(4 * MIB);

	/* The range has more than one VMA. */
	mprotect(at + MIB, MIB, PROT_READ);
	if (madvise(at, 3 * MIB, MADV_FREE))
		return -errno;
	mprotect(at + MIB, MIB, RW);
	for (size_t i = 0; i < 3 * MIB; i += PAGE)
		if (at[i] != 0 && at[i] != 7)
			return 1;
	fill_pages(at, 3 * MIB, 8);
	return pages_unlike(at, 3 * MIB, 8) + pages_unlike(at + 3 * MIB, MIB, 7);
}

static long free_beside_small_ones(void)
{
	char *at = map_filled(4 * MIB);

	/* The mapping in the middle is too small for an arena. */
	if (mmap(at + MIB, PAGE, RW, ANON | MAP_FIXED, -1, 0) == MAP_FAILED)
		return 1;
	return error_of(madvise(at, 4 * MIB, MADV_FREE));
}

static long free_of_nothing(void)
{
	char *at = map_filled(4 * MIB);

	munmap(at + MIB, MIB);
	return error_of(madvise(at, 4 * MIB, MADV_FREE));
}

static long remove_is_refused(void)
{
	char *at = map_filled(2 * MIB);

	return error_of(madvise(at, 2 * MIB, MADV_REMOVE)) - pages_unlike(at, 2 * MIB, 7);
}

static long wipe_on_fork(void)
{
	char *at = map_filled(4 * MIB);
	pid_t pid;

	if (madvise(at + MIB, MIB, MADV_WIPEONFORK))
		return -errno;
	if (pages_unlike(at, 4 * MIB, 7))
		return 1;
	pid = fork();
	if (!pid)
		_exit(!!(pages_unlike(at, MIB, 7) + pages_unlike(at + MIB, MIB, 0) +
			 pages_unlike(at + 2 * MIB, 2 * MIB, 7)));
	return wait_for_end(pid) + pages_unlike(at, 4 * MIB, 7) +
	       error_of(madvise(at, 4 * MIB, MADV_KEEPONFORK));
}

static long dont_fork(void)
{
	char *at = map_filled(2 * MIB);
	pid_t pid;

	if (madvise(at, 2 * MIB, MADV_DONTFORK))
		return -errno;
	pid = fork();
	if (!pid)
		_exit(at[0]);
	return wait_for_end(pid);
}

static long other_advice(void)
{
	static const int advice[] = {
		MADV_NORMAL, MADV_RANDOM, MADV_SEQUENTIAL, MADV_WILLNEED, MADV_DONTDUMP, MADV_DODUMP,
		MADV_COLD, MADV_PAGEOUT, MADV_POPULATE_READ, MADV_POPULATE_WRITE, MADV_HUGEPAGE,
		MADV_NOHUGEPAGE, MADV_DOFORK,
	};
	char *at = map_filled(2 * MIB);
	long refused = 0;

	for (size_t i = 0; i < ARRAY_SIZE(advice); i++)
		refused |= !!madvise(at, 2 * MIB, advice[i]) << i;
	return refused + 100000 * pages_unlike(at, 2 * MIB, 7);
}

static long swapped_comes_back(void)
{
	char *at = map_filled(4 * MIB);

	madvise(at, 4 * MIB, MADV_PAGEOUT);
	return pages_unlike(at, 4 * MIB, 7);
}

static long merged_comes_apart(void)
{
	char *at = map_filled(2 * MIB);

	if (madvise(at, 2 * MIB, MADV_MERGEABLE) && errno != EINVAL)
		return -errno;
	fill_pages(at, MIB, 8);
	return pages_unlike(at, MIB, 8) + pages_unlike(at + MIB, MIB, 7);
}

const struct preload_check preload_madvise_checks[] = {
	PRELOAD_CHECK(new_is_zero, 0),
	PRELOAD_CHECK(written_stays, 0),
	PRELOAD_CHECK(fork_copies, 0),
	PRELOAD_CHECK(parent_writes_behind_fork, 0),
	PRELOAD_CHECK(dontneed_gives_zeros, 0),
	PRELOAD_CHECK(free_gives_old_or_zeros, 0),
	PRELOAD_CHECK(free_beside_small_ones, 0),
	PRELOAD_CHECK(free_of_nothing, -ENOMEM),
	PRELOAD_CHECK(remove_is_refused, -EINVAL),
	PRELOAD_CHECK(wipe_on_fork, 0),
	PRELOAD_CHECK(dont_fork, -SIGSEGV),
	PRELOAD_CHECK(other_advice, 0),
	PRELOAD_CHECK(swapped_comes_back, 0),
	PRELOAD_CHECK(merged_comes_apart, 0),
	{ 0 },
};
