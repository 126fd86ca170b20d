// SPDX-License-Identifier: GPL-2.0

//! Memory that comes and goes: a guard under which it does neither.
//!
//! `get_online_mems()` is not exported. Instead a memory notifier tells when an operation starts
//! and ends (mm/memory_hotplug.c, `online_pages()` and `offline_pages()`), as KSM has it:
//!
//! - `GOING_ONLINE`, `GOING_OFFLINE`: waits until no [`HotplugGuard`] is left and lets no new one in
//!   (`EBUSY`; many readers take the other candidate, `EAGAIN`, for the end of what can be read).
//! - `ONLINE`, `OFFLINE`, `CANCEL_ONLINE`, `CANCEL_OFFLINE`: lets them in. `CANCEL_*` can come
//!   without its start, when another notifier refused first, so this may be done twice.
//!
//! Under a guard the struct pages of an online section stay, zones do not become populated or
//! empty, and the per-CPU data and the zonelists of a zone are not replaced: all this happens
//! between start and end. What a guard does **not** hold still: the spans of nodes and zones, which
//! grow before the start and shrink after the end (so they are read twice), and an operation that
//! was under way when the notifier was registered, for which only `/proc/zoneinfo`'s own care
//! remains.
//!
//! Lock order: `cpu_hotplug_lock` → `mem_hotplug_lock` → the chain's rwsem → [`HotplugGate::moving`] →
//! `kswapd_lock`, `zone->lock`, the locks of those who tell a node's distance. So nothing may be
//! called under a guard that takes one of the first three (`cpus_read_lock()`, `all_vm_events()`,
//! registration of a memory notifier). A guard is held for one row or one chunk of page frames:
//! hot-plug waits for it.

use crate::sys::{
    shim,
    system, //
};
use core::cell::Cell;
use kernel::{
    bindings::{
        notifier_block,
        NOTIFY_OK, //
    },
    error::to_result,
    ffi::{
        c_int,
        c_ulong,
        c_void, //
    },
    new_mutex,
    prelude::*,
    sync::{
        lock::{
            mutex::MutexBackend,
            Guard as LockGuard, //
        },
        Mutex, //
    },
    types::Opaque, //
};

/// What is known of memory that comes and goes.
struct HotplugState {
    /// An operation is under way.
    now: bool,
    /// Distances by node that were asked for since the last operation. Nothing else changes them:
    /// who tells them has been told by the firmware before the memory comes.
    distances: KVec<Cell<Option<c_int>>>,
}

/// Knows whether memory is coming or going.
///
/// # Invariants
///
/// `notifier` is registered from initialisation to drop.
#[pin_data(PinnedDrop)]
pub(crate) struct HotplugGate {
    #[pin]
    moving: Mutex<HotplugState>,
    #[pin]
    notifier: Opaque<notifier_block>,
}

// SAFETY: The notifier block is touched by the chain alone, under its own lock.
unsafe impl Send for HotplugGate {}
// SAFETY: As above; everything else is in a `Mutex`.
unsafe impl Sync for HotplugGate {}

/// Proof that no memory comes or goes.
///
/// # Invariants
///
/// No operation is between its start and its end while the lock is held.
pub(crate) struct HotplugGuard<'a> {
    moving: LockGuard<'a, HotplugState, MutexBackend>,
}

impl HotplugGuard<'_> {
    /// The abstract distance of a possible node's memory, negative if nobody tells it. May sleep
    /// the first time: locks of the chain and of those who answer are taken, under which nobody
    /// waits for hot-plug.
    pub(in crate::sys) fn distance(&self, nid: u32) -> c_int {
        // SAFETY: For any node's number.
        let ask = || unsafe { shim::rmm_shim_node_adistance(nid as c_int) };
        let Some(known) = self.moving.distances.get(nid as usize) else {
            return ask();
        };
        known.get().unwrap_or_else(|| {
            let distance = ask();
            known.set(Some(distance));
            distance
        })
    }
}

impl HotplugGate {
    /// Registers the notifier.
    pub(crate) fn new() -> impl PinInit<Self, Error> {
        // INVARIANT: Registered as the last step, when `moving` can be used.
        try_pin_init!(Self {
            moving <- new_mutex!(
                HotplugState {
                    now: false,
                    distances: unknown_distances()?,
                },
                "rmm::hotplug"
            ),
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

    /// Keeps memory where it is until the guard is dropped. May sleep; `EBUSY` while memory is
    /// coming or going.
    pub(crate) fn enter(&self) -> Result<HotplugGuard<'_>> {
        let moving = self.moving.lock();
        if moving.now {
            return Err(EBUSY);
        }
        // INVARIANT: A start would have set it, and waits for the lock to set it.
        Ok(HotplugGuard { moving })
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
        // SAFETY: The block is the field of a `HotplugGate` which its drop keeps until the chain has
        // let go; `moving` was initialised before it was registered.
        let moving = unsafe { &(*kernel::container_of!(block, HotplugGate, notifier)).moving };
        match action as u32 {
            shim::RMM_SHIM_MEM_GOING_ONLINE | shim::RMM_SHIM_MEM_GOING_OFFLINE => {
                moving.lock().now = true;
            }
            shim::RMM_SHIM_MEM_ONLINE
            | shim::RMM_SHIM_MEM_OFFLINE
            | shim::RMM_SHIM_MEM_CANCEL_ONLINE
            | shim::RMM_SHIM_MEM_CANCEL_OFFLINE => {
                let mut moving = moving.lock();
                moving.now = false;
                for distance in moving.distances.iter_mut() {
                    *distance = Cell::new(None);
                }
            }
            _ => {}
        }
        NOTIFY_OK as c_int
    }
}

/// Distances by node of which none has been asked for.
fn unknown_distances() -> Result<KVec<Cell<Option<c_int>>>> {
    let nodes = system::node_ids() as usize;
    let mut distances = KVec::with_capacity(nodes, GFP_KERNEL)?;
    for _ in 0..nodes {
        distances.push(Cell::new(None), GFP_KERNEL)?;
    }
    Ok(distances)
}

#[pinned_drop]
impl PinnedDrop for HotplugGate {
    fn drop(self: Pin<&mut Self>) {
        // SAFETY: Registered, by the invariant; it returns when no call is under way.
        unsafe { shim::unregister_memory_notifier(self.notifier.get()) };
    }
}
