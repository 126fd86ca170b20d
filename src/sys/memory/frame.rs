// SPDX-License-Identifier: GPL-2.0

//! Page frames by number: facts from struct page, read without lock or reference.

use super::{
    hotplug::HotplugGuard,
    zone, //
};
use crate::{
    abi::{
        frame::{
            FrameAttribute,
            FrameKind, //
        },
        ABSENT, //
    },
    sys::{
        mm::folio_state::FolioState,
        shim, //
    },
};
use kernel::prelude::*;

const _: () = {
    assert!(shim::RMM_SHIM_FRAME_WANT_MAPCOUNT as u64 == FrameAttribute::MAPCOUNT);
    assert!(shim::RMM_SHIM_FRAME_WANT_REFERENCES as u64 == FrameAttribute::REFERENCES);
    assert!(shim::RMM_SHIM_FRAME_WANT_AGE as u64 == FrameAttribute::AGE);
    assert!(shim::RMM_SHIM_FRAME_WANT_CGROUP as u64 == FrameAttribute::CGROUP);
    assert!(shim::RMM_SHIM_FRAME_WANT_STATE as u64 == FrameAttribute::STATE);
};

/// `KPF_*` of linux/kernel-page-flags.h that identify the use of a page.
mod kpf {
    pub(in crate::sys) const LRU: u64 = 1 << 5;
    pub(in crate::sys) const ACTIVE: u64 = 1 << 6;
    pub(in crate::sys) const SLAB: u64 = 1 << 7;
    pub(in crate::sys) const BUDDY: u64 = 1 << 10;
    pub(in crate::sys) const HUGE: u64 = 1 << 17;
    pub(in crate::sys) const UNEVICTABLE: u64 = 1 << 18;
    pub(in crate::sys) const HWPOISON: u64 = 1 << 19;
    pub(in crate::sys) const KSM: u64 = 1 << 21;
    pub(in crate::sys) const THP: u64 = 1 << 22;
    pub(in crate::sys) const OFFLINE: u64 = 1 << 23;
    pub(in crate::sys) const ZERO_PAGE: u64 = 1 << 24;
    pub(in crate::sys) const PGTABLE: u64 = 1 << 26;
    pub(in crate::sys) const RESERVED: u64 = 1 << 32;
}

/// The LRU list of a folio.
pub(crate) struct FrameList {
    /// On a list (PG_lru).
    pub(crate) on_list: bool,
    /// PG_active.
    pub(crate) active: bool,
    /// PG_unevictable.
    pub(crate) unevictable: bool,
}

/// Facts about one page frame.
#[derive(Clone, Copy)]
pub(crate) struct FrameSnapshot<'a>(&'a shim::rmm_shim_frame_facts);

impl<'a> FrameSnapshot<'a> {
    pub(in crate::sys) fn new(facts: &'a shim::rmm_shim_frame_facts) -> Self {
        Self(facts)
    }

    fn has(&self, bit: u32) -> bool {
        self.0.bits & bit != 0
    }

    /// The frame number.
    pub(crate) fn pfn(&self) -> u64 {
        self.0.pfn
    }

    /// The frame has a struct page of ordinary memory.
    pub(crate) fn online(&self) -> bool {
        self.has(shim::RMM_SHIM_FRAME_PAGE)
    }

    /// The folio or free block changed while it was read.
    pub(crate) fn torn(&self) -> bool {
        self.has(shim::RMM_SHIM_FRAME_TORN) || self.has(shim::RMM_SHIM_FRAME_MOVING)
    }

    /// The mapcount is that of this page, not an average.
    pub(crate) fn exact(&self) -> bool {
        self.has(shim::RMM_SHIM_FRAME_EXACT)
    }

    /// The memory is poisoned (hwpoison).
    pub(crate) fn poisoned(&self) -> bool {
        self.online() && self.0.kpageflags & kpf::HWPOISON != 0
    }

    /// Free page reporting has reported the free block to the hypervisor.
    pub(crate) fn reported(&self) -> bool {
        self.has(shim::RMM_SHIM_FRAME_REPORTED)
    }

    /// The memory was there at boot.
    pub(crate) fn early(&self) -> bool {
        self.has(shim::RMM_SHIM_FRAME_EARLY)
    }

    /// The use of the frame.
    pub(crate) fn kind(&self) -> FrameKind {
        let flags = self.0.kpageflags;
        let is = |flag: u64| flags & flag != 0;
        match () {
            () if self.has(shim::RMM_SHIM_FRAME_DEVICE) => FrameKind::Device,
            () if !self.online() => FrameKind::Hole,
            () if is(kpf::BUDDY) => FrameKind::Free,
            () if is(kpf::OFFLINE) => FrameKind::Offline,
            () if is(kpf::SLAB) => FrameKind::Slab,
            () if is(kpf::PGTABLE) => FrameKind::PageTable,
            () if is(kpf::HUGE) => FrameKind::Hugetlb,
            () if is(kpf::ZERO_PAGE) && is(kpf::THP) => FrameKind::HugeZero,
            () if is(kpf::ZERO_PAGE) => FrameKind::Zero,
            () if is(kpf::RESERVED) => FrameKind::Reserved,
            () if self.has(shim::RMM_SHIM_FRAME_TYPED) => FrameKind::Typed,
            () if !self.has(shim::RMM_SHIM_FRAME_REFERENCED) => FrameKind::Unreferenced,
            () if is(kpf::KSM) => FrameKind::Ksm,
            () if self.has(shim::RMM_SHIM_FRAME_ANON) => FrameKind::Anon,
            () if !self.has(shim::RMM_SHIM_FRAME_MAPPING) => FrameKind::Kernel,
            () if self.has(shim::RMM_SHIM_FRAME_SWAPBACKED) => FrameKind::Shmem,
            () => FrameKind::File,
        }
    }

