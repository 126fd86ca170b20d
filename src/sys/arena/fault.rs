// SPDX-License-Identifier: GPL-2.0

//! A page fault in a mapping of an arena's file, and zeroed pages for holes.

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

/// The result of a fault (`VM_FAULT_*`).
#[derive(Clone, Copy)]
pub(crate) struct FaultResult(vm_fault_t);

impl FaultResult {
    /// The process gets SIGBUS.
    pub(crate) const SIGBUS: Self = Self(kernel::bindings::vm_fault_reason_VM_FAULT_SIGBUS);

    /// The value for the kernel.
    pub(super) fn raw(self) -> vm_fault_t {
        self.0
    }

    /// No page was returned: it is mapped already, or the access is repeated.
    pub(super) fn is_no_page(self) -> bool {
        self.0 & kernel::bindings::vm_fault_reason_VM_FAULT_NOPAGE != 0
    }

    /// There was no memory for the page, or the file does not extend that far.
    pub(crate) fn failed(self) -> bool {
        const FAILED: vm_fault_t = kernel::bindings::vm_fault_reason_VM_FAULT_OOM
            | kernel::bindings::vm_fault_reason_VM_FAULT_SIGBUS;
        self.0 & FAILED != 0
    }
}

/// A page fault in progress.
///
/// # Invariants
///
/// `vmf` is valid and exclusive, and the VMA's file uses the inode of `shmem`.
pub(crate) struct ArenaFault<'a> {
    vmf: NonNull<vm_fault>,
    shmem: &'a ShmemFile,
    zero_pages: &'a ZeroPages,
}

impl<'a> ArenaFault<'a> {
    /// # Safety
    ///
    /// `vmf` is valid and exclusive during `'a`, and the VMA's file uses the inode of `shmem`.
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
        FaultResult(served)
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
            self.zero_pages.wait_until_mapped();
            self.shmem.unmap(first, pages);
        }
    }

    /// Node and folio size of the page that `serve_by_shmem` returned.
    pub(crate) fn placed_folio(&self) -> Option<(u32, u64)> {
        let page = self.result_page();
        let node = node_of(page)?;
        // SAFETY: As in `node_of`: the page is referenced, and its folio stays.
        Some((node, unsafe { shim::rmm_shim_folio_pages(page) }))
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
    /// looked up again.
    pub(super) fn show_hole(&mut self) -> Option<FaultResult> {
        let page = self.page();
        self.shmem.note_mapped_hole();
        // SAFETY: Valid and exclusive by the invariant.
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

    /// Passes a zeroed page to the kernel, which maps it in place of a marker, under the page's
    /// lock; `ZeroPages::wait_until_mapped` waits for that.
    fn lend_zero_page(&mut self) -> Option<FaultResult> {
        let Some(zeroed) = self.zero_pages.lock() else {
            return Some(FaultResult::SIGBUS);
        };
        if self.shmem.slot(self.page()) != PageCacheSlot::Absent {
            return None;
        }
        // SAFETY: Valid and exclusive by the invariant. The kernel takes over lock and reference.
        unsafe { self.vmf.as_mut() }.page = zeroed.into_raw();
        Some(FaultResult(
            kernel::bindings::vm_fault_reason_VM_FAULT_LOCKED,
        ))
    }

    /// Has the kernel copy a zeroed page, for a write to a private mapping.
    pub(super) fn copy_zero_page(&mut self) -> FaultResult {
        let page = self.zero_pages.get();
        if page.is_null() {
            return FaultResult::SIGBUS;
        }
        // SAFETY: Valid and exclusive by the invariant. The kernel takes over the reference and
        // locks the page.
        unsafe { self.vmf.as_mut() }.page = page;
        FaultResult(0)
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

/// Zeroed pages that private mappings copy for holes of the file. The kernel locks the page that it
/// copies from, so there are several.
///
/// # Invariants
///
/// This value owns a reference to each page, and the pages stay zero.
pub(crate) struct ZeroPages {
    pages: KVec<NonNull<page>>,
    next: AtomicU32,
    /// A page was passed to the kernel to be mapped.
    lent: AtomicBool,
}

/// A locked zeroed page.
///
/// # Invariants
///
/// This value owns a reference to the page, and its lock.
struct LockedZeroPage(NonNull<page>);

impl LockedZeroPage {
    /// The page; the caller takes over reference and lock.
    fn into_raw(self) -> *mut page {
        core::mem::ManuallyDrop::new(self).0.as_ptr()
    }
}

impl Drop for LockedZeroPage {
    fn drop(&mut self) {
        // SAFETY: By the invariant this value owns lock and reference.
        unsafe {
            shim::rmm_shim_unlock_page(self.0.as_ptr());
            shim::rmm_shim_put_page(self.0.as_ptr());
        }
    }
}

// SAFETY: Pages belong to no thread.
unsafe impl Send for ZeroPages {}
// SAFETY: As above; the pages are only read.
unsafe impl Sync for ZeroPages {}

impl ZeroPages {
    const COUNT: usize = 16;

    /// Allocates the pages.
    pub(crate) fn new() -> Result<Self> {
        let mut zero_pages = Self {
            pages: KVec::with_capacity(Self::COUNT, GFP_KERNEL)?,
            next: AtomicU32::new(0),
            lent: AtomicBool::new(false),
        };
        for _ in 0..Self::COUNT {
            // SAFETY: Allocates a page.
            let page = NonNull::new(unsafe { shim::rmm_shim_alloc_zeroed_page() }).ok_or(ENOMEM)?;
            // INVARIANT: The first reference of the page.
            zero_pages.pages.push(page, GFP_KERNEL)?;
        }
        Ok(zero_pages)
    }

    /// A locked page; `None` if the task is dying. May sleep.
    fn lock(&self) -> Option<LockedZeroPage> {
        self.lent.store(true, Ordering::Relaxed);
        let page = NonNull::new(self.get())?;
        // SAFETY: Valid by the invariant, with a reference from `get`.
        if unsafe { shim::rmm_shim_lock_page_killable(page.as_ptr()) } {
            // INVARIANT: Referenced by `get`, and just locked.
            return Some(LockedZeroPage(page));
        }
        // SAFETY: Drops the reference from `get`.
        unsafe { shim::rmm_shim_put_page(page.as_ptr()) };
        None
    }

    /// Waits until the pages passed on earlier are mapped; until then the kernel holds their locks,
    /// for one fault each. May sleep.
    fn wait_until_mapped(&self) {
        if !self.lent.load(Ordering::Relaxed) {
            return;
        }
        for page in &self.pages {
            // SAFETY: Valid by the invariant. Under the lock of a zeroed page the kernel takes only
            // page-table locks.
            unsafe {
                shim::rmm_shim_lock_page(page.as_ptr());
                shim::rmm_shim_unlock_page(page.as_ptr());
            }
        }
    }

    /// A page with a reference for the caller; null if there is none.
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
            // SAFETY: Drops the reference that this value owns.
            unsafe { shim::rmm_shim_put_page(page.as_ptr()) };
        }
    }
}
