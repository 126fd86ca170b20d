// SPDX-License-Identifier: GPL-2.0
/* RMM_PROCESSES and its files: every process once, with the numbers of its status. */
#include "lib/harness.h"
#include "lib/device.h"
#include "lib/process.h"
#include "lib/smaps.h"
#include "lib/targets.h"
#include "lib/text.h"
#include "lib/vmas.h"
#include "lib/zoo.h"

#define MOST 512
#define EVERYTHING (RMM_PROCESSES_RESIDENT | RMM_PROCESSES_PSS)

/* Lists all processes in portions; returns how many, or the negative error. */
static int all_processes(__u32 flags, __u32 capacity, __u64 budget_us, struct rmm_process *list)
{
	struct rmm_processes arg = {
		.size = sizeof(arg), .flags = flags, .capacity = capacity,
		.record_size = sizeof(*list), .budget_us = budget_us,
	};
	int rmm = open_device(), count = 0, ret;

	do {
		if (count + capacity > MOST)
			return -E2BIG;
		arg.buf = (uintptr_t)(list + count);
		ret = call_ioctl(rmm, RMM_PROCESSES, &arg);
		if (ret)
			break;
		if (arg.count > capacity || (arg.next && arg.next <= arg.first)) {
			ret = -EPROTO;
			break;
		}
		count += arg.count;
		arg.first = arg.next;
	} while (arg.next);
	close(rmm);
	return ret ? ret : count;
}

static const struct rmm_process *process_of(const struct rmm_process *list, int count, pid_t pid)
{
	for (int i = 0; i < count; i++)
		if (list[i].pid == pid)
			return &list[i];
	return NULL;
}

/*
 * Lists all processes while the pages that the target shares do not change: any process that maps
 * libc shares some.
 */
static int processes_beside(pid_t pid, struct rmm_process *list)
{
	int count = 0;

	for (time_t end = 0; count >= 0 && retry_allowed(&end);) {
		char *was = copy_process_file(pid, "smaps_rollup");

		count = all_processes(EVERYTHING, 256, 0, list);
		if (process_file_unchanged(was, pid, "smaps_rollup"))
			break;
	}
	return count;
}

FIXTURE(processes)
{
	int count;
	pid_t pid;
	struct rmm_process *list, *other;
};

FIXTURE_VARIANT(processes)
{
	int target;
};

FIXTURE_VARIANT_ADD(processes, zoo) { .target = 0 };
FIXTURE_VARIANT_ADD(processes, python3) { .target = 1 };
FIXTURE_VARIANT_ADD(processes, shared) { .target = 2 };

FIXTURE_SETUP(processes)
{
	self->pid = !variant->target ? zoo.pid :
		variant->target == 1 ? start_idle_python() : fork_idle_child(map_partly_shared);
	ASSERT_LT(0, self->pid);
	self->list = calloc(MOST, sizeof(*self->list));
	self->other = calloc(MOST, sizeof(*self->list));
	self->count = processes_beside(self->pid, self->list);
	ASSERT_LT(2, self->count);
}

FIXTURE_TEARDOWN(processes)
{
	if (variant->target)
		end_child(self->pid);
}

TEST_F(processes, records_equal_status)
{
	const struct rmm_process *p;
	struct smaps_detail rollup;
	static struct numa_vma numa[MAX_VMAS];
	char *comm;

	for (time_t end = 0; retry_allowed(&end);) {
		char *was = copy_process_file(self->pid, "smaps_rollup");

		self->count = all_processes(EVERYTHING, 256, 0, self->list);
		ASSERT_EQ(1, read_smaps_details(self->pid, "smaps_rollup", &rollup, 1));
		if (process_file_unchanged(was, self->pid, "smaps_rollup"))
			break;
	}
	p = process_of(self->list, self->count, self->pid);
	ASSERT_NE(NULL, p);
	EXPECT_EQ(self->pid, p->owner);
	EXPECT_EQ(status_kb(self->pid, "VmSize"), p->virtual_bytes >> 10);
	EXPECT_EQ(status_kb(self->pid, "RssAnon"), p->anon_bytes >> 10);
	EXPECT_EQ(status_kb(self->pid, "RssFile"), p->file_bytes >> 10);
	EXPECT_EQ(status_kb(self->pid, "RssShmem"), p->shmem_bytes >> 10);
	EXPECT_EQ(status_kb(self->pid, "HugetlbPages"), p->hugetlb_bytes >> 10);
	EXPECT_EQ(status_kb(self->pid, "VmSwap"), p->swap_bytes >> 10);
	EXPECT_EQ(status_kb(self->pid, "VmPTE"), p->table_bytes >> 10);
	comm = read_text("/proc/%d/comm", self->pid);
	EXPECT_EQ(strlen(comm) - 1, strlen((char *)p->comm));
	EXPECT_EQ(0, strncmp(comm, (char *)p->comm, strlen((char *)p->comm)));
	EXPECT_EQ(rollup.pss, p->pss_bytes >> 10);
	EXPECT_EQ(rollup.private_clean + rollup.private_dirty, p->uss_bytes >> 10);
	EXPECT_EQ(0, p->inexact_bytes);
	for (int node = 0; node < 16; node++) {
		int vmas = read_numa_maps(self->pid, numa, MAX_VMAS);
		long kb = 0;

		for (int i = 0; i < vmas; i++)
			kb += numa[i].node[node] * numa[i].page_kb;
		/* numa_maps does not report the vdso. */
		EXPECT_LE(kb, p->node_bytes[node] >> 10);
		EXPECT_GE(kb + 16, p->node_bytes[node] >> 10);
	}
	if (variant->target == 2) {
		EXPECT_LE(8 << 20, p->huge_bytes);
	}
}

