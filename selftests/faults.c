// SPDX-License-Identifier: GPL-2.0
/*
 * RMM_FAULTS and /proc/rmm/faults: events that a test makes one by one are counted one by one, and
 * nothing is attached to the kernel while nobody counts.
 */
#include "faults_test.h"

#include <elf.h>
#include <pthread.h>
#include <setjmp.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <time.h>

#define N 500
#define AROUND (64 << 10)	/* what one fault on a file may map around it */
#define HUGE (2ul << 20)
#define RW (PROT_READ | PROT_WRITE)

FIXTURE(faults)
{
	int rmm;
	__u64 before[MAX_KINDS], after[MAX_KINDS];
};

/* Counts what runs in this process. */
FIXTURE_SETUP(faults)
{
	self->rmm = rmm_device();
	ASSERT_LE(0, self->rmm);
	/* Neither code nor stack of the test faults any more. */
	ASSERT_EQ(0, mlockall(MCL_CURRENT));
	ASSERT_EQ(0, faults_call(self->rmm, RMM_FAULTS_ATTACH, getpid(), self->before));
	ASSERT_EQ(0, faults_call(self->rmm, 0, 0, self->before));
	ASSERT_EQ(0, faults_call(self->rmm, 0, 0, self->after));
}

FIXTURE_TEARDOWN(faults)
{
	close(self->rmm);
	munlockall();
}

static void *small_pages(size_t pages, int prot, int flags)
{
	void *at = mmap(NULL, pages * PAGE, prot, flags | MAP_ANONYMOUS, -1, 0);

	if (at != MAP_FAILED)
		madvise(at, pages * PAGE, MADV_NOHUGEPAGE);
	return at;
}

static void write_each(volatile char *at, size_t pages)
{
	for (size_t i = 0; i < pages; i++)
		at[i * PAGE] = 1;
}

static void read_each(const volatile char *at, size_t pages)
{
	for (size_t i = 0; i < pages; i++)
		(void)at[i * PAGE];
}

#define BEFORE() ASSERT_EQ(0, faults_call(self->rmm, 0, 0, self->before))
#define AFTER() ASSERT_EQ(0, faults_call(self->rmm, 0, 0, self->after))
#define CAME(kind) (self->after[RMM_FAULT_##kind] - self->before[RMM_FAULT_##kind])

TEST_F(faults, writes_where_nothing_is)
{
	char *at = small_pages(N, RW, MAP_PRIVATE);

	ASSERT_NE(MAP_FAILED, at);
	BEFORE();
	write_each(at, N);
	AFTER();
	EXPECT_EQ(N, CAME(NOT_PRESENT_WRITE));
	EXPECT_EQ(0, CAME(NOT_PRESENT_READ));
	EXPECT_EQ(0, CAME(PROTECTION_WRITE));
	EXPECT_EQ(N, CAME(USER));
	EXPECT_EQ(0, CAME(KERNEL));
	EXPECT_EQ(0, CAME(RESERVED_BIT));
}

/* Reads map the zero page; the writes after them find it present and forbidden. */
TEST_F(faults, reads_then_writes_of_the_zero_page)
{
	char *at = small_pages(N, RW, MAP_PRIVATE);

	ASSERT_NE(MAP_FAILED, at);
	BEFORE();
	read_each(at, N);
	AFTER();
	EXPECT_EQ(N, CAME(NOT_PRESENT_READ));
	EXPECT_EQ(N, CAME(USER));
	BEFORE();
	write_each(at, N);
	AFTER();
	EXPECT_EQ(N, CAME(PROTECTION_WRITE));
	EXPECT_EQ(0, CAME(NOT_PRESENT_WRITE));
	EXPECT_EQ(N, CAME(USER));
}

TEST_F(faults, copies_after_fork)
{
	char *at = small_pages(N, RW, MAP_PRIVATE);
	pid_t child;

	ASSERT_NE(MAP_FAILED, at);
	write_each(at, N);
	child = quiet_child(NULL);
	ASSERT_LT(0, child);
	/* The stack is shared with the child, too: what the calls touch of it is copied first. */
	BEFORE();
	AFTER();
	BEFORE();
	write_each(at, N);
	AFTER();
	EXPECT_EQ(N, CAME(PROTECTION_WRITE));
	EXPECT_EQ(N, CAME(USER));
	end_child(child);
}

