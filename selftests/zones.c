// SPDX-License-Identifier: GPL-2.0
/*
 * RMM_NODES, RMM_ZONES and RMM_BUDDY equal the text files (which zoneinfo.py compares with the
 * kernel's) and sysfs; portions and invalid arguments.
 */
#include "lib/harness.h"
#include "lib/device.h"
#include "lib/difference.h"
#include "lib/machine.h"
#include "lib/process.h"
#include "lib/text.h"

/* Reads of all memory are repeated until nothing changes during one. */
#undef TEST_TIMEOUT_DEFAULT
#define TEST_TIMEOUT_DEFAULT 450

#define MAX_NODES 16
#define MAX_SETS 1024
#define MAX_PLACES 1024

FIXTURE(zones)
{
	int rmm, count, populated;
	struct rmm_zone zone[MAX_ZONES];
};

FIXTURE_SETUP(zones)
{
	self->rmm = open_device();
	ASSERT_LE(0, self->rmm);
	self->populated = list_zones(self->rmm, self->zone, RMM_ZONES_POPULATED);
	self->count = list_zones(self->rmm, self->zone, 0);
	ASSERT_LT(0, self->populated);
	ASSERT_LT(self->populated, self->count);
}

FIXTURE_TEARDOWN(zones)
{
	close(self->rmm);
}

/* Parses the number after a formatted beginning of a line; RMM_ABSENT for "-" or no such line. */
static __u64 field(const char *text, const char *format, ...)
{
	char key[128];
	const char *at;
	va_list args;

	key[0] = '\n';
	va_start(args, format);
	vsnprintf(key + 1, sizeof(key) - 1, format, args);
	va_end(args);
	at = strstr(text, key);
	if (!at || at[strlen(key)] == '-')
		return RMM_ABSENT;
	return strtoull(at + strlen(key), NULL, 10);
}

static const struct { const char *name; size_t at; } in_text[] = {
#define FIELD(group, field) { group " " #field " ", offsetof(struct rmm_zone, field) }
	FIELD("general", start_pfn), FIELD("general", spanned_pages),
	FIELD("general", present_pages), FIELD("general", present_early_pages),
	FIELD("general", managed_pages), FIELD("general", cma_pages),
	FIELD("watermark", min_pages), FIELD("watermark", low_pages),
	FIELD("watermark", high_pages), FIELD("watermark", promo_pages),
	FIELD("reserve", reserved_highatomic_pages),
	{ "pageset high_max_pages ", offsetof(struct rmm_zone, pageset_high_max_pages) },
	{ "pageset batch_pages ", offsetof(struct rmm_zone, pageset_batch_pages) },
};

static __u64 of_text(const char *text, const struct rmm_zone *zone, int i)
{
	return field(text, "%u %s %s", zone->node, zone_names[zone->zone], in_text[i].name);
}

static __u64 of_record(const struct rmm_zone *zone, int i)
{
	return *(__u64 *)((char *)zone + in_text[i].at);
}

TEST_F(zones, zones_equal_the_text)
{
	bool equal = false;
	char *text = NULL;
	time_t end = 0;

	/* The kernel raises watermarks when memory is short, and lowers them again. */
	while (!equal && retry_allowed(&end)) {
		ASSERT_EQ(self->count, list_zones(self->rmm, self->zone, 0));
		text = read_text("/proc/rmm/zones");
		ASSERT_NE(NULL, text);
		equal = true;
		for (int i = 0; i < self->count; i++)
			for (int j = 0; j < ARRAY_SIZE(in_text); j++)
				equal &= of_text(text, &self->zone[i], j) ==
					 of_record(&self->zone[i], j);
	}
	for (int i = 0; i < self->count; i++) {
		const struct rmm_zone *zone = &self->zone[i];

		for (int j = 0; j < ARRAY_SIZE(in_text); j++) {
			EXPECT_EQ(of_text(text, zone, j), of_record(zone, j)) {
				TH_LOG("node %u %s %s", zone->node, zone_names[zone->zone],
				       in_text[j].name);
			}
		}
	}
}

