/* SPDX-License-Identifier: GPL-2.0 */
/*
 * An exhibit of the zoo: its description, its address, and the checks of its description against the
 * kernel's own files.
 */
#ifndef ZOO_H
#define ZOO_H

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#ifndef MADV_GUARD_INSTALL
#define MADV_GUARD_INSTALL 102
#endif

#define PAGE	4096ul
#define SMALL	(16 * PAGE)
#define HUGE	(512 * PAGE)
#define THP	"/sys/kernel/mm/transparent_hugepage/"
#define MTHP	THP "hugepages-64kB/"
#define KSM	"/sys/kernel/mm/ksm/"

/* Entries of /proc/PID/pagemap. */
#define PM_EXCLUSIVE	(1ull << 56)
#define PM_UFFD_WP	(1ull << 57)
#define PM_GUARD	(1ull << 58)
#define PM_FILE		(1ull << 61)
#define PM_SWAP		(1ull << 62)
#define PM_PRESENT	(1ull << 63)

struct exhibit {
	const char *name;
	/* Makes and checks the exhibit; returns NULL, or the reason why it is absent. */
	const char *(*make)(struct exhibit *e);
	/* Node of its pages, if they are bound to one. */
	int node;
	char *start;
	size_t size;
	const char *vma;
	struct { const char *page, *level; size_t bytes; } pages[4];
	/* Bytes of each folio, and bytes that another process also maps; 0 if not described. */
	size_t folio, shared;
	const char *absent;
};

/* Exhibits are 16 MiB apart, so no two share a page table. */
static char *place(struct exhibit *e, size_t size, int prot, int flags, int fd)
{
	static char *next = (char *)0x100000000000;
	char *at = mmap(next, size, prot, flags | MAP_FIXED_NOREPLACE, fd, 0);

	next += 8 * HUGE;
	if (at == MAP_FAILED)
		return NULL;
	e->start = at;
	e->size = size;
	return at;
}

static char *anon(struct exhibit *e, size_t size)
{
	char *at = place(e, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1);

	e->vma = "anon";
	/* A small exhibit must not depend on the THP settings of the machine. */
	if (at && size < HUGE)
		madvise(at, size, MADV_NOHUGEPAGE);
	return at;
}

static void touch(char *at, size_t size)
{
	for (size_t i = 0; i < size; i += PAGE)
		*(volatile uint64_t *)(at + i) = (uintptr_t)at + i;
}

static void look(const char *at, size_t size)
{
	for (size_t i = 0; i < size; i += PAGE)
		(void)*(const volatile char *)(at + i);
}

static void claim(struct exhibit *e, const char *page, const char *level, size_t bytes)
{
	int i = 0;

	while (e->pages[i].page)
		i++;
	e->pages[i].page = page;
	e->pages[i].level = level;
	e->pages[i].bytes = bytes;
}

/* Bytes of the exhibit whose pagemap entry, under @mask, is @value. */
static size_t mapped(const struct exhibit *e, uint64_t mask, uint64_t value)
{
	int fd = open("/proc/self/pagemap", O_RDONLY | O_CLOEXEC);
	static uint64_t pm[HUGE / PAGE];
	size_t n = e->size / PAGE, bytes = 0;

	if (pread(fd, pm, n * 8, (uintptr_t)e->start / PAGE * 8) != (ssize_t)(n * 8))
		n = 0;
	close(fd);
	for (size_t i = 0; i < n; i++)
		if ((pm[i] & mask) == value)
			bytes += PAGE;
	return bytes;
}

static size_t anon_mapped(const struct exhibit *e)
{
	return mapped(e, PM_PRESENT | PM_FILE, PM_PRESENT);
}

/* The value of a line "Field: N kB" of a file, in bytes; in the VMA at @start if that is not NULL. */
static size_t field(const char *path, const char *start, const char *name)
{
	FILE *f = fopen(path, "re");
	char line[256];
	size_t kb = 0, len = strlen(name);
	unsigned long from, to;
	bool here = !start;

	while (f && fgets(line, sizeof(line), f)) {
		if (start && sscanf(line, "%lx-%lx ", &from, &to) == 2)
			here = from == (unsigned long)start;
		else if (here && !strncmp(line, name, len) && line[len] == ':')
			kb = strtoul(line + len + 1, NULL, 10);
	}
	if (f)
		fclose(f);
	return kb * 1024;
}

static size_t smaps(const struct exhibit *e, const char *name)
{
	return field("/proc/self/smaps", e->start, name);
}

static size_t number(const char *path)
{
	char text[32] = "";
	int fd = open(path, O_RDONLY | O_CLOEXEC);

	if (fd < 0 || read(fd, text, sizeof(text) - 1) < 0)
		text[0] = 0;
	close(fd);
	return strtoul(text, NULL, 10);
}

static void pause_ms(long ms)
{
	nanosleep(&(struct timespec){ .tv_nsec = ms * 1000000 }, NULL);
}

#endif
