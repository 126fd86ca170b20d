/* SPDX-License-Identifier: GPL-2.0 */
/* RMM_TRANSLATE and /proc/rmm/translate. */
#ifndef SELFTESTS_TRANSLATE_H
#define SELFTESTS_TRANSLATE_H

#include <stdbool.h>
#include <sys/types.h>

#include "device.h"

/* Translates an address. Unless @name is NULL, it receives the name, terminated by a zero. */
int translate_address(int mm, __u64 address, struct rmm_translate *t, char name[256]);

const struct rmm_translate_level *deepest_level(const struct rmm_translate *t);

int open_translate_file(void);

/* Writes one query. Returns 0 or the negative error. */
int write_query(int fd, const char *format, ...);

/* Reads from the current position to the end. Returns the length or the negative error. */
ssize_t read_answer(int fd, char *text, size_t size);

/* The columns of a part after its name; @rest is the remainder of the line. */
struct part {
	char kind[32], entry[32], pfn[32], rest[256];
};

bool parse_part(const char *text, const char *name, struct part *part);

#endif
