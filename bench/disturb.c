// SPDX-License-Identifier: GPL-2.0
/*
 * disturb [--quick]: how much a process is slowed down while it is observed. It maps, faults in and
 * unmaps a page repeatedly, in the middle of memory that it has touched or beside it. Meanwhile another
 * process reads its smaps or walks it without pause, or is as busy with something else. The number of
 * rounds is the same for each observer, because the worst value grows with it.
 */
#include "bench.h"

#define GROUP "disturb"
#define AREA ((char *)0x100000000000)
#define MAX_ROUNDS 10000

enum { UNMAP, MAP, FAULT, OPERATIONS };
/* In the middle of the walked mapping, which splits and merges its VMA; or in a VMA of its own. */
enum { INSIDE, BESIDE, PLACES };
enum { MEDIAN, P99, WORST, STATS };
enum { NOBODY, SMAPS, SUMMARY, PAGES, WATCHERS };

static const char *const operations[] = { "munmap", "mmap", "fault" };
static const char *const places[] = { "inside", "beside" };
static const char *const stats[] = { "median", "p99", "worst" };
static const char *const watchers[] = { "undisturbed", "smaps", "summary", "pages" };

static size_t area = 512ul << 20;
/* Rounds of a phase. Inside, each round waits for a whole read of smaps. */
static int rounds[PLACES] = { [INSIDE] = 200, [BESIDE] = MAX_ROUNDS };

/* Memory shared by the target and the observer. */
struct board {
	/* The observer increments `wanted` to start a phase; the target sets `done` at its end. */
	unsigned int wanted, done;
	int place;
	float ns[OPERATIONS][MAX_ROUNDS];
};

static void *map(char *at, size_t size)
{
	return mmap(at, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED, -1, 0);
}

static void change(char *at, float ns[OPERATIONS][MAX_ROUNDS], int i)
{
	double t[OPERATIONS + 1];

	t[0] = now();
	if (munmap(at, PAGE))
		fatal("munmap");
	t[1] = now();
	if (map(at, PAGE) != at)
		fatal("mmap");
	t[2] = now();
	*(volatile char *)at = 1;
	t[3] = now();
	for (int operation = 0; operation < OPERATIONS; operation++)
		ns[operation][i] = t[operation + 1] - t[operation];
}

static void work(void *context)
{
	struct board *board = context;

	if (map(AREA, area) != AREA || prctl(PR_SET_THP_DISABLE, 1, 0, 0, 0) ||
	    madvise(AREA, area, MADV_POPULATE_WRITE))
		fatal("target");
	__atomic_store_n(&board->done, 1, __ATOMIC_RELEASE);
	for (unsigned int phase = 2;; phase++) {
		char *at = AREA + area / 2;

		while (__atomic_load_n(&board->wanted, __ATOMIC_ACQUIRE) < phase)
			usleep(100);
		if (board->place == BESIDE)
			at = AREA - (1 << 30);
		for (int i = 0; i < rounds[board->place]; i++)
			change(at, board->ns, i);
		__atomic_store_n(&board->done, phase, __ATOMIC_RELEASE);
	}
}

static int by_size(const void *a, const void *b)
{
	float x = *(const float *)a, y = *(const float *)b;

	return (x > y) - (x < y);
}

static double samples[WATCHERS][PLACES][OPERATIONS][STATS][MAX_SAMPLES];
/* Longest lock hold of a walk: its median and maximum over the walks of a repetition. */
static double hold_us[WATCHERS][PLACES][2][MAX_SAMPLES];

static void watch(struct board *board, int watcher, int place, int repetition, int smaps, int space)
{
	static float holds[100000];
	const unsigned int phase = board->wanted + 1;
	int walks = 0;

	board->place = place;
	__atomic_store_n(&board->wanted, phase, __ATOMIC_RELEASE);
	while (__atomic_load_n(&board->done, __ATOMIC_ACQUIRE) < phase) {
		struct walked met;

		switch (watcher) {
		case NOBODY:
			/* As busy as the others: on few CPUs a second busy process alone slows the target. */
			for (volatile int spin = 0; spin < 10000; spin++)
				;
			continue;
		case SMAPS:
			read_whole(smaps);
			continue;
		case SUMMARY:
			met = walk_summary(space, 0, ~0ull);
			break;
		default:
			met = walk_pages(space, 0, ~0ull, 0);
		}
		if (met.ns < 0)
			fatal("RMM_WALK");
		if (walks < (int)(sizeof(holds) / sizeof(holds[0])))
			holds[walks++] = met.longest_hold_ns / 1e3;
	}
	if (walks) {
		qsort(holds, walks, sizeof(holds[0]), by_size);
		hold_us[watcher][place][0][repetition] = holds[walks / 2];
		hold_us[watcher][place][1][repetition] = holds[walks - 1];
	}
	for (int operation = 0; operation < OPERATIONS; operation++) {
		double (*to)[MAX_SAMPLES] = samples[watcher][place][operation];
		float *ns = board->ns[operation];

		qsort(ns, rounds[place], sizeof(ns[0]), by_size);
		to[MEDIAN][repetition] = ns[rounds[place] / 2] / 1e3;
		to[P99][repetition] = ns[rounds[place] * 99 / 100] / 1e3;
		to[WORST][repetition] = ns[rounds[place] - 1] / 1e3;
	}
}

static void print(int watcher, int place, int operation, int stat, int against, double target)
{
	char what[64];

	snprintf(what, sizeof(what), "%s %s, walked (%s)", operations[operation], places[place],
		 watchers[watcher]);
	print_row(&(struct row){ GROUP, what, watchers[against], "us", target, stats[stat] },
		  samples[watcher][place][operation][stat], samples[against][place][operation][stat],
		  repetitions);
}

static void print_hold(int watcher, int place, int which)
{
	char what[64];

	snprintf(what, sizeof(what), "page-table lock (%s, changes %s)", watchers[watcher],
		 places[place]);
	print_row(&(struct row){ "hold", what, NULL, "us", 0, which ? "worst" : "median" },
		  hold_us[watcher][place][which], NULL, repetitions);
}

int main(int argc, char **argv)
{
	struct board *board = mmap(NULL, sizeof(*board), PROT_READ | PROT_WRITE,
				   MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	int smaps, space;
	pid_t pid;

	bench_arguments(argc, argv);
	if (sample_ns == 0) {
		area = 32ul << 20;
		rounds[INSIDE] = rounds[BESIDE] = 100;
	}
	pid = start(work, board);
	while (!__atomic_load_n(&board->done, __ATOMIC_ACQUIRE))
		usleep(1000);
	board->wanted = 1;
	smaps = open_proc(pid, "smaps");
	space = open_space(pid);
	for (int i = 0; i < repetitions; i++)
		for (int turn = 0; turn < WATCHERS * PLACES; turn++)
			watch(board, (turn / PLACES + i) % WATCHERS, turn % PLACES, i, smaps, space);
	end(pid);

	for (int watcher = SUMMARY; watcher < WATCHERS; watcher++) {
		for (int place = 0; place < PLACES; place++) {
			for (int operation = 0; operation < OPERATIONS; operation++) {
				print(watcher, place, operation, MEDIAN, NOBODY, 1.2);
				print(watcher, place, operation, P99, SMAPS, 1.0);
				print(watcher, place, operation, WORST, SMAPS, 1.0);
			}
		}
	}
	for (int watcher = SUMMARY; watcher < WATCHERS; watcher++) {
		for (int place = 0; place < PLACES; place++) {
			print_hold(watcher, place, 0);
			print_hold(watcher, place, 1);
		}
	}
	return 0;
}
