// SPDX-License-Identifier: GPL-2.0
/*
 * RMM_FAULT_RECORDS: a record of each page fault of a process, with its address, access and time;
 * what a full ring loses; the process after exec and exit; arguments and permissions.
 */
#include "lib/harness.h"
#include "lib/device.h"
#include "lib/memory.h"
#include "lib/process.h"

#include <fcntl.h>
#include <linux/perf_event.h>
#include <pthread.h>
#include <setjmp.h>
#include <sys/resource.h>
#include <sys/syscall.h>

#define N 200
#define ROOM 4096

static struct rmm_fault_record records[ROOM];

static int attach(int rmm, int pid, __u32 flags, __u32 ring)
{
	struct rmm_faults arg = {
		.size = sizeof(arg), .flags = RMM_FAULTS_ATTACH | RMM_FAULTS_RECORDS | flags,
		.pid = pid, .ring_records = ring,
	};

	return call_ioctl(rmm, RMM_FAULTS, &arg);
}

/* Reads at most @room records and returns their number, or the negative error. */
static int take(int rmm, struct rmm_fault_records *arg, __u32 room)
{
	int ret;

	*arg = (struct rmm_fault_records) {
		.size = sizeof(*arg), .buf = (uintptr_t)records, .capacity = room,
		.record_size = sizeof(records[0]),
	};
	ret = call_ioctl(rmm, RMM_FAULT_RECORDS, arg);
	return ret ? ret : (int)arg->count;
}

/* Returns the record of the fault at an address, late ones left out; NULL if there is none. */
static struct rmm_fault_record *record_at(int count, const void *at)
{
	for (int i = 0; i < count; i++)
		if (records[i].address == (uintptr_t)at && !(records[i].flags & RMM_FAULT_RECORD_LATE))
			return &records[i];
	return NULL;
}

static __u64 now_ns(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return now.tv_sec * 1000000000ULL + now.tv_nsec;
}

FIXTURE(recording)
{
	int rmm;
};

/* Records the faults of this process. */
FIXTURE_SETUP(recording)
{
	self->rmm = open_device();
	ASSERT_LE(0, self->rmm);
	/* The buffer and the stack have their pages. */
	memset(records, 1, sizeof(records));
	ASSERT_EQ(0, attach(self->rmm, getpid(), 0, 0));
}

FIXTURE_TEARDOWN(recording)
{
	close(self->rmm);
}

/* Each first write to a page is one record with its address, begin and time, in order. */
TEST_F(recording, each_fault_has_a_record)
{
	char *at = map_small_pages(N, RW, MAP_PRIVATE);
	struct rmm_fault_records arg;
	__u64 before, after, number = 0;
	struct rusage usage, usage_before;
	int count, minor = 0;

	ASSERT_LE(0, take(self->rmm, &arg, ROOM));
	getrusage(RUSAGE_SELF, &usage_before);
	before = now_ns();
	write_pages(at, N);
	after = now_ns();
	getrusage(RUSAGE_SELF, &usage);
	count = take(self->rmm, &arg, ROOM);
	ASSERT_LE(N, count);
	EXPECT_EQ(0, arg.lost);
	EXPECT_EQ(0, arg.untimed);
	for (int i = 0; i < N; i++) {
		const struct rmm_fault_record *found = record_at(count, at + i * PAGE);

		ASSERT_NE(NULL, found) {
			TH_LOG("no record of page %d", i);
		}
		EXPECT_EQ(RMM_FAULT_RECORD_USER | RMM_FAULT_RECORD_WRITE | RMM_FAULT_RECORD_ENDED,
			  found->flags);
		EXPECT_EQ(gettid(), found->tid);
		EXPECT_LE(before, found->began_ns);
		EXPECT_GE(after, found->began_ns + found->ns);
		EXPECT_LT(0, found->ns);
		EXPECT_NE(0, found->ip);
		EXPECT_LE(number, found->number);
		number = found->number;
	}
	for (int i = 0; i < count; i++)
		minor += (records[i].flags & RMM_FAULT_RECORD_ENDED) &&
			 !(records[i].flags & RMM_FAULT_RECORD_MAJOR);
	/* The kernel counts the same faults, and those of GUP, which raise no exception. */
	EXPECT_LE(N, minor);
	EXPECT_LE(N, usage.ru_minflt - usage_before.ru_minflt);
	munmap(at, N * PAGE);
}

