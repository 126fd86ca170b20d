// SPDX-License-Identifier: GPL-2.0

//! Fragmentation of free memory, by the formulas of mm/vmstat.c (`fill_contig_page_info()`,
//! `unusable_free_index()`, `__fragmentation_index()`).
//!
//! The counts are read without a lock and may be inconsistent, so sums saturate.

/// The free blocks of a zone (`zone.free_area[]`).
#[derive(Clone, Copy, Debug)]
pub struct FreeBlockCounts<'a> {
    /// Number of blocks of `1 << n` pages, indexed by order n.
    pub by_order: &'a [u64],
}

impl FreeBlockCounts<'_> {
    fn sum_from(self, from: u32, shift: impl Fn(u32) -> u32) -> u64 {
        (0u32..)
            .zip(self.by_order)
            .filter(|&(order, _)| order >= from)
            .fold(0, |sum: u64, (order, &count)| {
                let factor = 1u64.checked_shl(shift(order)).unwrap_or(u64::MAX);
                sum.saturating_add(count.saturating_mul(factor))
            })
    }

    /// Pages in all blocks.
    pub fn pages(self) -> u64 {
        self.sum_from(0, |order| order)
    }

    /// Number of blocks of all orders.
    pub fn blocks(self) -> u64 {
        self.sum_from(0, |_| 0)
    }

    /// Number of blocks of this order that blocks of this and higher orders can be split into.
    pub fn suitable_blocks(self, order: u32) -> u64 {
        self.sum_from(order, |from| from - order)
    }

    /// Order of the largest block.
    pub fn largest_order(self) -> Option<u32> {
        self.by_order
            .iter()
            .rposition(|&count| count != 0)
            .map(|order| order as u32)
    }

    /// Unusable free space index in thousandths: share of the free memory in blocks below this
    /// order. 1000 without free memory.
    pub fn unusable_milli(self, order: u32) -> i32 {
        let pages = self.pages();
        if pages == 0 {
            return 1000;
        }
        let usable = self
            .suitable_blocks(order)
            .saturating_mul(order_pages(order));
        (pages.saturating_sub(usable).saturating_mul(1000) / pages) as i32
    }

    /// External fragmentation index in thousandths: towards 0 if a request of this order fails for
    /// lack of memory, towards 1000 if it fails because of fragmentation; -1000 if it would
    /// succeed; 0 without free memory.
    pub fn fragmentation_milli(self, order: u32) -> i32 {
        let blocks = self.blocks();
        if blocks == 0 {
            return 0;
        }
        if self.suitable_blocks(order) != 0 {
            return -1000;
        }
        let requests = self.pages().saturating_mul(1000) / order_pages(order);
        // Without a suitable block this is at most 2000.
        1000 - (requests.saturating_add(1000) / blocks).min(2000) as i32
    }

    /// Number of blocks of this order that can be allocated one by one while free pages stay at or
    /// above `min`, by the comparison of `__zone_watermark_ok()`: the last allocation leaves `min`
    /// pages. `reserved` pages are free but cannot be allocated.
    pub fn allowed_blocks(self, order: u32, min: u64, reserved: u64) -> u64 {
        let above = self.pages().saturating_sub(reserved).saturating_sub(min);
        self.suitable_blocks(order).min(above / order_pages(order))
    }
}

/// `fragmentation_milli` above which a failure is due to fragmentation (the default of
/// vm.extfrag_threshold).
const FRAGMENTED_MILLI: i32 = 500;

/// Bits of a judgement among those of all orders.
const JUDGEMENT_BITS: u32 = 4;

/// Whether a request of an order would succeed, and if not, why.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OrderJudgement {
    /// A block can be allocated.
    Allowed = 1,
    /// Blocks are free, and the min watermark or the reserve keeps them.
    Withheld = 2,
    /// No block is free because of fragmentation.
    Fragmented = 3,
    /// No block is free for lack of memory.
    Exhausted = 4,
}

impl OrderJudgement {
    /// The judgement of the order with these values.
    pub fn of(allowed_blocks: u64, suitable_blocks: u64, fragmentation_milli: i32) -> Self {
        if allowed_blocks != 0 {
            Self::Allowed
        } else if suitable_blocks != 0 {
            Self::Withheld
        } else if fragmentation_milli > FRAGMENTED_MILLI {
            Self::Fragmented
        } else {
            Self::Exhausted
        }
    }

    /// The judgements of orders from 0 on in one number. It is not 0 if there are any.
    pub fn pack(orders: impl IntoIterator<Item = Self>) -> u64 {
        (0u32..)
            .step_by(JUDGEMENT_BITS as usize)
            .zip(orders)
            .map_while(|(shift, judgement)| (judgement as u64).checked_shl(shift))
            .fold(0, |all, one| all | one)
    }
}

impl FreeBlockCounts<'_> {
    /// The judgement of an order. `min` and `reserved` as for [`Self::allowed_blocks`].
    pub fn judge_order(self, order: u32, min: u64, reserved: u64) -> OrderJudgement {
        OrderJudgement::of(
            self.allowed_blocks(order, min, reserved),
            self.suitable_blocks(order),
            self.fragmentation_milli(order),
        )
    }

    /// The judgements of all orders in one number.
    pub fn judge_orders(self, min: u64, reserved: u64) -> u64 {
        let orders = (0u32..).zip(self.by_order);
        OrderJudgement::pack(orders.map(|(order, _)| self.judge_order(order, min, reserved)))
    }
}

