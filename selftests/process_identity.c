// SPDX-License-Identifier: GPL-2.0
/* RMM_PROCESSES: whose a process is (user, cgroup, pid namespace, address space), and who may see it. */
#include "lib/harness.h"
#include "lib/device.h"
#include "lib/process.h"
#include "lib/process_list.h"
#include "lib/text.h"

/*
 * Inode of the nearest cgroup of a process that has the memory controller; 0 if cgroup 2 does not have
 * it.
 */
static __u64 memory_cgroup_of(pid_t pid)
{
	char *text = read_text("/sys/fs/cgroup/cgroup.controllers"), *at;
	char path[512], file[544];
	struct stat found;

	if (!text || !strstr(text, "memory"))
		return 0;
	text = read_text("/proc/%d/cgroup", pid);
	at = text ? strstr(text, "0::/") : NULL;
	if (!at)
		return 0;
	snprintf(path, sizeof(path), "/sys/fs/cgroup%.*s", (int)strcspn(at + 3, "\n"), at + 3);
	for (;;) {
		char *slash = strrchr(path, '/');

		snprintf(file, sizeof(file), "%s/memory.current", path);
		if (!strcmp(path, "/sys/fs/cgroup") || !slash[1] || !access(file, F_OK))
			break;
		*slash = 0;
	}
	return stat(path, &found) ? 0 : found.st_ino;
}

TEST(memory_cgroup_equals_proc_pid_cgroup)
{
	static struct rmm_process list[MOST_PROCESSES];
	const char *group = "/sys/fs/cgroup/rmm-processes";
	const pid_t pid = fork_idle_child(NULL);
	const struct rmm_process *p;
	char number[16], file[64];
	__u64 expected = memory_cgroup_of(pid);

	ASSERT_LT(0, pid);
	if (!expected) {
		end_child(pid);
		SKIP(return, "no memory controller in cgroup 2");
	}
	p = listed_process(list, list_processes(0, 256, 0, list), pid);
	ASSERT_NE(NULL, p);
	EXPECT_EQ(expected, p->memory_cgroup);
	/* The same after it has moved. */
	ASSERT_EQ(0, write_file("/sys/fs/cgroup/cgroup.subtree_control", "+memory"));
	ASSERT_TRUE(!mkdir(group, 0755) || errno == EEXIST);
	snprintf(number, sizeof(number), "%d", pid);
	snprintf(file, sizeof(file), "%s/cgroup.procs", group);
	ASSERT_EQ(0, write_file(file, number));
	EXPECT_NE(expected, memory_cgroup_of(pid));
	expected = memory_cgroup_of(pid);
	p = listed_process(list, list_processes(0, 256, 0, list), pid);
	ASSERT_NE(NULL, p);
	EXPECT_EQ(expected, p->memory_cgroup);
	end_child(pid);
	/* The cgroup is empty some time after the process was reaped. */
	for (time_t end = 0; rmdir(group) && errno == EBUSY && retry_allowed(&end);)
		;
	EXPECT_NE(0, access(group, F_OK));
}

static void change_user_ids(void)
{
	if (setresuid(1234, 65534, 0))
		_exit(1);
}

/* The record has both users, also of a process that is not dumpable, whose /proc/PID belongs to root. */
TEST(user_ids_equal_status)
{
	static struct rmm_process list[MOST_PROCESSES];
	const struct rmm_process *p;
	unsigned int real, effective;
	pid_t pid = fork_idle_child(change_user_ids);
	char *uids;

	ASSERT_LT(0, pid);
	p = listed_process(list, list_processes(0, 256, 0, list), pid);
	ASSERT_NE(NULL, p);
	uids = strstr(read_text("/proc/%d/status", pid), "\nUid:");
	ASSERT_NE(NULL, uids);
	ASSERT_EQ(2, sscanf(uids, "\nUid: %u %u", &real, &effective));
	EXPECT_EQ(65534, effective);
	EXPECT_EQ(effective, p->uid);
	EXPECT_EQ(real, p->real_uid);
	EXPECT_NE(p->uid, p->real_uid);
	end_child(pid);
}

