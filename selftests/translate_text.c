// SPDX-License-Identifier: GPL-2.0
/*
 * /proc/rmm/translate: queries and their results, and the permissions of the file and of
 * RMM_TRANSLATE.
 */
#include "lib/harness.h"
#include "lib/device.h"
#include "lib/names.h"
#include "lib/pagemap.h"
#include "lib/process.h"
#include "lib/translate.h"

#include <linux/capability.h>
#include <linux/stddef.h>
#ifndef __DECLARE_FLEX_ARRAY	/* the lab's headers for tests lack it */
#define __DECLARE_FLEX_ARRAY(type, name) struct { struct { } empty_##name; type name[]; }
#endif
#include <linux/io_uring.h>

static const char *const parts[] = {
	"address", "pgd", "p4d", "pud", "pmd", "pte", "page", "folio", "vma", "file",
};

static char page[PAGE] __attribute__((aligned(4096)));

static void touch_page(void)
{
	*(volatile char *)page = 1;
}

/* Drops a capability of this process permanently. */
static void drop_capability(int capability)
{
	struct __user_cap_header_struct head = { .version = _LINUX_CAPABILITY_VERSION_3 };
	struct __user_cap_data_struct data[2];

	if (syscall(SYS_capget, &head, data))
		abort();
	data[capability / 32].effective &= ~(1u << capability % 32);
	data[capability / 32].permitted &= ~(1u << capability % 32);
	data[capability / 32].inheritable &= ~(1u << capability % 32);
	if (syscall(SYS_capset, &head, data))
		abort();
}

/*
 * Only in tests with a fixture are checks in forked children counted: the fixture's metadata is
 * shared with them.
 */
FIXTURE(rights)
{
	pid_t pid;
};

FIXTURE_SETUP(rights)
{
	self->pid = fork_idle_child(touch_page);
	ASSERT_LT(0, self->pid);
	touch_page();
}

FIXTURE_TEARDOWN(rights)
{
	end_child(self->pid);
}

static void expect_no_frames(struct __test_metadata *_metadata, const char *text)
{
	struct part part;

	for (size_t i = 0; i < ARRAY_SIZE(parts); i++) {
		ASSERT_TRUE(parse_part(text, parts[i], &part))
			TH_LOG("no %s in:\n%s", parts[i], text);
		EXPECT_STREQ("-", part.entry);
		EXPECT_STREQ("-", part.pfn);
	}
	ASSERT_TRUE(parse_part(text, "folio", &part));
	EXPECT_EQ(0, strncmp(part.rest, "order=0 index=- ", 16));
	ASSERT_TRUE(parse_part(text, "pte", &part));
	EXPECT_STREQ("leaf", part.kind);
	EXPECT_EQ(0, strncmp(part.rest, "present ", 8));
}

static void expect_no_frame_numbers(struct __test_metadata *_metadata, int mm)
{
	struct rmm_translate t;

	ASSERT_EQ(0, translate_address(mm, (uintptr_t)page, &t, NULL));
	EXPECT_EQ(RMM_PAGE_ANON, t.page_kind);
	EXPECT_EQ(RMM_ABSENT, t.pfn);
	EXPECT_EQ(RMM_ABSENT, t.folio_pfn);
	EXPECT_EQ(RMM_ABSENT, t.folio_index);
	EXPECT_EQ(0, t.folio_order);
	for (int i = 0; i < 5; i++) {
		EXPECT_EQ(RMM_ABSENT, t.levels[i].entry);
		EXPECT_EQ(RMM_ABSENT, t.levels[i].pfn);
	}
	EXPECT_TRUE(t.levels[RMM_LEVEL_PTE].bits & RMM_ENTRY_F_PRESENT);
}