TEST_F(processes, any_portion_size_gives_the_same_records)
{
	const struct rmm_process *p = NULL, *same = NULL;
	int count = 0;

	/*
	 * PSS is compared to the byte: other processes that map libc may change it by less than the
	 * kernel's files show.
	 */
	for (time_t end = 0; retry_allowed(&end);) {
		self->count = all_processes(EVERYTHING, 256, 0, self->list);
		count = all_processes(EVERYTHING, 1, 1, self->other);
		p = process_of(self->list, self->count, self->pid);
		same = process_of(self->other, count, self->pid);
		if (p && same && !memcmp(p, same, sizeof(*p)))
			break;
	}
	ASSERT_LT(2, count);
	for (int i = 1; i < count; i++) {
		EXPECT_LT(self->other[i - 1].pid, self->other[i].pid);
	}
	ASSERT_NE(NULL, p);
	ASSERT_NE(NULL, same);
	EXPECT_EQ(0, memcmp(p, same, sizeof(*p)));
}

/*
 * Every process with a VmSize is listed once, and no other; processes of earlier tests may be
 * exiting.
 */
TEST_F(processes, every_process_is_listed_once)
{
	int count = 0, left_out = 1;

	for (time_t end = 0; (left_out || count != self->count) && retry_allowed(&end);) {
		struct dirent *entry;
		DIR *dir = opendir("/proc");

		self->count = all_processes(EVERYTHING, 256, 0, self->list);
		count = left_out = 0;
		while ((entry = readdir(dir))) {
			int pid = atoi(entry->d_name);

			if (pid <= 0 || status_kb(pid, "VmSize") < 0)
				continue;
			count++;
			if (!process_of(self->list, self->count, pid))
				left_out = pid;
		}
		closedir(dir);
	}
	EXPECT_EQ(0, left_out)
		TH_LOG("pid %d", left_out);
	EXPECT_EQ(count, self->count);
}

TEST_F(processes, values_not_requested_are_absent)
{
	const struct rmm_process *p;
	int count = all_processes(0, 256, 0, self->other);

	ASSERT_LT(2, count);
	p = process_of(self->other, count, self->pid);
	ASSERT_NE(NULL, p);
	EXPECT_LT(0, p->anon_bytes);
	EXPECT_EQ(RMM_ABSENT, p->huge_bytes & p->node_bytes[0] & p->more_nodes_bytes & p->uss_bytes &
		  p->pss_bytes & p->inexact_bytes);
}

