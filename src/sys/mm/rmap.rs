// SPDX-License-Identifier: GPL-2.0

//! The reverse map of one page: a batch of the entries that map it.
//!
//! [`RmapLock`] proves that the folio is locked and that its reverse map is read-locked, which keeps
//! the VMAs of the interval tree, their page tables and their mm. Its two locks are tried and never
//! waited for; the caller retries. Under them, a page-table lock is taken for each entry.
//!
//! Lock order: [`HotplugGuard`] → folio lock → `anon_vma->root->rwsem` or `i_mmap_rwsem`, for read →
//! page-table lock. `mmap_lock` is never taken.
//!
//! One hold compares every VMA that covers the page, selects the next [`BATCH`] of them
//! ([`RmapSelection`]) and reads their entries, fewer if a writer waits. A page in n VMAs so costs
//! n / 256 holds of n comparisons each: less than the kernel's own walk to unmap or age the page, which
//! reads the entries of all n in one hold. A batch holds `mm_count` of its address spaces, so an
//! [`MmId`] of it cannot be reused before the next capture.

use super::vma::flags_of;
use crate::{
    abi::names::TableLevel,
    model::rmap_batch::{
        RmapCandidate,
        RmapPosition,
        RmapSelection, //
    },
    sys::{
        memory::{
            frame::FrameSnapshot,
            hotplug::HotplugGuard, //
        },
        shim,
        system, //
    },
};
use core::marker::PhantomData;
use kernel::{
    bindings,
    prelude::*,
    types::NotThreadSafe, //
};

/// VMAs whose entries are read in one hold.
const BATCH: usize = 256;

/// VMAs whose entries are read although a writer waits for the reverse map, or a signal is pending.
const CONTENDED_BATCH: usize = 32;

/// How a capture ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum RmapStatus {
    /// All mappings up to this position were captured; more may follow.
    UpTo(RmapPosition),
    /// All mappings were captured.
    All,
    /// The frame is not online memory.
    NoPage,
    /// The page has no reference: it is free, or private to its owner.
    Unreferenced,
    /// No page table maps the page.
    Unmapped,
    /// The page is in use, and in no reverse map.
    Untracked,
    /// The page belongs to KSM, which does not export its reverse map.
    Ksm,
    /// The folio is locked or changes.
    Busy,
    /// A writer holds the reverse map's lock.
    Contended,
}

/// Identity of an address space: the address of its mm, which is compared and never followed.
#[derive(Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct MmId(u64);

/// Key of the hashes in positions, so that they disclose no kernel address.
#[derive(Clone, Copy)]
pub(crate) struct RmapHashKeys([u64; 2]);

impl RmapHashKeys {
    /// A random key.
    pub(crate) fn random() -> Self {
        let mut keys = [0u64; 2];
        // SAFETY: It writes as many bytes as the array has.
        unsafe {
            bindings::get_random_bytes(keys.as_mut_ptr().cast(), core::mem::size_of_val(&keys));
        }
        Self(keys)
    }

    fn hash(&self, first: u64, second: u64) -> u64 {
        let key = shim::siphash_key_t { key: self.0 };
        // SAFETY: It reads the key, which is valid during the call.
        unsafe { shim::siphash_2u64(first, second, &key) }
    }
}

/// The reverse map of a page, read-locked.
///
/// # Invariants
///
/// `rmm_shim_rmap_lock` has locked `raw`, and only `drop` unlocks it.
struct RmapLock<'a> {
    raw: &'a mut shim::rmm_shim_rmap,
    _guard: PhantomData<&'a HotplugGuard<'a>>,
    /// Lockdep counts the locks as this thread's.
    _nts: NotThreadSafe,
}

