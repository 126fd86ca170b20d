// SPDX-License-Identifier: GPL-2.0
/*
 * Callers without CAP_SYS_ADMIN see no page frame in any file or call, through their own
 * descriptors or through root's.
 */
#include "lib/harness.h"
#include "lib/calls.h"
#include "lib/device.h"
#include "lib/text.h"

static char buffer[CALL_CAPACITY * MAX_RECORD_SIZE];

FIXTURE(hidden_frames)
{
	int dev, by_root, by_nobody;
	char *area;
};

FIXTURE_SETUP(hidden_frames)
{
	self->area = mmap(NULL, 16 * PAGE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	ASSERT_NE(MAP_FAILED, self->area);
	memset(self->area, 1, 16 * PAGE);
	self->dev = open_device();
	self->by_root = open_target(self->dev, RMM_OPEN_SELF, 0);
	ASSERT_LE(0, self->by_root);
	/* seteuid() clears the effective capabilities, and sets them when it returns to root. */
	ASSERT_EQ(0, seteuid(65534));
	self->by_nobody = open_target(self->dev, RMM_OPEN_SELF, 0);
	ASSERT_LE(0, self->by_nobody);
}

FIXTURE_TEARDOWN(hidden_frames)
{
	EXPECT_EQ(0, seteuid(0));
	close(self->by_root);
	close(self->by_nobody);
	close(self->dev);
}

static bool denied(int error)
{
	return error == -EPERM || error == -EACCES;
}

TEST_F(hidden_frames, frame_calls_need_cap_sys_admin)
{
	static union argument arg;

	for (int i = 0; i < call_count; i++) {
		const struct call *c = &calls[i];

		if (!c->admin)
			continue;
		fill_valid_argument(c, buffer, &arg);
		EXPECT_EQ(-EPERM, call_ioctl(c->on == ON_DEVICE ? self->dev : self->by_root, c->request, &arg))
			TH_LOG("%s", c->name);
		if (c->on == ON_SPACE) {
			EXPECT_EQ(-EPERM, call_ioctl(self->by_nobody, c->request, &arg));
		}
	}
}

/* Returns how many of @count records disclose a page frame or data derived from one. */
static int count_disclosing(const struct rmm_page *page, __u32 count)
{
	int count_disclosing = 0;

	for (__u32 i = 0; i < count; i++)
		count_disclosing += page[i].pfn != RMM_ABSENT || page[i].entry != RMM_ABSENT ||
			page[i].kpageflags != RMM_ABSENT || page[i].cgroup != RMM_ABSENT ||
			page[i].swap_offset != RMM_ABSENT;
	return count_disclosing;
}

/* Counts such records with a record size of @size; attributes beyond it are taken as absent. */
static int count_disclosing_pages_in(int mm, const char *area, __u32 size)
{
	struct rmm_page page[16];
	struct rmm_walk arg = {
		.size = sizeof(arg), .flags = RMM_WALK_PAGES, .start = (uintptr_t)area,
		.end = (uintptr_t)area + 16 * PAGE, .buf = (uintptr_t)buffer, .capacity = 16,
		.record_size = size, .attributes = 0x1ff,
	};
	int ret = call_ioctl(mm, RMM_WALK, &arg);

	memset(page, -1, sizeof(page));
	for (__u32 i = 0; !ret && i < arg.count; i++)
		memcpy(&page[i], buffer + i * size, size);
	return ret ? ret : !arg.count ? -ENODATA : count_disclosing(page, arg.count);
}

static int count_disclosing_pages(int mm, const char *area)
{
	int whole = count_disclosing_pages_in(mm, area, sizeof(struct rmm_page));
	int narrow = count_disclosing_pages_in(mm, area, RMM_PAGE_DEFAULT_SIZE);

	return whole == narrow ? whole : -EPROTO;
}

TEST_F(hidden_frames, pages_hide_frames)
{
	EXPECT_EQ(0, count_disclosing_pages(self->by_root, self->area));
	EXPECT_EQ(0, count_disclosing_pages(self->by_nobody, self->area));
	/* The opener had no capability: no caller sees page frames through this descriptor. */
	ASSERT_EQ(0, seteuid(0));
	EXPECT_EQ(0, count_disclosing_pages(self->by_nobody, self->area));
	EXPECT_EQ(16, count_disclosing_pages(self->by_root, self->area));
}

TEST_F(hidden_frames, extents_hide_frames)
{
	struct rmm_walk arg = {
		.size = sizeof(arg), .flags = RMM_WALK_EXTENTS, .end = RMM_ABSENT,
		.buf = (uintptr_t)buffer, .capacity = CALL_CAPACITY, .record_size = sizeof(struct rmm_extent),
	};
	const __u64 forbidden[] = {
		RMM_EXTENT_A_CONTIGUOUS, RMM_EXTENT_A_ZONE, RMM_EXTENT_A_CGROUP,
	};
	const int mm[] = { self->by_root, self->by_nobody };

	for (int m = 0; m < 2; m++) {
		arg.attributes = 0;
		ASSERT_EQ(0, call_ioctl(mm[m], RMM_WALK, &arg));
		for (__u32 i = 0; i < arg.count; i++) {
			EXPECT_EQ(RMM_ABSENT, ((struct rmm_extent *)buffer)[i].pfn);
		}
		for (size_t i = 0; i < ARRAY_SIZE(forbidden); i++) {
			arg.attributes = forbidden[i];
			EXPECT_EQ(-EPERM, call_ioctl(mm[m], RMM_WALK, &arg));
		}
	}
}

TEST_F(hidden_frames, translate_hides_frames)
{
	struct rmm_translate arg = { .size = sizeof(arg), .address = (uintptr_t)self->area };
	const int mm[] = { self->by_root, self->by_nobody };

	for (int m = 0; m < 2; m++) {
		ASSERT_EQ(0, call_ioctl(mm[m], RMM_TRANSLATE, &arg));
		EXPECT_EQ(RMM_PAGE_ANON, arg.page_kind);
		EXPECT_EQ(RMM_ABSENT, arg.pfn & arg.folio_pfn & arg.swap_offset);
		for (int level = 0; level < 5; level++) {
			EXPECT_EQ(RMM_ABSENT, arg.levels[level].entry & arg.levels[level].pfn);
		}
	}
}

/* True if a column of the text is about page frames, by the names in its second line. */
static bool has_frames(char *text)
{
	static const char *const words[] = { "pfn", "folio_pfn", "entry", "swap_offset", "kpageflags" };
	char *line = strstr(text, "\n# "), *end = line ? strchr(line + 1, '\n') : NULL, *word, *save;

	if (!end)
		return false;
	*end = 0;
	for (word = strtok_r(line + 3, " ", &save); word; word = strtok_r(NULL, " ", &save))
		for (size_t i = 0; i < ARRAY_SIZE(words); i++)
			if (!strcmp(word, words[i]))
				return true;
	return false;
}

TEST_F(hidden_frames, files_hide_frames)
{
	static const char *const dirs[] = { "/proc/rmm", "/proc/rmm/self" };
	int readable = 0;

	for (int d = 0; d < 2; d++) {
		DIR *dir = opendir(dirs[d]);
		struct dirent *entry;

		ASSERT_NE(NULL, dir);
		while ((entry = readdir(dir))) {
			char *text;

			if (entry->d_type == DT_DIR || !strcmp(entry->d_name, "translate"))
				continue;
			text = read_text("%s/%s", dirs[d], entry->d_name);
			if (!text) {
				EXPECT_TRUE(denied(-errno))
					TH_LOG("%s: %s", entry->d_name, strerror(errno));
				continue;
			}
			readable++;
			EXPECT_FALSE(has_frames(text))
				TH_LOG("%s/%s", dirs[d], entry->d_name);
		}
		closedir(dir);
	}
	EXPECT_LT(15, readable);
}

/* Files that root opened disclose nothing more to another reader. */
TEST_F(hidden_frames, files_opened_by_root_hide_frames)
{
	static const char *const names[] = { "pageblocks", "pagetypes", "memcgs", "rmap" };
	char text[4096];

	for (size_t i = 0; i < ARRAY_SIZE(names); i++) {
		char path[64];
		int fd;

		snprintf(path, sizeof(path), "/proc/rmm/%s", names[i]);
		EXPECT_GT(0, open(path, O_RDONLY));
		ASSERT_EQ(0, seteuid(0));
		fd = open(path, strcmp(names[i], "rmap") ? O_RDONLY : O_RDWR);
		ASSERT_LE(0, fd);
		ASSERT_EQ(0, seteuid(65534));
		if (!strcmp(names[i], "rmap")) {
			EXPECT_GT(0, dprintf(fd, "%lx\n", (unsigned long)self->area));
		} else {
			EXPECT_EQ(-1, read(fd, text, sizeof(text)))
				TH_LOG("%s", names[i]);
			EXPECT_TRUE(denied(-errno));
		}
		close(fd);
	}
}

/* Columns 3 and 4 of translate are the entry and the frame. */
TEST_F(hidden_frames, text_of_translate_hides_frames)
{
	char text[4096], *line, *save;
	int fd = open("/proc/rmm/translate", O_RDWR), rows = 0;
	ssize_t n;

	ASSERT_LE(0, fd);
	ASSERT_LT(0, dprintf(fd, "%lx\n", (unsigned long)self->area));
	n = pread(fd, text, sizeof(text) - 1, 0);
	ASSERT_LT(0, n);
	text[n] = 0;
	for (line = strtok_r(text, "\n", &save); line; line = strtok_r(NULL, "\n", &save)) {
		char entry[64], pfn[64];

		if (*line == '#')
			continue;
		ASSERT_EQ(2, sscanf(line, "%*s %*s %63s %63s", entry, pfn));
		EXPECT_STREQ("-", entry)
			TH_LOG("%s", line);
		EXPECT_STREQ("-", pfn)
			TH_LOG("%s", line);
		rows++;
	}
	EXPECT_LT(6, rows);
	close(fd);
}

TEST_HARNESS_MAIN
