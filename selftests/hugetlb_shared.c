// SPDX-License-Identifier: GPL-2.0
/*
 * A table of hugetlb entries that two processes share. The kernel shares it if both map the same
 * file at addresses that are equal within 1 GiB; the entries in it count once in the mapcount.
 *
 * And hugetlb pages that are migrated meanwhile: their entries map no page, but smaps and the account of
 * the process count them.
 */
#include "lib/harness.h"
#include "lib/arena.h"
#include "lib/device.h"
#include "lib/extents.h"
#include "lib/histogram.h"
#include "lib/pagemap.h"
#include "lib/pages.h"
#include "lib/process.h"
#include "lib/sharing.h"
#include "lib/smaps.h"
#include "lib/summary.h"
#include "lib/text.h"

#define POOL "/proc/sys/vm/nr_hugepages"

#define GIB (1ul << 30)
#define HUGE (2ul << 20)
#define WHERE ((char *)0x30000000000)
#define USED 2
#define ROUNDS 100
#define SEEN 10		/* entries in each state */

static int file;
static char reserved[32];

static void map_whole_file(void)
{
	volatile char *at = mmap(WHERE, 2 * GIB, PROT_READ | PROT_WRITE,
				 MAP_SHARED | MAP_NORESERVE | MAP_FIXED_NOREPLACE, file, 0);

	if (at != WHERE)
		_exit(1);
	for (int i = 0; i < USED; i++)
		at[i * HUGE] = 1;
}

FIXTURE(shared)
{
	pid_t pid[2];
	int mm;
};

FIXTURE_SETUP(shared)
{
	file = memfd_create("shared", MFD_CLOEXEC | MFD_HUGETLB);
	if (file < 0 || ftruncate(file, 2 * GIB))
		SKIP(return, "no hugetlb: %s", strerror(errno));
	self->pid[0] = fork_idle_child(map_whole_file);
	if (self->pid[0] < 0)
		SKIP(return, "no huge pages are free");
	self->pid[1] = fork_idle_child(map_whole_file);
	ASSERT_LT(0, self->pid[1]);
	self->mm = open_space(self->pid[0]);
	ASSERT_LE(0, self->mm);
}

FIXTURE_TEARDOWN(shared)
{
	for (int i = 0; i < 2; i++)
		if (self->pid[i] > 0)
			end_child(self->pid[i]);
	close(file);
}

/* The VMA of a process at WHERE in smaps; NULL without one. */
static const struct smaps_vma *smaps_of(pid_t pid)
{
	static struct smaps smaps;

	if (read_smaps(pid, &smaps))
		return NULL;
	for (int i = 0; i < smaps.count; i++)
		if (smaps.vma[i].start == (uintptr_t)WHERE)
			return &smaps.vma[i];
	return NULL;
}

TEST_F(shared, histograms_and_sums_equal_smaps)
{
	const struct smaps_vma *theirs = smaps_of(self->pid[0]);
	static struct summary_list cells;
	static struct vma_list vmas;
	__u64 shared = 0;

	ASSERT_NE(NULL, theirs);
	if (!theirs->hugetlb_shared)
		SKIP(return, "the kernel does not share the table");
	EXPECT_STREQ("", compare_sharing_with_smaps_rollup(self->pid[0], self->mm));
	ASSERT_EQ(0, list_vmas(self->mm, (uintptr_t)WHERE, (uintptr_t)WHERE + 2 * GIB, RMM_VMAS_RESIDENT,
			       4, 0, &vmas));
	EXPECT_EQ(theirs->hugetlb_shared, vmas.vma[0].shared_bytes >> 10);
	EXPECT_EQ(USED * HUGE, vmas.vma[0].hugetlb_bytes);
	ASSERT_EQ(0, list_summary(self->mm, (uintptr_t)WHERE, (uintptr_t)WHERE + 2 * GIB, &cells));
	for (int i = 0; i < cells.count; i++)
		shared += cells.cell[i].shared_bytes;
	EXPECT_EQ(theirs->hugetlb_shared, shared >> 10);
}

