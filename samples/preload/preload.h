/* SPDX-License-Identifier: GPL-2.0 */
/*
 * librmm_preload.so: places the large anonymous memory of an unmodified program by a policy of rmm.
 *
 * Under LD_PRELOAD, a large private anonymous mapping becomes a private mapping of an arena. What
 * the process writes is its own (copied at fork, swapped, charged and freed as anonymous memory
 * is), and the policy chooses its node. The arena itself stays empty. It is as large as a file can
 * be, so that an address is its own offset: mappings can grow, move, be split and merged as
 * anonymous ones, and the library keeps no record of them. A shared anonymous mapping becomes an
 * arena of its own.
 *
 * Mappings that the library cannot serve are passed to the kernel unchanged, and so are all
 * mappings of a task that has a policy of set_mempolicy(2) or a seccomp filter. The library takes no
 * locks, allocates no memory and reaches no cancellation point, because it may be called in signal
 * handlers, between fork and exec, before main, and in malloc(3).
 *
 * - RMM_PRELOAD_MIN=1M: smallest mapping that counts as large
 * - RMM_PRELOAD_POLICY=interleave: local, bind, preferred-many, interleave, weighted, capacity,
 *   stripe, tiered, adaptive
 * - RMM_PRELOAD_NODES=0-3,5: nodes to place on; all by default
 * - RMM_PRELOAD_FAST=0: tiered: the fast nodes among them
 * - RMM_PRELOAD_WEIGHTS=3,1: weighted, adaptive: one for each node, from node 0 on
 * - RMM_PRELOAD_FLAGS=steer,strict
 * - RMM_PRELOAD_SECCOMP=1: serves memory under a seccomp filter that the process was started with
 * - RMM_PRELOAD_VERBOSE=1: reports at exit what was served, what was not, and why
 */
#ifndef RMM_PRELOAD_H
#define RMM_PRELOAD_H

#include <errno.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

#define EXPORT __attribute__((visibility("default")))

/*
 * A system call. The C library's functions may be cancellation points, and syscall() is interposed.
 * Returns minus the error.
 */
static inline long raw_call(long number, long a, long b, long c, long d, long e, long f)
{
	register long r10 __asm__("r10") = d;
	register long r8 __asm__("r8") = e;
	register long r9 __asm__("r9") = f;
	long ret;

	__asm__ volatile("syscall" : "=a"(ret)
			 : "0"(number), "D"(a), "S"(b), "d"(c), "r"(r10), "r"(r8), "r"(r9)
			 : "rcx", "r11", "memory");
	return ret;
}

/* As the C library returns it: -1 with errno. */
static inline long with_errno(long ret)
{
	if ((unsigned long)ret <= -4096ul)
		return ret;
	errno = -ret;
	return -1;
}

#define KERNEL_CALL_(number, a, b, c, d, e, f, ...) \
	with_errno(raw_call(number, (long)(a), (long)(b), (long)(c), (long)(d), (long)(e), (long)(f)))
#define kernel_call(...) KERNEL_CALL_(__VA_ARGS__, 0, 0, 0, 0, 0, 0)

/* The kernel's own call, even if mmap is interposed. */
static inline void *kernel_mmap(void *at, size_t length, int prot, int flags, int fd, off_t offset)
{
	return (void *)kernel_call(SYS_mmap, at, length, prot, flags, fd, offset);
}

/*
 * Smallest size of a large mapping. No mapping is large before the environment can be read, and
 * when there can be no arena.
 */
size_t large(void);

/* Result of placing an arena over a mapping. */
enum over {
	OVER,		/* the arena is mapped */
	PLAIN,		/* plain zeroed memory is mapped */
	GONE,		/* nothing is mapped any more; errno has the reason */
};

/*
 * Places an arena over zeroed plain memory that only the caller knows. @flags: MAP_PRIVATE or
 * MAP_SHARED, and flags that go with it.
 */
enum over arena_over(void *at, size_t length, int prot, int flags);

/* Whether the process has, or its parent had, a mapping of an arena. */
bool arena_in_use(void);

/* Whether the task has a policy of its own; counts the mapping that is passed on for that reason. */
bool has_policy(void);

/* Counts a large mapping that was passed on because of its flags. */
void passed_on(void);

/* Moves a descriptor out of the way of programs that expect low numbers. */
int move_high(int fd);

/* Whether a seccomp filter may kill the process for a call that it would not make itself. */
bool is_filtered(void);

/* Notes a filter that the process was started with, if there may be one. */
void note_inherited_filter(void);

/* Whether new mappings are locked and populated at once (mlockall(2) with MCL_FUTURE). */
bool locks_new_memory(void);

/* Keeps a descriptor from which advise_as_anonymous() and seal_as_anonymous() learn what is mapped. */
void keep_maps(void);

/* MADV_FREE, MADV_WIPEONFORK or MADV_REMOVE as on anonymous memory, for a range with arena mappings. */
int advise_as_anonymous(char *at, char *end, int advice);

/* Replaces unwritable arena mappings of a range that will be sealed by plain memory. */
void unseat_unwritable(char *at, char *end);

#endif