TEST(text_equals_the_ioctl)
{
	const char *tail;
	pid_t pid = fork_idle_child(touch_page);
	int fd = open_translate_file(), mm = open_space(pid);
	char text[PAGE], name[256], want[512];
	struct rmm_translate t;
	struct part part;

	ASSERT_LE(0, fd);
	ASSERT_LT(0, read_answer(fd, text, sizeof(text)));
	EXPECT_STREQ("# rmm translate v1\n# part kind entry pfn properties\n"
		     "# Write ADDRESS or PID ADDRESS to this open file, then read the answer from it.\n", text);
	ASSERT_EQ(0, translate_address(mm, (uintptr_t)page + 5, &t, name));
	ASSERT_EQ(0, write_query(fd, "%d 0x%lx\n", pid, (uintptr_t)page + 5));
	ASSERT_LT(0, read_answer(fd, text, sizeof(text)));
	for (size_t i = 0; i < ARRAY_SIZE(parts); i++) {
		EXPECT_TRUE(parse_part(text, parts[i], &part));
	}
	for (int i = 0; i < 5; i++) {
		const struct rmm_translate_level *l = &t.levels[i];

		ASSERT_TRUE(parse_part(text, level_names[i], &part));
		if (l->state == RMM_ENTRY_FOLDED) {
			EXPECT_STREQ("folded", part.kind);
			EXPECT_STREQ("-", part.pfn);
			continue;
		}
		EXPECT_STREQ(i == 4 ? "leaf" : "table", part.kind);
		EXPECT_EQ(l->entry, strtoull(part.entry, NULL, 16));
		EXPECT_EQ(l->pfn, strtoull(part.pfn, NULL, 10));
		EXPECT_EQ(0, strncmp(part.rest, "present write user", 18));
	}
	ASSERT_TRUE(parse_part(text, "page", &part));
	EXPECT_STREQ("anon", part.kind);
	EXPECT_EQ(read_pagemap(pid, (uintptr_t)page) & PM_FRAME, strtoull(part.pfn, NULL, 10));
	snprintf(want, sizeof(want), "node=%d mapcount=%llu swap_type=- swap_offset=-", t.node,
		 t.mapcount);
	EXPECT_STREQ(want, part.rest);
	ASSERT_TRUE(parse_part(text, "folio", &part));
	EXPECT_EQ(t.folio_pfn, strtoull(part.pfn, NULL, 10));
	/* Reference counts change, as per-CPU batches for the LRU lists do. */
	snprintf(want, sizeof(want), "order=%llu index=%llu mapcount=%llu refcount=", t.folio_order,
		 t.folio_index, t.folio_mapcount);
	ASSERT_EQ(0, strncmp(part.rest, want, strlen(want)));
	EXPECT_LE(t.folio_mapcount, strtoull(part.rest + strlen(want), NULL, 10));
	snprintf(want, sizeof(want), " pins=%u entire_mapcount=%u last_cpu=", t.pins, t.entire_mapcount);
	tail = strstr(part.rest, " pins=");
	ASSERT_NE(NULL, tail);
	EXPECT_EQ(0, strncmp(tail, want, strlen(want)))
		TH_LOG("found%s, expected%s", tail, want);
	EXPECT_EQ(!!(t.folio_bits & RMM_FOLIO_F_ANON_EXCLUSIVE), !!strstr(tail, "anon-exclusive"));
	ASSERT_TRUE(parse_part(text, "vma", &part));
	snprintf(want, sizeof(want), "start=%08llx end=%08llx perms=rw-p rd wr ", t.vma_start,
		 t.vma_end);
	EXPECT_EQ(0, strncmp(part.rest, want, strlen(want)));
	ASSERT_TRUE(parse_part(text, "file", &part));
	if (t.inode == RMM_ABSENT)
		snprintf(want, sizeof(want), "offset=- dev=- inode=- %s", name[0] ? name : "-");
	else
		snprintf(want, sizeof(want), "offset=%08llx dev=%02x:%02x inode=%llu %s",
			 t.file_offset, t.dev_major, t.dev_minor, t.inode, name);
	EXPECT_STREQ(want, part.rest);
	/* A new query gets a new result; a seek to the start returns it again. */
	ASSERT_EQ(0, write_query(fd, "%d 1000", pid));
	ASSERT_LT(0, read_answer(fd, text, sizeof(text)));
	ASSERT_TRUE(parse_part(text, "vma", &part));
	EXPECT_STREQ("-", part.kind);
	EXPECT_EQ(0, read_answer(fd, want, sizeof(want)));
	EXPECT_EQ(0, lseek(fd, 0, SEEK_SET));
	EXPECT_LT(0, read_answer(fd, want, sizeof(want)));
	EXPECT_EQ(0, strncmp(text, want, sizeof(want) - 1));
	end_child(pid);
	close(fd);
	close(mm);
}