TEST_F(shared, pages_and_extents_equal_pagemap)
{
	const __u64 start = (uintptr_t)WHERE, end = start + 2 * GIB;
	const struct rmm_walk ask = {
		.start = start, .end = end, .attributes = RMM_EXTENT_A_KIND, .returned = RMM_CAT_SHARED,
	};
	static struct page_list pages;
	static struct extent_list extents;

	ASSERT_EQ(0, list_pages(self->mm, start, end, ALL_ATTRIBUTES, 0, 64, 0, &pages));
	ASSERT_EQ(USED, pages.count);
	for (int i = 0; i < pages.count; i++) {
		bool exclusive = read_pagemap(self->pid[0], pages.page[i].addr) & PM_EXCLUSIVE;

		EXPECT_EQ(exclusive, !(pages.page[i].bits & RMM_PAGE_F_MAYBE_SHARED));
	}
	ASSERT_EQ(0, list_extents(self->mm, &ask, 64, &extents));
	ASSERT_LT(0, extents.count);
	for (int i = 0; i < extents.count; i++) {
		bool exclusive = read_pagemap(self->pid[0], extents.extent[i].addr) & PM_EXCLUSIVE;

		EXPECT_EQ(exclusive, !(extents.extent[i].categories & RMM_CAT_SHARED));
	}
}

/* The last other user of the table leaves: its entries are private. */
TEST_F(shared, table_of_one_process_is_private)
{
	const struct smaps_vma *theirs;

	end_child(self->pid[1]);
	self->pid[1] = 0;
	theirs = smaps_of(self->pid[0]);
	ASSERT_NE(NULL, theirs);
	EXPECT_EQ(0, theirs->hugetlb_shared);
	EXPECT_STREQ("", compare_sharing_with_smaps_rollup(self->pid[0], self->mm));
}

static void map_own(void)
{
	volatile char *at = mmap(WHERE, USED * HUGE, PROT_READ | PROT_WRITE,
				 MAP_PRIVATE | MAP_ANONYMOUS | MAP_HUGETLB | MAP_FIXED_NOREPLACE, -1, 0);

	if (at != WHERE)
		_exit(1);
	for (int i = 0; i < USED; i++)
		at[i * HUGE] = 1;
}

/* Moves the pages of a process between two nodes until it is killed. Counts the moves. */
static pid_t move_to_and_fro(pid_t owner, __u64 nodes, unsigned int *moved)
{
	const int ends[2] = { __builtin_ctzll(nodes), 63 - __builtin_clzll(nodes) };
	pid_t pid = fork();

	if (pid)
		return pid;
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	for (unsigned int turn = 0;; turn++) {
		void *pages[USED];
		int to[USED], status[USED];

		for (int i = 0; i < USED; i++) {
			pages[i] = WHERE + i * HUGE;
			to[i] = ends[turn & 1];
			status[i] = -1;
		}
		if (move_pages(owner, USED, pages, to, status, MPOL_MF_MOVE_ALL))
			continue;
		for (int i = 0; i < USED; i++)
			if (status[i] == to[i])
				__atomic_add_fetch(moved, 1, __ATOMIC_RELAXED);
	}
}

/* Hugetlb in the histogram of shares, and the part of it that is under migration. */
struct hugetlb_shares {
	__u64 bytes, private_bytes, shared_bytes, migrating_bytes;
	bool migrating_is_private;
};

static struct hugetlb_shares read_hugetlb_shares(int mm)
{
	static struct rmm_sharing rows[MAX_HISTOGRAM_ROWS];
	struct hugetlb_shares shares = { 0 };
	int count = list_histogram(mm, RMM_SHARING, 0, 256, 0, rows, sizeof(*rows));

	for (int i = 0; i < count; i++) {
		if (rows[i].kind != RMM_PAGE_HUGETLB)
			continue;
		shares.bytes += rows[i].bytes;
		shares.private_bytes += rows[i].private_bytes;
		shares.shared_bytes += rows[i].shared_bytes;
		/* A page under migration has no mapcount. */
		if (!rows[i].mapcount) {
			shares.migrating_bytes += rows[i].bytes;
			shares.migrating_is_private |= rows[i].private_bytes;
		}
	}
	return shares;
}

/* Shared_Hugetlb and Private_Hugetlb of a process in bytes. */
static __u64 rollup_hugetlb(pid_t pid)
{
	const char *text = read_text("/proc/%d/smaps_rollup", pid);
	const char *shared = text ? strstr(text, "\nShared_Hugetlb:") : NULL;
	const char *private = text ? strstr(text, "\nPrivate_Hugetlb:") : NULL;

	if (!shared || !private)
		return 0;
	return (strtoull(shared + strlen("\nShared_Hugetlb:"), NULL, 10) +
		strtoull(private + strlen("\nPrivate_Hugetlb:"), NULL, 10)) << 10;
}

