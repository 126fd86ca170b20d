// SPDX-License-Identifier: GPL-2.0
/*
 * An arena is memory in a file: what mmap(2), fork(2), ftruncate(2), fallocate(2) and descriptors
 * promise holds; the kernel's own NUMA calls work on it; nonsense is refused as shmem refuses it.
 */
#include "arena_test.h"

#include <linux/falloc.h>
#include <setjmp.h>
#include <sys/socket.h>

#define BYTES (8ul << 20)
#define PAGES (BYTES / PAGE)
/* As the module's parameter has it. */
#define USER_BYTES (1ul << 30)

static sigjmp_buf bus;

static void on_bus(int sig)
{
	siglongjmp(bus, sig);
}

/* Touching @at gives SIGBUS. */
static bool sigbus(volatile char *at)
{
	struct sigaction act = { .sa_handler = on_bus }, old;
	bool hit = true;

	sigaction(SIGBUS, &act, &old);
	if (!sigsetjmp(bus, 1)) {
		*at = 1;
		hit = false;
	}
	sigaction(SIGBUS, &old, NULL);
	return hit;
}

static int status_of(pid_t pid)
{
	int status;

	if (waitpid(pid, &status, 0) != pid || !WIFEXITED(status))
		return -1;
	return WEXITSTATUS(status);
}

FIXTURE(arena)
{
	__u64 nodes;
	int last;	/* the last node with memory */
	int fd;
	char *at;
};

FIXTURE_VARIANT(arena)
{
	__u32 policy;
	__u32 flags;
};

/* The kernel's policy, and ours. */
FIXTURE_VARIANT_ADD(arena, kernel) { .policy = RMM_PLACE_INTERLEAVE };
FIXTURE_VARIANT_ADD(arena, steered) { .policy = RMM_PLACE_STRIPE };

FIXTURE_SETUP(arena)
{
	self->nodes = memory_nodes();
	self->last = 63 - __builtin_clzll(self->nodes);
	self->fd = arena(variant->policy, BYTES, self->nodes, variant->flags);
	ASSERT_LE(0, self->fd);
	self->at = map_fd(self->fd, BYTES, MAP_SHARED);
	ASSERT_NE(MAP_FAILED, self->at);
}

FIXTURE_TEARDOWN(arena)
{
	munmap(self->at, BYTES);
	close(self->fd);
}

static void stamp(char *at, size_t pages)
{
	for (size_t i = 0; i < pages; i++)
		*(volatile size_t *)(at + i * PAGE) = i + 1;
}

static size_t wrong(const char *at, size_t pages)
{
	size_t bad = 0;

	for (size_t i = 0; i < pages; i++)
		bad += *(volatile const size_t *)(at + i * PAGE) != i + 1;
	return bad;
}

TEST_F(arena, is_shared_by_fork_and_descriptor)
{
	int pair[2];
	char control[CMSG_SPACE(sizeof(int))], byte = 0;
	struct iovec iov = { &byte, 1 };
	struct msghdr msg = {
		.msg_iov = &iov, .msg_iovlen = 1, .msg_control = control,
		.msg_controllen = sizeof(control),
	};
	struct cmsghdr *cmsg;
	pid_t pid;

	EXPECT_EQ(FD_CLOEXEC, fcntl(self->fd, F_GETFD));
	stamp(self->at, PAGES);
	pid = fork();
	if (!pid)
		_exit(wrong(self->at, PAGES) != 0 || (self->at[8] = 7) != 7);
	EXPECT_EQ(0, status_of(pid));
	EXPECT_EQ(7, self->at[8]);

	ASSERT_EQ(0, socketpair(AF_UNIX, SOCK_STREAM, 0, pair));
	pid = fork();
	if (!pid) {
		char *at;
		int fd;

		if (recvmsg(pair[1], &msg, 0) != 1)
			_exit(1);
		memcpy(&fd, CMSG_DATA(CMSG_FIRSTHDR(&msg)), sizeof(fd));
		at = map_fd(fd, BYTES, MAP_SHARED);
		_exit(at == MAP_FAILED ? 2 : wrong(at, PAGES) ? 3 : 0);
	}
	cmsg = CMSG_FIRSTHDR(&msg);
	cmsg->cmsg_level = SOL_SOCKET;
	cmsg->cmsg_type = SCM_RIGHTS;
	cmsg->cmsg_len = CMSG_LEN(sizeof(int));
	memcpy(CMSG_DATA(cmsg), &self->fd, sizeof(int));
	EXPECT_EQ(1, sendmsg(pair[0], &msg, 0));
	EXPECT_EQ(0, status_of(pid));
	close(pair[0]);
	close(pair[1]);
}

