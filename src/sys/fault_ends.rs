// SPDX-License-Identifier: GPL-2.0

//! The ends of page faults (fault_ends.c), and the ring that they and the probes write to.

use super::{
    shim,
    task::pid::Pid, //
};
use crate::model::fault_ring::{
    FaultCell,
    FaultEnd,
    FaultRing,
    OpenFault,
    OPEN_FAULTS, //
};
use core::ptr::NonNull;
use kernel::{
    error::from_err_ptr,
    ffi::c_void,
    prelude::*, //
};

/// A ring of fault records, in memory that is charged to its maker.
pub(crate) type WatchRing = FaultRing<KVVec<FaultCell>, KVVec<OpenFault>>;

/// Allocates a ring for at least so many records.
pub(crate) fn allocate_ring(records: u32) -> Result<KBox<WatchRing>> {
    let cells = places(records.next_power_of_two() as usize)?;
    Ok(KBox::new(
        FaultRing::new(cells, places(OPEN_FAULTS)?),
        GFP_KERNEL_ACCOUNT,
    )?)
}

fn places<T: Default>(count: usize) -> Result<KVVec<T>> {
    let mut places = KVVec::with_capacity(count, GFP_KERNEL_ACCOUNT)?;
    for _ in 0..count {
        places.push(T::default(), GFP_KERNEL_ACCOUNT)?;
    }
    Ok(places)
}

/// Passes the ends of a process's faults to a ring, which ignores those that it does not await, until
/// it is dropped. Starting and dropping it may sleep.
///
/// # Invariants
///
/// The pointer comes from `rmm_shim_fault_ends_start`, and only `drop` passes it to
/// `rmm_shim_fault_ends_stop`.
pub(super) struct FaultEnds(NonNull<shim::rmm_shim_fault_ends>);

impl FaultEnds {
    /// Starts to pass on ends.
    ///
    /// # Safety
    ///
    /// The ring outlives the value.
    pub(super) unsafe fn start(only: &Pid, ring: &WatchRing) -> Result<Self> {
        let ring = core::ptr::from_ref(ring).cast_mut().cast();
        // SAFETY: `only` is valid during the call, and the shim takes a reference. `ended` is a handler
        // for such a ring, which outlives the handlers by the caller's promise.
        let ends = from_err_ptr(unsafe {
            shim::rmm_shim_fault_ends_start(only.as_ptr(), Some(ended), ring)
        })?;
        // INVARIANT: The pointer was just created.
        NonNull::new(ends).map(Self).ok_or(ENOMEM)
    }
}

impl Drop for FaultEnds {
    fn drop(&mut self) {
        // SAFETY: By the invariant, and no reference to `self` is left.
        unsafe { shim::rmm_shim_fault_ends_stop(self.0.as_ptr()) };
    }
}

/// # Safety
///
/// `ring` is a [`WatchRing`] and `end` a record, both valid during the call.
unsafe extern "C" fn ended(ring: *mut c_void, end: *const shim::rmm_shim_fault_end) {
    // SAFETY: Valid by the function's contract; the ring is shared and changed with atomic
    // operations only.
    let (ring, end) = unsafe { (&*ring.cast::<WatchRing>(), &*end) };
    ring.end_fault(&FaultEnd {
        task: end.task,
        address: end.address,
        is_major: end.major,
        now_ns: end.now_ns,
    });
}
