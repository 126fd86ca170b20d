// SPDX-License-Identifier: GPL-2.0

//! Geometry of x86-64 page tables: span of an entry and of a table, end of user space.

use crate::abi::{
    names::TableLevel,
    ABSENT, //
};

/// Size in bytes of a base page and of a page table.
pub const PAGE_SIZE: u64 = 4096;

/// Number of entries in a page table.
pub const ENTRIES: usize = 512;

/// Number of address bits that one level translates.
const INDEX_BITS: u32 = ENTRIES.trailing_zeros();

/// Rounds `addr` down to a page boundary.
pub const fn page_down(addr: u64) -> u64 {
    addr & !(PAGE_SIZE - 1)
}

/// Rounds `addr` up to a page boundary, or to the last one if that would overflow.
pub const fn page_up(addr: u64) -> u64 {
    page_down(addr.saturating_add(PAGE_SIZE - 1))
}

/// Reason why a range cannot be walked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RangeError {
    /// Start or end is not a multiple of the page size.
    Unaligned,
    /// Start and end are equal.
    Empty,
    /// The end is below the start.
    Reversed,
    /// The range exceeds the user half.
    Beyond,
}

/// The paging mode: four or five levels.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Paging {
    levels: u32,
}

impl Paging {
    /// Paging with 4 or 5 levels.
    pub const fn new(levels: u32) -> Option<Self> {
        match levels {
            4 | 5 => Some(Self { levels }),
            _ => None,
        }
    }

    /// Paging with five levels if `five`, otherwise with four.
    pub const fn with_five(five: bool) -> Self {
        Self {
            levels: if five { 5 } else { 4 },
        }
    }

    /// Number of levels.
    pub const fn levels(self) -> u32 {
        self.levels
    }

    /// Whether `level` is folded: it has no tables, and its one entry is the entry of the level
    /// above.
    pub const fn is_folded(self, level: TableLevel) -> bool {
        matches!(level, TableLevel::P4d) && self.levels == 4
    }

    /// Lowest address bit that selects the entry of a table at `level`.
    pub const fn shift(self, level: TableLevel) -> u32 {
        match level {
            TableLevel::Pte => 12,
            TableLevel::Pmd => 21,
            TableLevel::Pud => 30,
            TableLevel::P4d => 39,
            TableLevel::Pgd if self.levels == 4 => 39,
            TableLevel::Pgd => 48,
        }
    }

    /// Bytes that one entry at `level` spans.
    pub const fn entry_span(self, level: TableLevel) -> u64 {
        1 << self.shift(level)
    }

    /// Bytes that one table at `level` spans; at a folded level, its one entry.
    pub const fn table_span(self, level: TableLevel) -> u64 {
        1 << self.table_shift(level)
    }

    /// Binary logarithm of [`Self::table_span`].
    pub(super) const fn table_shift(self, level: TableLevel) -> u32 {
        if self.is_folded(level) {
            self.shift(level)
        } else {
            self.shift(level) + INDEX_BITS
        }
    }

    /// Index of the entry that translates `addr` in a table at `level`; 0 at a folded level.
    pub const fn index(self, level: TableLevel, addr: u64) -> usize {
        ((addr & (self.table_span(level) - 1)) >> self.shift(level)) as usize
    }

    /// End of the user half (`TASK_SIZE_MAX`), exclusive. The page above it is never mapped because
    /// of processor bugs.
    pub const fn user_end(self) -> u64 {
        let bits = if self.levels == 4 { 47 } else { 56 };
        (1 << bits) - PAGE_SIZE
    }

