// SPDX-License-Identifier: GPL-2.0

//! What is the same for the whole system from boot to shutdown.

use super::shim;
use kernel::prelude::*;

/// Release of the running kernel, as `uname -r` tells it.
pub(crate) fn release() -> &'static CStr {
    // SAFETY: `rmm_shim_release` gives a terminated string in `init_uts_ns`, which no system call
    // writes (sethostname(2) and setdomainname(2) have other fields).
    unsafe { CStr::from_char_ptr(shim::rmm_shim_kernel_release()) }
}

/// Whether the page tables have five levels; else they have four.
pub(crate) fn five_levels() -> bool {
    // SAFETY: It reads a patched CPU feature, which boot has settled.
    unsafe { shim::rmm_shim_five_levels() }
}

/// Highest possible node number plus one.
pub(crate) fn node_ids() -> u32 {
    // SAFETY: Written at boot alone, by `setup_nr_node_ids`.
    unsafe { kernel::bindings::nr_node_ids }
}

/// Bytes of a top table: two pages where page-table isolation keeps a second one beside it.
pub(crate) fn pgd_bytes() -> u64 {
    // SAFETY: It reads CPU features, which boot has settled.
    unsafe { shim::rmm_shim_pgd_bytes() }
}

/// A signal is pending for the caller.
pub(crate) fn signal_pending() -> bool {
    // SAFETY: About the current task.
    unsafe { shim::rmm_shim_signal_pending() }
}

/// A signal is pending that kills the caller.
pub(crate) fn fatal_signal_pending() -> bool {
    // SAFETY: About the current task.
    unsafe { shim::rmm_shim_fatal_signal_pending() }
}

/// Lets others run whose turn it is. Not under a spinlock.
pub(crate) fn cond_resched() {
    // SAFETY: May sleep, as all of the module may outside of src/sys/.
    unsafe { shim::rmm_shim_cond_resched() };
}

/// Ticks since boot.
pub(crate) fn ticks() -> u64 {
    // SAFETY: Reads a number.
    unsafe { shim::rmm_shim_jiffies() }
}

/// CLOCK_MONOTONIC in ns.
pub(crate) fn now_ns() -> u64 {
    // SAFETY: Reads the clock; may be called anywhere.
    unsafe { kernel::bindings::ktime_get() as u64 }
}
