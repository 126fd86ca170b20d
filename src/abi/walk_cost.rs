// SPDX-License-Identifier: GPL-2.0

//! The cost of a call that walks page tables.

declare! {
    /// The cost of a call that walks page tables.
    record WalkCost = "rmm_cost" {
        /// Page-table entries that were read.
        entries: u64,
        /// Page tables, or chunks of one, that were read.
        tables: u64,
        /// VMAs that were read-locked.
        vmas: u64,
        /// Number of times that a lock was dropped because a writer waited for it.
        drops: u64,
        /// Longest time that a page-table lock of the target was held, in ns. With PREEMPT_RT the
        /// holder may be preempted, which is included.
        longest_hold_ns: u64,
        /// Time that the call spent walking, in ns. Copying to the caller is excluded.
        elapsed_ns: u64,
    }
}
