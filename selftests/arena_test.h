/* SPDX-License-Identifier: GPL-2.0 */
/* Arenas, where their pages are, and marks in these. */
#ifndef RMM_ARENA_TEST_H
#define RMM_ARENA_TEST_H

#include "rmm_test.h"

#include <linux/falloc.h>
#include <numa.h>
#include <numaif.h>
#include <setjmp.h>
#include <sys/stat.h>

#ifndef MPOL_PREFERRED_MANY
#define MPOL_PREFERRED_MANY 5
#endif
#ifndef MPOL_WEIGHTED_INTERLEAVE
#define MPOL_WEIGHTED_INTERLEAVE 6
#endif

#define NODES RMM_ARENA_NODES

/* Nodes with memory, a bit each. */
static inline __u64 memory_nodes(void)
{
	__u64 nodes = 0;

	for (int node = 0; node <= numa_max_node() && node < (int)NODES; node++)
		if (numa_bitmask_isbitset(numa_all_nodes_ptr, node))
			nodes |= 1ull << node;
	return nodes;
}

static inline int node_count(__u64 nodes)
{
	return __builtin_popcountll(nodes);
}

static inline int arena_create(struct rmm_arena_create *arg)
{
	int rmm = rmm_device(), fd;

	if (rmm < 0)
		return rmm;
	fd = rmm_call(rmm, RMM_ARENA_CREATE, arg);
	close(rmm);
	return fd;
}

static inline int arena(__u32 policy, __u64 bytes, __u64 nodes, __u32 flags)
{
	struct rmm_arena_create arg = {
		.size = sizeof(arg), .flags = flags, .bytes = bytes, .nodes = nodes, .policy = policy,
	};

	return arena_create(&arg);
}

static inline int weighted_arena(__u32 policy, __u64 bytes, __u64 nodes, const __u32 *weights,
				 __u32 count)
{
	struct rmm_arena_create arg = {
		.size = sizeof(arg), .bytes = bytes, .nodes = nodes, .policy = policy,
		.weights = (uintptr_t)weights, .weights_count = count,
	};

	return arena_create(&arg);
}

static inline void *map_fd(int fd, size_t bytes, int flags)
{
	return mmap(NULL, bytes, PROT_READ | PROT_WRITE, flags, fd, 0);
}

static inline void touch(void *at, size_t bytes)
{
	for (size_t i = 0; i < bytes; i += PAGE)
		((volatile char *)at)[i] = 1;
}

static inline int arena_stat(int fd, __u32 flags, struct rmm_arena_stat *stat)
{
	memset(stat, 0, sizeof(*stat));
	stat->size = sizeof(*stat);
	stat->flags = flags;
	return rmm_call(fd, RMM_ARENA_STAT, stat);
}

/* The node of each page by move_pages(2), negative errors included. */
static inline int where_are(void *at, size_t pages, int *nodes)
{
	void *addr[1024];

	for (size_t done = 0; done < pages;) {
		size_t n = pages - done < 1024 ? pages - done : 1024;

		for (size_t i = 0; i < n; i++)
			addr[i] = at + (done + i) * PAGE;
		if (move_pages(0, n, addr, NULL, nodes + done, 0))
			return -errno;
		done += n;
	}
	return 0;
}

/* Pages on each node; those that are not there are counted nowhere. */
static inline int count_nodes(void *at, size_t pages, long counts[NODES])
{
	int *nodes = malloc(pages * sizeof(*nodes)), ret = where_are(at, pages, nodes);

	memset(counts, 0, NODES * sizeof(*counts));
	for (size_t i = 0; !ret && i < pages; i++)
		if (nodes[i] >= 0 && nodes[i] < (int)NODES)
			counts[nodes[i]]++;
	free(nodes);
	return ret;
}

/* A number of a node's meminfo, which is in kB. */
static inline long node_kb(int node, const char *field)
{
	char *text = text_of("/sys/devices/system/node/node%d/meminfo", node), *at;

	at = text ? strstr(text, field) : NULL;
	return at ? atol(at + strlen(field)) : -1;
}

static inline long free_kb(int node)
{
	return node_kb(node, "MemFree:");
}

/* Lines of /proc/rmm/arenas: none when there is no arena. */
static inline int arena_lines(void)
{
	char *text = text_of("/proc/rmm/arenas");
	int lines = 0;

	for (; text && *text; text++)
		lines += *text == '\n';
	return lines - 2;
}

/* Those that are still there when all who had them are gone. */
static inline int arenas_left(void)
{
	time_t end = 0;
	int left;

	do
		left = arena_lines();
	while (left && look_again(&end));
	return left;
}

static sigjmp_buf bus __maybe_unused;

static inline void on_bus(int sig)
{
	siglongjmp(bus, sig);
}

/* Touching @at gives SIGBUS. */
static inline bool sigbus(volatile char *at)
{
	struct sigaction act = { .sa_handler = on_bus }, old;
	bool hit = true;

	sigaction(SIGBUS, &act, &old);
	if (!sigsetjmp(bus, 1)) {
		*at = 1;
		hit = false;
	}
	sigaction(SIGBUS, &old, NULL);
	return hit;
}

static inline int status_of(pid_t pid)
{
	int status;

	if (waitpid(pid, &status, 0) != pid || !WIFEXITED(status))
		return -1;
	return WEXITSTATUS(status);
}

/* A number in each page, and how many do not have theirs. */
static inline void stamp(char *at, size_t pages)
{
	for (size_t i = 0; i < pages; i++)
		*(volatile size_t *)(at + i * PAGE) = i + 1;
}

static inline size_t wrong(const char *at, size_t pages)
{
	size_t bad = 0;

	for (size_t i = 0; i < pages; i++)
		bad += *(volatile const size_t *)(at + i * PAGE) != i + 1;
	return bad;
}

static inline int punch(int fd, size_t from, size_t bytes)
{
	return fallocate(fd, FALLOC_FL_PUNCH_HOLE | FALLOC_FL_KEEP_SIZE, from, bytes);
}

static inline __u64 all_placed(const struct rmm_arena_stat *stat)
{
	__u64 sum = 0;

	for (int node = 0; node < (int)NODES; node++)
		sum += stat->placed[node];
	return sum;
}

/* Swap in compressed memory; false if this kernel has none. */
static inline bool swap_on(void)
{
	char *text;

	if (system("../samples/zoo --configure >/dev/null 2>&1"))
		return false;
	text = text_of("/proc/swaps");
	return text && strchr(text, '\n')[1];
}

#endif
