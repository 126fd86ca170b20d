/* SPDX-License-Identifier: GPL-2.0 */
#ifndef RMM_SHIM_H
#define RMM_SHIM_H

#include <linux/mm_types.h>

bool rmm_five_levels(void);
const char *rmm_release(void);

#endif
