/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Properties of anonymous memory that programs rely on. Each check runs in a process of its own and
 * returns a number, the same for any memory; minus the signal if the process died.
 */
#ifndef SELFTESTS_PRELOAD_CHECKS_H
#define SELFTESTS_PRELOAD_CHECKS_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

#include "device.h"
#include "memory.h"

#define MIB (1ul << 20)
#define ANON (MAP_PRIVATE | MAP_ANONYMOUS)

struct preload_check {
	const char *name;
	long (*run)(void);
	long expected;
};

#define PRELOAD_CHECK(name, expected) { #name, name, expected }

/* Each array ends with a check without a name. */
extern const struct preload_check preload_madvise_checks[], preload_mremap_checks[],
	preload_mmap_checks[], preload_kernel_checks[], preload_shared_checks[],
	preload_malloc_checks[], preload_process_checks[];

/* All checks in one order; NULL after the last. */
const struct preload_check *find_preload_check(size_t number);
size_t count_preload_checks(void);

/* Result of a check, the number of large mappings it made, and how many of them were an arena's. */
struct preload_result {
	long value;
	int mappings, arenas;
};

extern struct preload_result *preload_result;

bool is_arena_memory(const void *at);

void note_mapping(void *at);

char *map_noted(size_t bytes, int flags);

void fill_pages(char *at, size_t bytes, char value);

/* Counts pages that do not begin with @value. */
long pages_unlike(const char *at, size_t bytes, char value);

char *map_filled(size_t bytes);

/* Waits for @pid; returns its exit status, or minus the signal. */
long wait_for_end(pid_t pid);

/* Returns the number of resident pages of a range, or minus the error. */
long count_resident_pages(char *at, size_t bytes);

long error_of(long ret);

/* Fills a large block and a large mapping; returns the number of wrong pages. */
long fill_by_malloc(void);

/* Runs one check in a child. */
struct preload_result run_preload_check(const struct preload_check *check);

#endif
