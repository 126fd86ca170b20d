// SPDX-License-Identifier: GPL-2.0
/*
 * tiering [--quick] [--once] [--arenas] [CASE…]: two tiers. Twice the memory of the fast node is filled page by page
 * in random order and accessed with a Zipf distribution: the page of rank r is accessed 1/r as often as the
 * first, and ranks are assigned at random. Measured is the share of accesses to the fast node in the steady
 * state, of a tiered arena and of its peers: first touch only, the kernel's NUMA balancing in its tiering
 * mode with demotion, and DAMON's migrate_hot and migrate_cold.
 *
 * - steady: nothing else runs
 * - private: the arena's memory is a private mapping, as samples/preload makes it
 * - reader: beside it, a process reads files without pause
 * - phase: after the steady state ranks are assigned again; the share is that of a minute later
 *
 * The share is computed from the node of each page (move_pages(2)), weighted by its access frequency.
 */
#include "bench.h"
#include "damon.h"

#include <numa.h>
#include <numaif.h>
#include <sys/stat.h>

/* Seconds of a step. The state is steady when the share has not grown for two steps, after the first ones. */
static double step_s = 20;
static int min_steps = 4, max_steps = 10;
/* Steps between a change of phase and the measurement. */
static int phase_steps = 3;

enum side { FIRST_TOUCH, KERNEL, DAMON_SIDE, ARENA, ARENA_BALANCED, SIDES };

static const char *const side_names[] = {
	"first touch", "the kernel's balancing", "DAMON", "tiered, own samples", "tiered, hint faults too",
};

enum scenario { STEADY, PRIVATE, READER, PHASE, SCENARIOS };

/* The sides of each scenario. A peer has private memory in any case, so PRIVATE has those of STEADY. */
static const struct {
	const char *name;
	unsigned int sides;
} scenarios[] = {
	[STEADY] = { "steady", -1u },
	[PRIVATE] = { "private", 1 << ARENA_BALANCED },
	[READER] = { "reader", -1u & ~(1 << ARENA_BALANCED) },
	[PHASE] = { "phase", -1u & ~(1 << ARENA_BALANCED | 1 << FIRST_TOUCH) },
};

/* Result of a side. */
struct outcome {
	double share;
	/* The share as estimated from the arena's counters of hot pages on the fast node. */
	double counted;
};

static int fast_node = -1, slow_node = -1;
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

/* Reads the disk without pause, which fills the page cache; killed with its parent. */
static void read_files(void)
{
	static char buffer[1 << 20];
	int disk = open("/dev/vda", O_RDONLY | O_CLOEXEC);

	prctl(PR_SET_PDEATHSIG, SIGKILL);
	if (disk < 0)
		fatal("/dev/vda");
	for (;;)
		if (read(disk, buffer, sizeof(buffer)) <= 0 && lseek(disk, 0, SEEK_SET))
			fatal("/dev/vda");
}

/* Uses the memory for a step; returns the share after it. */
static double run_step(enum side side, int fd, struct outcome *out, double begin)
{
	static uint64_t uses;
	double seen;

	use(step_s, &uses);
	if (fd >= 0)
		out->counted = counted(fd);
	if (side == DAMON_SIDE)
		print_damon();
	seen = share(true);
	print_times();
	fprintf(stderr, "#   %.0f s, %llu uses: share %.3f, counted %.3f\n", (now() - begin) / 1e9,
		(unsigned long long)uses, seen, out->counted);
	return seen;
}

static void run_side(enum scenario scenario, enum side side, struct outcome *out)
{
	size_t bytes = pages * PAGE;
	uint32_t *order = shuffled(pages);
	bool is_arena = side == ARENA || side == ARENA_BALANCED, is_private = !is_arena || scenario == PRIVATE;
	int fd = is_arena ? make_arena(bytes) : -1, still = 0;
	double begin = now(), last;
	pid_t reader = -1;

	/* Private copies of an arena are the kernel's to migrate. */
	if (side == KERNEL || scenario == PRIVATE)
		balance(true, "2");
	else
		balance(false, side == ARENA_BALANCED ? "1" : "0");
	at = mmap(NULL, bytes, PROT_READ | PROT_WRITE,
		  (is_private ? MAP_PRIVATE : MAP_SHARED) | (is_arena ? 0 : MAP_ANONYMOUS), fd, 0);
	if (at == MAP_FAILED)
		fatal("mmap");
	madvise(at, bytes, MADV_NOHUGEPAGE);
	for (uint32_t i = 0; i < pages; i++)
		at[order[i] * PAGE] = 1;
	free(order);
	last = share(true);
	fprintf(stderr, "# %s, %s: filled in %.1f s, share %.3f\n", scenarios[scenario].name,
		side_names[side], (now() - begin) / 1e9, last);
	if (scenario == READER) {
		reader = fork();
		if (!reader)
			read_files();
	}
	if (side == DAMON_SIDE)
		start_damon(fast_node, slow_node);
	/* With first touch only, pages do not move afterwards. */
	for (int i = 0; side != FIRST_TOUCH && i < max_steps && (i < min_steps || still < 2); i++) {
		double seen = run_step(side, fd, out, begin);

		still = seen < last + 0.005 ? still + 1 : 0;
		last = seen > last ? seen : last;
	}
	/* Reclaim may demote or swap out pages that nobody would migrate otherwise. */
	if (side == FIRST_TOUCH && reader > 0)
		for (int i = 0; i < phase_steps; i++)
			run_step(side, fd, out, begin);
	if (scenario == PHASE) {
		page_of = shuffled(pages);
		fprintf(stderr, "#   new phase: share %.3f\n", share(true));
		for (int i = 0; i < phase_steps; i++)
			run_step(side, fd, out, begin);
	}
	out->share = share(false);
	fprintf(stderr, "#   steady at %.3f\n", out->share);
	if (side == DAMON_SIDE)
		stop_damon();
	if (reader > 0)
		end(reader);
	balance(false, "0");
}