    /// Mappings of the frame are counted and have a reverse map.
    pub(crate) fn mappable(&self) -> bool {
        use FrameKind as F;
        matches!(
            self.kind(),
            F::Anon | F::Ksm | F::File | F::Shmem | F::Hugetlb
        )
    }

    /// The node.
    pub(crate) fn node(&self) -> i32 {
        self.0.nid.into()
    }

    /// The zone (`ZoneKind`).
    pub(crate) fn zone(&self) -> Option<u8> {
        zone::kind_of(self.0.zone.into()).try_into().ok()
    }

    /// The folio or free block that contains the frame: first frame and order.
    pub(crate) fn folio(&self) -> Option<(u64, u8)> {
        (self.online() && !self.has(shim::RMM_SHIM_FRAME_MOVING))
            .then_some((self.0.folio_pfn, self.0.order))
    }

    /// `KPF_*`; `ABSENT` without a struct page.
    pub(crate) fn kpageflags(&self) -> u64 {
        match self.online() {
            true => self.0.kpageflags,
            false => ABSENT,
        }
    }

    /// Mapcounts of page and folio, if requested.
    pub(crate) fn mapcounts(&self) -> (u32, u32) {
        (self.0.mapcount as u32, self.0.folio_mapcount as u32)
    }

    /// Reference count, if requested.
    pub(crate) fn references(&self) -> u32 {
        self.0.references as u32
    }

    /// The references that the kernel can account for, if requested and known.
    pub(crate) fn expected_references(&self) -> Option<u32> {
        self.0.expected.try_into().ok()
    }

    /// Number of younger generations, if the folio is in a generation.
    pub(crate) fn age(&self) -> Option<u8> {
        self.0.age.try_into().ok()
    }

    /// State of the folio, if requested and if the frame is in use as a folio.
    pub(crate) fn folio_state(&self) -> Option<FolioState> {
        self.has(shim::RMM_SHIM_FRAME_STATE)
            .then(|| FolioState::new(&self.0.state))
    }

    /// The LRU list of the folio. In an MGLRU generation it is neither active nor inactive.
    pub(crate) fn list(&self) -> FrameList {
        let is = |flag| self.kpageflags() & flag != 0;
        FrameList {
            on_list: self.online() && is(kpf::LRU),
            active: is(kpf::ACTIVE),
            unevictable: is(kpf::UNEVICTABLE),
        }
    }

    /// Inode of the memory cgroup, if requested.
    pub(crate) fn cgroup(&self) -> u64 {
        self.0.cgroup
    }
}

/// Frames of one capture.
const BATCH: usize = 256;

/// A buffer for consecutive frames (22 KiB at most), filled by one capture.
pub(crate) struct FrameBatch {
    frames: KVVec<shim::rmm_shim_frame_facts>,
    /// The requested facts, `RMM_SHIM_FRAME_WANT_*`.
    want: u32,
}

impl FrameBatch {
    /// Allocates the buffer, for `attributes` of up to `room` frames at a time.
    pub(crate) fn new(attributes: u64, room: u64) -> Result<Self> {
        let room = room.clamp(1, BATCH as u64) as usize;
        Ok(Self {
            frames: KVVec::with_capacity(room, GFP_KERNEL_ACCOUNT)?,
            want: (attributes & FrameAttribute::ALL) as u32,
        })
    }

    /// Captures frames from `at` on, before `end`, and returns the frame to resume at.
    pub(crate) fn capture(&mut self, _guard: &HotplugGuard<'_>, at: u64, end: u64) -> u64 {
        self.frames.clear();
        let last = end.min(self::pfn_end());
        if at >= last {
            return end;
        }
        let room = self.frames.spare_capacity_mut();
        let mut batch = shim::rmm_shim_frame_batch {
            pfn: at,
            end: last,
            want: self.want,
            room: room.len() as u32,
            count: 0,
            reserved: 0,
            frame: room.as_mut_ptr().cast(),
        };
        // SAFETY: The guard keeps the struct pages of online memory. `frame` has room for `room`
        // elements, and `at` is below the end of possible frame numbers.
        unsafe { shim::rmm_shim_frames_capture(&mut batch) };
        // SAFETY: The shim has written all fields of the first `count` elements, at most `room`, and there
        // were none before.
        unsafe {
            self.frames
                .inc_len((batch.count as usize).min(batch.room as usize))
        };
        batch.pfn
    }

    /// The captured frames, ascending.
    pub(crate) fn iter(&self) -> impl Iterator<Item = FrameSnapshot<'_>> {
        self.frames.iter().map(FrameSnapshot)
    }
}

/// End of the possible frame numbers.
pub(crate) fn pfn_end() -> u64 {
    // SAFETY: Reads a value that is constant after boot.
    unsafe { shim::rmm_shim_pfn_end() }
}
