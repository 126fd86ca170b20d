// SPDX-License-Identifier: GPL-2.0
/*
 * malloc(3) and its kin: glibc calls a mmap of its own for large blocks, past any interposed one.
 * Such a block is a mapping of whole pages with two words before the block: its distance from the
 * mapping's start, and its size with a bit that says what it is. The arena is put over the mapping
 * and the two words are put back; glibc frees, moves and grows it as its own, which it is.
 *
 * Another malloc behind this library (jemalloc, tcmalloc) calls mmap(2) as all do, and is let alone.
 */
#include "preload.h"

#include <dlfcn.h>
#include <malloc.h>
#include <stdlib.h>
#include <string.h>

#define IS_MMAPPED 2ul
#define FLAGS 7ul

/* Beyond it glibc's threshold cannot be set, and need not be: it never rises above. */
#define HIGHEST_THRESHOLD (32ul << 20)

void *__libc_malloc(size_t size);
void *__libc_calloc(size_t count, size_t size);
void *__libc_realloc(void *block, size_t size);
void *__libc_memalign(size_t alignment, size_t size);

static struct {
	void *(*malloc)(size_t size);
	void *(*calloc)(size_t count, size_t size);
	void *(*realloc)(void *block, size_t size);
	void *(*memalign)(size_t alignment, size_t size);
	void *(*aligned_alloc)(size_t alignment, size_t size);
	int (*posix_memalign)(void **block, size_t alignment, size_t size);
} next;

/* dlsym() could allocate. */
static __thread bool resolving __attribute__((tls_model("initial-exec")));

#define NEXT(name, meanwhile) ({						\
	typeof(next.name) found_ = __atomic_load_n(&next.name, __ATOMIC_RELAXED);	\
	if (!found_ && !resolving) {						\
		resolving = true;						\
		found_ = (typeof(found_))dlsym(RTLD_NEXT, #name);		\
		__atomic_store_n(&next.name, found_, __ATOMIC_RELAXED);		\
		resolving = false;						\
	}									\
	found_ ? found_ : (typeof(found_))meanwhile;				\
})

static bool is_glibc(void)
{
	return NEXT(malloc, __libc_malloc) == __libc_malloc;
}

/* Puts the arena under a new block, the contents of which do not matter unless they are zero. */
static void *placed(void *block, size_t size)
{
	size_t *words = (size_t *)block - 2, kept[2], length;
	int error = errno;
	char *start;

	if (!block || size < large() || !is_glibc() || !(words[1] & IS_MMAPPED))
		return block;
	memcpy(kept, words, sizeof(kept));
	start = (char *)words - kept[0];
	length = kept[0] + (kept[1] & ~FLAGS);
	if (((uintptr_t)start | length) % getpagesize())
		return block;
	if (arena_over(start, length, PROT_READ | PROT_WRITE, 0) == GONE)
		return NULL;
	memcpy(words, kept, sizeof(kept));
	errno = error;
	return block;
}

EXPORT void *malloc(size_t size)
{
	return placed(NEXT(malloc, __libc_malloc)(size), size);
}

EXPORT void *calloc(size_t count, size_t size)
{
	return placed(NEXT(calloc, __libc_calloc)(count, size), count * size);
}

/* A block that has its mapping keeps it, and may move with it. One that gets large gets a new one. */
EXPORT void *realloc(void *block, size_t size)
{
	size_t *words = (size_t *)block - 2, had;
	void *larger;

	if (!block)
		return malloc(size);
	if (size < large() || !is_glibc() || words[1] & IS_MMAPPED)
		return NEXT(realloc, __libc_realloc)(block, size);
	larger = malloc(size);
	if (!larger)
		return NULL;
	had = malloc_usable_size(block);
	memcpy(larger, block, had < size ? had : size);
	free(block);
	return larger;
}

EXPORT void *memalign(size_t alignment, size_t size)
{
	return placed(NEXT(memalign, __libc_memalign)(alignment, size), size);
}

EXPORT void *aligned_alloc(size_t alignment, size_t size)
{
	return placed(NEXT(aligned_alloc, __libc_memalign)(alignment, size), size);
}

EXPORT int posix_memalign(void **block, size_t alignment, size_t size)
{
	int (*further)(void **, size_t, size_t) = NEXT(posix_memalign, NULL);
	int error = further ? further(block, alignment, size) : ENOMEM;

	if (!error)
		*block = placed(*block, size);
	return error;
}

/* A large block gets a mapping, however many have been freed. */
__attribute__((constructor)) static void set_threshold(void)
{
	if (large() < SIZE_MAX && is_glibc())
		mallopt(M_MMAP_THRESHOLD, large() < HIGHEST_THRESHOLD ? large() : HIGHEST_THRESHOLD);
}
