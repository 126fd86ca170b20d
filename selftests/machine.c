// SPDX-License-Identifier: GPL-2.0
/*
 * RMM_LRU, RMM_LAYOUT and RMM_MEMCGS: invalid arguments, portions, permissions, and cgroups that
 * are removed.
 */
#include "lib/harness.h"
#include "lib/device.h"
#include "lib/process.h"
#include "lib/text.h"

#include <sys/stat.h>

#define CGROUP "/sys/fs/cgroup/rmm-machine"
#define MEMCGS 4096

static const struct {
	unsigned long request;
	__u32 record;
} lists[] = {
	{ RMM_LRU, sizeof(struct rmm_lru) },
	{ RMM_LAYOUT, sizeof(struct rmm_region) },
};

static __u64 big[1 << 16];

static int list(int rmm, int which, void *buf, __u32 capacity, __u32 record, __u32 *count)
{
	struct rmm_list arg = {
		.size = sizeof(arg), .buf = (uintptr_t)buf, .capacity = capacity,
		.record_size = record,
	};
	int ret = call_ioctl(rmm, lists[which].request, &arg);

	*count = arg.count;
	return ret;
}

FIXTURE(machine)
{
	int rmm;
};

FIXTURE_SETUP(machine)
{
	self->rmm = open_device();
	ASSERT_LE(0, self->rmm);
}

FIXTURE_TEARDOWN(machine)
{
	close(self->rmm);
}

TEST_F(machine, invalid_list_arguments_are_refused)
{
	for (size_t i = 0; i < ARRAY_SIZE(lists); i++) {
		__u32 size = lists[i].record, count;
		struct rmm_list arg = {
			.size = sizeof(arg), .flags = 1, .buf = (uintptr_t)big, .capacity = 64,
			.record_size = size,
		};

		EXPECT_EQ(-EINVAL, call_ioctl(self->rmm, lists[i].request, &arg));
		arg.flags = 0;
		arg.reserved = 1;
		EXPECT_EQ(-EINVAL, call_ioctl(self->rmm, lists[i].request, &arg));
		EXPECT_EQ(-EFAULT, call_ioctl(self->rmm, lists[i].request, NULL));
		EXPECT_EQ(-EINVAL, list(self->rmm, i, big, 0, size, &count));
		EXPECT_EQ(-EINVAL, list(self->rmm, i, big, 64, 0, &count));
		EXPECT_EQ(-EINVAL, list(self->rmm, i, big, 64, size + 4, &count));
		EXPECT_EQ(-EFAULT, list(self->rmm, i, (void *)8, 64, size, &count));
		EXPECT_EQ(-EFAULT, list(self->rmm, i, (void *)-4096ul, 64, size, &count));
		EXPECT_EQ(0, list(self->rmm, i, big, 64, size, &count));
		EXPECT_LT(0, count);
		if (count > 1) {
			EXPECT_EQ(-ENOSPC, list(self->rmm, i, big, count - 1, size, &count));
		}
	}
}

/*
 * A caller with shorter records gets the fields that it has, one with longer records gets zeros
 * after them.
 */
TEST_F(machine, records_are_truncated_and_zero_filled)
{
	static struct rmm_region all[64], some[64];
	struct { struct rmm_region region; __u64 more[2]; } long_records[64];
	__u32 count, again;

	ASSERT_EQ(0, list(self->rmm, 1, all, 64, sizeof(all[0]), &count));
	ASSERT_EQ(0, list(self->rmm, 1, some, 64, 16, &again));
	ASSERT_EQ(count, again);
	for (__u32 i = 0; i < count; i++)
		EXPECT_EQ(0, memcmp(&all[i], (char *)some + 16 * i, 16));
	memset(long_records, 0xff, sizeof(long_records));
	ASSERT_EQ(0, list(self->rmm, 1, long_records, 64, sizeof(long_records[0]), &again));
	for (__u32 i = 0; i < count; i++) {
		EXPECT_EQ(0, memcmp(&all[i], &long_records[i].region, sizeof(all[0])));
		EXPECT_EQ(0, long_records[i].more[0] | long_records[i].more[1]);
	}
}

