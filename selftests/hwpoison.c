// SPDX-License-Identifier: GPL-2.0
/*
 * Hardware-poisoned memory, by the kernel's injection (MADV_HWPOISON): the entries that replace
 * small pages, parts of huge pages and hugetlb pages, and the reports about the page itself.
 */
#include "lib/harness.h"
#include "lib/device.h"
#include "lib/device_memory.h"
#include "lib/pagemap.h"
#include "lib/pages.h"
#include "lib/process.h"
#include "lib/rmap.h"
#include "lib/sharing.h"
#include "lib/smaps.h"
#include "lib/summary.h"
#include "lib/text.h"
#include "lib/translate.h"

#define POOL "/proc/sys/vm/nr_hugepages"

#define HUGE (2ul << 20)
#define WHERE ((char *)0x28000000000)
#define RW (PROT_READ | PROT_WRITE)

static struct page_list pages;
static struct mapping_list mappings;
static struct vma_list vmas;

FIXTURE(failed)
{
	int mm, rmm;
	char *at;
	__u64 pfn;
};

static void survive(int signal __maybe_unused)
{
}

FIXTURE_SETUP(failed)
{
	/* The kernel sends SIGBUS to processes that map the page. */
	signal(SIGBUS, survive);
	self->mm = open_space(0);
	self->rmm = open_device();
	self->at = NULL;
}

FIXTURE_TEARDOWN(failed)
{
	char command[128];

	if (self->at)
		munmap(self->at, HUGE);
	/* Unpoisons the page, as far as the kernel can, so that later tests can use it. */
	snprintf(command, sizeof(command), "modprobe -q hwpoison_inject; "
		 "echo %llu 2>/dev/null >/sys/kernel/debug/hwpoison/unpoison-pfn", self->pfn);
	if (self->pfn && system(command))
		TH_LOG("page %llu stays poisoned", self->pfn);
}

/* Poisons the page at @at; true if that succeeded. */
static bool poison(char *at)
{
	return !madvise(at, PAGE, MADV_HWPOISON);
}

static void check_page(struct __test_metadata *_metadata, int mm, int rmm, char *at, __u64 pfn)
{
	const __u64 addr = (uintptr_t)at;
	struct rmm_translate translation;
	struct rmm_frame frame;

	ASSERT_EQ(0, list_pages(mm, addr, addr + PAGE, ALL_ATTRIBUTES, 0, 4, 0, &pages));
	ASSERT_EQ(1, pages.count);
	EXPECT_EQ(RMM_PAGE_HWPOISON, pages.page[0].kind);
	EXPECT_FALSE(pages.page[0].bits & (RMM_PAGE_F_PRESENT | RMM_PAGE_F_FOLIO));
	EXPECT_EQ(pfn, pages.page[0].pfn);
	EXPECT_EQ(-1, pages.page[0].node);
	EXPECT_EQ(RMM_ABSENT_32, pages.page[0].mapcount & pages.page[0].references &
				 pages.page[0].expected_references);
	EXPECT_EQ(RMM_ABSENT, pages.page[0].cgroup);
	ASSERT_EQ(0, translate_address(mm, addr + 9, &translation, NULL));
	EXPECT_EQ(RMM_PAGE_HWPOISON, translation.page_kind);
	EXPECT_EQ(pfn, translation.pfn);
	EXPECT_EQ(RMM_ENTRY_NOT_PRESENT, deepest_level(&translation)->state);
	ASSERT_EQ(1, list_frames(rmm, pfn, pfn + 1, 0, &frame, 1));
	EXPECT_TRUE(frame.bits & RMM_FRAME_F_HWPOISON);
	EXPECT_TRUE(frame.kpageflags >> KPF_HWPOISON & 1);
	/* No entry maps the page. */
	ASSERT_EQ(0, list_mappings(rmm, pfn, 0, 4, 0, &mappings));
	EXPECT_NE(RMM_RMAP_COMPLETE, mappings.state);
	EXPECT_EQ(0, mappings.count);
}

TEST_F(failed, small_page_is_reported)
{
	__u64 pfn;

	self->at = mmap(WHERE, HUGE, RW, MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED_NOREPLACE, -1, 0);
	ASSERT_EQ(WHERE, self->at);
	madvise(self->at, HUGE, MADV_NOHUGEPAGE);
	memset(self->at, 1, 8 * PAGE);
	pfn = pagemap_pfn(getpid(), self->at + 3 * PAGE);
	self->pfn = pfn;
	if (!poison(self->at + 3 * PAGE))
		SKIP(return, "the kernel does not poison memory: %s", strerror(errno));
	check_page(_metadata, self->mm, self->rmm, self->at + 3 * PAGE, pfn);
	EXPECT_STREQ("", compare_vma_with_smaps(self->at));
	ASSERT_EQ(0, list_pages(self->mm, (uintptr_t)self->at, (uintptr_t)self->at + HUGE, 0, 0, MAX_PAGES, 0,
				&pages));
	EXPECT_EQ(8, pages.count);
}