TEST_F(rights, address_without_pid_is_the_openers)
{
	int fd = open_translate_file();
	char text[PAGE];
	struct part part;
	pid_t pid;

	ASSERT_EQ(0, write_query(fd, "%lx", (uintptr_t)page));
	ASSERT_LT(0, read_answer(fd, text, sizeof(text)));
	ASSERT_TRUE(parse_part(text, "page", &part));
	EXPECT_EQ(read_pagemap(getpid(), (uintptr_t)page) & PM_FRAME, strtoull(part.pfn, NULL, 10));
	/* An address without a pid means the opener's memory, whichever process writes it. */
	pid = fork();
	if (!pid) {
		char *own = mmap((void *)0x200000000000, PAGE, PROT_READ | PROT_WRITE,
				 MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED_NOREPLACE, -1, 0);

		EXPECT_EQ((void *)0x200000000000, own);
		EXPECT_EQ(0, write_query(fd, "%lx", (uintptr_t)own));
		_exit(0);
	}
	waitpid(pid, NULL, 0);
	ASSERT_LT(0, read_answer(fd, text, sizeof(text)));
	ASSERT_TRUE(parse_part(text, "address", &part));
	EXPECT_STREQ("200000000000", part.rest);
	ASSERT_TRUE(parse_part(text, "vma", &part));
	EXPECT_STREQ("-", part.kind);
	close(fd);
}

TEST(invalid_queries_are_refused)
{
	const char *const nonsense[] = {
		"\n", " ", "x", "0x", "-1", "+1", " 1", "1 ", "1  1000", "1\t1000", "1 1000 1", "0 1000",
		"-1 1000", "a 1000", "2147483648 1000", "10000000000000000", "1000\n1000", "self 1000",
		/* Outside of the user half. */
		"ffffffffffffffff", "0x8000000000000000", "ffff800000000000", "1 ffffffffff600000",
		"100000000000000",
	};
	static char text[1 << 16];
	int fd = open_translate_file();

	for (size_t i = 0; i < ARRAY_SIZE(nonsense); i++) {
		EXPECT_EQ(-EINVAL, write_query(fd, "%s", nonsense[i]))
			TH_LOG("'%s'", nonsense[i]);
	}
	EXPECT_EQ(-EINVAL, write_query(fd, "%llx", user_space_end()));
	EXPECT_EQ(0, write_query(fd, "%llx", user_space_end() - 1));
	EXPECT_EQ(-ESRCH, write_query(fd, "2147483647 1000"));
	EXPECT_EQ(-ENXIO, write_query(fd, "2 1000"));
	memset(text, '1', sizeof(text));
	EXPECT_EQ(-1, write(fd, text, sizeof(text)));
	EXPECT_EQ(E2BIG, errno);
	EXPECT_EQ(-1, syscall(SYS_write, fd, 8, 8));
	EXPECT_EQ(EFAULT, errno);
	close(fd);
}

/*
 * Writes at a position and leaves the position of the file: files of /proc refuse pwrite(2), and
 * io_uring does not ask them.
 */