/// Number of pages in a block.
fn order_pages(order: u32) -> u64 {
    1u64.checked_shl(order).unwrap_or(u64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn free_blocks(by_order: &[u64]) -> FreeBlockCounts<'_> {
        FreeBlockCounts { by_order }
    }

    #[test]
    fn all_memory_is_unusable_if_none_is_free() {
        let none = free_blocks(&[0; 11]);
        for order in 0..11 {
            assert_eq!(none.unusable_milli(order), 1000);
            assert_eq!(none.fragmentation_milli(order), 0);
            assert_eq!(none.suitable_blocks(order), 0);
        }
        assert_eq!(none.largest_order(), None);
        assert_eq!(free_blocks(&[]).unusable_milli(3), 1000);
    }

    #[test]
    fn index_of_a_request_that_succeeds_is_minus_1000() {
        let free = free_blocks(&[5, 0, 2, 1]);
        assert_eq!(free.pages(), 5 + 8 + 8);
        assert_eq!(free.suitable_blocks(1), 4 + 4);
        assert_eq!(free.fragmentation_milli(1), -1000);
        assert_eq!(free.fragmentation_milli(3), -1000);
        assert_eq!(free.unusable_milli(0), 0);
        assert_eq!(free.unusable_milli(1), 5 * 1000 / 21);
        assert_eq!(free.unusable_milli(3), 13 * 1000 / 21);
        assert_eq!(free.largest_order(), Some(3));
    }

    #[test]
    fn index_tells_fragmentation_from_lack_of_memory() {
        // 4096 single pages fail a request of 1024 pages because of fragmentation.
        assert_eq!(
            free_blocks(&[4096]).fragmentation_milli(10),
            1000 - 5000 / 4096
        );
        // One page fails it for lack of memory; the kernel's index is negative then.
        assert_eq!(free_blocks(&[1]).fragmentation_milli(1), 1000 - 1500);
        assert_eq!(free_blocks(&[1]).fragmentation_milli(10), 0);
    }

    #[test]
    fn watermark_limits_allowed_blocks() {
        let free = free_blocks(&[0, 0, 4]);
        assert_eq!(free.allowed_blocks(2, 0, 0), 4);
        assert_eq!(free.allowed_blocks(2, 1, 0), 3);
        assert_eq!(free.allowed_blocks(2, 8, 4), 1);
        assert_eq!(free.allowed_blocks(2, 100, 0), 0);
        assert_eq!(free.allowed_blocks(0, 6, 0), 10);
    }

    #[test]
    fn judgement_names_what_keeps_a_request_from_success() {
        let free = free_blocks(&[0, 0, 4]);
        assert_eq!(free.judge_order(2, 0, 0), OrderJudgement::Allowed);
        assert_eq!(free.judge_order(2, 12, 0), OrderJudgement::Allowed);
        assert_eq!(free.judge_order(2, 13, 0), OrderJudgement::Withheld);
        assert_eq!(free.judge_order(2, 8, 5), OrderJudgement::Withheld);
        let single = free_blocks(&[4096, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]);
        assert_eq!(single.judge_order(10, 0, 0), OrderJudgement::Fragmented);
        let none = free_blocks(&[1, 0, 0]);
        assert_eq!(none.judge_order(1, 0, 0), OrderJudgement::Exhausted);
        assert_eq!(
            free_blocks(&[0; 3]).judge_order(0, 0, 0),
            OrderJudgement::Exhausted
        );
    }

    #[test]
    fn judgements_of_all_orders_change_with_each_of_them() {
        let was = free_blocks(&[8, 0, 0, 1]).judge_orders(0, 0);
        // Another number of blocks is judged as before.
        assert_eq!(free_blocks(&[9, 0, 1, 2]).judge_orders(0, 0), was);
        let mut seen = std::vec![was];
        for other in [
            free_blocks(&[16, 0, 0, 0]).judge_orders(0, 0),
            free_blocks(&[8, 0, 1, 0]).judge_orders(0, 0),
            free_blocks(&[8, 0, 0, 1]).judge_orders(9, 0),
            free_blocks(&[0; 4]).judge_orders(0, 0),
        ] {
            assert!(other != 0 && !seen.contains(&other), "{other:#x}");
            seen.push(other);
        }
        // As many orders as a record has.
        assert_ne!(free_blocks(&[1; 16]).judge_orders(0, 0) >> 60, 0);
        assert_eq!(free_blocks(&[]).judge_orders(0, 0), 0);
    }

    #[test]
    fn inconsistent_counts_saturate() {
        let free = free_blocks(&[u64::MAX; 80]);
        for order in [0, 10, 63, 64, u32::MAX] {
            let _ = free.unusable_milli(order);
            let _ = free.fragmentation_milli(order);
            let _ = free.allowed_blocks(order, u64::MAX, u64::MAX);
        }
    }
}
