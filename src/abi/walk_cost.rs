// SPDX-License-Identifier: GPL-2.0

//! What a walk cost.

declare! {
    /// What a call cost. Every walk-like call gives it back.
    record WalkCost = "rmm_cost" {
        /// Entries of page tables that were read.
        entries: u64,
        /// Page tables that were read, or chunks of one.
        tables: u64,
        /// VMAs that were locked.
        vmas: u64,
        /// Times that a lock was given back because somebody else wanted it.
        drops: u64,
        /// Longest time that a spinlock of the target was held, in ns.
        longest_hold_ns: u64,
        /// Time that the call spent walking, in ns; copying to the caller is not in it.
        elapsed_ns: u64,
    }
}
