// SPDX-License-Identifier: GPL-2.0
/*
 * RMM_RMAP against forward walks of the zoo: each entry that a walk finds is in the reverse map of
 * its page, each mapping returned is confirmed by pagemap, and their number is that of kpagecount.
 * /proc/rmm/rmap reports the same.
 */
#include "lib/harness.h"
#include "lib/device.h"
#include "lib/difference.h"
#include "lib/pagemap.h"
#include "lib/pages.h"
#include "lib/process.h"
#include "lib/rmap.h"
#include "lib/zoo.h"

static struct mapping_list list;
static struct page_list walked;

/*
 * Checks the reverse map of the page at @addr of @pid. Returns what is wrong; NULL if nothing is,
 * or no page is mapped.
 */
static const char *check_reverse_map(int rmm, pid_t pid, __u64 addr, bool query_again)
{
	static __u64 last_pfn = RMM_ABSENT;
	__u64 pfn = pagemap_pfn(pid, (void *)(uintptr_t)addr);

	if (pfn == RMM_ABSENT)
		return NULL;
	/*
	 * Merged pages are adjacent, and each call about one searches every process: the last
	 * result is reused.
	 */
	if (query_again || pfn != last_pfn) {
		int ret = list_mappings(rmm, pfn, 0, 128, 0, &list);

		last_pfn = RMM_ABSENT;
		if (ret)
			return difference("result of RMM_RMAP", 0, ret);
		last_pfn = pfn;
	}
	if (list.state == RMM_RMAP_UNTRACKED)
		return read_file_entry("/proc/kpagecount", pfn) &&
		       list.frame.kind != RMM_FRAME_ZERO && list.frame.kind != RMM_FRAME_HUGE_ZERO &&
		       list.frame.kind != RMM_FRAME_KERNEL && list.frame.kind != RMM_FRAME_RESERVED ?
		       difference("state of a frame of this kind", list.frame.kind, list.state) : NULL;
	if (list.state != RMM_RMAP_COMPLETE)
		return difference("state", RMM_RMAP_COMPLETE, list.state);
	if (!find_mapping(&list, pid, addr))
		return difference("mapping at this address", 1, 0);
	for (int i = 0; i < list.count; i++)
		if (pagemap_pfn(list.mapping[i].pid, (void *)(uintptr_t)list.mapping[i].addr) != pfn)
			return difference("frame at a returned mapping", pfn,
					  pagemap_pfn(list.mapping[i].pid,
						      (void *)(uintptr_t)list.mapping[i].addr));
	if (list.count != read_file_entry("/proc/kpagecount", pfn))
		return difference("number of mappings", read_file_entry("/proc/kpagecount", pfn), list.count);
	return NULL;
}

static void both_ways(struct __test_metadata *_metadata, pid_t pid)
{
	int rmm = open_device(), mm = open_space(pid), wrong = 0, pages = 0;
	char what[320] = "";

	ASSERT_LE(0, mm);
	ASSERT_EQ(0, list_pages(mm, 0, RMM_ABSENT, 0, 0, MAX_PAGES, 0, &walked));
	/* A page whose reverse map is wrong for a minute fails the test. */
	for (int i = 0; i < walked.count && !wrong; i++) {
		const struct rmm_page *page = &walked.page[i];
		const char *why = "";
		time_t end = 0;

		if (!(page->bits & RMM_PAGE_F_PRESENT) || page->kind == RMM_PAGE_PFN ||
		    page->vma_kind == RMM_VMA_SPECIAL)
			continue;
		/* Of a large leaf one page is checked, at a different offset each time. */
		for (int try = 0; why && retry_allowed(&end); try++)
			why = check_reverse_map(rmm, pid, page->addr + page->pages / 2 * PAGE, try);
		pages++;
		if (!why)
			continue;
		wrong++;
		snprintf(what, sizeof(what), "%llx: %s; kind %u, %d mappings returned", page->addr, why, page->kind,
			 list.count);
	}
	EXPECT_EQ(0, wrong)
		TH_LOG("%s", what);
	/* Under memory pressure the process may have lost most of its pages. */
	EXPECT_LT(10, pages);
	close(rmm);
	close(mm);
}