/* In a user namespace that has no number for a user, the process has none. */
TEST(user_ids_are_those_of_the_callers_namespace)
{
	static struct rmm_process list[MOST_PROCESSES];
	int rmm = open_device();
	pid_t pid = fork();

	ASSERT_LE(0, rmm);
	if (!pid) {
		struct rmm_processes arg = {
			.size = sizeof(arg), .buf = (uintptr_t)list, .capacity = 8,
			.record_size = sizeof(list[0]), .first = getpid(),
		};

		if (unshare(CLONE_NEWUSER))
			_exit(errno == EINVAL ? 77 : 1);
		if (call_ioctl(rmm, RMM_PROCESSES, &arg) || !arg.count || list[0].pid != getpid())
			_exit(2);
		if (list[0].uid != RMM_ABSENT_32 || list[0].real_uid != RMM_ABSENT_32)
			_exit(3);
		if (write_file("/proc/self/uid_map", "7 0 1"))
			_exit(4);
		arg.size = sizeof(arg), arg.first = getpid();
		if (call_ioctl(rmm, RMM_PROCESSES, &arg) || !arg.count)
			_exit(5);
		_exit(list[0].uid == 7 && list[0].real_uid == 7 ? 0 : 6);
	}
	pid = exit_status_of(pid);
	if (pid == 77)
		SKIP(return, "no user namespaces");
	EXPECT_EQ(0, pid);
}

static int rest(void *unused)
{
	(void)unused;
	for (;;)
		syscall(SYS_pause);
	return 0;
}

/*
 * A thread has no record. A process that shares an address space has one, and it names the owner.
 */
TEST(sharers_name_the_owner)
{
	static struct rmm_process list[MOST_PROCESSES];
	static char stack[2][65536];
	pid_t thread = clone(rest, stack[0] + sizeof(stack[0]),
			     CLONE_VM | CLONE_FS | CLONE_FILES | CLONE_SIGHAND | CLONE_THREAD, NULL);
	pid_t sharer = clone(rest, stack[1] + sizeof(stack[1]), CLONE_VM | SIGCHLD, NULL);
	int count = list_processes(0, 256, 0, list);
	const struct rmm_process *p;

	ASSERT_LT(0, thread);
	ASSERT_LT(0, sharer);
	EXPECT_EQ(NULL, listed_process(list, count, thread));
	EXPECT_EQ(NULL, listed_process(list, count, 2));
	p = listed_process(list, count, sharer);
	ASSERT_NE(NULL, p);
	EXPECT_EQ(getpid(), p->owner);
	end_child(sharer);
}

/* A caller without CAP_SYS_PTRACE sees itself only, by ioctl and by text. */
TEST(unprivileged_caller_sees_itself_only)
{
	int rmm = open_device(), lent = open("/proc/rmm/processes", O_RDONLY), status;
	pid_t pid = fork();

	ASSERT_LE(0, rmm);
	if (!pid) {
		static struct rmm_process list[8];
		struct rmm_processes arg = {
			.size = sizeof(arg), .buf = (uintptr_t)list, .capacity = 8,
			.record_size = sizeof(list[0]),
		};
		char *text, byte;
		int rows = 0;

		if (setresgid(65534, 65534, 65534) || setresuid(65534, 65534, 65534))
			_exit(2);
		if (call_ioctl(rmm, RMM_PROCESSES, &arg) || arg.count != 1 || arg.next > list[0].pid + 1 ||
		    list[0].pid != getpid())
			_exit(3);
		arg.size = sizeof(arg), arg.first = getpid() + 1;
		if (call_ioctl(rmm, RMM_PROCESSES, &arg) || arg.count || arg.next)
			_exit(4);
		text = read_text("/proc/rmm/processes_pss");
		for (char *at = text; at && (at = strchr(at, '\n')); at++)
			rows++;
		if (rows != 3)
			_exit(5);
		/* A descriptor that root opened shows the caller no other process either. */
		_exit(read(lent, &byte, 1) == -1 && errno == EACCES ? 0 : 6);
	}
	ASSERT_EQ(pid, waitpid(pid, &status, 0));
	EXPECT_EQ(0, status);
}

/* Writes the pids of a listing as text. */
static void print_pids(char *out, size_t size, const struct rmm_process *list, int count)
{
	size_t len = 0;

	*out = 0;
	for (int i = 0; i < count && len < size; i++)
		len += snprintf(out + len, size - len, "%d,%d ", list[i].pid, list[i].owner);
}

/* As print_pids() for a text file. */
static void print_rows(char *out, size_t size, char *text)
{
	size_t len = 0;
	int pid, owner;

	*out = 0;
	for (char *at = text; at && len < size; at = strchr(at + 1, '\n'))
		if (sscanf(at, "\n%d %d", &pid, &owner) == 2)
			len += snprintf(out + len, size - len, "%d,%d ", pid, owner);
}

