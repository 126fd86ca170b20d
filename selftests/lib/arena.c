// SPDX-License-Identifier: GPL-2.0
#include "arena.h"

#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "process.h"
#include "text.h"

__u64 memory_nodes(void)
{
	__u64 nodes = 0;

	for (int node = 0; node <= numa_max_node() && node < (int)NODES; node++)
		if (numa_bitmask_isbitset(numa_all_nodes_ptr, node))
			nodes |= 1ull << node;
	return nodes;
}

int node_count(__u64 nodes)
{
	return __builtin_popcountll(nodes);
}

int create_arena_by(struct rmm_arena_create *arg)
{
	int rmm = open_device(), fd;

	if (rmm < 0)
		return rmm;
	fd = call_ioctl(rmm, RMM_ARENA_CREATE, arg);
	close(rmm);
	return fd;
}

int create_arena(__u32 policy, __u64 bytes, __u64 nodes, __u32 flags)
{
	struct rmm_arena_create arg = {
		.size = sizeof(arg), .flags = flags, .bytes = bytes, .nodes = nodes, .policy = policy,
	};

	return create_arena_by(&arg);
}

int create_weighted_arena(__u32 policy, __u64 bytes, __u64 nodes, const __u32 *weights, __u32 count)
{
	struct rmm_arena_create arg = {
		.size = sizeof(arg), .bytes = bytes, .nodes = nodes, .policy = policy,
		.weights = (uintptr_t)weights, .weights_count = count,
	};

	return create_arena_by(&arg);
}

int arena_stat(int fd, __u32 flags, struct rmm_arena_stat *stat)
{
	memset(stat, 0, sizeof(*stat));
	stat->size = sizeof(*stat);
	stat->flags = flags;
	return call_ioctl(fd, RMM_ARENA_STAT, stat);
}

int read_page_nodes(void *at, size_t pages, int *nodes)
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

int count_pages_by_node(void *at, size_t pages, long counts[NODES])
{
	int *nodes = malloc(pages * sizeof(*nodes)), ret = read_page_nodes(at, pages, nodes);

	memset(counts, 0, NODES * sizeof(*counts));
	for (size_t i = 0; !ret && i < pages; i++)
		if (nodes[i] >= 0 && nodes[i] < (int)NODES)
			counts[nodes[i]]++;
	free(nodes);
	return ret;
}

int count_listed_arenas(void)
{
	char *text = read_text("/proc/rmm/arenas");
	int lines = 0;

	for (; text && *text; text++)
		lines += *text == '\n';
	return lines - 2;
}

int wait_for_no_arenas(void)
{
	time_t end = 0;
	int left;

	do
		left = count_listed_arenas();
	while (left && retry_allowed(&end));
	return left;
}

int punch_hole(int fd, size_t from, size_t bytes)
{
	return fallocate(fd, FALLOC_FL_PUNCH_HOLE | FALLOC_FL_KEEP_SIZE, from, bytes);
}

__u64 sum_placed_pages(const struct rmm_arena_stat *stat)
{
	__u64 sum = 0;

	for (int node = 0; node < (int)NODES; node++)
		sum += stat->placed[node];
	return sum;
}

bool enable_swap(void)
{
	char *text;

	if (system("../samples/zoo --configure >/dev/null 2>&1"))
		return false;
	text = read_text("/proc/swaps");
	return text && strchr(text, '\n')[1];
}
