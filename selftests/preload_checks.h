/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What programs rely on of private anonymous memory, question by question. Each runs in a process
 * of its own and gives a number, the same on any memory; a process that died gives minus its signal.
 */
#ifndef RMM_PRELOAD_CHECKS_H
#define RMM_PRELOAD_CHECKS_H

#include "arena_test.h"

#include <linux/futex.h>
#include <malloc.h>
#include <pthread.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/uio.h>

#define MIB (1ul << 20)
#define RW (PROT_READ | PROT_WRITE)
#define ANON (MAP_PRIVATE | MAP_ANONYMOUS)

/* Large mappings that the questions were about, and how many of them were an arena's. */
struct seen {
	long answer;
	int mappings, arenas;
};

static struct seen *seen;

/* How /proc/self/maps calls the mapping that an address is in; "" for anonymous memory. */
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

static bool of_arena(const void *at)
{
	return strstr(mapping_name(at), "[rmm-arena]");
}

static void note(const void *at)
{
	seen->mappings++;
	seen->arenas += of_arena(at);
}

static char *map(size_t bytes, int flags)
{
	char *at = mmap(NULL, bytes, RW, ANON | flags, -1, 0);

	if (at == MAP_FAILED)
		_exit(99);
	note(at);
	return at;
}

static void fill(char *at, size_t bytes, char value)
{
	for (size_t i = 0; i < bytes; i += PAGE)
		at[i] = value;
}

/* Pages that do not begin with @value. */
static long not(const char *at, size_t bytes, char value)
{
	long wrong = 0;

	for (size_t i = 0; i < bytes; i += PAGE)
		wrong += ((volatile const char *)at)[i] != value;
	return wrong;
}

static char *filled(size_t bytes)
{
	char *at = map(bytes, 0);

	fill(at, bytes, 7);
	return at;
}

/* The exit status of @pid; minus the signal that ended it. */
static long end_of(pid_t pid)
{
	int status;

	if (pid < 0 || waitpid(pid, &status, 0) != pid)
		return -99;
	return WIFSIGNALED(status) ? -WTERMSIG(status) : WEXITSTATUS(status);
}

/* Pages of a range that are in memory; minus the error. */
static long incore(char *at, size_t bytes)
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

static long result(long ret)
{
	return ret ? -errno : 0;
}

static long new_is_zero(void)
{
	return not(map(4 * MIB, 0), 4 * MIB, 0);
}

static long written_stays(void)
{
	return not(filled(4 * MIB), 4 * MIB, 7);
}

static long fork_copies(void)
{
	char *at = filled(4 * MIB);
	pid_t pid;

	/* Some of it read alone before, some not touched at all. */
	madvise(at, MIB, MADV_DONTNEED);
	if (not(at, MIB / 2, 0))
		return 1;
	pid = fork();
	if (!pid) {
		long wrong = not(at, MIB, 0) + not(at + MIB, 3 * MIB, 7);

		fill(at, 4 * MIB, 8);
		_exit(wrong + not(at, 4 * MIB, 8));
	}
	return end_of(pid) + not(at, MIB, 0) + not(at + MIB, 3 * MIB, 7);
}

static long parent_writes_behind_fork(void)
{
	char *at = filled(2 * MIB);
	int pair[2];
	pid_t pid;
	char byte;

	if (pipe(pair))
		return 1;
	pid = fork();
	if (!pid) {
		close(pair[1]);
		_exit(read(pair[0], &byte, 1) || not(at, 2 * MIB, 7));
	}
	fill(at, 2 * MIB, 8);
	close(pair[1]);
	return end_of(pid) + not(at, 2 * MIB, 8);
}

static long dontneed_gives_zeros(void)
{
	char *at = filled(4 * MIB);

	if (madvise(at + MIB, MIB, MADV_DONTNEED))
		return -errno;
	return not(at, MIB, 7) + not(at + MIB, MIB, 0) + not(at + 2 * MIB, 2 * MIB, 7);
}

