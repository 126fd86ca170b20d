// SPDX-License-Identifier: GPL-2.0
/*
 * rmm_vmas [PID]: prints the VMAs of a process (without PID, of itself) and their resident memory.
 *
 * The smallest useful client of /dev/rmm in C: it reads the module's version, opens an address space,
 * and repeats RMM_VMAS from `next` until the end of the range is reached.
 */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/ioctl.h>

#include "rmm.h"

static const char *const kinds[] = {
	[RMM_VMA_ANON] = "anon", [RMM_VMA_HEAP] = "heap", [RMM_VMA_STACK] = "stack",
	[RMM_VMA_FILE] = "file", [RMM_VMA_SHMEM] = "shmem", [RMM_VMA_HUGETLB] = "hugetlb",
	[RMM_VMA_SPECIAL] = "special", [RMM_VMA_DEVICE] = "device",
};

static void die(const char *what)
{
	perror(what);
	exit(1);
}

/* Another user may have chosen the name: backslashes and bytes that are no printable ASCII are escaped. */
static void print_name(const char *name, __u32 len)
{
	for (__u32 i = 0; i < len; i++)
		if (name[i] < ' ' || name[i] > '~' || name[i] == '\\')
			printf("\\%03o", (unsigned char)name[i]);
		else
			putchar(name[i]);
	putchar('\n');
}

static void print(const struct rmm_vma *v, const char *names)
{
	printf("%012llx-%012llx %c%c%c%c %-8s %8llu %8llu %8llu %8llu %7llu ", v->start, v->end,
	       v->flags & RMM_VMA_F_READ ? 'r' : '-', v->flags & RMM_VMA_F_WRITE ? 'w' : '-',
	       v->flags & RMM_VMA_F_EXEC ? 'x' : '-', v->flags & RMM_VMA_F_MAYSHARE ? 's' : 'p',
	       v->kind < sizeof(kinds) / sizeof(kinds[0]) ? kinds[v->kind] : "?",
	       (v->end - v->start) / 1024, v->anon_bytes / 1024,
	       (v->file_bytes + v->shmem_bytes) / 1024, v->hugetlb_bytes / 1024,
	       v->swap_bytes / 1024);
	print_name(names + v->name_offset, v->name_len);
}

int main(int argc, char **argv)
{
	static struct rmm_vma vma[64];
	static char names[8192];
	struct rmm_info info = { .size = sizeof(info) };
	struct rmm_open target = { .size = sizeof(target), .flags = RMM_OPEN_SELF };
	struct rmm_vmas arg = {
		.size = sizeof(arg), .flags = RMM_VMAS_RESIDENT, .start = 0, .end = RMM_ABSENT,
		.buf = (unsigned long)vma, .capacity = 64, .record_size = sizeof(vma[0]),
		.names = (unsigned long)names, .names_size = sizeof(names),
	};
	int rmm = open("/dev/rmm", O_RDWR | O_CLOEXEC);
	__u64 seen = 0, calls = 0, us = 0;
	int mm;

	if (rmm < 0 || ioctl(rmm, RMM_INFO, &info))
		die("/dev/rmm");
	printf("rmm %s on Linux %s, page tables of %u levels\n", info.version, info.release, info.levels);
	if (argc > 1) {
		target.flags = RMM_OPEN_PID;
		target.target = atoi(argv[1]);
	}
	mm = ioctl(rmm, RMM_OPEN, &target);
	if (mm < 0)
		die("RMM_OPEN");

	printf("%-25s %s %-8s %8s %8s %8s %8s %7s %s\n", "# start-end", "perm", "kind", "size_kb",
	       "anon_kb", "file_kb", "huge_kb", "swap_kb", "name");
	do {
		if (ioctl(mm, RMM_VMAS, &arg))
			die("RMM_VMAS");
		for (__u32 i = 0; i < arg.count; i++) {
			/* A resumed call may return a VMA a second time. */
			if (vma[i].end <= seen)
				continue;
			seen = vma[i].end;
			print(&vma[i], names);
		}
		arg.start = arg.next;
		us += arg.cost.elapsed_ns / 1000;
		calls++;
	} while (arg.next != arg.end);
	printf("# %llu calls, %llu us, longest lock hold of the last %llu ns\n", calls, us,
	       arg.cost.longest_hold_ns);
	return 0;
}