TEST_F(zones, distances_to_watermarks_are_signed)
{
	for (int i = 0; i < self->count; i++) {
		const struct rmm_zone *zone = &self->zone[i];

		EXPECT_EQ(zone->above_min_pages, (__s64)(zone->free_pages - zone->min_pages));
		EXPECT_EQ(zone->above_low_pages, (__s64)(zone->free_pages - zone->low_pages));
		EXPECT_EQ(zone->above_high_pages, (__s64)(zone->free_pages - zone->high_pages));
		EXPECT_EQ(zone->above_promo_pages, (__s64)(zone->free_pages - zone->promo_pages));
	}
}

TEST_F(zones, portions_equal_one_call)
{
	static struct rmm_zone again[MAX_ZONES];
	static char longer[MAX_ZONES * (sizeof(struct rmm_zone) + 64)];

	for (__u32 portion = 1; portion < 7; portion++) {
		ASSERT_EQ(self->count, list_records(self->rmm, RMM_ZONES, 0, again, sizeof(again[0]),
						    MAX_ZONES, portion));
		for (int i = 0; i < self->count; i++) {
			EXPECT_EQ(self->zone[i].node, again[i].node);
			EXPECT_EQ(self->zone[i].zone, again[i].zone);
			EXPECT_EQ(self->zone[i].managed_pages, again[i].managed_pages);
		}
	}
	ASSERT_EQ(self->populated, list_zones(self->rmm, again, RMM_ZONES_POPULATED));
	for (int i = 0; i < self->populated; i++)
		EXPECT_LT(0, again[i].present_pages);
	/* Shorter records are truncated, longer ones are followed by zeros. */
	ASSERT_EQ(self->count, list_records(self->rmm, RMM_ZONES, 0, longer, 16, MAX_ZONES, 9));
	for (int i = 0; i < self->count; i++)
		EXPECT_EQ(self->zone[i].zone, ((__u32 *)longer)[4 * i + 1]);
	memset(longer, 1, sizeof(longer));
	ASSERT_EQ(self->count, list_records(self->rmm, RMM_ZONES, 0, longer,
					    sizeof(struct rmm_zone) + 64, MAX_ZONES, 9));
	for (int i = 0; i < self->count; i++) {
		const struct rmm_zone *zone = (void *)(longer + i * (sizeof(*zone) + 64));
		const char zeros[64] = { 0 };

		EXPECT_EQ(self->zone[i].managed_pages, zone->managed_pages);
		EXPECT_EQ(0, memcmp(zone + 1, zeros, 64));
	}
}

TEST_F(zones, nodes_equal_sums_of_zones)
{
	static struct rmm_node node[MAX_NODES], again[MAX_NODES];
	int count = list_records(self->rmm, RMM_NODES, 0, node, sizeof(node[0]), MAX_NODES, MAX_NODES);
	char *text;

	ASSERT_LT(0, count);
	ASSERT_EQ(count, list_records(self->rmm, RMM_NODES, 0, again, sizeof(node[0]), MAX_NODES, 1));
	text = read_text("/proc/rmm/nodes");
	for (int i = 0; i < count; i++) {
		__u64 present = 0;

		for (int j = 0; j < self->count; j++) {
			if (self->zone[j].node == node[i].node)
				present += self->zone[j].present_pages;
		}
		EXPECT_EQ(present, node[i].present_pages);
		EXPECT_EQ(node[i].node, again[i].node);
		EXPECT_EQ(node[i].kswapd_pid, again[i].kswapd_pid);
		EXPECT_EQ(field(text, "%u general spanned_pages ", node[i].node),
			  node[i].spanned_pages);
		EXPECT_EQ(field(text, "%u reclaim kswapd_pid ", node[i].node), node[i].kswapd_pid);
	}
}

