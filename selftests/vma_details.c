// SPDX-License-Identifier: GPL-2.0
/*
 * RMM_VMAS with RMM_VMAS_FOLIOS: each number against smaps and numa_maps, or against the pages
 * product.
 */
#include "lib/harness.h"
#include "lib/device.h"
#include "lib/pagemap.h"
#include "lib/pages.h"
#include "lib/process.h"
#include "lib/smaps.h"
#include "lib/targets.h"
#include "lib/text.h"
#include "lib/vmas.h"
#include "lib/zoo.h"

#include <sys/ipc.h>
#include <sys/shm.h>
#include <sys/utsname.h>

#define NAMES 65536
static struct page_list pages;

#define DETAILS (RMM_VMAS_RESIDENT | RMM_VMAS_FOLIOS)

FIXTURE(details)
{
	int mm, count;
	pid_t pid;
	struct vma_list *list;
	struct smaps_detail *smaps;
};

FIXTURE_VARIANT(details)
{
	int target;
};

FIXTURE_VARIANT_ADD(details, zoo) { .target = 0 };
FIXTURE_VARIANT_ADD(details, python3) { .target = 1 };
FIXTURE_VARIANT_ADD(details, shared) { .target = 2 };

FIXTURE_SETUP(details)
{
	self->pid = !variant->target ? zoo.pid :
		variant->target == 1 ? start_idle_python() : fork_idle_child(map_partly_shared);
	ASSERT_LT(0, self->pid);
	self->mm = open_space(self->pid);
	ASSERT_LE(0, self->mm);
	self->list = malloc(sizeof(*self->list));
	self->smaps = calloc(MAX_VMAS, sizeof(*self->smaps));
	/*
	 * The comparison is repeated until the shared pages do not change: other processes map
	 * libc, too.
	 */
	for (time_t end = 0; retry_allowed(&end);) {
		char *was = copy_process_file(self->pid, "smaps");

		ASSERT_EQ(0, list_vmas(self->mm, 0, RMM_ABSENT, DETAILS, 64, NAMES, self->list));
		self->count = read_smaps_details(self->pid, "smaps", self->smaps, MAX_VMAS);
		if (process_file_unchanged(was, self->pid, "smaps"))
			break;
	}
	ASSERT_LT(8, self->count);
}

FIXTURE_TEARDOWN(details)
{
	if (variant->target)
		end_child(self->pid);
}

TEST_F(details, equal_smaps)
{
	const bool exact = has_feature(RMM_FEATURE_PAGE_MAPCOUNT);
	long lazyfree = 0;
	int known = 0;

	ASSERT_LE(self->list->count, self->count);
	for (int i = 0; i < self->list->count; i++) {
		const struct smaps_detail *want = &self->smaps[i];
		const struct rmm_vma *v = &self->list->vma[i];

		ASSERT_EQ(want->start, v->start);
		EXPECT_EQ(want->pss, v->pss_bytes >> 10)
			TH_LOG("Pss at %lx", want->start);
		EXPECT_EQ(want->private_clean + want->private_dirty, v->private_bytes >> 10)
			TH_LOG("Private_* at %lx", want->start);
		EXPECT_EQ(want->shared_dirty + want->private_dirty, v->dirty_bytes >> 10)
			TH_LOG("*_Dirty at %lx", want->start);
		EXPECT_EQ(want->referenced, v->referenced_bytes >> 10)
			TH_LOG("Referenced at %lx", want->start);
		EXPECT_EQ(want->ksm, v->ksm_bytes >> 10);
		EXPECT_EQ(want->locked, v->locked_bytes >> 10)
			TH_LOG("Locked at %lx", want->start);
		EXPECT_EQ(want->pss_dirty, v->pss_dirty_bytes >> 10)
			TH_LOG("Pss_Dirty at %lx", want->start);
		EXPECT_EQ(want->lazyfree, v->lazyfree_bytes >> 10)
			TH_LOG("LazyFree at %lx", want->start);
		lazyfree += want->lazyfree;
		if (exact)
			EXPECT_EQ(0, v->inexact_bytes);
		if (v->thp_eligible != RMM_ABSENT_32) {
			EXPECT_EQ(want->eligible, v->thp_eligible)
				TH_LOG("THPeligible at %lx", want->start);
			known++;
		}
	}
	EXPECT_LT(0, known);
	if (variant->target == 2) {
		EXPECT_LT(0, lazyfree);
	}
}

