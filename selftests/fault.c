// SPDX-License-Identifier: GPL-2.0
/*
 * Each allocation and each copy of user memory on each way in fails once: the call returns the
 * error, leaves nothing behind, and the next call succeeds. Needs a kernel with fault injection
 * (the debug kernel).
 *
 * /proc/thread-self/fail-nth: Documentation/fault-injection/fault-injection.rst.
 */
#include "lib/harness.h"
#include "lib/device.h"
#include "lib/process.h"
#include "lib/watch.h"

/* A debug kernel on a busy host needs long for each of the hundreds of calls. */
#undef TEST_TIMEOUT_DEFAULT
#define TEST_TIMEOUT_DEFAULT 550

/* Upper limit for the points of failure of one call. */
#define MOST 2000

static int mm = -1;

static int device(void)
{
	int fd = open_device();

	if (fd < 0)
		return fd;
	close(fd);
	return 0;
}

static int info(void)
{
	struct rmm_info arg = { .size = sizeof(arg) };
	int fd = open_device(), ret = fd < 0 ? fd : call_ioctl(fd, RMM_INFO, &arg);

	close(fd);
	return ret;
}

static int space(void)
{
	int fd = open_space(0);

	if (fd < 0)
		return fd;
	close(fd);
	return 0;
}

static int vmas(void)
{
	static struct rmm_vma records[64];
	static char names[4096];
	struct rmm_vmas arg = {
		.size = sizeof(arg), .flags = RMM_VMAS_RESIDENT, .end = RMM_ABSENT,
		.buf = (__u64)records, .capacity = 64, .record_size = sizeof(records[0]),
		.names = (__u64)names, .names_size = sizeof(names),
	};

	return call_ioctl(mm, RMM_VMAS, &arg);
}

static int summary(void)
{
	static struct rmm_summary records[64];
	struct rmm_walk arg = {
		.size = sizeof(arg), .flags = RMM_WALK_SUMMARY, .end = RMM_ABSENT,
		.buf = (__u64)records, .capacity = 64, .record_size = sizeof(records[0]),
	};

	return call_ioctl(mm, RMM_WALK, &arg);
}

static int pages(void)
{
	static struct rmm_page records[64];
	struct rmm_walk arg = {
		.size = sizeof(arg), .flags = RMM_WALK_PAGES, .end = RMM_ABSENT,
		.buf = (__u64)records, .capacity = 64, .record_size = sizeof(records[0]),
	};

	return call_ioctl(mm, RMM_WALK, &arg);
}

static int list(unsigned long request, void *records, __u32 record_size)
{
	struct rmm_list arg = {
		.size = sizeof(arg), .buf = (__u64)records, .capacity = 16,
		.record_size = record_size,
	};

	return call_ioctl(mm, request, &arg);
}

static int page_table(void)
{
	static struct rmm_page_table_level records[16];

	return list(RMM_PAGETABLE, records, sizeof(records[0]));
}

static int segments(void)
{
	static struct rmm_segment records[16];

	return list(RMM_SEGMENTS, records, sizeof(records[0]));
}

/* Reads a file from start to end without stdio's buffers. */
static int read_whole_file(const char *path)
{
	static char text[16384];
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	ssize_t n;

	if (fd < 0)
		return -errno;
	while ((n = read(fd, text, sizeof(text))) > 0)
		;
	n = n < 0 ? -errno : 0;
	close(fd);
	return n;
}

/* One call starts to count, reads the counts and stops. */
static int faults(void)
{
	static struct rmm_fault_count records[8];
	struct rmm_faults arg = {
		.size = sizeof(arg), .flags = RMM_FAULTS_ATTACH | RMM_FAULTS_DETACH,
		.pid = getpid(), .buf = (__u64)records, .capacity = 8,
		.record_size = sizeof(records[0]),
	};
	int fd = open_device(), ret = fd < 0 ? fd : call_ioctl(fd, RMM_FAULTS, &arg);

	close(fd);
	return ret;
}

static int faults_file(void) { return read_whole_file("/proc/rmm/faults"); }
static int events(void) { return read_whole_file("/proc/rmm/events"); }
static int pressure(void) { return read_whole_file("/proc/rmm/pressure"); }
static int version(void) { return read_whole_file("/proc/rmm/version"); }
static int nodes(void) { return read_whole_file("/proc/rmm/nodes"); }
static int zones(void) { return read_whole_file("/proc/rmm/zones"); }
static int buddy(void) { return read_whole_file("/proc/rmm/buddy"); }
static int self_vmas(void) { return read_whole_file("/proc/rmm/self/vmas"); }
static int self_pagetable(void) { return read_whole_file("/proc/rmm/self/pagetable"); }
static int self_segments(void) { return read_whole_file("/proc/rmm/self/segments"); }
static int list_watched(void) { return read_whole_file("/proc/rmm/watch"); }

