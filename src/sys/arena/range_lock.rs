// SPDX-License-Identifier: GPL-2.0

//! The lock of a file's policies for ranges.
//!
//! shmem protects its tree. This lock makes one step of looking a policy up and changing it. Its holder
//! waits for nothing but a few small allocations, and for no page, fault or user: a fault that ends holds
//! the lock of its folio. mbind(2) and a fault that begins wait for it killably; a fault that ends does not,
//! because it must take its policy back.

use crate::sys::shim;
use core::pin::Pin;
use kernel::{
    prelude::*,
    types::Opaque, //
};

/// The lock.
#[pin_data]
pub(super) struct RangeLock {
    #[pin]
    lock: Opaque<kernel::bindings::mutex>,
}

// SAFETY: Mutexes may be shared between threads.
unsafe impl Send for RangeLock {}
// SAFETY: As above.
unsafe impl Sync for RangeLock {}

/// The ranges of a file are locked.
///
/// # Invariants
///
/// The current task holds the lock.
pub(super) struct LockedRanges<'a>(&'a RangeLock);

impl RangeLock {
    /// Creates the lock.
    pub(super) fn new() -> Result<Pin<KBox<Self>>> {
        let lock = pin_init!(Self {
            // SAFETY: The memory is writable and does not move.
            lock <- Opaque::ffi_init(|slot| unsafe { shim::rmm_shim_range_lock_init(slot) }),
        });
        KBox::pin_init(lock, GFP_KERNEL_ACCOUNT)
    }

    /// Takes the lock; `EINTR` if a fatal signal is pending.
    pub(super) fn lock_killable(&self) -> Result<LockedRanges<'_>> {
        // SAFETY: Initialised by `new`. May sleep.
        match unsafe { shim::rmm_shim_mutex_lock_killable(self.lock.get()) } {
            // INVARIANT: Just taken.
            true => Ok(LockedRanges(self)),
            false => Err(EINTR),
        }
    }

    /// Takes the lock, for what must be undone even by a dying task.
    pub(super) fn lock(&self) -> LockedRanges<'_> {
        // SAFETY: Initialised by `new`. May sleep. INVARIANT: Just taken.
        unsafe { shim::rmm_shim_mutex_lock(self.lock.get()) };
        LockedRanges(self)
    }
}

impl Drop for LockedRanges<'_> {
    fn drop(&mut self) {
        // SAFETY: The lock is held, by the invariant.
        unsafe { kernel::bindings::mutex_unlock(self.0.lock.get()) };
    }
}
