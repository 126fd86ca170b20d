// SPDX-License-Identifier: GPL-2.0
/*
 * Permissions and arguments of /proc/rmm/faults and RMM_FAULTS; no probe is attached to the kernel
 * while nobody counts.
 */
#include "lib/harness.h"
#include "lib/device.h"
#include "lib/faults.h"
#include "lib/memory.h"
#include "lib/process.h"
#include "lib/text.h"

#include <elf.h>
#include <pthread.h>
#include <sys/mount.h>
#include <time.h>

#define N 500

static __u64 counts[MAX_FAULT_KINDS];

FIXTURE(counting)
{
	int rmm;
};

/* Counts the faults of this process. */
FIXTURE_SETUP(counting)
{
	self->rmm = open_device();
	ASSERT_LE(0, self->rmm);
	ASSERT_EQ(0, read_fault_counts(self->rmm, RMM_FAULTS_ATTACH, getpid(), counts));
}

FIXTURE_TEARDOWN(counting)
{
	close(self->rmm);
}

/* Returns the value of a row of the text. */
static long long row(const char *text, const char *kind)
{
	char key[64];
	const char *at;

	snprintf(key, sizeof(key), "\n%s ", kind);
	at = strstr(text, key);
	return at ? atoll(at + strlen(key)) : -1;
}

static const char *reread(int fd)
{
	static char text[16384];
	ssize_t n;
	size_t len = 0;

	lseek(fd, 0, SEEK_SET);
	while ((n = read(fd, text + len, sizeof(text) - 1 - len)) > 0)
		len += n;
	text[len] = 0;
	return n < 0 ? "" : text;
}

/* An open file counts from the moment it was opened. */
TEST_F(counting, text_counts_from_open)
{
	int first = open("/proc/rmm/faults", O_RDWR | O_CLOEXEC), second = -1;
	char *at = map_small_pages(2 * N, RW, MAP_PRIVATE), pid[32];
	long long from_second = N;
	time_t end = 0;

	ASSERT_LE(0, first);
	write_pages(at, N);
	/* Other processes may fault many times, too, while this one does not run. */
	while (from_second >= N && retry_allowed(&end)) {
		close(second);
		second = open("/proc/rmm/faults", O_RDONLY | O_CLOEXEC);
		ASSERT_LE(0, second);
		from_second = row(reread(second), "fault_not_present_write");
	}
	EXPECT_GT(N, from_second);
	EXPECT_LE(0, from_second);
	EXPECT_LE(N, row(reread(first), "fault_not_present_write"));
	write_pages(at + N * PAGE, N);
	EXPECT_LE(2 * N, row(reread(first), "fault_not_present_write"));
	EXPECT_LE(N, row(reread(second), "fault_not_present_write"));
	EXPECT_LT(0, row(reread(second), "watched_ns"));
	close(second);
	/* A new request restarts the counts, for this process only. */
	snprintf(pid, sizeof(pid), "pid %d\n", getpid());
	ASSERT_EQ(strlen(pid), write(first, pid, strlen(pid)));
	EXPECT_GT(N, row(reread(first), "fault_user"));
	EXPECT_NE(NULL, strstr(reread(first), "\nsplit_page -\n"));
	ASSERT_EQ(4, write(first, "all\n", 4));
	EXPECT_EQ(has_feature(RMM_FEATURE_THP), !strstr(reread(first), "\nsplit_page -\n"));
	EXPECT_EQ(-1, write(first, "pid 0", 5));
	EXPECT_EQ(EINVAL, errno);
	EXPECT_EQ(-1, write(first, "pid 2147483647", 14));
	EXPECT_EQ(ESRCH, errno);
	close(first);
}

/* The words for results of collapses are those of the kernel's event, number by number. */
TEST_F(counting, collapse_words_match_the_kernel)
{
	static char words[16384];
	int fd = open("/proc/rmm/faults", O_RDONLY | O_CLOEXEC), n = 0;
	const char *file = "/sys/kernel/tracing/events/huge_memory/mm_collapse_huge_page/format";
	char *text, *at, *line;

	NEED_FEATURE(COLLAPSES);
	ASSERT_LE(0, fd);
	snprintf(words, sizeof(words), "%s", reread(fd));
	close(fd);
	if (access(file, R_OK))
		mount("none", "/sys/kernel/tracing", "tracefs", 0, NULL);
	text = read_text("%s", file);
	if (!text)
		SKIP(return, "no tracefs");
	line = strstr(words, "\ncollapse_failed ");
	ASSERT_NE(NULL, line);
	for (at = strstr(text, "__print_symbolic"); at && (at = strchr(at, '{')); at++) {
		char word[64], want[80];
		int number;

		if (sscanf(at, "{ %d, \"%63[^\"]", &number, word) != 2 &&
		    sscanf(at, "{%d, \"%63[^\"]", &number, word) != 2)
			continue;
		EXPECT_EQ(n, number);
		snprintf(want, sizeof(want), "\ncollapse_%s ", word);
		EXPECT_EQ(0, strncmp(line, want, strlen(want))) {
			TH_LOG("%d is %s", number, word);
		}
		line = strchr(line + 1, '\n');
		n++;
	}
	EXPECT_EQ(32, n);
	EXPECT_EQ(0, strncmp(line, "\ncollapse_other ", 16));
}

