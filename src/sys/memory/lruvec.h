/* SPDX-License-Identifier: GPL-2.0 */
#ifndef RMM_SHIM_MEMORY_LRUVEC_H
#define RMM_SHIM_MEMORY_LRUVEC_H

#include <linux/mmzone.h>

enum {
	RMM_SHIM_GENERATIONS = MAX_NR_GENS,
	RMM_SHIM_TIERS = MAX_NR_TIERS,
};

/* What balances reclaim without MGLRU; arrays are by type, anonymous and file. */
struct rmm_shim_lru_balance {
	u64 cost[2];
	u64 nonresident_age;
	u64 refaults_at_reclaim[2];
};

u64 rmm_shim_ms_since(unsigned long jiffy);
void rmm_shim_read_lru_balance(struct lruvec *lruvec, struct rmm_shim_lru_balance *balance);

#ifdef CONFIG_LRU_GEN
/* Index of the youngest generation. RCU keeps the lruvec. */
static inline int rmm_shim_youngest_generation(const struct lruvec *lruvec)
{
	return READ_ONCE(lruvec->lrugen.max_seq) % MAX_NR_GENS;
}

/* Number of generations younger than @gen. */
static inline int rmm_shim_generation_age(int youngest, int gen)
{
	return (youngest + MAX_NR_GENS - gen) % MAX_NR_GENS;
}
#endif

#endif
