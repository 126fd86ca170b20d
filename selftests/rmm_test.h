/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What the tests share: calls of /dev/rmm that go on until the range is done, and the kernel's own
 * files (maps, smaps, status) to compare the answers with.
 */
#ifndef RMM_TEST_H
#define RMM_TEST_H

#include "kselftest_harness.h"

#include <dirent.h>
#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>

#include "rmm.h"

/* Emulated machines and debug kernels are slow: a hang is what a test does for minutes. */
#undef TEST_TIMEOUT_DEFAULT
#define TEST_TIMEOUT_DEFAULT 300

#define PAGE 4096ul
#define MAX_VMAS 512
#define MAX_CELLS 512

/* EXPECT_EQ(4, an_unsigned_field) is what tests are made of. */
#pragma GCC diagnostic ignored "-Wsign-compare"

static const char *const vma_kinds[] __maybe_unused = {
	"anon", "heap", "stack", "file", "shmem", "hugetlb", "special", "device",
};
static const char *const page_kinds[] __maybe_unused = {
	"none", "anon", "file", "shmem", "ksm", "hugetlb", "zero", "huge-zero", "pfn", "swap",
	"migration", "device-private", "device-exclusive", "hwpoison", "marker-uffd-wp",
	"marker-poison", "marker-guard", "unknown",
};
static const char *const levels[] __maybe_unused = { "pgd", "p4d", "pud", "pmd", "pte" };

/* ioctl(2) whose result is 0 (or a file descriptor), or the negative error. */
static inline int rmm_call(int fd, unsigned long request, void *arg)
{
	int ret = ioctl(fd, request, arg);

	return ret < 0 ? -errno : ret;
}

static inline int rmm_device(void)
{
	int fd = open("/dev/rmm", O_RDWR | O_CLOEXEC);

	return fd < 0 ? -errno : fd;
}

static inline int rmm_open_by(int rmm, __u32 flags, int target)
{
	struct rmm_open arg = { .size = sizeof(arg), .flags = flags, .target = target };

	return rmm_call(rmm, RMM_OPEN, &arg);
}

/* An address space by pid, 0 for one's own. */
static inline int rmm_space(pid_t pid)
{
	int rmm = rmm_device(), mm;

	if (rmm < 0)
		return rmm;
	mm = rmm_open_by(rmm, pid ? RMM_OPEN_PID : RMM_OPEN_SELF, pid);
	close(rmm);
	return mm;
}

/* Last address of the user half, plus one. */
static inline __u64 user_end(void)
{
	struct rmm_info info = { .size = sizeof(info) };
	int rmm = rmm_device();

	if (rmm_call(rmm, RMM_INFO, &info))
		return 0;
	close(rmm);
	return (1ull << (info.levels == 5 ? 56 : 47)) - PAGE;
}

/* VMAs with their names. */
struct vma_list {
	int count;
	struct rmm_vma vma[MAX_VMAS];
	char name[MAX_VMAS][256];
};

/*
 * All VMAs of a range, in portions of @capacity records and @names_size bytes of names. Repeats at
 * the seams are dropped. Returns 0 or the negative error of a call; -EPROTO for an answer that no
 * caller could go on from.
 */
static inline int all_vmas(int mm, __u64 start, __u64 end, __u32 flags, __u32 capacity,
			   __u32 names_size, struct vma_list *list)
{
	static struct rmm_vma buf[MAX_VMAS];
	static char names[65536];
	struct rmm_vmas arg = {
		.size = sizeof(arg), .flags = flags, .start = start, .end = end,
		.buf = (uintptr_t)buf, .capacity = capacity, .record_size = sizeof(buf[0]),
		.names = names_size ? (uintptr_t)names : 0, .names_size = names_size,
	};

	list->count = 0;
	do {
		int ret = rmm_call(mm, RMM_VMAS, &arg);

		if (ret)
			return ret;
		if (arg.count > capacity || arg.next <= arg.start || arg.next > end)
			return -EPROTO;
		for (__u32 i = 0; i < arg.count; i++) {
			const struct rmm_vma *v = &buf[i];
			int at = list->count;

			if (at && v->end <= list->vma[at - 1].end)
				continue;
			if (at == MAX_VMAS || v->name_offset + v->name_len > names_size ||
			    v->name_len >= sizeof(list->name[0]))
				return -EPROTO;
			list->vma[at] = *v;
			memcpy(list->name[at], names + v->name_offset, v->name_len);
			list->name[at][v->name_len] = 0;
			list->count++;
		}
		arg.start = arg.next;
	} while (arg.next != end);
	return 0;
}

/* A summary, added up over calls. */
struct cell_list {
	int count;
	int calls;
	struct rmm_summary cell[MAX_CELLS];
};

