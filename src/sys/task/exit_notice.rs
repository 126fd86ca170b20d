// SPDX-License-Identifier: GPL-2.0

//! Being told that a process has exited, by its pid's wait queue: what poll(2) on a pidfd waits on.
//!
//! Nothing is attached to the process itself, and nobody else's exit costs anything.

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

/// Who is told.
pub(crate) trait OnExit: Send + Sync + 'static {
    /// Something about a process has changed: it, or a thread of it, has exited. Called with
    /// interrupts off, the wait queue's lock, tasklist_lock, and perhaps siglock held: must not
    /// sleep, nor print.
    fn on_exit(self: Arc<Self>);
}

/// Keeps `target` told until it is dropped.
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

// SAFETY: `entry` is touched under the wait queue's lock alone; the rest may be sent.
unsafe impl<T: OnExit> Send for ExitNotice<T> {}
// SAFETY: A shared reference gives access to `pid` alone.
unsafe impl<T: OnExit> Sync for ExitNotice<T> {}

impl<T: OnExit> ExitNotice<T> {
    /// From now on `target` is told. A process that has exited already tells nothing more: ask
    /// [`Pid::is_gone`] afterwards.
    pub(crate) fn new(pid: Pid, target: Arc<T>) -> impl PinInit<Self, Error> {
        try_pin_init!(&this in Self {
            pid,
            target,
            _pin: PhantomPinned,
            entry <- Opaque::ffi_init(move |slot: *mut bindings::wait_queue_entry| {
                // SAFETY: `slot` may be written. The other fields are initialised by now, as this
                // one stands last; the queue lives as long as the pid, which `this` refers to.
                // INVARIANT: The entry goes onto the queue of `pid` here, and only `drop` takes it
                // off.
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
    /// `wait_queue_entry.func`: called for the `entry` of a value of this type, with the queue's
    /// lock held, which `drop` takes before the value goes.
    unsafe extern "C" fn wake(
        entry: *mut bindings::wait_queue_entry,
        _mode: c_uint,
        _flags: c_int,
        _key: *mut c_void,
    ) -> c_int {
        let entry: *mut Opaque<bindings::wait_queue_entry> = entry.cast();
        // SAFETY: By this function's contract it lies in a value that is alive.
        let target = unsafe { &(*container_of!(entry, Self, entry)).target };
        target.clone().on_exit();
        // Nobody was woken: the waiters behind this one are to be asked, too.
        0
    }
}

#[pinned_drop]
impl<T: OnExit> PinnedDrop for ExitNotice<T> {
    fn drop(self: Pin<&mut Self>) {
        // SAFETY: By the type's invariant the entry is on this queue, whose pid is alive. The call
        // takes the queue's lock, so that no `wake` is under way when it returns.
        unsafe {
            bindings::remove_wait_queue(&raw mut (*self.pid.as_ptr()).wait_pidfd, self.entry.get());
        }
    }
}