/* The opener of the descriptor had the capability that addresses need; the caller needs it, too. */
TEST_F(machine, addresses_need_the_callers_capability)
{
	struct rmm_region regions[64];
	__u32 count;

	ASSERT_EQ(0, list(self->rmm, 1, regions, 64, sizeof(regions[0]), &count));
	EXPECT_EQ(~0ull, regions[0].last);
	EXPECT_NE(RMM_ABSENT, regions[0].start);
	if (fork_as_nobody()) {
		struct rmm_memcgs arg = {
			.size = sizeof(arg), .buf = (uintptr_t)big, .capacity = 64,
			.record_size = sizeof(struct rmm_memcg),
		};

		EXPECT_EQ(0, list(self->rmm, 1, regions, 64, sizeof(regions[0]), &count));
		for (__u32 i = 0; i < count; i++) {
			EXPECT_EQ(RMM_ABSENT, regions[i].start);
			EXPECT_EQ(RMM_ABSENT, regions[i].last);
			EXPECT_EQ(RMM_ABSENT, regions[i].top_entries);
			EXPECT_EQ(regions[i].kind == RMM_REGION_HOLE, regions[i].bytes == RMM_ABSENT);
		}
		EXPECT_EQ(-EPERM, call_ioctl(self->rmm, RMM_MEMCGS, &arg));
		_exit(0);
	}
}

/* Every online node has a record, and its numbers of cgroups are consistent. */
TEST_F(machine, lru_has_every_online_node)
{
	static struct rmm_lru lru[64];
	char *online = read_text("/sys/devices/system/node/online");
	__u32 count, last = 0;

	ASSERT_EQ(0, list(self->rmm, 0, lru, 64, sizeof(lru[0]), &count));
	ASSERT_NE(NULL, online);
	for (char *at = online; *at; at++)
		if (*at >= '0' && *at <= '9')
			last = strtoul(at, &at, 10);
	EXPECT_EQ(last, lru[count - 1].node);
	for (__u32 i = 0; i < count; i++) {
		EXPECT_LE(1, lru[i].memcgs);
		EXPECT_GE(lru[i].memcgs, lru[i].memcgs_mglru);
	}
}

/* Lists memory cgroups in portions; stores the inodes of all, in order. */
static int memcgs(int rmm, __u32 flags, __u32 capacity, __u64 *inodes, int *count)
{
	static struct rmm_memcg buf[256];
	static char names[1 << 16];
	struct rmm_memcgs arg = {
		.size = sizeof(arg), .flags = flags, .buf = (uintptr_t)buf, .capacity = capacity,
		.record_size = flags ? sizeof(struct rmm_memcg_node) : sizeof(buf[0]),
		.names = (uintptr_t)names, .names_size = sizeof(names),
	};

	*count = 0;
	do {
		int ret = call_ioctl(rmm, RMM_MEMCGS, &arg);

		if (ret)
			return ret;
		if (arg.count > capacity || *count + arg.count > MEMCGS)
			return -EPROTO;
		for (__u32 i = 0; i < arg.count; i++) {
			const char *at = (const char *)buf + i * (size_t)arg.record_size;

			memcpy(&inodes[(*count)++], at, sizeof(*inodes));
			if (!flags && (buf[i].name_offset + buf[i].name_len > sizeof(names) ||
				       !buf[i].name_len || names[buf[i].name_offset] != '/'))
				return -EPROTO;
		}
		arg.after = arg.next;
	} while (arg.next != RMM_ABSENT);
	return 0;
}

FIXTURE(memcgs)
{
	int rmm;
	__u64 inode[3];
};

static const char *const cgroups[] = { CGROUP, CGROUP "/one", CGROUP "/two" };

static void enable_memory(const char *cgroup)
{
	char path[128];
	int fd;

	snprintf(path, sizeof(path), "%s/cgroup.subtree_control", cgroup);
	fd = open(path, O_WRONLY | O_CLOEXEC);
	if (fd < 0 || write(fd, "+memory", 7) != 7)
		abort();
	close(fd);
}

FIXTURE_SETUP(memcgs)
{
	self->rmm = open_device();
	ASSERT_LE(0, self->rmm);
	if (!has_feature(RMM_FEATURE_MEMCGS))
		SKIP(return, "no memory cgroups");
	enable_memory("/sys/fs/cgroup");
	for (int i = 0; i < 3; i++) {
		struct stat stat;

		ASSERT_EQ(0, mkdir(cgroups[i], 0755));
		if (!i)
			enable_memory(CGROUP);
		ASSERT_EQ(0, lstat(cgroups[i], &stat));
		self->inode[i] = stat.st_ino;
	}
}

