// SPDX-License-Identifier: GPL-2.0
/* Guarantees of malloc() and related functions for large blocks. */
#include "preload_checks.h"

#include <errno.h>
#include <malloc.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "kselftest.h"

static long malloc_large(void)
{
	char *block = malloc(8 * MIB), *other;

	note_mapping(block);
	memset(block, 7, 8 * MIB);
	other = malloc(3 * MIB);
	note_mapping(other);
	memset(other, 8, 3 * MIB);
	if (malloc_usable_size(block) < 8 * MIB || (uintptr_t)block % 16 || pages_unlike(block, 8 * MIB, 7))
		return 1;
	free(block);
	return pages_unlike(other, 3 * MIB, 8) + pages_unlike(other + 1, 3 * MIB, 8);
}

static long calloc_is_zero(void)
{
	volatile size_t too_many = 1ul << 40;

	for (int i = 0; i < 8; i++) {
		char *block = calloc(3, MIB);

		note_mapping(block);
		for (size_t at = 0; at < 3 * MIB; at++)
			if (block[at])
				return 1;
		memset(block, 7, 3 * MIB);
		free(block);
	}
	return calloc(too_many, too_many) != NULL;
}

/* Grows a block from a few bytes, and shrinks it again. */
static long realloc_keeps(void)
{
	unsigned char *block = NULL;
	long wrong = 0;
	size_t had = 0;

	for (size_t bytes = 1000; bytes < 64 * MIB; had = bytes, bytes *= 3) {
		block = realloc(block, bytes);
		for (size_t i = 0; i < had; i += 100)
			wrong += block[i] != (unsigned char)(i / 100);
		for (size_t i = 0; i < bytes; i += 100)
			block[i] = i / 100;
		if (bytes > MIB)
			note_mapping(block);
	}
	for (size_t bytes = had; bytes > 1000; bytes /= 5) {
		block = realloc(block, bytes);
		for (size_t i = 0; i < bytes; i += 100)
			wrong += block[i] != (unsigned char)(i / 100);
	}
	free(block);
	return wrong;
}

static long aligned_blocks(void)
{
	static const size_t alignments[] = { 16, 64, 4096, MIB, 4 * MIB };
	long wrong = 0;

	for (size_t i = 0; i < ARRAY_SIZE(alignments); i++) {
		size_t alignment = alignments[i];
		char *blocks[3] = { memalign(alignment, 3 * MIB), aligned_alloc(alignment, 4 * MIB) };

		wrong += posix_memalign((void **)&blocks[2], alignment, 5 * MIB);
		for (int b = 0; b < 3; b++) {
			size_t bytes = (3 + b) * MIB;

			note_mapping(blocks[b]);
			wrong += (uintptr_t)blocks[b] % alignment;
			memset(blocks[b], 7 + b, bytes);
		}
		for (int b = 0; b < 3; b++) {
			wrong += pages_unlike(blocks[b], (3 + b) * MIB, 7 + b) +
				 (malloc_usable_size(blocks[b]) < 3 * MIB);
			free(blocks[b]);
		}
	}
	return wrong;
}

static long freed_is_given_back(void)
{
	char *block = malloc(16 * MIB), *page = (char *)((uintptr_t)block & -PAGE);

	memset(block, 7, 16 * MIB);
	free(block);
	return count_resident_pages(page, PAGE);
}

const struct preload_check preload_malloc_checks[] = {
	PRELOAD_CHECK(malloc_large, 0),
	PRELOAD_CHECK(calloc_is_zero, 0),
	PRELOAD_CHECK(realloc_keeps, 0),
	PRELOAD_CHECK(aligned_blocks, 0),
	PRELOAD_CHECK(freed_is_given_back, -ENOMEM),
	{ 0 },
};
