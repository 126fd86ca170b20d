// SPDX-License-Identifier: GPL-2.0

//! A captured part of a page table: plain data, taken under the table's lock in one go.

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
use core::mem::MaybeUninit;
use kernel::prelude::*;

/// A buffer for one captured table (about 13 KiB), allocated before any lock is taken.
///
/// # Invariants
///
/// Of `runs`, the first `table.count` are initialised; of `columns`, the first `table.entries` if
/// they are `in_columns`.
pub(crate) struct TableSnapshot {
    table: KBox<shim::rmm_shim_table>,
    runs: KBox<MaybeUninit<shim::rmm_shim_runs>>,
    pages: Option<KBox<shim::rmm_shim_page_facts_table>>,
    columns: Option<KBox<MaybeUninit<shim::rmm_shim_frame_columns>>>,
    /// Captures fill `columns`.
    in_columns: bool,
}

// SAFETY: The pointer leads to what the value owns itself.
unsafe impl Send for TableSnapshot {}

impl TableSnapshot {
    /// Allocates the buffer, for captures with a row for each entry.
    pub(crate) fn new() -> Result<Self> {
        Ok(Self {
            table: KBox::init(pin_init::init_zeroed::<shim::rmm_shim_table>(), GFP_KERNEL)?,
            // INVARIANT: Both counts are 0.
            runs: KBox::new_uninit(GFP_KERNEL)?,
            pages: None,
            columns: None,
            in_columns: false,
        })
    }

    /// Allocates the buffer, with room (another 20 KiB) for `attributes` of each page.
    pub(crate) fn with_pages(attributes: u64) -> Result<Self> {
        Self::new()?.for_pages(attributes)
    }

    /// Allocates the buffer as for [`Self::for_runs`].
    pub(crate) fn with_runs(mask: u64, attributes: u64, contiguous: bool) -> Result<Self> {
        Self::new()?.for_runs(mask, attributes, contiguous)
    }

    /// The buffer for captures with a row for each entry, and room for `attributes` of each page.
    /// What it held is forgotten.
    pub(crate) fn for_pages(mut self, attributes: u64) -> Result<Self> {
        const IN_THE_LEAF: u64 = PageAttribute::FRAME | PageAttribute::ENTRY | PageAttribute::AGE;
        self.table.want = (attributes
            & PageAttribute::ALL
            & !(PageAttribute::FRAME | PageAttribute::ENTRY)) as u32;
        self.table.mask = 0;
        self.table.contiguous = 0;
        // INVARIANT: Nothing is captured.
        self.table.count = 0;
        self.table.entries = 0;
        self.in_columns = false;
        self.pages = if attributes & PageAttribute::ALL & !IN_THE_LEAF != 0 {
            Some(KBox::init(
                pin_init::init_zeroed::<shim::rmm_shim_page_facts_table>(),
                GFP_KERNEL,
            )?)
        } else {
            None
        };
        Ok(self)
    }

    /// The buffer for captures that tell entries of a table in one row while they agree in the
    /// parts of their attrs that `mask` has ([`super::leaf::attrs`]), in `attributes`, and, if
    /// `contiguous`, their frames follow each other. With `PageAttribute::FOLIO` and the order in `mask`,
    /// pages of a large folio are in one row while they follow each other in it. What it held is
    /// forgotten.
    pub(crate) fn for_runs(self, mask: u64, attributes: u64, contiguous: bool) -> Result<Self> {
        let mut this = self.for_pages(attributes)?;
        this.table.mask = mask;
        if mask & attrs::MARKS != 0 {
            this.table.want |= shim::RMM_SHIM_WANT_MARKS;
        }
        this.table.contiguous = contiguous.into();
        Ok(this)
    }

    /// The buffer for captures in runs of equal attrs, and a column of 8 KiB for what differs from
    /// entry to entry: frames, mapcounts, references. `attributes` may have the age beside these.
    /// Above the last level each entry is a row. What it held is forgotten.
    pub(crate) fn for_columns(self, attributes: u64) -> Result<Self> {
        let mut this = self.for_runs(!attrs::MARKS, attributes & PageAttribute::AGE, false)?;
        if this.columns.is_none() {
            this.columns = Some(KBox::new_uninit(GFP_KERNEL)?);
        }
        this.in_columns = true;
        Ok(this)
    }

