// SPDX-License-Identifier: GPL-2.0
/*
 * Valid and invalid arguments of RMM_ARENA_CREATE, the user's limit, and the references that an
 * arena holds.
 */
#include "lib/harness.h"
#include "lib/arena.h"
#include "lib/device.h"
#include "lib/memory.h"
#include "lib/process.h"

#include <sys/resource.h>

#define BYTES (8ul << 20)
/* The default of the module's parameter. */
#define USER_BYTES (1ul << 30)

TEST(invalid_arguments_are_refused)
{
	const __u64 nodes = memory_nodes();
	const __u32 none[NODES] = { 0 }, large[NODES] = { 256, 1 }, ones[NODES] = { 1, 1, 1, 1 };
	struct rmm_arena_create arg;
	int fd;

	EXPECT_EQ(-EINVAL, create_arena(RMM_PLACE_LOCAL, 0, 0, 0));
	EXPECT_EQ(-EINVAL, create_arena(RMM_PLACE_LOCAL, 1ull << 63, 0, 0));
	EXPECT_EQ(-EINVAL, create_arena(RMM_PLACE_LOCAL, -1ull, 0, 0));
	EXPECT_EQ(-ENOSPC, create_arena(RMM_PLACE_LOCAL, USER_BYTES + 1, 0, 0));
	EXPECT_EQ(-EINVAL, create_arena(77, BYTES, nodes, 0));
	EXPECT_EQ(-EINVAL, create_arena(RMM_PLACE_LOCAL, BYTES, 0, 1u << 30));
	EXPECT_EQ(-EINVAL, create_arena(RMM_PLACE_LOCAL, BYTES, 0, RMM_ARENA_STRICT));
	for (__u32 policy = RMM_PLACE_BIND; policy <= RMM_PLACE_ADAPTIVE; policy++) {
		EXPECT_EQ(-EINVAL, create_arena(policy, BYTES, 0, 0));
		/* The node does not exist. */
		EXPECT_EQ(-EINVAL, create_arena(policy, BYTES, 1ull << 60, 0));
	}
	EXPECT_EQ(-EINVAL, create_weighted_arena(RMM_PLACE_WEIGHTED, BYTES, nodes, none, NODES));
	EXPECT_EQ(-EINVAL, create_weighted_arena(RMM_PLACE_WEIGHTED, BYTES, nodes, large, NODES));
	EXPECT_EQ(-EINVAL, create_weighted_arena(RMM_PLACE_ADAPTIVE, BYTES, nodes, none, NODES));
	EXPECT_EQ(-EINVAL, create_weighted_arena(RMM_PLACE_STRIPE, BYTES, nodes, ones, NODES));
	EXPECT_EQ(-EINVAL, create_weighted_arena(RMM_PLACE_WEIGHTED, BYTES, nodes, ones, NODES + 1));
	EXPECT_EQ(-EFAULT, create_weighted_arena(RMM_PLACE_WEIGHTED, BYTES, nodes, (void *)8, NODES));
	arg = (struct rmm_arena_create){
		.size = sizeof(arg), .bytes = BYTES, .cap = BYTES - 1, .policy = RMM_PLACE_LOCAL,
	};
	EXPECT_EQ(-EINVAL, create_arena_by(&arg));
	/* Nodes that are offline are ignored, as in mbind(2). */
	fd = create_arena(RMM_PLACE_INTERLEAVE, BYTES, nodes | 1ull << 60, 0);
	EXPECT_LE(0, fd);
	close(fd);
	EXPECT_EQ(0, count_listed_arenas());
}

/* A worker releases the limit of a closed arena later: retries until there is room. */
static int arena_in_time(__u64 bytes)
{
	time_t end = 0;
	int fd;

	do
		fd = create_arena(RMM_PLACE_LOCAL, bytes, 0, 0);
	while (fd == -ENOSPC && retry_allowed(&end));
	return fd;
}

