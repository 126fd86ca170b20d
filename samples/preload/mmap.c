// SPDX-License-Identifier: GPL-2.0
/*
 * mmap(2): first the requested mapping, then, at its address, the arena over it. Any failure of the
 * first mapping is the kernel's own.
 *
 * madvise(2) is interposed because the kernel treats files and anonymous memory differently there
 * (vma.c).
 *
 * munmap, mprotect, mremap, mlock, mincore, fork, mbind and the rest work unchanged.
 */
#include "preload.h"

/* Flags that populate pages apply to the last mapping only. */
#define LATE (MAP_POPULATE | MAP_NONBLOCK)
/* Flags that determine the kind of the mapping; the others only determine its address. */
#define KIND (MAP_PRIVATE | MAP_SHARED | MAP_NORESERVE)
#define SERVED (KIND | MAP_ANONYMOUS | MAP_FIXED | MAP_FIXED_NOREPLACE | MAP_32BIT | LATE)

EXPORT void *mmap(void *at, size_t length, int prot, int flags, int fd, off_t offset)
{
	int error = errno, reserved;

	if (!(flags & MAP_ANONYMOUS) || length < large())
		return kernel_mmap(at, length, prot, flags, fd, offset);
	if (flags & ~SERVED || !(flags & MAP_PRIVATE) == !(flags & MAP_SHARED)) {
		passed_on();
		return kernel_mmap(at, length, prot, flags, fd, offset);
	}
	if (has_policy())
		return kernel_mmap(at, length, prot, flags, fd, offset);
	/*
	 * If new memory is populated, only the arena's should be. What MAP_FIXED replaces must stay when the
	 * kernel refuses the mapping, so there the kernel checks the whole request first.
	 */
	reserved = locks_new_memory() && !(flags & MAP_FIXED) ? PROT_NONE : prot;
	at = kernel_mmap(at, length, reserved, flags & ~LATE, fd, offset);
	if (at == MAP_FAILED)
		return at;
	switch (arena_over(at, length, prot, flags & (KIND | LATE))) {
	case OVER:
		break;
	case PLAIN:
		if (reserved != prot) {
			flags &= ~MAP_FIXED_NOREPLACE;
			if (kernel_mmap(at, length, prot, flags | MAP_FIXED, fd, offset) == MAP_FAILED) {
				error = errno;
				munmap(at, length);
				at = MAP_FAILED;
			}
		} else if (flags & MAP_POPULATE) {
			kernel_call(SYS_madvise, at, length,
				    prot & PROT_WRITE ? MADV_POPULATE_WRITE : MADV_POPULATE_READ);
		}
		break;
	case GONE:
		return MAP_FAILED;
	}
	errno = error;
	return at;
}

EXPORT void *mmap64(void *at, size_t length, int prot, int flags, int fd, off_t offset)
	__attribute__((alias("mmap")));

EXPORT int madvise(void *at, size_t length, int advice)
{
	int error = errno, ret = kernel_call(SYS_madvise, at, length, advice);

	if (!ret || !arena_in_use())
		return ret;
	if (!(errno == EINVAL && (advice == MADV_FREE || advice == MADV_WIPEONFORK)) &&
	    !(errno == EACCES && advice == MADV_REMOVE))
		return ret;
	/* Otherwise the kernel refuses the call on any memory. */
	if ((uintptr_t)at % getpagesize() || !length || length > PTRDIFF_MAX)
		return ret;
	ret = advise_as_anonymous(at, (char *)at + length, advice);
	if (!ret)
		errno = error;
	return ret;
}
