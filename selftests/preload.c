// SPDX-License-Identifier: GPL-2.0
/*
 * samples/librmm_preload.so: a program's large anonymous memory lies in an arena, on the nodes of the
 * policy, and behaves as before. This program runs the same checks on plain memory, on arenas of
 * several policies, and where no arena can be created.
 *
 *	preload			runs all tests
 *	preload checks [CHECK]	prints the results of the checks for this process
 *	preload placed [MIB]	fills a mapping; prints what its arena reports
 *	preload core PID	stores the size of the page tables of a process that dumps core to stdin
 */
#include "lib/harness.h"
#include "lib/arena.h"
#include "lib/device.h"
#include "lib/memory.h"
#include "lib/preload_checks.h"
#include "lib/process.h"
#include "lib/text.h"

#include <linux/filter.h>
#include <linux/seccomp.h>
#include <sys/stat.h>

#define LIBRARY "../samples/librmm_preload.so"

/* A run of this program with the library. */
struct run {
	const char *settings[8];	/* NAME=VALUE */
	bool plain, nobody, filtered;
};

/* Sets a seccomp filter that allows all calls. */
static int allow_all_calls(void)
{
	struct sock_filter allow = BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW);
	struct sock_fprog program = { 1, &allow };

	return prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) ||
	       prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program);
}

/* Stores the output to stdout and stderr. Returns the exit status, or minus the signal. */
static long run_self(const struct run *run, const char *what, char *text, size_t size)
{
	int out[2];
	size_t at = 0;
	ssize_t got;
	pid_t pid;

	if (pipe(out))
		return -99;
	pid = fork();
	if (!pid) {
		dup2(out[1], 1);
		dup2(out[1], 2);
		close(out[0]);
		close(out[1]);
		for (int i = 0; i < 8 && run->settings[i]; i++)
			putenv((char *)run->settings[i]);
		if (!run->plain)
			setenv("LD_PRELOAD", LIBRARY, 1);
		if (run->nobody && (setresgid(65534, 65534, 65534) || setresuid(65534, 65534, 65534)))
			_exit(98);
		if (run->filtered && allow_all_calls())
			_exit(96);
		execl("/proc/self/exe", "preload", what, NULL);
		_exit(97);
	}
	close(out[1]);
	while (at < size - 1 && (got = read(out[0], text + at, size - 1 - at)) > 0)
		at += got;
	text[at] = 0;
	close(out[0]);
	return wait_for_end(pid);
}

/* Returns the value of a line "key value". */
static long value_of(const char *text, const char *key)
{
	char line[64];
	const char *at;

	snprintf(line, sizeof(line), "\n%s ", key);
	at = strstr(text, line);
	return at ? atol(at + strlen(line)) : -1;
}

FIXTURE(preload)
{
	char text[1 << 16];
};

FIXTURE_VARIANT(preload)
{
	struct run run;
	bool served;
};

FIXTURE_VARIANT_ADD(preload, plain_memory) { .run.plain = true };
/* Placement by the kernel and by the module. */
FIXTURE_VARIANT_ADD(preload, interleave) { .served = true };
FIXTURE_VARIANT_ADD(preload, stripe) {
	.run.settings = { "RMM_PRELOAD_POLICY=stripe" }, .served = true,
};
FIXTURE_VARIANT_ADD(preload, without_permission) { .run.nobody = true };

FIXTURE_SETUP(preload)
{
}

FIXTURE_TEARDOWN(preload)
{
}

TEST_F_TIMEOUT(preload, checks_have_the_expected_results, 300)
{
	int mappings = 0, asked = 0;
	char *line, *save;

	ASSERT_EQ(0, run_self(&variant->run, "checks", self->text, sizeof(self->text))) {
		TH_LOG("%s", self->text);
	}
	for (line = strtok_r(self->text, "\n", &save); line; line = strtok_r(NULL, "\n", &save)) {
		char name[64];
		struct preload_result result;

		if (sscanf(line, "%63s %ld %d %d", name, &result.value, &result.mappings, &result.arenas) != 4)
			continue;
		ASSERT_GT(count_preload_checks(), asked);
		ASSERT_STREQ(find_preload_check(asked)->name, name);
		EXPECT_EQ(find_preload_check(asked)->expected, result.value) {
			TH_LOG("%s", name);
		}
		EXPECT_EQ(variant->served ? result.mappings : 0, result.arenas) {
			TH_LOG("%s", name);
		}
		mappings += result.mappings;
		asked++;
	}
	EXPECT_EQ(count_preload_checks(), asked);
	EXPECT_LT(50, mappings);
}

