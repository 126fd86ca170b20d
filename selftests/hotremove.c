// SPDX-License-Identifier: GPL-2.0
/*
 * Memory is removed while it is walked. A DIMM is plugged into a node and a process faults in pages
 * there. While others walk that process, the reverse maps of its pages and the DIMM's page frames
 * without pause, the DIMM is unplugged. The walks must continue, return every page, and return no
 * frame that was removed. Skipped where the lab has no DIMMs.
 */
#include "lib/harness.h"
#include "lib/device.h"
#include "lib/names.h"
#include "lib/pagemap.h"
#include "lib/pages.h"
#include "lib/process.h"
#include "lib/rmap.h"
#include "lib/summary.h"
#include "lib/text.h"

#include <numaif.h>

/* A debug kernel on a busy host takes minutes to migrate the pages. */
#undef TEST_TIMEOUT_DEFAULT
#define TEST_TIMEOUT_DEFAULT 450

#define NODE 1
#define DIMM_KB (256 << 10)
#define SIZE (48ul << 20)
#define ROUNDS 3
#define WALKERS 5

struct board {
	bool stop;
	char *area;
	/* All page frames that the process has on the node at first lie in this range. */
	__u64 first, end;
	/* Completed walks by product, and what was wrong with one of them. */
	unsigned int walks[WALKERS];
	unsigned int busy, complete, frames;
	char wrong[128];
};

static struct board *board;

static bool lab(const char *request, char *answer, size_t size)
{
	FILE *out = popen(request, "r");
	bool had = out && fgets(answer, size, out);

	answer[had ? strcspn(answer, "\n") : 0] = 0;
	return out && !pclose(out);
}

/* The kernel onlines the memory after QEMU has reported the DIMM as plugged. */
static bool online(void)
{
	time_t end = 0;

	while (retry_allowed(&end)) {
		char *text = read_text("/sys/devices/system/node/node%d/meminfo", NODE);
		char *total = text ? strstr(text, "MemTotal:") : NULL;

		if (total && atol(total + strlen("MemTotal:")) >= DIMM_KB)
			return true;
	}
	return false;
}

/*
 * Maps pages of both sizes. The node is only preferred: the pages must have another node to move
 * to.
 */
