// SPDX-License-Identifier: GPL-2.0

//! What the kernel crate leaves out of work queues.

use kernel::{
    bindings,
    workqueue::{
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
