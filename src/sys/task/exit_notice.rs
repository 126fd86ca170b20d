// SPDX-License-Identifier: GPL-2.0

//! Notification of a process's exit, by the wait queue that poll(2) on a pidfd uses.
//!
//! An entry on the wait queue of the `struct pid` costs other processes nothing. A tracepoint would
//! run at every exit of the machine, and an MMU notifier would change how the target's memory is
//! handled.

use super::pid::Pid;
use core::{
    marker::PhantomPinned,
    ptr, //
};
use kernel::{
    bindings,
    container_of,
    ffi::{
        c_int,
        c_uint,
        c_void, //
    },
    prelude::*,
    sync::Arc,
    types::Opaque, //
};

/// Receiver of the notification.
pub(crate) trait OnExit: Send + Sync + 'static {
    /// The process, or a thread of it, has exited. Called with interrupts off, and with the wait
    /// queue's lock, tasklist_lock and possibly siglock held: must neither sleep nor print. Queue a
    /// work item.
    fn on_exit(self: Arc<Self>);
}

/// Notifies `target` of the exit of a process until it is dropped.
///
/// # Invariants
///
/// `entry` is on the wait queue of `pid`, which `pid` keeps alive, and on no other.
#[pin_data(PinnedDrop)]
pub(crate) struct ExitNotice<T: OnExit> {
    #[pin]
    entry: Opaque<bindings::wait_queue_entry>,
    pid: Pid,
    target: Arc<T>,
    #[pin]
    _pin: PhantomPinned,
}

// SAFETY: `entry` is accessed under the wait queue's lock only; the other fields are `Send`.
unsafe impl<T: OnExit> Send for ExitNotice<T> {}
// SAFETY: A shared reference gives access to `pid` only.
unsafe impl<T: OnExit> Sync for ExitNotice<T> {}

impl<T: OnExit> ExitNotice<T> {
    /// Starts to notify `target`. A process that has exited before causes no notification: call
    /// [`Pid::is_gone`] afterwards.
    pub(crate) fn new(pid: Pid, target: Arc<T>) -> impl PinInit<Self, Error> {
        try_pin_init!(&this in Self {
            pid,
            target,
            _pin: PhantomPinned,
            entry <- Opaque::ffi_init(move |slot: *mut bindings::wait_queue_entry| {
                // SAFETY: `slot` may be written. The other fields are initialised already, because
                // this one is the last. The queue lives as long as the pid, to which the value
                // holds a reference.
                // INVARIANT: The entry is added to the queue of `pid` here, and only `drop` removes
                // it.
                unsafe {
                    slot.write(bindings::wait_queue_entry {
                        flags: 0,
                        private: ptr::null_mut(),
                        func: Some(Self::wake),
                        entry: pin_init::zeroed(),
                    });
                    let pid = (*this.as_ptr()).pid.as_ptr();
                    bindings::add_wait_queue(&raw mut (*pid).wait_pidfd, slot);
                }
            }),
        })
    }

    /// The process.
    pub(crate) fn pid(&self) -> &Pid {
        &self.pid
    }

    /// # Safety
    ///
    /// Called as `wait_queue_entry.func` of the `entry` of a value of this type, with the queue's
    /// lock held. `drop` takes that lock before the value goes.
    unsafe extern "C" fn wake(
        entry: *mut bindings::wait_queue_entry,
        _mode: c_uint,
        _flags: c_int,
        _key: *mut c_void,
    ) -> c_int {
        let entry: *mut Opaque<bindings::wait_queue_entry> = entry.cast();
        // SAFETY: By this function's contract, the entry lies in a value that is alive.
        let target = unsafe { &(*container_of!(entry, Self, entry)).target };
        target.clone().on_exit();
        // No task was woken, so `wake_up` continues with the other entries.
        0
    }
}

#[pinned_drop]
impl<T: OnExit> PinnedDrop for ExitNotice<T> {
    fn drop(self: Pin<&mut Self>) {
        // SAFETY: By the type's invariant, the entry is on this queue, whose pid is alive. The call
        // takes the queue's lock, so no `wake` runs when it returns.
        unsafe {
            bindings::remove_wait_queue(&raw mut (*self.pid.as_ptr()).wait_pidfd, self.entry.get());
        }
    }
}
