/* SPDX-License-Identifier: GPL-2.0 */
/* Read by bindgen alone: see Kbuild for what is taken from it. */
#include <linux/proc_fs.h>
#include "shim.h"