/* What has been read, written and copied is the process's; the file stays as it is. */
TEST_F(arena, private_mappings_copy)
{
	char *mine = map_fd(self->fd, BYTES, MAP_PRIVATE);
	struct rmm_arena_stat stat;
	long counts[NODES], sum = 0;
	pid_t pid;

	ASSERT_NE(MAP_FAILED, mine);
	/* Holes: zeros to read, and nothing comes into the file. */
	for (size_t i = 0; i < PAGES; i += 2) {
		ASSERT_EQ(0, ((volatile char *)mine)[i * PAGE]);
	}
	stamp(mine, PAGES);
	EXPECT_EQ(0, wrong(mine, PAGES));
	ASSERT_EQ(0, arena_stat(self->fd, RMM_ARENA_STAT_NODES, &stat));
	EXPECT_EQ(0, stat.resident_pages);
	ASSERT_EQ(0, count_nodes(mine, PAGES, counts));
	for (int node = 0; node < (int)NODES; node++)
		sum += counts[node];
	EXPECT_EQ(PAGES, sum);
	for (__u64 left = self->nodes; left; left &= left - 1) {
		long share = PAGES / node_count(self->nodes);

		EXPECT_GE(share / 2, labs(counts[__builtin_ctzll(left)] - share));
	}
	pid = fork();
	if (!pid) {
		int bad = wrong(mine, PAGES) != 0;

		memset(mine, 9, BYTES);
		_exit(bad);
	}
	EXPECT_EQ(0, status_of(pid));
	EXPECT_EQ(0, wrong(mine, PAGES));
	munmap(mine, BYTES);

	/* What is in the file is seen, and not written to. */
	stamp(self->at, PAGES);
	mine = map_fd(self->fd, BYTES, MAP_PRIVATE);
	EXPECT_EQ(0, wrong(mine, PAGES));
	memset(mine, 9, BYTES);
	EXPECT_EQ(0, wrong(self->at, PAGES));
	munmap(mine, BYTES);
}

TEST_F(arena, truncation_cuts_and_grows)
{
	struct rmm_arena_stat stat;
	struct stat st;

	stamp(self->at, PAGES);
	ASSERT_EQ(0, ftruncate(self->fd, BYTES / 2 + 1));
	EXPECT_EQ(0, fstat(self->fd, &st));
	EXPECT_EQ(BYTES / 2 + 1, st.st_size);
	EXPECT_EQ(0, wrong(self->at, PAGES / 2));
	EXPECT_FALSE(sigbus(self->at + BYTES / 2));
	EXPECT_TRUE(sigbus(self->at + BYTES / 2 + PAGE));
	ASSERT_EQ(0, ftruncate(self->fd, BYTES));
	EXPECT_FALSE(sigbus(self->at + BYTES - PAGE));
	ASSERT_EQ(0, arena_stat(self->fd, RMM_ARENA_STAT_NODES, &stat));
	EXPECT_EQ(PAGES / 2 + 2, stat.resident_pages);
	EXPECT_EQ(PAGES + 1, stat.placed[0] + stat.placed[1] + stat.placed[2] + stat.placed[3]);
	ASSERT_EQ(0, ftruncate(self->fd, 0));
	EXPECT_TRUE(sigbus(self->at));
}

