// SPDX-License-Identifier: GPL-2.0

//! A snapshot of one page table, or of a part of it.
//!
//! The capture ([`VmaRead::capture`](super::vma::VmaRead::capture)) copies plain data in one hold
//! of one lock: a hole, the entries of one PTE table, or leaves of one table above. The snapshot is
//! the only buffer. It is allocated before any lock is taken, and records are made from it after
//! all locks are released. [`Leaf`] interprets an entry; the model adds entries up.
//!
//! Entries are captured one by one, or as *runs*: neighbours whose attrs agree in the parts that a
//! product needs, merged by the shim (runs.c) for speed. Mapcounts and references are read in the
//! same hold, because the page-table lock is what keeps the folio and its order.

pub(crate) use super::leaf::Leaf;
use super::{
    leaf::attrs,
    page_facts::PageFacts, //
};
use crate::{
    abi::{
        names::TableLevel,
        page::PageAttribute, //
    },
    sys::shim, //
};
use core::mem::{
    size_of,
    MaybeUninit, //
};
use kernel::{
    alloc::flags::__GFP_ZERO,
    page::PAGE_SIZE,
    prelude::*, //
};

/// Entries of the largest table.
const ENTRIES: usize = shim::RMM_SHIM_ENTRIES as usize;

/// A buffer for one captured table, about 13 KiB, or for the few pages of a small question.
///
/// # Invariants
///
/// `runs` has room for `room` leaves, followed by as many repeats. The first `table.count` of both are
/// initialised; if `in_columns`, so are the first `table.entries` of `columns`. `pages`, if there, has
/// `room` elements at least.
pub(crate) struct TableSnapshot {
    table: KBox<shim::rmm_shim_table>,
    runs: KVec<RunWord>,
    /// Most entries of one capture.
    room: usize,
    pages: Option<KVec<shim::rmm_shim_page_facts>>,
    columns: Option<KBox<MaybeUninit<shim::rmm_shim_frame_columns>>>,
    /// Captures fill `columns`.
    in_columns: bool,
}

/// A unit of the allocation for leaves and repeats, aligned for both.
type RunWord = MaybeUninit<u64>;

/// Words of one leaf.
const LEAF_WORDS: usize = size_of::<shim::rmm_shim_leaf>() / size_of::<RunWord>();

const _: () = assert!(LEAF_WORDS * size_of::<RunWord>() == size_of::<shim::rmm_shim_leaf>());

/// Words of `room` leaves with their repeats.
fn run_words(room: usize) -> usize {
    room * LEAF_WORDS + (room * size_of::<u16>()).div_ceil(size_of::<RunWord>())
}

// SAFETY: Its pointers lead to allocations of the value itself.
unsafe impl Send for TableSnapshot {}

impl TableSnapshot {
    /// Allocates the buffer for captures entry by entry.
    pub(crate) fn new() -> Result<Self> {
        Self::with_room(ENTRIES)
    }

    /// Allocates the buffer for captures entry by entry, with room for `pages` pages at a time.
    pub(crate) fn with_room(pages: usize) -> Result<Self> {
        let room = pages.clamp(1, ENTRIES);
        Ok(Self {
            table: KBox::init(
                pin_init::init_zeroed::<shim::rmm_shim_table>(),
                GFP_KERNEL_ACCOUNT,
            )?,
            // INVARIANT: Both counts are 0.
            runs: KVec::with_capacity(run_words(room), GFP_KERNEL_ACCOUNT)?,
            room,
            pages: None,
            columns: None,
            in_columns: false,
        })
    }

    /// Allocates the buffer for [`Self::for_runs`].
    pub(crate) fn with_runs(mask: u64, attributes: u64, contiguous: bool) -> Result<Self> {
        Self::new()?.for_runs(mask, attributes, contiguous)
    }

