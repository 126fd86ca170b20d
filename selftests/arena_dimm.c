// SPDX-License-Identifier: GPL-2.0
/*
 * A node of an arena is removed: its DIMM is unplugged while pages are on it. Either the pages move
 * with every byte intact, or the DIMM stays while somebody pins one of them. Skipped where the lab
 * has no DIMMs.
 */
#include "lib/harness.h"
#include "lib/arena.h"
#include "lib/device.h"
#include "lib/memory.h"
#include "lib/nodes.h"
#include "lib/process.h"

/* A debug kernel on a busy host takes minutes to migrate the pages. */
#undef TEST_TIMEOUT_DEFAULT
#define TEST_TIMEOUT_DEFAULT 450

#define BYTES (8ul << 20)
#define PAGES (BYTES / PAGE)
#define NODE 1
#define DIMM_KB (256 << 10)

static bool lab(const char *request, char *answer, size_t size)
{
	FILE *out = popen(request, "r");
	bool had = out && fgets(answer, size, out);

	answer[had ? strcspn(answer, " \n") : 0] = 0;
	return out && !pclose(out);
}

/*
 * The kernel onlines the memory after QEMU has reported the DIMM as plugged, and lets tasks use it
 * a moment later.
 */
static bool online(void)
{
	for (time_t end = 0; retry_allowed(&end);) {
		unsigned long allowed = 0;

		if (node_meminfo_kb(NODE, "MemTotal:") >= DIMM_KB &&
		    !get_mempolicy(NULL, &allowed, 64, NULL, MPOL_F_MEMS_ALLOWED) &&
		    allowed >> NODE & 1)
			return true;
	}
	return false;
}

/* Creates an arena for that node alone. */
static int bound_arena(__u32 policy, __u32 flags)
{
	return create_arena(policy, BYTES, 1ull << NODE, flags);
}

TEST(node_is_removed_while_in_use)
{
	static const struct { __u32 policy, flags; } kinds[] = {
		{ RMM_PLACE_PREFERRED_MANY, 0 }, { RMM_PLACE_STRIPE, 0 },
		{ RMM_PLACE_BIND, RMM_ARENA_STEER },
	};
	char dimm[64], answer[64], request[128];

	for (size_t i = 0; i < ARRAY_SIZE(kinds); i++) {
		struct rmm_arena_move move = {
			.size = sizeof(move), .len = BYTES, .nodes = 1ull << NODE,
		};
		long counts[NODES];
		char *at;
		int fd;

		if (!lab("lab dimm add 1 256 2>/dev/null", dimm, sizeof(dimm)))
			SKIP(return, "this machine has no DIMM slots");
		ASSERT_TRUE(online());
		fd = bound_arena(kinds[i].policy, kinds[i].flags);
		ASSERT_LE(0, fd);
		at = map_fd(fd, BYTES, MAP_SHARED);
		ASSERT_NE(MAP_FAILED, at);
		stamp_pages(at, PAGES);
		ASSERT_EQ(0, count_pages_by_node(at, PAGES, counts));
		EXPECT_EQ(PAGES, counts[NODE]);

		snprintf(request, sizeof(request), "lab dimm del %s", dimm);
		ASSERT_TRUE(lab(request, answer, sizeof(answer)));
		EXPECT_EQ(0, count_wrong_stamps(at, PAGES));
		ASSERT_EQ(0, count_pages_by_node(at, PAGES, counts));
		EXPECT_EQ(0, counts[NODE]);
		/*
		 * The arena continues with its other nodes, and accepts the removed node neither
		 * for new arenas nor for moves.
		 */
		ASSERT_EQ(0, punch_hole(fd, 0, BYTES));
		stamp_pages(at, PAGES);
		EXPECT_EQ(0, count_wrong_stamps(at, PAGES));
		EXPECT_EQ(-EINVAL, call_ioctl(fd, RMM_ARENA_MOVE, &move));
		EXPECT_EQ(-EINVAL, bound_arena(kinds[i].policy, kinds[i].flags));
		munmap(at, BYTES);
		close(fd);
	}
	EXPECT_EQ(0, count_listed_arenas());
}

TEST_HARNESS_MAIN
