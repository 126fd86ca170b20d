// SPDX-License-Identifier: GPL-2.0
/*
 * RMM_WALK with the extents product as a call: invalid arguments, permissions, and the test's own
 * memory under userfaultfd, compared with PAGEMAP_SCAN.
 */
#include "lib/harness.h"
#include "lib/device.h"
#include "lib/extents.h"
#include "lib/pagemap.h"
#include "lib/process.h"
#include "lib/zoo.h"

#include <linux/fs.h>
#include <linux/userfaultfd.h>

FIXTURE(call)
{
	int mm;
	struct rmm_extent buf[64];
	struct rmm_walk arg;
};

FIXTURE_SETUP(call)
{
	self->mm = open_space(zoo.pid);
	ASSERT_LE(0, self->mm);
	self->arg = (struct rmm_walk){
		.size = sizeof(self->arg), .flags = RMM_WALK_EXTENTS, .end = RMM_ABSENT,
		.buf = (uintptr_t)self->buf, .capacity = ARRAY_SIZE(self->buf),
		.record_size = sizeof(self->buf[0]),
	};
}

FIXTURE_TEARDOWN(call)
{
}

/*
 * Memory is write-protected by userfaultfd and then written here and there: the case that
 * PAGEMAP_SCAN was made for.
 */
TEST_F(call, written_pages_equal_pagemap_scan)
{
	const size_t size = 64 * PAGE;
	size_t size_written = 0, size_protected = 0;
	struct uffdio_api api = { .api = UFFD_API, .features = UFFD_FEATURE_WP_ASYNC |
				  UFFD_FEATURE_WP_UNPOPULATED };
	struct page_region regions[64];
	struct pm_scan_arg scan = {
		.size = sizeof(scan), .vec = (uintptr_t)regions, .vec_len = ARRAY_SIZE(regions),
		.category_mask = PAGE_IS_WRITTEN | PAGE_IS_PRESENT, .return_mask = PAGE_IS_WRITTEN,
	};
	char *at = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	struct uffdio_register range = { .range = { (uintptr_t)at, size },
					 .mode = UFFDIO_REGISTER_MODE_WP };
	struct uffdio_writeprotect protect = { .range = range.range,
					       .mode = UFFDIO_WRITEPROTECT_MODE_WP };
	int fd = syscall(SYS_userfaultfd, O_CLOEXEC), mm = open_space(0), count;

	if (fd < 0 || ioctl(fd, UFFDIO_API, &api))
		SKIP(return, "no asynchronous write protection by userfaultfd");
	madvise(at, size, MADV_NOHUGEPAGE);
	memset(at, 1, size / 2);
	ASSERT_EQ(0, ioctl(fd, UFFDIO_REGISTER, &range));
	ASSERT_EQ(0, ioctl(fd, UFFDIO_WRITEPROTECT, &protect));
	for (size_t i = 3; i < 60; i += i / 2)
		at[i * PAGE] = 2;
	self->arg.start = scan.start = (uintptr_t)at;
	self->arg.end = scan.end = (uintptr_t)at + size;
	self->arg.required = self->arg.returned = RMM_CAT_WRITTEN;
	ASSERT_EQ(0, call_ioctl(mm, RMM_WALK, &self->arg));
	count = ioctl(open_pagemap(getpid()), PAGEMAP_SCAN, &scan);
	ASSERT_LT(3, count);
	ASSERT_EQ(count, self->arg.count);
	for (int i = 0; i < count; i++) {
		EXPECT_EQ(regions[i].start, self->buf[i].addr);
		EXPECT_EQ(regions[i].end, self->buf[i].addr + self->buf[i].bytes);
		size_written += self->buf[i].bytes;
	}
	/* All protected entries, markers included, are the complement. */
	self->arg.required = self->arg.returned = RMM_CAT_UFFD;
	ASSERT_EQ(0, call_ioctl(mm, RMM_WALK, &self->arg));
	for (__u32 i = 0; i < self->arg.count; i++)
		size_protected += self->buf[i].bytes;
	EXPECT_EQ(size, size_protected + size_written);
	close(fd);
}

