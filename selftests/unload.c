// SPDX-License-Identifier: GPL-2.0
/*
 * The module can be unloaded when nobody uses it and not before, and leaves nothing behind. At the
 * end it is loaded again from $RMM_KO (default: rmm.ko in the directory above). $RMM_UNLOAD_ROUNDS
 * is the number of rounds, 200 by default.
 */
#include "lib/harness.h"
#include "lib/device.h"
#include "lib/module.h"
#include "lib/process.h"
#include "lib/summary.h"
#include "lib/text.h"
#include "lib/watch.h"

#include <limits.h>
#include <time.h>

/* Groups of rounds, of which one must leave nothing behind. */
#define ROUND_GROUPS 3

/* Every text file but those of watched processes. */
static char everything[64][64];
static size_t files_known;

static void find_everything(void)
{
	static const char *const dirs[] = { "/proc/rmm", "/proc/rmm/self" };

	files_known = 0;
	for (size_t d = 0; d < ARRAY_SIZE(dirs); d++) {
		DIR *dir = opendir(dirs[d]);
		struct dirent *entry;

		while (dir && (entry = readdir(dir)) && files_known < ARRAY_SIZE(everything))
			if (entry->d_type == DT_REG)
				snprintf(everything[files_known++], sizeof(everything[0]), "%s/%.32s",
					 dirs[d], entry->d_name);
		closedir(dir);
	}
}

FIXTURE(module)
{
};

FIXTURE_SETUP(module)
{
	if (!find_module())
		SKIP(return, "no module at %s", module_path);
	ASSERT_EQ(0, load_module());
	find_everything();
	ASSERT_LT(20, files_known);
}

FIXTURE_TEARDOWN(module)
{
	load_module();
}

TEST_F(module, stays_while_dev_rmm_is_open)
{
	int rmm = open_device();

	ASSERT_LE(0, rmm);
	EXPECT_EQ(-EWOULDBLOCK, unload_module());
	close(rmm);
	EXPECT_EQ(0, unload_module());
}

/* An address space outlives the /dev/rmm descriptor through which it was opened. */
TEST_F(module, stays_while_an_address_space_is_open)
{
	int mm = open_space(0);

	ASSERT_LE(0, mm);
	EXPECT_EQ(-EWOULDBLOCK, unload_module());
	close(mm);
	EXPECT_EQ(0, unload_module());
}

/* Open files of /proc do not pin the module: reading them fails after it is unloaded. */
TEST_F_TIMEOUT(module, unloads_while_files_of_proc_are_open, 300)
{
	int fd[ARRAY_SIZE(everything) + 1];
	char text[4096];

	for (size_t i = 0; i < files_known; i++) {
		fd[i] = open(everything[i], O_RDONLY);
		ASSERT_LE(0, fd[i]);
		/* Half of the files have been read before. */
		if (i % 2) {
			EXPECT_LT(0, read(fd[i], text, 100));
		}
	}
	ASSERT_EQ(0, watch_pid(getpid()));
	fd[files_known] = open_watched_file(getpid(), "vmas");
	ASSERT_LE(0, fd[files_known]);
	ASSERT_EQ(0, unload_module());
	EXPECT_EQ(-1, access("/proc/rmm", F_OK));
	EXPECT_EQ(-1, access("/dev/rmm", F_OK));
	for (size_t i = 0; i <= files_known; i++) {
		EXPECT_EQ(-1, read(fd[i], text, sizeof(text)));
		EXPECT_EQ(-1, pread(fd[i], text, sizeof(text), 0));
		EXPECT_EQ(-1, lseek(fd[i], 0, SEEK_SET));
	}
	/* The old files stay dead after the module is loaded again. */
	ASSERT_EQ(0, load_module());
	EXPECT_EQ(-1, read(fd[0], text, sizeof(text)));
	for (size_t i = 0; i <= files_known; i++) {
		EXPECT_EQ(0, close(fd[i]));
	}
}

/* Readers that never stop: unloading waits for the reads under way only. */
TEST_F_TIMEOUT(module, unloads_while_files_are_read, 450)
{
	const time_t end = time(NULL) + 20;
	pid_t reader[4];

	for (int r = 0; r < 4; r++) {
		reader[r] = fork();
		if (!reader[r]) {
			prctl(PR_SET_PDEATHSIG, SIGKILL);
			for (int i = r;; i++)
				read_text("%s", everything[i % files_known]);
		}
	}
	/* On a busy debug kernel one read of every process's PSS takes seconds. */
	for (int i = 0; i < 10 && (i < 2 || time(NULL) < end); i++) {
		EXPECT_EQ(0, watch_pid(reader[i % 4]));
		EXPECT_EQ(0, unload_module());
		EXPECT_EQ(0, load_module());
	}
	for (int r = 0; r < 4; r++)
		end_child(reader[r]);
}

/* Returns the kernel's own memory in kB, per-CPU and vmalloc memory included. */
static long kernel_kb(void)
{
	const char *const fields[] = {
		"SUnreclaim:", "VmallocUsed:", "PageTables:", "Percpu:", "KernelStack:",
	};
	char *text = read_text("/proc/meminfo");
	long kb = 0;

	for (size_t i = 0; i < ARRAY_SIZE(fields); i++) {
		char *at = strstr(text, fields[i]);

		kb += at ? atol(at + strlen(fields[i])) : 0;
	}
	return kb;
}

/* Loads the module, uses each way in and one of the files, and unloads it. */
static int cycle(int round)
{
	int ret = load_module(), mm = ret ? ret : open_space(0);
	struct summary_list cells;

	if (mm < 0)
		return mm;
	ret = list_summary(mm, 0, RMM_ABSENT, &cells);
	close(mm);
	ret = ret ?: watch_pid(getpid());
	if (!ret && (!read_text("%s", everything[round % files_known]) ||
		     !read_text("/proc/rmm/%d/%s", getpid(), watched_files[round % ARRAY_SIZE(watched_files)])))
		ret = -errno;
	return ret ?: unload_module();
}

TEST_F_TIMEOUT(module, reloading_leaves_no_memory_behind, 900)
{
	const char *text = getenv("RMM_UNLOAD_ROUNDS");
	int rounds = text ? atoi(text) : 200;
	/*
	 * A leak of a page a round would be 4 kB × rounds. Debug kernels that record every
	 * allocation grow by the records; there kmemleak decides, which qemu/run --leaks reads at
	 * the end.
	 */
	const bool judged = access("/sys/kernel/debug/kmemleak", F_OK);
	long before = 0, grown = LONG_MAX;

	/* The first rounds fill the kernel's caches; a leak grows with every later round. */
	ASSERT_EQ(0, unload_module());
	for (int i = 0; i < 20; i++) {
		ASSERT_EQ(0, cycle(i));
	}
	/*
	 * Threads, stacks and caches of other tasks grow and shrink. A leak remains after each
	 * group of rounds.
	 */
	for (int group = 0; group < ROUND_GROUPS && grown >= rounds * 4; group++) {
		time_t end = 0;

		before = kernel_kb();
		for (int i = 0; i < rounds; i++) {
			ASSERT_EQ(0, cycle(i));
		}
		if (!judged)
			return;
		do
			grown = kernel_kb() - before;
		while (grown >= rounds * 4 && retry_allowed(&end));
	}
	EXPECT_LT(grown, rounds * 4)
		TH_LOG("kernel memory: %ld kB before", before);
}

TEST_HARNESS_MAIN
