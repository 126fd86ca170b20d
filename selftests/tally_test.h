/* SPDX-License-Identifier: GPL-2.0 */
/* Tallies in any portions, and the numbers of smaps, smaps_rollup and numa_maps to compare with. */
#ifndef TALLY_TEST_H
#define TALLY_TEST_H

#include "rmm_test.h"

static const unsigned long requests[] __maybe_unused = { RMM_FOLIOS, RMM_SHARING, RMM_AGE, RMM_NUMA, RMM_RUNS };
static const __u32 sizes[] __maybe_unused = {
	sizeof(struct rmm_folios), sizeof(struct rmm_sharing), sizeof(struct rmm_age),
	sizeof(struct rmm_numa), sizeof(struct rmm_runs),
};

#define MAX_ROWS 4096

/*
 * All rows of a tally of @size bytes each, in portions. Returns how many, or the negative error of
 * a call; -EPROTO for an answer that no caller could go on from.
 */
static inline int all_rows(int mm, unsigned long request, __u32 flags, __u32 capacity,
			   __u64 budget_us, void *rows, __u32 size)
{
	struct rmm_tally arg = {
		.size = sizeof(arg), .flags = flags, .end = RMM_ABSENT, .capacity = capacity,
		.record_size = size, .budget_us = budget_us,
	};
	int count = 0;

	do {
		int ret;

		if (count + capacity > MAX_ROWS)
			return -E2BIG;
		arg.buf = (uintptr_t)rows + (size_t)count * size;
		ret = rmm_call(mm, request, &arg);
		if (ret)
			return ret;
		if (arg.count > capacity || arg.next <= arg.start)
			return -EPROTO;
		count += arg.count;
		arg.start = arg.next;
	} while (arg.next != RMM_ABSENT);
	return count;
}

/* What smaps says of a VMA beyond `struct smaps_vma`, in kB. */
struct smaps_more {
	unsigned long start;
	long pss, shared_clean, shared_dirty, private_clean, private_dirty, referenced, ksm, locked;
	long eligible;
	char flags[256];
};

static inline int read_more(pid_t pid, const char *file, struct smaps_more *list, int max)
{
	static const struct { const char *key; size_t at; } fields[] = {
		{ "Pss:", offsetof(struct smaps_more, pss) },
		{ "Shared_Clean:", offsetof(struct smaps_more, shared_clean) },
		{ "Shared_Dirty:", offsetof(struct smaps_more, shared_dirty) },
		{ "Private_Clean:", offsetof(struct smaps_more, private_clean) },
		{ "Private_Dirty:", offsetof(struct smaps_more, private_dirty) },
		{ "Referenced:", offsetof(struct smaps_more, referenced) },
		{ "KSM:", offsetof(struct smaps_more, ksm) },
		{ "Locked:", offsetof(struct smaps_more, locked) },
		{ "THPeligible:", offsetof(struct smaps_more, eligible) },
	};
	char *text = text_of("/proc/%d/%s", pid, file), *line, *save;
	struct smaps_more *v = NULL;
	int count = 0;

	if (!text)
		return -errno;
	for (line = strtok_r(text, "\n", &save); line; line = strtok_r(NULL, "\n", &save)) {
		unsigned long start, end;

		if (sscanf(line, "%lx-%lx ", &start, &end) == 2) {
			if (count == max || start >> 63)
				break;
			v = &list[count++];
			*v = (struct smaps_more){ .start = start };
		} else if (v && !strncmp(line, "VmFlags: ", 9)) {
			snprintf(v->flags, sizeof(v->flags), "%s", line + 9);
		} else if (v) {
			for (size_t i = 0; i < ARRAY_SIZE(fields); i++)
				if (!strncmp(line, fields[i].key, strlen(fields[i].key)))
					*(long *)((char *)v + fields[i].at) =
						atol(line + strlen(fields[i].key));
		}
	}
	return count;
}

/* One VMA as numa_maps tells it; nodes in pages of @page_kb. */
struct numa_vma {
	unsigned long start;
	char policy[64];
	long dirty, node[16], page_kb;
};

