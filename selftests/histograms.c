// SPDX-License-Identifier: GPL-2.0
/*
 * The histograms RMM_FOLIOS, RMM_SHARING, RMM_AGE, RMM_NUMA and RMM_RUNS, RMM_FAULTS_OF, and their
 * files.
 */
#include "lib/harness.h"
#include "lib/device.h"
#include "lib/histogram.h"
#include "lib/names.h"
#include "lib/pages.h"
#include "lib/process.h"
#include "lib/sharing.h"
#include "lib/smaps.h"
#include "lib/targets.h"
#include "lib/text.h"
#include "lib/vmas.h"
#include "lib/zoo.h"

static const char *const files[] = { "folios", "sharing", "age", "numa", "fragmentation" };

FIXTURE(histogram)
{
	int mm;
	pid_t pid;
	void *rows;
	struct page_list *pages;
};

FIXTURE_VARIANT(histogram)
{
	int target;
};

FIXTURE_VARIANT_ADD(histogram, zoo) { .target = 0 };
FIXTURE_VARIANT_ADD(histogram, python3) { .target = 1 };
FIXTURE_VARIANT_ADD(histogram, shared) { .target = 2 };

FIXTURE_SETUP(histogram)
{
	self->pid = !variant->target ? zoo.pid :
		variant->target == 1 ? start_idle_python() : fork_idle_child(map_partly_shared);
	ASSERT_LT(0, self->pid);
	self->mm = open_space(self->pid);
	ASSERT_LE(0, self->mm);
	self->rows = calloc(MAX_HISTOGRAM_ROWS, 128);
	self->pages = malloc(sizeof(*self->pages));
}

FIXTURE_TEARDOWN(histogram)
{
	if (variant->target)
		end_child(self->pid);
}

static bool mapped_folio(const struct rmm_page *page)
{
	return page->bits & RMM_PAGE_F_PRESENT && page->bits & RMM_PAGE_F_FOLIO;
}

TEST_F(histogram, folios_equal_the_pages)
{
	const struct rmm_folios *rows = self->rows;
	__u64 want = 0, found = 0;
	int count = 0;

	/* The kernel may reclaim pages of an idle process, and clear accessed bits. */
	for (time_t end = 0; retry_allowed(&end);) {
		char *was = copy_process_file(self->pid, "smaps");

		count = list_histogram(self->mm, RMM_FOLIOS, 0, 256, 0, self->rows, sizeof(*rows));
		ASSERT_EQ(0, list_pages(self->mm, 0, RMM_ABSENT, 0, 0, MAX_PAGES, 0, self->pages));
		if (process_file_unchanged(was, self->pid, "smaps"))
			break;
	}
	ASSERT_LT(0, count);
	for (int p = 0; p < self->pages->count; p++)
		want += mapped_folio(&self->pages->page[p]) ? self->pages->page[p].pages : 0;
	for (int i = 0; i < count; i++) {
		const struct rmm_folios *row = &rows[i];
		__u64 pages = 0, huge = 0;

		for (int p = 0; p < self->pages->count; p++) {
			const struct rmm_page *page = &self->pages->page[p];

			if (!mapped_folio(page) || page->kind != row->kind ||
			    page->node != row->node || page->order != row->order)
				continue;
			pages += page->pages;
			huge += page->level == RMM_LEVEL_PTE ? 0 : page->pages;
		}
		EXPECT_EQ(pages, row->pages)
			TH_LOG("%s order %u node %d", page_kind_names[row->kind], row->order, row->node);
		EXPECT_EQ(huge, row->huge_pages);
		EXPECT_EQ(row->pages, ((row->aligned + row->unaligned) << row->order) + row->part_pages);
		EXPECT_LE(row->parts, row->part_pages);
		if (!row->order) {
			EXPECT_EQ(row->pages, row->aligned);
		}
		found += row->pages;
	}
	EXPECT_EQ(want, found);
}

TEST_F(histogram, sharing_equals_smaps_rollup)
{
	EXPECT_STREQ("", compare_sharing_with_smaps_rollup(self->pid, self->mm));
}