TEST_F(failed, page_of_a_huge_page_is_reported)
{
	static struct summary_list cells;
	__u64 pfn;

	self->at = mmap(WHERE, HUGE, RW, MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED_NOREPLACE, -1, 0);
	ASSERT_EQ(WHERE, self->at);
	if (madvise(self->at, HUGE, MADV_HUGEPAGE))
		SKIP(return, "no huge pages");
	memset(self->at, 1, HUGE);
	pfn = pagemap_pfn(getpid(), self->at + 5 * PAGE);
	self->pfn = pfn;
	if (!poison(self->at + 5 * PAGE))
		SKIP(return, "the kernel does not poison memory: %s", strerror(errno));
	check_page(_metadata, self->mm, self->rmm, self->at + 5 * PAGE, pfn);
	EXPECT_STREQ("", compare_vma_with_smaps(self->at));
	ASSERT_EQ(0, list_summary(self->mm, (uintptr_t)self->at, (uintptr_t)self->at + HUGE, &cells));
	EXPECT_EQ(PAGE, summary_bytes(&cells, RMM_PAGE_HWPOISON));
	EXPECT_EQ(HUGE - PAGE, summary_bytes(&cells, RMM_PAGE_ANON));
}

TEST_F(failed, page_of_hugetlb_is_reported)
{
	__u64 pfn, addr = (uintptr_t)WHERE;
	struct rmm_frame frame;

	self->at = mmap(WHERE, HUGE, RW, MAP_PRIVATE | MAP_ANONYMOUS | MAP_HUGETLB |
			MAP_FIXED_NOREPLACE, -1, 0);
	if (self->at == MAP_FAILED) {
		self->at = NULL;
		SKIP(return, "no huge pages are reserved");
	}
	self->at[0] = 1;
	pfn = pagemap_pfn(getpid(), self->at);
	self->pfn = pfn + 5;
	if (!poison(self->at + 5 * PAGE))
		SKIP(return, "the kernel does not poison memory: %s", strerror(errno));
	/* The whole huge page is unmapped; one page of it is poisoned. */
	ASSERT_EQ(0, list_pages(self->mm, addr, addr + HUGE, ALL_ATTRIBUTES, 0, 4, 0, &pages));
	ASSERT_EQ(1, pages.count);
	EXPECT_EQ(RMM_PAGE_HWPOISON, pages.page[0].kind);
	EXPECT_EQ(RMM_LEVEL_PMD, pages.page[0].level);
	EXPECT_EQ(HUGE / PAGE, pages.page[0].pages);
	EXPECT_EQ(pfn, pages.page[0].pfn & -(HUGE / PAGE));
	ASSERT_EQ(1, list_frames(self->rmm, pfn + 5, pfn + 6, 0, &frame, 1));
	EXPECT_TRUE(frame.bits & RMM_FRAME_F_HWPOISON);
	EXPECT_STREQ("", compare_vma_with_smaps(self->at));
}

static void poison_hugetlb(void)
{
	char *at = mmap(WHERE, HUGE, RW, MAP_PRIVATE | MAP_ANONYMOUS | MAP_HUGETLB | MAP_FIXED_NOREPLACE,
			-1, 0);

	if (at == MAP_FAILED)
		_exit(1);
	*at = 1;
	if (!poison(at))
		_exit(1);
}

/* The kernel counts it in Shared_Hugetlb, and neither in Rss nor in Pss nor in HugetlbPages. */
TEST_F(failed, page_of_hugetlb_is_not_resident)
{
	pid_t pid = fork_idle_child(poison_hugetlb);
	int mm;

	if (pid < 0)
		SKIP(return, "no huge pages are reserved, or the kernel does not poison memory");
	mm = open_space(pid);
	ASSERT_EQ(0, list_pages(mm, (uintptr_t)WHERE, (uintptr_t)WHERE + HUGE, ALL_ATTRIBUTES, 0, 4, 0,
				&pages));
	ASSERT_EQ(1, pages.count);
	EXPECT_EQ(RMM_PAGE_HWPOISON, pages.page[0].kind);
	self->pfn = pages.page[0].pfn;
	EXPECT_STREQ("", compare_sharing_with_smaps_rollup(pid, mm));
	ASSERT_EQ(0, list_vmas(mm, (uintptr_t)WHERE, (uintptr_t)WHERE + HUGE, RMM_VMAS_RESIDENT, 1, 0,
			       &vmas));
	EXPECT_EQ(status_kb(pid, "HugetlbPages"), vmas.vma[0].hugetlb_bytes >> 10);
	close(mm);
	end_child(pid);
}

static char reserved[32];

static void restore_pool(void)
{
	write_file(POOL, reserved);
}

/* hugetlb reserves pages for the last tests before memory is fragmented. */
int main(int argc, char **argv)
{
	const char *text = read_text("%s", POOL);
	char wanted[32];

	if (text) {
		snprintf(reserved, sizeof(reserved), "%s", text);
		snprintf(wanted, sizeof(wanted), "%d", atoi(text) + 2);
		write_file(POOL, wanted);
		/* The harness does not return. */
		atexit(restore_pool);
	}
	return test_harness_run(argc, argv);
}