TEST_F(zones, cpus_and_distances_equal_sysfs)
{
	static struct rmm_node_cpus cpus[MAX_PLACES];
	static struct rmm_distance distance[MAX_PLACES];
	int count = list_records(self->rmm, RMM_NODES, RMM_NODES_CPUS, cpus, sizeof(cpus[0]),
				 MAX_PLACES, 4);

	ASSERT_LT(0, count);
	for (int i = 0; i < count; i++) {
		char want[64], *text = read_text("/sys/devices/system/node/node%u/cpulist",
						 cpus[i].node);

		if (cpus[i].first == cpus[i].last)
			snprintf(want, sizeof(want), "%u", cpus[i].first);
		else
			snprintf(want, sizeof(want), "%u-%u", cpus[i].first, cpus[i].last);
		EXPECT_NE(NULL, strstr(text, want));
	}
	count = list_records(self->rmm, RMM_NODES, RMM_NODES_DISTANCES, distance, sizeof(distance[0]),
			     MAX_PLACES, MAX_NODES);
	ASSERT_LT(0, count);
	for (int i = 0; i < count;) {
		char *text = read_text("/sys/devices/system/node/node%u/distance", distance[i].from);
		__u32 from = distance[i].from;

		for (; i < count && distance[i].from == from; i++)
			EXPECT_EQ(distance[i].distance, strtoul(text, &text, 10));
	}
	/* A call returns all distances of a node or none. */
	if (count > 1) {
		EXPECT_EQ(-ENOSPC, list_records(self->rmm, RMM_NODES, RMM_NODES_DISTANCES, distance,
						sizeof(distance[0]), 1, 1));
	}
}

TEST_F(zones, zonelists_equal_the_text)
{
	static struct rmm_zone_ref place[MAX_PLACES];
	static const char *const lists[] = { "fallback", "nofallback" };
	int count = list_records(self->rmm, RMM_NODES, RMM_NODES_ZONELISTS, place, sizeof(place[0]),
				 MAX_PLACES, MAX_PLACES);
	char *text = read_text("/proc/rmm/nodes");

	ASSERT_LT(0, count);
	for (int i = 0; i < count; i++) {
		char line[128];

		snprintf(line, sizeof(line), "\n%u zonelist %s.%u %u:%s\n", place[i].node,
			 lists[place[i].list], place[i].place, place[i].zone_node,
			 zone_names[place[i].zone]);
		EXPECT_NE(NULL, strstr(text, line)) {
			TH_LOG("no line %s", line + 1);
		}
	}
}

/* Sums of the per-CPU page lists of a zone. */
struct sums {
	__u64 high_max, batch, threshold;
};

static struct sums sums_of(const struct rmm_zone *zone, const struct rmm_pageset *set, int count)
{
	struct sums sums = { 0 };

	for (int j = 0; j < count; j++) {
		if (set[j].node != zone->node || set[j].zone != zone->zone)
			continue;
		sums.high_max += set[j].high_max_pages;
		sums.batch += set[j].batch_pages;
		if (sums.threshold < set[j].stat_threshold)
			sums.threshold = set[j].stat_threshold;
	}
	return sums;
}