static int write_at(int fd, const char *data, __u64 at)
{
	struct io_uring_params params = { 0 };
	int ring = syscall(SYS_io_uring_setup, 1, &params), result;
	struct io_uring_sqe *sqe;
	char *queue, *done;

	if (ring < 0)
		return -errno;
	queue = mmap(NULL, PAGE, PROT_READ | PROT_WRITE, MAP_SHARED, ring, IORING_OFF_SQ_RING);
	done = mmap(NULL, PAGE, PROT_READ | PROT_WRITE, MAP_SHARED, ring, IORING_OFF_CQ_RING);
	sqe = mmap(NULL, PAGE, PROT_READ | PROT_WRITE, MAP_SHARED, ring, IORING_OFF_SQES);
	*sqe = (struct io_uring_sqe){
		.opcode = IORING_OP_WRITE, .fd = fd, .off = at, .addr = (uintptr_t)data,
		.len = strlen(data),
	};
	*(__u32 *)(queue + params.sq_off.array) = 0;
	__atomic_store_n((__u32 *)(queue + params.sq_off.tail), 1, __ATOMIC_RELEASE);
	result = syscall(SYS_io_uring_enter, ring, 1, 1, IORING_ENTER_GETEVENTS, NULL, 0);
	if (result == 1)
		result = ((struct io_uring_cqe *)(done + params.cq_off.cqes))->res;
	munmap(queue, PAGE);
	munmap(done, PAGE);
	munmap(sqe, PAGE);
	close(ring);
	return result;
}

/*
 * A write at any position replaces the answer: what the file has buffered of the old one is not read
 * before, or instead of, the new one.
 */
static void write_replaces_answer(struct __test_metadata *_metadata, int fd, const char *first,
				  const char *second)
{
	static char old[4 * PAGE], new[4 * PAGE], rest[4 * PAGE];
	ssize_t len;

	ASSERT_LE(0, fd);
	ASSERT_EQ(strlen(second), write(fd, second, strlen(second)));
	ASSERT_LT(0, read_answer(fd, new, sizeof(new)));
	ASSERT_EQ(strlen(first), write(fd, first, strlen(first)));
	ASSERT_LT(0, read_answer(fd, old, sizeof(old)));
	ASSERT_STRNE(old, new);
	for (off_t at = 0; at < 400; at += 100) {
		bool equal = false;
		time_t end = 0;

		/* The kernel clears accessed bits, and others map the page, while the answers are read. */
		while (!equal && retry_allowed(&end)) {
			ASSERT_EQ(strlen(second), write(fd, second, strlen(second)));
			ASSERT_LT(0, read_answer(fd, new, sizeof(new)));
			ASSERT_EQ(strlen(first), write(fd, first, strlen(first)));
			ASSERT_EQ(200, read(fd, rest, 200));
			len = write_at(fd, second, at);
			if (len == -ENOSYS || len == -EPERM)
				SKIP(return, "no io_uring");
			ASSERT_EQ(strlen(second), len);
			len = read(fd, rest, sizeof(rest) - 1);
			ASSERT_LT(0, len);
			rest[len] = 0;
			equal = !strncmp(rest, new + 200, len);
		}
		EXPECT_TRUE(equal)
			TH_LOG("after a write at %ld, read(2) returned\n%s\nexpected\n%s", (long)at, rest,
			       new + 200);
	}
	close(fd);
}

TEST(writes_at_a_position_replace_the_answer)
{
	char first[32], second[32];

	touch_page();
	snprintf(first, sizeof(first), "%lx", (uintptr_t)page);
	snprintf(second, sizeof(second), "%lx", (uintptr_t)strlen & -PAGE);
	write_replaces_answer(_metadata, open_translate_file(), first, second);
	write_replaces_answer(_metadata, open("/proc/rmm/rmap", O_RDWR), first, second);
}

