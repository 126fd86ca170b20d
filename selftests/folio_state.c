// SPDX-License-Identifier: GPL-2.0
/*
 * RMM_PAGE_A_STATE and RMM_TRANSLATE: pins, entire mapcount and flags of folios in situations that set them, because no
 * file of the kernel shows them.
 */
#include "lib/harness.h"
#include "lib/arena.h"
#include "lib/device.h"
#include "lib/memory.h"
#include "lib/pages.h"
#include "lib/process.h"
#include "lib/text.h"
#include "lib/translate.h"

#include <sys/uio.h>

/* Older UAPI headers lack it. */
#ifndef RWF_DONTCACHE
#define RWF_DONTCACHE 0x80
#endif

#define MIB (1ul << 20)
#define HUGE (2 * MIB)
#define ATTRIBUTES (RMM_PAGE_A_STATE | RMM_PAGE_A_FOLIO | RMM_PAGE_A_MAPCOUNT)

static struct page_list pages;

FIXTURE(state)
{
	int mm;
};

FIXTURE_SETUP(state)
{
	self->mm = open_space(0);
	ASSERT_LE(0, self->mm);
}

FIXTURE_TEARDOWN(state)
{
	close(self->mm);
}

/* The record of the page at @at; an absent one if the call fails. */
static struct rmm_page state_of(int mm, const void *at)
{
	struct rmm_page none;

	memset(&none, 0xff, sizeof(none));
	if (list_pages(mm, (uintptr_t)at, (uintptr_t)at + PAGE, ATTRIBUTES, 0, 64, 0, &pages) ||
	    pages.count != 1)
		return none;
	return pages.page[0];
}

