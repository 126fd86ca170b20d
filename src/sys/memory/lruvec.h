/* SPDX-License-Identifier: GPL-2.0 */
#ifndef RMM_SHIM_LRU_H
#define RMM_SHIM_LRU_H

#include <linux/mmzone.h>

enum {
	RMM_SHIM_GENERATIONS = MAX_NR_GENS,
	RMM_SHIM_TIERS = MAX_NR_TIERS,
};

u64 rmm_shim_ms_since(unsigned long jiffy);

#endif
