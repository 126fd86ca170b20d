// SPDX-License-Identifier: GPL-2.0
/*
 * Processes are walked while their memory changes. Every result must be one from which a caller can
 * continue, its numbers must be possible, and the only errors are ESRCH (the process or its memory
 * is gone), EINTR and EAGAIN. The debug kernel finds warnings.
 */
#include "lib/harness.h"
#include "lib/device.h"
#include "lib/process.h"
#include "lib/summary.h"
#include "lib/watch.h"

#include <pthread.h>
#include <time.h>

#define AREA	((char *)0x400000000000)
#define SIZE	(64ul << 20)
#define HUGE	(2ul << 20)
#define SELF	"/proc/self/exe"

/* A test walks this often, or for this long: emulated debug kernels are slow. */
#define ROUNDS	150
#define SECONDS	4

#define RW (PROT_READ | PROT_WRITE)

static unsigned int dice(unsigned int *state, unsigned int sides)
{
	*state = *state * 1103515245 + 12345;
	return (*state >> 16) % sides;
}

static void touch(char *at, size_t size)
{
	for (size_t i = 0; i < size; i += PAGE)
		*(volatile char *)(at + i) = 1;
}

/* Another thread may have unmapped the range: a store would be fatal where this call fails. */
static void populate(char *at, size_t size)
{
	madvise(at, size, MADV_POPULATE_WRITE);
}

