// SPDX-License-Identifier: GPL-2.0

//! Probes on the kernel's tracepoints (probes.c): attached while a [`FaultWatch`] lives.

use super::{
    fault_ends::{
        FaultEnds,
        WatchRing, //
    },
    mm::handle::MmHandle,
    shim::{
        self,
        rmm_shim_probe_counts, //
    },
    task::pid::Pid, //
};
use crate::model::{
    fault_ring::FaultBegin,
    faults::{
        CollapseResults,
        ProbeCounts,
        ProbeSources, //
    }, //
};
use core::ptr::{
    self,
    NonNull, //
};
use kernel::{
    error::from_err_ptr,
    ffi::c_void,
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

/// Attached probes, their counters, and the ring that they fill. Creating the first one on a
/// tracepoint patches the kernel's code; dropping one waits until none of its probes runs. Both may
/// sleep.
///
/// # Invariants
///
/// The pointer comes from `rmm_shim_watch_start`, and only `drop` passes it to
/// `rmm_shim_watch_stop`. Until then, `ring` and `before_exec` are not changed.
pub(crate) struct FaultWatch {
    watch: NonNull<shim::rmm_shim_fault_watch>,
    /// `None` without a ring, and during `drop`.
    ends: Option<FaultEnds>,
    ring: Option<KBox<WatchRing>>,
    /// Keeps the pointer from meaning another address space.
    _before_exec: Option<MmHandle>,
}

// SAFETY: Probes are attached and detached under the tracepoint mutex, from any thread.
unsafe impl Send for FaultWatch {}
// SAFETY: A reader adds up counters that other CPUs update with single stores. The ring is changed
// with atomic operations only.
unsafe impl Sync for FaultWatch {}

impl FaultWatch {
    /// Attaches probes that count events of process `only`, or all events. With `before_exec`, what
    /// the process does in that address space is left out. With a ring, page faults are recorded
    /// there.
    pub(crate) fn start(
        _found: Tracepoints,
        only: Option<&Pid>,
        before_exec: Option<MmHandle>,
        ring: Option<KBox<WatchRing>>,
    ) -> Result<Self> {
        // Started first, so that a fault that begins while both run has its end.
        let ends = match (only, &ring) {
            // SAFETY: `drop` below drops it before the ring, and so does an error here, because it is
            // a local and the ring an argument.
            (Some(only), Some(ring)) => Some(unsafe { FaultEnds::start(only, ring)? }),
            (None, Some(_)) => return Err(EINVAL),
            (_, None) => None,
        };
        let recorded = ring.as_ref().map(|ring| ptr::from_ref::<WatchRing>(ring));
        let handler: unsafe extern "C" fn(_, _) = began;
        let setup = shim::rmm_shim_watch_setup {
            only: only.map_or(ptr::null_mut(), Pid::as_ptr),
            before_exec: before_exec
                .as_ref()
                .map_or(ptr::null_mut(), MmHandle::as_raw),
            began: recorded.map(|_| handler),
            ring: recorded.map_or(ptr::null_mut(), |ring| ring.cast_mut().cast()),
        };
        // SAFETY: `only` is null or valid during the call, and the shim takes a reference. The mm and
        // the ring are null or stay until `drop` has stopped the watch.
        let watch = from_err_ptr(unsafe { shim::rmm_shim_watch_start(&setup) })?;
        // INVARIANT: The pointer was just created.
        Ok(Self {
            watch: NonNull::new(watch).ok_or(ENOMEM)?,
            ends,
            ring,
            _before_exec: before_exec,
        })
    }

    /// The ring of fault records, if there is one.
    pub(crate) fn ring(&self) -> Option<&WatchRing> {
        self.ring.as_deref()
    }

    /// The current counts. Each is exact and never decreases.
    pub(crate) fn read(&self) -> Result<KBox<ProbeCounts>> {
        let mut sum = KBox::new(
            pin_init::zeroed::<rmm_shim_probe_counts>(),
            GFP_KERNEL_ACCOUNT,
        )?;
        // SAFETY: Valid by the invariant; `sum` is writable.
        let longest = unsafe { shim::rmm_shim_watch_read(self.watch.as_ptr(), &raw mut *sum) };
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
        self.ends = None;
        // SAFETY: By the invariant, and no reference to `self` is left.
        unsafe { shim::rmm_shim_watch_stop(self.watch.as_ptr()) };
    }
}

/// # Safety
///
/// `ring` is a [`WatchRing`] and `begin` a record, both valid during the call.
unsafe extern "C" fn began(ring: *mut c_void, begin: *const shim::rmm_shim_fault_begin) {
    // SAFETY: Valid by the function's contract; the ring is shared and changed with atomic
    // operations only.
    let (ring, begin) = unsafe { (&*ring.cast::<WatchRing>(), &*begin) };
    ring.begin_fault(&FaultBegin {
        task: begin.task,
        tid: begin.tid,
        is_user: begin.user,
        is_nested: begin.nested,
        address: begin.address,
        ip: begin.ip,
        code: begin.code,
        now_ns: begin.now_ns,
    });
}
