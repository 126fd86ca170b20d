/* SPDX-License-Identifier: GPL-2.0 */
/*
 * DAMON as a tiering engine, set up through sysfs as the kernel's samples/damon/mtier.c sets it up: one
 * kdamond for each node, promotion of accessed pages until the fast node is full, demotion of idle pages
 * until a part of it is free, both at most 200 MiB a second.
 *
 * The example lets DAMON tune intervals and quotas. That takes longer than a case of this benchmark: a quota
 * begins at one byte, and intervals grow to minutes where accesses are few. So intervals are those of DAMON's
 * documentation, and the quota is whole until its goal is reached.
 */
#ifndef BENCH_DAMON_H
#define BENCH_DAMON_H

#include "bench.h"

#include <dirent.h>
#include <stdarg.h>

#define DAMON "/sys/kernel/mm/damon/admin/kdamonds"

/*
 * Goals for the fast node, in 1/10000 of its memory. Those of the example, 9970 and 50, keep less memory
 * free than the watermarks of a small node do, so nothing would be demoted and no promotion would find room.
 */
#define USED_BP 9700
#define FREE_BP 400

static inline void write_file(const char *path, const char *text)
{
	int fd = open(path, O_WRONLY | O_CLOEXEC);

	if (fd < 0 || write(fd, text, strlen(text)) < 0)
		fatal(path);
	close(fd);
}

/* Writes a formatted value to a file of kdamond @number. */
__attribute__((format(printf, 3, 4)))
static inline void set_damon(int number, const char *file, const char *format, ...)
{
	char path[256], text[64];
	va_list values;

	va_start(values, format);
	vsnprintf(text, sizeof(text), format, values);
	va_end(values);
	snprintf(path, sizeof(path), DAMON "/%d/%s", number, file);
	write_file(path, text);
}

/* The physical addresses of a node, from its memory blocks. */
static inline void node_addresses(int node, uint64_t *start, uint64_t *end)
{
	char path[64], text[32] = "";
	int fd = open_or_die("/sys/devices/system/memory/block_size_bytes", O_RDONLY), block;
	uint64_t bytes;
	struct dirent *entry;
	DIR *dir;

	if (read(fd, text, sizeof(text) - 1) < 0)
		fatal("block_size_bytes");
	close(fd);
	bytes = strtoull(text, NULL, 16);
	snprintf(path, sizeof(path), "/sys/devices/system/node/node%d", node);
	dir = opendir(path);
	if (!dir)
		fatal(path);
	*start = UINT64_MAX;
	*end = 0;
	while ((entry = readdir(dir))) {
		if (sscanf(entry->d_name, "memory%d", &block) != 1)
			continue;
		if (block * bytes < *start)
			*start = block * bytes;
		if ((block + 1) * bytes > *end)
			*end = (block + 1) * bytes;
	}
	closedir(dir);
}

