// SPDX-License-Identifier: GPL-2.0

//! The reverse map of one page: a portion of the entries that map it, taken under its locks.
//!
//! Lock order: [`HotplugGuard`] → (tried, never waited for) folio → reverse map → page-table lock. The
//! shim says what each of them keeps.

use super::vma::flags_of;
use crate::{
    abi::names::TableLevel,
    sys::{
        memory::{
            frame::FrameSnapshot,
            hotplug::HotplugGuard, //
        },
        shim, //
    },
};
use kernel::prelude::*;

/// A place where a page may be mapped: an address space, told by a keyed hash, and an address.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct RmapPosition {
    pub(crate) order: u64,
    pub(crate) addr: u64,
}

impl RmapPosition {
    fn raw(self) -> shim::rmm_shim_rmap_position {
        shim::rmm_shim_rmap_position {
            order: self.order,
            addr: self.addr,
        }
    }

    fn from_raw(raw: &shim::rmm_shim_rmap_position) -> Self {
        Self {
            order: raw.order,
            addr: raw.addr,
        }
    }
}

/// How a look ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum RmapStatus {
    /// Mappings up to this place were seen; there may be more behind it.
    UpTo(RmapPosition),
    /// All were seen.
    All,
    /// There is no page of ordinary memory.
    NoPage,
    /// Nobody holds a reference to the page.
    Unreferenced,
    /// It is not mapped.
    Unmapped,
    /// It is in use, and in no reverse map.
    Untracked,
    /// It is merged: what maps it, only KSM knows.
    Ksm,
    /// The folio is changing or locked.
    Busy,
    /// The reverse map is locked.
    Contended,
}

/// Which address space something is of. Only compared.
#[derive(Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct MmId(u64);

/// The keys that places are hashed with: nobody learns kernel addresses from an order.
pub(crate) struct RmapHashKeys([u64; 2]);

impl RmapHashKeys {
    /// New ones.
    pub(crate) fn random() -> Self {
        let mut keys = [0u64; 2];
        // SAFETY: It writes as many bytes as the array has.
        unsafe {
            kernel::bindings::get_random_bytes(
                keys.as_mut_ptr().cast(),
                core::mem::size_of_val(&keys),
            );
        }
        Self(keys)
    }
}

/// A buffer for one look (about 26 KiB).
///
/// # Invariants
///
/// Each of the first `count` mappings holds a reference to its mm.
pub(crate) struct RmapBatch(KVBox<shim::rmm_shim_rmap_batch>);

// SAFETY: References to an mm may be dropped on any thread; the pointers to VMAs are never followed
// once a look has ended.
unsafe impl Send for RmapBatch {}

/// An entry that maps the page.
#[derive(Clone, Copy)]
pub(crate) struct CapturedMapping<'a>(&'a shim::rmm_shim_rmap_mapping);

impl RmapBatch {
    /// Allocates the buffer.
    pub(crate) fn new(keys: &RmapHashKeys) -> Result<Self> {
        let mut look = KVBox::init(
            pin_init::init_zeroed::<shim::rmm_shim_rmap_batch>(),
            GFP_KERNEL,
        )?;
        look.key = keys.0;
        Ok(Self(look))
    }

    /// Looks at what maps frame `pfn`, in the places behind `from` and up to `to`. Tries its locks
    /// and waits for none.
    pub(crate) fn capture(
        &mut self,
        _guard: &HotplugGuard<'_>,
        pfn: u64,
        from: Option<RmapPosition>,
        to: Option<RmapPosition>,
    ) -> RmapStatus {
        self.release();
        let raw = &mut *self.0;
        raw.pfn = pfn;
        raw.begun = from.is_some();
        raw.from = from.unwrap_or_default().raw();
        raw.all = to.is_none();
        raw.to = to.unwrap_or_default().raw();
        // SAFETY: The guard keeps memory from going offline; the buffer may be written, and its
        // mappings were released.
        // INVARIANT: It takes a reference for each mapping that it counts.
        unsafe { shim::rmm_shim_capture_rmap(raw) };
        match raw.status {
            shim::RMM_SHIM_RMAP_CAPTURED if raw.all => RmapStatus::All,
            shim::RMM_SHIM_RMAP_CAPTURED => RmapStatus::UpTo(RmapPosition::from_raw(&raw.to)),
            shim::RMM_SHIM_RMAP_NO_PAGE => RmapStatus::NoPage,
            shim::RMM_SHIM_RMAP_UNREFERENCED => RmapStatus::Unreferenced,
            shim::RMM_SHIM_RMAP_UNMAPPED => RmapStatus::Unmapped,
            shim::RMM_SHIM_RMAP_UNTRACKED => RmapStatus::Untracked,
            shim::RMM_SHIM_RMAP_KSM => RmapStatus::Ksm,
            shim::RMM_SHIM_RMAP_CONTENDED => RmapStatus::Contended,
            _ => RmapStatus::Busy,
        }
    }

