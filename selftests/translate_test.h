/* SPDX-License-Identifier: GPL-2.0 */
/* RMM_TRANSLATE and /proc/rmm/translate, and what /proc/PID/pagemap says of the same page. */
#ifndef TRANSLATE_TEST_H
#define TRANSLATE_TEST_H

#include "rmm_test.h"

#define PM_FRAME	((1ull << 55) - 1)
#define PM_SOFT_DIRTY	(1ull << 55)
#define PM_UFFD_WP	(1ull << 57)
#define PM_GUARD	(1ull << 58)
#define PM_SWAP		(1ull << 62)
#define PM_PRESENT	(1ull << 63)

/* Translates an address; the name goes to @name, with a zero behind it, unless that is NULL. */
static inline int translate(int mm, __u64 address, struct rmm_translate *t, char name[256])
{
	int ret;

	*t = (struct rmm_translate){
		.size = sizeof(*t), .address = address,
		.name = (uintptr_t)name, .name_size = name ? 255 : 0,
	};
	ret = rmm_call(mm, RMM_TRANSLATE, t);
	if (!ret && name)
		name[t->name_len] = 0;
	return ret;
}

static inline const struct rmm_translate_level *last_level(const struct rmm_translate *t)
{
	return &t->levels[t->level % 5];
}

static inline __u64 u64_at(const char *path, __u64 index)
{
	__u64 value = ~0ull;
	int fd = open(path, O_RDONLY | O_CLOEXEC);

	if (pread(fd, &value, sizeof(value), index * sizeof(value)) != sizeof(value))
		value = ~0ull;
	close(fd);
	return value;
}

static inline __u64 pagemap(pid_t pid, __u64 address)
{
	char path[64];

	snprintf(path, sizeof(path), "/proc/%d/pagemap", pid);
	return u64_at(path, address / PAGE);
}

static inline int translate_file(void)
{
	int fd = open("/proc/rmm/translate", O_RDWR | O_CLOEXEC);

	return fd < 0 ? -errno : fd;
}

/* One write. Returns 0 or the negative error. */
static inline int ask(int fd, const char *format, ...)
{
	char text[128];
	va_list args;
	ssize_t n;

	va_start(args, format);
	vsnprintf(text, sizeof(text), format, args);
	va_end(args);
	n = write(fd, text, strlen(text));
	return n == (ssize_t)strlen(text) ? 0 : n < 0 ? -errno : -EPROTO;
}

/* What can be read from where the file stands; its length or the negative error. */
static inline ssize_t answer(int fd, char *text, size_t size)
{
	size_t len = 0;
	ssize_t n;

	while ((n = read(fd, text + len, size - 1 - len)) > 0)
		len += n;
	text[len] = 0;
	return n < 0 ? -errno : (ssize_t)len;
}

/* The columns of a part, without its name; the rest of the line in @rest. */
struct part {
	char kind[32], entry[32], pfn[32], rest[256];
};

static inline bool part_of(const char *text, const char *name, struct part *part)
{
	char key[16];
	const char *at;

	memset(part, 0, sizeof(*part));
	snprintf(key, sizeof(key), "\n%s ", name);
	at = strstr(text, key);
	return at && sscanf(at + strlen(key), "%31s %31s %31s %255[^\n]", part->kind, part->entry,
			    part->pfn, part->rest) == 4;
}

#endif
