// SPDX-License-Identifier: GPL-2.0
#include <linux/mm.h>
#include <linux/pgtable.h>
#include <linux/utsname.h>
#include "shim.h"

bool rmm_five_levels(void)
{
	return pgtable_l5_enabled();
}

const char *rmm_release(void)
{
	return init_utsname()->release;
}