TEST_F(details, equal_numa_maps)
{
	static struct numa_vma numa[MAX_VMAS];
	int count = read_numa_maps(self->pid, numa, MAX_VMAS);

	ASSERT_LE(self->list->count, count);
	for (int i = 0; i < self->list->count; i++) {
		const struct rmm_vma *v = &self->list->vma[i];
		__u64 bytes = 0;

		ASSERT_EQ(numa[i].start, v->start);
		for (int node = 0; node < 16; node++) {
			/* Pages of the vdso are reserved pages of the kernel. */
			if (v->kind != RMM_VMA_SPECIAL) {
				EXPECT_EQ(numa[i].node[node] * numa[i].page_kb, v->node_bytes[node] >> 10)
					TH_LOG("N%d at %llx", node, v->start);
			}
			bytes += v->node_bytes[node];
		}
		EXPECT_EQ(bytes + v->more_nodes_bytes, v->pte_bytes + v->pmd_bytes + v->pud_bytes);
		if (v->kind != RMM_VMA_HUGETLB && !v->swap_bytes) {
			EXPECT_EQ(bytes, v->anon_bytes + v->file_bytes + v->shmem_bytes);
		}
		EXPECT_LE(v->shared_bytes, bytes);
	}
}

/*
 * Computes from the pages product what the kernel's thpmaps computes from pagemap and kpageflags.
 */
TEST_F(details, huge_pages_equal_the_pages)
{
	__u64 parts = 0;

	for (int i = 0; i < self->list->count; i++) {
		const struct rmm_vma *v = &self->list->vma[i];
		__u64 aligned = 0, unaligned = 0, partial = 0;

		if (v->kind == RMM_VMA_HUGETLB)
			continue;
		ASSERT_EQ(0, list_pages(self->mm, v->start, v->end, 0, 0, MAX_PAGES, 0, &pages));
		for (int p = 0; p < pages.count; ) {
			const struct rmm_page *first = &pages.page[p];
			__u64 size = PAGE << (first->order & 31);
			int n = 1;

			if (!(first->bits & RMM_PAGE_F_PRESENT) || !(first->bits & RMM_PAGE_F_FOLIO) ||
			    !first->order || first->level != RMM_LEVEL_PTE) {
				p++;
				continue;
			}
			while (p + n < pages.count &&
			       first[n].addr == first->addr + n * PAGE &&
			       first[n].pfn == first->pfn + n && first[n].level == RMM_LEVEL_PTE &&
			       first[n].order == first->order &&
			       first[n].folio_index == first->folio_index + n)
				n++;
			if (n * PAGE != size)
				partial += n * PAGE;
			else if (first->addr % size)
				unaligned += size;
			else
				aligned += size;
			p += n;
		}
		EXPECT_EQ(aligned, v->thp_aligned_bytes)
			TH_LOG("at %llx", v->start);
		EXPECT_EQ(unaligned, v->thp_unaligned_bytes)
			TH_LOG("at %llx", v->start);
		EXPECT_EQ(partial, v->thp_partial_bytes)
			TH_LOG("at %llx", v->start);
		parts += partial;
	}
	if (variant->target == 2) {
		EXPECT_LT(0, parts);
	}
}

/*
 * The tables of all VMAs, counted per VMA at least once, equal the kernel's count below the PUD
 * level.
 */
TEST_F(details, tables_equal_vmpte)
{
	struct rmm_page_table_level level[5];
	struct rmm_list arg = {
		.size = sizeof(arg), .buf = (uintptr_t)level, .capacity = 5,
		.record_size = sizeof(level[0]),
	};
	__u64 sum = 0, all;

	ASSERT_EQ(0, call_ioctl(self->mm, RMM_PAGETABLE, &arg));
	all = level[3].bytes + level[4].bytes + level[4].deposited * PAGE;
	for (int i = 0; i < self->list->count; i++) {
		sum += self->list->vma[i].table_bytes;
		EXPECT_GE(all, self->list->vma[i].table_bytes);
	}
	EXPECT_LE(all, sum);
}

