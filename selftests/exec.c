// SPDX-License-Identifier: GPL-2.0
/*
 * execve(2): what an open file still shows of the process that opened it, to a process that keeps the
 * old address space and to the program that was executed.
 */
#include "lib/harness.h"
#include "lib/process.h"
#include "lib/text.h"

#include <linux/mempolicy.h>
#include <sched.h>
#include <stdint.h>

#define DESCRIPTOR "RMM_EXEC_FD"
#define STACK (64 << 10)

/* Results of the processes of a test, in memory that they share. */
struct results {
	int opened;
	int faults_before, faults_after;
	int task_policies_before, task_policies_after;
	int vmas_after;
};

static struct results *results;
static char text[1 << 18];

static int read_all(int fd)
{
	size_t len = 0;
	ssize_t n;

	while ((n = pread(fd, text + len, sizeof(text) - 1 - len, len)) > 0)
		len += n;
	if (n < 0)
		return -errno;
	text[len] = 0;
	return len;
}

/* Rows of vmas whose policy is that of the task. */
static int count_task_policies(void)
{
	int rows = 0;

	for (char *at = text; (at = strstr(at, " prefer:0 task ")); at++)
		rows++;
	return rows;
}

struct sibling {
	int faults, vmas;
	int executed[2];
};

/*
 * Runs in the old address space. The pipe ends when its other owner executes, because the descriptor is
 * closed then.
 */
static int watch_exec(void *arg)
{
	struct sibling *sibling = arg;
	char byte;

	prctl(PR_SET_PDEATHSIG, SIGKILL);
	close(sibling->executed[1]);
	if (read(sibling->executed[0], &byte, 1))
		_exit(1);
	results->faults_after = read_all(sibling->faults);
	results->vmas_after = read_all(sibling->vmas);
	results->task_policies_after = count_task_policies();
	_exit(0);
}

/* Opens files of its own, lends them to a sibling that shares its memory, and executes a program. */
static void open_and_execute(int reported)
{
	static struct sibling sibling;
	unsigned long node = 1;
	pid_t pid;

	if (syscall(SYS_set_mempolicy, MPOL_PREFERRED, &node, 8 * sizeof(node)) ||
	    pipe2(sibling.executed, O_CLOEXEC))
		_exit(1);
	sibling.faults = open("/proc/rmm/self/faults", O_RDONLY | O_CLOEXEC);
	sibling.vmas = open("/proc/rmm/self/vmas", O_RDONLY | O_CLOEXEC);
	results->opened = sibling.faults >= 0 && sibling.vmas >= 0;
	results->faults_before = read_all(sibling.faults);
	read_all(sibling.vmas);
	results->task_policies_before = count_task_policies();
	pid = clone(watch_exec, (char *)malloc(STACK) + STACK, CLONE_VM | CLONE_PARENT | SIGCHLD, &sibling);
	if (pid < 0 || write(reported, &pid, sizeof(pid)) != sizeof(pid))
		_exit(1);
	execl("/bin/sleep", "sleep", "1000", NULL);
	_exit(1);
}

TEST(sibling_with_the_old_memory_sees_nothing_of_the_process)
{
	pid_t opener, sibling = -1;
	int report[2];

	results = mmap(NULL, sizeof(*results), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	ASSERT_NE(MAP_FAILED, results);
	ASSERT_EQ(0, pipe2(report, O_CLOEXEC));
	opener = fork();
	if (!opener) {
		prctl(PR_SET_PDEATHSIG, SIGKILL);
		open_and_execute(report[1]);
	}
	close(report[1]);
	ASSERT_EQ(sizeof(sibling), read(report[0], &sibling, sizeof(sibling)));
	EXPECT_EQ(0, exit_status_of(sibling));
	end_child(opener);
	EXPECT_TRUE(results->opened);
	EXPECT_LT(0, results->faults_before);
	EXPECT_LT(0, results->task_policies_before);
	/* The process has another address space now; this one is the sibling's. */
	EXPECT_EQ(-ESRCH, results->faults_after);
	EXPECT_LT(0, results->vmas_after);
	EXPECT_EQ(0, results->task_policies_after);
}

/* The executed program: asks about its own pid through the descriptor that it was started with. */
__attribute__((constructor)) static void continue_after_exec(void)
{
	const char *fd = getenv(DESCRIPTOR);
	static int variable = 1;
	char question[64];
	int len;

	if (!fd)
		return;
	snprintf(question, sizeof(question), "%d %lx", getpid(), (unsigned long)(uintptr_t)&variable);
	if (write(atoi(fd), question, strlen(question)) < 0)
		_exit(errno);
	len = read_all(atoi(fd));
	if (len < 0)
		_exit(-len);
	_exit(strstr(text, "\npage ") && strstr(text, "/exec") ? 0 : 255);
}

/* Opens translate, with capabilities or without, and executes this program. Returns its status. */
static int ask_after_exec(bool capable)
{
	pid_t pid = fork();

	if (!pid) {
		char number[16];

		if (!capable && (setgid(65534) || setuid(65534)))
			_exit(254);
		snprintf(number, sizeof(number), "%d", open("/proc/rmm/translate", O_RDWR));
		setenv(DESCRIPTOR, number, 1);
		execl("/proc/self/exe", "exec", NULL);
		_exit(253);
	}
	return exit_status_of(pid);
}

TEST(own_pid_names_the_new_address_space_with_the_right)
{
	EXPECT_EQ(0, ask_after_exec(true));
	EXPECT_EQ(ESRCH, ask_after_exec(false));
}

TEST_HARNESS_MAIN