    /// The buffer with room for `pages` pages at a time, allocated again if it has less. Discards its
    /// content.
    pub(crate) fn for_room(mut self, pages: usize) -> Result<Self> {
        let room = pages.clamp(1, ENTRIES);
        // INVARIANT: Nothing is captured, and there are no pages.
        self.table.count = 0;
        self.table.entries = 0;
        self.pages = None;
        if self.runs.capacity() < run_words(room) {
            self.runs = KVec::with_capacity(run_words(room), GFP_KERNEL_ACCOUNT)?;
        }
        self.room = room;
        Ok(self)
    }

    /// Prepares the buffer for captures entry by entry, with room for `attributes` of each page.
    /// Discards its content.
    pub(crate) fn for_pages(mut self, attributes: u64) -> Result<Self> {
        const IN_THE_LEAF: u64 = PageAttribute::FRAME | PageAttribute::ENTRY | PageAttribute::AGE;
        self.table.want = (attributes
            & PageAttribute::ALL
            & !(PageAttribute::FRAME | PageAttribute::ENTRY)) as u32;
        self.table.mask = 0;
        self.table.whole = 0;
        self.table.contiguous = 0;
        // INVARIANT: Nothing is captured.
        self.table.count = 0;
        self.table.entries = 0;
        self.in_columns = false;
        self.pages = if attributes & PageAttribute::ALL & !IN_THE_LEAF != 0 {
            let mut pages = KVec::with_capacity(self.room, GFP_KERNEL_ACCOUNT | __GFP_ZERO)?;
            // SAFETY: There is room for them, and all of it is zero, which is a value of each field.
            unsafe { pages.inc_len(self.room) };
            Some(pages)
        } else {
            None
        };
        Ok(self)
    }

    /// Prepares the buffer for captures in runs: consecutive entries that agree in the parts of
    /// their attrs that `mask` has ([`super::leaf::attrs`]) and in `attributes`; if `contiguous`,
    /// their frames are consecutive too. With `PageAttribute::FOLIO` and the order in `mask`, a run
    /// of a large folio's pages is consecutive in the folio. Discards its content.
    pub(crate) fn for_runs(self, mask: u64, attributes: u64, contiguous: bool) -> Result<Self> {
        let mut this = self.for_pages(attributes)?;
        this.table.mask = mask;
        if mask & attrs::MARKS != 0 {
            this.table.want |= shim::RMM_SHIM_WANT_MARKS;
        }
        this.table.contiguous = contiguous.into();
        Ok(this)
    }

    /// Prepares the buffer for captures in runs of equal attrs, with columns of 8 KiB for the
    /// values that differ between their entries: frame, mapcount, references. `attributes` may add
    /// the age. Above the PTE level each entry is a run. Discards its content.
    pub(crate) fn for_columns(self, attributes: u64) -> Result<Self> {
        self.for_runs(!attrs::MARKS, attributes & PageAttribute::AGE, false)?
            .with_columns()
    }

    /// Prepares the buffer for captures in runs of mapped entries that differ in the frame only,
    /// which has a column, and agree in `attributes` and all else. Above the PTE level each entry is a
    /// run. Discards its content.
    pub(crate) fn for_whole_pages(self, attributes: u64) -> Result<Self> {
        let mut this = self.for_pages(attributes)?.with_columns()?;
        this.table.whole = 1;
        Ok(this)
    }

    fn with_columns(mut self) -> Result<Self> {
        if self.columns.is_none() {
            self.columns = Some(KBox::new_uninit(GFP_KERNEL_ACCOUNT)?);
        }
        self.in_columns = true;
        Ok(self)
    }

    /// Frees the allocation of [`Self::for_pages`]; 22 KiB remain at most.
    pub(crate) fn shrunk(mut self) -> Self {
        self.pages = None;
        self
    }

    /// The columns of [`Self::for_columns`], one element for each captured entry.
    pub(in crate::sys) fn columns(&self) -> &[shim::rmm_shim_frame_counts] {
        let count = (self.table.entries as usize).min(shim::RMM_SHIM_ENTRIES as usize);
        match &self.columns {
            _ if !self.in_columns => &[],
            // SAFETY: The type's invariant says that `count` elements are initialised.
            Some(columns) => unsafe {
                core::slice::from_raw_parts((&raw const (*columns.as_ptr()).of).cast(), count)
            },
            None => &[],
        }
    }

