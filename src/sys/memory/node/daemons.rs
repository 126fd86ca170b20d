// SPDX-License-Identifier: GPL-2.0

//! kswapd and kcompactd of a node, and the tasks that wait for reclaim.
//!
//! A daemon is asleep while it is on its wait queue, from which a waker removes it.

use super::NodeRef;
use crate::{
    abi::{
        node::NodeWait,
        node_daemon::DaemonState,
        ABSENT, //
    },
    sys::{
        memory::zone::kind_of,
        scalar::read_once, //
    },
};
use core::ptr;
use kernel::bindings;

/// Consecutive failures after which kswapd is not woken any more (MAX_RECLAIM_RETRIES,
/// mm/internal.h).
const HOPELESS_FAILURES: u64 = 16;

/// Whether a task is on the wait queue, read without its lock as `waitqueue_active()` does. Wakers
/// remove the tasks that they wake.
fn waits(queue: *const bindings::wait_queue_head_t) -> bool {
    // SAFETY: Callers pass a field of a pgdat, which is never freed; the pointer is only compared.
    let first = unsafe { (&raw const (*queue).head.next).read_volatile() };
    // SAFETY: As above.
    first.cast_const() != unsafe { &raw const (*queue).head }
}

/// The queues of `reclaim_wait[]`.
const RECLAIM_WAIT: &[(bindings::vmscan_throttle_state, u64)] = &[
    (
        bindings::vmscan_throttle_state_VMSCAN_THROTTLE_WRITEBACK,
        NodeWait::WRITEBACK,
    ),
    (
        bindings::vmscan_throttle_state_VMSCAN_THROTTLE_ISOLATED,
        NodeWait::ISOLATED,
    ),
    (
        bindings::vmscan_throttle_state_VMSCAN_THROTTLE_NOPROGRESS,
        NodeWait::NOPROGRESS,
    ),
    (
        bindings::vmscan_throttle_state_VMSCAN_THROTTLE_CONGESTED,
        NodeWait::CONGESTED,
    ),
];

impl NodeRef<'_> {
    /// The process id of kswapd.
    pub(crate) fn kswapd_pid(&self) -> u64 {
        // SAFETY: Valid by the invariant.
        self.daemon_pid(unsafe { &raw const (*self.raw()).kswapd })
    }

    /// The process id of kcompactd.
    #[cfg(CONFIG_COMPACTION)]
    pub(crate) fn kcompactd_pid(&self) -> u64 {
        // SAFETY: Valid by the invariant.
        self.daemon_pid(unsafe { &raw const (*self.raw()).kcompactd })
    }

    /// This kernel has no kcompactd.
    #[cfg(not(CONFIG_COMPACTION))]
    pub(crate) fn kcompactd_pid(&self) -> u64 {
        ABSENT
    }

    /// The process id of a daemon of this node, which `field` points to, in the PID namespace of the
    /// caller; absent in others than the initial one, where no kernel thread is visible.
    fn daemon_pid(&self, field: *const *mut bindings::task_struct) -> u64 {
        let pgdat = self.pgdat.as_ptr();
        // SAFETY: The field is valid by the invariant. The task is pinned: only offline_pages()
        // stops a daemon, kswapd under `kswapd_lock` (kswapd_stop()) and kcompactd before
        // MEM_OFFLINE, which the guard holds off. Without memory hotplug no daemon is ever stopped.
        unsafe {
            #[cfg(CONFIG_MEMORY_HOTPLUG)]
            bindings::mutex_lock(&raw mut (*pgdat).kswapd_lock);
            let task = field.read_volatile();
            let pid = if task.is_null() {
                0
            } else {
                // NULL selects the namespace of the caller.
                bindings::__task_pid_nr_ns(task, bindings::pid_type_PIDTYPE_PID, ptr::null_mut())
            };
            #[cfg(CONFIG_MEMORY_HOTPLUG)]
            bindings::mutex_unlock(&raw mut (*pgdat).kswapd_lock);
            match pid {
                0 => ABSENT,
                pid => pid as u64,
            }
        }
    }

    /// Whether kswapd is awake, according to its wait queue, which `wakeup_kswapd()` also checks.
    /// `None` if the node has no kswapd.
    pub(crate) fn kswapd_awake(&self) -> Option<bool> {
        // SAFETY: Valid by the invariant.
        let asleep = waits(unsafe { &raw const (*self.raw()).kswapd_wait });
        (self.kswapd() != 0).then_some(!asleep)
    }

    /// The state of kswapd.
    pub(crate) fn kswapd_state(&self) -> u64 {
        match self.kswapd_awake() {
            None => ABSENT,
            Some(_) if self.kswapd_failures() >= HOPELESS_FAILURES => DaemonState::Hopeless as u64,
            Some(true) => DaemonState::Awake as u64,
            Some(false) => DaemonState::Asleep as u64,
        }
    }

    /// The state of kcompactd.
    #[cfg(CONFIG_COMPACTION)]
    pub(crate) fn kcompactd_state(&self) -> u64 {
        if self.kcompactd() == 0 {
            ABSENT
        // SAFETY: Valid by the invariant.
        } else if waits(unsafe { &raw const (*self.raw()).kcompactd_wait }) {
            DaemonState::Asleep as u64
        } else {
            DaemonState::Awake as u64
        }
    }

    /// This kernel has no kcompactd.
    #[cfg(not(CONFIG_COMPACTION))]
    pub(crate) fn kcompactd_state(&self) -> u64 {
        ABSENT
    }

    /// The queues on which tasks wait for reclaim.
    pub(crate) fn waiting(&self) -> u64 {
        // SAFETY: Valid by the invariant.
        let pfmemalloc = waits(unsafe { &raw const (*self.raw()).pfmemalloc_wait });
        RECLAIM_WAIT
            .iter()
            .filter(|&&(reason, _)| {
                // SAFETY: Valid by the invariant; the array has an element for each reason.
                waits(unsafe { &raw const (*self.raw()).reclaim_wait[reason as usize] })
            })
            .fold(
                if pfmemalloc { NodeWait::PFMEMALLOC } else { 0 },
                |set, &(_, bit)| set | bit,
            )
    }

    /// The highest zone that kswapd was asked to balance.
    pub(crate) fn kswapd_highest_zone(&self) -> u64 {
        // SAFETY: Valid by the invariant.
        kind_of(unsafe { read_once(&raw const (*self.raw()).kswapd_highest_zoneidx) })
    }

    /// The highest zone that kcompactd works on.
    pub(crate) fn kcompactd_highest_zone(&self) -> u64 {
        kind_of(self.kcompactd_zone_index())
    }

    /// Whether kcompactd exists.
    pub(crate) fn kcompactd_running(&self) -> u64 {
        match self.kcompactd() {
            ABSENT => ABSENT,
            task => u64::from(task != 0),
        }
    }
}
