// SPDX-License-Identifier: GPL-2.0
/* RMM_WALK with the summary product equals the kernel's counters, in portions of any size. */
#include "lib/harness.h"
#include "lib/device.h"
#include "lib/names.h"
#include "lib/process.h"
#include "lib/smaps.h"
#include "lib/summary.h"
#include "lib/text.h"
#include "lib/vmas.h"
#include "lib/zoo.h"

#define MIB (1ul << 20)

static char *map(size_t size, int prot, int flags, int fd)
{
	return mmap(NULL, size, prot, flags, fd, 0);
}

/* Maps some of everything that /proc/PID/status counts. */
static void make_counted(void)
{
	char *anon = map(8 * MIB, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1);
	char *sparse = map(64 * MIB, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1);
	char *shmem = map(3 * MIB, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1);
	char *file = map(16 * PAGE, PROT_READ | PROT_WRITE, MAP_PRIVATE,
			 open("/proc/self/exe", O_RDONLY));
	char *heap = sbrk(100 * PAGE);

	madvise(sparse, 64 * MIB, MADV_NOHUGEPAGE);
	memset(anon, 1, 8 * MIB);
	memset(shmem, 1, 2 * MIB);
	for (size_t i = 0; i < 64 * MIB; i += 37 * PAGE)
		sparse[i] = 1;
	for (size_t i = 0; i < 8 * PAGE; i += PAGE)
		*(volatile char *)(file + i);
	file[0] = 1;
	for (size_t i = 0; i < 100 * PAGE; i += 2 * PAGE)
		heap[i] = 1;
}

FIXTURE(quiet)
{
	int mm;
	pid_t pid;
	struct summary_list *list, *other;
};

FIXTURE_VARIANT(quiet)
{
	bool zoo;
};

FIXTURE_VARIANT_ADD(quiet, counted) { .zoo = false };
FIXTURE_VARIANT_ADD(quiet, zoo) { .zoo = true };

FIXTURE_SETUP(quiet)
{
	self->pid = variant->zoo ? zoo.pid : fork_idle_child(make_counted);
	ASSERT_LT(0, self->pid);
	self->mm = open_space(self->pid);
	ASSERT_LE(0, self->mm);
	self->list = malloc(sizeof(*self->list));
	self->other = malloc(sizeof(*self->other));
	ASSERT_EQ(0, list_summary(self->mm, 0, RMM_ABSENT, self->list));
	ASSERT_EQ(1, self->list->calls);
}

FIXTURE_TEARDOWN(quiet)
{
	if (!variant->zoo)
		end_child(self->pid);
}

/*
 * Checks that every count of @one is in @two; called both ways it is equality. Accessed bits may be
 * cleared.
 */
static void expect_same(struct __test_metadata *_metadata, const struct summary_list *one,
			const struct summary_list *two)
{
	ASSERT_EQ(one->count, two->count);
	for (int i = 0; i < one->count; i++) {
		const struct rmm_summary *a = &one->cell[i], *b = two->cell;

		while (b < two->cell + two->count &&
		       (a->vma_kind != b->vma_kind || a->page_kind != b->page_kind ||
			a->level != b->level || a->node != b->node))
			b++;
		ASSERT_LT(b, two->cell + two->count);
		EXPECT_EQ(a->entries, b->entries);
		EXPECT_EQ(a->bytes, b->bytes);
		EXPECT_EQ(a->dirty_bytes, b->dirty_bytes);
		EXPECT_EQ(a->writable_bytes, b->writable_bytes);
		EXPECT_EQ(a->shared_bytes, b->shared_bytes);
	}
}

/* Walks while a file of the target stays unchanged: the kernel may reclaim or migrate pages. */
static int walk_while_unchanged(pid_t pid, const char *file, int mm, struct summary_list *list)
{
	int ret = 0;

	for (time_t end = 0; !ret && retry_allowed(&end);) {
		char *was = copy_process_file(pid, file);

		ret = list_summary(mm, 0, RMM_ABSENT, list);
		/* No file counts pages that are being migrated. */
		if (process_file_unchanged(was, pid, file) && !summary_bytes(list, RMM_PAGE_MIGRATION))
			break;
	}
	return ret;
}

TEST_F(quiet, equals_status)
{
	__u64 anon;

	ASSERT_EQ(0, walk_while_unchanged(self->pid, "status", self->mm, self->list));
	anon = summary_bytes(self->list, RMM_PAGE_ANON) + summary_bytes(self->list, RMM_PAGE_KSM);
	EXPECT_EQ(status_kb(self->pid, "RssAnon"), anon / 1024);
	EXPECT_EQ(status_kb(self->pid, "RssFile"), summary_bytes(self->list, RMM_PAGE_FILE) / 1024);
	EXPECT_EQ(status_kb(self->pid, "RssShmem"), summary_bytes(self->list, RMM_PAGE_SHMEM) / 1024);
	EXPECT_EQ(status_kb(self->pid, "VmSwap"), summary_bytes(self->list, RMM_PAGE_SWAP) / 1024);
	EXPECT_EQ(status_kb(self->pid, "HugetlbPages"),
		  summary_bytes(self->list, RMM_PAGE_HUGETLB) / 1024);
	EXPECT_EQ(0, summary_bytes(self->list, RMM_PAGE_UNKNOWN));
}

