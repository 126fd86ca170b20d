// SPDX-License-Identifier: GPL-2.0
#include "preload_checks.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include "kselftest.h"

struct preload_result *preload_result;

static const struct preload_check *const groups[] = {
	preload_madvise_checks, preload_mremap_checks, preload_mmap_checks, preload_kernel_checks,
	preload_shared_checks, preload_malloc_checks, preload_process_checks,
};

const struct preload_check *find_preload_check(size_t number)
{
	for (size_t g = 0; g < ARRAY_SIZE(groups); g++)
		for (const struct preload_check *check = groups[g]; check->name; check++)
			if (!number--)
				return check;
	return NULL;
}

size_t count_preload_checks(void)
{
	size_t count = 0;

	while (find_preload_check(count))
		count++;
	return count;
}

/* Returns the name of the mapping that an address is in, "" for anonymous memory. */
static const char *mapping_name(const void *at)
{
	static char line[512], name[64];
	FILE *maps = fopen("/proc/self/maps", "re");
	unsigned long start, end;

	*name = 0;
	while (maps && fgets(line, sizeof(line), maps))
		if (sscanf(line, "%lx-%lx %*s %*s %*s %*s %63s", &start, &end, name) >= 2) {
			if ((unsigned long)at >= start && (unsigned long)at < end)
				break;
			*name = 0;
		}
	if (maps)
		fclose(maps);
	return name;
}

bool is_arena_memory(const void *at)
{
	return strstr(mapping_name(at), "[rmm-arena]");
}

void note_mapping(void *at)
{
	preload_result->mappings++;
	preload_result->arenas += is_arena_memory(at);
}

char *map_noted(size_t bytes, int flags)
{
	char *at = mmap(NULL, bytes, RW, ANON | flags, -1, 0);

	if (at == MAP_FAILED)
		_exit(99);
	note_mapping(at);
	return at;
}

void fill_pages(char *at, size_t bytes, char value)
{
	for (size_t i = 0; i < bytes; i += PAGE)
		at[i] = value;
}

long pages_unlike(const char *at, size_t bytes, char value)
{
	long wrong = 0;

	for (size_t i = 0; i < bytes; i += PAGE)
		wrong += ((volatile const char *)at)[i] != value;
	return wrong;
}

char *map_filled(size_t bytes)
{
	char *at = map_noted(bytes, 0);

	fill_pages(at, bytes, 7);
	return at;
}

long wait_for_end(pid_t pid)
{
	int status;

	if (pid < 0 || waitpid(pid, &status, 0) != pid)
		return -99;
	return WIFSIGNALED(status) ? -WTERMSIG(status) : WEXITSTATUS(status);
}

long count_resident_pages(char *at, size_t bytes)
{
	unsigned char *vec = malloc(bytes / PAGE);
	long pages = 0;

	if (mincore(at, bytes, vec))
		return -errno;
	for (size_t i = 0; i < bytes / PAGE; i++)
		pages += vec[i] & 1;
	free(vec);
	return pages;
}

long error_of(long ret)
{
	return ret ? -errno : 0;
}

struct preload_result run_preload_check(const struct preload_check *check)
{
	pid_t pid;

	*preload_result = (struct preload_result){ 0 };
	pid = fork();
	if (!pid) {
		preload_result->value = check->run();
		_exit(0);
	}
	if (pid < 0)
		abort();
	long end = wait_for_end(pid);

	if (end)
		preload_result->value = end;
	return *preload_result;
}
