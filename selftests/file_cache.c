// SPDX-License-Identifier: GPL-2.0
/*
 * RMM_FILE: the page cache of a file equals cachestat(2), mincore(2), move_pages(2) and
 * /proc/kpageflags; on a disk, in shmem and hugetlbfs; portions, rights, invalid arguments.
 */
#include "lib/harness.h"
#include "lib/device.h"
#include "lib/memory.h"
#include "lib/pagemap.h"
#include "lib/pages.h"
#include "lib/process.h"
#include "lib/text.h"

#include <sys/swap.h>

#ifndef SYS_cachestat
#define SYS_cachestat 451
#endif

#define PATH "/var/tmp/rmm-file-cache"
#define PAGES 3000ul
#define MAX_RECORDS 1024
#define NODES 64

struct cachestat_counts {
	__u64 cache, dirty, writeback, evicted, recently_evicted;
};

/* Sums over the records of all calls. */
struct cache_sums {
	struct rmm_file_cache all;
	__u64 shadows, swapped, swap_errors, folios, node[NODES], order[64], cached;
	int calls;
	struct rmm_cost cost;
};

static struct rmm_file_cache records[MAX_RECORDS];
static struct cache_sums sums;

static struct rmm_file argument(int fd)
{
	return (struct rmm_file){
		.size = sizeof(struct rmm_file), .end = RMM_ABSENT, .buf = (uintptr_t)records,
		.capacity = MAX_RECORDS, .record_size = sizeof(records[0]), .fd = fd,
	};
}

/* Adds up the records of a range, in portions of @capacity records and @budget_us each. */
static int read_cache(int rmm, int fd, __u64 start, __u64 end, __u32 capacity, __u64 budget_us)
{
	struct rmm_file arg = argument(fd);

	memset(&sums, 0, sizeof(sums));
	arg.start = start;
	arg.end = end;
	arg.capacity = capacity;
	arg.budget_us = budget_us;
	do {
		int error = call_ioctl(rmm, RMM_FILE, &arg);

		if (error)
			return error;
		if (arg.next <= arg.start)
			return -EPROTO;
		if (!sums.calls++)
			sums.cached = arg.cached_pages;
		sums.cost.entries += arg.cost.entries;
		sums.cost.elapsed_ns += arg.cost.elapsed_ns;
		for (__u32 i = 0; i < arg.count; i++) {
			const struct rmm_file_cache *r = &records[i];

			if (r->kind != RMM_CACHE_FOLIO) {
				if (r->node != -1 || r->clean_pages || r->mapped_pages)
					return -EPROTO;
				*(r->kind == RMM_CACHE_SHADOW ? &sums.shadows :
				  r->kind == RMM_CACHE_SWAP ? &sums.swapped : &sums.swap_errors) += r->pages;
				continue;
			}
			if (r->node < 0 || r->node >= NODES || r->order >= 64)
				return -EPROTO;
			sums.folios += r->entries;
			sums.node[r->node] += r->pages;
			sums.order[r->order] += r->pages;
			sums.all.pages += r->pages;
			sums.all.mapped_pages += r->mapped_pages;
			sums.all.dirty_pages += r->dirty_pages;
			sums.all.writeback_pages += r->writeback_pages;
			/* Once absent, the sum stays so, as in the libraries. */
			if (__builtin_add_overflow(sums.all.clean_pages, r->clean_pages, &sums.all.clean_pages))
				sums.all.clean_pages = RMM_ABSENT;
			sums.all.active_pages += r->active_pages;
			sums.all.inactive_pages += r->inactive_pages;
			sums.all.unevictable_pages += r->unevictable_pages;
			for (int age = 0; age < 4; age++)
				sums.all.gen_pages[age] += r->gen_pages[age];
		}
		arg.start = arg.next;
	} while (arg.next != end);
	return 0;
}

static int cachestat_of(int fd, __u64 start, __u64 length, struct cachestat_counts *counts)
{
	__u64 range[2] = { start, length };

	return syscall(SYS_cachestat, fd, range, counts, 0) ? -errno : 0;
}

static bool equals_cachestat(const struct cachestat_counts *counts)
{
	return sums.all.pages == counts->cache && sums.all.dirty_pages == counts->dirty &&
	       sums.all.writeback_pages == counts->writeback &&
	       sums.shadows + sums.swapped == counts->evicted;
}