TEST(every_page_of_the_zoo_is_found)
{
	ASSERT_LT(0, zoo.pid);
	both_ways(_metadata, zoo.pid);
}

TEST(every_page_of_its_child_is_found)
{
	if (!zoo.child)
		SKIP(return, "the zoo has none");
	both_ways(_metadata, zoo.child);
}

TEST(every_page_of_init_is_found)
{
	both_ways(_metadata, 1);
}

/* Writes one query. Returns 0 or the negative error. */
static int write_query(int fd, const char *format, ...)
{
	char line[128];
	va_list args;
	ssize_t n;

	va_start(args, format);
	vsnprintf(line, sizeof(line), format, args);
	va_end(args);
	n = write(fd, line, strlen(line));
	return n == (ssize_t)strlen(line) ? 0 : n < 0 ? -errno : -EPROTO;
}

/* Reads from the current position to the end. Returns the length or the negative error. */
static ssize_t read_answer(int fd, char *buf, size_t size)
{
	size_t len = 0;
	ssize_t n;

	while ((n = read(fd, buf + len, size - 1 - len)) > 0)
		len += n;
	buf[len] = 0;
	return n < 0 ? -errno : (ssize_t)len;
}

static int rmap_file(void)
{
	int fd = open("/proc/rmm/rmap", O_RDWR | O_CLOEXEC);

	return fd < 0 ? -errno : fd;
}

static char text[1 << 18];

TEST(text_equals_the_ioctl)
{
	const int maps = 300;
	int fd = memfd_create("rmap", MFD_CLOEXEC), file = rmap_file(), rmm = open_device(), rows = 0;
	char *page[300], *line, *save, want[64];
	__u64 pfn;

	ASSERT_LE(0, file);
	ASSERT_EQ(0, ftruncate(fd, PAGE));
	for (int i = 0; i < maps; i++) {
		page[i] = mmap(NULL, PAGE, PROT_READ, MAP_SHARED, fd, 0);
		(void)*(volatile char *)page[i];
	}
	pfn = pagemap_pfn(getpid(), page[0]);
	ASSERT_LT(0, read_answer(file, text, sizeof(text)));
	EXPECT_STREQ("# rmm rmap v1\n# what pid address level entry perms flags vma_start vma_end properties\n"
		     "# Write pfn FRAME, ADDRESS or PID ADDRESS to this open file, then read the answer from it.\n",
		     text);
	for (int by = 0; by < 3; by++) {
		ASSERT_EQ(0, by == 0 ? write_query(file, "pfn %llu\n", pfn) : by == 1 ?
			     write_query(file, "%lx", (uintptr_t)page[7] + 9) :
			     write_query(file, "%d 0x%lx", getpid(), (uintptr_t)page[9]));
		ASSERT_LT(0, read_answer(file, text, sizeof(text)));
		ASSERT_EQ(0, list_mappings(rmm, pfn, 0, 64, 0, &list));
		EXPECT_EQ(maps, list.count);
		snprintf(want, sizeof(want), " pfn=%llu kind=shmem folio_pfn=%llu order=0 mapcount=%d ", pfn,
			 pfn, maps);
		EXPECT_NE(NULL, strstr(text, want));
		EXPECT_NE(NULL, strstr(text, "\nend - - - - - - - - complete\n"));
		rows = 0;
		for (line = strtok_r(text, "\n", &save); line; line = strtok_r(NULL, "\n", &save)) {
			__u64 addr, entry, start, end;
			char level[8], perms[8], flags[64];
			const struct rmm_mapping *same;
			int pid;

			if (sscanf(line, "maps %d %llx %7s %llx %7s %63s %llx %llx", &pid, &addr, level,
				   &entry, perms, flags, &start, &end) != 8)
				continue;
			rows++;
			same = find_mapping(&list, pid, addr);
			ASSERT_NE(NULL, same);
			EXPECT_STREQ("r--s", perms);
			EXPECT_EQ(0, strncmp(flags, "rd,sh,mr,mw,me,ms", 17));
			EXPECT_STREQ("pte", level);
			EXPECT_EQ(same->entry, entry);
			EXPECT_EQ(same->vma_start, start);
			EXPECT_EQ(same->vma_end, end);
		}
		EXPECT_EQ(maps, rows);
	}
	/* The address maps another page before all records are read. */
	ASSERT_EQ(0, write_query(file, "%lx", (uintptr_t)page[7]));
	ASSERT_EQ(64, read(file, text, 64));
	ASSERT_EQ(page[7], mmap(page[7], PAGE, PROT_READ | PROT_WRITE,
				MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED, -1, 0));
	page[7][0] = 1;
	ASSERT_LT(0, read_answer(file, text, sizeof(text)));
	EXPECT_NE(NULL, strstr(text, "\nend - - - - - - - - complete moved\n"));
	for (int i = 0; i < maps; i++)
		munmap(page[i], PAGE);
	close(fd);
	close(rmm);
	close(file);
}

