// SPDX-License-Identifier: GPL-2.0
/*
 * lookup [--quick] [--counted]: cost of the way from an address to its page by RMM_TRANSLATE, compared with
 * the kernel's files that show a part of it, and of the way back from a page to its mappings by RMM_RMAP.
 */
#include "bench.h"

#define GROUP "lookup"
#define AREA ((char *)0x100000000000)
#define PAGES 512
#define MAPPERS 4096

struct target {
	pid_t pid, mappers[MAPPERS];
	int mapping, space, pagemap, kpageflags, kpagecount, kpagecgroup, ready[2];
	/* Mapped by the target only, and by all mappers. */
	char *own, *shared;
};

static void signal_ready(const struct target *t)
{
	if (write(t->ready[1], "", 1) != 1)
		fatal("target");
	for (;;)
		pause();
}

static void await_ready(const struct target *t)
{
	char byte;

	if (read(t->ready[0], &byte, 1) != 1)
		fatal("target");
}

static void touch(void *context)
{
	const struct target *t = context;

	memset(t->own, 1, PAGES * PAGE);
	t->shared[0] = 1;
	signal_ready(t);
}

static void map(void *context)
{
	const struct target *t = context;

	if (t->shared[0] != 1)
		fatal("mapper");
	signal_ready(t);
}

static double by_translate(void *context)
{
	const struct target *t = context;
	double begin = now();

	for (int i = 0; i < PAGES; i++) {
		struct rmm_translate arg = { .size = sizeof(arg), .address = (uintptr_t)t->own + i * PAGE };

		if (ioctl(t->space, RMM_TRANSLATE, &arg) || arg.pfn == RMM_ABSENT)
			return MISSING;
	}
	return now() - begin;
}

static double by_page_files(void *context)
{
	const struct target *t = context;
	uint64_t entry, facts[3];
	double begin = now();

	for (int i = 0; i < PAGES; i++) {
		off_t where;

		if (pread(t->pagemap, &entry, 8, ((uintptr_t)t->own / PAGE + i) * 8) != 8)
			return MISSING;
		where = (entry & ((1ull << 55) - 1)) * 8;
		if (pread(t->kpageflags, &facts[0], 8, where) != 8 ||
		    pread(t->kpagecount, &facts[1], 8, where) != 8 ||
		    pread(t->kpagecgroup, &facts[2], 8, where) != 8)
			return MISSING;
	}
	return now() - begin;
}

/* Returns the number of mappings found, or -1. */
static int find_mappings(const struct target *t, const char *address)
{
	static struct rmm_mapping mappings[MAPPERS + 1];
	struct rmm_rmap arg = {
		.size = sizeof(arg), .address = (uintptr_t)address, .buf = (uintptr_t)mappings,
		.capacity = MAPPERS + 1, .record_size = sizeof(mappings[0]),
	};
	int found = 0;

	do {
		if (ioctl(t->space, RMM_RMAP, &arg))
			return -1;
		found += arg.count;
	} while (arg.state == RMM_RMAP_MORE || arg.state == RMM_RMAP_CONTENDED);
	return found;
}

static double by_rmap(void *context)
{
	const struct target *t = context;
	double begin = now();

	for (int i = 0; i < PAGES; i++)
		if (find_mappings(t, t->own + i * PAGE) != 1)
			return MISSING;
	return now() - begin;
}

static double by_shared_rmap(void *context)
{
	const struct target *t = context;
	double begin = now();

	return find_mappings(t, t->shared) != t->mapping + 1 ? MISSING : now() - begin;
}

/* Adds processes that map the page until there are @mappers. */
static void compare_mapped(struct target *t, int mappers)
{
	static char names[3][64];
	static int used;

	for (; t->mapping < mappers; t->mapping++) {
		t->mappers[t->mapping] = start(map, t);
		await_ready(t);
	}
	snprintf(names[used], sizeof(names[0]), "rmap of a page mapped %d times", mappers + 1);
	compare(&(struct row){ GROUP, names[used++], NULL, "ns/mapping", 0, NULL }, by_shared_rmap,
		mappers + 1, NULL, 1, t);
}

int main(int argc, char **argv)
{
	struct target t = { .own = AREA, .shared = AREA + HUGE + PAGES * PAGE };
	const int flags = MAP_ANONYMOUS | MAP_FIXED_NOREPLACE;

	bool quick;

	judged_by_count = true;
	quick = bench_arguments(argc, argv);
	if (mmap(t.own, PAGES * PAGE, PROT_READ | PROT_WRITE, MAP_PRIVATE | flags, -1, 0) != t.own ||
	    madvise(t.own, PAGES * PAGE, MADV_NOHUGEPAGE) ||
	    mmap(t.shared, PAGE, PROT_READ | PROT_WRITE, MAP_SHARED | flags, -1, 0) != t.shared ||
	    pipe(t.ready))
		fatal("target");
	t.pid = start(touch, &t);
	await_ready(&t);
	t.space = open_space(t.pid);
	t.pagemap = open_proc(t.pid, "pagemap");
	t.kpageflags = open_or_die("/proc/kpageflags", O_RDONLY);
	t.kpagecount = open_or_die("/proc/kpagecount", O_RDONLY);
	t.kpagecgroup = open_or_die("/proc/kpagecgroup", O_RDONLY);
	compare(&(struct row){ GROUP, "translate", "pagemap + kpageflags + kpagecount + kpagecgroup",
			       "ns/address", 0, NULL }, by_translate, PAGES, by_page_files, PAGES, &t);
	compare(&(struct row){ GROUP, "rmap of a page mapped once", NULL, "ns/page", 0, NULL },
		by_rmap, PAGES, NULL, 1, &t);
	compare_mapped(&t, 256);
	if (!quick) {
		compare_mapped(&t, 1024);
		compare_mapped(&t, 4096);
	}
	for (int i = 0; i < t.mapping; i++)
		end(t.mappers[i]);
	end(t.pid);
	return 0;
}
