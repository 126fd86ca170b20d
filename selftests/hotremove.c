// SPDX-License-Identifier: GPL-2.0
/*
 * Memory goes while it is looked at: a DIMM is plugged into a node, a process puts its pages there,
 * and while others walk that process without pause the DIMM is taken away again. The walks must go
 * on, tell of every page, and of no page frame that is gone. Skipped where the lab has no DIMMs.
 */
#include "pages_test.h"

#include <numaif.h>

#define NODE 1
#define DIMM_KB (256 << 10)
#define SIZE (48ul << 20)
#define ROUNDS 3

struct board {
	bool stop;
	char *area;
	/* Walks that were done, by product, and what was wrong with one of them. */
	unsigned int walks[3];
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

/* The kernel brings memory online after QEMU has said that it is plugged in. */
static bool online(void)
{
	for (int i = 0; i < 30000; i++) {
		char *text = text_of("/sys/devices/system/node/node%d/meminfo", NODE);
		char *total = text ? strstr(text, "MemTotal:") : NULL;

		if (total && atol(total + strlen("MemTotal:")) >= DIMM_KB)
			return true;
		usleep(1000);
	}
	return false;
}

/* Pages of both sizes. The node is preferred, no more: they must have somewhere to go. */
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

/* Each page once, and its bytes in full, whether it stands, or is on its way. */
static void check_pages(int mm, struct page_list *list)
{
	const __u64 start = (uintptr_t)board->area;
	int ret = all_pages(mm, start, start + SIZE, ALL_ATTRIBUTES, 0, 3000, 0, list);
	__u64 bytes = 0;

	for (int i = 0; !ret && i < list->count; i++) {
		const struct rmm_page *page = &list->page[i];

		bytes += page->pages * 4096ull;
		if (page->kind != RMM_PAGE_ANON && page->kind != RMM_PAGE_MIGRATION)
			wrong("page of kind %s", page_kinds[page->kind]);
	}
	if (ret || bytes < SIZE)
		wrong("pages: %d, %llu bytes of %lu", ret, bytes, SIZE);
}

static void check_summary(int mm, struct cell_list *cells)
{
	int ret = walk(mm, (uintptr_t)board->area, (uintptr_t)board->area + SIZE, cells);
	__u64 bytes = bytes_of(cells, RMM_PAGE_ANON) + bytes_of(cells, RMM_PAGE_MIGRATION);

	if (ret || bytes < SIZE)
		wrong("summary: %d, %llu bytes of %lu", ret, bytes, SIZE);
}

static void check_translation(int mm, unsigned int *seed)
{
	struct rmm_translate t = {
		.size = sizeof(t),
		.address = (uintptr_t)board->area + rand_r(seed) % (SIZE / PAGE) * PAGE,
	};
	int ret = rmm_call(mm, RMM_TRANSLATE, &t);

	if (ret || (t.page_kind != RMM_PAGE_ANON && t.page_kind != RMM_PAGE_MIGRATION))
		wrong("translation: %d, %s", ret, page_kinds[t.page_kind]);
}

/* One walker for each product; it ends when it is told to. */
static pid_t walker(pid_t target, int product)
{
	pid_t pid = fork();

	if (!pid) {
		struct page_list *list = malloc(sizeof(*list));
		struct cell_list *cells = malloc(sizeof(*cells));
		int mm = rmm_space(target);
		unsigned int seed = target;

		prctl(PR_SET_PDEATHSIG, SIGKILL);
		while (!__atomic_load_n(&board->stop, __ATOMIC_ACQUIRE)) {
			if (product == 0)
				check_pages(mm, list);
			else if (product == 1)
				check_summary(mm, cells);
			else
				check_translation(mm, &seed);
			__atomic_add_fetch(&board->walks[product], 1, __ATOMIC_RELAXED);
		}
		_exit(0);
	}
	return pid;
}

static __u64 bytes_on_node(int mm, struct cell_list *cells)
{
	__u64 bytes = 0;

	if (walk(mm, (uintptr_t)board->area, (uintptr_t)board->area + SIZE, cells))
		return 0;
	for (int i = 0; i < cells->count; i++)
		bytes += cells->cell[i].node == NODE ? cells->cell[i].bytes : 0;
	return bytes;
}

TEST(memory_goes_under_walks)
{
	struct cell_list *cells = malloc(sizeof(*cells));
	char dimm[64], request[128];

	board = mmap(NULL, sizeof(*board), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	ASSERT_NE(MAP_FAILED, board);
	for (int round = 0; round < ROUNDS; round++) {
		pid_t target, walkers[3];
		unsigned int before[3];
		int mm;

		if (!lab("lab dimm add 1 256 2>/dev/null", dimm, sizeof(dimm)))
			SKIP(return, "this machine takes no DIMMs");
		ASSERT_TRUE(online());
		target = quiet_child(move_in);
		ASSERT_LT(0, target);
		mm = rmm_space(target);
		ASSERT_LE(0, mm);
		EXPECT_LT(SIZE / 2, bytes_on_node(mm, cells));
		board->stop = false;
		for (int i = 0; i < 3; i++)
			walkers[i] = walker(target, i);
		for (int i = 0; i < 3; i++)
			while (!__atomic_load_n(&board->walks[i], __ATOMIC_RELAXED))
				sched_yield();
		memcpy(before, board->walks, sizeof(before));

		snprintf(request, sizeof(request), "lab dimm del %s", dimm);
		EXPECT_TRUE(lab(request, dimm, sizeof(dimm)))
			TH_LOG("%s: %s", request, dimm);
		for (int i = 0; i < 3; i++) {
			EXPECT_LT(before[i], board->walks[i])
				TH_LOG("walker %d stood still", i);
		}
		__atomic_store_n(&board->stop, true, __ATOMIC_RELEASE);
		for (int i = 0; i < 3; i++)
			waitpid(walkers[i], NULL, 0);
		EXPECT_STREQ("", board->wrong);
		EXPECT_EQ(0, bytes_on_node(mm, cells));
		close(mm);
		end_child(target);
	}
	TH_LOG("%u walks by pages, %u summaries, %u translations", board->walks[0], board->walks[1],
	       board->walks[2]);
}

TEST_HARNESS_MAIN
