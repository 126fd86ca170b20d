// SPDX-License-Identifier: GPL-2.0
#include "smaps.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <stddef.h>
#include <string.h>

#include "kselftest.h"
#include "text.h"

int read_smaps(pid_t pid, struct smaps *smaps)
{
	const __u64 user = user_space_end();
	char *text = read_text("/proc/%d/smaps", pid), *line, *save;
	struct smaps_vma *v = NULL;

	smaps->count = 0;
	if (!text)
		return -errno;
	for (line = strtok_r(text, "\n", &save); line; line = strtok_r(NULL, "\n", &save)) {
		struct smaps_vma next = { 0 };
		int name = 0;
		const struct { const char *key; size_t at; } fields[] = {
			{ "Rss:", offsetof(struct smaps_vma, rss) },
			{ "Anonymous:", offsetof(struct smaps_vma, anon) },
			{ "Swap:", offsetof(struct smaps_vma, swap) },
			{ "AnonHugePages:", offsetof(struct smaps_vma, anon_huge) },
			{ "ShmemPmdMapped:", offsetof(struct smaps_vma, shmem_huge) },
			{ "FilePmdMapped:", offsetof(struct smaps_vma, file_huge) },
			{ "Shared_Hugetlb:", offsetof(struct smaps_vma, hugetlb_shared) },
			{ "Private_Hugetlb:", offsetof(struct smaps_vma, hugetlb_private) },
			{ "KernelPageSize:", offsetof(struct smaps_vma, page) },
		};

		if (sscanf(line, "%lx-%lx %4s %lx %x:%x %lu %n", &next.start, &next.end, next.perms,
			   &next.offset, &next.major, &next.minor, &next.inode, &name) == 7) {
			/* [vsyscall] is outside of the user half and no VMA of the process. */
			if (next.start >= user)
				break;
			if (smaps->count == MAX_VMAS)
				return -E2BIG;
			snprintf(next.name, sizeof(next.name), "%s", line + name);
			v = &smaps->vma[smaps->count++];
			*v = next;
		} else if (v && !strncmp(line, "VmFlags:", 8)) {
			snprintf(v->flags, sizeof(v->flags), "%s ", line + 8);
		} else if (v) {
			for (size_t i = 0; i < ARRAY_SIZE(fields); i++)
				if (!strncmp(line, fields[i].key, strlen(fields[i].key)))
					*(long *)((char *)v + fields[i].at) =
						atol(line + strlen(fields[i].key));
		}
	}
	return 0;
}

int read_smaps_details(pid_t pid, const char *file, struct smaps_detail *list, int max)
{
	static const struct { const char *key; size_t at; } fields[] = {
		{ "Pss:", offsetof(struct smaps_detail, pss) },
		{ "Shared_Clean:", offsetof(struct smaps_detail, shared_clean) },
		{ "Shared_Dirty:", offsetof(struct smaps_detail, shared_dirty) },
		{ "Private_Clean:", offsetof(struct smaps_detail, private_clean) },
		{ "Private_Dirty:", offsetof(struct smaps_detail, private_dirty) },
		{ "Referenced:", offsetof(struct smaps_detail, referenced) },
		{ "KSM:", offsetof(struct smaps_detail, ksm) },
		{ "Locked:", offsetof(struct smaps_detail, locked) },
		{ "Pss_Dirty:", offsetof(struct smaps_detail, pss_dirty) },
		{ "Pss_Anon:", offsetof(struct smaps_detail, pss_anon) },
		{ "Pss_File:", offsetof(struct smaps_detail, pss_file) },
		{ "Pss_Shmem:", offsetof(struct smaps_detail, pss_shmem) },
		{ "LazyFree:", offsetof(struct smaps_detail, lazyfree) },
		{ "THPeligible:", offsetof(struct smaps_detail, eligible) },
		{ "ProtectionKey:", offsetof(struct smaps_detail, pkey) },
	};
	char *text = read_text("/proc/%d/%s", pid, file), *line, *save;
	struct smaps_detail *v = NULL;
	int count = 0;

	if (!text)
		return -errno;
	for (line = strtok_r(text, "\n", &save); line; line = strtok_r(NULL, "\n", &save)) {
		unsigned long start, end;

		if (sscanf(line, "%lx-%lx ", &start, &end) == 2) {
			if (count == max || start >> 63)
				break;
			v = &list[count++];
			*v = (struct smaps_detail){ .start = start, .pkey = -1 };
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

int read_numa_maps(pid_t pid, struct numa_vma *list, int max)
{
	char *text = read_text("/proc/%d/numa_maps", pid), *line, *save;
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
		/*
		 * Names of some modes contain blanks; every later word has a = before the next
		 * blank.
		 */
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
