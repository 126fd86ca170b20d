// SPDX-License-Identifier: GPL-2.0
/*
 * RMM_OPEN: by pid, by pidfd and for the caller itself; permissions; and the lifetime of the
 * descriptor.
 */
#include "lib/harness.h"
#include "lib/device.h"
#include "lib/process.h"
#include "lib/summary.h"
#include "lib/text.h"

#include <pthread.h>
#include <linux/capability.h>

#define KTHREADD 2

FIXTURE(open)
{
	int rmm;
	int fds;
	pid_t child;
};

FIXTURE_SETUP(open)
{
	self->rmm = open_device();
	ASSERT_LE(0, self->rmm);
	self->child = fork_idle_child(NULL);
	ASSERT_LT(0, self->child);
	self->fds = count_fds();
}

FIXTURE_TEARDOWN(open)
{
	end_child(self->child);
	close(self->rmm);
}

static int pidfd_of(pid_t pid)
{
	return syscall(SYS_pidfd_open, pid, 0);
}

/* Returns the first address of the first VMA, or the negative error. */
static long long first_vma(int mm)
{
	struct rmm_vma vma;
	struct rmm_vmas arg = {
		.size = sizeof(arg), .end = RMM_ABSENT,
		.buf = (uintptr_t)&vma, .capacity = 1, .record_size = sizeof(vma),
	};
	int ret = call_ioctl(mm, RMM_VMAS, &arg);

	if (ret)
		return ret;
	return arg.count ? (long long)vma.start : -ENODATA;
}

static int walk_all(int mm)
{
	static struct summary_list cells;

	return list_summary(mm, 0, RMM_ABSENT, &cells);
}

static long long first_map(pid_t pid)
{
	char *text = read_text("/proc/%d/maps", pid);

	return text ? strtoll(text, NULL, 16) : -1;
}

/* Sets or clears an effective capability; the permitted set keeps it. */
static int set_effective(int cap, bool on)
{
	struct __user_cap_header_struct head = { .version = _LINUX_CAPABILITY_VERSION_3 };
	struct __user_cap_data_struct data[2];

	if (syscall(SYS_capget, &head, data))
		return -errno;
	if (on)
		data[cap / 32].effective |= 1u << cap % 32;
	else
		data[cap / 32].effective &= ~(1u << cap % 32);
	return syscall(SYS_capset, &head, data) ? -errno : 0;
}

TEST_F(open, opens_the_caller)
{
	int mm = open_target(self->rmm, RMM_OPEN_SELF, 0);

	ASSERT_LE(0, mm);
	EXPECT_EQ(first_map(getpid()), first_vma(mm));
	EXPECT_EQ(-EINVAL, open_target(self->rmm, RMM_OPEN_SELF, getpid()));
}

TEST_F(open, opens_by_pid)
{
	int mm = open_target(self->rmm, RMM_OPEN_PID, self->child);

	ASSERT_LE(0, mm);
	EXPECT_EQ(first_map(self->child), first_vma(mm));
	EXPECT_EQ(0, walk_all(mm));
}

TEST_F(open, opens_by_pidfd)
{
	int pidfd = pidfd_of(self->child);
	int mm = open_target(self->rmm, RMM_OPEN_PIDFD, pidfd);

	ASSERT_LE(0, mm);
	EXPECT_EQ(first_map(self->child), first_vma(mm));
	EXPECT_EQ(-EBADF, open_target(self->rmm, RMM_OPEN_PIDFD, self->rmm));
	EXPECT_EQ(-EBADF, open_target(self->rmm, RMM_OPEN_PIDFD, -1));
	EXPECT_EQ(-EBADF, open_target(self->rmm, RMM_OPEN_PIDFD, 1000));
}

TEST_F(open, descriptor_is_close_on_exec)
{
	int mm = open_target(self->rmm, RMM_OPEN_SELF, 0);

	ASSERT_LE(0, mm);
	EXPECT_EQ(FD_CLOEXEC, fcntl(mm, F_GETFD));
}

TEST_F(open, missing_process_is_esrch)
{
	int pidfd = pidfd_of(self->child);
	pid_t gone = self->child;

	/* A zombie has no address space. */
	ASSERT_EQ(0, kill(gone, SIGKILL));
	ASSERT_EQ(0, waitid(P_PID, gone, &(siginfo_t){ 0 }, WEXITED | WNOWAIT));
	EXPECT_EQ(-ESRCH, open_target(self->rmm, RMM_OPEN_PID, gone));
	EXPECT_EQ(-ESRCH, open_target(self->rmm, RMM_OPEN_PIDFD, pidfd));
	end_child(gone);
	self->child = 0;
	EXPECT_EQ(-ESRCH, open_target(self->rmm, RMM_OPEN_PID, gone));
	EXPECT_EQ(-ESRCH, open_target(self->rmm, RMM_OPEN_PIDFD, pidfd));
	EXPECT_EQ(-ESRCH, open_target(self->rmm, RMM_OPEN_PID, 0x7fffffff));
	EXPECT_EQ(-ESRCH, open_target(self->rmm, RMM_OPEN_PID, 0));
	EXPECT_EQ(-ESRCH, open_target(self->rmm, RMM_OPEN_PID, -1));
	close(pidfd);
	EXPECT_EQ(self->fds, count_fds());
}

