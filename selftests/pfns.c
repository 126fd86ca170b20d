// SPDX-License-Identifier: GPL-2.0
/*
 * RMM_PFNS: every page frame equals kpageflags, kpagecount and kpagecgroup; holes are skipped;
 * filters, portions, invalid arguments; free blocks that were reported to the hypervisor.
 */
#include "lib/harness.h"
#include "lib/device.h"
#include "lib/difference.h"
#include "lib/pagemap.h"
#include "lib/pages.h"
#include "lib/process.h"
#include "lib/text.h"

#include <time.h>

/* Flags that other tasks may change between two reads. */
#define VOLATILE_FLAGS (1ull << KPF_LOCKED | 1ull << KPF_REFERENCED | 1ull << KPF_LRU | \
		  1ull << KPF_ACTIVE | 1ull << KPF_IDLE | 1ull << KPF_DIRTY | \
		  1ull << KPF_WRITEBACK | 1ull << KPF_RECLAIM)
#define MANY 65536
#define ALL_FRAME (RMM_FRAME_A_MAPCOUNT | RMM_FRAME_A_REFERENCES | RMM_FRAME_A_AGE | \
		   RMM_FRAME_A_CGROUP)

static struct rmm_frame frames[MANY];
static __u64 flags[1024], counts[1024], cgroups[1024];

FIXTURE(pfns)
{
	int rmm, flags, count, cgroup;
	struct rmm_pfns arg;
};

FIXTURE_SETUP(pfns)
{
	self->rmm = open_device();
	ASSERT_LE(0, self->rmm);
	self->flags = open("/proc/kpageflags", O_RDONLY);
	self->count = open("/proc/kpagecount", O_RDONLY);
	self->cgroup = open("/proc/kpagecgroup", O_RDONLY);
	ASSERT_LE(0, self->flags);
	ASSERT_LE(0, self->count);
	self->arg = (struct rmm_pfns){
		.size = sizeof(self->arg), .end = RMM_ABSENT, .buf = (uintptr_t)frames,
		.capacity = MANY, .record_size = sizeof(frames[0]),
	};
}

FIXTURE_TEARDOWN(pfns)
{
	close(self->rmm);
	close(self->flags);
	close(self->count);
	close(self->cgroup);
}

static const char *compare_with_kernel(const struct rmm_frame *f, __u64 kpf, __u64 count, __u64 cgroup)
{
	const __u64 mask = f->folio_pfn == RMM_ABSENT ? 0 : (1ull << f->order) - 1;

	if (f->kind == RMM_FRAME_DEVICE)
		return kpf == 1ull << KPF_NOPAGE ? NULL : difference("kpageflags of a device page", kpf, 1ull << KPF_NOPAGE);
	if ((f->kpageflags ^ kpf) & ~VOLATILE_FLAGS)
		return difference("kpageflags", kpf, f->kpageflags);
	/* Without mapcounts of pages, kpagecount takes the type of a page for its mapcount. */
	if ((__s64)count < 0)
		count = 0;
	if (f->kind == RMM_FRAME_FREE ? !(kpf >> KPF_BUDDY & 1) : f->mapcount != count)
		return f->kind == RMM_FRAME_FREE ? difference("free page", 0, 1) :
		       difference("mapcount", count, f->mapcount);
	if (f->cgroup != cgroup)
		return difference("cgroup", cgroup, f->cgroup);
	if (f->folio_pfn != RMM_ABSENT && f->folio_pfn + (f->pfn & mask) != f->pfn)
		return difference("folio_pfn", f->pfn - (f->pfn & mask), f->folio_pfn);
	if (f->kind != RMM_FRAME_FREE && f->kind != RMM_FRAME_UNREFERENCED &&
	    !!f->order != !!(kpf & (1ull << KPF_COMPOUND_HEAD | 1ull << KPF_COMPOUND_TAIL)))
		return difference("order of a page with these flags", kpf, f->order);
	if (!!(kpf >> KPF_ANON & 1) !=
	    (f->kind == RMM_FRAME_ANON || f->kind == RMM_FRAME_KSM ||
	     (f->kind == RMM_FRAME_HUGETLB && kpf >> KPF_ANON & 1)))
		return difference("kind of an anonymous page", kpf >> KPF_ANON & 1, f->kind);
	if ((f->kind == RMM_FRAME_SLAB) != (kpf >> KPF_SLAB & 1))
		return difference("slab page", kpf >> KPF_SLAB & 1, f->kind == RMM_FRAME_SLAB);
	if ((f->kind == RMM_FRAME_PAGE_TABLE) != (kpf >> KPF_PGTABLE & 1))
		return difference("page table", kpf >> KPF_PGTABLE & 1, f->kind == RMM_FRAME_PAGE_TABLE);
	return NULL;
}