/* Churn functions change the area once. Two threads run the same function at the same time. */
static void churn_map(unsigned int *state)
{
	size_t size = (1 + dice(state, 64)) * PAGE;
	char *at = AREA + dice(state, (SIZE - HUGE) / PAGE) * PAGE;

	switch (dice(state, 5)) {
	case 0:
		mmap(at, size, RW, MAP_FIXED | MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
		break;
	case 1:
		mmap(at, size, RW, MAP_FIXED | MAP_SHARED | MAP_ANONYMOUS, -1, 0);
		break;
	case 2:
		munmap(at, size);
		break;
	case 3:
		mprotect(at, size, dice(state, 2) ? PROT_READ : RW);
		break;
	default:
		mremap(at, size, size + PAGE, MREMAP_MAYMOVE | MREMAP_FIXED,
		       AREA + dice(state, (SIZE - HUGE) / PAGE) * PAGE);
	}
	populate(at, size);
}

static void churn_dontneed(unsigned int *state)
{
	char *at = AREA + dice(state, SIZE / HUGE) * HUGE;

	/* Maps whole tables, so that the kernel may free them (PT_RECLAIM). */
	mmap(at, HUGE, RW, MAP_FIXED | MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	madvise(at, HUGE, MADV_NOHUGEPAGE);
	populate(at, HUGE);
	madvise(at, HUGE, dice(state, 2) ? MADV_DONTNEED : MADV_PAGEOUT);
}

static void churn_thp(unsigned int *state)
{
	char *at = AREA + dice(state, SIZE / HUGE) * HUGE;

	switch (dice(state, 4)) {
	case 0:
		mmap(at, HUGE, RW, MAP_FIXED | MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
		madvise(at, HUGE, MADV_HUGEPAGE);
		populate(at, PAGE);
		break;
	case 1:
		madvise(at + dice(state, 511) * PAGE, PAGE, MADV_DONTNEED);
		break;
	case 2:
		mprotect(at + dice(state, 511) * PAGE, PAGE, dice(state, 2) ? PROT_READ : RW);
		break;
	default:
		madvise(at, HUGE, 25 /* MADV_COLLAPSE */);
	}
}

static void churn_fork(unsigned int *state)
{
	pid_t pid;

	mmap(AREA, HUGE, RW, MAP_FIXED | MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	populate(AREA, HUGE);
	pid = fork();
	if (!pid) {
		populate(AREA, (1 + dice(state, 64)) * PAGE);
		_exit(0);
	}
	waitpid(pid, NULL, 0);
}

static void (*churn)(unsigned int *state);

static void *churn_for_ever(void *seed)
{
	unsigned int state = (uintptr_t)seed;

	for (;;)
		churn(&state);
	return NULL;
}

static void start_churn(void)
{
	pthread_t thread;

	for (uintptr_t seed = 1; seed <= 2; seed++)
		pthread_create(&thread, NULL, churn_for_ever, (void *)seed);
}

static bool expected(int error)
{
	return error == -ESRCH || error == -EINTR || error == -EAGAIN;
}

/* Lists all VMAs once, in small portions. Returns 0 or the error that ended it. */
static int walk_vmas(struct __test_metadata *_metadata, int mm)
{
	static struct rmm_vma buf[16];
	static char names[16384];
	const __u64 end = user_space_end();
	struct rmm_vmas arg = {
		.size = sizeof(arg), .flags = RMM_VMAS_RESIDENT, .end = end,
		.buf = (uintptr_t)buf, .capacity = 16, .record_size = sizeof(buf[0]),
		.names = (uintptr_t)names, .names_size = sizeof(names),
	};

	do {
		int ret = call_ioctl(mm, RMM_VMAS, &arg);
		__u64 at = arg.start;

		if (ret)
			return ret;
		EXPECT_LT(arg.start, arg.next);
		EXPECT_LE(arg.next, end);
		EXPECT_LE(arg.count, 16);
		for (__u32 i = 0; i < arg.count; i++) {
			const struct rmm_vma *v = &buf[i];

			/*
			 * A VMA that grew in the meantime may begin before the last one's end, but
			 * never ends there.
			 */
			EXPECT_LT(v->start, v->end);
			EXPECT_LT(at, v->end);
			EXPECT_LE(v->end, end);
			EXPECT_LE(v->kind, RMM_VMA_DEVICE);
			EXPECT_LE(v->name_offset + v->name_len, sizeof(names));
			EXPECT_EQ(0, (v->anon_bytes | v->file_bytes | v->shmem_bytes) % PAGE);
			at = v->end;
		}
		arg.start = arg.next;
	} while (arg.next != end);
	return 0;
}

/* Walks the page tables once, in portions of @budget_us. */
static int walk_tables(struct __test_metadata *_metadata, int mm, __u64 budget_us)
{
	static struct summary_list list;
	__u64 total = 0;
	int ret = list_summary_in_portions(mm, 0, RMM_ABSENT, 16, budget_us, &list);

	EXPECT_NE(-EPROTO, ret);
	if (ret)
		return ret;
	for (int i = 0; i < list.count; i++) {
		const struct rmm_summary *cell = &list.cell[i];

		EXPECT_LE(cell->vma_kind, RMM_VMA_DEVICE);
		EXPECT_LT(RMM_PAGE_NONE, cell->page_kind);
		EXPECT_LT(cell->page_kind, RMM_PAGE_UNKNOWN);
		EXPECT_LE(RMM_LEVEL_PUD, cell->level);
		EXPECT_LE(cell->level, RMM_LEVEL_PTE);
		EXPECT_LE(-1, cell->node);
		EXPECT_LT(0, cell->entries);
		EXPECT_LE(cell->young_bytes, cell->bytes);
		EXPECT_LE(cell->shared_bytes, cell->bytes);
		total += cell->bytes;
	}
	/* Pages that move may be counted twice; the rest of the process is small. */
	EXPECT_LE(total, 4 * SIZE);
	return 0;
}

/* Reads a file in pieces and checks that every line is complete, the heading first. */
static int read_file_in_pieces(struct __test_metadata *_metadata, pid_t pid, const char *file)
{
	static char text[1 << 18];
	int fd = open_watched_file(pid, file);
	size_t len = 0;
	ssize_t n;

	if (fd < 0)
		return fd == -ENOENT ? -ESRCH : fd;
	while ((n = read(fd, text + len, 4096)) > 0 && (len += n) + 4096 < sizeof(text))
		;
	n = n < 0 ? -errno : 0;
	close(fd);
	if (len) {
		EXPECT_EQ(0, strncmp(text, "# rmm ", 6));
		EXPECT_EQ('\n', text[len - 1]);
	}
	return n;
}

static time_t now(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return ts.tv_sec;
}

FIXTURE(churn)
{
	pid_t pid;
	int mm;
};

FIXTURE_VARIANT(churn)
{
	void (*churn)(unsigned int *state);
};

FIXTURE_VARIANT_ADD(churn, map) { .churn = churn_map };
FIXTURE_VARIANT_ADD(churn, dontneed) { .churn = churn_dontneed };
FIXTURE_VARIANT_ADD(churn, thp) { .churn = churn_thp };
FIXTURE_VARIANT_ADD(churn, fork) { .churn = churn_fork };

FIXTURE_SETUP(churn)
{
	if (variant->churn == churn_thp)
		NEED_FEATURE(THP);
	churn = variant->churn;
	self->pid = fork_idle_child(start_churn);
	ASSERT_LT(0, self->pid);
	self->mm = open_space(self->pid);
	ASSERT_LE(0, self->mm);
	ASSERT_EQ(0, watch_pid(self->pid));
}

FIXTURE_TEARDOWN(churn)
{
	watch_pid(-self->pid);
	end_child(self->pid);
}

/* The target stays alive: no call may fail, and the walks must see what it maps. */
TEST_F(churn, walks_survive_churn)
{
	static struct summary_list area;
	time_t end = now() + SECONDS;
	__u64 seen = 0;

	/* The churn may start late, and the area may be empty in between. */
	for (int i = 0; (i < ROUNDS && now() < end) || (!seen && now() < end + 60); i++) {
		int ret = walk_vmas(_metadata, self->mm);

		EXPECT_EQ(0, ret);
		ret = walk_tables(_metadata, self->mm, i % 2 ? 20 : 0);
		EXPECT_EQ(0, ret);
		for (size_t f = 0; f < ARRAY_SIZE(watched_files); f++) {
			ret = read_file_in_pieces(_metadata, self->pid, watched_files[f]);
			EXPECT_EQ(0, ret)
				TH_LOG("%s: %s", watched_files[f], strerror(-ret));
		}
		ASSERT_EQ(0, list_summary(self->mm, (uintptr_t)AREA, (uintptr_t)AREA + SIZE, &area));
		for (int j = 0; j < area.count; j++)
			seen |= area.cell[j].bytes;
		if (_metadata->exit_code)
			break;
	}
	EXPECT_NE(0, seen);
}

/* Two readers share a descriptor; the target is killed while they read. */
TEST_F(churn, walks_survive_kill)
{
	time_t end = now() + 60;
	pid_t reader[2];

	for (int r = 0; r < 2; r++) {
		reader[r] = fork();
		if (reader[r])
			continue;
		for (int ret = 0; !ret;) {
			ret = r ? walk_vmas(_metadata, self->mm) :
				walk_tables(_metadata, self->mm, 0);
			ret = ret ?: read_file_in_pieces(_metadata, self->pid, watched_files[r]);
			EXPECT_TRUE(!ret || expected(ret))
				TH_LOG("%s", strerror(-ret));
		}
		_exit(_metadata->exit_code);
	}
	for (int i = 0; i < 20 && (!i || now() < end); i++) {
		EXPECT_EQ(0, walk_tables(_metadata, self->mm, 0));
	}
	end_child(self->pid);
	for (int r = 0; r < 2; r++) {
		int status;

		ASSERT_EQ(reader[r], waitpid(reader[r], &status, 0));
		EXPECT_EQ(0, status);
	}
	EXPECT_EQ(-ESRCH, walk_vmas(_metadata, self->mm));
	EXPECT_EQ(-ESRCH, walk_tables(_metadata, self->mm, 0));
}

/* A process that only executes itself again. */
TEST(walks_survive_exec)
{
	time_t end = now() + SECONDS;
	pid_t pid = fork();

	if (!pid) {
		prctl(PR_SET_PDEATHSIG, SIGKILL);
		execl(SELF, "race", "--exec", NULL);
		_exit(1);
	}
	for (int i = 0; i < ROUNDS && now() < end; i++) {
		int mm = open_space(pid), ret;

		ASSERT_TRUE(mm >= 0 || expected(mm));
		for (ret = mm < 0 ? mm : 0; !ret && now() < end;) {
			ret = walk_vmas(_metadata, mm);
			ret = ret ?: walk_tables(_metadata, mm, 0);
		}
		EXPECT_TRUE(!ret || expected(ret))
			TH_LOG("%s", strerror(-ret));
		close(mm);
		ret = watch_pid(pid);
		EXPECT_TRUE(!ret || expected(ret) || ret == -EEXIST)
			TH_LOG("watch: %s", strerror(-ret));
		ret = read_file_in_pieces(_metadata, pid, watched_files[i % 3]);
		EXPECT_TRUE(!ret || expected(ret))
			TH_LOG("%s: %s", watched_files[i % 3], strerror(-ret));
	}
	end_child(pid);
}

/* Processes that are about to exit are watched and removed from the watch at the same time. */
TEST(watch_survives_exit)
{
	time_t end = now() + SECONDS;

	for (int i = 0; i < ROUNDS && now() < end; i++) {
		pid_t pid = fork();
		int mm, ret;

		if (!pid) {
			char *at = mmap(NULL, HUGE, RW, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

			touch(at, (i % 64) * 8 * PAGE);
			_exit(0);
		}
		mm = open_space(pid);
		EXPECT_TRUE(mm >= 0 || expected(mm));
		ret = watch_pid(pid);
		EXPECT_TRUE(!ret || expected(ret))
			TH_LOG("watch: %s", strerror(-ret));
		for (ret = mm < 0 ? mm : 0; !ret;) {
			ret = walk_vmas(_metadata, mm);
			ret = ret ?: walk_tables(_metadata, mm, 0);
			ret = ret ?: read_file_in_pieces(_metadata, pid, watched_files[i % 3]);
		}
		EXPECT_TRUE(expected(ret))
			TH_LOG("%s", strerror(-ret));
		watch_pid(-pid);
		close(mm);
		waitpid(pid, NULL, 0);
	}
}

int main(int argc, char **argv)
{
	if (argc > 1 && !strcmp(argv[1], "--exec")) {
		prctl(PR_SET_PDEATHSIG, SIGKILL);
		execv(SELF, argv);
		return 1;
	}
	return test_harness_run(argc, argv);
}