static __u64 hugetlb_of_process(pid_t pid)
{
	struct rmm_process process = { 0 };
	struct rmm_processes arg = {
		.size = sizeof(arg), .flags = RMM_PROCESSES_RESIDENT | RMM_PROCESSES_PSS, .capacity = 1,
		.record_size = sizeof(process), .first = pid, .buf = (uintptr_t)&process,
	};
	int rmm = open_device(), error = call_ioctl(rmm, RMM_PROCESSES, &arg);

	close(rmm);
	return error || process.pid != (__u32)pid ? 0 : process.hugetlb_bytes;
}

TEST(pages_under_migration_count_as_in_smaps)
{
	const __u64 start = (uintptr_t)WHERE, nodes = memory_nodes(), all = USED * HUGE;
	unsigned int rounds = 0, migrating = 0, resident = 0, *moved;
	static struct vma_list vmas;
	static struct page_list pages;
	pid_t pid, mover;
	time_t end = 0;
	int mm;

	if (node_count(nodes) < 2)
		SKIP(return, "one node with memory");
	moved = mmap(NULL, sizeof(*moved), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	ASSERT_NE(MAP_FAILED, (void *)moved);
	pid = fork_idle_child(map_own);
	if (pid < 0)
		SKIP(return, "no huge pages are free");
	mm = open_space(pid);
	ASSERT_LE(0, mm);
	mover = move_to_and_fro(pid, nodes, moved);
	/* Both states of an entry are read several times. */
	for (; rounds < ROUNDS || ((migrating < SEEN || resident < SEEN) && retry_allowed(&end)); rounds++) {
		struct hugetlb_shares ours = read_hugetlb_shares(mm);

		ASSERT_EQ(all, ours.bytes);
		ASSERT_EQ(all, ours.private_bytes + ours.shared_bytes);
		ASSERT_FALSE(ours.migrating_is_private);
		/* The child alone maps its pages, so nothing else is shared. */
		ASSERT_EQ(ours.migrating_bytes, ours.shared_bytes);
		ASSERT_EQ(all, rollup_hugetlb(pid));
		ASSERT_EQ(all, hugetlb_of_process(pid));
		ASSERT_EQ(0, list_vmas(mm, start, start + all, RMM_VMAS_RESIDENT | RMM_VMAS_FOLIOS, 4, 0,
				       &vmas));
		ASSERT_EQ(1, vmas.count);
		ASSERT_EQ(all, vmas.vma[0].hugetlb_bytes);
		/* Under migration nothing is present. */
		ASSERT_GE(all, vmas.vma[0].pmd_bytes);
		ASSERT_EQ(0, vmas.vma[0].shared_bytes);
		ASSERT_EQ(0, list_pages(mm, start, start + all, ALL_ATTRIBUTES, 0, 64, 0, &pages));
		ASSERT_EQ(USED, pages.count);
		for (int i = 0; i < pages.count; i++) {
			const struct rmm_page *page = &pages.page[i];
			bool moves = page->kind == RMM_PAGE_MIGRATION;

			ASSERT_EQ(start + i * HUGE, page->addr);
			ASSERT_TRUE(moves || page->kind == RMM_PAGE_HUGETLB)
				TH_LOG("page of kind %u", page->kind);
			ASSERT_EQ(moves ? RMM_ABSENT_32 : 1, page->mapcount);
			ASSERT_EQ(moves, !(page->bits & RMM_PAGE_F_PRESENT));
			migrating += moves;
			resident += !moves;
		}
	}
	end_child(mover);
	TH_LOG("%u rounds: %u pages under migration, %u resident, %u moves", rounds, migrating, resident,
	       *moved);
	if (!*moved && !migrating)
		SKIP(goto out, "the kernel migrates no hugetlb page here");
	EXPECT_LE(SEEN, migrating);
	EXPECT_LE(SEEN, resident);
	EXPECT_STREQ("", compare_sharing_with_smaps_rollup(pid, mm));
out:
	end_child(pid);
	close(mm);
}

static void restore_pool(void)
{
	write_file(POOL, reserved);
}

int main(int argc, char **argv)
{
	const char *text = read_text("%s", POOL);
	char wanted[32];

	if (text) {
		snprintf(reserved, sizeof(reserved), "%s", text);
		snprintf(wanted, sizeof(wanted), "%d", atoi(text) + USED);
		write_file(POOL, wanted);
		/* The harness does not return. */
		atexit(restore_pool);
	}
	return test_harness_run(argc, argv);
}
