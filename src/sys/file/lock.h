/* SPDX-License-Identifier: GPL-2.0 */
#ifndef RMM_SHIM_FILE_LOCK_H
#define RMM_SHIM_FILE_LOCK_H

#include <linux/mutex.h>

void rmm_shim_init_row_file_lock(struct mutex *lock);
bool rmm_shim_mutex_lock_killable(struct mutex *lock);

#endif
