// SPDX-License-Identifier: GPL-2.0
/*
 * RMM_MM and mm: each field against /proc/PID/status, stat, sched and ksm_stat, or after a call that
 * sets it.
 */
#include "lib/harness.h"
#include "lib/device.h"
#include "lib/memory.h"
#include "lib/process.h"
#include "lib/text.h"
#include "lib/zoo.h"

#ifndef PR_THP_DISABLE_EXCEPT_ADVISED
#define PR_THP_DISABLE_EXCEPT_ADVISED (1 << 1)
#endif
#ifndef PR_SET_MDWE
#define PR_SET_MDWE 65
#define PR_MDWE_REFUSE_EXEC_GAIN 1
#endif
#ifndef PR_SET_MEMORY_MERGE
#define PR_SET_MEMORY_MERGE 67
#endif

static struct rmm_mm read_mm(int space)
{
	struct rmm_mm mm = { 0 };
	struct rmm_list arg = {
		.size = sizeof(arg), .buf = (uintptr_t)&mm, .capacity = 1, .record_size = sizeof(mm),
	};

	if (call_ioctl(space, RMM_MM, &arg) || arg.count != 1)
		memset(&mm, 0xee, sizeof(mm));
	return mm;
}

static struct rmm_mm own_mm(void)
{
	int space = open_space(0);
	struct rmm_mm mm = read_mm(space);

	close(space);
	return mm;
}

/* A field of /proc/PID/stat, by its number in proc_pid_stat(5). */
static unsigned long long stat_field(pid_t pid, int number)
{
	char *at = strrchr(read_text("/proc/%d/stat", pid), ')') + 2;

	for (int field = 3; field < number; field++)
		at = strchr(at, ' ') + 1;
	return strtoull(at, NULL, 10);
}

/* The number after @name and whatever separates it; -1 if the file has no such line. */
static long long line_of(pid_t pid, const char *file, const char *name)
{
	char *text = read_text("/proc/%d/%s", pid, file), *at = text ? strstr(text, name) : NULL;

	if (!at)
		return -1;
	at += strlen(name);
	at += strspn(at, " \t:");
	return atoll(at);
}

static int count_vmas(pid_t pid)
{
	char *text = read_text("/proc/%d/maps", pid);
	int count = 0;

	for (char *at = text; at && (at = strchr(at, '\n')); at++)
		count++;
	return count - !!strstr(text, "[vsyscall]");
}

FIXTURE(mm)
{
	int space;
	struct rmm_mm mm;
};

FIXTURE_SETUP(mm)
{
	self->space = open_space(zoo.pid);
	ASSERT_LE(0, self->space);
	/* Reclaim may change the resident memory of an idle process. */
	for (time_t end = 0; retry_allowed(&end);) {
		char *was = copy_process_file(zoo.pid, "status");

		self->mm = read_mm(self->space);
		if (process_file_unchanged(was, zoo.pid, "status"))
			break;
	}
}

FIXTURE_TEARDOWN(mm)
{
	close(self->space);
}

TEST_F(mm, sizes_equal_status)
{
	const struct { const char *name; __u64 bytes; } sizes[] = {
		{ "VmPeak", self->mm.peak_virtual_bytes }, { "VmSize", self->mm.virtual_bytes },
		{ "VmLck", self->mm.locked_bytes }, { "VmPin", self->mm.pinned_bytes },
		{ "VmHWM", self->mm.peak_resident_bytes }, { "VmRSS", self->mm.resident_bytes },
		{ "VmData", self->mm.data_bytes }, { "VmStk", self->mm.stack_bytes },
	};

	for (size_t i = 0; i < ARRAY_SIZE(sizes); i++) {
		EXPECT_EQ(status_kb(zoo.pid, sizes[i].name), sizes[i].bytes >> 10)
			TH_LOG("%s", sizes[i].name);
	}
	EXPECT_EQ(status_kb(zoo.pid, "VmExe") + status_kb(zoo.pid, "VmLib"), self->mm.exec_bytes >> 10);
	EXPECT_EQ(count_vmas(zoo.pid), self->mm.map_count);
}

TEST_F(mm, addresses_equal_stat)
{
	const struct { int field; __u64 address; const char *name; } fields[] = {
		{ 26, self->mm.start_code, "start_code" }, { 27, self->mm.end_code, "end_code" },
		{ 28, self->mm.start_stack, "start_stack" }, { 45, self->mm.start_data, "start_data" },
		{ 46, self->mm.end_data, "end_data" }, { 47, self->mm.start_brk, "start_brk" },
		{ 48, self->mm.arg_start, "arg_start" }, { 49, self->mm.arg_end, "arg_end" },
		{ 50, self->mm.env_start, "env_start" }, { 51, self->mm.env_end, "env_end" },
	};

	for (size_t i = 0; i < ARRAY_SIZE(fields); i++) {
		EXPECT_EQ(stat_field(zoo.pid, fields[i].field), fields[i].address)
			TH_LOG("%s", fields[i].name);
		EXPECT_NE(0, fields[i].address);
	}
	EXPECT_EQ(strtoull(read_text("/proc/%d/coredump_filter", zoo.pid), NULL, 16), self->mm.dump_filter);
	EXPECT_LT(self->mm.mmap_base, self->mm.start_stack);
	EXPECT_LE(self->mm.start_stack, self->mm.task_size);
}

