// SPDX-License-Identifier: GPL-2.0
/*
 * malloc(3) and related functions. For large blocks glibc calls its own mmap, which cannot be
 * interposed, or takes them from its heap. Here each large block gets a mapping in the format of
 * glibc: whole pages, with two words before the block, its distance from the start of the mapping,
 * and its size with a bit that marks the format. glibc's free, realloc and malloc_usable_size
 * therefore work on it.
 *
 * Another malloc behind this library (jemalloc, tcmalloc) calls mmap(2) like any caller, and is not
 * interposed.
 */
#include "preload.h"

#include <dlfcn.h>
#include <malloc.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

#define WORDS (2 * sizeof(size_t))
#define IS_MMAPPED 2ul

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
	struct mallinfo2 (*mallinfo2)(void);
} next;

/* Mappings made here, and their bytes. glibc's free() and realloc() count them as its own. */
static atomic_size_t made, made_bytes;

/* dlsym() may allocate. */
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

/* A zeroed block in its own mapping; NULL if the next malloc should serve it. */
static void *mapped(size_t alignment, size_t size)
{
	size_t page = getpagesize(), room = (alignment > WORDS ? alignment : WORDS) + page, length, *words;
	int error = errno;
	char *start, *block;

	if (size < large() || size > PTRDIFF_MAX - room || alignment > PTRDIFF_MAX - room - size ||
	    alignment & (alignment - 1) || NEXT(malloc, __libc_malloc) != __libc_malloc)
		return NULL;
	length = (size + room - 1) & -page;
	start = mmap(NULL, length, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	if (start == MAP_FAILED) {
		errno = error;
		return NULL;
	}
	block = start + WORDS;
	if (alignment > WORDS)
		block = (char *)(((uintptr_t)block + alignment - 1) & -alignment);
	words = (size_t *)block - 2;
	words[0] = (char *)words - start;
	words[1] = (length - words[0]) | IS_MMAPPED;
	made++;
	made_bytes += length;
	return block;
}

EXPORT void *malloc(size_t size)
{
	void *block = mapped(WORDS, size);

	return block ? block : NEXT(malloc, __libc_malloc)(size);
}

EXPORT void *calloc(size_t count, size_t size)
{
	size_t bytes;
	void *block = __builtin_mul_overflow(count, size, &bytes) ? NULL : mapped(WORDS, bytes);

	return block ? block : NEXT(calloc, __libc_calloc)(count, size);
}

/* A large block grows and moves with its mapping. A block that becomes large moves to a mapping. */
EXPORT void *realloc(void *block, size_t size)
{
	size_t had = block ? malloc_usable_size(block) : 0;
	void *larger = had < large() ? mapped(WORDS, size) : NULL;

	if (!larger)
		return NEXT(realloc, __libc_realloc)(block, size);
	memcpy(larger, block, had);
	free(block);
	return larger;
}

EXPORT void *memalign(size_t alignment, size_t size)
{
	void *block = mapped(alignment, size);

	return block ? block : NEXT(memalign, __libc_memalign)(alignment, size);
}

EXPORT void *aligned_alloc(size_t alignment, size_t size)
{
	void *block = mapped(alignment, size);

	return block ? block : NEXT(aligned_alloc, __libc_memalign)(alignment, size);
}

EXPORT int posix_memalign(void **block, size_t alignment, size_t size)
{
	int (*further)(void **, size_t, size_t) = NEXT(posix_memalign, NULL);
	void *made = alignment % sizeof(void *) || !alignment ? NULL : mapped(alignment, size);

	if (!made)
		return further ? further(block, alignment, size) : ENOMEM;
	*block = made;
	return 0;
}

EXPORT struct mallinfo2 mallinfo2(void)
{
	struct mallinfo2 info = NEXT(mallinfo2, NULL)();

	info.hblks += made;
	info.hblkhd += made_bytes;
	return info;
}

EXPORT struct mallinfo mallinfo(void)
{
	struct mallinfo2 info = mallinfo2();

	return (struct mallinfo){
		.arena = info.arena, .ordblks = info.ordblks, .smblks = info.smblks, .hblks = info.hblks,
		.hblkhd = info.hblkhd, .usmblks = info.usmblks, .fsmblks = info.fsmblks,
		.uordblks = info.uordblks, .fordblks = info.fordblks, .keepcost = info.keepcost,
	};
}
