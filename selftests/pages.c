// SPDX-License-Identifier: GPL-2.0
/*
 * RMM_WALK with the pages product: every entry equals pagemap, kpagecount, kpageflags and
 * kpagecgroup, in portions of any size, and callers without CAP_SYS_ADMIN see no page frame.
 */
#include "lib/harness.h"
#include "lib/device.h"
#include "lib/difference.h"
#include "lib/names.h"
#include "lib/pagemap.h"
#include "lib/pages.h"
#include "lib/process.h"
#include "lib/summary.h"
#include "lib/vmas.h"
#include "lib/zoo.h"

#define MIB (1ul << 20)

/* Flags that other tasks may change between two reads. */
#define VOLATILE_FLAGS (1ull << KPF_LOCKED | 1ull << KPF_REFERENCED | 1ull << KPF_LRU | \
		  1ull << KPF_ACTIVE | 1ull << KPF_IDLE | 1ull << KPF_DIRTY | \
		  1ull << KPF_WRITEBACK | 1ull << KPF_RECLAIM)

static void make_some(void)
{
	char *anon = mmap(NULL, 8 * MIB, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	char *shmem = mmap(NULL, MIB, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);

	madvise(anon, 2 * MIB, MADV_NOHUGEPAGE);
	for (size_t i = 0; i < 2 * MIB; i += 3 * PAGE)
		anon[i] = 1;
	memset(anon + 4 * MIB, 1, 4 * MIB);
	memset(shmem, 1, MIB / 2);
}

FIXTURE(quiet)
{
	int mm;
	pid_t pid;
	struct page_list *list, *other;
};

FIXTURE_VARIANT(quiet)
{
	bool zoo;
};

FIXTURE_VARIANT_ADD(quiet, child) { .zoo = false };
FIXTURE_VARIANT_ADD(quiet, zoo) { .zoo = true };

FIXTURE_SETUP(quiet)
{
	self->pid = variant->zoo ? zoo.pid : fork_idle_child(make_some);
	ASSERT_LT(0, self->pid);
	self->mm = open_space(self->pid);
	ASSERT_LE(0, self->mm);
	self->list = malloc(sizeof(*self->list));
	self->other = malloc(sizeof(*self->other));
}

FIXTURE_TEARDOWN(quiet)
{
	if (!variant->zoo)
		end_child(self->pid);
}

/*
 * Compares @page with its pagemap entry @pm; @at is its @nth page. Returns what differs, or NULL.
 */
static const char *compare_with_pagemap(const struct rmm_page *page, __u64 nth, __u64 pm)
{
	bool present = page->bits & RMM_PAGE_F_PRESENT;

	if (present != !!(pm & PM_PRESENT))
		return difference("present", !!(pm & PM_PRESENT), present);
	if (present == !!(pm & PM_SWAP))
		return difference("swap entry", !!(pm & PM_SWAP), !present);
	if (present && page->pfn + nth != (pm & PM_FRAME))
		return difference("pfn", pm & PM_FRAME, page->pfn + nth);
	if (page->kind == RMM_PAGE_SWAP &&
	    (page->swap_type | page->swap_offset << 5) != (pm & PM_FRAME))
		return difference("swap type and offset", pm & PM_FRAME,
				  page->swap_type | page->swap_offset << 5);
	if (!!(page->bits & RMM_PAGE_F_SOFT_DIRTY) != !!(pm & PM_SOFT_DIRTY))
		return difference("soft-dirty", !!(pm & PM_SOFT_DIRTY), !(pm & PM_SOFT_DIRTY));
	if (!!(page->bits & RMM_PAGE_F_UFFD) != !!(pm & PM_UFFD_WP))
		return difference("uffd", !!(pm & PM_UFFD_WP), !(pm & PM_UFFD_WP));
	if ((page->kind == RMM_PAGE_MARKER_GUARD) != !!(pm & PM_GUARD))
		return difference("guard marker", !!(pm & PM_GUARD), !(pm & PM_GUARD));
	if ((page->kind == RMM_PAGE_ANON || page->kind == RMM_PAGE_KSM ||
	     page->kind == RMM_PAGE_ZERO || page->kind == RMM_PAGE_PFN) && pm & PM_FILE)
		return difference("file page", 1, 0);
	if ((page->kind == RMM_PAGE_FILE || page->kind == RMM_PAGE_SHMEM) && !(pm & PM_FILE))
		return difference("file page", 0, 1);
	if (page->kind == RMM_PAGE_HUGETLB)
		return !(page->bits & RMM_PAGE_F_MAYBE_SHARED) != !!(pm & PM_EXCLUSIVE) ?
		       difference("exclusively mapped", !!(pm & PM_EXCLUSIVE), !(pm & PM_EXCLUSIVE)) : NULL;
	if (present && page->bits & RMM_PAGE_F_FOLIO && !nth &&
	    page->bits & RMM_PAGE_F_MAPCOUNT_EXACT && (page->mapcount == 1) != !!(pm & PM_EXCLUSIVE))
		return difference("exclusively mapped", !!(pm & PM_EXCLUSIVE), !(pm & PM_EXCLUSIVE));
	return NULL;
}

/* Returns how many entries have pages outside of the records of their VMA. */
static int count_unlisted_pages(int pagemap, const struct rmm_vma *vma, const struct page_list *list,
				int *at, char *what, size_t size)
{
	int wrong = 0;

	for (__u64 addr = vma->start; addr < vma->end; addr += PAGE) {
		__u64 pm = read_entry(pagemap, addr / PAGE);
		const struct rmm_page *page;
		const char *why = NULL;

		while (*at < list->count && page_end(&list->page[*at]) <= addr)
			(*at)++;
		page = &list->page[*at];
		if (*at < list->count && page->addr <= addr)
			why = compare_with_pagemap(page, (addr - page->addr) / PAGE, pm);
		else if (pm & (PM_PRESENT | PM_SWAP))
			why = "no record";
		if (!why)
			continue;
		wrong++;
		snprintf(what, size, "%llx: %s: kind %u bits %x pfn %llx, pagemap %llx", addr, why,
			 page->kind, page->bits, page->pfn, pm);
	}
	return wrong;
}

/* The kernel may move pages between two reads, but not between all of them. */
TEST_F(quiet, equals_pagemap)
{
	struct vma_list *vmas = malloc(sizeof(*vmas));
	int pagemap = open_pagemap(self->pid), wrong = 1;
	char what[512] = "";

	ASSERT_LE(0, pagemap);
	for (time_t end = 0; wrong && retry_allowed(&end);) {
		int at = 0;

		wrong = 0;
		ASSERT_EQ(0, list_vmas(self->mm, 0, RMM_ABSENT, 0, MAX_VMAS, 0, vmas));
		ASSERT_EQ(0, list_pages(self->mm, 0, RMM_ABSENT, 0, 0, MAX_PAGES, 0, self->list));
		EXPECT_EQ(1, self->list->calls);
		EXPECT_LT(500, self->list->count);
		for (int i = 0; i < vmas->count; i++)
			wrong += count_unlisted_pages(pagemap, &vmas->vma[i], self->list, &at, what,
						      sizeof(what));
	}
	EXPECT_EQ(0, wrong)
		TH_LOG("%s", what);
}

/* Compares @page with the files that are indexed by page frame. Returns what differs, or NULL. */
static const char *compare_with_kpage_files(const struct rmm_page *page, __u64 count, __u64 flags, __u64 cgroup)
{
	const __u64 compound = 1ull << KPF_COMPOUND_HEAD | 1ull << KPF_COMPOUND_TAIL;

	if ((page->kpageflags ^ flags) & ~VOLATILE_FLAGS)
		return difference("kpageflags", flags, page->kpageflags);
	if (page->kind == RMM_PAGE_ZERO || page->kind == RMM_PAGE_HUGE_ZERO)
		return flags & 1ull << KPF_ZERO_PAGE ? NULL : difference("zero page", 0, 1);
	if (page->mapcount != count)
		return difference("mapcount", count, page->mapcount);
	if (page->cgroup != cgroup)
		return difference("cgroup", cgroup, page->cgroup);
	if (page->folio_index != (page->pfn & ((1ull << page->order) - 1)))
		return difference("index in the folio", page->pfn & ((1ull << page->order) - 1), page->folio_index);
	if (!!page->order != !!(flags & compound) ||
	    !!page->folio_index != !!(flags & 1ull << KPF_COMPOUND_TAIL))
		return difference("compound flags of a page of this order and index", flags & compound,
				  (__u64)page->order << 32 | page->folio_index);
	if ((page->kind == RMM_PAGE_KSM) != !!(flags & 1ull << KPF_KSM))
		return difference("merged page", flags >> KPF_KSM & 1, page->kind == RMM_PAGE_KSM);
	if ((page->kind == RMM_PAGE_HUGETLB) != !!(flags & 1ull << KPF_HUGE))
		return difference("hugetlb page", flags >> KPF_HUGE & 1, page->kind == RMM_PAGE_HUGETLB);
	if (page->kind == RMM_PAGE_ANON && !(flags & 1ull << KPF_ANON))
		return difference("anonymous page", 0, 1);
	if ((page->kind == RMM_PAGE_FILE || page->kind == RMM_PAGE_SHMEM) && flags & 1ull << KPF_ANON)
		return difference("anonymous page", 1, 0);
	if (!(flags & 1ull << KPF_MMAP) || !page->mapcount || page->folio_mapcount < page->mapcount)
		return difference("folio_mapcount, at least the mapcount", page->mapcount, page->folio_mapcount);
	if (page->kind == RMM_PAGE_ANON && page->references < page->folio_mapcount)
		return difference("references, at least folio_mapcount", page->folio_mapcount, page->references);
	return NULL;
}

TEST_F(quiet, equals_kpage_files)
{
	int count = open("/proc/kpagecount", O_RDONLY), flags = open("/proc/kpageflags", O_RDONLY);
	int cgroup = open("/proc/kpagecgroup", O_RDONLY), wrong = 1;
	char what[512] = "";

	ASSERT_LE(0, count);
	ASSERT_LE(0, flags);
	for (time_t end = 0; wrong && retry_allowed(&end);) {
		wrong = 0;
		ASSERT_EQ(0, list_pages(self->mm, 0, RMM_ABSENT, ALL_ATTRIBUTES, 0, MAX_PAGES, 0,
					self->list));
		for (int i = 0; i < self->list->count; i++) {
			const struct rmm_page *page = &self->list->page[i];
			__u64 pfn = page->pfn, kpf;
			const char *why;

			/* Mappings of reserved pages are not counted: the vdso and its data. */
			if (page->kpageflags == RMM_ABSENT || page->vma_kind == RMM_VMA_SPECIAL)
				continue;
			kpf = read_entry(flags, pfn);
			why = compare_with_kpage_files(page, read_entry(count, pfn), kpf,
						       cgroup < 0 ? page->cgroup : read_entry(cgroup, pfn));
			if (!why)
				continue;
			wrong++;
			snprintf(what, sizeof(what),
				 "%llx: %s: kind %u order %u index %u mapcount %u/%u flags %llx, %llx %llu",
				 page->addr, why, page->kind, page->order, page->folio_index,
				 page->mapcount, page->folio_mapcount, page->kpageflags, kpf,
				 read_entry(count, pfn));
		}
	}
	EXPECT_EQ(0, wrong)
		TH_LOG("%s", what);
}

/* Returns the index of the first entry that differs between two lists, -1 if there is none. */
static int first_different_entry(const struct page_list *one, const struct page_list *two)
{
	for (int i = 0; i < one->count && i < two->count; i++) {
		const struct rmm_page *a = &one->page[i], *b = &two->page[i];

		if (a->addr != b->addr || a->pages != b->pages || a->pfn != b->pfn ||
		    ((a->bits ^ b->bits) & ~RMM_PAGE_F_YOUNG) || a->kind != b->kind ||
		    a->level != b->level || a->order != b->order || a->mapcount != b->mapcount)
			return i;
	}
	return one->count == two->count ? -1 : 0;
}

TEST_F(quiet, pages_add_up_to_the_summary)
{
	struct summary_list *cells = malloc(sizeof(*cells)), *sums = malloc(sizeof(*sums));

	/* A second walk by entries shows what the kernel changed in between. */
	for (time_t end = 0; retry_allowed(&end);) {
		ASSERT_EQ(0, list_pages(self->mm, 0, RMM_ABSENT, 0, 0, MAX_PAGES, 0, self->list));
		ASSERT_EQ(0, list_summary(self->mm, 0, RMM_ABSENT, cells));
		ASSERT_EQ(0, list_pages(self->mm, 0, RMM_ABSENT, 0, 0, MAX_PAGES, 0, self->other));
		if (first_different_entry(self->list, self->other) < 0)
			break;
	}
	memset(sums, 0, sizeof(*sums));
	for (int i = 0; i < self->list->count; i++) {
		const struct rmm_page *page = &self->list->page[i];
		const struct rmm_summary cell = {
			.vma_kind = page->vma_kind, .page_kind = page->kind, .level = page->level,
			.node = page->node, .entries = 1, .bytes = page_bytes(page),
			.dirty_bytes = page->bits & RMM_PAGE_F_DIRTY ? page_bytes(page) : 0,
			.writable_bytes = page->bits & RMM_PAGE_F_WRITE ? page_bytes(page) : 0,
			.shared_bytes = page->bits & RMM_PAGE_F_MAYBE_SHARED ? page_bytes(page) : 0,
		};

		ASSERT_EQ(0, add_summary(sums, &cell));
	}
	ASSERT_EQ(cells->count, sums->count);
	for (int i = 0; i < cells->count; i++) {
		struct rmm_summary *cell = &cells->cell[i];
		int same = 0;

		/* Accessed bits change at any time. */
		cell->young_bytes = 0;
		for (int j = 0; j < sums->count; j++)
			same += !memcmp(cell, &sums->cell[j], sizeof(*cell));
		EXPECT_EQ(1, same)
			TH_LOG("%s at %s on node %d", page_kind_names[cell->page_kind],
			       level_names[cell->level], cell->node);
	}
}

TEST_F(quiet, any_portion_size_gives_the_same_entries)
{
	const struct { __u32 capacity; __u64 budget_us; } portions[] = {
		{ 1, 0 }, { 3, 0 }, { 511, 0 }, { MAX_PAGES, 1 },
	};
	static struct page_list after;

	for (size_t i = 0; i < ARRAY_SIZE(portions); i++) {
		int at = -1;

		/* The kernel may move the child's pages: then two complete walks differ, too. */
		for (time_t end = 0; retry_allowed(&end);) {
			ASSERT_EQ(0, list_pages(self->mm, 0, RMM_ABSENT, 0, 0, MAX_PAGES, 0,
						self->list));
			ASSERT_EQ(0, list_pages(self->mm, 0, RMM_ABSENT, 0, 0,
						portions[i].capacity, portions[i].budget_us,
						self->other));
			ASSERT_EQ(0, list_pages(self->mm, 0, RMM_ABSENT, 0, 0, MAX_PAGES, 0,
						&after));
			EXPECT_LT(1, self->other->calls);
			at = first_different_entry(self->list, self->other);
			if (at < 0 || first_different_entry(self->list, &after) < 0)
				break;
		}
		EXPECT_EQ(-1, at) {
			TH_LOG("%d and %d entries, the first difference is at %llx",
			       self->list->count, self->other->count, self->list->page[at].addr);
		}
	}
}

/* A range that begins inside a huge page returns the part of it that lies in the range. */
TEST_F(quiet, a_range_may_begin_inside_a_leaf)
{
	ASSERT_EQ(0, list_pages(self->mm, 0, RMM_ABSENT, ALL_ATTRIBUTES, 0, MAX_PAGES, 0, self->list));
	for (int i = 0; i < self->list->count; i++) {
		const struct rmm_page *whole = &self->list->page[i], *part = self->other->page;

		if (whole->level == RMM_LEVEL_PTE)
			continue;
		ASSERT_EQ(0, list_pages(self->mm, whole->addr + 5 * PAGE, whole->addr + 7 * PAGE,
					ALL_ATTRIBUTES, 0, 4, 0, self->other));
		ASSERT_EQ(1, self->other->count);
		EXPECT_EQ(whole->addr + 5 * PAGE, part->addr);
		EXPECT_EQ(2, part->pages);
		EXPECT_EQ(whole->pfn + 5, part->pfn);
		EXPECT_EQ(whole->entry | 1 << 5, part->entry | 1 << 5);
		if (whole->folio_index != RMM_ABSENT_32) {
			EXPECT_EQ(5, part->folio_index);
			EXPECT_TRUE(part->kpageflags & 1ull << KPF_COMPOUND_TAIL);
			EXPECT_EQ(whole->folio_mapcount, part->folio_mapcount);
		}
	}
}

TEST_F(quiet, kinds_filter_selects_entries)
{
	int want[64], returned[64], wrong = 1;

	for (time_t end = 0; wrong && retry_allowed(&end);) {
		memset(want, 0, sizeof(want));
		ASSERT_EQ(0, list_pages(self->mm, 0, RMM_ABSENT, 0, 0, MAX_PAGES, 0, self->list));
		for (int i = 0; i < self->list->count; i++)
			want[self->list->page[i].kind & 63]++;
		wrong = 0;
		for (int kind = 1; kind <= RMM_PAGE_UNKNOWN; kind++) {
			ASSERT_EQ(0, list_pages(self->mm, 0, RMM_ABSENT, 0, 1ull << kind, MAX_PAGES, 0,
						self->other));
			returned[kind] = self->other->count;
			wrong += want[kind] != returned[kind];
			for (int i = 0; i < self->other->count; i++)
				EXPECT_EQ(kind, self->other->page[i].kind);
		}
	}
	EXPECT_EQ(0, want[RMM_PAGE_NONE]);
	EXPECT_EQ(0, want[RMM_PAGE_UNKNOWN]);
	for (int kind = 1; kind <= RMM_PAGE_UNKNOWN; kind++)
		EXPECT_EQ(want[kind], returned[kind]);
}

/* The expected references of a page that nobody else holds equal its reference count. */
TEST_F(quiet, expected_references_equal_the_reference_count)
{
	int extra = 0, anon = 0;

	ASSERT_EQ(0, list_pages(self->mm, 0, RMM_ABSENT, ALL_ATTRIBUTES, 1 << RMM_PAGE_ANON,
				MAX_PAGES, 0, self->list));
	for (int i = 0; i < self->list->count; i++) {
		const struct rmm_page *page = &self->list->page[i];

		anon++;
		EXPECT_LE(page->folio_mapcount, page->expected_references);
		extra += page->references != page->expected_references;
	}
	/* A per-CPU batch holds a reference to a page that waits for an LRU list. */
	EXPECT_LT(extra, anon);
}

int main(int argc, char **argv)
{
	start_zoo();
	return test_harness_run(argc, argv);
}
