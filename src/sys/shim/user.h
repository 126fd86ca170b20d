/* SPDX-License-Identifier: GPL-2.0 */
#ifndef RMM_SHIM_USER_H
#define RMM_SHIM_USER_H

#include <linux/types.h>

int rmm_put_records(u64 __user *to, const u64 *from, size_t count, size_t words, size_t stride);

#endif
