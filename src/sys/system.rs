// SPDX-License-Identifier: GPL-2.0

//! Properties of the system, most of them constant from boot to shutdown.

use super::shim;
use kernel::prelude::*;

/// Release of the running kernel, as `uname -r` prints it.
pub(crate) fn release() -> &'static CStr {
    // SAFETY: `rmm_shim_kernel_release` returns a terminated string in `init_uts_ns`, which no
    // system call writes: sethostname(2) and setdomainname(2) write other fields.
    unsafe { CStr::from_char_ptr(shim::rmm_shim_kernel_release()) }
}

/// Whether page tables have five levels; otherwise they have four.
pub(crate) fn five_levels() -> bool {
    // SAFETY: Reads a patched CPU feature, which is constant after boot.
    unsafe { shim::rmm_shim_five_levels() }
}

/// Whether entries have a soft-dirty bit; on some architectures the CPU decides.
pub(crate) fn tracks_soft_dirty() -> bool {
    // SAFETY: Reads CPU features, which are constant after boot.
    unsafe { shim::rmm_shim_tracks_soft_dirty() }
}

/// Whether entries without a page can be write-protected by userfaultfd, as above.
pub(crate) fn marks_uffd_wp() -> bool {
    // SAFETY: As in `tracks_soft_dirty`.
    unsafe { shim::rmm_shim_marks_uffd_wp() }
}

/// Highest possible node number plus one.
pub(crate) fn node_ids() -> u32 {
    // SAFETY: Written only at boot, by `setup_nr_node_ids`.
    unsafe { kernel::bindings::nr_node_ids }
}

/// Size of a top-level table: two pages if page-table isolation keeps a second table beside it.
pub(crate) fn pgd_bytes() -> u64 {
    // SAFETY: Reads CPU features, which are constant after boot.
    unsafe { shim::rmm_shim_pgd_bytes() }
}

/// A signal is pending for the caller.
pub(crate) fn signal_pending() -> bool {
    // SAFETY: Reads the current task.
    unsafe { shim::rmm_shim_signal_pending() }
}

/// A fatal signal is pending for the caller.
pub(crate) fn fatal_signal_pending() -> bool {
    // SAFETY: Reads the current task.
    unsafe { shim::rmm_shim_fatal_signal_pending() }
}

/// The caller is writing a core dump.
pub(crate) fn dumps_core() -> bool {
    // SAFETY: Reads the current task.
    unsafe { shim::rmm_shim_dumps_core() }
}

/// Yields the CPU if another task should run. Must not be called under a spinlock.
pub(crate) fn cond_resched() {
    // SAFETY: Sleeping is allowed, as everywhere in the module outside of src/sys/.
    unsafe { shim::rmm_shim_cond_resched() };
}

/// Ticks since boot.
pub(crate) fn ticks() -> u64 {
    // SAFETY: Reads a variable.
    unsafe { shim::rmm_shim_jiffies() }
}

/// CLOCK_MONOTONIC in ns.
pub(crate) fn now_ns() -> u64 {
    // SAFETY: Reads the clock, which is allowed in any context.
    unsafe { kernel::bindings::ktime_get() as u64 }
}