FIXTURE_TEARDOWN(memcgs)
{
	for (int i = 2; i >= 0; i--)
		rmdir(cgroups[i]);
	close(self->rmm);
}

TEST_F(memcgs, portions_equal_one_call)
{
	static __u64 whole[MEMCGS], parts[MEMCGS], nodes[MEMCGS], after[MEMCGS];
	int count, again = 0, rows = 0, last, ret;
	time_t end = 0;
	bool unchanged = false;

	/* Cgroups that others removed are freed asynchronously. */
	while (!unchanged && retry_allowed(&end)) {
		ASSERT_EQ(0, memcgs(self->rmm, 0, 256, whole, &count));
		ret = memcgs(self->rmm, 0, 1, parts, &again);
		ret = ret ?: memcgs(self->rmm, RMM_MEMCGS_NODES, 64, nodes, &rows);
		ASSERT_EQ(0, memcgs(self->rmm, 0, 256, after, &last));
		unchanged = count == last && !memcmp(whole, after, count * sizeof(whole[0]));
	}
	ASSERT_TRUE(unchanged) {
		TH_LOG("the cgroups changed in every comparison: %d, then %d", count, last);
	}
	ASSERT_EQ(0, ret);
	ASSERT_EQ(count, again);
	EXPECT_EQ(0, memcmp(whole, parts, count * sizeof(whole[0])));
	for (int i = 0; i < 3; i++) {
		int seen = 0;

		for (int j = 0; j < count; j++)
			seen += whole[j] == self->inode[i];
		EXPECT_EQ(1, seen) TH_LOG("%s", cgroups[i]);
	}
	/* Every node has a record, and records of one cgroup are adjacent. */
	EXPECT_EQ(0, rows % count);
	for (int i = 0; i < rows; i++)
		EXPECT_EQ(whole[i / (rows / count)], nodes[i]);
}

TEST_F(memcgs, invalid_arguments_are_refused)
{
	struct rmm_memcgs good = {
		.size = sizeof(good), .buf = (uintptr_t)big, .capacity = 8,
		.record_size = sizeof(struct rmm_memcg),
	}, arg;

#define REFUSED(error, ...) do { \
		arg = good; \
		__VA_ARGS__; \
		EXPECT_EQ(-(error), call_ioctl(self->rmm, RMM_MEMCGS, &arg)); \
	} while (0)

	arg = good;
	EXPECT_EQ(0, call_ioctl(self->rmm, RMM_MEMCGS, &arg));
	REFUSED(EINVAL, arg.flags = 2);
	REFUSED(EINVAL, arg.capacity = 0);
	REFUSED(EINVAL, arg.record_size = 12);
	REFUSED(EFAULT, arg.buf = 8);
	REFUSED(EFAULT, arg.names = 8, arg.names_size = 4096);
	/* The buffer has no room for the root's "/". */
	REFUSED(ENOSPC, arg.names = (uintptr_t)big, arg.names_size = 0);
	REFUSED(ESTALE, arg.after = 0x7fffffffffffull);
	REFUSED(ESTALE, arg.after = RMM_ABSENT);
	REFUSED(E2BIG, arg.size = PAGE + 8);
}

/* A call that resumes after a removed cgroup returns ESTALE instead of skipping others. */
TEST_F(memcgs, resuming_at_a_removed_cgroup_is_estale)
{
	struct rmm_memcgs arg = {
		.size = sizeof(arg), .buf = (uintptr_t)big, .capacity = 8, .after = self->inode[1],
		.record_size = sizeof(struct rmm_memcg),
	};
	time_t end = 0;
	int ret = 0;

	ASSERT_EQ(0, call_ioctl(self->rmm, RMM_MEMCGS, &arg));
	ASSERT_EQ(0, rmdir(cgroups[1]));
	/* Work queues free the cgroup asynchronously. */
	while (!ret && retry_allowed(&end)) {
		arg.after = self->inode[1];
		ret = call_ioctl(self->rmm, RMM_MEMCGS, &arg);
	}
	EXPECT_EQ(-ESTALE, ret);
}

TEST_HARNESS_MAIN
