// SPDX-License-Identifier: GPL-2.0
/* RMM_PAGETABLE and RMM_SEGMENTS equal the text files and the kernel's own sums. */
#include "lib/harness.h"
#include "lib/device.h"
#include "lib/names.h"
#include "lib/process.h"
#include "lib/text.h"
#include "lib/watch.h"
#include "lib/zoo.h"

#define LEVELS 5
#define SEGMENTS 8

static int list(int mm, unsigned long request, void *buf, __u32 capacity, __u32 record_size,
		__u32 *count)
{
	struct rmm_list arg = {
		.size = sizeof(arg), .buf = (uintptr_t)buf, .capacity = capacity,
		.record_size = record_size,
	};
	int ret = call_ioctl(mm, request, &arg);

	*count = arg.count;
	return ret;
}

FIXTURE(lists)
{
	int mm;
	struct rmm_page_table_level level[LEVELS];
	struct rmm_segment segment[SEGMENTS];
};

FIXTURE_SETUP(lists)
{
	__u32 count;

	self->mm = open_space(zoo.pid);
	ASSERT_LE(0, self->mm);
	ASSERT_EQ(0, list(self->mm, RMM_PAGETABLE, self->level, LEVELS, sizeof(self->level[0]), &count));
	ASSERT_EQ(LEVELS, count);
	ASSERT_EQ(0, list(self->mm, RMM_SEGMENTS, self->segment, SEGMENTS, sizeof(self->segment[0]),
			  &count));
	ASSERT_EQ(SEGMENTS, count);
	ASSERT_EQ(0, watch_pid(zoo.pid));
}

FIXTURE_TEARDOWN(lists)
{
	watch_pid(-zoo.pid);
}

/* Returns the third line of a text file, where its rows begin. */
static char *rows_of(pid_t pid, const char *file)
{
	char *text = read_text("/proc/rmm/%d/%s", pid, file);

	text = text ? strchr(text, '\n') : NULL;
	text = text ? strchr(text + 1, '\n') : NULL;
	return text ? text + 1 : NULL;
}

/* Formats a number as the text files do. */
static const char *format_number(__u64 value, const char *format)
{
	static char text[8][32];
	static int next;
	char *to = text[next++ % 8];

	if (value == RMM_ABSENT)
		return "-";
	snprintf(to, 32, format, value);
	return to;
}

TEST_F(lists, levels_equal_vmpte)
{
	struct rmm_info info = { .size = sizeof(info) };
	__u64 bytes = 0;

	ASSERT_EQ(0, call_ioctl(open_device(), RMM_INFO, &info));
	for (__u32 i = 0; i < LEVELS; i++) {
		const struct rmm_page_table_level *level = &self->level[i];

		EXPECT_EQ(i, level->level);
		EXPECT_EQ(i == RMM_LEVEL_P4D && info.levels == 4, level->folded);
		if (level->folded)
			continue;
		EXPECT_EQ(level->tables * PAGE, level->bytes);
		if (i >= RMM_LEVEL_PUD)
			bytes += level->bytes;
	}
	bytes += self->level[RMM_LEVEL_PTE].deposited * PAGE;
	EXPECT_EQ(status_kb(zoo.pid, "VmPTE"), bytes / 1024);
}

/*
 * Every table is referenced by an entry of the level above, and every entry above the PTE level is
 * a table or a huge leaf.
 */
TEST_F(lists, entries_add_up_to_tables_and_leaves)
{
	const struct rmm_page_table_level *above = NULL;

	for (__u32 i = 0; i < LEVELS; i++) {
		const struct rmm_page_table_level *level = &self->level[i];

		if (level->folded)
			continue;
		if (above) {
			EXPECT_EQ(above->present - above->huge, level->tables)
				TH_LOG("level %s", level_names[i]);
		}
		above = level;
	}
	EXPECT_EQ(1, self->level[RMM_LEVEL_PGD].tables);
}

TEST_F(lists, levels_equal_the_text)
{
	char *row = rows_of(zoo.pid, "pagetable"), want[256];

	ASSERT_NE(NULL, row);
	for (__u32 i = 0; i < LEVELS; i++) {
		const struct rmm_page_table_level *level = &self->level[i];

		snprintf(want, sizeof(want), "%s %s %s %s %s %s %s %s\n", level_names[i],
			 level->folded ? "folded" : "used", format_number(level->tables, "%llu"),
			 format_number(level->bytes, "%llu"), format_number(level->present, "%llu"),
			 format_number(level->huge, "%llu"), format_number(level->other, "%llu"),
			 format_number(level->deposited, "%llu"));
		EXPECT_EQ(0, strncmp(want, row, strlen(want)))
			TH_LOG("expected row %s, text has %.60s", want, row);
		row = strchr(row, '\n') + 1;
	}
	EXPECT_EQ(0, *row);
}

