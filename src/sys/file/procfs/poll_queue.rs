// SPDX-License-Identifier: GPL-2.0

//! The tasks that poll a text file.
//!
//! procfs does not count a poller that sleeps: `proc_remove()` neither waits for it nor wakes it, and
//! afterwards `poll` is not called any more. But its entry stays in the queue until it leaves poll(2),
//! removes the file from an epoll set, or closes it. The kernel's `PollCondVar` clears entries with
//! `POLLFREE` when it is dropped, which epoll, io_uring and aio honour. A task in poll(2) or select(2)
//! does not: it is woken, and uses the queue once more when it runs, to take its entry out.
//!
//! So the queue is closed before the file is removed. Every poller is woken and, while the file still
//! answers, gets an error that no mask of events excludes, with which it leaves the queue. The closer
//! waits for that. As with readers (procfs.rs), the wait has no limit: a poller that also polls a file
//! whose own `poll` sleeps, on FUSE for instance, prolongs it.

use crate::sys::shim;
use core::sync::atomic::{
    AtomicBool,
    Ordering::SeqCst, //
};
use kernel::{
    bindings::{
        file,
        poll_table_struct,
        synchronize_rcu,
        wait_queue_head, //
    },
    prelude::*,
    sync::Arc,
    time::{
        delay::fsleep,
        Delta, //
    },
    types::Opaque, //
};

/// Time between two looks at a queue that pollers are leaving, in ms.
const LEAVE_MS: i64 = 1;

/// The pollers of one file in /proc, in all its opens.
///
/// # Invariants
///
/// `queue` is initialised. Only `poll` of one [`ProcEntry`](super::ProcEntry) adds entries to it, and
/// the drop of that one removes all of them.
#[pin_data]
pub(crate) struct PollQueue {
    /// The file is being removed.
    closed: AtomicBool,
    #[pin]
    queue: Opaque<wait_queue_head>,
}

// SAFETY: A wait queue may be used on any thread; it has its own lock.
unsafe impl Send for PollQueue {}
// SAFETY: As above.
unsafe impl Sync for PollQueue {}

impl PollQueue {
    /// An empty queue.
    pub(crate) fn new() -> Result<Arc<Self>> {
        Arc::pin_init(
            pin_init!(Self {
                closed: AtomicBool::new(false),
                // INVARIANT: Initialised in place.
                queue <- Opaque::ffi_init(|slot: *mut wait_queue_head| {
                    // SAFETY: `slot` may be written, and is pinned.
                    unsafe { shim::rmm_shim_init_poll_queue(slot) }
                }),
            }),
            GFP_KERNEL_ACCOUNT,
        )
    }

    /// Adds the caller to the queue if it is going to sleep, and returns whether it is. May sleep.
    ///
    /// # Safety
    ///
    /// Called in `poll` of the file whose pollers these are, with its arguments.
    pub(super) unsafe fn add(&self, file: *mut file, table: *mut poll_table_struct) -> bool {
        if self.is_closed() {
            return false;
        }
        // SAFETY: By this function's contract; the queue is initialised and, by the invariant, stays
        // until the entry has left it.
        unsafe { shim::rmm_shim_poll_wait(file, self.queue.get(), table) }
    }

    /// Whether the file is being removed. A caller that was added before must not sleep if it is.
    pub(super) fn is_closed(&self) -> bool {
        self.closed.load(SeqCst)
    }

    /// Whether somebody waits.
    pub(crate) fn has_pollers(&self) -> bool {
        // SAFETY: The queue is initialised.
        unsafe { shim::rmm_shim_has_pollers(self.queue.get()) }
    }

    /// Has every poller ask again. The work grows with the number of pollers.
    pub(crate) fn wake(&self) {
        // SAFETY: The queue is initialised.
        unsafe { shim::rmm_shim_wake_pollers(self.queue.get()) };
    }

    /// Keeps new pollers out and waits until all others have left. Called before the file is removed,
    /// while it still answers, and once more when no call runs any more, because a poller may have
    /// been on its way into the queue.
    pub(super) fn close(&self) {
        self.closed.store(true, SeqCst);
        if !self.has_pollers() {
            return;
        }
        loop {
            // SAFETY: The queue is initialised.
            unsafe { shim::rmm_shim_dismiss_pollers(self.queue.get()) };
            if !self.has_pollers() {
                break;
            }
            fsleep(Delta::from_millis(LEAVE_MS));
        }
        // epoll may be about to take out an entry that is out already, and uses the lock of the queue
        // under RCU.
        // SAFETY: May sleep here.
        unsafe { synchronize_rcu() };
    }
}
