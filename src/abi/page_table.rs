// SPDX-License-Identifier: GPL-2.0

//! `RMM_PAGETABLE`: number and size of page tables by level.

declare! {
    /// One level of an address space's page tables. Every number of a folded level is `RMM_ABSENT`.
    record PageTableRecord = "rmm_page_table_level" {
        /// `RMM_LEVEL_*`.
        level: u32,
        /// 1 if the level is folded into the one above.
        folded: u32,
        /// Number of tables.
        tables: u64,
        /// Size of these tables in bytes.
        bytes: u64,
        /// Present entries: pointers to a lower table, and leaves.
        present: u64,
        /// Leaves above the PTE level.
        huge: u64,
        /// Nonpresent entries that are not empty: swap, migration, markers.
        other: u64,
        /// PTE level only: tables deposited for huge leaves that may be split
        /// (`pgtable_trans_huge_deposit()`). The kernel counts them in VmPTE.
        deposited: u64,
    }
}
