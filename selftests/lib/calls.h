/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Every call but those of arenas, as data: the offsets of its argument's fields, and a valid
 * argument.
 */
#ifndef SELFTESTS_CALLS_H
#define SELFTESTS_CALLS_H

#include <stdbool.h>

#include "device.h"

#define AT(type, field) offsetof(struct type, field)
#define CALL_CAPACITY 64
#define MAX_RECORD_SIZE 4096

/* The last one is a device that records the faults of the caller. */
enum call_on { ON_DEVICE, ON_SPACE, ON_RECORDER };

/* Offsets into the argument; 0 for a missing field. */
struct call {
	const char *name;
	unsigned long request;
	enum call_on on;
	__u32 size;
	__u32 flags;		/* of a valid argument */
	__u32 known;		/* flags that are defined */
	__u32 record;		/* size of a record */
	__u32 buf, capacity, record_size;
	__u32 start, end, address, budget;
	__u32 reserved[2];
	bool optional;		/* may have no buffer */
	bool counts;		/* attaches probes: must not be called often */
	bool empty;		/* may return no records */
	bool admin;		/* EPERM without CAP_SYS_ADMIN */
};

extern const struct call calls[];
extern const int call_count;

/* An argument is at most a page. */
union argument {
	struct rmm_head head;
	char bytes[PAGE];
};

/* Records the page faults of the caller on an open device. Returns 0 or the negative error. */
int record_own_faults(int rmm);

void put_u32(union argument *arg, __u32 at, __u32 value);

void put_u64(union argument *arg, __u32 at, __u64 value);

/* Fills an argument that must succeed; @buf has room for CALL_CAPACITY records. */
void fill_valid_argument(const struct call *call, void *buf, union argument *arg);

#endif
