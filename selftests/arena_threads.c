// SPDX-License-Identifier: GPL-2.0
/*
 * Many threads place pages of one arena: a fault that waits for I/O holds up no other, every page is
 * where one thread alone would have it, it is counted once, and no task's own policy changes.
 */
#include "lib/harness.h"
#include "lib/arena.h"
#include "lib/device.h"
#include "lib/memory.h"
#include "lib/process.h"
#include "lib/text.h"

#include <pthread.h>
#include <stdatomic.h>
#include <sys/sysmacros.h>

#define BYTES (2ul << 20)
#define PAGES (BYTES / PAGE)
#define THREADS 8
/* Faults beside the one that waits. */
#define OTHERS 24
#define GROUP "/sys/fs/cgroup/rmm-threads"

static int write_text(const char *path, const char *text)
{
	int fd = open(path, O_WRONLY);
	int ret = fd < 0 || write(fd, text, strlen(text)) < 0 ? -errno : 0;

	close(fd);
	return ret;
}

/* Limits what the cgroup reads from the first swap device: "1" byte a second, or "max". */
static int limit_swap_reads(const char *rate)
{
	char *line = read_text("/proc/swaps"), device[64], text[96];
	struct stat st;

	line = line ? strchr(line, '\n') : NULL;
	if (!line || sscanf(line + 1, "%63s", device) != 1 || stat(device, &st))
		return -ENODEV;
	snprintf(text, sizeof(text), "%u:%u rbps=%s", major(st.st_rdev), minor(st.st_rdev), rate);
	return write_text(GROUP "/io.max", text);
}

static bool is_blocked(pid_t pid)
{
	char *text = read_text("/proc/%d/stat", pid);

	text = text ? strrchr(text, ')') : NULL;
	return text && text[2] == 'D';
}

FIXTURE(threads)
{
	__u64 nodes;
	int fd;
	char *at;
};

FIXTURE_VARIANT(threads)
{
	__u32 policy, flags;
};

FIXTURE_VARIANT_ADD(threads, stripe) { RMM_PLACE_STRIPE, 0 };
FIXTURE_VARIANT_ADD(threads, strict) { RMM_PLACE_STRIPE, RMM_ARENA_STRICT };
FIXTURE_VARIANT_ADD(threads, interleave) { RMM_PLACE_INTERLEAVE, RMM_ARENA_STEER };

FIXTURE_SETUP(threads)
{
	self->nodes = memory_nodes();
	self->fd = create_arena(variant->policy, BYTES, self->nodes, variant->flags);
	ASSERT_LE(0, self->fd);
	self->at = map_fd(self->fd, BYTES, MAP_SHARED);
	ASSERT_NE(MAP_FAILED, self->at);
}

FIXTURE_TEARDOWN(threads)
{
	munmap(self->at, BYTES);
	close(self->fd);
}

static atomic_int touched;

static void *touch_one(void *page)
{
	touch_range(page, PAGE);
	touched++;
	return NULL;
}

/* Swaps out the first page, whose content needs a read from the device. */
static bool swap_out_first(int fd, char *at)
{
	struct rmm_arena_stat stat;
	time_t end = 0;

	for (size_t i = 0; i < PAGE; i++)
		at[i] = i * 7 + i / 256;
	do {
		madvise(at, PAGE, MADV_PAGEOUT);
		if (arena_stat(fd, 0, &stat))
			return false;
	} while (stat.swapped_pages != 1 && retry_allowed(&end));
	return stat.swapped_pages == 1;
}

TEST_F(threads, a_fault_that_waits_for_swap_holds_up_no_other)
{
	pthread_t others[OTHERS];
	int ready[2], before;
	time_t end = 0;
	char byte;
	pid_t pid;

	if (!enable_swap())
		SKIP(return, "no swap");
	write_text("/sys/fs/cgroup/cgroup.subtree_control", "+io");
	if ((mkdir(GROUP, 0755) && errno != EEXIST) || limit_swap_reads("1"))
		SKIP(return, "no cgroups that limit I/O");
	ASSERT_TRUE(swap_out_first(self->fd, self->at));
	ASSERT_EQ(0, pipe(ready));
	pid = fork();
	if (!pid) {
		prctl(PR_SET_PDEATHSIG, SIGKILL);
		if (write_text(GROUP "/cgroup.procs", "0"))
			_exit(77);
		(void)!write(ready[1], "x", 1);
		_exit(*(volatile char *)(self->at + PAGE - 1) == (char)((PAGE - 1) * 7 + 15) ? 0 : 1);
	}
	ASSERT_EQ(1, read(ready[0], &byte, 1));
	while (!is_blocked(pid) && retry_allowed(&end))
		;
	EXPECT_TRUE(is_blocked(pid));

	touched = 0;
	for (int i = 0; i < OTHERS; i++)
		ASSERT_EQ(0, pthread_create(&others[i], NULL, touch_one, self->at + (1 + i) * PAGE));
	end = 0;
	while (touched != OTHERS && retry_allowed(&end))
		;
	before = touched;
	EXPECT_EQ(OTHERS, before);
	/* The first fault still waits. */
	EXPECT_TRUE(is_blocked(pid));
	EXPECT_EQ(0, waitpid(pid, NULL, WNOHANG));

	ASSERT_EQ(0, limit_swap_reads("max"));
	for (int i = 0; i < OTHERS; i++)
		pthread_join(others[i], NULL);
	EXPECT_EQ(0, exit_status_of(pid));
	rmdir(GROUP);
}