TEST_F(counting, invalid_calls_are_refused)
{
	struct rmm_faults arg = { .size = sizeof(arg) };
	int other = open_device(), more[9];

	EXPECT_EQ(-ENXIO, read_fault_counts(other, 0, 0, counts));
	EXPECT_EQ(-ENXIO, read_fault_counts(other, RMM_FAULTS_DETACH, 0, counts));
	EXPECT_EQ(-EINVAL, read_fault_counts(other, 0, getpid(), counts));
	EXPECT_EQ(-EINVAL, read_fault_counts(other, RMM_FAULTS_ATTACH, -1, counts));
	EXPECT_EQ(-ESRCH, read_fault_counts(other, RMM_FAULTS_ATTACH, 0x7fffffff, counts));
	EXPECT_EQ(-EBUSY, read_fault_counts(self->rmm, RMM_FAULTS_ATTACH, 0, counts));
	for (int bit = 4; bit < 32; bit++) {
		EXPECT_EQ(-EINVAL, read_fault_counts(other, 1u << bit, 0, counts));
	}
	/* A request without a buffer, and one with a buffer that cannot be written. */
	arg.flags = RMM_FAULTS_ATTACH | RMM_FAULTS_DETACH;
	EXPECT_EQ(0, call_ioctl(other, RMM_FAULTS, &arg));
	EXPECT_EQ(0, arg.count);
	EXPECT_LT(RMM_FAULT_OOM_VICTIM, arg.total);
	arg.capacity = 1;
	EXPECT_EQ(-EINVAL, call_ioctl(other, RMM_FAULTS, &arg));
	arg.record_size = sizeof(struct rmm_fault_count);
	EXPECT_EQ(-EFAULT, call_ioctl(other, RMM_FAULTS, &arg));
	arg.flags = 0;
	EXPECT_EQ(-ENXIO, call_ioctl(other, RMM_FAULTS, &arg));
	arg.reserved = 1;
	EXPECT_EQ(-EINVAL, call_ioctl(other, RMM_FAULTS, &arg));
	/* The limit is eight processes; the fixture is one of them. */
	for (int i = 0; i < ARRAY_SIZE(more); i++) {
		more[i] = open_device();
		EXPECT_EQ(i < 7 ? 0 : -EBUSY, read_fault_counts(more[i], RMM_FAULTS_ATTACH, 1, counts));
	}
	for (int i = 0; i < ARRAY_SIZE(more); i++)
		close(more[i]);
	EXPECT_EQ(0, read_fault_counts(other, RMM_FAULTS_ATTACH, 1, counts));
	close(other);
}

