// SPDX-License-Identifier: GPL-2.0
/*
 * RMM_WALK with the pages product as a call: refused arguments, records of older and newer callers,
 * absent values, and page frames hidden from callers without CAP_SYS_ADMIN.
 */
#include "lib/harness.h"
#include "lib/device.h"
#include "lib/pages.h"
#include "lib/process.h"
#include "lib/zoo.h"

#include <time.h>

FIXTURE(call)
{
	int mm;
	struct rmm_page buf[64];
	struct rmm_walk arg;
};

FIXTURE_SETUP(call)
{
	self->mm = open_space(zoo.pid);
	ASSERT_LE(0, self->mm);
	self->arg = (struct rmm_walk){
		.size = sizeof(self->arg), .flags = RMM_WALK_PAGES, .end = RMM_ABSENT,
		.buf = (uintptr_t)self->buf, .capacity = ARRAY_SIZE(self->buf),
		.record_size = sizeof(self->buf[0]),
	};
}

FIXTURE_TEARDOWN(call)
{
}

TEST_F(call, invalid_arguments_are_refused)
{
	const __u64 end = user_space_end();
	const struct { __u32 flags; __u64 attributes, kinds; } bad[] = {
		{ RMM_WALK_PAGES | RMM_WALK_SUMMARY, 0, 0 }, { RMM_WALK_PAGES | 1u << 31, 0, 0 },
		{ RMM_WALK_PAGES, RMM_PAGE_A_STATE << 1, 0 }, { RMM_WALK_PAGES, 1ull << 32, 0 },
		{ RMM_WALK_PAGES, 1ull << 63 | RMM_PAGE_A_ENTRY, 0 }, { RMM_WALK_PAGES, ~0ull, 0 },
		{ RMM_WALK_PAGES, 0, 1 << RMM_PAGE_NONE }, { RMM_WALK_PAGES, 0, 1ull << 63 },
		{ RMM_WALK_PAGES, 0, 2 << RMM_PAGE_UNKNOWN },
		{ RMM_WALK_SUMMARY, RMM_PAGE_A_ENTRY, 0 }, { RMM_WALK_SUMMARY, 0, 1 << RMM_PAGE_NONE },
	};
	const struct { __u64 start, end; } ranges[] = {
		{ 1, RMM_ABSENT }, { 0, PAGE + 1 }, { 0, 0 }, { 2 * PAGE, PAGE }, { 0, end + PAGE },
		{ end, RMM_ABSENT }, { 0xffff888000000000, 0xffff888000001000 }, { 0, RMM_ABSENT - 1 },
	};
	struct rmm_walk arg;

	for (size_t i = 0; i < ARRAY_SIZE(bad); i++) {
		arg = self->arg;
		arg.flags = bad[i].flags;
		arg.attributes = bad[i].attributes;
		arg.kinds = bad[i].kinds;
		EXPECT_EQ(-EINVAL, call_ioctl(self->mm, RMM_WALK, &arg))
			TH_LOG("number %zu", i);
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
	arg.buf = 0xffff888000000000;
	EXPECT_EQ(-EFAULT, call_ioctl(self->mm, RMM_WALK, &arg));
	EXPECT_EQ(0, call_ioctl(self->mm, RMM_WALK, &self->arg));
}

/* The second half of the buffer is unmapped. */
TEST_F(call, partly_unmapped_buffer_is_efault)
{
	char *page = mmap(NULL, 2 * PAGE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	ASSERT_EQ(0, munmap(page + PAGE, PAGE));
	self->arg.buf = (uintptr_t)page + PAGE / 2;
	EXPECT_EQ(-EFAULT, call_ioctl(self->mm, RMM_WALK, &self->arg));
	self->arg.capacity = PAGE / 2 / sizeof(struct rmm_page);
	EXPECT_EQ(0, call_ioctl(self->mm, RMM_WALK, &self->arg));
	EXPECT_EQ(self->arg.capacity, self->arg.count);
}

/* A caller with shorter records gets those fields, and only the default attributes. */
TEST_F(call, older_and_newer_record_sizes_work)
{
	const __u32 half = RMM_PAGE_DEFAULT_SIZE;
	char wide[64][2 * sizeof(struct rmm_page)], narrow[64][sizeof(struct rmm_page)];
	struct rmm_walk arg = self->arg;

	ASSERT_EQ(0, call_ioctl(self->mm, RMM_WALK, &self->arg));
	EXPECT_EQ(64, self->arg.count);
	memset(wide, 0xa5, sizeof(wide));
	memset(narrow, 0xa5, sizeof(narrow));
	arg.size = offsetof(struct rmm_walk, attributes);
	arg.attributes = arg.kinds = ~0ull;
	arg.buf = (uintptr_t)narrow;
	arg.record_size = half;
	ASSERT_EQ(0, call_ioctl(self->mm, RMM_WALK, &arg));
	EXPECT_EQ(64, arg.count);
	arg.buf = (uintptr_t)wide;
	arg.record_size = sizeof(wide[0]);
	ASSERT_EQ(0, call_ioctl(self->mm, RMM_WALK, &arg));
	for (int i = 0; i < 64; i++) {
		const struct rmm_page *cut = (void *)((char *)narrow + i * half), *page = (void *)wide[i];

		EXPECT_EQ(self->buf[i].addr, cut->addr);
		EXPECT_EQ(self->buf[i].pfn, cut->pfn);
		/* Other processes may map more of a file in the meantime. */
		EXPECT_EQ(self->buf[i].mapcount == RMM_ABSENT_32, page->mapcount == RMM_ABSENT_32);
		EXPECT_EQ(RMM_ABSENT, page->kpageflags);
		for (size_t j = sizeof(*page); j < sizeof(wide[i]); j++)
			ASSERT_EQ(0, wide[i][j]);
	}
}

TEST_F(call, attributes_not_requested_are_absent)
{
	for (int bit = 0; bit < 9; bit++) {
		const __u64 only = 1ull << bit;

		self->arg.attributes = only;
		ASSERT_EQ(0, call_ioctl(self->mm, RMM_WALK, &self->arg));
		for (__u32 i = 0; i < self->arg.count; i++) {
			const struct rmm_page *page = &self->buf[i];
			const bool folio = page->bits & RMM_PAGE_F_FOLIO;

			EXPECT_EQ(only == RMM_PAGE_A_ENTRY, page->entry != RMM_ABSENT);
			EXPECT_EQ(only == RMM_PAGE_A_FOLIO && folio, page->order != RMM_ABSENT_8);
			EXPECT_EQ(only == RMM_PAGE_A_FOLIO && folio, page->zone != RMM_ABSENT_8);
			EXPECT_EQ(only == RMM_PAGE_A_MAPCOUNT && folio, page->mapcount != RMM_ABSENT_32);
			EXPECT_EQ(only == RMM_PAGE_A_REFERENCES && folio,
				  page->references != RMM_ABSENT_32);
			EXPECT_EQ(only == RMM_PAGE_A_FRAME, page->pfn != RMM_ABSENT ||
				  page->swap_offset != RMM_ABSENT ||
				  (only == RMM_PAGE_A_FRAME && page->kind >= RMM_PAGE_HWPOISON));
			EXPECT_EQ(only == RMM_PAGE_A_CGROUP && folio, page->cgroup != RMM_ABSENT);
			EXPECT_TRUE(only == RMM_PAGE_A_KPAGEFLAGS || page->kpageflags == RMM_ABSENT);
			EXPECT_TRUE(page->age == RMM_ABSENT_8 ||
				    (only == RMM_PAGE_A_AGE && page->age < 4));
		}
	}
}

/*
 * CAP_SYS_ADMIN is required of the opener of /dev/rmm, of the opener of the address space, and of
 * the caller. CAP_SYS_PTRACE is held throughout.
 */
TEST_F(call, frames_need_cap_sys_admin)
{
	struct page_list *list = malloc(sizeof(*list));

	for (int without = -1; without < 3; without++) {
		for (int other = 0; other < 2; other++) {
			int rmm, mm, mapped = 0;

			ASSERT_EQ(0, set_admin(without != 0));
			rmm = open_device();
			ASSERT_LE(0, rmm);
			ASSERT_EQ(0, set_admin(without != 1));
			mm = open_target(rmm, other ? RMM_OPEN_PID : RMM_OPEN_SELF, other ? zoo.pid : 0);
			ASSERT_LE(0, mm);
			ASSERT_EQ(0, set_admin(without != 2));
			ASSERT_EQ(0, list_pages(mm, 0, RMM_ABSENT, ALL_ATTRIBUTES, 0, MAX_PAGES, 0, list));
			ASSERT_EQ(0, set_admin(true));
			EXPECT_LT(100, list->count);
			for (int i = 0; i < list->count; i++) {
				const struct rmm_page *page = &list->page[i];

				mapped += page->mapcount != RMM_ABSENT_32 && page->order != RMM_ABSENT_8;
				if (without < 0) {
					EXPECT_NE(RMM_ABSENT, page->entry);
					continue;
				}
				ASSERT_EQ(RMM_ABSENT, page->entry);
				ASSERT_EQ(RMM_ABSENT, page->pfn);
				ASSERT_EQ(RMM_ABSENT, page->swap_offset);
				ASSERT_EQ(RMM_ABSENT, page->kpageflags);
				ASSERT_EQ(RMM_ABSENT, page->cgroup);
				ASSERT_EQ(RMM_ABSENT_32, page->folio_index);
				ASSERT_EQ(RMM_ABSENT_8, page->swap_type);
				ASSERT_EQ(RMM_ABSENT_8, page->zone);
			}
			EXPECT_LT(100, mapped);
			close(mm);
			close(rmm);
		}
	}
}

/* Creates, splits, swaps out, moves, shares and frees huge pages without end. */
static void churn(void)
{
	const size_t size = 1024 * PAGE;
	const int nodes[] = { 0, 1 };

	for (unsigned int n = 0;; n++) {
		char *at = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
		unsigned long from = 1ul << nodes[n & 1], to = 1ul << nodes[~n & 1];
		pid_t pid;

		madvise(at, size, n & 2 ? MADV_HUGEPAGE : MADV_NOHUGEPAGE);
		memset(at, n, size);
		syscall(SYS_migrate_pages, 0, 8 * sizeof(from), &from, &to);
		pid = fork();
		if (!pid) {
			at[5 * PAGE] = 1;
			_exit(0);
		}
		madvise(at + size / 4, size / 4, MADV_PAGEOUT);
		munmap(at + size / 2, size / 8);
		mprotect(at, size / 2, PROT_READ);
		waitpid(pid, NULL, 0);
		munmap(at, size);
	}
}

/* Each entry of a process that changes all the time is consistent in itself. */
TEST_F(call, entries_of_a_changing_process_are_consistent)
{
	struct page_list *list = malloc(sizeof(*list));
	time_t begun = time(NULL);
	pid_t pid = fork();
	int mm, walks = 0;

	if (!pid) {
		prctl(PR_SET_PDEATHSIG, SIGKILL);
		churn();
	}
	mm = open_space(pid);
	ASSERT_LE(0, mm);
	/* On slow machines the test runs longer, until some walks have returned entries. */
	while (time(NULL) - begun < (walks > 3 ? 5 : 100)) {
		ASSERT_EQ(0, list_pages(mm, 0, RMM_ABSENT, ALL_ATTRIBUTES, 0, walks & 1 ? 77 : MAX_PAGES,
					0, list));
		walks++;
		for (int i = 0; i < list->count; i++) {
			const struct rmm_page *page = &list->page[i];

			ASSERT_TRUE(page->kind != RMM_PAGE_NONE && page->kind != RMM_PAGE_UNKNOWN);
			if (page->kind != RMM_PAGE_ANON)
				continue;
			/*
			 * All of these values are read under one page table lock; others change the
			 * counts without it.
			 */
			ASSERT_TRUE(page->bits & RMM_PAGE_F_FOLIO && page->order <= 9);
			ASSERT_EQ(page->pfn & ((1ull << page->order) - 1), page->folio_index);
			ASSERT_TRUE(page->mapcount >= 1 && page->folio_mapcount >= 1);
			ASSERT_TRUE(page->kpageflags & 1ull << KPF_ANON);
			ASSERT_EQ(page->folio_index != 0,
				  !!(page->kpageflags & 1ull << KPF_COMPOUND_TAIL));
		}
	}
	end_child(pid);
	TH_LOG("%d walks, %d entries in the last", walks, list->count);
	EXPECT_LT(3, walks);
}

TEST_F(call, exited_process_is_esrch)
{
	pid_t pid = fork_idle_child(NULL);
	int mm = open_space(pid);

	ASSERT_LE(0, mm);
	ASSERT_EQ(0, call_ioctl(mm, RMM_WALK, &self->arg));
	end_child(pid);
	EXPECT_EQ(-ESRCH, call_ioctl(mm, RMM_WALK, &self->arg));
}

int main(int argc, char **argv)
{
	start_zoo();
	return test_harness_run(argc, argv);
}