static void move_in(void)
{
	const unsigned long nodes = 1ul << NODE;

	set_mempolicy(MPOL_PREFERRED, &nodes, 8 * sizeof(nodes));
	board->area = mmap(NULL, SIZE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	madvise(board->area, SIZE / 2, MADV_NOHUGEPAGE);
	madvise(board->area + SIZE / 2, SIZE / 2, MADV_HUGEPAGE);
	madvise(board->area, SIZE, MADV_POPULATE_WRITE);
}

static void wrong(const char *format, ...)
{
	va_list args;

	va_start(args, format);
	vsnprintf(board->wrong, sizeof(board->wrong), format, args);
	va_end(args);
}

/* Checks that each page is returned once and completely, whether it is present or migrating. */
static void check_pages(int mm, struct page_list *list)
{
	const __u64 start = (uintptr_t)board->area;
	int ret = list_pages(mm, start, start + SIZE, ALL_ATTRIBUTES, 0, 3000, 0, list);
	__u64 bytes = 0;

	for (int i = 0; !ret && i < list->count; i++) {
		const struct rmm_page *page = &list->page[i];

		bytes += page->pages * 4096ull;
		if (page->kind != RMM_PAGE_ANON && page->kind != RMM_PAGE_MIGRATION)
			wrong("page of kind %s", page_kind_names[page->kind]);
	}
	if (ret || bytes < SIZE)
		wrong("pages: %d, %llu bytes of %lu", ret, bytes, SIZE);
}

static void check_summary(int mm, struct summary_list *cells)
{
	int ret = list_summary(mm, (uintptr_t)board->area, (uintptr_t)board->area + SIZE, cells);
	__u64 bytes = summary_bytes(cells, RMM_PAGE_ANON) + summary_bytes(cells, RMM_PAGE_MIGRATION);

	if (ret || bytes < SIZE)
		wrong("summary: %d, %llu bytes of %lu", ret, bytes, SIZE);
}

static void check_translation(int mm, unsigned int *seed)
{
	struct rmm_translate t = {
		.size = sizeof(t),
		.address = (uintptr_t)board->area + rand_r(seed) % (SIZE / PAGE) * PAGE,
	};
	int ret = call_ioctl(mm, RMM_TRANSLATE, &t);

	if (ret || (t.page_kind != RMM_PAGE_ANON && t.page_kind != RMM_PAGE_MIGRATION))
		wrong("translation: %d, %s", ret, page_kind_names[t.page_kind]);
}

/* True if a call was refused because memory is being hotplugged. */
static bool refused(int ret)
{
	if (ret != -EBUSY)
		return false;
	__atomic_add_fetch(&board->busy, 1, __ATOMIC_RELAXED);
	usleep(1000);
	return true;
}

/* Checks frames that the process had: they are mapped by it, used otherwise, or removed. */
static void check_mappings(int rmm, pid_t target, struct mapping_list *list, unsigned int *seed)
{
	const char *at = board->area + rand_r(seed) % (SIZE / PAGE) * PAGE;
	__u64 pfn = pagemap_pfn(target, at);
	int ret;

	if (pfn == RMM_ABSENT || rand_r(seed) % 4 == 0)
		pfn = board->first + rand_r(seed) % (board->end - board->first);
	ret = list_mappings(rmm, pfn, 0, 4, 0, list);
	if (ret == -EAGAIN || refused(ret))
		return;
	if (ret || list->state > RMM_RMAP_STALE || list->state == RMM_RMAP_NO_FRAME)
		return wrong("mappings: %d, state %u", ret, list->state);
	if (list->state != RMM_RMAP_COMPLETE)
		return;
	__atomic_add_fetch(&board->complete, 1, __ATOMIC_RELAXED);
	if (pagemap_pfn(target, at) == pfn && !find_mapping(list, target, (uintptr_t)at))
		wrong("mappings: %llx left out at %p", pfn, at);
}

static void check_frames(int rmm)
{
	static struct rmm_frame frames[4096];
	struct rmm_pfns arg = {
		.size = sizeof(arg), .start = board->first, .end = board->end,
		.buf = (uintptr_t)frames, .capacity = ARRAY_SIZE(frames),
		.record_size = sizeof(frames[0]), .attributes = 15,
	};

	do {
		int ret = call_ioctl(rmm, RMM_PFNS, &arg);

		if (refused(ret))
			return;
		if (ret || arg.next <= arg.start)
			return wrong("frames: %d, %llx after %llx", ret, arg.next, arg.start);
		for (__u32 i = 0; i < arg.count; i++)
			if (frames[i].pfn < arg.start || frames[i].pfn >= arg.end ||
			    (frames[i].pfn < board->end && frames[i].kind == RMM_FRAME_HOLE))
				return wrong("frames: %llx, kind %u", frames[i].pfn, frames[i].kind);
		__atomic_add_fetch(&board->frames, arg.count, __ATOMIC_RELAXED);
		arg.start = arg.next;
	} while (arg.start < board->end);
}

/* Starts a walker for one product; it runs until it is asked to stop. */
static pid_t walker(pid_t target, int product)
{
	pid_t pid = fork();

	if (!pid) {
		struct mapping_list *mappings = malloc(sizeof(*mappings));
		int rmm = open_device();
		struct page_list *list = malloc(sizeof(*list));
		struct summary_list *cells = malloc(sizeof(*cells));
		int mm = open_space(target);
		unsigned int seed = target;

		prctl(PR_SET_PDEATHSIG, SIGKILL);
		nice(5);
		while (!__atomic_load_n(&board->stop, __ATOMIC_ACQUIRE)) {
			if (product == 0)
				check_pages(mm, list);
			else if (product == 1)
				check_summary(mm, cells);
			else if (product == 2)
				check_translation(mm, &seed);
			else if (product == 3)
				check_mappings(rmm, target, mappings, &seed);
			else
				check_frames(rmm);
			__atomic_add_fetch(&board->walks[product], 1, __ATOMIC_RELAXED);
		}
		_exit(0);
	}
	return pid;
}

static __u64 bytes_on_node(int mm, struct summary_list *cells)
{
	__u64 bytes = 0;

	if (list_summary(mm, (uintptr_t)board->area, (uintptr_t)board->area + SIZE, cells))
		return 0;
	for (int i = 0; i < cells->count; i++)
		bytes += cells->cell[i].node == NODE ? cells->cell[i].bytes : 0;
	return bytes;
}

/* Finds the DIMM by the frames of the process on the node, and their blocks of 128 MiB. */
static void find_frames(int mm, struct page_list *list)
{
	const __u64 start = (uintptr_t)board->area, block = (128ul << 20) / PAGE;

	board->first = RMM_ABSENT;
	board->end = 0;
	if (list_pages(mm, start, start + SIZE, ALL_ATTRIBUTES, 0, 3000, 0, list))
		return;
	for (int i = 0; i < list->count; i++) {
		const struct rmm_page *page = &list->page[i];

		if (page->node != NODE || page->pfn == RMM_ABSENT)
			continue;
		if (page->pfn < board->first)
			board->first = page->pfn & ~(block - 1);
		if (page->pfn >= board->end)
			board->end = (page->pfn | (block - 1)) + 1;
	}
}

TEST(walks_continue_while_memory_is_removed)
{
	struct summary_list *cells = malloc(sizeof(*cells));
	struct page_list *list = malloc(sizeof(*list));
	char dimm[64], request[128];

	board = mmap(NULL, sizeof(*board), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	ASSERT_NE(MAP_FAILED, board);
	for (int round = 0; round < ROUNDS; round++) {
		pid_t target, walkers[WALKERS];
		unsigned int before[WALKERS];
		bool gone = false;
		time_t end = 0;
		int mm;

		if (!lab("lab dimm add 1 256 2>/dev/null", dimm, sizeof(dimm)))
			SKIP(return, "this machine has no DIMM slots");
		ASSERT_TRUE(online());
		target = fork_idle_child(move_in);
		ASSERT_LT(0, target);
		mm = open_space(target);
		ASSERT_LE(0, mm);
		EXPECT_LT(SIZE / 2, bytes_on_node(mm, cells));
		find_frames(mm, list);
		ASSERT_LT(board->first, board->end);
		board->stop = false;
		for (int i = 0; i < WALKERS; i++)
			walkers[i] = walker(target, i);
		for (int i = 0; i < WALKERS; i++)
			while (!__atomic_load_n(&board->walks[i], __ATOMIC_RELAXED))
				sched_yield();
		memcpy(before, board->walks, sizeof(before));

		snprintf(request, sizeof(request), "lab dimm del %s", dimm);
		/* The kernel refuses to offline memory that is in use, and the lab reports that. */
		while (!gone && retry_allowed(&end))
			gone = lab(request, dimm, sizeof(dimm));
		EXPECT_TRUE(gone)
			TH_LOG("%s: %s", request, dimm);
		for (int i = 0; i < WALKERS; i++) {
			/* A walker that had no CPU until now continues. */
			end = 0;
			while (__atomic_load_n(&board->walks[i], __ATOMIC_RELAXED) <= before[i] &&
			       retry_allowed(&end))
				;
			EXPECT_LT(before[i], board->walks[i])
				TH_LOG("walker %d made no progress", i);
		}
		__atomic_store_n(&board->stop, true, __ATOMIC_RELEASE);
		for (int i = 0; i < WALKERS; i++)
			waitpid(walkers[i], NULL, 0);
		EXPECT_STREQ("", board->wrong);
		EXPECT_EQ(0, bytes_on_node(mm, cells));
		close(mm);
		end_child(target);
	}
	EXPECT_LT(0, board->complete);
	EXPECT_LT(0, board->frames);
	TH_LOG("%u walks by pages, %u summaries, %u translations, %u reverse maps (%u complete), "
	       "%u times %u frames, %u refused", board->walks[0], board->walks[1], board->walks[2],
	       board->walks[3], board->complete, board->walks[4],
	       board->walks[4] ? board->frames / board->walks[4] : 0, board->busy);
}

TEST_HARNESS_MAIN
