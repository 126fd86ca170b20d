// SPDX-License-Identifier: GPL-2.0
/*
 * RMM_RMAP while others hold its locks for long, so that no try succeeds; and of an address space
 * whose process has exited.
 */
#include "lib/harness.h"
#include "lib/device.h"
#include "lib/pagemap.h"
#include "lib/process.h"
#include "lib/rmap.h"

#include <linux/userfaultfd.h>
#include <poll.h>
#include <pthread.h>
#include <time.h>

#define STAYING 8

static struct mapping_list list;
static char *area, *file_page[STAYING];
static int memfd;

static double seconds(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return now.tv_sec + now.tv_nsec / 1e9;
}

static void stay_on(int cpu, int policy)
{
	struct sched_param param = { .sched_priority = policy == SCHED_FIFO };
	cpu_set_t set;

	CPU_ZERO(&set);
	CPU_SET(cpu, &set);
	if (sched_setaffinity(0, sizeof(set), &set) || sched_setscheduler(0, policy, &param))
		_exit(1);
}

/* Each function takes one of the locks. */
static void lock_folio(void)
{
	if (pwrite(memfd, "x", 1, 0) != 1)
		_exit(1);
}

static void lock_file_tree(void)
{
	void *page = mmap(NULL, PAGE, PROT_READ, MAP_SHARED, memfd, 0);

	munmap(page, PAGE);
}

static void lock_anon_tree(void)
{
	mprotect(area + PAGE, PAGE, PROT_READ);
	mprotect(area + PAGE, PAGE, PROT_READ | PROT_WRITE);
}

/* Starts two processes that take the lock all the time and often do not run while they hold it. */
static void start_holder(void (*lock)(void), pid_t pids[2])
{
	for (int i = 0; i < 2; i++) {
		pids[i] = fork();
		if (pids[i])
			continue;
		prctl(PR_SET_PDEATHSIG, SIGKILL);
		stay_on(1, i ? SCHED_FIFO : SCHED_OTHER);
		for (;;) {
			if (!i) {
				lock();
				continue;
			}
			for (double until = seconds() + 0.04; seconds() < until;)
				;
			usleep(1000);
		}
	}
}

FIXTURE(held) { int rmm; };

FIXTURE_VARIANT(held)
{
	const char *what;
	void (*lock)(void);
	bool anon;
};

FIXTURE_VARIANT_ADD(held, folio) { .what = "folio", .lock = lock_folio };
FIXTURE_VARIANT_ADD(held, file_tree) { .what = "i_mmap_rwsem", .lock = lock_file_tree };
FIXTURE_VARIANT_ADD(held, anon_tree) { .what = "anon_vma", .lock = lock_anon_tree, .anon = true };

