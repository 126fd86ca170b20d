// SPDX-License-Identifier: GPL-2.0
/*
 * walk [--quick] [--counted]: cost of reading every page of a process that has touched 512 MiB, in 4 KiB pages and
 * in huge pages, by RMM_WALK and by the kernel's own files.
 */
#include "bench.h"

#include <linux/fs.h>
#include <numa.h>
#include <numaif.h>

#define GROUP "walk"
#define AREA ((char *)0x100000000000)
#define EVERY_ATTRIBUTE (RMM_PAGE_A_DEFAULT | RMM_PAGE_A_KPAGEFLAGS | RMM_PAGE_A_AGE | \
			 RMM_PAGE_A_CGROUP | RMM_PAGE_A_ENTRY | RMM_PAGE_A_EXPECTED)

struct target {
	pid_t pid;
	size_t size;
	/* Bytes of it that are read where a call reads page by page. */
	size_t part;
	bool huge;
	int space, pagemap, rollup, kpageflags, kpagecount, kpagecgroup, ready[2];
};

/*
 * Puts each half of the area on a node of its own, where it fits. Otherwise free memory decides, and the
 * cost of a walk depends on how often the node changes.
 */
static void bind_halves(const struct target *t)
{
	for (int half = 0; half < 2 && numa_max_node() > 2; half++) {
		const unsigned long node = 1ul << (half + 1);

		if (mbind(AREA + half * t->size / 2, t->size / 2, MPOL_BIND, &node, 64, 0))
			fatal("mbind");
	}
}

static void touch(void *context)
{
	const struct target *t = context;

	if (mmap(AREA, t->size, PROT_READ | PROT_WRITE,
		 MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED_NOREPLACE, -1, 0) != AREA ||
	    madvise(AREA, t->size, t->huge ? MADV_HUGEPAGE : MADV_NOHUGEPAGE))
		fatal("target");
	bind_halves(t);
	if (madvise(AREA, t->size, MADV_POPULATE_WRITE))
		fatal("target");
	if (write(t->ready[1], "", 1) != 1)
		fatal("target");
	for (;;)
		pause();
}

static double by_summary(void *context)
{
	const struct target *t = context;

	return walk_summary(t->space, 0, ~0ull).ns;
}

static double by_smaps_rollup(void *context)
{
	return read_whole(((struct target *)context)->rollup);
}

static double by_pages(void *context)
{
	const struct target *t = context;

	return walk_pages(t->space, (uintptr_t)AREA, (uintptr_t)AREA + t->size, 0).ns;
}

static double read_pagemap(const struct target *t, size_t size)
{
	static uint64_t entries[RECORDS];
	double begin = now();

	for (size_t at = 0; at < size; at += RECORDS * PAGE)
		if (pread(t->pagemap, entries, sizeof(entries), ((uintptr_t)AREA + at) / PAGE * 8) < 0)
			return MISSING;
	return now() - begin;
}

static double by_pagemap(void *context)
{
	const struct target *t = context;

	return read_pagemap(t, t->size);
}

static double by_pages_all(void *context)
{
	const struct target *t = context;

	return walk_pages(t->space, (uintptr_t)AREA, (uintptr_t)AREA + t->part, EVERY_ATTRIBUTE).ns;
}

/* pagemap in bulk, then for each page the files that are indexed by PFN. */
static double by_kpage_files(void *context)
{
	const struct target *t = context;
	uint64_t entries[512], facts[3];
	double begin = now();

	for (size_t at = 0; at < t->part; at += sizeof(entries) / 8 * PAGE) {
		if (pread(t->pagemap, entries, sizeof(entries),
			  ((uintptr_t)AREA + at) / PAGE * 8) != sizeof(entries))
			return MISSING;
		for (int i = 0; i < 512; i++) {
			off_t where = (entries[i] & ((1ull << 55) - 1)) * 8;

			if (pread(t->kpageflags, &facts[0], 8, where) != 8 ||
			    pread(t->kpagecount, &facts[1], 8, where) != 8 ||
			    pread(t->kpagecgroup, &facts[2], 8, where) != 8)
				return MISSING;
		}
	}
	return now() - begin;
}

static double by_extents(void *context)
{
	const struct target *t = context;

	return walk(t->space, (struct rmm_walk){
		.flags = RMM_WALK_EXTENTS, .buf = (uintptr_t)records, .capacity = 512,
		.record_size = sizeof(struct rmm_extent) },
		(uintptr_t)AREA, (uintptr_t)AREA + t->size).ns;
}