/* Both counters go on while the zoo waits, so they are read until they agree. */
TEST_F(mm, ksm_and_numa_equal_the_kernels_files)
{
	static const char *const names[] = { "ksm_merging_pages", "ksm_rmap_items", "ksm_zero_pages" };
	long long ksm[3], seq = -1;
	bool same = false;

	for (time_t end = 0; !same && retry_allowed(&end);) {
		self->mm = read_mm(self->space);
		for (int i = 0; i < 3; i++)
			ksm[i] = line_of(zoo.pid, "ksm_stat", names[i]);
		seq = line_of(zoo.pid, "sched", "mm->numa_scan_seq");
		same = (ksm[0] == self->mm.ksm_merging_pages && ksm[1] == self->mm.ksm_rmap_items &&
			ksm[2] == self->mm.ksm_zero_pages && (__u32)seq == self->mm.numa_scan_seq);
	}
	EXPECT_EQ(ksm[0], self->mm.ksm_merging_pages);
	EXPECT_EQ(ksm[1], self->mm.ksm_rmap_items);
	EXPECT_EQ(ksm[2], self->mm.ksm_zero_pages);
	EXPECT_EQ((__u32)seq, self->mm.numa_scan_seq);
	if (seq >= 0) {
		EXPECT_LE(self->mm.numa_scan_offset, self->mm.task_size);
		EXPECT_NE(RMM_ABSENT, self->mm.numa_next_scan_ms);
	}
}

/* The value of a line of mm. */
static const char *text_value(const char *text, const char *name)
{
	static char value[256];
	char key[64];
	const char *at;

	snprintf(key, sizeof(key), "\n%s ", name);
	at = strstr(text, key);
	*value = 0;
	if (at)
		sscanf(at + strlen(key), "%255s", value);
	return value;
}

TEST(text_equals_the_ioctl)
{
	struct rmm_mm mm = own_mm();
	char *text = read_text("/proc/rmm/self/mm");
	char want[64];

	ASSERT_NE(NULL, text);
	snprintf(want, sizeof(want), "%lld", mm.data_bytes >> 10);
	EXPECT_STREQ(want, text_value(text, "data_kb"));
	snprintf(want, sizeof(want), "%lld", mm.stack_bytes >> 10);
	EXPECT_STREQ(want, text_value(text, "stack_kb"));
	snprintf(want, sizeof(want), "%u", mm.map_count);
	EXPECT_STREQ(want, text_value(text, "map_count"));
	snprintf(want, sizeof(want), "%08llx", mm.brk);
	EXPECT_STREQ(want, text_value(text, "brk"));
	snprintf(want, sizeof(want), "%08llx", mm.mmap_base);
	EXPECT_STREQ(want, text_value(text, "mmap_base"));
	snprintf(want, sizeof(want), "%08x", mm.dump_filter);
	EXPECT_STREQ(want, text_value(text, "dump_filter"));
	EXPECT_EQ(!!(mm.flags & RMM_MM_F_TOPDOWN), !!strstr(text_value(text, "flags"), "topdown"))
		TH_LOG("%s", text_value(text, "flags"));
	if (mm.numa_scan_seq != RMM_ABSENT_32) {
		EXPECT_STRNE("-", text_value(text, "numa_next_scan_ms"));
	}
}

TEST(calls_change_the_fields)
{
	struct rmm_mm was = own_mm(), is;
	char *at = mmap(NULL, 64 * PAGE, RW, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0), *brk = sbrk(0);

	ASSERT_NE(MAP_FAILED, at);
	ASSERT_EQ(0, mlock(at, 16 * PAGE));
	is = own_mm();
	EXPECT_EQ(was.locked_bytes + 16 * PAGE, is.locked_bytes);
	EXPECT_EQ(was.data_bytes + 64 * PAGE, is.data_bytes);
	munmap(at, 64 * PAGE);
	EXPECT_EQ(is.virtual_bytes - 64 * PAGE, own_mm().virtual_bytes);
	EXPECT_LE(is.virtual_bytes, own_mm().peak_virtual_bytes);
	EXPECT_EQ(was.locked_bytes, own_mm().locked_bytes);
	ASSERT_EQ(brk, sbrk(3 * PAGE));
	EXPECT_EQ((uintptr_t)brk + 3 * PAGE, own_mm().brk);
	sbrk(-3 * PAGE);
	EXPECT_EQ((uintptr_t)brk, own_mm().brk);
	ASSERT_EQ(0, mlockall(MCL_FUTURE));
	EXPECT_EQ(RMM_VMA_F_LOCKED, own_mm().default_vma_flags & RMM_VMA_F_LOCKED);
	ASSERT_EQ(0, munlockall());
	EXPECT_EQ(0, own_mm().default_vma_flags & RMM_VMA_F_LOCKED);
}