TEST(queries_fail_after_exit)
{
	pid_t pid = fork_idle_child(touch_page);
	int fd = open_translate_file(), mm = open_space(pid);
	struct rmm_translate t;
	char text[PAGE];

	ASSERT_EQ(0, write_query(fd, "%d %lx", pid, (uintptr_t)page));
	ASSERT_EQ(0, translate_address(mm, (uintptr_t)page, &t, NULL));
	end_child(pid);
	EXPECT_EQ(-ESRCH, translate_address(mm, (uintptr_t)page, &t, NULL));
	EXPECT_EQ(-ESRCH, read_answer(fd, text, sizeof(text)));
	EXPECT_EQ(-ESRCH, write_query(fd, "%d %lx", pid, (uintptr_t)page));
	close(mm);
	close(fd);
}

TEST(queries_fail_after_exec)
{
	int go[2], done[2], fd, mm, own = open_translate_file(), status;
	struct rmm_translate t;
	char text[PAGE];
	pid_t pid;

	ASSERT_EQ(0, pipe(go));
	ASSERT_EQ(0, pipe(done));
	pid = fork();
	if (!pid) {
		dup2(go[0], 0);
		dup2(done[1], 1);
		close(go[1]);
		close(done[0]);
		if (read(0, text, 1) == 1)
			execlp("cat", "cat", NULL);
		_exit(1);
	}
	mm = open_space(pid);
	fd = open_translate_file();
	ASSERT_LE(0, mm);
	ASSERT_EQ(0, write_query(fd, "%d %lx", pid, (uintptr_t)page));
	ASSERT_EQ(0, translate_address(mm, (uintptr_t)page, &t, NULL));
	ASSERT_EQ(2, write(go[1], "ab", 2));
	ASSERT_EQ(1, read(done[0], text, 1));
	EXPECT_EQ(-ESRCH, read_answer(fd, text, sizeof(text)));
	EXPECT_EQ(-ESRCH, translate_address(mm, (uintptr_t)page, &t, NULL));
	/* A new query translates the memory that the process has now. */
	EXPECT_EQ(0, write_query(fd, "%d %lx", pid, (uintptr_t)page));
	EXPECT_LT(0, read_answer(fd, text, sizeof(text)));
	end_child(pid);
	close(own);
	/*
	 * Across exec, a program neither reads the result about its predecessor nor shows its own
	 * memory.
	 */
	pid = fork();
	if (!pid) {
		own = open_translate_file();
		if (write_query(own, "%lx", (uintptr_t)page))
			_exit(2);
		dup2(own, 0);
		close(2);
		execlp("cat", "cat", NULL);
		_exit(2);
	}
	ASSERT_EQ(pid, waitpid(pid, &status, 0));
	EXPECT_EQ(1, WEXITSTATUS(status));
	close(mm);
	close(fd);
}

TEST_F(rights, unprivileged_caller_queries_itself_only)
{
	int root = open_translate_file(), rmm = open_device(), mm = open_space(0), own, fd;
	struct rmm_translate t;
	char text[PAGE];

	if (fork_as_nobody()) {
		fd = open_translate_file();
		EXPECT_LE(0, fd);
		EXPECT_EQ(0, write_query(fd, "%lx", (uintptr_t)page));
		EXPECT_LT(0, read_answer(fd, text, sizeof(text)));
		expect_no_frames(_metadata, text);
		EXPECT_EQ(0, write_query(fd, "%d %lx", getpid(), (uintptr_t)page));
		EXPECT_LT(0, read_answer(fd, text, sizeof(text)));
		expect_no_frames(_metadata, text);
		/*
		 * Other processes, kernel threads and missing pids all return the same error to an
		 * unprivileged caller.
		 */
		EXPECT_EQ(-EACCES, write_query(fd, "1 %lx", (uintptr_t)page));
		EXPECT_EQ(-EACCES, write_query(fd, "2 %lx", (uintptr_t)page));
		EXPECT_EQ(-EACCES, write_query(fd, "%d %lx", getppid(), (uintptr_t)page));
		EXPECT_EQ(-EACCES, write_query(fd, "2147483647 %lx", (uintptr_t)page));
		EXPECT_EQ(-EINVAL, write_query(fd, "1 "));
		/* A descriptor that root opened grants the caller nothing. */
		EXPECT_EQ(-EACCES, write_query(root, "1 %lx", (uintptr_t)page));
		EXPECT_EQ(0, write_query(root, "%lx", (uintptr_t)page));
		EXPECT_EQ(-EACCES, read_answer(root, text, sizeof(text)));
		own = open_target(rmm, RMM_OPEN_SELF, 0);
		EXPECT_LE(0, own);
		expect_no_frame_numbers(_metadata, own);
		EXPECT_EQ(-EACCES, translate_address(mm, (uintptr_t)page, &t, NULL));
		_exit(0);
	}
	/* When root reads the result of the unprivileged query, it has no frames. */
	EXPECT_EQ(0, lseek(root, 0, SEEK_SET));
	EXPECT_LT(0, read_answer(root, text, sizeof(text)));
	expect_no_frames(_metadata, text);
	close(root);
	close(rmm);
	close(mm);
}