static long free_gives_old_or_zeros(void)
{
	char *at = filled(4 * MIB);

	/* More than one VMA. */
	mprotect(at + MIB, MIB, PROT_READ);
	if (madvise(at, 3 * MIB, MADV_FREE))
		return -errno;
	mprotect(at + MIB, MIB, RW);
	for (size_t i = 0; i < 3 * MIB; i += PAGE)
		if (at[i] != 0 && at[i] != 7)
			return 1;
	fill(at, 3 * MIB, 8);
	return not(at, 3 * MIB, 8) + not(at + 3 * MIB, MIB, 7);
}

static long free_beside_small_ones(void)
{
	char *at = filled(4 * MIB);

	/* What is mapped into it is too small to be an arena's. */
	if (mmap(at + MIB, PAGE, RW, ANON | MAP_FIXED, -1, 0) == MAP_FAILED)
		return 1;
	return result(madvise(at, 4 * MIB, MADV_FREE));
}

static long free_of_nothing(void)
{
	char *at = filled(4 * MIB);

	munmap(at + MIB, MIB);
	return result(madvise(at, 4 * MIB, MADV_FREE));
}

static long remove_is_refused(void)
{
	char *at = filled(2 * MIB);

	return result(madvise(at, 2 * MIB, MADV_REMOVE)) - not(at, 2 * MIB, 7);
}

static long wipe_on_fork(void)
{
	char *at = filled(4 * MIB);
	pid_t pid;

	if (madvise(at + MIB, MIB, MADV_WIPEONFORK))
		return -errno;
	if (not(at, 4 * MIB, 7))
		return 1;
	pid = fork();
	if (!pid)
		_exit(!!(not(at, MIB, 7) + not(at + MIB, MIB, 0) + not(at + 2 * MIB, 2 * MIB, 7)));
	return end_of(pid) + not(at, 4 * MIB, 7) + result(madvise(at, 4 * MIB, MADV_KEEPONFORK));
}

static long dont_fork(void)
{
	char *at = filled(2 * MIB);
	pid_t pid;

	if (madvise(at, 2 * MIB, MADV_DONTFORK))
		return -errno;
	pid = fork();
	if (!pid)
		_exit(at[0]);
	return end_of(pid);
}

static long other_advice(void)
{
	static const int advice[] = {
		MADV_NORMAL, MADV_RANDOM, MADV_SEQUENTIAL, MADV_WILLNEED, MADV_DONTDUMP, MADV_DODUMP,
		MADV_COLD, MADV_PAGEOUT, MADV_POPULATE_READ, MADV_POPULATE_WRITE, MADV_HUGEPAGE,
		MADV_NOHUGEPAGE, MADV_DOFORK,
	};
	char *at = filled(2 * MIB);
	long refused = 0;

	for (size_t i = 0; i < ARRAY_SIZE(advice); i++)
		refused |= !!madvise(at, 2 * MIB, advice[i]) << i;
	return refused + 100000 * not(at, 2 * MIB, 7);
}

static long mremap_grows(void)
{
	char *at = filled(2 * MIB);

	at = mremap(at, 2 * MIB, 64 * MIB, MREMAP_MAYMOVE);
	if (at == MAP_FAILED)
		return -errno;
	fill(at + 32 * MIB, 32 * MIB, 9);
	return not(at, 2 * MIB, 7) + not(at + 2 * MIB, 30 * MIB, 0) + not(at + 32 * MIB, 32 * MIB, 9);
}

static long mremap_grows_in_place(void)
{
	char *at = filled(8 * MIB);

	munmap(at + 2 * MIB, 6 * MIB);
	if (mremap(at, 2 * MIB, 8 * MIB, 0) != at)
		return -errno;
	return not(at, 2 * MIB, 7) + not(at + 2 * MIB, 6 * MIB, 0);
}

