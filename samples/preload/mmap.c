// SPDX-License-Identifier: GPL-2.0
/*
 * mmap(2): first the requested mapping, then, at its address, the arena over it. Any failure of the
 * first mapping is the kernel's own.
 *
 * madvise(2) is interposed because the kernel treats files and anonymous memory differently there.
 *
 * munmap, mprotect, mremap, mlock, mincore, fork, mbind and the rest work unchanged.
 */
#include "preload.h"

#include <fcntl.h>
#include <linux/fs.h>
#include <string.h>
#include <sys/ioctl.h>

/* Flags that populate pages apply to the last mapping only. */
#define LATE (MAP_POPULATE | MAP_NONBLOCK)
/* Flags that determine the kind of the mapping; the others only determine its address. */
#define KIND (MAP_PRIVATE | MAP_SHARED | MAP_NORESERVE)
#define SERVED (KIND | MAP_ANONYMOUS | MAP_FIXED | MAP_FIXED_NOREPLACE | MAP_32BIT | LATE)

EXPORT void *mmap(void *at, size_t length, int prot, int flags, int fd, off_t offset)
{
	int error = errno;

	if (!(flags & MAP_ANONYMOUS) || length < large())
		return kernel_mmap(at, length, prot, flags, fd, offset);
	if (flags & ~SERVED || !(flags & MAP_PRIVATE) == !(flags & MAP_SHARED)) {
		passed_on();
		return kernel_mmap(at, length, prot, flags, fd, offset);
	}
	if (has_policy())
		return kernel_mmap(at, length, prot, flags, fd, offset);
	at = kernel_mmap(at, length, prot, flags & ~LATE, fd, offset);
	if (at == MAP_FAILED)
		return at;
	switch (arena_over(at, length, prot, flags & (KIND | LATE))) {
	case OVER:
		break;
	case PLAIN:
		if (flags & MAP_POPULATE)
			syscall(SYS_madvise, at, length,
				prot & PROT_WRITE ? MADV_POPULATE_WRITE : MADV_POPULATE_READ);
		break;
	case GONE:
		return MAP_FAILED;
	}
	errno = error;
	return at;
}

EXPORT void *mmap64(void *at, size_t length, int prot, int flags, int fd, off_t offset)
	__attribute__((alias("mmap")));

/* The VMA at @at, or the next one. */
static bool vma_at(int maps, char *at, struct procmap_query *vma, char name[32])
{
	*vma = (struct procmap_query){
		.size = sizeof(*vma), .query_flags = PROCMAP_QUERY_COVERING_OR_NEXT_VMA,
		.query_addr = (uintptr_t)at, .vma_name_addr = (uintptr_t)name, .vma_name_size = 32,
	};
	/* A name that is too long does not belong to an arena. */
	if (ioctl(maps, PROCMAP_QUERY, vma)) {
		*name = 0;
		vma->vma_name_addr = vma->vma_name_size = 0;
		return !ioctl(maps, PROCMAP_QUERY, vma);
	}
	return true;
}

/* Replaces a range of an arena mapping by plain memory with the same content. */
static int make_plain(char *at, size_t length, const struct procmap_query *vma)
{
	int prot = (vma->vma_flags & PROCMAP_QUERY_VMA_READABLE ? PROT_READ : 0) |
		   (vma->vma_flags & PROCMAP_QUERY_VMA_WRITABLE ? PROT_WRITE : 0) |
		   (vma->vma_flags & PROCMAP_QUERY_VMA_EXECUTABLE ? PROT_EXEC : 0);
	char *plain = kernel_mmap(NULL, length, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	if (plain == MAP_FAILED)
		return -1;
	if ((prot & PROT_READ || !mprotect(at, length, prot | PROT_READ)) &&
	    (memcpy(plain, at, length), !mprotect(plain, length, prot)) &&
	    mremap(plain, length, length, MREMAP_MAYMOVE | MREMAP_FIXED, at) != MAP_FAILED)
		return 0;
	munmap(plain, length);
	return -1;
}

/* As on anonymous memory, for a range that lies partly or completely in arena mappings. */
static int advise_as_anonymous(char *at, char *end, int advice)
{
	int maps = syscall(SYS_openat, AT_FDCWD, "/proc/self/maps", O_RDONLY | O_CLOEXEC), ret = 0;
	struct procmap_query vma;
	char name[32];

	if (maps < 0) {
		errno = EINVAL;
		return -1;
	}
	for (; !ret && at < end; at = (char *)(uintptr_t)vma.vma_end) {
		size_t length;
		int instead = advice;

		if (!vma_at(maps, at, &vma, name) || (uintptr_t)at < vma.vma_start) {
			errno = ENOMEM;
			ret = -1;
			break;
		}
		length = (char *)(uintptr_t)vma.vma_end < end ? vma.vma_end - (uintptr_t)at : (size_t)(end - at);
		if (strstr(name, "[rmm-arena]") && !(vma.vma_flags & PROCMAP_QUERY_VMA_SHARED)) {
			/* Memory given up by MADV_FREE may be freed at once. */
			if (advice == MADV_FREE)
				instead = MADV_DONTNEED;
			if (advice == MADV_WIPEONFORK && make_plain(at, length, &vma))
				ret = -1;
			if (advice == MADV_REMOVE) {
				errno = EINVAL;
				ret = -1;
			}
		}
		if (!ret)
			ret = syscall(SYS_madvise, at, length, instead);
	}
	close(maps);
	return ret;
}

EXPORT int madvise(void *at, size_t length, int advice)
{
	int error = errno, ret = syscall(SYS_madvise, at, length, advice);

	if (!ret || !arena_in_use())
		return ret;
	if (!(errno == EINVAL && (advice == MADV_FREE || advice == MADV_WIPEONFORK)) &&
	    !(errno == EACCES && advice == MADV_REMOVE))
		return ret;
	/* Otherwise the kernel refuses the call on any memory. */
	if ((uintptr_t)at % getpagesize() || !length)
		return ret;
	ret = advise_as_anonymous(at, (char *)at + length, advice);
	if (!ret)
		errno = error;
	return ret;
}
