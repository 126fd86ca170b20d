// SPDX-License-Identifier: GPL-2.0

//! A shmem file (mm/shmem.c), as memfd_create(2) creates it: where its pages are, which policy
//! applies where, and swap.

use super::{
    mempolicy::{
        EffectivePolicy,
        OwnedMempolicy, //
    },
    page_locks::policy_pages,
    range_lock::RangeLock,
    zero_pages::ZeroPages,
};
use crate::{
    model::policy::NODES,
    sys::{
        shim::{
            self,
            rmm_shim_node_counts, //
        },
        system, //
    },
};
use core::{
    pin::Pin,
    ptr::{
        null_mut,
        NonNull, //
    },
    sync::atomic::{
        AtomicBool,
        Ordering::{
            Acquire,
            Relaxed,
            Release, //
        }, //
    },
};
use kernel::{
    bindings::{
        address_space,
        file,
        vm_operations_struct, //
    },
    error::{
        from_err_ptr,
        to_result, //
    },
    page::PAGE_SHIFT,
    prelude::*, //
};

/// `EOPNOTSUPP`, which not every version of the kernel crate defines.
pub(crate) fn not_supported() -> Error {
    Error::from_errno(-(kernel::bindings::EOPNOTSUPP as i32))
}

/// What the page cache holds for a page.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum PageCacheSlot {
    /// No page.
    Absent,
    /// A swap entry.
    Swapped,
    /// A page on this node.
    Node(u32),
}

/// Snapshot of one page of the file.
#[repr(transparent)]
pub(crate) struct PageCacheSnapshot(shim::rmm_shim_page_cache);

impl PageCacheSnapshot {
    /// No page.
    pub(crate) const ABSENT: Self = Self(shim::rmm_shim_page_cache {
        nid: shim::RMM_SHIM_SLOT_ABSENT as i16,
        mapped: 0,
        fixed: 0,
    });

    /// The node of a page in memory.
    pub(crate) fn node(&self) -> Option<u32> {
        u32::try_from(self.0.nid).ok()
    }

    /// Whether the page is mapped.
    pub(crate) fn is_mapped(&self) -> bool {
        self.0.mapped != 0
    }

    /// Whether the page is mlocked or part of a large folio.
    pub(crate) fn is_unmovable(&self) -> bool {
        self.0.fixed != 0
    }
}

/// A shmem file.
///
/// # Invariants
///
/// This value owns a reference to `file`, which is a shmem file. `ops` are the operations that
/// shmem gives to its mappings.
pub(crate) struct ShmemFile {
    file: NonNull<file>,
    ops: &'static vm_operations_struct,
    /// Shown by private mappings for holes of the file.
    zero_pages: ZeroPages,
    /// A private mapping has shown zeros for a hole, or is about to.
    hole_mapped: AtomicBool,
    /// Everyone sees that `hole_mapped` is set.
    hole_published: AtomicBool,
    /// Held while the tree of policies is changed. shmem protects the tree itself.
    ranges: Pin<KBox<RangeLock>>,
    /// mbind(2) has set a policy for some range.
    has_user_ranges: AtomicBool,
}

// SAFETY: Files may be used and released on any thread.
unsafe impl Send for ShmemFile {}
// SAFETY: As above.
unsafe impl Sync for ShmemFile {}