TEST_F(quiet, equals_smaps)
{
	struct smaps *smaps = malloc(sizeof(*smaps));
	long rss = 0, anon = 0, ksm_and_anon, huge = 0, hugetlb = 0;
	__u64 above_pte = 0;

	ASSERT_EQ(0, walk_while_unchanged(self->pid, "smaps", self->mm, self->list));
	ASSERT_EQ(0, read_smaps(self->pid, smaps));
	for (int i = 0; i < smaps->count; i++) {
		rss += smaps->vma[i].rss;
		anon += smaps->vma[i].anon;
		huge += smaps->vma[i].anon_huge + smaps->vma[i].shmem_huge + smaps->vma[i].file_huge;
		hugetlb += smaps->vma[i].hugetlb_shared + smaps->vma[i].hugetlb_private;
	}
	for (int i = 0; i < self->list->count; i++) {
		const struct rmm_summary *cell = &self->list->cell[i];

		if (cell->level != RMM_LEVEL_PTE && cell->page_kind != RMM_PAGE_HUGETLB &&
		    cell->page_kind != RMM_PAGE_HUGE_ZERO)
			above_pte += cell->bytes;
	}
	ksm_and_anon = (summary_bytes(self->list, RMM_PAGE_ANON) +
			summary_bytes(self->list, RMM_PAGE_KSM)) / 1024;
	EXPECT_EQ(anon, ksm_and_anon);
	EXPECT_EQ(rss, ksm_and_anon + (summary_bytes(self->list, RMM_PAGE_FILE) +
				       summary_bytes(self->list, RMM_PAGE_SHMEM)) / 1024);
	EXPECT_EQ(hugetlb, summary_bytes(self->list, RMM_PAGE_HUGETLB) / 1024);
	EXPECT_EQ(huge, above_pte / 1024);
}

/* True for the vdso and the data that it reads. */
static bool is_special(const struct smaps *smaps, unsigned long start)
{
	for (int i = 0; i < smaps->count; i++)
		if (smaps->vma[i].start == start)
			return !strncmp(smaps->vma[i].name, "[v", 2);
	return false;
}

/*
 * numa_maps leaves out reserved pages: those of the vdso, which belong to the kernel's image, but
 * not the clock page.
 */
TEST_F(quiet, equals_numa_maps)
{
	struct smaps *smaps = malloc(sizeof(*smaps));
	char *text, *line, *save;
	__u64 want[64] = { 0 }, got[64] = { 0 };

	if (!read_text("/proc/%d/numa_maps", self->pid))
		SKIP(return, "the kernel has no numa_maps");
	ASSERT_EQ(0, walk_while_unchanged(self->pid, "numa_maps", self->mm, self->list));
	ASSERT_EQ(0, read_smaps(self->pid, smaps));
	text = read_text("/proc/%d/numa_maps", self->pid);
	ASSERT_NE(NULL, text);
	for (line = strtok_r(text, "\n", &save); line; line = strtok_r(NULL, "\n", &save)) {
		const char *size = strstr(line, "kernelpagesize_kB=");
		int node, n;
		long pages;

		if (is_special(smaps, strtoul(line, NULL, 16)))
			continue;
		for (const char *at = line; size && (at = strstr(at, " N")); at++)
			if (sscanf(at, " N%d=%ld%n", &node, &pages, &n) == 2 && node < 64)
				want[node] += pages * atol(size + 18);
	}
	for (int i = 0; i < self->list->count; i++) {
		const struct rmm_summary *cell = &self->list->cell[i];

		if (cell->vma_kind != RMM_VMA_SPECIAL && cell->page_kind >= RMM_PAGE_ANON &&
		    cell->page_kind <= RMM_PAGE_HUGETLB && cell->node >= 0 && cell->node < 64)
			got[cell->node] += cell->bytes / 1024;
	}
	for (int node = 0; node < 64; node++) {
		EXPECT_EQ(want[node], got[node])
			TH_LOG("node %d", node);
	}
	free(smaps);
}