static sigjmp_buf recovery;

static void recover(int number)
{
	siglongjmp(recovery, number);
}

/* Reads, writes to a write-protected page, and an access that fails and has no time. */
TEST_F(recording, accesses_are_distinguished)
{
	char *at = map_small_pages(3, RW, MAP_PRIVATE);
	struct rmm_fault_record *found;
	struct rmm_fault_records arg;
	int count;

	signal(SIGSEGV, recover);
	*(volatile char *)at;
	*(volatile char *)(at + PAGE);
	*(volatile char *)(at + PAGE) = 1;
	ASSERT_EQ(0, mprotect(at + 2 * PAGE, PAGE, PROT_NONE));
	if (!sigsetjmp(recovery, 1))
		*(volatile char *)(at + 2 * PAGE) = 1;
	count = take(self->rmm, &arg, ROOM);
	found = record_at(count, at);
	ASSERT_NE(NULL, found);
	EXPECT_EQ(RMM_FAULT_RECORD_USER | RMM_FAULT_RECORD_ENDED, found->flags);
	found = record_at(count, at + PAGE);
	ASSERT_NE(NULL, found);
	EXPECT_EQ(RMM_FAULT_RECORD_USER | RMM_FAULT_RECORD_ENDED, found->flags);
	found++;
	EXPECT_EQ((uintptr_t)at + PAGE, found->address);
	EXPECT_EQ(RMM_FAULT_RECORD_USER | RMM_FAULT_RECORD_WRITE | RMM_FAULT_RECORD_PROTECTION |
		  RMM_FAULT_RECORD_ENDED, found->flags);
	found = record_at(count, at + 2 * PAGE);
	ASSERT_NE(NULL, found);
	EXPECT_EQ(RMM_ABSENT, found->ns);
	EXPECT_EQ(0, found->flags & RMM_FAULT_RECORD_ENDED);
	signal(SIGSEGV, SIG_DFL);
	munmap(at, 3 * PAGE);
}

/* Writes to @at while the frame pointer is @frame, so that the kernel looks for callers there. */
static void write_with_frame(char *at, char *frame)
{
	asm volatile("xchg %%rbp, %0\n\t"
		     "movb $1, (%1)\n\t"
		     "xchg %%rbp, %0" : "+d" (frame) : "a" (at) : "memory");
}

/*
 * A profiler takes the callchain of each fault, in its middle, and an access to the stack faults, too:
 * the fault keeps its time.
 */
TEST_F(recording, a_profilers_access_takes_no_time_away)
{
	struct perf_event_attr attr = {
		.size = sizeof(attr), .type = PERF_TYPE_SOFTWARE, .config = PERF_COUNT_SW_PAGE_FAULTS,
		.sample_period = 1, .sample_type = PERF_SAMPLE_CALLCHAIN,
	};
	char *at = map_small_pages(2, RW, MAP_PRIVATE);
	int event = syscall(SYS_perf_event_open, &attr, 0, -1, -1, 0), count;
	struct rmm_fault_record *fault, *nested;
	struct rmm_fault_records arg;

	ASSERT_LE(0, event);
	write_with_frame(at, at + PAGE);
	close(event);
	count = take(self->rmm, &arg, ROOM);
	fault = record_at(count, at);
	nested = record_at(count, at + PAGE);
	ASSERT_NE(NULL, fault);
	ASSERT_NE(NULL, nested);
	EXPECT_EQ(RMM_FAULT_RECORD_USER | RMM_FAULT_RECORD_WRITE | RMM_FAULT_RECORD_ENDED, fault->flags);
	EXPECT_EQ(0, nested->flags);
	EXPECT_EQ(RMM_ABSENT, nested->ns);
	EXPECT_EQ(0, arg.untimed);
	munmap(at, 2 * PAGE);
}