static double by_pagemap_scan(void *context)
{
	const struct target *t = context;
	static struct page_region regions[512];
	struct pm_scan_arg arg = {
		.size = sizeof(arg), .start = (uintptr_t)AREA, .end = (uintptr_t)AREA + t->size,
		.vec = (uintptr_t)regions, .vec_len = 512,
		.category_anyof_mask = PAGE_IS_PRESENT | PAGE_IS_SWAPPED,
		.return_mask = PAGE_IS_PRESENT | PAGE_IS_SWAPPED | PAGE_IS_FILE | PAGE_IS_HUGE,
	};
	double begin = now();

	do {
		if (ioctl(t->pagemap, PAGEMAP_SCAN, &arg) < 0)
			return MISSING;
		arg.start = arg.walk_end;
	} while (arg.start < arg.end);
	return now() - begin;
}

/* The page-table lock: how long one table of 512 pages is held, of nine tables. */
static void of_holds(const struct target *t)
{
	static const struct {
		const char *what;
		uint32_t flags, record_size;
		uint64_t attributes;
	} products[] = {
		{ "hold of a page-table lock: summary", RMM_WALK_SUMMARY, sizeof(struct rmm_summary), 0 },
		{ "hold of a page-table lock: extents", RMM_WALK_EXTENTS, sizeof(struct rmm_extent), 0 },
		{ "hold of a page-table lock: pages, default attributes", RMM_WALK_PAGES, RMM_PAGE_DEFAULT_SIZE, 0 },
		{ "hold of a page-table lock: pages, every attribute", RMM_WALK_PAGES, sizeof(struct rmm_page),
		  EVERY_ATTRIBUTE },
	};

	for (size_t i = 0; i < sizeof(products) / sizeof(products[0]); i++) {
		const struct rmm_walk arg = {
			.flags = products[i].flags, .attributes = products[i].attributes,
			.buf = (uintptr_t)records, .capacity = 512, .record_size = products[i].record_size,
		};
		const struct row row = { "locks", products[i].what, NULL, "ns", 20000, NULL };
		double holds[MAX_SAMPLES];

		for (int n = 0; n < repetitions; n++) {
			const uintptr_t table = (uintptr_t)AREA + n * HUGE;

			holds[n] = walk(t->space, arg, table, table + HUGE).longest_hold_ns;
		}
		print_row(&row, holds, NULL, repetitions);
	}
}

static void of_pages(bool huge)
{
	struct target t = { .size = 512ul << 20, .part = 32ul << 20, .huge = huge };
	double pages, part;
	struct walked met;
	char byte;

	if (sample_ns == 0)
		t.size = t.part = 32ul << 20;
	pages = t.size / PAGE;
	part = t.part / PAGE;
	if (pipe(t.ready))
		fatal("pipe");
	t.pid = start(touch, &t);
	if (read(t.ready[0], &byte, 1) != 1)
		fatal("target");
	t.space = open_space(t.pid);
	t.pagemap = open_proc(t.pid, "pagemap");
	t.rollup = open_proc(t.pid, "smaps_rollup");
	t.kpageflags = open_or_die("/proc/kpageflags", O_RDONLY);
	t.kpagecount = open_or_die("/proc/kpagecount", O_RDONLY);
	t.kpagecgroup = open_or_die("/proc/kpagecgroup", O_RDONLY);

	/* The figures are wrong if the target does not have the expected pages: report it. */
	met = walk_summary(t.space, (uintptr_t)AREA, (uintptr_t)AREA + t.size);
	if (met.entries != (huge ? t.size / HUGE : t.size / PAGE))
		fprintf(stderr, "bench: %llu entries in %zu MiB of %s pages\n",
			(unsigned long long)met.entries, t.size >> 20, huge ? "huge" : "4 KiB");

#define WHAT(text) (huge ? text ", THP" : text ", 4 KiB pages")
#define ROW(text, against, ratio) (&(struct row){ GROUP, WHAT(text), against, "ns/4K", ratio, NULL })
	compare_cost(ROW("summary", "smaps_rollup", huge ? 0.38 : 0.21), huge ? 0.55 : 35,
		     by_summary, pages, by_smaps_rollup, pages, &t);
	compare_cost(ROW("extents", "PAGEMAP_SCAN", huge ? 0.4 : 0.18), huge ? 0.2 : 35,
		     by_extents, pages, by_pagemap_scan, pages, &t);
	compare_cost(ROW("pages, default attributes", "pagemap", huge ? 0.6 : 0.43), huge ? 0 : 65,
		     by_pages, pages, by_pagemap, pages, &t);
	compare_cost(ROW("pages, every attribute", "pagemap + kpageflags + kpagecount + kpagecgroup", 0.1),
		     huge ? 0 : 300, by_pages_all, part, by_kpage_files, part, &t);
	if (!huge)
		of_holds(&t);
#undef ROW
#undef WHAT
	end(t.pid);
	close(t.space);
	close(t.pagemap);
	close(t.rollup);
}

int main(int argc, char **argv)
{
	judged_by_count = true;
	bench_arguments(argc, argv);
	of_pages(false);
	of_pages(true);
	return 0;
}