TEST_F(zones, pagesets_add_up_to_the_zone)
{
	static struct rmm_pageset set[MAX_SETS];
	const int cpus = sysconf(_SC_NPROCESSORS_ONLN);
	bool equal = false;
	int count = 0, lines = 0, counted = 0;
	__u64 listed = 0;
	time_t end = 0;
	char *text;

	/* The thresholds are lower while kswapd is awake. */
	while (!equal && retry_allowed(&end)) {
		ASSERT_EQ(self->count, list_zones(self->rmm, self->zone, 0));
		count = list_records(self->rmm, RMM_ZONES, RMM_ZONES_PAGESETS, set, sizeof(set[0]),
				     MAX_SETS, cpus);
		ASSERT_EQ(self->populated * cpus, count);
		equal = true;
		for (int i = 0; i < self->count; i++) {
			const struct rmm_zone *zone = &self->zone[i];
			const struct sums sums = sums_of(zone, set, count);

			if (zone->present_pages)
				equal &= zone->pageset_high_max_pages == sums.high_max &&
					 zone->pageset_batch_pages == sums.batch &&
					 zone->pageset_stat_threshold == sums.threshold;
		}
	}
	for (int i = 0; i < self->count; i++) {
		const struct rmm_zone *zone = &self->zone[i];
		const struct sums sums = sums_of(zone, set, count);

		if (!zone->present_pages)
			continue;
		EXPECT_EQ(zone->pageset_high_max_pages, sums.high_max);
		EXPECT_EQ(zone->pageset_batch_pages, sums.batch);
		EXPECT_EQ(zone->pageset_stat_threshold, sums.threshold);
	}
	/* Lists and their sum are read under one lock. */
	for (int j = 0; j < count; j++) {
		__u64 pages = 0;

		if (set[j].list_pages[0] == RMM_ABSENT)
			continue;
		counted++;
		for (size_t list = 0; list < ARRAY_SIZE(set[j].list_pages); list++)
			pages += set[j].list_pages[list];
		for (size_t list = 0; list < ARRAY_SIZE(set[j].thp_pages); list++)
			if (set[j].thp_pages[list] != RMM_ABSENT)
				pages += set[j].thp_pages[list];
		EXPECT_EQ(set[j].count_pages, pages)
			TH_LOG("node %u zone %u cpu %u", set[j].node, set[j].zone, set[j].cpu);
		listed += pages;
	}
	EXPECT_LT(0, counted);
	EXPECT_LT(0, listed);
	TH_LOG("%llu pages in the lists of %d of %d sets", listed, counted, count);
	ASSERT_EQ(0, set_admin(false));
	ASSERT_EQ(count, list_records(self->rmm, RMM_ZONES, RMM_ZONES_PAGESETS, set, sizeof(set[0]),
				      MAX_SETS, cpus));
	ASSERT_EQ(0, set_admin(true));
	for (int j = 0; j < count; j++) {
		EXPECT_EQ(RMM_ABSENT, set[j].list_pages[0]);
		EXPECT_EQ(RMM_ABSENT, set[j].thp_pages[1]);
	}
	for (int j = 0; j < count; j++)
		EXPECT_EQ(0, set[j].flags & ~(RMM_PAGESET_F_PREV_FREE_HIGH_ORDER |
					      RMM_PAGESET_F_FREE_HIGH_BATCH));
	text = read_text("/proc/rmm/pagesets");
	for (; *text; text = strchr(text, '\n') + 1)
		lines++;
	EXPECT_EQ(2 + count, lines);
}

TEST_F(zones, buddy_equals_buddyinfo)
{
	struct rmm_buddy buddy[MAX_ZONES];
	const char *why = "";
	time_t end = 0;

	while (why && retry_allowed(&end)) {
		int count = list_records(self->rmm, RMM_BUDDY, 0, buddy, sizeof(buddy[0]), MAX_ZONES, 2);
		char *text = read_text("/proc/buddyinfo");

		ASSERT_EQ(self->populated, count);
		why = NULL;
		for (int i = 0; i < count; i++) {
			char *at = strstr(text, "zone") + 4;

			at += strspn(at, " ");
			ASSERT_EQ(0, strncmp(zone_names[buddy[i].zone], at,
					     strlen(zone_names[buddy[i].zone])));
			at += strcspn(at, " ");
			ASSERT_EQ(ORDERS, buddy[i].orders);
			for (int order = 0; order < ORDERS; order++) {
				__u64 want = strtoull(at, &at, 10);

				if (want != buddy[i].free_blocks[order])
					why = difference(zone_names[buddy[i].zone], want,
							 buddy[i].free_blocks[order]);
			}
			text = at;
		}
	}
	EXPECT_EQ(NULL, why) {
		TH_LOG("free blocks differ from /proc/buddyinfo: %s", why);
	}
}