/* Compares with cachestat(2) until its numbers before and after are equal to those of the call. */
static void compare_with_cachestat(struct __test_metadata *_metadata, int rmm, int fd, __u64 start, __u64 length)
{
	struct cachestat_counts before, after;

	for (time_t end = 0; retry_allowed(&end);) {
		ASSERT_EQ(0, cachestat_of(fd, start, length, &before));
		ASSERT_EQ(0, read_cache(rmm, fd, start, length ? start + length : RMM_ABSENT, MAX_RECORDS, 0));
		ASSERT_EQ(0, cachestat_of(fd, start, length, &after));
		if (!memcmp(&before, &after, sizeof(before)) && equals_cachestat(&after))
			break;
	}
	EXPECT_EQ(after.cache, sums.all.pages);
	EXPECT_EQ(after.dirty, sums.all.dirty_pages);
	EXPECT_EQ(after.writeback, sums.all.writeback_pages);
	EXPECT_EQ(after.evicted, sums.shadows + sums.swapped);
}

FIXTURE(file_cache)
{
	int rmm, fd;
};

static void write_file_pages(int fd, unsigned long first, unsigned long pages)
{
	static char page[PAGE] = "rmm";

	for (unsigned long at = first; at < first + pages; at++)
		if (pwrite(fd, page, PAGE, at * PAGE) != PAGE)
			break;
}

FIXTURE_SETUP(file_cache)
{
	self->rmm = open_device();
	ASSERT_LE(0, self->rmm);
	unlink(PATH);
	self->fd = open(PATH, O_RDWR | O_CREAT | O_CLOEXEC, 0644);
	ASSERT_LE(0, self->fd);
	write_file_pages(self->fd, 0, PAGES);
}

FIXTURE_TEARDOWN(file_cache)
{
	close(self->fd);
	close(self->rmm);
	unlink(PATH);
}

/* The debug kernel is built without the system call. */
static bool has_cachestat(int fd)
{
	struct cachestat_counts counts;

	return cachestat_of(fd, 0, 0, &counts) != -ENOSYS;
}

TEST_F(file_cache, counts_equal_cachestat)
{
	if (!has_cachestat(self->fd))
		SKIP(return, "no cachestat(2)");
	compare_with_cachestat(_metadata, self->rmm, self->fd, 0, 0);
	EXPECT_EQ(PAGES, sums.all.pages);
	EXPECT_EQ(PAGES, sums.cached);
	ASSERT_EQ(0, fsync(self->fd));
	compare_with_cachestat(_metadata, self->rmm, self->fd, 0, 0);
	TH_LOG("after fsync: %llu folios of %llu pages, %llu dirty, %llu active, %llu inactive",
	       sums.folios, sums.all.pages, sums.all.dirty_pages, sums.all.active_pages,
	       sums.all.inactive_pages);
	write_file_pages(self->fd, 100, 50);
	compare_with_cachestat(_metadata, self->rmm, self->fd, 0, 0);
	/* Parts of the file, also of a folio. */
	for (unsigned long at = 90; at < 150; at += 7)
		compare_with_cachestat(_metadata, self->rmm, self->fd, at * PAGE + 5, 11 * PAGE);
	EXPECT_EQ(sums.all.pages, sums.all.clean_pages + sums.all.dirty_pages + sums.all.writeback_pages);
}