/* Maps a THP; NULL if there is none. */
static char *map_huge(void)
{
	char *at = mmap(NULL, 2 * HUGE, RW, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	time_t end = 0;

	at = (char *)(((uintptr_t)at + HUGE - 1) & -HUGE);
	madvise(at, HUGE, MADV_HUGEPAGE);
	write_pages(at, HUGE / PAGE);
	/* With fragmented memory the fault may have mapped small pages. */
	while (madvise(at, HUGE, MADV_COLLAPSE))
		if (errno == EINVAL || !retry_allowed(&end))
			return NULL;
	return at;
}

TEST_F(state, pins_of_small_pages)
{
	char *at = map_small_pages(16, RW, MAP_PRIVATE | MAP_ANONYMOUS);
	struct rmm_page page;
	int ring;

	write_pages(at, 16);
	page = state_of(self->mm, at);
	EXPECT_EQ(0, page.pins);
	EXPECT_EQ(0, page.folio_bits & RMM_FOLIO_F_PINS_EXACT);
	ring = pin_range(at, 8 * PAGE);
	if (ring < 0)
		SKIP(return, "no registered buffers of io_uring");
	EXPECT_EQ(1, state_of(self->mm, at).pins);
	EXPECT_EQ(1, state_of(self->mm, at + 7 * PAGE).pins);
	EXPECT_EQ(0, state_of(self->mm, at + 8 * PAGE).pins);
	close(ring);
	/* The ring is freed by a worker. */
	for (time_t end = 0; state_of(self->mm, at).pins && retry_allowed(&end);)
		;
	EXPECT_EQ(0, state_of(self->mm, at).pins);
	munmap(at, 16 * PAGE);
}

TEST_F(state, pins_of_a_huge_page_are_exact)
{
	char *at = map_huge();
	struct rmm_page page;
	int ring;

	NEED_FEATURE(THP);
	if (!at)
		SKIP(return, "no huge page");
	page = state_of(self->mm, at);
	EXPECT_EQ(0, page.pins);
	EXPECT_EQ(RMM_FOLIO_F_PINS_EXACT, page.folio_bits & RMM_FOLIO_F_PINS_EXACT);
	ring = pin_range(at + 5 * PAGE, PAGE);
	if (ring < 0)
		SKIP(return, "no registered buffers of io_uring");
	/* A pin of one page is one of the folio. */
	EXPECT_EQ(1, state_of(self->mm, at + 5 * PAGE).pins);
	EXPECT_EQ(1, state_of(self->mm, at).pins);
	close(ring);
	for (time_t end = 0; state_of(self->mm, at).pins && retry_allowed(&end);)
		;
	EXPECT_EQ(0, state_of(self->mm, at).pins);
	munmap(at, HUGE);
}

TEST_F(state, partial_unmap_of_a_huge_page)
{
	char *at = map_huge();
	struct rmm_page page;

	NEED_FEATURE(THP);
	if (!at)
		SKIP(return, "no huge page");
	page = state_of(self->mm, at);
	EXPECT_EQ(RMM_LEVEL_PMD, page.level);
	EXPECT_EQ(1, page.entire_mapcount);
	EXPECT_EQ(0, page.folio_bits & RMM_FOLIO_F_PARTIALLY_MAPPED);
	munmap(at + 100 * PAGE, 50 * PAGE);
	page = state_of(self->mm, at);
	EXPECT_EQ(RMM_LEVEL_PTE, page.level);
	EXPECT_EQ(0, page.entire_mapcount);
	EXPECT_EQ(9, page.order);
	EXPECT_EQ(RMM_FOLIO_F_PARTIALLY_MAPPED, page.folio_bits & RMM_FOLIO_F_PARTIALLY_MAPPED);
	munmap(at, HUGE);
}

/* fork(2) shares pages; the one who writes gets a page that is exclusive to it. */
TEST_F(state, fork_ends_exclusiveness)
{
	char *at = map_small_pages(4, RW, MAP_PRIVATE | MAP_ANONYMOUS), *huge = map_huge();
	pid_t child;

	write_pages(at, 4);
	EXPECT_EQ(RMM_FOLIO_F_ANON_EXCLUSIVE, state_of(self->mm, at).folio_bits & RMM_FOLIO_F_ANON_EXCLUSIVE);
	if (huge) {
		EXPECT_EQ(RMM_FOLIO_F_ANON_EXCLUSIVE,
			  state_of(self->mm, huge + 7 * PAGE).folio_bits & RMM_FOLIO_F_ANON_EXCLUSIVE);
	}
	child = fork_idle_child(NULL);
	ASSERT_LT(0, child);
	EXPECT_EQ(0, state_of(self->mm, at).folio_bits & RMM_FOLIO_F_ANON_EXCLUSIVE);
	if (huge) {
		EXPECT_EQ(0, state_of(self->mm, huge + 7 * PAGE).folio_bits & RMM_FOLIO_F_ANON_EXCLUSIVE);
		EXPECT_EQ(2, state_of(self->mm, huge).entire_mapcount);
	}
	at[0] = 2;
	EXPECT_EQ(RMM_FOLIO_F_ANON_EXCLUSIVE, state_of(self->mm, at).folio_bits & RMM_FOLIO_F_ANON_EXCLUSIVE);
	EXPECT_EQ(0, state_of(self->mm, at + PAGE).folio_bits & RMM_FOLIO_F_ANON_EXCLUSIVE);
	end_child(child);
	munmap(at, 4 * PAGE);
}

/* A translation has the state that the record of the page has. */
TEST_F(state, translations_equal_the_pages)
{
	char *at = map_huge(), *small = map_small_pages(1, RW, MAP_PRIVATE | MAP_ANONYMOUS);
	const char *const places[] = { small, at, at ? at + 300 * PAGE : NULL };
	int ring = -1;

	*small = 1;
	if (at) {
		munmap(at + 100 * PAGE, 50 * PAGE);
		ring = pin_range(at, PAGE);
	}
	for (size_t i = 0; i < ARRAY_SIZE(places); i++) {
		struct rmm_translate t;
		struct rmm_page want;

		if (!places[i])
			continue;
		want = state_of(self->mm, places[i]);
		ASSERT_NE(RMM_ABSENT_32, want.folio_bits);
		ASSERT_EQ(0, translate_address(self->mm, (uintptr_t)places[i] + 5, &t, NULL));
		EXPECT_EQ(want.folio_bits, t.folio_bits)
			TH_LOG("page %zu", i);
		EXPECT_EQ(want.pins, t.pins);
		EXPECT_EQ(want.entire_mapcount, t.entire_mapcount);
		EXPECT_EQ(want.last_cpu, t.last_cpu);
		EXPECT_EQ(want.last_pid, t.last_pid);
		EXPECT_EQ(0, t.reserved_2);
	}
	if (ring >= 0)
		close(ring);
	if (at)
		munmap(at, HUGE);
	munmap(small, PAGE);
}

/* The frames of a process have the state that its pages have. */
TEST_F(state, frames_equal_the_pages)
{
	char *at = map_huge(), *small = map_small_pages(1, RW, MAP_PRIVATE | MAP_ANONYMOUS);
	struct rmm_frame_state f;
	struct rmm_pfns arg = {
		.buf = (uintptr_t)&f, .capacity = 1, .record_size = sizeof(f),
		.attributes = RMM_FRAME_A_STATE,
	};
	int rmm = open_device(), ring = -1;

	*small = 1;
	if (at) {
		munmap(at + 100 * PAGE, 50 * PAGE);
		ring = pin_range(at, PAGE);
	}
	for (int i = 0; i < 3; i++) {
		const char *page = i ? at ? at + (i - 1) * 300 * PAGE : NULL : small;
		struct rmm_page want;

		if (!page)
			continue;
		ASSERT_EQ(0, list_pages(self->mm, (uintptr_t)page, (uintptr_t)page + PAGE,
					RMM_PAGE_A_FRAME | RMM_PAGE_A_STATE, 0, 64, 0, &pages));
		ASSERT_EQ(1, pages.count);
		want = pages.page[0];
		arg.size = sizeof(arg);
		arg.start = want.pfn;
		arg.end = want.pfn + 1;
		ASSERT_EQ(0, call_ioctl(rmm, RMM_PFNS, &arg));
		ASSERT_EQ(1, arg.count);
		EXPECT_EQ(want.pfn, f.frame.pfn);
		EXPECT_EQ(want.folio_bits, f.folio_bits)
			TH_LOG("page %d", i);
		EXPECT_EQ(want.pins, f.pins);
		EXPECT_EQ(want.entire_mapcount, f.entire_mapcount);
		EXPECT_EQ(want.last_cpu, f.last_cpu);
		EXPECT_EQ(want.last_pid, f.last_pid);
	}
	/* Without the attribute the fields are absent. */
	arg.size = sizeof(arg);
	arg.attributes = 0;
	ASSERT_EQ(0, call_ioctl(rmm, RMM_PFNS, &arg));
	EXPECT_EQ(RMM_ABSENT_32, f.folio_bits & f.pins & f.entire_mapcount & f.last_cpu & f.last_pid);
	if (ring >= 0)
		close(ring);
	if (at)
		munmap(at, HUGE);
	munmap(small, PAGE);
	close(rmm);
}

/* Reads of a page, of which each counts as an access, make it a part of the working set. */
TEST_F(state, page_that_is_read_often_is_in_the_workingset)
{
	int fd = memfd_create("often", MFD_CLOEXEC);
	struct rmm_page page;
	char *at, byte;

	if (read_text("/sys/kernel/mm/lru_gen/enabled") == NULL ||
	    strtol(read_text("/sys/kernel/mm/lru_gen/enabled"), NULL, 16) == 0)
		SKIP(return, "no MGLRU, which counts accesses");
	ASSERT_EQ(0, ftruncate(fd, PAGE));
	at = mmap(NULL, PAGE, RW, MAP_SHARED, fd, 0);
	*at = 1;
	page = state_of(self->mm, at);
	EXPECT_EQ(0, page.folio_bits & (RMM_FOLIO_F_WORKINGSET | RMM_FOLIO_F_ANON_EXCLUSIVE |
					RMM_FOLIO_F_DROPBEHIND | RMM_FOLIO_F_PARTIALLY_MAPPED));
	EXPECT_EQ(0, page.entire_mapcount);
	for (int i = 0; i < 32; i++)
		ASSERT_EQ(1, pread(fd, &byte, 1, 0));
	EXPECT_EQ(RMM_FOLIO_F_WORKINGSET, state_of(self->mm, at).folio_bits & RMM_FOLIO_F_WORKINGSET);
	munmap(at, PAGE);
	close(fd);
}

/*
 * NUMA balancing notes who has touched a page last. The page is only read: it is migrated to the node of
 * the fault and mapped read-only there, and the kernel clears the note in a write fault.
 */
TEST_F(state, last_numa_hinting_fault)
{
	const char *file = "/proc/sys/kernel/numa_balancing";
	char *text = read_text(file), *was = text ? strdup(text) : NULL, *at;
	int cpu = sched_getcpu(), other = -1, status;
	__u64 nodes = memory_nodes();
	struct rmm_page page;
	cpu_set_t here;

	for (int node = 0; node < 64; node++)
		if (nodes >> node & 1 && node != numa_node_of_cpu(cpu))
			other = node;
	NEED_NUMA_BALANCING();
	if (!was || other < 0)
		SKIP(return, "one node with memory");
	CPU_ZERO(&here);
	CPU_SET(cpu, &here);
	ASSERT_EQ(0, sched_setaffinity(0, sizeof(here), &here));
	at = map_small_pages(64, RW, MAP_PRIVATE | MAP_ANONYMOUS);
	write_pages(at, 64);
	EXPECT_EQ(RMM_ABSENT_32, state_of(self->mm, at).last_cpu);
	/* The kernel does not note faults from the node of the page. */
	for (time_t end = 0; retry_allowed(&end);) {
		void *page_at = at;

		ASSERT_EQ(0, move_pages(0, 1, &page_at, &other, &status, MPOL_MF_MOVE));
		if (status == other)
			break;
	}
	ASSERT_EQ(other, status);
	ASSERT_EQ(0, write_file(file, "1"));
	page = state_of(self->mm, at);
	for (time_t end = 0; page.last_cpu == RMM_ABSENT_32 && retry_allowed(&end);) {
		/* The kernel starts a scan each time the thread has run for about a second. */
		for (clock_t start = clock(); clock() - start < CLOCKS_PER_SEC / 4;)
			read_pages(at, 64);
		page = state_of(self->mm, at);
	}
	write_file(file, was);
	EXPECT_EQ(cpu, page.last_cpu);
	EXPECT_EQ((gettid() & 255) == 255 ? RMM_ABSENT_32 : gettid() & 255, page.last_pid);
	/* A page that could not be migrated stays writable. */
	if (page.node != other) {
		write_pages(at, 1);
		EXPECT_EQ(RMM_ABSENT_32, state_of(self->mm, at).last_cpu);
	}
	free(was);
	munmap(at, 64 * PAGE);
}

/*
 * A folio that RWF_DONTCACHE has made leaves the page cache when its writeback ends, unless it is mapped
 * or used without this flag before.
 */
TEST_F(state, folio_of_an_uncached_write_is_dropped_behind)
{
	const char *path = "/var/tmp/rmm-dropbehind";
	char byte = 1, *at;
	struct iovec whole = { .iov_len = PAGE };
	int fd = open(path, O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
	__u32 bits = 0;

	ASSERT_LE(0, fd);
	unlink(path);
	ASSERT_EQ(0, ftruncate(fd, PAGE));
	at = map_fd(fd, PAGE, MAP_SHARED);
	ASSERT_NE(MAP_FAILED, at);
	whole.iov_base = map_small_pages(1, RW, MAP_PRIVATE);
	ASSERT_NE(MAP_FAILED, whole.iov_base);
	ASSERT_EQ(1, pwrite(fd, &byte, 1, 0));
	read_pages(at, 1);
	EXPECT_EQ(0, state_of(self->mm, at).folio_bits & RMM_FOLIO_F_DROPBEHIND);
	/* The write starts the flusher, which may end the writeback before the page is mapped. */
	for (time_t end = 0; !(bits & RMM_FOLIO_F_DROPBEHIND) && retry_allowed(&end);) {
		ssize_t written;

		ASSERT_EQ(0, ftruncate(fd, 0));
		written = pwritev2(fd, &whole, 1, 0, RWF_DONTCACHE);
		if (written < 0 && errno == EOPNOTSUPP)
			SKIP(return, "no RWF_DONTCACHE on the file system of /var/tmp");
		ASSERT_EQ(PAGE, written);
		read_pages(at, 1);
		bits = state_of(self->mm, at).folio_bits;
		ASSERT_NE(RMM_ABSENT_32, bits);
	}
	EXPECT_EQ(RMM_FOLIO_F_DROPBEHIND, bits & RMM_FOLIO_F_DROPBEHIND);
	/* An ordinary write keeps the folio in the page cache. */
	ASSERT_EQ(1, pwrite(fd, &byte, 1, 0));
	EXPECT_EQ(0, state_of(self->mm, at).folio_bits & RMM_FOLIO_F_DROPBEHIND);
	munmap(at, PAGE);
	munmap(whole.iov_base, PAGE);
	close(fd);
}

TEST_F(state, hidden_from_callers_without_the_right)
{
	struct rmm_page page = { 0 };
	struct rmm_translate t;
	struct rmm_walk arg = {
		.size = sizeof(arg), .flags = RMM_WALK_PAGES, .end = RMM_ABSENT, .buf = (uintptr_t)&page,
		.capacity = 1, .record_size = sizeof(page), .attributes = RMM_PAGE_A_STATE,
		.kinds = 1 << RMM_PAGE_ANON,
	};

	ASSERT_EQ(0, call_ioctl(self->mm, RMM_WALK, &arg));
	EXPECT_NE(RMM_ABSENT_32, page.pins);
	EXPECT_NE(RMM_ABSENT_32, page.folio_bits);
	ASSERT_EQ(0, translate_address(self->mm, page.addr, &t, NULL));
	EXPECT_NE(RMM_ABSENT_32, t.pins);
	set_admin(false);
	arg.size = sizeof(arg);
	arg.start = 0;
	ASSERT_EQ(0, call_ioctl(self->mm, RMM_WALK, &arg));
	ASSERT_EQ(0, translate_address(self->mm, page.addr, &t, NULL));
	set_admin(true);
	EXPECT_EQ(RMM_ABSENT_32, t.pins & t.folio_bits & t.entire_mapcount & t.last_cpu & t.last_pid);
	EXPECT_EQ(RMM_ABSENT_32, page.pins & page.folio_bits & page.entire_mapcount & page.last_cpu &
				 page.last_pid);
}

int main(int argc, char **argv)
{
	return test_harness_run(argc, argv);
}
