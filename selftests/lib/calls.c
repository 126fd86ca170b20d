// SPDX-License-Identifier: GPL-2.0
#include "calls.h"

#include <fcntl.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "machine.h"

#define CALL(request_, on_, type) NAMED(#request_, request_, on_, type)

/* For macros, whose argument is expanded before it is passed on. */
#define NAMED(name_, request_, on_, type) \
	.name = name_, .request = request_, .on = on_, .size = sizeof(struct type)

#define ARRAY(type, of) \
	.record = sizeof(struct of), .buf = AT(type, buf), .capacity = AT(type, capacity), \
	.record_size = AT(type, record_size)
#define RANGE(type) .start = AT(type, start), .end = AT(type, end), .budget = AT(type, budget_us)

#define LIST(request_, on_, of) \
	{ NAMED(#request_, request_, on_, rmm_list), ARRAY(rmm_list, of), .reserved = { AT(rmm_list, reserved) } }

#define HISTOGRAM(request_, of, known_) \
	{ NAMED(#request_, request_, ON_SPACE, rmm_tally), ARRAY(rmm_tally, of), RANGE(rmm_tally), \
	  .known = known_, .reserved = { AT(rmm_tally, reserved) } }

#define ROWS(request_, of, known_, ...) \
	{ NAMED(#request_, request_, ON_DEVICE, rmm_rows), ARRAY(rmm_rows, of), .known = known_, \
	  .reserved = { AT(rmm_rows, reserved) }, __VA_ARGS__ }

#define WALK(product, of) \
	{ CALL(RMM_WALK, ON_SPACE, rmm_walk), ARRAY(rmm_walk, of), RANGE(rmm_walk), \
	  .flags = product, .known = ~0u, \
	  .reserved = { AT(rmm_walk, reserved), AT(rmm_walk, reserved_2) } }

const struct call calls[] = {
	{ CALL(RMM_INFO, ON_DEVICE, rmm_info) },
	{ CALL(RMM_OPEN, ON_DEVICE, rmm_open), .flags = RMM_OPEN_SELF, .known = 7,
	  .reserved = { AT(rmm_open, reserved) } },
	{ CALL(RMM_VMAS, ON_SPACE, rmm_vmas), ARRAY(rmm_vmas, rmm_vma), .known = 3,
	  .start = AT(rmm_vmas, start), .end = AT(rmm_vmas, end) },
	WALK(RMM_WALK_SUMMARY, rmm_summary),
	WALK(RMM_WALK_PAGES, rmm_page),
	WALK(RMM_WALK_EXTENTS, rmm_extent),
	LIST(RMM_PAGETABLE, ON_SPACE, rmm_page_table_level),
	LIST(RMM_SEGMENTS, ON_SPACE, rmm_segment),
	LIST(RMM_MM, ON_SPACE, rmm_mm),
	{ CALL(RMM_TRANSLATE, ON_SPACE, rmm_translate), .address = AT(rmm_translate, address),
	  .reserved = { AT(rmm_translate, reserved) } },
	HISTOGRAM(RMM_FOLIOS, rmm_folios, 0),
	HISTOGRAM(RMM_SHARING, rmm_sharing, 0),
	HISTOGRAM(RMM_AGE, rmm_age, 0),
	HISTOGRAM(RMM_NUMA, rmm_numa, RMM_TALLY_VMAS),
	HISTOGRAM(RMM_RUNS, rmm_runs, 0),
	{ CALL(RMM_FAULTS_OF, ON_SPACE, rmm_faults_of), ARRAY(rmm_faults_of, rmm_fault_count),
	  .optional = true },
	{ CALL(RMM_RMAP, ON_SPACE, rmm_rmap), ARRAY(rmm_rmap, rmm_mapping), .admin = true,
	  .address = AT(rmm_rmap, address), .reserved = { AT(rmm_rmap, reserved) } },
	{ CALL(RMM_RMAP, ON_DEVICE, rmm_rmap), ARRAY(rmm_rmap, rmm_mapping), .admin = true,
	  .empty = true, .reserved = { AT(rmm_rmap, reserved) } },
	{ CALL(RMM_PFNS, ON_DEVICE, rmm_pfns), ARRAY(rmm_pfns, rmm_frame_state), .admin = true },
	{ CALL(RMM_PROCESSES, ON_DEVICE, rmm_processes), ARRAY(rmm_processes, rmm_process),
	  .known = 3, .reserved = { AT(rmm_processes, reserved) } },
	{ CALL(RMM_FAULTS, ON_DEVICE, rmm_faults), ARRAY(rmm_faults, rmm_fault_count), .known = 3,
	  .flags = RMM_FAULTS_ATTACH | RMM_FAULTS_DETACH, .optional = true, .counts = true,
	  .reserved = { AT(rmm_faults, reserved), AT(rmm_faults, reserved_2) } },
	{ CALL(RMM_FAULT_RECORDS, ON_RECORDER, rmm_fault_records),
	  ARRAY(rmm_fault_records, rmm_fault_record), .empty = true,
	  .reserved = { AT(rmm_fault_records, reserved) } },
	{ CALL(RMM_FILE, ON_DEVICE, rmm_file), ARRAY(rmm_file, rmm_file_cache),
	  .budget = AT(rmm_file, budget_us) },
	ROWS(RMM_NODES, rmm_node, 7),
	ROWS(RMM_ZONES, rmm_zone, 3),
	ROWS(RMM_BUDDY, rmm_buddy, 0),
	ROWS(RMM_PAGETYPES, rmm_pagetypes, 0, .admin = true),
	{ CALL(RMM_FREEBLOCKS, ON_DEVICE, rmm_freeblocks), ARRAY(rmm_freeblocks, rmm_free_block),
	  .admin = true, .reserved = { AT(rmm_freeblocks, reserved) } },
	{ CALL(RMM_PAGEBLOCKS, ON_DEVICE, rmm_pageblocks), .record = 1, .admin = true,
	  .buf = AT(rmm_pageblocks, buf), .capacity = AT(rmm_pageblocks, capacity),
	  .reserved = { AT(rmm_pageblocks, reserved) } },
	ROWS(RMM_FRAGMENTATION, rmm_fragmentation, 0),
	LIST(RMM_LRU, ON_DEVICE, rmm_lru),
	{ CALL(RMM_EVENTS, ON_DEVICE, rmm_events), ARRAY(rmm_events, rmm_event) },
	LIST(RMM_LAYOUT, ON_DEVICE, rmm_region),
	{ CALL(RMM_MEMCGS, ON_DEVICE, rmm_memcgs), ARRAY(rmm_memcgs, rmm_memcg), .known = 1,
	  .admin = true },
	{ CALL(RMM_PRESSURE, ON_DEVICE, rmm_pressure), ARRAY(rmm_pressure, rmm_node_pressure) },
};

const int call_count = sizeof(calls) / sizeof(calls[0]);

int record_own_faults(int rmm)
{
	struct rmm_faults arg = {
		.size = sizeof(arg), .flags = RMM_FAULTS_ATTACH | RMM_FAULTS_RECORDS, .pid = getpid(),
	};

	return call_ioctl(rmm, RMM_FAULTS, &arg);
}

void put_u32(union argument *arg, __u32 at, __u32 value)
{
	memcpy(arg->bytes + at, &value, sizeof(value));
}

void put_u64(union argument *arg, __u32 at, __u64 value)
{
	memcpy(arg->bytes + at, &value, sizeof(value));
}

/* The program of the test, which root owns. */
static int open_executable(void)
{
	static int fd = -1;

	if (fd < 0)
		fd = open("/proc/self/exe", O_RDONLY | O_CLOEXEC);
	return fd;
}

/*
 * Fills node and zone of the first zone with pages. It is read from a file that needs no right, since
 * arguments are also made by callers without any.
 */
static void fill_first_zone(struct rmm_freeblocks *arg)
{
	FILE *file = fopen("/proc/buddyinfo", "re");
	char name[16] = "";

	if (!file)
		return;
	if (fscanf(file, "Node %u, zone %15s", &arg->node, name) == 2)
		for (__u32 zone = 0; zone < sizeof(zone_names) / sizeof(zone_names[0]); zone++)
			if (!strcmp(name, zone_names[zone]))
				arg->zone = zone;
	fclose(file);
}

void fill_valid_argument(const struct call *call, void *buf, union argument *arg)
{
	memset(arg, 0, sizeof(*arg));
	arg->head.size = call->size;
	arg->head.flags = call->flags;
	if (call->buf) {
		put_u64(arg, call->buf, (uintptr_t)buf);
		put_u32(arg, call->capacity, CALL_CAPACITY);
	}
	if (call->record_size)
		put_u32(arg, call->record_size, call->record);
	if (call->end)
		put_u64(arg, call->end, RMM_ABSENT);
	if (call->address)
		put_u64(arg, call->address, (uintptr_t)calls & -PAGE);
	if (call->request == RMM_PFNS)
		put_u64(arg, AT(rmm_pfns, end), RMM_ABSENT);
	if (call->request == RMM_FILE) {
		put_u64(arg, AT(rmm_file, end), RMM_ABSENT);
		put_u32(arg, AT(rmm_file, fd), open_executable());
	}
	if (call->request == RMM_FREEBLOCKS || call->request == RMM_PAGEBLOCKS) {
		/* Both arguments begin with the same fields. */
		fill_first_zone((struct rmm_freeblocks *)arg);
		put_u64(arg, AT(rmm_freeblocks, end), RMM_ABSENT);
	}
}