/* Fields that cachestat(2) lacks, by the frames of a mapping of the whole file. */
TEST_F(file_cache, nodes_and_lists_equal_those_of_the_frames)
{
	char *map = mmap(NULL, PAGES * PAGE, PROT_READ, MAP_SHARED, self->fd, 0);
	int flags = open("/proc/kpageflags", O_RDONLY | O_CLOEXEC);
	static unsigned char in_core[PAGES];
	static int status[PAGES];
	static void *address[PAGES];
	bool same = false;
	char what[256];

	ASSERT_NE(MAP_FAILED, map);
	ASSERT_LE(0, flags);
	ASSERT_EQ(0, fsync(self->fd));
	for (time_t end = 0; !same && retry_allowed(&end);) {
		__u64 node[NODES] = { 0 }, resident = 0, unevictable = 0, on_list = 0;

		read_pages(map, PAGES);
		for (unsigned long i = 0; i < PAGES; i++)
			address[i] = map + i * PAGE;
		ASSERT_EQ(0, syscall(SYS_move_pages, 0, PAGES, address, NULL, status, 0));
		ASSERT_EQ(0, mincore(map, PAGES * PAGE, in_core));
		for (unsigned long i = 0; i < PAGES; i++) {
			__u64 kpf = read_entry(flags, pagemap_pfn(getpid(), address[i]));

			resident += in_core[i] & 1;
			on_list += kpf >> KPF_LRU & 1;
			unevictable += (kpf >> KPF_LRU & 1) && (kpf >> KPF_UNEVICTABLE & 1);
			if (status[i] >= 0 && status[i] < NODES)
				node[status[i]]++;
		}
		ASSERT_EQ(0, read_cache(self->rmm, self->fd, 0, PAGES * PAGE, MAX_RECORDS, 0));
		same = !memcmp(node, sums.node, sizeof(node)) && resident == sums.all.pages &&
		       sums.all.mapped_pages == PAGES && unevictable == sums.all.unevictable_pages &&
		       on_list - unevictable == sums.all.active_pages + sums.all.inactive_pages;
		snprintf(what, sizeof(what),
			 "node 0 %llu %llu, resident %llu %llu, mapped %lu %llu, on lists %llu %llu+%llu+%llu",
			 node[0], sums.node[0], resident, sums.all.pages, PAGES, sums.all.mapped_pages,
			 on_list, sums.all.active_pages, sums.all.inactive_pages,
			 sums.all.unevictable_pages);
	}
	EXPECT_TRUE(same)
		TH_LOG("expected, found: %s", what);
	munmap(map, PAGES * PAGE);
	/* Without a mapping. */
	ASSERT_EQ(0, read_cache(self->rmm, self->fd, 0, RMM_ABSENT, MAX_RECORDS, 0));
	EXPECT_EQ(0, sums.all.mapped_pages);
	close(flags);
}

TEST_F(file_cache, evicted_pages_leave_shadows)
{
	struct cachestat_counts counts;
	char *map = mmap(NULL, PAGES * PAGE, PROT_READ, MAP_SHARED, self->fd, 0);

	if (!has_cachestat(self->fd))
		SKIP(return, "no cachestat(2)");
	ASSERT_NE(MAP_FAILED, map);
	ASSERT_EQ(0, fsync(self->fd));
	/* Reclaim passes over pages that others hold for a moment. */
	for (time_t end = 0; retry_allowed(&end);) {
		read_pages(map, PAGES / 2);
		madvise(map, PAGES / 2 * PAGE, MADV_PAGEOUT);
		ASSERT_EQ(0, cachestat_of(self->fd, 0, 0, &counts));
		if (counts.evicted)
			break;
	}
	ASSERT_LT(0, counts.evicted);
	compare_with_cachestat(_metadata, self->rmm, self->fd, 0, 0);
	EXPECT_LT(0, sums.shadows);
	EXPECT_EQ(0, sums.swapped);
	TH_LOG("%llu shadows", sums.shadows);
	munmap(map, PAGES * PAGE);
}

TEST_F(file_cache, portions_add_up)
{
	struct cache_sums whole;

	ASSERT_EQ(0, fsync(self->fd));
	for (time_t end = 0; retry_allowed(&end);) {
		ASSERT_EQ(0, read_cache(self->rmm, self->fd, 0, RMM_ABSENT, MAX_RECORDS, 0));
		whole = sums;
		ASSERT_EQ(0, read_cache(self->rmm, self->fd, 0, RMM_ABSENT, 1, 0));
		if (!memcmp(&whole.all, &sums.all, sizeof(whole.all)))
			break;
	}
	EXPECT_EQ(whole.folios, sums.folios);
	EXPECT_EQ(whole.all.pages, sums.all.pages);
	EXPECT_EQ(0, memcmp(whole.node, sums.node, sizeof(sums.node)));
	EXPECT_EQ(0, memcmp(whole.order, sums.order, sizeof(sums.order)));
	ASSERT_EQ(0, read_cache(self->rmm, self->fd, 0, RMM_ABSENT, MAX_RECORDS, 1));
	EXPECT_EQ(whole.all.pages, sums.all.pages);
	EXPECT_LE(whole.folios / 64, sums.calls);
	/* A huge hole costs nothing. */
	ASSERT_EQ(0, ftruncate(self->fd, 1l << 43));
	write_file_pages(self->fd, (1ul << 31) - 1, 1);
	ASSERT_EQ(0, read_cache(self->rmm, self->fd, 0, RMM_ABSENT, MAX_RECORDS, 0));
	EXPECT_EQ(1, sums.calls);
	EXPECT_EQ(PAGES + 1, sums.all.pages);
	EXPECT_EQ(sums.cost.entries, sums.folios + sums.shadows);
	TH_LOG("8 TiB in %llu entries and %llu us", sums.cost.entries, sums.cost.elapsed_ns / 1000);
}