/* What grows at the end of the address space is beyond no file's end. */
static long mremap_grows_huge(void)
{
	char *at = map(2 * MIB, MAP_NORESERVE);

	at[0] = 7;
	at = mremap(at, 2 * MIB, 1ul << 40, MREMAP_MAYMOVE);
	if (at == MAP_FAILED)
		return -errno;
	at[(1ul << 40) - 1] = 8;
	return at[0] + at[(1ul << 40) - 1] + at[1ul << 39];
}

static long mremap_shrinks(void)
{
	char *at = filled(8 * MIB);

	if (mremap(at, 8 * MIB, 2 * MIB, 0) != at || not(at, 2 * MIB, 7))
		return 1;
	return incore(at + 2 * MIB, PAGE);
}

static long mremap_moves_to(void)
{
	char *at = filled(4 * MIB), *to = filled(4 * MIB);

	fill(to, 4 * MIB, 9);
	if (mremap(at + MIB, MIB, 2 * MIB, MREMAP_MAYMOVE | MREMAP_FIXED, to + MIB) != to + MIB)
		return -errno;
	return not(to, MIB, 9) + not(to + MIB, MIB, 7) + not(to + 2 * MIB, MIB, 0) +
	       not(to + 3 * MIB, MIB, 9) + not(at, MIB, 7) + not(at + 2 * MIB, 2 * MIB, 7) +
	       incore(at + MIB, MIB);
}

static long mremap_leaves_behind(void)
{
	char *at = filled(2 * MIB), *to;

	to = mremap(at, 2 * MIB, 2 * MIB, MREMAP_MAYMOVE | MREMAP_DONTUNMAP, NULL);
	if (to == MAP_FAILED)
		return -errno;
	if (not(at, 2 * MIB, 0) || not(to, 2 * MIB, 7))
		return 1;
	fill(at, 2 * MIB, 8);
	return not(at, 2 * MIB, 8) + not(to, 2 * MIB, 7);
}

static long mremap_of_nothing(void)
{
	return result(mremap(filled(2 * MIB), 0, 2 * MIB, MREMAP_MAYMOVE) == MAP_FAILED);
}

/* Two that lie side by side are one: they grow together. */
static long mremap_of_two(void)
{
	char *room = mmap(NULL, 8 * MIB, PROT_NONE, ANON, -1, 0), *at;

	if (mmap(room, 2 * MIB, RW, ANON | MAP_FIXED, -1, 0) != room ||
	    mmap(room + 2 * MIB, 2 * MIB, RW, ANON | MAP_FIXED, -1, 0) != room + 2 * MIB)
		return 1;
	note(room);
	note(room + 2 * MIB);
	at = mremap(room, 4 * MIB, 16 * MIB, MREMAP_MAYMOVE);
	if (at == MAP_FAILED)
		return -errno;
	fill(at, 16 * MIB, 7);
	return not(at, 16 * MIB, 7);
}

static long mprotect_none(void)
{
	char *at = filled(4 * MIB);

	mprotect(at + MIB, MIB, PROT_NONE);
	return at[MIB];
}

static long mprotect_read(void)
{
	char *at = filled(4 * MIB);

	mprotect(at + MIB, MIB, PROT_READ);
	return at[MIB] = 8;
}

static long mprotect_and_back(void)
{
	char *at = filled(4 * MIB);

	if (mprotect(at + MIB, MIB, PROT_NONE) || mprotect(at, 4 * MIB, PROT_READ) ||
	    mprotect(at, 4 * MIB, RW))
		return -errno;
	fill(at, 2 * MIB, 8);
	return not(at, 2 * MIB, 8) + not(at + 2 * MIB, 2 * MIB, 7);
}

static long code_runs(void)
{
	static const unsigned char code[] = { 0xb8, 42, 0, 0, 0, 0xc3 };	/* mov $42, %eax; ret */
	char *at = map(2 * MIB, 0);

	memcpy(at, code, sizeof(code));
	if (mprotect(at, 2 * MIB, PROT_READ | PROT_EXEC))
		return -errno;
	return ((int (*)(void))at)();
}

