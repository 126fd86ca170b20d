/* SPDX-License-Identifier: GPL-2.0 */
#ifndef RMM_SHIM_FILE_POLL_H
#define RMM_SHIM_FILE_POLL_H

#include <linux/lockdep_types.h>
#include <linux/types.h>
#include <linux/wait.h>

struct file;
struct poll_table_struct;

/* A wait queue with what lockdep keeps of its lock. It may outlive the module. */
struct rmm_shim_poll_queue {
	struct wait_queue_head head;
	struct lock_class_key key;
	char name[16];
};

void rmm_shim_init_poll_queue(struct rmm_shim_poll_queue *queue);
void rmm_shim_destroy_poll_queue(struct rmm_shim_poll_queue *queue);
bool rmm_shim_poll_wait(struct file *file, struct rmm_shim_poll_queue *queue,
			struct poll_table_struct *table);
bool rmm_shim_has_pollers(struct rmm_shim_poll_queue *queue);
void rmm_shim_wake_pollers(struct rmm_shim_poll_queue *queue);
void rmm_shim_dismiss_pollers(struct rmm_shim_poll_queue *queue);
void rmm_shim_leak_on_purpose(const void *allocation);

#endif