TEST_F(zones, invalid_arguments_are_refused)
{
	static const struct { unsigned long request; __u32 flags; } calls[] = {
		{ RMM_NODES, 0 }, { RMM_NODES, RMM_NODES_CPUS }, { RMM_NODES, RMM_NODES_ZONELISTS },
		{ RMM_ZONES, 0 }, { RMM_ZONES, RMM_ZONES_PAGESETS }, { RMM_BUDDY, 0 },
		{ RMM_PAGETYPES, 0 }, { RMM_FRAGMENTATION, 0 },
	};
	static char buf[1 << 16];

	for (size_t i = 0; i < ARRAY_SIZE(calls); i++) {
		const unsigned long request = calls[i].request;
		const struct rmm_rows good = {
			.size = sizeof(good), .flags = calls[i].flags, .buf = (uintptr_t)buf,
			.capacity = 100, .record_size = 64,
		};
		struct rmm_rows arg = good;

		EXPECT_EQ(0, call_ioctl(self->rmm, request, &arg));
		for (int bit = 3; bit < 32; bit++) {
			arg = good;
			arg.flags |= 1u << bit;
			EXPECT_EQ(-EINVAL, call_ioctl(self->rmm, request, &arg));
		}
		arg = good, arg.flags = 3;
		EXPECT_EQ(-EINVAL, call_ioctl(self->rmm, request, &arg));
		arg = good, arg.reserved = 1;
		EXPECT_EQ(-EINVAL, call_ioctl(self->rmm, request, &arg));
		arg = good, arg.start = 99;
		EXPECT_EQ(-EINVAL, call_ioctl(self->rmm, request, &arg));
		arg = good, arg.capacity = 0;
		EXPECT_EQ(-EINVAL, call_ioctl(self->rmm, request, &arg));
		arg = good, arg.record_size = 0;
		EXPECT_EQ(-EINVAL, call_ioctl(self->rmm, request, &arg));
		arg = good, arg.record_size = 12;
		EXPECT_EQ(-EINVAL, call_ioctl(self->rmm, request, &arg));
		arg = good, arg.buf = 8;
		EXPECT_EQ(-EFAULT, call_ioctl(self->rmm, request, &arg));
		arg = good, arg.buf = -4096ull;
		EXPECT_EQ(-EFAULT, call_ioctl(self->rmm, request, &arg));
		arg = good, arg.size = 7;
		EXPECT_EQ(-EINVAL, call_ioctl(self->rmm, request, &arg));
		/* There is no record after the last node. */
		arg = good, arg.start = 0xffffffffull << 32;
		EXPECT_EQ(0, call_ioctl(self->rmm, request, &arg));
		EXPECT_EQ(0, arg.count);
		EXPECT_EQ(RMM_ABSENT, arg.next);
		/* A huge capacity allocates no more than there are records. */
		arg = good, arg.capacity = -1;
		EXPECT_EQ(0, call_ioctl(self->rmm, request, &arg));
	}
}

/*
 * Readers of /proc/zoneinfo fold the NUMA events of CPUs all the time; that makes no call fail, and no
 * event is counted twice: a later reading of the kernel's is never behind.
 */
TEST_F(zones, readers_of_zoneinfo_do_not_disturb)
{
	int cpus = sysconf(_SC_NPROCESSORS_ONLN);
	static struct rmm_zone zones[MAX_ZONES];
	pid_t readers[4];
	int count = 0;

	for (size_t i = 0; i < ARRAY_SIZE(readers); i++) {
		readers[i] = fork();
		if (!readers[i]) {
			prctl(PR_SET_PDEATHSIG, SIGKILL);
			while (read_text("/proc/zoneinfo"))
				;
			_exit(1);
		}
	}
	for (int round = 0; round < 500 * cpus; round++) {
		count = list_zones(self->rmm, zones, 0);
		if (count != self->count)
			break;
	}
	for (size_t i = 0; i < ARRAY_SIZE(readers); i++)
		end_child(readers[i]);
	EXPECT_EQ(self->count, count);
	list_zones(self->rmm, self->zone, 0);
	for (int i = 0; i < count; i++)
		for (size_t event = 0; event < ARRAY_SIZE(zones[0].numa); event++) {
			EXPECT_LE(zones[i].numa[event], self->zone[i].numa[event])
				TH_LOG("zone %d, event %zu: %llu, then %llu", i, event,
				       zones[i].numa[event], self->zone[i].numa[event]);
		}
}

TEST_HARNESS_MAIN
