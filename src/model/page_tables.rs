// SPDX-License-Identifier: GPL-2.0

//! Counts page tables and their entries during a walk.

use super::paging::{
    Paging,
    PAGE_SIZE, //
};
use crate::abi::names::TableLevel;

/// Counts of one level.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct TableLevelCount {
    /// Number of page tables.
    pub tables: u64,
    /// Bytes of these tables.
    pub bytes: u64,
    /// Present entries: pointers to a table below, and leaves.
    pub present: u64,
    /// Leaves above the last level.
    pub huge: u64,
    /// Entries that are neither empty nor present: swap, migration, markers.
    pub other: u64,
}

/// Counts of a level and the progress of the walk in it.
#[derive(Clone, Copy)]
struct LevelProgress {
    count: TableLevelCount,
    /// Number of the first table that is not counted yet. A table's number is its start address
    /// divided by the bytes that a table covers.
    next: u64,
}

/// Counts of every level, updated by a walk in ascending order of addresses.
///
/// A table is counted when a walk first descends through it. So a walk may consist of several calls
/// and may resume within a table. Leaves are counted as they are added and must be added once.
pub struct PageTableCount {
    paging: Paging,
    levels: [LevelProgress; TableLevel::ALL.len()],
    deposited: u64,
}

impl PageTableCount {
    /// Counts of an address space whose top-level table has `pgd_bytes`: one page, or two with
    /// page-table isolation.
    pub const fn new(paging: Paging, pgd_bytes: u64) -> Self {
        const NONE: LevelProgress = LevelProgress {
            count: TableLevelCount {
                tables: 0,
                bytes: 0,
                present: 0,
                huge: 0,
                other: 0,
            },
            next: 0,
        };
        let mut levels = [NONE; TableLevel::ALL.len()];
        // The top-level table always exists.
        levels[TableLevel::Pgd as usize].count.tables = 1;
        levels[TableLevel::Pgd as usize].count.bytes = pgd_bytes;
        levels[TableLevel::Pgd as usize].next = u64::MAX;
        Self {
            paging,
            levels,
            deposited: 0,
        }
    }

    /// Counts the tables at `addr` down to the level `deepest`, unless they are counted already.
    pub fn descend(&mut self, addr: u64, deepest: TableLevel) {
        let mut above = TableLevel::Pgd;
        for &level in TableLevel::ALL
            .iter()
            .take_while(|&&level| level <= deepest)
        {
            if self.paging.is_folded(level) {
                continue;
            }
            let table = addr >> self.paging.table_shift(level);
            let seen = &mut self.levels[level as usize];
            if table >= seen.next {
                seen.next = table + 1; // A shifted number is never the last.
                seen.count.tables += 1;
                seen.count.bytes += PAGE_SIZE;
                let present = &mut self.levels[above as usize].count.present;
                *present = present.saturating_add(1);
            }
            above = level;
        }
    }

    /// Adds present leaves and other entries that are not empty, of a table at `level`.
    pub fn add_leaves(&mut self, level: TableLevel, present: u64, other: u64) {
        let count = &mut self.levels[level as usize].count;
        count.present = count.present.saturating_add(present);
        count.other = count.other.saturating_add(other);
        if level != TableLevel::Pte {
            count.huge = count.huge.saturating_add(present);
        }
    }

    /// Adds tables that the kernel has deposited for huge leaves that may be split.
    pub fn add_deposited(&mut self, tables: u64) {
        self.deposited = self.deposited.saturating_add(tables);
    }

    /// Counts of a level; `None` if it is folded.
    pub fn level(&self, level: TableLevel) -> Option<TableLevelCount> {
        (!self.paging.is_folded(level)).then(|| self.levels[level as usize].count)
    }

    /// Number of deposited tables, which no level includes.
    pub fn deposited(&self) -> u64 {
        self.deposited
    }

