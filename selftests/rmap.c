// SPDX-License-Identifier: GPL-2.0
/*
 * RMM_RMAP: the mappings of a page against kpagecount and against what the test mapped: anonymous,
 * file, shmem, hugetlb, KSM; shared address spaces; permissions and invalid arguments.
 */
#include "lib/harness.h"
#include "lib/device.h"
#include "lib/pagemap.h"
#include "lib/pages.h"
#include "lib/process.h"
#include "lib/rmap.h"
#include "lib/text.h"

#include <pthread.h>

#define MIB (1ul << 20)

static struct mapping_list list;

FIXTURE(rmap)
{
	int rmm;
};

FIXTURE_SETUP(rmap)
{
	self->rmm = open_device();
	ASSERT_LE(0, self->rmm);
}

FIXTURE_TEARDOWN(rmap)
{
	close(self->rmm);
}

/* The kernel may move a page between two calls, but not between all of them. */
#define EXPECT_MAPPINGS(addr, want) \
	do { \
		__u64 pfn = RMM_ABSENT, count = 0; \
		for (time_t end = 0; retry_allowed(&end);) { \
			pfn = pagemap_pfn(getpid(), addr); \
			if (pfn == RMM_ABSENT) \
				continue; \
			ASSERT_EQ(0, list_mappings(self->rmm, pfn, 0, MAX_MAPPINGS, 0, &list)); \
			count = read_file_entry("/proc/kpagecount", pfn); \
			if (list.count == (want) && count == (want)) \
				break; \
		} \
		ASSERT_NE(RMM_ABSENT, pfn); \
		EXPECT_EQ(RMM_RMAP_COMPLETE, list.state); \
		EXPECT_EQ(want, list.count); \
		EXPECT_EQ(want, count); \
		EXPECT_EQ(pfn, list.frame.pfn); \
		EXPECT_NE(NULL, find_mapping(&list, getpid(), (uintptr_t)(addr))); \
	} while (0)

