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
//! One hold compares every VMA that covers the page and selects those that come next
//! ([`RmapSelection`]). Up to [`BATCH`] of them are read in the same hold, fewer if a writer waits: less
//! than the kernel's own walk to unmap or age the page, which reads the entries of all. If there are
//! more, they are only *listed*, with `mm_count` of each, and read by address in batches after the locks
//! were dropped: the read lock of the VMA keeps the tables then, and a reference to the folio keeps the
//! page in its frame. A mapping that stays is at the address that was listed. If the VMA cannot be
//! locked, or the process exits, the batch is read under the lock of the reverse map after all. So a page
//! in n VMAs takes one hold with n comparisons for each list of up to [`MAX_LISTED`], not one for each batch.
//!
//! A batch holds `mm_count` of its address spaces, so an [`MmId`] of it cannot be reused before the
//! next capture.

mod list;
mod lock;
mod mapping;
mod status;

use crate::{
    model::rmap_batch::{
        RmapCandidate,
        RmapPosition,
        RmapSelection, //
    },
    sys::{
        memory::{
            frame::FrameSnapshot,
            hotplug::{
                HotplugGate,
                HotplugGuard, //
            },
        },
        shim,
        system, //
    },
};
use kernel::{
    bindings,
    prelude::*, //
};
use list::{
    candidates,
    ListedVma,
    RmapList, //
};
pub(crate) use mapping::{
    CapturedMapping,
    MmId, //
};
pub(crate) use status::RmapStatus;

use lock::RmapLock;
use mapping::RmapMapping;

/// VMAs whose entries are read in one hold.
pub(crate) const BATCH: usize = 256;

/// VMAs for which there is room at first.
const FIRST_ROOM: usize = 4;

/// Most VMAs that one hold lists, 640 KiB.
pub(crate) const MAX_LISTED: usize = 16384;

/// VMAs whose entries are read although a writer waits for the reverse map, or a signal is pending.
const CONTENDED_BATCH: usize = 32;

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

/// A buffer for the mappings of one batch, which grows with their number to about 32 KiB, and for the
/// list of those that follow.
///
/// # Invariants
///
/// Each of `mappings` holds a reference to its mm.
pub(crate) struct RmapBatch {
    keys: RmapHashKeys,
    rmap: KBox<shim::rmm_shim_rmap>,
    /// Room for the selection of one batch.
    candidates: KVVec<ListedVma>,
    list: RmapList,
    mappings: KVVec<RmapMapping>,
    /// VMAs whose entries the last capture read.
    vmas: u64,
    hold_ns: u64,
}

// SAFETY: A reference to an mm may be dropped on any thread, and no other pointer is followed after
// a capture.
unsafe impl Send for RmapBatch {}

impl RmapBatch {
    /// Allocates a buffer for few mappings.
    pub(crate) fn new(keys: &RmapHashKeys) -> Result<Self> {
        Ok(Self {
            keys: *keys,
            rmap: KBox::new(pin_init::zeroed(), GFP_KERNEL_ACCOUNT)?,
            candidates: candidates(FIRST_ROOM)?,
            // INVARIANT: The list and the mappings are empty.
            list: RmapList::new(),
            mappings: KVVec::with_capacity(FIRST_ROOM, GFP_KERNEL_ACCOUNT)?,
            vmas: 0,
            hold_ns: 0,
        })
    }

    /// Makes room for `vmas` VMAs. Forgets what was captured and listed.
    pub(crate) fn reserve(&mut self, vmas: usize) -> Result {
        self.release();
        self.list.pop_up_to(None);
        // More than asked for: others may map the page meanwhile.
        let vmas = vmas.next_power_of_two();
        let batch = vmas.min(BATCH);
        if self.candidates.len() < batch {
            self.candidates = candidates(batch)?;
            self.mappings = KVVec::with_capacity(batch, GFP_KERNEL_ACCOUNT)?;
        }
        if vmas > BATCH && self.list.vmas.len() < vmas {
            self.list.vmas = candidates(vmas.min(MAX_LISTED))?;
        }
        Ok(())
    }

    /// Captures the mappings of frame `pfn` at positions behind `after`, up to and including `up_to`
    /// or to the last one, or lists them. Returns `Short` if there are more than there is room for and
    /// `most` allows more room. Waits for no lock. May sleep.
    pub(crate) fn capture(
        &mut self,
        guard: &HotplugGuard<'_>,
        pfn: u64,
        (after, up_to): (Option<RmapPosition>, Option<RmapPosition>),
        most: usize,
    ) -> RmapStatus {
        self.list.pop_up_to(None);
        self.select(guard, pfn, (after, up_to), most.min(MAX_LISTED))
    }

