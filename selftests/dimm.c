// SPDX-License-Identifier: GPL-2.0
/*
 * A DIMM is added and removed RMM_DIMM_ROUNDS times (default 3) while every file and every call
 * about the machine's memory is read. Each returns data, EBUSY, or ENXIO for a zone without memory.
 * Exactly the frames of the DIMM were not there at boot.
 */
#include "lib/harness.h"
#include "lib/device.h"
#include "lib/machine.h"
#include "lib/process.h"
#include "lib/text.h"

/* Reads of all memory are repeated until nothing changes during one. */
#undef TEST_TIMEOUT_DEFAULT
#define TEST_TIMEOUT_DEFAULT 450

#include <glob.h>

#define NODE 1
#define MIB 128

static const char *const files[] = {
	"nodes", "zones", "buddy", "pagesets", "pagetypes", "pageblocks", "fragmentation", "lru",
	"memcgs", "events", "pressure",
};

static bool allowed(long error)
{
	return error >= 0 || error == -EBUSY || error == -ENXIO || error == -EINTR;
}

/* Reads everything until it is killed; exits only on an error that is not allowed. */
static void read_files(void)
{
	for (;;) {
		for (size_t i = 0; i < ARRAY_SIZE(files); i++) {
			if (!read_text("/proc/rmm/%s", files[i]) && !allowed(-errno)) {
				fprintf(stderr, "# %s: %s\n", files[i], strerror(errno));
				_exit(1);
			}
		}
	}
}

static void read_calls(void)
{
	static const struct { unsigned long request; __u32 flags, size; } rows[] = {
		{ RMM_NODES, 0, sizeof(struct rmm_node) },
		{ RMM_NODES, RMM_NODES_ZONELISTS, sizeof(struct rmm_zone_ref) },
		{ RMM_ZONES, RMM_ZONES_PAGESETS, sizeof(struct rmm_pageset) },
		{ RMM_BUDDY, 0, sizeof(struct rmm_buddy) },
		{ RMM_PAGETYPES, 0, sizeof(struct rmm_pagetypes) },
		{ RMM_FRAGMENTATION, 0, sizeof(struct rmm_fragmentation) },
	};
	static char buf[1 << 20];
	static struct rmm_free_block block[1 << 16];
	struct rmm_zone zone[MAX_ZONES];
	int rmm = open_device();

	for (;;) {
		struct rmm_frames_cost cost;
		int count = list_zones(rmm, zone, 0);
		__u64 first;

		if (!allowed(count))
			_exit(2);
		for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
			if (!allowed(list_records(rmm, rows[i].request, rows[i].flags, buf, rows[i].size,
						  1000, 999)))
				_exit(10 + i);
		}
		for (int i = 0; i < count; i++) {
			if (!allowed(list_free_blocks(rmm, &zone[i], 0, RMM_ABSENT, block,
						      ARRAY_SIZE(block), 500, 0, &cost)))
				_exit(3);
			if (!allowed(list_page_blocks(rmm, &zone[i], (void *)buf, sizeof(buf), 100,
						      &first)))
				_exit(4);
		}
	}
}

static pid_t reader(void (*read_all)(void))
{
	pid_t pid = fork();

	if (!pid) {
		prctl(PR_SET_PDEATHSIG, SIGKILL);
		read_all();
	}
	return pid;
}

/* Sends a request to the lab's host; stores the first word of the reply. */
static bool lab(char *answer, size_t size, const char *format, ...)
{
	char command[128] = "lab ";
	va_list args;
	FILE *out;

	va_start(args, format);
	vsnprintf(command + 4, sizeof(command) - 4, format, args);
	va_end(args);
	out = popen(command, "r");
	if (!out)
		return false;
	/* The reply about a DIMM that was removed is empty. */
	if (!fgets(answer, size, out))
		*answer = 0;
	answer[strcspn(answer, " \n")] = 0;
	return pclose(out) == 0;
}

static bool machine_takes_dimms(void)
{
	glob_t found;
	/* ACPI shows a memory device for each slot. */
	bool slots = !glob("/sys/bus/acpi/devices/PNP0C80:*", 0, NULL, &found) &&
		     found.gl_pathc > 0;

	return slots && !system("command -v lab >/dev/null") &&
	       !access("/dev/virtio-ports/host", W_OK);
}

/* Returns the pages of a node, by its zones and by its record; -1 while the two differ. */
static long present(int rmm, __u32 node)
{
	static struct rmm_zone zone[MAX_ZONES];
	int count = list_zones(rmm, zone, 0);
	long pages = 0;

	for (int i = 0; i < count; i++)
		pages += zone[i].node == node ? zone[i].present_pages : 0;
	return count < 0 ? -1 : pages;
}

/* Waits until a node has @pages pages: the guest onlines memory asynchronously. */
static bool wait_for_pages(int rmm, __u32 node, long pages)
{
	time_t end = 0;

	while (retry_allowed(&end))
		if (present(rmm, node) == pages)
			return true;
	return false;
}

