// SPDX-License-Identifier: GPL-2.0

//! A page fault in a mapping of an arena's file.

use super::fault_result::FaultResult;
use crate::sys::{
    arena::shmem::{
        PageCacheSlot,
        ShmemFile, //
    },
    shim, //
};
use core::{
    ptr::NonNull,
    sync::atomic::{
        fence,
        Ordering, //
    },
};
use kernel::bindings::{
    page,
    vm_fault, //
};

/// A page fault in progress.
///
/// # Invariants
///
/// `vmf` is valid and exclusive, and the VMA's file uses the inode of `shmem`.
pub(crate) struct ArenaFault<'a> {
    vmf: NonNull<vm_fault>,
    shmem: &'a ShmemFile,
}

impl<'a> ArenaFault<'a> {
    /// # Safety
    ///
    /// `vmf` is valid and exclusive during `'a`, and the VMA's file uses the inode of `shmem`.
    pub(super) unsafe fn from_raw(vmf: *mut vm_fault, shmem: &'a ShmemFile) -> Self {
        // INVARIANT: By this function's contract.
        Self {
            // SAFETY: A valid pointer is not NULL.
            vmf: unsafe { NonNull::new_unchecked(vmf) },
            shmem,
        }
    }

    /// The page's index in the file.
    pub(crate) fn page(&self) -> u64 {
        // SAFETY: Valid by the invariant.
        unsafe { self.vmf.as_ref() }.__bindgen_anon_1.pgoff as u64
    }

    /// Has shmem serve the fault, under the policy of that page.
    ///
    /// While shmem waits for the end of a hole punch, it would drop mmap_lock or the VMA lock, and
    /// then nothing would hold the file, the arena and this module; so it must not wait that way.
    pub(crate) fn serve_by_shmem(&mut self) -> FaultResult {
        let Some(fault) = self.shmem.ops().fault else {
            return FaultResult::SIGBUS;
        };
        let vmf = self.vmf.as_ptr();
        // SAFETY: Valid by the invariant, and exclusive until the return. shmem reads the file's
        // inode, which is that of its own file; the caller's lock keeps the file.
        let served = unsafe {
            let flags = (*vmf).flags;
            (*vmf).flags = flags & !kernel::bindings::fault_flag_FAULT_FLAG_ALLOW_RETRY;
            let served = fault(vmf);
            (*vmf).flags = flags;
            served
        };
        self.unmap_holes();
        FaultResult::from_raw(served)
    }

    /// Serves the fault by the page that is in memory. `None` if there is none; then nothing has changed.
    /// Waits for the folio lock as shmem does, but killably.
    pub(crate) fn serve_by_cache(&mut self) -> Option<FaultResult> {
        // SAFETY: Valid and exclusive by the invariant; the VMA holds its file. May sleep.
        let served = unsafe { shim::rmm_shim_serve_cached(self.vmf.as_ptr()) };
        self.unmap_holes();
        (served != 0).then_some(FaultResult::from_raw(served))
    }

    /// Unmaps the zeros that private mappings show for the page's hole.
    ///
    /// Only a fault maps a page of the file, and it holds the folio lock. Before the first such
    /// fault nobody has written to the page, so the zeros were right.
    fn unmap_holes(&self) {
        let page = self.result_page();
        // Pairs with the fences in `show_hole`: either the note is seen here, or the reader of the
        // hole sees the page in the file.
        fence(Ordering::SeqCst);
        if page.is_null() || !self.shmem.has_mapped_holes() {
            return;
        }
        let (mut first, mut pages) = (0, 0);
        // SAFETY: shmem returned the page locked, with a reference.
        if !unsafe { shim::rmm_shim_folio_range(page, &mut first, &mut pages) } {
            self.shmem.zero_pages().wait_until_mapped();
            self.shmem.unmap(first, pages);
        }
    }

