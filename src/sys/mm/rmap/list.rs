// SPDX-License-Identifier: GPL-2.0

//! VMAs of a reverse map that are read after its lock was dropped.

use crate::{
    model::rmap_batch::{
        RmapCandidate,
        RmapPosition, //
    },
    sys::shim, //
};
use kernel::{
    bindings,
    prelude::*, //
};

/// A candidate. Its VMA is stale once the lock is released.
pub(super) type ListedVma = RmapCandidate<shim::rmm_shim_rmap_vma>;

/// VMAs that were listed in one hold, by ascending position.
///
/// # Invariants
///
/// Those in `next..end` hold a reference to their mm.
pub(super) struct RmapList {
    pub(super) vmas: KVVec<ListedVma>,
    pub(super) next: usize,
    pub(super) end: usize,
    /// The position up to which the list is complete; `None` to the last one.
    pub(super) up_to: Option<RmapPosition>,
    /// Identity of the page whose VMAs these are.
    pub(super) identity: u64,
}

impl RmapList {
    /// An empty list without room.
    pub(super) fn new() -> Self {
        // INVARIANT: Nothing is listed.
        Self {
            vmas: KVVec::new(),
            next: 0,
            end: 0,
            up_to: None,
            identity: 0,
        }
    }

    /// Forgets the first VMA that is left, and its reference.
    fn pop(&mut self) {
        // SAFETY: The value owns the reference, by its invariant. `mmdrop` neither sleeps nor waits for
        // hotplug.
        unsafe { bindings::mmdrop(self.vmas[self.next].vma.mm) };
        // INVARIANT: Its reference is gone.
        self.next += 1;
    }

    /// Forgets VMAs up to and including `position`, or all.
    pub(super) fn pop_up_to(&mut self, position: Option<RmapPosition>) {
        while self.next < self.end
            && position.is_none_or(|position| self.vmas[self.next].position <= position)
        {
            self.pop();
        }
    }
}

impl Drop for RmapList {
    fn drop(&mut self) {
        self.pop_up_to(None);
    }
}

/// Room for a selection of `room` VMAs.
pub(super) fn candidates(room: usize) -> Result<KVVec<ListedVma>> {
    let mut candidates = KVVec::with_capacity(room, GFP_KERNEL_ACCOUNT)?;
    for _ in 0..room {
        let none = RmapCandidate {
            position: RmapPosition::default(),
            vma: pin_init::zeroed(),
        };
        candidates.push(none, GFP_KERNEL_ACCOUNT)?;
    }
    Ok(candidates)
}