/* The text shows the flags in the kernel's order, and the policy of numa_maps. */
TEST_F(details, text_shows_flags_and_policy)
{
	static struct numa_vma numa[MAX_VMAS];
	int fd = open("/proc/rmm/watch", O_WRONLY), i = 0;
	char *text, *line, *save;

	ASSERT_LE(self->list->count, read_numa_maps(self->pid, numa, MAX_VMAS));
	ASSERT_LT(0, dprintf(fd, "%d\n", self->pid));
	text = read_text("/proc/rmm/%d/vmas", self->pid);
	ASSERT_NE(NULL, text);
	for (line = strtok_r(text, "\n", &save); line; line = strtok_r(NULL, "\n", &save)) {
		char flags[256], policy[64], source[16], want[256] = "", *to = want;

		if (*line == '#')
			continue;
		ASSERT_EQ(3, sscanf(line, "%*s %*s %*s %*s %255s %*s %*s %*s %*s %*s %*s %*s %*s %*s %*s "
				    "%*s %*s %*s %*s %*s %*s %*s %*s %*s %*s %*s %*s %*s %*s %*s %*s %63s %15s",
				    flags, policy, source));
		for (const char *from = self->smaps[i].flags; *from && from[1]; from += 3)
			to += sprintf(to, "%s%.2s", to == want ? "" : ",", from);
		EXPECT_STREQ(want, flags);
		EXPECT_STREQ(numa[i].policy, policy)
			TH_LOG("%s", line);
		i++;
	}
	EXPECT_EQ(self->list->count, i);
	dprintf(fd, "-%d\n", self->pid);
	close(fd);
}