/* A full ring loses new faults, and counts each. */
TEST_F(recording, a_full_ring_counts_what_it_loses)
{
	char *at = map_small_pages(N, RW, MAP_PRIVATE);
	struct rmm_fault_records arg;
	int rmm = open_device(), count, kept = 0, lost = 0;

	/* Rounded up to 64. */
	ASSERT_EQ(0, attach(rmm, getpid(), 0, 33));
	ASSERT_LE(0, take(rmm, &arg, ROOM));
	write_pages(at, N);
	count = take(rmm, &arg, ROOM);
	EXPECT_EQ(64, count);
	EXPECT_LE(N - 64, arg.lost);
	for (int i = 0; i < N; i++)
		*(record_at(count, at + i * PAGE) ? &kept : &lost) += 1;
	EXPECT_LE(lost, arg.lost);
	EXPECT_EQ(N, kept + lost);
	/* The ring has room again. */
	madvise(at, PAGE, MADV_DONTNEED);
	write_pages(at, 1);
	count = take(rmm, &arg, ROOM);
	EXPECT_NE(NULL, record_at(count, at));
	munmap(at, N * PAGE);
	close(rmm);
}

static void *fault_in_thread(void *at)
{
	write_pages(at, N);
	return NULL;
}

/* Threads that fault at once have records of their own, none is lost, and all have a time. */
TEST_F(recording, threads_have_records_of_their_own)
{
	pthread_t threads[4];
	struct rmm_fault_records arg;
	char *at[ARRAY_SIZE(threads)];
	int count;

	for (int i = 0; i < ARRAY_SIZE(threads); i++)
		at[i] = map_small_pages(N, RW, MAP_PRIVATE);
	ASSERT_LE(0, take(self->rmm, &arg, ROOM));
	for (int i = 0; i < ARRAY_SIZE(threads); i++)
		ASSERT_EQ(0, pthread_create(&threads[i], NULL, fault_in_thread, at[i]));
	for (int i = 0; i < ARRAY_SIZE(threads); i++)
		pthread_join(threads[i], NULL);
	count = take(self->rmm, &arg, ROOM);
	EXPECT_EQ(0, arg.lost);
	EXPECT_EQ(0, arg.untimed);
	for (int i = 0; i < ARRAY_SIZE(threads); i++) {
		const struct rmm_fault_record *first = record_at(count, at[i]);

		ASSERT_NE(NULL, first);
		EXPECT_NE(gettid(), first->tid);
		for (int page = 0; page < N; page++) {
			const struct rmm_fault_record *found = record_at(count, at[i] + page * PAGE);

			ASSERT_NE(NULL, found);
			EXPECT_EQ(first->tid, found->tid);
			EXPECT_NE(RMM_ABSENT, found->ns);
		}
		munmap(at[i], N * PAGE);
	}
}

/* Recording starts at exec, follows the process, and leaves records after its exit. */
TEST_F(recording, a_process_is_recorded_from_exec_to_exit)
{
	char *at = map_small_pages(N, RW, MAP_PRIVATE);
	struct rmm_fault_records arg;
	int go[2], rmm = open_device(), count, status;
	char byte = 0;
	pid_t child;

	ASSERT_EQ(0, pipe(go));
	child = fork();
	if (!child) {
		if (read(go[0], &byte, 1) != 1)
			_exit(1);
		write_pages(at, N);
		execl("/bin/sh", "sh", "-c", ":", NULL);
		_exit(1);
	}
	ASSERT_EQ(0, attach(rmm, child, RMM_FAULTS_FROM_EXEC, 0));
	ASSERT_EQ(1, write(go[1], &byte, 1));
	ASSERT_EQ(child, waitpid(child, &status, 0));
	EXPECT_EQ(0, status);
	count = take(rmm, &arg, ROOM);
	EXPECT_LT(0, count);
	EXPECT_EQ(0, arg.lost);
	for (int i = 0; i < N; i++)
		EXPECT_EQ(NULL, record_at(count, at + i * PAGE));
	EXPECT_EQ(0, take(rmm, &arg, ROOM));
	close(rmm);
	close(go[0]);
	close(go[1]);
	munmap(at, N * PAGE);
}

