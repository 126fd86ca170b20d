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
//! waits for that for two seconds, and as long again after the removal. A poller may take longer, if it
//! also polls a file whose own `poll` sleeps, on FUSE for instance. Then the queue's memory is leaked: what
//! is still to come, a wake-up and the removal of an entry, is code of the kernel, and uses nothing of the
//! module.
//!
//! One gap is the kernel's, and every file that can be polled has it. aio uses the queue under RCU, but
//! io_submit(2) begins to only after `poll` has returned: a task that is preempted between, after a wake-up
//! has taken its entry out, holds a pointer to the queue that nothing waits for.

use crate::sys::shim;
use core::sync::atomic::{
    AtomicBool,
    Ordering::SeqCst, //
};
use kernel::{
    bindings::{
        file,
        poll_table_struct,
        synchronize_rcu, //
    },
    prelude::*,
    sync::Arc,
    time::{
        delay::fsleep,
        Delta, //
    },
    types::{
        ForeignOwnable,
        Opaque, //
    }, //
};

/// The closer waits 1, 2, 4 … ms between wake-ups, up to this; two seconds in all.
const LAST_WAIT_MS: i64 = 1024;

/// The pollers of one file in /proc, in all its opens.
///
/// # Invariants
///
/// `queue` is initialised. Only `poll` of one [`ProcEntry`](super::ProcEntry) adds entries to it. The drop
/// of that one removes all of them, or leaks a reference on this.
#[pin_data(PinnedDrop)]
pub(crate) struct PollQueue {
    /// The file is being removed.
    closed: AtomicBool,
    #[pin]
    queue: Opaque<shim::rmm_shim_poll_queue>,
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
                queue <- Opaque::ffi_init(|slot: *mut shim::rmm_shim_poll_queue| {
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
        // while the entry is in it. `end` waits for those who use it under RCU after that. The head
        // comment names the gap of aio, which no caller can close.
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

    /// Keeps new pollers out and has all others leave. Called before the file is removed, while it still
    /// answers.
    pub(super) fn close(&self) {
        self.closed.store(true, SeqCst);
        self.dismiss();
    }

    /// Has the last pollers leave, who were on their way into the queue. Called when the file is removed and
    /// no call runs any more.
    pub(super) fn end(this: &Arc<Self>) {
        if !this.dismiss() {
            // The entries that are left point to the queue.
            let leaked = this.clone().into_foreign();
            // SAFETY: The start of an allocation that is never freed.
            unsafe { shim::rmm_shim_leak_on_purpose(leaked) };
        }
        // Also without an entry: epoll and aio may be about to take out one that is out already, and use
        // the lock of the queue under RCU.
        // SAFETY: May sleep here.
        unsafe { synchronize_rcu() };
    }

    /// Wakes pollers until all have left, and returns whether they have in time.
    fn dismiss(&self) -> bool {
        let mut wait_ms = 1;
        while self.has_pollers() {
            if wait_ms > LAST_WAIT_MS {
                return false;
            }
            // SAFETY: The queue is initialised.
            unsafe { shim::rmm_shim_dismiss_pollers(self.queue.get()) };
            if !self.has_pollers() {
                break;
            }
            fsleep(Delta::from_millis(wait_ms));
            wait_ms *= 2;
        }
        true
    }
}

#[pinned_drop]
impl PinnedDrop for PollQueue {
    fn drop(self: Pin<&mut Self>) {
        // SAFETY: Initialised by the invariant, and nobody has a reference any more.
        unsafe { shim::rmm_shim_destroy_poll_queue(self.queue.get()) };
    }
}
