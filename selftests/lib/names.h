/* SPDX-License-Identifier: GPL-2.0 */
/* Names of the constants that the text files of /proc/rmm print. */
#ifndef SELFTESTS_NAMES_H
#define SELFTESTS_NAMES_H

#define VMA_KINDS 8
#define PAGE_KINDS 18

extern const char *const vma_kind_names[VMA_KINDS];
extern const char *const page_kind_names[PAGE_KINDS];
extern const char *const level_names[5];

#endif