TEST_F(recording, invalid_calls_are_refused)
{
	struct rmm_fault_records arg;
	struct rmm_faults start = { .size = sizeof(start) };
	int other = open_device();

	EXPECT_EQ(-ENXIO, take(other, &arg, ROOM));
	EXPECT_EQ(-EINVAL, attach(other, 0, 0, 0));
	EXPECT_EQ(-EINVAL, attach(other, getpid(), 0, RMM_FAULT_RING_MAX + 1));
	start.flags = RMM_FAULTS_ATTACH;
	start.pid = getpid();
	start.ring_records = 1;
	EXPECT_EQ(-EINVAL, call_ioctl(other, RMM_FAULTS, &start));
	start.flags = RMM_FAULTS_RECORDS;
	EXPECT_EQ(-EINVAL, call_ioctl(other, RMM_FAULTS, &start));
	/* A count without a ring. */
	start.flags = RMM_FAULTS_ATTACH;
	start.ring_records = 0;
	EXPECT_EQ(0, call_ioctl(other, RMM_FAULTS, &start));
	EXPECT_EQ(-ENXIO, take(other, &arg, ROOM));
	EXPECT_EQ(-EINVAL, take(self->rmm, &arg, 0));
	arg.flags = 1;
	arg.capacity = ROOM;
	EXPECT_EQ(-EINVAL, call_ioctl(self->rmm, RMM_FAULT_RECORDS, &arg));
	close(other);
}

/* Records that cannot be copied are counted as lost. */
TEST_F(recording, records_that_do_not_arrive_are_lost)
{
	struct rmm_fault_records arg = {
		.size = sizeof(arg), .buf = 1, .capacity = ROOM, .record_size = sizeof(records[0]),
	};
	char *at = map_small_pages(N, RW, MAP_PRIVATE);
	char *end = map_small_pages(3, RW, MAP_PRIVATE) + 2 * PAGE;
	__u64 lost, missing = 0;
	int count;

	write_pages(at, N);
	EXPECT_EQ(-EFAULT, call_ioctl(self->rmm, RMM_FAULT_RECORDS, &arg));
	ASSERT_LE(0, take(self->rmm, &arg, ROOM));
	EXPECT_LT(0, arg.lost);

	/* So are those that arrived before the others failed: the caller has no count of them. */
	lost = arg.lost;
	ASSERT_EQ(0, mprotect(end, PAGE, PROT_NONE));
	madvise(at, N * PAGE, MADV_DONTNEED);
	write_pages(at, N);
	arg.buf = (uintptr_t)end - 100 * sizeof(records[0]);
	arg.capacity = ROOM;
	EXPECT_EQ(-EFAULT, call_ioctl(self->rmm, RMM_FAULT_RECORDS, &arg));
	count = take(self->rmm, &arg, ROOM);
	ASSERT_LE(0, count);
	for (int i = 0; i < N; i++)
		missing += !record_at(count, at + i * PAGE);
	EXPECT_LT(100, missing);
	EXPECT_LE(missing, arg.lost - lost);
	munmap(at, N * PAGE);
}