/* As a file system that is full: the file may grow, its memory may not. */
TEST_F(arena, cap_holds)
{
	char *more;

	ASSERT_EQ(0, ftruncate(self->fd, 2 * BYTES));
	more = map_fd(self->fd, 2 * BYTES, MAP_SHARED);
	ASSERT_NE(MAP_FAILED, more);
	EXPECT_FALSE(sigbus(more + BYTES - PAGE));
	EXPECT_TRUE(sigbus(more + BYTES));
	EXPECT_EQ(-1, fallocate(self->fd, 0, BYTES, PAGE));
	EXPECT_EQ(ENOSPC, errno);
	munmap(more, 2 * BYTES);
}

TEST_F(arena, holes_are_punched_and_filled)
{
	struct rmm_arena_stat stat;

	ASSERT_EQ(0, fallocate(self->fd, 0, 0, BYTES));
	ASSERT_EQ(0, arena_stat(self->fd, RMM_ARENA_STAT_NODES, &stat));
	EXPECT_EQ(PAGES, stat.resident_pages);
	stamp(self->at, PAGES);
	ASSERT_EQ(0, fallocate(self->fd, FALLOC_FL_PUNCH_HOLE | FALLOC_FL_KEEP_SIZE, PAGE, PAGE));
	EXPECT_EQ(1, wrong(self->at, PAGES));
	EXPECT_EQ(0, self->at[PAGE]);
	EXPECT_EQ(-1, fallocate(self->fd, FALLOC_FL_COLLAPSE_RANGE, 0, PAGE));
	EXPECT_EQ(EOPNOTSUPP, errno);
}

/* What /proc leads to would be shmem's own file. */
TEST_F(arena, opens_by_its_descriptor_alone)
{
	char path[64];
	int fd;

	snprintf(path, sizeof(path), "/proc/self/fd/%d", self->fd);
	EXPECT_EQ(-1, open(path, O_RDWR));
	EXPECT_EQ(ENXIO, errno);
	/* A path alone outlives the arena and opens nothing. */
	fd = open(path, O_PATH);
	ASSERT_LE(0, fd);
	snprintf(path, sizeof(path), "/proc/self/fd/%d", fd);
	EXPECT_EQ(-1, open(path, O_RDWR));
	EXPECT_EQ(ENXIO, errno);
	close(fd);
	EXPECT_EQ(-1, read(self->fd, path, 1));
	EXPECT_EQ(EINVAL, errno);
	EXPECT_EQ(-ENOTTY, rmm_call(self->fd, RMM_VMAS, path));
}

/* mbind(2) on a part: holds for that part, moves what is there, and goes again. */
TEST_F(arena, mbind_rules_its_range)
{
	unsigned long mask = 1ul << self->last, got = 0;
	char *part = self->at + BYTES / 4;
	size_t pages = PAGES / 4;
	long counts[NODES];
	struct rmm_arena_stat stat;
	int mode;

	ASSERT_EQ(0, mbind(part, BYTES / 4, MPOL_BIND, &mask, 64, 0));
	ASSERT_EQ(0, get_mempolicy(&mode, &got, 64, part, MPOL_F_ADDR));
	EXPECT_EQ(MPOL_BIND, mode);
	EXPECT_EQ(mask, got);
	touch(self->at, BYTES);
	ASSERT_EQ(0, count_nodes(part, pages, counts));
	EXPECT_EQ(pages, counts[self->last]);
	if (node_count(self->nodes) > 1) {
		ASSERT_EQ(0, count_nodes(self->at, pages, counts));
		EXPECT_GT(pages, counts[self->last]);
	}
	ASSERT_EQ(0, arena_stat(self->fd, 0, &stat));
	if (variant->policy == RMM_PLACE_STRIPE)
		EXPECT_EQ(pages, stat.reasons[RMM_REASON_RANGE]);

	/* Of what is there already. */
	ASSERT_EQ(0, mbind(self->at, BYTES / 4, MPOL_PREFERRED, &mask, 64,
			   MPOL_MF_MOVE | MPOL_MF_STRICT));
	ASSERT_EQ(0, count_nodes(self->at, pages, counts));
	EXPECT_EQ(pages, counts[self->last]);

	/* By default: the arena's own again. */
	ASSERT_EQ(0, mbind(part, BYTES / 4, MPOL_DEFAULT, NULL, 0, 0));
	ASSERT_EQ(0, fallocate(self->fd, FALLOC_FL_PUNCH_HOLE | FALLOC_FL_KEEP_SIZE, BYTES / 4,
			       BYTES / 4));
	touch(part, BYTES / 4);
	ASSERT_EQ(0, count_nodes(part, pages, counts));
	for (__u64 left = self->nodes; left; left &= left - 1) {
		long share = pages / node_count(self->nodes);

		EXPECT_GE(share / 10, labs(counts[__builtin_ctzll(left)] - share));
	}
}

