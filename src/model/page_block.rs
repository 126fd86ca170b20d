// SPDX-License-Identifier: GPL-2.0

//! The byte of a page block, and free counts by page block and by list.

use crate::abi::{
    blocks::MigrateType,
    page_block::{
        BLOCK_ABSENT,
        BLOCK_FREE_SHIFT,
        BLOCK_ISOLATED,
        BLOCK_SKIP,
        BLOCK_TYPE, //
    },
};

/// Type bits of a migrate type that the interface does not know.
const UNKNOWN_MIGRATE_TYPE: u8 = 6;

/// State of a page block.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PageBlockState {
    /// Migrate type without regard to isolation.
    pub migrate_type: Option<MigrateType>,
    /// Compaction skips the block.
    pub skip: bool,
    /// The block is isolated.
    pub isolated: bool,
    /// Free pages.
    pub free_pages: u64,
    /// It has `1 << order` pages.
    pub order: u32,
}

impl PageBlockState {
    /// The byte of the block, made of `RMM_BLOCK_*`. It is never `RMM_BLOCK_ABSENT`, because no
    /// migrate type has all type bits set.
    pub fn to_byte(self) -> u8 {
        let migrate_type = match self.migrate_type {
            Some(MigrateType::Isolate) | None => UNKNOWN_MIGRATE_TYPE,
            Some(known) => known as u8,
        };
        let mut byte = migrate_type & BLOCK_TYPE;
        if self.skip {
            byte |= BLOCK_SKIP;
        }
        if self.isolated {
            byte |= BLOCK_ISOLATED;
        }
        byte | (free_share(self.free_pages, self.order) << BLOCK_FREE_SHIFT)
    }
}

/// Free share of a block of `1 << order` pages: 0 if no page is free, 7 if all are, otherwise
/// sixths rounded up.
pub fn free_share(free_pages: u64, order: u32) -> u8 {
    let pages = 1u64.checked_shl(order).unwrap_or(u64::MAX);
    if free_pages >= pages {
        return 7;
    }
    // Below 6 * pages, so the quotient is at most 6.
    (free_pages.saturating_mul(6)).div_ceil(pages).min(6) as u8
}

/// Free share in a byte; `None` for an absent block.
pub fn free_share_of(byte: u8) -> Option<u8> {
    (byte != BLOCK_ABSENT).then_some(byte >> BLOCK_FREE_SHIFT)
}

/// Distributes runs of free pages (first page frame, pages) over consecutive page blocks. A run may
/// cover several blocks.
pub fn spread_free_pages<const N: usize>(
    base: u64,
    block_order: u32,
    free: impl Iterator<Item = (u64, u64)>,
) -> [u64; N] {
    let mut pages = [0u64; N];
    let block = 1u64.checked_shl(block_order).unwrap_or(u64::MAX);
    for (pfn, mut left) in free {
        let Some(at) = pfn.checked_sub(base) else {
            continue;
        };
        let mut index = usize::try_from(at / block).unwrap_or(usize::MAX);
        let mut room = block - at % block;
        while left != 0 {
            let Some(sum) = pages.get_mut(index) else {
                break;
            };
            let part = left.min(room);
            *sum = sum.saturating_add(part);
            left -= part;
            room = block;
            index += 1;
        }
    }
    pages
}

/// Completes the counts of lists of which those in the bit mask `open` were not walked to their
/// end. A single open list has what the others leave of `total`. `None` if several are open.
pub fn complete_counts<const N: usize>(
    mut counts: [u64; N],
    open: u32,
    total: u64,
) -> Option<[u64; N]> {
    if open == 0 {
        return Some(counts);
    }
    let index = open.trailing_zeros() as usize;
    if !open.is_power_of_two() || index >= N {
        return None;
    }
    counts[index] = 0;
    let others = counts
        .iter()
        .fold(0u64, |sum, &count| sum.saturating_add(count));
    counts[index] = total.saturating_sub(others);
    Some(counts)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashSet;

    const MOVABLE: PageBlockState = PageBlockState {
        migrate_type: Some(MigrateType::Movable),
        skip: false,
        isolated: false,
        free_pages: 0,
        order: 9,
    };

    #[test]
    fn different_blocks_have_different_bytes() {
        let types = MigrateType::ALL
            .iter()
            .filter(|&&kind| kind != MigrateType::Isolate);
        let types: std::vec::Vec<_> = types.map(|&kind| Some(kind)).chain([None]).collect();
        let mut seen = HashSet::new();
        for &migrate_type in &types {
            for bits in 0..4 {
                for free_pages in [0, 1, 86, 171, 257, 342, 427, 512] {
                    let byte = PageBlockState {
                        migrate_type,
                        skip: bits & 1 != 0,
                        isolated: bits & 2 != 0,
                        free_pages,
                        ..MOVABLE
                    }
                    .to_byte();
                    assert_ne!(byte, BLOCK_ABSENT);
                    seen.insert(byte);
                }
            }
        }
        assert_eq!(seen.len(), types.len() * 4 * 8);
    }

    #[test]
    fn share_is_0_or_7_only_if_none_or_all_is_free() {
        for free in 0..=512 {
            let share = free_share(free, 9);
            assert_eq!(share == 0, free == 0);
            assert_eq!(share == 7, free == 512);
            if (1..512).contains(&free) {
                assert_eq!(u64::from(share), (free * 6).div_ceil(512));
            }
        }
        assert_eq!(free_share(u64::MAX, 0), 7);
        assert_eq!(free_share(5, 200), 1);
    }

    #[test]
    fn absent_block_has_no_share() {
        assert_eq!(free_share_of(BLOCK_ABSENT), None);
        assert_eq!(
            free_share_of(
                PageBlockState {
                    free_pages: 512,
                    ..MOVABLE
                }
                .to_byte()
            ),
            Some(7)
        );
    }

    #[test]
    fn free_block_is_distributed_over_page_blocks() {
        let free = [(1024, 1024)];
        assert_eq!(
            spread_free_pages::<2>(1024, 9, free.into_iter()),
            [512, 512]
        );
        let free = [(1024, 1), (1026, 2), (1536, 512)];
        assert_eq!(spread_free_pages::<2>(1024, 9, free.into_iter()), [3, 512]);
        let free = [(1536, 512), (1024, 0)];
        assert_eq!(spread_free_pages::<2>(1024, 9, free.into_iter()), [0, 512]);
        // Runs outside the blocks are not counted, and nothing overflows.
        let free = [(0, 8), (2048, 8), (u64::MAX, u64::MAX)];
        assert_eq!(spread_free_pages::<2>(1024, 9, free.into_iter()), [0, 0]);
    }

    #[test]
    fn single_open_list_gets_the_rest() {
        assert_eq!(complete_counts([3, 4, 5], 0, 12), Some([3, 4, 5]));
        assert_eq!(complete_counts([3, 4, 2], 4, 112), Some([3, 4, 105]));
        assert_eq!(complete_counts([0, 0, 0], 2, 7), Some([0, 7, 0]));
        assert_eq!(complete_counts([3, 4, 5], 6, 100), None);
        assert_eq!(complete_counts([3, 4, 5], 1 << 5, 100), None);
        assert_eq!(complete_counts([9, 0], 2, 3), Some([9, 0]));
    }
}
