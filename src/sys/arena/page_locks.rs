// SPDX-License-Identifier: GPL-2.0

//! Locks of the pages that are being placed.
//!
//! As `hugetlb_fault_mutex_table` of mm/hugetlb.c, they keep two faults from allocating the same
//! page, so a page is placed and counted once. They protect no data. A fault holds one through
//! reclaim and swap-in, so there are enough of them that a fault on another page hardly ever waits.
//!
//! A large folio may fill a whole block, so a fault that may bring one excludes those on all pages of its
//! block. From the first such fault of an arena on, every fault locks the block of its page.

use crate::sys::shim;
use core::sync::atomic::{
    AtomicBool,
    Ordering::{
        Acquire,
        Relaxed,
        Release, //
    },
};
use kernel::{
    prelude::*,
    types::Opaque, //
};

/// Binary logarithm of the number of locks of an arena, and of the pages of the largest folio, which is an
/// aligned block of 2 MiB.
const LOCKS_SHIFT: u32 = shim::RMM_SHIM_LARGEST_ORDER;

/// The locks of an arena, found by a hash of the page's index.
pub(crate) struct PageLocks {
    locks: KVVec<Opaque<kernel::bindings::mutex>>,
    /// Faults lock blocks.
    by_block: AtomicBool,
    /// No fault that has locked a page is left.
    by_block_only: AtomicBool,
}

// SAFETY: Mutexes may be shared between threads.
unsafe impl Send for PageLocks {}
// SAFETY: As above.
unsafe impl Sync for PageLocks {}

/// A locked page.
///
/// # Invariants
///
/// The current task holds the lock.
pub(crate) struct LockedPage<'a>(&'a Opaque<kernel::bindings::mutex>);

impl PageLocks {
    /// Creates the locks.
    pub(crate) fn new() -> Result<Self> {
        let mut locks = KVVec::with_capacity(1 << LOCKS_SHIFT, GFP_KERNEL_ACCOUNT)?;
        for _ in 0..1 << LOCKS_SHIFT {
            locks.push(Opaque::uninit(), GFP_KERNEL_ACCOUNT)?;
        }
        for lock in &locks {
            // SAFETY: The memory is writable and does not move: the vector is not changed any more.
            unsafe { shim::rmm_shim_mutex_init(lock.get()) };
        }
        Ok(Self {
            locks,
            by_block: AtomicBool::new(false),
            by_block_only: AtomicBool::new(false),
        })
    }

    /// Locks page `page`, and its block if the fault `may_be_large`: that may bring a folio of several
    /// pages. `None` if the task is dying. May sleep.
    pub(crate) fn lock(&self, page: u64, may_be_large: bool) -> Option<LockedPage<'_>> {
        if may_be_large {
            self.end_page_locks()?;
        } else if !self.by_block_only.load(Acquire) {
            let locked = self.lock_one(index_of(page))?;
            // Either `end_page_locks` waits for this fault, or the lock was taken after it, and this is
            // seen.
            if !self.by_block.load(Relaxed) {
                return Some(locked);
            }
        }
        self.lock_one(index_of(page >> LOCKS_SHIFT << LOCKS_SHIFT))
    }

    /// Has faults lock blocks, and waits for those that have locked a page. `None` if the task is dying.
    /// Holds one lock at a time.
    fn end_page_locks(&self) -> Option<()> {
        if !self.by_block_only.load(Acquire) {
            self.by_block.store(true, Relaxed);
            for index in 0..self.locks.len() {
                self.lock_one(index)?;
            }
            self.by_block_only.store(true, Release);
        }
        Some(())
    }

    fn lock_one(&self, index: usize) -> Option<LockedPage<'_>> {
        let lock = self.locks.get(index)?;
        // SAFETY: Initialised by `new`. May sleep. INVARIANT: Just taken.
        unsafe { shim::rmm_shim_mutex_lock_killable(lock.get()) }.then_some(LockedPage(lock))
    }
}

/// The lock of a page. The pages of a block have different locks. Blocks are hashed, so that tasks that
/// fill one block each do not meet at every page.
fn index_of(page: u64) -> usize {
    let block = (page >> LOCKS_SHIFT).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    (page % (1 << LOCKS_SHIFT) ^ block >> (u64::BITS - LOCKS_SHIFT)) as usize
}

/// The pages whose policy shmem may use to allocate page `page`: itself and, if the folio may be large, the
/// first one of the folio of each size.
pub(super) fn policy_pages(page: u64, may_be_large: bool) -> impl Iterator<Item = u64> {
    let largest = if may_be_large { LOCKS_SHIFT } else { 0 };
    (0..=largest)
        .filter(move |&order| order == 0 || page >> (order - 1) & 1 != 0)
        .map(move |order| page >> order << order)
}

impl Drop for LockedPage<'_> {
    fn drop(&mut self) {
        // SAFETY: The lock is held, by the invariant.
        unsafe { kernel::bindings::mutex_unlock(self.0.get()) };
    }
}