    /// Whether shmem may fill a hole with a folio of several pages.
    pub(crate) fn may_be_large(&self) -> bool {
        // SAFETY: Valid by the invariant; the VMA is locked.
        unsafe { shim::rmm_shim_fault_may_be_large(self.vmf.as_ptr()) }
    }

    /// Node and folio size of the page that `serve_by_shmem` returned, and whether this fault has allocated
    /// it, if it was not in swap.
    pub(crate) fn placed_folio(&self) -> Option<(u32, u64, bool)> {
        let page = self.result_page();
        let node = node_of(page)?;
        // SAFETY: As in `node_of`: the page is referenced and locked, and its folio stays.
        unsafe {
            Some((
                node,
                shim::rmm_shim_folio_pages(page),
                shim::rmm_shim_folio_is_new(page),
            ))
        }
    }

    /// Whether `serve_by_shmem` returned a page.
    pub(super) fn has_result_page(&self) -> bool {
        !self.result_page().is_null()
    }

    /// The node of the copy for a private mapping; `None` for a read.
    pub(super) fn cow_node(&self) -> Option<u32> {
        // SAFETY: Valid by the invariant.
        node_of(unsafe { self.vmf.as_ref() }.cow_page)
    }

    /// Shows zeros for a hole, for a read of a private mapping. `None` if the file has the page by
    /// now.
    ///
    /// The fault that maps a page into the hole unmaps the zeros (`unmap_holes`). It may do so
    /// between the look-up of the hole and the moment when the zeros are mapped, so the hole is
    /// looked up again. The same goes for the end of the file and truncation.
    pub(super) fn show_hole(&mut self) -> Option<FaultResult> {
        let page = self.page();
        self.shmem.note_mapped_hole();
        // SAFETY: Valid and exclusive by the invariant.
        if unsafe { shim::rmm_shim_fault_has_marker(self.vmf.as_ptr()) } {
            return self.lend_zero_page();
        }
        // SAFETY: As above.
        let inserted = unsafe { shim::rmm_shim_insert_zero_page(self.vmf.as_ptr()) };
        fence(Ordering::SeqCst);
        if self.shmem.is_beyond(page) || self.shmem.slot(page) != PageCacheSlot::Absent {
            self.shmem.unmap(page, 1);
        }
        Some(FaultResult::from_raw(inserted))
    }

    /// Passes a zeroed page to the kernel, which maps it in place of a marker, under the page's
    /// lock; `ZeroPages::wait_until_mapped` waits for that.
    ///
    /// A truncation may end between the look-up and the moment when the page is mapped. Then the
    /// mapping shows zeros beyond the end of the file until it is unmapped.
    fn lend_zero_page(&mut self) -> Option<FaultResult> {
        let zeroed = match self.shmem.zero_pages().lock() {
            Ok(zeroed) => zeroed,
            Err(result) => return Some(result),
        };
        let page = self.page();
        if self.shmem.is_beyond(page) || self.shmem.slot(page) != PageCacheSlot::Absent {
            return None;
        }
        // SAFETY: Valid and exclusive by the invariant. The kernel takes over lock and reference.
        unsafe { self.vmf.as_mut() }.page = zeroed.into_raw();
        Some(FaultResult::LOCKED)
    }

    /// Has the kernel copy a zeroed page, for a write to a private mapping.
    pub(super) fn copy_zero_page(&mut self) -> FaultResult {
        match self.shmem.zero_pages().get() {
            Ok(page) => {
                // SAFETY: Valid and exclusive by the invariant. The kernel takes over the reference
                // and locks the page.
                unsafe { self.vmf.as_mut() }.page = page.as_ptr();
                FaultResult::DONE
            }
            Err(result) => result,
        }
    }

    fn result_page(&self) -> *mut page {
        // SAFETY: Valid by the invariant.
        unsafe { self.vmf.as_ref() }.page
    }
}

fn node_of(page: *mut page) -> Option<u32> {
    // SAFETY: The fault holds a reference to the page.
    (!page.is_null()).then(|| unsafe { shim::rmm_shim_page_node(page) } as u32)
}
