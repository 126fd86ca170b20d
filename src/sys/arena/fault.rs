// SPDX-License-Identifier: GPL-2.0

//! A page fault in a mapping of an arena's file, and what is copied where the file has a hole.

use crate::sys::{
    arena::shmem::ShmemFile,
    shim, //
};
use core::{
    ptr::{
        null_mut,
        NonNull, //
    },
    sync::atomic::{
        AtomicU32,
        Ordering, //
    },
};
use kernel::{
    bindings::{
        page,
        vm_fault,
        vm_fault_t, //
    },
    prelude::*, //
};

/// What a fault came to (`VM_FAULT_*`).
#[derive(Clone, Copy)]
pub(crate) struct FaultResult(vm_fault_t);

impl FaultResult {
    /// The process gets SIGBUS.
    pub(crate) const SIGBUS: Self = Self(kernel::bindings::vm_fault_reason_VM_FAULT_SIGBUS);

    /// What the kernel is told.
    pub(super) fn raw(self) -> vm_fault_t {
        self.0
    }

    /// There was no memory for it, or no place in the file.
    pub(crate) fn failed(self) -> bool {
        const FAILED: vm_fault_t = kernel::bindings::vm_fault_reason_VM_FAULT_OOM
            | kernel::bindings::vm_fault_reason_VM_FAULT_SIGBUS;
        self.0 & FAILED != 0
    }
}

/// A page fault under way.
///
/// # Invariants
///
/// `vmf` is valid and ours, `shmem` is what its VMA's file stands on.
pub(crate) struct ArenaFault<'a> {
    vmf: NonNull<vm_fault>,
    shmem: &'a ShmemFile,
}

impl<'a> ArenaFault<'a> {
    /// # Safety
    ///
    /// `vmf` is valid, and ours while the value lives; its VMA's file stands on `shmem`.
    pub(super) unsafe fn from_raw(vmf: *mut vm_fault, shmem: &'a ShmemFile) -> Self {
        // INVARIANT: By this function's contract.
        Self {
            // SAFETY: A valid pointer is not NULL.
            vmf: unsafe { NonNull::new_unchecked(vmf) },
            shmem,
        }
    }

    /// The page's number in the file.
    pub(crate) fn page(&self) -> u64 {
        // SAFETY: Valid by the invariant.
        unsafe { self.vmf.as_ref() }.__bindgen_anon_1.pgoff as u64
    }

    /// Has shmem serve it, under the policy that rules there.
    ///
    /// Waiting for a hole that is being punched, shmem would let go of mmap_lock or the VMA's, and
    /// then nothing holds the file, the arena and this module any more: so it must not.
    pub(crate) fn serve_by_shmem(&mut self) -> FaultResult {
        let Some(fault) = self.shmem.ops().fault else {
            return FaultResult::SIGBUS;
        };
        let vmf = self.vmf.as_ptr();
        // SAFETY: Valid by the invariant, and ours until we return. shmem reads the file's inode,
        // which is that of its own file; the lock that our caller has keeps the file meanwhile.
        unsafe {
            let flags = (*vmf).flags;
            (*vmf).flags = flags & !kernel::bindings::fault_flag_FAULT_FLAG_ALLOW_RETRY;
            let served = fault(vmf);
            (*vmf).flags = flags;
            FaultResult(served)
        }
    }

    /// The node of the page that `serve_by_shmem` brought, and how many its folio has.
    pub(crate) fn placed_folio(&self) -> Option<(u32, u64)> {
        let page = self.result_page();
        let node = node_of(page)?;
        // SAFETY: As in `node_of`: the page is there, and its folio stays with it.
        Some((node, unsafe { shim::rmm_shim_folio_pages(page) }))
    }

    /// `serve_by_shmem` brought a page.
    pub(super) fn has_result_page(&self) -> bool {
        !self.result_page().is_null()
    }

    /// The node of the page that a private mapping will have a copy in; `None` at a read.
    pub(super) fn cow_node(&self) -> Option<u32> {
        // SAFETY: Valid by the invariant.
        node_of(unsafe { self.vmf.as_ref() }.cow_page)
    }

    /// Maps the zero page, at a read of a private mapping.
    pub(super) fn map_zero_page(&mut self) -> FaultResult {
        // SAFETY: Valid by the invariant, and ours.
        FaultResult(unsafe { shim::rmm_shim_insert_zero_page(self.vmf.as_ptr()) })
    }

    /// Has the kernel copy one of `zero_pages`, at a write to a private mapping.
    pub(super) fn copy_zero_page(&mut self, zero_pages: &ZeroPages) -> FaultResult {
        let page = zero_pages.get();
        if page.is_null() {
            return FaultResult::SIGBUS;
        }
        // SAFETY: Valid by the invariant, and ours. The kernel takes over the reference, and locks
        // the page.
        unsafe { self.vmf.as_mut() }.page = page;
        FaultResult(0)
    }

    fn result_page(&self) -> *mut page {
        // SAFETY: Valid by the invariant.
        unsafe { self.vmf.as_ref() }.page
    }
}

fn node_of(page: *mut page) -> Option<u32> {
    // SAFETY: A page that the fault holds a reference to.
    (!page.is_null()).then(|| unsafe { shim::rmm_shim_page_node(page) } as u32)
}

/// Zeroed pages that private mappings copy where the file has a hole. The kernel locks the one that
/// it copies from: so there are several.
///
/// # Invariants
///
/// Each is a page that this value owns a reference to, and stays zero.
pub(crate) struct ZeroPages {
    pages: KVec<NonNull<page>>,
    next: AtomicU32,
}

// SAFETY: Pages are bound to no thread.
unsafe impl Send for ZeroPages {}
// SAFETY: As above; they are only read.
unsafe impl Sync for ZeroPages {}

impl ZeroPages {
    const COUNT: usize = 16;

    /// Allocates them.
    pub(crate) fn new() -> Result<Self> {
        let mut zero_pages = Self {
            pages: KVec::with_capacity(Self::COUNT, GFP_KERNEL)?,
            next: AtomicU32::new(0),
        };
        for _ in 0..Self::COUNT {
            // SAFETY: Allocates.
            let page = NonNull::new(unsafe { shim::rmm_shim_alloc_zeroed_page() }).ok_or(ENOMEM)?;
            // INVARIANT: Its first reference.
            zero_pages.pages.push(page, GFP_KERNEL)?;
        }
        Ok(zero_pages)
    }

    /// One of them, with a reference for the caller; null if there is none.
    fn get(&self) -> *mut page {
        let turn = self.next.fetch_add(1, Ordering::Relaxed) as usize % Self::COUNT;
        let Some(page) = self.pages.get(turn) else {
            return null_mut();
        };
        // SAFETY: Valid by the invariant.
        unsafe { shim::rmm_shim_get_page(page.as_ptr()) };
        page.as_ptr()
    }
}

impl Drop for ZeroPages {
    fn drop(&mut self) {
        for page in &self.pages {
            // SAFETY: Gives back the reference that this value owns.
            unsafe { shim::rmm_shim_put_page(page.as_ptr()) };
        }
    }
}
