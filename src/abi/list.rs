// SPDX-License-Identifier: GPL-2.0

//! Calls that return a short list.

declare! {
    /// Argument of the calls that fill an array in one go: `RMM_PAGETABLE` with
    /// `struct rmm_page_table_level`, `RMM_SEGMENTS` with `struct rmm_segment`. No flags are
    /// defined.
    ///
    /// Errors: `EINVAL` for an unknown flag; `ENOSPC` if there is no room for all records;
    /// `EFAULT` for a buffer that cannot be written.
    record ListArgs = "rmm_list" {
        /// Size of this structure as the caller knows it.
        size: u32,
        /// Must be zero.
        flags: u32,
        /// User address of an array of the call's records.
        buf: u64,
        /// Room in `buf`, in records.
        capacity: u32,
        /// Size of the call's record as the caller knows it.
        record_size: u32,
        /// Out: records written.
        count: u32,
        /// Must be zero.
        reserved: u32,
    }
}
