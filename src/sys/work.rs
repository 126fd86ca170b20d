// SPDX-License-Identifier: GPL-2.0

//! Waiting for a work item, which the kernel crate leaves out.

use kernel::{
    bindings,
    workqueue::Work, //
};

/// Returns when `work`, as it was queued last, has run, if it was queued at all. May sleep; must
/// not be called from the work itself.
pub(crate) fn flush<T, const ID: u64>(work: &Work<T, ID>) {
    // SAFETY: `work` is initialised and stays for the call; `raw_get` takes no reference.
    unsafe { bindings::flush_work(Work::raw_get(work)) };
}