/* The kernel's own accesses to user memory. */
TEST_F(faults, writes_of_the_kernel)
{
	char *at = small_pages(N, RW, MAP_PRIVATE);
	int zero = open("/dev/zero", O_RDONLY | O_CLOEXEC);

	ASSERT_NE(MAP_FAILED, at);
	ASSERT_LE(0, zero);
	BEFORE();
	EXPECT_EQ(N * PAGE, read(zero, at, N * PAGE));
	AFTER();
	EXPECT_EQ(N, CAME(KERNEL));
	EXPECT_EQ(N, CAME(NOT_PRESENT_WRITE));
	EXPECT_EQ(0, CAME(USER));
	close(zero);
}

static sigjmp_buf resume;

static void on_segv(int signal __maybe_unused)
{
	siglongjmp(resume, 1);
}

TEST_F(faults, instructions)
{
	const int n = 16;
	int memfd = memfd_create("code", MFD_CLOEXEC);
	struct sigaction act = { .sa_handler = on_segv }, old;
	char *at;

	ASSERT_LE(0, memfd);
	ASSERT_EQ(0, ftruncate(memfd, n * AROUND));
	for (int i = 0; i < n; i++) {
		ASSERT_EQ(1, pwrite(memfd, "\xc3", 1, i * AROUND));
	}
	at = mmap(NULL, n * AROUND, PROT_READ | PROT_EXEC, MAP_SHARED, memfd, 0);
	ASSERT_NE(MAP_FAILED, at);
	madvise(at, n * AROUND, MADV_NOHUGEPAGE);
	BEFORE();
	for (int i = 0; i < n; i++)
		((void (*)(void))(at + i * AROUND))();
	AFTER();
	EXPECT_EQ(n, CAME(NOT_PRESENT_INSTRUCTION));
	EXPECT_EQ(n, CAME(USER));
	ASSERT_EQ(0, mprotect(at, n * AROUND, PROT_READ));
	ASSERT_EQ(0, sigaction(SIGSEGV, &act, &old));
	read_each(at, 1);
	BEFORE();
	if (!sigsetjmp(resume, 1))
		((void (*)(void))at)();
	AFTER();
	sigaction(SIGSEGV, &old, NULL);
	EXPECT_EQ(1, CAME(PROTECTION_INSTRUCTION));
}

/* The highest node that has memory, -1 if there is but one. */
static int other_node(void)
{
	char *text = text_of("/sys/devices/system/node/has_memory");
	int node = -1;

	for (char *at = text; at && *at; at++)
		if (*at >= '0' && *at <= '9' && (at == text || at[-1] < '0'))
			node = atoi(at);
	return node ?: -1;
}

TEST_F(faults, moved_pages)
{
	static void *pages[N];
	static int nodes[N], status[N];
	int node = other_node(), moved = 0;
	char *at = small_pages(N, RW, MAP_PRIVATE);
	__u64 modes;

	if (node < 0)
		SKIP(return, "one node alone has memory");
	ASSERT_NE(MAP_FAILED, at);
	write_each(at, N);
	for (int to = 0; to <= node; to += node) {
		for (int i = 0; i < N; i++) {
			pages[i] = at + i * PAGE;
			nodes[i] = to;
			status[i] = -1;
		}
		/* From wherever they are to node 0, and then to the other. */
		BEFORE();
		ASSERT_LE(0, syscall(SYS_move_pages, 0, N, pages, nodes, status, 2));
		AFTER();
	}
	for (int i = 0; i < N; i++)
		moved += status[i] == node;
	EXPECT_EQ(N, moved);
	EXPECT_EQ(moved, CAME(MIGRATE_SYSCALL_SUCCEEDED_PAGES));
	EXPECT_EQ(0, CAME(MIGRATE_SYSCALL_FAILED_PAGES));
	EXPECT_EQ(0, CAME(MIGRATE_MBIND_SUCCEEDED_PAGES));
	modes = CAME(MIGRATE_ASYNC_SUCCEEDED_PAGES) + CAME(MIGRATE_SYNC_LIGHT_SUCCEEDED_PAGES) +
		CAME(MIGRATE_SYNC_SUCCEEDED_PAGES);
	EXPECT_EQ(moved, modes);
}