TEST_F(processes, text_equals_the_ioctl)
{
	static const char *const files[] = { "processes", "processes_pss" };

	for (int f = 0; f < 2; f++) {
		char *text = NULL, *line, *save;
		int rows = 0;

		for (time_t end = 0; retry_allowed(&end);) {
			char *was = copy_process_file(self->pid, "smaps_rollup");

			free(text);
			self->count = all_processes(EVERYTHING, 256, 0, self->list);
			text = read_text("/proc/rmm/%s", files[f]);
			ASSERT_NE(NULL, text);
			text = strdup(text);
			if (process_file_unchanged(was, self->pid, "smaps_rollup"))
				break;
		}
		for (line = strtok_r(text, "\n", &save); line; line = strtok_r(NULL, "\n", &save)) {
			const struct rmm_process *p = process_of(self->list, self->count, self->pid);
			unsigned long long v[10], pss[3];
			char comm[32], nodes[256];
			int pid;

			if (atoi(line) != self->pid)
				continue;
			rows++;
			if (f) {
				ASSERT_EQ(14, sscanf(line, "%d %*d %llu %llu %llu %llu %llu %llu %llu %llu %255s "
						     "%llu %llu %llu %31s", &pid, v, v + 1, v + 2, v + 3, v + 4,
						     v + 5, v + 6, v + 7, nodes, pss, pss + 1, pss + 2, comm));
				EXPECT_EQ(p->uss_bytes >> 10, pss[0]);
				EXPECT_EQ(p->pss_bytes >> 10, pss[1]);
			} else {
				ASSERT_EQ(11, sscanf(line, "%d %*d %llu %llu %llu %llu %llu %llu %llu %llu %255s "
						     "%31s", &pid, v, v + 1, v + 2, v + 3, v + 4, v + 5, v + 6,
						     v + 7, nodes, comm));
			}
			EXPECT_EQ(p->virtual_bytes >> 10, v[0]);
			EXPECT_EQ(p->anon_bytes >> 10, v[1]);
			EXPECT_EQ(p->swap_bytes >> 10, v[5]);
			EXPECT_EQ(p->table_bytes >> 10, v[6]);
			EXPECT_EQ(p->huge_bytes >> 10, v[7]);
			EXPECT_STREQ((char *)p->comm, comm);
		}
		EXPECT_EQ(1, rows)
			TH_LOG("rows of pid %d in %s", self->pid, files[f]);
	}
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
	static struct rmm_process list[MOST];
	static char stack[2][65536];
	pid_t thread = clone(rest, stack[0] + sizeof(stack[0]),
			     CLONE_VM | CLONE_FS | CLONE_FILES | CLONE_SIGHAND | CLONE_THREAD, NULL);
	pid_t sharer = clone(rest, stack[1] + sizeof(stack[1]), CLONE_VM | SIGCHLD, NULL);
	int count = all_processes(0, 256, 0, list);
	const struct rmm_process *p;

	ASSERT_LT(0, thread);
	ASSERT_LT(0, sharer);
	EXPECT_EQ(NULL, process_of(list, count, thread));
	EXPECT_EQ(NULL, process_of(list, count, 2));
	p = process_of(list, count, sharer);
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
	static struct rmm_process list[MOST];
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
				.size = sizeof(arg), .buf = (uintptr_t)list, .capacity = MOST,
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

/*
 * Processes start and exit in the meantime: those that stay are always listed, even one that replaces
 * its address space again and again.
 */
TEST(lasting_processes_are_always_listed)
{
	static const char command[] = "exec sh -c \"$0\" \"$0\"";
	static struct rmm_process list[MOST];
	time_t begun = time(NULL);
	pid_t forker = fork(), executor;

	if (!forker) {
		prctl(PR_SET_PDEATHSIG, SIGKILL);
		for (;;) {
			pid_t pid = fork();

			if (!pid)
				_exit(0);
			waitpid(pid, NULL, 0);
		}
	}
	executor = fork();
	if (!executor) {
		prctl(PR_SET_PDEATHSIG, SIGKILL);
		execlp("sh", "sh", "-c", command, command, NULL);
		_exit(1);
	}
	/* Every variant once, and more often if that does not take minutes. */
	for (int i = 0; i < 30 && (i < 4 || time(NULL) - begun < 60); i++) {
		int count = all_processes(i & 1 ? EVERYTHING : 0, i & 2 ? 2 : 256, 0, list);

		ASSERT_LT(2, count);
		EXPECT_NE(NULL, process_of(list, count, getpid()));
		EXPECT_NE(NULL, process_of(list, count, forker));
		EXPECT_NE(NULL, process_of(list, count, executor));
	}
	end_child(forker);
	end_child(executor);
}

TEST(invalid_arguments_are_refused)
{
	static struct rmm_process list[8];
	const struct rmm_processes good = {
		.size = sizeof(good), .buf = (uintptr_t)list, .capacity = 8,
		.record_size = sizeof(list[0]),
	};
	struct rmm_processes arg = good;
	int rmm = open_device();

	ASSERT_EQ(0, call_ioctl(rmm, RMM_PROCESSES, &arg));
	arg = good, arg.flags = 4;
	EXPECT_EQ(-EINVAL, call_ioctl(rmm, RMM_PROCESSES, &arg));
	arg = good, arg.reserved = 1;
	EXPECT_EQ(-EINVAL, call_ioctl(rmm, RMM_PROCESSES, &arg));
	arg = good, arg.capacity = 0;
	EXPECT_EQ(-EINVAL, call_ioctl(rmm, RMM_PROCESSES, &arg));
	arg = good, arg.first = -1;
	EXPECT_EQ(-EINVAL, call_ioctl(rmm, RMM_PROCESSES, &arg));
	arg = good, arg.first = 0x7fffffff;
	EXPECT_EQ(0, call_ioctl(rmm, RMM_PROCESSES, &arg));
	EXPECT_EQ(0, arg.count | arg.next);
	arg = good, arg.buf = PAGE;
	EXPECT_EQ(-EFAULT, call_ioctl(rmm, RMM_PROCESSES, &arg));
	EXPECT_EQ(-ENOTTY, call_ioctl(open_space(0), RMM_PROCESSES, &arg));
}

int main(int argc, char **argv)
{
	start_zoo();
	return test_harness_run(argc, argv);
}