static long reserved_then_used(void)
{
	size_t bytes = 1ul << 40;
	char *at = mmap(NULL, bytes, PROT_NONE, ANON | MAP_NORESERVE, -1, 0);

	if (at == MAP_FAILED)
		return -errno;
	note(at);
	if (mprotect(at + bytes / 2, 4 * MIB, RW))
		return -errno;
	fill(at + bytes / 2, 4 * MIB, 7);
	return not(at + bytes / 2, 4 * MIB, 7) + incore(at + bytes / 2, 8 * MIB);
}

static long unmapped_in_parts(void)
{
	char *at = filled(8 * MIB);

	for (size_t i = MIB; i < 8 * MIB; i += 2 * MIB)
		if (munmap(at + i, MIB))
			return -errno;
	for (size_t i = 0; i < 8 * MIB; i += 2 * MIB)
		if (not(at + i, MIB, 7) || incore(at + i + MIB, MIB) != -ENOMEM)
			return 1;
	return result(munmap(at, 8 * MIB));
}

static long fixed_over(void)
{
	char *at = filled(8 * MIB);

	/* A large one and a small one. */
	if (mmap(at + MIB, 2 * MIB, RW, ANON | MAP_FIXED, -1, 0) != at + MIB ||
	    mmap(at + 5 * MIB, PAGE, RW, ANON | MAP_FIXED, -1, 0) != at + 5 * MIB)
		return -errno;
	note(at + MIB);
	return not(at, MIB, 7) + not(at + MIB, 2 * MIB, 0) + not(at + 3 * MIB, 2 * MIB, 7) +
	       not(at + 5 * MIB, PAGE, 0) + not(at + 5 * MIB + PAGE, 3 * MIB - PAGE, 7);
}

static long noreplace(void)
{
	char *at = filled(8 * MIB);

	munmap(at, 2 * MIB);
	if (mmap(at, 2 * MIB, RW, ANON | MAP_FIXED_NOREPLACE, -1, 0) != at)
		return -errno;
	note(at);
	if (not(at, 2 * MIB, 0))
		return 1;
	if (mmap(at + MIB, 2 * MIB, RW, ANON | MAP_FIXED_NOREPLACE, -1, 0) != MAP_FAILED)
		return 2;
	return -errno - not(at, 2 * MIB, 0) - not(at + 2 * MIB, 6 * MIB, 7);
}

static long hint_is_taken(void)
{
	char *at = filled(8 * MIB);

	munmap(at + 2 * MIB, 4 * MIB);
	return mmap(at + 2 * MIB, 4 * MIB, RW, ANON, -1, 0) != at + 2 * MIB;
}

static long below_4_gib(void)
{
	return (unsigned long)map(2 * MIB, MAP_32BIT) >> 32;
}

static long bad_address(void)
{
	char *at = filled(2 * MIB);

	return result(mmap(at + 1, 2 * MIB, RW, ANON | MAP_FIXED, -1, 0) == MAP_FAILED) - not(at, 2 * MIB, 7);
}

static long too_long(void)
{
	return result(mmap(NULL, 1ul << 60, RW, ANON, -1, 0) == MAP_FAILED);
}

static long beyond_overcommit(void)
{
	return result(mmap(NULL, 1ul << 44, RW, ANON, -1, 0) == MAP_FAILED);
}

static long beyond_limit(int what)
{
	struct rlimit limit = { 512 * MIB, 512 * MIB };

	setrlimit(what, &limit);
	map(128 * MIB, 0);
	return result(mmap(NULL, 512 * MIB, RW, ANON, -1, 0) == MAP_FAILED);
}

static long beyond_address_space(void)
{
	return beyond_limit(RLIMIT_AS);
}