/* Every mode, with the flags that go with it, is taken and told as it was given. */
TEST_F(arena, mbind_takes_every_mode)
{
	static const int modes[] = {
		MPOL_PREFERRED, MPOL_BIND, MPOL_INTERLEAVE, MPOL_PREFERRED_MANY,
		MPOL_WEIGHTED_INTERLEAVE,
	};
	unsigned long mask = 1ul << self->last, got;
	int mode;

	for (size_t i = 0; i < ARRAY_SIZE(modes); i++) {
		ASSERT_EQ(0, mbind(self->at, BYTES / 2, modes[i], &mask, 64, 0));
		got = 0;
		ASSERT_EQ(0, get_mempolicy(&mode, &got, 64, self->at, MPOL_F_ADDR));
		EXPECT_EQ(modes[i], mode);
		EXPECT_EQ(mask, got);
		ASSERT_EQ(0, mbind(self->at, BYTES / 2, modes[i] | MPOL_F_STATIC_NODES, &mask, 64, 0));
		ASSERT_EQ(0, get_mempolicy(&mode, &got, 64, self->at, MPOL_F_ADDR));
		EXPECT_EQ(modes[i] | MPOL_F_STATIC_NODES, mode);
	}
	ASSERT_EQ(0, mbind(self->at, BYTES / 2, MPOL_LOCAL, NULL, 0, 0));
	ASSERT_EQ(0, mbind(self->at, BYTES / 2, MPOL_BIND, &mask, 64, 0));
	EXPECT_EQ(0, syscall(SYS_set_mempolicy_home_node, self->at, BYTES / 2, self->last, 0));
	self->at[0] = 1;
	ASSERT_EQ(0, get_mempolicy(&mode, NULL, 0, self->at, MPOL_F_ADDR | MPOL_F_NODE));
	EXPECT_EQ(self->last, mode);
}

