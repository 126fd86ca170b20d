// SPDX-License-Identifier: GPL-2.0
/*
 * frames [--quick] [--counted]: cost of reading the state of every page frame, by RMM_PFNS and by the
 * kernel's files that are indexed by frame.
 */
#include "bench.h"

#define GROUP "frames"
#define FRAMES 4096

/* The first file always gives the number of frames. */
static int files[3], in_use;
static uint64_t attributes;

static double by_pfns(void *context)
{
	static struct rmm_frame frames[FRAMES];
	static int rmm = -1;
	struct rmm_pfns arg = {
		.size = sizeof(arg), .end = RMM_ABSENT, .buf = (uintptr_t)frames, .capacity = FRAMES,
		.record_size = sizeof(frames[0]), .attributes = attributes,
	};
	double begin;

	(void)context;
	if (rmm < 0)
		rmm = open_or_die("/dev/rmm", O_RDWR);
	begin = now();
	do {
		if (ioctl(rmm, RMM_PFNS, &arg))
			return MISSING;
		arg.start = arg.next;
	} while (arg.start < arg.end);
	return now() - begin;
}

static double by_files(void *context)
{
	double ns = 0;

	(void)context;
	for (int i = 0; i < in_use; i++)
		ns += read_whole(files[i]);
	return ns;
}

static double count_frames(void)
{
	static char buf[65536];
	double bytes = 0;
	ssize_t n;

	while ((n = read(files[0], buf, sizeof(buf))) > 0)
		bytes += n;
	return bytes / 8;
}

static void compare_frames(const char *what, const char *against, uint64_t wanted, int count)
{
	static double frames;

	if (!frames)
		frames = count_frames();
	attributes = wanted;
	in_use = count;
	compare(&(struct row){ GROUP, what, against, "ns/frame", 0, NULL }, by_pfns, frames, by_files,
		frames, NULL);
}

int main(int argc, char **argv)
{
	judged_by_count = true;
	bench_arguments(argc, argv);
	files[0] = open_or_die("/proc/kpageflags", O_RDONLY);
	files[1] = open_or_die("/proc/kpagecount", O_RDONLY);
	files[2] = open_or_die("/proc/kpagecgroup", O_RDONLY);
	compare_frames("page frames, kind and flags", "kpageflags", 0, 1);
	compare_frames("page frames, mapcounts", "kpageflags + kpagecount", RMM_FRAME_A_MAPCOUNT, 2);
	compare_frames("page frames, mapcounts, references, age, cgroup", "kpageflags + kpagecount + kpagecgroup",
		       RMM_FRAME_A_MAPCOUNT | RMM_FRAME_A_REFERENCES | RMM_FRAME_A_AGE | RMM_FRAME_A_CGROUP, 3);
	return 0;
}