struct toucher {
	char *at;
	size_t first, step;
	unsigned long own;	/* nodes of a policy of its own, or 0 */
	int changed;
};

/*
 * Touches its share of the first half, then all of the second half, so that all threads meet at every
 * page. Notes whether its own policy has changed.
 */
static void *touch_share(void *arg)
{
	struct toucher *toucher = arg;
	unsigned long nodes[16] = { 0 };
	int mode;

	if (toucher->own && set_mempolicy(MPOL_BIND, &toucher->own, 64)) {
		toucher->changed = errno;
		return NULL;
	}
	for (size_t page = toucher->first; page < PAGES / 2; page += toucher->step)
		*(volatile char *)(toucher->at + page * PAGE) = 1;
	for (size_t page = PAGES / 2; page < PAGES; page++)
		*(volatile char *)(toucher->at + page * PAGE) = 1;
	if (get_mempolicy(&mode, nodes, sizeof(nodes) * 8, NULL, 0))
		toucher->changed = errno;
	else if (mode != (toucher->own ? MPOL_BIND : MPOL_DEFAULT) || nodes[0] != toucher->own)
		toucher->changed = 1000 + mode;
	return NULL;
}

/* Every second thread has a policy of its own if @own is not 0. Returns how many policies changed. */
static int touch_by(int count, char *at, unsigned long own)
{
	struct toucher touchers[THREADS];
	pthread_t threads[THREADS];
	int changed = 0;

	for (int i = 0; i < count; i++) {
		touchers[i] = (struct toucher){ at, i, count, i % 2 ? own : 0, 0 };
		if (pthread_create(&threads[i], NULL, touch_share, &touchers[i]))
			return -1;
	}
	for (int i = 0; i < count; i++) {
		pthread_join(threads[i], NULL);
		changed += touchers[i].changed != 0;
	}
	return changed;
}

static void count_exactly(struct __test_metadata *_metadata, int fd)
{
	static struct rmm_decision records[256];
	struct rmm_arena_ring ring = {
		.size = sizeof(ring), .buf = (uintptr_t)records, .capacity = 256,
		.record_size = sizeof(records[0]),
	};
	struct rmm_arena_stat stat;
	__u64 reasons = 0;

	ASSERT_EQ(0, arena_stat(fd, RMM_ARENA_STAT_NODES, &stat));
	for (size_t i = 0; i < ARRAY_SIZE(stat.reasons); i++)
		reasons += stat.reasons[i];
	EXPECT_EQ(PAGES, stat.resident_pages);
	EXPECT_EQ(PAGES, sum_placed_pages(&stat));
	EXPECT_EQ(PAGES, reasons);
	EXPECT_EQ(PAGES, stat.decisions);
	for (int node = 0; node < (int)NODES; node++) {
		EXPECT_EQ(stat.node_pages[node], stat.placed[node]) {
			TH_LOG("node %d", node);
		}
	}
	/* The ring has the last decisions, in order and without gaps. */
	ASSERT_EQ(0, call_ioctl(fd, RMM_ARENA_RING, &ring));
	EXPECT_EQ(256, ring.count);
	EXPECT_EQ(PAGES - 256, ring.lost);
	for (__u32 i = 0; i < ring.count; i++) {
		EXPECT_EQ(PAGES - 256 + i, records[i].number);
	}
}

static void compare_with_one(struct __test_metadata *_metadata, int fd, char *at, __u64 inode,
			     __u64 nodes, __u32 policy, __u32 flags)
{
	static int theirs[PAGES], ours[PAGES];
	size_t wrong = 0;

	ASSERT_EQ(0, read_page_nodes(at, PAGES, ours));
	if (policy == RMM_PLACE_INTERLEAVE) {
		for (size_t page = 0; page < PAGES; page++) {
			__u64 rest = nodes;

			for (__u64 n = (inode + page) % node_count(nodes); n; n--)
				rest &= rest - 1;
			theirs[page] = __builtin_ctzll(rest);
		}
	} else {
		int other = create_arena(policy, BYTES, nodes, flags);
		char *there = map_fd(other, BYTES, MAP_SHARED);

		ASSERT_NE(MAP_FAILED, there);
		ASSERT_EQ(0, touch_by(1, there, 0));
		ASSERT_EQ(0, read_page_nodes(there, PAGES, theirs));
		munmap(there, BYTES);
		close(other);
	}
	for (size_t page = 0; page < PAGES; page++)
		if (ours[page] != theirs[page] && !wrong++)
			TH_LOG("page %zu is on node %d, not %d", page, ours[page], theirs[page]);
	EXPECT_EQ(0, wrong);
	count_exactly(_metadata, fd);
}

TEST_F(threads, pages_are_where_one_thread_has_them)
{
	struct stat st;

	ASSERT_EQ(0, fstat(self->fd, &st));
	ASSERT_EQ(0, touch_by(THREADS, self->at, 0));
	compare_with_one(_metadata, self->fd, self->at, st.st_ino, self->nodes, variant->policy,
			 variant->flags);
}

TEST_F(threads, own_policies_neither_matter_nor_change)
{
	struct stat st;

	ASSERT_EQ(0, fstat(self->fd, &st));
	ASSERT_EQ(0, touch_by(THREADS, self->at, 1ul << (63 - __builtin_clzll(self->nodes))));
	compare_with_one(_metadata, self->fd, self->at, st.st_ino, self->nodes, variant->policy,
			 variant->flags);
}

TEST_HARNESS_MAIN