impl<'a> RmapLock<'a> {
    /// Tries to lock the reverse map of frame `pfn`. Fills in what `raw` says of the page in any case.
    fn try_lock(
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
    fn next_vma(&mut self) -> Option<shim::rmm_shim_rmap_vma> {
        let mut next = pin_init::zeroed::<shim::rmm_shim_rmap_vma>();
        // SAFETY: Locked by the invariant, and `next` may be written.
        unsafe { shim::rmm_shim_rmap_next_vma(self.raw, &mut next) }.then_some(next)
    }

    fn is_contended(&self) -> bool {
        // SAFETY: Locked by the invariant.
        unsafe { shim::rmm_shim_rmap_is_contended(self.raw) }
    }

    /// Reads the entry at the page's address in a VMA. If it maps the page, `found` holds a reference
    /// to its mm. May sleep.
    ///
    /// # Safety
    ///
    /// `vma` comes from [`Self::next_vma`] of this lock.
    unsafe fn capture(
        &self,
        vma: &shim::rmm_shim_rmap_vma,
        found: &mut shim::rmm_shim_rmap_entry,
    ) -> bool {
        // SAFETY: The VMA stays while the lock is held, by the invariant; `found` may be written.
        unsafe { shim::rmm_shim_capture_rmap_entry(vma, self.raw.pfn, found) }
    }
}

impl Drop for RmapLock<'_> {
    fn drop(&mut self) {
        // SAFETY: Locked by the invariant, and not used any more.
        unsafe { shim::rmm_shim_rmap_unlock(self.raw) };
    }
}

/// An entry that maps the page, and its position.
struct RmapMapping {
    position: RmapPosition,
    entry: shim::rmm_shim_rmap_entry,
}

/// A buffer for the mappings of one hold, about 26 KiB.
///
/// # Invariants
///
/// Each of `mappings` holds a reference to its mm.
pub(crate) struct RmapBatch {
    keys: RmapHashKeys,
    rmap: KBox<shim::rmm_shim_rmap>,
    /// Room for a selection. Its pointers are stale once the lock is released.
    candidates: KVVec<RmapCandidate<shim::rmm_shim_rmap_vma>>,
    mappings: KVVec<RmapMapping>,
    /// VMAs whose entries the last capture read.
    vmas: u64,
    hold_ns: u64,
}

// SAFETY: A reference to an mm may be dropped on any thread, and no other pointer is followed after
// a capture.
unsafe impl Send for RmapBatch {}

/// An entry of a batch.
#[derive(Clone, Copy)]
pub(crate) struct CapturedMapping<'a>(&'a RmapMapping);

impl RmapBatch {
    /// Allocates the buffer.
    pub(crate) fn new(keys: &RmapHashKeys) -> Result<Self> {
        let mut candidates = KVVec::with_capacity(BATCH, GFP_KERNEL_ACCOUNT)?;
        for _ in 0..BATCH {
            let none = RmapCandidate {
                position: RmapPosition::default(),
                vma: pin_init::zeroed(),
            };
            candidates.push(none, GFP_KERNEL_ACCOUNT)?;
        }
        Ok(Self {
            keys: *keys,
            rmap: KBox::new(pin_init::zeroed(), GFP_KERNEL_ACCOUNT)?,
            candidates,
            // INVARIANT: There are none.
            mappings: KVVec::with_capacity(BATCH, GFP_KERNEL_ACCOUNT)?,
            vmas: 0,
            hold_ns: 0,
        })
    }

    /// Captures the mappings of frame `pfn` at positions behind `after`, up to and including `up_to`
    /// or to the last one. Waits for no lock. May sleep.
    pub(crate) fn capture(
        &mut self,
        guard: &HotplugGuard<'_>,
        pfn: u64,
        after: Option<RmapPosition>,
        up_to: Option<RmapPosition>,
    ) -> RmapStatus {
        self.release();
        self.vmas = 0;
        self.hold_ns = 0;
        let mut lock = match RmapLock::try_lock(&mut self.rmap, pfn, guard) {
            Ok(lock) => lock,
            Err(status) => return status,
        };
        let mut selection = RmapSelection::new(&mut self.candidates, after, up_to);
        while let Some(vma) = lock.next_vma() {
            let position = RmapPosition {
                order: self.keys.hash(vma.mm as usize as u64, 0),
                addr: vma.addr,
            };
            selection.offer(RmapCandidate { position, vma });
        }
        let (selected, mut end) = selection.finish();
        let mut previous = None;
        for candidate in selected {
            let enough = self.vmas >= CONTENDED_BATCH as u64;
            if enough && (lock.is_contended() || system::signal_pending()) {
                end = previous;
                break;
            }
            let mut entry = pin_init::zeroed::<shim::rmm_shim_rmap_entry>();
            // SAFETY: `next_vma` returned the VMA above, under the same lock.
            let maps = unsafe { lock.capture(&candidate.vma, &mut entry) };
            self.vmas += 1;
            self.hold_ns = self.hold_ns.max(entry.hold_ns);
            if maps {
                let position = candidate.position;
                // INVARIANT: The entry comes with a reference. There is room: the selection has
                // at most `BATCH` candidates.
                let _ = self
                    .mappings
                    .push_within_capacity(RmapMapping { position, entry });
            }
            previous = Some(candidate.position);
        }
        end.map_or(RmapStatus::All, RmapStatus::UpTo)
    }