/* Sets up kdamond @number, which promotes from @from or demotes from it. */
static inline void set_up_damon(int number, bool promotes, int from, int to, int fast)
{
#define CONTEXT "contexts/0/"
#define SCHEME CONTEXT "schemes/0/"
	uint64_t start, end;

	node_addresses(from, &start, &end);
	set_damon(number, "contexts/nr_contexts", "1");
	set_damon(number, CONTEXT "operations", "paddr");
	set_damon(number, CONTEXT "monitoring_attrs/intervals/sample_us", "5000");
	set_damon(number, CONTEXT "monitoring_attrs/intervals/aggr_us", "100000");
	set_damon(number, CONTEXT "monitoring_attrs/intervals/update_us", "60000000");
	set_damon(number, CONTEXT "monitoring_attrs/nr_regions/min", "10");
	set_damon(number, CONTEXT "monitoring_attrs/nr_regions/max", "1000");
	set_damon(number, CONTEXT "targets/nr_targets", "1");
	set_damon(number, CONTEXT "targets/0/regions/nr_regions", "1");
	set_damon(number, CONTEXT "targets/0/regions/0/start", "%llu", (unsigned long long)start);
	set_damon(number, CONTEXT "targets/0/regions/0/end", "%llu", (unsigned long long)end);
	set_damon(number, CONTEXT "schemes/nr_schemes", "1");
	set_damon(number, SCHEME "action", "%s", promotes ? "migrate_hot" : "migrate_cold");
	set_damon(number, SCHEME "target_nid", "%d", to);
	set_damon(number, SCHEME "apply_interval_us", "1000000");
	set_damon(number, SCHEME "access_pattern/sz/min", "4096");
	set_damon(number, SCHEME "access_pattern/sz/max", "%lu", -1ul);
	set_damon(number, SCHEME "access_pattern/nr_accesses/min", "%u", promotes ? 1 : 0);
	set_damon(number, SCHEME "access_pattern/nr_accesses/max", "%u", promotes ? -1u : 0);
	set_damon(number, SCHEME "access_pattern/age/min", "0");
	set_damon(number, SCHEME "access_pattern/age/max", "%u", -1u);
	set_damon(number, SCHEME "quotas/bytes", "%u", 200u << 20);
	set_damon(number, SCHEME "quotas/reset_interval_ms", "1000");
	set_damon(number, SCHEME "quotas/weights/sz_permil", "0");
	set_damon(number, SCHEME "quotas/weights/nr_accesses_permil", "100");
	set_damon(number, SCHEME "quotas/weights/age_permil", "100");
	set_damon(number, SCHEME "quotas/goal_tuner", "temporal");
	set_damon(number, SCHEME "quotas/goals/nr_goals", "1");
	set_damon(number, SCHEME "quotas/goals/0/target_metric", "%s",
		  promotes ? "node_mem_used_bp" : "node_mem_free_bp");
	set_damon(number, SCHEME "quotas/goals/0/target_value", "%d", promotes ? USED_BP : FREE_BP);
	set_damon(number, SCHEME "quotas/goals/0/nid", "%d", fast);
	set_damon(number, SCHEME "ops_filters/nr_filters", "1");
	set_damon(number, SCHEME "ops_filters/0/type", "young");
	set_damon(number, SCHEME "ops_filters/0/matching", "Y");
	set_damon(number, SCHEME "ops_filters/0/allow", "%s", promotes ? "Y" : "N");
	set_damon(number, "state", "on");
#undef SCHEME
#undef CONTEXT
}

static inline bool has_damon(void)
{
	return !access(DAMON "/nr_kdamonds", W_OK);
}

static inline void stop_damon(void)
{
	for (int number = 0; number < 2; number++)
		if (!access(DAMON "/0/state", W_OK))
			set_damon(number, "state", "off");
	write_file(DAMON "/nr_kdamonds", "0");
}

static inline void start_damon(int fast, int slow)
{
	static const char stat[] = "/sys/module/damon_stat/parameters/enabled";

	/* DAMON_STAT runs by default and excludes other users. */
	if (!access(stat, W_OK))
		write_file(stat, "N");
	write_file(DAMON "/nr_kdamonds", "2");
	set_up_damon(0, true, slow, fast, fast);
	set_up_damon(1, false, fast, slow, fast);
}

/* Prints what both kdamonds have migrated so far. */
static inline void print_damon(void)
{
	for (int number = 0; number < 2; number++) {
		char path[128], text[32] = "";
		int fd;

		set_damon(number, "state", "update_schemes_stats");
		snprintf(path, sizeof(path), DAMON "/%d/contexts/0/schemes/0/stats/sz_applied", number);
		fd = open_or_die(path, O_RDONLY);
		if (read(fd, text, sizeof(text) - 1) < 0)
			fatal(path);
		close(fd);
		fprintf(stderr, "#   DAMON has %s %llu MiB\n", number ? "demoted" : "promoted",
			strtoull(text, NULL, 10) >> 20);
	}
}

#endif