/* Addresses of the kernel need CAP_SYSLOG; none of the records has one without it. */
TEST_F(recording, kernel_addresses_are_hidden)
{
	char *at = map_small_pages(N, RW, MAP_PRIVATE);
	struct rmm_fault_records arg;
	int kernel[2], count, zero = open("/dev/zero", O_RDONLY | O_CLOEXEC);

	for (int hidden = 0; hidden < 2; hidden++) {
		madvise(at, N * PAGE, MADV_DONTNEED);
		ASSERT_LE(0, take(self->rmm, &arg, ROOM));
		/* The kernel writes to pages that are not present. */
		ASSERT_EQ(N * PAGE, read(zero, at, N * PAGE));
		if (hidden)
			ASSERT_EQ(0, set_syslog(false));
		count = take(self->rmm, &arg, ROOM);
		kernel[hidden] = 0;
		for (int i = 0; i < count; i++) {
			if (records[i].flags & RMM_FAULT_RECORD_USER)
				continue;
			kernel[hidden]++;
			EXPECT_EQ(hidden, records[i].ip == RMM_ABSENT);
		}
	}
	EXPECT_LE(N, kernel[0]);
	EXPECT_LE(N, kernel[1]);
	close(zero);
	munmap(at, N * PAGE);
}

/* Children have no records, and a record of another process does not come from theirs. */
TEST_F(recording, children_are_not_recorded)
{
	char *at = map_small_pages(N, RW, MAP_PRIVATE);
	struct rmm_fault_records arg;
	int count, status;
	pid_t child;

	ASSERT_LE(0, take(self->rmm, &arg, ROOM));
	child = fork();
	if (!child) {
		write_pages(at, N);
		_exit(0);
	}
	ASSERT_EQ(child, waitpid(child, &status, 0));
	count = take(self->rmm, &arg, ROOM);
	for (int i = 0; i < N; i++)
		EXPECT_EQ(NULL, record_at(count, at + i * PAGE));
	for (int i = 0; i < count; i++)
		EXPECT_EQ(gettid(), records[i].tid);
	munmap(at, N * PAGE);
}

static void *fault_until(void *stop)
{
	char *at = map_small_pages(64, RW, MAP_PRIVATE);

	while (!__atomic_load_n((int *)stop, __ATOMIC_RELAXED)) {
		write_pages(at, 64);
		madvise(at, 64 * PAGE, MADV_DONTNEED);
	}
	munmap(at, 64 * PAGE);
	return NULL;
}

/*
 * Rings go away while threads write to them, some by a detach, some with their descriptor. A call
 * returns although the process never stops to fault.
 */
TEST_F(recording, rings_go_away_under_load)
{
	pthread_t threads[3];
	struct rmm_fault_records arg;
	int stop = 0;

	for (int i = 0; i < ARRAY_SIZE(threads); i++)
		ASSERT_EQ(0, pthread_create(&threads[i], NULL, fault_until, &stop));
	for (int i = 0; i < 6; i++) {
		struct rmm_faults end = { .size = sizeof(end), .flags = RMM_FAULTS_DETACH };
		int rmm = open_device();

		ASSERT_EQ(0, attach(rmm, getpid(), 0, i % 2 ? 64 : 0));
		do {
			ASSERT_LE(0, take(rmm, &arg, ROOM));
		} while (!arg.count);
		if (i % 2) {
			EXPECT_EQ(0, call_ioctl(rmm, RMM_FAULTS, &end));
			EXPECT_EQ(-ENXIO, take(rmm, &arg, ROOM));
		}
		close(rmm);
	}
	stop = 1;
	for (int i = 0; i < ARRAY_SIZE(threads); i++)
		pthread_join(threads[i], NULL);
}

TEST_F(recording, recording_needs_permission)
{
	struct rmm_fault_records arg;
	int other = open_device();

	if (fork_as_nobody()) {
		EXPECT_EQ(-EACCES, attach(other, getpid(), 0, 0));
		EXPECT_EQ(-EACCES, take(self->rmm, &arg, ROOM));
		_exit(0);
	}
	close(other);
}

TEST_HARNESS_MAIN
