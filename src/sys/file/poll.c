// SPDX-License-Identifier: GPL-2.0
#include <linux/poll.h>
#include <linux/spinlock.h>
#include <linux/wait.h>
#include "file/poll.h"

/* Initialises the queue, whose lock has a class of its own. */
void rmm_shim_init_poll_queue(struct wait_queue_head *queue)
{
	init_waitqueue_head(queue);
}

/* Adds the caller of poll to the queue, and returns true, unless it will not sleep. */
bool rmm_shim_poll_wait(struct file *file, struct wait_queue_head *queue,
			struct poll_table_struct *table)
{
	poll_wait(file, queue, table);
	return table && table->_qproc;
}

/*
 * Takes the lock of the queue: after this has returned false, no poller that has left the queue by
 * itself uses it.
 */
bool rmm_shim_has_pollers(struct wait_queue_head *queue)
{
	unsigned long flags;
	bool found;

	spin_lock_irqsave(&queue->lock, flags);
	found = waitqueue_active(queue);
	spin_unlock_irqrestore(&queue->lock, flags);
	return found;
}

/* Has every poller, exclusive ones included, ask again. */
void rmm_shim_wake_pollers(struct wait_queue_head *queue)
{
	__wake_up(queue, TASK_NORMAL, 0, poll_to_key(EPOLLPRI | EPOLLERR));
}

/*
 * Has pollers leave the queue. epoll, io_uring and aio take their entries out at once because of
 * POLLFREE, a task in poll(2) or select(2) does when it runs. wake_up_pollfree() would warn of the latter.
 */
void rmm_shim_dismiss_pollers(struct wait_queue_head *queue)
{
	__wake_up(queue, TASK_NORMAL, 0,
		  poll_to_key(EPOLLIN | EPOLLPRI | EPOLLERR | EPOLLHUP | POLLFREE));
}
