/* SPDX-License-Identifier: GPL-2.0 */
/* The zoo (samples/zoo.c) as a target: one per test program, started in main(). */
#ifndef SELFTESTS_ZOO_H
#define SELFTESTS_ZOO_H

#include <sys/types.h>

struct exhibit_pages {
	char page[32], level[8];
	unsigned long kb;
};

struct exhibit {
	char name[32], vma[16], absent[128];
	unsigned long start, end, shared_kb;
	int node, kinds;
	struct exhibit_pages pages[4];
};

struct zoo {
	pid_t pid, child;
	int count;
	struct exhibit exhibit[64];
};

extern struct zoo zoo;

/*
 * Starts the zoo and reads its description. The zoo exits when this process and its children, which
 * hold its pipe, are gone.
 */
void start_zoo(void);

const struct exhibit *find_exhibit(const char *name);

#endif