TEST_F(file_cache, shmem_has_swap_slots)
{
	int shmem = memfd_create("rmm", 0);
	bool mine = false;
	char *map, *swaps = read_text("/proc/swaps");
	struct cachestat_counts counts;

	if (!has_cachestat(self->fd))
		SKIP(return, "no cachestat(2)");
	ASSERT_LE(0, shmem);
	if (!swaps || !strchr(swaps, '\n') || !strchr(swaps, '\n')[1]) {
		mine = !system("modprobe -q zram; echo 1 >/sys/block/zram0/reset; "
			       "echo 256M >/sys/block/zram0/disksize && "
			       "mkswap /dev/zram0 >/dev/null 2>&1 && swapon /dev/zram0");
		if (!mine)
			SKIP(return, "no zram");
	}
	ASSERT_EQ(0, ftruncate(shmem, PAGES * PAGE));
	map = map_fd(shmem, PAGES * PAGE, MAP_SHARED);
	ASSERT_NE(MAP_FAILED, map);
	write_pages(map, PAGES);
	compare_with_cachestat(_metadata, self->rmm, shmem, 0, 0);
	EXPECT_EQ(PAGES, sums.all.pages);
	EXPECT_EQ(PAGES, sums.all.mapped_pages);
	/* No page is tagged as dirty, and none is clean: reclaim swaps all of them. */
	EXPECT_EQ(0, sums.all.dirty_pages);
	EXPECT_EQ(RMM_ABSENT, sums.all.clean_pages);
	for (time_t end = 0; retry_allowed(&end);) {
		madvise(map, PAGES / 2 * PAGE, MADV_PAGEOUT);
		ASSERT_EQ(0, cachestat_of(shmem, 0, 0, &counts));
		if (counts.evicted)
			break;
	}
	ASSERT_LT(0, counts.evicted);
	compare_with_cachestat(_metadata, self->rmm, shmem, 0, 0);
	EXPECT_LT(0, sums.swapped);
	EXPECT_EQ(0, sums.shadows);
	EXPECT_EQ(0, sums.swap_errors);
	EXPECT_EQ(PAGES, sums.all.pages + sums.swapped);
	munmap(map, PAGES * PAGE);
	close(shmem);
	if (mine && (swapoff("/dev/zram0") || system("echo 1 >/sys/block/zram0/reset")))
		perror("zram0");
}

TEST_F(file_cache, hugetlb_files_have_huge_folios)
{
	int fd = memfd_create("rmm", MFD_HUGETLB | MAP_HUGE_2MB);
	const size_t size = 4ul << 20;
	const char *pool = "/sys/kernel/mm/hugepages/hugepages-2048kB/nr_hugepages";
	char *was = read_text(pool), before[16], more[16];
	char *map;

	if (fd < 0 || !was)
		SKIP(return, "no hugetlb");
	snprintf(before, sizeof(before), "%d", atoi(was));
	snprintf(more, sizeof(more), "%d", atoi(was) + 2);
	if (write_file(pool, more) || ftruncate(fd, size))
		SKIP(return, "no huge pages");
	map = mmap(NULL, size, RW, MAP_SHARED | MAP_POPULATE, fd, 0);
	if (map == MAP_FAILED) {
		write_file(pool, before);
		SKIP(return, "no huge pages");
	}
	touch_range(map, size);
	ASSERT_EQ(0, read_cache(self->rmm, fd, 0, RMM_ABSENT, MAX_RECORDS, 0));
	EXPECT_EQ(2, sums.folios);
	EXPECT_EQ(1024, sums.all.pages);
	EXPECT_EQ(1024, sums.order[9]);
	EXPECT_EQ(1024, sums.all.mapped_pages);
	EXPECT_EQ(0, sums.all.active_pages + sums.all.inactive_pages);
	EXPECT_EQ(RMM_ABSENT, sums.all.clean_pages);
	munmap(map, size);
	close(fd);
	EXPECT_EQ(0, write_file(pool, before));
}

