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

#define GROUP "files"
#define KERNEL(name) "/proc/" name
#define RMM(name) "/proc/rmm/" name
#define TEXT(name, theirs, target) \
	{ { GROUP, name ", text", theirs, "us", target, NULL }, our_text, RMM(name), KERNEL(theirs) }

static struct pair pairs[] = {
	TEXT("zones", "zoneinfo", 1.0),
	TEXT("pagetypes", "pagetypeinfo", 1.0),
	TEXT("nodes", "zoneinfo", 0),
	TEXT("buddy", "buddyinfo", 0),
};

int main(int argc, char **argv)
{
	bench_arguments(argc, argv);
	for (size_t i = 0; i < sizeof(pairs) / sizeof(pairs[0]); i++)
		compare(&pairs[i].row, pairs[i].ours, 1000, their_text, 1000, &pairs[i]);
	return 0;
}