#define CHUNK 1024

/*
 * Reads entries from @pfn on. The kernel's files end with the last frame of RAM; entries after it
 * are set to @beyond.
 */
static void read_entries(int fd, __u64 pfn, __u64 *numbers, __u64 beyond)
{
	ssize_t got = pread(fd, numbers, CHUNK * 8, pfn * 8);

	for (int i = got < 0 ? 0 : got / 8; i < CHUNK; i++)
		numbers[i] = beyond;
}

/* Compares the frame again as it is now, as compare_with_kernel() does; @one is updated. */
static const char *compare_again(struct __test_metadata *_metadata, FIXTURE_DATA(pfns) *self,
				 struct rmm_frame *one)
{
	const __u64 pfn = one->pfn;
	struct rmm_pfns arg = self->arg;

	arg.start = pfn;
	arg.end = pfn + 1;
	arg.buf = (uintptr_t)one;
	arg.capacity = 1;
	EXPECT_EQ(0, call_ioctl(self->rmm, RMM_PFNS, &arg));
	EXPECT_EQ(1, arg.count);
	return compare_with_kernel(one, read_entry(self->flags, pfn), read_entry(self->count, pfn),
				   read_entry(self->cgroup, pfn));
}

/*
 * Some frames change between any two reads, but no frame changes between all of them. There are
 * four passes, each over every fourth chunk, since slow machines do not finish. A frame that
 * differs for a minute fails the test.
 */
TEST_F(pfns, frames_equal_the_kernels_files)
{
	__u64 returned = 0, wrong = 0, kinds = 0, own = 0;
	struct timespec begun, now;
	char what[320] = "";

	self->arg.attributes = ALL_FRAME;
	self->arg.capacity = CHUNK;
	clock_gettime(CLOCK_MONOTONIC, &begun);
	for (int pass = 0; pass < 4; pass++) {
		self->arg.start = pass * CHUNK;
		do {
			__u64 base = RMM_ABSENT, from = self->arg.start;

			ASSERT_EQ(0, call_ioctl(self->rmm, RMM_PFNS, &self->arg));
			for (__u32 i = 0; i < self->arg.count && !wrong; i++) {
				struct rmm_frame *f = &frames[i];
				const char *why;
				time_t end = 0;

				ASSERT_LE(from, f->pfn);
				from = f->pfn + 1;
				if (base == RMM_ABSENT || f->pfn >= base + CHUNK) {
					base = f->pfn;
					read_entries(self->flags, base, flags, 1ull << KPF_NOPAGE);
					read_entries(self->count, base, counts, 0);
					read_entries(self->cgroup, base, cgroups, 0);
				}
				kinds |= 1ull << f->kind;
				why = compare_with_kernel(f, flags[f->pfn - base], counts[f->pfn - base],
							  cgroups[f->pfn - base]);
				for (int try = 0; why && (own < 64 && f->kind == RMM_FRAME_TYPED ?
							  try < 3 : retry_allowed(&end)); try++)
					why = compare_again(_metadata, self, f);
				/* The call itself allocates a few pages, which no later read sees. */
				if (!why || (f->kind == RMM_FRAME_TYPED && own++ < 64))
					continue;
				wrong++;
				snprintf(what, sizeof(what), "%llx: %s: kind %u order %u flags %llx", f->pfn,
					 why, f->kind, f->order, f->kpageflags);
			}
			returned += self->arg.count;
			self->arg.start = self->arg.next + 3 * CHUNK;
			clock_gettime(CLOCK_MONOTONIC, &now);
		} while (self->arg.next != RMM_ABSENT && now.tv_sec - begun.tv_sec < 8 && !wrong);
	}
	EXPECT_EQ(0, wrong)
		TH_LOG("%s", what);
	EXPECT_LT(CHUNK, returned);
	if (now.tv_sec - begun.tv_sec < 8) {
		EXPECT_TRUE(kinds >> RMM_FRAME_FREE & kinds >> RMM_FRAME_SLAB &
			    kinds >> RMM_FRAME_ANON & kinds >> RMM_FRAME_FILE &
			    kinds >> RMM_FRAME_PAGE_TABLE & kinds >> RMM_FRAME_RESERVED &
			    kinds >> RMM_FRAME_KERNEL & 1)
			TH_LOG("kinds %llx", kinds);
	}
	TH_LOG("%llu frames", returned);
}