TEST_F(faults, collapses)
{
	const int n = 4;
	char *at = mmap(NULL, (n + 1) * HUGE, RW, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	int done = 0;

	ASSERT_NE(MAP_FAILED, at);
	at = (char *)(((uintptr_t)at + HUGE - 1) & -HUGE);
	madvise(at, n * HUGE, MADV_NOHUGEPAGE);
	write_each(at, n * HUGE / PAGE);
	madvise(at, n * HUGE, MADV_HUGEPAGE);
	BEFORE();
	for (int i = 0; i < n; i++)
		done += !madvise(at + i * HUGE, HUGE, 25 /* MADV_COLLAPSE */);
	AFTER();
	if (!done)
		SKIP(return, "nothing collapses here");
	EXPECT_EQ(done, CAME(COLLAPSE_SUCCEEDED));
	EXPECT_EQ(0, CAME(COLLAPSE_OTHER));
}

TEST_F(faults, compactions)
{
	__u64 ends = 0;

	BEFORE();
	ASSERT_EQ(0, write_text("/proc/sys/vm/compact_memory", "1"));
	AFTER();
	for (int kind = RMM_FAULT_COMPACTION_NOT_SUITABLE_ZONE;
	     kind <= RMM_FAULT_COMPACTION_OTHER; kind++)
		ends += self->after[kind] - self->before[kind];
	EXPECT_LT(0, CAME(COMPACTION_BEGIN_SYNC));
	EXPECT_EQ(CAME(COMPACTION_BEGIN_SYNC) + CAME(COMPACTION_BEGIN_ASYNC), ends);
	EXPECT_EQ(0, CAME(COMPACTION_OTHER));
}

/* A child in a memory cgroup that is too small for it. */
TEST_F(faults, oom_victims)
{
	static __u64 before[MAX_KINDS], after[MAX_KINDS];
	char dir[] = "/tmp/rmm-faults-XXXXXX", path[128];
	int all = rmm_device();
	pid_t child;

	ASSERT_NE(NULL, mkdtemp(dir));
	if (mount("none", dir, "cgroup2", 0, NULL)) {
		rmdir(dir);
		SKIP(return, "no cgroup2");
	}
	snprintf(path, sizeof(path), "%s/cgroup.subtree_control", dir);
	write_text(path, "+memory");
	snprintf(path, sizeof(path), "%s/rmm-faults", dir);
	mkdir(path, 0700);
	snprintf(path, sizeof(path), "%s/rmm-faults/memory.max", dir);
	if (!write_text(path, "8M")) {
		snprintf(path, sizeof(path), "%s/rmm-faults/memory.swap.max", dir);
		write_text(path, "0");
		snprintf(path, sizeof(path), "%s/rmm-faults/cgroup.procs", dir);
		EXPECT_EQ(0, faults_call(all, RMM_FAULTS_ATTACH, 0, before));
		child = fork();
		if (!child) {
			write_text(path, "0");
			write_each(small_pages(16384, RW, MAP_PRIVATE), 16384);
			_exit(0);
		}
		waitpid(child, NULL, 0);
		EXPECT_EQ(0, faults_call(all, RMM_FAULTS_DETACH, 0, after));
		EXPECT_LE(1, after[RMM_FAULT_OOM_VICTIM] - before[RMM_FAULT_OOM_VICTIM]);
	}
	snprintf(path, sizeof(path), "%s/rmm-faults", dir);
	rmdir(path);
	umount(dir);
	rmdir(dir);
	close(all);
}

/* Others are not counted, and all are where all are asked for. */
TEST_F(faults, of_one_process)
{
	static __u64 before[MAX_KINDS], after[MAX_KINDS];
	int all = rmm_device(), status;
	pid_t child;

	ASSERT_EQ(0, faults_call(all, RMM_FAULTS_ATTACH, 0, before));
	BEFORE();
	child = fork();
	if (!child) {
		write_each(small_pages(4 * N, RW, MAP_PRIVATE), 4 * N);
		_exit(0);
	}
	waitpid(child, &status, 0);
	AFTER();
	ASSERT_EQ(0, faults_call(all, 0, 0, after));
	EXPECT_EQ(0, status);
	EXPECT_GT(N, CAME(NOT_PRESENT_WRITE));
	EXPECT_LE(4 * N, after[RMM_FAULT_NOT_PRESENT_WRITE] - before[RMM_FAULT_NOT_PRESENT_WRITE]);
	/* Splits have no tracepoint: they are the machine's. */
	EXPECT_EQ(RMM_ABSENT, self->after[RMM_FAULT_SPLIT_PAGE]);
	EXPECT_NE(RMM_ABSENT, after[RMM_FAULT_SPLIT_PAGE]);
	close(all);
}

/* Value of a row of text. */
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

/* Each open file counts from its own opening on. */
TEST_F(faults, text_counts_from_its_opening)
{
	int first = open("/proc/rmm/faults", O_RDWR | O_CLOEXEC), second;
	char *at = small_pages(2 * N, RW, MAP_PRIVATE), pid[32];

	ASSERT_LE(0, first);
	write_each(at, N);
	second = open("/proc/rmm/faults", O_RDONLY | O_CLOEXEC);
	ASSERT_LE(0, second);
	EXPECT_LE(N, row(reread(first), "fault_not_present_write"));
	EXPECT_GT(N, row(reread(second), "fault_not_present_write"));
	write_each(at + N * PAGE, N);
	EXPECT_LE(2 * N, row(reread(first), "fault_not_present_write"));
	EXPECT_LE(N, row(reread(second), "fault_not_present_write"));
	EXPECT_LT(0, row(reread(second), "watched_ns"));
	close(second);
	/* Anew, and of this process alone. */
	snprintf(pid, sizeof(pid), "pid %d\n", getpid());
	ASSERT_EQ(strlen(pid), write(first, pid, strlen(pid)));
	EXPECT_GT(N, row(reread(first), "fault_user"));
	EXPECT_NE(NULL, strstr(reread(first), "\nsplit_page -\n"));
	ASSERT_EQ(4, write(first, "all\n", 4));
	EXPECT_EQ(NULL, strstr(reread(first), "\nsplit_page -\n"));
	EXPECT_EQ(-1, write(first, "pid 0", 5));
	EXPECT_EQ(EINVAL, errno);
	EXPECT_EQ(-1, write(first, "pid 2147483647", 14));
	EXPECT_EQ(ESRCH, errno);
	close(first);
}

/* The words of collapses are those of the kernel's own event, number by number. */
TEST_F(faults, collapse_words_are_the_kernels)
{
	static char words[16384];
	int fd = open("/proc/rmm/faults", O_RDONLY | O_CLOEXEC), n = 0;
	const char *file = "/sys/kernel/tracing/events/huge_memory/mm_collapse_huge_page/format";
	char *text, *at, *line;

	ASSERT_LE(0, fd);
	snprintf(words, sizeof(words), "%s", reread(fd));
	close(fd);
	if (access(file, R_OK))
		mount("none", "/sys/kernel/tracing", "tracefs", 0, NULL);
	text = text_of("%s", file);
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

TEST_F(faults, calls_that_make_no_sense)
{
	static __u64 counts[MAX_KINDS];
	struct rmm_faults arg = { .size = sizeof(arg) };
	int other = rmm_device(), more[9];

	EXPECT_EQ(-ENODATA, faults_call(other, 0, 0, counts));
	EXPECT_EQ(-ENODATA, faults_call(other, RMM_FAULTS_DETACH, 0, counts));
	EXPECT_EQ(-EINVAL, faults_call(other, 0, getpid(), counts));
	EXPECT_EQ(-EINVAL, faults_call(other, RMM_FAULTS_ATTACH, -1, counts));
	EXPECT_EQ(-ESRCH, faults_call(other, RMM_FAULTS_ATTACH, 0x7fffffff, counts));
	EXPECT_EQ(-EBUSY, faults_call(self->rmm, RMM_FAULTS_ATTACH, 0, counts));
	for (int bit = 2; bit < 32; bit++) {
		EXPECT_EQ(-EINVAL, faults_call(other, 1u << bit, 0, counts));
	}
	/* No array is asked for, or one that cannot be written. */
	arg.flags = RMM_FAULTS_ATTACH | RMM_FAULTS_DETACH;
	EXPECT_EQ(0, rmm_call(other, RMM_FAULTS, &arg));
	EXPECT_EQ(0, arg.count);
	EXPECT_LT(RMM_FAULT_OOM_VICTIM, arg.total);
	arg.capacity = 1;
	EXPECT_EQ(-EINVAL, rmm_call(other, RMM_FAULTS, &arg));
	arg.record_size = sizeof(struct rmm_fault_count);
	EXPECT_EQ(-EFAULT, rmm_call(other, RMM_FAULTS, &arg));
	arg.flags = 0;
	EXPECT_EQ(-ENODATA, rmm_call(other, RMM_FAULTS, &arg));
	arg.reserved = 1;
	EXPECT_EQ(-EINVAL, rmm_call(other, RMM_FAULTS, &arg));
	/* Eight processes, of which the fixture is one. */
	for (int i = 0; i < ARRAY_SIZE(more); i++) {
		more[i] = rmm_device();
		EXPECT_EQ(i < 7 ? 0 : -EBUSY, faults_call(more[i], RMM_FAULTS_ATTACH, 1, counts));
	}
	for (int i = 0; i < ARRAY_SIZE(more); i++)
		close(more[i]);
	EXPECT_EQ(0, faults_call(other, RMM_FAULTS_ATTACH, 1, counts));
	close(other);
}

TEST_F(faults, nobody_may_count)
{
	static __u64 counts[MAX_KINDS];
	int fd = open("/proc/rmm/faults", O_RDWR | O_CLOEXEC), other = rmm_device();

	ASSERT_LE(0, fd);
	if (as_nobody()) {
		EXPECT_EQ(-1, open("/proc/rmm/faults", O_RDONLY));
		EXPECT_EQ(EACCES, errno);
		EXPECT_EQ(-EACCES, faults_call(other, RMM_FAULTS_ATTACH, 0, counts));
		EXPECT_EQ(-EACCES, faults_call(self->rmm, 0, 0, counts));
		EXPECT_EQ(-1, write(fd, "all", 3));
		EXPECT_EQ(EACCES, errno);
		_exit(0);
	}
	close(fd);
	close(other);
}

static void *fault_on(void *stop)
{
	char *at = small_pages(64, RW, MAP_PRIVATE);

	while (!__atomic_load_n((int *)stop, __ATOMIC_RELAXED)) {
		write_each(at, 64);
		madvise(at, 64 * PAGE, MADV_DONTNEED);
	}
	return NULL;
}

/*
 * Attaching and detaching patches code that other CPUs run, and waits for each of them many times:
 * $RMM_ATTACH_ROUNDS times, without it as often as four seconds allow.
 */
TEST_F_TIMEOUT(faults, come_and_go_under_load, 3600)
{
	static __u64 counts[MAX_KINDS];
	const char *text = getenv("RMM_ATTACH_ROUNDS");
	const int rounds = text ? atoi(text) : 200;
	const time_t end = text ? 0 : time(NULL) + 4;
	pthread_t threads[3];
	int stop = 0, other = rmm_device(), i;

	/* The first to come is the last to go. */
	EXPECT_EQ(0, faults_call(self->rmm, RMM_FAULTS_DETACH, 0, counts));
	for (i = 0; i < ARRAY_SIZE(threads); i++) {
		ASSERT_EQ(0, pthread_create(&threads[i], NULL, fault_on, &stop));
	}
	for (i = 0; i < rounds && (!end || time(NULL) < end); i++) {
		ASSERT_EQ(0, faults_call(other, RMM_FAULTS_ATTACH, i % 4 ? 0 : getpid(), counts));
		ASSERT_EQ(0, faults_call(other, RMM_FAULTS_DETACH, 0, counts));
	}
	/* Not a moment of it is lost: the last round sees faults. */
	ASSERT_EQ(0, faults_call(other, RMM_FAULTS_ATTACH, 0, counts));
	do {
		ASSERT_EQ(0, faults_call(other, 0, 0, counts));
	} while (counts[RMM_FAULT_NOT_PRESENT_WRITE] < 1000);
	stop = 1;
	TH_LOG("%d rounds", i);
	for (i = 0; i < ARRAY_SIZE(threads); i++)
		pthread_join(threads[i], NULL);
	close(other);
}

/* static_key.enabled of a tracepoint, behind its name's address; -1 if the kernel does not show it. */
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

static const char *const tracepoints[] = {
	"page_fault_user", "page_fault_kernel", "mm_migrate_pages", "mm_collapse_huge_page",
	"mm_khugepaged_collapse_file", "mm_vmscan_direct_reclaim_begin",
	"mm_vmscan_direct_reclaim_end", "mm_vmscan_kswapd_wake", "mm_vmscan_kswapd_sleep",
	"mm_compaction_begin", "mm_compaction_end", "mark_victim",
};

/* By the kernel's own word: the keys of its tracepoints. */
TEST_F(faults, nothing_is_attached_while_nobody_counts)
{
	static __u64 counts[MAX_KINDS];
	int fd;

	if (attached(tracepoints[0]) < 0)
		SKIP(return, "no /proc/kcore or no symbols");
	for (int i = 0; i < ARRAY_SIZE(tracepoints); i++) {
		EXPECT_EQ(1, attached(tracepoints[i])) {
			TH_LOG("%s", tracepoints[i]);
		}
	}
	EXPECT_EQ(0, faults_call(self->rmm, RMM_FAULTS_DETACH, 0, counts));
	for (int i = 0; i < ARRAY_SIZE(tracepoints); i++) {
		EXPECT_EQ(0, attached(tracepoints[i])) {
			TH_LOG("%s", tracepoints[i]);
		}
	}
	fd = open("/proc/rmm/faults", O_RDONLY | O_CLOEXEC);
	EXPECT_EQ(1, attached(tracepoints[0]));
	close(fd);
	EXPECT_EQ(0, attached(tracepoints[0]));
}

TEST_HARNESS_MAIN