/* Checks that every page of the new memory is in a present page block, and that most are free. */
static void check_new_memory(struct __test_metadata *_metadata, int rmm, __u32 node)
{
	static struct rmm_free_block block[1 << 16];
	static __u8 bytes[1 << 16];
	struct rmm_zone zone[MAX_ZONES];
	int count = list_zones(rmm, zone, RMM_ZONES_POPULATED);

	ASSERT_LT(0, count);
	for (int i = 0; i < count; i++) {
		struct rmm_frames_cost cost;
		__u64 first = 0, here = 0, free = 0;
		long blocks, found;

		if (zone[i].node != node)
			continue;
		blocks = list_page_blocks(rmm, &zone[i], bytes, sizeof(bytes), sizeof(bytes), &first);
		ASSERT_LT(0, blocks);
		for (long j = 0; j < blocks; j++)
			here += bytes[j] != RMM_BLOCK_ABSENT;
		EXPECT_EQ(zone[i].present_pages, here << 9);
		found = list_free_blocks(rmm, &zone[i], 0, RMM_ABSENT, block, ARRAY_SIZE(block),
					 ARRAY_SIZE(block), 0, &cost);
		ASSERT_LT(0, found);
		for (long j = 0; j < found; j++)
			free += 1ull << block[j].order;
		EXPECT_GE(zone[i].present_pages, free);
		EXPECT_LT(zone[i].present_pages / 2, free);
	}
}

#define MEMORY "/sys/devices/system/memory/"
#define BLOCKS 4096

/* The memory blocks that exist, by their directories in sysfs. Returns frames in a block. */
static __u64 list_memory_blocks(bool exists[BLOCKS])
{
	for (int i = 0; i < BLOCKS; i++) {
		char path[64];

		snprintf(path, sizeof(path), MEMORY "memory%d", i);
		exists[i] = !access(path, F_OK);
	}
	return strtoull(read_text(MEMORY "block_size_bytes") ?: "0", NULL, 16) / PAGE;
}

/* Exactly the frames in blocks of the boot are early; @late others are there. */
static void check_early(struct __test_metadata *_metadata, int rmm, const bool at_boot[BLOCKS],
			__u64 block_frames, __u64 late)
{
	static struct rmm_frame frame[1 << 15];
	struct rmm_pfns arg = {
		.size = sizeof(arg), .end = RMM_ABSENT, .buf = (uintptr_t)frame,
		.capacity = ARRAY_SIZE(frame), .record_size = sizeof(frame[0]),
	};
	__u64 early = 0, added = 0;

	do {
		time_t end = 0;

		/* EBUSY while memory is added or removed. */
		while (call_ioctl(rmm, RMM_PFNS, &arg))
			ASSERT_TRUE(retry_allowed(&end));
		for (__u32 i = 0; i < arg.count; i++) {
			const __u64 block = frame[i].pfn / block_frames;
			const bool is = frame[i].bits & RMM_FRAME_F_EARLY;

			if (frame[i].kind == RMM_FRAME_DEVICE)
				continue;
			ASSERT_GT(BLOCKS, block);
			ASSERT_EQ(at_boot[block], is) {
				TH_LOG("frame %llx of memory block %llu", frame[i].pfn, block);
			}
			early += is;
			added += !is;
		}
		arg.start = arg.next;
	} while (arg.next != RMM_ABSENT);
	EXPECT_LT(0, early);
	EXPECT_EQ(late, added);
}

FIXTURE(dimm)
{
};

FIXTURE_SETUP(dimm)
{
}

FIXTURE_TEARDOWN(dimm)
{
}

/* No limit of its own: selftests/run has one. */
TEST_F_TIMEOUT(dimm, files_are_read_while_dimms_are_hotplugged, 3600)
{
	const char *text = getenv("RMM_DIMM_ROUNDS");
	const int rounds = text ? atoi(text) : 3;
	int rmm = open_device(), status;
	static bool at_boot[BLOCKS];
	__u64 block_frames;
	pid_t readers[3];
	long before;

	if (!machine_takes_dimms())
		SKIP(return, "the machine takes no DIMMs (qemu/run --machine hotplug does)");
	ASSERT_LE(0, rmm);
	before = present(rmm, NODE);
	ASSERT_LE(0, before);
	block_frames = list_memory_blocks(at_boot);
	ASSERT_LT(0, block_frames);
	check_early(_metadata, rmm, at_boot, block_frames, 0);
	readers[0] = reader(read_files);
	readers[1] = reader(read_calls);
	readers[2] = reader(read_calls);
	for (int round = 0; round < rounds; round++) {
		char name[32], answer[128];
		bool gone = false;
		time_t end = 0;

		ASSERT_TRUE(lab(name, sizeof(name), "dimm add %d %d", NODE, MIB) && *name) {
			TH_LOG("round %d: %s", round, name);
		}
		ASSERT_TRUE(wait_for_pages(rmm, NODE, before + (MIB << 20) / (long)PAGE)) {
			TH_LOG("round %d: %ld pages", round, present(rmm, NODE));
		}
		check_new_memory(_metadata, rmm, NODE);
		check_early(_metadata, rmm, at_boot, block_frames, (MIB << 20) / PAGE);
		/* The kernel refuses to offline memory that is in use, and the lab reports that. */
		while (!gone && retry_allowed(&end))
			gone = lab(answer, sizeof(answer), "dimm del %s", name);
		ASSERT_TRUE(wait_for_pages(rmm, NODE, before)) {
			TH_LOG("round %d: %s", round, answer);
		}
	}
	for (size_t i = 0; i < ARRAY_SIZE(readers); i++) {
		ASSERT_EQ(0, kill(readers[i], SIGKILL));
		ASSERT_EQ(readers[i], waitpid(readers[i], &status, 0));
		EXPECT_TRUE(WIFSIGNALED(status)) {
			TH_LOG("reader %zu ended with %d", i, WEXITSTATUS(status));
		}
	}
	close(rmm);
}

TEST_HARNESS_MAIN
