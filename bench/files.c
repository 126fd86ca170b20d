// SPDX-License-Identifier: GPL-2.0
/*
 * files [--quick] [--counted]: cost of reading a file of /proc/rmm, or the same records by ioctl, compared with
 * the kernel's file that shows most of the same values.
 */
#include "bench.h"

struct pair {
	struct row row;
	measure_fn ours;
	const char *our_file, *their_file;
	/* Nanoseconds in the unit of the row. */
	double ns;
};

static double read_file(const char *path)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	double ns;

	if (fd < 0)
		return MISSING;
	ns = read_whole(fd);
	close(fd);
	return ns;
}

static double our_text(void *context)
{
	return read_file(((struct pair *)context)->our_file);
}

static double their_text(void *context)
{
	return read_file(((struct pair *)context)->their_file);
}

#ifdef RMM_ZONES
static struct rmm_buddy buddies[64];

/* Reads all records of a call; returns their number or -1. */
static int rows(unsigned long request, uint32_t flags, void *buf, uint32_t capacity, size_t size)
{
	static int rmm = -1;
	struct rmm_rows arg = {
		.size = sizeof(arg), .flags = flags, .buf = (uintptr_t)buf, .capacity = capacity,
		.record_size = size,
	};

	if (rmm < 0)
		rmm = open_or_die("/dev/rmm", O_RDWR);
	return ioctl(rmm, request, &arg) ? -1 : (int)arg.count;
}

static double snapshot(void *context)
{
	static struct rmm_node nodes[16];
	static struct rmm_zone zones[64];
	double begin = now();

	(void)context;
	if (rows(RMM_NODES, 0, nodes, 16, sizeof(nodes[0])) < 1 ||
	    rows(RMM_ZONES, RMM_ZONES_POPULATED, zones, 64, sizeof(zones[0])) < 1 ||
	    rows(RMM_BUDDY, 0, buddies, 64, sizeof(buddies[0])) < 1)
		return MISSING;
	return now() - begin;
}
#else
#define snapshot none
#endif

#ifdef RMM_PAGEBLOCKS
/* Longest hold of a zone's lock in the last pass, ns. */
static uint64_t longest_hold_ns;

static void note_hold(uint64_t ns)
{
	if (longest_hold_ns < ns)
		longest_hold_ns = ns;
}

static double frames(bool free)
{
	static struct rmm_free_block blocks[4096];
	static int rmm = -1;
	int zones = rows(RMM_BUDDY, 0, buddies, 64, sizeof(buddies[0]));
	uint64_t count = 0;
	double begin = now();

	longest_hold_ns = 0;
	if (rmm < 0)
		rmm = open_or_die("/dev/rmm", O_RDWR);
	for (int i = 0; i < zones; i++) {
		const uint32_t node = buddies[i].node, zone = buddies[i].zone;
		struct rmm_freeblocks of_free = {
			.size = sizeof(of_free), .node = node, .zone = zone, .end = RMM_ABSENT,
			.buf = (uintptr_t)blocks, .capacity = 4096, .record_size = sizeof(blocks[0]),
		};
		struct rmm_pageblocks of_all = {
			.size = sizeof(of_all), .node = node, .zone = zone, .end = RMM_ABSENT,
			.buf = (uintptr_t)blocks, .capacity = sizeof(blocks),
		};

		do {
			if (free ? ioctl(rmm, RMM_FREEBLOCKS, &of_free) : ioctl(rmm, RMM_PAGEBLOCKS, &of_all))
				return MISSING;
			count += free ? of_free.count : of_all.count;
			note_hold(free ? of_free.cost.longest_hold_ns : of_all.cost.longest_hold_ns);
			of_free.start = of_free.next;
			of_all.start = of_all.next;
		} while (free ? of_free.next < of_free.end : of_all.next < of_all.end);
	}
	if (!count)
		return MISSING;
	/* Scaled to the 524,288 page blocks of 1 TiB. */
	return (now() - begin) * (free ? 1 : 524288.0 / count);
}

static double free_blocks(void *context)
{
	(void)context;
	return frames(true);
}

static double page_blocks(void *context)
{
	(void)context;
	return frames(false);
}

