// SPDX-License-Identifier: GPL-2.0
#include <linux/kernel.h>
#include <linux/uaccess.h>
#include "user.h"

/*
 * Copies the first @words words of each of @count records, of @stride words each, to user memory,
 * without a gap: 0 or -EFAULT. Records are short: words are faster for them than what
 * copy_to_user() takes, a string instruction that has to be started for each, and that is emulated
 * byte by byte in a guest without hardware's help. May sleep.
 */
int rmm_put_records(u64 __user *to, const u64 *from, size_t count, size_t words, size_t stride)
{
	might_fault();
	if (!user_access_begin(to, count * words * sizeof(*to)))
		return -EFAULT;
	for (; count; count--, from += stride) {
		const u64 *at = from, *end = from + words;

		for (; end - at >= 4; at += 4, to += 4) {
			unsafe_put_user(at[0], to, fault);
			unsafe_put_user(at[1], to + 1, fault);
			unsafe_put_user(at[2], to + 2, fault);
			unsafe_put_user(at[3], to + 3, fault);
		}
		for (; at < end; at++, to++)
			unsafe_put_user(*at, to, fault);
	}
	user_access_end();
	return 0;
fault:
	user_access_end();
	return -EFAULT;
}
