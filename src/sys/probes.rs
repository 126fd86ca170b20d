// SPDX-License-Identifier: GPL-2.0

//! Probes on the kernel's tracepoints (probes.c): attached while a [`FaultWatch`] lives.

use super::{
    shim::{
        self,
        rmm_shim_probe_counts, //
    },
    task::pid::Pid, //
};
use crate::model::faults::{
    CollapseResults,
    ProbeCounts,
    ProbeSources, //
};
use core::ptr::{
    self,
    NonNull, //
};
use kernel::{
    error::from_err_ptr,
    prelude::*, //
};

/// Proof that the tracepoints were looked up.
#[derive(Clone, Copy)]
pub(crate) struct Tracepoints(());

impl Tracepoints {
    /// Looks up the tracepoints by name. Called once, by the initialisation of the module.
    pub(crate) fn find() -> Self {
        // SAFETY: No other function of the probes runs: all of them need this proof.
        unsafe { shim::rmm_shim_probes_find() };
        Self(())
    }
}

/// The tracepoints that this kernel has; none before [`Tracepoints::find`].
pub(crate) fn sources() -> ProbeSources {
    // SAFETY: Reads pointers that only the initialisation of the module writes.
    let found = unsafe { shim::rmm_shim_probes_found() };
    let has = |bit: u32| found >> bit & 1 != 0;
    ProbeSources {
        fault_user: has(shim::RMM_SHIM_TP_FAULT_USER),
        fault_kernel: has(shim::RMM_SHIM_TP_FAULT_KERNEL),
        migrate: has(shim::RMM_SHIM_TP_MIGRATE),
        collapse: has(shim::RMM_SHIM_TP_COLLAPSE),
        collapse_file: has(shim::RMM_SHIM_TP_COLLAPSE_FILE),
        reclaim_begin: has(shim::RMM_SHIM_TP_RECLAIM_BEGIN),
        reclaim_end: has(shim::RMM_SHIM_TP_RECLAIM_END),
        kswapd_wake: has(shim::RMM_SHIM_TP_KSWAPD_WAKE),
        kswapd_sleep: has(shim::RMM_SHIM_TP_KSWAPD_SLEEP),
        compaction_begin: has(shim::RMM_SHIM_TP_COMPACTION_BEGIN),
        compaction_end: has(shim::RMM_SHIM_TP_COMPACTION_END),
        victim: has(shim::RMM_SHIM_TP_VICTIM),
    }
}

/// Attached probes and their counters. Creating the first one on a tracepoint patches the kernel's
/// code; dropping one waits until none of its probes runs. Both may sleep.
///
/// # Invariants
///
/// The pointer comes from `rmm_shim_watch_start`, and only `drop` passes it to
/// `rmm_shim_watch_stop`.
pub(crate) struct FaultWatch(NonNull<shim::rmm_shim_fault_watch>);

// SAFETY: Probes are attached and detached under the tracepoint mutex, from any thread.
unsafe impl Send for FaultWatch {}
// SAFETY: A reader adds up counters that other CPUs update with single stores.
unsafe impl Sync for FaultWatch {}

impl FaultWatch {
    /// Attaches probes that count events of process `only`, or all events.
    pub(crate) fn start(_found: Tracepoints, only: Option<&Pid>) -> Result<Self> {
        let only = only.map_or(ptr::null_mut(), Pid::as_ptr);
        // SAFETY: `only` is null or valid during the call, and the shim takes a reference.
        let watch = from_err_ptr(unsafe { shim::rmm_shim_watch_start(only) })?;
        // INVARIANT: The pointer was just created.
        NonNull::new(watch).map(Self).ok_or(ENOMEM)
    }

    /// The current counts. Each is exact and never decreases.
    pub(crate) fn read(&self) -> Result<KBox<ProbeCounts>> {
        let mut sum = KBox::new(
            pin_init::zeroed::<rmm_shim_probe_counts>(),
            GFP_KERNEL_ACCOUNT,
        )?;
        // SAFETY: Valid by the invariant; `sum` is writable.
        let longest = unsafe { shim::rmm_shim_watch_read(self.0.as_ptr(), &raw mut *sum) };
        let mut raw = KBox::new(ProbeCounts::default(), GFP_KERNEL_ACCOUNT)?;
        *raw = ProbeCounts {
            fault: sum.fault,
            rare: sum.rare,
            migrate_reason: sum.migrate_reason,
            migrate_mode: sum.migrate_mode,
            migrate_thp: sum.migrate_thp,
            migrate_large_split: sum.migrate_large_split,
            collapse: CollapseResults(sum.collapse),
            collapse_file: CollapseResults(sum.collapse_file),
            reclaim_begin: sum.reclaim_begin,
            reclaim_end: sum.reclaim_end,
            reclaim_pages: sum.reclaim_pages,
            reclaim_timed: sum.reclaim_timed,
            reclaim_ns: sum.reclaim_ns,
            reclaim_longest_ns: longest,
            kswapd_wake: sum.kswapd_wake,
            kswapd_sleep: sum.kswapd_sleep,
            compaction_begin: sum.compaction_begin,
            compaction_end: sum.compaction_end,
            victims: sum.victims,
        };
        Ok(raw)
    }
}

impl Drop for FaultWatch {
    fn drop(&mut self) {
        // SAFETY: By the invariant, and no reference to `self` is left.
        unsafe { shim::rmm_shim_watch_stop(self.0.as_ptr()) };
    }
}
