// SPDX-License-Identifier: GPL-2.0

//! kswapd and kcompactd of a node: who they are, what they do; and who waits for reclaim.

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
use kernel::bindings;

/// Failures in a row after which kswapd is not woken any more (MAX_RECLAIM_RETRIES, mm/internal.h).
const HOPELESS_FAILURES: u64 = 16;

/// Whether somebody waits in a queue, without its lock: `waitqueue_active()`. Wakers take out whom
/// they wake.
fn waits(queue: *const bindings::wait_queue_head_t) -> bool {
    // SAFETY: The callers name a field of a pgdat, which is never freed; the pointer is compared.
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
    /// kswapd's process id.
    pub(crate) fn kswapd_pid(&self) -> u64 {
        // SAFETY: Valid by the invariant.
        self.daemon_pid(unsafe { &raw const (*self.raw()).kswapd })
    }

    /// kcompactd's process id.
    #[cfg(CONFIG_COMPACTION)]
    pub(crate) fn kcompactd_pid(&self) -> u64 {
        // SAFETY: Valid by the invariant.
        self.daemon_pid(unsafe { &raw const (*self.raw()).kcompactd })
    }

    /// Not in this kernel.
    #[cfg(not(CONFIG_COMPACTION))]
    pub(crate) fn kcompactd_pid(&self) -> u64 {
        ABSENT
    }

    /// The process id of a task that a field of this node points to: one of its daemons.
    fn daemon_pid(&self, field: *const *mut bindings::task_struct) -> u64 {
        let pgdat = self.pgdat.as_ptr();
        // SAFETY: The field is valid by the invariant. The task is pinned: it is stopped and
        // forgotten by offline_pages() alone, kswapd under `kswapd_lock` (kswapd_stop()), kcompactd
        // before MEM_OFFLINE, which the guard has not seen. Without hot-plug none is ever stopped.
        unsafe {
            #[cfg(CONFIG_MEMORY_HOTPLUG)]
            bindings::mutex_lock(&raw mut (*pgdat).kswapd_lock);
            let task = field.read_volatile();
            let pid = if task.is_null() {
                ABSENT
            } else {
                read_once(&raw const (*task).pid)
            };
            #[cfg(CONFIG_MEMORY_HOTPLUG)]
            bindings::mutex_unlock(&raw mut (*pgdat).kswapd_lock);
            pid
        }
    }

    /// Whether kswapd is awake, by its wait queue, which `wakeup_kswapd()` asks, too; nothing if the
    /// node has none.
    pub(crate) fn kswapd_awake(&self) -> Option<bool> {
        // SAFETY: Valid by the invariant.
        let asleep = waits(unsafe { &raw const (*self.raw()).kswapd_wait });
        (self.kswapd() != 0).then_some(!asleep)
    }

    /// What kswapd does.
    pub(crate) fn kswapd_state(&self) -> u64 {
        match self.kswapd_awake() {
            None => ABSENT,
            Some(_) if self.kswapd_failures() >= HOPELESS_FAILURES => DaemonState::Hopeless as u64,
            Some(true) => DaemonState::Awake as u64,
            Some(false) => DaemonState::Asleep as u64,
        }
    }

    /// What kcompactd does.
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

    /// Not in this kernel.
    #[cfg(not(CONFIG_COMPACTION))]
    pub(crate) fn kcompactd_state(&self) -> u64 {
        ABSENT
    }

    /// Queues in which somebody waits for reclaim.
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

    /// The highest kind of zone that kswapd was asked to work on.
    pub(crate) fn kswapd_highest_zone(&self) -> u64 {
        // SAFETY: Valid by the invariant.
        kind_of(unsafe { read_once(&raw const (*self.raw()).kswapd_highest_zoneidx) })
    }

    /// The highest kind of zone that kcompactd works on.
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
