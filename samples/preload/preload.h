/* SPDX-License-Identifier: GPL-2.0 */
/*
 * librmm_preload.so: an ordinary program's large anonymous memory, placed by a policy of rmm.
 *
 * Under LD_PRELOAD, a large private anonymous mapping becomes a private mapping of an arena: what
 * is written is the process's own (copied at fork, swapped, charged, freed as anonymous memory is),
 * and its node is the policy's choice. The arena itself stays empty, and is as large as a file can
 * be, so that an address is its own place in it: mappings can grow, move, be cut and join again as
 * anonymous ones do, and nothing has to be remembered of them. A shared one is an arena by itself,
 * as it is a file by itself without this library.
 *
 * What cannot be served so is passed to the kernel as it came; so is all of a task that has a policy
 * by set_mempolicy(2). No locks, no memory of its own: it may be called in signal handlers, between
 * fork and exec, before main.
 *
 *   RMM_PRELOAD_MIN=1M            smallest mapping that counts as large
 *   RMM_PRELOAD_POLICY=interleave local bind preferred-many interleave weighted capacity stripe
 *                                 tiered adaptive
 *   RMM_PRELOAD_NODES=0-3,5       nodes to place on; all without
 *   RMM_PRELOAD_FAST=0            tiered: the fast ones of them
 *   RMM_PRELOAD_WEIGHTS=3,1       weighted, adaptive: one a node, from node 0 on
 *   RMM_PRELOAD_FLAGS=steer,strict
 *   RMM_PRELOAD_VERBOSE=1         tells at exit what was served, what not, and why
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

/* The kernel's own call, whatever others have put before it. */
static inline void *kernel_mmap(void *at, size_t length, int prot, int flags, int fd, off_t offset)
{
	return (void *)syscall(SYS_mmap, at, length, prot, flags, fd, offset);
}

/*
 * From how many bytes on a mapping is large: none is before the environment can be read, nor when
 * there will be no arena.
 */
size_t large(void);

/* What came of it. */
enum over {
	OVER,		/* the arena is there */
	PLAIN,		/* plain memory is there, as zero as it was */
	GONE,		/* nothing is there any more, and errno says why */
};

/*
 * Puts an arena over zeroed plain memory that only the caller knows. @flags: MAP_PRIVATE or
 * MAP_SHARED, and what else goes with it.
 */
enum over arena_over(void *at, size_t length, int prot, int flags);

/* The process has, or its parent had, a mapping of an arena. */
bool arena_in_use(void);

/* The task's own policy is not the default; counts the mapping that is passed on for it. */
bool has_policy(void);

/* Counts a large mapping that was passed on because of its flags. */
void passed_on(void);

#endif