static inline int add_cell(struct cell_list *list, const struct rmm_summary *more)
{
	for (int i = 0; i < list->count; i++) {
		struct rmm_summary *cell = &list->cell[i];

		if (cell->vma_kind != more->vma_kind || cell->page_kind != more->page_kind ||
		    cell->level != more->level || cell->node != more->node)
			continue;
		cell->entries += more->entries;
		cell->bytes += more->bytes;
		cell->young_bytes += more->young_bytes;
		cell->dirty_bytes += more->dirty_bytes;
		cell->writable_bytes += more->writable_bytes;
		cell->shared_bytes += more->shared_bytes;
		return 0;
	}
	if (list->count == MAX_CELLS)
		return -EPROTO;
	list->cell[list->count++] = *more;
	return 0;
}

/* The summary of a range, in portions of @capacity records and @budget_us each. */
static inline int walk_portions(int mm, __u64 start, __u64 end, __u32 capacity, __u64 budget_us,
				struct cell_list *list)
{
	static struct rmm_summary buf[MAX_CELLS];
	struct rmm_walk arg = {
		.size = sizeof(arg), .flags = RMM_WALK_SUMMARY, .start = start, .end = end,
		.buf = (uintptr_t)buf, .capacity = capacity, .record_size = sizeof(buf[0]),
		.budget_us = budget_us,
	};

	memset(list, 0, sizeof(*list));
	do {
		int ret = rmm_call(mm, RMM_WALK, &arg);

		if (ret)
			return ret;
		if (arg.count > capacity || arg.next <= arg.start || arg.next > end)
			return -EPROTO;
		for (__u32 i = 0; i < arg.count; i++)
			if (add_cell(list, &buf[i]))
				return -EPROTO;
		list->calls++;
		arg.start = arg.next;
	} while (arg.next != end);
	return 0;
}

static inline int walk(int mm, __u64 start, __u64 end, struct cell_list *list)
{
	return walk_portions(mm, start, end, MAX_CELLS, 0, list);
}

/* Bytes of one kind of page, at any level and on any node. */
static inline __u64 bytes_of(const struct cell_list *list, __u32 page_kind)
{
	__u64 bytes = 0;

	for (int i = 0; i < list->count; i++)
		if (list->cell[i].page_kind == page_kind)
			bytes += list->cell[i].bytes;
	return bytes;
}

/* The whole text of a file, in a buffer that the next call uses again; NULL with errno. */
static inline char *text_of(const char *format, ...)
{
	static char text[1 << 20];
	char path[256];
	va_list args;
	size_t len = 0;
	ssize_t n = 0;
	int fd;

	va_start(args, format);
	vsnprintf(path, sizeof(path), format, args);
	va_end(args);
	fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return NULL;
	while (len < sizeof(text) - 1 && (n = read(fd, text + len, sizeof(text) - 1 - len)) > 0)
		len += n;
	text[len] = 0;
	if (n < 0)
		len = -errno;
	close(fd);
	errno = n < 0 ? -(int)len : 0;
	return n < 0 ? NULL : text;
}

/* A "Name: N kB" line of /proc/PID/status. */
static inline long status_kb(pid_t pid, const char *name)
{
	char *text = text_of("/proc/%d/status", pid), *at;
	char key[64];

	snprintf(key, sizeof(key), "\n%s:", name);
	at = text ? strstr(text, key) : NULL;
	return at ? atol(at + strlen(key)) : -1;
}

/* What a file of a process says now, to be given to unchanged() after the look that is to equal it. */
static inline char *told_of(pid_t pid, const char *file)
{
	char *text = text_of("/proc/%d/%s", pid, file);

	return text ? strdup(text) : NULL;
}

static inline bool unchanged(char *was, pid_t pid, const char *file)
{
	char *is = text_of("/proc/%d/%s", pid, file);
	bool same = was && is && !strcmp(was, is);

	free(was);
	return same;
}

/* One VMA as /proc/PID/smaps tells it. */
struct smaps_vma {
	unsigned long start, end, offset, inode;
	unsigned int major, minor;
	char perms[5], name[256], flags[256];
	long rss, anon, swap, anon_huge, shmem_huge, file_huge, hugetlb_shared, hugetlb_private, page;
};

struct smaps {
	int count;
	struct smaps_vma vma[MAX_VMAS];
};