/*
 * Reading needs the permissions, too: a result that root queried is not shown to another holder of
 * the file.
 */
TEST_F(rights, unprivileged_reader_does_not_see_roots_query)
{
	int own = open_translate_file(), other = open_translate_file();
	char text[PAGE];

	ASSERT_EQ(0, write_query(own, "%lx", (uintptr_t)page));
	ASSERT_EQ(0, write_query(other, "%d %lx", self->pid, (uintptr_t)page));
	if (fork_as_nobody()) {
		EXPECT_EQ(-EACCES, read_answer(other, text, sizeof(text)));
		EXPECT_EQ(-EACCES, read_answer(own, text, sizeof(text)));
		_exit(0);
	}
	close(own);
	close(other);
}

TEST_F(rights, frames_need_cap_sys_admin)
{
	pid_t child;
	int rmm = open_device(), root = open_space(self->pid), file = open_translate_file(), mm, fd;
	char text[PAGE];
	struct part part;

	child = fork();
	if (!child) {
		drop_capability(CAP_SYS_ADMIN);
		mm = open_space(self->pid);
		EXPECT_LE(0, mm);
		expect_no_frame_numbers(_metadata, mm);
		mm = open_target(rmm, RMM_OPEN_PID, self->pid);
		EXPECT_LE(0, mm);
		expect_no_frame_numbers(_metadata, mm);
		expect_no_frame_numbers(_metadata, root);
		fd = open_translate_file();
		EXPECT_EQ(0, write_query(fd, "%d %lx", self->pid, (uintptr_t)page));
		EXPECT_LT(0, read_answer(fd, text, sizeof(text)));
		expect_no_frames(_metadata, text);
		EXPECT_EQ(0, write_query(file, "%d %lx", self->pid, (uintptr_t)page));
		EXPECT_LT(0, read_answer(file, text, sizeof(text)));
		expect_no_frames(_metadata, text);
		/* Without CAP_SYS_PTRACE the caller can query itself only. */
		drop_capability(CAP_SYS_PTRACE);
		EXPECT_EQ(-EACCES, write_query(file, "%d %lx", self->pid, (uintptr_t)page));
		EXPECT_EQ(-EACCES, open_space(self->pid));
		EXPECT_EQ(0, lseek(file, 0, SEEK_SET));
		EXPECT_EQ(-EACCES, read_answer(file, text, sizeof(text)));
		_exit(0);
	}
	waitpid(child, NULL, 0);
	ASSERT_EQ(0, write_query(file, "%d %lx", self->pid, (uintptr_t)page));
	ASSERT_LT(0, read_answer(file, text, sizeof(text)));
	ASSERT_TRUE(parse_part(text, "page", &part));
	EXPECT_EQ(read_pagemap(self->pid, (uintptr_t)page) & PM_FRAME, strtoull(part.pfn, NULL, 10));
	close(rmm);
	close(root);
	close(file);
}

TEST_HARNESS_MAIN
