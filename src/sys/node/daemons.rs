// SPDX-License-Identifier: GPL-2.0

//! kswapd and kcompactd of a node: who they are, what they do.

use super::Node;
use crate::{
    abi::{
        phys::DaemonState,
        ABSENT, //
    },
    sys::{
        scalar::read_once,
        zone::kind_of, //
    },
};
use kernel::bindings;

/// Failures in a row after which kswapd is not woken any more (MAX_RECLAIM_RETRIES, mm/internal.h).
const HOPELESS_FAILURES: u64 = 16;

/// Whether the only one who waits in a queue does, without its lock: as `waitqueue_active()`.
/// Wakers take him out of the queue.
fn waits(queue: *const bindings::wait_queue_head_t) -> u64 {
    // SAFETY: The callers name a field of a pgdat, which is never freed; the pointer is compared.
    let first = unsafe { (&raw const (*queue).head.next).read_volatile() };
    // SAFETY: As above.
    if first.cast_const() == unsafe { &raw const (*queue).head } {
        DaemonState::Awake as u64
    } else {
        DaemonState::Asleep as u64
    }
}

impl Node<'_> {
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
        let state = waits(unsafe { &raw const (*self.raw()).kswapd_wait });
        (self.kswapd() != 0).then_some(state == DaemonState::Awake as u64)
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
        } else {
            // SAFETY: Valid by the invariant.
            waits(unsafe { &raw const (*self.raw()).kcompactd_wait })
        }
    }

    /// Not in this kernel.
    #[cfg(not(CONFIG_COMPACTION))]
    pub(crate) fn kcompactd_state(&self) -> u64 {
        ABSENT
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
