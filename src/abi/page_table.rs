// SPDX-License-Identifier: GPL-2.0

//! Page tables by level.

declare! {
    /// One level of an address space's page tables. `RMM_ABSENT` in every number of a folded level.
    record PageTableRecord = "rmm_page_table_level" {
        /// `RMM_LEVEL_*`.
        level: u32,
        /// 1 if the level is folded into the one above.
        folded: u32,
        /// Tables.
        tables: u64,
        /// Bytes of these tables.
        bytes: u64,
        /// Present entries: pointers to a table below, and leaves.
        present: u64,
        /// Leaves above the last level.
        huge: u64,
        /// Entries that are neither empty nor present: swap, migration, markers.
        other: u64,
        /// Last level alone: tables set aside for huge leaves that may have to be split. The kernel
        /// counts them in VmPTE.
        deposited: u64,
    }
}
