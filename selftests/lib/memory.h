/* SPDX-License-Identifier: GPL-2.0 */
/* Mappings of this process, and reads and writes of their pages. */
#ifndef SELFTESTS_MEMORY_H
#define SELFTESTS_MEMORY_H

#include <stdbool.h>
#include <stddef.h>

#define RW (PROT_READ | PROT_WRITE)

void *map_fd(int fd, size_t bytes, int flags);

void *map_small_pages(size_t pages, int prot, int flags);

void touch_range(void *at, size_t bytes);

void write_pages(volatile char *at, size_t pages);

void read_pages(const volatile char *at, size_t pages);

/* Writes its number into each page; count_wrong_stamps() counts the pages that have another one. */
void stamp_pages(char *at, size_t pages);

size_t count_wrong_stamps(const char *at, size_t pages);

/*
 * Pins a range for as long as the returned ring of io_uring is open, and a worker's moment longer.
 * Returns the negative error of the kernel if it cannot.
 */
int pin_range(void *at, size_t bytes);

/* True if a write to @at raises SIGBUS. */
bool raises_sigbus(volatile char *at);

#endif
