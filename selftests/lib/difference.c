// SPDX-License-Identifier: GPL-2.0
#include "difference.h"

#include <stdio.h>

const char *difference(const char *what, __u64 expected, __u64 found)
{
	static char text[256];

	snprintf(text, sizeof(text), "%s: expected %lld (%#llx), found %lld (%#llx)", what,
		 (long long)expected, expected, (long long)found, found);
	return text;
}
