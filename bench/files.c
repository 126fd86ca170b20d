// SPDX-License-Identifier: GPL-2.0
/*
 * files [--quick]: what it costs to read a file of /proc/rmm, or the same records by ioctl, set
 * against the file of the kernel's own that tells most of the same.
 */
#include "bench.h"

struct pair {
	struct row row;
	measure_fn ours;
	const char *our_file, *their_file;
	/* What a sample is divided by to have its unit. */
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

/* All records of a call; how many, or -1. */
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
static double frames(bool free)
{
	static struct rmm_free_block blocks[4096];
	static int rmm = -1;
	int zones = rows(RMM_BUDDY, 0, buddies, 64, sizeof(buddies[0]));
	uint64_t told = 0;
	double begin = now();

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
			told += free ? of_free.count : of_all.count;
			of_free.start = of_free.next;
			of_all.start = of_all.next;
		} while (free ? of_free.next < of_free.end : of_all.next < of_all.end);
	}
	if (!told)
		return MISSING;
	/* Of page blocks as many as 1 TiB has, by what one takes. */
	return (now() - begin) * (free ? 1 : 524288.0 / told);
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
#else
#define free_blocks none
#define page_blocks none
#endif

/* What this version of the module does not have. */
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
	{ { GROUP, "page blocks of 1 TiB, by what one takes", NULL, "ms", 0, NULL }, page_blocks,
	  NULL, NULL, 1e6 / 524288 },
};

int main(int argc, char **argv)
{
	bench_arguments(argc, argv);
	for (size_t i = 0; i < sizeof(pairs) / sizeof(pairs[0]); i++) {
		struct pair *pair = &pairs[i];

		compare(&pair->row, pair->ours, pair->ns, pair->their_file ? their_text : NULL, pair->ns,
			pair);
	}
	return 0;
}
