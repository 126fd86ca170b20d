/* SPDX-License-Identifier: GPL-2.0 */
/* Texts about a value that differs, for comparisons that are repeated before they fail. */
#ifndef SELFTESTS_DIFFERENCE_H
#define SELFTESTS_DIFFERENCE_H

#include <linux/types.h>

/* Returns "WHAT: expected A, found B" in a buffer that the next call overwrites. */
const char *difference(const char *what, __u64 expected, __u64 found);

#endif