static void *wait_in_thread(void *ready)
{
	pid_t tid = gettid();

	if (write(*(int *)ready, &tid, sizeof(tid)) == sizeof(tid))
		pause();
	return NULL;
}

/* RMM_OPEN, watch and translate take processes, and not their threads. */
TEST_F(open, thread_is_no_process)
{
	int ready[2], pidfd;
	char text[64];
	pthread_t thread;
	pid_t tid;

	ASSERT_EQ(0, pipe(ready));
	ASSERT_EQ(0, pthread_create(&thread, NULL, wait_in_thread, &ready[1]));
	ASSERT_EQ(sizeof(tid), read(ready[0], &tid, sizeof(tid)));
	EXPECT_EQ(-ESRCH, open_target(self->rmm, RMM_OPEN_PID, tid));
	/* PIDFD_THREAD */
	pidfd = syscall(SYS_pidfd_open, tid, O_EXCL);
	ASSERT_LE(0, pidfd);
	EXPECT_EQ(-ESRCH, open_target(self->rmm, RMM_OPEN_PIDFD, pidfd));
	snprintf(text, sizeof(text), "%d", tid);
	EXPECT_EQ(-ESRCH, write_file("/proc/rmm/watch", text));
	snprintf(text, sizeof(text), "%d 1000", tid);
	EXPECT_EQ(-ESRCH, write_file("/proc/rmm/translate", text));
	EXPECT_EQ(-ESRCH, write_file("/proc/rmm/rmap", text));
	close(pidfd);
	close(ready[0]);
	close(ready[1]);
}

TEST_F(open, kernel_thread_has_no_address_space)
{
	int pidfd = pidfd_of(KTHREADD);

	EXPECT_EQ(-ENXIO, open_target(self->rmm, RMM_OPEN_PID, KTHREADD));
	EXPECT_EQ(-ENXIO, open_target(self->rmm, RMM_OPEN_PIDFD, pidfd));
	close(pidfd);
	EXPECT_EQ(self->fds, count_fds());
}

TEST_F(open, exactly_one_flag_is_required)
{
	const __u32 flags[] = {
		0, RMM_OPEN_SELF | RMM_OPEN_PID, RMM_OPEN_PID | RMM_OPEN_PIDFD,
		RMM_OPEN_SELF | RMM_OPEN_PID | RMM_OPEN_PIDFD, 1u << 3, 1u << 31,
		RMM_OPEN_SELF | 1u << 31,
	};

	for (size_t i = 0; i < ARRAY_SIZE(flags); i++) {
		EXPECT_EQ(-EINVAL, open_target(self->rmm, flags[i], 0));
	}
}

TEST_F(open, reserved_must_be_zero)
{
	struct rmm_open arg = { .size = sizeof(arg), .flags = RMM_OPEN_SELF, .reserved = 1 };

	EXPECT_EQ(-EINVAL, call_ioctl(self->rmm, RMM_OPEN, &arg));
}

/* The caller has no capability: it can open its own address space only. */
TEST_F(open, caller_without_capability_opens_itself_only)
{
	pid_t parent = getppid();

	if (!fork_as_nobody())
		return;
	EXPECT_EQ(-EACCES, open_target(self->rmm, RMM_OPEN_PID, parent));
	EXPECT_EQ(-EACCES, open_target(self->rmm, RMM_OPEN_PID, self->child));
	EXPECT_EQ(-EACCES, open_target(self->rmm, RMM_OPEN_PIDFD, pidfd_of(self->child)));
	EXPECT_LE(0, open_target(self->rmm, RMM_OPEN_SELF, 0));
	EXPECT_EQ(-EACCES, open_device());
	_exit(0);
}

/* The opener of /dev/rmm had no capability, the caller has: a passed descriptor grants nothing. */
TEST_F(open, opener_without_capability_opens_itself_only)
{
	int rmm;

	ASSERT_EQ(0, set_effective(CAP_SYS_PTRACE, false));
	rmm = open_device();
	ASSERT_LE(0, rmm);
	EXPECT_EQ(-EACCES, open_target(self->rmm, RMM_OPEN_PID, self->child));
	ASSERT_EQ(0, set_effective(CAP_SYS_PTRACE, true));
	EXPECT_EQ(-EACCES, open_target(rmm, RMM_OPEN_PID, self->child));
	EXPECT_LE(0, open_target(rmm, RMM_OPEN_SELF, 0));
	EXPECT_LE(0, open_target(self->rmm, RMM_OPEN_PID, self->child));
}

