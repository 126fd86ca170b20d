// SPDX-License-Identifier: GPL-2.0

//! What the kernel crate leaves out of work queues.

use kernel::{
    bindings,
    workqueue::{
        DelayedWork,
        Queue,
        Work, //
    }, //
};

/// The system's queue for work that may run anywhere and wait for long.
pub(crate) fn unbound() -> &'static Queue {
    // SAFETY: Made at boot and never freed.
    unsafe { Queue::from_raw(bindings::system_dfl_wq) }
}

/// Returns when `work`, as it was queued last, has run, if it was queued at all. May sleep; must
/// not be called from the work itself.
pub(crate) fn flush<T, const ID: u64>(work: &Work<T, ID>) {
    // SAFETY: `work` is initialised and stays for the call; `raw_get` takes no reference.
    unsafe { bindings::flush_work(Work::raw_get(work)) };
}

/// Runs `work` now if it waits for its time, and returns when it has run. As for [`flush`].
pub(crate) fn flush_delayed<T, const ID: u64>(work: &DelayedWork<T, ID>) {
    // SAFETY: `work` is initialised and stays for the call. It is a `struct delayed_work`, whose
    // first field is the work (asserted below).
    unsafe { bindings::flush_delayed_work(DelayedWork::raw_as_work(work).cast()) };
}

const _: () = assert!(core::mem::offset_of!(bindings::delayed_work, work) == 0);