static long beyond_data(void)
{
	return beyond_limit(RLIMIT_DATA);
}

static long populated(void)
{
	return incore(map(4 * MIB, MAP_POPULATE), 4 * MIB);
}

static long in_memory_when_touched(void)
{
	char *at = map(4 * MIB, 0);

	fill(at, 2 * MIB, 7);
	return incore(at, 4 * MIB);
}

static long locked_kb(void)
{
	char *at = map(4 * MIB, 0), *text;

	if (mlock(at, 4 * MIB))
		return -errno;
	text = strstr(text_of("/proc/self/status"), "VmLck:");
	return atol(text + 6) + incore(at, 4 * MIB);
}

static long synced(void)
{
	return result(msync(filled(2 * MIB), 2 * MIB, MS_SYNC));
}

/* By the kernel's hand, where nothing was touched. Not every kernel has process_vm_writev(2). */
static long kernel_writes(void)
{
	char *at = map(4 * MIB, 0), byte = 7;
	int mem = open("/proc/self/mem", O_RDWR), pair[2];
	struct iovec from = { &byte, 1 }, to = { at + MIB, 1 };
	ssize_t n;

	if (pipe(pair) || write(pair[1], &byte, 1) != 1 || read(pair[0], at, 1) != 1)
		return 1;
	n = process_vm_writev(getpid(), &from, 1, &to, 1, 0);
	if (n < 0 && errno == ENOSYS)
		n = pwrite(mem, &byte, 1, (off_t)(uintptr_t)(at + MIB));
	if (n != 1 || pwrite(mem, &byte, 1, (off_t)(uintptr_t)(at + 2 * MIB)) != 1)
		return 2;
	return 7 * 3 - at[0] - at[MIB] - at[2 * MIB];
}

static long kernel_reads(void)
{
	char *at = map(4 * MIB, 0), byte = 7;
	struct iovec to = { &byte, 1 }, from = { at, 1 };
	int mem = open("/proc/self/mem", O_RDONLY), pair[2];
	ssize_t n = process_vm_readv(getpid(), &to, 1, &from, 1, 0);

	if (n < 0 && errno == ENOSYS)
		n = pread(mem, &byte, 1, (off_t)(uintptr_t)at);
	if (n != 1 || byte)
		return 1;
	return pipe(pair) || write(pair[1], at + MIB, PAGE) != (long)PAGE;
}

static long futex_in_it(void)
{
	int *word = (int *)map(2 * MIB, 0);

	/* Not the private kind: by what the page is. */
	return result(syscall(SYS_futex, word, FUTEX_WAIT, 1, NULL, NULL, 0) < 0);
}

static long swapped_comes_back(void)
{
	char *at = filled(4 * MIB);

	madvise(at, 4 * MIB, MADV_PAGEOUT);
	return not(at, 4 * MIB, 7);
}

static long merged_comes_apart(void)
{
	char *at = filled(2 * MIB);

	if (madvise(at, 2 * MIB, MADV_MERGEABLE) && errno != EINVAL)
		return -errno;
	fill(at, MIB, 8);
	return not(at, MIB, 8) + not(at + MIB, MIB, 7);
}

static long bound_by_mbind(void)
{
	char *at = map(4 * MIB, 0);
	int last = 63 - __builtin_clzll(memory_nodes()), mode = -1, where[MIB / PAGE];
	unsigned long node = 1ul << last, mask = 0;
	long elsewhere = 0;

	if (mbind(at + MIB, MIB, MPOL_BIND, &node, 64, 0) ||
	    get_mempolicy(&mode, &mask, 64, at + MIB, MPOL_F_ADDR))
		return -errno;
	fill(at, 4 * MIB, 7);
	where_are(at + MIB, MIB / PAGE, where);
	for (size_t i = 0; i < MIB / PAGE; i++)
		elsewhere += where[i] != last;
	return elsewhere + (mask != node) + 1000 * mode;
}