static int watched(void)
{
	char text[16];
	int ret;

	snprintf(text, sizeof(text), "-%d", getpid());
	ret = write_watch(text + 1);
	if (ret)
		return ret;
	/* If the removal itself fails, it is repeated, so that no process stays watched. */
	ret = write_watch(text);
	if (ret)
		write_watch(text);
	return ret;
}

static int arena(void)
{
	struct rmm_arena_create arg = {
		.size = sizeof(arg), .bytes = 1 << 20, .nodes = 1, .policy = RMM_PLACE_STRIPE,
	};
	struct rmm_arena_stat stat = { .size = sizeof(stat) };
	int rmm = open_device(), fd, ret;

	if (rmm < 0)
		return rmm;
	fd = call_ioctl(rmm, RMM_ARENA_CREATE, &arg);
	close(rmm);
	if (fd < 0)
		return fd;
	ret = fallocate(fd, 0, 0, 4 * PAGE) ? -errno : call_ioctl(fd, RMM_ARENA_STAT, &stat);
	close(fd);
	return ret;
}

static const struct {
	const char *name;
	int (*call)(void);
} ways[] = {
	{ "open", device }, { "RMM_INFO", info }, { "RMM_OPEN", space }, { "RMM_VMAS", vmas },
	{ "RMM_WALK", summary }, { "RMM_WALK, pages", pages }, { "RMM_PAGETABLE", page_table }, { "RMM_SEGMENTS", segments },
	{ "version", version }, { "nodes", nodes }, { "zones", zones }, { "buddy", buddy },
	{ "self/vmas", self_vmas }, { "self/pagetable", self_pagetable },
	{ "self/segments", self_segments }, { "watch", list_watched }, { "watching", watched },
	{ "RMM_FAULTS", faults }, { "faults", faults_file }, { "events", events },
	{ "pressure", pressure },
	{ "RMM_ARENA_CREATE", arena },
};

static int write_text(const char *path, const char *text)
{
	int fd = open(path, O_WRONLY | O_CLOEXEC);
	ssize_t n = fd < 0 ? -1 : write(fd, text, strlen(text));

	close(fd);
	return n < 0 ? -errno : 0;
}

TEST(every_failure_is_returned_and_leaves_nothing)
{
	int nth = open("/proc/thread-self/fail-nth", O_RDWR | O_CLOEXEC), fds;

	if (nth < 0)
		SKIP(return, "the kernel has no fault injection");
	/* With this set, allocations that may sleep are exempt. */
	ASSERT_EQ(0, write_text("/sys/kernel/debug/failslab/ignore-gfp-wait", "N"));
	ASSERT_EQ(0, write_text("/sys/kernel/debug/fail_page_alloc/ignore-gfp-wait", "N"));
	ASSERT_EQ(0, write_text("/sys/kernel/debug/fail_page_alloc/min-order", "0"));
	mm = open_space(0);
	ASSERT_GE(mm, 0);
	fds = count_fds();
	for (size_t w = 0; w < ARRAY_SIZE(ways); w++) {
		int ret = 0, n, returned = 0;

		ASSERT_EQ(0, ways[w].call()) {
			TH_LOG("%s", ways[w].name);
		}
		for (n = 1; n < MOST; n++) {
			char text[16];
			ssize_t len;

			snprintf(text, sizeof(text), "%d", n);
			ASSERT_LT(0, write(nth, text, strlen(text)));
			ret = ways[w].call();
			/*
			 * The remaining count shows whether all points of failure were used. When
			 * all but one are used, reading fail-nth itself is the one that fails.
			 */
			len = pread(nth, text, sizeof(text) - 1, 0);
			text[len < 0 ? 0 : len] = 0;
			if (len < 0 || atoi(text)) {
				(void)!write(nth, "0", 1);
				break;
			}
			returned += ret != 0;
			EXPECT_TRUE(ret == 0 || ret == -ENOMEM || ret == -EFAULT) {
				TH_LOG("%s, failure %d: %s", ways[w].name, n, strerror(-ret));
			}
		}
		EXPECT_EQ(0, ret) {
			TH_LOG("%s without a failure: %s", ways[w].name, strerror(-ret));
		}
		EXPECT_LT(n, MOST);
		EXPECT_EQ(fds, count_fds()) {
			TH_LOG("%s", ways[w].name);
		}
		TH_LOG("%s: %d points of failure, %d returned", ways[w].name, n - 1, returned);
	}
	close(mm);
	close(nth);
}

TEST_HARNESS_MAIN
