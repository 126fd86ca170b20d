// SPDX-License-Identifier: GPL-2.0

//! A page fault in a mapping of an arena's file, and what is copied where the file has a hole.

use crate::sys::{
    arena::shmem::{
        PageCacheSlot,
        ShmemFile, //
    },
    shim, //
};
use core::{
    ptr::{
        null_mut,
        NonNull, //
    },
    sync::atomic::{
        fence,
        AtomicBool,
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

    /// Nothing was handed to the kernel: the page is mapped already, or the access is repeated.
    pub(super) fn is_no_page(self) -> bool {
        self.0 & kernel::bindings::vm_fault_reason_VM_FAULT_NOPAGE != 0
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
    zero_pages: &'a ZeroPages,
}

impl<'a> ArenaFault<'a> {
    /// # Safety
    ///
    /// `vmf` is valid, and ours while the value lives; its VMA's file stands on `shmem`.
    pub(super) unsafe fn from_raw(
        vmf: *mut vm_fault,
        shmem: &'a ShmemFile,
        zero_pages: &'a ZeroPages,
    ) -> Self {
        // INVARIANT: By this function's contract.
        Self {
            // SAFETY: A valid pointer is not NULL.
            vmf: unsafe { NonNull::new_unchecked(vmf) },
            shmem,
            zero_pages,
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
        let served = unsafe {
            let flags = (*vmf).flags;
            (*vmf).flags = flags & !kernel::bindings::fault_flag_FAULT_FLAG_ALLOW_RETRY;
            let served = fault(vmf);
            (*vmf).flags = flags;
            served
        };
        self.unmap_holes();
        FaultResult(served)
    }

    /// Takes the zeros that private mappings show for the page's hole out of their page tables.
    ///
    /// A page of the file is mapped by a fault alone, which holds its folio locked. Until the first
    /// does, nobody has written to the page, so that the zeros were right.
    fn unmap_holes(&self) {
        let page = self.result_page();
        // Pairs with the fences in `show_hole`: either the note is seen here, or the reader of the
        // hole sees the page in the file.
        fence(Ordering::SeqCst);
        if page.is_null() || !self.shmem.has_mapped_holes() {
            return;
        }
        let (mut first, mut pages) = (0, 0);
        // SAFETY: shmem has returned the page locked, with a reference.
        if !unsafe { shim::rmm_shim_folio_range(page, &mut first, &mut pages) } {
            self.zero_pages.wait_until_mapped();
            self.shmem.unmap(first, pages);
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

    /// Shows zeros for a hole, at a read of a private mapping. `None` if the file has the page by
    /// now.
    ///
    /// A fault that maps the page which fills the hole unmaps the zeros (`unmap_holes`). It can do so
    /// between the look-up of the hole and the moment when the zeros are mapped, so the hole is
    /// looked up again.
    pub(super) fn show_hole(&mut self) -> Option<FaultResult> {
        let page = self.page();
        self.shmem.note_mapped_hole();
        // SAFETY: Valid by the invariant, and ours.
        if unsafe { shim::rmm_shim_fault_has_marker(self.vmf.as_ptr()) } {
            return self.lend_zero_page();
        }
        // SAFETY: As above.
        let result = FaultResult(unsafe { shim::rmm_shim_insert_zero_page(self.vmf.as_ptr()) });
        fence(Ordering::SeqCst);
        if self.shmem.slot(page) != PageCacheSlot::Absent {
            self.shmem.unmap(page, 1);
        }
        Some(result)
    }

    /// Hands a zeroed page to the kernel, which maps it in place of a marker, under its lock: until
    /// then `ZeroPages::wait_until_mapped` waits.
    fn lend_zero_page(&mut self) -> Option<FaultResult> {
        let Some(zeroed) = self.zero_pages.lock() else {
            return Some(FaultResult::SIGBUS);
        };
        if self.shmem.slot(self.page()) != PageCacheSlot::Absent {
            return None;
        }
        // SAFETY: Valid by the invariant, and ours. The kernel takes over the lock and the reference.
        unsafe { self.vmf.as_mut() }.page = zeroed.into_raw();
        Some(FaultResult(
            kernel::bindings::vm_fault_reason_VM_FAULT_LOCKED,
        ))
    }

    /// Has the kernel copy a zeroed page, at a write to a private mapping.
    pub(super) fn copy_zero_page(&mut self) -> FaultResult {
        let page = self.zero_pages.get();
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
    /// One of them was handed out to be mapped.
    lent: AtomicBool,
}

/// A zeroed page, locked.
///
/// # Invariants
///
/// This value owns a reference to the page, and its lock.
struct LockedZeroPage(NonNull<page>);

impl LockedZeroPage {
    /// The page; reference and lock go to the caller.
    fn into_raw(self) -> *mut page {
        core::mem::ManuallyDrop::new(self).0.as_ptr()
    }
}

impl Drop for LockedZeroPage {
    fn drop(&mut self) {
        // SAFETY: By the invariant.
        unsafe {
            shim::rmm_shim_unlock_page(self.0.as_ptr());
            shim::rmm_shim_put_page(self.0.as_ptr());
        }
    }
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
            lent: AtomicBool::new(false),
        };
        for _ in 0..Self::COUNT {
            // SAFETY: Allocates.
            let page = NonNull::new(unsafe { shim::rmm_shim_alloc_zeroed_page() }).ok_or(ENOMEM)?;
            // INVARIANT: Its first reference.
            zero_pages.pages.push(page, GFP_KERNEL)?;
        }
        Ok(zero_pages)
    }

    /// One of them, locked; `None` if the task is dying. May sleep.
    fn lock(&self) -> Option<LockedZeroPage> {
        self.lent.store(true, Ordering::Relaxed);
        let page = NonNull::new(self.get())?;
        // SAFETY: Valid by the invariant, with a reference of ours.
        if unsafe { shim::rmm_shim_lock_page_killable(page.as_ptr()) } {
            // INVARIANT: Referenced by `get`, locked just now.
            return Some(LockedZeroPage(page));
        }
        // SAFETY: Gives back our reference.
        unsafe { shim::rmm_shim_put_page(page.as_ptr()) };
        None
    }

    /// Waits until those that were handed out before are mapped: the kernel holds their locks until
    /// then, for one fault each. May sleep.
    fn wait_until_mapped(&self) {
        if !self.lent.load(Ordering::Relaxed) {
            return;
        }
        for page in &self.pages {
            // SAFETY: Valid by the invariant. Under the lock of a zeroed page the kernel takes
            // page-table locks alone.
            unsafe {
                shim::rmm_shim_lock_page(page.as_ptr());
                shim::rmm_shim_unlock_page(page.as_ptr());
            }
        }
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