/* Each filter returns exactly the frames that pass it, in portions of any size. */
TEST_F(pfns, filters_select_frames)
{
	__u64 all[17] = { 0 }, one;
	const __u64 end = 1ull << 16;
	/* The first node with memory has the first frames. */
	const int node = atoi(read_text("/sys/devices/system/node/has_memory") ?: "0");

	self->arg.end = end;
	do {
		ASSERT_EQ(0, call_ioctl(self->rmm, RMM_PFNS, &self->arg));
		for (__u32 i = 0; i < self->arg.count; i++)
			all[frames[i].kind]++;
		self->arg.start = self->arg.next;
	} while (self->arg.next != end);
	self->arg.kinds = 1 << RMM_FRAME_RESERVED;
	self->arg.capacity = 1000;
	self->arg.budget_us = 1;
	self->arg.start = one = 0;
	do {
		ASSERT_EQ(0, call_ioctl(self->rmm, RMM_PFNS, &self->arg));
		ASSERT_LT(self->arg.start, self->arg.next);
		for (__u32 i = 0; i < self->arg.count; i++) {
			ASSERT_EQ(RMM_FRAME_RESERVED, frames[i].kind);
			EXPECT_EQ(RMM_ABSENT_32, frames[i].mapcount);
			EXPECT_EQ(RMM_ABSENT, frames[i].cgroup);
		}
		one += self->arg.count;
		self->arg.start = self->arg.next;
	} while (self->arg.next != end);
	EXPECT_EQ(all[RMM_FRAME_RESERVED], one);
	self->arg = (struct rmm_pfns){
		.size = sizeof(self->arg), .end = end, .buf = (uintptr_t)frames, .capacity = MANY,
		.record_size = sizeof(frames[0]), .kpf_required = 1ull << KPF_BUDDY,
		.kpf_excluded = 1ull << KPF_SLAB, .kpf_any = 1ull << KPF_BUDDY | 1ull << KPF_ANON,
		.orders = 1 << 9 | 1 << 10, .node_plus_1 = node + 1,
	};
	/* Earlier tests may have fragmented memory: compaction makes huge pages available again. */
	for (time_t join = 0; retry_allowed(&join);) {
		int compact;

		ASSERT_EQ(0, call_ioctl(self->rmm, RMM_PFNS, &self->arg));
		if (self->arg.count)
			break;
		compact = open("/proc/sys/vm/compact_memory", O_WRONLY | O_CLOEXEC);
		if (write(compact, "1", 1) != 1)
			TH_LOG("no compaction");
		close(compact);
		self->arg.start = 0;
	}
	EXPECT_LT(0, self->arg.count);
	for (__u32 i = 0; i < self->arg.count; i++) {
		ASSERT_EQ(RMM_FRAME_FREE, frames[i].kind);
		ASSERT_TRUE(frames[i].order == 9 || frames[i].order == 10);
		ASSERT_EQ(node, frames[i].node);
	}
}