    fn release(&mut self) {
        // SAFETY: The references are this value's, by its invariant. At most a guard is held, under
        // which the last one may go: `mmdrop` neither sleeps nor waits for hot-plug.
        // INVARIANT: It leaves no mapping counted.
        unsafe { shim::rmm_shim_rmap_release(&mut *self.0) };
    }

    /// What the last look saw, in the order of places.
    pub(crate) fn mappings(&self) -> impl Iterator<Item = CapturedMapping<'_>> {
        let count = (self.0.count as usize).min(self.0.mapping.len());
        self.0.mapping[..count].iter().map(CapturedMapping)
    }

    /// The page itself, as the last look found it.
    pub(crate) fn frame(&self) -> FrameSnapshot<'_> {
        FrameSnapshot::new(&self.0.frame)
    }

    /// Changes when the page becomes that of another object, or of another place in it.
    pub(crate) fn identity(&self) -> u64 {
        self.0.identity
    }

    /// VMAs that were looked into, and those that were met.
    pub(crate) fn vmas(&self) -> (u64, u64) {
        (self.0.candidates.into(), self.0.vmas)
    }

    /// Longest hold of a page-table lock.
    pub(crate) fn hold_ns(&self) -> u64 {
        self.0.hold_ns
    }
}

impl Drop for RmapBatch {
    fn drop(&mut self) {
        self.release();
    }
}

impl CapturedMapping<'_> {
    /// Where it is.
    pub(crate) fn place(&self) -> RmapPosition {
        RmapPosition::from_raw(&self.0.place)
    }

    /// Its address space.
    pub(crate) fn mm(&self) -> MmId {
        MmId(self.0.mm as usize as u64)
    }

    /// The entry as the hardware sees it.
    pub(crate) fn entry(&self) -> u64 {
        self.0.entry
    }

    /// Where the entry stands.
    pub(crate) fn level(&self) -> TableLevel {
        TableLevel::from_raw(self.0.level).unwrap_or(TableLevel::Pte)
    }

    /// The hardware can use it, or could if it were not PROT_NONE.
    pub(crate) fn present(&self) -> bool {
        self.0.present
    }

    /// First address of the VMA and the one behind its last.
    pub(crate) fn vma(&self) -> (u64, u64) {
        (self.0.vm_start, self.0.vm_end)
    }

    /// `VmaFlag` bits of the VMA.
    pub(crate) fn vma_flags(&self) -> u64 {
        flags_of(self.0.vm_flags)
    }
}

/// ProcessBatch looked at in one hold of RCU.
pub(crate) const PROCESSES: usize = 64;

/// A buffer for some processes.
pub(crate) struct ProcessBatch([shim::rmm_shim_process; PROCESSES], u32);

impl ProcessBatch {
    /// An empty buffer.
    pub(crate) fn new() -> Self {
        const NONE: shim::rmm_shim_process = shim::rmm_shim_process {
            pid: 0,
            reserved: 0,
            mm: 0,
        };
        Self([NONE; PROCESSES], 0)
    }

    /// Finds processes from number `from` on, in the initial pid namespace, and returns where to go
    /// on; nothing at the end.
    pub(crate) fn find(&mut self, from: i32) -> Option<i32> {
        let mut next = from;
        // SAFETY: The buffer has room for as many as it says; the shim takes RCU itself.
        self.1 = unsafe {
            shim::rmm_shim_list_processes(&mut next, self.0.as_mut_ptr(), self.0.len() as u32)
        };
        (next > 0).then_some(next)
    }

    /// Number and address space of each, by ascending number.
    pub(crate) fn iter(&self) -> impl Iterator<Item = (i32, MmId)> + '_ {
        let count = (self.1 as usize).min(self.0.len());
        self.0[..count].iter().map(|p| (p.pid, MmId(p.mm)))
    }
}