    /// The buffer for the shim. Its pointers are valid until the next call.
    pub(in crate::sys) fn raw(&mut self) -> &mut shim::rmm_shim_table {
        self.table.pages = match &mut self.pages {
            Some(pages) => pages.as_mut_ptr().cast(),
            None => core::ptr::null_mut(),
        };
        let leaf = self.runs.as_mut_ptr();
        self.table.runs[0] = shim::rmm_shim_runs {
            leaf: leaf.cast(),
            // Within the allocation, by the type's invariant.
            repeat: leaf.wrapping_add(self.room * LEAF_WORDS).cast(),
        };
        self.table.columns = match &mut self.columns {
            Some(columns) if self.in_columns => columns.as_mut_ptr(),
            _ => core::ptr::null_mut(),
        };
        &mut self.table
    }

    /// Facts about the first page of run `index`.
    pub(crate) fn page(&self, index: usize) -> Option<PageFacts<'_>> {
        let pages: &[_] = self.pages.as_deref().unwrap_or(&[]);
        Some(PageFacts {
            leaf: Leaf(self.leaf_slice().get(index)?),
            want: self.table.want,
            facts: pages.get(index),
        })
    }

    /// Start address of the capture.
    pub(crate) fn addr(&self) -> u64 {
        self.table.addr
    }

    /// End address of the capture.
    pub(crate) fn next(&self) -> u64 {
        self.table.next
    }

    /// Time that the page-table lock was held, in ns.
    pub(crate) fn hold_ns(&self) -> u64 {
        self.table.hold_ns
    }

    /// Level of the deepest table that exists at [`Self::addr`].
    pub(crate) fn level(&self) -> TableLevel {
        TableLevel::from_raw(self.table.level).unwrap_or(TableLevel::Pgd)
    }

    fn captured(&self) -> usize {
        (self.table.count as usize).min(self.room)
    }

    /// The end of a capture from `addr` up to `end` for which there is room: no level has more entries
    /// than pages.
    pub(in crate::sys) fn clip(&self, addr: u64, end: u64) -> u64 {
        match self.room {
            ENTRIES => end,
            room => end.min(addr.saturating_add(room as u64 * PAGE_SIZE as u64)),
        }
    }

    fn leaf_slice(&self) -> &[shim::rmm_shim_leaf] {
        // SAFETY: The type's invariant says that `captured()` elements are initialised.
        unsafe { core::slice::from_raw_parts(self.runs.as_ptr().cast(), self.captured()) }
    }

    /// The first entry of each run in address order; empty for a hole.
    pub(crate) fn leaves(&self) -> impl Iterator<Item = Leaf<'_>> {
        self.leaf_slice().iter().map(Leaf)
    }

    /// Each run in address order, with its number of entries.
    pub(crate) fn runs(&self) -> impl Iterator<Item = (Leaf<'_>, u64)> {
        // SAFETY: As in `leaf_slice`.
        let repeat: &[u16] = unsafe {
            let repeat = self.runs.as_ptr().add(self.room * LEAF_WORDS);
            core::slice::from_raw_parts(repeat.cast(), self.captured())
        };
        self.leaves()
            .zip(repeat.iter().map(|&repeat| repeat.into()))
    }

    /// The entry at `level` through which the descent went, and the frame that it points to. `None`
    /// below the entry at which the descent ended.
    pub(crate) fn above(&self, level: TableLevel) -> Option<(u64, u64)> {
        let hole = level == self.level() && self.table.count == 0;
        let above = self.table.above.get(level as usize)?;
        (level < self.level() || hole).then_some((above.entry, above.pfn))
    }

    /// The captured range has no table at [`Self::level`] or below, or its entries there are empty.
    pub(crate) fn is_hole(&self) -> bool {
        self.table.count == 0
    }

    /// Number of captured entries.
    pub(crate) fn count(&self) -> u64 {
        u64::from(self.table.entries)
    }
}
