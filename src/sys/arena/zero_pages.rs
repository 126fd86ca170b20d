// SPDX-License-Identifier: GPL-2.0

//! Zeroed pages that private mappings of a file show and copy for its holes.

use super::fault_result::FaultResult;
use crate::sys::shim;
use core::{
    ptr::NonNull,
    sync::atomic::{
        fence,
        AtomicBool,
        AtomicU32,
        Ordering, //
    },
};
use kernel::{
    bindings::page,
    prelude::*,
    sync::SetOnce, //
};

/// Zeroed pages, allocated when the first one is needed. The kernel locks the page that it copies
/// from, so there are several; and each file has its own, so that users do not wait for each other.
pub(super) struct ZeroPages {
    pages: SetOnce<PageArray>,
    next: AtomicU32,
    /// A page was passed to the kernel to be mapped.
    lent: AtomicBool,
}

/// Pages.
///
/// # Invariants
///
/// This value owns a reference to each page, and the pages stay zero.
struct PageArray(KVec<NonNull<page>>);

/// A locked zeroed page.
///
/// # Invariants
///
/// This value owns a reference to the page, and its lock.
pub(super) struct LockedZeroPage(NonNull<page>);

// SAFETY: Pages belong to no thread.
unsafe impl Send for PageArray {}
// SAFETY: As above; the pages are only read.
unsafe impl Sync for PageArray {}

impl ZeroPages {
    const COUNT: usize = 16;

    pub(super) const fn new() -> Self {
        Self {
            pages: SetOnce::new(),
            next: AtomicU32::new(0),
            lent: AtomicBool::new(false),
        }
    }

    /// A page with a reference for the caller.
    ///
    /// A page with a memory error is passed over. The kernel would unmap it from its page-cache
    /// mapping, and it has none (mm/memory.c, `__do_fault()`).
    pub(super) fn get(&self) -> Result<NonNull<page>, FaultResult> {
        let pages = &self.pages()?.0;
        let turn = self.next.fetch_add(1, Ordering::Relaxed) as usize % Self::COUNT;
        let page = pages.iter().cycle().skip(turn).take(Self::COUNT);
        let page = page.copied().find(|page| !is_poisoned(*page));
        let page = page.ok_or(FaultResult::SIGBUS)?;
        // SAFETY: Valid by the invariant.
        unsafe { shim::rmm_shim_get_page(page.as_ptr()) };
        Ok(page)
    }

    /// A locked page, to be mapped. May sleep.
    pub(super) fn lock(&self) -> Result<LockedZeroPage, FaultResult> {
        let page = self.get()?;
        self.lent.store(true, Ordering::Relaxed);
        // SAFETY: Valid by the invariant, with a reference from `get`.
        if !unsafe { shim::rmm_shim_lock_page_killable(page.as_ptr()) } {
            // SAFETY: Drops the reference from `get`.
            unsafe { shim::rmm_shim_put_page(page.as_ptr()) };
            return Err(FaultResult::SIGBUS);
        }
        // INVARIANT: Referenced by `get`, and just locked.
        let locked = LockedZeroPage(page);
        // Pairs with the fence in `ArenaFault::unmap_holes`: either that fault waits for this page,
        // or the caller, which looks the hole up next, sees the page in the file.
        fence(Ordering::SeqCst);
        if is_poisoned(page) {
            return Err(FaultResult::NOPAGE);
        }
        Ok(locked)
    }

    /// Waits until the pages passed on earlier are mapped; until then the kernel holds their locks,
    /// for one fault each. May sleep.
    pub(super) fn wait_until_mapped(&self) {
        if !self.lent.load(Ordering::Relaxed) {
            return;
        }
        let Some(pages) = self.pages.as_ref() else {
            return;
        };
        for page in &pages.0 {
            // SAFETY: Valid by the invariant. Under the lock of a zeroed page the kernel takes only
            // page-table locks.
            unsafe {
                shim::rmm_shim_lock_page(page.as_ptr());
                shim::rmm_shim_unlock_page(page.as_ptr());
            }
        }
    }

    fn pages(&self) -> Result<&PageArray, FaultResult> {
        if let Some(pages) = self.pages.as_ref() {
            return Ok(pages);
        }
        self.pages
            .populate(PageArray::new(Self::COUNT).map_err(|_| FaultResult::OOM)?);
        // Another fault may be storing its pages at this moment: the access is repeated.
        self.pages.as_ref().ok_or(FaultResult::NOPAGE)
    }
}

impl PageArray {
    /// Allocates pages, charged to the caller.
    fn new(count: usize) -> Result<Self> {
        let mut pages = Self(KVec::with_capacity(count, GFP_KERNEL_ACCOUNT)?);
        for _ in 0..count {
            // SAFETY: Allocates a page.
            let page = NonNull::new(unsafe { shim::rmm_shim_alloc_zeroed_page() }).ok_or(ENOMEM)?;
            // INVARIANT: The first reference of the page.
            pages.0.push(page, GFP_KERNEL_ACCOUNT)?;
        }
        Ok(pages)
    }
}

impl Drop for PageArray {
    fn drop(&mut self) {
        for page in &self.0 {
            // SAFETY: Drops the reference that this value owns.
            unsafe { shim::rmm_shim_put_page(page.as_ptr()) };
        }
    }
}

impl LockedZeroPage {
    /// The page; the caller takes over reference and lock.
    pub(super) fn into_raw(self) -> *mut page {
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

/// Whether the page has a memory error.
fn is_poisoned(page: NonNull<page>) -> bool {
    // SAFETY: The pages of a `PageArray` are valid.
    unsafe { shim::rmm_shim_is_poisoned(page.as_ptr()) }
}