TEST(invalid_text_queries_are_refused)
{
	const char *const nonsense[] = {
		"\n", "pfn", "pfn ", "pfn x", "pfn -1", "pfn 4503599627370496", "pfn 0x10000000000000",
		"pfn 1 1", "pfn 18446744073709551616", "1 ", "0 1000", "ffffffffffffffff",
		"ffff800000000000", "1 ffffffffff600000",
	};
	int file = rmap_file();

	for (size_t i = 0; i < ARRAY_SIZE(nonsense); i++) {
		EXPECT_EQ(-EINVAL, write_query(file, "%s", nonsense[i]))
			TH_LOG("'%s'", nonsense[i]);
	}
	EXPECT_EQ(-ESRCH, write_query(file, "2147483647 1000"));
	EXPECT_EQ(-ENXIO, write_query(file, "2 1000"));
	ASSERT_EQ(0, write_query(file, "pfn 4503599627370495"));
	ASSERT_LT(0, read_answer(file, text, sizeof(text)));
	EXPECT_NE(NULL, strstr(text, " kind=hole "));
	EXPECT_NE(NULL, strstr(text, "\nend - - - - - - - - no-page\n"));
	ASSERT_EQ(0, write_query(file, "1000"));
	ASSERT_LT(0, read_answer(file, text, sizeof(text)));
	EXPECT_NE(NULL, strstr(text, "\nend - - - - - - - - no-frame\n"));
	close(file);
}

FIXTURE(rights) { int file; };

FIXTURE_SETUP(rights)
{
	self->file = rmap_file();
	ASSERT_LE(0, self->file);
}

FIXTURE_TEARDOWN(rights)
{
	close(self->file);
}

TEST_F(rights, text_needs_cap_sys_admin)
{
	ASSERT_EQ(0, write_query(self->file, "%lx", (uintptr_t)text));
	ASSERT_EQ(0, set_admin(false));
	EXPECT_EQ(-EPERM, read_answer(self->file, text, sizeof(text)));
	EXPECT_EQ(-EPERM, write_query(self->file, "pfn 1"));
	EXPECT_EQ(-EPERM, rmap_file());
	ASSERT_EQ(0, set_admin(true));
	EXPECT_EQ(0, lseek(self->file, 0, SEEK_SET));
	EXPECT_LT(0, read_answer(self->file, text, sizeof(text)));
	if (fork_as_nobody()) {
		EXPECT_EQ(-EACCES, rmap_file());
		EXPECT_EQ(-EPERM, write_query(self->file, "pfn 1"));
		EXPECT_EQ(0, lseek(self->file, 0, SEEK_SET));
		EXPECT_EQ(-EPERM, read_answer(self->file, text, sizeof(text)));
		_exit(0);
	}
}

int main(int argc, char **argv)
{
	start_zoo();
	return test_harness_run(argc, argv);
}
