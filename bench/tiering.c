// SPDX-License-Identifier: GPL-2.0
/*
 * tiering [--quick]: two tiers. Twice the memory of the fast node is filled page by page in random
 * order and accessed with a Zipf distribution: the page of rank r is accessed 1/r as often as the first,
 * and ranks are assigned at random. Measured is the share of accesses to the fast node in the steady
 * state: with first touch only, under the kernel's NUMA balancing with demotion, and in a tiered arena.
 *
 * The share is computed from the node of each page (move_pages(2)), weighted by its access frequency.
 */
#include "bench.h"

#include <numa.h>
#include <numaif.h>
#include <sys/stat.h>

/* Seconds of a step. The state is steady when the share has not grown for two steps. */
static double step_s = 20;
static int max_steps = 12;

enum side { FIRST_TOUCH, KERNEL, ARENA, ARENA_BALANCED, SIDES };

static const char *const side_names[] = {
	"first touch", "the kernel's balancing", "tiered, own samples", "tiered, hint faults too",
};

/* Result of a side. */
struct outcome {
	double share;
	/* The share as estimated from the arena's counters of hot pages on the fast node. */
	double counted;
};

static int fast_node = -1;
static uint32_t pages;
static uint32_t *page_of;
static char *at;

static uint64_t seed = 88172645463325252ull;

static inline uint64_t random64(void)
{
	seed ^= seed << 13;
	seed ^= seed >> 7;
	return seed ^= seed << 17;
}

/* A random permutation of the numbers from 0 to @n - 1. */
static uint32_t *shuffled(uint32_t n)
{
	uint32_t *list = malloc(n * sizeof(*list));

	if (!list)
		fatal("malloc");
	for (uint32_t i = 0; i < n; i++)
		list[i] = i;
	for (uint32_t i = n - 1; i; i--) {
		uint32_t j = random64() % (i + 1), old = list[i];

		list[i] = list[j];
		list[j] = old;
	}
	return list;
}

/*
 * A random rank from 1 on, r with a probability proportional to 1/r: a uniform octave, a uniform rank
 * in it, accepted with a probability of low/r.
 */
static inline uint32_t zipf(int octaves)
{
	for (;;) {
		uint64_t bits = random64();
		uint32_t low = 1u << (bits >> 32) % octaves, rank = low + (bits >> 40) % low;

		if (rank <= pages && (uint64_t)(uint32_t)bits * rank >> 32 < low)
			return rank;
	}
}

static void use(double seconds, uint64_t *uses)
{
	double end = now() + seconds * 1e9;
	int octaves = 32 - __builtin_clz(pages);

	while (now() < end) {
		for (int i = 0; i < 4096; i++) {
			volatile char *byte = at + page_of[zipf(octaves) - 1] * PAGE;

			if (i % 4)
				(void)*byte;
			else
				*byte = *byte + 1;
		}
		*uses += 4096;
	}
}

/*
 * The share of accesses that would go to the fast node now. An unmapped page has no node: it is accessed
 * to map it, or left out with @passing, because the sampler would count that access.
 */
static double share(bool passing)
{
	enum { CHUNK = 512 };
	void *addr[CHUNK];
	int node[CHUNK];
	double fast = 0, all = 0;

	for (uint32_t rank = 0; rank < pages; rank += CHUNK) {
		uint32_t n = pages - rank < CHUNK ? pages - rank : CHUNK;

		for (uint32_t i = 0; i < n; i++)
			addr[i] = at + page_of[rank + i] * PAGE;
		if (move_pages(0, n, addr, NULL, node, 0))
			fatal("move_pages");
		for (uint32_t i = 0; i < n; i++) {
			if (node[i] < 0 && passing)
				continue;
			if (node[i] < 0) {
				(void)*(volatile char *)addr[i];
				if (move_pages(0, 1, &addr[i], NULL, &node[i], 0))
					fatal("move_pages");
			}
			all += 1.0 / (rank + i + 1);
			if (node[i] == fast_node)
				fast += 1.0 / (rank + i + 1);
		}
	}
	return fast / all;
}

