// SPDX-License-Identifier: GPL-2.0
#include <linux/jiffies.h>
#include "memory/lruvec.h"

u64 rmm_shim_ms_since(unsigned long jiffy)
{
	return jiffies_to_msecs(jiffies - jiffy);
}