TEST_F(pfns, invalid_arguments_are_refused)
{
	struct rmm_pfns arg;

#define EXPECT_ERROR(error, ...) \
	do { \
		arg = self->arg; \
		__VA_ARGS__; \
		EXPECT_EQ(error, call_ioctl(self->rmm, RMM_PFNS, &arg)); \
	} while (0)
	EXPECT_ERROR(-EINVAL, arg.flags = 1);
	EXPECT_ERROR(-EINVAL, arg.start = 1ull << 52);
	EXPECT_ERROR(-EINVAL, arg.end = (1ull << 52) + 1);
	EXPECT_ERROR(-EINVAL, arg.start = RMM_ABSENT);
	EXPECT_ERROR(-EINVAL, arg.start = arg.end = 5);
	EXPECT_ERROR(-EINVAL, arg.start = 5; arg.end = 4);
	EXPECT_ERROR(-EINVAL, arg.end = RMM_ABSENT - 1);
	EXPECT_ERROR(-EINVAL, arg.attributes = RMM_FRAME_A_STATE << 1);
	EXPECT_ERROR(-EINVAL, arg.kinds = 1 << 17);
	EXPECT_ERROR(-EINVAL, arg.node_plus_1 = ~0u);
	EXPECT_ERROR(-EINVAL, arg.capacity = 0);
	EXPECT_ERROR(-EINVAL, arg.record_size = 7);
	EXPECT_ERROR(-EINVAL, arg.size = 7);
	EXPECT_ERROR(-E2BIG, arg.size = 4097);
	EXPECT_ERROR(-EFAULT, arg.buf = 8);
	EXPECT_EQ(-EFAULT, call_ioctl(self->rmm, RMM_PFNS, (void *)8));
	EXPECT_EQ(-ENOTTY, call_ioctl(open_space(0), RMM_PFNS, &arg));
	/* Behind all memory the call returns nothing, and soon. */
	EXPECT_ERROR(0, arg.start = (1ull << 52) - 1);
	EXPECT_EQ(0, arg.count);
	EXPECT_EQ(RMM_ABSENT, arg.next);
	/* A machine that stalls in the meantime gets another try. */
	for (time_t end = 0; retry_allowed(&end);) {
		EXPECT_ERROR(0, arg.start = 1ull << 34; arg.end = 1ull << 52);
		if (arg.cost.elapsed_ns < 2000000000)
			break;
	}
	EXPECT_EQ(0, arg.count);
	EXPECT_EQ(1ull << 52, arg.next);
	EXPECT_GT(2000000000, arg.cost.elapsed_ns);
	TH_LOG("2^52 absent frames took %llu us", arg.cost.elapsed_ns / 1000);
}

#define REPORTING "/sys/module/page_reporting/parameters/"

/* Loads the balloon driver; false without a device that takes reports of free pages. */
static bool load_balloon(void)
{
	/* VIRTIO_BALLOON_F_REPORTING is the sixth feature, VIRTIO_ID_BALLOON the fifth kind. */
	return !access(REPORTING "page_reporting_order", F_OK) &&
	       !system("modprobe -q virtio_balloon && for dev in /sys/bus/virtio/devices/*; do "
		       "grep -q 0x0005 $dev/device && grep -q '^.....1' $dev/features && exit 0; "
		       "done; exit 1");
}

/* Why the mark of a frame differs from the kernel's flags of its block, if it does. */
static const char *compare_reported(const struct rmm_frame *frame, __u64 head, __u32 order)
{
	const bool reported = frame->bits & RMM_FRAME_F_REPORTED;

	if (frame->kind != RMM_FRAME_FREE)
		return reported ? difference("reported frame of kind", RMM_FRAME_FREE, frame->kind) : NULL;
	if (frame->folio_pfn == RMM_ABSENT)
		return reported ? difference("reported frame without a block", 0, 1) : NULL;
	if (reported && frame->order < order)
		return difference("order of a reported block", order, frame->order);
	/* PG_reported is PG_uptodate of a free block. */
	if (reported != (head >> KPF_BUDDY & head >> KPF_UPTODATE & 1))
		return difference("reported block", head >> KPF_UPTODATE & 1, reported);
	return NULL;
}

