// SPDX-License-Identifier: GPL-2.0
/* RMM_PROCESSES and its files: every process once, with the numbers of its status. */
#include "lib/harness.h"
#include "lib/device.h"
#include "lib/process.h"
#include "lib/process_list.h"
#include "lib/smaps.h"
#include "lib/targets.h"
#include "lib/text.h"
#include "lib/vmas.h"
#include "lib/zoo.h"

#define EVERYTHING (RMM_PROCESSES_RESIDENT | RMM_PROCESSES_PSS)

/*
 * Lists all processes while the pages that the target shares do not change: any process that maps
 * libc shares some.
 */
static int processes_beside(pid_t pid, struct rmm_process *list)
{
	int count = 0;

	for (time_t end = 0; count >= 0 && retry_allowed(&end);) {
		char *was = copy_process_file(pid, "smaps_rollup");

		count = list_processes(EVERYTHING, 256, 0, list);
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
	self->list = calloc(MOST_PROCESSES, sizeof(*self->list));
	self->other = calloc(MOST_PROCESSES, sizeof(*self->list));
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

		self->count = list_processes(EVERYTHING, 256, 0, self->list);
		ASSERT_EQ(1, read_smaps_details(self->pid, "smaps_rollup", &rollup, 1));
		if (process_file_unchanged(was, self->pid, "smaps_rollup"))
			break;
	}
	p = listed_process(self->list, self->count, self->pid);
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
	if (has_feature(RMM_FEATURE_PAGE_MAPCOUNT))
		EXPECT_EQ(0, p->inexact_bytes);
	EXPECT_EQ(rollup.pss_dirty, p->pss_dirty_bytes >> 10);
	EXPECT_EQ(rollup.pss_anon, p->pss_anon_bytes >> 10);
	EXPECT_EQ(rollup.pss_file, p->pss_file_bytes >> 10);
	EXPECT_EQ(rollup.pss_shmem, p->pss_shmem_bytes >> 10);
	EXPECT_EQ(rollup.lazyfree, p->lazyfree_bytes >> 10);
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
		EXPECT_LE(has_feature(RMM_FEATURE_THP) ? 8 << 20 : 0, p->huge_bytes);
		EXPECT_LT(0, rollup.lazyfree);
		EXPECT_LT(0, rollup.pss_shmem);
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
		self->count = list_processes(EVERYTHING, 256, 0, self->list);
		count = list_processes(EVERYTHING, 1, 1, self->other);
		p = listed_process(self->list, self->count, self->pid);
		same = listed_process(self->other, count, self->pid);
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

		self->count = list_processes(EVERYTHING, 256, 0, self->list);
		count = left_out = 0;
		while ((entry = readdir(dir))) {
			int pid = atoi(entry->d_name);

			if (pid <= 0 || status_kb(pid, "VmSize") < 0)
				continue;
			count++;
			if (!listed_process(self->list, self->count, pid))
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
	int count = list_processes(0, 256, 0, self->other);

	ASSERT_LT(2, count);
	p = listed_process(self->other, count, self->pid);
	ASSERT_NE(NULL, p);
	EXPECT_LT(0, p->anon_bytes);
	EXPECT_EQ(RMM_ABSENT, p->huge_bytes & p->node_bytes[0] & p->more_nodes_bytes & p->uss_bytes &
		  p->pss_bytes & p->inexact_bytes & p->pss_dirty_bytes & p->pss_anon_bytes &
		  p->pss_file_bytes & p->pss_shmem_bytes & p->lazyfree_bytes);
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
			self->count = list_processes(EVERYTHING, 256, 0, self->list);
			text = read_text("/proc/rmm/%s", files[f]);
			ASSERT_NE(NULL, text);
			text = strdup(text);
			if (process_file_unchanged(was, self->pid, "smaps_rollup"))
				break;
		}
		for (line = strtok_r(text, "\n", &save); line; line = strtok_r(NULL, "\n", &save)) {
			const struct rmm_process *p = listed_process(self->list, self->count, self->pid);
			unsigned long long v[10], pss[8];
			char comm[32], nodes[256], memcg[32], expected[32] = "-";
			__u32 uid[2];
			int pid;

			if (atoi(line) != self->pid)
				continue;
			rows++;
			if (f) {
				ASSERT_EQ(22, sscanf(line, "%d %*d %llu %llu %llu %llu %llu %llu %llu %llu %255s "
						     "%llu %llu %llu %llu %llu %llu %llu %llu %31s %u %u %31s", &pid, v,
						     v + 1, v + 2, v + 3, v + 4, v + 5, v + 6, v + 7, nodes, pss,
						     pss + 1, pss + 2, pss + 3, pss + 4, pss + 5, pss + 6, pss + 7,
						     memcg, uid, uid + 1, comm));
				EXPECT_EQ(p->uss_bytes >> 10, pss[0]);
				EXPECT_EQ(p->pss_bytes >> 10, pss[1]);
				EXPECT_EQ(p->pss_dirty_bytes >> 10, pss[3]);
				EXPECT_EQ(p->pss_anon_bytes >> 10, pss[4]);
				EXPECT_EQ(p->pss_file_bytes >> 10, pss[5]);
				EXPECT_EQ(p->pss_shmem_bytes >> 10, pss[6]);
				EXPECT_EQ(p->lazyfree_bytes >> 10, pss[7]);
			} else {
				ASSERT_EQ(14, sscanf(line, "%d %*d %llu %llu %llu %llu %llu %llu %llu %llu %255s "
						     "%31s %u %u %31s", &pid, v, v + 1, v + 2, v + 3, v + 4,
						     v + 5, v + 6, v + 7, nodes, memcg, uid, uid + 1, comm));
			}
			if (p->memory_cgroup != RMM_ABSENT)
				snprintf(expected, sizeof(expected), "%llu", p->memory_cgroup);
			EXPECT_STREQ(expected, memcg);
			EXPECT_EQ(p->uid, uid[0]);
			EXPECT_EQ(p->real_uid, uid[1]);
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

/*
 * Processes start and exit in the meantime: those that stay are always listed, even one that replaces
 * its address space again and again.
 */
TEST(lasting_processes_are_always_listed)
{
	static const char command[] = "exec sh -c \"$0\" \"$0\"";
	static struct rmm_process list[MOST_PROCESSES];
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
		int count = list_processes(i & 1 ? EVERYTHING : 0, i & 2 ? 2 : 256, 0, list);

		ASSERT_LT(2, count);
		EXPECT_NE(NULL, listed_process(list, count, getpid()));
		EXPECT_NE(NULL, listed_process(list, count, forker));
		EXPECT_NE(NULL, listed_process(list, count, executor));
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
