// SPDX-License-Identifier: GPL-2.0
#include <linux/kmemleak.h>
#include <linux/lockdep.h>
#include <linux/poll.h>
#include <linux/spinlock.h>
#include <linux/string.h>
#include "file/poll.h"

/*
 * Initialises the queue. A key and a name in the module would be gone, and the class with them, while a task
 * still takes the lock of a queue that outlives the module.
 */
void rmm_shim_init_poll_queue(struct rmm_shim_poll_queue *queue)
{
	strscpy(queue->name, "rmm::poll");
	lockdep_register_key(&queue->key);
	__init_waitqueue_head(&queue->head, queue->name, &queue->key);
}

/* Nobody uses the queue any more. May sleep. */
void rmm_shim_destroy_poll_queue(struct rmm_shim_poll_queue *queue)
{
	lockdep_unregister_key(&queue->key);
}

/* Adds the caller of poll to the queue, and returns true, unless it will not sleep. */
bool rmm_shim_poll_wait(struct file *file, struct rmm_shim_poll_queue *queue,
			struct poll_table_struct *table)
{
	poll_wait(file, &queue->head, table);
	return table && table->_qproc;
}

/*
 * Takes the lock of the queue: after this has returned false, no task that took its own entry out under
 * the lock, as poll(2) and select(2) do, uses the queue. epoll, io_uring and aio may still have found it
 * under RCU.
 */
bool rmm_shim_has_pollers(struct rmm_shim_poll_queue *queue)
{
	unsigned long flags;
	bool found;

	spin_lock_irqsave(&queue->head.lock, flags);
	found = waitqueue_active(&queue->head);
	spin_unlock_irqrestore(&queue->head.lock, flags);
	return found;
}

/* Has every poller, exclusive ones included, ask again. */
void rmm_shim_wake_pollers(struct rmm_shim_poll_queue *queue)
{
	__wake_up(&queue->head, TASK_NORMAL, 0, poll_to_key(EPOLLPRI | EPOLLERR));
}

/*
 * Has pollers leave the queue. epoll, io_uring and aio take their entries out at once because of
 * POLLFREE, a task in poll(2) or select(2) does when it runs. wake_up_pollfree() would warn of the latter.
 */
void rmm_shim_dismiss_pollers(struct rmm_shim_poll_queue *queue)
{
	__wake_up(&queue->head, TASK_NORMAL, 0,
		  poll_to_key(EPOLLIN | EPOLLPRI | EPOLLERR | EPOLLHUP | POLLFREE));
}

/* Has kmemleak not report an allocation that is never freed. */
void rmm_shim_leak_on_purpose(const void *allocation)
{
	kmemleak_ignore(allocation);
}
