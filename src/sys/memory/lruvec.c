// SPDX-License-Identifier: GPL-2.0
#include <linux/jiffies.h>
#include "memory/lruvec.h"

u64 rmm_shim_ms_since(unsigned long jiffy)
{
	return jiffies_to_msecs(jiffies - jiffy);
}

/* RCU or a reference keeps the lruvec. */
void rmm_shim_read_lru_balance(struct lruvec *lruvec, struct rmm_shim_lru_balance *balance)
{
#ifdef RMM_SHIM_ANON_COST
	balance->cost[WORKINGSET_ANON] = READ_ONCE(lruvec->anon_cost);
	balance->cost[WORKINGSET_FILE] = READ_ONCE(lruvec->file_cost);
#else
	balance->cost[WORKINGSET_ANON] = READ_ONCE(lruvec->cost[WORKINGSET_ANON].count);
	balance->cost[WORKINGSET_FILE] = READ_ONCE(lruvec->cost[WORKINGSET_FILE].count);
#endif
	balance->nonresident_age = atomic_long_read(&lruvec->nonresident_age);
	for (int type = 0; type < ANON_AND_FILE; type++)
		balance->refaults_at_reclaim[type] = READ_ONCE(lruvec->refaults[type]);
}