FIXTURE_SETUP(held)
{
	self->rmm = open_device();
	ASSERT_LE(0, self->rmm);
	memfd = memfd_create("held", MFD_CLOEXEC);
	ASSERT_EQ(0, ftruncate(memfd, PAGE));
	for (int i = 0; i < STAYING; i++) {
		file_page[i] = mmap(NULL, PAGE, PROT_READ | PROT_WRITE, MAP_SHARED, memfd, 0);
		*file_page[i] = 1;
	}
	area = mmap(NULL, 4 * PAGE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	madvise(area, 4 * PAGE, MADV_NOHUGEPAGE);
	memset(area, 1, 4 * PAGE);
}

FIXTURE_TEARDOWN(held)
{
	for (int i = 0; i < STAYING; i++)
		munmap(file_page[i], PAGE);
	munmap(area, 4 * PAGE);
	close(memfd);
	close(self->rmm);
}

/* A caller that resumes after contention has every mapping in the end. */
TEST_F(held, contended_result_is_resumed_to_completion)
{
	int calls = 0, contended = 0, left_out = 0;
	struct rmm_mapping buf[3];
	pid_t pids[2];
	double begun;

	if (sysconf(_SC_NPROCESSORS_ONLN) < 2)
		SKIP(return, "one CPU");
	start_holder(variant->lock, pids);
	begun = seconds();
	do {
		struct rmm_rmap arg = {
			.size = sizeof(arg), .buf = (uintptr_t)buf, .capacity = ARRAY_SIZE(buf),
			.record_size = sizeof(buf[0]),
			.pfn = pagemap_pfn(getpid(), variant->anon ? area : file_page[0]),
		};
		unsigned int found = 0;

		do {
			ASSERT_EQ(0, call_ioctl(self->rmm, RMM_RMAP, &arg));
			ASSERT_GE(ARRAY_SIZE(buf), arg.count);
			for (__u32 i = 0; i < arg.count; i++)
				for (int j = 0; j < STAYING; j++)
					if (buf[i].pid == getpid() && buf[i].addr ==
					    (uintptr_t)(variant->anon ? area : file_page[j]))
						found |= 1u << j;
			contended += arg.state == RMM_RMAP_CONTENDED;
			ASSERT_GT(100, seconds() - begun);
		} while (arg.state == RMM_RMAP_MORE || arg.state == RMM_RMAP_CONTENDED);
		EXPECT_EQ(RMM_RMAP_COMPLETE, arg.state);
		left_out += found != (1u << STAYING) - 1;
		calls++;
	} while (seconds() - begun < 2 && contended < 20);
	end_child(pids[1]);
	EXPECT_EQ(0, waitpid(pids[0], NULL, WNOHANG));
	end_child(pids[0]);
	EXPECT_EQ(0, left_out);
	TH_LOG("%s: %d calls, %d contended until they gave up", variant->what, calls, contended);
}

/*
 * Arguments of a reader of @from whose buffer's page is missing: the reader holds the other's
 * address space.
 */
struct reader {
	int mem;
	void *from, *to;
};

static void *read_memory(void *arg)
{
	struct reader *reader = arg;

	return (void *)(long)pread(reader->mem, reader->to, 1, (off_t)(uintptr_t)reader->from);
}

TEST(address_space_without_process_is_reported)
{
	struct uffdio_api api = { .api = UFFD_API };
	struct uffdio_register range = { .mode = UFFDIO_REGISTER_MODE_MISSING };
	struct uffdio_zeropage zero = { 0 };
	struct reader reader;
	struct pollfd waiting;
	pthread_t thread;
	/* poll() on a blocking userfaultfd reports an error. */
	int uffd = syscall(SYS_userfaultfd, O_CLOEXEC | O_NONBLOCK), rmm = open_device();
	char path[64];
	__u64 pfn;
	time_t end = 0;
	void *ret;
	pid_t pid;

	if (uffd < 0 || ioctl(uffd, UFFDIO_API, &api))
		SKIP(return, "no userfaultfd");
	area = mmap(NULL, PAGE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	*area = 1;
	pid = fork_idle_child(NULL);
	ASSERT_LT(0, pid);
	snprintf(path, sizeof(path), "/proc/%d/mem", pid);
	reader = (struct reader){
		.mem = open(path, O_RDONLY | O_CLOEXEC), .from = area,
		.to = mmap(NULL, PAGE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0),
	};
	ASSERT_LE(0, reader.mem);
	range.range.start = (uintptr_t)reader.to;
	range.range.len = PAGE;
	ASSERT_EQ(0, ioctl(uffd, UFFDIO_REGISTER, &range));
	ASSERT_EQ(0, pthread_create(&thread, NULL, read_memory, &reader));
	waiting = (struct pollfd){ .fd = uffd, .events = POLLIN };
	ASSERT_EQ(1, poll(&waiting, 1, 60000));

	pfn = pagemap_pfn(getpid(), area);
	ASSERT_EQ(0, list_mappings(rmm, pfn, 0, 1, 0, &list));
	EXPECT_EQ(2, list.count);
	EXPECT_NE(NULL, find_mapping(&list, pid, (uintptr_t)area));
	end_child(pid);
	for (__u32 capacity = 1; capacity < 4; capacity++) {
		ASSERT_EQ(0, list_mappings(rmm, pfn, 0, capacity, 0, &list));
		EXPECT_EQ(RMM_RMAP_COMPLETE, list.state);
		EXPECT_EQ(2, list.count);
		EXPECT_EQ(2, list.frame.mapcount);
		EXPECT_NE(NULL, find_mapping(&list, getpid(), (uintptr_t)area));
		EXPECT_NE(NULL, find_mapping(&list, 0, (uintptr_t)area));
	}
	zero.range = range.range;
	ASSERT_EQ(0, ioctl(uffd, UFFDIO_ZEROPAGE, &zero));
	ASSERT_EQ(0, pthread_join(thread, &ret));
	EXPECT_EQ(1, (long)ret);
	/* The address space was freed with its last reference. */
	for (list.count = 0; list.count != 1 && retry_allowed(&end);)
		ASSERT_EQ(0, list_mappings(rmm, pfn, 0, 4, 0, &list));
	EXPECT_EQ(1, list.count);
	close(reader.mem);
	close(uffd);
	close(rmm);
	munmap(reader.to, PAGE);
	munmap(area, PAGE);
}

TEST_HARNESS_MAIN
