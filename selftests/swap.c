// SPDX-License-Identifier: GPL-2.0
/* Swapped out pages of a process, on zram: every number of them equals the kernel's. */
#include "lib/harness.h"
#include "lib/device.h"
#include "lib/process.h"
#include "lib/smaps.h"
#include "lib/summary.h"
#include "lib/text.h"
#include "lib/vmas.h"

#include <sys/swap.h>

#define SIZE (8ul << 20)
#define PLACE ((char *)0x330000000000)

static bool mine;

static bool have_swap(void)
{
	char *text = read_text("/proc/swaps");

	if (text && strchr(text, '\n') && strchr(text, '\n')[1])
		return true;
	mine = !system("modprobe -q zram; echo 1 >/sys/block/zram0/reset; echo 256M >/sys/block/zram0/disksize && "
		       "mkswap /dev/zram0 >/dev/null 2>&1 && swapon /dev/zram0");
	return mine;
}

static void make_memory(void)
{
	mmap(PLACE, SIZE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED, -1, 0);
	madvise(PLACE, SIZE, MADV_NOHUGEPAGE);
	for (size_t at = 0; at < SIZE; at += PAGE)
		memset(PLACE + at, at / PAGE, PAGE);
}

FIXTURE(swap)
{
	pid_t pid;
	int mm;
	long swapped_kb;
};

FIXTURE_SETUP(swap)
{
	struct iovec half = { PLACE, SIZE / 2 };
	time_t end = 0;
	int pidfd;

	if (!have_swap())
		SKIP(return, "no zram");
	self->pid = fork_idle_child(make_memory);
	ASSERT_LT(0, self->pid);
	self->mm = open_space(self->pid);
	ASSERT_LE(0, self->mm);
	pidfd = syscall(SYS_pidfd_open, self->pid, 0);
	ASSERT_LE(0, pidfd);
	/* Pages under writeback stay in memory: the loop ends when some have been swapped out. */
	while (self->swapped_kb < 1024 && retry_allowed(&end)) {
		syscall(SYS_process_madvise, pidfd, &half, 1, MADV_PAGEOUT, 0);
		self->swapped_kb = status_kb(self->pid, "VmSwap");
	}
	close(pidfd);
	ASSERT_LE(1024, self->swapped_kb);
}

FIXTURE_TEARDOWN(swap)
{
	end_child(self->pid);
	if (mine)
		swapoff("/dev/zram0");
	if (mine && system("echo 1 >/sys/block/zram0/reset"))
		perror("zram0");
}

TEST_F(swap, vmas_equal_smaps)
{
	static struct smaps smaps;
	static struct vma_list vmas;
	__u64 sum = 0;

	for (time_t end = 0; retry_allowed(&end);) {
		char *was = copy_process_file(self->pid, "smaps");

		ASSERT_EQ(0, list_vmas(self->mm, 0, RMM_ABSENT, RMM_VMAS_RESIDENT | RMM_VMAS_FOLIOS, 64, 65536,
				       &vmas));
		ASSERT_EQ(0, read_smaps(self->pid, &smaps));
		if (process_file_unchanged(was, self->pid, "smaps"))
			break;
	}
	ASSERT_EQ(smaps.count, vmas.count);
	for (int i = 0; i < vmas.count; i++) {
		const struct rmm_vma *v = &vmas.vma[i];

		ASSERT_EQ(smaps.vma[i].start, v->start);
		EXPECT_EQ(smaps.vma[i].swap, v->swap_bytes >> 10)
			TH_LOG("at %llx", v->start);
		EXPECT_EQ(smaps.vma[i].rss, (v->anon_bytes + v->file_bytes + v->shmem_bytes) >> 10)
			TH_LOG("at %llx", v->start);
		sum += v->swap_bytes;
	}
	EXPECT_EQ(status_kb(self->pid, "VmSwap"), sum >> 10);
}

TEST_F(swap, text_equals_the_ioctl)
{
	int fd = open("/proc/rmm/watch", O_WRONLY);
	char *text, *line, *save;
	long sum = 0;

	ASSERT_LT(0, dprintf(fd, "%d\n", self->pid));
	text = read_text("/proc/rmm/%d/vmas", self->pid);
	ASSERT_NE(NULL, text);
	for (line = strtok_r(text, "\n", &save); line; line = strtok_r(NULL, "\n", &save)) {
		long kb;

		if (*line == '#')
			continue;
		ASSERT_EQ(1, sscanf(line, "%*s %*s %*s %*s %*s %*s %*s %*s %*s %*s %*s %*s %*s %ld", &kb));
		sum += kb;
	}
	EXPECT_EQ(status_kb(self->pid, "VmSwap"), sum);
	dprintf(fd, "-%d\n", self->pid);
	close(fd);
}

TEST_F(swap, processes_equal_status)
{
	struct rmm_process process;
	struct rmm_processes arg = {
		.size = sizeof(arg), .flags = RMM_PROCESSES_RESIDENT | RMM_PROCESSES_PSS,
		.buf = (uintptr_t)&process, .capacity = 1, .record_size = sizeof(process),
		.first = self->pid,
	};

	ASSERT_EQ(0, call_ioctl(open_device(), RMM_PROCESSES, &arg));
	ASSERT_EQ(1, arg.count);
	ASSERT_EQ(self->pid, process.pid);
	EXPECT_EQ(status_kb(self->pid, "VmSwap"), process.swap_bytes >> 10);
	EXPECT_EQ(status_kb(self->pid, "RssAnon"), process.anon_bytes >> 10);
	EXPECT_EQ(status_kb(self->pid, "RssFile"), process.file_bytes >> 10);
}

/* Each page of the area is present or swapped out, and the walk counts it as that. */
TEST_F(swap, walks_count_each_page)
{
	static struct summary_list list;

	ASSERT_EQ(0, list_summary(self->mm, (uintptr_t)PLACE, (uintptr_t)PLACE + SIZE, &list));
	EXPECT_EQ(SIZE, summary_bytes(&list, RMM_PAGE_ANON) + summary_bytes(&list, RMM_PAGE_SWAP));
	EXPECT_LE(1 << 20, summary_bytes(&list, RMM_PAGE_SWAP));
}

TEST_HARNESS_MAIN
