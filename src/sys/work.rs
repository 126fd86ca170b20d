// SPDX-License-Identifier: GPL-2.0

//! Functions of work queues that the kernel crate does not provide.

use kernel::{
    bindings,
    workqueue::{
        DelayedWork,
        Queue,
        Work, //
    }, //
};

/// The system's unbound work queue, for work that may take long.
pub(crate) fn unbound() -> &'static Queue {
    // SAFETY: Created at boot and never freed.
    unsafe { Queue::from_raw(bindings::system_dfl_wq) }
}

/// Waits until the last queued run of `work` has finished, if there is one. May sleep; must not be
/// called from the work itself.
pub(crate) fn flush<T, const ID: u64>(work: &Work<T, ID>) {
    // SAFETY: `work` is initialised and stays valid during the call; `raw_get` takes no reference.
    unsafe { bindings::flush_work(Work::raw_get(work)) };
}

/// Runs `work` now if its timer is pending, and waits until it has finished. As for [`flush`].
pub(crate) fn flush_delayed<T, const ID: u64>(work: &DelayedWork<T, ID>) {
    // SAFETY: `work` is initialised and stays valid during the call. It is a `struct delayed_work`,
    // whose first field is the work (asserted below).
    unsafe { bindings::flush_delayed_work(DelayedWork::raw_as_work(work).cast()) };
}

const _: () = assert!(core::mem::offset_of!(bindings::delayed_work, work) == 0);