static int print_checks(const char *only)
{
	/* A huge page is resident as a whole, which the checks do not expect. */
	prctl(PR_SET_THP_DISABLE, 1, 0, 0, 0);
	preload_result = mmap(NULL, PAGE, RW, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	for (size_t i = 0; i < count_preload_checks(); i++) {
		struct preload_result got;

		if (only && strcmp(only, find_preload_check(i)->name))
			continue;
		got = run_preload_check(find_preload_check(i));
		printf("%s %ld %d %d\n", find_preload_check(i)->name, got.value, got.mappings, got.arenas);
		fflush(stdout);
	}
	return 0;
}

/* Returns the descriptor that the library keeps. */
static int arena_of_library(void)
{
	char path[32], name[64];

	for (int fd = 3; fd < 1024; fd++) {
		ssize_t length;

		snprintf(path, sizeof(path), "/proc/self/fd/%d", fd);
		length = readlink(path, name, sizeof(name) - 1);
		if (length > 0 && (name[length] = 0, strstr(name, "[rmm-arena]")))
			return fd;
	}
	return -1;
}

static int placed(size_t bytes)
{
	char *at = mmap(NULL, bytes, RW, ANON, -1, 0);
	struct rmm_arena_stat stat;
	long counts[NODES];

	touch_range(at, bytes);
	count_pages_by_node(at, bytes / PAGE, counts);
	printf("\narena %d\n", is_arena_memory(at));
	for (int node = 0; node < (int)NODES; node++)
		printf("node%d %ld\n", node, counts[node]);
	if (!arena_stat(arena_of_library(), RMM_ARENA_STAT_NODES, &stat))
		printf("policy %u\nprivate %llu\nresident %llu\nkept_fds %d\n", stat.policy,
		       stat.reasons[RMM_REASON_PRIVATE], stat.resident_pages, count_fds());
	return 0;
}

/* Maps private memory after the process has lost its rights and was refused a shared mapping. */
static int placed_without_rights(void)
{
	char *before = mmap(NULL, 4 * MIB, RW, ANON, -1, 0), *shared, *after;

	if (setgid(65534) || setuid(65534))
		return 1;
	shared = mmap(NULL, 4 * MIB, RW, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	after = mmap(NULL, 4 * MIB, RW, ANON, -1, 0);
	touch_range(shared, 4 * MIB);
	touch_range(after, 4 * MIB);
	/* /proc/self belongs to root now. */
	prctl(PR_SET_DUMPABLE, 1);
	printf("\nbefore %d\nshared %d\nafter %d\n", is_arena_memory(before), is_arena_memory(shared),
	       is_arena_memory(after));
	return 0;
}

/* Asks for memory with rights, without, and without while they would suffice. */
static int placed_after_refusal(void)
{
	struct stat st;
	bool first, again, with_rights;

	if (stat("/dev/rmm", &st) || seteuid(65534))
		return 1;
	prctl(PR_SET_DUMPABLE, 1);
	first = is_arena_memory(mmap(NULL, 4 * MIB, RW, ANON, -1, 0));
	if (seteuid(0) || chmod("/dev/rmm", 0666) || seteuid(65534))
		return 1;
	prctl(PR_SET_DUMPABLE, 1);
	again = is_arena_memory(mmap(NULL, 4 * MIB, RW, ANON, -1, 0));
	if (seteuid(0) || chmod("/dev/rmm", st.st_mode & 07777))
		return 1;
	with_rights = is_arena_memory(mmap(NULL, 4 * MIB, RW, ANON, -1, 0));
	printf("\nfirst %d\nagain %d\nwith_rights %d\n", first, again, with_rights);
	return 0;
}

#define CORE_RESULT "/dev/shm/preload-core"

static int crash_with_sparse_memory(void)
{
	char *at = mmap(NULL, 256 * MIB, RW, ANON | MAP_NORESERVE, -1, 0);

	*at = 1;
	abort();
}

/* The kernel keeps the process until this one exits. */
static int receive_core(const char *pid)
{
	static char core[1 << 20];
	int result = open(CORE_RESULT, O_WRONLY | O_CREAT | O_TRUNC, 0600);

	while (read(0, core, sizeof(core)) > 0)
		;
	dprintf(result, "\ntables %ld\n", status_kb(atoi(pid), "VmPTE"));
	return 0;
}

FIXTURE(placement)
{
	__u64 nodes;
	int n;
	char text[1 << 14], wanted[64];
	long pages;
};

FIXTURE_SETUP(placement)
{
	self->nodes = memory_nodes();
	self->n = node_count(self->nodes);
	self->pages = 16 * MIB / PAGE;
}

FIXTURE_TEARDOWN(placement)
{
}

/* Runs `placed`, and checks that the arena's policy placed its pages. */
static void run_placed(struct __test_metadata *_metadata, struct _test_data_placement *self,
		       const struct run *run, __u32 policy)
{
	ASSERT_EQ(0, run_self(run, "placed", self->text, sizeof(self->text)));
	EXPECT_EQ(1, value_of(self->text, "arena"));
	EXPECT_EQ(policy, value_of(self->text, "policy"));
	/* All pages are private copies: the arena's file stays empty. */
	EXPECT_LE(self->pages, value_of(self->text, "private"));
	EXPECT_EQ(0, value_of(self->text, "resident"));
}

static long on_node(struct _test_data_placement *self, int node)
{
	char key[16];

	snprintf(key, sizeof(key), "node%d", node);
	return value_of(self->text, key);
}

TEST_F(placement, interleave_is_even)
{
	struct run run = { .settings = { "RMM_PRELOAD_POLICY=interleave" } };

	run_placed(_metadata, self, &run, RMM_PLACE_INTERLEAVE);
	for (__u64 left = self->nodes; left; left &= left - 1)
		EXPECT_GE(1, labs(on_node(self, __builtin_ctzll(left)) - self->pages / self->n));
}

TEST_F(placement, bind_is_on_its_node)
{
	const int last = 63 - __builtin_clzll(self->nodes);
	struct run run = { .settings = { "RMM_PRELOAD_POLICY=bind", self->wanted } };

	snprintf(self->wanted, sizeof(self->wanted), "RMM_PRELOAD_NODES=%d", last);
	run_placed(_metadata, self, &run, RMM_PLACE_BIND);
	EXPECT_EQ(self->pages, on_node(self, last));
}

TEST_F(placement, stripe_is_balanced)
{
	struct run run = { .settings = { "RMM_PRELOAD_POLICY=stripe" } };

	run_placed(_metadata, self, &run, RMM_PLACE_STRIPE);
	for (__u64 left = self->nodes; left; left &= left - 1)
		EXPECT_GE(self->pages / 50,
			  labs(on_node(self, __builtin_ctzll(left)) - self->pages / self->n));
}

TEST_F(placement, weighted_follows_weights)
{
	struct run run = { .settings = { "RMM_PRELOAD_POLICY=weighted", "RMM_PRELOAD_WEIGHTS=3,1" } };

	if ((self->nodes & 3) != 3)
		SKIP(return, "one node");
	run_placed(_metadata, self, &run, RMM_PLACE_WEIGHTED);
	EXPECT_GE(4, labs(on_node(self, 0) - self->pages * 3 / 4));
	EXPECT_GE(4, labs(on_node(self, 1) - self->pages / 4));
}

TEST_F(placement, tiered_fills_the_fast_node)
{
	const int last = 63 - __builtin_clzll(self->nodes);
	struct run run = { .settings = { "RMM_PRELOAD_POLICY=tiered", self->wanted } };

	snprintf(self->wanted, sizeof(self->wanted), "RMM_PRELOAD_FAST=%d", last);
	run_placed(_metadata, self, &run, RMM_PLACE_TIERED);
	EXPECT_EQ(self->pages, on_node(self, last));
}

TEST_F(placement, library_keeps_two_descriptors)
{
	struct run plain = { .plain = true }, run = { 0 };
	long before;

	/* Without the library there is no arena to ask; stdin, stdout and stderr are open. */
	ASSERT_EQ(0, run_self(&plain, "placed", self->text, sizeof(self->text)));
	EXPECT_EQ(0, value_of(self->text, "arena"));
	EXPECT_EQ(-1, value_of(self->text, "policy"));
	before = count_fds();
	run_placed(_metadata, self, &run, RMM_PLACE_INTERLEAVE);
	EXPECT_EQ(before + 2, value_of(self->text, "kept_fds"));
}

/*
 * When the user's limit for arenas is reached, the library uses plain memory and reports that if it
 * is verbose.
 */
TEST_F(placement, memory_is_plain_at_the_limit)
{
	struct run run = { .settings = { "RMM_PRELOAD_VERBOSE=1" } };
	__u64 step = 1ull << 40;
	int fds[64], n = 0;

	for (; step >= PAGE && n < 64; step /= 2) {
		int fd = create_arena(RMM_PLACE_LOCAL, step, 0, 0);

		if (fd >= 0)
			fds[n++] = fd;
	}
	ASSERT_EQ(0, run_self(&run, "placed", self->text, sizeof(self->text)));
	EXPECT_EQ(0, value_of(self->text, "arena"));
	EXPECT_NE(NULL, strstr(self->text, "0 mappings of 0 KiB served"));
	EXPECT_NE(NULL, strstr(self->text, "last: ENOSPC"));
	while (n)
		close(fds[--n]);
	run_placed(_metadata, self, &run, RMM_PLACE_INTERLEAVE);
}

/* A refused arena does not stop private mappings, which need no new one. */
TEST_F(placement, private_memory_is_served_after_setuid)
{
	struct run run = { 0 };

	ASSERT_EQ(0, run_self(&run, "unprivileged", self->text, sizeof(self->text)));
	EXPECT_EQ(1, value_of(self->text, "before"));
	EXPECT_EQ(0, value_of(self->text, "shared"));
	EXPECT_EQ(1, value_of(self->text, "after"));
}

/* A process that was refused an arena asks again when its ids have changed, and not before. */
TEST_F(placement, refusal_holds_until_ids_change)
{
	struct run run = { 0 };

	ASSERT_EQ(0, run_self(&run, "refused", self->text, sizeof(self->text)));
	EXPECT_EQ(0, value_of(self->text, "first"));
	EXPECT_EQ(0, value_of(self->text, "again"));
	EXPECT_EQ(1, value_of(self->text, "with_rights"));
}

/* By default, memory is plain under any filter; a setting says that the filter allows the calls. */
TEST_F(placement, inherited_filter_may_be_allowed)
{
	struct run run = { .filtered = true };
	struct run allowed = { .filtered = true, .settings = { "RMM_PRELOAD_SECCOMP=1" } };

	ASSERT_EQ(0, run_self(&run, "placed", self->text, sizeof(self->text)));
	EXPECT_EQ(0, value_of(self->text, "arena"));
	run_placed(_metadata, self, &allowed, RMM_PLACE_INTERLEAVE);
}

/* In kB, of a process with sparse memory at the end of its core dump. */
static long page_tables_at_core_dump(const struct run *run, char *text, size_t size)
{
	const char *result;

	unlink(CORE_RESULT);
	if (run_self(run, "crash", text, size) != -SIGABRT)
		return -1;
	result = read_text(CORE_RESULT);
	return result ? value_of(result, "tables") : -1;
}

TEST_F(placement, core_dump_fills_no_page_tables)
{
	struct run plain = { .plain = true }, run = { 0 };
	char pattern[256], limit[32], program[128] = "|";
	long tables_plain, tables;

	strncpy(pattern, read_text("/proc/sys/kernel/core_pattern"), sizeof(pattern) - 1);
	strncpy(limit, read_text("/proc/sys/kernel/core_pipe_limit"), sizeof(limit) - 1);
	ASSERT_LT(0, readlink("/proc/self/exe", program + 1, sizeof(program) - 16));
	strcat(program, " core %P");
	write_file("/proc/sys/kernel/core_pattern", program);
	write_file("/proc/sys/kernel/core_pipe_limit", "1");
	tables_plain = page_tables_at_core_dump(&plain, self->text, sizeof(self->text));
	tables = page_tables_at_core_dump(&run, self->text, sizeof(self->text));
	write_file("/proc/sys/kernel/core_pattern", pattern);
	write_file("/proc/sys/kernel/core_pipe_limit", limit);
	unlink(CORE_RESULT);
	TH_LOG("page tables: %ld kB of plain memory, %ld kB", tables_plain, tables);
	EXPECT_LT(0, tables_plain);
	EXPECT_LT(0, tables);
	EXPECT_GE(tables_plain + 128, tables);
}

TEST_F(placement, library_reports_errors)
{
	struct run nonsense = { .settings = { "RMM_PRELOAD_VERBOSE=1", "RMM_PRELOAD_POLICY=best" } };
	struct run nobody = { .settings = { "RMM_PRELOAD_VERBOSE=1" }, .nobody = true };
	struct run silent = { .nobody = true };

	ASSERT_EQ(0, run_self(&nonsense, "placed", self->text, sizeof(self->text)));
	EXPECT_NE(NULL, strstr(self->text, "RMM_PRELOAD_POLICY makes no sense"));
	ASSERT_EQ(0, run_self(&nobody, "placed", self->text, sizeof(self->text)));
	EXPECT_NE(NULL, strstr(self->text, "last: EACCES"));
	ASSERT_EQ(0, run_self(&silent, "placed", self->text, sizeof(self->text)));
	EXPECT_EQ(NULL, strstr(self->text, "rmm_preload"));
}

int main(int argc, char **argv)
{
	if (argc > 1 && !strcmp(argv[1], "checks"))
		return print_checks(argc > 2 ? argv[2] : NULL);
	if (argc > 1 && !strcmp(argv[1], "placed"))
		return placed((argc > 2 ? atol(argv[2]) : 16) * MIB);
	if (argc > 1 && !strcmp(argv[1], "unprivileged"))
		return placed_without_rights();
	if (argc > 1 && !strcmp(argv[1], "fill"))
		return fill_by_malloc();
	if (argc > 1 && !strcmp(argv[1], "refused"))
		return placed_after_refusal();
	if (argc > 1 && !strcmp(argv[1], "crash"))
		return crash_with_sparse_memory();
	if (argc > 2 && !strcmp(argv[1], "core"))
		return receive_core(argv[2]);
	return test_harness_run(argc, argv);
}