/* VMAs with policies of every mode, the process's own policy, and the policy of a shared object. */
static void make_policies(void)
{
	const unsigned long one = 1;
	char *at = (char *)0x310000000000;

	for (unsigned int mode = 1; mode <= 6; mode++, at += 16 * PAGE) {
		mmap(at, 4 * PAGE, PROT_READ | PROT_WRITE,
		     MAP_FIXED | MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
		syscall(SYS_mbind, at, 4 * PAGE, mode, mode == 4 ? NULL : &one, mode == 4 ? 0 : 64, 0);
	}
	mmap(at, 4 * PAGE, PROT_READ | PROT_WRITE, MAP_FIXED | MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	syscall(SYS_mbind, at, 4 * PAGE, 2 | 1 << 15, &one, 64, 0);
	syscall(SYS_set_mempolicy, 3 | 1 << 14, &one, 64);
	/* System V shared memory of huge pages: the policy of the VMA, and of the process. */
	for (int i = 0; i < 2; i++) {
		int id = shmget(IPC_PRIVATE, 2 << 20, IPC_CREAT | SHM_HUGETLB | SHM_NORESERVE | 0600);

		at = id < 0 ? (void *)-1 : shmat(id, NULL, 0);
		if (at != (void *)-1 && i)
			syscall(SYS_mbind, at, 2 << 20, 2, &one, 64, 0);
		if (id >= 0)
			shmctl(id, IPC_RMID, NULL);
	}
}

TEST(policies_equal_numa_maps)
{
	static struct numa_vma numa[MAX_VMAS];
	static struct vma_list list;
	int sources[6] = { 0 }, hugetlb = 0, mm;
	pid_t pid = fork_idle_child(make_policies);

	ASSERT_LT(0, pid);
	mm = open_space(pid);
	ASSERT_LE(0, mm);
	ASSERT_EQ(0, list_vmas(mm, 0, RMM_ABSENT, 0, 64, 0, &list));
	ASSERT_LE(list.count, read_numa_maps(pid, numa, MAX_VMAS));
	for (int i = 0; i < list.count; i++) {
		const struct rmm_vma *v = &list.vma[i];
		static const char *const modes[] = {
			"default", "prefer", "bind", "interleave", "local", "prefer_(many)",
			"weighted_interleave",
		};
		char want[64];

		ASSERT_GT(ARRAY_SIZE(sources), v->policy_source);
		sources[v->policy_source]++;
		hugetlb += v->kind == RMM_VMA_HUGETLB;
		ASSERT_GT(ARRAY_SIZE(modes), v->policy_mode)
			TH_LOG("numa_maps has %s", numa[i].policy);
		snprintf(want, sizeof(want), "%s%s%s", modes[v->policy_mode],
			 v->policy_flags & RMM_POLICY_F_STATIC ? "=static" :
			 v->policy_flags & RMM_POLICY_F_RELATIVE ? "=relative" : "",
			 v->policy_nodes[0] == 1 ? ":0" : "");
		EXPECT_STREQ(numa[i].policy, want)
			TH_LOG("at %llx", v->start);
	}
	/* Without huge pages there is no such shared memory. */
	EXPECT_EQ(6 + hugetlb / 2, sources[RMM_POLICY_OF_VMA]);
	EXPECT_TRUE(!hugetlb || hugetlb == 2);
	EXPECT_LE(1, sources[RMM_POLICY_OF_OBJECT]);
	EXPECT_LT(4, sources[RMM_POLICY_OF_TASK]);
	EXPECT_EQ(0, sources[RMM_POLICY_OF_DEFAULT] + sources[RMM_POLICY_OF_UNKNOWN] +
		     sources[RMM_POLICY_OF_ARENA]);
	end_child(pid);
}

/* Two VMAs with a protection key of their own, if the machine has any. */
static void make_keys(void)
{
	char *at = mmap((void *)0x320000000000, 8 * PAGE, PROT_READ | PROT_WRITE,
			MAP_FIXED | MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	pkey_mprotect(at, PAGE, PROT_READ | PROT_WRITE, pkey_alloc(0, 0));
	pkey_mprotect(at + 4 * PAGE, PAGE, PROT_READ | PROT_WRITE, pkey_alloc(0, 0));
}

TEST(protection_keys_equal_smaps)
{
	static struct smaps_detail smaps[MAX_VMAS];
	static struct vma_list list;
	pid_t pid = fork_idle_child(make_keys);
	int mm, count, seen = 0;

	ASSERT_LT(0, pid);
	mm = open_space(pid);
	count = read_smaps_details(pid, "smaps", smaps, MAX_VMAS);
	ASSERT_EQ(0, list_vmas(mm, 0, RMM_ABSENT, 0, 64, 0, &list));
	ASSERT_LE(list.count, count);
	for (int i = 0; i < list.count; i++) {
		ASSERT_EQ(smaps[i].start, list.vma[i].start);
		EXPECT_EQ(smaps[i].pkey, (__s32)list.vma[i].pkey)
			TH_LOG("at %llx", list.vma[i].start);
		seen += smaps[i].pkey > 0;
	}
	if (smaps[0].pkey >= 0)
		EXPECT_EQ(2, seen);
	end_child(pid);
	close(mm);
}

/* The record of the VMA at @at. */
static struct rmm_vma vma_at(int mm, const void *at)
{
	static struct vma_list list;
	const __u64 start = (uintptr_t)at;

	memset(&list.vma[0], 0, sizeof(list.vma[0]));
	list_vmas(mm, start, start + PAGE, 0, 1, 0, &list);
	return list.vma[0];
}

/* Reserves a hole of @pages pages, whose neighbours are no part of it. */
static char *reserve_hole(size_t pages)
{
	char *at = mmap(NULL, (pages + 2) * PAGE, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	munmap(at + PAGE, pages * PAGE);
	return at + PAGE;
}

static char *move(char *from, size_t pages, char *to)
{
	return mremap(from, pages * PAGE, pages * PAGE, MREMAP_MAYMOVE | MREMAP_FIXED, to);
}

/*
 * mremap(2) moves an untouched VMA together with its page offset. A touched one keeps the offset, by
 * which the reverse map finds its pages, and so merges only with the VMA that it was cut from.
 */
TEST(page_offsets_decide_merging)
{
	const int rw = PROT_READ | PROT_WRITE, private = MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED;
	int mm = open_space(0);

	for (int touched = 0; touched < 2; touched++) {
		char *from = reserve_hole(16), *to = reserve_hole(16);
		struct rmm_vma v;

		ASSERT_EQ(from, mmap(from, 8 * PAGE, rw, private, -1, 0));
		ASSERT_EQ(to, mmap(to, 4 * PAGE, rw, private, -1, 0));
		if (touched) {
			from[0] = from[4 * PAGE] = 1;
			to[0] = 1;
		}
		v = vma_at(mm, from);
		EXPECT_EQ((uintptr_t)from / PAGE, v.pgoff);
		EXPECT_EQ(v.pgoff, v.anon_pgoff);
		ASSERT_EQ(to + 4 * PAGE, move(from + 4 * PAGE, 4, to + 4 * PAGE));
		v = vma_at(mm, to + 4 * PAGE);
		if (touched) {
			EXPECT_EQ((uintptr_t)to + 4 * PAGE, v.start);
			EXPECT_EQ((uintptr_t)from / PAGE + 4, v.pgoff);
		} else {
			EXPECT_EQ((uintptr_t)to, v.start)
				TH_LOG("untouched neighbours merge");
			EXPECT_EQ((uintptr_t)to / PAGE, v.pgoff);
		}
		EXPECT_EQ(v.pgoff, v.anon_pgoff);
		/* Back at its place, the touched VMA continues the rest of what it was cut from. */
		ASSERT_EQ(from + 4 * PAGE, move(to + 4 * PAGE, 4, from + 4 * PAGE));
		v = vma_at(mm, from + 4 * PAGE);
		EXPECT_EQ((uintptr_t)from, v.start);
		EXPECT_EQ((uintptr_t)from / PAGE, v.pgoff);
		munmap(from, 16 * PAGE);
		munmap(to, 16 * PAGE);
	}
	close(mm);
}

/* Private mappings of a file have an offset in the file, and one for their copied pages. */
TEST(page_offsets_in_files)
{
	const int rw = PROT_READ | PROT_WRITE;
	int mm = open_space(0), fd = memfd_create("pages", MFD_CLOEXEC);
	char *private, *shared, *to;
	struct utsname kernel;
	bool apart;
	struct rmm_vma v;

	ASSERT_EQ(0, uname(&kernel));
	apart = strverscmp(kernel.release, "7.3") >= 0;
	ASSERT_EQ(0, ftruncate(fd, 8 * PAGE));
	private = mmap(NULL, 4 * PAGE, rw, MAP_PRIVATE, fd, 3 * PAGE);
	shared = mmap(NULL, 4 * PAGE, rw, MAP_SHARED, fd, 3 * PAGE);
	/* After the mappings, which would fill the hole. */
	to = reserve_hole(4);
	private[0] = 1;
	ASSERT_EQ(to, move(private, 4, to));
	v = vma_at(mm, to);
	EXPECT_EQ(3, v.pgoff);
	EXPECT_EQ(3 * PAGE, v.offset);
	EXPECT_EQ(apart ? (uintptr_t)private / PAGE : 3, v.anon_pgoff);
	v = vma_at(mm, shared);
	EXPECT_EQ(3, v.pgoff);
	EXPECT_EQ(RMM_ABSENT, v.anon_pgoff);
	munmap(to, 4 * PAGE);
	munmap(shared, 4 * PAGE);
	close(fd);
	close(mm);
}

/*
 * When page_idle and DAMON clear an accessed bit, they mark the folio as young, which smaps counts,
 * too.
 */
TEST(accessed_bits_cleared_by_others_are_counted)
{
	static struct smaps_detail smaps[MAX_VMAS];
	static struct vma_list list;
	int idle = open("/sys/kernel/mm/page_idle/bitmap", O_RDWR | O_CLOEXEC);
	int clear = open("/proc/self/clear_refs", O_WRONLY | O_CLOEXEC);
	int mm = open_space(0), pagemap = open_pagemap(getpid()), young = 0, count, at = 0;
	cpu_set_t here;
	char *sampled;
	__u64 start;

	if (idle < 0 || clear < 0)
		SKIP(return, "the kernel has no page_idle");
	/*
	 * Pages wait in a per-CPU batch before they enter a list: on one CPU the batch is smaller
	 * than the area.
	 */
	CPU_ZERO(&here);
	CPU_SET(sched_getcpu(), &here);
	ASSERT_EQ(0, sched_setaffinity(0, sizeof(here), &here));
	sampled = mmap(NULL, 64 * PAGE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	ASSERT_EQ(0, madvise(sampled, 64 * PAGE, MADV_NOHUGEPAGE));
	start = (uintptr_t)sampled;
	/* Two rounds: clear_refs removes the marks of the first fault in the first one. */
	for (int round = 0; round < 2; round++) {
		for (int i = 0; i < 64; i++)
			sampled[i * PAGE] = 1;
		ASSERT_TRUE(round || write(clear, "1", 1) == 1);
		/*
		 * clear_refs flushes no TLB, and a cached translation does not set the bit again:
		 * mprotect() flushes it.
		 */
		mprotect(sampled, 64 * PAGE, PROT_READ);
		mprotect(sampled, 64 * PAGE, PROT_READ | PROT_WRITE);
	}
	for (int i = 0; i < 64; i++) {
		__u64 pfn = read_entry(pagemap, start / PAGE + i) & PM_FRAME, bit = 1ull << pfn % 64;

		ASSERT_EQ(8, pwrite(idle, &bit, 8, pfn / 64 * 8));
	}
	ASSERT_EQ(0, list_pages(mm, start, start + 64 * PAGE, 0, 0, MAX_PAGES, 0, &pages));
	for (int i = 0; i < pages.count; i++)
		young += !!(pages.page[i].bits & RMM_PAGE_F_YOUNG);
	/* Pages in a batch keep their bit. */
	EXPECT_GT(64, young);
	count = read_smaps_details(getpid(), "smaps", smaps, MAX_VMAS);
	while (at < count && smaps[at].start != start)
		at++;
	ASSERT_LT(at, count);
	ASSERT_EQ(0, list_vmas(mm, start, start + 64 * PAGE, DETAILS, 1, 0, &list));
	EXPECT_EQ(256, smaps[at].referenced);
	EXPECT_EQ(256, list.vma[0].referenced_bytes >> 10);
	munmap(sampled, 64 * PAGE);
	close(idle);
	close(clear);
	close(pagemap);
	close(mm);
}

TEST(values_not_requested_are_absent)
{
	struct rmm_vma v;
	struct rmm_vmas arg = {
		.size = sizeof(arg), .end = RMM_ABSENT, .buf = (uintptr_t)&v, .capacity = 1,
		.record_size = sizeof(v),
	};
	int mm = open_space(0);

	ASSERT_EQ(0, call_ioctl(mm, RMM_VMAS, &arg));
	EXPECT_EQ(RMM_ABSENT, v.pte_bytes & v.node_bytes[0] & v.table_bytes & v.pss_bytes);
	arg.flags = RMM_VMAS_RESIDENT;
	ASSERT_EQ(0, call_ioctl(mm, RMM_VMAS, &arg));
	EXPECT_EQ(RMM_ABSENT, v.dirty_bytes & v.pss_bytes & v.thp_partial_bytes & v.locked_bytes &
		  v.pss_dirty_bytes & v.lazyfree_bytes);
	EXPECT_NE(RMM_ABSENT, v.pte_bytes);
	EXPECT_NE(RMM_ABSENT, v.node_bytes[15]);
	arg.flags = RMM_VMAS_FOLIOS;
	EXPECT_EQ(-EINVAL, call_ioctl(mm, RMM_VMAS, &arg));
	arg.flags = 4;
	EXPECT_EQ(-EINVAL, call_ioctl(mm, RMM_VMAS, &arg));
}

int main(int argc, char **argv)
{
	start_zoo();
	return test_harness_run(argc, argv);
}