static __u64 sum_young_pages(const struct page_list *list)
{
	__u64 sum = 0;

	for (int p = 0; p < list->count; p++)
		if (list->page[p].bits & RMM_PAGE_F_YOUNG)
			sum += list->page[p].pages;
	return sum;
}

TEST_F(histogram, ages_equal_the_pages)
{
	const struct rmm_age *rows = self->rows;
	int count = 0;

	/* Reclaim clears young bits without a change in smaps, so the pages are listed twice. */
	for (time_t end = 0; retry_allowed(&end);) {
		char *was = copy_process_file(self->pid, "smaps");
		__u64 before;

		ASSERT_EQ(0, list_pages(self->mm, 0, RMM_ABSENT, RMM_PAGE_A_AGE, 0, MAX_PAGES, 0,
					self->pages));
		before = sum_young_pages(self->pages);
		count = list_histogram(self->mm, RMM_AGE, 0, 256, 0, self->rows, sizeof(*rows));
		ASSERT_EQ(0, list_pages(self->mm, 0, RMM_ABSENT, RMM_PAGE_A_AGE, 0, MAX_PAGES, 0,
					self->pages));
		if (process_file_unchanged(was, self->pid, "smaps") &&
		    before == sum_young_pages(self->pages))
			break;
	}
	ASSERT_LT(0, count);
	for (int kind = RMM_PAGE_ANON; kind <= RMM_PAGE_HUGETLB; kind++) {
		__u64 all = 0, found = 0, young = 0, found_young = 0;

		for (int i = 0; i < count; i++) {
			if (rows[i].kind != kind)
				continue;
			found += rows[i].bytes;
			found_young += rows[i].young_bytes;
			EXPECT_LE(rows[i].young_bytes, rows[i].referenced_bytes);
			EXPECT_LE(rows[i].referenced_bytes, rows[i].bytes);
			EXPECT_LE(rows[i].dirty_bytes, rows[i].bytes);
		}
		for (int p = 0; p < self->pages->count; p++) {
			const struct rmm_page *page = &self->pages->page[p];

			if (!mapped_folio(page) || page->kind != kind)
				continue;
			all += page->pages * PAGE;
			young += page->bits & RMM_PAGE_F_YOUNG ? page->pages * PAGE : 0;
		}
		/* Generations begin and end; the number of pages stays. */
		EXPECT_EQ(all, found)
			TH_LOG("%s", page_kind_names[kind]);
		EXPECT_EQ(young, found_young);
	}
}

TEST_F(histogram, nodes_equal_numa_maps)
{
	static struct numa_vma numa[MAX_VMAS];
	const struct rmm_numa *rows = self->rows;
	int vmas = 0, count = 0;
	__u64 total[16] = { 0 }, all[16] = { 0 };

	for (time_t end = 0; retry_allowed(&end);) {
		char *was = copy_process_file(self->pid, "numa_maps");

		vmas = read_numa_maps(self->pid, numa, MAX_VMAS);
		count = list_histogram(self->mm, RMM_NUMA, RMM_TALLY_VMAS, 64, 0, self->rows, sizeof(*rows));
		if (process_file_unchanged(was, self->pid, "numa_maps"))
			break;
	}
	ASSERT_LT(8, count);
	for (int i = 0; i < vmas; i++) {
		__u64 pages[16] = { 0 }, dirty = 0;

		for (int r = 0; r < count; r++)
			if (rows[r].vma == numa[i].start) {
				ASSERT_LE(0, rows[r].node);
				pages[rows[r].node & 15] += rows[r].pages;
				all[rows[r].node & 15] += rows[r].bytes;
				dirty += rows[r].dirty_pages;
			}
		for (int node = 0; node < 16; node++) {
			EXPECT_EQ(numa[i].node[node], pages[node])
				TH_LOG("N%d at %lx", node, numa[i].start);
		}
		EXPECT_EQ(numa[i].dirty, dirty)
			TH_LOG("dirty at %lx", numa[i].start);
	}
	count = list_histogram(self->mm, RMM_NUMA, 0, 64, 0, self->rows, sizeof(*rows));
	ASSERT_LT(0, count);
	for (int r = 0; r < count; r++) {
		EXPECT_EQ(RMM_ABSENT, rows[r].vma);
		total[rows[r].node & 15] += rows[r].bytes;
	}
	EXPECT_EQ(0, memcmp(total, all, sizeof(all)));
}