/*
 * Inside a pid namespace, processes are those of the namespace, with the pids that they have there;
 * with CAP_SYS_PTRACE of the initial user namespace, and without any capability.
 */
TEST(pid_namespaces_have_their_own_pids)
{
	static struct rmm_process list[MOST_PROCESSES];
	char seen[2][2][256];
	int answer[2];
	pid_t pid;

	ASSERT_EQ(0, pipe(answer));
	pid = syscall(SYS_clone, CLONE_NEWPID | SIGCHLD, NULL, NULL, NULL, 0);
	if (!pid) {
		int rmm = open_device();
		pid_t child = fork_idle_child(NULL);

		prctl(PR_SET_PDEATHSIG, SIGKILL);
		if (child != 2)
			_exit(1);
		for (int user = 0; user < 2; user++) {
			struct rmm_processes arg = {
				.size = sizeof(arg), .buf = (uintptr_t)list, .capacity = MOST_PROCESSES,
				.record_size = sizeof(*list),
			};

			if (user && (setgid(65534) || setuid(65534)))
				_exit(2);
			if (call_ioctl(rmm, RMM_PROCESSES, &arg))
				_exit(3);
			print_pids(seen[user][0], sizeof(seen[0][0]), list, arg.count);
			print_rows(seen[user][1], sizeof(seen[0][0]), read_text("/proc/rmm/processes"));
		}
		_exit(write(answer[1], seen, sizeof(seen)) == sizeof(seen) ? 0 : 4);
	}
	ASSERT_LT(0, pid);
	EXPECT_EQ(0, exit_status_of(pid));
	close(answer[1]);
	ASSERT_EQ(sizeof(seen), read(answer[0], seen, sizeof(seen)));
	for (int text = 0; text < 2; text++) {
		EXPECT_STREQ("1,1 2,2 ", seen[0][text]);
		EXPECT_STREQ("1,1 ", seen[1][text]);
	}
	close(answer[0]);
}

/*
 * A file that a process without privilege opened shows the address space that the process had at that
 * time. After execve(2), which may run a set-user-ID program, a descriptor that a child inherited
 * returns ESRCH.
 */
TEST(files_do_not_follow_their_opener_through_exec)
{
	static const char *const files[] = {
		"/proc/rmm/processes", "/proc/rmm/processes_pss", "/proc/rmm/self/vmas",
		"/proc/rmm/self/faults", "/proc/rmm/self/numa", "/proc/rmm/self/sharing",
	};
	int results[2];
	pid_t opener;

	ASSERT_EQ(0, pipe(results));
	opener = fork();
	if (!opener) {
		int fds[ARRAY_SIZE(files)], executed[2];
		char byte;

		prctl(PR_SET_PDEATHSIG, SIGKILL);
		if (setgid(65534) || setuid(65534) || pipe2(executed, O_CLOEXEC))
			_exit(1);
		for (size_t i = 0; i < ARRAY_SIZE(files); i++)
			fds[i] = open(files[i], O_RDONLY);
		if (!fork()) {
			prctl(PR_SET_PDEATHSIG, SIGKILL);
			/*
			 * execve(2) closes the opener's end, after it has replaced the address space.
			 * /proc/PID/syscall of a process that has changed its uid is not readable.
			 */
			close(executed[1]);
			if (read(executed[0], &byte, 1))
				_exit(1);
			for (size_t i = 0; i < ARRAY_SIZE(files); i++) {
				char buf[4096];
				ssize_t len = read(fds[i], buf, sizeof(buf));
				int result = len < 0 ? errno : 0;

				if (write(results[1], &result, sizeof(result)) < 0)
					_exit(1);
			}
			_exit(0);
		}
		execlp("sleep", "sleep", "1000", NULL);
		_exit(1);
	}
	close(results[1]);
	for (size_t i = 0; i < ARRAY_SIZE(files); i++) {
		int result = -1;

		ASSERT_EQ(sizeof(result), read(results[0], &result, sizeof(result)));
		EXPECT_EQ(ESRCH, result)
			TH_LOG("%s: read gave error %d after execve, expected ESRCH", files[i], result);
	}
	close(results[0]);
	end_child(opener);
}

TEST_HARNESS_MAIN
