// SPDX-License-Identifier: GPL-2.0
#include "translate.h"

#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

int translate_address(int mm, __u64 address, struct rmm_translate *t, char name[256])
{
	int ret;

	*t = (struct rmm_translate){
		.size = sizeof(*t), .address = address,
		.name = (uintptr_t)name, .name_size = name ? 255 : 0,
	};
	ret = call_ioctl(mm, RMM_TRANSLATE, t);
	if (!ret && name)
		name[t->name_len] = 0;
	return ret;
}

const struct rmm_translate_level *deepest_level(const struct rmm_translate *t)
{
	return &t->levels[t->level % 5];
}

int open_translate_file(void)
{
	int fd = open("/proc/rmm/translate", O_RDWR | O_CLOEXEC);

	return fd < 0 ? -errno : fd;
}

int write_query(int fd, const char *format, ...)
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

ssize_t read_answer(int fd, char *text, size_t size)
{
	size_t len = 0;
	ssize_t n;

	while ((n = read(fd, text + len, size - 1 - len)) > 0)
		len += n;
	text[len] = 0;
	return n < 0 ? -errno : (ssize_t)len;
}

bool parse_part(const char *text, const char *name, struct part *part)
{
	char key[16];
	const char *at;

	memset(part, 0, sizeof(*part));
	snprintf(key, sizeof(key), "\n%s ", name);
	at = strstr(text, key);
	return at && sscanf(at + strlen(key), "%31s %31s %31s %255[^\n]", part->kind, part->entry,
			    part->pfn, part->rest) == 4;
}
