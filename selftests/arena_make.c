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
