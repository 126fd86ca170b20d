// SPDX-License-Identifier: GPL-2.0
/* /proc/rmm/PID and /proc/rmm/self: the contents of their text files, and their permissions. */
#include "lib/harness.h"
#include "lib/device.h"
#include "lib/names.h"
#include "lib/process.h"
#include "lib/text.h"
#include "lib/vmas.h"
#include "lib/watch.h"
#include "lib/zoo.h"

/* Returns the rows of a file after its two heading lines, which are checked. */
static char *rows_of(struct __test_metadata *_metadata, pid_t pid, const char *file)
{
	char *text = read_text("/proc/rmm/%d/%s", pid, file), head[64], *rows;

	ASSERT_NE(NULL, text)
		TH_LOG("/proc/rmm/%d/%s: %s", pid, file, strerror(errno));
	snprintf(head, sizeof(head), "# rmm %s v1\n# ", file);
	EXPECT_EQ(0, strncmp(head, text, strlen(head)));
	rows = strchr(text + strlen(head), '\n');
	ASSERT_NE(NULL, rows);
	return rows + 1;
}

/* Parses a number; `-` stands for an absent one. */
static long long number(const char *text)
{
	return strcmp(text, "-") ? strtoll(text, NULL, 10) : -1;
}

static void make_some(void)
{
	char *at = mmap(NULL, 32 << 20, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	memset(at, 1, 4 << 20);
	*(char *)sbrk(PAGE * 8) = 1;
}

FIXTURE(watch)
{
	pid_t pid;
};

FIXTURE_VARIANT(watch)
{
	bool zoo;
};

FIXTURE_VARIANT_ADD(watch, child) { .zoo = false };
FIXTURE_VARIANT_ADD(watch, zoo) { .zoo = true };

FIXTURE_SETUP(watch)
{
	self->pid = variant->zoo ? zoo.pid : fork_idle_child(make_some);
	ASSERT_LT(0, self->pid);
	ASSERT_EQ(0, watch_pid(self->pid));
}

FIXTURE_TEARDOWN(watch)
{
	watch_pid(-self->pid);
	if (!variant->zoo)
		end_child(self->pid);
}

TEST_F(watch, vmas_equal_the_ioctl)
{
	char *rows = rows_of(_metadata, self->pid, "vmas"), *row, *save;
	struct vma_list *list = malloc(sizeof(*list));
	int mm = open_space(self->pid), i = 0;

	ASSERT_LE(0, mm);
	ASSERT_EQ(0, list_vmas(mm, 0, RMM_ABSENT, RMM_VMAS_RESIDENT, MAX_VMAS, 65536, list));
	for (row = strtok_r(rows, "\n", &save); row; row = strtok_r(NULL, "\n", &save), i++) {
		char perms[8], kind[16], flags[256], text[7][24];
		unsigned long start, end, offset, inode;
		unsigned int major, minor;
		const struct rmm_vma *v;
		int name = 0;

		ASSERT_LT(i, list->count);
		v = &list->vma[i];
		ASSERT_EQ(16, sscanf(row, "%lx %lx %7s %15s %255s %lx %x:%x %lu %23s %23s %23s %23s %23s "
				     "%23s %23s %n", &start, &end, perms, kind, flags, &offset, &major,
				     &minor, &inode, text[0], text[1], text[2], text[3], text[4], text[5],
				     text[6], &name))
			TH_LOG("row: %s", row);
		/* vma_details.c compares the columns from here to the name. */
		for (int column = 0; column < 25; column++)
			name += strcspn(row + name, " ") + 1;
		EXPECT_EQ(v->start, start);
		EXPECT_EQ(v->end, end);
		EXPECT_STREQ(vma_kind_names[v->kind & 7], kind);
		EXPECT_EQ(v->offset, offset);
		EXPECT_EQ(v->dev_major, major);
		EXPECT_EQ(v->dev_minor, minor);
		EXPECT_EQ(v->inode, inode);
		EXPECT_EQ((v->end - v->start) / 1024, number(text[0]));
		EXPECT_EQ(v->anon_bytes / 1024, number(text[1]));
		EXPECT_EQ(v->file_bytes / 1024, number(text[2]));
		EXPECT_EQ(v->shmem_bytes / 1024, number(text[3]));
		EXPECT_EQ(v->hugetlb_bytes / 1024, number(text[4]));
		EXPECT_EQ(v->swap_bytes / 1024, number(text[5]));
		EXPECT_EQ(v->huge_bytes / 1024, number(text[6]));
		EXPECT_EQ(!!(v->flags & RMM_VMA_F_READ), perms[0] == 'r');
		EXPECT_EQ(!!(v->flags & RMM_VMA_F_WRITE), perms[1] == 'w');
		EXPECT_EQ(!!(v->flags & RMM_VMA_F_EXEC), perms[2] == 'x');
		EXPECT_EQ(!!(v->flags & RMM_VMA_F_MAYSHARE), perms[3] == 's');
		EXPECT_EQ(__builtin_popcountll(v->flags) * 3, strlen(flags) + 1);
		EXPECT_STREQ(list->name[i][0] ? list->name[i] : "-", row + name);
	}
	EXPECT_EQ(list->count, i);
}

/*
 * The kernel counts the tables of three levels; preallocated tables of huge pages are among them.
 */
TEST_F(watch, pagetable_equals_vmpte)
{
	static const char *const names[] = { "pgd", "p4d", "pud", "pmd", "pte" };
	char *rows = rows_of(_metadata, self->pid, "pagetable"), *row, *save;
	long long tables[5], present[5], bytes = 0, deposited = 0;
	struct rmm_info info = { .size = sizeof(info) };
	int i = 0;

	ASSERT_EQ(0, call_ioctl(open_device(), RMM_INFO, &info));
	for (row = strtok_r(rows, "\n", &save); row; row = strtok_r(NULL, "\n", &save), i++) {
		char level[8], state[16], text[6][24];
		bool folded = i == 1 && info.levels == 4;

		ASSERT_GT(5, i);
		ASSERT_EQ(8, sscanf(row, "%7s %15s %23s %23s %23s %23s %23s %23s", level, state, text[0],
				    text[1], text[2], text[3], text[4], text[5]));
		EXPECT_STREQ(names[i], level);
		EXPECT_STREQ(folded ? "folded" : "used", state);
		tables[i] = number(text[0]);
		present[i] = number(text[2]);
		if (folded) {
			for (int j = 0; j < 6; j++) {
				EXPECT_STREQ("-", text[j]);
			}
			continue;
		}
		EXPECT_LT(0, tables[i]);
		EXPECT_EQ(tables[i] * PAGE, number(text[1]));
		EXPECT_LE(number(text[3]), present[i]);
		EXPECT_LE(present[i] + number(text[4]), tables[i] * 512);
		if (i >= 2)
			bytes += number(text[1]);
		if (i == 4)
			deposited = number(text[5]);
	}
	ASSERT_EQ(5, i);
	EXPECT_EQ(1, tables[0]);
	EXPECT_LE(0, deposited);
	EXPECT_EQ(status_kb(self->pid, "VmPTE"), (bytes + deposited * PAGE) / 1024);
}

TEST_F(watch, segments_add_up)
{
	static const char *const names[] = {
		"code", "data", "bss", "heap", "mmap", "stack", "vdso", "image",
	};
	char *rows = rows_of(_metadata, self->pid, "segments"), *row, *save;
	long long virt = 0, resident = 0;
	unsigned int seen = 0;

	for (row = strtok_r(rows, "\n", &save); row; row = strtok_r(NULL, "\n", &save)) {
		char segment[16], start[24], end[24], text[2][24];

		ASSERT_EQ(5, sscanf(row, "%15s %23s %23s %23s %23s", segment, start, end, text[0],
				    text[1]));
		for (size_t i = 0; i < ARRAY_SIZE(names); i++)
			if (!strcmp(names[i], segment))
				seen |= 1u << i;
		EXPECT_EQ(!strcmp(start, "-"), !strcmp(end, "-"));
		if (strcmp(start, "-")) {
			EXPECT_LT(strtoull(start, NULL, 16), strtoull(end, NULL, 16));
			EXPECT_LE(number(text[1]), number(text[0]));
			virt += number(text[0]);
			resident += number(text[1]);
		} else {
			EXPECT_GE(0, number(text[0]));
		}
	}
	EXPECT_EQ((1u << ARRAY_SIZE(names)) - 1, seen);
	EXPECT_EQ(status_kb(self->pid, "VmSize"), virt);
	EXPECT_EQ(status_kb(self->pid, "VmRSS"), resident);
}

/* Reads in parts the file whose text is @whole. Returns what is wrong, or NULL. */
static const char *find_difference_in_parts(int fd, const char *whole, size_t len)
{
	static char parts[1 << 18];
	size_t at = 0;
	ssize_t n;

	while ((n = read(fd, parts + at, 1 + at % 997)) > 0 && (at += n) < sizeof(parts) - 1000)
		;
	if (n)
		return "error";
	if (at != len || memcmp(whole, parts, len))
		return "one after another";
	/* Reads from any offset give the same bytes, too. */
	for (off_t from = 0; from < (off_t)len; from += 61 + len / 8) {
		n = pread(fd, parts, 100, from);
		if (n != (ssize_t)((size_t)from + 100 < len ? 100 : len - from) ||
		    memcmp(whole + from, parts, n))
			return "from some place";
	}
	if (pread(fd, parts, 100, len))
		return "after the end";
	if (lseek(fd, 0, SEEK_SET) || read(fd, parts, 16) != 16 || memcmp(whole, parts, 16))
		return "from the top again";
	return NULL;
}

/*
 * Reads of any size give the same bytes, apart from pages that others share with the target: each
 * part is a new walk.
 */
TEST_F(watch, reads_of_any_size_give_the_same_text)
{
	static char whole[1 << 18];

	for (size_t f = 0; f < ARRAY_SIZE(watched_files); f++) {
		const char *wrong = "";

		for (time_t end = 0; wrong && retry_allowed(&end);) {
			int fd = open_watched_file(self->pid, watched_files[f]);
			char *text = read_text("/proc/rmm/%d/%s", self->pid, watched_files[f]);

			ASSERT_NE(NULL, text);
			ASSERT_LE(0, fd);
			ASSERT_LT(strlen(text), sizeof(whole) - 4096);
			strcpy(whole, text);
			wrong = find_difference_in_parts(fd, whole, strlen(whole));
			close(fd);
		}
		EXPECT_EQ(NULL, wrong)
			TH_LOG("%s: %s", watched_files[f], wrong);
	}
}

TEST_F(watch, files_of_processes_need_permission)
{
	int lent[ARRAY_SIZE(watched_files)];
	char byte;

	for (size_t f = 0; f < ARRAY_SIZE(watched_files); f++) {
		char path[64];
		struct stat st;

		snprintf(path, sizeof(path), "/proc/rmm/%d/%s", self->pid, watched_files[f]);
		ASSERT_EQ(0, stat(path, &st));
		EXPECT_EQ(S_IFREG | 0400, st.st_mode);
		EXPECT_EQ(0, st.st_uid);
	}
	for (size_t f = 0; f < ARRAY_SIZE(watched_files); f++) {
		lent[f] = open_watched_file(self->pid, watched_files[f]);
		ASSERT_LE(0, lent[f]);
		EXPECT_EQ(1, pread(lent[f], &byte, 1, 0));
	}
	if (!fork_as_nobody())
		return;
	for (size_t f = 0; f < ARRAY_SIZE(watched_files); f++) {
		EXPECT_EQ(-EACCES, open_watched_file(self->pid, watched_files[f]));
		/*
		 * Neither a read from the start nor one in the middle of what root has begun to
		 * read is allowed.
		 */
		EXPECT_EQ(-EACCES, pread(lent[f], &byte, 1, 0) < 0 ? -errno : 0);
		EXPECT_EQ(-EACCES, pread(lent[f], &byte, 1, 8) < 0 ? -errno : 0);
	}
	EXPECT_EQ(-EACCES, watch_pid(self->pid));
	EXPECT_EQ(-EACCES, watch_pid(-self->pid));
	_exit(0);
}

/* /proc/rmm/self needs no capability: it shows the reader's own address space. */
TEST(self_needs_no_capability)
{
	ASSERT_EQ(0, setresuid(65534, 65534, 65534));
	for (size_t f = 0; f < ARRAY_SIZE(watched_files); f++) {
		char *text = read_text("/proc/rmm/self/%s", watched_files[f]);

		ASSERT_NE(NULL, text)
			TH_LOG("%s: %s", watched_files[f], strerror(errno));
		EXPECT_EQ(0, strncmp(text, "# rmm ", 6));
	}
}

TEST(self_is_the_opener)
{
	char *text = read_text("/proc/rmm/self/vmas"), here[32];

	ASSERT_NE(NULL, text);
	EXPECT_NE(NULL, strstr(text, "[stack]"));
	EXPECT_NE(NULL, strstr(text, "/procfs"));
	/*
	 * A child that opens self sees its own address space: the parent does not have this
	 * mapping.
	 */
	if (!fork()) {
		char *at = mmap((void *)0x300000000000, PAGE, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS,
				-1, 0);

		snprintf(here, sizeof(here), "%lx ", (long)at);
		text = read_text("/proc/rmm/self/vmas");
		_exit(text && strstr(text, here) ? 0 : 1);
	}
	wait((int *)here);
	EXPECT_EQ(0, *(int *)here);
}

TEST(machine_files_need_no_capability)
{
	const char *const machine[] = { "version", "nodes", "zones", "buddy" };

	ASSERT_EQ(0, setresuid(65534, 65534, 65534));
	for (size_t f = 0; f < ARRAY_SIZE(machine); f++) {
		char *text = read_text("/proc/rmm/%s", machine[f]), head[32];

		ASSERT_NE(NULL, text)
			TH_LOG("%s: %s", machine[f], strerror(errno));
		snprintf(head, sizeof(head), "# rmm %s v1\n# ", machine[f]);
		EXPECT_EQ(0, strncmp(text, head, strlen(head)));
	}
}

int main(int argc, char **argv)
{
	start_zoo();
	return test_harness_run(argc, argv);
}
