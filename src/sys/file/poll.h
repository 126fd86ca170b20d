/* SPDX-License-Identifier: GPL-2.0 */
#ifndef RMM_SHIM_FILE_POLL_H
#define RMM_SHIM_FILE_POLL_H

#include <linux/types.h>

struct file;
struct poll_table_struct;
struct wait_queue_head;

void rmm_shim_init_poll_queue(struct wait_queue_head *queue);
bool rmm_shim_poll_wait(struct file *file, struct wait_queue_head *queue,
			struct poll_table_struct *table);
bool rmm_shim_has_pollers(struct wait_queue_head *queue);
void rmm_shim_wake_pollers(struct wait_queue_head *queue);
void rmm_shim_dismiss_pollers(struct wait_queue_head *queue);

#endif
