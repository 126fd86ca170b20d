// SPDX-License-Identifier: GPL-2.0

//! The lock of the reverse map of one page.

use super::status::RmapStatus;
use crate::sys::{
    memory::hotplug::HotplugGuard,
    shim, //
};
use core::{
    marker::PhantomData,
    ptr::NonNull, //
};
use kernel::{
    bindings,
    types::NotThreadSafe, //
};

/// The reverse map of a page, read-locked.
///
/// # Invariants
///
/// `rmm_shim_rmap_lock` has locked `raw`, and only `drop` unlocks it.
pub(super) struct RmapLock<'a> {
    pub(super) raw: &'a mut shim::rmm_shim_rmap,
    _guard: PhantomData<&'a HotplugGuard<'a>>,
    /// Lockdep counts the locks as this thread's.
    _nts: NotThreadSafe,
}

impl<'a> RmapLock<'a> {
    /// Tries to lock the reverse map of frame `pfn`. Fills in what `raw` says of the page in any case.
    pub(super) fn try_lock(
        raw: &'a mut shim::rmm_shim_rmap,
        pfn: u64,
        _guard: &'a HotplugGuard<'_>,
    ) -> Result<Self, RmapStatus> {
        raw.pfn = pfn;
        // SAFETY: `raw` may be written, and the guard keeps memory online during `'a`.
        match unsafe { shim::rmm_shim_rmap_lock(raw) } {
            // INVARIANT: Locked just now.
            shim::RMM_SHIM_RMAP_LOCKED => Ok(Self {
                raw,
                _guard: PhantomData,
                _nts: NotThreadSafe,
            }),
            shim::RMM_SHIM_RMAP_NO_PAGE => Err(RmapStatus::NoPage),
            shim::RMM_SHIM_RMAP_UNREFERENCED => Err(RmapStatus::Unreferenced),
            shim::RMM_SHIM_RMAP_UNMAPPED => Err(RmapStatus::Unmapped),
            shim::RMM_SHIM_RMAP_UNTRACKED => Err(RmapStatus::Untracked),
            shim::RMM_SHIM_RMAP_KSM => Err(RmapStatus::Ksm),
            shim::RMM_SHIM_RMAP_CONTENDED => Err(RmapStatus::Contended),
            _ => Err(RmapStatus::Busy),
        }
    }

    /// The next VMA of the tree that covers the page. May sleep.
    pub(super) fn next_vma(&mut self) -> Option<shim::rmm_shim_rmap_vma> {
        let mut next = pin_init::zeroed::<shim::rmm_shim_rmap_vma>();
        // SAFETY: Locked by the invariant, and `next` may be written.
        unsafe { shim::rmm_shim_rmap_next_vma(self.raw, &mut next) }.then_some(next)
    }

    pub(super) fn is_contended(&self) -> bool {
        // SAFETY: Locked by the invariant.
        unsafe { shim::rmm_shim_rmap_is_contended(self.raw) }
    }

    /// Reads the entry at the page's address in a VMA. If it maps the page, `found` holds a reference
    /// to its mm. May sleep.
    ///
    /// # Safety
    ///
    /// `vma` comes from [`Self::next_vma`] of this lock.
    pub(super) unsafe fn capture(
        &self,
        vma: &shim::rmm_shim_rmap_vma,
        found: &mut shim::rmm_shim_rmap_entry,
    ) -> bool {
        // SAFETY: The VMA stays while the lock is held, by the invariant; `found` may be written.
        unsafe { shim::rmm_shim_capture_rmap_entry(vma, self.raw.pfn, found) }
    }
}

impl RmapLock<'_> {
    /// A reference to the folio that outlives the lock.
    pub(super) fn hold_folio(&mut self) -> Option<FolioHold> {
        // SAFETY: Locked by the invariant.
        // INVARIANT: The shim has taken the reference.
        NonNull::new(unsafe { shim::rmm_shim_rmap_hold_folio(self.raw) }).map(FolioHold)
    }
}

/// A reference to the folio of a page, which so stays in its frame.
///
/// # Invariants
///
/// The value owns the reference.
pub(super) struct FolioHold(NonNull<bindings::folio>);

impl Drop for FolioHold {
    fn drop(&mut self) {
        // SAFETY: The reference is owned, by the invariant, and not used any more.
        unsafe { shim::rmm_shim_folio_put(self.0.as_ptr()) };
    }
}

impl Drop for RmapLock<'_> {
    fn drop(&mut self) {
        // SAFETY: Locked by the invariant, and not used any more.
        unsafe { shim::rmm_shim_rmap_unlock(self.raw) };
    }
}