static inline int read_numa_maps(pid_t pid, struct numa_vma *list, int max)
{
	char *text = text_of("/proc/%d/numa_maps", pid), *line, *save;
	int count = 0;

	if (!text)
		return -errno;
	for (line = strtok_r(text, "\n", &save); line && count < max;
	     line = strtok_r(NULL, "\n", &save)) {
		struct numa_vma *v = &list[count++];
		char *at;
		int n = 0;

		*v = (struct numa_vma){ 0 };
		sscanf(line, "%lx %n", &v->start, &n);
		/* Some modes have blanks in their names; what follows has a = before any blank. */
		snprintf(v->policy, sizeof(v->policy), "%s", line + n);
		for (at = v->policy; (at = strchr(at, ' ')); at++)
			if (strncmp(at, " (many)", 7) && strncmp(at, " interleave", 11)) {
				*at = 0;
				break;
			} else {
				*at = '_';
			}
		at = strstr(line, " dirty=");
		v->dirty = at ? atol(at + 7) : 0;
		at = strstr(line, " kernelpagesize_kB=");
		v->page_kb = at ? atol(at + 19) : 0;
		for (int node = 0; node < 16; node++) {
			char key[16];

			snprintf(key, sizeof(key), " N%d=", node);
			at = strstr(line, key);
			v->node[node] = at ? atol(at + strlen(key)) : 0;
		}
	}
	return count;
}

/* python3 that has imported a few modules and rests. It ends with the test. */
static inline pid_t resting_python(void)
{
	int out[2];
	pid_t pid;
	char byte;

	if (pipe2(out, O_CLOEXEC))
		return -1;
	pid = fork();
	if (!pid) {
		prctl(PR_SET_PDEATHSIG, SIGKILL);
		dup2(out[1], 1);
		execlp("python3", "python3", "-c",
		       "import json, re, signal\n"
		       "kept = [str(i) for i in range(100000)]\n"
		       "print(1, flush=True)\n"
		       "signal.pause()", NULL);
		_exit(1);
	}
	close(out[1]);
	if (pid > 0 && read(out[0], &byte, 1) != 1) {
		end_child(pid);
		pid = -1;
	}
	if (pid > 0)
		wait_asleep_in(pid, SYS_pause);
	close(out[0]);
	return pid;
}

/* A process with huge pages that it shares in part: with a child of its own that rests, too. */
static inline void make_shared(void)
{
	char *at = mmap((void *)0x300000000000, 16 << 20, PROT_READ | PROT_WRITE,
			MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED, -1, 0);
	char *shmem = mmap(NULL, 1 << 20, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	int ready[2];
	time_t end = 0;
	pid_t sharer;
	char byte;

	madvise(at, 16 << 20, MADV_HUGEPAGE);
	memset(at, 1, 16 << 20);
	/* Where memory is in pieces, the fault was content with small pages. */
	while (madvise(at, 16 << 20, MADV_COLLAPSE) && errno != EINVAL && look_again(&end))
		;
	memset(shmem, 1, 1 << 20);
	mlock(shmem, 64 * PAGE);
	if (pipe(ready))
		_exit(1);
	sharer = fork();
	if (!sharer) {
		prctl(PR_SET_PDEATHSIG, SIGKILL);
		/* Its own copy of some; less than half of another; none of a third. */
		memset(at, 2, 3 * PAGE);
		munmap(at + (4 << 20) + 100 * PAGE, 412 * PAGE);
		munmap(at + (8 << 20), 2 << 20);
		if (write(ready[1], "x", 1) != 1)
			_exit(1);
		for (;;)
			syscall(SYS_pause);
	}
	if (sharer < 0 || read(ready[0], &byte, 1) != 1)
		_exit(1);
	wait_asleep_in(sharer, SYS_pause);
	/* And here: a folio of which the middle is gone. */
	munmap(at + (12 << 20) + 5 * PAGE, 10 * PAGE);
}

#endif
