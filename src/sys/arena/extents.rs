// SPDX-License-Identifier: GPL-2.0

//! The parts of an arena, each with a lock.

use crate::sys::{
    bindings,
    node_policy::Ruling, //
};
use core::cell::UnsafeCell;
use kernel::{
    prelude::*,
    types::Opaque, //
};

/// In each part one page is placed at a time.
pub(crate) struct Extents {
    parts: KVec<Part>,
}

struct Part {
    lock: Opaque<kernel::bindings::mutex>,
    /// What rules on all of its pages, if that is known. Protected by `lock`.
    ruling: UnsafeCell<Option<Ruling>>,
}

// SAFETY: Mutexes are made to be used by several threads, what is behind them can be used by any.
unsafe impl Send for Extents {}
// SAFETY: As above.
unsafe impl Sync for Extents {}

/// An extent, locked.
///
/// # Invariants
///
/// The current task holds the lock.
pub(crate) struct Extent<'a>(&'a Part);

impl Extents {
    /// Makes `count` of them.
    pub(crate) fn new(count: usize) -> Result<Self> {
        let mut parts = KVec::with_capacity(count, GFP_KERNEL_ACCOUNT)?;
        for _ in 0..count {
            let part = Part {
                lock: Opaque::uninit(),
                ruling: UnsafeCell::new(None),
            };
            parts.push(part, GFP_KERNEL_ACCOUNT)?;
        }
        for part in &parts {
            // SAFETY: Memory for a mutex, which stays: the vector is not touched any more.
            unsafe { bindings::rmm_mutex_init(part.lock.get()) };
        }
        Ok(Self { parts })
    }

    /// Locks extent number `index`; `None` if the task is dying, or there is none.
    pub(crate) fn lock(&self, index: usize) -> Option<Extent<'_>> {
        let part = self.parts.get(index)?;
        // SAFETY: Initialised by `new`. May sleep.
        // INVARIANT: Taken just now.
        unsafe { bindings::rmm_mutex_lock_killable(part.lock.get()) }.then_some(Extent(part))
    }
}

impl Extent<'_> {
    /// What rules on all of its pages; `None` if that has to be looked up page by page.
    pub(crate) fn ruling(&self) -> Option<&Ruling> {
        // SAFETY: Under the lock by the invariant; `remember` needs `self` for itself.
        unsafe { (*self.0.ruling.get()).as_ref() }
    }

    /// Keeps what rules on all of its pages.
    pub(crate) fn remember(&mut self, ruling: Option<Ruling>) {
        // SAFETY: Under the lock by the invariant, and nothing is borrowed from `self`.
        unsafe { *self.0.ruling.get() = ruling };
    }
}

impl Drop for Extent<'_> {
    fn drop(&mut self) {
        // SAFETY: Held by the invariant.
        unsafe { kernel::bindings::mutex_unlock(self.0.lock.get()) };
    }
}