/* A caller that may inspect the process sees its counts, and "-" while they are not counted. */
TEST_F(counting, counts_of_a_process_by_kind)
{
	static struct rmm_fault_count kinds[MAX_FAULT_KINDS];
	struct rmm_faults_of arg = {
		.size = sizeof(arg), .buf = (uintptr_t)kinds, .capacity = MAX_FAULT_KINDS,
		.record_size = sizeof(kinds[0]),
	};
	int file = open("/proc/rmm/self/faults", O_RDONLY | O_CLOEXEC), mm = open_space(0), longer;
	char *at = map_small_pages(N, RW, MAP_PRIVATE), *before;
	const char *text;

	ASSERT_LE(0, file);
	ASSERT_LE(0, mm);
	write_pages(at, N);
	ASSERT_EQ(0, call_ioctl(mm, RMM_FAULTS_OF, &arg));
	EXPECT_EQ(arg.total, arg.count);
	EXPECT_LT(RMM_FAULT_OOM_VICTIM, arg.count);
	EXPECT_LT(0, arg.watched_ns);
	EXPECT_NE(RMM_ABSENT, arg.watched_ns);
	for (__u32 i = 0; i < arg.count; i++)
		EXPECT_EQ(i, kinds[i].kind);
	EXPECT_LE(N, kinds[RMM_FAULT_NOT_PRESENT_WRITE].count);
	EXPECT_EQ(RMM_ABSENT, kinds[RMM_FAULT_SPLIT_PAGE].count);
	text = reread(file);
	EXPECT_LE(N, row(text, "fault_not_present_write"));
	EXPECT_LT(0, row(text, "watched_ns"));
	EXPECT_LE(N, row(text, "minor"));
	EXPECT_EQ(NULL, strstr(text, "migrate"));

	/* Counts of a later request are hidden while earlier requests are active. */
	longer = open_device();
	ASSERT_EQ(0, read_fault_counts(longer, RMM_FAULTS_ATTACH, getpid(), counts));
	EXPECT_LE(N, row(reread(file), "fault_not_present_write"));
	ASSERT_EQ(0, read_fault_counts(self->rmm, RMM_FAULTS_DETACH, 0, counts));
	EXPECT_GT(N, row(reread(file), "fault_not_present_write"));
	close(longer);

	/*
	 * Nothing is counted: there are no counts by kind, nor are there while all processes are
	 * counted.
	 */
	before = strdup(reread(file));
	EXPECT_NE(NULL, strstr(before, "\nwatched_ns -\n"));
	EXPECT_NE(NULL, strstr(before, "\nfault_user -\n"));
	EXPECT_LE(N, row(before, "minor"));
	ASSERT_EQ(0, read_fault_counts(self->rmm, RMM_FAULTS_ATTACH, 0, counts));
	EXPECT_NE(NULL, strstr(reread(file), "\nfault_rmp -\n"));
	ASSERT_EQ(0, call_ioctl(mm, RMM_FAULTS_OF, &arg));
	EXPECT_EQ(RMM_ABSENT, arg.watched_ns);
	EXPECT_EQ(RMM_ABSENT, kinds[RMM_FAULT_USER].count);
	EXPECT_LE(N, arg.minor);

	/* Callers that know only the sums, and invalid buffers. */
	arg.size = offsetof(struct rmm_faults_of, buf);
	EXPECT_EQ(0, call_ioctl(mm, RMM_FAULTS_OF, &arg));
	arg.size = sizeof(arg);
	arg.capacity = 0;
	EXPECT_EQ(0, call_ioctl(mm, RMM_FAULTS_OF, &arg));
	EXPECT_EQ(0, arg.count);
	arg.capacity = 1;
	arg.buf = 0;
	EXPECT_EQ(-EFAULT, call_ioctl(mm, RMM_FAULTS_OF, &arg));
	arg.record_size = 4;
	EXPECT_EQ(-EINVAL, call_ioctl(mm, RMM_FAULTS_OF, &arg));
	free(before);
	munmap(at, N * PAGE);
	close(file);
	close(mm);
}

TEST_F(counting, counting_needs_permission)
{
	int fd = open("/proc/rmm/faults", O_RDWR | O_CLOEXEC), other = open_device();

	ASSERT_LE(0, fd);
	if (fork_as_nobody()) {
		EXPECT_EQ(-1, open("/proc/rmm/faults", O_RDONLY));
		EXPECT_EQ(EACCES, errno);
		EXPECT_EQ(-EACCES, read_fault_counts(other, RMM_FAULTS_ATTACH, 0, counts));
		EXPECT_EQ(-EACCES, read_fault_counts(self->rmm, 0, 0, counts));
		EXPECT_EQ(-1, write(fd, "all", 3));
		EXPECT_EQ(EACCES, errno);
		_exit(0);
	}
	close(fd);
	close(other);
}

static void *fault_on(void *stop)
{
	char *at = map_small_pages(64, RW, MAP_PRIVATE);

	while (!__atomic_load_n((int *)stop, __ATOMIC_RELAXED)) {
		write_pages(at, 64);
		madvise(at, 64 * PAGE, MADV_DONTNEED);
	}
	return NULL;
}

/*
 * Attaching and detaching patches code that other CPUs run, and waits for each of them many times.
 * The test does so $RMM_ATTACH_ROUNDS times (default 5). An emulator with a thread per CPU may loop
 * forever on the old code (an int3 that is no longer in memory): many rounds need thread=single.
 */
TEST_F_TIMEOUT(counting, attach_and_detach_under_load, 3600)
{
	const char *text = getenv("RMM_ATTACH_ROUNDS");
	const int rounds = text ? atoi(text) : 5;
	const time_t end = text ? 0 : time(NULL) + 4;
	pthread_t threads[3];
	int stop = 0, other = open_device(), i;

	/* The first request is detached last. */
	EXPECT_EQ(0, read_fault_counts(self->rmm, RMM_FAULTS_DETACH, 0, counts));
	for (i = 0; i < ARRAY_SIZE(threads); i++) {
		ASSERT_EQ(0, pthread_create(&threads[i], NULL, fault_on, &stop));
	}
	for (i = 0; i < rounds && (!end || time(NULL) < end); i++) {
		ASSERT_EQ(0, read_fault_counts(other, RMM_FAULTS_ATTACH, i % 4 ? 0 : getpid(), counts));
		ASSERT_EQ(0, read_fault_counts(other, RMM_FAULTS_DETACH, 0, counts));
	}
	/* The next request is counted from its start: the last round sees faults. */
	ASSERT_EQ(0, read_fault_counts(other, RMM_FAULTS_ATTACH, 0, counts));
	do {
		ASSERT_EQ(0, read_fault_counts(other, 0, 0, counts));
	} while (counts[RMM_FAULT_NOT_PRESENT_WRITE] < 1000);
	stop = 1;
	TH_LOG("%d rounds", i);
	for (i = 0; i < ARRAY_SIZE(threads); i++)
		pthread_join(threads[i], NULL);
	close(other);
}

