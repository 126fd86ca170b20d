/* SPDX-License-Identifier: GPL-2.0 */
/*
 * zoo --configure: enables the features that exhibits need. Features that are not available are
 * ignored; the exhibit is then absent, with the reason.
 */
#ifndef ZOO_CONFIGURE_H
#define ZOO_CONFIGURE_H

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/swap.h>
#include <unistd.h>

#include "zoo.h"

static void set(const char *path, const char *value)
{
	int fd = open(path, O_WRONLY | O_CLOEXEC);

	if (fd >= 0 && write(fd, value, strlen(value)) < 0)
		fprintf(stderr, "zoo: %s: %m\n", path);
	close(fd);
}

/* Enables swap on 64 MiB of zram, unless there is swap already. */
static void swap_on_zram(void)
{
	/* The header that mkswap(8) writes: version, last page, and the magic at the page's end. */
	union {
		char bytes[PAGE];
		struct { char boot[1024]; uint32_t version, last_page; } info;
	} header = { .info = { .version = 1 } };
	char line[256];
	FILE *swaps = fopen("/proc/swaps", "re");
	bool have = swaps && fgets(line, sizeof(line), swaps) && fgets(line, sizeof(line), swaps);
	int fd;

	if (swaps)
		fclose(swaps);
	if (have || (access("/dev/zram0", F_OK) && system("modprobe -q zram")))
		return;
	if (!number("/sys/block/zram0/disksize"))
		set("/sys/block/zram0/disksize", "64M");
	fd = open("/dev/zram0", O_RDWR | O_CLOEXEC);
	header.info.last_page = number("/sys/block/zram0/size") / (PAGE / 512) - 1;
	memcpy(header.bytes + PAGE - 10, "SWAPSPACE2", 10);
	if (write(fd, &header, sizeof(header)) != sizeof(header) || close(fd) ||
	    swapon("/dev/zram0", 0))
		fprintf(stderr, "zoo: swap on /dev/zram0: %m\n");
}

static void configure(void)
{
	set(THP "enabled", "madvise");
	set(THP "use_zero_page", "1");
	set(MTHP "enabled", "madvise");
	if (number("/proc/sys/vm/nr_hugepages") < 4)
		set("/proc/sys/vm/nr_hugepages", "4");
	set(KSM "pages_to_scan", "1000");
	set(KSM "sleep_millisecs", "10");
	set(KSM "run", "1");
	swap_on_zram();
}

#endif