TEST_F(rmap, anonymous_page)
{
	char *page = mmap(NULL, 16 * PAGE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	const struct rmm_mapping *m;
	pid_t child;

	ASSERT_NE(MAP_FAILED, page);
	madvise(page, 16 * PAGE, MADV_NOHUGEPAGE);
	memset(page, 1, 16 * PAGE);
	EXPECT_MAPPINGS(page + 3 * PAGE, 1);
	EXPECT_EQ(RMM_FRAME_ANON, list.frame.kind);
	m = find_mapping(&list, getpid(), (uintptr_t)page + 3 * PAGE);
	ASSERT_NE(NULL, m);
	EXPECT_EQ(RMM_LEVEL_PTE, m->level);
	EXPECT_EQ(list.frame.pfn, (m->entry & PM_FRAME & ~(PAGE - 1) & ((1ull << 52) - 1)) / PAGE);
	EXPECT_TRUE(m->entry_bits & RMM_ENTRY_F_PRESENT);
	EXPECT_TRUE(m->vma_flags & RMM_VMA_F_WRITE);
	EXPECT_LE(m->vma_start, m->addr);
	EXPECT_GT(m->vma_end, m->addr);
	child = fork_idle_child(NULL);
	EXPECT_MAPPINGS(page + 3 * PAGE, 2);
	EXPECT_NE(NULL, find_mapping(&list, child, (uintptr_t)page + 3 * PAGE));
	/* A write gives the writer a page of its own. */
	page[4 * PAGE] = 2;
	EXPECT_MAPPINGS(page + 4 * PAGE, 1);
	/*
	 * The VMA that was split, moved and partly unmapped is another one, the page is the same.
	 */
	ASSERT_EQ(0, mprotect(page + 5 * PAGE, PAGE, PROT_READ));
	EXPECT_MAPPINGS(page + 5 * PAGE, 2);
	ASSERT_EQ(page + 12 * PAGE, mremap(page + 5 * PAGE, PAGE, PAGE,
					    MREMAP_MAYMOVE | MREMAP_FIXED, page + 12 * PAGE));
	EXPECT_MAPPINGS(page + 12 * PAGE, 2);
	EXPECT_NE(NULL, find_mapping(&list, child, (uintptr_t)page + 5 * PAGE));
	end_child(child);
	EXPECT_MAPPINGS(page + 12 * PAGE, 1);
	munmap(page, 16 * PAGE);
}

TEST_F(rmap, huge_page_and_its_parts)
{
	char *area = mmap(NULL, 4 * MIB, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	char *huge = (char *)(((uintptr_t)area + 2 * MIB - 1) & ~(2 * MIB - 1));
	pid_t child;

	NEED_FEATURE(THP);
	madvise(huge, 2 * MIB, MADV_HUGEPAGE);
	memset(huge, 1, 2 * MIB);
	EXPECT_MAPPINGS(huge + 5 * PAGE, 1);
	if (list.frame.order != 9)
		SKIP(return, "no huge page was given");
	EXPECT_EQ(RMM_LEVEL_PMD, list.mapping[0].level);
	EXPECT_EQ(list.frame.folio_pfn + 5, list.frame.pfn);
	child = fork_idle_child(NULL);
	EXPECT_MAPPINGS(huge + 5 * PAGE, 2);
	/* The huge page is mapped by entries of both levels. */
	ASSERT_EQ(0, mprotect(huge + PAGE, PAGE, PROT_READ));
	EXPECT_MAPPINGS(huge + 5 * PAGE, 2);
	EXPECT_NE(find_mapping(&list, getpid(), (uintptr_t)huge + 5 * PAGE)->level,
		  find_mapping(&list, child, (uintptr_t)huge + 5 * PAGE)->level);
	ASSERT_EQ(0, munmap(huge + 7 * PAGE, PAGE));
	EXPECT_MAPPINGS(huge + 6 * PAGE, 2);
	end_child(child);
	munmap(area, 4 * MIB);
}

static void shared_places(struct __test_metadata *_metadata, int rmm, int fd, size_t size, int kind)
{
	struct { int rmm; } this = { rmm }, *self = &this;
	char *first = mmap(NULL, 2 * size, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0), *second, *part;
	__u64 count = 0;
	pid_t child;

	ASSERT_NE(MAP_FAILED, first);
	memset(first, 7, 2 * size);
	second = mmap(NULL, 2 * size, PROT_READ, MAP_SHARED, fd, 0);
	part = mmap(NULL, size, PROT_READ, MAP_PRIVATE, fd, size);
	ASSERT_NE(MAP_FAILED, part);
	EXPECT_EQ(7, *(volatile char *)(second + size) & *(volatile char *)part);
	EXPECT_MAPPINGS(first + size, 3);
	EXPECT_EQ(kind, list.frame.kind);
	EXPECT_NE(NULL, find_mapping(&list, getpid(), (uintptr_t)second + size));
	EXPECT_NE(NULL, find_mapping(&list, getpid(), (uintptr_t)part));
	child = fork_idle_child(NULL);
	/* fork does not copy entries of files: only pages that the child touched are mapped. */
	for (time_t end = 0; retry_allowed(&end);) {
		__u64 pfn = pagemap_pfn(getpid(), first + size);

		ASSERT_EQ(0, list_mappings(rmm, pfn, 0, MAX_MAPPINGS, 0, &list));
		count = read_file_entry("/proc/kpagecount", pfn);
		if (list.count == count)
			break;
	}
	EXPECT_EQ(count, list.count);
	end_child(child);
	munmap(part, size);
	munmap(second, 2 * size);
	EXPECT_MAPPINGS(first + size, 1);
	munmap(first, 2 * size);
}

TEST_F(rmap, shmem_page)
{
	int fd = memfd_create("rmap", MFD_CLOEXEC);

	ASSERT_EQ(0, ftruncate(fd, 2 * PAGE));
	shared_places(_metadata, self->rmm, fd, PAGE, RMM_FRAME_SHMEM);
	close(fd);
}

TEST_F(rmap, file_page)
{
	char path[] = "/root/rmap-XXXXXX";
	int fd = mkstemp(path);

	ASSERT_LE(0, fd);
	unlink(path);
	ASSERT_EQ(0, ftruncate(fd, 2 * PAGE));
	shared_places(_metadata, self->rmm, fd, PAGE, RMM_FRAME_FILE);
	close(fd);
}

/* Writes a number to a file; returns the previous one. */
static long exchange_number(const char *path, long number)
{
	char *text = read_text("%s", path);
	long was = text ? atol(text) : -1;
	FILE *file = fopen(path, "w");

	if (file) {
		fprintf(file, "%ld", number);
		fclose(file);
	}
	return file ? was : -1;
}

TEST_F(rmap, hugetlb_page)
{
	const char *pool = "/proc/sys/vm/nr_hugepages";
	int fd = memfd_create("rmap", MFD_CLOEXEC | MFD_HUGETLB);
	long was = exchange_number(pool, 16);
	char *page;

	ASSERT_EQ(0, ftruncate(fd, 4 * MIB));
	page = mmap(NULL, 4 * MIB, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
	if (page == MAP_FAILED)
		SKIP(return, "no huge pages");
	munmap(page, 4 * MIB);
	shared_places(_metadata, self->rmm, fd, 2 * MIB, RMM_FRAME_HUGETLB);
	close(fd);
	page = mmap(NULL, 2 * MIB, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_HUGETLB,
		    -1, 0);
	ASSERT_NE(MAP_FAILED, page);
	memset(page, 1, 2 * MIB);
	EXPECT_MAPPINGS(page + 9 * PAGE, 1);
	EXPECT_EQ(RMM_LEVEL_PMD, list.mapping[0].level);
	munmap(page, 2 * MIB);
	exchange_number(pool, was);
}

/* Every process that shares an address space has a record, its threads have none. */
static char stack[65536];

static int wait_here(void *arg)
{
	char byte;

	return read(*(int *)arg, &byte, 1);
}

static void *wait_there(void *arg)
{
	wait_here(arg);
	return NULL;
}

TEST_F(rmap, one_address_space_of_two_processes)
{
	char *page = mmap(NULL, PAGE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	pthread_t thread;
	int wait[2];
	pid_t pid;

	*page = 1;
	ASSERT_EQ(0, pipe(wait));
	ASSERT_EQ(0, pthread_create(&thread, NULL, wait_there, &wait[0]));
	pid = clone(wait_here, stack + sizeof(stack), CLONE_VM | SIGCHLD, &wait[0]);
	ASSERT_LT(0, pid);
	for (__u32 capacity = 1; capacity < 4; capacity++) {
		ASSERT_EQ(0, list_mappings(self->rmm, pagemap_pfn(getpid(), page), 0, capacity, 0, &list));
		EXPECT_EQ(2, list.count);
		EXPECT_EQ(1, list.frame.mapcount);
		EXPECT_NE(NULL, find_mapping(&list, getpid(), (uintptr_t)page));
		EXPECT_NE(NULL, find_mapping(&list, pid, (uintptr_t)page));
	}
	ASSERT_EQ(2, write(wait[1], "ab", 2));
	pthread_join(thread, NULL);
	waitpid(pid, NULL, 0);
	munmap(page, PAGE);
}

TEST_F(rmap, mappings_by_address)
{
	char *page = mmap(NULL, 4 * PAGE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	int mm = open_space(0);

	page[0] = 1;
	(void)*(volatile char *)(page + PAGE);
	ASSERT_EQ(0, list_mappings(mm, 0, (uintptr_t)page + 5, 16, 0, &list));
	EXPECT_EQ(RMM_RMAP_COMPLETE, list.state);
	EXPECT_EQ(pagemap_pfn(getpid(), page), list.pfn);
	EXPECT_EQ(1, list.count);
	EXPECT_NE(NULL, find_mapping(&list, getpid(), (uintptr_t)page));
	/*
	 * The zero page has no reverse map, which the state reports; an unmapped address has no
	 * page.
	 */
	ASSERT_EQ(0, list_mappings(mm, 0, (uintptr_t)page + PAGE, 16, 0, &list));
	EXPECT_EQ(RMM_RMAP_UNTRACKED, list.state);
	EXPECT_EQ(RMM_FRAME_ZERO, list.frame.kind);
	EXPECT_EQ(0, list.count);
	ASSERT_EQ(0, list_mappings(mm, 0, (uintptr_t)page + 2 * PAGE, 16, 0, &list));
	EXPECT_EQ(RMM_RMAP_NO_FRAME, list.state);
	EXPECT_EQ(RMM_ABSENT, list.pfn);
	munmap(page, 4 * PAGE);
	ASSERT_EQ(0, list_mappings(mm, 0, (uintptr_t)page, 16, 0, &list));
	EXPECT_EQ(RMM_RMAP_NO_FRAME, list.state);
	close(mm);
}

TEST_F(rmap, merged_pages_by_forward_search)
{
	char *area = mmap(NULL, 64 * PAGE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	long was = exchange_number("/sys/kernel/mm/ksm/run", 1);
	__u64 pfn = 0, count = 0;
	time_t end = 0;
	int merged = 0;

	if (was < 0)
		SKIP(return, "no KSM");
	madvise(area, 64 * PAGE, MADV_NOHUGEPAGE);
	memset(area, 0x5a, 64 * PAGE);
	ASSERT_EQ(0, madvise(area, 64 * PAGE, MADV_MERGEABLE));
	while (!merged && retry_allowed(&end)) {
		merged = 1;
		for (int j = 0; j < 64; j++)
			merged &= read_file_entry("/proc/kpageflags", pagemap_pfn(getpid(), area + j * PAGE)) >>
				  KPF_KSM & 1;
	}
	if (!merged)
		SKIP(return, "nothing was merged");
	for (end = 0; retry_allowed(&end);) {
		pfn = pagemap_pfn(getpid(), area + 10 * PAGE);
		ASSERT_EQ(0, list_mappings(self->rmm, pfn, 0, 7, 0, &list));
		count = read_file_entry("/proc/kpagecount", pfn);
		if (list.count == count && list.state == RMM_RMAP_COMPLETE)
			break;
	}
	EXPECT_EQ(RMM_RMAP_COMPLETE, list.state);
	EXPECT_TRUE(list.bits & RMM_RMAP_F_FORWARD);
	EXPECT_EQ(RMM_FRAME_KSM, list.frame.kind);
	EXPECT_EQ(count, list.count);
	EXPECT_NE(NULL, find_mapping(&list, getpid(), (uintptr_t)area + 10 * PAGE));
	exchange_number("/sys/kernel/mm/ksm/run", was);
	munmap(area, 64 * PAGE);
}

TEST_F(rmap, invalid_arguments_are_refused)
{
	struct rmm_mapping buf[4];
	const struct rmm_rmap good = {
		.size = sizeof(good), .buf = (uintptr_t)buf, .capacity = 4, .record_size = sizeof(buf[0]),
		.pfn = 1,
	};
	struct rmm_rmap arg;
	int mm = open_space(0);
	pid_t pid;

#define EXPECT_ERROR(error, fd, ...) \
	do { \
		arg = good; \
		__VA_ARGS__; \
		EXPECT_EQ(error, call_ioctl(fd, RMM_RMAP, &arg)); \
	} while (0)
	EXPECT_ERROR(-EINVAL, self->rmm, arg.flags = 1);
	EXPECT_ERROR(-EINVAL, self->rmm, arg.reserved = 1);
	EXPECT_ERROR(-EINVAL, self->rmm, arg.address = PAGE);
	EXPECT_ERROR(-EINVAL, self->rmm, arg.pfn = 1ull << 52);
	EXPECT_ERROR(-EINVAL, self->rmm, arg.pfn = RMM_ABSENT);
	EXPECT_ERROR(-EINVAL, self->rmm, arg.capacity = 0);
	EXPECT_ERROR(-EINVAL, self->rmm, arg.record_size = 0);
	EXPECT_ERROR(-EINVAL, self->rmm, arg.record_size = 4);
	EXPECT_ERROR(-EINVAL, self->rmm, arg.cursor[0] = 16);
	EXPECT_ERROR(-EINVAL, self->rmm, arg.cursor[0] = 2);
	EXPECT_ERROR(-EINVAL, self->rmm, arg.cursor[3] = 1);
	EXPECT_ERROR(-EINVAL, self->rmm, arg.cursor[0] = 1; arg.cursor[5] = 1ull << 31);
	EXPECT_ERROR(-EINVAL, self->rmm, arg.size = 4);
	EXPECT_ERROR(-E2BIG, self->rmm, arg.size = 8192);
	EXPECT_ERROR(-EINVAL, mm, arg.address = user_space_end());
	EXPECT_ERROR(-EINVAL, mm, arg.address = 0xffffffff81000000);
	EXPECT_ERROR(-EINVAL, mm, arg.address = RMM_ABSENT);
	EXPECT_EQ(-EFAULT, call_ioctl(self->rmm, RMM_RMAP, (void *)8));
	EXPECT_ERROR(-EFAULT, mm, arg.address = (uintptr_t)buf; arg.buf = 8);
	EXPECT_ERROR(0, self->rmm, arg.pfn = (1ull << 52) - 1);
	EXPECT_EQ(RMM_RMAP_NO_PAGE, arg.state);
	EXPECT_EQ(RMM_FRAME_HOLE, arg.frame.kind);
	/* An invented cursor does no harm. */
	for (int i = 0; i < 200; i++) {
		EXPECT_ERROR(0, self->rmm, arg.pfn = pagemap_pfn(getpid(), buf);
			     arg.cursor[0] = 1 + 2 * (i % 8);
			     for (int j = 1; j < 7; j++) arg.cursor[j] = (__u64)random() << (j != 5 ? 33 : 0);
			     );
	}
	pid = fork_idle_child(NULL);
	close(mm);
	mm = open_space(pid);
	EXPECT_ERROR(0, mm, arg.address = (uintptr_t)&list);
	end_child(pid);
	EXPECT_ERROR(-ESRCH, mm, arg.address = (uintptr_t)&list);
	close(mm);
}

TEST_F(rmap, frames_need_cap_sys_admin)
{
	struct rmm_mapping buf[4];
	struct rmm_rmap arg = {
		.size = sizeof(arg), .buf = (uintptr_t)buf, .capacity = 4, .record_size = sizeof(buf[0]),
	};
	int mm = open_space(0), without;

	arg.pfn = pagemap_pfn(getpid(), buf);
	ASSERT_EQ(0, set_admin(false));
	EXPECT_EQ(-EPERM, call_ioctl(self->rmm, RMM_RMAP, &arg));
	arg.address = (uintptr_t)buf;
	EXPECT_EQ(-EPERM, call_ioctl(mm, RMM_RMAP, &arg));
	without = open_space(0);
	ASSERT_LE(0, without);
	ASSERT_EQ(0, set_admin(true));
	EXPECT_EQ(-EPERM, call_ioctl(without, RMM_RMAP, &arg));
	EXPECT_EQ(0, call_ioctl(mm, RMM_RMAP, &arg));
	if (fork_as_nobody()) {
		EXPECT_EQ(-EPERM, call_ioctl(mm, RMM_RMAP, &arg));
		arg.address = 0;
		EXPECT_EQ(-EPERM, call_ioctl(self->rmm, RMM_RMAP, &arg));
		_exit(0);
	}
	close(mm);
	close(without);
}

TEST(text_without_a_request_says_how_to_write_one)
{
	const char *usage =
		"\n# Write pfn FRAME, ADDRESS or PID ADDRESS to this open file, then read the answer from it.\n";
	char text[PAGE] = "";
	int fd = open("/proc/rmm/rmap", O_RDWR | O_CLOEXEC);

	ASSERT_LE(0, fd);
	ASSERT_LT(0, read(fd, text, sizeof(text) - 1));
	EXPECT_NE(NULL, strstr(text, usage))
		TH_LOG("%s", text);
	ASSERT_EQ(5, write(fd, "pfn 0", 5));
	ASSERT_LT(0, read(fd, text, sizeof(text) - 1));
	EXPECT_EQ(NULL, strstr(text, usage));
	EXPECT_NE(NULL, strstr(text, "\npage "));
	close(fd);
}

TEST_HARNESS_MAIN
