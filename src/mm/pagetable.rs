// SPDX-License-Identifier: GPL-2.0

//! The page tables themselves: number of tables and content at each level.
//!
//! A table is counted when the walk first descends through it. The tables of all levels and the
//! tables deposited for huge pages make the sum that the kernel reports as VmPTE.

use super::{
    paging, user_range,
    walk::{
        entries,
        PageTableWalker,
        TableVisitor,
        WalkMode, //
    },
};
use crate::{
    abi::{
        names::{
            PageKind,
            TableLevel,
            VmaFlag, //
        },
        page_table::PageTableRecord,
        AbiRecord,
        ABSENT, //
    },
    model::{
        page_tables::PageTableCount,
        paging::Paging, //
    },
    sys::{
        mm::{
            handle::MmHandle,
            table::TableSnapshot,
            vma::{
                VmaFacts,
                VmaRead, //
            },
        },
        system, //
    },
};
use kernel::prelude::*;

/// One record for each level, from the top.
pub(crate) type PageTables = [PageTableRecord; TableLevel::ALL.len()];

struct PageTableVisitor {
    tables: PageTableCount,
    paging: Paging,
}

/// Walks the whole address space and counts. A concurrent change is counted as before or as after
/// it.
pub(crate) fn page_tables(mm: &MmHandle) -> Result<PageTables> {
    let mut count = PageTableVisitor {
        tables: PageTableCount::new(paging(), system::pgd_bytes()),
        paging: paging(),
    };
    let live_mm = mm.live()?;
    let (start, end) = user_range();
    let mut table = TableSnapshot::new()?;
    let mut walk = PageTableWalker::new(&live_mm, WalkMode::Killable, &mut table);
    if walk.run(start, end, &mut count)? != end {
        return Err(EINTR);
    }
    let mut levels = [PageTableRecord::ZERO; TableLevel::ALL.len()];
    for (&level, record) in TableLevel::ALL.iter().zip(&mut levels) {
        *record = count.record(level);
    }
    Ok(levels)
}

impl PageTableVisitor {
    fn record(&self, level: TableLevel) -> PageTableRecord {
        let Some(count) = self.tables.level(level) else {
            return PageTableRecord {
                level: level as u32,
                folded: 1,
                tables: ABSENT,
                bytes: ABSENT,
                present: ABSENT,
                huge: ABSENT,
                other: ABSENT,
                deposited: ABSENT,
            };
        };
        PageTableRecord {
            level: level as u32,
            folded: 0,
            tables: count.tables,
            bytes: count.bytes,
            present: count.present,
            huge: if level == TableLevel::Pte {
                ABSENT
            } else {
                count.huge
            },
            other: count.other,
            deposited: if level == TableLevel::Pte {
                self.tables.deposited()
            } else {
                ABSENT
            },
        }
    }
}

impl TableVisitor for PageTableVisitor {
    fn vma(&mut self, _vma: &VmaRead<'_>, _facts: &VmaFacts, _addr: u64) -> bool {
        true
    }

    fn table(&mut self, facts: &VmaFacts, table: &TableSnapshot) -> Option<u64> {
        let level = table.level();
        let hugetlb = facts.flags & VmaFlag::HUGETLB != 0;
        let (mut present, mut other, mut deposited) = (0, 0, 0);
        // Counts a leaf where it begins, in case two VMAs share it (hugetlb does not).
        for entry in entries(table, self.paging).filter(|entry| entry.first) {
            if entry.leaf.present() {
                present += 1;
            } else if entry.leaf.kind(level, hugetlb) != PageKind::None {
                other += 1;
            }
            deposited += u64::from(entry.leaf.has_deposit());
        }
        self.tables.descend(table.addr(), level);
        self.tables.add_leaves(level, present, other);
        self.tables.add_deposited(deposited);
        None
    }
}