/* As another mapping of a file in memory: the same errors. */
TEST_F(arena, mbind_refuses_as_shmem_does)
{
	char *other = mmap(NULL, BYTES, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	unsigned long foreign = 1ul << 40, mask = 1;
	const struct {
		int mode;
		unsigned long *nodes, bits, len;
		unsigned int flags;
	} calls[] = {
		{ MPOL_BIND, &foreign, 64, BYTES, 0 },
		{ MPOL_BIND, NULL, 0, BYTES, 0 },
		{ MPOL_INTERLEAVE, &foreign, 64, BYTES, 0 },
		{ MPOL_DEFAULT, &mask, 64, BYTES, 0 },
		{ 77, &mask, 64, BYTES, 0 },
		{ MPOL_BIND, &mask, 64, BYTES, 1u << 20 },
		{ MPOL_BIND, (void *)8, 64, BYTES, 0 },
		{ MPOL_BIND, &mask, 1ul << 40, BYTES, 0 },
	};

	ASSERT_NE(MAP_FAILED, other);
	for (size_t i = 0; i < ARRAY_SIZE(calls); i++) {
		int want, ret = mbind(other, calls[i].len, calls[i].mode, calls[i].nodes,
				      calls[i].bits, calls[i].flags);

		want = ret ? errno : 0;
		ret = mbind(self->at, calls[i].len, calls[i].mode, calls[i].nodes, calls[i].bits,
			    calls[i].flags);
		EXPECT_EQ(want, ret ? errno : 0) {
			TH_LOG("call %zu", i);
		}
	}
	munmap(other, BYTES);
}

TEST_F(arena, move_pages_and_numa_maps)
{
	long counts[NODES];
	void *addr[64];
	int to[64], status[64];
	char *line, key[32];
	size_t total = 0;

	stamp(self->at, PAGES);
	for (int i = 0; i < 64; i++) {
		addr[i] = self->at + i * PAGE;
		to[i] = self->last;
	}
	ASSERT_EQ(0, move_pages(0, 64, addr, to, status, MPOL_MF_MOVE));
	for (int i = 0; i < 64; i++)
		EXPECT_EQ(self->last, status[i]);
	EXPECT_EQ(0, wrong(self->at, PAGES));
	ASSERT_EQ(0, count_nodes(self->at, PAGES, counts));
	snprintf(key, sizeof(key), "%lx ", (unsigned long)self->at);
	line = text_of("/proc/self/numa_maps");
	ASSERT_NE(NULL, line);
	line = strstr(line, key);
	ASSERT_NE(NULL, line);
	*strchrnul(line, '\n') = 0;
	EXPECT_NE(NULL, strstr(line, "[rmm-arena]")) {
		TH_LOG("%s", line);
	}
	for (int node = 0; node < (int)NODES; node++) {
		char *at;

		snprintf(key, sizeof(key), " N%d=", node);
		at = strstr(line, key);
		EXPECT_EQ(counts[node], at ? atol(at + strlen(key)) : 0);
		total += counts[node];
	}
	EXPECT_EQ(PAGES, total);
}

/* RMM_ARENA_MOVE: everything resident goes, contents stay, the sums are those of the range. */
TEST_F(arena, moves_by_call)
{
	struct rmm_arena_move move = {
		.size = sizeof(move), .len = BYTES, .nodes = 1ull << self->last,
	};
	struct rmm_arena_stat stat;
	__u64 refused = 0;
	long counts[NODES];

	stamp(self->at, PAGES / 2);
	ASSERT_EQ(0, rmm_call(self->fd, RMM_ARENA_MOVE, &move));
	for (int i = 0; i < 16; i++)
		refused += move.refusals[i];
	EXPECT_EQ(BYTES, move.next);
	EXPECT_EQ(PAGES, move.moved + move.stayed + move.absent + refused);
	EXPECT_EQ(PAGES / 2, move.absent);
	/* Pages that a CPU has just added are on its list for the LRU. */
	for (int i = 0; i < 10 && refused; i++) {
		ASSERT_EQ(0, rmm_call(self->fd, RMM_ARENA_MOVE, &move));
		refused = PAGES / 2 - move.moved - move.stayed;
	}
	EXPECT_EQ(0, wrong(self->at, PAGES / 2));
	ASSERT_EQ(0, count_nodes(self->at, PAGES / 2, counts));
	TH_LOG("%ld of %lu moved", counts[self->last], PAGES / 2);
	EXPECT_LE(PAGES / 2 - 64, counts[self->last]);
	ASSERT_EQ(0, arena_stat(self->fd, RMM_ARENA_STAT_NODES, &stat));
	EXPECT_EQ(counts[self->last], stat.node_pages[self->last]);

	move.start = 1;
	EXPECT_EQ(-EINVAL, rmm_call(self->fd, RMM_ARENA_MOVE, &move));
	move.start = 0;
	move.len = -PAGE;
	move.start = 2 * PAGE;
	EXPECT_EQ(-EINVAL, rmm_call(self->fd, RMM_ARENA_MOVE, &move));
	move.len = PAGE;
	move.nodes = 1ull << 40;
	EXPECT_EQ(-EINVAL, rmm_call(self->fd, RMM_ARENA_MOVE, &move));
}

/* What is locked stays, and is counted as that. */
TEST_F(arena, mlocked_pages_are_refused)
{
	struct rmm_arena_move move = {
		.size = sizeof(move), .len = 64 * PAGE, .nodes = 1ull << self->last,
	};

	stamp(self->at, 64);
	ASSERT_EQ(0, mlock(self->at, 64 * PAGE));
	ASSERT_EQ(0, rmm_call(self->fd, RMM_ARENA_MOVE, &move));
	EXPECT_EQ(0, move.moved);
	EXPECT_EQ(64, move.stayed + move.refusals[RMM_REFUSAL_MLOCKED]);
	EXPECT_EQ(0, wrong(self->at, 64));
}

/* The ring has the last decisions in their order, and says what is lost. */
TEST_F(arena, decisions_can_be_read)
{
	static struct rmm_decision records[300];
	struct rmm_arena_ring ring = {
		.size = sizeof(ring), .buf = (uintptr_t)records, .capacity = 300,
		.record_size = sizeof(records[0]),
	};
	struct rmm_arena_stat stat;

	touch(self->at, BYTES);
	ASSERT_EQ(0, rmm_call(self->fd, RMM_ARENA_RING, &ring));
	EXPECT_LT(0, ring.count);
	EXPECT_EQ(PAGES, ring.next);
	EXPECT_EQ(PAGES, ring.lost + ring.count);
	for (__u32 i = 0; i < ring.count; i++) {
		EXPECT_EQ(ring.lost + i, records[i].number);
		EXPECT_EQ(records[i].number, records[i].page);
		EXPECT_TRUE(self->nodes >> records[i].node & 1);
		if (i)
			EXPECT_LE(records[i - 1].time_ns, records[i].time_ns);
	}
	ASSERT_EQ(0, arena_stat(self->fd, 0, &stat));
	EXPECT_EQ(PAGES, stat.decisions);
	EXPECT_EQ(PAGES, stat.reasons[variant->policy == RMM_PLACE_STRIPE ? RMM_REASON_FIRST :
				      RMM_REASON_KERNEL]);
	ASSERT_EQ(0, rmm_call(self->fd, RMM_ARENA_RING, &ring));
	EXPECT_EQ(0, ring.count);
	ring.buf = 8;
	ring.next = 0;
	EXPECT_EQ(-EFAULT, rmm_call(self->fd, RMM_ARENA_RING, &ring));
}

/* Nothing of it is left when the last descriptor and the last mapping are gone. */
TEST_F(arena, goes_with_its_last_user)
{
	int before = arena_lines();
	int fd = arena(variant->policy, BYTES, self->nodes, 0);
	char *at = map_fd(fd, BYTES, MAP_SHARED);

	ASSERT_NE(MAP_FAILED, at);
	touch(at, BYTES);
	close(fd);
	EXPECT_LT(before, arena_lines());
	at[0] = 2;
	munmap(at, BYTES);
	/* A file goes when the task returns to user space. */
	EXPECT_EQ(before, arena_lines());
}

TEST(refuses_what_makes_no_arena)
{
	const __u64 nodes = memory_nodes();
	const __u32 none[NODES] = { 0 }, large[NODES] = { 256, 1 }, ones[NODES] = { 1, 1, 1, 1 };
	struct rmm_arena_create arg;
	int fd;

	EXPECT_EQ(-EINVAL, arena(RMM_PLACE_LOCAL, 0, 0, 0));
	EXPECT_EQ(-EINVAL, arena(RMM_PLACE_LOCAL, 1ull << 63, 0, 0));
	EXPECT_EQ(-EINVAL, arena(RMM_PLACE_LOCAL, -1ull, 0, 0));
	EXPECT_EQ(-ENOSPC, arena(RMM_PLACE_LOCAL, USER_BYTES + 1, 0, 0));
	EXPECT_EQ(-EINVAL, arena(77, BYTES, nodes, 0));
	EXPECT_EQ(-EINVAL, arena(RMM_PLACE_LOCAL, BYTES, 0, 1u << 30));
	EXPECT_EQ(-EINVAL, arena(RMM_PLACE_LOCAL, BYTES, 0, RMM_ARENA_STRICT));
	for (__u32 policy = RMM_PLACE_BIND; policy <= RMM_PLACE_ADAPTIVE; policy++) {
		EXPECT_EQ(-EINVAL, arena(policy, BYTES, 0, 0));
		/* A node that is not there. */
		EXPECT_EQ(-EINVAL, arena(policy, BYTES, 1ull << 60, 0));
	}
	EXPECT_EQ(-EINVAL, weighted_arena(RMM_PLACE_WEIGHTED, BYTES, nodes, none, NODES));
	EXPECT_EQ(-EINVAL, weighted_arena(RMM_PLACE_WEIGHTED, BYTES, nodes, large, NODES));
	EXPECT_EQ(-EINVAL, weighted_arena(RMM_PLACE_ADAPTIVE, BYTES, nodes, none, NODES));
	EXPECT_EQ(-EINVAL, weighted_arena(RMM_PLACE_STRIPE, BYTES, nodes, ones, NODES));
	EXPECT_EQ(-EINVAL, weighted_arena(RMM_PLACE_WEIGHTED, BYTES, nodes, ones, NODES + 1));
	EXPECT_EQ(-EFAULT, weighted_arena(RMM_PLACE_WEIGHTED, BYTES, nodes, (void *)8, NODES));
	arg = (struct rmm_arena_create){
		.size = sizeof(arg), .bytes = BYTES, .cap = BYTES - 1, .policy = RMM_PLACE_LOCAL,
	};
	EXPECT_EQ(-EINVAL, arena_create(&arg));
	/* What is online counts, what is not does not: as for mbind. */
	fd = arena(RMM_PLACE_INTERLEAVE, BYTES, nodes | 1ull << 60, 0);
	EXPECT_LE(0, fd);
	close(fd);
	EXPECT_EQ(0, arena_lines());
}

TEST(user_limit)
{
	int half = arena(RMM_PLACE_LOCAL, USER_BYTES / 2, 0, 0), fd;

	ASSERT_LE(0, half);
	fd = arena(RMM_PLACE_LOCAL, USER_BYTES / 2, 0, 0);
	EXPECT_LE(0, fd);
	EXPECT_EQ(-ENOSPC, arena(RMM_PLACE_LOCAL, PAGE, 0, 0));
	close(fd);
	fd = arena(RMM_PLACE_LOCAL, PAGE, 0, 0);
	EXPECT_LE(0, fd);
	close(fd);
	close(half);
	EXPECT_EQ(0, arena_lines());
}

/* Neither while it has a descriptor, nor while it has a mapping alone. */
TEST(keeps_the_module)
{
	int fd = arena(RMM_PLACE_STRIPE, BYTES, memory_nodes(), 0);
	char *at = map_fd(fd, BYTES, MAP_SHARED);

	ASSERT_NE(MAP_FAILED, at);
	EXPECT_EQ(-1, syscall(SYS_delete_module, "rmm", O_NONBLOCK));
	EXPECT_EQ(EWOULDBLOCK, errno);
	close(fd);
	EXPECT_EQ(-1, syscall(SYS_delete_module, "rmm", O_NONBLOCK));
	EXPECT_EQ(EWOULDBLOCK, errno);
	at[0] = 1;
	munmap(at, BYTES);
}

/* A process that is killed while it fills an arena leaves nothing. */
TEST(a_killed_process_leaves_nothing)
{
	const __u64 nodes = memory_nodes();

	for (int round = 0; round < 20; round++) {
		int ready[2];
		char byte;
		pid_t pid;

		ASSERT_EQ(0, pipe(ready));
		pid = fork();
		if (!pid) {
			int fd = arena(round & 1 ? RMM_PLACE_STRIPE : RMM_PLACE_INTERLEAVE,
				       64ul << 20, nodes, 0);
			char *at = map_fd(fd, 64ul << 20, MAP_SHARED);

			if (write(ready[1], "x", 1) != 1)
				_exit(1);
			for (;;) {
				touch(at, 64ul << 20);
				madvise(at, 64ul << 20, MADV_REMOVE);
			}
		}
		close(ready[1]);
		ASSERT_EQ(1, read(ready[0], &byte, 1));
		for (volatile int i = 0; i < round * 100000; i++)
			;
		end_child(pid);
		close(ready[0]);
	}
	EXPECT_EQ(0, arena_lines());
}

TEST_HARNESS_MAIN