/* Computes runs and their pages by the logarithm of their length from single entries. */
static int count_runs(int mm, struct page_list *list, __u64 runs[64], __u64 pages[64])
{
	static struct vma_list vmas;
	int ret = list_vmas(mm, 0, RMM_ABSENT, 0, 64, 0, &vmas);

	for (int v = 0; !ret && v < vmas.count; v++) {
		__u64 next = 0, pfn = 0, run = 0;

		ret = list_pages(mm, vmas.vma[v].start, vmas.vma[v].end, 0, 0, MAX_PAGES, 0, list);
		for (int p = 0; !ret && p <= list->count; p++) {
			const struct rmm_page *page = &list->page[p];
			bool there = p < list->count && page->bits & RMM_PAGE_F_PRESENT &&
				page->kind != RMM_PAGE_ZERO && page->kind != RMM_PAGE_HUGE_ZERO;

			if (there && run && page->addr == next && page->pfn == pfn) {
				run += page->pages;
			} else {
				if (run) {
					runs[63 - __builtin_clzll(run)]++;
					pages[63 - __builtin_clzll(run)] += run;
				}
				run = there ? page->pages : 0;
			}
			next = page->addr + page->pages * PAGE;
			pfn = page->pfn + page->pages;
		}
	}
	return ret;
}

/* The kernel may move pages between two walks, but not between all of them. */
TEST_F(histogram, runs_equal_the_pages)
{
	const struct rmm_runs *rows = self->rows;
	__u64 want[2][64], found[2][64] = { { 1 } };
	time_t end = 0;

	memset(want, 0, sizeof(want));
	while (memcmp(want, found, sizeof(want)) && retry_allowed(&end)) {
		int count = list_histogram(self->mm, RMM_RUNS, 0, 64, 0, self->rows, sizeof(*rows));

		ASSERT_LT(0, count);
		memset(want, 0, sizeof(want));
		memset(found, 0, sizeof(found));
		for (int i = 0; i < count; i++) {
			found[0][rows[i].order & 63] += rows[i].runs;
			found[1][rows[i].order & 63] += rows[i].pages;
		}
		ASSERT_EQ(0, count_runs(self->mm, self->pages, want[0], want[1]));
	}
	for (int order = 0; order < 64; order++) {
		EXPECT_EQ(want[0][order], found[0][order])
			TH_LOG("order %d", order);
		EXPECT_EQ(want[1][order], found[1][order]);
	}
}

/* Records for which a short call had no room or no time are returned by the next call. */
TEST_F(histogram, any_portion_size_adds_up_to_the_same)
{
	for (size_t t = 0; t < ARRAY_SIZE(histogram_requests); t++) {
		/* Index of the first count after a key of two words or of four. */
		const size_t at = t == 0 || t == 3 ? 2 : 1;
		__u64 sum[2] = { 0, 1 };

		if (histogram_requests[t] == RMM_RUNS)
			continue;	/* The end of a call splits a run, which is then counted twice. */
		for (time_t end = 0; sum[0] != sum[1] && retry_allowed(&end);)
			for (int b = 0; b < 2; b++) {
				int count = list_histogram(self->mm, histogram_requests[t], 0, b ? RMM_TALLY_LEAST : 256, b,
							   self->rows, histogram_sizes[t]);

				ASSERT_LT(0, count);
				sum[b] = 0;
				for (int i = 0; i < count; i++)
					sum[b] += *(__u64 *)((char *)self->rows + (size_t)i * histogram_sizes[t] + 8 * at);
			}
		EXPECT_EQ(sum[0], sum[1])
			TH_LOG("%s", files[t]);
	}
}