static long moved_by_call(void)
{
	char *at = filled(MIB);
	int last = 63 - __builtin_clzll(memory_nodes()), nodes[MIB / PAGE], where[MIB / PAGE];
	void *pages[MIB / PAGE];
	time_t end = 0;
	long elsewhere = 0, left;

	for (size_t i = 0; i < MIB / PAGE; i++) {
		pages[i] = at + i * PAGE;
		nodes[i] = last;
	}
	/* What the kernel has in hand just now it leaves, and counts: it goes next time. */
	do
		left = move_pages(0, MIB / PAGE, pages, nodes, where, MPOL_MF_MOVE);
	while (left > 0 && look_again(&end));
	if (left)
		return left < 0 ? -errno : left;
	where_are(at, MIB / PAGE, where);
	for (size_t i = 0; i < MIB / PAGE; i++)
		elsewhere += where[i] != last;
	return elsewhere + not(at, MIB, 7);
}

/* Few zero pages are read before they are written to: each of them interrupts the other CPUs. */
static void *map_and_unmap(void *wrong)
{
	for (int i = 0; i < 16; i++) {
		size_t bytes = (1 + i % 2) * MIB;
		char *at = mmap(NULL, bytes, RW, ANON, -1, 0);

		*(long *)wrong += not(at, 4 * PAGE, 0);
		fill(at, bytes, i);
		at = mremap(at, bytes, bytes + MIB, MREMAP_MAYMOVE);
		*(long *)wrong += not(at, bytes, i) + not(at + bytes, MIB, 0);
		munmap(at, bytes + MIB);
	}
	return NULL;
}

static long several_threads(void)
{
	long wrong[4] = { 0 };
	pthread_t threads[4];

	for (int i = 0; i < 4; i++)
		pthread_create(&threads[i], NULL, map_and_unmap, &wrong[i]);
	for (int i = 0; i < 4; i++)
		pthread_join(threads[i], NULL);
	note(filled(2 * MIB));
	return wrong[0] + wrong[1] + wrong[2] + wrong[3];
}

static void on_signal(int sig)
{
	(void)sig;
	seen->answer = not(filled(4 * MIB), 4 * MIB, 7);
}

static long in_a_signal_handler(void)
{
	signal(SIGUSR1, on_signal);
	raise(SIGUSR1);
	return seen->answer;
}

/* As daemons do. */
static long all_files_closed(void)
{
	char *at = filled(2 * MIB), *more;

	closefrom(0);
	/* Whatever numbers there were stand for something else now. */
	for (int i = 0; i < 600; i++)
		open("/dev/zero", O_RDWR);
	more = filled(2 * MIB);
	return not(at, 2 * MIB, 7) + not(more, 2 * MIB, 7);
}

static long errno_is_kept(void)
{
	void *volatile block;

	errno = 42;
	mmap(NULL, 2 * MIB, RW, ANON | MAP_POPULATE, -1, 0);
	block = malloc(4 * MIB);
	free(block);
	return errno;
}

static long file_size_limit(void)
{
	struct rlimit limit = { 1 << 20, 1 << 20 };

	setrlimit(RLIMIT_FSIZE, &limit);
	return not(mmap(NULL, 4 * MIB, RW, ANON, -1, 0), 4 * MIB, 0);
}

/* What is not to be served. */
static long not_of_an_arena(void)
{
	static const int flags[] = {
		ANON | MAP_STACK, ANON | MAP_GROWSDOWN, ANON | MAP_LOCKED,
	};
	long arenas = 0;

	for (size_t i = 0; i < ARRAY_SIZE(flags); i++) {
		char *at = mmap(NULL, 2 * MIB, RW, flags[i], -1, 0);

		if (at == MAP_FAILED)
			return -errno;
		fill(at, 2 * MIB, 7);
		arenas += of_arena(at) + not(at, 2 * MIB, 7);
	}
	return arenas + of_arena(mmap(NULL, PAGE, RW, ANON, -1, 0)) + of_arena(malloc(1000));
}