impl ShmemFile {
    /// Creates a file of `bytes` bytes, all holes. `EINVAL` if a file cannot be that large.
    pub(crate) fn new(bytes: u64) -> Result<Self> {
        let bytes = i64::try_from(bytes).map_err(|_| EINVAL)?;
        // SAFETY: Returns a new file or an error pointer.
        let file = from_err_ptr(unsafe { shim::rmm_shim_shmem_file(bytes) });
        // shmem returns this if it cannot allocate an inode; its mount has no limit.
        let file = file.map_err(|error| if error == ENOSPC { ENOMEM } else { error })?;
        let file = NonNull::new(file).ok_or(ENOMEM)?;
        // SAFETY: The file is valid. shmem's operations are static.
        let ops = unsafe { shim::rmm_shim_shmem_vm_ops(file.as_ptr()).as_ref() };
        let Some(ops) = ops.filter(|ops| {
            ops.fault.is_some() && ops.set_policy.is_some() && ops.get_policy.is_some()
        }) else {
            // SAFETY: The only reference.
            unsafe { kernel::bindings::fput(file.as_ptr()) };
            return Err(not_supported());
        };
        let ranges = match RangeLock::new() {
            Ok(ranges) => ranges,
            Err(error) => {
                // SAFETY: The only reference.
                unsafe { kernel::bindings::fput(file.as_ptr()) };
                return Err(error);
            }
        };
        // INVARIANT: Just created, with one reference.
        Ok(Self {
            file,
            ops,
            zero_pages: ZeroPages::new(),
            hole_mapped: AtomicBool::new(false),
            hole_published: AtomicBool::new(false),
            ranges,
            has_user_ranges: AtomicBool::new(false),
        })
    }

    pub(in crate::sys) fn file(&self) -> *mut file {
        self.file.as_ptr()
    }