/* Checks that hold for every record. */
TEST_F(quiet, records_are_consistent)
{
	for (int i = 0; i < self->list->count; i++) {
		const struct rmm_summary *cell = &self->list->cell[i];
		bool page = (cell->page_kind >= RMM_PAGE_ANON && cell->page_kind <= RMM_PAGE_HUGETLB) ||
			cell->page_kind == RMM_PAGE_MIGRATION;

		EXPECT_LT(cell->vma_kind, ARRAY_SIZE(vma_kind_names));
		EXPECT_LT(cell->page_kind, ARRAY_SIZE(page_kind_names));
		EXPECT_LT(RMM_PAGE_NONE, cell->page_kind);
		EXPECT_LE(cell->level, RMM_LEVEL_PTE);
		EXPECT_LT(0, cell->entries);
		EXPECT_LE(cell->young_bytes, cell->bytes);
		EXPECT_LE(cell->dirty_bytes, cell->bytes);
		EXPECT_LE(cell->writable_bytes, cell->bytes);
		EXPECT_LE(cell->shared_bytes, cell->bytes);
		EXPECT_EQ(cell->level == RMM_LEVEL_PTE ? PAGE : cell->level == RMM_LEVEL_PMD ? 2 * MIB :
			  1024 * MIB, cell->bytes / cell->entries);
		EXPECT_EQ(page, cell->node >= 0)
			TH_LOG("page kind %s on node %d", page_kind_names[cell->page_kind], cell->node);
		for (int j = 0; j < i; j++) {
			const struct rmm_summary *other = &self->list->cell[j];

			EXPECT_FALSE(cell->vma_kind == other->vma_kind && cell->level == other->level &&
				     cell->page_kind == other->page_kind && cell->node == other->node);
		}
	}
}

TEST_F(quiet, any_capacity_gives_the_same)
{
	const __u32 capacities[] = { 1, 2, 5 };

	for (size_t i = 0; i < ARRAY_SIZE(capacities); i++) {
		ASSERT_EQ(0, list_summary_in_portions(self->mm, 0, RMM_ABSENT, capacities[i], 0, self->other));
		expect_same(_metadata, self->list, self->other);
	}
	ASSERT_EQ(0, list_summary_in_portions(self->mm, 0, RMM_ABSENT, 1, 0, self->other));
	EXPECT_LT(1, self->other->calls);
}

/* Even the smallest budget walks one table per call. */
TEST_F(quiet, any_budget_gives_the_same)
{
	ASSERT_EQ(0, list_summary_in_portions(self->mm, 0, RMM_ABSENT, MAX_SUMMARIES, 1, self->other));
	EXPECT_LT(1, self->other->calls);
	expect_same(_metadata, self->list, self->other);
	ASSERT_EQ(0, list_summary_in_portions(self->mm, 0, RMM_ABSENT, MAX_SUMMARIES, 1000000, self->other));
	expect_same(_metadata, self->list, self->other);
}

TEST_F(quiet, parts_add_up_to_the_range)
{
	struct vma_list *vmas = malloc(sizeof(*vmas));
	struct summary_list *part = malloc(sizeof(*part));

	ASSERT_EQ(0, list_vmas(self->mm, 0, RMM_ABSENT, 0, MAX_VMAS, 0, vmas));
	memset(self->other, 0, sizeof(*self->other));
	for (int i = 0; i < vmas->count; i++) {
		const struct rmm_vma *v = &vmas->vma[i];
		/* hugetlb is reported by whole entries. */
		__u64 cut = v->page_size == PAGE && v->end - v->start <= MIB ? v->start + PAGE : v->end;

		ASSERT_EQ(0, list_summary(self->mm, v->start, cut, part));
		for (int j = 0; j < part->count; j++) {
			EXPECT_EQ(v->kind, part->cell[j].vma_kind);
			ASSERT_EQ(0, add_summary(self->other, &part->cell[j]));
		}
		if (cut == v->end)
			continue;
		ASSERT_EQ(0, list_summary(self->mm, cut, v->end, part));
		for (int j = 0; j < part->count; j++) {
			ASSERT_EQ(0, add_summary(self->other, &part->cell[j]));
		}
	}
	expect_same(_metadata, self->list, self->other);
}

/* A walk changes nothing: it faults in no page, allocates no table and clears no accessed bit. */
TEST_F(quiet, walking_changes_nothing)
{
	long pte = status_kb(self->pid, "VmPTE"), rss = status_kb(self->pid, "VmRSS");

	for (int i = 0; i < 20; i++) {
		ASSERT_EQ(0, list_summary(self->mm, 0, RMM_ABSENT, self->other));
	}
	expect_same(_metadata, self->list, self->other);
	EXPECT_EQ(pte, status_kb(self->pid, "VmPTE"));
	EXPECT_EQ(rss, status_kb(self->pid, "VmRSS"));
}

FIXTURE(call)
{
	int mm;
	struct rmm_summary buf[MAX_SUMMARIES];
	struct rmm_walk arg;
};