/*
 * Returns static_key.enabled of a tracepoint, which follows the address of its name; -1 if the
 * kernel does not show it.
 */
static int attached(const char *tracepoint)
{
	static char *symbols;
	char key[80];
	unsigned long at;
	int kcore = open("/proc/kcore", O_RDONLY | O_CLOEXEC), found = -1;
	Elf64_Ehdr head;
	Elf64_Phdr part;

	if (!symbols) {
		FILE *file = popen("grep ' __tracepoint_' /proc/kallsyms", "r");
		size_t len = 0;

		symbols = calloc(1, 1 << 20);
		while (file && (len += fread(symbols + len, 1, (1 << 20) - 1 - len, file)) &&
		       !feof(file))
			;
		if (file)
			pclose(file);
	}
	snprintf(key, sizeof(key), " __tracepoint_%s\n", tracepoint);
	char *line = strstr(symbols, key);

	while (line && line > symbols && line[-1] != '\n')
		line--;
	at = line ? strtoul(line, NULL, 16) : 0;
	if (at && pread(kcore, &head, sizeof(head), 0) == sizeof(head)) {
		for (int i = 0; i < head.e_phnum; i++) {
			if (pread(kcore, &part, sizeof(part), head.e_phoff + i * sizeof(part)) !=
			    sizeof(part))
				break;
			if (part.p_type == PT_LOAD && at >= part.p_vaddr &&
			    at < part.p_vaddr + part.p_memsz &&
			    pread(kcore, &found, sizeof(found),
				  part.p_offset + at + sizeof(void *) - part.p_vaddr) !=
				    sizeof(found))
				found = -1;
		}
	}
	close(kcore);
	return found;
}

static const struct {
	const char *name;
	__u64 feature;
} tracepoints[] = {
	{ "page_fault_user", RMM_FEATURE_FAULTS },
	{ "page_fault_kernel", RMM_FEATURE_FAULTS },
	{ "mm_migrate_pages", RMM_FEATURE_MIGRATIONS },
	{ "mm_collapse_huge_page", RMM_FEATURE_COLLAPSES },
	{ "mm_khugepaged_collapse_file", RMM_FEATURE_COLLAPSES },
	{ "mm_vmscan_direct_reclaim_begin", RMM_FEATURE_RECLAIMS },
	{ "mm_vmscan_direct_reclaim_end", RMM_FEATURE_RECLAIMS },
	{ "mm_vmscan_kswapd_wake", RMM_FEATURE_RECLAIMS },
	{ "mm_vmscan_kswapd_sleep", RMM_FEATURE_RECLAIMS },
	{ "mm_compaction_begin", RMM_FEATURE_COMPACTIONS },
	{ "mm_compaction_end", RMM_FEATURE_COMPACTIONS },
	{ "mark_victim", RMM_FEATURE_OOM_VICTIMS },
};

/* Expects that the tracepoints of the kernel's features have a probe, or none. */
static void expect_attached(struct __test_metadata *_metadata, int want)
{
	for (int i = 0; i < ARRAY_SIZE(tracepoints); i++) {
		EXPECT_EQ(has_feature(tracepoints[i].feature) ? want : -1, attached(tracepoints[i].name))
			TH_LOG("%s", tracepoints[i].name);
	}
}

/* Checked by the keys of the kernel's tracepoints. */
TEST_F(counting, probes_are_detached_while_nobody_counts)
{
	int fd;

	if (attached(tracepoints[0].name) < 0)
		SKIP(return, "no /proc/kcore or no symbols");
	expect_attached(_metadata, 1);
	EXPECT_EQ(0, read_fault_counts(self->rmm, RMM_FAULTS_DETACH, 0, counts));
	expect_attached(_metadata, 0);
	fd = open("/proc/rmm/faults", O_RDONLY | O_CLOEXEC);
	expect_attached(_metadata, 1);
	close(fd);
	expect_attached(_metadata, 0);
}

TEST_HARNESS_MAIN
