// SPDX-License-Identifier: GPL-2.0

//! The slots of an arena, each with a lock.

use crate::sys::{
    arena::mempolicy::EffectivePolicy,
    shim, //
};
use core::cell::UnsafeCell;
use kernel::{
    prelude::*,
    types::Opaque, //
};

/// In each slot one page is placed at a time.
pub(crate) struct ArenaExtents {
    slots: KVec<ExtentSlot>,
}

struct ExtentSlot {
    lock: Opaque<kernel::bindings::mutex>,
    /// What rules on all of its pages, if that is known. Protected by `lock`.
    effective_policy: UnsafeCell<Option<EffectivePolicy>>,
}

// SAFETY: Mutexes are made to be used by several threads, what is behind them can be used by any.
unsafe impl Send for ArenaExtents {}
// SAFETY: As above.
unsafe impl Sync for ArenaExtents {}

/// An extent, locked.
///
/// # Invariants
///
/// The current task holds the lock.
pub(crate) struct LockedExtent<'a>(&'a ExtentSlot);

impl ArenaExtents {
    /// Makes `count` of them.
    pub(crate) fn new(count: usize) -> Result<Self> {
        let mut slots = KVec::with_capacity(count, GFP_KERNEL_ACCOUNT)?;
        for _ in 0..count {
            let slot = ExtentSlot {
                lock: Opaque::uninit(),
                effective_policy: UnsafeCell::new(None),
            };
            slots.push(slot, GFP_KERNEL_ACCOUNT)?;
        }
        for slot in &slots {
            // SAFETY: NodeMemory for a mutex, which stays: the vector is not touched any more.
            unsafe { shim::rmm_shim_mutex_init(slot.lock.get()) };
        }
        Ok(Self { slots })
    }

    /// Locks extent number `index`; `None` if the task is dying, or there is none.
    pub(crate) fn lock(&self, index: usize) -> Option<LockedExtent<'_>> {
        let slot = self.slots.get(index)?;
        // SAFETY: Initialised by `new`. May sleep.
        // INVARIANT: Taken just now.
        unsafe { shim::rmm_shim_mutex_lock_killable(slot.lock.get()) }.then_some(LockedExtent(slot))
    }
}

impl LockedExtent<'_> {
    /// What rules on all of its pages; `None` if that has to be looked up page by page.
    pub(crate) fn effective_policy(&self) -> Option<&EffectivePolicy> {
        // SAFETY: Under the lock by the invariant; `cache_policy` needs `self` for itself.
        unsafe { (*self.0.effective_policy.get()).as_ref() }
    }

    /// Keeps what rules on all of its pages.
    pub(crate) fn cache_policy(&mut self, effective_policy: Option<EffectivePolicy>) {
        // SAFETY: Under the lock by the invariant, and nothing is borrowed from `self`.
        unsafe { *self.0.effective_policy.get() = effective_policy };
    }
}

impl Drop for LockedExtent<'_> {
    fn drop(&mut self) {
        // SAFETY: Held by the invariant.
        unsafe { kernel::bindings::mutex_unlock(self.0.lock.get()) };
    }
}
