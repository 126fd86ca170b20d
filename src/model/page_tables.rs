// SPDX-License-Identifier: GPL-2.0

//! Counting page tables and their entries during a walk.

use super::paging::{
    Paging,
    PAGE_SIZE, //
};
use crate::abi::names::TableLevel;

/// What one level holds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct TableLevelCount {
    /// Page tables.
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

/// State of a level while addresses ascend.
#[derive(Clone, Copy)]
struct LevelProgress {
    count: TableLevelCount,
    /// Tables are numbered by the address they start at, in units of what one covers: the first
    /// number not yet counted.
    next: u64,
}

/// Counts of every level, fed by a walk in ascending order of addresses.
///
/// A table is counted when a walk first says that it is there, so a walk may come in any number of
/// calls, and may begin again in the table where it stopped. Entries of leaves are counted as they
/// are given: those must come once.
pub struct PageTableCount {
    paging: Paging,
    levels: [LevelProgress; TableLevel::ALL.len()],
    deposited: u64,
}

impl PageTableCount {
    /// An address space whose top table has `pgd_bytes`: one page, or two where page-table
    /// isolation keeps a second top table beside it.
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
        // The top table is there before anything is mapped.
        levels[TableLevel::Pgd as usize].count.tables = 1;
        levels[TableLevel::Pgd as usize].count.bytes = pgd_bytes;
        levels[TableLevel::Pgd as usize].next = u64::MAX;
        Self {
            paging,
            levels,
            deposited: 0,
        }
    }

    /// At `addr` there are tables down to `deepest`, that level included.
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

    /// A table at `level` holds this many present leaves, and entries that are neither present
    /// nor empty.
    pub fn add_leaves(&mut self, level: TableLevel, present: u64, other: u64) {
        let count = &mut self.levels[level as usize].count;
        count.present = count.present.saturating_add(present);
        count.other = count.other.saturating_add(other);
        if level != TableLevel::Pte {
            count.huge = count.huge.saturating_add(present);
        }
    }

    /// The kernel has set aside this many tables of the last level, for huge leaves that may have
    /// to be split.
    pub fn add_deposited(&mut self, tables: u64) {
        self.deposited = self.deposited.saturating_add(tables);
    }

    /// What a level holds, or nothing where it is folded.
    pub fn level(&self, level: TableLevel) -> Option<TableLevelCount> {
        (!self.paging.is_folded(level)).then(|| self.levels[level as usize].count)
    }

    /// Tables set aside, in none of the levels.
    pub fn deposited(&self) -> u64 {
        self.deposited
    }

    /// Bytes that the kernel counts in VmPTE: the last three levels and what is set aside.
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
    fn an_empty_address_space_has_its_top_table() {
        assert_eq!(
            tables(&count(5)),
            [Some(1), Some(0), Some(0), Some(0), Some(0)]
        );
        assert_eq!(tables(&count(4))[1], None);
        assert_eq!(count(5).vm_pte_bytes(), 0);
    }

    #[test]
    fn one_page() {
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
    fn neighbours_share_what_they_share() {
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
    fn huge_leaves_end_the_descent() {
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
    fn beginning_again_counts_nothing_twice() {
        let mut count = count(5);
        count.descend(2 << 20, TableLevel::Pte);
        count.descend(3 << 20, TableLevel::Pte);
        count.descend(2 << 20, TableLevel::Pte);
        assert_eq!(tables(&count)[4], Some(1));
    }

    #[test]
    fn isolation_doubles_the_top_table_alone() {
        let count = PageTableCount::new(Paging::new(4).unwrap(), 2 * PAGE_SIZE);
        let pgd = count.level(TableLevel::Pgd).unwrap();
        assert_eq!((pgd.tables, pgd.bytes), (1, 8192));
    }

    #[test]
    fn any_address_is_taken() {
        let mut count = count(4);
        count.add_leaves(TableLevel::Pmd, u64::MAX, 0);
        count.descend(u64::MAX, TableLevel::Pte);
        count.add_leaves(TableLevel::Pte, u64::MAX, u64::MAX);
        count.add_leaves(TableLevel::Pte, 1, 1);
        count.add_deposited(u64::MAX);
        assert_eq!(count.vm_pte_bytes(), u64::MAX);
    }
}