    /// Bytes that the kernel counts in VmPTE: PTE, PMD and PUD tables and deposited tables.
    pub fn vm_pte_bytes(&self) -> u64 {
        let lower = &self.levels[TableLevel::Pud as usize..];
        lower.iter().map(|seen| seen.count.bytes).fold(
            self.deposited.saturating_mul(PAGE_SIZE),
            u64::saturating_add,
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn count(levels: u32) -> PageTableCount {
        PageTableCount::new(Paging::new(levels).unwrap(), PAGE_SIZE)
    }

    fn tables(count: &PageTableCount) -> [Option<u64>; 5] {
        core::array::from_fn(|i| count.level(TableLevel::ALL[i]).map(|l| l.tables))
    }

    #[test]
    fn empty_address_space_has_a_top_table() {
        assert_eq!(
            tables(&count(5)),
            [Some(1), Some(0), Some(0), Some(0), Some(0)]
        );
        assert_eq!(tables(&count(4))[1], None);
        assert_eq!(count(5).vm_pte_bytes(), 0);
    }

    #[test]
    fn one_page_has_one_table_per_level() {
        for levels in [4, 5] {
            let mut count = count(levels);
            count.descend(0x7fff_0000_0000, TableLevel::Pte);
            count.add_leaves(TableLevel::Pte, 1, 0);
            for &level in TableLevel::ALL {
                let Some(found) = count.level(level) else {
                    continue;
                };
                let want = TableLevelCount {
                    tables: 1,
                    bytes: 4096,
                    present: 1,
                    huge: 0,
                    other: 0,
                };
                assert_eq!(found, want, "{level:?}");
            }
            assert_eq!(count.vm_pte_bytes(), 3 * 4096);
        }
    }

    #[test]
    fn neighbouring_pages_share_tables() {
        let mut count = count(5);
        for addr in [0, 4096, 2 << 20, 1 << 30, 1 << 39, 1 << 48] {
            count.descend(addr, TableLevel::Pte);
        }
        assert_eq!(
            tables(&count),
            [Some(1), Some(2), Some(3), Some(4), Some(5)]
        );
        let present = [0, 1, 2, 3, 4].map(|i| count.level(TableLevel::ALL[i]).unwrap().present);
        assert_eq!(present, [2, 3, 4, 5, 0]);
    }

    #[test]
    fn huge_leaf_has_no_pte_table() {
        let mut count = count(4);
        count.descend(2 << 20, TableLevel::Pmd);
        count.add_leaves(TableLevel::Pmd, 3, 1);
        count.add_deposited(3);
        let pmd = count.level(TableLevel::Pmd).unwrap();
        assert_eq!((pmd.tables, pmd.present, pmd.huge, pmd.other), (1, 3, 3, 1));
        assert_eq!(
            count.level(TableLevel::Pte),
            Some(TableLevelCount::default())
        );
        assert_eq!(count.vm_pte_bytes(), (2 + 3) * 4096);
    }

    #[test]
    fn resumed_walk_counts_no_table_twice() {
        let mut count = count(5);
        count.descend(2 << 20, TableLevel::Pte);
        count.descend(3 << 20, TableLevel::Pte);
        count.descend(2 << 20, TableLevel::Pte);
        assert_eq!(tables(&count)[4], Some(1));
    }

    #[test]
    fn page_table_isolation_doubles_the_top_table_only() {
        let count = PageTableCount::new(Paging::new(4).unwrap(), 2 * PAGE_SIZE);
        let pgd = count.level(TableLevel::Pgd).unwrap();
        assert_eq!((pgd.tables, pgd.bytes), (1, 8192));
    }

    #[test]
    fn extreme_addresses_do_not_overflow() {
        let mut count = count(4);
        count.add_leaves(TableLevel::Pmd, u64::MAX, 0);
        count.descend(u64::MAX, TableLevel::Pte);
        count.add_leaves(TableLevel::Pte, u64::MAX, u64::MAX);
        count.add_leaves(TableLevel::Pte, 1, 1);
        count.add_deposited(u64::MAX);
        assert_eq!(count.vm_pte_bytes(), u64::MAX);
    }
}