static long with_a_policy_of_the_task(void)
{
	unsigned long node = 1ul << (63 - __builtin_clzll(memory_nodes()));
	long counts[NODES];
	char *at;

	if (set_mempolicy(MPOL_BIND, &node, 64))
		return -errno;
	at = mmap(NULL, 2 * MIB, RW, ANON, -1, 0);
	fill(at, 2 * MIB, 7);
	count_nodes(at, 2 * MIB / PAGE, counts);
	return 2 * MIB / PAGE - counts[__builtin_ctzl(node)];
}

static char *shared(size_t bytes)
{
	char *at = mmap(NULL, bytes, RW, MAP_SHARED | MAP_ANONYMOUS, -1, 0);

	if (at == MAP_FAILED)
		_exit(99);
	note(at);
	return at;
}

static long shared_is_shared(void)
{
	char *at = shared(2 * MIB);
	pid_t pid = fork();

	if (!pid) {
		fill(at, 2 * MIB, 7);
		_exit(0);
	}
	return end_of(pid) + not(at, 2 * MIB, 7);
}

static long shared_keeps_at_dontneed(void)
{
	char *at = shared(2 * MIB);

	fill(at, 2 * MIB, 7);
	return result(madvise(at, MIB, MADV_DONTNEED)) + not(at, 2 * MIB, 7);
}

static long shared_is_punched(void)
{
	char *at = shared(2 * MIB);

	fill(at, 2 * MIB, 7);
	return result(madvise(at, MIB, MADV_REMOVE)) + not(at, MIB, 0) + not(at + MIB, MIB, 7);
}

/* Odd lengths are whole pages; beyond, there is no memory. */
static long shared_ends(void)
{
	char *at = shared(2 * MIB + 1);

	at = mremap(at, 2 * MIB + PAGE, 4 * MIB, MREMAP_MAYMOVE);
	if (at == MAP_FAILED)
		return -errno;
	fill(at, 2 * MIB + PAGE, 7);
	return at[2 * MIB + PAGE];
}

static long shared_is_its_own(void)
{
	char *at = shared(2 * MIB), *other = shared(2 * MIB);

	fill(at, 2 * MIB, 7);
	return not(other, 2 * MIB, 0);
}

static long shared_twice(void)
{
	char *at = shared(2 * MIB), *twin = mremap(at, 0, 2 * MIB, MREMAP_MAYMOVE);

	if (twin == MAP_FAILED)
		return -errno;
	fill(at, 2 * MIB, 7);
	return not(twin, 2 * MIB, 7);
}

static long malloc_large(void)
{
	char *block = malloc(8 * MIB), *other;

	note(block);
	memset(block, 7, 8 * MIB);
	other = malloc(3 * MIB);
	note(other);
	memset(other, 8, 3 * MIB);
	if (malloc_usable_size(block) < 8 * MIB || (uintptr_t)block % 16 || not(block, 8 * MIB, 7))
		return 1;
	free(block);
	return not(other, 3 * MIB, 8) + not(other + 1, 3 * MIB, 8);
}

static long calloc_is_zero(void)
{
	volatile size_t too_many = 1ul << 40;

	for (int i = 0; i < 8; i++) {
		char *block = calloc(3, MIB);

		note(block);
		for (size_t at = 0; at < 3 * MIB; at++)
			if (block[at])
				return 1;
		memset(block, 7, 3 * MIB);
		free(block);
	}
	return calloc(too_many, too_many) != NULL;
}

/* Up from a few bytes, and down again. */
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
			note(block);
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

			note(blocks[b]);
			wrong += (uintptr_t)blocks[b] % alignment;
			memset(blocks[b], 7 + b, bytes);
		}
		for (int b = 0; b < 3; b++) {
			wrong += not(blocks[b], (3 + b) * MIB, 7 + b) + (malloc_usable_size(blocks[b]) < 3 * MIB);
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
	return incore(page, PAGE);
}