    /// As [`Self::capture`]; keeps the list unless it makes a new one.
    fn select(
        &mut self,
        guard: &HotplugGuard<'_>,
        pfn: u64,
        (after, up_to): (Option<RmapPosition>, Option<RmapPosition>),
        most: usize,
    ) -> RmapStatus {
        self.release();
        self.vmas = 0;
        self.hold_ns = 0;
        let listing = most > BATCH && self.list.vmas.len() > BATCH;
        let storage = match listing {
            true => &mut self.list.vmas,
            false => &mut self.candidates,
        };
        let room = storage.len().min(most);
        let mut lock = match RmapLock::try_lock(&mut self.rmap, pfn, guard) {
            Ok(lock) => lock,
            Err(status) => return status,
        };
        // Shared memory mostly has one VMA for each entry that maps it.
        let expected = lock.raw.frame.mapcount.max(0) as usize;
        if up_to.is_none() && room < expected.min(most) {
            return RmapStatus::Short(expected.min(most));
        }
        let mut selection = RmapSelection::new(&mut storage[..room], after, up_to);
        while let Some(vma) = lock.next_vma() {
            let position = RmapPosition {
                order: self.keys.hash(vma.mm as usize as u64, 0),
                addr: vma.addr,
            };
            selection.offer(RmapCandidate { position, vma });
        }
        if room < selection.in_range().min(most) {
            return RmapStatus::Short(selection.in_range().min(most));
        }
        if selection.selected().len() > BATCH {
            for candidate in selection.selected() {
                // SAFETY: The lock keeps the VMA in the tree, and so its mm.
                unsafe { shim::rmm_shim_mm_hold(candidate.vma.mm) };
            }
            drop(lock);
            let (selected, up_to) = selection.finish();
            // INVARIANT: Each has got a reference above, and the list was empty.
            (self.list.next, self.list.end) = (0, selected.len());
            self.list.up_to = up_to;
            self.list.identity = self.identity();
            return RmapStatus::Listed;
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
                // INVARIANT: The entry comes with a reference. There is room: as many as candidates
                // of one batch.
                let _ = self
                    .mappings
                    .push_within_capacity(RmapMapping { position, entry });
            }
            previous = Some(candidate.position);
        }
        end.map_or(RmapStatus::All, RmapStatus::UpTo)
    }

    /// Whether listed VMAs follow behind `after`, which ends the previous batch.
    pub(crate) fn is_listed(&self, after: Option<RmapPosition>) -> bool {
        let next = self.list.vmas[..self.list.end].get(self.list.next);
        next.is_some_and(|next| after.is_none_or(|after| next.position > after))
    }

    /// Captures the next batch of the listed VMAs, which begins behind `after`. Waits for no lock. May sleep.
    pub(crate) fn capture_listed(
        &mut self,
        gate: &HotplugGate,
        pfn: u64,
        after: Option<RmapPosition>,
    ) -> Result<RmapStatus> {
        let end = self.list.end.min(self.list.next + BATCH);
        let last = match end == self.list.end {
            true => self.list.up_to,
            false => Some(self.list.vmas[end - 1].position),
        };
        let seen = match self.read_listed(gate, pfn, end, last)? {
            Some(seen) => seen,
            None => {
                let guard = gate.enter()?;
                self.select(&guard, pfn, (after, last), BATCH)
            }
        };
        let is_read = matches!(
            seen,
            RmapStatus::All | RmapStatus::UpTo(_) | RmapStatus::Ksm
        );
        if is_read && self.identity() != self.list.identity {
            // The frame holds another page now, whose mappings are elsewhere.
            self.release();
            self.list.pop_up_to(None);
            return Ok(RmapStatus::Busy);
        }
        match seen {
            RmapStatus::UpTo(position) => self.list.pop_up_to(Some(position)),
            RmapStatus::Busy | RmapStatus::Contended => (),
            _ => self.list.pop_up_to(None),
        }
        Ok(seen)
    }

    /// Reads the entries of the listed VMAs before index `end`. `None` if a VMA could not be locked.
    fn read_listed(
        &mut self,
        gate: &HotplugGate,
        pfn: u64,
        end: usize,
        last: Option<RmapPosition>,
    ) -> Result<Option<RmapStatus>> {
        self.release();
        self.vmas = 0;
        self.hold_ns = 0;
        let _folio = {
            let guard = gate.enter()?;
            let locked = RmapLock::try_lock(&mut self.rmap, pfn, &guard);
            match locked.map(|mut lock| lock.hold_folio()) {
                Ok(Some(folio)) => folio,
                Ok(None) => return Ok(None),
                Err(status) => return Ok(Some(status)),
            }
        };
        let mut previous = None;
        for candidate in &self.list.vmas[self.list.next..end] {
            if self.vmas >= CONTENDED_BATCH as u64 && system::signal_pending() {
                return Ok(previous.map(RmapStatus::UpTo));
            }
            let (position, mm) = (candidate.position, candidate.vma.mm);
            let mut entry = pin_init::zeroed::<shim::rmm_shim_rmap_entry>();
            // SAFETY: The list holds a reference to the mm, and `_folio` one to the folio.
            let read =
                unsafe { shim::rmm_shim_capture_mapping(mm, position.addr, pfn, &mut entry) };
            self.vmas += 1;
            self.hold_ns = self.hold_ns.max(entry.hold_ns);
            match read {
                shim::RMM_SHIM_MAPPING_NO => (),
                shim::RMM_SHIM_MAPPING_YES => {
                    // INVARIANT: The entry comes with a reference. There is room for a batch.
                    let _ = self
                        .mappings
                        .push_within_capacity(RmapMapping { position, entry });
                }
                _ => return Ok(None),
            }
            previous = Some(position);
        }
        Ok(Some(last.map_or(RmapStatus::All, RmapStatus::UpTo)))
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

    /// Those from index `first` on, before `end`.
    pub(crate) fn mappings_of(
        &self,
        first: usize,
        end: usize,
    ) -> impl Iterator<Item = CapturedMapping<'_>> {
        self.mappings[first..end].iter().map(CapturedMapping)
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