/* The share by the arena's counters: pages of a heat bucket are used twice as often as the one below. */
static double counted(int fd)
{
	struct rmm_arena_stat stat = { .size = sizeof(stat), .flags = RMM_ARENA_STAT_NODES };
	double fast = 0, all = 0;

	if (ioctl(fd, RMM_ARENA_STAT, &stat))
		fatal("RMM_ARENA_STAT");
	for (int i = 0; i < 16; i++) {
		fast += stat.heat_fast[i] * (double)(1 << i);
		all += stat.heat[i] * (double)(1 << i);
	}
	fprintf(stderr, "#   arena: on the fast node %llu of %llu, promoted %llu, demoted %llu, sampled %llu, used %llu, hint faults %lld, asked %llu, refused:",
		stat.node_pages[fast_node], stat.resident_pages, stat.reasons[RMM_REASON_PROMOTED],
		stat.reasons[RMM_REASON_DEMOTED], stat.sampled, stat.used, stat.hint_faults,
		stat.reasons[RMM_REASON_ASKED]);
	for (int i = 0; i < 16; i++)
		fprintf(stderr, " %llu", stat.refusals[i]);
	fputs(" heat:", stderr);
	for (int i = 0; i < 16; i++)
		fprintf(stderr, " %llu/%llu", stat.heat_fast[i], stat.heat[i]);
	fputc('\n', stderr);
	return all ? fast / all : MISSING;
}

/* Prints CPU times and faults of this process. */
static void print_times(void)
{
	struct rusage r;

	getrusage(RUSAGE_SELF, &r);
	fprintf(stderr, "#   user %ld s, system %ld s, %ld faults\n", r.ru_utime.tv_sec,
		r.ru_stime.tv_sec, r.ru_minflt);
}

static void write_file(const char *path, const char *text)
{
	int fd = open(path, O_WRONLY | O_CLOEXEC);

	if (fd < 0 || write(fd, text, strlen(text)) < 0)
		fatal(path);
	close(fd);
}

static void balance(bool kernel_demotes, const char *balancing)
{
	write_file("/sys/kernel/mm/numa/demotion_enabled", kernel_demotes ? "1" : "0");
	write_file("/proc/sys/kernel/numa_balancing", balancing);
}

static int make_arena(size_t bytes)
{
	struct rmm_arena_create arg = {
		.size = sizeof(arg), .bytes = bytes, .policy = RMM_PLACE_TIERED, .nodes = 3,
		.fast = 1u << fast_node,
	};
	int fd = ioctl(open_or_die("/dev/rmm", O_RDWR), RMM_ARENA_CREATE, &arg);

	if (fd < 0)
		fatal("RMM_ARENA_CREATE");
	return fd;
}

static void run_side(enum side side, struct outcome *out)
{
	size_t bytes = pages * PAGE;
	uint32_t *order = shuffled(pages);
	bool is_arena = side == ARENA || side == ARENA_BALANCED;
	int fd = is_arena ? make_arena(bytes) : -1, still = 0;
	double begin = now(), last;
	uint64_t uses = 0;

	balance(side == KERNEL, side == KERNEL ? "2" : side == ARENA_BALANCED ? "1" : "0");
	at = mmap(NULL, bytes, PROT_READ | PROT_WRITE,
		  is_arena ? MAP_SHARED : MAP_PRIVATE | MAP_ANONYMOUS, fd, 0);
	if (at == MAP_FAILED)
		fatal("mmap");
	madvise(at, bytes, MADV_NOHUGEPAGE);
	for (uint32_t i = 0; i < pages; i++)
		at[order[i] * PAGE] = 1;
	free(order);
	last = share(true);
	fprintf(stderr, "# %s: filled in %.1f s, share %.3f\n", side_names[side],
		(now() - begin) / 1e9, last);
	/* With first touch only, pages do not move afterwards. */
	for (int i = 0; side != FIRST_TOUCH && i < max_steps && still < 2; i++) {
		double seen;

		use(step_s, &uses);
		if (is_arena)
			out->counted = counted(fd);
		seen = share(true);
		print_times();
		fprintf(stderr, "#   %.0f s, %llu uses: share %.3f, counted %.3f\n", (i + 1) * step_s,
			(unsigned long long)uses, seen, out->counted);
		still = seen < last + 0.005 ? still + 1 : 0;
		last = seen > last ? seen : last;
	}
	out->share = share(false);
	fprintf(stderr, "#   steady at %.3f\n", out->share);
	balance(false, "0");
}