static double page_types(void *context)
{
	static struct rmm_pagetypes types[256];
	static int rmm = -1;
	struct rmm_rows arg = {
		.size = sizeof(arg), .buf = (uintptr_t)types, .capacity = 256,
		.record_size = sizeof(types[0]),
	};
	double begin = now();

	(void)context;
	if (rmm < 0)
		rmm = open_or_die("/dev/rmm", O_RDWR);
	if (ioctl(rmm, RMM_PAGETYPES, &arg))
		return MISSING;
	longest_hold_ns = arg.longest_hold_ns;
	return now() - begin;
}

/* Fragments a quarter of free memory: every second page is freed, as a block of order 0. */
static void *fragment(size_t *bytes)
{
	char *at;

	*bytes = (size_t)sysconf(_SC_AVPHYS_PAGES) / 4 * PAGE;
	at = mmap(NULL, *bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	if (at == MAP_FAILED)
		fatal("mmap");
	madvise(at, *bytes, MADV_NOHUGEPAGE);
	memset(at, 1, *bytes);
	for (size_t page = 0; page < *bytes; page += 2 * PAGE)
		madvise(at + page, PAGE, MADV_DONTNEED);
	return at;
}

static int by_size(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return (x > y) - (x < y);
}

/* Longest hold of zone->lock, which is released after at most 1024 frames or list entries. */
static void holds(const char *what, measure_fn pass)
{
	enum { PASSES = 15 };
	double us[2][MAX_SAMPLES], of[PASSES];
	bool there = true;

	for (int i = 0; i < repetitions; i++) {
		for (int j = 0; j < PASSES; j++) {
			there &= pass(NULL) >= 0;
			of[j] = longest_hold_ns / 1e3;
		}
		qsort(of, PASSES, sizeof(of[0]), by_size);
		us[0][i] = of[PASSES / 2];
		us[1][i] = of[PASSES - 1];
	}
	for (int i = 0; i < 2; i++)
		print_row(&(struct row){ "hold", what, NULL, "us", 0, i ? "worst" : "median" },
			  there ? us[i] : NULL, NULL, repetitions);
}

static void all_holds(void)
{
	size_t bytes;
	void *memory;

	holds("zone->lock (page blocks)", page_blocks);
	holds("zone->lock (free blocks)", free_blocks);
	holds("zone->lock (page types)", page_types);
	memory = fragment(&bytes);
	holds("zone->lock (free blocks, fragmented)", free_blocks);
	holds("zone->lock (page types, fragmented)", page_types);
	munmap(memory, bytes);
}
#else
#define free_blocks none
#define page_blocks none
static void all_holds(void)
{
}
#endif

/* A call that this version of the interface does not have. */
static inline double none(void *context)
{
	(void)context;
	return MISSING;
}

#define GROUP "files"
#define TEXT(name, theirs, target) \
	{ { GROUP, name ", text", theirs, "us", target, NULL }, our_text, "/proc/rmm/" name, \
	  "/proc/" theirs, 1e3 }

static struct pair pairs[] = {
	TEXT("zones", "zoneinfo", 1.0),
	TEXT("pagetypes", "pagetypeinfo", 1.0),
	TEXT("nodes", "zoneinfo", 0),
	TEXT("buddy", "buddyinfo", 0),
	{ { GROUP, "nodes, zones and buddy, records", "zoneinfo", "us", 0.1, NULL }, snapshot, NULL,
	  "/proc/zoneinfo", 1e3 },
	{ { GROUP, "free blocks of the guest's 2 GiB", NULL, "ms", 20, NULL }, free_blocks, NULL,
	  NULL, 1e6 },
	{ { GROUP, "page blocks of 1 TiB, extrapolated", NULL, "ms", 0, NULL }, page_blocks,
	  NULL, NULL, 1e6 },
};

int main(int argc, char **argv)
{
	judged_by_count = true;
	bench_arguments(argc, argv);
	for (size_t i = 0; i < sizeof(pairs) / sizeof(pairs[0]); i++) {
		struct pair *pair = &pairs[i];

		compare(&pair->row, pair->ours, pair->ns, pair->their_file ? their_text : NULL, pair->ns,
			pair);
	}
	if (!counting)
		all_holds();
	return 0;
}