TEST_F(call, invalid_arguments_are_refused)
{
	const __u64 end = user_space_end(), bit = RMM_CAT_NUMA_HINT << 1;
	const struct rmm_walk bad[] = {
		{ .start = 1 }, { .end = PAGE + 1 }, { .start = PAGE, .end = PAGE },
		{ .start = 2 * PAGE, .end = PAGE }, { .end = end + PAGE }, { .start = end },
		{ .start = -PAGE }, { .start = 0xffff888000000000, .end = 0xffff888000001000 },
		{ .end = RMM_ABSENT - 1 }, { .flags = RMM_WALK_EXTENTS | RMM_WALK_PAGES },
		{ .flags = RMM_WALK_EXTENTS << 1 }, { .flags = RMM_WALK_EXTENTS | 1u << 31 },
		{ .attributes = RMM_EXTENT_A_CONTIGUOUS << 1 }, { .attributes = ~0ull },
		{ .returned = bit }, { .returned = 1ull << 63 }, { .required = bit },
		{ .inverted = bit }, { .any_of = bit }, { .any_of = ~0ull },
		{ .kinds = 2 << RMM_PAGE_UNKNOWN }, { .levels = 2 << RMM_LEVEL_PTE },
		{ .orders = 1 << 19 }, { .ages = 1 << 4 }, { .levels = ~0u }, { .reserved = 1 },
		{ .reserved_2 = 1 }, { .flags = RMM_WALK_PAGES, .required = bit },
		{ .flags = RMM_WALK_PAGES, .returned = RMM_CAT_PRESENT },
		{ .flags = RMM_WALK_PAGES, .orders = ~0u },
		{ .flags = RMM_WALK_SUMMARY, .returned = RMM_CAT_PRESENT },
		{ .flags = RMM_WALK_SUMMARY, .any_of = bit }, { .flags = RMM_WALK_SUMMARY, .ages = 16 },
	};
	struct rmm_walk arg;

	for (size_t i = 0; i < ARRAY_SIZE(bad); i++) {
		arg = bad[i];
		arg.size = sizeof(arg);
		arg.flags = arg.flags ?: RMM_WALK_EXTENTS;
		arg.end = arg.end ?: RMM_ABSENT;
		arg.buf = (uintptr_t)self->buf;
		arg.capacity = 1;
		arg.record_size = sizeof(self->buf[0]);
		EXPECT_EQ(-EINVAL, call_ioctl(self->mm, RMM_WALK, &arg))
			TH_LOG("number %zu", i);
	}
	arg = self->arg;
	arg.capacity = 0;
	EXPECT_EQ(-EINVAL, call_ioctl(self->mm, RMM_WALK, &arg));
	arg = self->arg;
	arg.record_size = 4;
	EXPECT_EQ(-EINVAL, call_ioctl(self->mm, RMM_WALK, &arg));
	EXPECT_EQ(0, call_ioctl(self->mm, RMM_WALK, &self->arg));
}

TEST_F(call, unwritable_buffers_are_efault)
{
	char *page = mmap(NULL, 2 * PAGE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	const __u32 products[] = { RMM_WALK_EXTENTS, RMM_WALK_PAGES, RMM_WALK_PAGES };
	const __u32 sizes[] = { sizeof(struct rmm_extent), sizeof(struct rmm_page),
				RMM_PAGE_DEFAULT_SIZE };
	const __u64 bad[] = {
		0, (uintptr_t)page + PAGE, (uintptr_t)page + PAGE - 80, 0xffff888000000000,
		RMM_ABSENT - 80, 1ull << 63,
	};
	int fds = count_fds();

	ASSERT_EQ(0, munmap(page + PAGE, PAGE));
	for (size_t i = 0; i < ARRAY_SIZE(bad) * ARRAY_SIZE(products); i++) {
		struct rmm_walk arg = self->arg;

		arg.flags = products[i / ARRAY_SIZE(bad)];
		arg.record_size = sizes[i / ARRAY_SIZE(bad)];
		arg.buf = bad[i % ARRAY_SIZE(bad)];
		EXPECT_EQ(-EFAULT, call_ioctl(self->mm, RMM_WALK, &arg))
			TH_LOG("buffer at %llx, records of %u", arg.buf, arg.record_size);
	}
	EXPECT_EQ(fds, count_fds());
}

TEST_F(call, frame_attributes_need_cap_sys_admin)
{
	const __u64 needs = RMM_EXTENT_A_ZONE | RMM_EXTENT_A_CGROUP | RMM_EXTENT_A_CONTIGUOUS;

	ASSERT_EQ(0, set_admin(false));
	for (__u64 bit = 1; bit & EVERY_ATTRIBUTE; bit <<= 1) {
		self->arg.attributes = bit;
		EXPECT_EQ(bit & needs ? -EPERM : 0, call_ioctl(self->mm, RMM_WALK, &self->arg));
		for (__u32 i = 0; !(bit & needs) && i < self->arg.count; i++) {
			EXPECT_EQ(RMM_ABSENT, self->buf[i].pfn);
			EXPECT_EQ(RMM_ABSENT, self->buf[i].cgroup);
			EXPECT_EQ(RMM_ABSENT_8, self->buf[i].zone);
		}
	}
	ASSERT_EQ(0, set_admin(true));
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
