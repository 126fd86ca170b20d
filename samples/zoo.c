// SPDX-License-Identifier: GPL-2.0
/*
 * zoo: a process that holds every kind of mapping and page, describes them as JSON, and waits so that
 * other programs can observe it.
 *
 *	zoo [--configure] [--hold]
 *
 * It prints one JSON object with one exhibit per line, closes its output and waits until its input
 * ends; with --hold, until a signal ends it. --configure (root) enables the features that exhibits need:
 * THP and 64 KiB mTHP by madvise, huge pages, KSM, swap on zram. They stay enabled after the zoo ends.
 *
 * An exhibit is present, with numbers that were checked against /proc/self, or "absent" with the reason.
 * "pages" lists the kind of its page-table entries (words as in rmm.h), their level and the bytes that
 * they map. The rest of the exhibit's range has no entries.
 */
#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif
#include "zoo.h"
#include "zoo_configure.h"
#include "zoo_exhibits.h"

static struct exhibit exhibits[] = {
	{ .name = "cow", .make = cow },
	{ .name = "anon-untouched", .make = untouched },
	{ .name = "anon-touched", .make = touched },
	{ .name = "zero-page", .make = zero },
	{ .name = "thp", .make = thp },
	{ .name = "thp-partly-unmapped", .make = thp_partly_unmapped },
	{ .name = "mthp-64k", .make = mthp },
	{ .name = "huge-zero-page", .make = huge_zero },
	{ .name = "hugetlb-2m", .make = hugetlb },
	{ .name = "file-private", .make = file_private },
	{ .name = "file-shared", .make = file_shared },
	{ .name = "shared-anon", .make = shared_anon },
	{ .name = "shm-sysv", .make = shm_sysv },
	{ .name = "memfd", .make = memfd },
	{ .name = "swapped", .make = swapped },
	{ .name = "ksm", .make = ksm },
	{ .name = "mlocked", .make = mlocked },
	{ .name = "prot-none", .make = prot_none },
	{ .name = "guard", .make = guard },
	{ .name = "uffd-wp", .make = uffd_wp },
	{ .name = "uffd-missing", .make = uffd_missing },
	{ .name = "bound-node0", .make = bound, .node = 0 },
	{ .name = "bound-node1", .make = bound, .node = 1 },
	{ .name = "bound-node2", .make = bound, .node = 2 },
	{ .name = "bound-node3", .make = bound, .node = 3 },
};

static void print(const struct exhibit *e, const char *end)
{
	if (e->absent) {
		printf("  {\"name\": \"%s\", \"absent\": \"%s\"}%s\n", e->name, e->absent, end);
		return;
	}
	printf("  {\"name\": \"%s\", \"vma\": \"%s\", \"start\": \"%lx\", \"end\": \"%lx\", \"pages\": [",
	       e->name, e->vma, (long)e->start, (long)(e->start + e->size));
	for (int i = 0; e->pages[i].page; i++)
		printf("%s{\"page\": \"%s\", \"level\": \"%s\", \"kb\": %zu}", i ? ", " : "",
		       e->pages[i].page, e->pages[i].level, e->pages[i].bytes / 1024);
	printf("]");
	if (e->make == bound)
		printf(", \"node\": %d", e->node);
	if (e->folio)
		printf(", \"folio_kb\": %zu", e->folio / 1024);
	if (e->shared)
		printf(", \"shared_kb\": %zu", e->shared / 1024);
	printf("}%s\n", end);
}

int main(int argc, char **argv)
{
	const size_t n = sizeof(exhibits) / sizeof(exhibits[0]);
	bool hold = false;
	char byte;

	for (int i = 1; i < argc; i++) {
		if (!strcmp(argv[i], "--hold")) {
			hold = true;
		} else if (!strcmp(argv[i], "--configure")) {
			configure();
		} else {
			fprintf(stderr, "usage: zoo [--configure] [--hold]\n");
			return 2;
		}
	}
	for (size_t i = 0; i < n; i++) {
		struct exhibit *e = &exhibits[i];

		e->absent = e->make(e);
		if (e->absent && e->start)
			munmap(e->start, e->size);
	}
	printf("{\"zoo\": 1, \"pid\": %d, \"child\": %d, \"exhibits\": [\n", getpid(), child);
	for (size_t i = 0; i < n; i++)
		print(&exhibits[i], i + 1 < n ? "," : "");
	printf("]}\n");
	if (fclose(stdout))
		return 1;
	while (hold)
		pause();
	while (read(0, &byte, 1) > 0)
		;
	return 0;
}