static inline int read_smaps(pid_t pid, struct smaps *smaps)
{
	const __u64 user = user_end();
	char *text = text_of("/proc/%d/smaps", pid), *line, *save;
	struct smaps_vma *v = NULL;

	smaps->count = 0;
	if (!text)
		return -errno;
	for (line = strtok_r(text, "\n", &save); line; line = strtok_r(NULL, "\n", &save)) {
		struct smaps_vma next = { 0 };
		int name = 0;
		const struct { const char *key; size_t at; } fields[] = {
			{ "Rss:", offsetof(struct smaps_vma, rss) },
			{ "Anonymous:", offsetof(struct smaps_vma, anon) },
			{ "Swap:", offsetof(struct smaps_vma, swap) },
			{ "AnonHugePages:", offsetof(struct smaps_vma, anon_huge) },
			{ "ShmemPmdMapped:", offsetof(struct smaps_vma, shmem_huge) },
			{ "FilePmdMapped:", offsetof(struct smaps_vma, file_huge) },
			{ "Shared_Hugetlb:", offsetof(struct smaps_vma, hugetlb_shared) },
			{ "Private_Hugetlb:", offsetof(struct smaps_vma, hugetlb_private) },
			{ "KernelPageSize:", offsetof(struct smaps_vma, page) },
		};

		if (sscanf(line, "%lx-%lx %4s %lx %x:%x %lu %n", &next.start, &next.end, next.perms,
			   &next.offset, &next.major, &next.minor, &next.inode, &name) == 7) {
			/* [vsyscall] is no VMA of the process and not in the user half. */
			if (next.start >= user)
				break;
			if (smaps->count == MAX_VMAS)
				return -E2BIG;
			snprintf(next.name, sizeof(next.name), "%s", line + name);
			v = &smaps->vma[smaps->count++];
			*v = next;
		} else if (v && !strncmp(line, "VmFlags:", 8)) {
			snprintf(v->flags, sizeof(v->flags), "%s ", line + 8);
		} else if (v) {
			for (size_t i = 0; i < ARRAY_SIZE(fields); i++)
				if (!strncmp(line, fields[i].key, strlen(fields[i].key)))
					*(long *)((char *)v + fields[i].at) =
						atol(line + strlen(fields[i].key));
		}
	}
	return 0;
}

/* Open file descriptors of this process. */
static inline int count_fds(void)
{
	DIR *dir = opendir("/proc/self/fd");
	int n = 0;

	while (readdir(dir))
		n++;
	closedir(dir);
	return n;
}

/*
 * For a loop that looks until nothing changed under the look: others map what all share, and the kernel
 * moves pages. True at first and then for a minute; a wrong answer is wrong all that time. @end is 0 before.
 */
static inline bool look_again(time_t *end)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	if (*end) {
		usleep(2000);
		return now.tv_sec < *end;
	}
	*end = now.tv_sec + 60;
	return true;
}

/* Waits until a process sleeps in system call @number, on the way to which it may touch memory. */
static inline void wait_asleep_in(pid_t pid, long number)
{
	char path[64], text[32], want[16];
	time_t end = 0;

	snprintf(path, sizeof(path), "/proc/%d/syscall", pid);
	snprintf(want, sizeof(want), "%ld ", number);
	while (look_again(&end)) {
		int fd = open(path, O_RDONLY | O_CLOEXEC);
		ssize_t n = read(fd, text, sizeof(text) - 1);

		close(fd);
		/* It is gone, or the kernel does not tell. */
		if (n <= 0)
			return;
		text[n] = 0;
		if (!strncmp(text, want, strlen(want)))
			return;
	}
}

/*
 * A child that runs @make and then only waits: nothing changes in its memory any more. It dies with
 * the test.
 */
static inline pid_t quiet_child(void (*make)(void))
{
	int ready[2];
	pid_t pid;
	char byte;

	if (pipe2(ready, O_CLOEXEC))
		return -1;
	pid = fork();
	if (!pid) {
		prctl(PR_SET_PDEATHSIG, SIGKILL);
		if (make)
			make();
		if (write(ready[1], "x", 1) != 1)
			_exit(1);
		for (;;)
			syscall(SYS_pause);
	}
	close(ready[1]);
	if (pid > 0 && read(ready[0], &byte, 1) != 1)
		pid = -1;
	close(ready[0]);
	if (pid > 0)
		wait_asleep_in(pid, SYS_pause);
	return pid;
}

/*
 * Goes on as a process without any right, in a child: true there, and it
 * must end with _exit(). False in the test itself, when that child is done. What the child expects is the
 * test's: _metadata is shared.
 */
static inline bool as_nobody(void)
{
	pid_t pid = fork();

	if (pid) {
		waitpid(pid, NULL, 0);
		return false;
	}
	if (setresgid(65534, 65534, 65534) || setresuid(65534, 65534, 65534))
		abort();
	return true;
}

/* Ends a child and waits until it is gone. */
static inline void end_child(pid_t pid)
{
	if (pid > 0) {
		kill(pid, SIGKILL);
		waitpid(pid, NULL, 0);
	}
}

#endif