/* The kernel waits page_reporting_delay_ms after a block became free, and then reports it. */
TEST_F(pfns, reported_blocks_equal_the_kernels_flags)
{
	const __u64 end = 1ull << 20;
	__u64 reported = 0, tails = 0, wrong = 0;
	const char *why = NULL;
	__u32 order;

	if (!load_balloon())
		SKIP(return, "no balloon that takes reports of free pages (qemu/run --machine holes has one)");
	ASSERT_LE(0, write_file(REPORTING "page_reporting_delay_ms", "100"));
	order = atoi(read_text(REPORTING "page_reporting_order") ?: "99");
	self->arg.kinds = 1 << RMM_FRAME_FREE;
	self->arg.end = end;
	for (time_t limit = 0; !reported && retry_allowed(&limit);) {
		self->arg.start = 0;
		do {
			ASSERT_EQ(0, call_ioctl(self->rmm, RMM_PFNS, &self->arg));
			for (__u32 i = 0; i < self->arg.count; i++)
				reported += !!(frames[i].bits & RMM_FRAME_F_REPORTED);
			self->arg.start = self->arg.next;
		} while (self->arg.next != end);
	}
	EXPECT_LT(0, reported);
	self->arg.kinds = 0;
	self->arg.start = 0;
	do {
		ASSERT_EQ(0, call_ioctl(self->rmm, RMM_PFNS, &self->arg));
		for (__u32 i = 0; i < self->arg.count && !wrong; i++) {
			struct rmm_frame *frame = &frames[i];
			time_t limit = 0;

			/* Each block once by its first frame, and once by another. */
			if (frame->kind == RMM_FRAME_FREE && frame->folio_pfn != RMM_ABSENT &&
			    frame->pfn != frame->folio_pfn && frame->pfn != frame->folio_pfn + 1)
				continue;
			if (frame->kind != RMM_FRAME_FREE && !(frame->bits & RMM_FRAME_F_REPORTED))
				continue;
			do {
				struct rmm_pfns one = self->arg;

				why = compare_reported(frame, frame->folio_pfn == RMM_ABSENT ? 0 :
						       read_entry(self->flags, frame->folio_pfn), order);
				if (!why)
					break;
				one.start = frame->pfn;
				one.end = frame->pfn + 1;
				one.buf = (uintptr_t)frame;
				one.capacity = 1;
				ASSERT_EQ(0, call_ioctl(self->rmm, RMM_PFNS, &one));
				ASSERT_EQ(1, one.count);
			} while (retry_allowed(&limit));
			tails += frame->bits & RMM_FRAME_F_REPORTED && frame->pfn != frame->folio_pfn;
			EXPECT_EQ(NULL, why) {
				wrong++;
				TH_LOG("%llx: %s", frame->pfn, why);
			}
		}
		self->arg.start = self->arg.next;
	} while (self->arg.next != end && !wrong);
	EXPECT_LT(0, tails);
	EXPECT_EQ(0, system("modprobe -r virtio_balloon"));
	TH_LOG("%llu frames are reported, in %llu blocks of order %u or more", reported, tails, order);
}

TEST_F(pfns, frames_need_cap_sys_admin)
{
	ASSERT_EQ(0, set_admin(false));
	EXPECT_EQ(-EPERM, call_ioctl(self->rmm, RMM_PFNS, &self->arg));
	ASSERT_EQ(0, set_admin(true));
	if (fork_as_nobody()) {
		EXPECT_EQ(-EPERM, call_ioctl(self->rmm, RMM_PFNS, &self->arg));
		_exit(0);
	}
	EXPECT_EQ(0, call_ioctl(self->rmm, RMM_PFNS, &self->arg));
}

TEST_HARNESS_MAIN