/* Runs a side in a process of its own, whose memory is freed at its end. */
static struct outcome outcome_of(enum side side)
{
	struct outcome *out = mmap(NULL, sizeof(*out), PROT_READ | PROT_WRITE,
				   MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	int status;
	pid_t pid;

	if (out == MAP_FAILED)
		fatal("mmap");
	out->counted = MISSING;
	write_file("/proc/sys/vm/drop_caches", "3");
	pid = fork();
	if (!pid) {
		prctl(PR_SET_PDEATHSIG, SIGKILL);
		run_side(side, out);
		_exit(0);
	}
	if (pid < 0 || waitpid(pid, &status, 0) != pid || status)
		fatal(side_names[side]);
	return *out;
}

/* Number of pages of a node. */
static uint32_t memory_of(int node)
{
	return numa_node_size64(node, NULL) / PAGE;
}

int main(int argc, char **argv)
{
	static double shares[SIDES][MAX_SAMPLES], counts[MAX_SAMPLES];
	const struct row rows[] = {
		{ "tiering", "own samples, against first touch", side_names[FIRST_TOUCH], "",
		  AT_LEAST(1.5), NULL },
		{ "tiering", "own samples, against the kernel", side_names[KERNEL], "",
		  AT_LEAST(1.0), NULL },
		{ "tiering", "hint faults too, against first touch", side_names[FIRST_TOUCH], "",
		  AT_LEAST(1.5), NULL },
		{ "tiering", "hint faults too, against the kernel", side_names[KERNEL], "",
		  AT_LEAST(1.0), NULL },
		{ "tiering", "own samples, by the arena's counters", NULL, "", 0, NULL },
	};
	bool quick = argc > 1 && !strcmp(argv[1], "--quick");

	bench_arguments(argc, argv);
	repetitions = 3;
	for (int node = 0; fast_node < 0 && node <= numa_max_node(); node++)
		if (numa_node_size64(node, NULL) > 0)
			fast_node = node;
	pages = 2 * memory_of(fast_node);
	if (getenv("RMM_TIERING_REPETITIONS"))
		repetitions = atoi(getenv("RMM_TIERING_REPETITIONS"));
	if (quick) {
		pages = 4096;
		step_s = 0.2;
		max_steps = 2;
		repetitions = 2;
	}
	page_of = shuffled(pages);
	for (int i = 0; i < repetitions; i++) {
		for (enum side side = 0; side < SIDES; side++) {
			struct outcome out = outcome_of(side);

			shares[side][i] = out.share;
			if (side == ARENA)
				counts[i] = out.counted;
		}
	}
	print_row(&rows[0], shares[ARENA], shares[FIRST_TOUCH], repetitions);
	print_row(&rows[1], shares[ARENA], shares[KERNEL], repetitions);
	print_row(&rows[2], shares[ARENA_BALANCED], shares[FIRST_TOUCH], repetitions);
	print_row(&rows[3], shares[ARENA_BALANCED], shares[KERNEL], repetitions);
	print_row(&rows[4], counts, NULL, repetitions);
	return 0;
}
