// SPDX-License-Identifier: GPL-2.0
#include "file/lock.h"

/* Initialises the lock of an open row file, which has a lock class of its own. */
void rmm_shim_init_row_file_lock(struct mutex *lock)
{
	mutex_init(lock);
}

/* The kernel crate has no killable wait for a mutex. Returns false if a fatal signal is pending. */
bool rmm_shim_mutex_lock_killable(struct mutex *lock)
{
	return mutex_lock_killable(lock) == 0;
}