/* The order of two pages in memory discloses part of their page frames. */
TEST(runs_need_cap_sys_admin)
{
	static struct rmm_runs rows[RMM_TALLY_LEAST];
	struct rmm_tally arg = {
		.size = sizeof(arg), .end = RMM_ABSENT, .buf = (uintptr_t)rows,
		.capacity = RMM_TALLY_LEAST, .record_size = sizeof(rows[0]),
	};
	int mm = open_space(0), lent = open("/proc/rmm/self/fragmentation", O_RDONLY);
	char byte;

	ASSERT_LE(0, mm);
	ASSERT_LE(0, lent);
	EXPECT_EQ(0, call_ioctl(mm, RMM_RUNS, &arg));
	EXPECT_LT(0, arg.count);
	ASSERT_EQ(0, set_admin(false));
	EXPECT_EQ(-EPERM, call_ioctl(mm, RMM_RUNS, &arg));
	EXPECT_EQ(-1, open("/proc/rmm/self/fragmentation", O_RDONLY));
	EXPECT_EQ(EPERM, errno);
	EXPECT_EQ(-1, read(lent, &byte, 1));
	EXPECT_EQ(EPERM, errno);
	ASSERT_EQ(0, set_admin(true));
	EXPECT_EQ(1, read(lent, &byte, 1));
	close(lent);
	close(mm);
}

static int rows_in(const char *text)
{
	int rows = 0;

	for (const char *end; (end = strchr(text, '\n')); text = end + 1)
		rows += *text != '#';
	return rows;
}

/* The text has as many rows as the ioctl has records, each with a word for every column. */
TEST_F(histogram, text_equals_the_ioctl)
{
	int fd = open("/proc/rmm/watch", O_WRONLY);

	ASSERT_LT(0, dprintf(fd, "%d\n", self->pid));
	for (size_t t = 0; t < ARRAY_SIZE(histogram_requests); t++) {
		char *text = NULL, *line, *save;
		int rows = 0, columns = 0, want = 0;

		/* Whether other processes map the target's pages is part of a row's key. */
		for (time_t end = 0; retry_allowed(&end);) {
			free(text);
			text = read_text("/proc/rmm/%d/%s", self->pid, files[t]);
			ASSERT_NE(NULL, text);
			text = strdup(text);
			want = list_histogram(self->mm, histogram_requests[t], 0, 256, 0, self->rows, histogram_sizes[t]);
			if (histogram_requests[t] == RMM_NUMA)
				want += list_histogram(self->mm, histogram_requests[t], RMM_TALLY_VMAS, 256, 0, self->rows,
						       histogram_sizes[t]);
			if (histogram_requests[t] == RMM_AGE || rows_in(text) == want)
				break;
		}
		for (line = strtok_r(text, "\n", &save); line; line = strtok_r(NULL, "\n", &save)) {
			int words = 1;

			for (char *at = line; *at; at++)
				words += *at == ' ';
			if (!strncmp(line, "# rmm", 5))
				continue;
			if (*line == '#') {
				columns = words - 1;
				continue;
			}
			EXPECT_EQ(columns, words)
				TH_LOG("%s", line);
			rows++;
		}
		/* The kernel moves pages between generations at any time. */
		if (histogram_requests[t] == RMM_AGE) {
			EXPECT_LT(0, rows);
		} else {
			EXPECT_EQ(want, rows)
				TH_LOG("%s", files[t]);
		}
	}
	dprintf(fd, "-%d\n", self->pid);
	close(fd);
}

TEST_F(histogram, faults_equal_stat)
{
	struct rmm_faults_of arg = { .size = sizeof(arg) };
	unsigned long long minor, children_minor, major, children_major;
	char *text;

	ASSERT_EQ(0, call_ioctl(self->mm, RMM_FAULTS_OF, &arg));
	text = read_text("/proc/%d/stat", self->pid);
	ASSERT_EQ(4, sscanf(strrchr(text, ')') + 1, " %*c %*d %*d %*d %*d %*d %*u %llu %llu %llu %llu",
			    &minor, &children_minor, &major, &children_major));
	EXPECT_EQ(minor, arg.minor);
	EXPECT_EQ(major, arg.major);
	EXPECT_EQ(children_minor, arg.children_minor);
	EXPECT_EQ(children_major, arg.children_major);
	arg.flags = 1;
	EXPECT_EQ(-EINVAL, call_ioctl(self->mm, RMM_FAULTS_OF, &arg));
}

int main(int argc, char **argv)
{
	start_zoo();
	return test_harness_run(argc, argv);
}