    /// Checks a requested range. [`ABSENT`] as `end` stands for the end of the user half.
    pub const fn check_range(self, start: u64, end: u64) -> Result<(u64, u64), RangeError> {
        let limit = self.user_end();
        let end = if end == ABSENT { limit } else { end };
        if start != page_down(start) || end != page_down(end) {
            Err(RangeError::Unaligned)
        } else if start > limit || end > limit {
            Err(RangeError::Beyond)
        } else if end < start {
            Err(RangeError::Reversed)
        } else if end == start {
            Err(RangeError::Empty)
        } else {
            Ok((start, end))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const FOUR: Paging = Paging { levels: 4 };
    const FIVE: Paging = Paging { levels: 5 };

    #[test]
    fn only_four_and_five_levels_exist() {
        assert_eq!(Paging::new(4), Some(FOUR));
        assert_eq!(Paging::new(5), Some(FIVE));
        assert_eq!(Paging::new(3), None);
    }

    #[test]
    fn entry_and_table_spans() {
        let bits = |paging: Paging| {
            TableLevel::ALL
                .iter()
                .map(move |&l| paging.entry_span(l).ilog2())
        };
        assert!(bits(FIVE).eq([48, 39, 30, 21, 12]));
        assert!(bits(FOUR).eq([39, 39, 30, 21, 12]));
        assert_eq!(
            FIVE.table_span(TableLevel::Pte),
            FIVE.entry_span(TableLevel::Pmd)
        );
        assert_eq!(
            FOUR.table_span(TableLevel::Pud),
            FOUR.entry_span(TableLevel::Pgd)
        );
        assert_eq!(
            FOUR.table_span(TableLevel::P4d),
            FOUR.entry_span(TableLevel::P4d)
        );
        assert_eq!(FOUR.table_span(TableLevel::Pgd), 1 << 48);
        assert_eq!(FIVE.table_span(TableLevel::Pgd), 1 << 57);
    }

    #[test]
    fn only_p4d_folds_and_only_with_four_levels() {
        for &level in TableLevel::ALL {
            assert!(!FIVE.is_folded(level));
            assert_eq!(FOUR.is_folded(level), level == TableLevel::P4d);
        }
    }

    #[test]
    fn index_is_nine_bits_of_the_address() {
        let addr = (1 << 48) | (2 << 39) | (3 << 30) | (4 << 21) | (5 << 12) | 0x123;
        let indices = |paging: Paging| TableLevel::ALL.iter().map(move |&l| paging.index(l, addr));
        assert!(indices(FIVE).eq([1, 2, 3, 4, 5]));
        assert!(indices(FOUR).eq([2, 0, 3, 4, 5]));
        assert_eq!(FIVE.index(TableLevel::Pgd, u64::MAX), 511);
    }

    #[test]
    fn rounding_never_wraps() {
        assert_eq!(page_up(0), 0);
        assert_eq!(page_up(1), PAGE_SIZE);
        assert_eq!(page_up(u64::MAX), u64::MAX - (PAGE_SIZE - 1));
        assert_eq!(page_down(PAGE_SIZE + 1), PAGE_SIZE);
    }

    #[test]
    fn ranges_are_checked() {
        let end = FOUR.user_end();
        assert_eq!(end, 0x7fff_ffff_f000);
        assert_eq!(FIVE.user_end(), 0xff_ffff_ffff_f000);
        assert_eq!(FOUR.check_range(0, ABSENT), Ok((0, end)));
        assert_eq!(FOUR.check_range(0, end), Ok((0, end)));
        assert_eq!(FOUR.check_range(4096, 8192), Ok((4096, 8192)));
        assert_eq!(FIVE.check_range(end, end + 4096), Ok((end, end + 4096)));
        assert_eq!(FOUR.check_range(1, 4096), Err(RangeError::Unaligned));
        assert_eq!(FOUR.check_range(0, 4095), Err(RangeError::Unaligned));
        assert_eq!(FOUR.check_range(ABSENT, ABSENT), Err(RangeError::Unaligned));
        assert_eq!(FOUR.check_range(4096, 4096), Err(RangeError::Empty));
        assert_eq!(FOUR.check_range(end, ABSENT), Err(RangeError::Empty));
        assert_eq!(FOUR.check_range(8192, 4096), Err(RangeError::Reversed));
        assert_eq!(FOUR.check_range(0, end + 4096), Err(RangeError::Beyond));
        assert_eq!(
            FOUR.check_range(end + 4096, ABSENT),
            Err(RangeError::Beyond)
        );
        let kernel = 0xffff_8000_0000_0000;
        assert_eq!(
            FIVE.check_range(kernel, kernel + 4096),
            Err(RangeError::Beyond)
        );
    }
}