/* Compares one flag with what a call sets; the call may be unknown to this kernel. */
#define EXPECT_FLAG(flag, set) do {							\
	__u64 is = own_mm().flags;							\
	EXPECT_EQ((set) ? RMM_MM_F_##flag : 0, is & RMM_MM_F_##flag)			\
		TH_LOG("%s, flags %llx", #flag, is);					\
} while (0)

TEST(calls_set_the_flags)
{
	EXPECT_FLAG(THP_DISABLED, prctl(PR_GET_THP_DISABLE, 0, 0, 0, 0) & 1);
	ASSERT_EQ(0, prctl(PR_SET_THP_DISABLE, 1, 0, 0, 0));
	EXPECT_FLAG(THP_DISABLED, true);
	EXPECT_FLAG(THP_ADVISED_ONLY, false);
	if (!prctl(PR_SET_THP_DISABLE, 1, PR_THP_DISABLE_EXCEPT_ADVISED, 0, 0)) {
		EXPECT_FLAG(THP_DISABLED, false);
		EXPECT_FLAG(THP_ADVISED_ONLY, true);
	}
	ASSERT_EQ(0, prctl(PR_SET_THP_DISABLE, 0, 0, 0, 0));
	EXPECT_FLAG(THP_DISABLED, false);
	EXPECT_FLAG(THP_ADVISED_ONLY, false);
	EXPECT_FLAG(KSM_ANY, false);
	if (!prctl(PR_SET_MEMORY_MERGE, 1, 0, 0, 0)) {
		EXPECT_FLAG(KSM_ANY, true);
		EXPECT_FLAG(KSM, true);
		ASSERT_EQ(0, prctl(PR_SET_MEMORY_MERGE, 0, 0, 0, 0));
		EXPECT_FLAG(KSM_ANY, false);
	}
	EXPECT_FLAG(MDWE, false);
	if (!prctl(PR_SET_MDWE, PR_MDWE_REFUSE_EXEC_GAIN, 0, 0, 0)) {
		EXPECT_FLAG(MDWE, true);
		EXPECT_FLAG(MDWE_NO_INHERIT, false);
	}
}

/* Registered buffers of io_uring pin pages, and account for them unless RLIMIT_MEMLOCK is ignored. */
TEST(pinned_memory_is_counted)
{
	char *at = map_small_pages(32, RW, MAP_PRIVATE | MAP_ANONYMOUS);
	struct rmm_mm was = own_mm(), is;
	int ring;

	ASSERT_EQ(0, set_ipc_lock(false));
	ring = pin_range(at, 32 * PAGE);
	ASSERT_EQ(0, set_ipc_lock(true));
	if (ring < 0)
		SKIP(return, "no registered buffers of io_uring");
	is = own_mm();
	EXPECT_EQ(status_kb(getpid(), "VmPin"), is.pinned_bytes >> 10);
	EXPECT_LE(was.pinned_bytes + 32 * PAGE, is.pinned_bytes);
	EXPECT_EQ(RMM_MM_F_HAS_PINNED, is.flags & RMM_MM_F_HAS_PINNED);
	close(ring);
	munmap(at, 32 * PAGE);
}

static int rest(void *unused)
{
	(void)unused;
	for (;;)
		syscall(SYS_pause);
	return 0;
}

TEST(a_sharer_is_a_user)
{
	static char stack[65536];
	struct rmm_mm was = own_mm(), is;
	pid_t sharer = clone(rest, stack + sizeof(stack), CLONE_VM | SIGCHLD, NULL);

	ASSERT_LT(0, sharer);
	is = own_mm();
	EXPECT_EQ(was.users + 1, is.users);
	EXPECT_EQ(0, was.flags & RMM_MM_F_MULTIPROCESS);
	EXPECT_EQ(RMM_MM_F_MULTIPROCESS, is.flags & RMM_MM_F_MULTIPROCESS);
	end_child(sharer);
	/* The memory is released before the parent learns of the exit. */
	EXPECT_EQ(was.users, own_mm().users);
}

int main(int argc, char **argv)
{
	start_zoo();
	return test_harness_run(argc, argv);
}