static const struct check {
	const char *name;
	long (*ask)(void);
	long expected;
} checks[] = {
#define CHECK(name, expected) { #name, name, expected }
	CHECK(new_is_zero, 0),
	CHECK(written_stays, 0),
	CHECK(fork_copies, 0),
	CHECK(parent_writes_behind_fork, 0),
	CHECK(dontneed_gives_zeros, 0),
	CHECK(free_gives_old_or_zeros, 0),
	CHECK(free_beside_small_ones, 0),
	CHECK(free_of_nothing, -ENOMEM),
	CHECK(remove_is_refused, -EINVAL),
	CHECK(wipe_on_fork, 0),
	CHECK(dont_fork, -SIGSEGV),
	CHECK(other_advice, 0),
	CHECK(mremap_grows, 0),
	CHECK(mremap_grows_in_place, 0),
	CHECK(mremap_grows_huge, 15),
	CHECK(mremap_shrinks, -ENOMEM),
	CHECK(mremap_moves_to, -ENOMEM),
	CHECK(mremap_leaves_behind, 0),
	CHECK(mremap_of_nothing, -EINVAL),
	CHECK(mremap_of_two, 0),
	CHECK(mprotect_none, -SIGSEGV),
	CHECK(mprotect_read, -SIGSEGV),
	CHECK(mprotect_and_back, 0),
	CHECK(code_runs, 42),
	CHECK(reserved_then_used, 4 * MIB / 4096),
	CHECK(unmapped_in_parts, 0),
	CHECK(fixed_over, 0),
	CHECK(noreplace, -EEXIST),
	CHECK(hint_is_taken, 0),
	CHECK(below_4_gib, 0),
	CHECK(bad_address, -EINVAL),
	CHECK(too_long, -ENOMEM),
	CHECK(beyond_overcommit, -ENOMEM),
	CHECK(beyond_address_space, -ENOMEM),
	CHECK(beyond_data, -ENOMEM),
	CHECK(populated, 4 * MIB / 4096),
	CHECK(in_memory_when_touched, 2 * MIB / 4096),
	CHECK(locked_kb, 4096 + 4 * MIB / 4096),
	CHECK(synced, 0),
	CHECK(kernel_writes, 0),
	CHECK(kernel_reads, 0),
	CHECK(futex_in_it, -EAGAIN),
	CHECK(swapped_comes_back, 0),
	CHECK(merged_comes_apart, 0),
	CHECK(bound_by_mbind, 1000 * MPOL_BIND),
	CHECK(moved_by_call, 0),
	CHECK(several_threads, 0),
	CHECK(in_a_signal_handler, 0),
	CHECK(all_files_closed, 0),
	CHECK(errno_is_kept, 42),
	CHECK(file_size_limit, 0),
	CHECK(not_of_an_arena, 0),
	CHECK(with_a_policy_of_the_task, 0),
	CHECK(shared_is_shared, 0),
	CHECK(shared_keeps_at_dontneed, 0),
	CHECK(shared_is_punched, 0),
	CHECK(shared_ends, -SIGBUS),
	CHECK(shared_is_its_own, 0),
	CHECK(shared_twice, 0),
	CHECK(malloc_large, 0),
	CHECK(calloc_is_zero, 0),
	CHECK(realloc_keeps, 0),
	CHECK(aligned_blocks, 0),
	CHECK(freed_is_given_back, -ENOMEM),
#undef CHECK
};

/* Asks one question in a child. */
static struct seen ask(const struct check *check)
{
	pid_t pid;

	*seen = (struct seen){ 0 };
	pid = fork();
	if (!pid) {
		seen->answer = check->ask();
		_exit(0);
	}
	if (pid < 0)
		abort();
	long end = end_of(pid);

	if (end)
		seen->answer = end;
	return *seen;
}

#endif
