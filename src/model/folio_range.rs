// SPDX-License-Identifier: GPL-2.0

//! Folio ranges (contiguous mapped parts of one folio) and frame runs (contiguous page frames).

use super::paging::PAGE_SIZE;

/// A contiguous mapped part of one folio: consecutive addresses map consecutive pages of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FolioRange<T> {
    /// Attributes that the ranges of a folio must agree in to be joined.
    pub attrs: T,
    /// Order of the folio.
    pub order: u8,
    /// First address.
    addr: u64,
    /// First page frame of the folio.
    head: u64,
    /// Index in the folio of the first page of the range.
    index: u64,
    /// Number of pages in the range.
    pub pages: u64,
    /// Of these, mapped by a leaf above the last level.
    pub huge_pages: u64,
}

impl<T: Copy + PartialEq> FolioRange<T> {
    /// The range of `pages` pages at `addr`, from page `index` of the folio on. `pfn` is the page
    /// frame of the first.
    pub fn new(
        attrs: T,
        order: u8,
        addr: u64,
        pfn: u64,
        index: u64,
        pages: u64,
        huge: bool,
    ) -> Self {
        Self {
            attrs,
            order,
            addr,
            head: pfn.wrapping_sub(index),
            index,
            pages,
            huge_pages: if huge { pages } else { 0 },
        }
    }

    /// Whether the range is the whole folio.
    pub fn is_whole(&self) -> bool {
        self.index == 0 && 1u64.checked_shl(self.order.into()) == Some(self.pages)
    }

    /// Whether the first address is a multiple of the folio's size.
    pub fn is_aligned(&self) -> bool {
        let size = PAGE_SIZE.checked_shl(self.order.into()).unwrap_or(0);
        size != 0 && self.addr % size == 0
    }

    fn is_continued_by(&self, next: &Self) -> bool {
        self.attrs == next.attrs
            && self.order == next.order
            && self.head == next.head
            && next.index == self.index.wrapping_add(self.pages)
            && next.addr == self.addr.wrapping_add(self.pages.wrapping_mul(PAGE_SIZE))
    }
}

/// Joins adjacent ranges of a folio. Ranges are added in ascending order of addresses.
#[derive(Clone, Copy, Debug)]
pub struct FolioRangeJoiner<T>(Option<FolioRange<T>>);

impl<T: Copy + PartialEq> FolioRangeJoiner<T> {
    /// A joiner without an open range.
    pub const fn new() -> Self {
        Self(None)
    }

    /// Whether a range is open, so that it can grow.
    pub fn is_open(&self) -> bool {
        self.0.is_some()
    }

    /// Adds a range. Returns the previous one if the two cannot be joined.
    pub fn push(&mut self, next: FolioRange<T>) -> Option<FolioRange<T>> {
        match &mut self.0 {
            Some(open) if open.is_continued_by(&next) => {
                open.pages += next.pages;
                open.huge_pages += next.huge_pages;
                None
            }
            open => open.replace(next),
        }
    }

    /// Closes the open range and returns it.
    pub fn finish(&mut self) -> Option<FolioRange<T>> {
        self.0.take()
    }
}

impl<T: Copy + PartialEq> Default for FolioRangeJoiner<T> {
    fn default() -> Self {
        Self::new()
    }
}

/// The physically contiguous run that is open.
#[derive(Clone, Copy, Debug, Default)]
pub struct FrameRun {
    addr: u64,
    pfn: u64,
    pages: u64,
}

impl FrameRun {
    /// Adds `pages` pages at `addr`, the first with page frame `pfn`. Returns the length of the
    /// previous run if they do not continue it.
    pub fn push(&mut self, addr: u64, pfn: u64, pages: u64) -> Option<u64> {
        let bytes = self.pages.wrapping_mul(PAGE_SIZE);
        if self.pages != 0
            && addr == self.addr.wrapping_add(bytes)
            && pfn == self.pfn.wrapping_add(self.pages)
        {
            self.pages += pages;
            return None;
        }
        let before = self.finish();
        *self = Self { addr, pfn, pages };
        before
    }

    /// Closes the run and returns its length, if there is one.
    pub fn finish(&mut self) -> Option<u64> {
        let pages = core::mem::take(self).pages;
        (pages != 0).then_some(pages)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn page(addr: u64, index: u64) -> FolioRange<()> {
        FolioRange::new((), 2, addr * PAGE_SIZE, 100 + index, index, 1, false)
    }

    #[test]
    fn whole_and_aligned_folio() {
        let mut all = FolioRangeJoiner::new();
        for index in 0..4 {
            assert_eq!(all.push(page(8 + index, index)), None);
        }
        let found = all.finish().unwrap();
        assert!(found.is_whole() && found.is_aligned());
        assert_eq!((found.pages, all.finish()), (4, None));
    }

    #[test]
    fn unaligned_partial_and_out_of_order_ranges() {
        let mut all = FolioRangeJoiner::new();
        for index in 0..4 {
            assert_eq!(all.push(page(9 + index, index)), None);
        }
        // The same folio, from its second page on.
        let whole = all.push(page(13, 1)).unwrap();
        assert!(whole.is_whole() && !whole.is_aligned());
        // A gap in the addresses, then one in the folio.
        assert_eq!(all.push(page(15, 2)).unwrap().pages, 1);
        assert_eq!(all.push(page(16, 0)).unwrap().pages, 1);
        assert!(!all.finish().unwrap().is_whole());
    }

    #[test]
    fn huge_leaf_is_one_range() {
        let mut all = FolioRangeJoiner::new();
        assert_eq!(
            all.push(FolioRange::new((), 9, 2 << 20, 512, 0, 512, true)),
            None
        );
        let found = all.finish().unwrap();
        assert!(found.is_whole() && found.is_aligned());
        assert_eq!(found.huge_pages, 512);
    }

    #[test]
    fn runs_continue_while_frames_are_consecutive() {
        let mut run = FrameRun::default();
        assert_eq!(run.finish(), None);
        assert_eq!(run.push(0x1000, 5, 1), None);
        assert_eq!(run.push(0x2000, 6, 512), None);
        assert_eq!(run.push(0x2000 + 512 * 0x1000, 9, 1), Some(513));
        assert_eq!(run.push(0, 10, 1), Some(1));
        assert_eq!(run.finish(), Some(1));
    }

    #[test]
    fn extreme_values_do_not_overflow() {
        let mut all = FolioRangeJoiner::new();
        all.push(FolioRange::new((), 255, u64::MAX, 0, u64::MAX, 1, false));
        let found = all.finish().unwrap();
        assert!(!found.is_whole() && !found.is_aligned());
    }
}
