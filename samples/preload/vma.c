// SPDX-License-Identifier: GPL-2.0
/*
 * The mappings in a range, for calls that the kernel answers otherwise for a file than for anonymous memory.
 *
 * /proc/self/maps is kept open, because these calls also work in a chroot(2) without /proc and when the
 * process has as many descriptors as it may have. A child of fork(2) opens its own. A directory would
 * serve children better, but a descriptor of one leads out of a chroot(2).
 */
#include "preload.h"

#include <fcntl.h>
#include <linux/fs.h>
#include <pthread.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/stat.h>

/* The descriptor, the file that it refers to unless the program has closed it, and the process. */
static struct {
	atomic_int fd;
	dev_t dev;
	ino_t ino;
	pid_t pid;
} kept = { .fd = -1 };

static int open_own_maps(void)
{
	return kernel_call(SYS_openat, AT_FDCWD, "/proc/self/maps", O_RDONLY | O_CLOEXEC);
}

static bool is_kept_open(void)
{
	struct stat st;

	return kept.fd >= 0 && !fstat(kept.fd, &st) && st.st_dev == kept.dev && st.st_ino == kept.ino;
}

void keep_maps(void)
{
	struct stat st;
	int fd;

	/* The number of a descriptor that was inherited from the parent may be the last one. */
	if (is_kept_open())
		kernel_call(SYS_close, kept.fd);
	kept.fd = -1;
	fd = open_own_maps();
	if (fd < 0)
		return;
	fd = move_high(fd);
	if (fstat(fd, &st))
		return;
	kept.dev = st.st_dev;
	kept.ino = st.st_ino;
	kept.pid = kernel_call(SYS_getpid);
	kept.fd = fd;
}

static void keep_maps_after_fork(void)
{
	int error = errno;

	if (arena_in_use() && !is_filtered())
		keep_maps();
	errno = error;
}

__attribute__((constructor)) static void begin(void)
{
	pthread_atfork(NULL, NULL, keep_maps_after_fork);
}

/* A descriptor for queries, or -1 if there is none or a seccomp filter may not allow them. */
static int open_maps(void)
{
	if (is_filtered())
		return -1;
	return is_kept_open() && kept.pid == kernel_call(SYS_getpid) ? kept.fd : open_own_maps();
}

static void close_maps(int maps)
{
	if (maps != kept.fd)
		kernel_call(SYS_close, maps);
}

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

/* Copies whole pages to zeroed memory. Pages of zeros take no memory there, as in a sparse mapping. */
static void copy_pages(char *to, const char *from, size_t length)
{
	size_t page = getpagesize();

	for (size_t i = 0; i < length; i += page)
		if (from[i] || memcmp(from + i, from + i + 1, page - 1))
			memcpy(to + i, from + i, page);
}

/* Replaces a range of an arena mapping by plain memory with the same content. Its last page counts whole. */
static int make_plain(char *at, size_t length, const struct procmap_query *vma)
{
	int prot = (vma->vma_flags & PROCMAP_QUERY_VMA_READABLE ? PROT_READ : 0) |
		   (vma->vma_flags & PROCMAP_QUERY_VMA_WRITABLE ? PROT_WRITE : 0) |
		   (vma->vma_flags & PROCMAP_QUERY_VMA_EXECUTABLE ? PROT_EXEC : 0);
	size_t page = getpagesize();
	char *plain;

	length = (length + page - 1) & -page;
	plain = kernel_mmap(NULL, length, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	if (plain == MAP_FAILED)
		return -1;
	if ((prot & PROT_READ || !mprotect(at, length, prot | PROT_READ)) &&
	    (copy_pages(plain, at, length), !mprotect(plain, length, prot)) &&
	    mremap(plain, length, length, MREMAP_MAYMOVE | MREMAP_FIXED, at) != MAP_FAILED)
		return 0;
	munmap(plain, length);
	return -1;
}

static bool is_private_arena(const struct procmap_query *vma, const char *name)
{
	return strstr(name, "[rmm-arena]") && !(vma->vma_flags & PROCMAP_QUERY_VMA_SHARED);
}

int advise_as_anonymous(char *at, char *end, int advice)
{
	int maps = open_maps(), ret = 0;
	struct procmap_query vma;
	char name[32];

	/* The content may stay for any time after MADV_FREE. Cold memory is reclaimed before other memory. */
	if (maps < 0 && advice == MADV_FREE)
		return is_filtered() ? 0 : kernel_call(SYS_madvise, at, end - at, MADV_COLD);
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
		if (is_private_arena(&vma, name)) {
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
			ret = kernel_call(SYS_madvise, at, length, instead);
	}
	close_maps(maps);
	return ret;
}

/* The kernel discards sealed memory on request if it is writable, or the mapping of a file. */
void unseat_unwritable(char *at, char *end)
{
	int maps = open_maps();
	struct procmap_query vma;
	char name[32];

	if (maps < 0)
		return;
	for (; at < end && vma_at(maps, at, &vma, name); at = (char *)(uintptr_t)vma.vma_end) {
		char *last = (char *)(uintptr_t)vma.vma_end;

		if ((uintptr_t)at < vma.vma_start)
			at = (char *)(uintptr_t)vma.vma_start;
		if (last > end)
			last = end;
		if (at < last && is_private_arena(&vma, name) && !(vma.vma_flags & PROCMAP_QUERY_VMA_WRITABLE))
			make_plain(at, last - at, &vma);
	}
	close_maps(maps);
}