    /// Frees what [`Self::for_pages`] allocated, so that 22 KiB are left at most.
    pub(crate) fn shrunk(mut self) -> Self {
        self.pages = None;
        self
    }

    /// The columns of [`Self::for_columns`], for each entry that was captured.
    pub(in crate::sys) fn columns(&self) -> &[shim::rmm_shim_frame_counts] {
        let count = (self.table.entries as usize).min(shim::RMM_SHIM_ENTRIES as usize);
        match &self.columns {
            _ if !self.in_columns => &[],
            // SAFETY: So many are initialised by the type's invariant.
            Some(columns) => unsafe {
                core::slice::from_raw_parts((&raw const (*columns.as_ptr()).of).cast(), count)
            },
            None => &[],
        }
    }

    /// The buffer for the shim; its pointers are good until the next call.
    pub(in crate::sys) fn raw(&mut self) -> &mut shim::rmm_shim_table {
        self.table.pages = match &mut self.pages {
            Some(pages) => &raw mut **pages,
            None => core::ptr::null_mut(),
        };
        self.table.runs = self.runs.as_mut_ptr();
        self.table.columns = match &mut self.columns {
            Some(columns) if self.in_columns => columns.as_mut_ptr(),
            _ => core::ptr::null_mut(),
        };
        &mut self.table
    }

    /// What was captured of the page behind row number `index`, beyond its leaf.
    pub(crate) fn page(&self, index: usize) -> Option<PageFacts<'_>> {
        let pages: &[_] = self.pages.as_ref().map_or(&[], |pages| &pages.page);
        Some(PageFacts {
            leaf: Leaf(self.leaf_slice().get(index)?),
            want: self.table.want,
            facts: pages.get(index),
        })
    }

    /// Address that the capture starts at.
    pub(crate) fn addr(&self) -> u64 {
        self.table.addr
    }

    /// Address behind what was captured.
    pub(crate) fn next(&self) -> u64 {
        self.table.next
    }

    /// How long the page-table lock was held.
    pub(crate) fn hold_ns(&self) -> u64 {
        self.table.hold_ns
    }

    /// Level of the deepest table that exists at [`Self::addr`].
    pub(crate) fn level(&self) -> TableLevel {
        TableLevel::from_raw(self.table.level).unwrap_or(TableLevel::Pgd)
    }

    fn captured(&self) -> usize {
        (self.table.count as usize).min(shim::RMM_SHIM_ENTRIES as usize)
    }

    fn leaf_slice(&self) -> &[shim::rmm_shim_leaf] {
        // SAFETY: So many are initialised by the type's invariant.
        unsafe {
            core::slice::from_raw_parts(
                (&raw const (*self.runs.as_ptr()).leaf).cast(),
                self.captured(),
            )
        }
    }

    /// The runs in order, each with the next address at this level; none for a hole.
    pub(crate) fn leaves(&self) -> impl Iterator<Item = Leaf<'_>> {
        self.leaf_slice().iter().map(Leaf)
    }

    /// The runs in order, each with the number of entries that it stands for.
    pub(crate) fn runs(&self) -> impl Iterator<Item = (Leaf<'_>, u64)> {
        // SAFETY: As in `leaf_slice`.
        let repeat: &[u16] = unsafe {
            core::slice::from_raw_parts(
                (&raw const (*self.runs.as_ptr()).repeat).cast(),
                self.captured(),
            )
        };
        self.leaves()
            .zip(repeat.iter().map(|&repeat| repeat.into()))
    }

    /// The entry at `level` on the way to what was captured, and the frame that it points to.
    /// Nothing below the entry at which the descent ended.
    pub(crate) fn above(&self, level: TableLevel) -> Option<(u64, u64)> {
        let hole = level == self.level() && self.table.count == 0;
        let above = self.table.above.get(level as usize)?;
        (level < self.level() || hole).then_some((above.entry, above.pfn))
    }

    /// How many entries were captured.
    pub(crate) fn count(&self) -> u64 {
        u64::from(self.table.entries)
    }
}
