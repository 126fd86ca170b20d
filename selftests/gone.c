// SPDX-License-Identifier: GPL-2.0
/* Processes that exit, or run another program, between two calls. */
#include "lib/harness.h"
#include "lib/calls.h"
#include "lib/device.h"
#include "lib/process.h"

static char buffer[CALL_CAPACITY * MAX_RECORD_SIZE];

/* Returns the error that every call on an address space returns, -EPROTO if they differ. */
static int error_of_all_calls(int mm)
{
	static union argument arg;
	int first = 1;

	for (int i = 0; i < call_count; i++) {
		int ret;

		if (calls[i].on != ON_SPACE)
			continue;
		fill_valid_argument(&calls[i], buffer, &arg);
		ret = call_ioctl(mm, calls[i].request, &arg);
		if (first == 1)
			first = ret;
		if (ret != first) {
			printf("# %s returned %d, the calls before it %d\n", calls[i].name, ret, first);
			return -EPROTO;
		}
	}
	return first;
}

TEST(calls_after_exit_are_esrch)
{
	pid_t pid = fork_idle_child(NULL);
	int mm = open_space(pid);

	ASSERT_LE(0, mm);
	EXPECT_EQ(0, error_of_all_calls(mm));
	ASSERT_EQ(0, kill(pid, SIGKILL));
	/* The child is a zombie. */
	ASSERT_EQ(0, waitid(P_PID, pid, NULL, WEXITED | WNOWAIT));
	EXPECT_EQ(-ESRCH, error_of_all_calls(mm));
	end_child(pid);
	EXPECT_EQ(-ESRCH, error_of_all_calls(mm));
}

/*
 * exec replaces the address space: calls on the old one's descriptor return nothing about the new
 * one.
 */
TEST(calls_after_exec_are_esrch)
{
	int go[2], done[2], in[2], mm;
	char byte;
	pid_t pid;

	ASSERT_EQ(0, pipe2(go, O_CLOEXEC));
	ASSERT_EQ(0, pipe2(done, O_CLOEXEC));
	ASSERT_EQ(0, pipe2(in, O_CLOEXEC));
	pid = fork();
	if (!pid) {
		prctl(PR_SET_PDEATHSIG, SIGKILL);
		if (dup2(in[0], 0) == 0 && read(go[0], &byte, 1) == 1)
			execlp("cat", "cat", NULL);
		_exit(1);
	}
	close(done[1]);
	mm = open_space(pid);
	ASSERT_LE(0, mm);
	EXPECT_EQ(0, error_of_all_calls(mm));
	ASSERT_EQ(1, write(go[1], "x", 1));
	/* exec closes the pipe. */
	ASSERT_EQ(0, read(done[0], &byte, 1));
	ASSERT_EQ(0, kill(pid, 0));
	EXPECT_EQ(-ESRCH, error_of_all_calls(mm));
	close(mm);
	/* The process still exists and can be opened again. */
	mm = open_space(pid);
	ASSERT_LE(0, mm);
	EXPECT_EQ(0, error_of_all_calls(mm));
	end_child(pid);
	EXPECT_EQ(-ESRCH, error_of_all_calls(mm));
}

/*
 * One record per call: processes that exit before their turn are left out, every other process is
 * returned once.
 */
TEST(processes_skips_those_that_exit)
{
	enum { CHILDREN = 8 };
	const int dev = open_device();
	struct rmm_process process;
	struct rmm_processes arg = {
		.size = sizeof(arg), .flags = RMM_PROCESSES_RESIDENT | RMM_PROCESSES_PSS,
		.buf = (uintptr_t)&process, .capacity = 1, .record_size = sizeof(process),
	};
	pid_t pid[CHILDREN];
	int seen[CHILDREN] = { 0 }, last = -1;

	for (int i = 0; i < CHILDREN; i++) {
		pid[i] = fork_idle_child(NULL);
		ASSERT_LT(0, pid[i]);
	}
	do {
		ASSERT_EQ(0, call_ioctl(dev, RMM_PROCESSES, &arg));
		if (!arg.count)
			break;
		EXPECT_LT(last, process.pid);
		last = process.pid;
		for (int i = 0; i < CHILDREN; i++)
			seen[i] += process.pid == pid[i];
		/* When the first of them is returned, every other child exits. */
		if (process.pid == pid[0])
			for (int i = 1; i < CHILDREN; i += 2)
				end_child(pid[i]);
		arg.first = arg.next;
	} while (arg.next);
	for (int i = 0; i < CHILDREN; i++) {
		EXPECT_EQ(i % 2 == 0, seen[i])
			TH_LOG("child %d", i);
		if (i % 2 == 0)
			end_child(pid[i]);
	}
}

TEST_HARNESS_MAIN