    pub(in crate::sys) fn ops(&self) -> &'static vm_operations_struct {
        self.ops
    }

    pub(super) fn mapping(&self) -> *mut address_space {
        // SAFETY: The file is valid by the invariant; its mapping does not change.
        unsafe { (*self.file.as_ptr()).f_mapping }
    }

    /// Inode number.
    pub(crate) fn inode(&self) -> u64 {
        // SAFETY: Valid by the invariant, here and below.
        unsafe { shim::rmm_shim_inode_number(self.file()) }
    }

    /// Current size in bytes.
    pub(crate) fn bytes(&self) -> u64 {
        // SAFETY: As above.
        unsafe { shim::rmm_shim_inode_size(self.file()) }
    }

    /// Pages in swap.
    pub(crate) fn swapped_pages(&self) -> u64 {
        // SAFETY: As above.
        unsafe { shim::rmm_shim_shmem_swapped(self.file()) }
    }

    /// Pages in memory.
    pub(crate) fn resident_pages(&self) -> u64 {
        // SAFETY: As above.
        unsafe { shim::rmm_shim_shmem_resident(self.file()) }
    }

    /// What the page cache holds for page `page`.
    pub(crate) fn slot(&self, page: u64) -> PageCacheSlot {
        // SAFETY: The mapping belongs to the file. Takes only RCU.
        match unsafe { shim::rmm_shim_slot(self.mapping(), page as usize) } {
            shim::RMM_SHIM_SLOT_ABSENT => PageCacheSlot::Absent,
            shim::RMM_SHIM_SLOT_SWAPPED => PageCacheSlot::Swapped,
            node => PageCacheSlot::Node(node as u32),
        }
    }

    /// Adds the pages in memory to the counts of their nodes. Reschedules between chunks; `EINTR`
    /// if a signal is pending.
    pub(crate) fn count_by_node(&self, nodes: &mut [u64; NODES]) -> Result {
        let mut found = pin_init::zeroed::<rmm_shim_node_counts>();
        while found.next != u64::MAX {
            // SAFETY: The mapping belongs to the file, and `found` is writable.
            unsafe { shim::rmm_shim_count_by_node(self.mapping(), found.next, &mut found) };
            system::cond_resched();
            if system::signal_pending() {
                return Err(EINTR);
            }
        }
        *nodes = found.node;
        Ok(())
    }

    /// Takes snapshots of the pages from `first` on.
    pub(crate) fn snapshot_pages(&self, first: u64, snapshots: &mut [PageCacheSnapshot]) {
        // SAFETY: The mapping belongs to the file, and `snapshots` is writable; `PageCacheSnapshot`
        // is transparent.
        unsafe {
            shim::rmm_shim_snapshot_pages(
                self.mapping(),
                first as usize,
                snapshots.len() as u32,
                snapshots.as_mut_ptr().cast(),
            );
        }
    }

    /// The first page from `first` on that is in memory or in swap.
    pub(crate) fn next_page(&self, first: u64) -> Option<u64> {
        // SAFETY: The mapping belongs to the file. Takes only RCU.
        let next = unsafe { shim::rmm_shim_next_entry(self.mapping(), first as usize) };
        (next != u64::MAX).then_some(next)
    }

    /// Frees all pages of a file that can no longer be opened or mapped. May sleep.
    pub(crate) fn free_pages(&self) {
        // SAFETY: The file is valid by the invariant; the shim takes the inode lock.
        unsafe { shim::rmm_shim_shmem_empty(self.file()) };
    }

    /// Removes pages from the page tables of all processes. May sleep.
    pub(crate) fn unmap(&self, first: u64, pages: u64) {
        if pages != 0 {
            // SAFETY: The mapping belongs to the file, which keeps its pages.
            unsafe { shim::rmm_shim_unmap_pages(self.mapping(), first as usize, pages as usize) };
        }
    }

    /// Whether private mappings may show zeros for pages that are in the file and not mapped yet.
    pub(super) fn has_mapped_holes(&self) -> bool {
        self.hole_mapped.load(Relaxed)
    }

    /// Records that a private mapping is about to show zeros for a hole. Must be called before the
    /// last look-up of the hole, so that a fault which maps a page there finds the record. May sleep:
    /// the first call waits for those who map pages under RCU and have not seen the record.
    pub(super) fn note_mapped_hole(&self) {
        if !self.hole_published.load(Acquire) {
            self.hole_mapped.store(true, Relaxed);
            // SAFETY: The caller may sleep and is not in an RCU read-side critical section. The
            // kernel crate of Linux 7.2 has no function for it.
            unsafe { kernel::bindings::synchronize_rcu() };
            self.hole_published.store(true, Release);
        }
    }

    pub(super) fn zero_pages(&self) -> &ZeroPages {
        &self.zero_pages
    }

    /// Whether page `page` is beyond the end of the file.
    pub(super) fn is_beyond(&self, page: u64) -> bool {
        page >= self.bytes().div_ceil(1 << PAGE_SHIFT)
    }

    /// Allocates page `page` under the policy of that page, in a folio of one page. Returns its node, and
    /// whether the folio is new. May sleep.
    pub(crate) fn populate(&self, page: u64) -> Result<(u32, bool)> {
        let mut is_new = false;
        let index = page as usize;
        // SAFETY: Operations and file are shmem's. May sleep.
        let node =
            unsafe { shim::rmm_shim_populate_page(self.ops, self.file(), index, &raw mut is_new) };
        to_result(node)?;
        Ok((node as u32, is_new))
    }

    /// Whether a node has a page without reclaim. May sleep.
    pub(crate) fn has_free_page(&self, node: u32) -> bool {
        // SAFETY: The mapping belongs to the file. May sleep.
        unsafe { shim::rmm_shim_has_free_page(self.mapping(), node as i32) }
    }

    /// Has all CPUs move recently touched folios to LRU lists; before that they cannot be migrated.
    /// May sleep. Must not be called under a lock that a work item may take.
    pub(crate) fn drain_lru_batches() {
        // SAFETY: The caller may sleep.
        unsafe { shim::rmm_shim_drain_lru_batches() };
    }

    /// Sets a copy of the arena's own policy for a range of pages.
    pub(crate) fn set_range(&self, first: u64, pages: u64, policy: &OwnedMempolicy) -> Result {
        let _ranges = self.ranges.lock_killable()?;
        // SAFETY: `policy` is valid.
        unsafe { self.change_range(first, pages, policy.raw()) }
    }

    /// Removes the policies that mbind(2) has set for a range of pages.
    pub(crate) fn clear_range(&self, first: u64, pages: u64) -> Result {
        let _ranges = self.ranges.lock_killable()?;
        // Those in `serve_under` stay.
        if !self.has_user_ranges.load(Relaxed) {
            return Ok(());
        }
        // SAFETY: There is no policy.
        unsafe { self.change_range(first, pages, null_mut()) }
    }

    /// Sets a copy of the policy of mbind(2) for a range of pages.
    ///
    /// # Safety
    ///
    /// `policy` is valid during this call; it is copied.
    pub(in crate::sys) unsafe fn set_user_range(
        &self,
        first: u64,
        pages: u64,
        policy: *mut shim::mempolicy,
    ) -> Result {
        let _ranges = self.ranges.lock_killable()?;
        self.has_user_ranges.store(true, Relaxed);
        // SAFETY: By this function's contract.
        unsafe { self.change_range(first, pages, policy) }
    }

    /// # Safety
    ///
    /// `policy` is NULL or valid during this call; it is copied.
    unsafe fn change_range(&self, first: u64, pages: u64, policy: *mut shim::mempolicy) -> Result {
        // SAFETY: Operations and file are shmem's; the policy is valid by this function's contract.
        to_result(unsafe {
            shim::rmm_shim_set_policy_range(self.ops, self.file(), first, pages, policy)
        })
    }

    /// Runs `serve`, in which shmem allocates page `page`, while a copy of `policy` is in the tree for
    /// that page, unless mbind(2) has set one. If the folio may be large, there is one for each page that
    /// can be its first. The caller holds the lock of the page, with this `may_be_large`, so no other fault
    /// allocates a page of the block meanwhile.
    pub(super) fn serve_under<T>(
        &self,
        page: u64,
        may_be_large: bool,
        policy: &OwnedMempolicy,
        serve: impl FnOnce() -> T,
    ) -> Result<T> {
        let put = {
            let _ranges = self.ranges.lock_killable()?;
            policy_pages(page, may_be_large)
                .filter(|&index| self.effective_policy(index).is_none())
                // SAFETY: `policy` is valid.
                .try_for_each(|index| unsafe { self.change_range(index, 1, policy.raw()) })
        };
        let served = put.map(|()| serve());
        let _ranges = self.ranges.lock();
        for index in policy_pages(page, may_be_large) {
            // mbind(2) may have replaced the policy.
            if self
                .effective_policy(index)
                .is_some_and(|found| found.is_steered())
            {
                // Removing a whole range allocates nothing, so it does not fail.
                // SAFETY: There is no policy.
                let _ = unsafe { self.change_range(index, 1, null_mut()) };
            }
        }
        served
    }

    /// Whether mbind(2) has set a policy for a page.
    pub(crate) fn has_user_policy(&self, page: u64) -> bool {
        self.has_user_ranges.load(Relaxed)
            && self
                .effective_policy(page)
                .is_some_and(|found| !found.is_steered())
    }

    /// The policy of a page in the tree, if there is one.
    fn effective_policy(&self, page: u64) -> Option<EffectivePolicy> {
        // SAFETY: As above; takes a spinlock of shmem.
        let policy = unsafe { shim::rmm_shim_effective_policy(self.ops, self.file(), page) };
        // SAFETY: `mpol_shared_policy_lookup()` has taken a reference for us.
        NonNull::new(policy).map(|policy| unsafe { EffectivePolicy::from_raw(policy) })
    }

    /// Changes the size if it is still `from`. The caller is in fallocate(2) and holds no lock.
    pub(crate) fn resize(&self, from: u64, to: u64) -> Result {
        let (from, to) = (
            i64::try_from(from).map_err(|_| EFBIG)?,
            i64::try_from(to).map_err(|_| EFBIG)?,
        );
        // SAFETY: Valid by the invariant. vfs_fallocate() has started a write.
        to_result(unsafe { shim::rmm_shim_shmem_resize(self.file(), from, to) })
    }

    /// fallocate(2) of shmem.
    pub(crate) fn fallocate(&self, mode: i32, offset: i64, len: i64) -> Result {
        // SAFETY: Valid by the invariant; the operations of an open file do not change.
        let Some(fallocate) = (unsafe { (*(*self.file()).f_op).fallocate }) else {
            return Err(not_supported());
        };
        // SAFETY: vfs_fallocate() has checked the range and started a write for the caller's file,
        // which has the same inode.
        to_result(unsafe { fallocate(self.file(), mode, offset, len) } as i32)
    }
}

impl Drop for ShmemFile {
    fn drop(&mut self) {
        // SAFETY: Drops the reference that this value owns.
        unsafe { kernel::bindings::fput(self.file()) };
    }
}