    fn release(&mut self) {
        for mapping in &self.mappings {
            // SAFETY: The value owns the reference, by its invariant, and forgets it below. A
            // hotplug guard may be held: `mmdrop` neither sleeps nor waits for hotplug.
            unsafe { bindings::mmdrop(mapping.entry.mm) };
        }
        // INVARIANT: No mapping is left.
        self.mappings.clear();
    }

    /// The captured mappings by ascending position.
    pub(crate) fn mappings(&self) -> impl Iterator<Item = CapturedMapping<'_>> {
        self.mappings.iter().map(CapturedMapping)
    }

    /// The page as the last capture found it.
    pub(crate) fn frame(&self) -> FrameSnapshot<'_> {
        FrameSnapshot::new(&self.rmap.frame)
    }

    /// Keyed hash of the object that the page belongs to and of the page's index there; 0 if the
    /// page is in no reverse map. A different value means that the frame holds another page.
    pub(crate) fn identity(&self) -> u64 {
        match self.rmap.object {
            0 => 0,
            object => self.keys.hash(object, self.rmap.pgoff),
        }
    }

    /// VMAs whose entries the last capture read.
    pub(crate) fn vmas(&self) -> u64 {
        self.vmas
    }

    /// Longest hold of a page-table lock.
    pub(crate) fn hold_ns(&self) -> u64 {
        self.hold_ns
    }
}

impl Drop for RmapBatch {
    fn drop(&mut self) {
        self.release();
    }
}

impl CapturedMapping<'_> {
    /// Its position in the order of mappings; it holds the address of the page.
    pub(crate) fn position(&self) -> RmapPosition {
        self.0.position
    }

    /// Its address space.
    pub(crate) fn mm(&self) -> MmId {
        MmId(self.0.entry.mm as usize as u64)
    }

    /// The entry, as the hardware reads it.
    pub(crate) fn entry(&self) -> u64 {
        self.0.entry.entry
    }

    /// Level of the entry's table.
    pub(crate) fn level(&self) -> TableLevel {
        TableLevel::from_raw(self.0.entry.level).unwrap_or(TableLevel::Pte)
    }

    /// The entry is present, by `pte_present()`: PROT_NONE included.
    pub(crate) fn present(&self) -> bool {
        self.0.entry.present
    }

    /// Start and end of the VMA.
    pub(crate) fn vma(&self) -> (u64, u64) {
        (self.0.entry.vm_start, self.0.entry.vm_end)
    }

    /// `VmaFlag` bits of the VMA.
    pub(crate) fn vma_flags(&self) -> u64 {
        flags_of(self.0.entry.vm_flags)
    }
}

/// PIDs that are looked at in one RCU read-side section.
pub(crate) const PROCESSES: usize = 64;

/// Processes and their address spaces, in the initial PID namespace.
pub(crate) struct ProcessBatch(KBox<[shim::rmm_shim_process; PROCESSES]>, u32);

impl ProcessBatch {
    /// Allocates the buffer, 1 KiB.
    pub(crate) fn new() -> Result<Self> {
        let processes = KBox::init(
            pin_init::init_zeroed::<[shim::rmm_shim_process; PROCESSES]>(),
            GFP_KERNEL_ACCOUNT,
        )?;
        Ok(Self(processes, 0))
    }

    /// Finds processes from PID `from` on, and returns the PID to continue with; `None` at the end.
    pub(crate) fn find(&mut self, from: i32) -> Option<i32> {
        let mut next = from;
        // SAFETY: The shim writes `self.0.len()` elements at most, and takes RCU itself.
        self.1 = unsafe {
            shim::rmm_shim_list_processes(&mut next, self.0.as_mut_ptr(), self.0.len() as u32)
        };
        (next > 0).then_some(next)
    }

    /// PID and address space of each, by ascending PID. A process without one has `MmId::default()`.
    pub(crate) fn iter(&self) -> impl Iterator<Item = (i32, MmId)> + '_ {
        let count = (self.1 as usize).min(self.0.len());
        self.0[..count].iter().map(|p| (p.pid, MmId(p.mm)))
    }
}