TEST_F(lists, segments_add_up)
{
	__u64 virt = 0, resident = 0;

	for (__u32 i = 0; i < SEGMENTS; i++) {
		EXPECT_EQ(i, self->segment[i].kind);
		EXPECT_LE(self->segment[i].resident_bytes, self->segment[i].virtual_bytes);
		virt += self->segment[i].virtual_bytes;
		resident += self->segment[i].resident_bytes;
	}
	EXPECT_EQ(status_kb(zoo.pid, "VmSize"), virt / 1024);
	EXPECT_EQ(status_kb(zoo.pid, "VmRSS"), resident / 1024);
}

TEST_F(lists, segments_equal_the_text)
{
	char *row = rows_of(zoo.pid, "segments"), want[256];

	ASSERT_NE(NULL, row);
	for (__u32 i = 0; i < SEGMENTS; i++) {
		const struct rmm_segment *segment = &self->segment[i];

		snprintf(want, sizeof(want), "%s %s %llu %llu\n", format_number(segment->start, "%08llx"),
			 format_number(segment->end, "%08llx"), segment->virtual_bytes / 1024,
			 segment->resident_bytes / 1024);
		row = strchr(row, ' ') + 1;
		EXPECT_EQ(0, strncmp(want, row, strlen(want)))
			TH_LOG("expected row %s, text has %.60s", want, row);
		row = strchr(row, '\n') + 1;
	}
	EXPECT_EQ(0, *row);
}

/*
 * Fields 26, 27, 45, 46, 47 and 28 of /proc/PID/stat are the addresses of code, data, heap and
 * stack.
 */
TEST_F(lists, segments_are_at_the_addresses_of_stat)
{
	char *text = read_text("/proc/%d/stat", zoo.pid), *at;
	unsigned long long field[53] = { 0 };

	ASSERT_NE(NULL, text);
	at = strrchr(text, ')') + 3;
	for (int i = 4; i <= 52 && at; i++) {
		at = strchr(at, ' ');
		at = at ? at + 1 : NULL;
		field[i] = at ? strtoull(at, NULL, 10) : 0;
	}
	EXPECT_EQ(field[26] & -PAGE, self->segment[RMM_SEGMENT_CODE].start);
	EXPECT_EQ((field[27] + PAGE - 1) & -PAGE, self->segment[RMM_SEGMENT_CODE].end);
	EXPECT_EQ(field[45] & -PAGE, self->segment[RMM_SEGMENT_DATA].start);
	EXPECT_EQ(field[47] & -PAGE, self->segment[RMM_SEGMENT_HEAP].start & -PAGE);
	EXPECT_LE(self->segment[RMM_SEGMENT_STACK].start, field[28]);
	EXPECT_LT(field[28], self->segment[RMM_SEGMENT_STACK].end);
}

TEST_F(lists, invalid_arguments_are_refused)
{
	const unsigned long requests[] = { RMM_PAGETABLE, RMM_SEGMENTS };
	__u64 buf[256];
	__u32 count;

	for (size_t i = 0; i < ARRAY_SIZE(requests); i++) {
		struct rmm_list arg = {
			.size = sizeof(arg), .buf = (uintptr_t)buf, .capacity = 8, .record_size = 64,
		};

		arg.flags = 1;
		EXPECT_EQ(-EINVAL, call_ioctl(self->mm, requests[i], &arg));
		arg.flags = 0;
		arg.reserved = 1;
		EXPECT_EQ(-EINVAL, call_ioctl(self->mm, requests[i], &arg));
		EXPECT_EQ(-EINVAL, list(self->mm, requests[i], buf, 0, 64, &count));
		EXPECT_EQ(-EINVAL, list(self->mm, requests[i], buf, 8, 0, &count));
		EXPECT_EQ(-ENOSPC, list(self->mm, requests[i], buf, 4, 64, &count));
		EXPECT_EQ(-EFAULT, list(self->mm, requests[i], (void *)8, 8, 64, &count));
		EXPECT_EQ(-EFAULT, list(self->mm, requests[i], (void *)-4096ul, 8, 64, &count));
		EXPECT_EQ(0, list(self->mm, requests[i], buf, 8, 64, &count));
	}
}

TEST_F(lists, calls_fail_after_exit)
{
	pid_t pid = fork_idle_child(NULL);
	int mm = open_space(pid);
	__u64 buf[256];
	__u32 count;

	ASSERT_LE(0, mm);
	end_child(pid);
	EXPECT_EQ(-ESRCH, list(mm, RMM_PAGETABLE, buf, 8, 64, &count));
	EXPECT_EQ(-ESRCH, list(mm, RMM_SEGMENTS, buf, 8, 64, &count));
}

int main(int argc, char **argv)
{
	start_zoo();
	return test_harness_run(argc, argv);
}