TEST(user_limit_holds)
{
	int half = arena_in_time(USER_BYTES / 2), fd;

	ASSERT_LE(0, half);
	fd = arena_in_time(USER_BYTES / 2);
	EXPECT_LE(0, fd);
	EXPECT_EQ(-ENOSPC, create_arena(RMM_PLACE_LOCAL, PAGE, 0, 0));
	close(fd);
	fd = arena_in_time(PAGE);
	EXPECT_LE(0, fd);
	close(fd);
	close(half);
	EXPECT_EQ(0, count_listed_arenas());
}

/*
 * The limit is that of the user who owns the user namespace: subordinate user ids have none of their
 * own.
 */
static int use_subordinate_ids(int rmm, int ready, int go)
{
	struct rmm_arena_create all = {
		.size = sizeof(all), .bytes = USER_BYTES, .policy = RMM_PLACE_LOCAL,
	}, one = all;
	char byte;
	int fd;

	one.bytes = PAGE;
	if (setresuid(1000, 1000, 1000) || unshare(CLONE_NEWUSER) || write(ready, "", 1) != 1 ||
	    read(go, &byte, 1) != 1 || setresuid(0, 0, 0))
		return 1;
	fd = call_ioctl(rmm, RMM_ARENA_CREATE, &all);
	if (fd < 0 || setresuid(1, 1, 1))
		return 2;
	return call_ioctl(rmm, RMM_ARENA_CREATE, &one) == -ENOSPC ? 0 : 3;
}

/* If no descriptor is free, nothing is left of the arena or its charge. */
TEST(failed_descriptor_leaves_nothing)
{
	struct rlimit before, none = { 0 };
	int fd = dup(STDOUT_FILENO);

	ASSERT_LE(0, fd);
	close(fd);
	ASSERT_EQ(0, getrlimit(RLIMIT_NOFILE, &before));
	none.rlim_max = before.rlim_max;
	/* One descriptor is left, for create_arena() to open the device. */
	none.rlim_cur = fd + 1;
	ASSERT_EQ(0, setrlimit(RLIMIT_NOFILE, &none));
	for (int i = 0; i < 3; i++) {
		fd = create_arena(RMM_PLACE_STRIPE, 512ul << 20, memory_nodes(), 0);
		EXPECT_EQ(-EMFILE, fd);
	}
	ASSERT_EQ(0, setrlimit(RLIMIT_NOFILE, &before));
	EXPECT_EQ(0, wait_for_no_arenas());
	/* Two of these would exceed the limit of a user. */
	fd = create_arena(RMM_PLACE_STRIPE, 1ul << 30, memory_nodes(), 0);
	EXPECT_LE(0, fd);
	close(fd);
}

TEST(subordinate_ids_share_the_limit)
{
	int rmm = open_device(), ready[2], go[2], map;
	char path[64], byte;
	pid_t pid;

	ASSERT_LE(0, rmm);
	ASSERT_EQ(0, pipe(ready) | pipe(go));
	pid = fork();
	if (!pid)
		_exit(use_subordinate_ids(rmm, ready[1], go[0]));
	close(ready[1]);
	if (read(ready[0], &byte, 1) != 1)
		SKIP(return, "no user namespaces");
	snprintf(path, sizeof(path), "/proc/%d/uid_map", pid);
	map = open(path, O_WRONLY);
	ASSERT_LE(0, map);
	ASSERT_EQ(11, write(map, "0 200000 2\n", 11));
	close(map);
	ASSERT_EQ(1, write(go[1], "", 1));
	EXPECT_EQ(0, exit_status_of(pid));
	close(rmm);
	EXPECT_EQ(0, wait_for_no_arenas());
}

/* The module is pinned by a descriptor, and by a mapping alone. */
TEST(arena_pins_the_module)
{
	int fd = create_arena(RMM_PLACE_STRIPE, BYTES, memory_nodes(), 0);
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

TEST_HARNESS_MAIN
