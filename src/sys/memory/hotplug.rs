// SPDX-License-Identifier: GPL-2.0

//! Memory hotplug: a guard that holds it off.
//!
//! `get_online_mems()` is not exported. A memory notifier reports the start and the end of an
//! operation instead (mm/memory_hotplug.c, `online_pages()` and `offline_pages()`), as KSM uses it:
//!
//! - `GOING_ONLINE`, `GOING_OFFLINE`: no new [`HotplugGuard`] is given out (`EBUSY`; many programs take
//!   `EAGAIN` for the end of a file), and the operation waits until no guard is left. The wait is
//!   bounded: after [`MAX_WAIT_MS`] the operation fails with `EBUSY`, as it does for any other page
//!   that stays in use, because a reader with a low priority may not get a CPU for long. Memory that
//!   is added and brought online in one step stays offline then.
//! - `ONLINE`, `OFFLINE`, `CANCEL_ONLINE`, `CANCEL_OFFLINE`: guards are given out again. `CANCEL_*` may
//!   come without a start if another notifier refused first, so this may happen twice.
//!
//! Guards exclude hotplug, not each other: taking one is an atomic increment, and no reader waits
//! for another reader.
//!
//! Under a guard the struct pages of an online section stay, zones do not become populated or empty,
//! and the per-CPU data and the zonelists of a zone are not replaced; all this happens between start
//! and end. A guard does **not** keep the spans of nodes and zones, which grow before the start and
//! shrink after the end (they are read twice), and it does not exclude an operation that was in
//! progress when the notifier was registered.
//!
//! Lock order: `cpu_hotplug_lock` → `mem_hotplug_lock` → the rwsem of the notifier chain → a guard →
//! `kswapd_lock`, `zone->lock`, the locks of the algorithms that report a node's distance. Nothing
//! may be called under a guard that takes one of the first three (`cpus_read_lock()`,
//! `all_vm_events()`, registration of a memory notifier), because the operation that holds them
//! waits for the guard. A guard is held for one row or one chunk of page frames.

use crate::sys::{
    shim,
    system, //
};
use core::sync::atomic::{
    AtomicBool, AtomicI32, AtomicU32,
    Ordering::{
        Relaxed,
        SeqCst, //
    },
};
use kernel::{
    bindings::{
        notifier_block,
        NOTIFY_OK,
        NOTIFY_STOP_MASK, //
    },
    error::to_result,
    ffi::{
        c_int,
        c_ulong,
        c_void, //
    },
    new_condvar,
    new_mutex,
    prelude::*,
    sync::{
        CondVar,
        CondVarTimeoutResult,
        Mutex, //
    },
    time::msecs_to_jiffies,
    types::Opaque, //
};

/// Longest time that a hotplug operation waits for guards, in ms.
const MAX_WAIT_MS: u32 = 2000;

/// A distance that was not asked for since the last operation.
const UNKNOWN_DISTANCE: c_int = c_int::MIN;

/// Gives out guards while no memory is being plugged or unplugged.
///
/// # Invariants
///
/// `notifier` is registered from initialisation to drop.
#[pin_data(PinnedDrop)]
pub(crate) struct HotplugGate {
    /// An operation is in progress.
    closed: AtomicBool,
    /// Number of guards, including those that [`Self::enter`] is about to give back.
    guards: AtomicU32,
    /// Taken by the operation that waits, and by the last guard that wakes it.
    #[pin]
    waiting: Mutex<()>,
    #[pin]
    drained: CondVar,
    /// Distances by node. Nothing but an operation changes them: the algorithms have their data from
    /// the firmware before the memory is plugged.
    distances: KVec<AtomicI32>,
    #[pin]
    notifier: Opaque<notifier_block>,
}

// SAFETY: Only the chain uses the notifier block, under its own lock.
unsafe impl Send for HotplugGate {}
// SAFETY: As above; everything else is atomic or in a `Mutex`.
unsafe impl Sync for HotplugGate {}

/// Proof that no memory is being plugged or unplugged.
///
/// # Invariants
///
/// The guard is counted in `gate.guards`, and was counted while the gate was open.
pub(crate) struct HotplugGuard<'a> {
    gate: &'a HotplugGate,
}

impl HotplugGuard<'_> {
    /// The abstract distance of a possible node's memory, negative if no algorithm reports it. May
    /// sleep the first time, on locks of the algorithms' notifier chain, whose holders do not wait for
    /// hotplug.
    pub(in crate::sys) fn distance(&self, nid: u32) -> c_int {
        // SAFETY: Any node number is valid.
        let ask = || unsafe { shim::rmm_shim_node_adistance(nid as c_int) };
        let Some(cached) = self.gate.distances.get(nid as usize) else {
            return ask();
        };
        match cached.load(Relaxed) {
            UNKNOWN_DISTANCE => {
                let distance = ask();
                cached.store(distance, Relaxed);
                distance
            }
            distance => distance,
        }
    }
}