/* Runs a side in a process of its own, whose memory is freed at its end. */
static struct outcome outcome_of(enum scenario scenario, enum side side)
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
		run_side(scenario, side, out);
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

/* Prints the rows of a side of the arena: its share against each peer's. */
static void print_side(const char *what, const double *ours, double peers[SIDES][MAX_SAMPLES],
		       unsigned int against)
{
	for (enum side peer = FIRST_TOUCH; peer <= DAMON_SIDE; peer++) {
		const struct row row = {
			"tiering", what, side_names[peer], "", AT_LEAST(peer == FIRST_TOUCH ? 1.5 : 1.0), NULL,
		};

		if (against & 1 << peer)
			print_row(&row, ours, peers[peer], repetitions);
	}
}

int main(int argc, char **argv)
{
	static double shares[SCENARIOS][SIDES][MAX_SAMPLES], counts[MAX_SAMPLES];
	static const struct row by_counters = {
		"tiering", "own samples, by the arena's counters", NULL, "", 0, NULL,
	};
	unsigned int chosen = 0, peers = 1 << FIRST_TOUCH | 1 << KERNEL;

	bench_arguments(argc, argv);
	for (int node = 0; node <= numa_max_node(); node++) {
		if (numa_node_size64(node, NULL) <= 0)
			continue;
		if (fast_node < 0)
			fast_node = node;
		else if (slow_node < 0)
			slow_node = node;
	}
	if (slow_node < 0)
		fatal("one node");
	pages = 2 * memory_of(fast_node);
	repetitions = 3;
	for (int i = 1; i < argc; i++) {
		if (!strcmp(argv[i], "--once"))
			repetitions = 1;
		if (!strcmp(argv[i], "--arenas"))
			peers = 0;
		for (enum scenario scenario = 0; scenario < SCENARIOS; scenario++)
			if (!strcmp(argv[i], scenarios[scenario].name))
				chosen |= 1 << scenario;
	}
	if (argc > 1 && !strcmp(argv[1], "--quick")) {
		pages = 4096;
		step_s = 0.2;
		min_steps = 1;
		max_steps = 2;
		phase_steps = 1;
		repetitions = 2;
	}
	if (!chosen)
		chosen = (1 << SCENARIOS) - 1;
	/* The peers of private memory are those of the steady state. */
	if (chosen & 1 << PRIVATE)
		chosen |= 1 << STEADY;
	if (has_damon())
		peers |= peers ? 1 << DAMON_SIDE : 0;
	else
		fprintf(stderr, "# this kernel has no DAMON\n");
	page_of = shuffled(pages);
	for (int i = 0; i < repetitions; i++)
		for (enum scenario scenario = 0; scenario < SCENARIOS; scenario++)
			for (enum side side = 0; side < SIDES; side++) {
				struct outcome out;

				if (!(chosen & 1 << scenario) || !(scenarios[scenario].sides & 1 << side) ||
				    (side < ARENA && !(peers & 1 << side)))
					continue;
				out = outcome_of(scenario, side);
				shares[scenario][side][i] = out.share;
				if (scenario == STEADY && side == ARENA)
					counts[i] = out.counted;
			}
	if (chosen & 1 << STEADY) {
		print_side("own samples", shares[STEADY][ARENA], shares[STEADY], peers);
		print_side("hint faults too", shares[STEADY][ARENA_BALANCED], shares[STEADY], peers);
		print_row(&by_counters, counts, NULL, repetitions);
	}
	if (chosen & 1 << PRIVATE)
		print_side("private memory", shares[PRIVATE][ARENA_BALANCED], shares[STEADY], peers);
	if (chosen & 1 << READER)
		print_side("beside a reader of files", shares[READER][ARENA], shares[READER], peers);
	if (chosen & 1 << PHASE)
		print_side("a minute after a change of phase", shares[PHASE][ARENA], shares[PHASE],
			   peers & ~(1u << FIRST_TOUCH));
	return 0;
}