TEST_F(file_cache, other_descriptors_are_refused)
{
	struct rmm_file arg;
	int ends[2], path, closed, directory;

	ASSERT_EQ(0, pipe(ends));
	path = open(PATH, O_PATH | O_CLOEXEC);
	directory = open("/", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	closed = dup(ends[0]);
	close(closed);
#define EXPECT_RESULT(result, fd, ...) \
	do { \
		arg = argument(fd); \
		__VA_ARGS__; \
		EXPECT_EQ(result, call_ioctl(self->rmm, RMM_FILE, &arg)); \
	} while (0)
	EXPECT_RESULT(-EOPNOTSUPP, ends[0], );
	EXPECT_RESULT(-EOPNOTSUPP, self->rmm, );
	EXPECT_RESULT(-EBADF, closed, );
	EXPECT_RESULT(-EBADF, -1, );
	EXPECT_RESULT(-EBADF, path, );
	EXPECT_RESULT(0, directory, );
	EXPECT_RESULT(-EINVAL, self->fd, arg.flags = 1);
	EXPECT_RESULT(-EINVAL, self->fd, arg.start = arg.end = PAGE);
	EXPECT_RESULT(-EINVAL, self->fd, arg.start = RMM_ABSENT);
	EXPECT_RESULT(-EINVAL, self->fd, arg.capacity = 0);
	EXPECT_RESULT(-EINVAL, self->fd, arg.record_size = 4);
	EXPECT_RESULT(-EFAULT, self->fd, arg.buf = 8);
	/* Part of one page is that page. */
	EXPECT_RESULT(0, self->fd, arg.start = PAGE + 1; arg.end = PAGE + 2);
	EXPECT_EQ(1, records[0].pages);
	EXPECT_EQ(PAGE + 2, arg.next);
	close(ends[0]);
	close(ends[1]);
	close(path);
	close(directory);
}

TEST_F(file_cache, rights_are_those_of_cachestat)
{
	struct cachestat_counts counts;
	struct rmm_file arg;
	int readable = open(PATH, O_RDONLY | O_CLOEXEC);

	if (!has_cachestat(self->fd))
		SKIP(return, "no cachestat(2)");
	ASSERT_LE(0, readable);
	if (fork_as_nobody()) {
		int own = memfd_create("own", 0);

		arg = argument(readable);
		EXPECT_EQ(-EPERM, cachestat_of(readable, 0, 0, &counts));
		EXPECT_EQ(-EPERM, call_ioctl(self->rmm, RMM_FILE, &arg));
		/* Opened for writing, and the caller's own. */
		arg = argument(self->fd);
		EXPECT_EQ(0, cachestat_of(self->fd, 0, 0, &counts));
		EXPECT_EQ(0, call_ioctl(self->rmm, RMM_FILE, &arg));
		arg = argument(own);
		EXPECT_EQ(0, cachestat_of(own, 0, 0, &counts));
		EXPECT_EQ(0, call_ioctl(self->rmm, RMM_FILE, &arg));
		_exit(0);
	}
	EXPECT_EQ(0, fchmod(self->fd, 0646));
	if (fork_as_nobody()) {
		arg = argument(readable);
		EXPECT_EQ(0, cachestat_of(readable, 0, 0, &counts));
		EXPECT_EQ(0, call_ioctl(self->rmm, RMM_FILE, &arg));
		_exit(0);
	}
	arg = argument(readable);
	EXPECT_EQ(0, call_ioctl(self->rmm, RMM_FILE, &arg));
	close(readable);
}

TEST_HARNESS_MAIN