TEST_F(open, unknown_requests_are_enotty)
{
	int mm = open_target(self->rmm, RMM_OPEN_SELF, 0);
	struct rmm_head head = { .size = sizeof(head) };

	ASSERT_LE(0, mm);
	EXPECT_EQ(-ENOTTY, call_ioctl(self->rmm, _IOWR(RMM_IOC_MAGIC, 0x7f, struct rmm_head), &head));
	EXPECT_EQ(-ENOTTY, call_ioctl(mm, _IOWR(RMM_IOC_MAGIC, 0x7f, struct rmm_head), &head));
	EXPECT_EQ(-ENOTTY, call_ioctl(self->rmm, _IO(RMM_IOC_MAGIC, 0), &head));
	EXPECT_EQ(-ENOTTY, call_ioctl(self->rmm, RMM_VMAS, &head));
	EXPECT_EQ(-ENOTTY, call_ioctl(self->rmm, RMM_WALK, &head));
	EXPECT_EQ(-ENOTTY, call_ioctl(mm, RMM_INFO, &head));
	EXPECT_EQ(-ENOTTY, call_ioctl(mm, RMM_OPEN, &head));
	EXPECT_EQ(-ENOTTY, call_ioctl(mm, 0x5401 /* TCGETS */, &head));
}

TEST_F(open, failures_leave_no_descriptor)
{
	struct rmm_open *arg = mmap(NULL, PAGE, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	for (int i = 0; i < 16; i++) {
		EXPECT_EQ(-EFAULT, call_ioctl(self->rmm, RMM_OPEN, NULL));
		EXPECT_EQ(-EFAULT, call_ioctl(self->rmm, RMM_OPEN, arg));
		EXPECT_EQ(-ESRCH, open_target(self->rmm, RMM_OPEN_PID, 0x7fffffff));
		EXPECT_EQ(-EINVAL, open_target(self->rmm, 0, 0));
	}
	EXPECT_EQ(self->fds, count_fds());
}

TEST_F(open, calls_after_exit_are_esrch)
{
	int mm = open_target(self->rmm, RMM_OPEN_PID, self->child);

	ASSERT_LE(0, mm);
	ASSERT_EQ(0, kill(self->child, SIGKILL));
	ASSERT_EQ(0, waitid(P_PID, self->child, &(siginfo_t){ 0 }, WEXITED | WNOWAIT));
	EXPECT_EQ(-ESRCH, first_vma(mm));
	EXPECT_EQ(-ESRCH, walk_all(mm));
	end_child(self->child);
	self->child = 0;
	EXPECT_EQ(-ESRCH, first_vma(mm));
	EXPECT_EQ(-ESRCH, walk_all(mm));
}

TEST_F(open, calls_after_exec_are_esrch)
{
	int go[2], done[2];
	char byte;
	pid_t pid;
	int mm;

	ASSERT_EQ(0, pipe(go));
	ASSERT_EQ(0, pipe(done));
	pid = fork();
	if (!pid) {
		/* cat writes a byte when exec is done, and waits. */
		dup2(go[0], 0);
		dup2(done[1], 1);
		close(go[1]);
		close(done[0]);
		if (read(0, &byte, 1) == 1)
			execlp("cat", "cat", NULL);
		_exit(1);
	}
	close(go[0]);
	close(done[1]);
	mm = open_target(self->rmm, RMM_OPEN_PID, pid);
	ASSERT_LE(0, mm);
	EXPECT_LT(0, first_vma(mm));
	ASSERT_EQ(2, write(go[1], "ab", 2));
	ASSERT_EQ(1, read(done[0], &byte, 1));
	EXPECT_EQ(-ESRCH, first_vma(mm));
	EXPECT_EQ(-ESRCH, walk_all(mm));
	/* The process exists, with another address space. */
	mm = open_target(self->rmm, RMM_OPEN_PID, pid);
	ASSERT_LE(0, mm);
	EXPECT_EQ(first_map(pid), first_vma(mm));
	end_child(pid);
}

/* The descriptor does not pin the memory: a large child frees it when it exits. */
static void touch_64m(void)
{
	char *at = mmap(NULL, 64 << 20, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	memset(at, 1, 64 << 20);
}

static long anon_pages_kb(void)
{
	char *text = read_text("/proc/meminfo");

	return atol(strstr(text, "AnonPages:") + 10);
}

TEST_F(open, descriptor_does_not_pin_memory)
{
	pid_t big = fork_idle_child(touch_64m);
	int mm = open_target(self->rmm, RMM_OPEN_PID, big);
	long before = anon_pages_kb();

	ASSERT_LE(0, mm);
	end_child(big);
	/* Per-CPU counters are added up now and then. */
	for (time_t end = 0; anon_pages_kb() >= before - (60 << 10) && retry_allowed(&end);)
		;
	EXPECT_GT(before - (60 << 10), anon_pages_kb());
	EXPECT_EQ(-ESRCH, first_vma(mm));
}

TEST_HARNESS_MAIN