FIXTURE_SETUP(call)
{
	self->mm = open_space(0);
	ASSERT_LE(0, self->mm);
	self->arg = (struct rmm_walk){
		.size = sizeof(self->arg), .flags = RMM_WALK_SUMMARY, .end = RMM_ABSENT,
		.buf = (uintptr_t)self->buf, .capacity = MAX_SUMMARIES,
		.record_size = sizeof(self->buf[0]),
	};
}

FIXTURE_TEARDOWN(call)
{
}

TEST_F(call, invalid_arguments_are_refused)
{
	const __u64 end = user_space_end();
	const __u32 flags[] = { 0, RMM_WALK_SUMMARY | 1u << 31, 1u << 31, ~0u };
	const struct { __u64 start, end; } ranges[] = {
		{ 1, RMM_ABSENT }, { 0, PAGE + 1 }, { 0, 0 }, { PAGE, PAGE }, { 2 * PAGE, PAGE },
		{ 0, end + PAGE }, { end, end + PAGE }, { end, RMM_ABSENT }, { -PAGE, RMM_ABSENT },
		{ 0xffff888000000000, 0xffff888000001000 }, { 0, RMM_ABSENT - 1 },
	};
	struct rmm_walk arg;

	for (size_t i = 0; i < ARRAY_SIZE(flags); i++) {
		arg = self->arg;
		arg.flags = flags[i];
		EXPECT_EQ(-EINVAL, call_ioctl(self->mm, RMM_WALK, &arg));
	}
	for (size_t i = 0; i < ARRAY_SIZE(ranges); i++) {
		arg = self->arg;
		arg.start = ranges[i].start;
		arg.end = ranges[i].end;
		EXPECT_EQ(-EINVAL, call_ioctl(self->mm, RMM_WALK, &arg))
			TH_LOG("%llx-%llx", ranges[i].start, ranges[i].end);
	}
	arg = self->arg;
	arg.capacity = 0;
	EXPECT_EQ(-EINVAL, call_ioctl(self->mm, RMM_WALK, &arg));
	arg = self->arg;
	arg.record_size = 0;
	EXPECT_EQ(-EINVAL, call_ioctl(self->mm, RMM_WALK, &arg));
	arg = self->arg;
	arg.reserved = 1;
	EXPECT_EQ(-EINVAL, call_ioctl(self->mm, RMM_WALK, &arg));
	EXPECT_EQ(0, call_ioctl(self->mm, RMM_WALK, &self->arg));
}

TEST_F(call, unwritable_buffers_are_efault)
{
	char *page = map(2 * PAGE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1);
	const __u64 bad[] = {
		0, (uintptr_t)page + PAGE, (uintptr_t)page + PAGE - sizeof(struct rmm_summary) - 8,
		0xffff888000000000, RMM_ABSENT - sizeof(struct rmm_summary), 1ull << 63,
	};
	int fds = count_fds();

	ASSERT_EQ(0, mprotect(page + PAGE, PAGE, PROT_READ));
	for (size_t i = 0; i < ARRAY_SIZE(bad); i++) {
		struct rmm_walk arg = self->arg;

		arg.buf = bad[i];
		EXPECT_EQ(-EFAULT, call_ioctl(self->mm, RMM_WALK, &arg))
			TH_LOG("buffer at %llx", bad[i]);
	}
	EXPECT_EQ(fds, count_fds());
	EXPECT_EQ(0, call_ioctl(self->mm, RMM_WALK, &self->arg));
}

TEST_F(call, cost_is_returned)
{
	ASSERT_EQ(0, call_ioctl(self->mm, RMM_WALK, &self->arg));
	EXPECT_LT(0, self->arg.cost.entries);
	EXPECT_LT(0, self->arg.cost.tables);
	EXPECT_LT(0, self->arg.cost.vmas);
	EXPECT_LT(0, self->arg.cost.longest_hold_ns);
	EXPECT_LE(self->arg.cost.longest_hold_ns, self->arg.cost.elapsed_ns);
}

/* A budget limits a call over much memory: 64 tables take more than one call. */
TEST_F(call, budget_ends_a_call)
{
	char *at = map(128 * MIB, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1);

	madvise(at, 128 * MIB, MADV_NOHUGEPAGE);
	for (size_t i = 0; i < 128 * MIB; i += 2 * MIB)
		at[i] = 1;
	self->arg.start = (uintptr_t)at;
	self->arg.end = (uintptr_t)at + 128 * MIB;
	self->arg.budget_us = 1;
	ASSERT_EQ(0, call_ioctl(self->mm, RMM_WALK, &self->arg));
	EXPECT_LT((uintptr_t)at, self->arg.next);
	EXPECT_LT(self->arg.next, (uintptr_t)at + 128 * MIB);
}

int main(int argc, char **argv)
{
	start_zoo();
	return test_harness_run(argc, argv);
}
