// SPDX-License-Identifier: GPL-2.0

//! The shards of an arena, each with a lock.

use crate::sys::{
    arena::mempolicy::EffectivePolicy,
    shim, //
};
use core::cell::UnsafeCell;
use kernel::{
    prelude::*,
    types::Opaque, //
};

/// One page at a time is placed in each shard.
pub(crate) struct ArenaShards {
    slots: KVec<ShardSlot>,
}

struct ShardSlot {
    lock: Opaque<kernel::bindings::mutex>,
    /// The policy of all pages of the shard, if known. Protected by `lock`.
    effective_policy: UnsafeCell<Option<EffectivePolicy>>,
}

// SAFETY: Mutexes may be shared between threads, and the protected value may be used by any thread.
unsafe impl Send for ArenaShards {}
// SAFETY: As above.
unsafe impl Sync for ArenaShards {}

/// A locked shard.
///
/// # Invariants
///
/// The current task holds the lock.
pub(crate) struct LockedShard<'a>(&'a ShardSlot);

impl ArenaShards {
    /// Creates `count` shards.
    pub(crate) fn new(count: usize) -> Result<Self> {
        let mut slots = KVec::with_capacity(count, GFP_KERNEL_ACCOUNT)?;
        for _ in 0..count {
            let slot = ShardSlot {
                lock: Opaque::uninit(),
                effective_policy: UnsafeCell::new(None),
            };
            slots.push(slot, GFP_KERNEL_ACCOUNT)?;
        }
        for slot in &slots {
            // SAFETY: The memory is writable and does not move: the vector is not changed any more.
            unsafe { shim::rmm_shim_mutex_init(slot.lock.get()) };
        }
        Ok(Self { slots })
    }

    /// Locks shard number `index`. `None` if the task is dying or there is no such shard.
    pub(crate) fn lock(&self, index: usize) -> Option<LockedShard<'_>> {
        let slot = self.slots.get(index)?;
        // SAFETY: Initialised by `new`. May sleep. INVARIANT: Just taken.
        unsafe { shim::rmm_shim_mutex_lock_killable(slot.lock.get()) }.then_some(LockedShard(slot))
    }
}

impl LockedShard<'_> {
    /// The policy of all pages of the shard; `None` if it must be looked up for each page.
    pub(crate) fn effective_policy(&self) -> Option<&EffectivePolicy> {
        // SAFETY: Under the lock by the invariant; `cache_policy` takes `self` exclusively.
        unsafe { (*self.0.effective_policy.get()).as_ref() }
    }

    /// Caches the policy of all pages of the shard.
    pub(crate) fn cache_policy(&mut self, effective_policy: Option<EffectivePolicy>) {
        // SAFETY: Under the lock by the invariant, and nothing is borrowed from `self`.
        unsafe { *self.0.effective_policy.get() = effective_policy };
    }
}

impl Drop for LockedShard<'_> {
    fn drop(&mut self) {
        // SAFETY: The lock is held, by the invariant.
        unsafe { kernel::bindings::mutex_unlock(self.0.lock.get()) };
    }
}