impl Drop for HotplugGuard<'_> {
    fn drop(&mut self) {
        self.gate.leave();
    }
}

impl HotplugGate {
    /// Registers the notifier.
    pub(crate) fn new() -> impl PinInit<Self, Error> {
        // INVARIANT: Registered as the last step, when the other fields are initialised.
        try_pin_init!(Self {
            closed: AtomicBool::new(false),
            guards: AtomicU32::new(0),
            waiting <- new_mutex!((), "rmm::hotplug"),
            drained <- new_condvar!("rmm::hotplug_drained"),
            distances: unknown_distances()?,
            notifier <- Opaque::try_ffi_init(|slot: *mut notifier_block| {
                let block = notifier_block {
                    notifier_call: Some(Self::notified),
                    ..Default::default()
                };
                // SAFETY: The slot is valid for writes, pinned, and stays so until `drop` has
                // unregistered it.
                unsafe {
                    slot.write(block);
                    to_result(shim::register_memory_notifier(slot))
                }
            }),
        }? Error)
    }

    /// Holds memory hotplug off until the guard is dropped. Does not wait: `EBUSY` while an operation
    /// is in progress.
    pub(crate) fn enter(&self) -> Result<HotplugGuard<'_>> {
        // Refused callers do not delay the operation; only those on their way through here may.
        if self.closed.load(SeqCst) {
            return Err(EBUSY);
        }
        // Either the operation sees this count, or this sees that the gate is closed.
        self.guards.fetch_add(1, SeqCst);
        if self.closed.load(SeqCst) {
            self.leave();
            return Err(EBUSY);
        }
        // INVARIANT: Counted above, and the gate was open after that.
        Ok(HotplugGuard { gate: self })
    }

    fn leave(&self) {
        if self.guards.fetch_sub(1, SeqCst) == 1 && self.closed.load(SeqCst) {
            let _waiting = self.waiting.lock();
            self.drained.notify_all();
        }
    }

    /// Closes the gate and waits until no guard is left. `EBUSY` after [`MAX_WAIT_MS`], `EINTR` if a
    /// signal is pending; the gate is open again then.
    fn close(&self) -> Result {
        self.closed.store(true, SeqCst);
        let mut waiting = self.waiting.lock();
        let mut left = msecs_to_jiffies(MAX_WAIT_MS);
        while self.guards.load(SeqCst) != 0 {
            let error = match self.drained.wait_interruptible_timeout(&mut waiting, left) {
                CondVarTimeoutResult::Woken { jiffies } => {
                    left = jiffies;
                    continue;
                }
                CondVarTimeoutResult::Timeout => EBUSY,
                CondVarTimeoutResult::Signal { .. } => EINTR,
            };
            self.closed.store(false, SeqCst);
            return Err(error);
        }
        Ok(())
    }

    fn open(&self) {
        for distance in &self.distances {
            distance.store(UNKNOWN_DISTANCE, Relaxed);
        }
        self.closed.store(false, SeqCst);
    }

    /// # Safety
    ///
    /// Called by the chain with the `notifier` of a `HotplugGate`.
    unsafe extern "C" fn notified(
        block: *mut notifier_block,
        action: c_ulong,
        _range: *mut c_void,
    ) -> c_int {
        let block = Opaque::cast_from(block);
        // SAFETY: The block is the field of a `HotplugGate`, which its drop keeps until the chain has
        // released it; all fields were initialised before it was registered.
        let gate = unsafe { &*kernel::container_of!(block, HotplugGate, notifier) };
        match action as u32 {
            shim::RMM_SHIM_MEM_GOING_ONLINE | shim::RMM_SHIM_MEM_GOING_OFFLINE => {
                if let Err(error) = gate.close() {
                    // notifier_from_errno()
                    return (NOTIFY_STOP_MASK | NOTIFY_OK) as c_int - error.to_errno();
                }
            }
            shim::RMM_SHIM_MEM_ONLINE
            | shim::RMM_SHIM_MEM_OFFLINE
            | shim::RMM_SHIM_MEM_CANCEL_ONLINE
            | shim::RMM_SHIM_MEM_CANCEL_OFFLINE => gate.open(),
            _ => {}
        }
        NOTIFY_OK as c_int
    }
}

/// Distances of all possible nodes, none of which was asked for.
fn unknown_distances() -> Result<KVec<AtomicI32>> {
    let nodes = system::node_ids() as usize;
    let mut distances = KVec::with_capacity(nodes, GFP_KERNEL)?;
    for _ in 0..nodes {
        distances.push(AtomicI32::new(UNKNOWN_DISTANCE), GFP_KERNEL)?;
    }
    Ok(distances)
}

#[pinned_drop]
impl PinnedDrop for HotplugGate {
    fn drop(self: Pin<&mut Self>) {
        // SAFETY: Registered, by the invariant; the function waits for calls in progress.
        unsafe { shim::unregister_memory_notifier(self.notifier.get()) };
    }
}
